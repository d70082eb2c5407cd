//! `copydesk undo`.

use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        log::{telling, view::Names},
    },
    desk::undo,
    domain::ids::EventSeq,
    store::event,
};

/// Reverse an earlier event by a new one, or learn what to do instead.
///
/// Without a number it reverses your own last event. A decision no longer counts, facts go back to what they were, a
/// text comes back as a new revision. Publications, kills, people, policy, merges and imports can't be undone, and
/// neither can what a later event builds on, nor an undo itself: do the thing again. What somebody else did is undone
/// by an editor. On a terminal it asks first.
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

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    let actor = ctx.actor(&desk)?;
    let names = Names::default();
    let (plan, told) = desk.read(ctx.now(), |r| {
        let seq = match args.event {
            Some(seq) => EventSeq(seq),
            None => undo::last_of(r, &actor)?,
        };
        let plan = undo::plan(r, &actor, seq)?;
        let view = names.view(r, plan.event.clone())?;
        let told = format!("event {seq}: {} {}", view.actor, telling::tell(&view));
        Ok::<_, Error>((plan, told))
    })?;
    if ctx.for_people() {
        ctx.ui.status(format!("{told}\nundoing it: {}", plan.words));
    }
    if ctx.ui.can_ask() {
        ctx.confirm("Undo it?")?;
    }
    let note = args.note.as_deref().unwrap_or_default();
    let view = desk.transact(&actor, ctx.now(), |tx| {
        let seq = undo::undo(tx, plan.event.seq, note)?;
        let event = event::by_seq(tx, seq)?.ok_or_else(|| Error::failed("the new event can't be read"))?;
        names.view(tx, event)
    })?;
    let said = format!("recorded as event {}", view.sequence);
    ctx.changed(&view, said)
}
