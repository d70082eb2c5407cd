//! `copydesk queue`.

use crate::{
    cli::{
        Ctx,
        claim::{
            most,
            view::{QueueRow, Views, wants_sentence},
        },
        desk::article,
        error::{Error, Result},
        names::ArticleName,
    },
    desk::names,
    domain::{
        claim::{ClaimKind, Standing},
        naming::{BadName, TagName},
    },
    store::{
        Read,
        queue::{self, Filter, Order},
    },
};

/// List the claims that need work, the most pressing first.
///
/// The morning's first command of a checker or editor. Every filter narrows the list.
///
/// Example: copydesk queue --mine
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What narrows it.
    #[command(flatten)]
    pub narrow: Narrow,
    /// Only those of this article.
    #[arg(long, value_name = "ARTICLE")]
    pub article: Option<ArticleName>,
    /// How to order them.
    #[arg(long, value_enum, default_value_t, value_name = "ORDER")]
    pub sort: Sort,
    /// The most to list; 0 for all.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: u32,
}

/// The filters of the queue, which `review` takes too.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Narrow {
    /// Only mine: assigned to me, or taken by me.
    #[arg(long)]
    pub mine: bool,
    /// Only those of this standing. May be given more than once.
    #[arg(long = "standing", value_enum, value_name = "STANDING")]
    pub standings: Vec<Standing>,
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
}

impl Narrow {
    /// As the store asks for it.
    pub fn filter(&self, ctx: &Ctx, r: &Read<'_>) -> Result<Filter> {
        let mine = if self.mine { Some(names::actor(r, &ctx.globals.actor()?, "")?.id) } else { None };
        let tag = |tag: &String| {
            let name: TagName = tag.parse().map_err(|e: BadName| Error::usage(e.to_string()))?;
            Ok::<_, Error>(names::tag(r, &name)?.id)
        };
        let tags = self.tags.iter().map(tag).collect::<Result<_>>()?;
        Ok(Filter {
            mine,
            desk: self.desk.clone(),
            standings: self.standings.clone(),
            kinds: self.kinds.clone(),
            tags,
            overdue: self.overdue,
            ..Filter::default()
        })
    }
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

impl From<Sort> for Order {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Priority => Self::Urgency,
            Sort::Due => Self::Due,
            Sort::Age => Self::Age,
        }
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let sentences = wants_sentence(ctx.for_people(), ctx.globals.fields.as_deref());
    let most = most(args.limit);
    let rows = ctx.read_desk(|r| {
        let filter = Filter {
            article: args.article.as_ref().map(|name| Ok::<_, Error>(article(r, name)?.id)).transpose()?,
            order: args.sort.into(),
            ..args.narrow.filter(ctx, r)?
        };
        // One more than is shown, to know whether there are more.
        let found = queue::list(r, &filter, most.saturating_add(1))?;
        let mut views = Views::new(r)?;
        found
            .iter()
            .map(|entry| Ok(QueueRow(views.row(&names::claim(r, entry.claim)?, sentences)?)))
            .collect::<Result<Vec<_>>>()
    })?;
    let shown = rows.get(..most.min(rows.len())).unwrap_or(&rows);
    ctx.list(shown, "no claim needs work")?;
    if shown.len() < rows.len() && ctx.for_people() {
        ctx.ui.status(format!("the first {most}; there are more: --limit 0 shows all"));
    }
    Ok(())
}
