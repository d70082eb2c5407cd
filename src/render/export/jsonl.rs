//! copydesk's own JSONL: one article a line, in the form that `import` reads.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{Stories, is_nothing};
use crate::domain::claim::{Asks, ClaimKind};
use crate::domain::export::{Claim, Story, Tag};
use crate::domain::part::{Part, Texts};
use crate::domain::time::Timestamp;
use crate::render::json;

/// Writes one article a line.
#[derive(Debug)]
pub struct Jsonl;

impl Stories for Jsonl {
    fn story(&mut self, out: &mut dyn Write, story: &Story) -> io::Result<()> {
        json::write_line(out, &line(story))?;
        out.write_all(b"\n")
    }
}

#[derive(Serialize)]
struct Line<'s> {
    slug: &'s str,
    #[serde(skip_serializing_if = "is_nothing")]
    internal: bool,
    #[serde(skip_serializing_if = "is_nothing")]
    provider: &'s str,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_url: Option<&'s str>,
    #[serde(skip_serializing_if = "is_nothing")]
    language: &'s str,
    #[serde(skip_serializing_if = "is_nothing")]
    desk: &'s str,
    urgency: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    embargo_until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<&'s str>,
    #[serde(skip_serializing_if = "is_nothing")]
    ednote: &'s str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<TagLine<'s>>,
    #[serde(flatten)]
    revision: Revision<'s>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    revisions: Vec<Revision<'s>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    claims: Vec<ClaimLine<'s>>,
}

#[derive(Serialize)]
struct Revision<'s> {
    #[serde(skip_serializing_if = "Option::is_none")]
    source_time: Option<Timestamp>,
    #[serde(skip_serializing_if = "is_nothing")]
    author: &'s str,
    #[serde(skip_serializing_if = "is_nothing")]
    note: &'s str,
    headline: &'s str,
    standfirst: &'s str,
    byline: &'s str,
    dateline: &'s str,
    body: &'s str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    parts: BTreeMap<&'s str, &'s str>,
}

impl<'s> Revision<'s> {
    /// `named` are the parts that any revision of the article has: one that this
    /// revision lacks is told as empty, because what is not told is taken from
    /// the revision before.
    fn new(texts: &'s Texts, named: &[&'s Part]) -> Self {
        Self {
            source_time: None,
            author: "",
            note: "",
            headline: texts.get(&Part::Headline),
            standfirst: texts.get(&Part::Standfirst),
            byline: texts.get(&Part::Byline),
            dateline: texts.get(&Part::Dateline),
            body: texts.get(&Part::Body),
            parts: named.iter().map(|part| (part.as_str(), texts.get(part))).collect(),
        }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum TagLine<'s> {
    Word(String),
    Parts {
        scheme: &'s str,
        name: &'s str,
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<&'s str>,
    },
}

impl<'s> From<&'s Tag> for TagLine<'s> {
    fn from(tag: &'s Tag) -> Self {
        match word(tag) {
            Some(word) => Self::Word(word),
            None => Self::Parts { scheme: &tag.scheme, name: &tag.name, code: tag.code.as_deref() },
        }
    }
}

/// A tag in one word that reads back to it, where there is one.
pub(super) fn word(tag: &Tag) -> Option<String> {
    let word = match tag.scheme.as_str() {
        "topic" if !tag.name.contains(':') => tag.name.clone(),
        scheme => format!("{scheme}:{}", tag.name),
    };
    let is_code = tag.scheme == "medtop" && tag.name.bytes().all(|b| b.is_ascii_digit());
    let code = is_code.then_some(tag.name.as_str());
    (code == tag.code.as_deref() && !tag.name.starts_with("//")).then_some(word)
}

#[derive(Serialize)]
struct ClaimLine<'s> {
    #[serde(skip_serializing_if = "is_nothing")]
    quote: &'s str,
    #[serde(skip_serializing_if = "is_nothing")]
    statement: &'s str,
    kind: ClaimKind,
    asks: Asks,
    #[serde(skip_serializing_if = "is_nothing")]
    claimant: &'s str,
    #[serde(skip_serializing_if = "is_nothing")]
    said_on: &'s str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    appearances: &'s [String],
    priority: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<&'s Part>,
    #[serde(skip_serializing_if = "Option::is_none")]
    occurrence: Option<usize>,
}

fn claim<'s>(claim: &'s Claim, texts: &Texts) -> ClaimLine<'s> {
    let place = claim.places.first();
    ClaimLine {
        quote: if place.is_some() { &claim.quote } else { "" },
        // Without words in the text it is known by what it says.
        statement: if place.is_some() { &claim.statement } else { claim.assertion() },
        kind: claim.kind,
        asks: claim.asks,
        claimant: &claim.claimant,
        said_on: &claim.said_on,
        appearances: &claim.appearances,
        priority: claim.priority,
        assignee: claim.inside.as_ref().and_then(|inside| inside.assignee.as_deref()),
        due_at: claim.inside.as_ref().and_then(|inside| inside.due_at),
        part: place.map(|(part, _)| part),
        occurrence: place.map(|(part, chars)| occurrence(texts.get(part), &claim.quote, chars.start)),
    }
}

/// Which occurrence of the words it is that starts at a character, from 1.
fn occurrence(text: &str, quote: &str, start: usize) -> usize {
    let end = text.char_indices().nth(start).map_or(text.len(), |(at, _)| at);
    let step = quote.chars().next().map_or(1, char::len_utf8);
    let (mut at, mut found) = (0, 1);
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(quote)) {
        if at + next >= end {
            break;
        }
        found += 1;
        at += next + step;
    }
    found
}

fn line(story: &Story) -> Line<'_> {
    let inside = story.inside.as_ref();
    let mut named: Vec<&Part> = story.texts.named().map(|(part, _)| part).collect();
    named.extend(story.history.iter().flat_map(|past| past.texts.named().map(|(part, _)| part)));
    named.sort_unstable();
    named.dedup();
    let revisions = story.history.iter().map(|past| Revision {
        source_time: past.source_time,
        author: author(&past.author, &past.texts),
        note: &past.note,
        ..Revision::new(&past.texts, &named)
    });
    Line {
        slug: &story.slug,
        internal: inside.is_some(),
        provider: &story.provider,
        external_id: story.external_id.as_deref(),
        canonical_url: story.canonical_url.as_deref(),
        language: &story.language,
        desk: &story.desk,
        urgency: story.urgency,
        embargo_until: story.embargo_until,
        due_at: inside.and_then(|inside| inside.due_at),
        assignee: inside.and_then(|inside| inside.assignee.as_deref()),
        ednote: inside.map_or("", |inside| &inside.ednote),
        tags: story.tags.iter().map(TagLine::from).collect(),
        revision: Revision {
            source_time: story.source_time,
            author: author(&story.author, &story.texts),
            note: inside.map_or("", |inside| &inside.note),
            ..Revision::new(&story.texts, &named)
        },
        revisions: revisions.collect(),
        claims: story.claims.iter().map(|c| claim(c, &story.texts)).collect(),
    }
}

/// The author, where the byline doesn't say the same.
fn author<'s>(author: &'s str, texts: &Texts) -> &'s str {
    if author == texts.get(&Part::Byline) { "" } else { author }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occurrences_are_counted_as_an_import_counts_them() {
        let text = "aé aé aé";
        for (start, want) in [(0, 1), (3, 2), (6, 3)] {
            assert_eq!(occurrence(text, "aé", start), want, "{start}");
        }
        assert_eq!(occurrence("aaa", "aa", 1), 2);
    }

    #[test]
    fn a_tag_in_one_word_reads_back() {
        let tag = |scheme: &str, name: &str, code: Option<&str>| {
            word(&Tag { scheme: scheme.into(), name: name.into(), code: code.map(Into::into) })
        };
        assert_eq!(tag("topic", "fire", None).as_deref(), Some("fire"));
        assert_eq!(tag("topic", "what now: a guide", None).as_deref(), Some("topic:what now: a guide"));
        assert_eq!(tag("place", "Oslo", None).as_deref(), Some("place:Oslo"));
        assert_eq!(tag("medtop", "20000139", Some("20000139")).as_deref(), Some("medtop:20000139"));
        assert_eq!(tag("medtop", "fire", Some("20000139")), None);
    }
}
