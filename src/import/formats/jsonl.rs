//! copydesk's own JSONL: one article a line, with its history and its claims.
//!
//! A line that is broken is one rejected item; a field that nobody knows is
//! reported with the item, because a misspelt field is lost copy.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{Format, Reader, markdown};
use crate::{
    domain::canonical::Repair,
    import::{
        Rejection,
        decode::{decode, is_utf_16},
        detect::{Fit, Head},
        draft::{Draft, DraftClaim, DraftRevision, DraftTag, DraftTexts},
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
        let (line, is_whole) = text.split_once('\n').map_or((text, false), |(line, _)| (line, true));
        // A first line longer than the head is taken on its word.
        let is_object = if is_whole || head.text.len() < crate::import::source::HEAD_BYTES {
            text.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()
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
                return Some(read_line(format!("{name}:{number}"), number, line).map(|mut draft| {
                    draft.repairs.extend(repair);
                    draft
                }));
            }
        }
    }
}

/// Reads one line.
fn read_line(input: String, number: usize, line: &[u8]) -> Result<Draft, Rejection> {
    let reject = |code, message: String| Rejection::new(input.as_str(), code, message).at_line(number);
    let decoded = decode(line).map_err(|not_text| reject("binary", not_text.0))?;
    let Object(article) = serde_json::from_str::<Object<Article>>(&decoded.text).map_err(|error| {
        let message = error.to_string();
        // Its own line number is always 1: the file's stands in the name.
        let what = message.split(" at line ").next().unwrap_or(&message);
        reject("bad-json", format!("{what} (column {})", error.column()))
    })?;
    let Article { mut draft, markdown, revisions, mut unknown, not_taken } = article;
    draft.raw_sha256 = Draft::read_from("", line).raw_sha256;
    draft.input.clone_from(&input);
    draft.repairs.extend(decoded.repairs);
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
            parts: ours.parts,
        },
        whole: true,
        source_time: said.source_time.or(document.source_time),
        author: said.author.or(document.author),
        note: said.note.or(document.note),
    }
}

/// An object whose fields are read one by one into `T`.
trait Record: Default {
    /// Reads the value of a field; `false` when there is no such field.
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error>;

    /// Notes a field that doesn't exist.
    fn unknown(&mut self, name: &str);
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

#[derive(Default)]
struct Tag {
    scheme: Option<String>,
    name: Option<String>,
    code: Option<String>,
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

impl Record for Tag {
    fn field<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        match name {
            "scheme" => set(&mut self.scheme, "scheme", map)?,
            "name" => set(&mut self.name, "name", map)?,
            "code" => set(&mut self.code, "code", map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn unknown(&mut self, _: &str) {}
}

/// Reads a text into its place. The same field twice is a contradiction.
fn set<'de, A: MapAccess<'de>>(place: &mut Option<String>, name: &'static str, map: &mut A) -> Result<(), A::Error> {
    if place.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *place = map.next_value::<Text>()?.0;
    Ok(())
}

/// A [`Record`] as serde reads it.
struct Object<T>(T);

impl<'de, T: Record> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);
        impl<'de, T: Record> Visitor<'de> for Fields<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
                let mut record = T::default();
                while let Some(Name(name)) = map.next_key()? {
                    if !record.field(&name, &mut map)? {
                        map.next_value::<IgnoredAny>()?;
                        record.unknown(&name);
                    }
                }
                Ok(record)
            }
        }
        deserializer.deserialize_map(Fields(PhantomData)).map(Self)
    }
}

/// A field's name, borrowed where it can be.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowing;
        impl<'de> Visitor<'de> for Borrowing {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field's name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Borrowing)
    }
}

/// A text; a number or truth value counts as its spelling, null as nothing.
struct Text(Option<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Spelling;
        impl Visitor<'_> for Spelling {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text(Some(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Text, E> {
                Ok(Text(Some(text)))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Text, E> {
                Ok(Text(Some(number.to_string())))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Text, E> {
                Ok(Text(Some(number.to_string())))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Text, E> {
                Ok(Text(Some(number.to_string())))
            }

            fn visit_bool<E>(self, truth: bool) -> Result<Text, E> {
                Ok(Text(Some(truth.to_string())))
            }

            fn visit_unit<E>(self) -> Result<Text, E> {
                Ok(Text(None))
            }
        }
        deserializer.deserialize_any(Spelling)
    }
}

/// A list; one value counts as a list of it, null as an empty one.
struct OneOrMany<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(items)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
                T::deserialize(serde::de::value::StrDeserializer::new(text)).map(|item| vec![item])
            }

            fn visit_unit<E>(self) -> Result<Vec<T>, E> {
                Ok(Vec::new())
            }
        }
        deserializer.deserialize_any(Items(PhantomData)).map(Self)
    }
}

/// `"place:Syria"` or `{"scheme":"place","name":"Syria"}`.
struct TagOrText(DraftTag);

impl<'de> Deserialize<'de> for TagOrText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = TagOrText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a tag")
            }

            fn visit_str<E>(self, text: &str) -> Result<TagOrText, E> {
                Ok(TagOrText(DraftTag::Text(text.to_owned())))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TagOrText, A::Error> {
                let Object(Tag { scheme, name, code }) =
                    Object::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(TagOrText(DraftTag::Parts { scheme, name, code }))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Named parts, in the order in which they stand.
#[derive(Default)]
struct Parts(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Parts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Parts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts by part")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parts, A::Error> {
                let mut parts = Vec::new();
                while let Some((name, Text(text))) = map.next_entry::<String, Text>()? {
                    parts.push((name, text.unwrap_or_default()));
                }
                Ok(Parts(parts))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}
