//! `copydesk proof`.

use std::path::{Path, PathBuf};

use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::ArticleAt,
    },
    desk::{
        export::{Gatherer, Scope},
        proof,
    },
    render::{self, Format, View, json, page::Page},
};

/// Show the text with every claim marked in it, and what it rests on.
///
/// Each claim's words stand between ⟦ and ⟧ with its number, its kind and the sign of its standing; notes below say
/// what changed and name the sources, and a line says how many check-worthy sentences are covered. For an older
/// revision the standings are those of its text: what may be relied on there by what is decided today.
///
/// Example: copydesk proof harbour-fire@published --style html -o proof.html
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article, with a revision if not head.
    #[arg(value_name = "ARTICLE[@REV]")]
    pub article: ArticleAt,
    /// How to show it. Without it: for the terminal, or what the ending of -o's FILE says (.html, .md, .docx, .json).
    #[arg(long, value_enum, value_name = "STYLE")]
    pub style: Option<Style>,
    /// Write it to this file.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// How a proof is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Style {
    /// For the terminal.
    #[default]
    Terminal,
    /// One page for a browser or a printer, that works offline.
    Html,
    /// Markdown.
    Markdown,
    /// A word processor's document, with the claims as comments.
    Docx,
    /// JSON, as --json gives.
    Json,
}

impl Style {
    /// The style that a file's ending asks for.
    fn of_file(file: &Path) -> Option<Self> {
        let ending = file.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "html" | "htm" => Some(Self::Html),
            "md" | "markdown" => Some(Self::Markdown),
            "docx" => Some(Self::Docx),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// The style that --style, --format and the file's name ask for together.
fn chosen(ctx: &Ctx, args: &Args) -> Result<Style> {
    match (ctx.format(), args.style) {
        (Format::Table, style) => Ok(style.or_else(|| Style::of_file(args.output.as_deref()?)).unwrap_or_default()),
        (Format::Markdown, None | Some(Style::Markdown)) => Ok(Style::Markdown),
        (Format::Json | Format::Jsonl, None | Some(Style::Json)) => Ok(Style::Json),
        (Format::Json | Format::Jsonl | Format::Markdown, Some(_)) => {
            Err(Error::usage("--style and --format ask for different forms").hint("give one of them"))
        }
        (Format::Csv | Format::Tsv, _) => Err(Error::usage("a proof has styles, and is no list")
            .hint("leave --format out, and use --style terminal, html, markdown, docx or json")),
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let style = chosen(ctx, args)?;
    let desk = ctx.open()?;
    let who = ctx.reader(&desk);
    if style == Style::Docx && args.output.is_none() && ctx.ui.terminal().stdout {
        return Err(
            Error::usage("a document is no text; a terminal can't show it").hint("write it to a file: -o FILE.docx")
        );
    }
    let (article, proof, story) = desk.read(ctx.now(), |r| {
        let (article, number) = ctx.article_at(r, &args.article, who.as_ref())?;
        let proof = proof::of(r, article.clone(), number)?;
        let story = match style {
            Style::Docx => {
                let scope = Scope { claims: true, ..Scope::default() };
                Some(Gatherer::new(r, scope)?.story(article.clone(), number)?)
            }
            _ => None,
        };
        Ok::<_, Error>((article, proof, story))
    })?;
    let view = render::proof::json(&proof);
    let compose = |page: &mut Page| render::proof::terminal(&proof, page);
    // What goes to a file is for nobody's screen.
    let plain = View { color: false, terminal: false, links: false, width: Some(80), ..ctx.view() };
    if let Some(story) = &story {
        let bytes = render::proof::docx(&proof, story, &plain).map_err(render::Error::from)?;
        match &args.output {
            Some(file) => ctx.write_file(file, &bytes)?,
            None => ctx.ui.write(&bytes)?,
        }
        ctx.note_seen(&desk, &article, proof.revision);
        return Ok(());
    }
    let text = match (style, &args.output) {
        (Style::Html, _) => Some(render::proof::html(&proof, &plain)),
        (Style::Markdown, _) => Some(render::proof::markdown(&proof, &plain)),
        (Style::Terminal, Some(_)) => {
            let mut page = Page::new(plain);
            compose(&mut page);
            Some(page.into_text())
        }
        (Style::Json, _) if args.output.is_some() || ctx.format() == Format::Table => {
            let mut bytes = Vec::new();
            json::write_pretty(&mut bytes, &view).map_err(render::Error::from)?;
            Some(String::from_utf8_lossy(&bytes).into_owned() + "\n")
        }
        _ => None,
    };
    match (text, &args.output) {
        (Some(text), Some(file)) => ctx.write_file(file, text.as_bytes())?,
        (Some(text), None) => ctx.ui.write(text.as_bytes())?,
        (None, _) => ctx.document(&view, compose)?,
    }
    ctx.note_seen(&desk, &article, proof.revision);
    Ok(())
}
