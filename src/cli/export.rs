//! `copydesk export`.

use std::path::PathBuf;

use crate::cli::{Ctx, error::Result};

/// Write the desk out, so that an empty desk can import it without loss.
///
/// Example: copydesk export desk --to jsonl -o desk.jsonl
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to write out.
    #[arg(value_enum, value_name = "WHAT")]
    pub what: What,
    /// The format to write.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub to: To,
    /// Write it to this file.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What can be written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// The whole desk with its record.
    Desk,
}

/// A format to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum To {
    /// One JSON object a line.
    #[default]
    Jsonl,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
