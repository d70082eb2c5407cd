//! `copydesk revision list`.

use super::view::RevisionView;
use crate::cli::{Ctx, desk, error::Result, names::ArticleName};
use crate::store::revision;

/// List an article's revisions, oldest first.
///
/// Example: copydesk revision list harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let (article, revisions) = ctx.read_desk(|r| {
        let article = desk::article(r, &args.article)?;
        let revisions = revision::of_article(r, article.id)?;
        Ok((article, revisions))
    })?;
    let views: Vec<RevisionView> = revisions.into_iter().map(RevisionView::from).collect();
    ctx.list(&views, "")?;
    let marks: Vec<String> = [("approved", article.approved), ("public", article.published)]
        .iter()
        .filter_map(|(word, number)| Some(format!("{word}: {}", (*number)?)))
        .collect();
    if !marks.is_empty() && ctx.for_people() {
        ctx.ui.status(marks.join("; "));
    }
    Ok(())
}
