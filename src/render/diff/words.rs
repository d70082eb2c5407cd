//! The comparison as `git diff --word-diff` has it: `[-gone-]{+come+}`.
//!
//! A comparison of files drawn in full is the marked text and nothing else:
//! [`Marks::Words`] reads both texts back from it, byte for byte. An article has
//! a line above each of its parts.

use super::stream::{Piece, Unit, stream};
use super::{Marks, Options, elided, end_line, flow::Ink, heads, inline, shown, without};
use crate::diff::revision::{PartDiff, RevisionDiff};

/// Draws the comparison with the words marked.
pub fn words(diff: &RevisionDiff, options: &Options) -> String {
    let diff = without(diff, &options.ignore);
    let whole = options.full && diff.article.is_none();
    let mut out = String::new();
    for part in diff.parts.iter().filter(|part| options.full || part.old != part.new) {
        let body = draw(part, options);
        if body.is_empty() && !options.full {
            continue;
        }
        if !whole {
            if out.is_empty() {
                heads(&mut out, &diff, options);
            }
            if diff.article.is_some() {
                Ink::Note.paint(&mut out, &format!("@@ {} @@", part.part), options.color);
                out.push('\n');
            }
        }
        out.push_str(&body);
        if !whole || !options.raw {
            end_line(&mut out);
        }
    }
    inline::claims(&mut out, &diff, options);
    out
}

fn draw(part: &PartDiff, options: &Options) -> String {
    let units = stream(part, options.ignores_spacing());
    let mut out = String::new();
    for run in elided(&units, options) {
        match run.left_out {
            None => mark(&mut out, run.units, options),
            Some(said) => {
                Ink::Dim.paint(&mut out, &format!("… {said} …"), options.color);
                out.push_str("\n\n");
            }
        }
    }
    out
}

/// Marks neighbours of one kind together.
fn mark(out: &mut String, units: &[Unit], options: &Options) {
    let pieces: Vec<Piece> = units.iter().flat_map(|unit| unit.pieces.iter().chain(&unit.gap)).copied().collect();
    let mut runs: Vec<(Piece, String)> = Vec::new();
    for piece in pieces {
        let text = shown(piece.text(), options);
        match runs.last_mut() {
            Some((last, words)) if std::mem::discriminant(last) == std::mem::discriminant(&piece) => {
                words.push_str(&text);
            }
            _ => runs.push((piece, text.into_owned())),
        }
    }
    for (at, (piece, text)) in runs.iter().enumerate() {
        let next = match runs.get(at + 1) {
            Some((Piece::Gone(_), _)) => "[-",
            Some((Piece::Come(_), _)) => "{+",
            _ => "",
        };
        let (ink, open, close) = match piece {
            Piece::Equal(_) => (Ink::Plain, "", next),
            Piece::Gone(_) => (Ink::Gone, "[-", "-]"),
            Piece::Come(_) => (Ink::Come, "{+", "+}"),
        };
        let mut words = open.to_owned();
        Marks::Words.escape(&mut words, text, close);
        if !open.is_empty() {
            words.push_str(close);
        }
        // Colour by the line: a pager forgets it where a line ends.
        for line in words.split_inclusive('\n') {
            let letters = line.strip_suffix('\n').unwrap_or(line);
            ink.paint(out, letters, options.color);
            if letters.len() < line.len() {
                out.push('\n');
            }
        }
    }
}
