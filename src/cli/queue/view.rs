//! The rows of the queue: claims that need work, and before them articles that
//! their provider cancelled while they are public.

use serde::{Serialize, Serializer, ser::SerializeMap as _};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use crate::{
    cli::claim::view::{ClaimRow, why},
    domain::{article::Stage, time::Timestamp},
    render::{Cell, Column, Fields, Ink, Row, View, fields_of, human, page::Page},
};

/// A row of the queue. In JSON it has a claim's fields as `claim list` has
/// them; for an article those that only a claim has are null.
#[derive(Debug, Clone)]
pub enum QueueRow {
    /// A claim.
    Claim(Box<ClaimRow>),
    /// An article that its provider cancelled.
    Withdrawn(Withdrawn),
}

/// An article that its provider cancelled and that is public still.
#[derive(Debug, Clone)]
pub struct Withdrawn {
    /// The id.
    pub id: i64,
    /// The slug.
    pub slug: String,
    /// The stage.
    pub stage: Stage,
    /// Who is to see to it.
    pub assignee: Option<String>,
    /// When it was last changed.
    pub since: Timestamp,
}

/// Why an article heads the queue.
const CANCELLED: &str = "its provider withdrew it, and it is still public";

impl Withdrawn {
    fn field(&self, name: &str) -> Value {
        match name {
            "article" => json!(self.slug),
            "article_id" => json!(self.id),
            "stage" => json!(self.stage),
            "assignee" => json!(self.assignee),
            "standing_reason" => json!(CANCELLED),
            "waiting_since" => json!(self.since),
            "overdue" => json!(false),
            "hard_changes" => json!([]),
            _ => Value::Null,
        }
    }
}

impl Serialize for QueueRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Claim(claim) => claim.serialize(serializer),
            Self::Withdrawn(article) => {
                let mut map = serializer.serialize_map(None)?;
                for name in fields_of::<ClaimRow>() {
                    map.serialize_entry(name, &article.field(name))?;
                }
                map.end()
            }
        }
    }
}

impl Fields for QueueRow {
    const FIELDS: &'static [&'static str] = ClaimRow::FIELDS;
}

impl QueueRow {
    fn id(&self) -> Cell {
        match self {
            Self::Claim(c) => Cell::new(format!("#{}", c.id), Ink::Info),
            Self::Withdrawn(_) => Cell::empty(),
        }
    }

    fn standing(&self) -> Cell {
        match self {
            Self::Claim(c) => human::standing(c.standing),
            Self::Withdrawn(_) => Cell::new("! withdrawn", Ink::Bad),
        }
    }

    fn words(&self) -> Cell {
        match self {
            Self::Claim(c) => c.words().into(),
            Self::Withdrawn(_) => Cell::empty(),
        }
    }

    fn article(&self) -> Cell {
        let (slug, stage) = match self {
            Self::Claim(c) => (&c.article, c.stage),
            Self::Withdrawn(a) => (&a.slug, a.stage),
        };
        format!("{slug} ({stage})").into()
    }

    fn why(&self, view: &View) -> Cell {
        match self {
            Self::Claim(c) => why(c.standing_reason.as_ref(), view),
            Self::Withdrawn(_) => CANCELLED.into(),
        }
    }

    /// Who has it and for how long; else who is to check it.
    fn who(&self, view: &View) -> Cell {
        match self {
            Self::Claim(c) => match (&c.holder, &c.assignee) {
                (Some(holder), _) => {
                    let left = c.lease_until.map_or(0, |until| until.millis().saturating_sub(view.now.millis()));
                    format!("{holder} has it, {} left", human::span(left)).into()
                }
                (None, assignee) => assignee.as_ref().into(),
            },
            Self::Withdrawn(a) => a.assignee.as_ref().into(),
        }
    }

    fn waits(&self, view: &View) -> Cell {
        let since = match self {
            Self::Claim(c) => c.waiting_since,
            Self::Withdrawn(a) => a.since,
        };
        human::span(view.now.millis().saturating_sub(since.millis())).into()
    }

    fn due(&self, view: &View) -> Cell {
        let Self::Claim(c) = self else { return Cell::empty() };
        match c.due_at {
            Some(due) if c.overdue => {
                Cell::new(format!("overdue {}", human::span(view.now.millis() - due.millis())), Ink::Bad)
            }
            Some(due) => human::ago(due, view).into(),
            None => Cell::empty(),
        }
    }
}

/// The queue for people: two lines a claim, whatever the width.
pub fn compose(rows: &[QueueRow], page: &mut Page) {
    let view = *page.view();
    let widest = rows.iter().map(|row| row.id().text.len()).max().unwrap_or(0).max(4);
    for row in rows {
        let (id, standing) = (row.id(), row.standing());
        page.put(" ".repeat(widest - id.text.len())).cell(&id).put("  ").cell(&standing).put("  ");
        let mut about = vec![row.words().text, row.who(&view).text];
        about.push(format!("waits {}", row.waits(&view).text));
        about.push(match row {
            QueueRow::Claim(claim) if claim.overdue || claim.due_at.is_none() => row.due(&view).text,
            QueueRow::Claim(_) => format!("due {}", row.due(&view).text),
            QueueRow::Withdrawn(_) => String::new(),
        });
        about.retain(|text| !text.is_empty());
        page.wrapped_after(widest + 4 + standing.text.width(), &about.join("; "));
        let (article, why) = (row.article().text, row.why(&view).text);
        let below = if why.is_empty() { article } else { format!("{article}: {why}") };
        page.wrapped(widest + 2, &below);
    }
}

impl Row for QueueRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("id", |q: &Self, _| q.id()).head("claim").right(),
            Column::new("standing", |q, _| q.standing()),
            Column::new("quote", |q: &Self, _| q.words()).head("words"),
            Column::new("article", |q, _| q.article()),
            Column::new("standing_reason", |q: &Self, view| q.why(view)).head("why"),
            Column::new("holder", |q: &Self, view| q.who(view)).head("who"),
            Column::new("waiting_since", |q: &Self, view| q.waits(view)).head("waits").right(),
            Column::new("due_at", |q: &Self, view| q.due(view)).head("due"),
        ]
    }
}
