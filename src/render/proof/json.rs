//! A proof for programs: the fields of SPEC section 8.

use serde::Serialize;

use crate::domain::checkworthy::Reason;
use crate::domain::ids::{ClaimId, RevisionNumber};
use crate::domain::part::Part;
use crate::domain::proof::{Coverage, Proof};

/// A proof, as JSON has it.
#[derive(Debug, Serialize)]
pub struct ProofView {
    article: String,
    revision: RevisionNumber,
    sentences: Vec<SentenceView>,
    coverage: CoverageView,
}

/// A sentence and the claims in it.
#[derive(Debug, Serialize)]
struct SentenceView {
    part: Part,
    start: usize,
    end: usize,
    text: String,
    claims: Vec<ClaimId>,
    checkworthy: f64,
    reasons: Vec<Reason>,
}

/// How much of the text is claimed and approved, in sentences.
#[derive(Debug, Serialize)]
struct CoverageView {
    sentences: usize,
    checkworthy: usize,
    covered: usize,
    approved: usize,
}

/// The proof's fields.
pub fn json(proof: &Proof) -> ProofView {
    let Coverage { sentences, checkworthy, covered, approved } = Coverage::of(&proof.sentences);
    ProofView {
        article: proof.article.clone(),
        revision: proof.revision,
        sentences: proof
            .sentences
            .iter()
            .map(|s| SentenceView {
                part: s.part.clone(),
                start: s.chars.start,
                end: s.chars.end,
                text: s.text.clone(),
                claims: s.claims.clone(),
                checkworthy: s.worth.score,
                reasons: s.worth.reasons.clone(),
            })
            .collect(),
        coverage: CoverageView { sentences, checkworthy, covered, approved },
    }
}
