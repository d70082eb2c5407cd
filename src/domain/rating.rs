//! Public rating scales: words for readers, worst first, with the numbers that
//! a ClaimReview carries (`worstRating` 1, `bestRating` the length of the scale).
//!
//! A rating is what the desk says in public; a finding is what the check
//! found. Neither is derived from the other.

use serde::{Deserialize, Serialize};

/// A scale of at least two ratings, worst first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scale {
    name: Option<String>,
    ratings: Vec<String>,
}

/// The scales that have a name, worst rating first.
const KNOWN: [(&str, &[&str]); 3] = [
    ("politifact", &["Pants on Fire", "False", "Mostly False", "Half True", "Mostly True", "True"]),
    ("meta", &["False", "Altered", "Partly False", "Missing Context", "Satire", "True"]),
    (
        "africacheck",
        &["Incorrect", "Misleading", "Unproven", "Exaggerated", "Understated", "Mostly Correct", "Correct"],
    ),
];

/// A text that is no rating scale.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadScale {
    /// Fewer than two ratings, or more than twenty.
    #[error(
        "a rating scale is politifact, meta, africacheck, or at least two and at most twenty ratings of your own, worst first: \"False, Mixed, True\""
    )]
    Length,
    /// The same rating twice.
    #[error("the rating \"{0}\" is in the scale twice")]
    Twice(String),
    /// A rating that is not on the scale.
    #[error("\"{given}\" is not on the desk's scale; its ratings are: {}", ratings.join(", "))]
    NotOnScale {
        /// What was given.
        given: String,
        /// What the scale has.
        ratings: Vec<String>,
    },
}

impl Scale {
    /// The ratings, worst first.
    pub fn ratings(&self) -> &[String] {
        &self.ratings
    }

    /// A rating as the scale writes it, and its ClaimReview number (1 is the
    /// worst, [`Scale::best`] the best). Case and outer white space don't count.
    pub fn find(&self, given: &str) -> Result<(&str, usize), BadScale> {
        let word = given.trim().to_lowercase();
        self.ratings
            .iter()
            .zip(1..)
            .find(|(rating, _)| rating.to_lowercase() == word)
            .map(|(rating, number)| (rating.as_str(), number))
            .ok_or_else(|| BadScale::NotOnScale { given: given.to_owned(), ratings: self.ratings.clone() })
    }

    /// The ClaimReview `bestRating`.
    pub fn best(&self) -> usize {
        self.ratings.len()
    }
}

impl std::str::FromStr for Scale {
    type Err = BadScale;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let word = s.trim().to_lowercase();
        if let Some((name, ratings)) = KNOWN.iter().find(|(name, _)| *name == word) {
            return Ok(Self {
                name: Some((*name).to_owned()),
                ratings: ratings.iter().map(|&r| r.to_owned()).collect(),
            });
        }
        let ratings: Vec<String> = s.split(',').map(|r| r.trim().to_owned()).filter(|r| !r.is_empty()).collect();
        if !(2..=20).contains(&ratings.len()) {
            return Err(BadScale::Length);
        }
        let mut seen = std::collections::BTreeSet::new();
        match ratings.iter().find(|r| !seen.insert(r.to_lowercase())) {
            Some(twice) => Err(BadScale::Twice(twice.clone())),
            None => Ok(Self { name: None, ratings }),
        }
    }
}

/// The scale's name, or its own ratings: what parses back to it.
impl std::fmt::Display for Scale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.name {
            Some(name) => f.pad(name),
            None => f.pad(&self.ratings.join(", ")),
        }
    }
}

impl TryFrom<String> for Scale {
    type Error = BadScale;

    fn try_from(s: String) -> Result<Self, Self::Error> {
        s.parse()
    }
}

impl From<Scale> for String {
    fn from(scale: Scale) -> Self {
        scale.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_have_numbers_worst_first() {
        let scale: Scale = "PolitiFact".parse().unwrap();
        assert_eq!(scale.find(" mostly true ").unwrap(), ("Mostly True", 5));
        assert_eq!((scale.find("pants on fire").unwrap().1, scale.best()), (1, 6));
        let own: Scale = "Wrong,Right".parse().unwrap();
        assert_eq!(own.find("right").unwrap(), ("Right", 2));
        assert!(own.find("maybe").unwrap_err().to_string().contains("Wrong, Right"));
        assert_eq!("a, A".parse::<Scale>(), Err(BadScale::Twice("A".into())));
        assert_eq!("a".parse::<Scale>(), Err(BadScale::Length));
    }
}
