//! Questions, only ever asked on a terminal.
//!
//! Every question carries the flags that answer it, so that a script gets a
//! usage error that names them instead of a prompt. `--yes` answers
//! confirmations and nothing else. After Ctrl-C the cursor is shown again
//! (dialoguer leaves it hidden).

use std::io;

use console::{Key, Term};
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use unicode_width::UnicodeWidthStr as _;

use super::{Error, Ui, interrupt};
use crate::render::safe;

/// A key that may be pressed, and what it does.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// The key, in lower case.
    pub key: char,
    /// What it does, in a word or two.
    pub label: &'a str,
}

impl Ui {
    /// Whether questions can be asked: on a terminal, without `--no-input`.
    pub fn can_ask(&self) -> bool {
        self.terminal().interactive() && !self.settings().no_input
    }

    fn may_ask(&self, question: &str, answer: &str) -> Result<(), Error> {
        if interrupt::pressed() {
            return Err(Error::Interrupted);
        }
        if !self.can_ask() {
            return Err(Error::NeedsAnswer { question: question.to_owned(), answer: answer.to_owned() });
        }
        self.flush()?;
        interrupt::watch();
        Ok(())
    }

    fn theme(&self) -> Box<dyn Theme> {
        if self.terminal().color { Box::new(ColorfulTheme::default()) } else { Box::new(SimpleTheme) }
    }

    /// Asks for a yes. `--yes` gives it; without a terminal, the hint says to
    /// use `--yes`. Enter means no.
    pub fn confirm(&self, question: &str) -> Result<bool, Error> {
        if self.settings().yes {
            return Ok(true);
        }
        self.may_ask(question, "add --yes to confirm it")?;
        answered(
            dialoguer::Confirm::with_theme(&*self.theme())
                .with_prompt(safe::text(question))
                .default(false)
                .interact_on(&Term::stderr()),
        )
    }

    /// Lets one of several be chosen; returns its index. `None` when Esc was
    /// pressed. `answer` names the flags that choose without asking.
    pub fn select(&self, question: &str, items: &[String], answer: &str) -> Result<Option<usize>, Error> {
        self.may_ask(question, answer)?;
        let items: Vec<_> = items.iter().map(|item| safe::text(item)).collect();
        answered(
            dialoguer::Select::with_theme(&*self.theme())
                .with_prompt(safe::text(question))
                .items(&items)
                .default(0)
                .interact_on_opt(&Term::stderr()),
        )
    }

    /// As [`Self::select`], for long lists: typing narrows it.
    pub fn find(&self, question: &str, items: &[String], answer: &str) -> Result<Option<usize>, Error> {
        self.may_ask(question, answer)?;
        let items: Vec<_> = items.iter().map(|item| safe::text(item)).collect();
        answered(
            dialoguer::FuzzySelect::with_theme(&*self.theme())
                .with_prompt(safe::text(question))
                .items(&items)
                .default(0)
                .interact_on_opt(&Term::stderr()),
        )
    }

    /// Asks for a line of text, which may be empty. `initial` can be edited.
    pub fn input(&self, question: &str, initial: &str, answer: &str) -> Result<String, Error> {
        self.may_ask(question, answer)?;
        answered(
            dialoguer::Input::<String>::with_theme(&*self.theme())
                .with_prompt(safe::text(question))
                .with_initial_text(safe::text(initial))
                .allow_empty(true)
                // Not `interact_on`, which reads in cooked mode and can't see Ctrl-C.
                .interact_text_on(&Term::stderr()),
        )
        .map(|line| line.trim().to_owned())
    }

    /// Waits for one of these keys. Other keys are passed over; Esc gives the
    /// last choice, by habit the one that leaves.
    pub fn key(&self, question: &str, choices: &[Choice<'_>], answer: &str) -> Result<char, Error> {
        self.may_ask(question, answer)?;
        let term = Term::stderr();
        let menu = choices.iter().map(|c| format!("[{}] {}", c.key, safe::text(c.label)));
        let io = |source| Error::Io { what: "can't write to the terminal", source };
        term.write_str(&laid_out(&safe::text(question), menu, self.terminal().width)).map_err(io)?;
        loop {
            let key = match term.read_key() {
                Ok(Key::Char(c)) => c.to_lowercase().next().unwrap_or(c),
                Ok(Key::Escape) => choices.last().map_or('q', |c| c.key),
                Ok(Key::CtrlC) => return Err(leave()),
                Ok(_) => continue,
                Err(error) => return answered(Err(dialoguer::Error::IO(error))),
            };
            if choices.iter().any(|choice| choice.key == key) {
                term.write_line(&key.to_string()).map_err(io)?;
                return Ok(key);
            }
        }
    }
}

/// A question and its choices in lines of at most so many columns, ended by a
/// blank for the key.
fn laid_out(question: &str, menu: impl Iterator<Item = String>, width: Option<usize>) -> String {
    let mut out = question.to_owned();
    let mut used = question.width();
    for item in menu {
        // One column is left for the key that is shown after the last.
        if width.is_some_and(|width| used + 2 + item.width() + 2 > width) {
            out.push('\n');
            used = 0;
        }
        out.push_str("  ");
        out.push_str(&item);
        used += 2 + item.width();
    }
    out.push(' ');
    out
}

fn answered<T>(result: dialoguer::Result<T>) -> Result<T, Error> {
    result.map_err(|dialoguer::Error::IO(source)| {
        if source.kind() == io::ErrorKind::Interrupted {
            return leave();
        }
        Term::stderr().show_cursor().ok();
        Error::Io { what: "can't read from the terminal", source }
    })
}

/// After Ctrl-C: the cursor back, and what follows on a line of its own.
fn leave() -> Error {
    let term = Term::stderr();
    term.show_cursor().ok();
    term.write_line("").ok();
    Error::Interrupted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Settings, term::Terminal};

    #[test]
    fn a_menu_fits_the_terminal() {
        let menu = || ["[a] approve", "[c] finding", "[q] quit"].map(String::from).into_iter();
        assert_eq!(laid_out("#1", menu(), None), "#1  [a] approve  [c] finding  [q] quit ");
        let narrow = laid_out("#1", menu(), Some(30));
        assert_eq!(narrow, "#1  [a] approve  [c] finding\n  [q] quit ");
    }

    #[test]
    fn a_script_is_told_the_flags_that_answer() {
        let ui = Ui::captured(Settings::default(), Terminal::default());
        match ui.input("Why is it returned?", "", "give --note TEXT") {
            Err(Error::NeedsAnswer { answer, .. }) => assert_eq!(answer, "give --note TEXT"),
            other => panic!("{other:?}"),
        }
        assert!(matches!(ui.confirm("Really?"), Err(Error::NeedsAnswer { .. })));
        let yes = Ui::captured(Settings { yes: true, ..Settings::default() }, Terminal::default());
        assert!(yes.confirm("Really?").unwrap());
        assert!(yes.input("Why?", "", "give --note TEXT").is_err(), "--yes answers no question of substance");
    }
}
