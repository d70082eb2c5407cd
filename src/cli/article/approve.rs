//! `copydesk article approve`.

use super::{moved_past_gate, view};
use crate::cli::{
    Ctx,
    error::Result,
    names::{ArticleName, RevisionName},
};
use crate::desk::articles;

/// Approve an article's head revision for publication.
///
/// Needs the gate to be clear and a second pair of eyes. The approval covers exactly this text: any other
/// revision takes it back. For editors.
///
/// Example: copydesk article approve harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// A note for the record.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Pass a closed gate, for this reason. For chiefs; every report of the article will say so.
    #[arg(long = "override", value_name = "REASON")]
    pub override_reason: Option<String>,
    /// The revision that you read.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let note = args.note.as_deref().unwrap_or_default();
    let mut solo = false;
    moved_past_gate(
        ctx,
        args.override_reason.as_deref(),
        |tx, reason| {
            let head = view::head(tx, &args.article)?;
            let saw = ctx.saw(tx, &head.article, args.at)?;
            solo = articles::solo(tx)?;
            Ok(articles::approve(tx, &head, note, reason, Some(saw))?)
        },
        |a| format!("{}@{} is approved\nnext: copydesk article publish {0}", a.slug, a.head),
    )?;
    if solo && ctx.for_people() {
        ctx.ui.status("four eyes are not asked at this desk: reports say \"checked by one person\"");
    }
    Ok(())
}
