//! The walk: show a claim, wait for a key, act, go on; at the end say what was
//! done and what is left.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::{
    Args,
    actions::{Action, waits_for},
    ask::{self, Cited},
    screen::{Shown, facts},
};
use crate::{
    cli::{
        Ctx,
        claim::{brief, ranges},
        error::{Error, Kind, Result},
        names::ArticleOrClaim,
    },
    desk::{
        self,
        claims::{self, Case},
        facts::{Head, Heads},
        gate, names, sources,
    },
    domain::{
        claim::Progress,
        ids::{ArticleId, ClaimId},
        workflow::{independent_sources, needs_sources},
    },
    render::human,
    store::{
        Actor, Desk, Tx,
        claim::Claim,
        policy,
        queue::{self, Filter},
        source,
    },
    ui::prompt::Choice,
};

/// The most claims of one session.
const MOST: usize = 300;

/// A session of one person.
struct Session<'c> {
    ctx: &'c Ctx,
    desk: Desk,
    who: Actor,
    /// The claims to walk.
    list: Vec<ClaimId>,
    /// Whether there were more than a session takes.
    more: bool,
    /// What was done, with which claims.
    done: BTreeMap<&'static str, Vec<i64>>,
    /// The articles that were walked, in order.
    articles: Vec<ArticleId>,
}

/// Where the walk goes after a key.
enum Go {
    /// To the next claim.
    On,
    /// To the one before.
    Back,
    /// The same claim, shown anew.
    Again,
    /// The same claim, asked again.
    Stay,
    /// Home.
    End,
}

/// Walks the claims that wait for the person.
pub(super) fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    let who = ctx.actor(&desk)?;
    let (list, more) = gather(ctx, &desk, &who, args)?;
    let mut session = Session { ctx, desk, who, list, more, done: BTreeMap::new(), articles: Vec::new() };
    if session.list.is_empty() {
        ctx.ui.status(format!("nothing here waits for you, as {}", session.who.role));
        ctx.ui.hint("see all that waits: copydesk queue");
        return Ok(());
    }
    let walked = session.walk();
    // Whatever ended the walk, every decision is saved: say so.
    session.sum_up();
    walked
}

/// The claims to walk: those that wait for this person, in the queue's order.
fn gather(ctx: &Ctx, desk: &Desk, who: &Actor, args: &Args) -> Result<(Vec<ClaimId>, bool)> {
    desk.read(ctx.now(), |r| {
        let article = match &args.target {
            Some(ArticleOrClaim::Claim(id)) => return Ok((vec![names::claim(r, *id)?.id], false)),
            Some(ArticleOrClaim::Article(name)) => Some(names::article(r, name)?.id),
            None => None,
        };
        let filter = Filter { article, ..args.narrow.filter(ctx, r)? };
        let heads = Heads::default();
        let mut found = Vec::new();
        let mut failed = None;
        let mut entries = Vec::new();
        queue::walk(r, &filter, |entry| {
            // What is surely for others is passed over before anything is loaded.
            let held = entry.holder.is_some_and(|h| h != who.id) && entry.lease_until > Some(r.now);
            let proposed = entry.progress == Progress::Proposed && who.role < crate::domain::person::Role::Editor;
            if !held && !proposed {
                entries.push(entry.claim);
            }
            if entries.len() <= MOST { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        let more = entries.len() > MOST;
        for id in entries {
            let waits = Case::load(r, &heads, id)
                .map_err(Error::from)
                .and_then(|case| Ok(waits_for(&facts(r, &case, who, false)?.0)));
            match waits {
                Ok(true) => found.push(id),
                Ok(false) => {}
                Err(error) => failed = Some(error),
            }
        }
        match failed {
            Some(error) if found.is_empty() => Err(error),
            _ => Ok((found, more)),
        }
    })
}

impl Session<'_> {
    fn walk(&mut self) -> Result<()> {
        let mut at = 0;
        while let Some(id) = self.list.get(at).copied() {
            let heads = Heads::default();
            let shown = self.desk.read(self.ctx.now(), |r| Shown::read(r, &heads, &self.who, id, at > 0))?;
            let article = &shown.case.head.article;
            if !self.articles.contains(&article.id) {
                self.articles.push(article.id);
            }
            shown.print(self.ctx, (at + 1, self.list.len()))?;
            self.ctx.note_seen(&self.desk, article, shown.revision());
            loop {
                match self.act(&shown)? {
                    Go::On => at += 1,
                    Go::Back => at = at.saturating_sub(1),
                    Go::Again => {}
                    Go::Stay => continue,
                    Go::End => return Ok(()),
                }
                break;
            }
        }
        Ok(())
    }

    /// Waits for a key and does what it asks for. A refusal is shown and the
    /// claim asked about again; a conflict shows the claim anew.
    fn act(&mut self, shown: &Shown) -> Result<Go> {
        let choices: Vec<Choice<'_>> =
            shown.actions.iter().map(|a| Choice { key: a.key(), label: a.label() }).collect();
        let key = self.ctx.ui.key(&format!("#{}", shown.case.claim().id), &choices, "run it on a terminal")?;
        let Some(action) = shown.actions.iter().copied().find(|a| a.key() == key) else { return Ok(Go::Stay) };
        match self.perform(shown, action) {
            Err(error) if error.kind() == Kind::Conflict => {
                self.ctx.ui.error(&error.to_text());
                self.ctx.ui.status("nothing was recorded; here it is as it stands now:");
                Ok(Go::Again)
            }
            Err(error) if matches!(error.kind(), Kind::Refused | Kind::Usage | Kind::NotFound) => {
                self.ctx.ui.error(&error.to_text());
                Ok(Go::Stay)
            }
            other => other,
        }
    }

    fn perform(&mut self, shown: &Shown, action: Action) -> Result<Go> {
        let saw = Some(shown.revision());
        let ctx = self.ctx;
        match action {
            Action::Skip => return Ok(Go::On),
            Action::Back => return Ok(Go::Back),
            Action::Quit => return Ok(Go::End),
            Action::Help => {
                for action in &shown.actions {
                    ctx.ui.error(&format!("  {}  {:<12} {}", action.key(), action.label(), action.about()));
                }
                return Ok(Go::Stay);
            }
            Action::Source => return self.cite(shown),
            Action::Check => return self.check(shown),
            Action::Approve => {
                self.decide(shown, "approved", |tx, case| claims::approve(tx, case, "", saw))?;
            }
            Action::Reconfirm => {
                self.decide(shown, "reconfirmed", |tx, case| claims::reconfirm(tx, case, "", saw))?;
            }
            Action::Return => {
                let Some(note) = ask::note(ctx, "Why does it go back?")? else { return Ok(Go::Stay) };
                self.decide(shown, "returned", |tx, case| claims::send_back(tx, case, &note, saw))?;
            }
            Action::Answered => {
                let Some(note) = ask::note(ctx, "Where does the text answer it?")? else { return Ok(Go::Stay) };
                self.decide(shown, "marked answered", |tx, case| claims::answered(tx, case, &note, saw))?;
            }
            Action::Wait => {
                let Some(note) = ask::note(ctx, "For whom does it wait, and until when?")? else {
                    return Ok(Go::Stay);
                };
                self.decide(shown, "put aside", |tx, case| claims::wait(tx, case, &note, saw))?;
            }
            Action::Withdraw => {
                let Some(note) = ask::note(ctx, "Why is it withdrawn?")? else { return Ok(Go::Stay) };
                self.decide(shown, "withdrawn", |tx, case| claims::withdraw(tx, case, &note, saw))?;
            }
            Action::Reopen => {
                self.decide(shown, "reopened", |tx, case| claims::reopen(tx, case, "", saw))?;
                return Ok(Go::Again);
            }
            Action::Comment => {
                let Some(text) = ask::note(ctx, "Comment")? else { return Ok(Go::Stay) };
                self.decide(shown, "commented on", |tx, case| claims::comment(tx, case, &text))?;
                return Ok(Go::Again);
            }
            Action::Take => {
                self.decide(shown, "taken", claims::take)?;
                return Ok(Go::Again);
            }
            Action::Drop => {
                self.decide(shown, "dropped", claims::put_down)?;
                return Ok(Go::Again);
            }
        }
        Ok(Go::On)
    }

    /// One decision in one transaction, on what was shown.
    fn decide(
        &mut self,
        shown: &Shown,
        done: &'static str,
        act: impl FnOnce(&Tx<'_>, Case) -> desk::Result<Claim>,
    ) -> Result<Claim> {
        let id = shown.case.claim().id;
        let after = self.desk.transact(&self.who, self.ctx.now(), |tx| {
            let case = Case::load(tx, &Heads::default(), id)?;
            case.check_same(&shown.case)?;
            act(tx, case)
        })?;
        self.done.entry(done).or_default().push(id.0);
        self.ctx.ui.status(format!("{done}: {}", brief(&after)));
        Ok(after)
    }

    /// Proposes a finding, with a source first where it needs one.
    fn check(&mut self, shown: &Shown) -> Result<Go> {
        let ctx = self.ctx;
        let rules = self.desk.read(ctx.now(), |r| Ok::<_, Error>(policy::load(r)?))?;
        let Some(finding) = ask::finding(ctx)? else { return Ok(Go::Stay) };
        let have = |case: &Case| {
            let cited = case.loaded.citations.iter();
            independent_sources(cited.map(|(c, s)| (s.id, Some(s.independence.as_str()), c.stance)))
        };
        let need = usize::from(rules.min_sources);
        if needs_sources(finding, false) && have(&shown.case) < need {
            let missing = need - have(&shown.case);
            let sources = human::count(missing as u64, "supporting source", "supporting sources");
            ctx.ui.status(format!("{finding} needs {sources} more: cite it first, then say what you found"));
            return self.cite(shown);
        }
        let check = ask::check(ctx, shown, &rules, finding)?;
        let saw = Some(shown.revision());
        self.decide(shown, "proposed", |tx, case| claims::check(tx, case, &check, saw))?;
        Ok(Go::On)
    }

    fn cite(&mut self, shown: &Shown) -> Result<Go> {
        let article = shown.case.head.article.id;
        let known = self.desk.read(self.ctx.now(), |r| {
            let mut known = source::of_article(r, article)?;
            known.extend(source::of_desk(r)?);
            Ok::<_, Error>(known)
        })?;
        let Some((cited, tie)) = ask::source(self.ctx, shown, &known)? else { return Ok(Go::Stay) };
        self.decide(shown, "gave a source to", |tx, case| {
            let id = match cited {
                Cited::Known(id) => id,
                Cited::New(new) => sources::add(tx, &new)?.id,
            };
            claims::cite(tx, case, id, &tie)
        })?;
        Ok(Go::Again)
    }

    /// What was done, what is left, what blocks the gate.
    fn sum_up(&self) {
        let ui = &self.ctx.ui;
        if self.done.is_empty() {
            ui.status("nothing was changed");
        }
        for (done, ids) in &self.done {
            ui.status(format!("{done}: #{}", ranges(ids.iter().copied()).replace(',', ", #")));
        }
        if self.more {
            ui.status(format!("there are more than {MOST} claims: run it again for the rest"));
        }
        for article in self.articles.iter().take(5) {
            // What can't be told at the end is no failure of what was done.
            if let Ok(line) = self.left(*article) {
                ui.status(line);
            }
        }
    }

    fn left(&self, article: ArticleId) -> Result<String> {
        self.desk.read(self.ctx.now(), |r| {
            let head = Head::load(r, names::article_of(r, article)?)?;
            let slug = &head.article.slug;
            let filter = Filter { article: Some(article), ..Filter::default() };
            let left = queue::list(r, &filter, usize::MAX)?.len();
            let to = gate::next(head.article.stage);
            let gate = gate::judge(r, &head, to, None)?;
            let left = human::count(left as u64, "claim needs work", "claims need work");
            Ok(if gate.is_clear() {
                format!("{slug}: {left}; the gate to {to} is clear")
            } else {
                let blockers = human::count(gate.blockers.len() as u64, "blocker", "blockers");
                format!("{slug}: {left}; the gate to {to} is closed by {blockers}: copydesk gate {slug}")
            })
        })
    }
}
