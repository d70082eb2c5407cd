//! `copydesk completions`.

use crate::cli::{Ctx, error::Result};

/// Print a script that completes commands and flags in your shell.
///
/// Example: copydesk completions bash > ~/.local/share/bash-completion/completions/copydesk
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut crate::cli::command(), "copydesk", &mut script);
    Ok(ctx.ui.write(&script)?)
}
