//! `copydesk article approve`.

use crate::cli::{
    Ctx,
    error::Result,
    names::{ArticleName, RevisionName},
};

/// Approve an article's head revision for publication.
///
/// Needs the gate to be clear and a second pair of eyes. The approval covers exactly this text: any other
/// revision takes it back. For editors.
///
/// Example: copydesk article approve harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// A note for the record.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Pass a closed gate, for this reason. For chiefs; every report of the article will say so.
    #[arg(long = "override", value_name = "REASON")]
    pub override_reason: Option<String>,
    /// The revision that you read.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
