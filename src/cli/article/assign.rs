//! `copydesk article assign`.

use super::{moved, view};
use crate::cli::{Ctx, error::Result, names::ArticleName};
use crate::desk::{articles, names};

/// Give an article to somebody.
///
/// Example: copydesk article assign harbour-fire --to checker-lena
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// The person.
    #[arg(long, value_name = "NAME", required_unless_present = "nobody")]
    pub to: Option<String>,
    /// Take it from whoever has it.
    #[arg(long, conflicts_with = "to")]
    pub nobody: bool,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    moved(
        ctx,
        |tx| {
            let head = view::head(tx, &args.article)?;
            let to = args.to.as_deref().map(|name| names::person(tx, name)).transpose()?;
            Ok(articles::assign(tx, &head, to.map(|p| p.id))?)
        },
        |a| match &a.assignee {
            Some(who) => format!("{who} has {}", a.slug),
            None => format!("nobody has {}", a.slug),
        },
    )
}
