//! `claim history`: a claim through all revisions.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::Desk;
use serde_json::Value;

/// A claim that is approved, moved, edited, checked again, undone, cut and brought back.
fn life() -> Desk {
    let desk = Desk::new();
    let write = |name: &str, paragraphs: &[&str]| {
        desk.file(name, paragraphs.join("\n\n"));
    };
    let (council, rents, newer, mayor) = (
        "The council met on Monday and again on the next day, when nobody else came.",
        "Rents rose 1.5 percent in May, the council said.",
        "Rents rose 15 percent in May, the council said.",
        "The mayor came to the harbour at noon and left it again, and nobody saw him.",
    );
    write("1.md", &[council, rents, mayor]);
    write("2.md", &["He wept.", council, rents, mayor]);
    write("3.md", &[rents, council, mayor]);
    write("4.md", &[newer, council, mayor]);
    write("5.md", &[council, mayor]);
    write("6.md", &[newer, council, mayor]);
    desk.by("wim", &["article", "new", "rents", "--headline", "Rents rise", "--file", "1.md"]).ends(0);
    desk.by("wim", &["claim", "add", "rents", "--quote", "Rents rose 1.5 percent in May"]).ends(0);
    desk.by("carl", &["claim", "cite", "1", "--kind", "document", "--title", "Bulletin"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed", "--note", "Table 3"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    for next in ["2.md", "3.md", "4.md"] {
        desk.by("wim", &["article", "edit", "rents", "--file", next]).ends(0);
    }
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed", "--at", "head"]).ends(0);
    desk.by("eva", &["claim", "approve", "1", "--at", "head"]).ends(0);
    for next in ["5.md", "6.md"] {
        desk.by("wim", &["article", "edit", "rents", "--file", next]).ends(0);
    }
    desk
}

fn steps(desk: &Desk) -> Vec<Value> {
    desk.run(&["claim", "history", "1", "--json"]).ends(0).json().as_array().unwrap().clone()
}

#[test]
fn every_step_in_the_order_in_which_it_happened() {
    let desk = life();
    let steps = steps(&desk);
    let told: Vec<(Option<u64>, &str, &str)> = steps
        .iter()
        .map(|s| (s["revision"].as_u64(), s["action"].as_str().unwrap(), s["standing"].as_str().unwrap_or("-")))
        .collect();
    assert_eq!(
        told,
        [
            (Some(1), "article.new", "-"),
            (None, "claim.add", "unapproved"),
            (None, "claim.cite", "unapproved"),
            (None, "claim.check", "unapproved"),
            (None, "claim.approve", "approved"),
            (Some(2), "revision.add", "approved"),
            (Some(3), "revision.add", "approved"),
            (Some(4), "revision.add", "stale"),
            (None, "claim.check", "unapproved"),
            (None, "claim.approve", "approved"),
            (Some(5), "revision.add", "cut"),
            (Some(6), "revision.add", "approved"),
        ]
    );
    assert!(steps.is_sorted_by_key(|s| s["event"].as_i64()));

    let place = |at: usize| &steps[at]["places"][0];
    assert_eq!((place(0)["how"].as_str(), place(0)["paragraph"].as_u64()), (Some("placed"), Some(2)));
    assert_eq!((place(5)["how"].as_str(), place(5)["paragraph"].as_u64()), (Some("carried"), Some(3)));
    assert_eq!(place(5)["changes"], Value::Array(vec![]));
    assert_eq!((place(6)["how"].as_str(), place(6)["was"]["paragraph"].as_u64()), (Some("moved"), Some(3)));
    let changed = place(7)["changes"].as_array().unwrap().iter().find(|op| op["kind"] == "replace").unwrap();
    assert_eq!((changed["old"].as_str(), changed["new"].as_str()), (Some("1.5"), Some("15")));
    assert!(steps[7]["standing_reason"].as_str().unwrap().contains("1.5"), "{}", steps[7]);
    assert_eq!((place(10)["how"].as_str(), &place(10)["paragraph"]), (Some("cut"), &Value::Null));
    assert_eq!(steps[4]["covers"][0]["quote"], "Rents rose 1.5 percent in May");
    assert_eq!(steps[9]["covers"][0]["quote"], "Rents rose 15 percent in May");
}

#[test]
fn the_page_tells_it_in_words() {
    let desk = life();
    for columns in ["60", "100"] {
        let mut command = desk.command(&["claim", "history", "1"]);
        command.env("COLUMNS", columns);
        let page = common::finish(command, "").ends(0).stdout;
        let flat = page.split_whitespace().collect::<Vec<_>>().join(" ");
        for words in [
            "carl checked #1: confirmed: Table 3 covers “Rents rose 1.5 percent in May”",
            "○ unapproved → ✓ approved",
            "nothing of it changed",
            "moved from body, paragraph 3 to body, paragraph 1",
            "Rents rose [-1.5-]{+15+} percent in May, the council said.",
            "✓ approved → ! stale",
            "its words were cut [-Rents rose 15 percent in May, the council said.-]",
            "– cut → ✓ approved",
        ] {
            assert!(flat.contains(words), "{words:?} is not in\n{page}");
        }
    }
}

#[test]
fn what_was_undone_says_so_and_lists_have_all_forms() {
    let desk = life();
    desk.by("eva", &["undo"]).ends(0);
    let undone: Vec<Value> = steps(&desk).into_iter().filter(|s| !s["undone"].is_null()).collect();
    assert_eq!(undone.len(), 1);
    assert_eq!(undone[0]["action"], "claim.approve");
    let csv = desk.run(&["claim", "history", "1", "--format", "csv", "--fields", "revision,action"]).ends(0).stdout;
    assert!(csv.starts_with("revision,action\n1,article.new\n,claim.add\n"), "{csv}");
    desk.run(&["claim", "history", "7"]).ends(3).says("no claim #7");
}
