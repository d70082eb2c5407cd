//! The comparison as a report in Markdown, to paste into a ticket or a mail:
//! what went is struck out, what came is bold, and both can be told apart in
//! plain text too. The copy's own Markdown is escaped: it shows as it was typed.

use std::fmt::Write;
use std::ops::Range;

use super::inline::{claim_line, counts, note, opening, title};
use super::layout::{Item, items};
use super::{Options, only_blank_lines_differ, places, plural, side_line, stat::nothing, without};
use crate::diff::revision::{PartDiff, RevisionDiff};
use crate::diff::{Block, BlockKind, OpKind};
use crate::domain::part::Part;
use crate::render::safe;

/// Draws the report.
pub fn markdown(diff: &RevisionDiff, options: &Options) -> String {
    let blank = only_blank_lines_differ(diff);
    let diff = without(diff, &options.ignore);
    let mut out = String::new();
    let about = diff.article.as_deref().map_or_else(
        || format!("{} → {}", safe::line(&diff.from.label), safe::line(&diff.to.label)),
        |slug| safe::line(slug).into_owned(),
    );
    // Writing to a String can't fail.
    writeln!(out, "# Changes: {}\n", escaped(&about, Some(' '))).ok();
    for (word, side) in [("From", &diff.from), ("To", &diff.to)] {
        writeln!(out, "- **{word}:** {}", escaped(&side_line(side, options), Some(' '))).ok();
    }
    let said = counts(&diff);
    let said = if said.is_empty() { nothing(blank).trim_end().trim_end_matches('.').to_owned() } else { said };
    writeln!(out, "- **Counts:** {said}").ok();
    if !diff.claims.is_empty() && options.claims {
        out.push_str("\n## Claims touched\n\n");
        for claim in &diff.claims {
            writeln!(out, "- **Claim {}:** {}", claim.id, escaped(&claim_line(claim), Some(' '))).ok();
        }
    }
    for part in diff.parts.iter().filter(|p| options.full || p.is_changed()) {
        let name =
            if diff.article.is_some() || part.part != Part::Body { title(&part.part) } else { "Text".to_owned() };
        writeln!(out, "\n## {}", escaped(&name, Some(' '))).ok();
        let many = part.diff.old_paragraphs.len().max(part.diff.new_paragraphs.len()) > 1;
        for item in items(&part.diff.blocks, options) {
            draw_item(&mut out, &item, part, many);
        }
    }
    out
}

fn draw_item(out: &mut String, item: &Item, part: &PartDiff, many: bool) {
    match item {
        Item::Block(block) => {
            let said = label(block, part, many);
            if !said.is_empty() {
                write!(out, "\n**{said}**\n").ok();
            }
            let mut text = Marked::default();
            for op in &block.ops {
                let gone = part.old.get(op.old.bytes.clone()).unwrap_or_default();
                let come = part.new.get(op.new.bytes.clone()).unwrap_or_default();
                match op.kind {
                    OpKind::Equal => text.push(Kind::Equal, come),
                    _ => {
                        text.push(Kind::Gone, gone);
                        text.push(Kind::Come, come);
                    }
                }
            }
            out.push('\n');
            for line in text.written().lines() {
                out.push_str(if line.is_empty() { ">" } else { "> " });
                out.push_str(line);
                out.push('\n');
            }
        }
        Item::Away(run) => {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
            let (old, new) = (first.old.start..last.old.end, first.new.start..last.new.end);
            let words = part.diff.old_paragraphs.get(old.start).and_then(|p| part.old.get(p.bytes.clone()));
            let words = escaped(&opening(words.unwrap_or_default()), Some(' '));
            write!(out, "\n**{}, moved to {}:** {words}\n", was(&old), places(&new)).ok();
        }
        Item::LeftOut(run) => {
            write!(out, "\n*… {} unchanged …*\n", plural(run.len(), "paragraph")).ok();
        }
    }
}

/// "¶4 before": a place in the old text.
fn was(old: &Range<usize>) -> String {
    format!("{} before", places(old))
}

/// What stands above a block: its place, and what happened to it.
fn label(block: &Block, part: &PartDiff, many: bool) -> String {
    let place = match block.kind {
        _ if !many => String::new(),
        BlockKind::Deleted => was(&block.old),
        _ => places(&(block.new.start..block.new.start + 1)),
    };
    let what = match block.kind {
        BlockKind::Same => None,
        BlockKind::Deleted => Some("cut".to_owned()),
        BlockKind::Inserted => Some("new".to_owned()),
        _ => note(block, part).or_else(|| many.then(|| "changed".to_owned())),
    };
    [Some(place), what].into_iter().flatten().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Equal,
    Gone,
    Come,
}

/// A text whose changes are to be marked.
#[derive(Default)]
struct Marked(Vec<(Kind, String)>);

impl Marked {
    fn push(&mut self, kind: Kind, text: &str) {
        let text = safe::text(text);
        if text.is_empty() {
            return;
        }
        if kind == Kind::Equal {
            self.put(kind, text.into_owned());
            return;
        }
        // Marks hold words: what is white space at their ends stands outside,
        // and a mark ends with its line.
        if text.trim().is_empty() {
            let breaks = text.contains('\n');
            match (kind, breaks) {
                (Kind::Gone, true) => self.put(Kind::Gone, "¶".to_owned()),
                (Kind::Gone, false) => {}
                _ => self.put(Kind::Equal, text.into_owned()),
            }
            return;
        }
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                self.put(Kind::Equal, "\n".to_owned());
            }
            let core = line.trim();
            let lead = line.len() - line.trim_start().len();
            self.put(Kind::Equal, line.get(..lead).unwrap_or_default().to_owned());
            self.put(kind, core.to_owned());
            self.put(Kind::Equal, line.get(lead + core.len()..).unwrap_or_default().to_owned());
        }
    }

    fn put(&mut self, kind: Kind, text: String) {
        if text.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some((last, before)) if *last == kind && kind == Kind::Equal => before.push_str(&text),
            // What came goes a space behind what went, as hands write it.
            Some((Kind::Gone, _)) if kind == Kind::Come => {
                self.0.push((Kind::Equal, " ".to_owned()));
                self.0.push((kind, text));
            }
            _ => self.0.push((kind, text)),
        }
    }

    fn written(&self) -> String {
        let mut out = String::new();
        for (at, (kind, text)) in self.0.iter().enumerate() {
            let before = out.chars().next_back();
            let after = self.0.get(at + 1).and_then(|next| next.1.chars().next());
            let words = escaped(text, before);
            let (open, close) = match kind {
                Kind::Equal => ("", ""),
                Kind::Gone if opens(before, &words) && closes(&words, after) => ("~~", "~~"),
                Kind::Gone => ("<del>", "</del>"),
                Kind::Come if opens(before, &words) && closes(&words, after) => ("**", "**"),
                Kind::Come => ("<ins>", "</ins>"),
            };
            out.push_str(open);
            out.push_str(&words);
            out.push_str(close);
        }
        // A line feed inside a paragraph is a line of its own here too.
        let lines: Vec<&str> = out.split('\n').map(str::trim).collect();
        let mut broken = String::new();
        for (at, line) in lines.iter().enumerate() {
            broken.push_str(line);
            let goes_on = lines.get(at + 1).is_some_and(|next| !next.is_empty());
            if goes_on && !line.is_empty() {
                broken.push_str("  ");
            }
            broken.push('\n');
        }
        broken
    }
}

/// Whether a mark before these words is read as one that opens (CommonMark's
/// left-flanking run): else an element of HTML stands for it.
fn opens(before: Option<char>, words: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric();
    match words.chars().next() {
        None => false,
        Some(c) if c.is_whitespace() => false,
        Some(c) if !plain(c) => before.is_none_or(|b| !plain(b) && b != '*' && b != '~'),
        Some(_) => before.is_none_or(|b| b != '*' && b != '~'),
    }
}

/// The same for a mark after them.
fn closes(words: &str, after: Option<char>) -> bool {
    let plain = |c: char| c.is_alphanumeric();
    match words.chars().next_back() {
        None => false,
        Some(c) if c.is_whitespace() => false,
        Some(c) if !plain(c) => after.is_none_or(|a| !plain(a)),
        Some(_) => true,
    }
}

/// Text in which nothing is read as Markdown. `before`: what stands before it;
/// `None` at a line's beginning.
fn escaped(text: &str, before: Option<char>) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = before.filter(|c| *c != '\n');
    // Whether only white space, and whether only digits (and how many), stand
    // on this line so far.
    let mut starts = before.is_none();
    let mut digits = before.is_none().then_some(0_usize);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let escapes = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' | '|' => true,
            // Inside a word it is no emphasis.
            '_' => !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
            '&' => next.is_some_and(|n| n.is_ascii_alphabetic() || n == '#'),
            '#' | '+' | '-' | '=' => starts,
            // "1." and "1)" at a line's beginning make a list.
            '.' | ')' => digits.is_some_and(|count| (1..10).contains(&count)),
            _ => false,
        };
        if escapes {
            out.push('\\');
        }
        out.push(c);
        if c == '\n' {
            (before, starts, digits) = (None, true, Some(0));
            continue;
        }
        digits = match digits {
            Some(count) if c.is_ascii_digit() => Some(count + 1),
            Some(0) if c.is_whitespace() => Some(0),
            _ => None,
        };
        starts = starts && c.is_whitespace();
        before = Some(c);
    }
    out
}
