//! The way in of a whole desk that was exported: into a desk that was just
//! made, as it was, in one transaction. And of what came to a desk after an
//! event, into a copy that stands at that event.

use std::path::Path;

use super::Args;
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
    },
    desk::archive::{
        self, Done,
        increment::{self, Outcome, Step},
    },
    domain::person::Role,
    import::{
        detect::{Detected, detect},
        source::{Origin, Progress, Source},
    },
    render::{Column, Row, human},
    store::{Actor, Desk},
};

crate::record! {
    /// What the import of a whole desk answers.
    struct WholeView {
        /// How many rows were read.
        rows: u64,
        /// How many events the desk has now.
        events: i64,
    }
}

impl Row for WholeView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("rows", |w: &Self, _| human::thousands(w.rows).into()),
            Column::new("events", |w: &Self, _| human::thousands(w.events.unsigned_abs()).into()),
        ]
    }
}

crate::record! {
    /// What the import of an increment answers.
    struct StepView {
        /// The event that the desk stands at now.
        events: i64,
        /// How many events came in; 0 where all were in already.
        came: i64,
        /// How many rows came in.
        rows: u64,
    }
}

impl Row for StepView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("events", |s: &Self, _| human::thousands(s.events.unsigned_abs()).into()),
            Column::new("came", |s: &Self, _| human::thousands(s.came.unsigned_abs()).into()),
            Column::new("rows", |s: &Self, _| human::thousands(s.rows).into()),
        ]
    }
}

/// What is imported by itself.
pub(super) enum Exported {
    /// A whole desk.
    Desk(Source),
    /// What came to a desk after an event.
    Increment(Source),
}

/// The one input, opened, where it is an exported desk or an increment of one.
pub(super) fn exported(args: &Args) -> Option<Exported> {
    let [path] = args.paths.as_slice() else { return None };
    if args.input_format.is_some_and(|format| format != super::InputFormat::Auto)
        || path == Path::new("-")
        || !path.is_file()
    {
        return None;
    }
    // What can't be opened is told by the import of articles.
    let source = Source::open(&Origin::File(path.clone()), &Progress::default()).ok()?;
    match detect(&source, None) {
        Ok(Detected::Desk) => Some(Exported::Desk(source)),
        Ok(Detected::Increment) => Some(Exported::Increment(source)),
        _ => None,
    }
}

/// Brings it in.
pub(super) fn load(ctx: &Ctx, args: &Args, exported: Exported) -> Result<()> {
    match exported {
        Exported::Desk(source) => whole(ctx, args, source),
        Exported::Increment(source) => step(ctx, args, source),
    }
}

/// Opens the desk for its chief, the only one who may bring in such a thing.
fn open(ctx: &Ctx, args: &Args, source: &Source, what: &str) -> Result<(Desk, Actor)> {
    if !args.tags.is_empty() || args.desk.is_some() || args.slug.is_some() || args.provider.is_some() {
        return Err(Error::usage(format!("{} is {what}, and comes in as it is", source.name))
            .hint("leave out --tag, --desk, --slug and --provider"));
    }
    let desk = ctx.open()?;
    let actor = ctx.actor(&desk)?;
    if actor.role < Role::Chief {
        return Err(Error::refused(format!("{} is a {} and may not import {what}", actor.name, actor.role))
            .hint("act as the desk's chief: --as NAME"));
    }
    Ok((desk, actor))
}

/// Brings an increment in.
fn step(ctx: &Ctx, args: &Args, source: Source) -> Result<()> {
    let (desk, _) = open(ctx, args, &source, "an increment of a desk")?;
    let outcome = {
        let progress = ctx.ui.progress("rows", None);
        increment::apply(&desk, &mut source.stream(), !args.dry_run, &mut |rows| progress.set(rows))?
    };
    let file = desk.path().display();
    match outcome {
        Outcome::AlreadyIn(events) => {
            let said = format!("{file} stands at event {events} and has all of it already; nothing changed");
            ctx.changed(&StepView { events, came: 0, rows: 0 }, said)
        }
        Outcome::Applied(Step { from, to, rows }) => {
            let counted = human::count(rows, "row", "rows");
            let said = match (args.dry_run, from == to) {
                (true, _) => {
                    format!("{file} would go on from event {from} to event {to}, in {counted}; nothing changed")
                }
                (false, true) => format!("{file} stands at event {to}; nothing happened since"),
                (false, false) => {
                    format!("{file} went on from event {from} and stands at event {to} now, in {counted}")
                }
            };
            ctx.changed(&StepView { events: to, came: to - from, rows }, said)
        }
    }
}

/// Loads a whole desk.
fn whole(ctx: &Ctx, args: &Args, source: Source) -> Result<()> {
    let (desk, actor) = open(ctx, args, &source, "a whole desk")?;
    archive::ready(&desk)?;
    let mut stream = source.stream();
    let done = {
        let progress = ctx.ui.progress("rows", None);
        let mut tell = |rows| progress.set(rows);
        if args.dry_run {
            // The same, into a desk that is then thrown away.
            let folder = tempfile::tempdir().map_err(|e| {
                Error::failed(format!("there is no room for a trial: {e}")).hint("import without --dry-run")
            })?;
            let (trial, _) = Desk::make(&folder.path().join("desk.db"), &actor.name, &actor.login, ctx.now(), true)?;
            archive::load(&trial, &mut stream, &mut tell)?
        } else {
            archive::load(&desk, &mut stream, &mut tell)?
        }
    };
    let Done { rows, events } = done;
    let file = desk.path().display();
    let said = if args.dry_run {
        format!("{file} would hold the exported desk, up to event {events}; nothing changed")
    } else {
        format!(
            "{file} holds the exported desk now, up to event {events}\nnext: copydesk log --verify; copydesk db check"
        )
    };
    ctx.changed(&WholeView { rows, events }, said)
}
