//! Two texts and places in the first: wherever the places come to lie in the
//! second, they lie on its words, and stand approved only over the same words.
//!
//! The input is both texts with a NUL between them, after three bytes that
//! choose the places; bytes that are no UTF-8 become U+FFFD.
#![no_main]

use std::collections::BTreeMap;

use copydesk::domain::anchor::{Mapper, OldPlace, Spot, find_quote};
use copydesk::domain::claim::{Asks, ClaimKind, Finding, How, Standing};
use copydesk::domain::context::Reading;
use copydesk::domain::decision::{Assertion, Cover, Decision, DecisionKind, PlaceNumber};
use copydesk::domain::fold;
use copydesk::domain::ids::{DecisionId, PersonId};
use copydesk::domain::part::{Part, Texts};
use copydesk::domain::standing::{At, Facts, PlaceNow, standing};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (choice, data) = data.split_at(data.len().min(3));
    let choose = |n: usize| usize::from(choice.get(n).copied().unwrap_or(0));
    let text = String::from_utf8_lossy(data);
    let (old_text, new_text) = text.split_once('\0').unwrap_or((&text, &text));
    let language = ["en", "de", "fr", "es", "ru", "ar", "zh", "", "th"][choose(0) % 9];
    let (old, new) =
        (Texts::default().with(Part::Body, old_text), Texts::default().with(Part::Body, new_text));
    let (before, after) = (Reading::of(&old, language), Reading::of(&new, language));
    let mapper = Mapper::new(&old, &new, &BTreeMap::new(), language);
    let len = old_text.chars().count();
    for at in 0..4 {
        let start = (choose(1) + at * choose(2)) % len.max(1);
        let spot = Spot { part: Part::Body, start, len: (1 + choose(2) * (at + 1)) % 90 };
        check(&spot, (&before, old_text), (&after, new_text), &mapper);
    }
    let _ = find_quote(&new, &old_text.chars().take(30).collect::<String>(), None);
});

fn check(spot: &Spot, (before, old): (&Reading, &str), (after, new): (&Reading, &str), mapper: &Mapper<'_>) {
    let mapped = mapper.map(&OldPlace { spot, covered: None, correction: None });
    let slice = |text: &str, spot: &Spot| text.chars().skip(spot.start).take(spot.len).collect::<String>();
    let there = slice(new, &mapped.spot);
    if mapped.how.has_words() {
        assert_eq!(there.chars().count(), mapped.spot.len, "the place lies outside the text");
    }
    if matches!(mapped.how, How::Carried | How::Moved) {
        let was = slice(old, spot);
        assert!(fold::quote_equal(was.trim(), there.trim()), "carried from {was:?} to {there:?}");
    }
    let Some(words) = before.context(&spot.part, spot.range()) else { return };
    let at = match mapped.how {
        How::Cut => At::Cut,
        How::Lost => At::Lost,
        How::Ambiguous => At::Ambiguous,
        _ => match after.context(&mapped.spot.part, mapped.spot.range()) {
            Some(context) => At::Text(Box::new(context)),
            None => At::Lost,
        },
    };
    let assertion = Assertion {
        statement: None,
        kind: ClaimKind::Number,
        asks: Asks::So,
        claimant: None,
        finding: Some(Finding::Confirmed),
        correction: None,
        rating: None,
    };
    let decision = Decision {
        id: DecisionId(1),
        kind: DecisionKind::Approve,
        actor: PersonId(1),
        assertion: assertion.clone(),
        citations: Vec::new(),
        covers: vec![Cover { place: PlaceNumber(1), words: words.clone(), corrected: None }],
        note: None,
    };
    let places = [PlaceNow { place: PlaceNumber(1), confirmed: true, at }];
    let facts = Facts { decisions: &[decision], assertion: &assertion, citations: &[], places: &places, work: None };
    let verdict = standing(&facts);
    if verdict.standing == Standing::Approved
        && let At::Text(now) = &places[0].at
    {
        // The same letters and digits in the same order, whatever the glyphs and the markup.
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        assert_eq!(letters(&words.sentence.text), letters(&now.sentence.text), "approved over other words");
    }
    if old == new {
        assert!(!matches!(verdict.standing, Standing::Touched | Standing::Stale), "{:?}", verdict.reason);
    }
}
