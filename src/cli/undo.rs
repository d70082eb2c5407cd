//! `copydesk undo`.

use crate::{
    cli::{
        Ctx,
        article::edit::revision_said,
        error::{Error, Result},
        log::{telling, view::Names},
    },
    desk::undo,
    domain::ids::EventSeq,
    store::event,
};

/// Reverse an earlier event by a new one, or learn what to do instead.
///
/// Without a number it reverses your own last command: for one on several claims, what it did to each of them. A
/// decision no longer counts, facts go back to what they were, a text comes back as a new revision. Publications,
/// kills, people, policy, merges and imports can't be undone, and neither can what a later event builds on, nor an
/// undo itself: do the thing again. What somebody else did is undone by an editor. On a terminal it asks first.
///
/// Example: copydesk undo 118
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The event's number, as `copydesk log` shows it.
    #[arg(value_name = "EVENT", value_parser = clap::value_parser!(i64).range(1..))]
    pub event: Option<i64>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// How many events of one command are told one by one.
const TOLD: usize = 12;

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    let actor = ctx.actor(&desk)?;
    let names = Names::default();
    let (plans, told, stay) = desk.read(ctx.now(), |r| {
        let undo::Command { events, stay } = match args.event {
            Some(seq) => undo::Command { events: vec![EventSeq(seq)], ..undo::Command::default() },
            None => undo::command_of(r, undo::last_of(r, &actor)?)?,
        };
        let (mut plans, mut told) = (Vec::new(), Vec::new());
        for seq in events {
            let plan = undo::plan(r, &actor, seq)?;
            let view = names.view(r, plan.event.clone())?;
            told.push(format!("event {seq}: {} {}\nundoing it: {}", view.actor, telling::tell(&view), plan.words));
            plans.push(plan);
        }
        Ok::<_, Error>((plans, told, stay))
    })?;
    if ctx.for_people() {
        if told.len() > 1 {
            ctx.ui.status(format!("one command made {} events:", told.len()));
        }
        for line in told.iter().take(TOLD) {
            ctx.ui.status(line);
        }
        if told.len() > TOLD {
            ctx.ui.status(format!("… and {} more", told.len() - TOLD));
        }
        for source in stay {
            ctx.ui.status(format!("S{source}, which came with it, stays at the desk"));
        }
    }
    if ctx.ui.can_ask() {
        ctx.confirm(if plans.len() > 1 { "Undo all of them?" } else { "Undo it?" })?;
    }
    let note = args.note.as_deref().unwrap_or_default();
    let (views, said) = desk.transact(&actor, ctx.now(), |tx| {
        let (mut views, mut said) = (Vec::new(), Vec::new());
        for plan in &plans {
            let done = undo::undo(tx, plan.event.seq, note)?;
            let event = event::by_seq(tx, done.event)?.ok_or_else(|| Error::failed("the new event can't be read"))?;
            views.push(names.view(tx, event)?);
            said.extend(done.revised.iter().flat_map(revision_said));
        }
        Ok::<_, Error>((views, said))
    })?;
    if ctx.for_people() {
        for line in said {
            ctx.ui.status(line);
        }
    }
    match views.as_slice() {
        [only] => ctx.changed(only, format!("recorded as event {}", only.sequence)),
        all if ctx.for_people() => {
            let (first, last) = (all.first().map_or(0, |v| v.sequence), all.last().map_or(0, |v| v.sequence));
            ctx.ui.status(format!("recorded as events {first} to {last}"));
            Ok(())
        }
        all => ctx.list(all, ""),
    }
}
