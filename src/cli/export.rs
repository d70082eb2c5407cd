//! `copydesk export`.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::cli::{
    Ctx,
    error::{Error, Result},
};
use crate::desk::archive::{self, Done};
use crate::render::human;

/// Write the desk out, so that a new desk can import it without loss.
///
/// Everything is there: texts, claims, sources with their files, decisions, the record. The same desk always gives the
/// same bytes. To bring it back: copydesk init NEW.db; copydesk --db NEW.db import desk.jsonl.
///
/// Example: copydesk export desk --to jsonl -o desk.jsonl
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to write out.
    #[arg(value_enum, value_name = "WHAT")]
    pub what: What,
    /// The format to write.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub to: To,
    /// Write it to this file.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What can be written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// The whole desk with its record.
    Desk,
}

/// A format to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum To {
    /// One JSON object a line.
    #[default]
    Jsonl,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let (What::Desk, To::Jsonl) = (args.what, args.to);
    match &args.output {
        Some(file) => to_file(ctx, file),
        None => to_stdout(ctx),
    }
}

/// Streams the desk to standard output, as long as somebody reads it.
fn to_stdout(ctx: &Ctx) -> Result<()> {
    let mut out = Heeding { ctx, out: BufWriter::new(ctx.ui.writer()) };
    match write(ctx, &mut out) {
        Err(_) if ctx.ui.reader_gone() => Ok(()),
        other => other.map(|_| ()),
    }
}

/// Writes the desk to a file, whole or not at all. It holds everything, so
/// that only its owner may read it.
fn to_file(ctx: &Ctx, file: &Path) -> Result<()> {
    let failed = |error: io::Error| Error::failed(format!("{} can't be written: {error}", file.display()));
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut draft = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    let done = write(ctx, &mut BufWriter::new(draft.as_file_mut()))?;
    draft.as_file().sync_all().map_err(failed)?;
    draft.persist(file).map_err(|error| failed(error.error))?;
    let rows = human::count(done.rows, "row", "rows");
    ctx.ui.status(format!("wrote {}: the desk up to event {} in {rows}", file.display(), done.events));
    Ok(())
}

fn write(ctx: &Ctx, out: &mut dyn Write) -> Result<Done> {
    let progress = ctx.ui.progress("rows", None);
    ctx.read_desk(|r| Ok(archive::write(r, out, &mut |rows| progress.set(rows))?))
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
