//! A revision read once, so that many contexts can be cut from it.

mod back;
mod counted;
mod cut;
mod dates;
mod heads;
mod kept;
mod labels;
mod named;
mod notes;
mod small;
mod speakers;
mod split;
mod structure;

pub use counted::{is_scale, told};
pub use dates::{Dating, dating, years};
use heads::{Above, goes_on, heading, heading_level, is_bold, stands_between};
pub use kept::Kept;
use named::Named;
use notes::note_label;
pub use small::is_preposition;
pub use split::Sentences;
pub use structure::names_table;

use std::{
    borrow::Cow,
    cell::{OnceCell, RefCell},
    collections::HashMap,
    ops::Range,
};

use super::{
    PlaceContext, Pull, RULES, Reference,
    quotes::{self, Quotations, Way},
    regions::Regions,
    visible::{Source, Visible},
};
use crate::domain::{
    block::{Block, Kind},
    fold,
    lexicon::{
        self, Lexicon,
        tokens::{self, Token},
    },
    part::{Part, Texts},
};

/// How many sentences back what a pronoun stands for is looked for, while they name nobody.
const ANTECEDENTS: usize = 3;

/// The most headings kept with a context.
const OUTLINE: usize = 100;

/// Everything at one revision that contexts are cut from. Building it takes
/// time in proportion to the text; each context to its own sentences.
#[derive(Debug)]
pub struct Reading {
    language: String,
    dateline: String,
    byline: String,
    /// Whom the body names as whose words it is.
    credits: String,
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
    /// Texts of notes by the mark of their own that cites them: `*`, `†`, `1` for `[1]`.
    marked_notes: HashMap<String, Vec<(usize, String)>>,
    /// The sentences that say what the text's numbers are in.
    counted: OnceCell<Vec<usize>>,
    /// By its last word, each name of two words or more.
    names: OnceCell<HashMap<String, Vec<Named>>>,
    /// The same for the few short names that were looked up so far.
    looked_up: RefCell<HashMap<String, Vec<Named>>>,
}

#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that is known")]
struct BlockReading {
    block: Block,
    seen: Visible,
    source: Source,
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
    /// A line in bold or in capitals that stands between a colon and what it leads to, an
    /// advertisement's, or one that says what else to read: it heads nothing, and nobody in it speaks.
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
    /// Whether one of them is a colon.
    colon: bool,
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
        let credits = body.map(|p| dates::credits(p.written_paragraphs(), lexicon)).unwrap_or_default();
        Self { language: language.to_owned(), dateline, byline, credits, parts }
    }

    /// The byline; without one, whom the body names.
    fn signed_by(&self) -> String {
        if self.byline.is_empty() { self.credits.clone() } else { self.byline.clone() }
    }

    /// A label; where it is but the letter of who answers, with whom the body says is asked.
    fn answering(&self, label: String) -> String {
        let letter = label.chars().count() == 1;
        if letter && !self.credits.is_empty() { format!("{label} / {}", self.credits) } else { label }
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
        self.part(part)?.sentence_range(&chars)
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
            .or_else(|| if person { read.signed(&touched, self.byline.is_empty(), lexicon) } else { None });
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
            label: read.label_above(&touched, lexicon).map(|label| self.answering(label)),
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
            before,
            after,
            dateline: dated.then(|| self.dateline.clone()),
            byline: person.then(|| self.signed_by()),
            counted: if cut.sentence.text.contains(char::is_numeric)
                || words.iter().any(|word| counted::is_amount(word))
            {
                read.counted(&touched, lexicon)
            } else {
                Vec::new()
            },
            sentence: cut.sentence,
        })
    }
}

impl PartReading {
    fn of(part: &Part, text: &str, language: &str) -> Self {
        let mut read = Self::blocks_of(part, text);
        for (at, block) in read.blocks.iter_mut().enumerate() {
            let first = read.sentences.len();
            for sentence in split::split(&block.block, &block.seen, &block.source, language) {
                read.sentences.push(SentenceReading { block: at, seen: sentence.seen, colon: sentence.colon });
                read.ranges.push(sentence.range);
            }
            block.sentences = first..read.sentences.len();
        }
        read.collect_notes();
        read.words = vec![OnceCell::new(); read.sentences.len()];
        read
    }

    /// A part with its blocks, whose sentences nobody looked for yet.
    fn blocks_of(part: &Part, text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let blocks = split::blocks_of(part, &chars);
        let marked = !matches!(part, Part::Headline | Part::Byline | Part::Dateline);
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
            counted: OnceCell::new(),
            names: OnceCell::new(),
            looked_up: RefCell::default(),
        };
        let mut stack: Vec<Above> = Vec::new();
        let (mut section, mut chapter) = (0, 0);
        let mut led = false;
        let regions = std::mem::take(&mut read.regions);
        let mut enclosing = regions.enclosing();
        for block in blocks {
            let source = split::source_of(&block, &chars);
            let seen = split::seen_of(&block, &source, &targets);
            // A comment at its head doesn't hide the words behind it.
            let hidden = regions.hides(block.whole.start)
                && !seen.chars.iter().zip(&seen.at).any(|(c, at)| c.is_alphanumeric() && !regions.hides(*at));
            let level = heading_level(&block, &source.chars, &seen.chars).filter(|_| {
                let shown = |(c, at): (&char, &usize)| !c.is_whitespace() && !regions.hides(*at);
                let follows = led && !matches!(block.kind, Kind::Heading(_));
                !hidden && !follows && !regions.is_code(block.whole.start) && seen.chars.iter().zip(&seen.at).any(shown)
            });
            let interjected = (led && heading_level(&block, &source.chars, &seen.chars) == Some(7))
                || (block.kind == Kind::Paragraph
                    && block.lines.len() == 1
                    && stands_between(&source.chars, &seen.chars));
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
                source,
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

    /// For a sentence of a footnote: the sentences that cite it, which it speaks of.
    fn citing(&self, sentence: usize) -> Option<Reference> {
        let at = self.sentences.get(sentence)?.block;
        let notes = self.blocks.get(..=at)?.iter().rev().take_while(|b| b.block.kind == Kind::Footnote);
        let label = notes.filter_map(|b| note_label(&b.source.chars)).map(|(label, _)| label).next()?;
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

    /// From the beginning of the first sentence that a range of characters touches to the end of the last.
    fn sentence_range(&self, chars: &Range<usize>) -> Option<Range<usize>> {
        let touched = self.touched(chars)?;
        Some(self.ranges.get(touched.start)?.start..self.ranges.get(touched.end.checked_sub(1)?)?.end)
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

    /// The same as they are written, those of one line.
    fn written_paragraphs(&self) -> impl DoubleEndedIterator<Item = &[char]> {
        let paragraphs = self.blocks.iter().filter(|b| b.block.kind == Kind::Paragraph && !b.hidden);
        paragraphs.filter(|b| b.block.lines.len() == 1).map(|b| b.source.chars.as_slice())
    }

    /// The paragraphs of running text that a reader sees, from the first on.
    fn shown_paragraphs(&self) -> impl Iterator<Item = &[char]> {
        let paragraphs = self.blocks.iter().filter(|b| b.block.kind == Kind::Paragraph && !b.hidden);
        paragraphs.map(|b| b.seen.chars.as_slice())
    }
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
