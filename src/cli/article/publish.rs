//! `copydesk article publish`.

use super::{moved_past_gate, view};
use crate::cli::{
    Ctx,
    error::Result,
    names::{ArticleName, RevisionName},
};
use crate::desk::articles;

/// Make the approved revision public.
///
/// Needs the gate to be clear and the embargo to be over. For editors.
///
/// Example: copydesk article publish harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// A note that is published with it.
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
    moved_past_gate(
        ctx,
        args.override_reason.as_deref(),
        |tx, reason| {
            let head = view::head(tx, &args.article)?;
            let saw = ctx.saw(tx, &head.article, args.at)?;
            Ok(articles::publish(tx, &head, note, reason, Some(saw))?)
        },
        |a| format!("{}@{} is public", a.slug, a.head),
    )
}
