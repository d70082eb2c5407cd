//! A whole desk as a file of JSON lines, and back: nothing is lost.
//!
//! The first line names the form; each line after it is one row of one table,
//! `{"table":"claim","row":{…}}`, with bytes in hexadecimal; the last line says
//! how many rows there are and the SHA-256 of everything before it. The same
//! desk always gives the same bytes, and a desk loaded from them is that desk:
//! its identity, its ids, its record. What people last opened is left out.
//!
//! Both ways stream. A desk is loaded in one transaction into one that was just
//! made; a file that is damaged, cut short or of a newer form changes nothing.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Problem, Result};
use crate::domain::time::Timestamp;
use crate::store::engine::Connection;
use crate::store::engine::rows::Table;
use crate::store::{Desk, Error, Fault, Read, archive, desk, event};
use lines::{Hashed, Lines, What};

pub mod increment;
mod lines;

/// The form that this program writes, and the newest that it reads.
pub const FORMAT: i64 = 1;

/// What was written or loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// How many rows.
    pub rows: u64,
    /// How many events the desk has.
    pub events: i64,
}

#[derive(Serialize)]
struct Header<'a> {
    copydesk: &'a str,
    format: i64,
    schema: i64,
    identity: &'a str,
    events: i64,
}

/// Writes a whole desk. `progress` is told how many rows are done.
///
/// # Errors
/// Of kind [`Failed`](super::Kind::Failed) where `out` can't be written.
pub fn write(r: &Read<'_>, out: &mut dyn Write, progress: &mut dyn FnMut(u64)) -> Result<Done> {
    let mut out = Hashed::new(out);
    let done = rows(r, &mut out, progress)?;
    let sha256 = out.sha256();
    out.line(&serde_json::json!({ "end": { "rows": done.rows, "sha256": sha256 } }))?;
    out.flush()?;
    Ok(done)
}

/// The SHA-256 that the last line of the desk's archive has.
fn digest(r: &Read<'_>, progress: &mut dyn FnMut(u64)) -> Result<String> {
    let mut nowhere = io::sink();
    let mut out = Hashed::new(&mut nowhere);
    rows(r, &mut out, progress)?;
    Ok(out.sha256())
}

/// The header and all rows.
fn rows(r: &Read<'_>, out: &mut Hashed<'_>, progress: &mut dyn FnMut(u64)) -> Result<Done> {
    let about = desk::about(r)?;
    let schema = r.schema_version().map_err(Error::from)?;
    out.line(&Header { copydesk: "desk", format: FORMAT, schema, identity: &about.identity, events: about.events })?;
    let mut rows = 0;
    archive::each(r, |table, values| {
        out.row(table, values)?;
        rows += 1;
        progress(rows);
        Ok::<(), Problem>(())
    })?;
    Ok(Done { rows, events: about.events })
}

/// Loads a whole desk in place of one that was just made. `progress` is told
/// how many rows are done.
///
/// # Errors
/// A desk in which somebody worked already; a file that is no archive of a
/// desk, is damaged or cut short, or has a newer form. Nothing is changed then.
pub fn load(desk: &Desk, input: &mut dyn BufRead, progress: &mut dyn FnMut(u64)) -> Result<Done> {
    let mut lines = Lines::new(input, What::Desk);
    let events = header(&mut lines)?;
    archive::replace(desk, untouched, |into| {
        let mut rows = 0;
        loop {
            let sha256 = lines.seal();
            match lines.value::<Given>()? {
                Given { table: Some(table), row: Some(row), end: None } => {
                    put(into, &lines, named(into, &lines, &table)?, row)?;
                    rows += 1;
                    progress(rows);
                }
                Given { table: None, row: None, end: Some(end) } => {
                    if end.rows != rows || !sha256.is(&end.sha256) {
                        return Err(lines.damaged("what stands before it is not what was written"));
                    }
                    if let Some(broken) = into.broken_references()?.first() {
                        return Err(lines.damaged(broken));
                    }
                    lines.end()?;
                    return Ok(Done { rows, events });
                }
                _ => return Err(lines.damaged("it is neither a row nor the end")),
            }
        }
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    table: Option<String>,
    row: Option<Map<String, Value>>,
    end: Option<End>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    rows: u64,
    sha256: String,
}

/// Fails unless [`load`] may replace this desk.
pub fn ready(desk: &Desk) -> Result<()> {
    untouched(*desk.peek(crate::store::Now { at: Timestamp::from_millis(0), fixed: false }))
}

/// Fails unless a desk was just made, so that nothing of anybody's is lost.
fn untouched(c: Connection<'_>) -> Result<()> {
    let counters = desk::counters(&c)?;
    let used = |what: &str| counters.iter().any(|n| n.what == what && n.handed_out > 0);
    let several = |what: &str, most: i64| counters.iter().any(|n| n.what == what && n.handed_out > most);
    let rows = ["articles", "claims", "sources", "tags", "comments", "import runs"].iter().any(|what| used(what));
    // Made, and perhaps its chief named in full.
    let named = |action: &str| matches!(action, "desk.make" | "person.set");
    let read = Read::of(c, Timestamp::from_millis(0));
    let only_made = event::latest(&read, Timestamp::from_millis(i64::MIN), 3)?.iter().all(|e| named(&e.action));
    if rows || several("people", 1) || several("events", 2) || !only_made {
        return Err(Problem::refused("a whole desk is imported into a new desk only; people worked in this one")
            .hint("make a new one: copydesk init NEW.db; then: copydesk --db NEW.db import FILE"));
    }
    Ok(())
}

/// Reads the first line; answers how many events the desk has.
fn header(lines: &mut Lines<'_>) -> Result<i64> {
    let header = lines.header()?;
    if header.get("copydesk").and_then(Value::as_str) != Some("desk") {
        return Err(Problem::refused("this is not an exported desk: its first line doesn't say so")
            .hint("export one with: copydesk export desk -o FILE"));
    }
    form(lines, &header)?;
    number(&header, "events").ok_or_else(|| lines.damaged("it doesn't say how many events there are"))
}

fn number(header: &Map<String, Value>, key: &str) -> Option<i64> {
    header.get(key).and_then(Value::as_i64)
}

/// Fails unless this program reads the form that a header names; answers the schema.
fn form(lines: &Lines<'_>, header: &Map<String, Value>) -> Result<i64> {
    let format = number(header, "format").unwrap_or(0);
    let schema = number(header, "schema").unwrap_or(0);
    if format > FORMAT || schema > desk::SCHEMA_VERSION {
        return Err(Problem::refused(format!(
            "this desk was exported by a newer copydesk (form {format}, schema {schema}; this one reads up to {FORMAT} and {})",
            desk::SCHEMA_VERSION
        ))
        .hint("install the newest copydesk"));
    }
    if format < 1 || schema < 1 {
        return Err(lines.damaged("it names no form that was ever written"));
    }
    Ok(schema)
}

/// The table of this name.
fn named<'t>(into: &'t archive::Into<'_>, lines: &Lines<'_>, table: &str) -> Result<&'t Table> {
    into.table(table).ok_or_else(|| lines.damaged(&format!("a desk has no table \"{table}\"")))
}

/// Adds a row that has every column of its table, and no other.
fn put(into: &archive::Into<'_>, lines: &Lines<'_>, table: &Table, row: Map<String, Value>) -> Result<()> {
    lines.row(table, row, |values| {
        into.put(table, values).map_err(|e| match e {
            Error::Fault(Fault::Rule(what)) => lines.damaged(&what),
            other => other.into(),
        })
    })
}
