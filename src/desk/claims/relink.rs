//! Tying a claim to other words: for one whose words are lost, or may stand in
//! several places. A person chooses, always; what is chosen is judged like any
//! other words, so that a new check is needed unless words and context are
//! exactly what was approved.

use serde_json::json;

use super::places::{places_told, put_places};
use super::{Case, NewClaim, allow, place::find};
use crate::desk::facts::Head;
use crate::desk::{Problem, Result};
use crate::domain::anchor::{AROUND, Candidate, Spot, Wanted, candidates};
use crate::domain::claim::How;
use crate::domain::ids::RevisionNumber;
use crate::domain::part::{Part, Texts};
use crate::domain::workflow::ClaimAction;
use crate::store::claim::{self, Anchor, Claim};
use crate::store::{Read, Tx, decision, revision};

/// The most places that a person is offered: one key each.
const MOST: usize = 9;

/// Where a claim's words may stand now.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Which of its places is looked for.
    pub place: i64,
    /// The words as they were decided on, or last stood.
    pub quote: String,
    /// The revision in which they stood so; `None` where they never stood in a text.
    pub revision: Option<RevisionNumber>,
    /// The places in head, likeliest first.
    pub candidates: Vec<Candidate>,
}

/// Which of a claim's places is meant: the one that is named, else the first
/// whose words are gone, else the only one.
fn which(case: &Case, named: Option<i64>) -> Result<i64> {
    let id = case.claim().id;
    let anchors = &case.loaded.anchors;
    if let Some(place) = named {
        // A claim without words has no place yet: the first is to be made.
        let first = place == 1 && !anchors.iter().any(|a| a.confirmed);
        let known = first || anchors.iter().any(|a| a.place == place && a.confirmed);
        return if known {
            Ok(place)
        } else {
            Err(Problem::not_found(format!("claim #{id} has no confirmed place {place}"))
                .hint(format!("see its places: copydesk claim show {id}")))
        };
    }
    let mut confirmed = anchors.iter().filter(|a| a.confirmed);
    if let Some(gone) = confirmed.clone().find(|a| !a.how.has_words()) {
        return Ok(gone.place);
    }
    match (confirmed.next(), confirmed.next()) {
        (None, _) => Ok(1),
        (Some(only), None) => Ok(only.place),
        (Some(_), Some(_)) => Err(Problem::usage(format!("claim #{id} has several places, and all have their words"))
            .hint(format!("say which one, as claim show {id} numbers them: --place N"))),
    }
}

/// Looks where a claim's words may stand in head.
pub fn look(r: &Read<'_>, case: &Case, place: Option<i64>) -> Result<Look> {
    let place = which(case, place)?;
    let stood = stood(r, case, place)?;
    let claim = case.claim();
    let head = &case.head;
    let found = match &stood {
        Some((texts, number, spot, quote)) => {
            let text: Vec<char> = texts.get(&spot.part).chars().collect();
            let slice = |from: usize, to: usize| -> String {
                text.get(from.min(text.len())..to.min(text.len())).unwrap_or_default().iter().collect()
            };
            let prefix = slice(spot.start.saturating_sub(AROUND), spot.start);
            let suffix = slice(spot.range().end, spot.range().end + AROUND);
            #[expect(clippy::cast_precision_loss, reason = "a text has at most some million characters")]
            let at = spot.start as f64 / text.len().max(1) as f64;
            let wanted = Wanted { quote, around: Some((&prefix, &suffix)), at: Some((&spot.part, at)) };
            (quote.clone(), Some(*number), candidates(&head.texts, &wanted, MOST + 1))
        }
        None => {
            let quote = if claim.quote.is_empty() { claim.statement.clone() } else { claim.quote.clone() };
            let wanted = Wanted { quote: &quote, around: None, at: None };
            let all = candidates(&head.texts, &wanted, MOST + 1);
            (quote, None, all)
        }
    };
    let (quote, revision, mut candidates) = found;
    // Where another place of the claim is, this one can't be; where it is itself, it needn't be put.
    candidates.retain(|c| !taken(case, place, &c.spot) && !is_at(case, place, &c.spot));
    candidates.truncate(MOST);
    Ok(Look { place, quote, revision, candidates })
}

/// Whether another confirmed place of the claim is on these words.
fn taken(case: &Case, place: i64, spot: &Spot) -> bool {
    let others = case.loaded.anchors.iter().filter(|a| a.confirmed && a.place != place && a.how.has_words());
    others.into_iter().any(|a| overlap(a, spot))
}

/// Whether a place of the claim is on these very words already.
fn is_at(case: &Case, place: i64, spot: &Spot) -> bool {
    let there = case.loaded.anchors.iter().find(|a| a.place == place && a.how.has_words());
    there.is_some_and(|a| a.part == spot.part && (a.start, a.length) == (spot.start, spot.len))
}

fn overlap(anchor: &Anchor, spot: &Spot) -> bool {
    anchor.part == spot.part && anchor.start < spot.range().end && spot.start < anchor.start + anchor.length
}

/// Where a place's words stood: as the newest decision covers them, else as
/// they last stood in a text.
fn stood(r: &Read<'_>, case: &Case, place: i64) -> Result<Option<(Texts, RevisionNumber, Spot, String)>> {
    let claim = case.claim();
    for row in decision::in_force(r, claim.id)?.into_iter().rev() {
        if let Some(covered) = decision::places(r, row.id)?.into_iter().find(|p| p.place == place && p.length > 0) {
            let spot = Spot { part: covered.part, start: covered.start, len: covered.length };
            let texts = revision::texts(r, claim.article, row.revision)?;
            return Ok(Some((texts, row.revision, spot, covered.quote)));
        }
    }
    let ever = claim::anchors_ever(r, claim.article, claim.id)?;
    let Some(last) = ever.iter().rev().find(|a| a.place == place && a.how.has_words()) else { return Ok(None) };
    let texts = revision::texts(r, claim.article, last.revision)?;
    let spot = Spot { part: last.part.clone(), start: last.start, len: last.length };
    let quote = texts.get(&spot.part).chars().skip(spot.start).take(spot.len).collect();
    Ok(Some((texts, last.revision, spot, quote)))
}

/// The place in head where a quote stands, for a person who typed it.
pub fn quoted(head: &Head, quote: &str, part: Option<Part>, occurrence: Option<usize>) -> Result<Spot> {
    let found = find(head, &NewClaim { quote: quote.to_owned(), part, occurrence, ..NewClaim::default() })?;
    Ok(Spot { part: found.part, start: found.start, len: found.length })
}

/// Ties a place of a claim to other words of head.
pub fn relink(tx: &Tx<'_>, case: Case, place: Option<i64>, to: &Spot) -> Result<Claim> {
    let mut claim = case.claim().clone();
    let id = claim.id;
    allow(tx, &claim, ClaimAction::Relink, "")?;
    let place = which(&case, place)?;
    if taken(&case, place, to) {
        return Err(Problem::refused(format!("claim #{id} has these words as another of its places"))
            .hint(format!("see its places: copydesk claim show {id}")));
    }
    let revision = case.head.article.head;
    let before = places_told(&case.loaded.anchors);
    if is_at(&case, place, to) {
        return Err(Problem::refused(format!("claim #{id} is tied to these words already"))
            .hint(format!("see: copydesk claim show {id}")));
    }
    // A copy that was only suggested there is this place now.
    let others = case.loaded.anchors.iter().filter(|a| a.place != place && (a.confirmed || !overlap(a, to)));
    let mut places: Vec<Anchor> = others.cloned().collect();
    let (part, start, length) = (to.part.clone(), to.start, to.len);
    places.push(Anchor { claim: id, revision, place, part, start, length, confirmed: true, how: How::Relinked });
    places.sort_by_key(|a| a.place);
    put_places(tx, &case.head, id, &places)?;
    claim.quote = case.head.texts.get(&to.part).chars().skip(to.start).take(to.len).collect();
    let told = json!({ "places": { "before": before, "after": places_told(&places) } });
    case.close(tx, claim, "claim.relink", None, told)
}
