//! Claims whose words are gone: tied to other words by a person, a second
//! place confirmed or dismissed, the rest withdrawn together.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::Desk;
use serde_json::{Value, json};

const FIRE: &str = "The fire began at noon.

Ten people died in the harbour fire, the union said.

The mayor came. Rain fell on the port all night.
";

/// A desk with an article whose two claims are approved.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", FIRE);
    desk.by("wim", &["article", "new", "fire", "--headline", "Fire", "--language", "en", "--file", "fire.md"]).ends(0);
    for quote in ["Ten people died in the harbour fire", "Rain fell on the port"] {
        desk.by("wim", &["claim", "add", "fire", "--quote", quote]).ends(0);
    }
    desk.by("carl", &["claim", "cite", "1-2", "--kind", "document", "--title", "Log"]).ends(0);
    desk.by("carl", &["claim", "check", "1-2", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1-2"]).ends(0);
    desk
}

fn edit(desk: &Desk, text: &str) {
    desk.file("fire.md", text);
    desk.by("wim", &["article", "edit", "fire", "--file", "fire.md", "--at", "head"]).ends(0);
}

fn show(desk: &Desk, id: &str) -> Value {
    desk.run(&["claim", "show", id, "--json"]).ends(0).json()
}

fn standing(desk: &Desk, id: &str) -> Value {
    show(desk, id)["standing"].clone()
}

fn last(claim: &Value) -> Value {
    claim["anchors"].as_array().unwrap().last().unwrap().clone()
}

/// The first sentence is gone; something like it stands at the end.
const LOST: &str = "The fire began at noon.

Rescue work in the harbour goes on through the night, officials believe.

The mayor came. Rain fell on the port all night.

Later the town heard that ten people died in that harbour fire, and that ten persons died in the Harbour fires of 1990.
";

#[test]
fn lost_words_are_looked_for_and_a_person_picks() {
    let desk = desk();
    edit(&desk, LOST);
    let lost = show(&desk, "1");
    assert_eq!((&lost["standing"], &last(&lost)["how"]), (&json!("stale"), &json!("lost")));
    desk.by("eva", &["gate", "fire", "--json"]).ends(8);
    let gate = desk.by("eva", &["gate", "fire"]).ends(8).stdout;
    assert!(gate.contains("copydesk claim relink 1"), "{gate}");
    let page = desk.run(&["claim", "show", "1"]).ends(0).stdout;
    assert!(page.contains("next: copydesk claim relink 1"), "{page}");
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(1).says("copydesk claim relink 1");

    let page = desk.by("wim", &["claim", "relink", "1"]).ends(2).says("--pick 1 --at 2").stdout;
    assert!(page.contains("1. body: nearly the same words, with others around them"), "{page}");
    assert!(page.contains("⟦ten people died in that harbour fire⟧"), "{page}");
    assert!(page.contains("[-Ten-]{+ten+} people died in [-the-]{+that+} harbour fire"), "{page}");
    let look = desk.by("wim", &["claim", "relink", "1", "--json"]).ends(2).json();
    assert_eq!(look["quote"], "Ten people died in the harbour fire");
    let first = &look["candidates"][0];
    assert_eq!((&first["number"], &first["text"]), (&json!(1), &json!("ten people died in that harbour fire")));
    assert!(first["score"].as_f64().unwrap() > look["candidates"][1]["score"].as_f64().unwrap());
    assert_eq!(standing(&desk, "1"), "stale", "nothing is chosen by itself");

    desk.by("wim", &["claim", "relink", "1", "--pick", "9"]).ends(3).says("such places, not 9");
    desk.by("wim", &["claim", "relink", "1", "--pick", "1"]).ends(0).says("it needs a new check there");
    let linked = show(&desk, "1");
    assert_eq!(
        (&linked["standing"], &linked["quote"]),
        (&json!("stale"), &json!("ten people died in that harbour fire"))
    );
    assert_eq!((&last(&linked)["how"], &last(&linked)["start"]), (&json!("relinked"), &first["start"]));
    desk.run(&["db", "check"]).ends(0);
    // Undone, it is lost again; and linked again and checked, it is approved.
    desk.by("wim", &["undo"]).ends(0).says("goes back to the places that it had");
    let back = show(&desk, "1");
    assert_eq!((&last(&back)["how"], &back["quote"]), (&json!("lost"), &lost["quote"]));
    desk.by("wim", &["claim", "relink", "1", "--quote", "ten people died in that harbour fire"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    assert_eq!(standing(&desk, "1"), "approved");
    desk.run(&["log", "--verify"]).ends(0);
    desk.run(&["db", "check"]).ends(0);
    let told = desk.run(&["log", "#1"]).ends(0).stdout;
    assert!(told.contains("tied #1 to other words"), "{told}");
}

#[test]
fn the_same_words_in_the_same_context_are_what_was_approved() {
    let desk = desk();
    // A mistake: the claim is put on other words, and then back.
    desk.by("wim", &["claim", "relink", "1", "--quote", "Rain fell on the port"]).ends(0);
    assert_eq!(standing(&desk, "1"), "stale");
    let found = desk.by("wim", &["claim", "relink", "1", "--json"]).ends(2).json();
    assert_eq!(found["candidates"][0]["score"], 1.0);
    let back = desk.by("wim", &["claim", "relink", "1", "--pick", "1"]).ends(0);
    assert!(back.stderr.contains("what was approved"), "{}", back.stderr);
    assert_eq!(standing(&desk, "1"), "approved");
    desk.by("wim", &["claim", "relink", "1", "--pick", "1"]).ends(3).says("no other such place");
    desk.by("wim", &["claim", "relink", "1"]).ends(3).says("nothing else in");
    let here = desk.run(&["claim", "show", "1", "--json"]).json()["quote"].as_str().unwrap().to_owned();
    desk.by("wim", &["claim", "relink", "1", "--quote", &here]).ends(1).says("tied to these words already");
    desk.by("wim", &["claim", "relink", "1", "--quote", "Snow fell"]).ends(3);
    desk.by("wim", &["claim", "relink", "1", "--quote", "the"]).ends(1).says("--occurrence 1 to");
    desk.by("wim", &["claim", "relink", "7"]).ends(3);
}

#[test]
fn a_number_is_one_of_the_list_that_was_seen() {
    let desk = desk();
    edit(&desk, LOST);
    desk.by("eva", &["claim", "relink", "1"]).ends(2);
    edit(&desk, &LOST.replace("Later the town", "Ten people died in the harbour fires. Later the town"));
    desk.by("eva", &["claim", "relink", "1", "--pick", "1"]).ends(4);
    desk.by("eva", &["claim", "relink", "1", "--pick", "1", "--at", "2"]).ends(4);
    desk.by("eva", &["claim", "relink", "1"]).ends(2);
    desk.by("eva", &["claim", "relink", "1", "--pick", "1"]).ends(0);
    assert_eq!(show(&desk, "1")["quote"], "Ten people died in the harbour fires");
}

#[test]
fn ambiguous_and_unplaced_claims_too() {
    let desk = desk();
    let without = FIRE.replace("Ten people died in the harbour fire, the union said.\n\n", "");
    edit(&desk, &without);
    assert_eq!(last(&show(&desk, "1"))["how"], "cut");
    let twice = format!(
        "Ten people died in the harbour fire, the union said.\n\n{without}\nTen people died in the harbour fire, the union said.\n"
    );
    edit(&desk, &twice);
    let torn = show(&desk, "1");
    assert_eq!((&torn["standing"], &last(&torn)["how"]), (&json!("stale"), &json!("ambiguous")));
    let look = desk.by("wim", &["claim", "relink", "1", "--json"]).ends(2).json();
    assert_eq!(look["candidates"].as_array().unwrap().len(), 2);
    desk.by("wim", &["claim", "relink", "1", "--pick", "2"]).ends(0);
    assert_eq!(last(&show(&desk, "1"))["how"], "relinked");

    desk.by("wim", &["claim", "add", "fire", "--statement", "The mayor came to the port"]).ends(0);
    assert_eq!(standing(&desk, "3"), "unplaced");
    desk.by("wim", &["claim", "relink", "3", "--quote", "The mayor came", "--at", "head"]).ends(0);
    assert_eq!(
        (standing(&desk, "3"), show(&desk, "3")["quote"].clone()),
        (json!("unapproved"), json!("The mayor came"))
    );
    desk.by("wim", &["undo"]).ends(0);
    assert_eq!(standing(&desk, "3"), "unplaced");
    desk.run(&["db", "check"]).ends(0);
}

#[cfg(unix)]
#[test]
fn on_a_terminal_one_key_picks() {
    let desk = desk();
    edit(&desk, LOST);
    for (key, how) in [("q", "lost"), ("1", "relinked")] {
        let Some(mut session) = desk.terminal(&["--as", "wim", "claim", "relink", "1"]) else { return };
        session.exp_string("[q] none of them").unwrap();
        session.send(key).unwrap();
        session.flush().unwrap();
        session.exp_eof().unwrap();
        assert_eq!(last(&show(&desk, "1"))["how"], how);
    }
    assert_eq!(show(&desk, "1")["quote"], "ten people died in that harbour fire");
}

#[test]
fn a_second_place_is_confirmed_or_dismissed_by_a_person() {
    let desk = desk();
    edit(&desk, &format!("{FIRE}\nTo sum up: Ten people died in the harbour fire, the union said.\n"));
    let claim = show(&desk, "1");
    assert_eq!((&claim["standing"], &last(&claim)["confirmed"]), (&json!("approved"), &json!(false)));
    let page = desk.run(&["claim", "show", "1"]).ends(0).stdout;
    assert!(page.contains("copydesk claim place 1 --confirm 2; or --dismiss 2"), "{page}");

    desk.by("wim", &["claim", "place", "1"]).ends(2);
    desk.by("wim", &["claim", "place", "1", "--confirm", "3"]).ends(3).says("no place 3");
    desk.by("carl", &["claim", "place", "1", "--dismiss", "1"]).ends(1).says("no suggestion");
    desk.by("wim", &["claim", "place", "1", "--dismiss", "2"]).ends(1).says("takes a checker");
    desk.by("carl", &["claim", "place", "1", "--dismiss", "2"]).ends(0);
    assert_eq!(last(&show(&desk, "1"))["place"], 1);
    desk.by("carl", &["undo"]).ends(0);
    assert_eq!(last(&show(&desk, "1"))["place"], 2);

    desk.by("carl", &["claim", "place", "1", "--confirm", "2"]).ends(0).says("copydesk claim reconfirm 1");
    let claim = show(&desk, "1");
    assert!(["touched", "stale"].contains(&claim["standing"].as_str().unwrap()), "nobody looked at it there: {claim}");
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    assert_eq!(standing(&desk, "1"), "approved");
    // It stands as its worst confirmed place.
    edit(&desk, &format!("{FIRE}\nTo sum up: Nine people died in the harbour fire, the union said.\n"));
    assert_eq!(standing(&desk, "1"), "stale");
    desk.run(&["db", "check"]).ends(0);
    desk.run(&["log", "--verify"]).ends(0);
    let told = desk.run(&["log", "#1"]).ends(0).stdout;
    assert!(told.contains("dismissed place 2 of #1") && told.contains("confirmed place 2 of #1"), "{told}");
}

#[test]
fn what_is_lost_is_withdrawn_together() {
    let desk = desk();
    desk.by("carl", &["claim", "withdraw", "--article", "fire"]).ends(2).says("--lost");
    desk.by("carl", &["claim", "withdraw", "--article", "fire", "--lost", "--note", "x"])
        .ends(0)
        .says("no claim of fire is lost");
    edit(&desk, LOST);
    desk.by("carl", &["claim", "withdraw", "--article", "fire", "--lost"]).ends(2).says("--note");
    let done = desk
        .by("carl", &["claim", "withdraw", "--article", "fire", "--lost", "--note", "not in the story any more"])
        .ends(0);
    assert!(done.stdout.contains("#1 lost: \"Ten people died in the harbour fire\""), "{}", done.stdout);
    assert_eq!(
        (&show(&desk, "1")["progress"], &show(&desk, "2")["progress"]),
        (&json!("withdrawn"), &json!("approved"))
    );
    edit(&desk, &LOST.replace(" Rain fell on the port all night.", ""));
    let cut = ["claim", "withdraw", "--article", "fire", "--cut", "--note", "cut", "--json"];
    assert_eq!(desk.by("carl", &cut).ends(0).json()[0]["id"], 2);
    assert_eq!(desk.by("carl", &cut).ends(0).json(), json!([]));
}
