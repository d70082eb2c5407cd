//! ClaimReview (schema.org): what fact-checkers publish about somebody's claim,
//! as search engines and other checkers read it.
//!
//! Only what may be said in public becomes one: see [`publishable`].

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::domain::claim::{Asks, Finding};
use crate::domain::export::{Claim, Story, is_uri};
use crate::domain::rating::Scale;

/// The context of all that is said; it stands at the root alone.
pub const CONTEXT: &str = "https://schema.org";

/// Why a claim is not told to the public as a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unfit {
    /// Nobody approved a finding on it, or the approval lapsed.
    NotApproved,
    /// It asks whether it was said, not whether it is so: a review would tell
    /// readers that the claim is true because somebody made it.
    AsksSaid,
    /// It can't be checked.
    NotCheckable,
    /// It is the newsroom's own statement: it has neither a claimant nor a rating.
    Own,
    /// Its words don't stand in the public text.
    NotInText,
    /// The article has no address at which the review stands.
    NoAddress,
}

impl Unfit {
    /// The reason in words, after "12 claims".
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotApproved => "without an approved finding that holds",
            Self::AsksSaid => "that ask whether it was said, not whether it is so",
            Self::NotCheckable => "that can't be checked",
            Self::Own => "of the newsroom's own, with neither claimant nor rating",
            Self::NotInText => "that don't stand in the public text",
            Self::NoAddress => "in articles without an address (article set --canonical-url)",
        }
    }
}

/// Whether a claim may be told to the public as a review, and with which finding.
///
/// # Errors
/// Why not.
pub fn publishable(story: &Story, claim: &Claim) -> Result<Finding, Unfit> {
    let finding = claim.finding.filter(|_| claim.is_settled()).ok_or(Unfit::NotApproved)?;
    if claim.asks == Asks::Said {
        return Err(Unfit::AsksSaid);
    }
    if finding == Finding::NotCheckable {
        return Err(Unfit::NotCheckable);
    }
    if claim.claimant.is_empty() && claim.rating.is_empty() {
        return Err(Unfit::Own);
    }
    if claim.places.is_empty() {
        return Err(Unfit::NotInText);
    }
    if !story.canonical_url.as_deref().is_some_and(is_uri) {
        return Err(Unfit::NoAddress);
    }
    Ok(finding)
}

/// A review, without its context.
pub fn review(story: &Story, claim: &Claim, finding: Finding, scale: Option<&Scale>, publisher: Option<&str>) -> Value {
    let url = story.canonical_url.as_deref().unwrap_or_default();
    let mut review = Map::new();
    review.insert("@type".to_owned(), "ClaimReview".into());
    // What is named twice is one thing to a reader of linked data.
    review.insert("@id".to_owned(), format!("{}#claim-{}", url.split('#').next().unwrap_or(url), claim.id).into());
    review.insert("url".to_owned(), url.into());
    review.insert("claimReviewed".to_owned(), claim.assertion().into());
    if let Some(at) = story.published_at {
        review.insert("datePublished".to_owned(), at.to_utc().format("%Y-%m-%d").to_string().into());
    }
    if let Some(name) = publisher {
        review.insert("author".to_owned(), json!({ "@type": "Organization", "name": name }));
    }
    if !story.language.is_empty() {
        review.insert("inLanguage".to_owned(), story.language.as_str().into());
    }
    review.insert("itemReviewed".to_owned(), reviewed(story, claim));
    review.insert("reviewRating".to_owned(), rating(claim, finding, scale));
    Value::Object(review)
}

/// The review that a precedent tells of, as far as the desk knows it: the
/// publisher's word for the rating, without a number.
pub fn of_precedent(statement: &str, claimant: &str, checked: &str, rating: &str, publisher: &str, url: &str) -> Value {
    let mut review = Map::new();
    let mut put = |name: &str, value: Value| {
        if value.as_str() != Some("") {
            review.insert(name.to_owned(), value);
        }
    };
    put("@type", "ClaimReview".into());
    put("url", url.into());
    put("claimReviewed", statement.into());
    put("datePublished", checked.into());
    if !publisher.is_empty() {
        put("author", json!({ "@type": "Organization", "name": publisher }));
    }
    if !claimant.is_empty() {
        put("itemReviewed", json!({ "@type": "Claim", "author": { "@type": "Person", "name": claimant } }));
    }
    put("reviewRating", json!({ "@type": "Rating", "alternateName": rating }));
    Value::Object(review)
}

/// The claim as its maker made it.
fn reviewed(story: &Story, claim: &Claim) -> Value {
    let mut item = Map::new();
    item.insert("@type".to_owned(), "Claim".into());
    if !claim.claimant.is_empty() {
        let is = |tag: &&crate::domain::export::Tag| {
            tag.scheme == "org" && tag.name.to_lowercase() == claim.claimant.to_lowercase()
        };
        let kind = if story.tags.iter().any(|tag| is(&tag)) { "Organization" } else { "Person" };
        item.insert("author".to_owned(), json!({ "@type": kind, "name": claim.claimant }));
    }
    if NaiveDate::parse_from_str(&claim.said_on, "%Y-%m-%d").is_ok() {
        item.insert("datePublished".to_owned(), claim.said_on.as_str().into());
    }
    let places = claim.appearances.iter().filter(|url| is_uri(url));
    let places: Vec<Value> = places.map(|url| json!({ "@type": "CreativeWork", "url": url })).collect();
    if !places.is_empty() {
        item.insert("appearance".to_owned(), places.into());
    }
    Value::Object(item)
}

/// The rating with its number on the desk's scale; without one the finding in
/// words, to which no number belongs.
fn rating(claim: &Claim, finding: Finding, scale: Option<&Scale>) -> Value {
    let known = scale.and_then(|scale| Some((scale.find(&claim.rating).ok()?, scale.best())));
    match known {
        Some(((word, number), best)) => json!({
            "@type": "Rating", "alternateName": word, "ratingValue": number, "bestRating": best, "worstRating": 1,
        }),
        None if claim.rating.is_empty() => json!({ "@type": "Rating", "alternateName": in_words(finding) }),
        None => json!({ "@type": "Rating", "alternateName": claim.rating }),
    }
}

/// A finding as readers are told it.
const fn in_words(finding: Finding) -> &'static str {
    match finding {
        Finding::Confirmed => "Confirmed",
        Finding::NeedsCorrection => "Incorrect",
        Finding::Unsupported => "Unsupported",
        Finding::Disputed => "Disputed",
        Finding::NotCheckable => "Not checkable",
    }
}

/// A document of one thing: its context stands in it.
pub fn document(thing: Value) -> Value {
    let mut root = Map::new();
    root.insert("@context".to_owned(), CONTEXT.into());
    if let Value::Object(fields) = thing {
        root.extend(fields);
    }
    Value::Object(root)
}

/// What stands in a feed around one review.
pub fn feed_item(review: &Value, modified: &str) -> Value {
    if modified.is_empty() {
        return json!({ "@type": "DataFeedItem", "item": review });
    }
    json!({ "@type": "DataFeedItem", "dateModified": modified, "item": review })
}
