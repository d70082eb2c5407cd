//! What must hold of the difference between any two texts. The property tests
//! and the fuzz targets hold it alike, so this file needs the library only.

#![allow(dead_code, unreachable_pub, reason = "each user takes a part")]

use copydesk::diff::{Block, BlockKind, Class, Op, OpKind, Span, TextDiff, diff};
use unicode_segmentation::GraphemeCursor;

/// Compares two texts and holds everything that must be true of the result,
/// of the result the other way round, and of doing it again.
///
/// # Panics
/// If something does not hold.
pub fn check(old: &str, new: &str) -> TextDiff {
    let found = diff(old, new);
    rebuilds(&found, old, new);
    for block in &found.blocks {
        stretches(block, old, new);
        kinds(block);
    }
    order(&found);
    assert_eq!(found, diff(old, new), "the same again");
    mirrors(&found, &diff(new, old));
    found
}

/// Holds that paragraphs, blocks and their stretches give both texts back, byte
/// for byte.
pub fn rebuilds(found: &TextDiff, old: &str, new: &str) {
    assert_eq!(rebuild(found, old, true), old, "equal and deleted text is the old text");
    assert_eq!(rebuild(found, new, false), new, "equal and inserted text is the new text");
}

/// One side's text from the blocks and the white space around its paragraphs.
fn rebuild(found: &TextDiff, text: &str, old_side: bool) -> String {
    let paragraphs = if old_side { &found.old_paragraphs } else { &found.new_paragraphs };
    let mut blocks: Vec<_> = found
        .blocks
        .iter()
        .map(|b| (if old_side { b.old.clone() } else { b.new.clone() }, b))
        .filter(|(range, _)| !range.is_empty())
        .collect();
    blocks.sort_by_key(|(range, _)| range.start);
    let gaps = if old_side { found.old_gaps(text) } else { found.new_gaps(text) };
    assert_eq!(gaps.len(), paragraphs.len() + 1);
    for gap in &gaps {
        let space = &text[gap.bytes.clone()];
        assert!(space.trim().is_empty(), "nothing but white space is outside of paragraphs: {space:?}");
        assert_eq!(space.chars().count(), gap.chars.len());
    }
    let mut out = String::new();
    let mut next = 0;
    for (range, block) in blocks {
        assert_eq!(range.start, next, "paragraphs are covered once, in order");
        next = range.end;
        out.push_str(&text[gaps[range.start].bytes.clone()]);
        for op in &block.ops {
            out.push_str(&text[if old_side { op.old.bytes.clone() } else { op.new.bytes.clone() }]);
        }
    }
    assert_eq!(next, paragraphs.len(), "no paragraph is left out");
    out.push_str(&text[gaps[next].bytes.clone()]);
    out
}

/// Holds that a block's stretches follow each other without gaps, count
/// characters rightly, cut no grapheme, and are what they say they are.
fn stretches(block: &Block, old: &str, new: &str) {
    for (text, side) in [(old, true), (new, false)] {
        let spans = block.ops.iter().map(|op| if side { &op.old } else { &op.new });
        let mut at: Option<Span> = None;
        for span in spans {
            let before = at.as_ref().map_or(0..0, |at| at.bytes.end..span.bytes.start);
            if let Some(at) = &at {
                assert!(before.is_empty(), "no gaps: {block:?}");
                assert_eq!(at.chars.end, span.chars.start, "{block:?}");
            } else {
                assert_eq!(text[..span.bytes.start].chars().count(), span.chars.start, "{block:?}");
            }
            assert_eq!(text[span.bytes.clone()].chars().count(), span.chars.len(), "{span:?}");
            for edge in [span.bytes.start, span.bytes.end] {
                let whole = GraphemeCursor::new(edge, text.len(), true).is_boundary(text, 0);
                assert_eq!(whole, Ok(true), "a grapheme is cut at {edge} of {text:?}: {block:?}");
            }
            at = Some(span.clone());
        }
    }
    for op in &block.ops {
        stretch(op, &old[op.old.bytes.clone()], &new[op.new.bytes.clone()]);
    }
    for pair in block.ops.windows(2) {
        let both = pair.iter().all(|op| op.kind == OpKind::Equal);
        assert!(!both, "two equal stretches are one: {block:?}");
    }
}

fn stretch(op: &Op, before: &str, after: &str) {
    match op.kind {
        OpKind::Equal => assert_eq!(before, after),
        OpKind::Delete => assert!(!before.is_empty() && after.is_empty(), "{op:?}"),
        OpKind::Insert => assert!(before.is_empty() && !after.is_empty(), "{op:?}"),
        OpKind::Replace => assert!(!before.is_empty() && !after.is_empty() && before != after, "{op:?}"),
    }
    assert_eq!(op.class.is_none(), op.kind == OpKind::Equal, "only a change has a class: {op:?}");
    if !matches!(op.class, None | Some(Class::Substantive | Class::Markup)) {
        let of = |text: &str, which: fn(&char) -> bool| text.chars().filter(which).collect::<String>();
        assert_eq!(of(before, |c| c.is_numeric()), of(after, |c| c.is_numeric()), "a class never hides a digit");
        let money = |c: &char| matches!(c, '$' | '€' | '£' | '¥' | '%' | '‰' | '+' | '±' | '<' | '>' | '=' | '/');
        assert_eq!(of(before, money), of(after, money), "a class never hides a sign");
    }
}

/// Holds that a block is what it says it is.
fn kinds(block: &Block) {
    let sides = (block.old.len(), block.new.len());
    let same = block.ops.iter().all(|op| op.kind == OpKind::Equal);
    match block.kind {
        BlockKind::Same => assert!(sides == (1, 1) && same, "{block:?}"),
        BlockKind::Changed => assert!(sides == (1, 1) && !same, "{block:?}"),
        BlockKind::Moved => assert!(sides.0 > 0 && sides.1 > 0, "{block:?}"),
        BlockKind::Split => assert!(sides.0 == 1 && sides.1 > 1, "{block:?}"),
        BlockKind::Merged => assert!(sides.0 > 1 && sides.1 == 1, "{block:?}"),
        BlockKind::Deleted => assert!(sides.0 > 0 && sides.1 == 0, "{block:?}"),
        BlockKind::Inserted => assert!(sides.0 == 0 && sides.1 > 0, "{block:?}"),
    }
    assert!((0.0..=1.0).contains(&block.similarity), "{block:?}");
    assert!(!(block.degraded && same), "what is the same is never given up: {block:?}");
}

/// Holds that blocks stand in the new text's order, and what did not move in
/// the old text's order too.
fn order(found: &TextDiff) {
    let new: Vec<usize> = found.blocks.iter().filter(|b| b.kind != BlockKind::Deleted).map(|b| b.new.start).collect();
    assert!(new.is_sorted(), "{:?}", found.blocks);
    let still = |b: &&Block| !matches!(b.kind, BlockKind::Moved | BlockKind::Inserted);
    let old: Vec<usize> = found.blocks.iter().filter(still).map(|b| b.old.start).collect();
    assert!(old.is_sorted(), "{:?}", found.blocks);
}

/// Holds that the comparison the other way round is the mirror image.
fn mirrors(found: &TextDiff, back: &TextDiff) {
    assert_eq!(found.old_paragraphs, back.new_paragraphs);
    assert_eq!(found.new_paragraphs, back.old_paragraphs);
    let blocks = |found: &TextDiff, turned: bool| {
        let mut blocks: Vec<_> = found.blocks.iter().map(|b| seen_from(b, turned)).collect();
        blocks.sort();
        blocks
    };
    assert_eq!(blocks(found, false), blocks(back, true), "the mirror image");
}

type Seen = (&'static str, [usize; 4], bool, Vec<([usize; 4], &'static str)>);

/// What a block says, from one side. Where a block without a partner stands on
/// the other side is a matter of reading order, and left out.
fn seen_from(block: &Block, turned: bool) -> Seen {
    let alone = matches!(block.kind, BlockKind::Deleted | BlockKind::Inserted);
    let kind = match (block.kind, turned) {
        (BlockKind::Same, _) => "same",
        (BlockKind::Changed, _) => "changed",
        (BlockKind::Moved, _) => "moved",
        (BlockKind::Split, false) | (BlockKind::Merged, true) => "split",
        (BlockKind::Merged | BlockKind::Split, _) => "merged",
        (BlockKind::Deleted, false) | (BlockKind::Inserted, true) => "deleted",
        (BlockKind::Inserted | BlockKind::Deleted, _) => "inserted",
    };
    let four = |old: std::ops::Range<usize>, new: std::ops::Range<usize>| {
        let (old, new) = if turned { (new, old) } else { (old, new) };
        let only = |range: std::ops::Range<usize>| if alone && range.is_empty() { 0..0 } else { range };
        let (old, new) = (only(old), only(new));
        [old.start, old.end, new.start, new.end]
    };
    let ops = block
        .ops
        .iter()
        .map(|op| (four(op.old.bytes.clone(), op.new.bytes.clone()), op.class.map_or("equal", Class::as_str)));
    (kind, four(block.old.clone(), block.new.clone()), block.degraded, ops.collect())
}
