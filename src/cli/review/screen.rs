//! One claim on one screen.

use super::actions::{Action, Facts, allowed};
use crate::{
    cli::{
        Ctx,
        claim::{
            page::Sheet,
            view::{ClaimView, Views},
        },
        error::Result,
    },
    desk::{
        claims::{self, Case},
        facts::Heads,
    },
    domain::{
        claim::Standing,
        decision::DecisionKind,
        four_eyes::{self, Refusal, Someone},
        ids::{ClaimId, RevisionNumber},
    },
    render::{Ink, human, page::Page},
    store::{Actor, Read, policy},
};

/// A claim as it was shown: what a decision on it rests on.
pub(super) struct Shown {
    /// The claim with its article and facts.
    pub(super) case: Case,
    view: ClaimView,
    /// What the person may do.
    pub(super) actions: Vec<Action>,
    /// Why the person may not approve it, although their role may.
    eyes: Option<Refusal>,
}

impl Shown {
    /// Reads a claim as this person meets it.
    pub(super) fn read(r: &Read<'_>, heads: &Heads, who: &Actor, id: ClaimId, before: bool) -> Result<Self> {
        let case = Case::load(r, heads, id)?;
        let (facts, eyes) = facts(r, &case, who, before)?;
        let view = Views::new(r)?.full(case.claim())?;
        Ok(Self { case, view, actions: allowed(&facts), eyes })
    }

    /// The revision on the screen.
    pub(super) fn revision(&self) -> RevisionNumber {
        self.case.head.article.head
    }

    /// Prints it. `at` is its place in the session, from 1, of how many.
    pub(super) fn print(&self, ctx: &Ctx, at: (usize, usize)) -> Result<()> {
        let mut page = Page::new(ctx.view());
        self.compose(&mut page, at);
        ctx.ui.write(page.into_text().as_bytes())?;
        Ok(ctx.ui.flush()?)
    }

    fn compose(&self, page: &mut Page, (at, of): (usize, usize)) {
        let article = &self.case.head.article;
        let due = article.due_at.map(|due| format!("── due {} ", human::ago(due, page.view()))).unwrap_or_default();
        let title = format!("── {at} of {of} ── {} {due}", article.slug);
        let width = page.view().width.unwrap_or(80).min(100);
        let rule = "─".repeat(width.saturating_sub(title.chars().count()));
        page.end().ink(Ink::Dim, format!("{title}{rule}")).end();
        let sheet = Sheet { view: &self.view, head: &self.case.head, loaded: &self.case.loaded };
        sheet.title(page);
        sheet.text(page);
        page.gap();
        sheet.facts(page);
        sheet.changes(page);
        sheet.sources(page);
        sheet.decisions(page);
        sheet.comments(page);
        if let Some(refusal) = &self.eyes {
            page.gap().wrapped(0, &format!("Not for you to approve: {refusal}."));
        }
        page.gap();
    }
}

/// What decides which keys the claim offers, and why not to approve it.
pub(super) fn facts(r: &Read<'_>, case: &Case, who: &Actor, before: bool) -> Result<(Facts, Option<Refusal>)> {
    let verdict = case.loaded.verdict();
    let claim = case.claim();
    let has = |id| claim.holder == Some(id) && claim.lease_until > Some(r.now);
    let checked = case.loaded.decisions.iter().any(|d| d.kind == DecisionKind::Check);
    let mut eyes = None;
    if checked {
        let someone = Someone { id: who.id, name: who.name.clone() };
        let hands = if verdict.standing == Standing::Touched {
            claims::hands_of_change(r, &case.head, &case.loaded, &verdict)?
        } else {
            claims::hands(r, &case.head, &case.loaded)?
        };
        eyes = four_eyes::may_approve_claim(policy::load(r)?.four_eyes, &someone, &hands).err();
    }
    let facts = Facts {
        role: who.role,
        progress: verdict.progress,
        standing: verdict.standing,
        asks: claim.asks,
        attributed: claims::in_a_mouth(&case.head, &case.loaded),
        other_eyes: eyes.is_none(),
        held: claim.lease_until > Some(r.now) && claim.holder.is_some_and(|id| id != who.id),
        mine: has(who.id),
        before,
    };
    let open_to = facts.other_eyes || !allowed(&Facts { other_eyes: true, ..facts }).contains(&Action::Approve);
    Ok((facts, eyes.filter(|_| !open_to)))
}
