//! DOCX: text, headings, lists, quotations and links as light Markdown; tables
//! and captions as parts; tracked changes accepted; the notes on its words as
//! claims with their sources, or as comments.

mod inline;
mod notes;
mod place;
mod read;
mod said;
mod styles;
mod symbol;

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

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use proptest::prelude::*;
    use zip::{ZipWriter, write::SimpleFileOptions};

    use crate::import::formats::tests::read_all;

    fn package(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [("[Content_Types].xml", "<Types/>")].iter().chain(parts) {
            out.start_file(*name, SimpleFileOptions::default()).unwrap();
            out.write_all(text.as_bytes()).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    /// A document of these pieces, each closed where it stands.
    fn document(pieces: &[&str]) -> String {
        let inner: String = pieces.iter().copied().collect();
        format!("<w:document xmlns:w='w' xmlns:r='r'><w:body>{inner}</w:body></w:document>")
    }

    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "<w:p>", "</w:p>", "<w:p><w:r><w:t>Ten died. </w:t></w:r></w:p>", "<w:r>", "</w:r>", "<w:t>é 5</w:t>",
        "<w:commentRangeStart w:id='1'/>", "<w:commentRangeEnd w:id='1'/>", "<w:r><w:commentReference w:id='1'/></w:r>",
        "<w:r><w:footnoteReference w:id='2'/></w:r>", "<w:ins w:author='a'>", "</w:ins>", "<w:del><w:r><w:delText>x</w:delText></w:r></w:del>",
        "<w:r><w:rPr><w:b/></w:rPr><w:t> bold </w:t></w:r>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>",
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r>", "<w:r><w:instrText>HYPERLINK \"https://a.org\"</w:instrText></w:r>",
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r>", "<w:r><w:fldChar w:fldCharType='end'/></w:r>",
        "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>", "<w:pPr><w:numPr><w:ilvl w:val='9'/><w:numId w:val='1'/></w:numPr></w:pPr>",
        "<w:r><w:br/></w:r>", "<w:hyperlink r:id='x'>", "</w:hyperlink>", "\n", "&amp;",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn no_document_panics(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
            other in any::<String>(),
        ) {
            let comments = "<c xmlns:w='w'><w:comment w:id='1' w:author='B'><w:p><w:r><w:t>So? https://b.org</w:t></w:r></w:p></w:comment></c>";
            let footnotes = "<f xmlns:w='w'><w:footnote w:id='2'><w:p><w:r><w:t>Log</w:t></w:r></w:p></w:footnote></f>";
            let parts = [("word/comments.xml", comments), ("word/footnotes.xml", footnotes)];
            // Most are badly nested, and refused; those that are not are read.
            for text in [document(&pieces), other.clone()] {
                let all: Vec<_> = [("word/document.xml", text.as_str())].iter().chain(&parts).copied().collect();
                for item in read_all("a.docx", &package(&all)).into_iter().flatten() {
                    prop_assert!(!item.revisions.is_empty());
                    for claim in &item.claims {
                        prop_assert!(claim.quote.is_some() || claim.statement.is_some());
                    }
                }
            }
            read_all("a.docx", &package(&[("word/document.xml", &document(&["<w:p><w:r><w:t>A</w:t></w:r></w:p>"])), ("word/styles.xml", &other)]));
        }

        #[test]
        fn words_come_through_once_in_their_order(words in prop::collection::vec("[a-z]{1,8}", 2..30), styles in prop::collection::vec(0..4_usize, 30)) {
            let runs: String = words.iter().zip(&styles).map(|(word, style)| {
                let set = ["", "<w:rPr><w:b/></w:rPr>", "<w:rPr><w:i/></w:rPr>", "<w:rPr><w:b/><w:i/></w:rPr>"][*style];
                format!("<w:r>{set}<w:t xml:space='preserve'>{word} </w:t></w:r>")
            }).collect();
            let text = document(&["<w:p><w:r><w:t>Head line here</w:t></w:r></w:p><w:p>", &runs, "</w:p>"]);
            let item = read_all("a.docx", &package(&[("word/document.xml", &text)])).remove(0).unwrap();
            let body = item.revisions[0].texts.get(&crate::domain::part::Part::Body).replace('*', "");
            prop_assert_eq!(body.split_whitespace().collect::<Vec<_>>(), words.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
}
