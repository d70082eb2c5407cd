//! Edits and what must come of an approval: the tables in `tests/standings`.
//!
//! Each file is one family. A case is a few lines, of which every text stands
//! on one: `\n` is a line break, `\u{200b}` a character by its code.
//!
//! ```text
//! == what the case shows
//! old   The fire began at noon.\n\nTen people died in the fire.
//! quote Ten people died
//! new   The fire began at noon. Police denied this:\n\nTen people died in the fire.
//! want  touched
//! ```
//!
//! `want` is one or more of `same`, `listed`, `touched`, `stale`. Optional
//! lines: `hard` (a kind of hard change that must be named), `lang` (BCP 47,
//! default `en`), `part` (default `body`), `dateline` and `byline` (`old =>
//! new`), `language` (`old => new`).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

#[path = "common/cases.rs"]
mod cases;

use std::{fs, path::Path};

use cases::{Case, read};

use copydesk::domain::{
    compare::{Difference, Weight, compare, worst},
    context::{PlaceContext, Reading, context_hash},
    part::{Part, Texts},
};

fn texts(case: &Case, new: bool) -> Texts {
    let pick = |pair: &(String, String)| if new { pair.1.clone() } else { pair.0.clone() };
    Texts::default()
        .with(case.part.parse().unwrap(), if new { case.new.clone() } else { case.old.clone() })
        .with(Part::Dateline, pick(&case.dateline))
        .with(Part::Byline, pick(&case.byline))
}

fn chars(text: &str, bytes: usize) -> usize {
    text[..bytes].chars().count()
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect()
}

fn similarity(a: &str, b: &str) -> f64 {
    let (a, b) = (words(a), words(b));
    let shared = a.iter().filter(|w| b.contains(w)).count() * 2;
    #[allow(clippy::cast_precision_loss)]
    let share = shared as f64 / (a.len() + b.len()).max(1) as f64;
    share
}

/// A stand-in for the anchor mapper: the occurrence of the quote that stands
/// in the most similar sentence, else the same stretch of the most similar one.
fn place(case: &Case, approved: &PlaceContext, now: &Reading, part: &Part) -> Option<PlaceContext> {
    let len = case.quote.chars().count();
    let near = |c: &PlaceContext| {
        4.0 * similarity(&c.sentence.text, &approved.sentence.text)
            + similarity(&c.before, &approved.before)
            + similarity(&c.after, &approved.after)
    };
    let best = |places: Vec<PlaceContext>| places.into_iter().max_by(|a, b| near(a).total_cmp(&near(b)));
    let exact: Vec<PlaceContext> = case
        .new
        .match_indices(&case.quote)
        .filter_map(|(at, _)| now.context(part, chars(&case.new, at)..chars(&case.new, at) + len))
        .collect();
    if let Some(found) = best(exact) {
        return Some(found);
    }
    let all: Vec<char> = case.new.chars().collect();
    let candidates = now.sentences(part).iter().filter_map(|range| {
        let old: Vec<char> = approved.sentence.source.chars().collect();
        let new = &all[range.clone()];
        let start = old
            .windows(len.max(1))
            .position(|w| w.iter().eq(case.quote.chars().collect::<Vec<_>>().iter()))
            .unwrap_or(0);
        let behind = old.len().saturating_sub(start + len);
        let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
        let from = if start <= head { start } else { 0 };
        let to = if behind <= tail { new.len().saturating_sub(behind) } else { new.len() };
        now.context(part, range.start + from..range.start + to.max(from + 1).min(new.len()))
    });
    best(candidates.collect())
}

fn judge(case: &Case) -> Result<(String, Vec<Difference>), String> {
    let part: Part = case.part.parse().unwrap();
    let approved = Reading::of(&texts(case, false), &case.language.0);
    let at = case.old.find(&case.quote).ok_or("the quote is not in the old text")?;
    let start = chars(&case.old, at);
    let approved =
        approved.context(&part, start..start + case.quote.chars().count()).ok_or("no context in the old text")?;
    assert_eq!(compare(&approved, &approved), [], "a context differs from itself");
    let json = serde_json::to_string(&approved).unwrap();
    assert_eq!(serde_json::from_str::<PlaceContext>(&json).unwrap(), approved, "{json}");
    let now = Reading::of(&texts(case, true), &case.language.1);
    let Some(now) = place(case, &approved, &now, &part) else { return Ok(("stale".into(), Vec::new())) };
    let differences = compare(&approved, &now);
    if context_hash(&approved) == context_hash(&now) {
        assert_eq!(differences, [], "equal hashes, yet a difference");
    }
    let weight = match worst(&differences) {
        None => "same",
        Some(Weight::Listed) => "listed",
        Some(Weight::Touched) => "touched",
        Some(Weight::Stale) => "stale",
    };
    Ok((weight.to_owned(), differences))
}

#[test]
fn every_case_stands_as_it_must() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/standings");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let (mut all, mut wrong) = (0, Vec::new());
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "txt")) {
        for case in read(file) {
            all += 1;
            let label = format!("{}: {}", file.file_stem().unwrap().to_string_lossy(), case.name);
            match judge(&case) {
                Err(why) => wrong.push(format!("{label}: {why}")),
                Ok((got, differences)) => {
                    let named = |hard: &String| differences.iter().any(|d| d.hard.is_some_and(|h| h.as_str() == hard));
                    if !case.want.contains(&got) || !case.hard.iter().all(named) {
                        let list: Vec<String> = differences
                            .iter()
                            .map(|d| format!("    {:?} {:?} {} | {}", d.weight, d.hard, d.cause, d.message))
                            .collect();
                        wrong.push(format!(
                            "{label}: want {} {}, got {got}\n{}",
                            case.want.join("/"),
                            case.hard.join(","),
                            list.join("\n")
                        ));
                    }
                }
            }
        }
    }
    assert!(all > 100, "only {all} cases read");
    assert!(wrong.is_empty(), "{} of {all} cases:\n{}", wrong.len(), wrong.join("\n"));
}
