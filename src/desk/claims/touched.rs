//! The touched claims of an article on one page: what each needs a look for,
//! those with one cause together, and who may say that they still hold.
//!
//! The author of a change never does. Who that is, is told by comparing the
//! claim's context from revision to revision since it was approved, so that it
//! holds for a heading, a dateline or the sentence before as for the words
//! themselves.

use super::{Case, hands};
use crate::desk::facts::{Head, Heads, Loaded};
use crate::desk::{Result, facts};
use crate::domain::claim::{Progress, Standing};
use crate::domain::compare::{Difference, Weight, compare, worst};
use crate::domain::context::PlaceContext;
use crate::domain::decision::DecisionKind;
use crate::domain::four_eyes::{self, ClaimHands, Someone};
use crate::domain::ids::{ClaimId, PersonId, RevisionNumber};
use crate::domain::person::Role;
use crate::domain::standing::Verdict;
use crate::store::claim::{self, Anchor};
use crate::store::{Actor, Read, decision, person, policy, revision};

/// The hands in a claim that is to be reconfirmed: those in its finding and
/// its words, and who made the change that it needs a look for.
pub fn hands_of_change(r: &Read<'_>, head: &Head, loaded: &Loaded, verdict: &Verdict) -> Result<ClaimHands> {
    let mut hands = hands(r, head, loaded)?;
    for id in changers(r, head, loaded, verdict)? {
        let name = person::by_id(r, id)?.map_or_else(String::new, |p| p.name);
        hands.changers.push(Someone { id, name });
    }
    Ok(hands)
}

/// Whose edit a revision is, after the approved one, that changed
/// something near the claim that weighs; where only small changes added up,
/// everybody who made one. An import of other people's copy is nobody's; approved corrections are
/// nobody's words, but what they do to other claims is the work of who put
/// them in.
fn changers(r: &Read<'_>, head: &Head, loaded: &Loaded, verdict: &Verdict) -> Result<Vec<PersonId>> {
    let approval = verdict.approval.map(|id| decision::by_id(r, id)).transpose()?.flatten();
    let Some(since) = approval.map(|row| row.revision) else { return Ok(Vec::new()) };
    let ever = claim::anchors_ever(r, head.article.id, loaded.claim.id)?;
    let (mut weighty, mut any) = (Vec::new(), Vec::new());
    let undone = revision::undone(r, head.article.id)?;
    for row in revision::of_article(r, head.article.id)? {
        if row.number <= since || undone.contains(&row.number) || weighty.contains(&row.recorded_by) {
            continue;
        }
        let Some(by) = facts::editor(r, &row)? else { continue };
        match step(r, head, &ever, row.number)? {
            Some(Weight::Listed) => any.push(by),
            Some(_) => weighty.push(by),
            None => {}
        }
    }
    Ok(if weighty.is_empty() { any } else { weighty })
}

/// How much the step to a revision changed at the places of a claim.
fn step(r: &Read<'_>, head: &Head, ever: &[Anchor], to: RevisionNumber) -> Result<Option<Weight>> {
    let from = RevisionNumber(to.0 - 1);
    let mut weight = None;
    for after in ever.iter().filter(|a| a.revision == to && a.confirmed) {
        let before = ever.iter().find(|a| a.revision == from && a.place == after.place);
        let was = before.map(|a| context(r, head, a)).transpose()?.flatten();
        let differs = match (was, context(r, head, after)?) {
            (Some(was), Some(is)) => worst(&compare(&was, &is)),
            (None, None) => None,
            _ => Some(Weight::Stale),
        };
        weight = weight.max(differs);
    }
    Ok(weight)
}

fn context(r: &Read<'_>, head: &Head, anchor: &Anchor) -> Result<Option<PlaceContext>> {
    if !anchor.how.has_words() {
        return Ok(None);
    }
    let chars = anchor.start..anchor.start + anchor.length;
    if anchor.revision == head.article.head {
        return Ok(head.reading().context(&anchor.part, chars));
    }
    Ok(head.earlier(r, anchor.revision)?.reading.context(&anchor.part, chars))
}

/// The active people who may approve or reconfirm a claim with these hands in it, by name.
pub fn who_may(r: &Read<'_>, hands: &ClaimHands) -> Result<Vec<String>> {
    let all = person::all(r)?.into_iter().filter(|p| p.active && p.role >= Role::Editor);
    Ok(all.filter(|p| !hands.has(p.id)).map(|p| p.name).collect())
}

/// A touched claim.
#[derive(Debug)]
pub struct Touched {
    /// The claim as it was loaded: what is decided on later must be the same.
    pub case: Case,
    /// The words that it is known by.
    pub quote: String,
    /// The sentence or sentences as they were approved.
    pub before: String,
    /// As they stand now.
    pub after: String,
    /// What else changed there and carries an approval: cause, and a line for a person.
    pub listed: Vec<(String, String)>,
    /// Why the actor may not reconfirm it, and who may instead.
    pub refused: Option<(String, Vec<String>)>,
}

/// One question: the claims that need a look for the same change.
#[derive(Debug)]
pub struct Question {
    /// What changed: cause, and a line for a person.
    pub changes: Vec<(String, String)>,
    /// The claims, by number.
    pub claims: Vec<Touched>,
}

/// A claim that no look can save: it must be checked again.
#[derive(Debug)]
pub struct Again {
    /// Which.
    pub id: ClaimId,
    /// The words that it is known by.
    pub quote: String,
    /// Why.
    pub reason: String,
}

/// All that changed near an article's approved claims and weighs.
#[derive(Debug)]
pub struct Page {
    /// What one look answers, in the order of the first claim.
    pub questions: Vec<Question>,
    /// What must be checked again.
    pub again: Vec<Again>,
}

/// The page of an article, as `actor` may answer it.
pub fn page(r: &Read<'_>, heads: &Heads, article: crate::domain::ids::ArticleId, actor: &Actor) -> Result<Page> {
    let rules = policy::load(r)?;
    let who = Someone { id: actor.id, name: actor.name.clone() };
    let head = heads.of(r, article)?;
    let mut page = Page { questions: Vec::new(), again: Vec::new() };
    let mut keys: Vec<String> = Vec::new();
    for claim in claim::of_article(r, article)? {
        if !matches!(claim.standing, Standing::Touched | Standing::Stale) || claim.progress == Progress::Withdrawn {
            continue;
        }
        let case = Case::load(r, heads, claim.id)?;
        let verdict = case.loaded.verdict();
        let quote = case.words().unwrap_or_else(|| claim.quote.clone());
        if verdict.standing != Standing::Touched {
            let reason = facts::why(&verdict).unwrap_or_default().to_owned();
            page.again.push(Again { id: claim.id, quote, reason });
            continue;
        }
        let (before, after) = sentences(&case.head, &case.loaded, &verdict);
        let told = |d: &Difference| (d.cause.clone(), d.message.clone());
        let changes: Vec<(String, String)> = verdict.differences.iter().map(told).collect();
        let listed: Vec<(String, String)> = verdict.listed.iter().map(told).collect();
        let hands = hands_of_change(r, &head, &case.loaded, &verdict)?;
        let refused = match four_eyes::may_approve_claim(rules.four_eyes, &who, &hands) {
            Ok(_) => None,
            Err(refusal) => Some((refusal.to_string(), who_may(r, &hands)?)),
        };
        let key = question(&verdict, &before, &after);
        let touched = Touched { case, quote, before, after, listed, refused };
        match keys.iter().position(|known| *known == key).and_then(|at| page.questions.get_mut(at)) {
            Some(question) => question.claims.push(touched),
            None => {
                keys.push(key);
                page.questions.push(Question { changes, claims: vec![touched] });
            }
        }
    }
    Ok(page)
}

/// What tells one question from another: all that weighs, and, where that is in
/// the sentence itself, the sentence. What carries an approval makes no question.
pub fn question(verdict: &Verdict, before: &str, after: &str) -> String {
    let mut causes: Vec<&str> = verdict.differences.iter().map(|d| d.cause.as_str()).collect();
    causes.sort_unstable();
    let causes = causes.join("; ");
    if verdict.differences.iter().any(is_of_the_sentence) {
        format!("{causes}, in: {before} → {after}")
    } else {
        causes
    }
}

/// Whether a difference is one of the claim's own sentence, and not of what stands around it.
fn is_of_the_sentence(difference: &Difference) -> bool {
    ["wording", "capitals: ", "picture: ", "place in the sentence"].iter().any(|of| difference.cause.starts_with(of))
}

/// The sentences at a claim's places as they were approved (where an approval
/// is not what the claim is judged against: as they were checked), and as they
/// stand. Empty where nothing covers them, or where the words are gone.
pub fn sentences(head: &Head, loaded: &Loaded, verdict: &Verdict) -> (String, String) {
    let decided = &loaded.decisions;
    let approval = match verdict.approval {
        Some(id) => decided.iter().find(|d| d.id == id),
        None => decided.iter().rfind(|d| d.kind == DecisionKind::Check),
    };
    let (mut before, mut after): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
    for anchor in loaded.anchors.iter().filter(|a| a.confirmed) {
        let cover = approval.and_then(|d| d.covers.iter().find(|c| c.place.0 == anchor.place));
        if let Some(cover) = cover {
            let was = cover.corrected.as_ref().filter(|_| verdict.corrected).unwrap_or(&cover.words);
            if !before.contains(&was.sentence.source.as_str()) {
                before.push(&was.sentence.source);
            }
        }
        let now = head.reading().context(&anchor.part, anchor.start..anchor.start + anchor.length);
        let Some(now) = now.filter(|_| anchor.how.has_words()) else { continue };
        if !after.contains(&now.sentence.source) {
            after.push(now.sentence.source);
        }
    }
    (before.join("\n\n"), after.join("\n\n"))
}
