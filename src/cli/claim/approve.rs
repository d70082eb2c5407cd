//! `copydesk claim approve`.

use super::each;
use crate::{
    cli::{
        Ctx,
        error::Result,
        names::{Claims, RevisionName},
    },
    desk::claims,
};

/// Approve the finding that somebody else proposed.
///
/// The approval covers exactly these words in their context. If they changed since the revision that you saw, it is
/// refused as a conflict. For editors.
///
/// Example: copydesk claim approve 12,20-31
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(required = true, value_name = "CLAIM")]
    pub claims: Vec<Claims>,
    /// A note for the record.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The revision that was seen.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let note = args.note.as_deref().unwrap_or_default();
    let changed = each(ctx, &args.claims, |tx, case| {
        let saw = ctx.saw(tx, &case.head.article, args.at)?;
        Ok(claims::approve(tx, case, note, Some(saw))?)
    })?;
    changed.report(ctx)?;
    changed.hint(ctx, |article, _| format!("what else stands in the way: copydesk gate {article}"));
    Ok(())
}
