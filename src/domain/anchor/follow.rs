//! Following the difference: the words in their place as they were, as they should be, or in
//! a line that changed places with others.

use std::ops::Range;

use super::{Image, OldPlace, PartMap, has_words, is_hidden};
use crate::domain::{claim::How, fold};

/// The words stand where the difference says, as they were or as they should be.
pub(super) fn follow(
    part: &PartMap,
    old: &Range<usize>,
    quote: &str,
    image: &Image,
    place: &OldPlace,
) -> Option<(Range<usize>, How)> {
    // The difference may count the space beside a word to it.
    let new = &trimmed(part.new.text, image.new.clone());
    let text = part.new.text.get(new.clone())?;
    if is_hidden(&part.hidden_new, new) && has_words(text) && !is_hidden(&part.hidden_old, old) {
        return Some((new.start..new.start, How::Cut));
    }
    let carried = if image.moved { How::Moved } else { How::Carried };
    if fold::quote_equal(text, quote) && !text.is_empty() {
        if part.new.is_whole(new.clone()) || !part.old.is_whole(old.clone()) {
            return Some((new.clone(), carried));
        }
        // It became part of a longer word or number.
        return Some((part.new.widened(new.clone()), How::Edited));
    }
    if !has_words(text) {
        return None;
    }
    let wanted = [(place.correction, How::Corrected), (place.covered, How::Restored), (Some(quote), carried)];
    wanted.into_iter().find_map(|(words, how)| {
        let words = words.map(str::trim).filter(|w| !w.is_empty())?;
        part.only_at(words, new).map(|bytes| (bytes, how))
    })
}

/// The words in an item of a list, or a row of a table, that changed places
/// with others: its line stands once in both texts, and where the difference
/// puts it stands a line that was there before. So an item whose words were
/// edited while an equal copy stands elsewhere is never taken for moved.
pub(super) fn permuted(part: &PartMap, old: &Range<usize>, image: &Image) -> Option<(Range<usize>, How)> {
    let line = listed_line(part.old.text, old.start).filter(|line| old.end <= line.end)?;
    let there = listed_line(part.new.text, image.new.start)?;
    let words = part.old.text.get(line.clone())?;
    let taken = part.new.text.get(there)?;
    let only = |text: &str, words: &str| {
        let mut found = text
            .match_indices(words)
            .map(|(at, _)| at)
            .filter(|at| listed_line(text, *at).is_some_and(|line| line.start == *at && line.len() == words.len()));
        found.next().filter(|_| found.next().is_none())
    };
    if words == taken || !has_words(words) {
        return None;
    }
    only(part.old.text, taken)?;
    only(part.old.text, words)?;
    let at = only(part.new.text, words)?;
    let start = at + (old.start - line.start);
    Some((start..start + old.len(), How::Moved))
}

/// The item of a list or the row of a table at a byte: its line without the
/// mark before it and the white space at its ends.
fn listed_line(text: &str, at: usize) -> Option<Range<usize>> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |at| at + 1);
    let end = text.get(at..)?.find('\n').map_or(text.len(), |len| at + len);
    let bare = text.get(start..end)?.trim_start();
    let digits = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = if digits.len() < bare.len() {
        digits.strip_prefix(['.', ')'])?
    } else if bare.starts_with('|') {
        bare
    } else {
        bare.strip_prefix(['-', '*', '+', '•'])?
    };
    let mark = end - rest.len();
    (rest.starts_with([' ', '\t', '|']) && mark <= at).then(|| trimmed(text, mark..end))
}

/// A stretch without the white space at its ends, and without the mark of the
/// block that it begins (`## `, `> `, `- `), unless the words began with one.
pub(super) fn unmarked(text: &str, bytes: Range<usize>, words: &str) -> Range<usize> {
    const MARKS: [char; 6] = ['#', '>', '-', '*', '+', '•'];
    let bytes = trimmed(text, bytes);
    let before = text.get(..bytes.start).unwrap_or_default();
    let begins = before.rsplit('\n').next().is_none_or(|line| line.trim_start_matches(MARKS).trim().is_empty());
    let inside = text.get(bytes.clone()).unwrap_or_default();
    let rest = inside.trim_start_matches(MARKS);
    if !begins || !rest.starts_with([' ', '\t']) || words.starts_with(MARKS) {
        return bytes;
    }
    trimmed(text, bytes.end - rest.len()..bytes.end)
}

/// A stretch without the white space at its ends.
pub(super) fn trimmed(text: &str, bytes: Range<usize>) -> Range<usize> {
    let inside = text.get(bytes.clone()).unwrap_or_default();
    let start = bytes.start + (inside.len() - inside.trim_start().len());
    start..start + inside.trim().len()
}
