//! `copydesk tag remove`.

use super::view::{line, tags as typed};
use crate::cli::{Ctx, article::view, desk, error::Result, names::ArticleName};
use crate::desk::tags;

/// Take tags off an article.
///
/// Example: copydesk tag remove harbour-fire place:Harbour
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// The tags.
    #[arg(required = true, value_name = "TAG")]
    pub tags: Vec<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let names = typed(&args.tags)?;
    let (after, removed) = ctx.act(|tx| {
        let article = desk::article(tx, &args.article)?;
        let removed = tags::remove(tx, &article, &names)?;
        Ok((view::now(tx, &article)?, removed))
    })?;
    ctx.changed(&after, format!("{} is no longer tagged {}", after.slug, line(&removed)))
}
