//! `copydesk undo`.

use crate::cli::{Ctx, error::Result};

/// Reverse an earlier event by a new one, or learn what to do instead.
///
/// Without a number it reverses your own last event. Publications, kills, people, policy and merges can't be undone,
/// and neither can what a later event builds on.
///
/// Example: copydesk undo 118
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The event's number, as `copydesk log` shows it.
    #[arg(value_name = "EVENT", value_parser = clap::value_parser!(i64).range(1..))]
    pub event: Option<i64>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
