//! `copydesk claim place`.

use super::one;
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::{self, RevisionName},
    },
    desk::{articles, claims},
    domain::ids::ClaimId,
};

/// Confirm or dismiss a second place of a claim.
///
/// Where a claim's words come to stand in the text again, the copy is suggested as a second place; it blocks nothing
/// and is not approved. Confirmed, it is the claim's as well, and the claim needs one look (`claim reconfirm`);
/// dismissed, it is no longer suggested. `claim show` numbers the places.
///
/// Example: copydesk claim place 12 --confirm 2
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").required(true))]
pub struct Args {
    /// The claim.
    #[arg(value_name = "CLAIM", value_parser = names::claim)]
    pub claim: ClaimId,
    /// The suggested place with this number is the claim's too.
    #[arg(long, value_name = "N", group = "what")]
    pub confirm: Option<i64>,
    /// The suggested place with this number is not the claim's.
    #[arg(long, value_name = "N", group = "what")]
    pub dismiss: Option<i64>,
    /// The revision that was seen.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let changed = one(ctx, args.claim, |tx, case| {
        let saw = ctx.saw(tx, &case.head.article, args.at)?;
        articles::check_seen(tx, &case.head.article, Some(saw))?;
        match (args.confirm, args.dismiss) {
            (Some(place), _) => Ok(claims::confirm_place(tx, case, place)?),
            (None, Some(place)) => Ok(claims::dismiss_place(tx, case, place)?),
            (None, None) => Err(Error::usage("say which: --confirm N or --dismiss N")),
        }
    })?;
    changed.report(ctx)?;
    if args.confirm.is_some() {
        changed
            .hint(ctx, |_, ids| format!("somebody who may approve looks at it there: copydesk claim reconfirm {ids}"));
    }
    Ok(())
}
