//! Opening a desk's file, which is hostile until proven ours.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

use super::migrate::{self, Version};
use super::sqlite::{Engine, fault};
use super::{Fault, OpenError};

/// `PRAGMA application_id` of a desk: "cpdy".
pub const APPLICATION_ID: i32 = 0x6370_6479;

/// How long a writer waits for another, in milliseconds.
pub(super) const BUSY_MS: u64 = 10_000;

/// How to open a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Make it when the file is missing or empty, else open it.
    Make {
        /// Also on a file system where locks are not safe.
        force: bool,
    },
    /// Open it; for reading only where the file can't be written.
    Use,
}

/// An opened desk.
#[derive(Debug)]
pub struct Opened {
    /// The database.
    pub engine: Engine,
    /// The desk's absolute path.
    pub path: PathBuf,
    /// Whether it can only be read, and why.
    pub read_only: Option<String>,
    /// Whether the file holds no desk yet: its schema and first rows are to be
    /// written by [`prepare`].
    pub fresh: bool,
}

/// Opens the file at `path` as NOTES on SQLite ask: limits, no triggers and
/// views, no trust in the schema, WAL, full synchronisation.
pub fn open(path: &Path, mode: Mode) -> Result<Opened, OpenError> {
    if rusqlite::version_number() < 3_051_003 {
        return Err(Fault::Bug("SQLite before 3.51.3 can corrupt a desk".to_owned()).into());
    }
    let path = absolute(path)?;
    let make = matches!(mode, Mode::Make { .. });
    if make {
        create(&path)?;
    }
    let empty = look(&path)? == 0;
    if empty && !make {
        return Err(not_a_desk(&path, "it is empty"));
    }
    if let Some(system) = unsafe_file_system(&path)
        && mode == (Mode::Make { force: false })
    {
        return Err(OpenError::Network { path, system: system.to_owned() });
    }
    let (connection, read_only) = connect(&path)?;
    harden(&connection)?;
    let fresh = settle(&connection, &path, make, read_only.is_some())?;
    Ok(Opened { engine: Engine { connection }, path, read_only, fresh })
}

/// Writes the schema into a fresh desk, or brings an older one up to date. The
/// caller is in a write transaction and commits it.
pub fn prepare(engine: &Engine) -> Result<(), Fault> {
    migrate::apply(&engine.connection)
}

/// Whether the desk's schema is to be written or brought up to date, asked
/// again inside the transaction that would do so.
pub fn unprepared(engine: &Engine) -> Result<bool, Fault> {
    Ok(matches!(migrate::version(&engine.connection)?, Version::None | Version::Older))
}

/// Compares the schema with the one that this program makes.
pub fn verify_schema(engine: &Engine, path: &Path) -> Result<(), OpenError> {
    match migrate::version(&engine.connection)? {
        Version::Same => {}
        Version::Newer { theirs, ours } => return Err(OpenError::Newer { path: path.to_owned(), theirs, ours }),
        Version::None => return Err(not_a_desk(path, "it has no tables of copydesk's")),
        Version::Older | Version::Divergent => {
            return Err(OpenError::Foreign {
                path: path.to_owned(),
                what: "its migrations are not copydesk's".to_owned(),
            });
        }
    }
    let schema = migrate::schema(&engine.connection)?;
    if migrate::hex(&migrate::schema_hash(&schema)) != migrate::SCHEMA {
        return Err(OpenError::Foreign { path: path.to_owned(), what: migrate::first_difference(&schema)? });
    }
    Ok(())
}

/// The path with its folder resolved, so that no link stands in it.
fn absolute(path: &Path) -> Result<PathBuf, OpenError> {
    let unusable = |what: String| OpenError::Unusable { path: path.to_owned(), what };
    let name = path.file_name().ok_or_else(|| unusable("it names no file".to_owned()))?;
    let folder = match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    };
    let folder = fs::canonicalize(folder).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => OpenError::Missing(path.to_owned()),
        _ => unusable(format!("its folder: {e}")),
    })?;
    Ok(folder.join(name))
}

/// Makes an empty file that only its owner can read; leaves one that is there.
fn create(path: &Path) -> Result<(), OpenError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(OpenError::Unusable { path: path.to_owned(), what: e.to_string() }),
    }
}

/// Looks at the file before SQLite does; answers its size in bytes.
fn look(path: &Path) -> Result<u64, OpenError> {
    let meta = fs::symlink_metadata(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => OpenError::Missing(path.to_owned()),
        _ => OpenError::Unusable { path: path.to_owned(), what: e.to_string() },
    })?;
    if meta.is_symlink() {
        return Err(not_a_desk(path, "it is a symbolic link; name the file that it points to"));
    }
    if meta.is_dir() {
        return Err(not_a_desk(path, "it is a folder"));
    }
    if !meta.is_file() {
        return Err(not_a_desk(path, "it is no ordinary file"));
    }
    if meta.len() == 0 {
        return Ok(0);
    }
    let mut head = Vec::with_capacity(100);
    fs::File::open(path)
        .and_then(|f| f.take(100).read_to_end(&mut head))
        .map_err(|e| OpenError::Unusable { path: path.to_owned(), what: e.to_string() })?;
    if !head.starts_with(b"SQLite format 3\0") {
        let what = if head.iter().all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace() || *b >= 0x80) {
            "it is a text; to import it, name the desk with --db and run: copydesk import FILE"
        } else {
            "it is no SQLite database"
        };
        return Err(not_a_desk(path, what));
    }
    if meta.len() < 512 || head.len() < 100 {
        return Err(Fault::Corrupt("the file is cut short".to_owned()).into());
    }
    Ok(meta.len())
}

fn not_a_desk(path: &Path, what: &str) -> OpenError {
    OpenError::NotADesk { path: path.to_owned(), what: what.to_owned() }
}

/// Opens for writing, or for reading where that can't be.
fn connect(path: &Path) -> Result<(Connection, Option<String>), OpenError> {
    let common = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let unwritable = match fs::OpenOptions::new().append(true).open(path) {
        Ok(_) => folder_unwritable(path),
        Err(e) => Some(e.to_string()),
    };
    let Some(why) = unwritable else {
        let connection =
            Connection::open_with_flags(path, common | OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(|e| fault(&e))?;
        return Ok((connection, None));
    };
    // A reader of a WAL database needs the -shm file; where it can't be made,
    // the file may be read as unchanging, but only if no -wal holds newer pages.
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    let immutable = !Path::new(&wal).exists();
    let connection = if immutable {
        let uri = format!("file:{}?immutable=1", percent_encode(path));
        let flags = common | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        Connection::open_with_flags(uri, flags)
    } else {
        Connection::open_with_flags(path, common | OpenFlags::SQLITE_OPEN_READ_ONLY)
    };
    Ok((connection.map_err(|e| fault(&e))?, Some(why)))
}

/// Why the folder of a desk can't be written; SQLite keeps its log beside the file.
fn folder_unwritable(path: &Path) -> Option<String> {
    let folder = path.parent()?;
    #[cfg(unix)]
    {
        use rustix::fs::{Access, access};
        access(folder, Access::WRITE_OK).err().map(|e| format!("its folder can't be written ({e})"))
    }
    #[cfg(not(unix))]
    {
        let meta = fs::metadata(folder).ok()?;
        meta.permissions().readonly().then(|| "its folder can't be written".to_owned())
    }
}

fn percent_encode(path: &Path) -> String {
    use std::fmt::Write as _;
    path.as_os_str().as_encoded_bytes().iter().fold(String::new(), |mut text, &byte| {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

/// Trusts nothing that the file brings along.
fn harden(connection: &Connection) -> Result<(), Fault> {
    let set = || -> rusqlite::Result<()> {
        connection.busy_timeout(Duration::from_millis(BUSY_MS))?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        // Plans hang on the statement alone: else one that a partial index serves
        // is planned again for every value that is bound to it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, 16 << 20)?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000)?;
        connection.set_limit(Limit::SQLITE_LIMIT_EXPR_DEPTH, 50)?;
        connection.set_limit(Limit::SQLITE_LIMIT_VDBE_OP, 25_000)?;
        connection.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50)?;
        connection.set_prepared_statement_cache_capacity(256);
        connection.execute_batch(
            // An import marks a savepoint an item: with its journal of pages in
            // a file, that file takes 55 writes an article.
            "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA synchronous = FULL;
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;",
        )
    };
    set().map_err(|e| fault(&e))
}

/// Journal and schema version; answers whether the desk is fresh.
fn settle(connection: &Connection, path: &Path, make: bool, read_only: bool) -> Result<bool, OpenError> {
    let text = |sql: &str| connection.query_row(sql, [], |r| r.get::<_, String>(0)).map_err(|e| fault(&e));
    let number = |sql: &str| connection.query_row(sql, [], |r| r.get::<_, i64>(0)).map_err(|e| fault(&e));
    // In this order: another process may be making the desk right now.
    let bare = number("SELECT count(*) FROM sqlite_schema")? == 0;
    let application = number("PRAGMA application_id")?;
    if application != i64::from(APPLICATION_ID) && !(application == 0 && bare) {
        return Err(not_a_desk(path, "it is an SQLite database of another program"));
    }
    if bare && !make {
        return Err(not_a_desk(path, "it is an empty database; make it a desk with: copydesk init FILE"));
    }
    // Nothing is written before it is known to be ours.
    let version = migrate::version(connection)?;
    if version == Version::None && !bare {
        return Err(not_a_desk(path, "it has no tables of copydesk's"));
    }
    if !read_only {
        if bare {
            connection.execute_batch("PRAGMA page_size = 8192").map_err(|e| fault(&e))?;
        }
        if text("PRAGMA journal_mode")? != "wal" {
            write_ahead(connection)?;
        }
        connection.execute_batch("PRAGMA journal_size_limit = 67108864").map_err(|e| fault(&e))?;
    }
    match version {
        Version::Older if read_only => Err(OpenError::Unusable {
            path: path.to_owned(),
            what: "it was made by an older copydesk and can't be brought up to date where it lies".to_owned(),
        }),
        Version::None | Version::Older => Ok(true),
        _ => Ok(false),
    }
}

/// Turns the write-ahead log on. It may answer BUSY in spite of the timeout
/// while other processes do the same.
fn write_ahead(connection: &Connection) -> Result<(), Fault> {
    let mut wait = 1;
    loop {
        match connection.query_row("PRAGMA journal_mode = WAL", [], |r| r.get::<_, String>(0)) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(mode) => return Err(Fault::Io(format!("the journal stays in mode {mode}"))),
            Err(e) => match fault(&e) {
                Fault::Busy if wait < BUSY_MS => {
                    std::thread::sleep(Duration::from_millis(wait));
                    wait *= 2;
                }
                other => return Err(other),
            },
        }
    }
}

/// The name of the file system where it is one on which SQLite's locks or
/// shared memory can't be relied on.
#[cfg(target_os = "linux")]
pub fn unsafe_file_system(path: &Path) -> Option<&'static str> {
    // linux/magic.h, and the network file systems' own headers.
    const KINDS: [(u64, &str); 7] = [
        (0x6969, "NFS"),
        (0x517B, "SMB"),
        (0xFE53_4D42, "SMB"),
        (0xFF53_4D42, "CIFS"),
        (0x6573_5546, "a FUSE file system"),
        (0x0102_1997, "a 9p file system"),
        (0x00C3_6400, "Ceph"),
    ];
    let kind = rustix::fs::statfs(path).ok()?.f_type;
    #[allow(clippy::cast_sign_loss)]
    let kind = (kind as u64) & 0xFFFF_FFFF;
    KINDS.iter().find(|(magic, _)| *magic == kind).map(|(_, name)| *name)
}

/// The name of the file system where it is one on which SQLite's locks or
/// shared memory can't be relied on. Not known on this system.
#[cfg(not(target_os = "linux"))]
pub fn unsafe_file_system(_path: &Path) -> Option<&'static str> {
    None
}
