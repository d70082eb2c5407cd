//! Times as copy writes them: RFC 3339, and the looser forms of front matter.

use chrono::{DateTime, FixedOffset, Local, NaiveDate, NaiveDateTime, TimeZone as _};

use crate::domain::time::Timestamp;

/// Longest forms first; `%z` reads +0100 and +01:00, never a zone's name.
const ZONED: [&str; 7] = [
    "%Y-%m-%d %H:%M:%S%.f %z",
    "%Y-%m-%dT%H:%M:%S%.f %z",
    "%Y-%m-%dT%H:%M:%S%.f%z",
    "%Y-%m-%d %H:%M %z",
    "%Y-%m-%dT%H:%M%z",
    "%Y%m%dT%H%M%S%z",
    "%Y%m%dT%H%M%S%.f%z",
];
const LOCAL: [&str; 5] =
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y%m%dT%H%M%S"];
const DAYS: [&str; 2] = ["%Y-%m-%d", "%Y%m%d"];

/// The zone of times that don't name one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Zone {
    /// UTC, as site generators have it.
    #[default]
    Utc,
    /// This machine's.
    Local,
    /// So many seconds east of UTC.
    Fixed(i32),
}

impl std::str::FromStr for Zone {
    type Err = String;

    /// Reads `UTC`, `local`, `+01:00` or `-0530`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "UTC" | "utc" | "Z" => return Ok(Self::Utc),
            "local" => return Ok(Self::Local),
            _ => {}
        }
        let offset: Option<FixedOffset> = text.trim().parse().ok();
        offset
            .map(|offset| Self::Fixed(offset.local_minus_utc()))
            .ok_or_else(|| format!("\"{text}\" is no zone; give UTC, local, or an offset such as +01:00"))
    }
}

impl Zone {
    /// A local time of the zone; `None` where its clocks skip it.
    fn time(self, local: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
        match self {
            Self::Utc => FixedOffset::east_opt(0)?.from_local_datetime(&local).single(),
            Self::Fixed(seconds) => FixedOffset::east_opt(seconds)?.from_local_datetime(&local).single(),
            Self::Local => Local.from_local_datetime(&local).earliest().map(|time| time.fixed_offset()),
        }
    }
}

/// Reads a time. One without an offset is taken as UTC, one without a time of
/// day as midnight UTC, as site generators do; anything else is `None`: a date
/// that can't be read is reported, never guessed.
///
/// ```
/// use copydesk::import::times::parse;
/// assert_eq!(parse("2014-08-26 10:00:05 -0400").unwrap().to_string(), "2014-08-26T14:00:05Z");
/// assert!(parse("next Tuesday").is_none());
/// ```
pub fn parse(text: &str) -> Option<Timestamp> {
    parse_in(text, Zone::Utc)
}

/// Reads a time. One without an offset is taken in `zone`, one without a time
/// of day as midnight there; anything else is `None`.
pub fn parse_in(text: &str, zone: Zone) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(time) = Timestamp::parse(text) {
        return Some(time);
    }
    let zulu = text.strip_suffix(['Z', 'z']).or_else(|| text.strip_suffix(" UTC")).map(str::trim_end);
    let zoned = ZONED.iter().find_map(|form| DateTime::parse_from_str(text, form).ok());
    let found = zoned.or_else(|| mail_date(text)).or_else(|| {
        let zone = if zulu.is_some() { Zone::Utc } else { zone };
        let text = zulu.unwrap_or(text);
        let local = LOCAL.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
        let day = || {
            let day = DAYS.iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok());
            day.filter(|_| text.len() >= 8).and_then(|d| d.and_hms_opt(0, 0, 0))
        };
        zone.time(local.or_else(day)?)
    })?;
    // `%Y` takes any number of digits; a year that isn't four is a slip of the pen.
    (0..=9999).contains(&chrono::Datelike::year(&found)).then(|| Timestamp::from(found))
}

/// The zone that a time is written in, in minutes east of UTC; `None` where it
/// names none, or says only that it is UTC.
pub fn offset(text: &str) -> Option<i64> {
    let text = text.trim();
    let zoned = DateTime::parse_from_rfc3339(text).ok();
    let zoned = zoned.or_else(|| ZONED.iter().find_map(|form| DateTime::parse_from_str(text, form).ok()));
    let zoned = zoned.or_else(|| mail_date(text))?;
    let minutes = i64::from(zoned.offset().local_minus_utc() / 60);
    (minutes != 0 || !text.ends_with(['Z', 'z'])).then_some(minutes)
}

/// A date as mail and feeds write it, with what feeds get wrong in it: the
/// month written out, a weekday that isn't that day's, no seconds.
fn mail_date(text: &str) -> Option<DateTime<FixedOffset>> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if let Ok(time) = DateTime::parse_from_rfc2822(text) {
        return Some(time);
    }
    let rest = match text.split_once(',') {
        Some((day, rest)) if day.trim().chars().all(char::is_alphabetic) => rest,
        _ => text,
    };
    let mut words: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
    let month = words.get_mut(1)?;
    let written = month.trim_end_matches('.').to_ascii_lowercase();
    let name = MONTHS.iter().find(|name| written.len() >= 3 && name.starts_with(&written))?;
    month.clear();
    month.push_str(name.get(..3)?);
    let zone = words.get_mut(4)?;
    // Names that mean one zone everywhere; BST, IST and the like are several.
    let known = match zone.to_ascii_uppercase().as_str() {
        "UTC" | "Z" | "WET" => "GMT",
        "CET" | "MET" | "MEZ" | "WEST" => "+0100",
        "CEST" | "MEST" | "MESZ" | "EET" => "+0200",
        "EEST" | "MSK" => "+0300",
        "JST" => "+0900",
        _ => "",
    };
    if !known.is_empty() {
        known.clone_into(zone);
    }
    // +01:00 for +0100.
    *zone = zone.replace(':', "");
    DateTime::parse_from_rfc2822(&words.join(" ")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_front_matter() {
        for (given, want) in [
            ("2015-11-19T12:20:00+01:00", "2015-11-19T11:20:00Z"),
            ("2014-08-26 10:00:05 -0400", "2014-08-26T14:00:05Z"),
            ("2015-06-29 1:00:19 -0400", "2015-06-29T05:00:19Z"),
            ("2020-10-07 20:05", "2020-10-07T20:05:00Z"),
            ("2015-11-19T12:20:00", "2015-11-19T12:20:00Z"),
            ("2015-11-19T12:20:00.5", "2015-11-19T12:20:00.500Z"),
            ("2015-11-19 12:20:00 UTC", "2015-11-19T12:20:00Z"),
            ("2015-11-19", "2015-11-19T00:00:00Z"),
            ("Thu, 19 Nov 2015 12:20:00 GMT", "2015-11-19T12:20:00Z"),
            ("Thu, 19 November 2015 12:20:00 +01:00", "2015-11-19T11:20:00Z"),
            ("Mon, 19 Nov 2015 12:20:00 UTC", "2015-11-19T12:20:00Z"),
            ("19 Nov 2015 12:20 EST", "2015-11-19T17:20:00Z"),
            ("Thu, 19 Nov 2015 12:20:00 CET", "2015-11-19T11:20:00Z"),
            ("20151119T122000+0100", "2015-11-19T11:20:00Z"),
            ("20151119T122000Z", "2015-11-19T12:20:00Z"),
            ("20151119", "2015-11-19T00:00:00Z"),
        ] {
            assert_eq!(parse(given).map(|t| t.to_string()).as_deref(), Some(want), "{given}");
        }
        for (given, minutes) in [
            ("2015-11-19T12:20:00+01:00", Some(60)),
            ("Thu, 19 Nov 2015 12:20:00 -0330", Some(-210)),
            ("Thu, 19 Nov 2015 12:20:00 +0000", Some(0)),
            ("2015-11-19T12:20:00Z", None),
            ("2015-11-19", None),
        ] {
            assert_eq!(offset(given), minutes, "{given}");
        }
        for bad in [
            "2015-11",
            "19 Marvel 2015 12:20:00 GMT",
            "",
            "0000-00-00 00:00:00",
            "2015-13-01",
            "19.11.2015",
            "11/19/2015",
            "Thu, 19 Nov 2015 12:20:00 IST",
            "soon",
            "2015",
            "20155-01-01",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
