//! Light Markdown as the XHTML that feeds and newsrooms' systems show.
//!
//! What the text says stays; what a reader doesn't see (comments, tags written
//! into the Markdown) goes. Only addresses of the web become links. The result
//! is well-formed XML without any element that could act.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::xml;
use crate::domain::part::{Part, Texts};

/// The Markdown that copy is written in.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES
}

/// Whether an address may become a link: it leads to the web or to a mailbox.
pub(super) fn is_safe_link(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "mailto")) && !address.chars().any(char::is_control)
}

/// What stays of HTML that was written into the text: the words between its
/// tags. Remembers between two calls whether a comment or a tag is open.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    open: Option<&'static str>,
}

impl Hidden {
    /// The words of a stretch of HTML.
    pub(super) fn words(&mut self, html: &str) -> String {
        let mut out = String::new();
        let mut rest = html;
        loop {
            if let Some(end) = self.open {
                let Some(at) = rest.find(end) else { return out };
                rest = rest.get(at + end.len()..).unwrap_or_default();
                self.open = None;
                continue;
            }
            let Some(at) = rest.find('<') else {
                out.push_str(rest);
                return out;
            };
            let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            out.push_str(before);
            let lower: String = from.chars().take(8).collect::<String>().to_ascii_lowercase();
            let end = [("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"), ("<?", "?>")]
                .into_iter()
                .find(|(start, _)| lower.starts_with(start));
            let named = from
                .get(1..)
                .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!'));
            self.open = match end {
                Some((_, end)) => Some(end),
                None if named => Some(">"),
                None => {
                    out.push('<');
                    rest = from.get(1..).unwrap_or_default();
                    continue;
                }
            };
            rest = from.get(1..).unwrap_or_default();
        }
    }

    /// What is between two blocks closes whatever was open.
    pub(super) fn reset(&mut self) {
        self.open = None;
    }
}

/// The XHTML of a text: a run of block elements.
pub fn blocks(markdown: &str) -> String {
    let markdown: String = markdown.chars().map(xml::writable).collect();
    let mut hidden = Hidden::default();
    let mut dead = 0_u32;
    // The words of the block of HTML that is open.
    let mut block: Option<String> = None;
    let events = Parser::new_ext(&markdown, options()).flat_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => {
            let words = hidden.words(&html);
            match &mut block {
                Some(block) => {
                    block.push_str(&words);
                    Vec::new()
                }
                None => vec![Event::Text(CowStr::from(words))],
            }
        }
        Event::Start(Tag::HtmlBlock) => {
            hidden.reset();
            block = Some(String::new());
            Vec::new()
        }
        Event::End(TagEnd::HtmlBlock) => {
            let words = block.take().unwrap_or_default();
            if words.trim().is_empty() {
                return Vec::new();
            }
            let words = Event::Text(CowStr::from(words.trim().to_owned()));
            vec![Event::Start(Tag::Paragraph), words, Event::End(TagEnd::Paragraph)]
        }
        Event::Start(Tag::Link { ref dest_url, .. }) if dead > 0 || !is_safe_link(dest_url) => {
            dead += 1;
            Vec::new()
        }
        Event::End(TagEnd::Link) if dead > 0 => {
            dead -= 1;
            Vec::new()
        }
        // Only the words that stand for it: an export carries no pictures.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => Vec::new(),
        // Anchors of notes would clash where several texts stand on one page.
        Event::FootnoteReference(label) => vec![Event::Text(CowStr::from(format!("[{label}]")))],
        Event::Start(Tag::FootnoteDefinition(_)) | Event::End(TagEnd::FootnoteDefinition) => Vec::new(),
        Event::End(TagEnd::Paragraph) => {
            hidden.reset();
            vec![event]
        }
        other => vec![other],
    });
    let mut out = String::with_capacity(markdown.len() + markdown.len() / 8);
    pulldown_cmark::html::push_html(&mut out, events);
    out.truncate(out.trim_end().len());
    out
}

/// An article's text as block elements: standfirst, dateline, body, then the
/// named parts, each as a section. Headline and byline have fields of their own.
pub fn article(texts: &Texts) -> String {
    let mut out = String::new();
    for (part, class) in [(Part::Standfirst, "standfirst"), (Part::Dateline, "dateline")] {
        let text = texts.get(&part);
        if !text.is_empty() {
            xml::element(&mut out, "p", &[("class", class)], text);
            out.push('\n');
        }
    }
    out.push_str(&blocks(texts.get(&Part::Body)));
    for (part, text) in texts.named() {
        let word = part.as_str().split(':').next().unwrap_or_default();
        out.push('\n');
        xml::open(&mut out, "div", &[("class", word), ("title", part.as_str())]);
        out.push_str(&blocks(text));
        xml::close(&mut out, "div");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn well_formed(xhtml: &str) {
        roxmltree::Document::parse(&format!("<x>{xhtml}</x>")).unwrap_or_else(|e| panic!("{e}: {xhtml}"));
    }

    #[test]
    fn markdown_becomes_elements() {
        for (markdown, xhtml) in [
            (
                "Ten *people* died.\n\n## Why\n\n- a\n- b",
                "<p>Ten <em>people</em> died.</p>\n<h2>Why</h2>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>",
            ),
            ("[report](https://a.b/?x=1&y=2)", "<p><a href=\"https://a.b/?x=1&amp;y=2\">report</a></p>"),
            ("[x](javascript:alert(1)) y", "<p>x y</p>"),
            ("a <b>bold</b> <!-- secret --> move <br/> 3 < 4", "<p>a bold  move  3 &lt; 4</p>"),
            ("<!-- a\nsecret\n-->\n\nText", "<p>Text</p>"),
            ("<div>\nWords\n</div>", "<p>Words</p>"),
            ("![a mill](m.jpg)", "<p>a mill</p>"),
            ("said[^1].\n\n[^1]: page 3", "<p>said[1].</p>\n<p>page 3</p>"),
        ] {
            assert_eq!(blocks(markdown), xhtml);
            well_formed(&blocks(markdown));
        }
    }

    #[test]
    fn nothing_acts() {
        for markdown in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href=\"javascript:x\">y</a>",
            "[a](data:text/html,x)",
            "<javascript:alert(1)>",
            "[a]: javascript:x\n\n[a]",
        ] {
            let xhtml = blocks(markdown);
            well_formed(&xhtml);
            assert!(!xhtml.contains("script:") || !xhtml.contains("href"), "{xhtml}");
            assert!(!xhtml.contains("<script") && !xhtml.contains("<img") && !xhtml.contains("data:text"), "{xhtml}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_well_formed(text in "([<>&\"'/=!-]|\\[|\\]|\\(|\\)|[*_~`|#>]|script|a|:|\n|\\PC|\\pC)*") {
            well_formed(&blocks(&text));
        }
    }
}
