//! Whole tables as plain values, for the export and import of a desk.
//!
//! Columns and keys are read from the database's own catalogue, so that the
//! archive can't forget a column that a migration added. Names of tables come
//! from the program, never from a file.

use rusqlite::types::ValueRef;

use super::sqlite::{Connection, Engine, fault};
use super::{Fault, Param};

/// What a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers.
    Int,
    /// Texts.
    Text,
    /// Bytes.
    Blob,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// What it takes.
    pub kind: Kind,
    /// Its place in the primary key, from 1; 0 where it is no part of it.
    pub key: i64,
}

/// A table as the catalogue has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<TableColumn>,
}

impl Table {
    /// The columns of its primary key, in their order.
    pub fn key(&self) -> Vec<&TableColumn> {
        let mut key: Vec<&TableColumn> = self.columns.iter().filter(|c| c.key > 0).collect();
        key.sort_by_key(|c| c.key);
        key
    }

    fn names(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
        names.join(", ")
    }
}

impl Connection<'_> {
    /// The names of all tables but the database's own.
    pub fn tables(&self) -> Result<Vec<String>, Fault> {
        let mut prepared = self
            .inner
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")
            .map_err(|e| fault(&e))?;
        prepared.query_map([], |row| row.get(0)).and_then(Iterator::collect).map_err(|e| fault(&e))
    }

    /// The number of the newest migration that the database went through.
    pub fn schema_version(&self) -> Result<i64, Fault> {
        self.inner
            .query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0))
            .map_err(|e| fault(&e))
    }

    /// A table's columns.
    pub fn table(&self, name: &'static str) -> Result<Table, Fault> {
        let mut prepared = self.inner.prepare(&format!("PRAGMA table_info(\"{name}\")")).map_err(|e| fault(&e))?;
        let mut columns = Vec::new();
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next().map_err(|e| fault(&e))? {
            let read = || -> rusqlite::Result<(String, String, i64)> { Ok((row.get(1)?, row.get(2)?, row.get(5)?)) };
            let (name, kind, key) = read().map_err(|e| fault(&e))?;
            let kind = match kind.as_str() {
                "INTEGER" => Kind::Int,
                "BLOB" => Kind::Blob,
                _ => Kind::Text,
            };
            columns.push(TableColumn { name, kind, key });
        }
        if columns.is_empty() {
            return Err(Fault::Corrupt(format!("the table {name} is missing")));
        }
        Ok(Table { name, columns })
    }

    /// Calls `f` with the values of each row of a table, in the order of its key.
    pub fn each_row<E: From<Fault>>(
        &self,
        table: &Table,
        f: impl FnMut(&[Param<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_row_where(table, "TRUE", 0, f)
    }

    /// The same with the rows alone that a condition is true of. In the
    /// condition, which is the program's own, `$1` is `number`.
    pub fn each_row_where<E: From<Fault>>(
        &self,
        table: &Table,
        condition: &str,
        number: i64,
        f: impl FnMut(&[Param<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let order: Vec<String> = table.key().iter().map(|c| format!("\"{}\"", c.name)).collect();
        let (names, name, order) = (table.names(), table.name, order.join(", "));
        let sql = format!("SELECT {names} FROM \"{name}\" WHERE {condition} ORDER BY {order}");
        self.each_of(&sql, number, f)
    }

    /// Calls `f` with the values of each row that a query of the program's own
    /// answers. In it, `$1` is `number`.
    pub fn each_of<E: From<Fault>>(
        &self,
        sql: &str,
        number: i64,
        mut f: impl FnMut(&[Param<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut prepared = self.inner.prepare(sql).map_err(|e| fault(&e))?;
        for at in 1..=prepared.parameter_count() {
            prepared.raw_bind_parameter(at, number).map_err(|e| fault(&e))?;
        }
        let columns = prepared.column_count();
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next().map_err(|e| fault(&e))? {
            let mut values = Vec::with_capacity(columns);
            for at in 0..columns {
                let wrong = || {
                    let column = row.as_ref().column_name(at).unwrap_or("?");
                    Fault::Corrupt(format!("a column {column} holds what no desk writes"))
                };
                values.push(match row.get_ref(at).map_err(|e| fault(&e))? {
                    ValueRef::Null => Param::Null,
                    ValueRef::Integer(n) => Param::Int(n),
                    ValueRef::Text(bytes) => Param::Text(std::str::from_utf8(bytes).map_err(|_| wrong())?),
                    ValueRef::Blob(bytes) => Param::Blob(bytes),
                    ValueRef::Real(_) => return Err(wrong().into()),
                });
            }
            f(&values)?;
        }
        Ok(())
    }

    /// Adds a row to a table.
    pub fn put_row(&self, table: &Table, values: &[Param<'_>]) -> Result<(), Fault> {
        let marks: Vec<String> = (1..=values.len()).map(|n| format!("?{n}")).collect();
        let sql = format!("INSERT INTO \"{}\" ({}) VALUES ({})", table.name, table.names(), marks.join(", "));
        let mut prepared = self.inner.prepare_cached(&sql).map_err(|e| fault(&e))?;
        prepared.execute(rusqlite::params_from_iter(values)).map_err(|e| fault(&e))?;
        Ok(())
    }

    /// Removes all rows of a table.
    pub fn clear(&self, table: &Table) -> Result<(), Fault> {
        self.inner.execute(&format!("DELETE FROM \"{}\"", table.name), []).map_err(|e| fault(&e))?;
        Ok(())
    }

    /// Removes the rows of a table whose columns hold these values, or at least
    /// these. Columns that the table hasn't are a fault.
    pub fn remove_rows(&self, table: &Table, tests: &[Test<'_>]) -> Result<(), Fault> {
        let mut wanted = Vec::with_capacity(tests.len());
        for (at, test) in tests.iter().enumerate() {
            let sign = if test.at_least { ">=" } else { "=" };
            wanted.push(format!("\"{}\" {sign} ?{}", test.column.name, at + 1));
        }
        let sql = format!("DELETE FROM \"{}\" WHERE {}", table.name, wanted.join(" AND "));
        let mut prepared = self.inner.prepare_cached(&sql).map_err(|e| fault(&e))?;
        let values = tests.iter().map(|test| test.value);
        prepared.execute(rusqlite::params_from_iter(values)).map_err(|e| fault(&e))?;
        Ok(())
    }

    /// Until this transaction ends, asks only then whether every row's
    /// references are there.
    pub fn defer_references(&self) -> Result<(), Fault> {
        self.inner.execute_batch("PRAGMA defer_foreign_keys = ON").map_err(|e| fault(&e))
    }
}

/// What a column must hold for its row to be removed.
#[derive(Debug, Clone, Copy)]
pub struct Test<'a> {
    /// The column.
    pub column: &'a TableColumn,
    /// Its value.
    pub value: Param<'a>,
    /// Whether a greater one will do.
    pub at_least: bool,
}

/// As long as this lives, nobody asks whether a row's references are there: a
/// row that is taken out and put back would have every table searched for those
/// that refer to it. Whoever holds it looks for [`Connection::broken_references`].
#[derive(Debug)]
pub struct Unasked<'e>(&'e Engine);

impl Engine {
    /// Stops asking for references; only outside a transaction.
    pub fn without_references(&self) -> Result<Unasked<'_>, Fault> {
        self.connection.execute_batch("PRAGMA foreign_keys = OFF").map_err(|e| fault(&e))?;
        Ok(Unasked(self))
    }
}

impl Drop for Unasked<'_> {
    fn drop(&mut self) {
        // It can't fail outside a transaction, and a transaction ended before.
        let _ = self.0.connection.execute_batch("PRAGMA foreign_keys = ON");
    }
}
