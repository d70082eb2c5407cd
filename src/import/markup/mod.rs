//! Markup to light Markdown, for every format that carries HTML or its like.
//!
//! What comes out is copy: paragraphs, headings, lists, quotations, links and
//! tables; emphasis as it was; nothing of scripts, styles and what is hidden.
//! Text that was escaped twice (`&amp;quot;`) is read once more, and that is
//! said. What would keep a parser busy for minutes is refused first ([`guard`]).

pub mod guard;
mod inline;
mod table;
mod writer;

use std::borrow::Cow;

use dom_query::{Document, NodeRef};

use crate::domain::canonical::Repair;

pub use guard::{Flavour, TooMuch};
pub use writer::{Attributes, Writer, Written, superscript};

impl Attributes for NodeRef<'_> {
    fn get(&self, name: &str) -> Option<String> {
        self.attr(name).map(|value| value.to_string())
    }
}

impl Attributes for roxmltree::Node<'_, '_> {
    fn get(&self, name: &str) -> Option<String> {
        self.attributes().find(|a| a.name().eq_ignore_ascii_case(name)).map(|a| a.value().to_owned())
    }
}

/// The text of a piece of HTML. Relative addresses are those of `base`.
///
/// # Errors
/// Markup that no parser gets through in reasonable time.
pub fn html(markup: &str, base: Option<&str>, repairs: &mut Vec<Repair>) -> Result<Written, TooMuch> {
    let markup = once_escaped(markup, repairs);
    guard::check(&markup, Flavour::Html)?;
    let document = Document::fragment(markup.as_ref());
    let mut writer = Writer::new(base);
    let mut twice = 0;
    walk(&document.root(), &mut writer, &mut twice);
    say_twice(twice, repairs);
    Ok(writer.finish())
}

/// The words of a piece of HTML that is one line: a title.
///
/// # Errors
/// As [`html`].
pub fn line(markup: &str, repairs: &mut Vec<Repair>) -> Result<String, TooMuch> {
    if !markup.contains(['<', '&']) {
        return Ok(one_line(markup));
    }
    guard::check(markup, Flavour::Html)?;
    let document = Document::fragment(markup);
    let mut text = document.text().to_string();
    let twice = unescape(&mut text);
    say_twice(twice, repairs);
    Ok(one_line(&text))
}

/// Text with its entities read, as if it were HTML; tags stay as they are.
pub fn entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let document = Document::fragment(text.replace('<', "&lt;"));
    Cow::Owned(document.text().to_string())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn say_twice(count: usize, repairs: &mut Vec<Repair>) {
    if count > 0 {
        repairs.push(Repair::new(
            "escaped-twice",
            format!("{count} × text escaped twice (such as &amp;quot;) read as meant"),
        ));
    }
}

/// HTML that was escaped as a whole once too often is HTML again.
fn once_escaped<'a>(markup: &'a str, repairs: &mut Vec<Repair>) -> Cow<'a, str> {
    if markup.contains('<') || !["&lt;p", "&lt;br", "&lt;a ", "&lt;div", "&lt;/"].iter().any(|tag| markup.contains(tag))
    {
        return Cow::Borrowed(markup);
    }
    repairs.push(Repair::new("escaped-twice", "markup escaped twice read as markup"));
    Cow::Owned(markup.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

/// Reads what still looks like an entity after all were read, once. Answers how many.
fn unescape(text: &mut String) -> usize {
    let count = text.match_indices('&').filter(|(at, _)| is_entity(text.get(*at..).unwrap_or_default())).count();
    if count > 0 {
        *text = entities(text).into_owned();
    }
    count
}

/// Whether a text begins with `&name;` or `&#123;`, of the names that are met.
fn is_entity(text: &str) -> bool {
    const NAMES: [&str; 27] = [
        "amp", "quot", "apos", "lt", "gt", "nbsp", "rsquo", "lsquo", "rdquo", "ldquo", "ndash", "mdash", "hellip",
        "euro", "pound", "eacute", "egrave", "auml", "ouml", "uuml", "szlig", "ccedil", "aacute", "oacute", "ntilde",
        "laquo", "raquo",
    ];
    let Some((name, _)) = text
        .strip_prefix('&')
        .and_then(|rest| rest.get(..rest.len().min(12)).or(Some("")))
        .and_then(|rest| rest.split_once(';'))
    else {
        return false;
    };
    match name.strip_prefix('#') {
        Some(number) => {
            let digits = number.strip_prefix(['x', 'X']).unwrap_or(number);
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit())
        }
        None => NAMES.contains(&name),
    }
}

/// Walks a parsed tree without recursion: its depth is the input's.
fn walk(root: &NodeRef<'_>, writer: &mut Writer, twice: &mut usize) {
    let mut at = root.first_child();
    let mut code = 0_usize;
    while let Some(node) = at {
        let mut into = None;
        if node.is_text() {
            let mut text = node.text().to_string();
            if code == 0 {
                *twice += unescape(&mut text);
            }
            writer.text(&text);
        } else if node.is_element() || node.is_fragment() || node.is_document() {
            let name = node.node_name().map(|name| name.to_string()).unwrap_or_default();
            if writer.open(&name, &node) {
                code += usize::from(matches!(name.as_str(), "code" | "pre"));
                into = node.first_child();
                if into.is_none() {
                    code -= usize::from(matches!(name.as_str(), "code" | "pre"));
                    writer.close(&name);
                }
            }
        }
        at = into;
        let mut here = node;
        while at.is_none() {
            if let Some(next) = here.next_sibling() {
                at = Some(next);
                break;
            }
            let Some(parent) = here.parent().filter(|parent| parent.id != root.id) else { return };
            let name = parent.node_name().map(|name| name.to_string()).unwrap_or_default();
            code -= usize::from(matches!(name.as_str(), "code" | "pre"));
            writer.close(&name);
            here = parent;
        }
    }
}

#[cfg(test)]
mod tests;
