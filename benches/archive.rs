//! An archive of gzipped JSONL, in and out: whether the last story costs what
//! the first did, in how much memory, beside plain rusqlite and beside
//! `sqlite-utils insert` with a full-text index, which a data journalist would use.
//!
//! `cargo bench --bench archive` takes 50,000 stories of 3 KB; the full size is
//! `cargo bench --bench archive -- --articles 1000000`. sqlite-utils comes from
//! PyPI; `SQLITE_UTILS` names it where it isn't in the path.

#![allow(clippy::pedantic, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]
#![allow(missing_docs, unreachable_pub, dead_code)]

mod common;
#[path = "common/floor.rs"]
mod floor;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use common::Took;
use rusqlite::{Connection, OpenFlags};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|a| a == "--floor") {
        return floor::floor(Path::new(&args[at + 1]), Path::new(&args[at + 2]));
    }
    let articles = common::option("--articles", 50_000);
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("archive.jsonl");
    common::generate(&plain, articles);
    let input = gzip(&plain);
    let size = std::fs::metadata(&plain).unwrap().len();
    println!(
        "{articles} stories, {} MB of JSONL, {} MB gzipped",
        size / 1_000_000,
        std::fs::metadata(&input).unwrap().len() / 1_000_000
    );

    let program = env!("CARGO_BIN_EXE_copydesk");
    let desk = folder.path().join("ours.db");
    init(program, &desk);
    let mut import = Command::new(program);
    import.args(["--as", "bench", "--quiet", "--db"]).arg(&desk).arg("import").arg(&input).stdout(Stdio::null());
    let (ours, samples) = sampled(&desk, &mut import);

    let other = folder.path().join("floor.db");
    init(program, &other);
    let floor = common::measure(Command::new(std::env::current_exe().unwrap()).arg("--floor").arg(&other).arg(&input));

    let out = folder.path().join("out.jsonl.gz");
    let mut export = Command::new(program);
    export
        .args(["--quiet", "--db"])
        .arg(&desk)
        .args(["export", "articles", "--rev", "head", "--claims", "-o"])
        .arg(&out);
    let export = common::measure(export.stdout(Stdio::null()));

    println!("{:34} {:>9} {:>12} {:>10}", "", "seconds", "stories/s", "peak MiB");
    let show = |name: &str, took: Took| {
        let seconds = took.wall.as_secs_f64();
        println!(
            "{name:34} {seconds:>9.2} {:>12.0} {:>10.1}",
            articles as f64 / seconds,
            took.peak_kib as f64 / 1024.0
        );
    };
    show("copydesk import", ours);
    show("floor (plain rusqlite)", floor);
    show("copydesk export --to jsonl", export);
    let ratio = |a: Took, b: Took| a.wall.as_secs_f64() / b.wall.as_secs_f64();
    println!("import / floor: {:.2}x (wanted: 2 at most)", ratio(ours, floor));
    println!(
        "import: peak {:.0} MiB, export: {:.0} MiB (wanted: under 286, which is 300 MB)",
        ours.peak_kib as f64 / 1024.0,
        export.peak_kib as f64 / 1024.0
    );
    match tenths(&samples, articles as i64) {
        Some((first, last)) => println!(
            "stories/s in the first tenth {first:.0}, in the last {last:.0}: {:.0} % (wanted: 80 at least)",
            100.0 * last / first
        ),
        None => println!("too few stories to tell the last tenth from the first; give more with --articles"),
    }
    // Of a story that nobody worked on both sides keep the same: its text and what it is.
    for file in [&input, &desk, &other, &out] {
        std::fs::remove_file(file).unwrap();
    }
    common::stories(&plain, articles, false);
    let (bare, input) = (folder.path().join("bare.db"), gzip(&plain));
    init(program, &bare);
    let mut import = Command::new(program);
    import.args(["--as", "bench", "--quiet", "--db"]).arg(&bare).arg("import").arg(&input).stdout(Stdio::null());
    println!("\nthe same stories without claims and tags");
    let ours = common::measure(&mut import);
    show("copydesk import", ours);
    match peer(folder.path(), &plain) {
        Some((rows, index)) => {
            show("sqlite-utils insert --nl, 2 indexes", rows);
            show("sqlite-utils enable-fts", index);
            let whole = Took { wall: rows.wall + index.wall, peak_kib: rows.peak_kib.max(index.peak_kib) };
            println!(
                "sqlite-utils / import: {:.1}x with its full-text index, which a desk has none of; {:.1}x without (wanted: 3 at least, like for like)",
                ratio(whole, ours),
                ratio(rows, ours)
            );
        }
        None => println!("sqlite-utils isn't here: pip install sqlite-utils, or name it in SQLITE_UTILS"),
    }
}

fn init(program: &str, desk: &Path) {
    let made = Command::new(program).args(["--as", "bench", "--quiet", "init"]).arg(desk).status().unwrap();
    assert!(made.success());
}

fn gzip(plain: &Path) -> PathBuf {
    let name = plain.with_extension("jsonl.gz");
    let mut out = flate2::write::GzEncoder::new(std::fs::File::create(&name).unwrap(), flate2::Compression::fast());
    let mut input = std::io::BufReader::with_capacity(1 << 20, std::fs::File::open(plain).unwrap());
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = input.read(&mut buffer).unwrap();
        if read == 0 {
            break;
        }
        out.write_all(&buffer[..read]).unwrap();
    }
    out.finish().unwrap();
    name
}

/// Runs an import and looks meanwhile, ten times a second, how many articles
/// the desk has.
fn sampled(desk: &Path, import: &mut Command) -> (Took, Vec<(Duration, i64)>) {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let begun = Instant::now();
            let mut samples = vec![(Duration::ZERO, 0)];
            while !done.load(Ordering::Relaxed) {
                let count = Connection::open_with_flags(desk, OpenFlags::SQLITE_OPEN_READ_ONLY)
                    .and_then(|c| c.query_row("SELECT coalesce(max(id), 0) FROM article", [], |r| r.get(0)));
                if let Ok(count) = count {
                    samples.push((begun.elapsed(), count));
                }
                std::thread::sleep(Duration::from_millis(100));
            }
            samples
        });
        let took = common::measure(import);
        done.store(true, Ordering::Relaxed);
        (took, watcher.join().unwrap())
    })
}

/// Stories a second while the first and while the last tenth came in.
fn tenths(samples: &[(Duration, i64)], articles: i64) -> Option<(f64, f64)> {
    let at = |count: i64| {
        let after = samples.iter().position(|(_, n)| *n >= count)?;
        let (t, n) = samples[after];
        let (t0, n0) = *samples.get(after.checked_sub(1)?)?;
        let share = if n > n0 { (count - n0) as f64 / (n - n0) as f64 } else { 0.0 };
        Some(t0.as_secs_f64() + share * (t - t0).as_secs_f64())
    };
    let tenth = articles / 10;
    // Starting up is no import: the first tenth begins with the first sample that has any.
    let start = samples.iter().find(|(_, n)| *n > 0)?;
    let (first_end, last_start, last_end) = (at(tenth)?, at(articles - tenth)?, at(articles)?);
    let first = (tenth - start.1) as f64 / (first_end - start.0.as_secs_f64());
    let last = tenth as f64 / (last_end - last_start);
    (start.1 < tenth / 2 && first > 0.0).then_some((first, last))
}

/// sqlite-utils with the same stories: rows with two indexes, then a full-text index.
fn peer(folder: &Path, input: &Path) -> Option<(Took, Took)> {
    let name = std::env::var_os("SQLITE_UTILS").unwrap_or_else(|| "sqlite-utils".into());
    let there = Command::new(&name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    there.ok().filter(|status| status.success())?;
    let db = folder.join("peer.db");
    let run = |words: &[&str], input: Option<&Path>| {
        let mut command = Command::new(&name);
        command.arg(words[0]).arg(&db).args(&words[1..]).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some(input) = input {
            command.stdin(std::fs::File::open(input).unwrap());
        }
        common::measure(&mut command)
    };
    let rows = run(&["insert", "articles", "-", "--nl", "--pk", "slug"], Some(input));
    let one = run(&["create-index", "articles", "desk"], None);
    let two = run(&["create-index", "articles", "external_id"], None);
    let index = run(&["enable-fts", "articles", "headline", "body"], None);
    let rows = Took { wall: rows.wall + one.wall + two.wall, peak_kib: rows.peak_kib };
    Some((rows, index))
}
