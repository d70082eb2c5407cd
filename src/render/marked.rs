//! Text in which stretches are marked: by signs before and after them, so that
//! it can be read without colour, and by ink where there is colour.

use std::ops::Range;

use unicode_width::UnicodeWidthChar as _;

use super::{Ink, safe};

/// A marked stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its characters, end exclusive.
    pub chars: Range<usize>,
    /// What stands after the closing sign, such as `#12 ✓`; may be empty.
    pub label: String,
    /// Its ink, and its label's.
    pub ink: Ink,
}

/// The signs around a marked stretch.
const OPEN: char = '⟦';
const CLOSE: char = '⟧';

/// One character to be shown.
struct Glyph {
    text: String,
    ink: Ink,
    /// A line may end here, and the glyph is not shown then.
    is_space: bool,
}

/// The text's lines, wrapped to `width` columns where there is one, each line
/// after `indent` blanks and ended. Line ends in the text stay.
pub fn draw(text: &str, marks: &[Mark], indent: usize, width: Option<usize>, color: bool) -> String {
    let room = width.map_or(usize::MAX, |width| width.saturating_sub(indent).max(20));
    let mut out = String::new();
    for line in glyphs(text, marks).split(|g| g.text == "\n") {
        for row in wrap(line, room) {
            if !row.is_empty() {
                out.extend(std::iter::repeat_n(' ', indent));
            }
            paint(&mut out, &row, color);
            out.push('\n');
        }
    }
    out
}

fn glyphs(text: &str, marks: &[Mark]) -> Vec<Glyph> {
    let mut opens: Vec<&Mark> = marks.iter().filter(|m| !m.chars.is_empty()).collect();
    // Outer marks open first and close last.
    opens.sort_by_key(|m| (m.chars.start, std::cmp::Reverse(m.chars.end)));
    let mut opens = opens.into_iter().peekable();
    let mut open: Vec<&Mark> = Vec::new();
    let mut out = Vec::new();
    let count = text.chars().count();
    for (at, c) in text.chars().map(Some).chain([None]).enumerate() {
        while let Some(nth) = open.iter().rposition(|m| m.chars.end.min(count) <= at) {
            let mark = open.remove(nth);
            out.push(Glyph { text: format!("{CLOSE}{}", mark.label), ink: mark.ink, is_space: false });
        }
        while let Some(mark) = opens.next_if(|m| m.chars.start <= at && at < count) {
            out.push(Glyph { text: OPEN.to_string(), ink: mark.ink, is_space: false });
            open.push(mark);
        }
        let Some(c) = c else { break };
        let ink = open.last().map_or(Ink::Plain, |m| m.ink);
        let mut buffer = [0; 4];
        let shown = if c == '\t' { " ".to_owned() } else { safe::text(c.encode_utf8(&mut buffer)).into_owned() };
        out.push(Glyph { is_space: shown == " ", text: shown, ink });
    }
    out
}

fn width_of(glyph: &Glyph) -> usize {
    glyph.text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// Lines of at most so many columns, broken between words, and inside a word
/// only where it is longer than a line.
fn wrap(glyphs: &[Glyph], room: usize) -> Vec<Vec<&Glyph>> {
    let mut lines = vec![Vec::new()];
    let mut used = 0;
    for (nth, word) in glyphs.split(|g| g.is_space).enumerate() {
        let width: usize = word.iter().map(width_of).sum();
        let space = (nth > 0).then(|| glyphs.iter().find(|g| g.is_space)).flatten();
        if used > 0 && used + 1 + width > room {
            lines.push(Vec::new());
            used = 0;
        } else if let (Some(space), Some(line)) = (space, lines.last_mut()) {
            line.push(space);
            used += 1;
        }
        for glyph in word {
            let wide = width_of(glyph);
            if used > 0 && used + wide > room {
                lines.push(Vec::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(glyph);
            }
            used += wide;
        }
    }
    lines
}

fn paint(out: &mut String, row: &[&Glyph], color: bool) {
    for run in row.chunk_by(|a, b| a.ink == b.ink) {
        let text: String = run.iter().map(|g| g.text.as_str()).collect();
        run.first().map_or(Ink::Plain, |g| g.ink).paint(out, &text, color);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mark(chars: Range<usize>, label: &str) -> Mark {
        Mark { chars, label: label.to_owned(), ink: Ink::Bad }
    }

    #[test]
    fn marks_are_readable_without_colour() {
        let text = "Ten people died in May.";
        assert_eq!(draw(text, &[mark(0..15, "#1 !")], 2, None, false), "  ⟦Ten people died⟧#1 ! in May.\n");
        let nested = [mark(0..22, "#2"), mark(0..3, "#1"), mark(19..22, "#3")];
        assert_eq!(draw(text, &nested, 0, None, false), "⟦⟦Ten⟧#1 people died in ⟦May⟧#3⟧#2.\n");
        assert_eq!(draw("a\n\nb", &[], 2, None, false), "  a\n\n  b\n");
        let hidden = draw("a\u{1b}b", &[mark(5..90, "")], 0, None, false);
        assert!(hidden.contains("U+001B") && !hidden.contains('\u{1b}'), "{hidden}");
    }

    #[test]
    fn wraps_between_words() {
        let drawn = draw("Ten people died in the fire in May.", &[mark(0..15, "#1")], 0, Some(22), false);
        assert_eq!(drawn, "⟦Ten people died⟧#1 in\nthe fire in May.\n");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_every_mark_closes(text in "[a-zé火 \n]{0,60}", a in 0usize..70, b in 0usize..70, width in 20usize..60) {
            let marks = [mark(a.min(b)..a.max(b), ""), mark(3..8, "")];
            let drawn = draw(&text, &marks, 0, Some(width), false);
            let letters = |t: &str| t.chars().filter(|c| !c.is_whitespace() && !matches!(c, '⟦' | '⟧')).collect::<String>();
            prop_assert_eq!(letters(&drawn), letters(&text));
            prop_assert_eq!(drawn.matches('⟦').count(), drawn.matches('⟧').count());
            for line in drawn.lines() {
                prop_assert!(unicode_width::UnicodeWidthStr::width(line) <= width);
            }
        }
    }
}
