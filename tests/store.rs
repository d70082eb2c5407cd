//! A desk under stress: many processes at once, files that are no desk or a
//! hostile one, and programs that are killed at any moment.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "what fails here should fail its test")]

mod common;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::{Desk, finish};
use copydesk::desk::claims::{self, Case};
use copydesk::desk::facts::Heads;
use copydesk::desk::{Problem, names};
use copydesk::domain::ids::ClaimId;
use copydesk::domain::time::Timestamp;
use copydesk::store::{self, Now};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

/// Names the desk, who writes and how often, for [`writer`].
const WRITER: &str = "COPYDESK_TEST_WRITER";

/// The other side of these tests: a process that comments on a claim so many
/// times, and says on standard output how often it was told that it is done.
#[test]
fn writer() {
    #[expect(clippy::disallowed_methods, reason = "so does a test tell its other side what to do")]
    let Some(job) = std::env::var_os(WRITER) else { return };
    let job = job.into_string().unwrap();
    let (name, job) = job.split_once(' ').unwrap();
    let (times, path) = job.split_once(' ').unwrap();
    let desk = store::Desk::open(Path::new(path)).unwrap();
    let now = Now { at: Timestamp::from_millis(1_770_000_000_000), fixed: true };
    let actor = desk.read(now, |r| names::actor(r, "cleo", "test")).unwrap();
    for n in 0..times.parse::<usize>().unwrap() {
        desk.transact(&actor, now, |tx| {
            let case = Case::load(tx, &Heads::default(), ClaimId(1))?;
            claims::comment(tx, case, &format!("{name} {n}"))?;
            Ok::<_, Problem>(())
        })
        .unwrap();
        println!("done {n}");
    }
}

/// Starts [`writer`] in a process of its own.
fn start_writer(desk: &Desk, name: &str, times: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writer", "--nocapture", "--test-threads", "1"])
        .env(WRITER, format!("{name} {times} {}", desk.path("desk.db").display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// A desk with one article and one claim.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", "Ten people died in the harbour fire on Tuesday.\n");
    desk.by("wim", &["article", "new", "fire", "--headline", "Harbour fire", "--file", "fire.md"]).ends(0);
    desk.by("carl", &["claim", "add", "fire", "--quote", "Ten people died"]).ends(0);
    desk
}

/// The texts of all comments on claim 1.
fn comments(desk: &Desk) -> BTreeSet<String> {
    let shown = desk.run(&["claim", "show", "1", "--json"]).ends(0).json();
    let all = shown["comments"].as_array().unwrap();
    let texts: BTreeSet<String> = all.iter().map(|c| c["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(texts.len(), all.len(), "a comment is there twice");
    texts
}

/// Holds that nothing is wrong with a desk or its record.
#[track_caller]
fn sound(desk: &Desk, db: &str) {
    desk.run(&["--db", db, "db", "check"]).ends(0);
    desk.run(&["--db", db, "log", "--verify"]).ends(0);
}

#[test]
fn many_open_a_fresh_path_at_once() {
    let desk = Desk::empty();
    for round in 0..50 {
        let db = format!("{round}.db");
        let several: Vec<Child> = (0..8)
            .map(|_| {
                let mut command = desk.command(&["--as", "cleo", "init", &db, "--json"]);
                command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        let mut made = 0;
        for child in several {
            let done = child.wait_with_output().unwrap();
            assert!(done.status.success(), "round {round}: {}", String::from_utf8_lossy(&done.stderr));
            made += usize::from(String::from_utf8(done.stdout).unwrap().contains("\"made\": true"));
        }
        assert_eq!(made, 1, "round {round}");
        if round % 10 == 0 {
            sound(&desk, &db);
        }
    }
}

#[test]
fn many_write_at_once_and_lose_nothing() {
    const WRITERS: usize = 8;
    const EACH: usize = 500;
    let desk = desk();
    let children: Vec<Child> = (0..WRITERS).map(|w| start_writer(&desk, &format!("writer-{w}"), EACH)).collect();
    // Meanwhile the program itself reads and writes there, too.
    for n in 0..20 {
        desk.by("wim", &["tag", "add", "fire", &format!("tag-{n}")]).ends(0);
        desk.run(&["queue"]).ends(0);
    }
    for child in children {
        let done = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(said.lines().filter(|l| l.contains("done ")).count(), EACH);
    }
    assert_eq!(comments(&desk).len(), WRITERS * EACH);
    let proof = desk.run(&["log", "--verify", "--json"]).ends(0).json();
    assert!(proof["events"].as_u64().unwrap() > (WRITERS * EACH) as u64 + 20);
    sound(&desk, "desk.db");
}

/// A number that looks random and is the same each time.
fn jumble(n: u64) -> u64 {
    let n = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (n ^ (n >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33
}

#[test]
fn a_killed_writer_leaves_all_that_it_was_told_is_done() {
    let desk = desk();
    let mut told = BTreeSet::new();
    for round in 0..40 {
        let name = format!("round-{round}");
        let mut child = start_writer(&desk, &name, 100_000);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut acknowledged = |line: Option<std::io::Result<String>>| {
            let n = line.and_then(Result::ok).and_then(|l| l.split("done ").nth(1).map(str::to_owned));
            n.map(|n| told.insert(format!("{name} {n}"))).is_some()
        };
        // Some rounds let it write for a while, some kill it at its first words.
        for _ in 0..=jumble(round) % 40 {
            while !acknowledged(lines.next()) {}
        }
        std::thread::sleep(Duration::from_micros(jumble(round + 1_000) % 5_000));
        child.kill().unwrap();
        // What it said before it died counts, too.
        for line in lines {
            acknowledged(Some(line));
        }
        child.wait().unwrap();
        if round % 8 == 0 {
            sound(&desk, "desk.db");
        }
    }
    let there = comments(&desk);
    let lost: Vec<&String> = told.difference(&there).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    // At most the one comment a round of which nobody was told.
    assert!(there.len() <= told.len() + 40, "{} and {}", there.len(), told.len());
    sound(&desk, "desk.db");
}

#[test]
fn a_killed_init_can_be_run_again() {
    let desk = Desk::empty();
    for round in 0..30 {
        let db = format!("{round}.db");
        let mut command = desk.command(&["--as", "cleo", "init", &db]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(jumble(round) % 40_000));
        child.kill().unwrap();
        child.wait().unwrap();
        desk.run(&["--as", "cleo", "init", &db]).ends(0);
        sound(&desk, &db);
        let people = desk.run(&["--db", &db, "person", "list", "--json"]).ends(0).json();
        assert_eq!(people.as_array().unwrap().len(), 1);
    }
}

#[test]
fn a_killed_import_has_what_it_told_and_can_be_run_again() {
    const ITEMS: usize = 6_000;
    let desk = Desk::new();
    let mut lines = String::new();
    for n in 0..ITEMS {
        let body = format!("The port counted {n} boats. ").repeat(20);
        let item = serde_json::json!({
            "slug": format!("item-{n}"), "provider": "wire", "external_id": n.to_string(),
            "headline": format!("Item {n}"), "body": body,
            "claims": [{"quote": format!("counted {n} boats"), "occurrence": 1}], "tags": ["boats", "place:Oslo"],
        });
        lines.push_str(&item.to_string());
        lines.push('\n');
    }
    desk.file("items.jsonl", lines);
    let mut partly = 0;
    for round in 0..8 {
        let mut command = desk.command(&["--as", "cleo", "--format", "jsonl", "import", "items.jsonl"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // Killed after its first word, somewhere in what it does next.
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut told = String::new();
        out.read_line(&mut told).unwrap();
        std::thread::sleep(Duration::from_micros(jumble(round) % 200_000));
        child.kill().unwrap();
        out.read_to_string(&mut told).unwrap();
        child.wait().unwrap();
        sound(&desk, "desk.db");
        let list = ["article", "list", "--limit", "100000", "--format", "csv", "--fields", "slug"];
        let there = desk.run(&list).ends(0).stdout;
        let there: BTreeSet<&str> = there.lines().skip(1).collect();
        let told: Vec<&str> = told.lines().filter(|l| l.ends_with('}')).collect();
        partly += usize::from(!told.is_empty() && there.len() < ITEMS);
        for line in told {
            let item: serde_json::Value = serde_json::from_str(line).unwrap();
            let slug = item["article"].as_str().unwrap();
            assert!(there.contains(slug), "round {round}: {slug} was told and is not there");
        }
    }
    assert!(partly > 0, "no import was killed in its middle: it needs more items");
    desk.run(&["import", "items.jsonl", "--quiet"]).ends(0);
    let again = desk.run(&["import", "items.jsonl", "--json"]).ends(0).json();
    assert_eq!((again["unchanged"].as_u64(), again["created"].as_u64()), (Some(ITEMS as u64), Some(0)));
    sound(&desk, "desk.db");
}

/// Runs SQL on a file as any SQLite program could.
fn sql(file: &Path, statements: &str) {
    let connection = Connection::open(file).unwrap();
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
    connection.execute_batch(statements).unwrap_or_else(|e| panic!("{e}: {statements}"));
}

/// What lies in a folder: names and bytes.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|e| {
            let bytes = if e.file_type().unwrap().is_file() { std::fs::read(e.path()).unwrap() } else { Vec::new() };
            (e.file_name().into_string().unwrap(), bytes)
        })
        .collect();
    found.sort();
    found
}

#[test]
fn a_file_that_is_no_desk_is_told_and_left_alone() {
    type Make = fn(&Path, &[u8]);
    let cases: &[(&str, Make, i32, &str)] = &[
        ("missing", |_, _| (), 3, "there is no desk"),
        ("empty", |p, _| std::fs::write(p, "").unwrap(), 1, "it is empty"),
        ("a text", |p, _| std::fs::write(p, "Ten people died.\n".repeat(99)).unwrap(), 1, "it is a text"),
        ("bytes", |p, _| std::fs::write(p, [0, 159, 146, 150, 7].repeat(99)).unwrap(), 1, "no SQLite database"),
        ("a folder", |p, _| std::fs::create_dir(p).unwrap(), 1, "it is a folder"),
        ("another program's", |p, _| sql(p, "CREATE TABLE notes (text)"), 1, "of another program"),
        ("an empty database", |p, _| sql(p, "PRAGMA user_version = 1"), 1, "an empty database"),
        (
            "one that calls itself a desk",
            |p, _| sql(p, "PRAGMA application_id = 0x63706479; CREATE TABLE event (seq)"),
            1,
            "no tables of copydesk's",
        ),
        ("cut to a few bytes", |p, desk| std::fs::write(p, &desk[..50]).unwrap(), 1, "damaged"),
        ("cut to half", |p, desk| std::fs::write(p, &desk[..desk.len() / 2]).unwrap(), 1, "damaged"),
        (
            "a damaged page",
            |p, desk| {
                let mut bytes = desk.to_vec();
                bytes[8192 + 5..3 * 8192].fill(0xA5);
                std::fs::write(p, bytes).unwrap();
            },
            1,
            "damaged",
        ),
        (
            "a newer desk",
            |p, desk| {
                std::fs::write(p, desk).unwrap();
                sql(
                    p,
                    "INSERT INTO refinery_schema_history SELECT 99, 'later', applied_on, '1' FROM refinery_schema_history LIMIT 1",
                );
            },
            1,
            "newer copydesk",
        ),
        (
            "a desk of other migrations",
            |p, desk| {
                std::fs::write(p, desk).unwrap();
                sql(p, "UPDATE refinery_schema_history SET checksum = '1'");
            },
            1,
            "not copydesk's",
        ),
        (
            "a planted trigger",
            |p, desk| {
                std::fs::write(p, desk).unwrap();
                sql(
                    p,
                    "CREATE TRIGGER helpful AFTER INSERT ON event BEGIN UPDATE claim SET standing = 'approved'; END",
                );
            },
            1,
            "a trigger named helpful",
        ),
        (
            "a planted view",
            |p, desk| {
                std::fs::write(p, desk).unwrap();
                sql(p, "CREATE VIEW v AS SELECT * FROM event");
            },
            1,
            "a view named v",
        ),
        (
            "a guard taken away",
            |p, desk| {
                std::fs::write(p, desk).unwrap();
                sql(p, "DROP TRIGGER event_no_update");
            },
            1,
            "trigger event_no_update is missing",
        ),
        (
            "a column added",
            |p, desk| {
                std::fs::write(p, desk).unwrap();
                sql(p, "ALTER TABLE claim ADD COLUMN mine TEXT");
            },
            1,
            "table claim was altered",
        ),
        #[cfg(unix)]
        (
            "a link",
            |p, desk| {
                std::fs::write(p.with_extension("real"), desk).unwrap();
                std::os::unix::fs::symlink(p.with_extension("real"), p).unwrap();
            },
            1,
            "a symbolic link",
        ),
    ];
    let whole = desk();
    let bytes = std::fs::read(whole.path("desk.db")).unwrap();
    for (what, make, code, words) in cases {
        let place = Desk::empty();
        make(&place.path("x.db"), &bytes);
        let before = contents(&place.path(""));
        for command in [&["queue"][..], &["tag", "add", "fire", "x"], &["db", "check"], &["log", "--verify"]] {
            let done = place.run(&[&["--db", "x.db"], command].concat());
            assert_eq!(done.code, *code, "{what}: {}", done.stderr);
            assert!(done.stderr.contains(words), "{what}: {words:?} is not in: {}", done.stderr);
            assert!(done.stdout.is_empty(), "{what}: {}", done.stdout);
        }
        assert!(contents(&place.path("")) == before, "{what}: something changed in the folder");
        // An init makes a desk where there is none, and touches nothing else.
        let init = place.run(&["--as", "cleo", "init", "x.db"]);
        if matches!(*what, "missing" | "empty" | "an empty database") {
            init.ends(0);
            sound(&place, "x.db");
        } else {
            init.ends(1).says(words);
            assert!(contents(&place.path("")) == before, "{what}: init changed something in the folder");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_desk_that_cant_be_written_is_read() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65_534;

    let desk = desk();
    let file = desk.path("desk.db");
    let set = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    // Root may write any file, so there the program runs as somebody else, from
    // a copy of its own where that somebody can reach it.
    let root = std::fs::metadata(&file).unwrap().uid() == 0;
    let program = desk.path("program");
    std::fs::copy(env!("CARGO_BIN_EXE_copydesk"), &program).unwrap();
    set(&program, 0o755);
    set(&file, 0o444);
    set(&desk.path(""), 0o555);
    let run = |words: &[&str]| {
        let model = desk.command(words);
        let mut command = Command::new(&program);
        command.args(model.get_args()).current_dir(desk.path("")).env_clear();
        command.envs(model.get_envs().filter_map(|(name, value)| Some((name, value?))));
        if root {
            command.uid(NOBODY).gid(NOBODY);
        }
        finish(command, "")
    };
    run(&["queue"]).ends(0);
    run(&["log", "--verify"]).ends(0);
    run(&["db", "check"]).ends(0);
    run(&["--as", "wim", "tag", "add", "fire", "x"]).ends(1).says("can't be written");
    set(&desk.path(""), 0o777);
    run(&["db", "backup", "copy.db"]).ends(0);
}
