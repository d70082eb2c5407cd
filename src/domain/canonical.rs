//! The canonical form of a text: the one spelling in which a revision is kept,
//! hashed and compared.
//!
//! UTF-8, Unicode normal form C, LF line ends, no trailing white space,
//! paragraphs separated by exactly one blank line. Light Markdown keeps its
//! structure: indentation, hard line breaks (two spaces at a line's end) and
//! everything inside code fences stay. Digits, decimal points, signs, currency,
//! letters' case, quotation marks and dashes are never touched: a check must
//! cover the words that the copy had.
//!
//! Invisible characters that can't matter are removed and reported as
//! [`Repair`]s; those that can hide or reorder words are refused ([`Refusal`]),
//! unless the caller asks for repair. `chars` decides about characters,
//! `layout` about lines. Applying the form twice changes nothing.

mod chars;
mod layout;

use std::borrow::Cow;

use sha2::{Digest, Sha256};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::part::{Part, Texts};

/// The longest text of one part, in bytes of UTF-8.
pub const MAX_TEXT_BYTES: usize = 4 * 1024 * 1024;

/// The longest headline, in characters (Unicode scalar values).
pub const MAX_HEADLINE_CHARS: usize = 1_000;

/// A place in a text as it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The character within the line, from 1.
    pub column: usize,
}

impl Place {
    /// The place of the character that starts at byte `at` of `text`.
    pub fn of(text: &str, at: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        Self {
            line: before.bytes().filter(|&b| b == b'\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        }
    }
}

/// Something that was changed to bring a text into canonical form, said once
/// for all its occurrences.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Repair {
    /// A stable word for the kind of repair (`invisible-removed`, `line-ends`, …).
    pub code: &'static str,
    /// What was done, how often and where first.
    pub message: String,
    /// Where it was first done, if it has a place in the text.
    pub at: Option<Place>,
}

impl Repair {
    /// A repair of the input as a whole.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), at: None }
    }
}

/// Why a text can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// A stable word for the kind of refusal (`text-too-large`, `control-character`, …).
    pub code: &'static str,
    /// What is wrong, and what would help.
    pub message: String,
    /// The line, from 1; 0 where the refusal is about the whole text.
    pub line: usize,
    /// The character within the line, from 1; 0 where the refusal is about the whole text.
    pub column: usize,
}

impl Refusal {
    /// A refusal of the text as a whole.
    pub fn whole(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), line: 0, column: 0 }
    }

    /// Whether it is about characters that a caller may ask to be taken out.
    pub fn can_be_repaired(&self) -> bool {
        self.line > 0
    }
}

/// A text in canonical form, and what it took to get there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical<'a> {
    /// The text; borrowed when nothing had to be changed.
    pub text: Cow<'a, str>,
    /// What was changed, in the order in which it was done.
    pub repairs: Vec<Repair>,
}

/// Brings a text of paragraphs into canonical form.
///
/// With `repair`, characters that are otherwise refused are removed and reported.
///
/// # Errors
/// A text over [`MAX_TEXT_BYTES`], and (without `repair`) one with control
/// characters, direction overrides, interlinear annotation or stray tag characters.
pub fn canonical<'a>(text: impl Into<Cow<'a, str>>, repair: bool) -> Result<Canonical<'a>, Refusal> {
    let mut repairs = Vec::new();
    let text = normal_characters(text.into(), repair, &mut repairs)?;
    let text = match layout::paragraphs(&text) {
        Some(laid_out) => Cow::Owned(laid_out),
        None => text,
    };
    Ok(Canonical { text, repairs })
}

/// Brings a text of one line (headline, byline, dateline) into canonical form:
/// line breaks, tabs and runs of spaces become one space.
///
/// # Errors
/// As [`canonical`].
pub fn canonical_line<'a>(text: impl Into<Cow<'a, str>>, repair: bool) -> Result<Canonical<'a>, Refusal> {
    let mut repairs = Vec::new();
    let text = normal_characters(text.into(), repair, &mut repairs)?;
    let text = match layout::one_line(&text) {
        Some(line) => Cow::Owned(line),
        None => text,
    };
    Ok(Canonical { text, repairs })
}

/// Brings a headline into canonical form.
///
/// # Errors
/// As [`canonical`], and a headline over [`MAX_HEADLINE_CHARS`].
pub fn canonical_headline<'a>(text: impl Into<Cow<'a, str>>, repair: bool) -> Result<Canonical<'a>, Refusal> {
    let done = canonical_line(text, repair)?;
    // A text has at least as many bytes as characters, so most are never counted.
    if done.text.len() > MAX_HEADLINE_CHARS {
        let length = done.text.chars().count();
        if length > MAX_HEADLINE_CHARS {
            return Err(Refusal::whole(
                "headline-too-long",
                format!("the headline has {length} characters; the limit is {MAX_HEADLINE_CHARS}"),
            ));
        }
    }
    Ok(done)
}

/// Brings the text of any part into the canonical form of that part.
///
/// # Errors
/// As [`canonical`] and [`canonical_headline`].
pub fn canonical_part<'a>(part: &Part, text: impl Into<Cow<'a, str>>, repair: bool) -> Result<Canonical<'a>, Refusal> {
    match part {
        Part::Headline => canonical_headline(text, repair),
        Part::Byline | Part::Dateline => canonical_line(text, repair),
        Part::Standfirst | Part::Body | Part::Named(_) => canonical(text, repair),
    }
}

/// SHA-256 over all the parts of a revision.
///
/// The bytes hashed are the tag `copydesk texts 1` and a line feed, the number
/// of parts, then each part in reading order as its name and its text. Numbers
/// are 8 bytes, big-endian; a name or text is led by its length in bytes, so
/// that no two different sets of parts hash the same bytes. A part that is
/// empty isn't there. The texts must be in canonical form: that is what makes
/// the hash of the same words the same.
pub fn content_hash(texts: &Texts) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"copydesk texts 1\n");
    hash.update((texts.iter().count() as u64).to_be_bytes());
    for (part, text) in texts.iter() {
        for field in [part.as_str(), text] {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field.as_bytes());
        }
    }
    hash.finalize().into()
}

/// The first character of a text that [`canonical`] would refuse, by its place
/// in this text: a file's, say, of which only parts become texts.
pub fn first_refusal(text: &str) -> Option<Refusal> {
    chars::first_refusal(text)
}

/// The stages that all parts share: size, characters, direction marks, NFC.
fn normal_characters<'a>(text: Cow<'a, str>, repair: bool, repairs: &mut Vec<Repair>) -> Result<Cow<'a, str>, Refusal> {
    check_size(&text)?;
    let found = chars::survey(&text);
    let mut text = text;
    if found.special
        && let Some(clean) = chars::clean(&text, repair, repairs)?
    {
        text = Cow::Owned(clean);
    }
    if found.directions
        && let Some(balanced) = chars::balance_directions(&text, repairs)
    {
        text = Cow::Owned(balanced);
    }
    if found.may_decompose && is_nfc_quick(text.chars()) != IsNormalized::Yes {
        let normal: String = text.nfc().collect();
        if normal != *text {
            let at = text.char_indices().zip(normal.chars()).find(|((_, old), new)| old != new).map(|((at, _), _)| at);
            repairs.push(Repair {
                code: "unicode-form",
                message: "letters and accents joined into single characters (NFC)".to_owned(),
                at: at.map(|at| Place::of(&text, at)),
            });
            // Some characters are longer in this form.
            check_size(&normal)?;
            text = Cow::Owned(normal);
        }
    }
    Ok(text)
}

fn check_size(text: &str) -> Result<(), Refusal> {
    if text.len() <= MAX_TEXT_BYTES {
        return Ok(());
    }
    let [size, limit] = [text.len(), MAX_TEXT_BYTES].map(|n| in_mebibytes(n as u64));
    Err(Refusal::whole("text-too-large", format!("the text has {size}; the limit is {limit}")))
}

/// A size for people: `4 MiB`, `50.3 MiB`.
pub fn in_mebibytes(bytes: u64) -> String {
    const MIB: u64 = 1024 * 1024;
    let tenths = bytes.saturating_mul(10).div_ceil(MIB);
    if tenths.is_multiple_of(10) {
        format!("{} MiB", tenths / 10)
    } else {
        format!("{}.{} MiB", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(s: &str) -> String {
        canonical(s, false).unwrap().text.into_owned()
    }

    #[test]
    fn what_it_changes() {
        for (given, want) in [
            // Line ends.
            ("One.\r\n\r\nTwo.\r\n", "One.\n\nTwo."),
            ("One.\rTwo.", "One.\nTwo."),
            ("One\u{2028}two.\u{2029}Three.", "One\ntwo.\n\nThree."),
            // Blank lines and trailing space.
            ("\n\n  \nOne. \t\n\n\n \u{a0}\nTwo.\u{3000}\n\n", "One.\n\nTwo."),
            ("", ""),
            (" \n \n", ""),
            // Unicode form and invisible characters.
            ("cafe\u{301}", "caf\u{e9}"),
            ("\u{feff}co\u{ad}op\u{200b}er\u{2060}ate", "cooperate"),
            ("e\u{ad}\u{301}", "\u{e9}"),
            // Zero width space is the word border of Thai and its neighbours.
            ("\u{e01}\u{200b}\u{e02} a\u{200b}b", "\u{e01}\u{200b}\u{e02} ab"),
            // Direction marks: balanced ones stay, stray ones go.
            ("\u{202b}\u{5d0}\u{5d1}\u{202c} ok", "\u{202b}\u{5d0}\u{5d1}\u{202c} ok"),
            ("#\u{200e}Ask\u{202c}\u{202c}, then", "#\u{200e}Ask, then"),
            ("a \u{2066}b\n\nc\u{2069} d", "a b\n\nc d"),
            // Markdown's hard line break stays, as exactly two spaces.
            ("Roses   \nare red  \n\nx", "Roses  \nare red\n\nx"),
            // Code fences stay as they are inside.
            ("```a  \nx\n```\nb", "```a\nx\n```\nb"),
            ("a\n\n\n```\nx  \n\n\ny\n```\n\n\nb", "a\n\n```\nx  \n\n\ny\n```\n\nb"),
            ("- one\n\n\n    - two\n\tthree", "- one\n\n    - two\n\tthree"),
        ] {
            assert_eq!(text(given), want, "{given:?}");
        }
    }

    #[test]
    fn what_it_leaves_alone() {
        for same in [
            "It fell to −5 °C – 1.5 percent, 1,000 £, ½ № 10² “so” ‘he’ said… A\u{a0}b — c",
            "Aleppo | 120\n--- | ---\nHoms | 12",
            "> quoted\n> more\n\n1. one\n2. two\n\n***\n\nEnd",
            "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} Scotland \u{1f468}\u{200d}\u{1f469} \u{fffd} 1\u{336}",
            "\u{627}\u{644}\u{639}\u{200c}\u{631}\u{628}\u{64a}\u{629} \u{200f}12\u{61c}",
            "    indented first line\n\ttab\tinside",
        ] {
            let done = canonical(same, false).unwrap();
            assert_eq!(done.text, same);
            assert!(matches!(done.text, Cow::Borrowed(_)) && done.repairs.is_empty(), "{same:?} {:?}", done.repairs);
        }
    }

    #[test]
    fn what_it_refuses_and_repairs_on_demand() {
        for (given, code, line, column, repaired) in [
            ("a\n\nb\u{0}c", "control-character", 3, 2, "a\n\nbc"),
            ("\u{1b}[31mred", "control-character", 1, 1, "[31mred"),
            ("a\u{85}b", "control-character", 1, 2, "a\nb"),
            ("a\u{c}b", "control-character", 1, 2, "a\nb"),
            ("He owes \u{202e}15", "direction-override", 1, 9, "He owes 15"),
            ("a\u{fff9}b\u{fffa}c\u{fffb}", "annotation-character", 1, 2, "abc"),
            ("a\u{e0061}b", "tag-character", 1, 2, "ab"),
            ("\u{1f3f4}\u{e0067}x", "tag-character", 1, 2, "\u{1f3f4}x"),
        ] {
            let refusal = canonical(given, false).unwrap_err();
            assert_eq!((refusal.code, refusal.line, refusal.column), (code, line, column), "{given:?}");
            let done = canonical(given, true).unwrap();
            assert_eq!(done.text, repaired);
            assert!(!done.repairs.is_empty());
        }
    }

    #[test]
    fn repairs_say_what_and_where() {
        let done = canonical("One.\r\nA\u{ad}B\u{ad}C\r\n", false).unwrap();
        let said: Vec<_> = done.repairs.iter().map(|r| (r.code, r.message.as_str(), r.at)).collect();
        assert_eq!(
            said,
            [
                ("line-ends", "2 × CR LF made LF", Some(Place { line: 1, column: 5 })),
                ("invisible-removed", "removed 2 × U+00AD (soft hyphen)", Some(Place { line: 2, column: 2 })),
            ]
        );
    }

    #[test]
    fn headlines_are_one_line_within_the_limit() {
        assert_eq!(canonical_headline(" Two\n lines\t here \u{a0}", false).unwrap().text, "Two lines here");
        assert!(canonical_headline("é".repeat(MAX_HEADLINE_CHARS), false).is_ok());
        assert_eq!(
            canonical_headline("é".repeat(MAX_HEADLINE_CHARS + 1), false).unwrap_err().code,
            "headline-too-long"
        );
    }

    #[test]
    fn texts_have_a_limit() {
        assert!(canonical("a".repeat(MAX_TEXT_BYTES), false).is_ok());
        let refusal = canonical("a".repeat(MAX_TEXT_BYTES + 1), false).unwrap_err();
        assert_eq!(refusal.message, "the text has 4.1 MiB; the limit is 4 MiB");
        // NFC can grow a text: the limit holds for what is kept.
        assert_eq!(canonical("\u{958}".repeat(MAX_TEXT_BYTES / 3), false).unwrap_err().code, "text-too-large");
    }

    #[test]
    fn the_hash_tells_parts_apart_and_stays() {
        let a = Texts::default().with(Part::Headline, "ab").with(Part::Body, "c");
        let b = Texts::default().with(Part::Headline, "a").with(Part::Body, "bc");
        let c = Texts::default().with(Part::Standfirst, "ab").with(Part::Body, "c");
        assert!(content_hash(&a) != content_hash(&b) && content_hash(&a) != content_hash(&c));
        // Kept desks rest on this value: it must never change.
        let hex = content_hash(&a).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        assert_eq!(hex, "6549dcab3fc830a0ed5ebc038a83a2fc94ad0dac3cb1853cbbb1999933fc36f5");
    }

    /// Texts made of the characters that the rules turn on.
    fn nasty() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => prop::sample::select(vec![
                " ", "  ", "\n", "\n\n", "\r", "\r\n", "\t", "a", "B", "1", ".", "-", "# ", "> ", "```", "~~~", "é", "e\u{301}",
                "\u{301}", "\u{323}", "\u{334}", "\u{e01}", "\u{e48}", "\u{e38}", "\u{1025}\u{102e}", "\u{200b}", "\u{ad}",
                "\u{feff}", "\u{2060}", "\u{2028}", "\u{2029}", "\u{202a}", "\u{202b}", "\u{202c}", "\u{202d}", "\u{202e}",
                "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}", "\u{200e}", "\u{a0}", "\u{3000}", "\u{1f3f4}", "\u{e0067}",
                "\u{e0062}", "\u{e0065}", "\u{e007f}", "\u{fff9}", "\u{0}", "\u{85}", "\u{b}", "\u{1fef}", "\u{37e}", "\u{2126}",
                "\u{1100}", "\u{1161}", "\u{958}", "“", "–",
            ])
            .prop_map(str::to_owned),
            1 => any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn twice_is_once(given in nasty()) {
            for part in [Part::Body, Part::Headline] {
                let once = canonical_part(&part, given.as_str(), true).unwrap();
                let again = canonical_part(&part, once.text.as_ref(), false).unwrap();
                prop_assert_eq!(&again.text, &once.text);
                prop_assert!(again.repairs.is_empty(), "{:?} {:?}", once.text, again.repairs);
            }
        }

        #[test]
        fn visible_characters_stay(given in "[ \\n\\t!-~“”‘’–—−…€£°½]{0,80}") {
            let seen = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(seen(&text(&given)), seen(&given));
        }

        #[test]
        fn paragraphs_have_one_blank_line_between(given in "[a \\n]{0,60}") {
            let done = text(&given);
            prop_assert!(!done.contains("\n\n\n") && !done.starts_with('\n') && done.trim_end() == done);
        }
    }
}
