//! Which paragraphs of the old text became which of the new.
//!
//! Equal paragraphs in the same order are held fast; equal ones that stand
//! elsewhere are moves; what is left between is paired by the words that it
//! shares, weighted by rarity, one to one or one to several; last come moves of
//! paragraphs that were also edited. Among duplicates nothing is guessed.

use std::collections::HashSet;
use std::ops::Range;

use super::align::{Run, align, heaviest_chain};
use super::hash::{Set, Table};
use super::text::{paragraphs, slice};
use super::token::{Keys, Token, tokens};
use super::weigh::{Bag, Weigher};
use super::{Span, markup};

/// Below so many letters and digits a paragraph by itself is no landmark: it
/// may be a byline, a rule or a heading that occurs anywhere.
pub(super) const LANDMARK: usize = 20;
/// A gap of up to so many pairs is weighed as a whole, short equal paragraphs included.
const WHOLE: usize = 2_500;

/// One text, cut up.
pub(super) struct Side<'t> {
    /// The text.
    pub(super) text: &'t str,
    /// Its paragraphs.
    pub(super) paragraphs: Vec<Span>,
    labels: HashSet<&'t str>,
    tokens: Vec<Vec<Token>>,
    bags: Vec<Bag>,
}

impl<'t> Side<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let paragraphs = paragraphs(text);
        Self { text, labels: markup::definitions(text), paragraphs, tokens: Vec::new(), bags: Vec::new() }
    }

    /// A paragraph's text.
    pub(super) fn words(&self, at: usize) -> &'t str {
        self.paragraphs.get(at).map_or("", |p| slice(self.text, p.bytes.clone()))
    }

    /// Takes the tokens of some paragraphs, in order.
    pub(super) fn tokens(&mut self, range: &Range<usize>, keys: &mut Keys<'t>) -> Vec<Token> {
        let mut found = Vec::new();
        for at in range.clone() {
            self.paragraph_tokens(at, keys);
            let own = self.tokens.get_mut(at).map(std::mem::take).unwrap_or_default();
            if found.is_empty() { found = own } else { found.extend(own) }
        }
        found
    }

    fn paragraph_tokens(&mut self, at: usize, keys: &mut Keys<'t>) -> &[Token] {
        let Some(paragraph) = self.paragraphs.get(at) else { return &[] };
        if self.tokens.is_empty() {
            self.tokens.resize(self.paragraphs.len(), Vec::new());
        }
        let Some(kept) = self.tokens.get_mut(at) else { return &[] };
        if kept.is_empty() {
            *kept = tokens(self.text, &paragraph.bytes, &self.labels, keys);
        }
        kept
    }

    fn fill_bag(&mut self, at: usize, keys: &mut Keys<'t>) {
        let mut found: Vec<u32> = self.paragraph_tokens(at, keys).iter().map(|t| t.key).collect();
        found.sort_unstable();
        let items: Vec<(u32, u32)> =
            found.chunk_by(|a, b| a == b).filter_map(|c| Some((*c.first()?, u32::try_from(c.len()).ok()?))).collect();
        keys.count(items.iter().map(|i| i.0));
        if self.bags.is_empty() {
            self.bags.resize(self.paragraphs.len(), Bag::default());
        }
        if let Some(bag) = self.bags.get_mut(at) {
            bag.items = items;
        }
    }

    fn weigh_bag(&mut self, at: usize, keys: &Keys<'_>) {
        if let Some(bag) = self.bags.get_mut(at) {
            bag.weight = bag.items.iter().map(|(key, n)| keys.weight(*key) * u64::from(*n)).sum();
        }
    }

    /// A paragraph's words; none before they were asked for.
    pub(super) fn bag(&self, at: usize) -> &Bag {
        static EMPTY: Bag = Bag { items: Vec::new(), weight: 0 };
        self.bags.get(at).unwrap_or(&EMPTY)
    }

    /// The words of several paragraphs.
    pub(super) fn bags(&self, range: &Range<usize>) -> Bag {
        let mut items: Vec<(u32, u32)> = range.clone().flat_map(|at| self.bag(at).items.iter().copied()).collect();
        items.sort_unstable();
        let items = items
            .chunk_by(|a, b| a.0 == b.0)
            .filter_map(|c| Some((c.first()?.0, c.iter().map(|i| i.1).sum())))
            .collect();
        Bag { items, weight: range.clone().map(|at| self.bag(at).weight).sum() }
    }
}

/// Paragraphs that belong together.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
    /// How much of the words they share, 0 to 1.
    pub(super) similarity: f64,
    /// Whether it stands elsewhere than it did.
    pub(super) moved: bool,
}

impl Pair {
    pub(super) fn one(old: usize, new: usize, similarity: f64) -> Self {
        Self { old: old..old + 1, new: new..new + 1, similarity, moved: false }
    }
}

/// The pairs of two texts, by old place, and which paragraphs of either side
/// are without a partner only because the search for one was given up.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    pub(super) paired: Vec<Pair>,
    pub(super) given_up_old: Set<usize>,
    pub(super) given_up_new: Set<usize>,
}

/// Pairs the paragraphs of two texts.
pub(super) fn pair<'t>(old: &mut Side<'t>, new: &mut Side<'t>, keys: &mut Keys<'t>) -> Pairs {
    let (old_ids, new_ids) = ids(old, new);
    let (runs, _) = align(&old_ids, &new_ids);
    let (runs, gaps) = gaps(&runs, old, new);
    let mut found = Pairs::default();
    for run in runs {
        found.paired.extend((0..run.len).map(|i| Pair::one(run.old + i, run.new + i, 1.0)));
    }

    let mut olds: Vec<usize> = gaps.iter().flat_map(|g| g.0.clone()).collect();
    let mut news: Vec<usize> = gaps.iter().flat_map(|g| g.1.clone()).collect();
    let moves = exact_moves(&olds, &news, &old_ids, &new_ids, old);
    let mut taken_old: Set<usize> = moves.iter().map(|m| m.0).collect();
    let mut taken_new: Set<usize> = moves.iter().map(|m| m.1).collect();
    found.paired.extend(moves.into_iter().map(|(i, j)| Pair::one(i, j, 1.0)));
    olds.retain(|i| !taken_old.contains(i));
    news.retain(|j| !taken_new.contains(j));
    if !olds.is_empty() && !news.is_empty() {
        for at in &olds {
            old.fill_bag(*at, keys);
        }
        for at in &news {
            new.fill_bag(*at, keys);
        }
        for at in &olds {
            old.weigh_bag(*at, keys);
        }
        for at in &news {
            new.weigh_bag(*at, keys);
        }
        let weigher = Weigher { old: &*old, new: &*new, keys: &*keys };
        let held = found.paired.len();
        for (a, b) in gaps {
            let a = a.filter(|i| !taken_old.contains(i)).collect();
            let b = b.filter(|j| !taken_new.contains(j)).collect();
            weigher.gap(a, b, &mut found);
        }
        for pair in found.paired.iter().skip(held) {
            taken_old.extend(pair.old.clone());
            taken_new.extend(pair.new.clone());
        }
        olds.retain(|i| !taken_old.contains(i));
        news.retain(|j| !taken_new.contains(j));
        found.paired.extend(weigher.moves(&olds, &news));
    }
    (old.bags, new.bags) = (Vec::new(), Vec::new());
    mark_moves(&mut found.paired, old, new, &old_ids, &new_ids);
    found
}

/// A number for each paragraph: the same for the same words, white space around them apart.
fn ids(old: &Side, new: &Side) -> (Vec<u32>, Vec<u32>) {
    let mut known: Table<&str, u32> = Table::default();
    let mut id = |words| {
        let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
        *known.entry(words).or_insert(next)
    };
    let olds = (0..old.paragraphs.len()).map(|at| id(old.words(at).trim())).collect();
    let news = (0..new.paragraphs.len()).map(|at| id(new.words(at).trim())).collect();
    (olds, news)
}

type Gap = (Range<usize>, Range<usize>);

/// The runs to hold fast, and the gaps between them. A short run between two
/// gaps (a rule of asterisks, a heading that recurs) is no landmark: it joins
/// them, so that paragraphs may be paired across it.
fn gaps(runs: &[Run], old: &Side, new: &Side) -> (Vec<Run>, Vec<Gap>) {
    let mut held: Vec<Run> = Vec::new();
    let mut gaps: Vec<Gap> = Vec::new();
    let (mut at_old, mut at_new) = (0, 0);
    let ends = [Run { old: old.paragraphs.len(), new: new.paragraphs.len(), len: 0 }];
    for (i, run) in runs.iter().chain(&ends).enumerate() {
        let mut gap = (at_old..run.old, at_new..run.new);
        let before = i.checked_sub(1).and_then(|i| runs.get(i));
        if let (Some(before), Some(last)) = (before, gaps.last())
            && last.0.end == before.old
            && last.1.end == before.new
            && held.last() == Some(before)
            && !(gap.0.is_empty() && gap.1.is_empty())
            && (gap.0.end - last.0.start).saturating_mul(gap.1.end - last.1.start) <= WHOLE
            && (before.old..before.old_end()).map(|at| letters(old.words(at))).sum::<usize>() < LANDMARK
        {
            gap = (last.0.start..gap.0.end, last.1.start..gap.1.end);
            held.pop();
            gaps.pop();
        }
        if !(gap.0.is_empty() && gap.1.is_empty()) {
            gaps.push(gap);
        }
        (at_old, at_new) = (run.old_end(), run.new_end());
        if run.len > 0 {
            held.push(*run);
        }
    }
    (held, gaps)
}

/// How many letters and digits there are, counted up to [`LANDMARK`].
pub(super) fn letters(words: &str) -> usize {
    words.chars().filter(|c| c.is_alphanumeric()).take(LANDMARK).count()
}

/// Paragraphs that are there once on each side among those left over.
fn exact_moves(olds: &[usize], news: &[usize], old_ids: &[u32], new_ids: &[u32], old: &Side) -> Vec<(usize, usize)> {
    // How often each is there on either side, and where.
    let mut seen: Table<u32, ([u32; 2], [usize; 2])> = Table::default();
    for (at, id) in olds.iter().filter_map(|at| Some((*at, *old_ids.get(*at)?))) {
        let seen = seen.entry(id).or_default();
        (seen.0[0], seen.1[0]) = (seen.0[0] + 1, at);
    }
    for (at, id) in news.iter().filter_map(|at| Some((*at, *new_ids.get(*at)?))) {
        if let Some(seen) = seen.get_mut(&id) {
            (seen.0[1], seen.1[1]) = (seen.0[1] + 1, at);
        }
    }
    let unique = seen.into_values().filter(|s| s.0 == [1, 1] && letters(old.words(s.1[0])) >= LANDMARK);
    let mut moves: Vec<(usize, usize)> = unique.map(|s| (s.1[0], s.1[1])).collect();
    moves.sort_unstable();
    moves
}

/// Says which pairs stand elsewhere: all that do not belong to the heaviest
/// set in one order, so that of two that changed places the shorter moved.
///
/// A short paragraph (a heading) moves only along with its neighbour: one that
/// was left over joins it, one that is off by itself is no pair at all.
fn mark_moves(pairs: &mut Vec<Pair>, old: &Side, new: &Side, old_ids: &[u32], new_ids: &[u32]) {
    pairs.sort_by_key(|p| p.old.start);
    let length = |p: &Pair| -> u64 {
        let bytes = |side: &Side, range: &Range<usize>| -> usize { range.clone().map(|at| side.words(at).len()).sum() };
        (1 + bytes(old, &p.old) + bytes(new, &p.new)) as u64
    };
    let weighed: Vec<_> = pairs.iter().map(|p| (p.old.start, p.new.start, length(p))).collect();
    for (pair, kept) in pairs.iter_mut().zip(heaviest_chain(&weighed)) {
        pair.moved = !kept;
    }
    let mut taken_old: Set<usize> = pairs.iter().flat_map(|p| p.old.clone()).collect();
    let mut taken_new: Set<usize> = pairs.iter().flat_map(|p| p.new.clone()).collect();
    let mut joined = Vec::new();
    for pair in pairs.iter().filter(|p| p.moved) {
        let mut try_join = |i: usize, j: usize| {
            let same = old_ids.get(i).is_some() && old_ids.get(i) == new_ids.get(j);
            let free = !taken_old.contains(&i) && !taken_new.contains(&j);
            if same && free {
                taken_old.insert(i);
                taken_new.insert(j);
                joined.push(Pair { moved: true, ..Pair::one(i, j, 1.0) });
            }
            same && free
        };
        let (mut i, mut j) = (pair.old.start, pair.new.start);
        while i > 0 && j > 0 && try_join(i - 1, j - 1) {
            (i, j) = (i - 1, j - 1);
        }
        let (mut i, mut j) = (pair.old.end, pair.new.end);
        while try_join(i, j) {
            (i, j) = (i + 1, j + 1);
        }
    }
    pairs.extend(joined);
    let anchored: Set<(usize, usize)> = pairs
        .iter()
        .filter(|p| p.moved && p.old.clone().map(|at| letters(old.words(at))).sum::<usize>() >= LANDMARK)
        .flat_map(|p| [Some((p.old.end, p.new.end)), p.old.start.checked_sub(1).zip(p.new.start.checked_sub(1))])
        .flatten()
        .collect();
    pairs.retain(|p| {
        !p.moved
            || p.old.clone().map(|at| letters(old.words(at))).sum::<usize>() >= LANDMARK
            || anchored.contains(&(p.old.start, p.new.start))
    });
    pairs.sort_by_key(|p| p.old.start);
}
