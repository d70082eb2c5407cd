//! A claim's places in head, changed by a person: tied to other words, a
//! suggested second place confirmed or dismissed.
//!
//! Nothing here keeps or gives an approval: the standing is judged anew from
//! what stands at the places now.

use serde_json::{Value, json};

use super::{Case, allow, role};
use crate::desk::facts::Head;
use crate::desk::{Problem, Result};
use crate::domain::claim::How;
use crate::domain::ids::{ClaimId, RevisionNumber};
use crate::domain::part::Part;
use crate::domain::person::Role;
use crate::domain::workflow::ClaimAction;
use crate::store::Tx;
use crate::store::claim::{self, Anchor, Claim};

/// A place as the record keeps it.
#[derive(serde::Serialize, serde::Deserialize)]
struct Told {
    place: i64,
    part: Part,
    start: usize,
    length: usize,
    confirmed: bool,
    how: How,
}

/// Places as the record keeps them.
pub(in crate::desk) fn places_told(anchors: &[Anchor]) -> Value {
    let told = |a: &Anchor| {
        let Anchor { place, part, start, length, confirmed, how, .. } = a.clone();
        Told { place, part, start, length, confirmed, how }
    };
    json!(anchors.iter().map(told).collect::<Vec<_>>())
}

/// Places of a claim in a revision, as the record kept them.
pub(in crate::desk) fn places_of(
    claim: ClaimId,
    revision: RevisionNumber,
    told: &Value,
) -> std::result::Result<Vec<Anchor>, serde_json::Error> {
    let told: Vec<Told> = serde_json::from_value(told.clone())?;
    let anchor = |Told { place, part, start, length, confirmed, how }| Anchor {
        claim,
        revision,
        place,
        part,
        start,
        length,
        confirmed,
        how,
    };
    Ok(told.into_iter().map(anchor).collect())
}

/// Writes these as the claim's places in head, in place of those that it has.
pub(in crate::desk) fn put_places(tx: &Tx<'_>, head: &Head, claim: ClaimId, places: &[Anchor]) -> Result<()> {
    let article = head.article.id;
    claim::drop_anchors(tx, article, head.article.head, claim)?;
    for anchor in places {
        claim::put_anchor(tx, article, anchor)?;
    }
    Ok(())
}

/// A suggested place of a claim, or why there is none to decide on.
fn suggested(case: &Case, place: i64) -> Result<()> {
    let id = case.claim().id;
    match case.loaded.anchors.iter().find(|a| a.place == place) {
        Some(anchor) if !anchor.confirmed => Ok(()),
        Some(_) => Err(Problem::refused(format!("place {place} of claim #{id} is no suggestion; it was confirmed"))
            .hint(format!("tie it to other words: copydesk claim relink {id} --place {place}"))),
        None => Err(Problem::not_found(format!("claim #{id} has no place {place}"))
            .hint(format!("see its places: copydesk claim show {id}"))),
    }
}

/// Says that a suggested place is the claim's too: nobody has looked at it
/// there yet, so that the claim needs a look.
pub fn confirm_place(tx: &Tx<'_>, case: Case, place: i64) -> Result<Claim> {
    let claim = case.claim().clone();
    allow(tx, &claim, ClaimAction::Relink, "")?;
    suggested(&case, place)?;
    let mut places = case.loaded.anchors.clone();
    for anchor in places.iter_mut().filter(|a| a.place == place) {
        anchor.confirmed = true;
    }
    changed(tx, case, claim, &places, json!({ "confirmed": place }))
}

/// Says that a suggested place is not the claim's: it is no longer suggested.
pub fn dismiss_place(tx: &Tx<'_>, case: Case, place: i64) -> Result<Claim> {
    let claim = case.claim().clone();
    allow(tx, &claim, ClaimAction::Relink, "")?;
    role(tx, Role::Checker, "dismiss a place of a claim")?;
    suggested(&case, place)?;
    let places: Vec<Anchor> = case.loaded.anchors.iter().filter(|a| a.place != place).cloned().collect();
    changed(tx, case, claim, &places, json!({ "dismissed": place }))
}

fn changed(tx: &Tx<'_>, case: Case, claim: Claim, places: &[Anchor], mut what: Value) -> Result<Claim> {
    put_places(tx, &case.head, claim.id, places)?;
    what["places"] = json!({ "before": places_told(&case.loaded.anchors), "after": places_told(places) });
    case.close(tx, claim, "claim.place", None, what)
}
