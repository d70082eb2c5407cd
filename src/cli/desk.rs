//! Opening the desk that a command is about, and acting at it.

use super::Ctx;
use super::error::{Blocker, Error, Kind, Result};
use super::names::{ArticleAt, ArticleName, RevisionName};
use crate::desk::{self, Problem, names};
use crate::domain::ids::RevisionNumber;
use crate::domain::naming::{Moment, RevisionRef};
use crate::store::article::Article;
use crate::store::{self, Actor, Desk, Now, Read, Tx, seen};

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        let kind = match problem.kind {
            desk::Kind::Refused => Kind::Refused,
            desk::Kind::Usage => Kind::Usage,
            desk::Kind::NotFound => Kind::NotFound,
            desk::Kind::Conflict => Kind::Conflict,
            desk::Kind::GateClosed => Kind::GateClosed,
            desk::Kind::Failed => Kind::Failed,
        };
        let mut error = Self::new(kind, problem.message).blockers(problem.blockers.into_iter().map(|b| Blocker {
            kind: b.kind.as_str().to_owned(),
            claim: b.claim.map(|id| id.0),
            message: b.message,
            hint: b.hint,
        }));
        for line in problem.details {
            error = error.detail(line);
        }
        match problem.hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Problem::from(error).into()
    }
}

impl Ctx {
    /// The present.
    pub fn now(&self) -> Now {
        Now { at: self.clock.now(), fixed: self.globals.env.now.is_some() }
    }

    /// Opens the desk.
    pub fn open(&self) -> Result<Desk> {
        let folder = std::env::current_dir().map_err(|e| {
            Error::failed(format!("the current folder can't be read: {e}")).hint("name the desk: --db FILE")
        })?;
        let desk = Desk::open(&self.globals.desk(&folder)?)?;
        if self.now().fixed && !desk.about()?.fixed_clock {
            return Err(store::Error::FixedClock.into());
        }
        Ok(desk)
    }

    /// Who acts, as this desk knows them.
    pub fn actor(&self, desk: &Desk) -> Result<Actor> {
        self.actor_named(desk, &self.globals.actor()?)
    }

    /// The person of this handle, acting.
    pub fn actor_named(&self, desk: &Desk, name: &str) -> Result<Actor> {
        let login = self.globals.login().unwrap_or_default();
        desk.read(self.now(), |r| Ok::<_, Error>(names::actor(r, name, &login)?))
    }

    /// Who acts, where the desk knows them; for commands that only read.
    pub fn reader(&self, desk: &Desk) -> Option<Actor> {
        self.actor(desk).ok()
    }

    /// Reads one state of the desk.
    pub fn read_desk<T>(&self, f: impl FnOnce(&Read<'_>) -> Result<T>) -> Result<T> {
        self.open()?.read(self.now(), f)
    }

    /// Does one thing at the desk, in one transaction with its event.
    pub fn act<T>(&self, f: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        let desk = self.open()?;
        let actor = self.actor(&desk)?;
        desk.transact(&actor, self.now(), f)
    }

    /// The revision that a word means, by this reader's clock and zone.
    pub fn revision_ref(&self, name: RevisionName) -> RevisionRef {
        let at = |when: super::names::When| Moment::Exact(when.resolve(self.clock.now(), self.zone));
        match name {
            RevisionName::Number(n) => RevisionRef::Number(RevisionNumber(n)),
            RevisionName::Head => RevisionRef::Head,
            RevisionName::First => RevisionRef::First,
            RevisionName::Approved => RevisionRef::Approved,
            RevisionName::Published => RevisionRef::Published,
            RevisionName::Prev => RevisionRef::BeforeHead(1),
            RevisionName::Back(n) => RevisionRef::BeforeHead(u32::try_from(n).unwrap_or(u32::MAX)),
            RevisionName::Seen => RevisionRef::Seen,
            RevisionName::By(when) => RevisionRef::By(at(when)),
            RevisionName::Live(when) => RevisionRef::Live(at(when)),
        }
    }

    /// The number of the revision that a name means for an article.
    pub fn revision(
        &self,
        r: &Read<'_>,
        article: &Article,
        name: RevisionName,
        who: Option<&Actor>,
    ) -> Result<RevisionNumber> {
        Ok(names::revision(r, article, self.revision_ref(name), who.map(|a| a.id))?)
    }

    /// The article and the revision that a word means; head where none is named.
    pub fn article_at(&self, r: &Read<'_>, at: &ArticleAt, who: Option<&Actor>) -> Result<(Article, RevisionNumber)> {
        let article = names::article(r, &at.article)?;
        let number = self.revision(r, &article, at.revision.unwrap_or(RevisionName::Head), who)?;
        Ok((article, number))
    }

    /// What the maker of a decision saw: the revision named by `--at`; else the
    /// last one that the person opened; else head.
    pub fn saw(&self, tx: &Tx<'_>, article: &Article, at: Option<RevisionName>) -> Result<RevisionNumber> {
        self.seen_by(tx, &tx.actor, article, at)
    }

    /// The same of whoever would decide.
    pub fn seen_by(
        &self,
        r: &Read<'_>,
        who: &Actor,
        article: &Article,
        at: Option<RevisionName>,
    ) -> Result<RevisionNumber> {
        match at {
            Some(name) => self.revision(r, article, name, Some(who)),
            None => Ok(seen::last(r, who.id, article.id)?.unwrap_or(article.head)),
        }
    }

    /// Notes that the reader opened a revision. Best effort; what is noted
    /// already is not written again.
    pub fn note_seen(&self, desk: &Desk, article: &Article, number: RevisionNumber) {
        let Some(who) = self.reader(desk) else { return };
        let known = desk.read(self.now(), |r| seen::last(r, who.id, article.id));
        if !matches!(known, Ok(Some(last)) if last == number) {
            desk.note_quietly(self.now(), |r| seen::put(r, who.id, article.id, number));
        }
    }
}

/// The article that a word means.
pub fn article(r: &Read<'_>, name: &ArticleName) -> Result<Article> {
    Ok(names::article(r, &name.0)?)
}
