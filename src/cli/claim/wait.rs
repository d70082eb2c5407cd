//! `copydesk claim wait`.

use super::each;
use crate::{
    cli::{
        Ctx,
        error::Result,
        names::{Claims, RevisionName},
    },
    desk::claims,
};

/// Mark claims as waiting for a source to answer.
///
/// Example: copydesk claim wait 12 --note "Harbour office calls back at four"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(required = true, value_name = "CLAIM")]
    pub claims: Vec<Claims>,
    /// For whom, and until when. Asked for on a terminal.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The revision that was seen.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let note = ctx.required_note(args.note.as_deref(), "For whom do they wait, and until when?")?;
    let done = each(ctx, &args.claims, |tx, case| {
        let saw = ctx.saw(tx, &case.head.article, args.at)?;
        Ok(claims::wait(tx, case, &note, Some(saw))?)
    });
    ctx.keeping(args.note.as_deref(), &note, done)?.report(ctx)
}
