//! The lines of an archive, as they are written and read: hashed on the way, a
//! row of a table as an object by its columns, bytes in hexadecimal.

use std::io::{self, BufRead, Read as _, Write};

use serde::ser::SerializeMap as _;
use serde::{Serialize, de::DeserializeOwned, de::IgnoredAny};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::desk::{Kind, Problem, Result};
use crate::render::json;
use crate::store::engine::Param;
use crate::store::engine::rows::{self, Table, TableColumn};
use crate::store::hex;

/// The longest line of an archive, in bytes: some times the longest row.
const LONGEST_LINE: u64 = 96 << 20;

/// What a file holds, for messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A whole desk.
    Desk,
    /// What came after an event, once that is known.
    Increment(Option<i64>),
}

impl What {
    /// That a file is damaged at a line, and so changed nothing.
    pub(super) fn damaged(self, line: u64, what: &str) -> Problem {
        let (file, again) = match self {
            Self::Desk => ("exported desk", "copydesk export desk -o FILE".to_owned()),
            Self::Increment(after) => {
                let after = after.map_or_else(|| "EVENT".to_owned(), |after| after.to_string());
                ("increment", format!("copydesk export desk --since {after} -o FILE"))
            }
        };
        Problem::refused(format!("the {file} is damaged at line {line}: {what}; nothing changed"))
            .hint(format!("export it again: {again}"))
    }
}

/// Lines on their way out.
pub(super) struct Hashed<'w> {
    out: &'w mut dyn Write,
    hasher: Sha256,
}

impl<'w> Hashed<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self { out, hasher: Sha256::new() }
    }

    pub(super) fn line<T: Serialize>(&mut self, value: &T) -> Result<()> {
        let mut line = Vec::new();
        json::write_line(&mut line, value).map_err(|e| unwritten(&e.into()))?;
        line.push(b'\n');
        self.hasher.update(&line);
        self.out.write_all(&line).map_err(|e| unwritten(&e))
    }

    /// Writes a row of a table.
    pub(super) fn row(&mut self, table: &Table, values: &[Param<'_>]) -> Result<()> {
        #[derive(Serialize)]
        struct Line<'a> {
            table: &'a str,
            row: Row<'a>,
        }
        self.line(&Line { table: table.name, row: Row { table, values } })
    }

    /// SHA-256 of all lines so far, in hexadecimal.
    pub(super) fn sha256(&self) -> String {
        hex(&self.hasher.clone().finalize())
    }

    pub(super) fn flush(self) -> Result<()> {
        self.out.flush().map_err(|e| unwritten(&e))
    }
}

fn unwritten(error: &io::Error) -> Problem {
    Problem::new(Kind::Failed, format!("the desk can't be written out: {error}"))
}

struct Row<'a> {
    table: &'a Table,
    values: &'a [Param<'a>],
}

impl Serialize for Row<'_> {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(self.values.len()))?;
        for (column, value) in self.table.columns.iter().zip(self.values) {
            match value {
                Param::Null => map.serialize_entry(&column.name, &())?,
                Param::Int(n) => map.serialize_entry(&column.name, n)?,
                Param::Text(t) => map.serialize_entry(&column.name, t)?,
                Param::Blob(b) => map.serialize_entry(&column.name, &hex(b))?,
            }
        }
        map.end()
    }
}

/// Lines on their way in.
pub(super) struct Lines<'r> {
    input: &'r mut dyn BufRead,
    hasher: Sha256,
    /// The number of the line that was read last.
    pub(super) number: u64,
    line: Vec<u8>,
    /// What the file holds.
    pub(super) what: What,
}

impl<'r> Lines<'r> {
    pub(super) fn new(input: &'r mut dyn BufRead, what: What) -> Self {
        Self { input, hasher: Sha256::new(), number: 0, line: Vec::new(), what }
    }

    /// The next line without its end; `None` after the last.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>> {
        self.line.clear();
        self.number += 1;
        let read = self.input.take(LONGEST_LINE).read_until(b'\n', &mut self.line);
        read.map_err(|e| Problem::new(Kind::Failed, format!("the exported desk can't be read: {e}")))?;
        self.hasher.update(&self.line);
        match self.line.strip_suffix(b"\n") {
            Some(line) => Ok(Some(line)),
            None if self.line.is_empty() => Ok(None),
            None => Err(self.what.damaged(self.number, "the line has no end")),
        }
    }

    /// The next line as a value; the file is cut short where there is none.
    pub(super) fn value<T: DeserializeOwned>(&mut self) -> Result<T> {
        let (what, number) = (self.what, self.number + 1);
        let Some(line) = self.next()? else {
            return Err(what.damaged(number, "the file is cut short: its last line is missing"));
        };
        serde_json::from_slice(line).map_err(|e| {
            let wrong = match serde_json::from_slice::<IgnoredAny>(line) {
                Ok(_) => "it is no row of a desk".to_owned(),
                Err(_) => format!("it is no JSON ({e})"),
            };
            what.damaged(number, &wrong)
        })
    }

    /// The first line as an object; `None` where it is none.
    pub(super) fn header(&mut self) -> Result<Map<String, Value>> {
        let header: Option<Map<String, Value>> = self.next()?.and_then(|line| serde_json::from_slice(line).ok());
        Ok(header.unwrap_or_default())
    }

    /// What the lines so far come to, to be held against what a later one says.
    pub(super) fn seal(&self) -> Seal {
        Seal(self.hasher.clone())
    }

    /// That the line that was read last is damaged.
    pub(super) fn damaged(&self, what: &str) -> Problem {
        self.what.damaged(self.number, what)
    }

    /// Fails where something stands after the end.
    pub(super) fn end(&mut self) -> Result<()> {
        match self.next()? {
            Some(_) => Err(self.damaged("there is more after the end")),
            None => Ok(()),
        }
    }

    /// Gives the values of a row that has every column of its table, and no other.
    pub(super) fn row(
        &self,
        table: &Table,
        mut row: Map<String, Value>,
        f: impl FnOnce(&[Param<'_>]) -> Result<()>,
    ) -> Result<()> {
        let mut taken: Vec<Taken> = Vec::with_capacity(table.columns.len());
        for column in &table.columns {
            let value = row
                .remove(&column.name)
                .ok_or_else(|| self.damaged(&format!("a {} needs its {}", table.name, column.name)))?;
            taken.push(self.taken(column, value)?);
        }
        if let Some(extra) = row.keys().next() {
            return Err(self.damaged(&format!("a {} has no {extra}", table.name)));
        }
        f(&taken.iter().map(Taken::param).collect::<Vec<_>>())
    }

    /// A value as its column takes it.
    pub(super) fn taken(&self, column: &TableColumn, value: Value) -> Result<Taken> {
        let taken = match (column.kind, value) {
            (_, Value::Null) => Some(Taken::Null),
            (rows::Kind::Int, Value::Number(n)) => n.as_i64().map(Taken::Int),
            (rows::Kind::Text, Value::String(text)) => Some(Taken::Text(text)),
            (rows::Kind::Blob, Value::String(text)) => Some(Taken::Blob(
                bytes(&text).ok_or_else(|| self.damaged(&format!("{} is not hexadecimal", column.name)))?,
            )),
            _ => None,
        };
        taken.ok_or_else(|| self.damaged(&format!("{} has a value of another kind", column.name)))
    }
}

/// The hash of the lines up to a point, reckoned when it is asked for.
pub(super) struct Seal(Sha256);

impl Seal {
    /// Whether it is this, in hexadecimal.
    pub(super) fn is(self, sha256: &str) -> bool {
        hex(&self.0.finalize()) == sha256
    }
}

/// A value that was read.
#[derive(Debug)]
pub(super) enum Taken {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl Taken {
    pub(super) fn param(&self) -> Param<'_> {
        match self {
            Self::Null => Param::Null,
            Self::Int(n) => Param::Int(*n),
            Self::Text(text) => Param::Text(text),
            Self::Blob(bytes) => Param::Blob(bytes),
        }
    }
}

/// Bytes from hexadecimal digits.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.chunks(2).map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}
