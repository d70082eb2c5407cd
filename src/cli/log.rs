//! `copydesk log`.

use crate::cli::{
    Ctx,
    error::Result,
    names::{ArticleOrClaim, When},
};

/// Read the record: who did what, when, in order.
///
/// --verify recomputes every hash and checks that nobody rewrote the record.
///
/// Example: copydesk log harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An article, or one claim (c12 or '#12'). Without it, the whole desk.
    #[arg(value_name = "ARTICLE|CLAIM")]
    pub target: Option<ArticleOrClaim>,
    /// Check the chains instead of listing.
    #[arg(long)]
    pub verify: bool,
    /// Only what happened since then.
    #[arg(long, value_name = "TIME", conflicts_with = "verify")]
    pub since: Option<When>,
    /// The most to list, the latest; 0 for all.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: u32,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
