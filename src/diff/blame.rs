//! Which revision last wrote each sentence of a text.
//!
//! The walk goes backwards, from the text that is asked about to the first
//! revision, through the comparison of each with the one before. A sentence
//! that stands there word for word, in place or moved, goes on to be looked for
//! in the one before that; any other was written by the revision at which the
//! walk stands. Each comparison is made once, and the walk is over when every
//! sentence has its revision.

use std::collections::HashMap;
use std::ops::Range;

use super::{Block, Class, Op, OpKind, TextDiff, diff};
use crate::domain::context::Reading;
use crate::domain::ids::RevisionNumber;
use crate::domain::part::{Part, Texts};

/// A sentence that is found elsewhere in the revision before has at least so
/// many characters: "he said" proves nothing.
const TELLING: usize = 12;

/// Characters that one step reads at most, looking for sentences elsewhere;
/// where there are more to be looked for, they count as written anew.
const WORK: usize = 400_000_000;

/// A sentence and the revision that wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blamed {
    /// The part of the text.
    pub part: Part,
    /// Where it stands, in characters of that part.
    pub chars: Range<usize>,
    /// The revision that gave it its present words.
    pub revision: RevisionNumber,
}

/// A walk back through an article's revisions.
#[derive(Debug)]
pub struct Blame {
    language: String,
    /// Whether changes of glyphs, spacing and markup count too.
    strict: bool,
    number: RevisionNumber,
    texts: Texts,
    sentences: Vec<Sentence>,
}

#[derive(Debug)]
struct Sentence {
    part: Part,
    /// Where it stands in the text that was asked about.
    own: Range<usize>,
    /// Where it stands in the revision at which the walk is.
    at: Range<usize>,
    /// Who wrote it, once that is known.
    by: Option<RevisionNumber>,
}

impl Blame {
    /// A walk that begins at a revision's texts. Unless it is `strict`, changes
    /// of quotation marks' and dashes' forms, of white space, of emphasis and of
    /// links' targets leave a sentence to its revision. `language` is the
    /// article's, for where sentences end.
    pub fn new(number: RevisionNumber, texts: Texts, language: &str, strict: bool) -> Self {
        let reading = Reading::of(&texts, language);
        let sentences = texts.iter().flat_map(|(part, _)| {
            let own =
                |chars: &Range<usize>| Sentence { part: part.clone(), own: chars.clone(), at: chars.clone(), by: None };
            reading.sentences(part).iter().map(own).collect::<Vec<_>>()
        });
        let sentences = sentences.collect();
        Self { language: language.to_owned(), strict, number, texts, sentences }
    }

    /// Goes on to the revision before; answers whether there is more to find.
    pub fn before(&mut self, number: RevisionNumber, texts: Texts) -> bool {
        let mut parts: HashMap<Part, Vec<&mut Sentence>> = HashMap::new();
        for sentence in self.sentences.iter_mut().filter(|s| s.by.is_none()) {
            parts.entry(sentence.part.clone()).or_default().push(sentence);
        }
        let mut open = 0;
        for (part, mut sentences) in parts {
            let (old, new) = (texts.get(&part), self.texts.get(&part));
            if old != new {
                let step = Step { old, new, part: &part, language: &self.language, strict: self.strict };
                step.carry(&mut sentences, self.number);
            }
            open += sentences.iter().filter(|s| s.by.is_none()).count();
        }
        (self.number, self.texts) = (number, texts);
        open > 0
    }

    /// The sentences in reading order. What no earlier revision was shown for
    /// was written by the last one that was.
    pub fn finish(self) -> Vec<Blamed> {
        let last = self.number;
        let blamed = |s: Sentence| Blamed { part: s.part, chars: s.own, revision: s.by.unwrap_or(last) };
        self.sentences.into_iter().map(blamed).collect()
    }
}

/// From one revision of a part to the one before.
struct Step<'a> {
    old: &'a str,
    new: &'a str,
    part: &'a Part,
    language: &'a str,
    strict: bool,
}

impl Step<'_> {
    /// Finds each sentence in the old text, or says that `number` wrote it.
    fn carry(&self, sentences: &mut [&mut Sentence], number: RevisionNumber) {
        let diff = diff(self.old, self.new);
        let ops: Vec<(&Block, &Op)> = diff
            .blocks
            .iter()
            .filter(|block| !block.new.is_empty())
            .flat_map(|block| block.ops.iter().map(move |op| (block, op)))
            .collect();
        let mut lost = Vec::new();
        // Where in the old text a sentence was found already.
        let mut taken: Vec<Range<usize>> = Vec::new();
        for sentence in sentences.iter_mut() {
            if let Some(at) = self.mapped(&diff, &ops, &sentence.at) {
                taken.push(at.clone());
                sentence.at = at;
            } else {
                lost.push(&mut **sentence);
            }
        }
        if lost.is_empty() {
            return;
        }
        let (old, new) = (Places::new(self.old), Places::new(self.new));
        let most = WORK / self.old.len().max(1);
        for (looked_for, sentence) in lost.into_iter().enumerate() {
            let words = new.text(&sentence.at).trim();
            let telling = looked_for < most && words.chars().nth(TELLING - 1).is_some();
            let will_do = |at: &Range<usize>| {
                taken.iter().all(|t| t.end <= at.start || at.end <= t.start) && self.is_whole(&diff, at)
            };
            let found = if telling { old.find(words, will_do) } else { None };
            match found {
                Some(at) => {
                    taken.push(at.clone());
                    sentence.at = at;
                }
                None => sentence.by = Some(number),
            }
        }
    }

    fn is_light(&self, op: &Op) -> bool {
        !self.strict && matches!(op.class, Some(Class::Typographic | Class::Spacing | Class::Markup))
    }

    /// Where a stretch of the new text stands in the old one, if the comparison
    /// leaves its words alone.
    fn mapped(&self, diff: &TextDiff, ops: &[(&Block, &Op)], at: &Range<usize>) -> Option<Range<usize>> {
        // The first that doesn't end before it; one more that may touch its edge.
        let first = ops.partition_point(|(_, op)| op.new.chars.end < at.start);
        let mut found: Option<(&Block, Range<usize>)> = None;
        let mut touched = false;
        for (block, op) in ops.get(first..)?.iter().take_while(|(_, op)| op.new.chars.start <= at.end) {
            let (new, old) = (&op.new.chars, &op.old.chars);
            let inside = if new.is_empty() {
                at.start < new.start && new.end < at.end
            } else {
                new.start < at.end && at.start < new.end
            };
            if op.kind != OpKind::Equal && !self.is_light(op) {
                if inside {
                    return None;
                }
                touched = true;
                continue;
            }
            if !inside {
                continue;
            }
            // Within equal words positions correspond; other stretches count whole.
            let (start, end) = match op.kind {
                OpKind::Equal => {
                    (old.start + at.start.saturating_sub(new.start), old.end - new.end.saturating_sub(at.end))
                }
                _ => (old.start, old.end),
            };
            found = Some(match found {
                None => (block, start..end),
                Some((before, range)) if std::ptr::eq(before, *block) || before.old.end == block.old.start => {
                    (block, range.start..end.max(range.end))
                }
                Some(_) => return None,
            });
        }
        let (_, range) = found.filter(|(_, range)| !range.is_empty())?;
        // A change beside it is none of its own where the old sentence had the same edges.
        // White space may stand between the two.
        let beside = |(_, op): &&(&Block, &Op)| op.kind != OpKind::Equal && !self.is_light(op);
        let near = |op: &Op| op.new.chars.end + 1 >= at.start && op.new.chars.start <= at.end + 1;
        touched |= ops
            .get(first.saturating_sub(2)..)
            .unwrap_or_default()
            .iter()
            .take_while(|(_, op)| op.new.chars.start <= at.end + 1)
            .any(|pair| beside(&pair) && near(pair.1));
        (!touched || self.is_whole(diff, &range)).then_some(range)
    }

    /// Whether a stretch of the old text is a sentence, or several.
    fn is_whole(&self, diff: &TextDiff, at: &Range<usize>) -> bool {
        let holds = diff.old_paragraphs.partition_point(|p| p.chars.end <= at.start);
        let Some(paragraph) = diff.old_paragraphs.get(holds).filter(|p| p.chars.start <= at.start) else {
            return false;
        };
        let text = self.old.get(paragraph.bytes.clone()).unwrap_or_default();
        let reading = Reading::of(&Texts::default().with(self.part.clone(), text), self.language);
        let from = paragraph.chars.start;
        let sentences = reading.sentences(self.part);
        let starts = sentences.iter().any(|s| s.start + from == at.start);
        starts && (sentences.iter().any(|s| s.end + from == at.end) || paragraph.chars.end < at.end)
    }
}

/// A text whose characters can be found by number.
struct Places<'t> {
    text: &'t str,
    /// The byte of each character, and the end.
    bytes: Vec<usize>,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        let bytes = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len())).collect();
        Self { text, bytes }
    }

    fn text(&self, chars: &Range<usize>) -> &'t str {
        let byte = |at: usize| self.bytes.get(at).copied().unwrap_or(self.text.len());
        self.text.get(byte(chars.start)..byte(chars.end)).unwrap_or_default()
    }

    /// The first place of these words that will do; only so many are looked at.
    fn find(&self, words: &str, will_do: impl Fn(&Range<usize>) -> bool) -> Option<Range<usize>> {
        let length = words.chars().count();
        self.text.match_indices(words).take(8).find_map(|(byte, _)| {
            let start = self.bytes.partition_point(|b| *b < byte);
            Some(start..start + length).filter(&will_do)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fold;

    /// Who wrote each sentence of the last of these bodies.
    fn blame(bodies: &[&str], strict: bool) -> Vec<(String, u32)> {
        let texts = |n: usize| Texts::default().with(Part::Body, bodies[n - 1]);
        let last = bodies.len();
        let number = |n: usize| RevisionNumber(i64::try_from(n).unwrap());
        let mut blame = Blame::new(number(last), texts(last), "en", strict);
        let mut at = last - 1;
        while at > 0 && blame.before(number(at), texts(at)) {
            at -= 1;
        }
        let chars: Vec<char> = bodies[last - 1].chars().collect();
        let said = |b: Blamed| {
            let text: String = chars[b.chars].iter().collect();
            (text, u32::try_from(b.revision.0).unwrap())
        };
        blame.finish().into_iter().map(said).collect()
    }

    #[test]
    fn each_sentence_has_the_revision_that_wrote_it() {
        for (bodies, wanted) in [
            (&["One came. Two left."][..], &[("One came.", 1), ("Two left.", 1)][..]),
            (&["One came. Two left.", "One came. Three left."], &[("One came.", 1), ("Three left.", 2)]),
            // Deleted words are a change; deleted sentences are none of their neighbours'.
            (
                &["He did not say so. They left.", "He did say so. They left."],
                &[("He did say so.", 2), ("They left.", 1)],
            ),
            (&["One came. Two left. Three sang.", "One came. Three sang."], &[("One came.", 1), ("Three sang.", 1)]),
            (
                &["One came. Two left.", "One came. New words here. Two left."],
                &[("One came.", 1), ("New words here.", 2), ("Two left.", 1)],
            ),
            // Cut at an edge.
            (&["Police said that ten people died.", "Police said that."], &[("Police said that.", 2)]),
            (
                &["Two left, and one came back. So it was.", "Two left. So it was."],
                &[("Two left.", 2), ("So it was.", 1)],
            ),
            // A paragraph moves, is split, is merged.
            (
                &[
                    "One man came here first.\n\nTwo men left there next.",
                    "Two men left there next.\n\nOne man came here first.",
                ],
                &[("Two men left there next.", 1), ("One man came here first.", 1)],
            ),
            (&["One came. Two left.", "One came.\n\nTwo left."], &[("One came.", 1), ("Two left.", 1)]),
            (&["One came.\n\nTwo left.", "One came. Two left."], &[("One came.", 1), ("Two left.", 1)]),
            // A sentence moves within its paragraph.
            (
                &[
                    "One man came here first. Two men left there next.",
                    "Two men left there next. One man came here first.",
                ],
                &[("Two men left there next.", 1), ("One man came here first.", 1)],
            ),
            // Each on its own.
            (
                &["A one. B one.", "A two. B one.", "A two. B two.", "A two. B three."],
                &[("A two.", 2), ("B three.", 4)],
            ),
            // Taken back: written again.
            (&["A one is here.", "A two is here.", "A one is here."], &[("A one is here.", 3)]),
            (&["", "One came."], &[("One came.", 2)]),
            (&["- one thing\n- two things", "- one thing\n- three things"], &[("one thing", 1), ("three things", 2)]),
        ] {
            let wanted: Vec<(String, u32)> = wanted.iter().map(|(t, n)| ((*t).to_owned(), *n)).collect();
            assert_eq!(blame(bodies, false), wanted, "{bodies:?}");
        }
    }

    #[test]
    fn other_glyphs_are_not_other_words_unless_one_is_strict() {
        for (old, new) in [("He said \"no\" twice.", "He said “no” twice."), ("The *new* law.", "The **new** law.")]
        {
            assert_eq!(blame(&[old, new], false), [(new.to_owned(), 1)]);
            assert_eq!(blame(&[old, new], true), [(new.to_owned(), 2)]);
        }
        assert_eq!(blame(&["It rose 1.5 percent.", "It rose 15 percent."], false)[0].1, 2);
        assert_eq!(blame(&["The Polish flag.", "The polish flag."], false)[0].1, 2);
    }

    use proptest::prelude::*;

    const SENTENCES: &[&str] = &[
        "The council met on Monday.",
        "Ten people died in the fire.",
        "Police deny it.",
        "Rents rose 1.5 percent in spring.",
        "“We lost,” he said.",
        "Nobody else spoke there.",
        "The mayor did not come.",
        "So it was.",
    ];

    /// Sentences, and where paragraphs end among them.
    fn body() -> impl Strategy<Value = Vec<(usize, bool)>> {
        proptest::collection::vec((0..SENTENCES.len(), any::<bool>()), 0..8)
    }

    /// An edit: which sentence, what becomes of it.
    fn edits() -> impl Strategy<Value = Vec<(usize, u8, usize)>> {
        proptest::collection::vec((any::<usize>(), 0_u8..5, 0..SENTENCES.len()), 0..3)
    }

    fn text(body: &[(usize, bool)], reworded: &[bool]) -> String {
        let mut out = String::new();
        for (at, (sentence, ends)) in body.iter().enumerate() {
            let words = SENTENCES[*sentence];
            let again = reworded.get(at).copied().unwrap_or(false);
            out.push_str(&if again { words.replacen(' ', " newly ", 1) } else { words.to_owned() });
            out.push_str(if *ends { "\n\n" } else { " " });
        }
        out.trim_end().to_owned()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_sentence_stands_since_its_revision_and_not_before(first in body(), steps in proptest::collection::vec(edits(), 0..5)) {
            let mut bodies = vec![text(&first, &[])];
            let (mut body, mut reworded) = (first, Vec::new());
            for step in steps {
                for (at, what, with) in step {
                    let at = at % (body.len() + 1);
                    match what {
                        0 => body.insert(at, (with, false)),
                        1 if at < body.len() => drop(body.remove(at)),
                        2 if at < body.len() => {
                            let moved = body.remove(at);
                            body.insert(with % (body.len() + 1), moved);
                        }
                        3 if at < body.len() => body[at].1 = !body[at].1,
                        _ => {
                            reworded.resize(reworded.len().max(at + 1), false);
                            reworded[at] = !reworded[at];
                        }
                    }
                }
                bodies.push(text(&body, &reworded));
            }
            let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
            let last = bodies[bodies.len() - 1];
            let blamed = blame(&bodies, false);
            let split = |text: &str| -> Vec<String> {
                let reading = Reading::of(&Texts::default().with(Part::Body, text), "en");
                let places = Places::new(text);
                reading.sentences(&Part::Body).iter().map(|s| places.text(s).to_owned()).collect()
            };
            prop_assert_eq!(blamed.iter().map(|b| b.0.clone()).collect::<Vec<_>>(), split(last), "all, in order");
            for (words, by) in &blamed {
                let by = usize::try_from(*by).unwrap();
                // Two that are one now may have stood in two paragraphs.
                let stands = |body: &&str| fold::spaces(&body.replace("\n\n", " ")).contains(&fold::spaces(words));
                prop_assert!(bodies[by - 1..].iter().all(stands), "{} {:?}", words, bodies);
                let once = |body: &str| split(body).iter().filter(|s| *s == words).count() == 1;
                let kept = by > 1 && once(bodies[by - 1]) && once(bodies[by - 2]) && words.chars().count() >= TELLING;
                prop_assert!(!kept, "{} stood before {}: {:?}", words, by, bodies);
            }
        }
    }
}
