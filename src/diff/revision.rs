//! The difference between two revisions: part by part, with the claims that
//! it touched, ready to be drawn.

use std::ops::Range;

use super::{BlockKind, Summary, TextDiff, diff};
use crate::domain::claim::Standing;
use crate::domain::ids::{ClaimId, RevisionNumber};
use crate::domain::part::{Part, Texts};
use crate::domain::time::Timestamp;

/// What is known of one side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DiffSide {
    /// What people call it: `slug@3`, or a file's name.
    pub label: String,
    /// The revision's number; a file has none.
    pub revision: Option<RevisionNumber>,
    /// Whose words they are.
    pub author: Option<String>,
    /// When the desk recorded them.
    pub recorded_at: Option<Timestamp>,
}

/// The difference in one part.
#[derive(Debug, Clone, PartialEq)]
pub struct PartDiff {
    /// Which part.
    pub part: Part,
    /// Its old text; empty if there was none.
    pub old: String,
    /// Its new text.
    pub new: String,
    /// The difference between them.
    pub diff: TextDiff,
}

impl PartDiff {
    /// Compares a part's two texts.
    pub fn new(part: Part, old: &str, new: &str) -> Self {
        Self { part, old: old.to_owned(), new: new.to_owned(), diff: diff(old, new) }
    }

    /// Whether any paragraph changed, moved, came or went.
    pub fn is_changed(&self) -> bool {
        self.diff.blocks.iter().any(|b| b.kind != BlockKind::Same)
    }
}

/// What the change did to one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimChange {
    /// Which claim.
    pub id: ClaimId,
    /// What could be relied on before; `None` where it had no place yet.
    pub before: Option<Standing>,
    /// What can be relied on after.
    pub after: Option<Standing>,
    /// Why it differs.
    pub reason: Option<String>,
}

/// Where the words of a claim that a change touched stand, so that a report
/// can lead there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimPlace {
    /// Which claim.
    pub id: ClaimId,
    /// In which part.
    pub part: Part,
    /// Its characters there: of the new text, or of the old one where the words are gone.
    pub chars: Range<usize>,
    /// Whether that is the new text.
    pub stands: bool,
}

/// The difference between two revisions of an article, or between two files.
#[derive(Debug, Clone, PartialEq)]
pub struct RevisionDiff {
    /// The article's slug; `None` for files.
    pub article: Option<String>,
    /// The old side.
    pub from: DiffSide,
    /// The new side.
    pub to: DiffSide,
    /// The parts that either side has, in reading order.
    pub parts: Vec<PartDiff>,
    /// The claims whose standing differs between the two.
    pub claims: Vec<ClaimChange>,
    /// Where these claims stand; of one that never had words, nothing.
    pub places: Vec<ClaimPlace>,
    /// The language of the words (BCP 47); empty where nobody said.
    pub language: String,
}

impl RevisionDiff {
    /// Compares two revisions of an article, each part by itself.
    pub fn of_texts(article: impl Into<String>, from: DiffSide, old: &Texts, to: DiffSide, new: &Texts) -> Self {
        let mut parts: Vec<&Part> = old.iter().chain(new.iter()).map(|(part, _)| part).collect();
        parts.sort_unstable();
        parts.dedup();
        let parts = parts.into_iter().map(|part| PartDiff::new(part.clone(), old.get(part), new.get(part))).collect();
        let (claims, places, language) = (Vec::new(), Vec::new(), String::new());
        Self { article: Some(article.into()), from, to, parts, claims, places, language }
    }

    /// Compares two plain texts that belong to no desk.
    pub fn of_files(from: impl Into<String>, old: &str, to: impl Into<String>, new: &str) -> Self {
        let side = |label: String| DiffSide { label, ..DiffSide::default() };
        Self {
            article: None,
            from: side(from.into()),
            to: side(to.into()),
            parts: vec![PartDiff::new(Part::Body, old, new)],
            claims: Vec::new(),
            places: Vec::new(),
            language: String::new(),
        }
    }

    /// Whether any word, or any white space inside a paragraph, differs.
    pub fn is_changed(&self) -> bool {
        self.parts.iter().any(PartDiff::is_changed)
    }

    /// The comparison in numbers, over all parts.
    pub fn summary(&self) -> Summary {
        let mut sum = Summary::default();
        for part in &self.parts {
            sum += part.diff.summary(&part.old, &part.new);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_that_either_side_has_is_compared_in_reading_order() {
        let old = Texts::default().with(Part::Body, "One.").with(Part::Headline, "Talks fail");
        let new = Texts::default().with(Part::Body, "One.").with(Part::Standfirst, "They met twice");
        let d = RevisionDiff::of_texts("talks", DiffSide::default(), &old, DiffSide::default(), &new);
        let parts: Vec<_> = d.parts.iter().map(|p| (p.part.as_str(), p.is_changed())).collect();
        assert_eq!(parts, [("headline", true), ("standfirst", true), ("body", false)]);
        assert_eq!((d.summary().inserted_words, d.summary().deleted_words), (3, 2));
    }
}
