//! DOCX: text, headings, lists, quotations and links as light Markdown; tables
//! and captions as parts; tracked changes accepted; the notes on its words as
//! claims with their sources, or as comments.

mod inline;
mod notes;
mod read;
mod styles;

use super::{Format, Given, Reader};
use crate::import::{
    Rejection,
    detect::{Fit, Head},
    draft::Draft,
    office,
    source::Source,
};

/// A Word document.
#[derive(Debug)]
pub struct Docx;

impl Format for Docx {
    fn name(&self) -> &'static str {
        "docx"
    }

    /// It is no text: what it is was told when the package was looked into.
    fn fit(&self, _: &Head<'_>) -> Fit {
        Fit::No
    }

    fn open(&self, source: Source) -> Box<dyn Reader> {
        Box::new(Document { source: Some(source) })
    }
}

struct Document {
    source: Option<Source>,
}

impl Reader for Document {
    fn next_draft(&mut self) -> Option<Result<Draft, Rejection>> {
        Some(document(self.source.take()?))
    }

    fn next_given(&mut self) -> Option<Result<Given, Rejection>> {
        Some(self.next_draft()?.map(|draft| Given::Article(Box::new(draft))))
    }
}

fn document(source: Source) -> Result<Draft, Rejection> {
    let (name, stem, settings) = (source.name.clone(), source.stem.clone(), source.settings.clone());
    if !source.is_zip() {
        return Err(Rejection::new(name, "bad-document", "no Word document: it is no ZIP package"));
    }
    let bytes = source.read_up_to(office::MAX_BYTES, "for a document")?;
    let mut draft = Draft::read_from(name.as_str(), &bytes);
    draft.stem = stem;
    let mut package = office::Package::open(&name, bytes)?;
    read::document(&name, &mut package, settings.annotations, &mut draft)?;
    Ok(draft)
}
