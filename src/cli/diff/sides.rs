//! The two texts of a comparison: two files, or two revisions of an article.

use std::path::Path;

use super::Args;
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::RevisionName,
    },
    desk::{changes, names},
    diff::revision::{DiffSide, RevisionDiff},
    domain::ids::RevisionNumber,
    store::{Desk, Read, article::Article, revision},
};

/// Compares two files; the desk isn't asked.
pub(super) fn files(ctx: &Ctx, old: &Path, new: &Path) -> Result<RevisionDiff> {
    if old.as_os_str() == "-" && new.as_os_str() == "-" {
        return Err(Error::usage("only one of the two can be standard input").hint("name a file for the other"));
    }
    // Line ends are no part of the prose.
    let text = |file: &Path| ctx.read_text(file).map(|text| text.replace("\r\n", "\n"));
    let (from, to) = (text(old)?, text(new)?);
    Ok(RevisionDiff::of_files(old.display().to_string(), &from, new.display().to_string(), &to))
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
            let find = |name: RevisionName| ctx.revision(r, &article, name, who.as_ref());
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
                // The one before; for the first one there is none, and that is said.
                (None, None) if to == article.head => find(RevisionName::Prev)?,
                (None, None) => find(RevisionName::Number((to.0 - 1).max(1)))?,
            };
            Ok(Self { article, from, to })
        })
    }

    /// Compares the two, with what became of the claims if that is asked for.
    pub(super) fn compare(&self, r: &Read<'_>, claims: bool) -> Result<RevisionDiff> {
        let Self { article, from, to } = self;
        let (old, new) = (revision::texts(r, article.id, *from)?, revision::texts(r, article.id, *to)?);
        let sides = (side(r, article, *from)?, side(r, article, *to)?);
        let mut diff = RevisionDiff::of_texts(&article.slug, sides.0, &old, sides.1, &new);
        if claims {
            diff.claims = changes::of_claims(r, article, *from, *to)?;
            diff.places = changes::places(r, article, *from, *to, &diff.claims)?;
        }
        diff.language.clone_from(&article.language);
        Ok(diff)
    }
}

fn side(r: &Read<'_>, article: &Article, number: RevisionNumber) -> Result<DiffSide> {
    let row = revision::by_number(r, article.id, number)?;
    Ok(DiffSide {
        label: format!("{}@{number}", article.slug),
        revision: Some(number),
        author: row.as_ref().map(|row| row.author.clone()).filter(|author| !author.is_empty()),
        recorded_at: row.map(|row| row.recorded_at),
    })
}
