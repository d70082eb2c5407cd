//! The public note of a correction, drafted from what changed: a beginning for
//! an editor to mend, never published as it is.

use super::Result;
use super::facts::Head;
use crate::diff::{Class, Op, OpKind, diff};
use crate::domain::context::Reading;
use crate::domain::part::{Part, Texts};
use crate::store::{Read, revision};

/// The most changes that a drafted note names.
const MOST: usize = 2;

/// The longest sentence that a drafted note quotes, in characters.
const LONGEST: usize = 240;

/// A note that says what is public and what would be. Empty where nothing is public.
pub fn drafted(r: &Read<'_>, head: &Head) -> Result<String> {
    let Some(public) = head.article.published else { return Ok(String::new()) };
    let before = revision::texts(r, head.article.id, public)?;
    Ok(between(&before, &head.texts, &head.article.language))
}

fn between(before: &Texts, after: &Texts, language: &str) -> String {
    let (was, is) = (Reading::of(before, language), Reading::of(after, language));
    let mut said: Vec<String> = Vec::new();
    for part in [Part::Headline, Part::Standfirst, Part::Body] {
        let (old, new) = (before.get(&part), after.get(&part));
        for op in diff(old, new).blocks.iter().flat_map(|block| &block.ops) {
            if op.class != Some(Class::Substantive) {
                continue;
            }
            let line = sentence(&was, &part, old, op, false)
                .zip(sentence(&is, &part, new, op, true))
                .filter(|_| op.kind == OpKind::Replace)
                .map(|(old, new)| {
                    format!("An earlier version of this report said: “{old}” It should have said: “{new}”")
                });
            if let Some(line) = line
                && !said.contains(&line)
            {
                said.push(line);
            }
            if said.len() == MOST {
                return said.join(" ");
            }
        }
    }
    if said.is_empty() {
        return "This report was changed after it was first published.".to_owned();
    }
    said.join(" ")
}

/// The sentence that a change lies in, where it is short enough to quote.
fn sentence(reading: &Reading, part: &Part, text: &str, op: &Op, new: bool) -> Option<String> {
    let span = if new { &op.new } else { &op.old };
    let range = reading.sentence_range(part, span.chars.clone())?;
    let words: String = text.chars().skip(range.start).take(range.len()).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty() && words.chars().count() <= LONGEST).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Texts {
        Texts::default().with(Part::Headline, "Fire at the harbour").with(Part::Body, text)
    }

    #[test]
    fn a_changed_sentence_is_said_as_it_was_and_is() {
        let old = body("The fire began at noon. It killed 12 people. It is out.");
        let new = body("The fire began at noon. It killed 7 people. It is out.");
        assert_eq!(
            between(&old, &new, "en"),
            "An earlier version of this report said: “It killed 12 people.” It should have said: “It killed 7 people.”"
        );
    }

    #[test]
    fn what_can_not_be_put_side_by_side_is_said_in_general() {
        let old = body("The fire began at noon.");
        let new = body("The fire began at noon.\n\nIt killed 7 people.");
        assert_eq!(between(&old, &new, "en"), "This report was changed after it was first published.");
    }
}
