//! `copydesk article return`.

use super::{moved, note_for, view};
use crate::cli::{Ctx, error::Result, names::ArticleName};
use crate::desk::articles;

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
    let note = note_for(ctx, &args.article, args.note.as_deref(), "Why does it go back?")?;
    let done = moved(
        ctx,
        |tx| Ok(articles::send_back(tx, &view::head(tx, &args.article)?, &note)?),
        |a| format!("{} is back with its writer, as a draft", a.slug),
    );
    ctx.keeping(args.note.as_deref(), &note, done)
}
