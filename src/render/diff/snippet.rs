//! The difference between two short texts, a sentence or so: `[-so-]{+thus+}`.

use super::flow::{Flow, Gutter, Ink};
use crate::diff::{OpKind, TextDiff};
use crate::render::safe;

/// Draws two versions of a sentence as one paragraph, indented by so many
/// columns and wrapped to the width where there is one. `diff` is theirs.
pub fn snippet(old: &str, new: &str, diff: &TextDiff, indent: usize, width: Option<usize>, color: bool) -> String {
    let mut flow = Flow::default();
    let text = |of: &str, bytes: std::ops::Range<usize>| safe::text(of.get(bytes).unwrap_or_default()).into_owned();
    for (at, block) in diff.blocks.iter().enumerate() {
        if at > 0 {
            flow.push(Ink::Plain, " ");
        }
        for op in &block.ops {
            let (gone, come) = (text(old, op.old.bytes.clone()), text(new, op.new.bytes.clone()));
            if op.kind == OpKind::Equal {
                flow.push(Ink::Plain, come);
                continue;
            }
            for (words, ink, open, close) in [(gone, Ink::Gone, "[-", "-]"), (come, Ink::Come, "{+", "+}")] {
                // Spaces inside the marks read as typing errors: they go outside, unless they are all there is.
                let inner = if words.trim().is_empty() { words.as_str() } else { words.trim() };
                let (before, after) = words.split_once(inner).unwrap_or_default();
                if !inner.is_empty() {
                    flow.push(Ink::Plain, before);
                    flow.push(ink, format!("{open}{inner}{close}"));
                    flow.push(Ink::Plain, after);
                }
            }
        }
    }
    let mut out = String::new();
    let gutter = " ".repeat(indent);
    flow.draw(&mut out, &Gutter { first: &gutter, rest: &gutter, ink: Ink::Plain }, width.unwrap_or(0), color);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::diff;

    #[test]
    fn what_went_and_came_is_marked_where_it_stood() {
        let draw = |old: &str, new: &str| snippet(old, new, &diff(old, new), 2, Some(40), false);
        assert_eq!(draw("It rose 1.5 percent.", "It rose 15 percent."), "  It rose [-1.5-]{+15+} percent.\n");
        assert_eq!(draw("He did say so.", "He did not say so."), "  He did {+not+} say so.\n");
        assert!(!draw("a \u{1b}[31m b", "a \u{1b}[32m b").contains('\u{1b}'));
    }
}
