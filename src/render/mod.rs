//! Plain values into text: lists and records in every output format.
//!
//! Each listed thing is a struct made by [`crate::record!`], whose field names
//! are those of SPEC sections 2 and 8; JSON, CSV and TSV print exactly these
//! fields. What people see in a table is chosen by [`Row::columns`]. Nothing
//! here prints or asks for the time: a [`View`] says what is known of the
//! reader, and whatever came from copy passes through [`safe`].

use std::io;

pub mod diff;
pub mod docx;
pub mod export;
pub mod html;
pub mod human;
pub mod json;
pub mod links;
pub mod list;
pub mod marked;
pub mod page;
pub mod proof;
pub mod record;
pub mod safe;
pub mod style;
pub mod table;

use crate::{domain::time::Timestamp, ui::clock::Zone};

pub use list::{List, list, record};
pub use record::{Column, Fields, Row, fields_of};
pub use style::{Cell, Ink};

/// The form of a command's output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people: an aligned table, or text.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated, with a header line.
    Csv,
    /// Tab-separated, with a header line; tab, line end and backslash are written \t, \n and \\.
    Tsv,
    /// A Markdown table.
    Markdown,
}

impl Format {
    /// Whether programs read it: times are UTC, nothing is shortened.
    pub const fn is_for_programs(self) -> bool {
        !matches!(self, Self::Table | Self::Markdown)
    }

    /// Whether errors are told as JSON as well.
    pub const fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }
}

/// What is known of the reader.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Whether to colour.
    pub color: bool,
    /// Whether the text goes straight to a terminal.
    pub terminal: bool,
    /// Whether the terminal opens an address that is marked as one.
    pub links: bool,
    /// The width to wrap to, in columns; `None` to not wrap.
    pub width: Option<usize>,
    /// The time it is, for "3 h ago".
    pub now: Timestamp,
    /// The zone in which times are shown to people.
    pub zone: Zone,
}

/// What can go wrong in rendering.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// `--fields` names a field that the thing doesn't have.
    #[error("there is no field \"{given}\" here")]
    UnknownField {
        /// What was asked for.
        given: String,
        /// The fields that there are.
        known: Vec<&'static str>,
    },
    /// Writing failed.
    #[error("can't write the output: {0}")]
    Io(#[from] io::Error),
    /// A value can't be written as JSON.
    #[error("can't write the output as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<csv::Error> for Error {
    fn from(error: csv::Error) -> Self {
        Self::Io(error.into())
    }
}

#[cfg(test)]
pub(crate) fn test_view() -> View {
    let now = Timestamp::parse("2026-01-31T12:00:00Z").unwrap();
    View { color: false, terminal: false, links: false, width: None, now, zone: Zone::utc() }
}
