//! Text as XML says it.

/// Adds text to a document, as content or as the value of an attribute in
/// double quotes.
///
/// What XML 1.0 can't hold, escaped or not, is shown by its picture (a NUL as
/// "␀") or as U+FFFD.
pub(super) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // An attribute would take them for spaces, and a carriage return is read as a line feed.
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}')),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// The text, escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_shown() {
        assert_eq!(escaped("a<b> & \"c\" \u{0}\u{1b}\u{ffff}\t"), "a&lt;b&gt; &amp; &quot;c&quot; ␀␛\u{fffd}&#9;");
    }
}
