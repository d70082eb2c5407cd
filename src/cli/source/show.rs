//! `copydesk source show`.

use std::path::PathBuf;

use crate::{
    cli::{Ctx, error::Result, names},
    domain::ids::SourceId,
};

/// Show a source and the claims that rest on it.
///
/// Example: copydesk source show S3
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The source.
    #[arg(value_name = "SOURCE", value_parser = names::source)]
    pub source: SourceId,
    /// Write the file that is kept with it here.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
