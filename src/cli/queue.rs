//! `copydesk queue`.

use crate::{
    cli::{
        Ctx,
        claim::{
            most,
            view::{Views, wants_sentence},
        },
        desk::article,
        error::{Error, Result},
        names::ArticleName,
        review, shell,
    },
    desk::names,
    domain::{
        claim::{ClaimKind, Standing},
        naming::{BadName, TagName},
        person::Role,
    },
    render::page::Page,
    store::{
        self, Read,
        queue::{self, Filter, Order},
    },
};

pub mod counts;
pub mod view;
mod watch;

use view::{QueueRow, Withdrawn};

/// List the claims that need work, the most pressing first.
///
/// The morning's first command of a checker or editor. What is overdue comes first, then what was checked and changed
/// (in articles near publication before others), what was contradicted or returned, proposals for editors, and open
/// claims by priority and age. An article that its provider withdrew while it is public heads it. Every filter narrows
/// the list. `queue next` takes the first: on a terminal it opens in `review`, elsewhere it is printed.
///
/// Example: copydesk queue --mine
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only the first claim: opened in review on a terminal, else printed.
    #[arg(value_name = "next", value_enum)]
    pub which: Option<Which>,
    /// What narrows it.
    #[command(flatten)]
    pub narrow: Narrow,
    /// Only those of this article.
    #[arg(long, value_name = "ARTICLE")]
    pub article: Option<ArticleName>,
    /// How to order them. Default: priority, or as the config file says.
    #[arg(long, value_enum, value_name = "ORDER")]
    pub sort: Option<Sort>,
    /// The most to list; 0 for all. Default: 50, or as the config file says.
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
    /// Everybody's, of all desks: leave out what the config file narrows.
    #[arg(long, conflicts_with_all = ["mine", "desk"])]
    pub all: bool,
    /// Count them instead: by standing, progress, assignee and desk.
    #[arg(long, conflicts_with_all = ["which", "watch", "limit", "sort"])]
    pub counts: bool,
    /// Keep showing it, drawn anew when the desk changes, until Ctrl-C.
    #[arg(long, conflicts_with = "which")]
    pub watch: bool,
}

/// Which of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Which {
    /// The first claim.
    Next,
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
    /// As it is typed: a space before each flag.
    pub fn flags(&self) -> String {
        let mut flags = String::new();
        let mut flag = |name: &str, value: &str| {
            flags.push_str(name);
            if !value.is_empty() {
                flags.push(' ');
                flags.push_str(&shell::quoted(value));
            }
        };
        if self.mine {
            flag(" --mine", "");
        }
        self.standings.iter().for_each(|standing| flag(" --standing", standing.as_str()));
        self.tags.iter().for_each(|tag| flag(" --tag", tag));
        self.desk.iter().for_each(|desk| flag(" --desk", desk));
        self.kinds.iter().for_each(|kind| flag(" --kind", kind.as_str()));
        if self.overdue {
            flag(" --overdue", "");
        }
        flags
    }

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
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

/// What is said where nothing is listed: of all that there is, and of what was asked for.
const NONE: &str = "no claim needs work";
const NONE_SUCH: &str = "no claim that you asked for needs work";

/// How many are listed where nobody says.
const LIMIT: u32 = 50;

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let filter = |r: &Read<'_>| filter(ctx, args, r);
    if args.counts {
        return counts::run(ctx, filter);
    }
    if args.watch && !ctx.for_people() {
        return Err(Error::usage("--watch shows a table, for people")
            .hint("for programs: copydesk events --follow; or: copydesk queue --json, as often as you like"));
    }
    let most = most(args.limit.or(ctx.globals.config.queue.limit).unwrap_or(LIMIT));
    if args.which.is_some() {
        return next(ctx, |r| {
            let filter = filter(r)?;
            Ok((filter.is_narrow(), rows(ctx, r, &filter, 1, false)?))
        });
    }
    if args.watch {
        return watch::run(ctx, |r| rows(ctx, r, &filter(r)?, most, true));
    }
    // One more than is shown, to know whether there are more.
    let (narrowed, reviews, rows) = ctx.read_desk(|r| {
        let filter = filter(r)?;
        let reviews = ctx.for_people() && reviews(ctx, r);
        Ok::<_, Error>((filter.is_narrow(), reviews, rows(ctx, r, &filter, most.saturating_add(1), true)?))
    })?;
    let shown = rows.get(..most.min(rows.len())).unwrap_or(&rows);
    if ctx.for_people() && ctx.globals.fields.is_none() && !shown.is_empty() {
        let mut page = Page::new(ctx.view());
        view::compose(shown, &mut page);
        ctx.ui.page(&page.into_text())?;
    } else {
        ctx.list(shown, if narrowed { NONE_SUCH } else { NONE })?;
        if narrowed && shown.is_empty() && ctx.for_people() {
            ctx.ui.hint("see all that waits: copydesk queue --all");
        }
    }
    if shown.len() < rows.len() && ctx.for_people() {
        ctx.ui.status(format!("the first {most}; there are more: --limit 0 shows all"));
    }
    if ctx.for_people() {
        match shown.first() {
            Some(QueueRow::Withdrawn(article)) => {
                ctx.ui.hint(format!("take it out of public view: copydesk article kill {} --note TEXT", article.slug));
            }
            Some(QueueRow::Claim(_)) if reviews => {
                let article = args.article.as_ref().map(|article| format!(" {article}")).unwrap_or_default();
                ctx.ui.hint(format!("one by one, in their context: copydesk review{article}{}", args.narrow.flags()));
            }
            Some(QueueRow::Claim(claim)) => ctx.ui.hint(format!("the first in full: copydesk claim show {}", claim.id)),
            None => {}
        }
    }
    Ok(())
}

/// Whether the person has claims to decide: a writer, and whoever is not at this desk, has none.
fn reviews(ctx: &Ctx, r: &Read<'_>) -> bool {
    let role = ctx.globals.actor().ok().and_then(|name| names::actor(r, &name, "").ok()).map(|who| who.role);
    role.is_some_and(|role| role >= Role::Checker)
}

/// The filter that the flags and the config file ask for.
fn filter(ctx: &Ctx, args: &Args, r: &Read<'_>) -> Result<Filter> {
    let defaults = &ctx.globals.config.queue;
    let mut narrow = args.narrow.clone();
    if !args.all {
        narrow.mine |= defaults.mine.unwrap_or(false);
        narrow.desk = narrow.desk.or_else(|| defaults.desk.clone());
    }
    Ok(Filter {
        article: args.article.as_ref().map(|name| Ok::<_, Error>(article(r, name)?.id)).transpose()?,
        order: args.sort.or(defaults.sort).unwrap_or_default().into(),
        ..narrow.filter(ctx, r)?
    })
}

/// The first rows that a filter wants: what was withdrawn, then claims.
fn rows(ctx: &Ctx, r: &Read<'_>, filter: &Filter, most: usize, articles: bool) -> Result<Vec<QueueRow>> {
    let sentences = wants_sentence(ctx.for_people(), ctx.globals.fields.as_deref());
    let mut views = Views::new(r)?.untraced();
    let mut rows = Vec::new();
    if articles {
        rows.extend(withdrawn(r, filter, &views)?.into_iter().take(most).map(QueueRow::Withdrawn));
    }
    for entry in queue::list(r, filter, most - rows.len())? {
        rows.push(QueueRow::Claim(Box::new(views.row(&names::claim(r, entry.claim)?, sentences)?)));
    }
    Ok(rows)
}

/// The articles that their provider cancelled while they are public, as far as
/// a filter asks for articles at all.
fn withdrawn(r: &Read<'_>, filter: &Filter, views: &Views<'_, '_>) -> Result<Vec<Withdrawn>> {
    if filter.overdue || !filter.kinds.is_empty() || !filter.standings.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = store::article::withdrawn(r)?;
    found.retain(|a| {
        filter.article.is_none_or(|id| id == a.id)
            && filter.mine.is_none_or(|person| a.assignee == Some(person))
            && filter.desk.as_ref().is_none_or(|desk| *desk == a.desk)
    });
    for tag in &filter.tags {
        let carrying = store::tag::articles(r, *tag)?;
        found.retain(|a| carrying.binary_search(&a.id).is_ok());
    }
    let row = |a: store::article::Article| Withdrawn {
        id: a.id.0,
        slug: a.slug,
        stage: a.stage,
        assignee: a.assignee.map(|id| views.person(id)),
        since: a.updated_at,
    };
    Ok(found.into_iter().map(row).collect())
}

/// `queue next`: the first claim, opened where somebody sits, else printed.
fn next(ctx: &Ctx, rows: impl FnOnce(&Read<'_>) -> Result<(bool, Vec<QueueRow>)>) -> Result<()> {
    let (narrowed, rows) = ctx.read_desk(rows)?;
    let Some(first @ QueueRow::Claim(claim)) = rows.first() else {
        let none = if narrowed { NONE_SUCH } else { NONE };
        return Err(Error::not_found(none).hint("see all that waits: copydesk queue --all"));
    };
    let terminal = ctx.ui.terminal();
    if !(ctx.for_people() && ctx.ui.can_ask() && terminal.stdin && terminal.stdout) {
        return ctx.record(first);
    }
    let words = ["review".to_owned(), format!("#{}", claim.id)];
    let matches = <review::Args as clap::Args>::augment_args(clap::Command::new("review")).try_get_matches_from(words);
    let args = matches.and_then(|matches| <review::Args as clap::FromArgMatches>::from_arg_matches(&matches));
    review::run(ctx, &args.map_err(|error| Error::failed(error.to_string()))?)
}
