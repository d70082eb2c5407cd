//! Sources: what findings rest on.

use crate::cli::{Ctx, error::Result};

pub mod add;
pub mod edit;
pub mod list;
pub mod show;
pub mod view;

/// Keep the sources that findings rest on.
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
    Add(add::Args),
    List(list::Args),
    Show(show::Args),
    Edit(edit::Args),
}

/// Runs the verb that was typed.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    match &args.verb {
        Verb::Add(args) => add::run(ctx, args),
        Verb::List(args) => list::run(ctx, args),
        Verb::Show(args) => show::run(ctx, args),
        Verb::Edit(args) => edit::run(ctx, args),
    }
}
