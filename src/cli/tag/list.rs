//! `copydesk tag list`.

use super::view::TagView;
use crate::cli::{Ctx, desk, error::Result, names::ArticleName};
use crate::store::tag;

/// List the tags of the desk, or of one article.
///
/// Example: copydesk tag list --scheme place
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only those of this article.
    #[arg(value_name = "ARTICLE")]
    pub article: Option<ArticleName>,
    /// Only those of this scheme.
    #[arg(long, value_name = "SCHEME")]
    pub scheme: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let mut tags = ctx.read_desk(|r| match &args.article {
        Some(name) => {
            let article = desk::article(r, name)?;
            tag::of_article(r, article.id)?
                .iter()
                .map(|tag| Ok(TagView::new(tag, i64::try_from(tag::articles(r, tag.id)?.len()).unwrap_or(i64::MAX))))
                .collect::<Result<Vec<_>>>()
        }
        None => Ok(tag::all(r)?.into_iter().map(TagView::from).collect()),
    })?;
    if let Some(scheme) = &args.scheme {
        tags.retain(|tag| tag.scheme.eq_ignore_ascii_case(scheme));
    }
    ctx.list(&tags, "there are no such tags")
}
