//! The walk: show a claim, wait for a key, act, go on.

use super::{
    Args,
    actions::{self, Action, in_menu},
    ask::NEVER,
    screen::{Around, Shown},
    typed::Kept,
    walk::{Walk, is_refusal},
};
use crate::{
    cli::{
        Ctx,
        claim::brief,
        error::{Error, Kind, Result},
        names::ArticleOrClaim,
    },
    desk::{self, claims::Case, facts::Heads, undo},
    diff::diff,
    domain::ids::{ArticleId, ClaimId, EventSeq},
    render::{diff::snippet, page::Page},
    store::{Actor, Desk, Tx, claim::Claim},
    ui::prompt::Choice,
};

/// A session of one person.
pub(super) struct Session<'c> {
    pub(super) ctx: &'c Ctx,
    pub(super) desk: Desk,
    pub(super) who: Actor,
    pub(super) walk: Walk,
    /// What was done, in order.
    pub(super) done: Vec<Step>,
    /// What was typed and is not recorded yet.
    pub(super) kept: Kept,
    /// The articles that were walked, in order.
    pub(super) articles: Vec<ArticleId>,
    /// The command that goes on where this session ends.
    pub(super) again: String,
    /// Attached files that were opened; they go with the session.
    pub(super) files: Option<tempfile::TempDir>,
}

/// Something that was done.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// In a word of the past.
    pub(super) what: &'static str,
    pub(super) claim: ClaimId,
    /// The event that says so; `None` where nothing had to be written.
    pub(super) event: Option<EventSeq>,
}

/// Where the walk goes after a key.
pub(super) enum Go {
    /// To the next claim.
    On,
    /// To the one before.
    Back,
    /// To one that was shown before.
    To(ClaimId),
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
    let walk = Walk::new(ctx, &desk, &who, args)?;
    let again = match &args.target {
        Some(ArticleOrClaim::Article(article)) => format!("copydesk review {article}{}", args.narrow.flags()),
        _ => format!("copydesk review{}", args.narrow.flags()),
    };
    let mut session = Session {
        ctx,
        desk,
        who,
        walk,
        done: Vec::new(),
        kept: Kept::default(),
        again,
        articles: Vec::new(),
        files: None,
    };
    if session.walk.is_empty() {
        ctx.ui.status(format!("nothing here waits for you, as {}", session.who.role));
        let passed = session.walk.passed();
        if !passed.is_empty() {
            ctx.ui.status(format!("others are at: {}", passed.join(", ")));
        }
        ctx.ui.hint("see all that waits: copydesk queue");
        return Ok(());
    }
    let walked = session.walk_on();
    // Whatever ended the walk, every decision is saved: say so.
    session.walk.leave(ctx, &session.desk, &session.who);
    session.sum_up();
    session.kept.leave(ctx);
    walked
}

impl Session<'_> {
    fn walk_on(&mut self) -> Result<()> {
        let Some(mut id) = self.walk.next(self.ctx, &self.desk, &self.who)? else { return Ok(()) };
        loop {
            let shown = self.show(id)?;
            id = loop {
                let next = match self.act(&shown)? {
                    Go::On => self.walk.next(self.ctx, &self.desk, &self.who)?,
                    Go::Back => Some(self.walk.back(self.ctx, &self.desk, &self.who)?),
                    Go::To(id) => Some(self.walk.to(self.ctx, &self.desk, &self.who, id)?),
                    Go::Again => Some(id),
                    Go::Stay => continue,
                    Go::End => None,
                };
                match next {
                    Some(next) => break next,
                    None => return Ok(()),
                }
            };
        }
    }

    fn show(&mut self, id: ClaimId) -> Result<Shown> {
        let shown = self.read(id)?;
        let article = &shown.case.head.article;
        if !self.articles.contains(&article.id) {
            self.articles.push(article.id);
        }
        shown.print(self.ctx, &self.walk.place())?;
        self.ctx.note_seen(&self.desk, article, shown.revision());
        Ok(shown)
    }

    fn read(&self, id: ClaimId) -> Result<Shown> {
        let around = Around {
            before: self.walk.has_before(),
            undo: self.done.iter().any(|step| step.event.is_some()),
            passing: self.walk.is_held_here(id),
        };
        self.desk.read(self.ctx.now(), |r| Shown::read(r, &self.who, id, around))
    }

    /// Waits for a key and does what it asks for. A refusal is shown and the
    /// claim asked about again; a conflict shows the claim anew.
    fn act(&mut self, shown: &Shown) -> Result<Go> {
        let named = shown.actions.iter().filter(|action| in_menu(**action, &shown.facts));
        let choices: Vec<Choice<'_>> = named.map(|a| Choice { key: a.key(), label: a.label() }).collect();
        let key = self.ctx.ui.menu(&format!("#{}", shown.id()), &choices, &actions::keys(), NEVER)?;
        let Some(action) = Action::of_key(key) else { return Ok(Go::Stay) };
        if !shown.actions.contains(&action) {
            let missing =
                if shown.missing.is_empty() { String::new() } else { format!(": {}", shown.missing.join(" ")) };
            self.tell(&format!("{} can't be done with #{} now{missing}", action.label(), shown.id()));
            return Ok(Go::Stay);
        }
        match self.perform(shown, action) {
            Err(error) if error.kind() == Kind::Conflict => {
                self.conflict(shown, &error)?;
                Ok(Go::Again)
            }
            Err(error) if is_refusal(&error) => {
                self.tell(&error.to_text());
                if self.kept.of(shown.id(), action).is_some() {
                    self.ctx.ui.status("what you typed is kept: the same key offers it again");
                }
                Ok(Go::Stay)
            }
            other => other,
        }
    }

    /// Says something, wrapped to the terminal.
    fn tell(&self, text: &str) {
        let mut page = Page::new(self.ctx.view());
        page.wrapped(0, text);
        self.ctx.ui.error(page.into_text().trim_end());
    }

    /// Tells why nothing was recorded, with what went and came in the words.
    fn conflict(&self, shown: &Shown, error: &Error) -> Result<()> {
        let ctx = self.ctx;
        self.tell(&format!("not recorded: {}", error.message()));
        let now = self.read(shown.id())?;
        let (was, is) = (&shown.sentences.1, &now.sentences.1);
        if was != is {
            let mut page = Page::new(ctx.view());
            let (color, width) = (page.view().color, page.view().width);
            if is.is_empty() {
                page.line("The words that you saw are gone:").wrapped(2, was);
            } else if was.is_empty() {
                page.line("They stand in the text now:").wrapped(2, is);
            } else {
                page.line("What you saw, and what is there now:");
                page.raw(&snippet(was, is, &diff(was, is), 2, width, color));
            }
            ctx.ui.write(page.into_text().as_bytes())?;
        }
        ctx.ui.status("Nothing that you typed is lost. Here it is as it stands now:");
        Ok(())
    }

    /// One decision in one transaction, on what was shown.
    pub(super) fn decide(
        &mut self,
        shown: &Shown,
        what: &'static str,
        act: impl FnOnce(&Tx<'_>, Case) -> desk::Result<Claim>,
    ) -> Result<Claim> {
        let id = shown.id();
        let (after, event) = self.desk.transact(&self.who, self.ctx.now(), |tx| {
            let case = Case::load(tx, &Heads::default(), id)?;
            case.check_same(&shown.case)?;
            let after = act(tx, case)?;
            // The last event of a decision is the one that undo takes back.
            let event = if tx.first_event().is_some() { undo::last_of(tx, &self.who).ok() } else { None };
            Ok::<_, Error>((after, event))
        })?;
        self.done.push(Step { what, claim: id, event });
        self.ctx.ui.status(format!("{what}: {}", brief(&after)));
        Ok(after)
    }
}
