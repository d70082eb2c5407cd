//! Taking in what an import read: find the article that an item belongs to,
//! and write it, all or nothing.
//!
//! This file has the article and its revisions; `identity` says which article an
//! item is, `claims` has the claims that came with it, `facts` the rows of a
//! fact-check spreadsheet, and `precedents` what was checked elsewhere.
//!
//! The same input twice changes nothing: an item whose text is the head's, or
//! is the text that was imported last (the desk's own edits may lie on top of
//! it), or was imported before under the same source time, is unchanged. An
//! older text without a time of its own that comes again is a new revision:
//! somebody brings it back.

mod claims;
mod facts;
mod identity;
mod precedents;

use std::collections::HashMap;

use claims::MadeClaim;
use serde_json::{Value, json};

use super::facts::Head;
use super::revise::{self, Fared, Measured, Provenance};
use super::{Problem, Result, articles};
use crate::domain::article::Origin;
use crate::domain::canonical::Repair;
use crate::domain::ids::{ClaimId, PersonId, RevisionNumber, RunId, TagId};
use crate::domain::part::Part;
use crate::domain::time::Timestamp;
use crate::domain::words;
use crate::import::{ImportClaim, ImportItem, ImportRevision, Item};
use crate::store::article::{self, Article};
use crate::store::event::{self, Draft, Payload};
use crate::store::revision::{self, Revision};
use crate::store::{Tx, person, tag};

words! {
    /// What became of an item.
    pub enum Outcome, "outcome" {
        /// It made an article.
        Created = "created",
        /// It made a revision, or brought claims.
        Updated = "updated",
        /// It changed nothing.
        Unchanged = "unchanged",
        /// Its provider cancelled it.
        Withdrawn = "withdrawn",
        /// It was refused.
        Rejected = "rejected",
    }
}

/// What became of the revisions of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Revisions {
    /// Those that made a revision.
    pub added: usize,
    /// Those whose text the desk has already, or that change no word of the
    /// one before.
    pub unchanged: usize,
}

impl Revisions {
    const fn of(item: &ImportItem, added: usize) -> Self {
        Self { added, unchanged: item.revisions.len().saturating_sub(added) }
    }
}

/// What became of an item that was taken.
#[derive(Debug)]
pub struct Taken {
    /// What became of it.
    pub outcome: Outcome,
    /// Its article; `None` for a precedent.
    pub article: Option<Article>,
    /// Its claim, where it is one row of a sheet.
    pub claim: Option<ClaimId>,
    /// Its precedent, where it is a check made elsewhere.
    pub precedent: Option<i64>,
    /// What became of its revisions.
    pub revisions: Revisions,
    /// How the article's claims fared.
    pub fared: Fared,
    /// What was changed to read it, and what of it was not taken.
    pub repairs: Vec<Repair>,
}

impl Taken {
    const fn article(
        outcome: Outcome,
        article: Article,
        revisions: Revisions,
        fared: Fared,
        repairs: Vec<Repair>,
    ) -> Self {
        Self { outcome, article: Some(article), claim: None, precedent: None, revisions, fared, repairs }
    }
}

/// Takes items in, one after another, within one run.
#[derive(Debug, Default)]
pub struct Intake {
    /// The run, where it is kept.
    pub run: Option<RunId>,
    tags: HashMap<(String, String), TagId>,
    people: HashMap<String, Option<PersonId>>,
    /// Which input made or changed an article in this run, for articles that
    /// are known by nothing but a file's name.
    by_stem: HashMap<String, String>,
    /// The article to which the rows of a sheet belong that are taken in now.
    sheet: Option<facts::Sheet>,
}

impl Intake {
    /// Forgets what was learned inside a transaction that was rolled back.
    pub fn forget(&mut self) {
        self.tags.clear();
        self.people.clear();
        self.sheet = None;
    }

    /// Takes one item in. On a refusal the caller goes back to its mark.
    pub fn take(&mut self, tx: &Tx<'_>, item: &Item) -> Result<Taken> {
        match item {
            Item::Article(item) => {
                self.sheet = None;
                self.article(tx, item)
            }
            Item::Fact(fact) => self.fact(tx, fact),
            Item::Precedent(precedent) => Self::precedent(tx, precedent),
        }
    }

    fn article(&mut self, tx: &Tx<'_>, item: &ImportItem) -> Result<Taken> {
        match (self.identify(tx, item)?, &item.withdrawn) {
            (Some(article), Some(reason)) => self.withdraw(tx, item, article, reason),
            (Some(article), None) => self.update(tx, item, article),
            (None, _) => self.create(tx, item),
        }
    }

    /// Marks an article as taken back by its provider. Its text stays as it
    /// is: the notice is no copy. What came after the notice outlives it.
    fn withdraw(&self, tx: &Tx<'_>, item: &ImportItem, article: Article, reason: &str) -> Result<Taken> {
        let mut repairs = item.repairs.clone();
        let head = revision::of_article(tx, article.id)?.pop();
        let notice = item.revisions.last();
        let at = notice.and_then(|r| r.source_time);
        let newer = head.and_then(|head| head.source_time).zip(at).is_some_and(|(head, at)| head > at);
        let outcome = if article.withdrawn || newer { Outcome::Unchanged } else { Outcome::Withdrawn };
        if newer && !article.withdrawn {
            repairs.push(Repair::new("withdrawal-outdated", "its provider withdrew an earlier text of it"));
        }
        let revisions = Revisions { added: 0, unchanged: item.revisions.len() };
        if outcome == Outcome::Unchanged {
            return Ok(Taken::article(outcome, article, revisions, Fared::default(), repairs));
        }
        let mut after = article;
        after.withdrawn = true;
        article::update(tx, &after)?;
        let says = |part: &Part| notice.map(|r| r.texts.get(part).to_owned()).filter(|text| !text.is_empty());
        tx.record(&Draft {
            action: "article.withdraw",
            subject: "article",
            subject_id: after.id.0,
            article: Some(after.id),
            payload: json!({
                "before": { "withdrawn": false },
                "after": { "withdrawn": true, "reason": reason },
                "source_time": at,
                "headline": says(&Part::Headline),
                "notice": says(&Part::Body),
                "ednote": item.fields.ednote,
                "input": item.input,
                "run": self.run,
            })
            .into(),
            reverses: None,
        })?;
        Ok(Taken::article(outcome, after, revisions, Fared::default(), repairs))
    }

    /// When the provider took an article back, if it says.
    fn withdrawn_at(r: &Tx<'_>, article: &Article) -> Result<Option<Timestamp>> {
        let notice = event::of_article(r, article.id)?.into_iter().rev().find(|e| e.action == "article.withdraw");
        let payload = notice.and_then(|e| e.payload).and_then(|p| serde_json::from_str::<Value>(&p).ok());
        Ok(payload.and_then(|p| p["source_time"].as_str().and_then(|t| Timestamp::parse(t).ok())))
    }

    fn create(&mut self, tx: &Tx<'_>, item: &ImportItem) -> Result<Taken> {
        let mut repairs = item.repairs.clone();
        let (slug, twin) = Self::free_slug(tx, item)?;
        let mut made = articles::fresh(tx, slug);
        if let Some(twin) = twin {
            repairs.push(Repair::new(
                "same-text",
                format!("the same text stands in {twin}, which is known by something else; not merged"),
            ));
        }
        let id = &item.identity;
        made.provider = id.provider.clone().unwrap_or_default();
        made.external_id.clone_from(&id.external_id);
        // Two items of one address and different provider's ids stay two.
        if let Some(url) = &id.canonical_url {
            match article::by_url(tx, url)? {
                None => made.canonical_url = Some(url.clone()),
                Some(other) => repairs.push(Repair::new(
                    "same-address",
                    format!("its address is that of {}, which has another id; kept apart, without it", other.slug),
                )),
            }
        }
        made.withdrawn = item.withdrawn.is_some();
        self.fill(tx, &mut made, item, &mut repairs)?;
        let fresh: Vec<&ImportRevision> = without_repeats(&item.revisions);
        made.language.clone_from(&item.language);
        made.head = RevisionNumber(i64::try_from(fresh.len()).unwrap_or(1));
        made.id = article::insert(tx, &made)?;
        let mut kept = Vec::with_capacity(fresh.len());
        for (at, given) in fresh.iter().enumerate() {
            let number = RevisionNumber(i64::try_from(at + 1).unwrap_or(i64::MAX));
            let from = self.provenance(&made, given, item);
            let row = revise::row(tx, made.id, number, from, given.measured());
            revision::insert(tx, &row, &given.texts)?;
            kept.push(revise::mark(&row));
        }
        let tags = self.tag(tx, &made, item)?;
        let texts = fresh.last().map(|r| r.texts.clone()).unwrap_or_default();
        let head = Head::of(made.clone(), texts);
        let claims = self.claims(tx, &head, item, &mut repairs)?;
        tx.record(&Draft {
            action: "article.import",
            subject: "article",
            subject_id: made.id.0,
            article: Some(made.id),
            payload: Payload::of(&Imported {
                article: articles::Record::of(&made),
                revisions: &kept,
                tags: &tags,
                claims: claims.iter().map(MadeClaim::of).collect(),
                input: &item.input,
                run: self.run,
            })?,
            reverses: None,
        })?;
        let given: Vec<&ImportClaim> = item.claims.iter().collect();
        Self::remarks(tx, &head, item, claims.iter().zip(given), &mut repairs)?;
        let revisions = Revisions::of(item, fresh.len());
        let outcome = if made.withdrawn { Outcome::Withdrawn } else { Outcome::Created };
        Ok(Taken::article(outcome, made, revisions, Fared::default(), repairs))
    }

    fn update(&mut self, tx: &Tx<'_>, item: &ImportItem, article: Article) -> Result<Taken> {
        let mut repairs = item.repairs.clone();
        if let Some(language) = item.fields.language.as_deref()
            && !article.language.is_empty()
            && !language.is_empty()
            && !language.eq_ignore_ascii_case(&article.language)
        {
            let (ours, slug) = (&article.language, &article.slug);
            repairs.push(Repair::new(
                "other-language",
                format!("the source says it is {language}, the desk {ours}, which stays: copydesk article set {slug} --language {language}"),
            ));
        }
        let known = revision::of_article(tx, article.id)?;
        let fresh = new_revisions(&item.revisions, &known);
        let unseen: Vec<&ImportClaim> = Self::unseen_claims(tx, &article, item)?;
        if fresh.is_empty() && unseen.is_empty() {
            let revisions = Revisions::of(item, 0);
            return Ok(Taken::article(Outcome::Unchanged, article, revisions, Fared::default(), repairs));
        }
        if let Some(head) = known.last() {
            older(&article, head, &fresh)?;
            if !fresh.is_empty() && head.origin != Origin::Import {
                repairs.push(Repair::new(
                    "replaces-edits",
                    format!("it takes the place of revision {}, which was edited at this desk", head.number),
                ));
            }
        }
        let mut after = article.clone();
        if !fresh.is_empty() {
            self.fill(tx, &mut after, item, &mut repairs)?;
        }
        if after.withdrawn && !fresh.is_empty() {
            // Sent anew, by the source's own clock: then it stands again.
            let sent = fresh.last().and_then(|r| r.source_time);
            let taken_back = Self::withdrawn_at(tx, &article)?.or_else(|| known.last().and_then(|r| r.source_time));
            after.withdrawn = sent.zip(taken_back).is_none_or(|(sent, taken_back)| sent <= taken_back);
            repairs.push(if after.withdrawn {
                Repair::new(
                    "still-withdrawn",
                    "its provider withdrew it, and this text isn't dated after that: it stays withdrawn",
                )
            } else {
                Repair::new("withdrawal-lifted", "its provider sends it anew: it is withdrawn no longer")
            });
        }
        if after != article {
            article::update(tx, &after)?;
        }
        let mut head = Head::of(after, revision::texts(tx, article.id, article.head)?);
        if head.article.language == article.language && head.article.desk == article.desk {
            head = head.as_stored();
        }
        let mut fared = Fared::default();
        let mut kept = Vec::new();
        let mut turned = Vec::new();
        let stage_before = head.article.stage;
        for given in &fresh {
            let from = self.provenance(&head.article, given, item);
            if let Some(revised) = revise::revise(tx, &head, given.texts.clone(), from)? {
                kept.push(revise::mark(&revised.row));
                turned.extend(revised.turned);
                fared = revised.fared;
                head = revised.head;
            }
        }
        let tags = self.tag(tx, &head.article, item)?;
        let mut made = Vec::new();
        for given in unseen.iter().copied() {
            made.push(self.claim(tx, &head, given, &mut repairs)?);
        }
        tx.record(&Draft {
            action: "article.update",
            subject: "article",
            subject_id: article.id.0,
            article: Some(article.id),
            payload: json!({
                "revisions": kept,
                "stage": { "before": stage_before, "after": head.article.stage },
                "withdrawn": { "before": article.withdrawn, "after": head.article.withdrawn },
                "turned": turned,
                "tags": tags,
                "claims": made.iter().map(MadeClaim::of).collect::<Vec<_>>(),
                "input": item.input,
                "run": self.run,
            })
            .into(),
            reverses: None,
        })?;
        Self::remarks(tx, &head, item, made.iter().zip(unseen), &mut repairs)?;
        let revisions = Revisions::of(item, kept.len());
        Ok(Taken::article(Outcome::Updated, head.article, revisions, fared, repairs))
    }

    /// Fills the fields that the article has not yet with what the item says.
    fn fill(&mut self, tx: &Tx<'_>, article: &mut Article, item: &ImportItem, repairs: &mut Vec<Repair>) -> Result<()> {
        let f = &item.fields;
        let text = |old: &mut String, new: &Option<String>| {
            if old.is_empty()
                && let Some(new) = new
            {
                old.clone_from(new);
            }
        };
        text(&mut article.language, &f.language);
        text(&mut article.desk, &f.desk);
        text(&mut article.ednote, &f.ednote);
        if article.urgency == 5
            && let Some(urgency) = f.urgency
        {
            article.urgency = i64::from(urgency);
        }
        article.embargo_until = article.embargo_until.or(f.embargo_until);
        article.due_at = article.due_at.or(f.due_at);
        if article.assignee.is_none() {
            article.assignee = self.person(tx, f.assignee.as_deref(), repairs)?;
        }
        Ok(())
    }

    fn person(&mut self, tx: &Tx<'_>, name: Option<&str>, repairs: &mut Vec<Repair>) -> Result<Option<PersonId>> {
        let Some(name) = name else { return Ok(None) };
        let known = match self.people.get(name) {
            Some(known) => *known,
            None => {
                let found = person::by_name(tx, name)?.filter(|p| p.active).map(|p| p.id);
                self.people.insert(name.to_owned(), found);
                found
            }
        };
        if known.is_none() {
            repairs.push(Repair::new("unknown-person", format!("nobody named \"{name}\" at this desk: not assigned")));
        }
        Ok(known)
    }

    fn tag(&mut self, tx: &Tx<'_>, article: &Article, item: &ImportItem) -> Result<Vec<String>> {
        let mut added = Vec::with_capacity(item.tags.len());
        for given in &item.tags {
            let key = (given.scheme.clone(), tag::key(&given.name));
            let id = match self.tags.get(&key) {
                Some(id) => *id,
                None => {
                    let found = tag::ensure(tx, &given.scheme, &given.name, given.code.as_deref())?;
                    self.tags.insert(key, found.id);
                    found.id
                }
            };
            if tag::add(tx, article.id, id)? {
                added.push(format!("{}:{}", given.scheme, given.name));
            }
        }
        Ok(added)
    }

    /// Where a revision comes from.
    fn provenance(&self, article: &Article, given: &ImportRevision, item: &ImportItem) -> Provenance {
        let byline = given.texts.get(&Part::Byline);
        let author = match &given.author {
            Some(author) if !author.is_empty() => author.clone(),
            _ if !byline.is_empty() => byline.to_owned(),
            _ => article.provider.clone(),
        };
        Provenance {
            author,
            origin: Origin::Import,
            note: given.note.clone().unwrap_or_default(),
            source_time: given.source_time,
            source_offset: given.source_offset,
            reader: item.reader.to_owned(),
            raw_hash: Some(item.raw_sha256),
            run: self.run,
        }
    }
}

/// What the event of a new article says.
#[derive(serde::Serialize)]
struct Imported<'a> {
    article: articles::Record<'a>,
    revisions: &'a [Value],
    tags: &'a [String],
    claims: Vec<MadeClaim<'a>>,
    input: &'a str,
    run: Option<RunId>,
}

impl ImportRevision {
    const fn measured(&self) -> Measured<'_> {
        Measured { texts: &self.texts, content_hash: self.content_hash, words: self.words }
    }
}

/// A history without the revisions that repeat the one before them.
fn without_repeats(given: &[ImportRevision]) -> Vec<&ImportRevision> {
    let mut kept: Vec<&ImportRevision> = Vec::with_capacity(given.len());
    for revision in given {
        if kept.last().is_none_or(|last| last.content_hash != revision.content_hash) {
            kept.push(revision);
        }
    }
    kept
}

/// The revisions of an item that the desk doesn't have yet: those after the
/// last one that it has. Where a history's end was rewritten at its source,
/// those after its common beginning; never none of it, for its last is what
/// stands there now.
fn new_revisions<'i>(given: &'i [ImportRevision], known: &[Revision]) -> Vec<&'i ImportRevision> {
    let head = known.last().map(|r| r.content_hash);
    let imported = known.iter().rfind(|r| r.origin == Origin::Import).map(|r| r.content_hash);
    let have = |r: &ImportRevision| {
        let hash = Some(r.content_hash);
        hash == head
            || hash == imported
            || (r.source_time.is_some()
                && known.iter().any(|k| k.source_time == r.source_time && k.content_hash == r.content_hash))
    };
    let begins = given.iter().zip(known).take_while(|(g, k)| g.content_hash == k.content_hash).count();
    let seen = given.iter().rposition(have).map_or(begins.min(given.len().saturating_sub(1)), |at| at + 1);
    without_repeats(given.get(seen..).unwrap_or_default())
}

/// Refuses a text that its source dates before the head: it came late, and
/// must not take the place of a newer one.
fn older(article: &Article, head: &Revision, fresh: &[&ImportRevision]) -> Result<()> {
    let (Some(newest), Some(now)) = (fresh.last().and_then(|r| r.source_time), head.source_time) else { return Ok(()) };
    if newest >= now {
        return Ok(());
    }
    let slug = &article.slug;
    Err(Problem::conflict(format!("this copy of {slug} is of {newest}, older than revision {} of {now}", head.number))
        .hint(format!("to bring an older text back: copydesk revision restore {slug}@NUMBER")))
}
