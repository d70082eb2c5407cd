//! Which revision brought in what a claim's standing is about.
//!
//! Not stored: it follows from immutable rows (decisions, places, revisions),
//! so it is the same whatever path led to the head. It is the first revision
//! after the one that was decided on in which the judge sees the same
//! difference. What changed without a revision (an assertion, a source, the
//! article's language) was brought in by none.

use super::Result;
use super::facts::{Head, Loaded};
use crate::domain::compare::Difference;
use crate::domain::decision::DecisionKind;
use crate::domain::ids::RevisionNumber;
use crate::domain::standing::Verdict;
use crate::domain::time::Timestamp;
use crate::store::{Read, claim, decision, person, revision};

/// The revision that brought in a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// Its number.
    pub revision: RevisionNumber,
    /// Who saved it: its author as the source names them, else who recorded it.
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
    let Some(row) = revision::by_number(r, article, number)? else { return Ok(None) };
    let by = if row.author.is_empty() {
        person::by_id(r, row.recorded_by)?.map_or_else(String::new, |p| p.name)
    } else {
        row.author
    };
    Ok(Some(Brought { revision: number, by, at: row.recorded_at }))
}

/// Whether a difference is one of the text, and not of what the claim says or rests on.
fn is_of_text(difference: &Difference) -> bool {
    !["source", "place"].contains(&difference.cause.as_str())
        && !difference.cause.starts_with("language:")
        && !difference.message.starts_with("its ")
        || difference.cause == "lost"
}
