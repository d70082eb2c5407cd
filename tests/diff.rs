//! Properties of the prose diff, on edits such as people make.

#[path = "common/invariants.rs"]
mod invariants;

use std::fmt::Write;

use copydesk::diff::{BlockKind, Class, OpKind, diff};
use invariants::{check, rebuilds};
use proptest::prelude::*;

const WORDS: &[&str] = &[
    "council",
    "budget",
    "the",
    "of",
    "and",
    "river",
    "minister",
    "said",
    "not",
    "12",
    "1.5",
    "$3",
    "“home”",
    "don’t",
    "Über",
    "мэр",
    "東京",
    "👩‍👩‍👧",
    "e\u{301}tude",
    "*new*",
    "[report](http://a.b)",
    "police",
    "on",
    "Tuesday",
    "bridge",
    "closed",
    "for",
    "repairs",
    "after",
    "flood",
    "—",
    "..",
    "a\u{a0}b",
    "\u{202e}x",
    "ภาษาไทย",
    "مرحبا",
];

fn sentence() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(WORDS), 1..14).prop_map(|words| {
        let mut text = words.join(" ");
        text.push('.');
        text
    })
}

fn paragraph() -> impl Strategy<Value = String> {
    proptest::collection::vec(sentence(), 1..5).prop_map(|sentences| sentences.join(" "))
}

/// One edit, with two numbers that say where.
#[derive(Debug, Clone, Copy)]
enum Edit {
    Cut,
    Write,
    Reword,
    Move,
    Split,
    Merge,
    Duplicate,
    Delete,
    Reflow,
    Shout,
}

fn edit() -> impl Strategy<Value = (Edit, usize, usize)> {
    use Edit::{Cut, Delete, Duplicate, Merge, Move, Reflow, Reword, Shout, Split, Write};
    const KINDS: &[Edit] = &[Cut, Write, Reword, Move, Split, Merge, Duplicate, Delete, Reflow, Shout];
    (proptest::sample::select(KINDS), any::<usize>(), any::<usize>())
}

fn apply(paragraphs: &mut Vec<String>, (edit, x, y): (Edit, usize, usize)) {
    if paragraphs.is_empty() {
        return;
    }
    let (i, j) = (x % paragraphs.len(), y % paragraphs.len());
    let mut words: Vec<String> = paragraphs[i].split(' ').map(str::to_owned).collect();
    let at = y % words.len();
    let rejoin = |words: Vec<String>| words.join(" ");
    match edit {
        Edit::Cut => {
            words.drain(at..(at + 1 + x % 4).min(words.len()));
            paragraphs[i] = if words.is_empty() { "x".to_owned() } else { rejoin(words) };
        }
        Edit::Write => {
            words.insert(at, WORDS[x % WORDS.len()].to_owned());
            words.insert(at, WORDS[y % WORDS.len()].to_owned());
            paragraphs[i] = rejoin(words);
        }
        Edit::Reword => {
            WORDS[x % WORDS.len()].clone_into(&mut words[at]);
            paragraphs[i] = rejoin(words);
        }
        Edit::Move => {
            let moved = paragraphs.remove(i);
            paragraphs.insert(j, moved);
        }
        Edit::Split => {
            let rest = words.split_off(at);
            if !words.is_empty() {
                paragraphs[i] = rejoin(words);
                paragraphs.insert(i + 1, rejoin(rest));
            }
        }
        Edit::Merge => {
            if i + 1 < paragraphs.len() {
                let next = paragraphs.remove(i + 1);
                paragraphs[i] = format!("{} {next}", paragraphs[i]);
            }
        }
        Edit::Duplicate => {
            let copy = paragraphs[i].clone();
            paragraphs.insert(j, copy);
        }
        Edit::Delete => {
            paragraphs.remove(i);
        }
        Edit::Reflow => paragraphs[i] = paragraphs[i].replacen(' ', ["\n", "  ", "\u{a0}", "\n- "][y % 4], 1 + x % 3),
        Edit::Shout => paragraphs[i] = paragraphs[i].to_uppercase().replace('“', "\"").replace('’', "'"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_rebuild_both_texts(
        paragraphs in proptest::collection::vec(paragraph(), 0..12),
        edits in proptest::collection::vec(edit(), 0..10),
    ) {
        let mut edited = paragraphs.clone();
        for one in edits {
            apply(&mut edited, one);
        }
        check(&paragraphs.join("\n\n"), &edited.join("\n\n"));
    }

    #[test]
    fn any_two_texts_rebuild(old in "[ab1 .\n\"“é\u{301}*_\\[\\]()-]{0,60}", new in "[ab1 .\n\"“é\u{301}*_\\[\\]()-]{0,60}") {
        check(&old, &new);
    }

    #[test]
    fn any_characters_rebuild(old in "\\PC{0,40}", new in "\\PC{0,40}") {
        check(&old, &new);
        check(&old, &format!("{new}{old}"));
    }

    #[test]
    fn paragraphs_only_moved_change_nothing(
        paragraphs in proptest::collection::btree_set("[a-z]{8} [a-z]{8} [a-z]{8}\\.", 2..10),
        from in any::<usize>(),
        to in any::<usize>(),
    ) {
        let old: Vec<String> = paragraphs.into_iter().collect();
        let mut new = old.clone();
        let moved = new.remove(from % old.len());
        new.insert(to % old.len(), moved);
        let d = check(&old.join("\n\n"), &new.join("\n\n"));
        prop_assert!(d.blocks.iter().all(|b| matches!(b.kind, BlockKind::Same | BlockKind::Moved)));
    }
}

/// The changes as an editor would mark them on paper.
fn marked(old: &str, new: &str) -> String {
    let mut out = String::new();
    for block in check(old, new).blocks {
        for op in &block.ops {
            let (gone, come) = (&old[op.old.bytes.clone()], &new[op.new.bytes.clone()]);
            match op.kind {
                OpKind::Equal => write!(out, "{come}"),
                OpKind::Delete => write!(out, "[-{gone}-]"),
                OpKind::Insert => write!(out, "{{+{come}+}}"),
                OpKind::Replace => write!(out, "[-{gone}-]{{+{come}+}}"),
            }
            .ok();
            if let Some(class) = op.class.filter(|c| *c != Class::Substantive) {
                write!(out, "({})", class.as_str()).ok();
            }
        }
        out.push('|');
    }
    out.pop();
    out
}

#[test]
fn words_are_marked_as_by_hand() {
    for (old, new, wanted) in [
        (
            "The cost rose 1.5 percent to $1,200, he said.",
            "The cost rose 15 percent to $12.00, she said.",
            "The cost rose [-1.5-]{+15+} percent to [-$1,200-]{+$12.00+}, [-he-]{+she+} said.",
        ),
        ("He did say that.", "He did not say that.", "He did {+not +}say that."),
        (
            "The minister resigned on Tuesday after weeks of pressure.",
            "The minister, who had been under fire for weeks, resigned on Wednesday.",
            "The minister{+, who had been under fire for weeks,+} resigned on [-Tuesday after weeks of pressure-]{+Wednesday+}.",
        ),
        (
            "\"We won,\" said Lavrov. It was late.",
            "“We won,” said Lavrow. It was late.",
            "[-\"-]{+“+}(typographic)We won,[-\"-]{+”+}(typographic) said [-Lavrov-]{+Lavrow+}. It was late.",
        ),
        (
            "The old bridge closed. Traffic stopped.",
            "The old bridge closed. Nobody was hurt. Traffic stopped.",
            "The old bridge closed. {+Nobody was hurt. +}Traffic stopped.",
        ),
        ("It was, he said, a bad day.", "It was a bad day.", "It was[-, he said,-] a bad day."),
        ("so very good", "so very very good", "so very {+very +}good"),
        ("MAYOR DENIES THEFT", "Mayor denies theft", "[-MAYOR DENIES THEFT-]{+Mayor denies theft+}(case)"),
        (
            "Read the [report](http://a.org/1) by *The Times*.",
            "Read the [report](http://a.org/2) by The Times.",
            "Read the [report]([-http://a.org/1-]{+http://a.org/2+}(markup)) by [-*-](markup)The Times[-*-](markup).",
        ),
        ("price* rose *a lot*", "*price* rose a lot", "{+*+}price* rose [-*-]a lot[-*-]"),
        (
            "He is happy , very happy.",
            "He is happy, very  happy.",
            "He is happy[- -](spacing), very[- -]{+  +}(spacing)happy.",
        ),
        ("It fell to - 5 degrees.", "It fell to -5 degrees.", "It fell to [-- 5-]{+-5+} degrees."),
        ("a plan of 10-12 people", "a plan of 10–12 people", "a plan of [-10-12-]{+10–12+}(typographic) people"),
        ("東京は大きい都市です。", "東京は大きい港です。", "東京は大きい[-都市-]{+港+}です。"),
        ("the family 👩‍👩‍👧 left town", "the family 👩‍👩‍👦 left town", "the family [-👩‍👩‍👧-]{+👩‍👩‍👦+} left town"),
        ("", "New.", "{+New.+}"),
        ("Old.", "", "[-Old.-]"),
    ] {
        assert_eq!(marked(old, new), wanted, "{old} → {new}");
    }
}

#[test]
fn paragraphs_are_followed() {
    use BlockKind::{Changed, Deleted, Inserted, Merged, Moved, Same, Split};

    let lead = "The council meets on Monday to vote on the budget for the coming year.";
    let school = "The school on Mill Lane will close in July, its governors said in a letter.";
    let bridge = "Repairs to the old bridge will take until spring, the engineer told residents.";
    let kinds = |old: &[&str], new: &[&str]| -> Vec<(BlockKind, std::ops::Range<usize>, std::ops::Range<usize>)> {
        check(&old.join("\n\n"), &new.join("\n\n")).blocks.into_iter().map(|b| (b.kind, b.old, b.new)).collect()
    };
    // A move, the shorter of the two that changed places; edited on the way, too.
    assert_eq!(
        kinds(&[lead, school, bridge], &[bridge, lead, school]),
        [(Moved, 2..3, 0..1), (Same, 0..1, 1..2), (Same, 1..2, 2..3)]
    );
    let later = bridge.replace("spring", "summer");
    assert_eq!(kinds(&[lead, school, bridge], &[&later, lead, school])[0], (Moved, 2..3, 0..1));
    // A heading goes along with its text, though it is too short to be followed by itself.
    assert_eq!(
        kinds(&["## Roads", bridge, lead, school], &[lead, school, "## Roads", bridge])[2..],
        [(Moved, 0..1, 2..3), (Moved, 1..2, 3..4)]
    );
    // Split and merged.
    let both = format!("{lead} {school}");
    assert_eq!(kinds(&[&both, bridge], &[lead, school, bridge]), [(Split, 0..1, 0..2), (Same, 1..2, 2..3)]);
    assert_eq!(kinds(&[lead, school, bridge], &[&both, bridge]), [(Merged, 0..2, 0..1), (Same, 2..3, 1..2)]);
    // Rewritten beyond recognition: gone and new, not salad.
    assert_eq!(
        kinds(&[lead, school], &[lead, "Nobody was at home."]),
        [(Same, 0..1, 0..1), (Deleted, 1..2, 1..1), (Inserted, 1..1, 1..2)]
    );
    // Two copies left and one came elsewhere: which it was is not guessed.
    assert_eq!(kinds(&[school, school, lead], &[lead, school]).iter().filter(|k| k.0 == Moved).count(), 0);
    // A rule between paragraphs that changed is no landmark against their words.
    let early = lead.replace("Monday", "Tuesday");
    assert_eq!(kinds(&[lead, "* * *", school], &["* * *", &early, school])[1], (Changed, 0..1, 1..2));
}

/// Random words, always the same ones for a seed.
fn prose(seed: u64, vocabulary: u64, words: usize, per_paragraph: usize) -> String {
    let mut state = seed;
    let mut text = String::new();
    for n in 0..words {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = (state >> 33) % vocabulary;
        for k in 0..3 {
            let letter = u8::try_from((word / 26_u64.pow(k)) % 26).unwrap_or(0);
            text.push(char::from(b'a' + letter));
        }
        text.push_str(if (n + 1) % per_paragraph == 0 { ".\n\n" } else { " " });
    }
    text
}

/// Inputs made to hurt, a megabyte a side at full size.
fn hostile(share: usize) -> Vec<(&'static str, String, String)> {
    let all = 250_000 / share;
    let n = |count: usize| count / share;
    vec![
        ("unrelated, few words", prose(1, 1_000, all, 60), prose(2, 1_000, all, 60)),
        ("unrelated, many words", prose(1, 17_000, all, 60), prose(2, 17_000, all, 60)),
        ("one line, few words", prose(1, 1_000, all, usize::MAX), prose(2, 1_000, all, usize::MAX)),
        ("one line, many words", prose(1, 17_000, all, usize::MAX), prose(2, 17_000, all, usize::MAX)),
        ("one-word paragraphs", prose(1, 1_000, n(100_000), 1), prose(2, 1_000, n(100_000), 1)),
        ("one-word paragraphs, rare", prose(1, 17_000, n(100_000), 1), prose(2, 17_000, n(100_000), 1)),
        ("long paragraphs, few words", prose(1, 1_000, all, 1_250), prose(2, 1_000, all, 1_250)),
        ("one word", "ab ".repeat(n(300_000)), "ab cd ".repeat(n(150_000))),
        ("one paragraph repeated", "ab cd.\n\n".repeat(n(100_000)), "cd ab.\n\n".repeat(n(90_000))),
        ("brackets", "[](".repeat(n(300_000)), "[[]]((".repeat(n(150_000))),
        ("stars", "* *a _b".repeat(n(150_000)), "_*a* b ".repeat(n(150_000))),
        ("hyphens", "-".repeat(n(1_000_000)), "a-".repeat(n(500_000))),
        ("spaces", " -".repeat(n(500_000)), " ".repeat(n(1_000_000)) + "x"),
        ("combining", "\u{301}".repeat(n(300_000)), "e\u{301}".repeat(n(200_000))),
    ]
}

/// They must end. How fast is for a bench to say; the limit, far above what
/// they take, keeps a quadratic path from coming in unseen.
fn end(share: usize, seconds: u64) {
    for (name, old, new) in hostile(share) {
        let started = std::time::Instant::now();
        let d = diff(&old, &new);
        let took = started.elapsed();
        assert!(took.as_secs() < seconds, "{name}: {took:?}");
        rebuilds(&d, &old, &new);
    }
}

#[test]
fn hostile_inputs_end() {
    end(10, 30);
}

#[test]
#[ignore = "a minute without optimisation: cargo test --release --test diff -- --ignored"]
fn hostile_inputs_of_full_size_end() {
    end(1, 10);
}
