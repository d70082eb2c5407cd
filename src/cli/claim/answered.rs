//! `copydesk claim answered`.

use crate::{
    cli::{
        Ctx,
        error::Result,
        names::{self, RevisionName},
    },
    domain::ids::ClaimId,
};

/// Say that the text itself tells the reader what is wrong with words that it quotes.
///
/// For a claim in somebody's mouth that an approved finding contradicts: the gate then lets it pass. For editors.
///
/// Example: copydesk claim answered 12 --note "The next sentence gives the true figure"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claim.
    #[arg(value_name = "CLAIM", value_parser = names::claim)]
    pub claim: ClaimId,
    /// Where the text answers it.
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
