//! Values that go into statements and come out of rows.

use rusqlite::types::{FromSql, ToSql, ToSqlOutput, ValueRef};

use super::Fault;
use crate::domain::{ids, part::Part, time::Timestamp};

/// A value on its way into a statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Param<'a> {
    /// No value.
    Null,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Null => ValueRef::Null,
            Self::Int(n) => ValueRef::Integer(n),
            Self::Text(t) => ValueRef::Text(t.as_bytes()),
            Self::Blob(b) => ValueRef::Blob(b),
        }))
    }
}

/// What can be given to a statement.
pub trait ToParam {
    /// This value as a parameter.
    fn to_param(&self) -> Param<'_>;
}

/// What can be read from a column.
pub trait FromColumn: Sized {
    /// The value of a column, or what is wrong with it.
    fn from_column(column: Column<'_>) -> Result<Self, Fault>;
}

/// One column of a row.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    pub(super) row: &'a rusqlite::Row<'a>,
    pub(super) at: usize,
    pub(super) value: ValueRef<'a>,
}

impl<'a> Column<'a> {
    /// The column's name.
    pub fn name(&self) -> &'a str {
        self.row.as_ref().column_name(self.at).unwrap_or("?")
    }

    /// The fault of a column that doesn't hold what it must.
    pub fn wrong(&self, want: &str) -> Fault {
        Fault::Corrupt(format!("column {} holds {} where {want} should stand", self.name(), self.value.data_type()))
    }

    /// The column's text.
    pub fn text(&self) -> Result<&'a str, Fault> {
        self.value.as_str().map_err(|_| self.wrong("a text"))
    }
}

impl<T: ToParam + ?Sized> ToParam for &T {
    fn to_param(&self) -> Param<'_> {
        (**self).to_param()
    }
}

impl<T: ToParam> ToParam for Option<T> {
    fn to_param(&self) -> Param<'_> {
        self.as_ref().map_or(Param::Null, ToParam::to_param)
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(column: Column<'_>) -> Result<Self, Fault> {
        if matches!(column.value, ValueRef::Null) { Ok(None) } else { T::from_column(column).map(Some) }
    }
}

impl ToParam for i64 {
    fn to_param(&self) -> Param<'_> {
        Param::Int(*self)
    }
}

impl FromColumn for i64 {
    fn from_column(column: Column<'_>) -> Result<Self, Fault> {
        column.value.as_i64().map_err(|_| column.wrong("a number"))
    }
}

impl ToParam for bool {
    fn to_param(&self) -> Param<'_> {
        Param::Int(i64::from(*self))
    }
}

impl FromColumn for bool {
    fn from_column(column: Column<'_>) -> Result<Self, Fault> {
        i64::from_column(column).map(|n| n != 0)
    }
}

impl ToParam for usize {
    fn to_param(&self) -> Param<'_> {
        Param::Int(i64::try_from(*self).unwrap_or(i64::MAX))
    }
}

impl FromColumn for usize {
    fn from_column(column: Column<'_>) -> Result<Self, Fault> {
        let n = i64::from_column(column)?;
        Self::try_from(n).map_err(|_| column.wrong("a number from 0"))
    }
}

impl ToParam for str {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self)
    }
}

impl ToParam for String {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self)
    }
}

impl FromColumn for String {
    fn from_column(column: Column<'_>) -> Result<Self, Fault> {
        column.text().map(str::to_owned)
    }
}

impl ToParam for [u8] {
    fn to_param(&self) -> Param<'_> {
        Param::Blob(self)
    }
}

impl ToParam for Vec<u8> {
    fn to_param(&self) -> Param<'_> {
        Param::Blob(self)
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(column: Column<'_>) -> Result<Self, Fault> {
        column.value.as_blob().map(<[u8]>::to_vec).map_err(|_| column.wrong("bytes"))
    }
}

/// A SHA-256.
pub type Hash = [u8; 32];

impl ToParam for Hash {
    fn to_param(&self) -> Param<'_> {
        Param::Blob(self)
    }
}

impl FromColumn for Hash {
    fn from_column(column: Column<'_>) -> Result<Self, Fault> {
        Self::column_result(column.value).map_err(|_| column.wrong("a hash of 32 bytes"))
    }
}

impl ToParam for Timestamp {
    fn to_param(&self) -> Param<'_> {
        Param::Int(self.millis())
    }
}

impl FromColumn for Timestamp {
    fn from_column(column: Column<'_>) -> Result<Self, Fault> {
        i64::from_column(column).map(Self::from_millis)
    }
}

impl ToParam for Part {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self.as_str())
    }
}

impl FromColumn for Part {
    fn from_column(column: Column<'_>) -> Result<Self, Fault> {
        column.text()?.parse().map_err(|_| column.wrong("the name of a part"))
    }
}

macro_rules! by_number {
    ($($name:path),+ $(,)?) => { $(
        impl ToParam for $name {
            fn to_param(&self) -> Param<'_> {
                Param::Int(self.0)
            }
        }

        impl FromColumn for $name {
            fn from_column(column: Column<'_>) -> Result<Self, Fault> {
                i64::from_column(column).map($name)
            }
        }
    )+ };
}

by_number!(
    ids::ArticleId,
    ids::PersonId,
    ids::ClaimId,
    ids::SourceId,
    ids::CitationId,
    ids::DecisionId,
    ids::TagId,
    ids::CommentId,
    ids::PublicationId,
    ids::RunId,
    ids::EventSeq,
    ids::RevisionNumber,
);

macro_rules! by_word {
    ($($name:path),+ $(,)?) => { $(
        impl ToParam for $name {
            fn to_param(&self) -> Param<'_> {
                Param::Text(self.as_str())
            }
        }

        impl FromColumn for $name {
            fn from_column(column: Column<'_>) -> Result<Self, Fault> {
                column.text()?.parse().map_err(|e: crate::domain::UnknownWord| Fault::Corrupt(format!("column {}: {e}", column.name())))
            }
        }
    )+ };
}

by_word!(
    crate::domain::article::Origin,
    crate::domain::article::PublicationKind,
    crate::domain::article::Stage,
    crate::domain::claim::Asks,
    crate::domain::claim::ClaimKind,
    crate::domain::claim::Finding,
    crate::domain::claim::How,
    crate::domain::claim::Progress,
    crate::domain::claim::Standing,
    crate::domain::person::Role,
    crate::domain::source::SourceKind,
    crate::domain::source::Stance,
);
