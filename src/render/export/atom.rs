//! Atom (RFC 4287): what is public, for readers and other sites.

use std::io::{self, Write};

use super::{Frame, Stories, ninjs::MEDIA_TOPICS, xhtml, xml};
use crate::domain::export::Story;
use crate::domain::part::Part;

/// Writes a feed.
#[derive(Debug)]
pub struct Atom {
    frame: Frame,
}

impl Atom {
    /// A writer of such a feed.
    pub const fn new(frame: Frame) -> Self {
        Self { frame }
    }
}

impl Stories for Atom {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
        xml::open(&mut head, "feed", &[("xmlns", "http://www.w3.org/2005/Atom")]);
        head.push('\n');
        xml::element(&mut head, "id", &[], &format!("urn:copydesk:{}", self.frame.origin));
        xml::element(&mut head, "title", &[], &self.frame.title);
        xml::element(&mut head, "updated", &[], &self.frame.at.to_string());
        head.push_str("<author><name>");
        xml::text(&mut head, &self.frame.title);
        head.push_str("</name></author><generator>copydesk</generator>\n");
        out.write_all(head.as_bytes())
    }

    fn story(&mut self, out: &mut dyn Write, story: &Story) -> io::Result<()> {
        out.write_all(entry(story).as_bytes())
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"</feed>\n")
    }
}

fn entry(story: &Story) -> String {
    let (mut out, texts) = (String::new(), &story.texts);
    let o = &mut out;
    if story.language.is_empty() {
        xml::open(o, "entry", &[]);
    } else {
        xml::open(o, "entry", &[("xml:lang", &story.language)]);
    }
    o.push('\n');
    xml::element(o, "id", &[], &story.uri());
    xml::element(o, "title", &[("type", "text")], texts.get(&Part::Headline));
    if let Some(url) = story.canonical_url.as_deref() {
        xml::empty(o, "link", &[("rel", "alternate"), ("href", url)]);
    }
    xml::element(o, "published", &[], &story.published_at.unwrap_or(story.created_at).to_string());
    xml::element(o, "updated", &[], &story.time().to_string());
    let byline = texts.get(&Part::Byline);
    if !byline.is_empty() {
        o.push_str("<author>");
        xml::element(o, "name", &[], byline);
        o.push_str("</author>");
    }
    for tag in &story.tags {
        let scheme = match tag.scheme.as_str() {
            "topic" => None,
            "medtop" => Some(MEDIA_TOPICS.to_owned()),
            other => Some(format!("urn:copydesk:tags:{other}")),
        };
        let term = tag.code.as_deref().unwrap_or(&tag.name);
        let mut attributes = vec![("term", term), ("label", tag.name.as_str())];
        attributes.extend(scheme.as_deref().map(|scheme| ("scheme", scheme)));
        xml::empty(o, "category", &attributes);
    }
    let standfirst = texts.get(&Part::Standfirst);
    if !standfirst.is_empty() {
        xml::element(o, "summary", &[("type", "text")], standfirst);
    }
    o.push('\n');
    xml::element(o, "content", &[("type", "html")], &xhtml::article(texts));
    o.push_str("\n</entry>\n");
    out
}
