//! `copydesk source edit`.

use std::path::PathBuf;

use crate::{
    cli::{
        Ctx,
        error::Result,
        names::{self, WhenOrNone},
    },
    domain::{ids::SourceId, source::SourceKind},
};

/// Change what is known of a source.
///
/// Approvals that rest on it lapse where what it is or says changes; an archive link or a note does no harm. Give an
/// empty text to clear a field.
///
/// Example: copydesk source edit S3 --archived-url "archive.example/harbour"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The source.
    #[arg(value_name = "SOURCE", value_parser = names::source)]
    pub source: SourceId,
    /// What sort of thing it is.
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: Option<SourceKind>,
    /// Its title.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Where it is.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Where a copy of it is kept.
    #[arg(long, value_name = "URL")]
    pub archived_url: Option<String>,
    /// When it was retrieved, or none.
    #[arg(long, value_name = "TIME")]
    pub retrieved_at: Option<WhenOrNone>,
    /// Whether it is a primary source.
    #[arg(long, value_name = "true|false")]
    pub primary: Option<bool>,
    /// Its independence group.
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
    /// A note.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// A file to keep with it, in place of the one before.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
