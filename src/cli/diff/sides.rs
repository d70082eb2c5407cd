//! The two texts of a comparison: two files, or two revisions of an article.

use std::path::Path;

use super::Args;
use crate::{
    cli::{
        Ctx,
        copy::LARGEST,
        error::{Error, Result},
        names::RevisionName,
    },
    desk::{changes, names},
    diff::revision::{DiffSide, RevisionDiff},
    domain::ids::RevisionNumber,
    import::decode::{decode, is_utf_16},
    store::{Desk, Read, article::Article, revision},
};

/// Compares two files; the desk isn't asked. `bytes`: line ends stay as they
/// are where both have CR LF; else they are no part of the prose.
pub(super) fn files(ctx: &Ctx, old: &Path, new: &Path, bytes: bool) -> Result<RevisionDiff> {
    if old.as_os_str() == "-" && new.as_os_str() == "-" {
        return Err(Error::usage("only one of the two can be standard input").hint("name a file for the other"));
    }
    let (mut from, mut to) = (text(ctx, old)?, text(ctx, new)?);
    if !(bytes && from.contains("\r\n") && to.contains("\r\n")) {
        for text in [&mut from, &mut to] {
            *text = text.replace("\r\n", "\n");
        }
    }
    if old == new {
        ctx.ui.status("both names are the same file");
    }
    Ok(RevisionDiff::of_files(name(old), &from, name(new), &to))
}

fn name(file: &Path) -> String {
    if file.as_os_str() == "-" { "standard input".to_owned() } else { file.display().to_string() }
}

/// A file's text. What is no text is refused, and where that shows.
fn text(ctx: &Ctx, file: &Path) -> Result<String> {
    let name = name(file);
    if file.is_dir() {
        return Err(Error::refused(format!("{name} is a folder")).hint("name two files: --files OLD NEW"));
    }
    let bytes = ctx.read(file, LARGEST)?;
    let bad = |why: String, at: usize| {
        let byte = bytes.get(at).map_or_else(String::new, |byte| format!(" ({byte:#04x})"));
        Error::refused(format!("{name} is {why}; see byte {at}{byte}"))
            .hint("give plain text or light Markdown, in UTF-8")
    };
    let decoded = match decode(&bytes) {
        Ok(decoded) => decoded,
        Err(why) => return Err(bad(why.0, bytes.iter().position(|b| is_control(*b)).unwrap_or(0))),
    };
    let eight_bit = !is_utf_16(&bytes);
    if eight_bit && let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(bad("a binary file, not text".to_owned(), at));
    }
    for repair in &decoded.repairs {
        let at = match repair.code {
            "undecodable" if eight_bit => std::str::from_utf8(&bytes).err().map(|error| error.valid_up_to()),
            "undecodable" => Some(bad_utf_16(&bytes)),
            // What Windows-1252 leaves open comes out as a control character.
            _ if eight_bit => bytes.iter().position(|b| matches!(b, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)),
            _ => None,
        };
        if let Some(at) = at {
            return Err(bad("in no encoding that is read here".to_owned(), at));
        }
        ctx.ui.warn(format!("{name}: {}", repair.message));
    }
    Ok(decoded.text.into_owned())
}

/// The first byte of UTF-16 that is half of something.
fn bad_utf_16(bytes: &[u8]) -> usize {
    let big = bytes.starts_with(b"\xfe\xff") || bytes.first() == Some(&0);
    let units = bytes
        .as_chunks::<2>()
        .0
        .iter()
        .map(|pair| if big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) });
    let mut at = 0;
    for unit in char::decode_utf16(units) {
        match unit {
            Ok(c) => at += 2 * c.len_utf16(),
            Err(_) => break,
        }
    }
    at.min(bytes.len().saturating_sub(1))
}

/// The controls that text doesn't have.
const fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0xb | 0xe..=0x1a | 0x1c..=0x1f | 0x7f)
}

/// Two revisions of one article, as the arguments name them.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) article: Article,
    pub(super) from: RevisionNumber,
    pub(super) to: RevisionNumber,
}

impl Pair {
    /// Finds what the arguments name.
    pub(super) fn find(ctx: &Ctx, desk: &Desk, args: &Args) -> Result<Self> {
        let Some(named) = &args.article else {
            return Err(Error::usage("which article?").hint("copydesk diff ARTICLE[@FROM] [@TO], or --files OLD NEW"));
        };
        if args.since.is_some() && named.revision.is_some() {
            return Err(
                Error::usage("--since and the revision after @ both say where to begin").hint("give one of them")
            );
        }
        let who = ctx.reader(desk);
        desk.read(ctx.now(), |r| {
            let article = names::article(r, &named.article)?;
            let (slug, head) = (&article.slug, article.head);
            let find = |name: RevisionName| match name {
                RevisionName::Number(number) if number > head.0 => {
                    Err(Error::not_found(format!("{slug}@{number}: there is no revision {number}")).hint(format!(
                        "{slug} has revisions 1 to {head}, the nearest is {slug}@{head}; see them with: copydesk \
                         revision list {slug}, or the last step with: copydesk diff {slug}"
                    )))
                }
                _ => ctx.revision(r, &article, name, who.as_ref()),
            };
            if head.0 == 1 && args.to.is_none() && args.since.is_none() && named.revision.is_none() {
                return Err(Error::not_found(format!("{slug} has one revision: there is nothing to compare yet"))
                    .hint(format!("read it with: copydesk revision show {slug}")));
            }
            if let Some(again) = args.to.as_ref().and_then(|to| to.article.as_deref()) {
                let other = names::article(r, again)?;
                if other.id != article.id {
                    return Err(Error::usage(format!("{} and {} are two articles", article.slug, other.slug)).hint(
                        "a comparison is between two revisions of one; for two texts: copydesk diff --files OLD NEW",
                    ));
                }
            }
            let to = find(args.to.as_ref().map_or(RevisionName::Head, |to| to.revision))?;
            let from = match (args.since, named.revision) {
                (Some(name), _) | (None, Some(name)) => find(name)?,
                (None, None) if args.each => find(RevisionName::First)?,
                // The one before; for the first one there is none, and that is said.
                (None, None) if to == article.head => find(RevisionName::Prev)?,
                (None, None) => find(RevisionName::Number((to.0 - 1).max(1)))?,
            };
            Ok(Self { article, from, to })
        })
    }

    /// Each step between the two, the oldest first.
    pub(super) fn steps(&self) -> Result<Vec<Self>> {
        let Self { article, from, to } = self;
        let slug = &article.slug;
        if from >= to {
            return Err(Error::usage(format!(
                "--each goes from an older revision to a newer one, not from {from} to {to}"
            ))
            .hint(format!("copydesk diff {slug} --each walks all of them, {slug}@1 to {slug}@{}", article.head)));
        }
        let step = |n| Self { article: article.clone(), from: RevisionNumber(n), to: RevisionNumber(n + 1) };
        Ok((from.0..to.0).map(step).collect())
    }

    /// Compares the two, with what became of the claims if that is asked for.
    /// `people`: a revision's time is the source's own where it gave one, since
    /// a history that was imported came to the desk all at once.
    pub(super) fn compare(&self, r: &Read<'_>, claims: bool, people: bool) -> Result<RevisionDiff> {
        let Self { article, from, to } = self;
        let (old, new) = (revision::texts(r, article.id, *from)?, revision::texts(r, article.id, *to)?);
        let sides = (side(r, article, *from, people)?, side(r, article, *to, people)?);
        let mut diff = RevisionDiff::of_texts(&article.slug, sides.0, &old, sides.1, &new);
        if claims {
            diff.claims = changes::of_claims(r, article, *from, *to)?;
            diff.places = changes::places(r, article, *from, *to, &diff.claims)?;
        }
        diff.language.clone_from(&article.language);
        Ok(diff)
    }
}

fn side(r: &Read<'_>, article: &Article, number: RevisionNumber, people: bool) -> Result<DiffSide> {
    let row = revision::by_number(r, article.id, number)?;
    Ok(DiffSide {
        label: format!("{}@{number}", article.slug),
        revision: Some(number),
        author: row.as_ref().map(|row| row.author.clone()).filter(|author| !author.is_empty()),
        recorded_at: row.map(|row| row.source_time.filter(|_| people).unwrap_or(row.recorded_at)),
    })
}
