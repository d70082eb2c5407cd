//! Which claim comes next. The claims that wait for the person are met in the
//! queue's order, as many as there are; each is held while it is on the screen,
//! so that two people at work at once never get the same one.

use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    ops::ControlFlow,
};

use super::{
    Args,
    actions::{Facts, waits_for},
    screen::facts,
};
use crate::{
    cli::{
        Ctx,
        error::{Error, Kind, Result},
        names::ArticleOrClaim,
    },
    desk::{
        claims::{self, Case},
        facts::Heads,
        names,
    },
    domain::{claim::Progress, claim::Standing, ids::ClaimId, person::Role},
    store::{
        Actor, Desk, Read, person,
        queue::{self, Entry, Filter},
    },
};

/// How many claims are looked for at once; when they are done, more are.
const AHEAD: usize = 500;

/// Up to so many, each is looked at before the walk begins, so that the number
/// of those that wait is exact.
const FEW: usize = 40;

/// The walk through the claims.
pub(super) struct Walk {
    filter: Filter,
    /// One claim was named, and there are no others.
    only: bool,
    ahead: VecDeque<ClaimId>,
    /// Whether there were more than were looked for.
    more: bool,
    /// Those that were shown, or don't wait for the person.
    met: HashSet<ClaimId>,
    /// Those that were shown, in order.
    trail: Vec<ClaimId>,
    /// Where in the trail the walk stands.
    at: usize,
    /// The claim that is held for this screen alone.
    held: Option<ClaimId>,
    /// Those that others have, with who that is.
    passed: BTreeMap<ClaimId, String>,
}

/// What came of looking at a claim that may be next.
enum Met {
    Next,
    Not,
    With(String),
}

impl Walk {
    /// A walk through what the arguments ask for.
    pub(super) fn new(ctx: &Ctx, desk: &Desk, who: &Actor, args: &Args) -> Result<Self> {
        let mut walk = desk.read(ctx.now(), |r| {
            let (mut ahead, mut article) = (VecDeque::new(), None);
            match &args.target {
                Some(ArticleOrClaim::Claim(id)) => ahead.push_back(names::claim(r, *id)?.id),
                Some(ArticleOrClaim::Article(name)) => article = Some(names::article(r, name)?.id),
                None => {}
            }
            let filter = Filter { article, ..args.narrow.filter(ctx, r)? };
            Ok::<_, Error>(Self {
                filter,
                only: !ahead.is_empty(),
                ahead,
                more: false,
                met: HashSet::new(),
                trail: Vec::new(),
                at: 0,
                held: None,
                passed: BTreeMap::new(),
            })
        })?;
        if !walk.only {
            walk.look_ahead(ctx, desk, who)?;
        }
        Ok(walk)
    }

    /// Looks for claims that are still to be met.
    fn look_ahead(&mut self, ctx: &Ctx, desk: &Desk, who: &Actor) -> Result<()> {
        if who.role < Role::Checker {
            return Ok(());
        }
        desk.read(ctx.now(), |r| {
            let mut others = Vec::new();
            self.more = false;
            queue::walk(r, &self.filter, |entry| {
                if self.met.contains(&entry.claim) || !may_wait(&entry, who) {
                    return ControlFlow::Continue(());
                }
                if let Some(holder) = entry.holder.filter(|h| *h != who.id && entry.lease_until > Some(r.now)) {
                    others.push((entry.claim, holder));
                    return ControlFlow::Continue(());
                }
                if self.ahead.len() == AHEAD {
                    self.more = true;
                    return ControlFlow::Break(());
                }
                self.ahead.push_back(entry.claim);
                ControlFlow::Continue(())
            })?;
            for (claim, holder) in others {
                let name = person::by_id(r, holder)?.map_or_else(String::new, |p| p.name);
                self.passed.insert(claim, name);
            }
            if self.ahead.len() <= FEW {
                let heads = Heads::default();
                let ahead = std::mem::take(&mut self.ahead);
                for id in ahead {
                    if waits(ctx, r, &heads, who, id) {
                        self.ahead.push_back(id);
                    } else {
                        self.met.insert(id);
                    }
                }
            }
            Ok(())
        })
    }

    /// Goes on to the next claim and holds it. `None` at the end.
    pub(super) fn next(&mut self, ctx: &Ctx, desk: &Desk, who: &Actor) -> Result<Option<ClaimId>> {
        if self.at + 1 < self.trail.len() {
            return self.go(ctx, desk, who, self.at + 1).map(Some);
        }
        loop {
            if self.ahead.is_empty() && !self.only {
                self.look_ahead(ctx, desk, who)?;
            }
            let Some(id) = self.ahead.pop_front() else { return Ok(None) };
            let met = if self.only { Met::Next } else { self.meet(ctx, desk, who, id)? };
            match met {
                Met::Next => {
                    self.met.insert(id);
                    self.passed.remove(&id);
                    self.trail.push(id);
                    let last = self.trail.len() - 1;
                    return self.go(ctx, desk, who, last).map(Some);
                }
                Met::Not => {
                    self.met.insert(id);
                }
                Met::With(name) => {
                    self.passed.insert(id, name);
                }
            }
        }
    }

    /// Looks whether a claim still waits for the person and, if so, holds it:
    /// in one transaction, so that of two who ask at once one gets it.
    fn meet(&mut self, ctx: &Ctx, desk: &Desk, who: &Actor, id: ClaimId) -> Result<Met> {
        // The work is done before the desk is locked.
        let state = |r: &Read<'_>| {
            let claim = names::claim(r, id)?;
            let article = names::article_of(r, claim.article)?;
            Ok::<_, Error>((claim.event, article.event))
        };
        let (waited, before) =
            desk.read(ctx.now(), |r| Ok::<_, Error>((waits(ctx, r, &Heads::default(), who, id), state(r)?)))?;
        if !waited {
            return Ok(Met::Not);
        }
        let held = desk.transact(who, ctx.now(), |tx| {
            if let Some(left) = self.held {
                claims::let_go(tx, left)?;
            }
            let claim = names::claim(tx, id)?;
            if claim.holder.is_some_and(|h| h != who.id) && claim.lease_until > Some(tx.now) {
                let name = claim.holder.map(|h| person::by_id(tx, h)).transpose()?.flatten();
                return Ok(Err(name.map_or_else(String::new, |p| p.name)));
            }
            if state(tx)? != before && !waits(ctx, tx, &Heads::default(), who, id) {
                return Ok(Ok(None));
            }
            Ok::<_, Error>(Ok(Some(claims::hold(tx, id)?)))
        })?;
        self.held = None;
        Ok(match held {
            Err(name) => Met::With(name),
            Ok(None) => Met::Not,
            Ok(Some(fresh)) => {
                self.held = fresh.then_some(id);
                Met::Next
            }
        })
    }

    /// Goes to a claim of the trail. Where somebody else has it now, it is shown all the same.
    fn go(&mut self, ctx: &Ctx, desk: &Desk, who: &Actor, at: usize) -> Result<ClaimId> {
        let id = self.trail.get(at).copied().ok_or_else(|| Error::failed("there is no claim to go to"))?;
        self.at = at;
        if self.held == Some(id) {
            return Ok(id);
        }
        let before = self.held.take();
        let held = desk.transact(who, ctx.now(), |tx| {
            if let Some(before) = before {
                claims::let_go(tx, before)?;
            }
            match claims::hold(tx, id) {
                Ok(fresh) => Ok(fresh),
                Err(problem) if problem.kind == crate::desk::Kind::Conflict => Ok(false),
                Err(problem) => Err(Error::from(problem)),
            }
        })?;
        self.held = held.then_some(id);
        Ok(id)
    }

    /// Goes back to the claim before.
    pub(super) fn back(&mut self, ctx: &Ctx, desk: &Desk, who: &Actor) -> Result<ClaimId> {
        self.go(ctx, desk, who, self.at.saturating_sub(1))
    }

    /// Goes to a claim that was shown before.
    pub(super) fn to(&mut self, ctx: &Ctx, desk: &Desk, who: &Actor, id: ClaimId) -> Result<ClaimId> {
        let at = self.trail.iter().rposition(|met| *met == id).unwrap_or(self.at);
        self.go(ctx, desk, who, at)
    }

    /// The person took the claim: it stays theirs when the walk goes on.
    pub(super) fn taken(&mut self) {
        self.held = None;
    }

    /// The claim on the screen is nobody's any more, by the person's own word.
    pub(super) fn dropped(&mut self) {
        self.held = None;
    }

    /// Lets go of what is held for the screen. Best effort: it ends by the clock too.
    pub(super) fn leave(&mut self, ctx: &Ctx, desk: &Desk, who: &Actor) {
        if let Some(id) = self.held.take() {
            desk.transact(who, ctx.now(), |tx| claims::let_go(tx, id).map_err(Error::from)).ok();
        }
    }

    /// Whether the person has the claim on the screen by more than this screen.
    pub(super) fn is_held_here(&self, id: ClaimId) -> bool {
        self.held == Some(id)
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.ahead.is_empty() && self.trail.is_empty()
    }

    /// Whether there is a claim before this one.
    pub(super) const fn has_before(&self) -> bool {
        self.at > 0
    }

    /// The place of the claim on the screen, of how many: `3 of 17`.
    pub(super) fn place(&self) -> String {
        let of = self.trail.len() + self.ahead.len();
        format!("{} of {of}{}", self.at + 1, if self.more { "+" } else { "" })
    }

    /// How many were not met.
    pub(super) fn left(&self) -> (usize, bool) {
        (self.ahead.len(), self.more)
    }

    /// Those that others have: `#3 (dana)`.
    pub(super) fn passed(&self) -> Vec<String> {
        self.passed.iter().map(|(id, name)| format!("#{id} ({name})")).collect()
    }
}

/// Whether a claim waits for the person, whoever has it now. One that can't be read is told and passed over.
fn waits(ctx: &Ctx, r: &Read<'_>, heads: &Heads, who: &Actor, id: ClaimId) -> bool {
    let waits = Case::load(r, heads, id)
        .map_err(Error::from)
        .and_then(|case| Ok(waits_for(&Facts { held: false, ..facts(r, &case, who)?.0 })));
    waits.unwrap_or_else(|error| {
        ctx.ui.warn(format!("claim #{id} is left out: {error}"));
        false
    })
}

/// Whether a claim of the queue may wait for a person of this role: what is
/// surely for others is passed over before anything is loaded.
fn may_wait(entry: &Entry, who: &Actor) -> bool {
    match entry.progress {
        Progress::Open | Progress::Checking | Progress::Waiting | Progress::Returned => true,
        Progress::Proposed => who.role >= Role::Editor,
        Progress::Approved => {
            who.role >= Role::Editor
                && matches!(entry.standing, Standing::Touched | Standing::Contradicted | Standing::Stale)
        }
        Progress::Withdrawn => false,
    }
}

/// Whether an error is about what the desk says, and not about the machine.
pub(super) fn is_refusal(error: &Error) -> bool {
    matches!(error.kind(), Kind::Refused | Kind::Usage | Kind::NotFound | Kind::GateClosed)
}
