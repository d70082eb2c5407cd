//! Where an export goes: a file, written whole or not at all and never over
//! another unless that was asked for; or standard output, as long as somebody
//! reads it.

use std::fs::Permissions;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use flate2::{Compression, write::GzEncoder};

use crate::cli::{
    Ctx,
    error::{Error, Result},
};

/// Whether a path names a folder: it is one, or its name ends in a slash.
pub(super) fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/")
}

/// How a file is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Over one that is there.
    pub(super) force: bool,
    /// So that only its owner may read it.
    pub(super) private: bool,
}

/// Writes a file, whole or not at all: what `write` gives, compressed where the
/// name ends in `.gz`.
///
/// # Errors
/// A file that is there already, and what `write` fails with.
pub(super) fn to_file<T>(file: &Path, manner: Manner, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let failed = |error: io::Error| Error::failed(format!("{} can't be written: {error}", file.display()));
    if !manner.force {
        free(file)?;
    }
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mode = if manner.private { 0o600 } else { 0o666 };
    let draft = tempfile::Builder::new().permissions(Permissions::from_mode(mode)).tempfile_in(folder);
    let mut draft = draft.map_err(failed)?;
    let is_gzip = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
    let done = if is_gzip {
        let mut out = BufWriter::new(GzEncoder::new(draft.as_file_mut(), Compression::default()));
        let done = write(&mut out)?;
        let encoder = out.into_inner().map_err(|e| failed(e.into_error()))?;
        encoder.finish().map_err(failed)?;
        done
    } else {
        let mut out = BufWriter::with_capacity(1 << 16, draft.as_file_mut());
        let done = write(&mut out)?;
        out.flush().map_err(failed)?;
        done
    };
    draft.as_file().sync_all().map_err(failed)?;
    let kept = if manner.force { draft.persist(file) } else { draft.persist_noclobber(file) };
    match kept {
        Ok(_) => Ok(done),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(taken(file)),
        Err(error) => Err(failed(error.error)),
    }
}

/// Fails where there is such a file.
pub(super) fn free(file: &Path) -> Result<()> {
    if file.symlink_metadata().is_ok() { Err(taken(file)) } else { Ok(()) }
}

fn taken(file: &Path) -> Error {
    Error::refused(format!("{} is there already; nothing was written over it", file.display()))
        .hint("replace it with --force, or name another")
}

/// The folder for a file an article, made where it isn't there.
pub(super) fn folder(path: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(path)
        .map_err(|e| Error::failed(format!("the folder {} can't be made: {e}", path.display())))?;
    Ok(path.to_owned())
}

/// Writes to standard output; it ends without a complaint once the reader has gone.
pub(super) fn to_stdout<T>(ctx: &Ctx, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<Option<T>> {
    let mut out = Heeding { ctx, out: BufWriter::new(ctx.ui.writer()) };
    let done = write(&mut out).and_then(|done| {
        out.flush().map_err(unwritten)?;
        Ok(done)
    });
    match done {
        Err(_) if ctx.ui.reader_gone() => Ok(None),
        other => other.map(Some),
    }
}

/// What is said where an export can't be written.
#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
pub(super) fn unwritten(error: io::Error) -> Error {
    Error::failed(format!("the export can't be written: {error}"))
}

/// Fails once the reader has gone, so that a long export stops.
struct Heeding<'c, W> {
    ctx: &'c Ctx,
    out: W,
}

impl<W: Write> Write for Heeding<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.ctx.ui.reader_gone() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
