//! `copydesk article kill`.

use super::{moved, note_for, view};
use crate::cli::{Ctx, error::Result, names::ArticleName};
use crate::desk::articles;

/// Withdraw a published article, with a public note.
///
/// Nothing is deleted: the record keeps what stood in public, and since when. For chiefs.
///
/// Example: copydesk article kill harbour-fire --note "This report was withdrawn: it could not be confirmed."
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
        |tx| Ok(articles::kill(tx, &view::head(tx, &args.article)?, &note)?),
        |a| format!("{} is killed: nothing of it is public any more", a.slug),
    )
}
