//! Proof that nobody rewrote the record.
//!
//! Every event is hashed again and held against its successor; every immutable
//! row (revision with its texts, decision with its places, publication,
//! override, revocation) is hashed again and held against the event that made
//! it, both ways: no row without its event, no event without its row. Chains
//! are walked one after another, so that memory holds one article's at most.
//!
//! A change of the last events together with the desk's counter can't be seen
//! from inside; a [`seal`] kept elsewhere shows it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Problem, Result};
use crate::domain::canonical::content_hash;
use crate::domain::ids::{ArticleId, EventSeq};
use crate::domain::time::Timestamp;
use crate::store::event::{self, Event};
use crate::store::{Read, decision, desk, hex, listed, publication, revision};

/// The most findings that are kept, the earliest ones.
const MOST: usize = 100;

/// What came of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// How many events were read.
    pub events: i64,
    /// In how many chains: one an article, and the desk's own.
    pub chains: i64,
    /// The events that don't hold and what is wrong with each, earliest first;
    /// at most 100.
    pub bad: BTreeMap<EventSeq, String>,
}

impl Verified {
    /// Whether everything holds.
    pub fn ok(&self) -> bool {
        self.bad.is_empty()
    }

    fn find(&mut self, seq: EventSeq, what: impl Into<String>) {
        self.bad.entry(seq).or_insert_with(|| what.into());
        if self.bad.len() > MOST {
            self.bad.pop_last();
        }
    }
}

/// Verifies the whole record. `progress` is told how many events are done.
pub fn verify(r: &Read<'_>, progress: &mut dyn FnMut(u64)) -> Result<Verified> {
    let mut done = Verified::default();
    let handed_out = desk::about(r)?.events;
    if let Some(missing) = event::first_missing(r, handed_out)? {
        done.find(missing, "it is missing: the record has a gap");
    }
    let mut chain: Option<Chain> = None;
    event::each_by_chain(r, |event| {
        if chain.as_ref().is_none_or(|c| c.article != event.article) {
            if let Some(ended) = chain.take() {
                ended.check_rows(r, &mut done)?;
            }
            chain = Some(Chain::of(event.article));
            done.chains += 1;
        }
        done.events += 1;
        progress(done.events.unsigned_abs());
        if let Some(chain) = &mut chain {
            chain.add(r, &event, &mut done)?;
        }
        Ok::<(), Problem>(())
    })?;
    if let Some(ended) = chain {
        ended.check_rows(r, &mut done)?;
    }
    if handed_out < done.events {
        done.find(EventSeq(handed_out + 1), format!("the desk has handed out only {handed_out} numbers"));
    }
    for (what, strays) in [
        ("a revision", revision::strays(r)?),
        ("a decision", decision::strays(r)?),
        ("a publication or an override", publication::strays(r)?),
        ("a mark of what was seen", listed::strays(r)?),
    ] {
        for seq in strays {
            done.find(seq, format!("{what} says that this event made it, and no such event is in its article's chain"));
        }
    }
    Ok(done)
}

/// Verifies these chains alone, each an article's id or 0 for the desk's own.
pub fn chains(r: &Read<'_>, chains: &BTreeSet<i64>) -> Result<Verified> {
    let mut done = Verified::default();
    for article in chains {
        let mut chain = Chain::of(*article);
        for event in event::after(r, *article, EventSeq(0))? {
            done.events += 1;
            chain.add(r, &event, &mut done)?;
        }
        chain.check_rows(r, &mut done)?;
        done.chains += 1;
    }
    Ok(done)
}

/// One chain: what its events say that they made.
struct Chain {
    article: i64,
    last: [u8; 32],
    revisions: BTreeMap<i64, Named>,
    decisions: BTreeMap<i64, Named>,
    publications: BTreeMap<i64, Named>,
    overrides: BTreeMap<EventSeq, Value>,
    revoked: BTreeMap<i64, EventSeq>,
    /// What each event says was seen: its claim, and the whole of its payload's list.
    seen: BTreeMap<EventSeq, Vec<Mark>>,
    /// Which event took back what another says was seen.
    unseen: BTreeMap<EventSeq, EventSeq>,
    redacted: BTreeSet<EventSeq>,
}

/// A listed change that was marked seen, as an event or a row has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    claim: i64,
    at: Timestamp,
    revision: i64,
    key: String,
    cause: String,
    message: String,
}

/// A row as the event that made it names it.
struct Named {
    seq: EventSeq,
    sha256: String,
    /// The hash of a revision's row, beside that of its text.
    row: Option<String>,
}

impl Chain {
    const fn of(article: i64) -> Self {
        Self {
            article,
            last: [0; 32],
            revisions: BTreeMap::new(),
            decisions: BTreeMap::new(),
            publications: BTreeMap::new(),
            overrides: BTreeMap::new(),
            revoked: BTreeMap::new(),
            seen: BTreeMap::new(),
            unseen: BTreeMap::new(),
            redacted: BTreeSet::new(),
        }
    }

    /// Checks one event against the one before it and notes what it made.
    fn add(&mut self, r: &Read<'_>, event: &Event, done: &mut Verified) -> Result<()> {
        let seq = event.seq;
        if event.prev_hash != self.last {
            done.find(seq, "it doesn't follow the event before it: one was removed, added or put elsewhere");
        }
        if event::hash(event) != event.hash {
            done.find(seq, "one of its fields was changed");
        }
        self.last = event.hash;
        if event.reverses.is_some_and(|earlier| earlier >= seq) {
            done.find(seq, "it reverses an event that comes after it");
        }
        let Some(payload) = &event.payload else {
            if !is_redacted(r, event)? {
                done.find(seq, "its payload is gone, and no redaction says so");
            }
            self.redacted.insert(seq);
            return Ok(());
        };
        if event.redacted_by.is_some() {
            done.find(seq, "it is marked as redacted, and its payload is there");
        }
        if event::payload_hash(payload) != event.payload_hash {
            done.find(seq, "its payload was changed");
            return Ok(());
        }
        match serde_json::from_str::<Value>(payload) {
            Ok(payload) => {
                self.note(seq, &payload, done);
                self.note_seen(event, &payload);
            }
            Err(_) => done.find(seq, "its payload is no JSON"),
        }
        Ok(())
    }

    /// Notes the immutable rows that an event says it made.
    fn note(&mut self, seq: EventSeq, payload: &Value, done: &mut Verified) {
        for (one, many, key, into) in [
            ("revision", "revisions", "number", &mut self.revisions),
            ("decision", "decisions", "id", &mut self.decisions),
            ("publication", "publications", "id", &mut self.publications),
        ] {
            let several = payload.get(many).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            for named in payload.get(one).into_iter().chain(several) {
                let (Some(id), Some(sha256)) = (named.get(key).and_then(Value::as_i64), text(named, "sha256")) else {
                    continue;
                };
                let before = into.insert(id, Named { seq, sha256, row: text(named, "row") });
                if before.is_some() {
                    done.find(seq, format!("it makes {one} {id}, which an earlier event made"));
                }
            }
        }
        if let Some(passed) = payload.get("override") {
            self.overrides.insert(seq, passed.clone());
        }
        if let Some(id) = payload.get("revokes").and_then(Value::as_i64) {
            self.revoked.insert(id, seq);
        }
    }

    /// Notes what an event says was seen, or takes back.
    fn note_seen(&mut self, event: &Event, payload: &Value) {
        if let Some(list) = payload.get("seen").and_then(Value::as_array) {
            let revision = payload.get("revision").and_then(Value::as_i64).unwrap_or(0);
            let mark = |named: &Value| {
                let of = |key: &str| text(named, key).unwrap_or_default();
                let (key, cause, message) = (of("key"), of("cause"), of("message"));
                Mark { claim: event.subject_id, at: event.at, revision, key, cause, message }
            };
            let mut marks: Vec<Mark> = list.iter().map(mark).collect();
            marks.sort_unstable();
            self.seen.insert(event.seq, marks);
        }
        if let Some(seq) = payload.get("unsees").and_then(Value::as_i64) {
            self.unseen.insert(EventSeq(seq), event.seq);
        }
    }

    /// Holds the marks of what was seen against what the chain says of them.
    fn check_seen(&mut self, r: &Read<'_>, done: &mut Verified) -> Result<()> {
        let mut rows: BTreeMap<EventSeq, (Vec<Mark>, Vec<Option<EventSeq>>)> = BTreeMap::new();
        for row in listed::of_article(r, ArticleId(self.article))? {
            let listed::Seen { claim, key, revision, cause, message, by: _, at, made, ended } = row;
            let (marks, ends) = rows.entry(made).or_default();
            marks.push(Mark { claim: claim.0, at, revision: revision.0, key, cause, message });
            ends.push(ended);
        }
        for (made, (mut marks, ends)) in rows {
            marks.sort_unstable();
            let said = self.seen.remove(&made);
            if said.as_ref() != Some(&marks) && !self.redacted.contains(&made) {
                done.find(made, "what it says was seen is not what is kept");
            }
            let ended = self.unseen.remove(&made);
            let redacted = ends.iter().flatten().any(|seq| self.redacted.contains(seq));
            if ends.iter().any(|end| *end != ended) && !redacted {
                done.find(made, "whether what it says was seen still counts is not what the record says");
            }
        }
        for seq in std::mem::take(&mut self.seen).into_keys() {
            done.find(seq, "what it says was seen is gone from the desk");
        }
        for seq in std::mem::take(&mut self.unseen).into_values() {
            done.find(seq, "it took back a mark that is gone from the desk");
        }
        Ok(())
    }

    /// Holds the article's immutable rows against what the chain says of them.
    fn check_rows(mut self, r: &Read<'_>, done: &mut Verified) -> Result<()> {
        if self.article == 0 {
            return Ok(());
        }
        let article = ArticleId(self.article);
        for row in revision::of_article(r, article)? {
            let (n, made) = (row.number, row.made);
            if content_hash(&revision::texts(r, article, n)?) != row.content_hash {
                done.find(made, format!("the text of revision {n}, which it made, was changed"));
            }
            let Some(named) = self.take("revision", n.0, made, done) else { continue };
            if named.sha256 != hex(&row.content_hash) {
                done.find(named.seq, format!("the text of revision {n}, which it made, was put in place of another"));
            }
            if named.row.is_some_and(|hash| hash != hex(&revision::row_hash(&row))) {
                done.find(named.seq, format!("what is kept about revision {n}, which it made, was changed"));
            }
        }
        for row in decision::all_of_article(r, article)? {
            let Some(named) = self.take("decision", row.id.0, row.made, done) else { continue };
            let hash = decision::row_hash(&row, &decision::places(r, row.id)?);
            if hash != row.row_hash || named.sha256 != hex(&hash) {
                let of = row.claim.map_or_else(String::new, |claim| format!(" on claim #{claim}"));
                done.find(named.seq, format!("the {}{of}, which it made, was changed", row.kind));
            }
        }
        for row in publication::of_article(r, article)? {
            let Some(named) = self.take("publication", row.id.0, row.made, done) else { continue };
            if named.sha256 != hex(&publication::row_hash(&row)) {
                done.find(named.seq, format!("the publication as {}, which it made, was changed", row.kind));
            }
        }
        for row in publication::overrides(r, article)? {
            let blockers: Value = serde_json::from_str(&row.blockers).unwrap_or_default();
            match self.overrides.remove(&row.made) {
                Some(said) if text(&said, "reason").as_ref() == Some(&row.reason) && said["blockers"] == blockers => {}
                None if self.redacted.contains(&row.made) => {}
                _ => done.find(row.made, "the gate that it passed is not the one that is kept"),
            }
        }
        for (id, made) in decision::revocations(r, article)? {
            if self.revoked.remove(&id.0) != Some(made) && !self.redacted.contains(&made) {
                done.find(made, format!("decision {id} is revoked, and the event says nothing of it"));
            }
        }
        self.check_seen(r, done)?;
        self.leftovers(done);
        Ok(())
    }

    /// What the chain says of a row; finds fault with a row of which it says nothing.
    fn take(&mut self, what: &str, id: i64, made: EventSeq, done: &mut Verified) -> Option<Named> {
        let named = match what {
            "revision" => self.revisions.remove(&id),
            "decision" => self.decisions.remove(&id),
            _ => self.publications.remove(&id),
        };
        match &named {
            Some(named) if named.seq != made => {
                done.find(named.seq.min(made), format!("{what} {id} says that another event made it"));
            }
            None if !self.redacted.contains(&made) => {
                done.find(made, format!("{what} {id} says that this event made it, and the event says nothing of it"));
            }
            _ => {}
        }
        named
    }

    /// Rows that the chain names and that are not there.
    fn leftovers(self, done: &mut Verified) {
        for (what, named) in
            [("revision", self.revisions), ("decision", self.decisions), ("publication", self.publications)]
        {
            for (id, named) in named {
                done.find(named.seq, format!("{what} {id}, which it made, is gone"));
            }
        }
        for seq in self.overrides.into_keys() {
            done.find(seq, "the gate that it passed is gone from the desk");
        }
        for (id, seq) in self.revoked {
            done.find(seq, format!("it revoked decision {id}, and the revocation is gone"));
        }
    }
}

/// Whether a later event says that it took this one's payload away.
fn is_redacted(r: &Read<'_>, event: &Event) -> Result<bool> {
    let Some(by) = event.redacted_by.filter(|by| *by > event.seq) else { return Ok(false) };
    let by = event::by_seq(r, by)?;
    Ok(by.is_some_and(|by| by.action == "event.redact" && by.subject_id == event.seq.0))
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

/// One hash over the heads of all chains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    /// The hash.
    pub hash: [u8; 32],
    /// The last event that it covers.
    pub events: EventSeq,
    /// How many chains it covers.
    pub chains: i64,
}

/// The seal of the record as of an event, or of all of it. The same record
/// always has the same seal, and keeps those of its past.
pub fn seal(r: &Read<'_>, upto: Option<EventSeq>) -> Result<Seal> {
    let about = desk::about(r)?;
    let events = upto.unwrap_or(EventSeq(about.events));
    if events.0 < 1 || events.0 > about.events {
        return Err(Problem::not_found(format!("there is no event {events}; the record has {}", about.events))
            .hint("see them with: copydesk log"));
    }
    let mut hasher = Sha256::new();
    event::field(&mut hasher, "copydesk seal", &event::VERSION.to_be_bytes());
    event::field(&mut hasher, "desk", about.identity.as_bytes());
    event::field(&mut hasher, "events", &events.0.to_be_bytes());
    let mut chains = 0;
    event::heads(r, events, |article, head| {
        event::field(&mut hasher, "chain", &article.to_be_bytes());
        event::field(&mut hasher, "head", &head);
        chains += 1;
    })?;
    Ok(Seal { hash: hasher.finalize().into(), events, chains })
}
