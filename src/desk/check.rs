//! Whether a desk is sound: the file, its references, every text against its
//! hash, and everything that is stored although it could be derived (standing,
//! progress, the queue, counters, the words of precedents) against what it derives from.
//!
//! Whether somebody rewrote the record is asked by [`super::verify`].

use super::facts::{Head, Loaded};
use super::{Problem, Result};
use crate::domain::article::{PublicationKind, Stage};
use crate::domain::canonical::content_hash;
use crate::domain::claim::How;
use crate::domain::fold;
use crate::domain::ids::{ArticleId, RevisionNumber};
use crate::store::article::{self, Article};
use crate::store::claim::{self, Anchor, Claim};
use crate::store::{Read, desk, event, publication, queue, revision};

/// The most findings that are kept.
const MOST: usize = 1_000;

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A stable word for the kind: `file`, `reference`, `counter`, `event`,
    /// `article`, `revision`, `claim`, `standing`, `anchor`, `queue`, `precedent`.
    pub kind: &'static str,
    /// What it is about: a slug, `slug@3`, `#12`; empty for the desk as a whole.
    pub subject: String,
    /// What is wrong.
    pub message: String,
}

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// How many articles were looked at.
    pub articles: u64,
    /// How many revisions.
    pub revisions: u64,
    /// How many claims.
    pub claims: u64,
    /// What is wrong; at most 1,000.
    pub findings: Vec<Finding>,
}

impl Checked {
    fn find(&mut self, kind: &'static str, subject: impl Into<String>, message: impl Into<String>) {
        if self.findings.len() < MOST {
            self.findings.push(Finding { kind, subject: subject.into(), message: message.into() });
        }
    }
}

/// Checks the whole desk. `progress` is told how many articles are done.
///
/// # Errors
/// What keeps the check itself from going on; what it finds is no error.
pub fn check(r: &Read<'_>, progress: &mut dyn FnMut(u64)) -> Result<Checked> {
    let mut done = Checked::default();
    for line in r.damage().map_err(crate::store::Error::from)? {
        done.find("file", "", line);
    }
    for line in r.broken_references().map_err(crate::store::Error::from)? {
        done.find("reference", "", line);
    }
    counters(r, &mut done)?;
    let mut waiting = 0;
    for id in article::ids(r)? {
        let slug = article::by_id(r, id)?.map_or_else(|| format!("article {id}"), |a| a.slug);
        match one(r, id, &mut done) {
            Ok(queued) => waiting += queued,
            // A row that can't be read is a finding; the others still are looked at.
            Err(problem) if problem.kind == super::Kind::Failed => done.find("article", slug, problem.message),
            Err(problem) => return Err(problem),
        }
        done.articles += 1;
        progress(done.articles);
    }
    let different = r.different_words().map_err(crate::store::Error::from)?;
    if different > 0 {
        done.find("precedent", "", format!("{different} that were checked before can't be found by their words"));
    }
    let queued = queue::count(r)?;
    if queued > waiting {
        done.find("queue", "", format!("the queue has {queued} claims where {waiting} need work"));
    }
    Ok(done)
}

fn counters(r: &Read<'_>, done: &mut Checked) -> Result<()> {
    for counter in desk::counters(r)? {
        let desk::Counter { what, handed_out, highest } = counter;
        if highest > handed_out {
            done.find(
                "counter",
                "",
                format!("the desk has counted {handed_out} {what}, and there is number {highest}"),
            );
        }
    }
    if let Some(missing) = event::first_missing(r, desk::about(r)?.events)? {
        done.find("event", missing.to_string(), format!("event {missing} is missing; see: copydesk log --verify"));
    }
    Ok(())
}

/// Checks an article with all that belongs to it; answers how many of its
/// claims belong into the queue.
fn one(r: &Read<'_>, id: ArticleId, done: &mut Checked) -> Result<i64> {
    let Some(article) = article::by_id(r, id)? else { return Ok(0) };
    let newest = revisions(r, &article, done)?;
    stage(r, &article, newest, done)?;
    let claims = claim::of_article(r, id)?;
    if claims.is_empty() {
        return Ok(0);
    }
    let head = Head::load(r, article)?;
    let anchors = claim::anchors_at(r, id, head.article.head)?;
    let mut queued = 0;
    for claim in claims {
        done.claims += 1;
        let places: Vec<Anchor> = anchors.iter().filter(|a| a.claim == claim.id).cloned().collect();
        if lies_well(&head, &claim, &places, done) {
            derived(r, &head, &claim, places, done)?;
        }
        let needed = queue::needed(&claim, &head.article);
        queued += i64::from(needed.is_some());
        let entry = queue::entry(r, claim.id)?;
        if entry != needed {
            let message = match (entry, needed) {
                (Some(_), Some(_)) => "its row in the queue doesn't say what it needs",
                (None, Some(_)) => "it needs work and is not in the queue",
                (Some(_), None) => "it is in the queue and needs nobody's work",
                (None, None) => continue,
            };
            done.find("queue", format!("#{}", claim.id), message);
        }
    }
    Ok(queued)
}

/// Checks an article's texts; answers the number of the newest.
fn revisions(r: &Read<'_>, article: &Article, done: &mut Checked) -> Result<RevisionNumber> {
    let mut want = 1;
    for row in revision::of_article(r, article.id)? {
        done.revisions += 1;
        let name = format!("{}@{}", article.slug, row.number);
        if row.number.0 != want {
            done.find("revision", &name, format!("revision {want} is missing before it"));
        }
        want = row.number.0 + 1;
        if content_hash(&revision::texts(r, article.id, row.number)?) != row.content_hash {
            done.find("revision", &name, "its text is not the one that its hash was made of");
        }
    }
    Ok(RevisionNumber(want - 1))
}

/// Checks what an article says of its revisions.
fn stage(r: &Read<'_>, article: &Article, newest: RevisionNumber, done: &mut Checked) -> Result<()> {
    let slug = &article.slug;
    if article.head != newest {
        done.find("article", slug, format!("its head is revision {}, and the newest is {newest}", article.head));
    }
    for (what, number) in [("approved", article.approved), ("published", article.published)] {
        if number.is_some_and(|n| n > newest) {
            done.find("article", slug, format!("the revision that is {what} is not there"));
        }
    }
    if article.stage == Stage::Approved && article.approved != Some(article.head) {
        done.find("article", slug, "it is approved, and its head revision is not the approved one");
    }
    let public = publication::of_article(r, article.id)?.pop().filter(|p| p.kind != PublicationKind::Kill);
    if public.map(|p| p.revision) != article.published {
        done.find("article", slug, "the revision that is said to be public is not the last one published");
    }
    Ok(())
}

/// Whether a claim's places lie inside their texts, on words, and (where
/// nothing moved them since) on the words that the claim quotes.
fn lies_well(head: &Head, claim: &Claim, places: &[Anchor], done: &mut Checked) -> bool {
    let subject = format!("#{}", claim.id);
    let mut well = true;
    for place in places.iter().filter(|a| a.how.has_words()) {
        let length = head.texts.get(&place.part).chars().count();
        let end = place.start.checked_add(place.length);
        if place.length == 0 || end.is_none_or(|end| end > length) {
            let part = &place.part;
            done.find("anchor", &subject, format!("its place {} lies outside the {part} of its article", place.place));
            well = false;
        }
    }
    let mut confirmed = places.iter().filter(|a| a.confirmed);
    if let (true, Some(only), None) = (well, confirmed.next(), confirmed.next())
        && matches!(only.how, How::Placed | How::Relinked)
        && !fold::quote_equal(&head.quote(only), &claim.quote)
    {
        done.find("anchor", &subject, "its place lies on other words than the ones it quotes");
    }
    well
}

/// Whether what is stored of a claim's standing is what derives from its facts.
fn derived(r: &Read<'_>, head: &Head, claim: &Claim, places: Vec<Anchor>, done: &mut Checked) -> Result<()> {
    let subject = format!("#{}", claim.id);
    let fresh = match Loaded::with_anchors(r, head, claim.clone(), places) {
        Ok(loaded) => loaded.verdict_into(),
        Err(Problem { kind: super::Kind::Failed, message, .. }) => {
            done.find("claim", subject, message);
            return Ok(());
        }
        Err(problem) => return Err(problem),
    };
    if (claim.standing, claim.progress) != (fresh.standing, fresh.progress) {
        done.find(
            "standing",
            subject,
            format!(
                "it is stored as {}, {}; by its facts it is {}, {}",
                claim.standing, claim.progress, fresh.standing, fresh.progress
            ),
        );
    } else if *claim != fresh {
        done.find("standing", subject, "the reason of its standing is not the one that its facts give");
    }
    Ok(())
}
