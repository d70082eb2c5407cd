//! `copydesk claim withdraw`.

use super::each;
use crate::{
    cli::{
        Ctx,
        error::Result,
        names::{Claims, RevisionName},
    },
    desk::claims,
};

/// Withdraw claims that are not factual, or are dropped, with a note that says why.
///
/// A withdrawn claim blocks nothing. `claim reopen` brings it back.
///
/// Example: copydesk claim withdraw 12 --note "An opinion"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(required = true, value_name = "CLAIM")]
    pub claims: Vec<Claims>,
    /// Why. Asked for on a terminal.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The revision that was seen.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let note = ctx.required_note(args.note.as_deref(), "Why are they withdrawn?")?;
    each(ctx, &args.claims, |tx, case| {
        let saw = ctx.saw(tx, &case.head.article, args.at)?;
        Ok(claims::withdraw(tx, case, &note, Some(saw))?)
    })?
    .report(ctx)
}
