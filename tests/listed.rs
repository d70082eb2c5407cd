//! What changed near approved words and carries the approval: shown by cause,
//! once; marked seen with one key; shown again with the next change.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::Desk;
use rusqlite::Connection;
use serde_json::{Value, json};

const FIRE: &str = "## What happened

Ten people died in the fire. Twelve people were hurt.

## The port

\"It was built in 1998,\" said Maria Lund.
";

/// A desk with an article whose three claims are approved.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", FIRE);
    desk.by("wim", &["article", "new", "fire", "--headline", "Fire", "--language", "en", "--file", "fire.md"]).ends(0);
    for quote in ["Ten people died", "Twelve people were hurt", "It was built in 1998"] {
        desk.by("wim", &["claim", "add", "fire", "--quote", quote]).ends(0);
    }
    desk.by("carl", &["claim", "cite", "1-3", "--kind", "document", "--title", "Log"]).ends(0);
    desk.by("carl", &["claim", "check", "1-3", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1-3"]).ends(0);
    desk
}

fn edit(desk: &Desk, from: &str, to: &str) {
    let text = std::fs::read_to_string(desk.path("fire.md")).unwrap();
    assert!(text.contains(from), "{from:?} is not in the text");
    desk.file("fire.md", text.replace(from, to));
    desk.by("wim", &["article", "edit", "fire", "--file", "fire.md"]).ends(0);
}

/// The listed changes that the gate shows: claim and cause.
fn listed(desk: &Desk) -> Vec<(Value, String)> {
    let gate = desk.by("ed", &["gate", "fire", "--for", "approve", "--json"]).json();
    let all = gate["warnings"].as_array().unwrap();
    let listed = all.iter().filter(|w| w["kind"] == "listed");
    listed.map(|w| (w["claim"].clone(), w["cause"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn one_change_is_one_thing_to_know_and_is_shown_until_it_is_seen() {
    let desk = desk();
    edit(&desk, "## What happened", "## How it happened");
    let causes = listed(&desk);
    assert_eq!(causes.iter().map(|(claim, _)| claim.clone()).collect::<Vec<_>>(), [1, 2]);
    assert!(causes.iter().all(|(_, cause)| cause == "heading: What happened → How it happened"), "{causes:?}");
    let shown = desk.by("ed", &["gate", "fire"]).ends(0).stdout;
    assert!(shown.contains("What happened → How it happened (2 claims)"), "{shown}");
    assert!(shown.contains("copydesk claim seen --article fire --at 2"), "{shown}");

    desk.by("carl", &["claim", "seen", "--article", "fire"]).ends(1).says("may not mark changes");
    desk.by("ed", &["claim", "seen", "1", "--at", "1"]).ends(4);
    let seen = desk.by("ed", &["claim", "seen", "1"]).ends(0).says("marked seen: #1");
    assert!(seen.stdout.contains("How it happened"), "{}", seen.stdout);
    assert_eq!(listed(&desk).len(), 1, "the other claim's is still to be seen");
    let marked = desk.by("ed", &["claim", "seen", "--article", "fire", "--json"]).ends(0).json();
    assert_eq!(marked.as_array().unwrap().iter().map(|c| c["id"].clone()).collect::<Vec<_>>(), [2]);
    assert_eq!(listed(&desk), []);
    desk.by("ed", &["claim", "seen", "--article", "fire"]).ends(0).says("nothing changed near approved words");

    // A revision that does nothing here doesn't bring it back; the next change does.
    edit(&desk, "Maria Lund", "Maria Lund, of the union");
    let of_heading = |desk: &Desk| {
        let gate = desk.by("ed", &["gate", "fire", "--for", "approve", "--json"]).json();
        let is = |w: &&Value| w["cause"].as_str().is_some_and(|cause| cause.starts_with("heading"));
        gate["warnings"].as_array().unwrap().iter().filter(is).count()
    };
    assert_eq!(of_heading(&desk), 0);
    edit(&desk, "## How it happened", "## How it began");
    assert_eq!(of_heading(&desk), 2);
    edit(&desk, "## How it began", "## How it happened");
    assert_eq!(of_heading(&desk), 0, "this was seen");

    // Taken back, it is shown again.
    desk.by("ed", &["undo"]).ends(0).says("what was marked seen of #2 is shown again");
    assert_eq!(of_heading(&desk), 1);
    desk.by("ed", &["claim", "seen", "2", "--at", "head"]).ends(0);
    assert_eq!(of_heading(&desk), 0);
    desk.run(&["log", "--verify"]).ends(0);
    desk.run(&["db", "check"]).ends(0);
    let told = desk.run(&["log", "#1"]).ends(0).stdout;
    assert!(told.contains("saw what changed near #1: the heading above was reworded"), "{told}");
}

#[test]
fn changes_of_one_kind_are_told_apart() {
    let desk = desk();
    edit(&desk, "Ten people died", "*Ten* people died");
    assert_eq!(listed(&desk).iter().filter(|(claim, _)| claim == 1).count(), 1);
    desk.by("ed", &["claim", "seen", "--article", "fire"]).ends(0);
    assert_eq!(listed(&desk), []);
    edit(&desk, "*Ten* people died", "Ten *people* died");
    assert_eq!(listed(&desk).iter().filter(|(claim, _)| claim == 1).count(), 1, "other words are emphasised now");
    // Whoever edited the article leaves its changes to others.
    desk.by("ed", &["article", "edit", "fire", "--headline", "Fire in the harbour"]).ends(0);
    desk.by("ed", &["claim", "seen", "--article", "fire"]).ends(1).says("can be approved by cleo or eva");
    desk.by("eva", &["claim", "seen", "--article", "fire"]).ends(0);
    assert_eq!(listed(&desk), []);
}

/// Each change of one sentence is named, and once seen only what is new is shown.
#[test]
fn every_change_is_named_and_only_what_is_new_is_shown_again() {
    let desk = Desk::new();
    desk.file("fire.md", "Ten people died in the \"great\" fire - the council's worst - and a report told of it.\n");
    desk.by("wim", &["article", "new", "fire", "--headline", "Fire", "--language", "en", "--file", "fire.md"]).ends(0);
    desk.by("wim", &["claim", "add", "fire", "--quote", "Ten people died"]).ends(0);
    desk.by("carl", &["claim", "cite", "1", "--kind", "document", "--title", "Log"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    let messages = || -> Vec<String> {
        let gate = desk.by("ed", &["gate", "fire", "--for", "approve", "--json"]).json();
        let all = gate["warnings"].as_array().unwrap();
        let listed = all.iter().filter(|w| w["kind"] == "listed").map(|w| w["message"].as_str().unwrap());
        let mut all: Vec<String> = listed.map(|m| m.split_once("\": ").unwrap().1.to_owned()).collect();
        all.sort_unstable();
        all
    };
    let steps: [(&str, &str, &str); 7] = [
        ("\"great\"", "“great”", "other glyphs: \" → “ ”"),
        (" - ", " – ", "other glyphs: - → –"),
        (" fire ", " *fire* ", "emphasis or markup changed around the words"),
        ("a report", "a [report](http://a.example)", "a link's target changed: (none) → http://a.example"),
        ("http://a.example", "http://b.example", "a link's target changed: (none) → http://b.example"),
        ("council's", "council’s", "other glyphs: ' → ’"),
        ("*fire* ", "fire ", ""),
    ];
    // All of them are named as long as nobody saw them.
    for (from, to, _) in &steps[..4] {
        edit(&desk, from, to);
    }
    let mut all: Vec<&str> = steps[..4].iter().map(|step| step.2).collect();
    all.sort_unstable();
    assert_eq!(messages(), all);
    desk.by("ed", &["claim", "seen", "--article", "fire"]).ends(0);
    assert_eq!(messages(), [""; 0]);
    desk.by("ed", &["undo", "--yes"]).ends(0);
    for (from, to, _) in steps[..4].iter().rev() {
        edit(&desk, to, from);
    }
    assert_eq!(messages(), [""; 0]);
    // And one by one.
    for (from, to, message) in steps {
        edit(&desk, from, to);
        assert_eq!(messages(), [message; 1][..usize::from(!message.is_empty())], "{from} {to}");
        desk.by("ed", &["claim", "seen", "--article", "fire"]).ends(0);
        assert_eq!(messages(), [""; 0]);
    }
    // The same glyph as another one is new.
    edit(&desk, "–", "—");
    assert_eq!(messages(), ["other glyphs: - → —"]);
    desk.run(&["log", "--verify"]).ends(0);
    desk.run(&["db", "check"]).ends(0);
}

/// A picture may be a verdict: other glyphs or links in its sentence don't hide that it is another.
#[test]
fn other_glyphs_hide_no_picture() {
    for (from, to) in [("\"great\"", "“great”"), ("http://a.example", "http://b.example"), ("fire", "*fire*")] {
        let desk = Desk::new();
        desk.file(
            "fire.md",
            "Ten people died in the \"great\" fire ![yes](yes.png), a [report](http://a.example) told.\n",
        );
        desk.by("wim", &["article", "new", "fire", "--headline", "Fire", "--language", "en", "--file", "fire.md"])
            .ends(0);
        desk.by("wim", &["claim", "add", "fire", "--quote", "Ten people died"]).ends(0);
        desk.by("carl", &["claim", "cite", "1", "--kind", "document", "--title", "Log"]).ends(0);
        desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
        desk.by("ed", &["claim", "approve", "1"]).ends(0);
        let text = std::fs::read_to_string(desk.path("fire.md")).unwrap();
        desk.file("fire.md", text.replacen(from, to, 1).replace("yes.png", "no.png"));
        desk.by("wim", &["article", "edit", "fire", "--file", "fire.md", "--at", "head"]).ends(0);
        let claim = desk.run(&["claim", "show", "1", "--json"]).ends(0).json();
        assert_eq!(claim["standing"], "touched", "{from}: {}", claim["standing_reason"]);
    }
}

#[test]
fn a_moved_sentence_is_listed_until_it_is_seen() {
    let desk = desk();
    let text = "## What happened\n\nA word before.\n\nThe port is old.\n\nTen people died in the fire. Twelve people were hurt.\n\nNobody knows why.\n\nThe mayor came.\n";
    desk.file("fire.md", text);
    desk.by("wim", &["article", "edit", "fire", "--file", "fire.md"]).ends(0);
    desk.by("eva", &["claim", "reconfirm", "1-2"]);
    edit(
        &desk,
        "Ten people died in the fire. Twelve people were hurt.\n\nNobody knows why.\n\nThe mayor came.",
        "Nobody knows why.\n\nThe mayor came.\n\nTen people died in the fire. Twelve people were hurt.",
    );
    let moved = |desk: &Desk| {
        let gate = desk.by("ed", &["gate", "fire", "--for", "approve", "--json"]).json();
        gate["warnings"].as_array().unwrap().iter().filter(|w| w["cause"] == "moved").count()
    };
    let first = moved(&desk);
    edit(&desk, "The port is old.", "The port is old and wide.");
    assert_eq!(moved(&desk), first, "a later revision doesn't hide it");
    desk.by("ed", &["claim", "seen", "--article", "fire"]).ends(0);
    assert_eq!(moved(&desk), 0);
}

#[test]
fn an_approval_shows_them_first() {
    let desk = desk();
    edit(&desk, "## What happened", "## How it happened");
    desk.by("wim", &["article", "submit", "fire"]).ends(0);
    desk.by("ed", &["article", "approve", "fire"])
        .ends(0)
        .says("What happened → How it happened (2 claims)")
        .says("copydesk claim seen --article fire");
    assert_eq!(listed(&desk).len(), 2, "nobody said that they were seen");
}

#[cfg(unix)]
#[test]
fn one_key_marks_them_seen() {
    let desk = desk();
    edit(&desk, "## What happened", "## How it happened");
    desk.by("wim", &["article", "submit", "fire"]).ends(0);
    let approve = |key: &str| {
        let Some(mut session) = desk.terminal(&["--as", "ed", "article", "approve", "fire"]) else { return false };
        session.exp_string("(2 claims)").unwrap();
        session.exp_string("[q] quit").unwrap();
        session.send(key).unwrap();
        session.flush().unwrap();
        session.exp_eof().unwrap();
        true
    };
    let stage = || desk.run(&["article", "show", "fire", "--json"]).ends(0).json()["stage"].clone();
    if !approve("q") {
        return;
    }
    assert_eq!((stage(), listed(&desk).len()), (json!("submitted"), 2));
    approve("s");
    assert_eq!((stage(), listed(&desk).len()), (json!("approved"), 0));
}

/// An approval on a terminal is about the text of which the question was asked.
#[cfg(unix)]
#[test]
fn what_came_while_it_was_asked_is_not_approved() {
    let desk = desk();
    edit(&desk, "Ten people died", "Ten people *died*");
    desk.by("wim", &["article", "submit", "fire"]).ends(0);
    for key in ["s", "a"] {
        let Some(mut session) = desk.terminal(&["--as", "ed", "article", "approve", "fire"]) else { return };
        session.exp_string("[q] quit").unwrap();
        let now = desk.run(&["article", "show", "fire", "--json"]).ends(0).json()["head"].as_i64().unwrap();
        desk.file("fire.md", format!("{}\nThe port is old.\n", std::fs::read_to_string(desk.path("fire.md")).unwrap()));
        desk.by("wim", &["article", "edit", "fire", "--file", "fire.md"]).ends(0);
        session.send(key).unwrap();
        session.flush().unwrap();
        session.exp_string(&format!("fire changed after revision {now}, which you saw")).unwrap();
        session.exp_string(&format!("copydesk diff fire@{now} @{}", now + 1)).unwrap();
        session.exp_eof().unwrap();
        assert!(matches!(session.process().wait().unwrap(), rexpect::process::WaitStatus::Exited(_, 4)), "{key}");
        let stage = desk.run(&["article", "show", "fire", "--json"]).ends(0).json()["stage"].clone();
        assert_eq!((stage, listed(&desk).len()), (json!("submitted"), 1), "{key}: nothing is written");
    }
}

/// Nobody is asked about an approval that the gate refuses.
#[cfg(unix)]
#[test]
fn a_closed_gate_is_told_before_anything_is_asked() {
    let desk = desk();
    edit(&desk, "Ten people died", "Ten people *died*");
    edit(&desk, "said Maria Lund", "said Maria Lund today");
    desk.by("wim", &["article", "submit", "fire"]).ends(0);
    let Some(mut session) = desk.terminal(&["--as", "ed", "article", "approve", "fire"]) else { return };
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("the gate is closed for fire") && !shown.contains("Seen?"), "{shown}");
    assert!(matches!(session.process().wait().unwrap(), rexpect::process::WaitStatus::Exited(_, 8)));
}

#[test]
fn what_was_seen_goes_out_and_comes_back_and_is_held_to_the_record() {
    let desk = desk();
    edit(&desk, "## What happened", "## How it happened");
    desk.by("ed", &["claim", "seen", "--article", "fire"]).ends(0);
    desk.by("ed", &["undo"]).ends(0).says("one command made 2 events").says("recorded as events");
    desk.run(&["export", "desk", "--to", "jsonl", "-o", "all.jsonl"]).ends(0);
    desk.run(&["--db", "new.db", "--as", "kim", "init", "new.db"]).ends(0);
    desk.run(&["--db", "new.db", "--as", "kim", "import", "all.jsonl"]).ends(0);
    let gate = desk.run(&["--db", "new.db", "gate", "fire", "--json"]).ends(0).json();
    assert_eq!(gate["warnings"].as_array().unwrap().len(), 2, "{gate}");
    desk.run(&["--db", "new.db", "log", "--verify"]).ends(0);

    for (sql, words) in [
        (
            "UPDATE listed_seen SET key = replace(key, substr(key, 1, 8), '00000000') WHERE claim = 1",
            "is not what is kept",
        ),
        ("UPDATE listed_seen SET message = 'nothing' WHERE claim = 1", "is not what is kept"),
        ("UPDATE listed_seen SET ended = NULL", "whether what it says was seen still counts"),
        ("UPDATE listed_seen SET ended = made + 1 WHERE claim = 1", "whether what it says was seen still counts"),
        ("DELETE FROM listed_seen WHERE claim = 1", "is gone from the desk"),
        ("UPDATE listed_seen SET made = 1 WHERE claim = 1", "is not what is kept"),
    ] {
        desk.run(&["db", "backup", "spoilt.db"]).ends(0);
        let connection = Connection::open(desk.path("spoilt.db")).unwrap();
        connection.execute_batch("DROP TRIGGER listed_seen_no_delete").unwrap();
        connection.execute_batch(sql).unwrap();
        assert!(connection.changes() > 0, "{sql}");
        connection
            .execute_batch(
                "CREATE TRIGGER listed_seen_no_delete BEFORE DELETE ON listed_seen
    BEGIN SELECT RAISE(ABORT, 'what was seen stays on the record'); END",
            )
            .unwrap();
        drop(connection);
        let proof = desk.run(&["--db", "spoilt.db", "log", "--verify"]).ends(1);
        assert!(proof.stderr.contains(words), "{sql}: {}", proof.stderr);
        std::fs::remove_file(desk.path("spoilt.db")).unwrap();
    }
}
