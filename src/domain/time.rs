//! Points in time. The desk's clock is UTC with millisecond precision.

use chrono::{DateTime, FixedOffset, SecondsFormat, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, between the
/// years 0000 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The first and last millisecond that RFC 3339 can write (years 0000 to 9999).
const FIRST: i64 = -62_167_219_200_000;
const LAST: i64 = 253_402_300_799_999;

/// A text that isn't a point in time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a time; write it as 2026-01-31T09:00:00Z or 2026-01-31T09:00:00+01:00")]
pub struct BadTime(pub String);

impl Timestamp {
    /// The time this many milliseconds after 1970 (UTC), held to the years 0000 to 9999.
    pub const fn from_millis(millis: i64) -> Self {
        if millis < FIRST {
            Self(FIRST)
        } else if millis > LAST {
            Self(LAST)
        } else {
            Self(millis)
        }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 time with its offset.
    pub fn parse(text: &str) -> Result<Self, BadTime> {
        DateTime::parse_from_rfc3339(text.trim())
            .map(|t| Self::from_millis(t.timestamp_millis()))
            .map_err(|_| BadTime(text.to_owned()))
    }

    /// This time in UTC.
    pub fn to_utc(self) -> DateTime<Utc> {
        Utc.timestamp_millis_opt(self.0).single().unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// This time as a wall clock at `offset` shows it.
    pub fn at(self, offset: FixedOffset) -> DateTime<FixedOffset> {
        self.to_utc().with_timezone(&offset)
    }

    /// This time plus so many milliseconds, held to the range of the type.
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }
}

impl<Z: TimeZone> From<DateTime<Z>> for Timestamp {
    fn from(t: DateTime<Z>) -> Self {
        Self::from_millis(t.timestamp_millis())
    }
}

/// RFC 3339, UTC, with `Z`; milliseconds only where there are any.
impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let form = if self.0 % 1000 == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
        f.pad(&self.to_utc().to_rfc3339_opts(form, true))
    }
}

impl std::str::FromStr for Timestamp {
    type Err = BadTime;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::parse(s)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_it_reads() {
        for text in ["2015-11-19T12:20:00Z", "2015-11-19T12:20:00.125Z", "0001-01-01T00:00:00Z"] {
            assert_eq!(Timestamp::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Timestamp::parse("2015-11-19T12:20:00+01:00").unwrap().to_string(), "2015-11-19T11:20:00Z");
        assert!(Timestamp::parse("yesterday").is_err());
        assert_eq!(Timestamp::from_millis(i64::MAX).to_string(), "9999-12-31T23:59:59.999Z");
    }
}
