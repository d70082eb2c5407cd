//! The rules of the desk.

use crate::cli::{Ctx, error::Result};

pub mod set;
pub mod show;
pub mod view;

/// See and change the rules of the desk.
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
    Show(show::Args),
    Set(set::Args),
}

/// Runs the verb that was typed.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    match &args.verb {
        Verb::Show(args) => show::run(ctx, args),
        Verb::Set(args) => set::run(ctx, args),
    }
}
