//! A claim with all that its standing depends on: loaded from the desk,
//! judged by the domain, and kept beside the claim and in the queue.
//!
//! What is stored is always what [`crate::domain::standing::standing`] derives
//! from the facts in the same transaction; `db check` derives it again.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::{Problem, Result, names};
use crate::domain::article::Origin;
use crate::domain::claim::{How, Progress, Standing};
use crate::domain::context::{self, PlaceContext, Reading, Sentence};
use crate::domain::decision::{self as facts, Assertion, Cover, DecisionKind, PlaceNumber};
use crate::domain::fold;
use crate::domain::ids::{ArticleId, ClaimId, EventSeq, PersonId, RevisionNumber};
use crate::domain::part::{Part, Texts};
use crate::domain::standing::{At, Correction, Facts, PlaceNow, Verdict, Work, rules, standing, standing_beside};
use crate::store::article::Article;
use crate::store::claim::{self, Anchor, Claim};
use crate::store::source::{self, Citation, Source};
use crate::store::{Fault, Read, Tx, decision, event, queue, revision};

/// An article with the text of one of its revisions, read once for all its claims.
#[derive(Debug)]
pub struct Head {
    /// The article.
    pub article: Article,
    /// The revision's texts.
    pub texts: Texts,
    reading: OnceCell<Reading>,
    earlier: RefCell<Vec<(RevisionNumber, Rc<Earlier>)>>,
    past: OnceCell<Vec<Past>>,
    corrections: RefCell<Option<Corrections>>,
    judged: Judged,
}

/// Whether the standings that are stored for the claims of a head are what
/// this program's own rules give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Judged {
    /// Nobody said: they must be judged anew.
    Unknown,
    /// The event that made the revision says by which rules.
    AsRecorded,
    /// They were, in this transaction.
    Now,
}

/// The approved corrections of an article's claims.
type Corrections = Rc<Vec<Correction>>;

/// The texts of a revision before the head, read for their contexts.
#[derive(Debug)]
pub struct Earlier {
    /// The texts.
    pub texts: Texts,
    /// The texts, read.
    pub reading: Reading,
}

impl Earlier {
    /// A claim's places in it, as its standing sees them; one that lies outside the text is lost.
    pub fn places(&self, anchors: &[Anchor]) -> Vec<PlaceNow> {
        let at = |anchor: &Anchor| match anchor.how {
            How::Cut => At::Cut,
            How::Lost => At::Lost,
            How::Ambiguous => At::Ambiguous,
            _ => {
                let range = anchor.start..anchor.start + anchor.length;
                self.reading.context(&anchor.part, range).map_or(At::Lost, |context| At::Text(Box::new(context)))
            }
        };
        let place = |a: &Anchor| PlaceNow { place: PlaceNumber(a.place), confirmed: a.confirmed, at: at(a) };
        anchors.iter().map(place).collect()
    }
}

/// A revision as far as it matters who brought which words into the text.
#[derive(Debug)]
struct Past {
    number: RevisionNumber,
    /// Who recorded it by hand; nobody for an import, and nobody for approved
    /// corrections, which are the words of those who found and approved them.
    by: Option<PersonId>,
    /// Its texts, white space folded; not kept once [`KEPT`] bytes are.
    texts: Option<Texts>,
}

/// How many earlier revisions are kept, read, while an article's claims are looked at; one alone if large.
const EARLIER: usize = 16;
const LARGE: usize = 256 << 10;

/// How many bytes of an article's past are kept in memory while its claims are judged.
const KEPT: usize = 32 << 20;

impl Head {
    /// The article with its head revision.
    pub fn load(r: &Read<'_>, article: Article) -> Result<Self> {
        let texts = revision::texts(r, article.id, article.head)?;
        Ok(Self::of(article, texts).as_stored())
    }

    /// The article with these texts as its head.
    pub const fn of(article: Article, texts: Texts) -> Self {
        Self {
            article,
            texts,
            reading: OnceCell::new(),
            earlier: RefCell::new(Vec::new()),
            past: OnceCell::new(),
            corrections: RefCell::new(None),
            judged: Judged::Unknown,
        }
    }

    /// Says that it is the head as the desk has it, in the same language.
    #[must_use]
    pub fn as_stored(self) -> Self {
        Self { judged: Judged::AsRecorded, ..self }
    }

    /// Says that all its claims were judged in this transaction.
    #[must_use]
    pub(super) fn judged_here(self) -> Self {
        Self { judged: Judged::Now, ..self }
    }

    /// Whether the standings stored for its claims are what this program's
    /// rules give. `row` is its revision.
    pub(super) fn is_judged(&self, r: &Read<'_>, row: &revision::Revision) -> Result<bool> {
        Ok(match self.judged {
            Judged::Unknown => false,
            Judged::Now => true,
            Judged::AsRecorded => {
                let payload = event::by_seq(r, row.made)?.and_then(|event| event.payload);
                let payload: Value = payload.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null);
                let several = payload.get("revisions").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                let mark = payload
                    .get("revision")
                    .into_iter()
                    .chain(several)
                    .find(|mark| mark.get("number").and_then(Value::as_i64) == Some(row.number.0));
                mark.and_then(|mark| mark.get("judged_by")).and_then(Value::as_str) == Some(&rules())
            }
        })
    }

    /// The texts, read for their contexts.
    pub fn reading(&self) -> &Reading {
        self.reading.get_or_init(|| Reading::of(&self.texts, &self.article.language))
    }

    /// The corrections that are approved for the article's claims, read once
    /// until [`Head::forget_corrections`].
    fn corrections(&self, r: &Read<'_>) -> Result<Corrections> {
        if let Some(known) = &*self.corrections.borrow() {
            return Ok(Rc::clone(known));
        }
        let mut approved: BTreeMap<ClaimId, decision::Decision> = BTreeMap::new();
        for row in decision::on_corrections(r, self.article.id)? {
            let Some(claim) = row.claim else { continue };
            if decision::revoked(r, row.id)?.is_some() {
                continue;
            }
            match row.kind.as_str() {
                "approve" => drop(approved.insert(claim, row)),
                "reconfirm" if approved.contains_key(&claim) => drop(approved.insert(claim, row)),
                "reconfirm" | "answered" => {}
                _ => drop(approved.remove(&claim)),
            }
        }
        let mut found = Vec::new();
        for row in approved.into_values().filter(|row| !row.correction.is_empty()) {
            found.extend(as_fact(r, &row, true)?.covers.iter().filter_map(Correction::of));
        }
        let found = Rc::new(found);
        *self.corrections.borrow_mut() = Some(Rc::clone(&found));
        Ok(found)
    }

    /// To be called when a decision on a claim with a correction was made or revoked.
    fn forget_corrections(&self) {
        *self.corrections.borrow_mut() = None;
    }

    /// A revision before the head, as somebody saw it. The last ones asked for are kept.
    pub fn earlier(&self, r: &Read<'_>, number: RevisionNumber) -> Result<Rc<Earlier>> {
        if let Some((_, earlier)) = self.earlier.borrow().iter().find(|(kept, _)| *kept == number) {
            return Ok(Rc::clone(earlier));
        }
        let texts = revision::texts(r, self.article.id, number)?;
        let reading = Reading::of(&texts, &self.article.language);
        let earlier = Rc::new(Earlier { texts, reading });
        let mut kept = self.earlier.borrow_mut();
        let large = |texts: &Texts| texts.iter().map(|(_, text)| text.len()).sum::<usize>() > LARGE;
        if kept.len() >= EARLIER || large(&earlier.texts) {
            kept.clear();
        }
        kept.push((number, Rc::clone(&earlier)));
        Ok(earlier)
    }

    /// Calls `f` with every revision of the article, oldest first: who recorded
    /// it by hand (nobody for an import), and its texts with white space folded.
    /// One that was undone, and the one that undid it, are left out: what came
    /// of them is the text before.
    pub fn each_revision(&self, r: &Read<'_>, mut f: impl FnMut(Option<PersonId>, &Texts)) -> Result<()> {
        for past in self.past(r)? {
            match &past.texts {
                Some(texts) => f(past.by, texts),
                None => f(past.by, &folded(&revision::texts(r, self.article.id, past.number)?)),
            }
        }
        Ok(())
    }

    fn past(&self, r: &Read<'_>) -> Result<&[Past]> {
        if let Some(past) = self.past.get() {
            return Ok(past);
        }
        let mut past = Vec::new();
        let mut kept = 0;
        let undone = revision::undone(r, self.article.id)?;
        for row in revision::of_article(r, self.article.id)?.into_iter().filter(|row| !undone.contains(&row.number)) {
            let by = (!matches!(row.origin, Origin::Import | Origin::Apply)).then_some(row.recorded_by);
            let mut texts = None;
            if kept < KEPT {
                let read = folded(&revision::texts(r, row.article, row.number)?);
                kept += read.iter().map(|(_, text)| text.len()).sum::<usize>();
                texts = Some(read);
            }
            past.push(Past { number: row.number, by, texts });
        }
        Ok(self.past.get_or_init(|| past))
    }

    /// The words at an anchor; empty where they are gone.
    pub fn quote(&self, anchor: &Anchor) -> String {
        self.texts.get(&anchor.part).chars().skip(anchor.start).take(anchor.length).collect()
    }
}

fn folded(texts: &Texts) -> Texts {
    let mut folded = Texts::default();
    for (part, text) in texts.iter() {
        folded.set(part.clone(), fold::spaces(text));
    }
    folded
}

/// The heads of the articles that a command touches, each loaded once.
#[derive(Debug, Default)]
pub struct Heads(RefCell<HashMap<ArticleId, Rc<Head>>>);

impl Heads {
    /// An article with its head revision.
    pub fn of(&self, r: &Read<'_>, article: ArticleId) -> Result<Rc<Head>> {
        if let Some(head) = self.0.borrow().get(&article) {
            return Ok(Rc::clone(head));
        }
        let head = Rc::new(Head::load(r, names::article_of(r, article)?)?);
        self.0.borrow_mut().insert(article, Rc::clone(&head));
        Ok(head)
    }
}

/// A claim with all that its standing depends on.
#[derive(Debug)]
pub struct Loaded {
    /// The claim as it is stored.
    pub claim: Claim,
    /// Its places in the head revision.
    pub anchors: Vec<Anchor>,
    /// Its citations that were not taken away, with their sources.
    pub citations: Vec<(Citation, Source)>,
    /// Its unrevoked decisions as the domain sees them, oldest first.
    pub decisions: Vec<facts::Decision>,
    assertion: Assertion,
    cited: Vec<facts::Citation>,
    places: Vec<PlaceNow>,
    /// Approved corrections of the article's claims; its own is none beside it.
    beside: Corrections,
}

impl Loaded {
    /// Loads what the claim's standing depends on.
    pub fn load(r: &Read<'_>, head: &Head, claim: Claim) -> Result<Self> {
        let anchors = claim::anchors_of(r, head.article.id, head.article.head, claim.id)?;
        Self::with_anchors(r, head, claim, anchors)
    }

    /// The same, with the claim's places in the head revision given.
    pub fn with_anchors(r: &Read<'_>, head: &Head, claim: Claim, anchors: Vec<Anchor>) -> Result<Self> {
        Self::read(r, head, claim, anchors, None, false)
    }

    /// The same for its standing alone: decisions that a later check or
    /// approval set aside come without what they cover.
    pub(super) fn to_judge(r: &Read<'_>, head: &Head, claim: Claim, anchors: Vec<Anchor>) -> Result<Self> {
        Self::read(r, head, claim, anchors, None, true)
    }

    /// The same with the decisions and citations that there were before an
    /// event, for how a claim stood in an earlier revision. What the claim
    /// itself says, and what its sources do, is taken as it is now.
    pub fn before(
        r: &Read<'_>,
        head: &Head,
        claim: Claim,
        anchors: Vec<Anchor>,
        event: Option<EventSeq>,
    ) -> Result<Self> {
        Self::read(r, head, claim, anchors, event, false)
    }

    fn read(
        r: &Read<'_>,
        head: &Head,
        claim: Claim,
        anchors: Vec<Anchor>,
        event: Option<EventSeq>,
        to_judge: bool,
    ) -> Result<Self> {
        let rows = match event {
            None => decision::in_force(r, claim.id)?,
            Some(event) => {
                let mut rows = decision::of_claim(r, claim.id)?;
                rows.retain(|row| row.made < event);
                let mut stood = Vec::with_capacity(rows.len());
                for row in rows {
                    if decision::revoked(r, row.id)?.is_none_or(|ended| ended >= event) {
                        stood.push(row);
                    }
                }
                stood
            }
        };
        // A check and an approval set aside all that was decided before them.
        let last = rows.iter().rposition(|row| matches!(row.kind.as_str(), "check" | "approve")).unwrap_or(0);
        let mut decisions = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            decisions.push(as_fact(r, row, !to_judge || at >= last)?);
        }
        let citations = match event {
            None => source::citations_of(r, claim.id)?,
            Some(event) => source::citations_before(r, claim.id, event)?,
        };
        let mut places = Vec::with_capacity(anchors.len());
        for anchor in &anchors {
            // Without a decision there is nothing to compare with.
            let at = if decisions.is_empty() && anchor.how.has_words() {
                At::Text(Box::new(blank_context(&anchor.part)))
            } else {
                stands(head, anchor)?
            };
            places.push(PlaceNow { place: PlaceNumber(anchor.place), confirmed: anchor.confirmed, at });
        }
        // To judge a sentence that is what was decided on, nobody's correction is asked for.
        let needless = decisions.is_empty() || (to_judge && stand_as_decided(&decisions, &places));
        let beside = if needless { Corrections::default() } else { head.corrections(r)? };
        Ok(Self {
            beside,
            assertion: assertion(&claim),
            cited: citations.iter().map(|(c, s)| as_cited(c, s)).collect(),
            claim,
            anchors,
            citations,
            decisions,
            places,
        })
    }

    /// What the standing depends on.
    pub fn facts(&self) -> Facts<'_> {
        Facts {
            decisions: &self.decisions,
            assertion: &self.assertion,
            citations: &self.cited,
            places: &self.places,
            work: match self.claim.work {
                Some(Progress::Checking) => Some(Work::Checking),
                Some(Progress::Waiting) => Some(Work::Waiting),
                _ => None,
            },
        }
    }

    /// What may be relied on now.
    pub fn verdict(&self) -> Verdict {
        standing_beside(&self.facts(), &self.beside)
    }

    /// What could be relied on with the claim's places in another revision.
    pub fn verdict_at(&self, places: &[PlaceNow]) -> Verdict {
        standing_beside(&Facts { places, ..self.facts() }, &self.beside)
    }

    /// Whether the claim has, or had, a correction that was decided on.
    fn corrects(&self) -> bool {
        let decided = |d: &facts::Decision| d.assertion.correction.as_ref().is_some_and(|c| !c.is_empty());
        !self.claim.correction.is_empty() || self.decisions.iter().any(decided)
    }

    /// What the claim asserts now.
    pub const fn assertion(&self) -> &Assertion {
        &self.assertion
    }

    /// Takes over a change of the claim's own facts.
    pub fn restate(&mut self, claim: Claim) {
        self.assertion = assertion(&claim);
        self.claim = claim;
    }

    /// Takes the claim to assert what it did at an earlier time.
    pub fn restate_as(&mut self, then: Assertion) {
        self.assertion = then;
    }

    /// The citations as a decision keeps them.
    pub fn cited(&self) -> &[facts::Citation] {
        &self.cited
    }

    /// What a decision made now covers.
    pub fn covers(&self, head: &Head) -> Result<Vec<Cover>> {
        let places = self
            .anchors
            .iter()
            .map(|a| Ok(PlaceNow { place: PlaceNumber(a.place), confirmed: a.confirmed, at: stands(head, a)? }))
            .collect::<Result<Vec<_>>>()?;
        let correction = self.assertion.correction.clone();
        Ok(crate::domain::standing::covers_now(&Facts { places: &places, ..self.facts() }, |place| {
            let anchor = self.anchors.iter().find(|a| a.place == place.0)?;
            facts::corrected_context(
                &head.texts,
                &head.article.language,
                &anchor.part,
                anchor.start..anchor.start + anchor.length,
                correction.as_deref()?,
            )
        }))
    }
}

/// Where a place is in the head revision, with all its context.
fn stands(head: &Head, anchor: &Anchor) -> Result<At> {
    Ok(match anchor.how {
        How::Cut => At::Cut,
        How::Lost => At::Lost,
        How::Ambiguous => At::Ambiguous,
        _ => {
            let range = anchor.start..anchor.start + anchor.length;
            let context = head.reading().context(&anchor.part, range).ok_or_else(|| {
                Fault::Corrupt(format!("claim #{} lies outside the text of {}", anchor.claim, head.article.slug))
            })?;
            At::Text(Box::new(context))
        }
    })
}

/// Whether every place stands in the sentence that each decision covers there, and corrects nothing in.
fn stand_as_decided(decisions: &[facts::Decision], places: &[PlaceNow]) -> bool {
    places.iter().filter(|place| place.confirmed).all(|place| {
        let At::Text(now) = &place.at else { return true };
        decisions.iter().filter(|d| !d.covers.is_empty()).all(|d| {
            let cover = d.covers.iter().find(|c| c.place == place.place);
            cover.is_some_and(|c| c.corrected.is_none() && c.words.sentence.text == now.sentence.text)
        })
    })
}

/// Why a claim stands where it stands: the lapse of a proposal or an approval
/// before the standing's own reason.
pub fn why(verdict: &Verdict) -> Option<&str> {
    let lapsed = verdict.progress_reason.as_deref().filter(|_| verdict.progress == Progress::Returned);
    lapsed.or(verdict.reason.as_deref())
}

/// Judges the claim again and writes what comes of it, with its row in the
/// queue. Answers the claim as it now stands.
pub fn settle(tx: &Tx<'_>, head: &Head, claim: Claim) -> Result<Claim> {
    let mut loaded = Loaded::load(tx, head, claim)?;
    if !loaded.corrects() {
        return keep(tx, head, loaded);
    }
    // Whether the correction is approved decides on its neighbours' standing, too.
    head.forget_corrections();
    let id = loaded.claim.id;
    loaded = Loaded::load(tx, head, loaded.claim)?;
    let settled = keep(tx, head, loaded)?;
    for other in claim::of_article(tx, head.article.id)? {
        let judged =
            matches!(other.standing, Standing::Approved | Standing::Contradicted | Standing::Touched | Standing::Stale);
        if other.id != id && judged {
            let loaded = Loaded::load(tx, head, other)?;
            keep(tx, head, loaded)?;
        }
    }
    Ok(settled)
}

/// The same for a claim that is loaded.
pub fn keep(tx: &Tx<'_>, head: &Head, loaded: Loaded) -> Result<Claim> {
    let before = claim::by_id(tx, loaded.claim.id)?;
    let mut claim = loaded.verdict_into();
    let moved = before.as_ref().is_none_or(|b| b.standing != claim.standing || b.progress != claim.progress);
    if moved {
        claim.since = tx.now;
    }
    if before.as_ref() != Some(&claim) {
        claim::update(tx, &claim)?;
    }
    queue::keep(tx, &claim, &head.article)?;
    Ok(claim)
}

impl Loaded {
    /// The claim with its derived fields as the facts give them.
    pub fn verdict_into(self) -> Claim {
        let verdict = self.verdict();
        self.judged(&verdict).0
    }

    /// The claim with its derived fields as a verdict has them, and its places.
    pub(super) fn judged(self, verdict: &Verdict) -> (Claim, Vec<Anchor>) {
        let mut claim = self.claim;
        derive(&mut claim, verdict);
        (claim, self.anchors)
    }
}

/// Puts what was derived into a claim's fields.
fn derive(claim: &mut Claim, verdict: &Verdict) {
    claim.standing = verdict.standing;
    claim.progress = verdict.progress;
    why(verdict).unwrap_or_default().clone_into(&mut claim.standing_reason);
    if verdict.standing == Standing::Contradicted && verdict.answered {
        claim.standing_reason.push_str(queue::ANSWERED);
    }
    claim.hard_changes = json!(verdict.hard).to_string();
    claim.listed = json!(verdict.listed).to_string();
}

/// The derived fields of a claim that has just been tied to words, or that
/// waits without any, and on which nothing was decided.
pub fn derive_fresh(claim: &mut Claim, part: Option<&Part>) {
    let assertion = assertion(claim);
    let places: Vec<PlaceNow> = part
        .map(|part| PlaceNow { place: PlaceNumber(1), confirmed: true, at: At::Text(Box::new(blank_context(part))) })
        .into_iter()
        .collect();
    let verdict =
        standing(&Facts { decisions: &[], assertion: &assertion, citations: &[], places: &places, work: None });
    derive(claim, &verdict);
}

/// What a claim asserts and what was found.
pub fn assertion(claim: &Claim) -> Assertion {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Assertion {
        statement: some(&claim.statement),
        kind: claim.kind,
        asks: claim.asks,
        claimant: some(&claim.claimant),
        finding: claim.finding,
        correction: some(&claim.correction),
        rating: some(&claim.rating),
    }
}

/// A citation as a decision keeps it.
pub fn as_cited(citation: &Citation, source: &Source) -> facts::Citation {
    facts::Citation {
        source: source.id,
        stance: citation.stance,
        locator: citation.locator.clone(),
        quotation: citation.quotation.clone(),
        kind: source.kind,
        title: source.title.clone(),
        url: source.url.clone(),
        primary: source.is_primary,
        group: source.independence.clone(),
        sha256: source.file_hash.map_or_else(String::new, |hash| crate::store::hex(&hash)),
    }
}

fn damaged(row: &decision::Decision, what: impl std::fmt::Display) -> Problem {
    Fault::Corrupt(format!("decision {}: {what}", row.id)).into()
}

/// A stored decision as the domain sees it.
fn as_fact(r: &Read<'_>, row: &decision::Decision, with_covers: bool) -> Result<facts::Decision> {
    let kind: DecisionKind = row.kind.parse().map_err(|e| damaged(row, e))?;
    let mut covers = Vec::new();
    let places = if with_covers { decision::places(r, row.id)? } else { Vec::new() };
    for place in places {
        let read = |text: &str| serde_json::from_str::<PlaceContext>(text).map_err(|e| damaged(row, e));
        let mut cover = Cover {
            place: PlaceNumber(place.place),
            words: read(&place.context)?,
            corrected: place.corrected.as_deref().map(read).transpose()?,
        };
        if cover.words.rules != context::RULES {
            recut(r, row, &place, &mut cover)?;
        }
        covers.push(cover);
    }
    Ok(facts::Decision {
        id: row.id,
        kind,
        actor: row.actor,
        assertion: serde_json::from_str(&row.assertion).map_err(|e| damaged(row, e))?,
        citations: serde_json::from_str(&row.citations).map_err(|e| damaged(row, e))?,
        covers,
        note: (!row.note.is_empty()).then(|| row.note.clone()),
    })
}

/// Cuts the context of a place anew from the revision that was decided on,
/// which never changes, when an upgrade changed the rules of cutting: only
/// contexts that were cut alike can be compared. What can't be cut stays as it
/// was kept, and then differs: that asks for a new look.
fn recut(r: &Read<'_>, row: &decision::Decision, place: &decision::Covered, cover: &mut Cover) -> Result<()> {
    let texts = revision::texts(r, row.article, row.revision)?;
    let language = cover.words.language.clone();
    let range = place.start..place.start + place.length;
    let found = Reading::of(&texts, &language).context(&place.part, range.clone());
    if let Some(anew) = found.filter(|anew| anew.quote == cover.words.quote) {
        cover.words = anew;
        if let Some(corrected) = &mut cover.corrected
            && let Some(anew) = facts::corrected_context(&texts, &language, &place.part, range, &corrected.quote)
        {
            *corrected = anew;
        }
    }
    Ok(())
}

/// A context that says nothing, for a place that nothing is compared with.
fn blank_context(part: &Part) -> PlaceContext {
    PlaceContext {
        rules: context::RULES,
        part: part.clone(),
        language: String::new(),
        quote: String::new(),
        sentence: Sentence { text: String::new(), source: String::new(), quote: (0, 0), links: Vec::new() },
        inside: Vec::new(),
        speaker: None,
        attribution: Vec::new(),
        label: None,
        structure: context::Structure::default(),
        headings: Vec::new(),
        outline: Vec::new(),
        reference: None,
        full_names: Vec::new(),
        before: String::new(),
        after: String::new(),
        dateline: None,
        byline: None,
    }
}

/// The sentences that a stretch of a part touches, as they stand there. Reads
/// only the paragraphs around it, so that a list may ask for many.
pub fn sentence_at(texts: &Texts, language: &str, part: &Part, chars: Range<usize>) -> Option<String> {
    let text = texts.get(part);
    let byte = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
    let (start, end) = (byte(chars.start), byte(chars.end));
    let from = text.get(..start)?.rfind("\n\n").map_or(0, |at| at + 2);
    let to = text.get(end..)?.find("\n\n").map_or(text.len(), |at| end + at);
    let around = text.get(from..to)?;
    let before = text.get(from..start)?.chars().count();
    let reading = Reading::of(&Texts::default().with(part.clone(), around), language);
    let sentence = reading.sentence_range(part, before..before + chars.len())?;
    Some(fold::spaces(&around.chars().skip(sentence.start).take(sentence.len()).collect::<String>()))
}

/// A claim's own facts as the record keeps them.
pub fn record_of(claim: &Claim) -> Value {
    let word = |text: &str| if text.is_empty() { Value::Null } else { Value::from(text) };
    json!({
        "quote": word(&claim.quote),
        "statement": word(&claim.statement),
        "kind": claim.kind,
        "asks": claim.asks,
        "claimant": word(&claim.claimant),
        "said_on": word(&claim.said_on),
        "appearances": serde_json::from_str::<Value>(&claim.appearances).unwrap_or_default(),
        "priority": claim.priority,
        "assignee": claim.assignee,
        "holder": claim.holder,
        "lease_until": claim.lease_until,
        "due_at": claim.due_at,
        "work": claim.work,
        "progress": claim.progress,
        "finding": claim.finding,
        "correction": word(&claim.correction),
        "rating": word(&claim.rating),
        "standing": claim.standing,
        "standing_reason": word(&claim.standing_reason),
    })
}

/// Only what differs between two records: `{"before": {…}, "after": {…}}`.
pub fn change(before: &Value, after: &Value) -> Map<String, Value> {
    let mut was = Map::new();
    let mut is = Map::new();
    let empty = Map::new();
    let (b, a) = (before.as_object().unwrap_or(&empty), after.as_object().unwrap_or(&empty));
    for (key, value) in a {
        let old = b.get(key).unwrap_or(&Value::Null);
        if old != value {
            was.insert(key.clone(), old.clone());
            is.insert(key.clone(), value.clone());
        }
    }
    Map::from_iter([("before".to_owned(), Value::Object(was)), ("after".to_owned(), Value::Object(is))])
}
