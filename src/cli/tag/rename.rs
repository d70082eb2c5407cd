//! `copydesk tag rename`.

use super::view::TagView;
use crate::cli::{Ctx, error::Result};
use crate::desk::tags;
use crate::domain::naming::TagName;
use crate::store::tag;

/// Give a tag another name, on every article.
///
/// Example: copydesk tag rename place:Harbor place:Harbour
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tag as it is.
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The tag as it should be.
    #[arg(value_name = "NEW")]
    pub new: String,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let (old, new) = (args.old.parse::<TagName>()?, args.new.parse::<TagName>()?);
    let after = ctx.act(|tx| {
        let renamed = tags::rename(tx, &old, &new)?;
        let articles = tag::articles(tx, renamed.id)?.len();
        Ok(TagView::new(&renamed, i64::try_from(articles).unwrap_or(i64::MAX)))
    })?;
    ctx.changed(&after, format!("{old} is {new} now"))
}
