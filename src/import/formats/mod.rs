//! The formats, one a file. To add one: implement [`Format`] and [`Reader`] in
//! a file of its own and put it into [`FORMATS`]; nothing else changes.

mod agency;
pub mod articles;
pub mod claimreview;
pub mod docx;
pub mod feed;
mod front_matter;
pub mod html_page;
mod json;
pub mod json_feed;
pub mod jsonl;
pub mod markdown;
pub mod newsml;
pub mod ninjs;
pub mod nitf;
mod ours;
pub mod sheet;
mod whole;
pub mod wire;
pub mod wxr;

use std::borrow::Cow;

use crate::domain::canonical::{Repair, first_refusal};

use super::{
    ImportFact, ImportPrecedent, Rejection,
    detect::{Fit, Head},
    draft::Draft,
    source::Source,
};

/// Every format that is read. Where two fit an input equally well, the first is taken.
pub const FORMATS: &[&dyn Format] = &[
    &wire::Wire,
    &markdown::Markdown,
    &claimreview::ClaimReviews,
    &ninjs::Ninjs,
    &json_feed::JsonFeed,
    &jsonl::Jsonl,
    &newsml::NewsMl,
    &nitf::Nitf,
    &wxr::Wxr,
    &feed::Feed,
    &html_page::HtmlPage,
    &sheet::Facts,
    &articles::Articles,
    &docx::Docx,
];

/// A format that articles come in.
pub trait Format: Sync {
    /// Its name on the command line and in the record.
    fn name(&self) -> &'static str;

    /// How well the beginning of an input fits it.
    fn fit(&self, head: &Head<'_>) -> Fit;

    /// A reader of the articles in an input.
    fn open(&self, source: Source) -> Box<dyn Reader>;
}

/// Reads the articles of one input, one after another.
pub trait Reader: Send {
    /// The next article, or what is wrong with it; `None` at the end. An error
    /// ends the item, not the input.
    fn next_draft(&mut self) -> Option<Result<Draft, Rejection>>;

    /// The next thing, whatever it is. Only readers of what is no article have
    /// an answer of their own.
    fn next_given(&mut self) -> Option<Result<Given, Rejection>> {
        Some(self.next_draft()?.map(|draft| Given::Article(Box::new(draft))))
    }
}

/// What a reader found.
#[derive(Debug)]
pub enum Given {
    /// An article, as it was given.
    Article(Box<Draft>),
    /// A row of a fact-check spreadsheet.
    Fact(Box<ImportFact>),
    /// A claim that was checked elsewhere.
    Precedent(Box<ImportPrecedent>),
}

/// A reader of inputs that hold one article: the whole input is decoded and
/// handed to `parse`.
struct Single<F> {
    source: Option<Source>,
    parse: F,
}

impl<F> Single<F>
where
    F: FnMut(&str, &mut Draft) -> Result<(), Rejection> + Send + 'static,
{
    fn boxed(source: Source, parse: F) -> Box<dyn Reader> {
        Box::new(Self { source: Some(source), parse })
    }
}

impl<F> Reader for Single<F>
where
    F: FnMut(&str, &mut Draft) -> Result<(), Rejection> + Send,
{
    fn next_draft(&mut self) -> Option<Result<Draft, Rejection>> {
        let source = self.source.take()?;
        let (name, stem) = (source.name.clone(), source.stem.clone());
        Some(source.read_article().and_then(|bytes| {
            let decoded = super::decode::decode(&bytes)
                .map_err(|not_text| Rejection::new(name.as_str(), "binary", not_text.0))?;
            let mut draft = Draft::read_from(name.as_str(), &bytes);
            draft.stem = stem;
            draft.repairs = decoded.repairs;
            let text = unix_lines(&decoded.text, &mut draft.repairs);
            draft.refused = first_refusal(&text);
            (self.parse)(&text, &mut draft)?;
            Ok(draft)
        }))
    }
}

/// The name of the element that XML begins with, without its prefix.
pub(super) fn root_element(head: &str) -> Option<&str> {
    let mut rest = head;
    loop {
        let at = rest.find('<')?;
        rest = rest.get(at..)?;
        let end = if rest.starts_with("<!--") {
            rest.find("-->")? + 3
        } else if rest.starts_with("<?") {
            rest.find("?>")? + 2
        } else if rest.starts_with("<!") {
            // An internal subset may hold tags of its own.
            let close = rest.find('>')?;
            match rest.find('[').filter(|open| *open < close) {
                Some(_) => rest.find("]>").map_or(close, |n| n + 1) + 1,
                None => close + 1,
            }
        } else {
            let name = rest.get(1..)?;
            let length = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(name.len());
            return name.get(..length).map(|name| name.rsplit(':').next().unwrap_or(name));
        };
        rest = rest.get(end..)?;
    }
}

/// The text with LF for CR LF and CR, so that formats see lines.
fn unix_lines<'a>(text: &'a str, repairs: &mut Vec<Repair>) -> Cow<'a, str> {
    let returns = text.bytes().filter(|&b| b == b'\r').count();
    if returns == 0 {
        return Cow::Borrowed(text);
    }
    let pairs = text.matches("\r\n").count();
    for (count, what) in [(pairs, "CR LF"), (returns - pairs, "U+000D (carriage return)")] {
        if count > 0 {
            repairs.push(Repair::new("line-ends", format!("{count} × {what} made LF")));
        }
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        domain::time::Timestamp,
        import::{ImportItem, Options, pipeline},
    };

    /// Options as a desk that has none set, in November 2015.
    pub(crate) fn options() -> Options {
        Options::at(Timestamp::parse("2015-11-20T00:00:00Z").unwrap())
    }

    /// Everything that is read from these bytes under this name.
    pub(crate) fn read_all(name: &str, bytes: &[u8]) -> Vec<Result<ImportItem, Rejection>> {
        pipeline::read_bytes(name, bytes, &options())
    }

    /// The one item, or the one rejection, that is read.
    pub(crate) fn read_one(name: &str, bytes: &[u8]) -> Result<ImportItem, Rejection> {
        let mut all = read_all(name, bytes);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn no_reader_panics(bytes in prop::collection::vec(any::<u8>(), 0..300), format in 0..FORMATS.len()) {
            let options = Options { format: FORMATS.get(format).map(|f| f.name().to_owned()), ..options() };
            pipeline::read_bytes("x", &bytes, &options);
            pipeline::read_bytes("x.gz", &[&[0x1f, 0x8b, 8, 0][..], &bytes].concat(), &options);
        }

        #[test]
        fn no_reader_panics_on_near_copy(
            pieces in prop::collection::vec(prop::sample::select(vec![
                "---\n", "+++\n", "title: ", "title = ", "tags: [", "]", "\"", "'", "x", "é", "\n", "\r\n", " ", "# ", "{", "}", ":",
                ",", "\"headline\":", "\"revisions\":[", "\"markdown\":", "\"claims\":", "\\u0000", "\\ud800", "&a ", "*a", "1.10", "null",
                "\u{202e}", "\u{ad}", "```\n",
            ]), 0..30),
            format in 0..FORMATS.len(),
        ) {
            let options = Options { format: FORMATS.get(format).map(|f| f.name().to_owned()), repair: true, ..options() };
            for item in pipeline::read_bytes("x", pieces.concat().as_bytes(), &options).into_iter().flatten() {
                prop_assert!(!item.revisions.is_empty() && crate::domain::article::valid_slug(&item.slug));
            }
        }
    }
}
