//! `copydesk claim comment`.

use crate::{
    cli::{Ctx, error::Result, names},
    domain::ids::ClaimId,
};

/// Write a comment on a claim.
///
/// Without a text your editor opens.
///
/// Example: copydesk claim comment 12 "The harbour office gives another figure"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claim.
    #[arg(value_name = "CLAIM", value_parser = names::claim)]
    pub claim: ClaimId,
    /// The comment.
    #[arg(value_name = "TEXT")]
    pub text: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
