//! Both texts of a part on one line: what stands in both, what went and what
//! came, in an order in which either text can be read off from beginning to
//! end. A paragraph that moved stands on it twice, where it was and where it is.
//!
//! Without ignored classes this is exact: what is equal and what went give the
//! old text byte for byte, what is equal and what came the new one. What is
//! ignored counts as equal and stands there in its new form.

use std::collections::HashMap;

use super::places;
use crate::diff::revision::PartDiff;
use crate::diff::{Block, BlockKind, OpKind, Span};

/// A stretch of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'d> {
    /// In both, or taken as such.
    Equal(&'d str),
    /// Only in the old text.
    Gone(&'d str),
    /// Only in the new text.
    Come(&'d str),
}

/// A paragraph (or those that were split or merged), with the white space after it.
#[derive(Debug, Default)]
pub(super) struct Unit<'d> {
    /// Its stretches.
    pub(super) pieces: Vec<Piece<'d>>,
    /// White space up to the next one.
    pub(super) gap: Vec<Piece<'d>>,
    /// What is to be said of the paragraph that went, and of the one that came.
    pub(super) notes: (Option<String>, Option<String>),
}

impl Unit<'_> {
    /// Whether nothing is to be seen in it.
    pub(super) fn is_same(&self) -> bool {
        self.pieces.iter().chain(&self.gap).all(|piece| matches!(piece, Piece::Equal(_)))
    }
}

/// One side: its text, its paragraphs, and how far it has been written.
struct Side<'d> {
    text: &'d str,
    paragraphs: &'d [Span],
    /// The next paragraph.
    next: usize,
    /// The next byte.
    at: usize,
}

impl<'d> Side<'d> {
    fn new(text: &'d str, paragraphs: &'d [Span]) -> Self {
        Self { text, paragraphs, next: 0, at: 0 }
    }

    /// The white space from here to the next paragraph; after the last one, to the end.
    fn space(&self) -> &'d str {
        let to = self.paragraphs.get(self.next).map_or(self.text.len(), |p| p.bytes.start);
        self.text.get(self.at..to).unwrap_or_default()
    }

    /// Goes on by so many bytes, and says what they are.
    fn take(&mut self, bytes: usize) -> &'d str {
        let taken = self.text.get(self.at..self.at + bytes).unwrap_or_default();
        self.at += bytes;
        taken
    }

    /// Goes behind the paragraph before `next`.
    fn go_to(&mut self, next: usize) {
        self.next = next;
        self.at = next.checked_sub(1).and_then(|at| self.paragraphs.get(at)).map_or(0, |p| p.bytes.end);
    }

    /// The next paragraph, and goes behind it.
    fn paragraph(&mut self) -> &'d str {
        let found = self.paragraphs.get(self.next).and_then(|p| self.text.get(p.bytes.clone()));
        self.go_to(self.next + 1);
        found.unwrap_or_default()
    }
}

/// Lays both texts out. The first unit holds what stands before the first
/// paragraph, and nothing else. `spacing`: white space between paragraphs is
/// never a change.
pub(super) fn stream(part: &PartDiff, spacing: bool) -> Vec<Unit<'_>> {
    let mut old = Side::new(&part.old, &part.diff.old_paragraphs);
    let mut new = Side::new(&part.new, &part.diff.new_paragraphs);
    let mut line = Line { units: vec![Unit::default()], spacing };
    let moves = Moves::of(part);
    for block in &part.diff.blocks {
        let in_place = !matches!(block.kind, BlockKind::Moved | BlockKind::Inserted | BlockKind::Deleted);
        if !in_place || block.old.start < old.next || block.new.start < new.next {
            continue;
        }
        line.between(&mut old, &mut new, (block.old.start, block.new.start), &moves);
        line.space(&mut old, &mut new, (true, true));
        let pieces = block.ops.iter().flat_map(|op| {
            let gone = part.old.get(op.old.bytes.clone()).unwrap_or_default();
            let come = part.new.get(op.new.bytes.clone()).unwrap_or_default();
            match op.kind {
                OpKind::Equal => [Piece::Equal(come), Piece::Equal("")],
                _ => [Piece::Gone(gone), Piece::Come(come)],
            }
        });
        let pieces = pieces.filter(|piece| !piece.text().is_empty()).collect();
        line.units.push(Unit { pieces, ..Unit::default() });
        old.go_to(block.old.end);
        new.go_to(block.new.end);
    }
    let ends = (old.paragraphs.len(), new.paragraphs.len());
    line.between(&mut old, &mut new, ends, &moves);
    line.space(&mut old, &mut new, (true, true));
    line.units
}

impl<'d> Piece<'d> {
    /// Its words.
    pub(super) fn text(&self) -> &'d str {
        match self {
            Self::Equal(text) | Self::Gone(text) | Self::Come(text) => text,
        }
    }
}

struct Line<'d> {
    units: Vec<Unit<'d>>,
    spacing: bool,
}

impl<'d> Line<'d> {
    /// Writes the paragraphs that are only on one side, up to the next in
    /// place: what went beside what came, each pair a unit.
    fn between(&mut self, old: &mut Side<'d>, new: &mut Side<'d>, until: (usize, usize), moves: &Moves) {
        while old.next < until.0 || new.next < until.1 {
            let (gone, come) = (old.next < until.0, new.next < until.1);
            self.space(old, new, (gone, come));
            let mut unit = Unit::default();
            if gone {
                unit.notes.0 = moves.away(old.next);
                unit.pieces.push(Piece::Gone(old.paragraph()));
            }
            if come {
                unit.notes.1 = moves.here(new.next);
                unit.pieces.push(Piece::Come(new.paragraph()));
            }
            self.units.push(unit);
        }
    }

    /// Writes white space after the last unit: as far as it is the same on
    /// both sides, then what is left of it on the sides that are to go on.
    fn space(&mut self, old: &mut Side<'d>, new: &mut Side<'d>, on: (bool, bool)) {
        let Some(unit) = self.units.last_mut() else { return };
        let (before, after) = (old.space(), new.space());
        let mut put = |piece: Piece<'d>| {
            if !piece.text().is_empty() {
                unit.gap.push(piece);
            }
        };
        if self.spacing && !before.is_empty() && !after.is_empty() {
            old.take(before.len());
            put(Piece::Equal(new.take(after.len())));
            return;
        }
        let same = before.chars().zip(after.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        old.take(same);
        put(Piece::Equal(new.take(same)));
        if on.0 {
            put(Piece::Gone(old.take(before.len() - same)));
        }
        if on.1 {
            put(Piece::Come(new.take(after.len() - same)));
        }
    }
}

/// The moved blocks, by each of their old and of their new paragraphs.
struct Moves<'d> {
    by_old: HashMap<usize, &'d Block>,
    by_new: HashMap<usize, &'d Block>,
}

impl<'d> Moves<'d> {
    fn of(part: &'d PartDiff) -> Self {
        let (mut by_old, mut by_new) = (HashMap::new(), HashMap::new());
        for block in part.diff.blocks.iter().filter(|b| b.kind == BlockKind::Moved) {
            by_old.extend(block.old.clone().map(|at| (at, block)));
            by_new.extend(block.new.clone().map(|at| (at, block)));
        }
        Self { by_old, by_new }
    }

    fn away(&self, old: usize) -> Option<String> {
        Some(format!("moved to {}", places(&self.by_old.get(&old)?.new)))
    }

    fn here(&self, new: usize) -> Option<String> {
        let block = self.by_new.get(&new)?;
        let edited = if block.ops.iter().all(|op| op.kind == OpKind::Equal) { "" } else { ", and edited" };
        Some(format!("moved from {}{edited}", places(&block.old)))
    }
}
