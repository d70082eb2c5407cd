//! Articles as they are shown and listed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::cli::error::Result;
use crate::cli::names::ArticleName;
use crate::desk::{facts::Head, names, revise::Turned};
use crate::domain::article::Stage;
use crate::domain::claim::Standing;
use crate::domain::ids::{ArticleId, RevisionNumber};
use crate::domain::part::Part;
use crate::domain::time::Timestamp;
use crate::render::human::{ago, local, standing_ink, standing_sign};
use crate::render::page::Page;
use crate::render::{Cell, Column, Ink, Row};
use crate::store::article::{Article, Listed, is_overdue};
use crate::store::{Read, claim, person, revision, tag};

crate::record! {
    /// An article with the text of one of its revisions.
    pub struct ArticleView {
        /// The id.
        pub id: ArticleId,
        /// The slug.
        pub slug: String,
        /// The revision whose text this is.
        pub revision: RevisionNumber,
        /// Its headline.
        pub headline: String,
        /// Its standfirst.
        pub standfirst: Option<String>,
        /// Its byline.
        pub byline: Option<String>,
        /// Its dateline.
        pub dateline: Option<String>,
        /// The language, BCP 47.
        pub language: Option<String>,
        /// The desk it belongs to.
        pub desk: Option<String>,
        /// The urgency, 1 (highest) to 9.
        pub urgency: i64,
        /// Who provided it.
        pub provider: Option<String>,
        /// The provider's id for it.
        pub external_id: Option<String>,
        /// Where it stands in public.
        pub canonical_url: Option<String>,
        /// Not to be published before.
        pub embargo_until: Option<Timestamp>,
        /// When it is due.
        pub due_at: Option<Timestamp>,
        /// Who has it.
        pub assignee: Option<String>,
        /// A note for the desk, never public.
        pub ednote: Option<String>,
        /// Where it stands in the workflow.
        pub stage: Stage,
        /// Whether its provider cancelled it.
        pub withdrawn: bool,
        /// The newest revision.
        pub head: RevisionNumber,
        /// The revision that was approved last.
        pub approved: Option<RevisionNumber>,
        /// The revision that is public.
        pub published: Option<RevisionNumber>,
        /// Whether head's text is another than the public one.
        pub changes_pending: bool,
        /// Its tags.
        pub tags: Vec<String>,
        /// Words in headline, standfirst and body.
        pub words: usize,
        /// The text.
        pub body: String,
        /// The named parts.
        pub parts: BTreeMap<String, String>,
        /// How many claims have each standing, in head.
        pub claims: Value,
        /// When it came to the desk.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
        /// When it was first published.
        pub published_at: Option<Timestamp>,
    }
}

crate::record! {
    /// An article as lists show it.
    pub struct ListedView {
        /// The id.
        pub id: ArticleId,
        /// The slug.
        pub slug: String,
        /// The head revision's headline.
        pub headline: String,
        /// Its standfirst.
        pub standfirst: Option<String>,
        /// Its byline.
        pub byline: Option<String>,
        /// Its dateline.
        pub dateline: Option<String>,
        /// The language, BCP 47.
        pub language: Option<String>,
        /// The desk it belongs to.
        pub desk: Option<String>,
        /// The urgency, 1 (highest) to 9.
        pub urgency: i64,
        /// Who provided it.
        pub provider: Option<String>,
        /// The provider's id for it.
        pub external_id: Option<String>,
        /// Where it stands in public.
        pub canonical_url: Option<String>,
        /// Not to be published before.
        pub embargo_until: Option<Timestamp>,
        /// When it is due.
        pub due_at: Option<Timestamp>,
        /// Who has it.
        pub assignee: Option<String>,
        /// Where it stands in the workflow.
        pub stage: Stage,
        /// The newest revision.
        pub head: RevisionNumber,
        /// The revision that was approved last.
        pub approved: Option<RevisionNumber>,
        /// The revision that is public.
        pub published: Option<RevisionNumber>,
        /// Whether head's text is another than the public one.
        pub changes_pending: bool,
        /// Its tags.
        pub tags: Vec<String>,
        /// Words in headline, standfirst and body.
        pub words: i64,
        /// How many claims have each standing.
        pub claims: Value,
        /// When it came to the desk.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
        /// When it was first published.
        pub published_at: Option<Timestamp>,
    }
}

/// What is not set is null.
pub fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The article that a word means, with its head revision.
pub fn head(r: &Read<'_>, name: &ArticleName) -> Result<Head> {
    Ok(Head::load(r, names::article(r, &name.0)?)?)
}

/// An article as it now stands, with its head's text.
pub fn now(r: &Read<'_>, article: &Article) -> Result<ArticleView> {
    ArticleView::load(r, article, article.head)
}

impl ArticleView {
    /// An article with the text of one of its revisions.
    pub fn load(r: &Read<'_>, a: &Article, number: RevisionNumber) -> Result<Self> {
        let texts = revision::texts(r, a.id, number)?;
        let part = |part: Part| some(texts.get(&part));
        Ok(Self {
            id: a.id,
            slug: a.slug.clone(),
            revision: number,
            headline: texts.get(&Part::Headline).to_owned(),
            standfirst: part(Part::Standfirst),
            byline: part(Part::Byline),
            dateline: part(Part::Dateline),
            language: some(&a.language),
            desk: some(&a.desk),
            urgency: a.urgency,
            provider: some(&a.provider),
            external_id: a.external_id.clone(),
            canonical_url: a.canonical_url.clone(),
            embargo_until: a.embargo_until,
            due_at: a.due_at,
            assignee: match a.assignee {
                Some(id) => person::by_id(r, id)?.map(|p| p.name),
                None => None,
            },
            ednote: some(&a.ednote),
            stage: a.stage,
            withdrawn: a.withdrawn,
            head: a.head,
            approved: a.approved,
            published: a.published,
            changes_pending: changes_pending(r, a.id, a.head, a.published)?,
            tags: tags(r, a.id)?,
            words: texts.words(),
            body: texts.get(&Part::Body).to_owned(),
            parts: texts.named().map(|(part, text)| (part.to_string(), text.to_owned())).collect(),
            claims: claims(r, a.id)?,
            created_at: a.created_at,
            updated_at: a.updated_at,
            published_at: a.published_at,
        })
    }

    /// The article on a page: what it is, where it stands, its text.
    pub fn put(&self, page: &mut Page) {
        let view = *page.view();
        let time = |at: Option<Timestamp>| Cell::from(at.map(|at| local(at, &view)));
        page.ink(Ink::Bold, &self.headline).end();
        if let Some(standfirst) = &self.standfirst {
            page.wrapped(0, standfirst);
        }
        let from: Vec<&str> = [&self.byline, &self.dateline].into_iter().flatten().map(String::as_str).collect();
        if !from.is_empty() {
            page.ink(Ink::Dim, from.join(" · ")).end();
        }
        page.gap();
        let mut stage = self.stage.to_string();
        if self.withdrawn {
            stage.push_str(", withdrawn by its provider");
        }
        if self.changes_pending {
            stage.push_str(", changes pending");
        }
        let mut revisions = format!("{} of {}", self.revision, self.head);
        for (word, number) in [("approved", self.approved), ("public", self.published)] {
            if let Some(number) = number {
                write!(revisions, "; {word}: {number}").ok();
            }
        }
        let needs_look = self.withdrawn || self.changes_pending;
        let from = [self.provider.as_deref(), self.external_id.as_deref()].into_iter().flatten();
        page.pairs([
            ("slug", Cell::from(&self.slug)),
            ("stage", Cell::new(stage, if needs_look { Ink::Warn } else { Ink::Plain })),
            ("revision", revisions.into()),
            ("claims", claims_cell(&self.claims)),
            ("tags", self.tags.join(", ").into()),
            ("desk", self.desk.as_deref().into()),
            ("assignee", self.assignee.as_deref().into()),
            ("due", time(self.due_at)),
            ("embargo until", time(self.embargo_until)),
            ("urgency", if self.urgency == 5 { Cell::empty() } else { self.urgency.into() }),
            ("language", self.language.as_deref().into()),
            ("provider", from.collect::<Vec<_>>().join(" ").into()),
            ("stands at", self.canonical_url.as_deref().into()),
            ("published", time(self.published_at)),
            ("note to editors", self.ednote.as_deref().into()),
        ]);
        text(page, &self.body, &self.parts);
    }
}

/// The body and the named parts of a text.
pub fn text(page: &mut Page, body: &str, parts: &BTreeMap<String, String>) {
    if !body.is_empty() {
        page.gap().wrapped(0, body);
    }
    for (part, text) in parts {
        page.gap().heading(part).wrapped(2, text);
    }
}

impl ListedView {
    /// The article with what its row doesn't say.
    pub fn load(r: &Read<'_>, a: Listed) -> Result<Self> {
        Ok(Self {
            changes_pending: changes_pending(r, a.id, a.head, a.published)?,
            tags: tags(r, a.id)?,
            claims: claims(r, a.id)?,
            id: a.id,
            slug: a.slug,
            headline: a.headline,
            standfirst: some(&a.standfirst),
            byline: some(&a.byline),
            dateline: some(&a.dateline),
            language: some(&a.language),
            desk: some(&a.desk),
            urgency: a.urgency,
            provider: some(&a.provider),
            external_id: a.external_id,
            canonical_url: a.canonical_url,
            embargo_until: a.embargo_until,
            due_at: a.due_at,
            assignee: a.assignee,
            stage: a.stage,
            head: a.head,
            approved: a.approved,
            published: a.published,
            words: a.words,
            created_at: a.created_at,
            updated_at: a.updated_at,
            published_at: a.published_at,
        })
    }
}

fn stage_cell(stage: Stage, changes_pending: bool) -> Cell {
    match (stage, changes_pending) {
        (_, true) => Cell::new(format!("{stage}, changes pending"), Ink::Warn),
        (Stage::Published, _) => Cell::new(stage.as_str(), Ink::Good),
        (Stage::Killed | Stage::Spiked, _) => Cell::new(stage.as_str(), Ink::Dim),
        _ => stage.as_str().into(),
    }
}

/// The claims of each standing that there are: `✓ 3 approved, ! 1 stale`.
fn claims_cell(claims: &Value) -> Cell {
    let mut said = Vec::new();
    let mut ink = Ink::Plain;
    for standing in Standing::ALL {
        let n = claims.get(standing.as_str()).and_then(Value::as_i64).unwrap_or(0);
        if n > 0 {
            said.push(format!("{} {n} {standing}", standing_sign(*standing)));
            match standing_ink(*standing) {
                Ink::Bad => ink = Ink::Bad,
                Ink::Warn if ink != Ink::Bad => ink = Ink::Warn,
                _ => {}
            }
        }
    }
    Cell::new(said.join(", "), ink)
}

impl Row for ListedView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("slug", |a: &Self, _| Cell::new(&a.slug, Ink::Bold)),
            Column::new("stage", |a: &Self, _| stage_cell(a.stage, a.changes_pending)),
            Column::new("head", |a: &Self, _| a.head.0.into()).head("rev").right(),
            Column::new("headline", |a: &Self, _| (&a.headline).into()),
            Column::new("claims", |a: &Self, _| claims_cell(&a.claims)),
            Column::new("desk", |a: &Self, _| a.desk.as_deref().into()),
            Column::new("assignee", |a: &Self, _| a.assignee.as_deref().into()).head("who"),
            Column::new("due_at", |a: &Self, view| match a.due_at {
                Some(due) if is_overdue(a.stage, a.due_at, view.now) => {
                    Cell::new(format!("overdue: {}", local(due, view)), Ink::Bad)
                }
                due => due.map(|due| local(due, view)).into(),
            })
            .head("due"),
            Column::new("updated_at", |a: &Self, view| Cell::new(ago(a.updated_at, view), Ink::Dim)).head("updated"),
        ]
    }
}

impl Row for ArticleView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("slug", |a: &Self, _| (&a.slug).into()),
            Column::new("stage", |a: &Self, _| stage_cell(a.stage, a.changes_pending)),
            Column::new("revision", |a: &Self, _| a.revision.0.into()),
            Column::new("headline", |a: &Self, _| (&a.headline).into()),
            Column::new("claims", |a: &Self, _| claims_cell(&a.claims)),
        ]
    }
}

/// Whether head's text is another than the public one.
fn changes_pending(
    r: &Read<'_>,
    article: ArticleId,
    head: RevisionNumber,
    published: Option<RevisionNumber>,
) -> Result<bool> {
    let Some(published) = published.filter(|published| *published != head) else { return Ok(false) };
    let hash = |number| -> Result<_> { Ok(revision::by_number(r, article, number)?.map(|row| row.content_hash)) };
    Ok(hash(published)? != hash(head)?)
}

fn tags(r: &Read<'_>, article: ArticleId) -> Result<Vec<String>> {
    Ok(tag::of_article(r, article)?.iter().map(ToString::to_string).collect())
}

/// The number of claims of every standing, those that are none too.
fn claims(r: &Read<'_>, article: ArticleId) -> Result<Value> {
    let counts = claim::counts(r, article)?;
    let of = |standing: Standing| counts.iter().find(|(s, _)| *s == standing).map_or(0, |(_, n)| *n);
    Ok(Standing::ALL.iter().map(|s| (s.as_str().to_owned(), Value::from(of(*s)))).collect::<Map<_, _>>().into())
}

/// The desk is told which claims a change turned: what could be relied on
/// before, what can be now, and why.
pub fn turned(turned: &[Turned]) -> Vec<String> {
    turned
        .iter()
        .map(|t| {
            let sign = standing_sign(t.after);
            let mut line = if t.before == t.after {
                format!("{sign} #{}: {} → {}, {}", t.claim, t.progress_before, t.progress, t.after)
            } else {
                format!("{sign} #{}: {} → {}", t.claim, t.before, t.after)
            };
            if !t.reason.is_empty() {
                write!(line, ": {}", t.reason).ok();
            }
            line
        })
        .collect()
}
