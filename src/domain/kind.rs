//! What sort of assertion words make, guessed from the words: a start for the
//! person who adds a claim and says nothing of its kind.
//!
//! A guess decides nothing by itself. It only fills the field that a person
//! may set, and with it what is asked ([`ClaimKind::default_asks`]).

use super::claim::ClaimKind;
use super::lexicon::{
    self, Lexicon, Section,
    names::names,
    tokens::{Token, TokenKind, tokens},
};

/// The marks that open a quotation. Single ones are left out: they are
/// apostrophes more often than not.
const OPENING: [char; 6] = ['"', '“', '„', '«', '「', '『'];

/// The fewest words inside quotation marks that are somebody's sentence rather
/// than a nickname, a title or a term.
const QUOTED_WORDS: usize = 3;

/// Superlatives that the word lists keep among other comparisons.
const SUPERLATIVES: [&str; 12] =
    ["first", "last", "only", "most", "least", "best", "worst", "record", "unprecedented", "unique", "sole", "ever"];

/// Titles and offices, before or after a name.
pub(super) const TITLES: [&str; 22] = [
    "president",
    "minister",
    "chancellor",
    "mayor",
    "governor",
    "senator",
    "secretary",
    "ambassador",
    "director",
    "chairman",
    "chairwoman",
    "chair",
    "chief",
    "king",
    "queen",
    "prince",
    "princess",
    "general",
    "colonel",
    "professor",
    "judge",
    "spokesman",
];

/// The kind of a claim on these words. `language` is a BCP 47 tag or empty.
///
/// The most telling sign wins: somebody's words in quotation marks; a verb of
/// saying; a superlative; a number that is no date; a date; an office; a name.
pub fn guess(words: &str, language: &str) -> ClaimKind {
    let lexicon = lexicon::of(language);
    let chars: Vec<char> = words.chars().collect();
    let tokens = tokens(&chars, lexicon);
    let is = |section| move |t: &Token| t.lower.is(section);
    if is_quotation(&chars) {
        return ClaimKind::Quotation;
    }
    if tokens.iter().any(is(Section::Speech)) {
        return ClaimKind::Attribution;
    }
    if tokens.iter().any(|t| is_superlative(t, lexicon)) {
        return ClaimKind::Superlative;
    }
    let dated = |at: usize| is_date(&tokens, at);
    let number = |(at, t): (usize, &Token)| {
        !dated(at) && (t.kind == TokenKind::Number || (is(Section::Number)(t) && !is_loose(&t.lower)))
    };
    if tokens.iter().enumerate().any(number) {
        return ClaimKind::Number;
    }
    if (0..tokens.len()).any(dated) {
        return ClaimKind::Date;
    }
    if tokens.iter().any(|t| TITLES.contains(&t.lower.as_str())) {
        return ClaimKind::Title;
    }
    let named: usize = names(&tokens).iter().map(|name| name.end - name.start).sum();
    let all = tokens.iter().filter(|t| t.is_word()).count();
    if named > 0 && named * 2 > all { ClaimKind::Name } else { ClaimKind::Other }
}

/// Whether the words begin in quotation marks, or hold somebody's sentence in them.
pub(super) fn is_quotation(chars: &[char]) -> bool {
    if chars.iter().find(|c| !c.is_whitespace()).is_some_and(|c| OPENING.contains(c)) {
        return true;
    }
    let inside: String = chars.iter().skip_while(|c| !OPENING.contains(c)).skip(1).collect();
    let inside = inside.split(['"', '”', '“', '»', '」', '』']).next().unwrap_or_default();
    inside.split_whitespace().count() >= QUOTED_WORDS
}

pub(super) fn is_superlative(token: &Token, lexicon: &Lexicon) -> bool {
    let word = token.lower.as_str();
    SUPERLATIVES.contains(&word)
        || (word.len() > 4 && word.ends_with("est") && lexicon.is(word, Section::Comparison))
        || word.ends_with("-ever")
}

/// Number words that say "some" more often than how many.
pub(super) fn is_loose(word: &str) -> bool {
    matches!(
        word,
        "all"
            | "every"
            | "each"
            | "both"
            | "either"
            | "any"
            | "many"
            | "several"
            | "few"
            | "most"
            | "none"
            | "nobody"
            | "everyone"
            | "everybody"
            | "entire"
            | "whole"
            | "single"
            | "one"
            | "m"
            | "second"
            | "third"
            | "quarter"
    )
}

/// Whether a token belongs to a date or a time of day.
pub(super) fn is_date(tokens: &[Token], at: usize) -> bool {
    let Some(token) = tokens.get(at) else { return false };
    let beside = |offset: isize| at.checked_add_signed(offset).and_then(|i| tokens.get(i));
    let is = |t: Option<&Token>, section| t.is_some_and(|t| t.lower.is(section));
    // "May" begins many sentences, and "may" many more.
    let month = |t: Option<&Token>| is(t, Section::Month) && t.is_some_and(Token::is_capitalised);
    if token.kind != TokenKind::Number {
        return month(Some(token))
            || (is(Some(token), Section::Weekday) && token.is_capitalised())
            || is(Some(token), Section::Relative);
    }
    let text = token.text.as_str();
    let year = text.len() == 4
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text.starts_with("19") || text.starts_with("20"))
        && !is(beside(1), Section::Unit)
        && !is(beside(1), Section::Currency);
    let mark = |offset: isize, text: &str| beside(offset).is_some_and(|t| t.text == text);
    // "31 October", "October 31, 2015", "3. März".
    let near_month = month(beside(-1))
        || month(beside(1))
        || (month(beside(-3)) && mark(-1, ","))
        || (month(beside(2)) && mark(1, "."));
    let joined = text.matches(['-', '/', '.']).count() == 2 || text.contains(':');
    let after_in =
        beside(-1).is_some_and(|t| matches!(t.lower.as_str(), "in" | "since" | "by" | "until" | "from" | "of"));
    near_month || joined || is(beside(1), Section::Time) || (year && (after_in || tokens.len() == 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_from_the_words() {
        for (words, language, want) in [
            ("Ten people died", "en", "number"),
            ("killed 217 people", "en", "number"),
            ("rose by 4.5 percent in May", "en", "number"),
            ("12 people were hurt on 3 March 2015", "en", "number"),
            ("on Thursday", "en", "date"),
            ("since September", "en", "date"),
            ("on 31 October 2015", "en", "date"),
            ("in 1998", "en", "date"),
            ("at 9:30", "en", "date"),
            ("2000 dollars", "en", "number"),
            ("“such forms can be found if we take a pragmatic approach”", "en", "quotation"),
            ("\"We spent 5 million on it\"", "en", "quotation"),
            ("the \"Old Harbour\" scheme cost 5 million", "en", "number"),
            ("the minister said Russia would cooperate", "en", "attribution"),
            ("according to the police", "en", "attribution"),
            ("the largest port in Europe", "en", "superlative"),
            ("the first woman to hold the post", "en", "superlative"),
            ("Foreign Minister Sergei Lavrov", "en", "title"),
            ("Sergei Lavrov", "en", "name"),
            ("may reopen", "en", "other"),
            ("the bridge was closed", "en", "other"),
            ("", "en", "other"),
            ("am 3. März", "de", "date"),
            ("заявил министр", "ru", "attribution"),
        ] {
            assert_eq!(guess(words, language).as_str(), want, "{words}");
        }
    }
}
