//! Questions, only ever asked on a terminal.
//!
//! Every question carries the flags that answer it, so that a script gets a
//! usage error that names them instead of a prompt. `--yes` answers
//! confirmations and nothing else. After Ctrl-C the cursor is shown again
//! (dialoguer leaves it hidden). On a terminal that can't place the cursor
//! (`TERM=dumb`) lists are numbered and lines are read as they come.

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

    /// Fails where nobody can be asked. While what it answers lives, keys come
    /// as they are pressed, Ctrl-C among them.
    fn may_ask(&self, question: &str, answer: &str) -> Result<Keys, Error> {
        if interrupt::pressed() {
            return Err(Error::Interrupted);
        }
        if !self.can_ask() {
            return Err(Error::NeedsAnswer { question: question.to_owned(), answer: answer.to_owned() });
        }
        self.flush()?;
        interrupt::watch();
        Ok(Keys::grab())
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
        if self.settings().dumb && self.can_ask() {
            let choices = [Choice { key: 'y', label: "yes" }, Choice { key: 'n', label: "no" }];
            return Ok(self.key(question, &choices, "add --yes to confirm it")? == 'y');
        }
        let _keys = self.may_ask(question, "add --yes to confirm it")?;
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
        let _keys = self.may_ask(question, answer)?;
        let items: Vec<_> = items.iter().map(|item| safe::line(item)).collect();
        if self.settings().dumb {
            return numbered(question, &items);
        }
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
        let _keys = self.may_ask(question, answer)?;
        let items: Vec<_> = items.iter().map(|item| safe::line(item)).collect();
        if self.settings().dumb {
            return numbered(question, &items);
        }
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
        let _keys = self.may_ask(question, answer)?;
        if self.settings().dumb {
            let offered = if initial.is_empty() { String::new() } else { format!(" [{initial}]") };
            let line = read_line(&format!("{question}{offered}: "))?;
            let line = line.trim();
            return Ok(if line.is_empty() { initial.to_owned() } else { line.to_owned() });
        }
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
        self.menu(question, choices, "", answer)
    }

    /// As [`Self::key`], with keys that may be pressed and are not in the menu.
    pub fn menu(&self, question: &str, choices: &[Choice<'_>], hidden: &str, answer: &str) -> Result<char, Error> {
        let _keys = self.may_ask(question, answer)?;
        let term = Term::stderr();
        let menu = choices.iter().map(|c| format!("[{}] {}", c.key, safe::text(c.label)));
        let io = |source| Error::Io { what: "can't write to the terminal", source };
        term.write_str(&laid_out(&safe::text(question), menu, self.width())).map_err(io)?;
        loop {
            let key = match term.read_key() {
                Ok(Key::Char(c)) => c.to_lowercase().next().unwrap_or(c),
                Ok(Key::Escape) => choices.last().map_or('q', |c| c.key),
                Ok(Key::CtrlC) => return Err(left(self.settings().dumb)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                    return Err(left(self.settings().dumb));
                }
                Ok(_) => continue,
                Err(error) => return answered(Err(dialoguer::Error::IO(error))),
            };
            if choices.iter().any(|choice| choice.key == key) || hidden.contains(key) {
                term.write_line(&key.to_string()).map_err(io)?;
                return Ok(key);
            }
        }
    }
}

/// A numbered list and a line with the number; an empty line goes back.
fn numbered(question: &str, items: &[impl AsRef<str>]) -> Result<Option<usize>, Error> {
    let term = Term::stderr();
    let io = |source| Error::Io { what: "can't write to the terminal", source };
    for (at, item) in items.iter().enumerate() {
        term.write_line(&format!("{:>3}  {}", at + 1, item.as_ref())).map_err(io)?;
    }
    loop {
        let line = read_line(&format!("{question} (a number, Enter alone goes back): "))?;
        match line.trim().parse::<usize>() {
            Ok(number) if (1..=items.len()).contains(&number) => return Ok(Some(number - 1)),
            _ if line.trim().is_empty() => return Ok(None),
            _ => term.write_line(&format!("type a number from 1 to {}", items.len())).map_err(io)?,
        }
    }
}

/// The keyboard for as long as a question is open. The prompts read key by key
/// and give the terminal back in between; a Ctrl-C that came just then would be
/// a signal that nobody waits for, and letters would be echoed where they don't
/// belong.
#[cfg(unix)]
struct Keys(Option<rustix::termios::Termios>);

#[cfg(unix)]
impl Keys {
    fn grab() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let stdin = io::stdin();
        let Ok(before) = tcgetattr(&stdin) else { return Self(None) };
        let mut mode = before.clone();
        mode.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
        tcsetattr(&stdin, OptionalActions::Now, &mode).ok();
        Self(Some(before))
    }
}

#[cfg(unix)]
impl Drop for Keys {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, before).ok();
        }
    }
}

#[cfg(not(unix))]
struct Keys;

#[cfg(not(unix))]
impl Keys {
    const fn grab() -> Self {
        Self
    }
}

/// A line typed on a terminal that can't place the cursor.
fn read_line(question: &str) -> Result<String, Error> {
    let term = Term::stderr();
    let io = |source| Error::Io { what: "can't write to the terminal", source };
    term.write_str(&safe::text(question)).map_err(io)?;
    let mut typed = String::new();
    loop {
        match term.read_key() {
            Ok(Key::Enter) => {
                term.write_line("").map_err(io)?;
                return Ok(typed);
            }
            Ok(Key::Char(c)) if !c.is_control() => {
                typed.push(c);
                term.write_str(&safe::text(&c.to_string())).map_err(io)?;
            }
            Ok(Key::Backspace) => {
                if let Some(gone) = typed.pop() {
                    let width = unicode_width::UnicodeWidthChar::width(gone).unwrap_or(0);
                    term.write_str(&"\u{8} \u{8}".repeat(width)).map_err(io)?;
                }
            }
            Ok(Key::Escape) => {
                term.write_line("").map_err(io)?;
                return Ok(String::new());
            }
            Ok(Key::CtrlC) => return Err(left(true)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(left(true)),
            Ok(_) => {}
            Err(error) => return answered(Err(dialoguer::Error::IO(error))),
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
    left(false)
}

/// The same; a dumb terminal has no cursor to show.
fn left(dumb: bool) -> Error {
    let term = Term::stderr();
    if !dumb {
        term.show_cursor().ok();
    }
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
