//! What a command gets: flags, environment, clock, and the way to talk.

use std::{
    fs,
    io::{self, Read},
    path::Path,
};

use serde::Serialize;

use super::{
    config::Config,
    error::{Error, Result},
    globals::{Env, GlobalArgs, Globals, settings},
};
use crate::{
    render::{self, Format, List, Row, View, json, page::Page},
    ui::{
        Ui,
        clock::{Clock, Zone},
        editor::Draft,
    },
};

/// What a command gets besides its own arguments.
#[derive(Debug)]
pub struct Ctx {
    /// Flags and environment.
    pub globals: Globals,
    /// The way to talk.
    pub ui: Ui,
    /// The clock.
    pub clock: Clock,
    /// The zone in which people are shown times.
    pub zone: Zone,
}

impl Ctx {
    /// Puts it together from flags, environment and config file.
    pub fn new(args: &GlobalArgs, env: Env, config: Config) -> Result<Self> {
        let ui = Ui::new(settings(args, &env, &config));
        let globals = Globals::new(args, env, config)?;
        let clock = globals.clock()?;
        Ok(Self { globals, ui, clock, zone: Zone::Local })
    }

    /// What is known of the reader of standard output.
    pub fn view(&self) -> View {
        let terminal = self.ui.terminal();
        View {
            color: terminal.color,
            terminal: terminal.stdout,
            links: terminal.links,
            width: self.ui.width(),
            now: self.clock.now(),
            zone: self.zone,
        }
    }

    /// The form of the output.
    pub fn format(&self) -> Format {
        self.globals.format
    }

    /// Whether output is for people (a table, or text).
    pub fn for_people(&self) -> bool {
        self.globals.format == Format::Table
    }

    /// Prints a list. For people an empty one is told on stderr as `none`
    /// ("no claims need work").
    pub fn list<'i, T: Row + 'i>(&self, items: impl IntoIterator<Item = &'i T>, none: &str) -> Result<()> {
        self.list_with(none, |list| {
            for item in items {
                list.push(item)?;
            }
            Ok(())
        })
    }

    /// Prints a list whose things come one by one, so that a long one isn't
    /// held in memory (but for a table, whose widths depend on all).
    pub fn list_with<T: Row>(&self, none: &str, fill: impl FnOnce(&mut List<'_, T>) -> Result<()>) -> Result<()> {
        let fields = self.globals.fields.as_deref();
        let count = if self.for_people() {
            let mut text = Vec::new();
            let mut list = List::start(&mut text, Format::Table, fields, self.view())?;
            fill(&mut list)?;
            let count = list.finish()?;
            self.ui.page(&String::from_utf8_lossy(&text))?;
            count
        } else {
            let mut out = self.ui.writer();
            let mut list = List::start(&mut out, self.globals.format, fields, self.view())?;
            fill(&mut list)?;
            list.finish()?
        };
        if count == 0 && !none.is_empty() && self.for_people() {
            self.ui.status(none);
        }
        Ok(())
    }

    /// How many things a list holds: as many as were asked for (0 for all),
    /// else 50 in a table, and all for programs, which can't see that there is more.
    pub fn limit(&self, asked: Option<usize>) -> Option<usize> {
        match asked {
            Some(0) => None,
            None => self.for_people().then_some(50),
            asked => asked,
        }
    }

    /// Prints one thing: for people, a line for each of its columns.
    pub fn record<T: Row>(&self, item: &T) -> Result<()> {
        let mut out = self.ui.writer();
        render::record(&mut out, item, self.globals.format, self.globals.fields.as_deref(), self.view())?;
        Ok(())
    }

    /// Prints one thing: for people, the page that `compose` makes (through the
    /// pager where it is long); for programs, its fields.
    pub fn show<T: Row>(&self, item: &T, compose: impl FnOnce(&mut Page)) -> Result<()> {
        if self.for_people() && self.globals.fields.is_none() {
            let mut page = Page::new(self.view());
            compose(&mut page);
            Ok(self.ui.page(&page.into_text())?)
        } else {
            self.record(item)
        }
    }

    /// Prints what a change left behind: for people a word on stderr, for
    /// programs the thing as it now stands.
    pub fn changed<T: Row>(&self, item: &T, said: impl AsRef<str>) -> Result<()> {
        if self.for_people() {
            self.ui.status(said);
            Ok(())
        } else {
            self.record(item)
        }
    }

    /// Prints a document that has no columns (a diff, a gate, a proof): for
    /// people the page that `compose` makes, for programs JSON. Formats other
    /// than JSON are a usage error.
    pub fn document<T: Serialize>(&self, value: &T, compose: impl FnOnce(&mut Page)) -> Result<()> {
        match self.globals.format {
            Format::Table => {
                let mut page = Page::new(self.view());
                compose(&mut page);
                Ok(self.ui.page(&page.into_text())?)
            }
            Format::Json | Format::Jsonl => {
                if self.globals.fields.is_some() {
                    return Err(Error::usage("--fields can't choose from this command's output")
                        .hint("leave --fields out, or pick from the JSON"));
                }
                let mut text = Vec::new();
                if self.globals.format == Format::Json {
                    json::write_pretty(&mut text, value).map_err(render::Error::from)?;
                } else {
                    json::write_line(&mut text, value).map_err(render::Error::from)?;
                }
                text.push(b'\n');
                Ok(self.ui.write(&text)?)
            }
            Format::Csv | Format::Tsv | Format::Markdown => {
                Err(Error::usage("this command prints text or JSON only").hint("leave --format out, or use --json"))
            }
        }
    }

    /// A note that must say something: the one given, or the answer to a
    /// question where somebody can be asked.
    pub fn required_note(&self, given: Option<&str>, question: &str) -> Result<String> {
        let note = match given {
            Some(note) => note.trim().to_owned(),
            None => self.ui.input(question, "", "give it with --note TEXT")?,
        };
        if note.is_empty() {
            return Err(Error::usage("the note can't be empty").hint("give it with --note TEXT"));
        }
        Ok(note)
    }

    /// What came of an action with a note. A note that was typed at a question is
    /// not lost with an action that failed: it is kept in a file that is named.
    pub fn keeping<T>(&self, given: Option<&str>, note: &str, done: Result<T>) -> Result<T> {
        done.map_err(|error| {
            if given.is_some() {
                return error;
            }
            match Draft::new("note", note) {
                Ok(draft) => error.detail(format!("your note is kept in {}", draft.path().display())),
                Err(_) => error.detail(format!("your note was: {note}")),
            }
        })
    }

    /// One of a closed set of words: the one given, or the answer to a question
    /// where somebody can be asked. `answer` names the flag ("give it with
    /// --role ROLE"). Esc is a refusal.
    pub fn choose<T: clap::ValueEnum>(&self, given: Option<T>, question: &str, answer: &str) -> Result<T> {
        if let Some(given) = given {
            return Ok(given);
        }
        let words: Vec<String> = T::value_variants()
            .iter()
            .filter_map(|word| word.to_possible_value().map(|value| value.get_name().to_owned()))
            .collect();
        let chosen = self.ui.select(question, &words, answer)?;
        chosen
            .and_then(|at| T::value_variants().get(at).cloned())
            .ok_or_else(|| Error::refused("nothing was chosen; nothing changed"))
    }

    /// Asks for a confirmation; a no is a refusal.
    pub fn confirm(&self, question: &str) -> Result<()> {
        if self.ui.confirm(question)? { Ok(()) } else { Err(Error::refused("not confirmed; nothing changed")) }
    }

    /// Reads a file, or standard input for `-`, of at most `limit` bytes.
    pub fn read(&self, file: &Path, limit: u64) -> Result<Vec<u8>> {
        let stdin = file.as_os_str() == "-";
        let name = if stdin { "standard input".to_owned() } else { file.display().to_string() };
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Error::not_found(format!("there is no file {name}")),
            _ => Error::failed(format!("{name} can't be read: {error}")),
        };
        let mut bytes = Vec::new();
        if stdin {
            io::stdin().lock().take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        } else {
            let file = fs::File::open(file).map_err(failed)?;
            file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        }
        if bytes.len() as u64 > limit {
            return Err(Error::refused(format!("{name} is larger than {}", render::human::bytes(limit))));
        }
        Ok(bytes)
    }

    /// Writes a command's output to a file (made or replaced), whole or not at all.
    pub fn write_file(&self, file: &Path, bytes: &[u8]) -> Result<()> {
        let failed = |error: io::Error| Error::failed(format!("{} can't be written: {error}", file.display()));
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut draft = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        io::Write::write_all(&mut draft, bytes).map_err(failed)?;
        draft.as_file().sync_all().map_err(failed)?;
        draft.persist(file).map_err(|error| failed(error.error))?;
        self.ui.status(format!("wrote {}", file.display()));
        Ok(())
    }
}
