//! Differences between two texts of prose: paragraphs first, then words.
//!
//! The result is plain data with byte and character ranges on both sides, so
//! that anchors can be mapped through it and any renderer can draw it. It is
//! deterministic, and its effort is bounded by counted work, never by a clock.

mod align;
pub mod blame;
mod cleanup;
mod fold;
mod hash;
mod markup;
pub mod merge;
mod pair;
pub mod revision;
mod summary;
mod text;
mod token;
mod weigh;
mod words;

use std::ops::Range;

use hash::Table;
use pair::{Pair, Side};
pub use summary::{Changes, Summary};
pub use text::paragraph_at;
use token::Keys;
use words::Words;

/// A stretch of one text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// Bytes of the text (UTF-8), end exclusive.
    pub bytes: Range<usize>,
    /// Characters of the text (Unicode scalar values), end exclusive.
    pub chars: Range<usize>,
}

/// What a change amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Words, digits, signs, currency, negations: what the text says.
    Substantive,
    /// Capitals against small letters.
    Case,
    /// One glyph for another of its class: quotation marks, dashes, ellipsis.
    Typographic,
    /// White space only.
    Spacing,
    /// Emphasis, a link's target.
    Markup,
}

impl Class {
    /// Every class, the weightiest first.
    pub const ALL: &'static [Self] = &[Self::Substantive, Self::Case, Self::Typographic, Self::Spacing, Self::Markup];

    /// The word that stands for this class in commands and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Substantive => "substantive",
            Self::Case => "case",
            Self::Typographic => "typographic",
            Self::Spacing => "spacing",
            Self::Markup => "markup",
        }
    }
}

/// What happened to a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpKind {
    /// The same bytes on both sides.
    Equal,
    /// Only in the old text.
    Delete,
    /// Only in the new text.
    Insert,
    /// Other text in its place.
    Replace,
}

/// One stretch of a block and what happened to it. For [`OpKind::Insert`] the
/// old span is empty and lies where the text was put in; for
/// [`OpKind::Delete`] the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Op {
    /// What happened.
    pub kind: OpKind,
    /// What it amounts to; `None` exactly for [`OpKind::Equal`].
    pub class: Option<Class>,
    /// Where in the old text.
    pub old: Span,
    /// Where in the new text.
    pub new: Span,
}

/// What happened to a paragraph or several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// Nothing.
    Same,
    /// Words changed, in place.
    Changed,
    /// It stands elsewhere (words inside it may have changed too).
    Moved,
    /// One paragraph became several.
    Split,
    /// Several paragraphs became one.
    Merged,
    /// It is gone.
    Deleted,
    /// It is new.
    Inserted,
}

/// Paragraphs of the old and the new text that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What happened to them.
    pub kind: BlockKind,
    /// Indexes into [`TextDiff::old_paragraphs`].
    pub old: Range<usize>,
    /// Indexes into [`TextDiff::new_paragraphs`].
    pub new: Range<usize>,
    /// How much of the words is shared, 0 to 1.
    pub similarity: f64,
    /// Whether the work budget ran out and the block is shown as replaced whole.
    pub degraded: bool,
    /// Its stretches, in order. Together their old spans cover the block's old
    /// paragraphs without gaps, and their new spans its new ones (white space
    /// between the paragraphs of one block included).
    pub ops: Vec<Op>,
}

/// The difference between two texts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TextDiff {
    /// The paragraphs of the old text: runs without a blank line, in order.
    pub old_paragraphs: Vec<Span>,
    /// The paragraphs of the new text.
    pub new_paragraphs: Vec<Span>,
    /// The blocks in reading order of the new text; a deleted block (and
    /// nothing else) stands after the nearest block before it in the old text
    /// that did not move.
    pub blocks: Vec<Block>,
}

impl TextDiff {
    /// Whether the paragraphs are the same on both sides, byte for byte and in
    /// the same order. Blank lines between them may still differ: see
    /// [`Self::old_gaps`].
    pub fn is_same(&self) -> bool {
        self.blocks.iter().all(|b| b.kind == BlockKind::Same)
    }

    /// Whether some search ran out of its budget of work.
    pub fn is_degraded(&self) -> bool {
        self.blocks.iter().any(|b| b.degraded)
    }

    /// The white space before each paragraph of the old text, and after the
    /// last: always one more than there are paragraphs, and empty where there
    /// is none. No block holds it, for it belongs to none. `old` is the text
    /// that was compared. With the blocks' equal and deleted stretches in order
    /// between them, these give that text back byte for byte.
    pub fn old_gaps(&self, old: &str) -> Vec<Span> {
        text::gaps(old, &self.old_paragraphs)
    }

    /// The same of the new text, with equal and inserted stretches.
    pub fn new_gaps(&self, new: &str) -> Vec<Span> {
        text::gaps(new, &self.new_paragraphs)
    }

    /// The blocks that have a place in the old text, in reading order of the
    /// old text.
    pub fn in_old_order(&self) -> Vec<&Block> {
        let mut blocks: Vec<&Block> = self.blocks.iter().filter(|b| !b.old.is_empty()).collect();
        blocks.sort_by_key(|b| b.old.start);
        blocks
    }
}

/// Compares two texts.
///
/// Deterministic, and the mirror image of the comparison the other way round.
/// The effort grows with the texts' length and a bounded factor: where a search
/// would take more, the block is marked [`Block::degraded`].
pub fn diff(old: &str, new: &str) -> TextDiff {
    // Ties are broken by place, which could differ with the sides exchanged;
    // so the same one of the two always plays the old text's part.
    let turned = (old.len(), old) > (new.len(), new);
    let (first, second) = if turned { (new, old) } else { (old, new) };
    let (mut a, mut b) = (Side::new(first), Side::new(second));
    let mut keys = Keys::default();
    let found = pair::pair(&mut a, &mut b, &mut keys);
    let mut paired: Vec<(Block, bool)> = Vec::with_capacity(found.paired.len());
    for pair in found.paired {
        let moved = pair.moved;
        let block = block(pair, &mut a, &mut b, &mut keys);
        paired.push((if turned { mirrored(block) } else { block }, moved));
    }
    let (sides, given_up) = if turned {
        ((b, a), (found.given_up_new, found.given_up_old))
    } else {
        ((a, b), (found.given_up_old, found.given_up_new))
    };
    let (old_paragraphs, new_paragraphs) = (sides.0.paragraphs, sides.1.paragraphs);
    let blocks = in_order(paired, &old_paragraphs, &new_paragraphs, |is_new, at| {
        if is_new { given_up.1.contains(&at) } else { given_up.0.contains(&at) }
    });
    TextDiff { old_paragraphs, new_paragraphs, blocks }
}

/// The stretch from the first to the last of some paragraphs.
fn hull(paragraphs: &[Span], range: &Range<usize>) -> Span {
    match (paragraphs.get(range.start), range.end.checked_sub(1).and_then(|last| paragraphs.get(last))) {
        (Some(first), Some(last)) => {
            Span { bytes: first.bytes.start..last.bytes.end, chars: first.chars.start..last.chars.end }
        }
        _ => Span::default(),
    }
}

/// Compares what belongs together.
fn block<'t>(pair: Pair, old: &mut Side<'t>, new: &mut Side<'t>, keys: &mut Keys<'t>) -> Block {
    let (span_old, span_new) = (hull(&old.paragraphs, &pair.old), hull(&new.paragraphs, &pair.new));
    let same = text::slice(old.text, span_old.bytes.clone()) == text::slice(new.text, span_new.bytes.clone());
    let (ops, degraded) = if same {
        (vec![Op { kind: OpKind::Equal, class: None, old: span_old, new: span_new }], false)
    } else {
        let tokens = old.tokens(&pair.old, keys);
        let old = Words { text: old.text, span: span_old, tokens };
        let tokens = new.tokens(&pair.new, keys);
        let new = Words { text: new.text, span: span_new, tokens };
        words::ops(&old, &new, keys)
    };
    let kind = match (pair.moved, pair.old.len(), pair.new.len()) {
        (true, ..) => BlockKind::Moved,
        (_, 1, 1) if same => BlockKind::Same,
        (_, 1, 1) => BlockKind::Changed,
        (_, 1, _) => BlockKind::Split,
        _ => BlockKind::Merged,
    };
    Block { kind, old: pair.old, new: pair.new, similarity: pair.similarity, degraded, ops }
}

/// The same block seen from the other side.
fn mirrored(block: Block) -> Block {
    let ops = block.ops.into_iter().map(|op| Op {
        kind: match op.kind {
            OpKind::Delete => OpKind::Insert,
            OpKind::Insert => OpKind::Delete,
            kind => kind,
        },
        class: op.class,
        old: op.new,
        new: op.old,
    });
    let kind = match block.kind {
        BlockKind::Split => BlockKind::Merged,
        BlockKind::Merged => BlockKind::Split,
        BlockKind::Deleted => BlockKind::Inserted,
        BlockKind::Inserted => BlockKind::Deleted,
        kind => kind,
    };
    Block { kind, old: block.new, new: block.old, ops: ops.collect(), ..block }
}

/// Puts the blocks in order, and adds the paragraphs that have no partner.
fn in_order(
    mut paired: Vec<(Block, bool)>,
    olds: &[Span],
    news: &[Span],
    given_up: impl Fn(bool, usize) -> bool,
) -> Vec<Block> {
    let at_end = |paragraphs: &[Span], last: Option<usize>| {
        let end = last.and_then(|at| paragraphs.get(at)).cloned().unwrap_or_default();
        Span { bytes: end.bytes.end..end.bytes.end, chars: end.chars.end..end.chars.end }
    };
    let single = |kind, old: Range<usize>, new: Range<usize>, degraded, op: (OpKind, Span, Span)| {
        let ops = vec![Op { kind: op.0, class: Some(Class::Substantive), old: op.1, new: op.2 }];
        Block { kind, old, new, similarity: 0.0, degraded, ops }
    };
    let (mut has_old, mut has_new) = (vec![false; olds.len()], vec![false; news.len()]);
    for (block, _) in &paired {
        has_old.get_mut(block.old.clone()).into_iter().flatten().for_each(|has| *has = true);
        has_new.get_mut(block.new.clone()).into_iter().flatten().for_each(|has| *has = true);
    }

    // What is gone, by the old paragraph that ends the last unmoved block before it.
    let mut ends: Table<usize, usize> = paired.iter().filter(|p| !p.1).map(|(b, _)| (b.old.end, b.new.end)).collect();
    let mut gone: Table<Option<usize>, Vec<Block>> = Table::default();
    let mut anchor = None;
    for (at, span) in olds.iter().enumerate() {
        if let Some(new_end) = ends.remove(&at) {
            anchor = Some(new_end);
        }
        if !has_old.get(at).copied().unwrap_or(true) {
            let place = at_end(news, anchor.and_then(|end| end.checked_sub(1)));
            let op = (OpKind::Delete, span.clone(), place);
            let new = anchor.unwrap_or(0)..anchor.unwrap_or(0);
            gone.entry(anchor).or_default().push(single(BlockKind::Deleted, at..at + 1, new, given_up(false, at), op));
        }
    }

    paired.sort_by_key(|(b, _)| b.new.start);
    let mut blocks = gone.remove(&None).unwrap_or_default();
    let mut paired = paired.into_iter().peekable();
    let mut old_end = 0;
    let mut at = 0;
    while let Some(span) = news.get(at) {
        if let Some((block, moved)) = paired.next_if(|(b, _)| b.new.start <= at) {
            at = block.new.end.max(at + 1);
            if moved {
                blocks.push(block);
            } else {
                old_end = block.old.end;
                let after = gone.remove(&Some(block.new.end)).unwrap_or_default();
                blocks.push(block);
                blocks.extend(after);
            }
        } else {
            let op = (OpKind::Insert, at_end(olds, old_end.checked_sub(1)), span.clone());
            blocks.push(single(BlockKind::Inserted, old_end..old_end, at..at + 1, given_up(true, at), op));
            at += 1;
        }
    }
    blocks
}
