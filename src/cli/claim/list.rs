//! `copydesk claim list`.

use crate::{
    cli::{Ctx, error::Result, names::ArticleName},
    domain::claim::{ClaimKind, Finding, Progress, Standing},
};

/// List claims, of one article or of the whole desk.
///
/// For what needs work, in the order in which it should be done, see `copydesk queue`.
///
/// Example: copydesk claim list harbour-fire --standing stale
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only those of this article.
    #[arg(value_name = "ARTICLE")]
    pub article: Option<ArticleName>,
    /// Only those of this standing. May be given more than once.
    #[arg(long = "standing", value_enum, value_name = "STANDING")]
    pub standings: Vec<Standing>,
    /// Only those of this progress. May be given more than once.
    #[arg(long = "progress", value_enum, value_name = "PROGRESS")]
    pub progress: Vec<Progress>,
    /// Only those with this finding. May be given more than once.
    #[arg(long = "finding", value_enum, value_name = "FINDING")]
    pub findings: Vec<Finding>,
    /// Only those of this kind. May be given more than once.
    #[arg(long = "kind", value_enum, value_name = "KIND")]
    pub kinds: Vec<ClaimKind>,
    /// Only those assigned to this person.
    #[arg(long, value_name = "NAME", conflicts_with = "mine")]
    pub assignee: Option<String>,
    /// Only mine.
    #[arg(long)]
    pub mine: bool,
    /// The most to list; 0 for all.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: u32,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
