//! A text as the oracle reads it: blocks and sentences. What a reader sees of
//! them is `seen`.
//!
//! Plain and slow on purpose, and its own work: nothing here is shared with
//! the program's reading of a text, so that the two can disagree.

use std::collections::BTreeMap;
use std::ops::Range;

use copydesk::domain::part::Texts;

use crate::seen::{hidden, seen, spaces};

/// What kind of block a stretch of lines is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Paragraph,
    Heading(usize),
    Item,
    Row,
    Quote,
    Code,
    Definition,
}

/// A block of a text; places are in characters.
#[derive(Debug, Clone)]
pub struct Block {
    pub kind: Kind,
    /// Where its words begin, without the mark of the block.
    pub start: usize,
    pub end: usize,
    /// How far its mark is indented.
    pub indent: usize,
    /// Its place in an ordered list, from 1.
    pub rank: Option<usize>,
    /// Whether it is a line in bold that heads what follows.
    pub bold: bool,
    /// The headings above, as numbers of blocks.
    pub headings: Vec<usize>,
}

/// A sentence: its block, and where it stands in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    pub block: usize,
    pub start: usize,
    pub end: usize,
}

/// One part of a page.
#[derive(Debug, Clone, Default)]
pub struct Text {
    pub chars: Vec<char>,
    pub blocks: Vec<Block>,
    pub sentences: Vec<Sentence>,
    /// The texts of footnotes, by their labels.
    pub notes: BTreeMap<String, String>,
}

/// All parts of a revision, read once.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub parts: BTreeMap<String, Text>,
}

impl Page {
    pub fn read(texts: &Texts) -> Self {
        Self { parts: texts.iter().map(|(part, text)| (part.to_string(), Text::read(text))).collect() }
    }

    pub fn part(&self, name: &str) -> Option<&Text> {
        self.parts.get(name)
    }

    /// How often a sentence, as a reader sees it, stands on the page.
    pub fn count(&self, sentence: &str) -> usize {
        self.parts.values().map(|t| t.sentences.iter().filter(|s| t.seen(s.start..s.end) == sentence).count()).sum()
    }
}

impl Text {
    pub fn read(text: &str) -> Self {
        let mut read = Self { chars: text.chars().collect(), ..Self::default() };
        read.find_blocks();
        read.find_sentences();
        read
    }

    pub fn raw(&self, range: Range<usize>) -> String {
        self.chars.get(range).unwrap_or_default().iter().collect()
    }

    /// What a reader sees of a stretch, white space folded.
    pub fn seen(&self, range: Range<usize>) -> String {
        spaces(&seen(self.chars.get(range).unwrap_or_default()))
    }

    pub fn block_seen(&self, block: usize) -> String {
        self.blocks.get(block).map_or_else(String::new, |b| self.seen(b.start..b.end))
    }

    /// The sentences that a stretch touches, as numbers.
    pub fn touched(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.sentences.partition_point(|s| s.end <= range.start);
        let last = self.sentences.partition_point(|s| s.start < range.end.max(range.start + 1));
        first..last.max(first)
    }

    fn lines(&self) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let mut start = 0;
        for (at, c) in self.chars.iter().enumerate() {
            if *c == '\n' {
                lines.push(start..at);
                start = at + 1;
            }
        }
        lines.push(start..self.chars.len());
        lines
    }

    fn find_blocks(&mut self) {
        let mut fenced = false;
        let mut tagged: Option<usize> = None; // the level of a heading whose tag is open
        let mut open = false; // the last block goes on with the next line
        let mut path: Vec<(usize, usize)> = Vec::new(); // level, block
        for line in self.lines() {
            let text: String = self.chars[line.clone()].iter().collect();
            let bare = text.trim_start();
            let indent = text.chars().count() - bare.chars().count();
            let from = line.start + indent;
            if bare.starts_with("```") || bare.starts_with("~~~") {
                fenced = !fenced;
                open = false;
                continue;
            }
            if bare.trim().is_empty() {
                tagged = None;
                open = fenced && open;
                continue;
            }
            // A heading in HTML, perhaps on several lines.
            if let Some(level) = tagged {
                if let Some(last) = self.blocks.last_mut() {
                    last.end = line.end;
                }
                tagged = Some(level).filter(|_| !bare.contains("</h"));
                continue;
            }
            let (kind, mark, rank) = if fenced { (Kind::Code, 0, false) } else { kind_of(bare) };
            tagged = match kind {
                Kind::Heading(level) if bare.starts_with("<h") && !bare.contains("</h") => Some(level),
                _ => None,
            };
            // A line in bold by itself heads what follows, below any heading proper.
            let alone = !open || self.blocks.last().is_none_or(|b| matches!(b.kind, Kind::Heading(_)));
            let (kind, bold) = match kind {
                Kind::Paragraph if alone && is_bold(bare) && self.is_last_of_block(&line) => {
                    (Kind::Heading(BOLD), true)
                }
                other => (other, false),
            };
            // A line of dashes or equals signs under a paragraph makes it a heading.
            let rule = bare.trim_end();
            if open && rule.len() > 1 && (rule.chars().all(|c| c == '=') || rule.chars().all(|c| c == '-')) {
                let level = if rule.starts_with('=') { 1 } else { 2 };
                let number = self.blocks.len() - 1;
                self.blocks[number].kind = Kind::Heading(level);
                path.retain(|(l, _)| *l < level);
                self.blocks[number].headings = path.iter().map(|(_, b)| *b).collect();
                path.push((level, number));
                open = false;
                continue;
            }
            // A break between two paragraphs.
            let marks: Vec<char> = rule.chars().filter(|c| *c != ' ').collect();
            if !fenced && marks.len() > 2 && ['-', '*', '_'].iter().any(|m| marks.iter().all(|c| c == m)) {
                open = false;
                continue;
            }
            let joins = open
                && self.blocks.last().is_some_and(|b| match kind {
                    Kind::Paragraph => matches!(b.kind, Kind::Paragraph | Kind::Item | Kind::Quote),
                    Kind::Quote => b.kind == Kind::Quote,
                    Kind::Code => b.kind == Kind::Code,
                    _ => false,
                });
            if joins {
                if let Some(last) = self.blocks.last_mut() {
                    last.end = line.end;
                }
                continue;
            }
            let number = self.blocks.len();
            if let Kind::Heading(level) = kind {
                path.retain(|(l, _)| *l < level);
            }
            self.blocks.push(Block {
                kind: if bold { Kind::Paragraph } else { kind },
                start: (from + mark).min(line.end),
                end: line.end,
                indent,
                bold,
                rank: rank.then(|| self.next_rank(number, indent)),
                headings: path.iter().map(|(_, b)| *b).collect(),
            });
            if let Kind::Heading(level) = kind {
                path.push((level, number));
            }
            open = !matches!(kind, Kind::Heading(_) | Kind::Row | Kind::Definition);
            if kind == Kind::Definition
                && let Some((label, note)) = bare.strip_prefix("[^").and_then(|t| t.split_once("]:"))
            {
                self.notes.insert(label.to_owned(), spaces(note));
            }
        }
    }

    /// Whether an empty line, or none, follows.
    fn is_last_of_block(&self, line: &Range<usize>) -> bool {
        let rest = self.chars.get(line.end + 1..).unwrap_or_default();
        rest.iter().take_while(|c| **c != '\n').all(|c| c.is_whitespace())
    }

    fn next_rank(&self, before: usize, indent: usize) -> usize {
        let mut rank = 1;
        for block in self.blocks[..before].iter().rev() {
            match block.kind {
                Kind::Item if block.indent > indent => {}
                Kind::Item if block.indent == indent && block.rank.is_some() => return block.rank.unwrap_or(0) + 1,
                Kind::Paragraph if block.indent > indent => {}
                _ => break,
            }
            rank = 1;
        }
        rank
    }

    fn find_sentences(&mut self) {
        let mut found = Vec::new();
        for (number, block) in self.blocks.iter().enumerate() {
            if matches!(block.kind, Kind::Definition) {
                continue;
            }
            let hidden = hidden(&self.chars[block.start..block.end]);
            let mut start = block.start;
            for at in block.start..block.end {
                if !hidden[at - block.start] && ends_here(&self.chars[block.start..block.end], at - block.start) {
                    push(&mut found, &self.chars, number, start..at + 1);
                    start = at + 1;
                }
            }
            push(&mut found, &self.chars, number, start..block.end);
        }
        self.sentences = found;
    }
}

fn push(found: &mut Vec<Sentence>, chars: &[char], block: usize, range: Range<usize>) {
    let mut range = range;
    while range.start < range.end && (chars[range.start].is_whitespace() || chars[range.start] == '>') {
        range.start += 1;
    }
    while range.end > range.start && chars[range.end - 1].is_whitespace() {
        range.end -= 1;
    }
    // A template before the words is none of them.
    if chars[range.clone()].starts_with(&['{', '{']) {
        let close = chars[range.clone()].windows(2).position(|w| w == ['}', '}']);
        if let Some(at) = close {
            push(found, chars, block, range.start + at + 2..range.end);
        }
        return;
    }
    if !spaces(&seen(&chars[range.clone()])).is_empty() {
        found.push(Sentence { block, start: range.start, end: range.end });
    }
}

/// The level of a line in bold that heads what follows.
const BOLD: usize = 9;

fn is_bold(line: &str) -> bool {
    let line = line.trim();
    ["**", "__"].iter().any(|mark| {
        line.strip_prefix(mark)
            .and_then(|rest| rest.strip_suffix(mark))
            .filter(|inner| inner.len() <= 120 && !inner.contains(['[', '<']))
            .is_some_and(|inner| !inner.contains(mark) && !inner.ends_with(['.', '!', '?', ':', ';', ',']))
    })
}

/// The kind of a line, how long its mark is, and whether it is numbered.
fn kind_of(line: &str) -> (Kind, usize, bool) {
    let spaces_after = |n: usize| line.chars().skip(n).take_while(|c| c.is_whitespace()).count();
    let hashes = line.chars().take_while(|c| *c == '#').count();
    if (1..=6).contains(&hashes) && (spaces_after(hashes) > 0 || line.chars().count() == hashes) {
        return (Kind::Heading(hashes), hashes + spaces_after(hashes), false);
    }
    if let Some(level) = line.strip_prefix("<h").and_then(|rest| rest.chars().next()?.to_digit(10))
        && (1..=6).contains(&level)
    {
        return (Kind::Heading(level as usize), 0, false);
    }
    if line.starts_with('>') {
        let mark = line.chars().take_while(|c| *c == '>' || *c == ' ').count();
        return (Kind::Quote, mark, false);
    }
    if line.starts_with(['-', '*', '+']) && spaces_after(1) > 0 {
        return (Kind::Item, 1 + spaces_after(1), false);
    }
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    if (1..10).contains(&digits) && line.chars().nth(digits).is_some_and(|c| c == '.' || c == ')') {
        let after = spaces_after(digits + 1);
        if after > 0 {
            return (Kind::Item, digits + 1 + after, true);
        }
    }
    if line.starts_with('|') {
        return (Kind::Row, 0, false);
    }
    if line.starts_with('[') && line.split_once("]:").is_some_and(|(label, _)| !label.contains(']')) {
        return (Kind::Definition, 0, false);
    }
    (Kind::Paragraph, 0, false)
}

const SHORT: &[&str] = &[
    "mr", "mrs", "ms", "dr", "st", "jr", "sr", "vs", "etc", "inc", "ltd", "co", "corp", "no", "nos", "fig", "gen",
    "col", "lt", "sgt", "capt", "rep", "sen", "gov", "prof", "rev", "hon", "jan", "feb", "mar", "apr", "jun", "jul",
    "aug", "sep", "sept", "oct", "nov", "dec", "e.g", "i.e", "u.s", "u.k", "u.n", "a.m", "p.m", "d.c", "ph.d", "al",
];

/// Whether a sentence ends with this character of a block.
fn ends_here(block: &[char], at: usize) -> bool {
    let c = block[at];
    if matches!(c, '。' | '！' | '？') {
        return true;
    }
    // The last of the closing marks behind a full stop.
    let mut stop = at;
    while stop > 0 {
        let entity = ["&#8221;", "&#8217;", "&rdquo;", "&rsquo;", "&quot;"]
            .iter()
            .find(|e| block[..=stop].ends_with(&e.chars().collect::<Vec<_>>()));
        stop -= match entity {
            Some(entity) if stop >= entity.len() => entity.len(),
            _ if matches!(block[stop], '"' | '”' | '’' | '\'' | ')' | ']' | '*' | '_' | '»') => 1,
            _ => break,
        };
    }
    if !matches!(block[stop], '.' | '!' | '?' | '…') {
        return false;
    }
    let rest = &block[at + 1..];
    let Some(space) = rest.first() else { return false };
    // Emphasis, tags or another word may follow without a space.
    let small = |at: Option<usize>| at.and_then(|at| block.get(at)).is_some_and(|c| c.is_lowercase());
    let marks = rest.iter().scan(false, |tag, c| {
        let mark = *tag || c.is_whitespace() || matches!(c, '<' | '_' | '*' | '[' | '{' | '&' | 'Â');
        *tag = (*tag || *c == '<') && *c != '>';
        mark.then_some(())
    });
    let after = marks.count();
    let capital = rest.get(after).is_some_and(|c| c.is_uppercase());
    let joined = capital && (after > 0 || small(Some(at + 2))) && small(stop.checked_sub(1));
    if !space.is_whitespace() && !joined && *space != 'Â' {
        return false;
    }
    let Some(next) = rest.iter().find(|c| !c.is_whitespace()) else { return false };
    if next.is_lowercase() {
        return false;
    }
    if block[stop] == '.' && stop == at {
        let word: String = block[..stop]
            .iter()
            .rev()
            .take_while(|c| !c.is_whitespace())
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        if initial || SHORT.contains(&word.as_str()) {
            return false;
        }
    }
    true
}
