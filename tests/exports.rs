//! `export`: what leaves the desk and what never does, what other programs make
//! of it (`judged`), and that it reads back to the same.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::format_push_string,
    clippy::cmp_owned,
    reason = "what fails here fails the test"
)]

mod common;
#[path = "exports/desks.rs"]
mod desks;
#[path = "exports/judged.rs"]
mod judged;
#[path = "common/prose.rs"]
mod prose;

use std::collections::BTreeMap;
use std::io::Read as _;

use common::everything::everything;
use common::{Desk, Output};
use desks::{hostile, secretive};
use serde_json::{Value, json};

/// Words that no format may hold unless it is asked for what is for the desk alone.
const SECRETS: [&str; 14] = [
    "SECRETEDNOTE",
    "SECRETCOMMENT",
    "SECRETCLAIMNOTE",
    "SECRETLABEL",
    "SECRETKNOWER",
    "SECRETURL",
    "SECRETLOCATOR",
    "SECRETQUOTATION",
    "SECRETSOURCENOTE",
    "SECRETCITENOTE",
    "SECRETREVISIONNOTE",
    "SECRETCHECKNOTE",
    "SECRETRETURN",
    "SECRETREASON",
];

/// What goes out, in each form, with the flags that bring the most.
const FORMS: [&[&str]; 14] = [
    &["articles", "--to", "jsonl"],
    &["articles", "mill@head", "--to", "jsonl", "--claims", "--history"],
    &["articles", "mill", "--to", "markdown"],
    &["articles", "mill", "--to", "ninjs"],
    &["articles", "--to", "ninjs", "--rev", "head"],
    &["articles", "mill", "--to", "newsml-g2"],
    &["articles", "--to", "newsml-g2", "--rev", "head"],
    &["articles", "mill", "--to", "docx"],
    &["articles", "mill", "--to", "docx", "--claims"],
    &["articles", "--to", "atom"],
    &["claims", "--to", "csv"],
    &["claims", "--to", "xlsx"],
    &["claims", "--to", "annotations"],
    &["claims", "--to", "claimreview"],
];

/// What a form holds, taken out of its archive where it is one.
fn content(desk: &Desk, words: &[&str]) -> String {
    let file = "content.out";
    desk.run(&[&["export"][..], words, &["-o", file, "--force"]].concat()).ends(0);
    unpacked(&std::fs::read(desk.path(file)).unwrap())
}

fn unpacked(bytes: &[u8]) -> String {
    if !bytes.starts_with(b"PK") {
        return String::from_utf8(bytes.to_vec()).unwrap();
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..archive.len() {
        archive.by_index(at).unwrap().read_to_string(&mut all).unwrap();
    }
    all
}

#[test]
fn what_is_for_the_desk_alone_never_leaves_unasked() {
    let desk = secretive();
    for words in FORMS.into_iter().chain([&["events"][..]]) {
        let told = content(&desk, words);
        assert!(words[0] == "events" || told.contains("Ten people died"), "{words:?}: {told}");
        for secret in SECRETS {
            assert!(!told.contains(secret), "{words:?} tells {secret}");
        }
    }
}

#[test]
fn what_is_asked_for_is_named_in_the_file() {
    let desk = secretive();
    for (words, named, told) in [
        (&["articles", "mill", "--to", "jsonl"][..], r#""internal":true"#, &["SECRETEDNOTE", "SECRETREVISIONNOTE"][..]),
        (&["articles", "mill", "--to", "markdown"], "internal: true", &["SECRETEDNOTE"]),
        (&["articles", "mill", "--to", "ninjs"], "Internal: not for publication", &["SECRETEDNOTE"]),
        (&["articles", "mill", "--to", "newsml-g2"], "Internal: not for publication", &["SECRETEDNOTE"]),
        (
            &["articles", "mill", "--to", "docx", "--claims"],
            "Internal: not for publication",
            &["SECRETEDNOTE", "SECRETLABEL", "SECRETCLAIMNOTE", "SECRETCHECKNOTE"],
        ),
        (
            &["claims", "--to", "csv"],
            "internal_notes",
            &["SECRETLABEL", "SECRETCLAIMNOTE", "SECRETCHECKNOTE", "SECRETSOURCENOTE"],
        ),
        (&["claims", "--to", "xlsx"], "claims (internal)", &["SECRETLABEL", "SECRETCLAIMNOTE", "SECRETCITENOTE"]),
        (&["claims", "--to", "annotations"], "Internal: not for publication", &["SECRETCLAIMNOTE", "SECRETCHECKNOTE"]),
        (&["events"], r#""internal":true"#, &["SECRETCHECKNOTE", "SECRETCLAIMNOTE"]),
    ] {
        let file = content(&desk, &[words, &["--internal"]].concat());
        assert!(file.contains(named), "{words:?} doesn't say that it is internal: {file}");
        for secret in told {
            assert!(file.contains(secret), "{words:?} lacks {secret}: {file}");
        }
    }
    for to in ["atom", "claimreview"] {
        let what = if to == "atom" { "articles" } else { "claims" };
        desk.run(&["export", what, "--to", to, "--internal"]).ends(2).says("for the public");
        desk.run(&["export", what, "--to", to, "--rev", "head"]).ends(2).says("only what is public");
    }
}

#[test]
fn only_the_public_text_leaves_unless_another_is_named() {
    let desk = everything();
    let slugs = |output: Output| -> Vec<String> {
        let lines = output.stdout.lines();
        lines.map(|line| serde_json::from_str::<Value>(line).unwrap()["slug"].as_str().unwrap().to_owned()).collect()
    };
    let public = desk
        .run(&["export", "articles"])
        .ends(0)
        .says("left out 5 articles, which aren't public; --rev approved or --rev head");
    assert!(public.stdout.contains("within nine minutes") && !public.stdout.contains("40 boats"));
    assert_eq!(slugs(public), ["fire"]);
    assert_eq!(slugs(desk.run(&["export", "articles", "--rev", "head"]).ends(0)).len(), 6);
    assert_eq!(
        slugs(desk.run(&["export", "articles", "--rev", "head", "--tag", "place:Oslo"]).ends(0)),
        ["quay", "fire"]
    );
    assert_eq!(slugs(desk.run(&["export", "articles", "--rev", "head", "--stage", "spiked"]).ends(0)), ["spat"]);
    assert_eq!(slugs(desk.run(&["export", "articles", "--desk", "local"]).ends(0)), ["fire"]);
    desk.run(&["export", "articles", "--since", "2027-01-01"]).ends(1).says("no article is like that");
    // What is named must be there, or be named with its revision.
    desk.run(&["export", "articles", "quay"]).ends(1).says("quay isn't public").says("quay@head");
    assert_eq!(slugs(desk.run(&["export", "articles", "quay@1"]).ends(0)), ["quay"]);
    desk.run(&["export", "articles", "quai"]).ends(3).says("did you mean quay");
    desk.run(&["export", "articles", "fire", "--tag", "place:Oslo"]).ends(2);
    // A receiver is told what it may not use, and doesn't get again what was withdrawn.
    let item = |name: &str| desk.run(&["export", "articles", name, "--to", "ninjs"]).ends(0).json();
    assert_eq!((&item("fire")["pubStatus"], &item("quay@1")["pubStatus"]), (&json!("usable"), &json!("withheld")));
    desk.by("cleo", &["article", "kill", "fire", "--note", "It was all wrong."]).ends(0);
    desk.run(&["export", "articles", "fire", "--to", "ninjs"]).ends(1).says("isn't public");
    let killed = item("fire@head");
    assert_eq!((&killed["pubStatus"], killed.get("bodies")), (&json!("canceled"), None));
    let killed = desk.run(&["export", "articles", "fire@head", "--to", "newsml-g2"]).ends(0).stdout;
    assert!(killed.contains("stat:canceled") && !killed.contains("contentSet"));
}

#[test]
fn a_file_is_never_written_over_and_never_half_written() {
    let desk = everything();
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).unwrap();
    desk.file("there.md", "mine");
    desk.run(&["export", "articles", "fire", "-o", "there.md"]).ends(1).says("there already").says("--force");
    assert_eq!(read("there.md"), "mine");
    desk.run(&["export", "articles", "fire", "-o", "there.md", "--force"])
        .ends(0)
        .says("wrote there.md: 1 article as markdown");
    assert!(read("there.md").starts_with("---\ntitle: \"Ten die in harbour fire\"\n"));
    // Nothing comes of what can't be written, in a file or a folder.
    desk.run(&["export", "articles", "quay", "-o", "no.json"]).ends(1);
    desk.run(&["export", "articles", "--since", "2027-01-01", "-o", "no.json"]).ends(1);
    desk.run(&["export", "articles", "-o", "no.md"]).ends(2).says("one article a file").says("FOLDER/");
    desk.run(&["export", "articles", "fire", "-o", "nowhere/no.md"]).ends(1).says("can't be written");
    assert!(!desk.path("no.json").exists() && !desk.path("no.md").exists());
    desk.run(&["export", "articles", "--rev", "head", "--to", "docx", "-o", "all/"]).ends(0).says("6 articles as docx");
    assert!(desk.path("all/quay.docx").exists() && desk.path("all/fire.docx").exists());
    std::fs::remove_file(desk.path("all/berth.docx")).unwrap();
    desk.run(&["export", "articles", "--rev", "head", "--to", "docx", "-o", "all"]).ends(1).says("there already");
    assert!(!desk.path("all/berth.docx").exists(), "a clash is found before the first file is written");
    desk.run(&["export", "articles", "--rev", "head", "-o", "all"]).ends(2).says("give --to");
    // The ending says the form, and whether it is compressed.
    for (name, starts) in
        [("a.json", "{"), ("a.xml", "<?xml"), ("a.jsonl", "{\"slug\""), ("a.atom", "<?xml"), ("c.csv", "id,article")]
    {
        let what = if name.starts_with('c') {
            &["claims"][..]
        } else if name == "a.atom" {
            &["articles"][..]
        } else {
            &["articles", "fire"]
        };
        desk.run(&[&["export"], what, &["-o", name]].concat()).ends(0);
        assert!(read(name).starts_with(starts), "{name}: {}", read(name));
    }
    desk.run(&["export", "articles", "--rev", "head", "-o", "a.jsonl.gz"]).ends(0);
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(desk.path("a.jsonl.gz")).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, desk.run(&["export", "articles", "--rev", "head"]).ends(0).stdout);
    desk.run(&["export", "articles", "-o", "a.xlsx"]).ends(2).says("articles can't be written as xlsx");
    let told = desk.run(&["export", "articles", "-o", "b.jsonl", "--json"]).ends(0).json();
    assert_eq!(told, json!({"output": "b.jsonl", "format": "jsonl", "internal": false, "items": 1, "left_out": 5}));
}

/// What a desk's articles say, by slug: texts, tags, times.
fn told(desk: &Desk, db: &str) -> BTreeMap<String, Value> {
    let out = desk.run(&["--db", db, "export", "articles", "--rev", "head"]).ends(0).stdout;
    out.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|v| (v["slug"].as_str().unwrap().to_owned(), v))
        .collect()
}

/// Holds that two desks tell the same, but for the fields that a form doesn't carry.
#[track_caller]
fn same(ours: &BTreeMap<String, Value>, theirs: &BTreeMap<String, Value>, but: &[&str]) {
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
    for (slug, our) in ours {
        let (mut our, mut their) = (our.clone(), theirs[slug].clone());
        for side in [&mut our, &mut their] {
            for field in but {
                side.as_object_mut().unwrap().remove(*field);
            }
            // A desk without an ending of its own makes none.
            if let Some(tags) = side["tags"].as_array_mut() {
                tags.sort_by_key(ToString::to_string);
            }
        }
        let (ours, theirs) = (our.as_object().unwrap(), their.as_object().unwrap());
        for (field, value) in ours {
            assert_eq!(Some(value), theirs.get(field), "{slug}: {field}");
        }
        assert_eq!(ours.len(), theirs.len(), "{slug}: {theirs:?}");
    }
}

/// Imports a file or folder into a new desk.
fn import(desk: &Desk, db: &str, words: &[&str]) {
    desk.run(&["--db", db, "init", db]).ends(0);
    desk.run(&[&["--db", db, "import"], words].concat()).ends(0);
}

#[test]
fn jsonl_and_markdown_read_back_to_the_same() {
    let desk = hostile();
    let ours = told(&desk, "desk.db");
    assert_eq!(ours.len(), 16);
    desk.run(&["export", "articles", "-o", "out.jsonl"]).ends(0);
    import(&desk, "jsonl.db", &["out.jsonl"]);
    same(&ours, &told(&desk, "jsonl.db"), &[]);
    desk.run(&["export", "articles", "--to", "markdown", "-o", "md/"]).ends(0);
    import(&desk, "md.db", &["md"]);
    same(&ours, &told(&desk, "md.db"), &[]);
    // The same input again changes nothing.
    let again = desk.run(&["--db", "md.db", "import", "md", "--json"]).ends(0).json();
    assert_eq!((&again["unchanged"], &again["updated"]), (&json!(16), &json!(0)));
}

#[test]
fn ninjs_and_newsml_g2_read_back_to_the_same() {
    let desk = hostile();
    let ours = told(&desk, "desk.db");
    for (to, name) in [("ninjs", "all.json"), ("newsml-g2", "all.xml")] {
        desk.run(&["export", "articles", "--to", to, "-o", name]).ends(0);
        let db = format!("{to}.db");
        import(&desk, &db, &[name]);
        same(&ours, &told(&desk, &db), &["desk"]);
        let again = desk.run(&["--db", &db, "import", name, "--json"]).ends(0).json();
        assert_eq!((&again["unchanged"], &again["updated"]), (&json!(16), &json!(0)), "{to}");
        // Into the desk that it came from it brings nothing new, one by one as in a list.
        desk.run(&["export", "articles", "--to", to, "-o", &format!("{to}/")]).ends(0);
        let back = desk.run(&["import", to, "--json"]).ends(0).json();
        assert_eq!(
            (&back["unchanged"], &back["created"], &back["updated"]),
            (&json!(16), &json!(0), &json!(0)),
            "{to}"
        );
    }
}

#[test]
fn a_history_with_its_claims_reads_back_to_the_same() {
    let desk = everything();
    let words = ["export", "articles", "--rev", "head", "--history", "--claims", "--internal"];
    let ours = desk.run(&words).ends(0).stdout;
    desk.file("all.jsonl", &ours);
    desk.run(&["--db", "new.db", "init", "new.db"]).ends(0);
    for (name, role) in [("ed", "editor"), ("carl", "checker"), ("wim", "writer")] {
        desk.run(&["--db", "new.db", "person", "add", name, "--role", role]).ends(0);
    }
    desk.run(&["--db", "new.db", "import", "all.jsonl"]).ends(0);
    let theirs = desk.run(&[&["--db", "new.db"], &words[..]].concat()).ends(0).stdout;
    let parse = |text: &str| -> BTreeMap<String, Value> {
        let mut all = BTreeMap::new();
        for line in text.lines() {
            let mut value: Value = serde_json::from_str(line).unwrap();
            // Claims are numbered anew, in the order of the text.
            if let Some(claims) = value.get_mut("claims").and_then(Value::as_array_mut) {
                claims.sort_by_key(ToString::to_string);
            }
            all.insert(value["slug"].as_str().unwrap().to_owned(), value);
        }
        all
    };
    let (ours, theirs) = (parse(&ours), parse(&theirs));
    assert_eq!(ours.len(), 6);
    for (slug, our) in &ours {
        assert_eq!(our, &theirs[slug], "{slug}");
    }
}

#[test]
fn a_sheet_that_comes_back_unchanged_changes_nothing() {
    let desk = everything();
    let add = ["claim", "add", "quay", "--statement", "=1+1 is 2", "--claimant", "@port"];
    desk.by("carl", &add).ends(0);
    for (name, more) in [("claims.csv", &[][..]), ("claims.xlsx", &[]), ("inside.csv", &["--internal"])] {
        desk.run(&[&["export", "claims", "-o", name], more].concat()).ends(0);
        let events = |desk: &Desk| desk.run(&["db", "stats", "--json"]).ends(0).json()["decisions"].clone();
        let (before, claims) = (events(&desk), desk.run(&["export", "claims"]).ends(0).stdout);
        let told = desk.by("carl", &["import", name, "--json"]).json();
        let changed: Vec<&Value> =
            told["items"].as_array().unwrap().iter().filter(|item| item["outcome"] != "unchanged").collect();
        assert!(changed.is_empty(), "{name}: {changed:#?}");
        assert_eq!((events(&desk), desk.run(&["export", "claims"]).ends(0).stdout), (before, claims), "{name}");
    }
}

#[test]
fn the_record_leaves_as_its_hashes_unless_more_is_asked_for() {
    let desk = everything();
    let lines = |words: &[&str]| -> Vec<Value> {
        let out = desk.run(&[&["export", "events"], words].concat()).ends(0).stdout;
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let log = desk.run(&["log", "--limit", "0", "--json"]).ends(0).json();
    let log = log.as_array().unwrap();
    let (bare, whole) = (lines(&[]), lines(&["--internal"]));
    assert_eq!((bare.len(), whole.len()), (log.len(), log.len()));
    for ((bare, whole), told) in bare.iter().zip(&whole).zip(log) {
        for field in ["sequence", "time", "actor", "action", "subject", "hash"] {
            assert_eq!((&bare[field], &whole[field]), (&told[field], &told[field]));
        }
        assert_eq!((&whole["before"], &whole["after"]), (&told["before"], &told["after"]));
        assert!(bare.get("after").is_none());
    }
}
