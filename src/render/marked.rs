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

/// One character to be shown, or a sign.
struct Glyph {
    shown: Shown,
    ink: Ink,
}

enum Shown {
    /// A blank: a line may end here, and it is not shown then.
    Space,
    Char(char),
    /// A sign, a closing one with its label.
    Sign(String),
}

impl Glyph {
    const fn is_space(&self) -> bool {
        matches!(self.shown, Shown::Space)
    }

    fn width(&self) -> usize {
        match &self.shown {
            Shown::Space => 1,
            Shown::Char(c) => c.width().unwrap_or(0),
            Shown::Sign(sign) => sign.chars().map(|c| c.width().unwrap_or(0)).sum(),
        }
    }
}

/// Between two words on one line.
static BLANK: Glyph = Glyph { shown: Shown::Space, ink: Ink::Plain };

/// The text's lines, wrapped to `width` columns where there is one, each line
/// after `indent` blanks and ended. Line ends in the text stay.
pub fn draw(text: &str, marks: &[Mark], indent: usize, width: Option<usize>, color: bool) -> String {
    let room = width.map_or(usize::MAX, |width| width.saturating_sub(indent).max(20));
    let mut pen = Pen::new(marks, text.chars().count());
    let mut out = String::new();
    for line in text.split('\n') {
        for row in wrap(&pen.line(line), room) {
            if !row.is_empty() {
                out.extend(std::iter::repeat_n(' ', indent));
            }
            paint(&mut out, &row, color);
            out.push('\n');
        }
    }
    out
}

/// Where the drawing has come, and the marks that are open there.
struct Pen<'m> {
    /// The marks that are still to be opened, the first last.
    ahead: Vec<&'m Mark>,
    open: Vec<&'m Mark>,
    at: usize,
    count: usize,
}

impl<'m> Pen<'m> {
    fn new(marks: &'m [Mark], count: usize) -> Self {
        let mut ahead: Vec<&Mark> = marks.iter().filter(|m| !m.chars.is_empty() && m.chars.start < count).collect();
        // Outer marks open first and close last.
        ahead.sort_by_key(|m| (m.chars.start, std::cmp::Reverse(m.chars.end)));
        ahead.reverse();
        Self { ahead, open: Vec::new(), at: 0, count }
    }

    /// The glyphs of the next line, marks that end with it closed.
    fn line(&mut self, line: &str) -> Vec<Glyph> {
        let mut out = Vec::with_capacity(line.len());
        // What stands between two signs is made safe as one: what a joiner is depends on its neighbours.
        let mut run = String::new();
        for c in line.chars() {
            if self.turns() {
                self.spell(&mut run, &mut out);
                self.close(&mut out);
                while let Some(mark) = self.ahead.pop_if(|m| m.chars.start <= self.at) {
                    out.push(Glyph { shown: Shown::Sign(OPEN.to_string()), ink: mark.ink });
                    self.open.push(mark);
                }
            }
            run.push(c);
            self.at += 1;
        }
        self.spell(&mut run, &mut out);
        self.close(&mut out);
        // The line's end is a character too.
        self.at += 1;
        out
    }

    /// Whether a mark opens or closes here.
    fn turns(&self) -> bool {
        self.ahead.last().is_some_and(|m| m.chars.start <= self.at)
            || self.open.iter().any(|m| m.chars.end.min(self.count) <= self.at)
    }

    fn spell(&self, run: &mut String, out: &mut Vec<Glyph>) {
        let ink = self.open.last().map_or(Ink::Plain, |m| m.ink);
        out.extend(safe::text(run).chars().map(|c| {
            let shown = if matches!(c, ' ' | '\t') { Shown::Space } else { Shown::Char(c) };
            Glyph { shown, ink }
        }));
        run.clear();
    }

    fn close(&mut self, out: &mut Vec<Glyph>) {
        let (at, count) = (self.at, self.count);
        while let Some(nth) = self.open.iter().rposition(|m| m.chars.end.min(count) <= at) {
            let mark = self.open.remove(nth);
            out.push(Glyph { shown: Shown::Sign(format!("{CLOSE}{}", mark.label)), ink: mark.ink });
        }
    }
}

/// Lines of at most so many columns, broken between words, and inside a word
/// only where it is longer than a line.
fn wrap(glyphs: &[Glyph], room: usize) -> Vec<Vec<&Glyph>> {
    let mut lines = Vec::new();
    let mut line: Vec<&Glyph> = Vec::new();
    let mut used = 0;
    for (nth, word) in glyphs.split(Glyph::is_space).enumerate() {
        let width: usize = word.iter().map(Glyph::width).sum();
        if used > 0 && used + 1 + width > room {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if nth > 0 {
            line.push(&BLANK);
            used += 1;
        }
        for glyph in word {
            let wide = glyph.width();
            if used > 0 && used + wide > room {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(glyph);
            used += wide;
        }
    }
    lines.push(line);
    lines
}

fn paint(out: &mut String, row: &[&Glyph], color: bool) {
    for run in row.chunk_by(|a, b| a.ink == b.ink) {
        let mut text = String::new();
        for glyph in run {
            match &glyph.shown {
                Shown::Space => text.push(' '),
                Shown::Char(c) => text.push(*c),
                Shown::Sign(sign) => text.push_str(sign),
            }
        }
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
        assert_eq!(draw("👩\u{200d}👧 ok", &[mark(0..3, "")], 0, None, false), "⟦👩\u{200d}👧⟧ ok\n");
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
