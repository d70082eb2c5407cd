//! `copydesk claim take`.

use super::Changed;
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names,
    },
    desk::claims::{self, Case},
    domain::ids::ClaimId,
};

/// Take a claim to check it.
///
/// Others see that you have it. The hold ends by itself after a while; `claim drop` ends it at once. --next takes the
/// first of the queue.
///
/// Example: copydesk claim take --next
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claim.
    #[arg(value_name = "CLAIM", value_parser = names::claim, required_unless_present = "next")]
    pub claim: Option<ClaimId>,
    /// The first claim of the queue that nobody has.
    #[arg(long, conflicts_with = "claim")]
    pub next: bool,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let changed = Changed::make(ctx, true, |tx, heads| {
        let id = match args.claim {
            Some(id) => id,
            None => claims::next_to_take(tx)?.ok_or_else(|| {
                Error::not_found("nothing in the queue is free to be taken").hint("see who has what: copydesk queue")
            })?,
        };
        Ok(vec![claims::take(tx, Case::load(tx, heads, id)?)?])
    })?;
    changed.report(ctx)?;
    changed.hint(ctx, |_, ids| format!("copydesk claim show {ids}"));
    Ok(())
}
