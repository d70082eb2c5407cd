//! Light Markdown inside a paragraph: emphasis and links' targets, found so
//! that a change of them can be told from a change of words.
//!
//! Only what is certainly markup counts: emphasis that opens and closes in the
//! same paragraph, targets of links that are written out in full or defined in
//! the same text. A lone asterisk is a footnote mark, brackets are an editor's
//! insertion, strike-through says that words do not hold: none is markup here.

use std::collections::HashSet;
use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use super::text::slice;

/// The labels of a text's link definitions: lines such as `[1]: https://…`.
pub(super) fn definitions(text: &str) -> HashSet<&str> {
    text.lines().filter_map(|line| definition(line).map(|(label, _)| label)).collect()
}

/// A link definition's label, and where in the line its target lies.
fn definition(line: &str) -> Option<(&str, Range<usize>)> {
    let (label, rest) = line.strip_prefix('[')?.split_once(']')?;
    let target = rest.strip_prefix(':')?.trim();
    let start = line.len() - rest.len() + 1 + (rest.len() - 1 - rest.get(1..)?.trim_start().len());
    let known = !label.is_empty() && !label.starts_with('^') && !target.is_empty();
    (known && !target.contains(char::is_whitespace)).then(|| (label, start..start + target.len()))
}

/// The stretches of `text[range]`, one paragraph, that are markup; in order,
/// without overlap, as byte ranges of `text`.
pub(super) fn spans(text: &str, range: &Range<usize>, definitions: &HashSet<&str>) -> Vec<Range<usize>> {
    let part = slice(text, range.clone());
    if !part.bytes().any(|b| matches!(b, b'*' | b'_' | b'[')) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut line_start = 0;
    for line in part.split_inclusive('\n') {
        if let Some((_, target)) = definition(line.trim_end()) {
            found.push(line_start + target.start..line_start + target.end);
        }
        line_start += line.len();
    }
    links(part, definitions, &mut found);
    let fixed = found.len();
    emphasis(part, &mut found, fixed);
    found.sort_by_key(|r| (r.start, r.end));
    let mut end = 0;
    found.retain(|r| {
        let keep = r.start >= end && !r.is_empty();
        if keep {
            end = r.end;
        }
        keep
    });
    // Where a mark stands on a sign, or a sign binds it, nothing is markup.
    let whole = |at: usize| {
        let ascii = |at: usize| part.as_bytes().get(at).is_none_or(u8::is_ascii);
        (ascii(at) && (at == 0 || ascii(at - 1)))
            || GraphemeCursor::new(at, part.len(), true).is_boundary(part, 0) == Ok(true)
    };
    if !found.iter().all(|r| whole(r.start) && whole(r.end)) {
        return Vec::new();
    }
    found.into_iter().map(|r| range.start + r.start..range.start + r.end).collect()
}

/// `[words](target)`, `![alt](target)` and `[words][label]`: everything but the words.
fn links(part: &str, definitions: &HashSet<&str>, found: &mut Vec<Range<usize>>) {
    let bytes = part.as_bytes();
    let at = |i: usize| bytes.get(i).copied();
    let mut open = Vec::new();
    let mut i = 0;
    while let Some(b) = at(i) {
        match b {
            b'[' => open.push(i),
            b']' => {
                if let Some(start) = open.pop() {
                    let close = match at(i + 1) {
                        Some(b'(') => target_end(bytes, i + 2),
                        Some(b'[') => label_end(part, i + 2, definitions),
                        _ => None,
                    };
                    if let Some(close) = close {
                        let image = start > 0 && at(start - 1) == Some(b'!');
                        found.push(start - usize::from(image)..start + 1);
                        // Bracket, target, bracket: a change of the target is one of it alone.
                        found.extend([i..i + 2, i + 2..close - 1, close - 1..close]);
                        i = close;
                        continue;
                    }
                }
            }
            _ => {}
        }
        i += 1;
    }
}

/// The end of a link's target that starts at `from`, past its bracket. Stops at
/// anything that a target does not hold, so that the scan stays linear.
fn target_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut inner = false;
    for (i, b) in bytes.iter().enumerate().skip(from) {
        match b {
            b')' if inner => inner = false,
            b')' => return Some(i + 1),
            b'(' if inner => return None,
            b'(' => inner = true,
            b'[' | b']' | b'\n' => return None,
            _ => {}
        }
    }
    None
}

/// The end of a reference's label that starts at `from`, past its bracket.
fn label_end(part: &str, from: usize, definitions: &HashSet<&str>) -> Option<usize> {
    let rest = part.get(from..)?;
    let len = rest.bytes().position(|b| matches!(b, b'[' | b']' | b'\n'))?;
    let label = rest.get(..len)?;
    (rest.as_bytes().get(len) == Some(&b']') && definitions.contains(label)).then_some(from + len + 1)
}

/// Runs of one to three `*` or `_` that open and close. The first `fixed` of
/// `found` are links, in whose targets nothing is emphasis.
fn emphasis(part: &str, found: &mut Vec<Range<usize>>, fixed: usize) {
    let mut targets: Vec<_> = found.iter().take(fixed).cloned().collect();
    targets.sort_by_key(|r| r.start);
    let mut targets = targets.into_iter().peekable();
    // The last opener of each mark and length.
    let mut open: [[Option<usize>; 3]; 2] = [[None; 3]; 2];
    let bytes = part.as_bytes();
    let mut i = 0;
    let mut code = false;
    while let Some(&b) = bytes.get(i) {
        while targets.peek().is_some_and(|t| t.end <= i) {
            targets.next();
        }
        if let Some(target) = targets.peek()
            && target.start <= i
        {
            i = target.end;
            continue;
        }
        if b == b'`' {
            code = !code;
        }
        if code || !matches!(b, b'*' | b'_') {
            i += 1;
            continue;
        }
        let run = bytes.iter().skip(i).take_while(|c| **c == b).count();
        let before = slice(part, 0..i).chars().next_back();
        let after = slice(part, i + run..part.len()).chars().next();
        let edge = |c: Option<char>| {
            c.is_none_or(|c| !c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c))
        };
        let solid = |c: Option<char>| {
            c.is_some_and(|c| !c.is_whitespace() && !unicode_normalization::char::is_combining_mark(c))
        };
        let slot = open.get_mut(usize::from(b == b'_')).and_then(|of| of.get_mut(run.wrapping_sub(1)));
        if let Some(slot) = slot {
            match *slot {
                Some(start) if solid(before) && edge(after) => {
                    found.push(start..start + run);
                    found.push(i..i + run);
                    *slot = None;
                }
                _ if solid(after) && edge(before) => *slot = Some(i),
                _ => {}
            }
        }
        i += run;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> Vec<&str> {
        let definitions = definitions(text);
        spans(text, &(0..text.len()), &definitions).into_iter().map(|r| slice(text, r)).collect()
    }

    #[test]
    fn markup_and_what_only_looks_like_it() {
        assert_eq!(marked("a *word* and **two** _more_"), ["*", "*", "**", "**", "_", "_"]);
        assert_eq!(marked("a [report](https://x.org/a_b_(c)) said"), ["[", "](", "https://x.org/a_b_(c)", ")"]);
        assert_eq!(marked("![The mayor, left](img/a.jpg)"), ["![", "](", "img/a.jpg", ")"]);
        assert_eq!(marked("A [report][1] said\n[1]: https://x.org"), ["[", "][", "1", "]", "https://x.org"]);
        for plain in
            ["price* rose", "2*3*4", "* item", "[He] [Putin] said", "a_b_c", "~~gone~~", "[x](", "]]](((", "`*a*`"]
        {
            assert_eq!(marked(plain), Vec::<&str>::new(), "{plain}");
        }
    }
}
