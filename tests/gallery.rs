//! The gallery in `docs/diff.md` is what the programs print: copydesk's own
//! output always, git's wherever git is there.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here should fail its test")]

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/diff.md");
const MARKER: &str = "<!-- gallery: ";

fn printed(program: &str, words: &[&str]) -> Option<String> {
    let done = Command::new(program)
        .args(words)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gallery"))
        .env("COLUMNS", "80")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .ok()?;
    Some(String::from_utf8(done.stdout).unwrap())
}

/// copydesk's output, without the files' names.
fn ours(name: &str, flags: &[&str]) -> String {
    let files = [format!("{name}.old.md"), format!("{name}.new.md")];
    let words = [&["diff", "--no-pager", "--color", "never", "--files", &files[0], &files[1]], flags].concat();
    let text = printed(env!("CARGO_BIN_EXE_copydesk"), &words).unwrap();
    text.lines().skip(2).fold(String::new(), |mut out, line| {
        writeln!(out, "{}", line.trim_end()).unwrap();
        out
    })
}

/// git's output, without its header; `None` where there is no git.
fn gits(name: &str) -> Option<String> {
    let files = [format!("{name}.old.md"), format!("{name}.new.md")];
    let text =
        printed("git", &["diff", "--no-index", "--word-diff", "--no-color", "--no-ext-diff", &files[0], &files[1]])?;
    Some(text.lines().skip_while(|line| !line.starts_with("@@")).skip(1).fold(String::new(), |mut out, line| {
        writeln!(out, "{line}").unwrap();
        out
    }))
}

/// Whether the environment holds this variable.
fn set(variable: &str) -> bool {
    std::env::vars_os().any(|(name, _)| name == variable)
}

fn block(title: &str, text: &str) -> String {
    format!("{title}:\n\n```text\n{}\n```\n", text.trim_matches('\n'))
}

#[test]
fn the_gallery_shows_what_is_printed() {
    let kept = std::fs::read_to_string(PAGE).unwrap();
    let update = set("UPDATE_DOCS");
    let git = gits("number").is_some();
    if !git {
        assert!(!set("COPYDESK_CI") && !update, "can't be skipped: git is not there to compare with");
        eprintln!("skipped: git is not there; only copydesk's own half of the gallery is compared");
    }
    let mut made = String::new();
    let mut shown = Vec::new();
    let mut sections = kept.split(MARKER);
    made.push_str(sections.next().unwrap());
    for section in sections {
        let (marker, rest) = section.split_once(" -->\n").unwrap();
        let mut words = marker.split(' ');
        let name = words.next().unwrap();
        // What was put there before ends where the next heading begins.
        let next = rest.find("\n### ").map(|at| &rest[at..]).unwrap_or_default();
        let flags: Vec<&str> = words.collect();
        let title = if flags.is_empty() { "copydesk".to_owned() } else { format!("copydesk, `{}`", flags.join(" ")) };
        let git = gits(name).map_or_else(
            || rest.find("git:\n").map_or(String::new(), |at| rest[at..rest.len() - next.len()].to_owned()),
            |text| block("git", &text),
        );
        write!(made, "{MARKER}{marker} -->\n{}\n{git}{next}", block(&title, &ours(name, &flags))).unwrap();
        shown.push(name.to_owned());
    }
    if update {
        std::fs::write(PAGE, &made).unwrap();
    } else {
        assert!(
            kept == made,
            "docs/diff.md is stale. Make it anew with: UPDATE_DOCS=1 cargo test --test gallery\n{made}"
        );
    }
    // Every pair of texts is on the page.
    let mut pairs: Vec<String> = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gallery"))
        .read_dir()
        .unwrap()
        .filter_map(|file| Some(file.unwrap().file_name().to_str()?.strip_suffix(".old.md")?.to_owned()))
        .collect();
    pairs.sort();
    shown.sort();
    assert_eq!(pairs, shown);
    assert!(pairs.len() >= 10);
}
