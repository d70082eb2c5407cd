//! The demonstration: the desk it makes is the one that `seeds/desk.toml`
//! promises, and its walk shows what a story's life is about.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::collections::BTreeSet;

use common::Desk;
use copydesk::cli::demo::seeds;
use copydesk::domain::claim::Standing;

#[test]
fn every_claim_ends_as_the_seeds_say() {
    let here = Desk::empty();
    let made = here.run(&["demo", "d", "--json"]).ends(0).json();
    assert!(made["file"].as_str().unwrap().ends_with("d/desk.db"), "{made}");

    let claims = here.run(&["--db", "d/desk.db", "claim", "list", "--limit", "0", "--json"]).ends(0).json();
    let seeds = seeds::Desk::load().unwrap();
    assert_eq!(claims.as_array().unwrap().len(), seeds.claims.len());
    let mut met = BTreeSet::new();
    for claim in &seeds.claims {
        let kept = claims.as_array().unwrap().iter().find(|c| c["id"] == claim.id).unwrap();
        assert_eq!(kept["standing"], claim.end.as_str(), "#{}: {}", claim.id, kept["standing_reason"]);
        assert_eq!(kept["article"], *claim.article, "#{}", claim.id);
        met.insert(claim.end);
    }
    assert_eq!(met.len(), Standing::ALL.len(), "every standing is there");

    here.run(&["--db", "d/desk.db", "db", "check"]).ends(0);
    let gate = here.run(&["--db", "d/desk.db", "gate", "harbour-budget", "--json"]).ends(8).json();
    assert_eq!(gate["clear"], false);
}

#[test]
fn the_walk_shows_a_story_s_life() {
    let here = Desk::empty();
    let told = here.run(&["demo"]).ends(0);
    assert_eq!(told.stderr, "", "the walk is one text");
    let mut rest = told.stdout.as_str();
    for landmark in [
        "copydesk-demo",
        "$ copydesk --as carl.checker queue",
        "somebody else must approve it",
        "$ copydesk --as edith.editor diff lavrov-coalition@prev",
        "[-Monday-]{+Tuesday+}",
        "#8   approved → stale: date changed: Monday → Tuesday",
        "the gate is closed",
        "(exit code 8)",
        "$ copydesk --as chidi.checker claim check 8",
        "the gate is clear",
        "lavrov-coalition@4 is public",
        "lavrov-coalition@5 is public, as correction",
        "the record holds",
        "  cd copydesk-demo",
    ] {
        let at =
            rest.find(landmark).unwrap_or_else(|| panic!("{landmark:?} is missing or too early:\n{}", told.stdout));
        rest = &rest[at + landmark.len()..];
    }
    let lines = told.stdout.lines().count();
    assert!((120..=290).contains(&lines), "{lines} lines: too much for a few minutes, or too little");
    assert!(told.stdout.lines().all(|line| !line.contains('\u{1b}')));
}

#[test]
fn it_touches_nothing_of_anybody_s() {
    let here = Desk::new();
    std::fs::create_dir(here.path("mine")).unwrap();
    here.file("mine/notes.txt", "keep me");
    here.run(&["demo", "mine"]).ends(1).says("there is something in mine already");
    assert_eq!(std::fs::read_dir(here.path("mine")).unwrap().count(), 1);

    // A desk of one's own, in the folder or in the environment, is left alone.
    let before = here.run(&["log", "--verify", "--json"]).ends(0).stdout;
    let mut demo = here.command(&["demo", "fresh"]);
    demo.env("COPYDESK_DB", here.path("desk.db"));
    common::finish(demo, "").ends(0);
    assert_eq!(here.run(&["log", "--verify", "--json"]).ends(0).stdout, before);
}
