//! Which contexts a new revision leaves as they were, told without cutting them.
//!
//! [`Kept::keeps`] is a proof, not a guess: where it says yes, cutting both
//! contexts would give the same. It knows what `Reading::context` reads: the
//! block of the place, the blocks beside it, the heading above, and, for words
//! that somebody speaks, the blocks in which the speaker is looked for. When
//! all of that stands unchanged and in the same order in both texts, and the
//! little that is read from further away (datelines, headings, footnotes,
//! link targets, full names, open quotation marks) is the same, so is the
//! context. Wherever it can't tell cheaply it says no, which costs a cut.
//!
//! The definition stays `Reading::context`; `tests/kept.rs` holds this to it.
//! Whoever lets a context read something new teaches it here, too.

use std::{
    borrow::Cow,
    cell::OnceCell,
    collections::{BTreeMap, HashMap, HashSet},
    ops::Range,
};

use super::{
    back,
    cut::{PASSED, is_passed_over, is_tabular, marked_note},
    dates, definitions, full_names, goes_on, heading_level, part_run_together,
    speakers::{FAR, SIGNED},
    structure::{LED, NESTED, is_aside, is_listed},
};
use crate::domain::{
    block::{self, Block, Kind},
    context::{
        quotes::{self, Quotations, Way},
        speaker,
        visible::{Source, Visible, visible},
    },
    fold,
    lexicon::{
        self, Lexicon, names,
        tokens::{self, is_unspaced},
    },
    part::{Part, Texts},
    sentence,
};

/// A block of more characters is not looked into.
const LONG: usize = 4000;

/// How many blocks above a paragraph a line may stand that leads into it: past two notices.
const LEADS: usize = 3;

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

/// The blocks of one part on both sides, and which of them are the same.
#[derive(Debug)]
struct Pairs {
    old: Side,
    new: Side,
    /// For each old block the new one that it is: in the same order, word for word.
    pair: Vec<Option<usize>>,
    /// How many of the old blocks before each one changed, or are reached otherwise by a quotation.
    changed: Vec<usize>,
    /// Names that came, went or changed: before which old block, and by which words they are looked up.
    renamed: Vec<(usize, HashSet<String>)>,
    language: String,
}

/// One side.
#[derive(Debug)]
struct Side {
    chars: Vec<char>,
    blocks: Vec<Block>,
    notes: Vec<Note>,
    targets: HashMap<String, String>,
    /// How many blocks before each one may begin with a label.
    labels: Vec<usize>,
    /// How many blocks before each one may sign a letter.
    signs: Vec<usize>,
    /// The sentences of each block, cut when they are asked for.
    cuts: Vec<OnceCell<Cut>>,
}

/// A block's visible characters: where each stands in the text, and how many
/// there are up to the end of each sentence.
#[derive(Debug, Default)]
struct Cut {
    at: Vec<usize>,
    ends: Vec<usize>,
}

/// What is known of a block.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that is known")]
struct Note {
    /// Whether a reader may see other characters than are written.
    marked_up: bool,
    /// Whether a reader finds any word in it.
    says: bool,
    /// Whether there is a colon in it.
    colon: bool,
    /// Whether it heads what follows.
    heads: bool,
    /// The heading above, itself if it is one, lines in bold and in capitals left out; `None` above the first.
    chapter: Option<usize>,
    /// Whether it may begin with a speaker's label.
    label: bool,
    /// Whether it may sign a letter.
    signs: bool,
    /// Whether it may be a note that a mark of its own cites.
    cited_by_hand: bool,
    dialogue: bool,
    quotations: Quotations,
}

impl Side {
    /// Reads a part; `None` where tags, comments or templates may reach over blocks.
    fn of(part: &Part, text: &str) -> Option<Self> {
        if text.contains('<') || text.contains('{') {
            return None;
        }
        let chars: Vec<char> = text.chars().collect();
        let marked = !matches!(part, Part::Headline | Part::Byline | Part::Dateline);
        let blocks = if marked { block::parse(&chars) } else { block::plain(&chars) };
        if blocks.iter().any(|b| b.whole.len() > LONG) {
            return None;
        }
        let targets = definitions(&chars, &blocks);
        let cuts = blocks.iter().map(|_| OnceCell::new()).collect();
        let (notes, labels, signs) = (Vec::new(), Vec::new(), Vec::new());
        let mut side = Self { chars, blocks, notes, targets, labels, signs, cuts };
        let cites = |pair: &[char]| matches!(pair, [before, '*'] if !before.is_whitespace());
        let mut passed = Passed { cites_star: side.chars.windows(2).any(cites), ..Passed::default() };
        let (mut labels, mut signs) = (0, 0);
        for at in 0..side.blocks.len() {
            let note = side.note(at, &mut passed)?;
            side.labels.push(labels);
            side.signs.push(signs);
            labels += usize::from(note.label);
            signs += usize::from(note.signs);
            side.notes.push(note);
        }
        side.labels.push(labels);
        side.signs.push(signs);
        side.carry();
        Some(side)
    }

    /// The source of a block, as contexts are cut from it.
    fn source(&self, block: &Block) -> Source {
        match (block.kind, block.lines.first()) {
            (Kind::Row | Kind::TableHeader, Some(line)) => Source::row(&self.chars, line),
            _ => Source::of(&self.chars, &block.lines),
        }
    }

    /// The characters of a block that a reader sees.
    fn seen<'a>(&'a self, block: &Block, marked_up: bool) -> Cow<'a, [char]> {
        let rows = matches!(block.kind, Kind::Row | Kind::TableHeader);
        match block.lines.as_slice() {
            [line] if !marked_up && !rows => Cow::Borrowed(self.chars.get(line.clone()).unwrap_or_default()),
            _ if is_literal(block.kind) || !marked_up => Cow::Owned(self.source(block).chars),
            _ => Cow::Owned(visible(&self.source(block), &self.targets).chars),
        }
    }

    fn note(&self, at: usize, passed: &mut Passed) -> Option<Note> {
        let Passed { chapter, led, cites_star } = passed;
        let block = self.blocks.get(at)?;
        let mut raw = Raw::default();
        for line in &block.lines {
            raw.read(self.chars.get(line.clone()).unwrap_or_default());
        }
        let seen = self.seen(block, raw.marked_up);
        let says = if raw.marked_up { seen.iter().any(|c| c.is_alphanumeric()) } else { raw.says };
        let quotations = if raw.quotes || raw.marked_up { Quotations::of(&seen) } else { Quotations::default() };
        // What heads what follows is a heading, or one short line.
        let short = block.lines.len() == 1 && (raw.marked_up || seen.len() <= super::SHOUTED);
        let first_line = self.chars.get(block.lines.first()?.clone())?;
        let heading = matches!(block.kind, Kind::Heading(_));
        let heads = (heading || (short && block.kind == Kind::Paragraph && !*led))
            && heading_level(block, first_line, &seen).is_some();
        if *led || raw.colon || raw.marked_up {
            *led = goes_on(*led, block, first_line, &seen);
        }
        if heads && heading {
            *chapter = Some(at);
        }
        let first = seen.iter().find(|c| !c.is_whitespace());
        let dashed = block.kind == Kind::Paragraph && first.is_some_and(|c| matches!(c, '-' | '—' | '–' | '―'));
        Some(Note {
            marked_up: raw.marked_up,
            says,
            colon: raw.colon,
            heads,
            chapter: *chapter,
            label: ((raw.colon || raw.marked_up) && (block.lines.len() > 1 || may_be_labelled(&seen)))
                || speaker::asks(&seen, 'Q')
                || speaker::asks(&seen, 'A'),
            signs: dashed,
            cited_by_hand: (block.kind == Kind::Paragraph && marked_note(&seen).is_some())
                || (block.kind == Kind::Item && *cites_star && self.chars.get(block.whole.start) == Some(&'*')),
            dialogue: block.kind == Kind::Paragraph && quotes::is_dialogue(&seen),
            quotations,
        })
    }

    /// Carries quotations over the blocks as a reading does.
    fn carry(&mut self) {
        if self.notes.iter().all(|n| n.quotations.is_closed()) {
            return;
        }
        let ways: Vec<Way> = self
            .blocks
            .iter()
            .zip(&self.notes)
            .map(|(b, n)| match b.kind {
                _ if n.heads => Way::Ends,
                kind if !n.says || is_passed_over(kind) => Way::Passes,
                Kind::Paragraph | Kind::Item => Way::Runs,
                _ => Way::Ends,
            })
            .collect();
        let mut all: Vec<Quotations> = self.notes.iter_mut().map(|n| std::mem::take(&mut n.quotations)).collect();
        quotes::carry(&mut all, &ways);
        for (note, quotations) in self.notes.iter_mut().zip(all) {
            note.quotations = quotations;
        }
    }

    /// The dateline and the byline in the first paragraphs.
    fn opening(&self, lexicon: &Lexicon) -> (Option<String>, Option<String>) {
        let paragraphs = || {
            let blocks = self.blocks.iter().zip(&self.notes).filter(|(b, _)| b.kind == Kind::Paragraph);
            blocks.map(|(b, note)| self.seen(b, note.marked_up))
        };
        (dates::opening_dateline(paragraphs(), lexicon), dates::opening_byline(paragraphs(), lexicon))
    }

    /// Whether a block in a range may begin with a label.
    fn has_label(&self, blocks: &Range<usize>) -> bool {
        self.labels.get(blocks.start) != self.labels.get(blocks.end)
    }

    /// Whether a block in a range may sign a letter.
    fn has_signature(&self, blocks: &Range<usize>) -> bool {
        let count = |at: usize| self.signs.get(at.min(self.signs.len().saturating_sub(1)));
        count(blocks.start) != count(blocks.end)
    }

    /// Whether the block right above another is a paragraph that leads into nothing.
    fn follows_prose(&self, at: usize) -> bool {
        let above = at.checked_sub(1).and_then(|above| Some((self.blocks.get(above)?, self.notes.get(above)?)));
        above.is_some_and(|(block, note)| {
            block.kind == Kind::Paragraph && note.says && !note.heads && !note.colon && {
                let lines = || block.lines.iter().map(|line| self.chars.get(line.clone()).unwrap_or_default());
                let source: Cow<'_, [char]> = match block.lines.as_slice() {
                    [_] => Cow::Borrowed(lines().next().unwrap_or_default()),
                    _ => lines().flatten().copied().collect(),
                };
                !is_aside(&source) && !is_listed(&self.seen(block, note.marked_up))
            }
        })
    }

    /// The block that leads into the list of another.
    fn leading(&self, at: usize) -> Option<usize> {
        let last = self.blocks.get(at)?.lead?;
        (0..=last).rev().take(PASSED).find(|at| {
            self.notes.get(*at).is_some_and(|n| n.says) && self.blocks.get(*at).is_some_and(|b| !is_passed_over(b.kind))
        })
    }

    /// Where the sentences of a block end, among the characters that a reader sees.
    fn sentences(&self, at: usize, language: &str) -> &[usize] {
        self.cut(at, language).map_or(&[], |cut| &cut.ends)
    }

    fn cut(&self, at: usize, language: &str) -> Option<&Cut> {
        let block = self.blocks.get(at)?;
        Some(self.cuts.get(at)?.get_or_init(|| self.cut_anew(block, language)))
    }

    fn cut_anew(&self, block: &Block, language: &str) -> Cut {
        let source = self.source(block);
        let seen = if is_literal(block.kind) {
            Visible { chars: source.chars.clone(), at: source.at.clone(), ..Visible::default() }
        } else {
            visible(&source, &self.targets)
        };
        let text: String = seen.chars.iter().collect();
        if super::is_one_sentence(block.kind) || text.is_empty() {
            return Cut { ends: vec![seen.chars.len()], at: seen.at };
        }
        let pieces = sentence::split(&text, language);
        let pieces = part_run_together(pieces, &text, (&seen.chars, &seen.at), (&source.chars, &source.at));
        let mut end = 0;
        let ends = pieces.into_iter().map(|piece| {
            end += text.get(piece).unwrap_or_default().chars().count();
            end
        });
        Cut { ends: ends.collect(), at: seen.at }
    }

    /// The names of two words and more in some blocks, as full names are looked up.
    fn names(&self, blocks: Range<usize>, language: &str, lexicon: &Lexicon) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for at in blocks {
            let (Some(block), Some(note)) = (self.blocks.get(at), self.notes.get(at)) else { continue };
            let seen = self.seen(block, note.marked_up);
            let mut from = 0;
            for &to in self.sentences(at, language) {
                let tokens = tokens::tokens(seen.get(from..to).unwrap_or_default(), lexicon);
                found.extend(full_names(&tokens));
                from = to;
            }
        }
        found
    }
}

/// What the blocks before one say about it.
#[derive(Default)]
struct Passed {
    /// The last heading proper.
    chapter: Option<usize>,
    /// Whether a line with a colon leads into it.
    led: bool,
    /// Whether a `*` behind a word anywhere may cite what an item of that mark says.
    cites_star: bool,
}

/// Whether what is written in such a block is what a reader sees.
const fn is_literal(kind: Kind) -> bool {
    matches!(kind, Kind::Code | Kind::Definition | Kind::TableRule | Kind::Rule)
}

/// What one look at the characters of a block tells.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that was seen")]
struct Raw {
    marked_up: bool,
    says: bool,
    quotes: bool,
    colon: bool,
}

impl Raw {
    fn read(&mut self, chars: &[char]) {
        for (i, &c) in chars.iter().enumerate() {
            match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' => self.says = true,
                ' ' | '.' | ',' => {}
                '\\' | '`' | '*' | '_' | '[' | ']' | '&' | '<' | '{' | '\u{200d}' => self.marked_up = true,
                ':' | '：' => self.colon = true,
                '「' | '」' | '『' | '』' => self.quotes = true,
                _ if fold::is_double_quote(c) => self.quotes = true,
                _ if fold::is_single_quote(c) => {
                    let beside =
                        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric());
                    self.quotes |= !(beside(i.checked_sub(1)) && beside(i.checked_add(1)));
                }
                _ => self.says |= c.is_alphanumeric(),
            }
        }
    }
}

/// Whether a block may begin with a label (see `speaker::label`): a colon
/// behind at most five words, none of them in small letters.
fn may_be_labelled(seen: &[char]) -> bool {
    let Some(colon) = seen.iter().position(|c| matches!(c, ':' | '：')) else { return false };
    let head = seen.get(..colon).unwrap_or_default();
    // A role or a remark may stand behind the name.
    let head = head.split(|c| matches!(c, ',' | '(' | '[' | '（')).next().unwrap_or_default();
    let words = || head.split(|c| c.is_whitespace()).filter(|word| !word.is_empty());
    let small = |word: &[char]| {
        // An address may stand in a label.
        word.first().is_some_and(|c| c.is_lowercase())
            && !word.starts_with(&['h', 't', 't', 'p'])
            && !word.starts_with(&['w', 'w', 'w'])
            && !names::is_particle(&word.iter().collect::<String>())
    };
    words().count() <= 6 && !words().any(small)
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
        let (gone, come) = (
            pair.iter().enumerate().filter(|(_, j)| j.is_none()).map(|(i, _)| (&old, i)),
            taken.iter().enumerate().filter(|(_, t)| !**t).map(|(j, _)| (&new, j)),
        );
        for (side, at) in gone.chain(come) {
            let (block, note) = (side.blocks.get(at)?, side.notes.get(at)?);
            // Headings, notes and link targets are read from anywhere.
            if note.heads
                || note.cited_by_hand
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
        let mut pairs = Self { old, new, pair, changed, renamed: Vec::new(), language: language.to_owned() };
        pairs.rename(language);
        Some(pairs)
    }

    /// Finds the names that came, went or changed.
    fn rename(&mut self, language: &str) {
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
        let there = self.new.blocks.get((*self.pair.get(at)?)?)?;
        let within = block.whole.start <= old.start && old.end <= block.whole.end && old.start < old.end;
        let same_place = old.len() == new.len()
            && new.start.checked_sub(there.whole.start)? == old.start.checked_sub(block.whole.start)?;
        // A footnote reads the sentences that cite it, wherever they stand.
        let note = block.kind == Kind::Footnote;
        if !within || !same_place || note || !self.stands(at, at) {
            return Some(false);
        }
        Some(
            (self.neighbours_stand(at, block)? || self.sentences_stand(at, block, old)?)
                && self.same_list(at)
                && self.same_voice(at, block, old)?
                && self.same_names(at, block, old)?,
        )
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
        let Cut { at: seen, ends } = self.old.cut(at, &self.language)?;
        let sentence = |place: usize| ends.partition_point(|end| *end <= place);
        let first = seen.partition_point(|p| *p < place.start);
        let last = seen.partition_point(|p| *p < place.end).checked_sub(1)?;
        // Marks between two sentences may belong to either.
        let (clear, closed) = (seen.get(first) == Some(&place.start), seen.get(last) == Some(&(place.end - 1)));
        let before = if clear { sentence(first) } else { sentence(first).saturating_sub(1) };
        let follows = closed && sentence(last) + 1 < ends.len();
        let there = (*self.pair.get(at)?)?;
        let unled = self.old.follows_prose(at) && self.new.follows_prose(there);
        let (to, ends) = if follows { (at, false) } else { self.onward(at)? };
        let stands = |sentences: usize| -> Option<bool> {
            let (from, begins) = match sentences.saturating_sub(before) {
                0 if unled => (at, false),
                wanted if unled => self.back_over(at, wanted)?,
                wanted => {
                    // A line that leads in may stand above what is passed over.
                    let (led, far) = (self.back(at, LEADS)?, self.back_over(at, wanted)?);
                    if far.0 < led.0 { far } else { led }
                }
            };
            Some(self.reaches(from, to, (begins, ends)))
        };
        if stands(1 + super::ANTECEDENTS)? {
            return Some(true);
        }
        let own = sentence(first).saturating_sub(usize::from(!clear))..sentence(last) + 1 + usize::from(!closed);
        Some(unled && stands(1)? && !self.leans(at, own)?)
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
        let seen = self.old.seen(block, note.marked_up);
        let ends = self.old.sentences(at, &self.language);
        let tokens = |sentence: usize| {
            let start = sentence.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
            let end = ends.get(sentence).copied().unwrap_or(seen.len());
            tokens::tokens(seen.get(start..end).unwrap_or_default(), lexicon)
        };
        if own.into_iter().any(|sentence| back::may_lean(&tokens(sentence), lexicon)) {
            return Some(true);
        }
        // Behind a bare "Yes." the question is read, which stands one further up.
        if let Some(before) = first.checked_sub(1) {
            return Some(back::is_bare_answer(&tokens(before)));
        }
        let (above, begins) = self.back(at, 1)?;
        let (block, note) = (self.old.blocks.get(above)?, self.old.notes.get(above)?);
        let seen = self.old.seen(block, note.marked_up);
        let ends = self.old.sentences(above, &self.language);
        let start = ends.len().checked_sub(2).and_then(|before| ends.get(before)).copied().unwrap_or(0);
        Some(!begins && back::is_bare_answer(&tokens::tokens(seen.get(start..).unwrap_or_default(), lexicon)))
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
            if note.says && !note.heads && !is_passed_over(block.kind) && !is_tabular(block.kind) {
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
            if note.heads || (note.says && !is_passed_over(block.kind)) {
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
    fn same_voice(&self, at: usize, block: &Block, place: &Range<usize>) -> Option<bool> {
        let there = (*self.pair.get(at)?)?;
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
        let begins = old.start == 0 && note.chapter.is_none() && at <= FAR;
        let end = self.old.notes.len().min(at + FAR + 1);
        let below = (at + 1..end).find(|i| self.old.notes.get(*i).is_some_and(|n| n.heads));
        let (to, ends) = match below {
            Some(heading) => (heading, false),
            None => (end - 1, end == self.old.notes.len()),
        };
        Some(self.reaches(old.start, to, (begins, ends)))
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

    /// Whether none of the block's short names is one whose longer form changed above it.
    fn same_names(&self, at: usize, block: &Block, place: &Range<usize>) -> Option<bool> {
        let before: Vec<&HashSet<String>> =
            self.renamed.iter().filter(|(until, _)| *until <= at).map(|(_, keys)| keys).collect();
        if before.iter().all(|keys| keys.is_empty()) {
            return Some(true);
        }
        // Who speaks has a full name, too, and may be named anywhere.
        if self.is_voiced(at, block, place)? {
            return Some(false);
        }
        let seen = self.old.seen(block, self.old.notes.get(at)?.marked_up);
        if seen.iter().any(|c| is_unspaced(*c) || *c == '\u{200d}') {
            return Some(false);
        }
        let mut runs = seen.split(|c| !c.is_alphanumeric()).filter(|run| run.first().is_some_and(|c| c.is_uppercase()));
        Some(!runs.any(|run| {
            let run: String = run.iter().collect();
            // "Hills Anteil" is Hill's.
            let bare = run.strip_suffix('s');
            before.iter().any(|keys| keys.contains(&run) || bare.is_some_and(|bare| keys.contains(bare)))
        }))
    }
}

/// The letters and digits that a word begins with.
fn head_run(word: &str) -> String {
    word.chars().take_while(|c| c.is_alphanumeric() && !is_unspaced(*c)).collect()
}

/// Pairs blocks that are the same on both sides, in order: those at the head
/// and at the end, those that stand once on each side, and what lies beside them.
fn pair(old: &Side, new: &Side) -> Vec<Option<usize>> {
    let (n, m) = (old.blocks.len(), new.blocks.len());
    let same = |i: usize, j: usize| is_same(old, i, new, j);
    let head = (0..n.min(m)).take_while(|i| same(*i, *i)).count();
    let tail = (1..=n.min(m) - head).take_while(|k| same(n - k, m - k)).count();
    let once = |side: &Side, within: Range<usize>| {
        let mut found: HashMap<u64, Option<usize>> = HashMap::new();
        for i in within {
            found.entry(side.mark(i)).and_modify(|at| *at = None).or_insert(Some(i));
        }
        found
    };
    let there = once(new, head..m - tail);
    let mut anchors: Vec<(usize, usize)> = once(old, head..n - tail)
        .into_iter()
        .filter_map(|(mark, i)| Some((i?, (*there.get(&mark)?)?)))
        .filter(|(i, j)| same(*i, *j))
        .collect();
    anchors.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|i| (i, i)).collect();
    pairs.extend(rising(&anchors));
    pairs.extend((1..=tail).rev().map(|k| (n - k, m - k)));
    // What stands beside a pair and is the same belongs to it.
    let mut out = vec![None; n];
    let mut put = |i: usize, j: usize| {
        if let Some(slot) = out.get_mut(i) {
            *slot = Some(j);
        }
    };
    let (mut i, mut j) = (0, 0);
    for (a, b) in pairs.into_iter().chain([(n, m)]) {
        while i < a && j < b && same(i, j) {
            put(i, j);
            (i, j) = (i + 1, j + 1);
        }
        let back = (1..=(a - i).min(b - j)).take_while(|k| a < n && same(a - k, b - k)).count();
        (1..=back).for_each(|k| put(a - k, b - k));
        if a < n {
            put(a, b);
        }
        (i, j) = (a + 1, b + 1);
    }
    out
}

/// The longest run of pairs whose second numbers rise.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (_, j)) in pairs.iter().enumerate() {
        let place = ends.partition_point(|end| pairs.get(*end).is_some_and(|(_, other)| other < j));
        before.push(place.checked_sub(1).and_then(|p| ends.get(p)).copied());
        if place == ends.len() {
            ends.push(at);
        } else if let Some(end) = ends.get_mut(place) {
            *end = at;
        }
    }
    let mut out = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(i) = at {
        out.extend(pairs.get(i));
        at = before.get(i).copied().flatten();
    }
    out.reverse();
    out
}

impl Side {
    /// All that a block is made of, marks and indentation of its lines included.
    fn span(block: &Block) -> Range<usize> {
        let start = block.lines.iter().map(|l| l.start).min().map_or(block.whole.start, |s| s.min(block.whole.start));
        let end = block.lines.iter().map(|l| l.end).max().map_or(block.whole.end, |e| e.max(block.whole.end));
        start..end
    }

    /// A number that is the same for the same block, and seldom for two.
    fn mark(&self, at: usize) -> u64 {
        let Some(block) = self.blocks.get(at) else { return 0 };
        let chars = self.chars.get(block.whole.clone()).unwrap_or_default();
        let step = |hash: u64, n: u64| (hash ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
        chars.iter().step_by(5).fold(chars.len() as u64, |hash, c| step(hash, u64::from(u32::from(*c))))
    }
}

/// Whether two blocks are the same: of one kind, with the same characters and marks.
#[allow(clippy::many_single_char_names, reason = "two of everything, side by side")]
fn is_same(old: &Side, i: usize, new: &Side, j: usize) -> bool {
    let (Some(a), Some(b)) = (old.blocks.get(i), new.blocks.get(j)) else { return false };
    let (s, t) = (Side::span(a), Side::span(b));
    a.kind == b.kind
        && a.quotation == b.quotation
        && a.rank == b.rank
        && s.len() == t.len()
        && a.whole.start - s.start == b.whole.start - t.start
        && a.whole.len() == b.whole.len()
        && a.lines.len() == b.lines.len()
        && a.lines.iter().zip(&b.lines).all(|(x, y)| x.start - s.start == y.start - t.start && x.len() == y.len())
        && old.chars.get(s) == new.chars.get(t)
}
