//! Sources: typed once, cited by many claims.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::claims::role;
use super::facts::{self, Heads, change};
use super::revise::Turned;
use super::{Problem, Result, names};
use crate::domain::ids::{ArticleId, SourceId};
use crate::domain::person::Role;
use crate::domain::source::SourceKind;
use crate::domain::time::Timestamp;
use crate::store::Tx;
use crate::store::event::Draft;
use crate::store::source::{self, Source};

/// The largest attached file, in bytes.
pub const LARGEST_FILE: usize = 16 << 20;

/// An attached file.
#[derive(Debug, Clone)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What the desk keeps of it.
    pub content: Content,
}

/// What the desk keeps of an attached file.
#[derive(Debug, Clone)]
pub enum Content {
    /// Its bytes, at most [`LARGEST_FILE`].
    Kept(Vec<u8>),
    /// Where a larger one lies, its size in bytes and its SHA-256.
    Elsewhere {
        /// Its path.
        place: String,
        /// Its size in bytes.
        size: u64,
        /// Its SHA-256.
        hash: [u8; 32],
    },
}

/// A source about to be added.
#[derive(Debug, Clone)]
pub struct NewSource {
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
    /// An attached file.
    pub file: Option<File>,
}

/// A source's facts as the record keeps them.
pub fn record_of(s: &Source) -> Value {
    json!({
        "article": s.article, "kind": s.kind, "title": s.title, "url": s.url, "archived_url": s.archived_url,
        "retrieved_at": s.retrieved_at, "primary": s.is_primary, "independence": s.independence,
        "confidential": s.confidential, "known_by": s.known_by, "note": s.note, "file_name": s.file_name,
        "file_size": s.file_size, "file_sha256": s.file_hash.map(|h| crate::store::hex(&h)),
    })
}

/// Adds a source.
pub fn add(tx: &Tx<'_>, new: &NewSource) -> Result<Source> {
    role(tx, Role::Writer, "add a source")?;
    let mut row = Source {
        id: SourceId(0),
        article: new.article,
        kind: new.kind,
        title: new.title.trim().to_owned(),
        url: new.url.trim().to_owned(),
        archived_url: new.archived_url.trim().to_owned(),
        retrieved_at: new.retrieved_at,
        is_primary: new.is_primary,
        independence: new.independence.trim().to_owned(),
        confidential: new.confidential,
        known_by: new.known_by.trim().to_owned(),
        note: new.note.trim().to_owned(),
        file_name: String::new(),
        file_size: None,
        file_hash: None,
        file_place: String::new(),
        created_at: tx.now,
        made: tx.seq(),
        event: tx.seq(),
    };
    check(&row)?;
    describe(&mut row, new.file.as_ref())?;
    row.id = source::insert(tx, &row)?;
    keep(tx, row.id, new.file.as_ref())?;
    tx.record(&Draft {
        action: "source.add",
        subject: "source",
        subject_id: row.id.0,
        article: row.article,
        payload: json!({ "source": record_of(&row) }).into(),
        reverses: None,
    })?;
    Ok(row)
}

/// Fails on a source that nobody could find again.
fn check(s: &Source) -> Result<()> {
    if s.title.is_empty() {
        return Err(Problem::usage("a source needs a title").hint("add: --title \"…\""));
    }
    if s.confidential && s.known_by.is_empty() {
        return Err(Problem::usage("for a confidential source, say who at the desk knows its name, never the name")
            .hint("add: --known-to NAME"));
    }
    Ok(())
}

/// Says in a source's row what file is attached.
fn describe(row: &mut Source, file: Option<&File>) -> Result<()> {
    let Some(file) = file else { return Ok(()) };
    row.file_name.clone_from(&file.name);
    match &file.content {
        Content::Kept(bytes) if bytes.len() > LARGEST_FILE => {
            return Err(Problem::refused(format!("{} has more than 16 MiB", file.name))
                .hint("keep it elsewhere and say where: --url URL"));
        }
        Content::Kept(bytes) => {
            row.file_size = i64::try_from(bytes.len()).ok();
            row.file_hash = Some(Sha256::digest(bytes).into());
            row.file_place = String::new();
        }
        Content::Elsewhere { place, size, hash } => {
            row.file_size = i64::try_from(*size).ok();
            row.file_hash = Some(*hash);
            row.file_place.clone_from(place);
        }
    }
    Ok(())
}

/// Stores the file's bytes, in place of any that were there.
fn keep(tx: &Tx<'_>, id: SourceId, file: Option<&File>) -> Result<()> {
    match file.map(|file| &file.content) {
        Some(Content::Kept(bytes)) => Ok(source::attach(tx, id, bytes)?),
        Some(Content::Elsewhere { .. }) => Ok(source::attach(tx, id, &[])?),
        None => Ok(()),
    }
}

/// Changes of a source; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// What sort of thing.
    pub kind: Option<SourceKind>,
    /// Its title.
    pub title: Option<String>,
    /// Where it is.
    pub url: Option<String>,
    /// Where a copy is kept.
    pub archived_url: Option<String>,
    /// When it was read; `Some(None)` where nobody knows.
    pub retrieved_at: Option<Option<Timestamp>>,
    /// Whether it is primary.
    pub is_primary: Option<bool>,
    /// Its independence group.
    pub independence: Option<String>,
    /// Whether its name is kept secret.
    pub confidential: Option<bool>,
    /// Who knows its name.
    pub known_by: Option<String>,
    /// A note.
    pub note: Option<String>,
    /// An attached file, in place of any that was there.
    pub file: Option<File>,
}

/// Changes a source; answers it with the claims that turned: every claim that
/// cites it is judged again.
pub fn edit(tx: &Tx<'_>, id: SourceId, edit: Edit) -> Result<(Source, Vec<Turned>)> {
    role(tx, Role::Checker, "change a source")?;
    let before = names::source(tx, id)?;
    let mut after = before.clone();
    let text = |new: Option<String>, old: &mut String| {
        if let Some(new) = new {
            new.trim().clone_into(old);
        }
    };
    text(edit.title, &mut after.title);
    text(edit.url, &mut after.url);
    text(edit.archived_url, &mut after.archived_url);
    text(edit.independence, &mut after.independence);
    text(edit.known_by, &mut after.known_by);
    text(edit.note, &mut after.note);
    after.kind = edit.kind.unwrap_or(after.kind);
    after.is_primary = edit.is_primary.unwrap_or(after.is_primary);
    after.confidential = edit.confidential.unwrap_or(after.confidential);
    after.retrieved_at = edit.retrieved_at.unwrap_or(after.retrieved_at);
    describe(&mut after, edit.file.as_ref())?;
    if after == before {
        return Err(
            Problem::usage(format!("nothing about source S{id} changes")).hint("name what changes, such as --url URL")
        );
    }
    check(&after)?;
    source::update(tx, &after)?;
    keep(tx, id, edit.file.as_ref())?;
    let heads = Heads::default();
    let mut turned = Vec::new();
    for claim in source::claims_citing(tx, id)? {
        let before = names::claim(tx, claim)?;
        let head = heads.of(tx, before.article)?;
        let after = facts::settle(tx, &head, before.clone())?;
        if (before.standing, before.progress) != (after.standing, after.progress) {
            turned.push(Turned {
                claim,
                before: before.standing,
                after: after.standing,
                progress_before: before.progress,
                progress: after.progress,
                reason: after.standing_reason,
            });
        }
    }
    let mut payload = change(&record_of(&before), &record_of(&after));
    payload.insert("turned".to_owned(), json!(turned));
    tx.record(&Draft {
        action: "source.edit",
        subject: "source",
        subject_id: id.0,
        article: after.article,
        payload: payload.into(),
        reverses: None,
    })?;
    Ok((after, turned))
}
