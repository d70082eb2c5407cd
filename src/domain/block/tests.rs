//! Blocks, line by line.

use super::*;
use proptest::prelude::*;

fn blocks(text: &str) -> Vec<(Kind, String)> {
    let chars: Vec<char> = text.chars().collect();
    parse(&chars)
        .into_iter()
        .map(|b| {
            let lines: Vec<String> = b.lines.iter().map(|l| chars[l.clone()].iter().collect()).collect();
            (b.kind, lines.join("/"))
        })
        .collect()
}

fn owned(list: &[(Kind, &str)]) -> Vec<(Kind, String)> {
    list.iter().map(|(k, s)| (*k, (*s).to_owned())).collect()
}

#[test]
fn the_kinds() {
    use Kind::*;
    let text = "# Title #\n\nA line\nand more.\n\nSub\n---\n\n- one\n  two\n\n  three\n- four\n1. five\n\n| a | b |\n|---|---|\n| 1 | 2 |\nend\n\n```\ncode\n\nmore\n```\n[1]: http://x.y\n[^2]: Note\nmore\n\n![i](u)\n\n***\n";
    assert_eq!(
        blocks(text),
        owned(&[
            (Heading(1), "Title"),
            (Paragraph, "A line/and more."),
            (Heading(2), "Sub"),
            (Item, "one/two"),
            (Item, "three"),
            (Item, "four"),
            (Item, "five"),
            (TableHeader, "| a | b |"),
            (TableRule, "|---|---|"),
            (Row, "| 1 | 2 |"),
            (Paragraph, "end"),
            (Code, "```/code//more/```"),
            (Definition, "[1]: http://x.y"),
            (Footnote, "[^2]: Note/more"),
            (Image, "![i](u)"),
            (Rule, "***"),
        ])
    );
}

#[test]
fn a_line_break_can_make_a_bullet() {
    assert_eq!(blocks("It fell to\n- 5 degrees.").len(), 2);
    assert_eq!(blocks("It fell in\n1945. The end.").len(), 1);
    assert_eq!(blocks("> quoted\nlazily\n\nNot.").len(), 2);
}

#[test]
fn indented_code_ends_with_its_indentation_and_nothing_in_it_is_a_mark() {
    use Kind::{Code, Heading, Item, Paragraph};
    assert_eq!(
        blocks("    a\n    # b\n    - c\n    ---\n# d\n    e\nf\n\n>     g\n> h\n"),
        owned(&[
            (Code, "a/# b/- c/---"),
            (Heading(1), "d"),
            (Code, "e"),
            (Paragraph, "f"),
            (Code, "g"),
            (Paragraph, "h"),
        ])
    );
    assert_eq!(blocks("a\n    # b\n    ---\n"), owned(&[(Paragraph, "a/# b/---")]));
    assert_eq!(blocks("- a\n\n      # b\n\n  # c\n"), owned(&[(Item, "a"), (Item, "# b"), (Heading(1), "c")]));
}

#[test]
fn ranks_and_leads() {
    let chars: Vec<char> = "The list:\n\n1. one\n1. two\n   - in two\n1. three".chars().collect();
    let got: Vec<_> = parse(&chars).iter().map(|b| (b.rank, b.lead)).collect();
    assert_eq!(got, [(None, None), (Some(1), Some(0)), (Some(2), Some(0)), (None, Some(2)), (Some(3), Some(0))]);
}

proptest! {
    #[test]
    fn every_visible_character_lies_in_one_block(text in "([ \\t\\n>#|`~*+0-9a\\[\\]:^!-]|\\PC){0,80}") {
        let chars: Vec<char> = text.chars().collect();
        // The marks of an empty line of a quotation belong to no block.
        let empty = |c: &char| c.is_whitespace() || *c == '>';
        for blocks in [parse(&chars), plain(&chars)] {
            let mut at = 0;
            for block in &blocks {
                prop_assert!(block.whole.start >= at && block.whole.end <= chars.len(), "{:?}", blocks);
                prop_assert!(chars[at..block.whole.start].iter().all(empty), "{:?}", blocks);
                for line in &block.lines {
                    prop_assert!(line.start <= line.end && line.end <= chars.len());
                }
                at = block.whole.end;
            }
            prop_assert!(chars[at..].iter().all(empty), "{:?}", blocks);
        }
    }
}
