//! Doing it: what will come of a reversal in words, and the rows that it writes.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::super::facts::{self, Head, Heads, change};
use super::super::revise::{self, Provenance, Revised};
use super::super::{Problem, Result, articles, claims, names, sources};
use super::{Also, Revoked, Way};
use crate::domain::article::{Origin, Stage};
use crate::domain::decision::DecisionKind;
use crate::domain::ids::ArticleId;
use crate::domain::naming::TagName;
use crate::domain::person::Role;
use crate::store::article::Article;
use crate::store::claim::Claim;
use crate::store::source::Source;
use crate::store::tag::Tag;
use crate::store::{Fault, Read, Tx, article, claim, decision, listed, queue, revision, source, tag};

/// `priority back to 2, finding back to nothing`.
fn back(fields: &Map<String, Value>) -> Vec<String> {
    fields
        .iter()
        .map(|(key, value)| {
            let was = match value {
                Value::Null => "nothing".to_owned(),
                Value::String(text) if text.is_empty() => "nothing".to_owned(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            format!("{} back to {was}", key.replace('_', " "))
        })
        .collect()
}

/// A kind of decision as a noun.
fn noun(kind: &str) -> &str {
    match kind {
        "approve" => "approval",
        "reconfirm" => "reconfirmation",
        "answered" => "mark that the text answers it",
        "withdraw" => "withdrawal",
        "reopen" => "reopening",
        other => other,
    }
}

impl Way {
    /// What it will do.
    pub(super) fn words(&self, r: &Read<'_>) -> Result<String> {
        let slug = |id: ArticleId| -> Result<String> { Ok(names::article_of(r, id)?.slug) };
        Ok(match self {
            Self::Claim { claim, fields, decision, also } => {
                let mut words: Vec<String> =
                    decision.iter().map(|d| format!("the {} of #{claim} no longer counts", noun(&d.kind))).collect();
                match also {
                    Also::Nothing => {}
                    Also::Cited(_) => words.push(format!("the citation of #{claim} is taken away")),
                    Also::Seen(_) => words.push(format!("what was marked seen of #{claim} is shown again")),
                    Also::Places(_) => words.push(format!("#{claim} goes back to the places that it had")),
                }
                // A decision takes its traces along; they go without saying.
                if decision.is_none() {
                    words.extend(back(fields).into_iter().map(|field| format!("#{claim}: {field}")));
                }
                if words.is_empty() { format!("#{claim} stays as it is") } else { words.join("; ") }
            }
            Self::Withdraw(claim) => format!("#{claim} is withdrawn, as added by mistake"),
            Self::Article { article, fields, decision } => {
                let mut words: Vec<String> = decision
                    .iter()
                    .map(|d| format!("the {} of {} no longer counts", d.kind, slug(*article).unwrap_or_default()))
                    .collect();
                words.extend(back(fields).into_iter().filter(|w| !w.starts_with("approved ")));
                format!("{}: {}", slug(*article)?, words.join("; "))
            }
            Self::Text { article, back_to } => {
                format!("the text of revision {back_to} of {} comes back as a new revision", slug(*article)?)
            }
            Self::Tags { article, tags, on } => {
                let names: Vec<String> = tags.iter().map(ToString::to_string).collect();
                let (names, slug) = (names.join(", "), slug(*article)?);
                if *on { format!("{slug} is tagged {names} again") } else { format!("{names} is taken off {slug}") }
            }
            Self::TagName { tag, name } => format!("the tag {tag} is named {} again", renamed_to(tag, name)),
            Self::Source { source, fields } => format!("S{source}: {}", back(fields).join(", ")),
        })
    }

    /// Does it; answers the name of the event and what it says, and the revision
    /// that brought a text back.
    pub(super) fn apply(self, tx: &Tx<'_>) -> Result<(&'static str, Map<String, Value>, Option<Revised>)> {
        match self {
            Self::Claim { claim, fields, decision, also } => {
                let case = claims::Case::load(tx, &Heads::default(), claim)?;
                let before = case.loaded.claim.clone();
                let mut after = before.clone();
                restore_claim(&mut after, &fields)?;
                if let Some(d) = &decision {
                    decision::revoke(tx, d.id)?;
                }
                match &also {
                    Also::Nothing => {}
                    Also::Cited(id) => source::remove(tx, *id, true)?,
                    Also::Seen(made) => listed::end(tx, claim, *made)?,
                    Also::Places(places) => claims::put_places(tx, &case.head, claim, places)?,
                }
                claim::update(tx, &after)?;
                let after = facts::settle(tx, &case.head, after)?;
                let mut payload = change(&facts::record_of(&before), &facts::record_of(&after));
                revokes(&mut payload, decision.as_ref());
                match &also {
                    Also::Nothing => {}
                    Also::Cited(id) => insert(&mut payload, "uncites", json!(id)),
                    Also::Seen(made) => insert(&mut payload, "unsees", json!(made)),
                    Also::Places(places) => insert(
                        &mut payload,
                        "places",
                        json!({ "before": claims::places_told(&case.loaded.anchors), "after": claims::places_told(places) }),
                    ),
                }
                Ok(("claim.undo", payload, None))
            }
            Self::Withdraw(id) => {
                let case = claims::Case::load(tx, &Heads::default(), id)?;
                let before = case.loaded.claim.clone();
                let row = claims::decide(tx, &case, DecisionKind::Withdraw, "added by mistake")?;
                let after = facts::settle(tx, &case.head, before.clone())?;
                let mut payload = change(&facts::record_of(&before), &facts::record_of(&after));
                let sha256 = crate::store::hex(&row.row_hash);
                payload.insert("decision".to_owned(), json!({ "id": row.id, "sha256": sha256 }));
                Ok(("claim.undo", payload, None))
            }
            Self::Article { article, fields, decision } => {
                let before = names::article_of(tx, article)?;
                let mut after = before.clone();
                restore_article(tx, &mut after, &fields)?;
                if let Some(d) = &decision {
                    decision::revoke(tx, d.id)?;
                }
                article::update(tx, &after)?;
                let mut payload = change(&articles::record_of(&before), &articles::record_of(&after));
                revokes(&mut payload, decision.as_ref());
                let language = before.language != after.language;
                let head = Head::load(tx, after)?;
                if language {
                    payload.insert("turned".to_owned(), json!(revise::rejudge(tx, &head)?));
                }
                for claim in claim::of_article(tx, article)? {
                    queue::keep(tx, &claim, &head.article)?;
                }
                Ok(("article.undo", payload, None))
            }
            Self::Text { article, back_to } => {
                let head = Head::load(tx, names::article_of(tx, article)?)?;
                let texts = revision::texts(tx, article, back_to)?;
                let author =
                    revision::by_number(tx, article, back_to)?.map_or_else(|| tx.actor.name.clone(), |r| r.author);
                let note = format!("restored from revision {back_to}");
                let from = Provenance::by_hand(&author, Origin::Restore, &note);
                let revised = revise::revise(tx, &head, texts, from)?
                    .ok_or_else(|| Problem::refused(format!("revision {back_to} has the same text")))?;
                let payload = match revised.payload() {
                    Value::Object(payload) => payload,
                    other => Map::from_iter([("revision".to_owned(), other)]),
                };
                Ok(("revision.undo", payload, Some(revised)))
            }
            Self::Tags { article, tags, on } => {
                for tag in &tags {
                    if on {
                        tag::add(tx, article, tag.id)?
                    } else {
                        tag::remove(tx, article, tag.id)?
                    };
                }
                article::update(tx, &names::article_of(tx, article)?)?;
                let names: Vec<String> = tags.iter().map(ToString::to_string).collect();
                Ok(("tag.undo", Map::from_iter([("tags".to_owned(), json!(names))]), None))
            }
            Self::TagName { tag, name } => {
                claims::role(tx, Role::Editor, "rename a tag")?;
                tag::rename(tx, tag.id, &name.scheme, &name.name)?;
                let names = [("before", tag.to_string()), ("after", renamed_to(&tag, &name).to_string())];
                let names = names.into_iter().map(|(key, name)| (key.to_owned(), json!(name))).collect();
                Ok(("tag.undo", names, None))
            }
            Self::Source { source, fields } => {
                let before = names::source(tx, source)?;
                let mut after = before.clone();
                restore_source(&mut after, &fields)?;
                source::update(tx, &after)?;
                let mut turned = Vec::new();
                for id in source::claims_citing(tx, source)? {
                    let was = names::claim(tx, id)?;
                    let head = Head::load(tx, names::article_of(tx, was.article)?)?;
                    let axes = (was.standing, was.progress);
                    let is = facts::settle(tx, &head, was)?;
                    if axes != (is.standing, is.progress) {
                        turned.push(json!({ "claim": is.id, "before": axes.0, "after": is.standing, "reason": is.standing_reason }));
                    }
                }
                let mut payload = change(&sources::record_of(&before), &sources::record_of(&after));
                payload.insert("turned".to_owned(), turned.into());
                Ok(("source.undo", payload, None))
            }
        }
    }
}

fn insert(payload: &mut Map<String, Value>, key: &str, value: Value) {
    payload.insert(key.to_owned(), value);
}

/// A tag under another name.
fn renamed_to(tag: &Tag, name: &TagName) -> Tag {
    Tag { scheme: name.scheme.clone(), name: name.name.clone(), ..tag.clone() }
}

fn revokes(payload: &mut Map<String, Value>, decision: Option<&Revoked>) {
    if let Some(d) = decision {
        payload.insert("revokes".to_owned(), json!(d.id));
    }
}

fn read<T: DeserializeOwned>(key: &str, value: &Value) -> Result<T> {
    serde_json::from_value(value.clone())
        .map_err(|e| Fault::Corrupt(format!("the record of {key} can't be read: {e}")).into())
}

/// A text that the record keeps as null where it is empty.
fn text(key: &str, value: &Value) -> Result<String> {
    Ok(read::<Option<String>>(key, value)?.unwrap_or_default())
}

fn restore_claim(claim: &mut Claim, fields: &Map<String, Value>) -> Result<()> {
    for (key, value) in fields {
        let key = key.as_str();
        match key {
            "quote" => claim.quote = text(key, value)?,
            "statement" => claim.statement = text(key, value)?,
            "kind" => claim.kind = read(key, value)?,
            "asks" => claim.asks = read(key, value)?,
            "claimant" => claim.claimant = text(key, value)?,
            "said_on" => claim.said_on = text(key, value)?,
            "appearances" => claim.appearances = json!(read::<Vec<String>>(key, value)?).to_string(),
            "priority" => claim.priority = read(key, value)?,
            "assignee" => claim.assignee = read(key, value)?,
            "holder" => claim.holder = read(key, value)?,
            "lease_until" => claim.lease_until = read(key, value)?,
            "due_at" => claim.due_at = read(key, value)?,
            "work" => claim.work = read(key, value)?,
            "finding" => claim.finding = read(key, value)?,
            "correction" => claim.correction = text(key, value)?,
            "rating" => claim.rating = text(key, value)?,
            _ => return Err(unknown(key)),
        }
    }
    Ok(())
}

fn restore_article(tx: &Tx<'_>, article: &mut Article, fields: &Map<String, Value>) -> Result<()> {
    let taken = |other: Option<Article>, what: &str, id: ArticleId| match other.filter(|other| other.id != id) {
        Some(other) => Err(Problem::refused(format!("{} has {what} by now", other.slug)).hint("choose another")),
        None => Ok(()),
    };
    for (key, value) in fields {
        let key = key.as_str();
        match key {
            "slug" => {
                article.slug = text(key, value)?;
                taken(article::by_slug(tx, &article.slug)?, "that slug", article.id)?;
            }
            "canonical_url" => {
                article.canonical_url = read(key, value)?;
                if let Some(url) = &article.canonical_url {
                    taken(article::by_url(tx, url)?, "that address", article.id)?;
                }
            }
            "language" => article.language = text(key, value)?,
            "desk" => article.desk = text(key, value)?,
            "urgency" => article.urgency = read(key, value)?,
            "provider" => article.provider = text(key, value)?,
            "external_id" => article.external_id = read(key, value)?,
            "embargo_until" => article.embargo_until = read(key, value)?,
            "due_at" => article.due_at = read(key, value)?,
            "assignee" => article.assignee = read(key, value)?,
            "ednote" => article.ednote = text(key, value)?,
            "stage" => article.stage = read::<Stage>(key, value)?,
            "approved" => article.approved = read(key, value)?,
            _ => return Err(unknown(key)),
        }
    }
    if let Some(external) = &article.external_id {
        taken(article::by_external(tx, &article.provider, external)?, "that identity", article.id)?;
    }
    Ok(())
}

fn restore_source(source: &mut Source, fields: &Map<String, Value>) -> Result<()> {
    for (key, value) in fields {
        let key = key.as_str();
        match key {
            "kind" => source.kind = read(key, value)?,
            "title" => source.title = text(key, value)?,
            "url" => source.url = text(key, value)?,
            "archived_url" => source.archived_url = text(key, value)?,
            "retrieved_at" => source.retrieved_at = read(key, value)?,
            "primary" => source.is_primary = read(key, value)?,
            "independence" => source.independence = text(key, value)?,
            "confidential" => source.confidential = read(key, value)?,
            "known_by" => source.known_by = text(key, value)?,
            "note" => source.note = text(key, value)?,
            _ => return Err(unknown(key)),
        }
    }
    Ok(())
}

fn unknown(key: &str) -> Problem {
    Problem::refused(format!("nothing puts {} back", key.replace('_', " "))).hint("see: copydesk log")
}
