//! What desks have beside copy: fact-check spreadsheets (`sheets`), annotated
//! drafts (`drafts`), git histories (`histories`), archives, others' checks; and
//! the options of a run. Through the real program.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "what fails here fails the test"
)]

mod common;
#[path = "office/drafts.rs"]
mod drafts;
#[path = "office/histories.rs"]
mod histories;
#[path = "office/sheets.rs"]
mod sheets;

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::Desk;
use serde_json::{Value, json};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const COPY: &str = "---\ntitle: Ten die in harbour fire\nlanguage: en\n---\n\nTen people died in the fire at the harbour on \
    Tuesday. The hall was built in 1954.\n\n\"We came within eight minutes,\" said its chief, Ola Berg. Ten people died \
    in the fire of 1954 too. The budget is $5 million.\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("fire.md", COPY);
    desk.by("wim", &["import", "fire.md"]).ends(0);
    desk
}

/// The outcomes of an import, and its items.
fn import(desk: &Desk, who: &str, words: &[&str], code: i32) -> (Vec<String>, Vec<Value>) {
    let answer = desk.by(who, &[&["import", "--json"], words].concat()).ends(code).json();
    let items = answer["items"].as_array().unwrap().clone();
    (items.iter().map(|item| item["outcome"].as_str().unwrap().to_owned()).collect(), items)
}

fn claim(desk: &Desk, id: i64) -> Value {
    desk.run(&["claim", "show", &id.to_string(), "--json"]).ends(0).json()
}

fn repairs(item: &Value) -> Vec<String> {
    let list = item["repairs"].as_array().unwrap();
    list.iter().map(|repair| repair["code"].as_str().unwrap().to_owned()).collect()
}

fn sound(desk: &Desk) {
    desk.run(&["db", "check"]).ends(0);
    desk.run(&["log", "--verify"]).ends(0);
}

/// A ZIP archive of these files.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<?xml version=\"1.0\"?><w:document {W}><w:body>{body}</w:body></w:document>");
    let mut files: Vec<(&str, &[u8])> =
        vec![("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())];
    files.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&files)
}

#[test]
fn archives_are_read_as_folders_and_what_is_odd_in_them_is_named() {
    let desk = desk();
    let inner = zip(&[("a.txt", b"A\n\nB")]);
    let gz = {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(b"{\"headline\":\"One\"}").unwrap();
        out.finish().unwrap()
    };
    let mut out = ZipWriter::new_append(std::io::Cursor::new(zip(&[
        ("../../evil.txt", b"Evil\n\nBody."),
        ("x/fire.md", COPY.as_bytes()),
        ("__MACOSX/x", b"q"),
        ("inner.zip", &inner),
        ("one.jsonl.gz", &gz),
        ("b.bin", &[7; 500]),
        ("two.jsonl", b"{\"headline\":\"Two\"}\n{broken\n"),
    ])))
    .unwrap();
    out.add_symlink("link.txt", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    let whole = out.finish().unwrap().into_inner();
    desk.file("cut.zip", &whole[..whole.len() / 2]);
    desk.file("a.zip", &whole);
    let (_, items) = import(&desk, "wim", &["a.zip", "cut.zip"], 5);
    let short: Vec<(String, String)> = items
        .iter()
        .map(|i| {
            (
                i["input"].as_str().unwrap().to_owned(),
                i["code"].as_str().unwrap_or_else(|| i["outcome"].as_str().unwrap()).to_owned(),
            )
        })
        .collect();
    let want = [
        ("a.zip/../../evil.txt", "outside"),
        ("a.zip/x/fire.md", "unchanged"),
        ("a.zip/inner.zip", "archive-in-archive"),
        ("a.zip/one.jsonl.gz", "archive-in-archive"),
        ("a.zip/b.bin", "binary"),
        ("a.zip/two.jsonl:1", "created"),
        ("a.zip/two.jsonl:2", "bad-json"),
        ("a.zip/link.txt", "link"),
        ("cut.zip", "damaged"),
    ];
    let short: Vec<(&str, &str)> = short.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(short, want);
    assert!(!desk.path("../../evil.txt").exists());
}

#[test]
fn checks_of_others_become_precedents_once() {
    let desk = desk();
    let review = |rating: &str| {
        json!({"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": [
            {"item": [{"@type": "ClaimReview", "claimReviewed": "The hall burnt twice", "url": "https://example.org/c",
                "datePublished": "2020-10-07 20:05", "author": {"name": "Check House"},
                "reviewRating": {"ratingValue": "1", "bestRating": 1, "worstRating": "5", "alternateName": rating}}]},
            {"item": {"@type": "ClaimReview", "url": "https://example.org/d"}}]})
    };
    desk.file("feed.json", review("False").to_string());
    let (outcomes, items) = import(&desk, "wim", &["feed.json"], 5);
    assert_eq!(
        (outcomes, &items[0]["precedent"], &items[1]["code"]),
        (vec!["created".to_owned(), "rejected".to_owned()], &json!(1), &json!("no-claim"))
    );
    assert_eq!(import(&desk, "wim", &["feed.json"], 5).0, ["unchanged", "rejected"]);
    desk.file("feed.json", review("Mostly false").to_string());
    assert_eq!(import(&desk, "wim", &["feed.json"], 5).0, ["updated", "rejected"]);
    sound(&desk);
}

#[test]
fn a_run_is_reported_limited_and_tried_again() {
    let desk = Desk::new();
    desk.file(
        "in.jsonl",
        "{\"headline\":\"One\"}\n{broken\n{\"headline\":\"Three\",\"source_time\":\"2020-01-02 03:04\"}\n",
    );
    desk.file("latin.txt", b"Caf\xe9\n\n\xc4rger.");
    desk.run(&["import", "in.jsonl", "latin.txt", "--limit", "1", "--dry-run", "--report", "dry.jsonl"]).ends(0);
    assert_eq!(std::fs::read_to_string(desk.path("dry.jsonl")).unwrap().lines().count(), 1);
    desk.run(&["import", "in.jsonl", "--tz", "+01:00", "--report", "out.jsonl"]).ends(5);
    let report = std::fs::read_to_string(desk.path("out.jsonl")).unwrap();
    let lines: Vec<Value> = report.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let short: Vec<_> = lines
        .iter()
        .map(|l| (l["input"].as_str().unwrap(), l["outcome"].as_str().unwrap(), l["code"].as_str()))
        .collect();
    assert_eq!(
        short,
        [
            ("in.jsonl:1", "created", None),
            ("in.jsonl:2", "rejected", Some("bad-json")),
            ("in.jsonl:3", "created", None)
        ]
    );
    assert_eq!(desk.run(&["revision", "list", "three", "--json"]).json()[0]["source_time"], "2020-01-02T02:04:00Z");
    desk.file("in.jsonl", "{\"headline\":\"One\"}\n{\"headline\":\"Two\"}\n{\"headline\":\"Three\"}\n");
    desk.run(&["import", "--retry-from", "out.jsonl", "--report", "again.jsonl"]).ends(0);
    assert!(std::fs::read_to_string(desk.path("again.jsonl")).unwrap().contains("\"created\""));
    desk.run(&["import", "--retry-from", "again.jsonl"]).ends(0).says("nothing was rejected");
    desk.run(&["import", "--retry-from", "in.jsonl"]).ends(2).says("line 1");
    desk.run(&["import", "latin.txt", "--encoding", "klingon"]).ends(2).says("windows-1252");
    desk.run(&["import", "latin.txt", "--tz", "Mars"]).ends(2).says("+01:00");
    let (_, items) = import(&desk, "cleo", &["latin.txt", "--encoding", "iso-8859-5"], 0);
    assert_eq!(items[0]["repairs"][0]["message"], "read as ISO-8859-5, as asked");
    assert_eq!(desk.run(&["article", "show", "latin", "--json"]).json()["headline"], "Cafщ");
}

#[test]
fn a_drop_folder_is_watched_until_ctrl_c() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("drop")).unwrap();
    desk.file("drop/a.txt", "A\n\nOne.");
    // What lies there half written when the watch begins is no copy yet.
    desk.file("drop/early.txt.tmp", "Half");
    std::os::unix::fs::symlink("/etc/hostname", desk.path("drop/out.txt")).unwrap();
    let mut command = desk.command(&["import", "drop", "--watch"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(50);
    let known = |slug: &str| {
        while Instant::now() < until {
            if desk.run(&["article", "show", slug]).code == 0 {
                return true;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        false
    };
    assert!(known("a"), "what lay there is imported");
    desk.file("drop/half.txt.part", "Half");
    desk.file("drop/b.txt", "B\n\nTwo.");
    assert!(known("b"), "what comes is imported");
    // Who writes it pauses: half of it is no copy.
    desk.file("drop/c.txt", "C\n\nThe first half,");
    std::thread::sleep(Duration::from_secs(1));
    desk.file("drop/c.txt", "C\n\nThe first half, and the second.");
    assert!(known("c"), "what came in two goes is imported");
    assert_eq!(desk.run(&["article", "show", "c", "--json"]).json()["head"], 1);
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("stopped watching"), "{said}");
    assert_eq!(said.matches("a link out of the folder").count(), 1, "{said}");
    assert_eq!(desk.run(&["article", "show", "half"]).code, 3);
    assert_eq!(desk.run(&["article", "show", "early-txt"]).code, 3);
    assert_eq!(desk.run(&["article", "list", "--json"]).ends(0).json().as_array().unwrap().len(), 3);
    sound(&desk);
}

#[test]
fn hostile_files_are_refused_by_name_at_once_and_the_rest_goes_on() {
    let desk = Desk::new();
    let deep = format!("{}{}", "<w:sdt><w:sdtContent>".repeat(50_000), "</w:sdtContent></w:sdt>".repeat(50_000));
    let doctype = "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let entities = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", format!("{doctype}<w:document {W}>&b;</w:document>").as_bytes()),
    ]);
    let external = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"),
    ]);
    // What expands to 130 MiB, packed once: packing it takes longer than refusing it.
    let packed = zip(&[("a", &vec![b'a'; 130 << 20])]);
    let bomb = |part: &str, beside: &[(&str, &[u8])]| {
        let mut from = ZipArchive::new(std::io::Cursor::new(&packed)).unwrap();
        let mut out = ZipWriter::new_append(std::io::Cursor::new(zip(beside))).unwrap();
        out.raw_copy_file_rename(from.by_index(0).unwrap(), part).unwrap();
        out.finish().unwrap().into_inner()
    };
    let types: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");
    let large = bomb("word/document.xml", &[types]);
    let sheet = bomb("xl/worksheets/sheet1.xml", &[types, ("xl/workbook.xml", b"<workbook/>")]);
    let lines = bomb("a.jsonl", &[]);
    let whole = docx("<w:p><w:r><w:t>Words</w:t></w:r></w:p>", &[]);
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("deep.docx", docx(&deep, &[]), "nested-too-deep"),
        ("entities.docx", entities, "document-type"),
        ("external.docx", external, "document-type"),
        ("large.docx", large, "expands-too-far"),
        ("cut.docx", whole[..whole.len() - 30].to_vec(), "damaged"),
        ("empty.docx", zip(&[("[Content_Types].xml", b"<Types/>"), ("word/x.xml", b"")]), "bad-document"),
        ("broken.docx", docx("<w:p>", &[]), "bad-xml"),
        ("sheet.xlsx", sheet, "expands-too-far"),
        ("slides.pptx", zip(&[("[Content_Types].xml", b"<Types/>"), ("ppt/a.xml", b"")]), "unknown-format"),
        (
            "text.odt",
            zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>")]),
            "unknown-format",
        ),
        ("lines.zip", lines, "expands-too-far"),
        ("no.zip", b"PK\x03\x04 nothing".to_vec(), "damaged"),
        ("quotes.csv", format!("Fact,Source\n\"{}", "a,\n".repeat(100_000)).into_bytes(), "text-too-large-or-taken"),
    ];
    for (name, bytes, _) in &cases {
        desk.file(name, bytes);
    }
    desk.file("z-good.docx", docx("<w:p><w:r><w:t>Words</w:t></w:r></w:p>", &[]));
    for (name, _, code) in &cases {
        let begun = Instant::now();
        let output = desk.run(&["import", "--json", name, "z-good.docx"]).ends(5);
        // A debug build on a busy machine; a release takes a tenth of it.
        assert!(begun.elapsed() < Duration::from_secs(20), "{name} took {:?}", begun.elapsed());
        let items = output.json()["items"].clone();
        let first = &items[0];
        assert_eq!(first["outcome"], "rejected", "{name}: {first}");
        if !code.contains("-or-") {
            assert_eq!(first["code"], *code, "{name}: {first}");
        }
        assert!(first["input"].as_str().unwrap().starts_with(name));
        assert_ne!(items.as_array().unwrap().last().unwrap()["outcome"], "rejected", "the rest goes on after {name}");
    }
    sound(&desk);
}
