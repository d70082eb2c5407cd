//! What an editor types all day, as whole processes, beside the `sqlite3`
//! shell answering the same question on the same desk.
//!
//! `cargo bench --bench commands`, or with `-- --articles 1000` for a look. The
//! queue is asked on a desk of its own, written straight into the schema: by
//! default 200,000 articles with 800,000 revisions and 1,000,000 claims, of
//! which a fifth needs work; `-- --large 20000` for a smaller one, `-- --articles
//! 0` for the queue alone.
//! Without the shell it says so and measures copydesk alone.

#![allow(clippy::pedantic, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]
#![allow(missing_docs, unreachable_pub, dead_code)]

mod common;
#[cfg(unix)]
#[path = "../tests/common/terminal.rs"]
mod terminal;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    let articles = common::option("--articles", 100_000);
    let rounds = common::option("--rounds", 41);
    let shell = Command::new("sqlite3").arg("--version").output().is_ok();
    if !shell {
        println!("no sqlite3 shell here: copydesk is measured alone");
    }
    if articles > 0 {
        usual(articles, rounds, shell);
    }
    queue(common::option("--large", 200_000), rounds, shell);
}

/// What is listed and shown, on a desk that an import made.
fn usual(articles: usize, rounds: usize, shell: bool) {
    let folder = tempfile::tempdir().unwrap();
    let (input, desk) = (folder.path().join("archive.jsonl"), folder.path().join("desk.db"));
    common::generate(&input, articles);
    let program = env!("CARGO_BIN_EXE_copydesk");
    for args in [vec!["init", desk.to_str().unwrap()], vec!["import", input.to_str().unwrap()]] {
        let mut command = Command::new(program);
        command.args(["--as", "bench", "--quiet", "--db"]).arg(&desk).args(args);
        assert!(command.stdout(Stdio::null()).status().unwrap().success());
    }
    let slug = format!("story-{:07}", articles / 2);
    let claim = (articles * 2).to_string();
    let cases: [(&str, Vec<&str>, String); 3] = [
        (
            "queue",
            vec!["queue"],
            // What a row of the queue tells: the claim, its words, its article.
            "SELECT q.claim, q.standing, c.quote, a.slug, a.stage, c.standing_reason, p.name, q.since, q.due_at
             FROM (SELECT * FROM queue ORDER BY band, priority, since, claim LIMIT 50) q
             JOIN claim c ON c.id = q.claim JOIN article a ON a.id = q.article
             LEFT JOIN person p ON p.id = q.assignee ORDER BY q.band, q.priority, q.since, q.claim"
                .to_owned(),
        ),
        (
            "article show",
            vec!["article", "show", &slug],
            format!(
                "SELECT a.*, r.headline, r.byline, r.body, r.words FROM article a
                 JOIN revision r ON r.article = a.id AND r.number = a.head WHERE a.slug = '{slug}';
                 SELECT t.scheme, t.name FROM article_tag x JOIN tag t ON t.id = x.tag
                 WHERE x.article = (SELECT id FROM article WHERE slug = '{slug}');
                 SELECT standing, count(*) FROM claim
                 WHERE article = (SELECT id FROM article WHERE slug = '{slug}') GROUP BY standing"
            ),
        ),
        (
            "claim show",
            vec!["claim", "show", &claim],
            format!(
                "SELECT c.*, a.slug, r.body FROM claim c JOIN article a ON a.id = c.article
                 JOIN revision r ON r.article = a.id AND r.number = a.head WHERE c.id = {claim};
                 SELECT * FROM anchor WHERE article = (SELECT article FROM claim WHERE id = {claim}) AND claim = {claim};
                 SELECT * FROM citation WHERE claim = {claim}; SELECT * FROM decision WHERE claim = {claim};
                 SELECT * FROM comment WHERE claim = {claim}"
            ),
        ),
    ];
    println!("{articles} articles, {} claims; median of {rounds}, milliseconds", articles * 4);
    compare(&desk, "bench", &cases, rounds, shell);
}

/// Each usual filter of the queue, beside the bare query by its index; and how
/// long `review` takes to show the next claim.
fn queue(articles: usize, rounds: usize, shell: bool) {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk.db");
    let program = env!("CARGO_BIN_EXE_copydesk");
    let made = Command::new(program).args(["--as", "bench", "--quiet", "init"]).arg(&desk).status().unwrap();
    assert!(made.success());
    common::desk::fill(&desk, common::desk::Size { articles });
    // What a row of the queue tells, for the claims that a query on the queue alone finds.
    let told = |found: &str, order: &str| {
        format!(
            "SELECT q.claim, q.standing, c.quote, a.slug, a.stage, c.standing_reason, p.name, q.since, q.due_at
             FROM ({found}) q JOIN claim c ON c.id = q.claim JOIN article a ON a.id = q.article
             LEFT JOIN person p ON p.id = q.assignee ORDER BY {}",
            order.split(", ").map(|by| format!("q.{by}")).collect::<Vec<_>>().join(", ")
        )
    };
    let rows =
        |found: &str, order: &str| told(&format!("SELECT * FROM queue WHERE {found} ORDER BY {order} LIMIT 50"), order);
    let now = "CAST(unixepoch() * 1000 AS INTEGER)";
    // By urgency: what is overdue first, by its time, and then by band, priority and age.
    let urgent = |found: &str| {
        told(
            &format!(
                "SELECT * FROM (SELECT * FROM (SELECT due_at AS late, * FROM queue WHERE {found} AND due_at < {now}
                 ORDER BY due_at, claim LIMIT 50) UNION ALL
                 SELECT * FROM (SELECT {now} AS late, * FROM queue WHERE {found} AND (due_at IS NULL OR due_at >= {now})
                 ORDER BY band, priority, since, claim LIMIT 50) LIMIT 50)"
            ),
            "late, band * (q.late >= {now}), priority * (q.late >= {now}), since * (q.late >= {now}), claim",
        )
        .replace("{now}", now)
    };
    let middle = format!("story-{:07}", articles / 2);
    let of_middle = format!("article = (SELECT id FROM article WHERE slug = '{middle}')");
    let tagged = "article IN (SELECT article FROM article_tag WHERE tag = 7)";
    let cases: Vec<(&str, Vec<&str>, String)> = vec![
        ("queue", vec!["queue"], urgent("1")),
        ("--mine", vec!["queue", "--mine"], urgent("assignee = 7")),
        ("--standing stale", vec!["queue", "--standing", "stale"], urgent("standing = 'stale' AND standing <> 'unapproved'")),
        (
            "--standing touched",
            vec!["queue", "--standing", "touched"],
            urgent("standing = 'touched' AND standing <> 'unapproved'"),
        ),
        ("--kind date", vec!["queue", "--kind", "date"], urgent("kind = 'date'")),
        ("--kind rare", vec!["queue", "--kind", "superlative"], urgent("kind = 'superlative'")),
        ("--desk city", vec!["queue", "--desk", "city"], urgent("desk = 'city' AND desk <> ''")),
        ("--article", vec!["queue", "--article", &middle], urgent(&of_middle)),
        ("--tag", vec!["queue", "--tag", "topic 7"], urgent(tagged)),
        ("--overdue", vec!["queue", "--overdue"], rows(&format!("due_at < {now}"), "due_at, claim")),
        ("--sort due", vec!["queue", "--sort", "due"], rows("due_at IS NOT NULL", "due_at, claim")),
        ("--sort age", vec!["queue", "--sort", "age"], rows("1", "since, claim")),
        (
            "rare by age",
            vec!["queue", "--kind", "superlative", "--sort", "age"],
            rows("kind = 'superlative'", "since, claim"),
        ),
        ("queue next", vec!["queue", "next"], urgent("1").replace("LIMIT 50", "LIMIT 1")),
        ("mine by due", vec!["queue", "--mine", "--sort", "due"], rows("assignee = 7", "due_at IS NULL, due_at, claim")),
        ("mine by age", vec!["queue", "--mine", "--sort", "age"], rows("assignee = 7", "since, claim")),
        (
            "desk by age",
            vec!["queue", "--desk", "city", "--sort", "age"],
            rows("desk = 'city' AND desk <> ''", "since, claim"),
        ),
        (
            "desk overdue",
            vec!["queue", "--desk", "city", "--overdue"],
            rows(&format!("due_at < {now} AND desk = 'city'"), "due_at, claim"),
        ),
        (
            "--counts",
            vec!["queue", "--counts"],
            "SELECT standing, count(*) FROM queue GROUP BY standing; SELECT progress, count(*) FROM queue GROUP BY progress;
             SELECT assignee, count(*) FROM queue GROUP BY assignee; SELECT desk, count(*) FROM queue GROUP BY desk"
                .to_owned(),
        ),
    ];
    println!(
        "\n{articles} articles, {} revisions, {} claims, a fifth of them live; median of {rounds}, milliseconds",
        articles * 4,
        articles * 5
    );
    if shell {
        for (name, args, sql) in cases.iter().filter(|(name, ..)| *name != "--counts") {
            same_rows(&desk, "person-7", name, args, sql);
        }
    }
    compare(&desk, "person-7", &cases, rounds, shell);
    review(&desk, rounds);
}

/// From starting `review` on a terminal to the keys under the first claim, and
/// from a key there to the keys under the next one.
#[cfg(unix)]
fn review(desk: &Path, rounds: usize) {
    // The article in which the most is still open.
    let most = "SELECT a.slug FROM queue q JOIN article a ON a.id = q.article WHERE q.progress = 'open' AND q.standing = 'unapproved'
         GROUP BY a.id ORDER BY count(*) DESC, a.id LIMIT 1";
    let article: String = rusqlite::Connection::open(desk).unwrap().query_row(most, [], |row| row.get(0)).unwrap();
    // A terminal of its own, that wakes when something is written: rexpect looks every 100 ms.
    println!(
        "\n{:20} {:>10} {:>10}  (to the keys under it, on a terminal; the first with its shell)",
        "", "first", "next"
    );
    let cases: [(&str, &str, &[&str]); 5] = [
        ("review (checker)", "person-7", &[]),
        ("review (chief)", "bench", &[]),
        ("review --mine", "person-7", &["--mine"]),
        ("review --desk", "person-7", &["--desk", "city"]),
        ("review ARTICLE", "person-7", &[&article]),
    ];
    for (name, who, words) in cases {
        let (mut first, mut next) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
            command.args(["--as", who, "--no-pager", "--db"]).arg(desk).arg("review").args(words).env("TERM", "xterm");
            let begun = Instant::now();
            let mut seat = terminal::Terminal::start(&command, 80, 30);
            // Where nothing waits for the person there is no screen to time.
            if !seat.meets("quit") {
                break;
            }
            first.push(begun.elapsed());
            let begun = Instant::now();
            // At the last claim the session ends there.
            if seat.types("n").meets("quit") {
                next.push(begun.elapsed());
                seat.types("q");
            }
            seat.ends();
        }
        let told = |runs: Vec<Duration>| {
            if runs.is_empty() { "–".to_owned() } else { format!("{:.2}", ms(median(runs))) }
        };
        println!("{name:20} {:>10} {:>10}", told(first), told(next));
    }
}

#[cfg(not(unix))]
fn review(_: &Path, _: usize) {}

/// Runs each case turn about with the shell and prints a line a case.
fn compare(desk: &Path, who: &str, cases: &[(&str, Vec<&str>, String)], rounds: usize, shell: bool) {
    let program = env!("CARGO_BIN_EXE_copydesk");
    println!("{:20} {:>10} {:>10} {:>8}", "", "copydesk", "sqlite3", "ratio");
    for (name, args, sql) in cases {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        // Turn about, so that both meet the same machine.
        for _ in 0..rounds {
            let mut command = Command::new(program);
            ours.push(time(command.args(["--as", who, "--no-pager", "--db"]).arg(desk).args(args)));
            if shell {
                theirs.push(time(Command::new("sqlite3").arg(desk).arg(sql)));
            }
        }
        let ours = median(ours);
        match theirs.is_empty() {
            true => println!("{name:20} {:>10.2}", ms(ours)),
            false => {
                let theirs = median(theirs);
                println!("{name:20} {:>10.2} {:>10.2} {:>7.2}x", ms(ours), ms(theirs), ms(ours) / ms(theirs));
            }
        }
    }
}

/// Both give the same claims in the same order, else their times say nothing.
fn same_rows(desk: &Path, who: &str, name: &str, args: &[&str], sql: &str) {
    let printed = |command: &mut Command| {
        let output = command.output().unwrap();
        assert!(output.status.success(), "{command:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let ours = printed(
        Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .args(["--as", who, "--no-pager", "--fields", "id", "--format", "csv", "--db"])
            .arg(desk)
            .args(args),
    );
    let theirs = printed(Command::new("sqlite3").arg(desk).arg(sql));
    let ours: Vec<&str> = ours.lines().skip(1).collect();
    let theirs: Vec<&str> = theirs.lines().map(|line| line.split('|').next().unwrap()).collect();
    assert_eq!(ours, theirs, "{name}: the shell is asked for other claims");
}

fn time(command: &mut Command) -> Duration {
    let begun = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}");
    begun.elapsed()
}

fn median(mut runs: Vec<Duration>) -> Duration {
    runs.sort();
    runs[runs.len() / 2]
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}
