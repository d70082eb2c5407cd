//! Elements and text, as they come, into blocks of light Markdown.
//!
//! Whoever walks a tree (a page's, a feed's, an agency's XML) calls `open`,
//! `text` and `close`; elements go by their HTML names. Nothing is escaped:
//! copy that reads like Markdown is taken for it, as it is everywhere here.

use std::rc::Rc;

use super::{
    inline::{Breaks, Inline, Style},
    table::{Cell, Table},
};

/// The deepest lists and quotations that are drawn as such: each level writes
/// its text once more. Deeper ones stand at the level of the last.
const MAX_LEVELS: usize = 12;

/// What a text in markup comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// Its paragraphs in light Markdown.
    pub body: String,
    /// The captions of its pictures, in order.
    pub captions: Vec<String>,
}

/// What stands around the text that is being collected.
#[derive(Debug)]
enum Kind {
    Flow,
    Quote,
    List { ordered: bool, next: u64 },
    Item,
    Figure,
    Caption,
    Table(Table),
    Cell { header: bool, columns: usize, rows: usize },
}

#[derive(Debug)]
struct Frame {
    kind: Kind,
    /// The element that opened it, by its place among the open ones.
    depth: usize,
    blocks: Vec<String>,
}

/// Collects a text. See the module.
#[derive(Debug)]
pub struct Writer {
    frames: Vec<Frame>,
    /// The style in force outside each open element.
    styles: Vec<Style>,
    style: Style,
    inline: Inline,
    /// Inside preformatted text, its words as they are.
    pre: Option<(usize, String)>,
    heading: Option<usize>,
    quotes: usize,
    raised: usize,
    captions: Vec<String>,
    base: Option<Rc<str>>,
}

/// An element's attributes, by name.
pub trait Attributes {
    /// The value of one, if it is there.
    fn get(&self, name: &str) -> Option<String>;
}

/// No attributes.
impl Attributes for () {
    fn get(&self, _: &str) -> Option<String> {
        None
    }
}

impl Writer {
    /// A text in which relative addresses are those of `base`, an http address.
    pub fn new(base: Option<&str>) -> Self {
        Self {
            frames: vec![Frame { kind: Kind::Flow, depth: 0, blocks: Vec::new() }],
            styles: Vec::new(),
            style: Style::default(),
            inline: Inline::default(),
            pre: None,
            heading: None,
            quotes: 0,
            raised: 0,
            captions: Vec::new(),
            base: base.map(Rc::from),
        }
    }

    /// An element opens. `false` when nothing in it is to be read: then it is
    /// not closed either.
    pub fn open(&mut self, name: &str, attributes: &impl Attributes) -> bool {
        if is_dropped(name) || is_hidden(attributes) {
            if name == "img" {
                self.emoji(attributes);
            }
            return false;
        }
        let outer = self.style.clone();
        self.styles.push(outer);
        match name {
            "b" | "strong" => self.style.strong = self.heading.is_none(),
            "i" | "em" | "cite" | "dfn" => self.style.emphasis = true,
            "code" | "kbd" | "samp" | "tt" => self.style.code = true,
            "s" | "del" | "strike" => self.style.struck = true,
            "sup" => self.raised += 1,
            "q" => {
                let mark = if self.quotes.is_multiple_of(2) { "“" } else { "‘" };
                self.quotes += 1;
                self.text(mark);
            }
            "a" => self.style.link = attributes.get("href").and_then(|to| self.address(&to)).or(self.style.link.take()),
            "br" => {
                if self.pre.is_some() {
                    self.text("\n");
                } else if self.inline.line_break(&self.style) {
                    self.flush();
                }
            }
            "hr" => {
                self.flush();
                if self.frames.len() == 1 && self.has_blocks() {
                    self.block("* * *".to_owned());
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.heading = name.get(1..).and_then(|n| n.parse().ok());
            }
            "pre" | "listing" | "xmp" | "plaintext" => {
                self.flush();
                if self.pre.is_none() {
                    self.pre = Some((self.styles.len(), String::new()));
                }
            }
            "blockquote" => self.push(Kind::Quote),
            "ul" | "menu" | "dir" => self.push(Kind::List { ordered: false, next: 1 }),
            "ol" => {
                let next = attributes.get("start").and_then(|n| n.trim().parse().ok()).unwrap_or(1);
                self.push(Kind::List { ordered: true, next });
            }
            "li" => self.push(Kind::Item),
            "figure" => self.push(Kind::Figure),
            "figcaption" => self.push(if self.figure_has_text() { Kind::Flow } else { Kind::Caption }),
            "table" => self.push(Kind::Table(Table::default())),
            "tr" => {
                self.flush();
                if let Some(Frame { kind: Kind::Table(table), .. }) = self.frames.last_mut() {
                    table.row();
                }
            }
            "td" | "th" => {
                let number =
                    |name| attributes.get(name).and_then(|n| n.trim().parse().ok()).unwrap_or(1_usize).clamp(1, 100);
                self.push(Kind::Cell { header: name == "th", columns: number("colspan"), rows: number("rowspan") });
            }
            _ if is_block(name) => {
                let class = attributes.get("class").unwrap_or_default();
                self.flush();
                if class.split_whitespace().any(|word| word == "wp-caption-text") {
                    self.push(Kind::Caption);
                }
            }
            _ => {}
        }
        true
    }

    /// Text between tags, its entities read.
    pub fn text(&mut self, text: &str) {
        if let Some((_, words)) = &mut self.pre {
            words.push_str(text);
        } else if self.raised > 0
            && let Some(raised) = superscript(text)
        {
            self.inline.push(&raised, &self.style);
        } else {
            self.inline.push(text, &self.style);
        }
    }

    /// The element that was opened last closes.
    pub fn close(&mut self, name: &str) {
        let depth = self.styles.len();
        match name {
            "q" => {
                self.quotes = self.quotes.saturating_sub(1);
                self.text(if self.quotes.is_multiple_of(2) { "”" } else { "’" });
            }
            "sup" => self.raised = self.raised.saturating_sub(1),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.flush(),
            "pre" | "listing" | "xmp" | "plaintext" if self.pre.as_ref().is_some_and(|(at, _)| *at == depth) => {
                self.end_pre();
            }
            "tr" | "br" | "hr" => {}
            _ if is_block(name) => self.flush(),
            _ => {}
        }
        while self.frames.len() > 1 && self.frames.last().is_some_and(|frame| frame.depth >= depth) {
            self.pop();
        }
        if let Some(style) = self.styles.pop() {
            self.style = style;
        }
    }

    /// A paragraph ends, whatever is open.
    pub fn end_paragraph(&mut self) {
        self.flush();
    }

    /// The whole text.
    pub fn finish(mut self) -> Written {
        if self.pre.is_some() {
            self.end_pre();
        }
        while self.frames.len() > 1 {
            self.pop();
        }
        self.flush();
        let mut blocks = self.frames.pop().map(|frame| frame.blocks).unwrap_or_default();
        while blocks.last().is_some_and(|last| last == "* * *") {
            blocks.pop();
        }
        Written { body: blocks.join("\n\n"), captions: self.captions }
    }

    fn has_blocks(&self) -> bool {
        self.frames.last().is_some_and(|frame| !frame.blocks.is_empty())
    }

    /// Whether what a caption stands under is words rather than a picture.
    fn figure_has_text(&self) -> bool {
        let figure = self.frames.last().filter(|frame| matches!(frame.kind, Kind::Figure));
        figure.is_none_or(|figure| !figure.blocks.is_empty() || !self.inline.is_blank())
    }

    fn push(&mut self, kind: Kind) {
        self.flush();
        let levels =
            self.frames.iter().filter(|f| matches!(f.kind, Kind::Quote | Kind::Item | Kind::Cell { .. })).count();
        let kind = if levels >= MAX_LEVELS { Kind::Flow } else { kind };
        self.frames.push(Frame { kind, depth: self.styles.len(), blocks: Vec::new() });
    }

    fn block(&mut self, text: String) {
        if text.is_empty() {
            return;
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.blocks.push(text);
        }
    }

    fn all(&mut self, blocks: Vec<String>) {
        for block in blocks {
            self.block(block);
        }
    }

    /// Ends the paragraph or heading that is being collected.
    fn flush(&mut self) {
        if self.pre.is_some() {
            return;
        }
        let heading = self.heading.take();
        if self.inline.is_blank() {
            // A line break or space left over belongs to nothing.
            self.inline = Inline::default();
            return;
        }
        let in_line = heading.is_some()
            || self.frames.iter().any(|frame| matches!(frame.kind, Kind::Cell { .. } | Kind::Caption));
        let text = self.inline.take(if in_line { Breaks::Spaces } else { Breaks::Hard });
        self.block(match heading {
            Some(level) => format!("{} {text}", "#".repeat(level)),
            None => text,
        });
    }

    fn end_pre(&mut self) {
        let Some((_, words)) = self.pre.take() else { return };
        let words = words.trim_matches('\n').trim_end();
        if words.trim().is_empty() {
            return;
        }
        let mut fence = "```".to_owned();
        while words.contains(&fence) {
            fence.push('`');
        }
        self.block(format!("{fence}\n{words}\n{fence}"));
    }

    /// Ends a container and gives its text to the one around it.
    fn pop(&mut self) {
        self.flush();
        let Some(frame) = self.frames.pop() else { return };
        let blocks = frame.blocks;
        match frame.kind {
            Kind::Flow | Kind::Figure => {
                self.all(blocks);
            }
            Kind::Quote => self.block(prefixed(&blocks.join("\n\n"), "> ", "> ")),
            Kind::List { .. } => {
                // Items of several paragraphs stand apart.
                let loose = blocks.iter().any(|item| item.contains("\n\n"));
                self.block(blocks.join(if loose { "\n\n" } else { "\n" }));
            }
            Kind::Item => self.item(&blocks),
            Kind::Caption => {
                let caption = blocks.join(" ");
                if !caption.is_empty() {
                    self.captions.push(caption);
                }
            }
            Kind::Cell { header, columns, rows } => match self.frames.last_mut() {
                Some(Frame { kind: Kind::Table(table), .. }) => table.cell(Cell { blocks, header, columns, rows }),
                _ => self.all(blocks),
            },
            Kind::Table(table) => {
                self.all(blocks);
                self.all(table.draw());
            }
        }
    }

    fn item(&mut self, blocks: &[String]) {
        if blocks.is_empty() {
            return;
        }
        let (ordered, number) = match self.frames.last_mut() {
            Some(Frame { kind: Kind::List { ordered, next }, .. }) => {
                let number = *next;
                *next += 1;
                (*ordered, number)
            }
            _ => (false, 1),
        };
        let mark = if ordered { format!("{number}. ") } else { "- ".to_owned() };
        let mut text = String::new();
        for (at, block) in blocks.iter().enumerate() {
            if at > 0 {
                // A list within follows its words closely.
                let is_list = block.starts_with("- ") || block.starts_with(|c: char| c.is_ascii_digit());
                text.push_str(if is_list && at == 1 { "\n" } else { "\n\n" });
            }
            text.push_str(block);
        }
        self.block(prefixed(&text, &mark, &" ".repeat(mark.len())));
    }

    /// A picture that stands for a letter.
    fn emoji(&mut self, attributes: &impl Attributes) {
        let class = attributes.get("class").unwrap_or_default().to_ascii_lowercase();
        if ["emoji", "smiley"].iter().any(|word| class.contains(word))
            && let Some(sign) = attributes.get("alt").filter(|alt| alt.chars().count() <= 8)
        {
            self.text(&sign);
        }
    }

    /// An address that a reader can follow.
    fn address(&self, to: &str) -> Option<Rc<str>> {
        let to: String = to.trim().chars().filter(|c| !c.is_control()).collect();
        if to.is_empty() || to.starts_with('#') {
            return None;
        }
        if let Some((scheme, _)) = to
            .split_once(':')
            .filter(|(scheme, _)| scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)))
        {
            let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
            return known.then(|| Rc::from(to));
        }
        let Some(base) = self.base.as_deref() else {
            return Some(if to.starts_with("//") { Rc::from(format!("https:{to}")) } else { Rc::from(to) });
        };
        let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
        let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        Some(Rc::from(if to.starts_with("//") {
            format!("{scheme}:{to}")
        } else if to.starts_with('/') {
            format!("{scheme}://{host}{to}")
        } else if to.starts_with("..") {
            to
        } else {
            let path = rest.split(['?', '#']).next().unwrap_or(rest);
            let folder = path.rfind('/').map_or(host, |at| path.get(..at).unwrap_or(host));
            format!("{scheme}://{folder}/{}", to.trim_start_matches("./"))
        }))
    }
}

/// The lines of a text behind a prefix; blank ones get it without its space.
fn prefixed(text: &str, first: &str, others: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let prefix = if at == 0 { first } else { others };
        out.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        out.push_str(line);
    }
    out
}

/// Raised figures as the characters that stand for them: 10 to the 6th must
/// not become 106.
pub fn superscript(text: &str) -> Option<String> {
    text.trim()
        .chars()
        .map(|c| {
            Some(match c {
                '0' => '⁰',
                '1' => '¹',
                '2' => '²',
                '3' => '³',
                '4'..='9' => char::from_u32(u32::from('⁴') + u32::from(c) - u32::from('4'))?,
                '+' => '⁺',
                '-' | '−' | '–' => '⁻',
                _ => return None,
            })
        })
        .collect()
}

fn is_dropped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "title"
            | "iframe"
            | "object"
            | "embed"
            | "applet"
            | "svg"
            | "canvas"
            | "audio"
            | "video"
            | "img"
            | "picture"
            | "map"
            | "input"
            | "select"
            | "textarea"
            | "button"
            | "datalist"
            | "meta"
            | "link"
            | "annotation"
            | "annotation-xml"
            | "noframes"
            | "dialog"
    )
}

fn is_hidden(attributes: &impl Attributes) -> bool {
    attributes.get("hidden").is_some_and(|how| how != "until-found")
        || attributes.get("style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
        || attributes.get("class").is_some_and(|class| {
            class.split_whitespace().any(|word| matches!(word, "screen-reader-text" | "sr-only" | "visually-hidden"))
        })
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "aside"
            | "nav"
            | "address"
            | "form"
            | "fieldset"
            | "legend"
            | "figure"
            | "figcaption"
            | "center"
            | "details"
            | "summary"
            | "hgroup"
            | "dl"
            | "dt"
            | "dd"
            | "body"
            | "html"
            | "blockquote"
            | "ul"
            | "ol"
            | "li"
            | "menu"
            | "dir"
            | "table"
            | "caption"
            | "tbody"
            | "thead"
            | "tfoot"
            | "td"
            | "th"
            | "search"
            | "optgroup"
            | "option"
            | "noembed"
            | "marquee"
    )
}
