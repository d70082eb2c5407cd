//! `copydesk claim drop`.

use super::each;
use crate::{
    cli::{Ctx, error::Result, names::Claims},
    desk::claims,
};

/// Let go of claims that you took.
///
/// Example: copydesk claim drop 12,20-31
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(required = true, value_name = "CLAIM")]
    pub claims: Vec<Claims>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    each(ctx, &args.claims, |tx, case| Ok(claims::put_down(tx, case)?))?.report(ctx)
}
