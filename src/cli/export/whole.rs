//! The whole desk as JSON lines, or what came to it after an event.

use std::io::Write;

use super::{Args, out};
use crate::cli::{Ctx, error::Result, names::Since};
use crate::desk::archive::{self, Done, increment};
use crate::domain::ids::EventSeq;
use crate::render::human;

/// What was written, for programs.
#[derive(Debug, serde::Serialize)]
struct Wrote {
    output: String,
    /// The event that it goes on from; `null` for a whole desk.
    from: Option<i64>,
    /// The last event in it.
    events: i64,
    rows: u64,
}

/// Runs it.
pub(super) fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let after = match args.since {
        Some(Since::Event(seq)) => Some(seq),
        Some(Since::Time(_)) | None => None,
    };
    let Some(file) = &args.output else {
        return out::to_stdout(ctx, |out| write(ctx, after, out)).map(|_| ());
    };
    // It holds everything, so only its owner may read it.
    let manner = out::Manner { force: args.force, private: true };
    let Done { rows, events } = out::to_file(file, manner, |out| write(ctx, after, out))?;
    let file = file.display();
    if !ctx.for_people() {
        let wrote = Wrote { output: file.to_string(), from: after.map(|seq| seq.0), events, rows };
        return ctx.document(&wrote, |_| {});
    }
    let counted = human::count(rows, "row", "rows");
    ctx.ui.status(match after {
        None => format!("wrote {file}: the desk up to event {events} in {counted}"),
        Some(from) if from.0 == events => {
            format!("wrote {file}: nothing happened at the desk after event {events}, and it says so")
        }
        Some(from) => format!(
            "wrote {file}: what came to the desk after event {from}, up to event {events}, in {counted}\n\
             next: copydesk --db COPY.db import {file}"
        ),
    });
    Ok(())
}

fn write(ctx: &Ctx, after: Option<EventSeq>, out: &mut dyn Write) -> Result<Done> {
    let progress = ctx.ui.progress("rows", None);
    let mut tell = |rows| progress.set(rows);
    ctx.read_desk(|r| match after {
        None => Ok(archive::write(r, out, &mut tell)?),
        Some(after) => {
            let increment::Step { to, rows, .. } = increment::write(r, after, out, &mut tell)?;
            Ok(Done { rows, events: to })
        }
    })
}
