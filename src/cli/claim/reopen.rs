//! `copydesk claim reopen`.

use super::each;
use crate::{
    cli::{
        Ctx,
        error::Result,
        names::{Claims, RevisionName},
    },
    desk::claims,
};

/// Bring withdrawn claims back to be checked again.
///
/// Example: copydesk claim reopen 12
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(required = true, value_name = "CLAIM")]
    pub claims: Vec<Claims>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The revision that was seen.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let note = args.note.as_deref().unwrap_or_default();
    each(ctx, &args.claims, |tx, case| {
        let saw = ctx.saw(tx, &case.head.article, args.at)?;
        Ok(claims::reopen(tx, case, note, Some(saw))?)
    })?
    .report(ctx)
}
