//! Claims: assertions tied to the exact words that make them.
//!
//! A verb on several claims is one transaction with an event a claim
//! (`Changed::make`): all or nothing, and the error names the claim.

use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::{Claims, When, each_claim},
    },
    desk::{claims::Case, facts::Heads},
    domain::{
        claim::{Finding, Standing},
        ids::ClaimId,
    },
    render::human,
    store::{Tx, claim::Claim},
};

pub mod add;
pub mod answered;
pub mod apply;
pub mod approve;
pub mod assign;
pub mod before;
pub mod check;
pub mod cite;
pub mod comment;
pub mod drop;
pub mod edit;
pub mod history;
pub mod list;
pub mod page;
pub mod place;
pub mod reconfirm;
pub mod relink;
pub mod reopen;
pub mod r#return;
pub mod seen;
pub mod sheet;
pub mod show;
pub mod take;
mod touched;
pub mod view;
pub mod wait;
pub mod withdraw;

/// Tie factual claims to words, check them, approve them.
#[derive(Debug, clap::Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

// Each verb's documentation is on its own `Args`.
#[derive(Debug, clap::Subcommand)]
#[command(defer = true)]
enum Verb {
    Add(add::Args),
    List(list::Args),
    Sheet(sheet::Args),
    Show(show::Args),
    History(history::Args),
    Edit(edit::Args),
    Take(take::Args),
    Drop(drop::Args),
    Assign(assign::Args),
    Cite(cite::Args),
    Check(check::Args),
    Wait(wait::Args),
    Approve(approve::Args),
    Reconfirm(reconfirm::Args),
    Seen(seen::Args),
    Answered(answered::Args),
    Apply(apply::Args),
    Return(r#return::Args),
    Withdraw(withdraw::Args),
    Relink(relink::Args),
    Place(place::Args),
    Reopen(reopen::Args),
    Comment(comment::Args),
}

/// Runs the verb that was typed.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    match &args.verb {
        Verb::Add(args) => add::run(ctx, args),
        Verb::List(args) => list::run(ctx, args),
        Verb::Sheet(args) => sheet::run(ctx, args),
        Verb::Show(args) => show::run(ctx, args),
        Verb::History(args) => history::run(ctx, args),
        Verb::Edit(args) => edit::run(ctx, args),
        Verb::Take(args) => take::run(ctx, args),
        Verb::Drop(args) => drop::run(ctx, args),
        Verb::Assign(args) => assign::run(ctx, args),
        Verb::Cite(args) => cite::run(ctx, args),
        Verb::Check(args) => check::run(ctx, args),
        Verb::Wait(args) => wait::run(ctx, args),
        Verb::Approve(args) => approve::run(ctx, args),
        Verb::Seen(args) => seen::run(ctx, args),
        Verb::Reconfirm(args) => reconfirm::run(ctx, args),
        Verb::Apply(args) => apply::run(ctx, args),
        Verb::Answered(args) => answered::run(ctx, args),
        Verb::Return(args) => r#return::run(ctx, args),
        Verb::Relink(args) => relink::run(ctx, args),
        Verb::Place(args) => place::run(ctx, args),
        Verb::Withdraw(args) => withdraw::run(ctx, args),
        Verb::Reopen(args) => reopen::run(ctx, args),
        Verb::Comment(args) => comment::run(ctx, args),
    }
}

/// What a verb left behind: the claims as they now stand.
#[derive(Debug)]
struct Changed {
    claims: Vec<Claim>,
    /// The same for programs; empty where nobody reads it.
    views: Vec<view::ClaimView>,
    /// The slug, where all are of one article.
    article: Option<String>,
    /// Whether one claim was named, so that one object is printed and not a list.
    one: bool,
}

impl Changed {
    /// Acts in one transaction and looks at what came of it.
    fn make(ctx: &Ctx, one: bool, act: impl FnOnce(&Tx<'_>, &Heads) -> Result<Vec<Claim>>) -> Result<Self> {
        ctx.act(|tx| Self::made(ctx, tx, &Heads::default(), one, act))
    }

    /// The same in a transaction that is open.
    fn made(
        ctx: &Ctx,
        tx: &Tx<'_>,
        heads: &Heads,
        one: bool,
        act: impl FnOnce(&Tx<'_>, &Heads) -> Result<Vec<Claim>>,
    ) -> Result<Self> {
        let claims = act(tx, heads)?;
        let mut views = Vec::new();
        if !ctx.for_people() {
            let mut maker = view::Views::new(tx)?;
            views = claims.iter().map(|c| maker.full(c)).collect::<Result<_>>()?;
        }
        let mut article = None;
        if let Some(first) = claims.first()
            && claims.iter().all(|c| c.article == first.article)
        {
            article = Some(heads.of(tx, first.article)?.article.slug.clone());
        }
        Ok(Self { claims, views, article, one })
    }

    /// Prints it: for people a line a claim on stderr, for programs the claims.
    fn report(&self, ctx: &Ctx) -> Result<()> {
        if !ctx.for_people() {
            return match self.views.as_slice() {
                [only] if self.one => ctx.record(only),
                all => ctx.list(all, ""),
            };
        }
        for claim in self.claims.iter().take(LINES) {
            ctx.ui.status(brief(claim));
        }
        if self.claims.len() > LINES {
            ctx.ui.status(format!("… and {} more; in all: {}", self.claims.len() - LINES, self.ids()));
        }
        Ok(())
    }

    /// Suggests the next command, made of the article and the claims as they
    /// are typed; nothing where the claims are of several articles.
    fn hint(&self, ctx: &Ctx, hint: impl FnOnce(&str, &str) -> String) {
        if let Some(article) = self.article.as_ref().filter(|_| ctx.for_people()) {
            ctx.ui.hint(hint(article, &self.ids()));
        }
    }

    fn ids(&self) -> String {
        ranges(self.claims.iter().map(|c| c.id.0))
    }
}

/// How many claims are told one by one.
const LINES: usize = 12;

/// Does one thing with each of several claims: all or nothing.
fn each(ctx: &Ctx, words: &[Claims], act: impl Fn(&Tx<'_>, Case) -> Result<Claim>) -> Result<Changed> {
    Changed::make(ctx, is_one(words), |tx, heads| {
        let step = |id: ClaimId| act(tx, Case::load(tx, heads, id)?);
        each_claim(words).into_iter().map(|id| step(id).map_err(|e: Error| e.about(&format!("#{id}")))).collect()
    })
}

/// Does one thing with one claim.
fn one(ctx: &Ctx, id: ClaimId, act: impl FnOnce(&Tx<'_>, Case) -> Result<Claim>) -> Result<Changed> {
    Changed::make(ctx, true, |tx, heads| Ok(vec![act(tx, Case::load(tx, heads, id)?)?]))
}

/// Whether one claim was named, by its number alone.
fn is_one(words: &[Claims]) -> bool {
    matches!(words, [only] if only.0.len() == 1)
}

/// A claim in one line: number, where it stands, finding, words.
pub fn brief(claim: &Claim) -> String {
    let state = match claim.standing {
        Standing::Unapproved => claim.progress.as_str(),
        other => other.as_str(),
    };
    let sign = human::standing_sign(claim.standing);
    let finding = claim.finding.map_or_else(String::new, |f: Finding| format!(" ({f})"));
    let words = if claim.quote.is_empty() {
        human::excerpt(&claim.statement, 60)
    } else {
        format!("\"{}\"", human::excerpt(&claim.quote, 60))
    };
    let why = match claim.standing {
        Standing::Touched | Standing::Stale if !claim.standing_reason.is_empty() => {
            format!(": {}", claim.standing_reason)
        }
        _ => String::new(),
    };
    format!("#{} {sign} {state}{finding} {words}{why}", claim.id)
}

/// A date on which something was said, as it is kept: the day or the time in
/// the words in which it was given, a relative one as the day that it is.
fn said_on(ctx: &Ctx, when: When) -> String {
    match when {
        When::Day(_) | When::Local(_) | When::Exact(_) => when.to_string(),
        When::Clock(_) | When::From(_) | When::DayFromToday(_) => {
            let time = when.resolve(ctx.clock.now(), ctx.zone);
            human::day(time, &ctx.view())
        }
    }
}

/// The most rows of a list: `--limit 0` means all.
pub fn most(limit: u32) -> usize {
    if limit == 0 { usize::MAX } else { usize::try_from(limit).unwrap_or(usize::MAX) }
}

pub use human::ranges;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_they_are_typed() {
        assert_eq!(ranges([12]), "12");
        assert_eq!(ranges([31, 20, 21, 12, 22, 12]), "12,20-22,31");
        assert_eq!(ranges([]), "");
    }
}
