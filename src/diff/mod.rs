//! Differences between two texts of prose: paragraphs first, then words.
//!
//! The result is plain data with byte and character ranges on both sides, so
//! that anchors can be mapped through it and any renderer can draw it. It is
//! deterministic, and its effort is bounded by counted work, never by a clock.

use std::ops::Range;

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
    /// nothing else) stands after the block that stood before it in the old text.
    pub blocks: Vec<Block>,
}
