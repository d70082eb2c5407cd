//! A table of articles: one a row, with a column for the headline and one for
//! the text, as content systems export them. Read row by row, so that it may
//! be long.

use std::io::BufRead;

use super::{
    Format, Reader,
    sheet::{columns::folded, looks_parted, table},
};
use crate::{
    domain::canonical::Repair,
    import::{
        Rejection,
        decode::{decode, is_utf_16},
        detect::{Fit, Head},
        draft::{Draft, DraftTag},
        source::Source,
    },
};

/// A table of articles as CSV or TSV.
#[derive(Debug)]
pub struct Articles;

/// A column of such a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Headline,
    Body,
    Standfirst,
    Byline,
    Dateline,
    Slug,
    Provider,
    ExternalId,
    Url,
    Language,
    Desk,
    Urgency,
    Embargo,
    Due,
    Assignee,
    EdNote,
    Time,
    Author,
    Note,
    Tags,
    Left,
}
#[rustfmt::skip] // a list of words, which reads as one
const NAMES: &[(Field, &[&str])] = &[
    (Field::Headline, &[
        "headline", "title", "article title", "heading", "titel", "überschrift", "titre", "título", "titulo",
        "titolo", "kop", "заголовок",
    ]),
    (Field::Body, &[
        "body", "text", "content", "article", "article body", "body text", "full text", "fulltext", "story",
        "copy", "maintext", "main text", "inhalt", "volltext", "contenu", "texte", "contenido", "cuerpo",
        "texto", "testo", "inhoud", "текст",
    ]),
    (Field::Standfirst, &[
        "standfirst", "deck", "dek", "subtitle", "subheadline", "summary", "excerpt", "description",
        "abstract", "teaser", "chapo", "untertitel",
    ]),
    (Field::Byline, &["byline", "author", "authors", "writer", "by", "autor", "auteur", "autore", "автор"]),
    (Field::Dateline, &["dateline"]),
    (Field::Slug, &["slug"]),
    (Field::Provider, &["provider", "publisher", "outlet", "publication"]),
    (Field::ExternalId, &["external id", "id", "article id", "guid", "uuid", "uri", "doc id"]),
    (Field::Url, &["canonical url", "url", "link", "permalink", "address", "web url"]),
    (Field::Language, &["language", "lang", "locale", "sprache", "langue", "idioma"]),
    (Field::Desk, &["desk", "section", "ressort", "rubrique", "sección", "rubrik"]),
    (Field::Urgency, &["urgency"]),
    (Field::Embargo, &["embargo until", "embargo"]),
    (Field::Due, &["due at", "due", "deadline"]),
    (Field::Assignee, &["assignee", "assigned to"]),
    (Field::EdNote, &["ednote", "editor note", "editors note", "editorial note"]),
    (Field::Time, &[
        "source time", "date", "published", "publish date", "published at", "publication date", "pubdate",
        "pub date", "date published", "updated", "updated at", "modified", "last modified", "datum", "fecha",
        "data", "дата", "time",
    ]),
    (Field::Author, &["revision author"]),
    (Field::Note, &["note", "revision note"]),
    (Field::Tags, &[
        "tags", "tag", "keywords", "categories", "category", "topics", "topic", "subjects", "subject",
        "schlagwörter", "mots clés", "etiquetas",
    ]),
    (Field::Left, &[
        "stage", "head", "approved", "changes pending", "words", "created at", "claims", "row", "index",
        "unnamed: 0",
    ]),
];

fn known(header: &str) -> Option<Field> {
    let name = folded(header);
    NAMES.iter().find(|(_, names)| names.contains(&&*name)).map(|(field, _)| *field)
}

/// Whether cells name the columns of a table of articles.
fn is_header<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let found: Vec<Field> = cells.filter_map(known).collect();
    found.contains(&Field::Headline) && found.contains(&Field::Body)
}

impl Format for Articles {
    fn name(&self) -> &'static str {
        "articles"
    }

    fn fit(&self, head: &Head<'_>) -> Fit {
        if !matches!(head.extension, Some("csv" | "tsv" | "tab" | "txt") | None) || !looks_parted(&head.text) {
            return Fit::No;
        }
        let delimiter = table::delimiter(&head.text, |cell| known(cell).is_some());
        let text = head.text.trim_start_matches('\u{feff}');
        let first = table::reader(delimiter, text.as_bytes()).into_records().next();
        match first {
            Some(Ok(row)) if is_header(row.iter()) => Fit::ByContent,
            _ => Fit::No,
        }
    }

    fn open(&self, source: Source) -> Box<dyn Reader> {
        Box::new(Rows { state: State::Unopened(Some(source)), name: String::new(), row: 0 })
    }
}

type Stream = csv::Reader<Box<dyn BufRead + Send>>;

/// The rows of a table.
struct Rows {
    state: State,
    name: String,
    row: usize,
}

enum State {
    Unopened(Option<Source>),
    Open { rows: Box<Stream>, fields: Vec<Option<Field>>, repairs: Vec<Repair> },
    Done,
}

/// The longest row, in bytes: an article at its limit and what stands beside it.
const MAX_ROW_BYTES: u64 = 32 * 1024 * 1024;

impl Rows {
    fn open(&mut self, source: Source) -> Result<(), Rejection> {
        self.name.clone_from(&source.name);
        let head = String::from_utf8_lossy(&source.head).into_owned();
        let mut repairs = Vec::new();
        let (head, stream): (String, Box<dyn BufRead + Send>) = if is_utf_16(&source.head) {
            let bytes = source.read_article()?;
            let decoded =
                decode(&bytes).map_err(|not_text| Rejection::new(self.name.as_str(), "binary", not_text.0))?;
            repairs.extend(decoded.repairs);
            let text = decoded.text.into_owned();
            (text.chars().take(10_000).collect(), Box::new(std::io::Cursor::new(text.into_bytes())))
        } else {
            (head, Box::new(source.stream()))
        };
        let delimiter = table::delimiter(head.trim_start_matches('\u{feff}'), |cell| known(cell).is_some());
        let mut rows = table::reader(delimiter, stream);
        let mut names = csv::ByteRecord::new();
        rows.read_byte_record(&mut names).map_err(|error| broken(&self.name, &error))?;
        let names: Vec<String> = names
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).trim_start_matches('\u{feff}').trim().to_owned())
            .collect();
        self.row = 1;
        if !is_header(names.iter().map(String::as_str)) {
            return Err(Rejection::new(
                self.name.as_str(),
                "no-columns",
                format!("no columns for headline and body; found \"{}\"", names.join(", ")),
            ));
        }
        let fields: Vec<Option<Field>> = names.iter().map(|name| known(name)).collect();
        let unknown: Vec<&str> = names
            .iter()
            .zip(&fields)
            .filter(|(name, field)| field.is_none() && !name.is_empty())
            .map(|(name, _)| name.as_str())
            .collect();
        if !unknown.is_empty() {
            repairs.push(Repair::new("unknown-column", format!("columns not taken: {}", unknown.join(", "))));
        }
        self.state = State::Open { rows: Box::new(rows), fields, repairs };
        Ok(())
    }
}

impl Reader for Rows {
    fn next_draft(&mut self) -> Option<Result<Draft, Rejection>> {
        if let State::Unopened(source) = &mut self.state {
            let source = source.take()?;
            self.state = State::Done;
            if let Err(rejection) = self.open(source) {
                return Some(Err(rejection));
            }
        }
        loop {
            let State::Open { rows, fields, repairs } = &mut self.state else { return None };
            let mut record = csv::ByteRecord::new();
            let before = rows.position().byte();
            match rows.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => {
                    self.state = State::Done;
                    return None;
                }
                Err(error) => {
                    self.state = State::Done;
                    return Some(Err(broken(&self.name, &error)));
                }
            }
            self.row += 1;
            if record.iter().all(|cell| cell.iter().all(u8::is_ascii_whitespace)) {
                continue;
            }
            let input = format!("{}:{}", self.name, self.row);
            if rows.position().byte() - before > MAX_ROW_BYTES {
                return Some(Err(Rejection::new(input, "too-large", "a row over 32 MiB, the limit")));
            }
            let said = std::mem::take(repairs);
            return Some(article(input, self.row, &record, fields, said));
        }
    }
}

fn broken(name: &str, error: &csv::Error) -> Rejection {
    Rejection::new(name, "bad-table", error.to_string())
}

fn article(
    input: String,
    row: usize,
    record: &csv::ByteRecord,
    fields: &[Option<Field>],
    repairs: Vec<Repair>,
) -> Result<Draft, Rejection> {
    let mut draft = Draft::read_from(input, record.as_slice());
    draft.line = Some(row);
    draft.repairs = repairs;
    for (cell, field) in record.iter().zip(fields) {
        let Some(field) = field.filter(|field| *field != Field::Left) else { continue };
        let decoded = decode(cell).map_err(|not_text| {
            Rejection::new(draft.input.as_str(), "binary", format!("row {row}: {}", not_text.0)).at_line(row)
        })?;
        let text = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
        draft.repairs.extend(decoded.repairs);
        if text.trim().is_empty() {
            continue;
        }
        let texts = &mut draft.newest.texts;
        let place = match field {
            Field::Headline => &mut texts.headline,
            Field::Body => &mut texts.body,
            Field::Standfirst => &mut texts.standfirst,
            Field::Byline => &mut texts.byline,
            Field::Dateline => &mut texts.dateline,
            Field::Slug => &mut draft.slug,
            Field::Provider => &mut draft.provider,
            // A number of its own table names nothing elsewhere.
            Field::ExternalId => &mut draft.fallback_id,
            Field::Url => &mut draft.canonical_url,
            Field::Language => &mut draft.language,
            Field::Desk => &mut draft.desk,
            Field::Urgency => &mut draft.urgency,
            Field::Embargo => &mut draft.embargo_until,
            Field::Due => &mut draft.due_at,
            Field::Assignee => &mut draft.assignee,
            Field::EdNote => &mut draft.ednote,
            Field::Time => &mut draft.newest.source_time,
            Field::Author => &mut draft.newest.author,
            Field::Note => &mut draft.newest.note,
            Field::Tags => {
                let parted = if text.contains(';') {
                    ';'
                } else if text.contains('|') {
                    '|'
                } else {
                    ','
                };
                draft.tags.extend(text.split(parted).map(|tag| DraftTag::Text(tag.trim().to_owned())));
                continue;
            }
            Field::Left => continue,
        };
        if place.is_none() {
            *place = Some(text);
        }
    }
    draft.newest.whole = true;
    draft.newest.texts.body.get_or_insert_default();
    Ok(draft)
}

#[cfg(test)]
mod tests {
    use crate::{domain::part::Part, import::formats::tests::read_all};

    #[test]
    fn an_article_a_row() {
        let table = "Title;Content;Author;Tags;URL;Colour\nTen die;\"Ten people died.\n\nIn Homs; on Monday.\";Ana;fire, place:Syria;https://example.org/a;red\n;;;;;\nNo text;;;;;\n";
        let found = read_all("a.csv", table.as_bytes());
        assert_eq!(found.len(), 2, "{found:?}");
        let first = found[0].as_ref().unwrap();
        assert_eq!((first.input.as_str(), first.reader), ("a.csv:2", "articles"));
        let texts = &first.revisions[0].texts;
        assert_eq!(texts.get(&Part::Body), "Ten people died.\n\nIn Homs; on Monday.");
        assert_eq!((texts.get(&Part::Headline), texts.get(&Part::Byline)), ("Ten die", "Ana"));
        assert_eq!(first.tags.len(), 2);
        assert_eq!(first.identity.canonical_url.as_deref(), Some("https://example.org/a"));
        assert_eq!(first.repairs[0].message, "columns not taken: Colour");
        assert_eq!(found[1].as_ref().unwrap().input, "a.csv:4");
    }
}
