//! Whole tables as plain values, for the export and import of a desk.
//!
//! Columns and keys are read from the database's own catalogue, so that the
//! archive can't forget a column that a migration added. Names of tables come
//! from the program, never from a file.

use rusqlite::types::ValueRef;

use super::sqlite::{Connection, fault};
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
        mut f: impl FnMut(&[Param<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut key: Vec<&TableColumn> = table.columns.iter().filter(|c| c.key > 0).collect();
        key.sort_by_key(|c| c.key);
        let order: Vec<String> = key.iter().map(|c| format!("\"{}\"", c.name)).collect();
        let sql = format!("SELECT {} FROM \"{}\" ORDER BY {}", table.names(), table.name, order.join(", "));
        let mut prepared = self.inner.prepare(&sql).map_err(|e| fault(&e))?;
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next().map_err(|e| fault(&e))? {
            let mut values = Vec::with_capacity(table.columns.len());
            for (at, column) in table.columns.iter().enumerate() {
                let wrong = || {
                    let (table, column) = (table.name, &column.name);
                    Fault::Corrupt(format!("column {column} of {table} holds what no desk writes"))
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

    /// Until this transaction ends, asks only then whether every row's
    /// references are there.
    pub fn defer_references(&self) -> Result<(), Fault> {
        self.inner.execute_batch("PRAGMA defer_foreign_keys = ON").map_err(|e| fault(&e))
    }
}
