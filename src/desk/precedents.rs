//! What was checked before, elsewhere or at this desk, and resembles a claim.

use super::claims::Case;
use super::{Problem, Result};
use crate::domain::article::Stage;
use crate::domain::claim::Asks;
use crate::domain::context::PlaceContext;
use crate::domain::decision::DecisionKind;
use crate::domain::ids::{ArticleId, ClaimId};
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

/// What was checked before and resembles a claim, the likeliest first. The other
/// claims of its article don't count: they stand beside it, often in its sentence.
pub fn of_claim(r: &Read<'_>, case: &Case, least: f64, most: usize) -> Result<Vec<Resembling>> {
    find(r, &asked(case), Some(case.claim().article), least, most)
}

/// Words from which on a quote says by itself what it is about.
const WHOLE: usize = 5;

/// What is asked for a claim: its statement, else its words; where those are a
/// fragment, the sentence in which they stand.
fn asked(case: &Case) -> Vec<String> {
    let claim = case.claim();
    if !claim.statement.is_empty() {
        return resemblance::words(&claim.statement);
    }
    let quote = resemblance::words(&case.words().unwrap_or_else(|| claim.quote.clone()));
    if quote.len() >= WHOLE {
        return quote;
    }
    let anchor = case.loaded.anchors.iter().find(|a| a.confirmed && a.how.has_words());
    let sentence = anchor.and_then(|a| {
        let chars = case.head.reading().sentence_range(&a.part, a.start..a.start + a.length)?;
        Some(case.head.texts.get(&a.part).chars().skip(chars.start).take(chars.len()).collect::<String>())
    });
    sentence.map_or(quote, |sentence| resemblance::words(&sentence))
}

fn find(r: &Read<'_>, words: &[String], but: Option<ArticleId>, least: f64, most: usize) -> Result<Vec<Resembling>> {
    let wanted = |known: Before| -> Result<bool> {
        let Before::Here(id) = known else { return Ok(true) };
        let Some(claim) = claim::by_id(r, id)?.filter(Claim::is_precedent) else { return Ok(false) };
        // What was withdrawn from the public answers for nothing.
        let stage = article::by_id(r, claim.article)?.map(|a| a.stage);
        Ok(Some(claim.article) != but && stage != Some(Stage::Killed))
    };
    let mut found = Vec::new();
    for (known, score) in resembling::find(r, words, least, most, wanted)?.into_iter().take(most) {
        found.extend(match known {
            Before::Elsewhere(id) => precedent::by_id(r, id)?.map(|p| elsewhere(p, score)),
            Before::Here(id) => here(r, id, score)?,
        });
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

/// A claim of this desk.
fn here(r: &Read<'_>, id: ClaimId, score: f64) -> Result<Option<Resembling>> {
    let Some(claim) = claim::by_id(r, id)? else { return Ok(None) };
    let Some(article) = article::by_id(r, claim.article)? else { return Ok(None) };
    let approval = decision::in_force(r, id)?.into_iter().rfind(|row| row.kind == DecisionKind::Approve.as_str());
    let mut statement = claim.assertion().to_owned();
    if let Some(approval) = approval.as_ref().filter(|_| claim.statement.is_empty()) {
        let place = decision::places(r, approval.id)?.into_iter().next();
        let context = place.and_then(|place| serde_json::from_str::<PlaceContext>(&place.context).ok());
        statement = context.map_or(statement, |context| in_its_sentence(&context));
    }
    let public = article.canonical_url.filter(|_| article.published.is_some());
    Ok(Some(Resembling {
        known: Before::Here(id),
        statement,
        rating: rating(&claim),
        claimant: claim.claimant,
        publisher: format!("here, #{id}"),
        url: public.unwrap_or_default(),
        date: approval.map_or_else(String::new, |row| row.at.to_string()),
        score,
    }))
}

/// The words that an approval covers, marked in the sentence that explains them.
fn in_its_sentence(context: &PlaceContext) -> String {
    let sentence = &context.sentence;
    let (start, end) = sentence.quote;
    let piece = |from: usize, to: usize| sentence.text.chars().skip(from).take(to.saturating_sub(from)).collect();
    let (before, words, after): (String, String, String) = (piece(0, start), piece(start, end), piece(end, usize::MAX));
    let around = [&before, &after].into_iter().any(|text| text.chars().any(char::is_alphanumeric));
    if around { format!("{before}⟦{words}⟧{after}") } else { sentence.text.clone() }
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
