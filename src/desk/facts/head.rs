//! An article with the text of its head, and of the revisions before it: read
//! once for all its claims.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use serde_json::Value;

use super::as_fact;
use crate::desk::{Result, names};
use crate::domain::article::Origin;
use crate::domain::claim::How;
use crate::domain::context::Reading;
use crate::domain::decision::PlaceNumber;
use crate::domain::fold;
use crate::domain::four_eyes;
use crate::domain::ids::{ArticleId, ClaimId, PersonId, RevisionNumber};
use crate::domain::part::Texts;
use crate::domain::standing::{At, Correction, PlaceNow, rules};
use crate::store::article::Article;
use crate::store::claim::Anchor;
use crate::store::{Read, decision, event, person, revision};

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
pub(super) type Corrections = Rc<Vec<Correction>>;

/// The texts of a revision before the head, read for their contexts.
#[derive(Debug)]
pub struct Earlier {
    /// The texts.
    pub texts: Texts,
    /// The texts, read.
    pub reading: Reading,
}

impl Earlier {
    pub(super) fn of(texts: Texts, language: &str) -> Self {
        let reading = Reading::of(&texts, language);
        Self { texts, reading }
    }

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
    pub(in crate::desk) fn judged_here(self) -> Self {
        Self { judged: Judged::Now, ..self }
    }

    /// Whether the standings stored for its claims are what this program's
    /// rules give. `row` is its revision.
    pub(in crate::desk) fn is_judged(&self, r: &Read<'_>, row: &revision::Revision) -> Result<bool> {
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

    /// Takes the texts as they were read already.
    pub(in crate::desk) fn read_as(&self, reading: Reading) {
        // Whichever came first is the same.
        drop(self.reading.set(reading));
    }

    /// The corrections that are approved for the article's claims, read once
    /// until [`Head::forget_corrections`].
    pub(super) fn corrections(&self, r: &Read<'_>) -> Result<Corrections> {
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
            found.extend(as_fact(r, self, &row, true)?.covers.iter().filter_map(Correction::of));
        }
        let found = Rc::new(found);
        *self.corrections.borrow_mut() = Some(Rc::clone(&found));
        Ok(found)
    }

    /// To be called when a decision on a claim with a correction was made or revoked.
    pub(super) fn forget_corrections(&self) {
        *self.corrections.borrow_mut() = None;
    }

    /// A revision before the head, as somebody saw it. The last ones asked for are kept.
    pub fn earlier(&self, r: &Read<'_>, number: RevisionNumber) -> Result<Rc<Earlier>> {
        if let Some((_, earlier)) = self.earlier.borrow().iter().find(|(kept, _)| *kept == number) {
            return Ok(Rc::clone(earlier));
        }
        let texts = revision::texts(r, self.article.id, number)?;
        let earlier = Rc::new(Earlier::of(texts, &self.article.language));
        let mut kept = self.earlier.borrow_mut();
        let large = |texts: &Texts| texts.iter().map(|(_, text)| text.len()).sum::<usize>() > LARGE;
        if kept.len() >= EARLIER || large(&earlier.texts) {
            kept.clear();
        }
        kept.push((number, Rc::clone(&earlier)));
        Ok(earlier)
    }

    /// Calls `f` with every revision of the article, oldest first: whose words
    /// it brought ([`editor`]; nobody's for approved corrections), and its texts with white space folded.
    /// One that its author undid for nothing, and the one that undid it, are
    /// left out ([`revision::undone`]): what came of them is the text before.
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
            let by = if row.origin == Origin::Apply { None } else { editor(r, &row)? };
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

/// Whose edit a revision is: who recorded it, but for an import of copy that
/// names others as its authors.
pub fn editor(r: &Read<'_>, row: &revision::Revision) -> Result<Option<PersonId>> {
    if row.origin != Origin::Import {
        return Ok(Some(row.recorded_by));
    }
    let Some(importer) = person::by_id(r, row.recorded_by)? else { return Ok(None) };
    let byline = revision::byline(r, row.article, row.number)?;
    let own = four_eyes::is_importers_own(&importer.name, &importer.display, &row.author, &byline);
    Ok(own.then_some(importer.id))
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
