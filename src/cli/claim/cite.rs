//! `copydesk claim cite`.

use std::path::PathBuf;

use crate::{
    cli::{Ctx, error::Result, names::ClaimsOrSource},
    domain::source::{SourceKind, Stance},
};

/// Tie a source to claims: what their finding rests on.
///
/// Name a source of the desk (S3), or describe a new one with --kind and --title. One ruling that backs forty claims
/// is typed once. A source that contradicts an approved claim makes its approval lapse.
///
/// Example: copydesk claim cite 12,14 S3 --locator "p. 4" --stance supports
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims, and the source if the desk has it already (S3).
    #[arg(required = true, value_name = "CLAIM|SOURCE")]
    pub targets: Vec<ClaimsOrSource>,
    /// What sort of thing the new source is.
    #[arg(long, value_enum, value_name = "KIND", requires = "title")]
    pub kind: Option<SourceKind>,
    /// The new source's title.
    #[arg(long, value_name = "TEXT", requires = "kind")]
    pub title: Option<String>,
    /// Where the new source is.
    #[arg(long, value_name = "URL", requires = "title")]
    pub url: Option<String>,
    /// The new source is a primary one.
    #[arg(long, requires = "title")]
    pub primary: bool,
    /// The new source's independence group: two sources of one group count once.
    #[arg(long, value_name = "GROUP", requires = "title")]
    pub group: Option<String>,
    /// The new source is confidential: give a label as --title, never the name.
    #[arg(long, requires = "title")]
    pub confidential: bool,
    /// A file to keep with the new source.
    #[arg(long, value_name = "FILE", requires = "title")]
    pub file: Option<PathBuf>,
    /// Where in the source: page, timecode.
    #[arg(long, value_name = "TEXT")]
    pub locator: Option<String>,
    /// The source's own words.
    #[arg(long, value_name = "TEXT")]
    pub quotation: Option<String>,
    /// What it says to the claim.
    #[arg(long, value_enum, default_value = "supports", value_name = "STANCE")]
    pub stance: Stance,
    /// A note.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
