//! The queue: one narrow row for each claim that needs somebody's work.

use super::Error;
use super::article::Stop;
use super::desk::{Read, Tx};
use crate::domain::article::Stage;
use crate::domain::claim::{ClaimKind, Progress, Standing};
use crate::domain::ids::{ArticleId, ClaimId, PersonId};
use crate::domain::time::Timestamp;
use crate::row;

use super::article::Article;
use super::claim::Claim;

row! {
    /// A claim in the queue.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Entry {
        /// The claim.
        pub claim: ClaimId,
        /// Its article.
        pub article: ArticleId,
        /// The article's desk.
        pub desk: String,
        /// What may be relied on.
        pub standing: Standing,
        /// How far the work has come.
        pub progress: Progress,
        /// What sort of claim.
        pub kind: ClaimKind,
        /// How urgent: 1 is the most.
        pub band: i64,
        /// 1 is the highest.
        pub priority: i64,
        /// Who is to check it.
        pub assignee: Option<PersonId>,
        /// Who has taken it.
        pub holder: Option<PersonId>,
        /// Until when.
        pub lease_until: Option<Timestamp>,
        /// When it is due.
        pub due_at: Option<Timestamp>,
        /// Since when it waits.
        pub since: Timestamp,
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT claim, article, desk, standing, progress, kind, band, priority, assignee, holder, lease_until, due_at, since
             FROM queue ",
            $rest
        )
    };
}

crate::statements! {
    PUT = "INSERT INTO queue (claim, article, desk, standing, progress, kind, band, priority, assignee, holder, lease_until,
        due_at, since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (claim) DO UPDATE SET desk = excluded.desk, standing = excluded.standing, progress = excluded.progress,
            kind = excluded.kind, band = excluded.band, priority = excluded.priority, assignee = excluded.assignee,
            holder = excluded.holder, lease_until = excluded.lease_until, due_at = excluded.due_at, since = excluded.since";
    DROP = "DELETE FROM queue WHERE claim = $1";
    OVERDUE = select!("WHERE due_at IS NOT NULL AND due_at < $1 ORDER BY due_at, claim");
    BY_BAND = select!("ORDER BY band, priority, since, claim"), scan: "walks queue_band and stops at the limit";
    BY_DESK = select!("WHERE desk = $1 AND desk <> '' ORDER BY band, priority, since, claim");
    BY_ARTICLE = select!("WHERE article = $1 ORDER BY band, priority, since, claim");
    ONE = select!("WHERE claim = $1");
    COUNT = "SELECT count(*) FROM queue", scan: "counting is reading all";
}

/// What [`list`] is asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only claims of this article.
    pub article: Option<ArticleId>,
    /// Only claims assigned to, or taken by, this person.
    pub mine: Option<PersonId>,
    /// Only articles of this desk.
    pub desk: Option<String>,
    /// Only these standings; empty for all.
    pub standings: Vec<Standing>,
    /// Only these kinds; empty for all.
    pub kinds: Vec<ClaimKind>,
    /// Only these progresses; empty for all.
    pub progress: Vec<Progress>,
    /// Only claims whose article carries this tag: scheme and key.
    pub tag: Option<(String, String)>,
    /// Only what is overdue.
    pub overdue: bool,
    /// At most so many.
    pub limit: usize,
}

/// How urgent a claim is, 1 the most; `None` where it needs nobody's work.
///
/// 2: stale in an article near publication or public; 3: other stale and
/// touched ones; 4: contradicted ones; 5: returned; 6: proposed, for editors;
/// 7: open; 8: being checked or waiting; 9: without a place. (1 is kept for
/// what is overdue, which only the clock knows.)
pub const fn band(claim: &Claim, stage: Stage) -> Option<i64> {
    if matches!(stage, Stage::Killed | Stage::Spiked) {
        return None;
    }
    Some(match (claim.standing, claim.progress) {
        (_, Progress::Withdrawn) | (Standing::Approved | Standing::Cut, _) => return None,
        (Standing::Stale, _) if matches!(stage, Stage::Submitted | Stage::Approved | Stage::Published) => 2,
        (Standing::Stale | Standing::Touched, _) => 3,
        (Standing::Contradicted, _) => 4,
        (_, Progress::Returned) => 5,
        (_, Progress::Proposed) => 6,
        (_, Progress::Checking | Progress::Waiting) => 8,
        (Standing::Unplaced, _) => 9,
        (Standing::Unapproved, _) => 7,
    })
}

/// The row that says what a claim needs; `None` where it needs nobody's work.
pub fn needed(claim: &Claim, article: &Article) -> Option<Entry> {
    let c = claim;
    Some(Entry {
        claim: c.id,
        article: c.article,
        desk: article.desk.clone(),
        standing: c.standing,
        progress: c.progress,
        kind: c.kind,
        band: band(claim, article.stage)?,
        priority: c.priority,
        assignee: c.assignee,
        holder: c.holder,
        lease_until: c.lease_until,
        due_at: c.due_at,
        since: c.since,
    })
}

/// Writes or removes a claim's row so that it says what the claim now needs.
pub fn keep(tx: &Tx<'_>, claim: &Claim, article: &Article) -> Result<(), Error> {
    let Some(e) = needed(claim, article) else {
        tx.exec(&DROP, &[&claim.id])?;
        return Ok(());
    };
    tx.exec(
        &PUT,
        &[
            &e.claim,
            &e.article,
            &e.desk,
            &e.standing,
            &e.progress,
            &e.kind,
            &e.band,
            &e.priority,
            &e.assignee,
            &e.holder,
            &e.lease_until,
            &e.due_at,
            &e.since,
        ],
    )?;
    Ok(())
}

/// The row of one claim.
pub fn entry(r: &Read<'_>, claim: ClaimId) -> Result<Option<Entry>, Error> {
    Ok(r.opt(&ONE, &[&claim])?)
}

/// How many claims need work.
pub fn count(r: &Read<'_>) -> Result<i64, Error> {
    Ok(r.one::<(i64,)>(&COUNT, &[])?.0)
}

/// The most urgent claims first; overdue ones before all others.
pub fn list(r: &Read<'_>, filter: &Filter) -> Result<Vec<Entry>, Error> {
    use super::engine::FromRow as _;
    let mut found: Vec<Entry> = Vec::new();
    let tagged = match &filter.tag {
        Some((scheme, key)) => match super::tag::by_name(r, scheme, key)? {
            Some(tag) => Some(super::tag::articles(r, tag.id)?),
            None => return Ok(found),
        },
        None => None,
    };
    let now = r.now;
    let wanted = |e: &Entry| {
        filter.article.is_none_or(|a| a == e.article)
            && filter.mine.is_none_or(|p| e.assignee == Some(p) || (e.holder == Some(p) && e.lease_until > Some(now)))
            && filter.desk.as_ref().is_none_or(|d| *d == e.desk)
            && (filter.standings.is_empty() || filter.standings.contains(&e.standing))
            && (filter.kinds.is_empty() || filter.kinds.contains(&e.kind))
            && (filter.progress.is_empty() || filter.progress.contains(&e.progress))
            && tagged.as_ref().is_none_or(|t| t.binary_search(&e.article).is_ok())
    };
    let mut take = |row: &super::engine::Row<'_>, overdue: bool| -> Result<(), Stop> {
        let entry = Entry::from_row(row)?;
        let late = entry.due_at.is_some_and(|due| due < now);
        if late == overdue && wanted(&entry) {
            found.push(entry);
        }
        if found.len() >= filter.limit { Err(Stop::Enough) } else { Ok(()) }
    };
    let mut done = r.each(&OVERDUE, &[&now], |row| take(row, true));
    if done.is_ok() && !filter.overdue {
        done = if let Some(article) = filter.article {
            r.each(&BY_ARTICLE, &[&article], |row| take(row, false))
        } else if let Some(desk) = filter.desk.as_ref().filter(|d| !d.is_empty()) {
            r.each(&BY_DESK, &[desk], |row| take(row, false))
        } else {
            r.each(&BY_BAND, &[], |row| take(row, false))
        };
    }
    match done {
        Ok(()) | Err(Stop::Enough) => Ok(found),
        Err(Stop::Error(e)) => Err(e),
    }
}
