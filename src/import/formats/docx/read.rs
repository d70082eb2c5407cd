//! From the parts of a document to a draft.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fmt::Write as _,
};

use roxmltree::{Document, Node};

use super::{
    inline::{Inline, Mark, Set},
    notes::{self, Note},
    place::{self, Block, Marked},
    said::{Id, Said, Threads},
    styles::{Numbering, Role, Styles, attribute, child, list_of, named, outline, switch},
    symbol::symbol,
};
use crate::{
    domain::{
        canonical::Repair,
        lexicon::guess,
        part::{Part, Texts},
    },
    import::{
        Rejection,
        draft::Draft,
        markup::superscript,
        office::{Package, xml},
        source::Annotations,
    },
};

/// Reads a document into a draft.
pub(super) fn document(
    name: &str,
    package: &mut Package,
    annotations: Annotations,
    draft: &mut Draft,
) -> Result<(), Rejection> {
    let main = main_part(name, package)?;
    let Some(text) = package.text(&main)? else {
        return Err(Rejection::new(name, "bad-document", format!("no Word document: it has no {main}")));
    };
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let part = |file: &str| if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") };
    let file = main.rsplit('/').next().unwrap_or(&main).to_owned();
    let links = links(name, package, &part(&format!("_rels/{file}.rels")))?;
    let styles = match package.text(&part("styles.xml"))? {
        Some(text) => Styles::read(&xml(name, "styles.xml", &text)?),
        None => Styles::default(),
    };
    let numbering = match package.text(&part("numbering.xml"))? {
        Some(text) => Numbering::read(&xml(name, "numbering.xml", &text)?),
        None => Numbering::default(),
    };
    let mut reading = Reading { styles, numbering, links, ..Reading::default() };
    let root = xml(name, &main, &text)?;
    let body = child(&root.root_element(), "body").unwrap_or(root.root_element());
    reading.blocks(&body);
    let threads = match package.text(&part("commentsExtended.xml"))? {
        Some(text) => Threads::read(&xml(name, "commentsExtended.xml", &text)?),
        None => Threads::default(),
    };
    let mut said = BTreeMap::new();
    for (file, kind) in [("comments.xml", "comment"), ("footnotes.xml", "footnote"), ("endnotes.xml", "endnote")] {
        let Some(text) = package.text(&part(file))? else { continue };
        let links = self::links(name, package, &part(&format!("_rels/{file}.rels")))?;
        let notes = xml(name, file, &text)?;
        reading.links = links;
        let mut found = Vec::new();
        for node in notes.root_element().children().filter(|node| named(node, kind)) {
            let Some(id) = attribute(&node, "id") else { continue };
            let author = attribute(&node, "author").unwrap_or_default().trim().to_owned();
            let paragraphs = node.descendants().filter(|inner| named(inner, "p"));
            let marks = paragraphs.filter_map(|p| attribute(&p, "paraId").map(str::to_owned)).collect();
            found.push((id.to_owned(), marks, Said { text: reading.note(&node), author, ..Said::default() }));
        }
        match kind {
            "comment" => threads.join(found, &mut said),
            _ => said.extend(found.into_iter().map(|(id, _, note)| ((kind, id), note))),
        }
    }
    let properties = package.text("docProps/core.xml")?;
    let properties = properties.as_deref().map(|text| xml(name, "core.xml", text)).transpose()?;
    reading.fill(draft, properties.as_ref(), &said, annotations);
    Ok(())
}

/// The part that is the text, by what the package says.
fn main_part(name: &str, package: &mut Package) -> Result<String, Rejection> {
    let usual = "word/document.xml".to_owned();
    let Some(text) = package.text("_rels/.rels")? else { return Ok(usual) };
    let document = xml(name, "_rels/.rels", &text)?;
    let mut relations = document.root_element().children();
    let main = relations.find(|node| attribute(node, "Type").is_some_and(|kind| kind.ends_with("/officeDocument")));
    let target = main.and_then(|node| attribute(&node, "Target").map(|path| path.trim_start_matches('/').to_owned()));
    Ok(target.unwrap_or(usual))
}

/// Where a part's links lead.
fn links(name: &str, package: &mut Package, part: &str) -> Result<HashMap<String, String>, Rejection> {
    let Some(text) = package.text(part)? else { return Ok(HashMap::new()) };
    let document = xml(name, part, &text)?;
    let relations = document
        .root_element()
        .children()
        .filter(|node| node.is_element() && attribute(node, "Type").is_some_and(|kind| kind.ends_with("/hyperlink")));
    let pairs =
        relations.filter_map(|node| Some((attribute(&node, "Id")?.to_owned(), attribute(&node, "Target")?.to_owned())));
    Ok(pairs.collect())
}

/// A document being read.
#[derive(Debug, Default)]
struct Reading {
    styles: Styles,
    numbering: Numbering,
    links: HashMap<String, String>,
    blocks: Vec<Block>,
    tables: Vec<Marked>,
    /// Fields begun: what each tells to do, and whether its result is reached.
    fields: Vec<(String, bool)>,
    /// The beginning of a paragraph whose end was deleted.
    carried: Option<Inline>,
    insertions: usize,
    deletions: usize,
    moves: usize,
    settings: usize,
    /// Symbols of fonts that have no character.
    symbols: usize,
    editors: BTreeSet<String>,
    hidden: usize,
}

impl Reading {
    /// Reads what stands in a body, a cell or a box.
    fn blocks(&mut self, parent: &Node<'_, '_>) {
        for node in parent.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "p" => self.paragraph(&node),
                "tbl" => self.table(&node),
                "sdt" => {
                    if let Some(content) = child(&node, "sdtContent") {
                        self.blocks(&content);
                    }
                }
                "ins" | "moveTo" | "customXml" | "smartTag" | "txbxContent" => self.blocks(&node),
                "AlternateContent" => {
                    if let Some(choice) = alternative(&node) {
                        self.blocks(&choice);
                    }
                }
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, node: &Node<'_, '_>) {
        let properties = child(node, "pPr");
        self.set_otherwise(properties, "pPrChange");
        let style = properties.and_then(|p| child(&p, "pStyle")).and_then(|s| attribute(&s, "val")).unwrap_or_default();
        let mut role = self.styles.role(style);
        if let (Role::Text, Some(level)) = (role, properties.and_then(|p| outline(&p))) {
            role = Role::Heading(level);
        }
        let list = properties.and_then(|p| list_of(&p)).or_else(|| self.styles.list(style));
        let is_plain = matches!(role, Role::Heading(_) | Role::Title | Role::Subtitle | Role::Byline | Role::Code);
        let mut inline =
            self.carried.take().unwrap_or_else(|| if is_plain { Inline::plain() } else { Inline::default() });
        let mut boxes = Vec::new();
        self.runs(node, &mut inline, &mut boxes);
        let mark = properties.and_then(|p| child(&p, "rPr"));
        // Where the end of a paragraph was deleted, the next one goes on with it.
        if mark.is_some_and(|mark| child(&mark, "del").is_some() || child(&mark, "moveFrom").is_some()) {
            self.deletions += 1;
            self.carried = Some(inline);
        } else if !inline.is_empty() {
            let item = match (list, role) {
                (Some((id, level)), Role::Text) if id != "0" => {
                    Some(format!("{}{}", "    ".repeat(level), self.numbering.mark(&id, level)))
                }
                _ => None,
            };
            let (text, marks) = inline.finish();
            self.blocks.push(Block { role, item, text, marks });
        }
        for inner in boxes {
            self.blocks(&inner);
        }
    }

    /// Reads the runs in a paragraph, or in what holds some of them together.
    fn runs<'n, 'i>(&mut self, parent: &Node<'n, 'i>, inline: &mut Inline, boxes: &mut Vec<Node<'n, 'i>>) {
        for node in parent.children().filter(Node::is_element) {
            let id = || attribute(&node, "id").unwrap_or_default().to_owned();
            match node.tag_name().name() {
                "r" => self.run(&node, inline, boxes),
                kind @ ("ins" | "moveTo") => {
                    *if kind == "ins" { &mut self.insertions } else { &mut self.moves } += 1;
                    self.editors.extend(attribute(&node, "author").map(str::to_owned));
                    self.runs(&node, inline, boxes);
                }
                kind @ ("del" | "moveFrom") => {
                    // What moved is told where it came to.
                    self.deletions += usize::from(kind == "del");
                    self.editors.extend(attribute(&node, "author").map(str::to_owned));
                }
                "hyperlink" => {
                    let to = attribute(&node, "id").and_then(|id| self.links.get(id)).cloned();
                    match to {
                        Some(to) => {
                            inline.link(to);
                            self.runs(&node, inline, boxes);
                            inline.unlink();
                        }
                        None => self.runs(&node, inline, boxes),
                    }
                }
                "fldSimple" => {
                    let to = address(attribute(&node, "instr").unwrap_or_default());
                    let is_link = to.is_some();
                    if let Some(to) = to {
                        inline.link(to);
                    }
                    self.runs(&node, inline, boxes);
                    if is_link {
                        inline.unlink();
                    }
                }
                "commentRangeStart" => inline.mark(Mark::From(id())),
                "commentRangeEnd" => inline.mark(Mark::To(id())),
                "sdt" => {
                    if let Some(content) = child(&node, "sdtContent") {
                        self.runs(&content, inline, boxes);
                    }
                }
                "AlternateContent" => {
                    if let Some(choice) = alternative(&node) {
                        self.runs(&choice, inline, boxes);
                    }
                }
                "t" => inline.text(node.text().unwrap_or_default(), Set::default()),
                "pPr" | "rPr" | "sdtPr" | "sdtEndPr" => {}
                // Formulas, tags and whatever else may hold words.
                _ => self.runs(&node, inline, boxes),
            }
        }
    }

    /// Counts a tracked change of how words are set.
    fn set_otherwise(&mut self, properties: Option<Node<'_, '_>>, change: &str) {
        if let Some(change) = properties.and_then(|p| child(&p, change)) {
            self.settings += 1;
            self.editors.extend(attribute(&change, "author").map(str::to_owned));
        }
    }

    fn run<'n, 'i>(&mut self, run: &Node<'n, 'i>, inline: &mut Inline, boxes: &mut Vec<Node<'n, 'i>>) {
        let properties = child(run, "rPr");
        self.set_otherwise(properties, "rPrChange");
        let is_hidden = properties.is_some_and(|p| switch(&p, "vanish") == Some(true));
        let style = properties.and_then(|p| child(&p, "rStyle")).and_then(|s| attribute(&s, "val")).unwrap_or_default();
        let (bold, italic) = self.styles.emphasis(style);
        let on = |name: &str| properties.and_then(|p| switch(&p, name));
        let raised =
            properties.and_then(|p| child(&p, "vertAlign")).and_then(|v| attribute(&v, "val")) == Some("superscript");
        let set = Set {
            bold: on("b").unwrap_or(bold),
            italic: on("i").unwrap_or(italic),
            strike: on("strike").or(on("dstrike")).unwrap_or(false),
        };
        for node in run.children().filter(Node::is_element) {
            let id = || attribute(&node, "id").unwrap_or_default().to_owned();
            // What a field tells to do is no copy; what it came to is.
            let in_code = self.fields.iter().any(|(_, result)| !result);
            match node.tag_name().name() {
                "t" if is_hidden => self.hidden += 1,
                "t" if !in_code => {
                    let text = node.text().unwrap_or_default();
                    match superscript(text).filter(|_| raised && !text.trim().is_empty()) {
                        Some(figures) => inline.text(&figures, set),
                        None => inline.text(text, set),
                    }
                }
                "tab" | "ptab" if !in_code && !is_hidden => inline.text(" ", set),
                "br" | "cr" if !in_code => match attribute(&node, "type") {
                    Some("page" | "column") => {}
                    _ => inline.text("  \n", set),
                },
                "noBreakHyphen" if !in_code => inline.text("\u{2011}", set),
                "sym" if !in_code => match symbol(&node) {
                    Some(symbol) => inline.text(&symbol.to_string(), set),
                    None => self.symbols += 1,
                },
                // What stands over a word says how it is read.
                "ruby" if !in_code => {
                    for (name, around) in [("rubyBase", ["", ""]), ("rt", ["(", ")"])] {
                        let Some(words) = child(&node, name) else { continue };
                        inline.text(around[0], set);
                        self.runs(&words, inline, boxes);
                        inline.text(around[1], set);
                    }
                }
                "instrText" => {
                    if let Some((code, _)) = self.fields.last_mut() {
                        code.push_str(node.text().unwrap_or_default());
                    }
                }
                "fldChar" => self.field(attribute(&node, "fldCharType").unwrap_or_default(), inline),
                "commentReference" => inline.mark(Mark::Comment(id())),
                "footnoteReference" => inline.mark(Mark::Footnote(id())),
                "endnoteReference" => inline.mark(Mark::Endnote(id())),
                "AlternateContent" | "drawing" | "pict" | "object" => collect_boxes(&node, boxes),
                _ => {}
            }
        }
    }

    /// A field begins, comes to its result, or ends.
    fn field(&mut self, what: &str, inline: &mut Inline) {
        match what {
            "begin" => self.fields.push((String::new(), false)),
            "separate" => {
                if let Some((code, result)) = self.fields.last_mut() {
                    *result = true;
                    if let Some(to) = address(code) {
                        inline.link(to);
                    }
                }
            }
            "end" => {
                if let Some((code, result)) = self.fields.pop()
                    && result
                    && address(&code).is_some()
                {
                    inline.unlink();
                }
            }
            _ => {}
        }
    }

    /// Reads a table as Markdown, into a part of its own. One cell alone is a
    /// box around text.
    fn table(&mut self, node: &Node<'_, '_>) {
        let rows: Vec<Node<'_, '_>> =
            node.descendants().filter(|n| named(n, "tr") && table_of(n) == Some(node.id())).collect();
        let cells = |row: &Node<'_, '_>| {
            row.descendants()
                .filter(|n| named(n, "tc") && row_of(n) == Some(row.id()))
                .map(|n| n.id())
                .collect::<Vec<_>>()
        };
        let document = node.document();
        if let [row] = rows.as_slice()
            && let [cell] = cells(row).as_slice()
        {
            if let Some(cell) = document.get_node(*cell) {
                self.blocks(&cell);
            }
            return;
        }
        let mut lines: Vec<Vec<String>> = Vec::new();
        let mut marks = Vec::new();
        for row in &rows {
            // A row that was deleted.
            if child(row, "trPr").is_some_and(|p| child(&p, "del").is_some()) {
                self.deletions += 1;
                continue;
            }
            let mut line = Vec::new();
            for cell in cells(row).into_iter().filter_map(|id| document.get_node(id)) {
                let properties = child(&cell, "tcPr");
                let span =
                    properties.and_then(|p| child(&p, "gridSpan")).and_then(|s| attribute(&s, "val")?.parse().ok());
                line.push(self.cell(&cell, &mut marks));
                for _ in 1..std::cmp::min(span.unwrap_or(1_usize), 64) {
                    line.push(String::new());
                }
            }
            lines.push(line);
        }
        let width = lines.iter().map(Vec::len).max().unwrap_or(0);
        if width == 0 || lines.iter().flatten().all(String::is_empty) {
            return;
        }
        let mut text = String::new();
        for (at, line) in lines.iter().enumerate() {
            let mut cells = line.clone();
            cells.resize(width, String::new());
            _ = writeln!(text, "| {} |", cells.join(" | "));
            if at == 0 {
                _ = writeln!(text, "|{}", " --- |".repeat(width));
            }
        }
        self.tables.push(place::unwoven(&text, marks));
    }

    /// A cell's words on one line, the marks on them woven in.
    fn cell(&mut self, node: &Node<'_, '_>, marks: &mut Vec<Mark>) -> String {
        let outer = std::mem::take(&mut self.blocks);
        self.blocks(node);
        let inner = std::mem::replace(&mut self.blocks, outer);
        let texts: Vec<String> = inner
            .into_iter()
            .map(|block| {
                let item = block.item.unwrap_or_default();
                format!("{}{}", item.trim_start(), place::woven(&block.text, block.marks, marks))
            })
            .collect();
        texts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
    }

    /// What a comment or a footnote says.
    fn note(&mut self, node: &Node<'_, '_>) -> String {
        let outer = std::mem::take(&mut self.blocks);
        self.blocks(node);
        let inner = std::mem::replace(&mut self.blocks, outer);
        let lines: Vec<String> = inner.into_iter().map(|block| block.text.trim().to_owned()).collect();
        lines.join("\n").trim().to_owned()
    }

    /// Puts what was read into the draft.
    fn fill(
        mut self,
        draft: &mut Draft,
        properties: Option<&Document<'_>>,
        said: &BTreeMap<Id, Said>,
        annotations: Annotations,
    ) {
        if let Some(rest) = self.carried.take() {
            let (text, marks) = rest.finish();
            self.blocks.push(Block { role: Role::Text, item: None, text, marks });
        }
        let mut blocks = std::mem::take(&mut self.blocks);
        let take = |blocks: &mut Vec<Block>, role: Role| {
            let at = blocks.iter().position(|block| block.role == role)?;
            Some(blocks.remove(at).line()).filter(|(text, _)| !text.is_empty())
        };
        let core = |name: &str| {
            let found = properties?.root_element().children().find(|node| named(node, name))?;
            found.text().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let headline = take(&mut blocks, Role::Title).or_else(|| headline(&mut blocks));
        let mut parts: Vec<(Part, Marked)> = Vec::new();
        let usual = [
            (Part::Headline, headline.or_else(|| Some((core("title")?, Vec::new())))),
            (Part::Standfirst, take(&mut blocks, Role::Subtitle)),
            (Part::Byline, take(&mut blocks, Role::Byline)),
        ];
        parts.extend(usual.into_iter().filter_map(|(part, text)| Some((part, text?))));
        let (captions, blocks): (Vec<Block>, Vec<Block>) =
            blocks.into_iter().partition(|block| block.role == Role::Caption);
        parts.push((Part::Body, place::body(&blocks)));
        let captions: Vec<Marked> = captions.into_iter().map(Block::line).collect();
        for (kind, list) in [("caption", captions), ("table", std::mem::take(&mut self.tables))] {
            let named = list.into_iter().enumerate();
            parts.extend(named.filter_map(|(at, text)| Some((format!("{kind}:{}", at + 1).parse().ok()?, text))));
        }
        let mut texts = Texts::default();
        for (part, (text, _)) in &parts {
            texts.set(part.clone(), text.as_str());
            let text = text.clone();
            match part {
                Part::Headline => draft.newest.texts.headline = Some(text),
                Part::Standfirst => draft.newest.texts.standfirst = Some(text),
                Part::Byline => draft.newest.texts.byline = Some(text),
                Part::Body => draft.newest.texts.body = Some(text),
                other => draft.newest.texts.parts.push((other.as_str().to_owned(), text)),
            }
        }
        draft.language = core("language");
        let language = draft.language.clone().unwrap_or_else(|| guess::given_or_guessed("", texts.get(&Part::Body)));
        let author = draft.newest.texts.byline.clone().or_else(|| core("lastModifiedBy")).or_else(|| core("creator"));
        draft.newest.author = author;
        draft.newest.source_time = core("modified").or_else(|| core("created"));
        draft.newest.whole = true;
        let mut met = HashSet::new();
        let notes: Vec<Note> = parts.iter().flat_map(|(part, text)| place::notes(part, text, said, &mut met)).collect();
        annotate(draft, &texts, &notes, annotations, &language);
        // A comment on words that are gone, or on none, is still somebody's word.
        let apart = said.iter().filter(|(id, said)| id.0 == "comment" && !met.contains(*id) && !said.is_empty());
        let apart: Vec<String> = apart.flat_map(|(_, said)| said.lines()).collect();
        if !apart.is_empty() {
            let count = apart.len();
            let what = format!("{count} × a comment on no words of the text kept as a comment on the article");
            draft.repairs.push(Repair::new("comments-apart", what));
            draft.comments.extend(apart);
        }
        self.say(draft);
    }

    /// Says what was made of the document's own marks.
    fn say(self, draft: &mut Draft) {
        let counts = [
            (self.insertions, "inserted"),
            (self.deletions, "deleted"),
            (self.moves, "moved"),
            (self.settings, "set otherwise"),
        ];
        let changes: Vec<String> =
            counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} × {what}")).collect();
        if !changes.is_empty() {
            let by = self.editors.iter().cloned().collect::<Vec<_>>().join(", ");
            let by = if by.is_empty() { by } else { format!(", by {by}") };
            let changes = changes.join(", ");
            draft.repairs.push(Repair::new("tracked-changes", format!("tracked changes accepted: {changes}{by}")));
        }
        if self.hidden > 0 {
            draft.repairs.push(Repair::new("hidden-text", format!("hidden text left out: {} ×", self.hidden)));
        }
        if self.symbols > 0 {
            let what = format!("{} × a font's symbol that is no character left out", self.symbols);
            draft.repairs.push(Repair::new("symbols-left-out", what));
        }
    }
}

/// Makes claims or comments of the notes on words.
fn annotate(draft: &mut Draft, texts: &Texts, notes: &[Note], annotations: Annotations, language: &str) {
    if notes.is_empty() {
        return;
    }
    let count = notes.len();
    let what = if count == 1 { "note" } else { "notes" };
    let made = match annotations {
        Annotations::Claims => {
            draft.claims = notes::claims(texts, notes, language);
            let claims = draft.claims.len();
            format!("{claims} {}", if claims == 1 { "claim" } else { "claims" })
        }
        Annotations::Comments => {
            draft.comments = notes.iter().flat_map(Note::comments).collect();
            "kept as comments".to_owned()
        }
    };
    draft.repairs.push(Repair::new("annotations", format!("{count} {what} on its words: {made}")));
}

/// The headline of a document that doesn't say which it is: a heading on top,
/// else a first line that is short and no sentence.
fn headline(blocks: &mut Vec<Block>) -> Option<Marked> {
    /// The longest first line that is taken for a headline, in characters.
    const LONGEST: usize = 160;
    let first = blocks.iter().position(|block| block.role != Role::Caption)?;
    let block = blocks.get(first)?;
    let text = block.text.trim().trim_matches('*').trim();
    let is_line = block.item.is_none()
        && block.role == Role::Text
        && blocks.len() > first + 1
        && text.chars().count() <= LONGEST
        && !text.ends_with(['.', ':', ';', ','])
        && block.marks.is_empty();
    let is_heading = matches!(block.role, Role::Heading(_));
    if !is_heading && !is_line || text.is_empty() {
        return None;
    }
    let text = text.replace("  \n", " ");
    let block = blocks.remove(first);
    Some(if is_heading { block.line() } else { (text, Vec::new()) })
}

/// The one of several ways to show a thing that words are taken from.
fn alternative<'n, 'i>(node: &Node<'n, 'i>) -> Option<Node<'n, 'i>> {
    child(node, "Choice").or_else(|| child(node, "Fallback"))
}

/// The boxes of text in a drawing, outermost only, each in one of its forms.
fn collect_boxes<'n, 'i>(node: &Node<'n, 'i>, boxes: &mut Vec<Node<'n, 'i>>) {
    if named(node, "txbxContent") {
        boxes.push(*node);
        return;
    }
    if named(node, "AlternateContent") {
        if let Some(choice) = alternative(node) {
            collect_boxes(&choice, boxes);
        }
        return;
    }
    for inner in node.children().filter(Node::is_element) {
        collect_boxes(&inner, boxes);
    }
}

fn table_of(node: &Node<'_, '_>) -> Option<roxmltree::NodeId> {
    node.ancestors().skip(1).find(|up| named(up, "tbl")).map(|up| up.id())
}

fn row_of(node: &Node<'_, '_>) -> Option<roxmltree::NodeId> {
    node.ancestors().skip(1).find(|up| named(up, "tr")).map(|up| up.id())
}

/// The address that a field links to.
fn address(code: &str) -> Option<String> {
    let rest = code.trim().strip_prefix("HYPERLINK")?;
    let quoted = rest.split_once('"')?.1;
    let address = quoted.split_once('"').map_or(quoted, |(address, _)| address);
    address.contains("://").then(|| address.to_owned())
}
