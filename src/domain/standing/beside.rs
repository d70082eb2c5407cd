//! Approved corrections of other claims in the same sentence: they count as
//! unchanged (row "its words are exactly the approved correction"), for what
//! stands there now is what two people approved.
//!
//! Proven by equality, like everything here: the sentence now must be the one
//! that was covered with some of those corrections in it, and nothing else.

use super::visible;
use crate::domain::{context::PlaceContext, decision::Cover, fold};

/// A correction that was approved for other words, in whose sentence a claim may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The sentence with the words that were found wrong, as a reader sees it.
    pub sentence: String,
    /// Where those words lie in it, in characters, end exclusive.
    pub quote: (usize, usize),
    /// The words that should stand instead.
    pub words: String,
}

impl Correction {
    /// What a decision's cover says of it; `None` where it corrects nothing.
    pub fn of(cover: &Cover) -> Option<Self> {
        let corrected = cover.corrected.as_ref()?;
        let old: Vec<&str> = visible(&cover.words).split(' ').collect();
        let words = visible(corrected);
        let new: Vec<&str> = words.split(' ').collect();
        // Only the words that differ, so that a claim on the others is not in its way.
        let most = old.len().min(new.len()).saturating_sub(1);
        let head = old.iter().zip(&new).take(most).take_while(|(a, b)| a == b).count();
        let tail = old.iter().rev().zip(new.iter().rev()).take(most - head).take_while(|(a, b)| a == b).count();
        let length = |words: &[&str]| words.iter().map(|word| word.chars().count() + 1).sum::<usize>();
        let (start, end) = cover.words.sentence.quote;
        let quote = (
            start + length(old.get(..head).unwrap_or_default()),
            end.saturating_sub(length(old.get(old.len() - tail..).unwrap_or_default())),
        );
        let correction = Self {
            sentence: cover.words.sentence.text.clone(),
            quote,
            words: new.get(head..new.len() - tail).unwrap_or_default().join(" "),
        };
        (quote.0 < quote.1).then_some(correction)
    }
}

/// The most corrections in one sentence that are tried together.
const TOGETHER: usize = 5;

/// How often a sentence may have been approved anew with corrections in it.
const DEPTH: usize = 3;

/// The context that was covered with the neighbours' corrections that now
/// stand in it, and whether its own correction does; `None` where the sentence
/// is not just that.
pub(super) fn beside(cover: &Cover, now: &PlaceContext, corrections: &[Correction]) -> Option<(PlaceContext, bool)> {
    if corrections.is_empty() {
        return None;
    }
    let sentence = &cover.words.sentence;
    let own = cover.corrected.as_ref().map(|c| visible(c).to_owned());
    let start = State { text: sentence.text.clone(), own: sentence.quote, correction: own, corrected: false };
    let found = explore(&start, &fold::glyphs(&now.sentence.text), corrections, DEPTH)?;
    let mut context = match &cover.corrected {
        Some(corrected) if found.corrected => corrected.clone(),
        _ => cover.words.clone(),
    };
    context.sentence.text = found.text;
    context.sentence.quote = found.own;
    context.sentence.source.clone_from(&now.sentence.source);
    Some((context, found.corrected))
}

/// A sentence as it may stand, and the claim's own words in it.
#[derive(Debug, Clone)]
struct State {
    text: String,
    own: (usize, usize),
    /// The claim's own correction, where it isn't in yet.
    correction: Option<String>,
    corrected: bool,
}

fn explore(from: &State, wanted: &str, corrections: &[Correction], depth: usize) -> Option<State> {
    let apart = |c: &&Correction| c.quote.1 <= from.own.0 || from.own.1 <= c.quote.0;
    let near: Vec<&Correction> =
        corrections.iter().filter(|c| c.sentence == from.text).filter(apart).take(TOGETHER).collect();
    for chosen in 1..1usize << near.len() {
        let mut edits: Vec<(usize, usize, &str)> = near
            .iter()
            .enumerate()
            .filter(|(bit, _)| chosen >> bit & 1 == 1)
            .map(|(_, c)| (c.quote.0, c.quote.1, c.words.as_str()))
            .collect();
        edits.sort_unstable();
        if edits.windows(2).any(|pair| matches!(pair, [a, b] if b.0 < a.1)) {
            continue;
        }
        for own in [false, true] {
            let Some(state) = edited(from, &edits, own) else { continue };
            if fold::glyphs(&state.text) == wanted {
                return Some(state);
            }
            if depth > 0
                && corrections.iter().any(|c| c.sentence == state.text)
                && let Some(found) = explore(&state, wanted, corrections, depth - 1)
            {
                return Some(found);
            }
        }
    }
    None
}

/// The sentence with corrections in it, and with the claim's own, if `own`.
fn edited(from: &State, edits: &[(usize, usize, &str)], own: bool) -> Option<State> {
    let mut all = edits.to_vec();
    if own {
        all.push((from.own.0, from.own.1, from.correction.as_deref()?));
        all.sort_unstable();
    }
    let chars: Vec<char> = from.text.chars().collect();
    let mut text: Vec<char> = Vec::with_capacity(chars.len());
    let (mut at, mut range) = (0, from.own);
    for (start, end, words) in all {
        text.extend(chars.get(at..start)?);
        let begin = text.len();
        text.extend(words.chars());
        if (start, end) == from.own {
            range = (begin, text.len());
        } else if end <= from.own.0 {
            let shift = |place: usize| (place + words.chars().count()).checked_sub(end - start);
            range = (shift(range.0)?, shift(range.1)?);
        }
        at = end;
    }
    text.extend(chars.get(at..)?);
    let correction = if own { None } else { from.correction.clone() };
    Some(State { text: text.into_iter().collect(), own: range, correction, corrected: from.corrected || own })
}
