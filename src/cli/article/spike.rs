//! `copydesk article spike`.

use super::{moved, view};
use crate::cli::{Ctx, error::Result, names::ArticleName};
use crate::desk::articles;
use crate::domain::article::StageAction;

/// Drop an article before publication.
///
/// It stays in the desk; `article unspike` brings it back as a draft. For editors.
///
/// Example: copydesk article spike harbour-fire
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
        |tx| Ok(articles::step(tx, &view::head(tx, &args.article)?, StageAction::Spike, note)?),
        |a| format!("{} is spiked\nto bring it back: copydesk article unspike {0}", a.slug),
    )
}
