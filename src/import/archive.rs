//! A `.zip` of copy: its files one after another, as if they lay in a folder.
//!
//! Nothing is written to the disk, so that a path in an archive (`../`) is a
//! name and no more; it is refused all the same. What it expands to is counted,
//! over all its files and against its own size; a file that is damaged ends that
//! file, not the rest.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use zip::{CompressionMethod, ZipArchive};

use crate::domain::canonical::in_mebibytes;

use super::{
    Rejection, office,
    source::{MAX_EXPANSION_RATIO, RATIO_FREE_BYTES, Source, unread},
};

/// The most files in an archive.
pub const MAX_FILES: u64 = 1_000_000;

/// The largest archive that is read from a stream, in bytes: it is put aside first.
const MAX_STREAMED: u64 = 1024 * 1024 * 1024;

/// What a ZIP archive turned out to be.
#[derive(Debug)]
pub enum Opened {
    /// Files of copy.
    Archive(Archive),
    /// An office document, as one input.
    Document(Source),
}

/// The files of an archive, one after another.
pub struct Archive {
    name: String,
    file: Arc<File>,
    directory: ZipArchive<BufReader<At>>,
    next: usize,
    size: u64,
    expanded: Arc<AtomicU64>,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").field("name", &self.name).field("next", &self.next).finish_non_exhaustive()
    }
}

/// Looks into a ZIP archive.
///
/// # Errors
/// One that is damaged or cut off, has too many files, or is a document of a
/// kind that isn't read.
pub fn open(source: Source) -> Result<Opened, Rejection> {
    let name = source.name.clone();
    let failed = |error: &io::Error| unread(&name, error);
    let (file, source) = match &source.path {
        Some(path) => (File::open(path).map_err(|error| failed(&error))?, source),
        None => {
            let settings = source.settings.clone();
            let (stem, extension) = (source.stem.clone(), source.extension.clone());
            let mut file = tempfile::tempfile().map_err(|error| failed(&error))?;
            let copied =
                io::copy(&mut source.stream().take(MAX_STREAMED + 1), &mut file).map_err(|error| failed(&error))?;
            if copied > MAX_STREAMED {
                let limit = in_mebibytes(MAX_STREAMED);
                return Err(Rejection::new(
                    name,
                    "too-large",
                    format!(
                        "larger than {limit}, the limit for an archive that is no file; unpack it, or name the file"
                    ),
                ));
            }
            let mut again = file.try_clone().map_err(|error| failed(&error))?;
            again.seek(SeekFrom::Start(0)).map_err(|error| failed(&error))?;
            let mut copy = Source::from_stream(&name, At::new(Arc::new(again)))?;
            (copy.settings, copy.stem, copy.extension) = (settings, stem, extension);
            (file, copy)
        }
    };
    let file = Arc::new(file);
    let size = file.metadata().map_err(|error| failed(&error))?.len();
    if let Some(files) = office::declared_entries(&mut At::new(Arc::clone(&file)))
        && files > MAX_FILES
    {
        return Err(Rejection::new(name, "too-many-files", format!("{files} files; the limit is {MAX_FILES}")));
    }
    let directory =
        ZipArchive::new(BufReader::new(At::new(Arc::clone(&file)))).map_err(|error| office::broken(&name, &error))?;
    match kind(&directory) {
        Kind::Archive => {
            Ok(Opened::Archive(Archive { name, file, directory, next: 0, size, expanded: Arc::default() }))
        }
        Kind::Document(format) => Ok(Opened::Document(Source { office: Some(format), ..source })),
        Kind::Unread(what, instead) => {
            Err(Rejection::new(name, "unknown-format", format!("{what}, which is not read; save it as {instead}")))
        }
    }
}

enum Kind {
    Archive,
    Document(&'static str),
    Unread(&'static str, &'static str),
}

/// Tells a document from an archive by what is in it.
fn kind<R: Read + Seek>(directory: &ZipArchive<R>) -> Kind {
    let mut package = false;
    let (mut word, mut sheet, mut slides) = (false, false, false);
    for name in directory.file_names_raw() {
        package |= name == b"[Content_Types].xml";
        word |= name.starts_with(b"word/");
        sheet |= name.starts_with(b"xl/");
        slides |= name.starts_with(b"ppt/");
    }
    let open_document =
        directory.index_for_name("mimetype").is_some() && directory.index_for_name("content.xml").is_some();
    match (package, word, sheet, slides) {
        (true, true, _, _) => Kind::Document("docx"),
        (true, _, true, _) => Kind::Document("facts"),
        (true, _, _, true) => Kind::Unread("a presentation", "text"),
        _ if open_document => Kind::Unread("an OpenDocument file", "DOCX, XLSX or CSV"),
        _ => Kind::Archive,
    }
}

impl Archive {
    /// The next file, opened, or what is wrong with it; `None` at the end.
    pub fn next_source(&mut self) -> Option<Result<Source, Rejection>> {
        loop {
            let at = self.next;
            if at >= self.directory.len() {
                return None;
            }
            self.next += 1;
            if let Some(found) = self.entry(at) {
                return Some(found);
            }
        }
    }

    fn entry(&mut self, at: usize) -> Option<Result<Source, Rejection>> {
        let entry = match self.directory.by_index_raw(at) {
            Ok(entry) => entry,
            Err(error) => return Some(Err(office::broken(&format!("{}/(file {})", self.name, at + 1), &error))),
        };
        let inner = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        if entry.is_dir() || is_hidden(&inner) {
            return None;
        }
        let name = format!("{}/{inner}", self.name);
        let refuse = |code, why: &str| Some(Err(Rejection::new(name.as_str(), code, why)));
        if is_outside(&inner) {
            return refuse("outside", "its name leads out of the archive; pack it again under a plain name");
        }
        if entry.is_symlink() {
            return refuse("link", "a link within an archive; put the file itself there");
        }
        if entry.encrypted() {
            return refuse("encrypted", "locked with a password; unpack it first");
        }
        let method = entry.compression();
        if !matches!(method, CompressionMethod::Stored | CompressionMethod::Deflated) {
            return refuse("unknown-compression", "packed in a way that isn't read; unpack it first");
        }
        let Some(start) = entry.data_start() else { return refuse("damaged", "the archive is damaged here") };
        let (packed, crc) = (entry.compressed_size(), entry.crc32());
        drop(entry);
        let bytes = BufReader::new(At { file: Arc::clone(&self.file), at: start }).take(packed);
        let unpacked: Box<dyn Read + Send> = match method {
            CompressionMethod::Stored => Box::new(bytes),
            _ => Box::new(flate2::bufread::DeflateDecoder::new(bytes)),
        };
        let counted = Unpacked {
            inner: unpacked,
            expanded: Arc::clone(&self.expanded),
            size: self.size,
            crc: flate2::Crc::new(),
            wanted: crc,
        };
        Some(Source::from_stream(&name, counted).and_then(|source| Self::fits(source, &name)))
    }

    /// An archive within this one is refused: nobody says how deep it goes on.
    fn fits(source: Source, name: &str) -> Result<Source, Rejection> {
        let nested = || Rejection::new(name, "archive-in-archive", "an archive within an archive; unpack it first");
        if source.head.starts_with(&[0x1f, 0x8b]) || source.is_expanded() {
            return Err(nested());
        }
        if !source.is_zip() {
            return Ok(source);
        }
        match open(source) {
            Ok(Opened::Document(document)) => Ok(document),
            Ok(Opened::Archive(_)) => Err(nested()),
            Err(rejection) => Err(rejection),
        }
    }
}

/// Files that a person who packed a folder didn't mean: hidden ones, and what
/// a Mac adds.
fn is_hidden(inner: &str) -> bool {
    inner.split('/').any(|part| part == "__MACOSX" || (part.starts_with('.') && part != "." && part != ".."))
}

/// Whether a file would be unpacked elsewhere than below the archive's folder:
/// nothing is unpacked here, but who names a file so means no good.
fn is_outside(inner: &str) -> bool {
    let drive = inner.as_bytes().get(1) == Some(&b':');
    inner.starts_with('/') || drive || inner.split('/').any(|part| part == "..") || inner.contains('\0')
}

/// A file read from a place of its own, beside others that read it.
struct At {
    file: Arc<File>,
    at: u64,
}

impl At {
    const fn new(file: Arc<File>) -> Self {
        Self { file, at: 0 }
    }
}

impl Read for At {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let n = std::os::unix::fs::FileExt::read_at(&*self.file, buffer, self.at)?;
        #[cfg(windows)]
        let n = std::os::windows::fs::FileExt::seek_read(&*self.file, buffer, self.at)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for At {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let outside = || io::Error::new(io::ErrorKind::InvalidInput, "a place before the beginning");
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => self.at.checked_add_signed(by).ok_or_else(outside)?,
            SeekFrom::End(by) => self.file.metadata()?.len().checked_add_signed(by).ok_or_else(outside)?,
        };
        Ok(self.at)
    }
}

/// Counts what comes out of an archive and proves its sum at the end.
struct Unpacked {
    inner: Box<dyn Read + Send>,
    expanded: Arc<AtomicU64>,
    size: u64,
    crc: flate2::Crc,
    wanted: u32,
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        if n == 0 && !buffer.is_empty() && self.crc.sum() != self.wanted {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its check sum is wrong"));
        }
        self.crc.update(buffer.get(..n).unwrap_or_default());
        let expanded = self.expanded.fetch_add(n as u64, Ordering::Relaxed) + n as u64;
        if expanded > RATIO_FREE_BYTES && expanded / MAX_EXPANSION_RATIO > self.size {
            return Err(super::source::expands_too_far(expanded, self.size));
        }
        Ok(n)
    }
}
