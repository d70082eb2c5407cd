//! What each stretch of a text becomes in a document: words, nothing (the
//! marks that make a heading or a bullet, which the style says), white space
//! between the lines of a paragraph, or the border between two paragraphs.

use std::ops::Range;

use crate::diff::Span;
use crate::domain::block::{self, Block, Kind};
use crate::domain::part::Part;
use crate::render::docx::Style;

/// What a stretch becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Words, as they are.
    Words,
    /// Nothing.
    Nothing,
    /// A line end within a paragraph that reads as a space.
    Space,
    /// A line end within a paragraph that stays one.
    LineEnd,
    /// The end of a paragraph.
    Border,
}

/// A stretch of a text.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    /// Its bytes; never empty.
    pub(super) bytes: Range<usize>,
    /// What it becomes.
    pub(super) what: What,
    /// The style of the paragraph that it stands in, or that it ends.
    pub(super) style: Style,
}

/// A text, taken apart without gaps.
#[derive(Debug)]
pub(super) struct Layout<'t> {
    /// The text.
    pub(super) text: &'t str,
    stretches: Vec<Stretch>,
    /// The style of a text without any word.
    empty: Style,
}

/// A line of a block, in bytes.
struct Line {
    bytes: Range<usize>,
    block: usize,
    style: Style,
}

impl<'t> Layout<'t> {
    /// Takes a part's text apart. A border lies between any two of the
    /// comparison's paragraphs, and between the blocks within one.
    pub(super) fn new(text: &'t str, part: &Part, paragraphs: &[Span]) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let blocks = match part {
            Part::Body | Part::Named(_) => block::parse(&chars),
            _ => block::plain(&chars),
        };
        let empty = usual(part);
        let mut layout = Self { text, stretches: Vec::new(), empty };
        let mut before: Option<Line> = None;
        for line in lines(text, &chars, &blocks, part) {
            let style = before.as_ref().map_or(line.style, |before| before.style);
            let what = before.as_ref().map_or(What::Nothing, |before| {
                let within = paragraphs.partition_point(|p| p.bytes.end < line.bytes.start);
                let apart = paragraphs.get(within).is_none_or(|p| before.bytes.end < p.bytes.start);
                match blocks.get(line.block).filter(|_| before.block == line.block && !apart) {
                    None => What::Border,
                    Some(block) if block.kind == Kind::Code => What::LineEnd,
                    // Two spaces at a line's end keep it, as in Markdown.
                    Some(_) if text.get(before.bytes.end..).is_some_and(|t| t.starts_with("  ")) => What::LineEnd,
                    Some(_) => What::Space,
                }
            });
            layout.push(line.bytes.start, what, style);
            layout.push(line.bytes.end, What::Words, line.style);
            before = Some(line);
        }
        layout.push(text.len(), What::Nothing, before.map_or(empty, |line| line.style));
        layout
    }

    fn push(&mut self, end: usize, what: What, style: Style) {
        let start = self.stretches.last().map_or(0, |last| last.bytes.end);
        if start < end {
            self.stretches.push(Stretch { bytes: start..end, what, style });
        }
    }

    /// The stretch in which a byte lies.
    pub(super) fn at(&self, byte: usize) -> Option<&Stretch> {
        self.stretches.get(self.stretches.partition_point(|s| s.bytes.end <= byte))
    }

    /// The style of the paragraph that ends at this byte.
    pub(super) fn style_before(&self, byte: usize) -> Style {
        byte.checked_sub(1).and_then(|last| self.at(last)).map_or(self.empty, |s| s.style)
    }
}

/// The style of a part's running text.
const fn usual(part: &Part) -> Style {
    match part {
        Part::Headline => Style::Headline,
        Part::Standfirst => Style::Standfirst,
        Part::Byline => Style::Byline,
        Part::Dateline => Style::Dateline,
        Part::Body | Part::Named(_) => Style::Body,
    }
}

/// The lines of all blocks in order, without the marks that their styles say.
fn lines(text: &str, chars: &[char], blocks: &[Block], part: &Part) -> Vec<Line> {
    // Positions only rise, so one walk turns all characters into bytes.
    let (mut char, mut byte) = (0, 0);
    let mut bytes_of = |at: usize| {
        if let Some(between) = chars.get(char..at) {
            byte += between.iter().map(|c| c.len_utf8()).sum::<usize>();
            char = at;
        }
        byte.min(text.len())
    };
    let mut lines = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let Some(first) = block.lines.first() else { continue };
        let marks = chars.get(block.whole.start..first.start).unwrap_or_default();
        let style = style(block, marks, part, indent(chars, block.whole.start));
        for (line, range) in block.lines.iter().enumerate() {
            // The number of an item is part of what it says, and is compared.
            let shown = marks.iter().rposition(|c| !c.is_numeric() && !matches!(c, '.' | ')' | ' ' | '\t'));
            let start = match style {
                Style::Numbered(_) if line == 0 => block.whole.start + shown.map_or(0, |at| at + 1),
                _ => range.start,
            };
            let spaces = chars.get(start..range.start).unwrap_or_default().iter().take_while(|c| **c == ' ').count();
            let start = bytes_of(start + spaces);
            lines.push(Line { bytes: start..bytes_of(range.end), block: at, style });
        }
    }
    lines
}

/// Columns of white space before a block's first mark.
fn indent(chars: &[char], start: usize) -> usize {
    let before = chars.get(..start).unwrap_or_default().iter().rev();
    before.take_while(|c| matches!(c, ' ' | '\t')).map(|c| if *c == '\t' { 4 } else { 1 }).sum()
}

fn style(block: &Block, marks: &[char], part: &Part, indent: usize) -> Style {
    let level = u8::try_from((indent / 2).min(8)).unwrap_or(8);
    match block.kind {
        Kind::Heading(level) => Style::Heading(level),
        Kind::Item if marks.iter().any(|c| c.is_numeric()) => Style::Numbered(level),
        Kind::Item if marks.iter().any(|c| matches!(c, '-' | '*' | '+')) => Style::Bullet(level),
        Kind::Item => Style::Continued(level),
        Kind::TableHeader | Kind::TableRule | Kind::Row | Kind::Code => Style::Fixed,
        Kind::Definition | Kind::Footnote => Style::Note,
        Kind::Paragraph | Kind::Image | Kind::Rule if block.quotation > 0 => Style::Quote,
        Kind::Paragraph | Kind::Image | Kind::Rule => usual(part),
    }
}
