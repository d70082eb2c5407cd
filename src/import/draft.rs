//! What a format makes of its input: everything as it was given, nothing
//! judged yet. [`super::normalise`] turns a draft into an item.

use super::fact::ImportSource;
use crate::domain::canonical::{Refusal, Repair};

/// The texts of one revision as given; `None` where the input says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DraftTexts {
    /// The headline.
    pub headline: Option<String>,
    /// The standfirst.
    pub standfirst: Option<String>,
    /// The byline.
    pub byline: Option<String>,
    /// The dateline.
    pub dateline: Option<String>,
    /// The body.
    pub body: Option<String>,
    /// Named parts.
    pub parts: Vec<(String, String)>,
}

/// One revision as given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DraftRevision {
    /// Its texts. Parts that aren't given are those of the revision before.
    pub texts: DraftTexts,
    /// Whether the texts are the whole revision (a document), so that a part
    /// that isn't given is empty; only a missing headline is then taken over.
    pub whole: bool,
    /// The source's own time, as written.
    pub source_time: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// What changed.
    pub note: Option<String>,
}

/// A tag as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftTag {
    /// One word for scheme and name (`place:Syria`).
    Text(String),
    /// Scheme, name and code apart.
    Parts {
        /// The scheme; a topic without it.
        scheme: Option<String>,
        /// The name; the code stands in for it.
        name: Option<String>,
        /// The code.
        code: Option<String>,
    },
}

/// A claim as given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DraftClaim {
    /// The exact words.
    pub quote: Option<String>,
    /// The assertion.
    pub statement: Option<String>,
    /// The kind's word.
    pub kind: Option<String>,
    /// `said` or `so`.
    pub asks: Option<String>,
    /// Who says so.
    pub claimant: Option<String>,
    /// When it was said.
    pub said_on: Option<String>,
    /// Where it was said.
    pub appearances: Vec<String>,
    /// 1 to 3, as text.
    pub priority: Option<String>,
    /// Who is to check it.
    pub assignee: Option<String>,
    /// When it is due.
    pub due_at: Option<String>,
    /// The part that the quote stands in.
    pub part: Option<String>,
    /// Which occurrence of the quote, as text.
    pub occurrence: Option<String>,
    /// Its sources.
    pub sources: Vec<ImportSource>,
    /// What was said of it.
    pub comments: Vec<String>,
    /// Whether it may wait without a place where its words aren't found.
    pub may_wait: bool,
}

/// One article as given. Without `revisions` its texts are its only revision;
/// with them, `texts` stand in for what the first of them doesn't give, and
/// are the newest revision when they bring a body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// Where it was read: a file, or `file:line`.
    pub input: String,
    /// SHA-256 of the bytes it was read from.
    pub raw_sha256: [u8; 32],
    /// The line of a file of many articles, from 1.
    pub line: Option<usize>,
    /// The first character in the whole input that no text can keep, by its
    /// place there.
    pub refused: Option<Refusal>,
    /// The file's name without its ending, where the file is the article.
    pub stem: Option<String>,
    /// The slug.
    pub slug: Option<String>,
    /// Who delivered it.
    pub provider: Option<String>,
    /// Who delivered it, as far as it can be told, where nobody says so: a
    /// feed's host, the authority in an id.
    pub fallback_provider: Option<String>,
    /// The provider's id for it.
    pub external_id: Option<String>,
    /// What stands in for the provider's id when a provider is known.
    pub fallback_id: Option<String>,
    /// A name for it that is no identity (a slugline): a new article's slug is made of it.
    pub slugline: Option<String>,
    /// Why its provider cancelled or withholds it: the provider's word.
    pub withdrawn: Option<String>,
    /// Its address.
    pub canonical_url: Option<String>,
    /// The language.
    pub language: Option<String>,
    /// The desk.
    pub desk: Option<String>,
    /// The urgency, as text.
    pub urgency: Option<String>,
    /// The embargo, as written.
    pub embargo_until: Option<String>,
    /// A time of publication: an embargo if it lies in the future.
    pub publish_at: Option<String>,
    /// When it is due, as written.
    pub due_at: Option<String>,
    /// Who works on it.
    pub assignee: Option<String>,
    /// A note to editors.
    pub ednote: Option<String>,
    /// The tags.
    pub tags: Vec<DraftTag>,
    /// The article's own texts, with the time, author and note of the newest revision.
    pub newest: DraftRevision,
    /// Its history, oldest first.
    pub revisions: Vec<DraftRevision>,
    /// Its claims.
    pub claims: Vec<DraftClaim>,
    /// What was said of it as a whole, or of words that are no claim.
    pub comments: Vec<String>,
    /// What was changed to read it, and what of it was not taken.
    pub repairs: Vec<Repair>,
    /// What only a verbose run says.
    pub asides: Vec<String>,
}

impl Draft {
    /// A draft that was read at `input` from these bytes.
    pub fn read_from(input: impl Into<String>, raw: &[u8]) -> Self {
        use sha2::Digest;
        Self { input: input.into(), raw_sha256: sha2::Sha256::digest(raw).into(), ..Self::default() }
    }
}
