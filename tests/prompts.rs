//! Questions on a real terminal (a PTY): answered, and interrupted.
//!
//! The child is this test program itself, run for one ignored test that asks.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use std::process::Command;

use copydesk::ui::{Error, Settings, Ui, prompt::Choice};
use rexpect::session::{PtySession, spawn_command};

/// What the child is told to ask.
const ASK: &str = "COPYDESK_TEST_ASK";

#[test]
#[ignore = "only run as the child of the others"]
fn child() {
    let Some(what) = std::env::vars().find(|(name, _)| name == ASK).map(|(_, what)| what) else { return };
    let ui = Ui::new(Settings::default());
    let answer = match what.as_str() {
        "confirm" => ui.confirm("Merge them?").map(|yes| yes.to_string()),
        "input" => ui.input("Why", "", "give --note TEXT"),
        "select" => ui
            .select("Finding", &["confirmed".into(), "disputed".into()], "give --finding FINDING")
            .map(|choice| format!("{choice:?}")),
        _ => {
            let choices = [('a', "approve"), ('r', "return"), ('q', "quit")].map(|(key, label)| Choice { key, label });
            ui.key("Claim", &choices, "use copydesk claim approve").map(String::from)
        }
    };
    match answer {
        Ok(answer) => println!("answered <{answer}>"),
        Err(Error::Interrupted) => println!("interrupted <>"),
        Err(error) => println!("failed <{error}>"),
    }
}

fn ask(what: &str) -> PtySession {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "child", "--nocapture", "--test-threads=1"]);
    command.env_clear().env(ASK, what).env("TERM", "xterm");
    spawn_command(command, Some(20_000)).unwrap()
}

#[test]
fn answered() {
    for (what, question, typed, answer) in [
        ("confirm", "Merge them?", "y", "answered <true>"),
        ("input", "Why", "Who counted?\r", "answered <Who counted?>"),
        ("select", "Finding", "j\r", "answered <Some(1)>"),
        ("key", "[q] quit", "xR", "answered <r>"),
        ("key", "[q] quit", "\u{1b}", "answered <q>"),
    ] {
        let mut session = ask(what);
        session.exp_string(question).unwrap();
        session.send(typed).unwrap();
        session.flush().unwrap();
        session.exp_string(answer).unwrap_or_else(|error| panic!("{what}: {error}"));
    }
}

#[test]
fn interrupted_with_the_cursor_shown_again() {
    for (what, question) in [("confirm", "Merge them?"), ("input", "Why"), ("select", "disputed"), ("key", "[q] quit")]
    {
        let mut session = ask(what);
        session.exp_string(question).unwrap();
        session.send_control('c').unwrap();
        let before = session.exp_string("interrupted <>").unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(before.contains("\u{1b}[?25h"), "{what}: {before:?}");
    }
}
