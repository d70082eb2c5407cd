//! Markdown with front matter, in the form that `import` reads and that site
//! generators know.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::{Stories, jsonl};
use crate::domain::export::Story;
use crate::domain::part::Part;
use crate::render::json;

/// Writes one article.
#[derive(Debug)]
pub struct Markdown;

impl Stories for Markdown {
    fn story(&mut self, out: &mut dyn Write, story: &Story) -> io::Result<()> {
        out.write_all(document(story).as_bytes())
    }
}

/// A field on a line of its own. A text is quoted as JSON quotes it, which is
/// YAML as well: nothing in it can be taken for anything else.
fn field<T: Serialize>(out: &mut String, name: &str, value: Option<T>) {
    if let Some(value) = value {
        // Writing to a String can't fail.
        writeln!(out, "{name}: {}", json::to_line(&value)).ok();
    }
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// The document.
pub fn document(story: &Story) -> String {
    let texts = &story.texts;
    let mut out = "---\n".to_owned();
    field(&mut out, "title", Some(texts.get(&Part::Headline)));
    for part in [Part::Standfirst, Part::Byline, Part::Dateline] {
        field(&mut out, part.as_str(), some(texts.get(&part)));
    }
    field(&mut out, "slug", Some(&story.slug));
    field(&mut out, "date", Some(story.time()));
    field(&mut out, "language", some(&story.language));
    field(&mut out, "desk", some(&story.desk));
    field(&mut out, "urgency", Some(story.urgency));
    field(&mut out, "provider", some(&story.provider));
    field(&mut out, "external_id", story.external_id.as_ref());
    field(&mut out, "canonical_url", story.canonical_url.as_ref());
    field(&mut out, "embargo_until", story.embargo_until);
    if !story.tags.is_empty() {
        // A line a tag; a code that is not the name has no place here.
        let tags = story.tags.iter().map(|tag| {
            jsonl::word(tag).unwrap_or_else(|| match tag.scheme.as_str() {
                "topic" if !tag.name.contains(':') => tag.name.clone(),
                scheme => format!("{scheme}:{}", tag.name),
            })
        });
        out.push_str("tags:\n");
        for tag in tags {
            writeln!(out, "  - {}", json::to_line(&tag)).ok();
        }
    }
    let mut named = texts.named().peekable();
    if named.peek().is_some() {
        out.push_str("parts:\n");
        for (part, text) in named {
            writeln!(out, "  {}: {}", json::to_line(part), json::to_line(text)).ok();
        }
    }
    if let Some(inside) = &story.inside {
        field(&mut out, "internal", Some(true));
        field(&mut out, "ednote", some(&inside.ednote));
        field(&mut out, "due_at", inside.due_at);
        field(&mut out, "assignee", inside.assignee.as_ref());
        field(&mut out, "revision_note", some(&inside.note));
    }
    out.push_str("---\n\n");
    out.push_str(texts.get(&Part::Body));
    out.push('\n');
    out
}
