//! From an alignment to what an editor would have marked by hand.
//!
//! Three steps, none of which ever hides a change: a sentence of which little
//! is left is shown as replaced whole; a few weak words between two changes
//! join them; an insertion or deletion that could lie in several places goes to
//! where a sentence, a clause or at least a word begins.

use super::align::Run;
use super::text::slice;
use super::token::{Keys, Kind, Token};
use super::words::Words;

/// A sentence that keeps less of its weight than this, in per cent, is replaced.
const KEPT: u64 = 30;
/// So many equal words at most join the changes around them.
const ISLAND: usize = 3;
/// An insertion slides so many tokens at most.
const SLIDE: usize = 256;

/// Cleans up the equal runs of two paragraphs.
pub(super) fn clean(runs: &[Run], old: &Words, new: &Words, keys: &Keys) -> Vec<Run> {
    let (in_old, in_new) = (sentences(old), sentences(new));
    let runs = replace_sentences(runs, old, new, &in_old, &in_new, keys);
    let runs = join_islands(runs, old, new, keys);
    slide(runs, old, new, &in_old, &in_new)
}

/// The number of the sentence in which each token stands.
///
/// A rough cut by the marks that end sentences: it decides where a change is
/// drawn, never what a change is.
fn sentences(words: &Words) -> Vec<u32> {
    let mut number = 0;
    let mut ended = false;
    let mut end = words.span.bytes.start;
    let mut found = Vec::with_capacity(words.tokens.len());
    for token in &words.tokens {
        let text = slice(words.text, token.bytes());
        let spaced = token.start > end;
        let parted = || slice(words.text, end..token.start).matches('\n').count() > 1;
        if (ended && spaced && !text.starts_with(char::is_lowercase)) || (token.start > end + 1 && parted()) {
            number += 1;
            ended = false;
        }
        found.push(number);
        if token.kind == Kind::Mark {
            ended = matches!(text, "." | "!" | "?" | "…" | "..." | "。" | "！" | "？" | "؟" | "।")
                || (ended && text.chars().all(|c| matches!(c, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '“')));
        } else if token.kind != Kind::Markup {
            ended = false;
        }
        end = token.end;
    }
    found
}

fn weight(tokens: &[Token], keys: &Keys) -> u64 {
    tokens.iter().map(|t| keys.weight(t.key)).sum()
}

fn at<T: Copy + Default>(items: &[T], i: usize) -> T {
    items.get(i).copied().unwrap_or_default()
}

/// Lets go of what is equal between two sentences that both keep little.
fn replace_sentences(runs: &[Run], old: &Words, new: &Words, in_old: &[u32], in_new: &[u32], keys: &Keys) -> Vec<Run> {
    let tally = |words: &Words, sentence: &[u32]| {
        let mut all = vec![0_u64; sentence.last().map_or(0, |n| *n as usize + 1)];
        for (token, n) in words.tokens.iter().zip(sentence) {
            if let Some(all) = all.get_mut(*n as usize) {
                *all += keys.weight(token.key);
            }
        }
        all
    };
    let (all_old, all_new) = (tally(old, in_old), tally(new, in_new));
    let (mut kept_old, mut kept_new) = (vec![0_u64; all_old.len()], vec![0_u64; all_new.len()]);
    for run in runs {
        let tokens = old.tokens.get(run.old..run.old_end()).unwrap_or_default();
        for (k, token) in tokens.iter().enumerate() {
            let own = keys.weight(token.key);
            if let Some(kept) = kept_old.get_mut(at(in_old, run.old + k) as usize) {
                *kept += own;
            }
            if let Some(kept) = kept_new.get_mut(at(in_new, run.new + k) as usize) {
                *kept += own;
            }
        }
    }
    let poor = |kept: Vec<u64>, all: Vec<u64>| -> Vec<bool> {
        kept.iter().zip(&all).map(|(kept, all)| 100 * kept < KEPT * all).collect()
    };
    let (poor_old, poor_new) = (poor(kept_old, all_old), poor(kept_new, all_new));
    if !poor_old.contains(&true) || !poor_new.contains(&true) {
        return runs.to_vec();
    }
    let mut left: Vec<Run> = Vec::new();
    for (i, j) in runs.iter().flat_map(|r| (0..r.len).map(|k| (r.old + k, r.new + k))) {
        if at(&poor_old, at(in_old, i) as usize) && at(&poor_new, at(in_new, j) as usize) {
            continue;
        }
        match left.last_mut() {
            Some(last) if last.old_end() == i && last.new_end() == j => last.len += 1,
            _ => left.push(Run { old: i, new: j, len: 1 }),
        }
    }
    left
}

/// Joins changes that are parted by a few words that say little.
fn join_islands(mut runs: Vec<Run>, old: &Words, new: &Words, keys: &Keys) -> Vec<Run> {
    // How much a change between two runs takes with it: both sides if it has both.
    let change = |from: Option<&Run>, to: Option<&Run>| -> (u64, u64) {
        let a = from.map_or(0, Run::old_end)..to.map_or(old.tokens.len(), |r| r.old);
        let b = from.map_or(0, Run::new_end)..to.map_or(new.tokens.len(), |r| r.new);
        (weight(old.tokens.get(a).unwrap_or_default(), keys), weight(new.tokens.get(b).unwrap_or_default(), keys))
    };
    for _ in 0..3 {
        let mut kept: Vec<Run> = Vec::with_capacity(runs.len());
        for (n, run) in runs.iter().enumerate() {
            let tokens = old.tokens.get(run.old..run.old_end()).unwrap_or_default();
            let words = tokens.iter().filter(|t| matches!(t.kind, Kind::Word | Kind::Stop)).count();
            let short = words <= ISLAND && tokens.len() <= 2 * ISLAND;
            let ends = tokens.iter().any(|t| matches!(slice(old.text, t.bytes()), "." | "!" | "?" | "\"" | "“" | "”"));
            let left = change(kept.last(), Some(run));
            let right = change(Some(run), runs.get(n + 1));
            // A comma weighs little, but parts changes of a word or two well enough.
            let own = weight(tokens, keys).max(if words == 0 { 30 } else { 0 });
            // Both neighbours must replace something; else joining them would only repeat the words between.
            let heavy = |side: (u64, u64)| 2 * own <= side.0.min(side.1);
            if !(short && !ends && heavy(left) && heavy(right)) {
                kept.push(*run);
            }
        }
        if kept.len() == runs.len() {
            break;
        }
        runs = kept;
    }
    runs
}

/// Slides pure insertions and deletions to the best place.
fn slide(mut runs: Vec<Run>, old: &Words, new: &Words, in_old: &[u32], in_new: &[u32]) -> Vec<Run> {
    let mut next = 0;
    while next <= runs.len() {
        let n = next;
        next += 1;
        let before = n.checked_sub(1).and_then(|n| runs.get(n)).copied();
        let after = runs.get(n).copied();
        let olds = before.map_or(0, |r| r.old_end())..after.map_or(old.tokens.len(), |r| r.old);
        let news = before.map_or(0, |r| r.new_end())..after.map_or(new.tokens.len(), |r| r.new);
        let (words, sentence, gap) = match (olds.is_empty(), news.is_empty()) {
            (true, false) => (new, in_new, news),
            (false, true) => (old, in_old, olds),
            _ => continue,
        };
        let text = |i: usize| words.tokens.get(i).map(|t| slice(words.text, t.bytes()));
        // A run may be used up only at the edge of the paragraph: else two changes would meet.
        let room = |run: Option<Run>, edge: bool| run.map_or(0, |r| if edge { r.len } else { r.len - 1 }).min(SLIDE);
        let room_left = room(before, before.is_some_and(|r| r.old == 0 && r.new == 0));
        let ends = |r: Run| r.old_end() == old.tokens.len() && r.new_end() == new.tokens.len();
        let room_right = room(after, after.is_some_and(ends));
        let left = (0..room_left).take_while(|k| text(gap.start - 1 - k) == text(gap.end - 1 - k)).count();
        let right = (0..room_right).take_while(|k| text(gap.start + k) == text(gap.end + k)).count();
        let score = |shift: isize| {
            let edge = |at: usize| at.checked_add_signed(shift).map_or(0, |at| border(words, sentence, at));
            edge(gap.start) + edge(gap.end)
        };
        let (left, right) = (left.cast_signed(), right.cast_signed());
        // The rightmost of the best, so that what is new follows what it repeats.
        let Some(best) = (-left..=right).max_by_key(|shift| (score(*shift), *shift)) else { continue };
        if score(best) <= score(0) {
            continue;
        }
        let grow = |len: usize, by: isize| len.saturating_add_signed(by);
        // At either end of the paragraph there may be no run yet to grow.
        if let Some(run) = runs.get_mut(n) {
            run.old = grow(run.old, best);
            run.new = grow(run.new, best);
            run.len = grow(run.len, -best);
        } else {
            let (old, new) = (grow(old.tokens.len(), best), grow(new.tokens.len(), best));
            runs.push(Run { old, new, len: best.unsigned_abs() });
        }
        if let Some(run) = n.checked_sub(1).and_then(|n| runs.get_mut(n)) {
            run.len = grow(run.len, best);
        } else {
            runs.insert(0, Run { old: 0, new: 0, len: best.unsigned_abs() });
            next += 1;
        }
    }
    runs.retain(|r| r.len > 0);
    runs
}

/// How good a place the border before a token is.
fn border(words: &Words, sentence: &[u32], token: usize) -> u32 {
    let Some(before) = token.checked_sub(1).and_then(|i| words.tokens.get(i)) else { return 3 };
    let Some(after) = words.tokens.get(token) else { return 3 };
    if at(sentence, token - 1) != at(sentence, token) {
        return 3;
    }
    let clause = |t: &Token| matches!(slice(words.text, t.bytes()), "," | ";" | ":" | "—" | "–" | "(" | ")");
    let space = slice(words.text, before.end..after.start);
    if space.contains('\n') || (clause(before) && !space.is_empty()) || clause(after) {
        2
    } else {
        u32::from(!space.is_empty())
    }
}
