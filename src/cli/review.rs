//! `copydesk review`.

use crate::cli::{Ctx, error::Result, names::ArticleOrClaim};

/// Walk through claims one by one: see each in its context, decide, go on.
///
/// Checkers propose findings with sources, editors approve or return. Without an article it walks your queue. Needs
/// a terminal; every step can also be done by a command of `copydesk claim`.
///
/// Example: copydesk review harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An article, or one claim (c12 or '#12').
    #[arg(value_name = "ARTICLE|CLAIM")]
    pub target: Option<ArticleOrClaim>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
