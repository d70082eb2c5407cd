//! Killed in the middle of an import, and the disk full: what was said to be
//! done is there, nothing is there by half, and the run can simply be run again.

mod common;

use std::collections::BTreeMap;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::Desk;
use serde_json::{Value, json};

/// How many articles an import has.
const ARTICLES: usize = 200;
/// How often it is killed: first as it makes the articles of a desk, then twice as it brings new copy.
const ROUNDS: u64 = 36;
/// How many rounds a desk lasts.
const LASTS: u64 = 3;

/// The copy of a round: every article, with a claim, worded for the round.
fn copy(round: u64) -> String {
    let line = |n: usize| {
        let body = format!(
            "The dam of village {n} holds {round} million litres of water, its keeper said.\n\nRound {round} is over."
        );
        json!({
            "slug": format!("dam-{n}"), "provider": "desk", "external_id": format!("dam-{n}"), "language": "en",
            "headline": format!("Dam {n}"), "body": body,
            "claims": [{"quote": format!("{round} million litres"), "kind": "number"}],
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

/// Imports a file and kills the program after this long; what it had printed by then.
fn killed(desk: &Desk, file: &str, after: Duration) -> (bool, String) {
    let mut command = desk.command(&["--format", "jsonl", "import", file]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut pipe = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut said = String::new();
        pipe.read_to_string(&mut said).unwrap();
        said
    });
    std::thread::sleep(after);
    child.kill().unwrap();
    let done = child.wait().unwrap().success();
    (done, reader.join().unwrap())
}

/// How long an undisturbed run takes.
fn timed(desk: &Desk, round: u64) -> Duration {
    desk.file("copy.jsonl", copy(round));
    let began = Instant::now();
    desk.run(&["import", "copy.jsonl"]).ends(0);
    began.elapsed()
}

#[test]
fn killed_at_any_moment_an_import_leaves_whole_articles() {
    let trial = new_desk();
    let (making, bringing) = (timed(&trial, 1), timed(&trial, 2));
    let mut desk = new_desk();
    let (mut cut_short, mut told, mut halfway) = (0, 0, 0);
    for round in 0..ROUNDS {
        if round % LASTS == 0 {
            desk = new_desk();
        }
        desk.file("copy.jsonl", copy(round + 1));
        let before = heads(&desk);
        let whole = if round % LASTS == 0 { making } else { bringing };
        let moment = whole.mul_f64(f64::from(u32::try_from(chance(round) % 1000).unwrap()) / 1000.0);
        let (done, said) = killed(&desk, "copy.jsonl", moment);
        desk.run(&["db", "check"]).ends(0);
        let now = heads(&desk);
        for (slug, revision) in acknowledged(&said) {
            told += 1;
            let head = now.get(&slug).copied().unwrap_or(0);
            assert!(head >= revision, "round {round}: {slug}@{revision} was acknowledged, and the head is {head}");
        }
        // All in or all out: a claim came with each revision.
        let of = claims(&desk);
        for (slug, head) in &now {
            let had = before.get(slug).copied().unwrap_or(0);
            assert!(*head == had || *head == had + 1, "round {round}: {slug} went from {had} to {head}");
            assert_eq!(of.get(slug), Some(head), "round {round}: the claims of {slug}@{head}");
        }
        let came = now.iter().filter(|(slug, head)| before.get(*slug) != Some(*head)).count();
        halfway += usize::from(came > 0 && came < ARTICLES);
        if !done {
            cut_short += 1;
            // Simply run again, it brings the rest and nothing twice.
            let again = desk.run(&["--json", "import", "copy.jsonl"]).ends(0).json();
            assert_eq!((&again["rejected"], &again["unchanged"]), (&0.into(), &came.into()));
            assert_eq!(heads(&desk).len(), ARTICLES);
        }
    }
    desk.run(&["db", "check"]).ends(0);
    desk.run(&["log", "--verify"]).ends(0);
    eprintln!("{cut_short} of {ROUNDS} cut short, {halfway} with a part in, {told} outcomes told and kept");
    assert!(cut_short >= ROUNDS / 2, "only {cut_short} runs were cut short");
    assert!(told > 0 && halfway > 0, "never killed between the first outcome and the last");
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
