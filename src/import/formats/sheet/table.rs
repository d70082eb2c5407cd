//! The cells of a spreadsheet as plain text, whatever it was saved as.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, Xlsx};

use super::columns::folded;
use crate::{
    domain::{canonical::Repair, formula},
    import::{Rejection, decode::decode, office::Package},
};

/// The most rows of a sheet.
pub const MAX_ROWS: usize = 100_000;

/// The most columns of a sheet.
pub const MAX_COLUMNS: usize = 256;

/// How many rows are looked at for the one that names the columns.
const HEADER_WITHIN: usize = 20;

/// One sheet: rows of cells, with the numbers that spreadsheets show.
#[derive(Debug, Default)]
pub struct Table {
    /// The sheet's name; empty where a file is one sheet.
    pub name: String,
    /// The rows: number from 1, and cells. Blank rows are left out.
    pub rows: Vec<(usize, Vec<String>)>,
}

impl Table {
    fn push(&mut self, number: usize, cells: Vec<String>) {
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            self.rows.push((number, cells));
        }
    }

    /// The place of the row that names the columns: the one near the top with
    /// the most names that `is_known` knows; `None` without any.
    pub fn header(&self, is_known: impl Fn(&str) -> bool) -> Option<usize> {
        let score = |cells: &[String]| cells.iter().filter(|cell| is_known(cell)).count();
        let rows = self.rows.iter().take(HEADER_WITHIN).enumerate();
        let best = rows.map(|(at, (_, cells))| (score(cells), std::cmp::Reverse(at))).max()?;
        (best.0 > 0).then_some(best.1.0)
    }
}

/// The sheets of an XLSX workbook.
///
/// # Errors
/// A workbook that is damaged, locked or larger than the limits.
pub fn workbook(name: &str, bytes: Vec<u8>) -> Result<Vec<Table>, Rejection> {
    let bytes = Package::open(name, bytes)?.proven()?;
    let broken = |error: calamine::XlsxError| match error {
        calamine::XlsxError::Password => {
            Rejection::new(name, "encrypted", "locked with a password; save it without one, or as CSV")
        }
        other => Rejection::new(name, "bad-workbook", format!("can't be read as a workbook: {other}")),
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut tables = Vec::new();
    for sheet in book.sheet_names() {
        // A sheet that is a chart has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&sheet) else { continue };
        let mut table = Table { name: sheet.clone(), rows: Vec::new() };
        let mut current: Option<(u32, Vec<String>)> = None;
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            let (row, column) = cell.get_position();
            if row as usize >= MAX_ROWS * 11 || table.rows.len() >= MAX_ROWS {
                return Err(too_many_rows(name));
            }
            let Some(column) = usize::try_from(column).ok().filter(|column| *column < MAX_COLUMNS) else { continue };
            let text = text_of(cell.get_value());
            if current.as_ref().is_none_or(|(at, _)| *at != row)
                && let Some((at, cells)) = current.replace((row, Vec::new()))
            {
                table.push(at as usize + 1, cells);
            }
            if let Some((_, cells)) = &mut current {
                if cells.len() <= column {
                    cells.resize(column + 1, String::new());
                }
                if let Some(cell) = cells.get_mut(column) {
                    *cell = text;
                }
            }
        }
        if let Some((at, cells)) = current {
            table.push(at as usize + 1, cells);
        }
        tables.push(table);
    }
    Ok(tables)
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => n.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        DataRef::DateTime(time) if time.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
            }
        }
        DataRef::DateTime(time) => time.as_f64().to_string(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// The sheet in a text whose cells are parted by commas, semicolons, tabs or
/// bars, and what had to be said about its bytes.
///
/// # Errors
/// Bytes that are no text, and more rows than the limit.
pub fn parted(name: &str, bytes: &[u8], is_known: impl Fn(&str) -> bool) -> Result<(Table, Vec<Repair>), Rejection> {
    let decoded = decode(bytes).map_err(|not_text| Rejection::new(name, "binary", not_text.0))?;
    let text = decoded.text.trim_start_matches('\u{feff}');
    let delimiter = delimiter(text, is_known);
    let mut table = Table::default();
    for (at, record) in reader(delimiter, text.as_bytes()).records().enumerate() {
        let record = record.map_err(|error| Rejection::new(name, "bad-table", error.to_string()))?;
        if table.rows.len() >= MAX_ROWS {
            return Err(too_many_rows(name));
        }
        // An apostrophe that keeps a cell from being a formula is no part of it.
        let cells = record.iter().take(MAX_COLUMNS).map(|cell| formula::plain(cell).to_owned());
        table.push(at + 1, cells.collect());
    }
    // What a spreadsheet program writes for itself.
    if table.rows.first().is_some_and(|(_, cells)| cells.first().is_some_and(|cell| cell.starts_with("sep="))) {
        table.rows.remove(0);
    }
    Ok((table, decoded.repairs))
}

/// A reader of rows parted by this character.
pub fn reader<R: std::io::Read>(delimiter: u8, from: R) -> csv::Reader<R> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(from)
}

/// The character that parts the cells: the one by which the most names of
/// columns are known, else the most cells found, in the first rows.
pub fn delimiter(text: &str, is_known: impl Fn(&str) -> bool) -> u8 {
    let score = |delimiter: u8| {
        let mut rows = reader(delimiter, text.as_bytes()).into_records().take(HEADER_WITHIN);
        let mut best = (0, 0);
        while let Some(Ok(row)) = rows.next() {
            best = best.max((row.iter().filter(|cell| is_known(cell)).count(), row.len()));
        }
        best
    };
    let mut best = (b',', score(b','));
    for candidate in [b';', b'\t', b'|'] {
        let found = score(candidate);
        if found > best.1 {
            best = (candidate, found);
        }
    }
    best.0
}

fn too_many_rows(name: &str) -> Rejection {
    Rejection::new(name, "too-many-rows", format!("more than {MAX_ROWS} rows; part the sheet"))
}

/// Whether two headers are the same name.
pub fn same(a: &str, b: &str) -> bool {
    folded(a) == folded(b)
}
