//! Articles: what they say and where they stand.

use crate::cli::{Ctx, error::Result};

pub mod approve;
pub mod assign;
pub mod edit;
pub mod kill;
pub mod list;
pub mod new;
pub mod publish;
pub mod reinstate;
pub mod republish;
pub mod r#return;
pub mod set;
pub mod show;
pub mod spike;
pub mod submit;
pub mod unspike;

/// Write, edit and move articles through their stages.
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
    New(new::Args),
    Edit(edit::Args),
    Set(set::Args),
    Assign(assign::Args),
    Submit(submit::Args),
    Return(r#return::Args),
    Approve(approve::Args),
    Publish(publish::Args),
    Republish(republish::Args),
    Kill(kill::Args),
    Reinstate(reinstate::Args),
    Spike(spike::Args),
    Unspike(unspike::Args),
}

/// Runs the verb that was typed.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    match &args.verb {
        Verb::List(args) => list::run(ctx, args),
        Verb::Show(args) => show::run(ctx, args),
        Verb::New(args) => new::run(ctx, args),
        Verb::Edit(args) => edit::run(ctx, args),
        Verb::Set(args) => set::run(ctx, args),
        Verb::Assign(args) => assign::run(ctx, args),
        Verb::Submit(args) => submit::run(ctx, args),
        Verb::Return(args) => r#return::run(ctx, args),
        Verb::Approve(args) => approve::run(ctx, args),
        Verb::Publish(args) => publish::run(ctx, args),
        Verb::Republish(args) => republish::run(ctx, args),
        Verb::Kill(args) => kill::run(ctx, args),
        Verb::Reinstate(args) => reinstate::run(ctx, args),
        Verb::Spike(args) => spike::run(ctx, args),
        Verb::Unspike(args) => unspike::run(ctx, args),
    }
}
