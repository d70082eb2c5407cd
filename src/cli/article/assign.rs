//! `copydesk article assign`.

use crate::cli::{Ctx, error::Result, names::ArticleName};

/// Give an article to somebody.
///
/// Example: copydesk article assign harbour-fire --to checker-lena
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// The person.
    #[arg(long, value_name = "NAME", required_unless_present = "nobody")]
    pub to: Option<String>,
    /// Take it from whoever has it.
    #[arg(long, conflicts_with = "to")]
    pub nobody: bool,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
