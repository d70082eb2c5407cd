//! Short names, and what they stand for: the longer form nearest above (row "names").

use std::collections::HashMap;

use super::PartReading;
use crate::domain::lexicon::{Lexicon, names, tokens::Token};

/// The sentence that a name stands in, the name, and whether the short one
/// stands in parentheses behind it.
pub(super) type Named = (usize, String, bool);

/// How many short names are looked up one by one before all names are gathered.
const FEW: usize = 16;

/// The most short names of a sentence that are looked up.
const MOST: usize = 8;

/// A short name in a sentence.
pub(super) struct Short {
    name: String,
    /// What it is looked up by, until one is found.
    pub(super) keys: Vec<String>,
    /// Whether a particle belongs to it, as in "Le Pen", so that its longer form ends in all of it.
    particle: bool,
}

/// The short names in a sentence.
pub(super) fn short_names(tokens: &[Token], lexicon: &Lexicon) -> Vec<Short> {
    let mut found = Vec::new();
    for name in names::names(tokens) {
        let text = names::text(tokens, &name);
        let mut short = names::untitled(&text);
        if lexicon.capital_nouns
            && let Some((owner, _)) = short.split_once(' ').filter(|(owner, _)| owner.ends_with('s'))
        {
            // What is Schmidt's, where every noun has a capital: "Schmidts Anteil".
            short = owner;
        }
        if let Some((letter, last)) = short.split_once(' ').filter(|(_, last)| !last.contains(' '))
            && letter.chars().count() == 1
        {
            // J. Smith is a Smith; and "A. Smith said" may be an answer about him.
            short = last;
        }
        let particle = short.rsplit_once(' ');
        let particle =
            particle.filter(|(head, _)| head.split(' ').all(|word| names::is_particle(&word.to_lowercase())));
        if let Some((_, last)) = particle {
            found.push(Short { name: short.to_owned(), keys: vec![last.to_owned()], particle: true });
        } else if !short.contains(' ') {
            // "Hills Anteil" is Hill's, and "the Hills" are all of that name.
            let bare = short.strip_suffix('s').filter(|bare| bare.chars().count() > 2);
            // "The Smith-owned firm"
            let head = short.split_once('-').filter(|(_, tail)| tail.starts_with(char::is_lowercase)).map(|(h, _)| h);
            let keys = [Some(short), bare, head].into_iter().flatten().map(str::to_owned).collect();
            found.push(Short { name: short.to_owned(), keys, particle: false });
        }
    }
    found
}

impl PartReading {
    /// Short names in the sentence with the longer form nearest above it.
    pub(super) fn full_names(&self, first: usize, tokens: &[Token], lexicon: &Lexicon) -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> = Vec::new();
        for Short { name, keys, particle } in short_names(tokens, lexicon) {
            if !particle && (out.len() >= MOST || out.iter().any(|(known, _)| *known == name)) {
                continue;
            }
            let full = keys.iter().find_map(|key| self.full_name(key, first, lexicon));
            // "Von der Leyen" at the head of a sentence is von der Leyen.
            let ending = format!(" {name}").to_lowercase();
            let stands = |full: &String| !particle || full.to_lowercase().ends_with(&ending);
            out.extend(full.filter(stands).map(|full| (name, full)));
        }
        out
    }

    /// The name that a short one stood for last before a sentence.
    pub(super) fn full_name(&self, short: &str, before: usize, lexicon: &Lexicon) -> Option<String> {
        let above = |named: &[Named]| named.partition_point(|(sentence, ..)| *sentence < before);
        let last = |named: &[Named]| {
            let above = named.get(..above(named)).unwrap_or_default();
            if is_sort(short, above) {
                // It stands for itself, so that what made it a sort is seen.
                let names = above.iter().rev().find(|(.., bracketed)| !bracketed);
                return Some(names.map_or_else(|| short.to_owned(), |(_, full, _)| full.clone()));
            }
            // "Jane Berg (HPA)": what HPA stands for is named by its letters, and told beside who stands nearest.
            let (_, nearest, _) = above.last()?;
            let spelt =
                above.iter().rev().find(|(_, full, _)| names::abbreviates(short, full)).map(|(_, full, _)| full);
            Some(match spelt.filter(|spelt| *spelt != nearest) {
                Some(spelt) => format!("{spelt} / {nearest}"),
                None => nearest.clone(),
            })
        };
        // A first name stands for somebody where nobody else has it.
        let only = |named: &[Named]| {
            let above = named.get(..above(named)).unwrap_or_default();
            let same = |a: &str, b: &str| a.split(' ').map(names::uninflected).eq(b.split(' ').map(names::uninflected));
            let (_, full, _) =
                above.last().filter(|(_, full, _)| above.iter().all(|(_, other, _)| same(other, full)))?;
            Some(full.clone())
        };
        let short = &*names::uninflected(short);
        let first = first_key(short);
        let mut looked_up = self.looked_up.borrow_mut();
        if let Some(named) = looked_up.get(short) {
            return last(named).or_else(|| looked_up.get(&first).and_then(|named| only(named)));
        }
        if looked_up.len() >= FEW * 2 {
            let all = self.names.get_or_init(|| self.collect_names(lexicon));
            let found = all.get(short).and_then(|named| last(named));
            return found.or_else(|| all.get(&first).and_then(|named| only(named)));
        }
        let word: Vec<char> = short.chars().collect();
        let bracketed = bracket_key(short);
        let (mut named, mut called) = (Vec::new(), Vec::new());
        for at in 0..self.sentences.len() {
            if holds(self.seen(at), &word) {
                for (key, full) in full_names(self.tokens(at, lexicon)) {
                    if key == short || key == bracketed {
                        named.push((at, full, key == bracketed));
                    } else if key == first {
                        called.push((at, full, false));
                    }
                }
            }
        }
        let found = last(&named).or_else(|| only(&called));
        looked_up.insert(short.to_owned(), named);
        looked_up.insert(first, called);
        found
    }

    pub(super) fn collect_names(&self, lexicon: &Lexicon) -> HashMap<String, Vec<Named>> {
        let mut found: HashMap<String, Vec<Named>> = HashMap::new();
        for at in 0..self.sentences.len() {
            for (key, full) in full_names(self.tokens(at, lexicon)) {
                let (short, bracketed) = match key.strip_suffix(" (") {
                    Some(short) => (short.to_owned(), true),
                    None => (key, false),
                };
                found.entry(short).or_default().push((at, full, bracketed));
            }
        }
        found
    }

    /// The name by which a speaker of one word was last called in full.
    pub(super) fn speaker_in_full(&self, speaker: &str, first: usize, lexicon: &Lexicon) -> Option<(String, String)> {
        let short = names::untitled(speaker);
        let full = self.full_name(short, first, lexicon).filter(|_| !short.contains(' '))?;
        Some((short.to_owned(), full))
    }
}

/// Whether a word in parentheses says of what sort the names before it are
/// ("… (Drupal)", "… (Labour)"): no abbreviation stands for three of them.
fn is_sort(short: &str, named: &[Named]) -> bool {
    const MANY: usize = 3;
    if !short.chars().any(char::is_lowercase) {
        return false;
    }
    let mut all: Vec<&str> = named.iter().filter(|(.., bracketed)| *bracketed).map(|(_, full, _)| &**full).collect();
    all.sort_unstable();
    all.dedup();
    all.len() >= MANY
}

/// Whether these characters stand somewhere among others.
fn holds(chars: &[char], wanted: &[char]) -> bool {
    let Some(first) = wanted.first() else { return !chars.is_empty() };
    let begins = |at: usize| chars.get(at..).is_some_and(|rest| rest.starts_with(wanted));
    chars.iter().enumerate().any(|(at, c)| c == first && begins(at))
}

/// The key under which a name is looked up that stands before a word in parentheses.
fn bracket_key(word: &str) -> String {
    format!("{word} (")
}

/// The key under which a name is looked up by its first word, which no word is.
fn first_key(word: &str) -> String {
    format!("{word} ")
}

/// The names of two words and more in a sentence, each with the short name by
/// which it is looked up: its last word; its first in two words; its letters.
pub(super) fn full_names(tokens: &[Token]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for name in names::names(tokens) {
        let full = names::text(tokens, &name);
        let full = names::untitled(&full).to_owned();
        let Some((mut head, mut last)) = full.rsplit_once(' ') else { continue };
        // Martin Hill Jr. is Hill.
        if is_generation(last)
            && let Some(parts) = head.rsplit_once(' ')
        {
            (head, last) = parts;
        }
        // Smith Brothers Ltd is Smith Brothers.
        let first = if is_company(last) { head.rsplit_once(' ').map_or(head, |(first, _)| first) } else { head };
        if !first.contains(' ') {
            found.push((first_key(&names::uninflected(first)), full.clone()));
        }
        // Bashar al-Assad is Assad.
        if let Some((_, tail)) = last.split_once('-').filter(|(head, _)| names::is_particle(&head.to_lowercase())) {
            found.push((tail.to_owned(), full.clone()));
        }
        // Jane Smith of Iowa is Smith, too.
        if let Some((person, surname)) = full.split_once(" of ").and_then(|(p, _)| Some((p, p.rsplit_once(' ')?.1))) {
            found.push((names::uninflected(surname).into_owned(), person.to_owned()));
        }
        // "The Halm Port Authority (HPA)" is what HPA stands for from here on.
        let mark = |offset: usize, text: &str| tokens.get(name.end + offset).is_some_and(|t| t.text == text);
        if let Some(short) = tokens.get(name.end + 1).filter(|t| t.is_word() && mark(0, "(") && mark(2, ")")) {
            found.push((bracket_key(&short.text), full.clone()));
        }
        // "The HPA (Halm Port Authority)"; "the Halm Port Authority, known as HPA".
        let acronym = |at: Option<usize>| at.and_then(|at| tokens.get(at)).filter(|t| names::is_acronym(t));
        let enclosed = name.start.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|t| t.text == "(");
        let before = acronym(name.start.checked_sub(2)).filter(|_| enclosed && mark(0, ")"));
        let behind = name.end + usize::from(mark(0, ","));
        let called = [&["or"][..], &["known", "as"], &["called"]].into_iter().find(|words| {
            words.iter().enumerate().all(|(i, word)| tokens.get(behind + i).is_some_and(|t| t.lower == *word))
        });
        let after = called.and_then(|words| acronym(Some(behind + words.len())));
        let short = before.or(after).filter(|short| names::abbreviates(&short.text, &full));
        found.extend(short.map(|short| (short.text.to_string(), full.clone())));
        found.push((names::uninflected(last).into_owned(), full.clone()));
    }
    found
}

/// What a company is, behind its name.
fn is_company(word: &str) -> bool {
    matches!(
        word,
        "Ltd" | "Inc" | "PLC" | "Plc" | "Corp" | "Co" | "Group" | "Holdings" | "GmbH" | "AG" | "SA" | "SE" | "LLC"
    )
}

/// Which of two people of one name is meant.
fn is_generation(word: &str) -> bool {
    matches!(word, "Jr" | "Jnr" | "Junior" | "Sr" | "Snr" | "Senior" | "II" | "III" | "IV")
}
