//! The gate of an article: its facts gathered from the desk, judged by
//! [`crate::domain::gate`].

use super::brought::{Brought, brought};
use super::claims;
use super::facts::{self, Head, Loaded};
use super::listed::Lists;
use super::{Problem, Result, proof};
use crate::domain::article::Stage;
use crate::domain::claim::{How, Progress, Standing};
use crate::domain::context::Reading;
use crate::domain::four_eyes::{self, ArticleHands, Leave, Refusal, Someone};
use crate::domain::gate::{ClaimFacts, Facts, Gate, GateFor, Passed, gate};
use crate::domain::ids::{PersonId, RevisionNumber};
use crate::domain::part::Texts;
use crate::domain::person::Role;
use crate::domain::policy::{Coverage, Policy};
use crate::domain::workflow::independent_sources;
use crate::store::claim::{self, Anchor};
use crate::store::{Actor, Read, decision, person, policy, publication, revision};

/// The gate that an article's stage leads to next.
pub const fn next(stage: Stage) -> GateFor {
    match stage {
        Stage::Approved => GateFor::Publish,
        Stage::Published => GateFor::Republish,
        _ => GateFor::Approve,
    }
}

/// The gate as `actor` would meet it. Nobody in particular: no four eyes are asked.
pub fn judge(r: &Read<'_>, head: &Head, to: GateFor, actor: Option<&Actor>) -> Result<Gate> {
    let rules = policy::load(r)?;
    let article = &head.article;
    let public = match (to, article.published) {
        (GateFor::Republish, Some(number)) => Some(Public::load(r, head, number)?),
        _ => None,
    };
    let lists = Lists::load(r, head)?;
    let mut facts = Vec::new();
    let mut claims = Vec::new();
    for claim in claim::of_article(r, article.id)? {
        let loaded = Loaded::load(r, head, claim)?;
        facts.push(claim_facts(r, head, &loaded, &rules, public.as_ref(), &lists)?);
        claims.push(loaded);
    }
    let uncovered = match rules.coverage {
        Coverage::Off => Vec::new(),
        Coverage::Warn | Coverage::Block => proof::uncovered(head, &claims, public.as_ref().map(|p| &p.texts)),
    };
    let refusal = match (to, actor) {
        (GateFor::Approve | GateFor::Republish, Some(actor)) => eyes(r, head, &rules, actor)?.err(),
        _ => None,
    };
    let passed = passed(r, head)?;
    Ok(gate(&Facts {
        to,
        slug: &article.slug,
        policy: &rules,
        claims: &facts,
        four_eyes: refusal.as_ref(),
        embargo_until: article.embargo_until,
        withdrawn: article.withdrawn,
        now: r.now,
        uncovered: &uncovered,
        passed: &passed,
    }))
}

/// What chiefs passed for this article.
fn passed(r: &Read<'_>, head: &Head) -> Result<Vec<Passed>> {
    let mut all = Vec::new();
    for row in publication::overrides(r, head.article.id)? {
        let list: Vec<Passed> = serde_json::from_str(&row.blockers)
            .map_err(|e| crate::store::Fault::Corrupt(format!("override {}: {e}", row.made)))?;
        all.extend(list);
    }
    Ok(all)
}

/// The public text, against which a change is measured.
struct Public {
    number: RevisionNumber,
    texts: Texts,
    reading: Reading,
}

impl Public {
    fn load(r: &Read<'_>, head: &Head, number: RevisionNumber) -> Result<Self> {
        let texts: Texts = revision::texts(r, head.article.id, number)?;
        Ok(Self { number, reading: Reading::of(&texts, &head.article.language), texts })
    }

    /// Whether a place stands in public as it stands in head.
    fn has(&self, head: &Head, then: &[Anchor], now: &Anchor) -> bool {
        let before = then
            .iter()
            .find(|a| a.place == now.place && a.how.has_words())
            .and_then(|a| self.reading.context(&a.part, a.start..a.start + a.length));
        let after = head.reading().context(&now.part, now.start..now.start + now.length);
        matches!((before, after), (Some(b), Some(a)) if crate::domain::compare::compare(&b, &a).is_empty())
    }
}

fn claim_facts(
    r: &Read<'_>,
    head: &Head,
    loaded: &Loaded,
    rules: &Policy,
    public: Option<&Public>,
    lists: &Lists,
) -> Result<ClaimFacts> {
    let verdict = loaded.verdict();
    let already_public = match public {
        None => false,
        Some(public) => {
            let then = claim::anchors_of(r, head.article.id, public.number, loaded.claim.id)?;
            let mut now = loaded.anchors.iter().filter(|a| a.confirmed).peekable();
            now.peek().is_some() && now.all(|a| a.how.has_words() && public.has(head, &then, a))
        }
    };
    let quote = loaded
        .anchors
        .iter()
        .find(|a| a.confirmed && a.how.has_words())
        .map_or_else(|| loaded.claim.quote.clone(), |a| head.quote(a));
    let listed = lists.unseen(r, head, loaded, &verdict)?.into_iter().map(|notice| notice.what).collect();
    let sources =
        independent_sources(loaded.citations.iter().map(|(c, s)| (s.id, Some(s.independence.as_str()), c.stance)));
    let approver = loaded
        .decisions
        .iter()
        .find(|d| Some(d.id) == verdict.approval)
        .map(|d| d.actor)
        .filter(|_| verdict.progress == Progress::Approved);
    let four_eyes = match approver {
        Some(id) => {
            let name = person::by_id(r, id)?.map_or_else(String::new, |p| p.name);
            let hands = claims::hands(r, head, loaded)?;
            four_eyes::may_approve_claim(rules.four_eyes, &Someone { id, name }, &hands).err()
        }
        None => None,
    };
    let reason = match facts::why(&verdict) {
        Some(why) => Some(match brought(r, head, loaded, &verdict)? {
            Some(Brought { revision, by, .. }) => format!("{why} (revision {revision}, {by})"),
            None => why.to_owned(),
        }),
        None => None,
    };
    let question = (verdict.standing == Standing::Touched).then(|| {
        let (before, after) = claims::sentences(head, loaded, &verdict);
        claims::question(&verdict, &before, &after)
    });
    let claim = &loaded.claim;
    Ok(ClaimFacts {
        id: claim.id,
        quote: if quote.is_empty() { claim.statement.clone() } else { quote },
        adrift: loaded.anchors.iter().any(|a| a.confirmed && matches!(a.how, How::Lost | How::Ambiguous)),
        asks: claim.asks,
        attributed: claims::in_a_mouth(head, loaded),
        progress: verdict.progress,
        standing: verdict.standing,
        reason,
        question,
        finding: verdict.finding,
        has_correction: !claim.correction.is_empty(),
        answered: verdict.answered,
        independent_sources: sources,
        four_eyes,
        already_public,
        listed,
    })
}

/// Whether the actor's eyes are another pair for the article as a whole.
pub fn eyes(r: &Read<'_>, head: &Head, rules: &Policy, actor: &Actor) -> Result<Result<Leave, Refusal>> {
    let who = Someone { id: actor.id, name: actor.name.clone() };
    Ok(four_eyes::may_approve_article(rules.four_eyes, &who, &hands(r, head)?))
}

/// Who had a hand in the article's text.
fn hands(r: &Read<'_>, head: &Head) -> Result<ArticleHands> {
    let article = head.article.id;
    let mut since = RevisionNumber(0);
    for row in decision::of_article(r, article)? {
        if row.kind == "approve" && decision::revoked(r, row.id)?.is_none() {
            since = row.revision;
        }
    }
    let editors = person::all(r)?
        .into_iter()
        .filter(|p| p.active && p.role >= Role::Editor)
        .map(|p| Someone { id: p.id, name: p.name })
        .collect();
    let mut edited_since_approval = Vec::new();
    let mut words_by: Vec<(PersonId, usize)> = Vec::new();
    let mut before = 0;
    let undone = revision::undone(r, article)?;
    // What its author undid for nothing is nobody's edit, and neither is the undoing.
    for row in revision::of_article(r, article)?.into_iter().filter(|row| !undone.contains(&row.number)) {
        let words = usize::try_from(row.words).unwrap_or(0);
        if let Some(by) = facts::editor(r, &row)? {
            if row.number > since {
                edited_since_approval.push(by);
            }
            // A coarse measure: what a revision adds is its recorder's; one
            // that takes away leaves the rest as it was.
            words_by.push((by, words.saturating_sub(before)));
        }
        before = words;
    }
    Ok(ArticleHands { editors, edited_since_approval, words_by, words: head.texts.words() })
}

/// The refusal of an action whose gate is closed.
pub fn closed(head: &Head, gate: &Gate) -> Problem {
    let slug = &head.article.slug;
    let n = gate.blockers.len();
    let s = if n == 1 { "blocker" } else { "blockers" };
    Problem::new(super::Kind::GateClosed, format!("the gate is closed for {slug}: {n} {s}"))
        .blockers(gate.blockers.clone())
        .hint(format!("see: copydesk gate {slug} --for {}", gate.to))
}
