//! `copydesk claim drop`.

use crate::{
    cli::{Ctx, error::Result, names},
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
    crate::cli::not_built_yet(ctx, args)
}
