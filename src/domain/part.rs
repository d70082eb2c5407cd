//! The parts of an article's text: headline, standfirst, byline, dateline,
//! body, and any named part (`caption:1`, `table:2`, `pullquote:1`, `push`).

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The name of one part of a text.
///
/// The order of parts is the order in which a reader meets them: headline,
/// standfirst, byline, dateline, body, then named parts by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The headline.
    Headline,
    /// The standfirst (the deck under the headline).
    Standfirst,
    /// The byline: who wrote it.
    Byline,
    /// The dateline: where and when it was filed.
    Dateline,
    /// The body, in light Markdown, paragraphs separated by one blank line.
    Body,
    /// Any other part, by its name: `word` or `word:number`.
    Named(PartName),
}

/// The name of a part beyond the five usual ones: `[a-z]+` with an optional `:number`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartName(String);

/// A text that names no part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" names no part of an article; use headline, standfirst, byline, dateline, body, or a name such as caption:1"
)]
pub struct BadPart(pub String);

impl Part {
    /// The five parts that every article has (each may be empty).
    pub const USUAL: [Self; 5] = [Self::Headline, Self::Standfirst, Self::Byline, Self::Dateline, Self::Body];

    /// The part's name.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Headline => "headline",
            Self::Standfirst => "standfirst",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Body => "body",
            Self::Named(name) => &name.0,
        }
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Part {
    type Err = BadPart;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Ok(match s {
            "headline" => Self::Headline,
            "standfirst" => Self::Standfirst,
            "byline" => Self::Byline,
            "dateline" => Self::Dateline,
            "body" => Self::Body,
            _ => {
                let (word, number) = s.split_once(':').unwrap_or((s, "1"));
                let word_ok = !word.is_empty() && word.len() <= 32 && word.bytes().all(|b| b.is_ascii_lowercase());
                let number_ok = !number.is_empty()
                    && number.len() <= 6
                    && !number.starts_with('0')
                    && number.bytes().all(|b| b.is_ascii_digit());
                if !(word_ok && number_ok) {
                    return Err(BadPart(s.to_owned()));
                }
                Self::Named(PartName(s.to_owned()))
            }
        })
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// All the texts of one revision. A part that isn't there is empty text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts(BTreeMap<Part, String>);

impl Texts {
    /// The text of a part; empty when there is none.
    pub fn get(&self, part: &Part) -> &str {
        self.0.get(part).map_or("", String::as_str)
    }

    /// Puts a part's text in place of what it had. Empty text removes the part.
    pub fn set(&mut self, part: Part, text: impl Into<String>) {
        let text = text.into();
        if text.is_empty() {
            self.0.remove(&part);
        } else {
            self.0.insert(part, text);
        }
    }

    /// The same texts with one part changed.
    #[must_use]
    pub fn with(mut self, part: Part, text: impl Into<String>) -> Self {
        self.set(part, text);
        self
    }

    /// The parts that have text, in reading order.
    pub fn iter(&self) -> impl Iterator<Item = (&Part, &str)> {
        self.0.iter().map(|(part, text)| (part, text.as_str()))
    }

    /// The parts that have text beyond the five usual ones.
    pub fn named(&self) -> impl Iterator<Item = (&Part, &str)> {
        self.iter().filter(|(part, _)| matches!(part, Part::Named(_)))
    }

    /// Whether no part has any text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of words in headline, standfirst and body.
    pub fn words(&self) -> usize {
        [Part::Headline, Part::Standfirst, Part::Body].iter().map(|part| words(self.get(part))).sum()
    }
}

/// How many stretches between white space have a letter or a digit in them.
fn words(text: &str) -> usize {
    let (mut count, mut counted) = (0, false);
    for c in text.chars() {
        // Most of a text is that, and costs less to tell.
        if counted && c.is_ascii_alphanumeric() {
            continue;
        }
        if c.is_whitespace() {
            counted = false;
        } else if !counted && c.is_alphanumeric() {
            counted = true;
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn part_names() {
        for good in ["headline", "body", "caption:1", "push", "table:12"] {
            assert_eq!(good.parse::<Part>().unwrap().as_str(), good);
        }
        for bad in ["", "Body", "caption:", "caption:0", "caption:x", "a b", "caption:1:2", ":1"] {
            assert!(bad.parse::<Part>().is_err(), "{bad}");
        }
    }
}
