//! Sentences that say what a text's numbers are in or what they take in, wherever they
//! stand: "All sums are in euros.", "Times are GMT.", "Figures are adjusted for inflation."

use std::ops::Range;

use super::{PartReading, split::is_literal};
use crate::domain::lexicon::{
    Lexicon, Section, Word,
    tokens::{self, Token},
};

/// Among so many words at its head stands what is counted.
const HEAD: usize = 4;

/// The most words of such a sentence.
const LONGEST: usize = 30;

/// What stands before the unit: "in euros", "en euros", "в рублях".
const IN: [&str; 6] = ["in", "en", "в", "во", "بال", "以"];

/// Verbs that say what something is.
const ARE: [&str; 6] = ["are", "is", "were", "sind", "sont", "son"];

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

/// Whether characters may be such a sentence, told by the words at their head.
pub(super) fn may_say(seen: &[char], lexicon: &Lexicon) -> bool {
    const LETTERS: usize = 80;
    let head: String = seen.iter().take(LETTERS).flat_map(|c| c.to_lowercase()).collect();
    let mut words = head.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.by_ref().take(HEAD).any(|word| lexicon.is(word, Section::Counted)) || head.contains(UNSPACED)
}

/// How Chinese says it: its words have no spaces between them.
const UNSPACED: [char; 2] = ['单', '單'];

/// Whether it is one.
pub(super) fn says(tokens: &[Token]) -> bool {
    let words = tokens::words(tokens);
    let year = |word: &str| word.len() == 4 && word.chars().all(|c| c.is_ascii_digit());
    if words.len() > LONGEST || words.iter().any(|word| word.contains(char::is_numeric) && !year(word)) {
        return false;
    }
    let Some(subject) = words.iter().take(HEAD).position(|word| word.is(Section::Counted)) else { return false };
    let rest = words.get(subject + 1..).unwrap_or_default();
    let unit = |word: &Word| word.is_any(&[Section::Unit, Section::Currency]) || is_scale(word);
    let near = |from: usize, count: usize| rest.iter().skip(from).take(count);
    let within = near(0, 4).position(|word| IN.contains(&word.as_str()));
    within.is_some_and(|at| near(at + 1, 4).any(|word| unit(word)))
        || near(0, 1).any(|word| unit(word))
        || near(0, 3).any(|word| word.is(Section::Basis))
        || match rest {
            [verb, .., _] if rest.len() <= 3 => {
                ARE.contains(&verb.as_str()) && (rest.len() == 2 || near(1, 1).any(|word| word.is(Section::Negation)))
            }
            _ => false,
        }
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
