//! `--watch`: a drop folder. New and changed files are imported once they have
//! settled, a run a time, until Ctrl-C.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::{
    cli::{Ctx, error::Result},
    import::{Rejection, input::Inputs, source::Origin},
    render::safe,
    ui::interrupt,
};

/// How often the folder is looked at.
const EVERY: Duration = Duration::from_millis(500);

/// After how many looks at which a file was the same it counts as settled: two
/// seconds, longer than a writer on a busy machine pauses.
const SETTLED: u32 = 4;

/// A file as it was met: its size and when it was last written.
type Shape = (u64, Option<SystemTime>);

/// The files under these paths with their shapes, and what is passed over. What
/// can't be looked at now is met later, or never was.
fn look(paths: &[PathBuf]) -> (HashMap<PathBuf, Shape>, Vec<Rejection>) {
    let (mut shapes, mut refused) = (HashMap::new(), Vec::new());
    for found in Inputs::new(paths.iter().cloned()) {
        match found {
            Ok(Origin::File(path)) if !is_unfinished(&path) => {
                if let Ok(found) = fs::metadata(&path) {
                    shapes.insert(path, (found.len(), found.modified().ok()));
                }
            }
            Ok(_) => {}
            Err(rejection) => refused.push(rejection),
        }
    }
    (shapes, refused)
}

/// Names under which programs keep what they are still writing.
fn is_unfinished(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    matches!(&*ending, "part" | "partial" | "crdownload" | "download" | "tmp" | "filepart" | "swp")
        || path.file_name().is_some_and(|name| name.to_string_lossy().ends_with('~'))
}

/// Calls `take` with the files that lie there, come or change, once they have
/// settled, again and again, until Ctrl-C.
pub(super) fn watch(ctx: &Ctx, paths: &[PathBuf], mut take: impl FnMut(&[PathBuf]) -> Result<()>) -> Result<()> {
    interrupt::watch_once();
    ctx.ui.status("watching; Ctrl-C ends it");
    let mut known: HashMap<PathBuf, Shape> = HashMap::new();
    let mut since: HashMap<PathBuf, (Shape, u32)> = HashMap::new();
    let mut passed_over = HashSet::new();
    while !interrupt::pressed() && !ctx.ui.reader_gone() {
        let (now, refused) = look(paths);
        // Said once, as long as it lies there.
        let refused: HashSet<String> = refused.iter().map(ToString::to_string).collect();
        let mut new: Vec<&str> = refused.difference(&passed_over).map(String::as_str).collect();
        new.sort_unstable();
        for what in new {
            ctx.ui.status(format!("passed over: {}", safe::text(what)));
        }
        passed_over = refused;
        since.retain(|path, (shape, _)| now.get(path) == Some(shape));
        let mut settled = Vec::new();
        for (path, shape) in &now {
            let (_, looks) = since.entry(path.clone()).and_modify(|(_, looks)| *looks += 1).or_insert((*shape, 0));
            if *looks >= SETTLED && known.get(path) != Some(shape) {
                settled.push(path.clone());
            }
        }
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
        std::thread::sleep(EVERY);
    }
    ctx.ui.status("stopped watching");
    Ok(())
}
