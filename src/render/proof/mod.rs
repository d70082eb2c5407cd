//! Proofs, drawn: for a terminal, for a browser or paper, as Markdown, for
//! a word processor, for programs. All are pure functions of a [`Proof`].

mod docx;
mod html;
mod json;
mod markdown;
mod terminal;

use std::{collections::BTreeMap, ops::Range};

use super::human;
use crate::diff::{self, OpKind};
use crate::domain::claim::{Asks, Progress, Standing};
use crate::domain::part::Part;
use crate::domain::proof::{Change, Claim, Coverage, Proof, Sentence, Source};
use crate::domain::source::Stance;

pub use docx::docx;
pub use html::html;
pub use json::{ProofView, json};
pub use markdown::markdown;
pub use terminal::terminal;

/// A claim's number, kind and standing, as its mark in the text says them.
fn label(claim: &Claim) -> String {
    format!("#{} {} {}", claim.id, claim.kind, human::standing_sign(claim.standing))
}

/// The claim's standing and, where that says more, its progress.
fn standing(claim: &Claim) -> String {
    let standing = format!("{} {}", human::standing_sign(claim.standing), claim.standing);
    match claim.progress {
        Progress::Approved => standing,
        _ if claim.standing == Standing::Unapproved => format!("{standing}, {}", claim.progress),
        _ => standing,
    }
}

/// What the claim asks, in words.
fn asks(claim: &Claim) -> &'static str {
    match claim.asks {
        Asks::Said => "was it said, in these words?",
        Asks::So => "is it so?",
    }
}

/// The places of all claims in one part.
fn places<'p>(proof: &'p Proof, part: &'p Part) -> impl Iterator<Item = (&'p Claim, Range<usize>)> {
    proof.claims.iter().flat_map(move |claim| {
        claim.places.iter().filter(move |(of, _)| of == part).map(move |(_, chars)| (claim, chars.clone()))
    })
}

/// What a sentence that no claim covers is worth checking for.
fn reasons(sentence: &Sentence) -> String {
    let reasons: Vec<&str> = sentence.worth.reasons.iter().map(|r| r.as_str()).collect();
    reasons.join(", ")
}

/// Words in quotation marks, unless they have some of their own.
fn quoted(words: &str) -> String {
    if words.contains(['"', '“', '”', '„', '«', '»']) { words.to_owned() } else { format!("“{words}”") }
}

/// How much of the text is covered, in a sentence.
fn covered(coverage: Coverage) -> String {
    let Coverage { sentences, checkworthy, covered, approved } = coverage;
    let of = human::count(sentences as u64, "sentence", "sentences");
    if checkworthy == 0 {
        return format!("None of {of} is check-worthy by its signs.");
    }
    format!(
        "{checkworthy} of {of} are check-worthy: {covered} carry a claim, and in {approved} all claims are approved."
    )
}

/// The claims by standing: `3 approved (#1-3)`.
fn counts(proof: &Proof) -> Vec<(Standing, usize, String)> {
    let mut by: BTreeMap<Standing, Vec<i64>> = BTreeMap::new();
    for claim in &proof.claims {
        by.entry(claim.standing).or_default().push(claim.id.0);
    }
    by.into_iter().map(|(standing, ids)| (standing, ids.len(), human::ranges(ids))).collect()
}

/// The words that say how a source bears on a claim, if it doesn't simply support it.
fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "",
        Stance::Contradicts => "contradicts: ",
        Stance::Context => "context: ",
    }
}

/// A source in a line, without its address.
fn source(source: &Source) -> String {
    let primary = if source.primary { ", primary" } else { "" };
    let secret = if source.confidential { ", confidential: named by its label" } else { "" };
    format!("{} ({}{primary}{secret})", source.title, source.kind)
}

/// Words that stayed, went or came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Went {
    Stayed,
    Out,
    In,
}

/// What a change did to a sentence, word by word.
fn pieces(change: &Change) -> Vec<(Went, String)> {
    let Some(is) = change.is.as_deref() else { return vec![(Went::Out, change.was.clone())] };
    let compared = diff::diff(&change.was, is);
    let mut pieces = Vec::new();
    for op in compared.blocks.iter().flat_map(|block| &block.ops) {
        let (old, new) = (change.was.get(op.old.bytes.clone()), is.get(op.new.bytes.clone()));
        let (old, new) = (old.unwrap_or_default().to_owned(), new.unwrap_or_default().to_owned());
        if op.kind == OpKind::Equal {
            pieces.push((Went::Stayed, new));
        } else {
            pieces.extend([(Went::Out, old), (Went::In, new)]);
        }
    }
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

/// Where the paragraphs of a text lie, in characters: between blank lines.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    for paragraph in text.split("\n\n") {
        let length = paragraph.chars().count();
        if !paragraph.trim().is_empty() {
            out.push(at..at + length);
        }
        at += length + 2;
    }
    out
}
