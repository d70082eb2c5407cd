//! `copydesk article reinstate`.

use crate::cli::{Ctx, error::Result, names::ArticleName};

/// Bring a killed article back to the editors, with a public note.
///
/// It comes back as submitted, and must be approved and published again. For chiefs.
///
/// Example: copydesk article reinstate harbour-fire --note "The report has been confirmed."
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// The public note. Asked for on a terminal.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
