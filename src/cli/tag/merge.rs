//! `copydesk tag merge`.

use super::view::TagView;
use crate::cli::{Ctx, error::Result};
use crate::desk::{names, tags};
use crate::domain::naming::TagName;
use crate::render::human::count;
use crate::store::tag;

/// Put one tag's articles under another, and drop the first.
///
/// This can't be undone, since the desk no longer knows which article had which; it asks first.
///
/// Example: copydesk tag merge topic:fires topic:fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tag that goes.
    #[arg(value_name = "FROM")]
    pub from: String,
    /// The tag that stays.
    #[arg(value_name = "INTO")]
    pub into: String,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let (from, into) = (args.from.parse::<TagName>()?, args.into.parse::<TagName>()?);
    let articles = ctx.read_desk(|r| {
        names::tag(r, &into)?;
        Ok(tag::articles(r, names::tag(r, &from)?.id)?.len())
    })?;
    let many = count(articles as u64, "article", "articles");
    ctx.confirm(&format!("Put the {many} of {from} under {into}, and drop {from}? This can't be undone."))?;
    let (after, moved) = ctx.act(|tx| {
        let moved = tags::merge(tx, &from, &into)?;
        let kept = names::tag(tx, &into)?;
        let articles = tag::articles(tx, kept.id)?.len();
        Ok((TagView::new(&kept, i64::try_from(articles).unwrap_or(i64::MAX)), moved))
    })?;
    let many = count(moved as u64, "article", "articles");
    ctx.changed(&after, format!("{many} of {from} are under {into} now; {from} is gone"))
}
