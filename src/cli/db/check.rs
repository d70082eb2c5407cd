//! `copydesk db check`.

use crate::cli::{Ctx, error::Result};

/// Check the desk: the file, every hash, every chain, every stored standing.
///
/// Exit code 0 when all is well, 1 when not.
///
/// Example: copydesk db check
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
