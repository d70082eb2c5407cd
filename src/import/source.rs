//! One input, opened: a file, standard input, or what a `.gz` holds, as a
//! stream of bytes that can't run away.
//!
//! Every byte read is counted for the progress bar before it is expanded; a
//! stream that expands beyond reason ends with an error that says so.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Read},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use sha2::{Digest as _, Sha256};

use flate2::bufread::MultiGzDecoder;

use crate::domain::canonical::{Repair, in_mebibytes};

use super::{Rejection, formats::sheet::columns::Columns};

/// What an import was told of how to read its inputs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// What the desk says of the names of its sheets' columns.
    pub columns: Columns,
    /// The encoding to read every text in, whatever it looks like.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// What the notes in an annotated draft become.
    pub annotations: Annotations,
}

/// What the notes on the words of an annotated draft become.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Annotations {
    /// Claims with their sources.
    #[default]
    Claims,
    /// Comments.
    Comments,
}

/// The largest file that is one article, in bytes as they lie there: room for
/// a text at its limit in any encoding, and its front matter.
pub const MAX_ARTICLE_BYTES: u64 = 16 * 1024 * 1024;

/// The longest line of a JSONL file, in bytes: one article with its history.
pub const MAX_LINE_BYTES: u64 = 64 * 1024 * 1024;

/// The most that one compressed input may expand to, in bytes.
pub const MAX_EXPANDED_BYTES: u64 = 256 * 1024 * 1024 * 1024;

/// The most times its compressed size that an input may expand to, once it is
/// beyond [`RATIO_FREE_BYTES`]. Text shrinks some 3 to 20 times, repetitive
/// JSON up to 100; a bomb 1,000 times.
pub const MAX_EXPANSION_RATIO: u64 = 250;

/// What may be expanded before the ratio counts, in bytes.
pub const RATIO_FREE_BYTES: u64 = 32 * 1024 * 1024;

/// How much of an input is looked at to tell what it is, in bytes.
pub const HEAD_BYTES: usize = 64 * 1024;

/// How far an import has come, for a progress bar. Cheap to clone; may be read
/// from another thread.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    bytes_read: AtomicU64,
    inputs: AtomicU64,
}

impl Progress {
    /// Bytes read so far, as they lie on the disk (compressed ones uncounted twice).
    pub fn bytes_read(&self) -> u64 {
        self.0.bytes_read.load(Ordering::Relaxed)
    }

    /// Files opened so far.
    pub fn inputs(&self) -> u64 {
        self.0.inputs.load(Ordering::Relaxed)
    }
}

/// Where an input comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Standard input.
    Stdin,
    /// A file, and the name it goes by in messages.
    File(PathBuf),
}

impl Origin {
    /// What the input is called in messages: the path as given, or `-`.
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }
}

/// An opened input, its first bytes read.
pub struct Source {
    /// What it is called in messages.
    pub name: String,
    /// The file's name without folder, `.gz` and ending; `None` for standard input.
    pub stem: Option<String>,
    /// The ending, in small letters, without `.gz`.
    pub extension: Option<String>,
    /// Its first [`HEAD_BYTES`] bytes, or all of it.
    pub head: Vec<u8>,
    /// What the run was told of how to read it.
    pub settings: Settings,
    /// The format of the office document that it is, once it was looked into.
    pub office: Option<&'static str>,
    /// The file that it is, where it is one as it lies there.
    pub(super) path: Option<PathBuf>,
    pub(super) expanded: bool,
    pub(super) rest: Box<dyn Read + Send>,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("name", &self.name).field("head", &self.head.len()).finish_non_exhaustive()
    }
}

impl Source {
    /// Opens an input; a gzipped one is expanded, told by its content.
    ///
    /// # Errors
    /// What can't be opened or isn't a file of bytes.
    pub fn open(origin: &Origin, progress: &Progress) -> Result<Self, Rejection> {
        let name = origin.name();
        let (raw, path): (Box<dyn Read + Send>, _) = match origin {
            Origin::Stdin => (Box::new(io::stdin()), None),
            Origin::File(path) => {
                let file = File::open(path).map_err(|error| unopened(&name, &error))?;
                (Box::new(file), Some(path.as_path()))
            }
        };
        progress.0.inputs.fetch_add(1, Ordering::Relaxed);
        let mut source = Self::from_reader(name, path, Counting { inner: raw, progress: progress.clone() })?;
        if source.is_zip() && !source.expanded {
            source.path = path.map(Path::to_owned);
        }
        Ok(source)
    }

    /// Whether it is a ZIP archive, as office documents are too.
    pub fn is_zip(&self) -> bool {
        self.head.starts_with(b"PK\x03\x04") || self.head.starts_with(b"PK\x05\x06")
    }

    /// An input that is already there, under a name. The name's ending counts
    /// as a file's does.
    ///
    /// # Errors
    /// Bytes that claim to be gzipped and are not.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Self, Rejection> {
        Self::from_reader(name.to_owned(), Some(Path::new(name)), Cursor::new(bytes.to_vec()))
    }

    /// What comes out of a stream, under a name whose ending counts.
    ///
    /// # Errors
    /// A stream that can't be read.
    pub(super) fn from_stream(name: &str, stream: impl Read + Send + 'static) -> Result<Self, Rejection> {
        Self::from_reader(name.to_owned(), Some(Path::new(name)), stream)
    }

    /// The same input as the run was told to read it: in the encoding that was
    /// asked for, it comes as UTF-8.
    ///
    /// # Errors
    /// A stream that can't be read.
    pub(super) fn told(self, settings: &Settings) -> Result<(Self, Option<Transcoded>), Rejection> {
        let mut source = Self { settings: settings.clone(), ..self };
        let Some(encoding) = settings.encoding.filter(|_| !source.is_zip()) else { return Ok((source, None)) };
        let transcoded = Transcoded { encoding, raw: Arc::default(), lossy: Arc::default() };
        let head = std::mem::take(&mut source.head);
        let rest = std::mem::replace(&mut source.rest, Box::new(io::empty()));
        source.rest = Box::new(Transcoding {
            inner: Cursor::new(head).chain(rest),
            decoder: encoding.new_decoder(),
            told: transcoded.clone(),
            raw: Vec::new(),
            ready: Vec::new(),
            given: 0,
            ended: false,
        });
        let name = source.name.clone();
        (&mut source.rest)
            .take(HEAD_BYTES as u64)
            .read_to_end(&mut source.head)
            .map_err(|error| unread(&name, &error))?;
        Ok((source, Some(transcoded)))
    }

    /// Whether it was gzipped.
    pub(super) const fn is_expanded(&self) -> bool {
        self.expanded
    }

    fn from_reader(name: String, path: Option<&Path>, raw: impl Read + Send + 'static) -> Result<Self, Rejection> {
        let mut raw = BufReader::with_capacity(256 * 1024, raw);
        let first = raw.fill_buf().map_err(|error| unread(&name, &error))?;
        let mut file_name = path.and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
        let expanded = first.starts_with(&[0x1f, 0x8b]);
        let mut rest: Box<dyn Read + Send> = if first.starts_with(&[0x1f, 0x8b]) {
            if let Some(inner) = file_name.as_deref().and_then(strip_gz) {
                file_name = Some(inner);
            }
            Box::new(Expanding::new(raw))
        } else {
            Box::new(raw)
        };
        let mut head = Vec::new();
        (&mut rest).take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(|error| unread(&name, &error))?;
        let file_name = file_name.as_deref().map(Path::new);
        let text = |part: Option<&std::ffi::OsStr>| part.map(|p| p.to_string_lossy().into_owned());
        Ok(Self {
            name,
            stem: text(file_name.and_then(Path::file_stem)),
            extension: text(file_name.and_then(Path::extension)).map(|e| e.to_lowercase()),
            head,
            settings: Settings::default(),
            office: None,
            path: None,
            expanded,
            rest,
        })
    }

    /// All the bytes of an input that is one article.
    ///
    /// # Errors
    /// More than [`MAX_ARTICLE_BYTES`], or a failure to read.
    pub fn read_article(self) -> Result<Vec<u8>, Rejection> {
        self.read_up_to(MAX_ARTICLE_BYTES, "for a file that is one article")
    }

    /// All its bytes, at most `limit`, which is one `for what`.
    ///
    /// # Errors
    /// More than that, or a failure to read.
    pub fn read_up_to(self, limit: u64, for_what: &str) -> Result<Vec<u8>, Rejection> {
        let Self { name, mut head, rest, .. } = self;
        let room = (limit + 1).saturating_sub(head.len() as u64);
        rest.take(room).read_to_end(&mut head).map_err(|error| unread(&name, &error))?;
        if head.len() as u64 > limit {
            let limit = in_mebibytes(limit);
            return Err(Rejection::new(name, "too-large", format!("larger than {limit}, the limit {for_what}")));
        }
        Ok(head)
    }

    /// The input line by line.
    pub fn lines(self) -> Lines {
        Lines { name: self.name.clone(), stream: Some(Box::new(self.stream())), number: 0, buffer: Vec::new() }
    }

    /// All its bytes, as they come.
    pub fn stream(self) -> impl BufRead + Send + 'static {
        Cursor::new(self.head).chain(BufReader::with_capacity(256 * 1024, self.rest))
    }
}

/// The lines of an input, without their ends. Each is read into one buffer, so
/// memory is that of the longest line.
pub struct Lines {
    name: String,
    stream: Option<Box<dyn BufRead + Send>>,
    number: usize,
    buffer: Vec<u8>,
}

impl Lines {
    /// What the input is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Another line's number (from 1) and bytes; `None` at the end. A line
    /// over [`MAX_LINE_BYTES`] is skipped and refused; after a failure to read
    /// there is nothing more.
    pub fn next_line(&mut self) -> Option<Result<(usize, &[u8]), Rejection>> {
        let stream = self.stream.as_mut()?;
        self.buffer.clear();
        self.number += 1;
        match stream.take(MAX_LINE_BYTES + 1).read_until(b'\n', &mut self.buffer) {
            Ok(0) => {
                self.stream = None;
                return None;
            }
            Ok(_) => {}
            Err(error) => {
                self.stream = None;
                return Some(Err(unread(&self.name, &error).at_line(self.number)));
            }
        }
        if self.buffer.last() == Some(&b'\n') {
            self.buffer.pop();
        } else if self.buffer.len() as u64 > MAX_LINE_BYTES {
            self.buffer = Vec::new();
            if let Err(error) = stream.skip_until(b'\n') {
                self.stream = None;
                return Some(Err(unread(&self.name, &error).at_line(self.number)));
            }
            let limit = in_mebibytes(MAX_LINE_BYTES);
            let input = format!("{}:{}", self.name, self.number);
            return Some(Err(
                Rejection::new(input, "line-too-long", format!("a line over {limit}, the limit")).at_line(self.number)
            ));
        }
        Some(Ok((self.number, &self.buffer)))
    }
}

/// What is said when a file can't be opened.
pub(super) fn unopened(name: &str, error: &io::Error) -> Rejection {
    match error.kind() {
        io::ErrorKind::NotFound => Rejection::new(name, "not-found", "no such file (it may have been moved meanwhile)"),
        io::ErrorKind::PermissionDenied => Rejection::new(name, "unreadable", "no permission to read it"),
        _ if is_link_loop(error) => Rejection::new(name, "link-loop", "a link that leads back to itself"),
        _ => Rejection::new(name, "unreadable", format!("can't be opened: {error}")),
    }
}

fn is_link_loop(error: &io::Error) -> bool {
    rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::LOOP)
}

/// What is said when reading fails on the way.
pub(super) fn unread(name: &str, error: &io::Error) -> Rejection {
    let bomb = error.get_ref().and_then(|inner| inner.downcast_ref::<Bomb>());
    match (bomb, error.kind()) {
        (Some(bomb), _) => Rejection::new(name, "expands-too-far", bomb.to_string()),
        (_, io::ErrorKind::IsADirectory) => Rejection::new(name, "not-a-file", "a folder, not a file"),
        (_, io::ErrorKind::UnexpectedEof) => Rejection::new(name, "truncated", "the compressed data ends too early"),
        (_, io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => {
            Rejection::new(name, "damaged", format!("the compressed data is damaged: {error}"))
        }
        _ => Rejection::new(name, "unreadable", format!("reading failed: {error}")),
    }
}

/// What is known of an input that is read in an encoding that was asked for.
#[derive(Debug, Clone)]
pub(super) struct Transcoded {
    encoding: &'static encoding_rs::Encoding,
    raw: Arc<Mutex<Sha256>>,
    lossy: Arc<AtomicBool>,
}

impl Transcoded {
    /// Tells it of an article that was read: the encoding, and, where the
    /// article is the whole input, the hash of its bytes as they came.
    pub(super) fn tell(&self, draft: &mut super::draft::Draft) {
        let name = self.encoding.name();
        draft.repairs.push(Repair::new("encoding", format!("read as {name}, as asked")));
        if self.lossy.load(Ordering::Relaxed) {
            draft.repairs.push(Repair::new(
                "undecodable",
                format!("bytes that are not {name} read as U+FFFD (replacement character)"),
            ));
        }
        if draft.line.is_none()
            && let Ok(raw) = self.raw.lock()
        {
            draft.raw_sha256 = raw.clone().finalize().into();
        }
    }
}

/// Turns a stream of one encoding into UTF-8.
struct Transcoding<R> {
    inner: R,
    decoder: encoding_rs::Decoder,
    told: Transcoded,
    raw: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Read for Transcoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given >= self.ready.len() && !self.ended {
            self.raw.resize(64 * 1024, 0);
            let n = self.inner.read(&mut self.raw)?;
            self.ended = n == 0;
            let raw = self.raw.get(..n).unwrap_or_default();
            if let Ok(mut hash) = self.told.raw.lock() {
                hash.update(raw);
            }
            let room = self.decoder.max_utf8_buffer_length(n).unwrap_or(4 * n + 16);
            self.ready.clear();
            self.ready.resize(room, 0);
            let (_, _, written, lossy) = self.decoder.decode_to_utf8(raw, &mut self.ready, self.ended);
            self.ready.truncate(written);
            self.given = 0;
            if lossy {
                self.told.lossy.store(true, Ordering::Relaxed);
            }
        }
        let rest = self.ready.get(self.given..).unwrap_or_default();
        let n = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..n), rest.get(..n)) {
            to.copy_from_slice(from);
        }
        self.given += n;
        Ok(n)
    }
}

/// An archive that expands beyond its ratio, as [`unread`] tells it.
pub(super) fn expands_too_far(expanded: u64, compressed: u64) -> io::Error {
    let limit = format!("the limit is {MAX_EXPANSION_RATIO} times its size");
    io::Error::other(Bomb { expanded, compressed, limit })
}

fn strip_gz(name: &str) -> Option<String> {
    let at = name.len().checked_sub(3)?;
    let (inner, end) = (name.get(..at)?, name.get(at..)?);
    (end.eq_ignore_ascii_case(".gz") && !inner.is_empty()).then(|| inner.to_owned())
}

/// Counts what is read.
struct Counting<R> {
    inner: R,
    progress: Progress,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.progress.0.bytes_read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Why an expanding input was stopped.
#[derive(Debug, thiserror::Error)]
#[error("expands too far: {} from {}; {limit}", in_mebibytes(*expanded), in_mebibytes(*compressed))]
struct Bomb {
    expanded: u64,
    compressed: u64,
    limit: String,
}

/// Expands gzip (all members, one after another) within the limits.
struct Expanding<R> {
    inner: MultiGzDecoder<Inner<R>>,
    expanded: u64,
}

/// Counts the compressed bytes that the decoder took.
struct Inner<R> {
    reader: R,
    taken: u64,
}

impl<R: BufRead> Read for Inner<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.taken += n as u64;
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Inner<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.taken += amount as u64;
        self.reader.consume(amount);
    }
}

impl<R: BufRead> Expanding<R> {
    fn new(reader: R) -> Self {
        Self { inner: MultiGzDecoder::new(Inner { reader, taken: 0 }), expanded: 0 }
    }
}

impl<R: BufRead> Read for Expanding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.expanded += n as u64;
        let compressed = self.inner.get_ref().taken;
        let limit = if self.expanded > MAX_EXPANDED_BYTES {
            format!("the limit is {}", in_mebibytes(MAX_EXPANDED_BYTES))
        } else if self.expanded > RATIO_FREE_BYTES && self.expanded / MAX_EXPANSION_RATIO > compressed {
            format!("the limit is {MAX_EXPANSION_RATIO} times its size")
        } else {
            return Ok(n);
        };
        Err(io::Error::other(Bomb { expanded: self.expanded, compressed, limit }))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn lines(source: Source) -> Vec<Result<String, &'static str>> {
        let mut lines = source.lines();
        let mut all = Vec::new();
        while let Some(line) = lines.next_line() {
            all.push(line.map(|(n, bytes)| format!("{n} {}", String::from_utf8_lossy(bytes))).map_err(|r| r.code));
        }
        all
    }

    #[test]
    fn gzip_is_opened_by_content_and_named_by_what_it_holds() {
        let mut two_members = gz(b"one\ntw");
        two_members.extend(gz(b"o\n"));
        for name in ["feed.JSONL.gz", "feed.jsonl"] {
            let source = Source::from_bytes(name, &two_members).unwrap();
            assert_eq!((source.stem.as_deref(), source.extension.as_deref()), (Some("feed"), Some("jsonl")));
            assert_eq!(lines(source), [Ok("1 one".to_owned()), Ok("2 two".to_owned())]);
        }
    }

    #[test]
    fn damaged_and_truncated_gzip_say_so() {
        let mut noise = 0x2545_f491_4f6c_dd1d_u64;
        let text: String = (0..200_000)
            .map(|_| {
                noise ^= noise << 13;
                noise ^= noise >> 7;
                noise ^= noise << 17;
                char::from(b'a' + u8::try_from(noise % 26).unwrap())
            })
            .collect();
        let whole = gz(text.as_bytes());
        let cut = Source::from_bytes("a.gz", &whole[..whole.len() / 2]).unwrap();
        assert_eq!(cut.read_article().unwrap_err().code, "truncated");
        let mut bad = whole;
        let middle = bad.len() - 20;
        bad[middle] ^= 0xff;
        let error = Source::from_bytes("a.gz", &bad).and_then(Source::read_article).unwrap_err();
        assert!(matches!(error.code, "damaged" | "truncated"), "{error:?}");
        assert_eq!(Source::from_bytes("a.gz", &[0x1f, 0x8b, 0]).unwrap_err().code, "truncated");
    }

    #[test]
    fn a_bomb_is_stopped_by_its_ratio() {
        let bomb = gz(&vec![b'a'; 80 << 20]);
        let found = lines(Source::from_bytes("a.jsonl.gz", &bomb).unwrap());
        assert_eq!(found, [Err("expands-too-far")]);
    }

    #[test]
    fn large_articles_are_refused_by_name() {
        let error = Source::from_bytes("big.txt", &vec![b'a'; 20 << 20]).unwrap().read_article().unwrap_err();
        assert_eq!((error.code, error.input.as_str()), ("too-large", "big.txt"));
    }

    #[test]
    fn a_line_too_long_is_skipped() {
        let mut bytes = b"a\n".to_vec();
        bytes.resize(bytes.len() + usize::try_from(MAX_LINE_BYTES).unwrap() + 5, b'x');
        bytes.extend(b"\nb");
        let found = lines(Source::from_bytes("a.jsonl", &bytes).unwrap());
        assert_eq!(found, [Ok("1 a".to_owned()), Err("line-too-long"), Ok("3 b".to_owned())]);
    }
}
