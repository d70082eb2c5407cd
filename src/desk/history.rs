//! A claim through all revisions: where its words stood in each, and what the
//! record says was done to it in between.
//!
//! Nothing is judged again: places are those that were stored with each
//! revision, and standings are those that the record tells.

use std::collections::HashMap;

use serde_json::Value;

use super::facts::sentence_at;
use super::{Result, names};
use crate::diff;
use crate::domain::claim::Standing;
use crate::domain::ids::EventSeq;
use crate::domain::part::Part;
use crate::store::Read;
use crate::store::article::Article;
use crate::store::claim::{self, Anchor, Claim};
use crate::store::event::{self, Event};
use crate::store::revision::{self, Revision};

/// All of it, in the order in which it happened.
#[derive(Debug)]
pub struct History {
    /// The article.
    pub article: Article,
    /// What happened.
    pub steps: Vec<Step>,
}

/// A revision in which the claim has places, or an event that concerns it; an
/// event that brought such a revision is told with it.
#[derive(Debug)]
pub struct Step {
    /// The event's number.
    pub seq: EventSeq,
    /// The revision that came, and where the claim then stood.
    pub stay: Option<(Revision, Vec<Place>)>,
    /// The event that concerns the claim.
    pub event: Option<Event>,
    /// What could be relied on before, as far as the record tells.
    pub before: Option<Standing>,
    /// What could be after it.
    pub after: Option<Standing>,
    /// Why that changed.
    pub reason: Option<String>,
}

/// One place of the claim in a revision.
#[derive(Debug, Clone)]
pub struct Place {
    /// Where, and how it got there.
    pub anchor: Anchor,
    /// Its paragraph, from 1; `None` where the words are gone.
    pub paragraph: Option<usize>,
    /// The words; empty where they are gone.
    pub quote: String,
    /// The sentence that they stand in.
    pub sentence: Option<String>,
    /// The part, the paragraph and the sentence in which this place last had words.
    pub was: Option<(Part, usize, String)>,
}

impl Place {
    /// Whether its sentence no longer reads as it did.
    pub fn is_reworded(&self) -> bool {
        self.was.as_ref().zip(self.sentence.as_ref()).is_some_and(|((_, _, was), is)| was != is)
    }
}

/// Reads it.
pub fn history(r: &Read<'_>, of: &Claim) -> Result<History> {
    let article = names::article_of(r, of.article)?;
    let mut anchors: HashMap<_, Vec<Anchor>> = HashMap::new();
    for anchor in claim::anchors_ever(r, article.id, of.id)? {
        anchors.entry(anchor.revision).or_default().push(anchor);
    }
    let mut steps = Vec::new();
    let mut last: HashMap<i64, (Part, usize, String)> = HashMap::new();
    for row in revision::of_article(r, article.id)? {
        let Some(anchors) = anchors.remove(&row.number) else { continue };
        let texts = revision::texts(r, article.id, row.number)?;
        let place = |anchor: Anchor| {
            let stands = anchor.length > 0 && anchor.how.has_words();
            let text = texts.get(&anchor.part);
            let chars = anchor.start..anchor.start + anchor.length;
            let quote = text.chars().skip(chars.start).take(if stands { chars.len() } else { 0 }).collect();
            let paragraph = stands.then(|| diff::paragraph_at(text, chars.start) + 1);
            let sentence = if stands { sentence_at(&texts, &article.language, &anchor.part, chars) } else { None };
            let now = paragraph.zip(sentence.clone()).map(|(at, sentence)| (anchor.part.clone(), at, sentence));
            let was = match now {
                Some(now) => last.insert(anchor.place, now),
                None => last.get(&anchor.place).cloned(),
            };
            Place { anchor, paragraph, quote, sentence, was }
        };
        let places = anchors.into_iter().map(place).collect();
        let seq = row.made;
        steps.push(Step { seq, stay: Some((row, places)), event: None, before: None, after: None, reason: None });
    }
    for event in event::of_article(r, article.id)? {
        let payload: Option<Value> = event.payload.as_deref().and_then(|p| serde_json::from_str(p).ok());
        let told = payload.as_ref().and_then(|payload| told(&event, payload, of));
        let concerns = told.is_some() || (event.subject == "claim" && event.subject_id == of.id.0);
        let (before, after, reason) = told.unwrap_or_default();
        // Of several revisions that one event brought, the last is the one it tells of.
        let brought = steps.iter_mut().rfind(|step| step.seq == event.seq && step.event.is_none());
        match brought {
            Some(step) => {
                (step.before, step.after, step.reason) = (before, after, reason);
                step.event = Some(event);
            }
            None if concerns => {
                steps.push(Step { seq: event.seq, stay: None, event: Some(event), before, after, reason });
            }
            None => {}
        }
    }
    steps.sort_by_key(|step| (step.seq, step.stay.as_ref().map(|(row, _)| row.number)));
    let made = steps.partition_point(|step| step.seq < of.made);
    carry(steps.get_mut(made..).unwrap_or_default(), of.standing);
    Ok(History { article, steps })
}

/// The standing before, after, and why, as an event tells it of a claim.
type Told = (Option<Standing>, Option<Standing>, Option<String>);

fn told(event: &Event, payload: &Value, claim: &Claim) -> Option<Told> {
    let standing = |value: &Value| value.as_str().and_then(|word| word.parse().ok());
    let text = |value: &Value| value.as_str().map(str::to_owned).filter(|text| !text.is_empty());
    if event.subject == "claim" && event.subject_id == claim.id.0 {
        let made = &payload["claim"];
        let after = if made.is_object() { made } else { &payload["after"] };
        return Some((
            standing(&payload["before"]["standing"]),
            standing(&after["standing"]),
            text(&after["standing_reason"]),
        ));
    }
    let turned = payload["turned"].as_array()?.iter().find(|turned| turned["claim"] == claim.id.0)?;
    Some((standing(&turned["before"]), standing(&turned["after"]), text(&turned["reason"])))
}

/// Tells each step how the claim stood, from the steps that do: an event names
/// the standing only where it changes. `now` is how it stands in the end.
fn carry(steps: &mut [Step], now: Standing) {
    let mut standing = None;
    for step in steps.iter_mut() {
        step.before = step.before.or(standing);
        step.after = step.after.or(step.before);
        standing = step.after;
    }
    let mut standing = Some(now);
    for step in steps.iter_mut().rev() {
        step.after = step.after.or(standing);
        step.before = step.before.or(step.after);
        standing = step.before;
    }
    // Before the first there was none.
    if let Some(first) = steps.first_mut() {
        first.before = None;
    }
}
