//! `copydesk claim reopen`.

use super::one;
use crate::{
    cli::{
        Ctx,
        error::Result,
        names::{self, RevisionName},
    },
    desk::claims,
    domain::ids::ClaimId,
};

/// Bring a withdrawn or approved claim back to be checked again.
///
/// Example: copydesk claim reopen 12
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claim.
    #[arg(value_name = "CLAIM", value_parser = names::claim)]
    pub claim: ClaimId,
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
    one(ctx, args.claim, |tx, case| {
        let saw = ctx.saw(tx, &case.head.article, args.at)?;
        Ok(claims::reopen(tx, case, note, Some(saw))?)
    })?
    .report(ctx)
}
