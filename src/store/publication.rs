//! What was public, and gates that were passed closed.

use sha2::{Digest, Sha256};

use super::Error;
use super::desk::{Read, Tx};
use super::engine::Hash;
use super::event::field;
use crate::domain::article::PublicationKind;
use crate::domain::ids::{ArticleId, EventSeq, PersonId, PublicationId, RevisionNumber};
use crate::domain::time::Timestamp;
use crate::row;

row! {
    /// One publication. It lasts until the next one of its article.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Publication {
        /// The id.
        pub id: PublicationId,
        /// The article.
        pub article: ArticleId,
        /// The revision that became public, or that was withdrawn.
        pub revision: RevisionNumber,
        /// What it was.
        pub kind: PublicationKind,
        /// From when on.
        pub at: Timestamp,
        /// The public note.
        pub note: String,
        /// Why a hard change was not called a correction; internal.
        pub reason: String,
        /// By whom.
        pub by: PersonId,
        /// The event that made it.
        pub made: EventSeq,
    }
}

row! {
    /// A gate that a chief passed closed.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Override {
        /// The event that made it.
        pub made: EventSeq,
        /// The article.
        pub article: ArticleId,
        /// The revision.
        pub revision: RevisionNumber,
        /// Which gate: `approve`, `publish` or `republish`.
        pub gate: String,
        /// Why.
        pub reason: String,
        /// The blockers that were passed, as a JSON array.
        pub blockers: String,
        /// By whom.
        pub by: PersonId,
        /// When.
        pub at: Timestamp,
    }
}

crate::statements! {
    INSERT = "INSERT INTO publication (id, article, revision, kind, at, note, reason, by, made)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_ARTICLE = "SELECT id, article, revision, kind, at, note, reason, by, made FROM publication WHERE article = $1 ORDER BY id";
    INSERT_OVERRIDE = "INSERT INTO gate_override (made, article, revision, gate, reason, blockers, by, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    STRAY = "SELECT p.made FROM publication p WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = p.made AND e.article = p.article)
        ORDER BY p.made", scan: "verification looks at every publication";
    STRAY_OVERRIDE = "SELECT g.made FROM gate_override g WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = g.made
        AND e.article = g.article) ORDER BY g.made", scan: "verification looks at every override";
    OVERRIDES = "SELECT made, article, revision, gate, reason, blockers, by, at FROM gate_override WHERE article = $1 ORDER BY made";
}

/// SHA-256 of a publication's row, for the event that made it.
pub fn row_hash(p: &Publication) -> Hash {
    let mut h = Sha256::new();
    field(&mut h, "copydesk publication", &p.id.0.to_be_bytes());
    field(&mut h, "article", &p.article.0.to_be_bytes());
    field(&mut h, "revision", &p.revision.0.to_be_bytes());
    field(&mut h, "kind", p.kind.as_str().as_bytes());
    field(&mut h, "at", &p.at.millis().to_be_bytes());
    field(&mut h, "note", p.note.as_bytes());
    field(&mut h, "reason", p.reason.as_bytes());
    field(&mut h, "by", &p.by.0.to_be_bytes());
    h.finalize().into()
}

/// Adds a publication by the acting person, from now on.
pub fn insert(
    tx: &Tx<'_>,
    article: ArticleId,
    revision: RevisionNumber,
    kind: PublicationKind,
    note: &str,
    reason: &str,
) -> Result<Publication, Error> {
    let p = Publication {
        id: tx.next_publication(),
        article,
        revision,
        kind,
        at: tx.now,
        note: note.to_owned(),
        reason: reason.to_owned(),
        by: tx.actor.id,
        made: tx.seq(),
    };
    tx.exec(&INSERT, &[&p.id, &p.article, &p.revision, &p.kind, &p.at, &p.note, &p.reason, &p.by, &p.made])?;
    Ok(p)
}

/// An article's publications, oldest first.
pub fn of_article(r: &Read<'_>, article: ArticleId) -> Result<Vec<Publication>, Error> {
    Ok(r.all(&OF_ARTICLE, &[&article])?)
}

/// The revision that was public at a time.
pub fn live_at(r: &Read<'_>, article: ArticleId, at: Timestamp) -> Result<Option<RevisionNumber>, Error> {
    let last = of_article(r, article)?.into_iter().rfind(|p| p.at <= at);
    Ok(last.filter(|p| p.kind != PublicationKind::Kill).map(|p| p.revision))
}

/// Records that the acting person passed a closed gate.
pub fn insert_override(
    tx: &Tx<'_>,
    article: ArticleId,
    revision: RevisionNumber,
    gate: &str,
    reason: &str,
    blockers: &str,
) -> Result<(), Error> {
    tx.exec(&INSERT_OVERRIDE, &[&tx.seq(), &article, &revision, &gate, &reason, &blockers, &tx.actor.id, &tx.now])?;
    Ok(())
}

/// The gates of an article that were passed closed, oldest first.
pub fn overrides(r: &Read<'_>, article: ArticleId) -> Result<Vec<Override>, Error> {
    Ok(r.all(&OVERRIDES, &[&article])?)
}

/// The events that publications and overrides name as theirs, but that are not
/// in the record of their article.
pub fn strays(r: &Read<'_>) -> Result<Vec<EventSeq>, Error> {
    let mut found: Vec<(EventSeq,)> = r.all(&STRAY, &[])?;
    found.extend(r.all::<(EventSeq,)>(&STRAY_OVERRIDE, &[])?);
    Ok(found.into_iter().map(|(seq,)| seq).collect())
}
