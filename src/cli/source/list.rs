//! `copydesk source list`.

use crate::{
    cli::{Ctx, error::Result, names::ArticleName},
    domain::source::SourceKind,
};

/// List sources, of one article or of the desk.
///
/// Example: copydesk source list harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Those that this article may cite. Without it, all.
    #[arg(value_name = "ARTICLE")]
    pub article: Option<ArticleName>,
    /// Only those of the whole desk.
    #[arg(long, conflicts_with = "article")]
    pub desk: bool,
    /// Only those of this kind.
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: Option<SourceKind>,
    /// The most to list; 0 for all.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: u32,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
