//! Two people's changes of one text, brought together.
//!
//! What only one of them changed is taken as they changed it: whole paragraphs,
//! and inside a paragraph whole sentences, as long as an unchanged sentence
//! stands between the two. Everything else is a conflict and is given with both
//! versions between marks: a person decides. Nothing is ever mixed within a
//! sentence, and no words of either side are left out.

use std::fmt::Write as _;
use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::domain::part::{Part, Texts};
use crate::domain::sentence;

/// The three versions and what the marks call them.
#[derive(Debug, Clone, Copy)]
pub struct Three<'t> {
    /// The text on which both were written.
    pub base: &'t Texts,
    /// The text of whoever merges.
    pub ours: &'t Texts,
    /// The text that came meanwhile.
    pub theirs: &'t Texts,
    /// The article's language, for its sentences.
    pub language: &'t str,
    /// What the base is called: `revision 3`.
    pub base_name: &'t str,
    /// What the other text is called: `revision 4, by ed`.
    pub their_name: &'t str,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The texts; with marks where there are conflicts.
    pub texts: Texts,
    /// What was taken from the other text, in reading order.
    pub taken: Vec<Place>,
    /// What a person must decide.
    pub conflicts: Vec<Place>,
}

/// Somewhere in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The part.
    pub part: Part,
    /// The other text's words there; empty where it left something out.
    pub words: String,
}

/// How lines begin that mark a conflict. A lone `=======` may be a heading's
/// underline, and counts only beside these.
pub const MARKS: [&str; 3] = ["<<<<<<< ", "||||||| ", ">>>>>>> "];

/// The first line of a text that marks a conflict, from 1.
pub fn marked(text: &str) -> Option<usize> {
    text.lines().position(|line| MARKS.iter().any(|mark| line.trim_start().starts_with(mark))).map(|at| at + 1)
}

/// Brings two texts together that were written on one.
pub fn merge(three: &Three<'_>) -> Merged {
    let mut merged = Merged::default();
    let mut parts: Vec<&Part> = three.ours.iter().map(|(part, _)| part).collect();
    parts.extend(three.theirs.iter().map(|(part, _)| part).filter(|part| three.ours.get(part).is_empty()));
    for part in parts {
        let (base, ours, theirs) = (three.base.get(part), three.ours.get(part), three.theirs.get(part));
        let mut out = Out { part, three, merged: &mut merged };
        let text = match choose(base, ours, theirs) {
            Some((text, from_theirs)) => {
                if from_theirs {
                    out.told_change(base, theirs);
                }
                text.to_owned()
            }
            None if *part == Part::Body => out.body(base, ours, theirs),
            None => out.conflict(base, ours, theirs),
        };
        merged.texts.set(part.clone(), text);
    }
    merged
}

/// Of three versions the one that stands without a question, and whether it is theirs alone.
fn choose<T: PartialEq + Copy>(base: T, ours: T, theirs: T) -> Option<(T, bool)> {
    if theirs == base || ours == theirs {
        Some((ours, false))
    } else if ours == base {
        Some((theirs, true))
    } else {
        None
    }
}

struct Out<'o> {
    part: &'o Part,
    three: &'o Three<'o>,
    merged: &'o mut Merged,
}

impl Out<'_> {
    fn body(&mut self, base: &str, ours: &str, theirs: &str) -> String {
        let split = |text: &'_ str| -> Vec<String> { text.split("\n\n").map(str::to_owned).collect() };
        let (base, ours, theirs) = (split(base), split(ours), split(theirs));
        let mut out: Vec<String> = Vec::new();
        for chunk in chunks(&base, &ours, &theirs) {
            let (b, o, t) = chunk.of(&base, &ours, &theirs);
            if let Some((chosen, from_theirs)) = choose(b, o, t) {
                if from_theirs {
                    self.told_change(&b.join("\n\n"), &t.join("\n\n"));
                }
                out.extend_from_slice(chosen);
            } else if b.len() == o.len() && b.len() == t.len() {
                for ((b, o), t) in b.iter().zip(o).zip(t) {
                    out.push(self.paragraph(b, o, t));
                }
            } else {
                out.push(self.conflict(&b.join("\n\n"), &o.join("\n\n"), &t.join("\n\n")));
            }
        }
        out.join("\n\n")
    }

    fn paragraph(&mut self, base: &str, ours: &str, theirs: &str) -> String {
        if let Some((chosen, from_theirs)) = choose(base, ours, theirs) {
            if from_theirs {
                self.told_change(base, theirs);
            }
            return chosen.to_owned();
        }
        match sentences(base, ours, theirs, self.three.language) {
            Some((text, taken)) => {
                let part = self.part;
                self.merged.taken.extend(taken.into_iter().map(|words| Place { part: part.clone(), words }));
                text
            }
            None => self.conflict(base, ours, theirs),
        }
    }

    /// Tells which paragraphs of theirs were taken.
    fn told_change(&mut self, base: &str, theirs: &str) {
        let before: Vec<&str> = base.split("\n\n").collect();
        let mut fresh = theirs.split("\n\n").filter(|p| !before.contains(p) && !p.is_empty()).peekable();
        let part = self.part;
        if fresh.peek().is_none() {
            self.merged.taken.push(Place { part: part.clone(), words: String::new() });
        }
        self.merged.taken.extend(fresh.map(|words| Place { part: part.clone(), words: words.to_owned() }));
    }

    fn conflict(&mut self, base: &str, ours: &str, theirs: &str) -> String {
        self.merged.conflicts.push(Place { part: self.part.clone(), words: theirs.to_owned() });
        let mut out = String::new();
        for (mark, text) in [
            ("<<<<<<< yours".to_owned(), ours),
            (format!("||||||| {}, before either of you changed it", self.three.base_name), base),
            ("=======".to_owned(), theirs),
        ] {
            writeln!(out, "{mark}").ok();
            if !text.is_empty() {
                writeln!(out, "{text}").ok();
            }
        }
        write!(out, ">>>>>>> {}", self.three.their_name).ok();
        out
    }
}

/// A stretch of all three versions.
#[derive(Debug, PartialEq, Eq)]
struct Chunk {
    base: Range<usize>,
    ours: Range<usize>,
    theirs: Range<usize>,
}

impl Chunk {
    fn of<'t, T>(&self, base: &'t [T], ours: &'t [T], theirs: &'t [T]) -> (&'t [T], &'t [T], &'t [T]) {
        let cut = |of: &'t [T], range: &Range<usize>| of.get(range.clone()).unwrap_or_default();
        (cut(base, &self.base), cut(ours, &self.ours), cut(theirs, &self.theirs))
    }
}

/// Where each of `a` stands in `b`, for those that do, in order.
fn places<T: Eq + Hash + Ord>(a: &[T], b: &[T]) -> Vec<Option<usize>> {
    let mut at = vec![None; a.len()];
    for op in capture_diff_slices(Algorithm::Patience, a, b) {
        if op.tag() == DiffTag::Equal {
            for (old, new) in op.old_range().zip(op.new_range()) {
                if let Some(place) = at.get_mut(old) {
                    *place = Some(new);
                }
            }
        }
    }
    at
}

/// The versions cut into stretches: each unit that stands in all three by
/// itself, and what lies between such units.
fn chunks<T: Eq + Hash + Ord>(base: &[T], ours: &[T], theirs: &[T]) -> Vec<Chunk> {
    let (in_ours, in_theirs) = (places(base, ours), places(base, theirs));
    let (mut i, mut j, mut k) = (0, 0, 0);
    let mut out = Vec::new();
    let mut between = |i: &mut usize, j: &mut usize, k: &mut usize, to: (usize, usize, usize)| {
        if (*i, *j, *k) != to {
            out.push(Chunk { base: *i..to.0, ours: *j..to.1, theirs: *k..to.2 });
        }
        (*i, *j, *k) = to;
    };
    for (at, stands) in in_ours.iter().zip(&in_theirs).enumerate() {
        if let (Some(o), Some(t)) = (*stands.0, *stands.1) {
            between(&mut i, &mut j, &mut k, (at, o, t));
            between(&mut i, &mut j, &mut k, (at + 1, o + 1, t + 1));
        }
    }
    between(&mut i, &mut j, &mut k, (base.len(), ours.len(), theirs.len()));
    out
}

/// A paragraph's sentences brought together, and which of theirs were taken;
/// `None` where the two changed the same or neighbouring ones.
fn sentences(base: &str, ours: &str, theirs: &str, language: &str) -> Option<(String, Vec<String>)> {
    let split = |text: &str| -> Vec<(String, String)> {
        let unit = |range: Range<usize>| {
            let whole = text.get(range).unwrap_or_default();
            let words = whole.trim_end();
            (words.to_owned(), whole.get(words.len()..).unwrap_or_default().to_owned())
        };
        sentence::split(text, language).into_iter().map(unit).collect()
    };
    let all = [split(base), split(ours), split(theirs)];
    // What stands between sentences: the first white space that any of the three has.
    let gap = all.iter().flatten().map(|(_, gap)| gap).find(|gap| !gap.is_empty()).cloned().unwrap_or_default();
    let words = |of: &[(String, String)]| -> Vec<String> { of.iter().map(|(words, _)| words.clone()).collect() };
    let [b, o, t] = &all;
    let (base, ours, theirs) = (words(b), words(o), words(t));
    let (mut out, mut taken) = (Vec::new(), Vec::new());
    for chunk in chunks(&base, &ours, &theirs) {
        let (was, mine, other) = chunk.of(&base, &ours, &theirs);
        let (chosen, from_theirs) = choose(was, mine, other)?;
        if from_theirs {
            taken.push(other.join(&gap));
        }
        let source = if from_theirs { t.get(chunk.theirs.clone()) } else { o.get(chunk.ours.clone()) };
        debug_assert_eq!(source.map(<[_]>::len), Some(chosen.len()));
        out.extend_from_slice(source?);
    }
    let mut text = String::new();
    let count = out.len();
    for (at, (words, after)) in out.into_iter().enumerate() {
        text.push_str(&words);
        if at + 1 < count {
            text.push_str(if after.is_empty() { &gap } else { &after });
        }
    }
    Some((text, taken))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn body(text: &str) -> Texts {
        Texts::default().with(Part::Headline, "Fire").with(Part::Body, text)
    }

    fn of(base: &str, ours: &str, theirs: &str) -> Merged {
        let (base, ours, theirs) = (body(base), body(ours), body(theirs));
        merge(&Three {
            base: &base,
            ours: &ours,
            theirs: &theirs,
            language: "en",
            base_name: "revision 1",
            their_name: "revision 2, by ed",
        })
    }

    #[test]
    fn what_only_one_changed_is_taken() {
        for (base, ours, theirs, want) in [
            // Paragraphs apart, and side by side.
            ("A.\n\nB.\n\nC.", "A1.\n\nB.\n\nC.", "A.\n\nB.\n\nC2.", "A1.\n\nB.\n\nC2."),
            ("A.\n\nB.", "A1.\n\nB.", "A.\n\nB2.", "A1.\n\nB2."),
            // One adds, the other cuts or changes elsewhere.
            ("A.\n\nB.\n\nC.", "A.\n\nB.\n\nC.\n\nD.", "B.\n\nC.", "B.\n\nC.\n\nD."),
            // Sentences of one paragraph with one between them.
            (
                "Ten died. It began at noon. It is out.",
                "Nine died. It began at noon. It is out.",
                "Ten died. It began at noon. It burns on.",
                "Nine died. It began at noon. It burns on.",
            ),
            ("One. Two. Three.", "One. Two. Three. Four.", "Zero. Two. Three.", "Zero. Two. Three. Four."),
            // The same change by both.
            ("A.\n\nB.", "A1.\n\nB.", "A1.\n\nB.", "A1.\n\nB."),
        ] {
            let merged = of(base, ours, theirs);
            assert!(merged.conflicts.is_empty(), "{base:?}: {merged:?}");
            assert_eq!(merged.texts.get(&Part::Body), want);
        }
        let told = of("A.\n\nB.", "A1.\n\nB.", "A.\n\nB2.").taken;
        assert_eq!(told, [Place { part: Part::Body, words: "B2.".into() }]);
    }

    #[test]
    fn what_both_changed_is_for_a_person() {
        for (base, ours, theirs) in [
            ("Ten died.", "Nine died.", "Twelve died."),
            // Neighbouring sentences: the second may lean on the first.
            (
                "Ten died. They were sailors. It is out.",
                "Nine died. They were sailors. It is out.",
                "Ten died. They were dockers. It is out.",
            ),
            ("A.\n\nB.", "B.", "A2.\n\nB."),
            ("A.", "A.\n\nX.", "A.\n\nY."),
            ("A.\n\nB.\n\nC.", "B.\n\nA.\n\nC.", "A1.\n\nB.\n\nC."),
        ] {
            let merged = of(base, ours, theirs);
            assert_eq!(merged.conflicts.len(), 1, "{base:?} {ours:?} {theirs:?}: {merged:?}");
            assert!(marked(merged.texts.get(&Part::Body)).is_some());
        }
        assert_eq!(
            of("A.\n\nTen died.", "A.\n\nNine died.", "A.\n\nTwelve died.").texts.get(&Part::Body),
            "A.\n\n<<<<<<< yours\nNine died.\n||||||| revision 1, before either of you changed it\nTen died.\n\
             =======\nTwelve died.\n>>>>>>> revision 2, by ed"
        );
    }

    #[test]
    fn small_parts_are_taken_whole_or_asked_about() {
        let base = body("A.").with(Part::Byline, "Ann");
        let ours = base.clone().with(Part::Headline, "Great fire");
        let theirs = base.clone().with(Part::Byline, "Ben");
        let three =
            Three { base: &base, ours: &ours, theirs: &theirs, language: "en", base_name: "1", their_name: "2" };
        let merged = merge(&three);
        assert_eq!((merged.texts.get(&Part::Headline), merged.texts.get(&Part::Byline)), ("Great fire", "Ben"));
        let theirs = base.clone().with(Part::Headline, "Small fire");
        assert_eq!(merge(&Three { theirs: &theirs, ..three }).conflicts.len(), 1);
        // A part that one of them took out.
        let gone = base.clone().with(Part::Byline, "");
        assert_eq!(merge(&Three { theirs: &gone, ..three }).texts.get(&Part::Byline), "");
    }

    #[test]
    fn scripts_without_spaces_stay_without() {
        let merged = of("一。二。三。", "零。二。三。", "一。二。四。");
        assert_eq!(merged.texts.get(&Part::Body), "零。二。四。");
    }

    fn text() -> impl Strategy<Value = String> {
        let paragraph = proptest::collection::vec("[A-D][a-c]{0,2}[.]", 1..4).prop_map(|s| s.join(" "));
        proptest::collection::vec(paragraph, 1..5).prop_map(|p| p.join("\n\n"))
    }

    proptest! {
        #[test]
        fn no_words_of_either_side_are_lost(base in text(), ours in text(), theirs in text()) {
            let merged = of(&base, &ours, &theirs);
            let whole = merged.texts.get(&Part::Body);
            let count = |text: &str, word: &str| text.split_whitespace().filter(|w| *w == word).count();
            for word in ours.split_whitespace().chain(theirs.split_whitespace()) {
                // What one of them added is there.
                if count(&base, word) == 0 {
                    prop_assert!(count(whole, word) > 0, "{} is gone from {}", word, whole);
                }
            }
            // Who merges with an unchanged text gets the other one.
            prop_assert_eq!(of(&base, &base, &theirs).texts, body(&theirs));
            prop_assert_eq!(of(&base, &ours, &base).texts, body(&ours));
            prop_assert_eq!(of(&base, &ours, &ours).texts, body(&ours));
            // The other way round the same places are in question.
            prop_assert_eq!(of(&base, &theirs, &ours).conflicts.len(), merged.conflicts.len());
        }
    }
}
