//! `copydesk tag rename`.

use crate::cli::{Ctx, error::Result};

/// Give a tag another name, on every article.
///
/// Example: copydesk tag rename place:Harbor place:Harbour
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tag as it is.
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The tag as it should be.
    #[arg(value_name = "NEW")]
    pub new: String,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
