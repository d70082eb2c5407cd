//! `copydesk queue`.

use crate::{
    cli::{Ctx, error::Result, names::ArticleName},
    domain::claim::{ClaimKind, Standing},
};

/// List the claims that need work, the most pressing first.
///
/// The morning's first command of a checker or editor. Every filter narrows the list.
///
/// Example: copydesk queue --mine
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only mine: assigned to me, or taken by me.
    #[arg(long)]
    pub mine: bool,
    /// Only those of this standing. May be given more than once.
    #[arg(long = "standing", value_enum, value_name = "STANDING")]
    pub standings: Vec<Standing>,
    /// Only those of this article.
    #[arg(long, value_name = "ARTICLE")]
    pub article: Option<ArticleName>,
    /// Only those of articles with this tag. May be given more than once; an article must have all.
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// Only those of this desk.
    #[arg(long, value_name = "NAME")]
    pub desk: Option<String>,
    /// Only those of this kind. May be given more than once.
    #[arg(long = "kind", value_enum, value_name = "KIND")]
    pub kinds: Vec<ClaimKind>,
    /// Only those whose time is past.
    #[arg(long)]
    pub overdue: bool,
    /// How to order them.
    #[arg(long, value_enum, default_value_t, value_name = "ORDER")]
    pub sort: Sort,
    /// The most to list; 0 for all.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: u32,
}

/// The order of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Sort {
    /// What blocks most first: by the kind of work, then priority, then age.
    #[default]
    Priority,
    /// The soonest due first.
    Due,
    /// The longest waiting first.
    Age,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
