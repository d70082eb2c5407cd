//! Names as people type them on the command line: `slug@3`, `12,20-31`, `S3`,
//! `place:Syria`.
//!
//! Parsing only: which article a word means is for the store, in the order of
//! [`lookups`]. A name that can't be read is refused with the forms that can.

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, offset::LocalResult};
use unicode_normalization::UnicodeNormalization as _;

use super::{ids::RevisionNumber, time::Timestamp};

/// A word that can't be read as the name of something.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// What follows the `@` is no revision.
    #[error(
        "\"{0}\" is no revision; write a number, head, first, approved, published, prev, seen, -2, a date such as 2026-01-31, or live:2026-01-31T09:00"
    )]
    Revision(String),
    /// A word that is no tag.
    #[error("\"{0}\" is no tag; write a name, or scheme:name such as place:Syria")]
    Tag(String),
    /// A text that is no date or time.
    #[error("\"{0}\" is no date or time; write 2026-01-31, 2026-01-31T09:00 or 2026-01-31T09:00:00Z")]
    Moment(String),
}

/// A date or a time as typed: local unless it has an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A whole local day.
    Day(NaiveDate),
    /// A local wall-clock time.
    Local(NaiveDateTime),
    /// A time with its offset.
    Exact(Timestamp),
}

impl Moment {
    /// The point in time: for a day its last millisecond. A wall-clock time
    /// that a change of clocks makes twice is the later one; one that it skips
    /// is the first moment after the gap.
    pub fn resolve<Z: TimeZone>(self, zone: &Z) -> Timestamp {
        match self {
            Self::Exact(time) => time,
            Self::Local(time) => in_zone(zone, time),
            Self::Day(day) => match day.checked_add_days(Days::new(1)).and_then(|next| next.and_hms_opt(0, 0, 0)) {
                Some(midnight) => in_zone(zone, midnight).plus_millis(-1),
                None => Timestamp::from_millis(i64::MAX),
            },
        }
    }
}

fn in_zone<Z: TimeZone>(zone: &Z, wall: NaiveDateTime) -> Timestamp {
    // No zone has ever skipped more than a day; a quarter of an hour is the
    // finest step that any of them uses today.
    let mut at = wall;
    for _ in 0..=4 * 25 {
        match zone.from_local_datetime(&at) {
            LocalResult::Single(time) | LocalResult::Ambiguous(_, time) => return time.into(),
            LocalResult::None => match at.checked_add_signed(TimeDelta::minutes(15)) {
                Some(later) => at = later,
                None => break,
            },
        }
    }
    Timestamp::from_millis(wall.and_utc().timestamp_millis())
}

impl std::str::FromStr for Moment {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let word = s.trim();
        // chrono takes signs and short numbers that people here never mean.
        if !word.starts_with(|c: char| c.is_ascii_digit()) || word.len() < 10 {
            return Err(BadName::Moment(s.to_owned()));
        }
        if let Ok(day) = NaiveDate::parse_from_str(word, "%Y-%m-%d") {
            return Ok(Self::Day(day));
        }
        if let Ok(time) = Timestamp::parse(word) {
            return Ok(Self::Exact(time));
        }
        ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(word, form).ok())
            .map(Self::Local)
            .ok_or_else(|| BadName::Moment(s.to_owned()))
    }
}

/// Which revision of an article is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RevisionRef {
    /// The newest.
    #[default]
    Head,
    /// The oldest.
    First,
    /// The one that the article's approval covers.
    Approved,
    /// The one that is public now.
    Published,
    /// So many before head: `-2`; `prev` is `-1`.
    BeforeHead(u32),
    /// The one that the actor last opened.
    Seen,
    /// By its number.
    Number(RevisionNumber),
    /// The last one by then, by the source's time where there is one.
    By(Moment),
    /// What was public then.
    Live(Moment),
}

impl std::str::FromStr for RevisionRef {
    type Err = BadName;

    /// Reads what follows the `@`; a leading `@` is allowed.
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let word = s.strip_prefix('@').unwrap_or(s);
        let bad = || BadName::Revision(s.to_owned());
        Ok(match word {
            "head" => Self::Head,
            "first" => Self::First,
            "approved" => Self::Approved,
            "published" => Self::Published,
            "prev" => Self::BeforeHead(1),
            "seen" => Self::Seen,
            _ => {
                if let Some(then) = word.strip_prefix("live:") {
                    Self::Live(then.parse().map_err(|_| bad())?)
                } else if let Some(back) = word.strip_prefix('-') {
                    Self::BeforeHead(digits(back).ok_or_else(bad)?)
                } else if let Some(number) = digits::<i64>(word) {
                    if number < 1 {
                        return Err(bad());
                    }
                    Self::Number(RevisionNumber(number))
                } else {
                    Self::By(word.parse().map_err(|_| bad())?)
                }
            }
        })
    }
}

/// What parses back to it, without the `@`.
impl std::fmt::Display for RevisionRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Head => f.write_str("head"),
            Self::First => f.write_str("first"),
            Self::Approved => f.write_str("approved"),
            Self::Published => f.write_str("published"),
            Self::BeforeHead(1) => f.write_str("prev"),
            Self::BeforeHead(n) => write!(f, "-{n}"),
            Self::Seen => f.write_str("seen"),
            Self::Number(n) => n.fmt(f),
            Self::By(then) => then.fmt(f),
            Self::Live(then) => write!(f, "live:{then}"),
        }
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Local(time) => write!(f, "{}", time.format("%Y-%m-%dT%H:%M:%S")),
            Self::Exact(time) => time.fmt(f),
        }
    }
}

/// Only ASCII digits: `parse` alone would take a `+`.
fn digits<N: std::str::FromStr>(word: &str) -> Option<N> {
    if word.is_empty() || !word.bytes().all(|b| b.is_ascii_digit()) { None } else { word.parse().ok() }
}

/// One way to look an article up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// As a whole slug.
    Slug(&'a str),
    /// As an id.
    Id(i64),
    /// As a unique prefix of a slug.
    Prefix(&'a str),
}

/// The ways in which an article's word is tried, in order: slug, then id where
/// it is all digits, then prefix.
pub fn lookups(word: &str) -> Vec<Lookup<'_>> {
    let mut ways = vec![Lookup::Slug(word)];
    ways.extend(digits(word).map(Lookup::Id));
    ways.push(Lookup::Prefix(word));
    ways
}

/// A tag as typed: `scheme:name`, or a bare name, which is a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagName {
    /// The scheme, in small letters.
    pub scheme: String,
    /// The name as it is to be shown: NFC, single spaces.
    pub name: String,
}

impl TagName {
    /// The scheme of a bare name.
    pub const DEFAULT_SCHEME: &'static str = "topic";

    /// What two writings of one name have in common (see [`fold_name`]).
    pub fn key(&self) -> String {
        fold_name(&self.name)
    }
}

impl std::fmt::Display for TagName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.scheme, self.name)
    }
}

impl std::str::FromStr for TagName {
    type Err = BadName;

    /// A colon parts scheme and name only where a scheme can stand before it:
    /// `What now: a guide` is a bare name.
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let is_scheme = |word: &str| {
            word.len() <= 32
                && word.starts_with(|c: char| c.is_ascii_alphabetic())
                && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        };
        let (scheme, name) = match s.trim().split_once(':') {
            Some((scheme, name)) if is_scheme(scheme) => (scheme.to_ascii_lowercase(), name),
            _ => (Self::DEFAULT_SCHEME.to_owned(), s),
        };
        let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect();
        let length = name.chars().count();
        if !(1..=200).contains(&length) || name.starts_with(':') || name.chars().any(char::is_control) {
            return Err(BadName::Tag(s.to_owned()));
        }
        Ok(Self { scheme, name })
    }
}

/// A name without regard to case, Unicode form and extra white space, for
/// matching only. It is never shown.
pub fn fold_name(name: &str) -> String {
    // Up, then down: `ß` meets `SS`, and both small sigmas meet.
    let folded: String = name.nfkc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The names nearest to a word that was not found, best first: those that
/// begin with it or hold it, and those within a few slips of the pen. At most
/// `most`; empty when nothing is near. The caller bounds the candidates.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    // Names are short; a pasted paragraph is no slip of the pen.
    let word: String = fold_name(&word.chars().take(100).collect::<String>());
    let length = word.chars().count();
    if length == 0 {
        return Vec::new();
    }
    let slips = (length / 3).clamp(1, 4);
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let name = fold_name(candidate);
            let distance = strsim::damerau_levenshtein(&word, &name);
            if distance <= slips {
                Some((distance, candidate))
            } else if length >= 3 && (name.contains(&word) || (name.chars().count() >= 3 && word.contains(&name))) {
                Some((slips + 1, candidate))
            } else {
                None
            }
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(most).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;

    use super::*;

    fn revision(text: &str) -> RevisionRef {
        text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    #[test]
    fn revisions() {
        use RevisionRef as R;
        let day = Moment::Day(NaiveDate::from_ymd_opt(2026, 1, 31).unwrap());
        let nine = Moment::Local(NaiveDate::from_ymd_opt(2026, 1, 31).unwrap().and_hms_opt(9, 0, 0).unwrap());
        for (text, want) in [
            ("3", R::Number(RevisionNumber(3))),
            ("2026", R::Number(RevisionNumber(2026))),
            ("head", R::Head),
            ("first", R::First),
            ("approved", R::Approved),
            ("published", R::Published),
            ("prev", R::BeforeHead(1)),
            ("-2", R::BeforeHead(2)),
            ("2026-01-31", R::By(day)),
            ("live:2026-01-31T09:00", R::Live(nine)),
            ("live:2026-01-31", R::Live(day)),
            ("seen", R::Seen),
        ] {
            assert_eq!(revision(text), want);
            assert_eq!(revision(&format!("@{text}")), want);
            assert_eq!(revision(&want.to_string()), want);
        }
        for bad in
            ["", "0", "+3", "-", "--1", "Head", "2026-02-30", "2026-1-5", "live:", "live:now", "99999999999999999999"]
        {
            assert!(bad.parse::<R>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_day_ends_where_the_desk_is() {
        let zone = FixedOffset::east_opt(3600).unwrap();
        let at = |text: &str| text.parse::<Moment>().unwrap().resolve(&zone).to_string();
        assert_eq!(at("2026-01-31"), "2026-01-31T22:59:59.999Z");
        assert_eq!(at("2026-01-31T09:00"), "2026-01-31T08:00:00Z");
        assert_eq!(at("2026-01-31 09:00:30"), "2026-01-31T08:00:30Z");
        assert_eq!(at("2026-01-31T09:00:00-05:00"), "2026-01-31T14:00:00Z");
        assert_eq!(at("9999-12-31"), "9999-12-31T22:59:59.999Z");
    }

    #[test]
    fn an_article_word_is_tried_as_slug_id_prefix() {
        assert_eq!(lookups("42"), [Lookup::Slug("42"), Lookup::Id(42), Lookup::Prefix("42")]);
        assert_eq!(lookups("bud"), [Lookup::Slug("bud"), Lookup::Prefix("bud")]);
    }

    #[test]
    fn tags() {
        let tag = |text: &str| text.parse::<TagName>().map(|t| (t.scheme, t.name));
        let some = |scheme: &str, name: &str| Ok((scheme.to_owned(), name.to_owned()));
        assert_eq!(tag("place:Syria"), some("place", "Syria"));
        assert_eq!(tag("Place: New  York "), some("place", "New York"));
        assert_eq!(tag("budget"), some("topic", "budget"));
        assert_eq!(tag("What now: a guide"), some("topic", "What now: a guide"));
        assert_eq!(tag("medtop:04000000"), some("medtop", "04000000"));
        for bad in ["", "place:", ":", ":x", "  ", "a\u{1b}[2J"] {
            assert!(tag(bad).is_err(), "{bad}");
        }
        let key = |text: &str| text.parse::<TagName>().unwrap().key();
        assert_eq!(key("place:Cafe\u{301}"), key("place:CAFÉ"));
        assert_eq!(key("Straße"), key("STRASSE"));
        assert_eq!(key("Οδός"), key("ΟΔΌΣ"));
    }

    #[test]
    fn a_miss_suggests_the_nearest() {
        let slugs = ["budget-vote", "budget-plan", "harbour-fire", "transfer"];
        assert_eq!(nearest("budget-vot", slugs, 3), ["budget-vote"]);
        assert_eq!(nearest("bugdet-vote", slugs, 3)[0], "budget-vote");
        assert_eq!(nearest("fire", slugs, 3), ["harbour-fire"]);
        assert_eq!(nearest("zzz", slugs, 3), [""; 0]);
        assert_eq!(nearest("", slugs, 3), [""; 0]);
    }
}
