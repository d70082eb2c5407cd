//! Taking in claims that were checked elsewhere.

use serde_json::json;

use super::{Intake, Outcome, Revisions, Taken};
use crate::desk::Result;
use crate::desk::revise::Fared;
use crate::import::ImportPrecedent;
use crate::store::Tx;
use crate::store::event::Draft;
use crate::store::precedent::{self, Precedent};

impl Intake {
    /// Takes a precedent in. It is known again by its address and its claim.
    pub(super) fn precedent(tx: &Tx<'_>, given: &ImportPrecedent) -> Result<Taken> {
        let mut new = Precedent {
            id: 0,
            statement: given.statement.clone(),
            claimant: given.claimant.clone(),
            checked: given.checked.clone(),
            rating: given.rating.clone(),
            publisher: given.publisher.clone(),
            url: given.url.clone(),
            raw: given.raw.clone(),
        };
        let known = precedent::of_url(tx, &given.url)?;
        let same = known
            .into_iter()
            .find(|p| p.statement == new.statement && (!p.url.is_empty() || p.claimant == new.claimant));
        let outcome = match &same {
            Some(old) => {
                new.id = old.id;
                if *old == new { Outcome::Unchanged } else { Outcome::Updated }
            }
            None => Outcome::Created,
        };
        match outcome {
            Outcome::Created => new.id = precedent::insert(tx, &new)?,
            Outcome::Updated => precedent::update(tx, &new)?,
            _ => {}
        }
        if outcome != Outcome::Unchanged {
            let told = |p: &Precedent| {
                json!({ "statement": p.statement, "claimant": p.claimant, "checked": p.checked, "rating": p.rating,
                    "publisher": p.publisher, "url": p.url })
            };
            tx.record(&Draft {
                action: "precedent.import",
                subject: "precedent",
                subject_id: new.id,
                article: None,
                payload: json!({ "before": same.as_ref().map(told), "after": told(&new), "input": given.input }).into(),
                reverses: None,
            })?;
        }
        Ok(Taken {
            outcome,
            article: None,
            claim: None,
            precedent: Some(new.id),
            revisions: Revisions::default(),
            fared: Fared::default(),
            repairs: given.repairs.clone(),
        })
    }
}
