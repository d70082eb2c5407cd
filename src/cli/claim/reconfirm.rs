//! `copydesk claim reconfirm`.

use super::{each, touched};
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::{ArticleName, Claims, RevisionName},
    },
    desk::claims,
};

/// Say that a touched claim still holds: its words stand, and the change near them does no harm.
///
/// With --article every touched claim of an article is shown on one page, with the change of its sentence; claims with
/// one cause are one question. On a terminal it asks, and one key can answer for all; elsewhere say --all, or --cause
/// with the number of a question. A stale claim can't be reconfirmed: it must be checked again. For whoever may
/// approve, but never for the author of the change.
///
/// Example: copydesk claim reconfirm --article harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(value_name = "CLAIM")]
    pub claims: Vec<Claims>,
    /// All touched claims of this article, on one page.
    #[arg(long, value_name = "ARTICLE", conflicts_with = "claims")]
    pub article: Option<ArticleName>,
    /// All of them still hold.
    #[arg(long, requires = "article", conflicts_with = "causes")]
    pub all: bool,
    /// Those of this question still hold. May be given more than once.
    #[arg(long = "cause", value_name = "N", requires = "article")]
    pub causes: Vec<usize>,
    /// A note for the record.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The revision that was seen.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    if let Some(article) = &args.article {
        return touched::run(ctx, args, article);
    }
    if args.claims.is_empty() {
        return Err(Error::usage("which claims still hold?").hint(
            "all that need a look, on one page: copydesk claim reconfirm --article ARTICLE; or: copydesk claim reconfirm 12",
        ));
    }
    let note = args.note.as_deref().unwrap_or_default();
    each(ctx, &args.claims, |tx, case| {
        let saw = ctx.saw(tx, &case.head.article, args.at)?;
        Ok(claims::reconfirm(tx, case, note, Some(saw))?)
    })?
    .report(ctx)
}
