//! What somebody who saw one text must be told before they decide on another:
//! the sentences that differ, side by side, a few of them.

use std::ops::Range;

use super::facts::sentence_at;
use crate::diff::{Block, BlockKind, Class, OpKind, TextDiff, diff};
use crate::domain::part::{Part, Texts};

/// The most places that are told one by one.
const TOLD: usize = 3;

/// The longest that a paragraph is told, in characters.
const LONGEST: usize = 160;

/// The places in which two versions of an article differ, the first few with
/// the words that were seen and those that stand there now.
pub(super) fn told(old: &Texts, new: &Texts, language: &str) -> Vec<String> {
    let mut parts: Vec<&Part> = old.iter().map(|(part, _)| part).collect();
    parts.extend(new.iter().map(|(part, _)| part).filter(|part| old.get(part).is_empty()));
    let mut lines = Vec::new();
    let mut places = 0;
    for part in parts {
        let (was, is) = (old.get(part), new.get(part));
        let found = diff(was, is);
        for block in found.blocks.iter().filter(|block| block.kind != BlockKind::Same) {
            places += 1;
            if places > TOLD {
                continue;
            }
            if *part != Part::Body {
                lines.push(format!("in the {part}:"));
            }
            lines.extend(place(part, (old, was), (new, is), language, &found, block));
        }
        if found.is_same() && was != is {
            places += 1;
            if places <= TOLD {
                lines.push(format!("the {part} is divided otherwise"));
            }
        }
    }
    match places.saturating_sub(TOLD) {
        0 => {}
        1 => lines.push("and in one more place".to_owned()),
        more => lines.push(format!("and in {more} more places")),
    }
    lines
}

fn place(
    part: &Part,
    (old, was): (&Texts, &str),
    (new, is): (&Texts, &str),
    language: &str,
    found: &TextDiff,
    block: &Block,
) -> Vec<String> {
    let whole = |text: &str, paragraphs: &[crate::diff::Span], range: &Range<usize>| {
        let first = paragraphs.get(range.start).map_or(0, |span| span.bytes.start);
        let last = range.end.checked_sub(1).and_then(|at| paragraphs.get(at)).map_or(first, |span| span.bytes.end);
        short(text.get(first..last).unwrap_or_default())
    };
    match block.kind {
        BlockKind::Deleted => {
            return vec![
                format!("you saw:   {}", whole(was, &found.old_paragraphs, &block.old)),
                "it is now gone".to_owned(),
            ];
        }
        BlockKind::Inserted => {
            return vec![format!("new to you: {}", whole(is, &found.new_paragraphs, &block.new))];
        }
        _ => {}
    }
    // The first change that says something, else the first of any sort.
    let changes = || block.ops.iter().filter(|op| op.kind != OpKind::Equal);
    let Some(op) = changes().find(|op| op.class == Some(Class::Substantive)).or_else(|| changes().next()) else {
        return vec![format!("it stands elsewhere now: {}", whole(is, &found.new_paragraphs, &block.new))];
    };
    let sentence = |texts: &Texts, chars: &Range<usize>| {
        let found = sentence_at(texts, language, part, chars.clone());
        found.map(|sentence| short(&sentence)).filter(|sentence| !sentence.is_empty())
    };
    match (sentence(old, &op.old.chars), sentence(new, &op.new.chars)) {
        (Some(before), Some(after)) if before != after => {
            vec![format!("you saw:   {before}"), format!("it is now: {after}")]
        }
        _ => vec![
            format!("you saw:   {}", whole(was, &found.old_paragraphs, &block.old)),
            format!("it is now: {}", whole(is, &found.new_paragraphs, &block.new)),
        ],
    }
}

fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let head: String = line.chars().take(LONGEST - 1).collect();
    format!("{}…", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(old: &str, new: &str) -> Vec<String> {
        let texts = |body: &str| Texts::default().with(Part::Headline, "Fire").with(Part::Body, body);
        told(&texts(old), &texts(new), "en")
    }

    #[test]
    fn what_was_seen_stands_beside_what_is_there() {
        assert_eq!(
            lines(
                "It began at noon. Ten people died in the fire. It is out.",
                "It began at noon. Nine people died in the fire. It is out."
            ),
            ["you saw:   Ten people died in the fire.", "it is now: Nine people died in the fire."]
        );
        assert_eq!(lines("One.\n\nTwo went away.", "One."), ["you saw:   Two went away.", "it is now gone"]);
        assert_eq!(lines("One.", "One.\n\nTwo came."), ["new to you: Two came."]);
        assert!(lines("Same.", "Same.").is_empty());
    }

    #[test]
    fn many_changes_are_counted() {
        let text = |word: &str| (0..9).map(|n| format!("Paragraph {n} says {word}.")).collect::<Vec<_>>().join("\n\n");
        let told = lines(&text("yes"), &text("no"));
        assert_eq!(told.last().unwrap(), "and in 6 more places");
        assert_eq!(told.len(), 7);
    }

    #[test]
    fn other_parts_are_named() {
        let old = Texts::default().with(Part::Headline, "Ten die").with(Part::Body, "Text.");
        let new = Texts::default().with(Part::Headline, "Nine die").with(Part::Byline, "Ann").with(Part::Body, "Text.");
        assert_eq!(
            told(&old, &new, "en"),
            ["in the headline:", "you saw:   Ten die", "it is now: Nine die", "in the byline:", "new to you: Ann"]
        );
    }
}
