//! `docs/json.md` and what the program prints name the same fields.
//!
//! Each command's JSON, taken from the demonstration desk, is held against the
//! section of the page that tells of it: every field printed is named there,
//! and every field of the section's lists and first columns is printed.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::collections::BTreeSet;

use common::Desk;
use serde_json::Value;

/// The sections of the page, and the commands whose output they describe; each
/// runs on the demonstration desk, in order. `!` begins a command that fails.
const SECTIONS: &[(&str, &[&str])] = &[
    ("`import`", &["--as walid.writer import rovers-transfer.md"]),
    ("`article show`, `article list`", &["article show harbour-budget", "article list"]),
    ("`revision list`", &["revision list lavrov-coalition", "revision show lavrov-coalition@2"]),
    ("`source show`, `source list`", &["source show S1", "source list rovers-transfer"]),
    ("`tag list`", &["tag list"]),
    ("`person list`", &["person list"]),
    ("`policy show`", &["policy show"]),
    ("`claim show`", &["claim show 1", "claim show 4", "claim show 12", "claim show 17"]),
    ("`claim history`", &["claim history 3", "claim history 4", "claim history 12"]),
    ("`claim list`, `queue`", &["claim list", "queue", "queue next"]),
    ("`queue --counts`", &["queue --counts"]),
    ("`claim sheet`", &["!claim sheet harbour-budget --file sheet.txt"]),
    ("`config show`, `config path`", &["config show", "config path"]),
    ("`claim reconfirm --article`", &["!claim reconfirm --article harbour-budget"]),
    ("`claim apply`", &["claim apply --article harbour-budget --dry-run"]),
    ("`claim relink`", &["!claim relink 15"]),
    ("`gate`", &["!gate harbour-budget", "gate lavrov-coalition --for republish"]),
    ("`diff --style json`", &["diff lavrov-coalition@3 @4 --style json"]),
    ("`blame`", &["blame lavrov-coalition"]),
    ("`proof --style json`", &["proof harbour-budget --style json"]),
    ("`match`", &["match the council passed a budget of £48.6 million"]),
    ("`log`", &["log", "log --verify"]),
    ("`db`", &["db check", "db stats", "db seal", "db backup spare.db", "db restore spare.db --db other.db --yes"]),
    ("`init`, `demo`", &["--as kim init kim.db"]),
    ("Errors and exit codes", &["!claim show 4711", "!article publish harbour-budget"]),
];

/// Fields whose value is a map with keys of its own, and what a program must
/// not take apart.
const MAPS: &[&str] = &["parts", "before", "after"];

/// Fields that the demonstration desk gives no occasion to print: a sound desk
/// has no findings, and its headlines keep no corrected words.
const UNSEEN: &[(&str, &[&str])] =
    &[("`db`", &["kind", "subject", "message"]), ("`claim apply`", &["reason", "words"])];

#[test]
fn the_page_and_the_program_name_the_same_fields() {
    let here = Desk::empty();
    let demo = here.run(&["demo", "d", "--json"]).ends(0).json();
    std::fs::write(here.path("d").join("sheet.txt"), "| words that stand nowhere | number\n").unwrap();
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/json.md")).unwrap();
    let mut wrong = Vec::new();
    for (title, commands) in SECTIONS {
        let section = section(&page, title);
        let mut printed = BTreeSet::new();
        for command in *commands {
            fields(&run(&here, command), &mut printed);
        }
        if title.contains("demo") {
            fields(&demo, &mut printed);
        }
        if title.contains("list`, `queue") {
            // What this section has in common with the one before is told there.
            let (before, here) = (named(&self::section(&page, "`claim show`")), promised(&section));
            printed.retain(|field| !before.contains(field) || here.contains(field));
        }
        let (named, mut promised) = (named(&section), promised(&section));
        for (_, unseen) in UNSEEN.iter().filter(|(of, _)| of == title) {
            promised.retain(|field| !unseen.contains(&field.as_str()));
        }
        wrong.extend(printed.difference(&named).map(|field| format!("{title}: {field} is printed, not documented")));
        wrong.extend(promised.difference(&printed).map(|field| format!("{title}: {field} is documented, not printed")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A command's JSON, from the desk's folder.
fn run(here: &Desk, command: &str) -> Value {
    let fails = command.starts_with('!');
    let words: Vec<&str> = ["--json"].into_iter().chain(command.trim_start_matches('!').split(' ')).collect();
    let mut program = here.command(&words);
    program.current_dir(here.path("d"));
    if !command.contains("--as") {
        program.env("COPYDESK_USER", "clara.chief");
    }
    let done = common::finish(program, "");
    assert_eq!(done.code != 0, fails, "{command}: {}{}", done.stdout, done.stderr);
    if done.stdout.is_empty() { serde_json::from_str(&done.stderr).unwrap() } else { done.json() }
}

/// The names of all fields in a document, at any depth.
fn fields(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| fields(item, into)),
        Value::Object(object) => {
            for (name, value) in object {
                into.insert(name.clone());
                if !MAPS.contains(&name.as_str()) {
                    fields(value, into);
                }
            }
        }
        _ => {}
    }
}

/// The section of the page under this heading.
fn section(page: &str, title: &str) -> String {
    let (_, rest) = page.split_once(&format!("\n## {title}\n")).unwrap_or_else(|| panic!("no section {title}"));
    rest.split("\n## ").next().unwrap().to_owned()
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Every word of a section that may be a field: in code, or quoted in a form.
fn named(section: &str) -> BTreeSet<String> {
    let code = section.split('`').flat_map(|piece| piece.split(['"', ' ', ',', '{', '}', '[', ']', ':']));
    let standings = ["unapproved", "approved", "contradicted", "touched", "stale", "cut", "unplaced"];
    code.filter(|word| is_name(word)).chain(standings).map(str::to_owned).collect()
}

/// What a section says will be there: the quoted words of its forms and the
/// names in the first column of its tables.
fn promised(section: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in section.lines() {
        if let Some(cells) = line.strip_prefix("| ") {
            let first = cells.split(" |").next().unwrap_or_default();
            // "block `kind`" tells more of a field that another row promises.
            if first.starts_with('`') {
                found.extend(first.split('`').filter(|word| is_name(word)).map(str::to_owned));
            }
        }
        // A quoted word after a colon is a value.
        let pieces: Vec<&str> = line.split('"').collect();
        let quoted = pieces.chunks_exact(2).filter(|pair| !pair[0].ends_with(": ")).map(|pair| pair[1]);
        found.extend(quoted.filter(|word| is_name(word)).map(str::to_owned));
    }
    found
}
