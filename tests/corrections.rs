//! Approved corrections: put into the text in one revision, and recognised
//! however else they get there.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::Desk;
use serde_json::{Value, json};

const FIRE: &str = "Ten people died in the harbour fire. Twelve sailors were hurt, the union said.

The port was built in 1998.
";

/// A desk with an article; claims 1 to 4 on it, of which these have an approved correction.
fn desk(corrections: &[(&str, &str)]) -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", FIRE);
    let new =
        ["article", "new", "fire", "--headline", "Ten people die in fire", "--language", "en", "--file", "fire.md"];
    desk.by("wim", &new).ends(0);
    for quote in ["Ten people died", "Twelve sailors were hurt", "built in 1998", "the union said"] {
        desk.by("wim", &["claim", "add", "fire", "--quote", quote, "--asks", "so", "--kind", "other"]).ends(0);
    }
    desk.by("carl", &["claim", "cite", "1-4", "--kind", "document", "--title", "Log"]).ends(0);
    for id in ["1", "2", "3", "4"] {
        let check = ["claim", "check", id, "--finding"];
        match corrections.iter().find(|(of, _)| *of == id) {
            Some((_, words)) => {
                desk.by("carl", &[&check[..], &["needs-correction", "--correction", words]].concat()).ends(0);
            }
            None => {
                desk.by("carl", &[&check[..], &["confirmed"]].concat()).ends(0);
            }
        }
        desk.by("ed", &["claim", "approve", id]).ends(0);
    }
    desk
}

fn claims(desk: &Desk) -> Vec<Value> {
    let rows = desk.run(&["claim", "list", "fire", "--json"]).ends(0).json();
    rows.as_array().unwrap().iter().map(|row| row["standing"].clone()).collect()
}

fn how(desk: &Desk, id: &str) -> Value {
    let claim = desk.run(&["claim", "show", id, "--json"]).ends(0).json();
    claim["anchors"].as_array().unwrap().last().unwrap()["how"].clone()
}

fn body(desk: &Desk) -> String {
    desk.run(&["article", "show", "fire", "--json"]).ends(0).json()["body"].as_str().unwrap().to_owned()
}

fn events(desk: &Desk) -> usize {
    desk.run(&["log", "--json", "--limit", "0"]).ends(0).json().as_array().unwrap().len()
}

const APPLY: [&str; 4] = ["claim", "apply", "--article", "fire"];

#[test]
fn approved_corrections_go_in_as_one_revision() {
    let desk = desk(&[("1", "Eleven people died"), ("3", "built in 1898")]);
    assert_eq!(claims(&desk), ["contradicted", "approved", "contradicted", "approved"]);
    let before = events(&desk);
    let dry = desk.by("ed", &[&APPLY[..], &["--dry-run"]].concat()).ends(0);
    assert!(dry.stdout.contains("[-Ten-]{+Eleven+}") && dry.stdout.contains("[-1998-]{+1898+}"), "{}", dry.stdout);
    let dry = desk.by("ed", &[&APPLY[..], &["--dry-run", "--json"]].concat()).ends(0).json();
    assert_eq!((&dry["revision"], dry["applied"].as_array().unwrap().len()), (&Value::Null, 2));
    assert_eq!(events(&desk), before);

    // The editor who approved the corrections may put them in: the words aren't the editor's.
    desk.by("ed", &APPLY).ends(0).says("fire is at revision 2");
    assert!(body(&desk).starts_with("Eleven people died in the harbour fire."));
    assert!(body(&desk).ends_with("built in 1898."));
    assert_eq!(claims(&desk), ["approved", "approved", "approved", "approved"]);
    assert_eq!((how(&desk, "1"), how(&desk, "2")), (json!("corrected"), json!("carried")));
    desk.by("eva", &["gate", "fire", "--for", "approve"]).ends(0);
    let revisions = desk.run(&["revision", "list", "fire", "--json"]).ends(0).json();
    let last = revisions.as_array().unwrap().iter().find(|r| r["number"] == 2).unwrap().clone();
    assert_eq!((&last["origin"], &last["note"]), (&json!("apply"), &json!("approved corrections of #1, #3")));
    desk.by("ed", &APPLY).ends(1).says("no approved correction that is not in its text");
    let log = desk.run(&["log", "fire", "--limit", "1"]).ends(0).stdout;
    assert!(log.contains("put approved corrections into fire"), "{log}");
    desk.run(&["log", "--verify"]).ends(0);
    desk.run(&["db", "check"]).ends(0);
    desk.by("ed", &["undo"]).ends(0);
    assert_eq!(claims(&desk), ["contradicted", "approved", "contradicted", "approved"]);
}

#[test]
fn two_corrections_in_different_sentences_of_one_paragraph() {
    let desk = desk(&[("1", "Eleven people died"), ("2", "Thirteen sailors were hurt")]);
    desk.by("wim", &APPLY).ends(0);
    assert!(
        body(&desk).starts_with("Eleven people died in the harbour fire. Thirteen sailors were hurt, the union said.")
    );
    let stand = claims(&desk);
    assert_eq!((&stand[0], &stand[1], &stand[2]), (&json!("approved"), &json!("approved"), &json!("approved")));
}

#[test]
fn what_leans_on_a_corrected_number_wants_a_look() {
    let desk = Desk::new();
    desk.file("plant.md", "The plant has 900 workers. A third of them will go.\n");
    desk.by("wim", &["article", "new", "plant", "--headline", "Cuts", "--language", "en", "--file", "plant.md"])
        .ends(0);
    for (id, quote, check) in [
        ("1", "900 workers", &["--finding", "needs-correction", "--correction", "600 workers"][..]),
        ("2", "A third of them will go", &["--finding", "confirmed"]),
    ] {
        desk.by("wim", &["claim", "add", "plant", "--quote", quote, "--asks", "so", "--kind", "number"]).ends(0);
        desk.by("carl", &["claim", "cite", id, "--kind", "document", "--title", "Payroll"]).ends(0);
        desk.by("carl", &[&["claim", "check", id], check].concat()).ends(0);
        desk.by("ed", &["claim", "approve", id]).ends(0);
    }
    desk.by("ed", &["claim", "apply", "--article", "plant"]).ends(0);
    let standing = |id: &str| desk.run(&["claim", "show", id, "--json"]).ends(0).json()["standing"].clone();
    // A third of 900 was approved, and nobody approved a third of 600.
    assert_eq!((standing("1"), standing("2")), (json!("approved"), json!("touched")));
    // The corrected words are what two people approved; what they did to their neighbour is the work of who put them in.
    desk.by("ed", &["claim", "reconfirm", "2", "--at", "head"]).ends(1).says("ed made the change near these words");
    desk.by("eva", &["claim", "reconfirm", "2", "--at", "head"]).ends(0);
}

#[test]
fn two_corrections_in_one_sentence() {
    let desk = desk(&[("2", "Thirteen sailors were hurt"), ("4", "the fire service said")]);
    desk.by("wim", &APPLY).ends(0);
    assert!(body(&desk).contains("Thirteen sailors were hurt, the fire service said."));
    assert_eq!(claims(&desk), ["approved", "approved", "approved", "approved"]);
}

#[test]
fn the_headline_that_keeps_the_old_words_is_told() {
    let desk = desk(&[("3", "built in 1898")]);
    let at = ["article", "edit", "fire", "--headline", "Fire in port built in 1998", "--at", "head"];
    desk.by("wim", &at).ends(0);
    let done = desk.by("wim", &[&APPLY[..], &["--json"]].concat()).ends(0).json();
    assert_eq!(done["still"], json!([{ "claim": 3, "part": "headline", "words": "built in 1998" }]));
    let gate = desk.by("eva", &["gate", "fire", "--json"]).json();
    let told =
        |w: &&Value| w["message"].as_str().unwrap().contains("the headline still has the words that were corrected");
    assert_eq!(gate["warnings"].as_array().unwrap().iter().filter(told).count(), 1, "{gate}");
}

#[test]
fn what_overlaps_or_is_not_approved_is_refused_or_left() {
    let desk = desk(&[("1", "Eleven people died")]);
    desk.by("wim", &["claim", "add", "fire", "--quote", "people died in the harbour fire", "--kind", "other"]).ends(0);
    desk.by("carl", &["claim", "check", "5", "--finding", "needs-correction"]).ends(0);
    desk.by("ed", &["claim", "approve", "5"]).ends(0);
    desk.by("carl", &["claim", "cite", "5", "S1"]).ends(0);
    let words = "men died in the harbour fire";
    desk.by("carl", &["claim", "check", "5", "--finding", "needs-correction", "--correction", words]).ends(0);
    let dry = desk.by("wim", &[&APPLY[..], &["--dry-run", "--json"]].concat()).ends(0).json();
    assert_eq!(dry["left"], json!([{ "claim": 5, "reason": "it is not approved: copydesk claim approve 5" }]));
    desk.by("ed", &["claim", "approve", "5"]).ends(0);
    let before = events(&desk);
    desk.by("wim", &APPLY).ends(1).says("the corrections of #1 and #5 overlap").says("Eleven people died");
    assert_eq!(events(&desk), before);
}

#[test]
fn corrections_are_put_into_the_text_that_was_seen() {
    let desk = desk(&[("1", "Eleven people died")]);
    desk.by("eva", &["article", "show", "fire"]).ends(0);
    desk.file("fire.md", FIRE.replace("The port", "The old port"));
    desk.by("wim", &["article", "edit", "fire", "--file", "fire.md"]).ends(0);
    desk.by("eva", &APPLY).ends(4);
    desk.by("eva", &[&APPLY[..], &["--at", "2"]].concat()).ends(0);
    assert!(body(&desk).contains("Eleven") && body(&desk).contains("The old port"));
    desk.by("wim", &["claim", "apply", "--article", "flood"]).ends(3);
}

/// However the approved words get into the text, they are the approved words.
#[test]
fn a_correction_is_recognised_however_it_came() {
    let corrected = FIRE.replace("Ten people died", "Eleven people died");
    // By hand.
    let by_hand = desk(&[("1", "Eleven people died")]);
    by_hand.file("fire.md", &corrected);
    by_hand.by("wim", &["article", "edit", "fire", "--file", "fire.md"]).ends(0);
    assert_eq!((&claims(&by_hand)[0], how(&by_hand, "1")), (&json!("approved"), json!("corrected")));
    // By the wire.
    by_hand.file("fire.md", FIRE);
    by_hand.by("wim", &["article", "edit", "fire", "--file", "fire.md"]).ends(0);
    assert_eq!(claims(&by_hand)[0], "contradicted");
    let line = json!({ "slug": "fire", "headline": "Ten people die in fire", "body": corrected });
    by_hand.file("fire.jsonl", format!("{line}\n"));
    by_hand.by("cleo", &["import", "fire.jsonl"]).ends(0);
    assert_eq!((&claims(&by_hand)[0], how(&by_hand, "1")), (&json!("approved"), json!("corrected")));
    // Broken again, and brought back by a restore of the corrected revision.
    by_hand.file("fire.md", FIRE.replace("Ten people died", "Nobody died"));
    by_hand.by("wim", &["article", "edit", "fire", "--file", "fire.md", "--at", "head"]).ends(0);
    assert_eq!(claims(&by_hand)[0], "stale");
    by_hand.by("wim", &["revision", "restore", "fire@2"]).ends(0);
    assert_eq!(claims(&by_hand)[0], "approved");
    // Other words than the approved correction are not it.
    by_hand.file("fire.md", FIRE.replace("Ten people died", "Eleven persons died"));
    by_hand.by("wim", &["article", "edit", "fire", "--file", "fire.md", "--at", "head"]).ends(0);
    assert_ne!(claims(&by_hand)[0], "approved");
}

/// A desk with an article in which somebody is quoted; claim 1 is in their
/// mouth and claim 2 is not, both with an approved correction.
fn quoted(body: &str, words: &str) -> Desk {
    let desk = Desk::new();
    desk.file("boats.md", format!("{body}\n\n## The port\n\nThe port was built in 1998.\n"));
    desk.by("wim", &["article", "new", "boats", "--headline", "Boats", "--language", "en", "--file", "boats.md"])
        .ends(0);
    for (id, quote, correction) in [("1", words, "14 boats"), ("2", "built in 1998", "built in 1898")] {
        desk.by("wim", &["claim", "add", "boats", "--quote", quote, "--asks", "so", "--kind", "number"]).ends(0);
        desk.by("carl", &["claim", "cite", id, "--kind", "document", "--title", "Log"]).ends(0);
        desk.by("carl", &["claim", "check", id, "--finding", "needs-correction", "--correction", correction]).ends(0);
        desk.by("ed", &["claim", "approve", id]).ends(0);
    }
    desk
}

const SPOKEN: [(&str, &str); 8] = [
    ("\"We lost 40 boats in 1998,\" said Ines Halloran.", "40 boats"),
    ("“We lost 40 boats in 1998,” said Ines Halloran.", "40 boats"),
    ("'We lost 40 boats in 1998,' said Ines Halloran.", "40 boats"),
    ("Ines Halloran said: “It was bad. We lost 40 boats in 1998.”", "40 boats"),
    ("Ines Halloran spoke to the port.\n\n> We lost 40 boats in 1998.", "40 boats"),
    ("HALLORAN: We lost 40 boats in 1998.", "40 boats"),
    ("HALLORAN:\n\nWe lost 40 boats in 1998.", "40 boats"),
    ("Ines Halloran said \"we lost 40 boats\" in 1998.", "said \"we lost 40 boats\""),
];

/// What somebody is quoted to have said is not rewritten behind anybody's back.
#[test]
fn words_in_somebodys_mouth_are_left_and_named() {
    for (body_, words) in SPOKEN {
        let desk = quoted(body_, words);
        let dry = desk.by("ed", &["claim", "apply", "--article", "boats", "--dry-run", "--json"]).ends(0).json();
        let left = &dry["left"][0];
        assert_eq!((&left["claim"], dry["applied"].as_array().unwrap().len()), (&json!(1), 1), "{body_}: {dry}");
        let reason = left["reason"].as_str().unwrap();
        assert!(reason.contains("somebody's mouth"), "{body_}: {reason}");
        assert!(reason.contains("copydesk claim answered 1"), "{body_}: {reason}");
        assert!(reason.contains("copydesk claim apply 1 --quoted"), "{body_}: {reason}");
    }
    let desk = quoted(SPOKEN[0].0, SPOKEN[0].1);
    let text = |desk: &Desk| desk.run(&["article", "show", "boats", "--json"]).ends(0).json()["body"].to_string();
    let done = desk.by("ed", &["claim", "apply", "--article", "boats", "--yes"]).ends(0);
    assert!(
        done.stdout.contains("somebody's mouth") && done.stdout.contains("claim apply 1 --quoted"),
        "{}",
        done.stdout
    );
    assert!(text(&desk).contains("40 boats") && text(&desk).contains("built in 1898"));
    desk.by("ed", &["claim", "apply", "--article", "boats"]).ends(1).says("somebody's mouth");
    desk.by("ed", &["claim", "apply", "1"]).ends(1).says("claim apply 1 --quoted");
    desk.by("ed", &["claim", "apply", "--article", "boats", "--quoted"]).ends(2);
    let done = desk.by("ed", &["claim", "apply", "1", "--quoted", "--json"]).ends(0).json();
    assert_eq!(done["applied"][0]["spoken"], "quotation marks");
    assert!(text(&desk).contains("14 boats"));
    desk.run(&["log", "--verify"]).ends(0);
    desk.run(&["db", "check"]).ends(0);
}

/// Words beside a quotation are nobody's but the text's; and what stays between the marks is left as it was said.
#[test]
fn words_beside_a_quotation_go_in() {
    for (body_, words) in [
        ("\"It was a bad year,\" said Ines Halloran, who lost 40 boats in 1998.", "40 boats"),
        ("The fishermen's port lost 40 boats in the '90s, the workers' union said.", "40 boats"),
        ("Update: the port lost 40 boats in 1998.", "40 boats"),
    ] {
        let desk = quoted(body_, words);
        let dry = desk.by("ed", &["claim", "apply", "--article", "boats", "--dry-run", "--json"]).ends(0).json();
        assert_eq!((dry["applied"].as_array().unwrap().len(), &dry["left"]), (2, &json!([])), "{body_}: {dry}");
        assert_eq!(dry["applied"][0]["spoken"], Value::Null);
    }
}

#[cfg(unix)]
#[test]
fn on_a_terminal_the_question_says_whose_words_they_are() {
    let desk = quoted(SPOKEN[0].0, SPOKEN[0].1);
    let text = || desk.run(&["article", "show", "boats", "--json"]).ends(0).json()["body"].to_string();
    for (key, has) in [
        ("n", ("40 boats", "built in 1998")),
        ("w", ("40 boats", "built in 1898")),
        ("y", ("14 boats", "built in 1898")),
    ] {
        let Some(mut session) = desk.terminal(&["--as", "ed", "claim", "apply", "--article", "boats"]) else { return };
        session.exp_string("somebody's mouth").unwrap();
        session.exp_string("Put them in").unwrap();
        session.exp_string("[n] no").unwrap();
        session.send(key).unwrap();
        session.flush().unwrap();
        session.exp_eof().unwrap();
        assert!(text().contains(has.0) && text().contains(has.1), "{key}: {}", text());
    }
}
