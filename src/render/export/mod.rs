//! Articles and claims in the formats that others read. All are functions of
//! plain values ([`crate::domain::export`]): what is for the desk alone is in a
//! value only when somebody asked for it, and then the file says so.
//!
//! Articles go out one by one, so that a million of them need no memory.

pub mod annotations;
pub mod atom;
pub mod claimreview;
pub mod docx;
pub mod jsonl;
pub mod markdown;
pub mod newsml;
pub mod ninjs;
pub mod sheet;
pub mod xhtml;
mod xml;

use std::io::{self, Write};

use serde::Serialize;

use super::json;
use crate::domain::export::Story;
use crate::domain::time::Timestamp;

/// What a file says that holds what is for the desk alone.
pub const INTERNAL: &str = "Internal: not for publication";

/// What is known of a file before its first article.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Whether it can hold several.
    pub many: bool,
    /// Whether it holds what is for the desk alone.
    pub internal: bool,
    /// When it is made.
    pub at: Timestamp,
    /// The identity of the desk that it comes from.
    pub origin: String,
    /// What the whole is called, where a format has room for that.
    pub title: String,
}

/// Writes articles in one format, one after the other.
pub trait Stories {
    /// Writes what stands before the first.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }

    /// Writes one.
    fn story(&mut self, out: &mut dyn Write, story: &Story) -> io::Result<()>;

    /// Writes what stands after the last.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }
}

/// Writes a JSON array, one value after the other, or one value alone.
#[derive(Debug)]
struct Array {
    many: bool,
    written: usize,
}

impl Array {
    const fn new(many: bool) -> Self {
        Self { many, written: 0 }
    }

    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.many { out.write_all(b"[") } else { Ok(()) }
    }

    fn push<T: Serialize>(&mut self, out: &mut dyn Write, value: &T) -> io::Result<()> {
        if self.many {
            out.write_all(if self.written > 0 { b",\n" } else { b"\n" })?;
            json::write_line(out, value)?;
        } else {
            json::write_pretty(out, value)?;
        }
        self.written += 1;
        Ok(())
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.many { b"\n]\n" } else { b"\n" })
    }
}

/// Whether a field of a record may be left out: it says nothing.
fn is_nothing<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
