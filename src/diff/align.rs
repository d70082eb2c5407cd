//! Alignment of two sequences of numbers, with an effort that is bounded by
//! counted work.
//!
//! Patience: what is unique on both sides and in the same order is held fast,
//! and the gaps between are aligned in turn. Long ones without anything unique
//! try runs of four and of sixteen. What has no anchors goes to `similar`; if it
//! is too long to search, it is given up and said so.

use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::hash::{Seed, Table};

/// Up to so many pairs of items it is first seen whether any are equal.
const TINY: usize = 64;
/// Up to so many items in both sequences nothing but what is unique is tried as an anchor.
const SMALL: usize = 4_096;
/// Up to so many items `similar` aligns what has no anchors.
const LARGE: usize = 40_000;
/// How often anchors are looked for inside gaps between anchors.
const DEPTH: u32 = 12;

/// A stretch in which both sequences are equal, item by item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// Where it begins in the one sequence.
    pub(super) old: usize,
    /// Where it begins in the other.
    pub(super) new: usize,
    /// Of how many items, at least one.
    pub(super) len: usize,
}

impl Run {
    /// Where it ends in the one sequence.
    pub(super) fn old_end(&self) -> usize {
        self.old + self.len
    }

    /// Where it ends in the other.
    pub(super) fn new_end(&self) -> usize {
        self.new + self.len
    }
}

/// The equal runs of two sequences, in order and as long as they can be; and
/// whether some gap was given up for its length.
pub(super) fn align(old: &[u32], new: &[u32]) -> (Vec<Run>, bool) {
    let mut runs = Vec::new();
    let mut given_up = false;
    let mut gaps = vec![(0..old.len(), 0..new.len(), DEPTH)];
    while let Some((a, b, depth)) = gaps.pop() {
        let (a, b) = trim(old, new, a, b, &mut runs);
        if a.is_empty() || b.is_empty() {
            continue;
        }
        let (olds, news) = (part(old, &a), part(new, &b));
        if olds.len().saturating_mul(news.len()) <= TINY && !olds.iter().any(|id| news.contains(id)) {
            continue;
        }
        let lengths: &[usize] = match olds.len() + news.len() {
            _ if depth == 0 => &[],
            ..=SMALL => &[1],
            _ => &[1, 4, 16],
        };
        let anchors = lengths.iter().map(|k| anchors(olds, news, *k)).find(|f| !f.is_empty()).unwrap_or_default();
        if anchors.is_empty() {
            if olds.len() + news.len() <= LARGE {
                search(olds, news, &a, &b, &mut runs);
            } else {
                given_up = true;
            }
            continue;
        }
        let (mut from_a, mut from_b) = (a.start, b.start);
        for run in anchors {
            let run = Run { old: a.start + run.old, new: b.start + run.new, len: run.len };
            gaps.push((from_a..run.old, from_b..run.new, depth - 1));
            (from_a, from_b) = (run.old_end(), run.new_end());
            runs.push(run);
        }
        gaps.push((from_a..a.end, from_b..b.end, depth - 1));
    }
    runs.sort_by_key(|r| r.old);
    (merge(runs), given_up)
}

fn part<'s>(items: &'s [u32], range: &Range<usize>) -> &'s [u32] {
    items.get(range.clone()).unwrap_or_default()
}

/// Files what both ranges begin and end with, and returns what is between.
fn trim(
    old: &[u32],
    new: &[u32],
    a: Range<usize>,
    b: Range<usize>,
    runs: &mut Vec<Run>,
) -> (Range<usize>, Range<usize>) {
    let (olds, news) = (part(old, &a), part(new, &b));
    let head = olds.iter().zip(news).take_while(|(x, y)| x == y).count();
    let shorter = olds.len().min(news.len()) - head;
    let tail = olds.iter().rev().zip(news.iter().rev()).take(shorter).take_while(|(x, y)| x == y).count();
    if head > 0 {
        runs.push(Run { old: a.start, new: b.start, len: head });
    }
    if tail > 0 {
        runs.push(Run { old: a.end - tail, new: b.end - tail, len: tail });
    }
    (a.start + head..a.end - tail, b.start + head..b.end - tail)
}

/// Files the equal runs that `similar` finds.
fn search(olds: &[u32], news: &[u32], a: &Range<usize>, b: &Range<usize>, runs: &mut Vec<Run>) {
    for op in capture_diff_slices(Algorithm::Myers, olds, news) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            runs.push(Run { old: a.start + old_index, new: b.start + new_index, len });
        }
    }
}

/// Runs of `k` items that are unique on both sides, grown as far as they are
/// equal, in an order that both sides share.
fn anchors(old: &[u32], new: &[u32], k: usize) -> Vec<Run> {
    let mut pairs = match k {
        1 => unique(old.iter(), new.iter()),
        k => unique(old.windows(k), new.windows(k)),
    };
    if pairs.is_empty() {
        return Vec::new();
    }
    pairs.sort_unstable();
    let chain = heaviest_chain(&pairs);
    let mut runs: Vec<Run> = Vec::new();
    let (mut end_a, mut end_b) = (0, 0);
    for (_, (mut i, mut j, _)) in pairs.into_iter().zip(chain).filter(|(_, kept)| *kept).map(|(p, k)| (k, p)) {
        if i < end_a || j < end_b {
            continue;
        }
        while i > end_a && j > end_b && old.get(i - 1) == new.get(j - 1) {
            (i, j) = (i - 1, j - 1);
        }
        let len = old.iter().skip(i).zip(new.iter().skip(j)).take_while(|(x, y)| x == y).count();
        if len > 0 {
            runs.push(Run { old: i, new: j, len });
            (end_a, end_b) = (i + len, j + len);
        }
    }
    runs
}

/// The places of what is there once on either side, in no order, each of weight 1.
fn unique<T: Hash + Eq>(
    old: impl ExactSizeIterator<Item = T>,
    new: impl Iterator<Item = T>,
) -> Vec<(usize, usize, u64)> {
    // How often it is there on either side, and where last.
    #[derive(Default)]
    struct Seen {
        old: (u32, usize),
        new: (u32, usize),
    }
    let mut seen: Table<T, Seen> = Table::with_capacity_and_hasher(old.len(), Seed::default());
    for (i, item) in old.enumerate() {
        let at = &mut seen.entry(item).or_default().old;
        *at = (at.0 + 1, i);
    }
    for (j, item) in new.enumerate() {
        if let Some(seen) = seen.get_mut(&item) {
            seen.new = (seen.new.0 + 1, j);
        }
    }
    seen.into_values().filter(|s| s.old.0 == 1 && s.new.0 == 1).map(|s| (s.old.1, s.new.1, 1)).collect()
}

/// Joins runs that continue each other.
fn merge(runs: Vec<Run>) -> Vec<Run> {
    let mut merged: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        match merged.last_mut() {
            Some(last) if last.old_end() == run.old && last.new_end() == run.new => last.len += run.len,
            _ => merged.push(run),
        }
    }
    merged
}

/// Of pairs `(old, new, weight)`, sorted by `old` and each side distinct, the
/// heaviest set in which both sides rise together: for each pair whether it
/// belongs. Of equally heavy sets it takes the one whose last pair lies
/// furthest to the front, at every step.
pub(super) fn heaviest_chain(pairs: &[(usize, usize, u64)]) -> Vec<bool> {
    if pairs.is_sorted_by_key(|p| p.1) {
        return vec![true; pairs.len()];
    }
    // A Fenwick tree over the ranks of the new side: the best chain that ends at or before each.
    let mut ranks: Vec<usize> = pairs.iter().map(|p| p.1).collect();
    ranks.sort_unstable();
    let mut tree: Vec<Option<usize>> = vec![None; pairs.len() + 1];
    let mut weight: Vec<u64> = Vec::with_capacity(pairs.len());
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let mut best: Option<usize> = None;
    for (at, (_, new, own)) in pairs.iter().enumerate() {
        let rank = ranks.partition_point(|r| r < new);
        let of = |i: Option<usize>, weight: &[u64]| i.and_then(|i| weight.get(i).copied()).unwrap_or(0);
        let mut previous = None;
        let mut node = rank;
        while node > 0 {
            let candidate = tree.get(node).copied().flatten();
            if of(candidate, &weight) > of(previous, &weight) {
                previous = candidate;
            }
            node &= node - 1;
        }
        let total = of(previous, &weight) + own;
        weight.push(total);
        before.push(previous);
        if total > of(best, &weight) {
            best = Some(at);
        }
        let mut node = rank + 1;
        while let Some(slot) = tree.get_mut(node) {
            if total > of(*slot, &weight) {
                *slot = Some(at);
            }
            node += node & node.wrapping_neg();
        }
    }
    let mut kept = vec![false; pairs.len()];
    while let Some(at) = best {
        if let Some(kept) = kept.get_mut(at) {
            *kept = true;
        }
        best = before.get(at).copied().flatten();
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_runs_are_found() {
        let (runs, given_up) = align(&[1, 2, 3, 4, 5], &[1, 9, 3, 4, 6, 5]);
        assert!(!given_up);
        assert_eq!(
            runs,
            [Run { old: 0, new: 0, len: 1 }, Run { old: 2, new: 2, len: 2 }, Run { old: 4, new: 5, len: 1 }]
        );
    }

    #[test]
    fn long_sequences_of_few_words_are_anchored_by_runs() {
        let mut state = 7_u32;
        let mut next = move |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        let old: Vec<u32> = (0..100_000).map(|_| next(300)).collect();
        let new: Vec<u32> = old.iter().map(|w| if next(100) == 0 { 1_000 + w } else { *w }).collect();
        let (runs, given_up) = align(&old, &new);
        let equal: usize = runs.iter().map(|r| r.len).sum();
        assert!(!given_up);
        assert!(equal > 98_000, "{equal}");
        assert!(runs.iter().all(|r| old[r.old..r.old_end()] == new[r.new..r.new_end()]));
    }

    #[test]
    fn the_heaviest_chain_leaves_the_light_one_out() {
        assert_eq!(heaviest_chain(&[(0, 2, 1), (1, 0, 3), (2, 1, 3)]), [false, true, true]);
        assert_eq!(heaviest_chain(&[(0, 2, 9), (1, 0, 3), (2, 1, 3)]), [true, false, false]);
        assert_eq!(heaviest_chain(&[]), Vec::<bool>::new());
    }
}
