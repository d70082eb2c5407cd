//! `copydesk revision list`.

use crate::cli::{Ctx, error::Result, names::ArticleName};

/// List an article's revisions, oldest first.
///
/// Example: copydesk revision list harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
