//! Whether an approved context still says the same: the judge behind a
//! claim's standing.
//!
//! [`compare`] lists what differs between the context that an approval covers
//! and the context of the same place now. Nothing listed means that nothing
//! differs but white space. The worst [`Weight`] decides: `Listed` carries the
//! approval and is shown once, `Touched` asks for a look, `Stale` for a new
//! check. In doubt it is the stricter one; the error that is not forgiven is
//! an approval kept over words that say something else.

use super::{claim::Hard, context::PlaceContext, fold};

/// How much a difference weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// The approval carries; the desk is shown it once.
    Listed,
    /// Somebody must look and reconfirm.
    Touched,
    /// It must be checked again.
    Stale,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Difference {
    /// How much it weighs.
    pub weight: Weight,
    /// The kind of fact that changed, where it is one of the hard kinds.
    pub hard: Option<Hard>,
    /// What to group by: differences of many claims with one cause are one
    /// question ("heading: Findings → Rumours").
    pub cause: String,
    /// One line for a person ("number changed: 1.5 → 15 percent").
    pub message: String,
}

/// The worst weight among differences; `None` when there are none.
pub fn worst(differences: &[Difference]) -> Option<Weight> {
    differences.iter().map(|d| d.weight).max()
}

/// What differs between the context that an approval covers and the context
/// now, worst first. Empty: the same up to white space.
pub fn compare(approved: &PlaceContext, now: &PlaceContext) -> Vec<Difference> {
    if fold::spaces(&approved.quote) == fold::spaces(&now.quote) && approved.sentence.text == now.sentence.text {
        return Vec::new();
    }
    vec![Difference {
        weight: Weight::Stale,
        hard: Some(Hard::Characters),
        cause: "sentence".to_owned(),
        message: "the sentence changed".to_owned(),
    }]
}
