//! What may be taken for the same, and what a change therefore amounts to.
//!
//! Folding is for comparison only: the bytes stay. A change counts as
//! substantive unless both sides fold to the same text, so that anything this
//! module does not know is substantive. Digits, decimal points, signs,
//! currency, letters, combining marks, invisible characters and emoji are
//! never folded. Dashes fold by the part they play (hyphen, dash between words,
//! range, sign) and never across parts.
//!
//! The rules are those of [`crate::domain::fold`], which compares whole quotes;
//! here stretches are compared where they stand, since what is around a dash
//! decides its role. A test holds the two together.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::Class;
use super::text::slice;
use crate::domain::fold::{DASH, HYPHEN, RANGE, SIGN, is_currency, is_double_quote, is_single_quote, is_space};

/// A stretch of text with glyphs of one class and role folded into one, and in
/// NFC. Case is kept. What stands around the stretch decides a dash's role.
pub(super) fn glyphs(text: &str, bytes: Range<usize>) -> Cow<'_, str> {
    let part = slice(text, bytes.clone());
    if part.bytes().all(|b| b.is_ascii() && b != b'-') {
        return Cow::Borrowed(part);
    }
    let mut folded = String::with_capacity(part.len());
    let mut skip = 0;
    for (at, c) in part.char_indices() {
        if at < skip {
            continue;
        }
        let at = bytes.start + at;
        match c {
            c if is_double_quote(c) => folded.push('"'),
            c if is_single_quote(c) => folded.push('\''),
            '…' => folded.push_str("..."),
            '-' if slice(text, at..bytes.end).starts_with("--") => {
                let run = slice(text, at..text.len()).bytes().take_while(|b| *b == b'-').count();
                let starts = !slice(text, 0..at).ends_with('-');
                if run == 2 && starts && between_words(text, at, at + 2) {
                    folded.push(DASH);
                } else {
                    folded.push_str(slice(text, at..(at + run).min(bytes.end)));
                }
                skip = at - bytes.start + run;
            }
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push(dash(text, at, c)),
            _ => folded.push(c),
        }
    }
    if is_nfc(&folded) { Cow::Owned(folded) } else { Cow::Owned(folded.nfc().collect()) }
}

/// One dash, by the part it plays where it stands.
fn dash(text: &str, at: usize, c: char) -> char {
    let after = at + c.len_utf8();
    let before_it = slice(text, 0..at).chars().next_back();
    let after_it = slice(text, after..text.len()).chars().next();
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    match c {
        '-' | '\u{2010}' | '\u{2011}'
            if (letter(before_it) && (letter(after_it) || digit(after_it)))
                || (digit(before_it) && letter(after_it)) =>
        {
            HYPHEN
        }
        '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' if digit(before_it) && digit(after_it) => RANGE,
        '-' | '\u{2212}'
            if (digit(after_it) || after_it.is_some_and(is_currency))
                && !before_it.is_some_and(char::is_alphanumeric) =>
        {
            SIGN
        }
        '\u{2013}'..='\u{2015}' if between_words(text, at, after) => DASH,
        '-' if before_it.is_some_and(char::is_whitespace)
            && after_it.is_some_and(char::is_whitespace)
            && between_words(text, at, after) =>
        {
            DASH
        }
        _ => c,
    }
}

/// Whether something that is no digit, sign or currency stands on both sides,
/// on the same line.
fn between_words(text: &str, start: usize, end: usize) -> bool {
    let beside = |c: Option<char>| {
        c.is_some_and(|c| c != '\n' && !c.is_numeric() && !is_currency(c) && !matches!(c, '-' | '+' | '−' | '±'))
    };
    let inline = |c: &char| !c.is_whitespace() || *c == '\n';
    beside(slice(text, 0..start).chars().rev().find(inline))
        && beside(slice(text, end..text.len()).chars().find(inline))
}

/// The key under which a token is compared: glyphs folded, capitals too.
pub(super) fn key(text: &str, bytes: Range<usize>) -> Cow<'_, str> {
    let folded = glyphs(text, bytes);
    if folded.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        folded
    } else {
        Cow::Owned(folded.to_lowercase())
    }
}

/// What it amounts to that `old` became `new`; both are stretches with words.
pub(super) fn class(old_text: &str, old: Range<usize>, new_text: &str, new: Range<usize>) -> Class {
    let (before, after) = (slice(old_text, old.clone()), slice(new_text, new.clone()));
    if before.nfc().eq(after.nfc()) {
        return Class::Typographic;
    }
    let (before, after) = (glyphs(old_text, old), glyphs(new_text, new));
    if before == after {
        return Class::Typographic;
    }
    let (before_spaced, after_spaced) = (one_space(&before), one_space(&after));
    if before_spaced == after_spaced {
        Class::Spacing
    } else if before_spaced.to_lowercase() == after_spaced.to_lowercase() {
        Class::Case
    } else {
        Class::Substantive
    }
}

/// White space that folds; a carriage return is half of a line end.
fn folds(c: char) -> bool {
    is_space(c) || c == '\r'
}

/// The text with every run of white space as one space. Never fewer: whether
/// there is a space is not folded. A line that begins with a block's mark
/// keeps its line break, which is what makes it a block.
fn one_space(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if folds(c) {
            let words = rest.trim_start_matches(folds);
            let space = slice(rest, 0..rest.len() - words.len());
            out.push(if space.contains('\n') && opens_block(words) { '\n' } else { ' ' });
            rest = words;
        } else {
            out.push(c);
            rest = slice(rest, c.len_utf8()..rest.len());
        }
    }
    out
}

/// Whether a line that begins so is a block of its own in light Markdown: a
/// list item, a heading, a quotation, a table row, a fence.
fn opens_block(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('>' | '|' | '#' | '`' | '~') => true,
        Some('-' | '*' | '+') => chars.next().is_none_or(|c| c.is_whitespace() || matches!(c, '-' | '*')),
        Some('=') => line.lines().next().is_some_and(|l| l.trim_end().bytes().all(|b| b == b'=')),
        Some(c) if c.is_ascii_digit() => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            rest.strip_prefix(['.', ')']).is_some_and(|r| r.is_empty() || r.starts_with(char::is_whitespace))
        }
        _ => false,
    }
}

/// What a change of white space amounts to, both stretches being nothing else.
///
/// Runs of white space are alike as long as no block comes or goes with a line
/// break or an indentation. Where a space appears or disappears it is spacing
/// only beside punctuation and away from digits, signs and currency: "- 5" is
/// not "-5", and "1. 5" is not "1.5".
pub(super) fn spacing(old_text: &str, old: &Range<usize>, new_text: &str, new: &Range<usize>) -> Class {
    let (before, after) = (slice(old_text, old.clone()), slice(new_text, new.clone()));
    let follows = |text, end: usize| slice(text, end..str::len(text)).chars().next();
    let line_opens = |text, range: &Range<usize>| {
        let space = slice(text, range.clone());
        let at_line_start =
            space.contains('\n') || slice(text, 0..range.start).chars().next_back().is_none_or(|c| c == '\n');
        (at_line_start && opens_block(slice(text, range.end..text.len()))).then(|| indent(space))
    };
    if line_opens(old_text, old) != line_opens(new_text, new) {
        return Class::Substantive;
    }
    let line_start = |text, range: &Range<usize>| {
        slice(text, range.clone()).contains('\n')
            || slice(text, 0..range.start).chars().next_back().is_none_or(|c| c == '\n')
    };
    // Four columns make a code block of what was a paragraph.
    let code = |text, range: &Range<usize>| line_start(text, range) && indent(slice(text, range.clone())) >= 4;
    if code(old_text, old) != code(new_text, new) {
        return Class::Substantive;
    }
    if !before.chars().chain(after.chars()).all(folds) {
        return Class::Substantive;
    }
    if !before.is_empty() && !after.is_empty() {
        return Class::Spacing;
    }
    let left = slice(old_text, 0..old.start).chars().next_back();
    let right = follows(old_text, old.end);
    let (Some(left), Some(right)) = (left, right) else { return Class::Spacing };
    if left.is_whitespace() || right.is_whitespace() {
        return Class::Spacing;
    }
    let holds = |c: char| {
        c.is_numeric()
            || is_currency(c)
            || matches!(c, '-' | '+' | '−' | '±' | '%' | '‰' | '<' | '>' | '=' | '≤' | '≥' | '/' | '*')
    };
    let letters = left.is_alphanumeric() && right.is_alphanumeric();
    if letters || holds(left) || holds(right) { Class::Substantive } else { Class::Spacing }
}

/// Columns that a line is set in, a tab counting four.
fn indent(space: &str) -> usize {
    let line = space.rsplit('\n').next().unwrap_or_default();
    line.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(old: &str, new: &str) -> Class {
        class(old, 0..old.len(), new, 0..new.len())
    }

    #[test]
    fn substantive_is_never_folded_away() {
        for (old, new) in [
            ("1.5", "15"),
            ("1.5", "1,5"),
            ("1.5", "1. 5"),
            ("$1,200", "$12.00"),
            ("$5", "€5"),
            ("$5", "5"),
            ("did", "did not"),
            ("Lavrov", "Lavrow"),
            ("not able", "notable"),
            ("re-signed", "resigned"),
            ("re‐signed", "re—signed"),
            ("a – b", "a - 5"),
            ("– 2", "−2"),
            ("-5", "5"),
            ("10-12", "10—12"),
            ("6′", "6″"),
            ("½", "1/2"),
            ("5º", "5°"),
            ("120", "1\u{336}2\u{336}0\u{336}"),
            ("✅", "❌"),
            ("Привет", "Пpивет"),
            ("٣", "3"),
            ("1", "１"),
            ("x²", "x2"),
            ("‘Mayor stole’", "Mayor stole"),
            ("“a”", "‘a’"),
            ("a\u{200d}b", "ab"),
            ("ß", "SS"),
            ("fell to - 5", "fell to\n- 5"),
        ] {
            assert_eq!(of(old, new), Class::Substantive, "{old} → {new}");
            assert_eq!(of(new, old), Class::Substantive, "{new} → {old}");
        }
    }

    #[test]
    fn the_rest_has_its_class() {
        for (old, new, class) in [
            ("\"Ten\"", "“Ten”", Class::Typographic),
            ("don't", "don’t", Class::Typographic),
            ("and…", "and...", Class::Typographic),
            ("re-signed", "re‑signed", Class::Typographic),
            ("came – saw", "came — saw", Class::Typographic),
            ("came -- saw", "came — saw", Class::Typographic),
            ("came - saw", "came — saw", Class::Typographic),
            ("10-12", "10–12", Class::Typographic),
            ("at -5", "at −5", Class::Typographic),
            ("caf\u{e9}", "cafe\u{301}", Class::Typographic),
            ("a  b", "a b", Class::Spacing),
            ("5\u{a0}km", "5 km", Class::Spacing),
            ("a\nb", "a b", Class::Spacing),
            ("Polish", "polish", Class::Case),
            ("ÉCOLE", "école", Class::Case),
        ] {
            assert_eq!(of(old, new), class, "{old} → {new}");
            assert_eq!(of(new, old), class, "{new} → {old}");
        }
    }

    #[test]
    fn a_space_that_comes_or_goes() {
        let at = |left: &str, right: &str| {
            let (old, new) = (format!("{left} {right}"), format!("{left}{right}"));
            spacing(&old, &(left.len()..left.len() + 1), &new, &(left.len()..left.len()))
        };
        for (left, right) in [("-", "5"), ("1.", "5"), ("$", "5"), ("10", "%"), ("中", "文")] {
            assert_eq!(at(left, right), Class::Substantive, "{left} {right}");
        }
        for (left, right) in [("said", "."), ("end.”", "Next"), ("(", "a"), ("came", "—"), ("one,", "two")] {
            assert_eq!(at(left, right), Class::Spacing, "{left} {right}");
        }
    }

    #[test]
    fn a_line_break_that_makes_a_block() {
        let change = |old: &str, new: &str| spacing(old, &(3..4), new, &(3..4));
        assert_eq!(change("one two", "one\ntwo"), Class::Spacing);
        assert_eq!(change("one - 5", "one\n- 5"), Class::Substantive);
        assert_eq!(change("one 2. x", "one\n2. x"), Class::Substantive);
        assert_eq!(change("one > x", "one\n> x"), Class::Substantive);
    }

    proptest::proptest! {
        /// Nothing is downgraded here that the comparison of quotes would not call equal.
        #[test]
        fn the_domain_agrees(
            old in "[aB5 \n\"'.–$#>*`-]{1,8}",
            picks in proptest::collection::vec(proptest::prelude::any::<proptest::sample::Index>(), 8),
        ) {
            let alike = |c: char| match c {
                ' ' | '\n' => vec![" ", "\n", "  ", "\u{a0}", "\u{2028}", ""],
                '"' => vec!["\"", "“", "'"],
                '\'' => vec!["'", "’", "′"],
                '.' => vec![".", "...", "…", ". "],
                '–' | '-' => vec!["-", "–", "—", "−", "‐", "--", " - "],
                _ => vec![],
            };
            let new: String = old.chars().zip(&picks).map(|(c, pick)| match alike(c).as_slice() {
                [] => c.to_string(),
                alike => (*pick.get(alike)).to_owned(),
            }).collect();
            let folded = matches!(of(&old, &new), Class::Typographic | Class::Spacing);
            // Their ends are trimmed there, and a bullet without an item is none.
            let spaced = |text: &str| {
                text.starts_with(is_space) || text.ends_with(is_space) || text.contains("*\n") || text.contains("-\n")
            };
            if folded && !spaced(&old) && !spaced(&new) {
                proptest::prop_assert!(crate::domain::fold::quote_equal(&old, &new), "{old:?} {new:?}");
            }
        }
    }
}
