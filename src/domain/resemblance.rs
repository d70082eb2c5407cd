//! How much a claim resembles one that was checked before: by the words that
//! both have, each weighed by how rare it is among all that was checked.
//!
//! The words of a text are taken here, for asking and for comparing alike: no
//! addresses, no small words, `#MayorOfOslo` also as its parts. How often each
//! occurs, and which ones a precedent has in whatever inflection, the store
//! says. docs/match.md has how the numbers below were found.

use std::{
    collections::{BTreeMap, HashSet},
    sync::LazyLock,
};

/// The most different words of a text that are looked at. A claim has some
/// twenty; what is asked for may be of any length.
const MOST: usize = 64;

/// The longest word that is looked at, in characters.
const LONGEST: usize = 64;

/// A desk with few precedents can't tell which words are rare: it counts as
/// though so many others were there that have none of them.
const UNSEEN: f64 = 2_000.0;

/// How much weight of shared words is evidence: some three rare words.
const EVIDENCE: f64 = 20.0;

/// Words that say nothing of what a claim is about.
static STOP: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("resemblance/stop.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// The words of a text that say what it is about: small, each once, in their
/// order, at most 64.
pub fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for piece in text.split_whitespace().map(without_address) {
        for (word, tag) in runs(piece) {
            let parts = if tag { parts(word) } else { Vec::new() };
            for word in parts.into_iter().chain([word]) {
                let small = word.to_lowercase();
                let name = matches!(word, "US" | "WHO");
                if (name || says_something(&small)) && !found.contains(&small) {
                    found.push(small);
                }
            }
            if found.len() >= MOST {
                found.truncate(MOST);
                return found;
            }
        }
    }
    found
}

fn says_something(word: &str) -> bool {
    let mut chars = word.chars();
    let short = chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next().is_none();
    !word.is_empty() && !short && word.chars().count() <= LONGEST && !STOP.contains(word)
}

/// What of a piece stands before an address; all of it where it has none.
fn without_address(piece: &str) -> &str {
    let scheme = piece.find("://").map(|at| {
        let before = piece.get(..at).unwrap_or_default();
        before.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len()
    });
    // Addresses that a short message has without a scheme: `pic.twitter.com/x`, glued to the word before.
    let bare = ["www.", "pic.twitter.com/", "t.co/"].iter().filter_map(|sign| piece.find(sign)).min();
    let path = piece.find('/').filter(|at| is_host(piece.get(..*at).unwrap_or_default())).map(|_| 0);
    let at = [scheme, bare, path].into_iter().flatten().min();
    at.and_then(|at| piece.get(..at)).unwrap_or(piece)
}

/// Whether a text is the name of a host: words with points between them, the
/// last one of letters.
fn is_host(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    let label = |l: &&str| !l.is_empty() && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    labels.len() > 1
        && labels.iter().all(label)
        && labels.last().is_some_and(|l| l.len() > 1 && l.chars().all(|c| c.is_ascii_alphabetic()))
}

/// The runs of letters and digits in a piece, each with whether it is a tag or
/// a name (`#…`, `@…`). A number keeps the points and commas within it.
fn runs(piece: &str) -> Vec<(&str, bool)> {
    let chars: Vec<(usize, char)> = piece.char_indices().collect();
    let at = |i: usize| chars.get(i).map(|(_, c)| *c);
    let digit = |i: usize| at(i).is_some_and(|c| c.is_ascii_digit());
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if !at(i).is_some_and(char::is_alphanumeric) {
            i += 1;
            continue;
        }
        let start = i;
        while at(i).is_some_and(char::is_alphanumeric)
            || (i > start && at(i).is_some_and(|c| matches!(c, '.' | ',')) && digit(i - 1) && digit(i + 1))
        {
            i += 1;
        }
        let from = chars.get(start).map_or(piece.len(), |(byte, _)| *byte);
        let to = chars.get(i).map_or(piece.len(), |(byte, _)| *byte);
        let tag = start > 0 && at(start - 1).is_some_and(|c| matches!(c, '#' | '@'));
        found.push((piece.get(from..to).unwrap_or_default(), tag));
    }
    found
}

/// The words that a tag was put together from; none where it is one word.
fn parts(word: &str) -> Vec<&str> {
    #[derive(PartialEq, Clone, Copy)]
    enum Kind {
        Upper,
        Lower,
        Digit,
    }
    let kind = |c: char| match c {
        c if c.is_numeric() => Kind::Digit,
        c if c.is_uppercase() => Kind::Upper,
        _ => Kind::Lower,
    };
    let chars: Vec<(usize, Kind)> = word.char_indices().map(|(at, c)| (at, kind(c))).collect();
    let mut cuts = vec![0];
    for (i, pair) in chars.windows(2).enumerate() {
        let [(at, before), (next, here)] = pair else { continue };
        match (before, here) {
            (Kind::Lower, Kind::Upper) | (Kind::Digit, Kind::Upper | Kind::Lower) | (_, Kind::Digit)
                if before != here =>
            {
                cuts.push(*next);
            }
            // The last capital of several begins a word: `USArmy`.
            (Kind::Upper, Kind::Lower) if i > 0 && chars.get(i - 1).is_some_and(|(_, k)| *k == Kind::Upper) => {
                cuts.push(*at);
            }
            _ => {}
        }
    }
    cuts.push(word.len());
    cuts.dedup();
    let parts: Vec<&str> =
        cuts.windows(2).filter_map(|pair| word.get(*pair.first()?..*pair.last()?)).filter(|p| !p.is_empty()).collect();
    if parts.len() > 1 { parts } else { Vec::new() }
}

/// How rare words are among so many things that were checked.
#[derive(Debug, Clone, Copy)]
pub struct Rarity {
    /// How many there are.
    pub known: u64,
}

/// A word with how many of the known things have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The word.
    pub word: String,
    /// How many have it, or an inflection of it.
    pub having: u64,
}

impl Rarity {
    #[expect(clippy::cast_precision_loss, reason = "a desk's precedents stay far below 2^52")]
    fn weight(self, having: u64) -> f64 {
        ((self.known as f64 + UNSEEN + 1.0) / (having as f64 + 0.5)).ln().max(0.0)
    }

    /// The weight of some words. Inflections of one word, which the store
    /// counts alike, count once.
    fn of<'w>(self, words: impl IntoIterator<Item = &'w Counted>) -> f64 {
        let mut stems: BTreeMap<(String, u64), f64> = BTreeMap::new();
        for counted in words {
            let stem: String = counted.word.chars().take(3).collect();
            stems.insert((stem, counted.having), self.weight(counted.having));
        }
        stems.values().sum()
    }
}

/// A text of a precedent: its words, and those of them that were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Its words.
    pub all: Vec<Counted>,
    /// Those that were asked for, as they stand there.
    pub shared: Vec<Counted>,
}

/// How much a precedent resembles what was asked for, from 0 to 1.
///
/// `told` is how it tells the claim, each way by itself (its statement, its
/// title); `about` are words that were asked for in what else is said of it: they
/// speak for it, and others there not against it.
/// Either side may hold the other: a short claim in a long precedent, a
/// statement in a long message. Few shared words are little evidence, however
/// much they are of either.
pub fn score(asked: &[Counted], told: &[Told], about: &[Counted], rarity: Rarity) -> f64 {
    let whole = |weight: f64, of: f64| if of > 0.0 { (weight / of).min(1.0) } else { 0.0 };
    let covered = told.iter().map(|t| whole(rarity.of(&t.shared), rarity.of(&t.all))).fold(0.0, f64::max);
    let shared = rarity.of(told.iter().flat_map(|t| &t.shared).chain(about));
    let answered = whole(shared, rarity.of(asked));
    (1.0 - (1.0 - covered) * (1.0 - answered)) * (1.0 - (-shared / EVIDENCE).exp())
}

/// Takes apart a text in which `open` and `close` stand around what was asked
/// for: all its words, and those that stand in a mark.
pub fn marked(text: &str, open: char, close: char) -> (Vec<String>, Vec<String>) {
    let mut inside = String::new();
    let mut is_inside = false;
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c == open => is_inside = true,
            c if c == close => {
                is_inside = false;
                inside.push(' ');
            }
            c => {
                plain.push(c);
                if is_inside {
                    inside.push(c);
                }
            }
        }
    }
    let all = words(&plain);
    let asked: HashSet<String> = words(&inside).into_iter().collect();
    let shared = all.iter().filter(|word| asked.contains(*word)).cloned().collect();
    (all, shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_a_text_is_about() {
        for (text, wanted) in [
            ("The hall gave us 1,900 US coins in 1.5 years.", "hall gave 1,900 us coins 1.5 years"),
            (
                "Did #FlattenTheCurve and @USArmy2020 say so?",
                "flatten curve flattenthecurve us army 2020 usarmy2020 say",
            ),
            ("Look: https://example.org/The_Hall?x=hall pic.twitter.com/abc (http://a.b) example.org/x", "look"),
            ("caught on camera.#IranUsapic.twitter.com/TvRkHv end", "caught camera iran usa iranusa end"),
            ("Trump's U.S. don’t “rally” rally RALLY", "trump rally"),
            ("\"* OR NEAR( ' -col: ^a AND\" 😀 \u{0} --", "near col"),
            ("", ""),
            ("the and of 🎉", ""),
            ("Żółw Überfall Ελλάδα дом 東京", "żółw überfall ελλάδα дом 東京"),
            ("and/or 24/7 he/she", "24 7"),
        ] {
            assert_eq!(words(text).join(" "), wanted, "{text}");
        }
    }

    #[test]
    fn a_text_of_any_length_has_few_words() {
        let long: String = (0..10_000).map(|n| format!("word{n} ")).collect();
        assert_eq!(words(&long).len(), MOST);
        assert_eq!(words(&"x".repeat(1 << 20)), Vec::<String>::new());
    }

    #[test]
    fn marks_are_taken_apart() {
        let (all, shared) = marked("The <halls> of <burning> towns burn", '<', '>');
        assert_eq!(
            (all.join(" "), shared.join(" ")),
            ("halls burning towns burn".to_owned(), "halls burning".to_owned())
        );
    }

    fn counted(words: &str, having: u64) -> Vec<Counted> {
        words.split_whitespace().map(|word| Counted { word: word.to_owned(), having }).collect()
    }

    fn between(asked: &str, told: &str, shared: &str, having: u64) -> f64 {
        let told = Told { all: counted(told, having), shared: counted(shared, having) };
        score(&counted(asked, having), &[told], &[], Rarity { known: 10_000 })
    }

    #[test]
    fn more_in_common_is_more_alike() {
        let same = between("hall burnt twice", "hall burnt twice", "hall burnt twice", 3);
        let part = between("hall burnt twice", "hall burnt bakery down", "hall burnt", 3);
        let less = between("hall burnt twice", "hall sold bakery down", "hall", 3);
        assert!(same > 0.7 && same > part && part > less && less > 0.0, "{same} {part} {less}");
        let common = between("hall burnt twice", "hall burnt twice", "hall burnt twice", 1_000);
        assert!(common < same, "words that all have are no evidence: {common} {same}");
        assert!(between("hall", "tower", "", 3).abs() < 1e-9);
        // A short claim within a long one, and the other way round.
        let long = "hall burnt twice bakery down street north river mayor council night";
        assert!(between("hall burnt twice", long, "hall burnt twice", 3) > 0.6);
        assert!(between(long, "hall burnt twice", "hall burnt twice", 3) > 0.6);
    }

    #[test]
    fn inflections_count_once() {
        let rarity = Rarity { known: 100 };
        let one = rarity.of(&counted("vaccine", 7));
        assert!((rarity.of(&counted("vaccine vaccines vaccinated", 7)) - one).abs() < 1e-9);
        assert!(rarity.of(&counted("vaccine hall", 7)) > one);
    }

    #[test]
    fn nothing_is_divided_by_nothing() {
        let score = score(&[], &[], &[], Rarity { known: 0 });
        assert!(score.abs() < 1e-9);
    }
}
