//! The styles of a comparison: what each is called, and who draws it.
//!
//! A new style is a file under `render/diff`, a variant of [`Style`] and an arm
//! of [`draw`].

use std::path::Path;

use crate::{
    cli::error::{Error, Result},
    diff::{Class, revision::RevisionDiff},
    render::{self, Format, diff as drawing, diff::Options},
};

/// How a difference is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Style {
    /// The new text, with what went and what came marked in it.
    #[default]
    Inline,
    /// The old text beside the new one.
    SideBySide,
    /// Words marked as git marks them: [-gone-]{+come+}.
    Words,
    /// A run of words a line, as git's word-diff=porcelain.
    Porcelain,
    /// A report to paste into a ticket or a mail.
    Markdown,
    /// CriticMarkup: {--gone--}, {++come++}, {~~gone~>come~~}.
    Criticmarkup,
    /// Lines that went and lines that came.
    Unified,
    /// Counts only.
    Stat,
    /// One page for a browser or a printer, that works offline.
    Html,
    /// A document for Word or LibreOffice, with tracked changes and comments; needs -o.
    Docx,
    /// JSON, as --json gives.
    Json,
}

/// A comparison in some style.
#[derive(Debug)]
pub(super) enum Drawn {
    /// Text; several may follow one another.
    Text(String),
    /// A text that is a file of its own.
    Document(String),
    /// Bytes for a file, never for a terminal, and the usual ending of its name.
    Binary(Vec<u8>, &'static str),
}

/// Draws a comparison. `format` tells one JSON document from one JSON line.
pub(super) fn draw(style: Style, diff: &RevisionDiff, options: &Options, format: Format) -> Result<Drawn> {
    Ok(match style {
        Style::Inline => Drawn::Text(drawing::inline(diff, options)),
        Style::SideBySide => Drawn::Text(drawing::side_by_side(diff, options)),
        Style::Markdown => Drawn::Text(drawing::markdown(diff, options)),
        Style::Words => Drawn::Text(drawing::words(diff, options)),
        Style::Porcelain => Drawn::Text(drawing::porcelain(diff, options)),
        Style::Criticmarkup => Drawn::Text(drawing::criticmarkup(diff, options)),
        Style::Unified => Drawn::Text(drawing::unified(diff, options)),
        Style::Stat => Drawn::Text(drawing::stat(diff, options)),
        Style::Html => Drawn::Document(drawing::html(diff, options)),
        Style::Docx => Drawn::Binary(docx(diff, options)?, "docx"),
        Style::Json => Drawn::Text(json(diff, options, format)?),
    })
}

impl Style {
    /// The style that a file's ending asks for.
    pub(super) fn of_file(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "docx" => Some(Self::Docx),
            "html" | "htm" => Some(Self::Html),
            "md" => Some(Self::Markdown),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// Whether other programs read both texts from it, byte for byte.
    pub(super) fn keeps_bytes(self) -> bool {
        matches!(self, Self::Words | Self::Porcelain | Self::Criticmarkup | Self::Unified)
    }
}

/// Comparisons drawn one after the other: each with its own heading; in JSON an
/// array, or a line each.
pub(super) struct Several {
    style: Style,
    format: Format,
    text: String,
    documents: Vec<serde_json::Value>,
}

impl Several {
    pub(super) fn new(style: Style, format: Format) -> Self {
        Self { style, format, text: String::new(), documents: Vec::new() }
    }

    /// Adds one. A style that is a file of its own is refused.
    pub(super) fn add(&mut self, diff: &RevisionDiff, options: &Options) -> Result<()> {
        if self.style == Style::Json && self.format != Format::Jsonl {
            self.documents.push(drawing::json(diff, options).map_err(render::Error::from)?);
            return Ok(());
        }
        let Drawn::Text(text) = draw(self.style, diff, options, self.format)? else {
            return Err(Error::usage("--each can't put several comparisons into one file of this style")
                .hint("leave --each out, or use a style of plain text, such as markdown"));
        };
        let tight = matches!(self.style, Style::Json | Style::Unified | Style::Porcelain);
        if !self.text.is_empty() && !tight && !text.is_empty() {
            self.text.push('\n');
        }
        if self.style == Style::Stat {
            self.text.push_str(&drawing::heading(diff, options));
        }
        self.text.push_str(&text);
        Ok(())
    }

    pub(super) fn finish(self) -> Result<String> {
        if self.style == Style::Json && self.format != Format::Jsonl {
            return written(&self.documents, self.format);
        }
        Ok(self.text)
    }
}

fn docx(diff: &RevisionDiff, options: &Options) -> Result<Vec<u8>> {
    drawing::docx(diff, options).map_err(|error| Error::refused(format!("the document can't be written: {error}")))
}

fn json(diff: &RevisionDiff, options: &Options, format: Format) -> Result<String> {
    written(&drawing::json(diff, options).map_err(render::Error::from)?, format)
}

fn written(document: &impl serde::Serialize, format: Format) -> Result<String> {
    let mut out = Vec::new();
    if format == Format::Jsonl {
        render::json::write_line(&mut out, document).map_err(render::Error::from)?;
    } else {
        render::json::write_pretty(&mut out, document).map_err(render::Error::from)?;
    }
    Ok(String::from_utf8_lossy(&out).into_owned() + "\n")
}

/// A class of changes that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Ignore {
    /// Capitals against small letters.
    Case,
    /// One quotation mark or dash for another of its kind.
    Typographic,
    /// White space.
    Spacing,
    /// Emphasis and links' targets.
    Markup,
}

impl From<Ignore> for Class {
    fn from(ignore: Ignore) -> Self {
        match ignore {
            Ignore::Case => Self::Case,
            Ignore::Typographic => Self::Typographic,
            Ignore::Spacing => Self::Spacing,
            Ignore::Markup => Self::Markup,
        }
    }
}
