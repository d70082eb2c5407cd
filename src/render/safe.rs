//! Makes text from outside safe to print: control characters and what else is
//! invisible are shown as such, never sent.
//!
//! Copy may hold terminal escape sequences, overrides that turn the reading
//! order round, or characters that nobody sees. A checker must see them, and
//! the terminal must not obey them.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with everything invisible spelt out as `⟨U+202E⟩`. Tabs and line
/// feeds stay; so do joiners inside a word of a script that needs them or an
/// emoji, variation selectors, and the tags of a flag.
pub fn text(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t')) || !text.chars().any(may_hide) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut chars = text.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let stays = match c {
            '\u{200c}' | '\u{200d}' => {
                let joins = |c: Option<char>| {
                    c.is_some_and(|c| u32::from(c) >= 0x300 && !c.is_whitespace() && (!may_hide(c) || c == '\u{fe0f}'))
                };
                joins(before) && joins(chars.peek().copied())
            }
            '\u{e0020}'..='\u{e007f}' => matches!(before, Some('\u{1f3f4}' | '\u{e0020}'..='\u{e007e}')),
            c => !may_hide(c),
        };
        if stays {
            shown.push(c);
            before = Some(c);
        } else {
            // Writing to a String can't fail.
            write!(shown, "⟨U+{:04X}⟩", u32::from(c)).ok();
            before = None;
        }
    }
    Cow::Owned(shown)
}

/// Whether a character is invisible, or acts instead of showing, at least in some places.
fn may_hide(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// The same for text that must stay on one line: line feeds and tabs become spaces.
pub fn line(words: &str) -> Cow<'_, str> {
    if words.contains(['\n', '\t']) {
        Cow::Owned(text(&words.replace(['\n', '\t'], " ")).into_owned())
    } else {
        text(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_or_hides_is_shown() {
        for (given, shown) in [
            ("a\u{1b}[31mb", "a⟨U+001B⟩[31mb"),
            ("\u{202e}on", "⟨U+202E⟩on"),
            ("x\u{9b}1m", "x⟨U+009B⟩1m"),
            ("a\u{200b}b\u{feff}", "a⟨U+200B⟩b⟨U+FEFF⟩"),
            ("a\u{200d}b", "a⟨U+200D⟩b"),
            ("a\u{e0041}", "a⟨U+E0041⟩"),
            ("a\rb\0", "a⟨U+000D⟩b⟨U+0000⟩"),
        ] {
            assert_eq!(text(given), shown);
        }
    }

    #[test]
    fn ordinary_text_of_any_script_stays() {
        for plain in [
            "a\tb\nc",
            "“naïve” — 5 km",
            "👩‍👩‍👧 ❤️",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "می‌خواهم",
            "क्‍ष",
        ] {
            assert!(matches!(text(plain), Cow::Borrowed(_)) || text(plain) == plain, "{plain}");
        }
        assert_eq!(line("a\nb"), "a b");
    }
}
