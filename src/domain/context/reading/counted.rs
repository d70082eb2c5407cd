//! Sentences that say what a text's numbers are in or what they take in, wherever they
//! stand: "All sums are in euros.", "Times are GMT.", "Figures are adjusted for inflation."

use std::ops::Range;

use super::{PartReading, split::is_literal};
use crate::domain::lexicon::{Lexicon, Section, Word, tokens::Token};

/// Among so many words at its head stands what is counted.
const HEAD: usize = 4;

/// The most words of such a sentence.
const LONGEST: usize = 30;

/// What stands before the unit: "in euros", "en euros", "в рублях", "per household".
const IN: [&str; 8] = ["in", "en", "per", "в", "во", "на", "بال", "以"];

/// Verbs that say what something is.
const ARE: [&str; 6] = ["are", "is", "were", "sind", "sont", "son"];

/// What may stand behind them before the unit.
const GIVEN: [&str; 18] = [
    "given",
    "shown",
    "stated",
    "expressed",
    "quoted",
    "reported",
    "listed",
    "been",
    "also",
    "jeweils",
    "angegeben",
    "exprimés",
    "exprimées",
    "donnés",
    "expresadas",
    "expresados",
    "указаны",
    "приведены",
];

/// Where such a text says that its numbers stand: "all sums in this article".
const HERE: [&str; 13] =
    ["this", "the", "our", "article", "story", "report", "table", "text", "chart", "page", "artikel", "cet", "este"];

/// Units of time, which say when more often than in what.
const SPANS: [&str; 44] = [
    "second",
    "seconds",
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "decade",
    "decades",
    "century",
    "centuries",
    "sekunden",
    "minuten",
    "stunden",
    "tag",
    "tage",
    "tagen",
    "woche",
    "wochen",
    "monat",
    "monate",
    "monaten",
    "jahr",
    "jahre",
    "jahren",
    "jours",
    "mois",
    "an",
    "ans",
    "année",
    "années",
    "heures",
    "días",
    "meses",
    "año",
    "años",
    "horas",
];

impl PartReading {
    /// Those of the part that a reader sees, but for those of some sentences themselves.
    pub(super) fn counted(&self, own: &Range<usize>, lexicon: &Lexicon) -> Vec<String> {
        let all = self.counted.get_or_init(|| {
            let says = |at: &usize| {
                let block = self.block_of(*at).filter(|b| !b.hidden && !is_literal(b.block.kind));
                block.is_some() && may_say(self.seen(*at), lexicon) && says(self.tokens(*at, lexicon))
            };
            (0..self.sentences.len()).filter(says).collect()
        });
        let mut found: Vec<String> = all.iter().filter(|at| !own.contains(at)).map(|at| self.text(*at)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Whether characters may be such a sentence, told by the words at its head or behind an
/// opening clause.
pub(super) fn may_say(seen: &[char], lexicon: &Lexicon) -> bool {
    const LETTERS: usize = 80;
    let (mut word, mut words, mut clauses) = (String::new(), 0, 0);
    for c in seen.iter().take(LETTERS).chain(&[' ']) {
        if c.is_alphabetic() {
            if words < HEAD {
                word.extend(c.to_lowercase());
            }
            continue;
        }
        if !word.is_empty() {
            if lexicon.is(&word, Section::Counted) || word.contains(UNSPACED) {
                return true;
            }
            words += 1;
            word.clear();
        }
        if matches!(c, ',' | ':' | '：') {
            (words, clauses) = (0, clauses + 1);
            if clauses > 1 {
                return false;
            }
        }
    }
    false
}

/// How Chinese says it: its words have no spaces between them.
const UNSPACED: [char; 2] = ['单', '單'];

/// Whether it is one.
pub(super) fn says(tokens: &[Token]) -> bool {
    // "Unless otherwise stated, all amounts are in euros."
    let clause = tokens.iter().take(8).position(|t| matches!(t.text.as_str(), "," | "：" | ":"));
    let behind = clause.and_then(|comma| tokens.get(comma + 1..));
    says_at_head(tokens) || behind.is_some_and(says_at_head)
}

fn says_at_head(tokens: &[Token]) -> bool {
    let tokens: Vec<&Token> = tokens.iter().filter(|t| t.is_word() || t.text == ",").collect();
    if tokens.len() > LONGEST {
        return false;
    }
    let subject = tokens.iter().take(HEAD).position(|t| t.lower.is(Section::Counted));
    // The New York Times
    let is_title = |at: usize| at > 0 && tokens.get(at).is_some_and(|t| t.lower == "times" && t.is_capitalised());
    let Some(subject) = subject.filter(|at| !is_title(*at)) else { return false };
    let unit = |t: &Token| {
        let word = t.lower.as_str();
        (t.lower.is_any(&[Section::Unit, Section::Currency]) && !SPANS.contains(&word))
            || is_scale(word)
            || matches!(word, "person" | "household" | "head" | "capita" | "people" | "inhabitants" | "celsius")
            || (t.text.chars().count() > 1 && t.text.chars().all(char::is_uppercase))
    };
    let mut rest = tokens.get(subject + 1..).unwrap_or_default();
    // … in this article are in euros.
    if rest.first().is_some_and(|t| IN.contains(&t.lower.as_str()))
        && rest.get(1).is_some_and(|t| HERE.contains(&t.lower.as_str()))
    {
        let named = rest.iter().skip(1).take_while(|t| HERE.contains(&t.lower.as_str())).count();
        rest = rest.get(1 + named..).unwrap_or_default();
    }
    let is = rest.first().is_some_and(|t| ARE.contains(&t.lower.as_str()) || matches!(t.lower.as_str(), "have" | "do"));
    let verbs = rest
        .iter()
        .skip(usize::from(is))
        .take_while(|t| GIVEN.contains(&t.lower.as_str()) || matches!(t.lower.as_str(), "not" | "converted"))
        .count();
    let said = rest.get(usize::from(is) + verbs..).unwrap_or_default();
    // The unit ends its clause: "in thousands of euros", "in dollars, unless …", not "in euros rose".
    let ends = |at: usize| {
        said.get(at).is_none_or(|t| {
            unit(t) || matches!(t.lower.as_str(), "," | "and" | "unless" | "as" | "und" | "et" | "y" | "и")
        })
    };
    let within = said.first().is_some_and(|t| IN.contains(&t.lower.as_str()) || t.lower == "to");
    let close =
        |from: usize| (from..said.len().min(from + 6)).any(|at| said.get(at).is_some_and(|t| unit(t)) && ends(at + 1));
    let basis = |t: &&Token| t.lower.is(Section::Basis);
    let (first, second) = (said.first().copied(), said.get(1).copied());
    // "… including Tom Hill" says who, not what.
    let somebody = second.is_some_and(|t| t.is_capitalised() && !unit(t));
    (within && close(1))
        || (is && said.len() <= 3 && close(0))
        || (first.is_some_and(unit) && ends(1))
        || (first.as_ref().is_some_and(basis) && (is || (!somebody && verbs == 0)))
        || (is && second.as_ref().is_some_and(basis))
        // "Dollar amounts are Canadian."
        || (is && said.len() == 1 && first.is_some_and(Token::is_capitalised))
}

/// What such a sentence tells, in order: its words without what they are of (sums, amounts)
/// and without those that only tie them.
pub fn told(tokens: &[Token]) -> Vec<String> {
    const TIES: [&str; 6] = ["all", "the", "these", "in", "alle", "note"];
    let ties = |word: &str| [&TIES[..], &ARE, &GIVEN].iter().any(|list| list.contains(&word));
    let tells = |t: &&Token| t.is_word() && !t.lower.is(Section::Counted) && !ties(&t.lower);
    tokens.iter().filter(tells).map(|t| t.lower.as_str().to_owned()).collect()
}

/// Whether a word says how many times over: thousands, Mio.
pub fn is_scale(word: &str) -> bool {
    const WORDS: [&str; 44] = [
        "hundreds",
        "thousand",
        "thousands",
        "million",
        "millions",
        "billion",
        "billions",
        "trillion",
        "trillions",
        "bn",
        "mn",
        "hundert",
        "tausend",
        "tausenden",
        "mio",
        "mrd",
        "millionen",
        "milliarden",
        "billionen",
        "milliers",
        "milliards",
        "centaines",
        "miles",
        "millón",
        "millones",
        "cientos",
        "тысячах",
        "тысяч",
        "тыс",
        "миллионах",
        "миллионов",
        "млн",
        "миллиардах",
        "миллиардов",
        "млрд",
        "千",
        "万",
        "萬",
        "百万",
        "亿",
        "億",
        "ألف",
        "آلاف",
        "ملايين",
    ];
    WORDS.contains(&word)
}

/// Whether a word is a number, and not only one for all, some or none.
pub(super) fn is_amount(word: &Word) -> bool {
    const LOOSE: [&str; 24] = [
        "all",
        "every",
        "each",
        "both",
        "either",
        "any",
        "many",
        "several",
        "few",
        "most",
        "none",
        "nobody",
        "everyone",
        "everybody",
        "entire",
        "whole",
        "one",
        "second",
        "alle",
        "viele",
        "einige",
        "tous",
        "todos",
        "все",
    ];
    is_scale(word) || (word.is(Section::Number) && !LOOSE.contains(&word.as_str()))
}
