//! Plays the storyline, command by command, each parsed and run as if it had
//! been typed, with its output caught; and prints the guided walk.

use std::{ffi::OsString, fs, path::Path};

use super::seeds::{COPY, Chapter, Claim, Desk, Source, Step};
use crate::{
    cli::{
        self, Ctx,
        config::Config,
        error::{Error, Result},
        globals::{self, Globals},
        shell,
    },
    render::{Ink, View, page::Page},
    store,
    ui::{ColorWhen, Ui, term::Terminal},
};

/// The widest line of prose, in columns.
const PROSE: usize = 88;

/// The walk through the storyline. It is played in the present folder.
pub(super) struct Walk<'c> {
    ctx: &'c Ctx,
    folder: &'c str,
    commands: usize,
    /// The desk, kept open beside the commands: the last one to close a desk folds its journal away, which
    /// would happen after each of them.
    desk: Option<store::Desk>,
}

/// What a command printed, and how it ended.
struct Outcome {
    printed: String,
    code: u8,
}

impl<'c> Walk<'c> {
    /// A walk in this folder (as its reader named it).
    pub(super) fn new(ctx: &'c Ctx, folder: &'c str) -> Self {
        Self { ctx, folder, commands: 0, desk: None }
    }

    /// How many commands were run.
    pub(super) fn commands(&self) -> usize {
        self.commands
    }

    /// Makes the desk and says who works there.
    pub(super) fn open(&mut self, desk: &Desk) -> Result<()> {
        let mut page = self.page();
        page.heading(format!("{}: a story's life, end to end", desk.name)).gap();
        let intro = format!(
            "Three stories on a small desk, made now in {}. A line that starts with $ is a command as you would type \
             it there, and below it stands what it printed; routine steps run unseen. Handles say the role: writers \
             write and claim, checkers check, editors approve, a chief keeps the desk.",
            self.folder
        );
        page.wrapped(0, &intro);
        self.print(page)?;
        let chief = desk.people.first().map_or("", |chief| chief.name.as_str());
        for (at, person) in desk.people.iter().enumerate() {
            let words = if at == 0 {
                vec!["init".into(), "--display".into(), person.display.clone()]
            } else {
                let words =
                    ["person", "add", &person.name, "--role", person.role.as_str(), "--display", &person.display];
                words.map(String::from).to_vec()
            };
            self.step(chief, &words, 0, at == 0)?;
            if self.desk.is_none() {
                self.desk = Some(store::Desk::open(Path::new("desk.db"))?);
            }
        }
        for (key, value) in &desk.policy {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            self.step(chief, &["policy".into(), "set".into(), key.clone(), value], 0, false)?;
        }
        Ok(())
    }

    /// Plays a chapter.
    pub(super) fn chapter(&mut self, desk: &Desk, chapter: &Chapter) -> Result<()> {
        if !chapter.title.is_empty() {
            let mut page = self.page();
            page.end().ink(Ink::Bold, format!("== {} ==", chapter.title)).end().gap();
            page.wrapped(0, &chapter.say);
            self.print(page)?;
        }
        for step in &chapter.steps {
            if let Some(say) = &step.say {
                let mut page = self.page();
                page.end().wrapped(0, say);
                self.print(page)?;
            }
            self.play(desk, step)?;
        }
        Ok(())
    }

    fn play(&mut self, desk: &Desk, step: &Step) -> Result<()> {
        let by = step.actor.as_str();
        if let Some(copy) = &step.copy {
            let file = lay(copy)?;
            self.step(by, &["import".into(), file], step.exit, step.show)?;
        }
        for source in desk.sources.iter().filter(|s| step.sources.contains(&s.id)) {
            self.step(by, &source_words(source), step.exit, step.show)?;
        }
        for claim in desk.claims.iter().filter(|c| step.claims.contains(&c.id)) {
            self.step(by, &claim_words(claim), step.exit, step.show)?;
        }
        if step.run.is_empty() { Ok(()) } else { self.step(by, &step.run, step.exit, step.show) }
    }

    /// Says what to try next.
    pub(super) fn close(&mut self) -> Result<()> {
        self.desk = None;
        let mut page = self.page();
        page.end().ink(Ink::Bold, "== Now you ==").end().gap();
        page.wrapped(0, "The desk is yours to play with. Nobody but you will read it.");
        page.gap();
        let next: [(&str, &str); 8] = [
            ("queue", "what needs somebody, worst first"),
            ("person list", "who works here"),
            ("claim show 17", "why an approval lapsed"),
            ("proof harbour-budget", "a text with its claims marked"),
            ("--as chidi.checker review harbour-budget", "check its claims one by one"),
            ("--as emil.editor gate rovers-transfer", "what stands in the way"),
            ("--as walid.writer import harbour-budget.md", "after you changed a word in it"),
            ("--help", "all the rest"),
        ];
        page.ink(Ink::Info, format!("  cd {}", shell::quoted(self.folder))).end();
        let width = next.iter().map(|(words, _)| words.len()).max().unwrap_or(0);
        for (words, what) in next {
            page.ink(Ink::Info, format!("  copydesk {words:width$}")).put("   ").ink(Ink::Dim, what).end();
        }
        self.print(page)
    }

    /// Runs a command and holds it to the exit code that must come of it;
    /// shows it if it is to be shown.
    fn step(&mut self, by: &str, words: &[String], exit: u8, show: bool) -> Result<()> {
        let done = self.command(by, words)?;
        self.commands += 1;
        if done.code != exit {
            return Err(Error::failed(format!(
                "the demonstration went wrong: {} ended with exit code {}, not {exit}",
                typed(by, words, usize::MAX),
                done.code
            ))
            .detail(done.printed.trim_end()));
        }
        if !show {
            return Ok(());
        }
        let mut page = self.page();
        page.end();
        for line in typed(by, words, self.width()).lines() {
            page.ink(Ink::Info, line).end();
        }
        // What a command prints is safe and styled.
        page.raw(&done.printed);
        if exit != 0 {
            page.ink(Ink::Dim, format!("(exit code {exit})")).end();
        }
        self.print(page)
    }

    /// Runs a command as [`cli::main`] would, but for its output, which is kept.
    fn command(&self, by: &str, words: &[String]) -> Result<Outcome> {
        let line = ["copydesk", "--as", by].into_iter().map(OsString::from).chain(words.iter().map(OsString::from));
        let cli = cli::parse(line.collect(), ColorWhen::Never)
            .map_err(|error| Error::failed(format!("{}: {error}", typed(by, words, usize::MAX))))?;
        let mut env = self.ctx.globals.env.clone();
        // The desk is the one in this folder, whatever the person's own is.
        env.db = None;
        env.user = None;
        let mut settings = globals::settings(&cli.globals, &env, &Config::default());
        settings.pager = None;
        settings.no_input = true;
        let here = self.ctx.ui.terminal();
        let terminal = Terminal { stdin: false, stderr: false, width: Some(self.width()), ..here.clone() };
        let ctx = Ctx {
            globals: Globals::new(&cli.globals, env, Config::default())?,
            ui: Ui::captured(settings, terminal),
            clock: self.ctx.clock,
            zone: self.ctx.zone,
        };
        let code = match cli::run(&ctx, &cli.command) {
            Ok(()) => 0,
            Err(error) => {
                ctx.ui.error(&error.to_text());
                error.exit_code()
            }
        };
        Ok(Outcome { printed: ctx.ui.printed() + &ctx.ui.said(), code })
    }

    fn width(&self) -> usize {
        self.ctx.ui.terminal().width.unwrap_or(100).min(120)
    }

    fn page(&self) -> Page {
        Page::new(View { width: Some(self.width().min(PROSE)), ..self.ctx.view() })
    }

    /// Prints a piece of the walk at once; nothing where a program reads.
    fn print(&self, page: Page) -> Result<()> {
        if self.ctx.for_people() {
            self.ctx.ui.write(page.into_text().as_bytes())?;
            self.ctx.ui.flush()?;
        }
        Ok(())
    }
}

/// Lays a revision of a story where its writer keeps it; answers the file's name.
fn lay(copy: &str) -> Result<String> {
    let text = COPY.iter().find(|(name, _)| *name == copy).map(|(_, text)| *text);
    let text = text.ok_or_else(|| Error::failed(format!("there is no copy {copy}")))?;
    let file = format!("{}.md", copy.split('/').next().unwrap_or(copy));
    fs::write(&file, text).map_err(|e| Error::failed(format!("{file} can't be written: {e}")))?;
    Ok(file)
}

/// The command that adds a source.
fn source_words(source: &Source) -> Vec<String> {
    let mut words = vec!["source".to_owned(), "add".to_owned()];
    words.push(source.article.clone().unwrap_or_else(|| "--desk".to_owned()));
    words.extend(["--kind", source.kind.as_str(), "--title", &source.title].map(String::from));
    let texts = [
        ("--url", &source.url),
        ("--group", &source.group),
        ("--known-to", &source.known_to),
        ("--note", &source.note),
    ];
    for (flag, text) in texts {
        words.extend(text.iter().flat_map(|text| [flag.to_owned(), text.clone()]));
    }
    let switches = [("--primary", source.primary), ("--confidential", source.confidential)];
    words.extend(switches.iter().filter(|(_, on)| *on).map(|(flag, _)| (*flag).to_owned()));
    words
}

/// The command that adds a claim.
fn claim_words(claim: &Claim) -> Vec<String> {
    let mut words = ["claim", "add", &claim.article].map(String::from).to_vec();
    let texts = [("--quote", &claim.quote), ("--statement", &claim.statement), ("--claimant", &claim.claimant)];
    for (flag, text) in texts {
        words.extend(text.iter().flat_map(|text| [flag.to_owned(), text.clone()]));
    }
    words.extend(["--kind", claim.kind.as_str(), "--priority", &claim.priority.to_string()].map(String::from));
    words
}

/// A command as a person would type it, in lines of at most so many columns
/// where its words allow; each line but the last ends in a backslash.
fn typed(by: &str, words: &[String], width: usize) -> String {
    let mut text = format!("$ copydesk --as {by}");
    let mut column = text.chars().count();
    for word in words.iter().map(|word| shell::quoted(word)) {
        let long = word.chars().count();
        if column + 1 + long + 2 > width && column > 4 {
            text.push_str(" \\\n   ");
            column = 3;
        }
        text.push(' ');
        text.push_str(&word);
        column += 1 + long;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_shown_as_a_shell_takes_them() {
        let words = ["claim", "check", "8", "--note", "Say \"so\" for $5"].map(String::from);
        assert_eq!(typed("ed", &words, 90), r#"$ copydesk --as ed claim check 8 --note "Say \"so\" for \$5""#);
        let lines = ["$ copydesk --as ed claim check 8 \\", r#"    --note "Say \"so\" for \$5""#].join("\n");
        assert_eq!(typed("ed", &words, 34), lines);
    }
}
