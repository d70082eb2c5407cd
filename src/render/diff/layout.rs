//! A part from top to bottom, as the reading styles show it: its blocks in the
//! order of the new text, what is gone or moved away where it stood, and how
//! much was left out between.

use std::collections::HashMap;

use super::Options;
use crate::diff::{Block, BlockKind};

/// One thing in a part, from top to bottom.
#[derive(Debug)]
pub(super) enum Item<'d> {
    /// Paragraphs that belong together.
    Block(&'d Block),
    /// Here stood, next to each other, what now stands elsewhere, next to each other.
    Away(Vec<&'d Block>),
    /// Paragraphs that did not change and are left out.
    LeftOut(Vec<&'d Block>),
}

/// What is to be shown: with `full` everything, else what changed and as many
/// unchanged blocks around it as the context asks for.
pub(super) fn items<'d>(blocks: &'d [Block], options: &Options) -> Vec<Item<'d>> {
    items_with(blocks, options, |_| false)
}

/// The same, where some unchanged blocks are worth showing as well.
pub(super) fn items_with<'d>(
    blocks: &'d [Block],
    options: &Options,
    worth_showing: impl Fn(&Block) -> bool,
) -> Vec<Item<'d>> {
    let items = all(blocks);
    if options.full {
        return items;
    }
    let quiet = |item: &Item| matches!(item, Item::Block(b) if b.kind == BlockKind::Same && !worth_showing(b));
    // How many of the first so many items are shown for themselves: near one is where this rises.
    let mut loud = vec![0_usize];
    loud.extend(items.iter().scan(0, |sum, item| {
        *sum += usize::from(!quiet(item));
        Some(*sum)
    }));
    let count = items.len();
    let near = |at: usize| {
        let until = at.saturating_add(options.context).saturating_add(1).min(count);
        loud.get(at.saturating_sub(options.context)) != loud.get(until)
    };
    let mut shown: Vec<Item> = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        match (item, shown.last_mut()) {
            (Item::Block(block), Some(Item::LeftOut(run))) if !near(at) => run.push(block),
            (Item::Block(block), _) if !near(at) => shown.push(Item::LeftOut(vec![block])),
            (item, _) => shown.push(item),
        }
    }
    shown
}

/// The blocks in reading order of the new text, with what is gone or moved
/// away where it stood.
fn all(blocks: &[Block]) -> Vec<Item<'_>> {
    let in_place = |b: &Block| !matches!(b.kind, BlockKind::Moved | BlockKind::Inserted | BlockKind::Deleted);
    let mut by_old: Vec<&Block> =
        blocks.iter().filter(|b| b.kind != BlockKind::Inserted && !b.old.is_empty()).collect();
    by_old.sort_by_key(|b| b.old.start);
    let mut after: HashMap<Option<usize>, Vec<Item>> = HashMap::new();
    let mut place = None;
    for block in by_old {
        let here = after.entry(place).or_default();
        match block.kind {
            BlockKind::Moved => match here.last_mut() {
                Some(Item::Away(run)) if run.last().is_some_and(|last| last.new.end == block.new.start) => {
                    run.push(block);
                }
                _ => here.push(Item::Away(vec![block])),
            },
            BlockKind::Deleted => here.push(Item::Block(block)),
            _ => place = Some(block.old.start),
        }
    }
    let mut items: Vec<Item> = after.remove(&None).unwrap_or_default();
    for block in blocks.iter().filter(|b| b.kind != BlockKind::Deleted) {
        items.push(Item::Block(block));
        if in_place(block) {
            items.extend(after.remove(&Some(block.old.start)).unwrap_or_default());
        }
    }
    items
}
