//! What readers of a draft wrote on its words, as claims with their sources.

use crate::{
    domain::{
        anchor::find_quote,
        part::{Part, Texts},
        sentence,
    },
    import::{draft::DraftClaim, fact::ImportSource},
};

use super::said::Said;

/// A note on words of a part.
#[derive(Debug, Clone)]
pub(super) struct Note {
    /// The part.
    pub(super) part: Part,
    /// Where its words begin in it, in bytes.
    pub(super) start: usize,
    /// Where they end.
    pub(super) end: usize,
    /// The words themselves; empty where none are marked.
    pub(super) words: String,
    /// What it says, and what was answered.
    pub(super) said: Said,
    /// Whether it is a footnote or an endnote: then it is a source.
    pub(super) is_source: bool,
}

impl Note {
    /// It as comments on the article, which say what words they are on.
    pub(super) fn comments(&self) -> Vec<String> {
        let on = |line: String| match self.words.as_str() {
            "" => line,
            words => format!("{line} (on \"{words}\")"),
        };
        self.said.lines().map(on).collect()
    }
}

/// The longest quote of a claim, in characters.
const LONGEST: usize = 1_000;

/// The claims that notes make; several notes on the same words are one claim.
pub(super) fn claims(texts: &Texts, notes: &[Note], language: &str) -> Vec<DraftClaim> {
    let mut made: Vec<(&Part, std::ops::Range<usize>, DraftClaim)> = Vec::new();
    for (at, note) in notes.iter().enumerate() {
        let before = notes.get(..at).unwrap_or_default().iter().filter(|other| other.part == note.part);
        let text = texts.get(&note.part);
        let sources = sources(note);
        // A footnote is its source; what else was said of the words is kept beside it.
        let comments =
            if note.is_source && !sources.is_empty() { Vec::new() } else { note.said.lines().collect::<Vec<_>>() };
        let Some(words) = words(text, note, before, language) else {
            let statement = note.said.text.trim().chars().take(LONGEST).collect::<String>();
            if !statement.is_empty() {
                let claim = DraftClaim { statement: Some(statement), sources, comments, ..DraftClaim::default() };
                made.push((&note.part, 0..0, claim));
            }
            continue;
        };
        if let Some((_, _, claim)) = made.iter_mut().find(|(part, range, _)| **part == note.part && *range == words) {
            claim.sources.extend(sources);
            claim.comments.extend(comments);
            continue;
        }
        let quote = text.get(words.clone()).unwrap_or_default();
        let claim = DraftClaim {
            quote: Some(quote.to_owned()),
            occurrence: occurrence(texts, &note.part, quote, words.start),
            part: Some(note.part.as_str().to_owned()),
            sources,
            comments,
            may_wait: true,
            ..DraftClaim::default()
        };
        made.push((&note.part, words, claim));
    }
    made.into_iter().map(|(_, _, claim)| claim).collect()
}

/// The words that a note is on: those that are marked, else its sentence up to
/// it, from the note before it in that sentence; in bytes of the part.
fn words<'n>(
    body: &str,
    note: &Note,
    before: impl Iterator<Item = &'n Note>,
    language: &str,
) -> Option<std::ops::Range<usize>> {
    // Paragraphs of a text, cells of a table.
    let border = if note.part.as_str().starts_with("table:") { " |" } else { "\n\n" };
    let paragraph_start = body.get(..note.start)?.rfind(border).map_or(0, |at| at + border.len());
    let marked = body.get(note.start..note.end)?;
    // Words across several: those of the first.
    let marked = marked.split(border).next().unwrap_or_default();
    if !marked.trim().is_empty() {
        return trimmed(body, note.start..note.start + marked.len());
    }
    let paragraph = body.get(paragraph_start..)?.split(border).next()?;
    let at = note.start - paragraph_start;
    let sentences = sentence::split(paragraph, language);
    let found = sentences.iter().rfind(|s| s.start < at.max(1)).or(sentences.first())?;
    let start = paragraph_start + found.start;
    let last = before.map(|n| n.end).filter(|end| *end > start && *end < note.start).max();
    let clause = trimmed(body, last.unwrap_or(start)..note.start);
    let long_enough = |range: &std::ops::Range<usize>| {
        body.get(range.clone()).is_some_and(|text| text.split_whitespace().count() > 1)
    };
    clause.filter(long_enough).or_else(|| trimmed(body, start..paragraph_start + found.end))
}

/// A range without white space, list marks, emphasis and commas at its ends.
fn trimmed(body: &str, range: std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
    let text = body.get(range.clone())?;
    let edge = |c: char| c.is_whitespace() || matches!(c, '*' | '~' | '#' | '>' | ',' | ';' | ':');
    let left = text.trim_start_matches(edge);
    let left = left.strip_prefix("- ").unwrap_or(left);
    let words = left.trim_end_matches(edge);
    let words = words.strip_suffix('.').unwrap_or(words);
    let start = range.start + (text.len() - left.len());
    let end = words.char_indices().nth(LONGEST).map_or(words.len(), |(at, _)| at);
    (!words.is_empty()).then(|| start..start + end)
}

/// Which of the places of a quote begins nearest to a place in the body.
fn occurrence(texts: &Texts, part: &Part, quote: &str, start: usize) -> Option<String> {
    let found = find_quote(texts, quote, Some(part));
    if found.len() < 2 {
        return None;
    }
    let wanted = texts.get(part).get(..start)?.chars().count();
    let nearest = found.iter().enumerate().min_by_key(|(_, place)| place.spot.start.abs_diff(wanted))?;
    Some((nearest.0 + 1).to_string())
}

/// The sources that a note names: all of a footnote; of a comment the
/// addresses, and the lines that say that they are a source.
fn sources(note: &Note) -> Vec<ImportSource> {
    if note.is_source {
        return ImportSource::in_text(&note.said.text);
    }
    let texts = std::iter::once(&note.said).chain(&note.said.replies).map(|said| said.text.as_str());
    let lines = texts.flat_map(str::lines).filter_map(|line| {
        let lower = line.trim().to_lowercase();
        let named = ["source:", "sources:", "src:", "quelle:", "fuente:", "fonte:", "bron:", "per:", "via:"];
        match named.iter().find(|word| lower.starts_with(**word)) {
            Some(word) => line.trim().get(word.len()..),
            None => line.contains("://").then_some(line),
        }
    });
    lines.flat_map(ImportSource::in_text).collect()
}
