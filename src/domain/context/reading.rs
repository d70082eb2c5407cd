//! A revision read once, so that many contexts can be cut from it.

use std::ops::Range;

use super::{PlaceContext, QuotationState, RULES, Sentence, Structure};
use crate::domain::{
    fold,
    part::{Part, Texts},
};

/// One part, read.
#[derive(Debug)]
struct PartReading {
    part: Part,
    chars: Vec<char>,
    paragraphs: Vec<Range<usize>>,
    sentences: Vec<Range<usize>>,
}

/// Everything at one revision that contexts are cut from.
#[derive(Debug)]
pub struct Reading {
    language: String,
    parts: Vec<PartReading>,
}

impl Reading {
    /// Reads all parts of a revision. `language` is the article's BCP 47 tag,
    /// empty when nobody said.
    pub fn of(texts: &Texts, language: &str) -> Self {
        let parts = texts
            .iter()
            .map(|(part, text)| {
                let chars: Vec<char> = text.chars().collect();
                let mut paragraphs = Vec::new();
                let mut at = 0;
                for piece in text.split("\n\n") {
                    let len = piece.chars().count();
                    if !piece.trim().is_empty() {
                        paragraphs.push(at..at + len);
                    }
                    at += len + 2;
                }
                let sentences = paragraphs.clone();
                PartReading { part: part.clone(), chars, paragraphs, sentences }
            })
            .collect();
        Self { language: language.to_owned(), parts }
    }

    fn part(&self, part: &Part) -> Option<&PartReading> {
        self.parts.iter().find(|p| p.part == *part)
    }

    /// The blocks of a part (paragraphs, list items, table rows, …) as ranges
    /// of characters, in order.
    pub fn paragraphs(&self, part: &Part) -> &[Range<usize>] {
        self.part(part).map_or(&[], |p| &p.paragraphs)
    }

    /// The sentences of a part as ranges of characters, in order. Together
    /// they hold every character of the part but white space and marks between blocks.
    pub fn sentences(&self, part: &Part) -> &[Range<usize>] {
        self.part(part).map_or(&[], |p| &p.sentences)
    }

    /// The range of the sentences that a range of characters touches; `None`
    /// if it is empty, outside the text, or holds nothing but white space.
    pub fn sentence_range(&self, part: &Part, chars: Range<usize>) -> Option<Range<usize>> {
        let read = self.part(part)?;
        if chars.is_empty() || chars.end > read.chars.len() {
            return None;
        }
        let mut touched = read.sentences.iter().filter(|s| s.start < chars.end && chars.start < s.end);
        let first = touched.next()?;
        let last = touched.last().unwrap_or(first);
        Some(first.start..last.end)
    }

    /// The context of a place; `None` if the range is empty, outside the
    /// text, or holds nothing but white space.
    pub fn context(&self, part: &Part, chars: Range<usize>) -> Option<PlaceContext> {
        let range = self.sentence_range(part, chars.clone())?;
        let read = self.part(part)?;
        let slice = |r: Range<usize>| read.chars.get(r).unwrap_or_default().iter().collect::<String>();
        let text = fold::spaces(&slice(range.clone()));
        let start = fold::spaces(&slice(range.start..chars.start)).chars().count();
        let quote = slice(chars);
        let end = start + fold::spaces(&quote).chars().count();
        Some(PlaceContext {
            rules: RULES,
            part: part.clone(),
            language: self.language.clone(),
            sentence: Sentence { source: text.clone(), text, quote: (start, end), links: Vec::new() },
            quote,
            state: QuotationState::default(),
            speaker: None,
            structure: Structure::default(),
            headings: Vec::new(),
            outline: Vec::new(),
            reference: None,
            full_names: Vec::new(),
            before: String::new(),
            after: String::new(),
            dateline: None,
            byline: None,
        })
    }
}
