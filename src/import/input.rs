//! The paths that an import was given, walked: files, folders in order of
//! name, `-` for standard input.
//!
//! In folders hidden files are passed over, links are followed only within the
//! folder, and what is no file of bytes is named and passed over. A folder is
//! listed when it is reached; what comes or goes meanwhile is met or missed.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use super::{
    Rejection,
    source::{Origin, unopened},
};

/// The deepest folder that is entered, counted from the path given.
pub const MAX_DEPTH: usize = 64;

/// Walks paths; yields each input once it is reached.
#[derive(Debug, Default)]
pub struct Inputs {
    /// What is still to do, next one last.
    todo: Vec<Step>,
    /// Folders entered, by real path: a second way into one is passed over.
    entered: HashSet<PathBuf>,
}

#[derive(Debug)]
struct Step {
    path: PathBuf,
    /// The folder given that this lies in, by real path; `None` for a path given itself.
    root: Option<PathBuf>,
    depth: usize,
}

impl Inputs {
    /// The inputs that these paths lead to.
    pub fn new(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut todo: Vec<Step> = paths.into_iter().map(|path| Step { path, root: None, depth: 0 }).collect();
        todo.reverse();
        Self { todo, entered: HashSet::new() }
    }

    fn visit(&mut self, step: Step) -> Option<Result<Origin, Rejection>> {
        let Step { path, root, depth } = step;
        if root.is_none() && path.as_os_str() == "-" {
            return Some(Ok(Origin::Stdin));
        }
        let name = path.display().to_string();
        let kind = match fs::symlink_metadata(&path) {
            Ok(found) => found.file_type(),
            Err(error) => return Some(Err(unopened(&name, &error))),
        };
        if kind.is_symlink()
            && let Some(root) = &root
        {
            match within(&path, root) {
                Ok(()) => {}
                Err(rejection) => return Some(Err(rejection)),
            }
        }
        // Follows the link, if it is one.
        let kind = match fs::metadata(&path) {
            Ok(found) => found.file_type(),
            Err(error) => return Some(Err(unopened(&name, &error))),
        };
        if kind.is_dir() {
            return match self.enter(&path, root, depth) {
                Ok(()) => None,
                Err(rejection) => Some(Err(rejection)),
            };
        }
        // A named pipe among the files would hold up the run; one that was
        // given by name is what the shell makes of `<(…)`.
        if !kind.is_file() && root.is_some() {
            return Some(Err(Rejection::new(name, "not-a-file", "a device, pipe or socket, not a file")));
        }
        Some(Ok(Origin::File(path)))
    }

    /// Puts a folder's entries on the list.
    fn enter(&mut self, path: &Path, root: Option<PathBuf>, depth: usize) -> Result<(), Rejection> {
        let name = path.display().to_string();
        let real = fs::canonicalize(path).map_err(|error| unopened(&name, &error))?;
        if depth >= MAX_DEPTH {
            return Err(Rejection::new(name, "too-deep", format!("a folder more than {MAX_DEPTH} folders deep")));
        }
        if !self.entered.insert(real.clone()) {
            return Ok(());
        }
        let root = root.unwrap_or(real);
        let mut entries = Vec::new();
        for entry in fs::read_dir(path).map_err(|error| unopened(&name, &error))? {
            let entry = entry.map_err(|error| unopened(&name, &error))?;
            if !entry.file_name().as_encoded_bytes().starts_with(b".") {
                entries.push(entry.path());
            }
        }
        entries.sort_unstable_by(|a, b| b.cmp(a));
        self.todo.extend(entries.into_iter().map(|path| Step { path, root: Some(root.clone()), depth: depth + 1 }));
        Ok(())
    }
}

/// Refuses a link that leads round in a circle or out of the folder given.
fn within(link: &Path, root: &Path) -> Result<(), Rejection> {
    let name = link.display().to_string();
    let target = fs::canonicalize(link).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Rejection::new(name.as_str(), "not-found", "a link to nothing"),
        _ => unopened(&name, &error),
    })?;
    let folder = link.parent().and_then(|parent| fs::canonicalize(parent).ok());
    if folder.is_some_and(|folder| folder.starts_with(&target)) {
        return Err(Rejection::new(name, "link-loop", "a link to a folder that it lies in"));
    }
    if !target.starts_with(root) {
        return Err(Rejection::new(
            name,
            "link-outside",
            format!("a link out of the folder, to {}; name that file itself to import it", target.display()),
        ));
    }
    Ok(())
}

impl Iterator for Inputs {
    type Item = Result<Origin, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let step = self.todo.pop()?;
            if let Some(found) = self.visit(step) {
                return Some(found);
            }
        }
    }
}

/// The bytes of all files that the paths lead to, for a progress bar; `None`
/// with standard input among them or more than `most` files and folders to
/// look at. What can't be read counts nothing.
pub fn total_bytes(paths: &[PathBuf], most: usize) -> Option<u64> {
    let mut total = 0_u64;
    for (count, input) in Inputs::new(paths.iter().cloned()).enumerate() {
        if count >= most {
            return None;
        }
        match input {
            Ok(Origin::Stdin) => return None,
            Ok(Origin::File(path)) => {
                let found = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
                total = total.saturating_add(found.len());
            }
            Err(_) => {}
        }
    }
    Some(total)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// The inputs under a folder, by name or code.
    fn walk(root: &Path) -> Vec<String> {
        Inputs::new([root.to_owned()])
            .map(|found| match found {
                Ok(origin) => origin.name().replace(&format!("{}/", root.display()), ""),
                Err(r) => format!("{} {}", r.code, r.input.replace(&format!("{}/", root.display()), "")),
            })
            .collect()
    }

    #[test]
    fn folders_are_walked_in_order_and_links_kept_inside() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("copy");
        fs::create_dir_all(root.join("b/deep")).unwrap();
        fs::write(folder.path().join("secret.txt"), "x").unwrap();
        for file in ["c.txt", "a.txt", ".hidden", "b/deep/d.txt"] {
            fs::write(root.join(file), "x").unwrap();
        }
        symlink(&root, root.join("b/loop")).unwrap();
        symlink("self", root.join("self")).unwrap();
        symlink("gone", root.join("to-nothing")).unwrap();
        symlink("b/deep", root.join("z-again")).unwrap();
        symlink("a.txt", root.join("y.txt")).unwrap();
        symlink(folder.path().join("secret.txt"), root.join("out.txt")).unwrap();
        let socket = std::os::unix::net::UnixListener::bind(root.join("w.sock")).unwrap();
        assert_eq!(
            walk(&root),
            [
                "a.txt",
                "b/deep/d.txt",
                "link-loop b/loop",
                "c.txt",
                "link-outside out.txt",
                "link-loop self",
                "not-found to-nothing",
                "not-a-file w.sock",
                "y.txt",
            ]
        );
        drop(socket);
        assert_eq!(total_bytes(std::slice::from_ref(&root), 100), Some(4));
        assert_eq!(total_bytes(&[root, PathBuf::from("-")], 100), None);
    }

    #[test]
    fn a_path_that_was_given_may_be_a_link() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "x").unwrap();
        symlink("a.txt", folder.path().join("link.txt")).unwrap();
        assert_eq!(walk(&folder.path().join("link.txt")).len(), 1);
        assert_eq!(Inputs::new([folder.path().join("no.txt")]).next().unwrap().unwrap_err().code, "not-found");
    }
}
