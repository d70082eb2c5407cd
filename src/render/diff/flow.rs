//! Text in several inks, wrapped to a width.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What a stretch of drawn text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// What stands on both sides.
    Plain,
    /// What may be passed over.
    Dim,
    /// A heading.
    Head,
    /// Only in the old text.
    Gone,
    /// Only in the new text.
    Come,
    /// A change that leaves the words.
    Minor,
    /// A word of ours about the text.
    Note,
}

impl Ink {
    fn style(self) -> Style {
        let fg = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
        match self {
            Self::Plain => Style::new(),
            Self::Dim => Style::new().dimmed(),
            Self::Head => Style::new().bold(),
            Self::Gone => fg(AnsiColor::Red),
            Self::Come => fg(AnsiColor::Green),
            Self::Minor => fg(AnsiColor::Yellow),
            Self::Note => fg(AnsiColor::Cyan),
        }
    }

    /// Adds text in this ink; the text is safe already.
    pub(super) fn paint(self, out: &mut String, text: &str, color: bool) {
        if !color || self == Self::Plain || text.is_empty() {
            out.push_str(text);
        } else {
            let style = self.style();
            // Writing to a String can't fail.
            write!(out, "{style}{text}{style:#}").ok();
        }
    }
}

/// A paragraph to be wrapped: stretches of safe text, each in an ink.
#[derive(Debug, Default)]
pub(super) struct Flow {
    stretches: Vec<(Ink, String)>,
}

/// What stands before the lines of a paragraph.
pub(super) struct Gutter<'a> {
    /// Before the first line.
    pub(super) first: &'a str,
    /// Before the others; as wide as the first.
    pub(super) rest: &'a str,
    /// The ink of both.
    pub(super) ink: Ink,
}

impl Flow {
    /// Adds a stretch.
    pub(super) fn push(&mut self, ink: Ink, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.stretches.push((ink, text));
        }
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.stretches.is_empty()
    }

    /// Draws the paragraph, every line behind the gutter. Lines break at white
    /// space and between stretches that no space parts; a word longer than a
    /// line is cut between graphemes. Line feeds break too. `width` 0: no wrapping.
    pub(super) fn draw(&self, out: &mut String, gutter: &Gutter, width: usize, color: bool) {
        let room = if width == 0 { usize::MAX } else { width.saturating_sub(gutter.first.width()).max(20) };
        let mut page = Page { out, gutter, color, room, column: 0, first: true, run: (Ink::Plain, String::new()) };
        page.start();
        // White space that is owed: dropped where a line ends.
        let mut space: Option<(Ink, &str)> = None;
        let mut word: Vec<(Ink, &str)> = Vec::new();
        for (ink, text) in &self.stretches {
            for piece in text.split_inclusive(char::is_whitespace) {
                let letters = piece.trim_end();
                if !letters.is_empty() {
                    word.push((*ink, letters));
                }
                let gap = piece.get(letters.len()..).unwrap_or_default();
                if !gap.is_empty() {
                    page.word(space.take(), &std::mem::take(&mut word));
                    if gap.contains('\n') {
                        page.end_line();
                        page.start();
                    } else {
                        space = Some((*ink, gap));
                    }
                }
            }
        }
        page.word(space, &word);
        page.end_line();
    }
}

struct Page<'a> {
    out: &'a mut String,
    gutter: &'a Gutter<'a>,
    color: bool,
    room: usize,
    column: usize,
    first: bool,
    /// What is still to be painted: neighbours in one ink are painted together.
    run: (Ink, String),
}

impl Page<'_> {
    fn start(&mut self) {
        let gutter = if self.first { self.gutter.first } else { self.gutter.rest };
        self.gutter.ink.paint(self.out, gutter, self.color);
        (self.first, self.column) = (false, 0);
    }

    fn end_line(&mut self) {
        self.run.1.truncate(self.run.1.trim_end_matches(' ').len());
        self.paint();
        while self.out.ends_with(' ') {
            self.out.pop();
        }
        self.out.push('\n');
    }

    fn paint(&mut self) {
        self.run.0.paint(self.out, &self.run.1, self.color);
        self.run.1.clear();
    }

    fn put(&mut self, ink: Ink, text: &str, width: usize) {
        if ink != self.run.0 {
            self.paint();
            self.run.0 = ink;
        }
        self.run.1.push_str(text);
        self.column += width;
    }

    fn word(&mut self, space: Option<(Ink, &str)>, word: &[(Ink, &str)]) {
        // What may break anywhere doesn't go to a new line for its length alone.
        let width: usize =
            word.iter().map(|w| w.1).take_while(|w| !breaks_anywhere(w)).map(UnicodeWidthStr::width).sum();
        if let Some((ink, gap)) = space {
            let gap = if gap == "\t" { " " } else { gap };
            if self.column > 0 && self.column + gap.width() + width > self.room && !word.is_empty() {
                self.end_line();
                self.start();
            } else {
                self.put(ink, gap, gap.width());
            }
        }
        for (ink, letters) in word {
            let width = letters.width();
            let anywhere = breaks_anywhere(letters);
            if self.column > 0 && self.column + width > self.room && !anywhere {
                self.end_line();
                self.start();
            }
            if self.column + width <= self.room {
                self.put(*ink, letters, width);
                continue;
            }
            let mut graphemes = letters.graphemes(true).peekable();
            while let Some(grapheme) = graphemes.next() {
                let closing =
                    graphemes.peek().filter(|next| anywhere && stays_behind(next)).map_or(0, |next| next.width());
                if self.column > 0 && self.column + grapheme.width() + closing > self.room {
                    self.end_line();
                    self.start();
                }
                self.put(*ink, grapheme, grapheme.width());
            }
        }
    }
}

/// Whether it is of a script without spaces whose lines may break between any
/// two characters: Chinese, Japanese.
fn breaks_anywhere(letters: &str) -> bool {
    letters.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'))
}

/// Whether it never begins a line: closing marks of those scripts.
fn stays_behind(grapheme: &str) -> bool {
    matches!(
        grapheme,
        "、" | "。" | "，" | "．" | "」" | "』" | "）" | "】" | "〉" | "》" | "！" | "？" | "：" | "；" | "ー"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(stretches: &[(Ink, &str)], width: usize, color: bool) -> String {
        let mut flow = Flow::default();
        for (ink, text) in stretches {
            flow.push(*ink, *text);
        }
        let mut out = String::new();
        flow.draw(&mut out, &Gutter { first: "~ ", rest: "  ", ink: Ink::Plain }, width, color);
        out
    }

    #[test]
    fn lines_break_at_spaces_or_else_between_stretches() {
        let text = [
            (Ink::Plain, "The council met on "),
            (Ink::Gone, "[-Monday-]"),
            (Ink::Come, "{+Tuesday+}"),
            (Ink::Plain, " to vote."),
        ];
        assert_eq!(draw(&text, 34, false), "~ The council met on\n  [-Monday-]{+Tuesday+} to vote.\n");
        assert_eq!(draw(&text, 22, false), "~ The council met on\n  [-Monday-]\n  {+Tuesday+} to vote.\n");
        assert_eq!(draw(&text, 0, false), "~ The council met on [-Monday-]{+Tuesday+} to vote.\n");
    }

    #[test]
    fn long_and_wide_words_are_cut_between_graphemes() {
        let drawn = draw(&[(Ink::Plain, &"東京".repeat(12))], 22, false);
        assert_eq!(drawn.lines().count(), 3);
        assert!(drawn.lines().all(|l| l.width() <= 22));
    }

    #[test]
    fn colour_closes_at_every_line_end() {
        for line in draw(&[(Ink::Come, &"word ".repeat(20))], 30, true).lines() {
            assert!(line[2..].starts_with("\u{1b}[32mword") && line.ends_with("word\u{1b}[0m"), "{line:?}");
        }
    }

    #[test]
    fn scripts_without_spaces_fill_the_line() {
        let drawn = draw(
            &[(Ink::Plain, "東京都は"), (Ink::Gone, "[-木-]"), (Ink::Plain, "曜日、来年度の予算を発表した。")],
            24,
            false,
        );
        assert!(drawn.lines().all(|line| line.width() <= 24), "{drawn}");
        assert_eq!(drawn.lines().count(), 2, "{drawn}");
        assert!(drawn.lines().all(|line| !line.trim_start().starts_with(['、', '。'])), "{drawn}");
    }
}
