//! `copydesk claim approve`.

use crate::cli::{
    Ctx,
    error::Result,
    names::{Claims, RevisionName},
};

/// Approve the finding that somebody else proposed.
///
/// The approval covers exactly these words in their context. If they changed since the revision that you saw, it is
/// refused as a conflict. For editors.
///
/// Example: copydesk claim approve 12,20-31
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(required = true, value_name = "CLAIM")]
    pub claims: Vec<Claims>,
    /// A note for the record.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The revision that was seen.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
