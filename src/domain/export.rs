//! What leaves the desk, as plain values: an article's text with what is told
//! about it, and its claims. `desk` gathers them, `render` writes them in the
//! formats that others read.
//!
//! What is for the desk alone (editors' notes, comments, who works on what, what
//! is known of confidential sources) stands in fields of its own, [`Inside`] and
//! [`ClaimInside`], which are only filled when somebody asks for them by name: a
//! format can't let out what it never gets.

use std::ops::Range;

use super::{
    claim::{Asks, ClaimKind, Finding, Progress, Standing},
    ids::{ClaimId, RevisionNumber, SourceId},
    part::{Part, Texts},
    source::Stance,
    time::Timestamp,
};

/// Whether a text may be used by those who get it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// It is public.
    Public,
    /// It is approved for publication.
    Approved,
    /// Neither: it is not to be published yet.
    Withheld,
    /// It was withdrawn after publication.
    Killed,
}

/// A revision of an article with what is told about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The identity of the desk that it comes from.
    pub origin: String,
    /// The article's slug.
    pub slug: String,
    /// The revision whose text this is.
    pub revision: RevisionNumber,
    /// Whether it may be used.
    pub release: Release,
    /// The text.
    pub texts: Texts,
    /// Its language (BCP 47); empty where nobody said.
    pub language: String,
    /// The desk it belongs to (sport, foreign, …).
    pub desk: String,
    /// IPTC urgency, 1 (highest) to 9.
    pub urgency: i64,
    /// Who provided it.
    pub provider: String,
    /// The provider's identity for it.
    pub external_id: Option<String>,
    /// Where it stands in public.
    pub canonical_url: Option<String>,
    /// Not to be published before.
    pub embargo_until: Option<Timestamp>,
    /// When it came to the desk.
    pub created_at: Timestamp,
    /// When it was first published.
    pub published_at: Option<Timestamp>,
    /// The source's own time of the revision.
    pub source_time: Option<Timestamp>,
    /// When the revision came to the desk.
    pub recorded_at: Timestamp,
    /// Who wrote the revision; empty where nobody said.
    pub author: String,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// Its claims, where they were asked for.
    pub claims: Vec<Claim>,
    /// The revisions before it, oldest first, where they were asked for.
    pub history: Vec<Past>,
    /// What is for the desk alone, where it was asked for.
    pub inside: Option<Inside>,
}

impl Story {
    /// The time of the text: the source's, else the desk's.
    pub fn time(&self) -> Timestamp {
        self.source_time.unwrap_or(self.recorded_at)
    }

    /// An address that names the article and nothing else in the world: the
    /// provider's id where that is one, else where it stands in public, else one
    /// made of the desk's identity and the slug.
    pub fn uri(&self) -> String {
        let given = self.external_id.as_deref().filter(|id| is_uri(id));
        given
            .or_else(|| self.canonical_url.as_deref().filter(|url| is_uri(url)))
            .map_or_else(|| self.own_uri(), str::to_owned)
    }

    /// The address made of the desk's identity and the slug.
    pub fn own_uri(&self) -> String {
        format!("urn:copydesk:{}:{}", self.origin, self.slug)
    }
}

/// Whether a text is an absolute URI (RFC 3986): a scheme, then only characters
/// that may stand in one, and something to name.
pub fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_ok = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b));
    let hex = |pair: Option<&str>| pair.is_some_and(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()));
    let percent_ok = rest.match_indices('%').all(|(at, _)| hex(rest.get(at + 1..at + 3)));
    scheme_ok
        && percent_ok
        && !rest.trim_matches('/').is_empty()
        && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&b))
        && rest.matches('#').count() <= 1
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its scheme: `topic`, `place`, `person`, `org`, `medtop`, …
    pub scheme: String,
    /// Its name.
    pub name: String,
    /// Its code in the scheme.
    pub code: Option<String>,
}

/// What is for the desk alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inside {
    /// The note to editors.
    pub ednote: String,
    /// When the article is due.
    pub due_at: Option<Timestamp>,
    /// Who has it.
    pub assignee: Option<String>,
    /// What was said about the revision.
    pub note: String,
    /// Comments on the article, oldest first.
    pub comments: Vec<Comment>,
}

/// A comment, or a note that somebody made with a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What they said.
    pub text: String,
}

/// An earlier revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// Its texts.
    pub texts: Texts,
    /// The source's own time.
    pub source_time: Option<Timestamp>,
    /// Who wrote it.
    pub author: String,
    /// What was said about it; only with what is for the desk alone.
    pub note: String,
}

/// A claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The id.
    pub id: ClaimId,
    /// The words as they stand in this revision; else the last ones.
    pub quote: String,
    /// The words by which the desk knows it: those that it was made with or last tied to.
    pub known_as: String,
    /// The assertion, where it differs.
    pub statement: String,
    /// What sort of assertion.
    pub kind: ClaimKind,
    /// What is asked of it.
    pub asks: Asks,
    /// Who says so, if not the newsroom.
    pub claimant: String,
    /// When it was said.
    pub said_on: String,
    /// Where it appeared.
    pub appearances: Vec<String>,
    /// 1 (highest) to 3.
    pub priority: i64,
    /// How far the work has come.
    pub progress: Progress,
    /// What may be relied on.
    pub standing: Standing,
    /// Why; only with what is for the desk alone, because it quotes notes.
    pub reason: String,
    /// What the check found: approved where [`Claim::is_settled`], else proposed.
    pub finding: Option<Finding>,
    /// The words that should stand instead.
    pub correction: String,
    /// The public rating.
    pub rating: String,
    /// Its places in this revision.
    pub places: Vec<(Part, Range<usize>)>,
    /// When it came to the desk.
    pub created_at: Timestamp,
    /// Who checked it, and when.
    pub checked: Option<(String, Timestamp)>,
    /// Who approved it, and when.
    pub approved: Option<(String, Timestamp)>,
    /// What it rests on, without what is known of confidential sources.
    pub sources: Vec<Cited>,
    /// What is for the desk alone, where it was asked for.
    pub inside: Option<ClaimInside>,
}

impl Claim {
    /// Whether a finding on it is approved and holds.
    pub fn is_settled(&self) -> bool {
        self.progress == Progress::Approved && matches!(self.standing, Standing::Approved | Standing::Contradicted)
    }

    /// What it asserts.
    pub fn assertion(&self) -> &str {
        if self.statement.is_empty() { &self.quote } else { &self.statement }
    }
}

/// A source as a claim cites it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// Which source.
    pub id: SourceId,
    /// Whether its name is kept secret: then there is nothing but `stance` beside, unless it was asked for.
    pub confidential: bool,
    /// Its title, or the label of a confidential one.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// Page, timecode.
    pub locator: String,
    /// Its own words.
    pub quotation: String,
    /// What it says to the claim.
    pub stance: Stance,
    /// Notes on it and on its tie to the claim; only with what is for the desk alone.
    pub note: String,
}

/// What of a claim is for the desk alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimInside {
    /// Who is to check it.
    pub assignee: Option<String>,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// What those said who decided, oldest first.
    pub notes: Vec<Comment>,
    /// Comments, oldest first.
    pub comments: Vec<Comment>,
}

#[cfg(test)]
mod tests {
    use super::is_uri;

    #[test]
    fn addresses() {
        for good in ["https://example.org/a?b=c#d", "tag:example.org,2015:1", "urn:newsml:x:2015:a", "mailto:a@b.c"] {
            assert!(is_uri(good), "{good}");
        }
        for bad in
            ["", "n-1", "a:b", "http:", "http://", "https://a b", "https://é", "x y:z", "urn:a%zz", "1a:b", "u:#a#b"]
        {
            assert!(!is_uri(bad), "{bad}");
        }
    }
}
