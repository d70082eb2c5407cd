//! `copydesk completions`, and what its scripts ask for at each Tab.
//!
//! The script that a shell reads once calls the program back, with
//! `COPYDESK_COMPLETE` set and the line that is being typed. What stands in the
//! desk (slugs, revisions, claims, people, tags, sources) is completed by what
//! an argument calls its value, so that a new command is completed like the
//! others. Reads are bounded and change nothing, and whatever goes wrong, the
//! shell gets what can be said without the desk.

use std::ffi::{OsStr, OsString};

use clap::builder::StyledStr;
use clap_complete::{
    engine::{ArgValueCompleter, CompletionCandidate},
    env::Shells,
};

use super::{Ctx, error::Result, globals::Globals};

mod desk;

/// The variable that says which shell asks for completions.
pub const ASKS: &str = "COPYDESK_COMPLETE";

/// zsh reads a script of `$fpath` at the first Tab only: that Tab wants an answer, too.
const FIRST_TAB: &str = "
if [[ ${funcstack[1]-} == _copydesk ]]; then
    _clap_dynamic_completer_copydesk \"$@\"
fi
";

/// Print a script that completes commands, flags, and what is at the desk, in your shell.
///
/// Slugs, revisions (after slug@), claim numbers, people, tags and sources are completed from the desk that the line is
/// about. With --plain the script never runs copydesk, and completes commands and flags alone.
///
/// bash: copydesk completions bash > ~/.local/share/bash-completion/completions/copydesk
///
/// zsh: copydesk completions zsh > a folder of $fpath/_copydesk
///
/// fish: copydesk completions fish > ~/.config/fish/completions/copydesk.fish
///
/// PowerShell: copydesk completions powershell >> $PROFILE
///
/// Example: copydesk completions bash > ~/.local/share/bash-completion/completions/copydesk
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: clap_complete::Shell,
    /// Commands and flags alone; nothing of the desk.
    #[arg(long)]
    pub plain: bool,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let mut script = Vec::new();
    let shell = args.shell.to_string();
    let from_fpath = args.shell == clap_complete::Shell::Zsh && !args.plain;
    match Shells::builtins().completer(&shell).filter(|_| !args.plain) {
        Some(shell) => shell
            .write_registration(ASKS, "copydesk", "copydesk", "copydesk", &mut script)
            .map_err(|error| super::error::Error::failed(format!("the script can't be made: {error}")))?,
        None => clap_complete::generate(args.shell, &mut super::command(), "copydesk", &mut script),
    }
    if from_fpath {
        script.extend_from_slice(FIRST_TAB.as_bytes());
    }
    Ok(ctx.ui.write(&script)?)
}

/// Answers a shell: `words` are what it started the program with, the line
/// that is typed after `--`. Whatever goes wrong, nothing is said about it.
pub fn answer(shell: &OsStr, words: Vec<OsString>, globals: Globals) -> Vec<u8> {
    let mut out = Vec::new();
    let line: Vec<OsString> = words.into_iter().skip_while(|word| word != "--").skip(1).collect();
    let name = shell.to_string_lossy();
    let shells = Shells::builtins();
    let Some(shell) = shells.completer(&name).filter(|_| !line.is_empty()) else { return out };
    let mut tree = super::command();
    tree.build();
    let asked = desk::Asked::new(&line, globals);
    let is_flag = line.last().is_some_and(|word| word.to_string_lossy().starts_with('-'));
    let mut tree = completing(tree, &asked);
    if !is_flag {
        tree = flags_last(tree);
    }
    shell.write_complete(&mut tree, line, std::env::current_dir().ok().as_deref(), &mut out).ok();
    out
}

/// The tree in which flags are offered only where nothing else can stand: who
/// wants a flag types a dash.
fn flags_last(command: clap::Command) -> clap::Command {
    command.mut_args(|arg| if arg.is_positional() { arg } else { arg.hide(true) }).mut_subcommands(flags_last)
}

/// The tree with completers on every argument whose values stand in the desk.
fn completing(command: clap::Command, asked: &desk::Asked) -> clap::Command {
    let command = command.mut_args(|arg| {
        let name = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
        let flag = arg.get_long().unwrap_or_default().to_owned();
        let Some(what) = name.and_then(|name| desk::What::of(&name, &flag)) else { return arg };
        let asked = asked.clone();
        arg.add(ArgValueCompleter::new(move |current: &OsStr| {
            let current = current.to_str().unwrap_or_default();
            let candidate = |(value, help): (String, String)| {
                let help = Some(help).filter(|help| !help.is_empty()).map(StyledStr::from);
                CompletionCandidate::new(value).help(help)
            };
            asked.candidates(what, current).into_iter().map(candidate).collect()
        }))
    });
    command.mut_subcommands(|sub| completing(sub, asked))
}
