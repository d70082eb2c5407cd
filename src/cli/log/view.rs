//! Events as they are listed.

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::telling;
use crate::{
    cli::error::Result,
    domain::{
        ids::{ArticleId, PersonId},
        time::Timestamp,
    },
    render::{Cell, Column, Ink, Row, human},
    store::{Read, article, event::Event, hex, person},
};

crate::record! {
    /// An event of the record.
    pub struct EventView {
        /// Its place in the desk's sequence, which has no gaps.
        pub sequence: i64,
        /// When.
        pub time: Timestamp,
        /// Who acted.
        pub actor: String,
        /// What was done: `noun.verb`.
        pub action: String,
        /// To what: an article's slug, `#12` for a claim, `S3` for a source, a person's handle.
        pub subject: String,
        /// The facts that changed, as they were.
        pub before: Option<Value>,
        /// The same as they then were, and what else the event tells.
        pub after: Option<Value>,
        /// Its hash, in hexadecimal.
        pub hash: String,
    }
}

impl Row for EventView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("sequence", |e: &Self, _| Cell::new(e.sequence.to_string(), Ink::Dim)).head("event").right(),
            Column::new("time", |e, view| Cell::new(human::local(e.time, view), Ink::Dim)),
            Column::new("actor", |e: &Self, _| Cell::new(&e.actor, Ink::Bold)).head("who"),
            Column::new("action", |e, _| telling::tell(e).into()).head("what"),
        ]
    }
}

/// Names behind the ids of events, each looked up once.
#[derive(Debug, Default)]
pub struct Names {
    articles: RefCell<HashMap<i64, String>>,
    people: RefCell<HashMap<i64, String>>,
}

impl Names {
    /// An event as it is listed.
    pub fn view(&self, r: &Read<'_>, event: Event) -> Result<EventView> {
        let subject = match event.subject.as_str() {
            "article" => self.article(r, event.subject_id)?,
            "claim" => format!("#{}", event.subject_id),
            "source" => format!("S{}", event.subject_id),
            "person" => self.person(r, event.subject_id)?,
            other => other.to_owned(),
        };
        let payload = event.payload.as_deref().and_then(|p| serde_json::from_str::<Value>(p).ok());
        let (before, after) = self.sides(r, payload)?;
        Ok(EventView {
            sequence: event.seq.0,
            time: event.at,
            actor: event.actor,
            action: event.action,
            subject,
            before,
            after,
            hash: hex(&event.hash),
        })
    }

    /// A payload as what was before and what came of it. What is neither goes
    /// with the latter.
    fn sides(&self, r: &Read<'_>, payload: Option<Value>) -> Result<(Option<Value>, Option<Value>)> {
        let Some(Value::Object(mut rest)) = payload else { return Ok((None, None)) };
        let mut side = |key: &str| match rest.shift_remove(key) {
            Some(Value::Object(fields)) => Some(fields),
            // A renamed tag: a name on either side.
            Some(other) => Some(Map::from_iter([("name".to_owned(), other)])),
            None => None,
        };
        let before = side("before");
        let mut after = side("after").unwrap_or_default();
        after.extend(rest);
        let mut named = |mut fields: Map<String, Value>| -> Result<Option<Value>> {
            for key in ["assignee", "holder"] {
                if let Some(id) = fields.get(key).and_then(Value::as_i64) {
                    fields.insert(key.to_owned(), self.person(r, id)?.into());
                }
            }
            Ok((!fields.is_empty()).then_some(Value::Object(fields)))
        };
        Ok((before.map(&mut named).transpose()?.flatten(), named(after)?))
    }

    /// An article's slug.
    pub fn article(&self, r: &Read<'_>, id: i64) -> Result<String> {
        if let Some(slug) = self.articles.borrow().get(&id) {
            return Ok(slug.clone());
        }
        let slug = article::by_id(r, ArticleId(id))?.map_or_else(|| format!("article {id}"), |a| a.slug);
        self.articles.borrow_mut().insert(id, slug.clone());
        Ok(slug)
    }

    fn person(&self, r: &Read<'_>, id: i64) -> Result<String> {
        if let Some(name) = self.people.borrow().get(&id) {
            return Ok(name.clone());
        }
        let name = person::by_id(r, PersonId(id))?.map_or_else(|| format!("person {id}"), |p| p.name);
        self.people.borrow_mut().insert(id, name.clone());
        Ok(name)
    }
}
