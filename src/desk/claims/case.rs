//! A claim loaded for a decision, and what every decision does: look whether
//! its maker saw these words, write the facts, judge again, tell the record.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use crate::desk::facts::{self, Head, Heads, Loaded, change, record_of};
use crate::desk::{Problem, Result, names};
use crate::domain::anchor;
use crate::domain::compare::{Weight, compare, worst};
use crate::domain::context::PlaceContext;
use crate::domain::ids::{ClaimId, RevisionNumber};
use crate::store::claim::{self, Claim};
use crate::store::decision::Decision;
use crate::store::event::Draft;
use crate::store::{Read, Tx};

/// A claim with its article's head, loaded for a decision.
#[derive(Debug)]
pub struct Case {
    /// The article and its text.
    pub head: Rc<Head>,
    /// The claim and its facts.
    pub loaded: Loaded,
}

impl Case {
    /// Loads a claim by its id, its article through `heads`.
    pub fn load(r: &Read<'_>, heads: &Heads, id: ClaimId) -> Result<Self> {
        let claim = names::claim(r, id)?;
        let head = heads.of(r, claim.article)?;
        let loaded = Loaded::load(r, &head, claim)?;
        Ok(Self { head, loaded })
    }

    /// The claim as it is stored.
    pub const fn claim(&self) -> &Claim {
        &self.loaded.claim
    }

    /// The words at the first place that has any.
    pub fn words(&self) -> Option<String> {
        let anchor = self.loaded.anchors.iter().find(|a| a.confirmed && a.how.has_words())?;
        Some(self.head.quote(anchor))
    }

    /// Writes the event that listed changes of the claim were marked seen.
    pub(in crate::desk) fn seen(self, tx: &Tx<'_>, claim: Claim, what: &Value) -> Result<Claim> {
        self.close(tx, claim, "claim.seen", None, what.clone())
    }

    /// Writes the claim's changed facts, its standing and the event.
    pub(super) fn close(
        self,
        tx: &Tx<'_>,
        claim: Claim,
        action: &'static str,
        decision: Option<&Decision>,
        more: Value,
    ) -> Result<Claim> {
        let before = record_of(&self.loaded.claim);
        let (id, article) = (claim.id, claim.article);
        claim::update(tx, &claim)?;
        let after = facts::settle(tx, &self.head, claim)?;
        let mut payload: Map<String, Value> = change(&before, &record_of(&after));
        payload.insert("revision".to_owned(), json!(self.head.article.head));
        if let Some(first) = tx.first_event() {
            // One command on several claims: an undo can take all of it back.
            payload.insert("command".to_owned(), json!(first));
        }
        if let Some(d) = decision {
            payload.insert(
                "decision".to_owned(),
                json!({ "id": d.id, "sha256": crate::store::hex(&d.row_hash), "finding": d.finding }),
            );
            if !d.note.is_empty() {
                payload.insert("note".to_owned(), json!(d.note));
            }
        }
        if let Value::Object(more) = more {
            payload.extend(more);
        }
        tx.record(&Draft {
            action,
            subject: "claim",
            subject_id: id.0,
            article: Some(article),
            payload: payload.into(),
            reverses: None,
        })?;
        Ok(after)
    }

    /// Refuses a decision when what it rests on besides the words (finding,
    /// sources, an earlier decision) is not what was on the screen.
    pub fn check_same(&self, shown: &Self) -> Result<()> {
        let (was, is) = (&shown.loaded, &self.loaded);
        let what = if let Some(field) = was.assertion().difference(is.assertion()) {
            format!("its {field} was changed")
        } else if was.cited() != is.cited() {
            "its sources were changed".to_owned()
        } else if was.decisions.last().map(|d| d.id) != is.decisions.last().map(|d| d.id) {
            "somebody else decided on it".to_owned()
        } else {
            return Ok(());
        };
        Err(Problem::conflict(format!("claim #{} is not as it was shown: {what}", is.claim.id)))
    }

    /// Refuses a decision on words that changed since its maker saw them.
    ///
    /// Words decide, never the number of the revision: what stood there then as
    /// it stands now, up to what carries an approval, is no conflict.
    pub fn check_seen(&self, r: &Read<'_>, saw: Option<RevisionNumber>) -> Result<()> {
        let article = &self.head.article;
        let Some(saw) = saw.filter(|saw| *saw != article.head) else { return Ok(()) };
        let id = self.claim().id;
        let then = self.head.earlier(r, saw)?;
        let anchors = claim::anchors_of(r, article.id, saw, id)?;
        let mut differences = Vec::new();
        for now in self.loaded.anchors.iter().filter(|a| a.confirmed) {
            let was = anchors.iter().find(|a| a.place == now.place);
            let before = was.and_then(|a| then.reading.context(&a.part, a.start..a.start + a.length));
            let after = self.head.reading().context(&now.part, now.start..now.start + now.length);
            match (before, after) {
                (Some(before), Some(after)) => differences.extend(difference(&before, &after)),
                (None, None) => {}
                (Some(before), None) => differences.push(format!("these words are gone: \"{}\"", before.quote)),
                // A claim that was placed since: its words may have stood there all the same.
                (None, Some(after)) => {
                    let known = was.is_none()
                        && anchor::find_quote(&then.texts, &after.quote, Some(&now.part)).iter().any(|found| {
                            let before = then.reading.context(&found.spot.part, found.spot.range());
                            before.is_some_and(|before| difference(&before, &after).is_empty())
                        });
                    if !known {
                        differences.push(format!("these words are new to you: \"{}\"", after.quote));
                    }
                }
            }
        }
        if differences.is_empty() {
            return Ok(());
        }
        let (slug, head) = (&article.slug, article.head);
        let mut problem = Problem::conflict(format!(
            "the words of claim #{id} changed after revision {saw}, which you saw; {slug} is now at revision {head}"
        ));
        for line in differences {
            problem = problem.detail(line);
        }
        Err(problem.hint(format!("look at: copydesk diff {slug}@{saw} @{head}; then decide with: --at {head}")))
    }
}

/// What a person who saw one context must know before deciding on another;
/// empty where an approval would carry.
fn difference(before: &PlaceContext, after: &PlaceContext) -> Vec<String> {
    let found = compare(before, after);
    if worst(&found) <= Some(Weight::Listed) {
        return Vec::new();
    }
    let mut lines: Vec<String> = found.into_iter().filter(|d| d.weight > Weight::Listed).map(|d| d.message).collect();
    lines.push(format!("you saw:   {}", before.sentence.text));
    lines.push(format!("it is now: {}", after.sentence.text));
    lines
}
