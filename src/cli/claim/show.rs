//! `copydesk claim show`.

use crate::{
    cli::{Ctx, error::Result, names},
    domain::ids::ClaimId,
};

/// Show a claim: its words in their place, its sources, and every decision on it.
///
/// Example: copydesk claim show 12
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
