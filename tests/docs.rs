//! The documents are what the program says: the command reference is made from
//! it, and every command that a document shows can be typed.

use std::{ffi::OsString, fs, path::Path};

#[test]
fn the_command_reference_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/commands.md");
    let made = copydesk::cli::docs::commands_markdown();
    assert_eq!(made, copydesk::cli::docs::commands_markdown(), "the reference must be the same every time");
    if std::env::vars_os().any(|(name, _)| name == "UPDATE_DOCS") {
        std::fs::write(path, &made).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == made, "docs/commands.md is stale. Make it anew with: UPDATE_DOCS=1 cargo test --test docs");
}

/// The words of a command line as a shell would read them: quotation marks,
/// a backslash, and nothing after a redirection, pipe or comment. A wide gap
/// sets off an explanation.
fn words(line: &str) -> Vec<OsString> {
    let line = line.split("   ").next().unwrap_or(line);
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' => words.extend(word.take().map(OsString::from)),
            '"' | '\'' => word.get_or_insert_default().extend(chars.by_ref().take_while(|end| *end != c)),
            '\\' => word.get_or_insert_default().extend(chars.next()),
            '>' | '|' | ';' | '&' => break,
            '#' if word.is_none() => break,
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word.map(OsString::from));
    words
}

fn parses(line: &str) -> Result<(), String> {
    let words = copydesk::cli::rewrite::words(words(line));
    match copydesk::cli::command().try_get_matches_from(words) {
        Err(error) if error.use_stderr() => Err(error.to_string()),
        _ => Ok(()),
    }
}

#[test]
fn every_command_in_the_documents_can_be_typed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<_> = fs::read_dir(root.join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.extend(["README.md", "seeds/README.md"].map(|page| root.join(page)).into_iter().filter(|page| page.exists()));
    let mut checked = 0;
    for page in pages {
        let text = fs::read_to_string(&page).unwrap().replace("\\\n", " ");
        for block in text.split("```").skip(1).step_by(2) {
            if block.starts_with("text") {
                continue; // usage lines and output, not commands
            }
            for line in block.lines().map(|line| line.trim().trim_start_matches("$ ")) {
                if line.starts_with("copydesk ") {
                    parses(line).unwrap_or_else(|error| panic!("{}: {line}\n{error}", page.display()));
                    checked += 1;
                }
            }
        }
    }
    assert!(checked >= 60, "only {checked} commands found");
}
