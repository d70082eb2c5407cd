//! Claims as they are listed and shown. The fields are those of SPEC section 8.
//!
//! This file has what is told of a claim; `make` reads it.

mod make;

pub use make::Views;

use serde::Serialize;
use serde_json::Value;

use crate::{
    desk::brought::Brought,
    domain::{
        article::Stage,
        claim::{Asks, ClaimKind, Finding, How, Progress, Standing},
        ids::RevisionNumber,
        part::{Part, Texts},
        source::{SourceKind, Stance},
        time::Timestamp,
    },
    render::{Cell, Column, Ink, Row, View, fields_of, human},
    store::claim::Anchor,
};

crate::record! {
    /// A claim in a list.
    pub struct ClaimRow {
        /// The id.
        pub id: i64,
        /// The article's slug.
        pub article: String,
        /// The article's id.
        pub article_id: i64,
        /// The article's stage.
        pub stage: Stage,
        /// The exact words.
        pub quote: Option<String>,
        /// The checkable assertion.
        pub statement: Option<String>,
        /// What sort of assertion.
        pub kind: ClaimKind,
        /// What is asked.
        pub asks: Asks,
        /// Who says so.
        pub claimant: Option<String>,
        /// 1 (highest) to 3.
        pub priority: i64,
        /// Who is to check it.
        pub assignee: Option<String>,
        /// Who has taken it and still has it.
        pub holder: Option<String>,
        /// Until when.
        pub lease_until: Option<Timestamp>,
        /// When it is due.
        pub due_at: Option<Timestamp>,
        /// How far the work has come.
        pub progress: Progress,
        /// What the check found.
        pub finding: Option<Finding>,
        /// The words that should stand instead.
        pub correction: Option<String>,
        /// The public rating.
        pub rating: Option<String>,
        /// What may be relied on.
        pub standing: Standing,
        /// Why.
        pub standing_reason: Option<Reason>,
        /// The hard changes behind a stale standing.
        pub hard_changes: Value,
        /// Since when it stands so and waits for somebody.
        pub waiting_since: Timestamp,
        /// Whether its time is past.
        pub overdue: bool,
        /// The sentence it stands in, in head.
        pub sentence: Option<String>,
    }
}

impl ClaimRow {
    /// The words people know the claim by, quoted where they are the text's.
    pub fn words(&self) -> String {
        words(self.quote.as_deref(), self.statement.as_deref())
    }
}

/// The words people know a claim by, short enough for a line.
fn words(quote: Option<&str>, statement: Option<&str>) -> String {
    match (quote, statement) {
        (Some(quote), _) => format!("\"{}\"", human::excerpt(quote, 80)),
        (None, Some(statement)) => human::excerpt(statement, 80),
        (None, None) => String::new(),
    }
}

/// What stands in the way, in a cell: nothing where all is well.
pub fn why(reason: Option<&Reason>, view: &View) -> Cell {
    Cell::new(reason.map_or_else(String::new, |why| human::excerpt(&why.told(view), 160)), Ink::Plain)
}

/// Why a claim stands where it stands, with the revision that brought it about.
/// In JSON one text, with the time in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Why, as the judge says it.
    pub text: String,
    /// The revision that brought it about, where one did.
    pub brought: Option<Brought>,
}

impl Reason {
    fn with(&self, time: impl Fn(Timestamp) -> String) -> String {
        match &self.brought {
            Some(Brought { revision, by, at }) => {
                format!("{} (revision {revision}, {by}, {})", self.text, time(*at))
            }
            None => self.text.clone(),
        }
    }

    /// For people, on the reader's clock.
    pub fn told(&self, view: &View) -> String {
        self.with(|at| human::local(at, view))
    }
}

impl Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.with(|at| at.to_string()))
    }
}

impl Row for ClaimRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("id", |c: &Self, _| Cell::new(format!("#{}", c.id), Ink::Info)).head("claim").right(),
            Column::new("standing", |c, _| human::standing(c.standing)),
            Column::new("progress", |c, _| c.progress.as_str().into()),
            Column::new("finding", |c, _| c.finding.map(Finding::as_str).into()),
            Column::new("kind", |c, _| c.kind.as_str().into()),
            Column::new("quote", |c: &Self, _| c.words().into()).head("words"),
            Column::new("article", |c, _| (&c.article).into()),
            Column::new("standing_reason", |c: &Self, view| why(c.standing_reason.as_ref(), view)).head("why"),
        ]
    }
}

crate::record! {
    /// A claim with all that is known of it.
    pub struct ClaimView {
        /// The id.
        pub id: i64,
        /// The article's slug.
        pub article: String,
        /// The article's id.
        pub article_id: i64,
        /// The exact words.
        pub quote: Option<String>,
        /// The checkable assertion.
        pub statement: Option<String>,
        /// What sort of assertion.
        pub kind: ClaimKind,
        /// What is asked.
        pub asks: Asks,
        /// Who says so.
        pub claimant: Option<String>,
        /// When it was said.
        pub said_on: Option<String>,
        /// Where it appeared.
        pub appearances: Value,
        /// 1 (highest) to 3.
        pub priority: i64,
        /// Who is to check it.
        pub assignee: Option<String>,
        /// Who has taken it and still has it.
        pub holder: Option<String>,
        /// When it is due.
        pub due_at: Option<Timestamp>,
        /// How far the work has come.
        pub progress: Progress,
        /// What the check found.
        pub finding: Option<Finding>,
        /// The words that should stand instead.
        pub correction: Option<String>,
        /// The public rating.
        pub rating: Option<String>,
        /// What may be relied on.
        pub standing: Standing,
        /// Why.
        pub standing_reason: Option<Reason>,
        /// The hard changes behind a stale standing.
        pub hard_changes: Value,
        /// What changed and carries the approval.
        pub listed: Value,
        /// Its places in every revision, oldest first.
        pub anchors: Vec<AnchorView>,
        /// What it rests on.
        pub citations: Vec<CitationView>,
        /// What was decided, oldest first.
        pub decisions: Vec<DecisionView>,
        /// What was said about it, oldest first.
        pub comments: Vec<CommentView>,
    }
}

impl Row for ClaimView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("id", |c: &Self, _| Cell::new(format!("#{}", c.id), Ink::Info)).head("claim").right(),
            Column::new("standing", |c, _| human::standing(c.standing)),
            Column::new("progress", |c, _| c.progress.as_str().into()),
            Column::new("finding", |c, _| c.finding.map(Finding::as_str).into()),
            Column::new("quote", |c: &Self, _| words(c.quote.as_deref(), c.statement.as_deref()).into()).head("words"),
        ]
    }
}

/// A place of a claim.
#[derive(Debug, Clone, Serialize)]
pub struct AnchorView {
    /// The revision.
    pub revision: RevisionNumber,
    /// Which of the claim's places, from 1.
    pub place: i64,
    /// The part of the text.
    pub part: Part,
    /// The first character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// How it came there.
    pub how: How,
    /// Whether a person confirmed the place.
    pub confirmed: bool,
    /// The words; empty where they are gone.
    pub quote: String,
    /// What stands before them.
    pub prefix: String,
    /// What stands after them.
    pub suffix: String,
}

/// How many characters before and after the words are given with them.
const AROUND: usize = 32;

impl AnchorView {
    fn new(anchor: &Anchor, texts: &Texts) -> Self {
        let end = anchor.start + anchor.length;
        let text = texts.get(&anchor.part);
        let from = anchor.start.saturating_sub(AROUND);
        let cut = |from: usize, count: usize| text.chars().skip(from).take(count).collect::<String>();
        Self {
            revision: anchor.revision,
            place: anchor.place,
            part: anchor.part.clone(),
            start: anchor.start,
            end,
            how: anchor.how,
            confirmed: anchor.confirmed,
            quote: cut(anchor.start, anchor.length),
            prefix: cut(from, anchor.start - from),
            suffix: cut(end, AROUND),
        }
    }
}

/// A source that a claim rests on.
#[derive(Debug, Clone, Serialize)]
pub struct CitationView {
    /// The citation's id.
    pub id: i64,
    /// The source's id.
    pub source: i64,
    /// What sort of source.
    pub kind: SourceKind,
    /// Its title, or the label of a confidential one.
    pub title: String,
    /// Where it is.
    pub url: Option<String>,
    /// Where a copy is kept.
    pub archived_url: Option<String>,
    /// Whether it is primary.
    pub primary: bool,
    /// Two sources of one group count once.
    pub independence: Option<String>,
    /// Whether its name is kept secret.
    pub confidential: bool,
    /// Page, timecode.
    pub locator: Option<String>,
    /// The source's own words.
    pub quotation: Option<String>,
    /// What it says to the claim.
    pub stance: Stance,
    /// A note.
    pub note: Option<String>,
}

/// A decision on a claim.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionView {
    /// The decision's id.
    pub id: i64,
    /// What was decided.
    pub kind: String,
    /// The revision that it is about.
    pub revision: RevisionNumber,
    /// By whom.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// What was said about it.
    pub note: Option<String>,
    /// The finding.
    pub finding: Option<Finding>,
    /// The words that should stand instead.
    pub correction: Option<String>,
    /// The public rating.
    pub rating: Option<String>,
    /// Statement, kind, asks and claimant as they were.
    pub assertion: Value,
    /// The sources as they were.
    pub citations: Value,
    /// The words that it covers, place by place.
    pub covers: Vec<CoverView>,
    /// The event that made it.
    pub event: i64,
    /// The event that undid it.
    pub revoked: Option<i64>,
}

/// Words that a decision covers.
#[derive(Debug, Clone, Serialize)]
pub struct CoverView {
    /// Which of the claim's places.
    pub place: i64,
    /// The part of the text.
    pub part: Part,
    /// The first character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub quote: String,
    /// The sentence in which they stood.
    pub sentence: Option<String>,
    /// The sentence with the correction in it.
    pub corrected: Option<String>,
    /// SHA-256 of the words.
    pub quote_hash: String,
    /// SHA-256 of the words in all their context.
    pub context_hash: String,
}

/// A comment on a claim.
#[derive(Debug, Clone, Serialize)]
pub struct CommentView {
    /// Who said it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// Whether the sentence of each claim is wanted: always by programs, by people
/// only where they ask for it.
pub fn wants_sentence(for_people: bool, fields: Option<&[String]>) -> bool {
    debug_assert!(fields_of::<ClaimRow>().any(|f| f == "sentence"));
    fields.map_or(!for_people, |fields| fields.iter().any(|f| f == "sentence"))
}
