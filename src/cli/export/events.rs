//! The record as JSON lines: who did what, when, in order. What changed is for
//! the desk alone; without it, the hash of what changed stands for it.

use std::io::Write;

use serde_json::json;

use super::{Args, To, out, tell};
use crate::cli::log::view::Names;
use crate::cli::{Ctx, error::Result, names::Since};
use crate::domain::time::Timestamp;
use crate::render::json;
use crate::store::{event, hex};

/// Runs it.
pub(super) fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let Some(file) = &args.output else {
        return out::to_stdout(ctx, |out| write(ctx, args, out)).map(|_| ());
    };
    let manner = out::Manner { force: args.force, private: args.internal };
    let events = out::to_file(file, manner, |out| write(ctx, args, out))?;
    tell(ctx, args, To::Jsonl, events, 0, ("event", "events"))
}

fn write(ctx: &Ctx, args: &Args, out: &mut dyn Write) -> Result<u64> {
    let (since, after) = match args.since {
        Some(Since::Time(when)) => (when.resolve_start(ctx.clock.now(), ctx.zone), 0),
        Some(Since::Event(seq)) => (Timestamp::from_millis(i64::MIN), seq.0),
        None => (Timestamp::from_millis(i64::MIN), 0),
    };
    let progress = ctx.ui.progress("events", None);
    ctx.read_desk(|r| {
        let names = Names::default();
        event::each(r, since, |event| {
            if event.seq.0 <= after {
                return Ok(());
            }
            let payload_hash = hex(&event.payload_hash);
            let view = names.view(r, event)?;
            let line = if args.internal {
                json!({
                    "internal": true, "sequence": view.sequence, "time": view.time, "actor": view.actor,
                    "action": view.action, "subject": view.subject, "before": view.before, "after": view.after,
                    "payload_hash": payload_hash, "hash": view.hash,
                })
            } else {
                json!({
                    "sequence": view.sequence, "time": view.time, "actor": view.actor, "action": view.action,
                    "subject": view.subject, "payload_hash": payload_hash, "hash": view.hash,
                })
            };
            json::write_line(out, &line).map_err(|e| out::unwritten(e.into()))?;
            out.write_all(b"\n").map_err(out::unwritten)?;
            progress.inc(1);
            Ok::<(), crate::cli::error::Error>(())
        })?;
        Ok(progress.done())
    })
}
