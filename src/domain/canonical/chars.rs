//! Which characters a text may hold, and what becomes of the others.
//!
//! Three fates: removed and reported, because nothing is lost (soft hyphens,
//! zero width spaces outside scripts that need them, stray direction marks);
//! refused, because they hide or reorder words (controls, direction overrides,
//! interlinear annotation, tag characters outside flag emoji); everything else
//! stays as it is, look-alikes and joiners included.

use unicode_normalization::char::canonical_combining_class;

use super::{Place, Refusal, Repair};

/// What a quick look at a text found.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Survey {
    /// A character that [`clean`] must decide about.
    pub(super) special: bool,
    /// A direction embedding, isolate or its end.
    pub(super) directions: bool,
    /// A character that may not be in normal form C.
    pub(super) may_decompose: bool,
}

/// Looks for the characters that need work. Runs of plain ASCII, which is most
/// of most texts, are passed over without decoding a character.
pub(super) fn survey(text: &str) -> Survey {
    let plain = |b: u8| matches!(b, b' '..=b'~' | b'\n' | b'\t');
    let mut found = Survey::default();
    let mut rest = text;
    loop {
        // A fold without an early exit over short blocks lets the compiler use vector instructions.
        let mut blocks = rest.as_bytes().chunks(64);
        let skipped =
            blocks.by_ref().take_while(|block| block.iter().fold(true, |all, &b| all & plain(b))).count() * 64;
        let tail = rest.as_bytes().get(skipped..).unwrap_or_default();
        let Some(at) = tail.iter().position(|&b| !plain(b)) else { break };
        let mut chars = rest.get(skipped + at..).unwrap_or_default().chars();
        match chars.next() {
            // Latin letters, general punctuation and currency: always in normal form.
            Some(
                '\u{a0}'..='\u{ac}'
                | '\u{ae}'..='\u{2ff}'
                | '\u{2010}'..='\u{2027}'
                | '\u{2030}'..='\u{205e}'
                | '\u{20a0}'..='\u{20c0}',
            ) => {}
            Some('\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}') => found.directions = true,
            Some(c) if is_special(c) => found.special = true,
            Some(_) => found.may_decompose = true,
            None => break,
        }
        rest = chars.as_str();
    }
    // Taking a character out can bring a letter and an accent together.
    found.may_decompose |= found.special | found.directions;
    found
}

/// The first character that a text can't keep.
pub(super) fn first_refusal(text: &str) -> Option<Refusal> {
    if survey(text).special { clean(text, false, &mut Vec::new()).err() } else { None }
}

const fn is_special(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{202d}' | '\u{202e}' | '\u{2060}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// What is done with one special character.
enum Fate {
    Keep,
    /// Put this in its place and count it under the code.
    Replace(&'static str, &'static str),
    /// Refuse; or, when repairing, put this in its place.
    Refuse(&'static str, &'static str),
}

/// Occurrences of one character, counted together.
struct Tally {
    code: &'static str,
    what: char,
    crlf: bool,
    count: usize,
    first: usize,
}

/// The text with every special character dealt with; `None` when all may stay.
pub(super) fn clean(text: &str, repair: bool, repairs: &mut Vec<Repair>) -> Result<Option<String>, Refusal> {
    let mut out = String::with_capacity(text.len());
    let mut tallies: Vec<Tally> = Vec::new();
    // Whether the last character with combining class 0 belongs to a script
    // that marks words with U+200B; and whether a flag's tags are running.
    let mut in_script = false;
    let mut flag = false;
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        if !is_special(c) {
            out.push(c);
            if c < '\u{300}' {
                in_script = false;
            } else if canonical_combining_class(c) == 0 {
                in_script = spaces_by_zero_width(c);
            }
            flag = c == '\u{1f3f4}';
            continue;
        }
        let after = rest.as_str();
        let crlf = c == '\r' && after.starts_with('\n');
        let was_flag = std::mem::take(&mut flag);
        let fate = match c {
            // The LF that follows is pushed by itself.
            '\r' if crlf => Fate::Replace("line-ends", ""),
            '\r' | '\u{2028}' => Fate::Replace("line-ends", "\n"),
            '\u{2029}' => Fate::Replace("line-ends", "\n\n"),
            '\u{200b}' if in_script || after.chars().next().is_some_and(starts_zero_width_script) => Fate::Keep,
            '\u{200b}' | '\u{ad}' | '\u{2060}' | '\u{feff}' => Fate::Replace("invisible-removed", ""),
            '\u{202d}' | '\u{202e}' => Fate::Refuse("direction-override", ""),
            '\u{fff9}'..='\u{fffb}' => Fate::Refuse("annotation-character", ""),
            '\u{e0000}'..='\u{e007f}' => {
                let length = if was_flag { flag_tags(text.get(at..).unwrap_or_default()) } else { 0 };
                if length == 0 {
                    Fate::Refuse("tag-character", "")
                } else {
                    // The whole sequence stays; step over the tags after this one.
                    let tags: String = text.get(at..).unwrap_or_default().chars().take(length).collect();
                    out.push_str(&tags);
                    for _ in 1..length {
                        rest.next();
                    }
                    in_script = false;
                    continue;
                }
            }
            // Breaks of page and line: without them words would run together.
            '\u{b}' | '\u{c}' | '\u{85}' => Fate::Refuse("control-character", "\n"),
            _ => Fate::Refuse("control-character", ""),
        };
        let (code, instead) = match fate {
            Fate::Keep => {
                out.push(c);
                in_script = false;
                continue;
            }
            Fate::Replace(code, instead) => (code, instead),
            Fate::Refuse(_, instead) if repair => ("control-removed", instead),
            Fate::Refuse(code, _) => return Err(refusal(code, c, Place::of(text, at))),
        };
        if instead.is_empty() {
            // What is taken out is as if it had never been there.
            flag = was_flag;
        } else {
            in_script = false;
        }
        out.push_str(instead);
        match tallies.iter_mut().find(|t| t.what == c && t.crlf == crlf) {
            Some(tally) => tally.count += 1,
            None => tallies.push(Tally { code, what: c, crlf, count: 1, first: at }),
        }
    }
    if tallies.is_empty() {
        return Ok(None);
    }
    repairs.extend(tallies.into_iter().map(|t| {
        let Tally { code, what, crlf, count, first } = t;
        let name = if crlf { "CR LF".to_owned() } else { named(what) };
        let message = match code {
            "line-ends" if what == '\u{2029}' => format!("{count} × {name} made a paragraph border"),
            "line-ends" => format!("{count} × {name} made LF"),
            _ => format!("removed {count} × {name}"),
        };
        Repair { code, message, at: Some(Place::of(text, first)) }
    }));
    Ok(Some(out))
}

fn refusal(code: &'static str, c: char, at: Place) -> Refusal {
    let why = match code {
        "direction-override" => "reverses the words after it on screen",
        "annotation-character" | "tag-character" => "hides text from the reader",
        _ => "is a control character",
    };
    Refusal {
        code,
        message: format!("{} at line {}, column {} {why} and can't stand in a text", named(c), at.line, at.column),
        line: at.line,
        column: at.column,
    }
}

/// A character by its code point and, where it has a usual one, its name.
fn named(c: char) -> String {
    let name = match c {
        '\0' => "NUL",
        '\u{8}' => "backspace",
        '\u{b}' => "vertical tab",
        '\u{c}' => "form feed",
        '\r' => "carriage return",
        '\u{1b}' => "escape",
        '\u{7f}' => "delete",
        '\u{85}' => "next line",
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero width space",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "pop directional formatting",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2060}' => "word joiner",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        '\u{2069}' => "pop directional isolate",
        '\u{feff}' => "byte order mark",
        _ => return format!("U+{:04X}", u32::from(c)),
    };
    format!("U+{:04X} ({name})", u32::from(c))
}

/// Thai, Lao, Burmese and Khmer write U+200B where a word ends.
const fn spaces_by_zero_width(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{19e0}'..='\u{19ff}'
        | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}')
}

/// A mark that follows could change places in normal form C, so only a letter counts.
fn starts_zero_width_script(c: char) -> bool {
    spaces_by_zero_width(c) && canonical_combining_class(c) == 0
}

/// The number of tag characters that spell a region's flag after U+1F3F4
/// (three to six letters or digits and the end tag), 0 if these don't.
fn flag_tags(text: &str) -> usize {
    let letters =
        text.chars().take(7).take_while(|c| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}')).count();
    if (3..=6).contains(&letters) && text.chars().nth(letters) == Some('\u{e007f}') { letters + 1 } else { 0 }
}

/// Takes out direction embeddings and isolates that have no partner in their
/// paragraph (UAX #9: their effect ends with it); `None` when all have one.
///
/// A line of nothing but white space and such marks is a paragraph border, so
/// that taking marks out never moves a border.
pub(super) fn balance_directions(text: &str, repairs: &mut Vec<Repair>) -> Option<String> {
    let mut stray: Vec<usize> = Vec::new();
    // Where each open mark stands and whether it is an isolate; how many are.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut isolates = 0_usize;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let border = line.chars().all(|c| c.is_whitespace() || is_direction(c));
        if border {
            stray.extend(open.drain(..).map(|(at, _)| at));
            isolates = 0;
        }
        for (offset, c) in line.char_indices().filter(|&(_, c)| is_direction(c)) {
            let here = at + offset;
            match c {
                _ if border => stray.push(here),
                '\u{202a}' | '\u{202b}' => open.push((here, false)),
                '\u{2066}'..='\u{2068}' => {
                    open.push((here, true));
                    isolates += 1;
                }
                '\u{202c}' => match open.last() {
                    Some((_, false)) => _ = open.pop(),
                    _ => stray.push(here),
                },
                // An isolate's end also ends the embeddings inside it.
                _ if isolates > 0 => {
                    isolates -= 1;
                    while let Some((inner, false)) = open.pop() {
                        stray.push(inner);
                    }
                }
                _ => stray.push(here),
            }
        }
        at += line.len();
    }
    stray.extend(open.drain(..).map(|(at, _)| at));
    if stray.is_empty() {
        return None;
    }
    stray.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for &at in &stray {
        out.push_str(text.get(from..at).unwrap_or_default());
        from = at + text.get(at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
    }
    out.push_str(text.get(from..).unwrap_or_default());
    let first = stray.first().copied().unwrap_or_default();
    let name = text.get(first..).and_then(|t| t.chars().next()).map(named).unwrap_or_default();
    repairs.push(Repair {
        code: "direction-unbalanced",
        message: format!(
            "removed {} × direction marks without a partner in their paragraph, first {name}",
            stray.len()
        ),
        at: Some(Place::of(text, first)),
    });
    Some(out)
}

const fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}')
}
