//! What was checked before, elsewhere or at this desk, and resembles a claim.

use super::{Problem, Result};
use crate::domain::article::Stage;
use crate::domain::claim::Asks;
use crate::domain::decision::DecisionKind;
use crate::domain::ids::ClaimId;
use crate::domain::resemblance;
use crate::store::claim::{self, Claim};
use crate::store::precedent::{self, Precedent};
use crate::store::resembling::{self, Before};
use crate::store::{Read, article, decision};

/// From here on it is worth a look by somebody who asked for it.
pub const WORTH_A_LOOK: f64 = 0.35;

/// From here on it is shown to somebody who didn't ask. docs/match.md has what
/// either lets through and keeps away.
pub const WORTH_A_WORD: f64 = 0.5;

/// The most that somebody is shown who didn't ask.
pub const FEW: usize = 3;

/// Something that was checked before.
#[derive(Debug, Clone, PartialEq)]
pub struct Resembling {
    /// Where it is known: the id of a precedent, or one of this desk's claims.
    pub known: Before,
    /// The claim.
    pub statement: String,
    /// Who made it.
    pub claimant: String,
    /// What came of it.
    pub rating: String,
    /// Who checked it.
    pub publisher: String,
    /// Where to read the check.
    pub url: String,
    /// When it was checked: a day or a time.
    pub date: String,
    /// How much it resembles what was asked for, from 0 to 1.
    pub score: f64,
}

/// What was checked before and resembles a text, the likeliest first.
///
/// # Errors
/// A text without a word that says what it is about.
pub fn of_text(r: &Read<'_>, text: &str, least: f64, most: usize) -> Result<Vec<Resembling>> {
    let words = resemblance::words(text);
    if words.is_empty() {
        return Err(Problem::usage("there are no words in it to look for").hint(
            "give the claim in a sentence: copydesk match \"The hall burnt twice\"; or a claim: copydesk match '#12'",
        ));
    }
    find(r, &words, None, least, most)
}

/// What was checked before and resembles a claim: its statement, else its words.
pub fn of_claim(r: &Read<'_>, claim: &Claim, least: f64, most: usize) -> Result<Vec<Resembling>> {
    find(r, &resemblance::words(claim.assertion()), Some(claim.id), least, most)
}

fn find(r: &Read<'_>, words: &[String], but: Option<ClaimId>, least: f64, most: usize) -> Result<Vec<Resembling>> {
    let mut found = Vec::new();
    for (known, score) in resembling::find(r, words, least, most)? {
        if found.len() >= most {
            break;
        }
        let one = match known {
            Before::Elsewhere(id) => precedent::by_id(r, id)?.map(|p| elsewhere(p, score)),
            Before::Here(id) if Some(id) == but => None,
            Before::Here(id) => here(r, id, score)?,
        };
        found.extend(one);
    }
    Ok(found)
}

fn elsewhere(p: Precedent, score: f64) -> Resembling {
    Resembling {
        known: Before::Elsewhere(p.id),
        statement: p.statement,
        claimant: p.claimant,
        rating: p.rating,
        publisher: p.publisher,
        url: p.url,
        date: p.checked,
        score,
    }
}

/// A claim of this desk, unless its article was withdrawn from the public.
fn here(r: &Read<'_>, id: ClaimId, score: f64) -> Result<Option<Resembling>> {
    let Some(claim) = claim::by_id(r, id)?.filter(Claim::is_precedent) else { return Ok(None) };
    let Some(article) = article::by_id(r, claim.article)?.filter(|a| a.stage != Stage::Killed) else { return Ok(None) };
    let mut date = String::new();
    for row in decision::of_claim(r, id)? {
        if row.kind == DecisionKind::Approve.as_str() && decision::revoked(r, row.id)?.is_none() {
            date = row.at.to_string();
        }
    }
    let public = article.canonical_url.filter(|_| article.published.is_some());
    Ok(Some(Resembling {
        known: Before::Here(id),
        statement: claim.assertion().to_owned(),
        rating: rating(&claim),
        claimant: claim.claimant,
        publisher: format!("here, #{id}"),
        url: public.unwrap_or_default(),
        date,
        score,
    }))
}

/// What came of a claim of ours. That something was said doesn't make it so.
fn rating(claim: &Claim) -> String {
    let finding = claim.finding.map_or("", |finding| finding.as_str());
    match (claim.rating.as_str(), claim.asks) {
        ("", Asks::So) => finding.to_owned(),
        ("", Asks::Said) => format!("{finding}, as to whether it was said"),
        (rating, _) => rating.to_owned(),
    }
}
