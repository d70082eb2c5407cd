//! `copydesk policy set`.

use crate::cli::{Ctx, error::Result};

/// Change a rule of the desk.
///
/// For chiefs; it goes on the record.
///
/// Example: copydesk policy set min_sources 2
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rule.
    #[arg(value_name = "KEY")]
    pub key: String,
    /// Its new value.
    #[arg(value_name = "VALUE")]
    pub value: String,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
