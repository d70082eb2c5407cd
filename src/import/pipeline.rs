//! The run: paths in, items out, one after another.

use std::{collections::VecDeque, path::PathBuf, sync::mpsc, thread::JoinHandle};

use crate::domain::time::Timestamp;

use super::{
    ImportItem, ImportTag, Item, Rejection,
    archive::{self, Archive, Opened},
    detect::{Detected, detect},
    formats::{Format as _, Given, Reader, claimreview},
    git::Histories,
    input::Inputs,
    normalise::normalise,
    source::{Origin, Progress, Settings, Source, Transcoded},
    times::Zone,
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
    /// The slug of the one item that is expected; a second one is rejected.
    pub slug: Option<String>,
    /// Who delivered items that don't say so themselves.
    pub provider: Option<String>,
    /// The article that facts belong to which don't name one.
    pub article: Option<String>,
    /// How inputs are to be read.
    pub settings: Settings,
    /// The zone of times that don't name one.
    pub zone: Zone,
    /// Whether characters that are refused otherwise are taken out.
    pub repair: bool,
    /// The time of the run: a publication time after it is an embargo.
    pub now: Timestamp,
}

impl Options {
    /// Nothing asked for, at this time.
    pub fn at(now: Timestamp) -> Self {
        Self {
            format: None,
            tags: Vec::new(),
            desk: None,
            slug: None,
            provider: None,
            article: None,
            settings: Settings::default(),
            zone: Zone::default(),
            repair: false,
            now,
        }
    }
}

/// An import under way: an iterator of items and rejections, in the order of
/// the input. Nothing is read before it is asked for.
pub struct Import {
    inputs: Inputs,
    /// Paths of which the git history is read, next one first.
    histories: VecDeque<PathBuf>,
    archive: Option<Archive>,
    current: Option<Current>,
    options: Options,
    progress: Progress,
    slug_used: bool,
}

struct Current {
    reader: Box<dyn Reader>,
    format: &'static str,
    transcoded: Option<Transcoded>,
}

/// What an input turned out to be.
enum Found {
    One(Current),
    Many(Archive),
}

impl Import {
    /// An import of these paths.
    pub fn new(paths: impl IntoIterator<Item = PathBuf>, options: Options) -> Self {
        Self {
            inputs: Inputs::new(paths),
            histories: VecDeque::new(),
            archive: None,
            current: None,
            options,
            progress: Progress::default(),
            slug_used: false,
        }
    }

    /// An import of the git histories of these files and folders.
    pub fn of_histories(paths: impl IntoIterator<Item = PathBuf>, options: Options) -> Self {
        Self { histories: paths.into_iter().collect(), ..Self::new([], options) }
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

    /// A slug that was asked for names one article: a second item would be
    /// taken for a new revision of it.
    fn one_for_the_slug(&mut self, item: Item) -> Result<Item, Rejection> {
        if self.options.slug.is_some()
            && matches!(item, Item::Article(_))
            && std::mem::replace(&mut self.slug_used, true)
        {
            return Err(Rejection::new(
                item.input(),
                "slug-for-one",
                "--slug names one article, and this is another item",
            ));
        }
        Ok(item)
    }

    fn open(&self, origin: &Origin) -> Result<Found, Rejection> {
        find(Source::open(origin, &self.progress)?, &self.options)
    }
}

/// Looks into an archive, or opens what is one input.
fn find(source: Source, options: &Options) -> Result<Found, Rejection> {
    if !source.is_zip() {
        return open(source, options).map(Found::One);
    }
    let (name, within) = (source.name.clone(), source.is_expanded());
    match archive::open(source)? {
        Opened::Document(document) => open(document, options).map(Found::One),
        Opened::Archive(_) if within => {
            Err(Rejection::new(name, "archive-in-archive", "an archive within an archive; unpack it first"))
        }
        Opened::Archive(archive) => Ok(Found::Many(archive)),
    }
}

fn open(source: Source, options: &Options) -> Result<Current, Rejection> {
    let (source, transcoded) = source.told(&options.settings)?;
    match detect(&source, options.format.as_deref())? {
        Detected::Articles(format) if format.name() == "html" && claimreview::speaks_of_reviews(&source.head) => {
            // A page that tells of a check is an article, and a precedent.
            let (name, settings) = (source.name.clone(), source.settings.clone());
            let (stem, extension) = (source.stem.clone(), source.extension.clone());
            let bytes = source.read_article()?;
            let again = |bytes: &[u8]| {
                let mut copy = Source::from_bytes(&name, bytes)?;
                copy.settings = settings.clone();
                (copy.stem, copy.extension) = (stem.clone(), extension.clone());
                Ok::<_, Rejection>(copy)
            };
            let reader = Box::new(Both {
                first: Some(format.open(again(&bytes)?)),
                second: claimreview::ClaimReviews.open(again(&bytes)?),
            });
            Ok(Current { format: format.name(), reader, transcoded })
        }
        Detected::Articles(format) => Ok(Current { format: format.name(), reader: format.open(source), transcoded }),
        Detected::Desk => Err(Rejection::new(
            source.name,
            "desk-export",
            "the export of a whole desk: it is imported by itself, into an empty desk",
        )),
        Detected::Increment => Err(Rejection::new(
            source.name,
            "desk-export",
            "what came to a desk after an event: it is imported by itself, into a copy of that desk",
        )),
    }
}

/// Two readings of one input.
struct Both {
    first: Option<Box<dyn Reader>>,
    second: Box<dyn Reader>,
}

impl Reader for Both {
    fn next_draft(&mut self) -> Option<Result<super::draft::Draft, Rejection>> {
        None
    }

    fn next_given(&mut self) -> Option<Result<Given, Rejection>> {
        if let Some(found) = self.first.as_mut().and_then(|reader| reader.next_given()) {
            return Some(found);
        }
        self.first = None;
        self.second.next_given()
    }
}

impl Current {
    fn next(&mut self, options: &Options) -> Option<Result<Item, Rejection>> {
        Some(self.reader.next_given()?.and_then(|given| match given {
            Given::Article(mut draft) => {
                if let Some(transcoded) = &self.transcoded {
                    transcoded.tell(&mut draft);
                }
                normalise(*draft, self.format, options).map(|item| Item::Article(Box::new(item)))
            }
            Given::Fact(mut fact) => {
                if fact.article.is_none() {
                    fact.article.clone_from(&options.article);
                }
                Ok(Item::Fact(fact))
            }
            Given::Precedent(precedent) => Ok(Item::Precedent(precedent)),
        }))
    }
}

impl Iterator for Import {
    type Item = Result<Item, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(current) = &mut self.current {
                if let Some(item) = current.next(&self.options) {
                    return Some(item.and_then(|item| self.one_for_the_slug(item)));
                }
                self.current = None;
            }
            let opened = match &mut self.archive {
                Some(archive) => match archive.next_source() {
                    Some(source) => source.and_then(|source| open(source, &self.options).map(Found::One)),
                    None => {
                        self.archive = None;
                        continue;
                    }
                },
                None => match self.histories.pop_front() {
                    Some(path) => {
                        let (settings, format) = (&self.options.settings, self.options.format.as_deref());
                        let reader = Box::new(Histories::of(&path, settings, format));
                        Ok(Found::One(Current { reader, format: "git", transcoded: None }))
                    }
                    None => self.inputs.next()?.and_then(|origin| self.open(&origin)),
                },
            };
            match opened {
                Ok(Found::One(current)) => self.current = Some(current),
                Ok(Found::Many(archive)) => self.archive = Some(archive),
                Err(rejection) => return Some(Err(rejection)),
            }
        }
    }
}

/// The articles that are read from bytes under a name, by the same code.
pub fn read_bytes(name: &str, bytes: &[u8], options: &Options) -> Vec<Result<ImportItem, Rejection>> {
    let articles = read_items(name, bytes, options).into_iter().filter_map(|item| match item {
        Ok(Item::Article(item)) => Some(Ok(*item)),
        Ok(_) => None,
        Err(rejection) => Some(Err(rejection)),
    });
    articles.collect()
}

/// Everything that is read from bytes under a name, by the same code.
pub fn read_items(name: &str, bytes: &[u8], options: &Options) -> Vec<Result<Item, Rejection>> {
    let mut all = Vec::new();
    let mut take = |opened: Result<Current, Rejection>| match opened {
        Ok(mut current) => all.extend(std::iter::from_fn(|| current.next(options))),
        Err(rejection) => all.push(Err(rejection)),
    };
    match Source::from_bytes(name, bytes).and_then(|source| find(source, options)) {
        Ok(Found::One(current)) => take(Ok(current)),
        Ok(Found::Many(mut archive)) => {
            while let Some(source) = archive.next_source() {
                take(source.and_then(|source| open(source, options)));
            }
        }
        Err(rejection) => take(Err(rejection)),
    }
    all
}

/// Whether an input is the export of a whole desk, which has a way in of its own.
///
/// # Errors
/// What can't be opened.
pub fn is_desk_export(path: PathBuf) -> Result<bool, Rejection> {
    let source = Source::open(&Origin::File(path), &Progress::default())?;
    Ok(matches!(detect(&source, None), Ok(Detected::Desk | Detected::Increment)))
}

/// Items per batch, and the bytes of text after which a batch is full earlier.
const BATCH_ITEMS: usize = 128;
const BATCH_BYTES: usize = 1 << 20;
/// Batches that wait at most.
const BATCHES_AHEAD: usize = 4;

type Batch = Vec<Result<Item, Rejection>>;

/// An import that reads ahead in its own thread: the same items, in the same
/// order. Dropping it ends the reading.
pub struct Ahead {
    ready: std::vec::IntoIter<Result<Item, Rejection>>,
    batches: Option<mpsc::Receiver<Batch>>,
    thread: Option<JoinHandle<()>>,
}

impl Ahead {
    fn start(import: Import) -> Self {
        let (sender, batches) = mpsc::sync_channel(BATCHES_AHEAD);
        let thread = std::thread::spawn(move || {
            let (mut batch, mut bytes) = (Batch::new(), 0);
            for item in import {
                bytes += item.as_ref().map_or(0, Item::text_bytes);
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

impl Iterator for Ahead {
    type Item = Result<Item, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.ready.next() {
                return Some(item);
            }
            if let Ok(batch) = self.batches.as_ref()?.recv() {
                self.ready = batch.into_iter();
                continue;
            }
            self.batches = None;
            if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join) {
                std::panic::resume_unwind(panic);
            }
            return None;
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn at() -> Options {
        Options::at(Timestamp::from_millis(0))
    }

    fn slug(item: &Item) -> String {
        match item {
            Item::Article(item) => item.slug.clone(),
            other => panic!("no article: {other:?}"),
        }
    }

    #[test]
    fn a_bad_file_never_ends_the_run() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        write("a.txt", b"Mayor quits\n\nShe left.");
        write("b.bin", &[0, 159, 146, 150, 0, 1, 2, 3]);
        write("c.md", b"---\ntitle: a: b\n---\n");
        write("d.jsonl", b"{\"headline\":\"One\"}\n{broken\n{\"headline\":\"Two\"}\n");
        write("e.txt", b"");
        write("f.txt", &vec![b'x'; 20 << 20]);
        write("g.txt", b"Last\n\nOne.");
        for ahead in [false, true] {
            let import = Import::new([folder.path().to_owned(), folder.path().join("gone.txt")], at());
            let items: Box<dyn Iterator<Item = Result<Item, Rejection>>> =
                if ahead { Box::new(import.ahead()) } else { Box::new(import) };
            let found: Vec<_> = items.map(|item| item.map_or_else(|r| r.code.to_owned(), |item| slug(&item))).collect();
            assert_eq!(
                found,
                ["a", "binary", "bad-front-matter", "one", "bad-json", "two", "empty", "too-large", "g", "not-found"]
            );
        }
    }

    #[test]
    fn a_file_that_vanishes_meanwhile_is_one_rejection() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.txt", "b.txt", "c.txt"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        let mut import = Import::new([folder.path().to_owned()], at());
        assert_eq!(slug(&import.next().unwrap().unwrap()), "a");
        fs::remove_file(folder.path().join("b.txt")).unwrap();
        assert_eq!(import.next().unwrap().unwrap_err().code, "not-found");
        assert_eq!(slug(&import.next().unwrap().unwrap()), "c");
        assert_eq!(import.progress().inputs(), 2);
    }

    #[test]
    fn a_slug_names_one_item() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "A").unwrap();
        fs::write(folder.path().join("b.txt"), "B").unwrap();
        let options = Options { slug: Some("mine".to_owned()), ..at() };
        let mut import = Import::new([folder.path().to_owned()], options);
        assert_eq!(slug(&import.next().unwrap().unwrap()), "mine");
        assert_eq!(import.next().unwrap().unwrap_err().code, "slug-for-one");
    }

    #[test]
    fn refusals_say_the_line_of_the_file_and_repair_helps() {
        let bytes = b"---\ntitle: Mayor quits\n---\n\nShe\x08 left the town hall at noon.";
        let rejection = read_bytes("a.md", bytes, &at()).remove(0).unwrap_err();
        assert_eq!((rejection.code, rejection.line), ("control-character", Some(5)));
        assert_eq!(
            rejection.to_string(),
            "a.md: U+0008 (backspace) at line 5, column 4 is a control character and can't stand in a text; --repair takes it out"
        );
        let item = read_bytes("a.md", bytes, &Options { repair: true, ..at() }).remove(0).unwrap();
        assert_eq!(item.repairs.first().unwrap().code, "control-removed");
    }

    #[test]
    fn dropping_a_reader_ahead_ends_it() {
        let folder = tempfile::tempdir().unwrap();
        let lines = "{\"headline\":\"Mayor quits\"}\n".repeat(5_000);
        let path = folder.path().join("a.jsonl");
        fs::write(&path, lines).unwrap();
        let mut ahead = Import::new([path], at()).ahead();
        assert!(ahead.next().unwrap().is_ok());
        drop(ahead);
    }
}
