//! Revisions as they are shown and listed.

use std::collections::BTreeMap;

use crate::cli::article::view::{some, text};
use crate::domain::article::Origin;
use crate::domain::ids::RevisionNumber;
use crate::domain::part::{Part, Texts};
use crate::domain::time::Timestamp;
use crate::render::human::{local, thousands};
use crate::render::page::Page;
use crate::render::{Cell, Column, Ink, Row};
use crate::store::{hex, revision::Revision};

crate::record! {
    /// A revision without its text.
    pub struct RevisionView {
        /// Its number.
        pub number: RevisionNumber,
        /// Who wrote it, as the source says.
        pub author: String,
        /// When it came to the desk.
        pub recorded_at: Timestamp,
        /// The source's own time.
        pub source_time: Option<Timestamp>,
        /// The zone that it was written in, in minutes east of UTC.
        pub source_offset: Option<i64>,
        /// How it came to be.
        pub origin: Origin,
        /// What was said about it.
        pub note: Option<String>,
        /// Its headline.
        pub headline: String,
        /// Words in headline, standfirst and body.
        pub words: i64,
        /// SHA-256 of its canonical form, in hexadecimal.
        pub content_hash: String,
        /// What an import read it as.
        pub reader: Option<String>,
        /// SHA-256 of the bytes that it was read from, in hexadecimal.
        pub raw_sha256: Option<String>,
    }
}

crate::record! {
    /// A revision with its text.
    pub struct TextView {
        /// The article's slug.
        pub article: String,
        /// Its number.
        pub number: RevisionNumber,
        /// Who wrote it, as the source says.
        pub author: String,
        /// Who brought it to the desk.
        pub recorded_by: String,
        /// When it came to the desk.
        pub recorded_at: Timestamp,
        /// The source's own time.
        pub source_time: Option<Timestamp>,
        /// The zone that it was written in, in minutes east of UTC.
        pub source_offset: Option<i64>,
        /// How it came to be.
        pub origin: Origin,
        /// What was said about it.
        pub note: Option<String>,
        /// Its headline.
        pub headline: String,
        /// Its standfirst.
        pub standfirst: Option<String>,
        /// Its byline.
        pub byline: Option<String>,
        /// Its dateline.
        pub dateline: Option<String>,
        /// Words in headline, standfirst and body.
        pub words: i64,
        /// SHA-256 of its canonical form, in hexadecimal.
        pub content_hash: String,
        /// What an import read it as.
        pub reader: Option<String>,
        /// SHA-256 of the bytes that it was read from, in hexadecimal.
        pub raw_sha256: Option<String>,
        /// The text.
        pub body: String,
        /// The named parts.
        pub parts: BTreeMap<String, String>,
    }
}

impl From<Revision> for RevisionView {
    fn from(r: Revision) -> Self {
        Self {
            number: r.number,
            author: r.author,
            recorded_at: r.recorded_at,
            source_time: r.source_time,
            source_offset: r.source_offset,
            origin: r.origin,
            note: some(&r.note),
            headline: r.headline,
            words: r.words,
            content_hash: hex(&r.content_hash),
            reader: some(&r.reader),
            raw_sha256: r.raw_hash.as_ref().map(|hash| hex(hash)),
        }
    }
}

impl TextView {
    /// A revision with its text; `by` is who brought it to the desk.
    pub fn new(article: &str, by: String, r: Revision, texts: &Texts) -> Self {
        let part = |part: Part| some(texts.get(&part));
        Self {
            article: article.to_owned(),
            number: r.number,
            author: r.author,
            recorded_by: by,
            recorded_at: r.recorded_at,
            source_time: r.source_time,
            source_offset: r.source_offset,
            origin: r.origin,
            note: some(&r.note),
            headline: texts.get(&Part::Headline).to_owned(),
            standfirst: part(Part::Standfirst),
            byline: part(Part::Byline),
            dateline: part(Part::Dateline),
            words: r.words,
            content_hash: hex(&r.content_hash),
            reader: some(&r.reader),
            raw_sha256: r.raw_hash.as_ref().map(|hash| hex(hash)),
            body: texts.get(&Part::Body).to_owned(),
            parts: texts.named().map(|(part, text)| (part.to_string(), text.to_owned())).collect(),
        }
    }

    /// The revision on a page.
    pub fn put(&self, page: &mut Page) {
        let view = *page.view();
        page.ink(Ink::Bold, format!("{}@{}", self.article, self.number));
        let by = if self.author == self.recorded_by {
            format!("  {} by {}", self.origin, self.author)
        } else {
            format!("  {} by {}, recorded by {}", self.origin, self.author, self.recorded_by)
        };
        page.ink(Ink::Dim, format!("{by}, {}", local(self.recorded_at, &view))).end();
        page.pairs([
            ("note", Cell::from(self.note.as_deref())),
            ("source's time", self.source_time.map(|at| local(at, &view)).into()),
            ("words", thousands(self.words.unsigned_abs()).into()),
            ("sha-256", Cell::new(&self.content_hash, Ink::Dim)),
            ("read as", Cell::from(self.reader.as_deref())),
            ("from bytes", Cell::new(self.raw_sha256.as_deref().unwrap_or_default(), Ink::Dim)),
        ]);
        page.gap().ink(Ink::Bold, &self.headline).end();
        if let Some(standfirst) = &self.standfirst {
            page.wrapped(0, standfirst);
        }
        let from: Vec<&str> = [&self.byline, &self.dateline].into_iter().flatten().map(String::as_str).collect();
        if !from.is_empty() {
            page.ink(Ink::Dim, from.join(" · ")).end();
        }
        text(page, &self.body, &self.parts);
    }
}

impl Row for RevisionView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("number", |r: &Self, _| Cell::new(r.number.to_string(), Ink::Bold)).head("rev").right(),
            Column::new("recorded_at", |r: &Self, view| local(r.recorded_at, view).into()).head("recorded"),
            Column::new("source_time", |r: &Self, view| r.source_time.map(|at| local(at, view)).into())
                .head("source's time"),
            Column::new("origin", |r: &Self, _| r.origin.as_str().into()),
            Column::new("author", |r: &Self, _| (&r.author).into()),
            Column::new("words", |r: &Self, _| r.words.into()).right(),
            Column::new("headline", |r: &Self, _| (&r.headline).into()),
            Column::new("note", |r: &Self, _| r.note.as_deref().into()),
        ]
    }
}

impl Row for TextView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("article", |r: &Self, _| (&r.article).into()),
            Column::new("number", |r: &Self, _| r.number.0.into()),
            Column::new("headline", |r: &Self, _| (&r.headline).into()),
            Column::new("author", |r: &Self, _| (&r.author).into()),
        ]
    }
}
