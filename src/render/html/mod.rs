//! HTML, written so that copy can't become markup.
//!
//! Names of elements and attributes are `&'static str`, which nothing read at
//! run time is; whatever else goes into a page goes through [`Html::text`] or
//! an attribute's value, and is escaped there. Elements are closed by the same
//! call that opened them, so a page is always well formed. An address becomes
//! a link only as a [`Link`], which is a place of the same page or `http(s)`.

mod page;

pub use page::{Page, page};

use std::fmt::Write;

use super::safe;

/// A page or a piece of one, being written.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Html {
    out: String,
}

impl Html {
    /// Adds text. Nothing in it acts as markup, and what is invisible is shown
    /// as [`safe::text`] shows it.
    pub fn text(&mut self, text: impl AsRef<str>) -> &mut Self {
        escape(&mut self.out, text.as_ref());
        self
    }

    /// Begins an element: its attributes follow, and then its content.
    pub fn tag(&mut self, name: &'static str) -> Tag<'_> {
        self.out.push('<');
        self.out.push_str(name);
        Tag { html: self, name }
    }

    /// Begins an element of this class.
    pub fn classed(&mut self, name: &'static str, class: &'static str) -> Tag<'_> {
        self.tag(name).attr("class", class)
    }

    /// Adds words that only a screen reader says.
    pub fn unseen(&mut self, words: impl AsRef<str>) -> &mut Self {
        self.classed("span", "unseen").text(words);
        self
    }

    /// Adds a line end, for those who read the source.
    pub fn line(&mut self) -> &mut Self {
        self.out.push('\n');
        self
    }

    /// Adds another piece.
    pub fn add(&mut self, piece: &Self) -> &mut Self {
        self.out.push_str(&piece.out);
        self
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// The text of the page.
    pub fn into_text(self) -> String {
        self.out
    }

    /// Adds a style sheet of ours as it is.
    fn style(&mut self, css: &'static str) {
        self.out.push_str("<style>");
        self.out.push_str(css);
        self.out.push_str("</style>");
    }

    fn doctype(&mut self) {
        self.out.push_str("<!DOCTYPE html>\n");
    }
}

/// An element whose start tag is still open.
#[derive(Debug)]
#[must_use = "an element needs its content: with, text or void"]
pub struct Tag<'h> {
    html: &'h mut Html,
    name: &'static str,
}

impl Tag<'_> {
    /// Adds an attribute. Links go through [`Tag::link`]; there are no style
    /// attributes and no scripts.
    pub fn attr(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        debug_assert!(!matches!(name, "href" | "src" | "style") && !name.starts_with("on"), "{name} acts");
        self.put(name, value.as_ref());
        self
    }

    /// Adds an attribute where there is a value.
    pub fn maybe(self, name: &'static str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Adds an attribute that says all by being there.
    pub fn flag(self, name: &'static str) -> Self {
        self.html.out.push(' ');
        self.html.out.push_str(name);
        self
    }

    /// Makes it lead somewhere.
    pub fn link(mut self, link: &Link) -> Self {
        match link {
            Link::Here(id) => self.put("href", &format!("#{id}")),
            Link::Web(address) => {
                self.put("href", address);
                // Who opens a report shouldn't be told to those whom it cites.
                self.put("rel", "noreferrer noopener");
            }
        }
        self
    }

    /// Writes the content and closes the element.
    pub fn with(self, inside: impl FnOnce(&mut Html)) {
        self.html.out.push('>');
        inside(self.html);
        self.html.out.push_str("</");
        self.html.out.push_str(self.name);
        self.html.out.push('>');
    }

    /// Writes text as the content and closes the element.
    pub fn text(self, text: impl AsRef<str>) {
        self.with(|h| {
            h.text(text);
        });
    }

    /// Ends an element that has no content, such as `meta`.
    pub fn void(self) {
        self.html.out.push('>');
    }

    fn put(&mut self, name: &'static str, value: &str) {
        let out = &mut self.html.out;
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(out, value);
        out.push('"');
    }
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// To the element of this id on the same page.
    Here(String),
    /// To an address of the web.
    Web(String),
}

impl Link {
    /// An address as a link, if it is one of the web: what else a browser
    /// would run or open stays text.
    pub fn web(address: &str) -> Option<Self> {
        let scheme = address.split_once("://")?.0;
        let plain = !address.contains(|c: char| c.is_whitespace() || c.is_control());
        let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        (plain && web && address == safe::line(address)).then(|| Self::Web(address.to_owned()))
    }
}

/// A language tag that may stand in a page: empty, "nobody knows", unless it
/// has the form of one.
pub fn language(tag: &str) -> &str {
    let mut parts = tag.split('-');
    let primary = parts.next().is_some_and(|p| matches!(p.len(), 2 | 3) && p.bytes().all(|b| b.is_ascii_alphabetic()));
    let rest = parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    if primary && rest { tag } else { "" }
}

fn escape(out: &mut String, text: &str) {
    for c in safe::text(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No characters, and an error to an HTML parser.
            // Writing to a String can't fail.
            c if is_noncharacter(c) => write!(out, "⟨U+{:04X}⟩", u32::from(c)).unwrap_or_default(),
            c => out.push(c),
        }
    }
}

fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> String {
        let mut html = Html::default();
        html.tag("p").attr("title", text).text(text);
        html.into_text()
    }

    #[test]
    fn copy_is_text_wherever_it_stands() {
        for (copy, shown) in [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\" onclick=\"x", "&quot; onclick=&quot;x"),
            ("' x='", "&#39; x=&#39;"),
            ("&lt;b&gt; &#60;", "&amp;lt;b&amp;gt; &amp;#60;"),
            ("--><!--", "--&gt;&lt;!--"),
            ("a\0b\u{1b}[31m\r", "a⟨U+0000⟩b⟨U+001B⟩[31m⟨U+000D⟩"),
            ("\u{202e}evil\u{2066}", "⟨U+202E⟩evil⟨U+2066⟩"),
            ("\u{fffe}\u{fdd0}\u{1ffff}", "⟨U+FFFE⟩⟨U+FDD0⟩⟨U+1FFFF⟩"),
            ("naïve 東京 👩‍👩‍👧", "naïve 東京 👩‍👩‍👧"),
        ] {
            assert_eq!(paragraph(copy), format!("<p title=\"{shown}\">{shown}</p>"));
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for address in ["https://example.org/a?b=c&d", "HTTP://example.org"] {
            assert_eq!(Link::web(address), Some(Link::Web(address.to_owned())));
        }
        for text in [
            "javascript:alert(1)",
            "javascript://x%0aalert(1)",
            " https://example.org",
            "https://a b",
            "https://a\u{202e}b",
            "data:text/html,x",
            "file:///etc/passwd",
            "example.org",
            "",
        ] {
            assert_eq!(Link::web(text), None, "{text}");
        }
    }

    #[test]
    fn languages() {
        for good in ["en", "zh-Hant-TW", "ast", "de-CH-1996"] {
            assert_eq!(language(good), good);
        }
        for bad in ["", "english", "e", "en_GB", "en-", "\"><script>", "ру"] {
            assert_eq!(language(bad), "");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_markup(text in "([<>&\"'/=-]|script|\\PC|\\pC|[a-z])*") {
            let html = paragraph(&text);
            proptest::prop_assert_eq!(html.matches('<').count(), 2);
            proptest::prop_assert_eq!(html.matches('>').count(), 2);
            proptest::prop_assert_eq!(html.matches('"').count(), 2);
            proptest::prop_assert!(!html.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
        }
    }
}
