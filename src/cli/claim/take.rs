//! `copydesk claim take`.

use crate::{
    cli::{Ctx, error::Result, names},
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
    crate::cli::not_built_yet(ctx, args)
}
