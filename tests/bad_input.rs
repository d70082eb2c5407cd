//! What people type wrong and what broken files hold: each gets a clear
//! message and its exit code, and the desk is as it was.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "what fails here fails the test")]

mod common;

use std::os::unix::fs::symlink;

use common::{Desk, Output};

const COPY: &str = "Ten people died in the fire at the harbour on Tuesday, the fire service said.\n\n\
    \"We came within eight minutes,\" said its chief, Ola Berg. Ten people died in the fire of 1954 too.\n";

/// A desk with the article harbour-fire by wim, and claim 1, approved.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("harbour-fire.md", format!("---\ntitle: Ten die in harbour fire\nlanguage: en\n---\n\n{COPY}"));
    desk.by("wim", &["import", "harbour-fire.md"]).ends(0);
    desk.by(
        "wim",
        &["claim", "add", "harbour-fire", "--quote", "We came within eight minutes", "--claimant", "Ola Berg"],
    )
    .ends(0);
    desk.by("carl", &["claim", "cite", "1", "--kind", "interview", "--title", "A call to the fire chief"]).ends(0);
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk
}

/// How many events there are; the whole record is checked on the way.
fn events(desk: &Desk) -> u64 {
    let verified = desk.run(&["log", "--verify", "--json"]).ends(0).json();
    verified["events"].as_u64().unwrap()
}

/// Runs it as somebody and holds the exit code, what is said, and that nothing happened.
#[track_caller]
fn refused(desk: &Desk, who: &str, words: &[&str], code: i32, says: &[&str]) -> Output {
    let before = events(desk);
    let output = desk.by(who, words).ends(code);
    for said in says {
        assert!(output.stderr.contains(said), "{said:?} is not said: {}", output.stderr);
    }
    assert_eq!(events(desk), before, "{words:?} changed something");
    output
}

#[test]
fn names_that_name_nothing_suggest_the_nearest() {
    let desk = desk();
    refused(&desk, "wim", &["article", "show", "harbor-fire"], 3, &["harbor-fire", "did you mean harbour-fire?"]);
    refused(&desk, "wim", &["article", "show", "zebra"], 3, &["no article \"zebra\"", "copydesk article list"]);
    refused(&desk, "wim", &["article", "show", "99"], 3, &["99"]);
    refused(&desk, "wim", &["claim", "show", "12"], 3, &["no claim #12", "claims go up to #1"]);
    refused(&desk, "carl", &["claim", "check", "1,7", "--finding", "confirmed"], 3, &["#7"]);
    refused(&desk, "wim", &["revision", "show", "harbour-fire@7"], 3, &["harbour-fire@7", "nearest is harbour-fire@1"]);
    refused(&desk, "wim", &["diff", "harbour-fire@published"], 3, &["no revision of it is public"]);
    refused(&desk, "wim", &["revision", "show", "harbour-fire@1999-01-01"], 3, &["that old"]);
    refused(&desk, "wim", &["source", "show", "S9"], 3, &["no source S9"]);
    refused(&desk, "ed", &["article", "assign", "harbour-fire", "--to", "karl"], 3, &["did you mean carl"]);
    refused(&desk, "ed", &["tag", "remove", "harbour-fire", "place:Oslo"], 3, &["place:Oslo"]);
    // Somebody whom nobody knows does nothing, but may be near to somebody.
    refused(&desk, "karl", &["claim", "approve", "1"], 1, &["nobody named \"karl\"", "--as carl"]);
    refused(&desk, "zebra", &["claim", "approve", "1"], 1, &["nobody named \"zebra\"", "--as NAME"]);
    refused(&desk, "wim", &["claim", "add", "harbour-fire", "--quote", "x", "--kind", "numbr"], 2, &["number"]);
    refused(&desk, "wim", &["gaet", "harbour-fire"], 2, &["gate"]);
    let error = desk.by("wim", &["article", "show", "harbor-fire", "--json"]).ends(3).error();
    assert_eq!((&error["kind"], error["hint"].as_str().is_some()), (&"not_found".into(), true), "{error}");
}

#[test]
fn a_quote_that_is_not_there_or_there_twice() {
    let desk = desk();
    let add = |quote: &'static str| ["claim", "add", "harbour-fire", "--quote", quote];
    refused(&desk, "wim", &add("We came within nine minutes"), 3, &["within eight minutes"]);
    let twice = refused(&desk, "wim", &add("Ten people died in the fire"), 1, &["2 times", "--occurrence"]);
    assert!(twice.stderr.contains("at the harbour") && twice.stderr.contains("of 1954"), "{}", twice.stderr);
    refused(&desk, "wim", &[&add("Ten people died in the fire")[..], &["--occurrence", "3"]].concat(), 3, &["2"]);
    refused(&desk, "wim", &add("  "), 2, &["quote"]);
    refused(&desk, "wim", &add("zebras in the moonlight"), 3, &["zebras"]);
    desk.by("wim", &[&add("Ten people died in the fire")[..], &["--occurrence", "2"]].concat()).ends(0);
}

#[test]
fn a_tag_without_a_name_is_refused_before_anything_is_read() {
    let desk = desk();
    for tag in ["", ":", "::x", "place:"] {
        refused(&desk, "wim", &["import", "nowhere.md", "--tag", tag], 2, &["is no tag", "scheme:name"]);
    }
}

#[test]
fn what_somebody_may_not_do() {
    let desk = desk();
    refused(&desk, "carl", &["claim", "approve", "1"], 1, &["editor"]);
    desk.by("ed", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    refused(&desk, "ed", &["claim", "approve", "1"], 1, &["somebody else"]);
    desk.by("eva", &["claim", "approve", "1"]).ends(0);
    refused(&desk, "wim", &["person", "set", "wim", "--role", "chief"], 1, &["chief"]);
    refused(&desk, "ed", &["person", "set", "cleo", "--inactive"], 1, &["chief"]);
    refused(&desk, "cleo", &["person", "set", "cleo", "--role", "writer"], 1, &["chief"]);

    // What is stale is checked again first.
    desk.feed(&["--as", "wim", "article", "edit", "harbour-fire", "--file", "-"], &COPY.replace("eight", "nine"))
        .ends(0);
    refused(&desk, "eva", &["claim", "approve", "1"], 1, &["copydesk claim check"]);
    refused(&desk, "eva", &["claim", "reconfirm", "1"], 1, &["claim check"]);
    desk.by("wim", &["article", "submit", "harbour-fire"]).ends(0);
    refused(&desk, "ed", &["article", "approve", "harbour-fire"], 8, &["#1"]);
    refused(&desk, "ed", &["article", "publish", "harbour-fire"], 1, &["submitted"]);
    refused(&desk, "ed", &["article", "approve", "harbour-fire", "--override", "no time"], 1, &["chief"]);

    // Not before the embargo is over.
    desk.by("carl", &["claim", "check", "1", "--finding", "confirmed"]).ends(0);
    desk.by("ed", &["claim", "approve", "1"]).ends(0);
    desk.by("ed", &["article", "set", "harbour-fire", "--embargo-until", "2027-01-01T00:00"]).ends(0);
    desk.by("ed", &["article", "approve", "harbour-fire"]).ends(0);
    refused(&desk, "ed", &["article", "publish", "harbour-fire"], 8, &["embargo"]);
    desk.by("ed", &["article", "set", "harbour-fire", "--embargo-until", "none"]).ends(0);
    desk.by("ed", &["article", "publish", "harbour-fire"]).ends(0);
}

/// Imports these and answers what became of each, by code where it was refused.
fn outcomes(desk: &Desk, paths: &[&str]) -> Vec<(String, String, String)> {
    let run = desk.by("wim", &[&["import"], paths, &["--json"]].concat());
    assert!([0, 5].contains(&run.code), "{}{}", run.stdout, run.stderr);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let run = run.json();
    let items = run["items"].as_array().unwrap();
    items.iter().map(|i| (text(&i["input"]), text(&i["outcome"]), text(&i["message"]))).collect()
}

#[test]
fn broken_files_are_named_and_the_rest_comes_in() {
    let desk = Desk::new();
    let inputs: [(&str, Vec<u8>); 9] = [
        ("empty.txt", Vec::new()),
        ("blank.md", b"\n \n\t\n".to_vec()),
        ("binary.txt", (0..=255u8).cycle().take(4096).collect()),
        ("picture.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        ("nul.txt", b"A fire\n\nTen people\0 died.\n".to_vec()),
        ("yaml.md", b"---\ntitle: [\n---\n\nA fire.\n".to_vec()),
        ("open.md", b"---\ntitle: A fire\n\nThe fence never closes.\n".to_vec()),
        ("escape.txt", b"A fire\n\nTen \x1b[2Jpeople died.\n".to_vec()),
        ("lines.jsonl", b"{\"headline\":\"Good\",\"body\":\"Ten people died.\"}\n{\"headline\": \n".to_vec()),
    ];
    std::fs::create_dir(desk.path("in")).unwrap();
    for (name, bytes) in &inputs {
        desk.file(&format!("in/{name}"), bytes);
    }
    desk.file("in/good.txt", "A good one\n\nIt comes in.\n");
    symlink(".", desk.path("in/loop")).unwrap();
    symlink("nowhere", desk.path("in/gone")).unwrap();
    let items = outcomes(&desk, &["in"]);
    for (name, _) in &inputs[..8] {
        let found = items.iter().find(|(input, ..)| input.contains(name));
        let (_, outcome, message) = found.unwrap_or_else(|| panic!("nothing is said of {name}: {items:?}"));
        // A fence that never closes may be the copy's own rule.
        if *name != "open.md" {
            assert_eq!(outcome, "rejected", "{name}: {message}");
            assert!(!message.is_empty(), "{name}");
        }
    }
    let loops = items.iter().any(|(input, outcome, _)| input.contains("loop") && outcome == "rejected");
    assert!(loops, "{items:?}");
    assert!(items.iter().any(|(input, outcome, _)| input.contains("good.txt") && outcome == "created"), "{items:?}");
    let lines: Vec<&String> = items.iter().filter(|i| i.0.contains("lines.jsonl")).map(|i| &i.1).collect();
    assert_eq!(lines, ["created", "rejected"]);
    let slugs = desk.run(&["article", "list", "--json"]).json();
    let created = items.iter().filter(|i| i.1 == "created").count();
    assert_eq!(slugs.as_array().unwrap().len(), created);
    // The same again changes nothing.
    assert!(outcomes(&desk, &["in"]).iter().all(|i| i.1 == "unchanged" || i.1 == "rejected"));
    let nowhere = desk.by("wim", &["import", "nowhere.txt"]).ends(5);
    assert!(nowhere.stdout.contains("nowhere.txt"), "{}", nowhere.stdout);
    desk.run(&["db", "check"]).ends(0);
}

#[test]
fn fifty_megabytes_of_text_are_refused() {
    let desk = desk();
    let line = "The dam holds three million litres of water, and nobody lives below it now.\n";
    desk.file("huge.txt", line.repeat(50_000_000 / line.len()));
    let before = events(&desk);
    let items = outcomes(&desk, &["huge.txt"]);
    assert_eq!((items[0].1.as_str(), items[0].2.contains("MiB")), ("rejected", true), "{items:?}");
    assert_eq!(events(&desk), before + 1, "one run and no article");
    let edit = ["--as", "wim", "article", "edit", "harbour-fire", "--file", "huge.txt"];
    desk.run(&edit).ends(1).says("MiB");
}

#[test]
fn every_script_goes_in_and_comes_out() {
    let desk = Desk::new();
    let texts = [
        ("ar", "اندلع حريق في الميناء", "قالت الشرطة إن عشرة أشخاص لقوا حتفهم في الحريق.", "عشرة أشخاص"),
        ("zh", "港口发生火灾", "消防部门表示，星期二的火灾造成十人死亡。", "十人死亡"),
        ("th", "ไฟไหม้ที่ท่าเรือ", "ตำรวจกล่าวว่ามีผู้เสียชีวิตสิบคนในเหตุไฟไหม้", "ผู้เสียชีวิตสิบคน"),
        ("hi", "बंदरगाह में आग", "पुलिस ने कहा कि आग में दस लोगों की मौत हुई।", "दस लोगों की मौत"),
        ("he", "שריפה בנמל", "המשטרה אמרה שעשרה בני אדם נהרגו בשריפה.", "נהרגו בשריפה"),
        ("und", "🔥 👩‍🚒", "Ten 🔥 fires, 👩‍👩‍👧‍👦 safe, 🏴󠁧󠁢󠁳󠁣󠁴󠁿 too.", "👩‍👩‍👧‍👦 safe"),
    ];
    for (at, (language, headline, body, quote)) in texts.iter().enumerate() {
        let slug = format!("copy-{language}");
        let line = serde_json::json!({"slug": slug, "headline": headline, "body": body, "language": language});
        desk.feed(&["--as", "wim", "import", "-", "--input-format", "jsonl"], &line.to_string()).ends(0);
        let shown = desk.run(&["article", "show", &slug, "--json"]).ends(0).json();
        assert_eq!((&shown["headline"], &shown["body"]), (&(*headline).into(), &(*body).into()));
        desk.by("wim", &["claim", "add", &slug, "--quote", quote]).ends(0);
        let claim = desk.run(&["claim", "show", &(at + 1).to_string(), "--json"]).ends(0).json();
        assert_eq!(claim["anchors"][0]["quote"], *quote);
        for words in [&["article", "show", &slug][..], &["proof", &slug], &["article", "list"], &["queue"]] {
            desk.run(words).ends(0);
        }
    }
}

/// No escape and no other control character may reach a terminal.
#[track_caller]
fn harmless(desk: &Desk, words: &[&str]) {
    let output = desk.run(words);
    for text in [&output.stdout, &output.stderr] {
        let bad = text
            .chars()
            .find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || ('\u{202a}'..='\u{202e}').contains(c));
        assert_eq!(bad, None, "{words:?}: {text:?}");
    }
}

#[test]
fn copy_never_acts_on_a_terminal() {
    const ESC: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}x";
    let desk = Desk::new();
    // Everywhere that takes free text: most take it and show it spelt out, the rest refuse it.
    let line = serde_json::json!({
        "slug": "fire", "headline": format!("A {ESC} fire"), "standfirst": ESC, "byline": ESC, "dateline": ESC,
        "body": format!("Ten people died {ESC} in the fire."), "language": "en", "desk": ESC, "ednote": ESC,
        "tags": [format!("place:{ESC}")], "canonical_url": format!("https://example.org/{ESC}"),
    });
    desk.file("fire.jsonl", line.to_string());
    harmless(&desk, &["import", "fire.jsonl"]);
    harmless(&desk, &["import", "fire.jsonl", "--repair"]);
    desk.file("ice.txt", "Ice\n\nTen people came to the ice.\n");
    harmless(&desk, &["import", "ice.txt", "--provider", ESC]);
    desk.file("ice.txt", "Ice\n\nTen people came to the ice.\n");
    desk.by("wim", &["import", "ice.txt"]);
    let slug = desk.run(&["article", "list", "--json"]).json()[0]["slug"].as_str().unwrap().to_owned();
    let slug = slug.as_str();
    desk.file(&format!("{ESC}.txt").replace('/', "_"), "Fire\n\nA file with a name.\n");
    harmless(&desk, &["import", &format!("{ESC}.txt")]);
    let tries: [&[&str]; 22] = [
        &["person", "add", "zoe", "--role", "writer", "--display", ESC],
        &["person", "add", ESC, "--role", "writer"],
        &["tag", "add", slug, ESC],
        &["article", "set", slug, "--desk", ESC, "--ednote", ESC],
        &["article", "edit", slug, "--headline", ESC],
        &["claim", "add", slug, "--quote", ESC],
        &["claim", "add", slug, "--statement", ESC, "--claimant", ESC],
        &["claim", "edit", "1", "--statement", ESC, "--claimant", ESC],
        &["claim", "comment", "1", ESC],
        &["source", "add", "--desk", "--kind", "web", "--title", ESC, "--url", ESC, "--note", ESC],
        &["source", "add", "--desk", "--kind", "web", "--title", "The file"],
        &["claim", "cite", "1", "S1", "--locator", ESC, "--quotation", ESC, "--note", ESC],
        &["claim", "cite", "1", "--kind", "web", "--title", ESC],
        &["claim", "check", "1", "--finding", "unsupported", "--note", ESC],
        &["claim", "check", "1", "--finding", "needs-correction", "--correction", ESC],
        &["claim", "return", "1", "--note", ESC],
        &["policy", "set", "rating_scale", ESC],
        &["article", "new", "--headline", ESC],
        &["article", "submit", slug],
        &["article", "return", slug, "--note", ESC],
        &["article", "show", ESC],
        &["--as", ESC, "queue"],
    ];
    for words in tries {
        harmless(&desk, words);
    }
    let shows: [&[&str]; 20] = [
        &["article", "list"],
        &["article", "show", slug],
        &["article", "show", "fire"],
        &["revision", "list", slug],
        &["revision", "show", slug],
        &["diff", &format!("{slug}@first")],
        &["diff", &format!("{slug}@first"), "--style", "stat"],
        &["diff", &format!("{slug}@first"), "--style", "unified"],
        &["queue"],
        &["claim", "list"],
        &["claim", "show", "1"],
        &["claim", "show", "2"],
        &["proof", slug],
        &["log"],
        &["gate", slug],
        &["source", "list"],
        &["tag", "list"],
        &["person", "list"],
        &["policy", "show"],
        &["article", "list", "--format", "markdown"],
    ];
    desk.run(&["article", "show", "fire"]).ends(0);
    desk.run(&["claim", "show", "1"]).ends(0);
    for words in shows {
        harmless(&desk, words);
    }
    desk.run(&["db", "check"]).ends(0);
}
