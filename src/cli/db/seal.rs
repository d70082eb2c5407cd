//! `copydesk db seal`.

use crate::cli::{Ctx, error::Result};

/// Print one hash over the whole record.
///
/// Keep it outside the desk (in a mail, with a notary): it proves later that nothing before it was rewritten.
///
/// Example: copydesk db seal
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
