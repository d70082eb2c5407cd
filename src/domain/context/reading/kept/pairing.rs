//! Which blocks of two revisions are the same ones.

use std::{collections::HashMap, ops::Range};

use super::super::split::span;
use super::side::Side;

/// Pairs blocks that are the same on both sides, in order: those at the head
/// and at the end, those that stand once on each side, and what lies beside them.
pub(super) fn pair(old: &Side, new: &Side) -> Vec<Option<usize>> {
    let (n, m) = (old.blocks.len(), new.blocks.len());
    let same = |i: usize, j: usize| is_same(old, i, new, j);
    let head = (0..n.min(m)).take_while(|i| same(*i, *i)).count();
    let tail = (1..=n.min(m) - head).take_while(|k| same(n - k, m - k)).count();
    let once = |side: &Side, within: Range<usize>| {
        let mut found: HashMap<u64, Option<usize>> = HashMap::new();
        for i in within {
            found.entry(side.mark(i)).and_modify(|at| *at = None).or_insert(Some(i));
        }
        found
    };
    let there = once(new, head..m - tail);
    let mut anchors: Vec<(usize, usize)> = once(old, head..n - tail)
        .into_iter()
        .filter_map(|(mark, i)| Some((i?, (*there.get(&mark)?)?)))
        .filter(|(i, j)| same(*i, *j))
        .collect();
    anchors.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|i| (i, i)).collect();
    pairs.extend(rising(&anchors));
    pairs.extend((1..=tail).rev().map(|k| (n - k, m - k)));
    // What stands beside a pair and is the same belongs to it.
    let mut out = vec![None; n];
    let mut put = |i: usize, j: usize| {
        if let Some(slot) = out.get_mut(i) {
            *slot = Some(j);
        }
    };
    let (mut i, mut j) = (0, 0);
    for (a, b) in pairs.into_iter().chain([(n, m)]) {
        while i < a && j < b && same(i, j) {
            put(i, j);
            (i, j) = (i + 1, j + 1);
        }
        let back = (1..=(a - i).min(b - j)).take_while(|k| a < n && same(a - k, b - k)).count();
        (1..=back).for_each(|k| put(a - k, b - k));
        if a < n {
            put(a, b);
        }
        (i, j) = (a + 1, b + 1);
    }
    out
}

/// The longest run of pairs whose second numbers rise.
pub(super) fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (_, j)) in pairs.iter().enumerate() {
        let place = ends.partition_point(|end| pairs.get(*end).is_some_and(|(_, other)| other < j));
        before.push(place.checked_sub(1).and_then(|p| ends.get(p)).copied());
        if place == ends.len() {
            ends.push(at);
        } else if let Some(end) = ends.get_mut(place) {
            *end = at;
        }
    }
    let mut out = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(i) = at {
        out.extend(pairs.get(i));
        at = before.get(i).copied().flatten();
    }
    out.reverse();
    out
}

impl Side {
    /// A number that is the same for the same block, and seldom for two.
    pub(super) fn mark(&self, at: usize) -> u64 {
        let Some(block) = self.blocks.get(at) else { return 0 };
        let chars = self.chars.get(block.whole.clone()).unwrap_or_default();
        let step = |hash: u64, n: u64| (hash ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
        chars.iter().step_by(5).fold(chars.len() as u64, |hash, c| step(hash, u64::from(u32::from(*c))))
    }
}

/// Whether two blocks are the same: of one kind, with the same characters and marks.
#[allow(clippy::many_single_char_names, reason = "two of everything, side by side")]
pub(super) fn is_same(old: &Side, i: usize, new: &Side, j: usize) -> bool {
    let (Some(a), Some(b)) = (old.blocks.get(i), new.blocks.get(j)) else { return false };
    let (s, t) = (span(a), span(b));
    a.kind == b.kind
        && a.quotation == b.quotation
        && a.rank == b.rank
        && s.len() == t.len()
        && a.whole.start - s.start == b.whole.start - t.start
        && a.whole.len() == b.whole.len()
        && a.lines.len() == b.lines.len()
        && a.lines.iter().zip(&b.lines).all(|(x, y)| x.start - s.start == y.start - t.start && x.len() == y.len())
        && old.chars.get(s) == new.chars.get(t)
}
