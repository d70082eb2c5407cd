//! The comparison as `diff -u` has it: lines of each part, gone and come.
//!
//! Where nothing is ignored and nothing invisible is in the text, `patch`
//! takes it.

use similar::{Algorithm, TextDiff as LineDiff};

use super::{Options, flow::Ink, is_border, shown, without};
use crate::diff::revision::{DiffSide, PartDiff, RevisionDiff};
use crate::diff::{OpKind, TextDiff};
use crate::render::safe;

/// Draws the comparison line by line.
pub fn unified(diff: &RevisionDiff, options: &Options) -> String {
    let drawn = without(diff, &options.ignore);
    let mut out = String::new();
    for part in &drawn.parts {
        let new = new_side(part);
        if part.old == new {
            continue;
        }
        let name = |side: &DiffSide| {
            let label = safe::line(&side.label).into_owned();
            if diff.article.is_some() { format!("{label} {}", part.part) } else { label }
        };
        let lines = LineDiff::configure().algorithm(Algorithm::Patience).diff_lines(part.old.as_str(), new.as_str());
        let context =
            if options.full { usize::MAX / 2 } else { options.context.saturating_mul(2).max(options.context) };
        let mut drawn = lines.unified_diff();
        // A revision's text never ends in a line feed: to say so each time is noise.
        let drawn = drawn.missing_newline_hint(diff.article.is_none());
        let drawn = drawn.context_radius(context).header(&name(&diff.from), &name(&diff.to)).to_string();
        for (n, line) in drawn.split_inclusive('\n').enumerate() {
            let ink = match line.chars().next() {
                Some('-' | '+') if n < 2 => Ink::Head,
                Some('-') => Ink::Gone,
                Some('+') => Ink::Come,
                Some('@') => Ink::Note,
                Some('\\') => Ink::Dim,
                _ => Ink::Plain,
            };
            let words = line.strip_suffix('\n').unwrap_or(line);
            ink.paint(&mut out, &shown(words, options), options.color);
            out.push('\n');
        }
    }
    out
}

/// The new text, with the old words wherever a change is ignored.
fn new_side(part: &PartDiff) -> String {
    let PartDiff { old, new, diff: TextDiff { new_paragraphs, blocks, .. }, .. } = part;
    let mut out = String::with_capacity(new.len());
    let mut at = 0;
    for op in blocks.iter().filter(|b| !b.new.is_empty()).flat_map(|b| &b.ops) {
        let ignored = op.kind == OpKind::Equal && !is_border(op, old, new);
        let words = if ignored { old.get(op.old.bytes.clone()) } else { new.get(op.new.bytes.clone()) };
        // White space between the paragraphs of two blocks belongs to no stretch.
        out.push_str(new.get(at..op.new.bytes.start).unwrap_or_default());
        out.push_str(words.unwrap_or_default());
        at = op.new.bytes.end;
    }
    out.push_str(new.get(at..).unwrap_or_default());
    debug_assert!(new_paragraphs.last().is_none_or(|last| last.bytes.end <= at));
    out
}
