//! `copydesk db stats`.

use crate::cli::{Ctx, error::Result};

/// Say how much the desk holds, and how large it is.
///
/// Example: copydesk db stats
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
