//! Tags.

use crate::cli::{Ctx, error::Result};

pub mod add;
pub mod list;
pub mod merge;
pub mod remove;
pub mod rename;
pub mod view;

/// Tag articles and keep the tags in order.
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
    Remove(remove::Args),
    List(list::Args),
    Rename(rename::Args),
    Merge(merge::Args),
}

/// Runs the verb that was typed.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    match &args.verb {
        Verb::Add(args) => add::run(ctx, args),
        Verb::Remove(args) => remove::run(ctx, args),
        Verb::List(args) => list::run(ctx, args),
        Verb::Rename(args) => rename::run(ctx, args),
        Verb::Merge(args) => merge::run(ctx, args),
    }
}
