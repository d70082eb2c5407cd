//! `copydesk article reinstate`.

use super::{moved, note_for, view};
use crate::cli::{Ctx, error::Result, names::ArticleName};
use crate::desk::articles;

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
    let note = note_for(ctx, &args.article, args.note.as_deref(), "What is the public told?")?;
    moved(
        ctx,
        |tx| Ok(articles::reinstate(tx, &view::head(tx, &args.article)?, &note)?),
        |a| format!("{} is back with the editors, as submitted\nnext: copydesk article approve {0}", a.slug),
    )
}
