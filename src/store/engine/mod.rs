//! The one seam that knows which database a desk lives in.
//!
//! Above it, SQL is portable: parameters are `$1`, `$2`, …; values go in as
//! [`ToParam`] and come out through [`FromRow`]; faults are named for what the
//! caller can do about them. SQLite is the first engine; a second is one more
//! variant of `Tx`'s inside.

mod copy;
mod migrate;
pub mod open;
pub mod rows;
mod sqlite;
pub mod value;
pub mod words;

use std::path::PathBuf;

pub use sqlite::{Connection, Engine, Row};
pub use value::{FromColumn, Hash, Param, ToParam};

/// One SQL statement of the program. All of them stand in
/// [`crate::store::registry`], where a test prepares each one.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// Where it stands: `module::NAME`.
    pub name: &'static str,
    /// Its text.
    pub sql: &'static str,
    /// Why it may read a whole growing table; empty where it may not.
    pub scan: &'static str,
}

/// A row that can be read by the names of its columns.
pub trait FromRow: Sized {
    /// The columns that it reads, in order.
    const COLUMNS: &'static [&'static str];

    /// Reads it.
    fn from_row(row: &Row<'_>) -> Result<Self, Fault>;
}

/// What can go wrong in the database, named for what a caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Somebody else holds the desk; trying again may help.
    #[error("the desk is busy: another program is writing to it")]
    Busy,
    /// A rule of the schema refused a row.
    #[error("the desk's own rules refused a row: {0}")]
    Rule(String),
    /// The desk can't be written.
    #[error("the desk can't be written: {0}")]
    ReadOnly(String),
    /// No space is left, or a limit is reached.
    #[error("no space is left for the desk: {0}")]
    Full(String),
    /// The file is damaged.
    #[error("the desk is damaged: {0}")]
    Corrupt(String),
    /// Reading or writing failed.
    #[error("reading or writing the desk failed: {0}")]
    Io(String),
    /// The work was interrupted.
    #[error("interrupted")]
    Interrupted,
    /// A mistake in the program.
    #[error("a fault of the program: {0}")]
    Bug(String),
}

/// Why a desk could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such file.
    #[error("there is no desk at {0}")]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{path} is not a desk: {what}")]
    NotADesk {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: String,
    },
    /// The desk was made by a newer copydesk.
    #[error("{path} was made by a newer copydesk (its schema is {theirs}, this program knows {ours})")]
    Newer {
        /// The file.
        path: PathBuf,
        /// The desk's schema version.
        theirs: i64,
        /// The newest that this program knows.
        ours: i64,
    },
    /// It carries tables, triggers or other things that no copydesk made.
    #[error("{path} has a schema that is not copydesk's: {what}")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// The first thing that differs.
        what: String,
    },
    /// It lies where SQLite can't lock safely.
    #[error("{path} lies on {system}, where a desk can be corrupted")]
    Network {
        /// The file.
        path: PathBuf,
        /// The file system's name.
        system: String,
    },
    /// The folder or file can't be used.
    #[error("{path} can't be opened: {what}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why.
        what: String,
    },
    /// The database says no.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Implements [`FromRow`] for a struct whose fields are named as its columns.
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $( $(#[$fmeta:meta])* $fvis:vis $field:ident : $ty:ty ),+ $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $( $(#[$fmeta])* $fvis $field: $ty ),+ }

        impl $crate::store::engine::FromRow for $name {
            const COLUMNS: &'static [&'static str] = &[ $( stringify!($field) ),+ ];

            #[allow(unused_assignments)]
            fn from_row(row: &$crate::store::engine::Row<'_>) -> Result<Self, $crate::store::engine::Fault> {
                let mut at = 0;
                $( let $field = row.get(at)?; at += 1; )+
                Ok(Self { $( $field ),+ })
            }
        }
    };
}

/// Names the statements of one module and lists them for the registry.
#[macro_export]
macro_rules! statements {
    ($( $(#[$meta:meta])* $name:ident = $sql:expr $(, scan: $scan:literal)? ; )+) => {
        $(
            $(#[$meta])*
            const $name: $crate::store::engine::Statement = $crate::store::engine::Statement {
                name: concat!(module_path!(), "::", stringify!($name)),
                sql: $sql,
                scan: concat!("" $(, $scan)?),
            };
        )+

        /// Every statement of this module.
        pub(crate) const STATEMENTS: &[$crate::store::engine::Statement] = &[ $( $name ),+ ];
    };
}
