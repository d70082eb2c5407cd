//! The README's tour is typed out in a fresh folder, command by command, and
//! must print what the page says. `UPDATE_DOCS=1 cargo test --test readme`
//! writes what it printed into the page.
//!
//! A fenced block after `<!-- file: NAME -->` is a file of the tour; a block
//! marked `console` holds commands (`$ …`) with their output. A block after
//! `<!-- typed: COMMAND`, with lines `WHAT IS WAITED FOR | WHAT IS TYPED` up to
//! `-->`, is what then stands on a terminal.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;
#[path = "common/terminal.rs"]
mod terminal;

use std::path::Path;
use std::process::Command;

use common::{Desk, Output, finish};
use terminal::Terminal;

/// Where the page's reader keeps the desk.
const THEIRS: &str = "/home/dana/ferry";

#[test]
fn the_tour_prints_what_the_page_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let page = std::fs::read_to_string(path).unwrap();
    let here = Desk::empty();
    let mut made = String::new();
    let mut lines = page.lines();
    let (mut file, mut screen) = (None, None);
    let mut commands = 0;
    while let Some(line) = lines.next() {
        made.push_str(line);
        made.push('\n');
        if let Some(name) = line.strip_prefix("<!-- file: ").and_then(|rest| rest.strip_suffix(" -->")) {
            file = Some(name);
        }
        if let Some(command) = line.strip_prefix("<!-- typed: ") {
            let keys: Vec<&str> = lines.by_ref().take_while(|line| *line != "-->").collect();
            made.extend(keys.iter().flat_map(|line| [line, "\n"]));
            made.push_str("-->\n");
            screen = Some(on_a_terminal(&here, command, &keys));
        }
        let Some(kind) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if let Some(name) = file.take() {
            here.file(name, block.join("\n") + "\n");
        }
        if kind == "console" {
            for command in typed(&block) {
                commands += 1;
                let done = run(&here, &command);
                made.extend(["$ ", &command, "\n"]);
                made.push_str(&told(&here, &done));
            }
        } else if let Some(screen) = screen.take() {
            commands += 1;
            made.push_str(&screen);
        } else {
            made.extend(block.iter().flat_map(|line| [line, "\n"]));
        }
        made.push_str("```\n");
    }
    assert!(commands > 15, "only {commands} commands found");
    if std::env::vars_os().any(|(name, _)| name == "UPDATE_DOCS") {
        std::fs::write(path, &made).unwrap();
        return;
    }
    for (at, (said, is)) in page.lines().zip(made.lines()).enumerate() {
        assert_eq!(timeless(said), timeless(is), "README.md, line {}; UPDATE_DOCS=1 cargo test --test readme", at + 1);
    }
    assert_eq!(page.lines().count(), made.lines().count());
}

/// The commands of a block; a line that ends in a backslash goes on.
fn typed(block: &[&str]) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in block {
        if let Some(command) = line.strip_prefix("$ ") {
            commands.push(command.to_owned());
        } else if goes_on {
            let command = commands.last_mut().unwrap();
            command.push('\n');
            command.push_str(line);
        } else {
            continue;
        }
        goes_on = line.ends_with('\\');
    }
    commands
}

/// Runs a command as a shell would in the tour's folder.
fn run(here: &Desk, command: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_copydesk")).parent().unwrap();
    let like = here.command(&[]);
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(like.get_current_dir().unwrap()).env_clear();
    shell.envs(like.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.env("COLUMNS", "88").env("PATH", format!("{}:/usr/bin:/bin", program.display()));
    finish(shell, "")
}

/// What stands on a terminal when a command ended: the command, and all that it showed.
fn on_a_terminal(here: &Desk, command: &str, keys: &[&str]) -> String {
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let mut program = here.command(&words);
    program.env_remove("COLUMNS").env("TERM", "xterm").env("NO_COLOR", "1").env("PATH", "/usr/bin:/bin");
    let mut terminal = Terminal::start(&program, 80, 60);
    for line in keys {
        let (awaited, typed) = line.split_once(" | ").unwrap();
        // A key needs no Enter, a text does.
        let enter = if typed.chars().count() > 1 { "\r" } else { "" };
        terminal.at(awaited, &format!("{typed}{enter}"));
    }
    assert_eq!(terminal.ends(), 0, "{}", terminal.screen());
    format!("$ {command}\n{}", terminal.screen())
}

/// What a person would see, with the reader's folder in place of the test's.
fn told(here: &Desk, done: &Output) -> String {
    let mut text = done.stdout.clone() + &done.stderr;
    let folder = here.path("");
    for ours in [folder.canonicalize().unwrap(), folder] {
        text = text.replace(ours.to_str().unwrap().trim_end_matches('/'), THEIRS);
    }
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

/// A line without what differs from run to run: how long an import took.
fn timeless(line: &str) -> &str {
    if line.ends_with(" a second)") { line.rsplit_once(" in ").map_or(line, |(before, _)| before) } else { line }
}
