//! `copydesk claim drop`.

use super::one;
use crate::{
    cli::{Ctx, error::Result, names},
    desk::claims,
    domain::ids::ClaimId,
};

/// Let go of a claim that you took.
///
/// Example: copydesk claim drop 12
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claim.
    #[arg(value_name = "CLAIM", value_parser = names::claim)]
    pub claim: ClaimId,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    one(ctx, args.claim, |tx, case| Ok(claims::put_down(tx, case)?))?.report(ctx)
}
