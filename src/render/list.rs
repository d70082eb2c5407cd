//! A list, or one thing, in the format that was asked for.

use std::io::Write;

use serde_json::{Map, Value};

use super::{Cell, Column, Error, Format, Row, View, fields_of, json, safe, table::Table};

/// A list being written, one thing at a time. JSON, CSV and TSV are written as
/// they come; a table is drawn at the end, because its widths depend on all.
pub struct List<'a, T> {
    out: &'a mut dyn Write,
    format: Format,
    fields: Option<Vec<&'static str>>,
    view: View,
    columns: Vec<Column<T>>,
    table: Table,
    csv: Option<csv::Writer<Vec<u8>>>,
    count: u64,
}

impl<T> std::fmt::Debug for List<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("List").field("format", &self.format).field("count", &self.count).finish_non_exhaustive()
    }
}

/// The fields asked for, or all.
fn chosen<T: Row>(asked: Option<&[String]>) -> Result<Option<Vec<&'static str>>, Error> {
    let Some(asked) = asked else { return Ok(None) };
    asked
        .iter()
        .map(|given| {
            fields_of::<T>()
                .find(|field| field == given)
                .ok_or_else(|| Error::UnknownField { given: given.clone(), known: fields_of::<T>().collect() })
        })
        .collect::<Result<Vec<_>, _>>()
        .map(Some)
}

impl<'a, T: Row> List<'a, T> {
    /// Starts a list. Fails where `fields` names one that the things don't have.
    pub fn start(out: &'a mut dyn Write, format: Format, fields: Option<&[String]>, view: View) -> Result<Self, Error> {
        let fields = chosen::<T>(fields)?;
        let columns = match &fields {
            None => T::columns(),
            Some(fields) => {
                let mut known = T::columns();
                fields
                    .iter()
                    .map(|field| match known.iter().position(|column| column.field == *field) {
                        Some(at) => known.swap_remove(at),
                        None => Column::new(field, |_, _| Cell::empty()),
                    })
                    .collect()
            }
        };
        let table = Table::new(columns.iter().map(|column| (column.head.replace('_', " "), column.right)));
        let csv = (format == Format::Csv).then(|| csv::Writer::from_writer(Vec::new()));
        let mut list = Self { out, format, fields, view, columns, table, csv, count: 0 };
        list.write_head()?;
        Ok(list)
    }

    fn write_head(&mut self) -> Result<(), Error> {
        let names: Vec<&str> = match &self.fields {
            Some(fields) => fields.clone(),
            None => fields_of::<T>().collect(),
        };
        match self.format {
            Format::Json => self.out.write_all(b"[")?,
            Format::Csv => self.write_csv(&names)?,
            Format::Tsv => writeln!(self.out, "{}", names.join("\t"))?,
            Format::Markdown => {
                let heads: Vec<String> = self.columns.iter().map(|c| c.head.replace('_', " ")).collect();
                let rules: Vec<&str> = self.columns.iter().map(|c| if c.right { "---:" } else { "---" }).collect();
                write!(self.out, "| {} |\n| {} |\n", heads.join(" | "), rules.join(" | "))?;
            }
            Format::Jsonl | Format::Table => {}
        }
        Ok(())
    }

    /// Adds one thing.
    pub fn push(&mut self, item: &T) -> Result<(), Error> {
        match self.format {
            Format::Json => {
                self.out.write_all(if self.count == 0 { b"\n  " } else { b",\n  " })?;
                let mut text = Vec::new();
                match &self.fields {
                    None => json::write_pretty(&mut text, item)?,
                    Some(fields) => json::write_pretty(&mut text, &pick(item, fields)?)?,
                }
                // No string holds a raw line end, so each line is indented as it is.
                for (at, line) in text.split(|b| *b == b'\n').enumerate() {
                    if at > 0 {
                        self.out.write_all(b"\n  ")?;
                    }
                    self.out.write_all(line)?;
                }
            }
            Format::Jsonl => {
                match &self.fields {
                    None => json::write_line(self.out, item)?,
                    Some(fields) => json::write_line(self.out, &pick(item, fields)?)?,
                }
                self.out.write_all(b"\n")?;
            }
            Format::Csv => {
                let cells = self.plain_cells(item)?;
                self.write_csv(&cells)?;
            }
            Format::Tsv => {
                let cells: Vec<String> = self.plain_cells(item)?.iter().map(|cell| escape_tsv(cell)).collect();
                writeln!(self.out, "{}", cells.join("\t"))?;
            }
            Format::Markdown => {
                let cells: Vec<String> = self.cells(item)?.iter().map(|cell| escape_markdown(&cell.text)).collect();
                writeln!(self.out, "| {} |", cells.join(" | "))?;
            }
            Format::Table => {
                let cells = self.cells(item)?;
                self.table.push(cells);
            }
        }
        self.count += 1;
        Ok(())
    }

    /// Ends the list; returns how many things it holds.
    pub fn finish(mut self) -> Result<u64, Error> {
        match self.format {
            Format::Json => self.out.write_all(if self.count == 0 { b"]\n" } else { b"\n]\n" })?,
            // Nothing, rather than a header over nothing: the caller says on stderr that there is none.
            Format::Table if self.count > 0 => {
                if self.fields.is_none() {
                    self.table.drop_empty_columns();
                }
                self.out.write_all(self.table.draw(self.view.width, self.view.color).as_bytes())?;
            }
            _ => {}
        }
        Ok(self.count)
    }

    /// The cells that people see.
    fn cells(&self, item: &T) -> Result<Vec<Cell>, Error> {
        // A field that has no column is shown as JSON has it.
        let object = match &self.fields {
            Some(fields) => Some(pick(item, fields)?),
            None => None,
        };
        let known = T::columns();
        Ok(self
            .columns
            .iter()
            .map(|column| match &object {
                Some(object) if !known.iter().any(|k| k.field == column.field) => {
                    object.get(column.field).map(scalar).into()
                }
                _ => (column.show)(item, &self.view),
            })
            .collect())
    }

    /// The values as CSV and TSV have them.
    fn plain_cells(&self, item: &T) -> Result<Vec<String>, Error> {
        let object = match &self.fields {
            Some(fields) => pick(item, fields)?,
            None => pick(item, &fields_of::<T>().collect::<Vec<_>>())?,
        };
        let shown = |value: &Value| {
            let text = scalar(value);
            // Into a pipe the bytes go as they are; a terminal must not act on them.
            if self.view.terminal { safe::text(&text).into_owned() } else { text }
        };
        Ok(object.values().map(shown).collect())
    }

    fn write_csv<S: AsRef<[u8]>>(&mut self, cells: &[S]) -> Result<(), Error> {
        // The csv writer keeps its own buffer; hand each record on, so that a list streams.
        if let Some(mut writer) = self.csv.take() {
            writer.write_record(cells)?;
            let record = writer.into_inner().map_err(|error| Error::Io(error.into_error()))?;
            self.out.write_all(&record)?;
            self.csv = Some(csv::Writer::from_writer(Vec::new()));
        }
        Ok(())
    }
}

/// The thing's chosen fields, in the order of the choice.
fn pick<T: Row>(item: &T, fields: &[&'static str]) -> Result<Map<String, Value>, Error> {
    let mut whole = match serde_json::to_value(item)? {
        Value::Object(whole) => whole,
        _ => Map::new(),
    };
    Ok(fields
        .iter()
        .map(|field| ((*field).to_owned(), whole.get_mut(*field).map_or(Value::Null, Value::take)))
        .collect())
}

/// A value as one piece of text: a list of plain values with "; " between
/// them, anything deeper as JSON.
fn scalar(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()) => {
            items.iter().map(scalar).collect::<Vec<_>>().join("; ")
        }
        Value::Array(_) | Value::Object(_) => json::to_line(value),
    }
}

fn escape_tsv(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}

fn escape_markdown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    safe::text(&line).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;")
}

/// Writes a list; returns how many things it holds.
pub fn list<'i, T: Row + 'i>(
    out: &mut dyn Write,
    items: impl IntoIterator<Item = &'i T>,
    format: Format,
    fields: Option<&[String]>,
    view: View,
) -> Result<u64, Error> {
    let mut list = List::start(out, format, fields, view)?;
    for item in items {
        list.push(item)?;
    }
    list.finish()
}

/// Writes one thing: a JSON object, a CSV of one line, or for people a line
/// for each of its columns.
pub fn record<T: Row>(
    out: &mut dyn Write,
    item: &T,
    format: Format,
    fields: Option<&[String]>,
    view: View,
) -> Result<(), Error> {
    match format {
        Format::Json => {
            match chosen::<T>(fields)? {
                None => json::write_pretty(out, item)?,
                Some(fields) => json::write_pretty(out, &pick(item, &fields)?)?,
            }
            out.write_all(b"\n")?;
        }
        Format::Table => {
            let mut nowhere = Vec::new();
            let list = List::start(&mut nowhere, format, fields, view)?;
            let mut table = Table::new([(String::new(), false), (String::new(), false)]);
            for (column, cell) in list.columns.iter().zip(list.cells(item)?) {
                if !cell.text.is_empty() {
                    table.push(vec![Cell::new(column.head.replace('_', " "), super::Ink::Dim), cell]);
                }
            }
            out.write_all(table.draw(view.width, view.color).as_bytes())?;
        }
        _ => {
            list(out, [item], format, fields, view)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Ink, test_view};

    crate::record! {
        /// A claim, for these tests.
        struct Claim {
            id: i64,
            quote: Option<String>,
            hard_changes: Vec<String>,
            r#for: &'static str,
        }
    }

    impl Row for Claim {
        fn columns() -> Vec<Column<Self>> {
            vec![
                Column::new("id", |c: &Self, _| Cell::new(format!("#{}", c.id), Ink::Info)).right(),
                Column::new("quote", |c, _| c.quote.as_ref().into()),
            ]
        }
    }

    fn claims() -> Vec<Claim> {
        vec![
            Claim { id: 7, quote: Some("Ten | \"people\"\n\tdied\u{1b}[2J".into()), hard_changes: vec![], r#for: "a" },
            Claim { id: 12, quote: None, hard_changes: vec!["number".into(), "date".into()], r#for: "b" },
        ]
    }

    fn printed(items: &[Claim], format: Format, fields: Option<&[&str]>) -> Result<String, Error> {
        let fields: Option<Vec<String>> = fields.map(|f| f.iter().map(ToString::to_string).collect());
        let mut out = Vec::new();
        list(&mut out, items, format, fields.as_deref(), test_view())?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn every_format_of_a_list() {
        let all = claims();
        assert_eq!(printed(&all, Format::Table, None).unwrap().lines().count(), 3);
        assert_eq!(
            printed(&all, Format::Csv, None).unwrap(),
            "id,quote,hard_changes,for\n7,\"Ten | \"\"people\"\"\n\tdied\u{1b}[2J\",,a\n12,,number; date,b\n"
        );
        assert_eq!(
            printed(&all, Format::Tsv, None).unwrap(),
            "id\tquote\thard_changes\tfor\n7\tTen | \"people\"\\n\\tdied\u{1b}[2J\t\ta\n12\t\tnumber; date\tb\n"
        );
        let markdown = printed(&all, Format::Markdown, None).unwrap();
        assert!(markdown.starts_with("| id | quote |\n| ---: | --- |\n| #7 | Ten \\| \"people\" died"), "{markdown}");
        assert!(!markdown.contains('\u{1b}'));
        let lines = printed(&all, Format::Jsonl, None).unwrap();
        assert_eq!(lines.lines().count(), 2);
        let document: Value = serde_json::from_str(&printed(&all, Format::Json, None).unwrap()).unwrap();
        assert_eq!(document[0]["quote"], all[0].quote.as_deref().unwrap());
        assert_eq!(document[1]["hard_changes"][1], "date");
        assert_eq!(document[1]["quote"], Value::Null);
    }

    #[test]
    fn a_table_leaves_out_what_nothing_has() {
        let all = claims();
        assert_eq!(printed(&all[1..], Format::Table, None).unwrap(), " ID\n#12\n");
        let chosen = printed(&all[1..], Format::Table, Some(&["id", "quote"])).unwrap();
        assert_eq!(chosen, " ID  QUOTE\n#12\n", "what was asked for is there");
    }

    #[test]
    fn an_empty_list_is_still_a_document() {
        assert_eq!(printed(&[], Format::Json, None).unwrap(), "[]\n");
        assert_eq!(printed(&[], Format::Csv, None).unwrap(), "id,quote,hard_changes,for\n");
        assert_eq!(printed(&[], Format::Table, None).unwrap(), "");
    }

    #[test]
    fn fields_choose_and_order() {
        let all = claims();
        let csv = printed(&all, Format::Csv, Some(&["for", "id"])).unwrap();
        assert_eq!(csv, "for,id\na,7\nb,12\n");
        let table = printed(&all, Format::Table, Some(&["hard_changes", "id"])).unwrap();
        assert_eq!(table, "HARD CHANGES   ID\n               #7\nnumber; date  #12\n");
        let line = printed(&all, Format::Jsonl, Some(&["id"])).unwrap();
        assert_eq!(line, "{\"id\":7}\n{\"id\":12}\n");
        match printed(&all, Format::Json, Some(&["idd"])) {
            Err(Error::UnknownField { given, known }) => {
                assert_eq!((given.as_str(), known), ("idd", vec!["id", "quote", "hard_changes", "for"]));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_thing() {
        let mut out = Vec::new();
        record(&mut out, &claims()[1], Format::Table, None, test_view()).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "id  #12\n");
        let mut out = Vec::new();
        record(&mut out, &claims()[1], Format::Json, Some(&["id".to_owned()]), test_view()).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "{\n  \"id\": 12\n}\n");
    }
}
