//! Properties of the prose diff, on edits such as people make.

use copydesk::diff::{BlockKind, Class, OpKind, TextDiff, diff};
use proptest::prelude::*;

/// Rebuilds one side from the blocks and the separators between its paragraphs.
fn rebuild(d: &TextDiff, text: &str, old_side: bool) -> String {
    let paragraphs = if old_side { &d.old_paragraphs } else { &d.new_paragraphs };
    let mut blocks: Vec<_> = d
        .blocks
        .iter()
        .map(|b| (if old_side { b.old.clone() } else { b.new.clone() }, b))
        .filter(|(range, _)| !range.is_empty())
        .collect();
    blocks.sort_by_key(|(range, _)| range.start);
    let mut out = String::new();
    let mut next = 0;
    let mut end = 0;
    for (range, block) in blocks {
        assert_eq!(range.start, next, "paragraphs are covered once, in order");
        next = range.end;
        out.push_str(&text[end..paragraphs[range.start].bytes.start]);
        for op in &block.ops {
            out.push_str(&text[if old_side { op.old.bytes.clone() } else { op.new.bytes.clone() }]);
        }
        end = paragraphs[range.end - 1].bytes.end;
    }
    assert_eq!(next, paragraphs.len());
    out.push_str(&text[end..]);
    out
}

/// All that must hold of any two texts.
fn check(old: &str, new: &str) -> TextDiff {
    let d = diff(old, new);
    assert_eq!(rebuild(&d, old, true), old);
    assert_eq!(rebuild(&d, new, false), new);
    for block in &d.blocks {
        let (mut at_old, mut at_new) = (None, None);
        for op in &block.ops {
            for (span, text, at) in [(&op.old, old, &mut at_old), (&op.new, new, &mut at_new)] {
                assert_eq!(text[..span.bytes.start].chars().count(), span.chars.start, "{op:?}");
                assert_eq!(text[..span.bytes.end].chars().count(), span.chars.end, "{op:?}");
                assert!(at.is_none_or(|at| at == span.bytes.start), "no gaps: {block:?}");
                *at = Some(span.bytes.end);
            }
            let (before, after) = (&old[op.old.bytes.clone()], &new[op.new.bytes.clone()]);
            match op.kind {
                OpKind::Equal => assert_eq!(before, after),
                OpKind::Delete => assert!(!before.is_empty() && after.is_empty()),
                OpKind::Insert => assert!(before.is_empty() && !after.is_empty()),
                OpKind::Replace => assert!(!before.is_empty() && !after.is_empty() && before != after),
            }
            assert_eq!(op.class.is_none(), op.kind == OpKind::Equal);
            if !matches!(op.class, None | Some(Class::Substantive | Class::Markup)) {
                let digits = |t: &str| t.chars().filter(|c| c.is_numeric()).collect::<String>();
                assert_eq!(digits(before), digits(after), "a class never hides a digit");
            }
        }
    }
    // New reading order, deleted blocks apart.
    let order: Vec<usize> = d.blocks.iter().filter(|b| b.kind != BlockKind::Deleted).map(|b| b.new.start).collect();
    assert!(order.is_sorted());
    assert_eq!(d, diff(old, new), "the same again");
    mirrors(&d, &diff(new, old));
    d
}

fn mirrors(d: &TextDiff, back: &TextDiff) {
    let ops = |d: &TextDiff, turned: bool| {
        let mut ops: Vec<_> = d
            .blocks
            .iter()
            .filter(|b| !matches!(b.kind, BlockKind::Deleted | BlockKind::Inserted))
            .flat_map(|b| &b.ops)
            .map(|op| {
                let (old, new) = (op.old.bytes.clone(), op.new.bytes.clone());
                let sides = if turned { (new, old) } else { (old, new) };
                (sides.0.start, sides.0.end, sides.1.start, sides.1.end, op.class)
            })
            .collect();
        ops.sort_unstable();
        ops
    };
    assert_eq!(ops(d, false), ops(back, true));
    let count = |d: &TextDiff, kind| d.blocks.iter().filter(|b| b.kind == kind).count();
    assert_eq!(count(d, BlockKind::Deleted), count(back, BlockKind::Inserted));
    assert_eq!(count(d, BlockKind::Inserted), count(back, BlockKind::Deleted));
}

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
            words[at] = WORDS[x % WORDS.len()].to_owned();
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

/// Inputs made to hurt. They must end; how fast is for the benches, but a limit
/// far above what they take keeps a quadratic path from coming in unseen.
#[test]
fn hostile_inputs_end() {
    let started = std::time::Instant::now();
    let mb = 250_000;
    let cases: Vec<(&str, String, String)> = vec![
        ("unrelated, few words", prose(1, 1_000, mb, 60), prose(2, 1_000, mb, 60)),
        ("unrelated, many words", prose(1, 17_000, mb, 60), prose(2, 17_000, mb, 60)),
        ("one line, few words", prose(1, 1_000, mb, usize::MAX), prose(2, 1_000, mb, usize::MAX)),
        ("one line, many words", prose(1, 17_000, mb, usize::MAX), prose(2, 17_000, mb, usize::MAX)),
        ("one-word paragraphs", prose(1, 1_000, 100_000, 1), prose(2, 1_000, 100_000, 1)),
        ("one-word paragraphs, rare", prose(1, 17_000, 100_000, 1), prose(2, 17_000, 100_000, 1)),
        ("one word", "ab ".repeat(300_000), "ab cd ".repeat(150_000)),
        ("one paragraph repeated", "ab cd.\n\n".repeat(100_000), "cd ab.\n\n".repeat(90_000)),
        ("brackets", "[](".repeat(300_000), "[[]]((".repeat(150_000)),
        ("stars", "* *a _b".repeat(150_000), "_*a* b ".repeat(150_000)),
        ("hyphens", "-".repeat(1_000_000), "a-".repeat(500_000)),
        ("spaces", " -".repeat(500_000), " ".repeat(1_000_000) + "x"),
        ("combining", "\u{301}".repeat(300_000), "e\u{301}".repeat(200_000)),
    ];
    for (name, old, new) in cases {
        let one = std::time::Instant::now();
        let d = diff(&old, &new);
        eprintln!("{name}: {:?}, {} blocks, degraded {}", one.elapsed(), d.blocks.len(), d.is_degraded());
    }
    assert!(started.elapsed().as_secs() < 120);
}
