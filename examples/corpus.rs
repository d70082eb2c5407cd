//! Reads a corpus by the code that imports, and counts what came of it.
//!
//! ```text
//! cargo run --release --example corpus -- FORMAT PATH...
//! ```
//!
//! FORMAT is `auto` or the name of one. Prints files, items, what was rejected
//! and why (with one example each), repairs by kind, and the time taken. Where
//! a file has a reference text beside it (`a.txt`, or `a.json` with
//! `cleaned_text`), the word F1 of the text that was read against it.

#![allow(clippy::print_stdout, clippy::expect_used, clippy::disallowed_methods, reason = "a tool for whoever measures")]

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::{Path, PathBuf},
    time::Instant,
};

use copydesk::{
    domain::{part::Part, time::Timestamp},
    import::{Import, ImportItem, Item, Options},
};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(format), paths) = (arguments.next(), arguments.map(PathBuf::from).collect::<Vec<_>>()) else {
        println!("corpus FORMAT PATH...");
        return;
    };
    let now = Timestamp::parse("2026-01-01T00:00:00Z").expect("a time");
    let options = Options { format: (format != "auto").then_some(format), ..Options::at(now) };
    let begun = Instant::now();
    let import = Import::new(paths, options);
    let progress = import.progress();
    let (mut items, mut words) = (0_usize, 0_usize);
    let mut formats: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rejected: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    let mut repairs: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    let mut files: HashSet<String> = HashSet::new();
    let mut scores: Vec<(f64, f64, String)> = Vec::new();
    for found in import {
        match found {
            Ok(Item::Article(item)) => {
                items += 1;
                files.insert(item.input.split_once(".xml:").map_or(item.input.clone(), |(file, _)| file.to_owned()));
                *formats.entry(item.reader).or_default() += 1;
                words += body(&item).split_whitespace().count();
                for repair in &item.repairs {
                    repairs
                        .entry(repair.code)
                        .or_insert_with(|| (0, format!("{}: {}", item.input, repair.message)))
                        .0 += 1;
                }
                if let Some(reference) = reference(Path::new(&item.input)) {
                    let (f1, recall) = score(body(&item), &reference);
                    scores.push((f1, recall, item.input.clone()));
                }
            }
            Ok(other) => {
                items += 1;
                *formats.entry(other.reader()).or_default() += 1;
            }
            Err(rejection) => {
                let entry = rejected.entry(rejection.code).or_insert_with(|| (0, rejection.to_string()));
                entry.0 += 1;
                if std::env::var_os("CORPUS_ALL").is_some() {
                    println!("rejected  {rejection}");
                }
            }
        }
    }
    println!("{} files, {items} items, {words} words in {:.1?}", progress.inputs(), begun.elapsed());
    println!("read as   {formats:?}");
    for (code, (count, example)) in rejected {
        println!("rejected  {count} × {code}, such as {example}");
    }
    for (code, (count, example)) in repairs {
        println!("repaired  {count} × {code}, such as {example}");
    }
    if !scores.is_empty() {
        scores.sort_by(|a, b| a.0.total_cmp(&b.0));
        #[expect(clippy::cast_precision_loss, reason = "a mean of a few hundred")]
        let mean = |pick: fn(&(f64, f64, String)) -> f64| scores.iter().map(pick).sum::<f64>() / scores.len() as f64;
        let (f1, recall) = (mean(|s| s.0), mean(|s| s.1));
        println!("word F1   {f1:.4}, recall {recall:.4} over {}; the lowest:", scores.len());
        for (f1, recall, name) in scores.iter().take(5) {
            println!("          {f1:.3} {recall:.3} {name}");
        }
    }
}

fn body(item: &ImportItem) -> &str {
    item.revisions.last().map(|revision| revision.texts.get(&Part::Body)).unwrap_or_default()
}

/// The text that a reader should find in a file.
fn reference(path: &Path) -> Option<String> {
    if let Ok(text) = std::fs::read_to_string(path.with_extension("txt")) {
        return Some(text);
    }
    let json = std::fs::read_to_string(path.with_extension("json")).ok()?;
    let value: serde_json::Value = serde_json::from_str(&json).ok()?;
    let text =
        value.pointer("/expected/cleaned_text").or_else(|| value.get("cleaned_text")).or_else(|| value.get("text"));
    text.and_then(|t| t.as_str()).map(str::to_owned)
}

/// The harmonic mean of how many words of one are in the other, both ways; and
/// how many of the reference's words were found.
fn score(read: &str, reference: &str) -> (f64, f64) {
    let words = |text: &str| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        // Scripts without spaces between words are counted by the letter.
        let is_letter_a_word = |c: char| matches!(c, '\u{e00}'..='\u{fff}' | '\u{2e80}'..='\u{9fff}');
        for word in text.split(|c: char| !c.is_alphanumeric() || is_letter_a_word(c)).filter(|w| !w.is_empty()) {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
        for letter in text.chars().filter(|c| is_letter_a_word(*c)) {
            *counts.entry(letter.to_string()).or_default() += 1;
        }
        counts
    };
    let (ours, theirs) = (words(read), words(reference));
    let common: usize = ours.iter().map(|(word, n)| (*n).min(theirs.get(word).copied().unwrap_or(0))).sum();
    let (read, wanted) = (ours.values().sum::<usize>(), theirs.values().sum::<usize>());
    #[expect(clippy::cast_precision_loss, reason = "words of one text")]
    let share = |of: usize, all: usize| if all == 0 { 1.0 } else { of as f64 / all as f64 };
    (share(2 * common, read + wanted), share(common, wanted))
}
