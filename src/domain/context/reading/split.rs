//! Where the sentences of a block end, among what a reader sees and in the text.

use std::{cell::RefCell, ops::Range};

use super::{BlockReading, PartReading, SentenceReading};
use crate::domain::{
    block::Kind,
    part::{Part, Texts},
    sentence,
};

/// The sentences of a revision where only a few of them are asked for: what
/// [`Reading::sentence_range`](super::Reading::sentence_range) would answer, without cutting all of the text.
#[derive(Debug)]
pub struct Sentences {
    language: String,
    parts: RefCell<Vec<PartReading>>,
}

impl Sentences {
    /// Finds the blocks of all parts. `language` is the article's BCP 47 tag, empty when nobody said.
    pub fn of(texts: &Texts, language: &str) -> Self {
        let parts = texts.iter().map(|(part, text)| PartReading::blocks_of(part, text)).collect();
        Self { language: language.to_owned(), parts: RefCell::new(parts) }
    }

    /// The range of the sentences that a range of characters touches; `None`
    /// if it is empty, outside the text, or holds nothing of any sentence.
    pub fn range(&self, part: &Part, chars: &Range<usize>) -> Option<Range<usize>> {
        let mut parts = self.parts.borrow_mut();
        let read = parts.iter_mut().find(|read| read.part == *part)?;
        let near = |read: &PartReading, at: usize| {
            let block = &read.blocks.get(at)?.block;
            let (first, last) = (block.lines.first(), block.lines.last());
            let start = first.map_or(block.whole.start, |line| line.start.min(block.whole.start));
            let end = last.map_or(block.whole.end, |line| line.end.max(block.whole.end));
            Some(start < chars.end && chars.start < end)
        };
        read.sentences.clear();
        read.ranges.clear();
        for at in 0..read.blocks.len() {
            if near(read, at).unwrap_or_default() {
                read.split(at, &self.language);
            }
        }
        read.sentence_range(chars)
    }
}

impl PartReading {
    /// Finds the sentences of one block, in its visible characters and in the text.
    pub(super) fn split(&mut self, at: usize, language: &str) {
        let first = self.sentences.len();
        let Some(block) = self.blocks.get_mut(at) else { return };
        let text: String = block.seen.chars.iter().collect();
        let pieces = if is_one_sentence(block.block.kind) || text.is_empty() {
            std::iter::once(0..text.len()).collect()
        } else {
            let seen = (block.seen.chars.as_slice(), block.seen.at.as_slice());
            let source = (block.source.as_slice(), block.source_at.as_slice());
            part_run_together(sentence::split(&text, language), &text, seen, source)
        };
        let limit = block.block.lines.last().map_or(block.block.whole.end, |line| line.end);
        let begin = block.block.lines.first().map_or(block.block.whole.start, |line| line.start);
        let mut seen_at = 0;
        let mut source_at = begin;
        let count = pieces.len();
        let mut emphasis = Emphasis::default();
        for (n, piece) in pieces.into_iter().enumerate() {
            let seen = seen_at..seen_at + text.get(piece).unwrap_or_default().chars().count();
            seen_at = seen.end;
            // Source marks between two sentences belong to the one whose words they touch.
            let end = if n + 1 == count {
                limit
            } else {
                let next = block.seen.at.get(seen.end).copied().unwrap_or(limit);
                let trailing = block
                    .seen
                    .chars
                    .get(seen.clone())
                    .and_then(|chars| chars.iter().rposition(|c| !c.is_whitespace()))
                    .and_then(|i| block.seen.at.get(seen.start + i))
                    .map_or(next, |last| last + 1);
                let from = block.source_at.partition_point(|p| *p < trailing);
                let to = block.source_at.partition_point(|p| *p < next);
                let marks = block.source.get(from..to).unwrap_or_default();
                let space = marks.iter().position(|c| c.is_whitespace());
                // With no space between, opening marks belong to what they open.
                let opening = if space.is_none() { emphasis.opening(block, from, marks) } else { None };
                let border = space.or(opening).and_then(|i| block.source_at.get(from + i).copied());
                border.unwrap_or(next).clamp(source_at, limit)
            };
            let colon =
                block.seen.chars.get(seen.clone()).is_some_and(|seen| seen.iter().any(|c| matches!(c, ':' | '：')));
            self.sentences.push(SentenceReading { block: at, seen, colon });
            let start = block
                .source_at
                .get(block.source_at.partition_point(|p| *p < source_at)..)
                .unwrap_or_default()
                .iter()
                .zip(block.source.get(block.source_at.partition_point(|p| *p < source_at)..).unwrap_or_default())
                .find(|(place, c)| !c.is_whitespace() && **place >= source_at)
                .map_or(source_at, |(place, _)| (*place).min(end));
            self.ranges.push(start..end.max(start));
            source_at = end.max(start);
        }
        block.sentences = first..self.sentences.len();
    }
}

/// Whether a block is one sentence whatever stands in it.
pub(super) const fn is_one_sentence(kind: Kind) -> bool {
    matches!(kind, Kind::Row | Kind::TableHeader | Kind::TableRule | Kind::Definition | Kind::Rule)
}

/// The marks of emphasis that a block has up to a place, counted along the way.
#[derive(Default)]
struct Emphasis {
    until: usize,
    count: usize,
}

impl Emphasis {
    /// Where among the marks between two sentences the first stands that opens
    /// something: a link, or emphasis when none is open.
    fn opening(&mut self, block: &BlockReading, from: usize, marks: &[char]) -> Option<usize> {
        let first = marks.iter().position(|c| matches!(c, '*' | '_' | '['))?;
        if marks.get(first) == Some(&'[') {
            return Some(first);
        }
        let passed = block.source.get(self.until..from + first).unwrap_or_default();
        for (i, _) in passed.iter().enumerate().filter(|(_, c)| matches!(c, '*' | '_')) {
            let dropped =
                block.source_at.get(self.until + i).is_some_and(|at| block.seen.at.binary_search(at).is_err());
            self.count += usize::from(dropped);
        }
        self.until = self.until.max(from + first);
        self.count.is_multiple_of(2).then_some(first)
    }
}

/// Sentences that run together where markup stands in place of the space:
/// `by then._Anna Berg is an editor._`. A stop behind a word, and a capital
/// letter behind the mark, part them; an abbreviation's stop doesn't.
/// `seen` and `source` are the block's characters, each with their places.
pub(super) fn part_run_together(
    pieces: Vec<Range<usize>>,
    text: &str,
    seen: (&[char], &[usize]),
    source: (&[char], &[usize]),
) -> Vec<Range<usize>> {
    const SHORT: [&str; 36] = [
        "approx", "etc", "incl", "est", "vol", "fig", "cf", "vs", "bzw", "usw", "inc", "ltd", "corp", "dept", "prof",
        "gen", "sen", "gov", "capt", "col", "sgt", "rep", "rev", "hon", "adm", "maj", "pres", "mrs", "mme", "messrs",
        "supt", "insp", "nos", "art", "sec", "ave",
    ];
    let (chars, at) = seen;
    // Nothing stands between the characters that a reader sees.
    if at.windows(2).all(|pair| matches!(pair, [a, b] if *b == a + 1)) {
        return pieces;
    }
    let parted = |i: usize| -> bool {
        let (Some(next), Some(before), Some(here)) = (chars.get(i), i.checked_sub(1), at.get(i)) else { return false };
        let Some(last) = at.get(before) else { return false };
        if !next.is_uppercase() || *here == last + 1 {
            return false;
        }
        let from = source.1.partition_point(|p| *p <= *last);
        let to = source.1.partition_point(|p| *p < *here);
        let between = source.0.get(from..to).unwrap_or_default();
        if !between.iter().any(|c| matches!(c, '*' | '_' | '[' | '>')) || between.contains(&'&') {
            return false;
        }
        let head = chars.get(..i).unwrap_or_default();
        let closing = head.iter().rev().take_while(|c| matches!(c, '”' | '’' | '"' | ')' | ']' | '»')).count();
        let Some((stop, words)) = head.get(..i - closing).and_then(<[char]>::split_last) else { return false };
        // Inside an address nothing ends.
        let run: Vec<char> = words.iter().rev().take_while(|c| !c.is_whitespace()).take(200).copied().collect();
        if run.contains(&'@') || run.windows(3).any(|w| matches!(w, ['/', '/', ':'])) {
            return false;
        }
        if matches!(stop, '!' | '?' | '…') {
            return true;
        }
        let word: Vec<char> = words.iter().rev().take_while(|c| c.is_alphanumeric() || **c == '.').copied().collect();
        let spelt: String = word.iter().rev().flat_map(|c| c.to_lowercase()).collect();
        // `Node.*Js*` is one name; `in May._Anna writes._` are two sentences.
        let is_short_name = word.len() <= 4 && word.last().is_some_and(|c| c.is_uppercase());
        let after = source.0.get(to..).unwrap_or_default();
        let runs_on = after.iter().find(|c| !c.is_alphanumeric()).is_some_and(|c| c.is_whitespace());
        *stop == '.'
            && word.first().is_some_and(|c| c.is_lowercase() || c.is_numeric())
            && word.len() >= 3
            && !word.contains(&'.')
            && (!is_short_name || runs_on)
            && !SHORT.contains(&spelt.as_str())
            || (*stop == '.' && word.is_empty() && words.last().is_some_and(|c| matches!(c, ')' | '”' | '"' | '%')))
    };
    let places: Vec<usize> = text.char_indices().enumerate().filter(|(i, _)| parted(*i)).map(|(_, (b, _))| b).collect();
    if places.is_empty() {
        return pieces;
    }
    let mut out = Vec::with_capacity(pieces.len() + places.len());
    for piece in pieces {
        let mut start = piece.start;
        for place in places.iter().filter(|p| piece.start < **p && **p < piece.end) {
            out.push(start..*place);
            start = *place;
        }
        out.push(start..piece.end);
    }
    out
}
