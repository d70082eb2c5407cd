//! `copydesk claim return`.

use super::each;
use crate::{
    cli::{
        Ctx,
        error::Result,
        names::{Claims, RevisionName},
    },
    desk::claims,
};

/// Give claims back to their checker, with a note that says why.
///
/// Ends an approval or a proposed finding. For editors.
///
/// Example: copydesk claim return 12 --note "One source is not enough here"
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
    let note = ctx.required_note(args.note.as_deref(), "Why do they go back?")?;
    let done = each(ctx, &args.claims, |tx, case| {
        let saw = ctx.saw(tx, &case.head.article, args.at)?;
        Ok(claims::send_back(tx, case, &note, Some(saw))?)
    });
    ctx.keeping(args.note.as_deref(), &note, done)?.report(ctx)
}
