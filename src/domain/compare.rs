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
//! The sentence's own words are compared in `words`, what only looks otherwise
//! about them in `looks`, what stands around them in `surroundings`; `kinds` knows which changes are hard.

mod contrasts;
mod kinds;
mod looks;
mod surroundings;
mod words;

use std::borrow::Cow;

use super::{
    claim::Hard,
    context::{Inside, PlaceContext},
    fold, lexicon,
};

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
    let mut out = Vec::new();
    let (mut then, mut is) = (Cow::Borrowed(approved), Cow::Borrowed(now));
    if runs_on_in(approved, now) {
        (then, is) = (Cow::Owned(without_mark(approved)), Cow::Borrowed(now));
    } else if runs_on_in(now, approved) {
        is = Cow::Owned(without_mark(now));
    }
    let set_otherwise = matches!(then, Cow::Owned(_)) || matches!(is, Cow::Owned(_));
    out.extend(words::sentences(&then, &is, lexicon));
    surroundings::all(&then, &is, lexicon, &mut out);
    if set_otherwise {
        out.push(Difference::listed("quotation: paragraphs", "the quotation is set in other paragraphs"));
    }
    out.sort_by_key(|d| std::cmp::Reverse(d.weight));
    let mut seen = std::collections::HashSet::new();
    out.retain(|d| seen.insert((d.weight, d.cause.clone())));
    out
}

/// Whether a sentence opens with the mark of a quotation, and the other is the same words
/// without it, within one that runs on: a quotation was split into paragraphs, or joined.
fn runs_on_in(marked: &PlaceContext, other: &PlaceContext) -> bool {
    let within = |context: &PlaceContext| context.inside.contains(&Inside::QuotationMarks);
    let opens = |text: &str| text.starts_with(fold::is_double_quote);
    // All of it is quoted: no mark stands within.
    let inner = marked.sentence.text.trim_matches(fold::is_double_quote);
    opens(&marked.sentence.text)
        && !inner.contains(fold::is_double_quote)
        && inner.starts_with(char::is_alphanumeric)
        && !opens(&marked.quote)
        && !within(marked)
        && within(other)
        && fold::glyphs_equal(marked.sentence.text.trim_start_matches(fold::is_double_quote), &other.sentence.text)
}

/// The context as if the quotation that its sentence opens had been opened before.
fn without_mark(context: &PlaceContext) -> PlaceContext {
    let mut context = context.clone();
    let sentence = &mut context.sentence;
    let marks = sentence.text.chars().take_while(|c| fold::is_double_quote(*c)).count();
    sentence.text = sentence.text.chars().skip(marks).collect();
    sentence.source = sentence.source.trim_start_matches(fold::is_double_quote).to_owned();
    sentence.quote = (sentence.quote.0.saturating_sub(marks), sentence.quote.1.saturating_sub(marks));
    context.inside.push(Inside::QuotationMarks);
    context.inside.sort_unstable();
    context
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
