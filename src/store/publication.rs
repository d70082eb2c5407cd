//! What was public, and gates that were passed closed.

use super::Error;
use super::desk::{Read, Tx};
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
    OVERRIDES = "SELECT made, article, revision, gate, reason, blockers, by, at FROM gate_override WHERE article = $1 ORDER BY made";
}

/// Adds a publication by the acting person, from now on.
pub fn insert(
    tx: &Tx<'_>,
    article: ArticleId,
    revision: RevisionNumber,
    kind: PublicationKind,
    note: &str,
    reason: &str,
) -> Result<PublicationId, Error> {
    let id = tx.next_publication();
    tx.exec(&INSERT, &[&id, &article, &revision, &kind, &tx.now, &note, &reason, &tx.actor.id, &tx.seq()])?;
    Ok(id)
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
