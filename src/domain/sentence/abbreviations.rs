//! Words that end in a stop where their sentence goes on: "Ms.", "inkl.", "обл.".
//!
//! The lists stand in `abbreviations.txt`, where anyone who knows a language
//! can extend them. Beside them, what no list holds all of: initials and other
//! letters with stops ("Ph.D.", "m.in."), and words without a vowel ("Tsd.").

use std::{collections::HashMap, sync::LazyLock};

use unicode_normalization::UnicodeNormalization as _;

use crate::domain::lexicon::tokens::is_unspaced;

/// Nothing hostile ever becomes a key of a list.
type Set<K> = std::collections::HashSet<K, foldhash::fast::FixedState>;

/// What a word with a stop behind it says about the end of its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// No sentence ends with it.
    Never,
    /// One may: what follows tells.
    Perhaps,
    /// It is no abbreviation.
    Ends,
}

/// The words of one language.
#[derive(Debug, Default)]
struct Words {
    never: Set<&'static str>,
    perhaps: Set<&'static str>,
    /// Those that are abbreviations behind a number only, without their `#`.
    measures: Set<&'static str>,
}

/// The list of a language has `*` for all of them; that of every language
/// together stands under the empty name.
static LISTS: LazyLock<HashMap<&'static str, Words>> = LazyLock::new(|| {
    let mut lists: HashMap<&'static str, Words> = HashMap::new();
    for line in include_str!("abbreviations.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some(name) = words.next() else { continue };
        let (name, never) = name.strip_suffix('!').map_or((name, false), |name| (name, true));
        let words: Vec<&'static str> = words.collect();
        for name in [name, ""] {
            let list = lists.entry(name).or_default();
            for word in &words {
                match word.strip_suffix('#') {
                    _ if never => list.never.insert(word),
                    Some(measure) => list.measures.insert(measure),
                    None => list.perhaps.insert(word),
                };
            }
        }
    }
    lists
});

/// Languages in which words without a vowel are common.
const VOWELLESS: [&str; 8] = ["cs", "sk", "sl", "hr", "sr", "bs", "mk", "bg"];

/// Letters that are vowels once their accents are gone.
const VOWELS: &str = "aeiouyæœøıаеиоуыэюяієαεηιουω";

/// What a word that ends in a stop is in a language (its primary tag in small
/// letters). `numbered` says whether a number stands before it.
pub(super) fn stop(word: &str, language: &str, numbered: bool) -> Stop {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '§');
    let Some(word) = word.strip_suffix('.').filter(|word| !word.is_empty() && word.len() <= 40) else {
        return Stop::Ends;
    };
    // In scripts without capitals the titles of other languages stand, too.
    let own = if matches!(language, "ar" | "zh" | "ja" | "ko") { "" } else { language };
    let name = if LISTS.contains_key(own) { own } else { "" };
    // Chinese writes them without a space behind its own words.
    let word = word.rsplit(is_unspaced).next().filter(|word| !word.is_empty()).unwrap_or(word);
    // "Sub-Lt.", "(Nr.": the last of them tells as well.
    let last = word.rsplit(['-', '/', '(']).next().unwrap_or(word);
    for list in [name, "*"].into_iter().filter_map(|name| LISTS.get(name)) {
        if holds(&list.never, word) || holds(&list.never, last) {
            return Stop::Never;
        }
        if (numbered && list.measures.contains(word)) || holds(&list.perhaps, word) || holds(&list.perhaps, last) {
            return Stop::Perhaps;
        }
    }
    if is_initials(word) || (!VOWELLESS.contains(&language) && is_vowelless(word)) { Stop::Perhaps } else { Stop::Ends }
}

/// Whether a list holds a word, as it is or without its capital letter.
fn holds(list: &Set<&'static str>, word: &str) -> bool {
    if list.contains(word) {
        return true;
    }
    let mut chars = word.chars();
    let Some(first) = chars.next().filter(|c| c.is_uppercase()) else { return false };
    let small: String = first.to_lowercase().chain(chars).collect();
    list.contains(small.as_str())
}

/// Letters with stops or hyphens between ("Ph.D", "J.-C"), or one alone.
fn is_initials(word: &str) -> bool {
    let mut parts = word.split(['.', '-', '/']).filter(|part| !part.is_empty());
    let short = |part: &str, most: usize| part.chars().all(char::is_alphabetic) && part.chars().count() <= most;
    parts.next().is_some_and(|first| short(first, 2) && (word.contains('.') || short(first, 1)))
        && parts.all(|part| short(part, 3))
}

/// A few letters that nobody could say: "Tsd", "Jhdt", "Hptm". In capitals they
/// are a name ("BBC").
fn is_vowelless(word: &str) -> bool {
    let letters = word.chars().count();
    let cased = |c: char| c.is_lowercase() || c.is_uppercase();
    (2..=5).contains(&letters)
        && word.chars().all(cased)
        && word.chars().any(char::is_lowercase)
        && !word.nfd().flat_map(char::to_lowercase).any(|c| VOWELS.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_a_stop() {
        for (word, language, want) in [
            ("Ms.", "en", Stop::Never),
            ("(Approx.", "en", Stop::Never),
            ("p.m.", "en", Stop::Perhaps),
            ("Ph.D.", "en", Stop::Perhaps),
            ("mass.", "en", Stop::Ends),
            ("BBC.", "en", Stop::Ends),
            ("by.", "en", Stop::Ends),
            ("Tsd.", "de", Stop::Perhaps),
            ("J.-C.", "fr", Stop::Perhaps),
            ("м.", "ru", Stop::Perhaps),
            ("krk.", "cs", Stop::Ends),
            ("gen.", "pl", Stop::Never),
            ("ген.", "uk", Stop::Never),
            ("د.", "ar", Stop::Never),
            ("否认了Mr.", "zh", Stop::Never),
            ("word.", "en", Stop::Ends),
        ] {
            assert_eq!(stop(word, language, false), want, "{word} {language}");
        }
        assert_eq!((stop("in.", "en", true), stop("in.", "en", false)), (Stop::Perhaps, Stop::Ends));
    }
}
