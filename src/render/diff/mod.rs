//! Comparisons of revisions, drawn: for reading ([`inline`], [`side_by_side`]),
//! at a glance ([`stat`]), to send round ([`html`], [`markdown`],
//! [`criticmarkup`]), for tools ([`words`], [`porcelain`], [`unified`]) and
//! programs ([`json`]).
//!
//! All are pure functions of a [`RevisionDiff`], a file each. Text from copy
//! passes through [`safe`] wherever a terminal may see it.

mod criticmarkup;
mod docx;
mod flow;
mod html;
mod inline;
mod json;
mod layout;
mod markdown;
mod marks;
mod porcelain;
mod side_by_side;
mod snippet;
mod stat;
mod stream;
mod unified;
mod words;

use std::borrow::Cow;

use chrono::{FixedOffset, Offset, Utc};
use flow::Ink;
use stream::Unit;

use super::safe;
use crate::diff::revision::{DiffSide, PartDiff, RevisionDiff};
use crate::diff::{BlockKind, Class, Op, OpKind, TextDiff};

pub use criticmarkup::criticmarkup;
pub use docx::docx;
pub use html::html;
pub use inline::inline;
pub use json::json;
pub use markdown::markdown;
pub use marks::{Marks, Unclosed};
pub use porcelain::porcelain;
pub use side_by_side::side_by_side;
pub use snippet::snippet;
pub use stat::stat;
pub use unified::unified;
pub use words::words;

/// How to draw a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent settings, each a flag's")]
pub struct Options {
    /// Whether to colour; colour is never the only sign.
    pub color: bool,
    /// Columns to wrap to; 0 for no wrapping.
    pub width: usize,
    /// How many unchanged paragraphs to show around a changed one.
    pub context: usize,
    /// Whether to show everything, unchanged parts too.
    pub full: bool,
    /// Changes of these classes are drawn as if nothing had changed.
    pub ignore: Vec<Class>,
    /// The zone in which people are shown times.
    pub offset: FixedOffset,
    /// Whether to tell which claims were touched.
    pub claims: bool,
    /// Whether text goes out as it is, byte for byte, in the styles that other
    /// programs read: never to a terminal.
    pub raw: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            color: false,
            width: 80,
            context: 1,
            full: false,
            ignore: Vec::new(),
            offset: Utc.fix(),
            claims: true,
            raw: false,
        }
    }
}

impl Options {
    /// Whether white space between paragraphs counts for nothing.
    fn ignores_spacing(&self) -> bool {
        self.ignore.contains(&Class::Spacing)
    }
}

/// Text from copy as it is printed: as it is where that is asked for, else harmless.
fn shown<'t>(text: &'t str, options: &Options) -> Cow<'t, str> {
    if options.raw { Cow::Borrowed(text) } else { safe::text(text) }
}

/// "harbour-fire@3, Anna Kern, 21 Apr 2026 16:30".
fn side_line(side: &DiffSide, options: &Options) -> String {
    let label = safe::line(&side.label).into_owned();
    let said = who_and_when(side, options);
    if said.is_empty() { label } else { format!("{label}, {said}") }
}

/// Who wrote it, and when it came.
fn who_and_when(side: &DiffSide, options: &Options) -> String {
    let author = side.author.as_deref().map(|a| safe::line(a).into_owned());
    let time = side.recorded_at.map(|t| t.at(options.offset).format("%-d %b %Y %H:%M").to_string());
    [author, time].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Ends the last line, where there is one without an end.
fn end_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Both sides on one line, above a comparison that names none itself.
pub fn heading(diff: &RevisionDiff, options: &Options) -> String {
    let mut out = String::new();
    let said = format!("{} → {}", safe::line(&diff.from.label), side_line(&diff.to, options));
    Ink::Head.paint(&mut out, &said, options.color);
    out.push('\n');
    out
}

/// The two sides, a line each, as diff begins.
fn heads(out: &mut String, diff: &RevisionDiff, options: &Options) {
    for (sign, side) in [("---", &diff.from), ("+++", &diff.to)] {
        Ink::Head.paint(out, &format!("{sign} {}", side_line(side, options)), options.color);
        out.push('\n');
    }
}

/// "¶4", "¶4–6".
fn places(range: &std::ops::Range<usize>) -> String {
    if range.len() > 1 { format!("¶{}–{}", range.start + 1, range.end) } else { format!("¶{}", range.start + 1) }
}

/// Neighbours that are shown, or of which only that is said which is in `left_out`.
struct Run<'u, 'd> {
    units: &'u [Unit<'d>],
    left_out: Option<String>,
}

/// What is to be shown of a part: runs of units near a change, and for what is
/// left out between them, how much it is. All of it in full; nothing where
/// nothing changed.
fn elided<'u, 'd>(units: &'u [Unit<'d>], options: &Options) -> Vec<Run<'u, 'd>> {
    if options.full {
        return vec![Run { units, left_out: None }];
    }
    // How many of the first so many units changed: near a change is where this rises.
    let mut changed = vec![0_usize];
    for unit in units {
        changed.push(changed.last().copied().unwrap_or(0) + usize::from(!unit.is_same()));
    }
    let near = |at: usize| {
        let until = at.saturating_add(options.context).saturating_add(1).min(units.len());
        changed.get(at.saturating_sub(options.context)) != changed.get(until)
    };
    if changed.last() == Some(&0) {
        return Vec::new();
    }
    let mut runs = Vec::new();
    let mut from = 0;
    while from < units.len() {
        let shows = near(from);
        let until = (from..units.len()).find(|at| near(*at) != shows).unwrap_or(units.len());
        let units = units.get(from..until).unwrap_or_default();
        let paragraphs = units.iter().filter(|unit| !unit.pieces.is_empty()).count();
        let left_out = (!shows).then(|| format!("{} unchanged", plural(paragraphs, "paragraph")));
        if shows || paragraphs > 0 {
            runs.push(Run { units, left_out });
        }
        from = until;
    }
    runs
}

/// The comparison without the changes of some classes: what they changed counts
/// as equal, and is drawn as it stands in the new text.
fn without<'d>(diff: &'d RevisionDiff, ignore: &[Class]) -> Cow<'d, RevisionDiff> {
    if ignore.is_empty() {
        return Cow::Borrowed(diff);
    }
    let mut diff = diff.clone();
    for part in &mut diff.parts {
        let PartDiff { old, new, diff: TextDiff { blocks, .. }, .. } = part;
        for block in blocks {
            for op in &mut block.ops {
                if op.class.is_some_and(|class| ignore.contains(&class)) && !is_border(op, old, new) {
                    (op.kind, op.class) = (OpKind::Equal, None);
                }
            }
            if block.kind == BlockKind::Changed && block.ops.iter().all(|op| op.kind == OpKind::Equal) {
                block.kind = BlockKind::Same;
            }
        }
    }
    Cow::Owned(diff)
}

/// Whether it is a border between paragraphs that came or went: that a
/// paragraph was split or merged is no mere white space.
fn is_border(op: &Op, old: &str, new: &str) -> bool {
    let blank =
        |text: &str, bytes: std::ops::Range<usize>| text.get(bytes).is_some_and(|t| t.matches('\n').count() > 1);
    blank(old, op.old.bytes.clone()) != blank(new, op.new.bytes.clone())
}

/// The two texts differ, and yet no paragraph does.
fn only_blank_lines_differ(diff: &RevisionDiff) -> bool {
    !diff.is_changed() && diff.parts.iter().any(|p| p.old != p.new)
}

fn plural(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}
