//! `copydesk tag add`.

use crate::cli::{Ctx, error::Result, names::ArticleName};

/// Tag an article.
///
/// A tag is written scheme:name (place:Syria, person:"Sergey Lavrov"); a bare name is a topic.
///
/// Example: copydesk tag add harbour-fire place:Harbour fires
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
