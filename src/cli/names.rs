//! How things are named on the command line (SPEC section 4): articles,
//! revisions, claims, sources, times. Only the writing is read here; whether
//! such a thing exists, the store knows.

use std::str::FromStr;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use crate::{
    domain::{
        ids::{ClaimId, EventSeq, SourceId},
        time::Timestamp,
    },
    ui::clock::Zone,
};

/// The most claims that one word such as `20-31` may stand for.
const LONGEST_RANGE: i64 = 10_000;

/// A word that names nothing in the way that was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadName(String);

fn bad<T>(message: impl Into<String>) -> Result<T, BadName> {
    Err(BadName(message.into()))
}

/// An article as it was typed: a slug, a unique prefix of one, or an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleName(pub String);

impl FromStr for ArticleName {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        match s.split_once('@') {
            None if s.trim().is_empty() => bad("an article's name can't be empty"),
            None => Ok(Self(s.trim().to_owned())),
            Some((article, _)) => {
                bad(format!("this command takes an article without a revision; write {article} instead of {s}"))
            }
        }
    }
}

impl std::fmt::Display for ArticleName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// An article with the revision that is meant: `slug`, `slug@3`, `slug@approved` …
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleAt {
    /// The article, as it was typed.
    pub article: String,
    /// The revision; `None` when none was named.
    pub revision: Option<RevisionName>,
}

impl FromStr for ArticleAt {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        let (article, revision) = match s.split_once('@') {
            Some((article, revision)) => (article, Some(revision.parse()?)),
            None => (s, None),
        };
        if article.trim().is_empty() {
            return bad(format!("{s:?} names no article; write slug@revision"));
        }
        Ok(Self { article: article.trim().to_owned(), revision })
    }
}

impl std::fmt::Display for ArticleAt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.article)?;
        match &self.revision {
            Some(revision) => write!(f, "@{revision}"),
            None => Ok(()),
        }
    }
}

/// One revision of an article, as it was typed after the `@`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevisionName {
    /// By its number, from 1.
    Number(i64),
    /// The newest.
    Head,
    /// The oldest.
    First,
    /// The one that the article's approval covers.
    Approved,
    /// The one that is public.
    Published,
    /// The one before head.
    Prev,
    /// So many before head.
    Back(i64),
    /// The last one the actor opened.
    Seen,
    /// The last one by then.
    By(When),
    /// What was public then.
    Live(When),
}

impl FromStr for RevisionName {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        let word = s.strip_prefix('@').unwrap_or(s);
        let number = |digits: &str| digits.parse::<i64>().ok().filter(|n| *n > 0);
        Ok(match word {
            "head" => Self::Head,
            "first" => Self::First,
            "approved" => Self::Approved,
            "published" => Self::Published,
            "prev" => Self::Prev,
            "seen" => Self::Seen,
            _ => {
                if let Some(when) = word.strip_prefix("live:") {
                    return Ok(Self::Live(when.parse()?));
                }
                if let Some(back) = word.strip_prefix('-').and_then(number) {
                    return Ok(Self::Back(back));
                }
                if let Some(number) = number(word) {
                    return Ok(Self::Number(number));
                }
                if word.starts_with(|c: char| c.is_ascii_digit())
                    && word.contains('-')
                    && let Ok(when) = word.parse()
                {
                    return Ok(Self::By(when));
                }
                return bad(format!(
                    "{word:?} names no revision; write a number, head, first, approved, published, prev, seen, -2, \
                     2026-01-31 or live:2026-01-31T09:00"
                ));
            }
        })
    }
}

impl std::fmt::Display for RevisionName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(n) => write!(f, "{n}"),
            Self::Head => f.write_str("head"),
            Self::First => f.write_str("first"),
            Self::Approved => f.write_str("approved"),
            Self::Published => f.write_str("published"),
            Self::Prev => f.write_str("prev"),
            Self::Back(n) => write!(f, "-{n}"),
            Self::Seen => f.write_str("seen"),
            Self::By(when) => write!(f, "{when}"),
            Self::Live(when) => write!(f, "live:{when}"),
        }
    }
}

/// The newer side of a diff: `@5`, or `slug@5` of the same article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionAt {
    /// The article, where it was typed again.
    pub article: Option<String>,
    /// The revision.
    pub revision: RevisionName,
}

impl FromStr for RevisionAt {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        match s.split_once('@') {
            Some((article, revision)) if !article.is_empty() => {
                Ok(Self { article: Some(article.to_owned()), revision: revision.parse()? })
            }
            _ => Ok(Self { article: None, revision: s.parse()? }),
        }
    }
}

/// A time as people write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// With its offset: `2026-01-31T09:00:00+01:00`.
    Exact(Timestamp),
    /// On the local clock: `2026-01-31T09:00`.
    Local(NaiveDateTime),
    /// A local day: `2026-01-31`.
    Day(NaiveDate),
    /// A time of the local today: `17:30`.
    Clock(NaiveTime),
    /// So many milliseconds from now: `+2h`, `+30m`, `+3d`.
    From(i64),
    /// A local day counted from today: `today` is 0, `tomorrow` 1, `yesterday` -1.
    DayFromToday(i8),
}

impl FromStr for When {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        let text = s.trim();
        match text {
            "today" => return Ok(Self::DayFromToday(0)),
            "tomorrow" => return Ok(Self::DayFromToday(1)),
            "yesterday" => return Ok(Self::DayFromToday(-1)),
            _ => {}
        }
        if let Some(span) = text.strip_prefix('+')
            && let Some(millis) = millis(span)
        {
            return Ok(Self::From(millis));
        }
        if let Ok(exact) = Timestamp::parse(text) {
            return Ok(Self::Exact(exact));
        }
        for form in ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"] {
            if let Ok(local) = NaiveDateTime::parse_from_str(text, form) {
                return Ok(Self::Local(local));
            }
        }
        if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Ok(Self::Day(day));
        }
        if let Ok(clock) = NaiveTime::parse_from_str(text, "%H:%M") {
            return Ok(Self::Clock(clock));
        }
        bad(format!(
            "{s:?} is not a time; write 2026-01-31, 2026-01-31T09:00, 17:30, +2h, tomorrow, or an RFC 3339 time"
        ))
    }
}

/// `30m`, `2h`, `3d`, `1w` in milliseconds.
fn millis(span: &str) -> Option<i64> {
    let unit = span.chars().last()?;
    let number: i64 = span.strip_suffix(unit)?.parse().ok().filter(|n| *n >= 0)?;
    let minutes = match unit {
        'm' => 1,
        'h' => 60,
        'd' => 24 * 60,
        'w' => 7 * 24 * 60,
        _ => return None,
    };
    number.checked_mul(minutes)?.checked_mul(60_000)
}

impl When {
    /// The point in time that is meant. A day means its last millisecond.
    pub fn resolve(self, now: Timestamp, zone: Zone) -> Timestamp {
        let today = || now.at(zone.offset_at(now)).date_naive();
        match self {
            Self::Exact(time) => time,
            Self::Local(local) => zone.to_timestamp(local),
            Self::Day(day) => end_of(day, zone),
            Self::Clock(clock) => zone.to_timestamp(today().and_time(clock)),
            Self::From(millis) => now.plus_millis(millis),
            Self::DayFromToday(days) => {
                let shift = Days::new(u64::from(days.unsigned_abs()));
                let day = if days < 0 { today().checked_sub_days(shift) } else { today().checked_add_days(shift) };
                day.map_or(now, |day| end_of(day, zone))
            }
        }
    }

    /// The first moment that is meant, for a filter such as `--since`: a day
    /// means its midnight.
    pub fn resolve_start(self, now: Timestamp, zone: Zone) -> Timestamp {
        let end = self.resolve(now, zone);
        match self {
            Self::Day(_) | Self::DayFromToday(_) => {
                let day = end.at(zone.offset_at(end)).date_naive();
                zone.to_timestamp(day.and_time(NaiveTime::MIN))
            }
            _ => end,
        }
    }
}

fn end_of(day: NaiveDate, zone: Zone) -> Timestamp {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    zone.to_timestamp(next.and_time(NaiveTime::MIN)).plus_millis(-1)
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(time) => write!(f, "{time}"),
            Self::Local(local) => write!(f, "{}", local.format("%Y-%m-%dT%H:%M:%S")),
            Self::Day(day) => write!(f, "{}", day.format("%Y-%m-%d")),
            Self::Clock(clock) => write!(f, "{}", clock.format("%H:%M")),
            Self::From(millis) => write!(f, "+{}m", millis / 60_000),
            Self::DayFromToday(-1) => f.write_str("yesterday"),
            Self::DayFromToday(0) => f.write_str("today"),
            Self::DayFromToday(_) => f.write_str("tomorrow"),
        }
    }
}

/// From when on: a time, or after an event, by its number: `118` or `#118`.
///
/// No time is written as a bare number, so the two can't be confused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// From this time on.
    Time(When),
    /// After this event.
    Event(EventSeq),
}

impl FromStr for Since {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        let text = s.trim();
        let digits = text.strip_prefix('#').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return match text.parse() {
                Ok(when) => Ok(Self::Time(when)),
                Err(BadName(why)) => bad(format!("{why}; or the number of an event, as in 118")),
            };
        }
        match digits.parse() {
            Ok(seq) if seq > 0 => Ok(Self::Event(EventSeq(seq))),
            _ => bad(format!("{s:?} is no event: they are numbered from 1")),
        }
    }
}

/// A time, or `none` to take the time away that is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WhenOrNone(pub Option<When>);

impl FromStr for WhenOrNone {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        if s == "none" { Ok(Self(None)) } else { s.parse().map(|when| Self(Some(when))) }
    }
}

/// Reads one claim's id: `12`, `c12` or `#12`.
pub fn claim(s: &str) -> Result<ClaimId, BadName> {
    let digits = s.trim();
    let digits = digits.strip_prefix(['#', 'c', 'C']).unwrap_or(digits);
    match digits.parse::<i64>() {
        Ok(id) if id > 0 && digits.bytes().all(|b| b.is_ascii_digit()) => Ok(ClaimId(id)),
        _ => bad(format!("{s:?} names no claim; write 12, c12 or '#12'")),
    }
}

/// Reads a source's id: `S3`.
pub fn source(s: &str) -> Result<SourceId, BadName> {
    let digits = s.trim().strip_prefix(['S', 's']).unwrap_or_default();
    match digits.parse::<i64>() {
        Ok(id) if id > 0 && digits.bytes().all(|b| b.is_ascii_digit()) => Ok(SourceId(id)),
        _ => bad(format!("{s:?} names no source; write S3")),
    }
}

/// Several claims in one word: `12`, `12,20-31`, `#12,#14`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims(pub Vec<ClaimId>);

impl FromStr for Claims {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        let mut ids = Vec::new();
        for item in s.split(',').filter(|item| !item.trim().is_empty()) {
            match item.split_once('-') {
                None => ids.push(claim(item)?),
                Some((from, to)) => {
                    let (from, to) = (claim(from)?, claim(to)?);
                    if from > to {
                        return bad(format!("{item:?} counts backwards; write {}-{}", to.0, from.0));
                    }
                    if to.0.saturating_sub(from.0) >= LONGEST_RANGE {
                        return bad(format!("{item:?} is longer than {LONGEST_RANGE} claims"));
                    }
                    ids.extend((from.0..=to.0).map(ClaimId));
                }
            }
        }
        if ids.is_empty() { bad(format!("{s:?} names no claim; write 12, c12 or '#12'")) } else { Ok(Self(ids)) }
    }
}

/// The claims of several words, each once, in the order in which they were typed.
pub fn each_claim(words: &[Claims]) -> Vec<ClaimId> {
    let mut seen = std::collections::HashSet::new();
    words.iter().flat_map(|word| &word.0).copied().filter(|id| seen.insert(*id)).collect()
}

/// A claim or a source: the operands of `claim cite`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimsOrSource {
    /// One claim or several.
    Claims(Claims),
    /// A source.
    Source(SourceId),
}

impl FromStr for ClaimsOrSource {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        if s.starts_with(['S', 's']) { source(s).map(Self::Source) } else { s.parse().map(Self::Claims) }
    }
}

/// An article or a claim: the operand of `review` and `log`. A claim is
/// written with its sign (`#12`, `c12`), because a bare number is an article's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArticleOrClaim {
    /// An article.
    Article(String),
    /// A claim.
    Claim(ClaimId),
}

impl FromStr for ArticleOrClaim {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        let marked = s.strip_prefix('#').or_else(|| s.strip_prefix('c'));
        match marked {
            Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
                claim(s).map(Self::Claim)
            }
            _ => s.parse::<ArticleName>().map(|name| Self::Article(name.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;

    use super::*;

    #[test]
    fn revisions() {
        let cases = [
            ("3", RevisionName::Number(3)),
            ("@approved", RevisionName::Approved),
            ("-2", RevisionName::Back(2)),
            ("seen", RevisionName::Seen),
            ("2026-01-31", RevisionName::By(When::Day(NaiveDate::from_ymd_opt(2026, 1, 31).unwrap()))),
        ];
        for (text, want) in cases {
            assert_eq!(text.parse::<RevisionName>().unwrap(), want, "{text}");
        }
        let live: ArticleAt = "harbour-fire@live:2026-01-31T09:00".parse().unwrap();
        assert_eq!(live.to_string(), "harbour-fire@live:2026-01-31T09:00:00");
        for wrong in ["0", "-0", "", "@", "heads", "2026-13-01", "17:30", "+2h", "today"] {
            assert!(wrong.parse::<RevisionName>().is_err(), "{wrong}");
        }
        assert!("@3".parse::<ArticleAt>().is_err());
        let to = |s: &str| s.parse::<RevisionAt>().map(|to| (to.article, to.revision)).ok();
        assert_eq!(to("@5"), Some((None, RevisionName::Number(5))));
        assert_eq!(to("fire@head"), Some((Some("fire".into()), RevisionName::Head)));
        assert_eq!(to("fire"), None);
        assert!("harbour-fire@3".parse::<ArticleName>().is_err());
    }

    #[test]
    fn claims_in_every_writing() {
        let words: Vec<Claims> = ["12,20-22", "c12", "#7"].iter().map(|w| w.parse().unwrap()).collect();
        assert_eq!(each_claim(&words), [12, 20, 21, 22, 7].map(ClaimId));
        for wrong in ["", ",", "x", "9-3", "1-99999999", "S3", "0", "-1", "+1", "##1", "9223372036854775808"] {
            assert!(wrong.parse::<Claims>().is_err(), "{wrong}");
        }
        assert_eq!("S3".parse(), Ok(ClaimsOrSource::Source(SourceId(3))));
        assert_eq!("#3".parse(), Ok(ArticleOrClaim::Claim(ClaimId(3))));
        assert_eq!("3".parse(), Ok(ArticleOrClaim::Article("3".into())));
        assert_eq!("c-3".parse(), Ok(ArticleOrClaim::Article("c-3".into())));
    }

    #[test]
    fn times_are_read_on_the_local_clock() {
        let zone = Zone::Fixed(FixedOffset::east_opt(2 * 3600).unwrap());
        let now = Timestamp::parse("2026-01-31T22:30:00Z").unwrap(); // half past midnight on 1 February, locally
        let cases = [
            ("2026-01-31", "2026-01-31T21:59:59.999Z"),
            ("today", "2026-02-01T21:59:59.999Z"),
            ("yesterday", "2026-01-31T21:59:59.999Z"),
            ("17:30", "2026-02-01T15:30:00Z"),
            ("+2h", "2026-02-01T00:30:00Z"),
            ("2026-01-31T09:00", "2026-01-31T07:00:00Z"),
            ("2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z"),
        ];
        for (text, want) in cases {
            assert_eq!(text.parse::<When>().unwrap().resolve(now, zone).to_string(), want, "{text}");
        }
        let day: When = "2026-01-31".parse().unwrap();
        assert_eq!(day.resolve_start(now, zone).to_string(), "2026-01-30T22:00:00Z");
        for wrong in ["", "soon", "+2", "+h", "25:00", "2026-02-30", "+99999999999999999w"] {
            assert!(wrong.parse::<When>().is_err(), "{wrong}");
        }
    }
}
