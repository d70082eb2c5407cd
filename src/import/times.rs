//! Times as copy writes them: RFC 3339, and the looser forms of front matter.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};

use crate::domain::time::Timestamp;

/// Longest forms first; `%z` reads +0100 and +01:00, never a zone's name.
const ZONED: [&str; 5] = [
    "%Y-%m-%d %H:%M:%S%.f %z",
    "%Y-%m-%dT%H:%M:%S%.f %z",
    "%Y-%m-%dT%H:%M:%S%.f%z",
    "%Y-%m-%d %H:%M %z",
    "%Y-%m-%dT%H:%M%z",
];
const LOCAL: [&str; 4] = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];

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
    let text = text.trim();
    if let Ok(time) = Timestamp::parse(text) {
        return Some(time);
    }
    let zulu = text.strip_suffix(['Z', 'z']).or_else(|| text.strip_suffix(" UTC")).map(str::trim_end);
    let zoned = ZONED.iter().find_map(|form| DateTime::parse_from_str(text, form).ok());
    let found = zoned.or_else(|| DateTime::parse_from_rfc2822(text).ok()).or_else(|| {
        let text = zulu.unwrap_or(text);
        let local = LOCAL.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
        let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(|d| d.and_hms_opt(0, 0, 0));
        let utc = FixedOffset::east_opt(0)?;
        local.or_else(day)?.and_local_timezone(utc).single()
    })?;
    // `%Y` takes any number of digits; a year that isn't four is a slip of the pen.
    (0..=9999).contains(&chrono::Datelike::year(&found)).then(|| Timestamp::from(found))
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
        ] {
            assert_eq!(parse(given).map(|t| t.to_string()).as_deref(), Some(want), "{given}");
        }
        for bad in ["", "0000-00-00 00:00:00", "2015-13-01", "19.11.2015", "11/19/2015", "soon", "2015", "20155-01-01"]
        {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
