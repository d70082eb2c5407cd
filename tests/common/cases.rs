//! The format in which edits and what must come of them are written down; see
//! `tests/standings.rs`. A `then` line is a revision between old and new.

#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a broken table is a broken test")]

use std::{fs, path::Path};

/// An edit, and what must come of an approval.
#[derive(Debug, Default, Clone)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// The text that was approved.
    pub old: String,
    /// The approved words.
    pub quote: String,
    /// Texts between the two, as revisions of their own.
    pub between: Vec<String>,
    /// The text after it.
    pub new: String,
    /// What may come of the approval.
    pub want: Vec<String>,
    /// The hard changes that must be named.
    pub hard: Vec<String>,
    /// The part that the text is.
    pub part: String,
    /// The dateline, before and after.
    pub dateline: (String, String),
    /// The byline, before and after.
    pub byline: (String, String),
    /// The language, before and after.
    pub language: (String, String),
}

/// A text of the table as it is meant: `\n` and `\u{…}` resolved.
pub fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        if let Some(code) = tail.strip_prefix("u{").and_then(|t| t.split_once('}')) {
            out.push(char::from_u32(u32::from_str_radix(code.0, 16).unwrap()).unwrap());
            rest = code.1;
        } else if let Some(tail) = tail.strip_prefix('n') {
            out.push('\n');
            rest = tail;
        } else {
            out.push('\\');
            rest = tail;
        }
    }
    out.push_str(rest);
    out
}

/// The cases of a file.
pub fn read(file: &Path) -> Vec<Case> {
    let text = fs::read_to_string(file).unwrap();
    let pair = |text: &str| {
        let (old, new) = text.split_once("=>").unwrap_or((text, text));
        (old.trim().to_owned(), new.trim().to_owned())
    };
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#')) {
        if let Some(name) = line.strip_prefix("== ") {
            let language = ("en".to_owned(), "en".to_owned());
            cases.push(Case { name: name.to_owned(), part: "body".into(), language, ..Case::default() });
            continue;
        }
        let (key, value) = line.split_once(' ').unwrap_or((line, ""));
        let value = value.trim();
        let case = cases.last_mut().expect("a case begins with ==");
        match key {
            "old" => case.old = unescape(value),
            "new" => case.new = unescape(value),
            "then" => case.between.push(unescape(value)),
            "quote" => case.quote = unescape(value),
            "want" => case.want = value.split_whitespace().map(str::to_owned).collect(),
            "hard" => case.hard = value.split_whitespace().map(str::to_owned).collect(),
            "part" => value.clone_into(&mut case.part),
            "lang" | "language" => case.language = pair(value),
            "dateline" => case.dateline = pair(value),
            "byline" => case.byline = pair(value),
            _ => panic!("{}: unknown line {key:?}", case.name),
        }
    }
    cases
}
