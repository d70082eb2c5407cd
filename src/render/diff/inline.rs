//! The comparison as a text to read: changed paragraphs with what was taken out
//! and put in marked where it stood, `[-so-]{+thus+}`; moves said at both places.

use super::flow::{Flow, Gutter, Ink};
use super::layout::{Item, items};
use super::stat::{changes, nothing};
use super::{Marks, Options, is_border, only_blank_lines_differ, places, plural, who_and_when, without};
use crate::diff::revision::{ClaimChange, PartDiff, RevisionDiff};
use crate::diff::{Block, BlockKind, Class, Op, OpKind};
use crate::domain::claim::Standing;
use crate::domain::part::Part;
use crate::render::safe;

/// Of unchanged text inside a changed paragraph so many characters are shown on
/// either side of a change; what is more is left out.
const AROUND: usize = 160;

/// Draws the comparison for reading.
pub fn inline(diff: &RevisionDiff, options: &Options) -> String {
    let blank = only_blank_lines_differ(diff);
    let diff = without(diff, &options.ignore);
    let mut out = String::new();
    head(&mut out, &diff, options);
    let mut drawn = false;
    for part in diff.parts.iter().filter(|p| options.full || p.is_changed()) {
        out.push('\n');
        // A file is all body: there is nothing to tell apart.
        if diff.article.is_some() || part.part != Part::Body {
            Ink::Head.paint(&mut out, &title(&part.part), options.color);
            out.push('\n');
        }
        draw_part(&mut out, part, options);
        drawn = true;
    }
    if !drawn {
        out.push('\n');
        out.push_str(nothing(blank));
    }
    claims(&mut out, &diff, options);
    out
}

/// Who and when on both sides, and the counts.
fn head(out: &mut String, diff: &RevisionDiff, options: &Options) {
    for (sign, ink, side) in [("- ", Ink::Gone, &diff.from), ("+ ", Ink::Come, &diff.to)] {
        let mut flow = Flow::default();
        flow.push(Ink::Head, safe::line(&side.label));
        let said = who_and_when(side, options);
        if !said.is_empty() {
            flow.push(Ink::Dim, format!("  {said}"));
        }
        flow.draw(out, &Gutter { first: sign, rest: "  ", ink }, options.width, options.color);
    }
    let said = counts(diff);
    if !said.is_empty() {
        let mut flow = Flow::default();
        flow.push(Ink::Plain, said);
        flow.draw(out, &Gutter { first: "  ", rest: "  ", ink: Ink::Plain }, options.width, options.color);
    }
}

/// "12 words in, 16 out; 1 paragraph moved; 11 changes (3 typographic)".
pub(super) fn counts(diff: &RevisionDiff) -> String {
    let summary = diff.summary();
    let mut said = Vec::new();
    if summary.inserted_words + summary.deleted_words > 0 {
        said.push(format!("{} in, {} out", plural(summary.inserted_words, "word"), summary.deleted_words));
    }
    if summary.moved_paragraphs > 0 {
        said.push(format!("{} moved", plural(summary.moved_paragraphs, "paragraph")));
    }
    said.push(changes(&summary));
    if !diff.claims.is_empty() {
        said.push(format!("{} touched", plural(diff.claims.len(), "claim")));
    }
    said.retain(|s| !s.is_empty());
    said.join("; ")
}

/// The part's name as a heading.
pub(super) fn title(part: &Part) -> String {
    let name = part.as_str();
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What became of a claim: "approved → stale: a number changed".
pub(super) fn claim_line(claim: &ClaimChange) -> String {
    let word = |standing: Option<Standing>| standing.map_or("-", Standing::as_str);
    let reason = claim.reason.as_ref().map_or_else(String::new, |reason| format!(": {}", safe::line(reason)));
    format!("{} → {}{reason}", word(claim.before), word(claim.after))
}

/// The claims whose standing differs, a line each.
pub(super) fn claims(out: &mut String, diff: &RevisionDiff, options: &Options) {
    if diff.claims.is_empty() || !options.claims {
        return;
    }
    out.push('\n');
    Ink::Head.paint(out, "Claims", options.color);
    out.push('\n');
    let id_width = diff.claims.iter().map(|c| c.id.to_string().len() + 1).max().unwrap_or(0);
    for claim in &diff.claims {
        let id = format!("#{}", claim.id);
        let mut flow = Flow::default();
        flow.push(Ink::Plain, claim_line(claim));
        let first = format!("  {id:id_width$}  ");
        let rest = " ".repeat(first.len());
        flow.draw(out, &Gutter { first: &first, rest: &rest, ink: Ink::Note }, options.width, options.color);
    }
}

fn draw_part(out: &mut String, part: &PartDiff, options: &Options) {
    let paragraphs = part.diff.old_paragraphs.len().max(part.diff.new_paragraphs.len());
    let digits = if paragraphs > 1 { paragraphs.to_string().len() } else { 0 };
    for item in items(&part.diff.blocks, options) {
        match item {
            Item::Block(block) => draw_block(out, block, part, digits, options),
            Item::Away(run) => draw_away(out, &run, part, digits, options),
            Item::LeftOut(run) => {
                let indent = " ".repeat(gutter(' ', digits, None).chars().count());
                let said = format!("{indent}… {} unchanged …", plural(run.len(), "paragraph"));
                Ink::Dim.paint(out, &said, options.color);
                out.push('\n');
            }
        }
    }
}

/// A sign and a paragraph's number, where a part has several.
fn gutter(sign: char, digits: usize, paragraph: Option<usize>) -> String {
    match (digits, paragraph) {
        (0, _) => format!("{sign} "),
        (_, Some(at)) => format!("{sign} {:>width$}  ", format!("¶{}", at + 1), width = digits + 1),
        (_, None) => format!("{sign} {:width$}  ", "", width = digits + 1),
    }
}

fn draw_block(out: &mut String, block: &Block, part: &PartDiff, digits: usize, options: &Options) {
    let (sign, ink, paragraph) = match block.kind {
        BlockKind::Same => (' ', Ink::Dim, block.new.start),
        BlockKind::Changed | BlockKind::Split | BlockKind::Merged => ('~', Ink::Note, block.new.start),
        BlockKind::Moved => ('>', Ink::Note, block.new.start),
        BlockKind::Inserted => ('+', Ink::Come, block.new.start),
        BlockKind::Deleted => ('-', Ink::Gone, block.old.start),
    };
    let first = gutter(sign, digits, Some(paragraph));
    let rest = gutter(if matches!(sign, '+' | '-') { sign } else { ' ' }, digits, None);
    let gutter = Gutter { first: &first, rest: &rest, ink };
    let mut flow = Flow::default();
    if let Some(note) = note(block, part) {
        flow.push(Ink::Note, format!("({note}) "));
    }
    for (at, op) in block.ops.iter().enumerate() {
        let ends = (at == 0, at + 1 == block.ops.len());
        match block.kind {
            // The sign in the margin says it.
            BlockKind::Deleted => flow.push(Ink::Gone, literal(text(&part.old, op.old.bytes.clone()), "")),
            BlockKind::Inserted => flow.push(Ink::Come, literal(text(&part.new, op.new.bytes.clone()), "")),
            BlockKind::Same => push_same(&mut flow, text(&part.new, op.new.bytes.clone()), options),
            _ => draw_op(&mut flow, op, part, ends, options),
        }
    }
    flow.draw(out, &gutter, options.width, options.color);
}

/// Whether a line was only broken elsewhere: white space for white space, a line
/// feed on one side. It is said once for a paragraph, not marked each time.
pub(super) fn is_wrapped_anew(op: &Op, gone: &str, come: &str) -> bool {
    op.class == Some(Class::Spacing)
        && !gone.is_empty()
        && !come.is_empty()
        && gone.trim().is_empty()
        && come.trim().is_empty()
        && gone.matches('\n').count() + come.matches('\n').count() == 1
}

/// What is to be said of a block: where it came from, what became of it, and
/// whether the comparison was given up.
pub(super) fn note(block: &Block, part: &PartDiff) -> Option<String> {
    let mut said = Vec::new();
    match block.kind {
        BlockKind::Moved if block.new.start > block.old.start => {
            said.push(format!("moved down from {}", places(&block.old)));
        }
        BlockKind::Moved => said.push(format!("moved up from {}", places(&block.old))),
        BlockKind::Split => said.push(format!("split into {}", places(&block.new))),
        BlockKind::Merged => said.push(format!("merged from {}", places(&block.old))),
        _ => {}
    }
    if block.degraded && !matches!(block.kind, BlockKind::Deleted | BlockKind::Inserted) {
        said.push("too different to compare in detail".to_owned());
    }
    let wrapped =
        |op: &Op| is_wrapped_anew(op, text(&part.old, op.old.bytes.clone()), text(&part.new, op.new.bytes.clone()));
    if block.ops.iter().any(wrapped) {
        said.push("lines wrapped anew".to_owned());
    }
    (!said.is_empty()).then(|| said.join("; "))
}

/// Text from copy, harmless, in which nothing can be taken for one of our marks;
/// `next` is the mark that follows it.
pub(super) fn literal(text: &str, next: &str) -> String {
    let mut out = String::with_capacity(text.len());
    Marks::Words.escape(&mut out, &safe::text(text), next);
    out
}

fn text(of: &str, bytes: std::ops::Range<usize>) -> &str {
    of.get(bytes).unwrap_or_default()
}

pub(super) fn draw_op(flow: &mut Flow, op: &Op, part: &PartDiff, ends: (bool, bool), options: &Options) {
    let (gone, come) = (text(&part.old, op.old.bytes.clone()), text(&part.new, op.new.bytes.clone()));
    if op.kind == OpKind::Equal {
        push_equal(flow, come, ends, options);
        return;
    }
    if is_border(op, &part.old, &part.new) && gone.trim().is_empty() && come.trim().is_empty() {
        // A border between paragraphs that came or went.
        if come.matches('\n').count() > 1 {
            flow.push(ink_of(op, Ink::Come), "{+¶+}\n");
        } else {
            flow.push(ink_of(op, Ink::Gone), "[-¶-]");
            flow.push(Ink::Plain, " ");
        }
        return;
    }
    push_change(flow, op, gone, come);
}

/// Adds a paragraph that stands by a change: enough of it to know it by.
pub(super) fn push_same(flow: &mut Flow, text: &str, options: &Options) {
    let text = if options.full { text.to_owned() } else { shortened(text, (false, false)) };
    flow.push(Ink::Dim, literal(&text, ""));
}

/// Adds a stretch that did not change, without its middle where it is long.
pub(super) fn push_equal(flow: &mut Flow, text: &str, ends: (bool, bool), options: &Options) {
    flow.push(Ink::Plain, if options.full { literal(text, "") } else { literal(&shortened(text, ends), "") });
}

/// Adds what went and what came, each in its marks; either may be empty.
pub(super) fn push_change(flow: &mut Flow, op: &Op, gone: &str, come: &str) {
    if is_wrapped_anew(op, gone, come) {
        flow.push(Ink::Plain, safe::text(come));
        return;
    }
    let space = gone.trim().is_empty() && come.trim().is_empty();
    for (words, ink, open, close) in [(gone, Ink::Gone, "[-", "-]"), (come, Ink::Come, "{+", "+}")] {
        if words.is_empty() {
            continue;
        }
        // Spaces inside the mark at its ends read as typing errors: they go outside.
        let (before, shown, after) = if space { ("", visible(words), "") } else { edges(words) };
        flow.push(Ink::Plain, safe::text(before));
        flow.push(ink_of(op, ink), format!("{open}{}{close}", literal(&shown, close)));
        flow.push(Ink::Plain, safe::text(after));
    }
}

fn ink_of(op: &Op, ink: Ink) -> Ink {
    if op.class == Some(Class::Substantive) { ink } else { Ink::Minor }
}

/// White space around a text, and the text, in which a border between
/// paragraphs is shown.
pub(super) fn edges(words: &str) -> (&str, String, &str) {
    let core = words.trim();
    let at = words.len() - words.trim_start().len();
    let (lead, tail) = (words.get(..at).unwrap_or_default(), words.get(at + core.len()..).unwrap_or_default());
    let lines: Vec<&str> = core.split('\n').collect();
    let shown = lines.chunk_by(|_, next| !next.trim().is_empty()).map(|lines| {
        let blank = lines.first().is_some_and(|l| l.trim().is_empty());
        lines.get(usize::from(blank)..).unwrap_or_default().join("\n")
    });
    (lead, shown.collect::<Vec<_>>().join(" ¶\n"), tail)
}

/// White space that came or went, so that it can be seen.
pub(super) fn visible(space: &str) -> String {
    space
        .chars()
        .map(|c| match c {
            ' ' => '·',
            '\n' => '↵',
            '\t' => '→',
            '\u{a0}' | '\u{202f}' => '⍽',
            _ => '␣',
        })
        .collect()
}

/// A long stretch that did not change, without its middle: how much that is, is said.
fn shortened(text: &str, (starts, ends): (bool, bool)) -> String {
    // A whole paragraph needs no more than its first words to be known by.
    let (head, tail) = if starts && ends { (AROUND, 0) } else { (AROUND, AROUND) };
    if text.chars().take(head + tail + AROUND).count() < head + tail + AROUND {
        return text.to_owned();
    }
    let cut = |at: Option<(usize, char)>| at.map_or(text.len(), |(at, _)| at);
    let first = text.get(..cut(text.char_indices().nth(head))).unwrap_or_default();
    let first = first.rsplit_once(char::is_whitespace).map_or(first, |(words, _)| words);
    let last = if tail == 0 { "" } else { text.get(cut(text.char_indices().nth_back(tail))..).unwrap_or_default() };
    let last = last.split_once(char::is_whitespace).map_or(last, |(_, words)| words);
    let middle = text.get(first.len()..text.len() - last.len()).unwrap_or_default();
    let left_out = match middle.split_whitespace().count() {
        0..3 => plural(middle.chars().count(), "character"),
        words => plural(words, "word"),
    };
    format!("{first} [… {left_out} …] {last}").trim_end_matches(' ').to_owned()
}

/// Says where paragraphs went that stood here.
fn draw_away(out: &mut String, run: &[&Block], part: &PartDiff, digits: usize, options: &Options) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    let (old, new) = (first.old.start..last.old.end, first.new.start..last.new.end);
    let gutter_text = gutter('<', digits, Some(old.start));
    let rest = gutter(' ', digits, None);
    let words = first.ops.first().map_or("", |_| {
        part.diff.old_paragraphs.get(old.start).and_then(|p| part.old.get(p.bytes.clone())).unwrap_or_default()
    });
    let many = if old.len() > 1 { format!("{} ", plural(old.len(), "paragraph")) } else { String::new() };
    let mut flow = Flow::default();
    flow.push(Ink::Note, format!("({many}moved to {}) ", places(&new)));
    flow.push(Ink::Dim, opening(words));
    flow.draw(out, &Gutter { first: &gutter_text, rest: &rest, ink: Ink::Note }, options.width, options.color);
}

/// The first words of a paragraph, enough to know it by.
pub(super) fn opening(words: &str) -> String {
    let all: Vec<&str> = words.split_whitespace().collect();
    let some: String = all.iter().take(7).copied().collect::<Vec<_>>().join(" ").chars().take(60).collect();
    let some = safe::line(&some).into_owned();
    if all.len() > 7 || some.chars().count() >= 60 { format!("{some} …") } else { some }
}

#[cfg(test)]
mod tests;
