//! `copydesk article return`.

use crate::cli::{Ctx, error::Result, names::ArticleName};

/// Give an article back to its writer, with a note that says why.
///
/// Takes a submitted or approved article back to draft. For editors.
///
/// Example: copydesk article return harbour-fire --note "Who counted the dead?"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// Why. Asked for on a terminal.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
