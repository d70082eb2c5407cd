//! `copydesk db backup`.

use std::path::PathBuf;

use crate::cli::{Ctx, error::Result};

/// Copy the desk into a file, safely, while others work in it.
///
/// Never copy a desk in use with `cp`. The file must not exist yet.
///
/// Example: copydesk db backup desk-2026-01-31.db
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to make.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
