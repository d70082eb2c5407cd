//! Whether an approved context still says the same: the judge behind a
//! claim's standing.
//!
//! [`compare`] lists what differs between the context that an approval covers
//! and the context of the same place now. Nothing listed means that nothing
//! differs but white space. The worst [`Weight`] decides: `Listed` carries the
//! approval and is shown once, `Touched` asks for a look, `Stale` for a new
//! check. In doubt it is the stricter one; the error that is not forgiven is
//! an approval kept over words that say something else.
//!
//! The sentence's own words are compared in `words`, what stands around them
//! in `surroundings`; `kinds` knows which changes are hard.

mod contrasts;
mod kinds;
mod surroundings;
mod words;

use super::{claim::Hard, context::PlaceContext, lexicon};

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

impl Difference {
    fn listed(cause: impl Into<String>, message: impl Into<String>) -> Self {
        Self { weight: Weight::Listed, hard: None, cause: cause.into(), message: message.into() }
    }

    fn touched(cause: impl Into<String>, message: impl Into<String>) -> Self {
        Self { weight: Weight::Touched, ..Self::listed(cause, message) }
    }

    fn stale(hard: Hard, cause: impl Into<String>, message: impl Into<String>) -> Self {
        Self { weight: Weight::Stale, hard: Some(hard), ..Self::listed(cause, message) }
    }
}

/// The worst weight among differences; `None` when there are none.
pub fn worst(differences: &[Difference]) -> Option<Weight> {
    differences.iter().map(|d| d.weight).max()
}

/// What differs between the context that an approval covers and the context
/// now, worst first. Empty: the same up to white space.
pub fn compare(approved: &PlaceContext, now: &PlaceContext) -> Vec<Difference> {
    if approved == now {
        return Vec::new();
    }
    let lexicon = lexicon::of(&approved.language);
    let mut out = words::sentences(approved, now, lexicon);
    surroundings::all(approved, now, lexicon, &mut out);
    out.sort_by_key(|d| std::cmp::Reverse(d.weight));
    let mut seen = std::collections::HashSet::new();
    out.retain(|d| seen.insert((d.weight, d.cause.clone())));
    out
}

/// `old → new`, each cut to a length that fits a line; nothing is `(none)`.
fn arrow(old: &str, new: &str) -> String {
    let side = |text: &str| match text {
        "" => "(none)".to_owned(),
        _ => short(text),
    };
    format!("{} → {}", side(old), side(new))
}

fn short(text: &str) -> String {
    const MOST: usize = 70;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(MOST - 1).collect();
    out.push('…');
    out
}

#[cfg(test)]
mod tests;
