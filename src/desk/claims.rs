//! What can be done with a claim: add it, work on it, decide on it.
//!
//! Every action takes a [`Case`], loaded in the transaction that acts. This
//! file has the work (take, wait, edit, cite, comment); `place` ties a claim to
//! words, and `decide` has the decisions.

mod apply;
mod case;
mod decide;
mod lease;
mod place;
mod places;
mod relink;
pub mod sheet;
mod touched;

pub use apply::{Change, Left, Pick, Plan, Still, apply, nothing, plan};
pub use case::Case;
pub(super) use decide::decide;
pub use decide::{
    Check, answered, approve, check, check_for, hands, in_a_mouth, reconfirm, reopen, send_back, withdraw,
};
pub use lease::{hold, let_go};
pub use place::{NewClaim, add, place};
pub use places::{confirm_place, dismiss_place};
pub(super) use places::{places_of, places_told, put_places};
pub use relink::{Look, look, quoted, relink};
pub use touched::{
    Again, Page as TouchedPage, Question, Touched, hands_of_change, page as touched_page, question, sentences, who_may,
};

use std::ops::ControlFlow;

use serde_json::{Value, json};

use super::facts::record_of;
use super::{Problem, Result, names};
use crate::domain::claim::{Asks, ClaimKind, Progress};
use crate::domain::ids::{ClaimId, PersonId, RevisionNumber, SourceId};
use crate::domain::person::Role;
use crate::domain::time::Timestamp;
use crate::domain::workflow::{ClaimAction, next_progress};
use crate::store::claim::Claim;
use crate::store::queue::{self, Filter};
use crate::store::source::{self, Tie};
use crate::store::{Actor, Tx, comment, person, policy};

/// The most characters of a quote, a statement, a correction or a note.
pub const LONGEST: usize = 4_000;

/// Fails unless the actor may do this to a claim that has come so far. Answers
/// the progress that the action leads to.
fn allow(tx: &Tx<'_>, claim: &Claim, action: ClaimAction, note: &str) -> Result<Progress> {
    let id = claim.id;
    let Some(step) = next_progress(claim.progress, action) else {
        return Err(cannot(claim, action));
    };
    role(tx, step.role, &format!("{action} a claim"))?;
    if step.note && note.trim().is_empty() {
        return Err(Problem::usage(format!("to {action} claim #{id}, say why")).hint("add: --note \"…\""));
    }
    short_enough("note", note)?;
    Ok(step.to)
}

/// Fails unless a text is at most [`LONGEST`] characters long.
fn short_enough(what: &str, text: &str) -> Result<()> {
    if text.chars().count() <= LONGEST {
        return Ok(());
    }
    Err(Problem::refused(format!("a {what} has at most {LONGEST} characters")))
}

/// Fails unless the actor has at least this role.
pub fn role(tx: &Tx<'_>, least: Role, what: &str) -> Result<()> {
    role_of(&tx.actor, least, what)
}

/// The same of whoever would act.
pub fn role_of(actor: &Actor, least: Role, what: &str) -> Result<()> {
    if actor.role >= least {
        return Ok(());
    }
    let a = |role: Role| if role == Role::Editor { "an" } else { "a" };
    let Actor { name, role, .. } = actor;
    Err(Problem::refused(format!("{name} is {} {role} and may not {what}: that takes {} {least}", a(*role), a(least)))
        .hint("act as somebody who may: --as NAME; see: copydesk person list"))
}

fn cannot(claim: &Claim, action: ClaimAction) -> Problem {
    let id = claim.id;
    let why = if claim.standing_reason.is_empty() { String::new() } else { format!(" ({})", claim.standing_reason) };
    let problem = Problem::refused(format!("claim #{id} is {}{why}; there is nothing to {action}", claim.progress));
    problem.hint(match claim.progress {
        Progress::Returned if action == ClaimAction::Return => {
            format!("it is with its checker already; say more: copydesk claim comment {id} \"…\"")
        }
        Progress::Withdrawn => format!("bring it back first: copydesk claim reopen {id}"),
        Progress::Proposed => format!("it waits for an editor: copydesk claim approve {id}"),
        Progress::Approved => format!("see what it rests on: copydesk claim show {id}"),
        _ => format!("check it first: copydesk claim check {id} --finding FINDING"),
    })
}

/// Fails while somebody else has the claim.
fn free_for(tx: &Tx<'_>, claim: &Claim, hint: &str) -> Result<()> {
    let (Some(holder), Some(until)) = (claim.holder, claim.lease_until) else { return Ok(()) };
    if holder == tx.actor.id || until <= tx.now {
        return Ok(());
    }
    let name = person::by_id(tx, holder)?.map_or_else(String::new, |p| p.name);
    Err(Problem::conflict(format!("claim #{} is with {name} until {until}", claim.id)).hint(hint))
}

/// Fails while somebody else is at work on the claim. That it is on somebody's
/// screen ([`hold`]) is no hindrance to whoever names it: of two who decide on
/// what they saw, the second is told.
fn not_at_work(tx: &Tx<'_>, claim: &Claim, hint: &str) -> Result<()> {
    if claim.work.is_none() { Ok(()) } else { free_for(tx, claim, hint) }
}

/// Takes a claim: it stays with the actor for as long as policy says.
pub fn take(tx: &Tx<'_>, case: Case) -> Result<Claim> {
    let mut claim = case.claim().clone();
    free_for(tx, &claim, "take another: copydesk claim take --next")?;
    allow(tx, &claim, ClaimAction::Take, "")?;
    let lease = policy::load(tx)?.lease;
    claim.holder = Some(tx.actor.id);
    claim.lease_until = Some(tx.now.plus_millis(lease.millis()));
    claim.work = Some(Progress::Checking);
    case.close(tx, claim, "claim.take", None, Value::Null)
}

/// The most urgent claim that somebody could check now and that nobody else
/// has or is to check.
pub fn next_to_take(tx: &Tx<'_>) -> Result<Option<ClaimId>> {
    let filter = Filter { progress: vec![Progress::Open, Progress::Returned, Progress::Checking], ..Filter::default() };
    let mut free = None;
    queue::walk(tx, &filter, |entry| {
        let held = entry.holder.is_some() && entry.lease_until.is_some_and(|until| until > tx.now);
        if held || entry.assignee.is_some_and(|a| a != tx.actor.id) {
            return ControlFlow::Continue(());
        }
        free = Some(entry.claim);
        ControlFlow::Break(())
    })?;
    Ok(free)
}

/// Gives a claim back that the actor took (or, for an editor, that anybody took).
pub fn put_down(tx: &Tx<'_>, case: Case) -> Result<Claim> {
    let mut claim = case.claim().clone();
    allow(tx, &claim, ClaimAction::Drop, "")?;
    if claim.holder.is_some_and(|h| h != tx.actor.id) {
        role(tx, Role::Editor, "drop a claim that somebody else took")?;
    }
    claim.holder = None;
    claim.lease_until = None;
    claim.work = None;
    case.close(tx, claim, "claim.drop", None, Value::Null)
}

/// Gives a claim to somebody; `None` takes it from everybody.
pub fn assign(tx: &Tx<'_>, case: Case, to: Option<PersonId>) -> Result<Claim> {
    let mut claim = case.claim().clone();
    if to != Some(tx.actor.id) {
        role(tx, Role::Checker, "assign a claim")?;
    }
    if let Some(person) = to.map(|id| person::by_id(tx, id)).transpose()?.flatten()
        && !person.active
    {
        return Err(Problem::refused(format!("{} is no longer active at this desk", person.name))
            .hint("see who is: copydesk person list"));
    }
    if claim.assignee == to {
        return Ok(claim);
    }
    claim.assignee = to;
    case.close(tx, claim, "claim.assign", None, Value::Null)
}

/// Marks a claim as waiting for a source to answer. For whom it waits is kept
/// as a comment, where the next one who opens the claim reads it.
pub fn wait(tx: &Tx<'_>, case: Case, note: &str, saw: Option<RevisionNumber>) -> Result<Claim> {
    case.check_seen(tx, saw)?;
    let mut claim = case.claim().clone();
    not_at_work(tx, &claim, &format!("an editor can free it: copydesk claim drop {}", claim.id))?;
    allow(tx, &claim, ClaimAction::Wait, note)?;
    claim.work = Some(Progress::Waiting);
    let note = note.trim();
    let comment = comment::insert(tx, claim.article, Some(claim.id), &format!("waiting: {note}"))?;
    case.close(tx, claim, "claim.wait", None, json!({ "note": note, "comment": comment }))
}

/// Changes of a claim's own facts; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// The checkable assertion.
    pub statement: Option<String>,
    /// What sort of assertion.
    pub kind: Option<ClaimKind>,
    /// What is asked.
    pub asks: Option<Asks>,
    /// Who says so.
    pub claimant: Option<String>,
    /// When it was said.
    pub said_on: Option<String>,
    /// Where it appeared; replaces the list.
    pub appearances: Option<Vec<String>>,
    /// 1 to 3.
    pub priority: Option<i64>,
    /// When it is due; `Some(None)` for never.
    pub due_at: Option<Option<Timestamp>>,
    /// The words that should stand instead.
    pub correction: Option<String>,
    /// The public rating.
    pub rating: Option<String>,
}

/// Changes a claim's facts. An approval or a proposal of what it said before lapses.
pub fn edit(tx: &Tx<'_>, case: Case, edit: &Edit) -> Result<Claim> {
    let mut claim = case.claim().clone();
    let id = claim.id;
    allow(tx, &claim, ClaimAction::Edit, "")?;
    let text = |what: &str, new: &Option<String>, old: &mut String| {
        let Some(new) = new else { return Ok(()) };
        short_enough(what, new)?;
        new.trim().clone_into(old);
        Ok::<_, Problem>(())
    };
    text("statement", &edit.statement, &mut claim.statement)?;
    text("claimant", &edit.claimant, &mut claim.claimant)?;
    text("date", &edit.said_on, &mut claim.said_on)?;
    text("correction", &edit.correction, &mut claim.correction)?;
    if let Some(given) = &edit.rating {
        claim.rating = decide::rating(&policy::load(tx)?, given)?;
    }
    claim.kind = edit.kind.unwrap_or(claim.kind);
    claim.asks = edit.asks.unwrap_or(claim.asks);
    claim.priority = edit.priority.unwrap_or(claim.priority);
    claim.due_at = edit.due_at.unwrap_or(claim.due_at);
    if let Some(list) = &edit.appearances {
        claim.appearances = json!(list).to_string();
    }
    if record_of(&claim) == record_of(case.claim()) {
        return Err(Problem::usage(format!("nothing about claim #{id} changes"))
            .hint("name what changes, such as --statement \"…\" or --kind number"));
    }
    if claim.quote.is_empty() && claim.statement.is_empty() {
        return Err(Problem::refused(format!("claim #{id} has no words in the text and needs its statement")));
    }
    case.close(tx, claim, "claim.edit", None, Value::Null)
}

/// Ties a source to a claim. A tie that is there already, in all it says, is
/// left as it is.
pub fn cite(tx: &Tx<'_>, case: Case, source: SourceId, tie: &Tie) -> Result<Claim> {
    let claim = case.claim().clone();
    allow(tx, &claim, ClaimAction::Cite, "")?;
    let found = names::source(tx, source)?;
    if found.article.is_some_and(|a| a != claim.article) {
        return Err(Problem::refused(format!("source S{source} belongs to another article than claim #{}", claim.id))
            .hint("add it to the desk, for all articles: copydesk source add --desk --kind KIND --title \"…\""));
    }
    let tied = case.loaded.citations.iter().any(|(c, s)| {
        s.id == source && c.stance == tie.stance && c.locator == tie.locator && c.quotation == tie.quotation
    });
    if tied {
        return Ok(claim);
    }
    let citation = source::cite(tx, claim.id, source, tie)?;
    let more = json!({ "citation": citation, "source": source, "stance": tie.stance, "locator": tie.locator });
    case.close(tx, claim, "claim.cite", None, more)
}

/// Writes a comment on a claim.
pub fn comment(tx: &Tx<'_>, case: Case, text: &str) -> Result<Claim> {
    let claim = case.claim().clone();
    let text = text.trim();
    if text.is_empty() {
        return Err(
            Problem::usage("the comment is empty").hint(format!("copydesk claim comment {} \"TEXT\"", claim.id))
        );
    }
    short_enough("comment", text)?;
    let comment = comment::insert(tx, claim.article, Some(claim.id), text)?;
    case.close(tx, claim, "claim.comment", None, json!({ "comment": comment, "text": text }))
}
