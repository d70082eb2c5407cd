//! `copydesk article show`.

use super::view::ArticleView;
use crate::cli::{Ctx, error::Result, names::ArticleAt};

/// Show an article: its text, where it stands, and how its claims stand.
///
/// Shows head, or the revision named after the @. Opening it marks that revision as the one you have seen.
///
/// Example: copydesk article show harbour-fire@published
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article, with a revision if not head.
    #[arg(value_name = "ARTICLE[@REV]")]
    pub article: ArticleAt,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    let who = ctx.reader(&desk);
    let (article, view) = desk.read(ctx.now(), |r| {
        let (article, number) = ctx.article_at(r, &args.article, who.as_ref())?;
        let view = ArticleView::load(r, &article, number)?;
        Ok::<_, crate::cli::error::Error>((article, view))
    })?;
    ctx.show(&view, |page| view.put(page))?;
    ctx.note_seen(&desk, &article, view.revision);
    Ok(())
}
