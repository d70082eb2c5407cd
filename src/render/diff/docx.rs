//! The comparison as a document for a word processor: tracked changes in the
//! name of the new revision's author, and comments that say what became of
//! claims, of paragraphs that moved, and of what could not be compared.
//!
//! Accepting all changes gives the new text, rejecting all the old one. Marks
//! that make a heading, a bullet or a quotation become styles; all else in the
//! text stands as it is. A move is a deletion and an insertion with a comment
//! at each, because word processors disagree on moves.

mod layout;
mod settle;
mod stream;

use std::collections::HashMap;
use std::io;

use super::{Options, plural, without};
use crate::diff::revision::{ClaimPlace, DiffSide, PartDiff, RevisionDiff};
use crate::diff::{Block, BlockKind, Class, OpKind};
use crate::domain::part::Part;
use crate::render::docx::{Comment, Document, Inline, Look, Paragraph, Signature, Style, Track};
use stream::{Note, Stream};

/// Of what changed inside a moved paragraph its comment tells so many changes.
const TOLD: usize = 8;
/// Words around a change in a comment.
const AROUND: usize = 3;
/// Characters of a change in a comment.
const LONGEST: usize = 200;

/// Draws the comparison as a document; answers the bytes of the file.
///
/// # Errors
///
/// Where the file would be larger than its format can say (4 GiB).
pub fn docx(diff: &RevisionDiff, options: &Options) -> io::Result<Vec<u8>> {
    let shown = without(diff, &options.ignore);
    let mut comments = Vec::new();
    let mut paragraphs = Vec::new();
    for part in &shown.parts {
        if let Part::Named(_) = part.part {
            paragraphs.push(label(&part.part, part));
        }
        paragraphs.extend(draw(part, &shown.places, &shown, &mut comments));
    }
    let at = shown.to.recorded_at.map(|at| (at, options.offset));
    let author = shown.to.author.clone().unwrap_or_else(|| PROGRAM.to_owned());
    Document {
        title: format!("{} → {}", shown.from.label, shown.to.label),
        header: vec![
            (format!("From {}", side(&shown.from, options)), counts(&shown)),
            (format!("To {}", side(&shown.to, options)), String::new()),
        ],
        revision: Signature { author, at },
        commenter: Signature { author: PROGRAM.to_owned(), at },
        tracking: true,
        paragraphs: settle::settled(paragraphs),
        comments,
    }
    .write()
}

/// Who makes the comments.
const PROGRAM: &str = "copydesk";

/// A side as the page's header names it: whose it is, and when it came.
fn side(side: &DiffSide, options: &Options) -> String {
    let time = side.recorded_at.map(|t| t.at(options.offset).format("%-d %b %Y %H:%M").to_string());
    let said: Vec<String> = [side.author.clone(), time].into_iter().flatten().collect();
    [vec![side.label.clone()], said].concat().join(", ")
}

fn counts(diff: &RevisionDiff) -> String {
    let summary = diff.summary();
    let mut said = format!("{} in, {} out", plural(summary.inserted_words, "word"), summary.deleted_words);
    if summary.moved_paragraphs > 0 {
        said.push_str(", ");
        said.push_str(&plural(summary.moved_paragraphs, "paragraph"));
        said.push_str(" moved");
    }
    said
}

/// The name of a part over its text; what part a headline is, its style says.
fn label(part: &Part, texts: &PartDiff) -> Paragraph {
    let name = part.as_str().replace(':', " ");
    let mut letters = name.chars();
    let title = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    let track = match (texts.old.is_empty(), texts.new.is_empty()) {
        (true, false) => Track::Inserted,
        (false, true) => Track::Deleted,
        _ => Track::Kept,
    };
    Paragraph { style: Style::Label, mark: track, content: vec![Inline::Text(track, title)], was: None }
}

/// A part's paragraphs.
fn draw(part: &PartDiff, places: &[ClaimPlace], diff: &RevisionDiff, comments: &mut Vec<Comment>) -> Vec<Paragraph> {
    let mut notes = (Vec::new(), Vec::new());
    for place in places.iter().filter(|place| place.part == part.part) {
        let Some(comment) = claim(diff, place) else { continue };
        let (text, side) = if place.stands { (&part.new, &mut notes.1) } else { (&part.old, &mut notes.0) };
        let byte = |char: usize| text.char_indices().nth(char).map_or(text.len(), |(at, _)| at);
        let (start, end) = (byte(place.chars.start), byte(place.chars.end));
        side.push(Note { at: start, opens: true, comment: comments.len() });
        side.push(Note { at: end.max(start + 1), opens: false, comment: comments.len() });
        comments.push(comment);
    }
    let mut stream = Stream::new(part, notes.0, notes.1);
    let mut gone = gone(&part.diff.blocks);
    took_away(&mut stream, part, &gone.remove(&None).unwrap_or_default(), comments);
    let came: Vec<&Block> = part.diff.blocks.iter().filter(|b| b.kind != BlockKind::Deleted).collect();
    for run in came.chunk_by(|a, b| together(a, b)) {
        let first = run.first().map_or(BlockKind::Same, |block| block.kind);
        let said = if first == BlockKind::Moved { Some(moved_here(part, run)) } else { degraded(run) };
        let comment = begin(&mut stream, said, comments);
        for (at, block) in run.iter().enumerate() {
            let here = matches!(block.kind, BlockKind::Moved | BlockKind::Inserted);
            if here {
                stream.one_side(Track::Inserted, hull(&part.diff.new_paragraphs, &block.new));
            } else {
                block.ops.iter().for_each(|op| stream.op(op));
            }
            if at + 1 == run.len() {
                close(&mut stream, comment);
            }
            let old = (!here).then(|| hull(&part.diff.old_paragraphs, &block.old).end);
            stream.end(old, Some(hull(&part.diff.new_paragraphs, &block.new).end));
            if !here {
                took_away(&mut stream, part, &gone.remove(&Some(block.old.start)).unwrap_or_default(), comments);
            }
        }
    }
    stream.finish()
}

/// The bytes from the first to the last of some paragraphs.
fn hull(paragraphs: &[crate::diff::Span], range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let some = paragraphs.get(range.clone()).unwrap_or_default();
    some.first().map_or(0, |p| p.bytes.start)..some.last().map_or(0, |p| p.bytes.end)
}

/// Whether two paragraphs moved as one.
fn together(a: &Block, b: &Block) -> bool {
    a.kind == BlockKind::Moved && b.kind == BlockKind::Moved && a.old.end == b.old.start && a.new.end == b.new.start
}

/// What stood in the old text and is gone or moved away, by the paragraph that
/// begins the block before it that stands on both sides.
fn gone(blocks: &[Block]) -> HashMap<Option<usize>, Vec<&Block>> {
    let mut by_old: Vec<&Block> =
        blocks.iter().filter(|b| b.kind != BlockKind::Inserted && !b.old.is_empty()).collect();
    by_old.sort_by_key(|b| b.old.start);
    let mut gone: HashMap<Option<usize>, Vec<&Block>> = HashMap::new();
    let mut place = None;
    for block in by_old {
        if matches!(block.kind, BlockKind::Moved | BlockKind::Deleted) {
            gone.entry(place).or_default().push(block);
        } else {
            place = Some(block.old.start);
        }
    }
    gone
}

/// Paragraphs of the old text that no longer stand where they stood.
fn took_away(stream: &mut Stream<'_>, part: &PartDiff, blocks: &[&Block], comments: &mut Vec<Comment>) {
    for run in blocks.chunk_by(|a, b| together(a, b)) {
        let moved = run.first().filter(|block| block.kind == BlockKind::Moved);
        let said = moved.zip(run.last()).map(|(first, last)| {
            let to = first.new.start..last.new.end;
            vec![vec![(Look::Plain, format!("Moved to {}.", places(&to)))]]
        });
        let comment = begin(stream, said, comments);
        for (at, block) in run.iter().enumerate() {
            let bytes = hull(&part.diff.old_paragraphs, &block.old);
            stream.one_side(Track::Deleted, bytes.clone());
            if at + 1 == run.len() {
                close(stream, comment);
            }
            stream.end(Some(bytes.end), None);
        }
    }
}

type Said = Vec<Vec<(Look, String)>>;

fn begin(stream: &mut Stream<'_>, said: Option<Said>, comments: &mut Vec<Comment>) -> Option<usize> {
    let id = comments.len();
    said.map(|paragraphs| {
        comments.push(Comment { paragraphs });
        stream.note(Inline::Open(id));
        id
    })
}

fn close(stream: &mut Stream<'_>, comment: Option<usize>) {
    if let Some(id) = comment {
        stream.note(Inline::Close(id));
    }
}

/// "paragraph 4", "paragraphs 4 to 6".
fn places(range: &std::ops::Range<usize>) -> String {
    if range.len() > 1 {
        format!("paragraphs {} to {}", range.start + 1, range.end)
    } else {
        format!("paragraph {}", range.start + 1)
    }
}

/// What became of a claim whose words stand here.
fn claim(diff: &RevisionDiff, place: &ClaimPlace) -> Option<Comment> {
    let change = diff.claims.iter().find(|change| change.id == place.id)?;
    let word = |standing: Option<crate::domain::claim::Standing>| standing.map_or("no place", |s| s.as_str());
    let standing = if change.before == change.after {
        word(change.after).to_owned()
    } else {
        format!("{} → {}", word(change.before), word(change.after))
    };
    let mut paragraphs = vec![vec![(Look::Bold, format!("Claim #{}: ", change.id)), (Look::Plain, standing)]];
    paragraphs.extend(change.reason.iter().map(|reason| vec![(Look::Plain, reason.clone())]));
    Some(Comment { paragraphs })
}

/// That a block could not be compared in detail.
fn degraded(run: &[&Block]) -> Option<Said> {
    let whole = |b: &&&Block| b.degraded && !matches!(b.kind, BlockKind::Inserted | BlockKind::Deleted);
    let said = "Too different to compare in detail: shown as replaced whole.";
    run.iter().find(whole).map(|_| vec![vec![(Look::Plain, said.to_owned())]])
}

/// Where paragraphs came from, and what changed in them: as an insertion they
/// don't show it.
fn moved_here(part: &PartDiff, run: &[&Block]) -> Said {
    let old = run.first().map_or(0, |b| b.old.start)..run.last().map_or(0, |b| b.old.end);
    let new = run.first().map_or(0, |b| b.new.start);
    let way = if new > old.start { "down" } else { "up" };
    let changes: Vec<(&Block, usize)> = run
        .iter()
        .flat_map(|block| block.ops.iter().enumerate().map(move |(at, op)| (*block, at, op)))
        .filter(|(_, _, op)| op.kind != OpKind::Equal && op.class != Some(Class::Spacing))
        .map(|(block, at, _)| (block, at))
        .collect();
    let end = match (changes.len(), run.iter().any(|b| b.degraded)) {
        (_, true) => ", and written anew.",
        (0, _) => ".",
        _ => ", and changed:",
    };
    let mut said = vec![vec![(Look::Plain, format!("Moved {way} from {}{end}", places(&old)))]];
    if run.iter().any(|b| b.degraded) {
        return said;
    }
    said.extend(changes.iter().take(TOLD).map(|(block, at)| change(part, block, *at)));
    if changes.len() > TOLD {
        said.push(vec![(Look::Plain, format!("and {} more", plural(changes.len() - TOLD, "change")))]);
    }
    said
}

/// One change with the words around it.
fn change(part: &PartDiff, block: &Block, at: usize) -> Vec<(Look, String)> {
    let text = |of: &str, bytes: std::ops::Range<usize>| of.get(bytes).unwrap_or_default().to_owned();
    let neighbour = |at: Option<usize>| {
        let op = at.and_then(|at| block.ops.get(at)).filter(|op| op.kind == OpKind::Equal);
        op.map_or_else(String::new, |op| text(&part.new, op.new.bytes.clone()))
    };
    let (before, after) = (neighbour(at.checked_sub(1)), neighbour(Some(at + 1)));
    let head: String =
        before.split_inclusive(char::is_whitespace).rev().take(AROUND).collect::<Vec<_>>().into_iter().rev().collect();
    let tail: String = after.split_inclusive(char::is_whitespace).take(AROUND + 1).collect();
    let Some(op) = block.ops.get(at) else { return Vec::new() };
    [
        (Look::Plain, cut(&head)),
        (Look::Struck, cut(&text(&part.old, op.old.bytes.clone()))),
        (Look::Underlined, cut(&text(&part.new, op.new.bytes.clone()))),
        (Look::Plain, cut(&tail)),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .collect()
}

/// So much of a text as a comment has room for.
fn cut(text: &str) -> String {
    use unicode_segmentation::UnicodeSegmentation;
    match text.grapheme_indices(true).nth(LONGEST) {
        Some((end, _)) => format!("{} …", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
