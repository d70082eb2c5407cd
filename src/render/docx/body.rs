//! The text of a document and its comments, as WordprocessingML.
//!
//! The order of elements within a paragraph's and a run's properties is fixed
//! by the schema, and word processors mind it.

use std::fmt::Write;

use super::xml::escape;
use super::{DECLARATION, Document, Face, Inline, Look, MAIN, Paragraph, Signature, Style, Track};

/// `word/document.xml`.
pub(super) fn document(document: &Document) -> String {
    let mut writer = Writer { out: String::new(), ids: 0, revision: signed(&document.revision) };
    write!(
        writer.out,
        "{DECLARATION}<w:document xmlns:w=\"{MAIN}\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>"
    )
    .ok();
    for paragraph in &document.paragraphs {
        writer.paragraph(paragraph);
    }
    // A4, with room in the margins; a text without any paragraph is not a text.
    if document.paragraphs.is_empty() {
        writer.out.push_str("<w:p/>");
    }
    writer.out.push_str(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId5\"/><w:footerReference w:type=\"default\" r:id=\"rId6\"/>\
         <w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1418\" w:right=\"1418\" w:bottom=\"1418\" w:left=\"1418\" \
         w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
    );
    writer.out
}

/// `word/comments.xml`.
pub(super) fn comments(document: &Document) -> String {
    let mut out = format!("{DECLARATION}<w:comments xmlns:w=\"{MAIN}\">");
    let who = signed(&document.commenter);
    for (id, comment) in document.comments.iter().enumerate() {
        write!(out, "<w:comment w:id=\"{id}\"{who} w:initials=\"c\">").ok();
        for (at, stretches) in comment.paragraphs.iter().enumerate() {
            out.push_str("<w:p><w:pPr><w:pStyle w:val=\"CommentText\"/></w:pPr>");
            if at == 0 {
                out.push_str("<w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr><w:annotationRef/></w:r>");
            }
            for (look, text) in stretches {
                let properties = match look {
                    Look::Plain => "",
                    Look::Bold => "<w:rPr><w:b/><w:bCs/></w:rPr>",
                    Look::Struck => "<w:rPr><w:strike/></w:rPr>",
                    Look::Underlined => "<w:rPr><w:u w:val=\"single\"/></w:rPr>",
                };
                write!(out, "<w:r>{properties}").ok();
                run_text(&mut out, text, "w:t");
                out.push_str("</w:r>");
            }
            out.push_str("</w:p>");
        }
        if comment.paragraphs.is_empty() {
            out.push_str("<w:p/>");
        }
        out.push_str("</w:comment>");
    }
    out.push_str("</w:comments>");
    out
}

/// Who and when, as attributes.
fn signed(signature: &Signature) -> String {
    let mut out = " w:author=\"".to_owned();
    escape(&mut out, &signature.author);
    out.push('"');
    if let Some((at, offset)) = signature.at {
        // Without an offset: a word processor shows what is written here.
        write!(out, " w:date=\"{}\"", at.at(offset).format("%Y-%m-%dT%H:%M:%S")).ok();
    }
    out
}

struct Writer {
    out: String,
    /// Changes are numbered.
    ids: u64,
    /// Who made them, as attributes.
    revision: String,
}

impl Writer {
    /// Opens a tracked change; `end` is what stands before its bracket closes.
    fn change(&mut self, element: &str, end: &str) {
        self.ids += 1;
        write!(self.out, "<w:{element} w:id=\"{}\"{}{end}>", self.ids, self.revision).ok();
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        let text = paragraph.content.iter().filter_map(|inline| match inline {
            Inline::Text(_, text) | Inline::Set(_, text) => Some(text.as_str()),
            Inline::Open(_) | Inline::Close(_) => None,
        });
        let leftward = is_leftward(text);
        self.out.push_str("<w:p>");
        let plain = paragraph.style == Style::Body && paragraph.was.is_none() && paragraph.mark == Track::Kept;
        if !plain || leftward {
            self.out.push_str("<w:pPr>");
            self.style(paragraph.style, leftward);
            match paragraph.mark {
                Track::Kept => {}
                Track::Inserted => self.mark("ins"),
                Track::Deleted => self.mark("del"),
            }
            if let Some(was) = paragraph.was {
                self.change("pPrChange", "");
                self.out.push_str("<w:pPr>");
                self.style(was, leftward);
                self.out.push_str("</w:pPr></w:pPrChange>");
            }
            self.out.push_str("</w:pPr>");
        }
        let mut beside = Track::Kept;
        for inline in &paragraph.content {
            match inline {
                Inline::Text(track, text) => {
                    self.text(*track, text, leftward);
                    beside = *track;
                }
                Inline::Set(face, text) => {
                    self.set(face, text, leftward);
                    beside = Track::Kept;
                }
                Inline::Open(id) => {
                    write!(self.out, "<w:commentRangeStart w:id=\"{id}\"/>").ok();
                }
                Inline::Close(id) => {
                    write!(self.out, "<w:commentRangeEnd w:id=\"{id}\"/>").ok();
                    // A comment comes and goes with its words.
                    let wrapper = self.open(beside);
                    write!(
                        self.out,
                        "<w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr><w:commentReference w:id=\"{id}\"/></w:r>"
                    )
                    .ok();
                    self.close(wrapper);
                }
            }
        }
        self.out.push_str("</w:p>");
    }

    fn mark(&mut self, element: &str) {
        self.out.push_str("<w:rPr>");
        self.change(element, "/");
        self.out.push_str("</w:rPr>");
    }

    fn style(&mut self, style: Style, leftward: bool) {
        let out = &mut self.out;
        let (name, level) = match style {
            Style::Body => ("", 0),
            Style::Headline => ("Headline", 0),
            Style::Standfirst => ("Standfirst", 0),
            Style::Byline => ("Byline", 0),
            Style::Dateline => ("Dateline", 0),
            Style::Label => ("PartLabel", 0),
            Style::Heading(level) => {
                write!(out, "<w:pStyle w:val=\"Heading{}\"/>", level.clamp(1, 6)).ok();
                ("", 0)
            }
            Style::Bullet(level) => ("ListBullet", level.min(8)),
            Style::Numbered(level) => ("NumberedItem", level.min(8)),
            Style::Continued(level) => ("", level.min(8)),
            Style::Quote => ("Quote", 0),
            Style::Fixed => ("CodeLine", 0),
            Style::Note => ("Note", 0),
        };
        if !name.is_empty() {
            write!(out, "<w:pStyle w:val=\"{name}\"/>").ok();
        }
        if matches!(style, Style::Bullet(_)) {
            write!(out, "<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr>").ok();
        }
        if leftward {
            out.push_str("<w:bidi/>");
        }
        let inset = 360 * (u32::from(level) + 1);
        match style {
            Style::Numbered(1..) => write!(out, "<w:ind w:left=\"{inset}\" w:hanging=\"360\"/>").ok(),
            Style::Continued(_) => write!(out, "<w:ind w:left=\"{inset}\"/>").ok(),
            _ => None,
        };
    }

    fn text(&mut self, track: Track, text: &str, leftward: bool) {
        if text.is_empty() {
            return;
        }
        let wrapper = self.open(track);
        self.out.push_str(if leftward { "<w:r><w:rPr><w:rtl/></w:rPr>" } else { "<w:r>" });
        run_text(&mut self.out, text, if track == Track::Deleted { "w:delText" } else { "w:t" });
        self.out.push_str("</w:r>");
        self.close(wrapper);
    }

    /// Words that are set off; a link is a field, which needs no list of addresses beside the text.
    fn set(&mut self, face: &Face, text: &str, leftward: bool) {
        if text.is_empty() {
            return;
        }
        if let Some(address) = &face.link {
            self.out.push_str("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> HYPERLINK &quot;");
            // A quotation mark would end the field's argument.
            escape(&mut self.out, &address.replace('"', "%22").replace('\\', "%5C"));
            self.out.push_str("&quot; </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>");
        }
        self.out.push_str("<w:r>");
        let mut properties = String::new();
        for (wanted, element) in [
            (face.fixed, "<w:rFonts w:ascii=\"Courier New\" w:hAnsi=\"Courier New\" w:cs=\"Courier New\"/>"),
            (face.bold, "<w:b/><w:bCs/>"),
            (face.italic, "<w:i/><w:iCs/>"),
            (face.struck, "<w:strike/>"),
            (face.link.is_some(), "<w:color w:val=\"1F4E9E\"/><w:u w:val=\"single\"/>"),
            (leftward, "<w:rtl/>"),
        ] {
            if wanted {
                properties.push_str(element);
            }
        }
        if !properties.is_empty() {
            write!(self.out, "<w:rPr>{properties}</w:rPr>").ok();
        }
        run_text(&mut self.out, text, "w:t");
        self.out.push_str("</w:r>");
        if face.link.is_some() {
            self.out.push_str("<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>");
        }
    }

    /// Opens what says that the runs in it came or went.
    fn open(&mut self, track: Track) -> Option<&'static str> {
        let wrapper = match track {
            Track::Kept => return None,
            Track::Inserted => "ins",
            Track::Deleted => "del",
        };
        self.change(wrapper, "");
        Some(wrapper)
    }

    fn close(&mut self, wrapper: Option<&str>) {
        if let Some(wrapper) = wrapper {
            write!(self.out, "</w:{wrapper}>").ok();
        }
    }
}

/// The text of a run, with tabs and line feeds as elements.
fn run_text(out: &mut String, text: &str, element: &str) {
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.find(['\t', '\n']).unwrap_or(rest.len());
        let (words, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        if !words.is_empty() {
            write!(out, "<{element} xml:space=\"preserve\">").ok();
            escape(out, words);
            write!(out, "</{element}>").ok();
        }
        let mut after = after.chars();
        match after.next() {
            Some('\t') => out.push_str("<w:tab/>"),
            Some(_) => out.push_str("<w:br/>"),
            None => {}
        }
        rest = after.as_str();
    }
}

/// Whether a paragraph runs from right to left: its first letter is of a
/// script that does (rule P2 of UAX #9, by ranges of code points).
fn is_leftward<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let leftward = |c: char| {
        matches!(c,
            '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}' | '\u{200f}')
    };
    texts
        .flat_map(str::chars)
        .find(|c| !c.is_numeric() && (leftward(*c) || c.is_alphabetic() || *c == '\u{200e}'))
        .is_some_and(leftward)
}
