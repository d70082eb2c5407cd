//! Properties of contexts and their comparison over arbitrary text. The cases
//! that editors know stand in `tests/standings`.

use proptest::prelude::*;

use super::*;
use crate::domain::{
    context::{Reading, context_hash, quote_hash},
    part::{Part, Texts},
};

const LANGUAGES: [&str; 9] = ["en", "de", "fr", "es", "ru", "ar", "zh", "tr", ""];

fn body(text: &str) -> Texts {
    Texts::default().with(Part::Body, text)
}

fn whole(text: &str, language: &str) -> Option<PlaceContext> {
    Reading::of(&body(text), language).context(&Part::Body, 0..text.chars().count())
}

/// Text full of what the readers look for: marks, tags, quotations, lists, odd characters.
fn marked() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[A-Za-z]{1,8} ",
        2 => "[0-9]{1,4}[.,]?[0-9]{0,2} ",
        2 => prop::sample::select(vec![
            "\n\n", "\n", "\n\n> ", "\n- ", "\n1. ", "\n\n# ", "\n\n```\n", "| a | b |\n|---|---|\n| 1 | 2 |\n", "\n[1]: http://a.b\n",
            "[^1]", "\n[^1]: note\n", "<!--", "-->", "<del>", "</del>", "<blockquote>", "</blockquote>", "~~", "`", "**", "_", "[", "](x)",
            "![", "{{< img src=\"a\" >}}", "&#8217;", "&amp;", "\\",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            "\"", "“", "”", "‘", "’", "„", "«", "»", "'", "said ", "Lavrov ", "he ", "He said: ", "The latter ", "not ", ". ", "? ", ": ",
            "a.m. ", "on Thursday ", "I ", "他说：", "。", "普京", "قال ", "Он ", "\u{202e}", "\u{336}", "\u{200d}", "✅", "½", "−", "-", "–",
            "\u{a0}", "LAVROV: ",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_can_be_read_and_any_place_cut(
        text in marked(), other in marked(), start in 0usize..120, len in 0usize..80, language in prop::sample::select(LANGUAGES.to_vec())
    ) {
        let texts = body(&text).with(Part::Headline, other.clone());
        let reading = Reading::of(&texts, language);
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        for range in reading.sentences(&Part::Body) {
            prop_assert!(range.start >= at && range.start <= range.end && range.end <= chars.len());
            at = range.end;
        }
        let context = reading.context(&Part::Body, start..start + len);
        prop_assert_eq!(context.is_some(), reading.sentence_range(&Part::Body, start..start + len).is_some());
        if start + len > chars.len() || len == 0 {
            prop_assert!(context.is_none());
        }
        if let Some(context) = context {
            prop_assert_eq!(&context.quote, &chars[start..start + len].iter().collect::<String>());
            let (from, to) = context.sentence.quote;
            prop_assert!(from <= to && to <= context.sentence.text.chars().count());
            prop_assert_eq!(compare(&context, &context), vec![]);
            let again = Reading::of(&texts, language).context(&Part::Body, start..start + len);
            prop_assert_eq!(again.as_ref().map(context_hash), Some(context_hash(&context)));
            let json = serde_json::to_string(&context).unwrap();
            prop_assert_eq!(&serde_json::from_str::<PlaceContext>(&json).unwrap(), &context);
            if let Some(headline) = reading.context(&Part::Headline, 0..other.chars().count()) {
                let there = compare(&context, &headline);
                prop_assert_eq!(worst(&there).is_some(), !there.is_empty());
                prop_assert!(there.windows(2).all(|w| w[0].weight >= w[1].weight));
                compare(&headline, &context);
            }
        }
    }

    #[test]
    fn every_letter_of_the_text_lies_in_a_sentence(text in marked()) {
        let reading = Reading::of(&body(&text), "en");
        let covered = |at: usize| reading.sentences(&Part::Body).iter().any(|r| r.contains(&at));
        let blocks = |at: usize| reading.paragraphs(&Part::Body).iter().any(|r| r.contains(&at));
        for (at, c) in text.chars().enumerate() {
            if c.is_alphabetic() {
                prop_assert!(covered(at), "{c:?} at {at} of {text:?}");
            }
            // A mark of quotation on an empty line makes no block.
            if !c.is_whitespace() && c != '>' {
                prop_assert!(blocks(at), "{c:?} at {at} of {text:?}");
            }
        }
    }

    /// The error that is not forgiven: words that came, went or changed under an approval.
    #[test]
    fn no_change_of_words_is_carried(
        words in prop::collection::vec("[a-z]{1,7}|[0-9]{1,3}|[A-Z][a-z]{1,6}|не|10|½|中|عام", 3..10),
        at in 0usize..10,
        put in "[a-z]{1,7}|[0-9]{1,3}|not|±|✅|−|!|,|½|中",
        how in 0u8..3,
        language in prop::sample::select(LANGUAGES.to_vec()),
    ) {
        let old = words.join(" ");
        let mut new = words.clone();
        let at = at % words.len();
        match how {
            0 => new.insert(at, put),
            1 => { new.remove(at); }
            _ => new[at] = put,
        }
        let new = new.join(" ");
        prop_assume!(old != new);
        if let (Some(a), Some(b)) = (whole(&old, language), whole(&new, language)) {
            let found = compare(&a, &b);
            prop_assert!(worst(&found) >= Some(Weight::Touched), "{old:?} {new:?} {found:?}");
        }
    }

    /// The same for single characters: any but white space and glyphs of one class weighs.
    #[test]
    fn no_change_of_a_character_is_carried(at in 0usize..60, c in any::<char>()) {
        let old = "The town of Homs paid 1.5 million euros, Anna Wirth said, not 40.";
        let chars: Vec<char> = old.chars().collect();
        let at = at.min(chars.len() - 1);
        let mut new = chars.clone();
        new[at] = c;
        let new: String = new.into_iter().collect();
        let same = crate::domain::fold::spaces(old) == crate::domain::fold::spaces(&new);
        prop_assume!(!same && !c.is_whitespace());
        if let (Some(a), Some(b)) = (whole(old, "en"), whole(&new, "en")) {
            prop_assert!(worst(&compare(&a, &b)) >= Some(Weight::Touched), "{new:?}");
        }
    }
}

#[test]
fn hashes_tell_contexts_apart() {
    let old = whole("He lost 5 million. It rained.", "en").unwrap();
    let wrapped = whole("He lost  5\nmillion. It rained.", "en").unwrap();
    let other = whole("He lost 6 million. It rained.", "en").unwrap();
    assert_eq!(quote_hash(&old.quote), quote_hash(&wrapped.quote));
    assert_eq!(context_hash(&old), context_hash(&wrapped));
    assert_ne!(context_hash(&old), context_hash(&other));
}

#[test]
fn messages_read_like_a_colleague() {
    let told = |old: &str, new: &str| {
        let (a, b) = (whole(old, "en").unwrap(), whole(new, "en").unwrap());
        compare(&a, &b).into_iter().map(|d| d.message).collect::<Vec<_>>()
    };
    assert_eq!(told("Rents rose 1.5 percent.", "Rents rose 15 percent."), ["number changed: 1.5 → 15 percent"]);
    assert_eq!(
        told("They met on Monday and left.", "They met on Tuesday and left."),
        ["date changed: Monday → Tuesday"]
    );
    assert_eq!(told("He did pay.", "He did not pay."), ["negation added: not"]);
    assert_eq!(
        told("They like polish and wax.", "They like Polish and wax."),
        ["capital letters changed: polish → Polish"]
    );
}
