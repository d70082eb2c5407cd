//! What an import hands to the store: plain values, ready to be written.

use crate::domain::{
    canonical::Repair,
    claim::{Asks, ClaimKind},
    part::{Part, Texts},
    time::Timestamp,
};

use super::{Identity, ImportFact, ImportPrecedent, ImportSource};

/// What an import hands to the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// An article.
    Article(Box<ImportItem>),
    /// A row of a fact-check spreadsheet.
    Fact(Box<ImportFact>),
    /// A claim that was checked elsewhere.
    Precedent(Box<ImportPrecedent>),
}

impl Item {
    /// Where it was read.
    pub fn input(&self) -> &str {
        match self {
            Self::Article(item) => &item.input,
            Self::Fact(fact) => &fact.input,
            Self::Precedent(precedent) => &precedent.input,
        }
    }

    /// The format that it was read as.
    pub const fn reader(&self) -> &'static str {
        match self {
            Self::Article(item) => item.reader,
            Self::Fact(_) => "facts",
            Self::Precedent(_) => "claimreview",
        }
    }

    /// About how many bytes of text it holds.
    pub fn text_bytes(&self) -> usize {
        match self {
            Self::Article(item) => item.revisions.iter().flat_map(|r| r.texts.iter()).map(|(_, text)| text.len()).sum(),
            Self::Fact(fact) => fact.cells.values().map(String::len).sum(),
            Self::Precedent(precedent) => precedent.raw.len(),
        }
    }

    /// About how many rows of the desk it makes.
    pub fn weight(&self) -> usize {
        match self {
            Self::Article(item) => 3 + item.revisions.len() + item.tags.len() + 3 * item.claims.len(),
            Self::Fact(fact) => 4 + 3 * fact.sources.len(),
            Self::Precedent(_) => 2,
        }
    }
}

/// One article as it was read, every text in canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportItem {
    /// Where it was read: a file, or `file:line`.
    pub input: String,
    /// The format that read it, for the record.
    pub reader: &'static str,
    /// SHA-256 of the bytes it was read from: the whole file, or one line.
    pub raw_sha256: [u8; 32],
    /// What it can be recognised by.
    pub identity: Identity,
    /// The slug that a new article takes, if it is free: the one given, else
    /// one derived from the file's name or the headline. Always a valid slug.
    pub slug: String,
    /// Why its provider cancelled or withholds it, if it does.
    pub withdrawn: Option<String>,
    /// The article's fields beside its texts.
    pub fields: ImportFields,
    /// Its tags, without repetition, in the order in which they were given.
    pub tags: Vec<ImportTag>,
    /// Its texts, oldest first; never empty. Neighbours may be equal: the
    /// store counts those as unchanged.
    pub revisions: Vec<ImportRevision>,
    /// Claims to place on the last revision.
    pub claims: Vec<ImportClaim>,
    /// The language of a new article: the one given, else what its last text shows; empty where
    /// neither is. Told here so that it runs beside the writing.
    pub language: String,
    /// What was said of it, as comments.
    pub comments: Vec<String>,
    /// What was changed to read it, and what of it was not taken.
    pub repairs: Vec<Repair>,
    /// What only a verbose run says: front matter that copydesk has no field for.
    pub asides: Vec<String>,
}

/// The fields of an article that an import can set; `None` leaves what is there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportFields {
    /// The language (BCP 47).
    pub language: Option<String>,
    /// The desk.
    pub desk: Option<String>,
    /// The urgency, 1 (highest) to 9.
    pub urgency: Option<u8>,
    /// Not to be published before.
    pub embargo_until: Option<Timestamp>,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// Who works on it: a person's handle, not yet looked up.
    pub assignee: Option<String>,
    /// A note to editors, never published.
    pub ednote: Option<String>,
}

/// A tag as it was given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImportTag {
    /// The scheme: `topic`, `place`, `medtop`, …
    pub scheme: String,
    /// The name as written.
    pub name: String,
    /// The code within the scheme, if any.
    pub code: Option<String>,
}

/// One revision as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRevision {
    /// Its texts, in canonical form.
    pub texts: Texts,
    /// [`crate::domain::canonical::content_hash`] of the texts, taken here so
    /// that it runs beside the writing.
    pub content_hash: [u8; 32],
    /// [`Texts::words`], counted here for the same reason.
    pub words: usize,
    /// The source's own time of it.
    pub source_time: Option<Timestamp>,
    /// The zone that time is written in, in minutes east of UTC, if it says.
    pub source_offset: Option<i64>,
    /// Who wrote it, as the copy says.
    pub author: Option<String>,
    /// What changed, as the copy says.
    pub note: Option<String>,
}

/// A claim as it was given; the quote is in canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportClaim {
    /// The exact words; without them the claim waits unplaced.
    pub quote: Option<String>,
    /// The checkable assertion, if it differs from the quote.
    pub statement: Option<String>,
    /// What sort of assertion it is.
    pub kind: ClaimKind,
    /// What is asked of it.
    pub asks: Asks,
    /// Who says so, if not the newsroom.
    pub claimant: Option<String>,
    /// When it was said, as given.
    pub said_on: Option<String>,
    /// Where it was said: addresses.
    pub appearances: Vec<String>,
    /// 1 (first) to 3.
    pub priority: Option<u8>,
    /// Who is to check it: a person's handle, not yet looked up.
    pub assignee: Option<String>,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// The part that the quote stands in, if said.
    pub part: Option<Part>,
    /// Which occurrence of the quote is meant, from 1, if said.
    pub occurrence: Option<u32>,
    /// Its sources.
    pub sources: Vec<ImportSource>,
    /// What was said of it.
    pub comments: Vec<String>,
    /// Whether it waits without a place where its words aren't found, rather
    /// than be refused.
    pub may_wait: bool,
}

/// An item that could not be taken. The run goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{input}: {message}")]
pub struct Rejection {
    /// Where it was read: a file, or `file:line`.
    pub input: String,
    /// A stable word for the reason (`binary`, `bad-front-matter`, `not-found`, …).
    pub code: &'static str,
    /// What is wrong, and where.
    pub message: String,
    /// The line within the input, from 1, where it is known.
    pub line: Option<usize>,
}

impl Rejection {
    /// A rejection of an input as a whole.
    pub fn new(input: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { input: input.into(), code, message: message.into(), line: None }
    }

    /// The same with the line that is at fault.
    #[must_use]
    pub fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }
}

impl ImportTag {
    /// Reads `place:Syria`; a bare name is a topic. `medtop:` and a number is a code.
    ///
    /// `None` when there is no name.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (scheme, name) = match text.split_once(':') {
            Some((scheme, name)) if is_scheme(scheme) && !name.starts_with("//") => (scheme, name.trim()),
            _ => ("topic", text),
        };
        let code = (scheme == "medtop" && !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()))
            .then(|| name.to_owned());
        (!name.is_empty()).then(|| Self { scheme: scheme.to_owned(), name: name.to_owned(), code })
    }
}

/// Whether a word can be a tag's scheme: a letter, then up to 31 of `a-z 0-9 -`.
pub fn is_scheme(word: &str) -> bool {
    word.len() <= 32
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        for (given, want) in [
            ("place:Syria", Some(("place", "Syria", None))),
            (" budget ", Some(("topic", "budget", None))),
            ("medtop:11000000", Some(("medtop", "11000000", Some("11000000")))),
            ("Brexit: the vote", Some(("topic", "Brexit: the vote", None))),
            ("https://example.org/x", Some(("topic", "https://example.org/x", None))),
            ("place:", None),
            ("", None),
        ] {
            let got = ImportTag::parse(given);
            let got = got.as_ref().map(|t| (t.scheme.as_str(), t.name.as_str(), t.code.as_deref()));
            assert_eq!(got, want, "{given}");
        }
    }
}
