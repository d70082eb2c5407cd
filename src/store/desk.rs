//! An open desk: reading, and writing one transaction with its event.
//!
//! Every write first takes the desk's row (`UPDATE desk … RETURNING`): it is
//! the one writer's lock on any engine, and hands out event numbers and ids
//! without gaps. What a transaction rests on is read inside it.

use std::cell::{Cell, RefCell};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use super::Error;
use super::engine::open::{self, Mode};
use super::engine::{Connection, Engine, Fault, OpenError, Row, ToParam};
use super::event::{self, Draft};
use super::person::{self, Person};
use crate::domain::ids::{
    ArticleId, CitationId, ClaimId, CommentId, DecisionId, EventSeq, PersonId, PublicationId, RunId, SourceId, TagId,
};
use crate::domain::person::Role;
use crate::domain::policy::Policy;
use crate::domain::time::Timestamp;

/// The present, as the caller's clock says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The time.
    pub at: Timestamp,
    /// Whether it was fixed from outside (`COPYDESK_NOW`), which only a desk
    /// that was made so accepts.
    pub fixed: bool,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person's id.
    pub id: PersonId,
    /// The person's handle.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// The system login, kept beside the name in every event.
    pub login: String,
}

/// The number of the newest migration that this program knows. A test holds it
/// to the migrations.
pub const SCHEMA_VERSION: i64 = 7;

/// An open desk.
#[derive(Debug)]
pub struct Desk {
    engine: Engine,
    path: PathBuf,
    read_only: Option<String>,
}

crate::statements! {
    LOCK = "UPDATE desk SET events = events WHERE id = 1 RETURNING
        events, people, articles, claims, sources, citations, decisions, tags, comments, publications, runs, clock";
    KEEP = "UPDATE desk SET events = $1, people = $2, articles = $3, claims = $4, sources = $5, citations = $6,
        decisions = $7, tags = $8, comments = $9, publications = $10, runs = $11 WHERE id = 1";
    MAKE = "INSERT INTO desk (id, identity, clock, made_at) VALUES (1, $1, $2, $3)";
    HIGHEST = "SELECT (SELECT max(seq) FROM event), (SELECT max(id) FROM person), (SELECT max(id) FROM article),
        (SELECT max(id) FROM claim), (SELECT max(id) FROM source), (SELECT max(id) FROM citation),
        (SELECT max(id) FROM decision), (SELECT max(id) FROM tag), (SELECT max(id) FROM comment),
        (SELECT max(id) FROM publication), (SELECT max(id) FROM import_run)";
    COUNTERS = "SELECT events, people, articles, claims, sources, citations, decisions, tags, comments, publications, runs
        FROM desk WHERE id = 1";
    ABOUT = "SELECT identity, clock, made_at, events FROM desk WHERE id = 1";
}

/// How many of each kind of row were ever made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Counters([i64; 11]);

/// What [`Counters`] count, in their order.
const COUNTED: [&str; 11] = [
    "events",
    "people",
    "articles",
    "claims",
    "sources",
    "citations",
    "decisions",
    "tags",
    "comments",
    "publications",
    "import runs",
];

/// How far a counter of the desk has come, beside the highest id in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counter {
    /// What it counts, in the plural.
    pub what: &'static str,
    /// How many it has handed out.
    pub handed_out: i64,
    /// The highest id in use; 0 for none.
    pub highest: i64,
}

/// The desk's counters beside the ids in use.
pub fn counters(c: &Connection<'_>) -> Result<Vec<Counter>, Error> {
    let read = |statement| -> Result<Vec<i64>, Error> {
        let mut row = Vec::new();
        c.each(statement, &[], |r| {
            for at in 0..COUNTED.len() {
                row.push(r.get::<Option<i64>>(at)?.unwrap_or(0));
            }
            Ok::<(), Fault>(())
        })?;
        Ok(row)
    };
    let highest = read(&HIGHEST)?;
    let handed_out = read(&COUNTERS)?;
    Ok(COUNTED
        .into_iter()
        .zip(handed_out.into_iter().zip(highest))
        .map(|(what, (handed_out, highest))| Counter { what, handed_out, highest })
        .collect())
}

const EVENTS: usize = 0;
const PEOPLE: usize = 1;
const ARTICLES: usize = 2;
const CLAIMS: usize = 3;
const SOURCES: usize = 4;
const CITATIONS: usize = 5;
const DECISIONS: usize = 6;
const TAGS: usize = 7;
const COMMENTS: usize = 8;
const PUBLICATIONS: usize = 9;
const RUNS: usize = 10;

/// What the desk's own row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// A random name given when the desk was made.
    pub identity: String,
    /// Whether the desk was made under a fixed clock.
    pub fixed_clock: bool,
    /// When it was made.
    pub made_at: Timestamp,
    /// How many events it holds.
    pub events: i64,
}

/// Copies the desk at `from`, whatever its version, into an empty file, and
/// changes nothing at `from`.
pub fn copy(from: &Path, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Error> {
    Ok(open::open(from, Mode::Use)?.engine.copy_into(to, progress)?)
}

/// What the desk's own row says.
pub fn about(c: &Connection<'_>) -> Result<About, Error> {
    let (identity, clock, made_at, events): (String, String, Timestamp, i64) = c.one(&ABOUT, &[])?;
    Ok(About { identity, fixed_clock: clock == "fixed", made_at, events })
}

/// One state of the desk, for reading.
#[derive(Debug, Clone, Copy)]
pub struct Read<'d> {
    connection: Connection<'d>,
    /// The time of the command.
    pub now: Timestamp,
}

impl<'d> Read<'d> {
    /// For reading what a connection holds, whatever transaction it is in.
    pub(crate) const fn of(connection: Connection<'d>, now: Timestamp) -> Self {
        Self { connection, now }
    }
}

impl<'d> Deref for Read<'d> {
    type Target = Connection<'d>;

    fn deref(&self) -> &Connection<'d> {
        &self.connection
    }
}

/// A transaction that writes.
#[derive(Debug)]
pub struct Tx<'d> {
    read: Read<'d>,
    /// Who acts, as the desk knows the person now.
    pub actor: Actor,
    fixed: bool,
    counters: RefCell<Counters>,
    open: Cell<Option<EventSeq>>,
    recorded: Cell<u64>,
    first: Cell<Option<EventSeq>>,
    bookkeeping: Cell<bool>,
}

impl<'d> Deref for Tx<'d> {
    type Target = Read<'d>;

    fn deref(&self) -> &Read<'d> {
        &self.read
    }
}

/// The state of a transaction to which [`Tx::back`] returns.
#[derive(Debug)]
pub struct Mark {
    counters: Counters,
    recorded: u64,
}

impl Desk {
    /// Opens a desk, bringing it up to date where an older copydesk made it.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let opened = open::open(path, Mode::Use)?;
        let desk = Self { engine: opened.engine, path: opened.path, read_only: opened.read_only };
        if opened.fresh {
            desk.writing(|_| Ok::<(), Error>(()))?;
        }
        open::verify_schema(&desk.engine, &desk.path)?;
        Ok(desk)
    }

    /// Opens a desk for a look, as it is: one that an older copydesk made is not
    /// brought up to date, and can't be looked at.
    pub fn glance(path: &Path) -> Result<Self, Error> {
        let opened = open::open(path, Mode::Use)?;
        if opened.fresh {
            let what = "it was made by an older copydesk".to_owned();
            return Err(OpenError::Unusable { path: opened.path, what }.into());
        }
        let why = opened.read_only.unwrap_or_else(|| "it was opened for a look".to_owned());
        let desk = Self { engine: opened.engine, path: opened.path, read_only: Some(why) };
        open::verify_schema(&desk.engine, &desk.path)?;
        Ok(desk)
    }

    /// Makes a desk whose chief is `name`, or opens the one that is there.
    /// Answers whether it was made.
    ///
    /// Any number of processes may do this at once: one makes it.
    pub fn make(path: &Path, name: &str, login: &str, now: Now, force: bool) -> Result<(Self, bool), Error> {
        let opened = open::open(path, Mode::Make { force })?;
        let desk = Self { engine: opened.engine, path: opened.path, read_only: opened.read_only };
        desk.writable()?;
        let made = desk.writing(|c| {
            if c.opt::<(String, String, Timestamp, i64)>(&ABOUT, &[])?.is_some() {
                return Ok(false);
            }
            let identity = identity(&desk.path, now, login);
            let clock = if now.fixed { "fixed" } else { "system" };
            c.exec(&MAKE, &[&identity, &clock, &now.at])?;
            let founder = Actor { id: PersonId(1), name: name.to_owned(), role: Role::Chief, login: login.to_owned() };
            let tx = desk.lock(now, founder)?;
            person::insert(&tx, name, name, Role::Chief)?;
            super::policy::put_all(&tx, &Policy::default())?;
            tx.record(&Draft {
                action: "desk.make",
                subject: "desk",
                subject_id: 1,
                article: None,
                payload: serde_json::json!({ "identity": identity, "chief": name }).into(),
                reverses: None,
            })?;
            tx.finish(0)?;
            Ok::<bool, Error>(true)
        })?;
        open::verify_schema(&desk.engine, &desk.path)?;
        Ok((desk, made))
    }

    /// The desk's absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Why the desk can only be read, if it can't be written.
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    /// Why the desk can't be written, as an error.
    pub(super) fn writable(&self) -> Result<(), Error> {
        self.read_only.as_ref().map_or(Ok(()), |why| Err(Fault::ReadOnly(why.clone()).into()))
    }

    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What the database finds wrong with its own file; nothing where all is well.
    pub fn damage(&self) -> Result<Vec<String>, Error> {
        Ok(self.engine.connection().damage()?)
    }

    /// Copies the desk, in one state, into an empty file, while others work in
    /// it. `progress` is told how many of how many pages are done.
    pub fn copy_into(&self, file: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Error> {
        Ok(self.engine.copy_into(file, progress)?)
    }

    /// Puts all of another desk in place of this one, in one transaction:
    /// whoever has this one open sees either.
    pub fn replace_by(&mut self, file: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Error> {
        self.writable()?;
        let other = open::open(file, Mode::Use)?;
        self.engine.replace_by(&other.engine, progress)?;
        open::verify_schema(&self.engine, &self.path)?;
        Ok(())
    }

    /// What the desk's own row says.
    pub fn about(&self) -> Result<About, Error> {
        about(&self.engine.connection())
    }

    /// Reads one state of the desk.
    pub fn read<T, E: From<Error>>(&self, now: Now, f: impl FnOnce(&Read<'_>) -> Result<T, E>) -> Result<T, E> {
        self.engine.begin_read().map_err(Error::from)?;
        let guard = Rollback(&self.engine);
        let done = f(&Read { connection: self.engine.connection(), now: now.at });
        drop(guard);
        done
    }

    /// A number that changes whenever another process commits to the desk.
    /// Asking costs next to nothing.
    pub fn version(&self) -> Result<i64, Error> {
        Ok(self.engine.connection().data_version()?)
    }

    /// Reads outside a transaction and writes nothing; for work that must see
    /// the desk as others change it.
    pub fn peek(&self, now: Now) -> Read<'_> {
        Read { connection: self.engine.connection(), now: now.at }
    }

    /// One transaction: takes the desk's lock, reads the actor again, runs `f`,
    /// and commits what it wrote together with its event. When `f` fails,
    /// nothing is written.
    pub fn transact<T, E: From<Error>>(
        &self,
        actor: &Actor,
        now: Now,
        f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.writable()?;
        self.writing(|c| {
            let before = c.changes();
            let tx = self.lock(now, actor.clone())?;
            let known = person::by_id(&tx, actor.id)?;
            let tx = Tx { actor: acting(known, &actor.login)?, ..tx };
            let done = f(&tx)?;
            tx.finish(before)?;
            Ok(done)
        })
    }

    /// Writes something that is no fact of the record (what somebody has seen).
    /// Gives up at once when the desk is busy or can't be written.
    pub fn note_quietly(&self, now: Now, f: impl FnOnce(&Read<'_>) -> Result<(), Error>) {
        if self.read_only.is_some() || self.engine.begin_write_at_once().is_err() {
            return;
        }
        let guard = Rollback(&self.engine);
        if f(&Read { connection: self.engine.connection(), now: now.at }).is_ok() {
            let _ = self.engine.commit();
        }
        drop(guard);
    }

    /// Runs `f` in one transaction that writes rows as they are, without an
    /// event: for a desk that is brought in whole.
    pub(super) fn writing<T, E: From<Error>>(&self, f: impl FnOnce(Connection<'_>) -> Result<T, E>) -> Result<T, E> {
        self.writing_if(true, f)
    }

    /// The same; unless what it wrote is to be kept, it is forgotten.
    pub(super) fn writing_if<T, E: From<Error>>(
        &self,
        keep: bool,
        f: impl FnOnce(Connection<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.engine.begin_write().map_err(Error::from)?;
        let guard = Rollback(&self.engine);
        if open::unprepared(&self.engine).map_err(Error::from)? {
            open::prepare(&self.engine).map_err(Error::from)?;
        }
        let done = f(self.engine.connection())?;
        if keep {
            self.engine.commit().map_err(Error::from)?;
        }
        drop(guard);
        Ok(done)
    }

    fn lock(&self, now: Now, actor: Actor) -> Result<Tx<'_>, Error> {
        let connection = self.engine.connection();
        let mut counters = Counters::default();
        let mut clock = String::new();
        connection.each(&LOCK, &[], |row: &Row<'_>| {
            for (at, counter) in counters.0.iter_mut().enumerate() {
                *counter = row.get(at)?;
            }
            clock = row.get(11)?;
            Ok::<(), Fault>(())
        })?;
        if now.fixed && clock != "fixed" {
            return Err(Error::FixedClock);
        }
        Ok(Tx {
            read: Read { connection, now: now.at },
            actor,
            fixed: now.fixed,
            counters: RefCell::new(counters),
            open: Cell::new(None),
            recorded: Cell::new(0),
            first: Cell::new(None),
            bookkeeping: Cell::new(false),
        })
    }
}

/// Forgets an unfinished transaction when it goes out of scope.
struct Rollback<'e>(&'e Engine);

impl Drop for Rollback<'_> {
    fn drop(&mut self) {
        self.0.rollback();
    }
}

fn acting(known: Option<Person>, login: &str) -> Result<Actor, Error> {
    match known {
        Some(p) if p.active => Ok(Actor { id: p.id, name: p.name, role: p.role, login: login.to_owned() }),
        Some(p) => Err(Error::Inactive(p.name)),
        None => Err(Fault::Corrupt("the acting person is gone".to_owned()).into()),
    }
}

/// A name for a new desk that no other has: hashed from what is different each time.
fn identity(path: &Path, now: Now, login: &str) -> String {
    use sha2::{Digest, Sha256};
    let mut hasher = Sha256::new();
    hasher.update(path.as_os_str().as_encoded_bytes());
    hasher.update(login.as_bytes());
    hasher.update(now.at.millis().to_le_bytes());
    if !now.fixed {
        hasher.update(std::process::id().to_le_bytes());
    }
    let hash: [u8; 32] = hasher.finalize().into();
    super::hex(hash.get(..16).unwrap_or(&hash))
}

impl<'d> Tx<'d> {
    fn next(&self, which: usize) -> i64 {
        let mut counters = self.counters.borrow_mut();
        match counters.0.get_mut(which) {
            Some(counter) => {
                *counter += 1;
                *counter
            }
            None => 0,
        }
    }

    /// For reading inside this transaction.
    pub fn as_read(&self) -> &Read<'d> {
        &self.read
    }

    /// The sequence of the event that is being written. The first call opens
    /// it, [`Self::record`] closes it.
    pub fn seq(&self) -> EventSeq {
        if let Some(seq) = self.open.get() {
            return seq;
        }
        let seq = EventSeq(self.next(EVENTS));
        self.open.set(Some(seq));
        seq
    }

    /// Writes the event that says what this transaction did.
    pub fn record(&self, draft: &Draft) -> Result<EventSeq, Error> {
        let seq = self.seq();
        event::append(*self.read, seq, self.read.now, self.fixed, &self.actor, draft)?;
        self.open.set(None);
        self.recorded.set(self.recorded.get() + 1);
        self.first.set(self.first.get().or(Some(seq)));
        Ok(seq)
    }

    /// The first event that this transaction wrote, if it wrote one: what comes
    /// after it belongs to the same command.
    pub fn first_event(&self) -> Option<EventSeq> {
        self.first.get()
    }

    /// Says that this transaction may write rows that state no fact of the
    /// record (what an import run came to) and so have no event.
    pub fn bookkeeping(&self) {
        self.bookkeeping.set(true);
    }

    /// Marks a point to which [`Self::back`] returns. Points don't nest.
    pub fn mark(&self) -> Result<Mark, Error> {
        self.savepoint()?;
        Ok(Mark { counters: *self.counters.borrow(), recorded: self.recorded.get() })
    }

    /// Keeps what was written since the mark.
    pub fn keep(&self, _mark: Mark) -> Result<(), Error> {
        Ok(self.release()?)
    }

    /// Forgets what was written since the mark, ids and events included.
    pub fn back(&self, mark: &Mark) -> Result<(), Error> {
        self.rollback_to()?;
        *self.counters.borrow_mut() = mark.counters;
        self.recorded.set(mark.recorded);
        self.open.set(None);
        Ok(())
    }

    fn finish(&self, changes_before: u64) -> Result<(), Error> {
        // The lock itself is one change.
        let wrote = self.changes() > changes_before + 1;
        let silent = self.recorded.get() == 0 && !self.bookkeeping.get();
        if self.open.get().is_some() || (wrote && silent) {
            return Err(Fault::Bug("a command wrote rows without its event".to_owned()).into());
        }
        let counters = *self.counters.borrow();
        let params: Vec<&dyn ToParam> = counters.0.iter().map(|n| n as &dyn ToParam).collect();
        self.exec(&KEEP, &params)?;
        Ok(())
    }
}

macro_rules! next_id {
    ($($fn:ident -> $id:ident = $which:ident, $what:literal;)+) => {
        impl Tx<'_> { $(
            #[doc = concat!("The id of a new ", $what, ".")]
            pub(super) fn $fn(&self) -> $id {
                $id(self.next($which))
            }
        )+ }
    };
}

next_id! {
    next_person -> PersonId = PEOPLE, "person";
    next_article -> ArticleId = ARTICLES, "article";
    next_claim -> ClaimId = CLAIMS, "claim";
    next_source -> SourceId = SOURCES, "source";
    next_citation -> CitationId = CITATIONS, "citation";
    next_decision -> DecisionId = DECISIONS, "decision";
    next_tag -> TagId = TAGS, "tag";
    next_comment -> CommentId = COMMENTS, "comment";
    next_publication -> PublicationId = PUBLICATIONS, "publication";
    next_run -> RunId = RUNS, "import run";
}
