//! Words, numbers and marks: what a paragraph is compared by.
//!
//! Boundaries are those of UAX #29, so they never cut a grapheme. White space
//! makes no token. Put together into one token is what an editor would change
//! as one: a number with its sign, currency and per cent, a hyphenated
//! compound, an address, an ellipsis, a link's target.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::hash::Table;
use super::text::slice;
use super::{fold, markup};
use crate::domain::fold as domain_fold;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word or number that carries meaning.
    Word,
    /// A word that says little by itself: "the", "of".
    Stop,
    /// Punctuation and symbols.
    Mark,
    /// Emphasis, or a link's target.
    Markup,
}

/// One token of a text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Bytes of the text.
    pub(super) start: usize,
    /// End of the bytes.
    pub(super) end: usize,
    /// Equal for tokens that differ in glyph or capitals at most.
    pub(super) key: u32,
    /// What it is.
    pub(super) kind: Kind,
}

impl Token {
    /// Its bytes in the text.
    pub(super) fn bytes(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// English words that say little by themselves. None negates, counts, hedges
/// or compares: those are what a reader must not miss. In other languages
/// rarity alone decides.
const STOP: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "being", "but", "by", "for", "from", "had", "has", "have", "he",
    "her", "him", "his", "i", "in", "into", "is", "it", "its", "me", "my", "of", "on", "or", "our", "she", "so",
    "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "us", "was", "we", "were",
    "which", "who", "whom", "whose", "with", "you", "your",
];

/// Numbers for keys, and in how many paragraphs each occurs.
#[derive(Debug, Default)]
pub(super) struct Keys<'t> {
    ids: Table<Cow<'t, str>, u32>,
    kinds: Vec<Kind>,
    paragraphs: Vec<u32>,
    counted: u32,
}

impl<'t> Keys<'t> {
    fn id(&mut self, key: Cow<'t, str>, markup: bool) -> u32 {
        if let Some(id) = self.ids.get(&*key) {
            return *id;
        }
        let id = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
        let kind = match &*key {
            _ if markup => Kind::Markup,
            word if STOP.binary_search(&word).is_ok() => Kind::Stop,
            word if word.chars().any(char::is_alphanumeric) => Kind::Word,
            _ => Kind::Mark,
        };
        self.ids.insert(key, id);
        self.kinds.push(kind);
        self.paragraphs.push(0);
        id
    }

    /// The number of a token of a text.
    fn id_of(&mut self, text: &'t str, bytes: Range<usize>) -> u32 {
        let written = slice(text, bytes.clone());
        // As most words are, a word in small letters is its own key.
        let plain = |b: u8| b.is_ascii() && b != b'-' && !b.is_ascii_uppercase();
        let key = if written.bytes().all(plain) { Cow::Borrowed(written) } else { fold::key(text, bytes) };
        self.id(key, false)
    }

    fn kind(&self, id: u32) -> Kind {
        self.kinds.get(id as usize).copied().unwrap_or(Kind::Word)
    }

    /// Counts one paragraph's keys, each once: `keys` is sorted and without repeats.
    pub(super) fn count(&mut self, keys: impl Iterator<Item = u32>) {
        self.counted += 1;
        for key in keys {
            if let Some(n) = self.paragraphs.get_mut(key as usize) {
                *n += 1;
            }
        }
    }

    /// How much a token says: the rarer, the more. A rare word weighs some ten
    /// times as much as a stop word. Whole numbers, so that every machine gets
    /// the same.
    pub(super) fn weight(&self, key: u32) -> u64 {
        match self.kind(key) {
            Kind::Mark | Kind::Markup => 1,
            Kind::Stop => 4,
            Kind::Word => {
                let of = u64::from(self.paragraphs.get(key as usize).copied().unwrap_or(0).max(1));
                let ratio = 1 + u64::from(self.counted) / of;
                // Four times the logarithm, from its integer part and two more bits.
                let whole = ratio.ilog2();
                let part = ((ratio << 2) >> whole) & 3;
                20 + 4 * u64::from(whole) + part
            }
        }
    }
}

/// The tokens of one paragraph of `text`.
pub(super) fn tokens<'t>(
    text: &'t str,
    paragraph: &Range<usize>,
    labels: &HashSet<&str>,
    keys: &mut Keys<'t>,
) -> Vec<Token> {
    let markup = markup::spans(text, paragraph, labels);
    // A word and its space are some six bytes.
    let mut found = Vec::with_capacity(paragraph.len() / 5 + 1);
    if !markup.is_empty() {
        put_together(text, &pieces(text, paragraph, &markup), keys, &mut found);
        return found;
    }
    // Nothing is put together across a space.
    let mut pieces: Vec<Piece> = Vec::new();
    for solid in solids(text, paragraph) {
        if let Some(letters) = solid.plain_word(text) {
            let mut file = |start, end| {
                let key = keys.id_of(text, start..end);
                found.push(Token { start, end, key, kind: keys.kind(key) });
            };
            file(solid.start, letters);
            if letters < solid.end {
                file(letters, solid.end);
            }
            continue;
        }
        pieces.clear();
        let mut start = solid.lead;
        solid.bounds(text, &mut |end, shape| {
            pieces.push(Piece { start, end, shape });
            start = end;
        });
        put_together(text, &pieces, keys, &mut found);
    }
    found
}

/// Makes tokens of pieces, several of one where they belong together.
fn put_together<'t>(text: &'t str, mut rest: &[Piece], keys: &mut Keys<'t>, found: &mut Vec<Token>) {
    while let Some((first, others)) = rest.split_first() {
        let alone = first.shape == Shape::Space || others.first().is_none_or(|p| p.shape == Shape::Space);
        let len = if alone { 1 } else { join(text, rest).max(1) };
        let end = rest.get(len - 1).map_or(first.end, |p| p.end);
        if first.shape != Shape::Space {
            let bytes = first.start..end;
            let id = if first.shape == Shape::Markup {
                // Never the same as the same characters in plain text.
                keys.id(Cow::Owned(format!("\0{}", slice(text, bytes))), true)
            } else {
                keys.id_of(text, bytes)
            };
            found.push(Token { start: first.start, end, key: id, kind: keys.kind(id) });
        }
        rest = rest.get(len..).unwrap_or_default();
    }
}

/// What a piece between two boundaries looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Space,
    /// Begins with a digit.
    Number,
    /// Has a letter.
    Word,
    Mark,
    Markup,
}

#[derive(Debug, Clone)]
struct Piece {
    start: usize,
    end: usize,
    shape: Shape,
}

/// Cuts a paragraph at word boundaries, and at the borders of its markup.
fn pieces(text: &str, paragraph: &Range<usize>, markup: &[Range<usize>]) -> Vec<Piece> {
    // Words and spaces by turns, some six bytes both.
    let mut found = Vec::with_capacity(paragraph.len() / 3 + 1);
    let mut markup = markup.iter().peekable();
    let mut at = paragraph.start;
    let mut file = |bound, whole| {
        // A stretch of markup may have taken this piece, or the start of it.
        while at < bound {
            let (end, shape) = match markup.peek() {
                None => (bound, whole),
                Some(span) if span.start <= at => (span.end.max(at + 1), Shape::Markup),
                Some(span) if span.start < bound => (span.start, shape(slice(text, at..span.start))),
                _ => (bound, shape(slice(text, at..bound))),
            };
            if shape == Shape::Markup {
                markup.next();
            }
            found.push(Piece { start: at, end, shape });
            at = end;
        }
    };
    for solid in solids(text, paragraph) {
        solid.bounds(text, &mut file);
    }
    found
}

/// What stands between two spaces: at a space nothing before it matters for
/// what comes after, as far as word boundaries (UAX #29) go.
#[derive(Debug, Clone, Copy)]
struct Solid {
    /// Where the white space before it begins.
    lead: usize,
    /// Where it begins itself.
    start: usize,
    /// Where it ends.
    end: usize,
    /// Whether it is all ASCII.
    ascii: bool,
}

/// Cuts a paragraph at its spaces.
fn solids(text: &str, paragraph: &Range<usize>) -> impl Iterator<Item = Solid> {
    let bytes = text.as_bytes().get(..paragraph.end).unwrap_or_default();
    let mut lead = paragraph.start;
    std::iter::from_fn(move || {
        let rest = bytes.get(lead..).filter(|rest| !rest.is_empty())?;
        let space = |b: &u8| matches!(b, b'\t'..=b'\r' | b' ');
        let start = lead + rest.iter().position(|b| !space(b)).unwrap_or(rest.len());
        let mut bits = 0;
        let rest = bytes.get(start..).unwrap_or_default();
        let ends = |b: &u8| {
            bits |= *b;
            space(b)
        };
        let mut end = start + rest.iter().position(ends).unwrap_or(rest.len());
        // A sign that is one character with the space after it goes on past it.
        while !bits.is_ascii() && bytes.get(end) == Some(&b' ') && slice(text, start..end).ends_with(is_prepended) {
            let rest = bytes.get(end + 1..).unwrap_or_default();
            end += 1 + rest.iter().position(space).unwrap_or(rest.len());
        }
        Some(Solid { lead: std::mem::replace(&mut lead, end), start, end, ascii: bits.is_ascii() })
    })
}

impl Solid {
    /// Where the letters end, if it is nothing but ASCII letters and at most
    /// one mark that ends a clause.
    fn plain_word(&self, text: &str) -> Option<usize> {
        let (last, rest) = text.as_bytes().get(self.start..self.end)?.split_last()?;
        let clause = matches!(last, b'.' | b',' | b';' | b':' | b'!' | b'?');
        let plain =
            (clause || last.is_ascii_alphabetic()) && !rest.is_empty() && rest.iter().all(u8::is_ascii_alphabetic);
        plain.then_some(self.end - usize::from(clause))
    }

    /// Files the word boundaries in it and in the white space before it, and
    /// what each ends. White space comes out in one piece; what is all ASCII
    /// needs only a few of the rules.
    fn bounds(&self, text: &str, file: &mut impl FnMut(usize, Shape)) {
        if self.ascii {
            if self.start > self.lead {
                file(self.start, Shape::Space);
            }
            ascii_bounds(text.as_bytes(), self.start, self.end, file);
            return;
        }
        // What comes before belongs to the first character if that is a mark on it.
        let from = if text.as_bytes().get(self.start).is_some_and(u8::is_ascii) { self.start } else { self.lead };
        if from > self.lead {
            file(self.start, Shape::Space);
        }
        let mut bound = from;
        let mut open = from;
        for piece in slice(text, from..self.end).split_word_bounds() {
            bound += piece.len();
            // Some signs are one character with what follows, and two vowels with
            // what they follow, the word boundary notwithstanding.
            let vowel = || slice(text, bound..self.end).starts_with(['\u{e33}', '\u{eb3}']);
            if bound < self.end && (piece.ends_with(is_prepended) || vowel()) {
                continue;
            }
            file(bound, shape(slice(text, open..bound)));
            open = bound;
        }
    }
}

/// The word boundaries between `at` and `end`, where all is ASCII and no white space.
fn ascii_bounds(bytes: &[u8], mut at: usize, end: usize, file: &mut impl FnMut(usize, Shape)) {
    let bytes = bytes.get(..end).unwrap_or_default();
    let byte = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let solid = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    while at < end {
        let first = byte(at);
        let mut next = at + 1;
        let mut has_word = first.is_ascii_alphanumeric();
        if solid(first) {
            loop {
                let rest = bytes.get(next..).unwrap_or_default();
                next += rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
                has_word |= byte(next - 1).is_ascii_alphabetic();
                let (before, b, after) = (byte(next - 1), byte(next), byte(next + 1));
                let joins = solid(b)
                    || (matches!(b, b'\'' | b'.' | b':')
                        && before.is_ascii_alphabetic()
                        && after.is_ascii_alphabetic())
                    || (matches!(b, b'\'' | b'.' | b',' | b';') && before.is_ascii_digit() && after.is_ascii_digit());
                if !joins {
                    break;
                }
                has_word |= b.is_ascii_alphanumeric();
                next += 1;
            }
        }
        let shape = match first {
            b'0'..=b'9' => Shape::Number,
            _ if has_word => Shape::Word,
            _ => Shape::Mark,
        };
        file(next, shape);
        at = next;
    }
}

/// Signs that are one character with what follows them (the Prepend class of
/// UAX #29), such as the Arabic sign before a number.
fn is_prepended(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{d4e}'
        | '\u{110bd}' | '\u{110cd}' | '\u{111c2}' | '\u{111c3}' | '\u{113d1}' | '\u{1193f}' | '\u{11941}'
        | '\u{11a3a}' | '\u{11a84}'..='\u{11a89}' | '\u{11d46}' | '\u{11f02}')
}

fn shape(piece: &str) -> Shape {
    if piece.chars().all(char::is_whitespace) {
        Shape::Space
    } else if piece.starts_with(char::is_numeric) {
        Shape::Number
    } else if piece.chars().any(char::is_alphanumeric) {
        Shape::Word
    } else {
        Shape::Mark
    }
}

/// How many pieces from the start of `rest` make one token.
fn join(text: &str, rest: &[Piece]) -> usize {
    let words = |i: usize| rest.get(i).map_or("", |p| slice(text, p.start..p.end));
    let shape = |i: usize| rest.get(i).map(|p| p.shape);
    let first = words(0);
    match shape(0) {
        None | Some(Shape::Space | Shape::Markup) => 1,
        Some(Shape::Word) if matches!(first, "http" | "https" | "ftp") && words(1) == ":" && words(2) == "/" => {
            let mut len = rest.iter().take_while(|p| !matches!(p.shape, Shape::Space | Shape::Markup)).count();
            // What closes the sentence or the bracket around an address is not part of it.
            while len > 1 && matches!(shape(len - 1), Some(Shape::Mark)) && words(len - 1) != "/" {
                len -= 1;
            }
            len
        }
        Some(Shape::Mark) if first == "." => {
            if words(1) == "." && words(2) == "." {
                3
            } else {
                1
            }
        }
        Some(Shape::Mark) if first == "-" && words(1) == "-" && words(2) != "-" => {
            // Two hyphens typed for a dash, unless they end a longer rule.
            let ruled = rest.first().is_some_and(|p| slice(text, 0..p.start).ends_with('-'));
            if ruled { 1 } else { 2 }
        }
        Some(Shape::Mark) => {
            // A sign, a currency, or both, before a digit.
            let signed = is_sign(first)
                && !rest.first().is_some_and(|p| slice(text, 0..p.start).ends_with(char::is_alphanumeric));
            let lead = usize::from(signed);
            let lead = lead + usize::from(is_currency(words(lead)));
            if lead > 0 && shape(lead) == Some(Shape::Number) {
                lead + compound(text, rest.get(lead..).unwrap_or_default())
            } else {
                1
            }
        }
        Some(Shape::Word | Shape::Number) => compound(text, rest),
    }
}

/// How many pieces make a word or number with the words hyphenated to it and
/// the unit set solid after it.
fn compound(text: &str, rest: &[Piece]) -> usize {
    let words = |i: usize| rest.get(i).map_or("", |p| slice(text, p.start..p.end));
    let solid = |i: usize| matches!(rest.get(i).map(|p| p.shape), Some(Shape::Word | Shape::Number));
    let mut len = 1;
    // A long chain is no compound; the bound keeps a hostile one from being a single token.
    while len < 16 && matches!(words(len), "-" | "\u{2010}" | "\u{2011}" | "\u{2013}") && solid(len + 1) {
        let range = words(len) == "\u{2013}";
        let digits = |i: usize| matches!(rest.get(i).map(|p| p.shape), Some(Shape::Number));
        if range && !(digits(len - 1) && digits(len + 1)) {
            break;
        }
        len += 2;
    }
    if matches!(words(len), "%" | "‰" | "°" | "º") || is_currency(words(len)) {
        len += 1;
    }
    len
}

fn is_sign(piece: &str) -> bool {
    matches!(piece, "-" | "−" | "+" | "±")
}

fn is_currency(piece: &str) -> bool {
    let mut chars = piece.chars();
    chars.next().is_some_and(domain_fold::is_currency) && chars.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<&str> {
        let labels = markup::definitions(text);
        let found = tokens(text, &(0..text.len()), &labels, &mut Keys::default());
        found.into_iter().map(|t| slice(text, t.bytes())).collect()
    }

    proptest::proptest! {
        /// The short way comes out where the standard's rules do, white space apart.
        #[test]
        fn bounds_are_those_of_the_standard(text in "([a-zA-Z0-9_'.,:;\"!$%&()*+/<>@#\u{7f}-]| |\\n|\\t|\u{a0}|\u{301}|\u{200d}|é|ж|東|\u{3000}|“|’|…|א|ท|١|🇩|👩){0,24}") {
            let mut ours = Vec::new();
            let mut start = 0;
            for solid in solids(&text, &(0..text.len())) {
                solid.bounds(&text, &mut |end, _| {
                    ours.push(start..end);
                    start = end;
                });
            }
            let mut standard = Vec::new();
            let mut start = 0;
            for piece in text.split_word_bounds() {
                standard.push(start..start + piece.len());
                start += piece.len();
            }
            // White space at the start of a piece carries the mark that stands on it, and may be cut.
            for found in [&mut ours, &mut standard] {
                found.retain(|r| shape(&text[r.clone()]) != Shape::Space);
                for r in found.iter_mut() {
                    r.start = r.end - text[r.clone()].trim_start().len();
                }
            }
            proptest::prop_assert_eq!(ours, standard);
        }
    }

    #[test]
    fn plain_words_come_out_as_all_others_do() {
        for text in ["http: it", "a. b, c; d! e? f: g", "no... yes", "http://x.", "U.S. x.y. a.", "a-b. c", "x: y:z"] {
            let mut keys = Keys::default();
            let whole: Vec<_> =
                tokens(text, &(0..text.len()), &HashSet::new(), &mut keys).iter().map(Token::bytes).collect();
            let mut slow = Vec::new();
            put_together(text, &pieces(text, &(0..text.len()), &[]), &mut keys, &mut slow);
            assert_eq!(whole, slow.iter().map(Token::bytes).collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP.is_sorted());
    }

    #[test]
    fn what_an_editor_changes_as_one_is_one_token() {
        assert_eq!(of("It cost $1,200, or -5%."), ["It", "cost", "$1,200", ",", "or", "-5%", "."]);
        assert_eq!(
            of("a 10-year long-term plan, 10–12 May"),
            ["a", "10-year", "long-term", "plan", ",", "10–12", "May"]
        );
        assert_eq!(of("don’t — “go” ..."), ["don’t", "—", "“", "go", "”", "..."]);
        assert_eq!(of("see https://x.org/a-b?c=1."), ["see", "https://x.org/a-b?c=1", "."]);
        assert_eq!(of("a _word_ [here](x.html)!"), ["a", "_", "word", "_", "[", "here", "](", "x.html", ")", "!"]);
        assert_eq!(of("came -- saw ----"), ["came", "--", "saw", "-", "-", "-", "-"]);
        assert_eq!(of("Москва–Париж 東京 👩‍👩‍👧"), ["Москва", "–", "Париж", "東", "京", "👩‍👩‍👧"]);
    }
}
