//! Paragraphs and positions: where a text's paragraphs lie, in bytes and in
//! characters, and a cursor that turns byte positions into spans.

use std::ops::Range;

use super::Span;

/// The part of `text` in `bytes`; empty when the range does not fit the text.
pub(super) fn slice(text: &str, bytes: Range<usize>) -> &str {
    text.get(bytes).unwrap_or_default()
}

/// The paragraphs of a text: runs of lines without a blank line between them,
/// without the line ending of their last line. A line of white space is blank.
pub(super) fn paragraphs(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<Span> = None;
    let (mut byte, mut char) = (0, 0);
    for line in text.split_inclusive('\n') {
        let words = line.strip_suffix('\n').unwrap_or(line);
        let words = words.strip_suffix('\r').unwrap_or(words);
        let chars = words.chars().count();
        if words.trim().is_empty() {
            found.extend(open.take());
        } else {
            let span = open.get_or_insert(Span { bytes: byte..byte, chars: char..char });
            span.bytes.end = byte + words.len();
            span.chars.end = char + chars;
        }
        byte += line.len();
        char += chars + (line.len() - words.len());
    }
    found.extend(open);
    found
}

/// The paragraph in which a character stands, or the last one before it; from 0.
pub fn paragraph_at(text: &str, char: usize) -> usize {
    let paragraphs = paragraphs(text);
    paragraphs.partition_point(|p| p.chars.end <= char).min(paragraphs.len().saturating_sub(1))
}

/// What is before, between and after the paragraphs of a text.
pub(super) fn gaps(text: &str, paragraphs: &[Span]) -> Vec<Span> {
    let mut cursor = Cursor::new(text, 0, 0);
    let mut found = Vec::with_capacity(paragraphs.len() + 1);
    for paragraph in paragraphs {
        found.push(cursor.take(paragraph.bytes.start));
        cursor = Cursor::new(text, paragraph.bytes.end, paragraph.chars.end);
    }
    found.push(cursor.take(text.len()));
    found
}

/// Walks forward through a text and says where it is, in bytes and characters.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    byte: usize,
    char: usize,
}

impl<'t> Cursor<'t> {
    /// A cursor at a place whose byte and character positions are known.
    pub(super) fn new(text: &'t str, byte: usize, char: usize) -> Self {
        Self { text, byte, char }
    }

    /// The byte it stands at.
    pub(super) fn byte(&self) -> usize {
        self.byte
    }

    /// The stretch from here to `to` (never backwards), and goes there.
    pub(super) fn take(&mut self, to: usize) -> Span {
        let to = to.max(self.byte);
        let chars = self.char + slice(self.text, self.byte..to).chars().count();
        let span = Span { bytes: self.byte..to, chars: self.char..chars };
        (self.byte, self.char) = (to, chars);
        span
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|p| slice(text, p.bytes)).collect()
    }

    #[test]
    fn paragraphs_are_runs_without_a_blank_line() {
        assert_eq!(texts(""), Vec::<&str>::new());
        assert_eq!(texts("\n \n"), Vec::<&str>::new());
        assert_eq!(texts("one"), ["one"]);
        assert_eq!(texts("one\ntwo\n\n\n \t\nthree  \n"), ["one\ntwo", "three  "]);
        assert_eq!(texts("one\r\n\r\ntwo\r\nthree\r\n"), ["one", "two\r\nthree"]);
        assert_eq!(texts("\n\n    indented\n"), ["    indented"]);
    }

    #[test]
    fn positions_count_characters_too() {
        let text = "é\n\n— naïve";
        let spans = paragraphs(text);
        assert_eq!(spans[0], Span { bytes: 0..2, chars: 0..1 });
        assert_eq!(spans[1], Span { bytes: 4..text.len(), chars: 3..10 });
        let mut cursor = Cursor::new(text, 4, 3);
        assert_eq!(cursor.take(8), Span { bytes: 4..8, chars: 3..5 });
        assert_eq!(cursor.byte(), 8);
    }
}
