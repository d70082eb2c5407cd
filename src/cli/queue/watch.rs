//! `copydesk queue --watch`: the queue in place, drawn anew when the desk changes.

use std::{
    fmt::Write as _,
    thread::sleep,
    time::{Duration, Instant},
};

use super::view::{QueueRow, compose};
use crate::{
    cli::{Ctx, error::Result},
    render::{Format, List, page::Page},
    store::Read,
    ui::interrupt,
};

/// How often the desk is asked whether anything changed.
const ASK: Duration = Duration::from_millis(250);

/// How old a screen gets before it is drawn anew: times on it go on.
const OLD: Duration = Duration::from_secs(30);

/// Shows rows until Ctrl-C: on a terminal in place, as many as fit; in a pipe
/// the whole list each time that the desk changed, with an empty line after it.
pub(super) fn run(ctx: &Ctx, rows: impl Fn(&Read<'_>) -> Result<Vec<QueueRow>>) -> Result<()> {
    interrupt::watch();
    let desk = ctx.open()?;
    let terminal = ctx.ui.terminal().stdout && !ctx.ui.settings().dumb;
    let mut drawn: Option<(i64, Instant)> = None;
    let mut before = String::new();
    while !interrupt::pressed() && !ctx.ui.reader_left() {
        let version = desk.version()?;
        let fresh = drawn.is_some_and(|(then, at)| then == version && (at.elapsed() < OLD || !terminal));
        if fresh {
            sleep(ASK);
            continue;
        }
        let found = desk.read(ctx.now(), |r| rows(r))?;
        let text = table(ctx, &found)?;
        if terminal {
            ctx.ui.write(screen(ctx, &text, found.len()).as_bytes())?;
        } else if drawn.is_none() || text != before {
            ctx.ui.write(format!("{text}\n").as_bytes())?;
        }
        ctx.ui.flush()?;
        before = text;
        drawn = Some((version, Instant::now()));
    }
    Ok(())
}

fn table(ctx: &Ctx, rows: &[QueueRow]) -> Result<String> {
    let mut view = ctx.view();
    // The terminal may have been resized since the last time.
    let size = if view.terminal { console::Term::stdout().size_checked() } else { None };
    view.width = size.map(|(_, columns)| usize::from(columns)).or(view.width);
    if ctx.globals.fields.is_none() {
        let mut page = Page::new(view);
        compose(rows, &mut page);
        return Ok(page.into_text());
    }
    let mut text = Vec::new();
    let mut list = List::start(&mut text, Format::Table, ctx.globals.fields.as_deref(), view)?;
    for row in rows {
        list.push(row)?;
    }
    list.finish()?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// The screen: home, the rows that fit, each line cleared to its end, and the rest cleared.
fn screen(ctx: &Ctx, text: &str, rows: usize) -> String {
    let height = console::Term::stdout().size_checked().map_or(24, |(lines, _)| usize::from(lines)).max(3);
    let lines: Vec<&str> = text.lines().collect();
    let room = height - 2;
    let shown = lines.get(..room.min(lines.len())).unwrap_or(&lines);
    let mut out = String::from("\u{1b}[H");
    for line in shown {
        out.push_str(line);
        out.push_str("\u{1b}[K\n");
    }
    let more = if shown.len() < lines.len() { "more than fits; " } else { "" };
    let what = if rows == 0 { "no claim needs work; " } else { more };
    let time = crate::render::human::local(ctx.clock.now(), &ctx.view());
    // Writing to a String can't fail.
    write!(out, "\u{1b}[J\n{what}as of {time}; Ctrl-C ends").ok();
    out
}
