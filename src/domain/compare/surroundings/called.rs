//! Whom a short name stands for.

use super::super::{Difference, arrow, words::tokens_of};
use crate::domain::{
    context::PlaceContext,
    lexicon::{Lexicon, names},
};

pub(super) fn full_names(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon, out: &mut Vec<Difference>) {
    for (short, old) in &approved.full_names {
        let Some((_, new)) = now.full_names.iter().find(|(name, _)| name == short) else {
            if !is_surname(short, old) {
                continue;
            }
            // Who is called in full, here or as the speaker, needs nobody above.
            let texts = [Some(&now.sentence.text), now.speaker.as_ref(), now.label.as_ref()];
            if !texts.into_iter().flatten().any(|text| stands_short(text, short, lexicon)) {
                continue;
            }
            out.push(Difference::touched(
                format!("name: {old} → "),
                format!("nobody above is called {old} any more, whom \"{short}\" is short for"),
            ));
            continue;
        };
        if !is_one_name(&person(old), &person(new)) {
            let arrow = arrow(old, new);
            out.push(Difference::touched(format!("name: {arrow}"), format!("who \"{short}\" is changed: {arrow}")));
        }
    }
}

/// Whether a short name is the last of two or three words that may name a person: no
/// letters for a longer name.
fn is_surname(short: &str, full: &str) -> bool {
    // McDonald, O'Brien, Jean-Luc; no letters for a longer name.
    let word = |word: &str| {
        let joined = word.contains(['\'', '’', '-']) || word.starts_with("Mc") || word.starts_with("Mac");
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        (word.starts_with(char::is_uppercase)
            && word.chars().any(char::is_lowercase)
            && !word.contains(char::is_numeric)
            && (capitals == 1 || (joined && capitals == 2)))
            || (word.ends_with('.') && word.len() <= 6)
    };
    let words: Vec<&str> = full.split(' ').collect();
    let small = |w: &str| names::is_particle(&w.to_lowercase()) && !w.starts_with(char::is_uppercase);
    // Von der Leyen is Ursula von der Leyen.
    let tail = full.to_lowercase().ends_with(&format!(" {}", short.to_lowercase()));
    (2..=4).contains(&words.len()) && tail && words.iter().all(|w| word(w) || small(w))
}

/// Whether a text has a short name, and nowhere in a longer one.
fn stands_short(text: &str, short: &str, lexicon: &Lexicon) -> bool {
    let tokens = tokens_of(text, lexicon);
    let names = names::names(&tokens);
    let longer = |name: &names::Name| {
        let text = names::text(&tokens, name);
        names::untitled(&text).contains(' ') && text.contains(short) && names::untitled(&text) != short
    };
    text.contains(short) && !names.iter().any(longer)
}

/// Whether two full names are one: word for word, or with initials on one side only.
fn is_one_name(a: &[String], b: &[String]) -> bool {
    let spelt = |name: &[String]| name.iter().filter(|word| word.chars().count() > 1).cloned().collect::<Vec<_>>();
    let (x, y) = (spelt(a), spelt(b));
    a == b || (x == y && x.len() > 1 && (x.len() == a.len() || y.len() == b.len()))
}

/// The words of a person's full name without titles, parties and offices in
/// front of it, in small letters.
pub(super) fn person(full: &str) -> Vec<String> {
    const OFFICES: [&str; 12] = [
        "former",
        "democrat",
        "republican",
        "conservative",
        "labour",
        "chairman",
        "chairwoman",
        "chair",
        "spokesman",
        "spokeswoman",
        "then",
        "acting",
    ];
    let words: Vec<&str> = full.split(' ').collect();
    let office = |word: &str| {
        let acronym = word.chars().count() > 1 && word.chars().all(char::is_uppercase);
        let lower = word.to_lowercase();
        acronym
            || lower.starts_with("ex-")
            || (lower.is_ascii() && lower.len() > 4 && lower.ends_with("ly"))
            || OFFICES.contains(&lower.as_str())
            || names::untitled(&format!("{word} Hill")) == "Hill"
    };
    let front = words.iter().take_while(|word| office(word)).count().min(words.len().saturating_sub(2));
    words.iter().skip(front).map(|word| word.to_lowercase()).collect()
}
