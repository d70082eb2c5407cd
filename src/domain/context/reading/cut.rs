//! Cutting one place out of a part that was read: its sentences and what
//! stands around them.

use std::ops::Range;

use super::{BlockReading, Folded, PartReading, is_bold};
use crate::domain::{
    block::Kind,
    context::{Inside, Sentence, visible::INLINE},
    fold,
};

/// How many rows up a title in a table is looked for.
pub(super) const TITLED: usize = 200;

/// How many blocks are passed over in search of a neighbour.
pub(super) const PASSED: usize = 20;

/// What [`PartReading::cut`] takes out of the text.
pub(super) struct Cut {
    pub(super) quote: String,
    pub(super) sentence: Sentence,
    pub(super) footnotes: Vec<String>,
}

impl PartReading {
    /// The sentence of running text before or after, under the same heading;
    /// images, notes, advertisements and what no reader sees are passed over.
    pub(super) fn neighbour(&self, sentence: usize, forward: bool) -> Option<usize> {
        let (at, own) = (self.sentences.get(sentence)?.block, self.block_of(sentence)?);
        let beside = if forward { Some(sentence + 1) } else { sentence.checked_sub(1) };
        if let Some(beside) = beside.filter(|s| own.sentences.contains(s)) {
            return Some(beside);
        }
        let step = |i: usize| if forward { i.checked_add(1) } else { i.checked_sub(1) };
        let blocks = std::iter::successors(step(at), |i| step(*i)).map_while(|i| self.blocks.get(i)).take(PASSED);
        for block in blocks {
            if forward && block.heads && is_verdict(block) {
                return Some(block.sentences.start).filter(|s| block.sentences.contains(s));
            }
            if block.section != own.section || block.heads {
                return None;
            }
            let between = block.interjected && !is_bold(&block.source.chars);
            if block.hidden || between || !block.says_anything() || is_passed_over(block.block.kind) {
                continue;
            }
            let prose = matches!(block.block.kind, Kind::Paragraph | Kind::Item);
            let edge = if forward { Some(block.sentences.start) } else { block.sentences.end.checked_sub(1) };
            return edge.filter(|s| prose && block.sentences.contains(s));
        }
        None
    }

    /// What stands before the first sentence of a section, or behind a table,
    /// where a pronoun goes back to: the headings passed on the way, and the
    /// last sentence or row above them, with its number where it is one of text.
    pub(super) fn beyond(&self, sentence: usize) -> Option<(String, Option<usize>)> {
        let at = self.sentences.get(sentence)?.block;
        let mut words = Vec::new();
        let mut rows = 0;
        let mut passed = 0;
        let mut found = None;
        for block in self.blocks.get(..at)?.iter().rev().take(PASSED + TITLED) {
            let row = is_tabular(block.block.kind);
            passed += usize::from(!row);
            if passed > PASSED {
                break;
            }
            if block.hidden || !block.says_anything() || is_passed_over(block.block.kind) {
                continue;
            }
            // A table stands between: its last row, and what is above it.
            rows += usize::from(row);
            if rows <= 1 || !row {
                words.extend(self.last_sentence(block));
            }
            if !block.heads && !row {
                found = block.sentences.end.checked_sub(1).filter(|s| block.sentences.contains(s));
                break;
            }
        }
        words.reverse();
        (!words.is_empty()).then(|| (words.join(" / "), found))
    }

    /// The sentences touched, as a reader sees them and as they are written.
    pub(super) fn cut(&self, touched: &Range<usize>, chars: &Range<usize>) -> Cut {
        let mut text = Folded::default();
        let mut source = Folded::default();
        let (mut start, mut end) = (None, None);
        let mut links = Vec::new();
        let mut footnotes = Vec::new();
        for sentence in touched.clone() {
            let (Some(read), Some(range)) = (self.sentences.get(sentence), self.ranges.get(sentence)) else { continue };
            let Some(block) = self.blocks.get(read.block) else { continue };
            text.push(' ');
            source.push(' ');
            let bullet = self.bullet(sentence).map(|at| read.seen.start + at);
            for i in read.seen.clone().filter(|i| Some(*i) != bullet) {
                let (Some(c), Some(at)) = (block.seen.chars.get(i), block.seen.at.get(i)) else { continue };
                text.push(*c);
                if chars.contains(at) && !fold::is_space(*c) {
                    start.get_or_insert(text.0.len() - 1);
                    end = Some(text.0.len());
                } else if *at >= chars.start && start.is_none() && *at >= chars.end {
                    start = Some(text.0.len().saturating_sub(1));
                    end = start;
                }
            }
            let from = block.source.at.partition_point(|p| *p < range.start);
            let to = block.source.at.partition_point(|p| *p < range.end);
            block.source.chars.get(from..to).unwrap_or_default().iter().for_each(|c| source.push(*c));
            let inside =
                |at: &usize| read.seen.start < *at && *at <= read.seen.end || (*at == 0 && read.seen.start == 0);
            links.extend(block.seen.links.iter().filter(|(at, _)| inside(at)).map(|(_, target)| target.clone()));
            footnotes.extend(self.noted_by_hand(sentence));
            let cited = block.seen.notes.iter().filter(|(at, _)| inside(at));
            footnotes.extend(cited.map(|(_, label)| match label.strip_prefix(INLINE) {
                Some(words) => fold::spaces(words),
                None => self.notes.get(label).cloned().unwrap_or_default(),
            }));
        }
        let text = text.finish();
        let len = text.chars().count();
        let start = start.unwrap_or(len).min(len);
        let sentence =
            Sentence { source: source.finish(), quote: (start, end.unwrap_or(start).clamp(start, len)), text, links };
        let quote = self.chars.get(chars.clone()).unwrap_or_default().iter().collect();
        Cut { quote, sentence, footnotes }
    }

    /// What the words stand in: where their sentence begins, and by tags where they begin themselves.
    pub(super) fn inside(&self, sentence: usize, place: usize) -> Vec<Inside> {
        let (Some(read), Some(range)) = (self.sentences.get(sentence), self.ranges.get(sentence)) else {
            return Vec::new();
        };
        let Some(block) = self.blocks.get(read.block) else { return Vec::new() };
        let before = block.seen.chars.get(..read.seen.start).unwrap_or_default();
        let mut found: Vec<Inside> = self.regions.at(range.start).chain(self.regions.at(place)).collect();
        if block.quotations.open_at(read.seen.start + leading_space(self.seen(sentence))) {
            found.push(Inside::QuotationMarks);
        }
        if block.block.quotation > 0 {
            found.push(Inside::BlockQuotation);
        }
        if block.dialogue && read.seen.start > 0 {
            found.push(Inside::QuotationMarks);
        }
        if block.struck.iter().any(|range| range.start < read.seen.start && read.seen.start < range.end) {
            found.push(Inside::StrikeThrough);
        }
        if open_code(before) {
            found.push(Inside::Code);
        }
        if self.regions.hides(place) {
            found.push(Inside::Comment);
        }
        if turned(before) {
            found.push(Inside::Direction);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What the words stand in, wherever one of their sentences does. A quotation
    /// that opens among them is theirs.
    pub(super) fn inside_all(&self, touched: &Range<usize>, place: usize) -> Vec<Inside> {
        let mut found = self.inside(touched.start, place);
        for sentence in touched.clone().skip(1) {
            let start = self.ranges.get(sentence).map_or(place, |range| range.start);
            found.extend(self.inside(sentence, start).into_iter().filter(|i| *i != Inside::QuotationMarks));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Whether a line in bold or in capitals says whether what stands above it is so, and
/// heads nothing: "**False**", "**Verdict: true**".
fn is_verdict(block: &BlockReading) -> bool {
    const WORDS: [&str; 12] = [
        "true",
        "false",
        "fake",
        "hoax",
        "myth",
        "misleading",
        "unproven",
        "falsch",
        "faux",
        "falso",
        "правда",
        "ложь",
    ];
    const MOST: usize = 3;
    let text: String = block.seen.chars.iter().flat_map(|c| c.to_lowercase()).take(60).collect();
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let few = words.clone().count() <= MOST;
    block.block.kind == Kind::Paragraph && few && words.any(|word| WORDS.contains(&word))
}

/// Whether such a block is a line of a table.
pub(super) const fn is_tabular(kind: Kind) -> bool {
    matches!(kind, Kind::Row | Kind::TableRule | Kind::TableHeader)
}

/// Whether such a block is never the neighbour of a sentence, nor what leads into a list.
pub(super) const fn is_passed_over(kind: Kind) -> bool {
    matches!(kind, Kind::Image | Kind::Definition | Kind::Footnote | Kind::Rule | Kind::Code)
}

/// What pairs of `~~` or `~` strike out. A single one before a number
/// ("~5 million") strikes nothing unless another closes it behind a word.
pub(super) fn struck(chars: &[char]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut open: [Option<usize>; 2] = [None, None];
    let mut i = 0;
    while let Some(found) = chars.get(i..).and_then(|rest| rest.iter().position(|c| *c == '~')) {
        let start = i + found;
        let run = chars.get(start..).unwrap_or_default().iter().take_while(|c| **c == '~').count();
        i = start + run;
        let Some(slot) = open.get_mut(run - 1) else { continue };
        let closes = start.checked_sub(1).and_then(|at| chars.get(at)).is_some_and(|c| !c.is_whitespace());
        let opens = chars.get(i).is_some_and(|c| !c.is_whitespace());
        match *slot {
            Some(from) if closes => {
                out.push(from..i);
                *slot = None;
            }
            _ if opens => *slot = Some(start),
            _ => {}
        }
    }
    out
}

/// Whether a code span is open after these characters.
fn open_code(before: &[char]) -> bool {
    before.iter().filter(|c| **c == '`').count() % 2 == 1
}

/// Whether a control character that turns the direction is still in force.
fn turned(before: &[char]) -> bool {
    let mut open = 0usize;
    for c in before {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' | '\u{2066}'..='\u{2068}' => open += 1,
            '\u{202c}' | '\u{2069}' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open > 0
}

fn leading_space(chars: &[char]) -> usize {
    chars.iter().take_while(|c| c.is_whitespace()).count()
}
