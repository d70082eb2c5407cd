//! The git history of a text file, or of the text files in a folder: each
//! commit that changed it is a revision, with its author and time; renames are
//! followed.
//!
//! git itself is asked, and nothing in a repository is let do anything: no
//! hook, no monitor, no pager, no external diff, no signature program and no
//! network; variables that would lead it elsewhere are taken away. A
//! repository that git doesn't trust (`safe.directory`) is refused as git
//! refuses it.

use std::{
    ffi::{OsStr, OsString},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use super::{
    Rejection,
    detect::{Detected, detect},
    draft::{Draft, DraftRevision},
    formats::Reader,
    source::{MAX_ARTICLE_BYTES, Settings, Source},
};
use crate::domain::canonical::{Repair, in_mebibytes};

/// The most commits of one file.
const MAX_COMMITS: usize = 100_000;

/// What an article's file is called, where a whole folder is read.
const ENDINGS: [&str; 9] = ["md", "markdown", "mdown", "txt", "text", "html", "htm", "qmd", "mdx"];

/// Variables by which git would be led to other places or programs.
const VARIABLES: [&str; 31] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_EXEC_PATH",
    "GIT_TEMPLATE_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_PAGER",
    "GIT_EDITOR",
    "GIT_ASKPASS",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_PROXY_COMMAND",
    "GIT_TRACE",
    "GIT_TRACE2",
    "GIT_TRACE2_EVENT",
    "GIT_ATTR_SOURCE",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_LITERAL_PATHSPECS",
];

/// git, asked in a folder.
fn git(folder: &Path, words: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new("git");
    for name in VARIABLES {
        command.env_remove(name);
    }
    command
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("LC_ALL", "C")
        .current_dir(folder)
        .args(["--no-pager", "--literal-pathspecs"]);
    let settings = [
        "core.fsmonitor=false",
        "core.hooksPath=/dev/null",
        "core.quotePath=false",
        "protocol.allow=never",
        // One that is named counts before all of them.
        "protocol.ext.allow=never",
        "protocol.file.allow=never",
        "protocol.git.allow=never",
        "protocol.http.allow=never",
        "protocol.https.allow=never",
        "protocol.ssh.allow=never",
        "diff.external=",
        "log.showSignature=false",
        "log.follow=false",
        "log.mailmap=false",
        "i18n.logOutputEncoding=UTF-8",
        "diff.renameLimit=2000",
    ];
    for setting in settings {
        command.args(["-c", setting]);
    }
    command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What git answers, whole; a refusal in its own words.
fn ask(name: &str, folder: &Path, words: &[impl AsRef<OsStr>]) -> Result<Vec<u8>, Rejection> {
    let done = git(folder, words).output().map_err(|error| no_git(name, &error))?;
    if done.status.success() {
        return Ok(done.stdout);
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let said = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("git failed").trim();
    let said = said.strip_prefix("fatal: ").unwrap_or(said);
    let hint = if said.contains("dubious ownership") {
        " (it belongs to somebody else; where you trust it: git config --global --add safe.directory FOLDER)"
    } else if said.contains("not a git repository") {
        " (without --git the files are imported as they are)"
    } else {
        ""
    };
    Err(Rejection::new(name, "git", format!("git says: {said}{hint}")))
}

/// A path as git tells it.
fn path_of(bytes: &[u8]) -> OsString {
    #[cfg(unix)]
    {
        <OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes).to_owned()
    }
    #[cfg(not(unix))]
    {
        String::from_utf8_lossy(bytes).into_owned().into()
    }
}

/// A path in messages and ids: what is no UTF-8 in it as `%FF`, so that two
/// names stay two.
fn named(path: &OsStr) -> String {
    let mut name = String::new();
    for chunk in path.as_encoded_bytes().utf8_chunks() {
        name.push_str(chunk.valid());
        name.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
    }
    name
}

fn no_git(name: &str, error: &std::io::Error) -> Rejection {
    let why = match error.kind() {
        std::io::ErrorKind::NotFound => "git is not installed, or the folder is gone".to_owned(),
        _ => format!("git can't be run: {error}"),
    };
    Rejection::new(name, "git", why)
}

/// Reads the histories of the text files under a path.
pub struct Histories {
    name: String,
    /// The folder in which git is asked.
    folder: PathBuf,
    /// The first commit of the repository, by which its files are known; `None`
    /// where the history is cut off, and nobody knows it.
    root: Option<String>,
    files: std::vec::IntoIter<OsString>,
    settings: Settings,
    format: Option<String>,
    refused: Option<Rejection>,
}

impl std::fmt::Debug for Histories {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Histories").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Histories {
    /// The histories under a path; what is wrong is said when they are read.
    pub fn of(path: &Path, settings: &Settings, format: Option<&str>) -> Self {
        let name = path.display().to_string();
        let mut found = Self {
            name: name.clone(),
            folder: PathBuf::new(),
            root: None,
            files: Vec::new().into_iter(),
            settings: settings.clone(),
            format: format.map(str::to_owned),
            refused: None,
        };
        if let Err(rejection) = found.find(path) {
            found.refused = Some(rejection);
        }
        found
    }

    fn find(&mut self, path: &Path) -> Result<(), Rejection> {
        let name = self.name.clone();
        let is_folder = path.is_dir();
        // A file that was taken away since still has a history.
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty())
            && !is_folder
            && !parent.is_dir()
        {
            return Err(Rejection::new(name, "not-found", "no such file"));
        }
        let parent = if is_folder {
            path
        } else {
            path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
        };
        let line = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).lines().next_back().unwrap_or_default().to_owned();
        let mut top = ask(&name, parent, &["rev-parse", "--show-toplevel"])?;
        while top.last() == Some(&b'\n') {
            top.pop();
        }
        if top.is_empty() {
            return Err(Rejection::new(name, "git", "a repository without files of its own; clone it to read it"));
        }
        if ask(&name, parent, &["rev-parse", "--verify", "--quiet", "HEAD"]).is_err() {
            return Err(Rejection::new(name, "git", "a repository without a commit yet"));
        }
        let is_cut = line(ask(&name, parent, &["rev-parse", "--is-shallow-repository"])?) == "true";
        if !is_cut {
            self.root = Some(line(ask(&name, parent, &["rev-list", "--max-parents=0", "HEAD"])?));
        }
        let inner = path.file_name().filter(|_| !is_folder).unwrap_or(OsStr::new("."));
        let words = ["ls-files", "-z", "--full-name", "--"].map(OsStr::new);
        let listed = ask(&name, parent, &words.into_iter().chain([inner]).collect::<Vec<_>>())?;
        let mut files: Vec<OsString> = listed.split(|b| *b == 0).filter(|p| !p.is_empty()).map(path_of).collect();
        if is_folder {
            files.retain(|file| {
                let ending = Path::new(file).extension().map(|e| e.to_string_lossy().to_lowercase());
                ending.is_some_and(|ending| ENDINGS.contains(&&*ending))
                    && !Path::new(file).iter().any(|part| part.as_encoded_bytes().starts_with(b"."))
            });
        }
        if files.is_empty() {
            let what = if is_folder { "no text file that git knows is in it" } else { "git doesn't know this file" };
            return Err(Rejection::new(name, "not-found", what));
        }
        self.folder = PathBuf::from(path_of(&top));
        self.files = files.into_iter();
        Ok(())
    }

    fn history(&self, file: &OsStr) -> Result<Draft, Rejection> {
        let input = match Path::new(&self.name).is_dir() {
            true if self.name != "." => {
                let folder = Path::new(&self.name).join("").display().to_string();
                format!("{folder}{}", shown_under(&self.name, &self.folder, file))
            }
            true => named(file),
            false => self.name.clone(),
        };
        let commits = self.commits(&input, file)?;
        let Some(newest) = commits.last() else {
            return Err(Rejection::new(input, "git", "no commit holds it yet"));
        };
        let mut blobs = Blobs::start(&input, &self.folder)?;
        // What the file is now says how all of it is read.
        let bytes = blobs.read(&newest.blob)?;
        let mut draft = self.read(&input, &newest.path, &bytes)?;
        match (&self.root, commits.first()) {
            (Some(root), Some(oldest)) => {
                let root = root.get(..12).unwrap_or(root);
                draft.external_id = Some(format!("git:{root}:{}", named(&oldest.path)));
            }
            _ => draft.repairs.push(Repair::new(
                "history-cut",
                "the clone is shallow: its history begins in the middle (for all of it: git fetch --unshallow)",
            )),
        }
        draft.stem = Path::new(&newest.path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let mut last_blob = String::new();
        let mut unread = 0;
        for commit in &commits {
            // A rename without a change of words.
            if commit.blob == last_blob {
                continue;
            }
            last_blob.clone_from(&commit.blob);
            let read = blobs.read(&commit.blob).and_then(|bytes| self.read(&input, &commit.path, &bytes));
            let Ok(old) = read else {
                unread += 1;
                continue;
            };
            draft.revisions.push(DraftRevision {
                texts: old.newest.texts,
                whole: true,
                source_time: Some(commit.time.clone()),
                author: Some(commit.author.clone()).filter(|author| !author.is_empty()),
                note: Some(commit.message.clone()).filter(|message| !message.is_empty()),
            });
        }
        if unread > 0 {
            draft
                .repairs
                .push(Repair::new("revisions-unread", format!("{unread} × an older text that can't be read left out")));
        }
        // The newest is among the revisions.
        draft.newest = DraftRevision { source_time: None, author: None, note: None, ..DraftRevision::default() };
        Ok(draft)
    }

    /// The commits that changed a file, oldest first.
    fn commits(&self, input: &str, file: &OsStr) -> Result<Vec<Commit>, Rejection> {
        let most = format!("--max-count={MAX_COMMITS}");
        let form = "--format=tformat:%x01%H%x00%an%x00%cI%x00%B%x00";
        let words = [
            "log",
            "--follow",
            // What a merge made of two texts is a text of its own, and comes
            // after both of them whatever the clocks say.
            "--diff-merges=first-parent",
            "--topo-order",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-ext-diff",
            "--no-textconv",
            &most,
            form,
            "--",
        ];
        let words: Vec<&OsStr> = words.into_iter().map(OsStr::new).chain([file]).collect();
        let told = ask(input, &self.folder, &words)?;
        let mut commits = parse(&told);
        commits.reverse();
        Ok(commits)
    }

    /// Reads a file as it stood, by the format that it has.
    fn read(&self, input: &str, path: &OsStr, bytes: &[u8]) -> Result<Draft, Rejection> {
        let (source, _) = Source::from_bytes(&named(path), bytes)?.told(&self.settings)?;
        let Detected::Articles(format) = detect(&source, self.format.as_deref())? else {
            return Err(Rejection::new(input, "unknown-format", "the export of a desk, not an article"));
        };
        let draft = format.open(source).next_draft();
        let mut draft = draft.unwrap_or_else(|| Err(Rejection::new(input, "unknown-format", "no article")))?;
        input.clone_into(&mut draft.input);
        Ok(draft)
    }
}

/// A file's path under a folder that was given, as it would be typed.
fn shown_under(given: &str, top: &Path, file: &OsStr) -> String {
    let inside = std::fs::canonicalize(given).ok();
    let below = inside.as_deref().and_then(|inside| {
        let top = std::fs::canonicalize(top).ok()?;
        inside.strip_prefix(top).ok().map(Path::to_owned)
    });
    let below = below.unwrap_or_default();
    named(Path::new(file).strip_prefix(below).map_or(file, Path::as_os_str))
}

impl Reader for Histories {
    fn next_draft(&mut self) -> Option<Result<Draft, Rejection>> {
        if let Some(rejection) = self.refused.take() {
            return Some(Err(rejection));
        }
        let file = self.files.next()?;
        Some(self.history(&file))
    }
}

/// A commit that changed a file.
#[derive(Debug, PartialEq, Eq)]
struct Commit {
    author: String,
    time: String,
    message: String,
    /// The file's name then.
    path: OsString,
    /// Its bytes then.
    blob: String,
}

/// Reads what `git log --raw -z` tells: for each commit its head, then each
/// file that it changed.
fn parse(told: &[u8]) -> Vec<Commit> {
    let mut words = told.split(|b| *b == 0);
    let text = |word: &[u8]| String::from_utf8_lossy(word).into_owned();
    let mut commits = Vec::new();
    let mut head = (String::new(), String::new(), String::new());
    while let Some(word) = words.next().map(text) {
        if word.trim_start_matches('\n').starts_with('\u{1}') {
            let mut next = || words.next().map(text).unwrap_or_default().trim().to_owned();
            head = (next(), next(), next());
            continue;
        }
        let Some(change) = word.trim_start_matches('\n').strip_prefix(':') else { continue };
        let mut facts = change.split(' ');
        let blob = facts.nth(3).unwrap_or_default().to_owned();
        let what = facts.next().unwrap_or_default();
        let mut path = words.next().unwrap_or_default();
        if what.starts_with(['R', 'C']) {
            path = words.next().unwrap_or_default();
        }
        // Taken away: no words stand then. A link or a module has none either.
        let is_file = change.split(' ').nth(1).is_some_and(|mode| mode.starts_with("100"));
        if what.starts_with('D') || !is_file || path.is_empty() {
            continue;
        }
        let (author, time, message) = head.clone();
        commits.push(Commit { author, time, message, path: path_of(path), blob });
    }
    commits
}

/// `git cat-file --batch`: the bytes of blobs, one after another.
struct Blobs {
    name: String,
    child: Child,
}

impl Blobs {
    fn start(name: &str, folder: &Path) -> Result<Self, Rejection> {
        let mut command = git(folder, &["cat-file", "--batch"]);
        let child =
            command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(|error| no_git(name, &error))?;
        Ok(Self { name: name.to_owned(), child })
    }

    fn read(&mut self, blob: &str) -> Result<Vec<u8>, Rejection> {
        let failed = |why: String| Rejection::new(self.name.as_str(), "git", why);
        let io = |error: std::io::Error| failed(format!("git stopped answering: {error}"));
        let (Some(to), Some(from)) = (self.child.stdin.as_mut(), self.child.stdout.as_mut()) else {
            return Err(failed("git stopped answering".to_owned()));
        };
        writeln!(to, "{blob}").and_then(|()| to.flush()).map_err(io)?;
        // A byte at a time up to the line's end: what follows is counted.
        let mut from = BufReader::with_capacity(1, from);
        let mut line = String::new();
        (&mut from).take(400).read_line(&mut line).map_err(io)?;
        let mut facts = line.split_whitespace();
        let told = (facts.next(), facts.next(), facts.next().and_then(|size| size.parse::<u64>().ok()));
        let (Some(_), Some("blob"), Some(size)) = told else {
            return Err(failed(format!("git has no text {blob}")));
        };
        let mut bytes = Vec::new();
        let mut rest = from.take(size + 1);
        if size > MAX_ARTICLE_BYTES {
            std::io::copy(&mut rest, &mut std::io::sink()).map_err(io)?;
            return Err(Rejection::new(
                self.name.as_str(),
                "too-large",
                format!("larger than {}, the limit for a file that is one article", in_mebibytes(MAX_ARTICLE_BYTES)),
            ));
        }
        rest.read_to_end(&mut bytes).map_err(io)?;
        bytes.pop();
        if bytes.len() as u64 == size { Ok(bytes) } else { Err(failed("git stopped answering".to_owned())) }
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        // Without its input it ends by itself.
        drop(self.child.stdin.take());
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_tells_is_read() {
        let told = "\u{1}aa\0Ana\0T3\0second\n\0\0\n:100644 100644 d9 7c M\0b.md\0\u{1}bb\0Bo\0T2\0ren:ame\n\n:odd\n\0\0\n:100644 100644 d9 d9 R100\0a.md\0b.md\0\u{1}cc\0Cy\0T1\0\0\0\n:000000 120000 00 e1 A\0b.md\0\u{1}dd\0Di\0T0\0x\0\0\n:100644 000000 d9 00 D\0a.md\0";
        let read = parse(told.as_bytes());
        let short: Vec<_> = read
            .iter()
            .map(|c| (c.author.as_str(), c.path.to_str().unwrap(), c.blob.as_str(), c.message.as_str()))
            .collect();
        assert_eq!(short, [("Ana", "b.md", "7c", "second"), ("Bo", "b.md", "d9", "ren:ame\n\n:odd")]);
    }
}
