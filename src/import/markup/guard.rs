//! Looks at markup before a parser does, and refuses what would take a parser
//! minutes: every HTML parser's work grows with the square of the nesting, and
//! attributes and open formatting have the same weakness.
//!
//! One pass over the bytes keeps the stack of open elements much as a parser
//! would and adds up the work to be expected; nothing is built.

use std::collections::HashMap;

/// The deepest nesting that is read. Real pages stay under 100; pages with
/// elements that nobody closed reach a few hundred.
pub const MAX_DEPTH: usize = 600;

/// The most elements of a page or piece of HTML.
pub const MAX_ELEMENTS: usize = 100_000;

/// What the work may add up to, in steps along the open elements: real pages
/// stay under a million.
const MAX_WORK: usize = 12_000_000;

/// The most namespace declarations in one document: each copies those in force.
const MAX_NAMESPACES: usize = 20_000;

/// How many formatting elements of one kind a parser opens again.
const MOST_ALIKE: usize = 3;

/// Why markup is not parsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} (line {line})")]
pub struct TooMuch {
    /// What there is too much of.
    pub what: String,
    /// The line, from 1, where it became too much.
    pub line: usize,
}

/// Which rules the markup follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// Elements are closed when others open; some hold raw text.
    Html,
    /// Every element is closed, or closes itself.
    Xml,
}

/// Says whether markup can be parsed in reasonable time.
///
/// # Errors
/// Nesting, attributes, formatting or namespaces beyond all reason.
pub fn check(text: &str, flavour: Flavour) -> Result<(), TooMuch> {
    let mut scan = Scan {
        text,
        flavour,
        stack: Vec::new(),
        formatting: HashMap::new(),
        open_formatting: Vec::new(),
        reopened: 0,
        work: 0,
        namespaces: 0,
        opened: 0,
        closed: 0,
    };
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('<')) {
        at = scan.markup(at + found)?;
    }
    Ok(())
}

struct Scan<'a> {
    text: &'a str,
    flavour: Flavour,
    stack: Vec<&'a str>,
    /// Formatting elements that were opened and not closed by their own end
    /// tag, by their whole tag and its name: an HTML parser opens them again in
    /// every block, up to three of a kind.
    formatting: HashMap<(&'a str, &'a str), usize>,
    /// The same in the order in which they were opened.
    open_formatting: Vec<(&'a str, &'a str)>,
    /// How many of them a parser opens again.
    reopened: usize,
    work: usize,
    namespaces: usize,
    opened: usize,
    /// End tags: one that ends nothing may make an element.
    closed: usize,
}

impl<'a> Scan<'a> {
    fn too_much(&self, what: String, at: usize) -> TooMuch {
        let line = self.text.get(..at).unwrap_or_default().bytes().filter(|&b| b == b'\n').count() + 1;
        TooMuch { what, line }
    }

    /// Reads what opens at `at` and answers where to look on.
    fn markup(&mut self, at: usize) -> Result<usize, TooMuch> {
        let rest = self.text.get(at..).unwrap_or_default();
        let skip_to = |end: &str, from: usize| {
            rest.get(from..).and_then(|r| r.find(end)).map_or(self.text.len(), |n| at + from + n + end.len())
        };
        if rest.starts_with("<!--") {
            return Ok(skip_to("-->", 4));
        }
        if self.flavour == Flavour::Xml && rest.starts_with("<![CDATA[") {
            return Ok(skip_to("]]>", 9));
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return Ok(skip_to(">", 2));
        }
        let closing = rest.starts_with("</");
        let name_at = at + 1 + usize::from(closing);
        let after = self.text.get(name_at..).unwrap_or_default();
        if !after.starts_with(|c: char| {
            c.is_ascii_alphabetic() || (self.flavour == Flavour::Xml && c.is_alphabetic() || c == '_')
        }) {
            return Ok(at + 1);
        }
        let name_len = after.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(after.len());
        let name = after.get(..name_len).unwrap_or_default();
        let tag = Tag::read(self.text, name_at + name_len);
        if tag.attributes * tag.attributes > MAX_WORK / 100 {
            return Err(self.too_much(format!("an element with {} attributes", tag.attributes), at));
        }
        self.work += tag.attributes * tag.attributes / 8 + self.stack.len() + self.reopened + 1;
        self.namespaces += tag.namespaces;
        *if closing { &mut self.closed } else { &mut self.opened } += 1;
        if self.flavour == Flavour::Html && self.opened.max(self.closed) > MAX_ELEMENTS {
            return Err(self.too_much(format!("more than {MAX_ELEMENTS} elements"), at));
        }
        match self.flavour {
            Flavour::Xml if closing => {
                self.stack.pop();
            }
            Flavour::Xml => {
                if !tag.closes_itself {
                    self.stack.push(name);
                }
            }
            Flavour::Html if closing => self.html_end(name),
            Flavour::Html => self.html_start(name, self.text.get(at..tag.end).unwrap_or_default()),
        }
        if self.stack.len() > MAX_DEPTH {
            return Err(self.too_much(format!("elements nested more than {MAX_DEPTH} deep"), at));
        }
        if self.work > MAX_WORK {
            return Err(self.too_much("markup nested too deeply for its size".to_owned(), at));
        }
        if self.flavour == Flavour::Xml && self.namespaces > MAX_NAMESPACES {
            return Err(self.too_much(format!("more than {MAX_NAMESPACES} namespace declarations"), at));
        }
        if self.flavour == Flavour::Html && !closing && is(name, RAW_TEXT) {
            return Ok(self.raw_text_end(name, tag.end));
        }
        Ok(tag.end)
    }

    fn html_start(&mut self, name: &'a str, tag: &'a str) {
        if is(name, VOID) {
            return;
        }
        if is(name, CLOSES_P) {
            self.close_within("p", P_SCOPE);
        }
        if is(name, &["li"]) {
            self.close_item(&["li"]);
        } else if is(name, &["dd", "dt"]) {
            self.close_item(&["dd", "dt"]);
        } else if is(name, &["option"]) && self.stack.last().is_some_and(|top| is(top, &["option"])) {
            self.stack.pop();
        } else if is(name, &["td", "th"]) {
            self.close_until(&["tr", "table", "template", "html"]);
        } else if is(name, &["tr"]) {
            self.close_until(&["tbody", "thead", "tfoot", "table", "template", "html"]);
        } else if is(name, &["tbody", "thead", "tfoot"]) {
            self.close_until(&["table", "template", "html"]);
        }
        if is(name, FORMATTING) {
            let alike = self.formatting.entry((name, tag)).or_default();
            self.reopened += usize::from(*alike < MOST_ALIKE);
            *alike += 1;
            self.open_formatting.push((name, tag));
        }
        self.stack.push(name);
    }

    fn html_end(&mut self, name: &str) {
        // An end tag that matches nothing is passed over.
        if let Some(at) = self.stack.iter().rposition(|open| open.eq_ignore_ascii_case(name)) {
            self.work += self.stack.len() - at;
            self.stack.truncate(at);
            self.ended(name);
        }
    }

    /// An end tag takes the last formatting element of its name with it.
    fn ended(&mut self, name: &str) {
        if !is(name, FORMATTING) {
            return;
        }
        let Some(at) = self.open_formatting.iter().rposition(|(open, _)| open.eq_ignore_ascii_case(name)) else {
            return;
        };
        self.work += self.open_formatting.len() - at;
        let key = self.open_formatting.remove(at);
        if let Some(alike) = self.formatting.get_mut(&key) {
            *alike = alike.saturating_sub(1);
            self.reopened = self.reopened.saturating_sub(usize::from(*alike < MOST_ALIKE));
        }
    }

    /// Closes the innermost element of this name, unless one of `scope` lies between.
    fn close_within(&mut self, name: &str, scope: &[&str]) {
        for (at, open) in self.stack.iter().enumerate().rev() {
            self.work += 1;
            if open.eq_ignore_ascii_case(name) {
                self.stack.truncate(at);
                return;
            }
            if is(open, scope) {
                return;
            }
        }
    }

    fn close_item(&mut self, names: &[&str]) {
        for (at, open) in self.stack.iter().enumerate().rev() {
            self.work += 1;
            if is(open, names) {
                self.stack.truncate(at);
                return;
            }
            if is(open, CLOSES_P) && !is(open, &["address", "div", "p"]) || is(open, P_SCOPE) {
                return;
            }
        }
    }

    /// Closes all down to one of these, within a table.
    fn close_until(&mut self, names: &[&str]) {
        if !self.stack.iter().any(|open| is(open, &["table"])) {
            return;
        }
        if let Some(at) = self.stack.iter().rposition(|open| is(open, names)) {
            self.work += self.stack.len() - at;
            self.stack.truncate(at + 1);
        }
    }

    fn raw_text_end(&mut self, name: &str, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while let Some(found) = self.text.get(at..).and_then(|rest| rest.find("</")) {
            at += found + 2;
            if bytes.get(at..at + name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes())) {
                self.stack.pop();
                return at + name.len();
            }
        }
        self.text.len()
    }
}

/// What stands in a tag behind its name.
struct Tag {
    end: usize,
    attributes: usize,
    namespaces: usize,
    closes_itself: bool,
}

impl Tag {
    fn read(text: &str, from: usize) -> Self {
        let bytes = text.as_bytes();
        let mut tag = Self { end: text.len(), attributes: 0, namespaces: 0, closes_itself: false };
        let (mut at, mut last, mut in_word) = (from, 0_u8, false);
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'>' => {
                    tag.closes_itself = last == b'/';
                    tag.end = at + 1;
                    break;
                }
                b'"' | b'\'' if last == b'=' => {
                    let close = bytes.get(at + 1..).and_then(|rest| rest.iter().position(|&b| b == byte));
                    let Some(close) = close else { break };
                    at += close + 1;
                    in_word = false;
                    last = byte;
                }
                _ if byte.is_ascii_whitespace() => in_word = false,
                _ => {
                    if !in_word && last != b'=' && byte != b'=' && byte != b'/' {
                        tag.attributes += 1;
                        let word = bytes.get(at..at + 5).unwrap_or_default();
                        tag.namespaces += usize::from(word == b"xmlns");
                    }
                    in_word = byte != b'=' && byte != b'/';
                    last = byte;
                }
            }
            at += 1;
        }
        tag
    }
}

fn is(name: &str, names: &[&str]) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "basefont", "bgsound", "frame", "keygen",
];

const RAW_TEXT: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// What lies around a paragraph without being part of it.
const P_SCOPE: &[&str] =
    &["applet", "caption", "html", "table", "td", "th", "marquee", "object", "template", "button", "svg", "math"];

const CLOSES_P: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dd",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
];

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn what_a_parser_would_choke_on_is_refused_at_once() {
        let many = |n: usize, one: &dyn Fn(usize) -> String| (0..n).map(one).collect::<String>();
        for (name, flavour, text) in [
            ("nested", Flavour::Html, "<div>".repeat(100_000)),
            ("nested by turns", Flavour::Html, "<dd><li>".repeat(50_000)),
            ("end tags of nothing", Flavour::Html, "<div></b>".repeat(50_000)),
            (
                "nested again and again",
                Flavour::Html,
                format!("{}{}", "<div>".repeat(590), "</div>".repeat(590)).repeat(300),
            ),
            ("attributes", Flavour::Html, format!("<p {}>", many(50_000, &|n| format!("a{n}=1 ")))),
            (
                "formatting",
                Flavour::Html,
                format!("<div>{}</div>{}", many(500, &|n| format!("<b id={n}>")), "<div>x</div>".repeat(100_000)),
            ),
            ("elements", Flavour::Html, "<font color=1><p>".repeat(60_000)),
            ("end tags that make elements", Flavour::Html, "</p>".repeat(110_000)),
            ("quotes", Flavour::Html, "<div \"><div '>".repeat(50_000)),
            ("nested XML", Flavour::Xml, "<a>".repeat(100_000)),
            ("namespaces", Flavour::Xml, format!("<a>{}</a>", many(100_000, &|n| format!("<b xmlns:n{n}='u{n}'/>")))),
            ("XML attributes", Flavour::Xml, format!("<a {}/>", many(50_000, &|n| format!("a{n}='1' ")))),
        ] {
            let begun = Instant::now();
            assert!(check(&text, flavour).is_err(), "{name}");
            assert!(begun.elapsed().as_secs() < 5, "{name} {:?}", begun.elapsed());
        }
    }

    #[test]
    fn real_markup_is_not() {
        for (name, flavour, text) in [
            ("open paragraphs", Flavour::Html, "<p>One <b>two <i>three".repeat(3_000)),
            ("open items", Flavour::Html, format!("<ul>{}</ul>", "<li>a <a href='x'>b</a><p>c".repeat(20_000))),
            ("a table", Flavour::Html, format!("<table>{}</table>", "<tr><td>a<td>b<p>c".repeat(20_000))),
            ("a script", Flavour::Html, format!("<script>{}</script><p>x", "a<b;'".repeat(50_000))),
            ("comparisons", Flavour::Html, "a < b <3 ".repeat(50_000)),
            (
                "a long feed",
                Flavour::Xml,
                format!("<f>{}</f>", "<i><t>x</t><u a='1>2'/><![CDATA[<p><p>]]></i>".repeat(50_000)),
            ),
            ("a long value", Flavour::Html, format!("<img src='data:{}'>", "x ".repeat(1_000_000))),
        ] {
            assert_eq!(check(&text, flavour), Ok(()), "{name}");
        }
        assert_eq!(check(&"<div>\n".repeat(1_000), Flavour::Html).unwrap_err().line, 601);
    }
}
