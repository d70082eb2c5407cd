//! The flags that every command takes, and the environment, read once.

use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
};

use super::{
    config::Config,
    error::{Error, Result},
};
use crate::{
    render::Format,
    ui::{ColorWhen, Editor, Settings, clock::Clock},
};

/// What the environment says, as it was when the program started. Empty
/// variables count as not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent settings, each set by a variable")]
pub struct Env {
    /// COPYDESK_DB: the desk.
    pub db: Option<OsString>,
    /// COPYDESK_USER: who acts.
    pub user: Option<String>,
    /// COPYDESK_NOW: the time, for tests and demonstrations.
    pub now: Option<String>,
    /// COPYDESK_PAGER, PAGER; with the name of the one that says it.
    pub pager: Option<(String, &'static str)>,
    /// COPYDESK_EDITOR, VISUAL, EDITOR; with whether it was the first.
    pub editor: Option<Editor>,
    /// BROWSER: what opens an address.
    pub browser: Option<String>,
    /// COPYDESK_COMPLETE: the shell that asks what may come next on its line.
    pub completes: Option<OsString>,
    /// NO_COLOR.
    pub no_color: bool,
    /// CLICOLOR_FORCE.
    pub force_color: bool,
    /// TERM=dumb.
    pub dumb: bool,
    /// The terminal opens addresses that are marked as such, or FORCE_HYPERLINK says so.
    pub links: bool,
    /// COLUMNS.
    pub columns: Option<usize>,
    /// LOGNAME, USER or USERNAME: used where the system doesn't know who is logged in.
    pub login: Option<String>,
}

impl Env {
    /// Reads the process's environment: the only place that does.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn read() -> Self {
        Self::from_lookup(|name| std::env::var_os(name))
    }

    /// Reads an environment given as a function from names to values.
    pub fn from_lookup(get: impl Fn(&str) -> Option<OsString>) -> Self {
        let os = |name: &str| get(name).filter(|value| !value.is_empty());
        let text = |name: &str| os(name).map(|value| value.to_string_lossy().into_owned());
        let editor = |name: &str, ours| text(name).map(|command| Editor { command, ours });
        Self {
            db: os("COPYDESK_DB"),
            user: text("COPYDESK_USER"),
            now: text("COPYDESK_NOW"),
            // An empty pager means no pager, so it counts as set here.
            pager: ["COPYDESK_PAGER", "PAGER"]
                .into_iter()
                .find_map(|name| Some((get(name)?.to_string_lossy().into_owned(), name))),
            editor: editor("COPYDESK_EDITOR", true)
                .or_else(|| editor("VISUAL", false))
                .or_else(|| editor("EDITOR", false)),
            browser: text("BROWSER"),
            completes: os(super::completions::ASKS),
            no_color: os("NO_COLOR").is_some(),
            force_color: os("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
            dumb: text("TERM").as_deref() == Some("dumb"),
            links: has_links(text),
            columns: text("COLUMNS").and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0),
            login: text("LOGNAME").or_else(|| text("USER")).or_else(|| text("USERNAME")),
        }
    }
}

/// Whether the terminal is known to open marked addresses (OSC 8). What isn't
/// known is not tried: some show the marks.
fn has_links(text: impl Fn(&str) -> Option<String>) -> bool {
    if let Some(forced) = text("FORCE_HYPERLINK") {
        return forced != "0";
    }
    if text("STY").is_some() {
        return false;
    }
    let program = text("TERM_PROGRAM").unwrap_or_default();
    let term = text("TERM").unwrap_or_default();
    ["iTerm.app", "WezTerm", "vscode", "Hyper", "ghostty", "mintty", "Tabby", "rio"].contains(&program.as_str())
        || ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour"].iter().any(|t| term.starts_with(t))
        || ["KONSOLE_VERSION", "WT_SESSION", "DOMTERM"].iter().any(|name| text(name).is_some())
        // GNOME Terminal and its kin, from 0.50 on.
        || text("VTE_VERSION").and_then(|version| version.parse().ok()).is_some_and(|version: u32| version >= 5000)
}

/// The flags that every command takes, before or after the verb.
#[derive(Debug, Clone, Default, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person types")]
#[command(next_help_heading = "Global options")]
pub struct GlobalArgs {
    /// The desk: a file, by default the nearest desk.db in this folder or a parent (env: COPYDESK_DB).
    #[arg(long, global = true, value_name = "PATH")]
    pub db: Option<PathBuf>,
    /// The person who acts, by default the login name (env: COPYDESK_USER).
    #[arg(long = "as", global = true, value_name = "NAME")]
    pub actor: Option<String>,
    /// The form of the output.
    #[arg(long, global = true, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<Format>,
    /// JSON: short for --format json.
    #[arg(long, global = true)]
    pub json: bool,
    /// The fields to show, with commas between them.
    #[arg(long, global = true, value_name = "FIELDS", value_delimiter = ',')]
    pub fields: Option<Vec<String>>,
    /// When to colour: auto, always or never.
    #[arg(long, global = true, value_enum, value_name = "WHEN", hide_possible_values = true)]
    pub color: Option<ColorWhen>,
    /// Don't use a pager for long text.
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// Never ask; fail where an answer is needed.
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Answer yes where a confirmation is asked for.
    #[arg(long, global = true)]
    pub yes: bool,
    /// Say nothing but what was asked for and what went wrong.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more; twice for still more.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// Flags and environment, put together.
#[derive(Debug, Clone)]
pub struct Globals {
    /// The desk as it was named by flag or environment.
    pub db: Option<PathBuf>,
    /// The actor as named by flag or environment.
    pub actor: Option<String>,
    /// The form of the output.
    pub format: Format,
    /// The fields to show; `None` for all.
    pub fields: Option<Vec<String>>,
    /// The environment.
    pub env: Env,
    /// What the config file says.
    pub config: Config,
}

impl Globals {
    /// Puts flags, environment and config file together; flags win, the file comes last.
    pub fn new(args: &GlobalArgs, env: Env, config: Config) -> Result<Self> {
        let format = match (args.json, args.format) {
            (true, Some(format)) if format != Format::Json => {
                return Err(Error::usage("--json and --format ask for different forms").hint("give one of them"));
            }
            (true, _) => Format::Json,
            (false, format) => format.unwrap_or_default(),
        };
        let fields = args.fields.as_ref().map(|fields| {
            fields.iter().map(|field| field.trim().to_owned()).filter(|field| !field.is_empty()).collect::<Vec<_>>()
        });
        if fields.as_ref().is_some_and(Vec::is_empty) {
            return Err(Error::usage("--fields names no field"));
        }
        Ok(Self {
            db: args.db.clone().or_else(|| env.db.clone().map(PathBuf::from)),
            actor: args.actor.clone().or_else(|| env.user.clone()),
            format,
            fields,
            env,
            config,
        })
    }

    /// The clock that the environment asks for.
    pub fn clock(&self) -> Result<Clock> {
        Clock::from_setting(self.env.now.as_deref()).map_err(|error| Error::usage(format!("COPYDESK_NOW: {error}")))
    }

    /// The desk's file: named by --db or COPYDESK_DB, else the nearest
    /// `desk.db` in `folder` or one above it, else the one in the config file.
    pub fn desk(&self, folder: &std::path::Path) -> Result<PathBuf> {
        if let Some(db) = &self.db {
            return Ok(db.clone());
        }
        if let Some(near) = near(folder) {
            return Ok(near);
        }
        self.config.db.clone().ok_or_else(|| {
            Error::not_found(format!("there is no {DESK} in this folder or one above it"))
                .hint("make one: copydesk init; or name one: --db PATH")
        })
    }

    /// The name to act under: --as, COPYDESK_USER, the config file's `user`,
    /// else the login name.
    pub fn actor(&self) -> Result<String> {
        if let Some(actor) = &self.actor {
            return Ok(actor.clone());
        }
        if let Some(user) = &self.config.user {
            return Ok(user.clone());
        }
        self.login().ok_or_else(|| {
            Error::usage("it isn't known who you are").hint("say so with --as NAME, or set COPYDESK_USER")
        })
    }

    /// The login name, kept beside the actor in every event: what the system
    /// says of the process's user, and only where it doesn't know, what the
    /// environment says.
    pub fn login(&self) -> Option<String> {
        system_login().or_else(|| self.env.login.clone())
    }
}

/// The file that is looked for.
pub const DESK: &str = "desk.db";

/// The pager where nobody names one.
pub const PAGER: &str = "less -FRX";

/// The nearest desk: in this folder or one above it.
pub fn near(folder: &std::path::Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(DESK)).find(|file| file.is_file())
}

#[cfg(unix)]
fn system_login() -> Option<String> {
    let uid = rustix::process::getuid().as_raw().to_string();
    let people = std::fs::read_to_string("/etc/passwd").ok()?;
    people.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == uid && !name.is_empty()).then(|| name.to_owned())
    })
}

#[cfg(not(unix))]
fn system_login() -> Option<String> {
    None
}

/// How to talk, from flags, environment and config file.
pub fn settings(args: &GlobalArgs, env: &Env, config: &Config) -> Settings {
    let pager = env.pager.as_ref().map(|(pager, _)| pager.clone());
    let pager = pager.or_else(|| config.pager.clone()).unwrap_or_else(|| PAGER.to_owned());
    // The environment's word on colour stands above the file's.
    let said = env.no_color || env.force_color;
    let color = args.color.or_else(|| config.color.filter(|_| !said)).unwrap_or_default();
    let usable = !args.no_pager && !pager.trim().is_empty() && pager.trim() != "cat";
    Settings {
        color,
        color_asked: args.color.is_some(),
        no_color: env.no_color,
        force_color: env.force_color,
        dumb: env.dumb,
        links: env.links,
        columns: env.columns,
        pager: usable.then_some(pager),
        editor: Some(
            env.editor.clone().unwrap_or_else(|| Editor { command: default_editor().to_owned(), ours: false }),
        ),
        browser: env.browser.clone(),
        no_input: args.no_input,
        yes: args.yes,
        quiet: args.quiet,
        verbose: args.verbose,
    }
}

const fn default_editor() -> &'static str {
    if cfg!(windows) { "notepad" } else { "vi" }
}

/// What must be known before the command line could be read, to tell its
/// errors in the right form: whether JSON was asked for, and the colour.
/// Looks no further than `--`.
pub fn scan(words: &[OsString]) -> (bool, ColorWhen) {
    let mut json = false;
    let mut color = ColorWhen::Auto;
    let mut words = words.iter().map(OsString::as_os_str).take_while(|word| *word != "--").peekable();
    while let Some(word) = words.next() {
        let value = |flag: &str, next: Option<&&OsStr>| {
            let word = word.to_str()?;
            match word.strip_prefix(flag)?.strip_prefix('=') {
                Some(value) => Some(value.to_owned()),
                None if word == flag => next.and_then(|next| next.to_str()).map(str::to_owned),
                None => None,
            }
        };
        json |= word == "--json";
        if let Some(format) = value("--format", words.peek()) {
            json |= format == "json" || format == "jsonl";
        }
        match value("--color", words.peek()).as_deref() {
            Some("always") => color = ColorWhen::Always,
            Some("never") => color = ColorWhen::Never,
            _ => {}
        }
    }
    (json, color)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Env {
        Env::from_lookup(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| OsString::from(v)))
    }

    #[test]
    fn flags_win_over_the_environment() {
        let env = env(&[("COPYDESK_DB", "a.db"), ("COPYDESK_USER", "dana"), ("EDITOR", "ed"), ("VISUAL", "vi")]);
        assert_eq!(env.editor, Some(Editor { command: "vi".into(), ours: false }));
        let globals = Globals::new(&GlobalArgs::default(), env.clone(), Config::default()).unwrap();
        assert_eq!((globals.db.unwrap(), globals.actor.unwrap()), (PathBuf::from("a.db"), "dana".to_owned()));
        let args = GlobalArgs { db: Some("b.db".into()), actor: Some("lena".into()), ..GlobalArgs::default() };
        let globals = Globals::new(&args, env, Config::default()).unwrap();
        assert_eq!((globals.db.unwrap(), globals.actor.unwrap()), (PathBuf::from("b.db"), "lena".to_owned()));
    }

    #[test]
    fn an_empty_pager_is_no_pager() {
        let pager = |pairs: &[(&str, &str)]| settings(&GlobalArgs::default(), &env(pairs), &Config::default()).pager;
        assert_eq!(pager(&[]).as_deref(), Some("less -FRX"));
        assert_eq!(pager(&[("PAGER", "more")]).as_deref(), Some("more"));
        assert_eq!(pager(&[("COPYDESK_PAGER", ""), ("PAGER", "more")]), None);
        assert_eq!(pager(&[("PAGER", "cat")]), None);
    }

    #[test]
    fn contradictory_forms_are_refused() {
        let args = GlobalArgs { json: true, format: Some(Format::Csv), ..GlobalArgs::default() };
        assert!(Globals::new(&args, Env::default(), Config::default()).is_err());
        let args = GlobalArgs { json: true, format: Some(Format::Json), ..GlobalArgs::default() };
        assert!(Globals::new(&args, Env::default(), Config::default()).is_ok());
        let args = GlobalArgs { fields: Some(vec![" ".into()]), ..GlobalArgs::default() };
        assert!(Globals::new(&args, Env::default(), Config::default()).is_err());
    }

    #[test]
    fn the_nearest_desk_is_found_in_a_parent() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        let globals = Globals::new(&GlobalArgs::default(), Env::default(), Config::default()).unwrap();
        std::fs::write(root.path().join("desk.db"), "").unwrap();
        assert_eq!(globals.desk(&deep).unwrap(), root.path().join("desk.db"));
        std::fs::write(root.path().join("a/desk.db"), "").unwrap();
        assert_eq!(globals.desk(&deep).unwrap(), root.path().join("a/desk.db"));
    }

    #[test]
    fn the_form_of_errors_is_known_early() {
        let words = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert!(scan(&words("copydesk --json nonsense")).0);
        assert!(scan(&words("copydesk nonsense --format json")).0);
        assert!(scan(&words("copydesk nonsense --format=jsonl")).0);
        assert!(!scan(&words("copydesk claim comment 1 -- --json")).0);
        assert!(!scan(&words("copydesk --format csv")).0);
        assert_eq!(scan(&words("copydesk --color never")).1, ColorWhen::Never);
    }
}
