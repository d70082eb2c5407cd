//! What can be done with a claim: add it, work on it, decide on it.

use serde_json::{Map, Value, json};

use super::facts::{self, Head, Loaded, change, record_of};
use super::{Problem, Result, names};
use crate::domain::anchor;
use crate::domain::claim::{Asks, ClaimKind, Finding, How, Progress, Standing};
use crate::domain::compare::{Weight, compare, worst};
use crate::domain::context::{Reading, context_hash, quote_hash};
use crate::domain::decision::DecisionKind;
use crate::domain::four_eyes::{self, ClaimHands, Leave, Someone};
use crate::domain::ids::{ClaimId, PersonId, RevisionNumber, SourceId};
use crate::domain::part::Part;
use crate::domain::person::Role;
use crate::domain::policy::Policy;
use crate::domain::time::Timestamp;
use crate::domain::workflow::{ClaimAction, independent_sources, needs_sources, next_progress};
use crate::store::claim::{self, Anchor, Claim};
use crate::store::decision::{self, Covered, Decision};
use crate::store::event::Draft;
use crate::store::person;
use crate::store::source::{self, Tie};
use crate::store::{Read, Tx, comment, policy, revision};

/// The most characters of a quote or a statement.
pub const LONGEST: usize = 4_000;

/// A claim about to be made.
#[derive(Debug, Clone)]
pub struct NewClaim {
    /// The exact words; empty for a claim that waits without a place.
    pub quote: String,
    /// The checkable assertion.
    pub statement: String,
    /// What sort of assertion; guessed from the words when not given.
    pub kind: Option<ClaimKind>,
    /// What is asked; by the kind when not given.
    pub asks: Option<Asks>,
    /// Who says so.
    pub claimant: String,
    /// When it was said.
    pub said_on: String,
    /// Where it appeared.
    pub appearances: Vec<String>,
    /// 1 (highest) to 3.
    pub priority: i64,
    /// Look for the words only in this part.
    pub part: Option<Part>,
    /// Which of several places, from 1.
    pub occurrence: Option<usize>,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// Who is to check it.
    pub assignee: Option<PersonId>,
}

impl Default for NewClaim {
    fn default() -> Self {
        Self {
            quote: String::new(),
            statement: String::new(),
            kind: None,
            asks: None,
            claimant: String::new(),
            said_on: String::new(),
            appearances: Vec::new(),
            priority: 2,
            part: None,
            occurrence: None,
            due_at: None,
            assignee: None,
        }
    }
}

/// Adds a claim to the head revision of an article.
pub fn add(tx: &Tx<'_>, head: &Head, new: &NewClaim) -> Result<Claim> {
    let claim = place(tx, head, new)?;
    tx.record(&Draft {
        action: "claim.add",
        subject: "claim",
        subject_id: claim.id.0,
        article: Some(claim.article),
        payload: json!({ "claim": record_of(&claim), "revision": head.article.head }),
        reverses: None,
    })?;
    Ok(claim)
}

/// Adds a claim without its event: an import tells of all that it made in one.
pub fn place(tx: &Tx<'_>, head: &Head, new: &NewClaim) -> Result<Claim> {
    let slug = &head.article.slug;
    if new.quote.trim().is_empty() && new.statement.trim().is_empty() {
        return Err(Problem::usage("a claim needs its words in the text, or a statement")
            .hint(format!("copydesk claim add {slug} --quote \"WORDS\"; or: --statement \"WHAT IS TO BE CHECKED\"")));
    }
    for (what, text) in [("quote", &new.quote), ("statement", &new.statement)] {
        if text.chars().count() > LONGEST {
            return Err(Problem::refused(format!("a {what} has at most {LONGEST} characters"))
                .hint("choose the words that carry the fact"));
        }
    }
    let found = if new.quote.trim().is_empty() { None } else { Some(find(head, new)?) };
    let quote = found.as_ref().map_or_else(String::new, |f| f.quote.clone());
    let kind = new.kind.unwrap_or(ClaimKind::Other);
    let mut claim = Claim {
        id: ClaimId(0),
        article: head.article.id,
        quote,
        statement: new.statement.trim().to_owned(),
        kind,
        asks: new.asks.unwrap_or_else(|| kind.default_asks()),
        claimant: new.claimant.trim().to_owned(),
        said_on: new.said_on.trim().to_owned(),
        appearances: json!(new.appearances).to_string(),
        priority: new.priority,
        assignee: new.assignee,
        holder: None,
        lease_until: None,
        due_at: new.due_at,
        work: None,
        progress: Progress::Open,
        finding: None,
        correction: String::new(),
        rating: String::new(),
        standing: Standing::Unplaced,
        standing_reason: String::new(),
        hard_changes: "[]".to_owned(),
        listed: "[]".to_owned(),
        since: tx.now,
        created_by: tx.actor.id,
        created_at: tx.now,
        updated_at: tx.now,
        made: tx.seq(),
        event: tx.seq(),
    };
    facts::derive_fresh(&mut claim, found.as_ref().map(|f| &f.part));
    claim.id = claim::insert(tx, &claim)?;
    if let Some(found) = found {
        let anchor = Anchor {
            claim: claim.id,
            revision: head.article.head,
            place: 1,
            part: found.part,
            start: found.start,
            length: found.length,
            confirmed: true,
            how: How::Placed,
        };
        claim::put_anchor(tx, claim.article, &anchor)?;
    }
    crate::store::queue::keep(tx, &claim, &head.article)?;
    Ok(claim)
}

/// Where words were found.
struct Found {
    part: Part,
    start: usize,
    length: usize,
    quote: String,
}

fn find(head: &Head, new: &NewClaim) -> Result<Found> {
    let slug = &head.article.slug;
    let quote = new.quote.trim();
    let places = anchor::find_quote(&head.texts, quote, new.part.as_ref());
    let chosen = match (places.len(), new.occurrence) {
        (0, _) => {
            let problem =
                Problem::not_found(format!("these words don't stand in {slug}@{}: \"{quote}\"", head.article.head));
            return Err(match anchor::closest_passage(&head.texts, quote) {
                Some(near) => problem
                    .detail(format!("the closest passage ({}): \"{}\"", near.spot.part, near.text))
                    .hint("copy the words as they stand; or keep the claim without a place: --statement \"…\""),
                None => problem.hint(format!("read the text with: copydesk article show {slug}")),
            });
        }
        (_, Some(n)) => places.get(n.wrapping_sub(1)).ok_or_else(|| {
            Problem::not_found(format!("these words stand in {slug} {} times, not {n}", places.len()))
                .hint(format!("--occurrence 1 to {}", places.len()))
        })?,
        (1, None) => match places.first() {
            Some(only) => only,
            None => return Err(Problem::not_found("these words don't stand there")),
        },
        (many, None) => {
            let mut problem = Problem::refused(format!("these words stand in {slug} {many} times: \"{quote}\""));
            for (at, place) in places.iter().take(5).enumerate() {
                problem = problem.detail(format!("{}. {}: {}", at + 1, place.spot.part, surroundings(head, place)));
            }
            return Err(problem.hint(format!("say which one: --occurrence 1 to {many}; or give more words")));
        }
    };
    Ok(Found {
        part: chosen.spot.part.clone(),
        start: chosen.spot.start,
        length: chosen.spot.len,
        quote: chosen.text.clone(),
    })
}

/// A place with some words around it, on one line.
fn surroundings(head: &Head, place: &anchor::Found) -> String {
    const AROUND: usize = 40;
    let text = head.texts.get(&place.spot.part);
    let from = place.spot.start.saturating_sub(AROUND);
    let window: String = text.chars().skip(from).take(place.spot.len + place.spot.start - from + AROUND).collect();
    let line = window.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("…{line}…")
}

/// Fails unless the actor may do this to a claim that has come so far.
fn allow(tx: &Tx<'_>, claim: &Claim, action: ClaimAction, note: &str) -> Result<Progress> {
    let id = claim.id;
    let Some(step) = next_progress(claim.progress, action) else {
        return Err(cannot(claim, action));
    };
    role(tx, step.role, &format!("{action} a claim"))?;
    if step.note && note.trim().is_empty() {
        return Err(Problem::usage(format!("to {action} claim #{id}, say why")).hint("add: --note \"…\""));
    }
    Ok(step.to)
}

/// Fails unless the actor has at least this role.
pub fn role(tx: &Tx<'_>, least: Role, what: &str) -> Result<()> {
    if tx.actor.role >= least {
        return Ok(());
    }
    Err(Problem::refused(format!("{} is a {} and may not {what}: that takes a {least}", tx.actor.name, tx.actor.role))
        .hint("act as somebody who may: --as NAME; see: copydesk person list"))
}

fn cannot(claim: &Claim, action: ClaimAction) -> Problem {
    let id = claim.id;
    let why = if claim.standing_reason.is_empty() { String::new() } else { format!(" ({})", claim.standing_reason) };
    let problem = Problem::refused(format!("claim #{id} is {}{why}; there is nothing to {action}", claim.progress));
    problem.hint(match claim.progress {
        Progress::Withdrawn => format!("bring it back first: copydesk claim reopen {id}"),
        Progress::Proposed => format!("it waits for an editor: copydesk claim approve {id}"),
        Progress::Approved => format!("see what it rests on: copydesk claim show {id}"),
        _ => format!("check it first: copydesk claim check {id} --finding FINDING"),
    })
}

/// A claim with its article's head, loaded for a decision.
#[derive(Debug)]
pub struct Case {
    /// The article and its text.
    pub head: Head,
    /// The claim and its facts.
    pub loaded: Loaded,
}

impl Case {
    /// Loads a claim by its id.
    pub fn load(r: &Read<'_>, id: ClaimId) -> Result<Self> {
        let claim = names::claim(r, id)?;
        let head = Head::load(r, names::article_of(r, claim.article)?)?;
        let loaded = Loaded::load(r, &head, claim)?;
        Ok(Self { head, loaded })
    }

    const fn claim(&self) -> &Claim {
        &self.loaded.claim
    }

    /// Writes the claim's changed facts, its standing and the event.
    fn close(
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
        if let Some(d) = decision {
            payload.insert("decision".to_owned(), json!({ "id": d.id, "sha256": crate::store::hex(&d.row_hash) }));
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

    /// Refuses a decision on words that changed since its maker saw them.
    pub fn check_seen(&self, r: &Read<'_>, saw: Option<RevisionNumber>) -> Result<()> {
        let article = &self.head.article;
        let Some(saw) = saw.filter(|saw| *saw != article.head) else { return Ok(()) };
        let id = self.claim().id;
        let texts = revision::texts(r, article.id, saw)?;
        let then = Reading::of(&texts, &article.language);
        let anchors = claim::anchors_of(r, article.id, saw, id)?;
        let mut differences = Vec::new();
        for now in self.loaded.anchors.iter().filter(|a| a.confirmed) {
            let was = anchors.iter().find(|a| a.place == now.place);
            let before = was.and_then(|a| then.context(&a.part, a.start..a.start + a.length));
            let after = self.head.reading().context(&now.part, now.start..now.start + now.length);
            match (before, after) {
                (Some(before), Some(after)) => {
                    let found = compare(&before, &after);
                    if worst(&found) > Some(Weight::Listed) || before.quote != after.quote {
                        differences.extend(found.into_iter().map(|d| d.message));
                        differences.push(format!("you saw: \"{}\"", before.sentence.text));
                        differences.push(format!("it is now: \"{}\"", after.sentence.text));
                    }
                }
                (None, None) => {}
                (Some(before), None) => differences.push(format!("these words are gone: \"{}\"", before.quote)),
                (None, Some(after)) => differences.push(format!("these words are new to you: \"{}\"", after.quote)),
            }
        }
        if differences.is_empty() {
            return Ok(());
        }
        let mut problem = Problem::conflict(format!(
            "the words of claim #{id} changed after revision {saw}, which you saw; {} is now at revision {}",
            article.slug, article.head
        ));
        for line in differences {
            problem = problem.detail(line);
        }
        Err(problem.hint(format!(
            "look at: copydesk diff {slug}@{saw} {slug}@{head}; then decide with: --at {head}",
            slug = article.slug,
            head = article.head
        )))
    }

    /// The words at the first place that has any.
    fn words(&self) -> Option<String> {
        let anchor = self.loaded.anchors.iter().find(|a| a.confirmed && a.how.has_words())?;
        Some(self.head.quote(anchor))
    }
}

/// Writes a decision with all that it rests on.
pub(super) fn decide(tx: &Tx<'_>, case: &Case, kind: DecisionKind, note: &str) -> Result<Decision> {
    let bug = |e: serde_json::Error| Problem::from(crate::store::Fault::Bug(e.to_string()));
    let loaded = &case.loaded;
    let mut covers = Vec::new();
    for cover in loaded.covers(&case.head) {
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
        actor: tx.actor.id,
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

/// Takes a claim: it stays with the actor for as long as policy says.
pub fn take(tx: &Tx<'_>, id: ClaimId) -> Result<Claim> {
    let case = Case::load(tx, id)?;
    let mut claim = case.claim().clone();
    if let (Some(holder), Some(until)) = (claim.holder, claim.lease_until)
        && holder != tx.actor.id
        && until > tx.now
    {
        let name = person::by_id(tx, holder)?.map_or_else(String::new, |p| p.name);
        return Err(Problem::conflict(format!("claim #{id} is with {name} until {until}"))
            .hint("take another: copydesk claim take --next"));
    }
    allow(tx, &claim, ClaimAction::Take, "")?;
    let lease = policy::load(tx)?.lease;
    claim.holder = Some(tx.actor.id);
    claim.lease_until = Some(tx.now.plus_millis(lease.millis()));
    claim.work = Some(Progress::Checking);
    case.close(tx, claim, "claim.take", None, Value::Null)
}

/// The most urgent claim that somebody could check now and that nobody has taken.
pub fn next_to_take(tx: &Tx<'_>) -> Result<Option<ClaimId>> {
    let filter = crate::store::queue::Filter { limit: 500, ..Default::default() };
    let free = crate::store::queue::list(tx, &filter)?.into_iter().find(|e| {
        next_progress(e.progress, ClaimAction::Take).is_some()
            && e.standing != Standing::Contradicted
            && e.assignee.is_none_or(|a| a == tx.actor.id)
            && (e.holder.is_none() || e.lease_until.is_none_or(|until| until <= tx.now))
    });
    Ok(free.map(|e| e.claim))
}

/// Gives a claim back that the actor took (or, for an editor, that anybody took).
pub fn put_down(tx: &Tx<'_>, id: ClaimId) -> Result<Claim> {
    let case = Case::load(tx, id)?;
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
pub fn assign(tx: &Tx<'_>, id: ClaimId, to: Option<PersonId>) -> Result<Claim> {
    let case = Case::load(tx, id)?;
    let mut claim = case.claim().clone();
    if to != Some(tx.actor.id) {
        role(tx, Role::Checker, "assign a claim")?;
    }
    claim.assignee = to;
    case.close(tx, claim, "claim.assign", None, Value::Null)
}

/// Marks a claim as waiting for a source to answer.
pub fn wait(tx: &Tx<'_>, id: ClaimId, note: &str) -> Result<Claim> {
    let case = Case::load(tx, id)?;
    let mut claim = case.claim().clone();
    allow(tx, &claim, ClaimAction::Wait, note)?;
    claim.work = Some(Progress::Waiting);
    case.close(tx, claim, "claim.wait", None, json!({ "note": note.trim() }))
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
pub fn check(tx: &Tx<'_>, id: ClaimId, check: &Check, saw: Option<RevisionNumber>) -> Result<Claim> {
    let mut case = Case::load(tx, id)?;
    case.check_seen(tx, saw)?;
    let before = case.claim().clone();
    allow(tx, &before, ClaimAction::Check, "")?;
    let finding = check.finding.ok_or_else(|| {
        Problem::usage("a check needs its finding").hint(format!("copydesk claim check {id} --finding confirmed"))
    })?;
    if let (Some(holder), Some(until)) = (before.holder, before.lease_until)
        && holder != tx.actor.id
        && until > tx.now
    {
        let name = person::by_id(tx, holder)?.map_or_else(String::new, |p| p.name);
        return Err(Problem::conflict(format!("claim #{id} is with {name} until {until}"))
            .hint(format!("an editor can free it: copydesk claim drop {id}")));
    }
    if !check.correction.trim().is_empty() && finding != Finding::NeedsCorrection {
        return Err(Problem::usage("a correction goes with the finding needs-correction")
            .hint(format!("copydesk claim check {id} --finding needs-correction --correction \"…\"")));
    }
    let rules = policy::load(tx)?;
    if !check.rating.is_empty() {
        rating(&rules, &check.rating)?;
    }
    if before.standing != Standing::Unplaced && case.words().is_none() {
        return Err(Problem::refused(format!("the words of claim #{id} are gone from {}", case.head.article.slug))
            .hint(format!("withdraw it: copydesk claim withdraw {id} --note \"…\"")));
    }
    let mut claim = before.clone();
    claim.finding = Some(finding);
    check.correction.trim().clone_into(&mut claim.correction);
    check.rating.trim().clone_into(&mut claim.rating);
    claim.work = None;
    claim.holder = None;
    claim.lease_until = None;
    if let Some(words) = case.words() {
        claim.quote = words;
    }
    enough_sources(&rules, &claim, &case.loaded)?;
    case.loaded.restate(claim.clone());
    let row = decide(tx, &case, DecisionKind::Check, &check.note)?;
    case.loaded.restate(before);
    case.close(tx, claim, "claim.check", Some(&row), Value::Null)
}

fn rating(rules: &Policy, given: &str) -> Result<()> {
    let Some(scale) = &rules.rating_scale else {
        return Err(Problem::refused("this desk has no rating scale")
            .hint("set one: copydesk policy set rating_scale politifact"));
    };
    if scale.find(given).is_ok() {
        return Ok(());
    }
    let known = scale.ratings();
    Err(Problem::usage(format!("\"{given}\" is not on this desk's rating scale"))
        .hint(format!("one of: {}", known.join(", "))))
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
    .hint(format!("copydesk claim cite {id} S1; or: copydesk claim cite {id} --kind document --title \"…\" --url …")))
}

/// Who had a hand in the claim and its words, for the four-eyes rule.
pub fn hands(r: &Read<'_>, case: &Case) -> Result<ClaimHands> {
    let someone = |id: PersonId| -> Result<Someone> {
        let name = person::by_id(r, id)?.map_or_else(String::new, |p| p.name);
        Ok(Someone { id, name })
    };
    let proposer =
        case.loaded.decisions.iter().rfind(|d| d.kind == DecisionKind::Check).map(|d| someone(d.actor)).transpose()?;
    let mut stands = Vec::new();
    let parts: Vec<(Part, String)> = case
        .loaded
        .anchors
        .iter()
        .filter(|a| a.confirmed && a.how.has_words())
        .filter_map(|a| {
            let sentence = case.head.reading().sentence_range(&a.part, a.start..a.start + a.length)?;
            let text = case.head.texts.get(&a.part);
            let text: String = text.chars().skip(sentence.start).take(sentence.len()).collect();
            Some((a.part.clone(), text.split_whitespace().collect::<Vec<_>>().join(" ")))
        })
        .collect();
    for row in revision::of_article(r, case.head.article.id)? {
        let texts = revision::texts(r, row.article, row.number)?;
        let whole = parts.iter().all(|(part, sentence)| {
            let text = texts.get(part).split_whitespace().collect::<Vec<_>>().join(" ");
            text.contains(sentence.as_str())
        });
        let by = match row.origin {
            crate::domain::article::Origin::Import => None,
            _ => Some(someone(row.recorded_by)?),
        };
        stands.push((by, whole && !parts.is_empty()));
    }
    Ok(ClaimHands { proposer, writers: four_eyes::writers_of_words(stands) })
}

/// Fails unless the actor's eyes are another pair.
fn other_eyes(tx: &Tx<'_>, case: &Case, rules: &Policy) -> Result<Leave> {
    let actor = Someone { id: tx.actor.id, name: tx.actor.name.clone() };
    four_eyes::may_approve_claim(rules.four_eyes, &actor, &hands(tx, case)?).map_err(|refusal| {
        Problem::refused(format!("claim #{}: {refusal}", case.claim().id))
            .hint("ask another editor; a desk of one person can say: copydesk policy set four_eyes solo")
    })
}

/// Approves the proposed finding.
pub fn approve(tx: &Tx<'_>, id: ClaimId, note: &str, saw: Option<RevisionNumber>) -> Result<Claim> {
    let case = Case::load(tx, id)?;
    case.check_seen(tx, saw)?;
    let claim = case.claim().clone();
    // What is stored is derived; what is decided on is derived again.
    let verdict = case.loaded.verdict();
    let shown = Claim { progress: verdict.progress, ..claim.clone() };
    if verdict.standing == Standing::Stale || (verdict.progress == Progress::Returned && claim.finding.is_some()) {
        let why = verdict.progress_reason.or(verdict.reason).unwrap_or_default();
        return Err(Problem::refused(format!("claim #{id} can't be approved as it stands: {why}"))
            .hint(format!("check it again: copydesk claim check {id} --finding FINDING")));
    }
    allow(tx, &shown, ClaimAction::Approve, "")?;
    if claim.quote.contains('\u{FFFD}') {
        return Err(Problem::refused(format!("claim #{id} has a character that was lost on import (U+FFFD)"))
            .hint("import the copy again in its right encoding"));
    }
    let rules = policy::load(tx)?;
    enough_sources(&rules, &claim, &case.loaded)?;
    let leave = other_eyes(tx, &case, &rules)?;
    let row = decide(tx, &case, DecisionKind::Approve, note)?;
    let mut claim = claim;
    if let Some(words) = case.words() {
        claim.quote = words;
    }
    case.close(tx, claim, "claim.approve", Some(&row), json!({ "alone": leave == Leave::Alone }))
}

/// Says that approved words, near which something changed, still hold.
pub fn reconfirm(tx: &Tx<'_>, id: ClaimId, note: &str, saw: Option<RevisionNumber>) -> Result<Claim> {
    let case = Case::load(tx, id)?;
    case.check_seen(tx, saw)?;
    let claim = case.claim().clone();
    let verdict = case.loaded.verdict();
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
    allow(tx, &shown, ClaimAction::Reconfirm, "")?;
    let rules = policy::load(tx)?;
    enough_sources(&rules, &claim, &case.loaded)?;
    let leave = other_eyes(tx, &case, &rules)?;
    let row = decide(tx, &case, DecisionKind::Reconfirm, note)?;
    let mut claim = claim;
    if let Some(words) = case.words() {
        claim.quote = words;
    }
    case.close(tx, claim, "claim.reconfirm", Some(&row), json!({ "alone": leave == Leave::Alone }))
}

/// Marks that the text itself tells the reader that words in somebody's mouth are wrong.
pub fn answered(tx: &Tx<'_>, id: ClaimId, note: &str, saw: Option<RevisionNumber>) -> Result<Claim> {
    let case = Case::load(tx, id)?;
    case.check_seen(tx, saw)?;
    let claim = case.claim().clone();
    let verdict = case.loaded.verdict();
    let shown = Claim { progress: verdict.progress, ..claim.clone() };
    allow(tx, &shown, ClaimAction::Answered, "")?;
    if verdict.standing != Standing::Contradicted || claim.asks != Asks::So || !in_a_mouth(&case) {
        return Err(Problem::refused(format!(
            "claim #{id}: only words that the text puts in somebody's mouth, and that an approved finding contradicts, can be marked answered"
        ))
        .hint(format!("see: copydesk claim show {id}")));
    }
    let leave = other_eyes(tx, &case, &policy::load(tx)?)?;
    let row = decide(tx, &case, DecisionKind::Answered, note)?;
    case.close(tx, claim, "claim.answered", Some(&row), json!({ "alone": leave == Leave::Alone }))
}

/// Whether the text puts the claim's words in somebody's mouth.
pub fn in_a_mouth(case: &Case) -> bool {
    if !case.loaded.claim.claimant.is_empty() {
        return true;
    }
    case.loaded.anchors.iter().filter(|a| a.confirmed && a.how.has_words()).any(|a| {
        let context = case.head.reading().context(&a.part, a.start..a.start + a.length);
        context.is_some_and(|c| c.state.quoted || c.state.block_quotation || c.speaker.is_some())
    })
}

/// Sends a proposed or approved claim back to its checker.
pub fn send_back(tx: &Tx<'_>, id: ClaimId, note: &str, saw: Option<RevisionNumber>) -> Result<Claim> {
    conclude(tx, id, ClaimAction::Return, DecisionKind::Return, "claim.return", note, saw)
}

/// Drops a claim: it is no factual claim, or is not needed any more.
pub fn withdraw(tx: &Tx<'_>, id: ClaimId, note: &str) -> Result<Claim> {
    conclude(tx, id, ClaimAction::Withdraw, DecisionKind::Withdraw, "claim.withdraw", note, None)
}

/// Brings a withdrawn claim back.
pub fn reopen(tx: &Tx<'_>, id: ClaimId, note: &str) -> Result<Claim> {
    conclude(tx, id, ClaimAction::Reopen, DecisionKind::Reopen, "claim.reopen", note, None)
}

fn conclude(
    tx: &Tx<'_>,
    id: ClaimId,
    action: ClaimAction,
    kind: DecisionKind,
    event: &'static str,
    note: &str,
    saw: Option<RevisionNumber>,
) -> Result<Claim> {
    let case = Case::load(tx, id)?;
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
pub fn edit(tx: &Tx<'_>, id: ClaimId, edit: &Edit) -> Result<Claim> {
    let case = Case::load(tx, id)?;
    let mut claim = case.claim().clone();
    allow(tx, &claim, ClaimAction::Edit, "")?;
    let text = |new: &Option<String>, old: &mut String| {
        if let Some(new) = new {
            new.trim().clone_into(old);
        }
    };
    text(&edit.statement, &mut claim.statement);
    text(&edit.claimant, &mut claim.claimant);
    text(&edit.said_on, &mut claim.said_on);
    text(&edit.correction, &mut claim.correction);
    if claim.statement.chars().count() > LONGEST {
        return Err(Problem::refused(format!("a statement has at most {LONGEST} characters")));
    }
    if let Some(given) = &edit.rating {
        if !given.is_empty() {
            rating(&policy::load(tx)?, given)?;
        }
        given.trim().clone_into(&mut claim.rating);
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

/// Ties a source to a claim.
pub fn cite(tx: &Tx<'_>, id: ClaimId, source: SourceId, tie: &Tie) -> Result<Claim> {
    let case = Case::load(tx, id)?;
    let claim = case.claim().clone();
    allow(tx, &claim, ClaimAction::Cite, "")?;
    let found = names::source(tx, source)?;
    if found.article.is_some_and(|a| a != claim.article) {
        return Err(Problem::refused(format!("source S{source} belongs to another article"))
            .hint("add it to the desk, for all articles: copydesk source add --desk --kind KIND --title \"…\""));
    }
    let citation = source::cite(tx, id, source, tie)?;
    let more = json!({ "citation": citation, "source": source, "stance": tie.stance, "locator": tie.locator });
    case.close(tx, claim, "claim.cite", None, more)
}

/// Writes a comment on a claim.
pub fn comment(tx: &Tx<'_>, id: ClaimId, text: &str) -> Result<Claim> {
    let case = Case::load(tx, id)?;
    let claim = case.claim().clone();
    if text.trim().is_empty() {
        return Err(Problem::usage("the comment is empty").hint(format!("copydesk claim comment {id} \"TEXT\"")));
    }
    let comment = comment::insert(tx, claim.article, Some(id), text.trim())?;
    case.close(tx, claim, "claim.comment", None, json!({ "comment": comment, "text": text.trim() }))
}
