//! What came to a desk after one of its events, table by table: the rows to
//! add, and which to take out before them.
//!
//! Three kinds of tables. What is only ever added to (events, revisions,
//! decisions, …) gives the rows that later events made; nothing of it is ever
//! taken out. A row that can change has the event that last wrote it, and is
//! replaced by its key. Where rows go away without a trace (an article's tags,
//! places in its newest revision, the queue), the whole set is replaced of
//! every article that was touched.
//!
//! Some rows state no fact of the record and so have no event to go by: who has
//! a claim on the screen, what an import run came to. Of the first, all go:
//! every hold is let go of before rows come in ([`super::archive::Into::let_go`]),
//! and every claim that is held is among the rows. Of runs, those go that had
//! not ended at the event; the end of a run is an event.
//!
//! In all SQL here `$1` is the event.

use super::engine::rows::{Table, TableColumn, Test};
use super::engine::{Connection, Param};
use super::{Error, Fault};

/// The articles in which something changed, or where a claim is held.
macro_rules! touched {
    () => {
        "SELECT article FROM event WHERE seq > $1 AND article > 0 UNION SELECT id FROM article WHERE event > $1
         UNION SELECT article FROM claim WHERE event > $1 OR holder IS NOT NULL"
    };
}

/// The import runs that had not ended.
macro_rules! running {
    () => {
        "SELECT r.id FROM import_run r WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.subject = 'import'
         AND e.subject_id = r.id AND e.action = 'import.end' AND e.seq <= $1)"
    };
}

/// The tags that were merged into others, ever.
macro_rules! merged {
    () => {
        "WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < (SELECT tags FROM desk))
         SELECT n.id FROM n WHERE NOT EXISTS (SELECT 1 FROM tag t WHERE t.id = n.id)"
    };
}

/// What of one table comes after an event.
#[derive(Debug)]
pub struct Part {
    /// The table.
    pub table: &'static str,
    /// Which rows come: a condition.
    rows: &'static str,
    /// Whether those are taken out before by their keys.
    by_key: bool,
    /// What else is taken out.
    sets: &'static [Set],
}

/// Rows that are taken out together.
#[derive(Debug)]
struct Set {
    /// The column that holds the first value.
    column: &'static str,
    /// A column that holds the second one, or more.
    from: Option<&'static str>,
    /// The query for the values.
    values: &'static str,
}

impl Part {
    /// Only ever added to.
    const fn added(table: &'static str, rows: &'static str) -> Self {
        Self { table, rows, by_key: false, sets: &[] }
    }

    /// Replaced by its key.
    const fn kept(table: &'static str, rows: &'static str) -> Self {
        Self { table, rows, by_key: true, sets: &[] }
    }

    /// Replaced in sets.
    const fn in_sets(table: &'static str, rows: &'static str, sets: &'static [Set]) -> Self {
        Self { table, rows, by_key: false, sets }
    }

    /// Whether nothing of it is ever changed or taken out.
    pub const fn is_only_added_to(&self) -> bool {
        !self.by_key && self.sets.is_empty()
    }
}

/// All tables of an archive, in its order.
const PARTS: [Part; 27] = [
    Part::kept("desk", "TRUE"),
    Part::added("event", "seq > $1"),
    Part::kept("person", "event > $1"),
    Part::kept("policy", "event > $1"),
    Part::kept("article", "event > $1"),
    Part::kept("import_run", concat!("id IN (", running!(), ")")),
    Part::in_sets(
        "import_item",
        concat!("run IN (", running!(), ")"),
        &[Set { column: "run", from: None, values: running!() }],
    ),
    Part::added("revision", "made > $1"),
    Part::added(
        "revision_part",
        "EXISTS (SELECT 1 FROM revision r WHERE r.article = revision_part.article AND r.number = revision_part.revision
         AND r.made > $1)",
    ),
    Part::added("publication", "made > $1"),
    Part::added("gate_override", "made > $1"),
    Part {
        table: "tag",
        rows: "event > $1",
        by_key: true,
        sets: &[Set { column: "id", from: None, values: merged!() }],
    },
    Part::in_sets(
        "article_tag",
        concat!("made > $1 OR article IN (", touched!(), ")"),
        &[
            Set { column: "article", from: None, values: touched!() },
            Set { column: "tag", from: None, values: merged!() },
        ],
    ),
    Part::kept("claim", "event > $1 OR holder IS NOT NULL"),
    Part::in_sets(
        "anchor",
        // Of the revision that was the newest, and of later ones: none that is later was there.
        concat!(
            "article IN (",
            touched!(),
            ") AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.article = anchor.article AND r.number > anchor.revision
             AND r.made <= $1)"
        ),
        &[Set {
            column: "article",
            from: Some("revision"),
            values: concat!(
                "SELECT a.id, coalesce((SELECT max(r.number) FROM revision r WHERE r.article = a.id AND r.made <= $1), 0)
                 FROM article a WHERE a.id IN (",
                touched!(),
                ")"
            ),
        }],
    ),
    Part::kept("source", "event > $1"),
    Part::in_sets(
        "attachment",
        "source IN (SELECT id FROM source WHERE event > $1)",
        &[Set { column: "source", from: None, values: "SELECT id FROM source WHERE event > $1" }],
    ),
    Part::kept("citation", "event > $1"),
    Part::added("decision", "made > $1"),
    Part::added(
        "decision_place",
        "EXISTS (SELECT 1 FROM decision d WHERE d.id = decision_place.decision AND d.made > $1)",
    ),
    Part::added("revocation", "made > $1"),
    Part::kept("listed_seen", "made > $1 OR ended > $1"),
    Part::added("comment", "made > $1"),
    Part::kept("precedent", "made > $1"),
    Part::kept("sheet_column", "event > $1"),
    Part::kept("sheet_row", concat!("run IS NULL OR run IN (", running!(), ")")),
    Part::in_sets(
        "queue",
        concat!("article IN (", touched!(), ")"),
        &[Set { column: "article", from: None, values: touched!() }],
    ),
];

/// What comes of a table.
pub fn part(table: &str) -> Option<&'static Part> {
    PARTS.iter().find(|part| part.table == table)
}

/// Which rows are taken out: a column and what it holds, or at least holds.
pub type Out<'a> = [Test<'a>];

/// Calls `f` with what is taken out of a table, set after set.
pub fn each_out<E: From<Error>>(
    c: &Connection<'_>,
    table: &Table,
    after: i64,
    mut f: impl FnMut(&Out<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let Some(part) = part(table.name) else { return Ok(()) };
    if part.by_key {
        let key = table.key();
        let names: Vec<String> = key.iter().map(|c| format!("\"{}\"", c.name)).collect();
        let names = names.join(", ");
        let sql = format!("SELECT {names} FROM \"{}\" WHERE {} ORDER BY {names}", table.name, part.rows);
        each(c, &sql, after, |values| {
            let equal = key.iter().zip(values).map(|(column, value)| Test { column, value: *value, at_least: false });
            f(&equal.collect::<Vec<_>>())
        })?;
    }
    for set in part.sets {
        let sql = format!("{} ORDER BY 1", set.values);
        each(c, &sql, after, |values| {
            let names = [Some(set.column), set.from];
            let mut tests = Vec::with_capacity(2);
            for (name, value) in names.into_iter().flatten().zip(values) {
                let column = column(table, name).ok_or_else(|| Error::from(Fault::Bug(format!("no column {name}"))))?;
                tests.push(Test { column, value: *value, at_least: set.from == Some(name) });
            }
            f(&tests)
        })?;
    }
    Ok(())
}

/// Calls `f` with the rows of a table that come.
pub fn each_row<E: From<Error>>(
    c: &Connection<'_>,
    table: &Table,
    after: i64,
    mut f: impl FnMut(&[Param<'_>]) -> Result<(), E>,
) -> Result<(), E> {
    let Some(part) = part(table.name) else { return Ok(()) };
    c.each_row_where(table, part.rows, after, |values| f(values).map_err(Either)).map_err(|Either(e)| e)
}

/// Whether rows of a table may be taken out by these columns, each with
/// whether a greater value will do; what an increment says is not believed.
pub fn may_go(table: &Table, by: &[(&str, bool)]) -> bool {
    let Some(part) = part(table.name) else { return false };
    let key = table.key();
    let by_key =
        part.by_key && by.len() == key.len() && key.iter().all(|column| by.contains(&(column.name.as_str(), false)));
    by_key
        || part.sets.iter().any(|set| match set.from {
            None => by == [(set.column, false)],
            Some(from) => by.len() == 2 && by.contains(&(set.column, false)) && by.contains(&(from, true)),
        })
}

/// A table's column of this name.
pub fn column<'t>(table: &'t Table, name: &str) -> Option<&'t TableColumn> {
    table.columns.iter().find(|column| column.name == name)
}

/// Either side's error; walking rows asks for one that a fault turns into.
struct Either<E>(E);

impl<E: From<Error>> From<Fault> for Either<E> {
    fn from(fault: Fault) -> Self {
        Self(Error::from(fault).into())
    }
}

fn each<E: From<Error>>(
    c: &Connection<'_>,
    sql: &str,
    after: i64,
    mut f: impl FnMut(&[Param<'_>]) -> Result<(), E>,
) -> Result<(), E> {
    c.each_of(sql, after, |values| f(values).map_err(Either)).map_err(|Either(e)| e)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::archive;
    use crate::store::engine::open::{Mode, open, prepare};

    #[test]
    fn every_table_of_an_archive_has_its_part_and_every_query_prepares() {
        let folder = tempfile::tempdir().unwrap();
        let engine = open(&folder.path().join("desk.db"), Mode::Make { force: true }).unwrap().engine;
        engine.begin_write().unwrap();
        prepare(&engine).unwrap();
        engine.commit().unwrap();
        let c = engine.connection();
        let tables = archive::tables(&c).unwrap();
        let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
        assert_eq!(PARTS.iter().map(|part| part.table).collect::<Vec<_>>(), names, "say what comes of the new table");
        for table in &tables {
            each_out(&c, table, 1, |_| Ok::<(), Error>(())).unwrap();
            each_row(&c, table, 1, |_| Ok::<(), Error>(())).unwrap();
            let part = part(table.name).unwrap();
            for set in part.sets {
                assert!([Some(set.column), set.from].into_iter().flatten().all(|name| column(table, name).is_some()));
            }
            let key: Vec<(&str, bool)> = table.key().iter().map(|c| (c.name.as_str(), false)).collect();
            assert_eq!(may_go(table, &key), part.by_key || part.sets.iter().any(|s| [(s.column, false)] == key[..]));
            assert!(!may_go(table, &[]), "{}", table.name);
        }
    }

    #[test]
    fn what_is_only_added_to_never_goes() {
        for table in ["event", "revision", "revision_part", "publication", "gate_override", "decision", "revocation"] {
            assert!(part(table).unwrap().is_only_added_to(), "{table}");
        }
    }
}
