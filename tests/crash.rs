//! Killed in the middle of an import, and the disk full: what was said to be
//! done is there, nothing is there by half, and the run can simply be run again.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::format_collect,
    reason = "what fails here fails the test"
)]

mod common;

use std::collections::BTreeMap;
use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use common::Desk;
use serde_json::{Value, json};

/// How many articles an import has.
const ARTICLES: usize = 240;
/// How many revisions an article comes with, and how many claims each copy of it: enough rows for several commits.
const HISTORY: u64 = 14;
const CLAIMS: u64 = 2;
/// How often it is killed: as it makes the articles of a desk, and as it brings new copy of them.
const ROUNDS: u64 = 30;
/// How many rounds a desk lasts.
const LASTS: u64 = 2;

/// The copy of a round: every article, with its history and claims, worded for the round.
fn copy(round: u64) -> String {
    let line = |n: usize| {
        let quote = |gate: u64| format!("Gate {gate} holds {round} million litres");
        let body: String = (0..CLAIMS).map(|gate| format!("{} of water.\n\n", quote(gate))).collect();
        let mut revisions: Vec<Value> =
            (1..HISTORY).map(|at| json!({"body": format!("The keeper of village {n} spoke {at} times.")})).collect();
        revisions.push(json!({"body": body}));
        json!({
            "slug": format!("dam-{n}"), "provider": "desk", "external_id": format!("dam-{n}"), "language": "en",
            "headline": format!("Dam {n}"), "revisions": revisions,
            "claims": (0..CLAIMS).map(|gate| json!({"quote": quote(gate), "kind": "number"})).collect::<Vec<_>>(),
        })
        .to_string()
    };
    (0..ARTICLES).map(line).collect::<Vec<_>>().join("\n")
}

/// A number that looks like chance and is the same in every run.
fn chance(seed: u64) -> u64 {
    let mut x = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// What the desk has: each slug with its head.
fn heads(desk: &Desk) -> BTreeMap<String, u64> {
    let all = desk.run(&["article", "list", "--limit", "0", "--json"]).ends(0).json();
    let head = |a: &Value| (a["slug"].as_str().unwrap().to_owned(), a["head"].as_u64().unwrap());
    all.as_array().unwrap().iter().map(head).collect()
}

/// How many claims each article has.
fn claims(desk: &Desk) -> BTreeMap<String, u64> {
    let mut of = BTreeMap::new();
    let all = desk.run(&["claim", "list", "--limit", "0", "--json"]).ends(0).json();
    for claim in all.as_array().unwrap() {
        *of.entry(claim["article"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    of
}

/// A desk with its chief only, who imports.
fn new_desk() -> Desk {
    let desk = Desk::empty();
    desk.run(&["init"]).ends(0);
    desk
}

/// The articles that whole lines of the output say are in, each with its revision.
fn acknowledged(stdout: &str) -> Vec<(String, u64)> {
    let whole = stdout.rfind('\n').map_or("", |end| &stdout[..end]);
    whole
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|item| item["outcome"] == "created" || item["outcome"] == "updated")
        .map(|item| (item["article"].as_str().unwrap().to_owned(), item["revision"].as_u64().unwrap()))
        .collect()
}

/// Imports the copy and kills the program at this moment, or as soon as it
/// tells its first outcome; whether it was done, and what it had told.
fn killed(desk: &Desk, after: Option<Duration>) -> (bool, String) {
    let mut command = desk.command(&["--format", "jsonl", "import", "copy.jsonl"]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut pipe = child.stdout.take().unwrap();
    let (first, told) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut said = vec![0];
        if pipe.read_exact(&mut said).is_err() {
            return String::new();
        }
        first.send(()).ok();
        pipe.read_to_end(&mut said).unwrap();
        String::from_utf8_lossy(&said).into_owned()
    });
    match after {
        Some(after) => std::thread::sleep(after),
        None => drop(told.recv()),
    }
    child.kill().unwrap();
    let done = child.wait().unwrap().success();
    (done, reader.join().unwrap())
}

/// How long an undisturbed run takes.
fn timed(desk: &Desk, copy: &str) -> Duration {
    desk.file("copy.jsonl", copy);
    let began = Instant::now();
    desk.run(&["import", "copy.jsonl"]).ends(0);
    began.elapsed()
}

#[test]
fn killed_at_any_moment_an_import_leaves_whole_articles() {
    let trial = new_desk();
    let copies = [copy(1), copy(2)];
    let (making, bringing) = (timed(&trial, &copies[0]), timed(&trial, &copies[1]));
    let (mut desk, mut before) = (new_desk(), BTreeMap::new());
    let (mut cut_short, mut told, mut halfway) = (0, 0, 0);
    for round in 0..ROUNDS {
        if round % LASTS == 0 {
            (desk, before) = (new_desk(), BTreeMap::new());
        }
        let first = round % LASTS == 0;
        desk.file("copy.jsonl", &copies[usize::from(!first)]);
        let whole = if first { making } else { bringing };
        let share = f64::from(u32::try_from(20 + chance(round) % 700).unwrap()) / 1000.0;
        let (done, said) = killed(&desk, (round % 4 != 2).then(|| whole.mul_f64(share)));
        desk.run(&["db", "check"]).ends(0);
        let now = heads(&desk);
        for (slug, revision) in acknowledged(&said) {
            told += 1;
            let head = now.get(&slug).copied().unwrap_or(0);
            assert!(head >= revision, "round {round}: {slug}@{revision} was acknowledged, and the head is {head}");
        }
        // All in or all out: the claims came with their revisions.
        let of = claims(&desk);
        for (slug, head) in &now {
            let had = before.get(slug).copied().unwrap_or(0);
            let whole = if had == 0 { HISTORY } else { had + 1 };
            assert!(*head == had || *head == whole, "round {round}: {slug} went from {had} to {head}");
            assert_eq!(of.get(slug), Some(&((head - HISTORY + 1) * CLAIMS)), "round {round}: claims of {slug}@{head}");
        }
        let came = now.iter().filter(|(slug, head)| before.get(*slug) != Some(*head)).count();
        halfway += usize::from(came > 0 && came < ARTICLES);
        if !done {
            cut_short += 1;
        }
        if !done && round % 4 == 0 {
            // Simply run again, it brings the rest and nothing twice.
            let again = desk.run(&["--json", "import", "copy.jsonl"]).ends(0).json();
            assert_eq!((&again["rejected"], &again["unchanged"]), (&0.into(), &came.into()));
        }
        before = heads(&desk);
    }
    desk.run(&["db", "check"]).ends(0);
    desk.run(&["log", "--verify"]).ends(0);
    eprintln!("{cut_short} of {ROUNDS} cut short, {halfway} with a part in, {told} outcomes told and kept");
    assert!(cut_short >= ROUNDS / 4, "only {cut_short} runs were cut short");
    assert!(told > 0, "never killed behind the first outcome");
}

/// Says why a test can't run here; where everything must run, that is a failure.
fn skip(why: &str) {
    assert!(std::env::var_os("COPYDESK_CI").is_none_or(|v| v != "1"), "can't be skipped: {why}");
    eprintln!("skipped: {why}");
}

/// Whether strace is here and may trace.
fn strace() -> bool {
    let tried = Command::new("strace").args(["-f", "-o", "/dev/null", "-e", "trace=none", "true"]).output();
    tried.is_ok_and(|done| done.status.success())
}

#[test]
fn a_full_disk_at_any_write_is_a_clean_refusal() {
    if !strace() {
        return skip("no strace that may trace");
    }
    let few = copy(1).lines().take(12).collect::<Vec<_>>().join("\n");
    let mut hits = 0;
    for (call, error) in [("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("fdatasync", "EIO"), ("ftruncate", "EIO")] {
        for nth in [1, 2, 3, 5, 8, 13] {
            let desk = new_desk();
            desk.file("copy.jsonl", &few);
            let program = desk.command(&["--format", "jsonl", "import", "copy.jsonl"]);
            let mut traced = Command::new("strace");
            traced
                .args(["-f", "-o", "/dev/null", "-e", &format!("trace={call}")])
                .arg("-e")
                .arg(format!("inject={call}:error={error}:when={nth}"))
                .arg(program.get_program())
                .args(program.get_args())
                .current_dir(desk.path("."))
                .env_clear()
                .envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
            let output = common::finish(traced, "");
            let clean = [0, 1, 5].contains(&output.code) && !output.stderr.contains("panicked");
            assert!(clean, "{call} {nth}: {} {}", output.code, output.stderr);
            hits += usize::from(output.code != 0);
            desk.run(&["db", "check"]).ends(0);
            let now = heads(&desk);
            for (slug, revision) in acknowledged(&output.stdout) {
                let head = now.get(&slug).copied().unwrap_or(0);
                assert!(head >= revision, "{call} {nth}: {slug}@{revision} was acknowledged");
            }
            desk.run(&["import", "copy.jsonl"]).ends(0);
            assert_eq!(heads(&desk).len(), 12, "{call} {nth}");
        }
    }
    assert!(hits > 0, "no fault was ever met");
}
