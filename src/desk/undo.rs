//! Undo: a new event that reverses an earlier one.
//!
//! What an event did is read from its payload, and how it is reversed is one
//! `Way`. Decisions are revoked, never removed; facts go back to what the
//! event says they were; a text comes back as a new revision. Nothing on which
//! a later event builds is undone, and never what was public, people, policy,
//! merges or imports: the refusal says what to do instead. An undo is not
//! undone: what it took back is simply done again.

mod act;
mod ways;

use serde_json::{Map, Value, json};

use super::revise::Revised;
use super::{Problem, Result};
use crate::domain::ids::{ArticleId, CitationId, ClaimId, DecisionId, EventSeq, RevisionNumber, SourceId};
use crate::domain::naming::TagName;
use crate::domain::person::Role;
use crate::store::claim::Anchor;
use crate::store::event::{Draft, Event};
use crate::store::tag::Tag;
use crate::store::{Actor, Read, Tx, event, seen};
use ways::{fields_of, way};

/// How an event is reversed.
#[derive(Debug, Clone, PartialEq)]
enum Way {
    /// A claim's facts go back, its decision is revoked, its citation removed.
    Claim { claim: ClaimId, fields: Map<String, Value>, decision: Option<Revoked>, also: Also },
    /// A claim on which nothing was done is withdrawn.
    Withdraw(ClaimId),
    /// An article's facts or stage go back, its decision is revoked.
    Article { article: ArticleId, fields: Map<String, Value>, decision: Option<Revoked> },
    /// The text before comes back as a new revision.
    Text { article: ArticleId, back_to: RevisionNumber },
    /// Tags are put on, or taken off.
    Tags { article: ArticleId, tags: Vec<Tag>, on: bool },
    /// A tag gets its former name.
    TagName { tag: Tag, name: TagName },
    /// A source's facts go back.
    Source { source: SourceId, fields: Map<String, Value> },
}

/// What else an event did to a claim, to be reversed with it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Also {
    /// Nothing.
    Nothing,
    /// It tied a source to it.
    Cited(CitationId),
    /// It marked listed changes seen.
    Seen(EventSeq),
    /// It put it elsewhere: the places as they were.
    Places(Vec<Anchor>),
}

/// A decision about to be revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Revoked {
    id: DecisionId,
    kind: String,
}

/// What an undo will do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The event that will be reversed.
    pub event: Event,
    /// What will come of it, in words.
    pub words: String,
    way: Way,
}

/// Fields that follow from others, and so are never put back by themselves.
const DERIVED: [&str; 4] = ["progress", "standing", "standing_reason", "head"];

/// Fields of a claim on which what may be relied on depends.
const ASSERTING: [&str; 8] = ["quote", "statement", "kind", "asks", "claimant", "finding", "correction", "rating"];

/// The newest event of a person that neither was reversed nor reverses one.
pub fn last_of(r: &Read<'_>, actor: &Actor) -> Result<EventSeq> {
    match event::last_by(r, &actor.name)? {
        Some(event) => Ok(event.seq),
        None => Err(Problem::not_found(format!("{} has done nothing here that could be undone", actor.name))
            .hint("name the event: copydesk undo EVENT; see: copydesk log")),
    }
}

/// The most events of one command that are looked for.
const MOST_OF_A_COMMAND: i64 = 100_000;

/// What of a command can be undone.
#[derive(Debug, Default)]
pub struct Command {
    /// Its events, the newest first.
    pub events: Vec<EventSeq>,
    /// The sources that came with it. They stay at the desk, and keep nothing
    /// else of the command from being undone.
    pub stay: Vec<SourceId>,
}

/// The command that an event belongs to, up to that event, without what was
/// undone: a command on several claims writes an event for each.
pub fn command_of(r: &Read<'_>, seq: EventSeq) -> Result<Command> {
    let mut events = events_of(r, seq)?;
    let mut stay = Vec::new();
    if events.len() > 1 {
        for event in &events {
            let event = event::by_seq(r, *event)?;
            stay.extend(event.filter(|e| e.action == "source.add").map(|e| (e.seq, SourceId(e.subject_id))));
        }
        if stay.len() < events.len() {
            events.retain(|event| !stay.iter().any(|(seq, _)| seq == event));
        } else {
            stay.clear();
        }
    }
    Ok(Command { events, stay: stay.into_iter().map(|(_, source)| source).collect() })
}

fn events_of(r: &Read<'_>, seq: EventSeq) -> Result<Vec<EventSeq>> {
    let first = |event: &Event| -> Result<Option<i64>> {
        Ok(fields_of(event)?.and_then(|fields| fields.get("command").and_then(Value::as_i64)))
    };
    let mut found = vec![seq];
    let Some(event) = event::by_seq(r, seq)? else { return Ok(found) };
    let Some(command) = first(&event)?.filter(|n| *n >= 1 && *n < seq.0 && seq.0 - *n < MOST_OF_A_COMMAND) else {
        return Ok(found);
    };
    for earlier in (command..seq.0).rev().map(EventSeq) {
        let Some(other) = event::by_seq(r, earlier)? else { continue };
        let same = earlier.0 == command || first(&other)? == Some(command);
        if same && other.actor == event.actor && event::reversed_by(r, earlier)?.is_none() {
            found.push(earlier);
        }
    }
    Ok(found)
}

/// What undoing an event would do, or why it can't be undone and what to do instead.
pub fn plan(r: &Read<'_>, actor: &Actor, seq: EventSeq) -> Result<Plan> {
    let Some(event) = event::by_seq(r, seq)? else {
        let last = crate::store::desk::about(r)?.events;
        return Err(Problem::not_found(format!("there is no event {seq}; the record goes up to {last}"))
            .hint("see: copydesk log"));
    };
    if let Some(by) = event::reversed_by(r, seq)? {
        return Err(
            Problem::refused(format!("event {seq} was undone already, by event {by}")).hint("see: copydesk log")
        );
    }
    if let Some(earlier) = event.reverses {
        return Err(refusal(&event, "it is an undo itself")
            .hint(format!("do again what event {earlier} did; see it with: copydesk log")));
    }
    if event.actor != actor.name && actor.role < Role::Editor {
        return Err(Problem::refused(format!(
            "event {seq} is {}'s; {} is a {}, and only an editor undoes what somebody else did",
            event.actor, actor.name, actor.role
        ))
        .hint("ask an editor"));
    }
    let way = way(r, &event)?;
    let words = way.words(r)?;
    Ok(Plan { event, words, way })
}

/// What came of an undo.
#[derive(Debug)]
pub struct Undone {
    /// The event that reverses.
    pub event: EventSeq,
    /// The revision that brought a text back, where it did.
    pub revised: Option<Revised>,
}

/// Reverses an event by a new one.
pub fn undo(tx: &Tx<'_>, seq: EventSeq, note: &str) -> Result<Undone> {
    let Plan { event, way, .. } = plan(tx, &tx.actor, seq)?;
    let (action, mut payload, revised) = way.apply(tx)?;
    payload.insert("reverses".to_owned(), json!(seq));
    payload.insert("undoes".to_owned(), json!(event.action));
    if !note.trim().is_empty() {
        payload.insert("note".to_owned(), json!(note.trim()));
    }
    let subject = match event.subject.as_str() {
        "claim" => "claim",
        "source" => "source",
        "tag" => "tag",
        _ => "article",
    };
    let article = (event.article != 0).then_some(ArticleId(event.article));
    let done = tx.record(&Draft {
        action,
        subject,
        subject_id: event.subject_id,
        article,
        payload: payload.into(),
        reverses: Some(seq),
    })?;
    if let Some(revised) = &revised {
        // Who brought the text back has seen it.
        seen::put(tx, tx.actor.id, revised.head.article.id, revised.head.article.head)?;
    }
    Ok(Undone { event: done, revised })
}

fn refusal(event: &Event, why: &str) -> Problem {
    Problem::refused(format!("event {} ({}) can't be undone: {why}", event.seq, event.action))
}
