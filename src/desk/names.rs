//! From names as people type them to rows of the desk. A miss suggests the
//! nearest names.

use chrono::Local;

use super::{Problem, Result};
use crate::domain::ids::{ArticleId, ClaimId, PersonId, RevisionNumber, SourceId};
use crate::domain::naming::{Lookup, Moment, RevisionRef, TagName, lookups, nearest};
use crate::store::article::{self, Article};
use crate::store::claim::{self, Claim};
use crate::store::person::{self, Person};
use crate::store::source::{self, Source};
use crate::store::tag::{self, Tag};
use crate::store::{Actor, Read, publication, revision, seen};

/// The article that a word means: its slug, its id, or a unique beginning of its slug.
pub fn article(r: &Read<'_>, word: &str) -> Result<Article> {
    for way in lookups(word) {
        let found = match way {
            Lookup::Slug(slug) => article::by_slug(r, slug)?,
            Lookup::Id(id) => article::by_id(r, ArticleId(id))?,
            Lookup::Prefix(prefix) => {
                let mut found = article::by_prefix(r, prefix)?;
                if found.len() > 1 {
                    let slugs: Vec<&str> = found.iter().map(|a| a.slug.as_str()).collect();
                    return Err(Problem::not_found(format!(
                        "\"{word}\" could be several articles: {}{}",
                        slugs.join(", "),
                        if found.len() == 3 { ", …" } else { "" }
                    ))
                    .hint("type more of the slug"));
                }
                found.pop()
            }
        };
        if let Some(found) = found {
            return Ok(found);
        }
    }
    let around = article::near(r, word)?;
    let near = nearest(word, around.iter().map(String::as_str), 3);
    let problem = Problem::not_found(format!("no article \"{word}\" at this desk"));
    Err(if near.is_empty() {
        problem.hint("see them all with: copydesk article list")
    } else {
        problem.hint(format!("did you mean {}?", near.join(", ")))
    })
}

/// The article with this id, which something else names.
pub fn article_of(r: &Read<'_>, id: ArticleId) -> Result<Article> {
    article::by_id(r, id)?.ok_or_else(|| Problem::not_found(format!("no article {id} at this desk")))
}

/// The number of the revision that a reference means.
pub fn revision(
    r: &Read<'_>,
    article: &Article,
    reference: RevisionRef,
    actor: Option<PersonId>,
) -> Result<RevisionNumber> {
    let slug = &article.slug;
    let missing = |what: String, near: Option<RevisionNumber>| {
        let all = format!("it has revisions 1 to {}: copydesk revision list {slug}", article.head);
        Err(Problem::not_found(format!("{slug}@{reference}: {what}")).hint(match near {
            Some(near) => format!("the nearest is {slug}@{near}; {all}"),
            None => all,
        }))
    };
    let first = Some(RevisionNumber(1));
    let by = |moment: Moment| moment.resolve(&Local);
    match reference {
        RevisionRef::Head => Ok(article.head),
        RevisionRef::First => Ok(RevisionNumber(1)),
        RevisionRef::Approved => match article.approved {
            Some(number) => Ok(number),
            None => missing("no revision of it is approved".to_owned(), None),
        },
        RevisionRef::Published => match article.published {
            Some(number) => Ok(number),
            None => missing("no revision of it is public".to_owned(), None),
        },
        RevisionRef::Seen => match actor.map(|person| seen::last(r, person, article.id)).transpose()?.flatten() {
            Some(number) => Ok(number),
            None => missing("you have not opened it yet".to_owned(), None),
        },
        RevisionRef::BeforeHead(back) => {
            let number = article.head.0 - i64::from(back);
            if number >= 1 {
                Ok(RevisionNumber(number))
            } else {
                missing("it has no revision so far back".to_owned(), first)
            }
        }
        RevisionRef::Number(number) => {
            if (1..=article.head.0).contains(&number.0) {
                Ok(number)
            } else {
                missing(
                    format!("there is no revision {number}"),
                    Some(article.head).filter(|head| number > *head).or(first),
                )
            }
        }
        RevisionRef::By(moment) => match revision::by_time(r, article.id, by(moment))? {
            Some(number) => Ok(number),
            None => missing("no revision of it is that old".to_owned(), first),
        },
        RevisionRef::Live(moment) => match publication::live_at(r, article.id, by(moment))? {
            Some(number) => Ok(number),
            None => missing("nothing of it was public then".to_owned(), None),
        },
    }
}

/// The claim with this id.
pub fn claim(r: &Read<'_>, id: ClaimId) -> Result<Claim> {
    if let Some(claim) = claim::by_id(r, id)? {
        return Ok(claim);
    }
    let last = claim::last_id(r)?;
    let problem = Problem::not_found(format!("no claim #{id} at this desk"));
    Err(if last == 0 {
        problem.hint("there are none yet; add one with: copydesk claim add ARTICLE --quote WORDS")
    } else {
        problem.hint(format!("claims go up to #{last}; see them with: copydesk claim list ARTICLE"))
    })
}

/// The source with this id.
pub fn source(r: &Read<'_>, id: SourceId) -> Result<Source> {
    source::by_id(r, id)?.ok_or_else(|| {
        Problem::not_found(format!("no source S{id} at this desk")).hint("see them with: copydesk source list")
    })
}

/// The active or former person with this handle.
pub fn person(r: &Read<'_>, name: &str) -> Result<Person> {
    if let Some(found) = person::by_name(r, name)? {
        return Ok(found);
    }
    let everybody = person::all(r)?;
    let near = nearest(name, everybody.iter().map(|p| p.name.as_str()), 3);
    let problem = Problem::not_found(format!("nobody named \"{name}\" at this desk"));
    Err(if near.is_empty() {
        problem.hint("see who is with: copydesk person list")
    } else {
        problem.hint(format!("did you mean {}?", near.join(", ")))
    })
}

/// Who acts, by handle.
pub fn actor(r: &Read<'_>, name: &str, login: &str) -> Result<Actor> {
    let everybody = person::all(r)?;
    match everybody.iter().find(|p| p.name == name) {
        Some(p) if p.active => Ok(Actor { id: p.id, name: p.name.clone(), role: p.role, login: login.to_owned() }),
        Some(p) => Err(Problem::refused(format!("{} is no longer active at this desk", p.name))
            .hint("act as somebody else: --as NAME")),
        None => {
            let near = nearest(name, everybody.iter().map(|p| p.name.as_str()), 3);
            let hint = if near.is_empty() {
                "say who you are with --as NAME or COPYDESK_USER; a chief adds people: copydesk person add NAME --role ROLE"
                    .to_owned()
            } else {
                format!("did you mean --as {}?", near.join(" or --as "))
            };
            Err(Problem::refused(format!("nobody named \"{name}\" works at this desk")).hint(hint))
        }
    }
}

/// The tag of this name.
pub fn tag(r: &Read<'_>, name: &TagName) -> Result<Tag> {
    if let Some(found) = tag::by_name(r, &name.scheme, &name.name)? {
        return Ok(found);
    }
    let all = tag::all(r)?;
    let names: Vec<String> = all.iter().map(|t| format!("{}:{}", t.scheme, t.name)).collect();
    let near = nearest(&name.to_string(), names.iter().map(String::as_str), 3);
    let problem = Problem::not_found(format!("no tag {name} at this desk"));
    Err(if near.is_empty() {
        problem.hint("see them with: copydesk tag list")
    } else {
        problem.hint(format!("did you mean {}?", near.join(", ")))
    })
}
