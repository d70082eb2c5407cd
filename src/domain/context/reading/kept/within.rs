//! A paragraph of which some sentences changed: what stands before and behind
//! the change is kept like any other text.
//!
//! Only plain prose is looked into: one paragraph that stands where one stood,
//! both of several sentences, without markup, quotation marks, labels or
//! anything else that reaches further than a sentence.

use super::side::Side;
use crate::domain::{
    block::Kind,
    context::{
        label,
        quotes::Quotations,
        reading::structure::{is_aside, is_listed},
    },
};

/// An old paragraph that was changed in part, and the new one in its place.
#[derive(Debug)]
pub(super) struct Changed {
    /// The new block.
    pub(super) new: usize,
    /// How many of its first sentences are the same.
    pub(super) head: usize,
    /// How many of its last sentences are the same.
    pub(super) tail: usize,
}

impl Changed {
    /// Compares two blocks sentence by sentence; `None` where they can't be.
    pub(super) fn of(old: &Side, at: usize, new: &Side, there: usize, language: &str) -> Option<Self> {
        let (a, b) = (sentences(old, at, language)?, sentences(new, there, language)?);
        let least = a.len().min(b.len());
        let pairs = || a.iter().zip(&b);
        let mut head = pairs().take_while(|(x, y)| x == y).count();
        // The last one before the change may have lost the white space behind it.
        if pairs().nth(head).is_some_and(|(x, y)| trimmed(x) == trimmed(y)) {
            head += 1;
        }
        let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
        Some(Self { new: there, head: head.min(least), tail: tail.min(least) })
    }
}

/// The sentences of a paragraph of plain prose; `None` for any other block.
fn sentences<'a>(side: &'a Side, at: usize, language: &str) -> Option<Vec<&'a [char]>> {
    let (block, note) = (side.blocks.get(at)?, side.notes.get(at)?);
    let [line] = block.lines.as_slice() else { return None };
    let chars = side.chars.get(line.clone())?;
    let plain = block.kind == Kind::Paragraph
        && *line == block.whole
        && block.quotation == 0
        && block.rank.is_none()
        && block.lead.is_none()
        && note.says
        && !(note.marked_up || note.colon || note.heads || note.label || note.signs || note.cited_by_hand)
        && !note.dialogue
        && note.quotations.ranges.is_empty()
        && note.quotations.is_closed()
        && note.quotations.given() == Quotations::default().given()
        && chars.iter().all(|c| is_calm(*c))
        && !is_aside(chars)
        && !is_listed(chars);
    let ends = side.sentences(at, language);
    if !plain || ends.len() < 2 || ends.last() != Some(&chars.len()) {
        return None;
    }
    let mut from = 0;
    let mut found = Vec::with_capacity(ends.len());
    for end in ends {
        found.push(chars.get(from..*end)?);
        from = *end;
    }
    // What it opens with labels all of it.
    let first = found.first()?;
    let opens = label::heads(first, true).or_else(|| label::heads(first, false));
    opens.or_else(|| label::stopped(first)).is_none().then_some(found)
}

/// Whether a character means nothing beyond its own sentence.
fn is_calm(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, ' ' | '.' | ',' | ';' | '!' | '?' | '\'' | '’' | '-' | '–' | '—' | '(' | ')' | '/' | '%' | '&')
        || matches!(c, '$' | '€' | '£' | '¥' | '+')
}

fn trimmed(sentence: &[char]) -> &[char] {
    let end = sentence.iter().rposition(|c| !c.is_whitespace()).map_or(0, |last| last + 1);
    sentence.get(..end).unwrap_or_default()
}
