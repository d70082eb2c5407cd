//! copydesk's own JSONL: one article a line, with its history and its claims.
//!
//! A line that is broken is one rejected item; a field that nobody knows is
//! reported with the item, because a misspelt field is lost copy.

mod shapes;

use std::borrow::Cow;

use serde::de::{IgnoredAny, MapAccess};
use shapes::{Object, OneOrMany, Parts, Record, TagOrText, Text, set};

use super::{Format, Reader, json::first_names, markdown};
use crate::{
    domain::canonical::Repair,
    import::{
        Rejection,
        decode::{decode, is_utf_16},
        detect::{Fit, Head},
        draft::{Draft, DraftClaim, DraftRevision, DraftTexts},
        source::{Lines, Source},
    },
};

/// One JSON object a line, each an article.
#[derive(Debug)]
pub struct Jsonl;

impl Format for Jsonl {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn fit(&self, head: &Head<'_>) -> Fit {
        let text = head.text.trim_start();
        // Linked data (a review, an article of a page) says its type; an article of ours has none.
        if first_names(text).iter().any(|name| name.starts_with('@')) {
            return Fit::No;
        }
        let (line, is_whole) = text.split_once('\n').map_or((text, false), |(line, _)| (line, true));
        // A first line longer than the head is taken on its word.
        let is_object = if is_whole || head.text.len() < crate::import::source::HEAD_BYTES {
            text.starts_with('{') && serde_json::from_str::<IgnoredAny>(line).is_ok()
        } else {
            text.starts_with("{\"")
        };
        match head.extension {
            _ if is_object => Fit::ByContent,
            Some("jsonl" | "ndjson") => Fit::ByName,
            _ => Fit::No,
        }
    }

    fn open(&self, source: Source) -> Box<dyn Reader> {
        if !is_utf_16(&source.head) {
            return Box::new(Articles { lines: Ok(source.lines()), repair: None });
        }
        // JSON is UTF-8 by its standard; what a spreadsheet saved is read whole.
        let name = source.name.clone();
        let lines = source.read_article().and_then(|bytes| {
            let decoded = decode(&bytes).map_err(|not_text| Rejection::new(name.as_str(), "binary", not_text.0))?;
            let repair = decoded.repairs.into_iter().next();
            Ok((Source::from_bytes(&name, decoded.text.as_bytes())?.lines(), repair))
        });
        Box::new(match lines {
            Ok((lines, repair)) => Articles { lines: Ok(lines), repair },
            Err(rejection) => Articles { lines: Err(Some(rejection)), repair: None },
        })
    }
}

struct Articles {
    /// The lines, or what kept them from being read, until that has been said.
    lines: Result<Lines, Option<Rejection>>,
    /// What is said of every item because it holds for the whole file.
    repair: Option<Repair>,
}

impl Reader for Articles {
    fn next_draft(&mut self) -> Option<Result<Draft, Rejection>> {
        let lines = match &mut self.lines {
            Ok(lines) => lines,
            Err(rejection) => return rejection.take().map(Err),
        };
        let name = lines.name().to_owned();
        loop {
            let (number, line) = match lines.next_line()? {
                Ok(found) => found,
                Err(rejection) => return Some(Err(rejection)),
            };
            let line = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
            if !line.iter().all(u8::is_ascii_whitespace) {
                let repair = self.repair.iter().cloned();
                return Some(read_line(&format!("{name}:{number}"), number, line).map(|mut draft| {
                    draft.repairs.extend(repair);
                    draft
                }));
            }
        }
    }
}

/// Reads one line.
fn read_line(input: &str, number: usize, line: &[u8]) -> Result<Draft, Rejection> {
    let reject = |code, message: String| Rejection::new(input, code, message).at_line(number);
    let (text, repairs) = match std::str::from_utf8(line) {
        Ok(text) => (Cow::Borrowed(text), Vec::new()),
        Err(_) => decode(line).map(|d| (d.text, d.repairs)).map_err(|not_text| reject("binary", not_text.0))?,
    };
    let Object(article) = serde_json::from_str::<Object<Article>>(&text).map_err(|error| {
        let message = error.to_string();
        // Its own line number is always 1: the file's stands in the name.
        let what = message.split(" at line ").next().unwrap_or(&message);
        reject("bad-json", format!("{what} (column {})", error.column()))
    })?;
    let Article { mut draft, markdown, revisions, mut unknown, not_taken } = article;
    draft.raw_sha256 = Draft::read_from("", line).raw_sha256;
    input.clone_into(&mut draft.input);
    draft.line = Some(number);
    draft.repairs.extend(repairs);
    if let Some(text) = markdown {
        let document = markdown::read(&unix(&text)).map_err(|broken| {
            reject("bad-front-matter", format!("markdown, line {}: {}", broken.line, broken.message))
        })?;
        document.fill(&mut draft);
    }
    let count = revisions.len();
    for (at, revision) in revisions.into_iter().enumerate() {
        let Revision { draft: said, markdown, unknown: names } = revision;
        unknown.extend(names);
        let said = match markdown {
            None => said,
            Some(text) => {
                let document = match markdown::read(&unix(&text)) {
                    Ok(document) => document,
                    // A slip in an old revision, mended in a later one, is part of the history.
                    Err(broken) => {
                        let mut repair = broken.repair();
                        repair.message = format!("revision {}: {}", at + 1, repair.message);
                        draft.repairs.push(repair);
                        broken.rest
                    }
                };
                let mut tags = Vec::new();
                // The article's fields are those of its newest revision.
                let whole = document.revision((at + 1 == count).then_some((&mut draft, &mut tags)));
                if draft.tags.is_empty() {
                    draft.tags = tags;
                }
                over(said, whole)
            }
        };
        draft.revisions.push(said);
    }
    for (code, what, mut names) in
        [("unknown-field", "no such field", unknown), ("field-not-taken", "not taken from an import", not_taken)]
    {
        if !names.is_empty() {
            names.sort_unstable();
            names.dedup();
            draft.repairs.push(Repair::new(code, format!("{what}: {}", names.join(", "))));
        }
    }
    Ok(draft)
}

fn unix(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

/// What is said by itself, over what a document says.
fn over(said: DraftRevision, document: DraftRevision) -> DraftRevision {
    let (ours, theirs) = (said.texts, document.texts);
    DraftRevision {
        texts: DraftTexts {
            headline: ours.headline.or(theirs.headline),
            standfirst: ours.standfirst.or(theirs.standfirst),
            byline: ours.byline.or(theirs.byline),
            dateline: ours.dateline.or(theirs.dateline),
            body: ours.body.or(theirs.body),
            parts: if ours.parts.is_empty() { theirs.parts } else { ours.parts },
        },
        whole: true,
        source_time: said.source_time.or(document.source_time),
        author: said.author.or(document.author),
        note: said.note.or(document.note),
    }
}

#[derive(Default)]
struct Article {
    draft: Draft,
    markdown: Option<String>,
    revisions: Vec<Revision>,
    unknown: Vec<String>,
    not_taken: Vec<String>,
}

#[derive(Default)]
struct Revision {
    draft: DraftRevision,
    markdown: Option<String>,
    unknown: Vec<String>,
}

#[derive(Default)]
struct Claim {
    draft: DraftClaim,
    unknown: Vec<String>,
}

/// Reads the texts that articles and revisions share.
fn text_field<'de, A: MapAccess<'de>>(texts: &mut DraftTexts, name: &str, map: &mut A) -> Result<bool, A::Error> {
    match name {
        "headline" => set(&mut texts.headline, "headline", map)?,
        "standfirst" => set(&mut texts.standfirst, "standfirst", map)?,
        "byline" => set(&mut texts.byline, "byline", map)?,
        "dateline" => set(&mut texts.dateline, "dateline", map)?,
        "body" => set(&mut texts.body, "body", map)?,
        "parts" => texts.parts = map.next_value::<Option<Parts>>()?.unwrap_or_default().0,
        _ => return Ok(false),
    }
    Ok(true)
}

impl Record for Article {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        let draft = &mut self.draft;
        match name {
            "slug" => set(&mut draft.slug, "slug", map)?,
            "provider" => set(&mut draft.provider, "provider", map)?,
            "external_id" => set(&mut draft.external_id, "external_id", map)?,
            "canonical_url" => set(&mut draft.canonical_url, "canonical_url", map)?,
            "language" => set(&mut draft.language, "language", map)?,
            "desk" => set(&mut draft.desk, "desk", map)?,
            "urgency" => set(&mut draft.urgency, "urgency", map)?,
            "embargo_until" => set(&mut draft.embargo_until, "embargo_until", map)?,
            "due_at" => set(&mut draft.due_at, "due_at", map)?,
            "assignee" => set(&mut draft.assignee, "assignee", map)?,
            "ednote" => set(&mut draft.ednote, "ednote", map)?,
            "source_time" => set(&mut draft.newest.source_time, "source_time", map)?,
            "author" => set(&mut draft.newest.author, "author", map)?,
            "note" => set(&mut draft.newest.note, "note", map)?,
            "markdown" => set(&mut self.markdown, "markdown", map)?,
            "tags" => {
                let tags = map.next_value::<OneOrMany<TagOrText>>()?.0;
                draft.tags = tags.into_iter().map(|tag| tag.0).collect();
            }
            "revisions" => {
                let revisions = map.next_value::<OneOrMany<Object<Revision>>>()?.0;
                self.revisions = revisions.into_iter().map(|revision| revision.0).collect();
            }
            "claims" => {
                for Object(claim) in map.next_value::<OneOrMany<Object<Claim>>>()?.0 {
                    self.unknown.extend(claim.unknown);
                    draft.claims.push(claim.draft);
                }
            }
            // An export with `--internal` says so.
            "internal" => {
                map.next_value::<IgnoredAny>()?;
            }
            // What `article show` prints beside: its own affair, not the copy's.
            "id" | "stage" | "head" | "approved" | "published" | "changes_pending" | "words" | "created_at"
            | "updated_at" | "published_at" => {
                map.next_value::<IgnoredAny>()?;
                self.not_taken.push(name.to_owned());
            }
            _ => return text_field(&mut draft.newest.texts, name, map),
        }
        Ok(true)
    }

    fn unknown(&mut self, name: &str) {
        self.unknown.push(name.to_owned());
    }
}

impl Record for Revision {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        let draft = &mut self.draft;
        match name {
            "source_time" => set(&mut draft.source_time, "source_time", map)?,
            "author" => set(&mut draft.author, "author", map)?,
            "note" => set(&mut draft.note, "note", map)?,
            "markdown" => set(&mut self.markdown, "markdown", map)?,
            _ => return text_field(&mut draft.texts, name, map),
        }
        Ok(true)
    }

    fn unknown(&mut self, name: &str) {
        self.unknown.push(format!("revisions.{name}"));
    }
}

impl Record for Claim {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        let draft = &mut self.draft;
        match name {
            "quote" => set(&mut draft.quote, "quote", map)?,
            "statement" => set(&mut draft.statement, "statement", map)?,
            "kind" => set(&mut draft.kind, "kind", map)?,
            "asks" => set(&mut draft.asks, "asks", map)?,
            "claimant" => set(&mut draft.claimant, "claimant", map)?,
            "said_on" => set(&mut draft.said_on, "said_on", map)?,
            "priority" => set(&mut draft.priority, "priority", map)?,
            "assignee" => set(&mut draft.assignee, "assignee", map)?,
            "due_at" => set(&mut draft.due_at, "due_at", map)?,
            "part" => set(&mut draft.part, "part", map)?,
            "occurrence" => set(&mut draft.occurrence, "occurrence", map)?,
            "appearances" => {
                let texts = map.next_value::<OneOrMany<Text>>()?.0;
                draft.appearances = texts.into_iter().filter_map(|text| text.0).collect();
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn unknown(&mut self, name: &str) {
        self.unknown.push(format!("claims.{name}"));
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::part::Part,
        import::{
            ImportItem,
            formats::tests::{read_all, read_one},
        },
    };

    fn body(item: &ImportItem, revision: usize) -> &str {
        item.revisions[revision].texts.get(&Part::Body)
    }

    fn headline(item: &ImportItem, revision: usize) -> &str {
        item.revisions[revision].texts.get(&Part::Headline)
    }

    #[test]
    fn an_article_a_line() {
        let line = r#"{"slug":"fire","provider":"Wire","external_id":7,"headline":"Ten die","standfirst":"In Homs.","byline":"Ana",
            "dateline":"HOMS, Nov 19","body":"Ten people died.\n\n\nThe roof fell.","parts":{"caption:1":"The mill."},
            "language":"en","urgency":2,"canonical_url":"https://Example.org/a#x","embargo_until":"2015-11-21T09:00:00+01:00",
            "tags":["place:Syria","fire",{"scheme":"medtop","code":"20000139","name":"fire"},"Fire"],"source_time":"2015-11-19T12:20:00Z",
            "note":null,"claims":[{"quote":"Ten people died","kind":"number","priority":1,"part":"body","occurrence":1},
            {"statement":"The roof fell first.","asks":"so","appearances":"https://example.org"}]}"#
            .replace('\n', "");
        let item = read_one("in.jsonl", line.as_bytes()).unwrap();
        assert_eq!((item.input.as_str(), item.reader, item.slug.as_str()), ("in.jsonl:1", "jsonl", "fire"));
        assert_eq!(body(&item, 0), "Ten people died.\n\nThe roof fell.");
        assert_eq!(item.revisions[0].texts.get(&"caption:1".parse().unwrap()), "The mill.");
        assert_eq!(item.revisions[0].author.as_deref(), Some("Ana"));
        assert_eq!(item.identity.external_id.as_deref(), Some("7"));
        assert_eq!(item.identity.canonical_url.as_deref(), Some("https://example.org/a"));
        assert_eq!(item.identity.stem, None);
        assert_eq!(item.fields.embargo_until.unwrap().to_string(), "2015-11-21T08:00:00Z");
        assert_eq!(item.tags.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["Syria", "fire", "fire"]);
        assert_eq!(item.claims.len(), 2);
        assert!(item.repairs.is_empty(), "{:?}", item.repairs);
    }

    #[test]
    fn a_history_takes_over_what_it_does_not_say() {
        let line = r##"{"provider":"w","external_id":"1","headline":"Base","standfirst":"S","revisions":[
            {"source_time":"2015-11-19T10:00:00Z","author":"a1","body":"One."},
            {"note":"hed","headline":"New"},
            {"markdown":"---\ntitle: Third\ntags: [x]\n---\nThree."},
            {"markdown":"# Not\n\n---\nslug: \n\nText"},
            {"body":"Five.","standfirst":""}]}"##
            .replace('\n', "");
        let item = read_one("in.jsonl", line.as_bytes()).unwrap();
        let seen: Vec<_> = (0..5)
            .map(|n| (headline(&item, n), body(&item, n), item.revisions[n].texts.get(&Part::Standfirst)))
            .collect();
        assert_eq!(
            seen,
            [
                ("Base", "One.", "S"),
                ("New", "One.", "S"),
                ("Third", "Three.", ""),
                ("Not", "---\nslug:\n\nText", ""),
                ("Not", "Five.", "")
            ]
        );
        assert_eq!(item.revisions[0].author.as_deref(), Some("a1"));
        assert_eq!(item.revisions[1].author.as_deref(), Some("w"));
    }

    #[test]
    fn the_articles_own_text_is_its_newest_revision() {
        let line = r#"{"slug":"a","headline":"H","body":"Now.","revisions":[{"body":"Then."}]}"#;
        let item = read_one("in.jsonl", line.as_bytes()).unwrap();
        assert_eq!((item.revisions.len(), body(&item, 0), body(&item, 1)), (2, "Then.", "Now."));
        let line = r#"{"slug":"a","headline":"H","body":"Then.","revisions":[{"body":"Then."}]}"#;
        assert_eq!(read_one("in.jsonl", line.as_bytes()).unwrap().revisions.len(), 1);
    }

    #[test]
    fn a_slip_in_an_old_revision_does_not_lose_the_history() {
        let line = r#"{"provider":"w","external_id":"x/mayor-quits.md","revisions":[
            {"markdown":"---\ntitle: Good\n---\nOne."},{"markdown":"---\ntitle: a: b\n---\nTwo."}]}"#
            .replace('\n', "");
        let item = read_one("in.jsonl", line.as_bytes()).unwrap();
        assert_eq!((headline(&item, 1), body(&item, 1)), ("Good", "Two."));
        assert_eq!(item.repairs[0].code, "front-matter-unread");
        assert!(item.repairs[0].message.starts_with("revision 2: "), "{}", item.repairs[0].message);
    }

    #[test]
    fn unknown_fields_are_reported() {
        let line = r#"{"slug":"a","headline":"H","body":"B","headlin":"x","stage":"approved","claims":[{"quote":"B","knd":"date"}],
            "revisions":[{"body":"A","authr":"x"}]}"#
            .replace('\n', "");
        let item = read_one("in.jsonl", line.as_bytes()).unwrap();
        let said: Vec<_> = item.repairs.iter().map(|r| r.message.as_str()).collect();
        assert_eq!(said, ["no such field: claims.knd, headlin, revisions.authr", "not taken from an import: stage"]);
    }

    #[test]
    fn a_broken_line_is_one_rejected_item() {
        let text = "\u{feff}{\"slug\":\"a\",\"headline\":\"A\"}\r\n\n{\"slug\":\"b\"\n{\"slug\":\"c\",\"headline\":\"C\"}\n[1]\n";
        let found: Vec<_> = read_all("in.jsonl", text.as_bytes())
            .into_iter()
            .map(|r| r.map(|item| item.slug).map_err(|r| (r.code, r.input, r.line)))
            .collect();
        let bad = |line: usize| Err(("bad-json", format!("in.jsonl:{line}"), Some(line)));
        assert_eq!(found, [Ok("a".to_owned()), bad(3), Ok("c".to_owned()), bad(5)]);
    }

    #[test]
    fn what_is_rejected() {
        for (line, code) in [
            (r#"{"body":"no headline, nothing to make one of"}"#, "no-headline"),
            (r#"{"headline":"a","headline":"b"}"#, "bad-json"),
            (r#"{"headline":{"a":1}}"#, "bad-json"),
            (r#"{"headline":"H","body":"a\u0000b"}"#, "control-character"),
            (r#"{"headline":"H","body":"a\u202eb"}"#, "direction-override"),
            (r#"{"headline":"H","body":"\ud800"}"#, "bad-json"),
            (r#"{"headline":"H","claims":[{"kind":"date"}]}"#, "bad-claim"),
            (r#"{"headline":"H","claims":[{"quote":"H","kind":"dat"}]}"#, "bad-claim"),
            (r#"{"headline":"H","claims":[{"quote":"H","priority":7}]}"#, "bad-claim"),
            (r#"{"headline":"H","parts":{"body":"x"}}"#, "bad-part"),
            (r#"{"headline":"H","parts":{"Side Bar":"x"}}"#, "bad-part"),
            (r#"{"headline":"H","markdown":"---\na: b: c\n---\n"}"#, "bad-front-matter"),
        ] {
            let rejection = read_one("in.jsonl", line.as_bytes()).unwrap_err();
            assert_eq!((rejection.code, rejection.line), (code, Some(1)), "{line} {rejection}");
        }
        // Nesting without end is no way to bring it down.
        let deep = format!(r#"{{"headline":"H","x":{}{}}}"#, "[".repeat(200_000), "]".repeat(200_000));
        assert!(matches!(read_one("in.jsonl", deep.as_bytes()), Ok(_) | Err(_)));
    }

    #[test]
    fn fields_that_cannot_be_read_are_left_out_and_reported() {
        let line = r#"{"headline":"H","urgency":12,"language":"?","canonical_url":"/a","due_at":"soon","slug":"Not A Slug","tags":[":x",""]}"#;
        let item = read_one("in.jsonl", line.as_bytes()).unwrap();
        assert_eq!(item.slug, "not-a-slug");
        let mut codes: Vec<_> = item.repairs.iter().map(|r| r.code).collect();
        codes.sort_unstable();
        assert_eq!(codes, ["field-unread", "field-unread", "field-unread", "field-unread", "slug-changed"]);
    }

    #[test]
    fn other_encodings_are_read_and_said() {
        let text = "{\"headline\":\"Caf\u{e9}\"}\n{\"headline\":\"Zwei\"}\n";
        let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let items: Vec<_> = read_all("in.jsonl", &utf_16).into_iter().map(Result::unwrap).collect();
        assert_eq!((items.len(), headline(&items[0], 0), headline(&items[1], 0)), (2, "Café", "Zwei"));
        assert_eq!(items[1].repairs[0].message, "read as UTF-16LE");
        let item = read_one("in.jsonl", b"{\"headline\":\"Caf\xe9\"}").unwrap();
        assert_eq!((headline(&item, 0), item.repairs[0].message.as_str()), ("Café", "read as Windows-1252"));
    }
}
