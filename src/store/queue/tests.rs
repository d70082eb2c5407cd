//! The queue's bands, and its walks beside sorting all of it.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "what fails here fails the test")]

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::domain::claim::Asks;
use crate::domain::ids::EventSeq;
use crate::store::{Desk, Now};

fn claim(standing: Standing, progress: Progress) -> Claim {
    let time = Timestamp::from_millis(0);
    Claim {
        id: ClaimId(1),
        article: ArticleId(1),
        quote: String::new(),
        statement: String::new(),
        kind: ClaimKind::Other,
        asks: Asks::So,
        claimant: String::new(),
        said_on: String::new(),
        appearances: "[]".to_owned(),
        priority: 2,
        assignee: None,
        holder: None,
        lease_until: None,
        due_at: None,
        work: None,
        progress,
        finding: None,
        correction: String::new(),
        rating: String::new(),
        standing,
        standing_reason: String::new(),
        hard_changes: "[]".to_owned(),
        listed: "[]".to_owned(),
        since: time,
        created_by: PersonId(1),
        created_at: time,
        updated_at: time,
        made: EventSeq(1),
        event: EventSeq(1),
    }
}

/// A walk may pass over a band only where no claim of the asked kind can be.
#[test]
fn no_band_is_passed_over_that_holds_what_is_asked_for() {
    for &stage in Stage::ALL {
        for &standing in Standing::ALL {
            for &progress in Progress::ALL {
                let Some(band) = band(&claim(standing, progress), stage) else { continue };
                assert!(BANDS.contains(&band));
                assert!(may_hold(band, &[standing], &[]), "{standing} {progress} in {band}");
                assert!(may_hold(band, &[], &[progress]), "{standing} {progress} in {band}");
            }
        }
    }
}

#[test]
fn what_needs_nobodys_work_is_not_in_the_queue() {
    assert_eq!(band(&claim(Standing::Approved, Progress::Approved), Stage::Draft), None);
    assert_eq!(band(&claim(Standing::Stale, Progress::Withdrawn), Stage::Draft), None);
    assert_eq!(band(&claim(Standing::Stale, Progress::Returned), Stage::Killed), None);
    let contradicted = claim(Standing::Contradicted, Progress::Approved);
    assert_eq!(band(&contradicted, Stage::Draft), Some(4));
    let answered = Claim { standing_reason: format!("unsupported{ANSWERED}"), ..contradicted };
    assert_eq!(band(&answered, Stage::Draft), None);
}

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn time(minutes: i64) -> Timestamp {
    Timestamp::from_millis(NOW.millis() + minutes * 60_000)
}

prop_compose! {
    /// A claim that needs work; due times and ages differ, so that every order is one.
    fn entry_of()(
        article in 1..6_i64,
        desk in select(&["", "city", "world"][..]),
        standing in select(&[Standing::Unapproved, Standing::Stale, Standing::Touched, Standing::Contradicted][..]),
        progress in select(&[Progress::Open, Progress::Checking, Progress::Proposed, Progress::Returned][..]),
        kind in select(&[ClaimKind::Number, ClaimKind::Date, ClaimKind::Name][..]),
        priority in 1..=3_i64,
        stage in select(&[Stage::Draft, Stage::Published][..]),
        assignee in prop::option::of(1..4_i64),
        holder in prop::option::weighted(0.3, 1..4_i64),
        lease in -2..3_i64,
        due in prop::option::of(any::<bool>()),
    ) -> Entry {
        Entry {
            claim: ClaimId(0), article: ArticleId(article), desk: desk.to_owned(), standing, progress, kind,
            band: band(&claim(standing, progress), stage).unwrap(), priority,
            assignee: assignee.map(PersonId),
            holder: holder.map(PersonId),
            lease_until: holder.map(|_| time(lease)),
            due_at: due.map(|late| time(if late { -1_000 } else { 1_000 })),
            since: NOW,
        }
    }
}

prop_compose! {
    fn filter()(
        article in prop::option::weighted(0.1, 1..6_i64),
        mine in prop::option::of(1..4_i64),
        desk in prop::option::weighted(0.3, select(&["city", "world"][..])),
        standings in prop::collection::vec(select(&[Standing::Unapproved, Standing::Stale, Standing::Touched][..]), 0..3),
        kinds in prop::collection::vec(select(&[ClaimKind::Number, ClaimKind::Date][..]), 0..3),
        overdue in prop::bool::weighted(0.2),
        order in select(&[Order::Urgency, Order::Due, Order::Age][..]),
    ) -> Filter {
        Filter {
            article: article.map(ArticleId), mine: mine.map(PersonId), desk: desk.map(str::to_owned), standings, kinds,
            progress: Vec::new(), tags: Vec::new(), overdue, order,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whichever index leads, the same claims come in the same order.
    #[test]
    fn every_walk_gives_what_sorting_all_gives(
        mut entries in prop::collection::vec(entry_of(), 1..60),
        filters in prop::collection::vec(filter(), 12),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db");
        let now = Now { at: NOW, fixed: true };
        let (desk, _) = Desk::make(&path, "chief", "test", now, true).unwrap();
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        let mut put = connection.prepare(&PUT.sql.replace('$', "?")).unwrap();
        for (entry, n) in entries.iter_mut().zip(1..) {
            entry.claim = ClaimId(n);
            entry.since = time(-n * 37 % 61);
            entry.due_at = entry.due_at.map(|due| Timestamp::from_millis(due.millis() + n * 41 % 61));
            let e = &*entry;
            put.execute(rusqlite::params![
                e.claim.0, e.article.0, e.desk, e.standing.as_str(), e.progress.as_str(), e.kind.as_str(), e.band, e.priority,
                e.assignee.map(|p| p.0), e.holder.map(|p| p.0), e.lease_until.map(Timestamp::millis),
                e.due_at.map(Timestamp::millis), e.since.millis(),
            ]).unwrap();
        }
        for filter in &filters {
            let (walked, sorted) = desk.read(now, |r| {
                let mut walked = Vec::new();
                let wanted = Wanted::new(r, filter)?;
                let mut each = |entry: Entry| { walked.push(entry.claim); ControlFlow::Continue(()) };
                match wanted.long_walk(r, &mut each) {
                    Ok(()) | Err(Stop::Enough) => {}
                    Err(Stop::Error(e)) => return Err(e),
                }
                let mut sorted: Vec<&Entry> = entries.iter().filter(|e| wanted.wants(e)).collect();
                sorted.sort_by_key(|e| (wanted.rank(e), e.turn(r.now)));
                Ok::<_, Error>((walked, sorted.iter().map(|e| e.claim).collect::<Vec<_>>()))
            }).unwrap();
            prop_assert_eq!(walked, sorted, "{:?}", filter);
        }
    }
}
