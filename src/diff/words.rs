//! What changed inside paragraphs that belong together.
//!
//! Words are aligned by their keys; a word whose glyphs or capitals differ is
//! still the same word, changed. What an editor would not have marked is
//! cleaned up, then the stretches are written out with the white space between
//! them, which no alignment sees.

use std::ops::Range;

use super::align::{Run, align};
use super::text::{Cursor, slice};
use super::token::{Keys, Kind, Token};
use super::{Class, Op, OpKind, Span, cleanup, fold};

/// One side of a comparison: a stretch of a text and its tokens.
pub(super) struct Words<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
    pub(super) tokens: Vec<Token>,
}

/// The stretches of two paragraphs (or several), in order, and whether the
/// search for what is equal was given up.
pub(super) fn ops(old: &Words, new: &Words, keys: &Keys<'_>) -> (Vec<Op>, bool) {
    let ids = |words: &Words| words.tokens.iter().map(|t| t.key).collect::<Vec<_>>();
    let (runs, given_up) = align(&ids(old), &ids(new));
    let runs = cleanup::clean(&runs, old, new, keys);
    let mut writer = Writer::new(old, new);
    let (mut at_old, mut at_new) = (0, 0);
    let end = Run { old: old.tokens.len(), new: new.tokens.len(), len: 0 };
    for run in runs.iter().chain([&end]) {
        writer.gap(at_old..run.old, at_new..run.new);
        writer.run(run);
        (at_old, at_new) = (run.old_end(), run.new_end());
    }
    (writer.finish(), given_up)
}

/// Writes out stretches, going forward through both texts.
struct Writer<'a, 't> {
    old: &'a Words<'t>,
    new: &'a Words<'t>,
    at_old: Cursor<'t>,
    at_new: Cursor<'t>,
    ops: Vec<Op>,
    /// Whether a character that could be markup came or went as plain text:
    /// then what looks like a change of markup may be one of words.
    literal: bool,
}

impl<'a, 't> Writer<'a, 't> {
    fn new(old: &'a Words<'t>, new: &'a Words<'t>) -> Self {
        let cursor = |words: &Words<'t>| Cursor::new(words.text, words.span.bytes.start, words.span.chars.start);
        Self { at_old: cursor(old), at_new: cursor(new), old, new, ops: Vec::new(), literal: false }
    }

    fn finish(mut self) -> Vec<Op> {
        if self.literal {
            for op in self.ops.iter_mut().filter(|op| op.class == Some(Class::Markup)) {
                op.class = Some(Class::Substantive);
            }
        }
        join_case(self.ops, self.old.text, self.new.text)
    }

    /// Tokens with the same keys, and the white space between them.
    fn run(&mut self, run: &Run) {
        let (Some(first_old), Some(first_new)) = (self.old.tokens.get(run.old), self.new.tokens.get(run.new)) else {
            return;
        };
        // Most runs are the same byte for byte; then nothing inside needs a look.
        let stretch = |words: &Words<'t>, from: usize, last: usize| {
            words.tokens.get(last).map_or("", |t| slice(words.text, from..t.end))
        };
        let old = stretch(self.old, first_old.start, run.old_end().saturating_sub(1));
        let new = stretch(self.new, first_new.start, run.new_end().saturating_sub(1));
        if old == new {
            self.equal(first_old.start + old.len(), first_new.start + new.len());
            return;
        }
        for k in 0..run.len {
            if k > 0 {
                self.gap(run.old + k..run.old + k, run.new + k..run.new + k);
            }
            self.same_word(run.old + k, run.new + k);
        }
    }

    /// Two tokens with the same key.
    fn same_word(&mut self, i: usize, j: usize) {
        if let (Some(a), Some(b)) = (self.old.tokens.get(i), self.new.tokens.get(j)) {
            if slice(self.old.text, a.bytes()) == slice(self.new.text, b.bytes()) {
                self.equal(a.end, b.end);
            } else {
                let class = fold::class(self.old.text, a.bytes(), self.new.text, b.bytes());
                self.change(a.end, b.end, class);
            }
        }
    }

    /// Everything up to the tokens after a gap: white space and, where there
    /// are any, the tokens of the gap.
    fn gap(&mut self, olds: Range<usize>, news: Range<usize>) {
        let end = |words: &Words, at: usize| words.tokens.get(at).map_or(words.span.bytes.end, |t| t.start);
        let (to_old, to_new) = (end(self.old, olds.end), end(self.new, news.end));
        let tokens = |words: &'a Words<'t>, range: Range<usize>| words.tokens.get(range).unwrap_or_default();
        let (old, new) = (self.old, self.new);
        let (gone, come) = (tokens(old, olds), tokens(new, news));
        self.literal |= literal(old.text, gone) || literal(new.text, come);
        match (gone, come) {
            ([], []) => self.space(to_old, to_new),
            (gone @ [first, ..], []) => {
                let lead = slice(old.text, self.at_old.byte()..first.start);
                let tail = slice(old.text, gone.last().map_or(to_old, |t| t.end)..to_old);
                let space = slice(new.text, self.at_new.byte()..to_new);
                if lead != space && tail == space {
                    self.change(to_old - tail.len(), self.at_new.byte(), class_of(gone));
                    self.space(to_old, to_new);
                } else {
                    self.space(first.start, to_new);
                    self.change(to_old, to_new, class_of(gone));
                }
            }
            ([], come @ [first, ..]) => {
                let lead = slice(new.text, self.at_new.byte()..first.start);
                let tail = slice(new.text, come.last().map_or(to_new, |t| t.end)..to_new);
                let space = slice(old.text, self.at_old.byte()..to_old);
                if lead != space && tail == space {
                    self.change(self.at_old.byte(), to_new - tail.len(), class_of(come));
                    self.space(to_old, to_new);
                } else {
                    self.space(to_old, first.start);
                    self.change(to_old, to_new, class_of(come));
                }
            }
            (gone @ [first_gone, ..], come @ [first_come, ..]) => {
                // White space on one side only goes with the words.
                if (self.at_old.byte() == first_gone.start) == (self.at_new.byte() == first_come.start) {
                    self.space(first_gone.start, first_come.start);
                }
                let last = |tokens: &[Token], end: usize| tokens.last().map_or(end, |t| t.end);
                let (mut until_old, mut until_new) = (last(gone, to_old), last(come, to_new));
                if (until_old == to_old) != (until_new == to_new) {
                    (until_old, until_new) = (to_old, to_new);
                }
                let class = if class_of(gone) == Class::Markup && class_of(come) == Class::Markup {
                    Class::Markup
                } else {
                    let (from_old, from_new) = (self.at_old.byte(), self.at_new.byte());
                    fold::class(old.text, from_old..until_old, new.text, from_new..until_new)
                };
                let (from_old, from_new) = (self.at_old.byte(), self.at_new.byte());
                if slice(old.text, from_old..until_old) == slice(new.text, from_new..until_new) {
                    self.equal(until_old, until_new);
                } else {
                    self.change(until_old, until_new, class);
                }
                self.space(to_old, to_new);
            }
        }
    }

    /// White space on both sides, or nothing.
    fn space(&mut self, to_old: usize, to_new: usize) {
        let (old, new) = (self.at_old.byte()..to_old, self.at_new.byte()..to_new);
        if slice(self.old.text, old.clone()) == slice(self.new.text, new.clone()) {
            self.equal(to_old, to_new);
        } else {
            let class = fold::spacing(self.old.text, &old, self.new.text, &new);
            self.change(to_old, to_new, class);
        }
    }

    fn equal(&mut self, to_old: usize, to_new: usize) {
        self.push(OpKind::Equal, None, to_old, to_new);
    }

    fn change(&mut self, to_old: usize, to_new: usize, class: Class) {
        let kind = match (to_old > self.at_old.byte(), to_new > self.at_new.byte()) {
            (true, true) => OpKind::Replace,
            (true, false) => OpKind::Delete,
            (false, true) => OpKind::Insert,
            (false, false) => return,
        };
        self.push(kind, Some(class), to_old, to_new);
    }

    fn push(&mut self, kind: OpKind, class: Option<Class>, to_old: usize, to_new: usize) {
        let (old, new) = (self.at_old.take(to_old), self.at_new.take(to_new));
        if old.bytes.is_empty() && new.bytes.is_empty() {
            return;
        }
        match self.ops.last_mut() {
            Some(last) if last.kind == kind && last.class == class && kind != OpKind::Replace => {
                extend(&mut last.old, &old);
                extend(&mut last.new, &new);
            }
            _ => self.ops.push(Op { kind, class, old, new }),
        }
    }
}

fn extend(span: &mut Span, by: &Span) {
    span.bytes.end = by.bytes.end;
    span.chars.end = by.chars.end;
}

/// What it amounts to that tokens came or went.
fn class_of(tokens: &[Token]) -> Class {
    if tokens.iter().all(|t| t.kind == Kind::Markup) { Class::Markup } else { Class::Substantive }
}

/// Whether some token is a character of markup that is not markup here.
fn literal(text: &str, tokens: &[Token]) -> bool {
    tokens.iter().any(|t| t.kind == Kind::Mark && slice(text, t.bytes()).starts_with(['*', '_', '[', ']']))
}

/// Reads "THE MAYOR" → "The Mayor" as one change, not one for each word.
fn join_case(ops: Vec<Op>, old: &str, new: &str) -> Vec<Op> {
    let mut joined: Vec<Op> = Vec::with_capacity(ops.len());
    for op in ops {
        if op.class == Some(Class::Case)
            && let [.., before, between] = joined.as_mut_slice()
            && before.class == Some(Class::Case)
            && between.kind == OpKind::Equal
            && slice(old, between.old.bytes.clone()).trim().is_empty()
        {
            extend(&mut before.old, &op.old);
            extend(&mut before.new, &op.new);
            joined.pop();
        } else {
            joined.push(op);
        }
    }
    debug_assert!(joined.iter().all(|op| {
        (op.kind == OpKind::Equal) == op.class.is_none()
            && (op.kind != OpKind::Equal || slice(old, op.old.bytes.clone()) == slice(new, op.new.bytes.clone()))
    }));
    joined
}
