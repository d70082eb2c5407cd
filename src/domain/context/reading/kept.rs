//! Which contexts a new revision leaves as they were, told without cutting them.
//!
//! [`Kept::keeps`] is a proof, not a guess: where it says yes, cutting both
//! contexts would give the same. It knows what `Reading::context` reads: the
//! block of the place, the blocks beside it, the heading above, and, for words
//! that somebody speaks, the blocks in which the speaker is looked for. When
//! all of that stands unchanged and in the same order in both texts, and the
//! little that is read from further away (datelines, headings, footnotes,
//! link targets, full names, open quotation marks, what numbers are in) is the same, so is the
//! context. Wherever it can't tell cheaply it says no, which costs a cut.
//!
//! The definition stays `Reading::context`; `tests/kept.rs` holds this to it.
//! Whoever lets a context read something new teaches it here, too.

mod pairing;
mod side;
mod within;

use std::{
    collections::{BTreeMap, HashSet},
    ops::Range,
};

use super::{
    back,
    cut::{PASSED, is_passed_over, is_tabular},
    named::short_names,
    speakers::{FAR, SIGNED},
    split::is_literal,
    structure::{LED, NESTED, is_listed},
};
use crate::domain::{
    block::{Block, Kind},
    context::{label, visible::visible},
    fold,
    lexicon::{
        self, names,
        tokens::{self, Token, is_unspaced},
    },
    part::{Part, Texts},
};
use pairing::pair;
use side::{Cut, Note, Side};
use within::Changed;

/// How many blocks above a paragraph a line may stand that leads into it: past two
/// notices, and into a line that does.
const LEADS: usize = 4;

/// What two revisions have in common, as far as contexts are cut from it.
#[derive(Debug)]
pub struct Kept {
    parts: BTreeMap<Part, Common>,
}

#[derive(Debug)]
enum Common {
    /// The part is the same text.
    All,
    /// It has blocks in common.
    Some(Box<Pairs>),
}

impl Kept {
    /// Compares two revisions of an article. `language` is its BCP 47 tag.
    pub fn of(old: &Texts, new: &Texts, language: &str) -> Self {
        let mut parts = BTreeMap::new();
        for (part, text) in old.iter() {
            let after = new.get(part);
            if text == after {
                parts.insert(part.clone(), Common::All);
            } else if part.as_str().starts_with("pullquote") {
                // All of it is somebody's words: cheap to cut, and short.
            } else if let Some(pairs) = Pairs::of(part, text, after, language) {
                parts.insert(part.clone(), Common::Some(Box::new(pairs)));
            }
        }
        let kept = Self { parts };
        // Both may bear on any place.
        let same = |part| fold::spaces(old.get(part)) == fold::spaces(new.get(part));
        let dated = old.get(&Part::Dateline).contains(char::is_numeric);
        let signed = !fold::spaces(old.get(&Part::Byline)).is_empty();
        let opening = (dated && signed) || kept.has_same_opening(old, new, language);
        let opening = opening && kept.has_same_credits(old, new, language);
        if same(&Part::Byline) && same(&Part::Dateline) && opening { kept } else { Self { parts: BTreeMap::new() } }
    }

    /// Whether the body opens with the same dateline and byline, or with none, in both.
    fn has_same_opening(&self, old: &Texts, new: &Texts, language: &str) -> bool {
        match self.parts.get(&Part::Body) {
            Some(Common::All) => true,
            Some(Common::Some(pairs)) => {
                let lexicon = lexicon::of(language);
                pairs.old.opening(lexicon) == pairs.new.opening(lexicon)
            }
            None => old.get(&Part::Body).is_empty() && new.get(&Part::Body).is_empty(),
        }
    }

    /// Whether the body names the same people as those whose words it is.
    fn has_same_credits(&self, old: &Texts, new: &Texts, language: &str) -> bool {
        match self.parts.get(&Part::Body) {
            Some(Common::Some(pairs)) => {
                let lexicon = lexicon::of(language);
                pairs.old.credits(lexicon) == pairs.new.credits(lexicon)
            }
            Some(Common::All) => true,
            None => old.get(&Part::Body).is_empty() && new.get(&Part::Body).is_empty(),
        }
    }

    /// Whether the context of a place is certainly the same in both revisions:
    /// at `old` in the one, at `new` in the other, both in characters of the part.
    pub fn keeps(&self, part: &Part, old: &Range<usize>, new: &Range<usize>) -> bool {
        match self.parts.get(part) {
            Some(Common::All) => old == new,
            Some(Common::Some(pairs)) => pairs.keeps(old, new),
            None => false,
        }
    }
}

/// Words by which names are looked up, under a quick hash that is seeded anew each time.
type Names = HashSet<String, foldhash::fast::RandomState>;

/// The blocks of one part on both sides, and which of them are the same.
#[derive(Debug)]
struct Pairs {
    old: Side,
    new: Side,
    /// For each old block the new one that it is: in the same order, word for word.
    pair: Vec<Option<usize>>,
    /// By old blocks, those that were changed in part.
    within: BTreeMap<usize, Changed>,
    /// How many of the old blocks before each one changed, or are reached otherwise by a quotation.
    changed: Vec<usize>,
    /// Names that came, went or changed: before which old block, and by which words they are looked up.
    renamed: Vec<(usize, Names)>,
    language: String,
}

impl Pairs {
    fn of(part: &Part, old: &str, new: &str, language: &str) -> Option<Self> {
        let (old, new) = (Side::of(part, old)?, Side::of(part, new)?);
        let pair = pair(&old, &new);
        let mut taken = vec![false; new.blocks.len()];
        for j in pair.iter().flatten() {
            if let Some(taken) = taken.get_mut(*j) {
                *taken = true;
            }
        }
        let lexicon = lexicon::of(language);
        let (gone, come) = (
            pair.iter().enumerate().filter(|(_, j)| j.is_none()).map(|(i, _)| (&old, i)),
            taken.iter().enumerate().filter(|(_, t)| !**t).map(|(j, _)| (&new, j)),
        );
        for (side, at) in gone.chain(come) {
            let (block, note) = (side.blocks.get(at)?, side.notes.get(at)?);
            // Headings, notes, link targets and what says what numbers are in are read from anywhere.
            if note.heads
                || note.cited_by_hand
                || side.says_what_is_counted(at, language, lexicon)
                || matches!(block.kind, Kind::Heading(_) | Kind::Definition | Kind::Footnote)
            {
                return None;
            }
        }
        // A line in capitals heads what follows, or doesn't, by the line above it.
        let heads = |side: &Side, at: usize| side.notes.get(at).is_some_and(|n| n.heads);
        if pair.iter().enumerate().any(|(i, j)| j.is_some_and(|j| heads(&old, i) != heads(&new, j))) {
            return None;
        }
        let mut changed = Vec::with_capacity(pair.len() + 1);
        let mut count = 0;
        for (i, j) in pair.iter().enumerate() {
            changed.push(count);
            let before = old.notes.get(i)?.quotations.given();
            let same = j.is_some_and(|j| new.notes.get(j).is_some_and(|n| n.quotations.given() == before));
            count += usize::from(!same);
        }
        changed.push(count);
        let (within, renamed) = (BTreeMap::new(), Vec::new());
        let mut pairs = Self { old, new, pair, within, changed, renamed, language: language.to_owned() };
        pairs.look_into(language);
        Some(pairs)
    }

    /// Finds the names that came, went or changed, and paragraphs changed in part.
    fn look_into(&mut self, language: &str) {
        let lexicon = lexicon::of(language);
        let (mut i, mut j) = (0, 0);
        let all = self.pair.len();
        while i < all || j < self.new.blocks.len() {
            let end = (i..all).find(|at| self.pair.get(*at).copied().flatten().is_some()).unwrap_or(all);
            let until = self.pair.get(end).copied().flatten().unwrap_or(self.new.blocks.len());
            if i < end || j < until {
                let gone = self.old.names(i..end, language, lexicon);
                let come = self.new.names(j..until, language, lexicon);
                if gone != come {
                    let keys = gone.into_iter().chain(come).map(|(key, _)| head_run(&key));
                    self.renamed.push((end, keys.collect()));
                }
                if (i + 1, j + 1) == (end, until)
                    && let Some(changed) = Changed::of(&self.old, i, &self.new, j, language)
                {
                    self.within.insert(i, changed);
                }
            }
            (i, j) = (end + 1, until + 1);
        }
    }

    /// Whether a stretch of old blocks stands unchanged, and unbroken, in the new text.
    fn stands(&self, from: usize, to: usize) -> bool {
        let at = |i: usize| self.pair.get(i).copied().flatten();
        self.changed.get(from) == self.changed.get(to + 1)
            && at(from).zip(at(to)).is_some_and(|(a, b)| b.checked_sub(a) == to.checked_sub(from))
    }

    /// Whether the old blocks of a range are the new ones from `there` on.
    fn runs(&self, old: Range<usize>, there: usize) -> bool {
        let Some(last) = old.end.checked_sub(1).filter(|last| *last >= old.start) else { return true };
        self.stands(old.start, last) && self.pair.get(old.start).copied().flatten() == Some(there)
    }

    /// The same from the head of the text on, or up to its end.
    fn reaches(&self, from: usize, to: usize, edges: (bool, bool)) -> bool {
        let last = |at: usize| self.pair.get(at).copied().flatten() == self.new.blocks.len().checked_sub(1);
        self.stands(from, to)
            && (!edges.0 || self.pair.get(from).copied().flatten() == Some(0))
            && (!edges.1 || last(to))
    }

    fn keeps(&self, old: &Range<usize>, new: &Range<usize>) -> bool {
        self.certain(old, new).unwrap_or(false)
    }

    fn certain(&self, old: &Range<usize>, new: &Range<usize>) -> Option<bool> {
        let at = self.old.blocks.partition_point(|b| b.whole.end <= old.start);
        let block = self.old.blocks.get(at)?;
        if block.whole.start > old.start || old.end > block.whole.end || old.start >= old.end || old.len() != new.len()
        {
            return Some(false);
        }
        let Some(there) = *self.pair.get(at)? else { return self.certain_within(at, old, new) };
        let same_place = new.start.checked_sub(self.new.blocks.get(there)?.whole.start)?
            == old.start.checked_sub(block.whole.start)?;
        // A footnote reads the sentences that cite it, wherever they stand.
        let note = block.kind == Kind::Footnote;
        if !same_place || note || !self.stands(at, at) {
            return Some(false);
        }
        Some(
            (self.neighbours_stand(at, block)? || self.sentences_stand(at, block, old)?)
                && self.same_list(at)
                && self.same_voice(at, there, block, old)?
                && self.same_names(at, at, block, old)?,
        )
    }

    /// The same for a place before or behind what changed in its paragraph.
    fn certain_within(&self, at: usize, old: &Range<usize>, new: &Range<usize>) -> Option<bool> {
        let Some(changed) = self.within.get(&at) else { return Some(false) };
        let there = changed.new;
        let (block, other) = (self.old.blocks.get(at)?, self.new.blocks.get(there)?);
        let all = self.old.sentences(at, &self.language).len();
        let place = self.place(at, old)?;
        let (from_start, from_end) = (
            new.start.checked_sub(other.whole.start) == old.start.checked_sub(block.whole.start),
            other.whole.end.checked_sub(new.end) == block.whole.end.checked_sub(old.end),
        );
        // The sentences around it that are the same, and how far they reach.
        let (before, heads) = if from_start && place.own.end <= changed.head {
            (place.own.start, true)
        } else if from_end && place.own.start + changed.tail >= all {
            (place.own.start + changed.tail - all, false)
        } else {
            return Some(false);
        };
        let follows = if heads { place.own.end < changed.head } else { place.own.end < all };
        // Behind its last sentence stands another.
        if (heads && !follows) || !self.is_led_by_prose(at, there) {
            return Some(false);
        }
        let behind = follows || self.stands_behind(at, there)?;
        let stands = |sentences: usize| match sentences.saturating_sub(before) {
            0 => Some(true),
            _ if !heads => Some(false),
            wanted => self.stands_before(at, there, wanted),
        };
        let around = behind && (stands(1 + super::ANTECEDENTS)? || (stands(1)? && !self.leans(at, place.own)?));
        Some(around && self.same_voice(at, there, block, old)? && self.same_names(at, at + 1, block, old)?)
    }

    /// The sentences before and after, the blocks that lead in, and the table above.
    fn neighbours_stand(&self, at: usize, block: &Block) -> Option<bool> {
        let mut first = at;
        if block.kind == Kind::Row {
            let table = |i: &usize| {
                let kind = self.old.blocks.get(*i).map(|b| b.kind);
                kind.is_some_and(is_tabular)
            };
            first = (0..at).rev().take_while(table).last().unwrap_or(at);
        }
        let (from, begins) = self.back(first, 1 + super::ANTECEDENTS)?;
        let (to, ends) = self.onward(at)?;
        Some(self.reaches(from, to, (begins, ends)))
    }

    /// The same, by the sentences of the blocks: how many of them stand between
    /// a place and what changed.
    fn sentences_stand(&self, at: usize, block: &Block, place: &Range<usize>) -> Option<bool> {
        let note = self.old.notes.get(at)?;
        if note.heads || !matches!(block.kind, Kind::Paragraph | Kind::Item) {
            return Some(false);
        }
        let place = self.place(at, place)?;
        let there = (*self.pair.get(at)?)?;
        if !place.follows && !self.stands_behind(at, there)? {
            return Some(false);
        }
        let unled = self.is_led_by_prose(at, there);
        let stands = |sentences: usize| -> Option<bool> {
            match sentences.saturating_sub(place.own.start) {
                0 if unled => Some(true),
                wanted if unled => self.stands_before(at, there, wanted),
                wanted => {
                    // A line that leads in may stand above what is passed over.
                    let (led, far) = (self.back(at, LEADS)?, self.back_over(at, wanted)?);
                    let (from, begins) = if far.0 < led.0 { far } else { led };
                    Some(self.reaches(from, at, (begins, false)))
                }
            }
        };
        Some(stands(1 + super::ANTECEDENTS)? || (unled && stands(1)? && !self.leans(at, place.own)?))
    }

    /// Which of its block's sentences a place touches.
    fn place(&self, at: usize, place: &Range<usize>) -> Option<Place> {
        let Cut { at: seen, ends } = self.old.cut(at, &self.language)?;
        let sentence = |place: usize| ends.partition_point(|end| *end <= place);
        let first = seen.partition_point(|p| *p < place.start);
        let last = seen.partition_point(|p| *p < place.end).checked_sub(1)?;
        // Marks between two sentences may belong to either.
        let (clear, closed) = (seen.get(first) == Some(&place.start), seen.get(last) == Some(&(place.end - 1)));
        let start = sentence(first).saturating_sub(usize::from(!clear));
        Some(Place {
            own: start..sentence(last) + 1 + usize::from(!closed),
            follows: closed && sentence(last) + 1 < ends.len(),
        })
    }

    /// Whether paragraphs that lead into nothing stand right above a block on both sides, or none at all.
    fn is_led_by_prose(&self, at: usize, there: usize) -> bool {
        // Above the first block stands nothing.
        (at, there) == (0, 0) || (self.old.follows_prose(at) && self.new.follows_prose(there))
    }

    /// Whether so many sentences before a block (one at least) stand before it on both sides.
    fn stands_before(&self, at: usize, there: usize, mut wanted: usize) -> Option<bool> {
        let (mut from, mut begins) = self.back(at, 1)?;
        while !begins {
            if let Some(changed) = self.within.get(&from)
                && changed.tail >= wanted
            {
                return Some(changed.new + (at - from) == there && self.runs(from + 1..at, changed.new + 1));
            }
            wanted = wanted.saturating_sub(self.old.sentences(from, &self.language).len());
            if wanted == 0 {
                break;
            }
            (from, begins) = self.back(from, 1)?;
        }
        let Some(head) = there.checked_sub(at - from) else { return Some(false) };
        Some(self.runs(from..at, head) && (!begins || head == 0))
    }

    /// Whether the sentence behind a block's last stands behind it on both sides.
    fn stands_behind(&self, at: usize, there: usize) -> Option<bool> {
        let (to, ends) = self.onward(at)?;
        let end = there + (to - at);
        Some(match self.within.get(&to) {
            Some(changed) if to > at && !ends => {
                changed.new == end && changed.head > 0 && self.runs(at + 1..to, there + 1)
            }
            _ => self.runs(at + 1..to + 1, there + 1) && (!ends || end + 1 == self.new.blocks.len()),
        })
    }

    /// How far back so many sentences before a block stand, one block at least.
    fn back_over(&self, at: usize, mut sentences: usize) -> Option<(usize, bool)> {
        let (mut from, mut begins) = self.back(at, 1)?;
        while !begins {
            sentences = sentences.saturating_sub(self.old.sentences(from, &self.language).len());
            if sentences == 0 {
                break;
            }
            (from, begins) = self.back(from, 1)?;
        }
        Some((from, begins))
    }

    /// Whether some of a block's sentences may say nothing without more than the
    /// one before them.
    fn leans(&self, at: usize, own: Range<usize>) -> Option<bool> {
        let first = own.start;
        let lexicon = lexicon::of(&self.language);
        let (block, note) = (self.old.blocks.get(at)?, self.old.notes.get(at)?);
        if label::asks(&self.old.seen(block, note.marked_up), 'A') {
            return Some(true);
        }
        for sentence in own {
            if back::may_lean(&self.tokens(at, sentence)?, lexicon) {
                return Some(true);
            }
        }
        // Behind a bare "Yes." the question is read, which stands one further up.
        if let Some(before) = first.checked_sub(1) {
            return Some(back::is_bare_answer(&self.tokens(at, before)?));
        }
        let (above, begins) = self.back(at, 1)?;
        let last = self.old.sentences(above, &self.language).len().saturating_sub(1);
        Some(!begins && back::is_bare_answer(&self.tokens(above, last)?))
    }

    /// How far back the sentences before a block are looked for, so many of
    /// them, and whether that is the head of the text.
    fn back(&self, from: usize, mut sentences: usize) -> Option<(usize, bool)> {
        let mut at = from;
        if self.old.notes.get(at)?.heads {
            // What a heading follows is read for what leads into it.
            sentences = 1;
        }
        while sentences > 0 {
            let Some(before) = at.checked_sub(1) else { return Some((0, true)) };
            at = before;
            // What a pronoun stands for may be named above the heading.
            let (block, note) = (self.old.blocks.get(at)?, self.old.notes.get(at)?);
            if note.says && !note.heads && !note.interjected && !is_passed_over(block.kind) && !is_tabular(block.kind) {
                sentences -= 1;
            }
        }
        Some((at, false))
    }

    /// How far the sentence after a block is looked for, and whether that is the end of the text.
    fn onward(&self, from: usize) -> Option<(usize, bool)> {
        let mut at = from;
        // The line under a table may say what it counts.
        let in_table = |at: usize| {
            let kind = self.old.blocks.get(at).map(|b| b.kind);
            kind.is_some_and(is_tabular)
        };
        while in_table(at) && in_table(at + 1) {
            at += 1;
        }
        for _ in 0..=PASSED {
            at += 1;
            let Some(block) = self.old.blocks.get(at) else { return Some((at - 1, true)) };
            let note = self.old.notes.get(at)?;
            if note.heads || (note.says && !note.interjected && !is_passed_over(block.kind)) {
                break;
            }
        }
        Some((at, false))
    }

    fn is_of(&self, at: usize, kind: impl Fn(Kind) -> bool) -> bool {
        self.old.blocks.get(at).is_some_and(|b| kind(b.kind))
    }

    /// Whether the words that lead into its lists are the same.
    fn same_list(&self, at: usize) -> bool {
        let listed = |block: &Block| {
            block.kind == Kind::Paragraph
                && self.old.notes.get(at).is_some_and(|note| is_listed(&self.old.seen(block, note.marked_up)))
        };
        if self.old.blocks.get(at).is_some_and(listed)
            && !self.reaches(at.saturating_sub(PASSED), at, (at < PASSED, false))
        {
            return false;
        }
        let (mut i, mut j) = (Some(at), self.pair.get(at).copied().flatten());
        for _ in 0..=NESTED {
            i = i.and_then(|i| self.old.leading(i));
            j = j.and_then(|j| self.new.leading(j));
            match (i, j) {
                (None, None) => return true,
                (Some(a), Some(b))
                    if self.pair.get(a).copied().flatten() == Some(b)
                        && self.reaches(a.saturating_sub(LED), a, (a < LED, false))
                        // What parts two lists, and tables, are looked past.
                        && !(a.saturating_sub(LED)..a)
                            .chain(std::iter::once(a).filter(|a| self.is_of(*a, is_tabular)))
                            .any(|at| self.is_of(at, |kind| kind == Kind::Item || is_tabular(kind))) => {}
                _ => return false,
            }
        }
        true
    }

    /// Whether a speaker, or a label above, is looked for where nothing changed.
    fn same_voice(&self, at: usize, there: usize, block: &Block, place: &Range<usize>) -> Option<bool> {
        let note = self.old.notes.get(at)?;
        let above = |side: &Side, at: usize| -> Option<Range<usize>> {
            Some(side.notes.get(at)?.chapter.unwrap_or(0).max(at.saturating_sub(FAR))..at)
        };
        let (old, new) = (above(&self.old, at)?, above(&self.new, there)?);
        let labelled = self.old.has_label(&old) || self.new.has_label(&new);
        let signed =
            self.old.has_signature(&(at..at + 1 + SIGNED)) || self.new.has_signature(&(there..there + 1 + SIGNED));
        if !labelled && !signed && !self.is_spoken(block, note, place) {
            return Some(true);
        }
        // Whom "she said" means may be named above the heading.
        let (start, begins) = (at.saturating_sub(FAR), at <= FAR);
        let end = self.old.notes.len().min(at + FAR + 1);
        let below = (at + 1..end).find(|i| self.old.notes.get(*i).is_some_and(|n| n.heads));
        let (to, ends) = match below {
            Some(heading) => (heading, false),
            None => (end - 1, end == self.old.notes.len()),
        };
        Some(self.reaches(start, to, (begins, ends)))
    }

    /// Whether somebody may speak the words, by marks, a label or a signature.
    fn is_voiced(&self, at: usize, block: &Block, place: &Range<usize>) -> Option<bool> {
        let note = self.old.notes.get(at)?;
        let above = note.chapter.unwrap_or(0).max(at.saturating_sub(FAR))..at;
        let labelled = self.old.has_label(&above) || note.label;
        Some(labelled || self.old.has_signature(&(at..at + 1 + SIGNED)) || self.is_spoken(block, note, place))
    }

    /// Whether the words may stand in somebody's mouth.
    fn is_spoken(&self, block: &Block, note: &Note, place: &Range<usize>) -> bool {
        if note.dialogue || block.quotation > 0 || note.quotations.carried() > 0 {
            return true;
        }
        if note.quotations.ranges.is_empty() {
            return false;
        }
        if is_literal(block.kind) {
            return true;
        }
        let seen = visible(&self.old.source(block), &self.old.targets);
        let words = seen.at.partition_point(|p| *p < place.start)..seen.at.partition_point(|p| *p < place.end);
        note.quotations.speech(&seen.chars, &words).is_some()
    }

    /// Whether none of the block's short names is one whose longer form changed
    /// before the block `above`.
    fn same_names(&self, at: usize, above: usize, block: &Block, place: &Range<usize>) -> Option<bool> {
        let before: Vec<&Names> =
            self.renamed.iter().filter(|(until, _)| *until <= above).map(|(_, keys)| keys).collect();
        if before.iter().all(|keys| keys.is_empty()) {
            return Some(true);
        }
        // Who speaks has a full name, too, and may be named anywhere.
        if self.is_voiced(at, block, place)? {
            return Some(false);
        }
        let Some(capitals) = self.old.capitals(at) else { return Some(false) };
        let known = |name: &str| before.iter().any(|keys| keys.contains(name));
        let is_near = capitals.iter().any(|run| {
            // "Hills Anteil" is Hill's.
            let bare = run.strip_suffix('s');
            known(run) || known(&names::uninflected(run)) || bare.is_some_and(known)
        });
        let own = self.place(at, place)?.own;
        if !is_near || own.len() > 1 {
            return Some(!is_near);
        }
        let tokens = self.tokens(at, own.start)?;
        let mut keys = short_names(&tokens, lexicon::of(&self.language)).into_iter().flat_map(|short| short.keys);
        Some(!keys.any(|key| known(&head_run(&names::uninflected(&key)))))
    }

    /// The words of one sentence of an old block.
    fn tokens(&self, at: usize, sentence: usize) -> Option<Vec<Token>> {
        let (block, note) = (self.old.blocks.get(at)?, self.old.notes.get(at)?);
        let seen = self.old.seen(block, note.marked_up);
        let ends = self.old.sentences(at, &self.language);
        let start = sentence.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
        let end = ends.get(sentence).copied().unwrap_or(seen.len());
        Some(tokens::tokens(seen.get(start..end)?, lexicon::of(&self.language)))
    }
}

/// Where a place lies among its block's sentences.
struct Place {
    /// Those that it touches, or may touch.
    own: Range<usize>,
    /// Whether another follows in the block.
    follows: bool,
}

/// The letters and digits that a word begins with.
fn head_run(word: &str) -> String {
    word.chars().take_while(|c| c.is_alphanumeric() && !is_unspaced(*c)).collect()
}
