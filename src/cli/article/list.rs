//! `copydesk article list`.

use super::view::ListedView;
use crate::{
    cli::{Ctx, error::Result},
    desk::names,
    domain::{article::Stage, naming::TagName},
    store::article::{self, Filter, Order},
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
    /// The most to list; 0 for all. By default 50 in a table, and all for programs.
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
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

impl From<Sort> for Order {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Updated => Self::Updated,
            Sort::Slug => Self::Slug,
            Sort::Due => Self::Due,
            Sort::Urgency => Self::Urgency,
        }
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    let me = if args.mine { Some(ctx.actor(&desk)?) } else { None };
    let limit = ctx.limit(args.limit);
    let mut more = false;
    desk.read(ctx.now(), |r| {
        let tags = args
            .tags
            .iter()
            .map(|word| {
                let known = names::tag(r, &word.parse::<TagName>()?)?;
                Ok((known.scheme, known.name))
            })
            .collect::<Result<Vec<_>>>()?;
        let assignee = match (&args.assignee, &me) {
            (Some(name), _) => Some(names::person(r, name)?.id),
            (None, me) => me.as_ref().map(|me| me.id),
        };
        let filter = Filter {
            stages: args.stages.clone(),
            desk: args.desk.clone(),
            tags,
            assignee,
            prefix: None,
            due_before: args.overdue.then_some(r.now),
            order: args.sort.into(),
            // One more than is shown tells whether there are more.
            limit: limit.map(|limit| limit.saturating_add(1)),
        };
        let mut found = article::list(r, &filter)?;
        if let Some(limit) = limit {
            more = found.len() > limit;
            found.truncate(limit);
        }
        ctx.list_with("no article is like that", |list| {
            for listed in found {
                list.push(&ListedView::load(r, listed)?)?;
                if ctx.ui.reader_gone() {
                    break;
                }
            }
            Ok(())
        })
    })?;
    if more && ctx.for_people() {
        let shown = limit.unwrap_or_default();
        ctx.ui.hint(format!("there are more than {shown}; narrow the list, or see all with --limit 0"));
    }
    Ok(())
}
