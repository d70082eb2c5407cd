//! Where the notes of a document stand in its parts: the pieces of text are put
//! together, and their marks with them.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Write as _,
};

use super::{
    inline::Mark,
    notes::Note,
    said::{Id, Said},
    styles::Role,
};
use crate::domain::part::Part;

/// A text, and the marks in it by their place in bytes.
pub(super) type Marked = (String, Vec<(usize, Mark)>);

/// A piece of the body.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) role: Role,
    /// The mark of a list's item, with its indent.
    pub(super) item: Option<String>,
    pub(super) text: String,
    pub(super) marks: Vec<(usize, Mark)>,
}

impl Block {
    /// Its words without white space around them, on one line, and their marks.
    pub(super) fn line(self) -> Marked {
        let mut marks = Vec::new();
        let text = woven(&self.text, self.marks, &mut marks);
        unwoven(&text.trim().replace("  \n", " "), marks)
    }
}

/// Stands for a mark while a text is cut and joined: no XML can hold it.
const HOLD: char = '\u{1}';

/// The text with its marks woven in, next to the words that they belong to;
/// they are put to those of the texts before it.
pub(super) fn woven(text: &str, marks: Vec<(usize, Mark)>, all: &mut Vec<Mark>) -> String {
    let near = |(at, mark): (usize, Mark)| {
        let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
        let at = match mark {
            Mark::From(_) => at + (after.len() - after.trim_start().len()),
            _ => before.trim_end().len(),
        };
        (at, mark)
    };
    let mut marks: Vec<(usize, Mark)> = marks.into_iter().map(near).collect();
    marks.sort_by_key(|(at, _)| *at);
    let mut out = String::with_capacity(text.len() + marks.len());
    let mut done = 0;
    for (at, mark) in marks {
        out.push_str(text.get(done..at).unwrap_or_default());
        out.push(HOLD);
        all.push(mark);
        done = at.max(done);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// The text that marks were woven into, and their places in it.
pub(super) fn unwoven(text: &str, marks: Vec<Mark>) -> Marked {
    let mut out = String::with_capacity(text.len());
    let mut marks = marks.into_iter();
    let mut places = Vec::new();
    for (at, piece) in text.split(HOLD).enumerate() {
        if at > 0
            && let Some(mark) = marks.next()
        {
            places.push((out.len(), mark));
        }
        out.push_str(piece);
    }
    (out, places)
}

/// The body of the blocks, and the marks in it.
pub(super) fn body(blocks: &[Block]) -> Marked {
    let mut body = String::new();
    let mut marks = Vec::new();
    let mut was_item = false;
    let mut was_code = false;
    for block in blocks.iter().filter(|block| block.role != Role::Caption) {
        let (is_item, is_code) = (block.item.is_some(), block.role == Role::Code);
        if !body.is_empty() {
            body.push_str(if was_code && !is_code {
                "\n```\n\n"
            } else if (was_item && is_item) || (was_code && is_code) {
                "\n"
            } else {
                "\n\n"
            });
        }
        if is_code && !was_code {
            body.push_str("```\n");
        }
        (was_item, was_code) = (is_item, is_code);
        let text = block.text.trim();
        let cut = block.text.len() - block.text.trim_start().len();
        match (&block.item, block.role) {
            (Some(item), _) => body.push_str(item),
            (None, Role::Heading(level)) => _ = write!(body, "{} ", "#".repeat(usize::from(level))),
            (None, Role::Quote) => body.push_str("> "),
            _ => {}
        }
        let start = body.len();
        body.push_str(text);
        marks.extend(
            block.marks.iter().map(|(at, mark)| (start + at.saturating_sub(cut).min(text.len()), mark.clone())),
        );
    }
    if was_code {
        body.push_str("\n```");
    }
    (body, marks)
}

/// The notes on the words of a part. What is found is added to `met`.
pub(super) fn notes(part: &Part, text: &Marked, said: &BTreeMap<Id, Said>, met: &mut HashSet<Id>) -> Vec<Note> {
    let (text, marks) = text;
    let mut starts: HashMap<&str, usize> = HashMap::new();
    let mut ends: HashMap<&str, usize> = HashMap::new();
    let mut points: Vec<(usize, Id)> = Vec::new();
    for (at, mark) in marks {
        match mark {
            Mark::From(id) => _ = starts.insert(id, *at),
            Mark::To(id) => _ = ends.insert(id, *at),
            Mark::Comment(id) => points.push((*at, ("comment", id.clone()))),
            Mark::Footnote(id) => points.push((*at, ("footnote", id.clone()))),
            Mark::Endnote(id) => points.push((*at, ("endnote", id.clone()))),
        }
    }
    let mut notes: Vec<Note> = Vec::new();
    for (at, id) in points {
        let Some(said) = said.get(&id).filter(|said| !said.is_empty()) else { continue };
        let (start, end) = match (id.0, starts.get(&*id.1), ends.get(&*id.1)) {
            ("comment", Some(&start), Some(&end)) if start < end => (start, end),
            _ => (at, at),
        };
        let is_source = id.0 != "comment";
        // The same footnote may be referred to again; a comment is one.
        if met.insert(id) || is_source {
            let words = text.get(start..end).unwrap_or_default().trim().to_owned();
            notes.push(Note { part: part.clone(), start, end, words, said: said.clone(), is_source });
        }
    }
    notes
}
