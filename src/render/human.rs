//! Times, numbers, ids and standings as people read them.

use super::{Cell, Ink, View};
use crate::domain::{
    claim::Standing,
    ids::{ClaimId, SourceId},
    time::Timestamp,
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long a span of milliseconds is, in its largest unit: `45 s`, `3 h`, `2 d`.
pub fn span(millis: i64) -> String {
    let millis = millis.saturating_abs();
    match millis {
        ..MINUTE => format!("{} s", millis / 1000),
        MINUTE..HOUR => format!("{} min", millis / MINUTE),
        HOUR..DAY => format!("{} h", millis / HOUR),
        _ => format!("{} d", millis / DAY),
    }
}

/// How long ago: `3 h ago`, `in 2 d`, `just now`; a date beyond a month.
pub fn ago(time: Timestamp, view: &View) -> String {
    let past = view.now.millis().saturating_sub(time.millis());
    if past.saturating_abs() >= 30 * DAY {
        day(time, view)
    } else if past.saturating_abs() < MINUTE {
        "just now".to_owned()
    } else if past > 0 {
        format!("{} ago", span(past))
    } else {
        format!("in {}", span(past))
    }
}

/// Date and time on the reader's clock: `2026-01-31 09:00`.
pub fn local(time: Timestamp, view: &View) -> String {
    time.at(view.zone.offset_at(time)).format("%Y-%m-%d %H:%M").to_string()
}

/// The date on the reader's calendar: `2026-01-31`.
pub fn day(time: Timestamp, view: &View) -> String {
    time.at(view.zone.offset_at(time)).format("%Y-%m-%d").to_string()
}

/// A claim's id: `#12`.
pub fn claim(id: ClaimId) -> String {
    format!("#{id}")
}

/// A source's id: `S3`.
pub fn source(id: SourceId) -> String {
    format!("S{id}")
}

/// The sign that stands before a standing's word, so that colour is not the only one.
pub const fn standing_sign(standing: Standing) -> &'static str {
    match standing {
        Standing::Unapproved => "○",
        Standing::Approved => "✓",
        Standing::Contradicted => "✗",
        Standing::Touched => "~",
        Standing::Stale => "!",
        Standing::Cut => "–",
        Standing::Unplaced => "?",
    }
}

/// The ink of a standing.
pub const fn standing_ink(standing: Standing) -> Ink {
    match standing {
        Standing::Approved => Ink::Good,
        Standing::Contradicted | Standing::Stale => Ink::Bad,
        Standing::Touched => Ink::Warn,
        Standing::Unapproved => Ink::Plain,
        Standing::Cut | Standing::Unplaced => Ink::Dim,
    }
}

/// A standing as a cell: sign, word, colour.
pub fn standing(standing: Standing) -> Cell {
    Cell::new(format!("{} {standing}", standing_sign(standing)), standing_ink(standing))
}

/// A number with a comma between its thousands: `11,002`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number and its noun: `1 claim`, `3 claims`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// Numbers as they are typed: `12,20-31`.
pub fn ranges(numbers: impl IntoIterator<Item = i64>) -> String {
    let mut sorted: Vec<i64> = numbers.into_iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let runs: Vec<String> = sorted
        .chunk_by(|a, b| a + 1 == *b)
        .filter_map(|run| match run {
            [only] => Some(only.to_string()),
            [first, .., last] => Some(format!("{first}-{last}")),
            [] => None,
        })
        .collect();
    runs.join(",")
}

/// A text on one line of at most so many characters; what is left out is shown as `…`.
pub fn excerpt(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let head: String = line.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", head.trim_end())
}

/// A size in bytes: `512 B`, `3.2 KiB`, `16.0 MiB`.
pub fn bytes(size: u64) -> String {
    let mut unit = 1_u64;
    for name in ["B", "KiB", "MiB", "GiB"] {
        let next = unit.saturating_mul(1024);
        if size < next || name == "GiB" {
            let tenths = size.saturating_mul(10) / unit;
            return if unit == 1 {
                format!("{size} B")
            } else {
                format!("{}.{} {name}", thousands(tenths / 10), tenths % 10)
            };
        }
        unit = next;
    }
    format!("{size} B")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::test_view;

    #[test]
    fn times_for_people() {
        let view = test_view();
        let cases = [
            ("2026-01-31T11:59:30Z", "just now"),
            ("2026-01-31T11:15:00Z", "45 min ago"),
            ("2026-01-31T08:59:00Z", "3 h ago"),
            ("2026-01-29T12:00:00Z", "2 d ago"),
            ("2026-02-02T12:00:00Z", "in 2 d"),
            ("2025-11-19T12:20:00Z", "2025-11-19"),
        ];
        for (time, want) in cases {
            assert_eq!(ago(Timestamp::parse(time).unwrap(), &view), want, "{time}");
        }
        assert_eq!(local(view.now, &view), "2026-01-31 12:00");
    }

    #[test]
    fn numbers_for_people() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(count(1, "claim", "claims"), "1 claim");
        assert_eq!((excerpt("a \n b", 5), excerpt("ten people died", 8)), ("a b".into(), "ten peo…".into()));
        assert_eq!([512, 3_300, 16 << 20].map(bytes), ["512 B", "3.2 KiB", "16.0 MiB"]);
    }

    #[test]
    fn no_two_standings_share_a_sign() {
        let signs: std::collections::HashSet<_> = Standing::ALL.iter().map(|s| standing_sign(*s)).collect();
        assert_eq!(signs.len(), Standing::ALL.len());
    }
}
