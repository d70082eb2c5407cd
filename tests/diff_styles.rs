//! The styles of `copydesk diff`: what can be read back from them, and that
//! each works from the command line.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here should fail its test")]

mod common;

use copydesk::diff::revision::RevisionDiff;
use copydesk::render::diff::{Marks, Options, criticmarkup, porcelain, words};
use proptest::prelude::*;

/// Options under which a style gives everything, as it is.
fn whole() -> Options {
    Options { full: true, raw: true, ..Options::default() }
}

/// Pieces of text that hold what the marks are made of.
const HOSTILE: &[&str] = &[
    "[-",
    "-]",
    "{+",
    "+}",
    "{++",
    "++}",
    "{--",
    "--}",
    "{~~",
    "~>",
    "~~}",
    "{==",
    "==}",
    "{>>",
    "<<}",
    "{",
    "}",
    "[",
    "]",
    "+",
    "-",
    "~",
    "=",
    ">",
    "<",
    "\\",
    "\\\\",
    "\n",
    "\n\n",
    "\n \n\n",
    "\r\n",
    " ",
    "\t",
    "word",
    "Ten",
    "1.5",
    "é",
    "東京",
    "👩‍👩‍👧",
    "\u{202e}",
    "\u{1b}[31m",
    "The mayor said so on Tuesday. ",
    "“No,” he said.",
];

fn hostile() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(HOSTILE), 0..40).prop_map(|pieces| pieces.concat())
}

fn round_trips(old: &str, new: &str) {
    let diff = RevisionDiff::of_files("a", old, "b", new);
    for (marks, drawn) in [(Marks::Words, words(&diff, &whole())), (Marks::Critic, criticmarkup(&diff, &whole()))] {
        let sides = marks.sides(&drawn).unwrap_or_else(|e| panic!("{e}: {drawn:?}"));
        assert_eq!(sides, (old.to_owned(), new.to_owned()), "{marks:?} {drawn:?}");
    }
    // In git's form a line's end says nothing of its side.
    let drawn = porcelain(&diff, &whole());
    let mut sides = [String::new(), String::new()];
    for line in drawn.lines_of_runs() {
        match line.split_at(1) {
            (" ", run) => sides.iter_mut().for_each(|side| side.push_str(run)),
            ("-", run) => sides[0].push_str(run),
            ("+", run) => sides[1].push_str(run),
            _ => {}
        }
    }
    assert_eq!(sides, [old, new].map(|text| text.replace('\n', "")), "{drawn:?}");
}

trait Runs {
    /// The lines behind the two of the header, which a line feed alone ends.
    fn lines_of_runs(&self) -> Vec<&str>;
}

impl Runs for String {
    fn lines_of_runs(&self) -> Vec<&str> {
        self.split_terminator('\n').skip(3).filter(|line| *line != "~").collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_texts_are_read_back_from_hostile_ones(old in hostile(), new in hostile()) {
        round_trips(&old, &new);
    }

    #[test]
    fn and_from_edits_of_one_text(text in hostile(), piece in proptest::sample::select(HOSTILE), at in any::<proptest::sample::Index>()) {
        let mut edited = text.clone();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        edited.insert_str(*at.get(&places), piece);
        round_trips(&text, &edited);
        round_trips(&edited, &text);
    }

    #[test]
    fn escaped_text_is_read_as_it_was(text in hostile(), any in "\\PC{0,30}") {
        for marks in [Marks::Words, Marks::Critic] {
            for text in [&text, &any] {
                let mut escaped = String::new();
                marks.escape(&mut escaped, text, "");
                prop_assert_eq!(&marks.accept(&escaped).unwrap(), text);
            }
        }
    }

    #[test]
    fn any_marked_text_is_read_or_refused(marked in hostile()) {
        for marks in [Marks::Words, Marks::Critic] {
            marks.sides(&marked).ok();
        }
    }
}
