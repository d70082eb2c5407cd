//! An article's life on the command line: the real program, every stage, and
//! every move that it refuses.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

mod common;

use common::Desk;
use serde_json::{Value, json};

const COPY: &str = "Ten people died in the fire at the harbour on Tuesday, the fire service said.\n\n\
    \"We came within eight minutes,\" said its chief, Ola Berg. She counted 40 boats lost.\n";

/// A desk with the draft harbour-fire by wim.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("copy.md", COPY);
    let new = ["article", "new", "harbour-fire", "--headline", "Ten die in harbour fire", "--language", "en"];
    desk.by("wim", &[&new[..], &["--file", "copy.md"]].concat()).ends(0).says("harbour-fire is a draft of 35 words");
    desk
}

fn stage(desk: &Desk) -> Value {
    desk.run(&["article", "show", "harbour-fire", "--json"]).ends(0).json()["stage"].clone()
}

/// Brings harbour-fire to the public, by ed.
fn publish(desk: &Desk) {
    desk.by("wim", &["article", "submit", "harbour-fire"]).ends(0);
    desk.by("ed", &["article", "approve", "harbour-fire"]).ends(0);
    desk.by("ed", &["article", "publish", "harbour-fire"]).ends(0);
}

fn edit(desk: &Desk, who: &str, from: &str, to: &str) {
    let now = desk.run(&["article", "show", "harbour-fire", "--json"]).json();
    let body = now["body"].as_str().unwrap().replace(from, to);
    let at = now["head"].to_string();
    desk.feed(&["--as", who, "article", "edit", "harbour-fire", "--file", "-", "--at", &at], &body).ends(0);
}

#[test]
fn what_a_new_article_looks_like() {
    let desk = Desk::new();
    desk.file("copy.md", COPY);
    let made = desk
        .by(
            "wim",
            &[
                "article",
                "new",
                "--headline",
                "Ten die – café fire",
                "--file",
                "copy.md",
                "--byline",
                "Wim",
                "--tag",
                "place:Oslo",
                "--tag",
                "fire",
                "--language",
                "en",
                "--desk",
                "local",
                "--urgency",
                "2",
                "--json",
            ],
        )
        .ends(0)
        .json();
    let claims =
        json!({"unapproved": 0, "approved": 0, "contradicted": 0, "touched": 0, "stale": 0, "cut": 0, "unplaced": 0});
    assert_eq!(
        made,
        json!({
            "id": 1, "slug": "ten-die-cafe-fire", "revision": 1, "headline": "Ten die – café fire", "standfirst": null,
            "byline": "Wim", "dateline": null, "language": "en", "desk": "local", "urgency": 2, "provider": null,
            "external_id": null, "canonical_url": null, "embargo_until": null, "due_at": null, "assignee": null,
            "ednote": null, "stage": "draft", "withdrawn": false, "head": 1, "approved": null, "published": null,
            "changes_pending": false, "tags": ["place:Oslo", "fire"], "words": 34, "body": COPY.trim_end(), "parts": {},
            "claims": claims, "created_at": made["created_at"], "updated_at": made["updated_at"], "published_at": null,
        })
    );
    // The same headline again is another article, with a slug of its own.
    let again = desk.by("wim", &["article", "new", "--headline", "Ten die – café fire", "--json"]).ends(0).json();
    assert_eq!((&again["slug"], &again["body"]), (&json!("ten-die-cafe-fire-2"), &json!("")));
    desk.by("wim", &["article", "new", "Harbour Fire", "--headline", "x"]).ends(2).says("can't be a slug");
    desk.by("wim", &["article", "new", "ten-die-cafe-fire", "--headline", "x"]).ends(1).says("already");
    desk.by("wim", &["article", "new", "--file", "copy.md"]).ends(2).says("--headline");
    desk.by("wim", &["article", "new", "x", "--headline", "x", "--file", "none.md"]).ends(3).says("none.md");
    desk.file("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01");
    desk.by("wim", &["article", "new", "x", "--headline", "x", "--file", "photo.jpg"]).ends(1).says("photo.jpg is");
    desk.by("nobody", &["article", "new", "x", "--headline", "x"]).ends(1).says("nobody named \"nobody\"");
    let listed = desk.run(&["article", "list", "--sort", "slug", "--json"]).ends(0).json();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!(listed[0]["slug"], "ten-die-cafe-fire");
    for absent in ["body", "parts"] {
        assert!(listed[0].get(absent).is_none(), "{absent} is for article show");
    }
}

#[test]
fn a_story_goes_all_the_way() {
    let desk = desk();
    // Each move that the stage doesn't allow is refused, and says what comes first.
    for (verb, says) in [("approve", "submit it first"), ("publish", "approve it first"), ("spike", "for an editor")] {
        let who = if verb == "spike" { "wim" } else { "ed" };
        let refused = desk.by(who, &["article", verb, "harbour-fire"]).ends(1);
        assert!(refused.stderr.contains(says) || verb == "spike", "{}", refused.stderr);
    }
    assert_eq!(stage(&desk), "draft");
    desk.by("wim", &["article", "submit", "harbour-fire"]).ends(0).says("copydesk article approve harbour-fire");
    desk.by("wim", &["article", "submit", "harbour-fire"]).ends(1);
    desk.by("wim", &["article", "approve", "harbour-fire"]).ends(1).says("editor");
    desk.by("ed", &["article", "return", "harbour-fire"]).ends(2).says("--note");
    desk.by("ed", &["article", "return", "harbour-fire", "--note", "Who counted?"]).ends(0);
    assert_eq!(stage(&desk), "draft");
    desk.by("wim", &["article", "submit", "harbour-fire"]).ends(0);
    let approved = desk.by("ed", &["article", "approve", "harbour-fire", "--json"]).ends(0).json();
    assert_eq!((&approved["stage"], &approved["approved"]), (&json!("approved"), &json!(1)));

    // Another text: the approval lapses. The approved text again: it is back.
    edit(&desk, "wim", "Ten people", "Twelve people");
    assert_eq!(stage(&desk), "submitted");
    desk.by("ed", &["article", "publish", "harbour-fire", "--at", "head"]).ends(1);
    desk.by("wim", &["revision", "restore", "harbour-fire"]).ends(2).says("harbour-fire@NUMBER");
    desk.by("wim", &["revision", "restore", "harbour-fire@1"]).ends(0).says("approved again");
    assert_eq!(stage(&desk), "approved");

    let public = desk.by("ed", &["article", "publish", "harbour-fire", "--json"]).ends(0).json();
    assert_eq!((&public["stage"], &public["published"]), (&json!("published"), &json!(3)));
    desk.by("ed", &["article", "publish", "harbour-fire"]).ends(1).says("republish");
    desk.by("ed", &["article", "spike", "harbour-fire"]).ends(1).says("kill");
    desk.by("ed", &["article", "kill", "harbour-fire", "--note", "Withdrawn."]).ends(1).says("chief");
    desk.by("cleo", &["article", "kill", "harbour-fire"]).ends(2).says("--note");
    desk.by("cleo", &["article", "kill", "harbour-fire", "--note", "It could not be confirmed."]).ends(0);

    // Killed copy takes no text, whatever way it comes.
    desk.feed(&["--as", "wim", "article", "edit", "harbour-fire", "--file", "-"], "Nobody died.")
        .ends(1)
        .says("killed");
    desk.by("wim", &["revision", "restore", "harbour-fire@2"]).ends(1).says("reinstate");
    desk.edit("wim", &["article", "edit", "harbour-fire"], "echo x >> $1").ends(1).says("reinstate");
    desk.run(&["article", "show", "harbour-fire@published"]).ends(3).says("no revision of it is public");
    desk.by("cleo", &["article", "reinstate", "harbour-fire", "--note", "It is confirmed."]).ends(0);
    assert_eq!(stage(&desk), "submitted");
    desk.by("ed", &["article", "approve", "harbour-fire"]).ends(0);
    desk.by("ed", &["article", "publish", "harbour-fire"]).ends(0);
    assert_eq!(stage(&desk), "published");
    let revisions = desk.run(&["revision", "list", "harbour-fire", "--json"]).ends(0).json();
    let told: Vec<_> = revisions
        .as_array()
        .unwrap()
        .iter()
        .map(|r| format!("{} {} {}", r["number"], r["origin"], r["author"]))
        .collect();
    assert_eq!(told, ["1 \"edit\" \"wim\"", "2 \"edit\" \"wim\"", "3 \"restore\" \"wim\""]);
    assert_eq!(revisions[0]["content_hash"], revisions[2]["content_hash"]);
    // All of it is on the record, and the desk is whole.
    assert_eq!(desk.run(&["log", "--verify", "--json"]).ends(0).json()["ok"], true);
    desk.run(&["db", "check"]).ends(0);
}

#[test]
fn spiked_copy_comes_back_as_a_draft() {
    let desk = desk();
    desk.by("ed", &["article", "spike", "harbour-fire", "--note", "Overtaken."]).ends(0).says("unspike");
    desk.by("wim", &["article", "submit", "harbour-fire"]).ends(1).says("unspike");
    edit(&desk, "wim", "Ten", "Twelve");
    assert_eq!(stage(&desk), "spiked");
    desk.by("ed", &["article", "unspike", "harbour-fire"]).ends(0);
    assert_eq!(stage(&desk), "draft");
}

#[test]
fn nobody_approves_what_they_wrote() {
    let desk = desk();
    edit(&desk, "ed", "Ten people", "Twelve people");
    desk.by("wim", &["article", "submit", "harbour-fire"]).ends(0);
    let error = desk.by("ed", &["--json", "article", "approve", "harbour-fire"]).ends(8).error();
    assert_eq!(error["kind"], "gate_closed");
    assert_eq!(error["blockers"][0]["kind"], "article_four_eyes");
    desk.by("eva", &["article", "approve", "harbour-fire"]).ends(0);
    // One person does all where the desk says so, and it is said.
    let solo = desk_of_one();
    solo.by("cleo", &["article", "approve", "harbour-fire"]).ends(0).says("one person");
}

fn desk_of_one() -> Desk {
    let desk = Desk::new();
    desk.by("cleo", &["policy", "set", "four_eyes", "solo"]).ends(0);
    desk.by("cleo", &["article", "new", "harbour-fire", "--headline", "Ten die in harbour fire"]).ends(0);
    desk.by("cleo", &["article", "submit", "harbour-fire"]).ends(0);
    desk
}

#[test]
fn an_embargo_holds_until_it_is_over() {
    let desk = desk();
    desk.by("ed", &["article", "set", "harbour-fire", "--embargo-until", "2026-01-06T09:00"]).ends(0);
    desk.by("wim", &["article", "submit", "harbour-fire"]).ends(0);
    desk.by("ed", &["article", "approve", "harbour-fire"]).ends(0);
    let error = desk.by("ed", &["article", "publish", "harbour-fire", "--json"]).ends(8).error();
    assert_eq!(error["blockers"][0]["kind"], "embargo");
    // A chief may pass it, for a reason; nobody else may.
    desk.by("ed", &["article", "publish", "harbour-fire", "--override", "It is out elsewhere"]).ends(1).says("chief");
    assert_eq!(stage(&desk), "approved");
    desk.by("ed", &["article", "set", "harbour-fire", "--embargo-until", "none"]).ends(0);
    desk.by("ed", &["article", "publish", "harbour-fire"]).ends(0);
}

#[test]
fn a_chief_passes_a_closed_gate_on_the_record() {
    let desk = desk();
    desk.by("wim", &["claim", "add", "harbour-fire", "--quote", "40 boats"]).ends(0);
    desk.by("wim", &["article", "submit", "harbour-fire"]).ends(0);
    let closed = desk.by("ed", &["article", "approve", "harbour-fire", "--json"]).ends(8).error();
    assert_eq!(
        (&closed["blockers"][0]["kind"], &closed["blockers"][0]["claim"]),
        (&json!("claim_unapproved"), &json!(1))
    );
    assert!(closed["hint"].as_str().unwrap().contains("copydesk gate harbour-fire"));
    desk.by("ed", &["article", "approve", "harbour-fire", "--override", "no time"]).ends(1).says("chief");
    desk.by("cleo", &["article", "approve", "harbour-fire", "--override", "The service confirmed by telephone"])
        .ends(0)
        .says("a closed gate was passed");
    // What was passed stays passed; what is new closes the gate again.
    desk.by("ed", &["article", "publish", "harbour-fire"]).ends(0);
    desk.by("wim", &["claim", "add", "harbour-fire", "--quote", "eight minutes"]).ends(0);
    edit(&desk, "wim", "40 boats", "41 boats");
    let update = ["article", "republish", "harbour-fire", "--as", "update", "--reason", "Counted again", "--json"];
    let owed = desk.by("ed", &update).ends(8).error();
    assert!(owed["blockers"].as_array().is_some_and(|all| all.iter().any(|b| b["claim"] == 1)), "{owed}");
}

#[test]
fn a_correction_says_so_in_public() {
    let desk = desk();
    publish(&desk);
    let republish = ["article", "republish", "harbour-fire", "--as"];
    desk.by("ed", &[&republish[..], &["correction", "--note", "x"]].concat()).ends(1).says("public as it stands");
    edit(&desk, "wim", "Ten people", "Twelve people");
    let pending = desk.run(&["article", "show", "harbour-fire", "--json"]).json();
    assert_eq!(
        (&pending["changes_pending"], &pending["published"], &pending["head"]),
        (&json!(true), &json!(1), &json!(2))
    );
    desk.by("ed", &[&republish[..], &["correction"]].concat()).ends(2).says("--note");
    desk.by("wim", &[&republish[..], &["correction", "--note", "x"]].concat()).ends(1).says("editor");
    desk.by("ed", &[&republish[..], &["first", "--note", "x"]].concat()).ends(2);
    let after = desk
        .by("ed", &[&republish[..], &["correction", "--note", "An earlier version gave ten.", "--json"]].concat())
        .ends(0)
        .json();
    assert_eq!((&after["changes_pending"], &after["published"]), (&json!(false), &json!(2)));
    // What stood in public before, at that minute, can still be told.
    let live = desk.run(&["article", "show", "harbour-fire@live:2026-01-05T00:09", "--json"]).ends(0).json();
    assert_eq!(live["revision"], 1);
}

#[test]
fn a_hard_change_is_called_a_correction_or_explained() {
    let desk = desk();
    desk.by("wim", &["claim", "add", "harbour-fire", "--quote", "40 boats"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "not-checkable"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    publish(&desk);
    edit(&desk, "wim", "40 boats", "14 boats");
    desk.by("carl", &["claim", "check", "1", "--finding", "not-checkable"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    desk.by("ed", &["article", "republish", "harbour-fire", "--as", "update"]).ends(1).says("this is a correction");
    let reason = ["--reason", "The service counted again since"];
    desk.by("ed", &[&["article", "republish", "harbour-fire", "--as", "update"], &reason[..]].concat()).ends(0);
}

#[test]
fn whoever_comes_second_is_told() {
    let desk = desk();
    // Both look at revision 1; wim is faster.
    desk.by("ed", &["article", "show", "harbour-fire"]).ends(0);
    desk.feed(&["--as", "wim", "article", "edit", "harbour-fire", "--file", "-"], "Twelve people died.").ends(0);
    let late = desk
        .feed(&["--as", "ed", "article", "edit", "harbour-fire", "--file", "-"], "Nine people died.")
        .ends(4)
        .says("harbour-fire changed after revision 1, which you saw");
    // What came in by the pipe is not lost.
    let kept = late.stderr.split("what you typed is kept in ").nth(1).unwrap().lines().next().unwrap().to_owned();
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), "Nine people died.");
    desk.by("ed", &["article", "edit", "harbour-fire", "--file", &kept, "--at", "head"]).ends(0);
    // A decision is about what its maker saw as well.
    desk.by("wim", &["article", "submit", "harbour-fire"]).ends(0);
    desk.by("eva", &["article", "show", "harbour-fire"]).ends(0);
    edit(&desk, "wim", "Nine", "Eight");
    desk.by("eva", &["article", "approve", "harbour-fire"]).ends(4).says("--at 4");
    desk.by("eva", &["article", "approve", "harbour-fire", "--at", "4"]).ends(0);
}

#[test]
fn the_editor_loses_nothing() {
    let desk = desk();
    let draft = |text: &str| format!("sed -i 's/{text}/' \"$1\"");
    let done = desk.edit("wim", &["article", "edit", "harbour-fire", "--note", "toll"], &draft("Ten /Twelve ")).ends(0);
    assert!(done.stderr.contains("harbour-fire is at revision 2"), "{}", done.stderr);
    let now = desk.run(&["article", "show", "harbour-fire", "--json"]).json();
    assert!(now["body"].as_str().unwrap().starts_with("Twelve people"));
    assert_eq!(now["headline"], "Twelve die in harbour fire");
    desk.edit("wim", &["article", "edit", "harbour-fire"], "true").ends(0).says("nothing changed");
    desk.run(&["article", "edit", "harbour-fire"]).ends(2).says("--file");

    // Somebody else's revision comes while the editor is open: what each changed alone goes together.
    let other = format!(
        "'{}' --as ed article edit harbour-fire --byline Ed && echo More. >> \"$1\"",
        env!("CARGO_BIN_EXE_copydesk")
    );
    desk.edit("wim", &["article", "edit", "harbour-fire"], &other).ends(0).says("byline: Ed");
    let now = desk.run(&["article", "show", "harbour-fire", "--json"]).json();
    assert!(now["body"].as_str().unwrap().ends_with("More."));
    assert_eq!(now["byline"], "Ed");

    // An empty headline and a broken header are refused, and kept too.
    desk.edit("wim", &["article", "edit", "harbour-fire"], &draft("^headline:.*/headline:"))
        .ends(1)
        .says("what you typed is kept in");
    desk.edit("wim", &["article", "edit", "harbour-fire"], &draft("^byline:.*/writer: x"))
        .ends(1)
        .says("what you typed is kept in");
    // A new article is written in the editor too.
    desk.edit("wim", &["article", "new", "--headline", "Sea wall fails"], "echo 'It broke.' >> \"$1\"").ends(0);
    assert_eq!(desk.run(&["article", "show", "sea-wall-fails", "--json"]).json()["body"], "It broke.");
    desk.edit("wim", &["article", "new"], "true").ends(1).says("no article was started");
    let left: Vec<_> = std::fs::read_dir(desk.path("")).unwrap().flatten().map(|e| e.file_name()).collect();
    let drafts = left.iter().filter(|name| name.to_string_lossy().starts_with("copydesk-")).count();
    assert_eq!(drafts, 2, "only what could not be saved is kept: {left:?}");
}

#[test]
fn an_editor_that_leaves_nothing_takes_no_text_away() {
    let desk = desk();
    let edit = ["article", "edit", "harbour-fire"];
    for (editor, code, says) in [
        (": > \"$1\"", 1, "the editor left no text; nothing changed"),
        ("printf ' \\n\\n' > \"$1\"", 1, "the editor left no text; nothing changed"),
        ("rm \"$1\"", 1, "it is back as it was"),
        ("printf 'half \\377 a thought' > \"$1\"", 1, "the draft can't be read"),
        ("echo typed >> \"$1\"; kill -9 $$", 1, "article edit harbour-fire --file"),
    ] {
        desk.edit("wim", &edit, editor).ends(code).says(says);
    }
    // Nor does a pipe whose first half failed.
    desk.feed(&["--as", "wim", "article", "edit", "harbour-fire", "--file", "-"], "")
        .ends(1)
        .says("there is no text in it");
    assert_eq!(desk.run(&["article", "show", "harbour-fire", "--json"]).json()["head"], 1);
    let files = std::fs::read_dir(desk.path("")).unwrap().flatten();
    let kept = files.filter(|file| file.file_name().to_string_lossy().starts_with("copydesk-"));
    let kept: Vec<String> =
        kept.map(|f| String::from_utf8_lossy(&std::fs::read(f.path()).unwrap()).into_owned()).collect();
    assert_eq!(kept.len(), 3, "what could not be read back or may have been typed is kept: {kept:?}");
    assert!(kept.iter().any(|text| text.ends_with("typed\n")), "{kept:?}");
}

#[test]
fn a_changed_approval_is_told() {
    let desk = desk();
    for quote in ["40 boats", "eight minutes"] {
        desk.by("wim", &["claim", "add", "harbour-fire", "--quote", quote]).ends(0);
    }
    desk.by("carl", &["claim", "check", "1-2", "--finding", "not-checkable"]).ends(0);
    desk.by("ed", &["claim", "approve", "1-2"]).ends(0);
    let body = COPY.replace("40 boats", "14 boats");
    let told = desk.feed(&["--as", "wim", "article", "edit", "harbour-fire", "--file", "-"], &body).ends(0);
    assert!(told.stderr.contains("! #1: approved → stale"), "{}", told.stderr);
    assert!(!told.stderr.contains("#2"), "{}", told.stderr);

    let diff = desk.run(&["diff", "harbour-fire", "--style", "json"]).ends(0).json();
    assert_eq!((&diff["from"]["revision"], &diff["to"]["revision"]), (&json!(1), &json!(2)));
    assert_eq!(diff["summary"]["changes"]["substantive"], 1);
    let claims = diff["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 1, "{claims:?}");
    assert_eq!(
        (&claims[0]["id"], &claims[0]["before"], &claims[0]["after"]),
        (&json!(1), &json!("approved"), &json!("stale"))
    );
    assert!(!claims[0]["reason"].as_str().unwrap().is_empty());

    // The lapse stays the lapse that it was, whatever is checked again later.
    desk.by("carl", &["claim", "check", "1", "--finding", "not-checkable"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    edit(&desk, "wim", "She counted", "He counted");
    let then = desk.run(&["diff", "harbour-fire@1", "@2", "--json"]).ends(0).json();
    assert_eq!(then["claims"][0]["before"], "approved");
    assert_eq!(then["claims"][0]["after"], "approved", "checked again before the next revision came");
    assert_eq!(then["claims"][0]["reason"], "its words changed, and were checked again since");
}

#[test]
fn a_diff_of_what_there_is() {
    let desk = desk();
    desk.run(&["diff", "harbour-fire"]).ends(3).says("nothing to compare yet");
    edit(&desk, "wim", "Ten people", "Twelve people");
    let said = desk.run(&["diff", "harbour-fire"]).ends(0).stdout;
    assert!(said.contains("[-Ten-]{+Twelve+} people"), "{said}");
    let said = desk.run(&["diff", "harbour-fire", "@1", "--since", "1"]).ends(2);
    assert!(said.stderr.contains("--since"), "{}", said.stderr);
    desk.run(&["diff", "harbour-fire@9"]).ends(3).says("the nearest is harbour-fire@2");
    desk.run(&["diff", "harbour-fire@2025-01-01"]).ends(3).says("the nearest is harbour-fire@1");
    desk.run(&["diff", "harbor-fire"]).ends(3).says("harbour-fire");
    desk.run(&["diff", "harbour-fire", "--since", "approved"]).ends(3).says("no revision of it is approved");
    desk.run(&["diff", "harbour-fire@1", "@2", "--exit-code"]).ends(1);
    desk.run(&["diff", "harbour-fire@2", "@2", "--exit-code"]).ends(0);
    let back = desk.run(&["diff", "harbour-fire@2", "@1"]).ends(0).stdout;
    assert!(back.contains("[-Twelve-]{+Ten+} people"), "{back}");
    desk.run(&["diff", "harbour-fire", "--style", "unified", "-o", "change.txt"]).ends(0);
    assert!(std::fs::read_to_string(desk.path("change.txt")).unwrap().contains("\n+Twelve people"));
    desk.run(&["diff", "harbour-fire", "--format", "csv"]).ends(2);
    // Opened is seen.
    desk.by("eva", &["diff", "harbour-fire"]).ends(0);
    edit(&desk, "wim", "Tuesday", "Monday");
    let since = desk.by("eva", &["diff", "harbour-fire", "--since", "seen", "--json"]).ends(0).json();
    assert_eq!(since["from"]["revision"], 2);
}

#[test]
fn a_diff_of_files_needs_no_desk() {
    let desk = Desk::empty();
    desk.file("old.txt", "One two three.\r\n\r\nFour.\r\n");
    desk.file("new.txt", "One two four.\n\nFour.\n");
    desk.file("empty.txt", "");
    desk.file("old.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00");
    let files = |old: &str, new: &str| desk.run(&["diff", "--files", old, new, "--json"]);
    let diff = files("old.txt", "new.txt").ends(0).json();
    assert_eq!((&diff["from"]["revision"], &diff["summary"]["inserted_words"]), (&json!("old.txt"), &json!(1)));
    assert!(diff.get("claims").is_none() && diff.get("article").is_none());
    assert_eq!(files("empty.txt", "new.txt").ends(0).json()["blocks"][0]["kind"], "inserted");
    assert_eq!(files("old.txt", "empty.txt").ends(0).json()["blocks"][0]["kind"], "deleted");
    assert_eq!(files("empty.txt", "empty.txt").ends(0).json()["blocks"], json!([]));
    assert!(files("old.gif", "new.txt").ends(1).error()["message"].as_str().unwrap().contains("old.gif"));
    assert!(files("none.txt", "new.txt").ends(3).error()["message"].as_str().unwrap().contains("none.txt"));
    desk.feed(&["diff", "--files", "-", "new.txt", "--exit-code"], "One two four.\n\nFour.\n").ends(0);
    desk.run(&["diff", "--files", "-", "-"]).ends(2);
}

#[test]
fn tags_and_what_carries_them() {
    let desk = desk();
    desk.by("wim", &["tag", "add", "harbour-fire", "place:Syria", "fire"]).ends(0);
    desk.by("wim", &["tag", "add", "harbour-fire", "PLACE:syria"]).ends(1).says("already");
    let tags = desk.run(&["tag", "list", "--json"]).ends(0).json();
    assert_eq!(tags[0], json!({"tag": "place:Syria", "scheme": "place", "name": "Syria", "code": null, "articles": 1}));
    assert_eq!(tags[1]["tag"], "fire");
    let found = desk.run(&["article", "list", "--tag", "place:SYRIA", "--tag", "topic:Fire", "--json"]).ends(0).json();
    assert_eq!(found.as_array().unwrap().len(), 1);
    desk.run(&["article", "list", "--tag", "place:Syra"]).ends(3).says("place:Syria");
    desk.by("wim", &["tag", "rename", "fire", "fires"]).ends(1).says("editor");
    desk.by("ed", &["tag", "rename", "fire", "fires"]).ends(0);
    desk.by("wim", &["tag", "add", "harbour-fire", "blaze"]).ends(0);
    desk.by("ed", &["tag", "merge", "blaze", "fires"]).ends(2).says("--yes");
    desk.by("ed", &["tag", "merge", "blaze", "fires", "--yes"]).ends(0).says("blaze is gone");
    desk.by("wim", &["tag", "remove", "harbour-fire", "place:syria"]).ends(0);
    let shown = desk.run(&["article", "show", "harbour-fire", "--json"]).json();
    assert_eq!(shown["tags"], json!(["fires"]));
    desk.by("wim", &["tag", "remove", "harbour-fire", "place:syria"]).ends(3);
    desk.by("wim", &["tag", "add", "harbour-fire", ":"]).ends(2);
}

#[test]
fn sources_with_files_and_secrets() {
    let desk = desk();
    desk.file("log.pdf", vec![7; 600_000]);
    let add = ["source", "add", "harbour-fire", "--kind", "document", "--title", "Fire service log", "--primary"];
    let added = desk.by("carl", &[&add[..], &["--file", "log.pdf", "--json"]].concat()).ends(0).json();
    assert_eq!((&added["id"], &added["article"], &added["primary"]), (&json!(1), &json!("harbour-fire"), &json!(true)));
    assert_eq!((&added["file_name"], &added["file_size"]), (&json!("log.pdf"), &json!(600_000)));
    desk.run(&["source", "show", "S1", "-o", "back.pdf"]).ends(0);
    assert!(std::fs::read(desk.path("back.pdf")).unwrap() == vec![7; 600_000]);
    // What is too large is recorded by its place and hash.
    desk.file("big.mov", vec![1; (16 << 20) + 1]);
    let big = desk
        .by(
            "carl",
            &["source", "add", "--desk", "--kind", "recording", "--title", "Film", "--file", "big.mov", "--json"],
        )
        .ends(0)
        .says("16 MiB")
        .json();
    assert!(big["file_place"].as_str().unwrap().ends_with("big.mov"));
    assert_eq!(big["file_sha256"].as_str().unwrap().len(), 64);
    desk.run(&["source", "show", "S2", "-o", "back.mov"]).ends(3).says("too large");

    let secret = ["source", "add", "--desk", "--kind", "interview", "--title", "A port official", "--confidential"];
    desk.by("carl", &secret).ends(2).says("--known-to");
    desk.by("carl", &[&secret[..], &["--known-to", "ed"]].concat()).ends(0).says("a label and not the name");
    desk.by("carl", &["source", "edit", "S3", "--known-to", ""]).ends(2).says("--known-to");
    desk.by("wim", &["source", "edit", "S3", "--note", "x"]).ends(1).says("checker");
    desk.by("carl", &["source", "edit", "S9", "--note", "x"]).ends(3);
    let listed = desk.run(&["source", "list", "harbour-fire", "--json"]).ends(0).json();
    assert_eq!(listed.as_array().unwrap().len(), 3, "its own and the desk's");
    assert_eq!(desk.run(&["source", "list", "--desk", "--json"]).json().as_array().unwrap().len(), 2);

    // A source that changes takes with it the approvals that rest on it; an archive link does no harm.
    desk.by("wim", &["claim", "add", "harbour-fire", "--quote", "40 boats"]).ends(0);
    desk.by("carl", &["claim", "cite", "1", "S1"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    let quiet = desk.by("carl", &["source", "edit", "S1", "--archived-url", "https://archive.example/1"]).ends(0);
    assert!(!quiet.stderr.contains("#1"), "{}", quiet.stderr);
    let told = desk.by("carl", &["source", "edit", "S1", "--title", "Another log"]).ends(0);
    assert!(told.stderr.contains("#1: approved →"), "{}", told.stderr);
    assert_eq!(desk.run(&["source", "show", "S1", "--json"]).json()["claims"], json!([1]));
    desk.run(&["db", "check"]).ends(0);
}

#[test]
fn the_rules_of_the_desk() {
    let desk = Desk::new();
    let rules = desk.run(&["policy", "show", "--json"]).ends(0).json();
    let want =
        json!({"four_eyes": "strict", "min_sources": 1, "coverage": "warn", "lease": "2h", "rating_scale": null});
    assert_eq!(rules, want);
    desk.by("ed", &["policy", "set", "min_sources", "2"]).ends(1).says("chief");
    desk.by("cleo", &["policy", "set", "min_sources", "2"]).ends(0).says("min_sources is 2 now");
    assert_eq!(desk.run(&["policy", "show", "min_sources"]).ends(0).stdout, "2\n");
    desk.by("cleo", &["policy", "set", "min_sorces", "2"]).ends(2).says("min_sources");
    desk.by("cleo", &["policy", "set", "four_eyes", "loose"]).ends(2).says("strict, solo");
    desk.run(&["policy", "show", "four"]).ends(3).says("four_eyes");
}

#[test]
fn what_is_kept_beside_the_text() {
    let desk = desk();
    let set = |words: &[&str]| desk.by("ed", &[&["article", "set", "harbour-fire"], words].concat());
    let after = set(&[
        "--desk",
        "foreign",
        "--urgency",
        "1",
        "--due",
        "2026-01-04T12:00",
        "--ednote",
        "Legal has seen it",
        "--provider",
        "Reuters",
        "--external-id",
        "r-1",
        "--language",
        "pt-BR",
        "--json",
    ])
    .ends(0)
    .json();
    assert_eq!((&after["due_at"], &after["head"]), (&json!("2026-01-04T12:00:00Z"), &json!(1)));
    assert_eq!((&after["provider"], &after["external_id"]), (&json!("Reuters"), &json!("r-1")));
    set(&["--desk", "foreign"]).ends(2).says("nothing about harbour-fire changes");
    set(&["--language", "not a language"]).ends(2);
    set(&["--urgency", "10"]).ends(2);
    desk.by("wim", &["article", "new", "other", "--headline", "Other"]).ends(0);
    desk.by("ed", &["article", "set", "other", "--slug", "harbour-fire"]).ends(1).says("already");
    desk.by("ed", &["article", "set", "other", "--provider", "Reuters", "--external-id", "r-1"])
        .ends(1)
        .says("harbour-fire");
    desk.by("ed", &["article", "assign", "harbour-fire", "--to", "carl"]).ends(0).says("carl has harbour-fire");
    desk.by("ed", &["article", "assign", "harbour-fire", "--to", "karl"]).ends(3).says("carl");
    desk.by("cleo", &["person", "set", "eva", "--inactive"]).ends(0);
    desk.by("ed", &["article", "assign", "harbour-fire", "--to", "eva"]).ends(1).says("no longer active");
    let mine = |who: &str, words: &[&str]| {
        let found = desk.by(who, &[&["article", "list", "--json"], words].concat()).ends(0).json();
        found.as_array().unwrap().iter().map(|a| a["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(mine("carl", &["--mine"]), ["harbour-fire"]);
    assert_eq!(mine("carl", &["--overdue"]), ["harbour-fire"]);
    assert_eq!(mine("ed", &["--desk", "foreign", "--stage", "draft", "--stage", "submitted"]), ["harbour-fire"]);
    assert_eq!(mine("ed", &["--sort", "urgency"]), ["harbour-fire", "other"]);
    assert_eq!(mine("ed", &["--sort", "due", "--limit", "1"]), ["harbour-fire"]);
    assert_eq!(mine("ed", &["--stage", "killed"]), [] as [&str; 0]);
}

#[test]
fn one_part_of_one_revision() {
    let desk = desk();
    desk.by("wim", &["article", "edit", "harbour-fire", "--standfirst", "The worst since 1962"]).ends(0);
    desk.feed(
        &["--as", "wim", "article", "edit", "harbour-fire", "--part", "caption:1", "--file", "-"],
        "The harbour\n",
    )
    .ends(0);
    let now = desk.run(&["article", "show", "harbour-fire", "--json"]).json();
    assert_eq!(
        (&now["standfirst"], &now["parts"]),
        (&json!("The worst since 1962"), &json!({"caption:1": "The harbour"}))
    );
    let part = |part: &str, at: &str| desk.run(&["revision", "show", &format!("harbour-fire@{at}"), "--part", part]);
    assert_eq!(part("body", "head").ends(0).stdout, COPY);
    assert_eq!(part("standfirst", "2").ends(0).stdout, "The worst since 1962\n");
    part("standfirst", "1").ends(3).says("it has headline, body");
    let shown = desk.run(&["revision", "show", "harbour-fire@1", "--json"]).ends(0).json();
    assert_eq!(
        (&shown["number"], &shown["recorded_by"], &shown["standfirst"]),
        (&json!(1), &json!("wim"), &Value::Null)
    );
}

#[test]
fn copy_can_not_act_on_a_terminal() {
    let desk = Desk::new();
    // Escapes in the text are refused at the desk; in names and notes they are shown as what they are.
    desk.feed(&["--as", "wim", "article", "new", "x", "--headline", "x", "--file", "-"], "a\u{1b}[2Jb")
        .ends(1)
        .says("body");
    let refused = desk.by("wim", &["article", "show", "x\u{1b}[2J"]).ends(3);
    assert!(!refused.stderr.contains('\u{1b}'), "{:?}", refused.stderr);
}

/// The summary of an edit tells what that edit did, also to a claim that needed a look before.
#[test]
fn what_an_edit_does_to_a_claim_that_is_touched_already_is_told() {
    let desk = Desk::new();
    desk.file("fire.md", "Ten people died in the fire on Monday. The pier closed on Monday.\n");
    let new = ["article", "new", "fire", "--headline", "Fire", "--dateline", "OSLO, 5 January", "--language", "en"];
    desk.by("wim", &[&new[..], &["--file", "fire.md"]].concat()).ends(0);
    for (id, quote) in [("1", "Ten people died in the fire"), ("2", "The pier closed")] {
        desk.by("wim", &["claim", "add", "fire", "--quote", quote]).ends(0);
        desk.by("carl", &["claim", "cite", id, "--kind", "document", "--title", "Log"]).ends(0);
        desk.by("carl", &["claim", "check", id, "--finding", "confirmed"]).ends(0);
        desk.by("ed", &["claim", "approve", id]).ends(0);
    }
    desk.by("wim", &["article", "edit", "fire", "--dateline", "OSLO, 12 January"]).ends(0).says("claims: 2 touched");
    desk.file("fire.md", "Ten people were hurt in the fire on Monday. The pier closed on Monday.\n");
    desk.by("wim", &["article", "edit", "fire", "--file", "fire.md"])
        .ends(0)
        .says("claims: 1 carried, 1 touched")
        .says("#1: still touched, and now: ");
    // What does nothing is nothing.
    desk.by("wim", &["article", "edit", "fire", "--headline", "Fire at the pier"]).ends(0).says("claims: 2 carried");
    desk.run(&["log", "--verify"]).ends(0);
    desk.run(&["db", "check"]).ends(0);
}
