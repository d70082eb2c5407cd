//! `claim reconfirm --article`: the touched claims of an article on one page,
//! answered together or one by one, never by the author of the change.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::Desk;
use serde_json::{Value, json};

const FIRE: &str = "## Deaths in 2024

Ten people died in the fire. Twelve people were hurt.

## The port

The port was built in 1998, the council said.
";

/// A desk with an article whose three claims are approved.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", FIRE);
    desk.by("wim", &["article", "new", "fire", "--headline", "Fire", "--language", "en", "--file", "fire.md"]).ends(0);
    for quote in ["Ten people died", "Twelve people were hurt", "built in 1998"] {
        desk.by("wim", &["claim", "add", "fire", "--quote", quote]).ends(0);
    }
    desk.by("carl", &["claim", "cite", "1-3", "--kind", "document", "--title", "Log"]).ends(0);
    desk.by("carl", &["claim", "check", "1-3", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1-3"]).ends(0);
    desk
}

fn edit(desk: &Desk, who: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(desk.path("fire.md")).unwrap();
    assert!(text.contains(from), "{from:?} is not in the text");
    desk.file("fire.md", text.replace(from, to));
    desk.by(who, &["article", "edit", "fire", "--file", "fire.md", "--at", "head"]).ends(0);
}

fn standings(desk: &Desk) -> Vec<Value> {
    let rows = desk.run(&["claim", "list", "fire", "--json"]).ends(0).json();
    rows.as_array().unwrap().iter().map(|row| row["standing"].clone()).collect()
}

const PAGE: [&str; 4] = ["claim", "reconfirm", "--article", "fire"];

#[test]
fn one_changed_heading_over_two_claims_is_one_question() {
    let desk = desk();
    edit(&desk, "wim", "## Deaths in 2024", "## Deaths in 2025");
    edit(&desk, "wim", "the council said", "the council of the town said");
    assert_eq!(standings(&desk), ["touched", "touched", "touched"]);

    // Off a terminal the page is printed, and the flags that answer it are named.
    let page = desk.by("eva", &PAGE).ends(2).says("--all").says("--cause 1");
    let text = &page.stdout;
    assert!(text.contains("3 claims need a look, 2 questions"), "{text}");
    assert!(text.contains("1. ") && text.contains("Deaths in 2024 → Deaths in 2025"), "{text}");
    assert!(text.contains("{+of the town+} said"), "{text}");
    let page = desk.by("eva", &[&PAGE[..], &["--json"]].concat()).ends(2).json();
    let ids = |at: usize| -> Vec<Value> {
        page["questions"][at]["claims"].as_array().unwrap().iter().map(|c| c["id"].clone()).collect()
    };
    assert_eq!((ids(0), ids(1)), (vec![json!(1), json!(2)], vec![json!(3)]));
    assert_eq!(page["questions"][1]["claims"][0]["before"], "The port was built in 1998, the council said.");

    let done = desk.by("eva", &[&PAGE[..], &["--cause", "1", "--json"]].concat()).ends(0).json();
    assert_eq!(done.as_array().unwrap().len(), 2);
    assert_eq!(standings(&desk), ["approved", "approved", "touched"]);
    desk.by("eva", &[&PAGE[..], &["--cause", "7"]].concat()).ends(3).says("1 question, not 7");
    desk.by("eva", &[&PAGE[..], &["--all"]].concat()).ends(0);
    assert_eq!(standings(&desk), ["approved", "approved", "approved"]);
    desk.by("eva", &PAGE).ends(0).says("no claim of fire needs only a look");
    desk.by("carl", &PAGE).ends(0);
}

/// What weighs makes the question; what carries an approval is told below it.
#[test]
fn lighter_changes_make_no_question_of_their_own() {
    let desk = Desk::new();
    let text = "## Deaths in 2024\n\nTen people died, the council \"found\". Twelve people were hurt. A [report](http://a.example) lists 14 ships. Two piers closed.\n";
    desk.file("fire.md", text);
    desk.by("wim", &["article", "new", "fire", "--headline", "Fire", "--language", "en", "--file", "fire.md"]).ends(0);
    for quote in ["Ten people died", "Twelve people were hurt", "14 ships", "Two piers closed"] {
        desk.by("wim", &["claim", "add", "fire", "--quote", quote]).ends(0);
    }
    desk.by("carl", &["claim", "cite", "1-4", "--kind", "document", "--title", "Log"]).ends(0);
    desk.by("carl", &["claim", "check", "1-4", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1-4"]).ends(0);
    edit(&desk, "wim", "## Deaths in 2024", "## Deaths in 2025");
    edit(&desk, "wim", "\"found\"", "“found”");
    edit(&desk, "wim", "http://a.example", "http://b.example");
    assert_eq!(standings(&desk), ["touched", "touched", "touched", "touched"]);
    let page = desk.by("eva", &PAGE).ends(2).stdout;
    assert!(page.contains("4 claims need a look, 1 question"), "{page}");
    assert!(page.contains("also, and carries the approval: other glyphs: "), "{page}");
    assert!(page.contains("also, and carries the approval: a link's target changed"), "{page}");
    let json = desk.by("eva", &[&PAGE[..], &["--json"]].concat()).ends(2).json();
    assert_eq!(json["questions"][0]["claims"][0]["listed"][0]["cause"], "glyphs: \" → “ ”");
    assert_eq!(json["questions"][0]["claims"][1]["listed"], json!([]));
    // The gate groups them likewise, and names the page.
    edit(&desk, "wim", "Two piers closed.", "Two piers closed entirely.");
    let gate = desk.by("eva", &["gate", "fire", "--for", "approve"]).ends(8).stdout;
    assert!(gate.contains("and for the same change: #2, #3 (3 claims)"), "{gate}");
    assert!(gate.contains("→ copydesk claim reconfirm --article fire"), "{gate}");
    let json = desk.by("eva", &["gate", "fire", "--for", "approve", "--json"]).ends(8).json();
    let blockers = json["blockers"].as_array().unwrap();
    assert_eq!(blockers.len(), 4);
    assert_eq!(blockers[0]["cause"], blockers[1]["cause"]);
    assert_eq!(blockers[0]["hint"], "copydesk claim reconfirm --article fire");
}

#[test]
fn hard_changes_are_listed_and_never_reconfirmed() {
    let desk = desk();
    edit(&desk, "wim", "Twelve people", "Thirteen people");
    edit(&desk, "wim", "the council said", "the council of the town said");
    let page = desk.by("eva", &PAGE).ends(2).stdout;
    assert!(page.contains("Must be checked again; no look is enough"), "{page}");
    assert!(page.contains("copydesk claim check 2 --finding"), "{page}");
    desk.by("eva", &[&PAGE[..], &["--all"]].concat()).ends(0);
    assert_eq!(standings(&desk), ["approved", "stale", "approved"]);
}

#[test]
fn never_by_the_author_of_the_change() {
    let desk = desk();
    // The words are another's; the heading above them is hers.
    edit(&desk, "eva", "## Deaths in 2024", "## Deaths in 2025");
    edit(&desk, "wim", "the council said", "the council of the town said");
    let page = desk.by("eva", &PAGE).ends(2).stdout;
    assert!(page.contains("Not for you: eva made the change near these words"), "{page}");
    assert!(page.contains("cleo or ed may"), "{page}");
    desk.by("eva", &["claim", "reconfirm", "1"])
        .ends(1)
        .says("eva made the change near these words")
        .says("ask cleo or ed");
    // What is hers is left and told, the rest is done.
    desk.by("eva", &[&PAGE[..], &["--all"]].concat()).ends(0).says("#1 is left: eva made the change");
    assert_eq!(standings(&desk), ["touched", "touched", "approved"]);
    desk.by("eva", &[&PAGE[..], &["--all"]].concat()).ends(1).says("ask cleo or ed");
    // A later revision of somebody else's doesn't make it theirs.
    edit(&desk, "wim", "The port was", "The old port was");
    desk.by("eva", &["claim", "reconfirm", "1", "--at", "head"]).ends(1);
    desk.by("ed", &["claim", "reconfirm", "1", "--at", "head"]).ends(0);
    desk.by("cleo", &["policy", "set", "four_eyes", "solo"]).ends(0);
    desk.by("eva", &["claim", "reconfirm", "2", "--at", "head"]).ends(0);
    desk.run(&["log", "--verify"]).ends(0);
    desk.run(&["db", "check"]).ends(0);
}

/// A desk with a submitted story whose heading somebody renamed before its claim was approved.
fn renamed_by(who: &str) -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", FIRE.replace("Deaths in 2024", "Rumours"));
    desk.by("wim", &["import", "fire.md", "--slug", "fire"]).ends(0);
    edit(&desk, who, "## Rumours", "## Findings");
    desk.by("wim", &["claim", "add", "fire", "--quote", "Ten people died"]).ends(0);
    desk.by("carl", &["claim", "cite", "1", "--kind", "document", "--title", "Log"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    desk.by("wim", &["article", "submit", "fire"]).ends(0);
    desk
}

/// A text that an undo brings back is an edit of whoever undoes it, as a restored one is.
#[test]
fn never_by_who_undid_a_revision() {
    for restores in [false, true] {
        let desk = renamed_by("wim");
        let log = desk.run(&["log", "fire", "--json", "--limit", "0"]).json();
        let event =
            log.as_array().unwrap().iter().find(|e| e["action"] == "revision.add").unwrap()["sequence"].to_string();
        let done = if restores {
            desk.by("eva", &["revision", "restore", "fire@1"])
        } else {
            desk.by("eva", &["undo", &event, "--yes"])
        };
        done.ends(0).says("fire is at revision 3").says("#1").says("touched").says("copydesk diff fire");
        assert_eq!(standings(&desk), ["touched"]);
        desk.by("eva", &["claim", "reconfirm", "1", "--at", "head"])
            .ends(1)
            .says("eva made the change near these words");
        desk.by("ed", &["claim", "reconfirm", "1", "--at", "head"]).ends(0);
        desk.by("eva", &["article", "approve", "fire", "--at", "head"]).ends(8).says("eva edited this article");
        desk.by("ed", &["article", "approve", "fire", "--at", "head"]).ends(0);
        desk.run(&["log", "--verify"]).ends(0);
        desk.run(&["db", "check"]).ends(0);
    }
}

/// One's own revision, undone before anybody decided on it, is nobody's edit;
/// once somebody did, undoing it is a change of what they decided on.
#[test]
fn an_own_revision_that_was_decided_on_is_not_undone_for_nothing() {
    let desk = renamed_by("eva");
    desk.by("eva", &["undo", "--yes"]).ends(0);
    assert_eq!(standings(&desk), ["touched"]);
    desk.by("eva", &["claim", "reconfirm", "1", "--at", "head"]).ends(1).says("eva made the change near these words");
    desk.by("ed", &["claim", "reconfirm", "1", "--at", "head"]).ends(0);
    desk.by("eva", &["article", "approve", "fire", "--at", "head"]).ends(8).says("eva edited this article");
}

#[test]
fn what_is_reconfirmed_is_what_was_on_screen() {
    let desk = desk();
    edit(&desk, "wim", "## Deaths in 2024", "## Deaths in 2025");
    desk.by("eva", &PAGE).ends(2);
    edit(&desk, "wim", "## Deaths in 2025", "## Deaths in 2026");
    desk.by("eva", &[&PAGE[..], &["--all"]].concat()).ends(4);
    desk.by("eva", &[&PAGE[..], &["--cause", "1"]].concat()).ends(4);
    assert_eq!(standings(&desk), ["touched", "touched", "approved"]);
    desk.by("eva", &PAGE).ends(2);
    desk.by("eva", &[&PAGE[..], &["--all"]].concat()).ends(0);
}

#[cfg(unix)]
#[test]
fn on_a_terminal_it_asks() {
    let desk = desk();
    edit(&desk, "wim", "## Deaths in 2024", "## Deaths in 2025");
    edit(&desk, "wim", "the council said", "the council of the town said");
    let Some(mut session) = desk.terminal(&[&["--as", "eva"], &PAGE[..]].concat()) else { return };
    let mut at = |text: &str, key: &str| {
        session.exp_string(text).unwrap_or_else(|e| panic!("waiting for {text:?}: {e}"));
        session.send(key).unwrap();
        session.flush().unwrap();
    };
    at("1 of 2", "e");
    at("#1  [y]", "y");
    at("#2  [y]", "n");
    at("2 of 2", "a");
    session.exp_eof().unwrap();
    assert_eq!(standings(&desk), ["approved", "touched", "approved"]);
}

/// Whoever brings in a text that names nobody else as its author is taken to have written it.
#[test]
fn never_by_who_imported_their_own_copy() {
    let desk = Desk::new();
    desk.by("cleo", &["person", "add", "lena", "--role", "editor", "--display", "Lena Berg"]).ends(0);
    let cases: [(&str, &[&str], bool); 9] = [
        ("", &[], true),
        ("byline: Lena Berg\n", &[], true),
        ("byline: By lena\n", &[], true),
        ("author: LENA BERG, Ana Reyes\n", &[], true),
        ("byline: Ana Reyes and Lena Berg in Oslo\n", &[], true),
        ("byline: Ana Reyes\n", &[], false),
        ("byline: Lena Bergman\n", &[], false),
        ("", &["--provider", "Wire"], false),
        ("byline: Ana Reyes\n", &["--provider", "Wire"], false),
    ];
    for (at, (head, more, own)) in cases.into_iter().enumerate() {
        let (slug, file, id) = (format!("story-{at}"), format!("story-{at}.md"), (at + 1).to_string());
        desk.file(&file, format!("---\nheadline: Fire {at}\n{head}---\nTen people died in fire number {at}.\n"));
        desk.by("lena", &[&["import", &file, "--slug", &slug][..], more].concat()).ends(0);
        desk.by("wim", &["claim", "add", &slug, "--quote", "Ten people died"]).ends(0);
        desk.by("carl", &["claim", "cite", &id, "--kind", "document", "--title", "Log"]).ends(0);
        desk.by("carl", &["claim", "check", &id, "--finding", "confirmed"]).ends(0);
        desk.by("wim", &["article", "submit", &slug]).ends(0);
        let told = desk.by("lena", &["claim", "approve", &id]);
        if own {
            told.ends(1).says("lena wrote or last changed these words");
            desk.by("ed", &["claim", "approve", &id]).ends(0);
            desk.by("lena", &["article", "approve", &slug]).ends(8).says("lena edited this article");
        } else {
            told.ends(0);
            desk.by("lena", &["article", "approve", &slug]).ends(0);
        }
    }
    desk.run(&["log", "--verify"]).ends(0);
}
