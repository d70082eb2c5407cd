//! Comments on articles and claims.

use super::Error;
use super::desk::{Read, Tx};
use crate::domain::ids::{ArticleId, ClaimId, CommentId, EventSeq};
use crate::domain::time::Timestamp;
use crate::row;

row! {
    /// A comment.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Comment {
        /// The id.
        pub id: CommentId,
        /// The article.
        pub article: ArticleId,
        /// The claim, if it is about one.
        pub claim: Option<ClaimId>,
        /// What it says.
        pub text: String,
        /// Who said it.
        pub by: String,
        /// When.
        pub at: Timestamp,
        /// The event that made it.
        pub made: EventSeq,
    }
}

crate::statements! {
    INSERT = "INSERT INTO comment (id, article, claim, text, by, at, made) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    OF_CLAIM = "SELECT c.id, c.article, c.claim, c.text, p.name AS by, c.at, c.made FROM comment c JOIN person p ON p.id = c.by
        WHERE c.claim = $1 ORDER BY c.id";
    OF_ARTICLE = "SELECT c.id, c.article, c.claim, c.text, p.name AS by, c.at, c.made FROM comment c JOIN person p ON p.id = c.by
        WHERE c.article = $1 ORDER BY c.id";
}

/// Adds a comment by the acting person.
pub fn insert(tx: &Tx<'_>, article: ArticleId, claim: Option<ClaimId>, text: &str) -> Result<CommentId, Error> {
    let id = tx.next_comment();
    tx.exec(&INSERT, &[&id, &article, &claim, &text, &tx.actor.id, &tx.now, &tx.seq()])?;
    Ok(id)
}

/// The comments on a claim, oldest first.
pub fn of_claim(r: &Read<'_>, claim: ClaimId) -> Result<Vec<Comment>, Error> {
    Ok(r.all(&OF_CLAIM, &[&claim])?)
}

/// The comments on an article and its claims, oldest first.
pub fn of_article(r: &Read<'_>, article: ArticleId) -> Result<Vec<Comment>, Error> {
    Ok(r.all(&OF_ARTICLE, &[&article])?)
}
