//! `copydesk article unspike`.

use super::{moved, view};
use crate::cli::{Ctx, error::Result, names::ArticleName};
use crate::desk::articles;
use crate::domain::article::StageAction;

/// Bring a spiked article back as a draft.
///
/// Example: copydesk article unspike harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let note = args.note.as_deref().unwrap_or_default();
    moved(
        ctx,
        |tx| Ok(articles::step(tx, &view::head(tx, &args.article)?, StageAction::Unspike, note)?),
        |a| format!("{} is a draft again", a.slug),
    )
}
