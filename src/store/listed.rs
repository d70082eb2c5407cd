//! Listed changes that somebody looked at, so that they are not shown again.

use super::Error;
use super::desk::{Read, Tx};
use crate::domain::ids::{ArticleId, ClaimId, EventSeq, PersonId, RevisionNumber};
use crate::domain::time::Timestamp;
use crate::row;

row! {
    /// A listed change that was looked at.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Seen {
        /// The claim.
        pub claim: ClaimId,
        /// SHA-256 of what changed, in hexadecimal digits.
        pub key: String,
        /// The revision in which it was looked at.
        pub revision: RevisionNumber,
        /// What it was grouped by.
        pub cause: String,
        /// What changed, in one line.
        pub message: String,
        /// Who looked.
        pub by: PersonId,
        /// When.
        pub at: Timestamp,
        /// The event that says so.
        pub made: EventSeq,
        /// The event that took it back.
        pub ended: Option<EventSeq>,
    }
}

crate::statements! {
    PUT = "INSERT INTO listed_seen (claim, key, article, revision, cause, message, by, at, made) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    END = "UPDATE listed_seen SET ended = $1 WHERE claim = $2 AND made = $3 AND ended IS NULL";
    OF_CLAIM = "SELECT claim, key, revision, cause, message, by, at, made, ended FROM listed_seen WHERE claim = $1 ORDER BY made, key";
    OF_ARTICLE = "SELECT claim, key, revision, cause, message, by, at, made, ended FROM listed_seen
        WHERE article = $1 ORDER BY claim, made, key";
    STRAY = "SELECT l.made FROM listed_seen l WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = l.made AND e.article = l.article)
        ORDER BY l.made", scan: "verification looks at every row";
}

/// Says that the acting person looked at a change.
pub fn put(
    tx: &Tx<'_>,
    article: ArticleId,
    claim: ClaimId,
    revision: RevisionNumber,
    key: &str,
    (cause, message): (&str, &str),
) -> Result<(), Error> {
    tx.exec(&PUT, &[&claim, &key, &article, &revision, &cause, &message, &tx.actor.id, &tx.now, &tx.seq()])?;
    Ok(())
}

/// Takes back what an event said was seen of a claim.
pub fn end(tx: &Tx<'_>, claim: ClaimId, made: EventSeq) -> Result<(), Error> {
    tx.exec(&END, &[&tx.seq(), &claim, &made])?;
    Ok(())
}

/// What was seen of a claim, oldest first, with what was taken back.
pub fn of_claim(r: &Read<'_>, claim: ClaimId) -> Result<Vec<Seen>, Error> {
    Ok(r.all(&OF_CLAIM, &[&claim])?)
}

/// What was seen of an article's claims, with what was taken back.
pub fn of_article(r: &Read<'_>, article: ArticleId) -> Result<Vec<Seen>, Error> {
    Ok(r.all(&OF_ARTICLE, &[&article])?)
}

/// The events that rows name as theirs, but that are not in the record of their article.
pub fn strays(r: &Read<'_>) -> Result<Vec<EventSeq>, Error> {
    Ok(r.all::<(EventSeq,)>(&STRAY, &[])?.into_iter().map(|(seq,)| seq).collect())
}
