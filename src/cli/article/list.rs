//! `copydesk article list`.

use crate::{
    cli::{Ctx, error::Result},
    domain::article::Stage,
};

/// List the articles.
///
/// Use it to find a slug, or to see what stands where. Every filter narrows the list.
///
/// Example: copydesk article list --stage submitted --tag place:Syria
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only those in this stage. May be given more than once.
    #[arg(long = "stage", value_enum, value_name = "STAGE")]
    pub stages: Vec<Stage>,
    /// Only those with this tag. May be given more than once; an article must have all.
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// Only those of this desk.
    #[arg(long, value_name = "NAME")]
    pub desk: Option<String>,
    /// Only those assigned to this person.
    #[arg(long, value_name = "NAME", conflicts_with = "mine")]
    pub assignee: Option<String>,
    /// Only those assigned to me.
    #[arg(long)]
    pub mine: bool,
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

/// The order of a list of articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Sort {
    /// The latest change first.
    #[default]
    Updated,
    /// By slug.
    Slug,
    /// The soonest due first, those without a time last.
    Due,
    /// The most urgent first.
    Urgency,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
