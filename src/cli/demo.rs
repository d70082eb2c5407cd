//! `copydesk demo`.

use std::path::PathBuf;

use crate::cli::{Ctx, error::Result};

/// Make a desk with a small newsroom's copy in it and walk through a story's life.
///
/// A good first thing to try: it imports three stories, checks claims, shows an approval that lapses and a gate
/// that refuses, publishes and corrects, and says what to try next. The folder must be new or empty.
///
/// Example: copydesk demo ./demo
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to make the desk in.
    #[arg(default_value = "copydesk-demo", value_name = "FOLDER")]
    pub folder: PathBuf,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
