//! Eight people review at once, each on a terminal of their own: no claim is
//! ever met by two, none is decided twice, and none is left.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
#[path = "common/terminal.rs"]
mod terminal;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use common::Desk;
use terminal::Terminal;

const PEOPLE: usize = 8;
const CLAIMS: usize = 32;

/// A desk with so many claims in two articles, and eight people of a role.
fn desk() -> Desk {
    let desk = Desk::new();
    for n in 0..PEOPLE {
        desk.by("cleo", &["person", "add", &format!("check-{n}"), "--role", "checker"]).ends(0);
        desk.by("cleo", &["person", "add", &format!("edit-{n}"), "--role", "editor"]).ends(0);
    }
    let mut lines = String::new();
    for article in 0..2 {
        let (mut body, mut claims) = (String::new(), Vec::new());
        for n in 0..CLAIMS / 2 {
            let number = 100 + article * CLAIMS + n;
            write!(body, "The town counted {number} houses in that street.\n\n").unwrap();
            claims.push(serde_json::json!({ "quote": format!("{number} houses"), "kind": "number" }));
        }
        let item = serde_json::json!({ "slug": format!("town-{article}"), "headline": "Houses", "body": body, "claims": claims });
        writeln!(lines, "{item}").unwrap();
    }
    desk.file("town.jsonl", lines);
    desk.by("wim", &["import", "town.jsonl"]).ends(0);
    desk
}

/// All of them walk the queue; each claim they meet is answered with these keys.
fn walk(desk: &Desk, role: &str, answers: &[(&str, &str)]) {
    let seats: Vec<Terminal> = (0..PEOPLE)
        .map(|n| {
            let mut command = desk.command(&["--as", &format!("{role}-{n}"), "review"]);
            command.env("TERM", "xterm").env("NO_COLOR", "1");
            Terminal::start(&command, 80, 30)
        })
        .collect();
    std::thread::scope(|threads| {
        for mut seat in seats {
            threads.spawn(move || {
                while seat.meets("[q] quit") {
                    for (question, keys) in answers {
                        if !question.is_empty() {
                            seat.sees(question);
                        }
                        seat.types(keys);
                    }
                }
                assert_eq!(seat.ends(), 0, "{}", seat.screen());
            });
        }
    });
}

fn decided(desk: &Desk, action: &str) -> BTreeMap<String, usize> {
    let log = desk.run(&["log", "--json", "--limit", "0"]).ends(0).json();
    let mut counts = BTreeMap::new();
    for event in log.as_array().unwrap().iter().filter(|event| event["action"] == action) {
        *counts.entry(event["subject"].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    counts
}

#[test]
fn eight_at_once_never_decide_the_same_claim() {
    let desk = desk();
    walk(&desk, "check", &[("", "c"), ("What did you find?", "o"), ("How was it found?", "\r"), ("proposed: #", "")]);
    let checks = decided(&desk, "claim.check");
    assert_eq!(checks.len(), CLAIMS, "{checks:?}");
    assert!(checks.values().all(|count| *count == 1), "{checks:?}");
    walk(&desk, "edit", &[("", "a"), ("approved: #", "")]);
    let approvals = decided(&desk, "claim.approve");
    assert_eq!(approvals.len(), CLAIMS, "{approvals:?}");
    assert!(approvals.values().all(|count| *count == 1), "{approvals:?}");
    desk.run(&["db", "check"]).ends(0);
    desk.run(&["log", "--verify"]).ends(0);
    // Nobody is left holding anything.
    let claims = desk.run(&["claim", "list", "--json", "--limit", "0"]).ends(0).json();
    assert!(claims.as_array().unwrap().iter().all(|claim| claim["holder"].is_null()), "{claims}");
}
