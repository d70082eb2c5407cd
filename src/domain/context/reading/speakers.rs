//! Who may be speaking a sentence, and what attributes it to them (rows
//! "speaker" and "attribution"): names beside a quotation, signatures, labels.

use std::ops::Range;

use super::{BlockReading, PartReading, cut::is_passed_over, folded, structure::is_aside};
use crate::domain::{
    block::Kind,
    context::{
        Inside,
        speaker::{self, Says},
    },
    fold,
    lexicon::{
        Lexicon, Section, names,
        tokens::{self, Token},
    },
};

/// How many sentences back a speaker is looked for, and how many characters.
pub(super) const FAR: usize = 40;

pub(super) const FAR_CHARS: usize = 12_000;

/// How many sentences behind a quotation its signature is looked for.
pub(super) const SIGNED: usize = 12;

impl PartReading {
    /// Who speaks the words, when they stand in a quotation or under a label
    /// and their own sentences don't name anybody.
    pub(super) fn speaker(&self, touched: &Range<usize>, chars: &Range<usize>, lexicon: &Lexicon) -> Option<String> {
        let near = self.speaker_near(touched, chars, lexicon);
        let told = [
            self.said_between(touched.start, chars, lexicon),
            self.closing_name(touched.start, chars, lexicon),
            self.meant(touched, chars, lexicon),
            self.introduced(touched.start, lexicon),
        ];
        let mut all: Vec<String> = near.into_iter().collect();
        for name in told.into_iter().flatten() {
            if !all.contains(&name) {
                all.push(name);
            }
        }
        (!all.is_empty()).then(|| all.join(" / "))
    }

    /// Who is named in full right above an interview whose turns dashes open.
    fn introduced(&self, first: usize, lexicon: &Lexicon) -> Option<String> {
        let block = self.block_of(first).filter(|b| b.dialogue)?;
        let above = self.blocks.iter().rev().skip_while(|b| b.sentences.end > block.sentences.start);
        let mut above = above.filter(|b| !b.hidden && b.says_anything() && !b.interjected).skip_while(|b| b.dialogue);
        let intro = above.next().filter(|b| b.section == block.section && b.may_attribute())?;
        let names = intro.sentences.clone().flat_map(|s| speaker::named(self.tokens(s, lexicon)));
        let names: Vec<String> = names.filter(|name| name.contains(' ')).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// Whom a sentence means that says of a quotation no more than "he added" or "the
    /// spokesman said": who was last said to have said something, whoever is named on the
    /// way; or who is named beside the same role.
    fn meant(&self, touched: &Range<usize>, chars: &Range<usize>, lexicon: &Lexicon) -> Option<String> {
        /// How many sentences above are looked at.
        const ABOVE: usize = 12;
        let block = self.block_of(touched.start)?;
        let at = |place: usize| block.seen.at.partition_point(|p| *p < place);
        block.quotations.speech(&block.seen.chars, &(at(chars.start)..at(chars.end)))?;
        let mut role = None;
        let mut says = false;
        for sentence in touched.clone() {
            let tokens = self.unquoted(sentence, lexicon);
            says |= speaker::attributes(&tokens);
            match speaker::says(&tokens, false) {
                Says::Named(name) => {
                    // "Sagte der Sprecher": where every noun has a capital letter.
                    let noun = |pair: &[Token]| matches!(pair, [article, noun] if noun.text == *name && article.lower.is(Section::Determiner));
                    if !lexicon.capital_nouns || !tokens.windows(2).any(noun) {
                        return None;
                    }
                    role = Some(name.to_lowercase());
                }
                Says::Described(words) => role = speaker::role(&words, lexicon),
                Says::Nobody => {}
            }
        }
        if !says {
            return None;
        }
        (touched.start.saturating_sub(ABOVE)..touched.start).rev().find_map(|sentence| {
            let above = self.block_of(sentence)?;
            if above.chapter != block.chapter || !above.may_attribute() {
                return None;
            }
            let tokens = self.unquoted(sentence, lexicon);
            match (&role, speaker::says(&tokens, false)) {
                (Some(role), _) => speaker::named_beside(&tokens, role),
                (None, Says::Named(name)) => Some(name),
                (None, _) => None,
            }
        })
    }

    /// Who says something in a line right above a quotation that is none of the text ("Video: Hill says sorry").
    fn said_between(&self, first: usize, chars: &Range<usize>, lexicon: &Lexicon) -> Option<String> {
        let block = self.block_of(first)?;
        let at = |place: usize| block.seen.at.partition_point(|p| *p < place);
        block.quotations.speech(&block.seen.chars, &(at(chars.start)..at(chars.end)))?;
        let above = self.blocks.iter().rev().skip_while(|b| b.sentences.end > block.sentences.start);
        let lines = above.filter(|b| !b.hidden && b.says_anything()).take_while(|b| b.interjected);
        lines.flat_map(|b| b.sentences.clone()).find_map(|s| {
            let tokens = self.unquoted(s, lexicon);
            // "Read more:" says nothing.
            let colon = tokens.iter().position(|t| matches!(t.text.as_str(), ":" | "：")).map_or(0, |at| at + 1);
            match speaker::says(tokens.get(colon..).unwrap_or_default(), false) {
                Says::Named(name) => Some(name),
                _ => None,
            }
        })
    }

    fn speaker_near(&self, touched: &Range<usize>, chars: &Range<usize>, lexicon: &Lexicon) -> Option<String> {
        let first = touched.start;
        let read = self.sentences.get(first)?;
        let block = self.blocks.get(read.block)?;
        let labelled: Vec<(usize, String)> =
            self.line_starts(block, first + 1).filter_map(|s| Some((s, self.label(s, lexicon)?))).collect();
        if !labelled.is_empty() {
            // A line with a colon ("Costs: …") may be no label, and hides none above it.
            let above: Vec<String> = labelled.into_iter().filter(|(s, _)| *s < first).map(|(_, label)| label).collect();
            return (!above.is_empty()).then(|| above.join(" / "));
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
        let mut leaning = false;
        for sentence in touched.clone() {
            let tokens = self.unquoted(sentence, lexicon);
            match speaker::says(&tokens, false) {
                Says::Named(_) => return None,
                Says::Described(words) => described = Some(words),
                Says::Nobody => leaning |= speaker::attributes(&tokens),
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
                match speaker::says(&tokens, false) {
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
            // Whom "she said" means may be named above the heading.
            if above.chapter != block.chapter && !leaning {
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
            match speaker::says(&self.unquoted(sentence, lexicon), loosely) {
                Says::Named(name) if above.chapter == block.chapter => return Some(name),
                Says::Named(name) => {
                    let behind = self.named_after(next, block, lexicon).filter(|behind| *behind != name);
                    return Some(behind.map_or_else(|| name.clone(), |behind| format!("{name} / {behind}")));
                }
                Says::Described(words) => {
                    described.get_or_insert(words);
                }
                // « …, a dit Anna Berg. … »: named inside the marks.
                Says::Nobody if above.sentences == block.sentences => {
                    if let Some(name) = speaker::incise(self.tokens(sentence, lexicon)) {
                        return Some(name);
                    }
                }
                Says::Nobody => {}
            }
        }
        described.or_else(|| self.named_after(next, block, lexicon))
    }

    /// Who is named where a quotation closes that runs on over the paragraphs below.
    fn closing_name(&self, first: usize, chars: &Range<usize>, lexicon: &Lexicon) -> Option<String> {
        let block = self.block_of(first)?;
        let runs_on = |b: &BlockReading| {
            let last = b.seen.chars.iter().rposition(|c| !c.is_whitespace());
            let (chars, ranges) = (&b.seen.chars, &b.quotations.ranges);
            ranges.last().zip(last).is_some_and(|(range, last)| {
                range.end > last && !chars.get(last).is_some_and(|c| fold::is_double_quote(*c))
            })
        };
        if !runs_on(block) {
            return None;
        }
        let at = |place: usize| block.seen.at.partition_point(|p| *p < place);
        block.quotations.speech(&block.seen.chars, &(at(chars.start)..at(chars.end)))?;
        let below = self.blocks.iter().skip_while(|b| b.sentences.start < block.sentences.end);
        // Marks at its head, or before the words outside them: it belongs to the same quotation.
        let opens = |b: &BlockReading| b.quotations.ranges.first().is_some_and(|range| range.start <= 1);
        let closing = below
            .take(SIGNED)
            .take_while(|b| b.section == block.section && !b.heads)
            .filter(|b| !b.hidden && b.block.kind == Kind::Paragraph && b.says_anything())
            .take_while(|b| opens(b) || is_aside(&b.source.chars))
            .find(|b| opens(b) && !runs_on(b))?;
        let mut said = closing.sentences.clone().map(|s| speaker::says(&self.unquoted(s, lexicon), false));
        said.find_map(|says| if let Says::Named(name) = says { Some(name) } else { None })
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
        if self.is_pullquote() {
            // What stands beside the quotation is who said it.
            let beside = self.blocks.iter().filter(|b| !b.sentences.contains(&touched.start));
            let says_no_more = |b: &&BlockReading| !b.hidden && b.quotations.ranges.is_empty() && b.says_anything();
            found.extend(beside.filter(says_no_more).map(|b| folded(&b.seen.chars)));
        }
        let html = self.regions.at(chars.start).any(|i| matches!(i, Inside::BlockQuotation | Inside::QuotationMarks));
        let spoken = block.dialogue || block.block.quotation > 0 || self.is_pullquote() || html;
        if speech.is_none() && !spoken {
            return found;
        }
        let mut says = touched.clone().any(|s| speaker::attributes(&self.unquoted(s, lexicon)));
        let mut add = |sentence: usize, found: &mut Vec<String>| {
            let tokens = self.unquoted(sentence, lexicon);
            let text = tokens.iter().fold(String::new(), |text, t| {
                let space = if t.spaced && !text.is_empty() { " " } else { "" };
                text + space + &t.text
            });
            if tokens.iter().any(Token::is_word) && !found.contains(&text) {
                found.push(text);
            }
            speaker::attributes(&tokens)
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
                    let inside = speaker::inserted(self.tokens(sentence, lexicon));
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
        // Who is named in the paragraph itself: whoever spoke last may be above its heading.
        let mut here = false;
        for sentence in (first.saturating_sub(FAR)..first).rev() {
            passed += self.seen(sentence).len();
            let Some(above) = self.block_of(sentence) else { return };
            if passed > FAR_CHARS || (above.chapter != block.chapter && !here) {
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
            if speaker::attributes(&tokens) || partly {
                add(sentence, found);
                return;
            }
            // "A firefighter leaned on the engine. “We waited 25 minutes.”"
            if named.is_none()
                && self.opens_quotation(sentence + 1)
                && tokens.iter().any(Token::is_word)
                && speaker::named(&tokens).is_empty()
            {
                add(sentence, found);
                continue;
            }
            if named.is_none() {
                let everybody = speaker::named(&tokens);
                if !everybody.is_empty() || speaker::is_uncased(&tokens) {
                    named = Some(sentence);
                    if speaker::is_uncased(&tokens) {
                        add(sentence, found);
                    } else {
                        found.push(everybody.join(", "));
                        // "Lister was less sure. “It was a yard offside.”"
                        here = above.sentences == block.sentences;
                    }
                }
            }
        }
    }

    /// Whether a sentence begins with the mark of a quotation.
    fn opens_quotation(&self, sentence: usize) -> bool {
        self.seen(sentence).iter().find(|c| !c.is_whitespace()).is_some_and(|c| fold::is_double_quote(*c))
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
    /// further down that a dash leads in; of copy that nobody else signs (`unsigned`) the
    /// last line of the section, or one with a place, if it is a name in full.
    pub(super) fn signed(&self, touched: &Range<usize>, unsigned: bool, lexicon: &Lexicon) -> Option<String> {
        let own = self.block_of(touched.start)?;
        (touched.end..self.sentences.len().min(touched.end + SIGNED))
            .map_while(|s| self.block_of(s).map(|b| (s, b)))
            .take_while(|(_, b)| b.section == own.section && !b.heads)
            .filter(|(_, b)| !b.hidden && b.block.kind == Kind::Paragraph && b.sentences.len() == 1)
            .find_map(|(s, b)| {
                let tokens = self.tokens(s, lexicon);
                // "George Platt, Moor End", the last line of a letter.
                let last = || {
                    let listed = tokens.iter().any(|t| t.text == ",") || self.ends_section(b);
                    unsigned && b.sentences != own.sentences && listed
                };
                let whole = |name: &String| name.split(' ').filter(|w| w.starts_with(char::is_uppercase)).count() > 1;
                speaker::signed(tokens)
                    .or_else(|| speaker::signature(tokens, last()).filter(|name| last() && whole(name)))
            })
    }

    /// Whether a block is the last of its section that says anything.
    fn ends_section(&self, block: &BlockReading) -> bool {
        let below = self.blocks.iter().skip_while(|b| b.sentences.start < block.sentences.end);
        let mut below = below.filter(|b| !b.hidden && b.says_anything() && !b.interjected);
        below.next().is_none_or(|b| b.heads || b.section != block.section || b.block.kind == Kind::Rule)
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
            let passed = is_passed_over(here.block.kind) || here.block.kind == Kind::Image || here.interjected;
            if here.hidden || passed || !here.says_anything() {
                continue;
            }
            let own = here.sentences == block.sentences;
            let tokens = self.tokens(sentence, lexicon);
            let alone = here.sentences.len() == 1 && !own;
            let listed = quoted && here.block.quotation > 0 && here.block.kind == Kind::Item;
            if let Some(name) = speaker::signature(tokens, alone || listed) {
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
            return names::names(&tokens).first().map(|name| names::text(&tokens, name));
        }
        match speaker::says(&tokens, false) {
            Says::Named(name) if here.block.kind == Kind::Paragraph => Some(name),
            _ => None,
        }
    }

    pub(super) fn speaks_in_first_person(&self, sentence: usize, lexicon: &Lexicon) -> bool {
        let quoted = self.block_of(sentence).is_some_and(|b| b.block.quotation > 0);
        let unquoted = self.unquoted(sentence, lexicon);
        let tokens: Vec<&Token> = unquoted.iter().filter(|t| t.is_word()).collect();
        let words = tokens::words(&unquoted);
        // "US" and "EU" are no pronouns, and "the mine" is a pit.
        let other = |i: usize| {
            let before = i.checked_sub(1).and_then(|i| words.get(i)).map_or("of", |word| word.as_str());
            tokens.get(i).is_some_and(|token| matches!(token.text.as_str(), "US" | "EU" | "IO"))
                || (words.get(i).is_some_and(|w| **w == "mine")
                    && !["of", "is", "was", "are", "were"].contains(&before))
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
