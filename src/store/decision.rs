//! Decisions: immutable, with all that they rest on.

use sha2::{Digest, Sha256};

use super::Error;
use super::desk::{Read, Tx};
use super::engine::Hash;
use super::event::field;
use crate::domain::claim::Finding;
use crate::domain::ids::{ArticleId, ClaimId, DecisionId, EventSeq, PersonId, RevisionNumber};
use crate::domain::part::Part;
use crate::domain::time::Timestamp;
use crate::row;

row! {
    /// A decision on a claim or an article.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Decision {
        /// The id.
        pub id: DecisionId,
        /// The article.
        pub article: ArticleId,
        /// The claim; `None` for a decision on the article.
        pub claim: Option<ClaimId>,
        /// `check`, `approve`, `reconfirm`, `return`, `withdraw`, `reopen` or `answered`.
        pub kind: String,
        /// The revision it is about.
        pub revision: RevisionNumber,
        /// Who decided.
        pub actor: PersonId,
        /// When.
        pub at: Timestamp,
        /// What was said about it.
        pub note: String,
        /// The finding it is about.
        pub finding: Option<Finding>,
        /// The words that should stand instead.
        pub correction: String,
        /// The public rating.
        pub rating: String,
        /// Statement, asks, claimant and kind, as JSON.
        pub assertion: String,
        /// The citations with their sources, as JSON.
        pub citations: String,
        /// The hash of the article's text, for a decision on an article.
        pub content_hash: Option<Hash>,
        /// SHA-256 of this row and its places ([`row_hash`]).
        pub row_hash: Hash,
        /// The event that made it.
        pub made: EventSeq,
    }
}

row! {
    /// The words that a decision covers at one place.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Covered {
        /// Which of the claim's places.
        pub place: i64,
        /// The part of the text.
        pub part: Part,
        /// Where they start, in characters.
        pub start: usize,
        /// How many characters.
        pub length: usize,
        /// The words.
        pub quote: String,
        /// The words in their context, as JSON.
        pub context: String,
        /// The same place with the correction in it, as JSON.
        pub corrected: Option<String>,
        /// SHA-256 of the words, in hexadecimal digits.
        pub quote_hash: String,
        /// SHA-256 of the context, in hexadecimal digits.
        pub context_hash: String,
    }
}

macro_rules! columns {
    () => {
        "id, article, claim, kind, revision, actor, at, note, finding, correction, rating, assertion, citations,
        content_hash, row_hash, made"
    };
}

crate::statements! {
    INSERT = concat!("INSERT INTO decision (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
        $14, $15, $16)");
    INSERT_PLACE = "INSERT INTO decision_place (decision, place, part, start, length, quote, context, corrected, quote_hash, context_hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    OF_CLAIM = concat!("SELECT ", columns!(), " FROM decision WHERE claim = $1 ORDER BY id");
    IN_FORCE = concat!("SELECT ", columns!(), " FROM decision WHERE claim = $1
        AND NOT EXISTS (SELECT 1 FROM revocation v WHERE v.decision = decision.id) ORDER BY id");
    OF_ARTICLE = concat!("SELECT ", columns!(), " FROM decision WHERE article = $1 AND claim IS NULL ORDER BY id");
    ALL_OF_ARTICLE = concat!("SELECT ", columns!(), " FROM decision WHERE article = $1 ORDER BY id");
    CORRECTING = concat!("SELECT ", columns!(), " FROM decision WHERE article = $1 AND claim IN
        (SELECT claim FROM decision WHERE article = $1 AND correction <> '') ORDER BY id");
    BY_ID = concat!("SELECT ", columns!(), " FROM decision WHERE id = $1");
    PLACES = "SELECT place, part, start, length, quote, context, corrected, quote_hash, context_hash FROM decision_place
        WHERE decision = $1 ORDER BY place";
    REVOKED = "SELECT made FROM revocation WHERE decision = $1";
    REVOCATIONS = "SELECT v.decision, v.made FROM decision d JOIN revocation v ON v.decision = d.id WHERE d.article = $1 ORDER BY v.decision";
    STRAY = "SELECT d.made FROM decision d WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = d.made AND e.article = d.article)
        ORDER BY d.made", scan: "verification looks at every decision";
    REVOKE = "INSERT INTO revocation (decision, made) VALUES ($1, $2)";
}

/// SHA-256 of a decision's row and its places, for the event that made it.
pub fn row_hash(d: &Decision, places: &[Covered]) -> Hash {
    let mut h = Sha256::new();
    field(&mut h, "copydesk decision", &d.id.0.to_be_bytes());
    field(&mut h, "article", &d.article.0.to_be_bytes());
    field(&mut h, "claim", &d.claim.map_or(0, |c| c.0).to_be_bytes());
    field(&mut h, "kind", d.kind.as_bytes());
    field(&mut h, "revision", &d.revision.0.to_be_bytes());
    field(&mut h, "actor", &d.actor.0.to_be_bytes());
    field(&mut h, "at", &d.at.millis().to_be_bytes());
    field(&mut h, "note", d.note.as_bytes());
    field(&mut h, "finding", d.finding.map_or("", Finding::as_str).as_bytes());
    field(&mut h, "correction", d.correction.as_bytes());
    field(&mut h, "rating", d.rating.as_bytes());
    field(&mut h, "assertion", d.assertion.as_bytes());
    field(&mut h, "citations", d.citations.as_bytes());
    field(&mut h, "content", d.content_hash.as_ref().map_or(&[][..], |c| &c[..]));
    for p in places {
        field(&mut h, "place", &p.place.to_be_bytes());
        field(&mut h, "part", p.part.as_str().as_bytes());
        field(&mut h, "start", &(p.start as u64).to_be_bytes());
        field(&mut h, "length", &(p.length as u64).to_be_bytes());
        field(&mut h, "quote", p.quote.as_bytes());
        field(&mut h, "context", p.context.as_bytes());
        field(&mut h, "corrected", p.corrected.as_deref().unwrap_or("").as_bytes());
        field(&mut h, "quote hash", p.quote_hash.as_bytes());
        field(&mut h, "context hash", p.context_hash.as_bytes());
    }
    h.finalize().into()
}

/// Writes a decision. Its id, `at`, `made` and row hash are set here;
/// answers the row as it was written.
pub fn insert(tx: &Tx<'_>, mut decision: Decision, places: &[Covered]) -> Result<Decision, Error> {
    decision.id = tx.next_decision();
    decision.at = tx.now;
    decision.made = tx.seq();
    decision.row_hash = row_hash(&decision, places);
    write(tx, &decision, places)?;
    Ok(decision)
}

/// Writes a decision's rows as they are.
fn write(tx: &Tx<'_>, d: &Decision, places: &[Covered]) -> Result<(), Error> {
    tx.exec(
        &INSERT,
        &[
            &d.id,
            &d.article,
            &d.claim,
            &d.kind,
            &d.revision,
            &d.actor,
            &d.at,
            &d.note,
            &d.finding,
            &d.correction,
            &d.rating,
            &d.assertion,
            &d.citations,
            &d.content_hash,
            &d.row_hash,
            &d.made,
        ],
    )?;
    for p in places {
        tx.exec(
            &INSERT_PLACE,
            &[
                &d.id,
                &p.place,
                &p.part,
                &p.start,
                &p.length,
                &p.quote,
                &p.context,
                &p.corrected,
                &p.quote_hash,
                &p.context_hash,
            ],
        )?;
    }
    Ok(())
}

/// A claim's decisions, oldest first, revoked ones too.
pub fn of_claim(r: &Read<'_>, claim: ClaimId) -> Result<Vec<Decision>, Error> {
    Ok(r.all(&OF_CLAIM, &[&claim])?)
}

/// A claim's decisions that were not revoked, oldest first.
pub fn in_force(r: &Read<'_>, claim: ClaimId) -> Result<Vec<Decision>, Error> {
    Ok(r.all(&IN_FORCE, &[&claim])?)
}

/// The decisions on an article itself, oldest first, revoked ones too.
pub fn of_article(r: &Read<'_>, article: ArticleId) -> Result<Vec<Decision>, Error> {
    Ok(r.all(&OF_ARTICLE, &[&article])?)
}

/// The decisions on an article and all its claims, oldest first, revoked ones too.
pub fn all_of_article(r: &Read<'_>, article: ArticleId) -> Result<Vec<Decision>, Error> {
    Ok(r.all(&ALL_OF_ARTICLE, &[&article])?)
}

/// All decisions on those claims of an article for which a correction was ever
/// decided on, oldest first.
pub fn on_corrections(r: &Read<'_>, article: ArticleId) -> Result<Vec<Decision>, Error> {
    Ok(r.all(&CORRECTING, &[&article])?)
}

/// The decision with this id.
pub fn by_id(r: &Read<'_>, id: DecisionId) -> Result<Option<Decision>, Error> {
    Ok(r.opt(&BY_ID, &[&id])?)
}

/// What a decision covers.
pub fn places(r: &Read<'_>, decision: DecisionId) -> Result<Vec<Covered>, Error> {
    Ok(r.all(&PLACES, &[&decision])?)
}

/// The event that revoked a decision, if any did.
pub fn revoked(r: &Read<'_>, decision: DecisionId) -> Result<Option<EventSeq>, Error> {
    Ok(r.opt::<(EventSeq,)>(&REVOKED, &[&decision])?.map(|(seq,)| seq))
}

/// Says that a decision no longer counts.
pub fn revoke(tx: &Tx<'_>, decision: DecisionId) -> Result<(), Error> {
    tx.exec(&REVOKE, &[&decision, &tx.seq()])?;
    Ok(())
}

/// The revoked decisions on an article and its claims, each with the event that revoked it.
pub fn revocations(r: &Read<'_>, article: ArticleId) -> Result<Vec<(DecisionId, EventSeq)>, Error> {
    Ok(r.all(&REVOCATIONS, &[&article])?)
}

/// The events that decisions name as theirs, but that are not in the record of
/// their article.
pub fn strays(r: &Read<'_>) -> Result<Vec<EventSeq>, Error> {
    Ok(r.all::<(EventSeq,)>(&STRAY, &[])?.into_iter().map(|(seq,)| seq).collect())
}
