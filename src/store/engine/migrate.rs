//! Migrations by refinery, made safe for many processes and for a kill at any
//! moment: one outer `BEGIN IMMEDIATE` holds both its check and its changes,
//! and whatever else the caller does to a fresh desk.

use refinery_core::traits::sync::{Migrate, Query, Transaction};
use refinery_core::{Migration, Runner, Target};
use sha2::{Digest, Sha256};

use super::{Fault, value::Hash};

mod embedded {
    refinery::embed_migrations!("migrations/sqlite");
}

/// SHA-256 over the schema that all migrations together make ([`schema_hash`]).
/// A test says the new value when a migration is added.
pub(super) const SCHEMA: &str = "0e86b5ddb09a5b0af966406f95574c3df5f3f2e6a7ef29843ec809d2d84f093a";

/// The migrations as refinery records them: version, name, checksum. Asking
/// refinery costs a quarter of a short command's time; a test holds the two
/// together.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "desk", "1527452045451012879"),
    (2, "listed_seen", "6601254832602835712"),
    (3, "queue", "10467692006587142294"),
    (4, "sheets", "15392138236896844671"),
    (5, "precedents", "12196807108897945152"),
    (6, "due", "6274139529385164539"),
    (7, "held", "2831386622462313315"),
];

/// The schema version of a database against the one that this program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// No migration was ever applied.
    None,
    /// Some of ours are missing.
    Older,
    /// The same.
    Same,
    /// It has migrations that we don't know.
    Newer {
        /// The database's newest.
        theirs: i64,
        /// Our newest.
        ours: i64,
    },
    /// Its migrations are not ours.
    Divergent,
}

/// refinery on a connection that is in a transaction already.
struct InTransaction<'c>(&'c rusqlite::Connection);

impl Transaction for InTransaction<'_> {
    type Error = rusqlite::Error;

    fn execute<'a, T: Iterator<Item = &'a str>>(&mut self, queries: T) -> Result<usize, Self::Error> {
        let mut count = 0;
        for query in queries {
            self.0.execute_batch(query)?;
            count += 1;
        }
        Ok(count)
    }
}

impl Query<Vec<Migration>> for InTransaction<'_> {
    fn query(&mut self, query: &str) -> Result<Vec<Migration>, Self::Error> {
        let mut prepared = self.0.prepare(query)?;
        let rows = prepared.query_map([], |row| {
            let bad = |at: usize| {
                rusqlite::Error::InvalidColumnType(at, "migration history".to_owned(), rusqlite::types::Type::Text)
            };
            let applied_on: String = row.get(2)?;
            let applied_on = time::OffsetDateTime::parse(&applied_on, &time::format_description::well_known::Rfc3339)
                .map_err(|_| bad(2))?;
            let checksum: String = row.get(3)?;
            let checksum = checksum.parse().map_err(|_| bad(3))?;
            Ok(Migration::applied(row.get(0)?, row.get(1)?, applied_on, checksum))
        })?;
        rows.collect()
    }
}

impl Migrate for InTransaction<'_> {}

fn runner() -> Runner {
    embedded::migrations::runner()
}

/// How far the database's schema is. Reads only.
pub(super) fn version(connection: &rusqlite::Connection) -> Result<Version, Fault> {
    let fault = |e: rusqlite::Error| super::sqlite::fault(&e);
    let history: bool = connection
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'refinery_schema_history'", [], |r| r.get(0))
        .map_err(fault)?;
    if !history {
        return Ok(Version::None);
    }
    let mut prepared = connection
        .prepare("SELECT version, name, checksum FROM refinery_schema_history ORDER BY version")
        .map_err(fault)?;
    let applied: Vec<(i64, String, String)> =
        prepared.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).and_then(Iterator::collect).map_err(fault)?;
    let newest = MIGRATIONS.iter().map(|m| m.0).max().unwrap_or(0);
    let Some((theirs, _, _)) = applied.last() else { return Ok(Version::None) };
    for (version, name, checksum) in &applied {
        match MIGRATIONS.iter().find(|m| m.0 == *version) {
            None => return Ok(Version::Newer { theirs: *theirs, ours: newest }),
            Some(m) if m.1 != name || m.2 != checksum => return Ok(Version::Divergent),
            Some(_) => {}
        }
    }
    Ok(if applied.len() < MIGRATIONS.len() { Version::Older } else { Version::Same })
}

/// Applies what is missing. The caller holds `BEGIN IMMEDIATE`.
pub(super) fn apply(connection: &rusqlite::Connection) -> Result<(), Fault> {
    let runner = runner();
    let mut here = InTransaction(connection);
    here.migrate(runner.get_migrations(), true, true, true, Target::Latest, "refinery_schema_history")
        .map(|_| ())
        .map_err(|e| fault_of(&e))
}

fn fault_of(error: &refinery_core::Error) -> Fault {
    use std::error::Error as _;
    let mut at: Option<&(dyn std::error::Error + 'static)> = error.source();
    while let Some(cause) = at {
        if let Some(sqlite) = cause.downcast_ref::<rusqlite::Error>() {
            return super::sqlite::fault(sqlite);
        }
        at = cause.source();
    }
    Fault::Bug(format!("migration: {error}"))
}

/// Everything in a database's schema, sorted: (type, name, SQL).
pub(super) fn schema(connection: &rusqlite::Connection) -> Result<Vec<(String, String, String)>, Fault> {
    let mut prepared = connection
        .prepare(
            "SELECT type, name, coalesce(sql, '') FROM sqlite_schema
             WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name",
        )
        .map_err(|e| super::sqlite::fault(&e))?;
    prepared
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .and_then(Iterator::collect)
        .map_err(|e| super::sqlite::fault(&e))
}

/// SHA-256 over a schema.
pub(super) fn schema_hash(schema: &[(String, String, String)]) -> Hash {
    let mut hasher = Sha256::new();
    for (kind, name, sql) in schema {
        for text in [kind, name, sql] {
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
    }
    hasher.finalize().into()
}

/// The first thing in which a schema differs from ours, in words.
pub(super) fn first_difference(theirs: &[(String, String, String)]) -> Result<String, Fault> {
    let fresh = rusqlite::Connection::open_in_memory().map_err(|e| super::sqlite::fault(&e))?;
    apply(&fresh)?;
    let ours = schema(&fresh)?;
    for item @ (kind, name, _) in theirs {
        match ours.iter().find(|o| o.0 == *kind && o.1 == *name) {
            None => return Ok(format!("it has a {kind} named {name}")),
            Some(o) if o != item => return Ok(format!("its {kind} {name} was altered")),
            Some(_) => {}
        }
    }
    Ok(ours
        .iter()
        .find(|o| !theirs.iter().any(|t| t.0 == o.0 && t.1 == o.1))
        .map_or_else(|| "it differs".to_owned(), |(kind, name, _)| format!("its {kind} {name} is missing")))
}

/// A hash in small hexadecimal digits.
pub(super) fn hex(hash: &[u8]) -> String {
    use std::fmt::Write as _;
    hash.iter().fold(String::with_capacity(hash.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_the_one_that_desks_are_held_to() {
        let fresh = rusqlite::Connection::open_in_memory().unwrap();
        apply(&fresh).unwrap();
        assert_eq!(
            hex(&schema_hash(&schema(&fresh).unwrap())),
            SCHEMA,
            "a migration was added: put the left value into SCHEMA (a released migration never changes)"
        );
        let runner = runner();
        let known: Vec<_> = runner
            .get_migrations()
            .iter()
            .map(|m| (i64::from(m.version()), m.name().to_owned(), m.checksum().to_string()))
            .collect();
        let listed: Vec<_> = MIGRATIONS.iter().map(|m| (m.0, m.1.to_owned(), m.2.to_owned())).collect();
        assert_eq!(known, listed, "a migration was added: put it into MIGRATIONS");
        assert_eq!(version(&fresh).unwrap(), Version::Same);
    }
}
