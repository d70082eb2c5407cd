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
use rusqlite::types::ValueRef;
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
                "sqlite-utils with one row a story / import with the desk's four: {:.1}x with its full-text index, which a desk has none of; {:.1}x without",
                ratio(whole, ours),
                ratio(rows, ours)
            );
            let (same, rows) = same_rows(folder.path(), &bare);
            println!(
                "the desk's {rows} rows and its indexes by sqlite-utils: {same:.2} s, {:.1}x import (wanted: 3 at least)",
                same / ours.wall.as_secs_f64()
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

fn sqlite_utils() -> Command {
    Command::new(std::env::var_os("SQLITE_UTILS").unwrap_or_else(|| "sqlite-utils".into()))
}

/// Every row of a desk, table by table, and every index, put into a fresh file
/// by sqlite-utils: the seconds, without those of starting it, and the rows.
fn same_rows(folder: &Path, desk: &Path) -> (f64, usize) {
    let db = folder.join("same.db");
    let from = Connection::open_with_flags(desk, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let names = |sql: &str| -> Vec<(String, String)> {
        let mut prepared = from.prepare(sql).unwrap();
        prepared.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    let run = |words: &[&str], input: Option<&Path>| {
        let mut command = sqlite_utils();
        command.args(words).stdout(Stdio::null());
        if let Some(input) = input {
            command.stdin(std::fs::File::open(input).unwrap());
        }
        common::measure(&mut command).wall.as_secs_f64()
    };
    let starting = (0..5).map(|_| run(&["--version"], None)).fold(f64::MAX, f64::min);
    let path = db.to_str().unwrap();
    let (mut seconds, mut count) = (0.0, 0);
    // Tables that a full-text index keeps for itself are not rows of the desk.
    for (table, _) in names(
        "SELECT name, '' FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
    ) {
        let keys = names(&format!("SELECT name, '' FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk"));
        let file = folder.join("rows.jsonl");
        let rows = dump(&from, &table, &file);
        if rows > 0 {
            let mut words = vec!["insert", path, table.as_str(), "-", "--nl"];
            keys.iter().for_each(|(key, _)| words.extend(["--pk", key]));
            seconds += run(&words, Some(&file)) - starting;
            count += rows;
            for (index, _) in names(&format!("SELECT name, '' FROM pragma_index_list('{table}') WHERE origin = 'c'")) {
                let columns =
                    names(&format!("SELECT name, '' FROM pragma_index_info('{index}') WHERE name IS NOT NULL"));
                let mut words = vec!["create-index", path, table.as_str()];
                words.extend(columns.iter().map(|(column, _)| column.as_str()));
                words.extend(["--name", &index]);
                seconds += run(&words, None) - starting;
            }
        }
    }
    (seconds, count)
}

/// Writes a table's rows as JSONL, bytes as hexadecimal; answers how many.
fn dump(from: &Connection, table: &str, file: &Path) -> usize {
    let mut prepared = from.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
    let columns: Vec<String> = prepared.column_names().map(str::to_owned).collect();
    let mut out = std::io::BufWriter::new(std::fs::File::create(file).unwrap());
    let mut rows = prepared.query([]).unwrap();
    let mut count = 0;
    while let Some(row) = rows.next().unwrap() {
        let cell = |at: usize| match row.get_ref(at).unwrap() {
            ValueRef::Null => serde_json::Value::Null,
            ValueRef::Integer(n) => n.into(),
            ValueRef::Real(n) => n.into(),
            ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
            ValueRef::Blob(bytes) => bytes.iter().map(|b| format!("{b:02x}")).collect::<String>().into(),
        };
        let record: serde_json::Map<_, _> =
            columns.iter().enumerate().map(|(at, name)| (name.clone(), cell(at))).collect();
        writeln!(out, "{}", serde_json::Value::Object(record)).unwrap();
        count += 1;
    }
    out.flush().unwrap();
    count
}

/// sqlite-utils with the same stories: rows with two indexes, then a full-text index.
fn peer(folder: &Path, input: &Path) -> Option<(Took, Took)> {
    let there = sqlite_utils().arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    there.ok().filter(|status| status.success())?;
    let db = folder.join("peer.db");
    let run = |words: &[&str], input: Option<&Path>| {
        let mut command = sqlite_utils();
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
