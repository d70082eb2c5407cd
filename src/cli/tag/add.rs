//! `copydesk tag add`.

use super::view::{line, tags as typed};
use crate::cli::{Ctx, article::view, desk, error::Result, names::ArticleName};
use crate::desk::tags;

/// Tag an article.
///
/// A tag is written scheme:name (place:Syria, person:"Sergey Lavrov"); a bare name is a topic.
///
/// Example: copydesk tag add harbour-fire place:Harbour fires
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
    let (after, added) = ctx.act(|tx| {
        let article = desk::article(tx, &args.article)?;
        let added = tags::add(tx, &article, &names)?;
        Ok((view::now(tx, &article)?, added))
    })?;
    ctx.changed(&after, format!("{} is tagged {}", after.slug, line(&added)))
}
