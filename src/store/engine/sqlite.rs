//! SQLite behind the seam.

use rusqlite::ErrorCode;

use super::{Fault, FromColumn, FromRow, Statement, ToParam, value::Column};

/// An open database. Statements are prepared once and kept.
#[derive(Debug)]
pub struct Engine {
    pub(super) connection: rusqlite::Connection,
}

/// What statements run on: inside a transaction that [`Engine`] opened.
#[derive(Debug, Clone, Copy)]
pub struct Connection<'c> {
    pub(super) inner: &'c rusqlite::Connection,
}

/// One row of an answer.
#[derive(Debug)]
pub struct Row<'r> {
    inner: &'r rusqlite::Row<'r>,
}

impl Row<'_> {
    /// The value of a column, by its place from 0.
    pub fn get<T: FromColumn>(&self, at: usize) -> Result<T, Fault> {
        let value = self.inner.get_ref(at).map_err(|e| fault(&e))?;
        T::from_column(Column { row: self.inner, at, value })
    }
}

impl<A: FromColumn> FromRow for (A,) {
    const COLUMNS: &'static [&'static str] = &["*"];

    fn from_row(row: &Row<'_>) -> Result<Self, Fault> {
        Ok((row.get(0)?,))
    }
}

impl<A: FromColumn, B: FromColumn> FromRow for (A, B) {
    const COLUMNS: &'static [&'static str] = &["*", "*"];

    fn from_row(row: &Row<'_>) -> Result<Self, Fault> {
        Ok((row.get(0)?, row.get(1)?))
    }
}

impl<A: FromColumn, B: FromColumn, C: FromColumn> FromRow for (A, B, C) {
    const COLUMNS: &'static [&'static str] = &["*", "*", "*"];

    fn from_row(row: &Row<'_>) -> Result<Self, Fault> {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    }
}

impl<A: FromColumn, B: FromColumn, C: FromColumn, D: FromColumn> FromRow for (A, B, C, D) {
    const COLUMNS: &'static [&'static str] = &["*", "*", "*", "*"];

    fn from_row(row: &Row<'_>) -> Result<Self, Fault> {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    }
}

impl Engine {
    /// Begins a transaction that sees one state of the desk and writes nothing.
    pub fn begin_read(&self) -> Result<(), Fault> {
        self.connection.execute_batch("BEGIN DEFERRED").map_err(|e| fault(&e))
    }

    /// Begins a transaction that may write. Waits for other writers.
    ///
    /// SQLite's waiting is no queue: under many writers one may lose every
    /// race for as long as it waits, so it is tried again, at odd intervals.
    pub fn begin_write(&self) -> Result<(), Fault> {
        let mut tries = 0;
        loop {
            match self.begin_immediate() {
                Err(Fault::Busy) if tries < 5 => {
                    tries += 1;
                    let odd = u64::from(std::process::id()) % 17 + 3 * tries;
                    std::thread::sleep(std::time::Duration::from_millis(odd));
                }
                begun => return begun,
            }
        }
    }

    fn begin_immediate(&self) -> Result<(), Fault> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(|e| fault(&e))
    }

    /// The same, but fails at once when another writer is at work.
    pub fn begin_write_at_once(&self) -> Result<(), Fault> {
        let wait = |ms| self.connection.busy_timeout(std::time::Duration::from_millis(ms)).map_err(|e| fault(&e));
        wait(0)?;
        let begun = self.begin_immediate();
        wait(super::open::BUSY_MS)?;
        begun
    }

    /// Makes what the transaction wrote last.
    pub fn commit(&self) -> Result<(), Fault> {
        self.connection.execute_batch("COMMIT").map_err(|e| fault(&e))
    }

    /// Forgets what the transaction wrote. Never fails: a transaction that
    /// can't be rolled back is rolled back by the next opening.
    pub fn rollback(&self) {
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    /// What statements run on.
    pub fn connection(&self) -> Connection<'_> {
        Connection { inner: &self.connection }
    }
}

impl Connection<'_> {
    /// Rows changed since the connection was opened.
    pub fn changes(&self) -> u64 {
        self.inner.total_changes()
    }

    /// A number that changes whenever another connection commits.
    pub fn data_version(&self) -> Result<i64, Fault> {
        self.inner.query_row("PRAGMA data_version", [], |row| row.get(0)).map_err(|e| fault(&e))
    }

    /// Marks a point to which [`Self::rollback_to`] can return.
    pub fn savepoint(&self) -> Result<(), Fault> {
        self.plain("SAVEPOINT item")
    }

    /// Keeps what was written since the mark.
    pub fn release(&self) -> Result<(), Fault> {
        self.plain("RELEASE item")
    }

    /// Forgets what was written since the mark.
    pub fn rollback_to(&self) -> Result<(), Fault> {
        self.plain("ROLLBACK TO item")?;
        self.plain("RELEASE item")
    }

    fn plain(self, sql: &str) -> Result<(), Fault> {
        self.inner.prepare_cached(sql).and_then(|mut s| s.raw_execute()).map(|_| ()).map_err(|e| fault(&e))
    }

    /// Calls `f` for each row.
    pub fn each<E: From<Fault>>(
        &self,
        statement: &Statement,
        params: &[&dyn ToParam],
        mut f: impl FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut prepared = self.inner.prepare_cached(statement.sql).map_err(|e| in_statement(statement, &e))?;
        bind(&mut prepared, statement, params)?;
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next().map_err(|e| in_statement(statement, &e))? {
            f(&Row { inner: row })?;
        }
        Ok(())
    }

    /// All rows.
    pub fn all<T: FromRow>(&self, statement: &Statement, params: &[&dyn ToParam]) -> Result<Vec<T>, Fault> {
        let mut found = Vec::new();
        self.each(statement, params, |row| {
            found.push(T::from_row(row)?);
            Ok::<(), Fault>(())
        })?;
        Ok(found)
    }

    /// The first row, if there is any.
    pub fn opt<T: FromRow>(&self, statement: &Statement, params: &[&dyn ToParam]) -> Result<Option<T>, Fault> {
        let mut prepared = self.inner.prepare_cached(statement.sql).map_err(|e| in_statement(statement, &e))?;
        bind(&mut prepared, statement, params)?;
        let mut rows = prepared.raw_query();
        match rows.next().map_err(|e| in_statement(statement, &e))? {
            Some(row) => T::from_row(&Row { inner: row }).map(Some),
            None => Ok(None),
        }
    }

    /// The one row that there must be.
    pub fn one<T: FromRow>(&self, statement: &Statement, params: &[&dyn ToParam]) -> Result<T, Fault> {
        self.opt(statement, params)?.ok_or_else(|| Fault::Corrupt(format!("{} found no row", statement.name)))
    }

    /// Runs a statement that answers no rows; returns how many it changed.
    pub fn exec(&self, statement: &Statement, params: &[&dyn ToParam]) -> Result<usize, Fault> {
        let mut prepared = self.inner.prepare_cached(statement.sql).map_err(|e| in_statement(statement, &e))?;
        bind(&mut prepared, statement, params)?;
        prepared.raw_execute().map_err(|e| in_statement(statement, &e))
    }

    /// What the database finds wrong with its own file: damaged pages, indexes
    /// that don't fit their tables, values that a column doesn't take. At most
    /// 100 lines; none where all is well.
    pub fn damage(&self) -> Result<Vec<String>, Fault> {
        let mut found = self.lines("PRAGMA integrity_check(100)")?;
        found.retain(|line| line != "ok");
        Ok(found)
    }

    /// Rows that refer to rows which are not there, in words; at most 100.
    pub fn broken_references(&self) -> Result<Vec<String>, Fault> {
        let mut prepared = self.inner.prepare("PRAGMA foreign_key_check").map_err(|e| fault(&e))?;
        let mut rows = prepared.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(|e| fault(&e))? {
            let row = Row { inner: row };
            let (table, at, parent): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let at = at.map_or_else(String::new, |at| format!(" {at}"));
            found.push(format!("{table}{at} refers to a row of {parent} that is not there"));
            if found.len() == 100 {
                break;
            }
        }
        Ok(found)
    }

    fn lines(self, sql: &str) -> Result<Vec<String>, Fault> {
        let mut prepared = self.inner.prepare(sql).map_err(|e| fault(&e))?;
        let mut rows = prepared.raw_query();
        let mut lines = Vec::new();
        while let Some(row) = rows.next().map_err(|e| fault(&e))? {
            lines.push(Row { inner: row }.get(0)?);
        }
        Ok(lines)
    }

    /// Prepares a statement and answers its parameters, its columns and its
    /// plan, for the test that walks the registry.
    pub fn explain(&self, statement: &Statement) -> Result<Explained, Fault> {
        let prepared = self.inner.prepare(statement.sql).map_err(|e| in_statement(statement, &e))?;
        let columns = prepared.column_names().map(str::to_owned).collect();
        let parameters =
            (1..=prepared.parameter_count()).map(|at| prepared.parameter_name(at).unwrap_or("?").to_owned()).collect();
        let mut plan = Vec::new();
        let mut explain = self
            .inner
            .prepare(&format!("EXPLAIN QUERY PLAN {}", statement.sql))
            .map_err(|e| in_statement(statement, &e))?;
        let mut rows = explain.raw_query();
        while let Some(row) = rows.next().map_err(|e| fault(&e))? {
            plan.push(Row { inner: row }.get::<String>(3)?);
        }
        Ok(Explained { parameters, columns, plan })
    }
}

/// What [`Connection::explain`] answers.
#[derive(Debug)]
pub struct Explained {
    /// The names of its parameters, in the order in which they are bound.
    pub parameters: Vec<String>,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its plan, a line a step.
    pub plan: Vec<String>,
}

fn bind(
    prepared: &mut rusqlite::CachedStatement<'_>,
    statement: &Statement,
    params: &[&dyn ToParam],
) -> Result<(), Fault> {
    if prepared.parameter_count() != params.len() {
        return Err(Fault::Bug(format!(
            "{} takes {} parameters and got {}",
            statement.name,
            prepared.parameter_count(),
            params.len()
        )));
    }
    // SQLite reads `$1` as a name and numbers names by their first appearance;
    // a test holds every statement to name them in order.
    for (at, param) in params.iter().enumerate() {
        prepared.raw_bind_parameter(at + 1, param.to_param()).map_err(|e| in_statement(statement, &e))?;
    }
    Ok(())
}

/// A fault of the database by what a caller can do about it.
pub(super) fn fault(error: &rusqlite::Error) -> Fault {
    let rusqlite::Error::SqliteFailure(code, message) = error else {
        return Fault::Bug(error.to_string());
    };
    let message = message.clone().unwrap_or_else(|| code.to_string());
    match code.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Fault::Busy,
        ErrorCode::ConstraintViolation => Fault::Rule(message),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => Fault::ReadOnly(message),
        ErrorCode::DiskFull | ErrorCode::TooBig | ErrorCode::OutOfMemory => Fault::Full(message),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::SchemaChanged => Fault::Corrupt(message),
        ErrorCode::SystemIoFailure | ErrorCode::FileLockingProtocolFailed => Fault::Io(message),
        ErrorCode::OperationInterrupted => Fault::Interrupted,
        _ => Fault::Bug(message),
    }
}

fn in_statement(statement: &Statement, error: &rusqlite::Error) -> Fault {
    match fault(error) {
        Fault::Bug(message) => Fault::Bug(format!("{}: {message}", statement.name)),
        Fault::Rule(message) => Fault::Rule(format!("{message} ({})", statement.name)),
        other => other,
    }
}
