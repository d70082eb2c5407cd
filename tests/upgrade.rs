//! A desk that an earlier copydesk made is brought up to date when it is
//! opened: the schema of a fresh one, and nothing lost.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::Desk;
use common::everything::everything;
use rusqlite::Connection;
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// Takes away what the migrations after the first one brought, as a desk of 0.1.0 has it.
fn as_first_made(desk: &Desk, name: &str) {
    desk.run(&["db", "backup", name]).ends(0);
    let connection = Connection::open(desk.path(name)).unwrap();
    connection
        .execute_batch(
            "DROP INDEX queue_holder; CREATE INDEX queue_holder ON queue (holder) WHERE holder IS NOT NULL;
             DROP TABLE listed_seen; DROP INDEX queue_kind; DROP INDEX queue_standing; DROP INDEX queue_age;
             DROP INDEX queue_lease; DROP INDEX article_withdrawn; DROP INDEX queue_due_assignee;
             DROP INDEX queue_due_kind; DROP INDEX queue_due_standing; DROP INDEX queue_due_desk; DROP TABLE sheet_row;
             DROP TABLE sheet_column; DROP INDEX precedent_url;
             DROP TABLE precedent_words; DELETE FROM refinery_schema_history WHERE version > 1; VACUUM",
        )
        .unwrap();
}

fn schema(desk: &Desk, name: &str) -> Vec<String> {
    let connection = Connection::open(desk.path(name)).unwrap();
    let mut prepared = connection
        .prepare("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1")
        .unwrap();
    prepared.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_desk_of_the_first_schema_becomes_one_of_the_newest() {
    let desk = everything();
    desk.run(&["export", "desk", "--to", "jsonl", "-o", "before.jsonl"]).ends(0);
    as_first_made(&desk, "old.db");
    assert_ne!(schema(&desk, "old.db"), schema(&desk, "desk.db"));

    // Reading is enough to bring it up to date.
    desk.run(&["--db", "old.db", "article", "list"]).ends(0);
    assert_eq!(schema(&desk, "old.db"), schema(&desk, "desk.db"));
    desk.run(&["--db", "old.db", "db", "check"]).ends(0);
    desk.run(&["--db", "old.db", "log", "--verify"]).ends(0);
    desk.run(&["--db", "old.db", "export", "desk", "--to", "jsonl", "-o", "after.jsonl"]).ends(0);
    let read = |name| std::fs::read_to_string(desk.path(name)).unwrap();
    assert_eq!(read("before.jsonl"), read("after.jsonl"), "every row is as it was");
    desk.run(&["--db", "old.db", "--as", "wim", "tag", "add", "fire", "later"]).ends(0);
}

#[test]
fn an_old_backup_is_restored_in_place_of_a_new_desk() {
    let desk = everything();
    as_first_made(&desk, "old.db");
    desk.run(&["db", "restore", "old.db", "--yes"]).ends(0);
    assert_eq!(schema(&desk, "desk.db").len(), schema(&desk, "desk.db.bak").len());
    desk.run(&["db", "check"]).ends(0);
    desk.run(&["log", "--verify"]).ends(0);
}

#[test]
fn an_export_of_an_earlier_desk_comes_in() {
    let desk = everything();
    desk.run(&["export", "desk", "--to", "jsonl", "-o", "all.jsonl"]).ends(0);
    let text = std::fs::read_to_string(desk.path("all.jsonl")).unwrap();
    let mut lines: Vec<&str> = text
        .lines()
        .filter(|line| {
            !["listed_seen", "sheet_row", "sheet_column"].iter().any(|t| line.contains(&format!("\"table\":\"{t}\"")))
        })
        .collect();
    let header = lines[0].replace(&format!("\"schema\":{}", copydesk::store::desk::SCHEMA_VERSION), "\"schema\":1");
    assert_ne!(lines[0], header);
    lines[0] = &header;
    lines.pop();
    let mut old = lines.join("\n");
    old.push('\n');
    let sha256 = copydesk::store::hex(&Sha256::digest(&old));
    let rows = lines.len() - 1;
    let end = json!({ "end": { "rows": rows, "sha256": sha256 } });
    old = format!("{old}{end}\n");
    desk.file("old.jsonl", &old);
    desk.run(&["--as", "kim", "init", "new.db"]).ends(0);
    desk.run(&["--db", "new.db", "--as", "kim", "import", "old.jsonl"]).ends(0);
    desk.run(&["--db", "new.db", "log", "--verify"]).ends(0);
    desk.run(&["--db", "new.db", "db", "check"]).ends(0);
}

#[test]
fn what_an_earlier_desk_had_checked_is_found_by_its_words() {
    let desk = everything();
    let review = |claim: &str, headline: serde_json::Value| {
        json!({ "@type": "ClaimReview", "claimReviewed": claim, "url": format!("https://check.example/{}", claim.len()),
            "author": { "name": "Check House" }, "headline": headline, "reviewRating": { "alternateName": "False" } })
    };
    let feed = json!([
        review("Windmills cause cancer in cattle", json!("Turbines and tumours")),
        // What others write is not always of the kind that it should be.
        review("The ferry is a submarine", json!(17)),
        review("The moon is made of cheese", json!({ "@value": "moon" })),
    ]);
    desk.file("feed.json", feed.to_string());
    desk.run(&["import", "feed.json"]).ends(0);
    desk.run(&["db", "check"]).ends(0);
    as_first_made(&desk, "old.db");
    desk.run(&["--db", "old.db", "db", "check"]).ends(0);
    for (asked, publisher) in [
        ("turbines giving tumours to cattle", "Check House"),
        ("the ferry is a submarine", "Check House"),
        ("the moon is cheese", "Check House"),
        // A claim whose finding was approved by then.
        ("2 million crowns", "here, #5"),
    ] {
        for name in ["desk.db", "old.db"] {
            let found = desk.run(&["--db", name, "match", "--json", asked]).ends(0).json();
            assert_eq!(found[0]["publisher"], publisher, "{name}: {asked}: {found}");
        }
    }
}
