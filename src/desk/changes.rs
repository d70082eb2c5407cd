//! What a change from one revision to another did to the article's claims.
//!
//! A claim's standing is stored for head alone. How it stood in an earlier
//! revision is judged again, from the facts that there were when that revision
//! was last the newest: its places there, and the decisions and citations made
//! until the next one came. So a lapse shows as the lapse that it was, whatever
//! was checked again since.

use super::Result;
use super::facts::{Head, Loaded};
use crate::diff::revision::{ClaimChange, ClaimPlace};
use crate::domain::claim::{Progress, Standing};
use crate::domain::ids::{EventSeq, RevisionNumber};
use crate::domain::standing::Verdict;
use crate::store::article::Article;
use crate::store::claim::{self, Anchor, Claim};
use crate::store::{Read, revision};

/// One side of a comparison.
struct Side {
    head: Head,
    anchors: Vec<Anchor>,
    /// The event of the next revision; `None` for head.
    until: Option<EventSeq>,
}

/// How a claim stood on one side.
struct Stood {
    verdict: Verdict,
    words: Vec<String>,
}

impl Side {
    fn load(r: &Read<'_>, article: &Article, number: RevisionNumber) -> Result<Self> {
        let texts = revision::texts(r, article.id, number)?;
        let next = revision::by_number(r, article.id, RevisionNumber(number.0 + 1))?;
        Ok(Self {
            head: Head::of(Article { head: number, ..article.clone() }, texts),
            anchors: claim::anchors_at(r, article.id, number)?,
            until: next.map(|next| next.made),
        })
    }

    /// `None` where the claim has no place in the revision: it was made later,
    /// or waits without words.
    fn stood(&self, r: &Read<'_>, claim: &Claim) -> Result<Option<Stood>> {
        let anchors: Vec<Anchor> = self.anchors.iter().filter(|a| a.claim == claim.id).cloned().collect();
        if anchors.is_empty() {
            return Ok(None);
        }
        let words = anchors.iter().filter(|a| a.confirmed).map(|a| self.head.quote(a)).collect();
        let mut loaded = Loaded::before(r, &self.head, claim.clone(), anchors, self.until)?;
        let edited_since = self.until.is_some_and(|until| claim.event >= until);
        if edited_since && let Some(last) = loaded.decisions.last() {
            // What the claim says may have been edited, or found, since then.
            let then = last.assertion.clone();
            loaded.restate_as(then);
        }
        let verdict = loaded.verdict();
        Ok((verdict.progress != Progress::Withdrawn).then_some(Stood { verdict, words }))
    }
}

/// The claims whose standing differs between two revisions, and those whose
/// words changed and were checked again since.
pub fn of_claims(
    r: &Read<'_>,
    article: &Article,
    from: RevisionNumber,
    to: RevisionNumber,
) -> Result<Vec<ClaimChange>> {
    if from == to {
        return Ok(Vec::new());
    }
    let claims = claim::of_article(r, article.id)?;
    if claims.is_empty() {
        return Ok(Vec::new());
    }
    let (old, new) = (Side::load(r, article, from)?, Side::load(r, article, to)?);
    let mut changes = Vec::new();
    for claim in claims {
        // A claim that was tied to its words later tells nothing of the change.
        let (Some(before), Some(after)) = (old.stood(r, &claim)?, new.stood(r, &claim)?) else { continue };
        let (was, is) = (before.verdict.standing, after.verdict.standing);
        let reason = if was != is {
            after.verdict.reason.or(after.verdict.progress_reason).or_else(|| {
                let why = match is {
                    Standing::Approved if after.verdict.corrected => "corrected as approved",
                    Standing::Approved => "checked and approved since",
                    _ => "work on it since",
                };
                Some(why.to_owned())
            })
        } else if before.words == after.words || !matches!(is, Standing::Approved | Standing::Contradicted) {
            continue;
        } else if before.verdict.approval == after.verdict.approval {
            // The approval came along: worth a line only where the reader should see how.
            let Some(how) = after.verdict.listed.into_iter().next() else { continue };
            Some(how.message)
        } else {
            Some("its words changed, and were checked again since".to_owned())
        };
        changes.push(ClaimChange { id: claim.id, before: Some(was), after: Some(is), reason });
    }
    Ok(changes)
}

/// Where the claims of such a list stand: all their places in the newer
/// revision, or where they stood in the older one.
pub fn places(
    r: &Read<'_>,
    article: &Article,
    from: RevisionNumber,
    to: RevisionNumber,
    changes: &[ClaimChange],
) -> Result<Vec<ClaimPlace>> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let (old, new) = (claim::anchors_at(r, article.id, from)?, claim::anchors_at(r, article.id, to)?);
    let mut places = Vec::new();
    for change in changes {
        let of = |anchors: &[Anchor], stands: bool| -> Vec<ClaimPlace> {
            let on_words = anchors.iter().filter(|a| a.claim == change.id && a.confirmed && a.how.has_words());
            let place = |a: &Anchor| {
                let chars = a.start..a.start + a.length;
                ClaimPlace { id: change.id, part: a.part.clone(), chars, stands }
            };
            on_words.map(place).collect()
        };
        let now = of(&new, true);
        places.extend(if now.is_empty() { of(&old, false) } else { now });
    }
    Ok(places)
}
