//! Where a sentence stands (row "structure"): its kind of block, the words that
//! lead into its list, its place in it, the table's header, caption and note.

use std::ops::Range;

use super::{
    BlockReading, PartReading,
    cut::{PASSED, TITLED, is_passed_over, is_tabular},
    folded,
};
use crate::domain::{
    block::Kind,
    context::{Structure, label::is_notice},
    fold,
    lexicon::{Lexicon, Section},
};

/// How many blocks above the one before a list a line with a colon may stand that leads into it.
pub(super) const LED: usize = 4;

/// How many rows below the first may belong to a table's header.
const HEADS: usize = 2;

/// How many lists deep the words that lead in are looked for.
pub(super) const NESTED: usize = 8;

impl PartReading {
    pub(super) fn structure(&self, touched: &Range<usize>, footnotes: Vec<String>, lexicon: &Lexicon) -> Structure {
        let mut out = Structure { footnotes, ..Structure::default() };
        let blocks: Vec<usize> = touched.clone().filter_map(|s| self.sentences.get(s).map(|s| s.block)).collect();
        for (sentence, block) in touched.clone().zip(&blocks) {
            let Some(read) = self.blocks.get(*block) else { continue };
            // An item by tags is one.
            let kind = if self.item(sentence).is_some() { Kind::Item } else { read.block.kind };
            // Whom a quotation quotes may hang on how deep it stands.
            let kind = match read.block.quotation {
                0 | 1 => kind.as_str().to_owned(),
                depth => format!("{} in {depth} quotations", kind.as_str()),
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
            if let Some((i, header)) = self.header(at) {
                out.table_header = folded(&header.seen.chars);
                out.footnotes.extend(self.notes_in(i));
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
                // A second line of the header: units, years, or the names where the first is empty.
                let twice = names_twice(&header.seen.chars);
                let numbers = |b: &BlockReading| {
                    b.seen.chars.iter().any(|c| c.is_numeric()) && !(twice && has_only_years(&b.seen.chars))
                };
                let heads = (i + 1..at).filter_map(|i| self.blocks.get(i)).filter(|b| b.block.kind == Kind::Row);
                // One in bold further down heads the rows below it.
                let again = heads.clone().rev().take(TITLED).find(|b| is_bold_row(&b.source.chars));
                if let Some(again) = again.filter(|_| !is_bold_row(&block.source.chars)) {
                    out.table_header = format!("{} / {}", out.table_header, folded(&again.seen.chars));
                }
                for row in heads.take(HEADS).take_while(|row| numbers(block) && !numbers(row)) {
                    out.table_header = format!("{} / {}", out.table_header, folded(&row.seen.chars));
                }
                if let Some(title) = title {
                    out.table_header = format!("{} / {}", out.table_header, title.replace('|', " ").trim());
                }
                let caption = above(i).filter(|i| self.blocks.get(*i).is_some_and(|b| b.section == header.section));
                if let Some((i, words)) = caption.and_then(|i| Some((i, self.caption(self.blocks.get(i)?)?))) {
                    // A line may lead into both.
                    let led = (0..i).rev().take(PASSED).filter(seen).filter_map(|i| self.blocks.get(i));
                    let led = led.into_iter().find(|b| !b.interjected).filter(|b| b.section == header.section);
                    let led = led.and_then(|b| self.leading_words(b, lexicon)).filter(|words| leads_in(words));
                    out.caption = led.map_or_else(|| words.clone(), |led| format!("{led} / {words}"));
                    out.footnotes.extend(self.notes_in(i));
                }
            }
        } else if block.block.kind == Kind::Item {
            out.lead_in = self.lead_in(block, block.block.lead, lexicon);
            let lead = self.leading(block.block.lead).filter(|_| !out.lead_in.is_empty());
            out.footnotes.extend(lead.into_iter().flat_map(|at| self.notes_in(at)));
            out.mark = self.telling_mark(block);
        } else {
            if let Some(header) = self.regions.table(place) {
                header.clone_into(&mut out.table_header);
            }
            out.lead_in = match self.item(begin) {
                Some(item) => self.led_within(item, block).unwrap_or_else(|| {
                    // Its list begins with the block, or further up.
                    let item = |at: &usize| {
                        let first = self.blocks.get(*at).map(|b| b.sentences.start);
                        first.is_some_and(|first| self.bullet(first).is_some())
                    };
                    self.lead_in(block, (0..at).rev().take(TITLED).find(|at| !item(at)), lexicon)
                }),
                None => self.led_within(begin, block).or_else(|| self.led(at, block, lexicon)).unwrap_or_default(),
            };
            if let Some(previous) = previous.filter(|previous| previous.block.kind == Kind::Image) {
                out.image = previous.seen.links.first().map(|(_, target)| target.clone()).unwrap_or_default();
            }
        }
        out.continued = self.continued(touched).unwrap_or_default();
        // What the headings above say has its notes, too.
        let titles = block.headings.iter().filter_map(|h| self.titles.get(*h));
        out.footnotes.extend(titles.filter(|title| **title != at).flat_map(|title| self.notes_in(*title)));
        out
    }

    /// Whether the last sentence of a block denies, doubts, or says that somebody says.
    fn turns(&self, block: &BlockReading, lexicon: &Lexicon) -> bool {
        const TURNING: [Section; 4] = [Section::Negation, Section::Modality, Section::Scope, Section::Speech];
        let last = block.sentences.end.checked_sub(1).filter(|s| block.sentences.contains(s));
        last.is_some_and(|last| self.tokens(last, lexicon).iter().any(|t| t.lower.is_any(&TURNING)))
    }

    /// The header of the table that a row is of: where two stand one behind the other, the nearer.
    fn header(&self, row: usize) -> Option<(usize, &BlockReading)> {
        let above =
            (0..row).rev().map_while(|i| self.blocks.get(i).filter(|b| is_tabular(b.block.kind)).map(|b| (i, b)));
        let mut first = None;
        for (i, block) in above {
            first = Some((i, block));
            if block.block.kind == Kind::TableHeader {
                break;
            }
        }
        first
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
        let mut found: Option<String> = None;
        let mut titles = Vec::new();
        let listed = is_listed(&block.seen.chars);
        for above in self.blocks.get(..at)?.iter().rev().take(PASSED) {
            if above.section != block.section {
                break;
            }
            let passed = is_passed_over(above.block.kind) || above.block.kind == Kind::Image;
            if !above.hidden && is_verdict_line(&above.seen.chars) {
                titles.push(folded(&above.seen.chars));
                continue;
            }
            if above.hidden || passed || !above.says_anything() || (listed && is_listed(&above.seen.chars)) {
                continue;
            }
            let words = self.leading_words(above, lexicon);
            if found.is_none() && asides == 0 && above.may_attribute() && goes_on(&above.seen.chars, &block.seen.chars)
            {
                titles.extend(words);
                return Some(joined(titles));
            }
            if above.interjected && found.is_none() {
                // A line in bold between is part of it: "The police say: / True".
                titles.extend(words.filter(|words| super::is_bold(&above.source.chars) && !is_notice(words)));
                continue;
            }
            let trails = above.may_attribute() && !super::is_bold(&above.source.chars) && self.turns(above, lexicon);
            let words = words.filter(|words| leads_in(words) || (trails && trails_off(words)));
            match (found, words) {
                // What leads into the line that leads in, too.
                (Some(near), Some(words)) => {
                    titles.extend([near, words]);
                    return Some(joined(titles));
                }
                (Some(near), None) => {
                    found = Some(near);
                    break;
                }
                (None, words) => found = words,
            }
            asides += usize::from(found.is_none());
            if found.is_none() && (asides > ASIDES || !is_aside(&above.source.chars)) {
                break;
            }
        }
        titles.extend(found);
        let verdict = titles.iter().any(|line| is_verdict_line(&line.chars().collect::<Vec<_>>()));
        (verdict || titles.last().is_some_and(|line| leads_in(line) || trails_off(line))).then(|| joined(titles))
    }

    /// The sentence of the next paragraph in which the last of some sentences goes on.
    fn continued(&self, touched: &Range<usize>) -> Option<String> {
        let last = touched.end.checked_sub(1)?;
        let own = self.block_of(last).filter(|b| b.may_attribute() && b.sentences.end == touched.end)?;
        let next = self.neighbour(last, true)?;
        let below = self.block_of(next).filter(|b| b.block.kind == Kind::Paragraph)?;
        goes_on(&own.seen.chars, &below.seen.chars).then(|| self.text(next))
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
            tokens.iter().any(|t| turning.iter().any(|section| t.lower.is(*section)))
        };
        let short = last.split(' ').count() <= SHORT;
        let before = block.sentences.end.checked_sub(2).filter(|s| short && block.sentences.contains(s));
        Some(match before.filter(turns) {
            Some(before) => format!("{} {last}", self.text(before)),
            None => last,
        })
    }

    /// The words that lead into an item's list, and into the lists that hold that one, outermost first.
    /// `lead` is the block that stands before it.
    fn lead_in(&self, block: &BlockReading, mut lead: Option<usize>, lexicon: &Lexicon) -> String {
        let mut words = Vec::new();
        for _ in 0..NESTED {
            let above = self.leading(lead).and_then(|at| self.blocks.get(at));
            let Some(above) = above.filter(|b| !b.hidden && b.section == block.section) else { break };
            let text = matches!(above.block.kind, Kind::Paragraph | Kind::Item);
            if text {
                let near = self.leading_words(above, lexicon);
                let leads = near.as_ref().is_some_and(|words| leads_in(words));
                words.extend(near);
                // What leads into the line that leads in, too.
                let at = self.blocks.partition_point(|b| b.block.whole.start < above.block.whole.start);
                let further = (0..at)
                    .rev()
                    .take(PASSED)
                    .filter_map(|i| self.blocks.get(i))
                    .find(|b| !b.hidden && !b.interjected && b.says_anything() && !is_passed_over(b.block.kind));
                let further =
                    further.filter(|b| leads && b.section == block.section && b.block.kind == Kind::Paragraph);
                words.extend(further.and_then(|b| self.leading_words(b, lexicon)).filter(|words| leads_in(words)));
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
        let apart = below.source.chars.first().is_some_and(|c| matches!(c, '*' | '_' | '(')) || names_table(&text);
        let short = text.split(' ').count() <= WORDS && (apart || !text.contains(char::is_numeric));
        if plain && short && !below.hidden { text } else { String::new() }
    }
}

/// Lines from the nearest to the farthest, in the order of the text.
fn joined(mut lines: Vec<String>) -> String {
    lines.reverse();
    lines.join(" / ")
}

/// Whether words lead into what follows: they end in a colon, in a dash, or in a
/// sign that points there.
pub(super) fn leads_in(words: &str) -> bool {
    let marks = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '\u{fe0e}' | '\u{fe0f}');
    let points = words.trim_end_matches(marks).ends_with(['—', '–', '👇', '👉', '⬇', '↓', '⤵', '☟', '→', '➡']);
    ends_in_colon(words) || (points && words.trim_end_matches(is_bare).ends_with(char::is_alphanumeric))
}

/// Whether words trail off in an ellipsis: what follows may end them.
pub(super) fn trails_off(words: &str) -> bool {
    let words = words.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '”' | '’'));
    let head = words.strip_suffix('…').or_else(|| words.strip_suffix("..."));
    head.is_some_and(|head| head.trim_end().ends_with(char::is_alphanumeric))
}

/// Whether words end in a colon, perhaps inside marks or before a dash.
pub(super) fn ends_in_colon(words: &str) -> bool {
    words.trim_end_matches(is_bare).ends_with([':', '：'])
}

/// A closing mark, or a sign that points down.
fn is_bare(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, ':' | '：' | '.' | '!' | '?' | ',' | ';' | '…' | '。' | '！' | '？')
}

/// Whether a sentence that a paragraph leaves without an end goes on in the next, in small letters.
pub(super) fn goes_on(above: &[char], below: &[char]) -> bool {
    const FEWEST: usize = 3;
    let mut first = below.iter().skip_while(|c| c.is_whitespace()).take_while(|c| !c.is_whitespace()).peekable();
    // iPhone, al-Assad, eBay and https begin small anywhere.
    let small = first.peek().is_some_and(|c| c.is_lowercase())
        && first.all(|c| c.is_lowercase() || matches!(c, ',' | ';' | '\'' | '’'));
    let ends = above.iter().rfind(|c| !c.is_whitespace());
    small
        && ends.is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '…' | ';'))
        && above.split(|c| c.is_whitespace()).filter(|word| !word.is_empty()).nth(FEWEST - 1).is_some()
        && !above.windows(2).any(|pair| matches!(pair, ['/', '/']))
        && !credits(above, above)
}

/// Whether a line is nothing but signs that say whether what stands below is so: ✅, ❌.
pub(super) fn is_verdict_line(seen: &[char]) -> bool {
    let mut shown = seen.iter().filter(|c| !c.is_whitespace() && **c != '\u{fe0f}').peekable();
    shown.peek().is_some() && shown.all(|c| fold::is_verdict(*c))
}

/// Whether a line under a table says what it shows: "Table 2: Deaths by city", ": Deaths by city".
pub fn names_table(note: &str) -> bool {
    const WORDS: [&str; 10] =
        ["table", "tabelle", "tableau", "tabla", "таблица", "figure", "fig", "chart", "abbildung", "рисунок"];
    let Some((head, _)) = note.split_once(':') else { return false };
    let mut words = head.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.next().is_none_or(|word| WORDS.contains(&word.to_lowercase().as_str())) && words.next().is_none()
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

/// Whether a paragraph is a notice between others: a link alone, a few words
/// without an end, or one that says so ("Read also: …").
pub(super) fn is_aside(source: &[char]) -> bool {
    const WORDS: usize = 6;
    const NOTICE: usize = 20;
    let shown = |c: &char| !c.is_whitespace();
    let (Some(first), Some(last)) = (source.iter().position(shown), source.iter().rposition(shown)) else {
        return true;
    };
    let line = source.get(first..=last).unwrap_or_default();
    let points = line.starts_with(&['[']) && line.ends_with(&[')']) && !line.contains(&'\n');
    let ends = line.last().is_some_and(|c| matches!(c, '.' | '!' | '?' | '。' | '"' | '”'));
    let words = || line.split(|c| c.is_whitespace()).filter(|word| !word.is_empty());
    points
        || (line.starts_with(&['{', '{']) && line.ends_with(&['}', '}']))
        || (!ends && (words().nth(WORDS).is_none() || (words().nth(NOTICE).is_none() && points_elsewhere(line))))
}

/// Whether a line says what else to read or to watch: "Read also: …", "Lesen Sie auch: …".
pub(super) fn points_elsewhere(line: &[char]) -> bool {
    const ALONE: [&str; 8] = ["read", "related", "watch", "читайте", "смотрите", "延伸阅读", "相关阅读", "相关报道"];
    // By themselves these may be somebody's name.
    const WITH_MORE: [&str; 20] = [
        "see", "more", "listen", "lesen", "mehr", "siehe", "sehen", "lire", "voir", "lea", "lee", "ver", "leggi",
        "czytaj", "leia", "lees", "lue", "läs", "اقرأ", "شاهد",
    ];
    const HEAD: usize = 3;
    let Some(colon) = line.iter().position(|c| matches!(c, ':' | '：')) else { return false };
    let head: String = line.get(..colon).unwrap_or_default().iter().collect();
    let words: Vec<String> = head
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    let follows = line.get(colon + 1..).is_some_and(|rest| rest.iter().any(|c| c.is_alphanumeric()));
    // À lire aussi
    let first = words.iter().find(|word| *word != "à");
    let is = |list: &[&str]| first.is_some_and(|first| list.contains(&first.as_str()));
    follows && words.len() <= HEAD && (is(&ALONE) || (is(&WITH_MORE) && words.len() > 1))
}

/// Whether a line asks readers to do something with the page: "Subscribe to our newsletter",
/// "Follow us on Bluesky", "Share this story".
pub(super) fn calls_on_readers(seen: &[char]) -> bool {
    const ALONE: [&str; 9] = [
        "abonnez-vous",
        "inscrivez-vous",
        "suivez-nous",
        "suscríbete",
        "suscríbase",
        "síguenos",
        "подпишитесь",
        "подписывайтесь",
        "newsletter",
    ];
    const ASKED: [(&str, &[&str]); 9] = [
        ("subscribe", &["to", "now", "here"]),
        ("follow", &["us", "our", "on"]),
        ("share", &["this", "on"]),
        ("sign", &["up"]),
        ("join", &["us", "our"]),
        ("support", &["us", "our"]),
        ("donate", &["to", "now", "here"]),
        ("folgen", &["sie"]),
        ("partagez", &["cet", "cette"]),
    ];
    const WORDS: usize = 12;
    const LONG: usize = 100;
    // "Join the union." is a sentence.
    let ends = seen.iter().rfind(|c| !c.is_whitespace()).is_some_and(|c| matches!(c, '.' | '?' | '!' | '"' | '”'));
    if seen.len() > LONG || ends {
        return false;
    }
    let text: String = seen.iter().collect();
    let mut words = text.split_whitespace();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphabetic() && c != '-' && c != '@').to_lowercase();
    let (Some(first), second) = (words.next().map(bare), words.next()) else { return false };
    let asked = ASKED.iter().any(|(verb, behind)| {
        *verb == first && second.is_some_and(|second| behind.contains(&second) || second.starts_with('@'))
    });
    words.nth(WORDS).is_none() && (ALONE.contains(&first.as_str()) || asked)
}

/// Whether a line says whose picture stands above it: "Photo: …", or, in italics, "The hall in May. Photo: …".
pub(super) fn credits(source: &[char], seen: &[char]) -> bool {
    const WORDS: [&str; 14] = [
        "Photo:",
        "Photos:",
        "Photograph:",
        "Picture:",
        "Pictures:",
        "Image:",
        "Video:",
        "Graphic:",
        "Foto:",
        "Fotos:",
        "Bild:",
        "Grafik:",
        "Crédit:",
        "Фото:",
    ];
    const LONG: usize = 300;
    if seen.len() > LONG || !seen.contains(&':') {
        return false;
    }
    let italic = match source {
        [first @ ('*' | '_'), second, .., before, last] => first == last && second != first && before != last,
        _ => false,
    };
    let text: String = seen.iter().collect();
    let mut words = text.split_whitespace().enumerate();
    words.any(|(at, word)| (at == 0 || italic) && WORDS.contains(&word))
}

/// Whether all the numbers of a row are years.
fn has_only_years(row: &[char]) -> bool {
    let runs = row.split(|c| !c.is_alphanumeric()).filter(|run| run.iter().any(|c| c.is_numeric()));
    let year = |run: &[char]| run.len() == 4 && matches!(run, ['1', '8' | '9', ..] | ['2', '0', ..]);
    runs.clone().count() > 1 && runs.into_iter().all(year)
}

/// Whether a row has the same words in two of its cells.
fn names_twice(row: &[char]) -> bool {
    let text: String = row.iter().collect();
    let mut cells: Vec<&str> = text.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect();
    let all = cells.len();
    cells.sort_unstable();
    cells.dedup();
    cells.len() < all
}

/// Whether every cell of a row is in bold, and none has a number but years.
fn is_bold_row(source: &[char]) -> bool {
    let cells = source.split(|c| *c == '|').filter(|cell| cell.iter().any(|c| !c.is_whitespace()));
    let bold = |cell: &[char]| {
        let text: String = cell.iter().collect();
        let text = text.trim();
        text.len() > 4 && ["**", "__"].iter().any(|mark| text.starts_with(mark) && text.ends_with(mark))
    };
    let amount = |run: &[char]| run.iter().any(|c| c.is_numeric()) && run.len() != 4;
    cells.clone().count() > 1 && cells.into_iter().all(bold) && !source.split(|c| !c.is_alphanumeric()).any(amount)
}

/// Whether a row has text in one of its cells only.
fn has_one_cell(row: &[char]) -> bool {
    let filled = row.split(|c| *c == '|').filter(|cell| cell.iter().any(|c| c.is_alphanumeric())).count();
    filled == 1 && row.contains(&'|')
}
