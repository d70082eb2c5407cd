//! `copydesk tag merge`.

use crate::cli::{Ctx, error::Result};

/// Put one tag's articles under another, and drop the first.
///
/// This can't be undone, since the desk no longer knows which article had which; it asks first.
///
/// Example: copydesk tag merge topic:fires topic:fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tag that goes.
    #[arg(value_name = "FROM")]
    pub from: String,
    /// The tag that stays.
    #[arg(value_name = "INTO")]
    pub into: String,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
