//! Where the sentences of a block end, among what a reader sees and in the text.

use std::{collections::HashMap, ops::Range};

use super::definitions;
use crate::domain::{
    block::{self, Block, Kind},
    context::visible::{Source, Visible, visible},
    part::{Part, Texts},
    sentence,
};

/// The sentences of a revision where only a few of them are asked for: what
/// [`Reading::sentence_range`](super::Reading::sentence_range) would answer, without reading all of the text.
#[derive(Debug)]
pub struct Sentences {
    language: String,
    parts: Vec<Unread>,
}

/// A part of which nothing is known but where its blocks lie.
#[derive(Debug)]
struct Unread {
    part: Part,
    chars: Vec<char>,
    blocks: Vec<Block>,
    targets: HashMap<String, String>,
}

impl Sentences {
    /// Finds the blocks of all parts. `language` is the article's BCP 47 tag, empty when nobody said.
    pub fn of(texts: &Texts, language: &str) -> Self {
        let parts = texts.iter().map(|(part, text)| {
            let chars: Vec<char> = text.chars().collect();
            let blocks = blocks_of(part, &chars);
            Unread { part: part.clone(), targets: definitions(&chars, &blocks), blocks, chars }
        });
        Self { language: language.to_owned(), parts: parts.collect() }
    }

    /// The range of the sentences that a range of characters touches; `None`
    /// if it is empty, outside the text, or holds nothing of any sentence.
    pub fn range(&self, part: &Part, chars: &Range<usize>) -> Option<Range<usize>> {
        let text = self.parts.iter().find(|text| text.part == *part)?;
        if chars.start >= chars.end || chars.end > text.chars.len() {
            return None;
        }
        let near = text.blocks.iter().filter(|block| {
            let span = span(block);
            span.start < chars.end && chars.start < span.end
        });
        let mut touched = near
            .flat_map(|block| {
                let source = source_of(block, &text.chars);
                let seen = seen_of(block, &source, &text.targets);
                split(block, &seen, &source, &self.language)
            })
            .map(|sentence| sentence.range)
            .filter(|range| range.start < chars.end && chars.start < range.end);
        let first = touched.next()?;
        Some(first.start..touched.next_back().unwrap_or(first).end)
    }
}

/// Where the blocks of a part lie.
pub(super) fn blocks_of(part: &Part, chars: &[char]) -> Vec<Block> {
    if matches!(part, Part::Headline | Part::Byline | Part::Dateline) {
        return block::plain(chars);
    }
    let mut blocks = block::parse(chars);
    // What is shown as code, or to nobody, is no heading.
    let shows =
        |tag: &[char]| chars.windows(tag.len()).any(|w| w.iter().map(char::to_ascii_lowercase).eq(tag.iter().copied()));
    if !shows(&['<', 'h'])
        || shows(&['<', 'p', 'r', 'e'])
        || shows(&['<', 'c', 'o', 'd', 'e'])
        || shows(&['<', '!', '-'])
    {
        return blocks;
    }
    for block in blocks.iter_mut().filter(|b| b.kind == Kind::Paragraph) {
        if let [line] = block.lines.as_mut_slice()
            && let Some((level, inner)) = tagged_heading(chars, line)
        {
            (block.kind, *line) = (Kind::Heading(level), inner);
        }
    }
    blocks
}

/// A line that is a heading by tags from end to end, `<h3>…</h3>`: its level, and where its words are.
fn tagged_heading(chars: &[char], line: &Range<usize>) -> Option<(u8, Range<usize>)> {
    let text = chars.get(line.clone())?;
    let indent = chars.get(..line.start)?.iter().rev().take_while(|c| matches!(c, ' ' | '\t')).count();
    if indent > 3 {
        return None;
    }
    let ['<', 'h' | 'H', level @ '1'..='6', '>' | ' ', ..] = text else { return None };
    let open = text.iter().position(|c| *c == '>')? + 1;
    let close = text.len().checked_sub(5).filter(|close| open <= *close)?;
    let end: String = text.get(close..)?.iter().flat_map(|c| c.to_lowercase()).collect();
    let inner = text.get(open..close)?;
    let alone = !inner.windows(2).any(|pair| matches!(pair, ['<' | '/', 'h' | 'H']));
    // A tag that may hide its words, strike them out or turn them stays as it is written.
    let tag: String = text.get(3..open - 1)?.iter().collect();
    let plain = tag.is_empty() || (tag.starts_with(" id=") && tag.split_whitespace().count() == 1);
    let number = u8::try_from(level.to_digit(10)?).ok()?;
    (end == format!("</h{level}>") && alone && plain).then(|| (number, line.start + open..line.start + close))
}

/// All that a block is made of, marks and indentation of its lines included.
pub(super) fn span(block: &Block) -> Range<usize> {
    let start = block.lines.iter().map(|l| l.start).min().map_or(block.whole.start, |s| s.min(block.whole.start));
    let end = block.lines.iter().map(|l| l.end).max().map_or(block.whole.end, |e| e.max(block.whole.end));
    start..end
}

/// What stands in a block's lines.
pub(super) fn source_of(block: &Block, chars: &[char]) -> Source {
    match (block.kind, block.lines.first()) {
        (Kind::Row | Kind::TableHeader, Some(line)) => Source::row(chars, line),
        _ => Source::of(chars, &block.lines),
    }
}

/// What a reader sees of a block; `targets` are the text's definitions of links.
pub(super) fn seen_of(block: &Block, source: &Source, targets: &HashMap<String, String>) -> Visible {
    if is_literal(block.kind) {
        Visible { chars: source.chars.clone(), at: source.at.clone(), ..Visible::default() }
    } else {
        visible(source, targets)
    }
}

/// Whether what is written in such a block is what a reader sees.
pub(super) const fn is_literal(kind: Kind) -> bool {
    matches!(kind, Kind::Code | Kind::Definition | Kind::TableRule | Kind::Rule)
}

/// A sentence of a block.
pub(super) struct Piece {
    /// Its characters among the block's visible ones.
    pub(super) seen: Range<usize>,
    /// Its characters in the text.
    pub(super) range: Range<usize>,
    /// Whether it has a colon.
    pub(super) colon: bool,
}

/// Finds the sentences of one block, in its visible characters and in the text.
pub(super) fn split(block: &Block, shown: &Visible, source: &Source, language: &str) -> Vec<Piece> {
    let text: String = shown.chars.iter().collect();
    let pieces = if is_one_sentence(block.kind) || text.is_empty() {
        std::iter::once(0..text.len()).collect()
    } else {
        let pieces = sentences_of(&text, language);
        part_run_together(pieces, &text, (&shown.chars, &shown.at), (&source.chars, &source.at))
    };
    let limit = block.lines.last().map_or(block.whole.end, |line| line.end);
    let begin = block.lines.first().map_or(block.whole.start, |line| line.start);
    let mut seen_at = 0;
    let mut source_at = begin;
    let count = pieces.len();
    let mut emphasis = Emphasis::default();
    let mut found = Vec::with_capacity(count);
    for (n, piece) in pieces.into_iter().enumerate() {
        let seen = seen_at..seen_at + text.get(piece).unwrap_or_default().chars().count();
        seen_at = seen.end;
        let chars = shown.chars.get(seen.clone()).unwrap_or_default();
        // Source marks between two sentences belong to the one whose words they touch.
        let end = if n + 1 == count {
            limit
        } else {
            let next = shown.at.get(seen.end).copied().unwrap_or(limit);
            let last = chars.iter().rposition(|c| !c.is_whitespace()).and_then(|i| shown.at.get(seen.start + i));
            let from = source.at.partition_point(|p| *p < last.map_or(next, |last| last + 1));
            let to = source.at.partition_point(|p| *p < next);
            let marks = source.chars.get(from..to).unwrap_or_default();
            let space = marks.iter().position(|c| c.is_whitespace());
            // With no space between, opening marks belong to what they open.
            let opening = if space.is_none() { emphasis.opening(shown, source, from, marks) } else { None };
            let border = space.or(opening).and_then(|i| source.at.get(from + i).copied());
            border.unwrap_or(next).clamp(source_at, limit)
        };
        let behind = source.at.partition_point(|p| *p < source_at);
        let mut rest =
            source.at.get(behind..).unwrap_or_default().iter().zip(source.chars.get(behind..).unwrap_or_default());
        let start = rest
            .find(|(place, c)| !c.is_whitespace() && **place >= source_at)
            .map_or(source_at, |(place, _)| (*place).min(end));
        source_at = end.max(start);
        let colon = chars.iter().any(|c| matches!(c, ':' | '：'));
        found.push(Piece { seen, range: start..end.max(start), colon });
    }
    found
}

/// The sentences of a text, each with the marks of notes that stand right behind its
/// stop: `He left.† She stayed.`, `He left.<sup>1</sup> She stayed.`
pub(super) fn sentences_of(text: &str, language: &str) -> Vec<Range<usize>> {
    let marks = marks_behind_stops(text);
    if marks.is_empty() {
        return sentence::split(text, language);
    }
    // As white space of the same length they belong to the sentence before.
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for mark in marks {
        masked.push_str(text.get(from..mark.start).unwrap_or_default());
        masked.extend(std::iter::repeat_n(' ', mark.len()));
        from = mark.end;
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    sentence::split(&masked, language)
}

/// The bytes of marks of notes that stand behind the stop of a sentence, and before a space.
fn marks_behind_stops(text: &str) -> Vec<Range<usize>> {
    const SIGNS: [char; 4] = ['†', '‡', '§', '*'];
    let mut found = Vec::new();
    for (at, _) in text.match_indices(['†', '‡', '§', '*', '(', '<']) {
        let (before, rest) = text.split_at(at);
        if !before.ends_with(['.', '!', '?', '…', '"', '”', '»']) {
            continue;
        }
        let len = match rest.chars().next() {
            Some('<') => rest.strip_prefix("<sup>").and_then(|inner| inner.find("</sup>")).map(|len| len + 11),
            Some('(') => rest.find(')').map(|len| len + 1),
            _ => Some(rest.len() - rest.trim_start_matches(SIGNS).len()),
        };
        let Some(inner) = len.and_then(|len| rest.get(..len)).filter(|mark| mark.len() <= LONGEST_MARK) else {
            continue;
        };
        let counts = !rest.starts_with('(') || inner.trim_matches(['(', ')']).chars().all(|c| c.is_ascii_digit());
        if counts && rest.get(inner.len()..).is_none_or(|rest| rest.starts_with(char::is_whitespace)) {
            found.push(at..at + inner.len());
        }
    }
    found
}

/// The most bytes of a note's mark, its tags among them.
const LONGEST_MARK: usize = 24;

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
    fn opening(&mut self, shown: &Visible, source: &Source, from: usize, marks: &[char]) -> Option<usize> {
        let first = marks.iter().position(|c| matches!(c, '*' | '_' | '['))?;
        if marks.get(first) == Some(&'[') {
            return Some(first);
        }
        let passed = source.chars.get(self.until..from + first).unwrap_or_default();
        for (i, _) in passed.iter().enumerate().filter(|(_, c)| matches!(c, '*' | '_')) {
            let dropped = source.at.get(self.until + i).is_some_and(|at| shown.at.binary_search(at).is_err());
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
