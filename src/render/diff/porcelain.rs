//! The comparison as `git diff --word-diff=porcelain` has it, for programs.
//!
//! After a header with both names, and a line `@@ -1,3 +1,5 @@` with the first
//! line and the count of lines on both sides, each run of text stands on a line
//! of its own, behind a space (in both), `-` (only in the old text) or `+`
//! (only in the new one); a line with `~` alone is a line's end. As in git's,
//! that end doesn't say whose it is: what the runs give, without line ends, are
//! both texts' words exactly.

use std::fmt::Write;

use super::stream::{Piece, Unit, stream};
use super::{Options, elided, flow::Ink, shown, without};
use crate::diff::revision::{DiffSide, PartDiff, RevisionDiff};
use crate::render::safe;

/// Draws the comparison, a run a line.
pub fn porcelain(diff: &RevisionDiff, options: &Options) -> String {
    let shown = without(diff, &options.ignore);
    let mut out = String::new();
    for part in &shown.parts {
        let units = stream(part, options.ignores_spacing());
        let runs = elided(&units, options);
        if runs.is_empty() || (part.old == part.new && !options.full) {
            continue;
        }
        for (sign, side) in [("---", &diff.from), ("+++", &diff.to)] {
            Ink::Head.paint(&mut out, &format!("{sign} {}", name(diff, side, part)), options.color);
            out.push('\n');
        }
        // The first line of what comes next, on both sides.
        let mut at = [1, 1];
        for run in runs {
            if run.left_out.is_some() {
                run.units.iter().for_each(|unit| count(&mut at, unit));
            } else {
                hunk(&mut out, run.units, &mut at, options);
            }
        }
    }
    out
}

fn name(diff: &RevisionDiff, side: &DiffSide, part: &PartDiff) -> String {
    let label = safe::line(&side.label).into_owned();
    if diff.article.is_some() { format!("{label} {}", part.part) } else { label }
}

/// Goes on by a unit's line ends.
fn count(at: &mut [usize; 2], unit: &Unit) {
    for piece in unit.pieces.iter().chain(&unit.gap) {
        let ends = piece.text().matches('\n').count();
        match piece {
            Piece::Equal(_) => at.iter_mut().for_each(|at| *at += ends),
            Piece::Gone(_) => at[0] += ends,
            Piece::Come(_) => at[1] += ends,
        }
    }
}

fn hunk(out: &mut String, units: &[Unit], at: &mut [usize; 2], options: &Options) {
    let first = *at;
    for unit in units {
        count(at, unit);
    }
    // The last line has no end where the text has none.
    let open = |wanted: fn(&Piece) -> bool| {
        let last = units.iter().flat_map(|u| u.pieces.iter().chain(&u.gap)).rfind(|p| wanted(p));
        usize::from(last.is_some_and(|piece| !piece.text().ends_with('\n')))
    };
    let old = at[0] - first[0] + open(|p| !matches!(p, Piece::Come(_)));
    let new = at[1] - first[1] + open(|p| !matches!(p, Piece::Gone(_)));
    // Where a side has no line, diff names the one before.
    let place = |first: usize, lines: usize| if lines == 0 { first - 1 } else { first };
    let head = format!("@@ -{},{old} +{},{new} @@", place(first[0], old), place(first[1], new));
    Ink::Note.paint(out, &head, options.color);
    out.push('\n');
    // A run that the next of its kind goes on with stays one line.
    let mut open: Option<(char, String)> = None;
    let end = |out: &mut String, open: &mut Option<(char, String)>| {
        if let Some((sign, text)) = open.take() {
            let ink = match sign {
                '-' => Ink::Gone,
                '+' => Ink::Come,
                _ => Ink::Plain,
            };
            ink.paint(out, &format!("{sign}{text}"), options.color);
            out.push('\n');
        }
    };
    for piece in units.iter().flat_map(|u| u.pieces.iter().chain(&u.gap)) {
        let sign = match piece {
            Piece::Equal(_) => ' ',
            Piece::Gone(_) => '-',
            Piece::Come(_) => '+',
        };
        for (n, line) in piece.text().split('\n').enumerate() {
            if n > 0 {
                // An empty line that is in both is a run as well.
                if sign == ' ' && out.ends_with("~\n") && open.is_none() {
                    out.push_str(" \n");
                }
                end(out, &mut open);
                out.push_str("~\n");
            }
            if line.is_empty() {
                continue;
            }
            if open.as_ref().is_some_and(|(last, _)| *last != sign) {
                end(out, &mut open);
            }
            // Writing to a String can't fail.
            write!(open.get_or_insert_with(|| (sign, String::new())).1, "{}", shown(line, options)).ok();
        }
    }
    end(out, &mut open);
}
