//! Texts as the oracle compares them: glyphs of one class as one, spaces that
//! are no difference of words left out.

use crate::seen::spaces;

/// The text with the glyphs of each class as one, for comparing.
pub fn folded(text: &str) -> String {
    let chars: Vec<char> = spaces(text).replace("...", "…").replace("--", "—").chars().collect();
    let mut out = String::new();
    for (at, c) in chars.iter().enumerate() {
        let before = if at == 0 { ' ' } else { chars[at - 1] };
        let after = chars.get(at + 1).copied().unwrap_or(' ');
        let digit = char::is_numeric;
        out.push(match c {
            '“' | '”' | '„' | '‟' | '«' | '»' => '"',
            '‘' | '’' | '‚' | '‛' | '‹' | '›' => '\'',
            '-' | '‐' | '‑' | '–' | '—' | '―' | '−' => {
                let spaced = before.is_whitespace() && after.is_whitespace();
                let near = |mut side: Box<dyn Iterator<Item = &char> + '_>| {
                    side.find(|c| !c.is_whitespace()).is_some_and(|c| digit(*c))
                };
                let by_digit = near(Box::new(chars[..at].iter().rev())) || near(Box::new(chars[at + 1..].iter()));
                if digit(before) && digit(after) {
                    if matches!(c, '-' | '‐' | '‑' | '–') { '\u{1}' } else { *c }
                } else if digit(after) || "$€£¥".contains(after) {
                    if matches!(c, '-' | '−') { '\u{2}' } else { *c }
                } else if before.is_alphanumeric() && after.is_alphanumeric() {
                    if matches!(c, '-' | '‐' | '‑') { '\u{3}' } else { '\u{4}' }
                } else if !by_digit && (matches!(c, '–' | '—' | '―') || (spaced && *c == '-')) {
                    '\u{4}'
                } else {
                    *c
                }
            }
            other => *other,
        });
    }
    out
}

/// The text as [`folded`], without spaces beside marks where neither side is
/// a number: a space there is no difference of words.
pub fn closed(text: &str) -> String {
    // A bullet that became part of a line of text, or of the quote.
    let text = folded(text).replace('\u{4}', "—").replace(" *", " ");
    let chars: Vec<char> = text.trim_start_matches(['*', ' ']).chars().collect();
    let mut out = String::new();
    for (at, c) in chars.iter().enumerate() {
        let side = |n: Option<usize>| n.and_then(|n| chars.get(n)).copied().unwrap_or(' ');
        let (before, after) = (side(at.checked_sub(1)), side(Some(at + 1)));
        let word = |c: char| c.is_alphanumeric();
        let number = |c: char| c.is_numeric() || "$€£¥%+−\u{1}\u{2}".contains(c);
        let marks = !word(before) || !word(after);
        let counts = number(after) || number(before);
        // An arrow back from a footnote is no sign of any number.
        let arrow = before == '↩' || after == '↩';
        let loose = *c == ' ' && marks && (!counts || arrow);
        if !loose {
            out.push(*c);
        }
    }
    out
}
