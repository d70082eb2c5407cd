//! Tying a claim to words: finding the quote, or saying why it can't be found.

use serde_json::json;

use super::LONGEST;
use crate::desk::facts::{self, Head, record_of};
use crate::desk::{Problem, Result};
use crate::domain::anchor;
use crate::domain::claim::{Asks, ClaimKind, How, Progress, Standing};
use crate::domain::ids::{ClaimId, PersonId};
use crate::domain::kind;
use crate::domain::part::Part;
use crate::domain::time::Timestamp;
use crate::store::Tx;
use crate::store::claim::{self, Anchor, Claim};
use crate::store::event::Draft;

/// A claim about to be made.
#[derive(Debug, Clone)]
pub struct NewClaim {
    /// The exact words; empty for a claim that waits without a place.
    pub quote: String,
    /// The checkable assertion.
    pub statement: String,
    /// What sort of assertion; guessed from the words when not given.
    pub kind: Option<ClaimKind>,
    /// What is asked; by the kind when not given.
    pub asks: Option<Asks>,
    /// Who says so.
    pub claimant: String,
    /// When it was said.
    pub said_on: String,
    /// Where it appeared.
    pub appearances: Vec<String>,
    /// 1 (highest) to 3.
    pub priority: i64,
    /// Look for the words only in this part.
    pub part: Option<Part>,
    /// Which of several places, from 1.
    pub occurrence: Option<usize>,
    /// When it is due.
    pub due_at: Option<Timestamp>,
    /// Who is to check it.
    pub assignee: Option<PersonId>,
}

impl Default for NewClaim {
    fn default() -> Self {
        Self {
            quote: String::new(),
            statement: String::new(),
            kind: None,
            asks: None,
            claimant: String::new(),
            said_on: String::new(),
            appearances: Vec::new(),
            priority: 2,
            part: None,
            occurrence: None,
            due_at: None,
            assignee: None,
        }
    }
}

/// Adds a claim to the head revision of an article.
pub fn add(tx: &Tx<'_>, head: &Head, new: &NewClaim) -> Result<Claim> {
    let mut new = new.clone();
    if new.kind.is_none() && is_quoted(head, &new)? {
        new.kind = Some(ClaimKind::Quotation);
    }
    let claim = place(tx, head, &new)?;
    tx.record(&Draft {
        action: "claim.add",
        subject: "claim",
        subject_id: claim.id.0,
        article: Some(claim.article),
        payload: json!({ "claim": record_of(&claim), "revision": head.article.head }).into(),
        reverses: None,
    })?;
    Ok(claim)
}

/// Adds a claim without its event: an import tells of all that it made in one.
pub fn place(tx: &Tx<'_>, head: &Head, new: &NewClaim) -> Result<Claim> {
    let slug = &head.article.slug;
    if new.quote.trim().is_empty() && new.statement.trim().is_empty() {
        return Err(Problem::usage("a claim needs its words in the text, or a statement")
            .hint(format!("copydesk claim add {slug} --quote \"WORDS\"; or: --statement \"WHAT IS TO BE CHECKED\"")));
    }
    for (what, text) in [("quote", &new.quote), ("statement", &new.statement)] {
        if text.chars().count() > LONGEST {
            return Err(Problem::refused(format!("a {what} has at most {LONGEST} characters"))
                .hint("choose the words that carry the fact"));
        }
    }
    let found = if new.quote.trim().is_empty() { None } else { Some(find(head, new)?) };
    if let Some(f) = found.as_ref().filter(|f| is_perhaps_a_mark(&f.quote))
        && head.reading().context(&f.part, f.start..f.start + f.length).is_none()
    {
        return Err(Problem::refused(format!("\"{}\" is a mark of the layout of {slug}, not words", f.quote))
            .hint("give the words that carry the fact"));
    }
    let quote = found.as_ref().map_or_else(String::new, |f| f.quote.clone());
    let words = if quote.is_empty() { new.statement.trim() } else { quote.as_str() };
    let kind = new.kind.unwrap_or_else(|| kind::guess(words, &head.article.language));
    let mut claim = Claim {
        id: ClaimId(0),
        article: head.article.id,
        quote,
        statement: new.statement.trim().to_owned(),
        kind,
        asks: new.asks.unwrap_or_else(|| kind.default_asks()),
        claimant: new.claimant.trim().to_owned(),
        said_on: new.said_on.trim().to_owned(),
        appearances: json!(new.appearances).to_string(),
        priority: new.priority,
        assignee: new.assignee,
        holder: None,
        lease_until: None,
        due_at: new.due_at,
        work: None,
        progress: Progress::Open,
        finding: None,
        correction: String::new(),
        rating: String::new(),
        standing: Standing::Unplaced,
        standing_reason: String::new(),
        hard_changes: "[]".to_owned(),
        listed: "[]".to_owned(),
        since: tx.now,
        created_by: tx.actor.id,
        created_at: tx.now,
        updated_at: tx.now,
        made: tx.seq(),
        event: tx.seq(),
    };
    facts::derive_fresh(&mut claim, found.as_ref().map(|f| &f.part));
    claim.id = claim::insert(tx, &claim)?;
    if let Some(found) = found {
        let anchor = Anchor {
            claim: claim.id,
            revision: head.article.head,
            place: 1,
            part: found.part,
            start: found.start,
            length: found.length,
            confirmed: true,
            how: How::Placed,
        };
        claim::put_anchor(tx, claim.article, &anchor)?;
    }
    crate::store::queue::keep(tx, &claim, &head.article)?;
    Ok(claim)
}

/// Whether these characters may be none of any sentence: the number of a list's
/// item, the inside of a tag. Most quotes need no reading of the text to tell.
fn is_perhaps_a_mark(quote: &str) -> bool {
    let words = quote.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count();
    words < 2 || quote.contains(['<', '>', '=', '[', ']'])
}

/// Whether the text has the words inside a quotation, which they don't show themselves.
fn is_quoted(head: &Head, new: &NewClaim) -> Result<bool> {
    if new.quote.trim().is_empty() || new.quote.chars().count() > LONGEST {
        return Ok(false);
    }
    let found = find(head, new)?;
    let context = head.reading().context(&found.part, found.start..found.start + found.length);
    Ok(context.is_some_and(|c| c.is_quotation()))
}

/// Where words were found.
pub(super) struct Found {
    pub(super) part: Part,
    pub(super) start: usize,
    pub(super) length: usize,
    quote: String,
}

pub(super) fn find(head: &Head, new: &NewClaim) -> Result<Found> {
    let slug = &head.article.slug;
    let quote = new.quote.trim();
    let places = anchor::find_quote(&head.texts, quote, new.part.as_ref());
    let chosen = match (places.len(), new.occurrence) {
        (0, _) => {
            let problem =
                Problem::not_found(format!("these words don't stand in {slug}@{}: \"{quote}\"", head.article.head));
            return Err(match anchor::closest_passage(&head.texts, quote) {
                Some(near) => problem
                    .detail(format!("the closest passage ({}): \"{}\"", near.spot.part, near.text))
                    .hint("copy the words as they stand; or keep the claim without a place: --statement \"…\""),
                None => problem.hint(format!("read the text with: copydesk article show {slug}")),
            });
        }
        (_, Some(n)) => places.get(n.wrapping_sub(1)).ok_or_else(|| {
            Problem::not_found(format!("these words stand in {slug} {} times, not {n}", places.len()))
                .hint(format!("--occurrence 1 to {}", places.len()))
        })?,
        (1, None) => match places.first() {
            Some(only) => only,
            None => return Err(Problem::not_found("these words don't stand there")),
        },
        (many, None) => {
            let mut problem = Problem::refused(format!("these words stand in {slug} {many} times: \"{quote}\""));
            for (at, place) in places.iter().take(5).enumerate() {
                problem = problem.detail(format!("{}. {}: {}", at + 1, place.spot.part, surroundings(head, place)));
            }
            return Err(problem.hint(format!("say which one: --occurrence 1 to {many}; or give more words")));
        }
    };
    Ok(Found {
        part: chosen.spot.part.clone(),
        start: chosen.spot.start,
        length: chosen.spot.len,
        quote: chosen.text.clone(),
    })
}

/// A place with some words around it, on one line.
fn surroundings(head: &Head, place: &anchor::Found) -> String {
    const AROUND: usize = 40;
    let text = head.texts.get(&place.spot.part);
    let from = place.spot.start.saturating_sub(AROUND);
    let cut = |from: usize, count: usize| text.chars().skip(from).take(count).collect::<String>();
    let (start, end) = (place.spot.start, place.spot.range().end);
    let window = format!("{}⟦{}⟧{}", cut(from, start - from), cut(start, place.spot.len), cut(end, AROUND));
    format!("…{}…", window.split_whitespace().collect::<Vec<_>>().join(" "))
}
