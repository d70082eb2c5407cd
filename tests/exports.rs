//! `export`: what leaves the desk and what never does, what other programs make
//! of it, and that it reads back to the same.
//!
//! Judges: jsonschema for ninjs, xmllint and the IPTC's own library for
//! NewsML-G2, feedparser for Atom, the types of schema.org (schema-dts under the
//! TypeScript compiler) for ClaimReview, pandoc and python-docx for DOCX, openpyxl
//! for XLSX. A machine without one of them skips what needs it, aloud.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::format_push_string,
    clippy::cmp_owned,
    reason = "what fails here fails the test"
)]

mod common;
#[path = "common/prose.rs"]
mod prose;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::process::Command;

use common::everything::everything;
use common::tools::{is_here, python, run, run_python, skip};
use common::{Desk, Output};
use proptest::strategy::{Strategy as _, ValueTree as _};
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

/// A desk with a public article, a claim on somebody's words with a rating, and a
/// secret in every field that is for the desk alone.
fn secretive() -> Desk {
    let desk = Desk::new();
    let by = |who: &str, words: &[&str]| desk.by(who, words).ends(0);
    by("cleo", &["policy", "set", "rating_scale", "False, Mixed, True"]);
    desk.file(
        "mill.jsonl",
        concat!(
            r#"{"slug":"mill","provider":"north wire","external_id":"n-1","canonical_url":"https://example.org/mill","#,
            r#""headline":"Mill burns","standfirst":"Ten die","byline":"Ana Reyes","dateline":"OSLO, 3 May","language":"en","#,
            r#""source_time":"2026-01-02T08:00:00Z","ednote":"SECRETEDNOTE","note":"SECRETREVISIONNOTE","#,
            r#""tags":["place:Oslo","fires",{"scheme":"medtop","name":"fire","code":"20000139"},"org:The ministry"],"#,
            r#""parts":{"caption:1":"The mill at dawn."},"#,
            r#""body":"Ten people died in the mill, the ministry said on Tuesday.\n\nIt paid 2 million crowns.","#,
            r#""claims":[{"quote":"Ten people died","kind":"number","claimant":"The ministry","said_on":"2026-01-01","appearances":["https://ministry.example/1"]},"#,
            r#"{"quote":"2 million crowns","kind":"number"}]}"#,
            "\n"
        ),
    );
    by("cleo", &["import", "mill.jsonl"]);
    let cite =
        ["claim", "cite", "1-2", "--kind", "document", "--title", "Service log", "--url", "https://log.example/1"];
    by("carl", &[&cite[..], &["--note", "SECRETCITENOTE", "--locator", "p. 4"]].concat());
    let cite = [
        "claim",
        "cite",
        "1",
        "--kind",
        "interview",
        "--title",
        "SECRETLABEL",
        "--confidential",
        "--known-to",
        "SECRETKNOWER",
    ];
    by("carl", &[&cite[..], &["--locator", "SECRETLOCATOR", "--quotation", "SECRETQUOTATION"]].concat());
    by("carl", &["source", "edit", "S1", "--note", "SECRETSOURCENOTE"]);
    by("carl", &["source", "edit", "S2", "--url", "https://secret.example/SECRETURL"]);
    by("carl", &["claim", "comment", "1", "SECRETCLAIMNOTE"]);
    by("carl", &["claim", "check", "1", "--finding", "confirmed", "--rating", "true", "--note", "SECRETCHECKNOTE"]);
    by("ed", &["claim", "approve", "1"]);
    by("carl", &["claim", "check", "2", "--finding", "confirmed"]);
    by("ed", &["claim", "return", "2", "--note", "SECRETRETURN"]);
    by("wim", &["article", "submit", "mill"]);
    by("cleo", &["article", "approve", "mill", "--override", "SECRETREASON"]);
    by("cleo", &["article", "publish", "mill", "--override", "SECRETREASON", "--note", "First told here."]);
    desk
}

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

/// Articles whose texts are the worst that prose has, public, with tags and
/// times; and one for each trap of a format.
fn hostile() -> Desk {
    let desk = Desk::new();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut lines = Vec::new();
    let mut text = || prose::text(7).new_tree(&mut runner).unwrap().current().join("\n\n");
    for n in 0..10 {
        lines.push(json!({
            "slug": format!("prose-{n}"), "headline": format!("Prose & “more” <{n}>"), "body": text(),
            "standfirst": "=1+1: \"quoted\"\\, 5 < 6 & 7 > 3", "byline": "Ana Reyes, Bo Lind", "dateline": "HOMS: 3 May",
            "language": "en-GB", "urgency": n % 9 + 1, "source_time": format!("2026-01-02T08:00:0{n}.12{n}Z"),
            "tags": ["place:Syria", "person:Ana Ré", "org:UN", "fires: a guide", "weather:storm", "#now", "a, b"],
        }));
    }
    for (slug, body) in [
        ("fence", "---\n\ntitle: no\n\n---\n\n+++\n\n...\n\nEnd."),
        ("cdata", "]]> <![CDATA[ <b>bold</b> &amp; &lt; &#65; </inlineData></newsItem>"),
        (
            "lines",
            "One  \ntwo\nthree\n\n    code < here\n\n```\nlet x = \"a & b\";\n\n<tag>\n```\n\n> quoted\n> more\n\n1. one\n2. two\n   - deep",
        ),
        (
            "table",
            "| a | b |\n|---|--:|\n| 1 | 2 \\| 3 |\n\nText[^1] with [link](https://example.org/a_(b)?x=1&y=2 \"t\").\n\n[^1]: The note.",
        ),
        ("hidden", "Seen <!-- not seen --> again.\n\n<!-- \nnor this\n-->\n\n# A heading first\n\nEnd \\* here."),
        ("signs", "=cmd|' /C calc'!A0\n\n+1 -1 @x\n\n'=1\n\n\u{feff}Tab\there\u{a0}and\u{2003}there"),
    ] {
        lines.push(json!({
            "slug": slug, "headline": "# Not a heading: *this*", "body": body, "source_time": "2026-01-03T00:00:00Z",
            "parts": {"caption:1": "A <mill> & \"dawn\"", "table:1": "| a |\n|---|\n| 1 |"}, "tags": ["x"],
            "provider": "Example <Wire>", "external_id": format!("tag:example.org,2026:{slug}"),
            "canonical_url": format!("https://example.org/{slug}?a=1&b=2"), "embargo_until": "2026-01-04T00:00:00Z",
        }));
    }
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    desk.file("in.jsonl", lines.join("\n"));
    desk.run(&["import", "in.jsonl", "--repair"]).ends(0);
    desk.run(&["policy", "set", "four_eyes", "solo"]).ends(0);
    for line in &lines {
        let slug = serde_json::from_str::<Value>(line).unwrap()["slug"].as_str().unwrap().to_owned();
        for action in ["submit", "approve", "publish"] {
            desk.run(&["article", action, &slug]).ends(0);
        }
    }
    desk
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
fn ninjs_holds_to_its_schema() {
    let Some(python) = python("jsonschema") else { return };
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schemas/ninjs-schema_3.1.json");
    let script = "import json, sys, jsonschema\n\
                  schema = json.load(open(sys.argv[1], encoding='utf-8'))\n\
                  judge = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())\n\
                  items = json.load(sys.stdin)\n\
                  bad = [f'{item[\"uri\"]}: {e.json_path}: {e.message[:300]}' for item in items for e in judge.iter_errors(item)]\n\
                  print('\\n'.join(bad)); sys.exit(len(bad) > 0 or len(items) == 0)";
    for (desk, more) in [(hostile(), &[][..]), (everything(), &["--rev", "head"]), (secretive(), &["--internal"])] {
        let items = desk.run(&[&["export", "articles", "--to", "ninjs"], more].concat()).ends(0).stdout;
        run_python(&python, script, &[schema], &items);
        let broken = items.replace("\"pubStatus\"", "\"pubstatus\"");
        let mut judge = Command::new(&python);
        judge.args(["-c", script, schema]);
        assert_ne!(common::finish(judge, &broken).code, 0, "the judge must be able to say no");
    }
}

#[test]
fn newsml_g2_is_well_formed_and_holds_to_its_schema() {
    if !is_here(&["xmllint", "--version"]) {
        return skip("xmllint isn't installed");
    }
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schemas/NewsML-G2_2.35-spec-All-Power.xsd");
    let xsd = std::env::var_os("COPYDESK_NEWSML_XSD").map_or_else(|| kept.into(), std::path::PathBuf::from);
    let xsd = xsd.metadata().is_ok_and(|m| m.len() > 0).then_some(xsd);
    if xsd.is_none() {
        eprintln!(
            "skipped: the schema of NewsML-G2 2.35 isn't here (tests/schemas/README.md); the IPTC's library judges"
        );
    }
    let python = python("NewsMLG2");
    for (desk, more) in [(hostile(), &[][..]), (everything(), &["--rev", "head"]), (secretive(), &["--internal"])] {
        let one = desk.run(&["article", "list", "--stage", "published", "--json"]).json()[0]["slug"]
            .as_str()
            .map(str::to_owned);
        let words = [&["export", "articles", "--to", "newsml-g2"], more].concat();
        desk.run(&[&words[..], &["-o", "all.xml"]].concat()).ends(0);
        let mut files = vec![desk.path("all.xml")];
        if let Some(one) = one {
            desk.run(&["export", "articles", &one, "-o", "one.xml"]).ends(0);
            files.push(desk.path("one.xml"));
        }
        for file in files {
            let mut judge = Command::new("xmllint");
            judge.args(["--noout", "--nonet"]);
            if let Some(xsd) = &xsd {
                judge.arg("--schema").arg(xsd);
            }
            judge.arg(&file);
            run(judge, "");
            if let Some(python) = &python {
                run_python(python, NEWSML_JUDGE, &[&file.to_string_lossy()], "");
            }
        }
    }
}

/// Reads a file with the IPTC's own library, and holds that it knows every
/// element that tells of the item and its content.
const NEWSML_JUDGE: &str = "
import sys
from lxml import etree
from NewsMLG2.document import NewsMLG2Document
NS = '{http://iptc.org/std/nar/2006-10-01/}'
root = etree.parse(sys.argv[1]).getroot()
items = [root] if root.tag == NS + 'newsItem' else root.findall(NS + 'itemSet/' + NS + 'newsItem')
assert items
names = lambda e: sorted(x.tag for x in e.iter())
for item in items:
    read = NewsMLG2Document(etree.tostring(item)).get_item()
    assert read.guid == item.get('guid') and read.standardversion == '2.35', read.guid
    again = {e.tag: e for e in read.to_xml()}
    for part in ('itemMeta', 'contentMeta'):
        was, now = names(item.find(NS + part)), names(again[NS + part])
        assert was == now, (read.guid, part, was, now)
";

#[test]
fn the_order_of_newsml_g2_is_its_schemas() {
    let desk = secretive();
    let text = desk.run(&["export", "articles", "mill", "--to", "newsml-g2", "--internal"]).ends(0).stdout;
    let document = roxmltree::Document::parse(&text).unwrap();
    let children = |name: &str| -> Vec<String> {
        let node = document.descendants().find(|n| n.has_tag_name(name)).unwrap();
        let mut names: Vec<String> =
            node.children().filter(roxmltree::Node::is_element).map(|n| n.tag_name().name().to_owned()).collect();
        names.dedup();
        names
    };
    assert_eq!(children("newsItem"), ["catalogRef", "rightsInfo", "itemMeta", "contentMeta", "contentSet"]);
    assert_eq!(
        children("itemMeta"),
        ["itemClass", "provider", "versionCreated", "firstCreated", "pubStatus", "generator", "edNote", "link"]
    );
    let meta =
        ["urgency", "altId", "language", "subject", "keyword", "slugline", "headline", "dateline", "by", "description"];
    assert_eq!(children("contentMeta"), meta);
    let subjects: Vec<_> = document.descendants().filter(|n| n.has_tag_name("subject")).collect();
    assert!(subjects.iter().any(|s| s.attribute("qcode") == Some("medtop:20000139")));
}

#[test]
fn atom_is_read_by_feedparser() {
    let Some(python) = python("feedparser") else { return };
    let script = "import sys, json, feedparser\n\
                  d = feedparser.parse(sys.stdin.buffer.read())\n\
                  assert not d.bozo, d.bozo_exception\n\
                  assert d.version == 'atom10', d.version\n\
                  print(json.dumps({'title': d.feed.title, 'entries': [{k: e.get(k) for k in ('id', 'title', 'link', 'updated', 'published', 'author', 'summary')} \
                  | {'tags': [t['label'] for t in e.get('tags', [])], 'content': e.content[0].value} for e in d.entries]}))";
    let desk = secretive();
    let feed = desk.run(&["export", "articles", "--to", "atom", "--title", "The <Mill> & more"]).ends(0).stdout;
    let read: Value = serde_json::from_str(&run_python(&python, script, &[], &feed)).unwrap();
    let entry = &read["entries"][0];
    assert_eq!((&read["title"], &entry["title"]), (&json!("The <Mill> & more"), &json!("Mill burns")));
    assert_eq!((&entry["link"], &entry["author"]), (&json!("https://example.org/mill"), &json!("Ana Reyes")));
    assert_eq!((&entry["updated"], &entry["summary"]), (&json!("2026-01-02T08:00:00Z"), &json!("Ten die")));
    assert_eq!(entry["tags"], json!(["fire", "The ministry", "Oslo", "fires"]));
    assert!(entry["content"].as_str().unwrap().contains("<p>It paid 2 million crowns.</p>"), "{entry}");
    let feed = hostile().run(&["export", "articles", "--to", "atom"]).ends(0).stdout;
    let read: Value = serde_json::from_str(&run_python(&python, script, &[], &feed)).unwrap();
    assert_eq!(read["entries"].as_array().unwrap().len(), 16);
}

/// What Google asks of a review, beside what schema.org says: these fields, and
/// numbers in their order.
fn is_a_review(review: &Value) {
    let rating = &review["reviewRating"];
    for (field, value) in [
        ("claimReviewed", &review["claimReviewed"]),
        ("url", &review["url"]),
        ("reviewRating.alternateName", &rating["alternateName"]),
    ] {
        assert!(value.as_str().is_some_and(|text| !text.is_empty()), "{field} is missing: {review}");
    }
    if let Some(value) = rating["ratingValue"].as_i64() {
        let (worst, best) = (rating["worstRating"].as_i64().unwrap(), rating["bestRating"].as_i64().unwrap());
        assert!(1 <= worst && worst <= value && value <= best && worst < best, "{rating}");
    }
    assert!(review.get("@context").is_none() || review["@type"] == "ClaimReview");
}

#[test]
fn a_claimreview_says_what_may_be_said_and_is_one() {
    let desk = secretive();
    let words = ["export", "claims", "--to", "claimreview", "--publisher", "The Desk"];
    let out = desk.run(&words).ends(0).says("left out 1 claim without an approved finding that holds");
    let review = out.json();
    is_a_review(&review);
    let want = json!({
        "@context": "https://schema.org", "@type": "ClaimReview", "@id": "https://example.org/mill#claim-1",
        "url": "https://example.org/mill", "claimReviewed": "Ten people died", "datePublished": "2026-01-05",
        "author": {"@type": "Organization", "name": "The Desk"}, "inLanguage": "en",
        "itemReviewed": {
            "@type": "Claim", "author": {"@type": "Organization", "name": "The ministry"}, "datePublished": "2026-01-01",
            "appearance": [{"@type": "CreativeWork", "url": "https://ministry.example/1"}],
        },
        "reviewRating": {"@type": "Rating", "alternateName": "True", "ratingValue": 3, "bestRating": 3, "worstRating": 1},
    });
    assert_eq!(review, want);
    // A second one makes it a feed. One that only asks whether it was said is none,
    // nor is what the newsroom says itself.
    let by = |who: &str, words: &[&str]| desk.by(who, words).ends(0);
    by("carl", &["claim", "edit", "2", "--claimant", "The miller"]);
    by("carl", &["claim", "check", "2", "--finding", "needs-correction", "--correction", "3 million crowns"]);
    by("ed", &["claim", "approve", "2"]);
    by("carl", &["claim", "add", "mill", "--quote", "on Tuesday", "--kind", "date"]);
    by(
        "carl",
        &[
            "claim",
            "add",
            "mill",
            "--quote",
            "the ministry said",
            "--kind",
            "attribution",
            "--claimant",
            "The ministry",
        ],
    );
    by("carl", &["claim", "cite", "3-4", "S1"]);
    by("carl", &["claim", "check", "3-4", "--finding", "confirmed"]);
    by("ed", &["claim", "approve", "3-4"]);
    let out =
        desk.run(&words).ends(0).says("1 claim of the newsroom's own").says("1 claim that ask whether it was said");
    let feed = out.json();
    let reviews: Vec<&Value> = feed["dataFeedElement"].as_array().unwrap().iter().map(|item| &item["item"]).collect();
    assert_eq!(reviews.len(), 2);
    for review in &reviews {
        is_a_review(review);
    }
    assert_eq!(reviews[1]["reviewRating"], json!({"@type": "Rating", "alternateName": "Incorrect"}));
    assert_eq!(out.stdout.matches("@context").count(), 1, "the context stands at the root alone");
    schema_dts(&[("ClaimReview", &want), ("DataFeed", &feed)]);
}

#[test]
fn precedents_leave_as_reviews_and_come_back() {
    let desk = secretive();
    desk.run(&["export", "precedents"]).ends(1).says("no precedents");
    let review = |n: u8| {
        json!({
            "@context": "https://schema.org", "@type": "ClaimReview", "url": format!("https://check.example/{n}"),
            "claimReviewed": format!("The mill has {n} floors"), "datePublished": "2025-05-01",
            "author": {"@type": "Organization", "name": "Check"},
            "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "A mayor"}},
            "reviewRating": {"@type": "Rating", "alternateName": "False"},
        })
    };
    for n in [1, 2] {
        let name = format!("review-{n}.json");
        desk.file(&name, review(n).to_string());
        desk.run(&["import", &name]).ends(0);
    }
    let lines = desk.run(&["export", "precedents"]).ends(0).stdout;
    assert_eq!(lines.lines().count(), 2);
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!((&first["statement"], &first["rating"]), (&json!("The mill has 1 floors"), &json!("False")));
    desk.run(&["export", "precedents", "-o", "reviews.json"]).ends(0).says("2 precedents as claimreview");
    let feed: Value = serde_json::from_str(&std::fs::read_to_string(desk.path("reviews.json")).unwrap()).unwrap();
    feed["dataFeedElement"].as_array().unwrap().iter().for_each(|item| is_a_review(&item["item"]));
    import(&desk, "other.db", &["reviews.json"]);
    let back = desk.run(&["--db", "other.db", "export", "precedents"]).ends(0).stdout;
    assert_eq!(back, lines);
}

/// Holds values to the types of schema.org, as schema-dts has them.
fn schema_dts(values: &[(&str, &Value)]) {
    let Some(tools) = std::env::var_os("COPYDESK_NPM").map(std::path::PathBuf::from) else {
        return skip("COPYDESK_NPM doesn't say where schema-dts is");
    };
    let modules = tools.join("node_modules");
    if !modules.join("schema-dts").exists() || !modules.join("typescript").exists() || !is_here(&["node", "--version"])
    {
        return skip("node, schema-dts and typescript aren't all here");
    }
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(&modules, folder.path().join("node_modules")).unwrap();
    let judge = |values: &[(&str, &Value)]| {
        let mut source = String::from("import type { ClaimReview, DataFeed, WithContext } from \"schema-dts\";\n");
        for (n, (kind, value)) in values.iter().enumerate() {
            source.push_str(&format!("export const v{n}: WithContext<{kind}> = {value};\n"));
        }
        std::fs::write(folder.path().join("judged.ts"), source).unwrap();
        let mut tsc = Command::new("node");
        tsc.arg(modules.join("typescript/bin/tsc")).current_dir(folder.path());
        let flags =
            "--noEmit --strict --skipLibCheck --moduleResolution bundler --module esnext --target es2022 judged.ts";
        tsc.args(flags.split(' '));
        common::finish(tsc, "")
    };
    judge(values).ends(0);
    let mut broken = values[0].1.clone();
    broken["claimReviewd"] = json!("x");
    assert_ne!(judge(&[(values[0].0, &broken)]).code, 0, "the judge must be able to say no");
}

#[test]
fn annotations_point_at_their_words() {
    let desk = everything();
    let collection = desk.run(&["export", "claims", "--to", "annotations"]).ends(0).json();
    assert_eq!(
        (&collection["@context"], &collection["type"]),
        (&json!("http://www.w3.org/ns/anno.jsonld"), &json!("AnnotationCollection"))
    );
    let items = collection["first"]["items"].as_array().unwrap();
    assert_eq!(collection["total"], json!(items.len()));
    assert!(!items.is_empty());
    let body =
        desk.run(&["article", "show", "fire@published", "--json"]).ends(0).json()["body"].as_str().unwrap().to_owned();
    for item in items {
        let selectors = &item["target"]["selector"];
        let (quote, place) = (&selectors[0], &selectors[1]);
        let at = |field: &str| usize::try_from(place[field].as_u64().unwrap()).unwrap();
        let cut: String = body.chars().skip(at("start")).take(at("end") - at("start")).collect();
        assert_eq!(quote["exact"], json!(cut));
        let around = format!("{}{cut}{}", quote["prefix"].as_str().unwrap(), quote["suffix"].as_str().unwrap());
        assert!(body.contains(&around), "{around}");
        assert!(item.get("@context").is_none() && item["id"].as_str().unwrap().starts_with("urn:copydesk:"));
    }
}

#[test]
fn a_document_reads_as_its_text() {
    if !is_here(&["pandoc", "--version"]) {
        return skip("pandoc isn't installed");
    }
    let desk = secretive();
    desk.file(
        "form.md",
        "---\ntitle: Forms\nbyline: Bo\n---\n## A *heading*\n\nWords **bold**, _set_, ~~gone~~, `code` and a [link](https://example.org/?a=1&b=\"2\").\n\n\
         - one\n- two\n  - deep\n\n3. three\n4. four\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nlet x = 1;\nlet y = 2;\n```\n\nnote[^1] <!-- not seen -->\n\n[^1]: page 3\n",
    );
    desk.run(&["import", "form.md"]).ends(0);
    desk.run(&["export", "articles", "form@head", "-o", "form.docx"]).ends(0);
    let pandoc = |file: &str, to: &str| {
        let mut command = Command::new("pandoc");
        command.args(["-f", "docx", "-t", to, "--wrap=none", "--track-changes=all"]).arg(desk.path(file));
        run(command, "")
    };
    let text = pandoc("form.docx", "plain");
    for line in [
        "Forms",
        "A heading",
        "Words bold, set, ~~gone~~, code and a link.",
        "one",
        "3. three",
        "4. four",
        "quoted",
        "note[1]",
        "[1] page 3",
    ] {
        assert!(
            text.lines().any(|l| l.trim().trim_start_matches("- ").trim_end() == line) || text.contains(line),
            "{line} is not in {text}"
        );
    }
    let markdown = pandoc("form.docx", "markdown");
    for part in ["**bold**", "*set*", "~~gone~~", "(https://example.org/?a=1&b=%222%22)", "let x = 1;"] {
        assert!(markdown.contains(part), "{part} is not in {markdown}");
    }
    assert!(!text.contains("not seen"));
    desk.run(&["export", "articles", "mill", "--claims", "-o", "mill.docx"]).ends(0);
    let told = pandoc("mill.docx", "markdown");
    for part in
        ["Claim \\#1:", "Rating: True", "Source: Service log, p. 4", "Source: confidential", "Claims without words"]
    {
        let here = told.contains(part) || told.contains(&part.replace("\\#", "#"));
        assert_eq!(here, !part.starts_with("Claims without"), "{part}: {told}");
    }
    let Some(python) = python("docx") else { return };
    let script = "import sys, docx\nd = docx.Document(sys.argv[1])\nprint('\\n'.join(p.style.name + '|' + p.text for p in d.paragraphs))";
    let read = run_python(&python, script, &[&desk.path("form.docx").to_string_lossy()], "");
    for line in ["Headline|Forms", "heading 2|A heading", "List Bullet|one"] {
        assert!(read.to_lowercase().contains(&line.to_lowercase()), "{line} is not in {read}");
    }
    let worst = hostile_documents();
    for file in worst.1 {
        run_python(&python, script, &[&worst.0.path(&file).to_string_lossy()], "");
    }
}

fn hostile_documents() -> (Desk, Vec<String>) {
    let desk = hostile();
    desk.run(&["export", "articles", "--to", "docx", "-o", "docx/"]).ends(0);
    let files = std::fs::read_dir(desk.path("docx")).unwrap();
    let files = files.map(|f| format!("docx/{}", f.unwrap().file_name().to_string_lossy())).collect::<Vec<_>>();
    assert_eq!(files.len(), 16);
    (desk, files)
}

#[test]
fn the_fact_check_sheet_tells_each_claim_and_is_no_formula() {
    let desk = everything();
    desk.by(
        "carl",
        &["claim", "add", "quay", "--statement", "=HYPERLINK(\"http://evil.example\")", "--claimant", "@port"],
    )
    .ends(0);
    desk.by("carl", &["claim", "add", "quay", "--statement", "'tis -5%", "--claimant", "+47 22"]).ends(0);
    desk.run(&["export", "claims", "-o", "claims.csv"]).ends(0);
    let text = std::fs::read_to_string(desk.path("claims.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<BTreeMap<String, String>> = reader
        .records()
        .map(|r| header.iter().map(str::to_owned).zip(r.unwrap().iter().map(str::to_owned)).collect())
        .collect();
    let claims = desk.run(&["claim", "list", "--json", "--limit", "0"]).ends(0).json();
    let claims = claims.as_array().unwrap();
    assert_eq!(rows.len(), claims.len());
    for claim in claims {
        let row = rows.iter().find(|row| row["id"] == claim["id"].to_string()).unwrap();
        for field in [
            "quote",
            "article",
            "kind",
            "asks",
            "claimant",
            "statement",
            "progress",
            "finding",
            "correction",
            "standing",
        ] {
            // What was sent back or lapsed is no finding any more.
            let gone = matches!(claim["progress"].as_str(), Some("open" | "returned"));
            let want = match field {
                "finding" | "correction" if gone => "",
                _ => claim[field].as_str().unwrap_or_default(),
            };
            let cell = copydesk::domain::formula::plain(&row[field]);
            assert_eq!(cell, want, "{field} of {row:?}");
        }
    }
    assert!(rows.iter().flat_map(BTreeMap::values).all(|cell| !cell.starts_with(['=', '+', '-', '@'])));
    assert!(
        text.contains("'=HYPERLINK")
            && text.contains("'@port")
            && text.contains("'+47 22")
            && text.contains("'tis -5%")
    );
    let four = rows.iter().find(|row| row["id"] == "4").unwrap();
    let cells = ["sources", "locator", "approved_by"].map(|column| four[column].as_str());
    assert_eq!(cells, ["contradicts: S1 Service log\nS3 Port register", "S1: p. 4", "eva"]);
    desk.run(&["export", "claims", "-o", "claims.xlsx"]).ends(0);
    let Some(python) = python("openpyxl") else { return };
    let script = "import sys, json, openpyxl\n\
                  s = openpyxl.load_workbook(sys.argv[1]).worksheets[0]\n\
                  assert all(c.data_type != 'f' for r in s.iter_rows() for c in r)\n\
                  print(json.dumps([['' if v is None else str(v) for v in r] for r in s.iter_rows(values_only=True)]))";
    let read = run_python(&python, script, &[&desk.path("claims.xlsx").to_string_lossy()], "");
    let read: Vec<Vec<String>> = serde_json::from_str(&read).unwrap();
    assert_eq!(read[0], header.iter().collect::<Vec<_>>());
    for (row, cells) in rows.iter().zip(&read[1..]) {
        for (name, cell) in header.iter().zip(cells) {
            assert_eq!(cell, copydesk::domain::formula::plain(&row[name]), "{name}");
        }
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
