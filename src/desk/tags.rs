//! Tags on articles.

use serde_json::json;

use super::claims::role;
use super::{Problem, Result, names};
use crate::domain::naming::TagName;
use crate::domain::person::Role;
use crate::store::article::Article;
use crate::store::event::Draft;
use crate::store::tag::{self, Tag};
use crate::store::{Tx, article};

fn record(
    tx: &Tx<'_>,
    action: &'static str,
    article: Option<&Article>,
    id: i64,
    payload: serde_json::Value,
) -> Result<()> {
    tx.record(&Draft {
        action,
        subject: if article.is_some() { "article" } else { "tag" },
        subject_id: article.map_or(id, |a| a.id.0),
        article: article.map(|a| a.id),
        payload: payload.into(),
        reverses: None,
    })?;
    Ok(())
}

/// Puts tags on an article; answers those that were not there before.
pub fn add(tx: &Tx<'_>, article: &Article, tags: &[TagName]) -> Result<Vec<Tag>> {
    let mut added = Vec::new();
    for name in tags {
        let tag = tag::ensure(tx, &name.scheme, &name.name, None)?;
        if tag::add(tx, article.id, tag.id)? {
            added.push(tag);
        }
    }
    if added.is_empty() {
        return Err(Problem::refused(format!("{} carries these tags already", article.slug))
            .hint(format!("see: copydesk article show {}", article.slug)));
    }
    touch(tx, article)?;
    let names: Vec<String> = added.iter().map(ToString::to_string).collect();
    record(tx, "tag.add", Some(article), 0, json!({ "tags": names }))?;
    Ok(added)
}

/// Takes tags off an article; answers those that were there.
pub fn remove(tx: &Tx<'_>, article: &Article, tags: &[TagName]) -> Result<Vec<Tag>> {
    let mut removed = Vec::new();
    for name in tags {
        let tag = names::tag(tx, name)?;
        if !tag::remove(tx, article.id, tag.id)? {
            return Err(Problem::not_found(format!("{} does not carry the tag {tag}", article.slug))
                .hint(format!("see: copydesk article show {}", article.slug)));
        }
        removed.push(tag);
    }
    touch(tx, article)?;
    let names: Vec<String> = removed.iter().map(ToString::to_string).collect();
    record(tx, "tag.remove", Some(article), 0, json!({ "tags": names }))?;
    Ok(removed)
}

fn touch(tx: &Tx<'_>, article: &Article) -> Result<()> {
    Ok(article::update(tx, article)?)
}

/// Gives a tag another name, on every article that carries it.
pub fn rename(tx: &Tx<'_>, old: &TagName, new: &TagName) -> Result<Tag> {
    role(tx, Role::Editor, "rename a tag")?;
    let tag = names::tag(tx, old)?;
    if tag::by_name(tx, &new.scheme, &new.name)?.is_some_and(|other| other.id != tag.id) {
        return Err(Problem::refused(format!("there is a tag {new} already"))
            .hint(format!("put the two together: copydesk tag merge {old} {new}")));
    }
    tag::rename(tx, tag.id, &new.scheme, &new.name)?;
    let after = Tag { scheme: new.scheme.clone(), name: new.name.clone(), ..tag.clone() };
    record(tx, "tag.rename", None, tag.id.0, json!({ "before": tag.to_string(), "after": after.to_string() }))?;
    Ok(after)
}

/// Puts one tag in place of another on every article, and drops the other.
pub fn merge(tx: &Tx<'_>, from: &TagName, into: &TagName) -> Result<usize> {
    role(tx, Role::Editor, "merge tags")?;
    let from = names::tag(tx, from)?;
    let into = names::tag(tx, into)?;
    if from.id == into.id {
        return Err(Problem::usage(format!("{from} and {into} are one tag")));
    }
    let articles = tag::articles(tx, from.id)?;
    for article in &articles {
        tag::remove(tx, *article, from.id)?;
        tag::add(tx, *article, into.id)?;
    }
    tag::delete(tx, from.id)?;
    let payload = json!({ "from": from.to_string(), "into": into.to_string(), "articles": articles });
    record(tx, "tag.merge", None, into.id.0, payload)?;
    Ok(articles.len())
}
