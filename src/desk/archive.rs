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

use std::io::{self, BufRead, Read as _, Write};

use serde::Serialize;
use serde::de::IgnoredAny;
use serde::ser::SerializeMap as _;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{Kind, Problem, Result};
use crate::domain::time::Timestamp;
use crate::render::json;
use crate::store::engine::rows::{self, Table};
use crate::store::engine::{Connection, Param};
use crate::store::{Desk, Read, archive, desk, event, hex};

/// The form that this program writes, and the newest that it reads.
pub const FORMAT: i64 = 1;

/// The longest line of an archive, in bytes: some times the longest row.
const LONGEST_LINE: u64 = 96 << 20;

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

#[derive(Serialize)]
struct Line<'a> {
    table: &'a str,
    row: Row<'a>,
}

struct Row<'a> {
    table: &'a Table,
    values: &'a [Param<'a>],
}

impl Serialize for Row<'_> {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(self.values.len()))?;
        for (column, value) in self.table.columns.iter().zip(self.values) {
            match value {
                Param::Null => map.serialize_entry(&column.name, &())?,
                Param::Int(n) => map.serialize_entry(&column.name, n)?,
                Param::Text(t) => map.serialize_entry(&column.name, t)?,
                Param::Blob(b) => map.serialize_entry(&column.name, &hex(b))?,
            }
        }
        map.end()
    }
}

/// Writes a whole desk. `progress` is told how many rows are done.
///
/// # Errors
/// Of kind [`Kind::Failed`] where `out` can't be written.
pub fn write(r: &Read<'_>, out: &mut dyn Write, progress: &mut dyn FnMut(u64)) -> Result<Done> {
    let about = desk::about(r)?;
    let mut out = Hashed { out, hasher: Sha256::new() };
    let schema = r.schema_version().map_err(crate::store::Error::from)?;
    out.line(&Header { copydesk: "desk", format: FORMAT, schema, identity: &about.identity, events: about.events })?;
    let mut rows = 0;
    archive::each(r, |table, values| {
        out.line(&Line { table: table.name, row: Row { table, values } })?;
        rows += 1;
        progress(rows);
        Ok::<(), Problem>(())
    })?;
    let sha256 = hex(&out.hasher.finalize_reset());
    out.line(&serde_json::json!({ "end": { "rows": rows, "sha256": sha256 } }))?;
    out.out.flush().map_err(|e| unwritten(&e))?;
    Ok(Done { rows, events: about.events })
}

struct Hashed<'w> {
    out: &'w mut dyn Write,
    hasher: Sha256,
}

impl Hashed<'_> {
    fn line<T: Serialize>(&mut self, value: &T) -> Result<()> {
        let mut line = Vec::new();
        json::write_line(&mut line, value).map_err(|e| unwritten(&e.into()))?;
        line.push(b'\n');
        self.hasher.update(&line);
        self.out.write_all(&line).map_err(|e| unwritten(&e))
    }
}

fn unwritten(error: &io::Error) -> Problem {
    Problem::new(Kind::Failed, format!("the desk can't be written out: {error}"))
}

/// Loads a whole desk in place of one that was just made. `progress` is told
/// how many rows are done.
///
/// # Errors
/// A desk in which somebody worked already; a file that is no archive of a
/// desk, is damaged or cut short, or has a newer form. Nothing is changed then.
pub fn load(desk: &Desk, input: &mut dyn BufRead, progress: &mut dyn FnMut(u64)) -> Result<Done> {
    let mut lines = Lines { input, hasher: Sha256::new(), number: 0, line: Vec::new() };
    let events = lines.header()?;
    archive::replace(desk, untouched, |into| {
        let mut rows = 0;
        loop {
            let (number, seal) = (lines.number + 1, lines.hasher.clone());
            let Some(line) = lines.next()? else {
                return Err(damaged(number, "the file is cut short: its last line is missing"));
            };
            match parse(line, number)? {
                Parsed::Row { table, row } => {
                    let Some(table) = into.table(&table) else {
                        return Err(damaged(number, &format!("a desk has no table \"{table}\"")));
                    };
                    put(into, table, row, number)?;
                    rows += 1;
                    progress(rows);
                }
                Parsed::End { rows: said, sha256 } => {
                    if said != rows || sha256 != hex(&seal.finalize()) {
                        return Err(damaged(number, "what stands before it is not what was written"));
                    }
                    if lines.next()?.is_some() {
                        return Err(damaged(number + 1, "there is more after the end"));
                    }
                    if let Some(broken) = into.broken_references()?.first() {
                        return Err(damaged(number, broken));
                    }
                    return Ok(Done { rows, events });
                }
            }
        }
    })
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

fn damaged(line: u64, what: &str) -> Problem {
    Problem::refused(format!("the exported desk is damaged at line {line}: {what}; nothing changed"))
        .hint("export it again: copydesk export desk -o FILE")
}

/// The lines of an archive, hashed as they come.
struct Lines<'r> {
    input: &'r mut dyn BufRead,
    hasher: Sha256,
    number: u64,
    line: Vec<u8>,
}

impl Lines<'_> {
    /// The next line without its end; `None` after the last.
    fn next(&mut self) -> Result<Option<&[u8]>> {
        self.line.clear();
        self.number += 1;
        let read = self.input.take(LONGEST_LINE).read_until(b'\n', &mut self.line);
        read.map_err(|e| Problem::new(Kind::Failed, format!("the exported desk can't be read: {e}")))?;
        self.hasher.update(&self.line);
        match self.line.strip_suffix(b"\n") {
            Some(line) => Ok(Some(line)),
            None if self.line.is_empty() => Ok(None),
            None => Err(damaged(self.number, "the line has no end")),
        }
    }

    /// Reads the first line; answers how many events the desk has.
    fn header(&mut self) -> Result<i64> {
        let header: Option<Map<String, Value>> = self.next()?.and_then(|line| serde_json::from_slice(line).ok());
        let header = header.unwrap_or_default();
        if header.get("copydesk").and_then(Value::as_str) != Some("desk") {
            return Err(Problem::refused("this is not an exported desk: its first line doesn't say so")
                .hint("export one with: copydesk export desk -o FILE"));
        }
        let number = |key: &str| header.get(key).and_then(Value::as_i64);
        let format = number("format").unwrap_or(0);
        let schema = number("schema").unwrap_or(0);
        if format > FORMAT || schema > desk::SCHEMA_VERSION {
            return Err(Problem::refused(format!(
                "this desk was exported by a newer copydesk (form {format}, schema {schema}; this one reads up to {FORMAT} and {})",
                desk::SCHEMA_VERSION
            ))
            .hint("install the newest copydesk"));
        }
        if format < 1 || schema < 1 {
            return Err(damaged(1, "it names no form that was ever written"));
        }
        number("events").ok_or_else(|| damaged(1, "it doesn't say how many events there are"))
    }
}

enum Parsed {
    Row { table: String, row: Map<String, Value> },
    End { rows: u64, sha256: String },
}

fn parse(line: &[u8], number: u64) -> Result<Parsed> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Given {
        table: Option<String>,
        row: Option<Map<String, Value>>,
        end: Option<End>,
    }
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct End {
        rows: u64,
        sha256: String,
    }
    let given: Given = serde_json::from_slice(line).map_err(|e| {
        let what = match serde_json::from_slice::<IgnoredAny>(line) {
            Ok(_) => "it is no row of a desk".to_owned(),
            Err(_) => format!("it is no JSON ({e})"),
        };
        damaged(number, &what)
    })?;
    match given {
        Given { table: Some(table), row: Some(row), end: None } => Ok(Parsed::Row { table, row }),
        Given { table: None, row: None, end: Some(end) } => Ok(Parsed::End { rows: end.rows, sha256: end.sha256 }),
        _ => Err(damaged(number, "it is neither a row nor the end")),
    }
}

/// Adds a row that has every column of its table, and no other.
fn put(into: &archive::Into<'_>, table: &Table, mut row: Map<String, Value>, number: u64) -> Result<()> {
    let mut taken: Vec<Value> = Vec::with_capacity(table.columns.len());
    let mut blobs: Vec<Vec<u8>> = Vec::new();
    for column in &table.columns {
        let value = row
            .remove(&column.name)
            .ok_or_else(|| damaged(number, &format!("a {} needs its {}", table.name, column.name)))?;
        if column.kind == rows::Kind::Blob
            && let Value::String(text) = &value
        {
            let bytes = bytes(text).ok_or_else(|| damaged(number, &format!("{} is not hexadecimal", column.name)))?;
            blobs.push(bytes);
        }
        taken.push(value);
    }
    if let Some(extra) = row.keys().next() {
        return Err(damaged(number, &format!("a {} has no {extra}", table.name)));
    }
    let mut blobs = blobs.iter();
    let mut values = Vec::with_capacity(taken.len());
    for (column, value) in table.columns.iter().zip(&taken) {
        let param = match (column.kind, value) {
            (_, Value::Null) => Some(Param::Null),
            (rows::Kind::Int, Value::Number(n)) => n.as_i64().map(Param::Int),
            (rows::Kind::Text, Value::String(text)) => Some(Param::Text(text)),
            (rows::Kind::Blob, Value::String(_)) => blobs.next().map(|bytes| Param::Blob(bytes)),
            _ => None,
        };
        values.push(param.ok_or_else(|| damaged(number, &format!("{} has a value of another kind", column.name)))?);
    }
    into.put(table, &values).map_err(|e| match e {
        crate::store::Error::Fault(crate::store::Fault::Rule(what)) => damaged(number, &what),
        other => other.into(),
    })
}

/// Bytes from hexadecimal digits.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks(2).map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}
