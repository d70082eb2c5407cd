//! The config file, and the commands that tell of it.
//!
//! `copydesk/config.toml` in the system's folder for configuration: a person's
//! own defaults. Flags win over the environment, and both over the file. A key
//! that isn't known is refused: a slip of the pen would otherwise go unseen.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;
use serde::Deserialize;

use super::{
    Ctx,
    error::{Error, Result},
    queue::Sort,
};
use crate::{domain::naming::nearest, ui::ColorWhen};

pub mod path;
pub mod show;

/// See what the config file says, and where it is.
///
/// It holds a person's own defaults: db, user, color, pager, and in its table "queue" sort, limit, mine and desk. Flags
/// win over the environment, and both win over the file.
#[derive(Debug, clap::Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

// Each verb's documentation is on its own `Args`.
#[derive(Debug, clap::Subcommand)]
#[command(defer = true)]
enum Verb {
    Path(path::Args),
    Show(show::Args),
}

/// Runs the verb that was typed.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    match &args.verb {
        Verb::Path(args) => path::run(ctx, args),
        Verb::Show(args) => show::run(ctx, args),
    }
}

/// What the config file says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Config {
    /// The desk; a path that isn't absolute counts from the file's folder.
    pub db: Option<PathBuf>,
    /// The name to act under.
    pub user: Option<String>,
    /// When to colour.
    pub color: Option<ColorWhen>,
    /// The pager's command line; empty for none.
    pub pager: Option<String>,
    /// What `copydesk queue` does where its flags don't say.
    pub queue: Queue,
}

/// The defaults of `copydesk queue`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Queue {
    /// The order.
    pub sort: Option<Sort>,
    /// The most to list; 0 for all.
    pub limit: Option<u32>,
    /// Only what is mine.
    pub mine: Option<bool>,
    /// Only this desk's.
    pub desk: Option<String>,
}

/// The keys of the file; those of a table with its name.
pub const KEYS: [&str; 8] = ["db", "user", "color", "pager", "queue.sort", "queue.limit", "queue.mine", "queue.desk"];

impl Config {
    /// Where the file is, whether it exists or not; `None` where there is no home.
    pub fn path() -> Option<PathBuf> {
        etcetera::choose_base_strategy().ok().map(|dirs| dirs.config_dir().join("copydesk").join("config.toml"))
    }

    /// Reads the file; where there is none, nothing is said.
    pub fn load() -> Result<Self> {
        let Some(path) = Self::path() else { return Ok(Self::default()) };
        match fs::read_to_string(&path) {
            Ok(text) => {
                let mut config = Self::parse(&text).map_err(|(why, hint)| {
                    Error::usage(format!("{} can't be used: {why}", path.display())).hint(hint)
                })?;
                // A path in a file is read from where the file lies, wherever one stands.
                config.db = config.db.map(|db| path.parent().unwrap_or(Path::new("")).join(db));
                Ok(config)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Error::failed(format!("{} can't be read: {error}", path.display()))),
        }
    }

    /// Reads the file's text; else why it can't be read, and what to do.
    fn parse(text: &str) -> std::result::Result<Self, (String, String)> {
        let at = |error: &toml::de::Error| {
            let line =
                error.span().and_then(|span| text.get(..span.start)).map(|before| before.matches('\n').count() + 1);
            let line = line.map_or_else(String::new, |line| format!("line {line}: "));
            (format!("{line}{}", error.message()), "mend the file; its keys: ".to_owned() + &KEYS.join(", "))
        };
        let table: toml::Table = toml::from_str(text).map_err(|error| at(&error))?;
        for key in table.iter().flat_map(|(key, value)| match value {
            toml::Value::Table(inner) if key == "queue" => inner.keys().map(|inner| format!("{key}.{inner}")).collect(),
            _ if key == "queue" => vec![],
            _ => vec![key.clone()],
        }) {
            if !KEYS.contains(&key.as_str()) {
                let last = |key: &'static str| key.rsplit('.').next().unwrap_or(key);
                let mut near = nearest(&key, KEYS, 1);
                if near.is_empty() {
                    let bare = key.rsplit('.').next().unwrap_or(&key);
                    near =
                        KEYS.into_iter().filter(|known| nearest(bare, [last(known)], 1).len() == 1).take(1).collect();
                }
                let hint = match near.first() {
                    Some(near) => format!("did you mean {near}? The keys: {}", KEYS.join(", ")),
                    None => format!("the keys: {}", KEYS.join(", ")),
                };
                return Err((format!("there is no key {key}"), hint));
            }
        }
        toml::from_str(text).map_err(|error| at(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_that_there_are() {
        let config = Config::parse(
            "db = \"/srv/desk.db\"\nuser = \"dana\"\ncolor = \"never\"\npager = \"\"\n[queue]\nsort = \"age\"\nlimit = 20\n\
             mine = true\ndesk = \"city\"\n",
        )
        .unwrap();
        assert_eq!((config.db.unwrap(), config.user.unwrap()), (PathBuf::from("/srv/desk.db"), "dana".to_owned()));
        assert_eq!((config.color, config.pager.as_deref()), (Some(ColorWhen::Never), Some("")));
        let queue = Queue { sort: Some(Sort::Age), limit: Some(20), mine: Some(true), desk: Some("city".to_owned()) };
        assert_eq!(config.queue, queue);
        assert_eq!(Config::parse(""), Ok(Config::default()));
    }

    #[test]
    fn what_is_refused_and_what_is_said() {
        for (text, why, hint) in [
            ("databse = \"x\"", "there is no key databse", "the keys: db"),
            ("usr = \"x\"", "there is no key usr", "did you mean user?"),
            ("colour = \"never\"", "there is no key colour", "did you mean color?"),
            ("limit = 3", "there is no key limit", "did you mean queue.limit?"),
            ("[queue]\nsrot = \"age\"", "there is no key queue.srot", "did you mean queue.sort?"),
            ("[other]\nx = 1", "there is no key other", "the keys: db"),
            ("user = \"a\"\nuser = \"b\"", "line 2: duplicate key", "mend the file"),
            ("color = \"blue\"", "line 1: ", "mend the file"),
            ("user = 3", "line 1: ", "mend the file"),
            ("[queue]\nlimit = -1", "line 2: ", "mend the file"),
            ("queue = 1", "line 1: ", "mend the file"),
            ("user", "line 1: ", "mend the file"),
        ] {
            let (said, advice) = Config::parse(text).unwrap_err();
            assert!(said.starts_with(why), "{text}: {said}");
            assert!(advice.starts_with(hint), "{text}: {advice}");
        }
    }
}
