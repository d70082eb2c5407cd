//! The two texts of a part as one stream of words and paragraph marks, each of
//! which stands on both sides, only on the old or only on the new.
//!
//! Taking away what only the new side has gives the old text, and the other
//! way round: that is all that a word processor does when it rejects or accepts.

use std::ops::Range;

use super::layout::{Layout, What};
use crate::diff::revision::PartDiff;
use crate::diff::{Op, OpKind};
use crate::render::docx::{Inline, Paragraph, Style, Track};

/// Where a comment begins or ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Note {
    /// The byte of the text.
    pub(super) at: usize,
    /// Whether it begins there. (Ends come before beginnings at the same place.)
    pub(super) opens: bool,
    /// Which comment.
    pub(super) comment: usize,
}

/// One side: its text, and the comments on it that are still to come.
struct Side<'t> {
    layout: Layout<'t>,
    notes: std::iter::Peekable<std::vec::IntoIter<Note>>,
}

/// The stream of a part, as it grows.
pub(super) struct Stream<'t> {
    old: Side<'t>,
    new: Side<'t>,
    paragraphs: Vec<Paragraph>,
    /// The paragraph whose end has not come yet.
    open: Vec<Inline>,
}

/// What stands at a place of one side.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece<'t> {
    Text(&'t str),
    Mark(Style),
}

impl<'t> Stream<'t> {
    /// An empty stream over a part's texts, with comments on either.
    pub(super) fn new(part: &'t PartDiff, mut old: Vec<Note>, mut new: Vec<Note>) -> Self {
        let side = |text, paragraphs, notes: &mut Vec<Note>| {
            notes.sort();
            Side {
                layout: Layout::new(text, &part.part, paragraphs),
                notes: std::mem::take(notes).into_iter().peekable(),
            }
        };
        Self {
            old: side(&part.old, &part.diff.old_paragraphs, &mut old),
            new: side(&part.new, &part.diff.new_paragraphs, &mut new),
            paragraphs: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Its paragraphs.
    pub(super) fn finish(mut self) -> Vec<Paragraph> {
        // What could not be said where it belongs is said at the end.
        for side in [Track::Deleted, Track::Inserted] {
            self.notes(side, usize::MAX);
        }
        let open = std::mem::take(&mut self.open);
        match self.paragraphs.last_mut() {
            Some(last) => last.content.extend(open),
            None if open.is_empty() => {}
            None => self.paragraphs.push(Paragraph { content: open, ..Paragraph::default() }),
        }
        self.paragraphs
    }

    /// The beginning or the end of a comment that is not tied to words.
    pub(super) fn note(&mut self, inline: Inline) {
        self.open.push(inline);
    }

    /// One stretch of a comparison.
    pub(super) fn op(&mut self, op: &Op) {
        let (old, new) = (op.old.bytes.clone(), op.new.bytes.clone());
        if op.kind != OpKind::Equal {
            self.one_side(Track::Deleted, old);
            self.one_side(Track::Inserted, new);
        } else if self.old.layout.text.get(old.clone()) == self.new.layout.text.get(new.clone()) {
            self.both(old, new);
        } else {
            // A change that is to be passed over: as it stands in the new text.
            self.side(Track::Kept, new);
        }
    }

    /// Words, and the borders among them, that only one side has.
    pub(super) fn one_side(&mut self, track: Track, bytes: Range<usize>) {
        self.side(track, bytes);
    }

    fn side(&mut self, track: Track, mut bytes: Range<usize>) {
        while bytes.start < bytes.end {
            let layout = if track == Track::Deleted { &self.old.layout } else { &self.new.layout };
            let Some((piece, end)) = piece(layout, &bytes) else { break };
            self.piece(track, bytes.start, piece);
            bytes.start = end;
        }
    }

    /// The same bytes on both sides, which may yet be something else on either.
    fn both(&mut self, mut old: Range<usize>, mut new: Range<usize>) {
        while old.start < old.end && new.start < new.end {
            let (Some((_, ends_old)), Some((_, ends_new))) =
                (piece(&self.old.layout, &old), piece(&self.new.layout, &new))
            else {
                break;
            };
            let length = (ends_old - old.start).min(ends_new - new.start);
            let here = (old.start..old.start + length, new.start..new.start + length);
            let was = piece(&self.old.layout, &here.0).and_then(|(piece, _)| piece);
            let is = piece(&self.new.layout, &here.1).and_then(|(piece, _)| piece);
            match (was, is) {
                (Some(Piece::Mark(was)), Some(Piece::Mark(is))) => {
                    self.notes(Track::Deleted, old.start);
                    self.notes(Track::Inserted, new.start);
                    self.mark(Track::Kept, is, was);
                }
                (Some(Piece::Text(was)), Some(Piece::Text(is))) if was == is => {
                    self.notes(Track::Deleted, old.start);
                    self.piece(Track::Kept, new.start, Some(Piece::Text(is)));
                }
                _ => {
                    self.piece(Track::Deleted, old.start, was);
                    self.piece(Track::Inserted, new.start, is);
                }
            }
            (old.start, new.start) = (old.start + length, new.start + length);
        }
    }

    /// The end of a block's last paragraph. `old` and `new` say where it ends
    /// on the sides that have it.
    pub(super) fn end(&mut self, old: Option<usize>, new: Option<usize>) {
        let was = old.map(|end| self.old.layout.style_before(end));
        let is = new.map(|end| self.new.layout.style_before(end));
        if let Some(end) = old {
            self.notes(Track::Deleted, end);
        }
        if let Some(end) = new {
            self.notes(Track::Inserted, end);
        }
        match (was, is) {
            (Some(was), Some(is)) => self.mark(Track::Kept, is, was),
            (Some(was), None) => self.mark(Track::Deleted, was, was),
            (None, Some(is)) => self.mark(Track::Inserted, is, is),
            (None, None) => {}
        }
    }

    /// Puts what stands at a place of one side; [`Track::Kept`] is read on the new one.
    fn piece(&mut self, track: Track, at: usize, piece: Option<Piece<'t>>) {
        self.notes(track, at);
        match piece {
            Some(Piece::Mark(style)) => self.mark(track, style, style),
            Some(Piece::Text(text)) => {
                let mut rest = text;
                let mut at = at;
                // Cut where comments begin and end.
                while let Some(cut) = self.next_note(track).filter(|cut| *cut < at + rest.len()) {
                    let Some((words, after)) = rest.split_at_checked(cut - at) else { break };
                    self.text(track, words);
                    self.notes(track, cut);
                    (rest, at) = (after, cut);
                }
                self.text(track, rest);
                self.ends(track, at + rest.len());
            }
            None => {}
        }
    }

    fn notes_of(&mut self, track: Track) -> &mut std::iter::Peekable<std::vec::IntoIter<Note>> {
        if track == Track::Deleted { &mut self.old.notes } else { &mut self.new.notes }
    }

    fn next_note(&mut self, track: Track) -> Option<usize> {
        self.notes_of(track).peek().map(|note| note.at)
    }

    /// Comments that begin or end up to here.
    fn notes(&mut self, track: Track, at: usize) {
        while let Some(note) = self.notes_of(track).next_if(|note| note.at <= at) {
            self.open.push(if note.opens { Inline::Open(note.comment) } else { Inline::Close(note.comment) });
        }
    }

    /// Comments that end here; those that begin wait for the words that follow.
    fn ends(&mut self, track: Track, at: usize) {
        while let Some(note) = self.notes_of(track).next_if(|note| note.at <= at && !note.opens) {
            self.open.push(Inline::Close(note.comment));
        }
    }

    fn text(&mut self, track: Track, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(Inline::Text(last, words)) = self.open.last_mut() {
            if *last == track {
                words.push_str(text);
                return;
            }
            // The same words went and came (a line end for a space): they stayed.
            if (*last, track) == (Track::Deleted, Track::Inserted) && words == text {
                self.open.pop();
                return self.text(Track::Kept, text);
            }
        }
        self.open.push(Inline::Text(track, text.to_owned()));
    }

    fn mark(&mut self, track: Track, is: Style, was: Style) {
        // A border that went and one that came with nothing between: it stayed.
        if self.open.is_empty()
            && let Some(last) = self.paragraphs.last_mut()
            && matches!((last.mark, track), (Track::Deleted, Track::Inserted) | (Track::Inserted, Track::Deleted))
        {
            let (old, new) = if track == Track::Inserted { (last.style, is) } else { (was, last.style) };
            (last.mark, last.style, last.was) = (Track::Kept, new, Some(old).filter(|old| *old != new));
            return;
        }
        let content = std::mem::take(&mut self.open);
        let was = Some(was).filter(|was| *was != is);
        self.paragraphs.push(Paragraph { style: is, was, mark: track, content });
    }
}

/// What stands at the beginning of these bytes, and where it ends.
fn piece<'t>(layout: &Layout<'t>, bytes: &Range<usize>) -> Option<(Option<Piece<'t>>, usize)> {
    let stretch = layout.at(bytes.start)?;
    let end = stretch.bytes.end.min(bytes.end);
    let first = stretch.bytes.start == bytes.start;
    let piece = match stretch.what {
        What::Words => layout.text.get(bytes.start..end).map(Piece::Text),
        What::Space if first => Some(Piece::Text(" ")),
        What::LineEnd if first => Some(Piece::Text("\n")),
        What::Border if first => Some(Piece::Mark(stretch.style)),
        _ => None,
    };
    Some((piece, end))
}
