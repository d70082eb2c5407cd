//! The frame of every page: one file that loads nothing, runs nothing, and
//! reads well on paper, on a telephone and in the dark.

use sha2::{Digest as _, Sha256};

use super::{Html, Link};

/// What all pages share.
const CSS: &str = include_str!("page.css");

/// What a page has besides its content.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// Its title, for the window and the bookmark.
    pub title: &'a str,
    /// The id of the element that a keyboard may skip to, and what it is: `the text`.
    pub skip: (&'a str, &'a str),
    /// The page's own style, beside what all share.
    pub css: &'static str,
}

/// A whole page. `inside` writes what stands in `body`.
pub fn page(page: Page<'_>, inside: impl FnOnce(&mut Html)) -> String {
    let mut html = Html::default();
    html.doctype();
    html.tag("html").attr("lang", "en").with(|h| {
        h.line().tag("head").with(|h| {
            h.line().tag("meta").attr("charset", "utf-8").void();
            h.line().tag("meta").attr("http-equiv", "Content-Security-Policy").attr("content", policy(page.css)).void();
            h.line().tag("meta").attr("name", "viewport").attr("content", "width=device-width, initial-scale=1").void();
            h.line().tag("meta").attr("name", "color-scheme").attr("content", "light dark").void();
            h.line().tag("meta").attr("name", "referrer").attr("content", "no-referrer").void();
            h.line().tag("meta").attr("name", "robots").attr("content", "noindex").void();
            h.line().tag("meta").attr("name", "generator").attr("content", "copydesk").void();
            h.line().tag("title").text(page.title);
            h.line().style(CSS);
            h.line().style(page.css);
            h.line();
        });
        h.line().tag("body").with(|h| {
            let (id, what) = page.skip;
            h.line().classed("a", "skip").link(&Link::Here(id.to_owned())).text(format!("Skip to {what}"));
            h.line();
            inside(h);
            h.line();
        });
        h.line();
    });
    html.line();
    html.into_text()
}

/// What the page may do: be styled by these style sheets, and nothing else.
/// Should copy ever become markup, it could still neither run nor load anything.
fn policy(css: &'static str) -> String {
    let hash = |css: &str| format!("'sha256-{}'", base64(&Sha256::digest(css.as_bytes())));
    format!("default-src 'none'; style-src {} {}; base-uri 'none'; form-action 'none'", hash(CSS), hash(css))
}

/// Bytes in the letters of RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let at = |n: usize| u32::from(three.get(n).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for n in 0..4_usize {
            let six = bits >> (18 - 6 * n) & 63;
            let letter = usize::try_from(six).ok().and_then(|six| LETTERS.get(six)).copied().unwrap_or(b'=');
            out.push(if n > three.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_loads_nothing_and_runs_nothing() {
        let html = page(Page { title: "</title><script>", skip: ("text", "the text"), css: "p { margin: 0 }" }, |h| {
            h.tag("main").attr("id", "text").text("Copy.");
        });
        assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
        assert!(html.contains("<title>&lt;/title&gt;&lt;script&gt;</title>"));
        assert!(html.contains("default-src &#39;none&#39;; style-src &#39;sha256-"));
        for loads in ["src=", "url(", "@import", "<script", "http:", "https:"] {
            assert!(!html.contains(loads), "{loads}");
        }
    }

    #[test]
    fn base64_as_rfc_4648_has_it() {
        for (bytes, letters) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), letters);
        }
    }
}
