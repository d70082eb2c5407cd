//! `copydesk article show`.

use crate::cli::{Ctx, error::Result, names::ArticleAt};

/// Show an article: its text, where it stands, and how its claims stand.
///
/// Shows head, or the revision named after the @. Opening it marks that revision as the one you have seen.
///
/// Example: copydesk article show harbour-fire@published
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article, with a revision if not head.
    #[arg(value_name = "ARTICLE[@REV]")]
    pub article: ArticleAt,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
