//! All approved corrections of an article as one new revision.
//!
//! A correction goes in where its claim stands contradicted: on exactly the
//! words that were approved as wrong. What stands otherwise (touched, stale,
//! proposed) is left and told. Nobody wrote these words by applying them: they
//! are what one person found and another approved.

use std::ops::Range;

use serde_json::json;

use crate::desk::facts::{Head, Loaded};
use crate::desk::revise::{self, Provenance, Revised};
use crate::desk::{Problem, Result, articles};
use crate::domain::anchor;
use crate::domain::article::Origin;
use crate::domain::claim::{Finding, Progress, Standing};
use crate::domain::fold;
use crate::domain::ids::{ClaimId, RevisionNumber};
use crate::domain::part::{Part, Texts};
use crate::domain::speech;
use crate::store::event::Draft;
use crate::store::{Read, Tx, claim, seen};

/// A correction at one place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// The claim.
    pub claim: ClaimId,
    /// Which of its places.
    pub place: i64,
    /// The part of the text.
    pub part: Part,
    /// The first character that goes.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words that go.
    pub before: String,
    /// The words that come.
    pub after: String,
    /// What puts the words in somebody's mouth ("quotation marks"), where something does.
    pub spoken: Option<&'static str>,
}

/// Which corrections are to go in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pick {
    /// Those of these claims; of all where none is named.
    pub claims: Vec<ClaimId>,
    /// Whether those go in, too, that change what somebody is quoted to have said.
    pub spoken: bool,
}

/// A claim whose correction doesn't go in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Left {
    /// The claim.
    pub claim: ClaimId,
    /// Why not, and what to do.
    pub reason: String,
}

/// Corrected words that stand elsewhere too, where no claim holds them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Still {
    /// The claim.
    pub claim: ClaimId,
    /// The part that still has them.
    pub part: Part,
    /// The words.
    pub words: String,
}

/// What applying the corrections of an article does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The revision that it is made on.
    pub revision: RevisionNumber,
    /// The corrections, in reading order.
    pub changes: Vec<Change>,
    /// What is left as it is.
    pub left: Vec<Left>,
    /// The old words where they stay.
    pub still: Vec<Still>,
    /// The text that comes of it.
    pub texts: Texts,
}

/// What applying would do now.
///
/// # Errors
/// Two corrections of overlapping words.
pub fn plan(r: &Read<'_>, head: &Head, pick: &Pick) -> Result<Plan> {
    let (mut changes, mut left) = (Vec::new(), Vec::new());
    for claim in claim::of_article(r, head.article.id)? {
        let wrong = claim.finding == Some(Finding::NeedsCorrection) && claim.progress != Progress::Withdrawn;
        if !wrong || !(pick.claims.is_empty() || pick.claims.contains(&claim.id)) {
            continue;
        }
        let loaded = Loaded::load(r, head, claim)?;
        match of_claim(head, &loaded) {
            Ok(more) => match more.iter().find_map(|change| change.spoken).filter(|_| !pick.spoken) {
                Some(how) => left.push(Left { claim: loaded.claim.id, reason: in_a_mouth(loaded.claim.id, how) }),
                None => changes.extend(more),
            },
            Err(Some(reason)) => left.push(Left { claim: loaded.claim.id, reason }),
            Err(None) => {}
        }
    }
    changes.sort_by(|a, b| (&a.part, a.start, a.end, a.claim).cmp(&(&b.part, b.start, b.end, b.claim)));
    apart(head, &changes)?;
    let texts = articles::canonical_texts(&replaced(&head.texts, &changes))?;
    let still = still(&texts, &changes);
    Ok(Plan { revision: head.article.head, changes, left, still, texts })
}

/// Why a correction of quoted words doesn't go in with the others, and the two ways on.
fn in_a_mouth(id: ClaimId, how: &str) -> String {
    format!(
        "its words are in somebody's mouth ({how}), and what somebody said is not rewritten unasked; let the text \
         answer them: copydesk claim answered {id}; or put the correction in all the same: copydesk claim apply {id} --quoted"
    )
}

/// What puts the words of a change in somebody's mouth.
fn spoken(head: &Head, part: &Part, chars: Range<usize>, before: &str, after: &str) -> Option<&'static str> {
    let context = head.reading().context(part, chars)?;
    speech::spoken(&context).or_else(|| speech::changes_speech(before, after).then_some("quotation marks"))
}

/// A claim's correction at each of its places; else why it doesn't go in
/// (`None`: it stands already).
fn of_claim(head: &Head, loaded: &Loaded) -> std::result::Result<Vec<Change>, Option<String>> {
    let claim = &loaded.claim;
    let (id, verdict) = (claim.id, loaded.verdict());
    let correction = claim.correction.trim();
    let why = match (verdict.standing, verdict.progress) {
        (Standing::Contradicted, _) if correction.is_empty() => {
            format!("it has no words to put in place: copydesk claim edit {id} --correction \"…\", and a new check")
        }
        (Standing::Contradicted, _) => {
            let places = loaded.anchors.iter().filter(|a| a.confirmed && a.how.has_words());
            let change = places.map(|a| {
                let (before, chars) = (head.quote(a), a.start..a.start + a.length);
                Change {
                    claim: id,
                    place: a.place,
                    part: a.part.clone(),
                    start: chars.start,
                    end: chars.end,
                    spoken: spoken(head, &a.part, chars, &before, correction),
                    before,
                    after: correction.to_owned(),
                }
            });
            return Ok(change.filter(|c| !fold::quote_equal(&c.before, &c.after)).collect());
        }
        (Standing::Approved | Standing::Cut, _) => return Err(None),
        (Standing::Touched, _) => format!("it needs a look first: copydesk claim reconfirm {id}"),
        (_, Progress::Proposed) => format!("it is not approved: copydesk claim approve {id}"),
        _ => format!("it must be checked again: copydesk claim show {id}"),
    };
    Err(Some(why))
}

/// Fails where two corrections would change the same words otherwise.
fn apart(head: &Head, changes: &[Change]) -> Result<()> {
    for (at, one) in changes.iter().enumerate() {
        let near = changes.get(at + 1..).unwrap_or_default().iter();
        for other in near.take_while(|other| other.part == one.part && other.start < one.end) {
            if (other.start, other.end, &other.after) == (one.start, one.end, &one.after) {
                continue;
            }
            return Err(Problem::refused(format!(
                "the corrections of #{} and #{} overlap in the {}; nothing changed",
                one.claim, other.claim, one.part
            ))
            .detail(format!("#{}: \"{}\" → \"{}\"", one.claim, one.before, one.after))
            .detail(format!("#{}: \"{}\" → \"{}\"", other.claim, other.before, other.after))
            .hint(format!(
                "return one of them: copydesk claim return {} --note \"…\"; or correct the text by hand: copydesk article edit {}",
                other.claim, head.article.slug
            )));
        }
    }
    Ok(())
}

/// The texts with the corrections in them, each part from its end, so that
/// what is still to be done stays where it was found.
fn replaced(texts: &Texts, changes: &[Change]) -> Texts {
    let mut after = texts.clone();
    let mut last: Option<&Change> = None;
    for change in changes.iter().rev() {
        // Two claims on the same words with the same correction.
        if last.is_some_and(|last| (&last.part, last.start, last.end) == (&change.part, change.start, change.end)) {
            continue;
        }
        let text = after.get(&change.part);
        let mut with: String = text.chars().take(change.start).collect();
        with.push_str(&change.after);
        with.extend(text.chars().skip(change.end));
        after.set(change.part.clone(), with);
        last = Some(change);
    }
    after
}

/// Where the old words still stand in the small parts that repeat the body.
fn still(texts: &Texts, changes: &[Change]) -> Vec<Still> {
    let mut found: Vec<Still> = Vec::new();
    for change in changes {
        for (part, _) in texts.iter().filter(|(part, _)| **part != Part::Body) {
            let is_there = !anchor::find_quote(texts, &change.before, Some(part)).is_empty();
            let one = Still { claim: change.claim, part: part.clone(), words: change.before.clone() };
            if is_there && !found.contains(&one) {
                found.push(one);
            }
        }
    }
    found
}

/// Stores the text of a plan as a new revision.
///
/// # Errors
/// A plan that is not what applying would do now is a conflict; one without
/// any correction is refused.
pub fn apply(tx: &Tx<'_>, head: &Head, pick: &Pick, shown: &Plan, note: &str) -> Result<Revised> {
    let slug = &head.article.slug;
    let now = plan(tx, head, pick)?;
    if now != *shown {
        return Err(Problem::conflict(format!(
            "the corrections of {slug}, or its text, changed since they were shown"
        ))
        .hint(format!("see them again: copydesk claim apply --article {slug} --dry-run")));
    }
    if now.changes.is_empty() {
        return Err(nothing(slug, &now));
    }
    let mut ids: Vec<String> = now.changes.iter().map(|c| format!("#{}", c.claim)).collect();
    ids.dedup();
    let note = if note.trim().is_empty() {
        format!("approved corrections of {}", ids.join(", "))
    } else {
        note.trim().to_owned()
    };
    let from = Provenance::by_hand(&tx.actor.name, Origin::Apply, &note);
    let Some(revised) = revise::revise(tx, head, now.texts, from)? else { return Err(nothing(slug, shown)) };
    let mut payload = revised.payload();
    if let Some(fields) = payload.as_object_mut() {
        fields.insert("note".to_owned(), json!(note));
        fields.insert("applied".to_owned(), json!(now.changes));
    }
    tx.record(&Draft {
        action: "claim.apply",
        subject: "article",
        subject_id: head.article.id.0,
        article: Some(head.article.id),
        payload: payload.into(),
        reverses: None,
    })?;
    seen::put(tx, tx.actor.id, head.article.id, revised.head.article.head)?;
    Ok(revised)
}

/// The refusal where there is nothing to apply.
pub fn nothing(slug: &str, plan: &Plan) -> Problem {
    let what = if plan.left.is_empty() { "that is not in its text" } else { "that can go into its text as it stands" };
    let mut problem = Problem::refused(format!("{slug} has no approved correction {what}"));
    for left in &plan.left {
        problem = problem.detail(format!("#{}: {}", left.claim, left.reason));
    }
    problem.hint(format!("see its claims: copydesk claim list {slug}"))
}
