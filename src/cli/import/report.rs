//! `--report` and `--retry-from`: what became of each item as JSON lines, and
//! the files to read again because something in them was rejected.

use std::{
    collections::HashSet,
    fs::File,
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use super::view::ItemView;
use crate::{
    cli::error::{Error, Result},
    render,
};

/// The report of a run, written as it goes on.
pub(super) struct Report {
    path: PathBuf,
    out: BufWriter<File>,
}

impl Report {
    /// Begins a report; an older one of that name is replaced.
    pub(super) fn begin(path: &Path) -> Result<Self> {
        let file = File::create(path).map_err(|e| {
            Error::failed(format!("{} can't be written: {e}", path.display())).hint("name another file: --report FILE")
        })?;
        Ok(Self { path: path.to_owned(), out: BufWriter::new(file) })
    }

    fn failed(&self, e: &std::io::Error) -> Error {
        Error::failed(format!("{} can't be written: {e}", self.path.display()))
    }

    /// Writes what became of an item.
    pub(super) fn tell(&mut self, item: &ItemView) -> Result<()> {
        render::json::write_line(&mut self.out, item).map_err(render::Error::from)?;
        self.out.write_all(b"\n").map_err(|e| self.failed(&e))
    }

    /// Puts what was told so far where others can read it.
    pub(super) fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(|e| self.failed(&e))
    }
}

/// The files in which a run rejected something, by its report.
///
/// A file is read again as a whole: what was taken from it before is unchanged,
/// and a person who mended it may have moved its lines.
pub(super) fn rejected(report: &Path) -> Result<Vec<PathBuf>> {
    #[derive(serde::Deserialize)]
    struct Line {
        input: String,
        outcome: String,
    }
    let name = report.display();
    let file = File::open(report).map_err(|e| {
        Error::not_found(format!("{name} can't be read: {e}")).hint("name the file that an import wrote with --report")
    })?;
    let mut seen = HashSet::new();
    let mut files = Vec::new();
    for (at, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|e| Error::failed(format!("{name} can't be read: {e}")))?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&line).map_err(|_| {
            Error::usage(format!("{name}, line {}: not a line of an import's report", at + 1))
                .hint("name the file that an import wrote with --report")
        })?;
        if line.outcome == "rejected" {
            let path = file_of(&line.input);
            if seen.insert(path.clone()) {
                files.push(path);
            }
        }
    }
    Ok(files)
}

/// The file that an item was in: its name without the line or row, and without
/// the name that it has within an archive.
fn file_of(input: &str) -> PathBuf {
    let mut name = input;
    if Path::new(name).exists() {
        return PathBuf::from(name);
    }
    loop {
        // The folder that a lost file lay in is not what was rejected.
        if Path::new(name).is_file() {
            return PathBuf::from(name);
        }
        match name.rfind([':', '/']) {
            Some(at) if at > 0 => name = name.get(..at).unwrap_or_default(),
            // It is gone meanwhile, and the import says so.
            _ => return PathBuf::from(input),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rejected_item_leads_to_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        for name in ["a.jsonl", "b:1.md", "c.zip"] {
            std::fs::write(path(name), "x").unwrap();
        }
        for (input, want) in [("a.jsonl:12", "a.jsonl"), ("b:1.md", "b:1.md"), ("c.zip/../d/e.csv:7", "c.zip")] {
            assert_eq!(file_of(&path(input)), PathBuf::from(path(want)));
        }
        // What is gone doesn't become its folder.
        assert_eq!(file_of(&path("gone.md")), PathBuf::from(path("gone.md")));
        let report = folder.path().join("r.jsonl");
        let line = |input: &str, outcome: &str| {
            serde_json::json!({ "input": path(input), "outcome": outcome, "x": 1 }).to_string()
        };
        let lines = [line("a.jsonl:1", "rejected"), line("a.jsonl:9", "rejected"), line("b:1.md", "created")];
        std::fs::write(&report, lines.join("\n")).unwrap();
        assert_eq!(rejected(&report).unwrap(), [PathBuf::from(path("a.jsonl"))]);
    }
}
