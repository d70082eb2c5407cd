//! `copydesk revision restore`.

use crate::cli::{Ctx, error::Result, names::ArticleAt};

/// Bring an older revision's text back, as a new revision.
///
/// Nothing is lost: the revisions in between stay. Approved words that come back in their approved context are
/// approved again.
///
/// Example: copydesk revision restore harbour-fire@3 --note "The desk had it right"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article and the revision to bring back.
    #[arg(value_name = "ARTICLE@REV")]
    pub article: ArticleAt,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
