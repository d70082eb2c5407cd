//! `copydesk review`: claims one by one, each on a screen, a key a decision.
//!
//! `walk` finds the next claim and holds it, `screen` shows it, `actions` says
//! which keys it offers to whom, `ask` and `typed` ask what a decision needs,
//! `session` waits for the key and `perform` does what it means, `look` shows
//! more, and `end` sums up. A decision is one transaction, opened after the last question was answered
//! and closed before the next is asked: whatever interrupts the session, the
//! desk holds each decision whole or not at all.

mod actions;
mod ask;
mod end;
mod look;
mod perform;
mod screen;
mod session;
mod typed;
mod walk;

use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::ArticleOrClaim,
        queue::Narrow,
    },
    render::Format,
};

/// Walk through claims one by one: see each in its context, decide, go on.
///
/// Checkers propose findings with sources, editors approve or return. Without an article it walks your queue. What
/// you decide covers the words on the screen: if they changed meanwhile, nothing is recorded and you are shown what
/// did. Nobody else is given the claim that you have on the screen. Each decision is saved at once; q or Ctrl-C ends the session. Needs a terminal; every step can also be done
/// by a command of `copydesk claim`.
///
/// Example: copydesk review harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An article, or one claim (c12 or '#12').
    #[arg(value_name = "ARTICLE|CLAIM")]
    pub target: Option<ArticleOrClaim>,
    /// What narrows it.
    #[command(flatten)]
    pub narrow: Narrow,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    if ctx.format() != Format::Table {
        return Err(Error::usage("a review is for people; it has no other form")
            .hint("for programs: copydesk queue --json; copydesk claim show ID --json"));
    }
    if !ctx.ui.can_ask() {
        return Err(without_a_terminal(args));
    }
    session::run(ctx, args)
}

/// What to type instead, where nobody can press keys.
fn without_a_terminal(args: &Args) -> Error {
    let (list, id) = match &args.target {
        None => (format!("copydesk queue{}", args.narrow.flags()), "ID".to_owned()),
        Some(ArticleOrClaim::Article(article)) => {
            (format!("copydesk queue --article {article}{}", args.narrow.flags()), "ID".to_owned())
        }
        Some(ArticleOrClaim::Claim(id)) => (format!("copydesk claim show {id}"), id.to_string()),
    };
    Error::usage("a review needs a terminal, and there is none here")
        .detail("the same step by step:")
        .detail(list)
        .detail(format!("copydesk claim cite {id} --kind KIND --title \"…\""))
        .detail(format!("copydesk claim check {id} --finding FINDING --at REVISION"))
        .detail(format!("copydesk claim approve {id} --at REVISION"))
        .detail(format!("copydesk claim return {id} --note \"…\" --at REVISION"))
        .hint("run it on a terminal, without --no-input")
}
