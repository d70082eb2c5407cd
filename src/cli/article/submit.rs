//! `copydesk article submit`.

use crate::cli::{Ctx, error::Result, names::ArticleName};

/// Hand a draft to the editors.
///
/// Example: copydesk article submit harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// A word to the editors.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
