//! The run: paths in, items out, one after another.

use std::{path::PathBuf, sync::mpsc, thread::JoinHandle};

use crate::domain::time::Timestamp;

use super::{
    ImportItem, ImportTag, Rejection,
    detect::{Detected, detect},
    formats::Reader,
    input::Inputs,
    normalise::normalise,
    source::{Origin, Progress, Source},
};

/// What the command line says about a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The format to read everything as; found by content without it.
    pub format: Option<String>,
    /// Tags that every item gets besides its own.
    pub tags: Vec<ImportTag>,
    /// The desk that every item goes to, whatever it says itself.
    pub desk: Option<String>,
    /// The slug of the one item that is expected.
    pub slug: Option<String>,
    /// Who delivered items that don't say so themselves.
    pub provider: Option<String>,
    /// Whether characters that are refused otherwise are taken out.
    pub repair: bool,
    /// The time of the run: a publication time after it is an embargo.
    pub now: Timestamp,
}

impl Options {
    /// Nothing asked for, at this time.
    pub const fn at(now: Timestamp) -> Self {
        Self { format: None, tags: Vec::new(), desk: None, slug: None, provider: None, repair: false, now }
    }
}

/// An import under way: an iterator of items and rejections, in the order of
/// the input. Nothing is read before it is asked for.
pub struct Import {
    inputs: Inputs,
    current: Option<Current>,
    options: Options,
    progress: Progress,
}

struct Current {
    reader: Box<dyn Reader>,
    format: &'static str,
}

impl Import {
    /// An import of these paths.
    pub fn new(paths: impl IntoIterator<Item = PathBuf>, options: Options) -> Self {
        Self { inputs: Inputs::new(paths), current: None, options, progress: Progress::default() }
    }

    /// How far it has come; may be watched from another thread.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Reads on in a thread of its own, a bounded number of items ahead of
    /// whoever takes them.
    pub fn ahead(self) -> Ahead {
        Ahead::start(self)
    }

    fn open(&self, origin: &Origin) -> Result<Current, Rejection> {
        let source = Source::open(origin, &self.progress)?;
        open(source, &self.options)
    }
}

fn open(source: Source, options: &Options) -> Result<Current, Rejection> {
    match detect(&source, options.format.as_deref())? {
        Detected::Articles(format) => Ok(Current { format: format.name(), reader: format.open(source) }),
        Detected::Desk => Err(Rejection::new(
            source.name,
            "desk-export",
            "the export of a whole desk: it is imported by itself, into an empty desk",
        )),
    }
}

impl Current {
    fn next(&mut self, options: &Options) -> Option<Result<ImportItem, Rejection>> {
        let draft = self.reader.next_draft()?;
        Some(draft.and_then(|draft| normalise(draft, self.format, options)))
    }
}

impl Iterator for Import {
    type Item = Result<ImportItem, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(current) = &mut self.current {
                if let Some(item) = current.next(&self.options) {
                    return Some(item);
                }
                self.current = None;
            }
            let opened = self.inputs.next()?.and_then(|origin| self.open(&origin));
            match opened {
                Ok(current) => self.current = Some(current),
                Err(rejection) => return Some(Err(rejection)),
            }
        }
    }
}

/// Everything that is read from bytes under a name, by the same code.
pub fn read_bytes(name: &str, bytes: &[u8], options: &Options) -> Vec<Result<ImportItem, Rejection>> {
    let opened = Source::from_bytes(name, bytes).and_then(|source| open(source, options));
    match opened {
        Ok(mut current) => std::iter::from_fn(|| current.next(options)).collect(),
        Err(rejection) => vec![Err(rejection)],
    }
}

/// Whether an input is the export of a whole desk, which has a way in of its own.
///
/// # Errors
/// What can't be opened.
pub fn is_desk_export(path: PathBuf) -> Result<bool, Rejection> {
    let source = Source::open(&Origin::File(path), &Progress::default())?;
    Ok(matches!(detect(&source, None), Ok(Detected::Desk)))
}

/// Items per batch, and the bytes of text after which a batch is full earlier.
const BATCH_ITEMS: usize = 128;
const BATCH_BYTES: usize = 1 << 20;
/// Batches that wait at most.
const BATCHES_AHEAD: usize = 4;

type Batch = Vec<Result<ImportItem, Rejection>>;

/// An import that reads ahead in its own thread: the same items, in the same
/// order. Dropping it ends the reading.
pub struct Ahead {
    ready: std::vec::IntoIter<Result<ImportItem, Rejection>>,
    batches: Option<mpsc::Receiver<Batch>>,
    thread: Option<JoinHandle<()>>,
}

impl Ahead {
    fn start(import: Import) -> Self {
        let (sender, batches) = mpsc::sync_channel(BATCHES_AHEAD);
        let thread = std::thread::spawn(move || {
            let (mut batch, mut bytes) = (Batch::new(), 0);
            for item in import {
                bytes += item.as_ref().map_or(0, text_bytes);
                batch.push(item);
                if batch.len() >= BATCH_ITEMS || bytes >= BATCH_BYTES {
                    bytes = 0;
                    if sender.send(std::mem::take(&mut batch)).is_err() {
                        return;
                    }
                }
            }
            // Nobody waits for it any more: then it isn't missed.
            _ = sender.send(batch);
        });
        Self { ready: Vec::new().into_iter(), batches: Some(batches), thread: Some(thread) }
    }
}

fn text_bytes(item: &ImportItem) -> usize {
    item.revisions.iter().flat_map(|revision| revision.texts.iter()).map(|(_, text)| text.len()).sum()
}

impl Iterator for Ahead {
    type Item = Result<ImportItem, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.ready.next() {
                return Some(item);
            }
            match self.batches.as_ref()?.recv() {
                Ok(batch) => self.ready = batch.into_iter(),
                Err(mpsc::RecvError) => {
                    self.batches = None;
                    if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join) {
                        std::panic::resume_unwind(panic);
                    }
                    return None;
                }
            }
        }
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        // The sender fails, and the thread ends after the item it is at.
        self.batches = None;
        if let Some(thread) = self.thread.take() {
            _ = thread.join();
        }
    }
}
