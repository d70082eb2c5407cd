//! Taking in the claims that came with an item of copy, their sources, and what
//! was said of them and of the article.
//!
//! A claim that the article has already, by its words and its statement, is not
//! made again. The rows of a fact-check spreadsheet are `facts`.

use serde_json::{Value, json};

use super::{Intake, facts};
use crate::desk::claims::{self, Case, NewClaim};
use crate::desk::facts::{Head, Heads};
use crate::desk::{Kind, Result};
use crate::domain::canonical::Repair;
use crate::domain::claim::{Asks, ClaimKind};
use crate::domain::ids::{ClaimId, PersonId};
use crate::domain::person::Role;
use crate::domain::time::Timestamp;
use crate::import::{ImportClaim, ImportItem};
use crate::store::article::Article;
use crate::store::claim::{self, Claim};
use crate::store::event::Draft;
use crate::store::source::Tie;
use crate::store::{Tx, comment, revision};

impl Intake {
    pub(super) fn claims(
        &mut self,
        tx: &Tx<'_>,
        head: &Head,
        item: &ImportItem,
        repairs: &mut Vec<Repair>,
    ) -> Result<Vec<Claim>> {
        item.claims.iter().map(|given| self.claim(tx, head, given, repairs)).collect()
    }

    pub(super) fn claim(
        &mut self,
        tx: &Tx<'_>,
        head: &Head,
        given: &ImportClaim,
        repairs: &mut Vec<Repair>,
    ) -> Result<Claim> {
        let new = NewClaim {
            quote: given.quote.clone().unwrap_or_default(),
            statement: given.statement.clone().unwrap_or_default(),
            // What readers of a draft wrote doesn't say: the words do.
            kind: Some(given.kind).filter(|_| !given.may_wait),
            asks: Some(given.asks).filter(|_| !given.may_wait),
            claimant: given.claimant.clone().unwrap_or_default(),
            said_on: given.said_on.clone().unwrap_or_default(),
            appearances: given.appearances.clone(),
            priority: given.priority.map_or(2, i64::from),
            part: given.part.clone(),
            occurrence: given.occurrence.and_then(|n| usize::try_from(n).ok()),
            due_at: given.due_at,
            assignee: self.person(tx, given.assignee.as_deref(), repairs)?,
        };
        match claims::place(tx, head, &new) {
            // What readers of a draft wrote is kept, found or not.
            Err(problem) if given.may_wait && problem.kind != Kind::Failed && !new.quote.is_empty() => {
                repairs.push(Repair::new("unplaced", format!("a claim waits without a place: {}", problem.message)));
                let statement = if new.statement.is_empty() { new.quote } else { new.statement };
                claims::place(
                    tx,
                    head,
                    &NewClaim { quote: String::new(), statement, part: None, occurrence: None, ..new },
                )
            }
            placed => placed,
        }
    }

    /// Ties the sources to claims that came with an item, and keeps what was
    /// said of them and of the article.
    pub(super) fn remarks<'i>(
        tx: &Tx<'_>,
        head: &Head,
        item: &ImportItem,
        made: impl Iterator<Item = (&'i Claim, &'i ImportClaim)>,
        repairs: &mut Vec<Repair>,
    ) -> Result<()> {
        let may_cite = tx.actor.role >= Role::Checker;
        for (claim, given) in made {
            let case = || Case::load(tx, &Heads::default(), claim.id);
            for source in &given.sources {
                if may_cite {
                    let id = facts::find_or_add(tx, head, source)?;
                    let (locator, note) = (source.locator.clone(), source.note.clone());
                    claims::cite(
                        tx,
                        case()?,
                        id,
                        &Tie { locator, quotation: String::new(), stance: source.stance, note },
                    )?;
                } else {
                    claims::comment(tx, case()?, format!("source: {} {}", source.title, source.url).trim())?;
                }
            }
            for text in &given.comments {
                let text: String = text.chars().take(claims::LONGEST).collect();
                claims::comment(tx, case()?, &text)?;
            }
        }
        if !may_cite && item.claims.iter().any(|claim| !claim.sources.is_empty()) {
            let why = format!("its sources are kept as comments: {} may not cite", tx.actor.name);
            repairs.push(Repair::new("sources-noted", why));
        }
        if item.comments.is_empty() {
            return Ok(());
        }
        let known = comment::of_article(tx, head.article.id)?;
        for text in item.comments.iter().filter(|text| !known.iter().any(|c| c.text == **text)) {
            let id = comment::insert(tx, head.article.id, None, text)?;
            tx.record(&Draft {
                action: "article.comment",
                subject: "article",
                subject_id: head.article.id.0,
                article: Some(head.article.id),
                payload: json!({ "comment": id, "text": text }).into(),
                reverses: None,
            })?;
        }
        Ok(())
    }

    /// The item's claims that the article doesn't have yet.
    pub(super) fn unseen_claims<'i>(
        tx: &Tx<'_>,
        article: &Article,
        item: &'i ImportItem,
    ) -> Result<Vec<&'i ImportClaim>> {
        if item.claims.is_empty() {
            return Ok(Vec::new());
        }
        let known = claim::of_article(tx, article.id)?;
        let first_words = |id| -> Result<Option<String>> {
            // A claim's quote follows its words; what it was tied to first stands in the text of then.
            let anchor = claim::anchors_ever(tx, article.id, id)?.into_iter().find(|a| a.how.has_words());
            anchor
                .map(|a| {
                    let texts = revision::texts(tx, article.id, a.revision)?;
                    Ok(texts.get(&a.part).chars().skip(a.start).take(a.length).collect())
                })
                .transpose()
        };
        let mut have = Vec::with_capacity(known.len());
        for claim in &known {
            have.push((claim.quote.clone(), first_words(claim.id)?.unwrap_or_default(), claim.statement.clone()));
        }
        Ok(item
            .claims
            .iter()
            .filter(|given| {
                let quote = given.quote.as_deref().unwrap_or_default().trim();
                let statement = given.statement.as_deref().unwrap_or_default().trim();
                !have.iter().any(|(now, first, said)| (now == quote || first == quote) && said == statement)
            })
            .collect())
    }
}

/// What the event says of a claim that came with an item.
#[derive(serde::Serialize)]
pub(super) struct MadeClaim<'a> {
    id: ClaimId,
    #[serde(skip_serializing_if = "str::is_empty")]
    quote: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    statement: &'a str,
    kind: ClaimKind,
    asks: Asks,
    #[serde(skip_serializing_if = "str::is_empty")]
    claimant: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    said_on: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    appearances: Option<Value>,
    priority: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<Timestamp>,
}

impl<'a> MadeClaim<'a> {
    pub(super) fn of(c: &'a Claim) -> Self {
        Self {
            id: c.id,
            quote: &c.quote,
            statement: &c.statement,
            kind: c.kind,
            asks: c.asks,
            claimant: &c.claimant,
            said_on: &c.said_on,
            appearances: (c.appearances != "[]").then(|| serde_json::from_str(&c.appearances).unwrap_or_default()),
            priority: c.priority,
            assignee: c.assignee,
            due_at: c.due_at,
        }
    }
}
