//! Importing an archive beside its floor: the same rows written by plain
//! rusqlite prepared statements, parsed from the same JSONL, with the same
//! schema, pragmas and batches. Both run as processes of their own, so that
//! time and peak memory are theirs alone.
//!
//! `cargo bench --bench import`, or with `-- --articles 1000` for a look.

#![allow(clippy::pedantic, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]
#![allow(missing_docs, unreachable_pub, dead_code)]

mod common;
#[path = "common/floor.rs"]
mod floor;

use std::path::Path;
use std::process::{Command, Stdio};

use rusqlite::Connection;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|a| a == "--floor") {
        return floor::floor(Path::new(&args[at + 1]), Path::new(&args[at + 2]));
    }
    let articles = common::option("--articles", 100_000);
    let rounds = common::option("--rounds", 3);
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("archive.jsonl");
    common::generate(&input, articles);
    let size = std::fs::metadata(&input).unwrap().len();
    println!("{articles} articles, {} MB of JSONL; median of {rounds}", size / 1_000_000);

    let program = env!("CARGO_BIN_EXE_copydesk");
    let this = std::env::current_exe().unwrap();
    let (mut ours, mut floors) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let desk = folder.path().join(format!("ours-{round}.db"));
        init(program, &desk);
        let mut import = Command::new(program);
        import.args(["--as", "bench", "--quiet", "--db"]).arg(&desk).arg("import").arg(&input);
        ours.push(common::measure(import.stdout(Stdio::null())));

        let desk = folder.path().join(format!("floor-{round}.db"));
        init(program, &desk);
        let mut floor = Command::new(&this);
        floors.push(common::measure(floor.arg("--floor").arg(&desk).arg(&input)));
    }
    same_rows(&folder.path().join("ours-0.db"), &folder.path().join("floor-0.db"));
    let (ours, floor) = (common::median(ours), common::median(floors));
    let ratio = |a: f64, b: f64| a / b;
    println!("{:24} {:>9} {:>12} {:>10}", "", "seconds", "articles/s", "peak MiB");
    for (name, took) in [("copydesk import", ours), ("floor (plain rusqlite)", floor)] {
        let seconds = took.wall.as_secs_f64();
        println!(
            "{name:24} {seconds:>9.2} {:>12.0} {:>10.1}",
            articles as f64 / seconds,
            took.peak_kib as f64 / 1024.0
        );
    }
    println!(
        "{:24} {:>8.2}x {:>12} {:>9.2}x",
        "ratio",
        ratio(ours.wall.as_secs_f64(), floor.wall.as_secs_f64()),
        "",
        ratio(ours.peak_kib as f64, floor.peak_kib as f64)
    );
}

fn init(program: &str, desk: &Path) {
    let made = Command::new(program).args(["--as", "bench", "--quiet", "init"]).arg(desk).status().unwrap();
    assert!(made.success());
}

/// The floor must not be cheaper by writing less.
fn same_rows(ours: &Path, floor: &Path) {
    let count = |desk: &Path| -> Vec<(String, i64)> {
        let c = Connection::open(desk).unwrap();
        ["article", "revision", "tag", "article_tag", "claim", "anchor", "queue", "event", "import_item"]
            .iter()
            .map(|t| (t.to_string(), c.query_row(&format!("SELECT count(*) FROM {t}"), [], |r| r.get(0)).unwrap()))
            .collect()
    };
    let (mut a, mut b) = (count(ours), count(floor));
    // copydesk closes its run with one event more.
    a.retain(|(t, _)| t != "event");
    b.retain(|(t, _)| t != "event");
    assert_eq!(a, b);
    let total: i64 = a.iter().map(|(_, n)| n).sum();
    println!("{total} rows each");
}
