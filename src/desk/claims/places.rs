//! A claim's places in head, changed by a person: tied to other words, a
//! suggested second place confirmed or dismissed.
//!
//! Nothing here keeps or gives an approval: the standing is judged anew from
//! what stands at the places now.

use serde_json::{Value, json};

use crate::desk::Result;
use crate::desk::facts::Head;
use crate::domain::claim::How;
use crate::domain::ids::{ClaimId, RevisionNumber};
use crate::domain::part::Part;
use crate::store::Tx;
use crate::store::claim::{self, Anchor};

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
