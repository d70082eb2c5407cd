//! Which characters count as the same when two texts are compared.
//!
//! For comparison only: the bytes of a text are never changed by it. Folding
//! is by class **and role**: an en dash between two words equals an em dash
//! there, but never the minus before a number. White space of any kind and
//! length is one space; its presence is never folded away here. Digits,
//! letters' case, primes, combining marks, joiners, variation selectors,
//! superscripts and look-alike letters are left alone.
//!
//! Three keys of a text, from strict to lenient: [`spaces`] (white space),
//! [`glyphs`] (also quotation marks, apostrophes, dashes, ellipsis), and
//! the word for word comparison of [`compare`](crate::domain::compare) above them.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// What every hyphen between letters becomes under [`glyphs`].
pub const HYPHEN: char = '\u{2010}';
/// What every dash between words becomes under [`glyphs`].
pub const DASH: char = '\u{2014}';
/// What every dash of a range of numbers becomes under [`glyphs`].
pub const RANGE: char = '\u{2012}';
/// What every minus sign becomes under [`glyphs`].
pub const SIGN: char = '\u{2212}';

/// Whether a character is white space that folds into one space.
pub const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Whether a character is a double quotation mark.
pub const fn is_double_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»')
}

/// Whether a character is a single quotation mark or an apostrophe.
pub const fn is_single_quote(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | '‚' | '‛' | '‹' | '›')
}

/// Whether a character is a quotation mark of another writing system, which folds with nothing.
pub const fn is_other_quote(c: char) -> bool {
    matches!(c, '「' | '」' | '『' | '』' | '《' | '》' | '〈' | '〉' | '＂' | '〝' | '〞' | '〟')
}

/// Whether a character is a currency sign.
pub const fn is_currency(c: char) -> bool {
    matches!(
        c,
        '$' | '¢' | '£' | '¤' | '¥' | '֏' | '؋' | '৳' | '฿' | '៛' | '\u{20a0}'
            ..='\u{20cf}' | '﷼' | '＄' | '￡' | '￥' | '￦'
    )
}

/// The text with each run of white space as one space and none at its ends, in NFC.
pub fn spaces(text: &str) -> String {
    // Nearly every text is in NFC already, which a look at its characters tells.
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        spaces_of(text.chars(), text.len())
    } else {
        spaces_of(text.nfc(), text.len())
    }
}

fn spaces_of(chars: impl Iterator<Item = char>, length: usize) -> String {
    let mut out = String::with_capacity(length);
    for c in chars {
        if is_space(c) {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// The key under which two texts are equal up to white space and glyphs of
/// one class in one role: quotation marks, apostrophes, dashes, ellipsis.
pub fn glyphs(text: &str) -> String {
    let chars: Vec<char> = spaces(text).chars().collect();
    glyph_chars(&chars).into_iter().map(|(c, _)| c).collect()
}

/// The characters of the key of [`glyphs`], each with the index of the
/// character that it stands for. White space must be folded already.
pub fn glyph_chars(chars: &[char]) -> Vec<(char, usize)> {
    let mut out = Vec::with_capacity(chars.len());
    let mut i = 0;
    while let Some(&c) = chars.get(i) {
        let doubled = c == '-'
            && chars.get(i + 1) == Some(&'-')
            && chars.get(i + 2) != Some(&'-')
            && char_before(chars, i) != Some('-');
        let width = if doubled { 2 } else { 1 };
        if is_double_quote(c) {
            out.push(('"', i));
        } else if is_single_quote(c) && !(c == '‚' && within_number(chars, i)) {
            out.push(('\'', i));
        } else if c == '…' {
            out.extend(std::iter::repeat_n(('.', i), 3));
        } else if let Some(role) = is_dash(c).then(|| dash_role(chars, i, width)).flatten() {
            out.push((role, i));
        } else {
            out.extend(std::iter::repeat_n((c, i), width));
        }
        i += width;
    }
    out
}

/// Whether two quotes are the same words: equal up to white space (never its
/// presence) and glyphs of one class in one role. What remains different in
/// their glyphs is for the caller to list.
pub fn quote_equal(a: &str, b: &str) -> bool {
    a == b || (!breaks_into_blocks(a, b) && glyphs_equal(a, b))
}

/// Whether two texts are the same by the key of [`glyphs`].
pub fn glyphs_equal(a: &str, b: &str) -> bool {
    // No key makes one of two letters, where the texts part.
    let plain = |(x, y): (char, char)| x.is_ascii_alphanumeric() && y.is_ascii_alphanumeric();
    let parts = || a.chars().zip(b.chars()).find(|(x, y)| x != y);
    a == b || (!parts().is_some_and(plain) && glyphs(a) == glyphs(b))
}

/// Whether two quotes are the same words but for a space between a number and
/// the sign behind it: 5%, 5 %.
pub fn signs_equal(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let closed = |text: &str| -> String {
        let chars: Vec<char> = text.chars().collect();
        let beside = |at: usize, step: isize| at.checked_add_signed(step).and_then(|at| chars.get(at)).copied();
        let sign = |c: char| is_currency(c) || matches!(c, '%' | '‰' | '٪' | '°' | '℃' | '℉');
        let between = |at: usize| beside(at, -1).is_some_and(char::is_numeric) && beside(at, 1).is_some_and(sign);
        chars.iter().enumerate().filter(|(at, c)| !(is_space(**c) && between(*at))).map(|(_, c)| *c).collect()
    };
    quote_equal(&closed(a), &closed(b))
}

/// A line break may be what makes a sign a list bullet, a number a list rank
/// or a mark a heading: then it isn't white space.
fn breaks_into_blocks(a: &str, b: &str) -> bool {
    let markers = |text: &str| text.split('\n').skip(1).filter(|line| opens_block(line)).count();
    markers(a) != markers(b)
}

fn opens_block(line: &str) -> bool {
    let line = line.trim_start();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['>', '#', '|', '`', '~'])
        || line.starts_with("- ")
        || line.starts_with("* ")
        || line.starts_with("+ ")
        || (rest.len() < line.len() && (rest.starts_with(". ") || rest.starts_with(") ")))
}

const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '–' | '—' | '―' | '−')
}

/// Whether digits stand on both sides: `5‚000` looks like a decimal comma.
fn within_number(chars: &[char], i: usize) -> bool {
    char_before(chars, i).is_some_and(char::is_numeric) && chars.get(i + 1).is_some_and(|c| c.is_numeric())
}

fn char_before(chars: &[char], i: usize) -> Option<char> {
    i.checked_sub(1).and_then(|j| chars.get(j)).copied()
}

/// The glyph that stands for the role of the dash at `i` (two hyphens when
/// `width` is 2), or `None` where it has no role that folds.
fn dash_role(chars: &[char], i: usize, width: usize) -> Option<char> {
    let c = *chars.get(i)?;
    let before = char_before(chars, i);
    let after = chars.get(i + width).copied();
    let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let short = width == 1 && matches!(c, '-' | '‐' | '‑');
    if short && ((letter(before) && (letter(after) || digit(after))) || (digit(before) && letter(after))) {
        return Some(HYPHEN);
    }
    if width == 1 && (short || c == '–') && digit(before) && digit(after) {
        return Some(RANGE);
    }
    let amount = digit(after) || after.is_some_and(is_currency);
    if width == 1 && matches!(c, '-' | '−') && amount && !digit(before) && !letter(before) {
        return Some(SIGN);
    }
    // The nearest character that is no space, on each side.
    let beyond = |j: Option<usize>, step: isize| {
        let at = j?;
        match chars.get(at).copied() {
            Some(' ') => at.checked_add_signed(step).and_then(|k| chars.get(k)).copied(),
            other => other,
        }
    };
    let left = beyond(i.checked_sub(1), -1);
    let right = beyond(i.checked_add(width), 1);
    let long = width == 2 || matches!(c, '–' | '—' | '―');
    let spaced = before.is_none_or(|c| c == ' ') && after.is_none_or(|c| c == ' ');
    let plain = !digit(left) && !digit(right) && !left.is_some_and(is_currency) && !right.is_some_and(is_currency);
    ((long || (c == '-' && spaced)) && plain).then_some(DASH)
}

/// Whether a sign gives a verdict on what stands under it.
pub const fn is_verdict(c: char) -> bool {
    matches!(
        c,
        '✅' | '☑'
            | '✔'
            | '✓'
            | '❌'
            | '❎'
            | '✖'
            | '✗'
            | '✘'
            | '☒'
            | '🚫'
            | '⛔'
            | '⚠'
            | '👍'
            | '👎'
            | '🔴'
            | '🟠'
            | '🟡'
            | '🟢'
            | '❓'
            | '❗'
            | '🤥'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_class_in_one_role_is_the_same() {
        for (a, b) in [
            ("a  b", "a\u{a0}b"),
            ("“so”", "\"so\""),
            ("„so“", "«so»"),
            ("it’s", "it's"),
            ("wait…", "wait..."),
            ("re‐signed", "re-signed"),
            ("he – she", "he — she"),
            ("he -- she", "he — she"),
            ("he - she", "he – she"),
            ("word—word", "word–word"),
            ("1914-18", "1914–18"),
            ("at −5", "at -5"),
            ("an F‑16", "an F-16"),
            ("cafe\u{301}", "café"),
        ] {
            assert!(quote_equal(a, b), "{a:?} {b:?}");
        }
    }

    #[test]
    fn what_never_folds() {
        for (a, b) in [
            ("– 2 percent", "−2 percent"),
            ("not able", "notable"),
            ("6′", "6″"),
            ("6′", "6'"),
            ("1.5", "1. 5"),
            ("re‐signed", "re—signed"),
            ("10⁶", "106"),
            ("½", "1/2"),
            ("120", "1\u{336}2\u{336}0\u{336}"),
            ("is 5", "is –5"),
            ("a\u{200d}b", "ab"),
            ("five", "Five"),
            ("١٢", "12"),
            ("“so”", "‘so’"),
            ("fell to - 5", "fell to\n- 5"),
            ("$5", "€5"),
            ("paypal", "pаypal"),
            ("5 – 6", "5–6"),
            ("5'000", "5‚000"),
        ] {
            assert!(!quote_equal(a, b), "{a:?} {b:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_is_stable_and_total(text in "\\PC{0,40}") {
            let once = spaces(&text);
            prop_assert_eq!(&spaces(&once), &once);
            prop_assert!(quote_equal(&text, &text));
            let key = glyphs(&text);
            prop_assert_eq!(glyphs(&once), key);
        }
    }
}
