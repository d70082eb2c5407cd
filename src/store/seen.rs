//! What a person opened last. Best effort: no event, no export.

use super::Error;
use super::desk::Read;
use crate::domain::ids::{ArticleId, PersonId, RevisionNumber};

crate::statements! {
    LAST = "SELECT revision FROM seen WHERE person = $1 AND article = $2";
    PUT = "INSERT INTO seen (person, article, revision, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (person, article) DO UPDATE SET revision = excluded.revision, at = excluded.at";
}

/// The revision of an article that a person opened last.
pub fn last(r: &Read<'_>, person: PersonId, article: ArticleId) -> Result<Option<RevisionNumber>, Error> {
    Ok(r.opt::<(RevisionNumber,)>(&LAST, &[&person, &article])?.map(|(number,)| number))
}

/// Notes that a person opened a revision.
pub fn put(r: &Read<'_>, person: PersonId, article: ArticleId, revision: RevisionNumber) -> Result<(), Error> {
    r.exec(&PUT, &[&person, &article, &revision, &r.now])?;
    Ok(())
}
