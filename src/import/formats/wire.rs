//! Plain wire copy: the first line that isn't blank is the headline, the rest
//! is the body. Quotation marks and everything else stay as they come.

use std::borrow::Cow;

use super::{Format, Reader, Single};
use crate::import::{
    detect::{Fit, Head, something_else},
    source::Source,
};

/// Plain text with its headline on top.
#[derive(Debug)]
pub struct Wire;

impl Format for Wire {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn fit(&self, head: &Head<'_>) -> Fit {
        match head.extension {
            _ if something_else(head).is_some() => Fit::No,
            Some("txt" | "text") => Fit::ByName,
            _ => Fit::Possible,
        }
    }

    fn open(&self, source: Source) -> Box<dyn Reader> {
        Single::boxed(source, |text, draft| {
            let (headline, body) = headline_and_body(text);
            draft.newest.texts.headline = Some(headline.to_owned());
            draft.newest.texts.body = Some(paragraphs(body).into_owned());
            draft.newest.whole = true;
            Ok(())
        })
    }
}

/// Splits off the first line that isn't blank.
fn headline_and_body(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let end = text.find(['\n', '\u{2028}', '\u{2029}']).unwrap_or(text.len());
    text.split_at(end)
}

/// Finds the paragraphs of copy that doesn't set them apart by blank lines.
///
/// Copy with a blank line anywhere between its lines says itself what its
/// paragraphs are. Without one, lines longer than any hard wrap are paragraphs,
/// one each; else a line that is indented, while others are not, opens one.
fn paragraphs(body: &str) -> Cow<'_, str> {
    /// The longest line that copy is wrapped at.
    const LONGEST_WRAP: usize = 120;
    let body = body.trim();
    if !body.contains('\n') || body.lines().any(|line| line.trim().is_empty()) {
        return Cow::Borrowed(body);
    }
    if body.lines().any(|line| line.chars().nth(LONGEST_WRAP).is_some()) {
        return Cow::Owned(body.lines().map(str::trim).collect::<Vec<_>>().join("\n\n"));
    }
    let indented = |line: &&str| line.starts_with("  ") || line.starts_with('\t');
    // The first line lost its indent above; a list or a table is indented throughout.
    let (with, all) = (body.lines().skip(1).filter(indented).count(), body.lines().count() - 1);
    if with == 0 || with == all {
        return Cow::Borrowed(body);
    }
    let mut out = String::with_capacity(body.len() + with);
    for line in body.lines() {
        if !out.is_empty() {
            out.push_str(if indented(&line) { "\n\n" } else { "\n" });
        }
        out.push_str(if indented(&line) { line.trim_start() } else { line });
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::part::Part,
        import::{formats::tests::read_one, item::Rejection},
    };

    fn texts(bytes: &[u8]) -> Result<(String, String), Rejection> {
        read_one("story.txt", bytes).map(|item| {
            let texts = &item.revisions.first().unwrap().texts;
            (texts.get(&Part::Headline).to_owned(), texts.get(&Part::Body).to_owned())
        })
    }

    #[test]
    fn headline_and_paragraphs() {
        let long = "word ".repeat(40);
        let long = long.trim();
        for (given, headline, body) in [
            (
                "\n\n  Mayor quits \n\n\nShe said “no”.\n\nShe left.\n".to_owned(),
                "Mayor quits",
                "She said “no”.\n\nShe left.",
            ),
            ("Mayor quits".to_owned(), "Mayor quits", ""),
            ("\u{feff}Mayor quits\r\n\r\nShe\r\nleft.\r\n".to_owned(), "Mayor quits", "She\nleft."),
            ("Mayor quits\rShe left.".to_owned(), "Mayor quits", "She left."),
            // No blank lines: one paragraph a line, or a new one at an indent.
            (format!("H\n{long}\n{long}"), "H", &format!("{long}\n\n{long}")),
            (
                "H\n   TOWN (CD) - The mayor\nquit.\n   She left\nat noon.".to_owned(),
                "H",
                "TOWN (CD) - The mayor\nquit.\n\nShe left\nat noon.",
            ),
            ("H\nThe mayor\nquit.".to_owned(), "H", "The mayor\nquit."),
        ] {
            assert_eq!(texts(given.as_bytes()).unwrap(), (headline.to_owned(), body.to_owned()), "{given:?}");
        }
        // Windows-1252 is read, and said.
        let item = read_one("story.txt", b"Caf\xe9\n\n\x93so\x94").unwrap();
        assert_eq!(item.repairs.first().unwrap().message, "read as Windows-1252");
        assert_eq!(item.slug, "story");
    }

    #[test]
    fn what_is_refused() {
        for (bytes, code) in [
            (&b""[..], "empty"),
            (b" \n \r\n", "empty"),
            (b"\x89PNG\r\n\x1a\n\0\0\0", "binary"),
            (b"Mayor\n\nTen people\x1b[31m died in the fire.", "control-character"),
            (b"Mayor\n\nTen people died\x00 in the fire of the old mill.", "control-character"),
        ] {
            assert_eq!(texts(bytes).unwrap_err().code, code, "{bytes:?}");
        }
        let long = format!("{}\n\nBody", "x".repeat(1001));
        assert_eq!(texts(long.as_bytes()).unwrap_err().code, "headline-too-long");
    }
}
