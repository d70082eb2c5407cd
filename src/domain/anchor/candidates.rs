//! Places where lost words may stand now, for a person to choose from.
//!
//! The search and its score are those of Hypothesis's quote anchoring: exact
//! matches first, then approximate ones with at most min(256, half the length)
//! errors, scored by the words (50), what stands before (20) and after them
//! (20) and where they stand (2). A good score says that a person may look
//! there first, and nothing more: of near matches in real histories four in ten
//! had other digits.
//!
//! The work is bounded: texts are read up to a million words, and letters are
//! compared only where enough words are shared.

use std::{collections::HashMap, ops::Range};

use unicode_segmentation::GraphemeCursor;

use super::{
    Spot,
    find::{find_quote, spot},
    text::{Indexed, Word, words},
    trimmed,
};
use crate::domain::part::{Part, Texts};

/// The most characters of a quote that may differ, however long it is.
const MOST_ERRORS: usize = 256;

/// The most words that one search reads.
const MOST_WORDS: usize = 1_000_000;

/// How many stretches of a part are compared letter by letter.
const STRETCHES: usize = 12;

/// The most pairs of letters that are compared for one stretch; beyond that
/// the shared words decide.
const MOST_CELLS: usize = 1_000_000;

/// How many characters before and after the words are looked at.
pub const AROUND: usize = 32;

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The words as they stood.
    pub quote: &'a str,
    /// What stood before and after them, at most [`AROUND`] characters each;
    /// `None` where they never stood in a text.
    pub around: Option<(&'a str, &'a str)>,
    /// The part in which they stood, and how far down, 0 to 1.
    pub at: Option<(&'a Part, f64)>,
}

/// A place where the words may stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Where.
    pub spot: Spot,
    /// The words as they stand there.
    pub text: String,
    /// How likely it is the place, 0 to 1.
    pub score: f64,
    /// How many characters differ from the words that are looked for, about.
    pub errors: usize,
}

/// The likeliest places, best first, at most so many; words that stand there
/// letter for letter come before all others. They never overlap, and begin and
/// end between graphemes.
pub fn candidates(texts: &Texts, wanted: &Wanted, most: usize) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let quote = wanted.quote.trim();
    if quote.is_empty() {
        return found;
    }
    let allowed = MOST_ERRORS.min(quote.chars().count() / 2);
    for exact in find_quote(texts, quote, None) {
        let text = Indexed::new(texts.get(&exact.spot.part));
        let bytes = text.byte(exact.spot.start)..text.byte(exact.spot.range().end);
        found.push(scored(&exact.spot.part, &text, bytes, 0, wanted));
    }
    let exact = found.len();
    let mut budget = MOST_WORDS;
    let wanted_words: Vec<Word> = words(quote).collect();
    for (part, text) in texts.iter() {
        let read: Vec<Word> = words(text).take(budget).collect();
        budget -= read.len();
        let indexed = Indexed::new(text);
        for (shared, window) in windows(&wanted_words, &read) {
            let (bytes, errors) = closest(quote, text, window, (shared, wanted_words.len()));
            let bytes = on_graphemes(text, indexed.widened(trimmed(text, bytes)));
            let here = spot(part, &indexed, bytes.clone());
            // Words of one paragraph don't stand in two.
            let torn = !quote.contains("\n\n") && text.get(bytes.clone()).is_some_and(|t| t.contains("\n\n"));
            if errors <= allowed && here.len > 0 && !torn && !found.iter().any(|c| c.spot.overlaps(&here)) {
                found.push(scored(part, &indexed, bytes, errors, wanted));
            }
        }
    }
    let best = |a: &Candidate, b: &Candidate| b.score.total_cmp(&a.score).then_with(|| a.spot.cmp(&b.spot));
    let (first, rest) = found.split_at_mut(exact);
    first.sort_by(best);
    rest.sort_by(best);
    found.truncate(most);
    found
}

fn scored(part: &Part, text: &Indexed, bytes: Range<usize>, errors: usize, wanted: &Wanted) -> Candidate {
    let place = spot(part, text, bytes.clone());
    let length = wanted.quote.trim().chars().count().max(1);
    let of_words = 1.0 - share(errors.min(length), length);
    let (before, after) = wanted.around.map_or((1.0, 1.0), |(prefix, suffix)| {
        let near = |chars: Range<usize>| text.slice(chars);
        let there = near(place.start.saturating_sub(prefix.chars().count())..place.start);
        let follows = near(place.range().end..place.range().end + suffix.chars().count());
        (strsim::normalized_levenshtein(prefix, there), strsim::normalized_levenshtein(suffix, follows))
    });
    let position = match wanted.at {
        Some((stood, at)) if stood == part => 1.0 - (share(place.start, text.len.max(1)) - at).abs().min(1.0),
        Some(_) => 0.0,
        None => 1.0,
    };
    let score = (50.0 * of_words + 20.0 * before + 20.0 * after + 2.0 * position) / 92.0;
    Candidate { spot: place, text: text.text.get(bytes).unwrap_or_default().to_owned(), score, errors }
}

#[expect(clippy::cast_precision_loss, reason = "a text has at most some million characters")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// The stretches of a text, of as many words as are wanted, that hold most of
/// them, at least a third: how many, and their bytes. The best first, none
/// overlapping another.
fn windows(wanted: &[Word], text: &[Word]) -> Vec<(usize, Range<usize>)> {
    let size = wanted.len();
    let mut ids: HashMap<&str, usize> = HashMap::new();
    let mut want: Vec<usize> = Vec::new();
    for word in wanted {
        let id = *ids.entry(&word.key).or_insert(want.len());
        match want.get_mut(id) {
            Some(count) => *count += 1,
            None => want.push(1),
        }
    }
    let of: Vec<Option<usize>> = text.iter().map(|word| ids.get(word.key.as_str()).copied()).collect();
    let mut have = vec![0_usize; want.len()];
    let mut shared = 0;
    let mut hits: Vec<(usize, usize)> = Vec::new();
    for (end, entering) in of.iter().enumerate() {
        if let Some((have, want)) = entering.and_then(|id| Some((have.get_mut(id)?, want.get(id)?))) {
            *have += 1;
            shared += usize::from(*have <= *want);
        }
        if let Some(leaving) = end.checked_sub(size).and_then(|at| of.get(at)).copied().flatten()
            && let Some((have, want)) = have.get_mut(leaving).zip(want.get(leaving))
        {
            shared -= usize::from(*have <= *want);
            *have -= 1;
        }
        // Only windows that end on a wanted word: others are the same and longer.
        if shared > 0 && shared * 3 >= size && entering.is_some() {
            hits.push((shared, end));
        }
    }
    hits.sort_by_key(|(shared, end)| (std::cmp::Reverse(*shared), *end));
    let mut taken: Vec<Range<usize>> = Vec::new();
    let mut out = Vec::new();
    for (shared, end) in hits {
        let window = (end + 1).saturating_sub(size)..end + 1;
        if taken.iter().any(|t| t.start < window.end && window.start < t.end) {
            continue;
        }
        if let (Some(first), Some(last)) = (text.get(window.start), text.get(end)) {
            out.push((shared, first.bytes.start..last.bytes.end));
        }
        taken.push(window);
        if out.len() == STRETCHES {
            break;
        }
    }
    out
}

/// The stretch in and around a window that is closest to a quote, letter by
/// letter (Sellers 1980: an edit distance whose start in the text is free),
/// and how many letters differ.
fn closest(quote: &str, text: &str, window: Range<usize>, shared: (usize, usize)) -> (Range<usize>, usize) {
    let quote: Vec<char> = quote.chars().collect();
    let margin = quote.len() / 4 + 8;
    let back = text.get(..window.start).unwrap_or_default().char_indices().rev().take(margin).last();
    let from = back.map_or(window.start, |(at, _)| at);
    let ahead = text.get(window.end..).unwrap_or_default().char_indices().nth(margin);
    let to = ahead.map_or(text.len(), |(at, _)| window.end + at);
    let hay: Vec<(usize, char)> = text.get(from..to).unwrap_or_default().char_indices().collect();
    if quote.len().saturating_mul(hay.len()) > MOST_CELLS {
        let (shared, all) = shared;
        return (window, quote.len() * all.saturating_sub(shared) / all.max(1));
    }
    // Per letter of the quote: the errors so far, and where in the text that began.
    let mut column: Vec<(usize, usize)> = (0..=quote.len()).map(|errors| (errors, 0)).collect();
    let mut best = (quote.len(), 0, 0);
    for (at, (_, there)) in hay.iter().enumerate() {
        let mut diagonal = (0, at);
        if let Some(first) = column.first_mut() {
            diagonal = std::mem::replace(first, (0, at + 1));
        }
        let mut above = (0, at + 1);
        for (wanted, cell) in quote.iter().zip(column.iter_mut().skip(1)) {
            let replaced = (diagonal.0 + usize::from(wanted != there), diagonal.1);
            let (left, up) = ((cell.0 + 1, cell.1), (above.0 + 1, above.1));
            diagonal = *cell;
            *cell = [replaced, left, up].into_iter().min_by_key(|(errors, _)| *errors).unwrap_or(replaced);
            above = *cell;
        }
        if above.0 <= best.0 {
            best = (above.0, above.1, at + 1);
        }
    }
    let (errors, start, end) = best;
    let byte = |at: usize| hay.get(at).map_or(to, |(byte, _)| from + byte);
    (byte(start)..byte(end), errors)
}

/// A stretch widened to where graphemes begin and end.
fn on_graphemes(text: &str, bytes: Range<usize>) -> Range<usize> {
    let is_boundary = |at: usize| {
        text.is_char_boundary(at) && GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
    };
    let (mut start, mut end) = (bytes.start.min(text.len()), bytes.end.min(text.len()));
    while start > 0 && !is_boundary(start) {
        start -= 1;
    }
    while end < text.len() && !is_boundary(end) {
        end += 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(body: &str) -> Texts {
        Texts::default().with(Part::Headline, "Fire in Aleppo").with(Part::Body, body)
    }

    fn plain(quote: &str) -> Wanted<'_> {
        Wanted { quote, around: None, at: None }
    }

    fn found(body: &str, quote: &str) -> Vec<String> {
        candidates(&texts(body), &plain(quote), 9).into_iter().map(|c| c.text).collect()
    }

    #[test]
    fn words_that_stand_there_come_first_then_what_resembles_them() {
        let body = "Ten persons died in the fire. The mayor came. Ten people died in the fire, it seems.";
        assert_eq!(
            found(body, "Ten people died in the fire"),
            ["Ten people died in the fire", "Ten persons died in the fire"]
        );
        assert_eq!(found("Nothing of the sort was ever written.", "Ten people died in the fire"), [""; 0]);
        assert_eq!(found("", "Ten"), [""; 0]);
        assert_eq!(found("Ten.", " "), [""; 0]);
    }

    #[test]
    fn among_equal_words_the_surroundings_decide() {
        let body = "In Homs, 12 people died. Rain fell. In Aleppo, 12 people died on Monday.";
        let around = Some(("Rain fell. In Aleppo, ", " on Monday."));
        let wanted = Wanted { quote: "12 people died", around, at: Some((&Part::Body, 0.6)) };
        let all = candidates(&texts(body), &wanted, 9);
        assert_eq!(all.iter().map(|c| c.spot.start).collect::<Vec<_>>(), [47, 9]);
        assert!(all[0].score > 0.99 && all[1].score < 0.85, "{all:?}");
        assert!(all.iter().all(|c| c.errors == 0));
    }

    #[test]
    fn half_of_the_letters_may_differ_and_no_more() {
        let one = candidates(&texts("Sales rose 15 percent in May."), &plain("rose 1.5 percent in May"), 9);
        assert_eq!((one[0].text.as_str(), one[0].errors), ("rose 15 percent in May", 1));
        assert_eq!(found("They rose early and left in haste, as always.", "rose 1.5 percent in May"), [""; 0]);
    }

    #[test]
    fn no_grapheme_is_cut() {
        for body in
            ["Der 👩‍👩‍👧 Preis stieg um 5 Prozent 🇩🇪🇩🇪.", "cafe\u{301}s closed in 2024 in Nice", "東京で１０人が死亡した。"]
        {
            for quote in ["Preis stieg um 6 Prozent 🇩", "cafes closed in 2023 in Nic", "京で１０人が死"] {
                for c in candidates(&texts(body), &plain(quote), 9) {
                    let text = texts(body).get(&c.spot.part).to_owned();
                    let (start, end) = (c.spot.start, c.spot.range().end);
                    let byte = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(b, _)| b);
                    assert_eq!(on_graphemes(&text, byte(start)..byte(end)), byte(start)..byte(end), "{c:?}");
                }
            }
        }
    }

    #[test]
    fn a_large_text_and_a_long_quote_are_bounded() {
        let body = "the fire in the harbour and the mayor of the town ".repeat(20_000);
        let quote = "the harbour in the fire and the town of the mayor ".repeat(70);
        assert!(candidates(&texts(&body), &plain(quote.trim()), 9).len() <= 9);
    }

    proptest! {
        /// Candidates lie on their words, best first, apart from one another.
        #[test]
        fn candidates_lie_on_their_words(body in "[a-d1é東 .,]{0,200}", quote in "[a-d1é東 .]{1,40}") {
            let texts = texts(&body);
            let all = candidates(&texts, &plain(&quote), 9);
            for (at, c) in all.iter().enumerate() {
                let there: String = texts.get(&c.spot.part).chars().skip(c.spot.start).take(c.spot.len).collect();
                prop_assert_eq!(&there, &c.text);
                prop_assert!((0.0..=1.0001).contains(&c.score));
                prop_assert!(c.errors * 2 <= quote.trim().chars().count());
                for other in &all[at + 1..] {
                    prop_assert!(!c.spot.overlaps(&other.spot) || (c.errors == 0 && other.errors == 0));
                }
            }
            // What stands there is found.
            let words = quote.trim();
            if !find_quote(&texts, words, None).is_empty() {
                prop_assert_eq!(all[0].errors, 0);
            }
        }
    }
}
