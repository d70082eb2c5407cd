//! XML as it comes from feeds and agencies: read strictly; where that fails,
//! mended once (bare `&`, HTML's entities, control characters, what stands
//! before the first tag) and read again, and that is said.

use std::borrow::Cow;

use roxmltree::{Document, Node, ParsingOptions};

use super::markup::{self, Flavour, TooMuch, guard};
use crate::domain::canonical::Repair;

/// The most elements and texts in one document.
const MAX_NODES: u32 = 4_000_000;

/// Why XML can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadXml {
    /// A stable word for the reason.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
}

impl From<TooMuch> for BadXml {
    fn from(much: TooMuch) -> Self {
        Self { code: "too-deep", message: much.what, line: much.line }
    }
}

/// Reads a document and hands it on.
///
/// # Errors
/// XML that stays broken after mending, and what would take too long.
pub fn read<T>(
    text: &str,
    repairs: &mut Vec<Repair>,
    then: impl FnOnce(&Document<'_>, &mut Vec<Repair>) -> T,
) -> Result<T, BadXml> {
    guard::check(text, Flavour::Xml)?;
    let first = match parse(text) {
        Ok(document) => return Ok(then(&document, repairs)),
        Err(error) => error,
    };
    let bad = |error: &roxmltree::Error| BadXml {
        code: "bad-xml",
        message: format!("no well-formed XML: {}", plain(error)),
        line: usize::try_from(error.pos().row).unwrap_or(1),
    };
    if matches!(first, roxmltree::Error::EntityReferenceLoop(_)) {
        return Err(BadXml { message: "entities that expand into each other without end".to_owned(), ..bad(&first) });
    }
    let mut said = Vec::new();
    let mut mended = mend(text, &mut said);
    // A prefix that nobody declared costs a reading each: a few are forgiven.
    for _ in 0..MAX_UNDECLARED {
        match parse(&mended) {
            Ok(document) => {
                repairs.append(&mut said);
                return Ok(then(&document, repairs));
            }
            Err(roxmltree::Error::UnknownNamespace(prefix, _)) => {
                let Some(at) = root_name_end(&mended) else { break };
                mended.insert_str(at, &format!(" xmlns:{prefix}=\"undeclared:{prefix}\""));
                said.push(Repair::new(
                    "xml-mended",
                    format!("the prefix {prefix}: that is nowhere declared was accepted"),
                ));
            }
            Err(_) => break,
        }
    }
    Err(bad(&first))
}

/// How many prefixes that are nowhere declared are forgiven.
const MAX_UNDECLARED: usize = 6;

/// Where the name of the first element ends.
fn root_name_end(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text.get(at..)?.find('<')?;
        let rest = text.get(at..)?;
        if rest.starts_with("<?") || rest.starts_with("<!") {
            at += 1;
            continue;
        }
        return Some(at + rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?);
    }
}

fn parse(text: &str) -> Result<Document<'_>, roxmltree::Error> {
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options)
}

/// The error without its place, which is said apart.
fn plain(error: &roxmltree::Error) -> String {
    let message = error.to_string();
    message.split(" at ").next().unwrap_or(&message).to_owned()
}

/// Takes away what keeps XML of every day from being read.
fn mend(text: &str, said: &mut Vec<Repair>) -> String {
    let start = text.find('<').unwrap_or(0);
    if start > 0 {
        said.push(Repair::new("xml-mended", "what stood before the first tag was passed over"));
    }
    let rest = text.get(start..).unwrap_or(text);
    let mut out = String::with_capacity(rest.len() + 64);
    let (mut ampersands, mut entities, mut controls) = (0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while let Some(found) = rest.get(at..).and_then(|r| r.find(|c: char| c == '&' || c == '<' || is_forbidden(c))) {
        out.push_str(rest.get(at..at + found).unwrap_or_default());
        at += found;
        let here = rest.get(at..).unwrap_or_default();
        if here.starts_with("<![CDATA[") {
            let end = here.find("]]>").map_or(here.len(), |n| n + 3);
            let inside = here.get(..end).unwrap_or_default();
            controls += inside.chars().filter(|&c| is_forbidden(c)).count();
            out.extend(inside.chars().filter(|&c| !is_forbidden(c)));
            at += end;
        } else if here.starts_with("<!--") {
            // Comments say nothing to us, and `--` in one is an error.
            at += here.find("-->").map_or(here.len(), |n| n + 3);
        } else if here.starts_with("<!DOCTYPE") {
            // What it declares is what the first reading broke at, or is HTML's anyway.
            let close = here.find('>').unwrap_or(here.len());
            let subset = here.find('[').filter(|open| *open < close).and_then(|_| here.find("]>").map(|n| n + 1));
            at += (subset.unwrap_or(close) + 1).min(here.len());
        } else if here.starts_with("<?xml ") {
            at += here.find("?>").map_or(here.len(), |n| n + 2);
        } else if here.starts_with('<') {
            out.push('<');
            at += 1;
        } else if here.starts_with('&') {
            at += 1;
            match reference(here) {
                Reference::Xml => out.push('&'),
                Reference::Known(text, length) => {
                    entities += 1;
                    out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
                    at += length - 1;
                }
                Reference::None => {
                    ampersands += 1;
                    out.push_str("&amp;");
                }
                Reference::Forbidden(length) => {
                    controls += 1;
                    at += length - 1;
                }
            }
        } else {
            controls += 1;
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    out.push_str(rest.get(at..).unwrap_or_default());
    for (count, what) in [
        (ampersands, "& that stood for itself read as &amp;"),
        (entities, "entities of HTML read as their characters"),
        (controls, "control characters that XML can't hold taken out"),
    ] {
        if count > 0 {
            said.push(Repair::new("xml-mended", format!("{count} × {what}")));
        }
    }
    out
}

enum Reference {
    /// One that XML has itself, or a number.
    Xml,
    /// One of HTML: its text, and its length with `&` and `;`.
    Known(String, usize),
    /// A number of a character that XML can't hold.
    Forbidden(usize),
    /// None at all.
    None,
}

/// What an `&` opens.
fn reference(text: &str) -> Reference {
    let Some(end) = text.bytes().take(34).position(|b| b == b';') else { return Reference::None };
    let name = text.get(1..end).unwrap_or_default();
    if let Some(number) = name.strip_prefix('#') {
        let value = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return match value.ok().map(char::from_u32) {
            Some(Some(c)) if !is_forbidden(c) && !number.starts_with('X') => Reference::Xml,
            Some(Some(c)) if !is_forbidden(c) => Reference::Known(c.to_string(), end + 1),
            Some(_) => Reference::Forbidden(end + 1),
            None => Reference::None,
        };
    }
    if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") {
        return Reference::Xml;
    }
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Reference::None;
    }
    let whole = text.get(..=end).unwrap_or_default();
    let read = markup::entities(whole);
    if read == whole { Reference::None } else { Reference::Known(read.into_owned(), end + 1) }
}

/// What XML 1.0 can't hold.
const fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// The line in which a node begins, from 1.
pub fn line_of(node: Node<'_, '_>) -> usize {
    let document = node.document();
    usize::try_from(document.text_pos_at(node.range().start).row).unwrap_or(1)
}

/// All text within a node, one after another.
pub fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|n| n.text()).collect()
}

/// The first child element of a name, in whatever namespace.
pub fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|n| n.is_element() && n.tag_name().name() == name)
}

/// The child elements of a name.
pub fn children<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> + 'a {
    node.children().filter(move |n| n.is_element() && n.tag_name().name() == name)
}

/// The words of the first child of a name, white space run together; `None` without any.
pub fn line(node: Node<'_, '_>, name: &str) -> Option<String> {
    child(node, name).map(words).filter(|text| !text.is_empty())
}

/// The words within a node, white space run together.
pub fn words(node: Node<'_, '_>) -> String {
    text(node).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Walks the elements below a node without recursion, for a writer of markup.
/// `name` says what an element is in HTML; `None` passes over it and all in it.
pub fn walk(root: Node<'_, '_>, writer: &mut markup::Writer, name: impl Fn(Node<'_, '_>) -> Option<Cow<'static, str>>) {
    let mut open: Vec<Cow<'static, str>> = Vec::new();
    let mut at = root.first_child();
    while let Some(node) = at {
        let mut into = None;
        if node.is_text() {
            writer.text(node.text().unwrap_or_default());
        } else if node.is_element()
            && let Some(tag) = name(node)
            && writer.open(&tag, &node)
        {
            into = node.first_child();
            if into.is_none() {
                writer.close(&tag);
            } else {
                open.push(tag);
            }
        }
        at = into;
        let mut here = node;
        while at.is_none() {
            if let Some(next) = here.next_sibling() {
                at = Some(next);
                break;
            }
            let Some(parent) = here.parent().filter(|parent| *parent != root) else { return };
            if let Some(tag) = open.pop() {
                writer.close(&tag);
            }
            here = parent;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(text: &str) -> Result<(String, Vec<String>), BadXml> {
        let mut repairs = Vec::new();
        let found = read(text, &mut repairs, |document, _| words(document.root()))?;
        Ok((found, repairs.into_iter().map(|r| r.message).collect()))
    }

    #[test]
    fn xml_of_every_day_is_mended_once_and_said() {
        for (text, want, said) in [
            ("<a>x &amp; y &#8211;</a>", "x & y –", vec![]),
            (
                "<a>x & y &nope; Caf&eacute;&nbsp;!</a>",
                "x & y &nope; Café\u{a0}!",
                vec!["2 × & that stood for itself read as &amp;", "2 × entities of HTML read as their characters"],
            ),
            (
                "<a>x\u{8}y &#1; <![CDATA[ & \u{b}]]></a>",
                "xy &",
                vec!["3 × control characters that XML can't hold taken out"],
            ),
            ("\u{feff}\n\n<?xml version='1.0'?><a>x</a>", "x", vec!["what stood before the first tag was passed over"]),
            ("<a b='x&y=1'>x</a>", "x", vec!["1 × & that stood for itself read as &amp;"]),
            (
                "<!-- a -- b --><?xml version='1.0'?><a><i:b>x</i:b></a>",
                "x",
                vec!["the prefix i: that is nowhere declared was accepted"],
            ),
        ] {
            let (found, repairs) = words_of(text).unwrap();
            // A no-break space is white space to words.
            assert_eq!(found.replace('\u{a0}', " "), want.replace('\u{a0}', " "), "{text}");
            assert_eq!(repairs, said, "{text}");
        }
    }

    #[test]
    fn what_stays_broken_is_refused_with_its_line() {
        let bomb = format!(
            "<!DOCTYPE a [<!ENTITY l0 'lol'>{}]><a>&l9;</a>",
            (1..10).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10))).collect::<String>()
        );
        for (text, code, line) in [
            ("<a>\n<b></a>", "bad-xml", 2),
            ("<a>", "bad-xml", 1),
            ("no xml", "bad-xml", 1),
            (bomb.as_str(), "bad-xml", 1),
            ("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "", 1),
        ] {
            match words_of(text) {
                Err(bad) => assert_eq!((bad.code, bad.line), (code, line), "{text} {}", bad.message),
                // An entity of another file is never opened: its name stays.
                Ok((found, _)) => assert_eq!((found.as_str(), code), ("&x;", ""), "{text}"),
            }
        }
    }
}
