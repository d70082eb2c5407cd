//! A proof: a text with every claim in it, what each rests on and how much of
//! the text is covered, as plain values. `desk` gathers one, `render` draws it.

use std::ops::Range;

use super::{
    article::Stage,
    checkworthy::{Worth, worth},
    claim::{Asks, ClaimKind, Finding, Progress, Standing},
    context::Reading,
    ids::{ClaimId, RevisionNumber, SourceId},
    part::{Part, Texts},
    source::{SourceKind, Stance},
    time::Timestamp,
};

/// A text with all that is known of its claims.
#[derive(Debug, Clone, PartialEq)]
pub struct Proof {
    /// The article's slug.
    pub article: String,
    /// Where it stands in the workflow.
    pub stage: Stage,
    /// Its language (BCP 47); empty where nobody said.
    pub language: String,
    /// The revision whose text this is.
    pub revision: RevisionNumber,
    /// The newest revision.
    pub head: RevisionNumber,
    /// The revision that was approved last.
    pub approved: Option<RevisionNumber>,
    /// The revision that is public.
    pub published: Option<RevisionNumber>,
    /// Whose words they are; empty where nobody said.
    pub author: String,
    /// When the desk recorded them.
    pub recorded_at: Option<Timestamp>,
    /// The text.
    pub texts: Texts,
    /// Its sentences, part by part.
    pub sentences: Vec<Sentence>,
    /// The claims, those of the text in reading order, then those that aren't in it.
    pub claims: Vec<Claim>,
    /// The sources they cite, in the order in which they are first cited.
    pub sources: Vec<Source>,
    /// What was done on the record that a reader of this proof must know, oldest first.
    pub record: Vec<Remark>,
    /// Whether the desk lets one person do all.
    pub solo: bool,
}

impl Proof {
    /// Where this text stands: a stage is the article's, and what is public, or
    /// approved, may be the text of another revision.
    pub fn stands(&self) -> String {
        let other = |number: Option<RevisionNumber>| number.filter(|number| *number != self.revision);
        match (self.stage, other(self.published), other(self.approved)) {
            (Stage::Published, Some(public), _) if public < self.revision => {
                format!("changes pending, public is @{public}")
            }
            (Stage::Published, Some(public), _) => format!("an older text, public is @{public}"),
            (Stage::Approved, _, Some(approved)) => format!("an older text, approved is @{approved}"),
            (stage, ..) => stage.to_string(),
        }
    }
}

/// A sentence and the claims that stand in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// In which part.
    pub part: Part,
    /// Its characters there.
    pub chars: Range<usize>,
    /// Its words.
    pub text: String,
    /// The claims, each once, by id.
    pub claims: Vec<ClaimId>,
    /// Whether all of them are approved; not so without any.
    pub approved: bool,
    /// Whether somebody looked and found no claim in it: one was withdrawn, and no other stands there.
    pub set_aside: bool,
    /// How much it is worth checking.
    pub worth: Worth,
}

impl Sentence {
    /// Whether it should have a claim: it scores high, and nobody set it aside.
    pub fn is_worthy(&self) -> bool {
        self.worth.is_worthy() && !self.set_aside
    }

    /// Whether it should have a claim and has none.
    pub fn is_uncovered(&self) -> bool {
        self.is_worthy() && self.claims.is_empty()
    }
}

/// How much of a text is claimed and approved, in sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// All sentences.
    pub sentences: usize,
    /// Those that are check-worthy, and that nobody set aside.
    pub checkworthy: usize,
    /// The check-worthy ones in which a claim stands.
    pub covered: usize,
    /// The check-worthy ones in which claims stand that are all approved.
    pub approved: usize,
}

impl Coverage {
    /// Counts the sentences.
    pub fn of(sentences: &[Sentence]) -> Self {
        let mut coverage = Self { sentences: sentences.len(), ..Self::default() };
        for sentence in sentences.iter().filter(|s| s.is_worthy()) {
            coverage.checkworthy += 1;
            coverage.covered += usize::from(!sentence.claims.is_empty());
            coverage.approved += usize::from(sentence.approved);
        }
        coverage
    }
}

/// Words of the text that a claim stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    /// Which claim.
    pub claim: ClaimId,
    /// In which part.
    pub part: Part,
    /// Its characters there.
    pub chars: Range<usize>,
    /// Whether the claim may be relied on.
    pub approved: bool,
    /// Whether it was withdrawn: then it only says that somebody looked.
    pub withdrawn: bool,
}

/// The sentences of a text, with the claims that stand in each. Who wrote it
/// and where are no assertions of the text: byline and dateline score nothing.
pub fn sentences(texts: &Texts, reading: &Reading, language: &str, stands: &[Stand]) -> Vec<Sentence> {
    let mut out = Vec::new();
    for (part, text) in texts.iter() {
        let chars: Vec<char> = text.chars().collect();
        let own: Vec<&Stand> = stands.iter().filter(|s| s.part == *part).collect();
        for range in reading.sentences(part) {
            let text: String = chars.get(range.clone()).unwrap_or_default().iter().collect();
            let within = || own.iter().filter(|s| s.chars.start < range.end && range.start < s.chars.end);
            let mut claims: Vec<ClaimId> = within().filter(|s| !s.withdrawn).map(|s| s.claim).collect();
            claims.sort_unstable();
            claims.dedup();
            let worth = match part {
                Part::Byline | Part::Dateline => Worth { score: 0.0, reasons: Vec::new() },
                _ => worth(&text, language),
            };
            out.push(Sentence {
                part: part.clone(),
                chars: range.clone(),
                approved: !claims.is_empty() && within().all(|s| s.withdrawn || s.approved),
                set_aside: claims.is_empty() && within().any(|s| s.withdrawn),
                claims,
                text,
                worth,
            });
        }
    }
    out
}

/// A claim as a proof tells of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Which claim.
    pub id: ClaimId,
    /// What sort of assertion.
    pub kind: ClaimKind,
    /// What is asked of it.
    pub asks: Asks,
    /// Its words, as they stand or last stood; empty while it waits without any.
    pub quote: String,
    /// The assertion, where it differs from the words.
    pub statement: String,
    /// Who says so, if not the newsroom.
    pub claimant: String,
    /// How far the work on it is.
    pub progress: Progress,
    /// What may be relied on.
    pub standing: Standing,
    /// Why.
    pub reason: Option<String>,
    /// What changed and carries the approval.
    pub listed: Vec<String>,
    /// What the check found.
    pub finding: Option<Finding>,
    /// The words that should stand instead.
    pub correction: String,
    /// Whether its words are the approved correction.
    pub corrected: bool,
    /// The public rating.
    pub rating: String,
    /// Where it stands, in reading order.
    pub places: Vec<(Part, Range<usize>)>,
    /// Who checked it.
    pub checked: Option<Done>,
    /// Who approved it last, whether the approval holds or not.
    pub approved: Option<Done>,
    /// Whether that was somebody whom four eyes wouldn't let.
    pub alone: bool,
    /// Where it may not be relied on any more: the sentences that were approved, as they stand now.
    pub changes: Vec<Change>,
    /// What it rests on.
    pub citations: Vec<Citation>,
}

impl Claim {
    /// Whether it is in the text.
    pub fn stands(&self) -> bool {
        !self.places.is_empty()
    }
}

/// Who did something, when, and in view of which revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Which revision they saw.
    pub revision: RevisionNumber,
}

/// A sentence that was approved or checked, and what has become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// In which part it was.
    pub part: Part,
    /// Its words then.
    pub was: String,
    /// Its words now; `None` where they are gone.
    pub is: Option<String>,
}

/// What a source says to a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The source's number in the proof, from 1.
    pub number: usize,
    /// What it says.
    pub stance: Stance,
    /// The page, the timecode; empty for a confidential source.
    pub locator: String,
    /// Its words; empty for a confidential source.
    pub quotation: String,
}

/// A source as a proof names it: of a confidential one the label alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Which source.
    pub id: SourceId,
    /// What sort of thing.
    pub kind: SourceKind,
    /// Its title, or its label.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// Where a copy is kept.
    pub archived_url: String,
    /// Whether it is primary.
    pub primary: bool,
    /// Whether its name is kept secret.
    pub confidential: bool,
}

/// Something on the record: a correction, a gate that was passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What: `correction`, `override`, …
    pub what: String,
    /// The revision it is about.
    pub revision: RevisionNumber,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The note to the public, or the reason.
    pub note: String,
    /// What was passed, one a line.
    pub passed: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_counts_what_is_worth_checking() {
        let body = "The fire killed 217 people on Monday. Nobody knows why. Damage came to $5 million. \
                    It was the largest fire in Europe. The mayor was seen.";
        let texts = Texts::default().with(Part::Body, body).with(Part::Byline, "Anna Lind, 31 May 2015, $5 million");
        let at = |words: &str| {
            let start = body.find(words).unwrap();
            start..start + words.len()
        };
        let stand = |claim, words, approved, withdrawn| Stand {
            claim: ClaimId(claim),
            part: Part::Body,
            chars: at(words),
            approved,
            withdrawn,
        };
        let stands = [
            stand(1, "217 people", true, false),
            stand(2, "Monday", false, false),
            stand(3, "$5 million", true, false),
            stand(4, "largest fire", false, true),
        ];
        let all = sentences(&texts, &Reading::of(&texts, "en"), "en", &stands);
        assert_eq!(Coverage::of(&all), Coverage { sentences: 6, checkworthy: 2, covered: 2, approved: 1 });
        let first = all.iter().find(|s| s.part == Part::Body).unwrap();
        assert_eq!(first.claims, [ClaimId(1), ClaimId(2)]);
        assert!(all.iter().any(|s| s.set_aside && s.worth.is_worthy() && !s.is_uncovered()));
        let bare = sentences(&texts, &Reading::of(&texts, "en"), "en", &[]);
        assert_eq!(bare.iter().filter(|s| s.is_uncovered()).count(), 3);
    }
}
