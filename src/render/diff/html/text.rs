//! The text of the page: a row a paragraph, each drawn inline and side by side.

use std::ops::Range;

use super::super::inline::{edges, opening, visible};
use super::super::layout::{Item, items_with};
use super::super::{Options, is_border, places, plural};
use super::{claim_id, copy, part_title};
use crate::diff::revision::{ClaimPlace, PartDiff, RevisionDiff};
use crate::diff::{Block, BlockKind, Class, Op, OpKind, Span};
use crate::domain::ids::ClaimId;
use crate::domain::part::Part;
use crate::render::html::{Html, Link};

/// Which words a drawing shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shows {
    Both,
    Old,
    New,
}

/// A part of the text being drawn.
struct Draw<'d> {
    diff: &'d RevisionDiff,
    part: &'d PartDiff,
    /// When the new words were recorded.
    when: Option<String>,
    places: Vec<&'d ClaimPlace>,
}

/// Draws one part.
pub(super) fn part(h: &mut Html, diff: &RevisionDiff, part: &PartDiff, options: &Options) {
    let draw = Draw {
        diff,
        part,
        when: diff.to.recorded_at.map(|at| at.to_string()),
        places: diff.places.iter().filter(|p| p.part == part.part).collect(),
    };
    let id = format!("part-{}", slug(&part.part));
    let class = format!("part {}", part.part.as_str().split(':').next().unwrap_or_default());
    h.line().tag("section").attr("class", class).attr("aria-labelledby", &id).with(|h| {
        // A file is all body, and yet a heading is needed to move by.
        let name = if diff.article.is_none() { "Text".to_owned() } else { part_title(&part.part) };
        h.tag("h2").attr("id", &id).text(name);
        h.line().tag("div").attr("class", "sides columns").attr("aria-hidden", "true").with(|h| {
            h.classed("p", "small").text(&diff.from.label);
            h.classed("p", "small").text(&diff.to.label);
        });
        draw.rows(h, options);
    });
}

/// The row at which a claim stands, or stood.
pub(super) fn row_of(diff: &RevisionDiff, claim: ClaimId) -> Option<String> {
    let place = diff.places.iter().find(|p| p.id == claim)?;
    let part = diff.parts.iter().find(|p| p.part == place.part)?;
    let block = part.diff.blocks.iter().find(|b| holds(b, part, place))?;
    Some(row_id(part, block))
}

/// The words of a claim where it stands, or stood.
pub(super) fn words_of(diff: &RevisionDiff, claim: ClaimId) -> Option<&str> {
    let place = diff.places.iter().find(|p| p.id == claim)?;
    let part = diff.parts.iter().find(|p| p.part == place.part)?;
    chars(if place.stands { &part.new } else { &part.old }, &place.chars)
}

/// Whether a claim's place begins in a block.
fn holds(block: &Block, part: &PartDiff, place: &ClaimPlace) -> bool {
    let (range, paragraphs) =
        if place.stands { (&block.new, &part.diff.new_paragraphs) } else { (&block.old, &part.diff.old_paragraphs) };
    let hull = paragraphs.get(range.clone()).unwrap_or_default();
    match (hull.first(), hull.last()) {
        (Some(first), Some(last)) => (first.chars.start..last.chars.end).contains(&place.chars.start),
        _ => false,
    }
}

impl Draw<'_> {
    fn rows(&self, h: &mut Html, options: &Options) {
        // Where a claim stands that the change touched is worth reading, even if nothing changed there.
        let claimed = |block: &Block| self.places.iter().any(|p| holds(block, self.part, p));
        for item in items_with(&self.part.diff.blocks, options, claimed) {
            match item {
                Item::Block(block) => self.row(h, block),
                Item::Away(run) => self.away(h, &run),
                Item::LeftOut(run) => self.fold(h, &run),
            }
        }
    }

    /// Unchanged paragraphs, which open when asked to.
    fn fold(&self, h: &mut Html, folded: &[&Block]) {
        let (Some(first), Some(last)) = (folded.first(), folded.last()) else { return };
        let all = places(&(first.new.start..last.new.end));
        h.line().tag("details").with(|h| {
            h.tag("summary").text(format!("{} unchanged, {all}", plural(folded.len(), "paragraph")));
            for block in folded {
                h.line();
                self.copy(h, block, Shows::New);
            }
        });
    }

    fn row(&self, h: &mut Html, block: &Block) {
        let class = format!("row {}", kind(block.kind));
        h.line().tag("div").attr("class", class).attr("id", row_id(self.part, block)).with(|h| {
            h.tag("p").attr("class", "small margin").with(|h| self.margin(h, block));
            h.line().classed("div", "inline").with(|h| self.copy(h, block, Shows::Both));
            h.line().classed("div", "sides").with(|h| {
                for (shows, name, there) in
                    [(Shows::Old, "Before", !block.old.is_empty()), (Shows::New, "After", !block.new.is_empty())]
                {
                    h.tag("div").attr("class", if there { "side" } else { "side none" }).with(|h| {
                        h.tag("p").attr("class", "small which").text(name);
                        if there {
                            self.copy(h, block, shows);
                        } else {
                            h.classed("p", "small").text("–");
                        }
                    });
                }
            });
        });
    }

    /// What stands in the margin: the paragraph's number and what happened to it.
    fn margin(&self, h: &mut Html, block: &Block) {
        let at = places(if block.new.is_empty() { &block.old } else { &block.new });
        // A headline is one paragraph: its number says nothing.
        let several = self.part.diff.old_paragraphs.len().max(self.part.diff.new_paragraphs.len()) > 1;
        if several {
            h.classed("span", "number").text(at);
        }
        match block.kind {
            BlockKind::Same => {}
            BlockKind::Changed => _ = h.text(" changed"),
            BlockKind::Inserted => _ = h.text(" new"),
            BlockKind::Deleted => _ = h.text(" cut"),
            BlockKind::Split => _ = h.text(format!(" split, was {}", places(&block.old))),
            BlockKind::Merged => _ = h.text(format!(" merged, was {}", places(&block.old))),
            BlockKind::Moved => {
                let way = if block.new.start > block.old.start { "down" } else { "up" };
                h.text(format!(" moved {way} "));
                let from = Link::Here(away_id(self.part, block.old.start));
                h.tag("a").link(&from).text(format!("from {}", places(&block.old)));
            }
        }
        if block.degraded && !matches!(block.kind, BlockKind::Deleted | BlockKind::Inserted) {
            h.text(", too different to compare in detail");
        }
    }

    /// Where paragraphs went that stood here.
    fn away(&self, h: &mut Html, run: &[&Block]) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
        let (old, new) = (first.old.start..last.old.end, first.new.start..last.new.end);
        h.line().tag("div").attr("class", "row away").with(|h| {
            h.tag("p").attr("class", "small margin").with(|h| {
                for block in run {
                    // Each of them leads back here.
                    h.tag("span").attr("id", away_id(self.part, block.old.start)).with(|_| {});
                }
                h.classed("span", "number").text(places(&old));
                h.text(" moved ");
                h.tag("a").link(&Link::Here(row_id(self.part, first))).text(format!("to {}", places(&new)));
            });
            let words =
                self.part.diff.old_paragraphs.get(old.start).map(|p| words(&self.part.old, p)).unwrap_or_default();
            let more = if old.len() > 1 { format!(" ({})", plural(old.len(), "paragraph")) } else { String::new() };
            h.line().classed("div", "gone").with(|h| {
                copy(h.tag("p"), self.diff).text(format!("{}{more}", opening(words)));
            });
        });
    }

    /// A block's words as a paragraph.
    fn copy(&self, h: &mut Html, block: &Block, shows: Shows) {
        let paragraphs = &self.part.diff;
        let first = match shows {
            Shows::Old => paragraphs.old_paragraphs.get(block.old.start).map(|p| words(&self.part.old, p)),
            _ if block.new.is_empty() => {
                paragraphs.old_paragraphs.get(block.old.start).map(|p| words(&self.part.old, p))
            }
            _ => paragraphs.new_paragraphs.get(block.new.start).map(|p| words(&self.part.new, p)),
        };
        copy(h.tag("p").attr("class", shape(first.unwrap_or_default())), self.diff).with(|h| {
            for op in &block.ops {
                self.op(h, op, shows);
            }
        });
    }

    fn op(&self, h: &mut Html, op: &Op, shows: Shows) {
        let (gone, come) = (words(&self.part.old, &op.old), words(&self.part.new, &op.new));
        if op.kind == OpKind::Equal || op.class.is_none() {
            // A change that is not to be shown stands as in its own text.
            if shows == Shows::Old {
                self.plain(h, gone, &op.old, false);
            } else {
                self.plain(h, come, &op.new, true);
            }
            return;
        }
        let class = op.class.map_or("", Class::as_str);
        let space = gone.trim().is_empty() && come.trim().is_empty();
        let border = is_border(op, &self.part.old, &self.part.new) && space;
        for (text, span, is_new) in [(gone, &op.old, false), (come, &op.new, true)] {
            if text.is_empty() || shows == (if is_new { Shows::Old } else { Shows::New }) {
                continue;
            }
            if border && text.matches('\n').count() < 2 {
                h.text(" ");
                continue;
            }
            let (lead, seen, tail) = if border {
                ("", "¶".to_owned(), "")
            } else if space {
                ("", visible(text), "")
            } else {
                edges(text)
            };
            h.text(lead);
            let (tag, says) = if is_new { ("ins", "[inserted: ") } else { ("del", "[deleted: ") };
            h.tag(tag).attr("class", class).maybe("datetime", self.when.as_ref()).with(|h| {
                h.unseen(says);
                if space {
                    // A sign for what can't be seen, and the thing itself for when changes aren't marked.
                    h.classed("span", "sign").text(seen);
                    h.classed("span", "asis").text(text);
                } else {
                    h.text(seen);
                }
                h.unseen("] ");
            });
            if border {
                h.classed("span", "gap").with(|_| {});
            }
            h.text(tail);
            for place in self.ends(span, is_new) {
                reference(h, place);
            }
        }
    }

    /// Words that stay, with the numbers of the claims that end in them.
    fn plain(&self, h: &mut Html, text: &str, span: &Span, is_new: bool) {
        let mut at = span.chars.start;
        for place in self.ends(span, is_new) {
            spaced(h, chars(text, &(at - span.chars.start..place.chars.end - span.chars.start)).unwrap_or_default());
            reference(h, place);
            at = place.chars.end;
        }
        spaced(h, chars(text, &(at - span.chars.start..span.chars.len())).unwrap_or_default());
    }

    /// The claims whose words end in a stretch, in order.
    fn ends(&self, span: &Span, is_new: bool) -> Vec<&ClaimPlace> {
        let within =
            |p: &&ClaimPlace| p.stands == is_new && span.chars.start < p.chars.end && p.chars.end <= span.chars.end;
        let mut ends: Vec<&ClaimPlace> = self.places.iter().copied().filter(within).collect();
        ends.sort_by_key(|p| p.chars.end);
        ends
    }
}

/// The number of a claim, which leads to what is told of it.
fn reference(h: &mut Html, place: &ClaimPlace) {
    h.classed("a", "ref").link(&Link::Here(claim_id(place.id))).with(|h| {
        h.unseen("claim ");
        h.text(format!("#{}", place.id));
    });
}

/// Text in which a border between paragraphs stays one.
fn spaced(h: &mut Html, text: &str) {
    let mut first = true;
    for paragraph in text.split("\n\n") {
        if !first {
            h.classed("span", "gap").with(|_| {});
        }
        first = false;
        h.text(paragraph);
    }
}

fn words<'t>(text: &'t str, span: &Span) -> &'t str {
    text.get(span.bytes.clone()).unwrap_or_default()
}

/// Some characters of a text.
fn chars<'t>(text: &'t str, range: &Range<usize>) -> Option<&'t str> {
    let mut bytes = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let start = bytes.nth(range.start)?;
    let end = if range.is_empty() { start } else { bytes.nth(range.len() - 1)? };
    text.get(start..end)
}

/// How a paragraph's source is to be set: its line ends matter in a list or a
/// table, and not in prose.
fn shape(text: &str) -> &'static str {
    let listed = |line: &str| {
        let line = line.trim_start();
        let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
        line.starts_with(['-', '*', '+', '>', '•'])
            || (digits.len() < line.len() && digits.starts_with(['.', ')']))
            || digits.starts_with("    ")
    };
    if text.starts_with('#') {
        "head"
    } else if text.starts_with('|') {
        "table"
    } else if text.contains('\n') && text.lines().any(listed) {
        "lines"
    } else {
        "prose"
    }
}

fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Same => "same",
        BlockKind::Changed => "changed",
        BlockKind::Moved => "moved",
        BlockKind::Split => "split",
        BlockKind::Merged => "merged",
        BlockKind::Deleted => "deleted",
        BlockKind::Inserted => "inserted",
    }
}

fn slug(part: &Part) -> String {
    part.as_str().replace(':', "-")
}

fn row_id(part: &PartDiff, block: &Block) -> String {
    if block.new.is_empty() {
        format!("{}-old-{}", slug(&part.part), block.old.start + 1)
    } else {
        format!("{}-{}", slug(&part.part), block.new.start + 1)
    }
}

fn away_id(part: &PartDiff, old: usize) -> String {
    format!("{}-from-{}", slug(&part.part), old + 1)
}
