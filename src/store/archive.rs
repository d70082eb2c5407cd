//! A whole desk as rows of plain values: out in one state, in as one transaction.
//!
//! The form in which they are written is [`crate::desk::archive`]'s.

use super::desk::{Desk, Read};
use super::engine::rows::{Table, Test};
use super::engine::{Connection, Param};
use super::{Error, Fault};
use crate::domain::time::Timestamp;

/// The tables of a desk that an archive holds, in the order in which a reader
/// meets what a row refers to.
const TABLES: [&str; 27] = [
    "desk",
    "event",
    "person",
    "policy",
    "article",
    "import_run",
    "import_item",
    "revision",
    "revision_part",
    "publication",
    "gate_override",
    "tag",
    "article_tag",
    "claim",
    "anchor",
    "source",
    "attachment",
    "citation",
    "decision",
    "decision_place",
    "revocation",
    "listed_seen",
    "comment",
    "precedent",
    "sheet_column",
    "sheet_row",
    "queue",
];

/// The tables of an archive with their columns.
pub fn tables(c: &Connection<'_>) -> Result<Vec<Table>, Error> {
    Ok(TABLES.into_iter().map(|name| c.table(name)).collect::<Result<_, _>>()?)
}

/// Calls `f` with each row of each table, in their order.
pub fn each<E: From<Error>>(r: &Read<'_>, mut f: impl FnMut(&Table, &[Param<'_>]) -> Result<(), E>) -> Result<(), E> {
    /// Either side's error; walking rows asks for one that a fault turns into.
    struct Either<E>(E);
    impl<E: From<Error>> From<Fault> for Either<E> {
        fn from(fault: Fault) -> Self {
            Self(Error::from(fault).into())
        }
    }
    for table in tables(r)? {
        r.each_row(&table, |values| f(&table, values).map_err(Either)).map_err(|Either(e)| e)?;
    }
    Ok(())
}

/// Puts the rows that `f` gives in place of all that a desk holds, in one
/// transaction. `ready` first says whether the desk may be replaced.
pub fn replace<T, E: From<Error>>(
    desk: &Desk,
    ready: impl FnOnce(Connection<'_>) -> Result<(), E>,
    f: impl FnOnce(&Into<'_>) -> Result<T, E>,
) -> Result<T, E> {
    desk.writable()?;
    let done = desk.writing(|c| {
        ready(c)?;
        c.defer_references().map_err(Error::from)?;
        let tables = tables(&c)?;
        for table in &tables {
            c.clear(table).map_err(Error::from)?;
        }
        let done = f(&Into { connection: c, tables })?;
        // What derives from the rows is not in an archive.
        c.put_all_words().map_err(Error::from)?;
        Ok::<T, E>(done)
    })?;
    desk.engine().shrink_log().map_err(Error::from)?;
    Ok(done)
}

/// Changes rows of a desk as they are, without an event, in one transaction:
/// what `f` takes out and adds. Unless it is to be kept, all is forgotten in the
/// end. Nobody asks for references meanwhile; `f` looks for broken ones.
pub fn alter<T, E: From<Error>>(desk: &Desk, keep: bool, f: impl FnOnce(&Into<'_>) -> Result<T, E>) -> Result<T, E> {
    desk.writable()?;
    let unasked = desk.engine().without_references().map_err(Error::from)?;
    let done = desk.writing_if(keep, |c| {
        let done = f(&Into { connection: c, tables: tables(&c)? })?;
        // What derives from the rows is not among them.
        c.put_all_words().map_err(Error::from)?;
        Ok::<T, E>(done)
    })?;
    drop(unasked);
    Ok(done)
}

/// Rows that refer to others which are not there, in words.
pub fn broken(c: &Connection<'_>) -> Result<Vec<String>, Error> {
    Ok(c.broken_references()?)
}

/// Where the rows of an archive go.
#[derive(Debug)]
pub struct Into<'c> {
    connection: Connection<'c>,
    tables: Vec<Table>,
}

impl<'c> Into<'c> {
    /// For reading what is there, and what came in so far.
    pub const fn read(&self, now: Timestamp) -> Read<'c> {
        Read::of(self.connection, now)
    }

    /// Takes out the rows of which these tests are true.
    pub fn take_out(&self, table: &Table, tests: &[Test<'_>]) -> Result<(), Error> {
        Ok(self.connection.remove_rows(table, tests)?)
    }

    /// Lets go of every claim that somebody holds.
    pub fn let_go(&self) -> Result<(), Error> {
        Ok(super::claim::let_go_of_all(&self.connection)?)
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// Adds a row.
    pub fn put(&self, table: &Table, values: &[Param<'_>]) -> Result<(), Error> {
        Ok(self.connection.put_row(table, values)?)
    }

    /// Rows that refer to others which are not there, in words.
    pub fn broken_references(&self) -> Result<Vec<String>, Error> {
        broken(&self.connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::engine::open::{Mode, open, prepare};

    /// Not archived: what the database itself keeps, what somebody last opened, and what derives from the other rows.
    const LEFT_OUT: [&str; 8] = [
        "refinery_schema_history",
        "seen",
        "precedent_words",
        "precedent_words_config",
        "precedent_words_content",
        "precedent_words_data",
        "precedent_words_docsize",
        "precedent_words_idx",
    ];

    #[test]
    fn no_table_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let engine = open(&folder.path().join("desk.db"), Mode::Make { force: true }).unwrap().engine;
        engine.begin_write().unwrap();
        prepare(&engine).unwrap();
        engine.commit().unwrap();
        let mut known: Vec<&str> = TABLES.into_iter().chain(LEFT_OUT).collect();
        known.sort_unstable();
        assert_eq!(engine.connection().schema_version().unwrap(), crate::store::desk::SCHEMA_VERSION);
        assert_eq!(engine.connection().tables().unwrap(), known, "say whether the new table is archived or left out");
    }
}
