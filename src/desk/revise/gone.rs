//! Words that were edited or are gone: what they were, and where they are looked for again.

use std::{cell::OnceCell, collections::BTreeMap};

use super::super::{Result, facts::Head};
use crate::domain::anchor::{Again, Finder, Mapper, Spot};
use crate::domain::claim::How;
use crate::domain::ids::{ArticleId, ClaimId, RevisionNumber};
use crate::domain::part::Texts;
use crate::store::claim::{self, Anchor};
use crate::store::{Read, decision, revision};

/// Places whose words were edited or are gone, with what they were before:
/// what the claim's decisions cover, newest first, and where its words stood last.
#[derive(Debug, Default)]
pub(super) struct Gone {
    places: BTreeMap<(ClaimId, i64), Vec<Before>>,
    pub(super) texts: BTreeMap<RevisionNumber, Texts>,
}

/// A place as it was in an earlier revision.
#[derive(Debug)]
struct Before {
    revision: RevisionNumber,
    spot: Spot,
    quote: String,
    /// Its words were edited there, and nobody decided on them.
    edited: bool,
}

impl Gone {
    pub(super) fn load(
        r: &Read<'_>,
        article: ArticleId,
        anchors: &[Anchor],
        wanted: impl Fn(&Anchor) -> bool,
    ) -> Result<Self> {
        let mut gone = Self::default();
        let mut claims: Vec<ClaimId> = anchors.iter().filter(|a| wanted(a)).map(|a| a.claim).collect();
        claims.dedup();
        for claim in claims {
            for row in decision::in_force(r, claim)?.into_iter().rev() {
                for place in decision::places(r, row.id)?.into_iter().filter(|p| p.length > 0) {
                    let spot = Spot { part: place.part, start: place.start, len: place.length };
                    let before = Before { revision: row.revision, spot, quote: place.quote, edited: false };
                    gone.places.entry((claim, place.place)).or_default().push(before);
                }
            }
            let ever = claim::anchors_ever(r, article, claim)?;
            let mut stood: Vec<&Anchor> = Vec::new();
            let same = |a: &Anchor, b: &Anchor| a.place == b.place && (a.how == How::Edited) == (b.how == How::Edited);
            for anchor in ever.iter().rev().filter(|a| a.how.has_words()) {
                if !stood.iter().any(|s| same(s, anchor)) {
                    stood.push(anchor);
                }
            }
            for anchor in stood {
                let spot = Spot { part: anchor.part.clone(), start: anchor.start, len: anchor.length };
                let edited = anchor.how == How::Edited;
                let before = Before { revision: anchor.revision, spot, quote: String::new(), edited };
                gone.places.entry((claim, anchor.place)).or_default().push(before);
            }
        }
        let mut revisions: Vec<RevisionNumber> = gone.places.values().flatten().map(|b| b.revision).collect();
        revisions.sort_unstable();
        revisions.dedup();
        for number in revisions {
            gone.texts.insert(number, revision::texts(r, article, number)?);
        }
        Ok(gone)
    }

    pub(super) fn finders<'a>(&'a self, head: &'a Head) -> BTreeMap<RevisionNumber, Search<'a>> {
        let search = |texts| Search {
            finder: Finder::new(texts, &head.texts, &head.article.language),
            texts,
            head,
            mapper: OnceCell::new(),
        };
        self.texts.iter().map(|(number, texts)| (*number, search(texts))).collect()
    }

    /// The words that the newest decision covers at a place.
    pub(super) fn quote(&self, place: &Anchor) -> Option<&str> {
        let before = self.places.get(&(place.claim, place.place))?;
        before.iter().map(|b| b.quote.as_str()).find(|quote| !quote.is_empty())
    }

    /// Looks for words that were cut, as they were decided on, in what was written anew since:
    /// head is compared with what was approved, whatever way led there.
    pub(super) fn written_anew(&self, finders: &BTreeMap<RevisionNumber, Search<'_>>, place: &Anchor) -> Option<Spot> {
        let before = self.places.get(&(place.claim, place.place))?.iter().find(|b| !b.quote.is_empty())?;
        finders.get(&before.revision)?.written_anew(&before.spot)
    }

    /// Looks for words that are gone, first as they were decided on; or as they
    /// were `edited` last.
    pub(super) fn find(&self, finders: &BTreeMap<RevisionNumber, Search<'_>>, place: &Anchor, edited: bool) -> Again {
        let mut answer = Again::No;
        let places = self.places.get(&(place.claim, place.place)).into_iter().flatten();
        for before in places.filter(|before| before.edited == edited) {
            match finders.get(&before.revision).map(|f| f.finder.find(&before.spot)) {
                Some(Again::No) | None => {}
                Some(Again::Ambiguous) => answer = Again::Ambiguous,
                Some(found) => return found,
            }
        }
        answer
    }
}

/// Where words of an earlier revision are looked for in head.
pub(super) struct Search<'a> {
    finder: Finder<'a>,
    texts: &'a Texts,
    head: &'a Head,
    mapper: OnceCell<Mapper<'a>>,
}

impl Search<'_> {
    /// Where words stand that somebody wrote anew.
    pub(super) fn written_anew(&self, place: &Spot) -> Option<Spot> {
        let new = || Mapper::new(self.texts, &self.head.texts, &BTreeMap::new(), &self.head.article.language);
        self.mapper.get_or_init(new).written_anew(place)
    }
}
