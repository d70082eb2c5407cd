//! `copydesk log`.

use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::{ArticleOrClaim, When},
    },
    desk::{
        names,
        verify::{self, Verified},
    },
    domain::{ids::ClaimId, time::Timestamp},
    render::{Column, Row, human},
    store::{
        Read,
        event::{self, Event},
    },
};

pub mod telling;
pub mod view;

use view::Names;

/// Read the record: who did what, when.
///
/// The newest events come first; in JSON, CSV and TSV they stand in their order. An article's record tells of its
/// claims too, and a claim's of the revisions and sources that changed its standing.
///
/// --verify recomputes every hash and checks that nobody rewrote the record: no event changed, removed, added or put
/// elsewhere; no revision, decision or publication other than as its event made it. Exit code 1 where it doesn't hold.
///
/// Example: copydesk log harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An article, or one claim (c12 or '#12'). Without it, the whole desk.
    #[arg(value_name = "ARTICLE|CLAIM", conflicts_with = "verify")]
    pub target: Option<ArticleOrClaim>,
    /// Check the whole record instead of listing it.
    #[arg(long)]
    pub verify: bool,
    /// Only what happened since then.
    #[arg(long, value_name = "TIME", conflicts_with = "verify")]
    pub since: Option<When>,
    /// The most to list, the latest; 0 for all.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: u32,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    if args.verify {
        return verify(ctx);
    }
    let since =
        args.since.map_or(Timestamp::from_millis(i64::MIN), |when| when.resolve_start(ctx.clock.now(), ctx.zone));
    ctx.read_desk(|r| match &args.target {
        Some(ArticleOrClaim::Article(word)) => {
            let events = event::of_article(r, names::article(r, word)?.id)?;
            some(ctx, r, args, events.into_iter().filter(|e| e.at >= since).collect())
        }
        Some(ArticleOrClaim::Claim(id)) => {
            let claim = names::claim(r, *id)?;
            let events = event::of_article(r, claim.article)?;
            some(ctx, r, args, events.into_iter().filter(|e| e.at >= since && concerns(e, *id)).collect())
        }
        None if args.limit == 0 && !ctx.for_people() => all(ctx, r, since),
        None => {
            // One more than is shown tells whether there are more.
            let limit = if args.limit == 0 { i64::MAX } else { i64::from(args.limit) + 1 };
            let mut events = event::latest(r, since, limit)?;
            events.reverse();
            some(ctx, r, args, events)
        }
    })
}

/// Whether an event is on a claim, or changed what may be relied on of it.
fn concerns(event: &Event, claim: ClaimId) -> bool {
    if event.subject == "claim" {
        return event.subject_id == claim.0;
    }
    let turned = |payload: &str| {
        let payload: serde_json::Value = serde_json::from_str(payload).ok()?;
        Some(payload.get("turned")?.as_array()?.iter().any(|t| t["claim"] == claim.0))
    };
    event.payload.as_deref().and_then(turned).unwrap_or(false)
}

/// Lists events that are given in their order.
fn some(ctx: &Ctx, r: &Read<'_>, args: &Args, mut events: Vec<Event>) -> Result<()> {
    let most = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let cut = most > 0 && events.len() > most;
    if cut {
        events.drain(..events.len() - most);
    }
    let names = Names::default();
    let mut views = events.into_iter().map(|e| names.view(r, e)).collect::<Result<Vec<_>>>()?;
    if ctx.for_people() {
        views.reverse();
    }
    ctx.list(&views, "nothing happened here")?;
    if cut && ctx.for_people() {
        ctx.ui.hint(format!("there is more than these {most}; for all of it: --limit 0"));
    }
    Ok(())
}

/// Lists the whole record as it comes.
fn all(ctx: &Ctx, r: &Read<'_>, since: Timestamp) -> Result<()> {
    let names = Names::default();
    ctx.list_with("", |list| {
        event::each(r, since, |event| {
            list.push(&names.view(r, event)?)?;
            if ctx.ui.reader_gone() { Err(Error::interrupted().already_told()) } else { Ok(()) }
        })
        .or_else(|e| if ctx.ui.reader_gone() { Ok(()) } else { Err(e) })
    })
}

crate::record! {
    /// What `log --verify --json` answers.
    struct VerifyView {
        /// How many events were read.
        events: i64,
        /// Whether all of it holds.
        ok: bool,
        /// The first event that doesn't.
        first_bad: Option<i64>,
    }
}

impl Row for VerifyView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("events", |v: &Self, _| v.events.into()).right(),
            Column::new("ok", |v, _| if v.ok { "yes" } else { "no" }.into()),
            Column::new("first_bad", |v: &Self, _| v.first_bad.into()).right(),
        ]
    }
}

fn verify(ctx: &Ctx) -> Result<()> {
    let found = ctx.read_desk(|r| {
        let total = crate::store::desk::about(r)?.events;
        let progress = ctx.ui.progress("events", Some(total.unsigned_abs()));
        Ok(verify::verify(r, &mut |done| progress.set(done))?)
    })?;
    let view = VerifyView { events: found.events, ok: found.ok(), first_bad: found.bad.keys().next().map(|seq| seq.0) };
    if !ctx.for_people() {
        ctx.record(&view)?;
    }
    if let Some(error) = unproven(&found) {
        return Err(error);
    }
    if ctx.for_people() {
        ctx.ui.write(format!("{}\n", holds(&found)).as_bytes())?;
    }
    Ok(())
}

/// The record holds, in words.
pub(super) fn holds(found: &Verified) -> String {
    format!(
        "the record holds: {} in {}",
        human::count(found.events.unsigned_abs(), "event", "events"),
        human::count(found.chains.unsigned_abs(), "chain", "chains"),
    )
}

/// What doesn't hold, as an error.
pub(super) fn unproven(found: &Verified) -> Option<Error> {
    const SHOWN: usize = 5;
    let (seq, what) = found.bad.first_key_value()?;
    let mut error = Error::failed(format!("the record does not hold from event {seq} on: {what}"));
    for (seq, what) in found.bad.iter().skip(1).take(SHOWN) {
        error = error.detail(format!("event {seq}: {what}"));
    }
    if found.bad.len() > SHOWN + 1 {
        error = error.detail(format!("and {} more", found.bad.len() - SHOWN - 1));
    }
    Some(error.hint("keep the file as it is, and compare it with a backup: copydesk --db BACKUP log --verify"))
}
