//! The fact-check spreadsheet: one fact a row, with its words, its source, its
//! checker and what came of it, in whatever columns a desk uses.
//!
//! A sheet is told from other tables by the names of its columns: it has one
//! for the fact or its words, and another that only a fact-check has.

pub mod columns;
pub mod status;
pub mod table;

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use columns::{Column, Columns};
use table::Table;

use super::{Format, Given, Reader};
use crate::{
    domain::{
        canonical::{Repair, canonical},
        claim::{Asks, ClaimKind},
    },
    import::{
        Rejection,
        detect::{Fit, Head},
        draft::Draft,
        fact::{ImportFact, ImportSource},
        office,
        source::Source,
        times,
    },
};

/// A fact-check spreadsheet as CSV, TSV or XLSX.
#[derive(Debug)]
pub struct Facts;

impl Format for Facts {
    fn name(&self) -> &'static str {
        "facts"
    }

    fn fit(&self, head: &Head<'_>) -> Fit {
        if !matches!(head.extension, Some("csv" | "tsv" | "tab" | "txt") | None) || !looks_parted(&head.text) {
            return Fit::No;
        }
        let known = |cell: &str| head.columns.of(cell).is_some();
        let delimiter = table::delimiter(&head.text, known);
        let rows = table::reader(delimiter, head.text.as_bytes()).into_records().take(20);
        let is_sheet = |row: csv::StringRecord| is_header(row.iter(), head.columns);
        if rows.map_while(Result::ok).any(is_sheet) { Fit::ByContent } else { Fit::No }
    }

    fn open(&self, source: Source) -> Box<dyn Reader> {
        Box::new(Rows { source: Some(source), facts: Vec::new().into_iter() })
    }
}

/// Whether a text may be a table: its first lines have something to part cells.
pub(super) fn looks_parted(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').trim_start();
    !first.starts_with(['{', '<', '[']) && first.lines().take(20).any(|line| line.contains([',', ';', '\t', '|']))
}

/// Whether cells name the columns of a fact-check: one for the fact or its
/// words, and one that says more of it.
pub(super) fn is_header<'c>(cells: impl Iterator<Item = &'c str>, columns: &Columns) -> bool {
    let found: Vec<Column> = cells.filter_map(|cell| columns.of(cell)).collect();
    let has = |wanted: &[Column]| found.iter().any(|column| wanted.contains(column));
    let words = [Column::Quote, Column::Statement];
    let more = [
        Column::Source,
        Column::Url,
        Column::Checker,
        Column::Finding,
        Column::Correction,
        Column::Claimant,
        Column::Notes,
        Column::Assignee,
        Column::Kind,
    ];
    has(&words) && (has(&more) || (has(&[Column::Quote]) && has(&[Column::Statement])))
}

/// The facts of a sheet, read when the first is asked for.
struct Rows {
    source: Option<Source>,
    facts: std::vec::IntoIter<Result<ImportFact, Rejection>>,
}

impl Reader for Rows {
    fn next_draft(&mut self) -> Option<Result<Draft, Rejection>> {
        None
    }

    fn next_given(&mut self) -> Option<Result<Given, Rejection>> {
        if let Some(source) = self.source.take() {
            match read(source) {
                Ok(facts) => self.facts = facts.into_iter(),
                Err(rejection) => return Some(Err(rejection)),
            }
        }
        Some(self.facts.next()?.map(|fact| Given::Fact(Box::new(fact))))
    }
}

fn read(source: Source) -> Result<Vec<Result<ImportFact, Rejection>>, Rejection> {
    let name = source.name.clone();
    let settings = source.settings.clone();
    let columns = &settings.columns;
    let known = |cell: &str| columns.of(cell).is_some();
    let (tables, mut repairs) = if source.is_zip() {
        (table::workbook(&name, source.read_up_to(office::MAX_BYTES, "for a spreadsheet")?)?, Vec::new())
    } else {
        let (table, repairs) = table::parted(&name, &source.read_article()?, known)?;
        (vec![table], repairs)
    };
    // Whoever hid a sheet didn't mean it to be read.
    let (hidden, tables): (Vec<_>, Vec<_>) = tables.into_iter().partition(|table| table.hidden);
    let hidden: Vec<&str> = hidden.iter().filter(|t| !t.rows.is_empty()).map(|t| t.name.as_str()).collect();
    if !hidden.is_empty() {
        repairs.push(Repair::new("hidden-sheet", format!("hidden sheets not read: {}", hidden.join(", "))));
    }
    let many = tables.iter().filter(|table| !table.rows.is_empty()).count() > 1;
    let mut facts = Vec::new();
    let mut seen = Vec::new();
    for table in &tables {
        let Some(header) = table.header(known) else {
            seen.extend(table.rows.first().map(|(_, cells)| cells.join(", ")));
            continue;
        };
        let Some((_, names)) = table.rows.get(header) else { continue };
        let fields: Vec<Option<Column>> = names.iter().map(|cell| columns.of(cell)).collect();
        if !fields.iter().flatten().any(|column| matches!(column, Column::Quote | Column::Statement)) {
            seen.push(names.join(", "));
            continue;
        }
        let input = if many { format!("{name}:{}", table.name) } else { name.clone() };
        let sheet = Sheet { input, table, header, names, fields: &fields, columns };
        // Said once, with the first row.
        facts.extend(sheet.facts(&std::mem::take(&mut repairs)));
    }
    if facts.is_empty() {
        let unread = if hidden.is_empty() {
            String::new()
        } else {
            format!(" (hidden sheets aren't read: {})", hidden.join(", "))
        };
        let found = if seen.is_empty() { "nothing".to_owned() } else { format!("\"{}\"", seen.join("\"; \"")) };
        return Err(Rejection::new(
            name,
            "no-columns",
            format!(
                "no row of facts under a column that is known; found {found}{unread}; say which column is which: --map statement=\"NAME\",url=\"NAME\""
            ),
        ));
    }
    Ok(facts)
}

/// One sheet on its way to facts.
struct Sheet<'t> {
    input: String,
    table: &'t Table,
    header: usize,
    names: &'t [String],
    fields: &'t [Option<Column>],
    columns: &'t Columns,
}

impl Sheet<'_> {
    fn facts(&self, repairs: &[Repair]) -> Vec<Result<ImportFact, Rejection>> {
        let rows = self.table.rows.iter().skip(self.header + 1);
        let mut read: Vec<(usize, BTreeMap<Column, String>)> =
            rows.map(|(number, cells)| (*number, self.cells(*number, cells))).collect();
        // A row that repeats the header, as long sheets do.
        read.retain(|(_, cells)| !cells.iter().all(|(column, cell)| self.columns.of(cell) == Some(*column)));
        let words = |cells: &BTreeMap<Column, String>| (cell(cells, Column::Quote), cell(cells, Column::Statement));
        let all: Arc<HashSet<(String, String)>> = Arc::new(read.iter().map(|(_, cells)| words(cells)).collect());
        let mut said: Vec<Repair> = repairs.to_vec();
        let unknown: Vec<&str> = self
            .names
            .iter()
            .zip(self.fields)
            .filter(|(name, field)| field.is_none() && !name.trim().is_empty())
            .map(|(name, _)| name.trim())
            .collect();
        if !unknown.is_empty() {
            said.push(Repair::new("unknown-column", format!("columns not taken: {}", unknown.join(", "))));
        }
        let mut facts = Vec::with_capacity(read.len());
        for (number, cells) in read {
            let said = std::mem::take(&mut said);
            facts.push(fact(format!("{}:{number}", self.input), number, cells, &all, said));
        }
        facts
    }

    /// A row's cells by what their columns say; columns of one meaning are joined.
    fn cells(&self, number: usize, row: &[String]) -> BTreeMap<Column, String> {
        let mut cells: BTreeMap<Column, String> = BTreeMap::new();
        let mut put = |column: Column, text: &str| {
            let there = cells.entry(column).or_default();
            if !there.is_empty() {
                there.push('\n');
            }
            there.push_str(text);
        };
        for (at, (text, column)) in row.iter().zip(self.fields).enumerate() {
            let Some(column) = column.filter(|column| *column != Column::Left) else { continue };
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            // A cell that is a link shows a name; where it leads is the source.
            match (column, self.table.links.get(&(number, at))) {
                (Column::Source, Some(to)) => put(column, &format!("{text} <{to}>")),
                (Column::Url, Some(to)) => put(column, to),
                (Column::Quote | Column::Statement, Some(to)) => {
                    put(column, text);
                    put(Column::Url, to);
                }
                _ => put(column, text),
            }
        }
        cells
    }
}

fn cell(cells: &BTreeMap<Column, String>, column: Column) -> String {
    cells.get(&column).cloned().unwrap_or_default()
}

/// Reads a row.
fn fact(
    input: String,
    number: usize,
    mut cells: BTreeMap<Column, String>,
    rows: &Arc<HashSet<(String, String)>>,
    mut repairs: Vec<Repair>,
) -> Result<ImportFact, Rejection> {
    for (column, text) in &mut cells {
        let done = canonical(std::mem::take(text), false).map_err(|refusal| {
            Rejection::new(input.as_str(), refusal.code, format!("row {number}, {column}: {}", refusal.message))
        })?;
        *text = done.text.trim().to_owned();
    }
    let get = |column| cell(&cells, column);
    let (quote, statement) = (unquoted(&get(Column::Quote)), get(Column::Statement));
    if quote.is_empty() && statement.is_empty() {
        return Err(Rejection::new(input, "no-words", format!("row {number}: neither a fact nor its words")));
    }
    let mut unread = |column: Column, what: &str| {
        repairs.push(Repair::new("field-unread", format!("{column} left out: \"{}\" {what}", cell(&cells, column))));
    };
    let word = |column| Some(get(column).to_lowercase().replace(' ', "-")).filter(|word| !word.is_empty());
    let kind: Option<ClaimKind> = word(Column::Kind).and_then(|word| word.parse().ok());
    let asks: Option<Asks> = word(Column::Asks).and_then(|word| word.parse().ok());
    let due_at = times::parse(&get(Column::DueAt));
    if due_at.is_none() && cells.contains_key(&Column::DueAt) {
        unread(Column::DueAt, "can't be read as a time");
    }
    let priority = priority(&get(Column::Priority));
    if priority.is_none() && cells.contains_key(&Column::Priority) {
        unread(Column::Priority, "is no number from 1 to 3");
    }
    let part = word(Column::Part).and_then(|word| word.parse().ok());
    let occurrence = get(Column::Occurrence).parse().ok().filter(|n| *n > 0);
    let status = get(Column::Finding);
    let sources = sources(&cells);
    let fields = cells.iter().map(|(column, text)| (column.as_str().to_owned(), text.clone())).collect();
    Ok(ImportFact {
        reader: "facts",
        article: Some(get(Column::Article)).filter(|name| !name.is_empty()),
        id: get(Column::Id).trim_start_matches('#').parse().ok().filter(|id| *id > 0),
        quote,
        statement,
        kind,
        asks,
        claimant: get(Column::Claimant),
        said_on: get(Column::SaidOn),
        priority,
        assignee: get(Column::Assignee),
        due_at,
        part,
        occurrence,
        sources,
        checker: get(Column::Checker),
        finding: status::finding(&status),
        status,
        correction: get(Column::Correction),
        rating: get(Column::Rating),
        notes: get(Column::Notes),
        is_withdrawn: get(Column::Progress).eq_ignore_ascii_case("withdrawn"),
        cells: fields,
        rows: Arc::clone(rows),
        repairs,
        input,
    })
}

/// A quote without the quotation marks around the whole of it, which say that
/// it is one.
fn unquoted(text: &str) -> String {
    for (open, close) in [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('‘', '’')] {
        if let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
            && !inner.contains([open, close])
        {
            return inner.trim().to_owned();
        }
    }
    text.to_owned()
}

fn priority(text: &str) -> Option<u8> {
    match text.trim().to_lowercase().as_str() {
        "1" | "high" | "urgent" | "hoch" | "haute" | "alta" => Some(1),
        "2" | "normal" | "medium" | "mittel" | "moyenne" | "media" => Some(2),
        "3" | "low" | "niedrig" | "basse" | "baja" | "bassa" => Some(3),
        _ => None,
    }
}

/// The sources of a row: its titles and its addresses, told of each other
/// where there are as many of the one as of the other.
fn sources(cells: &BTreeMap<Column, String>) -> Vec<ImportSource> {
    let mut named = ImportSource::in_text(&cell(cells, Column::Source));
    let mut addresses = ImportSource::in_text(&cell(cells, Column::Url));
    addresses.retain(|source| !named.iter().any(|known| known.url == source.url && !known.url.is_empty()));
    let bare = named.iter().filter(|source| source.url.is_empty()).count();
    if bare == addresses.len() {
        let mut next = addresses.into_iter();
        for source in named.iter_mut().filter(|source| source.url.is_empty()) {
            if let Some(address) = next.next() {
                let stance = source.stance;
                let joined = ImportSource::new(&source.title, &address.url);
                if let Some(joined) = joined {
                    *source = ImportSource { id: source.id, stance, ..joined };
                }
            }
        }
    } else {
        named.extend(addresses);
    }
    let locator = cell(cells, Column::Locator);
    if let [only] = named.as_mut_slice() {
        only.locator = locator;
    }
    named
}
