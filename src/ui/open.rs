//! Opening an address or a file in whatever the person's system opens it with.
//!
//! What is opened came from copy and colleagues, so nothing of it is ever read
//! by a shell, only web addresses and documents are opened at all, and nothing
//! that could be taken for a flag.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use super::{Error, Ui, interrupt};

/// Why something isn't opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Its scheme is not the web's.
    #[error("only addresses that begin with http:// or https:// are opened")]
    Scheme,
    /// It holds characters that no address holds.
    #[error("it is no address: it has blanks or invisible characters in it")]
    NoAddress,
    /// A file that may be a program.
    #[error("only documents, pictures, sound and film are opened, not \"{0}\"")]
    Kind(String),
}

/// The endings of files that a program only shows. Whatever else is attached
/// may be run by being opened.
const SHOWN: [&str; 28] = [
    "pdf", "txt", "md", "csv", "tsv", "rtf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "epub", "png", "jpg", "jpeg",
    "gif", "webp", "tif", "tiff", "mp3", "m4a", "ogg", "flac", "wav", "mp4", "webm", "mov",
];

/// An address that may be opened.
pub fn address(url: &str) -> Result<&str, Refused> {
    let url = url.trim();
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let rest = match lower.as_str() {
        "https://" => url.get(8..),
        _ if lower.starts_with("http://") => url.get(7..),
        _ => return Err(Refused::Scheme),
    };
    let odd = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '"' | '<' | '>' | '\\' | '`' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    match rest {
        Some(rest) if !rest.is_empty() && !rest.starts_with('/') && !url.chars().any(odd) => Ok(url),
        _ => Err(Refused::NoAddress),
    }
}

/// A file's ending, if such files may be opened.
pub fn document(name: &str) -> Result<&'static str, Refused> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let known = ending.and_then(|ending| SHOWN.into_iter().find(|shown| *shown == ending));
    known.ok_or_else(|| Refused::Kind(name.to_owned()))
}

impl Ui {
    /// Opens an address that [`address`] let pass.
    pub fn open_address(&self, url: &str) -> Result<(), Error> {
        let commands = self.settings().browser.as_deref().map(browsers).unwrap_or_default();
        self.open_with(&commands, url)
    }

    /// Opens a file by its absolute path; its ending passed [`document`].
    pub fn open_file(&self, path: &Path) -> Result<(), Error> {
        self.open_with(&[], &path.display().to_string())
    }

    /// Runs the first of these commands that can be started, else the system's own.
    fn open_with(&self, commands: &[Vec<String>], what: &str) -> Result<(), Error> {
        self.flush()?;
        let failed = |source| Error::Io { what: "nothing could be started to open it", source };
        interrupt::watch();
        let mut last = None;
        for words in commands {
            let Some((program, rest)) = words.split_first() else { continue };
            let named = rest.iter().any(|word| word.contains("%s"));
            let mut command = Command::new(program);
            command.args(rest.iter().map(|word| word.replace("%s", what)));
            if !named {
                command.arg(what);
            }
            match command.status() {
                Ok(_) => {
                    interrupt::forget();
                    return Ok(());
                }
                Err(error) => last = Some(error),
            }
        }
        let own = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
        let status =
            Command::new(own).arg(what).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        interrupt::forget();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(failed(std::io::Error::other(format!("{own} ended with {status}")))),
            Err(error) => Err(failed(last.unwrap_or(error))),
        }
    }
}

/// The commands that BROWSER names, first to last, each in words. No shell
/// reads them.
fn browsers(setting: &str) -> Vec<Vec<String>> {
    let words = |command: &str| command.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    setting.split(':').map(words).filter(|words| !words.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        for good in ["https://example.org/a?b=c&d=%20", "HTTP://example.org", "http://[::1]/x", "https://пример.рф/"]
        {
            assert_eq!(address(good), Ok(good));
        }
        for bad in ["", "file:///etc/passwd", "javascript:alert(1)", "ftp://x", "-o/x", "https:/x", "data:text/html,x"]
        {
            assert_eq!(address(bad), Err(Refused::Scheme), "{bad}");
        }
        for bad in ["https://", "https:///etc", "https://a b", "http://a\u{202e}b", "https://a\"b", "https://a`id`"] {
            assert_eq!(address(bad), Err(Refused::NoAddress), "{bad}");
        }
    }

    #[test]
    fn only_documents_are_opened() {
        assert_eq!(document("Ruling of 3 May.PDF"), Ok("pdf"));
        for bad in ["run.sh", "x.desktop", "page.html", "macro.docm", "pdf", "a.pdf.exe", ""] {
            assert!(document(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_browser_s_words_are_never_a_shell_s() {
        assert_eq!(browsers("w3m -o x=y %s:lynx"), [vec!["w3m", "-o", "x=y", "%s"], vec!["lynx"]]);
        assert!(browsers(" : ").is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn an_address_is_one_word_whatever_it_holds() {
        use std::os::unix::fs::PermissionsExt as _;

        use crate::ui::{Settings, term::Terminal};
        let folder = tempfile::tempdir().unwrap();
        let (script, out) = (folder.path().join("browser"), folder.path().join("out"));
        std::fs::write(&script, format!("#!/bin/sh\nprintf '%s|' \"$#\" \"$@\" > '{}'\n", out.display())).unwrap();
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).unwrap();
        let browser = Some(format!("/no/such/program:{} --new", script.display()));
        let ui = Ui::captured(Settings { browser, ..Settings::default() }, Terminal::default());
        ui.open_address("https://example.org/$(touch%20x);a'b&c").unwrap();
        assert_eq!(std::fs::read_to_string(&out).unwrap(), "2|--new|https://example.org/$(touch%20x);a'b&c|");
    }
}
