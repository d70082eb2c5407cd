//! Names of people and things in a sentence, as far as capitals show them.

use std::borrow::Cow;

use super::{
    Section,
    tokens::{Token, TokenKind},
};

/// A run of capitalised words: the indexes of its tokens, end exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The first token.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// Small words that stand inside a name.
const PARTICLES: [&str; 20] = [
    "de", "del", "della", "di", "da", "dos", "du", "la", "le", "van", "von", "der", "den", "zu", "bin", "ibn", "al",
    "el", "of", "y",
];

/// The names among the tokens of a sentence, in order. A single capitalised
/// word that begins the sentence, or is any word in a language that writes all
/// nouns so, counts when no list knows it as a common word.
pub fn names(tokens: &[Token]) -> Vec<Name> {
    let mut out = Vec::new();
    let mut i = 0;
    let mut first = true;
    // A small word in capitals among others in small letters is a name: WHO, IT.
    let shouted = !tokens.iter().any(|t| t.text.chars().any(char::is_lowercase));
    let is_name_word = |token: &Token| is_name_word(token) || (!shouted && is_acronym(token));
    while let Some(token) = tokens.get(i) {
        let begins = first && token.is_word();
        if token.is_word() {
            first = false;
        }
        if !(is_name_word(token) || is_initial(tokens, i)) || (begins && token.lower.is(Section::Speech)) {
            if matches!(token.text.as_str(), "." | "?" | "!" | ":" | "\"" | "“" | "„" | "«") {
                first = true;
            }
            i += 1;
            continue;
        }
        let start = i;
        i += 1;
        loop {
            let next_is_name =
                |at: usize| tokens.get(at).is_some_and(|t| t.spaced && (is_name_word(t) || is_initial(tokens, at)));
            let initial = tokens.get(i).is_some_and(|t| t.text == ".")
                && tokens.get(i - 1).is_some_and(|t| t.text.chars().count() <= 3)
                && next_is_name(i + 1);
            let particle = tokens.get(i).is_some_and(|t| PARTICLES.contains(&t.lower.as_str()))
                && (next_is_name(i + 1)
                    || (tokens.get(i + 1).is_some_and(|t| PARTICLES.contains(&t.lower.as_str()))
                        && next_is_name(i + 2)));
            if next_is_name(i) || initial || particle {
                i += 1;
            } else {
                break;
            }
        }
        out.push(Name { start, end: i });
    }
    out
}

/// Whether a small word stands within names: van, de, bin.
pub fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// Whether a word is in capitals from end to end: HPA.
pub fn is_acronym(token: &Token) -> bool {
    token.kind == TokenKind::Word && token.text.chars().count() > 1 && token.text.chars().all(char::is_uppercase)
}

/// Whether letters in capitals are taken from a name in its order, the first
/// from the beginning of a word: HPA from `Halm Port Authority`.
pub fn abbreviates(short: &str, name: &str) -> bool {
    /// How many words into the name it may begin.
    const FAR: usize = 12;
    if short.chars().count() < 2 || !short.chars().all(char::is_uppercase) {
        return false;
    }
    let lower = |text: &str| -> Vec<char> { text.chars().flat_map(char::to_lowercase).collect() };
    let (wanted, letters) = (lower(short), lower(name));
    let begins = |at: &usize| at.checked_sub(1).is_none_or(|before| letters.get(before) == Some(&' '));
    (0..letters.len()).filter(begins).take(FAR).any(|at| {
        let mut rest = letters.iter().skip(at);
        letters.get(at) == wanted.first() && wanted.iter().all(|c| rest.any(|letter| letter == c))
    })
}

fn is_name_word(token: &Token) -> bool {
    token.is_capitalised()
        && token.kind == TokenKind::Word
        && !token.lower.is_common()
        && ![Section::Month, Section::Weekday, Section::Person, Section::Negation, Section::Modality]
            .iter()
            .any(|section| token.lower.is(*section))
}

/// Whether a letter with its stop is an initial before a name, though it may be a
/// small word elsewhere: С. Иванов.
fn is_initial(tokens: &[Token], at: usize) -> bool {
    let stop = tokens.get(at + 1).is_some_and(|t| t.text == "." && !t.spaced);
    let letter = tokens.get(at).is_some_and(|t| t.is_capitalised() && t.text.chars().count() == 1);
    letter && stop && tokens.get(at + 2).is_some_and(is_name_word)
}

/// The words of a name, its genitive taken off: `John Smith` for `John Smith’s`.
pub fn text(tokens: &[Token], name: &Name) -> String {
    let words: Vec<&str> = tokens
        .get(name.start..name.end)
        .unwrap_or_default()
        .iter()
        .filter(|t| t.text != ".")
        .map(|t| bare(&t.text))
        .collect();
    words.join(" ")
}

/// What stands in front of a name and is none: `Mr Smith` is no fuller than `Smith`.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "dame",
    "lord",
    "lady",
    "dr",
    "doctor",
    "prof",
    "professor",
    "rev",
    "reverend",
    "father",
    "sister",
    "brother",
    "bishop",
    "archbishop",
    "cardinal",
    "pope",
    "rabbi",
    "imam",
    "king",
    "queen",
    "prince",
    "princess",
    "president",
    "chancellor",
    "premier",
    "minister",
    "secretary",
    "mayor",
    "governor",
    "gov",
    "senator",
    "sen",
    "congressman",
    "congresswoman",
    "representative",
    "rep",
    "judge",
    "justice",
    "attorney",
    "chief",
    "general",
    "gen",
    "colonel",
    "col",
    "captain",
    "capt",
    "major",
    "lieutenant",
    "lt",
    "sergeant",
    "sgt",
    "officer",
    "detective",
    "inspector",
    "sheriff",
    "ambassador",
    "coach",
    "herr",
    "frau",
    "präsident",
    "präsidentin",
    "kanzler",
    "kanzlerin",
    "ministerin",
    "bürgermeister",
    "bürgermeisterin",
    "m",
    "mm",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "maître",
    "sr",
    "sra",
    "srta",
    "señor",
    "señora",
    "don",
    "doña",
    "presidente",
    "presidenta",
    "г-н",
    "г-жа",
    "господин",
];

/// The words of a name without the titles in front of it.
pub fn untitled(name: &str) -> &str {
    let mut rest = name;
    while let Some((title, behind)) = rest.split_once(' ') {
        if !TITLES.contains(&title.to_lowercase().as_str()) {
            break;
        }
        rest = behind;
    }
    rest
}

/// A name without the ending of its case, where the language has cases by
/// endings and writes names in Cyrillic: Иванов for Иванова and Иванову.
pub fn uninflected(word: &str) -> Cow<'_, str> {
    const ENDINGS: [&str; 20] = [
        "ого", "ому", "ыми", "ими", "ым", "им", "ой", "ей", "ом", "ем", "ою", "а", "у", "е", "ы", "и", "ю", "я", "й",
        "о",
    ];
    /// The fewest letters that are left.
    const LEAST: usize = 3;
    if !word.chars().all(|c| matches!(c, '\u{400}'..='\u{52f}')) {
        return Cow::Borrowed(word);
    }
    let bare = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending));
    Cow::Borrowed(bare.into_iter().find(|bare| bare.chars().count() >= LEAST).unwrap_or(word))
}

/// A word without its genitive ending.
pub fn bare(word: &str) -> &str {
    ["'s", "’s", "'", "’"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}
