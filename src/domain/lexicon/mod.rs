//! Word lists, one file a language: what the comparison of sentences takes
//! for a number, a negation, a speech verb.
//!
//! A list is plain text that anyone who knows the language can extend:
//! `[section]` lines, words between white space, `#` comments; `word*` stands
//! for every word that begins so; `_` joins the words of a phrase, in which `#`
//! stands for any number, `#-year-old` for any that ends so, and `@` for any
//! unit, month, weekday or season; a phrase behind `!` is an exception, where
//! the section's words say something else. Words are in small letters. A word
//! may stand in several sections. A language without
//! a list uses the English one with the few words of `other.txt`, and both
//! neighbouring sentences count, and so does every other heading and dateline.

pub mod guess;
pub mod names;
pub mod tokens;
mod word;

pub use word::Word;

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

/// What a word is, as far as it decides how much a change of it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// Not, never, without.
    Negation,
    /// Modal verbs, hedges, conditions.
    Modality,
    /// Words that turn what stands beside them: false, alleged, denied.
    Scope,
    /// Superlatives, comparisons, directions of change.
    Comparison,
    /// Numbers in words, and quantifiers.
    Number,
    /// Units of measure and of time.
    Unit,
    /// Money.
    Currency,
    /// Where the writer is: what the dateline's place says.
    Here,
    /// Names of months.
    Month,
    /// Names of weekdays.
    Weekday,
    /// Words and phrases whose date depends on the day of writing.
    Relative,
    /// Seasons, feasts and parts of a year: which year's depends on the day of writing.
    Season,
    /// Times of day.
    Time,
    /// Verbs of saying, and "according".
    Speech,
    /// Pronouns that say nothing without the sentence before.
    Pronoun,
    /// Openings that say nothing without the sentence before: there, the rest, another 20.
    Head,
    /// Openings that lean on the sentence before only lightly.
    Weak,
    /// Words that refer to the order of words before.
    Order,
    /// Phrases that say nothing without the sentence before.
    Strong,
    /// The first person.
    Person,
    /// Articles and the like.
    Determiner,
    /// Words that are no name even with a capital letter.
    Common,
    /// What a text's numbers are: sums, figures, times.
    Counted,
    /// What such numbers take in or are made by: adjusted, rounded, including.
    Basis,
}

const SECTIONS: [(&str, Section); 24] = [
    ("negation", Section::Negation),
    ("modality", Section::Modality),
    ("scope", Section::Scope),
    ("comparison", Section::Comparison),
    ("number", Section::Number),
    ("unit", Section::Unit),
    ("currency", Section::Currency),
    ("here", Section::Here),
    ("month", Section::Month),
    ("weekday", Section::Weekday),
    ("relative", Section::Relative),
    ("season", Section::Season),
    ("time", Section::Time),
    ("speech", Section::Speech),
    ("pronoun", Section::Pronoun),
    ("head", Section::Head),
    ("weak", Section::Weak),
    ("order", Section::Order),
    ("strong", Section::Strong),
    ("person", Section::Person),
    ("determiner", Section::Determiner),
    ("common", Section::Common),
    ("counted", Section::Counted),
    ("basis", Section::Basis),
];

/// Some sections, a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sections(u32);

impl Sections {
    const fn of(section: Section) -> Self {
        Self(1 << section as u32)
    }

    const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    const fn has_any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What begins with a word: itself, and phrases.
#[derive(Debug, Default)]
struct Entry {
    /// What the word is by itself.
    sections: Sections,
    phrases: Phrases,
    /// Phrases that begin as one of the section does and are none: "es gibt".
    exceptions: Phrases,
}

/// Phrases that begin alike, found by their second words.
#[derive(Debug, Default)]
struct Phrases {
    by_second: Map<&'static str, Vec<Phrase>>,
    /// Those whose second word is a sign for any number or unit.
    others: Vec<Phrase>,
    /// Of which sections they are.
    sections: Sections,
}

impl Phrases {
    fn add(&mut self, phrase: Phrase) {
        self.sections = self.sections.with(Sections::of(phrase.section));
        match phrase.rest.first() {
            Some(second) if !second.starts_with(['#', '@']) => self.by_second.entry(second).or_default().push(phrase),
            _ => self.others.push(phrase),
        }
    }

    /// Whether one of a section begins at the first of these words.
    fn begins(&self, words: &[&Word], section: Section) -> bool {
        let second = words.get(1).and_then(|second| self.by_second.get(second.as_str()));
        second.into_iter().flatten().chain(&self.others).any(|phrase| phrase.section == section && phrase.fits(words))
    }
}

/// A phrase without its first word.
#[derive(Debug, PartialEq, Eq)]
struct Phrase {
    rest: Vec<&'static str>,
    section: Section,
}

impl Phrase {
    /// Whether the words behind the first of these are its.
    fn fits(&self, words: &[&Word]) -> bool {
        let fits = |(want, word): (&&str, &&Word)| match (want.strip_prefix('#'), *word) {
            (Some(""), _) => word.starts_with(char::is_numeric) || word.is(Section::Number),
            (Some(ending), _) => word.starts_with(char::is_numeric) && word.ends_with(ending),
            (None, _) if *want == "@" => word.is_any(&TIMES),
            (None, word) => *word == *want,
        };
        words.len() > self.rest.len() && self.rest.iter().zip(words.iter().skip(1)).all(fits)
    }
}

/// The first three characters of a word.
type Stem = [char; 3];

/// Nothing hostile ever becomes a key of a word list.
type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// The word lists of one language.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that is known")]
pub struct Lexicon {
    words: Map<&'static str, Entry>,
    /// Entries that end in a star, without it, by their first three characters:
    /// shorter ones would hold half the language.
    stems: Map<Stem, Vec<(&'static str, Sections)>>,
    /// Phrases that begin with a number in digits, or with any word for one.
    counted: Phrases,
    /// The characters of the longest entry: how far to look where there are no spaces.
    longest: usize,
    /// Whether nouns of every kind are written with a capital letter.
    pub capital_nouns: bool,
    /// Whether the language is the article's own, and not English in its stead.
    pub own: bool,
    /// Whether "and", "so" and the article are written together with the word behind them, as in Arabic.
    joined: bool,
    /// Whether small words lose their vowel before another, as in French: l'an, j'apprends.
    elided: bool,
}

/// A word that lost its vowel, with its apostrophe, and the word behind it.
/// Names such as N'Golo and M'Baye are none: their apostrophe stands before a consonant.
fn elision(word: &str) -> Option<(&str, &str)> {
    let (head, tail) = word.split_at_checked(word.find('\'')? + 1)?;
    tail.starts_with(|c: char| "aeiouyàâæéèêëîïôœûü".contains(c)).then_some((head, tail))
}

/// A word without the vowel signs that Arabic may write over and under its letters.
fn unvowelled(word: &str) -> Cow<'_, str> {
    let sign = |c: char| matches!(c, '\u{640}' | '\u{64b}'..='\u{652}' | '\u{670}');
    if word.contains(sign) { Cow::Owned(word.replace(sign, "")) } else { Cow::Borrowed(word) }
}

/// What `@` stands for in a phrase: last week, last May, last spring.
const TIMES: [Section; 4] = [Section::Unit, Section::Month, Section::Weekday, Section::Season];

/// What no name is, however it is written.
const COMMON: Sections =
    Sections::of(Section::Common).with(Sections::of(Section::Determiner)).with(Sections::of(Section::Pronoun));

/// What Arabic writes in front of a word without a space: و and ف ("and",
/// "so"), ب, ل and ك ("by", "for", "as"), and the article ال.
const CONJUNCTIONS: [&str; 2] = ["و", "ف"];
const PREPOSITIONS: [&str; 3] = ["ب", "ل", "ك"];
const ARTICLES: [&str; 2] = ["ال", "لل"];

/// The word without what Arabic may have joined to its front, the fullest form
/// first; what is left has two letters at least.
fn bare_forms(word: &str) -> Vec<&str> {
    let mut forms = vec![word];
    for joined in [CONJUNCTIONS.as_slice(), &PREPOSITIONS, &ARTICLES] {
        for at in 0..forms.len() {
            let form = forms.get(at).copied().unwrap_or_default();
            let bare =
                joined.iter().filter_map(|front| form.strip_prefix(front)).filter(|bare| bare.chars().nth(1).is_some());
            forms.extend(bare.collect::<Vec<_>>());
        }
    }
    forms
}

impl Lexicon {
    fn read(text: &'static str) -> Self {
        let mut lexicon = Self { own: true, ..Self::default() };
        let mut section = None;
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = SECTIONS.iter().find(|(known, _)| *known == name).map(|(_, section)| *section);
                continue;
            }
            let Some(section) = section else { continue };
            for word in line.split_whitespace() {
                lexicon.add(word, section);
            }
        }
        lexicon
    }

    fn add(&mut self, word: &'static str, section: Section) {
        let phrase = |rest: &'static str| Phrase { rest: rest.split('_').collect(), section };
        if let Some((first, rest)) = word.strip_prefix('!').and_then(|phrase| phrase.split_once('_')) {
            self.words.entry(first).or_default().exceptions.add(phrase(rest));
            return;
        }
        self.longest = self.longest.max(word.chars().count());
        if let Some(prefix) = word.strip_suffix('*') {
            if let Some(stem) = stem(prefix) {
                self.stems.entry(stem).or_default().push((prefix, Sections::of(section)));
            }
        } else if let Some((first, rest)) = word.split_once('_') {
            if first == "#" {
                self.counted.add(phrase(rest));
            } else {
                self.words.entry(first).or_default().phrases.add(phrase(rest));
            }
        } else {
            let entry = self.words.entry(word).or_default();
            entry.sections = entry.sections.with(Sections::of(section));
        }
    }

    /// Whether a word, in small letters, is of this section.
    pub fn is(&self, word: &str, section: Section) -> bool {
        self.sections(word).has_any(Sections::of(section))
    }

    /// Whether any list but that of common words knows the word.
    pub fn is_common(&self, word: &str) -> bool {
        self.sections(word).has_any(COMMON)
    }

    /// All that a word, in small letters, is.
    fn sections(&self, word: &str) -> Sections {
        if self.joined {
            let word = unvowelled(word);
            return bare_forms(&word).into_iter().fold(Sections::default(), |all, form| all.with(self.plainly(form)));
        }
        let own = self.plainly(word);
        match if self.elided { elision(word) } else { None } {
            // What no name is tells nothing about the word behind an article: L'Équipe.
            Some((head, tail)) => {
                let parts = self.plainly(head).with(self.plainly(tail));
                own.with(parts.without(Sections::of(Section::Common).with(Sections::of(Section::Determiner))))
            }
            None => own,
        }
    }

    /// What a word is as it stands.
    fn plainly(&self, word: &str) -> Sections {
        let own = self.words.get(word).map_or(Sections::default(), |entry| entry.sections);
        if word.len() > 64 {
            return own;
        }
        let begun = stem(word).and_then(|stem| self.stems.get(&stem)).into_iter().flatten();
        begun.filter(|(prefix, _)| word.starts_with(prefix)).fold(own, |all, (_, sections)| all.with(*sections))
    }

    /// What a word, in small letters, is, and of which sections a phrase may be that begins with it, too.
    fn look_up(&self, word: &str) -> (Sections, Sections) {
        let own = self.sections(word);
        let counts = word.starts_with(char::is_numeric) || own.has_any(Sections::of(Section::Number));
        let counted = if counts { self.counted.sections } else { Sections::default() };
        let phrases = |word: &str| self.words.get(word).map_or(Sections::default(), |entry| entry.phrases.sections);
        let begun = if self.joined {
            bare_forms(&unvowelled(word)).into_iter().map(phrases).fold(Sections::default(), Sections::with)
        } else {
            let behind = if self.elided { elision(word) } else { None };
            phrases(word).with(behind.map_or(Sections::default(), |(_, tail)| phrases(tail)))
        };
        (own, own.with(begun).with(counted))
    }

    /// Whether one of the section's words or phrases begins at the first of these words.
    pub fn begins(&self, words: &[&Word], section: Section) -> bool {
        let Some(first) = words.first().filter(|first| first.may_open(section)) else { return false };
        let entry = self.words.get(first.as_str());
        if entry.is_some_and(|entry| entry.exceptions.begins(words, section)) {
            return false;
        }
        let phrase = |first: &str| self.words.get(first).is_some_and(|entry| entry.phrases.begins(words, section));
        let counts = || first.starts_with(char::is_numeric) || first.is(Section::Number);
        first.is(section)
            || (counts() && self.counted.begins(words, section))
            || if self.joined {
                bare_forms(&unvowelled(first)).into_iter().any(phrase)
            } else {
                entry.is_some_and(|entry| entry.phrases.begins(words, section))
                    || (self.elided && elision(first).is_some_and(|(_, tail)| phrase(tail)))
            }
    }

    /// The number of characters of the longest word of the list that these
    /// characters begin with, for writing without spaces; 1 if there is none.
    pub fn longest_word(&self, chars: &[char]) -> usize {
        let mut key = String::new();
        let mut best = 1;
        for (n, c) in chars.iter().take(self.longest.min(8)).enumerate() {
            key.push(*c);
            if self.words.get(key.as_str()).is_some_and(|entry| entry.sections != Sections::default()) {
                best = n + 1;
            }
        }
        best
    }
}

/// The first three characters of a word that has as many.
fn stem(word: &str) -> Option<Stem> {
    let mut chars = word.chars();
    Some([chars.next()?, chars.next()?, chars.next()?])
}

static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(include_str!("en.txt")));
static GERMAN: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon { capital_nouns: true, ..Lexicon::read(include_str!("de.txt")) });
static FRENCH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon { elided: true, ..Lexicon::read(include_str!("fr.txt")) });
static SPANISH: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(include_str!("es.txt")));
static RUSSIAN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(include_str!("ru.txt")));
static ARABIC: LazyLock<Lexicon> = LazyLock::new(|| Lexicon { joined: true, ..Lexicon::read(include_str!("ar.txt")) });
static CHINESE: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(include_str!("zh.txt")));
static OTHER: LazyLock<Lexicon> = LazyLock::new(|| {
    let lists = concat!(include_str!("en.txt"), "\n", include_str!("other.txt"));
    Lexicon { own: false, ..Lexicon::read(lists) }
});

/// The lists for a BCP 47 tag; English ones, marked as not its own, where there are none.
pub fn of(language: &str) -> &'static Lexicon {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    let lists: [(&str, &'static LazyLock<Lexicon>); 7] = [
        ("en", &ENGLISH),
        ("de", &GERMAN),
        ("fr", &FRENCH),
        ("es", &SPANISH),
        ("ru", &RUSSIAN),
        ("ar", &ARABIC),
        ("zh", &CHINESE),
    ];
    lists.iter().find(|(name, _)| primary.eq_ignore_ascii_case(name)).map_or(&*OTHER, |(_, lexicon)| lexicon)
}

/// The language of a BCP 47 tag without script and region, in small letters.
pub fn primary(language: &str) -> String {
    language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(text: &str, language: &str, section: Section) -> bool {
        let words: Vec<Word> = text.split(' ').map(|word| Word::of(word.into(), of(language))).collect();
        of(language).begins(&words.iter().collect::<Vec<_>>(), section)
    }

    #[test]
    fn every_list_has_every_section() {
        for language in ["en", "de", "fr", "es", "ru", "ar", "zh"] {
            let lexicon = of(language);
            let words = lexicon.words.values().map(|entry| entry.sections);
            let stems = lexicon.stems.values().flatten().map(|(_, sections)| *sections);
            let phrases = lexicon.words.values().map(|entry| &entry.phrases).chain([&lexicon.counted]);
            let found = words
                .chain(stems)
                .chain(phrases.map(|phrases| phrases.sections))
                .fold(Sections::default(), Sections::with);
            for (name, section) in SECTIONS {
                assert!(found.has_any(Sections::of(section)), "{language} has no {name}");
            }
        }
    }

    #[test]
    fn looks_arabic_words_up_without_what_is_joined_to_them() {
        let lexicon = of("ar");
        for (word, section) in [
            ("وهو", Section::Pronoun),
            ("فلم", Section::Negation),
            ("والشركة", Section::Weak),
            ("بالدولار", Section::Currency),
        ] {
            assert!(lexicon.is(word, section), "{word}");
        }
        assert!(begins("وفي اليوم نفسه", "ar", Section::Strong));
        assert!(!lexicon.is("ولد", Section::Negation));
    }

    #[test]
    fn reads_vowel_signs_and_elisions() {
        assert!(of("ar").is("غداً", Section::Relative));
        let french = of("fr");
        assert!(french.is("j'apprends", Section::Person) && french.is("s'il", Section::Pronoun));
        assert!(!french.is("m'baye", Section::Person) && !french.is_common("l'équipe"));
        assert!(begins("l'an dernier", "fr", Section::Relative));
        assert!(begins("il est", "fr", Section::Pronoun) && !begins("il y a", "fr", Section::Pronoun));
    }

    #[test]
    fn looks_words_up() {
        assert!(of("en-GB").is("didn't", Section::Negation));
        assert!(of("ru").is("заявила", Section::Speech));
        assert!(!of("ru").is("за", Section::Speech));
        assert!(of("").is("million", Section::Number) && !of("").own);
        assert!(begins("the company said", "en", Section::Weak) && !begins("company said", "en", Section::Weak));
        assert_eq!(of("zh").longest_word(&['百', '分', '点', '的']), 3);
    }
}
