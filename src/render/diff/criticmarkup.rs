//! The comparison as CriticMarkup: `{--gone--}`, `{++come++}`, `{~~old~>new~~}`,
//! and comments, `{>>so<<}`.
//!
//! No mark reaches over a paragraph's end: the break between paragraphs that
//! came or went has a mark of its own. A paragraph that moved is marked at both
//! places, with a comment. A comparison of files drawn in full is the marked
//! text and nothing else: [`Marks::Critic`] reads both texts back from it.

use super::stream::{Piece, Unit, stream};
use super::{Marks, Options, elided, end_line, inline, shown, side_line, without};
use crate::diff::revision::RevisionDiff;

/// Draws the comparison as CriticMarkup.
pub fn criticmarkup(diff: &RevisionDiff, options: &Options) -> String {
    let diff = without(diff, &options.ignore);
    let whole = options.full && diff.article.is_none();
    let mut out = String::new();
    for part in diff.parts.iter().filter(|part| options.full || part.old != part.new) {
        let mut body = String::new();
        for run in elided(&stream(part, options.ignores_spacing()), options) {
            match run.left_out {
                None => mark(&mut body, run.units, options),
                Some(said) => {
                    comment(&mut body, &said);
                    body.push_str("\n\n");
                }
            }
        }
        if body.is_empty() && !options.full {
            continue;
        }
        if !whole {
            if out.is_empty() {
                comment(&mut out, &format!("{} → {}", side_line(&diff.from, options), side_line(&diff.to, options)));
                out.push_str("\n\n");
            }
            if diff.article.is_some() {
                comment(&mut out, &inline::title(&part.part));
                out.push_str("\n\n");
            }
        }
        out.push_str(&body);
        if !whole {
            out.truncate(out.trim_end_matches('\n').len());
            out.push_str("\n\n");
        }
    }
    for claim in &diff.claims {
        comment(&mut out, &format!("Claim #{}: {}", claim.id, inline::claim_line(claim)));
        out.push('\n');
    }
    if !whole {
        out.truncate(out.trim_end_matches('\n').len());
    }
    if !whole || !options.raw {
        end_line(&mut out);
    }
    out
}

fn comment(out: &mut String, said: &str) {
    out.push_str("{>>");
    Marks::Critic.escape(out, said, "<<}");
    out.push_str("<<}");
}

/// Something to be written: text, in a mark or in none, or a comment.
enum Bit {
    Equal(String),
    Gone(String),
    Come(String),
    Replaced(String, String),
    Comment(String),
}

impl Bit {
    const fn open(&self) -> &'static str {
        match self {
            Self::Equal(_) => "",
            Self::Gone(_) => "{--",
            Self::Come(_) => "{++",
            Self::Replaced(..) => "{~~",
            Self::Comment(_) => "{>>",
        }
    }
}

/// Writes units, each stretch in its marks.
fn mark(out: &mut String, units: &[Unit], options: &Options) {
    let mut bits: Vec<Bit> = Vec::new();
    for unit in units {
        add(&mut bits, &unit.pieces, options, &unit.notes);
        add(&mut bits, &unit.gap, options, &(None, None));
    }
    for (at, bit) in bits.iter().enumerate() {
        out.push_str(bit.open());
        let mut put = |text: &str, close: &str| {
            Marks::Critic.escape(out, text, close);
            out.push_str(close);
        };
        match bit {
            Bit::Equal(text) => Marks::Critic.escape(out, text, bits.get(at + 1).map_or("", Bit::open)),
            Bit::Gone(text) => put(text, "--}"),
            Bit::Come(text) => put(text, "++}"),
            Bit::Comment(text) => put(text, "<<}"),
            Bit::Replaced(gone, come) => {
                put(gone, "~>");
                put(come, "~~}");
            }
        }
    }
}

/// Adds a unit's stretches. What is equal in neighbours becomes one text, so
/// that a mark which they'd make together is seen.
fn add(bits: &mut Vec<Bit>, pieces: &[Piece], options: &Options, notes: &(Option<String>, Option<String>)) {
    let mut pieces = pieces.iter().peekable();
    while let Some(piece) = pieces.next() {
        let text = shown(piece.text(), options);
        match piece {
            Piece::Equal(_) => match bits.last_mut() {
                Some(Bit::Equal(before)) => before.push_str(&text),
                _ => bits.push(Bit::Equal(text.into_owned())),
            },
            Piece::Gone(_) => {
                if *notes == (None, None)
                    && !breaks(&text)
                    && let Some(Piece::Come(come)) = pieces.next_if(|p| matches!(p, Piece::Come(c) if !breaks(c)))
                {
                    bits.push(Bit::Replaced(text.into_owned(), shown(come, options).into_owned()));
                    continue;
                }
                bits.extend(paragraphs(&text).into_iter().map(|text| Bit::Gone(text.to_owned())));
                bits.extend(notes.0.clone().map(Bit::Comment));
            }
            Piece::Come(_) => {
                bits.extend(paragraphs(&text).into_iter().map(|text| Bit::Come(text.to_owned())));
                bits.extend(notes.1.clone().map(Bit::Comment));
            }
        }
    }
}

/// Whether a text reaches over a paragraph's end.
fn breaks(text: &str) -> bool {
    paragraphs(text).len() > 1 || text.matches('\n').count() > 1
}

/// The paragraphs of a text, and the white space between them.
fn paragraphs(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        // The next white space that holds a blank line.
        let mut from = 0;
        let (words, gap) = loop {
            let Some(start) = rest.get(from..).and_then(|r| r.find('\n')).map(|at| from + at) else {
                break (rest.len(), rest.len());
            };
            let after = rest.get(start..).unwrap_or_default();
            let gap = after.len() - after.trim_start().len();
            if after.get(..gap).is_some_and(|gap| gap.matches('\n').count() > 1) {
                break (start, start + gap);
            }
            from = start + 1;
        };
        let parts = [rest.get(..words).unwrap_or_default(), rest.get(words..gap).unwrap_or_default()];
        found.extend(parts.into_iter().filter(|part| !part.is_empty()));
        rest = rest.get(gap..).unwrap_or_default();
    }
    found
}
