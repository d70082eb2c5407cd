//! Claims and their anchors.

use std::collections::BTreeMap;

use super::article::Stop;
use super::desk::{Read, Tx};
use super::engine::{Connection, Statement};
use super::{Error, Fault};
use crate::domain::claim::{Asks, ClaimKind, Finding, How, Progress, Standing};
use crate::domain::ids::{ArticleId, ClaimId, EventSeq, PersonId, RevisionNumber};
use crate::domain::part::Part;
use crate::domain::time::Timestamp;
use crate::row;

row! {
    /// A claim.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Claim {
        /// The id, shown `#12`.
        pub id: ClaimId,
        /// The article.
        pub article: ArticleId,
        /// The exact words; empty while the claim waits without a place.
        pub quote: String,
        /// The checkable assertion where it differs from the quote.
        pub statement: String,
        /// What sort of assertion.
        pub kind: ClaimKind,
        /// What is asked of it.
        pub asks: Asks,
        /// Who says so, if not the newsroom.
        pub claimant: String,
        /// When it was said, as a date in words or digits.
        pub said_on: String,
        /// Addresses at which it appeared, as a JSON array.
        pub appearances: String,
        /// 1 (highest) to 3.
        pub priority: i64,
        /// Who is to check it.
        pub assignee: Option<PersonId>,
        /// Who has taken it, until `lease_until`.
        pub holder: Option<PersonId>,
        /// When the lease ends.
        pub lease_until: Option<Timestamp>,
        /// When it is due.
        pub due_at: Option<Timestamp>,
        /// Work begun since the last decision: `checking` or `waiting`.
        pub work: Option<Progress>,
        /// Progress as people see it: derived.
        pub progress: Progress,
        /// What the check found.
        pub finding: Option<Finding>,
        /// The words that should stand instead.
        pub correction: String,
        /// The public rating.
        pub rating: String,
        /// What may be relied on now: derived, as are the next three.
        pub standing: Standing,
        /// Why.
        pub standing_reason: String,
        /// Kinds of hard change, as a JSON array.
        pub hard_changes: String,
        /// Changes that carry with a notice, as a JSON array.
        pub listed: String,
        /// When it came to where it stands.
        pub since: Timestamp,
        /// Who made it.
        pub created_by: PersonId,
        /// When.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
        /// The event that made it.
        pub made: EventSeq,
        /// The event that last changed it.
        pub event: EventSeq,
    }
}

impl Claim {
    /// What it asserts: its statement, else its words.
    pub fn assertion(&self) -> &str {
        if self.statement.is_empty() { &self.quote } else { &self.statement }
    }

    /// Whether a finding on it is approved and holds, so that the claim is a
    /// precedent for those that resemble it.
    pub fn is_precedent(&self) -> bool {
        self.progress == Progress::Approved
            && matches!(self.standing, Standing::Approved | Standing::Contradicted)
            && self.finding.is_some_and(|finding| finding != Finding::NotCheckable)
    }
}

row! {
    /// Where a claim's words stand in a revision.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Anchor {
        /// The claim.
        pub claim: ClaimId,
        /// The revision.
        pub revision: RevisionNumber,
        /// Which of the claim's places, from 1.
        pub place: i64,
        /// The part of the text.
        pub part: Part,
        /// Where it starts, in characters.
        pub start: usize,
        /// How many characters; 0 where the words are gone.
        pub length: usize,
        /// Whether a person confirmed the place.
        pub confirmed: bool,
        /// How it got there.
        pub how: How,
    }
}

row! {
    /// What a new text asks of a claim before it is judged.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Brief {
        /// The id.
        pub id: ClaimId,
        /// The words that should stand instead.
        pub correction: String,
        /// What may be relied on now.
        pub standing: Standing,
    }
}

macro_rules! columns {
    () => {
        "id, article, quote, statement, kind, asks, claimant, said_on, appearances, priority, assignee, holder, lease_until,
        due_at, work, progress, finding, correction, rating, standing, standing_reason, hard_changes, listed, since,
        created_by, created_at, updated_at, made, event"
    };
}

crate::statements! {
    BY_ID = concat!("SELECT ", columns!(), " FROM claim WHERE id = $1");
    OF_ARTICLE = concat!("SELECT ", columns!(), " FROM claim WHERE article = $1 ORDER BY id");
    BRIEF = "SELECT id, correction, standing FROM claim WHERE article = $1 ORDER BY id";
    NEWEST = concat!("SELECT ", columns!(), " FROM claim ORDER BY id DESC"), scan: "walks the key and stops at the limit";
    INSERT = concat!("INSERT INTO claim (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
        $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)");
    UPDATE = "UPDATE claim SET quote = $1, statement = $2, kind = $3, asks = $4, claimant = $5, said_on = $6, appearances = $7,
        priority = $8, assignee = $9, holder = $10, lease_until = $11, due_at = $12, work = $13, progress = $14,
        finding = $15, correction = $16, rating = $17, standing = $18, standing_reason = $19, hard_changes = $20,
        listed = $21, since = $22, updated_at = $23, event = $24 WHERE id = $25";
    JUDGE = "UPDATE claim SET progress = $1, standing = $2, standing_reason = $3, hard_changes = $4, listed = $5, since = $6,
        updated_at = $7, event = $8 WHERE id = $9";
    COUNTS = "SELECT standing, count(*) FROM claim WHERE article = $1 AND progress <> 'withdrawn' GROUP BY standing ORDER BY standing";
    LAST = "SELECT max(id) FROM claim";
    ANCHORS_AT = "SELECT claim, revision, place, part, start, length, confirmed, how FROM anchor
        WHERE article = $1 AND revision = $2 ORDER BY claim, place";
    ANCHORS_OF = "SELECT claim, revision, place, part, start, length, confirmed, how FROM anchor
        WHERE article = $1 AND revision = $2 AND claim = $3 ORDER BY place";
    ANCHORS_EVER = "SELECT claim, revision, place, part, start, length, confirmed, how FROM anchor
        WHERE article = $1 AND claim = $2 ORDER BY revision, place";
    MOVED = "SELECT claim, max(revision) FROM anchor WHERE article = $1 AND how = 'moved' AND confirmed = 1 GROUP BY claim";
    PUT_ANCHOR = "INSERT INTO anchor (article, revision, claim, place, part, start, length, confirmed, how)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (article, revision, claim, place) DO UPDATE SET part = excluded.part, start = excluded.start,
            length = excluded.length, confirmed = excluded.confirmed, how = excluded.how";
    ADD_ANCHOR = "INSERT INTO anchor (article, revision, claim, place, part, start, length, confirmed, how)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    LEASE = "UPDATE claim SET holder = $1, lease_until = $2 WHERE id = $3";
    QUEUED = "UPDATE queue SET holder = $1, lease_until = $2 WHERE claim = $3";
    FREE = "UPDATE claim SET holder = NULL, lease_until = NULL WHERE holder IS NOT NULL",
        scan: "an increment lets go of all, wherever they are";
    FREE_QUEUED = "UPDATE queue SET holder = NULL, lease_until = NULL WHERE holder IS NOT NULL";
    DROP_ANCHORS = "DELETE FROM anchor WHERE article = $1 AND revision = $2 AND claim = $3";
}

/// The claim with this id.
pub fn by_id(r: &Read<'_>, id: ClaimId) -> Result<Option<Claim>, Error> {
    Ok(r.opt(&BY_ID, &[&id])?)
}

/// All claims of an article, by id.
pub fn of_article(r: &Read<'_>, article: ArticleId) -> Result<Vec<Claim>, Error> {
    Ok(r.all(&OF_ARTICLE, &[&article])?)
}

/// All claims of an article, by id, in brief.
pub fn in_brief(r: &Read<'_>, article: ArticleId) -> Result<Vec<Brief>, Error> {
    Ok(r.all(&BRIEF, &[&article])?)
}

/// The first claims that are wanted, at most so many: an article's by id, or
/// the whole desk's, newest first.
pub fn list(
    r: &Read<'_>,
    article: Option<ArticleId>,
    limit: usize,
    wanted: impl Fn(&Claim) -> bool,
) -> Result<Vec<Claim>, Error> {
    use super::engine::FromRow as _;
    let mut found = Vec::new();
    let mut take = |row: &super::engine::Row<'_>| -> Result<(), Stop> {
        if found.len() >= limit {
            return Err(Stop::Enough);
        }
        let claim = Claim::from_row(row)?;
        if wanted(&claim) {
            found.push(claim);
        }
        Ok(())
    };
    let done = match article {
        Some(article) => r.each(&OF_ARTICLE, &[&article], &mut take),
        None => r.each(&NEWEST, &[], &mut take),
    };
    match done {
        Ok(()) | Err(Stop::Enough) => Ok(found),
        Err(Stop::Error(e)) => Err(e),
    }
}

/// How many claims of an article have each standing; withdrawn ones don't count.
pub fn counts(r: &Read<'_>, article: ArticleId) -> Result<Vec<(Standing, i64)>, Error> {
    Ok(r.all(&COUNTS, &[&article])?)
}

/// The highest claim id in use; 0 on an empty desk.
pub fn last_id(r: &Read<'_>) -> Result<i64, Error> {
    Ok(r.one::<(Option<i64>,)>(&LAST, &[])?.0.unwrap_or(0))
}

/// Adds a claim. Its id, `made` and `event` are set here.
pub fn insert(tx: &Tx<'_>, claim: &Claim) -> Result<ClaimId, Error> {
    let c = claim;
    let id = tx.next_claim();
    let seq = tx.seq();
    tx.exec(
        &INSERT,
        &[
            &id,
            &c.article,
            &c.quote,
            &c.statement,
            &c.kind,
            &c.asks,
            &c.claimant,
            &c.said_on,
            &c.appearances,
            &c.priority,
            &c.assignee,
            &c.holder,
            &c.lease_until,
            &c.due_at,
            &c.work,
            &c.progress,
            &c.finding,
            &c.correction,
            &c.rating,
            &c.standing,
            &c.standing_reason,
            &c.hard_changes,
            &c.listed,
            &c.since,
            &c.created_by,
            &c.created_at,
            &c.updated_at,
            &seq,
            &seq,
        ],
    )?;
    Ok(id)
}

/// Writes what changed in a claim; its `updated_at` becomes the time of the command.
pub fn update(tx: &Tx<'_>, claim: &Claim) -> Result<(), Error> {
    let c = claim;
    tx.exec(
        &UPDATE,
        &[
            &c.quote,
            &c.statement,
            &c.kind,
            &c.asks,
            &c.claimant,
            &c.said_on,
            &c.appearances,
            &c.priority,
            &c.assignee,
            &c.holder,
            &c.lease_until,
            &c.due_at,
            &c.work,
            &c.progress,
            &c.finding,
            &c.correction,
            &c.rating,
            &c.standing,
            &c.standing_reason,
            &c.hard_changes,
            &c.listed,
            &c.since,
            &tx.now,
            &tx.seq(),
            &c.id,
        ],
    )?;
    tx.put_claim_words(c.id.0, c.is_precedent())?;
    Ok(())
}

/// Writes what was derived for a claim and nothing else, where only the text
/// that it stands in changed: its other facts and its decisions are what they were.
pub fn judge(tx: &Tx<'_>, before: &Claim, claim: &Claim) -> Result<(), Error> {
    let c = claim;
    tx.exec(
        &JUDGE,
        &[
            &c.progress,
            &c.standing,
            &c.standing_reason,
            &c.hard_changes,
            &c.listed,
            &c.since,
            &tx.now,
            &tx.seq(),
            &c.id,
        ],
    )?;
    match (before.is_precedent(), c.is_precedent()) {
        (true, false) => tx.forget_claim_words(c.id.0)?,
        (false, true) => tx.put_claim_words(c.id.0, true)?,
        _ => {}
    }
    Ok(())
}

/// Writes who has a claim and until when, in the claim and in the queue. No
/// fact of the record: it has no event.
pub fn lease(tx: &Tx<'_>, id: ClaimId, to: Option<(PersonId, Timestamp)>) -> Result<(), Error> {
    let (holder, until) = (to.map(|(holder, _)| holder), to.map(|(_, until)| until));
    tx.exec(&LEASE, &[&holder, &until, &id])?;
    tx.exec(&QUEUED, &[&holder, &until, &id])?;
    Ok(())
}

/// Lets go of every claim of the desk that somebody holds, without an event.
pub fn let_go_of_all(c: &Connection<'_>) -> Result<(), Fault> {
    c.exec(&FREE, &[])?;
    c.exec(&FREE_QUEUED, &[])?;
    Ok(())
}

/// The places of all claims in a revision.
pub fn anchors_at(r: &Read<'_>, article: ArticleId, revision: RevisionNumber) -> Result<Vec<Anchor>, Error> {
    Ok(r.all(&ANCHORS_AT, &[&article, &revision])?)
}

/// The places of one claim in a revision.
pub fn anchors_of(
    r: &Read<'_>,
    article: ArticleId,
    revision: RevisionNumber,
    claim: ClaimId,
) -> Result<Vec<Anchor>, Error> {
    Ok(r.all(&ANCHORS_OF, &[&article, &revision, &claim])?)
}

/// The places of one claim in every revision, oldest first.
pub fn anchors_ever(r: &Read<'_>, article: ArticleId, claim: ClaimId) -> Result<Vec<Anchor>, Error> {
    Ok(r.all(&ANCHORS_EVER, &[&article, &claim])?)
}

/// The claims of an article whose sentence ever moved, with the last revision
/// in which it did.
pub fn moved(r: &Read<'_>, article: ArticleId) -> Result<BTreeMap<ClaimId, RevisionNumber>, Error> {
    Ok(r.all::<(ClaimId, RevisionNumber)>(&MOVED, &[&article])?.into_iter().collect())
}

/// Writes one place, over the one that it may have in that revision.
pub fn put_anchor(tx: &Tx<'_>, article: ArticleId, anchor: &Anchor) -> Result<(), Error> {
    write_anchor(tx, &PUT_ANCHOR, article, anchor)
}

/// Writes one place in a revision that has none of its claim's yet.
pub fn add_anchor(tx: &Tx<'_>, article: ArticleId, anchor: &Anchor) -> Result<(), Error> {
    write_anchor(tx, &ADD_ANCHOR, article, anchor)
}

fn write_anchor(tx: &Tx<'_>, statement: &Statement, article: ArticleId, anchor: &Anchor) -> Result<(), Error> {
    let a = anchor;
    tx.exec(
        statement,
        &[&article, &a.revision, &a.claim, &a.place, &a.part, &a.start, &a.length, &a.confirmed, &a.how],
    )?;
    Ok(())
}

/// Forgets a claim's places in one revision, before others are written.
pub fn drop_anchors(tx: &Tx<'_>, article: ArticleId, revision: RevisionNumber, claim: ClaimId) -> Result<(), Error> {
    tx.exec(&DROP_ANCHORS, &[&article, &revision, &claim])?;
    Ok(())
}
