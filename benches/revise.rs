//! Storing a revision of a 30 KB article with live, approved claims, beside
//! its floor: the bare diff of the two texts, and the very rows that the
//! revision wrote, written by plain rusqlite into a copy of the same desk.
//!
//! `cargo bench --bench revise`, or with `-- --rounds 3` for a look; `--edit 2`
//! runs the second edit alone, `--claims 300` that number of claims.
//!
//! Every run begins from a fresh copy of the desk. Times are the median of the rounds: by the clock, which waits
//! for the disk on both sides, and of the processor, of all threads.

#![allow(clippy::pedantic, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]
#![allow(missing_docs, unreachable_pub, dead_code)]

mod common;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use copydesk::desk::claims::{self, Case, Check, NewClaim};
use copydesk::desk::facts::{Head, Heads};
use copydesk::desk::{Problem, articles, names, people, sources};
use copydesk::domain::claim::Finding;
use copydesk::domain::part::{Part, Texts};
use copydesk::domain::person::Role;
use copydesk::domain::source::{SourceKind, Stance};
use copydesk::domain::time::Timestamp;
use copydesk::store::source::Tie;
use copydesk::store::{Actor, Desk, Now};
use rusqlite::Connection;
use rusqlite::types::Value;

const AT: Now = Now { at: Timestamp::from_millis(1_700_000_000_000), fixed: true };

/// An edit of the body: what it does to the paragraphs.
type Edit = fn(&mut Vec<String>, &[bool]);

fn main() {
    let rounds = common::option("--rounds", 9);
    let only = common::option("--claims", usize::MAX);
    let (from, to) = match common::option("--edit", 0) {
        0 => (0, usize::MAX),
        edit => (edit - 1, edit),
    };
    let folder = tempfile::tempdir().unwrap();
    let edits: [(&str, Edit); 4] = [
        ("a word far from claims", |p, claimed| {
            let at = claimed.iter().position(|c| !c).unwrap();
            p[at] = p[at].replacen("The paper", "This paper", 1);
        }),
        ("a paragraph on top", |p, _| p.insert(0, "The committee meets in the old hall.".to_owned())),
        ("a number in every tenth paragraph", |p, _| {
            p.iter_mut().step_by(10).for_each(|p| *p = p.replacen("which affects ", "which affects 9", 1));
        }),
        ("a mixed edit", |p, _| {
            p.iter_mut().step_by(20).for_each(|p| *p = p.replacen("costs ", "costs about ", 1));
            p.iter_mut().skip(3).step_by(9).for_each(|p| p.push_str(" Nobody objected to it."));
            let moved = p.remove(5);
            p.insert(20, moved);
            p.remove(11);
        }),
    ];
    println!("storing a revision of 30 KB; median of {rounds}; ms by the clock (in brackets: of processor time)");
    println!(
        "{:36} {:>6} {:>16} {:>16} {:>16} {:>16} {:>12}",
        "edit", "claims", "copydesk", "diff", "rows", "ratio", "us per claim"
    );
    for (name, edit) in edits.into_iter().take(to).skip(from) {
        let mut without = Took::default();
        for claims in [0, 100, 300, 1000, 3000] {
            if only != usize::MAX && claims != only {
                continue;
            }
            if claims > 300 && name == "a mixed edit" {
                continue;
            }
            let made = Made::new(folder.path(), claims, edit);
            let (mut ours, mut diffs, mut floors) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..rounds {
                let stored = made.copy(folder.path(), "ours.db");
                ours.push(revise(&stored, &made.new));
                diffs.push(took(|| {
                    std::hint::black_box(copydesk::diff::diff(made.old.get(&Part::Body), made.new.get(&Part::Body)));
                }));
                let bare = made.copy(folder.path(), "floor.db");
                floors.push(floor(&stored, &bare));
            }
            let (ours, diff, rows) = (middle(ours), middle(diffs), middle(floors));
            if claims == 0 {
                without = ours;
            }
            let ratio = |of: fn(Took) -> Duration| ms(of(ours)) / (ms(of(diff)) + ms(of(rows)));
            let (wall, cpu) = (ratio(|t| t.wall), ratio(|t| t.cpu));
            let each = if claims == 0 { 0.0 } else { (ms(ours.cpu) - ms(without.cpu)) * 1000.0 / claims as f64 };
            println!(
                "{name:36} {claims:>6} {ours:>16} {diff:>16} {rows:>16} {:>16} {each:>12.1}",
                format!("{wall:.2}x ({cpu:.2}x)")
            );
        }
    }
}

/// A desk with an article and approved claims, and the text that comes next.
struct Made {
    desk: PathBuf,
    old: Texts,
    new: Texts,
}

impl Made {
    fn new(folder: &Path, count: usize, edit: Edit) -> Self {
        let mut random = common::Random::new(0x005E_ED0F_C0DE);
        let (mut paragraphs, mut claimed, mut quotes) = (Vec::new(), Vec::new(), Vec::new());
        let (mut length, mut number) = (0, 0);
        while length < 30_000 {
            let free = paragraphs.len() % 8 == 7;
            let text: Vec<String> = (0..3)
                .map(|_| {
                    number += 1;
                    common::sentence(&mut random, number)
                })
                .collect();
            let mut text = text.join(" ");
            if free {
                text = format!("The paper has been on the table for a while. {text}");
            }
            length += text.len() + 2;
            claimed.push(!free);
            paragraphs.push(text);
        }
        // Claims on every sentence by turns, and more than one where they are many.
        'all: for words in [4, 6, 3, 7, 5, 8, 2, 9, 10, 11, 12, 13, 14] {
            for (paragraph, _) in paragraphs.iter().zip(&claimed).filter(|(_, c)| **c) {
                for (at, _) in paragraph.match_indices("which affects") {
                    if quotes.len() == count {
                        break 'all;
                    }
                    let words = paragraph[..at].match_indices(' ').rev().nth(words).map_or(0, |(at, _)| at + 1);
                    quotes.push(paragraph[words..at].trim().to_owned() + &paragraph[at - 1..at + 26]);
                }
            }
        }
        let text = |paragraphs: &[String]| {
            Texts::default().with(Part::Headline, "The long report").with(Part::Body, paragraphs.join("\n\n"))
        };
        let old = text(&paragraphs);
        edit(&mut paragraphs, &claimed);
        let new = text(&paragraphs);
        let desk = folder.join(format!("made-{count}.db"));
        for ending in ["", "-wal", "-shm"] {
            std::fs::remove_file(format!("{}{ending}", desk.display())).ok();
        }
        fill(&desk, &old, &quotes).unwrap_or_else(|e| panic!("{e:?}"));
        Self { desk, old, new }
    }

    /// A fresh copy of the desk, with nothing in its log.
    fn copy(&self, folder: &Path, name: &str) -> PathBuf {
        let to = folder.join(name);
        for ending in ["-wal", "-shm"] {
            std::fs::remove_file(format!("{}{ending}", to.display())).ok();
        }
        std::fs::copy(&self.desk, &to).unwrap();
        to
    }
}

fn actor(desk: &Desk, name: &str) -> Result<Actor, Problem> {
    desk.read(AT, |r| names::actor(r, name, "bench"))
}

/// Makes the desk: one adds, cites and checks; another approves.
fn fill(path: &Path, texts: &Texts, quotes: &[String]) -> Result<(), Problem> {
    let (desk, _) = Desk::make(path, "chief", "bench", AT, true)?;
    let chief = actor(&desk, "chief")?;
    desk.transact(&chief, AT, |tx| {
        people::add(tx, "carl", "", Role::Checker)?;
        people::add(tx, "ed", "", Role::Editor).map(|_| ())
    })?;
    let source = desk.transact(&chief, AT, |tx| {
        let texts = texts.clone();
        articles::create(tx, &articles::New { texts, language: "en".to_owned(), ..new_article() })?;
        sources::add(tx, &new_source())
    })?;
    let ids = desk.transact(&actor(&desk, "carl")?, AT, |tx| {
        let head = Head::load(tx, names::article(tx, "report")?)?;
        let mut ids = Vec::new();
        for quote in quotes {
            let new = NewClaim { quote: quote.clone(), ..NewClaim::default() };
            let new = NewClaim { occurrence: Some(1), ..new };
            ids.push(claims::add(tx, &head, &new)?.id);
        }
        let heads = Heads::default();
        for id in &ids {
            let tie =
                Tie { locator: String::new(), quotation: String::new(), stance: Stance::Supports, note: String::new() };
            claims::cite(tx, Case::load(tx, &heads, *id)?, source.id, &tie)?;
            let check = Check { finding: Some(Finding::Confirmed), ..Check::default() };
            claims::check(tx, Case::load(tx, &heads, *id)?, &check, None)?;
        }
        Ok::<_, Problem>(ids)
    })?;
    desk.transact(&actor(&desk, "ed")?, AT, |tx| {
        let heads = Heads::default();
        ids.iter().try_for_each(|id| claims::approve(tx, Case::load(tx, &heads, *id)?, "", None).map(|_| ()))
    })
}

fn new_article() -> articles::New {
    articles::New { slug: "report".to_owned(), ..articles::New::default() }
}

fn new_source() -> sources::NewSource {
    sources::NewSource {
        article: None,
        kind: SourceKind::Document,
        title: "the report".to_owned(),
        url: String::new(),
        archived_url: String::new(),
        retrieved_at: None,
        is_primary: true,
        independence: String::new(),
        confidential: false,
        known_by: String::new(),
        note: String::new(),
        file: None,
    }
}

/// What copydesk does: one transaction that stores the revision.
fn revise(path: &Path, new: &Texts) -> Took {
    let desk = Desk::open(path).unwrap();
    let chief = actor(&desk, "chief").unwrap();
    // A first reading, so that both sides find their statements and pages warm.
    desk.read(AT, |r| Head::load(r, names::article(r, "report")?).map(|_| ())).unwrap();
    took(|| {
        desk.transact(&chief, AT, |tx| {
            let head = Head::load(tx, names::article(tx, "report")?)?;
            articles::edit(tx, &head, new, "", None).map(|_| ())
        })
        .unwrap_or_else(|e| panic!("{e:?}"));
    })
}

/// The rows that the revision wrote, written again by plain statements.
fn floor(stored: &Path, bare: &Path) -> Took {
    let from = Connection::open(stored).unwrap();
    let revision: i64 = from.query_row("SELECT max(number) FROM revision", [], |r| r.get(0)).unwrap();
    let event: i64 = from.query_row("SELECT max(seq) FROM event", [], |r| r.get(0)).unwrap();
    let changed = format!("FROM claim WHERE event = {event}");
    let tables: Vec<(&str, Vec<Vec<Value>>)> = [
        ("revision", format!("SELECT * FROM revision WHERE number = {revision}")),
        ("anchor", format!("SELECT * FROM anchor WHERE revision = {revision}")),
        ("event", format!("SELECT * FROM event WHERE seq = {event}")),
        ("article", "SELECT * FROM article".to_owned()),
        ("claim", format!("SELECT * {changed}")),
        ("queue", format!("SELECT * FROM queue WHERE claim IN (SELECT id {changed})")),
        // Whose finding holds no longer is found among those by its words no longer.
        (
            "precedent_words",
            format!("SELECT -id FROM claim WHERE event = {event} AND standing NOT IN ('approved', 'contradicted')"),
        ),
    ]
    .into_iter()
    .map(|(table, sql)| {
        let mut statement = from.prepare(&sql).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |r| (0..columns).map(|c| r.get(c)).collect()).unwrap();
        (table, rows.map(Result::unwrap).collect())
    })
    .collect();
    let to = Connection::open(bare).unwrap();
    to.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;").unwrap();
    to.set_prepared_statement_cache_capacity(32);
    // The guards against others are off on the desk's own connections.
    to.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).unwrap();
    to.query_row("SELECT count(*) FROM anchor", [], |_| Ok(())).unwrap();
    took(|| {
        to.execute_batch("BEGIN IMMEDIATE").unwrap();
        for (table, rows) in &tables {
            let Some(first) = rows.first() else { continue };
            let marks = vec!["?"; first.len()].join(",");
            let mut put = match *table {
                // What is there already is changed in place.
                "article" => to.prepare_cached("UPDATE article SET head = head + 1 WHERE id = ?1").unwrap(),
                "claim" => {
                    to.prepare_cached("UPDATE claim SET standing_reason = ?2, event = ?3 WHERE id = ?1").unwrap()
                }
                "precedent_words" => to.prepare_cached("DELETE FROM precedent_words WHERE rowid = ?1").unwrap(),
                _ => to.prepare_cached(&format!("INSERT INTO {table} VALUES ({marks})")).unwrap(),
            };
            for row in rows {
                match *table {
                    "article" => put.execute([&row[0]]).unwrap(),
                    "claim" => put.execute([&row[0], &row[20], &row[28]]).unwrap(),
                    _ => put.execute(rusqlite::params_from_iter(row)).unwrap(),
                };
            }
        }
        to.execute_batch("COMMIT").unwrap();
    })
}

/// Time of the processor and by the clock.
#[derive(Clone, Copy, Default)]
struct Took {
    cpu: Duration,
    wall: Duration,
}

impl std::fmt::Display for Took {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{:.2} ({:.2})", ms(self.wall), ms(self.cpu)))
    }
}

fn took(f: impl FnOnce()) -> Took {
    let (begun, cpu) = (Instant::now(), processor());
    f();
    let wall = begun.elapsed();
    Took { cpu: processor() - cpu, wall }
}

/// The processor time of all threads so far.
fn processor() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap(), u32::try_from(time.tv_nsec).unwrap())
}

/// The medians, each by itself.
fn middle(mut runs: Vec<Took>) -> Took {
    let half = runs.len() / 2;
    runs.sort_by_key(|t| t.cpu);
    let cpu = runs[half].cpu;
    runs.sort_by_key(|t| t.wall);
    Took { wall: runs[half].wall, cpu }
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}
