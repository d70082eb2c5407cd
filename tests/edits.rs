//! From an edit to a standing: an approved claim is carried through the
//! difference into the edited text and judged there, as the desk does it.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::BTreeMap;

use copydesk::domain::{
    anchor::{Mapper, OldPlace, Spot, find_quote},
    claim::{Asks, ClaimKind, Finding, How, Standing},
    context::Reading,
    decision::{Assertion, Cover, Decision, DecisionKind, PlaceNumber},
    fold::quote_equal,
    ids::{DecisionId, PersonId},
    part::{Part, Texts},
    standing::{At, Facts, PlaceNow, Verdict, standing},
};
use proptest::prelude::*;

fn body(text: &str) -> Texts {
    Texts::default().with(Part::Body, text)
}

/// Approves the words at a place of the old text and judges them in the new one.
fn judge_at(old: &Texts, spot: &Spot, new: &Texts) -> (How, Verdict) {
    let (before, after) = (Reading::of(old, "en"), Reading::of(new, "en"));
    let assertion = Assertion {
        statement: None,
        kind: ClaimKind::Number,
        asks: Asks::So,
        claimant: None,
        finding: Some(Finding::Confirmed),
        correction: None,
        rating: None,
    };
    let words = before.context(&spot.part, spot.range()).unwrap();
    let decision = Decision {
        id: DecisionId(1),
        kind: DecisionKind::Approve,
        actor: PersonId(1),
        assertion: assertion.clone(),
        citations: Vec::new(),
        covers: vec![Cover { place: PlaceNumber(1), words, corrected: None }],
        note: None,
    };
    let mapped = Mapper::new(old, new, &BTreeMap::new(), "en")
        .map_claim(&[OldPlace { spot, covered: None, correction: None }])
        .swap_remove(0);
    let at = |spot: &Spot| after.context(&spot.part, spot.range()).map_or(At::Lost, |c| At::Text(Box::new(c)));
    let now = match mapped.how {
        How::Cut => At::Cut,
        How::Lost => At::Lost,
        How::Ambiguous => At::Ambiguous,
        _ => at(&mapped.spot),
    };
    let mut places = vec![PlaceNow { place: PlaceNumber(1), confirmed: true, at: now }];
    places.extend(mapped.repeated.iter().zip(2..).map(|(spot, number)| PlaceNow {
        place: PlaceNumber(number),
        confirmed: false,
        at: at(spot),
    }));
    let facts = Facts { decisions: &[decision], assertion: &assertion, citations: &[], places: &places, work: None };
    (mapped.how, standing(&facts))
}

fn judge(old: &str, quote: &str, new: &str) -> (How, Verdict) {
    let old = body(old);
    let spot = find_quote(&old, quote, None).swap_remove(0).spot;
    judge_at(&old, &spot, &body(new))
}

const STORY: &str = "The town council met on Monday.\n\n\
    The bridge will cost 12 million euros, its engineer Anna Weiss said. Work begins in May.\n\n\
    \"We found no cracks in 2014,\" said Otto Lang. \"We closed it twice.\"\n\n\
    The ferry carried 900 people a day last year, and it was never late.";

#[test]
fn a_days_edits() {
    use Standing::{Approved, Cut, Stale, Touched};
    type Edit = fn(&str) -> String;
    let bridge = "will cost 12 million euros";
    let table: [(&str, &str, Edit, &[Standing]); 16] = [
        ("nothing", bridge, str::to_owned, &[Approved]),
        ("another paragraph", bridge, |s| s.replace("Monday", "Tuesday night"), &[Approved]),
        ("white space", bridge, |s| s.replace("12 million", "12\u{a0}million"), &[Approved]),
        ("the number", bridge, |s| s.replace("12 million", "15 million"), &[Stale]),
        ("the currency", bridge, |s| s.replace("euros", "dollars"), &[Stale]),
        ("a hedge in the sentence", bridge, |s| s.replace("The bridge will", "The bridge reportedly will"), &[Stale]),
        ("a negation", "was never late", |s| s.replace("never late", "late"), &[Stale]),
        ("who says it", bridge, |s| s.replace("Anna Weiss", "Berta Weiss"), &[Stale]),
        ("another speaker", "We closed it twice", |s| s.replace("Otto Lang", "Ida Moor"), &[Stale]),
        ("part of a longer number", "12 million euros", |s| s.replace("12 million", "3,12 million"), &[Stale]),
        ("the sentence cut", "Work begins in May", |s| s.replace(" Work begins in May.", ""), &[Cut]),
        ("the paragraph cut", "carried 900 people", |s| s.split("\n\nThe ferry").next().unwrap().to_owned(), &[Cut]),
        (
            "hidden in a comment",
            "Work begins in May",
            |s| s.replace("Work begins in May.", "<!-- Work begins in May. -->"),
            &[Cut],
        ),
        ("split off", "Work begins in May", |s| s.replace(" Work begins", "\n\nWork begins"), &[Approved]),
        (
            "moved with its paragraph",
            "carried 900 people a day",
            |s| {
                let (rest, ferry) = s.split_at(s.find("The ferry").unwrap());
                format!("{ferry}\n\n{}", rest.trim_end())
            },
            &[Approved],
        ),
        (
            "a lead-in that denies",
            "carried 900 people a day",
            |s| s.replace("The ferry", "None of this is true:\n\nThe ferry"),
            &[Touched, Stale],
        ),
    ];
    for (edit, quote, change, want) in table {
        let new = change(STORY);
        assert!(edit == "nothing" || new != STORY, "{edit}");
        let (how, verdict) = judge(STORY, quote, &new);
        assert!(want.contains(&verdict.standing), "{edit}: {how} {} {:?}", verdict.standing, verdict.reason);
    }
}

/// A word of a text in which small changes matter.
fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "Anna", "Otto", "not", "12", "1.5", "million", "euros", "the", "bridge", "cost", "said", "“", "”", "may",
        "town.", "Ida", "people", "died.", "and", "in", "May",
    ])
}

fn text() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    prop::collection::vec(prop::collection::vec(word(), 2..10), 1..4)
}

fn join(text: &[Vec<&'static str>]) -> String {
    text.iter().map(|p| p.join(" ")).collect::<Vec<_>>().join("\n\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The error that is not forgiven: whatever single word is exchanged, taken
    /// out or put in, an approval that survives it lies on the same words, and
    /// no number, name or negation changed in their sentence.
    #[test]
    fn no_false_still_approved(
        old in text(), p in 0usize..4, at in 0usize..10, put in prop::option::of(word()), take in any::<bool>(),
        from in 0usize..40, len in 1usize..5,
    ) {
        let mut new = old.clone();
        let p = p % new.len();
        let at = at % new[p].len();
        if take && new[p].len() > 1 { new[p].remove(at); }
        if let Some(w) = put { let end = new[p].len(); new[p].insert(at.min(end), w); }
        let (old_text, new_text) = (join(&old), join(&new));
        let words: Vec<&str> = old_text.split_whitespace().collect();
        let from = from % words.len();
        let quote_words = &words[from..(from + len).min(words.len())];
        // The place of exactly these words, not of another occurrence.
        let start_byte = quote_words[0].as_ptr() as usize - old_text.as_ptr() as usize;
        let last = quote_words[quote_words.len() - 1];
        let end_byte = last.as_ptr() as usize - old_text.as_ptr() as usize + last.len();
        let start = old_text[..start_byte].chars().count();
        let spot = Spot { part: Part::Body, start, len: old_text[start_byte..end_byte].chars().count() };
        let (t_old, t_new) = (body(&old_text), body(&new_text));
        prop_assume!(Reading::of(&t_old, "en").context(&spot.part, spot.range()).is_some());
        let (how, verdict) = judge_at(&t_old, &spot, &t_new);
        if verdict.standing == Standing::Approved {
            prop_assert!(how.has_words());
            let mapped = Mapper::new(&t_old, &t_new, &BTreeMap::new(), "en")
                .map(&OldPlace { spot: &spot, covered: None, correction: None });
            let (a, b) = (
                Reading::of(&t_old, "en").context(&spot.part, spot.range()).unwrap(),
                Reading::of(&t_new, "en").context(&mapped.spot.part, mapped.spot.range()).unwrap(),
            );
            let facts = |s: &str| {
                let mut words: Vec<String> = s
                    .split_whitespace()
                    .filter(|w| ["Anna", "Otto", "Ida", "not", "12", "1.5", "million", "May", "said", "“", "”"].contains(w))
                    .map(|w| w.replace("”", "“"))
                    .collect();
                words.sort();
                words
            };
            prop_assert!(quote_equal(&a.quote, &b.quote), "{} -> {}", old_text, new_text);
            prop_assert_eq!(facts(&a.sentence.text), facts(&b.sentence.text), "{} -> {}", old_text, new_text);
        }
        if old_text == new_text {
            prop_assert_eq!(verdict.standing, Standing::Approved);
        }
    }
}
