//! A decision is about what its maker saw: every verb that decides takes
//! `--at`, and refuses words that changed since, with both before your eyes.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::Desk;

const FIRE: &str = "Ten people died in the fire, the fire service said.

Twelve people were hurt. The port was built in 1998.
";

/// Two claims seen in revision 1; the words of the first changed in revision 2.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", FIRE);
    let new = ["article", "new", "fire", "--headline", "Fire in the harbour", "--language", "en", "--file", "fire.md"];
    desk.by("wim", &new).ends(0);
    for quote in ["Ten people died", "built in 1998"] {
        desk.by("wim", &["claim", "add", "fire", "--quote", quote]).ends(0);
    }
    desk.by("wim", &["article", "submit", "fire"]).ends(0);
    desk.file("fire.md", FIRE.replace("Ten people", "Nine people"));
    desk.by("wim", &["article", "edit", "fire", "--file", "fire.md"]).ends(0);
    desk
}

fn events(desk: &Desk) -> usize {
    desk.run(&["log", "--json", "--limit", "0"]).ends(0).json().as_array().unwrap().len()
}

/// Every verb that decides on a claim, with what it needs besides `--at`.
const ON_CLAIMS: &[(&str, &str, &[&str])] = &[
    ("carl", "check", &["--finding", "disputed"]),
    ("carl", "wait", &["--note", "calls back"]),
    ("ed", "approve", &[]),
    ("ed", "reconfirm", &[]),
    ("ed", "return", &["--note", "why?"]),
    ("carl", "withdraw", &["--note", "an opinion"]),
    ("carl", "reopen", &[]),
    ("ed", "answered", &["--note", "the next sentence"]),
    ("ed", "seen", &[]),
    ("carl", "relink", &["--quote", "people died"]),
    ("carl", "place", &["--confirm", "2"]),
];

#[test]
fn every_verb_on_a_claim_refuses_words_that_changed() {
    let desk = desk();
    let before = events(&desk);
    for (who, verb, more) in ON_CLAIMS {
        let words = [&["claim", verb, "1", "--at", "1"][..], more].concat();
        let told = desk.by(who, &words);
        assert_eq!(told.code, 4, "{verb}: {}", told.stderr);
        for says in [
            "which you saw",
            "you saw:   Ten people died",
            "it is now: Nine people died",
            "copydesk diff fire@1 @2",
            "--at 2",
        ] {
            assert!(told.stderr.contains(says), "{verb} doesn't say {says:?}: {}", told.stderr);
        }
        let json = desk.by(who, &[&words[..], &["--json"]].concat()).ends(4);
        assert_eq!(json.error()["kind"], "conflict", "{verb}");
    }
    assert_eq!(events(&desk), before, "nothing was written");
}

#[test]
fn a_revision_that_left_the_words_alone_is_no_conflict() {
    let desk = desk();
    for (who, verb, more) in ON_CLAIMS {
        // Those that number places or sentences of the whole text are about the whole text.
        if ["relink", "place", "seen"].contains(verb) {
            continue;
        }
        let told = desk.by(who, &[&["claim", verb, "2", "--at", "1"][..], more].concat());
        assert_ne!(told.code, 4, "{verb}: {}", told.stderr);
    }
}

#[test]
fn what_was_opened_last_counts_where_nothing_is_said() {
    let desk = desk();
    desk.by("ed", &["proof", "fire@1"]).ends(0);
    desk.by("ed", &["claim", "return", "1", "--note", "why?"]).ends(4).says("it is now: Nine people died");
    desk.by("ed", &["proof", "fire"]).ends(0);
    desk.by("ed", &["claim", "return", "1", "--note", "why?"]).ends(1).says("there is nothing to return");
}

#[test]
fn every_verb_on_an_article_refuses_a_text_that_changed() {
    let desk = desk();
    let before = events(&desk);
    let verbs: [(&str, &[&str]); 3] =
        [("approve", &[]), ("publish", &[]), ("republish", &["--as", "correction", "--note", "The toll was wrong."])];
    for (verb, more) in verbs {
        let told = desk.by("ed", &[&["article", verb, "fire", "--at", "1"][..], more].concat());
        assert_eq!(told.code, 4, "{verb}: {}", told.stderr);
        for says in [
            "fire changed after revision 1",
            "you saw:   Ten people died",
            "it is now: Nine people died",
            "copydesk diff fire@1 @2",
        ] {
            assert!(told.stderr.contains(says), "{verb} doesn't say {says:?}: {}", told.stderr);
        }
    }
    assert_eq!(events(&desk), before, "nothing was written");
    // The same text under another number is the same text.
    desk.file("fire.md", FIRE);
    desk.by("wim", &["article", "edit", "fire", "--file", "fire.md"]).ends(0);
    assert_ne!(desk.by("ed", &["article", "approve", "fire", "--at", "1"]).code, 4);
}
