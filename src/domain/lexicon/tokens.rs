//! Words, numbers and marks: the units in which sentences are compared.

use unicode_normalization::char::is_combining_mark;

use smol_str::SmolStr;

use super::{Lexicon, Word};

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with apostrophes, hyphens and stops inside.
    Word,
    /// Begins with a digit: a number with its separators and attached letters.
    Number,
    /// An address of the web.
    Address,
    /// A tag of HTML.
    Tag,
    /// Any other character, with what combines with it.
    Mark,
}

/// One token of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// As it stands.
    pub text: SmolStr,
    /// In small letters, with straight apostrophes: the key into word lists.
    pub lower: Word,
    /// What it is made of.
    pub kind: TokenKind,
    /// Whether white space stands before it.
    pub spaced: bool,
    /// Where it begins and ends among the characters given.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
}

impl Token {
    /// Whether it begins with a capital letter.
    pub fn is_capitalised(&self) -> bool {
        self.kind == TokenKind::Word && self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether it is a word or a number.
    pub const fn is_word(&self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Number | TokenKind::Address)
    }
}

/// The tokens of a sentence; everything but white space lies in exactly one.
/// Writing without spaces is cut at the longest words that the list knows,
/// else into characters.
pub fn tokens(chars: &[char], lexicon: &Lexicon) -> Vec<Token> {
    let mut out = Vec::with_capacity(chars.len() / 4);
    let mut i = 0;
    let mut spaced = false;
    while let Some(&c) = chars.get(i) {
        if c.is_whitespace() {
            spaced = true;
            i += 1;
            continue;
        }
        let rest = chars.get(i..).unwrap_or_default();
        let (len, kind) = measure(rest, lexicon);
        let end = i + combined(chars, i + len.max(1)).saturating_sub(i);
        let text: SmolStr = chars.get(i..end).unwrap_or_default().iter().copied().collect();
        let as_is = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let lower = if text.chars().all(as_is) {
            text.clone()
        } else {
            text.chars().map(plain).flat_map(char::to_lowercase).collect()
        };
        out.push(Token { text, lower: Word::of(lower, lexicon), kind, spaced, start: i, end });
        i = end;
        spaced = false;
    }
    out
}

/// Apostrophes and hyphens as the word lists write them.
const fn plain(c: char) -> char {
    match c {
        '’' | '‘' => '\'',
        '‐' | '‑' => '-',
        _ => c,
    }
}

/// The words of a sentence in small letters, marks left out.
pub fn words(tokens: &[Token]) -> Vec<&Word> {
    tokens.iter().filter(|t| t.is_word()).map(|t| &t.lower).collect()
}

fn measure(rest: &[char], lexicon: &Lexicon) -> (usize, TokenKind) {
    let Some(&first) = rest.first() else { return (0, TokenKind::Mark) };
    if let Some(len) = address(rest) {
        return (len, TokenKind::Address);
    }
    if is_unspaced(first) {
        return (lexicon.longest_word(rest), TokenKind::Word);
    }
    if first.is_numeric() {
        return (number(rest), TokenKind::Number);
    }
    if first.is_alphabetic() {
        return (word(rest), TokenKind::Word);
    }
    if first == '<'
        && rest.get(1).is_some_and(|c| c.is_ascii_alphabetic() || *c == '/')
        && let Some(len) = rest.iter().take(200).position(|c| *c == '>')
    {
        return (len + 1, TokenKind::Tag);
    }
    let same = matches!(first, '~' | '`' | '.' | '-' | '!') && rest.get(1) == Some(&first);
    let run = if same { rest.iter().take_while(|c| **c == first).count() } else { 1 };
    (run, TokenKind::Mark)
}

fn word(rest: &[char]) -> usize {
    // Initials and the like: U.S., a.m.
    let mut dotted = 0;
    while rest.get(dotted).is_some_and(|c| c.is_alphabetic()) && rest.get(dotted + 1) == Some(&'.') {
        dotted += 2;
    }
    if dotted >= 4 && !rest.get(dotted).is_some_and(|c| c.is_alphanumeric()) {
        return dotted;
    }
    let mut len = 0;
    while let Some(&c) = rest.get(len) {
        let inner = matches!(c, '\'' | '’' | '-' | '‐' | '‑')
            && rest.get(len + 1).is_some_and(|n| n.is_alphanumeric() && !is_unspaced(*n));
        let part = (c.is_alphanumeric() && !is_unspaced(c)) || joins_letters(c) || is_combining_mark(c);
        if !part && (!inner || len == 0) {
            break;
        }
        len += 1;
    }
    len
}

fn number(rest: &[char]) -> usize {
    let mut len = 0;
    while let Some(&c) = rest.get(len) {
        let inner = matches!(c, '.' | ',' | ':' | '/' | '\'' | '’' | '٫' | '٬' | '-' | '‐' | '‑' | '–' | '\u{2012}')
            && rest.get(len + 1).is_some_and(|n| n.is_numeric());
        let hyphen =
            matches!(c, '-' | '‐' | '‑') && rest.get(len + 1).is_some_and(|n| n.is_alphabetic() && !is_unspaced(*n));
        let part = (c.is_alphanumeric() && !is_unspaced(c)) || is_combining_mark(c) || inner || hyphen;
        if !part {
            break;
        }
        len += 1;
    }
    len
}

fn address(rest: &[char]) -> Option<usize> {
    let starts = |word: &str| rest.iter().take(word.len()).map(char::to_ascii_lowercase).eq(word.chars());
    let found = rest.first().is_some_and(|c| matches!(c, 'h' | 'H' | 'w' | 'W'))
        && (starts("http://") || starts("https://") || starts("www."));
    found.then(|| {
        let len = rest.iter().take_while(|c| !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | '|' | ')')).count();
        let trailing =
            rest.get(..len).unwrap_or_default().iter().rev().take_while(|c| matches!(c, '.' | ',' | ';')).count();
        len - trailing
    })
}

/// Where a character ends whose combining marks, joiners and selectors begin at `end`.
fn combined(chars: &[char], mut end: usize) -> usize {
    while let Some(&c) = chars.get(end) {
        if is_combining_mark(c) || matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{200c}' | '\u{1f3fb}'..='\u{1f3ff}') {
            end += 1;
        } else if c == '\u{200d}' {
            end += if chars.get(end + 1).is_some_and(|n| !n.is_whitespace()) { 2 } else { 1 };
        } else {
            break;
        }
    }
    end
}

const fn joins_letters(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether words of this character's script stand without spaces between them: Chinese and Japanese.
pub const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '々' | '〇' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, language: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        tokens(&chars, super::super::of(language)).into_iter().map(|t| t.text.into()).collect()
    }

    #[test]
    fn cuts_words() {
        for (text, language, want) in [
            ("The U.S. won't pay $1,500.50.", "en", "The|U.S.|won't|pay|$|1,500.50|."),
            ("At 9 a.m. re-signed F-16s 1914–18", "en", "At|9|a.m.|re-signed|F-16s|1914–18"),
            ("10<sup>6</sup> 5m 3rd -5 6′", "en", "10|<sup>|6|</sup>|5m|3rd|-|5|6|′"),
            ("1\u{336}2\u{336}0\u{336} ok", "en", "1\u{336}2\u{336}0\u{336}|ok"),
            ("see https://a.b/c_d. Now", "en", "see|https://a.b/c_d|.|Now"),
            ("普京说三百万美元", "zh", "普|京|说|三|百|万|美元"),
        ] {
            assert_eq!(read(text, language).join("|"), want);
        }
    }

    proptest! {
        #[test]
        fn loses_nothing(text in "(\\PC|\\pM|[ 0-9.,<>a'-]){0,60}") {
            let kept: String = read(&text, "en").concat();
            let want: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert_eq!(kept.chars().filter(|c| !c.is_whitespace()).collect::<String>(), want);
        }
    }
}
