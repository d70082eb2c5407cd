//! An office document: a ZIP package of XML parts, opened within limits.
//!
//! Nothing of it is believed: sizes are counted while a part is expanded, and
//! a part with a document type, and so with entities, is refused.

use std::io::{Cursor, Read as _, SeekFrom};

use roxmltree::{Document, ParsingOptions};
use zip::{ZipArchive, result::ZipError};

use crate::domain::canonical::in_mebibytes;

use super::Rejection;

/// The largest office document, in bytes as it lies there.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The most that the parts of one document may expand to, in bytes.
pub const MAX_EXPANDED: u64 = 128 * 1024 * 1024;

/// The most parts in one document.
pub const MAX_PARTS: u64 = 10_000;

/// The most elements, texts and comments in one part.
const MAX_NODES: u32 = 4_000_000;

/// The deepest that the elements of a part may be nested.
const MAX_DEPTH: usize = 512;

/// An opened document.
pub struct Package {
    name: String,
    zip: ZipArchive<Cursor<Vec<u8>>>,
    left: u64,
}

impl std::fmt::Debug for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Package").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Package {
    /// Opens a document that is called `name` in messages.
    ///
    /// # Errors
    /// What is no ZIP package, or has more parts than any document.
    pub fn open(name: &str, bytes: Vec<u8>) -> Result<Self, Rejection> {
        let mut bytes = Cursor::new(bytes);
        if let Some(parts) = declared_entries(&mut bytes)
            && parts > MAX_PARTS
        {
            return Err(Rejection::new(name, "too-many-parts", format!("{parts} parts; the limit is {MAX_PARTS}")));
        }
        let zip = ZipArchive::new(bytes).map_err(|error| broken(name, &error))?;
        Ok(Self { name: name.to_owned(), zip, left: MAX_EXPANDED })
    }

    /// The names of its parts.
    pub fn names(&self) -> Vec<String> {
        self.zip.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect()
    }

    /// A part's bytes; `None` where there is no such part.
    ///
    /// # Errors
    /// A part that is damaged or expands too far.
    pub fn part(&mut self, part: &str) -> Result<Option<Vec<u8>>, Rejection> {
        let part = part.trim_start_matches('/');
        let file = match self.zip.by_name(part) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(broken(&self.name, &error)),
        };
        let mut bytes = Vec::new();
        file.take(self.left + 1).read_to_end(&mut bytes).map_err(|error| damaged(&self.name, part, &error))?;
        let size = bytes.len() as u64;
        if size > self.left {
            return Err(Rejection::new(
                self.name.as_str(),
                "expands-too-far",
                format!("{part} expands too far; the limit for a document is {}", in_mebibytes(MAX_EXPANDED)),
            ));
        }
        self.left -= size;
        Ok(Some(bytes))
    }

    /// A part's text, whatever Unicode encoding it is in.
    ///
    /// # Errors
    /// As [`Self::part`].
    pub fn text(&mut self, part: &str) -> Result<Option<String>, Rejection> {
        let Some(bytes) = self.part(part)? else { return Ok(None) };
        let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
        Ok(Some(text.into_owned()))
    }

    /// Reads every part once, so that a reader which knows no limits can be let
    /// loose on the bytes; gives them back.
    ///
    /// # Errors
    /// A part that is damaged, and parts that expand too far together.
    pub fn proven(mut self) -> Result<Vec<u8>, Rejection> {
        for at in 0..self.zip.len() {
            let part = self.zip.by_index(at).map_err(|error| broken(&self.name, &error))?;
            let mut part = part.take(self.left + 1);
            let read = std::io::copy(&mut part, &mut std::io::sink())
                .map_err(|error| damaged(&self.name, &format!("part {at}"), &error))?;
            self.left = self.left.checked_sub(read).ok_or_else(|| {
                let limit = in_mebibytes(MAX_EXPANDED);
                Rejection::new(self.name.as_str(), "expands-too-far", format!("expands too far; the limit is {limit}"))
            })?;
        }
        Ok(self.zip.into_inner().into_inner())
    }
}

/// Reads a part as XML; entities and document types are refused.
///
/// # Errors
/// What is no well-formed XML, or nested beyond reason.
pub fn xml<'t>(name: &str, part: &str, text: &'t str) -> Result<Document<'t>, Rejection> {
    let reject = |code, message: String| Rejection::new(name, code, message);
    if too_deep(text) {
        return Err(reject("nested-too-deep", format!("{part}: elements nested more than {MAX_DEPTH} deep")));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text.trim_start_matches('\u{feff}'), options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => {
            reject("document-type", format!("{part}: a document type, which may hold entities, is not read"))
        }
        roxmltree::Error::NodesLimitReached => reject("too-large", format!("{part}: more than {MAX_NODES} elements")),
        other => reject("bad-xml", format!("{part}: {other}")),
    })
}

/// Whether tags are nested deeper than any document's: counted before a parser
/// is let loose, and roughly.
fn too_deep(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|&b| b == b'<')) {
        let open = at + found;
        let end =
            bytes.get(open..).and_then(|rest| rest.iter().position(|&b| b == b'>')).map_or(bytes.len(), |n| open + n);
        match bytes.get(open + 1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') | None => {}
            Some(_) if end > 0 && bytes.get(end - 1) == Some(&b'/') => {}
            Some(_) => depth += 1,
        }
        if depth > MAX_DEPTH {
            return true;
        }
        at = end;
    }
    false
}

/// How many entries a ZIP archive says that it has, before anything reads its
/// directory.
pub fn declared_entries(reader: &mut (impl std::io::Read + std::io::Seek)) -> Option<u64> {
    /// The end of the directory and the longest comment behind it.
    const TAIL: u64 = 22 + 65_535;
    let size = reader.seek(SeekFrom::End(0)).ok()?;
    reader.seek(SeekFrom::Start(size.saturating_sub(TAIL))).ok()?;
    let mut tail = Vec::new();
    reader.take(TAIL).read_to_end(&mut tail).ok()?;
    reader.seek(SeekFrom::Start(0)).ok()?;
    let at = tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = u64::from(u16::from_le_bytes(tail.get(at + 10..at + 12)?.try_into().ok()?));
    if count < u64::from(u16::MAX) {
        return Some(count);
    }
    let large = tail.windows(4).rposition(|window| window == b"PK\x06\x06");
    let counted = large.and_then(|at| Some(u64::from_le_bytes(tail.get(at + 32..at + 40)?.try_into().ok()?)));
    Some(counted.unwrap_or(count))
}

/// What is said of a package that can't be opened.
pub fn broken(name: &str, error: &ZipError) -> Rejection {
    match error {
        ZipError::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Rejection::new(name, "truncated", "the archive ends too early")
        }
        ZipError::InvalidArchive(_) => {
            Rejection::new(name, "damaged", format!("the archive is damaged or cut off: {error}"))
        }
        _ => Rejection::new(name, "damaged", format!("the archive can't be read: {error}")),
    }
}

fn damaged(name: &str, part: &str, error: &std::io::Error) -> Rejection {
    Rejection::new(name, "damaged", format!("{part} is damaged: {error}"))
}
