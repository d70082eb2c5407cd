//! `copydesk tag remove`.

use crate::cli::{Ctx, error::Result, names::ArticleName};

/// Take tags off an article.
///
/// Example: copydesk tag remove harbour-fire place:Harbour
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// The tags.
    #[arg(required = true, value_name = "TAG")]
    pub tags: Vec<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
