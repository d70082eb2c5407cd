//! The cells of a spreadsheet as plain text, whatever it was saved as.

use std::{collections::HashMap, io::Cursor};

use calamine::{DataRef, Reader as _, SheetVisible, Xlsx, XlsxFormulaMetadata};

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
    /// Where cells lead that are links but don't show it, by row and column
    /// (from 1 and from 0).
    pub links: HashMap<(usize, usize), String>,
    /// Whether its workbook hides it.
    pub hidden: bool,
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
    let sheets: Vec<(String, bool)> =
        book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible != SheetVisible::Visible)).collect();
    for (sheet, hidden) in sheets {
        // A sheet that is a chart has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&sheet) else { continue };
        let mut table = Table { name: sheet.clone(), hidden, ..Table::default() };
        let mut current: Option<(u32, Vec<String>)> = None;
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(broken)? {
            let (row, column) = cell.pos;
            if row as usize >= MAX_ROWS * 11 || table.rows.len() >= MAX_ROWS {
                return Err(too_many_rows(name));
            }
            let Some(column) = usize::try_from(column).ok().filter(|column| *column < MAX_COLUMNS) else { continue };
            let mut text = text_of(&cell.value);
            if let Some(XlsxFormulaMetadata::Normal { formula }) = &cell.formula
                && let Some((to, shown)) = link(formula)
            {
                // A program that only wrote the formula left no value.
                if text.is_empty() {
                    text = shown.unwrap_or_else(|| to.clone());
                }
                if !text.contains("://") {
                    table.links.insert((row as usize + 1, column), to);
                }
            }
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
        drop(cells);
        // They stand behind the cells; a sheet without them has none.
        for link in book.hyperlinks_by_sheet_name(&sheet).unwrap_or_default() {
            let (row, column) = ((link.range.start.0 as usize).saturating_add(1), link.range.start.1 as usize);
            let shows =
                |(at, cells): &(usize, Vec<String>)| *at == row && cells.get(column).is_some_and(|c| c.contains("://"));
            let at = table.rows.binary_search_by_key(&row, |(at, _)| *at).ok();
            if let Some(to) = link.target.filter(|to| is_address(to))
                && !at.and_then(|at| table.rows.get(at)).is_some_and(shows)
            {
                table.links.insert((row, column), to);
            }
        }
        tables.push(table);
    }
    Ok(tables)
}

/// Whether a link leads to the web.
fn is_address(to: &str) -> bool {
    let scheme = to.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    scheme.is_some_and(|scheme| matches!(&*scheme, "http" | "https" | "ftp"))
}

/// Where a formula that is a link leads, and what it shows:
/// `HYPERLINK("https://example.org/a", "Minutes")`.
fn link(formula: &str) -> Option<(String, Option<String>)> {
    let (name, rest) = formula.trim().trim_start_matches('=').split_once('(')?;
    if !name.trim().eq_ignore_ascii_case("hyperlink") {
        return None;
    }
    let quoted = |text: &str| -> Option<(String, usize)> {
        let inner = text.strip_prefix('"')?;
        let mut out = String::new();
        let mut letters = inner.char_indices().peekable();
        while let Some((at, c)) = letters.next() {
            match c {
                '"' if letters.peek().is_some_and(|(_, next)| *next == '"') => {
                    letters.next();
                    out.push('"');
                }
                '"' => return Some((out, at + 2)),
                _ => out.push(c),
            }
        }
        None
    };
    let rest = rest.trim_start();
    let (to, length) = quoted(rest)?;
    let shown = rest.get(length..).map(str::trim_start).and_then(|rest| rest.strip_prefix([',', ';']));
    let shown = shown.and_then(|rest| quoted(rest.trim_start())).map(|(shown, _)| shown);
    is_address(&to).then_some((to, shown))
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
    if let Some(line) = open_quotation(delimiter, text.as_bytes()) {
        return Err(Rejection::new(
            name,
            "open-quotation",
            format!(
                "the quotation mark that begins a cell in line {line} has no end, so that all that follows is one cell; close it, or double it where it is meant"
            ),
        ));
    }
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

/// The line, from 1, in which a cell in quotation marks begins that never ends.
fn open_quotation(delimiter: u8, text: &[u8]) -> Option<usize> {
    let (mut line, mut begun, mut at_start) = (1, None, true);
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if byte == b'\n' {
            line += 1;
        }
        match (begun, byte) {
            (Some(_), b'"') if bytes.peek() == Some(&b'"') => _ = bytes.next(),
            (Some(_), b'"') => begun = None,
            (Some(_), _) => {}
            (None, b'"') if at_start => begun = Some(line),
            (None, _) => {}
        }
        at_start = begun.is_none() && (byte == delimiter || matches!(byte, b'\n' | b'\r'));
    }
    begun
}

fn too_many_rows(name: &str) -> Rejection {
    Rejection::new(name, "too-many-rows", format!("more than {MAX_ROWS} rows; part the sheet"))
}

/// Whether two headers are the same name.
pub fn same(a: &str, b: &str) -> bool {
    folded(a) == folded(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_without_an_end_is_found() {
        for (text, want) in [
            ("a,\"b\nc,d\n", Some(1)),
            ("a\n\"b\"\"", Some(2)),
            ("a,\"b \"\"c\"\" d\"\n\"\"\n", None),
            ("12\" pipe,\"x\"\r\n", None),
            ("", None),
        ] {
            assert_eq!(open_quotation(b',', text.as_bytes()), want, "{text:?}");
        }
    }

    #[test]
    fn formulas_that_are_links() {
        let to = |formula: &str| link(formula);
        assert_eq!(
            to("HYPERLINK(\"https://a.org/x\",\"The \"\"minutes\"\"\")"),
            Some(("https://a.org/x".to_owned(), Some("The \"minutes\"".to_owned())))
        );
        assert_eq!(to("=hyperlink( \"http://a.org\" )"), Some(("http://a.org".to_owned(), None)));
        for other in ["HYPERLINK(A1)", "HYPERLINK(\"#Sheet2!A1\")", "HYPERLINK(\"https://a", "SUM(1)", ""] {
            assert_eq!(to(other), None, "{other}");
        }
    }
}
