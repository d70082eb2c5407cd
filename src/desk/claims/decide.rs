//! Decisions on a claim: a finding proposed, approved, confirmed again,
//! returned; a claim withdrawn and brought back. Each rests on what its maker
//! saw, and keeps all that it rests on.

use serde_json::{Value, json};

use super::{Case, allow, not_at_work, short_enough};
use crate::desk::facts::{Head, Loaded};
use crate::desk::{Problem, Result};
use crate::domain::claim::{Asks, Finding, Progress, Standing};
use crate::domain::context::{context_hash, quote_hash};
use crate::domain::decision::DecisionKind;
use crate::domain::fold;
use crate::domain::four_eyes::{self, ClaimHands, Leave, Someone};
use crate::domain::ids::{PersonId, RevisionNumber};
use crate::domain::part::Part;
use crate::domain::person::Role;
use crate::domain::policy::Policy;
use crate::domain::workflow::{ClaimAction, independent_sources, needs_sources};
use crate::store::claim::Claim;
use crate::store::decision::{self, Covered, Decision};
use crate::store::person::Person;
use crate::store::{Read, Tx, event, person, policy};

/// Writes a decision with all that it rests on.
pub(in crate::desk) fn decide(tx: &Tx<'_>, case: &Case, kind: DecisionKind, note: &str) -> Result<Decision> {
    decide_as(tx, case, kind, note, tx.actor.id)
}

/// The same in the name of somebody whose decision is brought in.
fn decide_as(tx: &Tx<'_>, case: &Case, kind: DecisionKind, note: &str, maker: PersonId) -> Result<Decision> {
    let bug = |e: serde_json::Error| Problem::from(crate::store::Fault::Bug(e.to_string()));
    let loaded = &case.loaded;
    let mut covers = Vec::new();
    for cover in loaded.covers(&case.head)? {
        let anchor = loaded.anchors.iter().find(|a| a.place == cover.place.0);
        covers.push(Covered {
            place: cover.place.0,
            part: cover.words.part.clone(),
            start: anchor.map_or(0, |a| a.start),
            length: anchor.map_or(0, |a| a.length),
            quote: cover.words.quote.clone(),
            context: serde_json::to_string(&cover.words).map_err(bug)?,
            corrected: cover.corrected.as_ref().map(serde_json::to_string).transpose().map_err(bug)?,
            quote_hash: quote_hash(&cover.words.quote),
            context_hash: context_hash(&cover.words),
        });
    }
    let claim = &loaded.claim;
    let row = Decision {
        id: crate::domain::ids::DecisionId(0),
        article: claim.article,
        claim: Some(claim.id),
        kind: kind.as_str().to_owned(),
        revision: case.head.article.head,
        actor: maker,
        at: tx.now,
        note: note.trim().to_owned(),
        finding: claim.finding,
        correction: claim.correction.clone(),
        rating: claim.rating.clone(),
        assertion: serde_json::to_string(loaded.assertion()).map_err(bug)?,
        citations: serde_json::to_string(loaded.cited()).map_err(bug)?,
        content_hash: None,
        row_hash: [0; 32],
        made: tx.seq(),
    };
    Ok(decision::insert(tx, row, &covers)?)
}

/// A finding about to be proposed.
#[derive(Debug, Clone, Default)]
pub struct Check {
    /// What was found.
    pub finding: Option<Finding>,
    /// What was said about it.
    pub note: String,
    /// The words that should stand instead.
    pub correction: String,
    /// The public rating.
    pub rating: String,
}

/// Proposes a finding.
pub fn check(tx: &Tx<'_>, case: Case, check: &Check, saw: Option<RevisionNumber>) -> Result<Claim> {
    case.check_seen(tx, saw)?;
    propose(tx, case, check, tx.actor.id)
}

/// Proposes a finding in the name of somebody of the desk who may check, as a
/// sheet that is brought in tells it. The event says who brought it in, and
/// neither of the two may approve it.
pub fn check_for(tx: &Tx<'_>, case: Case, check: &Check, maker: &Person) -> Result<Claim> {
    if !maker.active || maker.role < Role::Checker {
        return Err(Problem::refused(format!("{} is a {} and may not check a claim", maker.name, maker.role))
            .hint("see who may: copydesk person list"));
    }
    propose(tx, case, check, maker.id)
}

fn propose(tx: &Tx<'_>, mut case: Case, check: &Check, maker: PersonId) -> Result<Claim> {
    let before = case.claim().clone();
    let id = before.id;
    allow(tx, &before, ClaimAction::Check, &check.note)?;
    let finding = check.finding.ok_or_else(|| {
        Problem::usage("a check needs its finding").hint(format!("copydesk claim check {id} --finding confirmed"))
    })?;
    not_at_work(tx, &before, &format!("an editor can free it: copydesk claim drop {id}"))?;
    if !check.correction.trim().is_empty() && finding != Finding::NeedsCorrection {
        return Err(Problem::usage("a correction goes with the finding needs-correction")
            .hint(format!("copydesk claim check {id} --finding needs-correction --correction \"…\"")));
    }
    short_enough("correction", &check.correction)?;
    let rules = policy::load(tx)?;
    if before.standing != Standing::Unplaced && case.words().is_none() {
        return Err(Problem::refused(format!("the words of claim #{id} are gone from {}", case.head.article.slug))
            .hint(format!(
                "tie it to its words: copydesk claim relink {id}; or: copydesk claim withdraw {id} --note \"…\""
            )));
    }
    let mut claim = before.clone();
    claim.finding = Some(finding);
    check.correction.trim().clone_into(&mut claim.correction);
    claim.rating = rating(&rules, &check.rating)?;
    claim.work = None;
    claim.holder = None;
    claim.lease_until = None;
    if let Some(words) = case.words() {
        claim.quote = words;
    }
    enough_sources(&rules, &claim, &case.loaded)?;
    case.loaded.restate(claim.clone());
    let row = decide_as(tx, &case, DecisionKind::Check, &check.note, maker)?;
    case.loaded.restate(before);
    case.close(tx, claim, "claim.check", Some(&row), Value::Null)
}

/// A rating as the desk's scale writes it; empty for none.
pub(super) fn rating(rules: &Policy, given: &str) -> Result<String> {
    if given.trim().is_empty() {
        return Ok(String::new());
    }
    let Some(scale) = &rules.rating_scale else {
        return Err(Problem::refused("this desk has no rating scale")
            .hint("set one: copydesk policy set rating_scale politifact"));
    };
    match scale.find(given) {
        Ok((rating, _)) => Ok(rating.to_owned()),
        Err(_) => Err(Problem::usage(format!("\"{given}\" is not on this desk's rating scale"))
            .hint(format!("one of: {}", scale.ratings().join(", ")))),
    }
}

/// Fails where a finding rests on too few independent sources.
fn enough_sources(rules: &Policy, claim: &Claim, loaded: &Loaded) -> Result<()> {
    let Some(finding) = claim.finding else { return Ok(()) };
    if !needs_sources(finding, !claim.correction.is_empty()) {
        return Ok(());
    }
    let have =
        independent_sources(loaded.citations.iter().map(|(c, s)| (s.id, Some(s.independence.as_str()), c.stance)));
    let need = usize::from(rules.min_sources);
    if have >= need {
        return Ok(());
    }
    let id = claim.id;
    let more = need - have;
    let s = if more == 1 { "" } else { "s" };
    Err(Problem::refused(format!(
        "claim #{id} needs {more} more independent supporting source{s} before it can be {finding} (it has {have} of {need})"
    ))
    .hint(format!("copydesk claim cite {id} --kind document --title \"…\" --url …; or one of the desk's (copydesk source list): copydesk claim cite {id} SOURCE")))
}

/// Who had a hand in the claim and its words, for the four-eyes rule.
pub fn hands(r: &Read<'_>, head: &Head, loaded: &Loaded) -> Result<ClaimHands> {
    let someone = |id: PersonId| -> Result<Someone> {
        let name = person::by_id(r, id)?.map_or_else(String::new, |p| p.name);
        Ok(Someone { id, name })
    };
    let check = loaded.decisions.iter().rfind(|d| d.kind == DecisionKind::Check);
    let proposer = check.map(|d| someone(d.actor)).transpose()?;
    // A finding out of a sheet has two makers: whom it names, and who brought it in.
    let brought = check.map(|d| decision::by_id(r, d.id)).transpose()?.flatten();
    let event = brought.map(|d| event::by_seq(r, d.made)).transpose()?.flatten();
    let recorder = match event.filter(|e| proposer.as_ref().is_some_and(|p| p.name != e.actor)) {
        Some(e) => person::by_name(r, &e.actor)?.map(|p| Someone { id: p.id, name: p.name }),
        None => None,
    };
    let sentences: Vec<(&Part, String)> = loaded
        .anchors
        .iter()
        .filter(|a| a.confirmed && a.how.has_words())
        .filter_map(|a| {
            let sentence = head.reading().sentence_range(&a.part, a.start..a.start + a.length)?;
            let text: String = head.texts.get(&a.part).chars().skip(sentence.start).take(sentence.len()).collect();
            Some((&a.part, fold::spaces(&text)))
        })
        .collect();
    let mut stands = Vec::new();
    head.each_revision(r, |by, texts| {
        let whole = sentences.iter().all(|(part, sentence)| texts.get(part).contains(sentence.as_str()));
        stands.push((by, whole && !sentences.is_empty()));
    })?;
    let stands: Vec<(Option<Someone>, bool)> =
        stands.into_iter().map(|(by, stands)| Ok((by.map(someone).transpose()?, stands))).collect::<Result<_>>()?;
    Ok(ClaimHands { proposer, recorder, writers: four_eyes::writers_of_words(stands), changers: Vec::new() })
}

/// Fails unless the actor's eyes are another pair.
fn other_eyes(tx: &Tx<'_>, case: &Case, rules: &Policy, hands: &ClaimHands) -> Result<Leave> {
    let actor = Someone { id: tx.actor.id, name: tx.actor.name.clone() };
    match four_eyes::may_approve_claim(rules.four_eyes, &actor, hands) {
        Ok(leave) => Ok(leave),
        Err(refusal) => {
            let others = super::who_may(tx, hands)?;
            let ask = if others.is_empty() { "another editor".to_owned() } else { others.join(" or ") };
            Err(Problem::refused(format!("claim #{}: {refusal}", case.claim().id))
                .hint(format!("ask {ask}; a desk of one person can say: copydesk policy set four_eyes solo")))
        }
    }
}

/// Approves the proposed finding.
pub fn approve(tx: &Tx<'_>, case: Case, note: &str, saw: Option<RevisionNumber>) -> Result<Claim> {
    case.check_seen(tx, saw)?;
    let mut claim = case.claim().clone();
    let id = claim.id;
    // What is stored is derived; what is decided on is derived again.
    let verdict = case.loaded.verdict();
    let shown = Claim { progress: verdict.progress, ..claim.clone() };
    if verdict.standing == Standing::Stale || (verdict.progress == Progress::Returned && claim.finding.is_some()) {
        let why = verdict.progress_reason.or(verdict.reason).unwrap_or_default();
        return Err(Problem::refused(format!("claim #{id} can't be approved as it stands: {why}"))
            .hint(format!("check it again: copydesk claim check {id} --finding FINDING")));
    }
    allow(tx, &shown, ClaimAction::Approve, note)?;
    if let Some(words) = case.words() {
        claim.quote = words;
    }
    if claim.quote.contains('\u{FFFD}') {
        return Err(Problem::refused(format!("claim #{id} has a character that was lost on import (U+FFFD)"))
            .hint("import the copy again in its right encoding"));
    }
    let rules = policy::load(tx)?;
    enough_sources(&rules, &claim, &case.loaded)?;
    let leave = other_eyes(tx, &case, &rules, &hands(tx, &case.head, &case.loaded)?)?;
    let row = decide(tx, &case, DecisionKind::Approve, note)?;
    case.close(tx, claim, "claim.approve", Some(&row), json!({ "alone": leave == Leave::Alone }))
}

/// Says that approved words, near which something changed, still hold.
pub fn reconfirm(tx: &Tx<'_>, case: Case, note: &str, saw: Option<RevisionNumber>) -> Result<Claim> {
    case.check_seen(tx, saw)?;
    let mut claim = case.claim().clone();
    let id = claim.id;
    let verdict = case.loaded.verdict();
    let hands = super::hands_of_change(tx, &case.head, &case.loaded, &verdict)?;
    match verdict.standing {
        Standing::Touched => {}
        Standing::Stale => {
            return Err(Problem::refused(format!(
                "claim #{id} is stale and must be checked again: {}",
                verdict.reason.unwrap_or_default()
            ))
            .hint(format!("copydesk claim check {id} --finding FINDING")));
        }
        other => {
            return Err(Problem::refused(format!("claim #{id} is {other}; only touched claims are reconfirmed"))
                .hint(format!("see: copydesk claim show {id}")));
        }
    }
    let shown = Claim { progress: verdict.progress, ..claim.clone() };
    allow(tx, &shown, ClaimAction::Reconfirm, note)?;
    let rules = policy::load(tx)?;
    enough_sources(&rules, &claim, &case.loaded)?;
    let leave = other_eyes(tx, &case, &rules, &hands)?;
    let row = decide(tx, &case, DecisionKind::Reconfirm, note)?;
    if let Some(words) = case.words() {
        claim.quote = words;
    }
    case.close(tx, claim, "claim.reconfirm", Some(&row), json!({ "alone": leave == Leave::Alone }))
}

/// Marks that the text itself tells the reader that words in somebody's mouth are wrong.
pub fn answered(tx: &Tx<'_>, case: Case, note: &str, saw: Option<RevisionNumber>) -> Result<Claim> {
    case.check_seen(tx, saw)?;
    let claim = case.claim().clone();
    let id = claim.id;
    let verdict = case.loaded.verdict();
    let shown = Claim { progress: verdict.progress, ..claim.clone() };
    allow(tx, &shown, ClaimAction::Answered, note)?;
    if verdict.standing != Standing::Contradicted || claim.asks != Asks::So || !in_a_mouth(&case.head, &case.loaded) {
        return Err(Problem::refused(format!(
            "claim #{id}: only words that the text puts in somebody's mouth, and that an approved finding contradicts, can be marked answered"
        ))
        .hint(format!("see: copydesk claim show {id}")));
    }
    let leave = other_eyes(tx, &case, &policy::load(tx)?, &hands(tx, &case.head, &case.loaded)?)?;
    let row = decide(tx, &case, DecisionKind::Answered, note)?;
    case.close(tx, claim, "claim.answered", Some(&row), json!({ "alone": leave == Leave::Alone }))
}

/// Whether the text puts the claim's words in somebody's mouth.
pub fn in_a_mouth(head: &Head, loaded: &Loaded) -> bool {
    if !loaded.claim.claimant.is_empty() {
        return true;
    }
    loaded.anchors.iter().filter(|a| a.confirmed && a.how.has_words()).any(|a| {
        let context = head.reading().context(&a.part, a.start..a.start + a.length);
        context.is_some_and(|c| c.is_quotation())
    })
}

/// Sends a proposed or approved claim back to its checker.
pub fn send_back(tx: &Tx<'_>, case: Case, note: &str, saw: Option<RevisionNumber>) -> Result<Claim> {
    conclude(tx, case, ClaimAction::Return, DecisionKind::Return, "claim.return", note, saw)
}

/// Drops a claim: it is no factual claim, or is not needed any more.
pub fn withdraw(tx: &Tx<'_>, case: Case, note: &str, saw: Option<RevisionNumber>) -> Result<Claim> {
    conclude(tx, case, ClaimAction::Withdraw, DecisionKind::Withdraw, "claim.withdraw", note, saw)
}

/// Brings a withdrawn claim back, as if nobody had checked it yet.
pub fn reopen(tx: &Tx<'_>, case: Case, note: &str, saw: Option<RevisionNumber>) -> Result<Claim> {
    conclude(tx, case, ClaimAction::Reopen, DecisionKind::Reopen, "claim.reopen", note, saw)
}

fn conclude(
    tx: &Tx<'_>,
    case: Case,
    action: ClaimAction,
    kind: DecisionKind,
    event: &'static str,
    note: &str,
    saw: Option<RevisionNumber>,
) -> Result<Claim> {
    case.check_seen(tx, saw)?;
    let mut claim = case.claim().clone();
    allow(tx, &claim, action, note)?;
    let row = decide(tx, &case, kind, note)?;
    claim.work = None;
    claim.holder = None;
    claim.lease_until = None;
    if kind == DecisionKind::Reopen {
        claim.finding = None;
        claim.correction = String::new();
        claim.rating = String::new();
    }
    case.close(tx, claim, event, Some(&row), Value::Null)
}
