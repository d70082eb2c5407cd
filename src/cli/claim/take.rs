//! `copydesk claim take`.

use super::{Changed, each};
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::Claims,
    },
    desk::claims::{self, Case},
};

/// Take claims to check them.
///
/// Others see that you have them, and can't take them. The hold ends by itself after a while (`copydesk policy show
/// lease`); `claim drop` ends it at once. --next takes the first of the queue that nobody has; two who ask at the same
/// moment never get the same.
///
/// Example: copydesk claim take --next
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(value_name = "CLAIM", required_unless_present = "next")]
    pub claims: Vec<Claims>,
    /// The first claim of the queue that nobody has.
    #[arg(long, conflicts_with = "claims")]
    pub next: bool,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let changed = if args.next {
        Changed::make(ctx, true, |tx, heads| {
            let id = claims::next_to_take(tx)?.ok_or_else(|| {
                Error::not_found("nothing in the queue is free to be taken").hint("see who has what: copydesk queue")
            })?;
            Ok(vec![claims::take(tx, Case::load(tx, heads, id)?)?])
        })?
    } else {
        each(ctx, &args.claims, |tx, case| Ok(claims::take(tx, case)?))?
    };
    changed.report(ctx)?;
    changed.hint(ctx, |_, ids| format!("copydesk claim show {ids}"));
    Ok(())
}
