//! What a document's styles and list numbers mean.

use std::collections::HashMap;

use roxmltree::{Document, Node};

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Running text.
    Text,
    /// The document's title.
    Title,
    /// What stands under the title.
    Subtitle,
    /// Who wrote it.
    Byline,
    /// The words under a picture or a table.
    Caption,
    /// A quotation set apart.
    Quote,
    /// Program text.
    Code,
    /// A heading, 1 to 6.
    Heading(u8),
}

/// One style.
#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: Option<(String, usize)>,
    bold: Option<bool>,
    italic: Option<bool>,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Style>);

/// The farthest that a style is followed to those that it rests on.
const MOST_BASES: usize = 12;

impl Styles {
    pub(super) fn read(document: &Document<'_>) -> Self {
        let mut styles = HashMap::new();
        for node in document.root_element().children().filter(|node| named(node, "style")) {
            let Some(id) = attribute(&node, "styleId") else { continue };
            let text = |name| child(&node, name).and_then(|found| attribute(&found, "val")).map(str::to_owned);
            let paragraph = child(&node, "pPr");
            let run = child(&node, "rPr");
            let style = Style {
                name: text("name").unwrap_or_default().to_lowercase(),
                based_on: text("basedOn"),
                outline: paragraph.and_then(|p| outline(&p)),
                list: paragraph.and_then(|p| list_of(&p)),
                bold: run.and_then(|r| switch(&r, "b")),
                italic: run.and_then(|r| switch(&r, "i")),
            };
            styles.insert(id.to_owned(), style);
        }
        Self(styles)
    }

    /// A style and those that it rests on, nearest first.
    fn chain<'s>(&'s self, id: &'s str) -> impl Iterator<Item = &'s Style> {
        let first = self.0.get(id);
        std::iter::successors(first, |style| self.0.get(style.based_on.as_deref()?)).take(MOST_BASES)
    }

    /// What a paragraph of this style is.
    pub(super) fn role(&self, id: &str) -> Role {
        for style in self.chain(id) {
            let name = style.name.as_str();
            let role = match name {
                "title" | "headline" => Role::Title,
                "subtitle" | "standfirst" | "deck" | "dek" => Role::Subtitle,
                "author" | "byline" => Role::Byline,
                "caption" | "image caption" | "table caption" | "figure caption" => Role::Caption,
                "quote" | "intense quote" | "block text" | "quotations" | "block quotation" => Role::Quote,
                "source code" | "html preformatted" | "preformatted text" | "code" => Role::Code,
                _ => match (name.strip_prefix("heading "), style.outline) {
                    (Some(level), _) => Role::Heading(level.trim().parse().unwrap_or(1).clamp(1, 6)),
                    (None, Some(level)) => Role::Heading(level),
                    (None, None) => continue,
                },
            };
            return role;
        }
        Role::Text
    }

    /// The list that a style puts its paragraphs into.
    pub(super) fn list(&self, id: &str) -> Option<(String, usize)> {
        self.chain(id).find_map(|style| style.list.clone())
    }

    /// Whether a character style is bold and italic.
    pub(super) fn emphasis(&self, id: &str) -> (bool, bool) {
        let bold = self.chain(id).find_map(|style| style.bold).unwrap_or(false);
        let italic = self.chain(id).find_map(|style| style.italic).unwrap_or(false);
        (bold, italic)
    }
}

/// The level of heading that a paragraph's own properties give it.
pub(super) fn outline(properties: &Node<'_, '_>) -> Option<u8> {
    let level: u8 = attribute(&child(properties, "outlineLvl")?, "val")?.parse().ok()?;
    (level < 6).then_some(level + 1)
}

/// The list and level that a paragraph's properties name; list `0` is none.
pub(super) fn list_of(properties: &Node<'_, '_>) -> Option<(String, usize)> {
    let number = child(properties, "numPr")?;
    let id = attribute(&child(&number, "numId")?, "val")?;
    let level = child(&number, "ilvl").and_then(|level| attribute(&level, "val")?.parse().ok()).unwrap_or(0);
    Some((id.to_owned(), std::cmp::min(level, 8)))
}

/// How the items of lists are marked, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// The kind of number by list and level.
    kinds: HashMap<(String, usize), Mark>,
    /// Which lists count as one.
    kin: HashMap<String, String>,
    counts: HashMap<(String, usize), u32>,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    is_bullet: bool,
    start: u32,
}

impl Numbering {
    pub(super) fn read(document: &Document<'_>) -> Self {
        let root = document.root_element();
        let mut abstracts: HashMap<&str, Vec<(usize, Mark)>> = HashMap::new();
        for node in root.children().filter(|node| named(node, "abstractNum")) {
            let levels = node.children().filter(|level| named(level, "lvl")).filter_map(|level| {
                let at = attribute(&level, "ilvl")?.parse().ok()?;
                let format = child(&level, "numFmt").and_then(|f| attribute(&f, "val")).unwrap_or("decimal");
                let start = child(&level, "start").and_then(|s| attribute(&s, "val")?.parse().ok()).unwrap_or(1);
                Some((at, Mark { is_bullet: matches!(format, "bullet" | "none"), start }))
            });
            if let Some(id) = attribute(&node, "abstractNumId") {
                abstracts.insert(id, levels.collect());
            }
        }
        let mut numbering = Self::default();
        for node in root.children().filter(|node| named(node, "num")) {
            let (Some(id), Some(of)) =
                (attribute(&node, "numId"), child(&node, "abstractNumId").and_then(|a| attribute(&a, "val")))
            else {
                continue;
            };
            for (level, mark) in abstracts.get(of).into_iter().flatten() {
                numbering.kinds.insert((id.to_owned(), *level), *mark);
            }
            // A list that starts anew says so; others go on where their kin stopped.
            let anew = node.children().any(|over| named(&over, "lvlOverride"));
            numbering.kin.insert(id.to_owned(), if anew { format!("num {id}") } else { format!("abstract {of}") });
        }
        numbering
    }

    /// The mark of the next item of a list: `- ` or `3. `.
    pub(super) fn mark(&mut self, list: &str, level: usize) -> String {
        let Some(mark) = self.kinds.get(&(list.to_owned(), level)).copied() else { return "- ".to_owned() };
        if mark.is_bullet {
            return "- ".to_owned();
        }
        let kin = self.kin.get(list).cloned().unwrap_or_default();
        // A new item ends the counting of those below it.
        self.counts.retain(|(other, deeper), _| *other != kin || *deeper <= level);
        let count = self.counts.entry((kin, level)).or_insert(mark.start.wrapping_sub(1));
        *count = count.wrapping_add(1);
        format!("{count}. ")
    }
}

/// Whether an element has this name, in whichever of the format's name spaces.
pub(super) fn named(node: &Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}

/// The first child of this name.
pub(super) fn child<'n, 'i>(node: &Node<'n, 'i>, name: &str) -> Option<Node<'n, 'i>> {
    node.children().find(|child| named(child, name))
}

/// An attribute by its local name.
pub(super) fn attribute<'n>(node: &Node<'n, '_>, name: &str) -> Option<&'n str> {
    node.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
}

/// A property that is on where it is named, unless it says that it is off.
pub(super) fn switch(properties: &Node<'_, '_>, name: &str) -> Option<bool> {
    let found = child(properties, name)?;
    Some(!matches!(attribute(&found, "val"), Some("0" | "false" | "off" | "none")))
}
