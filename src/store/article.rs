//! Articles.

use std::collections::HashSet;

use super::Error;
use super::desk::{Read, Tx};
use crate::domain::article::Stage;
use crate::domain::ids::{ArticleId, EventSeq, PersonId, RevisionNumber};
use crate::domain::time::Timestamp;
use crate::row;

row! {
    /// An article. Its texts stand in its revisions.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Article {
        /// The id.
        pub id: ArticleId,
        /// The unique slug.
        pub slug: String,
        /// The language, BCP 47; empty where nobody said.
        pub language: String,
        /// The desk it belongs to (sport, foreign, …).
        pub desk: String,
        /// IPTC urgency, 1 (highest) to 9.
        pub urgency: i64,
        /// Who provided it.
        pub provider: String,
        /// The provider's identity for it.
        pub external_id: Option<String>,
        /// Where it stands in public.
        pub canonical_url: Option<String>,
        /// Not to be published before.
        pub embargo_until: Option<Timestamp>,
        /// When it is due.
        pub due_at: Option<Timestamp>,
        /// Who has it.
        pub assignee: Option<PersonId>,
        /// A note for the desk, never public.
        pub ednote: String,
        /// Where it stands in the workflow.
        pub stage: Stage,
        /// Whether its provider cancelled it.
        pub withdrawn: bool,
        /// The newest revision.
        pub head: RevisionNumber,
        /// The revision that is approved.
        pub approved: Option<RevisionNumber>,
        /// The revision that is public.
        pub published: Option<RevisionNumber>,
        /// When it came to the desk.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
        /// When it was first published.
        pub published_at: Option<Timestamp>,
        /// The event that made it.
        pub made: EventSeq,
        /// The event that last changed it.
        pub event: EventSeq,
    }
}

row! {
    /// An article as lists show it, with its head's small texts.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Listed {
        /// The id.
        pub id: ArticleId,
        /// The slug.
        pub slug: String,
        /// The head revision's headline.
        pub headline: String,
        /// The head revision's standfirst.
        pub standfirst: String,
        /// The head revision's byline.
        pub byline: String,
        /// The head revision's dateline.
        pub dateline: String,
        /// The language, BCP 47; empty where nobody said.
        pub language: String,
        /// The desk it belongs to.
        pub desk: String,
        /// The urgency.
        pub urgency: i64,
        /// Who provided it.
        pub provider: String,
        /// The provider's identity for it.
        pub external_id: Option<String>,
        /// Where it stands in public.
        pub canonical_url: Option<String>,
        /// Not to be published before.
        pub embargo_until: Option<Timestamp>,
        /// When it is due.
        pub due_at: Option<Timestamp>,
        /// Who has it.
        pub assignee: Option<String>,
        /// The stage.
        pub stage: Stage,
        /// The newest revision.
        pub head: RevisionNumber,
        /// The approved revision.
        pub approved: Option<RevisionNumber>,
        /// The public revision.
        pub published: Option<RevisionNumber>,
        /// Words in the head revision.
        pub words: i64,
        /// When it came to the desk.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
        /// When it was first published.
        pub published_at: Option<Timestamp>,
    }
}

/// What [`list`] is asked for. What is not given does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only one of these stages.
    pub stages: Vec<Stage>,
    /// Only this desk.
    pub desk: Option<String>,
    /// Only with all these tags: scheme and name.
    pub tags: Vec<(String, String)>,
    /// Only assigned to this person.
    pub assignee: Option<PersonId>,
    /// Only slugs that begin so.
    pub prefix: Option<String>,
    /// Only those that were due before this time and are not out yet.
    pub due_before: Option<Timestamp>,
    /// The order.
    pub order: Order,
    /// At most so many; `None` for all.
    pub limit: Option<usize>,
}

/// The order of a list of articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The latest change first.
    #[default]
    Updated,
    /// By slug.
    Slug,
    /// The soonest due first, those without a time last.
    Due,
    /// The most urgent first.
    Urgency,
}

macro_rules! columns {
    () => {
        "id, slug, language, desk, urgency, provider, external_id, canonical_url, embargo_until, due_at, assignee, ednote,
        stage, withdrawn, head, approved, published, created_at, updated_at, published_at, made, event"
    };
}

macro_rules! listed {
    ($where:literal) => {
        concat!(
            "SELECT a.id, a.slug, r.headline, r.standfirst, r.byline, r.dateline, a.language, a.desk, a.urgency, a.provider,
                a.external_id, a.canonical_url, a.embargo_until, a.due_at, p.name AS assignee, a.stage, a.head, a.approved,
                a.published, r.words, a.created_at, a.updated_at, a.published_at
             FROM article a JOIN revision r ON r.article = a.id AND r.number = a.head
             LEFT JOIN person p ON p.id = a.assignee ",
            $where
        )
    };
}

crate::statements! {
    BY_ID = concat!("SELECT ", columns!(), " FROM article WHERE id = $1");
    BY_SLUG = concat!("SELECT ", columns!(), " FROM article WHERE slug = $1");
    BY_PREFIX = concat!("SELECT ", columns!(), " FROM article WHERE slug >= $1 AND slug < $2 ORDER BY slug LIMIT 3");
    BY_EXTERNAL = concat!("SELECT ", columns!(), " FROM article WHERE provider = $1 AND external_id = $2");
    BY_URL = concat!("SELECT ", columns!(), " FROM article WHERE canonical_url = $1");
    NEAR_ABOVE = "SELECT slug FROM article WHERE slug >= $1 ORDER BY slug LIMIT 200";
    NEAR_BELOW = "SELECT slug FROM article WHERE slug < $1 ORDER BY slug DESC LIMIT 200";
    INSERT = concat!("INSERT INTO article (", columns!(), ") VALUES
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)");
    UPDATE = "UPDATE article SET slug = $1, language = $2, desk = $3, urgency = $4, provider = $5, external_id = $6,
        canonical_url = $7, embargo_until = $8, due_at = $9, assignee = $10, ednote = $11, stage = $12, withdrawn = $13,
        head = $14, approved = $15, published = $16, updated_at = $17, published_at = $18, event = $19 WHERE id = $20";
    LIST_ALL = listed!("ORDER BY a.updated_at DESC, a.id DESC LIMIT $1"), scan: "walks article_updated and stops at the limit";
    LIST_STAGE = listed!("WHERE a.stage = $1 ORDER BY a.updated_at DESC, a.id DESC LIMIT $2");
    LIST_DESK = listed!("WHERE a.desk = $1 AND a.desk <> '' ORDER BY a.updated_at DESC, a.id DESC LIMIT $2");
    LIST_PREFIX = listed!("WHERE a.slug >= $1 AND a.slug < $2 ORDER BY a.slug LIMIT $3");
    LIST_TAG = listed!("WHERE a.id IN (SELECT x.article FROM article_tag x JOIN tag t ON t.id = x.tag WHERE t.scheme = $1
        AND t.key = $2) ORDER BY a.updated_at DESC, a.id DESC LIMIT $3");
    WITHDRAWN = concat!("SELECT ", columns!(), " FROM article WHERE withdrawn = 1 ORDER BY updated_at, id"),
        scan: "walks article_withdrawn, which holds what was cancelled and no more";
    SLUGS = "SELECT slug FROM article WHERE slug >= $1 AND slug < $2 ORDER BY slug LIMIT $3";
    COUNT = "SELECT count(*) FROM article", scan: "counting is reading all";
    IDS = "SELECT id FROM article ORDER BY id", scan: "for checks and exports of the whole desk";
    BRIEFLY = "SELECT id, stage, desk, updated_at FROM article ORDER BY id", scan: "an export looks at every article";
}

/// The article with this id.
pub fn by_id(r: &Read<'_>, id: ArticleId) -> Result<Option<Article>, Error> {
    Ok(r.opt(&BY_ID, &[&id])?)
}

/// The article with this slug.
pub fn by_slug(r: &Read<'_>, slug: &str) -> Result<Option<Article>, Error> {
    Ok(r.opt(&BY_SLUG, &[&slug])?)
}

/// Up to three articles whose slugs begin so.
pub fn by_prefix(r: &Read<'_>, prefix: &str) -> Result<Vec<Article>, Error> {
    Ok(r.all(&BY_PREFIX, &[&prefix, &prefix_end(prefix)])?)
}

/// The first slugs that begin so, at most so many.
pub fn slugs(r: &Read<'_>, prefix: &str, limit: i64) -> Result<Vec<String>, Error> {
    let found: Vec<(String,)> = r.all(&SLUGS, &[&prefix, &prefix_end(prefix), &limit])?;
    Ok(found.into_iter().map(|(slug,)| slug).collect())
}

/// The articles that their provider cancelled and that are public still, the
/// longest first.
pub fn withdrawn(r: &Read<'_>) -> Result<Vec<Article>, Error> {
    // Asked for a stage as well, SQLite would rather read all that is public.
    let mut found: Vec<Article> = r.all(&WITHDRAWN, &[])?;
    found.retain(|article| article.stage == Stage::Published);
    Ok(found)
}

/// The article that a provider knows by this identity.
pub fn by_external(r: &Read<'_>, provider: &str, external_id: &str) -> Result<Option<Article>, Error> {
    Ok(r.opt(&BY_EXTERNAL, &[&provider, &external_id])?)
}

/// The article that stands at this address.
pub fn by_url(r: &Read<'_>, url: &str) -> Result<Option<Article>, Error> {
    Ok(r.opt(&BY_URL, &[&url])?)
}

/// Some slugs around this one in the alphabet, among which to look for the one that was meant.
pub fn near(r: &Read<'_>, slug: &str) -> Result<Vec<String>, Error> {
    let mut found: Vec<(String,)> = r.all(&NEAR_ABOVE, &[&slug])?;
    found.extend(r.all::<(String,)>(&NEAR_BELOW, &[&slug])?);
    Ok(found.into_iter().map(|(slug,)| slug).collect())
}

/// Adds an article. Its id, `made` and `event` are set here.
pub fn insert(tx: &Tx<'_>, article: &Article) -> Result<ArticleId, Error> {
    let a = article;
    let id = tx.next_article();
    let seq = tx.seq();
    tx.exec(
        &INSERT,
        &[
            &id,
            &a.slug,
            &a.language,
            &a.desk,
            &a.urgency,
            &a.provider,
            &a.external_id,
            &a.canonical_url,
            &a.embargo_until,
            &a.due_at,
            &a.assignee,
            &a.ednote,
            &a.stage,
            &a.withdrawn,
            &a.head,
            &a.approved,
            &a.published,
            &a.created_at,
            &a.updated_at,
            &a.published_at,
            &seq,
            &seq,
        ],
    )?;
    Ok(id)
}

/// Writes what changed in an article; its `updated_at` becomes the time of the command.
pub fn update(tx: &Tx<'_>, article: &Article) -> Result<(), Error> {
    let a = article;
    tx.exec(
        &UPDATE,
        &[
            &a.slug,
            &a.language,
            &a.desk,
            &a.urgency,
            &a.provider,
            &a.external_id,
            &a.canonical_url,
            &a.embargo_until,
            &a.due_at,
            &a.assignee,
            &a.ednote,
            &a.stage,
            &a.withdrawn,
            &a.head,
            &a.approved,
            &a.published,
            &tx.now,
            &a.published_at,
            &tx.seq(),
            &a.id,
        ],
    )?;
    Ok(())
}

/// Articles in the order that was asked for.
///
/// The narrowest filter chooses the index; the others are applied to what it
/// finds, so a rare combination may answer fewer than the limit only after
/// reading on. The latest change and the slug are orders of an index; in any
/// other, all that fit are read first.
pub fn list(r: &Read<'_>, filter: &Filter) -> Result<Vec<Listed>, Error> {
    use super::engine::FromRow as _;
    let assignee = match filter.assignee {
        Some(id) => super::person::by_id(r, id)?.map(|p| p.name),
        None => None,
    };
    let mut others = Vec::new();
    for (scheme, name) in filter.tags.iter().skip(1) {
        let Some(tag) = super::tag::by_name(r, scheme, name)? else { return Ok(Vec::new()) };
        others.push(super::tag::articles(r, tag.id)?.into_iter().collect::<HashSet<_>>());
    }
    let all = i64::MAX;
    let first = filter.tags.first().map(|(scheme, name)| (scheme, super::tag::key(name)));
    let prefix = match (filter.order, &filter.prefix) {
        (Order::Slug, None) => Some(""),
        (_, prefix) => prefix.as_deref(),
    };
    let end = prefix.map(prefix_end);
    let by_index = match filter.order {
        Order::Updated => prefix.is_none() || first.is_some(),
        Order::Slug => first.is_none(),
        Order::Due | Order::Urgency => false,
    };
    let limit = filter.limit.unwrap_or(usize::MAX);
    let mut found = Vec::new();
    let keep = |row: &super::engine::Row<'_>| -> Result<(), Stop> {
        if by_index && found.len() >= limit {
            return Err(Stop::Enough);
        }
        let listed = Listed::from_row(row).map_err(|e| Stop::Error(e.into()))?;
        let wanted = (filter.stages.is_empty() || filter.stages.contains(&listed.stage))
            && filter.desk.as_ref().is_none_or(|d| *d == listed.desk)
            && (filter.assignee.is_none() || listed.assignee == assignee)
            && filter.prefix.as_ref().is_none_or(|p| listed.slug.starts_with(p.as_str()))
            && filter.due_before.is_none_or(|now| is_overdue(listed.stage, listed.due_at, now))
            && others.iter().all(|ids| ids.contains(&listed.id));
        if wanted {
            found.push(listed);
        }
        Ok(())
    };
    let done = if limit == 0 {
        Ok(())
    } else if let Some((scheme, key)) = &first {
        r.each(&LIST_TAG, &[scheme, key, &all], keep)
    } else if let (Some(prefix), Some(end)) = (&prefix, &end) {
        r.each(&LIST_PREFIX, &[prefix, end, &all], keep)
    } else if let Some(desk) = filter.desk.as_ref().filter(|d| !d.is_empty()) {
        r.each(&LIST_DESK, &[desk, &all], keep)
    } else if let [stage] = filter.stages.as_slice() {
        r.each(&LIST_STAGE, &[stage, &all], keep)
    } else {
        r.each(&LIST_ALL, &[&all], keep)
    };
    match done {
        Ok(()) | Err(Stop::Enough) => {}
        Err(Stop::Error(e)) => return Err(e),
    }
    match filter.order {
        _ if by_index => {}
        Order::Updated => found.sort_by_key(|a| std::cmp::Reverse((a.updated_at, a.id))),
        Order::Slug => found.sort_by(|a, b| a.slug.cmp(&b.slug)),
        Order::Due => found.sort_by_key(|a| (a.due_at.is_none(), a.due_at, a.id)),
        Order::Urgency => found.sort_by_key(|a| (a.urgency, std::cmp::Reverse((a.updated_at, a.id)))),
    }
    found.truncate(limit);
    Ok(found)
}

/// Whether an article should have been out by now and is not.
pub fn is_overdue(stage: Stage, due_at: Option<Timestamp>, now: Timestamp) -> bool {
    matches!(stage, Stage::Draft | Stage::Submitted | Stage::Approved) && due_at.is_some_and(|due| due < now)
}

/// How many articles there are.
pub fn count(r: &Read<'_>) -> Result<i64, Error> {
    Ok(r.one::<(i64,)>(&COUNT, &[])?.0)
}

/// The ids of all articles, in order.
pub fn ids(r: &Read<'_>) -> Result<Vec<ArticleId>, Error> {
    Ok(r.all::<(ArticleId,)>(&IDS, &[])?.into_iter().map(|(id,)| id).collect())
}

/// The ids of the articles that are wanted, in order; each is looked at by its
/// stage, desk and last change. Nothing else of them is held in memory.
pub fn ids_where(
    r: &Read<'_>,
    mut wanted: impl FnMut(ArticleId, Stage, &str, Timestamp) -> bool,
) -> Result<Vec<ArticleId>, Error> {
    let mut found = Vec::new();
    r.each(&BRIEFLY, &[], |row| {
        let (id, desk) = (row.get::<ArticleId>(0)?, row.get::<String>(2)?);
        if wanted(id, row.get(1)?, &desk, row.get(3)?) {
            found.push(id);
        }
        Ok::<(), super::Fault>(())
    })?;
    Ok(found)
}

/// Why a walk over rows ends early.
pub(super) enum Stop {
    /// Enough was found.
    Enough,
    /// Something went wrong.
    Error(Error),
}

impl From<super::Fault> for Stop {
    fn from(fault: super::Fault) -> Self {
        Self::Error(fault.into())
    }
}

/// The first text after all that begin with `prefix`. Slugs are ASCII.
fn prefix_end(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}
