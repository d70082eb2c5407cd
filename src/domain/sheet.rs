//! The sheet of an article's claims: a line each, to be filled in in one
//! sitting and read back.
//!
//! ```text
//! 12:a3f9c | Ten people died | number | confirmed | S3 p. 4 |
//! | 200 fled | number | | web: Police log <https://police.example/log> |
//! ```
//!
//! The first cell is the claim's number with a stamp of what the line showed,
//! so that a line, wherever it is kept, says whether its claim is still the one
//! that was seen. A line without a number makes a claim. An empty cell leaves
//! things as they are. `|`, `\` and line ends inside a cell are written `\|`,
//! `\\` and `\n`; `#` and a space begin a remark.

use super::{
    claim::{ClaimKind, Finding},
    ids::{ClaimId, SourceId},
    source::{SourceKind, Stance},
};

/// The head of a sheet's columns.
pub const COLUMNS: [&str; 6] = ["claim", "words", "kind", "finding", "source", "correction"];

/// What begins the words of a claim that has none in the text: its statement.
pub const STATEMENT: char = '~';

/// The cells of a line, as they are typed, without what stands around them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    /// The exact words, or `~` and the statement of a claim without words in the text.
    pub words: String,
    /// What sort of claim.
    pub kind: String,
    /// The finding that is proposed or approved.
    pub finding: String,
    /// The sources, with `;` between them.
    pub source: String,
    /// The words that should stand instead.
    pub correction: String,
}

/// A line of a sheet that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The claim; `None` makes one.
    pub claim: Option<ClaimId>,
    /// The stamp of what the line showed; `None` where it was typed without one.
    pub stamp: Option<String>,
    /// Its cells.
    pub cells: Cells,
}

/// A line as it stands in the file: what it says, or why it can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Its number in the file, from 1.
    pub number: usize,
    /// The line as it was typed.
    pub text: String,
    /// What it says.
    pub line: Result<Line, String>,
}

/// A source in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cited {
    /// One that the desk has: `S3`, `S3 p. 4`, `S3 (contradicts) p. 4`.
    Known {
        /// Which.
        source: SourceId,
        /// Where in it.
        locator: String,
        /// What it says to the claim.
        stance: Stance,
    },
    /// One to be added: `web: Police log <https://police.example/log>`.
    New {
        /// What sort of thing.
        kind: SourceKind,
        /// Its title.
        title: String,
        /// Where it is.
        url: String,
    },
}

/// Reads a sheet. Remarks and empty lines say nothing.
pub fn read(text: &str) -> Vec<Read> {
    let lines = text.lines().enumerate().filter(|(_, line)| !is_remark(line));
    lines.map(|(at, line)| Read { number: at + 1, text: line.to_owned(), line: read_line(line) }).collect()
}

fn is_remark(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line == "#" || line.starts_with("# ") || line.starts_with("##")
}

/// The revision that a sheet's heading names (`# harbour-fire@3: …`): what its
/// lines were read beside.
pub fn revision(text: &str) -> Option<i64> {
    let heading = text.lines().find_map(|line| line.strip_prefix("# "))?;
    let (_, number) = heading.split(':').next()?.rsplit_once('@')?;
    number.trim().parse().ok().filter(|number| *number > 0)
}

fn read_line(line: &str) -> Result<Line, String> {
    let cells = split(line);
    let (first, rest) = cells.split_first().map_or(("", [].as_slice()), |(first, rest)| (first.as_str(), rest));
    let named = named(first);
    // A new claim's line may begin with its words at once.
    let rest = if named.is_none() && !first.is_empty() { cells.as_slice() } else { rest };
    if rest.len() > COLUMNS.len() - 1
        && rest.get(COLUMNS.len() - 1..).is_some_and(|more| more.iter().any(|c| !c.is_empty()))
    {
        return Err(format!(
            "it has {} cells after the number and takes {}; a | inside words is written \\|",
            rest.len(),
            COLUMNS.len() - 1
        ));
    }
    let cell = |at: usize| rest.get(at).cloned().unwrap_or_default();
    let cells = Cells { words: cell(0), kind: cell(1), finding: cell(2), source: cell(3), correction: cell(4) };
    let (claim, stamp) = named.unwrap_or((None, None));
    if claim.is_none() && cells.words.is_empty() {
        return Err("a new claim needs its words".to_owned());
    }
    Ok(Line { claim, stamp, cells })
}

/// A claim's number, with or without `#`, and its stamp; `None` where the cell is something else.
fn named(cell: &str) -> Option<(Option<ClaimId>, Option<String>)> {
    let (number, stamp) = cell.split_once(':').map_or((cell, None), |(number, stamp)| (number, Some(stamp)));
    let digits = number.trim().trim_start_matches('#');
    let id: i64 = digits.parse().ok().filter(|id| *id > 0 && digits.bytes().all(|b| b.is_ascii_digit()))?;
    let stamp = stamp.map(|stamp| stamp.trim().to_owned());
    if stamp.as_deref().is_some_and(|s| s.is_empty() || !s.bytes().all(|b| b.is_ascii_hexdigit())) {
        return None;
    }
    Some((Some(ClaimId(id)), stamp))
}

/// The cells of a line, unescaped and trimmed.
fn split(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut chars = line.trim().chars();
    while let Some(c) = chars.next() {
        let Some(cell) = cells.last_mut() else { break };
        match c {
            '|' => cells.push(String::new()),
            '\\' => match chars.next() {
                Some('n') => cell.push('\n'),
                Some(hidden @ ('|' | '\\')) => cell.push(hidden),
                // `\;` stays as it is: it means something to sources.
                Some(other) => cell.extend(['\\', other]),
                None => cell.push('\\'),
            },
            c => cell.push(c),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

/// A cell as it is written into a line.
pub fn escape(cell: &str) -> String {
    cell.trim().replace('\\', "\\\\").replace('|', "\\|").replace("\r\n", "\n").replace(['\n', '\r'], "\\n")
}

/// Reads the sources of a line.
pub fn sources(cell: &str) -> Result<Vec<Cited>, String> {
    let hidden = cell.replace("\\;", "\u{0}");
    let items = hidden.split(';').map(|item| item.replace('\u{0}', ";").trim().to_owned());
    items.filter(|item| !item.is_empty()).map(|item| source(&item)).collect()
}

fn source(item: &str) -> Result<Cited, String> {
    let wrong = || {
        let kinds = SourceKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
        format!("{item:?} names no source; write S3, S3 p. 4, or KIND: TITLE <URL> with a kind of {kinds}")
    };
    let digits: String =
        item.strip_prefix(['S', 's']).unwrap_or_default().chars().take_while(char::is_ascii_digit).collect();
    if let Some(id) = digits.parse::<i64>().ok().filter(|id| *id > 0) {
        let rest = item.get(1 + digits.len()..).unwrap_or_default();
        if !rest.is_empty() && !rest.starts_with(' ') {
            return Err(wrong());
        }
        let mut locator = rest.trim();
        let mut stance = Stance::Supports;
        for known in Stance::ALL {
            if let Some(after) = locator.strip_prefix(&format!("({known})")) {
                (stance, locator) = (*known, after.trim());
            }
        }
        return Ok(Cited::Known { source: SourceId(id), locator: locator.to_owned(), stance });
    }
    let (kind, rest) = item.split_once(':').ok_or_else(wrong)?;
    let kind: SourceKind = kind.trim().to_lowercase().parse().map_err(|_| wrong())?;
    let rest = rest.trim();
    let (title, url) = match rest.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((title, url)) => (title.trim(), url.trim()),
        None => (rest, ""),
    };
    let title = if title.is_empty() { url } else { title };
    if title.is_empty() {
        return Err(wrong());
    }
    Ok(Cited::New { kind, title: title.to_owned(), url: url.to_owned() })
}

impl std::fmt::Display for Cited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hide = |text: &str| text.replace(';', "\\;");
        match self {
            Self::Known { source, locator, stance } => {
                write!(f, "S{source}")?;
                if *stance != Stance::Supports {
                    write!(f, " ({stance})")?;
                }
                if locator.is_empty() { Ok(()) } else { write!(f, " {}", hide(locator)) }
            }
            Self::New { kind, title, url } if url.is_empty() => write!(f, "{kind}: {}", hide(title)),
            Self::New { kind, title, url } => write!(f, "{kind}: {} <{}>", hide(title), hide(url)),
        }
    }
}

/// Reads a kind; empty is none.
pub fn kind(cell: &str) -> Result<Option<ClaimKind>, String> {
    word(cell, ClaimKind::ALL.iter().map(|kind| kind.as_str()))
}

/// Reads a finding; empty is none.
pub fn finding(cell: &str) -> Result<Option<Finding>, String> {
    word(cell, Finding::ALL.iter().map(|finding| finding.as_str()))
}

fn word<T: std::str::FromStr>(cell: &str, known: impl Iterator<Item = &'static str>) -> Result<Option<T>, String> {
    let typed = cell.trim().to_lowercase();
    if typed.is_empty() {
        return Ok(None);
    }
    let known: Vec<&str> = known.collect();
    // A few letters are enough where only one word begins so.
    let begins: Vec<&&str> = known.iter().filter(|word| word.starts_with(&typed)).collect();
    let full = match begins.as_slice() {
        [only] => (**only).to_owned(),
        _ => typed,
    };
    full.parse().map(Some).map_err(|_| format!("{cell:?} is none of {}", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(text: &str) -> Line {
        read_line(text).unwrap_or_else(|why| panic!("{text}: {why}"))
    }

    #[test]
    fn lines_in_every_writing() {
        let full = line(" 12:a3f9c |  Ten people died | number | confirmed | S3 p. 4; S5 | ");
        assert_eq!((full.claim, full.stamp.as_deref()), (Some(ClaimId(12)), Some("a3f9c")));
        assert_eq!((full.cells.words.as_str(), full.cells.source.as_str()), ("Ten people died", "S3 p. 4; S5"));
        assert_eq!(line("#12 | x").claim, Some(ClaimId(12)));
        for text in ["| 200 fled | number", "200 fled | number", "|200 fled|number|||"] {
            let new = line(text);
            assert_eq!(
                (new.claim, new.cells.words.as_str(), new.cells.kind.as_str()),
                (None, "200 fled", "number"),
                "{text}"
            );
        }
        assert_eq!(line("At 12:30 | date").cells.words, "At 12:30");
        assert_eq!(line(r"| a \| b \\ c\nd").cells.words, "a | b \\ c\nd");
        assert!(read_line("| | number").is_err());
        assert!(read_line("1 | a | b | c | d | e | f").is_err());
    }

    #[test]
    fn remarks_say_nothing() {
        let read = read("# harbour-fire@3: a line each\n#\n\n## more\n#12 | x\n  \n| y\n");
        assert_eq!(read.iter().map(|r| r.number).collect::<Vec<_>>(), [5, 7]);
        assert_eq!(revision("# harbour-fire@3: a line each\n"), Some(3));
        assert_eq!((revision("# a remark\n| x@4\n"), revision("")), (None, None));
    }

    #[test]
    fn sources_in_every_writing() {
        let known =
            |source, locator: &str, stance| Cited::Known { source: SourceId(source), locator: locator.into(), stance };
        let read = sources("S3; s5 p. 4;  S7 (contradicts) line 2 ").unwrap();
        let want = [
            known(3, "", Stance::Supports),
            known(5, "p. 4", Stance::Supports),
            known(7, "line 2", Stance::Contradicts),
        ];
        assert_eq!(read, want);
        let new = sources("web: Police log <https://police.example/a\\;b>; document: Budget 2026").unwrap();
        assert_eq!(new[0].to_string(), "web: Police log <https://police.example/a\\;b>");
        assert_eq!(new[1], Cited::New { kind: SourceKind::Document, title: "Budget 2026".into(), url: String::new() });
        for wrong in ["3", "S", "Sx", "S3x", "web:", "Police log", "paper: x", "https://police.example"] {
            assert!(sources(wrong).is_err(), "{wrong}");
        }
        assert_eq!(finding("conf"), Ok(Some(Finding::Confirmed)));
        assert_eq!((finding(""), kind("Number")), (Ok(None), Ok(Some(ClaimKind::Number))));
        assert!(finding("wrong").is_err() && kind("n").is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(words in "[a-z|\\\\;\n #0-9:é]{1,30}", source in "[a-z|\\\\]{0,12}") {
            let words = words.trim().to_owned();
            prop_assume!(!words.is_empty() && !words.contains("\\;"));
            let written = format!("7:ab12c | {} | other |  | {} |", escape(&words), escape(&source));
            let line = read_line(&written).unwrap();
            prop_assert_eq!((line.claim, &line.cells.words, &line.cells.source), (Some(ClaimId(7)), &words, &source));
        }
    }
}
