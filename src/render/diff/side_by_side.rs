//! The comparison in two columns: the old text on the left, the new one on the
//! right, paragraph beside paragraph.
//!
//! What went is marked on the left, what came on the right; the sign between
//! them says what happened to the paragraph. A paragraph that moved stands at
//! its new place, beside what it was; at its old place is a note. Each column
//! keeps its own words where a difference is ignored.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::flow::{Flow, Gutter, Ink};
use super::inline::{
    claims, counts, inline, is_wrapped_anew, literal, note, opening, push_change, push_equal, push_same, title,
};
use super::layout::{Item, items};
use super::{Options, only_blank_lines_differ, places, plural, side_line, stat::nothing, without};
use crate::diff::revision::{PartDiff, RevisionDiff};
use crate::diff::{Block, BlockKind, OpKind};
use crate::domain::part::Part;
use crate::render::safe;

/// The width where nothing is known of the reader's.
const USUAL: usize = 80;

/// Two columns of text need so much; in less room the texts are shown in one.
const NARROWEST: usize = 58;

/// Draws both texts, side by side.
pub fn side_by_side(diff: &RevisionDiff, options: &Options) -> String {
    let width = if options.width == 0 { USUAL } else { options.width };
    if width < NARROWEST {
        return inline(diff, options);
    }
    let options = &Options { width, ..options.clone() };
    let blank = only_blank_lines_differ(diff);
    let diff = without(diff, &options.ignore);
    let mut page = Page { out: String::new(), column: (width - 3) / 2, color: options.color };
    let label = |ink: Ink, said: String| {
        let mut flow = Flow::default();
        flow.push(ink, said);
        flow
    };
    page.row(
        ("- ", &label(Ink::Gone, side_line(&diff.from, options))),
        ("+ ", &label(Ink::Come, side_line(&diff.to, options))),
        [('│', Ink::Dim); 2],
    );
    let said = counts(&diff);
    if !said.is_empty() {
        label(Ink::Plain, said).draw(&mut page.out, &Gutter { first: "  ", rest: "  ", ink: Ink::Plain }, width, false);
    }
    let mut drawn = false;
    for part in diff.parts.iter().filter(|p| options.full || p.is_changed()) {
        page.out.push('\n');
        if diff.article.is_some() || part.part != Part::Body {
            Ink::Head.paint(&mut page.out, &title(&part.part), options.color);
            page.out.push('\n');
        }
        draw_part(&mut page, part, options);
        drawn = true;
    }
    if !drawn {
        page.out.push('\n');
        page.out.push_str(nothing(blank));
    }
    claims(&mut page.out, &diff, options);
    page.out
}

fn draw_part(page: &mut Page, part: &PartDiff, options: &Options) {
    let paragraphs = part.diff.old_paragraphs.len().max(part.diff.new_paragraphs.len());
    let digits = if paragraphs > 1 { paragraphs.to_string().len() } else { 0 };
    let number = |range: &Range<usize>| match (digits, range.is_empty()) {
        (0, _) => String::new(),
        (_, true) => " ".repeat(digits + 3),
        (_, false) => format!("{:>width$}  ", format!("¶{}", range.start + 1), width = digits + 1),
    };
    let mut first = true;
    for item in items(&part.diff.blocks, options) {
        // An empty row keeps paragraphs apart where they are many lines each.
        if !std::mem::take(&mut first) {
            page.row(("", &Flow::default()), ("", &Flow::default()), [('│', Ink::Dim); 2]);
        }
        match item {
            Item::Block(block) => {
                let (left, right) = block_columns(block, part, options);
                let none = 0..0;
                let old = if block.kind == BlockKind::Inserted { &none } else { &block.old };
                let new = if block.kind == BlockKind::Deleted { &none } else { &block.new };
                page.row((&number(old), &left), (&number(new), &right), signs(block.kind));
            }
            Item::Away(run) => {
                let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
                let (old, new) = (first.old.start..last.old.end, first.new.start..last.new.end);
                let words = part.diff.old_paragraphs.get(old.start).and_then(|p| part.old.get(p.bytes.clone()));
                let many = if old.len() > 1 { format!("{} ", plural(old.len(), "paragraph")) } else { String::new() };
                let mut left = Flow::default();
                left.push(Ink::Note, format!("({many}moved to {}) ", places(&new)));
                left.push(Ink::Dim, literal(&opening(words.unwrap_or_default()), ""));
                page.row((&number(&old), &left), ("", &Flow::default()), [('<', Ink::Note), ('│', Ink::Dim)]);
            }
            Item::LeftOut(run) => {
                let mut said = Flow::default();
                said.push(Ink::Dim, format!("… {} unchanged …", plural(run.len(), "paragraph")));
                page.row((&number(&(0..0)), &said), ("", &Flow::default()), [('│', Ink::Dim); 2]);
            }
        }
    }
}

/// The sign beside a block's first line and beside the others.
fn signs(kind: BlockKind) -> [(char, Ink); 2] {
    let bar = ('│', Ink::Dim);
    match kind {
        BlockKind::Same => [bar, bar],
        BlockKind::Changed | BlockKind::Split | BlockKind::Merged => [('~', Ink::Note), bar],
        BlockKind::Moved => [('>', Ink::Note), bar],
        BlockKind::Inserted => [('+', Ink::Come); 2],
        BlockKind::Deleted => [('-', Ink::Gone); 2],
    }
}

/// A block's old text, and its new one.
fn block_columns(block: &Block, part: &PartDiff, options: &Options) -> (Flow, Flow) {
    let (mut left, mut right) = (Flow::default(), Flow::default());
    if let Some(note) = note(block, part) {
        right.push(Ink::Note, format!("({note}) "));
    }
    for (at, op) in block.ops.iter().enumerate() {
        let ends = (at == 0, at + 1 == block.ops.len());
        let gone = part.old.get(op.old.bytes.clone()).unwrap_or_default();
        let come = part.new.get(op.new.bytes.clone()).unwrap_or_default();
        match block.kind {
            BlockKind::Deleted => left.push(Ink::Gone, literal(gone, "")),
            BlockKind::Inserted => right.push(Ink::Come, literal(come, "")),
            BlockKind::Same => {
                push_same(&mut left, gone, options);
                push_same(&mut right, come, options);
            }
            _ if op.kind == OpKind::Equal => {
                push_equal(&mut left, gone, ends, options);
                push_equal(&mut right, come, ends, options);
            }
            // A border between paragraphs shows as one, in the column that has it.
            _ if gone.trim().is_empty() && come.trim().is_empty() && (breaks(gone) || breaks(come)) => {
                for (flow, space) in [(&mut left, gone), (&mut right, come)] {
                    flow.push(Ink::Plain, if breaks(space) { "\n\n" } else { " " });
                }
            }
            _ if is_wrapped_anew(op, gone, come) => {
                left.push(Ink::Plain, safe::text(gone));
                right.push(Ink::Plain, safe::text(come));
            }
            _ => {
                push_change(&mut left, op, gone, "");
                push_change(&mut right, op, "", come);
            }
        }
    }
    (left, right)
}

fn breaks(space: &str) -> bool {
    space.matches('\n').count() > 1
}

struct Page {
    out: String,
    /// The width of a column.
    column: usize,
    color: bool,
}

impl Page {
    /// Two texts beside each other, each behind what numbers it, with a sign
    /// between the first lines and one between the others.
    fn row(&mut self, left: (&str, &Flow), right: (&str, &Flow), signs: [(char, Ink); 2]) {
        let (plain, left) = (self.cell(left, false), self.cell(left, self.color));
        let right = self.cell(right, self.color);
        let lines = left.len().max(right.len()).max(1);
        for at in 0..lines {
            let cell = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
            let (was, is, bare) = (cell(&left), cell(&right), cell(&plain));
            self.out.push_str(&was);
            let turns = is_right_to_left(&was) || is_right_to_left(&is);
            let (sign, ink) = if at == 0 { signs[0] } else { signs[1] };
            self.out.push_str(&" ".repeat(self.column.saturating_sub(bare.width())));
            // A mark of direction keeps the columns in place where both read from the right.
            self.out.push_str(if turns { "\u{200e} " } else { " " });
            ink.paint(&mut self.out, &sign.to_string(), self.color);
            if !is.is_empty() {
                self.out.push_str(if turns { " \u{200e}" } else { " " });
                self.out.push_str(&is);
            }
            self.out.push('\n');
        }
    }

    fn cell(&self, (number, flow): (&str, &Flow), color: bool) -> Vec<String> {
        if flow.is_empty() {
            return Vec::new();
        }
        let mut text = String::new();
        let rest = " ".repeat(number.width());
        flow.draw(&mut text, &Gutter { first: number, rest: &rest, ink: Ink::Note }, self.column, color);
        text.split_terminator('\n').map(str::to_owned).collect()
    }
}

/// Whether some letters are of a script that is read from right to left.
fn is_right_to_left(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    })
}
