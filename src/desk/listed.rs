//! Listed changes: what changed near approved words and carries the approval.
//!
//! It blocks nothing, and is shown by cause until somebody who could approve
//! the article marks it seen. The mark is tied to what changed, on both sides:
//! the next change, even of the same kind and at the same place, shows again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::claims::{self, Case};
use super::facts::{Head, Heads, Loaded};
use super::{Problem, Result, gate, names};
use crate::domain::anchor;
use crate::domain::claim::Progress;
use crate::domain::compare::Difference;
use crate::domain::context::PlaceContext;
use crate::domain::emphasis::set_off;
use crate::domain::fold;
use crate::domain::gate::Listed;
use crate::domain::ids::{ClaimId, RevisionNumber};
use crate::domain::part::Part;
use crate::domain::person::Role;
use crate::domain::standing::Verdict;
use crate::store::claim::{self, Claim};
use crate::store::event::field;
use crate::store::{Read, Tx, decision, hex, listed, policy};

/// A listed change of one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The claim.
    pub claim: ClaimId,
    /// Its words as they stand.
    pub quote: String,
    /// What it is grouped by, and what changed.
    pub what: Listed,
    /// SHA-256 of what changed, in hexadecimal digits.
    pub key: String,
}

/// What is known of an article's listed changes, read once for all its claims.
#[derive(Debug)]
pub struct Lists {
    /// The marks that count.
    seen: BTreeSet<(ClaimId, String)>,
    /// In which revision a claim's sentence moved last.
    moved: BTreeMap<ClaimId, RevisionNumber>,
}

impl Lists {
    /// For one state of the desk.
    pub fn load(r: &Read<'_>, head: &Head) -> Result<Self> {
        let article = head.article.id;
        let marks = listed::of_article(r, article)?.into_iter().filter(|mark| mark.ended.is_none());
        Ok(Self { seen: marks.map(|mark| (mark.claim, mark.key)).collect(), moved: claim::moved(r, article)? })
    }

    /// What changed and carries a claim's approval, and nobody marked seen.
    pub fn unseen(&self, r: &Read<'_>, head: &Head, loaded: &Loaded, verdict: &Verdict) -> Result<Vec<Notice>> {
        let mut all = self.all(r, head, loaded, verdict)?;
        all.retain(|notice| !self.seen.contains(&(notice.claim, notice.key.clone())));
        Ok(all)
    }

    fn all(&self, r: &Read<'_>, head: &Head, loaded: &Loaded, verdict: &Verdict) -> Result<Vec<Notice>> {
        let mut found = Vec::new();
        let Some(approval) = verdict.approval.and_then(|id| loaded.decisions.iter().find(|d| d.id == id)) else {
            return Ok(found);
        };
        if verdict.progress == Progress::Withdrawn {
            return Ok(found);
        }
        let claim = loaded.claim.id;
        let standing = loaded.anchors.iter().filter(|a| a.confirmed && a.how.has_words());
        let quote = standing.clone().next().map_or_else(|| loaded.claim.quote.clone(), |a| head.quote(a));
        let mut add = |cause: &str, message: String, key: String| {
            found.push(Notice { claim, quote: quote.clone(), what: Listed { cause: cause.to_owned(), message }, key });
        };
        if !verdict.listed.is_empty() {
            let places: Vec<(Value, Value)> = standing
                .filter_map(|a| {
                    let cover = approval.covers.iter().find(|c| c.place.0 == a.place)?;
                    let now = head.reading().context(&a.part, a.start..a.start + a.length)?;
                    let approved = cover.corrected.as_ref().filter(|_| verdict.corrected).unwrap_or(&cover.words);
                    Some((fields(approved), fields(&now)))
                })
                .collect();
            for difference in &verdict.listed {
                add(&difference.cause, difference.message.clone(), key(difference, &places));
            }
        }
        if let Some(revision) = self.moved.get(&claim) {
            let since = decision::by_id(r, approval.id)?.map_or(RevisionNumber(0), |row| row.revision);
            if *revision > since {
                let message = format!("its sentence moved in revision {revision}");
                let key = hash([("moved", revision.to_string().as_str())]);
                add("moved", message, key);
            }
        }
        if verdict.corrected {
            for cover in &approval.covers {
                let old = cover.words.quote.as_str();
                for part in [Part::Headline, Part::Standfirst] {
                    if !anchor::find_quote(&head.texts, old, Some(&part)).is_empty() {
                        let message = format!("the {part} still has the words that were corrected: \"{old}\"");
                        add("corrected words left", message, hash([("part", part.as_str()), ("left", old)]));
                    }
                }
            }
        }
        Ok(found)
    }
}

/// A context's fields as values.
fn fields(context: &PlaceContext) -> Value {
    serde_json::to_value(context).unwrap_or_default()
}

/// The hash of a change: its cause and its words, and in full what differs, on
/// both sides, since the line that tells of it may be cut short.
fn key(difference: &Difference, places: &[(Value, Value)]) -> String {
    let told = [("cause", difference.cause.as_str()), ("message", difference.message.as_str())];
    // One of several changes of a sentence is told apart from the others by
    // what it alone changed, so that those that come later don't show it again.
    if let Some(own) = own(difference, places) {
        return hash(told.into_iter().chain(own.iter().map(|d| ("differs", d.as_str()))));
    }
    // A change in the headings is told apart by these alone; what else there
    // may be goes by all that differs.
    let only = difference.cause.starts_with("heading: ").then_some("headings");
    let mut differs = Vec::new();
    let empty = Map::new();
    for (approved, now) in places {
        let (approved, now) = (approved.as_object().unwrap_or(&empty), now.as_object().unwrap_or(&empty));
        for name in approved.keys().chain(now.keys().filter(|name| !approved.contains_key(*name))) {
            let sides = (approved.get(name), now.get(name));
            if sides.0 != sides.1 && only.is_none_or(|only| only == name) {
                differs.push(json!([name, sides.0, sides.1]).to_string());
            }
        }
    }
    differs.sort_unstable();
    hash(told.into_iter().chain(differs.iter().map(|d| ("differs", d.as_str()))))
}

/// What a change of a sentence's looks alone changed, on both sides; `None` for
/// every other change.
fn own(difference: &Difference, places: &[(Value, Value)]) -> Option<Vec<String>> {
    let sides = |field: &str, of: fn(&str) -> String| -> Vec<(String, String)> {
        let text = |side: &Value| of(side["sentence"][field].as_str().unwrap_or_default());
        places.iter().map(|(approved, now)| (text(approved), text(now))).filter(|(was, is)| was != is).collect()
    };
    let pairs = match difference.cause.as_str() {
        cause if cause.starts_with("glyphs") => {
            let close = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect();
            let glyph = difference.message.strip_prefix("other glyphs: ").and_then(|m| m.split(" → ").next());
            return Some(sides("text", close).iter().map(|(was, is)| where_others(was, is, glyph)).collect());
        }
        cause if cause.starts_with("spacing") => sides("text", fold::glyphs),
        "markup" => sides("source", set_off),
        // The cause has the whole of both targets.
        cause if cause.starts_with("link: ") => Vec::new(),
        _ => return None,
    };
    Some(pairs.into_iter().map(|(was, is)| json!([was, is]).to_string()).collect())
}

/// At which places one glyph became others, and which; both texts, where that can't be told.
fn where_others(was: &str, is: &str, glyph: Option<&str>) -> String {
    let (old, new): (Vec<char>, Vec<char>) = (was.chars().collect(), is.chars().collect());
    let glyph = glyph.and_then(|glyph| Some(glyph.chars().next()?).filter(|_| glyph.chars().count() == 1));
    match glyph {
        Some(glyph) if old.len() == new.len() => {
            let other = old.iter().zip(&new).enumerate().filter(|(_, (a, b))| a != b && **a == glyph);
            json!(other.map(|(at, (_, b))| json!([at, b])).collect::<Vec<_>>()).to_string()
        }
        _ => json!([was, is]).to_string(),
    }
}

fn hash<'t>(tagged: impl IntoIterator<Item = (&'t str, &'t str)>) -> String {
    let mut hasher = Sha256::new();
    for (tag, text) in tagged {
        field(&mut hasher, tag, text.as_bytes());
    }
    hex(&hasher.finalize())
}

/// The listed changes of an article's claims that nobody marked seen, by claim.
pub fn unseen(r: &Read<'_>, head: &Head) -> Result<Vec<Notice>> {
    let lists = Lists::load(r, head)?;
    let mut found = Vec::new();
    for claim in claim::of_article(r, head.article.id)? {
        let loaded = Loaded::load(r, head, claim)?;
        found.extend(lists.unseen(r, head, &loaded, &loaded.verdict())?);
    }
    Ok(found)
}

/// Marks the listed changes of these claims seen (all of the article's where
/// none is named), an event a claim. With `shown`, only what is among them: a
/// change that came after them is not marked. Answers the claims of which
/// something was marked.
pub fn mark(tx: &Tx<'_>, head: &Head, ids: &[ClaimId], shown: Option<&[Notice]>) -> Result<Vec<Claim>> {
    let slug = &head.article.slug;
    claims::role(tx, Role::Editor, "mark changes of an article as seen")?;
    if let Err(refusal) = gate::eyes(tx, head, &policy::load(tx)?, &tx.actor)? {
        return Err(Problem::refused(format!("what was changed is seen by somebody else: {refusal}"))
            .hint(format!("they see it with: copydesk gate {slug}")));
    }
    for id in ids {
        let claim = names::claim(tx, *id)?;
        if claim.article != head.article.id {
            return Err(Problem::usage(format!("claim #{id} is not a claim of {slug}")));
        }
    }
    let mut of_claim: BTreeMap<ClaimId, Vec<Notice>> = BTreeMap::new();
    for notice in unseen(tx, head)? {
        let wanted = ids.is_empty() || ids.contains(&notice.claim);
        if wanted && shown.is_none_or(|shown| shown.contains(&notice)) {
            of_claim.entry(notice.claim).or_default().push(notice);
        }
    }
    let heads = Heads::default();
    let mut marked = Vec::new();
    for (id, notices) in of_claim {
        let case = Case::load(tx, &heads, id)?;
        let claim = case.claim().clone();
        let mut told = Vec::new();
        for Notice { what: Listed { cause, message }, key, .. } in &notices {
            listed::put(tx, claim.article, id, head.article.head, key, (cause, message))?;
            told.push(json!({ "key": key, "cause": cause, "message": message }));
        }
        marked.push(case.seen(tx, claim, &json!({ "seen": told }))?);
    }
    Ok(marked)
}
