//! What stands in the desk and begins as what was typed. At most [`MOST`] of
//! each, read through an index, from the desk as it is: an older one is not
//! brought up to date for a Tab.

use std::{ffi::OsString, ops::ControlFlow, sync::Arc};

use crate::{
    cli::globals::Globals,
    desk::names,
    domain::ids::ClaimId,
    render::{human, safe},
    store::{
        Desk, Error, Now, Read, article, claim, person,
        queue::{self, Filter},
        revision, source, tag,
    },
    ui::clock::Clock,
};

/// The most that is offered.
const MOST: usize = 50;

/// What an argument takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A slug.
    Article,
    /// A slug, and after `@` a revision.
    Revision,
    /// A revision of the article on the line.
    At,
    /// A claim's number.
    Claim,
    /// An article, or a claim with its sign.
    ArticleOrClaim,
    /// A source, or a claim.
    Source,
    /// Somebody.
    Person,
    /// A tag.
    Tag,
}

impl What {
    /// What an argument takes, by what it calls its value.
    pub(super) fn of(value: &str, flag: &str) -> Option<Self> {
        Some(match value {
            "ARTICLE" | "SLUG" => Self::Article,
            "ARTICLE[@REV]" | "ARTICLE[@REVISION]" | "ARTICLE[@FROM]" | "ARTICLE@REV" => Self::Revision,
            "REVISION" | "@TO" => Self::At,
            "CLAIM" => Self::Claim,
            "ARTICLE|CLAIM" => Self::ArticleOrClaim,
            "SOURCE" | "CLAIM|SOURCE" => Self::Source,
            "NAME" if matches!(flag, "as" | "to" | "assign" | "assignee" | "known-to") => Self::Person,
            "TAG" | "OLD" | "FROM" | "INTO" => Self::Tag,
            _ => return None,
        })
    }
}

/// The line that is being typed, and the desk that it is about.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    line: Arc<Vec<String>>,
    globals: Arc<Globals>,
}

impl Asked {
    /// For a line; the words of its own `--db` count before all.
    pub(super) fn new(line: &[OsString], mut globals: Globals) -> Self {
        let line: Vec<String> = line.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        let flag = |name: &str| {
            let at = line.iter().position(|word| word == name)?;
            line.get(at + 1).cloned()
        };
        let joined =
            |name: &str| line.iter().find_map(|word| word.strip_prefix(&format!("{name}=")).map(str::to_owned));
        globals.db = flag("--db").or_else(|| joined("--db")).map(Into::into).or(globals.db);
        Self { line: Arc::new(line), globals: Arc::new(globals) }
    }

    /// What begins with `typed`, each with a word about it.
    pub(super) fn candidates(&self, what: What, typed: &str) -> Vec<(String, String)> {
        let mut found = self.read(|r| self.look(r, what, typed)).unwrap_or_default();
        for (_, help) in &mut found {
            *help = safe::line(help).into_owned();
        }
        // What a shell puts on the line must be what was meant.
        found.retain(|(value, _)| !value.chars().any(char::is_control));
        found.truncate(MOST);
        found
    }

    fn read<T>(&self, f: impl FnOnce(&Read<'_>) -> Result<T, Error>) -> Option<T> {
        let folder = std::env::current_dir().ok()?;
        let desk = Desk::glance(&self.globals.desk(&folder).ok()?).ok()?;
        let clock = Clock::from_setting(self.globals.env.now.as_deref()).ok()?;
        desk.read(Now { at: clock.now(), fixed: false }, f).ok()
    }

    fn look(&self, r: &Read<'_>, what: What, typed: &str) -> Result<Vec<(String, String)>, Error> {
        match what {
            What::Article => articles(r, typed),
            What::Revision => match typed.split_once('@') {
                None => articles(r, typed),
                Some((slug, after)) => {
                    let found = revisions(r, slug, after)?;
                    Ok(found.into_iter().map(|(value, help)| (format!("{slug}@{value}"), help)).collect())
                }
            },
            What::At => {
                let sign = if typed.starts_with('@') { "@" } else { "" };
                let article = self.article(r, typed)?;
                let found = match &article {
                    Some(slug) => revisions(r, slug, typed.trim_start_matches('@'))?,
                    None => Vec::new(),
                };
                Ok(found.into_iter().map(|(value, help)| (format!("{sign}{value}"), help)).collect())
            }
            What::Claim => self.claims(r, typed),
            What::ArticleOrClaim => match typed.strip_prefix('c') {
                Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                    let mut found = articles(r, typed)?;
                    let claims = self.claims(r, digits)?;
                    found.extend(claims.into_iter().map(|(value, help)| (format!("c{value}"), help)));
                    Ok(found)
                }
                _ => articles(r, typed),
            },
            What::Source => {
                if typed.starts_with(|c: char| c.is_ascii_digit()) {
                    return self.claims(r, typed);
                }
                let article = match self.article(r, typed)? {
                    Some(slug) => article::by_slug(r, &slug)?.map(|a| a.id),
                    None => None,
                };
                let mut sources = match article {
                    Some(id) => source::of_article(r, id)?,
                    None => Vec::new(),
                };
                sources.retain(|s| format!("S{}", s.id).starts_with(&typed.to_uppercase()));
                sources.truncate(MOST);
                Ok(sources.into_iter().map(|s| (format!("S{}", s.id), human::excerpt(&s.title, 50))).collect())
            }
            What::Person => {
                let people = person::all(r)?.into_iter().filter(|p| p.active && p.name.starts_with(typed));
                Ok(people.map(|p| (p.name, p.role.to_string())).collect())
            }
            What::Tag => {
                let tags = tag::beginning(r, typed, i64::try_from(MOST).unwrap_or(i64::MAX))?;
                Ok(tags.into_iter().map(|tag| (tag.to_string(), String::new())).collect())
            }
        }
    }

    /// The article that the line is about: a word of it that is a slug, or the
    /// article of its first claim. The word that is being typed says nothing yet.
    fn article(&self, r: &Read<'_>, typed: &str) -> Result<Option<String>, Error> {
        for word in self.line.iter().skip(2).take(MOST).filter(|word| *word != typed) {
            let slug = word.split('@').next().unwrap_or(word);
            if !slug.is_empty() && !slug.starts_with('-') {
                if let Some(article) = article::by_slug(r, slug)? {
                    return Ok(Some(article.slug));
                }
                if let Some(first) = word.parse::<crate::cli::names::Claims>().ok().and_then(|c| c.0.first().copied())
                    && let Some(claim) = claim::by_id(r, first)?
                {
                    return Ok(article::by_id(r, claim.article)?.map(|a| a.slug));
                }
            }
        }
        Ok(None)
    }

    /// Claims that need work and whose number begins so, in the queue's order;
    /// and whatever claim has exactly that number. After a comma, the next one.
    fn claims(&self, r: &Read<'_>, typed: &str) -> Result<Vec<(String, String)>, Error> {
        let at = typed.rfind([',', '-']).map_or(0, |at| at + 1);
        let (before, digits) = typed.split_at(at);
        let (sign, digits) = match digits.strip_prefix('c') {
            Some(rest) => ("c", rest),
            None => ("", digits),
        };
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Vec::new());
        }
        let mut ids: Vec<ClaimId> = digits.parse().ok().map(ClaimId).into_iter().collect();
        let filter = match self.article(r, typed)? {
            Some(slug) if before.is_empty() => {
                Filter { article: article::by_slug(r, &slug)?.map(|a| a.id), ..Filter::default() }
            }
            _ => Filter::default(),
        };
        let mut looked = 0;
        queue::walk(r, &filter, |entry| {
            looked += 1;
            if entry.claim.to_string().starts_with(digits) && !ids.contains(&entry.claim) {
                ids.push(entry.claim);
            }
            // A long queue is not read for a number that is far down.
            if ids.len() < MOST && looked < 20 * MOST { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        let mut found = Vec::new();
        for id in ids {
            if let Some(claim) = claim::by_id(r, id)? {
                let words = if claim.quote.is_empty() { &claim.statement } else { &claim.quote };
                found.push((
                    format!("{before}{sign}{id}"),
                    format!("{}: {}", claim.standing, human::excerpt(words, 50)),
                ));
            }
        }
        Ok(found)
    }
}

fn articles(r: &Read<'_>, typed: &str) -> Result<Vec<(String, String)>, Error> {
    let slugs = article::slugs(r, typed, i64::try_from(MOST).unwrap_or(i64::MAX))?;
    Ok(slugs.into_iter().map(|slug| (slug, String::new())).collect())
}

/// The newest revisions of an article and the words that mean one.
fn revisions(r: &Read<'_>, slug: &str, typed: &str) -> Result<Vec<(String, String)>, Error> {
    let Ok(article) = names::article(r, slug) else { return Ok(Vec::new()) };
    let mut found: Vec<(String, String)> = [
        ("head", Some(article.head)),
        ("first", None),
        ("prev", None),
        ("approved", article.approved),
        ("published", article.published),
        ("seen", None),
    ]
    .into_iter()
    .filter(|(word, number)| !matches!(*word, "approved" | "published") || number.is_some())
    .map(|(word, number)| (word.to_owned(), number.map_or_else(String::new, |n| format!("revision {n}"))))
    .collect();
    let newest = article.head.0;
    for number in (1..=newest).rev().take(MOST / 2) {
        let row = revision::by_number(r, article.id, crate::domain::ids::RevisionNumber(number))?;
        let about = row.map_or_else(String::new, |row| format!("{} {}", row.author, row.note));
        found.push((number.to_string(), human::excerpt(&about, 50)));
    }
    found.retain(|(value, _)| value.starts_with(typed));
    Ok(found)
}
