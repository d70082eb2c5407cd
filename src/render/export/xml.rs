//! XML, written so that no text makes markup of it.

/// The text as the content of an element. Line ends and tabs stay.
pub(super) fn text(out: &mut String, text: &str) {
    escape(out, text, false);
}

/// An element with a text.
pub(super) fn element(out: &mut String, name: &str, attributes: &[(&str, &str)], content: &str) {
    open(out, name, attributes);
    text(out, content);
    close(out, name);
}

/// The start of an element.
pub(super) fn open(out: &mut String, name: &str, attributes: &[(&str, &str)]) {
    out.push('<');
    out.push_str(name);
    for (name, value) in attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(out, value, true);
        out.push('"');
    }
    out.push('>');
}

/// Its end.
pub(super) fn close(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// An element without content.
pub(super) fn empty(out: &mut String, name: &str, attributes: &[(&str, &str)]) {
    open(out, name, attributes);
    out.pop();
    out.push_str("/>");
}

/// A character that XML 1.0 can't hold is shown by its picture.
fn escape(out: &mut String, text: &str, in_attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' if in_attribute => out.push_str("&#9;"),
            '\n' if in_attribute => out.push_str("&#10;"),
            '\t' | '\n' => out.push(c),
            '\r' => out.push_str("&#13;"),
            c => out.push(writable(c)),
        }
    }
}

/// The character, or what stands for one that XML can't hold.
pub(super) fn writable(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_makes_markup() {
        let mut out = String::new();
        element(&mut out, "p", &[("a", "\"<\n&")], "]]> <b>\u{0}\u{1b}\u{ffff}\r\n");
        assert_eq!(out, "<p a=\"&quot;&lt;&#10;&amp;\">]]&gt; &lt;b&gt;␀␛\u{fffd}&#13;\n</p>");
        roxmltree::Document::parse(&out).unwrap();
    }
}
