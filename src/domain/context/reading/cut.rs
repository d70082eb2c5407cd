//! Cutting one place out of a part that was read: its sentences and what
//! stands around them.

use std::ops::Range;

use super::{BlockReading, Folded, PartReading, folded};
use crate::domain::{
    block::Kind,
    context::{
        Inside, Sentence, Structure,
        speaker::{self, Says},
    },
    fold,
    lexicon::{Lexicon, Section, names, tokens::Token},
};

/// How many sentences back a speaker is looked for, and how many characters.
const FAR: usize = 40;
const FAR_CHARS: usize = 12_000;

/// How many blocks are passed over in search of a neighbour.
const PASSED: usize = 20;

/// What [`PartReading::cut`] takes out of the text.
pub(super) struct Cut {
    pub(super) quote: String,
    pub(super) sentence: Sentence,
    pub(super) footnotes: Vec<String>,
}

impl PartReading {
    /// The sentence of running text before or after, under the same heading;
    /// images, notes and what no reader sees are passed over.
    pub(super) fn neighbour(&self, sentence: usize, forward: bool) -> Option<usize> {
        let (at, own) = (self.sentences.get(sentence)?.block, self.block_of(sentence)?);
        let beside = if forward { Some(sentence + 1) } else { sentence.checked_sub(1) };
        if let Some(beside) = beside.filter(|s| own.sentences.contains(s)) {
            return Some(beside);
        }
        let step = |i: usize| if forward { i.checked_add(1) } else { i.checked_sub(1) };
        let blocks = std::iter::successors(step(at), |i| step(*i)).map_while(|i| self.blocks.get(i)).take(PASSED);
        for block in blocks {
            if block.section != own.section || block.heads {
                return None;
            }
            if block.hidden
                || !block.says_anything()
                || matches!(block.block.kind, Kind::Image | Kind::Definition | Kind::Footnote | Kind::Rule)
            {
                continue;
            }
            let prose = matches!(block.block.kind, Kind::Paragraph | Kind::Item);
            let edge = if forward { Some(block.sentences.start) } else { block.sentences.end.checked_sub(1) };
            return edge.filter(|s| prose && block.sentences.contains(s));
        }
        None
    }

    /// The sentences touched, as a reader sees them and as they are written.
    pub(super) fn cut(&self, touched: &Range<usize>, chars: &Range<usize>) -> Cut {
        let mut text = Folded::default();
        let mut source = Folded::default();
        let (mut start, mut end) = (None, None);
        let mut links = Vec::new();
        let mut footnotes = Vec::new();
        for sentence in touched.clone() {
            let (Some(read), Some(range)) = (self.sentences.get(sentence), self.ranges.get(sentence)) else { continue };
            let Some(block) = self.blocks.get(read.block) else { continue };
            text.push(' ');
            source.push(' ');
            for i in read.seen.clone() {
                let (Some(c), Some(at)) = (block.seen.chars.get(i), block.seen.at.get(i)) else { continue };
                text.push(*c);
                if chars.contains(at) && !fold::is_space(*c) {
                    start.get_or_insert(text.0.len() - 1);
                    end = Some(text.0.len());
                } else if *at >= chars.start && start.is_none() && *at >= chars.end {
                    start = Some(text.0.len().saturating_sub(1));
                    end = start;
                }
            }
            let from = block.source_at.partition_point(|p| *p < range.start);
            let to = block.source_at.partition_point(|p| *p < range.end);
            block.source.get(from..to).unwrap_or_default().iter().for_each(|c| source.push(*c));
            let inside =
                |at: &usize| read.seen.start < *at && *at <= read.seen.end || (*at == 0 && read.seen.start == 0);
            links.extend(block.seen.links.iter().filter(|(at, _)| inside(at)).map(|(_, target)| target.clone()));
            let cited = block.seen.notes.iter().filter(|(at, _)| inside(at));
            footnotes.extend(cited.map(|(_, label)| self.notes.get(label).cloned().unwrap_or_default()));
        }
        let text = text.finish();
        let len = text.chars().count();
        let start = start.unwrap_or(len).min(len);
        let sentence =
            Sentence { source: source.finish(), quote: (start, end.unwrap_or(start).clamp(start, len)), text, links };
        let quote = self.chars.get(chars.clone()).unwrap_or_default().iter().collect();
        Cut { quote, sentence, footnotes }
    }

    /// What the words stand in: where their sentence begins, and by tags where they begin themselves.
    pub(super) fn inside(&self, sentence: usize, place: usize) -> Vec<Inside> {
        let (Some(read), Some(range)) = (self.sentences.get(sentence), self.ranges.get(sentence)) else {
            return Vec::new();
        };
        let Some(block) = self.blocks.get(read.block) else { return Vec::new() };
        let before = block.seen.chars.get(..read.seen.start).unwrap_or_default();
        let mut found: Vec<Inside> = self.regions.at(range.start).chain(self.regions.at(place)).collect();
        if block.quotations.open_at(read.seen.start + leading_space(self.seen(sentence))) {
            found.push(Inside::QuotationMarks);
        }
        if block.block.quotation > 0 {
            found.push(Inside::BlockQuotation);
        }
        if struck(before) {
            found.push(Inside::StrikeThrough);
        }
        if open_code(before) {
            found.push(Inside::Code);
        }
        if self.regions.hides(place) {
            found.push(Inside::Comment);
        }
        if turned(before) {
            found.push(Inside::Direction);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(super) fn structure(&self, touched: &Range<usize>, footnotes: Vec<String>) -> Structure {
        let mut out = Structure { footnotes, ..Structure::default() };
        let blocks: Vec<usize> = touched.clone().filter_map(|s| self.sentences.get(s).map(|s| s.block)).collect();
        for block in &blocks {
            let Some(read) = self.blocks.get(*block) else { continue };
            if out.blocks.last().map(String::as_str) != Some(read.block.kind.as_str()) {
                out.blocks.push(read.block.kind.as_str().to_owned());
            }
        }
        let Some((at, block)) = blocks.first().and_then(|at| self.blocks.get(*at).map(|b| (*at, b))) else {
            return out;
        };
        out.rank = block.block.rank;
        let seen = |i: &usize| {
            self.blocks.get(*i).is_some_and(|b| !b.hidden && (b.says_anything() || b.block.kind == Kind::Image))
        };
        let above = |at: usize| (0..at).rev().take(PASSED).find(seen);
        let previous = above(at).and_then(|i| self.blocks.get(i)).filter(|b| b.section == block.section);
        if block.block.kind == Kind::Row {
            let rows = (0..at).rev().take_while(|i| {
                self.blocks
                    .get(*i)
                    .is_some_and(|b| matches!(b.block.kind, Kind::Row | Kind::TableRule | Kind::TableHeader))
            });
            if let Some((i, header)) = rows.last().and_then(|i| self.blocks.get(i).map(|b| (i, b))) {
                out.table_header = folded(&header.seen.chars);
                let caption = above(i).and_then(|i| self.blocks.get(i)).filter(|b| b.section == header.section);
                out.caption = caption.and_then(|b| self.caption(b)).unwrap_or_default();
            }
        } else if block.block.kind == Kind::Item {
            let lead = block.block.lead.and_then(|i| self.blocks.get(i)).filter(|b| {
                !b.hidden && b.section == block.section && matches!(b.block.kind, Kind::Paragraph | Kind::Item)
            });
            out.lead_in = lead.and_then(|b| self.last_sentence(b)).unwrap_or_default();
        } else if let Some(previous) = previous {
            let lead = self.last_sentence(previous).filter(|words| words.ends_with([':', '：']));
            out.lead_in = lead.unwrap_or_default();
            if previous.block.kind == Kind::Image {
                out.image = previous.seen.links.first().map(|(_, target)| target.clone()).unwrap_or_default();
            }
        }
        out
    }

    pub(super) fn last_sentence(&self, block: &BlockReading) -> Option<String> {
        block.sentences.end.checked_sub(1).filter(|s| block.sentences.contains(s)).map(|s| self.text(s))
    }

    /// A line over a table that says what it shows: short, or ending in a colon.
    pub(super) fn caption(&self, block: &BlockReading) -> Option<String> {
        if block.block.kind != Kind::Paragraph {
            return None;
        }
        let text = self.last_sentence(block)?;
        let short = block.sentences.len() == 1 && text.chars().count() <= 200;
        (short || text.ends_with([':', '：'])).then_some(text)
    }

    /// Who speaks the words, when they stand in a quotation or under a label
    /// and their own sentences don't name anybody.
    pub(super) fn speaker(&self, touched: &Range<usize>, chars: &Range<usize>, lexicon: &Lexicon) -> Option<String> {
        let first = touched.start;
        let read = self.sentences.get(first)?;
        let block = self.blocks.get(read.block)?;
        let label = block.sentences.clone().next().and_then(|s| speaker::label(&self.tokens(s, lexicon)));
        if label.is_some() {
            return label.filter(|_| block.sentences.start < first);
        }
        let words =
            block.seen.at.partition_point(|p| *p < chars.start)..block.seen.at.partition_point(|p| *p < chars.end);
        let speech = block.quotations.speech(&block.seen.chars, &words);
        let html = self.regions.at(chars.start).any(|i| matches!(i, Inside::BlockQuotation | Inside::QuotationMarks));
        if speech.is_none() && block.block.quotation == 0 && !html {
            return self.transcript(first, block, lexicon);
        }
        let mut described = None;
        for sentence in touched.clone() {
            match speaker::says(&self.unquoted(sentence, lexicon), lexicon, false) {
                Says::Named(_) => return None,
                Says::Described(words) => described = Some(words),
                Says::Nobody => {}
            }
        }
        let next = touched.end;
        let same = self.sentences.get(next).is_some_and(|s| s.block == read.block);
        if described.is_none() && same {
            let inside =
                self.sentences.get(next).zip(speech.as_ref()).is_some_and(|(s, speech)| s.seen.start < speech.end);
            let tokens = self.unquoted(next, lexicon);
            let brief = tokens.len() <= 8 && tokens.len() == self.tokens(next, lexicon).len();
            if inside || brief {
                match speaker::says(&tokens, lexicon, false) {
                    Says::Named(name) => return Some(name),
                    Says::Described(words) => described = Some(words),
                    Says::Nobody => {}
                }
            }
        }
        let floor = first.saturating_sub(FAR);
        let mut passed = 0;
        for sentence in (floor..first).rev() {
            passed += self.seen(sentence).len();
            if passed > FAR_CHARS {
                break;
            }
            let above = self.block_of(sentence)?;
            if above.section != block.section || matches!(above.block.kind, Kind::Heading(_)) {
                break;
            }
            if above.hidden || !matches!(above.block.kind, Kind::Paragraph | Kind::Item) {
                continue;
            }
            if above.sentences.start == sentence
                && let Some(label) = speaker::label(&self.tokens(sentence, lexicon))
            {
                return Some(label);
            }
            // A name without a verb of saying speaks for what follows only
            // where it stands right before, not as part of a quotation.
            match speaker::says(&self.unquoted(sentence, lexicon), lexicon, true) {
                Says::Named(name) => return Some(name),
                Says::Described(words) => {
                    described.get_or_insert(words);
                }
                Says::Nobody => {}
            }
        }
        described
    }

    /// The label nearest above a paragraph that has none of its own.
    pub(super) fn label_above(&self, touched: &Range<usize>, lexicon: &Lexicon) -> Option<String> {
        let first = touched.start;
        let block = self.block_of(first)?;
        let mut passed = 0;
        for sentence in (first.saturating_sub(FAR)..first).rev() {
            passed += self.seen(sentence).len();
            let above = self.block_of(sentence)?;
            if passed > FAR_CHARS || above.section != block.section || matches!(above.block.kind, Kind::Heading(_)) {
                return None;
            }
            if !above.hidden && above.sentences.start == sentence {
                let label = speaker::label(&self.tokens(sentence, lexicon));
                if label.is_some() {
                    return label;
                }
            }
        }
        None
    }

    /// The label above a paragraph of a transcript that has none of its own:
    /// whoever was named last goes on speaking. One label alone makes no
    /// transcript (`LONDON:` is a dateline, `UPDATE:` a notice).
    fn transcript(&self, first: usize, block: &BlockReading, lexicon: &Lexicon) -> Option<String> {
        let mut labels = Vec::new();
        let mut passed = 0;
        for sentence in (first.saturating_sub(FAR)..first).rev() {
            passed += self.seen(sentence).len();
            let above = self.block_of(sentence)?;
            if passed > FAR_CHARS || above.section != block.section || matches!(above.block.kind, Kind::Heading(_)) {
                break;
            }
            if !above.hidden
                && above.sentences.start == sentence
                && let Some(label) = speaker::label(&self.tokens(sentence, lexicon))
            {
                labels.push(label);
            }
        }
        if labels.len() < 2 {
            // The next label may come after.
            let below = (block.sentences.end..self.sentences.len().min(block.sentences.end + FAR)).find(|s| {
                self.block_of(*s).is_some_and(|b| b.section == block.section && b.sentences.start == *s)
                    && speaker::label(&self.tokens(*s, lexicon)).is_some()
            });
            below?;
        }
        labels.into_iter().next()
    }

    /// Short names in the sentence with the longer form nearest above it.
    pub(super) fn full_names(&self, first: usize, tokens: &[Token], lexicon: &Lexicon) -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> = Vec::new();
        for name in names::names(tokens, lexicon) {
            let short = names::text(tokens, &name);
            if short.contains(' ') || out.iter().any(|(known, _)| *known == short) || out.len() >= 8 {
                continue;
            }
            let Some(places) = self.names.get(&short) else { continue };
            let until = places.partition_point(|(sentence, _)| *sentence < first);
            if let Some((_, full)) = until.checked_sub(1).and_then(|i| places.get(i)) {
                out.push((short, full.clone()));
            }
        }
        out
    }

    pub(super) fn speaks_in_first_person(&self, sentence: usize, lexicon: &Lexicon) -> bool {
        let quoted = self.block_of(sentence).is_some_and(|b| b.block.quotation > 0);
        !quoted
            && self.unquoted(sentence, lexicon).iter().any(|t| lexicon.is(&t.lower, Section::Person) && t.lower != "us")
    }
}

/// Whether `~~` is open after these characters.
fn struck(before: &[char]) -> bool {
    before.windows(2).filter(|pair| *pair == ['~', '~']).count() % 2 == 1
}

/// Whether a code span is open after these characters.
fn open_code(before: &[char]) -> bool {
    before.iter().filter(|c| **c == '`').count() % 2 == 1
}

/// Whether a control character that turns the direction is still in force.
fn turned(before: &[char]) -> bool {
    let mut open = 0usize;
    for c in before {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' | '\u{2066}'..='\u{2068}' => open += 1,
            '\u{202c}' | '\u{2069}' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open > 0
}

fn leading_space(chars: &[char]) -> usize {
    chars.iter().take_while(|c| c.is_whitespace()).count()
}
