//! How words are set off: their source without what a link adds to it.
//!
//! A link that comes or goes, and emphasis that does, are two things to know;
//! both change the source of a sentence.

use super::fold;

/// A source in one form of each glyph, without the brackets and targets of its
/// links and images: what is left differs where emphasis or other markup does.
pub fn set_off(source: &str) -> String {
    let folded: Vec<char> = fold::glyphs(source).chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while let Some(c) = folded.get(at).copied() {
        let next = folded.get(at + 1).copied();
        match (c, next) {
            (']', Some(open @ ('(' | '['))) => at = closed(&folded, at + 1, open),
            ('[' | ']', _) => {}
            ('!', Some('[')) => {}
            _ => out.push(c),
        }
        at += 1;
    }
    out
}

/// The place of the bracket that closes the one at `from`; that one's, where none does.
fn closed(chars: &[char], from: usize, open: char) -> usize {
    let close = if open == '(' { ')' } else { ']' };
    let mut deep = 0usize;
    for (at, c) in chars.iter().enumerate().skip(from) {
        if *c == open {
            deep += 1;
        } else if *c == close {
            deep = deep.saturating_sub(1);
            if deep == 0 {
                return at;
            }
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_no_emphasis() {
        let plain = set_off("A report told of \"it\".");
        for same in [
            "A [report](http://a.example/(x)) told of “it”.",
            "A [report][1] told of \"it\".",
            "A [report] told of \"it\".",
        ] {
            assert_eq!(set_off(same), plain, "{same}");
        }
        for other in ["A *report* told of \"it\".", "A [*report*](http://a.example) told of \"it\"."] {
            assert_ne!(set_off(other), plain, "{other}");
        }
    }
}
