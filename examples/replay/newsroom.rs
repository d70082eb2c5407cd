//! A desk of its own for a replay, worked by two people through the actions
//! that the commands call: a checker proposes, an editor approves.

use std::cell::Cell;

use copydesk::desk::claims::{self, Case, Check, NewClaim};
use copydesk::desk::facts::{Head, Heads, Loaded};
use copydesk::desk::intake::{Intake, Taken};
use copydesk::desk::{Problem, names, people, sources};
use copydesk::domain::anchor::{Spot, find_quote};
use copydesk::domain::claim::{Asks, ClaimKind, Finding, How, Progress};
use copydesk::domain::ids::{ArticleId, ClaimId, SourceId};
use copydesk::domain::part::Texts;
use copydesk::domain::person::Role;
use copydesk::domain::source::{SourceKind, Stance};
use copydesk::domain::time::Timestamp;
use copydesk::import::{ImportItem, Item};
use copydesk::store::claim;
use copydesk::store::source::Tie;
use copydesk::store::{Actor, Desk, Now, Tx};

use crate::judge::{State, Wanted};

/// The desk and its people.
pub struct Newsroom {
    desk: Desk,
    chief: Actor,
    checker: Actor,
    editor: Actor,
    source: SourceId,
    intake: Intake,
    minute: Cell<i64>,
}

type Result<T, E = Problem> = std::result::Result<T, E>;

impl Newsroom {
    pub fn open(folder: &std::path::Path) -> Result<Self> {
        let start = Now { at: Timestamp::from_millis(1_700_000_000_000), fixed: true };
        let (desk, _) = Desk::make(&folder.join("desk.db"), "chief", "replay", start, true)?;
        let chief = desk.read(start, |r| names::actor(r, "chief", "replay"))?;
        let source = desk.transact(&chief, start, |tx| {
            people::add(tx, "checker", "", Role::Checker)?;
            people::add(tx, "editor", "", Role::Editor)?;
            sources::add(tx, &source())
        })?;
        let actor = |name: &str| desk.read(start, |r| names::actor(r, name, "replay"));
        let (checker, editor) = (actor("checker")?, actor("editor")?);
        let source = source.id;
        Ok(Self { chief, checker, editor, source, intake: Intake::default(), minute: Cell::new(0), desk })
    }

    fn now(&self) -> Now {
        self.minute.set(self.minute.get() + 1);
        Now { at: Timestamp::from_millis(1_700_000_000_000 + self.minute.get() * 60_000), fixed: true }
    }

    /// Takes an item in, as `copydesk import` does.
    pub fn import(&mut self, item: &ImportItem) -> Result<Taken> {
        let now = self.now();
        self.intake.forget();
        let intake = &mut self.intake;
        self.desk.transact(&self.chief, now, |tx| {
            tx.bookkeeping();
            intake.take(tx, &Item::Article(Box::new(item.clone())))
        })
    }

    /// Makes claims of these words and proposes that they are right, on one
    /// source; answers which of them could be placed.
    pub fn propose(&self, article: ArticleId, wanted: &[Wanted]) -> Result<Vec<(ClaimId, usize)>> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        self.desk.transact(&self.checker, self.now(), |tx| {
            let head = Head::load(tx, names::article_of(tx, article)?)?;
            let mut made = Vec::with_capacity(wanted.len());
            for (at, words) in wanted.iter().enumerate() {
                let mark = tx.mark()?;
                match self.place(tx, &head, words) {
                    Ok(id) => {
                        tx.keep(mark)?;
                        made.push((id, at));
                    }
                    Err(_) => tx.back(&mark)?,
                }
            }
            let heads = Heads::default();
            for (id, _) in &made {
                self.check(tx, &heads, *id, true)?;
            }
            Ok(made)
        })
    }

    fn place(&self, tx: &Tx<'_>, head: &Head, words: &Wanted) -> Result<ClaimId> {
        let places = find_quote(&head.texts, &words.quote, Some(&words.part));
        let nth = places.iter().position(|p| p.spot.start == words.range.start && p.spot.len == words.range.len());
        let Some(nth) = nth else { return Err(Problem::refused("the words stand elsewhere")) };
        let new = NewClaim {
            quote: words.quote.clone(),
            part: Some(words.part.clone()),
            occurrence: Some(nth + 1),
            kind: Some(ClaimKind::Other),
            asks: Some(Asks::So),
            ..NewClaim::default()
        };
        Ok(claims::add(tx, head, &new)?.id)
    }

    fn check(&self, tx: &Tx<'_>, heads: &Heads, id: ClaimId, cite: bool) -> Result<()> {
        if cite {
            let tie =
                Tie { locator: String::new(), quotation: String::new(), stance: Stance::Supports, note: String::new() };
            claims::cite(tx, Case::load(tx, heads, id)?, self.source, &tie)?;
        }
        let check = Check { finding: Some(Finding::Confirmed), ..Check::default() };
        claims::check(tx, Case::load(tx, heads, id)?, &check, None)?;
        Ok(())
    }

    /// The checker proposes again what was approved once.
    pub fn check_again(&self, ids: &[ClaimId]) -> Result<()> {
        self.each(&self.checker, ids, |tx, heads, id| self.check(tx, heads, id, false))
    }

    pub fn approve(&self, ids: &[ClaimId]) -> Result<()> {
        self.each(&self.editor, ids, |tx, heads, id| {
            claims::approve(tx, Case::load(tx, heads, id)?, "", None).map(|_| ())
        })
    }

    pub fn reconfirm(&self, ids: &[ClaimId]) -> Result<()> {
        self.each(&self.editor, ids, |tx, heads, id| {
            claims::reconfirm(tx, Case::load(tx, heads, id)?, "", None).map(|_| ())
        })
    }

    pub fn withdraw(&self, ids: &[ClaimId]) -> Result<()> {
        self.each(&self.editor, ids, |tx, heads, id| {
            claims::withdraw(tx, Case::load(tx, heads, id)?, "gone", None).map(|_| ())
        })
    }

    fn each(&self, who: &Actor, ids: &[ClaimId], f: impl Fn(&Tx<'_>, &Heads, ClaimId) -> Result<()>) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        self.desk.transact(who, self.now(), |tx| {
            let heads = Heads::default();
            ids.iter().try_for_each(|id| f(tx, &heads, *id))
        })
    }

    /// The head's texts, and how every claim that was not withdrawn stands in it.
    pub fn standings(&self, article: ArticleId) -> Result<(Texts, Vec<State>)> {
        self.desk.read(self.now(), |r| {
            let head = Head::load(r, names::article_of(r, article)?)?;
            let mut states = Vec::new();
            for row in claim::of_article(r, article)? {
                if row.progress == Progress::Withdrawn {
                    continue;
                }
                let (id, stored) = (row.id, (row.standing, row.progress));
                let loaded = Loaded::load(r, &head, row)?;
                let verdict = loaded.verdict();
                let Some(anchor) = loaded.anchors.iter().find(|a| a.confirmed).cloned() else { continue };
                let suggested = loaded.anchors.iter().filter(|a| !a.confirmed && a.how != How::Cut).count();
                let stored = stored == (verdict.standing, verdict.progress);
                let spot = Spot { part: anchor.part, start: anchor.start, len: anchor.length };
                states.push(State { id, spot, how: anchor.how, suggested, verdict, stored });
            }
            Ok((head.texts, states))
        })
    }
}

fn source() -> sources::NewSource {
    sources::NewSource {
        article: None,
        kind: SourceKind::Document,
        title: "what the page said when it was checked".to_owned(),
        url: String::new(),
        archived_url: String::new(),
        retrieved_at: None,
        is_primary: true,
        independence: String::new(),
        confidential: false,
        known_by: String::new(),
        note: String::new(),
        file: None,
    }
}
