//! `--watch`: a drop folder. New and changed files are imported once they have
//! settled, a run a time, until Ctrl-C.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::{
    cli::{Ctx, error::Result},
    import::{input::Inputs, source::Origin},
    ui::interrupt,
};

/// How often the folder is looked at.
const EVERY: Duration = Duration::from_millis(500);

/// A file as it was met: its size and when it was last written.
type Shape = (u64, Option<SystemTime>);

/// The files under these paths with their shapes. What can't be looked at now
/// is met later, or never was.
pub(super) fn shapes(paths: &[PathBuf]) -> HashMap<PathBuf, Shape> {
    let files = Inputs::new(paths.iter().cloned()).filter_map(|found| match found {
        Ok(Origin::File(path)) if !is_unfinished(&path) => Some(path),
        _ => None,
    });
    let shape = |path: PathBuf| {
        let found = fs::metadata(&path).ok()?;
        Some((path, (found.len(), found.modified().ok())))
    };
    files.filter_map(shape).collect()
}

/// Names under which programs keep what they are still writing.
fn is_unfinished(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    matches!(&*ending, "part" | "partial" | "crdownload" | "download" | "tmp" | "filepart" | "swp")
        || path.file_name().is_some_and(|name| name.to_string_lossy().ends_with('~'))
}

/// Calls `take` with the files that came or changed and have settled, again and
/// again, until Ctrl-C. `known` are the files that were taken already.
pub(super) fn watch(
    ctx: &Ctx,
    paths: &[PathBuf],
    mut known: HashMap<PathBuf, Shape>,
    mut take: impl FnMut(&[PathBuf]) -> Result<()>,
) -> Result<()> {
    interrupt::watch_once();
    ctx.ui.status("watching; Ctrl-C ends it");
    let mut before = known.clone();
    while !interrupt::pressed() && !ctx.ui.reader_gone() {
        std::thread::sleep(EVERY);
        let now = shapes(paths);
        // Settled: the same at two looks.
        let mut settled: Vec<PathBuf> = now
            .iter()
            .filter(|(path, shape)| known.get(*path) != Some(shape) && before.get(*path) == Some(shape))
            .map(|(path, _)| path.clone())
            .collect();
        settled.sort_unstable();
        if !settled.is_empty() {
            take(&settled)?;
            for path in settled {
                if let Some(shape) = now.get(&path) {
                    known.insert(path, *shape);
                }
            }
        }
        // A file that was taken away may come again.
        known.retain(|path, _| now.contains_key(path));
        before = now;
    }
    ctx.ui.status("stopped watching");
    Ok(())
}
