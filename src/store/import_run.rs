//! Import runs and what became of their items.

use super::Error;
use super::desk::{Read, Tx};
use crate::domain::ids::{ArticleId, RevisionNumber, RunId};
use crate::domain::time::Timestamp;
use crate::row;

row! {
    /// An import run.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Run {
        /// The id.
        pub id: RunId,
        /// When it began.
        pub at: Timestamp,
        /// Who ran it.
        pub by: String,
        /// What was read, as a JSON array.
        pub inputs: String,
        /// Items that made an article.
        pub created: i64,
        /// Items that made a revision.
        pub updated: i64,
        /// Items that changed nothing.
        pub unchanged: i64,
        /// Items that their provider cancelled.
        pub withdrawn: i64,
        /// Items that were refused.
        pub rejected: i64,
        /// When it ended; `None` while it runs, or when it was killed.
        pub ended_at: Option<Timestamp>,
    }
}

crate::statements! {
    BEGIN = "INSERT INTO import_run (id, at, by, inputs) VALUES ($1, $2, $3, $4)";
    COUNT = "UPDATE import_run SET created = $1, updated = $2, unchanged = $3, withdrawn = $4, rejected = $5, ended_at = $6
        WHERE id = $7";
    ITEM = "INSERT INTO import_item (run, item, input, outcome, article, revision, code, message, repairs)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    RUNS = "SELECT r.id, r.at, p.name AS by, r.inputs, r.created, r.updated, r.unchanged, r.withdrawn, r.rejected, r.ended_at
        FROM import_run r JOIN person p ON p.id = r.by ORDER BY r.id DESC LIMIT $1", scan: "walks back from the newest run";
}

/// The counts of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Counts {
    /// Items that made an article.
    pub created: i64,
    /// Items that made a revision.
    pub updated: i64,
    /// Items that changed nothing.
    pub unchanged: i64,
    /// Items that their provider cancelled.
    pub withdrawn: i64,
    /// Items that were refused.
    pub rejected: i64,
}

/// One item's outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// Its place in the run, from 1.
    pub item: i64,
    /// The file it came from, with the line where there are several.
    pub input: &'a str,
    /// `created`, `updated`, `unchanged`, `withdrawn` or `rejected`.
    pub outcome: &'a str,
    /// Its article.
    pub article: Option<ArticleId>,
    /// The newest revision.
    pub revision: Option<RevisionNumber>,
    /// Why it was refused, in one word.
    pub code: Option<&'a str>,
    /// Why it was refused.
    pub message: Option<&'a str>,
    /// What was repaired, as a JSON array.
    pub repairs: &'a str,
}

/// Begins a run.
pub fn begin(tx: &Tx<'_>, inputs: &str) -> Result<RunId, Error> {
    let id = tx.next_run();
    tx.exec(&BEGIN, &[&id, &tx.now, &tx.actor.id, &inputs])?;
    Ok(id)
}

/// Writes how far a run has come.
pub fn count(tx: &Tx<'_>, run: RunId, c: Counts, ended: bool) -> Result<(), Error> {
    let ended_at = ended.then_some(tx.now);
    tx.exec(&COUNT, &[&c.created, &c.updated, &c.unchanged, &c.withdrawn, &c.rejected, &ended_at, &run])?;
    Ok(())
}

/// Writes what became of one item.
pub fn item(tx: &Tx<'_>, run: RunId, i: &Item<'_>) -> Result<(), Error> {
    tx.exec(&ITEM, &[&run, &i.item, &i.input, &i.outcome, &i.article, &i.revision, &i.code, &i.message, &i.repairs])?;
    Ok(())
}

/// The newest runs.
pub fn latest(r: &Read<'_>, limit: i64) -> Result<Vec<Run>, Error> {
    Ok(r.all(&RUNS, &[&limit])?)
}
