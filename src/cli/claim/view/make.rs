//! Claims made into views: what a list or a page of them tells is read here,
//! each article, person and text once.

use std::collections::HashMap;

use serde_json::Value;

use super::{AnchorView, CitationView, ClaimRow, ClaimView, CommentView, CoverView, DecisionView, Reason};
use crate::{
    cli::error::Result,
    desk::{
        brought,
        facts::{Heads, Loaded, sentence_at},
        names,
    },
    domain::{
        claim::{Progress, Standing},
        context::PlaceContext,
        ids::{ArticleId, PersonId, RevisionNumber},
        part::Texts,
    },
    store::{
        Fault, Read,
        article::Article,
        claim::{self, Claim},
        comment, decision, person, revision,
    },
};

/// A text, or `None` where it is empty.
fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn json(text: &str, what: impl Fn() -> String) -> Result<Value> {
    Ok(serde_json::from_str(text).map_err(|e| crate::store::Error::from(Fault::Corrupt(format!("{}: {e}", what()))))?)
}

/// Makes views, looking up each article, person and text once.
#[derive(Debug)]
pub struct Views<'r, 'd> {
    r: &'r Read<'d>,
    people: HashMap<PersonId, String>,
    articles: HashMap<ArticleId, Article>,
    texts: HashMap<(ArticleId, RevisionNumber), Texts>,
    heads: Heads,
    /// How many more claims may be traced to the revision that moved them, where
    /// their row doesn't tell it.
    traces: usize,
}

/// The most claims of one list that are traced to the revision that moved
/// them, which takes reading texts; `claim show` tells it of any.
const TRACED: usize = 100;

impl<'r, 'd> Views<'r, 'd> {
    /// For one state of the desk.
    pub fn new(r: &'r Read<'d>) -> Result<Self> {
        let people = person::all(r)?.into_iter().map(|p| (p.id, p.name)).collect();
        Ok(Self { r, people, articles: HashMap::new(), texts: HashMap::new(), heads: Heads::default(), traces: TRACED })
    }

    /// The same for lists of all the desk's claims, which read no texts.
    #[must_use]
    pub fn untraced(self) -> Self {
        Self { traces: 0, ..self }
    }

    /// A person's handle.
    pub fn person(&self, id: PersonId) -> String {
        self.people.get(&id).cloned().unwrap_or_else(|| format!("person {id}"))
    }

    fn article(&mut self, id: ArticleId) -> Result<&Article> {
        if !self.articles.contains_key(&id) {
            let found = names::article_of(self.r, id)?;
            self.articles.insert(id, found);
        }
        self.articles.get(&id).ok_or_else(|| crate::store::Error::from(Fault::Bug("no article".to_owned())).into())
    }

    fn texts(&mut self, article: ArticleId, number: RevisionNumber) -> Result<&Texts> {
        let key = (article, number);
        if !self.texts.contains_key(&key) {
            let found = revision::texts(self.r, article, number)?;
            self.texts.insert(key, found);
        }
        self.texts.get(&key).ok_or_else(|| crate::store::Error::from(Fault::Bug("no text".to_owned())).into())
    }

    fn holder(&self, claim: &Claim) -> Option<String> {
        let until = claim.lease_until?;
        claim.holder.filter(|_| until > self.r.now).map(|id| self.person(id))
    }

    /// A claim for a list; `sentence` says whether its sentence is wanted,
    /// which takes reading the article's text.
    pub fn row(&mut self, claim: &Claim, sentence: bool) -> Result<ClaimRow> {
        let sentence = if sentence { self.sentence(claim)? } else { None };
        let article = self.article(claim.article)?;
        let (slug, stage) = (article.slug.clone(), article.stage);
        let reason = self.reason(claim)?;
        let c = claim;
        Ok(ClaimRow {
            id: c.id.0,
            article: slug,
            article_id: c.article.0,
            stage,
            quote: some(&c.quote),
            statement: some(&c.statement),
            kind: c.kind,
            asks: c.asks,
            claimant: some(&c.claimant),
            priority: c.priority,
            assignee: c.assignee.map(|id| self.person(id)),
            holder: self.holder(c),
            lease_until: c.lease_until.filter(|until| c.holder.is_some() && *until > self.r.now),
            due_at: c.due_at,
            progress: c.progress,
            finding: c.finding,
            correction: some(&c.correction),
            rating: some(&c.rating),
            standing: c.standing,
            standing_reason: reason,
            hard_changes: json(&c.hard_changes, || format!("claim #{}", c.id))?,
            waiting_since: c.since,
            overdue: c.due_at.is_some_and(|due| due < self.r.now),
            sentence,
        })
    }

    /// Why a claim stands where it stands; for the first [`TRACED`] that the
    /// text moved, with the revision that did.
    fn reason(&mut self, claim: &Claim) -> Result<Option<Reason>> {
        let Some(text) = some(&claim.standing_reason) else { return Ok(None) };
        let moved = matches!(claim.standing, Standing::Touched | Standing::Stale)
            || (claim.progress == Progress::Returned && claim.finding.is_some());
        let mut brought = None;
        if moved {
            let r = self.r;
            brought = brought::turned(r, self.article(claim.article)?, claim)?;
        }
        if moved && brought.is_none() && self.traces > 0 {
            self.traces -= 1;
            let head = self.heads.of(self.r, claim.article)?;
            let loaded = Loaded::load(self.r, &head, claim.clone())?;
            brought = brought::brought(self.r, &head, &loaded, &loaded.verdict())?;
        }
        Ok(Some(Reason { text, brought }))
    }

    fn sentence(&mut self, claim: &Claim) -> Result<Option<String>> {
        let article = self.article(claim.article)?;
        let (head, language) = (article.head, article.language.clone());
        let anchors = claim::anchors_of(self.r, claim.article, head, claim.id)?;
        let Some(anchor) = anchors.iter().find(|a| a.confirmed && a.how.has_words()) else { return Ok(None) };
        let texts = self.texts(claim.article, head)?;
        Ok(sentence_at(texts, &language, &anchor.part, anchor.start..anchor.start + anchor.length))
    }

    /// A claim with all that is known of it.
    pub fn full(&mut self, claim: &Claim) -> Result<ClaimView> {
        let mut view = self.page(claim)?;
        for anchor in claim::anchors_ever(self.r, claim.article, claim.id)? {
            view.anchors.push(AnchorView::new(&anchor, self.texts(claim.article, anchor.revision)?));
        }
        Ok(view)
    }

    /// The same without its places, for which every revision's text is read.
    pub fn page(&mut self, claim: &Claim) -> Result<ClaimView> {
        let c = claim;
        let slug = self.article(c.article)?.slug.clone();
        let comments = comment::of_claim(self.r, c.id)?;
        let reason = self.reason(claim)?;
        Ok(ClaimView {
            id: c.id.0,
            article: slug,
            article_id: c.article.0,
            quote: some(&c.quote),
            statement: some(&c.statement),
            kind: c.kind,
            asks: c.asks,
            claimant: some(&c.claimant),
            said_on: some(&c.said_on),
            appearances: json(&c.appearances, || format!("claim #{}", c.id))?,
            priority: c.priority,
            assignee: c.assignee.map(|id| self.person(id)),
            holder: self.holder(c),
            due_at: c.due_at,
            progress: c.progress,
            finding: c.finding,
            correction: some(&c.correction),
            rating: some(&c.rating),
            standing: c.standing,
            standing_reason: reason,
            hard_changes: json(&c.hard_changes, || format!("claim #{}", c.id))?,
            listed: json(&c.listed, || format!("claim #{}", c.id))?,
            anchors: Vec::new(),
            citations: self.citations(c)?,
            decisions: self.decisions(c)?,
            comments: comments.into_iter().map(|c| CommentView { by: c.by, at: c.at, text: c.text }).collect(),
        })
    }

    fn citations(&self, claim: &Claim) -> Result<Vec<CitationView>> {
        let found = crate::store::source::citations_of(self.r, claim.id)?;
        Ok(found
            .into_iter()
            .map(|(c, s)| CitationView {
                id: c.id.0,
                source: s.id.0,
                kind: s.kind,
                url: some(&s.url),
                archived_url: some(&s.archived_url),
                primary: s.is_primary,
                independence: some(&s.independence),
                confidential: s.confidential,
                title: s.title,
                locator: some(&c.locator),
                quotation: some(&c.quotation),
                stance: c.stance,
                note: some(&c.note),
            })
            .collect())
    }

    fn decisions(&self, claim: &Claim) -> Result<Vec<DecisionView>> {
        let mut views = Vec::new();
        for d in decision::of_claim(self.r, claim.id)? {
            let damaged = || format!("decision {}", d.id);
            let mut covers = Vec::new();
            for place in decision::places(self.r, d.id)? {
                // A sentence that can't be read back is left out: what covers are compared by is checked elsewhere.
                let sentence = |text: &str| serde_json::from_str::<PlaceContext>(text).ok().map(|c| c.sentence.text);
                covers.push(CoverView {
                    place: place.place,
                    start: place.start,
                    end: place.start + place.length,
                    sentence: sentence(&place.context),
                    corrected: place.corrected.as_deref().and_then(sentence),
                    part: place.part,
                    quote: place.quote,
                    quote_hash: place.quote_hash,
                    context_hash: place.context_hash,
                });
            }
            views.push(DecisionView {
                id: d.id.0,
                revision: d.revision,
                actor: self.person(d.actor),
                at: d.at,
                note: some(&d.note),
                finding: d.finding,
                correction: some(&d.correction),
                rating: some(&d.rating),
                assertion: json(&d.assertion, damaged)?,
                citations: json(&d.citations, damaged)?,
                covers,
                event: d.made.0,
                revoked: decision::revoked(self.r, d.id)?.map(|seq| seq.0),
                kind: d.kind,
            });
        }
        Ok(views)
    }
}
