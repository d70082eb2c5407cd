//! What leaves the desk, gathered: which articles, which of their revisions,
//! and what of each. Everything that is for the desk alone is read only when
//! it was asked for ([`Scope::inside`]).

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{self, Head, Loaded};
use super::{Result, names};
use crate::domain::article::Stage;
use crate::domain::claim::How;
use crate::domain::decision::DecisionKind;
use crate::domain::export::{Cited, Claim, ClaimInside, Comment, Inside, Past, Release, Story, Tag};
use crate::domain::ids::{ArticleId, DecisionId, PersonId, RevisionNumber};
use crate::domain::naming::TagName;
use crate::domain::time::Timestamp;
use crate::store::article::{self, Article};
use crate::store::claim::{self, Anchor};
use crate::store::{self, Fault, Read, comment, decision, desk, person, revision, tag};

/// Which articles. What is not given does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only those with all of these tags.
    pub tags: Vec<TagName>,
    /// Only those of this desk.
    pub desk: Option<String>,
    /// Only those in one of these stages.
    pub stages: Vec<Stage>,
    /// Only those that changed since then.
    pub since: Option<Timestamp>,
}

/// The articles that are wanted, by id. Only their ids are held in memory.
///
/// # Errors
/// A tag that no article has.
pub fn choose(r: &Read<'_>, wanted: &Wanted) -> Result<Vec<ArticleId>> {
    let mut tagged: Option<BTreeSet<ArticleId>> = None;
    for name in &wanted.tags {
        let with: BTreeSet<ArticleId> = tag::articles(r, names::tag(r, name)?.id)?.into_iter().collect();
        tagged = Some(match tagged {
            None => with,
            Some(before) => before.intersection(&with).copied().collect(),
        });
    }
    let fits = |id: ArticleId, stage: Stage, desk: &str, updated_at: Timestamp| {
        tagged.as_ref().is_none_or(|ids| ids.contains(&id))
            && (wanted.stages.is_empty() || wanted.stages.contains(&stage))
            && wanted.desk.as_ref().is_none_or(|only| only == desk)
            && wanted.since.is_none_or(|since| updated_at >= since)
    };
    Ok(article::ids_where(r, fits)?)
}

/// What of an article is gathered beside its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope {
    /// Its claims.
    pub claims: bool,
    /// The revisions before.
    pub history: bool,
    /// What is for the desk alone.
    pub inside: bool,
}

/// Gathers articles, one after the other, from one state of the desk.
#[derive(Debug)]
pub struct Gatherer<'r, 'd> {
    r: &'r Read<'d>,
    origin: String,
    people: BTreeMap<PersonId, String>,
    scope: Scope,
}

impl<'r, 'd> Gatherer<'r, 'd> {
    /// One that gathers so much.
    pub fn new(r: &'r Read<'d>, scope: Scope) -> Result<Self> {
        let people = person::all(r)?.into_iter().map(|p| (p.id, p.name)).collect();
        Ok(Self { r, origin: desk::about(r)?.identity, people, scope })
    }

    /// The identity of the desk.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    fn name(&self, id: PersonId) -> String {
        self.people.get(&id).cloned().unwrap_or_default()
    }

    /// One revision of an article.
    pub fn story(&self, article: Article, number: RevisionNumber) -> Result<Story> {
        let r = self.r;
        let row = revision::by_number(r, article.id, number)?
            .ok_or_else(|| Fault::Corrupt(format!("revision {number} of article {} is gone", article.id)))?;
        let texts = revision::texts(r, article.id, number)?;
        let tags = tag::of_article(r, article.id)?;
        let inside = self.scope.inside.then(|| self.inside(&article, &row.note)).transpose()?;
        let history = if self.scope.history { self.history(&article, number)? } else { Vec::new() };
        let mut story = Story {
            origin: self.origin.clone(),
            slug: article.slug.clone(),
            revision: number,
            release: release(&article, number),
            language: article.language.clone(),
            desk: article.desk.clone(),
            urgency: article.urgency,
            provider: article.provider.clone(),
            external_id: article.external_id.clone(),
            canonical_url: article.canonical_url.clone(),
            embargo_until: article.embargo_until,
            created_at: article.created_at,
            published_at: article.published_at,
            source_time: row.source_time,
            recorded_at: row.recorded_at,
            author: row.author,
            tags: tags.into_iter().map(|t| Tag { scheme: t.scheme, name: t.name, code: t.code }).collect(),
            claims: Vec::new(),
            history,
            inside,
            texts,
        };
        if self.scope.claims {
            let head = Head::of(article, std::mem::take(&mut story.texts));
            story.claims = self.claims(&head, number)?;
            story.texts = head.texts;
        }
        Ok(story)
    }

    fn inside(&self, article: &Article, note: &str) -> Result<Inside> {
        let comments = comment::of_article(self.r, article.id)?.into_iter().filter(|c| c.claim.is_none());
        Ok(Inside {
            ednote: article.ednote.clone(),
            due_at: article.due_at,
            assignee: article.assignee.map(|id| self.name(id)),
            note: note.to_owned(),
            comments: comments.map(said).collect(),
        })
    }

    fn history(&self, article: &Article, before: RevisionNumber) -> Result<Vec<Past>> {
        let rows = revision::of_article(self.r, article.id)?;
        let rows = rows.into_iter().filter(|row| row.number < before);
        rows.map(|row| {
            Ok(Past {
                texts: revision::texts(self.r, article.id, row.number)?,
                source_time: row.source_time,
                author: row.author,
                note: if self.scope.inside { row.note } else { String::new() },
            })
        })
        .collect()
    }

    /// The claims of an article, judged against one of its revisions: those of
    /// the text in reading order, then those that aren't in it.
    fn claims(&self, head: &Head, number: RevisionNumber) -> Result<Vec<Claim>> {
        let r = self.r;
        let mut anchors = claim::anchors_at(r, head.article.id, number)?;
        let mut claims = Vec::new();
        for row in claim::of_article(r, head.article.id)? {
            let own = anchors.extract_if(.., |a| a.claim == row.id).collect();
            claims.push(self.claim(head, &Loaded::with_anchors(r, head, row, own)?)?);
        }
        claims.sort_by_key(|c| {
            let first = c.places.iter().map(|(part, chars)| (part.clone(), chars.start)).min();
            (first.is_none(), first, c.id)
        });
        Ok(claims)
    }

    fn claim(&self, head: &Head, loaded: &Loaded) -> Result<Claim> {
        let (claim, verdict) = (&loaded.claim, loaded.verdict());
        let rows = decision::of_claim(self.r, claim.id)?;
        let done = |id: Option<DecisionId>| {
            let row = rows.iter().find(|row| Some(row.id) == id)?;
            Some((self.name(row.actor), row.at))
        };
        let stands = |a: &&Anchor| a.confirmed && a.how.has_words() && a.how != How::Ambiguous;
        let places: Vec<&Anchor> = loaded.anchors.iter().filter(stands).collect();
        let check = loaded.decisions.iter().rfind(|d| d.kind == DecisionKind::Check).map(|d| d.id);
        let inside = if self.scope.inside {
            let notes = rows.iter().filter(|row| !row.note.is_empty());
            let notes = notes.map(|row| Comment { by: self.name(row.actor), at: row.at, text: row.note.clone() });
            Some(ClaimInside {
                assignee: claim.assignee.map(|id| self.name(id)),
                due_at: claim.due_at,
                notes: notes.collect(),
                comments: comment::of_claim(self.r, claim.id)?.into_iter().map(said).collect(),
            })
        } else {
            None
        };
        Ok(Claim {
            id: claim.id,
            quote: places.first().map_or_else(|| claim.quote.clone(), |a| head.quote(a)),
            known_as: claim.quote.clone(),
            statement: claim.statement.clone(),
            kind: claim.kind,
            asks: claim.asks,
            claimant: claim.claimant.clone(),
            said_on: claim.said_on.clone(),
            appearances: serde_json::from_str(&claim.appearances)
                .map_err(|e| Fault::Corrupt(format!("claim {}: {e}", claim.id)))?,
            priority: claim.priority,
            progress: verdict.progress,
            standing: verdict.standing,
            // It may quote the note of whoever returned or withdrew the claim.
            reason: facts::why(&verdict).filter(|_| self.scope.inside).unwrap_or_default().to_owned(),
            finding: verdict.finding.or(claim.finding),
            correction: claim.correction.clone(),
            rating: claim.rating.clone(),
            places: places.iter().map(|a| (a.part.clone(), a.start..a.start + a.length)).collect(),
            created_at: claim.created_at,
            checked: done(check),
            approved: done(verdict.approval),
            sources: loaded.citations.iter().map(|(citation, source)| self.cited(citation, source)).collect(),
            inside,
        })
    }

    /// A citation. Of a confidential source nothing is told, not even its label,
    /// unless it is asked for.
    fn cited(&self, citation: &store::source::Citation, source: &store::source::Source) -> Cited {
        let inside = self.scope.inside;
        let open = |text: &str| if source.confidential && !inside { String::new() } else { text.to_owned() };
        let notes = [source.note.as_str(), citation.note.as_str()];
        let notes: Vec<&str> = notes.into_iter().filter(|note| inside && !note.is_empty()).collect();
        Cited {
            id: source.id,
            confidential: source.confidential,
            title: open(&source.title),
            url: open(&source.url),
            locator: open(&citation.locator),
            quotation: open(&citation.quotation),
            stance: citation.stance,
            note: notes.join("; "),
        }
    }
}

fn said(comment: store::comment::Comment) -> Comment {
    Comment { by: comment.by, at: comment.at, text: comment.text }
}

/// Whether a revision may be used by those who get it.
fn release(article: &Article, number: RevisionNumber) -> Release {
    if article.stage == Stage::Killed {
        Release::Killed
    } else if article.published == Some(number) {
        Release::Public
    } else if article.approved == Some(number) && matches!(article.stage, Stage::Approved | Stage::Published) {
        Release::Approved
    } else {
        Release::Withheld
    }
}
