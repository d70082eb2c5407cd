//! What heads the text below it, and what only stands between: headings, lines in bold
//! and in capitals; advertisements, credits, and lines that say what else to read.

use sha2::{Digest as _, Sha256};

use super::structure;
use crate::domain::{
    block::{Block, Kind},
    context::regions::Within,
};

/// The most characters of a line in capitals that heads what follows.
pub(super) const SHOUTED: usize = 60;

/// The most characters of a heading that are kept in words.
pub(super) const LONGEST_HEADING: usize = 200;

/// A heading that stands above what is read.
pub(super) struct Above {
    pub(super) level: u8,
    /// Its index in the outline.
    pub(super) heading: usize,
    pub(super) within: Within,
    pub(super) quotation: usize,
}

impl Above {
    /// Whether it still stands above what comes under a later heading: one of a
    /// deeper level, or one in a passage of its own (a quotation, a box, a note),
    /// under which nothing stands that comes behind the passage. What a reader
    /// sees there nobody knows: the text keeps both headings.
    pub(super) fn heads(&self, later: &Self) -> bool {
        let open = self.within.is_open_at(later.within) && self.quotation <= later.quotation;
        let deeper = self.within.is_outside(later.within) || self.quotation < later.quotation;
        open && (deeper || self.level < later.level)
    }
}

/// A heading as a context keeps it: all of it, or its first characters with a
/// number made of the rest (half of its SHA-256), so that nothing in it changes unseen.
pub(super) fn heading(words: &str) -> String {
    let Some((at, _)) = words.char_indices().nth(LONGEST_HEADING) else { return words.to_owned() };
    let (head, rest) = words.split_at(at);
    let digest = Sha256::digest(rest.as_bytes());
    let number = digest.iter().take(16).fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
    format!("{head}… {number}")
}

/// The level of a block that heads what follows: a heading, or one line in bold or in capitals.
pub(super) fn heading_level(block: &Block, source: &[char], seen: &[char]) -> Option<u8> {
    if let Kind::Heading(level) = block.kind {
        // `##` alone, or with a picture, heads nothing that a reader could tell.
        return seen.iter().any(|c| !c.is_whitespace()).then_some(level);
    }
    let bold = block.lines.len() == 1 && seen.len() <= 120 && (is_bold(source) || is_time_in_italics(source));
    let open = !seen.last().is_some_and(|c| matches!(c, '.' | ':' | ';' | ',' | '。'));
    let letters = seen.iter().filter(|c| c.is_uppercase()).count();
    let shouted = block.lines.len() == 1
        && seen.len() <= SHOUTED
        && letters > 1
        && seen.iter().all(|c| !c.is_lowercase() && !c.is_numeric())
        && !is_advertisement(seen);
    let line = bold || (shouted && block.quotation == 0);
    (block.kind == Kind::Paragraph && open && line).then_some(7)
}

/// Whether a line is none of the text around it: it advertises, says what else to
/// read, or is what a picture shows and whose it is.
pub(super) fn stands_between(source: &[char], seen: &[char]) -> bool {
    let tail: String = seen.get(seen.len().saturating_sub(20)..).unwrap_or_default().iter().collect();
    // "Video: police deny the following:" leads in.
    !structure::leads_in(&tail)
        && (is_advertisement(seen)
            || structure::points_elsewhere(seen)
            || structure::calls_on_readers(seen)
            || structure::credits(source, seen))
}

/// Whether a line says that an advertisement stands there, which heads nothing.
pub(super) fn is_advertisement(seen: &[char]) -> bool {
    const WORDS: [&str; 21] = [
        "advertisement",
        "advertisements",
        "advertising",
        "sponsored",
        "sponsoredcontent",
        "storycontinuesbelow",
        "storycontinuesbelowadvertisement",
        "articlecontinuesbelow",
        "articlecontinuesafteradvertisement",
        "anzeige",
        "werbung",
        "publicité",
        "publicidad",
        "pubblicità",
        "publicidade",
        "advertentie",
        "reklama",
        "реклама",
        "إعلان",
        "广告",
        "廣告",
    ];
    const LONGEST: usize = 34;
    let letters = || seen.iter().copied().filter(|c| c.is_alphabetic());
    let lower = || letters().flat_map(char::to_lowercase);
    letters().nth(LONGEST).is_none() && WORDS.iter().any(|word| lower().eq(word.chars()))
}

/// Whether a line is in bold from end to end, by marks or by tags.
pub(super) fn is_bold(source: &[char]) -> bool {
    const MARKS: [(&str, &str); 7] = [
        ("***", "***"),
        ("**", "**"),
        ("__", "__"),
        ("<strong>", "</strong>"),
        ("<b>", "</b>"),
        ("<p><strong>", "</strong></p>"),
        ("<p><b>", "</b></p>"),
    ];
    const LONGEST: usize = 400;
    if source.len() > LONGEST || !source.first().is_some_and(|c| matches!(c, '*' | '_' | '<')) {
        return false;
    }
    let line: String = source.iter().collect();
    let inner =
        MARKS.iter().find_map(|(open, close)| line.strip_prefix(open)?.strip_suffix(close).map(|inner| (inner, close)));
    inner.is_some_and(|(inner, close)| {
        !inner.is_empty() && !inner.contains(close) && !inner.starts_with(char::is_whitespace)
    })
}

/// Whether a line is nothing but a time of day in italics: `*08:00*`.
fn is_time_in_italics(source: &[char]) -> bool {
    const LONGEST: usize = 16;
    let inner = match source {
        ['*', inner @ .., '*'] | ['_', inner @ .., '_'] if inner.len() <= LONGEST => inner,
        _ => return false,
    };
    let text: String = inner.iter().collect();
    let (time, zone) = text.split_once(' ').unwrap_or((&text, ""));
    let digits = |part: &str| (1..=2).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit());
    let timed = time.split_once([':', '.', 'h']).is_some_and(|(hour, minute)| digits(hour) && digits(minute));
    timed && (zone.is_empty() || zone.chars().all(|c| c.is_alphabetic() || c == '.'))
}

/// Whether a line in bold or in capitals that comes next heads nothing, for a
/// line with a colon leads into what follows, past such lines between.
pub(super) fn goes_on(led: bool, block: &Block, source: &[char], seen: &[char]) -> bool {
    let tail: String = seen.get(seen.len().saturating_sub(20)..).unwrap_or_default().iter().collect();
    (block.kind == Kind::Paragraph && structure::ends_in_colon(&tail))
        || (led && heading_level(block, source, seen) == Some(7))
}
