//! `copydesk claim list`.

use super::{
    most,
    view::{Views, wants_sentence},
};
use crate::{
    cli::{Ctx, desk, error::Result, names::ArticleName},
    desk::names,
    domain::claim::{ClaimKind, Finding, Progress, Standing},
    store::claim::{self, Claim},
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
    /// The same, as `queue` takes it.
    #[arg(long = "article", value_name = "ARTICLE", conflicts_with = "article", id = "of", hide = true)]
    pub of: Option<ArticleName>,
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
    let name = args.article.as_ref().or(args.of.as_ref());
    let sentences = wants_sentence(ctx.for_people(), ctx.globals.fields.as_deref());
    let rows = ctx.read_desk(|r| {
        let article = name.map(|name| desk::article(r, name)).transpose()?;
        let assignee = match (&args.assignee, args.mine) {
            (Some(name), _) => Some(names::person(r, name)?.id),
            (None, true) => Some(names::actor(r, &ctx.globals.actor()?, "")?.id),
            (None, false) => None,
        };
        let wanted = |c: &Claim| {
            (args.standings.is_empty() || args.standings.contains(&c.standing))
                && (args.progress.is_empty() || args.progress.contains(&c.progress))
                && (args.kinds.is_empty() || args.kinds.contains(&c.kind))
                && (args.findings.is_empty() || c.finding.is_some_and(|f| args.findings.contains(&f)))
                && (assignee.is_none() || c.assignee == assignee)
        };
        let found = claim::list(r, article.map(|a| a.id), most(args.limit), wanted)?;
        let mut views = Views::new(r)?;
        found.iter().map(|c| views.row(c, sentences)).collect::<Result<Vec<_>>>()
    })?;
    ctx.list(&rows, "no such claims")?;
    if args.limit > 0 && rows.len() == most(args.limit) && ctx.for_people() {
        ctx.ui.status(format!("only the first {} are shown; --limit 0 shows all", rows.len()));
    }
    Ok(())
}
