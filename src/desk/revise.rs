//! New revisions: the text is kept, every claim's place is mapped onto it,
//! and every standing is judged again, in one transaction.

use serde_json::{Value, json};

mod gone;

use gone::{Gone, Search};

use super::facts::{Head, Loaded};
use super::{Problem, Result, facts};
use std::{
    collections::BTreeMap,
    thread::{Builder, Scope, ScopedJoinHandle},
};

use crate::domain::anchor::{Again, Mapped, Mapper, OldPlace, Spot};
use crate::domain::article::{Origin, Stage, stage_after_revision};
use crate::domain::canonical::content_hash;
use crate::domain::claim::{How, Progress, Standing};
use crate::domain::context::{Kept, Reading};
use crate::domain::fold;
use crate::domain::ids::{ArticleId, ClaimId, RevisionNumber, RunId};
use crate::domain::part::{Part, Texts};
use crate::domain::standing::{self, Verdict};
use crate::domain::time::Timestamp;
use crate::store::article::{self, Article};
use crate::store::claim::{self, Anchor, Brief, Claim};
use crate::store::revision::{self, Revision};
use crate::store::{Read, Tx, decision, queue};

/// Where a revision comes from.
#[derive(Debug, Clone)]
pub struct Provenance {
    /// Who wrote it, as the source says.
    pub author: String,
    /// How it came to be.
    pub origin: Origin,
    /// What was said about it.
    pub note: String,
    /// The source's own time.
    pub source_time: Option<Timestamp>,
    /// The source's time zone, in minutes east of UTC.
    pub source_offset: Option<i64>,
    /// The reader that took it in.
    pub reader: String,
    /// SHA-256 of the bytes it was read from.
    pub raw_hash: Option<[u8; 32]>,
    /// The import run that brought it.
    pub run: Option<RunId>,
}

impl Provenance {
    /// Written on the desk.
    pub fn by_hand(author: &str, origin: Origin, note: &str) -> Self {
        Self {
            author: author.to_owned(),
            origin,
            note: note.to_owned(),
            source_time: None,
            source_offset: None,
            reader: String::new(),
            raw_hash: None,
            run: None,
        }
    }
}

/// How the places of an article's claims fared, and which approvals did.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Fared {
    /// Claims whose words stand where they stood.
    pub carried: usize,
    /// Claims whose words stand elsewhere.
    pub moved: usize,
    /// Claims that need one look.
    pub touched: usize,
    /// Claims that must be checked again.
    pub stale: usize,
    /// Claims whose words are gone.
    pub cut: usize,
}

/// A claim whose standing or progress a new revision changed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Turned {
    /// The claim.
    pub claim: ClaimId,
    /// What could be relied on before.
    pub before: Standing,
    /// What can be now.
    pub after: Standing,
    /// The progress before.
    pub progress_before: Progress,
    /// The progress now.
    pub progress: Progress,
    /// Why.
    pub reason: String,
}

/// A claim that needed work before, and for which a new revision gave one more reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Still {
    /// The claim.
    pub claim: ClaimId,
    /// What it is, as before.
    pub standing: Standing,
    /// What changed in this revision.
    pub reason: String,
}

/// What came of a new revision.
#[derive(Debug)]
pub struct Revised {
    /// The article with its new head.
    pub head: Head,
    /// The stage before.
    pub stage_before: Stage,
    /// How the claims' places fared.
    pub fared: Fared,
    /// The claims whose standing or progress changed.
    pub turned: Vec<Turned>,
    /// The claims that stay touched or stale, for more reasons than before.
    pub still: Vec<Still>,
    /// The revision as it is stored, without its text.
    pub row: Revision,
}

impl Revised {
    /// What the record says of it.
    pub fn payload(&self) -> Value {
        let a = &self.head.article;
        json!({
            "revision": mark(&self.row),
            "stage": { "before": self.stage_before, "after": a.stage },
            "claims": self.fared,
            "turned": self.turned,
        })
    }
}

/// How the event that makes a revision names it, so that neither its text nor
/// its row can be changed unseen, and by which rules the claims were judged in it.
pub fn mark(row: &Revision) -> Value {
    json!({
        "number": row.number,
        "sha256": crate::store::hex(&row.content_hash),
        "row": crate::store::hex(&revision::row_hash(row)),
        "judged_by": standing::rules(),
    })
}

/// The texts of a revision, with what is told of them as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Measured<'t> {
    /// The texts.
    pub texts: &'t Texts,
    /// Their [`content_hash`].
    pub content_hash: [u8; 32],
    /// How many [`Texts::words`] they have.
    pub words: usize,
}

impl<'t> Measured<'t> {
    /// Measures texts here and now.
    pub fn of(texts: &'t Texts) -> Self {
        Self { texts, content_hash: content_hash(texts), words: texts.words() }
    }
}

/// The row of a first or later revision; written by [`revision::insert`].
pub fn row(tx: &Tx<'_>, article: ArticleId, number: RevisionNumber, from: Provenance, text: Measured<'_>) -> Revision {
    Revision {
        article,
        number,
        author: from.author,
        recorded_by: tx.actor.id,
        recorded_at: tx.now,
        source_time: from.source_time,
        source_offset: from.source_offset,
        origin: from.origin,
        note: from.note,
        content_hash: text.content_hash,
        words: i64::try_from(text.words).unwrap_or(i64::MAX),
        reader: from.reader,
        raw_hash: from.raw_hash,
        run: from.run,
        made: tx.seq(),
        headline: text.texts.get(&Part::Headline).to_owned(),
    }
}

/// The hash of the text that the article's last unrevoked approval covers, if
/// nothing ended it since.
pub fn approved_text(r: &Read<'_>, article: ArticleId) -> Result<Option<[u8; 32]>> {
    for row in decision::of_article(r, article)?.into_iter().rev() {
        if decision::revoked(r, row.id)?.is_some() {
            continue;
        }
        return Ok(if row.kind == "approve" { row.content_hash } else { None });
    }
    Ok(None)
}

/// Stores a new head revision, or answers `None` when its text is the head's
/// text already. The caller writes the event ([`Revised::payload`]).
pub fn revise(tx: &Tx<'_>, old: &Head, texts: Texts, from: Provenance) -> Result<Option<Revised>> {
    let mut article = old.article.clone();
    let hash = content_hash(&texts);
    let current = revision::by_number(tx, article.id, article.head)?;
    if current.as_ref().is_some_and(|c| c.content_hash == hash) {
        return Ok(None);
    }
    let stage_before = article.stage;
    let is_approved_text = matches!(stage_before, Stage::Approved | Stage::Submitted)
        && approved_text(tx, article.id)?.is_some_and(|approved| approved == hash);
    let Some(stage) = stage_after_revision(stage_before, is_approved_text) else {
        return Err(killed(&article));
    };
    let number = RevisionNumber(article.head.0 + 1);
    let row = row(tx, article.id, number, from, Measured { texts: &texts, content_hash: hash, words: texts.words() });
    revision::insert(tx, &row, &texts)?;
    let old_number = article.head;
    article.head = number;
    article.stage = stage;
    if is_approved_text {
        article.approved = Some(number);
    }
    article::update(tx, &article)?;
    let head = Head::of(article, texts).judged_here();
    let judged = current.map_or(Ok(false), |row| old.is_judged(tx, &row))?;
    let step = Step { old, old_number, head: &head, content_hash: hash, judged };
    let (fared, turned, still) = carry(tx, &step)?;
    Ok(Some(Revised { head, stage_before, fared, turned, still, row }))
}

/// The refusal of a new text for a killed article.
pub fn killed(article: &Article) -> Problem {
    let slug = &article.slug;
    Problem::refused(format!("{slug} was killed and takes no new text"))
        .hint(format!("a chief can bring it back: copydesk article reinstate {slug} --note \"…\""))
}

/// From one head to the next.
struct Step<'h> {
    old: &'h Head,
    old_number: RevisionNumber,
    head: &'h Head,
    /// That of the new text.
    content_hash: [u8; 32],
    /// Whether the standings stored at the old head are what this program's rules give.
    judged: bool,
}

/// From so many claims on threads are worth their making, in a text of
/// [`LONG_TEXT`] bytes.
const MANY_CLAIMS: usize = 20;

/// From so many bytes of text on.
const LONG_TEXT: usize = 8000;

/// Maps every claim's places onto the new head and judges each again.
///
/// A standing is a function of decisions, citations, the claim itself and the
/// contexts of its places. A new text changes the contexts alone: where all of
/// them are proven to be what they were ([`Kept`]), so is the standing, and
/// nothing is loaded.
fn carry(tx: &Tx<'_>, step: &Step<'_>) -> Result<(Fared, Vec<Turned>, Vec<Still>)> {
    let Step { old, old_number, head, content_hash, judged } = *step;
    let mut fared = Fared::default();
    let (mut turned, mut still) = (Vec::new(), Vec::new());
    let claims = claim::in_brief(tx, head.article.id)?;
    if claims.is_empty() {
        return Ok((fared, turned, still));
    }
    let (was, is, language) = (&old.texts, &head.texts, head.article.language.as_str());
    // What takes no database goes on beside it, where there is enough to do.
    let aside = claims.len() >= MANY_CLAIMS && is.iter().map(|(_, text)| text.len()).sum::<usize>() >= LONG_TEXT;
    let to_judge = std::thread::scope(|scope| {
        let kept = judged.then(|| Pending::of(scope, aside, || Kept::of(was, is, language)));
        let shown_alike = old.article.stage == head.article.stage;
        let all = claim::anchors_at(tx, head.article.id, old_number)?;
        let map = Mapper::new(was, is, &BTreeMap::new(), language);
        let lapsed = |a: &Anchor| !matches!(a.how, How::Placed | How::Carried | How::Moved);
        let gone = Gone::load(tx, head.article.id, &all, lapsed)?;
        let finders = gone.finders(head);
        let mut brought_back = None;
        let mut at = 0;
        let mut mapped = Vec::with_capacity(claims.len());
        for claim in &claims {
            let from = at;
            while all.get(at).is_some_and(|a| a.claim == claim.id) {
                at += 1;
            }
            let before = all.get(from..at).unwrap_or_default();
            let mut places = map_places(&map, &gone, &finders, head.article.head, claim, before);
            if places.iter().any(|a| !a.how.has_words()) && !before.iter().any(lapsed) {
                // Lost in the very step that brings back, whole, a text in which it stood.
                let had = match brought_back {
                    Some(had) => had,
                    None => *brought_back.insert(revision::had(tx, head.article.id, old_number, &content_hash)?),
                };
                let mut gone = if had { Gone::load(tx, head.article.id, before, |_| true)? } else { Gone::default() };
                gone.texts.retain(|_, texts| *texts == head.texts);
                if !gone.texts.is_empty() {
                    places = map_places(&map, &gone, &gone.finders(head), head.article.head, claim, before);
                }
            }
            for anchor in &places {
                claim::add_anchor(tx, head.article.id, anchor)?;
            }
            mapped.push((claim, before, places));
        }
        let kept = kept.map(Pending::join);
        let mut reading = None;
        let mut to_judge = Vec::new();
        for (claim, before, places) in mapped {
            let stands = kept.as_ref().is_some_and(|kept| stands_as_before(kept, before, &places));
            if stands && (shown_alike || is_idle(claim.standing)) {
                fared.stood(&places);
                continue;
            }
            if aside && !stands {
                reading.get_or_insert_with(|| Pending::of(scope, true, || Reading::of(is, language)));
            }
            to_judge.push((claim.id, places, stands));
        }
        if let Some(reading) = reading {
            head.read_as(reading.join());
        }
        Ok::<_, Problem>(to_judge)
    })?;
    // A few are read one by one, many with all of the article's.
    let few = to_judge.len() <= claims.len() / 4;
    for (claim, places, stands) in full(tx, head, to_judge, few)? {
        if stands {
            queue::keep(tx, &claim, &head.article)?;
            fared.stood(&places);
            continue;
        }
        let (after, more) = keep(tx, head, old_number, claim.clone(), places, &mut fared)?;
        still.extend(more);
        if after.standing != claim.standing || after.progress != claim.progress {
            turned.push(Turned {
                claim: claim.id,
                before: claim.standing,
                after: after.standing,
                progress_before: claim.progress,
                progress: after.progress,
                reason: after.standing_reason.clone(),
            });
        }
    }
    Ok((fared, turned, still))
}

/// What is worked out in a thread of its own, or was at once.
enum Pending<'s, T> {
    There(ScopedJoinHandle<'s, T>),
    Here(T),
}

impl<'s, T: Send + 's> Pending<'s, T> {
    fn of(scope: &'s Scope<'s, '_>, aside: bool, work: impl Fn() -> T + Copy + Send + 's) -> Self {
        // Where no thread is to be had it is worked out here.
        let there = aside.then(|| Builder::new().spawn_scoped(scope, work));
        there.and_then(Result::ok).map_or_else(|| Self::Here(work()), Self::There)
    }

    /// Waits for it. A panic in the thread goes on here.
    fn join(self) -> T {
        match self {
            Self::There(handle) => handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Self::Here(done) => done,
        }
    }
}

/// A claim, by what names it, with its places in the new head, and whether they stand as before.
type Judging<C> = (C, Vec<Anchor>, bool);

/// The claims in full, read one by one or with all of the article's.
fn full(r: &Read<'_>, head: &Head, some: Vec<Judging<ClaimId>>, one_by_one: bool) -> Result<Vec<Judging<Claim>>> {
    let mut out = Vec::with_capacity(some.len());
    if one_by_one {
        for (id, places, stands) in some {
            out.extend(claim::by_id(r, id)?.map(|claim| (claim, places, stands)));
        }
        return Ok(out);
    }
    let mut some = some.into_iter().peekable();
    for claim in claim::of_article(r, head.article.id)? {
        if let Some((_, places, stands)) = some.next_if(|(id, ..)| *id == claim.id) {
            out.push((claim, places, stands));
        }
    }
    Ok(out)
}

/// The most places of one claim: copies beyond them are not suggested.
const MOST_PLACES: i64 = 20;

/// Where a claim's places lie in the new head.
fn map_places(
    map: &Mapper<'_>,
    gone: &Gone,
    finders: &BTreeMap<RevisionNumber, Search<'_>>,
    revision: RevisionNumber,
    claim: &Brief,
    before: &[Anchor],
) -> Vec<Anchor> {
    let correction = (!claim.correction.is_empty()).then_some(claim.correction.as_str());
    let spots: Vec<Spot> =
        before.iter().map(|a| Spot { part: a.part.clone(), start: a.start, len: a.length }).collect();
    let places: Vec<OldPlace<'_>> =
        before.iter().zip(&spots).map(|(old, spot)| OldPlace { spot, covered: gone.quote(old), correction }).collect();
    let mut after: Vec<Anchor> = Vec::with_capacity(before.len());
    let mut suggested = Vec::new();
    let mut came_back = Vec::new();
    for (old, mapped) in before.iter().zip(map.map_claim(&places)) {
        let Mapped { mut spot, mut how, repeated } = mapped;
        if !old.how.has_words() {
            how = old.how;
        }
        let without = how;
        if !how.has_words() {
            match gone.find(finders, old, false) {
                Again::Restored(found) => (spot, how) = (found, How::Restored),
                Again::Ambiguous => how = How::Ambiguous,
                // Words that lapsed come back as what they were: to be looked at, not gone.
                Again::No => match gone.find(finders, old, true) {
                    Again::Restored(found) => (spot, how) = (found, How::Edited),
                    Again::Ambiguous => how = How::Ambiguous,
                    // What was cut comes back in other words.
                    Again::No if old.how == How::Cut => {
                        if let Some(found) = gone.written_anew(finders, old) {
                            (spot, how) = (found, How::Edited);
                        }
                    }
                    Again::No => {}
                },
            }
        } else if old.how == How::Edited
            && gone.quote(old).is_some_and(|covered| !fold::quote_equal(covered, map.words(&spot)))
            && let Again::Restored(whole) = gone.find(finders, old, false)
            && whole.part == spot.part
            && whole.start < spot.range().end
            && spot.start < whole.range().end
        {
            // Trimmed on the way, and whole again where they stand.
            (spot, how) = (whole, How::Restored);
        }
        suggested.extend(repeated);
        // A copy that nobody confirmed is forgotten when it goes.
        if old.confirmed || how.has_words() {
            if !without.has_words() && how.has_words() {
                came_back.push((after.len(), without));
            }
            after.push(anchor(old.claim, revision, old.place, spot, old.confirmed, how));
        }
    }
    // Words that come back are of one place: of two the one that was followed there.
    for (at, without) in came_back {
        let Some(place) = after.get(at) else { continue };
        let ends = |a: &Anchor| a.start + a.length;
        let taken = after.iter().enumerate().any(|(other, a)| {
            other != at && a.how.has_words() && a.part == place.part && a.start < ends(place) && place.start < ends(a)
        });
        if taken && let Some(place) = after.get_mut(at) {
            (place.how, place.length) = (without, 0);
        }
    }
    let mut next = after.iter().map(|a| a.place).max().unwrap_or(0);
    for spot in suggested {
        let known =
            after.iter().any(|a| a.part == spot.part && a.start < spot.range().end && spot.start < a.start + a.length);
        if !known && next < MOST_PLACES {
            next += 1;
            after.push(anchor(claim.id, revision, next, spot, false, How::Placed));
        }
    }
    after
}

fn anchor(claim: ClaimId, revision: RevisionNumber, place: i64, spot: Spot, confirmed: bool, how: How) -> Anchor {
    let length = if how.has_words() { spot.len } else { 0 };
    Anchor { claim, revision, place, part: spot.part, start: spot.start, length, confirmed, how }
}

/// Whether a claim's places are the same as before, each in the same context.
fn stands_as_before(kept: &Kept, before: &[Anchor], after: &[Anchor]) -> bool {
    before.len() == after.len()
        && before.iter().zip(after).all(|(a, b)| {
            let (was, is) = (a.start..a.start + a.length, b.start..b.start + b.length);
            a.place == b.place
                && a.confirmed == b.confirmed
                && match (a.how.has_words(), b.how.has_words()) {
                    (true, true) => a.part == b.part && kept.keeps(&a.part, &was, &is),
                    (false, false) => a.how == b.how,
                    _ => false,
                }
        })
}

/// Whether a claim needs nobody's work, at any stage.
const fn is_idle(standing: Standing) -> bool {
    matches!(standing, Standing::Approved | Standing::Cut)
}

/// What this revision, and not one before it, changed near a claim that needed
/// work already and needs the same now.
fn more(r: &Read<'_>, head: &Head, before: RevisionNumber, loaded: &Loaded, now: &Verdict) -> Result<Option<Still>> {
    if loaded.claim.standing != now.standing || !matches!(now.standing, Standing::Touched | Standing::Stale) {
        return Ok(None);
    }
    let then = head.earlier(r, before)?;
    let places = then.places(&claim::anchors_of(r, head.article.id, before, loaded.claim.id)?);
    let was = loaded.verdict_at(&places).differences;
    let new = now.differences.iter().filter(|d| !was.contains(d));
    let reason = new.map(|d| d.message.as_str()).collect::<Vec<_>>().join("; ");
    let still = Still { claim: loaded.claim.id, standing: now.standing, reason };
    Ok(Some(still).filter(|still| !still.reason.is_empty()))
}

/// Judges a claim again, whose places in the head revision are written; `from` is the revision before.
fn keep(
    tx: &Tx<'_>,
    head: &Head,
    from: RevisionNumber,
    claim: Claim,
    anchors: Vec<Anchor>,
    fared: &mut Fared,
) -> Result<(Claim, Option<Still>)> {
    let before = claim.clone();
    let loaded = Loaded::to_judge(tx, head, claim, anchors)?;
    let verdict = loaded.verdict();
    let still = more(tx, head, from, &loaded, &verdict)?;
    let (mut after, anchors) = loaded.judged(&verdict);
    if before.standing != after.standing || before.progress != after.progress {
        after.since = tx.now;
    }
    if before != after {
        claim::judge(tx, &before, &after)?;
    }
    // What needed nobody's work and needs none now is not in the queue.
    if !(is_idle(before.standing) && is_idle(after.standing)) {
        queue::keep(tx, &after, &head.article)?;
    }
    // What was stale, touched or cut before is no news, unless for one more reason.
    let news = before.standing != after.standing || still.is_some();
    let lapsed = after.progress == Progress::Returned && before.progress == Progress::Proposed;
    match after.standing {
        Standing::Stale if news => fared.stale += 1,
        Standing::Touched if news => fared.touched += 1,
        Standing::Cut if news => fared.cut += 1,
        _ if lapsed => fared.stale += 1,
        _ => fared.stood(&anchors),
    }
    Ok((after, still))
}

impl Fared {
    /// Counts a claim that fared no worse, by its places in the new head.
    fn stood(&mut self, anchors: &[Anchor]) {
        if anchors.iter().any(|a| a.how == How::Moved) {
            self.moved += 1;
        } else if anchors.iter().any(|a| a.how.has_words()) {
            self.carried += 1;
        }
    }
}

/// Judges every claim of an article again: after a change of a fact that is
/// not in the text (the language), or of the stage, which the queue shows.
pub fn rejudge(tx: &Tx<'_>, head: &Head) -> Result<Vec<Turned>> {
    let mut turned = Vec::new();
    for claim in claim::of_article(tx, head.article.id)? {
        let before = (claim.standing, claim.progress);
        let after = facts::settle(tx, head, claim)?;
        if before != (after.standing, after.progress) {
            turned.push(Turned {
                claim: after.id,
                before: before.0,
                after: after.standing,
                progress_before: before.1,
                progress: after.progress,
                reason: after.standing_reason,
            });
        }
    }
    Ok(turned)
}
