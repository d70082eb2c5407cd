//! A context that is said to be kept by a new revision is the same when it is
//! cut anew, whatever was edited; and so every standing that a revision
//! carries on is what its facts give.
//!
//! The default is a look; `PROPTEST_CASES=20000 cargo test --release --test kept`
//! is a long run.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "what fails here fails the test")]

#[path = "common/prose.rs"]
mod prose;
#[path = "kept/texts.rs"]
mod texts;

use std::collections::BTreeMap;

use copydesk::desk::claims::{self, Case, Check, NewClaim};
use copydesk::desk::facts::{Head, Heads};
use copydesk::desk::{Problem, articles, check, names, people, sources};
use copydesk::domain::anchor::{Mapper, OldPlace, Spot};
use copydesk::domain::claim::{Finding, Standing};
use copydesk::domain::context::{Kept, Reading, Sentences};
use copydesk::domain::part::{Part, Texts};
use copydesk::domain::person::Role;
use copydesk::domain::source::{SourceKind, Stance};
use copydesk::domain::time::Timestamp;
use copydesk::store::source::Tie;
use copydesk::store::{Actor, Desk, Now, claim};
use proptest::prelude::*;
use tempfile::TempDir;
use texts::{BLOCKS, Change, apply, change, paragraphs, story, texts};

/// Stretches of a text as claims lie on them: sentences, halves of them, a few words.
fn places(reading: &Reading, texts: &Texts) -> Vec<Spot> {
    let mut found = Vec::new();
    for (part, text) in texts.iter() {
        let chars: Vec<char> = text.chars().collect();
        for sentence in reading.sentences(part) {
            let (start, len) = (sentence.start, sentence.len());
            let middle = start + len / 2;
            for range in [sentence.clone(), start..middle, middle..sentence.end, middle..(middle + 9).min(chars.len())]
            {
                let trimmed: String = chars[range.clone()].iter().collect();
                let ahead = trimmed.chars().take_while(|c| c.is_whitespace()).count();
                let len = trimmed.trim().chars().count();
                if len > 0 {
                    found.push(Spot { part: part.clone(), start: range.start + ahead, len });
                }
            }
        }
    }
    found
}

/// How many places were told to be kept, of how many; fails where one is not.
fn check(old: &Texts, new: &Texts, language: &str) -> Result<(usize, usize), TestCaseError> {
    let (before, after) = (Reading::of(old, language), Reading::of(new, language));
    let kept = Kept::of(old, new, language);
    let map = Mapper::new(old, new, &BTreeMap::new(), language);
    let all = places(&before, old);
    let sentences = Sentences::of(old, language);
    let mut count = 0;
    for spot in &all {
        // Cut one by one they are what they are when all are cut.
        prop_assert_eq!(sentences.range(&spot.part, &spot.range()), before.sentence_range(&spot.part, spot.range()));
        let mapped = map.map(&OldPlace { spot, covered: None, correction: None });
        let same = kept.keeps(&spot.part, &spot.range(), &mapped.spot.range());
        if same {
            count += 1;
            let (a, b) = (before.context(&spot.part, spot.range()), after.context(&spot.part, mapped.spot.range()));
            prop_assert_eq!(
                a,
                b,
                "{:?} → {:?}\n--- old\n{}\n--- new\n{}",
                spot,
                mapped,
                old.get(&Part::Body),
                new.get(&Part::Body)
            );
        }
    }
    Ok((count, all.len()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(200)))]

    #[test]
    fn what_is_kept_is_the_same((old, new) in texts(), language in prop::sample::select(&["en", "en", "en", "de", "fr", "zh", "pl", ""])) {
        check(&old, &new, language)?;
    }

    #[test]
    fn what_is_kept_of_any_prose_is_the_same((old, new) in prose::edited(12, 4)) {
        let texts = |body: &str| Texts::default().with(Part::Body, body);
        check(&texts(&old), &texts(&new), "en")?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(400)))]

    #[test]
    fn what_is_kept_of_a_changed_paragraph_is_the_same(
        old in paragraphs(),
        changes in prop::collection::vec((any::<usize>(), any::<usize>(), any::<usize>(), 0u8..3), 1..3),
        language in prop::sample::select(&["en", "en", "de", "fr", "pl"]),
    ) {
        let mut new = old.clone();
        for (at, k, s, what) in changes {
            apply(&mut new, &Change::Sentence(at, k, s, what));
        }
        let texts = |body: &[String]| Texts::default().with(Part::Body, body.join("\n\n"));
        check(&texts(&old), &texts(&new), language)?;
    }
}

#[test]
fn a_changed_paragraph_keeps_what_nothing_in_it_bears_on() {
    let above = "The old town has ten bridges. Nobody counted the others in those years.";
    let below = "The council met again. It was a long night for them.";
    for (old, new, place, kept) in [
        // Far enough before, and behind.
        (
            "Ten sank. Wages fell by then. The port paid 40 men. It rained.",
            "Ten sank. Wages fell by then. The port paid 40 men. It snowed.",
            "Ten sank",
            true,
        ),
        (
            "It rained. Wages fell by then. The port paid 40 men at noon.",
            "It snowed. Wages fell by then. The port paid 40 men at noon.",
            "40 men",
            true,
        ),
        // Right beside.
        (
            "It rained. The port paid 40 men at noon. Wages fell.",
            "It snowed. The port paid 40 men at noon. Wages fell.",
            "40 men",
            false,
        ),
        (
            "The port paid 40 men at noon. It rained. Wages fell.",
            "The port paid 40 men at noon. It snowed. Wages fell.",
            "40 men",
            false,
        ),
        (
            "Wages fell. The port paid 40 men at noon.",
            "Wages fell. The port paid 40 men at noon. It snowed.",
            "40 men",
            false,
        ),
        // Who Hill is stands further up.
        (
            "Jane Hill left the old town. Wages fell. Hill paid the 40 men at noon.",
            "Mary Hill left the old town. Wages fell. Hill paid the 40 men at noon.",
            "Hill paid",
            false,
        ),
        (
            "Jane Hill left the old town. Wages fell. Hill paid the 40 men at noon.",
            "Jane Hill came to the old town. Wages fell. Hill paid the 40 men at noon.",
            "Hill paid",
            true,
        ),
        // A name of two words is looked up by neither of them.
        (
            "Jane Hill left the old town. Wages fell. The men of Mill Hill were paid at noon.",
            "Mary Hill left the old town. Wages fell. The men of Mill Hill were paid at noon.",
            "were paid",
            true,
        ),
        // "The port" leans on the sentence before it alone.
        (
            "Wages rose. Wages fell by then. The port paid 40 men at noon.",
            "Prices rose. Wages fell by then. The port paid 40 men at noon.",
            "40 men",
            true,
        ),
        (
            "Wages rose. Wages fell by then. The port paid half of the men at noon there.",
            "Wages rose in 2014. Wages fell by then. The port paid half of the men at noon there.",
            "paid half",
            false,
        ),
        // The year stands further up, and whom a pronoun means.
        (
            "In 2014 it rained. Wages fell. The port paid 40 men in May.",
            "In 2015 it rained. Wages fell. The port paid 40 men in May.",
            "40 men",
            false,
        ),
        (
            "The mayor left. Wages fell. He paid the 40 men at noon there.",
            "The bishop left. Wages fell. He paid the 40 men at noon there.",
            "He paid",
            false,
        ),
        // What the paragraph opens with.
        (
            "HILL. Wages fell. The port paid 40 men at noon.",
            "HOLM. Wages fell. The port paid 40 men at noon.",
            "40 men",
            false,
        ),
        (
            "3 May – It rained. Wages fell. The port paid 40 men at noon.",
            "4 May – It rained. Wages fell. The port paid 40 men at noon.",
            "40 men",
            false,
        ),
    ] {
        let texts = |middle: &str| Texts::default().with(Part::Body, [above, middle, below].join("\n\n"));
        let at = |texts: &Texts| {
            let body = texts.get(&Part::Body);
            let start = body[..body.find(place).unwrap()].chars().count();
            start..start + place.chars().count()
        };
        let (a, b) = (texts(old), texts(new));
        assert_eq!(Kept::of(&a, &b, "en").keeps(&Part::Body, &at(&a), &at(&b)), kept, "{old} → {new}");
        check(&a, &b, "en").unwrap();
    }
}

/// What is done to the paragraphs.
type Edit = fn(&mut Vec<String>);

#[test]
fn far_from_an_edit_everything_is_kept() {
    let body = |paragraphs: &[String]| {
        Texts::default().with(Part::Headline, "The story").with(Part::Body, paragraphs.join("\n\n"))
    };
    let edits: [(Edit, usize); 5] = [
        (|p| p[30] = p[30].replace("boats", "ships"), 53),
        (|p| p[30] = p[30].replacen("boats", "ships", 1), 58),
        (|p| p.insert(0, "The committee meets in the old hall.".to_owned()), 53),
        (|p| drop(p.remove(30)), 53),
        (|p| p.push("Nobody objected.".to_owned()), 53),
    ];
    let old = story();
    for (at, (edit, least)) in edits.into_iter().enumerate() {
        let mut new = old.clone();
        edit(&mut new);
        let (kept, all) = check(&body(&old), &body(&new), "en").unwrap();
        assert!(kept * 61 >= all * least, "edit {at}: {kept} of {all} are kept");
    }
}

const AT: Now = Now { at: Timestamp::from_millis(1_700_000_000_000), fixed: true };

#[test]
fn a_footnote_hangs_on_what_cites_it_however_far_away() {
    let mut story = story();
    story.push("Aleppo suffered.[^1] Homs did not.".to_owned());
    story.extend((0..30).map(|n| format!("The paragraph with the number {n} says nothing of it.")));
    story.push("[^1]: In all 120 people died.".to_owned());
    let text = |story: &[String]| Texts::default().with(Part::Body, story.join("\n\n"));
    let old = text(&story);
    let cites = story.iter().position(|p| p.contains("[^1] ")).unwrap();
    story[cites] = "Aleppo suffered. Homs did not.[^1]".to_owned();
    let new = text(&story);
    let place = |texts: &Texts| {
        let body = texts.get(&Part::Body);
        let start = body[..body.find("120 people").unwrap()].chars().count();
        start..start + "120 people".chars().count()
    };
    assert!(!Kept::of(&old, &new, "en").keeps(&Part::Body, &place(&old), &place(&new)));
}

fn actor(desk: &Desk, name: &str) -> Actor {
    desk.read(AT, |r| names::actor(r, name, "test")).unwrap()
}

/// A desk with an article, and claims on every few words of it: most
/// approved, some proposed, some untouched.
fn room(folder: &TempDir, texts: &Texts) -> Desk {
    let (desk, _) = Desk::make(&folder.path().join("desk.db"), "cleo", "test", AT, true).unwrap();
    let cleo = actor(&desk, "cleo");
    desk.transact(&cleo, AT, |tx| {
        people::add(tx, "ed", "", Role::Editor)?;
        people::add(tx, "carl", "", Role::Checker).map(|_| ())
    })
    .unwrap();
    let source = desk
        .transact(&cleo, AT, |tx| {
            let new = articles::New {
                slug: "story".to_owned(),
                texts: texts.clone(),
                language: "en".to_owned(),
                ..articles::New::default()
            };
            articles::create(tx, &new)?;
            sources::add(tx, &document())
        })
        .unwrap();
    let ids = desk
        .transact(&actor(&desk, "carl"), AT, |tx| {
            let head = Head::load(tx, names::article(tx, "story")?)?;
            let reading = Reading::of(&head.texts, "en");
            let mut ids = Vec::new();
            for (n, spot) in places(&reading, &head.texts).into_iter().enumerate().filter(|(n, _)| n % 3 == 0).take(24)
            {
                let chars: Vec<char> = head.texts.get(&spot.part).chars().collect();
                let quote: String = chars[spot.range()].iter().collect();
                let new = NewClaim { quote, part: Some(spot.part), occurrence: Some(1), ..NewClaim::default() };
                // What is no quote (a part of a word, marks alone) is refused.
                let Ok(made) = claims::add(tx, &head, &new) else { continue };
                if n % 5 > 0 {
                    let tie = Tie {
                        locator: String::new(),
                        quotation: String::new(),
                        stance: Stance::Supports,
                        note: String::new(),
                    };
                    claims::cite(tx, Case::load(tx, &Heads::default(), made.id)?, source.id, &tie)?;
                    let check = Check { finding: Some(Finding::Confirmed), ..Check::default() };
                    if claims::check(tx, Case::load(tx, &Heads::default(), made.id)?, &check, None).is_ok() && n % 5 > 1
                    {
                        ids.push(made.id);
                    }
                }
            }
            Ok::<_, Problem>(ids)
        })
        .unwrap();
    desk.transact(&actor(&desk, "ed"), AT, |tx| {
        for id in ids {
            // What can't be approved as it is stays proposed.
            let _ = claims::approve(tx, Case::load(tx, &Heads::default(), id)?, "", None);
        }
        Ok::<_, Problem>(())
    })
    .unwrap();
    desk
}

fn document() -> sources::NewSource {
    sources::NewSource {
        article: None,
        kind: SourceKind::Document,
        title: "the minutes".to_owned(),
        url: String::new(),
        archived_url: String::new(),
        retrieved_at: None,
        is_primary: true,
        independence: String::new(),
        confidential: false,
        known_by: String::new(),
        note: String::new(),
        file: None,
    }
}

/// Stores another text; whether there was anything to store.
fn revise(desk: &Desk, who: &str, body: &str) -> bool {
    desk.transact(&actor(desk, who), AT, |tx| {
        let head = Head::load(tx, names::article(tx, "story")?)?;
        let texts = head.texts.clone().with(Part::Body, body);
        articles::edit(tx, &head, &texts, "", None).map(|revised| revised.is_some())
    })
    .unwrap()
}

/// What a check of the desk finds: it judges every claim anew.
fn findings(desk: &Desk) -> Vec<check::Finding> {
    desk.read(AT, |r| check::check(r, &mut |_| ())).unwrap().findings
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse::<u32>().ok()).map_or(12, |n| n / 10)))]

    /// Step by step, what is stored of every claim (standing, reason, hard
    /// changes, what is listed, its row in the queue) is what derives from its facts.
    #[test]
    fn what_is_carried_is_what_the_facts_give(
        blocks in prop::collection::vec(0..BLOCKS.len(), 6..30),
        steps in prop::collection::vec(prop::collection::vec(change(), 1..3), 2..6),
    ) {
        let folder = TempDir::new().unwrap();
        let mut text: Vec<String> = blocks.into_iter().map(|b| BLOCKS[b].to_owned()).collect();
        let body = |text: &[String]| text.join("\n\n");
        let texts = Texts::default().with(Part::Headline, "A bridge for 12 million").with(Part::Body, body(&text));
        let desk = room(&folder, &texts);
        prop_assert_eq!(findings(&desk), []);
        let first = text.clone();
        for (n, step) in steps.iter().enumerate() {
            for change in step {
                apply(&mut text, change);
            }
            // What people type may be refused (a character that reorders text): then nothing happened.
            text.retain(|p| !p.contains(['\u{202e}', '\u{2067}', '\u{2069}', '\u{600}']));
            revise(&desk, ["cleo", "ed"][n % 2], &body(&text));
            prop_assert_eq!(findings(&desk), [], "step {}: {:?}", n, step);
        }
        revise(&desk, "cleo", &body(&first));
        prop_assert_eq!(findings(&desk), []);
    }
}

/// Standings that another program judged, perhaps by other rules, are judged
/// anew; those that this one judged are carried on where nothing changed.
#[test]
fn standings_by_other_rules_are_judged_anew() {
    let folder = TempDir::new().unwrap();
    let mut text = story();
    let texts = Texts::default().with(Part::Headline, "The story").with(Part::Body, text.join("\n\n"));
    let path = folder.path().join("desk.db");
    let desk = room(&folder, &texts);
    let standings = |desk: &Desk| -> Vec<Standing> {
        let article = desk.read(AT, |r| names::article(r, "story")).unwrap();
        desk.read(AT, |r| claim::of_article(r, article.id)).unwrap().into_iter().map(|c| c.standing).collect()
    };
    let before = standings(&desk);
    assert!(before.contains(&Standing::Approved));
    drop(desk);
    // What is stored is not what the facts give, as if other rules had.
    let tamper = || {
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.execute("UPDATE claim SET standing = 'touched' WHERE standing = 'approved'", []).unwrap();
    };
    let relabel = |to: &str| {
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.execute_batch("DROP TRIGGER event_no_update").unwrap();
        let sql = "UPDATE event SET payload = replace(payload, '\"judged_by\":\"', '\"judged_by\":\"' || ?1)";
        assert!(connection.execute(sql, [to]).unwrap() > 0);
        connection
            .execute_batch("CREATE TRIGGER event_no_update BEFORE UPDATE ON event\n    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END")
            .unwrap();
    };
    tamper();
    text[59].push_str(" Nobody objected.");
    let desk = Desk::open(&path).unwrap();
    assert!(revise(&desk, "cleo", &text.join("\n\n")));
    assert!(!standings(&desk).contains(&Standing::Approved), "what was judged by this program is carried on");
    drop(desk);
    relabel("0.0.1 ");
    text[59].push_str(" They left.");
    let desk = Desk::open(&path).unwrap();
    assert!(revise(&desk, "cleo", &text.join("\n\n")));
    assert_eq!(standings(&desk), before, "what another program judged is judged anew");
}
