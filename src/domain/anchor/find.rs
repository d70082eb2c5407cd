//! Finding words in the texts of a revision: for a person who types a quote,
//! and for the passage that was probably meant when it isn't there.

use std::{collections::HashMap, ops::Range};

use unicode_normalization::UnicodeNormalization as _;

use super::{
    Spot,
    text::{Indexed, Word, words},
};
use crate::domain::{
    fold,
    part::{Part, Texts},
};

/// The most places that one search gives back.
pub const MOST_PLACES: usize = 1000;

/// The most words that the search for a nearest passage reads.
const MOST_WORDS: usize = 1_000_000;

/// A place that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub spot: Spot,
    /// The words as they stand there.
    pub text: String,
    /// Whether they stand there byte for byte as asked (in NFC), or with other
    /// white space or quotation marks.
    pub exact: bool,
}

/// A passage that resembles what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Where.
    pub spot: Spot,
    /// The words as they stand there.
    pub text: String,
    /// How many of the words asked for are in it, 0 to 1.
    pub score: f64,
}

/// The places where a quote stands, in reading order: exact ones; if there are
/// none, those that differ in white space and in the glyphs of quotation marks,
/// apostrophes and ellipses only. Never inside a longer word or number. At
/// most [`MOST_PLACES`].
pub fn find_quote(texts: &Texts, quote: &str, part: Option<&Part>) -> Vec<Found> {
    let quote: String = quote.trim().nfc().collect();
    let mut found = Vec::new();
    let parts = || texts.iter().filter(|(name, _)| part.is_none_or(|p| p == *name));
    for (name, text) in parts() {
        let text = Indexed::new(text);
        found.extend(occurrences(&text, &quote).into_iter().map(|bytes| given(name, &text, bytes, true)));
    }
    if found.is_empty() {
        for (name, text) in parts() {
            let text = Indexed::new(text);
            found.extend(folded_occurrences(&text, &quote).into_iter().map(|b| given(name, &text, b, false)));
        }
    }
    found.truncate(MOST_PLACES);
    found
}

fn given(part: &Part, text: &Indexed, bytes: Range<usize>, exact: bool) -> Found {
    let words = text.text.get(bytes.clone()).unwrap_or_default().to_owned();
    Found { spot: spot(part, text, bytes), text: words, exact }
}

pub(super) fn spot(part: &Part, text: &Indexed, bytes: Range<usize>) -> Spot {
    let start = text.char(bytes.start);
    Spot { part: part.clone(), start, len: text.char(bytes.end).saturating_sub(start) }
}

/// The bytes at which a needle stands as whole words, overlapping ones
/// included, at most [`MOST_PLACES`].
pub(super) fn occurrences(text: &Indexed, needle: &str) -> Vec<Range<usize>> {
    occurrences_in(text, needle, 0..text.text.len())
}

/// The same within a stretch of bytes.
pub(super) fn occurrences_in(text: &Indexed, needle: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (Some(first), Some(hay)) = (needle.chars().next(), text.text.get(..within.end)) else {
        return found;
    };
    let mut from = within.start;
    while found.len() < MOST_PLACES
        && let Some(at) = hay.get(from..).and_then(|rest| rest.find(needle))
    {
        let start = from + at;
        if text.is_whole(start..start + needle.len()) {
            found.push(start..start + needle.len());
        }
        from = start + first.len_utf8();
    }
    found
}

/// The bytes at which a needle stands as whole words, up to white space and
/// the glyphs of quotation marks, apostrophes and ellipses.
fn folded_occurrences(text: &Indexed, needle: &str) -> Vec<Range<usize>> {
    let (hay, shifts) = folded(text.text);
    let (needle, _) = folded(needle);
    let needle = needle.trim();
    let folded_text = Indexed::new(&hay);
    let original = |byte: usize| {
        let at = shifts.partition_point(|(folded, _)| *folded <= byte).saturating_sub(1);
        shifts.get(at).map_or(byte, |(folded, original)| original + (byte - folded))
    };
    occurrences(&folded_text, needle)
        .into_iter()
        .map(|bytes| {
            // Where a folded run ends, the original's end is where the next
            // character begins, less the white space that ran on.
            let end = original(bytes.end - 1);
            let width = text.text.get(end..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8);
            original(bytes.start)..end + width
        })
        .filter(|bytes| text.text.get(bytes.clone()).is_some())
        .collect()
}

/// A text folded for search, with the places from which a folded byte is the
/// original one plus a constant: (folded, original).
fn folded(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut out = String::with_capacity(text.len());
    let mut shifts = vec![(0, 0)];
    let mut in_space = false;
    for (at, c) in text.char_indices() {
        let space = fold::is_space(c);
        if space && in_space {
            continue;
        }
        in_space = space;
        if shifts.last().is_none_or(|(f, o)| out.len().wrapping_sub(*f) != at.wrapping_sub(*o)) {
            shifts.push((out.len(), at));
        }
        match c {
            _ if space => out.push(' '),
            _ if fold::is_double_quote(c) => out.push('"'),
            _ if fold::is_single_quote(c) => out.push('\''),
            '…' => {
                out.push('.');
                // Each point of the three leads back to the one character.
                shifts.push((out.len(), at));
                out.push('.');
                shifts.push((out.len(), at));
                out.push('.');
            }
            _ => out.push(c),
        }
    }
    (out, shifts)
}

/// The passage that holds most of a quote's words, to show when the quote
/// itself isn't there; `None` when nothing holds half of them. Effort is
/// bounded: the first million words of the texts are read.
pub fn closest_passage(texts: &Texts, quote: &str) -> Option<Passage> {
    let wanted: Vec<Word> = words(quote).take(200).collect();
    let mut best: Option<(usize, &Part, &str, Range<usize>)> = None;
    let mut budget = MOST_WORDS;
    for (part, text) in texts.iter() {
        let read: Vec<Word> = words(text).take(budget).collect();
        budget -= read.len();
        if let Some((score, bytes)) = best_window(&wanted, &read)
            && best.as_ref().is_none_or(|(most, ..)| score > *most)
        {
            best = Some((score, part, text, bytes));
        }
    }
    let (score, part, text, bytes) = best?;
    if score * 2 < wanted.len() {
        return None;
    }
    let indexed = Indexed::new(text);
    let words = text.get(bytes.clone())?.to_owned();
    #[expect(clippy::cast_precision_loss, reason = "at most 200")]
    let score = score as f64 / wanted.len() as f64;
    Some(Passage { spot: spot(part, &indexed, bytes), text: words, score })
}

/// The window of as many words as are wanted that holds most of them, and how
/// many; the first of several. Words of four letters and more that differ by
/// one slip count when few are wanted.
pub(super) fn best_window(wanted: &[Word], text: &[Word]) -> Option<(usize, Range<usize>)> {
    let mut ids: HashMap<&str, usize> = HashMap::new();
    let mut want: Vec<usize> = Vec::new();
    for word in wanted {
        let id = *ids.entry(&word.key).or_insert(want.len());
        match want.get_mut(id) {
            Some(count) => *count += 1,
            None => want.push(1),
        }
    }
    let id = |word: &Word| {
        ids.get(word.key.as_str()).copied().or_else(|| {
            let near = |key: &str| key.chars().count() >= 4 && strsim::damerau_levenshtein(key, &word.key) <= 1;
            if wanted.len() > 5 { None } else { ids.iter().filter(|(key, _)| near(key)).map(|(_, id)| *id).min() }
        })
    };
    let text_ids: Vec<Option<usize>> = text.iter().map(id).collect();
    let size = wanted.len().max(1);
    let mut have = vec![0usize; want.len()];
    let mut score = 0;
    let mut best: Option<(usize, usize)> = None;
    for (end, entering) in text_ids.iter().enumerate() {
        if let Some((have, want)) = entering.and_then(|id| Some((have.get_mut(id)?, want.get(id)?))) {
            *have += 1;
            score += usize::from(*have <= *want);
        }
        if let Some(leaving) = end.checked_sub(size).and_then(|at| text_ids.get(at)).copied().flatten()
            && let Some((have, want)) = have.get_mut(leaving).zip(want.get(leaving))
        {
            score -= usize::from(*have <= *want);
            *have -= 1;
        }
        if score > 0 && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, end));
        }
    }
    let (score, end) = best?;
    let window = (end + 1).saturating_sub(size)..end + 1;
    // Words at the edges that nobody asked for are not part of the passage.
    let mut known = window.filter(|at| text_ids.get(*at).is_some_and(Option::is_some));
    let first = known.next()?;
    let last = known.next_back().unwrap_or(first);
    Some((score, text.get(first)?.bytes.start..text.get(last)?.bytes.end))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(body: &str) -> Texts {
        Texts::default().with(Part::Headline, "Fire in Aleppo").with(Part::Body, body)
    }

    fn found(body: &str, quote: &str) -> Vec<(usize, String, bool)> {
        find_quote(&texts(body), quote, None).into_iter().map(|f| (f.spot.start, f.text, f.exact)).collect()
    }

    #[test]
    fn quotes_are_found_as_whole_words() {
        assert_eq!(found("Ten died. Ten left.", "Ten"), [(0, "Ten".into(), true), (10, "Ten".into(), true)]);
        assert_eq!(found("He lost 1.5 million.", "5 million"), []);
        assert_eq!(found("He was notable.", "not"), []);
        assert_eq!(found("Élise’s 東京", "東"), [(8, "東".into(), true)]);
        assert_eq!(found("cafe", "cafe\u{301}"), []);
        assert_eq!(found("the café", "cafe\u{301}"), [(4, "café".into(), true)]);
        assert_eq!(found("aa", ""), []);
    }

    #[test]
    fn white_space_and_quotation_glyphs_are_folded_when_nothing_is_exact() {
        let folded = |body: &str, quote: &str| found(body, quote).into_iter().map(|f| (f.0, f.1)).collect::<Vec<_>>();
        assert_eq!(
            folded("He said “we  won”\nin May.", "said \"we won\" in May"),
            [(3, "said “we  won”\nin May".into())]
        );
        assert_eq!(folded("It’s so… he said.", "It's so... he"), [(0, "It’s so… he".into())]);
        assert_eq!(folded("so… he", "so..."), [(0, "so…".into())]);
        assert_eq!(folded("10 000\u{a0}men", "10 000 men"), [(0, "10 000\u{a0}men".into())]);
        assert_eq!(folded("He is not able.", "notable"), []);
    }

    #[test]
    fn parts_can_be_named() {
        assert_eq!(find_quote(&texts("Fire in Aleppo."), "Fire", Some(&Part::Body)).len(), 1);
        assert_eq!(find_quote(&texts("Fire in Aleppo."), "Fire", None).len(), 2);
    }

    #[test]
    fn the_passage_that_was_probably_meant() {
        let closest = |quote: &str| closest_passage(&texts("The mayor came. Ten people died in the big fire."), quote);
        assert_eq!(closest("Ten persons died in the fire").unwrap().text, "Ten people died in the");
        assert_eq!(closest("Alepo").unwrap().text, "Aleppo");
        assert_eq!(closest("Nothing of the sort whatsoever was ever written"), None);
        assert_eq!(closest(""), None);
    }

    proptest! {
        /// Whatever stands in a text is found there, however it is typed.
        #[test]
        fn what_stands_there_is_found(body in "[a-d1“”’… \u{a0}é]{1,60}", a in 0usize..60, b in 0usize..60) {
            let chars: Vec<char> = body.chars().collect();
            let (a, b) = (a.min(b).min(chars.len()), a.max(b).min(chars.len()));
            let quote: String = chars[a..b].iter().collect();
            let indexed = Indexed::new(&body);
            let whole = indexed.is_whole(indexed.byte(a)..indexed.byte(b));
            let typed = quote.replace(['“', '”'], "\"").replace('’', "'").replace('\u{a0}', "  ");
            let texts = Texts::default().with(Part::Body, body.as_str());
            if whole && !quote.trim().is_empty() && quote.trim() == quote {
                prop_assert!(find_quote(&texts, &quote, None).iter().any(|f| f.exact && f.spot.start == a));
                prop_assert!(!find_quote(&texts, &typed, None).is_empty());
            }
            for f in find_quote(&texts, &typed, None) {
                let there: String = chars[f.spot.start..f.spot.start + f.spot.len].iter().collect();
                prop_assert_eq!(there, f.text);
            }
            let _ = closest_passage(&texts, &quote);
        }
    }
}
