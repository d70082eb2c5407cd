//! The queue: one narrow row for each claim that needs somebody's work.

use std::ops::ControlFlow;

use super::Error;
use super::article::Stop;
use super::desk::{Read, Tx};
use super::engine::{FromRow as _, Row};
use crate::domain::article::Stage;
use crate::domain::claim::{ClaimKind, Progress, Standing};
use crate::domain::ids::{ArticleId, ClaimId, PersonId, TagId};
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
    DUE = select!("WHERE due_at IS NOT NULL AND due_at < $1 ORDER BY due_at, claim");
    DUE_ASSIGNEE = select!("WHERE assignee = $1 AND due_at IS NOT NULL AND due_at < $2 ORDER BY due_at, claim");
    DUE_KIND = select!("WHERE kind = $1 AND due_at IS NOT NULL AND due_at < $2 ORDER BY due_at, claim");
    DUE_STANDING = select!("WHERE standing = $1 AND standing <> 'unapproved' AND due_at IS NOT NULL AND due_at < $2
        ORDER BY due_at, claim");
    DUE_DESK = select!("WHERE desk = $1 AND desk <> '' AND due_at IS NOT NULL AND due_at < $2 ORDER BY due_at, claim");
    BY_AGE = select!("ORDER BY since, claim"), scan: "walks queue_age and stops at the limit";
    LAPSED = select!("WHERE lease_until IS NOT NULL AND lease_until <= $1 ORDER BY lease_until");
    BY_KIND = select!("WHERE kind = $1 AND band = $2 ORDER BY priority, since, claim");
    BY_STANDING = select!("WHERE standing = $1 AND standing <> 'unapproved' AND band = $2 ORDER BY priority, since, claim");
    BY_ASSIGNEE = select!("WHERE assignee = $1 AND band = $2 ORDER BY priority, since, claim");
    SOME_KIND = select!("WHERE kind = $1 LIMIT $2");
    SOME_STANDING = select!("WHERE standing = $1 AND standing <> 'unapproved' LIMIT $2");
    SOME_DESK = select!("WHERE desk = $1 AND desk <> '' LIMIT $2");
    SOME_ASSIGNED = select!("WHERE assignee = $1 LIMIT $2");
    BY_BAND = select!("WHERE band = $1 ORDER BY priority, since, claim");
    BY_DESK = select!("WHERE desk = $1 AND desk <> '' AND band = $2 ORDER BY priority, since, claim");
    OF_ARTICLE = select!("WHERE article = $1");
    HELD = select!("WHERE holder = $1 AND assignee IS DISTINCT FROM $1 AND lease_until > $2");
    ONE = select!("WHERE claim = $1");
    COUNT = "SELECT count(*) FROM queue", scan: "counting is reading all";
}

/// The order in which [`walk`] gives claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Overdue ones, the longest overdue first; then by band, priority and age.
    #[default]
    Urgency,
    /// The soonest due first, then those that have no time by urgency.
    Due,
    /// The longest waiting first.
    Age,
}

/// What [`walk`] is asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only claims of this article.
    pub article: Option<ArticleId>,
    /// Only claims assigned to, or held by, this person.
    pub mine: Option<PersonId>,
    /// Only articles of this desk.
    pub desk: Option<String>,
    /// Only these standings; empty for all.
    pub standings: Vec<Standing>,
    /// Only these kinds; empty for all.
    pub kinds: Vec<ClaimKind>,
    /// Only these progresses; empty for all.
    pub progress: Vec<Progress>,
    /// Only claims whose article carries all of these tags.
    pub tags: Vec<TagId>,
    /// Only what is overdue.
    pub overdue: bool,
    /// The order.
    pub order: Order,
}

impl Filter {
    /// Whether it leaves out any claim.
    pub fn is_narrow(&self) -> bool {
        self.article.is_some()
            || self.mine.is_some()
            || self.desk.is_some()
            || !self.standings.is_empty()
            || !self.kinds.is_empty()
            || !self.progress.is_empty()
            || !self.tags.is_empty()
            || self.overdue
    }
}

/// The bands that there are.
const BANDS: std::ops::RangeInclusive<i64> = 2..=9;

/// The band of claims that nobody has begun.
const OPEN: i64 = 7;

/// The band of claims that are being checked or wait for a source.
const AT_WORK: i64 = 8;

/// What ends the reason of a contradicted claim that needs nobody's work any
/// more: an editor marked that the text itself tells the reader.
pub const ANSWERED: &str = "; the text answers it";

/// How urgent a claim is, 1 the most; `None` where it needs nobody's work.
///
/// 2: stale in an article near publication or public; 3: other stale and
/// touched ones; 4: contradicted ones; 5: returned; 6: proposed, for editors;
/// 7: open; 8: being checked or waiting; 9: without a place. Two things only
/// the clock knows, when the queue is read: what is overdue comes before all,
/// and what somebody took and let lie until the time was up comes before what
/// is open.
pub fn band(claim: &Claim, stage: Stage) -> Option<i64> {
    if matches!(stage, Stage::Killed | Stage::Spiked) {
        return None;
    }
    Some(match (claim.standing, claim.progress) {
        (_, Progress::Withdrawn) | (Standing::Approved | Standing::Cut, _) => return None,
        (Standing::Stale, _) if matches!(stage, Stage::Submitted | Stage::Approved | Stage::Published) => 2,
        (Standing::Stale | Standing::Touched, _) => 3,
        (Standing::Contradicted, _) if claim.standing_reason.ends_with(ANSWERED) => return None,
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

/// The first claims that a filter wants, at most so many.
pub fn list(r: &Read<'_>, filter: &Filter, limit: usize) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    if limit == 0 {
        return Ok(found);
    }
    walk(r, filter, |entry| {
        found.push(entry);
        if found.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(found)
}

/// Calls `f` with the claims that a filter wants, in its order, until `f` has enough.
///
/// An article's and a rare tag's claims are read whole and sorted here: they
/// are few. Everything else walks an index and stops with `f`: in the queue's
/// own order that of a person, a kind, a standing or a desk, whichever is
/// asked for. In any other order what few claims of those there are is sorted
/// here too, so that a rare kind is no reason to read the whole queue.
pub fn walk(r: &Read<'_>, filter: &Filter, mut f: impl FnMut(Entry) -> ControlFlow<()>) -> Result<(), Error> {
    let wanted = Wanted::new(r, filter)?;
    if let Some(mut few) = wanted.few(r)? {
        few.sort_by_key(|e| (wanted.rank(e), e.turn(r.now)));
        for entry in few {
            if f(entry).is_break() {
                break;
            }
        }
        return Ok(());
    }
    match wanted.long_walk(r, &mut f) {
        Ok(()) | Err(Stop::Enough) => Ok(()),
        Err(Stop::Error(e)) => Err(e),
    }
}

/// Articles of a tag that are looked up one by one; beyond that their claims are met on the way.
const FEW: usize = 500;

impl Entry {
    /// Whether somebody took it and the time is up: it is anybody's again.
    pub fn lapsed(&self, now: Timestamp) -> bool {
        self.band == AT_WORK
            && self.progress == Progress::Checking
            && self.lease_until.is_some_and(|until| until <= now)
    }

    /// Its turn in the queue's own order, but for what is overdue.
    fn turn(&self, now: Timestamp) -> (i64, i64, Timestamp, ClaimId) {
        let step = if self.lapsed(now) { 2 * OPEN - 1 } else { 2 * self.band };
        (step, self.priority, self.since, self.claim)
    }
}

/// The index that a long walk follows, a band at a time.
#[derive(Debug, Clone, Copy)]
enum Lead<'f> {
    Assignee(PersonId),
    Kind(ClaimKind),
    Standing(Standing),
    Desk(&'f str),
    All,
}

/// A filter with what it rests on looked up.
struct Wanted<'f> {
    filter: &'f Filter,
    /// The articles that carry all the tags, in order.
    tagged: Option<Vec<ArticleId>>,
    now: Timestamp,
}

impl<'f> Wanted<'f> {
    fn new(r: &Read<'_>, filter: &'f Filter) -> Result<Self, Error> {
        let mut tagged: Option<Vec<ArticleId>> = None;
        for tag in &filter.tags {
            let carrying = super::tag::articles(r, *tag)?;
            tagged = Some(match tagged {
                Some(before) => before.into_iter().filter(|a| carrying.binary_search(a).is_ok()).collect(),
                None => carrying,
            });
        }
        Ok(Self { filter, tagged, now: r.now })
    }

    fn is_late(&self, e: &Entry) -> bool {
        e.due_at.is_some_and(|due| due < self.now)
    }

    fn wants(&self, e: &Entry) -> bool {
        let filter = self.filter;
        let holds = |p| e.holder == Some(p) && e.lease_until > Some(self.now);
        filter.article.is_none_or(|a| a == e.article)
            && filter.mine.is_none_or(|p| e.assignee == Some(p) || holds(p))
            && filter.desk.as_ref().is_none_or(|d| *d == e.desk)
            && (filter.standings.is_empty() || filter.standings.contains(&e.standing))
            && (filter.kinds.is_empty() || filter.kinds.contains(&e.kind))
            && (filter.progress.is_empty() || filter.progress.contains(&e.progress))
            && (!filter.overdue || self.is_late(e))
            && self.tagged.as_ref().is_none_or(|t| t.binary_search(&e.article).is_ok())
    }

    /// Where a claim comes before its turn is asked.
    fn rank(&self, e: &Entry) -> (bool, Option<Timestamp>) {
        match self.filter.order {
            Order::Urgency => {
                let due = e.due_at.filter(|due| *due < self.now);
                (due.is_none(), due)
            }
            Order::Due => (e.due_at.is_none(), e.due_at),
            Order::Age => (false, Some(e.since)),
        }
    }

    fn desk(&self) -> Option<&'f str> {
        self.filter.desk.as_deref().filter(|d| !d.is_empty())
    }

    fn lead(&self) -> Lead<'f> {
        let filter = self.filter;
        match (filter.mine, filter.kinds.as_slice(), filter.standings.as_slice(), self.desk()) {
            (Some(person), ..) => Lead::Assignee(person),
            (_, [kind], ..) => Lead::Kind(*kind),
            (_, _, [standing], _) if *standing != Standing::Unapproved => Lead::Standing(*standing),
            (.., Some(desk)) => Lead::Desk(desk),
            _ => Lead::All,
        }
    }

    /// What the person holds and is not to check: no index has it in order.
    fn held(&self, r: &Read<'_>) -> Result<Vec<Entry>, Error> {
        let Some(person) = self.filter.mine else { return Ok(Vec::new()) };
        let mut held: Vec<Entry> = r.all(&HELD, &[&person, &self.now])?;
        held.retain(|e| self.wants(e));
        Ok(held)
    }

    /// All that is wanted, where an index leads to it and it isn't much.
    fn few(&self, r: &Read<'_>) -> Result<Option<Vec<Entry>>, Error> {
        let filter = self.filter;
        let mut found: Vec<Entry> = Vec::new();
        if let Some(article) = filter.article {
            found = r.all(&OF_ARTICLE, &[&article])?;
        } else if let Some(tagged) = self.tagged.as_ref().filter(|t| t.len() <= FEW) {
            for article in tagged {
                found.extend(r.all::<Entry>(&OF_ARTICLE, &[article])?);
            }
        } else if filter.order == Order::Urgency && filter.kinds.len() < 2 && filter.standings.len() < 2 {
            return Ok(None);
        } else if let Some(some) = self.some(r)? {
            found = some;
        } else {
            return Ok(None);
        }
        found.retain(|e| self.wants(e));
        Ok(Some(found))
    }

    /// All claims that one of the filters can mean, where they are at most [`FEW`].
    fn some(&self, r: &Read<'_>) -> Result<Option<Vec<Entry>>, Error> {
        let filter = self.filter;
        let most = i64::try_from(FEW + 1).unwrap_or(i64::MAX);
        let few = |found: &Vec<Entry>| found.len() <= FEW;
        if let Some(person) = filter.mine {
            let assigned: Vec<Entry> = r.all(&SOME_ASSIGNED, &[&person, &most])?;
            if few(&assigned) {
                let held = self.held(r)?;
                return Ok(Some(assigned.into_iter().chain(held).collect()));
            }
        }
        if !filter.standings.is_empty() && !filter.standings.contains(&Standing::Unapproved) {
            let mut found = Vec::new();
            for standing in &filter.standings {
                found.extend(r.all::<Entry>(&SOME_STANDING, &[standing, &most])?);
            }
            if few(&found) {
                return Ok(Some(found));
            }
        }
        if !filter.kinds.is_empty() {
            let mut found = Vec::new();
            for kind in &filter.kinds {
                found.extend(r.all::<Entry>(&SOME_KIND, &[kind, &most])?);
            }
            if few(&found) {
                return Ok(Some(found));
            }
        }
        if let Some(desk) = self.desk() {
            let found: Vec<Entry> = r.all(&SOME_DESK, &[&desk, &most])?;
            if few(&found) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// What is due before a time, the soonest first.
    fn due_walk(
        &self,
        r: &Read<'_>,
        until: Timestamp,
        give: &mut impl FnMut(Entry) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let lead = self.lead();
        let mut held = match lead {
            Lead::Assignee(_) => self.held(r).map_err(Stop::Error)?,
            _ => Vec::new(),
        };
        held.retain(|e| e.due_at.is_some_and(|due| due < until));
        held.sort_by_key(|e| std::cmp::Reverse((e.due_at, e.claim)));
        let each = |row: &Row<'_>| -> Result<(), Stop> {
            let entry = Entry::from_row(row)?;
            if !self.wants(&entry) {
                return Ok(());
            }
            while let Some(first) = held.pop_if(|first| (first.due_at, first.claim) < (entry.due_at, entry.claim)) {
                give(first)?;
            }
            give(entry)
        };
        match lead {
            Lead::Assignee(person) => r.each(&DUE_ASSIGNEE, &[&person, &until], each)?,
            Lead::Kind(kind) => r.each(&DUE_KIND, &[&kind, &until], each)?,
            Lead::Standing(standing) => r.each(&DUE_STANDING, &[&standing, &until], each)?,
            Lead::Desk(desk) => r.each(&DUE_DESK, &[&desk, &until], each)?,
            Lead::All => r.each(&DUE, &[&until], each)?,
        }
        while let Some(left) = held.pop() {
            give(left)?;
        }
        Ok(())
    }

    fn long_walk(&self, r: &Read<'_>, f: &mut impl FnMut(Entry) -> ControlFlow<()>) -> Result<(), Stop> {
        let filter = self.filter;
        let mut give = |entry: Entry| if f(entry).is_break() { Err(Stop::Enough) } else { Ok(()) };
        if filter.order == Order::Age {
            return r.each(&BY_AGE, &[], |row| {
                let entry = Entry::from_row(row)?;
                if self.wants(&entry) { give(entry) } else { Ok(()) }
            });
        }
        // What comes by its time: all that is due, or only what is overdue.
        let until = match filter.order {
            Order::Due if !filter.overdue => Timestamp::from_millis(i64::MAX),
            _ => self.now,
        };
        let met = |e: &Entry| e.due_at.is_some_and(|due| due < until);
        self.due_walk(r, until, &mut give)?;
        if filter.overdue {
            return Ok(());
        }
        // What no index has at its turn: it is put in where it comes.
        let mut between: Vec<Entry> = r.all(&LAPSED, &[&self.now])?;
        between.retain(|e| e.lapsed(self.now) && self.wants(e));
        between.extend(self.held(r).map_err(Stop::Error)?);
        between.retain(|e| !met(e));
        between.sort_by_key(|e| std::cmp::Reverse(e.turn(self.now)));
        let lead = self.lead();
        for band in BANDS.filter(|band| may_hold(*band, &filter.standings, &filter.progress)) {
            let each = |row: &Row<'_>| -> Result<(), Stop> {
                let entry = Entry::from_row(row)?;
                if met(&entry) || entry.lapsed(self.now) || !self.wants(&entry) {
                    return Ok(());
                }
                while let Some(first) = between.pop_if(|first| first.turn(self.now) <= entry.turn(self.now)) {
                    if first.claim != entry.claim {
                        give(first)?;
                    }
                }
                give(entry)
            };
            match lead {
                Lead::Assignee(person) => r.each(&BY_ASSIGNEE, &[&person, &band], each)?,
                Lead::Kind(kind) => r.each(&BY_KIND, &[&kind, &band], each)?,
                Lead::Standing(standing) => r.each(&BY_STANDING, &[&standing, &band], each)?,
                Lead::Desk(desk) => r.each(&BY_DESK, &[&desk, &band], each)?,
                Lead::All => r.each(&BY_BAND, &[&band], each)?,
            }
        }
        while let Some(left) = between.pop() {
            give(left)?;
        }
        Ok(())
    }
}

/// Whether a band can hold a claim of one of these standings and progresses
/// (any, where there are none): so that a walk passes over whole bands.
fn may_hold(band: i64, standings: &[Standing], progress: &[Progress]) -> bool {
    let standing = |s: &Standing| match s {
        Standing::Stale => matches!(band, 2 | 3),
        Standing::Touched => band == 3,
        Standing::Contradicted => band == 4,
        Standing::Unplaced => matches!(band, 5 | 6 | 8 | 9),
        Standing::Unapproved => matches!(band, 5..=8),
        Standing::Approved | Standing::Cut => false,
    };
    let step = |p: &Progress| match p {
        Progress::Open => matches!(band, 2..=4 | 7 | 9),
        Progress::Returned => matches!(band, 2..=5),
        Progress::Proposed => matches!(band, 2..=4 | 6),
        Progress::Checking | Progress::Waiting => matches!(band, 2..=4 | 8),
        Progress::Approved => matches!(band, 2..=4 | 7 | 9),
        Progress::Withdrawn => false,
    };
    (standings.is_empty() || standings.iter().any(standing)) && (progress.is_empty() || progress.iter().any(step))
}

#[cfg(test)]
mod tests;
