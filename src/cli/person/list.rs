//! `copydesk person list`.

use crate::cli::{Ctx, error::Result};

/// List the people of the desk.
///
/// Example: copydesk person list
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Those who are no longer active as well.
    #[arg(long)]
    pub all: bool,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
