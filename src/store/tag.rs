//! Tags. Names match without regard to case and Unicode form, and show as first written.

use unicode_normalization::UnicodeNormalization as _;

use super::Error;
use super::desk::{Read, Tx};
use crate::domain::ids::{ArticleId, TagId};
use crate::row;

row! {
    /// A tag.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Tag {
        /// The id.
        pub id: TagId,
        /// Its scheme (`topic`, `place`, `person`, `org`, `medtop`, …).
        pub scheme: String,
        /// Its name as first written.
        pub name: String,
        /// Its code in the scheme.
        pub code: Option<String>,
    }
}

row! {
    /// A tag and how many articles carry it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Counted {
        /// Its scheme.
        pub scheme: String,
        /// Its name.
        pub name: String,
        /// Its code in the scheme.
        pub code: Option<String>,
        /// How many articles carry it.
        pub articles: i64,
    }
}

impl std::fmt::Display for Tag {
    /// A topic by its bare name, every other tag as `scheme:name`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.scheme == "topic" { f.write_str(&self.name) } else { write!(f, "{}:{}", self.scheme, self.name) }
    }
}

crate::statements! {
    BY_KEY = "SELECT id, scheme, name, code FROM tag WHERE scheme = $1 AND key = $2";
    OF_ARTICLE = "SELECT t.id, t.scheme, t.name, t.code FROM article_tag x JOIN tag t ON t.id = x.tag
        WHERE x.article = $1 ORDER BY t.scheme, t.key";
    EVERY = "SELECT t.scheme, t.name, t.code, (SELECT count(*) FROM article_tag x WHERE x.tag = t.id) AS articles
        FROM tag t ORDER BY t.scheme, t.key", scan: "lists all tags";
    BEGINNING = "SELECT id, scheme, name, code FROM tag WHERE scheme = $1 AND key >= $2 AND key < $3 ORDER BY key LIMIT $4";
    OF_SCHEMES = "SELECT id, scheme, name, code FROM tag WHERE scheme >= $1 AND scheme < $2 ORDER BY scheme, key LIMIT $3";
    INSERT = "INSERT INTO tag (id, scheme, name, key, code, made, event) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    RENAME = "UPDATE tag SET scheme = $1, name = $2, key = $3, event = $4 WHERE id = $5";
    DELETE = "DELETE FROM tag WHERE id = $1";
    ADD = "INSERT INTO article_tag (article, tag, made) VALUES ($1, $2, $3) ON CONFLICT (article, tag) DO NOTHING";
    REMOVE = "DELETE FROM article_tag WHERE article = $1 AND tag = $2";
    ARTICLES = "SELECT article FROM article_tag WHERE tag = $1 ORDER BY article";
}

/// The form of a name by which tags are matched: NFKC, folded to small letters, single spaces.
pub fn key(name: &str) -> String {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first tags that begin so, as they are typed: a topic by its name, others
/// by scheme and name; at most so many.
pub fn beginning(r: &Read<'_>, typed: &str, limit: i64) -> Result<Vec<Tag>, Error> {
    let last = char::MAX;
    if let Some((scheme, name)) = typed.split_once(':') {
        let from = key(name);
        return Ok(r.all(&BEGINNING, &[&scheme, &from, &format!("{from}{last}"), &limit])?);
    }
    let from = key(typed);
    let mut found: Vec<Tag> = r.all(&BEGINNING, &[&"topic", &from, &format!("{from}{last}"), &limit])?;
    let others: Vec<Tag> = r.all(&OF_SCHEMES, &[&typed, &format!("{typed}{last}"), &limit])?;
    found.extend(others.into_iter().filter(|tag| tag.scheme != "topic"));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// The tag of this scheme and name.
pub fn by_name(r: &Read<'_>, scheme: &str, name: &str) -> Result<Option<Tag>, Error> {
    Ok(r.opt(&BY_KEY, &[&scheme, &key(name)])?)
}

/// An article's tags.
pub fn of_article(r: &Read<'_>, article: ArticleId) -> Result<Vec<Tag>, Error> {
    Ok(r.all(&OF_ARTICLE, &[&article])?)
}

/// All tags, with how many articles carry each.
pub fn all(r: &Read<'_>) -> Result<Vec<Counted>, Error> {
    Ok(r.all(&EVERY, &[])?)
}

/// The articles that carry a tag.
pub fn articles(r: &Read<'_>, tag: TagId) -> Result<Vec<ArticleId>, Error> {
    Ok(r.all::<(ArticleId,)>(&ARTICLES, &[&tag])?.into_iter().map(|(id,)| id).collect())
}

/// The tag of this scheme and name, made if it is new.
pub fn ensure(tx: &Tx<'_>, scheme: &str, name: &str, code: Option<&str>) -> Result<Tag, Error> {
    if let Some(tag) = by_name(tx, scheme, name)? {
        return Ok(tag);
    }
    let id = tx.next_tag();
    let seq = tx.seq();
    tx.exec(&INSERT, &[&id, &scheme, &name, &key(name), &code, &seq, &seq])?;
    Ok(Tag { id, scheme: scheme.to_owned(), name: name.to_owned(), code: code.map(str::to_owned) })
}

/// Puts a tag on an article; answers whether it was not there before.
pub fn add(tx: &Tx<'_>, article: ArticleId, tag: TagId) -> Result<bool, Error> {
    Ok(tx.exec(&ADD, &[&article, &tag, &tx.seq()])? > 0)
}

/// Takes a tag off an article; answers whether it was there.
pub fn remove(tx: &Tx<'_>, article: ArticleId, tag: TagId) -> Result<bool, Error> {
    Ok(tx.exec(&REMOVE, &[&article, &tag])? > 0)
}

/// Gives a tag another scheme and name.
pub fn rename(tx: &Tx<'_>, tag: TagId, scheme: &str, name: &str) -> Result<(), Error> {
    tx.exec(&RENAME, &[&scheme, &name, &key(name), &tx.seq(), &tag])?;
    Ok(())
}

/// Removes a tag that no article carries any more.
pub fn delete(tx: &Tx<'_>, tag: TagId) -> Result<(), Error> {
    tx.exec(&DELETE, &[&tag])?;
    Ok(())
}
