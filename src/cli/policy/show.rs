//! `copydesk policy show`.

use crate::cli::{Ctx, error::Result};

/// Show the rules of the desk.
///
/// Example: copydesk policy show
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this one.
    #[arg(value_name = "KEY")]
    pub key: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
