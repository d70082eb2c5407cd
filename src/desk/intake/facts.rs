//! Taking in the rows of a fact-check spreadsheet: each is a claim of an
//! article, with its sources, what was found and by whom.
//!
//! A row is known again by the claim's number where the words agree, else by
//! its words. What a sheet said of a claim is remembered, and only what it says
//! anew is taken from it: the same sheet twice changes nothing, and an old one
//! undoes nothing that the desk did since. A finding out of a sheet is at most
//! proposed, in the name of the checker whom it names; never approved.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Intake, Outcome, Revisions, Taken};
use crate::desk::claims::{self, Case, Check, NewClaim};
use crate::desk::facts::{Head, Heads};
use crate::desk::revise::Fared;
use crate::desk::sources::{self, NewSource};
use crate::desk::{Kind, Problem, Result, names};
use crate::domain::anchor;
use crate::domain::canonical::Repair;
use crate::domain::claim::{Finding, Progress, Standing};
use crate::domain::fold;
use crate::domain::ids::{ArticleId, ClaimId, RevisionNumber, SourceId};
use crate::domain::part::Texts;
use crate::domain::person::Role;
use crate::import::formats::sheet::status;
use crate::import::{ImportFact, ImportSource};
use crate::store::article::Article;
use crate::store::claim::Claim;
use crate::store::person::{self, Person};
use crate::store::sheet::{self, Cells};
use crate::store::source::{self, Tie};
use crate::store::{Tx, claim, revision};

/// An article while the rows of a sheet are taken in: its text and its claims,
/// read once.
#[derive(Debug)]
pub(super) struct Sheet {
    article: ArticleId,
    heads: Heads,
    known: Vec<Known>,
}

impl Sheet {
    fn of(tx: &Tx<'_>, article: &Article) -> Result<Self> {
        let mut said = sheet::rows_of(tx, article.id)?;
        let mut texts = BTreeMap::new();
        let mut known = Vec::new();
        for found in claim::of_article(tx, article.id)? {
            let cells = said.remove(&found.id).unwrap_or_default();
            known.push(Known::of(tx, found, cells, &mut texts)?);
        }
        Ok(Self { article: article.id, heads: Heads::default(), known })
    }

    /// Reads a claim again after a row changed it.
    fn again(&mut self, tx: &Tx<'_>, id: ClaimId, cells: &Cells) -> Result<()> {
        let fresh = Known::of(tx, names::claim(tx, id)?, cells.clone(), &mut BTreeMap::new())?;
        match self.known.iter_mut().find(|known| known.claim.id == id) {
            Some(known) => *known = fresh,
            None => self.known.push(fresh),
        }
        Ok(())
    }
}

/// A claim as rows are compared with it.
#[derive(Debug)]
struct Known {
    claim: Claim,
    /// The words that it was first tied to.
    first: String,
    /// What a sheet last said of it.
    cells: Cells,
}

impl Known {
    fn of(tx: &Tx<'_>, claim: Claim, cells: Cells, texts: &mut BTreeMap<RevisionNumber, Texts>) -> Result<Self> {
        let article = claim.article;
        let anchor = claim::anchors_ever(tx, article, claim.id)?.into_iter().find(|a| a.how.has_words());
        let first = match anchor {
            None => String::new(),
            Some(a) => {
                let texts = match texts.entry(a.revision) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(place) => place.insert(revision::texts(tx, article, a.revision)?),
                };
                texts.get(&a.part).chars().skip(a.start).take(a.length).collect()
            }
        };
        Ok(Self { claim, first, cells })
    }
}

impl Intake {
    /// Takes a row in.
    pub(super) fn fact(&mut self, tx: &Tx<'_>, fact: &ImportFact) -> Result<Taken> {
        let Some(name) = &fact.article else {
            return Err(Problem::refused("the row doesn't say which article it belongs to")
                .hint("name it for the whole sheet: --article SLUG; or give the sheet a column named article"));
        };
        let article = names::article(tx, name)?;
        let sheet = match self.sheet.take().filter(|sheet| sheet.article == article.id) {
            Some(sheet) => sheet,
            None => Sheet::of(tx, &article)?,
        };
        let head = sheet.heads.of(tx, article.id)?;
        let mut work =
            Work { tx, fact, head: &head, heads: &sheet.heads, repairs: fact.repairs.clone(), changed: false };
        let found = find(fact, &sheet.known).and_then(|at| sheet.known.get(at));
        let (id, before, mut outcome) = match found {
            Some(known) => (known.claim.id, known.cells.clone(), Outcome::Unchanged),
            None => (work.add()?, Cells::default(), Outcome::Created),
        };
        let is_new = outcome == Outcome::Created;
        if !is_new {
            work.place(id)?;
            work.edit(id, &before)?;
        }
        work.cite(id, &before)?;
        work.propose(id, &before, is_new)?;
        work.note(id, &before)?;
        if is_new && fact.is_withdrawn {
            claims::withdraw(tx, work.case(id)?, &format!("as {} has it", fact.input), None)?;
        }
        if work.changed && !is_new {
            outcome = Outcome::Updated;
        }
        if before != fact.cells {
            sheet::put_row(tx, id, self.run, &fact.cells)?;
        }
        let repairs = work.repairs;
        let mut sheet = sheet;
        if outcome != Outcome::Unchanged || before != fact.cells {
            sheet.again(tx, id, &fact.cells)?;
        }
        self.sheet = Some(sheet);
        Ok(Taken {
            outcome,
            article: Some(article),
            claim: Some(id),
            precedent: None,
            revisions: Revisions::default(),
            fared: Fared::default(),
            repairs,
        })
    }
}

/// The claim that a row is about, by its place in the list.
fn find(fact: &ImportFact, known: &[Known]) -> Option<usize> {
    let same_words = |a: &str, b: &str| !a.is_empty() && fold::quote_equal(a, b);
    let has_quote = |k: &Known| same_words(&fact.quote, &k.claim.quote) || same_words(&fact.quote, &k.first);
    let has_statement = |k: &Known| same_words(&fact.statement, &k.claim.statement);
    let said = |k: &Known, field: &str, now: &str| k.cells.get(field).is_some_and(|then| same_words(then, now));
    // What the words of a claim are, where the row gives only one of the two.
    let is_it = |k: &Known| match (fact.quote.is_empty(), fact.statement.is_empty()) {
        (false, false) => (has_quote(k) || k.claim.quote.is_empty()) && has_statement(k),
        (false, true) => (has_quote(k) && k.claim.statement.is_empty()) || same_words(&fact.quote, &k.claim.statement),
        (true, false) => {
            has_statement(k)
                || (k.claim.statement.is_empty()
                    && (same_words(&fact.statement, &k.claim.quote) || same_words(&fact.statement, &k.first)))
        }
        (true, true) => false,
    };
    // What a sheet said last: words that the desk has changed since are known by it.
    let was_it = |k: &Known| {
        (fact.quote.is_empty() || said(k, "quote", &fact.quote))
            && (fact.statement.is_empty() || said(k, "statement", &fact.statement))
            && k.cells.contains_key("quote") != fact.quote.is_empty()
            && k.cells.contains_key("statement") != fact.statement.is_empty()
    };
    let by_id =
        |k: &Known| Some(k.claim.id.0) == fact.id && (is_it(k) || has_quote(k) || has_statement(k) || was_it(k));
    // A row whose fact was reworded over the same words, unless another row has that claim.
    let others = |k: &Known| {
        fact.rows
            .iter()
            .any(|(quote, statement)| same_words(quote, &k.claim.quote) && statement.trim() == k.claim.statement.trim())
    };
    let take = |test: &dyn Fn(&Known) -> bool, only: bool| {
        let mut found = known.iter().enumerate().filter(|(_, k)| test(k)).map(|(at, _)| at);
        let at = found.next()?;
        if only && found.next().is_some() { None } else { Some(at) }
    };
    take(&by_id, false)
        .or_else(|| take(&was_it, false))
        .or_else(|| take(&is_it, false))
        .or_else(|| take(&|k| has_quote(k) && !others(k), true))
}

/// A row on its way in.
struct Work<'w> {
    tx: &'w Tx<'w>,
    fact: &'w ImportFact,
    head: &'w Head,
    heads: &'w Heads,
    repairs: Vec<Repair>,
    changed: bool,
}

impl Work<'_> {
    fn say(&mut self, code: &'static str, message: impl Into<String>) {
        self.repairs.push(Repair::new(code, message));
    }

    /// Whether the sheet says something anew in this field.
    fn is_new(&self, before: &Cells, field: &str) -> bool {
        self.fact.cells.get(field) != before.get(field) && self.fact.cells.contains_key(field)
    }

    /// The claim that the row would make: tied to its words where they stand
    /// once, else waiting without a place, and said so.
    fn new_claim(&mut self) -> Result<NewClaim> {
        let fact = self.fact;
        let mut new = NewClaim {
            quote: fact.quote.clone(),
            statement: fact.statement.clone(),
            kind: fact.kind,
            asks: fact.asks,
            claimant: fact.claimant.clone(),
            said_on: fact.said_on.clone(),
            priority: fact.priority.map_or(2, i64::from),
            part: fact.part.clone(),
            occurrence: fact.occurrence.and_then(|n| usize::try_from(n).ok()),
            due_at: fact.due_at,
            assignee: self.person("assignee", &fact.assignee)?.map(|p| p.id),
            ..NewClaim::default()
        };
        let wanted = if new.quote.is_empty() { new.statement.clone() } else { new.quote.clone() };
        let places = anchor::find_quote(&self.head.texts, &wanted, new.part.as_ref()).len();
        let slug = &self.head.article.slug;
        let here = format!("{slug}@{}", self.head.article.head);
        match (new.quote.is_empty(), places) {
            // The fact is told in the words of the text.
            (true, 1) => {
                new.quote = std::mem::take(&mut new.statement);
                return Ok(new);
            }
            (true, 0) => {
                self.say("unplaced", format!("not tied to words: the fact doesn't stand in {here} in these words"));
            }
            (true, many) => self.say("ambiguous", format!("not tied to words: they stand in {here} {many} times")),
            (false, 0) => {
                let near = anchor::closest_passage(&self.head.texts, &wanted);
                let near = near.map_or_else(String::new, |near| format!("; the closest passage: \"{}\"", near.text));
                self.say("unplaced", format!("not tied to words: the quote doesn't stand in {here}{near}"));
            }
            (false, many) if many > 1 && new.occurrence.is_none_or(|n| n > many) => {
                self.say(
                    "ambiguous",
                    format!(
                        "not tied to words: the quote stands in {here} {many} times; a column occurrence says which"
                    ),
                );
            }
            (false, _) => return Ok(new),
        }
        if new.statement.is_empty() {
            new.statement = std::mem::take(&mut new.quote);
        }
        new.quote.clear();
        new.part = None;
        new.occurrence = None;
        Ok(new)
    }

    fn add(&mut self) -> Result<ClaimId> {
        let new = self.new_claim()?;
        let quote_is_kept = new.quote == self.fact.quote || new.statement == self.fact.quote;
        let made = claims::add(self.tx, self.head, &new)?;
        if !quote_is_kept && !self.fact.quote.is_empty() {
            let text = format!("the sheet ties it to these words, which were not found: \"{}\"", self.fact.quote);
            claims::comment(self.tx, self.case(made.id)?, &text)?;
        }
        Ok(made.id)
    }

    fn case(&self, id: ClaimId) -> Result<Case> {
        Case::load(self.tx, self.heads, id)
    }

    /// Ties a claim that waits to its words, where they stand now.
    fn place(&mut self, id: ClaimId) -> Result<()> {
        let case = self.case(id)?;
        let fact = self.fact;
        if case.claim().standing != Standing::Unplaced || case.claim().progress == Progress::Withdrawn {
            return Ok(());
        }
        let words = if fact.quote.is_empty() { &fact.statement } else { &fact.quote };
        let places = anchor::find_quote(&self.head.texts, words, fact.part.as_ref());
        let chosen = match (places.as_slice(), fact.occurrence) {
            ([only], _) => Some(only),
            (many, Some(n)) => usize::try_from(n).ok().and_then(|n| many.get(n.wrapping_sub(1))),
            _ => None,
        };
        match chosen {
            Some(found) => {
                claims::relink(self.tx, case, None, &found.spot)?;
                self.changed = true;
            }
            None => self.say("unplaced", "still not tied to words"),
        }
        Ok(())
    }

    /// Takes what the row says anew of the claim itself.
    fn edit(&mut self, id: ClaimId, before: &Cells) -> Result<()> {
        let case = self.case(id)?;
        let claim = case.claim();
        if claim.progress == Progress::Withdrawn {
            self.say("withdrawn", format!("claim #{id} is withdrawn, and stays so"));
            return Ok(());
        }
        let fact = self.fact;
        let text = |field: &str, new: &str, old: &str| {
            (self.is_new(before, field) && !new.is_empty() && new != old).then(|| new.to_owned())
        };
        let words_are_fact = fact.quote.is_empty() && fold::quote_equal(&fact.statement, &claim.quote);
        let edit = claims::Edit {
            statement: text("statement", &fact.statement, &claim.statement).filter(|_| !words_are_fact),
            claimant: text("claimant", &fact.claimant, &claim.claimant),
            said_on: text("said_on", &fact.said_on, &claim.said_on),
            kind: fact.kind.filter(|kind| self.is_new(before, "kind") && *kind != claim.kind),
            asks: fact.asks.filter(|asks| self.is_new(before, "asks") && *asks != claim.asks),
            priority: fact
                .priority
                .map(i64::from)
                .filter(|priority| self.is_new(before, "priority") && *priority != claim.priority),
            due_at: fact.due_at.filter(|due| self.is_new(before, "due_at") && Some(*due) != claim.due_at).map(Some),
            ..claims::Edit::default()
        };
        let nothing = edit.statement.is_none()
            && edit.claimant.is_none()
            && edit.said_on.is_none()
            && edit.kind.is_none()
            && edit.asks.is_none()
            && edit.priority.is_none()
            && edit.due_at.is_none();
        let assignee = if self.is_new(before, "assignee") { self.person("assignee", &fact.assignee)? } else { None };
        let (was, stood) = (claim.assignee, claim.progress);
        if !nothing {
            let after = claims::edit(self.tx, case, &edit)?;
            self.changed = true;
            if after.progress != stood {
                self.say(
                    "lapsed",
                    format!("claim #{id} was {stood} and is {} now: what it says was changed", after.progress),
                );
            }
        }
        if let Some(person) = assignee.filter(|person| Some(person.id) != was) {
            claims::assign(self.tx, self.case(id)?, Some(person.id))?;
            self.changed = true;
        }
        Ok(())
    }

    /// Ties the row's sources to the claim, each made once.
    fn cite(&mut self, id: ClaimId, before: &Cells) -> Result<()> {
        if !["source", "url", "locator"].iter().any(|field| self.is_new(before, field)) {
            return Ok(());
        }
        if self.tx.actor.role < Role::Checker {
            for given in &self.fact.sources {
                self.comment(id, format!("source: {} {}", given.title, given.url).trim())?;
            }
            if !self.fact.sources.is_empty() {
                self.say(
                    "sources-noted",
                    format!("its sources are kept as comments: {} may not cite", self.tx.actor.name),
                );
            }
            return Ok(());
        }
        for given in &self.fact.sources {
            let case = self.case(id)?;
            if case.claim().progress == Progress::Withdrawn {
                return Ok(());
            }
            let tied = case.loaded.citations.iter().any(|(c, s)| {
                is_source(given, s)
                    && c.stance == given.stance
                    && (given.locator.is_empty() || c.locator == given.locator)
            });
            if tied {
                continue;
            }
            let source = self.source(given)?;
            let tie = Tie {
                locator: given.locator.clone(),
                quotation: String::new(),
                stance: given.stance,
                note: given.note.clone(),
            };
            claims::cite(self.tx, case, source, &tie)?;
            self.changed = true;
        }
        Ok(())
    }

    /// The source that a row names: one that there is, or a new one.
    fn source(&self, given: &ImportSource) -> Result<SourceId> {
        find_or_add(self.tx, self.head, given)
    }

    /// Proposes what the row found, in the name of the checker whom it names;
    /// else keeps it as a comment.
    fn propose(&mut self, id: ClaimId, before: &Cells, is_new_claim: bool) -> Result<()> {
        let fact = self.fact;
        let fields = ["finding", "correction", "rating", "checker"];
        let said = fact.finding.or_else(|| {
            (!fact.correction.is_empty() && status::is_open(&fact.status)).then_some(Finding::NeedsCorrection)
        });
        let nothing_said = said.is_none() && status::is_open(&fact.status) && fact.rating.is_empty();
        if nothing_said || !fields.iter().any(|field| self.is_new(before, field)) {
            return Ok(());
        }
        let case = self.case(id)?;
        let claim = case.claim();
        let correction = if said == Some(Finding::NeedsCorrection) { fact.correction.as_str() } else { "" };
        let same = said == claim.finding
            && claim.correction == correction
            && (fact.rating.is_empty() || claim.rating == fact.rating);
        if (same && !matches!(claim.progress, Progress::Returned | Progress::Open))
            || claim.progress == Progress::Withdrawn
        {
            return Ok(());
        }
        let checker = self.person("checker", &fact.checker)?;
        let why = match (said, &checker) {
            (None, _) => format!("\"{}\" is no finding that copydesk knows", fact.status),
            (Some(_), None) if fact.checker.is_empty() => "it names no checker".to_owned(),
            (Some(_), None) => format!("nobody at this desk is called \"{}\"", fact.checker),
            (Some(finding), Some(person)) => {
                let check = Check {
                    finding: Some(finding),
                    note: format!("as {} has it", fact.input),
                    correction: correction.to_owned(),
                    rating: fact.rating.clone(),
                };
                match claims::check_for(self.tx, case, &check, person) {
                    Ok(_) => {
                        self.changed = true;
                        return Ok(());
                    }
                    Err(problem) if problem.kind == Kind::Failed => return Err(problem),
                    Err(problem) => problem.message,
                }
            }
        };
        let finding = said.map_or_else(|| fact.status.clone(), |finding| finding.to_string());
        self.say("finding-noted", format!("its finding ({finding}) is kept as a comment, not proposed: {why}"));
        let mut text = format!("the sheet says: {}", if fact.status.is_empty() { &finding } else { &fact.status });
        for (name, value) in [("correction", &fact.correction), ("rating", &fact.rating), ("checked by", &fact.checker)]
        {
            if !value.is_empty() {
                text.extend(["; ", name, ": ", value.as_str()]);
            }
        }
        self.comment(id, &text)?;
        self.changed |= !is_new_claim;
        Ok(())
    }

    /// Keeps the row's notes as a comment.
    fn note(&mut self, id: ClaimId, before: &Cells) -> Result<()> {
        if self.is_new(before, "notes") && !self.fact.notes.is_empty() {
            let text = self.fact.notes.clone();
            self.comment(id, &text)?;
        }
        Ok(())
    }

    /// Comments on the claim, unless somebody said just that before.
    fn comment(&mut self, id: ClaimId, text: &str) -> Result<()> {
        let text: String = text.chars().take(claims::LONGEST).collect();
        let known = crate::store::comment::of_claim(self.tx, id)?;
        if known.iter().any(|comment| comment.text == text.trim()) {
            return Ok(());
        }
        claims::comment(self.tx, self.case(id)?, &text)?;
        self.changed = true;
        Ok(())
    }

    /// A person of the desk, by handle or name in full, whatever its case.
    fn person(&mut self, what: &str, name: &str) -> Result<Option<Person>> {
        let name = name.trim();
        if name.is_empty() {
            return Ok(None);
        }
        let is_called =
            |p: &Person| p.name.eq_ignore_ascii_case(name) || p.display.to_lowercase() == name.to_lowercase();
        let mut called = person::all(self.tx)?.into_iter().filter(|p| p.active && is_called(p));
        let found = match (called.next(), called.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        };
        if found.is_none() && what == "assignee" {
            self.say("unknown-person", format!("nobody named \"{name}\" at this desk: not assigned"));
        }
        Ok(found)
    }
}

/// Whether a source of the desk is the one that a row names.
fn is_source(given: &ImportSource, known: &source::Source) -> bool {
    if given.id == Some(known.id.0)
        && (given.title.starts_with(&known.title)
            || given.title == ImportSource::by_number(known.id.0)
            || (!given.url.is_empty() && given.url == known.url))
    {
        return true;
    }
    if given.url.is_empty() || known.url.is_empty() {
        given.title.to_lowercase() == known.title.to_lowercase()
    } else {
        given.url == known.url
    }
}

/// The source of an article, or of the desk, that an import names; a new one
/// of the article where there is none.
pub(super) fn find_or_add(tx: &Tx<'_>, head: &Head, given: &ImportSource) -> Result<SourceId> {
    let article = head.article.id;
    let mut known = source::of_article(tx, article)?;
    known.extend(source::of_desk(tx)?);
    if let Some(found) = known.iter().find(|s| is_source(given, s)) {
        return Ok(found.id);
    }
    let new = NewSource {
        article: Some(article),
        kind: given.kind,
        title: given.title.clone(),
        url: given.url.clone(),
        archived_url: String::new(),
        retrieved_at: None,
        is_primary: false,
        independence: String::new(),
        confidential: false,
        known_by: String::new(),
        note: String::new(),
        file: None,
    };
    Ok(sources::add(tx, &new)?.id)
}
