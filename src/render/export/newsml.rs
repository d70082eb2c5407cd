//! NewsML-G2 2.35: an article as a news item, several as a news message.
//!
//! The body stands twice, as alternatives: as XHTML, and as the light Markdown
//! that it was written in, which reads back to the same text. The order of the
//! elements is the schema's.

use std::io::{self, Write};

use super::ninjs::MEDIA_TOPICS;
use super::{Frame, INTERNAL, Stories, xhtml, xml};
use crate::domain::export::{Release, Story, Tag};
use crate::domain::part::Part;

/// The namespace of NewsML-G2.
const NAR: &str = "http://iptc.org/std/nar/2006-10-01/";
/// Where the codes are explained that the items use.
const CATALOG: &str = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml";
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Writes one news item, or a news message of them.
#[derive(Debug)]
pub struct NewsMl {
    frame: Frame,
}

impl NewsMl {
    /// A writer of such a file.
    pub const fn new(frame: Frame) -> Self {
        Self { frame }
    }
}

impl Stories for NewsMl {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut head = DECLARATION.to_owned();
        if self.frame.many {
            xml::open(&mut head, "newsMessage", &[("xmlns", NAR)]);
            head.push_str("\n<header>");
            xml::element(&mut head, "sent", &[], &self.frame.at.to_string());
            xml::element(&mut head, "sender", &[], &format!("copydesk:{}", self.frame.origin));
            head.push_str("</header>\n<itemSet>\n");
        }
        out.write_all(head.as_bytes())
    }

    fn story(&mut self, out: &mut dyn Write, story: &Story) -> io::Result<()> {
        out.write_all(item(story, !self.frame.many).as_bytes())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.frame.many { out.write_all(b"</itemSet>\n</newsMessage>\n") } else { Ok(()) }
    }
}

/// A news item; one that stands alone names its namespace.
fn item(story: &Story, alone: bool) -> String {
    let mut out = String::new();
    let o = &mut out;
    let (uri, version) = (story.uri(), story.revision.0.to_string());
    let mut attributes = vec![
        ("guid", uri.as_str()),
        ("version", version.as_str()),
        ("standard", "NewsML-G2"),
        ("standardversion", "2.35"),
        ("conformance", "power"),
    ];
    if alone {
        attributes.insert(0, ("xmlns", NAR));
    }
    if !story.language.is_empty() {
        attributes.push(("xml:lang", &story.language));
    }
    xml::open(o, "newsItem", &attributes);
    o.push('\n');
    xml::empty(o, "catalogRef", &[("href", CATALOG)]);
    if story.inside.is_some() {
        o.push_str("\n<rightsInfo>");
        xml::element(o, "usageTerms", &[], INTERNAL);
        o.push_str("</rightsInfo>");
    }
    item_meta(o, story);
    content_meta(o, story);
    content(o, story);
    o.push_str("\n</newsItem>\n");
    out
}

fn item_meta(o: &mut String, story: &Story) {
    o.push_str("\n<itemMeta>\n");
    xml::empty(o, "itemClass", &[("qcode", "ninat:text")]);
    o.push('\n');
    let provider = if story.provider.is_empty() { "copydesk" } else { &story.provider };
    xml::open(o, "provider", &[("literal", provider)]);
    xml::element(o, "name", &[], provider);
    xml::close(o, "provider");
    for (name, time) in [
        ("versionCreated", Some(story.time())),
        ("firstCreated", Some(story.created_at)),
        ("embargoed", story.embargo_until),
    ] {
        if let Some(time) = time {
            o.push('\n');
            xml::element(o, name, &[], &time.to_string());
        }
    }
    let status = match story.release {
        Release::Public | Release::Approved => "stat:usable",
        Release::Withheld => "stat:withheld",
        Release::Killed => "stat:canceled",
    };
    o.push('\n');
    xml::empty(o, "pubStatus", &[("qcode", status)]);
    o.push('\n');
    // By this an import knows that the Markdown in it is the text itself.
    xml::element(o, "generator", &[("versioninfo", env!("CARGO_PKG_VERSION"))], "copydesk");
    if let Some(inside) = &story.inside
        && !inside.ednote.is_empty()
    {
        o.push('\n');
        xml::element(o, "edNote", &[], &inside.ednote);
    }
    if let Some(url) = story.canonical_url.as_deref() {
        o.push('\n');
        xml::empty(o, "link", &[("rel", "irel:seeAlso"), ("href", url)]);
    }
    o.push_str("\n</itemMeta>");
}

fn content_meta(o: &mut String, story: &Story) {
    let texts = &story.texts;
    o.push_str("\n<contentMeta>");
    let mut put = |name: &str, attributes: &[(&str, &str)], text: &str| {
        if !text.is_empty() {
            o.push('\n');
            xml::element(o, name, attributes, text);
        }
    };
    put("urgency", &[], &story.urgency.to_string());
    put("altId", &[], story.external_id.as_deref().unwrap_or_default());
    if !story.language.is_empty() {
        o.push('\n');
        xml::empty(o, "language", &[("tag", &story.language)]);
    }
    for tag in &story.tags {
        o.push('\n');
        subject(o, tag);
    }
    let mut put = |name: &str, attributes: &[(&str, &str)], text: &str| {
        if !text.is_empty() {
            o.push('\n');
            xml::element(o, name, attributes, text);
        }
    };
    put("slugline", &[], &story.slug);
    put("headline", &[], texts.get(&Part::Headline));
    put("dateline", &[], texts.get(&Part::Dateline));
    put("by", &[], texts.get(&Part::Byline));
    put("description", &[("role", "drol:summary")], texts.get(&Part::Standfirst));
    o.push_str("\n</contentMeta>");
}

/// A tag: a topic as a keyword, anything else as a subject, by the code that its
/// scheme gives it, else by scheme and name in a literal.
fn subject(o: &mut String, tag: &Tag) {
    let kind = match tag.scheme.as_str() {
        "topic" if tag.code.is_none() => return xml::element(o, "keyword", &[], &tag.name),
        "place" => "cpnat:geoArea",
        "person" => "cpnat:person",
        "org" => "cpnat:organisation",
        _ => "cpnat:abstract",
    };
    let is_number = |code: &str| code.bytes().all(|b| b.is_ascii_digit());
    let code = tag.code.as_deref().unwrap_or(&tag.name);
    let literal = format!("{}:{code}", tag.scheme);
    match tag.code.as_deref() {
        Some(code) if tag.scheme == "medtop" && is_number(code) => {
            let uri = format!("{MEDIA_TOPICS}{code}");
            xml::open(o, "subject", &[("type", kind), ("qcode", &literal), ("uri", &uri)]);
        }
        _ => xml::open(o, "subject", &[("type", kind), ("literal", &literal)]),
    }
    xml::element(o, "name", &[], &tag.name);
    xml::close(o, "subject");
}

fn content(o: &mut String, story: &Story) {
    // What was withdrawn is named, not told again.
    if story.release == Release::Killed {
        return;
    }
    let texts = &story.texts;
    o.push_str("\n<contentSet>\n");
    xml::open(o, "inlineXML", &[("contenttype", "application/xhtml+xml")]);
    xml::open(o, "html", &[("xmlns", "http://www.w3.org/1999/xhtml")]);
    o.push_str("<head>");
    xml::element(o, "title", &[], texts.get(&Part::Headline));
    o.push_str("</head>\n<body>\n");
    o.push_str(&xhtml::blocks(texts.get(&Part::Body)));
    for (part, text) in texts.named() {
        o.push('\n');
        let word = part.as_str().split(':').next().unwrap_or_default();
        xml::open(o, "div", &[("class", word), ("title", part.as_str())]);
        o.push_str(&xhtml::blocks(text));
        xml::close(o, "div");
    }
    o.push_str("\n</body></html></inlineXML>\n");
    xml::element(o, "inlineData", &[("contenttype", "text/markdown")], texts.get(&Part::Body));
    for (part, text) in texts.named() {
        o.push('\n');
        let kind = format!("text/markdown; part=\"{part}\"");
        xml::element(o, "inlineData", &[("contenttype", &kind)], text);
    }
    o.push_str("\n</contentSet>");
}
