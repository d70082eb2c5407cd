//! A claim with all that its standing depends on: loaded from the desk,
//! judged by the domain, and kept beside the claim and in the queue.
//!
//! What is stored is always what [`crate::domain::standing::standing`] derives
//! from the facts in the same transaction; `db check` derives it again.

use std::ops::Range;
use std::rc::Rc;

use serde_json::{Map, Value, json};

mod head;

pub use head::{Earlier, Head, Heads, editor};

use super::{Problem, Result};
use crate::domain::claim::{How, Progress, Standing};
use crate::domain::context::{self, PlaceContext, Reading, Sentence};
use crate::domain::decision::{self as facts, Assertion, Cover, DecisionKind, PlaceNumber};
use crate::domain::fold;
use crate::domain::ids::EventSeq;
use crate::domain::part::{Part, Texts};
use crate::domain::standing::{At, Facts, PlaceNow, Verdict, Work, standing, standing_beside};
use crate::store::claim::{self, Anchor, Claim};
use crate::store::source::{self, Citation, Source};
use crate::store::{Fault, Read, Tx, decision, queue, revision};
use head::Corrections;

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
            decisions.push(as_fact(r, head, row, !to_judge || at >= last)?);
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
fn as_fact(r: &Read<'_>, head: &Head, row: &decision::Decision, with_covers: bool) -> Result<facts::Decision> {
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
            recut(r, head, row, &place, &mut cover)?;
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
fn recut(
    r: &Read<'_>,
    head: &Head,
    row: &decision::Decision,
    place: &decision::Covered,
    cover: &mut Cover,
) -> Result<()> {
    let language = cover.words.language.clone();
    let range = place.start..place.start + place.length;
    // Read once for all that was decided on the same revision, unless the language is another since.
    let earlier = if language == head.article.language {
        head.earlier(r, row.revision)?
    } else {
        Rc::new(Earlier::of(revision::texts(r, row.article, row.revision)?, &language))
    };
    let found = earlier.reading.context(&place.part, range.clone());
    if let Some(anew) = found.filter(|anew| anew.quote == cover.words.quote) {
        cover.words = anew;
        if let Some(corrected) = &mut cover.corrected
            && let Some(anew) =
                facts::corrected_context(&earlier.texts, &language, &place.part, range, &corrected.quote)
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
        counted: Vec::new(),
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
