//! `copydesk db restore`.

use std::path::PathBuf;

use crate::cli::{Ctx, error::Result};

/// Make the desk from a backup.
///
/// The backup is checked first. A desk that exists is kept beside the new one; it asks first.
///
/// Example: copydesk db restore desk-2026-01-31.db
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
