//! Articles: what they say and where they stand.

use crate::cli::{Ctx, desk, error::Result, names::ArticleName};
use crate::store::article::{self, Article};
use crate::store::{Tx, publication};

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
pub mod view;

use view::ArticleView;

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

/// Does something with an article in one transaction, and tells what came of it.
fn moved(
    ctx: &Ctx,
    action: impl FnOnce(&Tx<'_>) -> Result<Article>,
    said: impl FnOnce(&ArticleView) -> String,
) -> Result<()> {
    let after = ctx.act(|tx| view::now(tx, &action(tx)?))?;
    ctx.changed(&after, said(&after))
}

/// As [`moved`], for what stands behind a gate, which a chief may pass for a reason.
fn moved_past_gate(
    ctx: &Ctx,
    reason: Option<&str>,
    action: impl FnOnce(&Tx<'_>, &str) -> Result<Article>,
    said: impl FnOnce(&ArticleView) -> String,
) -> Result<()> {
    let (after, passed) = ctx.act(|tx| {
        let article = action(tx, reason.unwrap_or_default())?;
        let event = article::by_id(tx, article.id)?.map(|a| a.event);
        let passed = publication::overrides(tx, article.id)?.last().is_some_and(|last| Some(last.made) == event);
        Ok((view::now(tx, &article)?, passed))
    })?;
    ctx.changed(&after, said(&after))?;
    if passed && ctx.for_people() {
        ctx.ui.status(
            "a closed gate was passed: every report of this article will say so, and what was owed stays in the queue",
        );
    }
    Ok(())
}

/// The note that an action needs: the one given, or the answer to a question,
/// which is asked only about an article that there is.
fn note_for(ctx: &Ctx, article: &ArticleName, given: Option<&str>, question: &str) -> Result<String> {
    if given.is_none() {
        ctx.read_desk(|r| desk::article(r, article))?;
    }
    ctx.required_note(given, question)
}
