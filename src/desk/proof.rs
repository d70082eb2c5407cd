//! A proof of a text, gathered from the desk: the article's claims judged
//! against one of its revisions, what they rest on, and what is on the record.

use std::collections::BTreeMap;

use super::brought::{Brought, brought};
use super::facts::{self, Head, Loaded};
use super::{Result, articles, claims};
use crate::domain::article::PublicationKind;
use crate::domain::claim::{Finding, Progress, Standing};
use crate::domain::decision::{Decision, DecisionKind};
use crate::domain::fold;
use crate::domain::four_eyes::{Someone, may_approve_claim};
use crate::domain::gate::{Passed, Uncovered};
use crate::domain::ids::{PersonId, RevisionNumber};
use crate::domain::part::{Part, Texts};
use crate::domain::policy::FourEyes;
use crate::domain::proof::{Change, Citation, Claim, Done, Proof, Remark, Sentence, Source, Stand, sentences};
use crate::domain::standing::Verdict;
use crate::store::article::Article;
use crate::store::claim::{self, Anchor};
use crate::store::{Fault, Read, decision, person, publication, revision};

/// The proof of a revision: its text with what may be relied on there by what
/// is decided today.
pub fn of(r: &Read<'_>, article: Article, number: RevisionNumber) -> Result<Proof> {
    let texts = revision::texts(r, article.id, number)?;
    let row = revision::by_number(r, article.id, number)?;
    let people: BTreeMap<PersonId, String> = person::all(r)?.into_iter().map(|p| (p.id, p.name)).collect();
    let head = Head::of(article, texts);
    let article = &head.article;
    let mut anchors = claim::anchors_at(r, article.id, number)?;
    let (mut gathered, mut stands, mut sources) = (Vec::new(), Vec::new(), Vec::new());
    for claim in claim::of_article(r, article.id)? {
        let own = anchors.extract_if(.., |a| a.claim == claim.id).collect();
        let loaded = Loaded::with_anchors(r, &head, claim, own)?;
        let verdict = loaded.verdict();
        stands.extend(places(&loaded).map(|anchor| stand(&verdict, anchor)));
        if verdict.progress != Progress::Withdrawn {
            gathered.push((loaded, verdict));
        }
    }
    gathered.sort_by_key(|(loaded, _)| {
        let first = places(loaded).map(|a| (a.part.clone(), a.start)).min();
        (first.is_none(), first, loaded.claim.id)
    });
    let mut told = Vec::new();
    for (loaded, verdict) in &gathered {
        told.push(tell(r, &head, loaded, verdict, &people, &mut sources)?);
    }
    Ok(Proof {
        article: article.slug.clone(),
        stage: article.stage,
        language: article.language.clone(),
        revision: number,
        head: article.head,
        approved: article.approved,
        published: article.published,
        author: row.as_ref().map_or_else(String::new, |row| row.author.clone()),
        recorded_at: row.map(|row| row.recorded_at),
        sentences: sentences(&head.texts, head.reading(), &article.language, &stands),
        claims: told,
        sources,
        record: record(r, article, &people)?,
        solo: articles::solo(r)?,
        texts: head.texts,
    })
}

/// The check-worthy sentences of the head revision that no claim covers;
/// `public` is the text that readers have.
pub fn uncovered(head: &Head, loaded: &[Loaded], public: Option<&Texts>) -> Vec<Uncovered> {
    let stands: Vec<Stand> = loaded
        .iter()
        .flat_map(|loaded| {
            let verdict = loaded.verdict();
            places(loaded).map(|anchor| stand(&verdict, anchor)).collect::<Vec<_>>()
        })
        .collect();
    let all = sentences(&head.texts, head.reading(), &head.article.language, &stands);
    let is_public = |s: &Sentence| public.is_some_and(|texts| texts.get(&s.part).contains(&s.text));
    let uncovered = all.into_iter().filter(Sentence::is_uncovered);
    uncovered.map(|s| Uncovered { is_public: is_public(&s), sentence: fold::spaces(&s.text) }).collect()
}

/// Where a claim stands: suggested places prove nothing.
fn places(loaded: &Loaded) -> impl Iterator<Item = &Anchor> {
    loaded.anchors.iter().filter(|a| a.confirmed && a.how.has_words())
}

fn stand(verdict: &Verdict, anchor: &Anchor) -> Stand {
    // What can't be checked is no fact that is owed an approval.
    let opinion = verdict.finding == Some(Finding::NotCheckable) && verdict.standing == Standing::Approved;
    Stand {
        claim: anchor.claim,
        part: anchor.part.clone(),
        chars: anchor.start..anchor.start + anchor.length,
        approved: verdict.standing == Standing::Approved || opinion,
        withdrawn: verdict.progress == Progress::Withdrawn,
    }
}

fn tell(
    r: &Read<'_>,
    head: &Head,
    loaded: &Loaded,
    verdict: &Verdict,
    people: &BTreeMap<PersonId, String>,
    sources: &mut Vec<Source>,
) -> Result<Claim> {
    let claim = &loaded.claim;
    let rows = decision::of_claim(r, claim.id)?;
    let done = |decision: Option<&Decision>| {
        let row = rows.iter().find(|row| Some(row.id) == decision.map(|d| d.id))?;
        let by = people.get(&row.actor).cloned().unwrap_or_default();
        Some(Done { by, at: row.at, revision: row.revision })
    };
    let check = loaded.decisions.iter().rfind(|d| d.kind == DecisionKind::Check);
    let approval = loaded.decisions.iter().find(|d| Some(d.id) == verdict.approval);
    let alone = match approval {
        Some(approval) => {
            let who = Someone { id: approval.actor, name: String::new() };
            may_approve_claim(FourEyes::Strict, &who, &claims::hands(r, head, loaded)?).is_err()
        }
        None => false,
    };
    let mut stood: Vec<(Part, std::ops::Range<usize>)> =
        places(loaded).map(|a| (a.part.clone(), a.start..a.start + a.length)).collect();
    stood.sort_by(|a, b| (&a.0, a.1.start).cmp(&(&b.0, b.1.start)));
    let quote = places(loaded).next().map_or_else(|| claim.quote.clone(), |a| head.quote(a));
    let lapsed = matches!(verdict.standing, Standing::Stale | Standing::Touched | Standing::Cut);
    let moved = matches!(verdict.standing, Standing::Stale | Standing::Touched);
    let by = if moved { brought(r, head, loaded, verdict)? } else { None };
    let reason = facts::why(verdict).filter(|_| verdict.standing != Standing::Approved).map(|why| match by {
        Some(Brought { revision, by, .. }) => format!("{why} (revision {revision}, {by})"),
        None => why.to_owned(),
    });
    Ok(Claim {
        id: claim.id,
        kind: claim.kind,
        asks: claim.asks,
        quote,
        statement: claim.statement.clone(),
        claimant: claim.claimant.clone(),
        progress: verdict.progress,
        standing: verdict.standing,
        reason,
        listed: verdict.listed.iter().map(|d| d.message.clone()).collect(),
        finding: verdict.finding.or(claim.finding),
        correction: claim.correction.clone(),
        corrected: verdict.corrected,
        rating: claim.rating.clone(),
        places: stood,
        checked: done(check),
        approved: done(approval),
        alone,
        changes: match approval.or(check) {
            Some(covered) if lapsed => changes(head, loaded, covered),
            _ => Vec::new(),
        },
        citations: cite(loaded, sources),
    })
}

/// What has become of the sentences that a decision covers.
fn changes(head: &Head, loaded: &Loaded, covered: &Decision) -> Vec<Change> {
    let mut changes = Vec::new();
    for cover in &covered.covers {
        let now = places(loaded).find(|a| a.place == cover.place.0).and_then(|anchor| {
            let chars = anchor.start..anchor.start + anchor.length;
            let sentence = head.reading().sentence_range(&anchor.part, chars)?;
            let text = head.texts.get(&anchor.part).chars().skip(sentence.start).take(sentence.len());
            Some(fold::spaces(&text.collect::<String>()))
        });
        let was = fold::spaces(&cover.words.sentence.source);
        if now.as_ref() != Some(&was) {
            changes.push(Change { part: cover.words.part.clone(), was, is: now });
        }
    }
    changes
}

/// The claim's citations, their sources numbered as they come.
fn cite(loaded: &Loaded, sources: &mut Vec<Source>) -> Vec<Citation> {
    let mut cited = Vec::new();
    for (citation, source) in &loaded.citations {
        let known = sources.iter().position(|s| s.id == source.id);
        let at = known.unwrap_or(sources.len());
        let open = |text: &str| if source.confidential { String::new() } else { text.to_owned() };
        if known.is_none() {
            sources.push(Source {
                id: source.id,
                kind: source.kind,
                title: source.title.clone(),
                url: open(&source.url),
                archived_url: open(&source.archived_url),
                primary: source.is_primary,
                confidential: source.confidential,
            });
        }
        cited.push(Citation {
            number: at + 1,
            stance: citation.stance,
            locator: open(&citation.locator),
            quotation: open(&citation.quotation),
        });
    }
    cited
}

/// Publications, and the gates that a chief passed.
fn record(r: &Read<'_>, article: &Article, people: &BTreeMap<PersonId, String>) -> Result<Vec<Remark>> {
    let name = |id: PersonId| people.get(&id).cloned().unwrap_or_default();
    let mut record = Vec::new();
    for row in publication::of_article(r, article.id)? {
        record.push(Remark {
            what: match row.kind {
                PublicationKind::First => "first publication".to_owned(),
                kind => kind.to_string(),
            },
            revision: row.revision,
            by: name(row.by),
            at: row.at,
            note: if row.note.is_empty() { row.reason } else { row.note },
            passed: Vec::new(),
        });
    }
    for row in publication::overrides(r, article.id)? {
        let passed: Vec<Passed> =
            serde_json::from_str(&row.blockers).map_err(|e| Fault::Corrupt(format!("override {}: {e}", row.made)))?;
        let passed = passed.iter().map(|p| {
            let claim = p.claim.map_or_else(String::new, |id| format!("#{id} "));
            format!("{claim}{}: {}", p.kind.as_str().replace('_', " "), p.about)
        });
        record.push(Remark {
            what: "override".to_owned(),
            revision: row.revision,
            by: name(row.by),
            at: row.at,
            note: row.reason,
            passed: passed.collect(),
        });
    }
    record.sort_by_key(|remark| remark.at);
    Ok(record)
}
