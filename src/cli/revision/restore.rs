//! `copydesk revision restore`.

use std::fmt::Write as _;

use crate::cli::article::{edit::revision_said, view};
use crate::cli::{
    Ctx,
    error::{Error, Result},
    names::ArticleAt,
};
use crate::desk::{articles, facts::Head};

/// Bring an older revision's text back, as a new revision.
///
/// Nothing is lost: the revisions in between stay. Approved words that come back in their approved context are
/// approved again.
///
/// Example: copydesk revision restore harbour-fire@3 --note "The desk had it right"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article and the revision to bring back.
    #[arg(value_name = "ARTICLE@REV")]
    pub article: ArticleAt,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    if args.article.revision.is_none() {
        return Err(Error::usage("which revision is to be brought back?")
            .hint(format!("name it: copydesk revision restore {}@NUMBER", args.article)));
    }
    let note = args.note.as_deref().unwrap_or_default();
    let (after, said) = ctx.act(|tx| {
        let (article, number) = ctx.article_at(tx, &args.article, Some(&tx.actor))?;
        let head = Head::load(tx, article)?;
        let Some(revised) = articles::restore(tx, &head, number, note)? else {
            let said = format!("{} has this text already; nothing changed", head.article.slug);
            return Ok((view::now(tx, &head.article)?, vec![said]));
        };
        let mut said = revision_said(&revised);
        if let Some(first) = said.first_mut() {
            write!(first, ", with the text of revision {number}").ok();
        }
        Ok((view::now(tx, &revised.head.article)?, said))
    })?;
    ctx.changed(&after, said.join("\n"))
}
