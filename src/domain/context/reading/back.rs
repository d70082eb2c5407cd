//! What a sentence goes back to (row "reference"): its pronoun, its share or
//! its "two days later", and the sentences above that may say what it means.

use super::{
    ANTECEDENTS, PartReading, dates,
    small::{is_conjunction, is_preposition},
};
use crate::domain::{
    block::Kind,
    context::{Pull, Reference, label},
    lexicon::{
        Lexicon, Section, Word,
        names::{self, Name},
        tokens::{self, Token},
    },
};

/// How many words into a sentence a pronoun opens it, whatever stands before it.
const OPENING: usize = 4;

/// How many words into a sentence a pronoun opens it behind what only says where or when.
const LEAD: usize = 10;

/// Pronouns that are as often articles, or refer to nothing: they open a sentence at its head only.
const ARTICLES: [&str; 10] = ["es", "le", "la", "les", "los", "las", "lo", "其", "该", "該"];

/// Pronouns that may refer to nothing: they count behind what only says where or when.
const IMPERSONAL: [&str; 9] = ["it", "its", "it's", "sie", "ihr", "il", "leur", "celui", "celle"];

/// What a sentence needs from those above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Somebody or something by name, for a pronoun.
    Name,
    /// A number or a date, for a share or "two days later".
    Fact,
    /// A number or a date, and a name, for "two days later she".
    Both,
    /// A number, a date or a name, for "there" or "the rest".
    Any,
    /// Two things, for "the latter".
    Pair,
    /// A year, for a date without one.
    Year,
    /// Nothing but the sentence before.
    Little,
}

impl PartReading {
    /// How the sentences touched lean on the ones before them. A later one's
    /// pronoun goes back beyond the first where they name nobody between.
    pub(super) fn reference(&self, touched: &std::ops::Range<usize>, lexicon: &Lexicon) -> Option<Reference> {
        let mut found: Option<(String, Pull, Needs)> = None;
        for sentence in touched.clone() {
            let own = self.tokens(sentence, lexicon);
            let Some((opener, pull, needs)) = leans(own, sentence == touched.start, lexicon) else { continue };
            let answered =
                needs == Needs::Name && (touched.start..sentence).any(|above| self.names_somebody(above, lexicon));
            if !answered && found.as_ref().is_none_or(|(_, other, _)| *other < pull) {
                found = Some((opener, pull, needs));
            }
        }
        let reference = found.and_then(|(opener, pull, needs)| {
            let (sentence, _) = self.chain(touched.start, needs, lexicon)?;
            Some(Reference { opener, pull, sentence })
        });
        let reference = reference.or_else(|| self.dated_from_above(touched, lexicon));
        let Some(mut answer) = self.answer(touched.start, lexicon) else { return reference };
        // The question may say less than what stands before it.
        if let Some(other) = reference.filter(|other| !answer.sentence.contains(&other.sentence)) {
            answer.sentence = format!("{} / {}", answer.sentence, other.sentence);
        }
        Some(answer)
    }

    /// The question that a sentence answers: with a yes or a no, behind one that
    /// stands by itself, or in so few words that they say nothing without it.
    fn answer(&self, sentence: usize, lexicon: &Lexicon) -> Option<Reference> {
        let own = unlabelled(self.tokens(sentence, lexicon));
        let said = own.first()?;
        let few = is_short(own);
        let answers = says_yes_or_no(own);
        let question = |at: usize| Some(at).filter(|at| is_question(self.seen(*at)));
        let above = self.neighbour(sentence, false);
        // "A. …" answers all of "Q. …".
        let asks = |at: usize, mark: char| self.block_of(at).is_some_and(|b| label::asks(&b.seen.chars, mark));
        if asks(sentence, 'A')
            && let Some(asked) = above.filter(|at| asks(*at, 'Q')).and_then(|at| self.block_of(at))
        {
            let sentence = asked.sentences.clone().map(|s| self.text(s)).collect::<Vec<_>>().join(" ");
            return Some(Reference { opener: said.lower.as_str().to_owned(), pull: Pull::Answer, sentence });
        }
        // So does "HILL: …" all of "REPORTER: …?".
        let labelled = |at: usize| {
            let block = self.block_of(at)?;
            self.label(block.sentences.start, lexicon)
        };
        if let Some(asked) = above.and_then(question)
            && let (Some(asks), Some(says)) = (labelled(asked), labelled(sentence))
            && asks != says
        {
            let block = self.block_of(asked)?;
            let sentence = block.sentences.clone().map(|s| self.text(s)).collect::<Vec<_>>().join(" ");
            return Some(Reference { opener: said.lower.as_str().to_owned(), pull: Pull::Answer, sentence });
        }
        let asked = match above {
            Some(above) if answers || few => question(above).map(|at| self.text(at)),
            None if answers => self.heading_asked(sentence),
            _ => None,
        };
        let asked = asked.or_else(|| {
            let above = above.filter(|above| is_bare_answer(self.tokens(*above, lexicon)))?;
            match self.neighbour(above, false) {
                Some(before) => question(before).map(|at| self.text(at)),
                None => self.heading_asked(above),
            }
        })?;
        Some(Reference { opener: said.lower.as_str().to_owned(), pull: Pull::Answer, sentence: asked })
    }

    /// The heading right above a sentence, where it asks something.
    fn heading_asked(&self, sentence: usize) -> Option<String> {
        let block = self.block_of(sentence)?;
        let heading = self.outline.get(*block.headings.last()?)?;
        heading.trim_end().ends_with(['?', '？', '؟']).then(|| heading.clone())
    }

    /// Whether a sentence surely names somebody: the first word of one may have
    /// its capital letter for standing there.
    fn names_somebody(&self, sentence: usize, lexicon: &Lexicon) -> bool {
        let tokens = self.tokens(sentence, lexicon);
        let first = tokens.iter().position(Token::is_word);
        let sure = |name: &Name| name.end > name.start + 1 || Some(name.start) != first;
        names::names(tokens).iter().any(|name| sure(name) && is_somebody(name, tokens, lexicon))
    }

    /// The sentences up to the one that says which year a date without one is of.
    fn dated_from_above(&self, touched: &std::ops::Range<usize>, lexicon: &Lexicon) -> Option<Reference> {
        let words: Vec<&Word> = touched.clone().flat_map(|s| tokens::words(self.tokens(s, lexicon))).collect();
        let opener = dates::undated(&words, lexicon)?;
        let (sentence, answered) = self.chain(touched.start, Needs::Year, lexicon)?;
        answered.then_some(Reference { opener, pull: Pull::Year, sentence })
    }

    /// The sentences above one, up to the first that may say what it needs,
    /// and whether one does. Headings and tables on the way stand between slashes.
    fn chain(&self, first: usize, needs: Needs, lexicon: &Lexicon) -> Option<(String, bool)> {
        let own = self.block_of(first)?;
        let prose = matches!(own.block.kind, Kind::Paragraph | Kind::Item) && !own.heads;
        let mut text = String::new();
        let mut at = first;
        for _ in 0..=ANTECEDENTS {
            let (piece, above, border) = match self.neighbour(at, false) {
                Some(above) => (self.text(above), Some(above), " "),
                None if matches!(needs, Needs::Name | Needs::Both) || (prose && needs != Needs::Little) => {
                    let starts = self.block_of(at).is_some_and(|b| b.sentences.start == at);
                    // A heading with nothing above it is the sentence's own, or says nothing of it.
                    match self.beyond(at).filter(|(_, above)| starts && (above.is_some() || at == first)) {
                        Some((words, above)) => (words, above, " / "),
                        None => break,
                    }
                }
                None => break,
            };
            // What a note tells of the text as a whole names nobody in it.
            let note = |above: usize| {
                self.block_of(above)
                    .is_some_and(|b| b.sentences != own.sentences && dates::is_correction_note(&b.seen.chars))
            };
            if at != first
                && let Some(above) = above.filter(|above| note(*above))
            {
                at = self.block_of(above).map_or(above, |b| b.sentences.start);
                continue;
            }
            text = if text.is_empty() { piece } else { format!("{piece}{border}{text}") };
            let Some(above) = above else { break };
            if needs == Needs::Little || own.heads {
                break;
            }
            if self.answers(above, first, needs, lexicon) {
                return Some((text, true));
            }
            at = above;
        }
        (!text.is_empty()).then_some((text, false))
    }

    /// Whether a sentence may say what a later one needs.
    fn answers(&self, sentence: usize, for_whom: usize, needs: Needs, lexicon: &Lexicon) -> bool {
        let (Some(block), Some(own)) = (self.block_of(sentence), self.block_of(for_whom)) else { return false };
        // What a block quotation says, and a line that is no sentence ("Read
        // also"), stand between.
        let seen = self.seen(sentence);
        let stopped = seen.iter().rev().find(|c| !c.is_whitespace()).is_some_and(|c| !c.is_alphanumeric());
        if block.block.quotation > own.block.quotation || (block.sentences.len() == 1 && !stopped) {
            return false;
        }
        let tokens = self.tokens(sentence, lexicon);
        let fact = || {
            tokens.iter().any(|t| {
                t.text.chars().any(char::is_numeric)
                    || [Section::Month, Section::Weekday].iter().any(|s| t.lower.is(*s))
            })
        };
        let names = || names::names(tokens);
        match needs {
            Needs::Little => true,
            Needs::Both => fact() && self.answers(sentence, for_whom, Needs::Name, lexicon),
            Needs::Name => {
                // "Rain fell": its capital letter may be the sentence's.
                let first = tokens.iter().position(Token::is_word);
                let sure = |name: &Name| name.end > name.start + 1 || Some(name.start) != first;
                names().iter().any(|name| sure(name) && is_somebody(name, tokens, lexicon))
                    && opening_pronoun(tokens, &tokens::words(tokens), lexicon).is_none()
            }
            Needs::Fact => fact(),
            Needs::Any => fact() || !names().is_empty(),
            Needs::Pair => {
                const AND: [&str; 14] =
                    ["and", "or", "und", "oder", "et", "ou", "y", "o", "и", "или", "和", "与", "及", "أو"];
                names().len() > 1 || tokens.iter().any(|t| AND.contains(&t.lower.as_str()) || t.text == "&")
            }
            Needs::Year => !dates::years(&tokens::words(tokens)).is_empty(),
        }
    }
}

/// Whether a sentence may go back to more than the one before it.
pub(super) fn may_lean(tokens: &[Token], lexicon: &Lexicon) -> bool {
    let own = unlabelled(tokens);
    leans(tokens, true, lexicon).is_some_and(|(.., needs)| needs != Needs::Little)
        || dates::undated(&tokens::words(tokens), lexicon).is_some()
        || is_short(own)
        || says_yes_or_no(own)
}

/// Whether so few words answer a question that they say nothing without it.
fn is_short(tokens: &[Token]) -> bool {
    const SHORT: usize = 5;
    tokens.iter().filter(|t| t.is_word()).count() <= SHORT
}

/// Whether a sentence is a yes or a no, and nothing else.
pub(super) fn is_bare_answer(tokens: &[Token]) -> bool {
    let own = unlabelled(tokens);
    says_yes_or_no(own) && own.iter().filter(|t| t.is_word()).count() == 1
}

/// The tokens of a sentence behind the label of who answers: `A: Yes.`
fn unlabelled(tokens: &[Token]) -> &[Token] {
    let colon = tokens.iter().take(4).position(|t| matches!(t.text.as_str(), ":" | "："));
    let rest = tokens.get(colon.map_or(0, |at| at + 1)..).unwrap_or_default();
    let quoted = rest.iter().take_while(|t| !t.is_word()).count();
    rest.get(quoted..).unwrap_or_default()
}

/// Whether a sentence opens with a yes or a no that stands for a sentence of its own.
fn says_yes_or_no(tokens: &[Token]) -> bool {
    const WORDS: [&str; 22] = [
        "yes", "no", "yeah", "yep", "nope", "ja", "nein", "jawohl", "doch", "oui", "non", "si", "sí", "да", "нет",
        "نعم", "لا", "كلا", "是", "是的", "不", "不是",
    ];
    let closed = tokens.get(1).is_none_or(|t| !t.is_word());
    closed && tokens.first().is_some_and(|t| WORDS.contains(&t.lower.as_str()))
}

fn is_question(seen: &[char]) -> bool {
    let last = seen.iter().rev().find(|c| !c.is_whitespace() && !matches!(c, '"' | '”' | '»' | '’' | '*' | '_'));
    last.is_some_and(|c| matches!(c, '?' | '？' | '؟'))
}

/// By which word a sentence leans on those before, how much, and what it needs
/// from them. What a text says lightly counts for the `first` sentence only.
fn leans(tokens: &[Token], first: bool, lexicon: &Lexicon) -> Option<(String, Pull, Needs)> {
    let words = tokens::words(tokens);
    let spoken: Vec<&Token> = tokens.iter().filter(|t| t.is_word()).collect();
    let opener = words.first()?;
    let anywhere = |section| {
        (0..words.len())
            .find(|i| lexicon.begins(words.get(*i..).unwrap_or_default(), section) && !is_generic(&spoken, *i, lexicon))
    };
    if let Some(at) = anywhere(Section::Order) {
        return Some((phrase(&words, at, lexicon), Pull::Order, Needs::Pair));
    }
    let pronoun = opening_pronoun(tokens, &words, lexicon);
    let strong = anywhere(Section::Strong);
    if let Some(pronoun) = pronoun {
        // "A third of them", "two days later she": numbers and names count.
        return Some(match strong {
            Some(at) => (phrase(&words, at, lexicon), Pull::Strong, Needs::Both),
            None => (pronoun, Pull::Strong, Needs::Name),
        });
    }
    if lexicon.begins(&words, Section::Head) && !is_existential(&words) && !is_generic(&spoken, 0, lexicon) && first {
        return Some((phrase(&words, 0, lexicon), Pull::Strong, Needs::Any));
    }
    if let Some(at) = strong {
        let both = words.get(at).is_some_and(|word| **word == "both");
        return Some((phrase(&words, at, lexicon), Pull::Strong, if both { Needs::Pair } else { Needs::Fact }));
    }
    (lexicon.begins(&words, Section::Weak) && first).then(|| (opener.as_str().to_owned(), Pull::Weak, Needs::Little))
}

/// A word by which a sentence leans; one that says nothing alone with the next: "of them".
fn phrase(words: &[&Word], at: usize, lexicon: &Lexicon) -> String {
    let word = words.get(at).map_or("", |word| word.as_str());
    let small = lexicon.is_common(word) && lexicon.own && !lexicon.is(word, Section::Pronoun);
    match words.get(at + 1).filter(|_| small) {
        Some(next) => format!("{word} {}", next.as_str()),
        None => word.to_owned(),
    }
}

/// Whether a phrase that may lean on the sentence before says all of it itself:
/// "both Halm and Berg", "a third of Germans", "in 2001 and, two years later".
fn is_generic(words: &[&Token], at: usize, lexicon: &Lexicon) -> bool {
    const WHOLES: [&str; 10] =
        ["country", "world", "nation", "population", "city", "town", "state", "public", "planet", "electorate"];
    const AFTER: [&str; 6] = ["later", "after", "before", "earlier", "afterwards", "since"];
    let word = |i: usize| words.get(i).map_or("", |t| t.lower.as_str());
    let capital = |i: usize| words.get(i).is_some_and(|t| t.is_capitalised() && !t.lower.is_common());
    let behind = (at + 1..at + 4).any(|i| AFTER.contains(&word(i)));
    match (word(at), word(at + 1)) {
        ("both", next) => {
            let named = capital(at + 1) || lexicon.is(next, Section::Determiner);
            named && (at + 2..at + 7).any(|i| word(i) == "and")
        }
        ("one", "of") => {
            let which = word(at + 3);
            word(at + 2) == "the" && (which.ends_with("est") || matches!(which, "most" | "few" | "main" | "first"))
        }
        ("all", _) => capital(at + 2),
        (_, "of") => capital(at + 2) || (word(at + 2) == "the" && WHOLES.contains(&word(at + 3))),
        ("a", _) if word(at + 2) == "of" => {
            capital(at + 3) || (word(at + 3) == "the" && WHOLES.contains(&word(at + 4)))
        }
        _ if behind => {
            let own: Vec<&Word> = words.iter().take(at).map(|t| &t.lower).collect();
            !dates::years(&own).is_empty()
        }
        _ => false,
    }
}

/// "There are 40 boats": no place is meant.
fn is_existential(words: &[&Word]) -> bool {
    const BEING: [&str; 22] = [
        "is", "are", "was", "were", "be", "has", "have", "had", "will", "would", "may", "might", "can", "could",
        "must", "should", "seems", "seem", "appears", "remains", "isn't", "aren't",
    ];
    words.first().is_some_and(|word| **word == "there")
        && words.get(1).is_none_or(|word| BEING.contains(&word.as_str()))
}

/// The pronoun that a sentence opens with, alone or behind what doesn't say
/// who or what it stands for: "But he", "In Halm she", "When the roof fell in, she".
fn opening_pronoun(tokens: &[Token], words: &[&Word], lexicon: &Lexicon) -> Option<String> {
    let title = words.get(1).is_some_and(|w| **w == "first")
        && words.get(2).is_some_and(|w| matches!(w.as_str(), "minister" | "lady" | "world"));
    if lexicon.begins(words, Section::Pronoun) && !is_impersonal(words, lexicon) && !title {
        return words.first().map(|word| word.as_str().to_owned());
    }
    let names = names::names(tokens);
    let mut subject = false;
    let mut said = false;
    let mut before: Option<&Token> = None;
    let leads = leads(tokens, words, lexicon) || is_impersonal(words, lexicon);
    let head = tokens.iter().enumerate().filter(|(_, t)| t.is_word()).take(LEAD);
    for (index, (at, token)) in head.enumerate() {
        let rest = words.get(index..).unwrap_or_default();
        let there = before.is_some_and(|t| t.lower == "y") || is_impersonal(rest, lexicon);
        if !there
            && let Some(pronoun) = pronoun(token, lexicon)
            && (index > 0 || token.lower != *pronoun)
        {
            let comma = at.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(is_comma);
            let opens = if IMPERSONAL.contains(&pronoun.as_str()) {
                (leads || index == 0) && !subject
            } else {
                index < OPENING || (leads && !subject) || (comma && !said)
            };
            if opens {
                return Some(pronoun);
            }
        }
        let starts = names.iter().find(|name| name.start == at);
        if starts.is_some_and(|name| !(is_placed(name.start, tokens, lexicon) || (index == 0 && leads))) {
            return None;
        }
        // A noun with its article, where no preposition places it, may be what the pronoun stands for.
        let placed = before.is_some_and(|t| {
            (lexicon.capital_nouns && t.is_capitalised())
                || is_preposition(t, lexicon)
                || t.lower.is(Section::Determiner)
                || is_conjunction(&t.lower)
        });
        subject |= token.lower.is(Section::Determiner)
            && pronoun(token, lexicon).is_none()
            && !is_conjunction(&token.lower)
            && !placed;
        said |= token.lower.is(Section::Speech);
        before = Some(token);
    }
    None
}

/// A word that is a pronoun, or ends in one as French joins them: `a-t-il`, `lorsqu'il`.
fn pronoun(token: &Token, lexicon: &Lexicon) -> Option<String> {
    const JOINED: [&str; 4] = ["il", "elle", "ils", "elles"];
    let word = token.lower.as_str();
    let formal = lexicon.capital_nouns && token.is_capitalised();
    if lexicon.is(word, Section::Pronoun) && !ARTICLES.contains(&word) && !formal {
        return Some(word.to_owned());
    }
    let (_, tail) = word.rsplit_once(['-', '\''])?;
    (JOINED.contains(&tail) && lexicon.is(tail, Section::Pronoun)).then(|| tail.to_owned())
}

/// Whether a sentence opens with what only says when, where or how, so that
/// its first word is no subject.
fn leads(tokens: &[Token], words: &[&Word], lexicon: &Lexicon) -> bool {
    const KNOWN: [Section; 7] = [
        Section::Relative,
        Section::Time,
        Section::Weekday,
        Section::Month,
        Section::Number,
        Section::Comparison,
        Section::Strong,
    ];
    let Some(at) = tokens.iter().position(Token::is_word) else { return false };
    let (Some(first), Some(word)) = (tokens.get(at), words.first()) else { return false };
    if is_preposition(first, lexicon) || is_conjunction(word) || word.starts_with(char::is_numeric) {
        return true;
    }
    if KNOWN.iter().any(|section| lexicon.begins(words, *section)) && !lexicon.is(word, Section::Determiner) {
        return true;
    }
    if word.is_ascii() && word.len() > 4 && ["ly", "ing"].iter().any(|end| word.ends_with(end)) {
        return true;
    }
    let Some(next) = tokens.get(at + 1) else { return false };
    if lexicon.is_common(word) {
        return false;
    }
    // "Aged 40, she", "Born in Halm, she", "Auch sie"; "Trotzdem sprach er" has its subject behind the verb.
    let follows = is_preposition(next, lexicon)
        || next.text.starts_with(char::is_numeric)
        || is_comma(next)
        || pronoun(next, lexicon).is_some();
    let inverted = lexicon.capital_nouns
        && next.is_word()
        && !next.is_capitalised()
        && tokens.get(at + 2).is_some_and(|t| matches!(t.text.as_str(), "er" | "sie"));
    follows || inverted
}

/// "It is unclear whether", "il y a", "es gibt": nothing is meant.
fn is_impersonal(words: &[&Word], lexicon: &Lexicon) -> bool {
    const CLAUSE: [&str; 15] = [
        "whether", "that", "how", "if", "why", "what", "who", "when", "where", "que", "ob", "dass", "daß", "wie", "wer",
    ];
    const BEING: [&str; 15] = [
        "is", "was", "isn't", "wasn't", "remains", "remained", "became", "est", "était", "serait", "ist", "war",
        "bleibt", "blieb", "will",
    ];
    let word = |i: usize| words.get(i).map_or("", |word| word.as_str());
    let skips = |i: usize| i + usize::from(matches!(word(i), "not" | "also" | "still" | "now" | "noch" | "be"));
    match word(0) {
        "it" | "it's" | "il" | "es" => {}
        _ => return false,
    }
    let verb = word(1);
    let plain = match word(0) {
        "il" => ["y", "n'y", "faut", "fallait", "faudra", "faudrait", "pleut", "pleuvait"].contains(&verb),
        "es" => ["gibt", "gab", "regnet", "regnete", "schneit", "schneite"].contains(&verb),
        _ => ["rained", "rains", "snowed", "snows", "emerged"].contains(&verb),
    };
    let adjective = if word(0) == "it's" { skips(1) } else { skips(2) };
    let being = word(0) == "it's" || BEING.contains(&verb);
    let clause = CLAUSE.contains(&word(adjective + 1));
    let able =
        matches!(word(adjective), "possible" | "impossible" | "necessary" | "illegal") && word(adjective + 1) == "to";
    // "It took 40 minutes to put out the fire"; but what "took a year to build" stands before.
    let took = matches!(verb, "took" | "takes")
        && (3..9)
            .find(|i| word(*i) == "to")
            .is_some_and(|to| (to + 2..to + 5).any(|i| lexicon.is(word(i), Section::Determiner)));
    plain || took || (being && (clause || able || word(adjective) == "unclear"))
}

/// Whether a name may be what a pronoun stands for.
fn is_somebody(name: &Name, tokens: &[Token], lexicon: &Lexicon) -> bool {
    let before = name.start.checked_sub(1).and_then(|at| tokens.get(at));
    // Where all nouns have a capital letter, one with its article is a thing.
    let noun =
        lexicon.capital_nouns && name.end == name.start + 1 && before.is_some_and(|t| t.lower.is(Section::Determiner));
    !noun && !is_placed(name.start, tokens, lexicon)
}

/// Whether a preposition places what begins at a token: "in the Halm mine",
/// "nach Angaben der Behörde".
fn is_placed(at: usize, tokens: &[Token], lexicon: &Lexicon) -> bool {
    let mut article = false;
    for token in tokens.get(..at).unwrap_or_default().iter().rev().take(5) {
        if is_preposition(token, lexicon) {
            return true;
        }
        let determiner = token.lower.is(Section::Determiner);
        let noun = lexicon.capital_nouns
            && (token.text.starts_with(char::is_numeric)
                || (article && token.is_capitalised())
                || (token.is_word()
                    && ["en", "er", "em", "es"].iter().any(|end| token.lower.ends_with(end))
                    && !token.is_capitalised()));
        // "Since leaving Halm"
        let participle = token.text.is_ascii() && token.lower.len() > 4 && token.lower.ends_with("ing");
        if !determiner && !noun && (!participle || token.is_capitalised()) {
            return false;
        }
        article = determiner;
    }
    false
}

fn is_comma(token: &Token) -> bool {
    matches!(token.text.as_str(), "," | "，" | "、" | "،")
}
