//! What the agencies' formats have in common: status words, codes, names, and
//! plain text that is set in lines.

use crate::import::draft::{DraftTag, DraftTexts};

/// The status, if it says that the provider takes the item back.
pub(super) fn withdrawn(status: &str) -> Option<&'static str> {
    let word = status.rsplit([':', '/']).next().unwrap_or(status).trim().to_ascii_lowercase();
    match word.as_str() {
        "canceled" | "cancelled" | "cancel" => Some("canceled"),
        "withheld" | "withhold" => Some("withheld"),
        "killed" | "kill" => Some("killed"),
        "withdrawn" => Some("withdrawn"),
        _ => None,
    }
}

/// Who stands behind an id: the host in `https://example.org/1`, the name in
/// `urn:newsml:example.org:2015:1` or `tag:example.org,2015:1`.
pub(super) fn authority(id: &str) -> Option<String> {
    let name = if let Some((_, rest)) = id.split_once("://") {
        rest.split(['/', '?', '#', ':']).next()?
    } else if let Some(rest) = id.strip_prefix("urn:newsml:") {
        rest.split(':').next()?
    } else if let Some(rest) = id.strip_prefix("tag:") {
        rest.split([',', ':']).next()?
    } else {
        return None;
    };
    let name = name.trim().to_lowercase();
    (name.contains('.')).then(|| name.strip_prefix("www.").unwrap_or(&name).to_owned())
}

/// A tag, of the scheme given or the one that its code belongs to.
pub(super) fn tag(scheme: Option<&str>, name: Option<String>, code: Option<String>, codes: Option<String>) -> DraftTag {
    let codes = codes.unwrap_or_default().to_ascii_lowercase();
    let code = code.unwrap_or_default();
    let last = code.rsplit([':', '/']).next().unwrap_or_default();
    let is_medtop = code.starts_with("medtop:")
        || codes.contains("mediatopic")
        || codes.contains("medtop")
        || code.contains("/mediatopic/");
    if scheme.is_none() && is_medtop && !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()) {
        return DraftTag::Parts { scheme: Some("medtop".to_owned()), name, code: Some(last.to_owned()) };
    }
    let given = Some(last).filter(|last| !last.is_empty() && !last.contains(char::is_whitespace)).map(str::to_owned);
    // A code of some other list is no code of ours: the name says what it is.
    let name = name.or(given);
    DraftTag::Parts { scheme: Some(scheme.unwrap_or("topic").to_owned()), name, code: None }
}

/// Plain text in paragraphs: where no blank line parts them, each line is one.
pub(super) fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    let is_parted = text.lines().any(|line| line.trim().is_empty());
    if is_parted || !text.contains('\n') {
        return text.to_owned();
    }
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n\n")
}

/// A text as one paragraph.
pub(super) fn one_paragraph(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a body begins with the words of a text: letters and digits count.
pub(super) fn opens(body: &str, text: &str) -> bool {
    let letters = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let text: String = letters(text).chars().take(120).collect();
    let head: String = body.chars().take(2_000).collect();
    text.is_empty() || letters(&head).contains(&text)
}

/// Puts a body under its headline. One that was given isn't said twice; where
/// there is none, the body's first words are it. `false` without either.
pub(super) fn settle(texts: &mut DraftTexts, body: String) -> bool {
    texts.headline = texts.headline.take().filter(|headline| !headline.trim().is_empty());
    texts.body = Some(match texts.headline.as_deref() {
        Some(headline) => without_headline(body, Some(headline)),
        None => {
            texts.headline = Some(first_words(&body)).filter(|words| !words.is_empty());
            body
        }
    });
    texts.headline.is_some()
}

/// A body without the headline that it begins with: it would stand twice.
pub(super) fn without_headline(body: String, headline: Option<&str>) -> String {
    let Some(headline) = headline else { return body };
    let (first, rest) = body.split_once("\n\n").unwrap_or((&body, ""));
    let words = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
    let first = first.trim_start_matches('#').trim().trim_matches('*');
    if !rest.trim().is_empty() && words(first) == words(headline) { rest.to_owned() } else { body }
}

/// The first words of a text, for a headline where nobody gave one.
fn first_words(text: &str) -> String {
    const MOST: usize = 80;
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default()
        .trim_start_matches(['#', '>', '*', '-', ' ']);
    let mut words = String::new();
    for word in line.split_whitespace() {
        if !words.is_empty() && words.chars().count() + word.chars().count() >= MOST {
            words.push('…');
            break;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.chars().take(MOST));
    }
    words
}
