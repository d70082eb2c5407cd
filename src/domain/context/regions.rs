//! Stretches of a text in which words are not what they are outside: hidden
//! in a comment, struck through, quoted or set as code by HTML tags.

use std::ops::Range;

use super::Inside;
use crate::domain::block::{Block, Kind};

/// What each tag makes of the text inside it.
const TAGS: [(&str, Inside); 10] = [
    ("del", Inside::StrikeThrough),
    ("s", Inside::StrikeThrough),
    ("strike", Inside::StrikeThrough),
    ("blockquote", Inside::BlockQuotation),
    ("q", Inside::QuotationMarks),
    ("pre", Inside::Code),
    ("code", Inside::Code),
    ("script", Inside::Comment),
    ("style", Inside::Comment),
    ("template", Inside::Comment),
];

/// The regions of one part, as ranges of characters.
#[derive(Debug, Default)]
pub(super) struct Regions {
    /// What no reader sees, merged and in order.
    hidden: Vec<Range<usize>>,
    /// The others, by their start.
    others: Vec<(Range<usize>, Inside)>,
}

impl Regions {
    /// Finds comments and paired tags outside of code.
    pub(super) fn of(text: &[char], blocks: &[Block]) -> Self {
        let mut code = blocks.iter().filter(|b| b.kind == Kind::Code).map(|b| b.whole.clone()).peekable();
        let mut regions = Vec::new();
        let mut open: [Vec<usize>; TAGS.len()] = Default::default();
        let mut comments_close = true;
        let mut i = 0;
        while let Some(&c) = text.get(i) {
            while code.next_if(|range| range.end <= i).is_some() {}
            if let Some(range) = code.peek().filter(|range| range.contains(&i)) {
                i = range.end.max(i + 1);
                continue;
            }
            match c {
                '`' => i = inline_code(text, i),
                '<' if starts(text, i, "<!--") => {
                    let end = comments_close.then(|| find(text, i + 4, "-->")).flatten();
                    let Some(end) = end else {
                        comments_close = false;
                        if i == 0 || text.get(i - 1) == Some(&'\n') {
                            regions.push((i..text.len(), Inside::Comment));
                            break;
                        }
                        i += 4;
                        continue;
                    };
                    regions.push((i..end, Inside::Comment));
                    i = end;
                }
                '<' => {
                    let slash = text.get(i + 1) == Some(&'/');
                    let name: String = text
                        .get(i + 1 + usize::from(slash)..)
                        .unwrap_or_default()
                        .iter()
                        .take(12)
                        .take_while(|c| c.is_ascii_alphanumeric())
                        .collect::<String>()
                        .to_ascii_lowercase();
                    if let Some((slot, (_, inside))) = TAGS.iter().enumerate().find(|(_, (tag, _))| *tag == name)
                        && let Some(stack) = open.get_mut(slot)
                    {
                        if !slash {
                            stack.push(i);
                        } else if let Some(start) = stack.pop() {
                            regions.push((start..i, *inside));
                        }
                    }
                    i += 1;
                }
                _ => i += 1,
            }
        }
        regions.sort_by_key(|(range, _)| range.start);
        let mut out = Self::default();
        for (range, inside) in regions {
            match (inside, out.hidden.last_mut()) {
                (Inside::Comment, Some(last)) if range.start <= last.end => last.end = last.end.max(range.end),
                (Inside::Comment, _) => out.hidden.push(range),
                _ => out.others.push((range, inside)),
            }
        }
        out
    }

    /// What a place stands in, besides comments.
    pub(super) fn at(&self, place: usize) -> impl Iterator<Item = Inside> {
        let until = self.others.partition_point(|(range, _)| range.start <= place);
        let begun = self.others.get(..until).unwrap_or_default();
        begun.iter().filter(move |(range, _)| place < range.end).map(|(_, inside)| *inside)
    }

    /// Whether a place is hidden from readers.
    pub(super) fn hides(&self, place: usize) -> bool {
        let until = self.hidden.partition_point(|range| range.start <= place);
        until.checked_sub(1).and_then(|i| self.hidden.get(i)).is_some_and(|range| place < range.end)
    }
}

/// The end of the code that opens at `i`, or of its mark where it doesn't close on this line.
fn inline_code(text: &[char], i: usize) -> usize {
    let rest = text.get(i..).unwrap_or_default();
    let run = rest.iter().take_while(|c| **c == '`').count();
    let line = rest.iter().take(2000).position(|c| *c == '\n').unwrap_or(rest.len().min(2000));
    let mut at = run;
    while at < line {
        let here = rest.get(at..line).unwrap_or_default().iter().take_while(|c| **c == '`').count();
        if here == run {
            return i + at + run;
        }
        at += here.max(1);
    }
    i + run
}

fn starts(text: &[char], at: usize, word: &str) -> bool {
    text.get(at..).unwrap_or_default().iter().copied().take(word.len()).eq(word.chars())
}

/// The end of the first `word` from `from` on.
fn find(text: &[char], from: usize, word: &str) -> Option<usize> {
    (from..text.len()).find(|at| starts(text, *at, word)).map(|at| at + word.len())
}
