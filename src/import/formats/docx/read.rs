//! From the parts of a document to a draft.

use std::{
    collections::{BTreeSet, HashMap},
    fmt::Write as _,
};

use roxmltree::{Document, Node};

use super::{
    inline::{Inline, Mark, Set},
    notes::{self, Note},
    styles::{Numbering, Role, Styles, attribute, child, list_of, named, outline, switch},
};
use crate::{
    domain::{canonical::Repair, lexicon::guess},
    import::{
        Rejection,
        draft::Draft,
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
    let mut said = HashMap::new();
    for (file, kind) in [("comments.xml", "comment"), ("footnotes.xml", "footnote"), ("endnotes.xml", "endnote")] {
        let Some(text) = package.text(&part(file))? else { continue };
        let links = self::links(name, package, &part(&format!("_rels/{file}.rels")))?;
        let notes = xml(name, file, &text)?;
        reading.links = links;
        for node in notes.root_element().children().filter(|node| named(node, kind)) {
            let Some(id) = attribute(&node, "id") else { continue };
            let author = attribute(&node, "author").unwrap_or_default().trim().to_owned();
            said.insert((kind, id.to_owned()), (reading.note(&node), author));
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

/// A piece of the body.
#[derive(Debug)]
struct Block {
    role: Role,
    /// The mark of a list's item, with its indent.
    item: Option<String>,
    text: String,
    marks: Vec<(usize, Mark)>,
}

/// A document being read.
#[derive(Debug, Default)]
struct Reading {
    styles: Styles,
    numbering: Numbering,
    links: HashMap<String, String>,
    blocks: Vec<Block>,
    tables: Vec<String>,
    /// Fields begun: what each tells to do, and whether its result is reached.
    fields: Vec<(String, bool)>,
    /// The beginning of a paragraph whose end was deleted.
    carried: Option<Inline>,
    insertions: usize,
    deletions: usize,
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
                "ins" | "moveTo" => {
                    self.insertions += 1;
                    self.editors.extend(attribute(&node, "author").map(str::to_owned));
                    self.runs(&node, inline, boxes);
                }
                "del" | "moveFrom" => {
                    self.deletions += 1;
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

    fn run<'n, 'i>(&mut self, run: &Node<'n, 'i>, inline: &mut Inline, boxes: &mut Vec<Node<'n, 'i>>) {
        let properties = child(run, "rPr");
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
            raised,
        };
        for node in run.children().filter(Node::is_element) {
            let id = || attribute(&node, "id").unwrap_or_default().to_owned();
            // What a field tells to do is no copy; what it came to is.
            let in_code = self.fields.iter().any(|(_, result)| !result);
            match node.tag_name().name() {
                "t" if is_hidden => self.hidden += 1,
                "t" if !in_code => inline.text(node.text().unwrap_or_default(), set),
                "tab" | "ptab" if !in_code && !is_hidden => inline.text(" ", set),
                "br" | "cr" if !in_code => match attribute(&node, "type") {
                    Some("page" | "column") => {}
                    _ => inline.text("  \n", set),
                },
                "noBreakHyphen" if !in_code => inline.text("\u{2011}", set),
                "sym" if !in_code => inline.text(&symbol(&node), set),
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
                line.push(self.cell(&cell));
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
        self.tables.push(text);
    }

    /// A cell's words on one line.
    fn cell(&mut self, node: &Node<'_, '_>) -> String {
        let outer = std::mem::take(&mut self.blocks);
        self.blocks(node);
        let inner = std::mem::replace(&mut self.blocks, outer);
        let texts: Vec<String> = inner
            .into_iter()
            .map(|block| format!("{}{}", block.item.unwrap_or_default().trim_start(), block.text))
            .collect();
        texts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
    }

    /// What a comment or a footnote says.
    fn note(&mut self, node: &Node<'_, '_>) -> String {
        let outer = std::mem::take(&mut self.blocks);
        self.blocks(node);
        let inner = std::mem::replace(&mut self.blocks, outer);
        let lines: Vec<String> = inner.into_iter().map(|block| block.text.trim().to_owned()).collect();
        lines.join("\n")
    }

    /// Puts what was read into the draft.
    fn fill(
        mut self,
        draft: &mut Draft,
        properties: Option<&Document<'_>>,
        said: &HashMap<(&'static str, String), (String, String)>,
        annotations: Annotations,
    ) {
        if let Some(rest) = self.carried.take() {
            let (text, marks) = rest.finish();
            self.blocks.push(Block { role: Role::Text, item: None, text, marks });
        }
        let texts = &mut draft.newest.texts;
        let mut blocks = std::mem::take(&mut self.blocks);
        let take = |blocks: &mut Vec<Block>, role: Role| {
            let at = blocks.iter().position(|block| block.role == role)?;
            Some(blocks.remove(at).text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        texts.headline = take(&mut blocks, Role::Title).or_else(|| headline(&mut blocks));
        texts.standfirst = take(&mut blocks, Role::Subtitle);
        texts.byline = take(&mut blocks, Role::Byline);
        let captions = blocks.iter().filter(|block| block.role == Role::Caption);
        let captions: Vec<String> = captions.map(|block| block.text.trim().to_owned()).collect();
        let core = |name: &str| {
            let found = properties?.root_element().children().find(|node| named(node, name))?;
            found.text().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        if texts.headline.is_none() {
            texts.headline = core("title");
        }
        let (body, notes) = assemble(&blocks, said);
        for (kind, list) in [("caption", captions), ("table", std::mem::take(&mut self.tables))] {
            for (at, text) in list.into_iter().enumerate() {
                texts.parts.push((format!("{kind}:{}", at + 1), text));
            }
        }
        draft.language = core("language");
        let language = draft.language.clone().unwrap_or_else(|| guess::given_or_guessed("", &body));
        draft.newest.author = texts.byline.clone().or_else(|| core("lastModifiedBy")).or_else(|| core("creator"));
        draft.newest.source_time = core("modified").or_else(|| core("created"));
        draft.newest.whole = true;
        if !notes.is_empty() {
            let count = notes.len();
            let what = if count == 1 { "note" } else { "notes" };
            match annotations {
                Annotations::Claims => {
                    draft.claims = notes::claims(&body, &notes, &language);
                    let claims = draft.claims.len();
                    let word = if claims == 1 { "claim" } else { "claims" };
                    draft
                        .repairs
                        .push(Repair::new("annotations", format!("{count} {what} on its words: {claims} {word}")));
                }
                Annotations::Comments => {
                    draft
                        .repairs
                        .push(Repair::new("annotations", format!("{count} {what} on its words: kept as comments")));
                    draft.comments = notes.iter().map(|note| comment(&body, note)).collect();
                }
            }
        }
        draft.newest.texts.body = Some(body);
        if self.insertions + self.deletions > 0 {
            let by = self.editors.iter().cloned().collect::<Vec<_>>().join(", ");
            let by = if by.is_empty() { by } else { format!(", by {by}") };
            let (insertions, deletions) = (self.insertions, self.deletions);
            draft.repairs.push(Repair::new(
                "tracked-changes",
                format!("tracked changes accepted: {insertions} × inserted, {deletions} × deleted{by}"),
            ));
        }
        if self.hidden > 0 {
            draft.repairs.push(Repair::new("hidden-text", format!("hidden text left out: {} ×", self.hidden)));
        }
    }
}

/// A note as a comment that says which words it is on.
fn comment(body: &str, note: &Note) -> String {
    let words = body.get(note.start..note.end).unwrap_or_default().trim();
    let by = if note.author.is_empty() { String::new() } else { format!("{}: ", note.author) };
    if words.is_empty() { format!("{by}{}", note.text) } else { format!("{by}{} (on \"{words}\")", note.text) }
}

/// The headline of a document that doesn't say which it is: a heading on top,
/// else a first line that is short and no sentence.
fn headline(blocks: &mut Vec<Block>) -> Option<String> {
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
    if !matches!(block.role, Role::Heading(_)) && !is_line || text.is_empty() {
        return None;
    }
    let text = text.replace("  \n", " ");
    blocks.remove(first);
    Some(text)
}

/// The body of the blocks, and the notes on its words.
fn assemble(blocks: &[Block], said: &HashMap<(&'static str, String), (String, String)>) -> (String, Vec<Note>) {
    let mut body = String::new();
    let mut was_item = false;
    let mut was_code = false;
    let mut starts: HashMap<&str, usize> = HashMap::new();
    let mut ends: HashMap<&str, usize> = HashMap::new();
    let mut points: Vec<(usize, &'static str, &str)> = Vec::new();
    for block in blocks.iter().filter(|block| block.role != Role::Caption) {
        let (is_item, is_code) = (block.item.is_some(), block.role == Role::Code);
        if !body.is_empty() {
            body.push_str(if was_code && !is_code {
                "\n```\n\n"
            } else if (was_item && is_item) || (was_code && is_code) {
                "\n"
            } else {
                "\n\n"
            });
        }
        if is_code && !was_code {
            body.push_str("```\n");
        }
        (was_item, was_code) = (is_item, is_code);
        let text = block.text.trim();
        let cut = block.text.len() - block.text.trim_start().len();
        match (&block.item, block.role) {
            (Some(item), _) => body.push_str(item),
            (None, Role::Heading(level)) => _ = write!(body, "{} ", "#".repeat(usize::from(level))),
            (None, Role::Quote) => body.push_str("> "),
            _ => {}
        }
        let start = body.len();
        body.push_str(text);
        for (at, mark) in &block.marks {
            let at = start + at.saturating_sub(cut).min(text.len());
            match mark {
                Mark::From(id) => _ = starts.insert(id, at),
                Mark::To(id) => _ = ends.insert(id, at),
                Mark::Comment(id) => points.push((at, "comment", id)),
                Mark::Footnote(id) => points.push((at, "footnote", id)),
                Mark::Endnote(id) => points.push((at, "endnote", id)),
            }
        }
    }
    if was_code {
        body.push_str("\n```");
    }
    let mut notes: Vec<Note> = Vec::new();
    for (at, kind, id) in points {
        let Some((text, author)) = said.get(&(kind, id.to_owned())) else { continue };
        if text.trim().is_empty() {
            continue;
        }
        let (start, end) = match (kind, starts.get(id), ends.get(id)) {
            ("comment", Some(&start), Some(&end)) if start < end => (start, end),
            _ => (at, at),
        };
        let is_source = kind != "comment";
        notes.push(Note { start, end, text: text.trim().to_owned(), author: author.clone(), is_source });
    }
    (body, notes)
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

/// A character by its number in a font of symbols, where that is a character
/// of its own right.
fn symbol(node: &Node<'_, '_>) -> String {
    let number = attribute(node, "char").and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let found = number.and_then(char::from_u32).filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c) && !c.is_control());
    found.map(String::from).unwrap_or_default()
}
