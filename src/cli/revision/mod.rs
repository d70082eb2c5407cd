//! Revisions: the immutable texts of an article.

use crate::cli::{Ctx, error::Result};

pub mod list;
pub mod restore;
pub mod show;
pub mod view;

/// See and bring back the texts that an article had.
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
    List(list::Args),
    Show(show::Args),
    Restore(restore::Args),
}

/// Runs the verb that was typed.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    match &args.verb {
        Verb::List(args) => list::run(ctx, args),
        Verb::Show(args) => show::run(ctx, args),
        Verb::Restore(args) => restore::run(ctx, args),
    }
}
