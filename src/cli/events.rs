//! `copydesk events`: the record as it grows, for other programs.
//!
//! Events are numbered without gaps in the order in which they were committed,
//! so whoever asks for what comes after the last number they have misses
//! nothing and gets nothing twice.

use std::{collections::BTreeMap, thread::sleep, time::Duration};

use serde_json::{Value, json};

use super::log::view::{EventView, Names};
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
    },
    domain::{ids::EventSeq, time::Timestamp},
    render::{Format, json},
    store::{Desk, Read, desk, event},
    ui::interrupt,
};

/// Print what happens at the desk, one JSON object a line.
///
/// Each line is an event of the record, as `log --json` has it, with what it did to claims: how each stood before and
/// stands after, so that a new revision's line names the approvals that it ended. Without --follow it prints what there
/// is and ends. With --follow it goes on until Ctrl-C, and begins with the next event where --since doesn't name one.
/// No event is missed and none comes twice: to go on after an interruption, give the last `sequence` you have.
///
/// Example: copydesk events --follow --since 4711
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Go on as things happen, until Ctrl-C.
    #[arg(short, long)]
    pub follow: bool,
    /// Only events after this number: the last one you have; 0 for all.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(0..))]
    pub since: Option<i64>,
}

/// An event as a line.
#[derive(Debug, serde::Serialize)]
struct Line {
    sequence: i64,
    time: Timestamp,
    actor: String,
    action: String,
    subject: String,
    /// The article that it concerns, by slug; null for what is the desk's own.
    article: Option<String>,
    before: Option<Value>,
    after: Option<Value>,
    /// What came of it for claims.
    claims: Vec<Value>,
    hash: String,
}

/// How often the desk is asked whether anything happened.
const ASK: Duration = Duration::from_millis(100);

/// How many events are read in one go.
const BATCH: i64 = 500;

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    if !matches!(ctx.format(), Format::Table | Format::Json | Format::Jsonl) || ctx.globals.fields.is_some() {
        return Err(Error::usage("events are printed as JSON lines")
            .hint("leave --format and --fields out; for tables: copydesk log --format csv"));
    }
    if args.follow {
        interrupt::watch();
    }
    let desk = ctx.open()?;
    let last = desk.read(ctx.now(), |r| Ok::<_, Error>(desk::about(r)?.events))?;
    let mut after = args.since.unwrap_or(if args.follow { last } else { 0 });
    if after > last {
        return Err(Error::not_found(format!("there is no event {after} yet; the record goes up to {last}"))
            .hint(format!("copydesk events --since {last} --follow")));
    }
    loop {
        // Asked before reading: what is committed in between changes it again.
        let version = desk.version()?;
        while let Some(seq) = batch(ctx, &desk, after)? {
            after = seq;
            if stopped(ctx) {
                break;
            }
        }
        ctx.ui.flush()?;
        if !args.follow {
            return Ok(());
        }
        while desk.version()? == version && !stopped(ctx) {
            sleep(ASK);
        }
        if ctx.ui.reader_left() {
            return Ok(());
        }
        if interrupt::pressed() {
            return Err(Error::interrupted().already_told());
        }
    }
}

/// Whether nobody wants more.
fn stopped(ctx: &Ctx) -> bool {
    interrupt::pressed() || ctx.ui.reader_left()
}

/// Prints the next events; answers the number of the last one, `None` where there is none.
fn batch(ctx: &Ctx, desk: &Desk, after: i64) -> Result<Option<i64>> {
    let lines = desk.read(ctx.now(), |r| {
        let names = Names::default();
        event::next(r, EventSeq(after), BATCH)?
            .into_iter()
            .map(|event| {
                let chain = event.article;
                line(r, &names, names.view(r, event)?, chain)
            })
            .collect::<Result<Vec<_>>>()
    })?;
    let mut text = Vec::new();
    for line in &lines {
        json::write_line(&mut text, line).map_err(crate::render::Error::from)?;
        text.push(b'\n');
    }
    // Whole lines at once: whoever is interrupted here has printed all of a line or none.
    ctx.ui.write(&text)?;
    ctx.ui.flush()?;
    Ok(lines.last().map(|line| line.sequence))
}

fn line(r: &Read<'_>, names: &Names, view: EventView, chain: i64) -> Result<Line> {
    let article = if chain == 0 { None } else { Some(names.article(r, chain)?) };
    let claims = consequences(&view);
    let EventView { sequence, time, actor, action, subject, before, after, hash } = view;
    Ok(Line { sequence, time, actor, action, subject, article, before, after, claims, hash })
}

/// What an event did to the standing of claims, its own subject's and those of
/// others, each as `{"id","before","after","reason"}`.
fn consequences(view: &EventView) -> Vec<Value> {
    let field = |side: &Option<Value>, key: &str| side.as_ref().and_then(|side| side.get(key)).cloned();
    let mut found = BTreeMap::new();
    if let Some(id) = view.subject.strip_prefix('#').and_then(|id| id.parse::<i64>().ok()) {
        let made = field(&view.after, "claim");
        let standing = |side: &Option<Value>| field(side, "standing").unwrap_or(Value::Null);
        let after = match &made {
            Some(claim) => claim.get("standing").cloned().unwrap_or(Value::Null),
            None => standing(&view.after),
        };
        if !after.is_null() {
            let reason = field(&view.after, "standing_reason").filter(|reason| reason.as_str() != Some(""));
            found.insert(id, json!({ "id": id, "before": standing(&view.before), "after": after, "reason": reason }));
        }
    }
    let turned = field(&view.after, "turned");
    for one in turned.iter().filter_map(Value::as_array).flatten() {
        if let Some(id) = one.get("claim").and_then(Value::as_i64) {
            let part = |key: &str| one.get(key).cloned().unwrap_or(Value::Null);
            let told = json!({ "id": id, "before": part("before"), "after": part("after"), "reason": part("reason") });
            found.insert(id, told);
        }
    }
    found.into_values().collect()
}
