//! What a fact-check spreadsheet hands to the desk: a row, which is one fact
//! of an article.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use crate::domain::{
    canonical::Repair,
    claim::{Asks, ClaimKind, Finding},
    part::Part,
    source::{SourceKind, Stance},
    time::Timestamp,
};

/// A row of a fact-check spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFact {
    /// Where it was read: `file:row`, the row as spreadsheets number it.
    pub input: String,
    /// The format that read it, for the record.
    pub reader: &'static str,
    /// The article as the row or the command line names it: a slug, an id or
    /// the unique beginning of a slug.
    pub article: Option<String>,
    /// The number of the claim, where the row names one.
    pub id: Option<i64>,
    /// The exact words.
    pub quote: String,
    /// The checkable assertion.
    pub statement: String,
    /// What sort of assertion it is.
    pub kind: Option<ClaimKind>,
    /// What is asked of it.
    pub asks: Option<Asks>,
    /// Who says so.
    pub claimant: String,
    /// When it was said, as given.
    pub said_on: String,
    /// 1 (first) to 3.
    pub priority: Option<u8>,
    /// Who is to check it, as the row names them.
    pub assignee: String,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// The part that the words stand in.
    pub part: Option<Part>,
    /// Which occurrence of the words, from 1.
    pub occurrence: Option<u32>,
    /// Its sources.
    pub sources: Vec<ImportSource>,
    /// Who checked it, as the row names them.
    pub checker: String,
    /// What came of the check, as the row says it.
    pub status: String,
    /// What came of the check, where its word is one that copydesk knows.
    pub finding: Option<Finding>,
    /// The words that should stand instead.
    pub correction: String,
    /// The public rating.
    pub rating: String,
    /// Notes.
    pub notes: String,
    /// Whether the row says that the claim was withdrawn.
    pub is_withdrawn: bool,
    /// The row's cells by field, to see later what changed in it.
    pub cells: BTreeMap<String, String>,
    /// Quote and statement of every row of the sheet, so that a row whose
    /// words were edited isn't taken for its neighbour.
    pub rows: Arc<HashSet<(String, String)>>,
    /// What was changed to read it, and what of it was not taken.
    pub repairs: Vec<Repair>,
}

/// A source as an import names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportSource {
    /// The number of a source of the desk, where it is named (`S3`).
    pub id: Option<i64>,
    /// What sort of thing.
    pub kind: SourceKind,
    /// Its title; never empty.
    pub title: String,
    /// Its address, or empty.
    pub url: String,
    /// Page, timecode.
    pub locator: String,
    /// What it says to the claim.
    pub stance: Stance,
    /// A note.
    pub note: String,
}

/// The longest title of a source that is made of running text, in characters.
const LONGEST_TITLE: usize = 300;

impl ImportSource {
    /// A source of this title and address; the address stands in for a title.
    /// `None` where there is neither.
    pub fn new(title: &str, url: &str) -> Option<Self> {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let named = if title.is_empty() { url.to_owned() } else { title.chars().take(LONGEST_TITLE).collect() };
        (!named.is_empty()).then(|| Self {
            id: None,
            kind: kind_of(&named, url),
            title: named,
            url: url.to_owned(),
            locator: String::new(),
            stance: Stance::Supports,
            note: String::new(),
        })
    }

    /// What stands for the title of a source that is named by its number alone.
    pub fn by_number(id: i64) -> String {
        format!("S{id}")
    }

    /// The sources in running text: one a line, or parted by semicolons or
    /// bars; each with its address, if it has one, in or behind it.
    pub fn in_text(text: &str) -> Vec<Self> {
        text.split(['\n', '\r']).flat_map(pieces).filter_map(Self::read).collect()
    }

    /// One source as people write it: `S3 Budget 2026, p. 4 <https://…>`.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['-', '*', '•', '–', '—']).trim();
        if text.is_empty() || ["-", "n/a", "na", "none", "no source", "?", "tbd", "tk"].contains(&&*text.to_lowercase())
        {
            return None;
        }
        let (stance, text) = match text.split_once(':') {
            Some((word, rest)) if !rest.starts_with("//") => match word.trim().parse::<Stance>() {
                Ok(stance) => (stance, rest.trim()),
                Err(_) => (Stance::Supports, text),
            },
            _ => (Stance::Supports, text),
        };
        let (id, text) = numbered(text);
        let (mut title, url) = split_address(text);
        if let Some(id) = id.filter(|_| title.is_empty() && url.is_empty()) {
            title = Self::by_number(id);
        }
        Self::new(&title, &url).map(|source| Self { id, stance, ..source })
    }
}

/// Splits at `;` and `|` where a blank follows, or all of them are addresses.
fn pieces(line: &str) -> Vec<&str> {
    let addresses = line.matches("://").count();
    if addresses > 1 && line.split_whitespace().all(|word| word.contains("://")) {
        return line.split_whitespace().map(|word| word.trim_end_matches([',', ';'])).collect();
    }
    let mut out = Vec::new();
    let mut rest = line;
    while let Some((at, mark)) = rest.char_indices().find(|&(at, c)| {
        matches!(c, ';' | '|') && rest.get(at + 1..).is_some_and(|next| next.starts_with(char::is_whitespace))
    }) {
        out.push(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + mark.len_utf8()..).unwrap_or_default();
    }
    out.push(rest);
    out
}

/// Takes a source's number (`S3`, `[S3]`, `S3:`) off the front.
fn numbered(text: &str) -> (Option<i64>, &str) {
    let inner = text.trim_start_matches(['[', '(']);
    let Some(rest) = inner.strip_prefix('S') else { return (None, text) };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, after) = rest.split_at(digits);
    match number.parse() {
        Ok(id) if after.is_empty() || after.starts_with([' ', ']', ')', ':', '.', ',']) => {
            let after = after.trim_start_matches([']', ')']);
            (Some(id), after.strip_prefix([':', '.', ',']).unwrap_or(after).trim_start())
        }
        _ => (None, text),
    }
}

/// Splits an address out of a text; what is left is the title.
fn split_address(text: &str) -> (String, String) {
    let Some(start) = text.find("https://").or_else(|| text.find("http://")).or_else(|| text.find("www.")) else {
        return (text.trim().to_owned(), String::new());
    };
    let (before, rest) = text.split_at(start);
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\u{201d}')).unwrap_or(rest.len());
    let (found, after) = rest.split_at(end);
    let mut url = found.trim_end_matches(['.', ',', ';', ']', '}']);
    // A closing bracket belongs to the text unless the address opened it.
    if url.ends_with(')') && !url.contains('(') {
        url = url.trim_end_matches(')');
    }
    let url = if url.starts_with("www.") { format!("https://{url}") } else { url.to_owned() };
    let edge: &[char] = &['<', '>', '(', ')', '[', ']', ':', ',', ';', '-', '–', '—', ' ', '\t', '"'];
    let before = before.trim_matches(edge);
    let after = after.trim_matches(edge);
    let title = match (before.is_empty(), after.is_empty()) {
        (_, true) => before.to_owned(),
        (true, false) => after.to_owned(),
        (false, false) => format!("{before}, {after}"),
    };
    (title, url)
}

/// What sort of source a title and an address speak of.
fn kind_of(title: &str, url: &str) -> SourceKind {
    let title = title.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| title.contains(word));
    if says(&["interview", "phone", "by telephone", "spoke to", "told me", "e-mail from", "email from"]) {
        SourceKind::Interview
    } else if says(&["recording", "audio", "transcript", "video of"]) {
        SourceKind::Recording
    } else if !url.is_empty() {
        SourceKind::Web
    } else {
        SourceKind::Document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_as_people_write_them() {
        let read = |text: &str| -> Vec<(Option<i64>, String, String)> {
            ImportSource::in_text(text).into_iter().map(|s| (s.id, s.title, s.url)).collect()
        };
        let one = |id, title: &str, url: &str| vec![(id, title.to_owned(), url.to_owned())];
        for (given, want) in [
            ("Budget 2026, p. 4", one(None, "Budget 2026, p. 4", "")),
            ("https://example.org/a(b)", one(None, "https://example.org/a(b)", "https://example.org/a(b)")),
            ("Budget (https://example.org/a).", one(None, "Budget", "https://example.org/a")),
            ("S3 Budget <https://example.org/a>", one(Some(3), "Budget", "https://example.org/a")),
            ("[S12] Call to the mayor", one(Some(12), "Call to the mayor", "")),
            ("S7: Port register", one(Some(7), "Port register", "")),
            ("S1 ..", one(Some(1), "..", "")),
            ("S3", one(Some(3), "S3", "")),
            ("SEC filing 10-K", one(None, "SEC filing 10-K", "")),
            ("www.example.org", one(None, "https://www.example.org", "https://www.example.org")),
            ("Report: https://example.org/r page 3", one(None, "Report, page 3", "https://example.org/r")),
            ("n/a", Vec::new()),
            (" - \n", Vec::new()),
        ] {
            assert_eq!(read(given), want, "{given}");
        }
        assert_eq!(read("A; B | C\nD;E").len(), 4);
        assert_eq!(read("https://a.org, https://b.org").len(), 2);
        assert_eq!(ImportSource::in_text("contradicts: Census")[0].stance, Stance::Contradicts);
        assert_eq!(ImportSource::in_text("Phone call, Ola Berg")[0].kind, SourceKind::Interview);
    }
}
