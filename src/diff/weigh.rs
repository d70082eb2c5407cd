//! How much paragraphs have in common, and the pairing that makes the most of it.
//!
//! Paragraphs are compared as bags of words, each word weighted by its rarity
//! (Dice's coefficient). The order of words does not count here: that is for
//! the comparison inside a pair.

use std::ops::Range;

use super::align::heaviest_chain;
use super::hash::{Set, Table};
use super::pair::{LANDMARK, Pair, Pairs, Side, letters};
use super::token::Keys;

/// Paragraphs are a pair from this share of their weight on, in per cent.
const PAIR: u64 = 35;
/// One is several from this share on, in per cent.
const SPLIT: u64 = 60;
/// Into how many paragraphs one may be split, and from how many merged.
const PARTS: usize = 4;
/// Up to so many pairs in a gap each is weighed.
const CELLS: usize = 40_000;
/// So many words may be counted in a gap to find what was split or merged.
const WORK: usize = 3_000_000;
/// A word is rare if it makes at most so many pairs of paragraphs.
const RARE: usize = 16;
/// Up to so many pairs in a gap are weighed one by one.
const FEW: usize = 16;
/// How many candidates for one paragraph are weighed.
const RIVALS: usize = 4;
/// How often landmarks are looked for inside a large gap.
const DEPTH: u32 = 8;

/// The words of a paragraph, without their order.
#[derive(Debug, Default, Clone)]
pub(super) struct Bag {
    /// Key and number of times, by key.
    pub(super) items: Vec<(u32, u32)>,
    /// The weight of them all.
    pub(super) weight: u64,
}

/// Weighs what paragraphs share.
pub(super) struct Weigher<'a, 't> {
    pub(super) old: &'a Side<'t>,
    pub(super) new: &'a Side<'t>,
    pub(super) keys: &'a Keys<'t>,
}

/// How the best pairing of a gap goes on from a place.
#[derive(Clone, Copy)]
enum Step {
    /// So many old paragraphs belong to so many new ones.
    Pair(usize, usize),
    SkipOld,
    SkipNew,
}

/// Dice's coefficient of what is shared and what there is on both sides.
fn dice(shared: u64, all: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a text's weight stays far below 2^52")]
    let (shared, all) = ((2 * shared) as f64, all as f64);
    if all == 0.0 { 0.0 } else { shared / all }
}

/// What a pair is worth: what it shares, less a price for what it does not, so
/// that one good pair beats two poor ones.
fn worth(shared: u64, all: u64) -> i64 {
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    whole(shared.saturating_mul(20)).saturating_sub(whole(all.saturating_mul(3)))
}

/// The `len` places from `places[at]` on, if they are neighbours in the text.
fn run_of(places: &[usize], at: usize, len: usize) -> Option<Range<usize>> {
    let first = *places.get(at)?;
    (*places.get(at + len - 1)? == first + len - 1).then(|| first..first + len)
}

impl Weigher<'_, '_> {
    fn overlap(&self, a: &Bag, b: &Bag) -> u64 {
        let (mut i, mut j) = (a.items.iter().peekable(), b.items.iter().peekable());
        let mut shared = 0;
        while let (Some((x, m)), Some((y, n))) = (i.peek(), j.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => drop(i.next()),
                std::cmp::Ordering::Greater => drop(j.next()),
                std::cmp::Ordering::Equal => {
                    shared += self.keys.weight(*x) * u64::from(*m.min(n));
                    i.next();
                    j.next();
                }
            }
        }
        shared
    }

    /// Pairs what is left between two landmarks, in order.
    pub(super) fn gap(&self, olds: Vec<usize>, news: Vec<usize>, found: &mut Pairs) {
        let mut open = vec![(olds, news, DEPTH)];
        while let Some((olds, news, depth)) = open.pop() {
            if olds.is_empty() || news.is_empty() {
                continue;
            }
            if olds.len().saturating_mul(news.len()) <= CELLS {
                self.small_gap(&olds, &news, &mut found.paired);
                continue;
            }
            let held = if depth == 0 { Vec::new() } else { self.landmarks(&olds, &news) };
            if held.is_empty() {
                found.given_up_old.extend(olds);
                found.given_up_new.extend(news);
                continue;
            }
            let (mut a, mut b) = (olds.as_slice(), news.as_slice());
            // From the back, so that what is before each landmark is what is left.
            for (i, j, similarity) in held.into_iter().rev() {
                found.paired.push(Pair::one(i, j, similarity));
                let (x, y) = (a.partition_point(|at| *at <= i), b.partition_point(|at| *at <= j));
                open.push((
                    a.get(x..).unwrap_or_default().to_vec(),
                    b.get(y..).unwrap_or_default().to_vec(),
                    depth - 1,
                ));
                a = a.get(..x - 1).unwrap_or_default();
                b = b.get(..y - 1).unwrap_or_default();
            }
            open.push((a.to_vec(), b.to_vec(), depth - 1));
        }
    }

    /// The best pairing in order, by dynamic programming over one to one, one
    /// to several, several to one, gone and new.
    fn small_gap(&self, olds: &[usize], news: &[usize], pairs: &mut Vec<Pair>) {
        let (height, width) = (olds.len(), news.len());
        let shared = self.shared(olds, news);
        let shared = |i: usize, j: usize| shared.get(i * width + j).copied().unwrap_or(0);
        let cell = |i: usize, j: usize| i * (width + 1) + j;
        let mut work = WORK;
        let mut best = vec![0_i64; (height + 1) * (width + 1)];
        let mut steps = vec![Step::SkipOld; (height + 1) * (width + 1)];
        for (i, old) in olds.iter().enumerate().rev() {
            for (j, new) in news.iter().enumerate().rev() {
                let after = |a: usize, b: usize| best.get(cell(i + a, j + b)).copied().unwrap_or(0);
                let mut top = (after(1, 0), Step::SkipOld);
                if after(0, 1) > top.0 {
                    top = (after(0, 1), Step::SkipNew);
                }
                let all = self.old.bag(*old).weight + self.new.bag(*new).weight;
                if 200 * shared(i, j) >= PAIR * all {
                    let value = worth(shared(i, j), all) + after(1, 1);
                    if value >= top.0 {
                        top = (value, Step::Pair(1, 1));
                    }
                }
                for parts in 2..=PARTS {
                    let with_each = (j..j + parts).map(|j| shared(i, j));
                    if let Some(new) = run_of(news, j, parts)
                        && let Some((s, all)) = self.several(self.old.bag(*old), self.new, &new, with_each, &mut work)
                        && worth(s, all) + after(1, parts) > top.0
                    {
                        top = (worth(s, all) + after(1, parts), Step::Pair(1, parts));
                    }
                    let with_each = (i..i + parts).map(|i| shared(i, j));
                    if let Some(old) = run_of(olds, i, parts)
                        && let Some((s, all)) = self.several(self.new.bag(*new), self.old, &old, with_each, &mut work)
                        && worth(s, all) + after(parts, 1) > top.0
                    {
                        top = (worth(s, all) + after(parts, 1), Step::Pair(parts, 1));
                    }
                }
                if let (Some(best), Some(step)) = (best.get_mut(cell(i, j)), steps.get_mut(cell(i, j))) {
                    (*best, *step) = top;
                }
            }
        }
        let (mut i, mut j) = (0, 0);
        while let (Some(x), Some(y)) = (olds.get(i), news.get(j)) {
            match steps.get(cell(i, j)) {
                Some(Step::Pair(some_old, some_new)) => {
                    let (old, new) = (*x..x + some_old, *y..y + some_new);
                    if (*some_old, *some_new) == (1, 1) {
                        let all = self.old.bag(*x).weight + self.new.bag(*y).weight;
                        pairs.push(Pair::one(*x, *y, dice(shared(i, j), all)));
                        (i, j) = (i + 1, j + 1);
                        continue;
                    }
                    let (bag_old, bag_new) = (self.old.bags(&old), self.new.bags(&new));
                    let similarity = dice(self.overlap(&bag_old, &bag_new), bag_old.weight + bag_new.weight);
                    pairs.push(Pair { old, new, similarity, moved: false });
                    (i, j) = (i + some_old, j + some_new);
                }
                Some(Step::SkipNew) => j += 1,
                _ => i += 1,
            }
        }
    }

    /// What one paragraph shares with several, and what all of them weigh; if
    /// that is enough, and clearly more than it shares with all but the first
    /// or the last of them. `shared` says what it shares with each, whose sum is
    /// the most that it can be. What is counted is taken from `work`.
    fn several(
        &self,
        one: &Bag,
        side: &Side,
        many: &Range<usize>,
        shared: impl Iterator<Item = u64>,
        work: &mut usize,
    ) -> Option<(u64, u64)> {
        let all = one.weight + many.clone().map(|at| side.bag(at).weight).sum::<u64>();
        let mut bound = 0;
        for (at, shared) in many.clone().zip(shared) {
            bound += shared;
            // Each of them must have come from there, for the most part.
            if 2 * shared < side.bag(at).weight {
                return None;
            }
        }
        if 200 * bound < SPLIT * all {
            return None;
        }
        let items = one.items.len() + many.clone().map(|at| side.bag(at).items.len()).sum::<usize>();
        *work = work.checked_sub(3 * items)?;
        let shared = self.overlap(one, &side.bags(many));
        let similarity = dice(shared, all);
        let fewer = [many.start..many.end - 1, many.start + 1..many.end].map(|range| {
            let bag = side.bags(&range);
            dice(self.overlap(one, &bag), one.weight + bag.weight)
        });
        let better = fewer.iter().all(|f| similarity >= f + 0.1);
        (200 * shared >= SPLIT * all && better).then_some((shared, all))
    }

    /// Pairs whose rarest words only they share, each the other's best, in
    /// order: what a gap too large to weigh is cut at.
    fn landmarks(&self, olds: &[usize], news: &[usize]) -> Vec<(usize, usize, f64)> {
        let candidates = self.candidates(olds, news);
        let mut best_old: Table<usize, (f64, usize)> = Table::default();
        let mut best_new: Table<usize, (f64, usize)> = Table::default();
        for (i, j, similarity) in &candidates {
            let keep = |best: &mut Table<usize, (f64, usize)>, at: usize, other: usize| {
                let entry = best.entry(at).or_insert((*similarity, other));
                if *similarity > entry.0 {
                    *entry = (*similarity, other);
                }
            };
            keep(&mut best_old, *i, *j);
            keep(&mut best_new, *j, *i);
        }
        let mutual: Vec<_> = candidates
            .into_iter()
            .filter(|(i, j, similarity)| {
                *similarity >= 0.5
                    && best_old.get(i).is_some_and(|b| b.1 == *j)
                    && best_new.get(j).is_some_and(|b| b.1 == *i)
            })
            .collect();
        let weighed: Vec<_> = mutual.iter().map(|(i, j, _)| (*i, *j, self.old.bag(*i).weight)).collect();
        mutual.into_iter().zip(heaviest_chain(&weighed)).filter(|(_, kept)| *kept).map(|(m, _)| m).collect()
    }

    /// Paragraphs that share rare words, with their similarity; by place.
    fn candidates(&self, olds: &[usize], news: &[usize]) -> Vec<(usize, usize, f64)> {
        let mut words: Vec<(u32, bool, usize)> = Vec::new();
        for (is_new, places, side) in [(false, olds, self.old), (true, news, self.new)] {
            words.extend(
                places.iter().flat_map(|at| side.bag(*at).items.iter().map(move |(key, _)| (*key, is_new, *at))),
            );
        }
        words.sort_unstable();
        let mut votes: Table<(usize, usize), u64> = Table::default();
        for word in words.chunk_by(|a, b| a.0 == b.0) {
            let (in_old, in_new) = word.split_at(word.partition_point(|w| !w.1));
            if in_old.len() * in_new.len() > RARE {
                continue;
            }
            for (key, _, i) in in_old {
                for (_, _, j) in in_new {
                    *votes.entry((*i, *j)).or_default() += self.keys.weight(*key);
                }
            }
        }
        let mut by_one: Vec<(usize, u64, usize)> = votes.into_iter().map(|((i, j), n)| (i, n, j)).collect();
        by_one.sort_unstable_by_key(|(i, n, j)| (*i, std::cmp::Reverse(*n), *j));
        let mut found: Vec<(usize, usize, f64)> = Vec::new();
        for of_one in by_one.chunk_by(|a, b| a.0 == b.0) {
            for (i, _, j) in of_one.iter().take(RIVALS) {
                let (a, b) = (self.old.bag(*i), self.new.bag(*j));
                found.push((*i, *j, dice(self.overlap(a, b), a.weight + b.weight)));
            }
        }
        found.sort_by_key(|(i, j, _)| (*i, *j));
        found
    }

    /// Pairs what was left over anywhere: paragraphs that moved and were edited
    /// on the way. Best first; where two are about equally like, neither.
    pub(super) fn moves(&self, olds: &[usize], news: &[usize]) -> Vec<Pair> {
        let mut candidates = self.candidates(olds, news);
        candidates.retain(|(i, j, similarity)| {
            *similarity >= 0.5 && letters(self.old.words(*i)) >= LANDMARK && letters(self.new.words(*j)) >= LANDMARK
        });
        candidates.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
        let mut rivals_old: Table<usize, Vec<(usize, f64)>> = Table::default();
        let mut rivals_new: Table<usize, Vec<(usize, f64)>> = Table::default();
        for (i, j, similarity) in &candidates {
            rivals_old.entry(*i).or_default().push((*j, *similarity));
            rivals_new.entry(*j).or_default().push((*i, *similarity));
        }
        let (mut taken_old, mut taken_new) = (Set::default(), Set::default());
        let mut pairs = Vec::new();
        for (i, j, similarity) in candidates {
            if taken_old.contains(&i) || taken_new.contains(&j) {
                continue;
            }
            let close = |rivals: Option<&Vec<(usize, f64)>>, own: usize, taken: &Set<usize>| {
                rivals.into_iter().flatten().any(|(at, s)| *at != own && !taken.contains(at) && *s > similarity - 0.05)
            };
            if !close(rivals_old.get(&i), j, &taken_new) && !close(rivals_new.get(&j), i, &taken_old) {
                taken_old.insert(i);
                taken_new.insert(j);
                pairs.push(Pair::one(i, j, similarity));
            }
        }
        pairs
    }

    /// What each pair of a gap shares, by way of the words, row by row.
    fn shared(&self, olds: &[usize], news: &[usize]) -> Vec<u64> {
        if olds.len() * news.len() <= FEW {
            let each = |i: &usize| news.iter().map(|j| self.overlap(self.old.bag(*i), self.new.bag(*j))).collect();
            return olds.iter().flat_map::<Vec<u64>, _>(each).collect();
        }
        let mut words: Vec<(u32, usize, u32)> = Vec::new();
        for (j, at) in news.iter().enumerate() {
            words.extend(self.new.bag(*at).items.iter().map(|(key, n)| (*key, j, *n)));
        }
        words.sort_unstable();
        let mut by_word: Table<u32, &[(u32, usize, u32)]> = Table::default();
        by_word.extend(words.chunk_by(|a, b| a.0 == b.0).filter_map(|of| Some((of.first()?.0, of))));
        let mut shared = vec![0; olds.len() * news.len()];
        for (row, at) in shared.chunks_mut(news.len()).zip(olds) {
            for (key, n) in &self.old.bag(*at).items {
                let weight = self.keys.weight(*key);
                for (_, j, m) in by_word.get(key).copied().unwrap_or_default() {
                    if let Some(cell) = row.get_mut(*j) {
                        *cell += weight * u64::from(*n.min(m));
                    }
                }
            }
        }
        shared
    }
}
