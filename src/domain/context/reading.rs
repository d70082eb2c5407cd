//! A revision read once, so that many contexts can be cut from it.

mod back;
mod cut;
mod dates;
mod kept;
mod speakers;
mod structure;

pub use dates::{Dating, dating, years};
pub use kept::Kept;

use std::{
    borrow::Cow,
    cell::{OnceCell, RefCell},
    collections::HashMap,
    ops::Range,
};

use sha2::{Digest as _, Sha256};

use super::{
    PlaceContext, Pull, RULES, Reference,
    quotes::{self, Quotations, Way},
    regions::{Regions, Within},
    visible::{Source, Visible, visible},
};
use crate::domain::{
    block::{self, Block, Kind},
    fold,
    lexicon::{
        self, Lexicon, names,
        tokens::{self, Token},
    },
    part::{Part, Texts},
    sentence,
};

/// How many sentences back what a pronoun stands for is looked for, while they name nobody.
const ANTECEDENTS: usize = 3;

/// The most characters of a line in capitals that heads what follows.
const SHOUTED: usize = 60;

/// The most characters of a heading that are kept in words.
const LONGEST_HEADING: usize = 200;

/// The most headings kept with a context.
const OUTLINE: usize = 100;

/// Everything at one revision that contexts are cut from. Building it takes
/// time in proportion to the text; each context to its own sentences.
#[derive(Debug)]
pub struct Reading {
    language: String,
    dateline: String,
    byline: String,
    parts: Vec<PartReading>,
}

/// One part, read.
#[derive(Debug)]
struct PartReading {
    part: Part,
    chars: Vec<char>,
    blocks: Vec<BlockReading>,
    paragraphs: Vec<Range<usize>>,
    sentences: Vec<SentenceReading>,
    /// The words of each sentence, cut when they are asked for.
    words: Vec<OnceCell<Vec<Token>>>,
    ranges: Vec<Range<usize>>,
    regions: Regions,
    outline: Vec<String>,
    /// The blocks of the outline's headings.
    titles: Vec<usize>,
    /// Texts of footnotes by their labels.
    notes: HashMap<String, String>,
    /// Texts of notes by the mark of their own that cites them: `*`, `†`.
    marked_notes: HashMap<String, Vec<(usize, String)>>,
    /// By its last word, each name of two words or more.
    names: OnceCell<HashMap<String, Vec<Named>>>,
    /// The same for the few short names that were looked up so far.
    looked_up: RefCell<HashMap<String, Vec<Named>>>,
}

/// The sentence that a name stands in, the name, and whether the short one
/// stands in parentheses behind it.
type Named = (usize, String, bool);

/// How many short names are looked up one by one before all names are gathered.
const FEW: usize = 16;

#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that is known")]
struct BlockReading {
    block: Block,
    seen: Visible,
    source: Vec<char>,
    source_at: Vec<usize>,
    quotations: Quotations,
    /// Whether a dash at its head marks it as speech.
    dialogue: bool,
    /// What `~` strikes out, in visible characters.
    struck: Vec<Range<usize>>,
    hidden: bool,
    /// Which headings stand above, outermost first, as indexes into the part's outline.
    headings: Vec<usize>,
    /// Whether it heads what follows.
    heads: bool,
    /// A line in bold or in capitals that stands between a colon and what it leads to.
    interjected: bool,
    /// Counts the headings before: two blocks of one section share it.
    section: usize,
    /// The same without lines in bold or in capitals: who speaks goes on past those.
    chapter: usize,
    /// Its sentences.
    sentences: Range<usize>,
}

impl BlockReading {
    /// Whether it is running text that may say who speaks below it.
    fn may_attribute(&self) -> bool {
        !self.hidden && !self.heads && !self.interjected && matches!(self.block.kind, Kind::Paragraph | Kind::Item)
    }

    /// Whether a reader finds any word in it.
    fn says_anything(&self) -> bool {
        self.seen.chars.iter().any(|c| c.is_alphanumeric())
    }
}

#[derive(Debug)]
struct SentenceReading {
    block: usize,
    /// Its characters among the block's visible ones.
    seen: Range<usize>,
}

impl Reading {
    /// Reads all parts of a revision. `language` is the article's BCP 47 tag,
    /// empty when nobody said.
    pub fn of(texts: &Texts, language: &str) -> Self {
        let parts: Vec<PartReading> = texts.iter().map(|(part, text)| PartReading::of(part, text, language)).collect();
        let mut byline = fold::spaces(texts.get(&Part::Byline));
        let mut dateline = fold::spaces(texts.get(&Part::Dateline));
        let lexicon = lexicon::of(language);
        let body = parts.iter().find(|p| p.part == Part::Body);
        if !dateline.contains(char::is_numeric)
            && let Some(line) = body.and_then(|p| dates::opening_dateline(p.shown_paragraphs(), lexicon))
        {
            dateline = if dateline.is_empty() { line } else { format!("{dateline} / {line}") };
        }
        if byline.is_empty()
            && let Some(line) = body.and_then(|p| dates::opening_byline(p.shown_paragraphs(), lexicon))
        {
            byline = line;
        }
        Self { language: language.to_owned(), dateline, byline, parts }
    }

    fn part(&self, part: &Part) -> Option<&PartReading> {
        self.parts.iter().find(|p| p.part == *part)
    }

    /// The blocks of a part (paragraphs, list items, table rows, …) as ranges
    /// of characters, in order, marks included. They hold every character of
    /// the part but white space and the marks of empty lines.
    pub fn paragraphs(&self, part: &Part) -> &[Range<usize>] {
        self.part(part).map_or(&[], |p| &p.paragraphs)
    }

    /// The sentences of a part as ranges of characters, in order, without the
    /// marks of their block and the white space between them.
    pub fn sentences(&self, part: &Part) -> &[Range<usize>] {
        self.part(part).map_or(&[], |p| &p.ranges)
    }

    /// The range of the sentences that a range of characters touches; `None`
    /// if it is empty, outside the text, or holds nothing of any sentence.
    pub fn sentence_range(&self, part: &Part, chars: Range<usize>) -> Option<Range<usize>> {
        let read = self.part(part)?;
        let touched = read.touched(&chars)?;
        Some(read.ranges.get(touched.start)?.start..read.ranges.get(touched.end.checked_sub(1)?)?.end)
    }

    /// The context of a place; `None` if the range is empty, outside the
    /// text, or holds nothing of any sentence.
    pub fn context(&self, part: &Part, chars: Range<usize>) -> Option<PlaceContext> {
        let read = self.part(part)?;
        let touched = read.touched(&chars)?;
        let lexicon = lexicon::of(&self.language);
        let (first, last) = (touched.start, touched.end.checked_sub(1)?);
        let cut = read.cut(&touched, &chars);
        let first_block = read.block_of(first)?;
        let all_tokens: Cow<'_, [Token]> = if touched.len() == 1 {
            Cow::Borrowed(read.tokens(first, lexicon))
        } else {
            touched.clone().flat_map(|s| read.tokens(s, lexicon)).cloned().collect()
        };
        let words = tokens::words(&all_tokens);
        let citing = read.citing(first);
        let before = match &citing {
            Some(reference) => reference.sentence.clone(),
            None => read.neighbour(first, false).map(|s| read.text(s)).unwrap_or_default(),
        };
        let after = read.neighbour(last, true).map(|s| read.text(s)).unwrap_or_default();
        let dated = dating(&words, lexicon) != Dating::None;
        let person = touched.clone().any(|s| read.speaks_in_first_person(s, lexicon));
        let speaker = read
            .speaker(&touched, &chars, lexicon)
            .or_else(|| if person { read.signed(&touched, lexicon) } else { None });
        let mut full_names = read.full_names(first, &all_tokens, lexicon);
        if let Some(named) = speaker.as_deref().and_then(|speaker| read.speaker_in_full(speaker, first, lexicon))
            && !full_names.iter().any(|(short, _)| *short == named.0)
        {
            full_names.push(named);
        }
        Some(PlaceContext {
            rules: RULES,
            part: part.clone(),
            language: self.language.clone(),
            quote: cut.quote,
            inside: read.inside_all(&touched, chars.start),
            speaker,
            attribution: read.attribution(&touched, &chars, lexicon),
            label: read.label_above(&touched, lexicon),
            structure: read.structure(&touched, cut.footnotes, lexicon),
            headings: first_block
                .headings
                .iter()
                .filter_map(|h| read.outline.get(*h))
                .cloned()
                .chain(read.regions.summaries(chars.start).map(str::to_owned))
                .chain(read.regions.title(first_block.block.whole.start..chars.start).map(str::to_owned))
                .collect(),
            outline: read.outline.iter().take(OUTLINE).cloned().collect(),
            reference: citing.or_else(|| read.reference(&touched, lexicon)),
            full_names,
            sentence: cut.sentence,
            before,
            after,
            dateline: dated.then(|| self.dateline.clone()),
            byline: person.then(|| self.byline.clone()),
        })
    }
}

impl PartReading {
    fn of(part: &Part, text: &str, language: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let marked = !matches!(part, Part::Headline | Part::Byline | Part::Dateline);
        let blocks = if marked { block::parse(&chars) } else { block::plain(&chars) };
        let regions = if marked { Regions::of(&chars, &blocks) } else { Regions::default() };
        let targets = definitions(&chars, &blocks);
        let mut read = Self {
            part: part.clone(),
            chars: Vec::new(),
            blocks: Vec::with_capacity(blocks.len()),
            paragraphs: blocks.iter().map(|b| b.whole.clone()).collect(),
            sentences: Vec::new(),
            words: Vec::new(),
            ranges: Vec::new(),
            regions,
            outline: Vec::new(),
            titles: Vec::new(),
            notes: HashMap::new(),
            marked_notes: HashMap::new(),
            names: OnceCell::new(),
            looked_up: RefCell::default(),
        };
        let mut stack: Vec<Above> = Vec::new();
        let (mut section, mut chapter) = (0, 0);
        let mut led = false;
        let regions = std::mem::take(&mut read.regions);
        let mut enclosing = regions.enclosing();
        for block in blocks {
            let source = match (block.kind, block.lines.first()) {
                (Kind::Row | Kind::TableHeader, Some(line)) => Source::row(&chars, line),
                _ => Source::of(&chars, &block.lines),
            };
            let seen = match block.kind {
                Kind::Code | Kind::Definition | Kind::TableRule | Kind::Rule => {
                    Visible { chars: source.chars.clone(), at: source.at.clone(), ..Visible::default() }
                }
                _ => visible(&source, &targets),
            };
            // A comment at its head doesn't hide the words behind it.
            let hidden = regions.hides(block.whole.start)
                && !seen.chars.iter().zip(&seen.at).any(|(c, at)| c.is_alphanumeric() && !regions.hides(*at));
            let level = heading_level(&block, &source.chars, &seen.chars).filter(|_| {
                let shown = |(c, at): (&char, &usize)| !c.is_whitespace() && !regions.hides(*at);
                let follows = led && !matches!(block.kind, Kind::Heading(_));
                !hidden && !follows && !regions.is_code(block.whole.start) && seen.chars.iter().zip(&seen.at).any(shown)
            });
            let interjected = led && heading_level(&block, &source.chars, &seen.chars) == Some(7);
            led = goes_on(led, &block, &source.chars, &seen.chars);
            let above = level.map(|level| Above {
                level,
                heading: read.outline.len(),
                within: enclosing.at(block.whole.start),
                quotation: block.quotation,
            });
            if let Some(heading) = &above {
                stack.retain(|above| above.heads(heading));
                section += 1;
                chapter += usize::from(matches!(block.kind, Kind::Heading(_)));
            }
            read.blocks.push(BlockReading {
                headings: stack.iter().map(|above| above.heading).collect(),
                quotations: Quotations::of(&seen.chars),
                dialogue: block.kind == Kind::Paragraph && quotes::is_dialogue(&seen.chars),
                struck: cut::struck(&seen.chars),
                source: source.chars,
                source_at: source.at,
                seen,
                hidden,
                heads: level.is_some(),
                interjected,
                section,
                chapter,
                sentences: 0..0,
                block,
            });
            if let Some(above) = above {
                let words = read.blocks.last().map(|b| folded(&b.seen.chars)).unwrap_or_default();
                stack.push(above);
                // An anchor for links, `{#results}`, is no word of the heading.
                let words = words
                    .split_once(" {#")
                    .filter(|(_, id)| id.ends_with('}'))
                    .map_or(words.as_str(), |(head, _)| head);
                read.outline.push(heading(words));
                read.titles.push(read.blocks.len() - 1);
            }
        }
        read.chars = chars;
        read.regions = regions;
        read.carry_quotations();
        for at in 0..read.blocks.len() {
            read.split(at, language);
        }
        read.collect_notes();
        read.words = vec![OnceCell::new(); read.sentences.len()];
        read
    }

    fn carry_quotations(&mut self) {
        let ways: Vec<Way> = self
            .blocks
            .iter()
            .map(|b| match b.block.kind {
                _ if b.heads => Way::Ends,
                kind if b.hidden || !b.says_anything() || cut::is_passed_over(kind) => Way::Passes,
                Kind::Paragraph | Kind::Item => Way::Runs,
                _ => Way::Ends,
            })
            .collect();
        let mut quotations: Vec<Quotations> =
            self.blocks.iter_mut().map(|b| std::mem::take(&mut b.quotations)).collect();
        quotes::carry(&mut quotations, &ways);
        for (block, quotations) in self.blocks.iter_mut().zip(quotations) {
            block.quotations = quotations;
        }
    }

    /// Finds the sentences of one block, in its visible characters and in the text.
    fn split(&mut self, at: usize, language: &str) {
        let first = self.sentences.len();
        let Some(block) = self.blocks.get_mut(at) else { return };
        let text: String = block.seen.chars.iter().collect();
        let pieces = if is_one_sentence(block.block.kind) || text.is_empty() {
            std::iter::once(0..text.len()).collect()
        } else {
            {
                let seen = (block.seen.chars.as_slice(), block.seen.at.as_slice());
                let source = (block.source.as_slice(), block.source_at.as_slice());
                part_run_together(sentence::split(&text, language), &text, seen, source)
            }
        };
        let limit = block.block.lines.last().map_or(block.block.whole.end, |line| line.end);
        let begin = block.block.lines.first().map_or(block.block.whole.start, |line| line.start);
        let mut seen_at = 0;
        let mut source_at = begin;
        let count = pieces.len();
        let mut emphasis = Emphasis::default();
        for (n, piece) in pieces.into_iter().enumerate() {
            let seen = seen_at..seen_at + text.get(piece).unwrap_or_default().chars().count();
            seen_at = seen.end;
            // Source marks between two sentences belong to the one whose words they touch.
            let end = if n + 1 == count {
                limit
            } else {
                let next = block.seen.at.get(seen.end).copied().unwrap_or(limit);
                let trailing = block
                    .seen
                    .chars
                    .get(seen.clone())
                    .and_then(|chars| chars.iter().rposition(|c| !c.is_whitespace()))
                    .and_then(|i| block.seen.at.get(seen.start + i))
                    .map_or(next, |last| last + 1);
                let from = block.source_at.partition_point(|p| *p < trailing);
                let to = block.source_at.partition_point(|p| *p < next);
                let marks = block.source.get(from..to).unwrap_or_default();
                let space = marks.iter().position(|c| c.is_whitespace());
                // With no space between, opening marks belong to what they open.
                let opening = if space.is_none() { emphasis.opening(block, from, marks) } else { None };
                let border = space.or(opening).and_then(|i| block.source_at.get(from + i).copied());
                border.unwrap_or(next).clamp(source_at, limit)
            };
            self.sentences.push(SentenceReading { block: at, seen });
            let start = block
                .source_at
                .get(block.source_at.partition_point(|p| *p < source_at)..)
                .unwrap_or_default()
                .iter()
                .zip(block.source.get(block.source_at.partition_point(|p| *p < source_at)..).unwrap_or_default())
                .find(|(place, c)| !c.is_whitespace() && **place >= source_at)
                .map_or(source_at, |(place, _)| (*place).min(end));
            self.ranges.push(start..end.max(start));
            source_at = end.max(start);
        }
        block.sentences = first..self.sentences.len();
    }

    fn collect_notes(&mut self) {
        for (at, block) in self.blocks.iter().enumerate() {
            if block.hidden {
                continue;
            }
            if block.block.kind == Kind::Paragraph
                && let Some((mark, words)) = cut::marked_note(&block.seen.chars)
            {
                self.marked_notes.entry(mark).or_default().push((at, folded(words)));
            }
            // `* The police say so.` reads as an item, and may be what a `*` cites.
            if block.block.kind == Kind::Item && self.chars.get(block.block.whole.start) == Some(&'*') {
                self.marked_notes.entry("*".to_owned()).or_default().push((at, folded(&block.seen.chars)));
            }
        }
        // Which of two notes of one label a reader is shown nobody knows: both are kept.
        let mut last = None;
        for block in self.blocks.iter().filter(|b| b.block.kind == Kind::Footnote) {
            let (label, words) = match note_label(&block.source) {
                Some((label, words)) => (Some(label), words),
                // A further paragraph of the same note.
                None => (last.take(), block.source.iter().collect()),
            };
            let Some(label) = label else { continue };
            let note = self.notes.entry(label.clone()).or_default();
            if !note.is_empty() {
                note.push(' ');
            }
            note.push_str(&fold::spaces(&words));
            last = Some(label);
        }
    }

    /// The name that a short one stood for last before a sentence.
    fn full_name(&self, short: &str, before: usize, lexicon: &Lexicon) -> Option<String> {
        let above = |named: &[Named]| named.partition_point(|(sentence, ..)| *sentence < before);
        let last = |named: &[Named]| {
            let above = named.get(..above(named)).unwrap_or_default();
            if is_sort(short, above) {
                // It stands for itself, so that what made it a sort is seen.
                let names = above.iter().rev().find(|(.., bracketed)| !bracketed);
                return Some(names.map_or_else(|| short.to_owned(), |(_, full, _)| full.clone()));
            }
            // "Jane Berg (HPA)", "Jane Berg called HPA": what HPA stands for is named by its letters.
            let spelt = above.iter().rev().find(|(_, full, _)| names::abbreviates(short, full));
            spelt.or(above.last()).map(|(_, full, _)| full.clone())
        };
        // A first name stands for somebody where nobody else has it.
        let only = |named: &[Named]| {
            let above = named.get(..above(named)).unwrap_or_default();
            let same = |a: &str, b: &str| a.split(' ').map(names::uninflected).eq(b.split(' ').map(names::uninflected));
            let (_, full, _) =
                above.last().filter(|(_, full, _)| above.iter().all(|(_, other, _)| same(other, full)))?;
            Some(full.clone())
        };
        let short = &*names::uninflected(short);
        let first = first_key(short);
        let mut looked_up = self.looked_up.borrow_mut();
        if let Some(named) = looked_up.get(short) {
            return last(named).or_else(|| looked_up.get(&first).and_then(|named| only(named)));
        }
        if looked_up.len() >= FEW * 2 {
            let all = self.names.get_or_init(|| self.collect_names(lexicon));
            let found = all.get(short).and_then(|named| last(named));
            return found.or_else(|| all.get(&first).and_then(|named| only(named)));
        }
        let word: Vec<char> = short.chars().collect();
        let bracketed = bracket_key(short);
        let (mut named, mut called) = (Vec::new(), Vec::new());
        for at in 0..self.sentences.len() {
            if holds(self.seen(at), &word) {
                for (key, full) in full_names(self.tokens(at, lexicon)) {
                    if key == short || key == bracketed {
                        named.push((at, full, key == bracketed));
                    } else if key == first {
                        called.push((at, full, false));
                    }
                }
            }
        }
        let found = last(&named).or_else(|| only(&called));
        looked_up.insert(short.to_owned(), named);
        looked_up.insert(first, called);
        found
    }

    fn collect_names(&self, lexicon: &Lexicon) -> HashMap<String, Vec<Named>> {
        let mut found: HashMap<String, Vec<Named>> = HashMap::new();
        for at in 0..self.sentences.len() {
            for (key, full) in full_names(self.tokens(at, lexicon)) {
                let (short, bracketed) = match key.strip_suffix(" (") {
                    Some(short) => (short.to_owned(), true),
                    None => (key, false),
                };
                found.entry(short).or_default().push((at, full, bracketed));
            }
        }
        found
    }

    /// For a sentence of a footnote: the sentences that cite it, which it speaks of.
    fn citing(&self, sentence: usize) -> Option<Reference> {
        let at = self.sentences.get(sentence)?.block;
        let notes = self.blocks.get(..=at)?.iter().rev().take_while(|b| b.block.kind == Kind::Footnote);
        let label = notes.filter_map(|b| note_label(&b.source)).map(|(label, _)| label).next()?;
        let citing = self.blocks.iter().filter(|b| !b.hidden).flat_map(|block| {
            let places = block.seen.notes.iter().filter(|(_, cited)| *cited == label).map(|(place, _)| *place);
            places.filter_map(|place| block.sentences.clone().find(|s| self.is_in(*s, place)))
        });
        let citing: Vec<String> = citing.map(|s| self.text(s)).collect();
        Some(Reference { opener: format!("[^{label}]"), pull: Pull::Strong, sentence: citing.join(" / ") })
    }

    /// Whether a mark at this place among its block's visible characters belongs to the sentence.
    fn is_in(&self, sentence: usize, place: usize) -> bool {
        let seen = self.sentences.get(sentence).map_or(&(0..0), |s| &s.seen);
        seen.start < place && place <= seen.end || (place == 0 && seen.start == 0)
    }

    /// The sentences that a range of characters touches.
    fn touched(&self, chars: &Range<usize>) -> Option<Range<usize>> {
        if chars.start >= chars.end || chars.end > self.chars.len() {
            return None;
        }
        let first = self.ranges.partition_point(|s| s.end <= chars.start);
        let last = self.ranges.partition_point(|s| s.start < chars.end);
        (first < last).then_some(first..last)
    }

    fn block_of(&self, sentence: usize) -> Option<&BlockReading> {
        self.sentences.get(sentence).and_then(|s| self.blocks.get(s.block))
    }

    fn seen(&self, sentence: usize) -> &[char] {
        self.sentences
            .get(sentence)
            .and_then(|s| self.blocks.get(s.block).and_then(|b| b.seen.chars.get(s.seen.clone())))
            .unwrap_or_default()
    }

    /// Its words, without the sign that a tag of a list makes before them.
    fn text(&self, sentence: usize) -> String {
        let seen = self.seen(sentence);
        folded(seen.get(self.bullet(sentence).map_or(0, |at| at + 1)..).unwrap_or_default())
    }

    /// The sentence that begins the item by tags in which a sentence stands.
    fn item(&self, sentence: usize) -> Option<usize> {
        let block = self.block_of(sentence)?;
        let begins = (block.sentences.start..=sentence).rev().find(|s| self.bullet(*s).is_some())?;
        let place = |s: usize| {
            let seen = self.sentences.get(s)?.seen.clone();
            let first = self.seen(s).iter().position(|c| !c.is_whitespace())?;
            block.seen.at.get(seen.start + first).copied()
        };
        let between: String = self.chars.get(place(begins)?..place(sentence)?)?.iter().collect();
        let between = between.to_ascii_lowercase();
        (!["</li", "</ul", "</ol"].iter().any(|end| between.contains(end))).then_some(begins)
    }

    /// Where the sign stands, among the sentence's characters, by which a tag of
    /// a list (`<li>`) shows that it begins an item.
    fn bullet(&self, sentence: usize) -> Option<usize> {
        let seen = self.seen(sentence);
        let at = seen.iter().position(|c| !c.is_whitespace()).filter(|at| seen.get(*at) == Some(&'•'))?;
        let (read, block) = (self.sentences.get(sentence)?, self.block_of(sentence)?);
        let place = block.seen.at.get(read.seen.start + at)?;
        (self.chars.get(*place) == Some(&'<')).then_some(at)
    }

    fn tokens(&self, sentence: usize, lexicon: &Lexicon) -> &[Token] {
        let words = self.words.get(sentence);
        words.map_or(&[], |words| words.get_or_init(|| tokens::tokens(self.seen(sentence), lexicon)))
    }

    /// The tokens of a sentence that stand outside quotation marks.
    fn unquoted(&self, sentence: usize, lexicon: &Lexicon) -> Cow<'_, [Token]> {
        let tokens = self.tokens(sentence, lexicon);
        let Some(read) = self.sentences.get(sentence) else { return Cow::Borrowed(&[]) };
        let Some(block) = self.blocks.get(read.block) else { return Cow::Borrowed(&[]) };
        let quoted = |t: &Token| block.quotations.covers(read.seen.start + t.start);
        if tokens.iter().any(quoted) {
            Cow::Owned(tokens.iter().filter(|t| !quoted(t)).cloned().collect())
        } else {
            Cow::Borrowed(tokens)
        }
    }

    /// The paragraphs of running text that a reader sees, from the first on.
    fn shown_paragraphs(&self) -> impl Iterator<Item = &[char]> {
        let paragraphs = self.blocks.iter().filter(|b| b.block.kind == Kind::Paragraph && !b.hidden);
        paragraphs.map(|b| b.seen.chars.as_slice())
    }

    /// The name by which a speaker of one word was last called in full.
    fn speaker_in_full(&self, speaker: &str, first: usize, lexicon: &Lexicon) -> Option<(String, String)> {
        let short = names::untitled(speaker);
        let full = self.full_name(short, first, lexicon).filter(|_| !short.contains(' '))?;
        Some((short.to_owned(), full))
    }
}

/// Whether a word in parentheses says of what sort the names before it are
/// ("… (Drupal)", "… (Labour)"): no abbreviation stands for three of them.
fn is_sort(short: &str, named: &[Named]) -> bool {
    const MANY: usize = 3;
    if !short.chars().any(char::is_lowercase) {
        return false;
    }
    let mut all: Vec<&str> = named.iter().filter(|(.., bracketed)| *bracketed).map(|(_, full, _)| &**full).collect();
    all.sort_unstable();
    all.dedup();
    all.len() >= MANY
}

/// Whether these characters stand somewhere among others.
fn holds(chars: &[char], wanted: &[char]) -> bool {
    let Some(first) = wanted.first() else { return !chars.is_empty() };
    let begins = |at: usize| chars.get(at..).is_some_and(|rest| rest.starts_with(wanted));
    chars.iter().enumerate().any(|(at, c)| c == first && begins(at))
}

/// The key under which a name is looked up that stands before a word in parentheses.
fn bracket_key(word: &str) -> String {
    format!("{word} (")
}

/// The key under which a name is looked up by its first word, which no word is.
fn first_key(word: &str) -> String {
    format!("{word} ")
}

/// The names of two words and more in a sentence, each with the short name by
/// which it is looked up: its last word; its first in two words; its letters.
fn full_names(tokens: &[Token]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for name in names::names(tokens) {
        let full = names::text(tokens, &name);
        let full = names::untitled(&full).to_owned();
        let Some((mut head, mut last)) = full.rsplit_once(' ') else { continue };
        // Martin Hill Jr. is Hill.
        if is_generation(last)
            && let Some(parts) = head.rsplit_once(' ')
        {
            (head, last) = parts;
        }
        if !head.contains(' ') {
            found.push((first_key(&names::uninflected(head)), full.clone()));
        }
        // Jane Smith of Iowa is Smith, too.
        if let Some((person, surname)) = full.split_once(" of ").and_then(|(p, _)| Some((p, p.rsplit_once(' ')?.1))) {
            found.push((names::uninflected(surname).into_owned(), person.to_owned()));
        }
        // "The Halm Port Authority (HPA)" is what HPA stands for from here on.
        let mark = |offset: usize, text: &str| tokens.get(name.end + offset).is_some_and(|t| t.text == text);
        if let Some(short) = tokens.get(name.end + 1).filter(|t| t.is_word() && mark(0, "(") && mark(2, ")")) {
            found.push((bracket_key(&short.text), full.clone()));
        }
        // "The HPA (Halm Port Authority)"; "the Halm Port Authority, known as HPA".
        let acronym = |at: Option<usize>| at.and_then(|at| tokens.get(at)).filter(|t| names::is_acronym(t));
        let enclosed = name.start.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|t| t.text == "(");
        let before = acronym(name.start.checked_sub(2)).filter(|_| enclosed && mark(0, ")"));
        let behind = name.end + usize::from(mark(0, ","));
        let called = [&["or"][..], &["known", "as"], &["called"]].into_iter().find(|words| {
            words.iter().enumerate().all(|(i, word)| tokens.get(behind + i).is_some_and(|t| t.lower == *word))
        });
        let after = called.and_then(|words| acronym(Some(behind + words.len())));
        let short = before.or(after).filter(|short| names::abbreviates(&short.text, &full));
        found.extend(short.map(|short| (short.text.to_string(), full.clone())));
        found.push((names::uninflected(last).into_owned(), full.clone()));
    }
    found
}

/// Which of two people of one name is meant.
fn is_generation(word: &str) -> bool {
    matches!(word, "Jr" | "Jnr" | "Junior" | "Sr" | "Snr" | "Senior" | "II" | "III" | "IV")
}

/// Whether a block is one sentence whatever stands in it.
const fn is_one_sentence(kind: Kind) -> bool {
    matches!(kind, Kind::Row | Kind::TableHeader | Kind::TableRule | Kind::Definition | Kind::Rule)
}

/// A heading that stands above what is read.
struct Above {
    level: u8,
    /// Its index in the outline.
    heading: usize,
    within: Within,
    quotation: usize,
}

impl Above {
    /// Whether it still stands above what comes under a later heading: one of a
    /// deeper level, or one in a passage of its own (a quotation, a box, a note),
    /// under which nothing stands that comes behind the passage. What a reader
    /// sees there nobody knows: the text keeps both headings.
    fn heads(&self, later: &Self) -> bool {
        let open = self.within.is_open_at(later.within) && self.quotation <= later.quotation;
        let deeper = self.within.is_outside(later.within) || self.quotation < later.quotation;
        open && (deeper || self.level < later.level)
    }
}

/// A heading as a context keeps it: all of it, or its first characters with a
/// number made of the rest (half of its SHA-256), so that nothing in it changes unseen.
fn heading(words: &str) -> String {
    let Some((at, _)) = words.char_indices().nth(LONGEST_HEADING) else { return words.to_owned() };
    let (head, rest) = words.split_at(at);
    let digest = Sha256::digest(rest.as_bytes());
    let number = digest.iter().take(16).fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
    format!("{head}… {number}")
}

/// The label of a footnote's first block, in small letters, and the words behind it.
fn note_label(source: &[char]) -> Option<(String, String)> {
    let text: String = source.iter().collect();
    let (label, words) = text.strip_prefix("[^")?.split_once("]:")?;
    Some((label.to_lowercase(), words.to_owned()))
}

/// The definitions of link targets by their labels in small letters.
fn definitions(text: &[char], blocks: &[Block]) -> HashMap<String, String> {
    let mut out = HashMap::new();
    for block in blocks.iter().filter(|b| b.kind == Kind::Definition) {
        let line: String = text.get(block.whole.clone()).unwrap_or_default().iter().collect();
        if let Some((label, target)) = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("]:")) {
            out.entry(label.to_lowercase()).or_insert_with(|| target.trim().to_owned());
        }
    }
    out
}

/// The level of a block that heads what follows: a heading, or one line in bold or in capitals.
fn heading_level(block: &Block, source: &[char], seen: &[char]) -> Option<u8> {
    if let Kind::Heading(level) = block.kind {
        // `##` alone, or with a picture, heads nothing that a reader could tell.
        return seen.iter().any(|c| !c.is_whitespace()).then_some(level);
    }
    let bold = block.lines.len() == 1 && seen.len() <= 120 && is_bold(source);
    let open = !seen.last().is_some_and(|c| matches!(c, '.' | ':' | ';' | ',' | '。'));
    let letters = seen.iter().filter(|c| c.is_uppercase()).count();
    let shouted = block.lines.len() == 1
        && seen.len() <= SHOUTED
        && letters > 1
        && seen.iter().all(|c| !c.is_lowercase() && !c.is_numeric());
    let line = bold || (shouted && block.quotation == 0);
    (block.kind == Kind::Paragraph && open && line).then_some(7)
}

/// Whether a line is in bold from end to end, by marks or by tags.
fn is_bold(source: &[char]) -> bool {
    const MARKS: [(&str, &str); 7] = [
        ("***", "***"),
        ("**", "**"),
        ("__", "__"),
        ("<strong>", "</strong>"),
        ("<b>", "</b>"),
        ("<p><strong>", "</strong></p>"),
        ("<p><b>", "</b></p>"),
    ];
    const LONGEST: usize = 400;
    if source.len() > LONGEST || !source.first().is_some_and(|c| matches!(c, '*' | '_' | '<')) {
        return false;
    }
    let line: String = source.iter().collect();
    let inner =
        MARKS.iter().find_map(|(open, close)| line.strip_prefix(open)?.strip_suffix(close).map(|inner| (inner, close)));
    inner.is_some_and(|(inner, close)| {
        !inner.is_empty() && !inner.contains(close) && !inner.starts_with(char::is_whitespace)
    })
}

/// Whether a line in bold or in capitals that comes next heads nothing, for a
/// line with a colon leads into what follows, past such lines between.
fn goes_on(led: bool, block: &Block, source: &[char], seen: &[char]) -> bool {
    let tail: String = seen.get(seen.len().saturating_sub(20)..).unwrap_or_default().iter().collect();
    (block.kind == Kind::Paragraph && structure::leads_in(&tail))
        || (led && heading_level(block, source, seen) == Some(7))
}

/// The marks of emphasis that a block has up to a place, counted along the way.
#[derive(Default)]
struct Emphasis {
    until: usize,
    count: usize,
}

impl Emphasis {
    /// Where among the marks between two sentences the first stands that opens
    /// something: a link, or emphasis when none is open.
    fn opening(&mut self, block: &BlockReading, from: usize, marks: &[char]) -> Option<usize> {
        let first = marks.iter().position(|c| matches!(c, '*' | '_' | '['))?;
        if marks.get(first) == Some(&'[') {
            return Some(first);
        }
        let passed = block.source.get(self.until..from + first).unwrap_or_default();
        for (i, _) in passed.iter().enumerate().filter(|(_, c)| matches!(c, '*' | '_')) {
            let dropped =
                block.source_at.get(self.until + i).is_some_and(|at| block.seen.at.binary_search(at).is_err());
            self.count += usize::from(dropped);
        }
        self.until = self.until.max(from + first);
        self.count.is_multiple_of(2).then_some(first)
    }
}

/// Sentences that run together where markup stands in place of the space:
/// `by then._Anna Berg is an editor._`. A stop behind a word, and a capital
/// letter behind the mark, part them; an abbreviation's stop doesn't.
/// `seen` and `source` are the block's characters, each with their places.
fn part_run_together(
    pieces: Vec<Range<usize>>,
    text: &str,
    seen: (&[char], &[usize]),
    source: (&[char], &[usize]),
) -> Vec<Range<usize>> {
    const SHORT: [&str; 36] = [
        "approx", "etc", "incl", "est", "vol", "fig", "cf", "vs", "bzw", "usw", "inc", "ltd", "corp", "dept", "prof",
        "gen", "sen", "gov", "capt", "col", "sgt", "rep", "rev", "hon", "adm", "maj", "pres", "mrs", "mme", "messrs",
        "supt", "insp", "nos", "art", "sec", "ave",
    ];
    let (chars, at) = seen;
    // Nothing stands between the characters that a reader sees.
    if at.windows(2).all(|pair| matches!(pair, [a, b] if *b == a + 1)) {
        return pieces;
    }
    let parted = |i: usize| -> bool {
        let (Some(next), Some(before), Some(here)) = (chars.get(i), i.checked_sub(1), at.get(i)) else { return false };
        let Some(last) = at.get(before) else { return false };
        if !next.is_uppercase() || *here == last + 1 {
            return false;
        }
        let from = source.1.partition_point(|p| *p <= *last);
        let to = source.1.partition_point(|p| *p < *here);
        let between = source.0.get(from..to).unwrap_or_default();
        if !between.iter().any(|c| matches!(c, '*' | '_' | '[' | '>')) || between.contains(&'&') {
            return false;
        }
        let head = chars.get(..i).unwrap_or_default();
        let closing = head.iter().rev().take_while(|c| matches!(c, '”' | '’' | '"' | ')' | ']' | '»')).count();
        let Some((stop, words)) = head.get(..i - closing).and_then(<[char]>::split_last) else { return false };
        // Inside an address nothing ends.
        let run: Vec<char> = words.iter().rev().take_while(|c| !c.is_whitespace()).take(200).copied().collect();
        if run.contains(&'@') || run.windows(3).any(|w| matches!(w, ['/', '/', ':'])) {
            return false;
        }
        if matches!(stop, '!' | '?' | '…') {
            return true;
        }
        let word: Vec<char> = words.iter().rev().take_while(|c| c.is_alphanumeric() || **c == '.').copied().collect();
        let spelt: String = word.iter().rev().flat_map(|c| c.to_lowercase()).collect();
        // `Node.*Js*` is one name; `in May._Anna writes._` are two sentences.
        let is_short_name = word.len() <= 4 && word.last().is_some_and(|c| c.is_uppercase());
        let after = source.0.get(to..).unwrap_or_default();
        let runs_on = after.iter().find(|c| !c.is_alphanumeric()).is_some_and(|c| c.is_whitespace());
        *stop == '.'
            && word.first().is_some_and(|c| c.is_lowercase() || c.is_numeric())
            && word.len() >= 3
            && !word.contains(&'.')
            && (!is_short_name || runs_on)
            && !SHORT.contains(&spelt.as_str())
            || (*stop == '.' && word.is_empty() && words.last().is_some_and(|c| matches!(c, ')' | '”' | '"' | '%')))
    };
    let places: Vec<usize> = text.char_indices().enumerate().filter(|(i, _)| parted(*i)).map(|(_, (b, _))| b).collect();
    if places.is_empty() {
        return pieces;
    }
    let mut out = Vec::with_capacity(pieces.len() + places.len());
    for piece in pieces {
        let mut start = piece.start;
        for place in places.iter().filter(|p| piece.start < **p && **p < piece.end) {
            out.push(start..*place);
            start = *place;
        }
        out.push(start..piece.end);
    }
    out
}

/// Characters with each run of white space as one space.
#[derive(Default)]
struct Folded(Vec<char>);

impl Folded {
    fn push(&mut self, c: char) {
        if !fold::is_space(c) {
            self.0.push(c);
        } else if self.0.last().is_some_and(|last| *last != ' ') {
            self.0.push(' ');
        }
    }

    fn finish(self) -> String {
        let text: String = self.0.into_iter().collect();
        text.trim_end_matches(' ').to_owned()
    }
}

fn folded(chars: &[char]) -> String {
    let mut out = Folded::default();
    for c in chars {
        out.push(*c);
    }
    out.finish()
}
