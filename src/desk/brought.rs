//! Which revision brought in what a claim's standing is about.
//!
//! Where a revision turned the claim and nothing touched its row since, it is
//! that one. Else it follows from immutable rows (decisions, places,
//! revisions): the first revision after the one that was decided on in which
//! the judge sees the same difference. What changed without a revision (an
//! assertion, a source, the article's language) was brought in by none.

use super::Result;
use super::facts::{Head, Loaded, why};
use crate::domain::article::Origin;
use crate::domain::compare::Difference;
use crate::domain::decision::DecisionKind;
use crate::domain::ids::RevisionNumber;
use crate::domain::standing::Verdict;
use crate::domain::time::Timestamp;
use crate::store::article::Article;
use crate::store::claim::Claim;
use crate::store::{Read, claim, decision, person, revision};

/// The revision that brought in a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Its number.
    pub revision: RevisionNumber,
    /// Who saved it: for an import its author as the source names them, else who recorded it.
    pub by: String,
    /// When it came to the desk.
    pub at: Timestamp,
}

/// The most revisions that are read in search of one.
const MOST: usize = 100;

/// The revision that brought in the worst of what changed since the claim was
/// decided on; `None` where nothing did, where no revision did, or where it
/// lies more than `MOST` revisions back.
pub fn brought(r: &Read<'_>, head: &Head, loaded: &Loaded, verdict: &Verdict) -> Result<Option<Brought>> {
    let worst = verdict.differences.iter().map(|d| d.weight).max();
    let Some(wanted) = verdict.differences.iter().find(|d| Some(d.weight) == worst && is_of_text(d)) else {
        return Ok(None);
    };
    // The row tells of the verdict that it has.
    let stored = (loaded.claim.standing, loaded.claim.standing_reason.as_str());
    if stored == (verdict.standing, why(verdict).unwrap_or_default())
        && let Some(turned) = turned(r, &head.article, &loaded.claim)?
        && turned.revision <= head.article.head
    {
        return Ok(Some(turned));
    }
    let decided = loaded.decisions.iter().rev().find(|d| match verdict.approval {
        Some(approval) => d.id == approval,
        None => d.kind == DecisionKind::Check,
    });
    let Some(decided) = decided else { return Ok(None) };
    let Some(since) = decision::by_id(r, decided.id)?.map(|d| d.revision) else { return Ok(None) };
    let article = head.article.id;
    let last = head.article.head;
    let mut number = RevisionNumber(since.0 + 1);
    let mut read = 0;
    while number < last {
        if read == MOST {
            return Ok(None);
        }
        read += 1;
        let then = head.earlier(r, number)?;
        let anchors = claim::anchors_of(r, article, number, loaded.claim.id)?;
        let places = then.places(&anchors);
        let seen = loaded.verdict_at(&places);
        if seen.differences.iter().any(|d| d.cause == wanted.cause && d.weight == wanted.weight) {
            break;
        }
        number.0 += 1;
    }
    revision::by_number(r, article, number)?.map(|row| Brought::of(r, row)).transpose()
}

/// The revision that turned a claim, as its row tells: the last event that
/// changed the row made a revision, at the very time since when the claim stands
/// as it does. `None` where something else touched the row since, and where the
/// article came with several revisions at once: only the first event makes more
/// than one.
pub fn turned(r: &Read<'_>, article: &Article, claim: &Claim) -> Result<Option<Brought>> {
    let made = revision::made_by(r, article.id, claim.event)?
        .filter(|row| row.recorded_at == claim.since && (row.made != article.made || row.number == RevisionNumber(1)));
    made.map(|row| Brought::of(r, row)).transpose()
}

impl Brought {
    fn of(r: &Read<'_>, row: revision::Revision) -> Result<Self> {
        // A text that was brought back keeps its author, who did nothing now.
        let by = if row.origin == Origin::Import && !row.author.is_empty() {
            row.author
        } else {
            person::by_id(r, row.recorded_by)?.map_or_else(String::new, |p| p.name)
        };
        Ok(Self { revision: row.number, by, at: row.recorded_at })
    }
}

/// Whether a difference is one of the text, and not of what the claim says or rests on.
fn is_of_text(difference: &Difference) -> bool {
    !["source", "place"].contains(&difference.cause.as_str())
        && !difference.cause.starts_with("language:")
        && !difference.message.starts_with("its ")
        || difference.cause == "lost"
}
