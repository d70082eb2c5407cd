//! Addresses that a terminal can open (OSC 8): what is shown is also where it leads.

use unicode_width::UnicodeWidthStr as _;

/// A line of at most `width` columns with its web addresses marked. One that
/// fills the line may go on below: a part of an address leads nowhere.
pub fn marked(line: &str, width: usize) -> String {
    let words: Vec<String> = line.split(' ').map(|word| mark(word, width)).collect();
    words.join(" ")
}

fn mark(word: &str, width: usize) -> String {
    let found = ["https://", "http://"].into_iter().find_map(|scheme| word.find(scheme));
    let Some((before, rest)) = found.and_then(|at| word.split_at_checked(at)).filter(|_| word.width() < width) else {
        return word.to_owned();
    };
    let end = rest.find(|c: char| !c.is_ascii_graphic() || "<>\"".contains(c)).unwrap_or(rest.len());
    let url = rest.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ';', ':', '!', '?']);
    let url = if url.contains('(') { url } else { url.trim_end_matches(')') };
    let after = rest.get(url.len()..).unwrap_or_default();
    format!("{before}\u{1b}]8;;{url}\u{1b}\\{url}\u{1b}]8;;\u{1b}\\{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(url: &str) -> String {
        format!("\u{1b}]8;;{url}\u{1b}\\{url}\u{1b}]8;;\u{1b}\\")
    }

    #[test]
    fn an_address_leads_to_what_is_shown() {
        let url = "https://fire.example/log?a=1&b=(2)";
        assert_eq!(marked(&format!("the log, {url}, p. 2"), 80), format!("the log, {}, p. 2", link(url)));
        assert_eq!(marked("(http://a.example/b).", 80), format!("({}).", link("http://a.example/b")));
        assert_eq!(marked("<https://a.example>", 80), format!("<{}>", link("https://a.example")));
        for plain in ["no address", "file:///etc/passwd", "javascript:alert(1)", ""] {
            assert_eq!(marked(plain, 80), plain);
        }
    }

    #[test]
    fn a_part_of_an_address_is_no_link() {
        let line = "https://fire.example/a-long-p";
        assert_eq!(marked(line, line.len()), line);
    }
}
