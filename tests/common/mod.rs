//! A desk in a folder of its own, and the real program in a clean environment.

#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here should fail its test")]

pub mod everything;
pub mod tools;

use std::cell::Cell;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What the program printed, and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Output {
    /// The exit code.
    pub code: i32,
    /// What went to standard output.
    pub stdout: String,
    /// What went to standard error.
    pub stderr: String,
}

impl Output {
    /// Holds that it ended with this code.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// Holds that standard error says this.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.stderr.contains(words), "{words:?} is not in stderr: {}", self.stderr);
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {}{}", self.stdout, self.stderr))
    }

    /// The error on standard error, under `--json`.
    #[track_caller]
    pub fn error(&self) -> Value {
        let whole: Value = serde_json::from_str(&self.stderr).unwrap_or_else(|e| panic!("{e}: {}", self.stderr));
        whole["error"].clone()
    }
}

/// A folder with a desk, whose clock goes on by a minute with each command.
#[derive(Debug)]
pub struct Desk {
    folder: TempDir,
    minute: Cell<i64>,
    states: Cell<Option<usize>>,
}

impl Desk {
    /// A folder without a desk.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), minute: Cell::new(0), states: Cell::new(None) }
    }

    /// A desk with a chief (cleo), two editors (ed, eva), a checker (carl) and a writer (wim).
    pub fn new() -> Self {
        Self::peopled(Self::empty())
    }

    /// The same, of which each state is kept that a command left behind ([`Self::states`]).
    pub fn kept() -> Self {
        let desk = Self::empty();
        desk.states.set(Some(0));
        Self::peopled(desk)
    }

    fn peopled(desk: Self) -> Self {
        desk.run(&["--as", "cleo", "init"]).ends(0);
        for (name, role) in [("ed", "editor"), ("eva", "editor"), ("carl", "checker"), ("wim", "writer")] {
            desk.by("cleo", &["person", "add", name, "--role", role]).ends(0);
        }
        desk
    }

    /// A path in its folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in its folder; answers its name.
    pub fn file<'n>(&self, name: &'n str, text: impl AsRef<[u8]>) -> &'n str {
        std::fs::write(self.path(name), text).unwrap();
        name
    }

    /// The program with these words on a terminal of its own; without one the test is skipped aloud.
    #[cfg(unix)]
    pub fn terminal(&self, words: &[&str]) -> Option<rexpect::session::PtySession> {
        let mut command = self.command(words);
        command.env("TERM", "xterm").env("NO_COLOR", "1");
        let session = rexpect::session::spawn_command(command, Some(20_000));
        session.inspect_err(|error| tools::skip(&format!("no terminal can be opened here: {error}"))).ok()
    }

    /// The program with these words, in a clean environment.
    pub fn command(&self, words: &[&str]) -> Command {
        let minute = self.minute.get();
        self.minute.set(minute + 1);
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        command
            .args(words)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("COPYDESK_USER", "cleo")
            .env("TZ", "UTC")
            .env("COLUMNS", "100")
            .env("TMPDIR", self.folder.path())
            .env(
                "COPYDESK_NOW",
                format!("2026-01-{:02}T{:02}:{:02}:00Z", 5 + minute / 1440, minute / 60 % 24, minute % 60),
            );
        command
    }

    /// Runs the program.
    pub fn run(&self, words: &[&str]) -> Output {
        self.feed(words, "")
    }

    /// Runs it as somebody.
    pub fn by(&self, who: &str, words: &[&str]) -> Output {
        self.run(&[&["--as", who], words].concat())
    }

    /// Runs it with this on standard input.
    pub fn feed(&self, words: &[&str], input: &str) -> Output {
        let done = finish(self.command(words), input);
        self.keep_state();
        done
    }

    /// The states that commands left behind, each a desk's file, in their order.
    pub fn states(&self) -> Vec<PathBuf> {
        (0..self.states.get().unwrap_or(0)).map(|n| self.path(&format!("state-{n}.db"))).collect()
    }

    /// Keeps the desk as it stands, where states are kept and this is a new one.
    pub fn keep_state(&self) {
        let Some(count) = self.states.get() else { return };
        // The last one to close a desk moves its log into the file.
        assert!(!self.path("desk.db-wal").exists());
        let bytes = std::fs::read(self.path("desk.db")).unwrap();
        if count == 0 || std::fs::read(self.path(&format!("state-{}.db", count - 1))).unwrap() != bytes {
            std::fs::write(self.path(&format!("state-{count}.db")), bytes).unwrap();
            self.states.set(Some(count + 1));
        }
    }

    /// Runs it with an editor: a shell command, to which the draft's path is `$1`.
    pub fn edit(&self, who: &str, words: &[&str], editor: &str) -> Output {
        let mut command = self.command(&[&["--as", who], words].concat());
        command.env("PATH", "/usr/bin:/bin").env("EDIT", editor).env("COPYDESK_EDITOR", "sh -c \"$EDIT\" -");
        finish(command, "")
    }
}

/// Runs a command to its end.
pub fn finish(mut command: Command, input: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that reads nothing may be gone by now.
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    let done = child.wait_with_output().unwrap();
    Output {
        code: done.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&done.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&done.stderr).into_owned(),
    }
}
