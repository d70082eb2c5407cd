//! `copydesk source list`.

use super::view::SourceView;
use crate::{
    cli::{Ctx, desk, error::Result, names::ArticleName},
    domain::source::SourceKind,
    store::source,
};

/// List sources, of one article or of the desk.
///
/// Example: copydesk source list harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Those that this article may cite. Without it, all.
    #[arg(value_name = "ARTICLE")]
    pub article: Option<ArticleName>,
    /// Only those of the whole desk.
    #[arg(long, conflicts_with = "article")]
    pub desk: bool,
    /// Only those of this kind.
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: Option<SourceKind>,
    /// The most to list; 0 for all. By default 50 in a table, and all for programs.
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let limit = ctx.limit(args.limit).unwrap_or(usize::MAX);
    let (sources, all) = ctx.read_desk(|r| {
        let mut found = match &args.article {
            Some(name) => {
                let mut own = source::of_article(r, desk::article(r, name)?.id)?;
                own.extend(source::of_desk(r)?);
                own
            }
            None if args.desk => source::of_desk(r)?,
            None => source::all(r)?,
        };
        found.retain(|s| args.kind.is_none_or(|kind| s.kind == kind));
        let all = found.len();
        let views = found.into_iter().take(limit).map(|s| SourceView::load(r, s)).collect::<Result<Vec<_>>>()?;
        Ok((views, all))
    })?;
    ctx.list(&sources, "there are no such sources")?;
    if all > sources.len() && ctx.for_people() {
        ctx.ui.hint(format!("{} of {all}; see all with --limit 0", sources.len()));
    }
    Ok(())
}
