//! Where a claim's words stand in the next revision.
//!
//! A [`Mapper`] carries places from one revision to the next through the
//! differences of their parts. What it gives is identity only: which words now
//! are the ones that a claim was tied to. Whether an approval still covers them
//! is decided by [`super::standing`], by equality with what was approved, and
//! never by [`How`] a place was found.
//!
//! Two rules keep look-alikes out. A place follows the difference: words that
//! stand elsewhere by chance don't capture it. Away from there only a whole
//! sentence counts, new where it stands and the only one of its kind; when two
//! are equally likely the place is [`How::Ambiguous`] and nothing is picked.
//!
//! A place costs a binary search where nothing changed near it. Sentences are
//! split only when words are gone, and text is searched only where it is new.

mod again;
mod candidates;
mod find;
mod follow;
mod fresh;
mod text;

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

pub use again::{Again, Finder};
pub use candidates::{AROUND, Candidate, Wanted, candidates};
pub use find::{Found, MOST_PLACES, Passage, closest_passage, find_quote};

use self::{
    find::{best_window, occurrences, occurrences_in, spot},
    follow::{follow, permuted, trimmed, unmarked},
    fresh::Beginnings,
    text::{Indexed, words},
};
use super::{
    claim::How,
    context::{Sentences, hidden},
    part::{Part, Texts},
};
use crate::diff::{BlockKind, OpKind, TextDiff, diff};

/// The fewest words of a quote whose repetition elsewhere is suggested as a
/// second place: shorter ones repeat by chance.
const REPEATED_WORDS: usize = 4;

/// A stretch of a part, in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// The part.
    pub part: Part,
    /// Its first character.
    pub start: usize,
    /// Its length; zero where the words are gone.
    pub len: usize,
}

impl Spot {
    /// The range of characters, end exclusive.
    pub const fn range(&self) -> Range<usize> {
        self.start..self.start + self.len
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.part == other.part && self.start < other.range().end && other.start < self.range().end
    }
}

/// A place in the old revision.
#[derive(Debug, Clone, Copy)]
pub struct OldPlace<'a> {
    /// Where its words stand.
    pub spot: &'a Spot,
    /// The words that the last approval covers at this place, where they are
    /// not the ones that stand there now: they are recognised when they come back.
    pub covered: Option<&'a str>,
    /// The approved (or proposed) correction.
    pub correction: Option<&'a str>,
}

/// The same place in the new revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// Where its words stand; where they are gone, the point where they would
    /// stand, of length zero.
    pub spot: Spot,
    /// How it came there.
    pub how: How,
    /// Other places where the same words newly stand (or, when they were cut
    /// here, stand at all): to be suggested as places of the claim, unconfirmed.
    pub repeated: Vec<Spot>,
}

/// Carries places from one revision to the next.
#[derive(Debug)]
pub struct Mapper<'a> {
    old: &'a Texts,
    new: &'a Texts,
    language: &'a str,
    parts: BTreeMap<Part, PartMap<'a>>,
    sentences: OnceCell<Sentences>,
    new_sentences: OnceCell<Sentences>,
}

/// One part on both sides. All ranges are bytes.
#[derive(Debug)]
struct PartMap<'a> {
    old: Indexed<'a>,
    new: Indexed<'a>,
    /// What became of the old text, in its order.
    segments: Vec<Segment>,
    /// Where the new text is new, in its order.
    fresh: Vec<Range<usize>>,
    beginnings: Beginnings,
    /// Comments and the like, which no reader sees.
    hidden_old: Vec<Range<usize>>,
    hidden_new: Vec<Range<usize>>,
}

#[derive(Debug)]
struct Segment {
    old: Range<usize>,
    new: Range<usize>,
    kind: OpKind,
    moved: bool,
    /// New text in the same gap as a deleted block: perhaps its replacement.
    rival: Option<Range<usize>>,
}

/// What became of a stretch of old text.
struct Image {
    /// The stretch of the new text.
    new: Range<usize>,
    /// Whether all of it lies in blocks that moved.
    moved: bool,
    /// New text that may stand in its place, where it is gone.
    rival: Option<Range<usize>>,
}

impl<'a> PartMap<'a> {
    fn new(old: &'a str, new: &'a str, given: Option<&TextDiff>) -> Self {
        let (hidden_old, hidden_new) = (hidden(old), hidden(new));
        let (old, new) = (Indexed::new(old), Indexed::new(new));
        let mut map = Self {
            old,
            new,
            segments: Vec::new(),
            fresh: Vec::new(),
            beginnings: Beginnings::default(),
            hidden_old,
            hidden_new,
        };
        if map.old.text != map.new.text {
            match given {
                Some(given) => map.read(given),
                None => map.read(&diff(map.old.text, map.new.text)),
            }
        }
        map
    }

    fn is_same(&self) -> bool {
        self.segments.is_empty() && self.old.text == self.new.text
    }

    fn read(&mut self, diff: &TextDiff) {
        let gone = |kind| matches!(kind, BlockKind::Deleted | BlockKind::Inserted);
        for run in diff.blocks.chunk_by(|a, b| gone(a.kind) && gone(b.kind)) {
            let rival = hull(run.iter().filter(|b| b.kind == BlockKind::Inserted).flat_map(|b| &b.ops));
            for block in run {
                for ops in block.ops.chunk_by(|a, b| a.kind != OpKind::Equal && b.kind != OpKind::Equal) {
                    // A deletion beside an insertion is a replacement.
                    let beside = hull(ops.iter().filter(|op| op.kind != OpKind::Equal));
                    for op in ops {
                        if op.kind != OpKind::Equal && !op.new.bytes.is_empty() {
                            self.fresh.push(op.new.bytes.clone());
                        }
                        if op.kind == OpKind::Insert {
                            continue;
                        }
                        let deleted = op.kind == OpKind::Delete;
                        let replaced = deleted.then(|| beside.clone()).flatten();
                        self.segments.push(Segment {
                            old: op.old.bytes.clone(),
                            new: replaced.clone().unwrap_or_else(|| op.new.bytes.clone()),
                            kind: if replaced.is_some() { OpKind::Replace } else { op.kind },
                            moved: block.kind == BlockKind::Moved,
                            rival: rival.clone().filter(|_| deleted),
                        });
                    }
                }
            }
        }
        self.segments.sort_by_key(|s| (s.old.start, s.old.end));
        self.fresh.sort_by_key(|r| (r.start, r.end));
        self.fresh.dedup_by(|b, a| {
            let joined = b.start <= a.end;
            if joined {
                a.end = a.end.max(b.end);
            }
            joined
        });
        self.beginnings = Beginnings::of(self.new.text.as_bytes(), &self.fresh);
    }

    /// The segments that a stretch of the old text overlaps.
    fn touched(&self, old: &Range<usize>) -> &[Segment] {
        let first = self.segments.partition_point(|s| s.old.end <= old.start);
        let rest = self.segments.get(first..).unwrap_or_default();
        let count = rest.partition_point(|s| s.old.start < old.end);
        rest.get(..count).unwrap_or_default()
    }

    fn image(&self, old: &Range<usize>) -> Option<Image> {
        let touched = self.touched(old);
        let (first, last) = (touched.first()?, touched.last()?);
        let start = |s: &Segment| match s.kind {
            OpKind::Equal => s.new.start + old.start.saturating_sub(s.old.start),
            _ => s.new.start,
        };
        let end = |s: &Segment| match s.kind {
            OpKind::Equal => s.new.end - s.old.end.saturating_sub(old.end),
            _ => s.new.end,
        };
        let mut new = start(first)..end(last);
        if new.start > new.end {
            // Its halves changed places: the longer unchanged one stands for it.
            let length = |s: &&Segment| s.old.end.min(old.end) - s.old.start.max(old.start);
            let kept = touched.iter().filter(|s| s.kind == OpKind::Equal).max_by_key(length).unwrap_or(first);
            new = start(kept)..end(kept).max(start(kept));
        }
        let rival = touched.iter().find_map(|s| s.rival.clone());
        Some(Image { new, moved: touched.iter().all(|s| s.moved), rival })
    }

    /// The new text between what stood before and behind a stretch that moved, if both stand in order.
    fn gap(&self, old: &Range<usize>) -> Option<Range<usize>> {
        let first = self.segments.partition_point(|s| s.old.end <= old.start);
        let behind = self.segments.iter().skip(first).find(|s| s.old.start >= old.end);
        let before = first.checked_sub(1).and_then(|at| self.segments.get(at));
        let gap = before.map_or(0, |s| s.new.end)..behind.map_or(self.new.text.len(), |s| s.new.start);
        (gap.start < gap.end).then_some(gap)
    }

    /// The share of a stretch of the old text that stands unchanged, by letters and digits.
    fn kept(&self, old: &Range<usize>) -> (usize, usize) {
        let count = |bytes: Range<usize>| {
            self.old.text.get(bytes).unwrap_or_default().chars().filter(|c| c.is_alphanumeric()).count()
        };
        let kept = self
            .touched(old)
            .iter()
            .filter(|s| s.kind == OpKind::Equal)
            .map(|s| count(s.old.start.max(old.start)..s.old.end.min(old.end)))
            .sum();
        (kept, count(old.clone()))
    }

    /// Where words stand as whole words and at least in part in new text, in order, at most [`MOST_PLACES`].
    fn fresh_occurrences(&self, needle: &str) -> Vec<usize> {
        let text = self.new.text.as_bytes();
        let stands = |at: &usize| {
            text.get(*at..).is_some_and(|rest| rest.starts_with(needle.as_bytes()))
                && self.new.is_whole(*at..*at + needle.len())
        };
        if let Some(candidates) = self.beginnings.of_needle(needle.as_bytes()) {
            let mut found: Vec<usize> = candidates.into_iter().filter(stands).collect();
            found.sort_unstable();
            found.dedup();
            return found;
        }
        let mut found = BTreeSet::new();
        for fresh in &self.fresh {
            let window = fresh.start.saturating_sub(needle.len())..fresh.end + needle.len();
            found.extend(self.near(needle, &window).filter(|at| *at < fresh.end && fresh.start < at + needle.len()));
            if found.len() >= MOST_PLACES {
                break;
            }
        }
        found.into_iter().take(MOST_PLACES).collect()
    }

    /// Where words stand as whole words within a stretch of the new text.
    fn near(&self, needle: &str, window: &Range<usize>) -> impl Iterator<Item = usize> {
        let text = self.new.text;
        let within = text.floor_char_boundary(window.start)..text.ceil_char_boundary(window.end.min(text.len()));
        occurrences_in(&self.new, needle, within).into_iter().map(|bytes| bytes.start)
    }

    /// The one place where words stand that overlaps a stretch of the new text.
    fn only_at(&self, needle: &str, stretch: &Range<usize>) -> Option<Range<usize>> {
        let window = stretch.start.saturating_sub(needle.len())..stretch.end + needle.len();
        let mut hits = self.near(needle, &window).filter(|at| *at < stretch.end && stretch.start < at + needle.len());
        let only = hits.next().filter(|_| hits.next().is_none())?;
        Some(only..only + needle.len())
    }
}

/// The stretch of the new text from the first to the last of some operations; `None` when it is empty.
fn hull<'d>(ops: impl Iterator<Item = &'d crate::diff::Op>) -> Option<Range<usize>> {
    ops.map(|op| op.new.bytes.clone())
        .filter(|bytes| !bytes.is_empty())
        .reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))
}

fn is_hidden(hidden: &[Range<usize>], bytes: &Range<usize>) -> bool {
    hidden.iter().any(|h| h.start <= bytes.start && bytes.end <= h.end)
}

/// Whether a place has words in a text.
fn is_in(place: &Spot, text: &Indexed) -> bool {
    place.len > 0 && place.start.saturating_add(place.len) <= text.len
}

/// Whether a place is a mark of the layout and no words: the number of a
/// list's item, the label of a note. Only one word at the head of a line can
/// be; `sentences` are those of its text.
fn is_layout<'r>(text: &Indexed, place: &Spot, sentences: impl FnOnce() -> &'r Sentences) -> bool {
    let before = text.text.get(..text.byte(place.start)).unwrap_or_default();
    !before.rsplit('\n').next().is_some_and(has_words)
        && words(text.slice(place.range())).nth(1).is_none()
        && sentences().range(&place.part, &place.range()).is_none()
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

impl<'a> Mapper<'a> {
    /// Prepares the way from one revision's texts to the next's. `diffs` has
    /// the difference of each part, old to new; those that are missing are made
    /// here. `language` is the article's (BCP 47, or empty).
    pub fn new(old: &'a Texts, new: &'a Texts, diffs: &BTreeMap<Part, TextDiff>, language: &'a str) -> Self {
        let names: BTreeSet<&Part> = old.iter().chain(new.iter()).map(|(part, _)| part).collect();
        let parts = names
            .into_iter()
            .map(|part| (part.clone(), PartMap::new(old.get(part), new.get(part), diffs.get(part))))
            .collect();
        Self { old, new, language, parts, sentences: OnceCell::new(), new_sentences: OnceCell::new() }
    }

    /// The words at a place of the new revision.
    pub fn words(&self, spot: &Spot) -> &'a str {
        self.parts.get(&spot.part).map_or("", |part| part.new.slice(spot.range()))
    }

    /// All the places of one claim: as [`Mapper::map`] for each, without
    /// suggesting what another place of the claim already is. Where two places
    /// come to the same words, the second is cut.
    pub fn map_claim(&self, places: &[OldPlace]) -> Vec<Mapped> {
        let mut mapped: Vec<Mapped> = places.iter().map(|place| self.map(place)).collect();
        let mut taken: Vec<Spot> = Vec::new();
        for place in &mut mapped {
            if place.how.has_words() && taken.contains(&place.spot) {
                place.how = How::Cut;
                place.spot.len = 0;
            } else if place.how.has_words() {
                taken.push(place.spot.clone());
            }
        }
        for place in &mut mapped {
            place.repeated.retain(|spot| {
                let known = taken.iter().any(|t| t.overlaps(spot));
                if !known {
                    taken.push(spot.clone());
                }
                !known
            });
        }
        mapped
    }

    /// Where a place's words stand in the new revision, without white space at
    /// their ends. A place outside the old text is [`How::Lost`].
    pub fn map(&self, place: &OldPlace) -> Mapped {
        let Spot { part: name, start, len } = place.spot;
        let mapped = |spot, how| Mapped { spot, how, repeated: Vec::new() };
        let gone = |start, how| mapped(Spot { part: name.clone(), start, len: 0 }, how);
        let Some(part) = self.parts.get(name).filter(|p| is_in(place.spot, &p.old)) else {
            return gone(0, How::Lost);
        };
        if part.is_same() {
            let mut same = mapped(place.spot.clone(), How::Carried);
            self.suggest(&mut same, part.old.slice(place.spot.range()));
            return same;
        }
        let old = trimmed(part.old.text, part.old.byte(*start)..part.old.byte(start + len));
        let quote = part.old.text.get(old.clone()).unwrap_or_default();
        let Some(image) = part.image(&old) else {
            return gone(0, How::Lost);
        };
        // What moved may have been written anew where it stood.
        let gap = part.gap(&old).filter(|_| image.moved);
        let mut found = match self
            .rewritten(part, name, &old, quote, gap)
            .or_else(|| follow(part, &old, quote, &image, place))
            .or_else(|| permuted(part, &old, &image))
            .or_else(|| self.edited(part, name, &old, quote, &image))
            .or_else(|| self.rewritten(part, name, &old, quote, image.rival.clone()))
        {
            Some((new, how)) => mapped(spot(name, &part.new, new), how),
            None => match self.elsewhere(part, name, &old, quote, &image) {
                Ok(spot) => mapped(spot, How::Moved),
                Err(how) => gone(part.new.char(image.new.start), how),
            },
        };
        if found.how.has_words() {
            let there = self.parts.get(&found.spot.part);
            let read = || self.new_sentences.get_or_init(|| Sentences::of(self.new, self.language));
            if there.is_some_and(|there| is_layout(&there.new, &found.spot, read)) {
                found = gone(part.new.char(image.new.start), How::Lost);
            }
        }
        self.suggest(&mut found, quote);
        found
    }

    /// The words changed in place: the sentence or enough of the words remain.
    fn edited(
        &self,
        part: &PartMap,
        name: &Part,
        old: &Range<usize>,
        quote: &str,
        image: &Image,
    ) -> Option<(Range<usize>, How)> {
        let text = part.new.text.get(image.new.clone()).filter(|text| has_words(text))?;
        let wanted: Vec<_> = words(quote).collect();
        let there: Vec<_> = words(text).collect();
        let window = best_window(&wanted, &there);
        let shared = window.as_ref().map_or(0, |(shared, _)| *shared);
        if shared * 3 < wanted.len().max(1) {
            let sentence = self.sentence(name, part, old)?;
            let (kept, all) = part.kept(&sentence);
            if kept * 2 < all {
                return None;
            }
        }
        // A whole passage in place of a few words: keep to what resembles them.
        let narrow = window.filter(|_| there.len() > wanted.len() * 2 + 4);
        let new = match narrow {
            Some((_, bytes)) => image.new.start + bytes.start..image.new.start + bytes.end,
            None => trimmed(part.new.text, image.new.clone()),
        };
        Some((unmarked(part.new.text, part.new.widened(new), quote), How::Edited))
    }

    /// The whole paragraph was written anew, and what stands there now is nearly its sentence:
    /// then an equal copy elsewhere is another one.
    fn rewritten(
        &self,
        part: &PartMap,
        name: &Part,
        old: &Range<usize>,
        quote: &str,
        rival: Option<Range<usize>>,
    ) -> Option<(Range<usize>, How)> {
        /// The fewest words of a sentence that is told by them.
        const WORDS: usize = 4;
        let rival = rival?;
        let text = part.new.text.get(rival.clone())?;
        let sentence = self.sentence(name, part, old)?;
        let whole = part.old.text.get(sentence)?.trim();
        let wanted: Vec<_> = words(whole).collect();
        let there: Vec<_> = words(text).collect();
        if wanted.len() < WORDS || text.contains(whole) {
            return None;
        }
        let (shared, bytes) = best_window(&wanted, &there)?;
        if shared * 4 < wanted.len() * 3 {
            return None;
        }
        // The words themselves, with those at their ends that took others' places.
        let sentence = bytes;
        let wanted: Vec<_> = words(quote).collect();
        let within: Vec<_> = words(text.get(sentence.clone())?).collect();
        let (_, bytes) = best_window(&wanted, &within)?;
        let bytes = sentence.start + bytes.start..sentence.start + bytes.end;
        let stands = |word: &&text::Word| within.iter().any(|other| other.key == word.key);
        let (ahead, behind) =
            (wanted.iter().take_while(|w| !stands(w)).count(), wanted.iter().rev().take_while(|w| !stands(w)).count());
        let first = there.iter().position(|w| w.bytes.start >= bytes.start)?.saturating_sub(ahead);
        let last = there.iter().rposition(|w| w.bytes.end <= bytes.end)? + behind;
        let (first, last) = (there.get(first)?, there.get(last).or(there.last())?);
        let new = rival.start + first.bytes.start..rival.start + last.bytes.end;
        if !part.fresh.iter().any(|fresh| fresh.start < new.end && new.start < fresh.end) {
            return None;
        }
        Some((unmarked(part.new.text, part.new.widened(new), quote), How::Edited))
    }

    /// Where words that are gone stand in the new revision as somebody wrote them anew: most
    /// of them in one place.
    pub fn written_anew(&self, place: &Spot) -> Option<Spot> {
        let mapped = self.map(&OldPlace { spot: place, covered: None, correction: None });
        let part = self.parts.get(&place.part).filter(|p| is_in(place, &p.old))?;
        let wanted: Vec<_> = words(part.old.slice(place.range())).collect();
        let there: Vec<_> = words(self.words(&mapped.spot)).collect();
        let (shared, _) = best_window(&wanted, &there)?;
        (mapped.how == How::Edited && shared * 3 >= wanted.len() * 2).then_some(mapped.spot)
    }

    /// The bytes of the old sentences that a stretch touches.
    fn sentence(&self, name: &Part, part: &PartMap, old: &Range<usize>) -> Option<Range<usize>> {
        let sentences = self.sentences.get_or_init(|| Sentences::of(self.old, self.language));
        let chars = sentences.range(name, &(part.old.char(old.start)..part.old.char(old.end)))?;
        Some(part.old.byte(chars.start)..part.old.byte(chars.end))
    }

    /// The words are gone from where they stood: moved with their sentence, cut or lost.
    fn elsewhere(
        &self,
        part: &PartMap,
        name: &Part,
        old: &Range<usize>,
        quote: &str,
        image: &Image,
    ) -> Result<Spot, How> {
        let sentence = self.sentence(name, part, old).unwrap_or_else(|| old.clone());
        let sentence = sentence.start.min(old.start)..sentence.end.max(old.end);
        let text = trimmed(part.old.text, sentence);
        let whole = part.old.text.get(text.clone()).unwrap_or_default();
        let mut fresh = Vec::new();
        let mut all = 0;
        for (name, part) in &self.parts {
            for at in part.fresh_occurrences(whole) {
                if !is_hidden(&part.hidden_new, &(at..at + whole.len())) {
                    let start = at + old.start.saturating_sub(text.start);
                    fresh.push(spot(name, &part.new, start..start + quote.len()));
                }
            }
        }
        if !fresh.is_empty() {
            all = self.parts.values().map(|part| occurrences(&part.new, whole).len()).sum();
        }
        match fresh.as_slice() {
            [only] if all == 1 => return Ok(only.clone()),
            [_, ..] => return Err(How::Ambiguous),
            [] => {}
        }
        // Not cut while the words newly stand in some other sentence, nor when
        // other text on the same matter took their place.
        if self.parts.values().any(|part| !part.fresh_occurrences(quote).is_empty()) {
            return Err(How::Lost);
        }
        let replaced = part.new.text.get(image.new.clone()).is_some_and(has_words);
        // What stands in place of a whole paragraph took its place, too.
        let rival = image.rival.clone().and_then(|r| part.new.text.get(r)).is_some_and(has_words);
        Err(if replaced || rival { How::Lost } else { How::Cut })
    }

    /// Suggests the other places where the same words stand.
    fn suggest(&self, found: &mut Mapped, quote: &str) {
        let any_fresh = self.parts.values().any(|part| !part.fresh.is_empty());
        let wanted = matches!(found.how, How::Carried | How::Moved | How::Corrected | How::Restored | How::Cut);
        if !wanted || (!any_fresh && found.how != How::Cut) {
            return;
        }
        let mut is_long = None;
        for (name, part) in &self.parts {
            let starts: Vec<usize> = if found.how == How::Cut {
                occurrences(&part.new, quote).into_iter().map(|bytes| bytes.start).collect()
            } else {
                part.fresh_occurrences(quote)
            };
            for at in starts {
                if !*is_long.get_or_insert_with(|| words(quote).take(REPEATED_WORDS).count() >= REPEATED_WORDS) {
                    return;
                }
                let bytes = at..at + quote.len();
                let other = spot(name, &part.new, bytes.clone());
                if !other.overlaps(&found.spot) && !is_hidden(&part.hidden_new, &bytes) {
                    found.repeated.push(other);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
