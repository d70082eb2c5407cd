//! The desks that are exported: one full of secrets, one whose texts are the
//! worst that a form can meet.

use proptest::strategy::{Strategy as _, ValueTree as _};
use serde_json::{Value, json};

use super::common::Desk;
use super::prose;

/// A desk with a public article, a claim on somebody's words with a rating, and a
/// secret in every field that is for the desk alone.
pub(super) fn secretive() -> Desk {
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

/// Articles whose texts are the worst that prose has, public, with tags and
/// times; and one for each trap of a format.
pub(super) fn hostile() -> Desk {
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
