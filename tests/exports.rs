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
    reason = "what fails here fails the test"
)]

mod common;

use std::path::Path;
use std::process::Command;

use common::Desk;
use common::everything::everything;
use common::tools::{is_here, python, run, run_python, skip};
use serde_json::Value;

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
    by("cleo", &["person", "add", "secretknower", "--role", "writer", "--display", "SECRETKNOWER"]);
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
    let cite =
        ["claim", "cite", "1", "--kind", "interview", "--title", "SECRETLABEL", "--confidential", "--known-to", "ed"];
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
    by("ed", &["article", "publish", "mill", "--override", "SECRETREASON"]);
    desk
}
