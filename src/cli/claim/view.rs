//! Claims as they are listed and shown. The fields are those of SPEC section 8.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use crate::{
    cli::error::Result,
    desk::{
        brought::{self, Brought},
        facts::{Heads, Loaded, sentence_at},
        names,
    },
    domain::{
        article::Stage,
        claim::{Asks, ClaimKind, Finding, How, Progress, Standing},
        context::PlaceContext,
        ids::{ArticleId, PersonId, RevisionNumber},
        part::{Part, Texts},
        source::{SourceKind, Stance},
        time::Timestamp,
    },
    render::{Cell, Column, Ink, Row, View, fields_of, human},
    store::{
        Fault, Read,
        article::Article,
        claim::{self, Anchor, Claim},
        comment, decision, person, revision,
    },
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

/// A text, or `None` where it is empty.
fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn json(text: &str, what: impl Fn() -> String) -> Result<Value> {
    Ok(serde_json::from_str(text).map_err(|e| crate::store::Error::from(Fault::Corrupt(format!("{}: {e}", what()))))?)
}

/// Makes views, looking up each article, person and text once.
#[derive(Debug)]
pub struct Views<'r, 'd> {
    r: &'r Read<'d>,
    people: HashMap<PersonId, String>,
    articles: HashMap<ArticleId, Article>,
    texts: HashMap<(ArticleId, RevisionNumber), Texts>,
    heads: Heads,
    /// How many more claims may be traced to the revision that moved them, where
    /// their row doesn't tell it.
    traces: usize,
}

/// The most claims of one list that are traced to the revision that moved
/// them, which takes reading texts; `claim show` tells it of any.
const TRACED: usize = 100;

impl<'r, 'd> Views<'r, 'd> {
    /// For one state of the desk.
    pub fn new(r: &'r Read<'d>) -> Result<Self> {
        let people = person::all(r)?.into_iter().map(|p| (p.id, p.name)).collect();
        Ok(Self { r, people, articles: HashMap::new(), texts: HashMap::new(), heads: Heads::default(), traces: TRACED })
    }

    /// The same for lists of all the desk's claims, which read no texts.
    #[must_use]
    pub fn untraced(self) -> Self {
        Self { traces: 0, ..self }
    }

    /// A person's handle.
    pub fn person(&self, id: PersonId) -> String {
        self.people.get(&id).cloned().unwrap_or_else(|| format!("person {id}"))
    }

    fn article(&mut self, id: ArticleId) -> Result<&Article> {
        if !self.articles.contains_key(&id) {
            let found = names::article_of(self.r, id)?;
            self.articles.insert(id, found);
        }
        self.articles.get(&id).ok_or_else(|| crate::store::Error::from(Fault::Bug("no article".to_owned())).into())
    }

    fn texts(&mut self, article: ArticleId, number: RevisionNumber) -> Result<&Texts> {
        let key = (article, number);
        if !self.texts.contains_key(&key) {
            let found = revision::texts(self.r, article, number)?;
            self.texts.insert(key, found);
        }
        self.texts.get(&key).ok_or_else(|| crate::store::Error::from(Fault::Bug("no text".to_owned())).into())
    }

    fn holder(&self, claim: &Claim) -> Option<String> {
        let until = claim.lease_until?;
        claim.holder.filter(|_| until > self.r.now).map(|id| self.person(id))
    }

    /// A claim for a list; `sentence` says whether its sentence is wanted,
    /// which takes reading the article's text.
    pub fn row(&mut self, claim: &Claim, sentence: bool) -> Result<ClaimRow> {
        let sentence = if sentence { self.sentence(claim)? } else { None };
        let article = self.article(claim.article)?;
        let (slug, stage) = (article.slug.clone(), article.stage);
        let reason = self.reason(claim)?;
        let c = claim;
        Ok(ClaimRow {
            id: c.id.0,
            article: slug,
            article_id: c.article.0,
            stage,
            quote: some(&c.quote),
            statement: some(&c.statement),
            kind: c.kind,
            asks: c.asks,
            claimant: some(&c.claimant),
            priority: c.priority,
            assignee: c.assignee.map(|id| self.person(id)),
            holder: self.holder(c),
            lease_until: c.lease_until.filter(|until| c.holder.is_some() && *until > self.r.now),
            due_at: c.due_at,
            progress: c.progress,
            finding: c.finding,
            correction: some(&c.correction),
            rating: some(&c.rating),
            standing: c.standing,
            standing_reason: reason,
            hard_changes: json(&c.hard_changes, || format!("claim #{}", c.id))?,
            waiting_since: c.since,
            overdue: c.due_at.is_some_and(|due| due < self.r.now),
            sentence,
        })
    }

    /// Why a claim stands where it stands; for the first [`TRACED`] that the
    /// text moved, with the revision that did.
    fn reason(&mut self, claim: &Claim) -> Result<Option<Reason>> {
        let Some(text) = some(&claim.standing_reason) else { return Ok(None) };
        let moved = matches!(claim.standing, Standing::Touched | Standing::Stale)
            || (claim.progress == Progress::Returned && claim.finding.is_some());
        let mut brought = None;
        if moved {
            let r = self.r;
            brought = brought::turned(r, self.article(claim.article)?, claim)?;
        }
        if moved && brought.is_none() && self.traces > 0 {
            self.traces -= 1;
            let head = self.heads.of(self.r, claim.article)?;
            let loaded = Loaded::load(self.r, &head, claim.clone())?;
            brought = brought::brought(self.r, &head, &loaded, &loaded.verdict())?;
        }
        Ok(Some(Reason { text, brought }))
    }

    fn sentence(&mut self, claim: &Claim) -> Result<Option<String>> {
        let article = self.article(claim.article)?;
        let (head, language) = (article.head, article.language.clone());
        let anchors = claim::anchors_of(self.r, claim.article, head, claim.id)?;
        let Some(anchor) = anchors.iter().find(|a| a.confirmed && a.how.has_words()) else { return Ok(None) };
        let texts = self.texts(claim.article, head)?;
        Ok(sentence_at(texts, &language, &anchor.part, anchor.start..anchor.start + anchor.length))
    }

    /// A claim with all that is known of it.
    pub fn full(&mut self, claim: &Claim) -> Result<ClaimView> {
        let mut view = self.page(claim)?;
        for anchor in claim::anchors_ever(self.r, claim.article, claim.id)? {
            view.anchors.push(AnchorView::new(&anchor, self.texts(claim.article, anchor.revision)?));
        }
        Ok(view)
    }

    /// The same without its places, for which every revision's text is read.
    pub fn page(&mut self, claim: &Claim) -> Result<ClaimView> {
        let c = claim;
        let slug = self.article(c.article)?.slug.clone();
        let comments = comment::of_claim(self.r, c.id)?;
        let reason = self.reason(claim)?;
        Ok(ClaimView {
            id: c.id.0,
            article: slug,
            article_id: c.article.0,
            quote: some(&c.quote),
            statement: some(&c.statement),
            kind: c.kind,
            asks: c.asks,
            claimant: some(&c.claimant),
            said_on: some(&c.said_on),
            appearances: json(&c.appearances, || format!("claim #{}", c.id))?,
            priority: c.priority,
            assignee: c.assignee.map(|id| self.person(id)),
            holder: self.holder(c),
            due_at: c.due_at,
            progress: c.progress,
            finding: c.finding,
            correction: some(&c.correction),
            rating: some(&c.rating),
            standing: c.standing,
            standing_reason: reason,
            hard_changes: json(&c.hard_changes, || format!("claim #{}", c.id))?,
            listed: json(&c.listed, || format!("claim #{}", c.id))?,
            anchors: Vec::new(),
            citations: self.citations(c)?,
            decisions: self.decisions(c)?,
            comments: comments.into_iter().map(|c| CommentView { by: c.by, at: c.at, text: c.text }).collect(),
        })
    }

    fn citations(&self, claim: &Claim) -> Result<Vec<CitationView>> {
        let found = crate::store::source::citations_of(self.r, claim.id)?;
        Ok(found
            .into_iter()
            .map(|(c, s)| CitationView {
                id: c.id.0,
                source: s.id.0,
                kind: s.kind,
                url: some(&s.url),
                archived_url: some(&s.archived_url),
                primary: s.is_primary,
                independence: some(&s.independence),
                confidential: s.confidential,
                title: s.title,
                locator: some(&c.locator),
                quotation: some(&c.quotation),
                stance: c.stance,
                note: some(&c.note),
            })
            .collect())
    }

    fn decisions(&self, claim: &Claim) -> Result<Vec<DecisionView>> {
        let mut views = Vec::new();
        for d in decision::of_claim(self.r, claim.id)? {
            let damaged = || format!("decision {}", d.id);
            let mut covers = Vec::new();
            for place in decision::places(self.r, d.id)? {
                // A sentence that can't be read back is left out: what covers are compared by is checked elsewhere.
                let sentence = |text: &str| serde_json::from_str::<PlaceContext>(text).ok().map(|c| c.sentence.text);
                covers.push(CoverView {
                    place: place.place,
                    start: place.start,
                    end: place.start + place.length,
                    sentence: sentence(&place.context),
                    corrected: place.corrected.as_deref().and_then(sentence),
                    part: place.part,
                    quote: place.quote,
                    quote_hash: place.quote_hash,
                    context_hash: place.context_hash,
                });
            }
            views.push(DecisionView {
                id: d.id.0,
                revision: d.revision,
                actor: self.person(d.actor),
                at: d.at,
                note: some(&d.note),
                finding: d.finding,
                correction: some(&d.correction),
                rating: some(&d.rating),
                assertion: json(&d.assertion, damaged)?,
                citations: json(&d.citations, damaged)?,
                covers,
                event: d.made.0,
                revoked: decision::revoked(self.r, d.id)?.map(|seq| seq.0),
                kind: d.kind,
            });
        }
        Ok(views)
    }
}

/// Whether the sentence of each claim is wanted: always by programs, by people
/// only where they ask for it.
pub fn wants_sentence(for_people: bool, fields: Option<&[String]>) -> bool {
    debug_assert!(fields_of::<ClaimRow>().any(|f| f == "sentence"));
    fields.map_or(!for_people, |fields| fields.iter().any(|f| f == "sentence"))
}
