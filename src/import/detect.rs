//! What an input is, by its first bytes and, as a hint, its name.

use std::borrow::Cow;

use super::{
    Rejection,
    decode::decode,
    formats::{FORMATS, Format, sheet::columns::Columns},
    source::Source,
};

/// The beginning of an input, as formats look at it.
#[derive(Debug)]
pub struct Head<'a> {
    /// The first part of its text; the last character may be cut short.
    pub text: Cow<'a, str>,
    /// The name's ending, in small letters.
    pub extension: Option<&'a str>,
    /// What the desk says of the names of its sheets' columns.
    pub columns: &'a Columns,
}

/// How well an input fits a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is something else.
    No,
    /// Nothing speaks against it.
    Possible,
    /// Its name says so.
    ByName,
    /// Its content says so.
    ByContent,
}

/// What an input was found to be.
#[derive(Clone, Copy)]
pub enum Detected {
    /// Articles, for this format to read.
    Articles(&'static dyn Format),
    /// A whole desk, exported: not for the article pipeline.
    Desk,
    /// What came to a desk after an event: for a copy of that desk.
    Increment,
}

/// Finds the format of an input, or takes the one that is asked for by name.
///
/// # Errors
/// An empty input, one that is no text, one that no format reads, and a format
/// that nobody knows.
pub fn detect(source: &Source, asked: Option<&str>) -> Result<Detected, Rejection> {
    let reject = |code, message: String| Err(Rejection::new(source.name.as_str(), code, message));
    let by_name =
        |name: &str| FORMATS.iter().find(|format| format.name() == name).map(|format| Detected::Articles(*format));
    if source.is_zip() {
        // The package was looked into before: it says what it is by its name.
        return match asked.filter(|name| *name != "auto").or(source.office) {
            Some(name) => by_name(name).map_or_else(
                || reject("unknown-format", format!("\"{name}\" is no format; there are {}", names())),
                Ok,
            ),
            None => reject("archive", "an archive, not an article".to_owned()),
        };
    }
    let decoded = match decode(&source.head) {
        Ok(decoded) => decoded,
        Err(not_text) => return reject("binary", not_text.0),
    };
    let head = Head { text: decoded.text, extension: source.extension.as_deref(), columns: &source.settings.columns };
    if head.text.trim().is_empty() {
        return reject("empty", "nothing in it".to_owned());
    }
    if let Some(name) = asked.filter(|name| *name != "auto") {
        return match by_name(name) {
            Some(found) => Ok(found),
            None => reject("unknown-format", format!("\"{name}\" is no format; there are {}", names())),
        };
    }
    match desk_export(&head.text) {
        Some("desk") => return Ok(Detected::Desk),
        Some("increment") => return Ok(Detected::Increment),
        _ => {}
    }
    let mut best: Option<(Fit, &'static dyn Format)> = None;
    for format in FORMATS {
        let fit = format.fit(&head);
        if fit > Fit::No && best.is_none_or(|(so_far, _)| fit > so_far) {
            best = Some((fit, *format));
        }
    }
    if let Some((_, format)) = best {
        return Ok(Detected::Articles(format));
    }
    let what = something_else(&head).unwrap_or("nothing that copydesk knows");
    reject(
        "unknown-format",
        format!("looks like {what}; copydesk reads {}; name one of them to have it read so", names()),
    )
}

/// The names of all formats, for messages.
pub fn names() -> String {
    FORMATS.iter().map(|format| format.name()).collect::<Vec<_>>().join(", ")
}

/// What the header line of a desk's export says that it is, where a text begins with one.
pub fn desk_export(head: &str) -> Option<&str> {
    #[derive(serde::Deserialize)]
    struct Header<'a> {
        copydesk: Option<&'a str>,
    }
    let line = head.lines().next().unwrap_or_default();
    if !line.starts_with('{') {
        return None;
    }
    serde_json::from_str::<Header<'_>>(line).ok()?.copydesk
}

/// Formats that are not read, so that markup and tables don't come in as copy.
pub(super) fn something_else(head: &Head<'_>) -> Option<&'static str> {
    let start = head.text.trim_start();
    let opening: String = start.chars().take(16).collect::<String>().to_ascii_lowercase();
    Some(match (opening.as_str(), head.extension) {
        (o, _) if o.starts_with("<!doctype html") || o.starts_with("<html") => "an HTML page",
        _ if super::formats::root_element(start) == Some("NewsML") => "NewsML 1, of which NewsML-G2 is the successor",
        _ if super::formats::root_element(start).is_some_and(|name| name.eq_ignore_ascii_case("channel")) => "CDF",
        (o, _) if o.starts_with("<?xml") || o.starts_with("<rss") || o.starts_with("<feed") => "XML",
        (o, _) if o.starts_with("{\\rtf") => "RTF",
        (o, _) if o.starts_with("begin:vcalendar") => "a calendar",
        (_, Some("html" | "htm" | "xhtml")) => "an HTML page",
        (_, Some("xml" | "rss" | "atom" | "nitf")) => "XML",
        (_, Some("json")) => "JSON",
        (_, Some("csv" | "tsv")) => "a table",
        (_, Some("rtf")) => "RTF",
        (o, _) if o.starts_with('{') => "JSON",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> String {
        match detect(&Source::from_bytes(name, text.as_bytes()).unwrap(), None) {
            Ok(Detected::Desk) => "desk".to_owned(),
            Ok(Detected::Increment) => "increment".to_owned(),
            Ok(Detected::Articles(format)) => format.name().to_owned(),
            Err(rejection) => rejection.code.to_owned(),
        }
    }

    #[test]
    fn content_first_then_the_name() {
        for (name, text, want) in [
            ("a.txt", "Headline\n\nBody.", "plain"),
            ("a", "Headline\n\nBody.", "plain"),
            ("a.xyz", "Headline\n\nBody.", "plain"),
            ("a.md", "Headline\n\nBody.", "markdown"),
            ("a.txt", "---\ntitle: x\n---\nBody.", "markdown"),
            ("a", "\n+++\ntitle = 'x'\n+++\nBody.", "markdown"),
            ("-", "# Headline\n\nBody.", "markdown"),
            ("a.txt", "# Headline\n\nBody.", "plain"),
            ("a.txt", "---\n\nA rule above.", "plain"),
            ("a.jsonl", "{\"headline\":\"x\"}\n", "jsonl"),
            ("-", "{\"headline\":\"x\"}", "jsonl"),
            ("-", "{\"copydesk\":\"desk\",\"format\":1}\n{}", "desk"),
            ("a.jsonl", "not json", "jsonl"),
            ("a.json", "{\n \"uri\": 1\n}", "ninjs"),
            ("a.json", "{\n \"id\": 1\n}", "unknown-format"),
            ("a.html", "Text", "html"),
            ("a.txt", "<!DOCTYPE html><p>", "html"),
            ("a", "<?xml version=\"1.0\"?><!-- x --><rss version=\"2.0\"><channel/></rss>", "feed"),
            ("a.xml", "<feed xmlns=\"http://www.w3.org/2005/Atom\"/>", "feed"),
            ("a.rdf", "<rdf:RDF xmlns:rdf=\"x\"/>", "feed"),
            ("a.xml", "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"/>", "wxr"),
            ("a.xml", "<!DOCTYPE nitf SYSTEM \"nitf.dtd\" [ <!ENTITY a \"<b>\"> ]>\n<nitf/>", "nitf"),
            ("a.xml", "<newsMessage xmlns=\"x\">", "newsml-g2"),
            ("a.xml", "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">", "html"),
            ("a.xml", "<other/>", "unknown-format"),
            ("a.xml", "<NewsML/>", "unknown-format"),
            ("a.json", "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": []}", "json-feed"),
            ("a", "{\n \"title\": \"x\"\n}\n\nText.", "markdown"),
            ("a.json", "[{\"uri\": \"x\", \"headline\": \"y\"}]", "ninjs"),
            ("a.csv", "a,b\n1,2", "unknown-format"),
            ("a.txt", " \n\n", "empty"),
            ("a.txt", "", "empty"),
            ("a.md", "PK\u{3}\u{4}", "archive"),
            ("a.csv", "Fact,Source\n1,2", "facts"),
        ] {
            assert_eq!(found(name, text), want, "{name} {text:?}");
        }
    }

    #[test]
    fn a_format_can_be_asked_for() {
        let source = Source::from_bytes("a.html", b"<p>").unwrap();
        assert!(matches!(detect(&source, Some("plain")), Ok(Detected::Articles(f)) if f.name() == "plain"));
        let Err(rejection) = detect(&source, Some("odt")) else { panic!() };
        assert!(rejection.message.starts_with("\"odt\" is no format; there are plain, markdown, "), "{rejection}");
    }
}
