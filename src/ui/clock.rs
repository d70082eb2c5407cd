//! The only place that asks the machine for the time. Everything else gets a
//! [`Timestamp`] as a parameter.

use chrono::{FixedOffset, Local, NaiveDateTime, Offset, TimeZone, Utc};

use crate::domain::time::{BadTime, Timestamp};

/// The clock a command runs by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's.
    System,
    /// Fixed by COPYDESK_NOW. Only desks that were made under a fixed clock
    /// take it; events say so.
    Fixed(Timestamp),
}

impl Clock {
    /// The clock that COPYDESK_NOW asks for, or the machine's where it isn't
    /// set (or is empty).
    pub fn from_setting(now: Option<&str>) -> Result<Self, BadTime> {
        match now {
            None | Some("") => Ok(Self::System),
            Some(text) => Timestamp::parse(text).map(Self::Fixed),
        }
    }

    /// The time.
    pub fn now(self) -> Timestamp {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
            Self::System => Utc::now().into(),
            Self::Fixed(time) => time,
        }
    }

    /// Whether it stands still.
    pub fn is_fixed(self) -> bool {
        matches!(self, Self::Fixed(_))
    }
}

/// The zone in which people are shown times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// The machine's (or TZ's).
    Local,
    /// Always this far from UTC.
    Fixed(FixedOffset),
}

impl Zone {
    /// UTC.
    pub fn utc() -> Self {
        Self::Fixed(Utc.fix())
    }

    /// How far the zone is from UTC at that time.
    pub fn offset_at(self, time: Timestamp) -> FixedOffset {
        match self {
            Self::Local => Local.offset_from_utc_datetime(&time.to_utc().naive_utc()).fix(),
            Self::Fixed(offset) => offset,
        }
    }

    /// The point in time at which the zone's clocks show this. Where they show
    /// it twice (the end of summer time), the first; where never, an hour on.
    pub fn to_timestamp(self, local: NaiveDateTime) -> Timestamp {
        fn in_zone<Z: TimeZone>(zone: &Z, local: NaiveDateTime) -> Option<Timestamp> {
            let hour_on = || zone.from_local_datetime(&(local + chrono::TimeDelta::hours(1))).earliest();
            zone.from_local_datetime(&local).earliest().or_else(hour_on).map(Timestamp::from)
        }
        let found = match self {
            Self::Local => in_zone(&Local, local),
            Self::Fixed(offset) => in_zone(&offset, local),
        };
        found.unwrap_or_else(|| local.and_utc().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_still() {
        let clock = Clock::from_setting(Some("2026-01-31T09:00:00Z")).unwrap();
        assert_eq!(clock.now().to_string(), "2026-01-31T09:00:00Z");
        assert!(Clock::from_setting(Some("noon")).is_err());
        assert_eq!(Clock::from_setting(Some("")), Ok(Clock::System));
        assert!(Clock::System.now() > clock.now());
    }
}
