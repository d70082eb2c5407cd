//! A text addressed by characters, and where words end in it.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// How many characters lie between two entries of the index.
const STEP: usize = 64;

/// A text with an index from characters to bytes, so that a place far down is
/// found without walking there.
#[derive(Debug)]
pub(super) struct Indexed<'a> {
    pub(super) text: &'a str,
    /// The byte at which every [`STEP`]th character begins; empty for ASCII,
    /// where both counts are the same.
    marks: Vec<usize>,
    /// The length in characters.
    pub(super) len: usize,
}

impl<'a> Indexed<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        if text.is_ascii() {
            return Self { text, marks: Vec::new(), len: text.len() };
        }
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let mut len = 0;
        for (byte, _) in text.char_indices() {
            if len % STEP == 0 {
                marks.push(byte);
            }
            len += 1;
        }
        Self { text, marks, len }
    }

    /// The byte at which a character begins; the end of the text for one past it.
    pub(super) fn byte(&self, char: usize) -> usize {
        if char >= self.len {
            return self.text.len();
        }
        match self.marks.get(char / STEP) {
            None => char,
            Some(&mark) => {
                let rest = self.text.get(mark..).unwrap_or_default();
                rest.char_indices().nth(char % STEP).map_or(self.text.len(), |(at, _)| mark + at)
            }
        }
    }

    /// The number of characters before a byte.
    pub(super) fn char(&self, byte: usize) -> usize {
        if self.marks.is_empty() {
            return byte.min(self.len);
        }
        let before = self.marks.partition_point(|&mark| mark <= byte).saturating_sub(1);
        let mark = self.marks.get(before).copied().unwrap_or(0);
        let between = self.text.get(mark..byte.min(self.text.len())).unwrap_or_default();
        before * STEP + between.chars().count()
    }

    /// A stretch of the text, as far as it goes.
    pub(super) fn slice(&self, chars: Range<usize>) -> &'a str {
        self.text.get(self.byte(chars.start)..self.byte(chars.end)).unwrap_or_default()
    }

    /// Whether a stretch of bytes begins and ends where words do (see [`joins`]).
    pub(super) fn is_whole(&self, bytes: Range<usize>) -> bool {
        let (Some(before), Some(inside), Some(after)) =
            (self.text.get(..bytes.start), self.text.get(bytes.clone()), self.text.get(bytes.end..))
        else {
            return false;
        };
        !joins(before, inside) && !joins(inside, after)
    }

    /// The stretch widened to where words begin and end.
    pub(super) fn widened(&self, bytes: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = bytes;
        while let (Some(before), Some(after)) = (self.text.get(..start), self.text.get(start..))
            && joins(before, after)
            && let Some(c) = before.chars().next_back()
        {
            start -= c.len_utf8();
        }
        while let (Some(before), Some(after)) = (self.text.get(..end), self.text.get(end..))
            && joins(before, after)
            && let Some(c) = after.chars().next()
        {
            end += c.len_utf8();
        }
        start..end
    }
}

/// Whether two neighbouring texts are one word or one number where they meet:
/// `1.` and `5`, `5` and `00`, `not` and `able`, a letter and its accent.
/// Scripts that write without spaces have no such seams.
pub(super) fn joins(before: &str, after: &str) -> bool {
    let mut left = before.chars().rev();
    let mut right = after.chars();
    let (Some(last), Some(first)) = (left.next(), right.next()) else {
        return false;
    };
    if is_combining_mark(first) || matches!(first, '\u{200d}' | '\u{fe00}'..='\u{fe0f}') || last == '\u{200d}' {
        return true;
    }
    if last.is_alphanumeric() && first.is_alphanumeric() {
        return !is_unspaced(last) && !is_unspaced(first);
    }
    let point = |c: char| matches!(c, '.' | ',' | ':' | '/' | '·' | '٫' | '٬' | '\'' | '’');
    let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    (point(last) && first.is_numeric() && digit(left.next()))
        || (last.is_numeric() && point(first) && digit(right.next()))
}

/// Whether a script puts no space between words (or, as Korean, writes
/// particles onto them).
const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{9fff}'
        | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// A word of a text: its bytes, and the form in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) bytes: Range<usize>,
    pub(super) key: String,
}

/// The words of a text, without punctuation, in small letters; in unspaced
/// scripts every character is one.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.find(|(_, c)| c.is_alphanumeric())?;
        let mut key: String = first.to_lowercase().collect();
        let mut end = start + first.len_utf8();
        while !is_unspaced(first)
            && let Some((at, c)) =
                rest.next_if(|(_, c)| (c.is_alphanumeric() && !is_unspaced(*c)) || is_combining_mark(*c))
        {
            key.extend(c.to_lowercase());
            end = at + c.len_utf8();
        }
        Some(Word { bytes: start..end, key })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn where_words_end() {
        for (before, after) in
            [("1.", "5 million"), ("5", "00"), ("not", "able"), ("e", "\u{301}"), ("12", ":30"), ("5", ",000")]
        {
            assert!(joins(before, after), "{before}|{after}");
        }
        for (before, after) in [
            ("", "a"),
            ("a ", "b"),
            ("in 2015.", "5 people"),
            ("Putin", "’s"),
            ("re", "-signed"),
            ("東", "京"),
            ("$", "5"),
        ] {
            // A sentence that ends in a year is no decimal, but nothing tells
            // it apart without a space: it counts as one, on the safe side.
            let want = before == "in 2015.";
            assert_eq!(joins(before, after), want, "{before}|{after}");
        }
    }

    #[test]
    fn words_of_a_text() {
        let keys = |text: &str| words(text).map(|w| w.key).collect::<Vec<_>>();
        assert_eq!(keys("“Ten, people’s” 東京 1.5"), ["ten", "people", "s", "東", "京", "1", "5"]);
    }

    proptest! {
        #[test]
        fn characters_and_bytes_agree(text in "\\PC{0,300}", at in 0usize..320) {
            let indexed = Indexed::new(&text);
            let byte = indexed.byte(at);
            prop_assert_eq!(byte, text.char_indices().nth(at).map_or(text.len(), |(b, _)| b));
            prop_assert_eq!(indexed.char(byte), at.min(text.chars().count()));
            for word in words(&text) {
                prop_assert!(text.get(word.bytes).is_some());
            }
        }

        #[test]
        fn widened_stretches_are_whole(text in "[a-c1-3., ’é東]{1,40}", a in 0usize..40, b in 0usize..40) {
            let indexed = Indexed::new(&text);
            let (a, b) = (indexed.byte(a.min(b)), indexed.byte(a.max(b)));
            let wide = indexed.widened(a..b);
            prop_assert!(wide.start <= a && wide.end >= b);
            if wide.start < wide.end {
                prop_assert!(indexed.is_whole(wide));
            }
        }
    }
}
