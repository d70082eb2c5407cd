//! What a reader sees of marked-up text: without emphasis, tags, templates and
//! the targets of links, with entities as the characters they stand for.
//!
//! As plain and as much the oracle's own as the rest of [`crate::page`].

/// The text without emphasis and link targets, as a reader sees it.
pub fn seen(raw: &[char]) -> String {
    let mut out = String::new();
    let mut at = 0;
    let until = |from: usize, end: char| raw[from.min(raw.len())..].iter().position(|c| *c == end).map(|n| from + n);
    while at < raw.len() {
        let c = raw[at];
        let next = raw.get(at + 1).copied().unwrap_or(' ');
        let before = if at == 0 { ' ' } else { raw[at - 1] };
        match c {
            '{' if next == '{' => {
                if let Some(close) = raw[at..].windows(2).position(|w| w == ['}', '}']) {
                    at += close + 2;
                    continue;
                }
                out.push(c);
            }
            // A tag within a span of code is words.
            '`' => {
                let close = until(at + 1, '`').unwrap_or(at);
                out.extend(&raw[at..=close]);
                at = close + 1;
                continue;
            }
            '\\' if next.is_ascii_punctuation() => {
                out.push(next);
                at += 2;
                continue;
            }
            // A backslash before the end of a line breaks it.
            '\\' if next == '\n' => {}
            '!' if next == '[' => {}
            '[' if next != '^' && links(&raw[at..]) => {}
            ']' => {
                // Behind a link's text: its target.
                let close = match next {
                    '(' => target(&raw[at..]).map(|n| at + n),
                    '[' => until(at + 2, ']'),
                    _ => None,
                };
                if let Some(close) = close {
                    at = close + 1;
                    continue;
                }
                out.push(']');
            }
            '>' if raw[..at].iter().rev().find(|c| **c != ' ' && **c != '>').is_some_and(|c| *c == '\n') => {}
            '*' if !(before.is_whitespace() && next.is_whitespace()) => {}
            '_' if !(before.is_alphanumeric() && next.is_alphanumeric()) => {}
            '<' => {
                let close = tag_end(&raw[at..]).map(|n| at + n);
                let Some(close) = close else {
                    out.push('<');
                    at += 1;
                    continue;
                };
                let tag: String = raw[at + 1..close].iter().collect();
                let name: String =
                    tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                if tag.contains("://") && !tag.contains(' ') {
                    out.push_str(&tag);
                } else if matches!(name.as_str(), "sup" | "sub" | "del" | "s" | "strike" | "code" | "tt") {
                    out.push_str(&format!("<{tag}>"));
                } else if name == "br" {
                    out.push(' ');
                }
                at = close + 1;
                continue;
            }
            _ => out.push(c),
        }
        at += 1;
    }
    decoded(&out)
}

/// The text with character entities as the characters they stand for.
fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').filter(|end| *end <= 9).map(|end| &rest[..=end]);
        let glyph = entity.and_then(|entity| {
            let code = entity.trim_start_matches("&#").trim_end_matches(';');
            let number = match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => code.parse().ok(),
            };
            let numbered = number.filter(|_| entity.starts_with("&#")).and_then(char::from_u32).map(String::from);
            numbered.or_else(|| ENTITIES.iter().find(|(name, _)| *name == entity).map(|(_, glyph)| (*glyph).to_owned()))
        });
        match (entity, glyph) {
            (Some(entity), Some(glyph)) => {
                out.push_str(&glyph);
                rest = &rest[entity.len()..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

const ENTITIES: &[(&str, &str)] = &[
    ("&nbsp;", " "),
    ("&rsquo;", "’"),
    ("&lsquo;", "‘"),
    ("&rdquo;", "”"),
    ("&ldquo;", "“"),
    ("&ndash;", "–"),
    ("&mdash;", "—"),
    ("&hellip;", "…"),
    ("&apos;", "'"),
    ("&quot;", "\""),
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&gt;", ">"),
];

/// Runs of white space as one space, none at the ends.
pub fn spaces(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which characters are no text: templates, tags, the targets of links.
pub fn hidden(block: &[char]) -> Vec<bool> {
    let mut hidden = vec![false; block.len()];
    let mut at = 0;
    while at < block.len() {
        let rest = &block[at..];
        let close = if rest.starts_with(&['{', '{']) {
            rest.windows(2).position(|w| w == ['}', '}']).map(|n| n + 1)
        } else if rest.starts_with(&['<']) && rest.get(1).is_some_and(|c| c.is_ascii_alphabetic() || *c == '/') {
            tag_end(rest)
        } else if rest.starts_with(&[']', '(']) {
            target(rest)
        } else {
            None
        };
        let len = close.map_or(1, |n| n + 1);
        hidden[at..at + len].fill(close.is_some());
        at += len;
    }
    hidden
}

/// Whether the bracket that opens here belongs to a link.
fn links(rest: &[char]) -> bool {
    let mut depth = 0;
    for (at, c) in rest.iter().enumerate() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return matches!(rest.get(at + 1), Some('(' | '['));
        }
    }
    // A sentence that ends inside a link's text.
    true
}

const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "big",
    "blockquote",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "label",
    "li",
    "main",
    "mark",
    "nav",
    "object",
    "ol",
    "p",
    "param",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "video",
];

/// Where the tag ends that begins here, if one does: what is quoted and what a
/// template writes is no end of it; an address in pointed brackets is one, too.
fn tag_end(rest: &[char]) -> Option<usize> {
    let name: String = rest.get(1..)?.iter().skip_while(|c| **c == '/').take(10).collect::<String>();
    let name: String = name.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let address = name.starts_with("http") || name.starts_with("mailto");
    if rest.first() != Some(&'<') || !(address || ELEMENTS.contains(&name.as_str())) {
        return None;
    }
    let plain = rest.iter().position(|c| *c == '>')?;
    let (mut quoted, mut template) = (None, false);
    for (at, c) in rest.iter().enumerate().take(2000) {
        let pair = [*c, rest.get(at + 1).copied().unwrap_or(' ')];
        match c {
            _ if pair == ['{', '{'] => template = true,
            _ if pair == ['}', '}'] => template = false,
            _ if template => {}
            '"' | '\'' if quoted == Some(*c) => quoted = None,
            '"' | '\'' if quoted.is_none() && rest[at - 1] == '=' => quoted = Some(*c),
            '>' if quoted.is_none() => return Some(at),
            _ => {}
        }
    }
    Some(plain)
}

/// Where a link's target ends, which begins with `](`: brackets in a title,
/// a template or brackets of their own are part of it.
fn target(rest: &[char]) -> Option<usize> {
    let (mut depth, mut title, mut template) = (0, false, false);
    // One parenthesis too many before a template.
    let doubled = rest.starts_with(&[']', '(', '(', '{', '{']);
    for (at, c) in rest.iter().enumerate().skip(if doubled { 2 } else { 1 }).take(2000) {
        let pair = [*c, rest.get(at + 1).copied().unwrap_or(' ')];
        match c {
            _ if pair == ['{', '{'] => template = true,
            _ if pair == ['}', '}'] => template = false,
            _ if template => {}
            '"' => title = !title,
            '(' if !title => depth += 1,
            ')' if !title => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    rest.iter().position(|c| *c == ')')
}
