//! Claims as W3C Web Annotations: each points at its words by quoting them with
//! what stands around them, and by their place in the text.

use std::ops::Range;

use serde_json::{Map, Value, json};

use super::INTERNAL;
use crate::domain::claim::Finding;
use crate::domain::export::{Claim, Story};
use crate::domain::part::Part;

/// The context of all that is said; it stands at the root alone.
pub const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// How many characters before and after the words are quoted with them.
const AROUND: usize = 32;

/// A claim that stands in the text, as an annotation without its context.
/// `finding` is what may be told of it.
pub fn annotation(story: &Story, claim: &Claim, finding: Option<Finding>) -> Value {
    let mut body = vec![tag(claim.kind.as_str())];
    if let Some(finding) = finding {
        body.push(json!({ "type": "TextualBody", "purpose": "assessing", "value": finding, "format": "text/plain" }));
        for (said, purpose) in [(&claim.rating, "classifying"), (&claim.correction, "editing")] {
            if !said.is_empty() {
                body.push(json!({ "type": "TextualBody", "purpose": purpose, "value": said, "format": "text/plain" }));
            }
        }
    } else {
        body.push(tag(claim.standing.as_str()));
    }
    if !claim.statement.is_empty() {
        body.push(
            json!({ "type": "TextualBody", "purpose": "describing", "value": claim.statement, "format": "text/plain" }),
        );
    }
    for note in claim.inside.iter().flat_map(|inside| inside.notes.iter().chain(&inside.comments)) {
        body.push(json!({
            "type": "TextualBody", "purpose": "commenting", "value": note.text, "format": "text/plain",
            "created": note.at, "creator": { "type": "Person", "name": note.by },
        }));
    }
    let mut item = Map::new();
    item.insert("id".to_owned(), format!("{}:claim:{}", story.own_uri(), claim.id).into());
    item.insert("type".to_owned(), "Annotation".into());
    item.insert("motivation".to_owned(), "assessing".into());
    item.insert("created".to_owned(), json!(claim.created_at));
    if let Some((_, at)) = &claim.approved {
        item.insert("modified".to_owned(), json!(at));
    }
    if claim.inside.is_some() {
        item.insert("rights".to_owned(), INTERNAL.into());
    }
    item.insert("body".to_owned(), body.into());
    let mut targets: Vec<Value> = claim.places.iter().map(|(part, chars)| target(story, part, chars)).collect();
    let target = if targets.len() == 1 { targets.pop().unwrap_or_default() } else { targets.into() };
    item.insert("target".to_owned(), target);
    Value::Object(item)
}

fn tag(word: &str) -> Value {
    json!({ "type": "TextualBody", "purpose": "tagging", "value": word, "format": "text/plain" })
}

/// Where the words are. Places are counted in characters of the part as it is
/// written; another part than the body is named by a fragment.
fn target(story: &Story, part: &Part, chars: &Range<usize>) -> Value {
    let text = story.texts.get(part);
    let cut = |from: usize, to: usize| text.chars().skip(from).take(to - from).collect::<String>();
    let selectors = json!([
        {
            "type": "TextQuoteSelector",
            "exact": cut(chars.start, chars.end),
            "prefix": cut(chars.start.saturating_sub(AROUND), chars.start),
            "suffix": cut(chars.end, chars.end + AROUND),
        },
        { "type": "TextPositionSelector", "start": chars.start, "end": chars.end },
    ]);
    let source = story.canonical_url.clone().filter(|url| crate::domain::export::is_uri(url));
    let source = source.unwrap_or_else(|| story.uri());
    let selector = match part {
        Part::Body => selectors,
        part => json!({ "type": "FragmentSelector", "value": part, "refinedBy": selectors }),
    };
    json!({ "type": "SpecificResource", "source": source, "selector": selector })
}
