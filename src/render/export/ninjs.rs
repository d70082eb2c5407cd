//! ninjs 3.1, the IPTC's news in JSON.
//!
//! The body stands twice: as HTML, which every receiver shows, and as the light
//! Markdown that it was written in, which reads back to the same text.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Array, Frame, INTERNAL, Stories, xhtml};
use crate::domain::export::{Release, Story, Tag};
use crate::domain::part::Part;

/// Where the schema of ninjs 3.1 stands.
const SCHEMA: &str = "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json";
/// The IPTC's Media Topics.
pub(super) const MEDIA_TOPICS: &str = "http://cv.iptc.org/newscodes/mediatopic/";

/// Writes one article, or an array of them.
#[derive(Debug)]
pub struct Ninjs {
    array: Array,
}

impl Ninjs {
    /// A writer of such a file.
    pub const fn new(frame: &Frame) -> Self {
        Self { array: Array::new(frame.many) }
    }
}

impl Stories for Ninjs {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.array.begin(out)
    }

    fn story(&mut self, out: &mut dyn Write, story: &Story) -> io::Result<()> {
        self.array.push(out, &item(story))
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.array.end(out)
    }
}

/// The article as a ninjs object.
pub fn item(story: &Story) -> Value {
    let texts = &story.texts;
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| {
        let nothing = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        if !nothing {
            item.insert(name.to_owned(), value);
        }
    };
    put("uri", story.uri().into());
    put("standard", json!({ "name": "ninjs", "version": "3.1", "schema": SCHEMA }));
    put("type", "text".into());
    put("representationType", "full".into());
    // By this an import knows that the Markdown in it is the text itself.
    put("profile", "copydesk".into());
    put("version", story.revision.0.to_string().into());
    put("firstCreated", story.created_at.to_string().into());
    put("versionCreated", story.time().to_string().into());
    put("embargoedUntil", json!(story.embargo_until));
    put("pubStatus", status(story.release).into());
    put("urgency", story.urgency.into());
    put("language", story.language.as_str().into());
    put("headlines", json!([{ "role": "main", "contentType": "text/plain", "value": texts.get(&Part::Headline) }]));
    let mut descriptions = Vec::new();
    for (part, role) in [(Part::Standfirst, "standfirst"), (Part::Dateline, "dateline")] {
        if !texts.get(&part).is_empty() {
            descriptions.push(json!({ "role": role, "contentType": "text/plain", "value": texts.get(&part) }));
        }
    }
    put("descriptions", descriptions.into());
    put("by", texts.get(&Part::Byline).into());
    put("slugline", story.slug.as_str().into());
    // What was withdrawn is named, not told again.
    if story.release != Release::Killed {
        put("bodies", bodies(story).into());
    }
    let of = |scheme: &str| -> Vec<Value> { story.tags.iter().filter(|t| t.scheme == scheme).map(concept).collect() };
    put("people", of("person").into());
    put("organisations", of("org").into());
    put("places", of("place").into());
    let others = story.tags.iter().filter(|t| !matches!(t.scheme.as_str(), "person" | "org" | "place"));
    put("subjects", others.map(concept).collect::<Vec<_>>().into());
    if !story.provider.is_empty() {
        put("infoSources", json!([{ "name": story.provider, "role": "provider" }]));
    }
    let ids = [("external_id", story.external_id.as_deref()), ("canonical_url", story.canonical_url.as_deref())];
    let ids = ids.into_iter().filter_map(|(role, id)| Some(json!({ "role": role, "value": id? })));
    put("altIds", ids.collect::<Vec<_>>().into());
    if let Some(inside) = &story.inside {
        put("usageTerms", INTERNAL.into());
        put("edNote", inside.ednote.as_str().into());
    }
    Value::Object(item)
}

/// The word for whether it may be used.
const fn status(release: Release) -> &'static str {
    match release {
        Release::Public | Release::Approved => "usable",
        Release::Withheld => "withheld",
        Release::Killed => "canceled",
    }
}

fn bodies(story: &Story) -> Vec<Value> {
    let body = story.texts.get(&Part::Body);
    let counts = |text: &str| {
        let words = text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count();
        (text.chars().count(), words)
    };
    let mut bodies = Vec::new();
    let mut add = |role: &str, kind: &str, value: &str, source: &str| {
        let (chars, words) = counts(source);
        bodies
            .push(json!({ "role": role, "contentType": kind, "charCount": chars, "wordCount": words, "value": value }));
    };
    if !body.is_empty() {
        add("main", "text/html", &xhtml::blocks(body), body);
        add("main", "text/markdown", body, body);
    }
    for (part, text) in story.texts.named() {
        add(part.as_str(), "text/html", &xhtml::blocks(text), text);
        add(part.as_str(), "text/markdown", text, text);
    }
    bodies
}

/// A tag as ninjs names a thing: by its name, by an address where its scheme has
/// one, else by scheme and code in a literal.
fn concept(tag: &Tag) -> Value {
    let mut concept = Map::new();
    concept.insert("name".to_owned(), tag.name.as_str().into());
    match (tag.scheme.as_str(), &tag.code) {
        ("medtop", Some(code)) if code.bytes().all(|b| b.is_ascii_digit()) => {
            concept.insert("uri".to_owned(), format!("{MEDIA_TOPICS}{code}").into());
        }
        (scheme, Some(code)) => {
            concept.insert("literal".to_owned(), format!("{scheme}:{code}").into());
        }
        ("topic" | "person" | "org" | "place", None) => {}
        (scheme, None) => {
            concept.insert("literal".to_owned(), format!("{scheme}:{}", tag.name).into());
        }
    }
    Value::Object(concept)
}
