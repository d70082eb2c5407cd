//! Sources, their attached files, and their ties to claims.

use super::desk::{Read, Tx};
use super::engine::Hash;
use super::{Error, Fault};
use crate::domain::ids::{ArticleId, CitationId, ClaimId, EventSeq, SourceId};
use crate::domain::source::{SourceKind, Stance};
use crate::domain::time::Timestamp;
use crate::row;

/// Attached files are stored in pieces of so many bytes: SQLite's own limit on
/// a row is that of a whole file.
pub const PIECE: usize = 256 * 1024;

row! {
    /// A source.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Source {
        /// The id, shown `S3`.
        pub id: SourceId,
        /// The article it belongs to; `None` for the desk's.
        pub article: Option<ArticleId>,
        /// What sort of thing.
        pub kind: SourceKind,
        /// Its title, or the label of a confidential one.
        pub title: String,
        /// Where it is.
        pub url: String,
        /// Where a copy is kept.
        pub archived_url: String,
        /// When it was read.
        pub retrieved_at: Option<Timestamp>,
        /// Whether it is primary.
        pub is_primary: bool,
        /// Two sources of one group count once.
        pub independence: String,
        /// Whether its name is kept secret.
        pub confidential: bool,
        /// Who knows a confidential source's name.
        pub known_by: String,
        /// A note.
        pub note: String,
        /// The attached file's name.
        pub file_name: String,
        /// Its size in bytes.
        pub file_size: Option<i64>,
        /// Its SHA-256.
        pub file_hash: Option<Hash>,
        /// Where it lies, if it is too large to store.
        pub file_place: String,
        /// When the source was added.
        pub created_at: Timestamp,
        /// The event that made it.
        pub made: EventSeq,
        /// The event that last changed it.
        pub event: EventSeq,
    }
}

row! {
    /// A tie of a source to a claim.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Citation {
        /// The id.
        pub id: CitationId,
        /// The claim.
        pub claim: ClaimId,
        /// The source.
        pub source: SourceId,
        /// Page, timecode.
        pub locator: String,
        /// The source's own words.
        pub quotation: String,
        /// What it says to the claim.
        pub stance: Stance,
        /// A note.
        pub note: String,
        /// The event that took it away.
        pub removed: Option<EventSeq>,
        /// The event that made it.
        pub made: EventSeq,
        /// The event that last changed it.
        pub event: EventSeq,
    }
}

macro_rules! columns {
    () => {
        "id, article, kind, title, url, archived_url, retrieved_at, is_primary, independence, confidential, known_by, note,
        file_name, file_size, file_hash, file_place, created_at, made, event"
    };
}

crate::statements! {
    BY_ID = concat!("SELECT ", columns!(), " FROM source WHERE id = $1");
    OF_ARTICLE = concat!("SELECT ", columns!(), " FROM source WHERE article = $1 ORDER BY id");
    OF_DESK = concat!("SELECT ", columns!(), " FROM source WHERE article IS NULL ORDER BY id");
    EVERY = concat!("SELECT ", columns!(), " FROM source ORDER BY id"), scan: "lists all when no article is named";
    INSERT = concat!("INSERT INTO source (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
        $14, $15, $16, $17, $18, $19)");
    UPDATE = "UPDATE source SET kind = $1, title = $2, url = $3, archived_url = $4, retrieved_at = $5, is_primary = $6,
        independence = $7, confidential = $8, known_by = $9, note = $10, file_name = $11, file_size = $12, file_hash = $13,
        file_place = $14, event = $15 WHERE id = $16";
    PUT_PIECE = "INSERT INTO attachment (source, piece, bytes) VALUES ($1, $2, $3)";
    DROP_PIECES = "DELETE FROM attachment WHERE source = $1";
    PIECES = "SELECT piece, bytes FROM attachment WHERE source = $1 ORDER BY piece";
    CITATION = "SELECT id, claim, source, locator, quotation, stance, note, removed, made, event FROM citation WHERE id = $1";
    CITATIONS_OF = "SELECT id, claim, source, locator, quotation, stance, note, removed, made, event FROM citation
        WHERE claim = $1 AND removed IS NULL ORDER BY id";
    CITATIONS_EVER = "SELECT id, claim, source, locator, quotation, stance, note, removed, made, event FROM citation
        WHERE claim = $1 ORDER BY id";
    CLAIMS_CITING = "SELECT DISTINCT claim FROM citation WHERE source = $1 AND removed IS NULL ORDER BY claim";
    CITE = "INSERT INTO citation (id, claim, source, locator, quotation, stance, note, made, event)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    REMOVE = "UPDATE citation SET removed = $1, event = $2 WHERE id = $3";
}

/// The source with this id.
pub fn by_id(r: &Read<'_>, id: SourceId) -> Result<Option<Source>, Error> {
    Ok(r.opt(&BY_ID, &[&id])?)
}

/// An article's own sources.
pub fn of_article(r: &Read<'_>, article: ArticleId) -> Result<Vec<Source>, Error> {
    Ok(r.all(&OF_ARTICLE, &[&article])?)
}

/// The desk's sources, which every article may cite.
pub fn of_desk(r: &Read<'_>) -> Result<Vec<Source>, Error> {
    Ok(r.all(&OF_DESK, &[])?)
}

/// All sources.
pub fn all(r: &Read<'_>) -> Result<Vec<Source>, Error> {
    Ok(r.all(&EVERY, &[])?)
}

/// Adds a source. Its id, `made` and `event` are set here.
pub fn insert(tx: &Tx<'_>, source: &Source) -> Result<SourceId, Error> {
    let s = source;
    let id = tx.next_source();
    let seq = tx.seq();
    tx.exec(
        &INSERT,
        &[
            &id,
            &s.article,
            &s.kind,
            &s.title,
            &s.url,
            &s.archived_url,
            &s.retrieved_at,
            &s.is_primary,
            &s.independence,
            &s.confidential,
            &s.known_by,
            &s.note,
            &s.file_name,
            &s.file_size,
            &s.file_hash,
            &s.file_place,
            &s.created_at,
            &seq,
            &seq,
        ],
    )?;
    Ok(id)
}

/// Writes what changed in a source.
pub fn update(tx: &Tx<'_>, source: &Source) -> Result<(), Error> {
    let s = source;
    tx.exec(
        &UPDATE,
        &[
            &s.kind,
            &s.title,
            &s.url,
            &s.archived_url,
            &s.retrieved_at,
            &s.is_primary,
            &s.independence,
            &s.confidential,
            &s.known_by,
            &s.note,
            &s.file_name,
            &s.file_size,
            &s.file_hash,
            &s.file_place,
            &tx.seq(),
            &s.id,
        ],
    )?;
    Ok(())
}

/// Stores an attached file in place of any that was there.
pub fn attach(tx: &Tx<'_>, source: SourceId, bytes: &[u8]) -> Result<(), Error> {
    tx.exec(&DROP_PIECES, &[&source])?;
    for (piece, bytes) in bytes.chunks(PIECE).enumerate() {
        tx.exec(&PUT_PIECE, &[&source, &piece, &bytes])?;
    }
    Ok(())
}

/// An attached file's bytes; empty where none is stored.
pub fn attached(r: &Read<'_>, source: SourceId) -> Result<Vec<u8>, Error> {
    let mut whole = Vec::new();
    r.each(&PIECES, &[&source], |row| {
        whole.extend(row.get::<Vec<u8>>(1)?);
        Ok::<(), Fault>(())
    })?;
    Ok(whole)
}

/// The citation with this id.
pub fn citation(r: &Read<'_>, id: CitationId) -> Result<Option<Citation>, Error> {
    Ok(r.opt(&CITATION, &[&id])?)
}

/// A claim's citations that were not taken away, with their sources.
pub fn citations_of(r: &Read<'_>, claim: ClaimId) -> Result<Vec<(Citation, Source)>, Error> {
    with_sources(r, r.all(&CITATIONS_OF, &[&claim])?)
}

/// A claim's citations as they were before an event, with their sources as they are now.
pub fn citations_before(r: &Read<'_>, claim: ClaimId, event: EventSeq) -> Result<Vec<(Citation, Source)>, Error> {
    let mut citations: Vec<Citation> = r.all(&CITATIONS_EVER, &[&claim])?;
    citations.retain(|c| c.made < event && c.removed.is_none_or(|removed| removed >= event));
    with_sources(r, citations)
}

fn with_sources(r: &Read<'_>, citations: Vec<Citation>) -> Result<Vec<(Citation, Source)>, Error> {
    citations
        .into_iter()
        .map(|citation| {
            let source = by_id(r, citation.source)?
                .ok_or_else(|| Fault::Corrupt(format!("source {} is gone", citation.source)))?;
            Ok((citation, source))
        })
        .collect()
}

/// The claims that cite a source.
pub fn claims_citing(r: &Read<'_>, source: SourceId) -> Result<Vec<ClaimId>, Error> {
    Ok(r.all::<(ClaimId,)>(&CLAIMS_CITING, &[&source])?.into_iter().map(|(id,)| id).collect())
}

/// What ties a source to a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// Page, timecode.
    pub locator: String,
    /// The source's own words.
    pub quotation: String,
    /// What it says to the claim.
    pub stance: Stance,
    /// A note.
    pub note: String,
}

/// Ties a source to a claim.
pub fn cite(tx: &Tx<'_>, claim: ClaimId, source: SourceId, tie: &Tie) -> Result<CitationId, Error> {
    let id = tx.next_citation();
    let seq = tx.seq();
    tx.exec(&CITE, &[&id, &claim, &source, &tie.locator, &tie.quotation, &tie.stance, &tie.note, &seq, &seq])?;
    Ok(id)
}

/// Takes a citation away; the row stays, with the event that did it.
pub fn remove(tx: &Tx<'_>, id: CitationId, removed: bool) -> Result<(), Error> {
    let by = removed.then(|| tx.seq());
    tx.exec(&REMOVE, &[&by, &tx.seq(), &id])?;
    Ok(())
}
