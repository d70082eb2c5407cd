//! `copydesk article spike`.

use crate::cli::{Ctx, error::Result, names::ArticleName};

/// Drop an article before publication.
///
/// It stays in the desk; `article unspike` brings it back as a draft. For editors.
///
/// Example: copydesk article spike harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
