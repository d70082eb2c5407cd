//! Inputs that are read whole and hold any number of articles: XML, JSON.

use super::{Reader, unix_lines};
use crate::{
    domain::canonical::Repair,
    import::{Rejection, decode::decode, draft::Draft, source::Source},
};

/// The largest feed or export that is read whole, in bytes.
pub(super) const MAX_WHOLE_BYTES: u64 = 64 * 1024 * 1024;

/// An input, decoded.
pub(super) struct Whole {
    pub(super) name: String,
    pub(super) stem: Option<String>,
    pub(super) text: String,
    /// What its bytes took to read.
    pub(super) repairs: Vec<Repair>,
}

/// What is found in an input, article by article.
pub(super) type Found = Vec<Result<Draft, Rejection>>;

impl Whole {
    /// A draft of one of its articles: `raw` is what it was read from. Where
    /// there are several, its place is told by the line.
    pub(super) fn draft(&self, line: Option<usize>, raw: &str) -> Draft {
        let input = line.map_or_else(|| self.name.clone(), |line| format!("{}:{line}", self.name));
        let mut draft = Draft::read_from(input, raw.as_bytes());
        draft.line = line;
        draft.repairs.clone_from(&self.repairs);
        draft
    }
}

/// A reader that reads all at the first article that is asked for.
pub(super) fn reader<F>(source: Source, limit: u64, parse: F) -> Box<dyn Reader>
where
    F: FnOnce(Whole) -> Result<Found, Rejection> + Send + 'static,
{
    Box::new(Waiting { source: Some((source, parse)), found: Vec::new().into_iter(), limit })
}

struct Waiting<F> {
    source: Option<(Source, F)>,
    found: std::vec::IntoIter<Result<Draft, Rejection>>,
    limit: u64,
}

impl<F> Reader for Waiting<F>
where
    F: FnOnce(Whole) -> Result<Found, Rejection> + Send,
{
    fn next_draft(&mut self) -> Option<Result<Draft, Rejection>> {
        if let Some((source, parse)) = self.source.take() {
            match whole(source, self.limit).and_then(parse) {
                Ok(found) => self.found = found.into_iter(),
                Err(rejection) => return Some(Err(rejection)),
            }
        }
        self.found.next()
    }
}

fn whole(source: Source, limit: u64) -> Result<Whole, Rejection> {
    let (name, stem) = (source.name.clone(), source.stem.clone());
    let bytes = source.read_up_to(limit, "for a file that is read whole; split it")?;
    let decoded = decode(&bytes).map_err(|not_text| Rejection::new(name.as_str(), "binary", not_text.0))?;
    // Line ends mean nothing in markup: they need no word.
    let text = unix_lines(&decoded.text, &mut Vec::new()).into_owned();
    Ok(Whole { name, stem, text, repairs: decoded.repairs })
}
