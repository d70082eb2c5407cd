//! Which stretches of a block stand inside quotation marks.
//!
//! Marks are read by glyph where the glyph tells (`“`, `”`, `„`, `«`), by
//! their neighbours where it doesn't (`"`, `'`). A quotation that a paragraph
//! leaves open goes on only if a later paragraph closes it without opening it
//! again; so one mark forgotten doesn't put the rest of the story in quotes.
//! Single marks may be apostrophes: one that stays open counts only if a later
//! paragraph opens with such a mark, as English does, or closes it.

use std::ops::Range;

use crate::domain::{fold, lexicon::tokens::is_unspaced};

/// The quotations of one block, in characters of its visible text.
#[derive(Debug, Default)]
pub(super) struct Quotations {
    /// Stretches in quotation marks, marks included, apart and in order.
    pub(super) ranges: Vec<Range<usize>>,
    /// Where a quotation begins that the block doesn't close, and by which mark.
    unclosed: Option<(usize, char)>,
    /// Where the block closes a quotation that it didn't open, and by which mark.
    orphan: Option<(usize, char)>,
    /// The same of single marks.
    unclosed_single: Option<(usize, char)>,
    orphan_single: Option<(usize, char)>,
    /// The mark that the block begins with.
    head: Option<char>,
    /// How many characters the block has.
    length: usize,
    /// Up to where the block still stands in a quotation opened in an earlier one.
    carried: usize,
    /// Whether a later block shows that the single mark left open is no apostrophe.
    runs_on: bool,
}

/// Whether a block is part of the running text that a quotation runs on through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Running text.
    Runs,
    /// A picture, a rule, or what no reader sees: it stands between and ends nothing.
    Passes,
    /// A heading, a table: no quotation runs on over it.
    Ends,
}

/// The most paragraphs that an open quotation is followed through.
const FAR: usize = 60;

/// How long a tag may be, in characters.
const TAG: usize = 1000;

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
/// With them the mark that stays open, and one that closes what isn't open.
fn singles(chars: &[char]) -> Singles {
    let beside = |i: usize| (i.checked_sub(1).and_then(|j| chars.get(j)).copied(), chars.get(i + 1).copied());
    let mut out = Singles::default();
    // Where one begins, and where the genitive of a plural may end it.
    let (mut open, mut genitive): (Option<usize>, Option<usize>) = (None, None);
    for (i, &c) in chars.iter().enumerate().filter(|(_, c)| fold::is_single_quote(**c)) {
        let (before, after) = beside(i);
        let inner = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        let opens = !inner
            && before.is_none_or(|b| b.is_whitespace() || opening(b) || matches!(b, '：' | '，'))
            && after.is_some_and(char::is_alphanumeric)
            && !matches!(c, '’' | '›');
        // German closes with the glyph that opens in English.
        let low = open.and_then(|start| chars.get(start)) == Some(&'‚');
        let closes = !inner && before.is_some_and(|b| !b.is_whitespace()) && (c != '‘' || low);
        let clause = before.is_some_and(|b| matches!(b, '.' | ',' | '!' | '?' | '…' | '。' | '！' | '？'));
        if opens {
            out.ranges.extend(open.zip(genitive).map(|(start, end)| start..end + 1));
            (open, genitive) = (Some(i), None);
        } else if closes && let Some(start) = open {
            let plural = before.is_some_and(|b| matches!(b, 's' | 'S'))
                && after.is_some_and(char::is_whitespace)
                && chars.get(i + 2).is_some_and(|c| c.is_lowercase());
            match genitive {
                None if plural => genitive = Some(i),
                Some(_) if !clause => {}
                _ => {
                    out.ranges.push(start..i + 1);
                    (open, genitive) = (None, None);
                }
            }
        } else if clause && open.is_none() && !after.is_some_and(char::is_alphanumeric) {
            out.orphan = out.orphan.or(Some((i, c)));
        }
    }
    out.ranges.extend(open.zip(genitive).map(|(start, end)| start..end + 1));
    out.unclosed = open.and_then(|start| Some((start, *chars.get(start)?)));
    out
}

/// What single marks tell of a block.
#[derive(Default)]
struct Singles {
    ranges: Vec<Range<usize>>,
    unclosed: Option<(usize, char)>,
    orphan: Option<(usize, char)>,
}

/// How many characters the tag is long that begins here: `<a href="…">`.
fn tag(chars: &[char]) -> Option<usize> {
    let named = |at: usize| chars.get(at).is_some_and(char::is_ascii_alphabetic);
    if chars.first() != Some(&'<') || !(named(1) || (chars.get(1) == Some(&'/') && named(2))) {
        return None;
    }
    let end = chars.iter().take(TAG).skip(1).position(|c| matches!(c, '<' | '>'))? + 1;
    chars.get(end).filter(|c| **c == '>').map(|_| end + 1)
}

/// Whether a mark that closes what its block didn't open may close a quotation
/// that an earlier block opened.
const fn ends(mark: char, c: char) -> bool {
    closes(mark, c, true)
        || matches!((mark, c), ('“' | '„' | '‟' | '”', '"') | ('"', '”') | ('‘' | '‚', '’') | ('‘', '\'') | ('‚', '‘'))
}

impl Quotations {
    /// Reads the marks of one block: with quotations inside quotations, and,
    /// where one of those is never closed, as if there were none of the same kind.
    pub(super) fn of(chars: &[char]) -> Self {
        let mark =
            |c: &char| fold::is_double_quote(*c) || fold::is_single_quote(*c) || matches!(c, '「' | '」' | '『' | '』');
        if !chars.iter().any(mark) {
            return Self { length: chars.len(), ..Self::default() };
        }
        let read = Self::read(chars, true);
        if read.unclosed.is_some() { Self::read(chars, false) } else { read }
    }

    fn read(chars: &[char], nested: bool) -> Self {
        let mut out = Self::default();
        let mut open: Vec<(usize, char)> = Vec::new();
        let mut written = 0;
        for (i, &c) in chars.iter().enumerate() {
            if c == '<' && i >= written {
                written = i + tag(chars.get(i..).unwrap_or_default()).unwrap_or(0);
            }
            let double = fold::is_double_quote(c) || matches!(c, '「' | '」' | '『' | '』');
            if double && i >= written && !(open.len() == 1 && is_inch(chars, i)) {
                let before = i.checked_sub(1).and_then(|j| chars.get(j)).copied();
                out.double(i, c, (before, chars.get(i + 1).copied()), nested, &mut open);
            }
        }
        out.length = chars.len();
        let singles = singles(chars);
        (out.unclosed_single, out.orphan_single) = (singles.unclosed, singles.orphan);
        out.ranges.extend(singles.ranges);
        out.unclosed = open.first().copied();
        if let Some((start, _)) = out.unclosed {
            out.ranges.push(start..chars.len());
        }
        let mark = |c: &char| fold::is_double_quote(*c) || fold::is_single_quote(*c);
        out.head = chars.iter().find(|c| !c.is_whitespace()).copied().filter(mark);
        out.merge();
        out
    }

    /// One quotation inside another is one stretch: the rest can then search by halves.
    fn merge(&mut self) {
        self.ranges.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(self.ranges.len());
        for range in std::mem::take(&mut self.ranges) {
            match merged.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        self.ranges = merged;
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
            // As German and Russian close, “ stands behind a word; as French does, » behind a space.
            let behind =
                before.is_some_and(|b| b.is_alphanumeric() || matches!(b, '.' | '!' | '?' | '…')) && free_after;
            let spaced = before.is_some_and(char::is_whitespace) && free_after;
            let opens = match c {
                '“' => !behind,
                '„' | '‟' | '「' | '『' => true,
                '"' => !free_after && (free_before || !before.is_some_and(char::is_numeric)),
                // The one mark that Finnish and Swedish know.
                '”' => free_before && after.is_some_and(char::is_alphanumeric),
                '«' => free_before && after.is_some(),
                '»' => free_before && after.is_some() && !spaced,
                _ => false,
            };
            let inch = matches!(c, '"' | '”') && before.is_some_and(char::is_numeric);
            if opens {
                open.push((i, c));
            } else if !inch && (before.is_some_and(|b| !b.is_whitespace()) || (c == '»' && spaced)) {
                self.orphan = self.orphan.or(Some((i, c)));
            }
        }
    }

    /// Whether the block closes every quotation that it opens.
    pub(super) const fn is_closed(&self) -> bool {
        self.unclosed.is_none() && self.unclosed_single.is_none()
    }

    /// Up to where the block stands in a quotation that an earlier one opened.
    pub(super) const fn carried(&self) -> usize {
        self.carried
    }

    /// What other blocks decide of this one's quotations: all that [`carry`] gave it.
    pub(super) const fn given(&self) -> (usize, bool) {
        (self.carried, self.runs_on)
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
/// still runs through.
pub(super) fn carry(blocks: &mut [Quotations], ways: &[Way]) {
    for i in 0..blocks.len() {
        let open = |b: &Quotations| [b.unclosed, b.unclosed_single];
        let Some([double, single]) = blocks.get(i).map(open) else { continue };
        if let Some((_, mark)) = double
            && let Some(End::At(j, place)) = end(blocks, ways, i, mark, false)
        {
            put(blocks, i, j, place);
        }
        let Some((start, mark)) = single else { continue };
        let found = end(blocks, ways, i, mark, true);
        if let Some(block) = blocks.get_mut(i).filter(|_| found.is_some()) {
            block.runs_on = true;
            block.ranges.push(start..block.length);
            block.merge();
        }
        if let Some(End::At(j, place)) = found {
            put(blocks, i, j, place);
        }
    }
}

/// Marks the blocks behind `i` as carried, up to a place in block `j`.
fn put(blocks: &mut [Quotations], i: usize, j: usize, place: usize) {
    for block in blocks.get_mut(i + 1..j).unwrap_or_default() {
        block.carried = usize::MAX;
    }
    if let Some(block) = blocks.get_mut(j) {
        block.carried = block.carried.max(place + 1);
    }
}

/// How a quotation that a block leaves open goes on.
enum End {
    /// It ends in this block, at this place.
    At(usize, usize),
    /// The next paragraph opens it again.
    Reopened,
}

/// Finds out how the quotation goes on that block `i` leaves open with `mark`.
/// Blocks that close what they open end nothing; one that begins with such a
/// mark opens the quotation again, and so does what stays open itself.
fn end(blocks: &[Quotations], ways: &[Way], i: usize, mark: char, single: bool) -> Option<End> {
    let running = ways.iter().enumerate().skip(i + 1).take_while(|(_, way)| **way != Way::Ends);
    let running = running.filter(|(_, way)| **way == Way::Runs).take(FAR);
    for (j, block) in running.filter_map(|(j, _)| Some((j, blocks.get(j)?))) {
        if block.head.is_some_and(|c| if single { c == mark } else { fold::is_double_quote(c) }) {
            return single.then_some(End::Reopened);
        }
        let orphan = if single { block.orphan_single } else { block.orphan };
        if let Some((place, _)) = orphan.filter(|(_, c)| ends(mark, *c)) {
            return Some(End::At(j, place));
        }
        if !single && block.unclosed.is_some() {
            return None;
        }
    }
    None
}

/// Whether `6"` gives inches in a quotation: a word in small letters goes on
/// behind it, and the mark that comes next closes.
fn is_inch(chars: &[char], i: usize) -> bool {
    let at = |j: usize| chars.get(j).copied();
    let behind = i.checked_sub(1).and_then(at).is_some_and(|c| c.is_ascii_digit());
    if !behind
        || !matches!(at(i), Some('"' | '”'))
        || at(i + 1) != Some(' ')
        || !at(i + 2).is_some_and(char::is_lowercase)
    {
        return false;
    }
    let next = chars.iter().enumerate().skip(i + 1).find(|(_, c)| fold::is_double_quote(**c));
    next.is_some_and(|(j, c)| {
        let before = j.checked_sub(1).and_then(at);
        matches!(c, '"' | '”') && before.is_some_and(|b| !b.is_whitespace() && !opening(b))
    })
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
