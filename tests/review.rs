//! A review on a real terminal (a PTY): a checker and an editor at work.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::Desk;
use rexpect::session::PtySession;
use serde_json::{Value, json};

const FIRE: &str = "Ten people died in the fire, the fire service said.

Twelve people were hurt. The port was built in 1998.
";

/// A desk with three claims that nobody has checked.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", FIRE);
    desk.by(
        "wim",
        &["article", "new", "fire", "--headline", "Fire in the harbour", "--language", "en", "--file", "fire.md"],
    )
    .ends(0);
    for quote in ["Ten people died", "Twelve people were hurt", "built in 1998"] {
        desk.by("wim", &["claim", "add", "fire", "--quote", quote]).ends(0);
    }
    desk
}

/// A session on a terminal, or nothing where there are no terminals.
fn review(desk: &Desk, who: &str, words: &[&str]) -> Option<PtySession> {
    desk.terminal(&[&["--as", who, "review"], words].concat())
}

/// Waits for a text. The terminal's bytes come one a character.
#[track_caller]
fn sees(session: &mut PtySession, text: &str) {
    let bytes: String = text.bytes().map(char::from).collect();
    session.exp_string(&bytes).unwrap_or_else(|error| panic!("waiting for {text:?}: {error}"));
}

/// Waits for a text, then types.
#[track_caller]
fn at(session: &mut PtySession, text: &str, typed: &str) {
    sees(session, text);
    session.send(typed).unwrap();
    session.flush().unwrap();
}

fn claim(desk: &Desk, id: &str) -> Value {
    desk.by("eva", &["claim", "show", id, "--json"]).ends(0).json()
}

fn state(desk: &Desk, id: &str) -> (Value, Value) {
    let claim = claim(desk, id);
    (claim["standing"].clone(), claim["progress"].clone())
}

#[test]
fn a_checker_then_an_editor() {
    let desk = desk();
    let Some(mut checker) = review(&desk, "carl", &["fire"]) else { return };
    let s = &mut checker;
    at(s, "1 of 3", "");
    sees(s, "⟦Ten people died⟧");
    // A confirmation asks for its source first.
    at(s, "[q] quit", "c");
    at(s, "What did you find?", "c");
    at(s, "What sort of source?", "\r");
    at(s, "Its title", "Fire service log\r");
    at(s, "Where is it?", "\r");
    at(s, "primary source?", "y");
    at(s, "What does it say", "s");
    at(s, "Where in it?", "p. 2\r");
    at(s, "Its own words", "\r");
    sees(s, "gave a source to");
    at(s, "S1 supports: Fire service log", "");
    at(s, "[q] quit", "c");
    at(s, "What did you find?", "c");
    at(s, "How was it found?", "read it\r");
    sees(s, "proposed: #1");
    // The second goes out with a correction, the third is left.
    at(s, "2 of 3", "");
    at(s, "[q] quit", "c");
    at(s, "What did you find?", "u");
    at(s, "How was it found?", "\r");
    at(s, "3 of 3", "");
    at(s, "[q] quit", "?");
    at(s, "leave it as it is and go on", "");
    at(s, "[q] quit", "n");
    sees(s, "gave a source to: #1");
    sees(s, "proposed: #1-2");
    sees(s, "the gate to approve is closed by 3 blockers");
    s.exp_eof().unwrap();
    assert_eq!(state(&desk, "1"), (json!("unapproved"), json!("proposed")));
    assert_eq!(state(&desk, "3"), (json!("unapproved"), json!("open")));

    let Some(mut editor) = review(&desk, "ed", &["fire"]) else { return };
    let s = &mut editor;
    at(s, "1 of 3", "");
    at(s, "[a] approve", "a");
    sees(s, "approved: #1 ✓ approved (confirmed)");
    at(s, "2 of 3", "");
    at(s, "[q] quit", "r");
    at(s, "Why does it go back?", "ask the hospital\r");
    sees(s, "returned: #2");
    at(s, "3 of 3", "");
    at(s, "[q] quit", "q");
    sees(s, "approved: #1");
    s.exp_eof().unwrap();
    assert_eq!(state(&desk, "1"), (json!("approved"), json!("approved")));
    assert_eq!(claim(&desk, "2")["standing_reason"], "returned: ask the hospital");
}

#[test]
fn an_editor_approves_only_what_is_on_the_screen() {
    let desk = desk();
    desk.by("carl", &["claim", "check", "1-2", "--finding", "not-checkable"]).ends(0);
    let Some(mut editor) = review(&desk, "ed", &["c1"]) else { return };
    at(&mut editor, "⟦Ten people died⟧", "");
    desk.file("fire.md", FIRE.replace("Ten people", "Nine people"));
    desk.by("wim", &["article", "edit", "fire", "--file", "fire.md"]).ends(0);
    at(&mut editor, "[a] approve", "a");
    sees(&mut editor, "the words of claim #1 changed after revision 1");
    sees(&mut editor, "⟦Nine people died⟧");
    at(&mut editor, "[q] quit", "q");
    sees(&mut editor, "nothing was changed");
    editor.exp_eof().unwrap();
    assert_eq!(state(&desk, "1"), (json!("unapproved"), json!("returned")));

    // Nor a finding that somebody changed meanwhile.
    let Some(mut editor) = review(&desk, "ed", &["c2"]) else { return };
    at(&mut editor, "⟦Twelve people were hurt⟧", "");
    desk.by("carl", &["claim", "check", "2", "--finding", "disputed"]).ends(0);
    at(&mut editor, "[a] approve", "a");
    sees(&mut editor, "is not as it was shown");
    at(&mut editor, "[q] quit", "q");
    editor.exp_eof().unwrap();
    assert_eq!(state(&desk, "2"), (json!("unapproved"), json!("proposed")));
}

#[test]
fn an_interruption_says_what_was_saved() {
    let desk = desk();
    let Some(mut s) = review(&desk, "carl", &["--mine"]) else { return };
    sees(&mut s, "nothing here waits for you");
    s.exp_eof().unwrap();
    let Some(mut s) = review(&desk, "carl", &[]) else { return };
    at(&mut s, "1 of 3", "");
    at(&mut s, "[q] quit", "t");
    sees(&mut s, "you have it");
    at(&mut s, "[q] quit", "m");
    at(&mut s, "Comment", "half a thou\u{3}");
    // The cursor is shown again.
    sees(&mut s, "\u{1b}[?25h");
    sees(&mut s, "taken: #1");
    s.exp_eof().unwrap();
    let status = s.process_mut().wait().unwrap();
    assert!(format!("{status:?}").contains("130"), "{status:?}");
    assert_eq!(state(&desk, "1"), (json!("unapproved"), json!("checking")));
    assert_eq!(claim(&desk, "1")["comments"], json!([]));
}

#[test]
fn a_claim_without_words_is_tied_to_some() {
    let desk = desk();
    desk.by("wim", &["claim", "add", "fire", "--statement", "The port dates from 1998"]).ends(0);
    desk.by("carl", &["claim", "wait", "4", "--note", "the harbour office rings back"]).ends(0);
    let Some(mut s) = review(&desk, "carl", &["c4"]) else { return };
    at(&mut s, "it has no words in the text", "");
    at(&mut s, "To be confirmed it needs", "");
    at(&mut s, "tie it to the words that say so with l", "");
    at(&mut s, "[l] relink", "h");
    // Its life tells what it waits for.
    at(&mut s, "the harbour office rings back", "");
    at(&mut s, "[q] quit", "l");
    at(&mut s, "[w] type the words", "w");
    at(&mut s, "The exact words", "built in 1998\r");
    sees(&mut s, "relinked: #4");
    sees(&mut s, "⟦built in 1998⟧");
    at(&mut s, "[q] quit", "t");
    sees(&mut s, "you have it");
    at(&mut s, "[q] quit", "q");
    s.exp_eof().unwrap();
    assert_eq!(claim(&desk, "4")["quote"], "built in 1998");
}

#[test]
fn the_end_names_what_the_person_can_do_next() {
    let desk = desk();
    desk.by("carl", &["claim", "withdraw", "2-3", "--note", "no facts"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "not-checkable"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    let Some(mut s) = review(&desk, "ed", &["c1"]) else { return };
    at(&mut s, "[q] quit", "q");
    sees(&mut s, "next: copydesk article submit fire");
    s.exp_eof().unwrap();
    desk.by("wim", &["article", "submit", "fire"]).ends(0);
    let Some(mut s) = review(&desk, "carl", &["c1"]) else { return };
    at(&mut s, "[q] quit", "q");
    sees(&mut s, "an editor goes on: copydesk article approve fire --at 1");
    s.exp_eof().unwrap();
    desk.by("ed", &["article", "approve", "fire", "--at", "1"]).ends(0);
    desk.by("ed", &["article", "publish", "fire"]).ends(0);
    let Some(mut s) = review(&desk, "ed", &["c1"]) else { return };
    at(&mut s, "[q] quit", "q");
    sees(&mut s, "it is public as it stands");
    s.exp_eof().unwrap();
}

#[test]
fn without_a_terminal_the_commands_are_named() {
    let desk = desk();
    desk.by("carl", &["review", "fire"])
        .ends(2)
        .says("copydesk queue --article fire")
        .says("copydesk claim check ID --finding FINDING --at REVISION");
    desk.by("carl", &["review", "--mine", "--kind", "number"]).ends(2).says("copydesk queue --mine --kind number\n");
    desk.by("carl", &["review", "c1", "--json"]).ends(2);
}

#[test]
fn what_was_checked_before_stands_on_the_screen() {
    let desk = desk();
    let feed = json!({ "@type": "ClaimReview", "claimReviewed": "Ten people have died in the harbour fire",
        "url": "https://check.example/fire", "datePublished": "2025-12-30", "author": { "name": "Check House" },
        "reviewRating": { "alternateName": "Mostly false" } });
    desk.file("feed.json", feed.to_string());
    desk.run(&["import", "feed.json"]).ends(0);
    desk.by("carl", &["claim", "edit", "1", "--statement", "Ten people died in the harbour fire"]).ends(0);
    let Some(mut s) = review(&desk, "carl", &["fire"]) else { return };
    sees(&mut s, "1 of 3");
    sees(&mut s, "Checked before (more: copydesk match 1)");
    sees(&mut s, "Mostly false: Ten people have died in the harbour fire (Check House, 2025-12-30)");
    at(&mut s, "[q] quit", "n");
    // The next one has none: nothing is said of it.
    sees(&mut s, "2 of 3");
    let shown = s.exp_string("[q] quit").unwrap();
    assert!(!shown.contains("Checked before"), "{shown}");
    s.send("q").unwrap();
    s.flush().unwrap();
    s.exp_eof().unwrap();
}
