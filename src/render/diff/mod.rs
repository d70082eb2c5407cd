//! Comparisons of revisions, drawn: for reading ([`inline`], [`unified`]), at a
//! glance ([`stat`]), for programs ([`json`]).
//!
//! All are pure functions of a [`RevisionDiff`]. Text from copy passes through
//! [`safe`](super::safe) wherever a terminal may see it.

mod flow;
mod inline;
mod json;
mod stat;
mod unified;

use std::borrow::Cow;

use chrono::{FixedOffset, Offset, Utc};

use crate::diff::revision::{PartDiff, RevisionDiff};
use crate::diff::{BlockKind, Class, Op, OpKind, TextDiff};

pub use inline::inline;
pub use json::json;
pub use stat::stat;
pub use unified::unified;

/// How to draw a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Whether to colour; colour is never the only sign.
    pub color: bool,
    /// Columns to wrap to; 0 for no wrapping.
    pub width: usize,
    /// How many unchanged paragraphs to show around a changed one.
    pub context: usize,
    /// Whether to show everything, unchanged parts too.
    pub full: bool,
    /// Changes of these classes are drawn as if nothing had changed.
    pub ignore: Vec<Class>,
    /// The zone in which people are shown times.
    pub offset: FixedOffset,
    /// Whether to tell which claims were touched.
    pub claims: bool,
    /// Whether text goes out as it is, byte for byte, in the styles that other
    /// programs read: never to a terminal.
    pub raw: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            color: false,
            width: 80,
            context: 1,
            full: false,
            ignore: Vec::new(),
            offset: Utc.fix(),
            claims: true,
            raw: false,
        }
    }
}

/// The comparison without the changes of some classes: what they changed counts
/// as equal, and is drawn as it stands in the new text.
fn without<'d>(diff: &'d RevisionDiff, ignore: &[Class]) -> Cow<'d, RevisionDiff> {
    if ignore.is_empty() {
        return Cow::Borrowed(diff);
    }
    let mut diff = diff.clone();
    for part in &mut diff.parts {
        let PartDiff { old, new, diff: TextDiff { blocks, .. }, .. } = part;
        for block in blocks {
            for op in &mut block.ops {
                if op.class.is_some_and(|class| ignore.contains(&class)) && !is_border(op, old, new) {
                    (op.kind, op.class) = (OpKind::Equal, None);
                }
            }
            if block.kind == BlockKind::Changed && block.ops.iter().all(|op| op.kind == OpKind::Equal) {
                block.kind = BlockKind::Same;
            }
        }
    }
    Cow::Owned(diff)
}

/// Whether it is a border between paragraphs that came or went: that a
/// paragraph was split or merged is no mere white space.
fn is_border(op: &Op, old: &str, new: &str) -> bool {
    let blank =
        |text: &str, bytes: std::ops::Range<usize>| text.get(bytes).is_some_and(|t| t.matches('\n').count() > 1);
    blank(old, op.old.bytes.clone()) != blank(new, op.new.bytes.clone())
}

/// The two texts differ, and yet no paragraph does.
fn only_blank_lines_differ(diff: &RevisionDiff) -> bool {
    !diff.is_changed() && diff.parts.iter().any(|p| p.old != p.new)
}

fn plural(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}
