//! What came to a desk after one of its events, as a file of JSON lines that a
//! copy of the desk, which stands at that event, applies.
//!
//! The first line names the desk, the event that it goes on from and the one it
//! goes to, each with the seal of the record as of it. Then come lines of what
//! is taken out, `{"table":"queue","out":{"article":5}}`, then rows as in a
//! whole archive, then the SHA-256 of the whole archive that the copy will give,
//! then the end with counts and the SHA-256 of everything before it. What comes
//! of which table is [`crate::store::increment`]'s.
//!
//! Applying is one transaction and writes no event: the copy's record is the
//! desk's, and would part from it by any event of its own. It is kept only if
//! the copy then is the desk to the byte, its new events continue their chains,
//! and the rows that they made are the ones that they name. Which of those
//! proofs fails, nothing changes. What is held on screens (see
//! [`crate::desk::claims`]) is let go of, since no event tells of it.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::lines::{Hashed, Lines, What};
use super::{FORMAT, digest, form, named, number};
use crate::desk::{Problem, Result, verify};
use crate::domain::ids::{ClaimId, DecisionId, EventSeq};
use crate::domain::time::Timestamp;
use crate::store::engine::Param;
use crate::store::engine::rows::{Table, Test};
use crate::store::{Desk, Error, Fault, Read, archive, claim, decision, desk, event, hex, increment};

/// An increment that was written, or came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The event that it goes on from.
    pub from: i64,
    /// The last event that it has.
    pub to: i64,
    /// How many rows come.
    pub rows: u64,
}

/// What became of an increment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It came in.
    Applied(Step),
    /// All of it was in already; nothing changed. The desk has so many events.
    AlreadyIn(i64),
}

#[derive(Serialize)]
struct Header<'a> {
    copydesk: &'a str,
    format: i64,
    schema: i64,
    identity: &'a str,
    from: i64,
    to: i64,
    from_seal: &'a str,
    to_seal: &'a str,
}

/// Writes what came after an event. `progress` is told how many rows are done,
/// those that are only read to be proven among them.
///
/// # Errors
/// An event that there is not; of kind [`Failed`](crate::desk::Kind::Failed)
/// where `out` can't be written.
pub fn write(r: &Read<'_>, after: EventSeq, out: &mut dyn Write, progress: &mut dyn FnMut(u64)) -> Result<Step> {
    let about = desk::about(r)?;
    let from = verify::seal(r, Some(after))?;
    let to = verify::seal(r, None)?;
    let mut out = Hashed::new(out);
    out.line(&Header {
        copydesk: "increment",
        format: FORMAT,
        schema: r.schema_version().map_err(Error::from)?,
        identity: &about.identity,
        from: after.0,
        to: about.events,
        from_seal: &hex(&from.hash),
        to_seal: &hex(&to.hash),
    })?;
    let tables = archive::tables(r)?;
    let mut outs = 0_u64;
    for table in &tables {
        increment::each_out(r, table, after.0, |tests| {
            outs += 1;
            out.line(&serde_json::json!({ "table": table.name, "out": told(tests) }))
        })?;
    }
    let mut rows = 0;
    for table in &tables {
        increment::each_row(r, table, after.0, |values| {
            rows += 1;
            progress(rows);
            out.row(table, values)
        })?;
    }
    let whole = digest(r, &mut |done| progress(rows + done))?;
    out.line(&serde_json::json!({ "whole": whole }))?;
    let sha256 = out.sha256();
    out.line(&serde_json::json!({ "end": { "out": outs, "rows": rows, "sha256": sha256 } }))?;
    out.flush()?;
    Ok(Step { from: after.0, to: about.events, rows })
}

/// What is taken out, as it is written: `{"article":5,"revision":{"from":3}}`.
fn told(tests: &[Test<'_>]) -> Map<String, Value> {
    let value = |test: &Test<'_>| match test.value {
        Param::Int(n) if test.at_least => serde_json::json!({ "from": n }),
        Param::Int(n) => n.into(),
        Param::Text(text) => text.into(),
        Param::Null | Param::Blob(_) => Value::Null,
    };
    tests.iter().map(|test| (test.column.name.clone(), value(test))).collect()
}

/// Brings an increment in; unless it is to be kept, only tries whether it would
/// come in. `progress` is told how many rows are done.
///
/// # Errors
/// An increment of another desk, or one that doesn't go on from where this one
/// stands; a file that is none, is damaged or cut short, or has another form.
/// Nothing is changed then.
pub fn apply(desk: &Desk, input: &mut dyn BufRead, keep: bool, progress: &mut dyn FnMut(u64)) -> Result<Outcome> {
    let mut lines = Lines::new(input, What::Increment(None));
    let given = header(&mut lines)?;
    lines.what = What::Increment(Some(given.from));
    archive::alter(desk, keep, |into| {
        let read = into.read(Timestamp::from_millis(0));
        let before = desk::about(&read)?;
        if let Some(events) = given.already_in(&read, &before)? {
            return Ok(Outcome::AlreadyIn(events));
        }
        into.let_go()?;
        let mut coming = Coming { into, given: &given, outs: 0, rows: 0, touched: Touched::default(), progress };
        let whole = coming.all(&mut lines)?;
        let Coming { rows, touched, .. } = coming;
        let after = desk::About { events: before.events, ..desk::about(&read)? };
        if after != before {
            return Err(lines.damaged("it would make another desk of this one"));
        }
        prove(&read, &given, &lines, touched)?;
        if digest(&read, &mut |done| progress(rows + done))? != whole {
            return Err(anew(
                "with this increment, this desk would not be the one that was exported: \
                 rows of the one or the other were changed without an event; nothing changed",
            ));
        }
        Ok(Outcome::Applied(Step { from: given.from, to: given.to, rows }))
    })
}

/// What the first line says.
struct Given {
    identity: String,
    from: i64,
    to: i64,
    from_seal: String,
    to_seal: String,
}

fn header(lines: &mut Lines<'_>) -> Result<Given> {
    let header = lines.header()?;
    if header.get("copydesk").and_then(Value::as_str) != Some("increment") {
        return Err(Problem::refused("this is no increment of a desk: its first line doesn't say so")
            .hint("export one with: copydesk export desk --since EVENT -o FILE"));
    }
    let schema = form(lines, &header)?;
    if schema < desk::SCHEMA_VERSION {
        return Err(Problem::refused(format!(
            "this increment was exported by an older copydesk (schema {schema}; this desk has {})",
            desk::SCHEMA_VERSION
        ))
        .hint("install the same copydesk where it comes from, then export it again"));
    }
    let text = |key: &str| header.get(key).and_then(Value::as_str).map(str::to_owned);
    let given = || {
        let (from, to) = (number(&header, "from")?, number(&header, "to")?);
        let (identity, from_seal, to_seal) = (text("identity")?, text("from_seal")?, text("to_seal")?);
        (1 <= from && from <= to).then_some(Given { identity, from, to, from_seal, to_seal })
    };
    given().ok_or_else(|| lines.damaged("it doesn't say of which desk it is, from which event to which"))
}

impl Given {
    /// How many events the desk has, where all of this is in it already; `None`
    /// where it goes on from just where the desk stands.
    fn already_in(&self, r: &Read<'_>, about: &desk::About) -> Result<Option<i64>> {
        let &Self { from, to, .. } = self;
        let stands = about.events;
        if self.identity != about.identity {
            let (theirs, ours) = (&self.identity, &about.identity);
            return Err(anew(&format!("this is an increment of another desk: of {theirs}, and this one is {ours}")));
        }
        let is_sealed =
            |at: i64, seal: &str| -> Result<bool> { Ok(hex(&verify::seal(r, Some(EventSeq(at)))?.hash) == seal) };
        if stands < from {
            return Err(Problem::refused(format!(
                "this desk stands at event {stands}, and the increment goes on from event {from}: what is between is missing"
            ))
            .hint(format!("where it comes from: copydesk export desk --since {stands} -o FILE")));
        }
        if !is_sealed(from, &self.from_seal)? || (stands >= to && !is_sealed(to, &self.to_seal)?) {
            return Err(anew(
                "this desk has events of its own: people worked in it, and its record is no longer the one that was exported",
            ));
        }
        if stands == from {
            return Ok(None);
        }
        if stands >= to {
            return Ok(Some(stands));
        }
        Err(Problem::refused(format!(
            "this desk stands at event {stands} already, and the increment goes on from event {from}"
        ))
        .hint(format!("where it comes from: copydesk export desk --since {stands} -o FILE")))
    }
}

/// A refusal after which only the whole desk helps.
fn anew(what: &str) -> Problem {
    Problem::refused(what).hint(
        "load the whole desk into a new one: copydesk export desk -o FILE, where it comes from; \
         then: copydesk init NEW.db; copydesk --db NEW.db import FILE",
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    table: Option<String>,
    out: Option<Map<String, Value>>,
    row: Option<Map<String, Value>>,
    whole: Option<String>,
    end: Option<End>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    out: u64,
    rows: u64,
    sha256: String,
}

/// Whose immutable rows came or went, so that their chains are to be verified.
#[derive(Default)]
struct Touched {
    articles: BTreeSet<i64>,
    claims: BTreeSet<i64>,
    decisions: BTreeSet<i64>,
}

/// An increment on its way in.
struct Coming<'a, 'c> {
    into: &'a archive::Into<'c>,
    given: &'a Given,
    outs: u64,
    rows: u64,
    touched: Touched,
    progress: &'a mut dyn FnMut(u64),
}

impl Coming<'_, '_> {
    /// Takes all lines; answers the hash of the whole archive that is to come of it.
    fn all(&mut self, lines: &mut Lines<'_>) -> Result<String> {
        let mut whole = None;
        loop {
            let seal = lines.seal();
            match (lines.value()?, &whole) {
                (Line { table: Some(table), out: Some(out), row: None, whole: None, end: None }, None) => {
                    if self.rows > 0 {
                        return Err(lines.damaged("what is taken out comes before what is added"));
                    }
                    self.out(lines, named(self.into, lines, &table)?, out)?;
                }
                (Line { table: Some(table), out: None, row: Some(row), whole: None, end: None }, None) => {
                    self.row(lines, named(self.into, lines, &table)?, row)?;
                }
                (Line { table: None, out: None, row: None, whole: Some(sha256), end: None }, None) => {
                    whole = Some(sha256);
                }
                (Line { table: None, out: None, row: None, whole: None, end: Some(end) }, Some(whole)) => {
                    if (end.out, end.rows) != (self.outs, self.rows) || !seal.is(&end.sha256) {
                        return Err(lines.damaged("what stands before it is not what was written"));
                    }
                    let whole = whole.clone();
                    lines.end()?;
                    return Ok(whole);
                }
                _ => return Err(lines.damaged("it is no line of an increment, or stands where none of its kind may")),
            }
        }
    }

    /// Takes out what a line names, where such rows may be taken out.
    fn out(&mut self, lines: &Lines<'_>, table: &Table, out: Map<String, Value>) -> Result<()> {
        let mut taken = Vec::with_capacity(out.len());
        for (name, mut value) in out {
            let at_least = value.get_mut("from").map(Value::take);
            let column = increment::column(table, &name)
                .ok_or_else(|| lines.damaged(&format!("a {} has no {name}", table.name)))?;
            let more = at_least.is_some();
            taken.push((column, lines.taken(column, at_least.unwrap_or(value))?, more));
        }
        let by: Vec<(&str, bool)> = taken.iter().map(|(column, _, more)| (column.name.as_str(), *more)).collect();
        if !increment::may_go(table, &by) {
            return Err(lines.damaged(&format!("rows of {} are not taken out so", table.name)));
        }
        let tests: Vec<Test<'_>> = taken
            .iter()
            .map(|(column, value, at_least)| Test { column, value: value.param(), at_least: *at_least })
            .collect();
        for test in &tests {
            self.touched.note(table, &test.column.name, test.value);
        }
        self.into.take_out(table, &tests)?;
        self.outs += 1;
        Ok(())
    }

    /// Adds a row that later events wrote, and no other.
    fn row(&mut self, lines: &Lines<'_>, table: &Table, row: Map<String, Value>) -> Result<()> {
        let new = increment::part(table.name).is_some_and(increment::Part::is_only_added_to);
        lines.row(table, row, |values| {
            for (column, value) in table.columns.iter().zip(values) {
                self.touched.note(table, &column.name, *value);
                let Param::Int(seq) = *value else { continue };
                let made = new && matches!(column.name.as_str(), "made" | "seq");
                let says = made || matches!(column.name.as_str(), "made" | "event" | "ended" | "removed");
                if says && seq > self.given.to || made && seq <= self.given.from {
                    let (name, column) = (table.name, &column.name);
                    return Err(
                        lines.damaged(&format!("a {name} whose {column} is event {seq} is none of this increment"))
                    );
                }
            }
            self.into.put(table, values).map_err(|e| match e {
                Error::Fault(Fault::Rule(what)) => lines.damaged(&what),
                other => other.into(),
            })
        })?;
        self.rows += 1;
        (self.progress)(self.rows);
        Ok(())
    }
}

impl Touched {
    /// Notes whose a row is, where the record proves rows of its table.
    fn note(&mut self, table: &Table, column: &str, value: Param<'_>) {
        let Param::Int(id) = value else { return };
        let proven = increment::part(table.name).is_some_and(increment::Part::is_only_added_to);
        match column {
            "article" if proven => self.articles.insert(id),
            "decision" if proven => self.decisions.insert(id),
            "claim" if proven || table.name == "listed_seen" => self.claims.insert(id),
            _ => false,
        };
    }

    /// The chains in which all of that stands.
    fn chains(self, r: &Read<'_>) -> Result<BTreeSet<i64>> {
        let mut chains = self.articles;
        for id in self.claims {
            chains.extend(claim::by_id(r, ClaimId(id))?.map(|claim| claim.article.0));
        }
        for id in self.decisions {
            chains.extend(decision::by_id(r, DecisionId(id))?.map(|decision| decision.article.0));
        }
        Ok(chains)
    }
}

/// Fails unless the record goes on as the increment says, without a gap, and
/// the rows that new events made are there as they name them.
fn prove(r: &Read<'_>, given: &Given, lines: &Lines<'_>, touched: Touched) -> Result<()> {
    if let Some(broken) = archive::broken(r)?.first() {
        return Err(lines.damaged(broken));
    }
    let events = desk::about(r)?.events;
    if let Some(missing) = event::first_missing(r, given.to)? {
        return Err(lines.damaged(&format!("event {missing} is missing")));
    }
    let sealed = events == given.to && hex(&verify::seal(r, None)?.hash) == given.to_seal;
    let verified = verify::chains(r, &touched.chains(r)?)?;
    match verified.bad.first_key_value() {
        Some((seq, what)) => Err(lines.damaged(&format!("event {seq}: {what}"))),
        None if !sealed => Err(lines.damaged("its events are not the ones that its first line seals")),
        None => Ok(()),
    }
}
