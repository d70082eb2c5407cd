//! Each form held to what it must be: to its schema or standard, and to what
//! other programs make of it.
//!
//! Judges: jsonschema for ninjs, xmllint and the IPTC's own library for
//! NewsML-G2, feedparser for Atom, the types of schema.org (schema-dts under the
//! TypeScript compiler) for ClaimReview, pandoc and python-docx for DOCX, openpyxl
//! for XLSX. A machine without one of them skips what needs it, aloud.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::{Value, json};

use super::common::everything::everything;
use super::common::tools::{is_here, python, run, run_python, skip};
use super::common::{self, Desk};
use super::desks::{hostile, secretive};
use super::import;

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
