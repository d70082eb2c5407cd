//! `copydesk db restore`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::backup;
use crate::cli::{
    Ctx,
    error::{Error, Kind, Result},
};
use crate::render::{Column, Row};
use crate::store::{self, Desk, Fault, OpenError};

/// Make the desk from a backup.
///
/// The backup is checked first and is not changed. A desk that is there already is kept beside the new one, as
/// desk.db.bak; it asks first. Whoever works in the desk meanwhile goes on in the restored one.
///
/// Example: copydesk db restore desk-2026-01-31.db
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

crate::record! {
    /// What `db restore --json` answers.
    struct RestoreView {
        /// The desk that was restored.
        file: String,
        /// How many events it holds.
        events: i64,
        /// Where the desk that was there before is kept.
        kept: Option<String>,
    }
}

impl Row for RestoreView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("file", |v: &Self, _| (&v.file).into()),
            Column::new("events", |v: &Self, _| v.events.into()),
            Column::new("kept", |v: &Self, _| v.kept.as_ref().into()).head("the former is kept as"),
        ]
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let target = target(ctx)?;
    let same = |a: &Path, b: &Path| a.canonicalize().ok().zip(b.canonicalize().ok()).is_some_and(|(a, b)| a == b);
    if same(&args.file, &target) {
        return Err(Error::usage(format!("{} is the desk itself", args.file.display()))
            .hint("name the backup, and the desk to make with --db"));
    }
    let draft = backup::draft_beside(&target)?;
    {
        let progress = ctx.ui.progress("pages", None);
        store::desk::copy(&args.file, draft.path(), &mut |done, total| {
            progress.set_total(total);
            progress.set(done);
        })?;
    }
    let events = backup::sound(draft.path())?;
    let kept = put(ctx, draft, &target, &args.file, events)?;
    let (file, kept) = (target.display().to_string(), kept.map(|kept| kept.display().to_string()));
    let kept_as = kept.as_ref().map_or_else(String::new, |kept| format!("\nthe former one is kept as {kept}"));
    let said = format!("{file} holds the desk of {} now, up to event {events}{kept_as}", args.file.display());
    ctx.changed(&RestoreView { file, events, kept }, said)
}

/// The desk that is meant, or the one that `init` would make.
fn target(ctx: &Ctx) -> Result<PathBuf> {
    let folder = std::env::current_dir().map_err(|e| {
        Error::failed(format!("the current folder can't be read: {e}")).hint("name the desk: --db FILE")
    })?;
    match ctx.globals.desk(&folder) {
        Ok(path) => Ok(path),
        Err(error) if error.kind() == Kind::NotFound => Ok(folder.join("desk.db")),
        Err(error) => Err(error),
    }
}

/// Puts the checked copy in its place; answers where the former desk is kept.
fn put(ctx: &Ctx, draft: NamedTempFile, target: &Path, from: &Path, events: i64) -> Result<Option<PathBuf>> {
    if target.symlink_metadata().is_err() {
        backup::keep(draft, target)?;
        return Ok(None);
    }
    let (file, from) = (target.display(), from.display());
    match Desk::open(target) {
        Ok(mut desk) => {
            if let Some(why) = desk.read_only() {
                return Err(store::Error::from(Fault::ReadOnly(why.to_owned())).into());
            }
            let have = desk.about()?.events;
            ctx.confirm(&format!("Put {from} (up to event {events}) in place of {file} (up to event {have})?"))?;
            let kept = free_name(target)?;
            let saved = backup::save(ctx, &desk, &kept)?;
            if desk.about()?.events != saved {
                std::fs::remove_file(&kept).ok();
                return Err(Error::conflict(format!("somebody works in {file} right now; nothing changed"))
                    .hint("run it again when the desk is quiet"));
            }
            desk.replace_by(draft.path(), &mut |_, _| ())?;
            Ok(Some(kept))
        }
        // What is damaged or was tampered with can't be written to safely: it is put aside as it is.
        Err(store::Error::Open(error @ (OpenError::Foreign { .. } | OpenError::Fault(Fault::Corrupt(_))))) => {
            ctx.ui.warn(error.to_string());
            ctx.confirm(&format!("Put {from} (up to event {events}) in its place?"))?;
            let kept = free_name(target)?;
            put_aside(target, &kept)?;
            backup::keep(draft, target)?;
            Ok(Some(kept))
        }
        Err(error) => Err(error.into()),
    }
}

/// `desk.db.bak`, or the first of `desk.db.bak2`, `desk.db.bak3` … that is free.
fn free_name(target: &Path) -> Result<PathBuf> {
    for n in 1..1_000 {
        let mut name = OsString::from(target.as_os_str());
        name.push(if n == 1 { ".bak".to_owned() } else { format!(".bak{n}") });
        let name = PathBuf::from(name);
        if name.symlink_metadata().is_err() {
            return Ok(name);
        }
    }
    Err(Error::refused(format!("there are 999 former desks beside {}", target.display()))
        .hint("move some of them away"))
}

/// Renames a desk's file together with its log, which belongs to no other file.
fn put_aside(target: &Path, kept: &Path) -> Result<()> {
    for suffix in ["-shm", "-wal", ""] {
        let named = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
        match std::fs::rename(named(target), named(kept)) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !suffix.is_empty() => {}
            Err(error) => return Err(Error::failed(format!("{} can't be put aside: {error}", target.display()))),
        }
    }
    Ok(())
}
