//! Real edits, traps and properties.

use proptest::prelude::*;

use super::*;
use crate::domain::fold;

/// Where a quote goes: how, and the words that stand there.
fn map(old: &str, quote: &str, new: &str) -> (How, String) {
    let (mapped, text) = map_with(old, quote, new, None, None);
    (mapped.how, text)
}

fn map_with(old: &str, quote: &str, new: &str, covered: Option<&str>, correction: Option<&str>) -> (Mapped, String) {
    let (old, new) = (Texts::default().with(Part::Body, old), Texts::default().with(Part::Body, new));
    let spot = find_quote(&old, quote, Some(&Part::Body)).swap_remove(0).spot;
    let way = Mapper::new(&old, &new, &BTreeMap::new(), "en");
    let mapped = way.map_claim(&[OldPlace { spot: &spot, covered, correction }]).swap_remove(0);
    let text = Indexed::new(new.get(&mapped.spot.part)).slice(mapped.spot.range()).to_owned();
    (mapped, text)
}

#[test]
fn what_becomes_of_words() {
    let fire = "The mayor came at noon.\n\nTen people died in the fire, police said.\n\nHe left early in the evening.";
    for (quote, new, how, text) in [
        ("Ten people died", fire.to_owned(), How::Carried, "Ten people died"),
        ("Ten people died", fire.replace("noon", "dawn"), How::Carried, "Ten people died"),
        ("Ten people died", fire.replace("fire", "blaze"), How::Carried, "Ten people died"),
        ("Ten people died", fire.replace("Ten", "Nine"), How::Edited, "Nine people died"),
        ("Ten people died", fire.replace("Ten people", "Ten elderly people"), How::Edited, "Ten elderly people died"),
        ("Ten people died", fire.replace("Ten people died", "Ten died"), How::Edited, "Ten died"),
        ("Ten", fire.replace("Ten people", "Nine people"), How::Edited, "Nine"),
        ("Ten people died", fire.replace("\n\nTen people died in the fire, police said.", ""), How::Cut, ""),
        ("in the fire", fire.replace(" in the fire,", ","), How::Cut, ""),
        (
            "Ten people died",
            fire.replace(
                "Ten people died in the fire, police said.",
                "<!-- Ten people died in the fire, police said. -->",
            ),
            How::Cut,
            "",
        ),
    ] {
        assert_eq!(map(fire, quote, &new), (how, text.to_owned()), "{quote:?} in {new:?}");
    }
}

#[test]
fn a_paragraph_that_moved() {
    let claim = "Ten people died in the fire, police said on Monday.";
    let rest = "The mayor came at noon and stayed.\n\nShe left early in the evening, by train.\n\nThe council meets again in March next year.";
    let (old, new) = (format!("{claim}\n\n{rest}"), format!("{rest}\n\n{claim}"));
    assert_eq!(map(&old, "Ten people died", &new), (How::Moved, "Ten people died".into()));
}

#[test]
fn a_sentence_that_moved_into_another_paragraph() {
    let old = "The council met on Monday. Rents will rise by 4 percent in May. The mayor was absent.\n\nSchools reopen in autumn. Buses run again at night, the operator said.";
    let new = "The council met on Monday. The mayor was absent.\n\nSchools reopen in autumn. Rents will rise by 4 percent in May. Buses run again at night, the operator said.";
    assert_eq!(map(old, "rise by 4 percent", new), (How::Moved, "rise by 4 percent".into()));
    let twice = format!("{new}\n\nAs we said: Rents will rise by 4 percent in May. That is all there is to say.");
    let (how, _) = map(old, "rise by 4 percent", &twice);
    assert!(matches!(how, How::Ambiguous | How::Moved), "{how}");
}

/// Look-alikes don't capture a place; longer words and numbers don't hold it.
#[test]
fn look_alikes() {
    let old = "In Aleppo, 12 people died.\n\nIn Homs, 12 people were hurt.";
    let (how, text) = map(old, "12 people died", "In Homs, 12 people died.\n\nIn Hama, nobody was hurt.");
    // By identity either is right; the standing sees that Aleppo became Homs.
    assert!(matches!((how, text.as_str()), (How::Carried, "12 people died") | (How::Lost, "")), "{how} {text}");

    assert_eq!(map("He lost 5 million in May.", "5 million", "He lost 1.5 million in May.").0, How::Edited);
    assert_eq!(map("He was not able to pay.", "not", "He was notable to pay.").0, How::Edited);
    let old = "Ten died in the north.\n\nThe bridge fell at noon.\n\nTen died in the south.";
    let new = "The bridge fell at noon.\n\nTen died in the south.";
    assert_eq!(map(old, "Ten died", new), (How::Cut, String::new()));
}

#[test]
fn a_copy_in_front_is_only_suggested() {
    let old = "The mayor came.\n\nTen people died in the fire.";
    let new =
        "Online, users wrote this:\n\nTen people died in the fire.\n\nThe mayor came.\n\nTen people died in the fire.";
    let (mapped, text) = map_with(old, "Ten people died in the fire", new, None, None);
    assert_eq!(text, "Ten people died in the fire");
    assert_eq!(mapped.repeated.len(), 1);
    assert_ne!(mapped.repeated[0], mapped.spot);
    // Short words repeat by chance.
    assert_eq!(map_with(old, "Ten people", new, None, None).0.repeated, []);
}

/// The first of two copies is cut: the other is not it, but it is suggested.
#[test]
fn cut_while_a_copy_stands() {
    let copy = "Ten people died in the fire at dawn";
    let old = format!("{copy}.\n\nThe mayor spoke.\n\n{copy}.");
    let new = format!("The mayor spoke.\n\n{copy}.");
    let (mapped, _) = map_with(&old, copy, &new, None, None);
    assert_eq!(mapped.how, How::Cut);
    assert_eq!(mapped.repeated.len(), 1);
}

#[test]
fn replaced_by_other_text() {
    let old = "The mayor came at noon.\n\nTen people died in the fire, police said.\n\nHe left early in the evening.";
    let other = "The mayor came at noon.\n\nNobody was hurt after all when the warehouse by the river burned down, police now say.\n\nHe left early in the evening.";
    let (how, _) = map(old, "Ten people died", other);
    assert!(matches!(how, How::Lost | How::Edited), "{how}");
}

#[test]
fn corrected_and_restored_words_are_recognised() {
    let old = "The mayor came. Ten people died in the fire.";
    let (mapped, text) =
        map_with(old, "Ten people died", &old.replace("Ten people", "Twelve people"), None, Some("Twelve people died"));
    assert_eq!((mapped.how, text.as_str()), (How::Corrected, "Twelve people died"));
    // The correction is longer than what the difference shows as changed.
    let (mapped, text) = map_with(
        old,
        "Ten people",
        &old.replace("Ten people", "At least twelve people"),
        None,
        Some("At least twelve people"),
    );
    assert_eq!((mapped.how, text.as_str()), (How::Corrected, "At least twelve people"));
    let edited = "The mayor came. Nobody at all died in the fire.";
    let (mapped, text) = map_with(edited, "Nobody at all died", old, Some("Ten people died"), None);
    assert_eq!((mapped.how, text.as_str()), (How::Restored, "Ten people died"));
}

#[test]
fn words_that_come_back_later() {
    let covered = Texts::default().with(Part::Body, "The mayor came. Ten people died in the fire. He left.");
    let place = find_quote(&covered, "Ten people died", None).swap_remove(0).spot;
    let again = |head: &str| Finder::new(&covered, &Texts::default().with(Part::Body, head), "en").find(&place);
    let text = |head: &str| match again(head) {
        Again::Restored(spot) => Indexed::new(head).slice(spot.range()).to_owned(),
        other => format!("{other:?}"),
    };
    assert_eq!(again("The mayor came. He left."), Again::No);
    assert_eq!(text("The mayor came. Ten people died in the fire. He left."), "Ten people died");
    let long = find_quote(&covered, "Ten people died in the fire", None).swap_remove(0).spot;
    let head = Texts::default().with(Part::Body, "Police: Ten people died in the fire today.");
    assert!(matches!(Finder::new(&covered, &head, "en").find(&long), Again::Restored(_)));
    let twice = Texts::default().with(Part::Body, "Ten people died in the fire, no. Ten people died in the fire, yes.");
    assert_eq!(Finder::new(&covered, &twice, "en").find(&long), Again::Ambiguous);
}

#[test]
fn words_never_come_back_as_a_mark_of_the_layout() {
    let covered = Texts::default().with(Part::Body, "How many came:\n\n1\n\nThe end.");
    let place = find_quote(&covered, "1", None).swap_remove(0).spot;
    let again = |head: &str| Finder::new(&covered, &Texts::default().with(Part::Body, head), "en").find(&place);
    assert!(matches!(again("So many came:\n\n1\n\nThe end."), Again::Restored(_)));
    assert_eq!(again("Who came:\n\n1. Anna Berg and her brother\n\nThe end."), Again::No);
}

#[test]
fn places_outside_the_text_are_lost() {
    let (old, new) = (Texts::default().with(Part::Body, "Ten."), Texts::default().with(Part::Body, "Nine."));
    let way = Mapper::new(&old, &new, &BTreeMap::new(), "en");
    for (part, start, len) in
        [(Part::Body, 2, 9), (Part::Body, usize::MAX, 1), (Part::Body, 0, 0), (Part::Headline, 0, 1)]
    {
        let spot = Spot { part, start, len };
        assert_eq!(way.map(&OldPlace { spot: &spot, covered: None, correction: None }).how, How::Lost);
    }
}

/// A paragraph of words from a small stock, so that repetitions abound.
fn paragraph() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "ten",
            "people",
            "died",
            "Élise",
            "not",
            "1.5",
            "million",
            "said.",
            "“yes”",
            "東京",
            "<!--",
            "-->",
        ]),
        1..9,
    )
    .prop_map(|words| words.join(" "))
}

fn body() -> impl Strategy<Value = String> {
    prop::collection::vec(paragraph(), 1..6).prop_map(|p| p.join("\n\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A place never leaves the text, and where it is said to be carried,
    /// moved, corrected or restored it lies on exactly those words, whole.
    #[test]
    fn an_anchor_never_claims_words_that_it_does_not_cover(
        old in body(), new in body(), a in 0usize..200, b in 0usize..200,
    ) {
        let chars = old.chars().count();
        let (a, b) = (a % chars, b % chars);
        let spot = Spot { part: Part::Body, start: a.min(b), len: a.abs_diff(b) + 1 };
        let quote = Indexed::new(&old).slice(spot.range());
        let whole = { let i = Indexed::new(&old); i.is_whole(i.byte(spot.start)..i.byte(spot.range().end)) };
        let (t_old, t_new) = (Texts::default().with(Part::Body, old.as_str()), Texts::default().with(Part::Body, new.as_str()));
        let way = Mapper::new(&t_old, &t_new, &BTreeMap::new(), "en");
        let mapped = way.map(&OldPlace { spot: &spot, covered: Some("ten people"), correction: Some("not ten") });
        let there = Indexed::new(&new);
        prop_assert!(mapped.spot.range().end <= there.len);
        let text = there.slice(mapped.spot.range());
        match mapped.how {
            How::Carried | How::Moved => prop_assert!(fold::quote_equal(text, quote) || text == quote.trim(), "{:?} {:?}", text, quote),
            How::Corrected => prop_assert_eq!(text, "not ten"),
            How::Restored => prop_assert_eq!(text, "ten people"),
            How::Edited => prop_assert!(!text.is_empty()),
            _ => prop_assert_eq!(mapped.spot.len, 0),
        }
        if whole && matches!(mapped.how, How::Carried | How::Moved) {
            prop_assert!(there.is_whole(there.byte(mapped.spot.start)..there.byte(mapped.spot.range().end)));
        }
        for other in &mapped.repeated {
            prop_assert_eq!(there.slice(other.range()), quote);
            prop_assert_ne!(other, &mapped.spot);
        }
        let _ = Finder::new(&t_old, &t_new, "en").find(&spot);
    }

    /// An unchanged text carries everything.
    #[test]
    fn nothing_changed_nothing_moves(old in body(), a in 0usize..200, b in 0usize..200) {
        let chars = old.chars().count();
        let (a, b) = (a % chars, b % chars);
        let spot = Spot { part: Part::Body, start: a.min(b), len: a.abs_diff(b) + 1 };
        let texts = Texts::default().with(Part::Body, old.as_str());
        let mapped = Mapper::new(&texts, &texts, &BTreeMap::new(), "en")
            .map(&OldPlace { spot: &spot, covered: None, correction: None });
        prop_assert_eq!(mapped, Mapped { spot, how: How::Carried, repeated: vec![] });
    }
}

#[test]
fn a_copy_that_moved_while_the_original_was_edited() {
    let rest = "The mayor came to see the harbour.\n\nSchools reopen next week.";
    let old = format!("{rest}\n\nTen people died in the fire on Monday.\n\nThe pier was closed.");
    let new = format!("Ten people died in the fire on Monday.\n\n{}", old.replace("Ten", "Nine"));
    assert_eq!(map(&old, "Ten people died", &new), (How::Edited, "Nine people died".into()));
}
