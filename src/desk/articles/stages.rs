//! An article from stage to stage: submitted, given back, approved, published,
//! published again, killed, and back from each.
//!
//! Each move is allowed by the table in `domain::article`, asked of the gate
//! where there is one, and kept with its decision or its publication.

use serde_json::{Value, json};

use super::{check_seen, record};
use crate::desk::claims::role_of;
use crate::desk::facts::Head;
use crate::desk::{Problem, Result, gate};
use crate::domain::article::{PublicationKind, Stage, StageAction, next_stage};
use crate::domain::canonical;
use crate::domain::gate::{Gate, GateFor};
use crate::domain::ids::RevisionNumber;
use crate::domain::person::Role;
use crate::store::article::{self, Article};
use crate::store::decision::{self, Decision};
use crate::store::publication::{self, Publication};
use crate::store::{Actor, Read, Tx, revision};

/// The stage that an action leads to, or the refusal.
fn allow(tx: &Tx<'_>, article: &Article, action: StageAction, note: &str) -> Result<Stage> {
    allowed(&tx.actor, article, action, note)
}

/// The same for whoever would act.
fn allowed(actor: &Actor, article: &Article, action: StageAction, note: &str) -> Result<Stage> {
    let (slug, stage) = (&article.slug, article.stage);
    let Some(step) = next_stage(stage, action) else {
        let hint = match (stage, action) {
            (Stage::Draft, StageAction::Approve) => format!("submit it first: copydesk article submit {slug}"),
            (Stage::Draft | Stage::Submitted, StageAction::Publish) => {
                format!("approve it first: copydesk article approve {slug}")
            }
            (Stage::Published, StageAction::Publish) => {
                format!("put the new text out: copydesk article republish {slug} --as correction --note \"…\"")
            }
            (Stage::Published, StageAction::Spike) => format!("withdraw it: copydesk article kill {slug} --note \"…\""),
            (Stage::Spiked, _) => format!("bring it back: copydesk article unspike {slug}"),
            (Stage::Killed, _) => format!("bring it back: copydesk article reinstate {slug} --note \"…\""),
            _ => format!("see: copydesk article show {slug}"),
        };
        return Err(Problem::refused(format!("{slug} is {stage}; there is nothing to {action}")).hint(hint));
    };
    role_of(actor, step.role, &format!("{action} an article"))?;
    if step.note && note.trim().is_empty() {
        return Err(Problem::usage(format!("to {action} {slug}, say why")).hint("add: --note \"…\""));
    }
    Ok(step.to)
}

/// Fails where a gate is closed and the actor doesn't pass it for a reason.
fn passable(actor: &Actor, head: &Head, gate: &Gate, reason: &str) -> Result<()> {
    if gate.is_clear() {
        return Ok(());
    }
    if reason.trim().is_empty() {
        return Err(gate::closed(head, gate));
    }
    role_of(actor, Role::Chief, "pass a closed gate")
}

/// The reason of an override where the gate is closed and a chief passes it;
/// fails where it is closed and nobody does.
fn pass(tx: &Tx<'_>, head: &Head, gate: &Gate, reason: &str) -> Result<Value> {
    passable(&tx.actor, head, gate, reason)?;
    if gate.is_clear() {
        return Ok(Value::Null);
    }
    let blockers: Vec<_> = gate.blockers.iter().map(crate::domain::gate::Blocker::pass).collect();
    let kept = json!(blockers);
    let number = head.article.head;
    publication::insert_override(tx, head.article.id, number, gate.to.as_str(), reason.trim(), &kept.to_string())?;
    Ok(json!({ "override": { "reason": reason.trim(), "blockers": kept } }))
}

/// Moves an article without a gate: submit, spike, unspike.
pub fn step(tx: &Tx<'_>, head: &Head, action: StageAction, note: &str) -> Result<Article> {
    let mut after = head.article.clone();
    after.stage = allow(tx, &after, action, note)?;
    finish(tx, head, after, event_of(action), with_note(note))
}

/// Gives an article back to its writer.
pub fn send_back(tx: &Tx<'_>, head: &Head, note: &str) -> Result<Article> {
    let mut after = head.article.clone();
    after.stage = allow(tx, &after, StageAction::Return, note)?;
    let row = decide(tx, head, "return", note)?;
    finish(tx, head, after, "article.return", merge(with_note(note), decision_of(&row)))
}

/// Fails for all that an approval by this person would be refused for now, so
/// that nobody is asked about what can't be done. Answers the stage that the
/// approval leads to, and its gate.
pub fn approvable(
    r: &Read<'_>,
    actor: &Actor,
    head: &Head,
    note: &str,
    reason: &str,
    saw: Option<RevisionNumber>,
) -> Result<(Stage, Gate)> {
    check_seen(r, &head.article, saw)?;
    let stage = allowed(actor, &head.article, StageAction::Approve, note)?;
    let gate = gate::judge(r, head, GateFor::Approve, Some(actor))?;
    passable(actor, head, &gate, reason)?;
    Ok((stage, gate))
}

/// Approves the head revision.
pub fn approve(tx: &Tx<'_>, head: &Head, note: &str, reason: &str, saw: Option<RevisionNumber>) -> Result<Article> {
    let mut after = head.article.clone();
    let (stage, gate) = approvable(tx, &tx.actor, head, note, reason, saw)?;
    after.stage = stage;
    let passed = pass(tx, head, &gate, reason)?;
    let row = decide(tx, head, "approve", note)?;
    after.approved = Some(after.head);
    finish(tx, head, after, "article.approve", merge(merge(with_note(note), decision_of(&row)), passed))
}

/// Makes the approved revision public, with a public note or none.
pub fn publish(tx: &Tx<'_>, head: &Head, note: &str, reason: &str, saw: Option<RevisionNumber>) -> Result<Article> {
    check_seen(tx, &head.article, saw)?;
    let mut after = head.article.clone();
    after.stage = allow(tx, &after, StageAction::Publish, "")?;
    let gate = gate::judge(tx, head, GateFor::Publish, Some(&tx.actor))?;
    let passed = pass(tx, head, &gate, reason)?;
    let first = publication::of_article(tx, after.id)?.is_empty();
    let kind = if first { PublicationKind::First } else { PublicationKind::Reinstate };
    let row = publication::insert(tx, after.id, after.head, kind, note.trim(), "")?;
    after.published = Some(after.head);
    after.published_at = after.published_at.or(Some(tx.now));
    finish(tx, head, after, "article.publish", merge(publication_of(&row), passed))
}

/// What a publication in place of another is.
#[derive(Debug, Clone, Copy)]
pub struct Republish<'a> {
    /// Correction, clarification, update or note.
    pub kind: PublicationKind,
    /// The public note; only an update may go without.
    pub note: &'a str,
    /// Why a changed fact is not called a correction; internal.
    pub why: &'a str,
    /// Why a closed gate is passed; empty to not pass it.
    pub reason: &'a str,
}

/// Puts the head revision in place of what is public.
pub fn republish(tx: &Tx<'_>, head: &Head, change: &Republish<'_>, saw: Option<RevisionNumber>) -> Result<Article> {
    use PublicationKind as P;
    let Republish { kind, note, why, reason } = *change;
    check_seen(tx, &head.article, saw)?;
    let mut after = head.article.clone();
    let slug = after.slug.clone();
    after.stage = allow(tx, &after, StageAction::Republish, note)?;
    if !matches!(kind, P::Correction | P::Clarification | P::Update | P::Note) {
        return Err(Problem::usage(format!("{slug} can't be republished as {kind}"))
            .hint("--as correction, clarification, update or note"));
    }
    if kind != P::Update && note.trim().is_empty() {
        return Err(Problem::usage(format!("a {kind} needs its public note")).hint("add: --note \"…\""));
    }
    let public = after.published.unwrap_or(after.head);
    let changed = hard_change(tx, head, public)?;
    if kind != P::Note && public == after.head {
        return Err(Problem::refused(format!("{slug} is public as it stands")).hint("edit it first, or: --as note"));
    }
    if let Some(what) = &changed
        && kind != P::Correction
        && why.trim().is_empty()
    {
        return Err(Problem::refused(format!(
            "a checked fact changed since it was published ({what}); this is a correction"
        ))
        .hint(format!("--as correction; or say why it is none: --reason \"…\" with --as {kind}")));
    }
    let gate = gate::judge(tx, head, GateFor::Republish, Some(&tx.actor))?;
    let passed = pass(tx, head, &gate, reason)?;
    let decision = decide(tx, head, "approve", note)?;
    let row = publication::insert(tx, after.id, after.head, kind, note.trim(), why.trim())?;
    after.approved = Some(after.head);
    after.published = Some(after.head);
    let what = merge(publication_of(&row), decision_of(&decision));
    finish(tx, head, after, "article.republish", merge(what, passed))
}

/// The first hard change of claimed words between what is public and head.
fn hard_change(r: &Read<'_>, head: &Head, public: RevisionNumber) -> Result<Option<String>> {
    let texts = revision::texts(r, head.article.id, public)?;
    let then = crate::domain::context::Reading::of(&texts, &head.article.language);
    let anchors = crate::store::claim::anchors_at(r, head.article.id, public)?;
    for now in crate::store::claim::anchors_at(r, head.article.id, head.article.head)? {
        if !now.confirmed || !now.how.has_words() {
            continue;
        }
        let was = anchors.iter().find(|a| a.claim == now.claim && a.place == now.place && a.how.has_words());
        let before = was.and_then(|a| then.context(&a.part, a.start..a.start + a.length));
        let after = head.reading().context(&now.part, now.start..now.start + now.length);
        if let (Some(before), Some(after)) = (before, after)
            && let Some(d) = crate::domain::compare::compare(&before, &after).into_iter().find(|d| d.hard.is_some())
        {
            return Ok(Some(format!("#{}: {}", now.claim, d.message)));
        }
    }
    Ok(None)
}

/// Withdraws a published article.
pub fn kill(tx: &Tx<'_>, head: &Head, note: &str) -> Result<Article> {
    let mut after = head.article.clone();
    after.stage = allow(tx, &after, StageAction::Kill, note)?;
    let revision = after.published.unwrap_or(after.head);
    let row = publication::insert(tx, after.id, revision, PublicationKind::Kill, note.trim(), "")?;
    after.published = None;
    finish(tx, head, after, "article.kill", publication_of(&row))
}

/// Brings a killed article back to the editors.
pub fn reinstate(tx: &Tx<'_>, head: &Head, note: &str) -> Result<Article> {
    let mut after = head.article.clone();
    after.stage = allow(tx, &after, StageAction::Reinstate, note)?;
    let row = decide(tx, head, "return", note)?;
    finish(tx, head, after, "article.reinstate", merge(with_note(note), decision_of(&row)))
}

/// Writes a decision on the article's text.
fn decide(tx: &Tx<'_>, head: &Head, kind: &str, note: &str) -> Result<Decision> {
    let row = Decision {
        id: crate::domain::ids::DecisionId(0),
        article: head.article.id,
        claim: None,
        kind: kind.to_owned(),
        revision: head.article.head,
        actor: tx.actor.id,
        at: tx.now,
        note: note.trim().to_owned(),
        finding: None,
        correction: String::new(),
        rating: String::new(),
        assertion: String::new(),
        citations: "[]".to_owned(),
        content_hash: Some(canonical::content_hash(&head.texts)),
        row_hash: [0; 32],
        made: tx.seq(),
    };
    Ok(decision::insert(tx, row, &[])?)
}

fn decision_of(row: &Decision) -> Value {
    json!({ "decision": { "id": row.id, "sha256": crate::store::hex(&row.row_hash) } })
}

fn publication_of(row: &Publication) -> Value {
    let sha256 = crate::store::hex(&publication::row_hash(row));
    let mut what = json!({ "id": row.id, "kind": row.kind, "revision": row.revision, "sha256": sha256 });
    if !row.note.is_empty() {
        what["note"] = json!(row.note);
    }
    json!({ "publication": what })
}

fn with_note(note: &str) -> Value {
    if note.trim().is_empty() { Value::Null } else { json!({ "note": note.trim() }) }
}

fn merge(a: Value, b: Value) -> Value {
    match (a, b) {
        (Value::Object(mut a), Value::Object(b)) => {
            a.extend(b);
            Value::Object(a)
        }
        (Value::Null, b) => b,
        (a, _) => a,
    }
}

const fn event_of(action: StageAction) -> &'static str {
    match action {
        StageAction::Submit => "article.submit",
        StageAction::Return => "article.return",
        StageAction::Approve => "article.approve",
        StageAction::Publish => "article.publish",
        StageAction::Republish => "article.republish",
        StageAction::Kill => "article.kill",
        StageAction::Reinstate => "article.reinstate",
        StageAction::Spike => "article.spike",
        StageAction::Unspike => "article.unspike",
    }
}

/// Writes the article and its event; the queue follows the stage.
fn finish(tx: &Tx<'_>, head: &Head, after: Article, event: &'static str, more: Value) -> Result<Article> {
    article::update(tx, &after)?;
    record(tx, event, &head.article, &after, more)?;
    for claim in crate::store::claim::of_article(tx, after.id)? {
        crate::store::queue::keep(tx, &claim, &after)?;
    }
    Ok(after)
}
