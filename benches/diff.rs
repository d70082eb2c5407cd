//! The prose diff beside a floor: `similar`'s Patience over the same words,
//! already cut and numbered, and `git` as a whole process.
//!
//! `cargo bench --bench diff`. With `-- --pair OLD NEW` it compares two files and
//! prints one line of JSON, which is what `benches/peers` asks for.
//!
//! Times are CPU time of this process, the least of some rounds; memory is the
//! peak of a child process that does nothing but one comparison, less that of
//! one that only reads the texts.

#![allow(clippy::pedantic, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]
#![allow(missing_docs, unreachable_pub, dead_code)]

mod common;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::Random;
use copydesk::diff::{OpKind, TextDiff, diff};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let after = |name: &str| args.iter().position(|a| a == name).map(|at| &args[at + 1..]);
    let read = |path: &String| std::fs::read_to_string(path).expect("a text");
    if let Some([old, new, ..]) = after("--pair") {
        let (old, new) = (read(old), read(new));
        let (ms, found) = least(common::option("--rounds", 5), || diff(&old, &new));
        let (changed, hunks) = marked(&found, &old, &new);
        println!("{}", serde_json::json!({ "ms": ms, "changed": changed, "hunks": hunks }));
        return;
    }
    if let Some([old, new, ..]) = after("--once") {
        let (old, new) = (read(old), read(new));
        let found = diff(&old, &new);
        assert!(found.old_paragraphs.len() <= old.len());
        println!("{}", peak_kib());
        return;
    }
    if let Some([old, new, ..]) = after("--read") {
        let (old, new) = (read(old), read(new));
        assert!(old.len() + new.len() < usize::MAX);
        println!("{}", peak_kib());
        return;
    }
    table();
}

fn table() {
    let folder = tempfile::tempdir().unwrap();
    let has_git = Command::new("git").arg("--version").output().is_ok();
    println!("CPU ms, the least of some rounds; changed: characters marked, white space apart");
    println!(
        "{:34} {:>9} {:>9} {:>6} {:>9} {:>6} {:>9} {:>9} {:>7}",
        "", "copydesk", "similar", "ratio", "git", "ratio", "changed", "similar", "memory"
    );
    for (name, old, new) in cases() {
        let rounds = if old.len() + new.len() > 1_000_000 { 3 } else { 9 };
        let (ours, found) = least(rounds, || diff(&old, &new));
        let (changed, _) = marked(&found, &old, &new);
        let floor = similar_is_feasible(name).then(|| floor(&old, &new, rounds));
        let (a, b) = (folder.path().join("old"), folder.path().join("new"));
        std::fs::write(&a, &old).unwrap();
        std::fs::write(&b, &new).unwrap();
        let git = has_git.then(|| git(&a, &b, rounds));
        let memory = memory(&a, &b) as f64 / (old.len() + new.len()) as f64;
        let mut line = format!("{name:34} {ours:9.2}");
        match &floor {
            Some((ms, _)) => write!(line, " {ms:9.2} {:5.2}x", ours / ms).unwrap(),
            None => write!(line, " {:>9} {:>6}", "-", "").unwrap(),
        }
        match git {
            Some(ms) => write!(line, " {ms:9.2} {:5.2}x", ours / ms).unwrap(),
            None => write!(line, " {:>9} {:>6}", "-", "").unwrap(),
        }
        write!(line, " {changed:9}").unwrap();
        match &floor {
            Some((_, changed)) => write!(line, " {changed:9}").unwrap(),
            None => write!(line, " {:>9}", "-").unwrap(),
        }
        println!("{line} {memory:6.1}x");
    }
}

/// Two unrelated texts without anything unique take `similar` minutes.
fn similar_is_feasible(name: &str) -> bool {
    !name.contains("few words")
}

fn cases() -> Vec<(&'static str, String, String)> {
    let mega = |seed: u64, vocabulary: usize, paragraph: usize| prose(seed, vocabulary, 1_000_000, paragraph);
    let text = |size: usize| prose(1, 20_000, size, 60);
    vec![
        ("30 KB, 10 % of words", text(30_000), edited(&text(30_000), 10)),
        ("300 KB, 1 % of words", text(300_000), edited(&text(300_000), 1)),
        ("300 KB, 10 % of words", text(300_000), edited(&text(300_000), 10)),
        ("300 KB, 50 % of words", text(300_000), edited(&text(300_000), 50)),
        ("3 MB, 10 % of words", text(3_000_000), edited(&text(3_000_000), 10)),
        ("1 MB, unrelated", mega(1, 20_000, 60), mega(2, 20_000, 60)),
        ("1 MB, unrelated, few words", mega(1, 1_000, 60), mega(2, 1_000, 60)),
        ("1 MB, unrelated, one line", mega(1, 20_000, usize::MAX), mega(2, 20_000, usize::MAX)),
        ("1 MB, unrelated, one line, few words", mega(1, 1_000, usize::MAX), mega(2, 1_000, usize::MAX)),
        ("1 MB, one line, 10 % of words", mega(1, 20_000, usize::MAX), edited(&mega(1, 20_000, usize::MAX), 10)),
        ("1 MB, one-word paragraphs", mega(1, 1_000, 1), mega(2, 1_000, 1)),
        ("1 MB, identical paragraphs", "ab cd.\n\n".repeat(125_000), "ab cd.\n\n".repeat(120_000)),
        ("1 MB, a b a b", "a b ".repeat(250_000), "b a ".repeat(240_000)),
    ]
}

/// A word of so many, the frequent ones short.
fn word(random: &mut Random, vocabulary: usize) -> String {
    // The square of an even draw: few words often, many seldom.
    let draw = random.below(vocabulary);
    let rank = draw * random.below(vocabulary) / vocabulary;
    let mut left = rank + 5;
    let mut word = String::new();
    while left > 0 {
        word.push(char::from(b"etaoinsrhldcu"[left % 13]));
        word.push(char::from(b"aeiou"[left % 5]));
        left /= 13;
    }
    word
}

/// Prose of about so many bytes, so many words to a paragraph.
fn prose(seed: u64, vocabulary: usize, bytes: usize, paragraph: usize) -> String {
    let mut random = Random::new(seed * 0x9E37_79B9 + 77);
    let mut text = String::new();
    let mut count = 0;
    while text.len() < bytes {
        count += 1;
        text.push_str(&word(&mut random, vocabulary));
        text.push_str(match count {
            n if n % paragraph == 0 => ".\n\n",
            n if n % 14 == 0 => ". ",
            n if n % 9 == 0 => ", ",
            _ => " ",
        });
    }
    text
}

/// The text with so many per cent of its words exchanged, in phrases of one to four.
fn edited(text: &str, share: usize) -> String {
    let mut random = Random::new(4711);
    let mut left = 0;
    let words = text.split(' ').map(|old| {
        if left == 0 && random.below(250) < share {
            left = 1 + random.below(4);
        }
        if left == 0 || old.contains('\n') {
            return old.to_owned();
        }
        left -= 1;
        word(&mut random, 20_000)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The least CPU time of some rounds in milliseconds, and what came of it.
fn least<T>(rounds: usize, mut work: impl FnMut() -> T) -> (f64, T) {
    let mut best = f64::INFINITY;
    let mut found = None;
    for _ in 0..rounds.max(1) {
        // Short work is repeated, so that the clock's grain does not show.
        let (begun, mut times) = (cpu(), 0_u32);
        loop {
            found = Some(work());
            times += 1;
            if cpu() - begun > 5_000_000 || times > 1_000 {
                break;
            }
        }
        best = best.min((cpu() - begun) as f64 / 1e6 / f64::from(times));
    }
    (best, found.unwrap())
}

/// What this process has spent on a CPU, in nanoseconds.
fn cpu() -> u64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").expect("Linux");
    text.split(' ').next().and_then(|n| n.parse().ok()).expect("nanoseconds")
}

fn visible(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Characters marked on both sides, white space apart, and in how many stretches.
fn marked(found: &TextDiff, old: &str, new: &str) -> (usize, usize) {
    let (mut changed, mut hunks) = (0, 0);
    for block in &found.blocks {
        let mut inside = false;
        for op in &block.ops {
            let n = visible(&old[op.old.bytes.clone()]) + visible(&new[op.new.bytes.clone()]);
            if n == 0 {
                continue;
            }
            if op.kind == OpKind::Equal {
                inside = false;
            } else {
                changed += n;
                hunks += usize::from(!inside);
                inside = true;
            }
        }
    }
    (changed, hunks)
}

/// `similar` on numbered words, cutting and numbering included.
fn floor(old: &str, new: &str, rounds: usize) -> (f64, usize) {
    let words = |text: &str| -> Vec<usize> {
        text.split_word_bound_indices().filter(|(_, w)| !w.trim().is_empty()).map(|(at, _)| at).collect()
    };
    let (ms, ops) = least(rounds, || {
        let mut known: HashMap<&str, u32> = HashMap::new();
        let mut ids = [Vec::new(), Vec::new()];
        for (text, ids) in [old, new].into_iter().zip(&mut ids) {
            for word in text.split_word_bounds().filter(|w| !w.trim().is_empty()) {
                let next = known.len() as u32;
                ids.push(*known.entry(word).or_insert(next));
            }
        }
        capture_diff_slices(Algorithm::Patience, &ids[0], &ids[1])
    });
    let (at_old, at_new) = (words(old), words(new));
    let text = |text: &str, at: &[usize], from: usize, len: usize| {
        let end = at.get(from + len).copied().unwrap_or(text.len());
        at.get(from).map_or(0, |start| visible(&text[*start..end]))
    };
    let changed = ops.iter().map(|op| match *op {
        DiffOp::Equal { .. } => 0,
        DiffOp::Delete { old_index, old_len, .. } => text(old, &at_old, old_index, old_len),
        DiffOp::Insert { new_index, new_len, .. } => text(new, &at_new, new_index, new_len),
        DiffOp::Replace { old_index, old_len, new_index, new_len } => {
            text(old, &at_old, old_index, old_len) + text(new, &at_new, new_index, new_len)
        }
    });
    (ms, changed.sum())
}

/// CPU time of `git diff`, the whole process: the mean of many runs, for the
/// kernel counts children's time in hundredths of a second.
fn git(old: &Path, new: &Path, rounds: usize) -> f64 {
    let runs = if rounds > 3 { 40 } else { 8 };
    let before = children();
    for _ in 0..runs {
        Command::new("git")
            .args(["--no-pager", "diff", "--no-index", "--no-color", "--word-diff=porcelain", "-U0"])
            .args([old, new])
            .stdout(Stdio::null())
            .status()
            .unwrap();
    }
    (children() - before) * 10.0 / f64::from(runs)
}

/// User and system time of children that have ended, in ticks.
fn children() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    [13, 14].iter().map(|at| fields[*at].parse::<f64>().unwrap()).sum()
}

/// Bytes at the peak that one comparison takes above reading the texts.
fn memory(old: &Path, new: &Path) -> u64 {
    let program: PathBuf = std::env::current_exe().unwrap();
    let peak = |what: &str| -> u64 {
        let done = Command::new(&program).arg(what).args([old, new]).output().unwrap();
        assert!(done.status.success());
        String::from_utf8(done.stdout).unwrap().trim().parse().unwrap()
    };
    peak("--once").saturating_sub(peak("--read")) * 1024
}

/// The most memory that this process has held so far, in KiB.
fn peak_kib() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
