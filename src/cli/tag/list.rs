//! `copydesk tag list`.

use crate::cli::{Ctx, error::Result, names::ArticleName};

/// List the tags of the desk, or of one article.
///
/// Example: copydesk tag list --scheme place
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only those of this article.
    #[arg(value_name = "ARTICLE")]
    pub article: Option<ArticleName>,
    /// Only those of this scheme.
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
