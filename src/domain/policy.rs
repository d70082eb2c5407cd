//! The desk's rules, as typed values with their defaults.
//!
//! Policy acts in the gate and in who may decide, never in a claim's
//! standing: changing a rule changes no fact. It is written as JSON with one
//! field a key, and read back with the defaults for keys that it lacks, so
//! that an older desk opens under a newer program.

use serde::{Deserialize, Serialize};

use super::{
    UnknownWord,
    naming::nearest,
    rating::{BadScale, Scale},
    words,
};

words! {
    /// Whether work must be approved by somebody else.
    pub enum FourEyes, "four-eyes rule" {
        /// Nobody approves their own work.
        Strict = "strict",
        /// One person may do all; reports say so.
        Solo = "solo",
    }
}

words! {
    /// What happens to check-worthy sentences that no claim covers.
    pub enum Coverage, "coverage rule" {
        /// The gate lists them.
        Warn = "warn",
        /// The gate stays closed.
        Block = "block",
        /// Nothing.
        Off = "off",
    }
}

words! {
    /// The rules that can be set.
    pub enum Key, "policy" {
        /// Whether work must be approved by somebody else.
        FourEyes = "four_eyes",
        /// How many independent supporting sources a confirmation needs.
        MinSources = "min_sources",
        /// What happens to check-worthy sentences that no claim covers.
        Coverage = "coverage",
        /// How long a claim stays with whoever took it.
        Lease = "lease",
        /// The public rating scale.
        RatingScale = "rating_scale",
    }
}

impl Key {
    /// What the rule does, in one line, for `policy show`.
    pub const fn about(self) -> &'static str {
        match self {
            Self::FourEyes => "whether work must be approved by somebody else: strict or solo",
            Self::MinSources => "independent supporting sources that a confirmed claim needs: 0 to 20",
            Self::Coverage => "check-worthy sentences that no claim covers: warn, block or off",
            Self::Lease => "how long a claim stays with whoever took it: such as 90m, 2h or 1d",
            Self::RatingScale => {
                "public ratings: none, politifact, meta, africacheck, or your own, worst first: \"False, Mixed, True\""
            }
        }
    }
}

/// How long a claim stays with whoever took it: whole minutes, from 1 to 30 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lease {
    minutes: u32,
}

impl Lease {
    const MOST: u32 = 30 * 24 * 60;

    /// Its length in minutes.
    pub const fn minutes(self) -> u32 {
        self.minutes
    }

    /// Its length in milliseconds, for reckoning with [`super::time::Timestamp`].
    pub const fn millis(self) -> i64 {
        self.minutes as i64 * 60_000
    }
}

impl std::fmt::Display for Lease {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = match self.minutes {
            m if m % 1440 == 0 => format!("{}d", m / 1440),
            m if m % 60 == 0 => format!("{}h", m / 60),
            m => format!("{m}m"),
        };
        f.pad(&text)
    }
}

impl std::str::FromStr for Lease {
    type Err = PolicyError;

    /// Reads `90m`, `2h`, `1d`; a bare number is minutes.
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let refuse = || PolicyError::Value { key: Key::Lease, given: s.to_owned(), want: "90m, 2h or 1d, up to 30d" };
        let word = s.trim().to_ascii_lowercase();
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = word.split_at(digits);
        let unit = match unit.trim() {
            "" | "m" | "min" | "minute" | "minutes" => 1,
            "h" | "hour" | "hours" => 60,
            "d" | "day" | "days" => 1440,
            _ => return Err(refuse()),
        };
        let minutes = number.parse::<u32>().ok().and_then(|n| n.checked_mul(unit)).ok_or_else(refuse)?;
        if (1..=Self::MOST).contains(&minutes) { Ok(Self { minutes }) } else { Err(refuse()) }
    }
}

impl TryFrom<String> for Lease {
    type Error = PolicyError;

    fn try_from(s: String) -> Result<Self, Self::Error> {
        s.parse()
    }
}

impl From<Lease> for String {
    fn from(lease: Lease) -> Self {
        lease.to_string()
    }
}

/// The desk's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Whether work must be approved by somebody else.
    pub four_eyes: FourEyes,
    /// How many independent supporting sources a confirmation needs, 0 to 20.
    pub min_sources: u8,
    /// What happens to check-worthy sentences that no claim covers.
    pub coverage: Coverage,
    /// How long a claim stays with whoever took it.
    pub lease: Lease,
    /// The public rating scale, if the desk rates.
    pub rating_scale: Option<Scale>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            four_eyes: FourEyes::Strict,
            min_sources: 1,
            coverage: Coverage::Warn,
            lease: Lease { minutes: 120 },
            rating_scale: None,
        }
    }
}

/// Why a rule was not set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// No rule has that name.
    #[error("there is no policy \"{given}\"; {}", suggest(nearest))]
    UnknownKey {
        /// What was given.
        given: String,
        /// The nearest known names, best first; empty when nothing is near.
        nearest: Vec<&'static str>,
    },
    /// The value is not one of the rule's words.
    #[error(transparent)]
    Word(#[from] UnknownWord),
    /// The value is out of the rule's range or form.
    #[error("\"{given}\" can't be {key}; write {want}")]
    Value {
        /// Which rule.
        key: Key,
        /// What was given.
        given: String,
        /// What can be given.
        want: &'static str,
    },
    /// The value is no rating scale.
    #[error(transparent)]
    Scale(#[from] BadScale),
}

fn suggest(nearest: &[&str]) -> String {
    match nearest {
        [] => format!("there are {}", Key::ALL.iter().map(|k| k.as_str()).collect::<Vec<_>>().join(", ")),
        near => format!("did you mean {}?", near.join(" or ")),
    }
}

impl Key {
    /// Reads a rule's name; `-` and capitals are taken for `_` and small letters.
    pub fn parse(given: &str) -> Result<Self, PolicyError> {
        let word = given.trim().to_lowercase().replace('-', "_");
        let word = word.strip_prefix("policy.").unwrap_or(&word);
        word.parse().map_err(|_: UnknownWord| PolicyError::UnknownKey {
            given: given.to_owned(),
            nearest: nearest(word, Self::ALL.iter().map(|k| k.as_str()), 2),
        })
    }
}

impl Policy {
    /// Sets one rule from the words of `policy set KEY VALUE`.
    pub fn set(&mut self, key: &str, value: &str) -> Result<Key, PolicyError> {
        let key = Key::parse(key)?;
        let word = value.trim().to_lowercase();
        match key {
            Key::FourEyes => self.four_eyes = word.parse()?,
            Key::Coverage => self.coverage = word.parse()?,
            Key::Lease => self.lease = word.parse()?,
            Key::MinSources => {
                self.min_sources = word.parse().ok().filter(|n| *n <= 20).ok_or(PolicyError::Value {
                    key,
                    given: value.to_owned(),
                    want: "a number from 0 to 20",
                })?;
            }
            Key::RatingScale => {
                self.rating_scale =
                    if matches!(word.as_str(), "" | "none" | "off") { None } else { Some(value.parse()?) };
            }
        }
        Ok(key)
    }

    /// A rule's value, as [`Policy::set`] reads it.
    pub fn get(&self, key: Key) -> String {
        match key {
            Key::FourEyes => self.four_eyes.to_string(),
            Key::MinSources => self.min_sources.to_string(),
            Key::Coverage => self.coverage.to_string(),
            Key::Lease => self.lease.to_string(),
            Key::RatingScale => self.rating_scale.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_reads_what_it_writes() {
        let mut policy = Policy::default();
        assert_eq!(Key::ALL.map_values(&policy), ["strict", "1", "warn", "2h", "none"]);
        for (key, value, shown) in [
            ("four_eyes", "solo", "solo"),
            ("four-eyes", "Strict", "strict"),
            ("policy.min_sources", "2", "2"),
            ("coverage", "block", "block"),
            ("lease", "90", "90m"),
            ("lease", "48 hours", "2d"),
            ("rating_scale", "meta", "meta"),
            ("rating_scale", "False, Mixed, True", "False, Mixed, True"),
            ("rating_scale", "none", "none"),
        ] {
            let key = policy.set(key, value).unwrap_or_else(|e| panic!("{key}: {e}"));
            assert_eq!(policy.get(key), shown);
            let json = serde_json::to_string(&policy).unwrap();
            assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy, "{json}");
        }
    }

    trait MapValues {
        fn map_values(&self, policy: &Policy) -> Vec<String>;
    }
    impl MapValues for [Key] {
        fn map_values(&self, policy: &Policy) -> Vec<String> {
            self.iter().map(|k| policy.get(*k)).collect()
        }
    }

    #[test]
    fn refusals_say_what_can_be_given_and_change_nothing() {
        let mut policy = Policy::default();
        for (key, value, says) in [
            ("min_source", "2", "did you mean min_sources?"),
            ("foureyes", "solo", "did you mean four_eyes?"),
            ("xyzzy", "1", "there are four_eyes, min_sources"),
            ("four_eyes", "loose", "strict, solo"),
            ("min_sources", "-1", "0 to 20"),
            ("min_sources", "300", "0 to 20"),
            ("lease", "0m", "90m"),
            ("lease", "99999999h", "90m"),
            ("lease", "soon", "90m"),
            ("coverage", "maybe", "warn, block, off"),
            ("rating_scale", "one", "at least two"),
        ] {
            let refusal = policy.set(key, value).unwrap_err().to_string();
            assert!(refusal.contains(says), "{key} {value}: {refusal}");
        }
        assert_eq!(policy, Policy::default());
    }

    #[test]
    fn an_older_desk_gets_the_defaults() {
        assert_eq!(serde_json::from_str::<Policy>("{}").unwrap(), Policy::default());
        let solo = serde_json::from_str::<Policy>(r#"{"four_eyes":"solo"}"#).unwrap();
        assert_eq!(solo, Policy { four_eyes: FourEyes::Solo, ..Policy::default() });
    }
}
