//! What may be relied on now: a claim's standing, as a pure function of
//! immutable facts.
//!
//! Equality is the proof. An approval holds when the assertion, the citations
//! and every confirmed place are now what the last unrevoked approval covers,
//! as far as [`compare`](super::compare) lets a difference carry; how an anchor
//! came to its place is never asked. The past between the approval and now
//! doesn't count either: a lapse survives later revisions that do nothing, and
//! words that come back in their approved context are approved as then.
//!
//! The same facts give the progress that people see: a proposal or an approval
//! that lapsed shows `returned` with the reason, and comes back with its words.

mod beside;

pub use beside::Correction;

use super::{
    claim::{Finding, Hard, Progress, Standing},
    compare::{Difference, Weight, compare},
    context::PlaceContext,
    decision::{Assertion, Citation, Cover, Decision, DecisionKind, PlaceNumber},
    fold,
    ids::DecisionId,
    source::Stance,
};

/// A number that goes up whenever the same contexts might be judged otherwise.
const RULES: u32 = 8;

/// By which rules this program judges, as the record keeps it: its version,
/// and how it cuts and compares contexts. A standing that other rules gave is
/// never carried on without being judged anew.
pub fn rules() -> String {
    format!("{} {}.{RULES}", env!("CARGO_PKG_VERSION"), super::context::RULES)
}

/// All that a claim's standing depends on.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The unrevoked decisions, oldest first.
    pub decisions: &'a [Decision],
    /// The claim as it is now.
    pub assertion: &'a Assertion,
    /// Its citations as they are now, in any order.
    pub citations: &'a [Citation],
    /// Its places in the head revision.
    pub places: &'a [PlaceNow],
    /// Work begun after the last of the decisions and not dropped since.
    pub work: Option<Work>,
}

/// A place of the claim in the head revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceNow {
    /// Which place of the claim.
    pub place: PlaceNumber,
    /// Whether a person confirmed it; a repeated passage that was only
    /// suggested isn't, and decides nothing while another place stands.
    pub confirmed: bool,
    /// Where it is.
    pub at: At,
}

/// Where a place is in the head revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// On words of the text.
    Text(Box<PlaceContext>),
    /// Its words were deleted.
    Cut,
    /// Its words were replaced.
    Lost,
    /// Two places are equally likely.
    Ambiguous,
}

/// Work on a claim that is no decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Somebody took it.
    Checking,
    /// A source has to answer.
    Waiting,
}

/// What [`standing`] answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What may be relied on.
    pub standing: Standing,
    /// Why, in a line for people; `None` for a plain approval.
    pub reason: Option<String>,
    /// The hard changes behind a stale standing, each once.
    pub hard: Vec<Hard>,
    /// What changed and weighs: why it is touched or stale.
    pub differences: Vec<Difference>,
    /// What changed and carries: shown once before the article is approved.
    pub listed: Vec<Difference>,
    /// The progress that people see.
    pub progress: Progress,
    /// Why it shows `returned`: the checker's or the lapse's reason.
    pub progress_reason: Option<String>,
    /// The approval or reconfirmation that was judged, if there is one,
    /// whether it holds or not.
    pub approval: Option<DecisionId>,
    /// The finding of that approval.
    pub finding: Option<Finding>,
    /// Whether the words are the approved correction.
    pub corrected: bool,
    /// Whether an editor marked these words as answered by the text itself.
    pub answered: bool,
}

/// What the decisions amount to.
#[derive(Default)]
struct Governing<'a> {
    proposal: Option<&'a Decision>,
    approval: Option<&'a Decision>,
    answered: Option<&'a Decision>,
    returned: Option<&'a Decision>,
    withdrawn: Option<&'a Decision>,
}

/// The decisions that govern: a later check, return, withdrawal or reopening
/// ends an approval.
fn governing(decisions: &[Decision]) -> Governing<'_> {
    let mut now = Governing::default();
    for decision in decisions {
        let d = Some(decision);
        now = match decision.kind {
            DecisionKind::Check => Governing { proposal: d, ..Governing::default() },
            DecisionKind::Approve => Governing { approval: d, ..Governing::default() },
            // Both build on an approval; without one they say nothing.
            DecisionKind::Reconfirm if now.approval.is_some() => Governing { approval: d, ..now },
            DecisionKind::Answered if now.approval.is_some() => Governing { answered: d, ..now },
            DecisionKind::Reconfirm | DecisionKind::Answered => now,
            DecisionKind::Return => Governing { returned: d, ..Governing::default() },
            DecisionKind::Withdraw => Governing { withdrawn: d, ..Governing::default() },
            DecisionKind::Reopen => Governing::default(),
        };
    }
    now
}

/// What stands where the claim's words are looked for, before any approval is asked.
enum Whereabouts {
    /// No confirmed place.
    Unplaced,
    /// All confirmed places were deleted.
    Cut,
    /// Deleted where they were, but the same words stand elsewhere, unconfirmed.
    Elsewhere,
    /// On words, or lost.
    InText,
}

fn whereabouts(places: &[PlaceNow]) -> Whereabouts {
    let mut confirmed = places.iter().filter(|p| p.confirmed).peekable();
    if confirmed.peek().is_none() {
        return Whereabouts::Unplaced;
    }
    if confirmed.any(|p| p.at != At::Cut) {
        return Whereabouts::InText;
    }
    if places.iter().any(|p| matches!(p.at, At::Text(_))) { Whereabouts::Elsewhere } else { Whereabouts::Cut }
}

/// What came of comparing what a decision covers with what is there now.
#[derive(Default)]
struct Judged {
    differences: Vec<Difference>,
    listed: Vec<Difference>,
    /// At least one place stands on the words that were checked.
    checked_words: bool,
    /// At least one place stands on the correction.
    corrected_words: bool,
}

impl Judged {
    fn add(&mut self, difference: Difference) {
        let list = if difference.weight == Weight::Listed { &mut self.listed } else { &mut self.differences };
        if !list.contains(&difference) {
            list.push(difference);
        }
    }

    fn worst(&self) -> Option<Weight> {
        self.differences.iter().map(|d| d.weight).max()
    }

    /// The reasons of the worst weight, in one line.
    fn reason(&self) -> Option<String> {
        let worst = self.worst()?;
        let all: Vec<&str> =
            self.differences.iter().filter(|d| d.weight == worst).map(|d| d.message.as_str()).collect();
        let shown = all.get(..3).unwrap_or(&all).join("; ");
        Some(if all.len() > 3 { format!("{shown}; and {} more", all.len() - 3) } else { shown })
    }
}

/// A difference of the facts around the words: not of a hard kind.
fn plain(weight: Weight, cause: &str, message: impl Into<String>) -> Difference {
    Difference { weight, hard: None, cause: cause.to_owned(), message: message.into() }
}

/// Compares what a decision rests on with what is there now.
fn judge(decision: &Decision, facts: &Facts, beside: &[Correction]) -> Judged {
    let mut judged = Judged::default();
    if let Some(field) = decision.assertion.difference(facts.assertion) {
        judged.add(plain(Weight::Stale, field, format!("its {field} was edited")));
    }
    judge_citations(&decision.citations, facts.citations, &mut judged);
    judge_places(&decision.covers, facts.places, beside, &mut judged);
    judged
}

/// A covered source that changed or went ends a decision, and so does a new
/// one that contradicts; added support and context do no harm.
fn judge_citations(covered: &[Citation], now: &[Citation], judged: &mut Judged) {
    let mut left: Vec<&Citation> = now.iter().collect();
    for citation in covered {
        if let Some(at) = left.iter().position(|c| *c == citation) {
            left.swap_remove(at);
        } else {
            let what = if now.iter().any(|c| c.source == citation.source) { "changed" } else { "removed" };
            judged.add(plain(Weight::Stale, "source", format!("its source S{} was {what}", citation.source)));
        }
    }
    for citation in left.iter().filter(|c| c.stance == Stance::Contradicts) {
        judged.add(plain(Weight::Stale, "source", format!("source S{} contradicts it", citation.source)));
    }
}

fn judge_places(covers: &[Cover], places: &[PlaceNow], beside: &[Correction], judged: &mut Judged) {
    for place in places.iter().filter(|p| p.confirmed) {
        match &place.at {
            At::Cut => {}
            At::Lost => judged.add(plain(Weight::Stale, "lost", "its words were replaced by other text")),
            At::Ambiguous => {
                judged.add(plain(Weight::Stale, "ambiguous", "its words may stand in more than one place"));
            }
            At::Text(now) => judge_place(covers, place.place, now, beside, judged),
        }
    }
}

fn judge_place(
    covers: &[Cover],
    number: PlaceNumber,
    now: &PlaceContext,
    corrections: &[Correction],
    judged: &mut Judged,
) {
    let covered = covers.iter().find(|c| c.place == number).or_else(|| {
        // A place that was added after the decision: near enough to show what
        // differs, never enough to approve it unseen.
        judged.add(plain(Weight::Touched, "place", "a place was added that was not looked at"));
        covers.iter().find(|c| fold::quote_equal(&c.words.quote, &now.quote))
    });
    let Some(cover) = covered else {
        judged.add(plain(Weight::Stale, "place", "it stands on words that were not checked"));
        return;
    };
    let own = cover.corrected.as_ref().filter(|c| fold::quote_equal(visible(c), visible(now)));
    let mut approved = own.unwrap_or(&cover.words);
    let mut corrected = own.is_some();
    // Neighbours' approved corrections in the sentence count as unchanged.
    let changed = !fold::glyphs_equal(&approved.sentence.text, &now.sentence.text);
    let neighbours = if changed { beside::beside(cover, now, corrections) } else { None };
    if let Some((context, with_own)) = &neighbours {
        (approved, corrected) = (context, *with_own);
        let message = "an approved correction of another claim stands in its sentence";
        judged.add(plain(Weight::Listed, "correction in the sentence", message));
    }
    if corrected {
        judged.corrected_words = true;
    } else {
        judged.checked_words = true;
    }
    for difference in compare(approved, now) {
        judged.add(difference);
    }
    // Held here too, whatever the comparison says: no approval over other words.
    if !fold::signs_equal(visible(approved), visible(now)) && judged.worst().is_none() {
        judged.add(plain(Weight::Touched, "quote", "its words changed"));
    }
}

/// The words of a place as a reader sees them, without emphasis and links.
fn visible(context: &PlaceContext) -> &str {
    let text = &context.sentence.text;
    let (start, end) = context.sentence.quote;
    let mut bytes = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let from = bytes.nth(start);
    let to = match end.checked_sub(start) {
        Some(0) => from,
        Some(length) => bytes.nth(length - 1),
        None => None,
    };
    match from.zip(to) {
        Some((from, to)) => text.get(from..to).unwrap_or(&context.quote),
        None => &context.quote,
    }
}

/// A claim's standing and the progress that people see.
pub fn standing(facts: &Facts) -> Verdict {
    standing_beside(facts, &[])
}

/// The same, with the corrections that were approved for other claims of the article.
pub fn standing_beside(facts: &Facts, beside: &[Correction]) -> Verdict {
    let governing = governing(facts.decisions);
    let mut verdict = Verdict {
        standing: Standing::Unapproved,
        reason: None,
        hard: Vec::new(),
        differences: Vec::new(),
        listed: Vec::new(),
        progress: Progress::Open,
        progress_reason: None,
        approval: governing.approval.map(|d| d.id),
        finding: governing.approval.and_then(|d| d.assertion.finding),
        corrected: false,
        answered: false,
    };
    if let Some(withdrawal) = governing.withdrawn {
        verdict.progress = Progress::Withdrawn;
        verdict.reason = Some(with_note("withdrawn", withdrawal.note.as_deref()));
        return verdict;
    }
    let judged = if let Some(decision) = governing.approval.or(governing.proposal) {
        judge(decision, facts, beside)
    } else {
        // Nothing was decided on these words, but a place that is gone is
        // gone all the same.
        let mut judged = Judged::default();
        let gone: Vec<PlaceNow> = facts.places.iter().filter(|p| !matches!(p.at, At::Text(_))).cloned().collect();
        judge_places(&[], &gone, beside, &mut judged);
        judged
    };
    let lapse = if judged.worst() == Some(Weight::Stale) { judged.reason() } else { None };

    match whereabouts(facts.places) {
        Whereabouts::Unplaced => {
            verdict.standing = Standing::Unplaced;
            verdict.reason = Some("it has no words in the text".to_owned());
        }
        Whereabouts::Cut => {
            verdict.standing = Standing::Cut;
            verdict.reason = Some("its words were cut".to_owned());
        }
        Whereabouts::Elsewhere => {
            verdict.standing = Standing::Stale;
            verdict.reason = Some("its words were cut, and stand elsewhere, where nobody confirmed them".to_owned());
        }
        Whereabouts::InText => place_verdict(&governing, &judged, &mut verdict),
    }
    let lapse = if verdict.standing == Standing::Stale { verdict.reason.clone() } else { lapse };
    progress(&governing, lapse, facts.work, &mut verdict);
    verdict.answered = governing.answered.is_some_and(|d| {
        let answered = judge(d, facts, beside);
        answered.worst().is_none() && answered.checked_words
    });
    verdict.corrected = judged.corrected_words && !judged.checked_words;
    verdict.differences = judged.differences;
    verdict.listed = judged.listed;
    verdict
}

/// The standing of a claim whose words are in the text, or lost there.
fn place_verdict(governing: &Governing, judged: &Judged, verdict: &mut Verdict) {
    let gone = judged.differences.iter().any(|d| d.cause == "lost" || d.cause == "ambiguous");
    let Some(approval) = governing.approval else {
        let why = match (gone, governing.proposal, governing.returned) {
            (true, ..) => {
                verdict.standing = Standing::Stale;
                judged.reason()
            }
            (_, Some(_), _) => Some("its finding waits for approval".to_owned()),
            (_, _, Some(d)) => Some(with_note("returned", d.note.as_deref())),
            _ => Some("nobody has checked it".to_owned()),
        };
        verdict.reason = why;
        return;
    };
    verdict.reason = judged.reason();
    verdict.standing = match judged.worst() {
        Some(Weight::Stale) => {
            for hard in judged.differences.iter().filter_map(|d| d.hard) {
                if !verdict.hard.contains(&hard) {
                    verdict.hard.push(hard);
                }
            }
            Standing::Stale
        }
        Some(Weight::Touched) => Standing::Touched,
        Some(Weight::Listed) | None => match approval.assertion.finding {
            Some(finding) if finding.is_adverse() && judged.checked_words => {
                verdict.reason = Some(format!("the approved finding is {finding}, and the words stand"));
                Standing::Contradicted
            }
            Some(_) => Standing::Approved,
            // An approval without a finding approves nothing.
            None => {
                verdict.reason = Some("it was approved without a finding".to_owned());
                Standing::Unapproved
            }
        },
    };
}

/// The progress that people see, and why it shows `returned`.
fn progress(governing: &Governing, lapse: Option<String>, work: Option<Work>, verdict: &mut Verdict) {
    let (progress, reason) = match (governing.approval, governing.proposal, lapse, governing.returned) {
        (Some(_), _, None, _) => (Progress::Approved, None),
        (_, Some(_), None, _) => (Progress::Proposed, None),
        (Some(_), _, Some(why), _) | (_, Some(_), Some(why), _) => (Progress::Returned, Some(why)),
        (None, None, _, Some(d)) => (Progress::Returned, Some(with_note("returned", d.note.as_deref()))),
        (None, None, _, None) => (Progress::Open, None),
    };
    let at_work = match work {
        Some(Work::Checking) => Some(Progress::Checking),
        Some(Work::Waiting) => Some(Progress::Waiting),
        None => None,
    };
    // Words that came back bring their approval back, even if somebody took
    // the claim meanwhile.
    let idle = matches!(progress, Progress::Open | Progress::Returned);
    verdict.progress = at_work.filter(|_| idle).unwrap_or(progress);
    verdict.progress_reason = reason;
}

fn with_note(what: &str, note: Option<&str>) -> String {
    match note.map(str::trim).filter(|n| !n.is_empty()) {
        Some(note) => format!("{what}: {note}"),
        None => what.to_owned(),
    }
}

/// What a decision that is made now covers: every confirmed place on words of
/// the text, in its context.
///
/// `corrected` gives the context of a place with the decision's correction in
/// it, if it has one (see [`super::decision::corrected_context`]). A place that
/// already stands on the correction keeps the words that were found wrong, and
/// one that is cut or lost now keeps what was covered, so that both are known
/// when they come back.
pub fn covers_now(facts: &Facts, corrected: impl Fn(PlaceNumber) -> Option<PlaceContext>) -> Vec<Cover> {
    let governing = governing(facts.decisions);
    let before: &[Cover] = governing.approval.or(governing.proposal).map_or(&[], |d| &d.covers);
    let mut covers = Vec::new();
    for place in facts.places.iter().filter(|p| p.confirmed) {
        let earlier = before.iter().find(|c| c.place == place.place);
        match (&place.at, earlier) {
            (At::Text(now), Some(earlier))
                if earlier.corrected.as_ref().is_some_and(|c| fold::quote_equal(visible(c), visible(now))) =>
            {
                covers.push(Cover {
                    place: place.place,
                    words: earlier.words.clone(),
                    corrected: Some((**now).clone()),
                });
            }
            (At::Text(now), _) => {
                covers.push(Cover { place: place.place, words: (**now).clone(), corrected: corrected(place.place) });
            }
            (_, Some(earlier)) => covers.push(earlier.clone()),
            (_, None) => {}
        }
    }
    covers
}

#[cfg(test)]
mod tests;
