//! One side of a comparison: a part's blocks, with what contexts read of each.

use std::{borrow::Cow, cell::OnceCell, collections::HashMap, ops::Range};

use super::super::{
    counted,
    cut::is_passed_over,
    dates, definitions, goes_on, heading_level,
    heads::SHOUTED,
    named::full_names,
    notes::{cites_enclosed, marked_note},
    split::{blocks_of, is_literal, is_one_sentence, part_run_together, seen_of, sentences_of, source_of},
    stands_between,
    structure::{goes_on as runs_over, is_aside, is_listed, leads_in, trails_off},
};
use super::PASSED;
use crate::domain::{
    block::{Block, Kind},
    context::{
        label,
        quotes::{self, Quotations, Way},
        visible::{Source, visible},
    },
    fold,
    lexicon::{Lexicon, names, tokens},
    part::Part,
};

/// A block of more characters is not looked into.
const LONG: usize = 4000;

/// One side.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) chars: Vec<char>,
    pub(super) blocks: Vec<Block>,
    pub(super) notes: Vec<Note>,
    pub(super) targets: HashMap<String, String>,
    /// How many blocks before each one may begin with a label.
    pub(super) labels: Vec<usize>,
    /// How many blocks before each one may sign a letter.
    pub(super) signs: Vec<usize>,
    /// The sentences of each block, cut when they are asked for.
    pub(super) cuts: Vec<OnceCell<Cut>>,
    /// The words of each block that have a capital letter, looked up when they are asked for.
    capitals: Vec<OnceCell<Option<Vec<String>>>>,
}

/// A block's visible characters: where each stands in the text, and how many
/// there are up to the end of each sentence.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub(super) at: Vec<usize>,
    pub(super) ends: Vec<usize>,
}

/// What is known of a block.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that is known")]
pub(super) struct Note {
    /// Whether a reader may see other characters than are written.
    pub(super) marked_up: bool,
    /// Whether a reader finds any word in it.
    pub(super) says: bool,
    /// Whether there is a colon in it, or it leads into what follows otherwise.
    pub(super) colon: bool,
    /// Whether it heads what follows.
    pub(super) heads: bool,
    /// Whether it would, and stands between a colon and what that leads to; or stands between anyway.
    pub(super) interjected: bool,
    /// The heading above, itself if it is one, lines in bold and in capitals left out; `None` above the first.
    pub(super) chapter: Option<usize>,
    /// Whether it may begin with a speaker's label.
    pub(super) label: bool,
    /// Whether it may sign a letter.
    pub(super) signs: bool,
    /// Whether it may be a note that a mark of its own cites.
    pub(super) cited_by_hand: bool,
    pub(super) dialogue: bool,
    pub(super) quotations: Quotations,
}

impl Side {
    /// Reads a part; `None` where tags, comments or templates may reach over blocks.
    pub(super) fn of(part: &Part, text: &str) -> Option<Self> {
        if text.contains('<') || text.contains('{') {
            return None;
        }
        let chars: Vec<char> = text.chars().collect();
        let blocks = blocks_of(part, &chars);
        if blocks.iter().any(|b| b.whole.len() > LONG) {
            return None;
        }
        let targets = definitions(&chars, &blocks);
        let cuts = blocks.iter().map(|_| OnceCell::new()).collect();
        let capitals = vec![OnceCell::new(); blocks.len()];
        let (notes, labels, signs) = (Vec::new(), Vec::new(), Vec::new());
        let mut side = Self { chars, blocks, notes, targets, labels, signs, cuts, capitals };
        let cites = |pair: &[char]| matches!(pair, [before, '*'] if !before.is_whitespace());
        let mut passed = Passed {
            cites_star: side.chars.windows(2).any(cites),
            cites_number: cites_enclosed(&side.chars) || side.chars.contains(&'\\'),
            ..Passed::default()
        };
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
    pub(super) fn source(&self, block: &Block) -> Source {
        source_of(block, &self.chars)
    }

    /// The characters of a block that a reader sees.
    pub(super) fn seen<'a>(&'a self, block: &Block, marked_up: bool) -> Cow<'a, [char]> {
        let rows = matches!(block.kind, Kind::Row | Kind::TableHeader);
        match block.lines.as_slice() {
            [line] if !marked_up && !rows => Cow::Borrowed(self.chars.get(line.clone()).unwrap_or_default()),
            _ if is_literal(block.kind) || !marked_up => Cow::Owned(self.source(block).chars),
            _ => Cow::Owned(visible(&self.source(block), &self.targets).chars),
        }
    }

    pub(super) fn note(&self, at: usize, passed: &mut Passed) -> Option<Note> {
        let Passed { chapter, led, cites_star, cites_number } = passed;
        let block = self.blocks.get(at)?;
        let mut raw = Raw::default();
        for line in &block.lines {
            raw.read(self.chars.get(line.clone()).unwrap_or_default());
        }
        let seen = self.seen(block, raw.marked_up);
        let says = if raw.marked_up { seen.iter().any(|c| c.is_alphanumeric()) } else { raw.says };
        let quotations = if raw.quotes || raw.marked_up { Quotations::of(&seen) } else { Quotations::default() };
        // What heads what follows is a heading, or one short line.
        let short = block.lines.len() == 1 && (raw.marked_up || seen.len() <= SHOUTED);
        let first_line = self.chars.get(block.lines.first()?.clone())?;
        let heading = matches!(block.kind, Kind::Heading(_));
        let line = short && block.kind == Kind::Paragraph;
        let level = if heading || line { heading_level(block, first_line, &seen) } else { None };
        let heads = level.is_some() && (heading || !*led);
        let interjected = (level.is_some() && !heading && *led)
            || (block.kind == Kind::Paragraph && block.lines.len() == 1 && stands_between(first_line, &seen));
        let tail: String = seen.get(seen.len().saturating_sub(20)..).unwrap_or_default().iter().collect();
        let colon = raw.colon || leads_in(&tail) || trails_off(&tail);
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
            colon,
            heads,
            interjected,
            chapter: *chapter,
            label: ((raw.colon || raw.marked_up) && (block.lines.len() > 1 || may_be_labelled(&seen)))
                || label::asks(&seen, 'Q')
                || label::asks(&seen, 'A'),
            signs: dashed || may_sign(block, &seen),
            cited_by_hand: (matches!(block.kind, Kind::Paragraph | Kind::Item)
                && (marked_note(&seen).is_some() || self.may_list_notes(block)))
                || (block.kind == Kind::Item && *cites_star && self.chars.get(block.whole.start) == Some(&'*'))
                || (block.kind == Kind::Item && *cites_number && block.rank.is_some()),
            dialogue: block.kind == Kind::Paragraph && quotes::is_dialogue(&seen),
            quotations,
        })
    }

    /// Whether a further line of a block may be a note that a mark of its own cites.
    fn may_list_notes(&self, block: &Block) -> bool {
        let marks = |c: &char| !(c.is_alphanumeric() || matches!(c, '"' | '“' | '„' | '«' | '\'' | '‘'));
        block.lines.iter().skip(1).any(|line| {
            let line = self.chars.get(line.clone()).unwrap_or_default();
            line.iter().find(|c| !c.is_whitespace()).is_some_and(marks)
        })
    }

    /// Carries quotations over the blocks as a reading does.
    pub(super) fn carry(&mut self) {
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

    /// The words of a block that have a capital letter, as far as their letters and
    /// digits go; `None` where words stand without spaces between them.
    pub(super) fn capitals(&self, at: usize) -> Option<&[String]> {
        let (block, note) = (self.blocks.get(at)?, self.notes.get(at)?);
        let found = self.capitals.get(at)?.get_or_init(|| {
            let seen = self.seen(block, note.marked_up);
            if seen.iter().any(|c| tokens::is_unspaced(*c) || *c == '\u{200d}') {
                return None;
            }
            let runs = seen.split(|c| !c.is_alphanumeric()).filter(|run| run.first().is_some_and(|c| c.is_uppercase()));
            Some(runs.map(|run| run.iter().collect()).collect())
        });
        found.as_deref()
    }

    /// The dateline and the byline in the first paragraphs.
    pub(super) fn opening(&self, lexicon: &Lexicon) -> (Option<String>, Option<String>) {
        let paragraphs = || {
            let blocks = self.blocks.iter().zip(&self.notes).filter(|(b, _)| b.kind == Kind::Paragraph);
            blocks.map(|(b, note)| self.seen(b, note.marked_up))
        };
        (dates::opening_dateline(paragraphs(), lexicon), dates::opening_byline(paragraphs(), lexicon))
    }

    /// Whom the text names as whose words it is.
    pub(super) fn credits(&self, lexicon: &Lexicon) -> String {
        let lines = self.blocks.iter().filter(|b| b.kind == Kind::Paragraph).filter_map(|b| match b.lines.as_slice() {
            [line] => self.chars.get(line.clone()),
            _ => None,
        });
        dates::credits(lines, lexicon)
    }

    /// Whether a block in a range may begin with a label.
    pub(super) fn has_label(&self, blocks: &Range<usize>) -> bool {
        self.labels.get(blocks.start) != self.labels.get(blocks.end)
    }

    /// Whether a block in a range may sign a letter.
    pub(super) fn has_signature(&self, blocks: &Range<usize>) -> bool {
        let count = |at: usize| self.signs.get(at.min(self.signs.len().saturating_sub(1)));
        count(blocks.start) != count(blocks.end)
    }

    /// Whether the block right above another is a paragraph that leads into nothing.
    pub(super) fn follows_prose(&self, at: usize) -> bool {
        let above = at.checked_sub(1).and_then(|above| Some((self.blocks.get(above)?, self.notes.get(above)?)));
        above.is_some_and(|(block, note)| {
            block.kind == Kind::Paragraph && note.says && !note.heads && !note.interjected && !note.colon && {
                let lines = || block.lines.iter().map(|line| self.chars.get(line.clone()).unwrap_or_default());
                let source: Cow<'_, [char]> = match block.lines.as_slice() {
                    [_] => Cow::Borrowed(lines().next().unwrap_or_default()),
                    _ => lines().flatten().copied().collect(),
                };
                let seen = self.seen(block, note.marked_up);
                let below = self.blocks.get(at).zip(self.notes.get(at));
                let below = below.map(|(block, note)| self.seen(block, note.marked_up)).unwrap_or_default();
                !is_aside(&source) && !is_listed(&seen) && !runs_over(&seen, &below)
            }
        })
    }

    /// The block that leads into the list of another.
    pub(super) fn leading(&self, at: usize) -> Option<usize> {
        let last = self.blocks.get(at)?.lead?;
        (0..=last).rev().take(PASSED).find(|at| {
            self.notes.get(*at).is_some_and(|n| n.says) && self.blocks.get(*at).is_some_and(|b| !is_passed_over(b.kind))
        })
    }

    /// Where the sentences of a block end, among the characters that a reader sees.
    pub(super) fn sentences(&self, at: usize, language: &str) -> &[usize] {
        self.cut(at, language).map_or(&[], |cut| &cut.ends)
    }

    pub(super) fn cut(&self, at: usize, language: &str) -> Option<&Cut> {
        let block = self.blocks.get(at)?;
        Some(self.cuts.get(at)?.get_or_init(|| self.cut_anew(block, language)))
    }

    pub(super) fn cut_anew(&self, block: &Block, language: &str) -> Cut {
        let source = self.source(block);
        let seen = seen_of(block, &source, &self.targets);
        let text: String = seen.chars.iter().collect();
        if is_one_sentence(block.kind) || text.is_empty() {
            return Cut { ends: vec![seen.chars.len()], at: seen.at };
        }
        let pieces = sentences_of(&text, language);
        let pieces = part_run_together(pieces, &text, (&seen.chars, &seen.at), (&source.chars, &source.at));
        let mut end = 0;
        let ends = pieces.into_iter().map(|piece| {
            end += text.get(piece).unwrap_or_default().chars().count();
            end
        });
        Cut { ends: ends.collect(), at: seen.at }
    }

    /// Whether a sentence of a block may say what the text's numbers are in.
    pub(super) fn says_what_is_counted(&self, at: usize, language: &str, lexicon: &Lexicon) -> bool {
        let (Some(block), Some(note)) = (self.blocks.get(at), self.notes.get(at)) else { return false };
        let seen = self.seen(block, note.marked_up);
        let mut from = 0;
        self.sentences(at, language).iter().any(|to| {
            let sentence = seen.get(std::mem::replace(&mut from, *to)..*to).unwrap_or_default();
            counted::may_say(sentence, lexicon) && counted::says(&tokens::tokens(sentence, lexicon))
        })
    }

    /// The names of two words and more in some blocks, as full names are looked up.
    pub(super) fn names(&self, blocks: Range<usize>, language: &str, lexicon: &Lexicon) -> Vec<(String, String)> {
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
pub(super) struct Passed {
    /// The last heading proper.
    chapter: Option<usize>,
    /// Whether a line with a colon leads into it.
    led: bool,
    /// Whether a `*` behind a word anywhere may cite what an item of that mark says.
    cites_star: bool,
    /// The same of a number in brackets and an item of a list.
    cites_number: bool,
}

/// What one look at the characters of a block tells.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that was seen")]
pub(super) struct Raw {
    marked_up: bool,
    says: bool,
    quotes: bool,
    colon: bool,
}

impl Raw {
    pub(super) fn read(&mut self, chars: &[char]) {
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

/// Whether a block may be the line that a letter is signed by: short, and without a stop.
fn may_sign(block: &Block, seen: &[char]) -> bool {
    const LONG: usize = 90;
    block.kind == Kind::Paragraph
        && block.lines.len() == 1
        && seen.len() <= LONG
        && seen.iter().rfind(|c| !c.is_whitespace()).is_some_and(|c| c.is_alphanumeric() || *c == ')')
}

/// Whether a block may begin with a label (see `label::label`): a colon
/// behind at most five words, none of them in small letters.
pub(super) fn may_be_labelled(seen: &[char]) -> bool {
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
