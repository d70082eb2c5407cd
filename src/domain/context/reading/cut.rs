//! Cutting one place out of a part that was read: its sentences and what
//! stands around them.

use std::ops::Range;

use super::{BlockReading, Folded, PartReading, folded};
use crate::domain::{
    block::Kind,
    context::{
        Inside, Sentence, Structure,
        speaker::{self, Says},
        visible::INLINE,
    },
    fold,
    lexicon::{
        Lexicon, Section, names,
        tokens::{self, Token},
    },
};

/// How many sentences back a speaker is looked for, and how many characters.
pub(super) const FAR: usize = 40;
const FAR_CHARS: usize = 12_000;

/// How many blocks are passed over in search of a neighbour.
pub(super) const PASSED: usize = 20;

/// How many sentences behind a quotation its signature is looked for.
pub(super) const SIGNED: usize = 12;

/// How many rows up a title in a table is looked for.
const TITLED: usize = 200;

/// How many blocks above the one before a list a line with a colon may stand that leads into it.
pub(super) const LED: usize = 4;

/// How many rows below the first may belong to a table's header.
const HEADS: usize = 2;

/// How many lists deep the words that lead in are looked for.
pub(super) const NESTED: usize = 8;

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
            if block.hidden || !block.says_anything() || is_passed_over(block.block.kind) {
                continue;
            }
            let prose = matches!(block.block.kind, Kind::Paragraph | Kind::Item);
            let edge = if forward { Some(block.sentences.start) } else { block.sentences.end.checked_sub(1) };
            return edge.filter(|s| prose && block.sentences.contains(s));
        }
        None
    }

    /// What stands before the first sentence of a section, or behind a table,
    /// where a pronoun goes back to: the headings passed on the way, and the
    /// last sentence or row above them, with its number where it is one of text.
    pub(super) fn beyond(&self, sentence: usize) -> Option<(String, Option<usize>)> {
        let at = self.sentences.get(sentence)?.block;
        let mut words = Vec::new();
        let mut rows = 0;
        let mut passed = 0;
        let mut found = None;
        for block in self.blocks.get(..at)?.iter().rev().take(PASSED + TITLED) {
            let row = is_tabular(block.block.kind);
            passed += usize::from(!row);
            if passed > PASSED {
                break;
            }
            if block.hidden || !block.says_anything() || is_passed_over(block.block.kind) {
                continue;
            }
            // A table stands between: its last row, and what is above it.
            rows += usize::from(row);
            if rows <= 1 || !row {
                words.extend(self.last_sentence(block));
            }
            if !block.heads && !row {
                found = block.sentences.end.checked_sub(1).filter(|s| block.sentences.contains(s));
                break;
            }
        }
        words.reverse();
        (!words.is_empty()).then(|| (words.join(" / "), found))
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
            footnotes.extend(self.noted_by_hand(sentence));
            let cited = block.seen.notes.iter().filter(|(at, _)| inside(at));
            footnotes.extend(cited.map(|(_, label)| match label.strip_prefix(INLINE) {
                Some(words) => fold::spaces(words),
                None => self.notes.get(label).cloned().unwrap_or_default(),
            }));
        }
        let text = text.finish();
        let len = text.chars().count();
        let start = start.unwrap_or(len).min(len);
        let sentence =
            Sentence { source: source.finish(), quote: (start, end.unwrap_or(start).clamp(start, len)), text, links };
        let quote = self.chars.get(chars.clone()).unwrap_or_default().iter().collect();
        Cut { quote, sentence, footnotes }
    }

    /// The notes that a sentence cites by a mark of its own, behind a word: `*`, `†`, `²`.
    fn noted_by_hand(&self, sentence: usize) -> Vec<String> {
        if self.marked_notes.is_empty() {
            return Vec::new();
        }
        let own = self.sentences.get(sentence).map_or(0, |s| s.block);
        let seen = self.seen(sentence);
        let mut found = Vec::new();
        let mut at = 1;
        while let Some(offset) = seen.get(at..).and_then(|rest| rest.iter().position(|c| is_note_mark(*c))) {
            let start = at + offset;
            let run: String = seen.get(start..).unwrap_or_default().iter().take_while(|c| is_note_mark(**c)).collect();
            at = start + run.chars().count();
            let behind = seen.get(start - 1).is_some_and(|c| !c.is_whitespace());
            let ends = seen.get(at).is_none_or(|c| !c.is_alphanumeric());
            if behind && ends {
                // The next one below, as under a table; else the last one above.
                let notes = self.marked_notes.get(&run).map_or(&[][..], Vec::as_slice);
                let below = notes.partition_point(|(note, _)| *note < own);
                let note = notes.get(below).or_else(|| notes.last());
                found.extend(note.map(|(_, words)| words.clone()));
            }
        }
        found
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
        if block.dialogue && read.seen.start > 0 {
            found.push(Inside::QuotationMarks);
        }
        if block.struck.iter().any(|range| range.start < read.seen.start && read.seen.start < range.end) {
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

    /// What the words stand in, wherever one of their sentences does. A quotation
    /// that opens among them is theirs.
    pub(super) fn inside_all(&self, touched: &Range<usize>, place: usize) -> Vec<Inside> {
        let mut found = self.inside(touched.start, place);
        for sentence in touched.clone().skip(1) {
            let start = self.ranges.get(sentence).map_or(place, |range| range.start);
            found.extend(self.inside(sentence, start).into_iter().filter(|i| *i != Inside::QuotationMarks));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(super) fn structure(&self, touched: &Range<usize>, footnotes: Vec<String>, lexicon: &Lexicon) -> Structure {
        let mut out = Structure { footnotes, ..Structure::default() };
        let blocks: Vec<usize> = touched.clone().filter_map(|s| self.sentences.get(s).map(|s| s.block)).collect();
        for block in &blocks {
            let Some(read) = self.blocks.get(*block) else { continue };
            // Whom a quotation quotes may hang on how deep it stands.
            let kind = match read.block.quotation {
                0 | 1 => read.block.kind.as_str().to_owned(),
                depth => format!("{} in {depth} quotations", read.block.kind.as_str()),
            };
            if out.blocks.last() != Some(&kind) {
                out.blocks.push(kind);
            }
        }
        let Some((at, block)) = blocks.first().and_then(|at| self.blocks.get(*at).map(|b| (*at, b))) else {
            return out;
        };
        let begin = touched.start;
        let place = self.ranges.get(begin).map_or(block.block.whole.start, |range| range.start);
        out.rank = block.block.rank.or_else(|| self.regions.rank(place));
        let seen = |i: &usize| {
            self.blocks.get(*i).is_some_and(|b| !b.hidden && (b.says_anything() || b.block.kind == Kind::Image))
        };
        let above = |at: usize| (0..at).rev().take(PASSED).find(seen);
        let previous = above(at).and_then(|i| self.blocks.get(i)).filter(|b| b.section == block.section);
        if block.block.kind == Kind::Row {
            let rows = (0..at).rev().take_while(|i| self.blocks.get(*i).is_some_and(|b| is_tabular(b.block.kind)));
            if let Some((i, header)) = rows.last().and_then(|i| self.blocks.get(i).map(|b| (i, b))) {
                out.table_header = folded(&header.seen.chars);
                // A row with one cell filled is a title over the rows below it.
                let title = (i + 1..at)
                    .rev()
                    .take(TITLED)
                    .filter_map(|i| self.blocks.get(i))
                    .find(|b| b.block.kind == Kind::Row && has_one_cell(&b.seen.chars))
                    .map(|b| folded(&b.seen.chars));
                // A row without a label of its own has that of the row above.
                let label =
                    |b: &BlockReading| b.seen.chars.iter().take_while(|c| **c != '|').copied().collect::<Vec<_>>();
                let blank = |label: &[char]| label.iter().all(|c| c.is_whitespace());
                if blank(&label(block)) {
                    let mut above = (i + 1..at).rev().take(TITLED).filter_map(|i| self.blocks.get(i)).map(label);
                    if let Some(above) = above.find(|label| !blank(label)) {
                        out.table_header = format!("{} / {}", out.table_header, folded(&above));
                    }
                }
                out.note = self.table_note(at);
                // A second line of the header: units, or the names where the first is empty.
                let numbers = |b: &BlockReading| b.seen.chars.iter().any(|c| c.is_numeric());
                let heads = (i + 1..at).filter_map(|i| self.blocks.get(i)).filter(|b| b.block.kind == Kind::Row);
                for row in heads.take(HEADS).take_while(|row| numbers(block) && !numbers(row)) {
                    out.table_header = format!("{} / {}", out.table_header, folded(&row.seen.chars));
                }
                if let Some(title) = title {
                    out.table_header = format!("{} / {}", out.table_header, title.replace('|', " ").trim());
                }
                let caption = above(i).and_then(|i| self.blocks.get(i)).filter(|b| b.section == header.section);
                out.caption = caption.and_then(|b| self.caption(b)).unwrap_or_default();
            }
        } else if block.block.kind == Kind::Item {
            out.lead_in = self.lead_in(block, lexicon);
            out.mark = self.telling_mark(block);
        } else {
            if let Some(header) = self.regions.table(place) {
                header.clone_into(&mut out.table_header);
            }
            out.lead_in = self.led_within(begin, block).or_else(|| self.led(at, block, lexicon)).unwrap_or_default();
            if let Some(previous) = previous.filter(|previous| previous.block.kind == Kind::Image) {
                out.image = previous.seen.links.first().map(|(_, target)| target.clone()).unwrap_or_default();
            }
        }
        out
    }

    /// The mark of an item where it may be a sign or a number of its own: `+ 5
    /// percent`, `14. Oktober` in the fourth place.
    fn telling_mark(&self, block: &BlockReading) -> String {
        let Some(begins) = block.block.lines.first().map(|line| line.start) else { return String::new() };
        let mark = self.chars.get(block.block.whole.start..begins).unwrap_or_default();
        let mark: String = mark.iter().filter(|c| !c.is_whitespace()).collect();
        let counts = |c: &char| c.is_numeric() || matches!(c, '€' | '$' | '£' | '¥');
        let number: Option<u32> = mark.trim_end_matches(['.', ')']).parse().ok();
        let told = match number {
            Some(number) => number != 1 && Some(number) != block.block.rank,
            None => mark == "+" && block.seen.chars.first().is_some_and(counts),
        };
        if told { mark } else { String::new() }
    }

    /// The line with a colon above a paragraph: past pictures and what else is
    /// passed over, a notice or two between, and the paragraphs of its own list
    /// (`— one`, `(a) one`).
    fn led(&self, at: usize, block: &BlockReading, lexicon: &Lexicon) -> Option<String> {
        /// How many notices may stand between.
        const ASIDES: usize = 2;
        let mut asides = 0;
        let listed = is_listed(&block.seen.chars);
        for above in self.blocks.get(..at)?.iter().rev().take(PASSED) {
            if above.section != block.section {
                return None;
            }
            let passed = is_passed_over(above.block.kind) || above.block.kind == Kind::Image;
            if above.hidden || passed || !above.says_anything() || (listed && is_listed(&above.seen.chars)) {
                continue;
            }
            let words = self.leading_words(above, lexicon);
            if words.as_ref().is_none_or(|words| leads_in(words)) {
                return words;
            }
            asides += 1;
            if asides > ASIDES || !is_aside(&above.source) {
                return None;
            }
        }
        None
    }

    /// What leads into an item of a list by tags, within its block.
    fn led_within(&self, first: usize, block: &BlockReading) -> Option<String> {
        let item = |sentence: usize| self.seen(sentence).iter().find(|c| !c.is_whitespace()) == Some(&'•');
        if !item(first) {
            return None;
        }
        (block.sentences.start..first).rev().take(TITLED).find(|s| !item(*s)).map(|s| self.text(s))
    }

    /// The last sentence of a block that leads into something; behind one as
    /// short as "Here is the list:" also the one before it, where it denies or doubts.
    fn leading_words(&self, block: &BlockReading, lexicon: &Lexicon) -> Option<String> {
        const SHORT: usize = 6;
        let last = self.last_sentence(block)?;
        let turns = |sentence: &usize| {
            let turning = [Section::Negation, Section::Modality, Section::Scope];
            let tokens = self.tokens(*sentence, lexicon);
            tokens.iter().any(|t| turning.iter().any(|section| lexicon.is(&t.lower, *section)))
        };
        let short = last.split(' ').count() <= SHORT;
        let before = block.sentences.end.checked_sub(2).filter(|s| short && block.sentences.contains(s));
        Some(match before.filter(turns) {
            Some(before) => format!("{} {last}", self.text(before)),
            None => last,
        })
    }

    /// The words that lead into an item's list, and into the lists that hold that one, outermost first.
    fn lead_in(&self, block: &BlockReading, lexicon: &Lexicon) -> String {
        let mut words = Vec::new();
        let mut lead = block.block.lead;
        for _ in 0..NESTED {
            let above = self.leading(lead).and_then(|at| self.blocks.get(at));
            let Some(above) = above.filter(|b| !b.hidden && b.section == block.section) else { break };
            let text = matches!(above.block.kind, Kind::Paragraph | Kind::Item);
            if text {
                words.extend(self.leading_words(above, lexicon));
            }
            words.extend(self.led_from_afar(block, above, lexicon));
            if !text {
                break;
            }
            lead = above.block.lead;
        }
        words.reverse();
        words.join(" / ")
    }

    /// The line with a colon above what else stands before a list: a notice, a
    /// box or a table may have come between.
    fn led_from_afar(&self, block: &BlockReading, above: &BlockReading, lexicon: &Lexicon) -> Option<String> {
        if self.last_sentence(above).is_none_or(|words| leads_in(&words)) {
            return None;
        }
        let until = self.blocks.partition_point(|b| b.block.whole.start < above.block.whole.start);
        let blocks = self.blocks.get(..until)?.iter().rev().take(TITLED).filter(|b| !is_tabular(b.block.kind));
        for led in blocks.take(LED) {
            if led.section != block.section {
                return None;
            }
            // A list that something parts goes on behind it.
            let led = match led.block.kind {
                Kind::Item => self.leading(led.block.lead).and_then(|at| self.blocks.get(at))?,
                _ => led,
            };
            let words = self.leading_words(led, lexicon).filter(|words| !led.hidden && leads_in(words));
            if led.block.kind == Kind::Paragraph && words.is_some() {
                return words;
            }
        }
        None
    }

    /// The block that leads into a list: what no reader sees, and pictures, are passed over.
    fn leading(&self, lead: Option<usize>) -> Option<usize> {
        let last = lead?;
        (0..=last).rev().take(PASSED).find(|at| {
            self.blocks.get(*at).is_some_and(|b| !b.hidden && b.says_anything() && !is_passed_over(b.block.kind))
        })
    }

    pub(super) fn last_sentence(&self, block: &BlockReading) -> Option<String> {
        block.sentences.end.checked_sub(1).filter(|s| block.sentences.contains(s)).map(|s| self.text(s))
    }

    /// A line over a table that says what it shows: short, or ending in a colon.
    pub(super) fn caption(&self, block: &BlockReading) -> Option<String> {
        if block.block.kind != Kind::Paragraph {
            return None;
        }
        let whole = folded(&block.seen.chars);
        let count = whole.chars().count();
        if (block.sentences.len() == 1 && count <= 200) || (block.sentences.len() <= 3 && count <= 120) {
            return Some(whole);
        }
        self.last_sentence(block).filter(|words| leads_in(words))
    }

    /// The line right under a table, where it is short and has no number of its
    /// own or is set apart: it may say what the table counts ("Figures in thousands").
    fn table_note(&self, row: usize) -> String {
        const WORDS: usize = 16;
        let rest = self.blocks.get(row..).unwrap_or_default();
        let (Some(table), Some(below)) =
            (rest.first(), rest.iter().find(|b| !is_tabular(b.block.kind) && b.says_anything()))
        else {
            return String::new();
        };
        let plain = below.block.kind == Kind::Paragraph && below.section == table.section && !below.heads;
        let text = folded(&below.seen.chars);
        // A number in it says something of its own, but not where the line is set apart as a note.
        let apart = below.source.first().is_some_and(|c| matches!(c, '*' | '_' | '('));
        let short = text.split(' ').count() <= WORDS && (apart || !text.contains(char::is_numeric));
        if plain && short && !below.hidden { text } else { String::new() }
    }

    /// Who speaks the words, when they stand in a quotation or under a label
    /// and their own sentences don't name anybody.
    pub(super) fn speaker(&self, touched: &Range<usize>, chars: &Range<usize>, lexicon: &Lexicon) -> Option<String> {
        let first = touched.start;
        let read = self.sentences.get(first)?;
        let block = self.blocks.get(read.block)?;
        let label = block.sentences.clone().next().and_then(|s| self.label(s, lexicon));
        if label.is_some() {
            return label.filter(|_| block.sentences.start < first);
        }
        let words =
            block.seen.at.partition_point(|p| *p < chars.start)..block.seen.at.partition_point(|p| *p < chars.end);
        let speech = block.quotations.speech(&block.seen.chars, &words);
        let html = self.regions.at(chars.start).any(|i| matches!(i, Inside::BlockQuotation | Inside::QuotationMarks));
        let spoken = block.dialogue || block.block.quotation > 0 || self.is_pullquote();
        if speech.is_none() && !spoken && !html {
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
            let inside = block.dialogue
                || self.sentences.get(next).zip(speech.as_ref()).is_some_and(|(s, speech)| s.seen.start < speech.end);
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
        if let Some(name) = self.signature(next, block, lexicon) {
            return Some(name);
        }
        let floor = first.saturating_sub(FAR);
        let mut passed = 0;
        for sentence in (floor..first).rev() {
            passed += self.seen(sentence).len();
            if passed > FAR_CHARS {
                break;
            }
            let above = self.block_of(sentence)?;
            if above.chapter != block.chapter {
                break;
            }
            if !above.may_attribute() {
                continue;
            }
            if above.sentences.start == sentence
                && let Some(label) = self.label(sentence, lexicon)
            {
                return Some(label);
            }
            // What a block quotation says names nobody who says it.
            if speech.is_none() && self.is_block_quoted(sentence, above) {
                continue;
            }
            // A name without a verb of saying speaks for what follows only
            // where it stands right before, not as part of a quotation.
            // The first word of what is said behind a dash is nobody's name.
            let loosely = !(block.dialogue && above.sentences == block.sentences);
            match speaker::says(&self.unquoted(sentence, lexicon), lexicon, loosely) {
                Says::Named(name) => return Some(name),
                Says::Described(words) => {
                    described.get_or_insert(words);
                }
                // « …, a dit Anna Berg. … »: named inside the marks.
                Says::Nobody if above.sentences == block.sentences => {
                    if let Some(name) = speaker::incise(self.tokens(sentence, lexicon), lexicon) {
                        return Some(name);
                    }
                }
                Says::Nobody => {}
            }
        }
        described.or_else(|| self.named_after(next, block, lexicon))
    }

    /// The words outside quotation marks that attribute words in a quotation: in
    /// the other sentences of the same quotation, and, where neither those nor
    /// its own have a verb of saying, in the nearest sentence above that has.
    pub(super) fn attribution(&self, touched: &Range<usize>, chars: &Range<usize>, lexicon: &Lexicon) -> Vec<String> {
        let Some(block) = self.block_of(touched.start) else { return Vec::new() };
        let words =
            block.seen.at.partition_point(|p| *p < chars.start)..block.seen.at.partition_point(|p| *p < chars.end);
        let speech = block.quotations.speech(&block.seen.chars, &words);
        let mut found: Vec<String> = self.regions.credits(chars.start).map(fold::spaces).collect();
        let html = self.regions.at(chars.start).any(|i| matches!(i, Inside::BlockQuotation | Inside::QuotationMarks));
        let spoken = block.dialogue || block.block.quotation > 0 || self.is_pullquote() || html;
        if speech.is_none() && !spoken {
            return found;
        }
        let mut says = touched.clone().any(|s| speaker::attributes(&self.unquoted(s, lexicon), lexicon));
        let mut add = |sentence: usize, found: &mut Vec<String>| {
            let tokens = self.unquoted(sentence, lexicon);
            let text = tokens.iter().fold(String::new(), |text, t| {
                let space = if t.spaced && !text.is_empty() { " " } else { "" };
                text + space + &t.text
            });
            if tokens.iter().any(Token::is_word) && !found.contains(&text) {
                found.push(text);
            }
            speaker::attributes(&tokens, lexicon)
        };
        if let Some(speech) = &speech {
            let others = block.sentences.clone().filter(|s| !touched.contains(s));
            for sentence in others {
                let within = self
                    .sentences
                    .get(sentence)
                    .is_some_and(|s| s.seen.start < speech.end && speech.start < s.seen.end);
                if within {
                    says |= add(sentence, &mut found);
                    // « …, affirme le ministre Berg. »: said within the marks.
                    let inside = speaker::inserted(self.tokens(sentence, lexicon), lexicon);
                    says |= !inside.is_empty();
                    found.extend(inside);
                }
            }
        }
        if !says {
            self.attributed_above(touched.start, block, lexicon, &mut found, &mut add);
        }
        found
    }

    /// The nearest sentence above with a verb of saying; and the names in one
    /// that stands between, who may be speaking too.
    fn attributed_above(
        &self,
        first: usize,
        block: &BlockReading,
        lexicon: &Lexicon,
        found: &mut Vec<String>,
        add: &mut impl FnMut(usize, &mut Vec<String>) -> bool,
    ) {
        /// How many sentences above one that only names somebody are looked at.
        const ABOVE: usize = 3;
        let mut passed = 0;
        let mut named = None;
        for sentence in (first.saturating_sub(FAR)..first).rev() {
            passed += self.seen(sentence).len();
            let Some(above) = self.block_of(sentence) else { return };
            if passed > FAR_CHARS || above.chapter != block.chapter {
                return;
            }
            if named.is_some_and(|named| named > sentence + ABOVE) {
                return;
            }
            if !above.may_attribute() {
                continue;
            }
            if block.block.quotation == 0 && self.is_block_quoted(sentence, above) {
                continue;
            }
            let tokens = self.unquoted(sentence, lexicon);
            let partly = tokens.iter().any(Token::is_word) && tokens.len() < self.tokens(sentence, lexicon).len();
            if speaker::attributes(&tokens, lexicon) || partly {
                add(sentence, found);
                return;
            }
            if named.is_none() {
                let everybody = speaker::named(&tokens, lexicon);
                if !everybody.is_empty() || speaker::is_uncased(&tokens) {
                    named = Some(sentence);
                    if speaker::is_uncased(&tokens) {
                        add(sentence, found);
                    } else {
                        found.push(everybody.join(", "));
                    }
                }
            }
        }
    }

    /// Whether a sentence stands in a block quotation, by signs or by tags.
    fn is_block_quoted(&self, sentence: usize, block: &BlockReading) -> bool {
        let start = self.ranges.get(sentence).map_or(0, |range| range.start);
        block.block.quotation > 0 || self.regions.at(start).any(|i| i == Inside::BlockQuotation)
    }

    /// Whether all of the part is somebody's words.
    fn is_pullquote(&self) -> bool {
        self.part.as_str().starts_with("pullquote")
    }

    /// Who signs what is said in the first person, as letters are signed: a line
    /// further down that a dash leads in.
    pub(super) fn signed(&self, touched: &Range<usize>, lexicon: &Lexicon) -> Option<String> {
        let own = self.block_of(touched.start)?;
        (touched.end..self.sentences.len().min(touched.end + SIGNED))
            .map_while(|s| self.block_of(s).map(|b| (s, b)))
            .take_while(|(_, b)| b.section == own.section && !b.heads)
            .filter(|(_, b)| !b.hidden && b.block.kind == Kind::Paragraph && b.sentences.len() == 1)
            .find_map(|(s, _)| speaker::signed(self.tokens(s, lexicon), lexicon))
    }

    /// Who a quotation is signed by: a line behind it that a dash, parentheses
    /// or nothing but a name marks as its signature (row "speaker").
    fn signature(&self, next: usize, block: &BlockReading, lexicon: &Lexicon) -> Option<String> {
        let quoted = block.block.quotation > 0;
        let mut behind = false;
        for sentence in next..self.sentences.len().min(next + SIGNED) {
            let here = self.block_of(sentence)?;
            if here.section != block.section || here.heads {
                return None;
            }
            let passed = is_passed_over(here.block.kind) || here.block.kind == Kind::Image;
            if here.hidden || passed || !here.says_anything() {
                continue;
            }
            let own = here.sentences == block.sentences;
            let tokens = self.tokens(sentence, lexicon);
            let alone = here.sentences.len() == 1 && !own;
            let listed = quoted && here.block.quotation > 0 && here.block.kind == Kind::Item;
            if let Some(name) = speaker::signature(tokens, alone || listed, lexicon) {
                return Some(name);
            }
            if !own && here.block.quotation == 0 {
                // The first paragraph behind the quotation is the last that can sign it.
                let opens = self.seen(sentence).iter().find(|c| !c.is_whitespace());
                if behind || opens.is_none_or(|c| !fold::is_double_quote(*c)) {
                    return None;
                }
                behind = true;
            }
        }
        None
    }

    /// Who the sentence behind a quotation names, where nothing before it names anybody.
    fn named_after(&self, next: usize, block: &BlockReading, lexicon: &Lexicon) -> Option<String> {
        let passed = |b: &BlockReading| {
            b.hidden || !b.says_anything() || is_passed_over(b.block.kind) || b.block.kind == Kind::Image
        };
        let next = (next..self.sentences.len().min(next + SIGNED)).find(|s| !self.block_of(*s).is_none_or(passed))?;
        let here = self.block_of(next).filter(|here| here.section == block.section)?;
        let own = here.sentences == block.sentences;
        let tokens = self.unquoted(next, lexicon);
        if own {
            return names::names(&tokens, lexicon).first().map(|name| names::text(&tokens, name));
        }
        match speaker::says(&tokens, lexicon, false) {
            Says::Named(name) if here.block.kind == Kind::Paragraph => Some(name),
            _ => None,
        }
    }

    /// The label that a sentence begins with. Most have no colon, and are not
    /// cut into words to find that out.
    fn label(&self, sentence: usize, lexicon: &Lexicon) -> Option<String> {
        let seen = self.seen(sentence);
        if speaker::asks(seen, 'Q') {
            return Some("Q".to_owned());
        }
        // "A. Hill said" is no answer.
        if speaker::asks(seen, 'A') {
            let block = self.sentences.get(sentence)?.block;
            let asked = block.checked_sub(1).and_then(|b| self.blocks.get(b));
            return asked.filter(|b| speaker::asks(&b.seen.chars, 'Q')).map(|_| "A".to_owned());
        }
        if !seen.iter().any(|c| matches!(c, ':' | '：')) {
            return None;
        }
        speaker::label(self.tokens(sentence, lexicon), lexicon)
    }

    /// The label nearest above a paragraph that has none of its own.
    pub(super) fn label_above(&self, touched: &Range<usize>, lexicon: &Lexicon) -> Option<String> {
        let first = touched.start;
        let block = self.block_of(first)?;
        if block.sentences.start < first
            && let Some(words) = speaker::run_in(&block.source)
        {
            return Some(words);
        }
        let mut passed = 0;
        for sentence in (first.saturating_sub(FAR)..first).rev() {
            passed += self.seen(sentence).len();
            let above = self.block_of(sentence)?;
            if passed > FAR_CHARS || above.section != block.section || above.heads {
                return None;
            }
            if !above.hidden && above.block.kind == Kind::Paragraph && above.sentences.start == sentence {
                let label = self.label(sentence, lexicon);
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
            if passed > FAR_CHARS || above.section != block.section || above.heads {
                break;
            }
            if !above.hidden
                && above.sentences.start == sentence
                && let Some(label) = self.label(sentence, lexicon)
            {
                labels.push(label);
            }
        }
        if labels.len() < 2 {
            // The next label may come after.
            let below = (block.sentences.end..self.sentences.len().min(block.sentences.end + FAR)).find(|s| {
                self.block_of(*s).is_some_and(|b| b.section == block.section && b.sentences.start == *s)
                    && self.label(*s, lexicon).is_some()
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
            let short = names::untitled(&short).to_owned();
            if short.contains(' ') || out.iter().any(|(known, _)| *known == short) || out.len() >= 8 {
                continue;
            }
            if let Some(full) = self.full_name(&short, first, lexicon) {
                out.push((short, full));
            }
        }
        out
    }

    pub(super) fn speaks_in_first_person(&self, sentence: usize, lexicon: &Lexicon) -> bool {
        let quoted = self.block_of(sentence).is_some_and(|b| b.block.quotation > 0);
        let unquoted = self.unquoted(sentence, lexicon);
        let tokens: Vec<&Token> = unquoted.iter().filter(|t| t.is_word()).collect();
        let words = tokens::words(&unquoted);
        // "US" and "EU" are no pronouns, and "the mine" is a pit.
        let other = |i: usize| {
            let before = i.checked_sub(1).and_then(|i| words.get(i)).map_or("of", String::as_str);
            tokens.get(i).is_some_and(|token| matches!(token.text.as_str(), "US" | "EU" | "IO"))
                || (words.get(i).is_some_and(|w| w == "mine") && !["of", "is", "was", "are", "were"].contains(&before))
        };
        let counts = |i: usize| tokens.get(i).is_some_and(|token| is_numeral(&unquoted, token));
        !quoted
            && (0..words.len())
                .any(|i| lexicon.begins(words.get(i..).unwrap_or_default(), Section::Person) && !other(i) && !counts(i))
    }
}

/// Whether an "I" is a number: World War I, Elizabeth I, rule (i).
fn is_numeral(tokens: &[Token], token: &Token) -> bool {
    const NUMBERED: [&str; 35] = [
        "war",
        "phase",
        "type",
        "division",
        "class",
        "part",
        "chapter",
        "volume",
        "title",
        "stage",
        "level",
        "act",
        "article",
        "section",
        "schedule",
        "appendix",
        "group",
        "grade",
        "category",
        "apollo",
        "elizabeth",
        "charles",
        "james",
        "george",
        "francis",
        "louis",
        "henry",
        "william",
        "edward",
        "nicholas",
        "alexander",
        "napoleon",
        "leopold",
        "ferdinand",
        "philip",
    ];
    let at = tokens.iter().position(|t| t.start == token.start).unwrap_or_default();
    let beside = |at: Option<usize>| at.and_then(|at| tokens.get(at));
    let before = beside(at.checked_sub(1));
    let enclosed = before.is_some_and(|t| t.text == "(") && beside(Some(at + 1)).is_some_and(|t| t.text == ")");
    token.lower == "i"
        && (enclosed || before.is_some_and(|t| t.is_capitalised() && NUMBERED.contains(&t.lower.as_str())))
}

/// Whether words lead into what follows: they end in a colon, perhaps inside
/// marks or before a dash.
pub(super) fn leads_in(words: &str) -> bool {
    let bare = |c: char| matches!(c, ')' | ']' | '"' | '”' | '’' | '»' | '\'' | '—' | '–' | '-' | ' ');
    words.trim_end_matches(bare).ends_with([':', '：'])
}

/// Whether a paragraph is marked as one of a list that Markdown doesn't know:
/// `— one`, `▪ one`, `(a) one`, `b) two`.
pub(super) fn is_listed(seen: &[char]) -> bool {
    let mut chars = seen.iter().skip_while(|c| c.is_whitespace());
    let Some(first) = chars.next() else { return false };
    let second = chars.next();
    match first {
        '—' | '–' | '▪' | '·' | '•' | '◦' | '‣' | '►' | '✔' | '✓' => {
            second.is_some_and(|c| c.is_whitespace())
        }
        '(' => second.is_some_and(|c| c.is_alphanumeric()) && chars.next() == Some(&')'),
        c if c.is_alphanumeric() => second == Some(&')'),
        _ => false,
    }
}

/// Whether a paragraph is a notice between others: a link alone, or a few words without an end.
fn is_aside(source: &[char]) -> bool {
    const WORDS: usize = 4;
    let line: String = source.iter().collect();
    let line = line.trim();
    let points = line.starts_with('[') && line.ends_with(')') && !line.contains('\n');
    let ends = line.ends_with(['.', '!', '?', '。', '"', '”']);
    points || (line.starts_with("{{") && line.ends_with("}}")) || (line.split_whitespace().count() <= WORDS && !ends)
}

/// Whether such a block is a line of a table.
pub(super) const fn is_tabular(kind: Kind) -> bool {
    matches!(kind, Kind::Row | Kind::TableRule | Kind::TableHeader)
}

/// Whether such a block is never the neighbour of a sentence, nor what leads into a list.
pub(super) const fn is_passed_over(kind: Kind) -> bool {
    matches!(kind, Kind::Image | Kind::Definition | Kind::Footnote | Kind::Rule | Kind::Code)
}

/// Whether a character cites a note where it stands behind a word, and marks
/// the note where it stands at its head.
pub(super) const fn is_note_mark(c: char) -> bool {
    matches!(c, '*' | '†' | '‡' | '§' | '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// The mark with which a paragraph begins as a note does, and what follows it.
pub(super) fn marked_note(seen: &[char]) -> Option<(String, &[char])> {
    let run = seen.iter().take_while(|c| is_note_mark(**c)).count();
    let (mark, rest) = seen.split_at_checked(run).filter(|_| run > 0 && run <= 3)?;
    let says = rest.iter().find(|c| !c.is_whitespace()).is_some_and(|c| c.is_alphanumeric());
    says.then(|| (mark.iter().collect(), rest))
}

/// What pairs of `~~` or `~` strike out. A single one before a number
/// ("~5 million") strikes nothing unless another closes it behind a word.
pub(super) fn struck(chars: &[char]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut open: [Option<usize>; 2] = [None, None];
    let mut i = 0;
    while let Some(found) = chars.get(i..).and_then(|rest| rest.iter().position(|c| *c == '~')) {
        let start = i + found;
        let run = chars.get(start..).unwrap_or_default().iter().take_while(|c| **c == '~').count();
        i = start + run;
        let Some(slot) = open.get_mut(run - 1) else { continue };
        let closes = start.checked_sub(1).and_then(|at| chars.get(at)).is_some_and(|c| !c.is_whitespace());
        let opens = chars.get(i).is_some_and(|c| !c.is_whitespace());
        match *slot {
            Some(from) if closes => {
                out.push(from..i);
                *slot = None;
            }
            _ if opens => *slot = Some(start),
            _ => {}
        }
    }
    out
}

/// Whether a row has text in one of its cells only.
fn has_one_cell(row: &[char]) -> bool {
    let filled = row.split(|c| *c == '|').filter(|cell| cell.iter().any(|c| c.is_alphanumeric())).count();
    filled == 1 && row.contains(&'|')
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
