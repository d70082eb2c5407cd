//! Looking further than the screen: the whole article at the claim's words, a
//! source's page or file, the claim's life.

use std::path::PathBuf;

use tempfile::TempDir;

use super::{ask::NEVER, screen::Shown};
use crate::{
    cli::{
        Ctx,
        claim::history,
        error::{Error, Result},
    },
    domain::part::Part,
    render::{
        Ink, human,
        marked::{self, Mark},
        page::Page,
    },
    store::{
        Desk,
        source::{self, Source},
    },
    ui::open,
};

/// Shows the whole article, opened at the claim's words.
pub(super) fn whole(ctx: &Ctx, shown: &Shown) -> Result<()> {
    let head = &shown.case.head;
    let mut page = Page::new(ctx.view());
    let (width, color) = (page.view().width, page.view().color);
    page.ink(Ink::Bold, format!("{}@{}", head.article.slug, head.article.head)).end();
    let mut text = page.into_text();
    let mut line = None;
    for (part, words) in head.texts.iter() {
        let mut title = Page::new(ctx.view());
        title.ink(Ink::Dim, part.as_str()).end();
        text.push('\n');
        if *part != Part::Body {
            text.push_str(&title.into_text());
        }
        let places = shown.case.loaded.anchors.iter().filter(|a| a.part == *part && a.confirmed && a.how.has_words());
        let marks: Vec<Mark> = places
            .map(|a| Mark { chars: a.start..a.start + a.length, label: format!("#{}", a.claim), ink: Ink::Warn })
            .collect();
        let before = text.lines().count();
        let drawn = marked::draw(words, &marks, 0, width, color);
        if !marks.is_empty() && line.is_none() {
            let at = drawn.lines().position(|l| l.contains(&format!("⟧#{}", shown.id())));
            line = at.map(|at| before + at);
        }
        text.push_str(&drawn);
    }
    text.push('\n');
    Ok(ctx.ui.page_at(&text, line.unwrap_or(0))?)
}

/// Tells the claim's life.
pub(super) fn history(ctx: &Ctx, desk: &Desk, shown: &Shown) -> Result<()> {
    let text = desk.read(ctx.now(), |r| history::text(r, shown.id(), ctx.view()))?;
    Ok(ctx.ui.page(&format!("{text}\n"))?)
}

/// Something of a source that can be opened.
enum Target {
    Address(String),
    File(Box<Source>),
}

/// Opens a source's page or its attached file. `folder` holds the files that
/// were opened; they go when the session ends.
pub(super) fn open(ctx: &Ctx, desk: &Desk, shown: &Shown, folder: &mut Option<TempDir>) -> Result<()> {
    let mut targets: Vec<(String, Target)> = Vec::new();
    for (_, s) in &shown.case.loaded.citations {
        let id = human::source(s.id);
        for (what, url) in [("", &s.url), (" (kept copy)", &s.archived_url)] {
            if !url.is_empty() {
                targets.push((format!("{id}{what} {url}"), Target::Address(url.clone())));
            }
        }
        if !s.file_name.is_empty() {
            targets.push((format!("{id} file {}", s.file_name), Target::File(Box::new(s.clone()))));
        }
    }
    let chosen = match targets.len() {
        0 => return Err(Error::refused("no source of this claim has an address or a file")),
        1 => 0,
        _ => {
            let items: Vec<String> = targets.iter().map(|(told, _)| told.clone()).collect();
            match ctx.ui.select("Open what? (Esc to go back)", &items, NEVER)? {
                Some(at) => at,
                None => return Ok(()),
            }
        }
    };
    let Some((told, target)) = targets.into_iter().nth(chosen) else { return Ok(()) };
    match target {
        Target::Address(url) => {
            let url = open::address(&url).map_err(|why| refused(&told, &why))?;
            ctx.ui
                .open_address(url)
                .map_err(|e| Error::refused(e.to_string()).hint(format!("open it yourself: {url}")))?;
        }
        Target::File(source) => {
            let path = file(ctx, desk, &source, folder)?;
            open::document(&source.file_name).map_err(|why| {
                refused(&told, &why).hint(format!("it lies in {} while this session lasts", path.display()))
            })?;
            ctx.ui.open_file(&path).map_err(|e| {
                Error::refused(e.to_string()).hint(format!("it lies in {} while this session lasts", path.display()))
            })?;
        }
    }
    ctx.ui.status(format!("opened {told}"));
    Ok(())
}

fn refused(what: &str, why: &open::Refused) -> Error {
    Error::refused(format!("{what} is not opened: {why}"))
}

/// An attached file on disk, where only this user can read it.
fn file(ctx: &Ctx, desk: &Desk, source: &Source, folder: &mut Option<TempDir>) -> Result<PathBuf> {
    if !source.file_place.is_empty() {
        let place = PathBuf::from(&source.file_place);
        return if place.is_absolute() && place.is_file() {
            Ok(place)
        } else {
            Err(Error::refused(format!("the file is too large to be kept in the desk; it lay in {}", place.display())))
        };
    }
    let failed = |error: std::io::Error| Error::failed(format!("the file can't be written to be opened: {error}"));
    let bytes = desk.read(ctx.now(), |r| Ok::<_, Error>(source::attached(r, source.id)?))?;
    if folder.is_none() {
        *folder = Some(tempfile::Builder::new().prefix("copydesk-sources-").tempdir().map_err(failed)?);
    }
    let Some(folder) = folder.as_ref() else { return Err(Error::failed("there is no folder for the file")) };
    // The name is a colleague's: nothing of it but letters and digits becomes part of a path.
    let ending = open::document(&source.file_name).unwrap_or("bin");
    let stem = source.file_name.rsplit_once('.').map_or(source.file_name.as_str(), |(stem, _)| stem);
    let stem: String = stem.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
    let path = folder.path().join(format!("S{}-{}.{ending}", source.id, stem.trim_matches('-')));
    std::fs::write(&path, bytes).map_err(failed)?;
    Ok(path)
}
