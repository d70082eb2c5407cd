//! Copies of a whole desk, page by page, with SQLite's own backup: the only
//! way that is safe while others write (a plain copy of the file is not).

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::Fault;
use super::open::BUSY_MS;
use super::sqlite::{Engine, fault};

/// Pages copied between two words of progress: 8 MiB.
const STEP: i32 = 1024;

/// How long to wait before asking again for a desk that is locked.
const PAUSE: Duration = Duration::from_millis(20);

impl Engine {
    /// Copies the database into an empty file. The copy is of one state, that
    /// of the beginning, whatever others write meanwhile.
    pub fn copy_into(&self, file: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW
            | OpenFlags::SQLITE_OPEN_EXRESCODE;
        let mut to = Connection::open_with_flags(file, flags).map_err(|e| fault(&e))?;
        to.execute_batch("PRAGMA synchronous = FULL").map_err(|e| fault(&e))?;
        // A read transaction holds the state still; the backup then needs no restart.
        self.begin_read()?;
        let done = self
            .connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
            .map_err(|e| fault(&e))
            .and_then(|()| copy(&self.connection, &mut to, progress));
        self.rollback();
        done?;
        to.close().map_err(|(_, e)| fault(&e))
    }

    /// Puts all of another database in place of this one, in one transaction.
    pub fn replace_by(&mut self, other: &Self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Fault> {
        self.connection.flush_prepared_statement_cache();
        copy(&other.connection, &mut self.connection, progress)?;
        self.shrink_log()
    }

    /// Moves what the write-ahead log holds into the file and empties the log,
    /// where nobody reads: after a large write.
    pub fn shrink_log(&self) -> Result<(), Fault> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(|e| fault(&e))
    }
}

fn copy(from: &Connection, to: &mut Connection, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Fault> {
    let backup = Backup::new(from, to).map_err(|e| fault(&e))?;
    let deadline = Instant::now() + Duration::from_millis(BUSY_MS);
    loop {
        match backup.step(STEP).map_err(|e| fault(&e))? {
            StepResult::Done => return Ok(()),
            StepResult::Busy | StepResult::Locked if Instant::now() > deadline => return Err(Fault::Busy),
            StepResult::Busy | StepResult::Locked => std::thread::sleep(PAUSE),
            _ => {}
        }
        let at = backup.progress();
        let total = u64::try_from(at.pagecount).unwrap_or(0);
        progress(total.saturating_sub(u64::try_from(at.remaining).unwrap_or(0)), total);
    }
}
