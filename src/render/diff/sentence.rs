//! A short passage as it was and as it is, in one: `[-so-]{+thus+}`.

use super::Options;
use super::flow::{Flow, Gutter, Ink};
use super::inline::draw_op;
use crate::diff::revision::PartDiff;
use crate::domain::part::Part;
use crate::render::safe;

/// Draws the two in one passage, every line indented by so many columns. Where
/// nothing differs it is drawn plain.
pub fn sentence(old: &str, new: &str, indent: usize, options: &Options) -> String {
    let mut flow = Flow::default();
    if old == new {
        flow.push(Ink::Plain, safe::text(new).into_owned());
    } else {
        let part = PartDiff::new(Part::Body, old, new);
        let options = Options { full: true, ..options.clone() };
        for (at, block) in part.diff.blocks.iter().enumerate() {
            if at > 0 {
                flow.push(Ink::Plain, "\n");
            }
            for (at, op) in block.ops.iter().enumerate() {
                draw_op(&mut flow, op, &part, (at == 0, at + 1 == block.ops.len()), &options);
            }
        }
    }
    let margin = " ".repeat(indent);
    let mut out = String::new();
    flow.draw(&mut out, &Gutter { first: &margin, rest: &margin, ink: Ink::Plain }, options.width, options.color);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_marked_where_it_stands() {
        let draw = |old: &str, new: &str| sentence(old, new, 2, &Options { width: 0, ..Options::default() });
        assert_eq!(draw("Ten died in the fire.", "Ten died in the great fire."), "  Ten died in the {+great +}fire.\n");
        assert_eq!(draw("Ten died.", "Ten died."), "  Ten died.\n");
        assert!(!draw("Ten died.", "Ten \u{1b}[2J died.").contains('\u{1b}'));
    }
}
