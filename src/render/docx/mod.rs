//! Word-processor documents: Office Open XML (ECMA-376), as much of it as
//! articles and their revisions need.
//!
//! A [`Document`] is plain data: paragraphs in a few styles, tracked changes,
//! comments. [`Document::write`] makes the file; the same document gives the
//! same bytes anywhere. Text is written as it is, but for the few characters
//! that XML can't hold, which are shown by their pictures.

mod body;
mod xml;
mod zip;

use std::io;

use chrono::FixedOffset;

use crate::domain::time::Timestamp;
use xml::escaped;
use zip::Zip;

/// A document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// What it is, for the file's properties.
    pub title: String,
    /// The lines on top of every page, each at the left and at the right.
    pub header: Vec<(String, String)>,
    /// Whose the tracked changes are, and when they were made.
    pub revision: Signature,
    /// Whose the comments are.
    pub commenter: Signature,
    /// Whether a word processor goes on tracking what is changed in it.
    pub tracking: bool,
    /// The text.
    pub paragraphs: Vec<Paragraph>,
    /// Comments, to which [`Inline::Open`] and [`Inline::Close`] refer by index.
    pub comments: Vec<Comment>,
}

/// Who did something, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    /// Who.
    pub author: String,
    /// When, in the zone in which readers are shown times: these documents
    /// know only wall clocks.
    pub at: Option<(Timestamp, FixedOffset)>,
}

/// What a change did to a stretch of text, or to the end of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Track {
    /// Nothing: it stands on both sides.
    #[default]
    Kept,
    /// It came.
    Inserted,
    /// It went.
    Deleted,
}

/// The style of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Running text.
    #[default]
    Body,
    /// The article's headline.
    Headline,
    /// The deck under it.
    Standfirst,
    /// Who wrote it.
    Byline,
    /// Where and when it was filed.
    Dateline,
    /// The name of a part of the article, over its text.
    Label,
    /// A heading in the text; levels 1 to 6.
    Heading(u8),
    /// An item of a list, with a bullet; levels from 0.
    Bullet(u8),
    /// An item of a numbered list; the number is text.
    Numbered(u8),
    /// A further paragraph of an item, without a bullet.
    Continued(u8),
    /// A block quotation.
    Quote,
    /// Code, a row of a table: set in a fixed width.
    Fixed,
    /// A footnote.
    Note,
}

/// A paragraph: its content, and the mark that ends it.
///
/// As in any word processor the mark can come and go by itself: with a deleted
/// mark the paragraph goes on in the next one once the change is accepted, with
/// an inserted one once it is rejected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// Its style.
    pub style: Style,
    /// The style that it had, where the change gave it another.
    pub was: Option<Style>,
    /// What the change did to the mark.
    pub mark: Track,
    /// What stands in it.
    pub content: Vec<Inline>,
}

/// Something within a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words; a tab or a line feed in them is set as such.
    Text(Track, String),
    /// Words that stay, set off.
    Set(Face, String),
    /// From here on the comment with this index applies.
    Open(usize),
    /// It applies up to here.
    Close(usize),
}

/// How words are set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is set or not, in any mixture")]
pub struct Face {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Struck through.
    pub struck: bool,
    /// In a fixed width.
    pub fixed: bool,
    /// Where they lead.
    pub link: Option<String>,
}

/// A note in the margin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comment {
    /// Its paragraphs, each of stretches in one look.
    pub paragraphs: Vec<Vec<(Look, String)>>,
}

/// How a stretch of a comment looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// As it is.
    Plain,
    /// Set off.
    Bold,
    /// What went.
    Struck,
    /// What came.
    Underlined,
}

impl Document {
    /// The file.
    ///
    /// # Errors
    ///
    /// Where it would be larger than a ZIP archive can be (4 GiB).
    pub fn write(&self) -> io::Result<Vec<u8>> {
        let settings = include_str!("parts/settings.xml")
            .replace("{tracking}", if self.tracking { "<w:trackRevisions/>" } else { "" });
        let mut zip = Zip::default();
        zip.add("[Content_Types].xml", include_bytes!("parts/content_types.xml"))?;
        zip.add("_rels/.rels", include_bytes!("parts/package_rels.xml"))?;
        zip.add("docProps/core.xml", self.properties().as_bytes())?;
        zip.add("word/document.xml", body::document(self).as_bytes())?;
        zip.add("word/_rels/document.xml.rels", include_bytes!("parts/document_rels.xml"))?;
        zip.add("word/styles.xml", include_bytes!("parts/styles.xml"))?;
        zip.add("word/numbering.xml", include_bytes!("parts/numbering.xml"))?;
        zip.add("word/settings.xml", settings.as_bytes())?;
        zip.add("word/comments.xml", body::comments(self).as_bytes())?;
        zip.add("word/header1.xml", self.page_header().as_bytes())?;
        zip.add("word/footer1.xml", include_bytes!("parts/footer.xml"))?;
        zip.finish()
    }

    fn properties(&self) -> String {
        let at = self.revision.at.map_or_else(String::new, |(at, _)| {
            let at = at.to_utc().format("%Y-%m-%dT%H:%M:%SZ");
            format!(
                "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{at}</dcterms:created>\
                 <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{at}</dcterms:modified>"
            )
        });
        format!(
            "{DECLARATION}<cp:coreProperties \
             xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
             <dc:title>{}</dc:title><dc:creator>{}</dc:creator>{at}</cp:coreProperties>",
            escaped(&self.title),
            escaped(&self.revision.author),
        )
    }

    fn page_header(&self) -> String {
        let line = |(left, right): &(String, String)| {
            let (left, right) = (escaped(left), escaped(right));
            format!(
                "<w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{left}</w:t></w:r>\
                 <w:r><w:tab/></w:r><w:r><w:t xml:space=\"preserve\">{right}</w:t></w:r></w:p>"
            )
        };
        let lines: String = self.header.iter().map(line).collect();
        let lines = if lines.is_empty() { "<w:p/>".to_owned() } else { lines };
        format!("{DECLARATION}<w:hdr xmlns:w=\"{MAIN}\">{lines}</w:hdr>")
    }
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The namespace of everything in a text document.
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
