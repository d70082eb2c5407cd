//! The queue: what comes first, how it is narrowed and counted, who takes what.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use common::Desk;
use serde_json::Value;

/// A desk with `fire` (in the city, submitted) and `flood` (foreign, a draft).
///
/// Claims of fire: #1 stale, #2 touched, #3 returned, #4 proposed, #5 open and
/// high, #6 open. Claims of flood: #7 stale, #8 without a place, #9 overdue.
fn desk() -> Desk {
    let desk = Desk::new();
    let fire = "Ten people died in the fire. It began at 4 am on Monday. The harbour was closed for 6 hours.\n\n\
                Police said 200 people had fled. The pier is 90 years old. Repairs will cost 3 million euros.\n";
    desk.file("fire.md", fire);
    desk.file(
        "flood.md",
        "The river rose by 2 metres. Nobody was hurt, the mayor said in 2024. Rain fell for 9 days.\n",
    );
    for (slug, of) in [("fire", "city"), ("flood", "foreign")] {
        desk.by("wim", &["article", "new", slug, "--headline", slug, "--file", &format!("{slug}.md")]).ends(0);
        desk.by("ed", &["article", "set", slug, "--desk", of]).ends(0);
    }
    for quote in ["Ten people died", "4 am on Monday", "closed for 6 hours", "200 people had fled", "90 years old"] {
        desk.by("carl", &["claim", "add", "fire", "--quote", quote, "--kind", "number"]).ends(0);
    }
    desk.by("carl", &["claim", "edit", "5", "--priority", "1"]).ends(0);
    desk.by("carl", &["claim", "add", "fire", "--quote", "cost 3 million euros", "--kind", "event"]).ends(0);
    desk.by("carl", &["claim", "add", "flood", "--quote", "rose by 2 metres", "--kind", "number"]).ends(0);
    desk.by("carl", &["claim", "add", "flood", "--statement", "The dam held", "--kind", "event"]).ends(0);
    desk.by("carl", &["claim", "add", "flood", "--quote", "fell for 9 days", "--due", "2026-01-04"]).ends(0);
    desk.by("carl", &["claim", "cite", "1-4,7", "--kind", "document", "--title", "Report"]).ends(0);
    desk.by("carl", &["claim", "check", "1-4,7", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1-2,7"]).ends(0);
    desk.by("ed", &["claim", "return", "3", "--note", "who says so?"]).ends(0);
    desk.by("wim", &["article", "submit", "fire"]).ends(0);
    desk.file("fire2.md", fire.replace("Ten", "Twelve").replace("It began at", "It was discovered and began at"));
    desk.by("wim", &["article", "edit", "fire", "--file", "fire2.md"]).ends(0);
    desk.file(
        "flood2.md",
        "The river rose by 3 metres. Nobody was hurt, the mayor said in 2024. Rain fell for 9 days.\n",
    );
    desk.by("wim", &["article", "edit", "flood", "--file", "flood2.md"]).ends(0);
    desk
}

fn ids(rows: &Value) -> Vec<i64> {
    rows.as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

fn queue(desk: &Desk, words: &[&str]) -> Vec<i64> {
    ids(&desk.run(&[&["queue", "--json"], words].concat()).ends(0).json())
}

#[test]
fn the_most_pressing_first_and_every_filter() {
    let desk = desk();
    assert_eq!(queue(&desk, &[]), [9, 1, 2, 7, 3, 4, 5, 6, 8], "overdue, stale near publication, other lapses, …");
    desk.by("ed", &["claim", "assign", "5,6", "--to", "carl"]).ends(0);
    desk.by("carl", &["claim", "take", "3"]).ends(0);
    desk.by("ed", &["tag", "add", "fire", "harbour"]).ends(0);
    for (words, want) in [
        (&["--standing", "stale"][..], &[1, 7][..]),
        (&["--standing", "touched"], &[2]),
        (&["--standing", "unplaced"], &[8]),
        (&["--standing", "stale", "--standing", "unplaced"], &[1, 7, 8]),
        (&["--kind", "event"], &[6, 8]),
        (&["--kind", "number"], &[9, 1, 2, 7, 4, 5, 3]),
        (&["--kind", "event", "--kind", "name"], &[6, 8]),
        (&["--kind", "name"], &[]),
        (&["--desk", "foreign"], &[9, 7, 8]),
        (&["--desk", "city", "--kind", "event"], &[6]),
        (&["--article", "flood"], &[9, 7, 8]),
        (&["--tag", "harbour"], &[1, 2, 4, 5, 6, 3]),
        (&["--overdue"], &[9]),
        (&["--as", "carl", "--mine"], &[5, 6, 3]),
        (&["--sort", "age", "--kind", "number", "--limit", "2"], &[5, 9]),
        (&["--sort", "due"], &[9, 1, 2, 7, 4, 5, 6, 3, 8]),
        (&["--limit", "2"], &[9, 1]),
    ] {
        assert_eq!(queue(&desk, words), want, "{words:?}");
    }
    let ages = queue(&desk, &["--sort", "age"]);
    assert_eq!((ages.len(), ages[0]), (9, 5), "{ages:?}");
}

#[test]
fn a_row_says_all_that_is_needed() {
    let desk = desk();
    desk.by("carl", &["claim", "take", "3"]).ends(0);
    let shown = desk.run(&["queue"]).ends(0).stdout;
    for line in [
        "  #9  ○ unapproved  \"fell for 9 days\"; waits 9 min; overdue 27 min",
        "  #1  ! stale  \"Ten people died\"; waits 3 min",
        "      fire (submitted): number changed: Ten → Twelve (revision 2, wim, 2026-01-05 00:24)",
        "  #3  ○ unapproved  \"closed for 6 hours\"; carl has it, 1 h left; waits 1 min",
    ] {
        assert!(shown.lines().any(|l| l == line), "{line} is not in\n{shown}");
    }
    let mut narrow = desk.command(&["queue"]);
    narrow.env("COLUMNS", "60");
    let narrow = common::finish(narrow, "");
    assert!(narrow.stdout.lines().all(|line| line.chars().count() <= 60), "{}", narrow.stdout);
    let table = desk.run(&["queue", "--fields", "id,standing"]).ends(0).stdout;
    assert!(table.starts_with("CLAIM  STANDING\n"), "{table}");
}

#[test]
fn what_to_type_next_is_named() {
    let desk = desk();
    let hint = |who: &str, words: &[&str]| {
        let told = desk.by(who, &[&["queue"], words].concat()).ends(0).stderr;
        told.lines().find_map(|line| line.strip_prefix("hint: ").map(str::to_owned)).unwrap_or_default()
    };
    assert_eq!(hint("carl", &[]), "one by one, in their context: copydesk review");
    let narrow = ["--article", "flood", "--kind", "number", "--standing", "stale", "--desk", "foreign"];
    let review = "copydesk review flood --standing stale --desk foreign --kind number";
    assert_eq!(hint("carl", &narrow), format!("one by one, in their context: {review}"));
    desk.by("ed", &["tag", "add", "fire", "harbour bridge"]).ends(0);
    assert!(hint("ed", &["--tag", "harbour bridge"]).ends_with("copydesk review --tag \"harbour bridge\""));
    // A writer decides no claims.
    assert_eq!(hint("wim", &[]), "the first in full: copydesk claim show 9");
    // An empty list says of what it is the list.
    desk.by("carl", &["queue", "--kind", "name"]).ends(0).says("no claim that you asked for needs work");
    assert_eq!(hint("carl", &["--mine"]), "see all that waits: copydesk queue --all");
    assert_eq!(desk.by("carl", &["queue", "--json"]).ends(0).stderr, "", "programs are told nothing");
}

#[test]
fn counted_instead_of_listed() {
    let desk = desk();
    let rows = desk.run(&["queue", "--counts", "--json"]).ends(0).json();
    let count = |by: &str, name: Value| {
        let row = rows.as_array().unwrap().iter().find(|r| r["by"] == by && r["name"] == name);
        row.map(|row| (row["claims"].as_i64().unwrap(), row["overdue"].as_i64().unwrap()))
    };
    assert_eq!(count("all", Value::Null), Some((9, 1)));
    assert_eq!(count("standing", "stale".into()), Some((2, 0)));
    assert_eq!(count("progress", "proposed".into()), Some((1, 0)));
    assert_eq!(count("desk", "foreign".into()), Some((3, 1)));
    assert_eq!(count("assignee", Value::Null), Some((9, 1)));
    let city = desk.run(&["queue", "--counts", "--desk", "city", "--json"]).ends(0).json();
    assert_eq!(city[0]["claims"], 6);
    desk.run(&["queue", "--counts", "--watch"]).ends(2);
}

#[test]
fn the_first_is_printed_where_nobody_sits() {
    let desk = desk();
    let next = desk.run(&["queue", "next", "--json"]).ends(0).json();
    assert_eq!(next["id"], 9);
    assert_eq!(desk.run(&["queue", "next", "--kind", "event", "--json"]).ends(0).json()["id"], 6);
    desk.run(&["queue", "next", "--kind", "name"]).ends(3).says("no claim that you asked for needs work");
    assert!(desk.run(&["queue", "next"]).ends(0).stdout.contains("fell for 9 days"));
}

#[test]
fn what_a_provider_withdrew_heads_it_while_it_is_public() {
    let desk = desk();
    // No reader of provider's copy that cancels is asked here: the row is what it leaves behind.
    let sql = "UPDATE article SET withdrawn = 1, stage = 'published', published = head WHERE slug = 'flood'";
    rusqlite::Connection::open(desk.path("desk.db")).unwrap().execute_batch(sql).unwrap();
    let rows = desk.run(&["queue", "--json"]).ends(0).json();
    assert_eq!((&rows[0]["id"], &rows[0]["article"]), (&Value::Null, &"flood".into()));
    let claim: BTreeSet<&String> = rows[1].as_object().unwrap().keys().collect();
    assert_eq!(rows[0].as_object().unwrap().keys().collect::<BTreeSet<_>>(), claim, "the same fields");
    let shown = desk.run(&["queue"]).ends(0).says("copydesk article kill flood");
    assert!(shown.stdout.lines().next().unwrap().contains("! withdrawn"), "{}", shown.stdout);
    assert_eq!(desk.run(&["queue", "--desk", "city", "--json"]).json()[0]["id"], 1);
    assert_eq!(desk.run(&["queue", "next", "--json"]).json()["id"], 9, "a claim to work on");
}

#[test]
fn a_claim_that_lies_after_its_time_is_anybodys_again() {
    let desk = desk();
    desk.by("cleo", &["policy", "set", "lease", "5m"]).ends(0);
    let taken = desk.by("carl", &["claim", "take", "6", "--json"]).ends(0).json();
    assert_eq!(taken["holder"], "carl");
    desk.by("eva", &["claim", "take", "6"]).ends(4).says("with carl until");
    assert_eq!(queue(&desk, &["--desk", "city"]), [1, 2, 3, 4, 5, 6]);
    for _ in 0..5 {
        desk.run(&["person", "list"]).ends(0);
    }
    // The clock of this desk went on by a minute each: the time is up, and it comes before what nobody began.
    let rows = desk.run(&["queue", "--desk", "city", "--json"]).ends(0).json();
    assert_eq!(ids(&rows), [1, 2, 3, 4, 6, 5]);
    assert_eq!(rows[4]["holder"], Value::Null);
    assert_eq!(desk.by("eva", &["claim", "take", "6", "--json"]).ends(0).json()["holder"], "eva");
    desk.by("carl", &["claim", "drop", "6"]).ends(1).says("somebody else took");
    desk.by("eva", &["claim", "drop", "6"]).ends(0);
    assert_eq!(queue(&desk, &["--desk", "city"]), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn eight_who_ask_at_once_never_get_the_same() {
    let desk = Desk::new();
    let text: String = (0..40).map(|n| format!("The town has {} trees in street {n}. ", 1000 + n)).collect();
    desk.file("trees.md", &text);
    desk.by("wim", &["article", "new", "trees", "--headline", "Trees", "--file", "trees.md"]).ends(0);
    let claims: Vec<Value> =
        (0..40).map(|n| serde_json::json!({ "quote": format!("{} trees", 1000 + n), "kind": "number" })).collect();
    let line = serde_json::json!({ "slug": "trees", "headline": "Trees", "body": text, "claims": claims });
    desk.file("claims.jsonl", line.to_string());
    desk.run(&["import", "claims.jsonl"]).ends(0);
    let before = queue(&desk, &["--limit", "0"]).len();
    assert_eq!(before, 40);
    let mut children = Vec::new();
    for round in 0..3 {
        for who in ["ed", "eva", "carl", "cleo", "ed", "eva", "carl", "cleo"] {
            let mut command = desk.command(&["--as", who, "claim", "take", "--next", "--json"]);
            // At one moment, for all of them.
            command.env("COPYDESK_NOW", format!("2026-01-06T00:0{round}:00Z"));
            children.push(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
        }
    }
    let mut got = BTreeSet::new();
    for child in children {
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let claim: Value = serde_json::from_slice(&done.stdout).unwrap();
        assert!(got.insert(claim["id"].as_i64().unwrap()), "two got #{}", claim["id"]);
    }
    assert_eq!(got.len(), 24);
}

/// Ids take ranges on every verb that can mean several claims.
#[test]
fn ranges_on_every_verb() {
    let desk = desk();
    desk.by("carl", &["claim", "withdraw", "8,9", "--note", "no facts"]).ends(0);
    for (who, words, want) in [
        ("carl", &["claim", "take", "5,6"][..], &[5, 6][..]),
        ("carl", &["claim", "drop", "5-6"], &[5, 6]),
        ("ed", &["claim", "assign", "5-6,3", "--to", "carl"], &[5, 6, 3]),
        ("carl", &["claim", "edit", "c5,#6", "--claimant", "the police"], &[5, 6]),
        ("carl", &["claim", "comment", "5-6", "Ask the port"], &[5, 6]),
        ("carl", &["claim", "wait", "5-6", "--note", "the port calls back"], &[5, 6]),
        ("carl", &["claim", "cite", "3,5-6", "S1"], &[3, 5, 6]),
        ("carl", &["claim", "check", "3,5-6", "--finding", "confirmed"], &[3, 5, 6]),
        ("ed", &["claim", "approve", "3-6"], &[3, 4, 5, 6]),
        ("ed", &["claim", "return", "5,6", "--note", "again"], &[5, 6]),
        ("ed", &["claim", "reconfirm", "2"], &[2]),
        ("carl", &["claim", "reopen", "8-9"], &[8, 9]),
        ("carl", &["claim", "withdraw", "8-9", "--note", "no facts"], &[8, 9]),
        ("carl", &["claim", "show", "1-3,9"], &[1, 2, 3, 9]),
    ] {
        let done = desk.by(who, &[words, &["--json"]].concat()).ends(0).json();
        let done = if done.is_array() { ids(&done) } else { vec![done["id"].as_i64().unwrap()] };
        assert_eq!(done, want, "{words:?}");
    }
    let page = desk.run(&["claim", "show", "3-4"]).ends(0).stdout;
    assert!(page.contains("#3 ") && page.contains("#4 "), "{page}");
    // All or nothing, and the error names the one.
    desk.by("carl", &["claim", "take", "5,4711"]).ends(3).says("#4711");
    assert_eq!(desk.run(&["claim", "show", "5", "--json"]).json()["holder"], Value::Null);
    for verb in ["take", "drop", "edit", "comment", "show", "approve", "answered", "reopen", "seen", "reconfirm"] {
        desk.run(&["claim", verb, "9-3"]).ends(2).says("counts backwards");
    }
}

#[cfg(unix)]
#[test]
fn watched_in_a_pipe() {
    let desk = desk();
    desk.run(&["queue", "--watch", "--json"]).ends(2).says("events --follow");
    let mut child = desk.command(&["queue", "--watch", "--limit", "2"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let table = |lines: &mut dyn Iterator<Item = std::io::Result<String>>| -> String {
        lines.map(Result::unwrap).take_while(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    };
    assert!(table(&mut lines).contains("#9"));
    desk.by("carl", &["claim", "withdraw", "9", "--note", "no fact"]).ends(0);
    let next = table(&mut lines);
    assert!(next.contains("#1") && !next.contains("#9"), "{next}");
    drop(lines);
    assert!(child.wait().unwrap().success(), "ends when nobody reads");
}
