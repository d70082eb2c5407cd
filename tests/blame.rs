//! `copydesk blame`: who last wrote each sentence.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::Desk;
use serde_json::Value;

/// Revision, part and words of each sentence.
fn told(desk: &Desk, words: &[&str]) -> Vec<(u64, String, String)> {
    let all = desk.run(&[&["blame", "--json"], words].concat()).ends(0).json();
    let text = |s: &Value, field: &str| s[field].as_str().unwrap().to_owned();
    let row = |s: &Value| (s["revision"].as_u64().unwrap(), text(s, "part"), text(s, "text"));
    all.as_array().unwrap().iter().map(row).collect()
}

fn row(revision: u64, part: &str, text: &str) -> (u64, String, String) {
    (revision, part.to_owned(), text.to_owned())
}

#[test]
fn each_sentence_has_its_revision_and_author() {
    let desk = Desk::new();
    desk.file("1.md", "Über 120 people died. Police deny it.\n\nThe mayor came to the harbour at noon.");
    desk.file("2.md", "The mayor came to the harbour at noon.\n\nÜber 130 people died. Police deny it.");
    desk.file("3.md", "The mayor came to the harbour at noon. He wept.\n\nÜber 130 people died. Police deny it.");
    desk.by("wim", &["article", "new", "fire", "--headline", "Fire", "--file", "1.md"]).ends(0);
    desk.by("ed", &["article", "edit", "fire", "--file", "2.md"]).ends(0);
    desk.by("eva", &["article", "edit", "fire", "--file", "3.md"]).ends(0);
    let wanted = [
        row(1, "headline", "Fire"),
        row(1, "body", "The mayor came to the harbour at noon."),
        row(3, "body", "He wept."),
        row(2, "body", "Über 130 people died."),
        row(1, "body", "Police deny it."),
    ];
    assert_eq!(told(&desk, &["fire"]), wanted);
    let second = told(&desk, &["fire@2"]);
    assert_eq!(second[1..], [wanted[1].clone(), wanted[3].clone(), wanted[4].clone()]);

    // Ranges are in characters of the part.
    let all = desk.run(&["blame", "fire", "--json"]).ends(0).json();
    let body = desk.run(&["revision", "show", "fire@3", "--json"]).ends(0).json();
    let chars: Vec<char> = body["body"].as_str().unwrap().chars().collect();
    for s in all.as_array().unwrap().iter().filter(|s| s["part"] == "body") {
        let range = |field: &str| usize::try_from(s[field].as_u64().unwrap()).unwrap();
        assert_eq!(chars[range("start")..range("end")].iter().collect::<String>(), s["text"].as_str().unwrap());
    }
    let died = &all[3];
    assert_eq!((died["author"].as_str(), died["recorded_at"].as_str().map(str::len)), (Some("ed"), Some(20)));

    // For people: the part only where it isn't the body, and nothing is cut off.
    let table = desk.run(&["blame", "fire"]).ends(0).stdout;
    assert!(table.lines().any(|l| l.contains("3  eva") && l.ends_with("He wept.")), "{table}");
    assert!(table.contains("headline") && !table.contains("body"), "{table}");
    let csv = desk.run(&["blame", "fire", "--format", "csv", "--fields", "revision,text"]).ends(0).stdout;
    assert!(csv.starts_with("revision,text\n1,Fire\n"), "{csv}");
}

#[test]
fn glyphs_count_only_when_asked() {
    let desk = Desk::new();
    desk.file("1.md", "He said \"no\" to us.");
    desk.file("2.md", "He said “no” to us.");
    desk.by("wim", &["article", "new", "no", "--headline", "No", "--file", "1.md"]).ends(0);
    desk.by("ed", &["article", "edit", "no", "--file", "2.md"]).ends(0);
    assert_eq!(told(&desk, &["no"])[1].0, 1);
    assert_eq!(told(&desk, &["no", "--strict"])[1].0, 2);
}

#[test]
fn what_is_not_there_is_said() {
    let desk = Desk::new();
    desk.run(&["blame", "nothing"]).ends(3).says("nothing");
    desk.file("1.md", "One came.");
    desk.by("wim", &["article", "new", "one", "--headline", "One", "--file", "1.md"]).ends(0);
    desk.run(&["blame", "one@7"]).ends(3);
}
