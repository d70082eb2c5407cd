//! Copy as it is typed or handed in: a file or standard input, in whatever
//! encoding, and the header that an editor's draft begins with.

use std::path::Path;

use super::Ctx;
use super::error::{Error, Result};
use crate::domain::canonical::MAX_TEXT_BYTES;
use crate::domain::part::{Part, Texts};
use crate::import::decode::decode;

/// The largest file that is read as copy, in bytes: a text of the largest size
/// in an encoding that takes twice the room, and its header.
pub(super) const LARGEST: u64 = 2 * MAX_TEXT_BYTES as u64 + 65_536;

impl Ctx {
    /// The text of a file, or of standard input for `-`. An encoding other
    /// than UTF-8 is said; what is no text is refused by name.
    pub fn read_text(&self, file: &Path) -> Result<String> {
        let name = if file.as_os_str() == "-" { "standard input".to_owned() } else { file.display().to_string() };
        let bytes = self.read(file, LARGEST)?;
        let decoded = decode(&bytes)
            .map_err(|why| Error::refused(format!("{name} is {}", why.0)).hint("give plain text, or light Markdown"))?;
        for repair in &decoded.repairs {
            self.ui.warn(format!("{name}: {}", repair.message));
        }
        Ok(decoded.text.into_owned())
    }
}

/// The parts that stand in a draft's header.
const HEADER: [Part; 4] = [Part::Headline, Part::Standfirst, Part::Byline, Part::Dateline];

/// The line above and below the header.
const FENCE: &str = "---";

/// A draft of these texts: a header of the small parts between two lines of
/// dashes, then the body. What follows a part's name is the text as it is; a
/// line that is indented goes on with the part before it.
pub fn draft(texts: &Texts) -> String {
    let mut out = format!("{FENCE}\n");
    for part in HEADER {
        out.push_str(part.as_str());
        out.push(':');
        for (n, line) in texts.get(&part).split('\n').enumerate() {
            let lead = if n > 0 { "\n  " } else { " " };
            if !line.is_empty() {
                out.push_str(lead);
                out.push_str(line);
            } else if n > 0 {
                out.push('\n');
            }
        }
        out.push('\n');
    }
    out.push_str(FENCE);
    out.push_str("\n\n");
    out.push_str(texts.get(&Part::Body));
    out.push('\n');
    out
}

/// Puts a draft's texts in place of `texts`: the body, and each part that its
/// header names. Copy without a header is all body. Fails, saying where, on a
/// header with a part that it can't hold or without an end.
pub fn read_draft(copy: &str, texts: &mut Texts) -> Result<(), String> {
    let Some(header) = header(copy) else {
        texts.set(Part::Body, copy);
        return Ok(());
    };
    let mut parts: Vec<(Part, String)> = Vec::new();
    let mut read = FENCE.len();
    for (n, line) in header.split_inclusive('\n').enumerate() {
        let text = line.trim_end();
        if n == 0 {
            read = line.len();
            continue;
        }
        read += line.len();
        if text == FENCE {
            for (part, text) in parts {
                texts.set(part, text.trim());
            }
            texts.set(Part::Body, copy.get(read..).unwrap_or_default());
            return Ok(());
        }
        let indented = line.starts_with([' ', '\t']) || text.is_empty();
        match (indented, parts.last_mut(), named(text)) {
            (true, Some((_, before)), _) => {
                before.push('\n');
                before.push_str(text.trim_start());
            }
            (false, _, Some((part, text))) => parts.push((part, text.to_owned())),
            _ => {
                return Err(format!(
                    "line {}: \"{text}\" is no part of the header, which holds headline, standfirst, byline and dateline",
                    n + 1
                ));
            }
        }
    }
    Err(format!("the header, which begins with {FENCE}, has no end; end it with another line of {FENCE}"))
}

/// The copy from its header on, if it begins with one: a line of dashes, then
/// a line with a word and a colon. A mere line of dashes is the body's own.
fn header(copy: &str) -> Option<&str> {
    let mut lines = copy.lines();
    let fenced = lines.next()?.trim_end() == FENCE;
    let word = lines.find(|line| !line.trim().is_empty())?.split_once(':')?.0;
    (fenced && !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b)))
        .then_some(copy)
}

fn named(line: &str) -> Option<(Part, &str)> {
    let (word, text) = line.split_once(':')?;
    let part = HEADER.into_iter().find(|part| part.as_str() == word.trim().to_lowercase())?;
    Some((part, text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(copy: &str) -> Result<Texts, String> {
        let mut texts = Texts::default().with(Part::Headline, "Before").with(Part::Byline, "Ann");
        read_draft(copy, &mut texts).map(|()| texts)
    }

    #[test]
    fn a_draft_reads_back_as_it_was_written() {
        let texts = Texts::default()
            .with(Part::Headline, "\"It's over\": PM")
            .with(Part::Standfirst, "One line.\nAnother.\n\nA paragraph.")
            .with(Part::Dateline, "LONDON: 3 May")
            .with(Part::Body, "---\n\nTen died.\n\n---\n\nheadline: no");
        let mut back = Texts::default().with(Part::Byline, "Ann");
        read_draft(&draft(&texts), &mut back).unwrap();
        for (part, text) in texts.iter() {
            assert_eq!(back.get(part).trim(), text, "{part}");
        }
        assert_eq!(back.get(&Part::Byline), "", "an empty line in the header clears the part");
    }

    #[test]
    fn what_the_header_leaves_out_stays() {
        let texts = read("---\r\nHeadline: After\r\n---\r\nTen died.\r\n").unwrap();
        assert_eq!((texts.get(&Part::Headline), texts.get(&Part::Byline)), ("After", "Ann"));
        assert_eq!(texts.get(&Part::Body), "Ten died.\r\n");
    }

    #[test]
    fn copy_without_a_header_is_all_body() {
        for copy in ["Ten died.", "---\n\nTen died.", "", "---", "---\nTen died: police.\n", "headline: x\n"] {
            assert_eq!(read(copy).unwrap().get(&Part::Body), copy);
        }
    }

    #[test]
    fn a_header_that_can_not_be_read_says_where() {
        assert!(read("---\nheadline: x\ntitle: y\n---\n").unwrap_err().contains("line 3: \"title: y\""));
        assert!(read("---\nheadline: x\nTen died.\n").unwrap_err().contains("line 3"));
        assert!(read("---\nheadline: x\n").unwrap_err().contains("has no end"));
    }
}
