//! `copydesk revision show`.

use crate::{
    cli::{Ctx, error::Result, names::ArticleAt},
    domain::part::Part,
};

/// Show the text of one revision as it was.
///
/// Example: copydesk revision show harbour-fire@live:2026-01-31T09:00
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article, with a revision if not head.
    #[arg(value_name = "ARTICLE[@REV]")]
    pub article: ArticleAt,
    /// Only this part of it.
    #[arg(long, value_name = "PART")]
    pub part: Option<Part>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
