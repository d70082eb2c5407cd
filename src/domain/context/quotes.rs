//! Which stretches of a block stand inside quotation marks.
//!
//! Marks are read by glyph where the glyph tells (`“`, `”`, `„`, `«`), by
//! their neighbours where it doesn't (`"`, `'`). A quotation that a paragraph
//! leaves open goes on only if a later paragraph closes it without opening it
//! again; so one mark forgotten doesn't put the rest of the story in quotes.

use std::ops::Range;

use crate::domain::{fold, lexicon::tokens::is_unspaced};

/// The quotations of one block, in characters of its visible text.
#[derive(Debug, Default)]
pub(super) struct Quotations {
    /// Stretches in quotation marks, marks included, apart and in order.
    pub(super) ranges: Vec<Range<usize>>,
    /// Where a quotation begins that the block doesn't close.
    unclosed: Option<usize>,
    /// Where the block closes a quotation that it didn't open, before any other mark.
    orphan: Option<usize>,
    /// Whether there is any double mark.
    marked: bool,
    /// Up to where the block still stands in a quotation opened in an earlier one.
    carried: usize,
}

/// The most paragraphs that an open quotation is followed through.
const FAR: usize = 12;

/// How deep quotations inside quotations are followed.
const DEEP: usize = 4;

/// Whether a mark closes, by its glyph, a quotation that another one opened.
/// `shaped` says whether it stands as a closing mark does.
const fn closes(mark: char, c: char, shaped: bool) -> bool {
    match (mark, c) {
        ('“' | '„' | '‟', '”') | ('„', '“') | ('«', '»') | ('»', '«') | ('「', '」') | ('『', '』') => {
            true
        }
        // Arabic is often typed so, and Finnish and Swedish close as they open.
        ('"', '"') | ('”', '”' | '“') | ('»', '»') => shaped,
        _ => false,
    }
}

/// The quotations in single marks. An apostrophe behind an s (`the workers'
/// pay`) ends one only where no mark behind it stands at the end of a clause.
fn singles(chars: &[char]) -> Vec<Range<usize>> {
    let beside = |i: usize| (i.checked_sub(1).and_then(|j| chars.get(j)).copied(), chars.get(i + 1).copied());
    let mut out = Vec::new();
    // Where one begins, and where the genitive of a plural may end it.
    let (mut open, mut genitive): (Option<usize>, Option<usize>) = (None, None);
    for (i, &c) in chars.iter().enumerate().filter(|(_, c)| fold::is_single_quote(**c)) {
        let (before, after) = beside(i);
        let inner = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        let opens = !inner
            && before.is_none_or(|b| b.is_whitespace() || opening(b))
            && after.is_some_and(char::is_alphanumeric)
            && !matches!(c, '’' | '›');
        // German closes with the glyph that opens in English.
        let low = open.and_then(|start| chars.get(start)) == Some(&'‚');
        let closes = !inner && before.is_some_and(|b| !b.is_whitespace()) && (c != '‘' || low);
        if opens {
            out.extend(open.zip(genitive).map(|(start, end)| start..end + 1));
            (open, genitive) = (Some(i), None);
        } else if closes && let Some(start) = open {
            let plural = before.is_some_and(|b| matches!(b, 's' | 'S'))
                && after.is_some_and(char::is_whitespace)
                && chars.get(i + 2).is_some_and(|c| c.is_lowercase());
            let clause = before.is_some_and(|b| matches!(b, '.' | ',' | '!' | '?' | '…' | '。'));
            match genitive {
                None if plural => genitive = Some(i),
                Some(_) if !clause => {}
                _ => {
                    out.push(start..i + 1);
                    (open, genitive) = (None, None);
                }
            }
        }
    }
    out.extend(open.zip(genitive).map(|(start, end)| start..end + 1));
    out
}

impl Quotations {
    /// Reads the marks of one block: with quotations inside quotations, and,
    /// where one of those is never closed, as if there were none of the same kind.
    pub(super) fn of(chars: &[char]) -> Self {
        let read = Self::read(chars, true);
        if read.unclosed.is_some() { Self::read(chars, false) } else { read }
    }

    fn read(chars: &[char], nested: bool) -> Self {
        let mut out = Self::default();
        let mut open: Vec<(usize, char)> = Vec::new();
        for (i, &c) in chars.iter().enumerate() {
            if fold::is_double_quote(c) || matches!(c, '「' | '」' | '『' | '』') {
                let before = i.checked_sub(1).and_then(|j| chars.get(j)).copied();
                out.double(i, c, (before, chars.get(i + 1).copied()), nested, &mut open);
            }
        }
        out.ranges.extend(singles(chars));
        out.unclosed = open.first().map(|(start, _)| *start);
        if let Some(start) = out.unclosed {
            out.ranges.push(start..chars.len());
        }
        out.ranges.sort_by_key(|range| range.start);
        // One quotation inside another is one stretch: the rest can then search by halves.
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(out.ranges.len());
        for range in std::mem::take(&mut out.ranges) {
            match merged.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        out.ranges = merged;
        out
    }

    fn double(
        &mut self,
        i: usize,
        c: char,
        sides: (Option<char>, Option<char>),
        nested: bool,
        open: &mut Vec<(usize, char)>,
    ) {
        let (before, after) = sides;
        let free_before = before.is_none_or(|b| b.is_whitespace() || opening(b));
        let free_after = after.is_none_or(|a| a.is_whitespace() || (!a.is_alphanumeric() && !opening(a)));
        let shaped = !free_before || free_after;
        // The innermost quotation that this mark closes by its glyph, else any that it may.
        let closed = open.iter().rposition(|(_, mark)| closes(*mark, c, shaped)).or_else(|| {
            let any = matches!(c, '”' | '」' | '』') && (c != '”' || shaped) || (c == '"' && shaped);
            open.len().checked_sub(1).filter(|_| any)
        });
        if let Some(at) = closed {
            let start = open.get(at).map_or(i, |(start, _)| *start);
            open.truncate(at);
            if open.is_empty() {
                self.ranges.push(start..i + 1);
            }
        } else if let Some((_, mark)) = open.last() {
            let opens = match c {
                '“' | '„' | '‟' | '「' | '『' => true,
                '"' => free_before && !free_after,
                '«' | '»' => free_before && after.is_some(),
                _ => false,
            };
            let pairs_off = c != *mark || matches!(c, '«' | '「' | '『');
            if opens && nested && pairs_off && open.len() < DEEP {
                open.push((i, c));
            }
        } else {
            let opens = match c {
                '“' | '„' | '‟' | '「' | '『' => true,
                '"' => !free_after && (free_before || !before.is_some_and(char::is_numeric)),
                // The one mark that Finnish and Swedish know.
                '”' => free_before && after.is_some_and(char::is_alphanumeric),
                '«' | '»' => free_before && after.is_some(),
                _ => false,
            };
            let inch = c == '"' && before.is_some_and(char::is_numeric) && self.orphan.is_none() && !free_before;
            if opens {
                open.push((i, c));
            } else if !self.marked && !inch && before.is_some_and(|b| !b.is_whitespace()) {
                self.orphan = Some(i);
            }
        }
        self.marked = true;
    }

    /// Whether the block closes every quotation that it opens.
    pub(super) const fn is_closed(&self) -> bool {
        self.unclosed.is_none()
    }

    /// Up to where the block stands in a quotation that an earlier one opened.
    pub(super) const fn carried(&self) -> usize {
        self.carried
    }

    /// Whether the character before `place` and the one at it are inside one quotation.
    pub(super) fn open_at(&self, place: usize) -> bool {
        place < self.carried || self.around(place).is_some_and(|range| range.start < place)
    }

    /// The quotation that holds a place.
    fn around(&self, place: usize) -> Option<&Range<usize>> {
        let begun = self.ranges.partition_point(|range| range.start <= place);
        begun.checked_sub(1).and_then(|at| self.ranges.get(at)).filter(|range| range.contains(&place))
    }

    /// The quotation that holds the characters of `words` or a good part of them
    /// (three words or more): a single word in quotation marks is no speech.
    pub(super) fn speech(&self, chars: &[char], words: &Range<usize>) -> Option<Range<usize>> {
        if words.start < self.carried {
            return Some(0..self.carried.min(chars.len()));
        }
        let long = |range: &Range<usize>| {
            let shared = range.start.max(words.start)..range.end.min(words.end);
            let text = chars.get(shared).unwrap_or_default();
            text.iter().filter(|c| c.is_whitespace()).count() >= 2
                || text.iter().filter(|c| is_unspaced(**c)).count() >= 4
        };
        let from = self.ranges.partition_point(|range| range.end <= words.start);
        let to = self.ranges.partition_point(|range| range.start < words.end).max(from);
        let near = self.ranges.get(from..to).unwrap_or_default();
        near.iter().find(|range| (range.start <= words.start && words.end <= range.end) || long(range)).cloned()
    }

    /// Whether a place is inside quotation marks.
    pub(super) fn covers(&self, place: usize) -> bool {
        place < self.carried || self.around(place).is_some()
    }
}

/// Carries quotations that one block leaves open into the blocks that it
/// still runs through. `running` says which blocks are running text under the
/// same heading as the one before.
pub(super) fn carry(blocks: &mut [Quotations], begins_with_mark: &[bool], running: &[bool]) {
    for i in 0..blocks.len() {
        if blocks.get(i).is_none_or(|b| b.unclosed.is_none()) {
            continue;
        }
        let mut last = None;
        for j in i + 1..(i + 1 + FAR).min(blocks.len()) {
            let Some(block) = blocks.get(j) else { break };
            if running.get(j) != Some(&true) || begins_with_mark.get(j) == Some(&true) {
                break;
            }
            if block.marked {
                last = block.orphan.map(|place| (j, place));
                break;
            }
        }
        if let Some((j, place)) = last {
            for block in blocks.get_mut(i + 1..j).unwrap_or_default() {
                block.carried = usize::MAX;
            }
            if let Some(block) = blocks.get_mut(j) {
                block.carried = place + 1;
            }
        }
    }
}

/// Whether a paragraph is marked as speech by a dash at its head, as French,
/// Spanish and Russian do; a short one in capitals is a signature.
pub(super) fn is_dialogue(chars: &[char]) -> bool {
    let mut rest = chars.iter().skip_while(|c| c.is_whitespace());
    let dash = rest.next().is_some_and(|c| matches!(c, '—' | '–' | '―'));
    dash && chars.iter().filter(|c| c.is_whitespace()).count() >= 3
}

const fn opening(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '—' | '–' | '-' | '¿' | '¡' | '*' | '_' | '"' | '“' | '„' | '«' | '\'' | '‘')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        let found = Quotations::of(&chars);
        found.ranges.into_iter().map(|r| chars[r].iter().collect()).collect()
    }

    #[test]
    fn finds_quotations() {
        for (text, want) in [
            ("He said: \"We lost. We won.\" So.", &["\"We lost. We won.\""][..]),
            ("„So“, sagte er, »und so«.", &["„So“", "»und so«"]),
            ("« Oui », dit-il.", &["« Oui »"]),
            ("A 6\" pipe and 'Mayor stole' it's the workers' pay.", &["'Mayor stole'"]),
            ("“Left open. And more.", &["“Left open. And more."]),
            ("他说：“我们赢了。”", &["“我们赢了。”"]),
            ("« Elle dit “oui”. Et non. » Fin.", &["« Elle dit “oui”. Et non. »"]),
            ("« Elle dit « oui ». Et non. » Fin.", &["« Elle dit « oui ». Et non. »"]),
            ("“Left «open. And more.” So.", &["“Left «open. And more.”"]),
            ("Hän sanoi: ”Joo. Ei.” Niin.", &["”Joo. Ei.”"]),
            ("Han sade: »Ja. Nej.» Så.", &["»Ja. Nej.»"]),
            ("「他说『是』。不。」完。", &["「他说『是』。不。」"]),
            ("Er sagte: ‚So. Und so.‘ Ende.", &["‚So. Und so.‘"]),
            ("He said: 'The workers' pay fell. It hurt.' So.", &["'The workers' pay fell. It hurt.'"]),
            ("'Mayor stole millions' said the workers' chief.", &["'Mayor stole millions'"]),
            ("“He said \"won\" and left. So.” End.", &["“He said \"won\" and left. So.”"]),
            ("“Typed with one sort\" of mark. So.", &["“Typed with one sort\""]),
        ] {
            assert_eq!(quoted(text), want, "{text}");
        }
    }
}
