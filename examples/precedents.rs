//! How well the claims that were checked before are found again: the right one
//! among the first five (MAP@5), and what the two cut-offs let through.
//!
//! ```text
//! cargo run --release --example precedents -- CLAIMS.jsonl.gz QUERIES.tsv QRELS.tsv [OTHERS.txt]
//! ```
//!
//! The data are those of CheckThat! Lab 2022, task 2A (English): claims as lines
//! of JSON (`vclaim_id`, `vclaim`, `title`, `subtitle`, `date`), queries as
//! `id TAB text`, and for each query the right claim, `query TAB 0 TAB claim TAB 1`.
//! The claims go onto a desk as ClaimReviews, as an import writes them. OTHERS are
//! texts of something else, one a line: whatever is shown for them is a false alarm.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "a tool for whoever measures"
)]

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{BufRead as _, BufReader},
    time::{Duration, Instant},
};

use copydesk::{
    desk::precedents::{FEW, WORTH_A_LOOK, WORTH_A_WORD, of_text},
    domain::{ids::PersonId, person::Role, time::Timestamp},
    store::{
        Actor, Desk, Now,
        event::Draft,
        precedent::{self, Precedent},
        resembling::Before,
    },
};
use serde_json::{Value, json};

/// How many answers count.
const FIRST: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (claims, queries, right, others) = match arguments.as_slice() {
        [claims, queries, right] => (claims, queries, right, None),
        [claims, queries, right, others] => (claims, queries, right, Some(others)),
        _ => {
            println!("precedents CLAIMS.jsonl.gz QUERIES.tsv QRELS.tsv [OTHERS.txt]");
            return;
        }
    };
    let queries: HashMap<String, String> = lines(queries)
        .filter_map(|line| line.split_once('\t').map(|(id, text)| (id.to_owned(), text.trim_matches('"').to_owned())))
        .collect();
    let mut wanted: Vec<(String, HashSet<String>)> = Vec::new();
    for line in lines(right) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [query, _, claim, _] = fields.as_slice() else { continue };
        match wanted.iter_mut().find(|(id, _)| id == query) {
            Some((_, claims)) => {
                claims.insert((*claim).to_owned());
            }
            None => wanted.push(((*query).to_owned(), HashSet::from([(*claim).to_owned()]))),
        }
    }

    let folder = tempfile::tempdir().expect("a folder");
    let now = Now { at: Timestamp::parse("2026-01-01T00:00:00Z").expect("a time"), fixed: false };
    let (desk, _) = Desk::make(&folder.path().join("desk.db"), "kim", "kim", now, false).expect("a desk");
    let begun = Instant::now();
    let ids = fill(&desk, now, claims);
    println!("{} claims onto a desk in {:.1} s", ids.len(), begun.elapsed().as_secs_f64());

    let (mut sum, mut first, mut among) = (0.0, 0, 0);
    let (mut look, mut word) = (Cut::default(), Cut::default());
    let mut times: Vec<Duration> = Vec::new();
    for (query, claims) in &wanted {
        let text = queries.get(query).expect("a query");
        let begun = Instant::now();
        let found = desk.read(now, |r| of_text(r, text, 0.0, FIRST)).expect("an answer");
        times.push(begun.elapsed());
        let is_right: Vec<bool> = found
            .iter()
            .map(|f| match f.known {
                Before::Elsewhere(id) => ids.get(&id).is_some_and(|claim| claims.contains(claim)),
                Before::Here(_) => false,
            })
            .collect();
        let mut hits = 0;
        let mut precision = 0.0;
        for (at, _) in is_right.iter().enumerate().filter(|(_, right)| **right) {
            hits += 1;
            precision += f64::from(hits) / (at + 1) as f64;
        }
        sum += precision / claims.len().min(FIRST) as f64;
        first += usize::from(is_right.first() == Some(&true));
        among += usize::from(hits > 0);
        for (cut, least, most) in [(&mut look, WORTH_A_LOOK, FIRST), (&mut word, WORTH_A_WORD, FEW)] {
            let shown: Vec<bool> = found
                .iter()
                .zip(&is_right)
                .filter(|(f, _)| f.score >= least)
                .map(|(_, right)| *right)
                .take(most)
                .collect();
            cut.shown += shown.len();
            cut.right += shown.iter().filter(|right| **right).count();
            cut.answered += usize::from(shown.contains(&true));
            cut.silent += usize::from(shown.is_empty());
        }
    }
    let all = wanted.len().max(1);
    let share = |n: usize| 100.0 * n as f64 / all as f64;
    times.sort();
    let time = |per: usize| times.get(times.len() * per / 100).map_or(0.0, |t| t.as_secs_f64() * 1e3);
    println!(
        "{all} queries: MAP@5 {:.3}; right at first {:.1} %, among five {:.1} %",
        sum / all as f64,
        share(first),
        share(among)
    );
    println!("a query takes {:.1} ms (median), {:.1} ms (95 of 100)", time(50), time(95));
    for (what, cut) in [("match", look), ("review", word)] {
        println!(
            "{what}: the right one shown for {:.1} %, nothing for {:.1} %; of {} shown {:.0} % right",
            share(cut.answered),
            share(cut.silent),
            cut.shown,
            100.0 * cut.right as f64 / cut.shown.max(1) as f64
        );
    }
    if let Some(others) = others {
        alarms(&desk, now, others);
    }
}

/// Says how many texts of something else are shown anything, and how long a look takes.
fn alarms(desk: &Desk, now: Now, path: &str) {
    let (mut all, mut look, mut word) = (0_usize, 0_usize, 0_usize);
    let mut times: Vec<Duration> = Vec::new();
    for text in lines(path) {
        let begun = Instant::now();
        let Ok(found) = desk.read(now, |r| of_text(r, &text, 0.0, FEW)) else { continue };
        times.push(begun.elapsed());
        all += 1;
        look += usize::from(found.iter().any(|f| f.score >= WORTH_A_LOOK));
        word += usize::from(found.iter().any(|f| f.score >= WORTH_A_WORD));
    }
    times.sort();
    let share = |n: usize| 100.0 * n as f64 / all.max(1) as f64;
    println!(
        "{all} texts of something else: match shows something for {:.1} %, review for {:.1} %; {:.1} ms each (median)",
        share(look),
        share(word),
        times.get(times.len() / 2).map_or(0.0, |t| t.as_secs_f64() * 1e3)
    );
}

/// What a cut-off lets through.
#[derive(Default, Clone, Copy)]
struct Cut {
    shown: usize,
    right: usize,
    answered: usize,
    silent: usize,
}

fn lines(path: &str) -> impl Iterator<Item = String> {
    BufReader::new(File::open(path).expect(path)).lines().map(|line| line.expect("UTF-8"))
}

/// Writes the claims as precedents; answers which id is whose.
fn fill(desk: &Desk, now: Now, path: &str) -> HashMap<i64, String> {
    let kim = Actor { id: PersonId(1), name: "kim".to_owned(), role: Role::Chief, login: "kim".to_owned() };
    let file = BufReader::new(flate2::read::MultiGzDecoder::new(File::open(path).expect(path)));
    let mut ids = HashMap::new();
    desk.transact(&kim, now, |tx| {
        for line in file.lines() {
            let claim: Value = serde_json::from_str(&line.expect("UTF-8")).expect("JSON");
            let text = |field: &str| claim.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
            let raw = json!({ "@type": "ClaimReview", "headline": text("title"), "description": text("subtitle") });
            let id = precedent::insert(
                tx,
                &Precedent {
                    id: 0,
                    statement: text("vclaim"),
                    claimant: String::new(),
                    checked: text("date"),
                    rating: "False".to_owned(),
                    publisher: "Check House".to_owned(),
                    url: String::new(),
                    raw: raw.to_string(),
                },
            )?;
            ids.insert(id, text("vclaim_id"));
        }
        tx.record(&Draft {
            action: "precedent.import",
            subject: "precedent",
            subject_id: 1,
            article: None,
            payload: json!({}).into(),
            reverses: None,
        })?;
        Ok::<(), copydesk::store::Error>(())
    })
    .expect("a desk that takes them");
    ids
}
