//! `copydesk db backup`.

use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::cli::{
    Ctx,
    error::{Error, Result},
};
use crate::render::{Column, Row, human};
use crate::store::Desk;

/// Copy the desk into a file, safely, while others work in it.
///
/// Never copy a desk in use with `cp`. The file must not exist yet; it holds everything, so only you may read it.
///
/// Example: copydesk db backup desk-2026-01-31.db
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to make.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

crate::record! {
    /// What `db backup --json` answers.
    struct BackupView {
        /// The file that was made.
        file: String,
        /// Its size in bytes.
        bytes: u64,
        /// How many events it holds.
        events: i64,
    }
}

impl Row for BackupView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("file", |b: &Self, _| (&b.file).into()),
            Column::new("bytes", |b: &Self, _| human::bytes(b.bytes).into()).head("size"),
            Column::new("events", |b: &Self, _| b.events.into()),
        ]
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    let events = save(ctx, &desk, &args.file)?;
    let bytes = super::size(&args.file);
    let file = args.file.display().to_string();
    let said = format!("{file} holds the desk up to event {events} ({})", human::bytes(bytes));
    ctx.changed(&BackupView { file, bytes, events }, said)
}

/// Copies a desk into a file that isn't there yet; answers how many events it
/// holds. The file appears once it is whole and was looked at.
pub(super) fn save(ctx: &Ctx, desk: &Desk, file: &Path) -> Result<i64> {
    if file.symlink_metadata().is_ok() {
        return Err(Error::refused(format!("{} exists already", file.display())).hint("name a file that doesn't"));
    }
    let draft = draft_beside(file)?;
    {
        let progress = ctx.ui.progress("pages", None);
        desk.copy_into(draft.path(), &mut |done, total| {
            progress.set_total(total);
            progress.set(done);
        })?;
    }
    let events = sound(draft.path())?;
    keep(draft, file)?;
    Ok(events)
}

/// An empty file in the folder of another, that only its owner can read.
pub(super) fn draft_beside(file: &Path) -> Result<NamedTempFile> {
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    tempfile::Builder::new().prefix(".copydesk-").suffix(".db").tempfile_in(folder).map_err(|error| {
        Error::failed(format!("{} can't be written: {error}", file.display()))
            .hint("name a file in a folder that can be")
    })
}

/// Gives a draft its name, unless there is something of that name by now.
pub(super) fn keep(draft: NamedTempFile, file: &Path) -> Result<()> {
    let failed = |error: std::io::Error| Error::failed(format!("{} can't be made: {error}", file.display()));
    draft.as_file().sync_all().map_err(failed)?;
    draft.persist_noclobber(file).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Opens a copy as a desk and looks for damage; answers how many events it holds.
pub(super) fn sound(copy: &Path) -> Result<i64> {
    let desk = Desk::open(copy)?;
    let damage = desk.damage()?;
    if let Some(first) = damage.first() {
        return Err(Error::failed(format!("the copy is damaged: {first}")).hint("look at the desk: copydesk db check"));
    }
    Ok(desk.about()?.events)
}
