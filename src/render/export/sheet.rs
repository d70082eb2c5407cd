//! The fact-check spreadsheet: a claim a row, with its words, what was found,
//! by whom and on what, as CSV or XLSX.
//!
//! A cell of a CSV file that a spreadsheet program would take for a formula
//! begins with an apostrophe ([`defend`]); it is taken off again when the sheet
//! is read back. Cells of an XLSX file are texts by their type.

use std::io::{self, Write};

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

use super::INTERNAL;
use crate::domain::claim::Progress;
use crate::domain::export::{Cited, Claim, Comment};
use crate::domain::formula::defend;
use crate::domain::source::Stance;

/// The columns, named as the fields are in JSON.
pub const COLUMNS: [&str; 23] = [
    "id",
    "article",
    "quote",
    "statement",
    "kind",
    "asks",
    "claimant",
    "said_on",
    "appearances",
    "part",
    "priority",
    "progress",
    "finding",
    "correction",
    "rating",
    "standing",
    "sources",
    "locator",
    "checked_by",
    "checked_at",
    "approved_by",
    "approved_at",
    "revision",
];

/// Further columns with what is for the desk alone.
///
/// Why a claim stands as it does often quotes a note, so that it is one of them.
pub const INSIDE: [&str; 5] = ["assignee", "due_at", "standing_reason", "internal_notes", "internal_comments"];

/// The longest text that a cell of an XLSX file holds, in characters (UTF-16 units).
const LONGEST: usize = 32_767;
/// The most rows that a sheet of an XLSX file holds, its header among them.
const MOST_ROWS: usize = 1_048_576;

/// A row: the claim with its article's slug and the revision in which it stands.
#[derive(Debug, Clone)]
pub struct Line {
    cells: Vec<String>,
}

impl Line {
    /// The row of a claim.
    pub fn new(article: &str, revision: i64, claim: &Claim, inside: bool) -> Self {
        let text = |part: Option<&str>| part.unwrap_or_default().to_owned();
        let (checked, approved) = (claim.checked.as_ref(), claim.approved.as_ref());
        // A finding that was sent back or lapsed is none: a sheet that comes back would propose it again.
        let stands = !matches!(claim.progress, Progress::Open | Progress::Returned);
        let found = |text: &str| if stands { text.to_owned() } else { String::new() };
        let checked = checked.filter(|_| stands);
        let open: Vec<&Cited> = claim.sources.iter().filter(|s| !s.confidential || inside).collect();
        let mut cells = vec![
            claim.id.to_string(),
            article.to_owned(),
            claim.known_as.clone(),
            claim.statement.clone(),
            claim.kind.to_string(),
            claim.asks.to_string(),
            claim.claimant.clone(),
            claim.said_on.clone(),
            claim.appearances.join("\n"),
            text(claim.places.first().map(|(part, _)| part.as_str())),
            claim.priority.to_string(),
            claim.progress.to_string(),
            found(claim.finding.map_or("", |f| f.as_str())),
            found(&claim.correction),
            found(&claim.rating),
            claim.standing.to_string(),
            open.iter().map(|s| source(s)).collect::<Vec<_>>().join("\n"),
            each(&open, |s| &s.locator),
            text(checked.map(|(by, _)| by.as_str())),
            checked.map(|(_, at)| at.to_string()).unwrap_or_default(),
            text(approved.map(|(by, _)| by.as_str())),
            approved.map(|(_, at)| at.to_string()).unwrap_or_default(),
            revision.to_string(),
        ];
        if inside {
            let own = claim.inside.as_ref();
            cells.extend([
                text(own.and_then(|own| own.assignee.as_deref())),
                own.and_then(|own| own.due_at).map(|at| at.to_string()).unwrap_or_default(),
                claim.reason.clone(),
                [own.map(|own| said(&own.notes)).unwrap_or_default(), each(&open, |s| &s.note)]
                    .into_iter()
                    .filter(|notes| !notes.is_empty())
                    .collect::<Vec<_>>()
                    .join("\n"),
                own.map(|own| said(&own.comments)).unwrap_or_default(),
            ]);
        }
        Self { cells }
    }
}

/// A source in a line of its cell, as the sheet is read back:
/// `contradicts: S3 Port register <https://…>`.
fn source(source: &Cited) -> String {
    let stance = match source.stance {
        Stance::Supports => String::new(),
        stance => format!("{stance}: "),
    };
    let title = in_line(&source.title);
    let url = if source.url.is_empty() { String::new() } else { format!(" <{}>", source.url) };
    format!("{stance}S{} {title}{url}", source.id)
}

/// A title in which nothing parts it from the rest of its line: a line is one
/// source, and so is what stands before a semicolon with a blank after it.
fn in_line(title: &str) -> String {
    let next = |at: usize| title.get(at..).and_then(|rest| rest.chars().next());
    let safe = title.char_indices().map(|(at, c)| match c {
        ';' if next(at + 1).is_none_or(char::is_whitespace) => ',',
        '\n' | '\r' | '|' => ' ',
        _ => c,
    });
    safe.collect()
}

/// What is said of each source: by itself where there is one, else a line each
/// with its number.
fn each(sources: &[&Cited], said: impl Fn(&Cited) -> &str) -> String {
    let lines = sources.iter().filter(|s| !said(s).is_empty()).map(|s| match sources.len() {
        1 => said(s).to_owned(),
        _ => format!("S{}: {}", s.id, said(s).replace('\n', " ")),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn said(comments: &[Comment]) -> String {
    comments.iter().map(|c| format!("{} ({}): {}", c.by, c.at, c.text)).collect::<Vec<_>>().join("\n")
}

/// The header of a sheet.
pub fn header(inside: bool) -> Vec<&'static str> {
    let more: &[&str] = if inside { &INSIDE } else { &[] };
    COLUMNS.iter().chain(more).copied().collect()
}

/// Writes rows as CSV, one after the other.
pub struct Csv<W: Write> {
    out: csv::Writer<W>,
}

impl<W: Write> std::fmt::Debug for Csv<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Csv")
    }
}

impl<W: Write> Csv<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// Where `out` can't be written.
    pub fn start(out: W, inside: bool) -> io::Result<Self> {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(header(inside))?;
        Ok(Self { out })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Where it can't be written.
    pub fn push(&mut self, line: &Line) -> io::Result<()> {
        Ok(self.out.write_record(line.cells.iter().map(|cell| defend(cell)))?)
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// Where it can't be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What became of a workbook.
#[derive(Debug)]
pub struct Book {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// How many cells were too long for the format and are cut.
    pub cut: usize,
}

/// The rows as a workbook with one sheet.
///
/// # Errors
/// More rows than a sheet holds.
pub fn xlsx(lines: &[Line], inside: bool) -> Result<Book, XlsxError> {
    if lines.len() >= MOST_ROWS {
        return Err(XlsxError::RowColumnLimitError);
    }
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(if inside { "claims (internal)" } else { "claims" })?;
    if inside {
        sheet.set_header(format!("&C{INTERNAL}"));
    }
    let head = Format::new().set_bold().set_align(FormatAlign::Top);
    let body = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (column, name) in (0_u16..).zip(header(inside)) {
        sheet.write_string_with_format(0, column, name, &head)?;
        sheet.set_column_width(column, width(name))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let mut cut = 0;
    for (row, line) in (1_u32..).zip(lines) {
        for (column, (cell, name)) in (0_u16..).zip(line.cells.iter().zip(header(inside))) {
            if let ("id" | "priority" | "revision", Ok(number)) = (name, cell.parse::<u32>()) {
                sheet.write_number_with_format(row, column, number, &body)?;
                continue;
            }
            let fits = fitting(cell);
            cut += usize::from(fits.len() < cell.len());
            sheet.write_string_with_format(row, column, fits, &body)?;
        }
    }
    if let (Ok(rows), Ok(columns)) = (u32::try_from(lines.len()), u16::try_from(header(inside).len()))
        && rows > 0
    {
        sheet.autofilter(0, 0, rows, columns - 1)?;
    }
    Ok(Book { bytes: book.save_to_buffer()?, cut })
}

/// So much of a text as a cell holds.
fn fitting(text: &str) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > LONGEST {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// The width of a column, in characters.
fn width(name: &str) -> f64 {
    match name {
        "quote" | "statement" | "sources" | "internal_notes" | "internal_comments" => 44.0,
        "standing_reason" | "correction" | "appearances" | "locator" => 30.0,
        "checked_at" | "approved_at" | "due_at" => 21.0,
        "id" | "asks" | "priority" | "revision" | "part" => 9.0,
        _ => 15.0,
    }
}
