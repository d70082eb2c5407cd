//! The command line: what may be typed, and what happens then.
//!
//! [`main`] reads the environment and the words once, hands them to one file
//! per verb (`cli/<noun>/<verb>.rs`), prints the error if there is one, and
//! returns the exit code. A verb resolves names, asks its questions outside any
//! transaction, calls the store once, and renders the result.

use std::{ffi::OsString, process::ExitCode};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub mod article;
pub mod blame;
pub mod claim;
pub mod completions;
pub mod config;
pub mod copy;
pub mod ctx;
pub mod db;
pub mod demo;
pub mod desk;
pub mod diff;
pub mod docs;
pub mod error;
pub mod events;
pub mod export;
pub mod gate;
pub mod globals;
pub mod import;
pub mod init;
pub mod listed;
pub mod log;
pub mod man;
pub mod r#match;
pub mod names;
pub mod nearest;
pub mod person;
pub mod policy;
pub mod proof;
pub mod queue;
pub mod review;
pub mod revision;
pub mod rewrite;
pub mod shell;
pub mod source;
pub mod tag;
pub mod topic;
pub mod undo;
mod words;

pub use ctx::Ctx;

use error::{Error, Kind, Result};
use globals::{Env, GlobalArgs};

use crate::ui::{ColorWhen, Ui};

/// Keep a newsroom's fact-checks tied to the exact words they cover.
///
/// One database file holds every article, every revision, and each factual claim tied to the words that make it. An
/// approval covers exactly the words that were approved: when a later revision moves them it travels along, when it
/// changes them it lapses, and the desk is told.
///
/// Start with `copydesk demo`, or `copydesk init` and `copydesk import`.
#[derive(Debug, Parser)]
#[command(name = "copydesk", version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = "To read: copydesk help workflow, copydesk help revisions, copydesk help standing")]
pub struct Cli {
    /// The flags that every command takes.
    #[command(flatten)]
    pub globals: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

// Each command's documentation is on its own `Args`.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
enum Command {
    Init(init::Args),
    Demo(demo::Args),
    Import(import::Args),
    Article(article::Args),
    Revision(revision::Args),
    Diff(diff::Args),
    Blame(blame::Args),
    Tag(tag::Args),
    Claim(claim::Args),
    Source(source::Args),
    Queue(queue::Args),
    Review(review::Args),
    Gate(gate::Args),
    Proof(proof::Args),
    Match(r#match::Args),
    Log(log::Args),
    Undo(undo::Args),
    Export(export::Args),
    Person(person::Args),
    Policy(policy::Args),
    Db(db::Args),
    Config(config::Args),
    Events(events::Args),
    Completions(completions::Args),
    Man(man::Args),
    #[command(hide = true)]
    Topic(topic::Args),
}

/// The whole tree of commands, for the reference, the manual and completions.
pub fn command() -> clap::Command {
    Cli::command()
}

/// The program: reads the words it was started with, runs the command, prints
/// its error, and returns the exit code (SPEC section 5).
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let env = Env::read();
    if let Some(shell) = &env.completes {
        return complete(shell, words, env.clone());
    }
    let (json, color) = globals::scan(&words);
    let cli = match parse(words, color) {
        Ok(cli) => cli,
        Err(error) => return unread(&error, json),
    };
    // What tells of the config file, or needs no desk, works beside a broken one.
    let config = match config::Config::load() {
        Err(_)
            if matches!(
                cli.command,
                Command::Config(_) | Command::Completions(_) | Command::Man(_) | Command::Topic(_)
            ) =>
        {
            config::Config::default()
        }
        Err(error) => {
            return tell(&Ui::new(globals::settings(&cli.globals, &env, &config::Config::default())), &error, json);
        }
        Ok(config) => config,
    };
    let ctx = match Ctx::new(&cli.globals, env.clone(), config.clone()) {
        Ok(ctx) => ctx,
        Err(error) => return tell(&Ui::new(globals::settings(&cli.globals, &env, &config)), &error, json),
    };
    // Output that can't be written (a full disk behind a redirection) is a failure like another.
    let result = run(&ctx, &cli.command).and_then(|()| Ok(ctx.ui.flush()?));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            ctx.ui.flush().ok();
            tell(&ctx.ui, &error, ctx.format().is_json())
        }
    }
}

/// Answers a shell that completes a line. Nothing that goes wrong here is told:
/// it would stand in the middle of what is typed.
fn complete(shell: &std::ffi::OsStr, words: Vec<OsString>, env: Env) -> ExitCode {
    use std::io::Write as _;
    let config = config::Config::load().unwrap_or_default();
    if let Ok(globals) = globals::Globals::new(&GlobalArgs::default(), env, config) {
        let answer = completions::answer(shell, words, globals);
        std::io::stdout().write_all(&answer).ok();
    }
    ExitCode::SUCCESS
}

fn parse(words: Vec<OsString>, color: ColorWhen) -> Result<Cli, clap::Error> {
    let color = match color {
        ColorWhen::Auto => clap::ColorChoice::Auto,
        ColorWhen::Always => clap::ColorChoice::Always,
        ColorWhen::Never => clap::ColorChoice::Never,
    };
    let words = rewrite::words(words);
    let mut tree = command().color(color);
    let matches = tree.try_get_matches_from_mut(words.iter()).map_err(|error| {
        if !shows_help(&error) {
            return error;
        }
        // Commands that are not run stay unread until help lists them: most runs don't.
        let mut whole = command().color(color);
        whole.build();
        whole.try_get_matches_from_mut(words).err().unwrap_or(error)
    })?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut tree))
}

fn shows_help(error: &clap::Error) -> bool {
    use clap::error::ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand};
    matches!(error.kind(), DisplayHelp | DisplayHelpOnMissingArgumentOrSubcommand)
}

/// Tells an error in reading the command line, or prints the help or version
/// that was asked for.
fn unread(error: &clap::Error, json: bool) -> ExitCode {
    if !error.use_stderr() || !json {
        // To a reader that went away nothing can be told.
        error.print().ok();
        return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
    }
    let text = error.render().to_string();
    let (message, hint) = explain(error, &text);
    let error = Error::usage(message).hint(hint);
    tell(&Ui::new(crate::ui::Settings::default()), &error, true)
}

/// A usage error of the parser as message and hint.
fn explain(error: &clap::Error, text: &str) -> (String, String) {
    use clap::error::ErrorKind::{DisplayHelpOnMissingArgumentOrSubcommand, MissingSubcommand};
    if matches!(error.kind(), DisplayHelpOnMissingArgumentOrSubcommand | MissingSubcommand) {
        return ("a command is missing".to_owned(), "--help lists them".to_owned());
    }
    let mut message = String::new();
    let mut hint = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (to, line) = match line.strip_prefix("tip: ").or_else(|| line.strip_prefix("Usage: ")) {
            Some(rest) => (&mut hint, rest),
            None if line.starts_with("For more information") => continue,
            None => (&mut message, line.strip_prefix("error: ").unwrap_or(line)),
        };
        if !to.is_empty() {
            to.push_str("; ");
        }
        to.push_str(line);
    }
    (message, hint)
}

fn tell(ui: &Ui, error: &Error, json: bool) -> ExitCode {
    if error.kind() == Kind::Interrupted && !json {
        // Whoever pressed Ctrl-C knows.
        return ExitCode::from(error.exit_code());
    }
    ui.error(&if json { error.to_json() } else { error.to_text() });
    ExitCode::from(error.exit_code())
}

fn run(ctx: &Ctx, command: &Command) -> Result<()> {
    match command {
        Command::Init(args) => init::run(ctx, args),
        Command::Demo(args) => demo::run(ctx, args),
        Command::Import(args) => import::run(ctx, args),
        Command::Article(args) => article::run(ctx, args),
        Command::Revision(args) => revision::run(ctx, args),
        Command::Diff(args) => diff::run(ctx, args),
        Command::Blame(args) => blame::run(ctx, args),
        Command::Tag(args) => tag::run(ctx, args),
        Command::Claim(args) => claim::run(ctx, args),
        Command::Source(args) => source::run(ctx, args),
        Command::Queue(args) => queue::run(ctx, args),
        Command::Review(args) => review::run(ctx, args),
        Command::Gate(args) => gate::run(ctx, args),
        Command::Proof(args) => proof::run(ctx, args),
        Command::Match(args) => r#match::run(ctx, args),
        Command::Log(args) => log::run(ctx, args),
        Command::Undo(args) => undo::run(ctx, args),
        Command::Export(args) => export::run(ctx, args),
        Command::Person(args) => person::run(ctx, args),
        Command::Policy(args) => policy::run(ctx, args),
        Command::Db(args) => db::run(ctx, args),
        Command::Config(args) => config::run(ctx, args),
        Command::Events(args) => events::run(ctx, args),
        Command::Completions(args) => completions::run(ctx, args),
        Command::Man(args) => man::run(ctx, args),
        Command::Topic(args) => topic::run(ctx, args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_of_commands_is_sound() {
        let mut command = command();
        command.build();
        command.debug_assert();
    }

    /// Help lists every command with what it is for, the short and the long way,
    /// asked for or shown because a command is missing.
    #[test]
    fn help_says_what_every_command_is_for() {
        let mut whole = command();
        whole.build();
        let nouns = whole.get_subcommands().filter(|c| c.has_subcommands() && c.get_name() != "help");
        for command in std::iter::once(&whole).chain(nouns) {
            let path = command.get_bin_name().unwrap_or("copydesk");
            for line in [format!("{path} -h"), format!("{path} --help"), path.to_owned()] {
                let help = parsed(&line).unwrap_err().render().to_string();
                for listed in command.get_subcommands().filter(|c| !c.is_hide_set()) {
                    let about =
                        listed.get_about().unwrap_or_else(|| panic!("{path} {} says nothing", listed.get_name()));
                    let first: String = about.to_string().split_whitespace().take(3).collect::<Vec<_>>().join(" ");
                    let row = help.lines().find(|l| l.split_whitespace().next() == Some(listed.get_name()));
                    let row = row.unwrap_or_else(|| panic!("{line}: {} is not listed", listed.get_name()));
                    assert!(row.contains(&first), "{line}: {row:?} doesn't say {first:?}");
                }
            }
        }
    }

    fn parsed(line: &str) -> Result<Cli, clap::Error> {
        parse(line.split(' ').map(OsString::from).collect(), ColorWhen::Never)
    }

    #[test]
    fn globals_stand_before_or_after_the_verb() {
        for line in
            ["copydesk --json --as dana queue", "copydesk queue --json --as dana", "copydesk --json queue --as dana"]
        {
            let cli = parsed(line).unwrap();
            assert!(cli.globals.json && cli.globals.actor.as_deref() == Some("dana"), "{line}");
        }
    }

    #[test]
    fn words_with_two_meanings() {
        let cli = parsed("copydesk --as dana article republish fire --as correction").unwrap();
        assert_eq!(cli.globals.actor.as_deref(), Some("dana"));
        assert!(format!("{:?}", cli.command).contains("Correction"));
        let cli = parsed("copydesk import a.txt --format plain --json").unwrap();
        assert!(cli.globals.format.is_none() && cli.globals.json);
        assert!(format!("{:?}", cli.command).contains("Some(Plain)"));
    }

    #[test]
    fn what_must_be_given() {
        for line in [
            "copydesk claim add fire",
            "copydesk source add --kind web --title x",
            "copydesk claim take",
            "copydesk diff",
            "copydesk article republish fire",
            "copydesk claim cite 12 --title x",
            "copydesk article show fire@x",
            "copydesk claim check 12 --finding wrong",
        ] {
            assert_eq!(parsed(line).unwrap_err().exit_code(), 2, "{line}");
        }
        for line in [
            "copydesk claim add fire --statement x",
            "copydesk claim cite 12 14-16 S3",
            "copydesk diff --files a b",
            "copydesk diff fire@-2 @head",
            "copydesk claim approve 12 --at -2",
            "copydesk source add --desk --kind web --title x",
        ] {
            parsed(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        }
    }

    #[test]
    fn an_unread_line_has_a_message_and_a_hint() {
        let error = parsed("copydesk quue").unwrap_err();
        let (message, hint) = explain(&error, &error.render().to_string());
        assert_eq!(message, "unrecognized subcommand 'quue'");
        assert!(hint.contains("queue"), "{hint}");
    }
}
