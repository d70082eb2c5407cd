//! Which article an item of an import is: one that the desk has, or a new one
//! under a slug of its own.
//!
//! A provider's id goes before an address, an address before a slug, a slug
//! before the name of a file; what has none of them is known by its words.

use super::Intake;
use crate::desk::{Kind, Problem, Result};
use crate::domain::article::valid_slug;
use crate::domain::part::{Part, Texts};
use crate::import::ImportItem;
use crate::store::article::{self, Article};
use crate::store::{Tx, revision};

impl Intake {
    /// The article that an item belongs to.
    pub(super) fn identify(&mut self, tx: &Tx<'_>, item: &ImportItem) -> Result<Option<Article>> {
        let id = &item.identity;
        let provider = id.provider.as_deref().unwrap_or_default();
        if let Some(external) = &id.external_id
            && let Some(found) = article::by_external(tx, provider, external)?
        {
            return Ok(Some(found));
        }
        // An article that a provider knows by another id is another article.
        let same = |found: &Article| match (&id.external_id, &found.external_id) {
            (Some(ours), Some(theirs)) => found.provider != provider || ours == theirs,
            _ => true,
        };
        if let Some(url) = &id.canonical_url
            && let Some(found) = article::by_url(tx, url)?.filter(same)
        {
            return Ok(Some(found));
        }
        if let Some(slug) = &id.slug
            && let Some(found) = article::by_slug(tx, slug)?.filter(same)
        {
            return Ok(Some(found));
        }
        if id.slug.is_none()
            && let Some(stem) = &id.stem
        {
            let found = article::by_slug(tx, stem)?.filter(same);
            // An id of its own tells it from an article that has another.
            if let Some(other) = self.by_stem.get(stem)
                && *other != item.input
                && (found.is_some() || id.external_id.is_none())
            {
                return Err(Problem::new(
                    Kind::Conflict,
                    format!("{other} of this run has the same name, and nothing else tells the two apart"),
                )
                .hint("give each a slug: --slug, or slug: in its front matter"));
            }
            self.by_stem.insert(stem.clone(), item.input.clone());
            return Ok(found);
        }
        if id.is_empty() {
            // Nothing says which article it is but its words.
            let mut slug = item.slug.clone();
            for n in 2.. {
                let Some(found) = article::by_slug(tx, &slug)? else { return Ok(None) };
                let last = item.revisions.last().map(|r| r.content_hash);
                let known = revision::of_article(tx, found.id)?;
                if known.iter().any(|r| Some(r.content_hash) == last) {
                    return Ok(Some(found));
                }
                slug = numbered(&item.slug, n);
            }
        }
        Ok(None)
    }

    /// The slug of a new article: the one that the item comes with, or with a
    /// number behind it where another article has it; and the article among
    /// those whose text is the same. The same story under another identity has,
    /// as a rule, the same headline and so the same slug.
    pub(super) fn free_slug(tx: &Tx<'_>, item: &ImportItem) -> Result<(String, Option<String>)> {
        /// How many of the same slug are compared.
        const COMPARED: usize = 20;
        let mut slug = item.slug.clone();
        let mut twin = None;
        let mut n = 2;
        while let Some(other) = article::by_slug(tx, &slug)? {
            if twin.is_none()
                && n < COMPARED
                && let Some(ours) = item.revisions.last()
            {
                let theirs = revision::texts(tx, other.id, other.head)?;
                let body = |texts: &Texts| texts.get(&Part::Body).to_owned();
                if !body(&theirs).is_empty() && body(&theirs) == body(&ours.texts) {
                    twin = Some(other.slug);
                }
            }
            slug = numbered(&item.slug, n);
            n += 1;
        }
        if valid_slug(&slug) { Ok((slug, twin)) } else { Err(Problem::refused(format!("\"{slug}\" can't be a slug"))) }
    }
}

/// A slug with a number behind it, still short enough.
fn numbered(slug: &str, n: usize) -> String {
    let tail = format!("-{n}");
    let keep = slug.len().min(120 - tail.len());
    format!("{}{tail}", slug.get(..keep).unwrap_or(slug))
}
