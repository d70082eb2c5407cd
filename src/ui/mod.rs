//! What copydesk says to the person at the keyboard, and asks of them.
//!
//! Data goes to standard output; status, warnings, hints and progress go to
//! standard error, and `--quiet` drops status. A reader that goes away (a
//! closed pipe) is not an error. Nothing here reads the environment or decides
//! anything about the desk: [`Settings`] come from [`crate::cli::globals`], and
//! whatever came from copy goes through [`crate::render::safe`] before it
//! reaches a terminal.

use std::{
    cell::{Cell, RefCell},
    io::{self, Write},
    path::PathBuf,
};

use crate::render::safe;

pub mod clock;
pub mod editor;
pub mod interrupt;
pub mod open;
pub mod output;
pub mod pager;
pub mod progress;
pub mod prompt;
pub mod term;

use output::Out;
use term::Terminal;

/// What can go wrong between the program and the person.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A question had to be asked where nobody can answer.
    #[error("an answer is needed and nobody can be asked: {question}")]
    NeedsAnswer {
        /// The question.
        question: String,
        /// What to type instead: the flags that answer it.
        answer: String,
    },
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// No editor could be started, because nobody sits there.
    #[error("there is no terminal to open an editor on")]
    NoEditor,
    /// The editor failed; the text typed so far is in the draft.
    #[error("{why}")]
    Draft {
        /// What happened.
        why: String,
        /// Where the text is kept.
        path: PathBuf,
    },
    /// Reading or writing failed.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: &'static str,
        /// Why it failed.
        source: io::Error,
    },
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Even in a pipe.
    Always,
    /// Nowhere.
    Never,
}

/// How to talk, as the flags and the environment say.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent settings, each set by a flag or a variable")]
pub struct Settings {
    /// When to colour.
    pub color: ColorWhen,
    /// Whether `--color` said so.
    pub color_asked: bool,
    /// NO_COLOR is set and not empty.
    pub no_color: bool,
    /// CLICOLOR_FORCE is set, and neither empty nor `0`.
    pub force_color: bool,
    /// The terminal can't place the cursor or colour (`TERM=dumb`).
    pub dumb: bool,
    /// The terminal is one that opens addresses which are marked as such (OSC 8).
    pub links: bool,
    /// The width that COLUMNS asks for.
    pub columns: Option<usize>,
    /// The pager's command line; `None` for no pager.
    pub pager: Option<String>,
    /// The editor's command line, and whether it was named for copydesk itself.
    pub editor: Option<Editor>,
    /// What opens an address or a file, as BROWSER names it; `None` for the system's own.
    pub browser: Option<String>,
    /// `--no-input`: never ask.
    pub no_input: bool,
    /// `--yes`: confirmations are answered.
    pub yes: bool,
    /// `--quiet`: no status, no progress.
    pub quiet: bool,
    /// `-v`, counted.
    pub verbose: u8,
}

/// The editor to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    /// Its command line.
    pub command: String,
    /// Whether it was named in COPYDESK_EDITOR, and so may run without a terminal.
    pub ours: bool,
}

/// The conversation with the person at the keyboard.
#[derive(Debug)]
pub struct Ui {
    settings: Settings,
    terminal: Terminal,
    out: RefCell<Out>,
    err: RefCell<Out>,
    /// Whether a progress bar stands on the last line of stderr, so that other lines go above it.
    bar: RefCell<Option<indicatif::ProgressBar>>,
    warned: Cell<bool>,
}

impl Ui {
    /// The real one, on the process's standard streams.
    pub fn new(settings: Settings) -> Self {
        let terminal = Terminal::look(&settings);
        Self::on(settings, terminal, Out::stdout(), Out::stderr())
    }

    /// One that keeps what it would print, for tests.
    pub fn captured(settings: Settings, terminal: Terminal) -> Self {
        Self::on(settings, terminal, Out::memory(), Out::memory())
    }

    fn on(settings: Settings, terminal: Terminal, out: Out, err: Out) -> Self {
        Self {
            settings,
            terminal,
            out: RefCell::new(out),
            err: RefCell::new(err),
            bar: RefCell::new(None),
            warned: Cell::new(false),
        }
    }

    /// The settings it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What is known of the terminal, as it was when the program started.
    pub fn terminal(&self) -> &Terminal {
        &self.terminal
    }

    /// The width to wrap to now: a terminal may be resized while a session runs.
    pub fn width(&self) -> Option<usize> {
        self.terminal.sized_now(&self.settings).0
    }

    /// The terminal's height now, in lines.
    pub fn height(&self) -> Option<usize> {
        self.terminal.sized_now(&self.settings).1
    }

    /// Writes data to standard output as it is. The caller has made it safe.
    pub fn write(&self, bytes: &[u8]) -> Result<(), Error> {
        self.above_bar(|| self.out.borrow_mut().write_all(bytes))
            .map_err(|source| Error::Io { what: "can't write to standard output", source })
    }

    /// Writes data to standard output through a writer, for what is streamed.
    pub fn writer(&self) -> impl Write + '_ {
        struct Handle<'a>(&'a Ui);
        impl Write for Handle<'_> {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.out.borrow_mut().write_all(bytes).map(|()| bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                self.0.out.borrow_mut().flush()
            }
        }
        Handle(self)
    }

    /// Whether the reader of standard output has gone away, so that a long
    /// listing can stop early. Commands that change the desk go on.
    pub fn reader_gone(&self) -> bool {
        self.out.borrow().closed()
    }

    /// The same, asked of the system: also before anything more is written.
    pub fn reader_left(&self) -> bool {
        self.reader_gone() || output::nobody_reads_stdout()
    }

    /// Writes out what is buffered.
    pub fn flush(&self) -> Result<(), Error> {
        self.out.borrow_mut().flush().map_err(|source| Error::Io { what: "can't write to standard output", source })
    }

    /// Prints a page of text on standard output: through the pager where there
    /// is a terminal and the text is longer than it.
    pub fn page(&self, text: &str) -> Result<(), Error> {
        self.flush()?;
        if let Some(command) = self.settings.pager.as_deref()
            && self.terminal.stdout
            && !self.settings.dumb
            && self.height().is_some_and(|height| text.lines().count() >= height)
            && pager::show(command, text)
        {
            return Ok(());
        }
        self.write(text.as_bytes())
    }

    /// The same, opened at a line (from 0) where the pager can do that; without
    /// a pager, only what fits around the line is printed.
    pub fn page_at(&self, text: &str, line: usize) -> Result<(), Error> {
        self.flush()?;
        let height = self.height().unwrap_or(24);
        if text.lines().count() < height {
            return self.write(text.as_bytes());
        }
        if let Some(command) = self.settings.pager.as_deref()
            && self.terminal.stdout
            && !self.settings.dumb
            && pager::show(&pager::at_line(command, line), text)
        {
            return Ok(());
        }
        let room = height.saturating_sub(6).max(6);
        let from = line.saturating_sub(room / 3);
        let shown: Vec<&str> = text.lines().skip(from).take(room).collect();
        let (before, after) =
            (if from > 0 { "…\n" } else { "" }, if from + room < text.lines().count() { "\n…" } else { "" });
        self.write(format!("{before}{}{after}\n", shown.join("\n")).as_bytes())
    }

    /// Says what was done, on stderr. `--quiet` drops it.
    pub fn status(&self, text: impl AsRef<str>) {
        if !self.settings.quiet {
            self.say(text.as_ref());
        }
    }

    /// Suggests the next command, on stderr. `--quiet` drops it.
    pub fn hint(&self, text: impl AsRef<str>) {
        if !self.settings.quiet {
            self.say(&format!("hint: {}", text.as_ref()));
        }
    }

    /// Warns, on stderr, always.
    pub fn warn(&self, text: impl AsRef<str>) {
        self.warned.set(true);
        self.say(&format!("warning: {}", text.as_ref()));
    }

    /// Whether anything was warned about.
    pub fn warned(&self) -> bool {
        self.warned.get()
    }

    /// Says what goes on inside, with `-v`.
    pub fn verbose(&self, text: impl FnOnce() -> String) {
        if self.settings.verbose > 0 {
            self.say(&text());
        }
    }

    /// Writes an error's text to stderr.
    pub fn error(&self, text: &str) {
        if !text.is_empty() {
            self.say(text);
        }
    }

    /// One line or several on stderr, made safe, above a progress bar. What
    /// can't be said (stderr is closed) is not said.
    fn say(&self, text: &str) {
        let mut line = safe::text(text).into_owned();
        line.push('\n');
        // What was printed before comes first when both streams share a screen.
        if self.terminal.stdout {
            self.out.borrow_mut().flush().ok();
        }
        self.above_bar(|| {
            let mut err = self.err.borrow_mut();
            err.write_all(line.as_bytes()).and_then(|()| err.flush()).ok();
        });
    }

    fn above_bar<T>(&self, print: impl FnOnce() -> T) -> T {
        let bar = self.bar.borrow().clone();
        match bar {
            Some(bar) if self.terminal.stderr => bar.suspend(|| {
                let result = print();
                self.out.borrow_mut().flush().ok();
                result
            }),
            _ => print(),
        }
    }

    /// What a captured conversation printed on standard output.
    pub fn printed(&self) -> String {
        self.out.borrow().captured()
    }

    /// What a captured conversation said on stderr.
    pub fn said(&self) -> String {
        self.err.borrow().captured()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_drops_status_but_not_warnings() {
        let ui = Ui::captured(Settings { quiet: true, ..Settings::default() }, Terminal::default());
        ui.status("done");
        ui.hint("next");
        ui.warn("careful");
        ui.write(b"data\n").unwrap();
        assert_eq!((ui.printed().as_str(), ui.said().as_str()), ("data\n", "warning: careful\n"));
        assert!(ui.warned());
    }

    #[test]
    fn escape_sequences_never_reach_the_screen() {
        let ui = Ui::captured(Settings::default(), Terminal::default());
        ui.status("imported \u{1b}[2Jboo");
        assert!(!ui.said().contains('\u{1b}'));
    }
}
