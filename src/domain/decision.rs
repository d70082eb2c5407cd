//! Decisions on a claim, with all that they rest on.
//!
//! A decision is immutable: it keeps the assertion, the citations and the
//! context of each place as its maker saw them, as values and not as links, so
//! that [`super::standing`] can compare them with what is there now, whatever
//! happened in between. An undo revokes a decision; revoked ones are not facts.

use serde::{Deserialize, Serialize};

use super::{
    claim::{Asks, ClaimKind, Finding},
    context::{PlaceContext, Reading},
    fold,
    ids::{DecisionId, PersonId, SourceId},
    part::{Part, Texts},
    source::{SourceKind, Stance},
    words,
};

words! {
    /// What was decided about a claim.
    pub enum DecisionKind, "decision" {
        /// A finding was proposed.
        Check = "check",
        /// The proposed finding was approved.
        Approve = "approve",
        /// Approved words were looked at again and found as approved.
        Reconfirm = "reconfirm",
        /// It was sent back to the checker.
        Return = "return",
        /// It was dropped.
        Withdraw = "withdraw",
        /// It was brought back after a withdrawal.
        Reopen = "reopen",
        /// The text itself tells the reader that these words are wrong.
        Answered = "answered",
    }
}

/// A place of a claim, numbered within the claim from 1. The number stays the
/// same through all revisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlaceNumber(pub i64);

/// What a claim asserts and what was found: the facts of the claim itself that
/// a decision rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assertion {
    /// The checkable assertion, where it differs from the quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// What sort of assertion.
    pub kind: ClaimKind,
    /// Whether it was said, or is so.
    pub asks: Asks,
    /// Who says so, if not the newsroom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimant: Option<String>,
    /// What the check found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
    /// The words that should stand instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
    /// The public rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<String>,
}

impl Assertion {
    /// The first field in which two assertions differ, by its name; `None`
    /// when they are the same but for white space.
    pub fn difference(&self, now: &Self) -> Option<&'static str> {
        let text = |t: &Option<String>| t.as_deref().map(fold::spaces).filter(|t| !t.is_empty());
        [
            (text(&self.statement) != text(&now.statement), "statement"),
            (text(&self.claimant) != text(&now.claimant), "claimant"),
            (self.kind != now.kind, "kind"),
            (self.asks != now.asks, "question"),
            (self.finding != now.finding, "finding"),
            (text(&self.correction) != text(&now.correction), "correction"),
            (text(&self.rating) != text(&now.rating), "rating"),
        ]
        .into_iter()
        .find_map(|(differs, name)| differs.then_some(name))
    }
}

/// A citation with what matters of its source. Notes, archive links and the
/// like are left out on purpose: changing them does no harm.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Citation {
    /// The source.
    pub source: SourceId,
    /// What it says to the claim.
    pub stance: Stance,
    /// The page, the timecode.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub locator: String,
    /// The words of the source.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub quotation: String,
    /// What sort of source.
    pub kind: SourceKind,
    /// Its title, or the label of a confidential one.
    pub title: String,
    /// Its address; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Whether it is a primary one.
    #[serde(default)]
    pub primary: bool,
    /// Its independence group; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// SHA-256 of the attached file; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
}

/// What a decision covers at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// Which place of the claim.
    pub place: PlaceNumber,
    /// The words that were checked, in their context.
    pub words: PlaceContext,
    /// The same place with the correction in place of the words, where the
    /// decision proposes or approves one (see [`corrected_context`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<PlaceContext>,
}

/// An unrevoked decision on a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its id.
    pub id: DecisionId,
    /// What was decided.
    pub kind: DecisionKind,
    /// By whom.
    pub actor: PersonId,
    /// The assertion as it was, with the finding.
    pub assertion: Assertion,
    /// The citations as they were.
    pub citations: Vec<Citation>,
    /// The places as they were.
    pub covers: Vec<Cover>,
    /// What its maker noted.
    pub note: Option<String>,
}

/// The context that a place would have with other words in it: what an
/// approval of a correction covers. `None` where the range is not in the text
/// or the correction is empty.
///
/// `chars` is the range of the words in the part, in characters.
pub fn corrected_context(
    texts: &Texts,
    language: &str,
    part: &Part,
    chars: std::ops::Range<usize>,
    correction: &str,
) -> Option<PlaceContext> {
    let text = texts.get(part);
    let length = correction.chars().count();
    if length == 0 || chars.start > chars.end || chars.end > text.chars().count() {
        return None;
    }
    let mut with = String::with_capacity(text.len() + correction.len());
    with.extend(text.chars().take(chars.start));
    with.push_str(correction);
    with.extend(text.chars().skip(chars.end));
    Reading::of(&texts.clone().with(part.clone(), with), language).context(part, chars.start..chars.start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_is_covered_in_its_sentence() {
        let texts = Texts::default().with(Part::Body, "Élise came.\n\nTen people died in the fire.");
        let context = corrected_context(&texts, "en", &Part::Body, 13..23, "Twelve people").unwrap();
        assert_eq!(context.quote, "Twelve people");
        assert_eq!(context.sentence.text, "Twelve people died in the fire.");
        assert!(corrected_context(&texts, "en", &Part::Body, 13..230, "x").is_none());
        assert!(corrected_context(&texts, "en", &Part::Body, 13..23, "").is_none());
    }

    #[test]
    fn white_space_is_no_difference_of_an_assertion() {
        let plain = Assertion {
            statement: Some("Ten people  died".into()),
            kind: ClaimKind::Number,
            asks: Asks::So,
            claimant: Some(String::new()),
            finding: None,
            correction: None,
            rating: None,
        };
        let same = Assertion { statement: Some("Ten people died ".into()), claimant: None, ..plain.clone() };
        assert_eq!(plain.difference(&same), None);
        let other = Assertion { asks: Asks::Said, ..same };
        assert_eq!(plain.difference(&other), Some("question"));
    }
}
