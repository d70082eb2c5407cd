//! People and their roles.

use crate::cli::{Ctx, error::Result};

pub mod add;
pub mod list;
pub mod set;
pub mod view;

/// Keep the people of the desk and their roles.
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
    Set(set::Args),
}

/// Runs the verb that was typed.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    match &args.verb {
        Verb::Add(args) => add::run(ctx, args),
        Verb::List(args) => list::run(ctx, args),
        Verb::Set(args) => set::run(ctx, args),
    }
}
