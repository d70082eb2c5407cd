//! Words that come back: looking in head for what was cut or lost on the way.

use std::{cell::OnceCell, collections::BTreeMap, ops::Range};

use super::{
    REPEATED_WORDS, Spot,
    find::{occurrences, spot},
    is_hidden, is_in, is_layout,
    text::{Indexed, words},
    trimmed,
};
use crate::domain::{
    context::{Sentences, hidden},
    part::{Part, Texts},
};

/// What [`Finder::find`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Again {
    /// The words stand again, here and nowhere else.
    Restored(Spot),
    /// They stand in several places.
    Ambiguous,
    /// They don't stand in the text.
    No,
}

/// Looks in the head revision for words that were cut or lost on the way
/// there, from the revision that the last approval covers (or, where there was
/// none, the last one in which they stood). Made once for all claims that have
/// such a revision in common.
#[derive(Debug)]
pub struct Finder<'a> {
    texts: &'a Texts,
    language: &'a str,
    covered: BTreeMap<&'a Part, Indexed<'a>>,
    head: Vec<(&'a Part, Indexed<'a>, Vec<Range<usize>>)>,
    sentences: OnceCell<Sentences>,
    now: &'a Texts,
    now_sentences: OnceCell<Sentences>,
}

impl<'a> Finder<'a> {
    /// Prepares the search. `language` is the article's (BCP 47, or empty).
    pub fn new(covered: &'a Texts, head: &'a Texts, language: &'a str) -> Self {
        let now = head;
        let head = head.iter().map(|(part, text)| (part, Indexed::new(text), hidden(text))).collect();
        let texts = covered;
        let covered = texts.iter().map(|(part, text)| (part, Indexed::new(text))).collect();
        Self { texts, language, covered, head, sentences: OnceCell::new(), now, now_sentences: OnceCell::new() }
    }

    /// Where words of the covered revision stand in head.
    ///
    /// Only an exact and unique match counts: the same part unchanged, or the
    /// whole sentence, or, from four words, the words alone (whether their new
    /// sentence keeps the approval is the standing's question). Unique on both
    /// sides: of twins in the covered text, one that is left may be the other.
    pub fn find(&self, place: &Spot) -> Again {
        match self.search(place) {
            Again::Restored(found) if self.is_layout(&found) => Again::No,
            found => found,
        }
    }

    /// Whether a place in head is a mark of the layout and no words.
    fn is_layout(&self, place: &Spot) -> bool {
        let read = || self.now_sentences.get_or_init(|| Sentences::of(self.now, self.language));
        self.head.iter().any(|(part, head, _)| **part == place.part && is_layout(head, place, read))
    }

    fn search(&self, place: &Spot) -> Again {
        let Some(text) = self.covered.get(&place.part).filter(|text| is_in(place, text)) else {
            return Again::No;
        };
        if self.head.iter().any(|(part, head, _)| **part == place.part && head.text == text.text) {
            return Again::Restored(place.clone());
        }
        let words_at = trimmed(text.text, text.byte(place.start)..text.byte(place.range().end));
        let quote = text.text.get(words_at.clone()).unwrap_or_default();
        if quote.is_empty() {
            return Again::No;
        }
        // Without the words there is no sentence: the cheap search first.
        let quotes = self.stands(quote);
        if quotes.is_empty() {
            return Again::No;
        }
        let sentences = self.sentences.get_or_init(|| Sentences::of(self.texts, self.language));
        if let Some(sentence) = sentences.range(&place.part, &place.range()) {
            let (start, end) = (text.byte(sentence.start), text.byte(sentence.end));
            let bytes = trimmed(text.text, start.min(words_at.start)..end.max(words_at.end));
            let offset = words_at.start.saturating_sub(bytes.start);
            let sentence = text.text.get(bytes).unwrap_or_default();
            match self.stands(sentence).as_slice() {
                [] => {}
                found if self.is_twin(sentence, found.len()) => return Again::No,
                [(at, part, head)] => {
                    return Again::Restored(spot(part, head, at + offset..at + offset + quote.len()));
                }
                _ => return Again::Ambiguous,
            }
        }
        if words(quote).take(REPEATED_WORDS).count() < REPEATED_WORDS {
            return Again::No;
        }
        match quotes.as_slice() {
            found if self.is_twin(quote, found.len()) => Again::No,
            [(at, part, head)] => Again::Restored(spot(part, head, *at..at + quote.len())),
            _ => Again::Ambiguous,
        }
    }

    /// Whether words stood oftener in the covered text than the `now` times
    /// that they stand in head: what is left may be another of them.
    fn is_twin(&self, needle: &str, now: usize) -> bool {
        let seen = |(part, text): (&&Part, &Indexed<'_>)| {
            let unseen = hidden(self.texts.get(part));
            occurrences(text, needle).into_iter().filter(|bytes| !is_hidden(&unseen, bytes)).count()
        };
        self.covered.iter().map(seen).sum::<usize>() > now
    }

    /// Where words stand in head for readers to see: byte, part and text.
    fn stands(&self, needle: &str) -> Vec<(usize, &Part, &Indexed<'a>)> {
        let mut starts = Vec::new();
        for (part, text, unseen) in &self.head {
            let seen = occurrences(text, needle).into_iter().filter(|bytes| !is_hidden(unseen, bytes));
            starts.extend(seen.map(|bytes| (bytes.start, *part, text)));
        }
        starts
    }
}
