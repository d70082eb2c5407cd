//! Notes: footnotes as Markdown knows them, and those that a mark of their own
//! cites: `*`, `†`, `²`, `[1]`, `(1)`, `[a]`.

use super::{PartReading, folded};
use crate::domain::{
    block::{Block, Kind},
    context::visible::INLINE,
    fold,
};

/// Headings over a list of notes, in small letters.
const TITLES: [&str; 20] = [
    "note",
    "notes",
    "footnote",
    "footnotes",
    "endnote",
    "endnotes",
    "references",
    "sources",
    "anmerkung",
    "anmerkungen",
    "fußnoten",
    "endnoten",
    "quellen",
    "remarques",
    "nota",
    "notas",
    "fuentes",
    "примечание",
    "примечания",
    "источники",
];

impl PartReading {
    /// Gathers all notes of the part.
    pub(super) fn collect_notes(&mut self) {
        for (at, block) in self.blocks.iter().enumerate().filter(|(_, block)| !block.hidden) {
            match block.block.kind {
                Kind::Paragraph | Kind::Item => {}
                _ => continue,
            }
            let mut found = Vec::new();
            for line in lines(&block.block, &block.seen.chars, &block.seen.at) {
                match marked_note(line) {
                    Some((mark, words)) => found.push((mark, folded(words))),
                    // A further line of the same note.
                    None => {
                        if let Some((_, words)) = found.last_mut() {
                            words.push(' ');
                            words.push_str(&folded(line));
                        }
                    }
                }
            }
            if block.block.kind == Kind::Item {
                // `* The police say so.` reads as an item, and may be what a `*` cites.
                if self.chars.get(block.block.whole.start) == Some(&'*') {
                    found.push(("*".to_owned(), folded(&block.seen.chars)));
                }
                let titled = block.headings.last().and_then(|h| self.outline.get(*h));
                let titled =
                    titled.is_some_and(|title| TITLES.contains(&title.trim_end_matches(':').to_lowercase().as_str()));
                if let Some(rank) = block.block.rank.filter(|_| titled) {
                    found.push((rank.to_string(), folded(&block.seen.chars)));
                }
            }
            for (mark, words) in found {
                self.marked_notes.entry(mark).or_default().push((at, words));
            }
        }
        // Which of two notes of one label a reader is shown nobody knows: both are kept.
        let mut last = None;
        for block in self.blocks.iter().filter(|b| b.block.kind == Kind::Footnote) {
            let (label, words) = match note_label(&block.source.chars) {
                Some((label, words)) => (Some(label), words),
                // A further paragraph of the same note.
                None => (last.take(), block.source.chars.iter().collect()),
            };
            let Some(label) = label else { continue };
            let note = self.notes.entry(label.clone()).or_default();
            if !note.is_empty() {
                note.push(' ');
            }
            note.push_str(&fold::spaces(&words));
            last = Some(label);
        }
    }

    /// The notes that a block cites that bears on others: a heading, a table's header.
    pub(super) fn notes_in(&self, block: usize) -> Vec<String> {
        let Some(read) = self.blocks.get(block) else { return Vec::new() };
        let cited = read.seen.notes.iter().map(|(_, label)| match label.strip_prefix(INLINE) {
            Some(words) => fold::spaces(words),
            None => self.notes.get(label).cloned().unwrap_or_default(),
        });
        cited.chain(read.sentences.clone().flat_map(|s| self.noted_by_hand(s))).collect()
    }

    /// The notes that a sentence cites by a mark of its own, behind a word: `*`, `†`, `²`, `[1]`.
    pub(super) fn noted_by_hand(&self, sentence: usize) -> Vec<String> {
        if self.marked_notes.is_empty() {
            return Vec::new();
        }
        let own = self.sentences.get(sentence).map_or(0, |s| s.block);
        let seen = self.seen(sentence);
        let mut found = Vec::new();
        let mut at = 1;
        let begins = |c: &char| is_note_mark(*c) || matches!(c, '[' | '(' | '<');
        while let Some(offset) = seen.get(at..).and_then(|rest| rest.iter().position(begins)) {
            let start = at + offset;
            let rest = seen.get(start..).unwrap_or_default();
            let (marks, length) = enclosed(rest).unwrap_or_else(|| {
                let run: String = rest.iter().take_while(|c| is_note_mark(**c)).collect();
                let length = run.chars().count();
                (vec![run], length)
            });
            at = start + length.max(1);
            // What is in brackets may have a space before it.
            let spaced = !rest.first().is_some_and(|c| is_note_mark(*c));
            let behind = seen.get(start - 1).is_some_and(|c| spaced || !c.is_whitespace());
            let ends = seen.get(at).is_none_or(|c| !c.is_alphanumeric());
            for mark in marks.iter().filter(|_| behind && ends && length > 0) {
                // The next one below, as under a table; else the last one above.
                let notes = self.marked_notes.get(mark).map_or(&[][..], Vec::as_slice);
                let below = notes.partition_point(|(note, _)| *note < own);
                let note = notes.get(below).or_else(|| notes.last());
                found.extend(note.map(|(_, words)| words.clone()));
            }
        }
        found
    }
}

/// What a reader sees of each line of a block.
fn lines<'s>(block: &Block, seen: &'s [char], at: &[usize]) -> Vec<&'s [char]> {
    let place = |line: usize| at.partition_point(|place| *place < line);
    let lines = block.lines.iter().map(|line| place(line.start)..place(line.end));
    lines.filter_map(|range| seen.get(range)).collect()
}

/// Whether a character cites a note where it stands behind a word, and marks
/// the note where it stands at its head.
const fn is_note_mark(c: char) -> bool {
    matches!(c, '*' | '†' | '‡' | '§' | '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// The mark with which a line begins as a note does, without brackets, and what follows it.
pub(super) fn marked_note(line: &[char]) -> Option<(String, &[char])> {
    let line = line.get(line.iter().take_while(|c| c.is_whitespace()).count()..)?;
    let signs = line.iter().take_while(|c| is_note_mark(**c)).count();
    let (mark, length) = match enclosed(line) {
        Some((marks, length)) => (marks.into_iter().next()?, length),
        None if (1..=3).contains(&signs) => (line.iter().take(signs).collect(), signs),
        None => return None,
    };
    let rest = line.get(length..)?;
    let says = rest.iter().find(|c| !c.is_whitespace() && **c != ':').is_some_and(|c| c.is_alphanumeric());
    says.then_some((mark, rest))
}

/// The marks in brackets with which characters begin, and how many characters
/// they take: a number, a letter, a sign, or several numbers: `[12]`, `(*)`, `[a]`, `[1, 3–5]`.
fn enclosed(chars: &[char]) -> Option<(Vec<String>, usize)> {
    const LONG: usize = 12;
    const MANY: usize = 10;
    let close = match chars.first()? {
        '<' => return raised(chars),
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    let end = chars.iter().take(LONG).position(|c| *c == close)?;
    let inner: String = chars.get(1..end)?.iter().collect();
    let number = |text: &str| text.trim().parse::<usize>().ok().filter(|n| (1..1000).contains(n));
    let sign = || inner.chars().all(is_note_mark) && (1..=3).contains(&inner.chars().count());
    let letter = || close == ']' && inner.len() == 1 && inner.chars().all(|c| c.is_ascii_lowercase());
    if sign() || letter() {
        return Some((vec![inner], end + 1));
    }
    let mut marks = Vec::new();
    for piece in inner.split(',') {
        match piece.split_once(['–', '-']) {
            Some((from, to)) => marks.extend((number(from)?..=number(to)?).take(MANY).map(|n| n.to_string())),
            None => marks.push(number(piece)?.to_string()),
        }
    }
    (!marks.is_empty()).then_some((marks, end + 1))
}

/// The same for marks that a tag raises: `<sup>12</sup>`.
fn raised(chars: &[char]) -> Option<(Vec<String>, usize)> {
    const LONG: usize = 30;
    let text: String = chars.iter().take(LONG).collect();
    let (inner, _) = text.strip_prefix("<sup>")?.split_once("</sup>")?;
    let mark = inner.trim_matches(|c| matches!(c, '[' | ']' | '(' | ')' | ' '));
    let is_mark = mark.parse::<u16>().is_ok_and(|n| (1..1000).contains(&n))
        || (mark.chars().all(is_note_mark) && (1..=3).contains(&mark.chars().count()))
        || (mark.len() == 1 && mark.chars().all(|c| c.is_ascii_lowercase()));
    is_mark.then(|| (vec![mark.to_owned()], "<sup></sup>".len() + inner.chars().count()))
}

/// Whether a mark in brackets may cite a note somewhere in a text.
pub(super) fn cites_enclosed(chars: &[char]) -> bool {
    let begins = |at: &usize| matches!(chars.get(*at), Some('[' | '('));
    (0..chars.len()).filter(begins).any(|at| chars.get(at..).is_some_and(|rest| enclosed(rest).is_some()))
}

/// The label of a footnote's first block, in small letters, and the words behind it.
pub(super) fn note_label(source: &[char]) -> Option<(String, String)> {
    let text: String = source.iter().collect();
    let (label, words) = text.strip_prefix("[^")?.split_once("]:")?;
    Some((label.to_lowercase(), words.to_owned()))
}
