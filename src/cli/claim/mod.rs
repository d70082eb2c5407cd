//! Claims: assertions tied to the exact words that make them.

use crate::cli::{Ctx, error::Result};

pub mod add;
pub mod answered;
pub mod approve;
pub mod assign;
pub mod check;
pub mod cite;
pub mod comment;
pub mod drop;
pub mod edit;
pub mod list;
pub mod reconfirm;
pub mod reopen;
pub mod r#return;
pub mod show;
pub mod take;
pub mod wait;
pub mod withdraw;

/// Tie factual claims to words, check them, approve them.
#[derive(Debug, clap::Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

// Each verb's documentation is on its own `Args`.
#[derive(Debug, clap::Subcommand)]
enum Verb {
    Add(add::Args),
    List(list::Args),
    Show(show::Args),
    Edit(edit::Args),
    Take(take::Args),
    Drop(drop::Args),
    Assign(assign::Args),
    Cite(cite::Args),
    Check(check::Args),
    Wait(wait::Args),
    Approve(approve::Args),
    Reconfirm(reconfirm::Args),
    Answered(answered::Args),
    Return(r#return::Args),
    Withdraw(withdraw::Args),
    Reopen(reopen::Args),
    Comment(comment::Args),
}

/// Runs the verb that was typed.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    match &args.verb {
        Verb::Add(args) => add::run(ctx, args),
        Verb::List(args) => list::run(ctx, args),
        Verb::Show(args) => show::run(ctx, args),
        Verb::Edit(args) => edit::run(ctx, args),
        Verb::Take(args) => take::run(ctx, args),
        Verb::Drop(args) => drop::run(ctx, args),
        Verb::Assign(args) => assign::run(ctx, args),
        Verb::Cite(args) => cite::run(ctx, args),
        Verb::Check(args) => check::run(ctx, args),
        Verb::Wait(args) => wait::run(ctx, args),
        Verb::Approve(args) => approve::run(ctx, args),
        Verb::Reconfirm(args) => reconfirm::run(ctx, args),
        Verb::Answered(args) => answered::run(ctx, args),
        Verb::Return(args) => r#return::run(ctx, args),
        Verb::Withdraw(args) => withdraw::run(ctx, args),
        Verb::Reopen(args) => reopen::run(ctx, args),
        Verb::Comment(args) => comment::run(ctx, args),
    }
}
