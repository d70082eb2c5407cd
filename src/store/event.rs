//! The record: append-only events, hash-chained per article.
//!
//! An event's hash covers all of it and the hash of the event before it in its
//! chain; the payload goes in by its own hash, so that a redaction can blank a
//! payload and the chain still verifies. Every field goes into the hash with
//! its length and a tag, so that no two events hash alike.

use sha2::{Digest, Sha256};

use super::desk::{Actor, Read};
use super::engine::{Connection, FromRow as _, Hash, Row, Statement, ToParam};
use super::{Error, Fault};
use crate::domain::ids::{ArticleId, EventSeq};
use crate::domain::time::Timestamp;
use crate::row;

/// The version of an event's form.
pub const VERSION: i64 = 1;

/// What an event says: JSON, as it will be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload(String);

impl Payload {
    /// A value as JSON, without a tree of values in between: an import writes many.
    pub fn of(value: &impl serde::Serialize) -> Result<Self, Error> {
        serde_json::to_string(value).map(Self).map_err(|e| Fault::Bug(e.to_string()).into())
    }
}

impl From<serde_json::Value> for Payload {
    fn from(value: serde_json::Value) -> Self {
        Self(value.to_string())
    }
}

impl From<serde_json::Map<String, serde_json::Value>> for Payload {
    fn from(fields: serde_json::Map<String, serde_json::Value>) -> Self {
        serde_json::Value::Object(fields).into()
    }
}

/// An event about to be written.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What was done: `noun.verb`.
    pub action: &'static str,
    /// What it was done to: `article`, `claim`, `source`, `person`, `policy`, `tag`, `desk`.
    pub subject: &'static str,
    /// The subject's id.
    pub subject_id: i64,
    /// The article in whose chain it stands; `None` for the desk's own chain.
    pub article: Option<ArticleId>,
    /// What changed: facts before and after, and the hashes of immutable rows.
    pub payload: Payload,
    /// The event that this one reverses.
    pub reverses: Option<EventSeq>,
}

row! {
    /// An event as it is stored.
    #[derive(Debug, Clone)]
    pub struct Event {
        /// Its place in the desk's sequence.
        pub seq: EventSeq,
        /// The version of its form.
        pub version: i64,
        /// When.
        pub at: Timestamp,
        /// Whose time that is: `system` or `fixed`.
        pub clock: String,
        /// Who acted.
        pub actor: String,
        /// Under which system login.
        pub login: String,
        /// What was done.
        pub action: String,
        /// To what sort of thing.
        pub subject: String,
        /// To which.
        pub subject_id: i64,
        /// In which chain: an article's id, or 0 for the desk's own.
        pub article: i64,
        /// What changed, as JSON; `None` where it was redacted.
        pub payload: Option<String>,
        /// SHA-256 of the payload.
        pub payload_hash: Hash,
        /// The hash of the event before it in its chain; zeros for the first.
        pub prev_hash: Hash,
        /// Its own hash.
        pub hash: Hash,
        /// The event that it reverses.
        pub reverses: Option<EventSeq>,
        /// The event that redacted it.
        pub redacted_by: Option<EventSeq>,
    }
}

macro_rules! events {
    ($rest:literal) => {
        concat!(
            "SELECT seq, version, at, clock, actor, login, action, subject, subject_id, article, payload, payload_hash,
        prev_hash, hash, reverses, redacted_by FROM event ",
            $rest
        )
    };
}

crate::statements! {
    HEAD = "SELECT hash FROM event WHERE article = $1 ORDER BY seq DESC LIMIT 1";
    APPEND = "INSERT INTO event (seq, version, at, clock, actor, login, action, subject, subject_id, article, payload,
        payload_hash, prev_hash, hash, reverses) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    BY_SEQ = events!("WHERE seq = $1");
    OF_ARTICLE = events!("WHERE article = $1 ORDER BY seq");
    AFTER = events!("WHERE article = $1 AND seq > $2 ORDER BY seq");
    OF_SUBJECT = events!("WHERE subject = $1 AND subject_id = $2 ORDER BY seq");
    LATEST = events!("WHERE at >= $1 ORDER BY seq DESC LIMIT $2"), scan: "walks back from the newest and stops at the limit";
    LAST_BY = events!("WHERE actor = $1 AND reverses IS NULL
        AND seq NOT IN (SELECT reverses FROM event WHERE reverses IS NOT NULL) ORDER BY seq DESC LIMIT 1"),
        scan: "walks back from the newest event and stops at the actor's last one";
    NEXT = events!("WHERE seq > $1 ORDER BY seq LIMIT $2");
    EVERY = events!("WHERE at >= $1 ORDER BY seq"), scan: "lists the whole record";
    BY_CHAIN = events!("ORDER BY article, seq"), scan: "verification reads every event";
    SEQUENCES = "SELECT seq FROM event ORDER BY seq", scan: "verification looks for gaps";
    HEADS = "SELECT e.article, e.hash FROM (SELECT article, max(seq) AS last FROM event WHERE seq <= $1 GROUP BY article) h
        JOIN event e ON e.seq = h.last ORDER BY e.article", scan: "a seal covers the head of every chain";
    REVERSED = "SELECT seq FROM event WHERE reverses = $1";
}

/// SHA-256 of a payload's stored bytes.
pub fn payload_hash(payload: &str) -> Hash {
    let mut hasher = Sha256::new();
    field(&mut hasher, "copydesk payload", payload.as_bytes());
    hasher.finalize().into()
}

/// An event's hash over all its fields, its payload by hash, and its predecessor's hash.
pub fn hash(event: &Event) -> Hash {
    let mut hasher = Sha256::new();
    field(&mut hasher, "copydesk event", &event.version.to_be_bytes());
    field(&mut hasher, "seq", &event.seq.0.to_be_bytes());
    field(&mut hasher, "at", &event.at.millis().to_be_bytes());
    field(&mut hasher, "clock", event.clock.as_bytes());
    field(&mut hasher, "actor", event.actor.as_bytes());
    field(&mut hasher, "login", event.login.as_bytes());
    field(&mut hasher, "action", event.action.as_bytes());
    field(&mut hasher, "subject", event.subject.as_bytes());
    field(&mut hasher, "subject_id", &event.subject_id.to_be_bytes());
    field(&mut hasher, "article", &event.article.to_be_bytes());
    field(&mut hasher, "payload", &event.payload_hash);
    field(&mut hasher, "reverses", &event.reverses.map_or(0, |seq| seq.0).to_be_bytes());
    field(&mut hasher, "prev", &event.prev_hash);
    hasher.finalize().into()
}

/// Feeds one tagged, length-prefixed field to a hash.
pub(crate) fn field(hasher: &mut Sha256, tag: &str, bytes: &[u8]) {
    hasher.update((tag.len() as u64).to_be_bytes());
    hasher.update(tag.as_bytes());
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}

/// Writes an event at the end of its chain.
pub(super) fn append(
    c: Connection<'_>,
    seq: EventSeq,
    at: Timestamp,
    fixed: bool,
    actor: &Actor,
    draft: &Draft,
) -> Result<(), Error> {
    let article = draft.article.map_or(0, |id| id.0);
    let payload = draft.payload.0.clone();
    let prev: Option<(Hash,)> = c.opt(&HEAD, &[&article])?;
    let mut event = Event {
        seq,
        version: VERSION,
        at,
        clock: if fixed { "fixed" } else { "system" }.to_owned(),
        actor: actor.name.clone(),
        login: actor.login.clone(),
        action: draft.action.to_owned(),
        subject: draft.subject.to_owned(),
        subject_id: draft.subject_id,
        article,
        payload_hash: payload_hash(&payload),
        payload: Some(payload),
        prev_hash: prev.map_or([0; 32], |(hash,)| hash),
        hash: [0; 32],
        reverses: draft.reverses,
        redacted_by: None,
    };
    event.hash = hash(&event);
    c.exec(
        &APPEND,
        &[
            &event.seq,
            &event.version,
            &event.at,
            &event.clock,
            &event.actor,
            &event.login,
            &event.action,
            &event.subject,
            &event.subject_id,
            &event.article,
            &event.payload,
            &event.payload_hash,
            &event.prev_hash,
            &event.hash,
            &event.reverses,
        ],
    )?;
    Ok(())
}

/// One event.
pub fn by_seq(r: &Read<'_>, seq: EventSeq) -> Result<Option<Event>, Error> {
    Ok(r.opt(&BY_SEQ, &[&seq])?)
}

/// An article's chain, oldest first.
pub fn of_article(r: &Read<'_>, article: ArticleId) -> Result<Vec<Event>, Error> {
    Ok(r.all(&OF_ARTICLE, &[&article.0])?)
}

/// The events of a chain (an article's id, or 0 for the desk's own) after this one, in order.
pub fn after(r: &Read<'_>, chain: i64, seq: EventSeq) -> Result<Vec<Event>, Error> {
    Ok(r.all(&AFTER, &[&chain, &seq])?)
}

/// The first events of the desk after this one, at most so many.
pub fn next(r: &Read<'_>, seq: EventSeq, limit: i64) -> Result<Vec<Event>, Error> {
    Ok(r.all(&NEXT, &[&seq, &limit])?)
}

/// The events on one thing, oldest first.
pub fn of_subject(r: &Read<'_>, subject: &str, id: i64) -> Result<Vec<Event>, Error> {
    Ok(r.all(&OF_SUBJECT, &[&subject, &id])?)
}

/// The newest events since a time, newest first.
pub fn latest(r: &Read<'_>, since: Timestamp, limit: i64) -> Result<Vec<Event>, Error> {
    Ok(r.all(&LATEST, &[&since, &limit])?)
}

/// The newest event of an actor that was not reversed and reverses none.
pub fn last_by(r: &Read<'_>, actor: &str) -> Result<Option<Event>, Error> {
    Ok(r.opt(&LAST_BY, &[&actor])?)
}

/// The event that reversed `seq`.
pub fn reversed_by(r: &Read<'_>, seq: EventSeq) -> Result<Option<EventSeq>, Error> {
    Ok(r.opt::<(EventSeq,)>(&REVERSED, &[&seq])?.map(|(by,)| by))
}

/// Calls `f` with every event since a time, in order.
pub fn each<E: From<Error>>(
    r: &Read<'_>,
    since: Timestamp,
    mut f: impl FnMut(Event) -> Result<(), E>,
) -> Result<(), E> {
    walk(r, &EVERY, &[&since], |row| f(Event::from_row(row).map_err(Error::from)?))
}

/// Calls `f` with every event, one chain after another, each in order.
pub fn each_by_chain<E: From<Error>>(r: &Read<'_>, mut f: impl FnMut(Event) -> Result<(), E>) -> Result<(), E> {
    walk(r, &BY_CHAIN, &[], |row| f(Event::from_row(row).map_err(Error::from)?))
}

/// The first number from 1 to `count` that no event has, if one is missing.
pub fn first_missing(r: &Read<'_>, count: i64) -> Result<Option<EventSeq>, Error> {
    let mut want = 1;
    walk(r, &SEQUENCES, &[], |row| {
        let seq: i64 = row.get(0).map_err(Error::from)?;
        if seq == want {
            want += 1;
        }
        Ok::<(), Error>(())
    })?;
    Ok((want <= count).then_some(EventSeq(want)))
}

/// Calls `f` with the head of every chain as of an event: the article (0 for
/// the desk's own chain) and the hash.
pub fn heads(r: &Read<'_>, upto: EventSeq, mut f: impl FnMut(i64, Hash)) -> Result<(), Error> {
    walk(r, &HEADS, &[&upto], |row| {
        f(row.get(0)?, row.get(1)?);
        Ok::<(), Error>(())
    })
}

fn walk<E: From<Error>>(
    r: &Read<'_>,
    statement: &Statement,
    params: &[&dyn ToParam],
    mut f: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    /// Either side's error; `each` asks for one that a fault turns into.
    struct Either<E>(E);
    impl<E: From<Error>> From<Fault> for Either<E> {
        fn from(fault: Fault) -> Self {
            Self(Error::from(fault).into())
        }
    }
    r.each(statement, params, |row| f(row).map_err(Either)).map_err(|Either(e)| e)
}
