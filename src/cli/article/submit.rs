//! `copydesk article submit`.

use super::{moved, view};
use crate::cli::{Ctx, error::Result, names::ArticleName};
use crate::desk::articles;
use crate::domain::article::StageAction;

/// Hand a draft to the editors.
///
/// Example: copydesk article submit harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// A word to the editors.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let note = args.note.as_deref().unwrap_or_default();
    moved(
        ctx,
        |tx| Ok(articles::step(tx, &view::head(tx, &args.article)?, StageAction::Submit, note)?),
        |a| format!("{} is submitted at revision {}\nnext: copydesk article approve {0}", a.slug, a.head),
    )
}
