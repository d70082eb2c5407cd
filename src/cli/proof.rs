//! `copydesk proof`.

use std::path::PathBuf;

use crate::cli::{Ctx, error::Result, names::ArticleAt};

/// Show the text with every claim marked in it, and which sentences no claim covers.
///
/// Example: copydesk proof harbour-fire@published
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article, with a revision if not head.
    #[arg(value_name = "ARTICLE[@REV]")]
    pub article: ArticleAt,
    /// How to show it.
    #[arg(long, value_enum, default_value_t, value_name = "STYLE")]
    pub style: Style,
    /// Write it to this file.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// How a proof is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Style {
    /// For the terminal.
    #[default]
    Terminal,
    /// JSON, as --json gives.
    Json,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
