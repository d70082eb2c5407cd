//! What an editor types all day, as whole processes, beside the `sqlite3`
//! shell answering the same question on the same desk.
//!
//! `cargo bench --bench commands`, or with `-- --articles 1000` for a look.
//! Without the shell it says so and measures copydesk alone.

#![allow(clippy::pedantic, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]
#![allow(missing_docs, unreachable_pub, dead_code)]

mod common;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    let articles = common::option("--articles", 100_000);
    let rounds = common::option("--rounds", 41);
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
    let shell = Command::new("sqlite3").arg("--version").output().is_ok();
    if !shell {
        println!("no sqlite3 shell here: copydesk is measured alone");
    }
    println!("{articles} articles, {} claims; median of {rounds}, milliseconds", articles * 4);
    println!("{:16} {:>10} {:>10} {:>8}", "", "copydesk", "sqlite3", "ratio");
    for (name, args, sql) in cases {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        // Turn about, so that both meet the same machine.
        for _ in 0..rounds {
            let mut command = Command::new(program);
            ours.push(time(command.args(["--as", "bench", "--no-pager", "--db"]).arg(&desk).args(&args)));
            if shell {
                theirs.push(time(Command::new("sqlite3").arg(Path::new(&desk)).arg(&sql)));
            }
        }
        let ours = middle(ours);
        match theirs.is_empty() {
            true => println!("{name:16} {:>10.2}", ms(ours)),
            false => {
                let theirs = middle(theirs);
                println!("{name:16} {:>10.2} {:>10.2} {:>7.2}x", ms(ours), ms(theirs), ms(ours) / ms(theirs));
            }
        }
    }
}

fn time(command: &mut Command) -> Duration {
    let begun = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}");
    begun.elapsed()
}

fn middle(mut runs: Vec<Duration>) -> Duration {
    runs.sort();
    runs[runs.len() / 2]
}

fn ms(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}
