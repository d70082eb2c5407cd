//! Revisions: immutable texts.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::Error;
use super::desk::{Read, Tx};
use super::engine::Hash;
use super::event::field;
use crate::domain::article::Origin;
use crate::domain::ids::{ArticleId, EventSeq, PersonId, RevisionNumber, RunId};
use crate::domain::part::{Part, Texts};
use crate::domain::time::Timestamp;
use crate::row;

row! {
    /// A revision without its text.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Revision {
        /// The article.
        pub article: ArticleId,
        /// The number within the article, from 1.
        pub number: RevisionNumber,
        /// Who wrote it, as the source says.
        pub author: String,
        /// Who brought it to the desk.
        pub recorded_by: PersonId,
        /// When it came to the desk.
        pub recorded_at: Timestamp,
        /// The source's own time.
        pub source_time: Option<Timestamp>,
        /// The source's time zone, in minutes east of UTC.
        pub source_offset: Option<i64>,
        /// How it came to be.
        pub origin: Origin,
        /// What was said about it.
        pub note: String,
        /// SHA-256 of its canonical form.
        pub content_hash: Hash,
        /// Words in headline, standfirst and body.
        pub words: i64,
        /// The reader that took it in.
        pub reader: String,
        /// SHA-256 of the bytes it was read from.
        pub raw_hash: Option<Hash>,
        /// The import run that brought it.
        pub run: Option<RunId>,
        /// The event that made it.
        pub made: EventSeq,
        /// Its headline.
        pub headline: String,
    }
}

macro_rules! columns {
    () => {
        "article, number, author, recorded_by, recorded_at, source_time, source_offset, origin, note, content_hash, words,
        reader, raw_hash, run, made, headline"
    };
}

crate::statements! {
    UNDONE = "SELECT v.number, w.number FROM revision v JOIN event e ON e.reverses = v.made
        JOIN revision w ON w.article = v.article AND w.made = e.seq
        WHERE v.article = $1 AND w.recorded_by = v.recorded_by AND NOT EXISTS (SELECT 1 FROM decision d
            WHERE d.article = v.article AND d.revision = v.number AND d.kind IN ('check', 'approve', 'reconfirm', 'answered'))
        ORDER BY v.number";
    INSERT = concat!("INSERT INTO revision (", columns!(), ", standfirst, byline, dateline, body) VALUES
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)");
    INSERT_PART = "INSERT INTO revision_part (article, revision, part, text) VALUES ($1, $2, $3, $4)";
    BY_NUMBER = concat!("SELECT ", columns!(), " FROM revision WHERE article = $1 AND number = $2");
    HAD = "SELECT number FROM revision WHERE article = $1 AND number < $2 AND content_hash = $3 LIMIT 1";
    MADE_BY = concat!("SELECT ", columns!(), " FROM revision WHERE article = $1 AND made <= $2
        ORDER BY number DESC LIMIT 1");
    OF_ARTICLE = concat!("SELECT ", columns!(), " FROM revision WHERE article = $1 ORDER BY number");
    TEXTS = "SELECT headline, standfirst, byline, dateline, body FROM revision WHERE article = $1 AND number = $2";
    BYLINE = "SELECT byline FROM revision WHERE article = $1 AND number = $2";
    PARTS = "SELECT part, text FROM revision_part WHERE article = $1 AND revision = $2 ORDER BY part";
    BY_TIME = "SELECT number FROM revision WHERE article = $1 AND coalesce(source_time, recorded_at) <= $2
        ORDER BY number DESC LIMIT 1";
    STRAY = "SELECT r.made FROM revision r WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = r.made AND e.article = r.article)
        ORDER BY r.made", scan: "verification looks at every revision";
    COUNT = "SELECT count(*) FROM revision", scan: "counting is reading all";
}

/// SHA-256 of a revision's row (its texts by their content hash), for the
/// event that made it: who wrote it and when it came can't be changed unseen.
pub fn row_hash(r: &Revision) -> Hash {
    let number = |n: Option<i64>| n.map(i64::to_be_bytes);
    let mut h = Sha256::new();
    field(&mut h, "copydesk revision", &r.article.0.to_be_bytes());
    field(&mut h, "number", &r.number.0.to_be_bytes());
    field(&mut h, "author", r.author.as_bytes());
    field(&mut h, "recorded by", &r.recorded_by.0.to_be_bytes());
    field(&mut h, "recorded at", &r.recorded_at.millis().to_be_bytes());
    field(&mut h, "source time", number(r.source_time.map(Timestamp::millis)).as_ref().map_or(&[][..], |n| n));
    field(&mut h, "source offset", number(r.source_offset).as_ref().map_or(&[][..], |n| n));
    field(&mut h, "origin", r.origin.as_str().as_bytes());
    field(&mut h, "note", r.note.as_bytes());
    field(&mut h, "content", &r.content_hash);
    field(&mut h, "words", &r.words.to_be_bytes());
    field(&mut h, "reader", r.reader.as_bytes());
    field(&mut h, "raw", r.raw_hash.as_ref().map_or(&[][..], |n| n));
    field(&mut h, "run", number(r.run.map(|run| run.0)).as_ref().map_or(&[][..], |n| n));
    h.finalize().into()
}

row! {
    struct Usual {
        headline: String,
        standfirst: String,
        byline: String,
        dateline: String,
        body: String,
    }
}

/// Adds a revision with its texts. Its `made` is set here.
pub fn insert(tx: &Tx<'_>, revision: &Revision, texts: &Texts) -> Result<(), Error> {
    let r = revision;
    tx.exec(
        &INSERT,
        &[
            &r.article,
            &r.number,
            &r.author,
            &r.recorded_by,
            &r.recorded_at,
            &r.source_time,
            &r.source_offset,
            &r.origin,
            &r.note,
            &r.content_hash,
            &r.words,
            &r.reader,
            &r.raw_hash,
            &r.run,
            &tx.seq(),
            &texts.get(&Part::Headline),
            &texts.get(&Part::Standfirst),
            &texts.get(&Part::Byline),
            &texts.get(&Part::Dateline),
            &texts.get(&Part::Body),
        ],
    )?;
    for (part, text) in texts.named() {
        tx.exec(&INSERT_PART, &[&r.article, &r.number, part, &text])?;
    }
    Ok(())
}

/// One revision without its text.
pub fn by_number(r: &Read<'_>, article: ArticleId, number: RevisionNumber) -> Result<Option<Revision>, Error> {
    Ok(r.opt(&BY_NUMBER, &[&article, &number])?)
}

/// Whether an article had this very text in a revision before this one.
pub fn had(r: &Read<'_>, article: ArticleId, before: RevisionNumber, text: &Hash) -> Result<bool, Error> {
    Ok(r.opt::<(RevisionNumber,)>(&HAD, &[&article, &before, text])?.is_some())
}

/// The last revision of an article that an event made. It is sought from the
/// newest back, since that is what most claims wait for.
pub fn made_by(r: &Read<'_>, article: ArticleId, event: EventSeq) -> Result<Option<Revision>, Error> {
    Ok(r.opt::<Revision>(&MADE_BY, &[&article, &event])?.filter(|last| last.made == event))
}

/// The revisions that are nobody's edit: those that their own author undid
/// before anybody decided on them, and those that undid them. What came of each
/// pair is the text that stood before, on which all that was decided rests.
pub fn undone(r: &Read<'_>, article: ArticleId) -> Result<BTreeSet<RevisionNumber>, Error> {
    let pairs = r.all::<(RevisionNumber, RevisionNumber)>(&UNDONE, &[&article])?;
    Ok(pairs.into_iter().flat_map(|(undone, undoing)| [undone, undoing]).collect())
}

/// All revisions of an article, oldest first.
pub fn of_article(r: &Read<'_>, article: ArticleId) -> Result<Vec<Revision>, Error> {
    Ok(r.all(&OF_ARTICLE, &[&article])?)
}

/// A revision's byline; empty where there is none.
pub fn byline(r: &Read<'_>, article: ArticleId, number: RevisionNumber) -> Result<String, Error> {
    Ok(r.opt::<(String,)>(&BYLINE, &[&article, &number])?.map_or_else(String::new, |(byline,)| byline))
}

/// A revision's texts; empty where there is no such revision.
pub fn texts(r: &Read<'_>, article: ArticleId, number: RevisionNumber) -> Result<Texts, Error> {
    let mut texts = Texts::default();
    if let Some(usual) = r.opt::<Usual>(&TEXTS, &[&article, &number])? {
        texts.set(Part::Headline, usual.headline);
        texts.set(Part::Standfirst, usual.standfirst);
        texts.set(Part::Byline, usual.byline);
        texts.set(Part::Dateline, usual.dateline);
        texts.set(Part::Body, usual.body);
    }
    for (part, text) in r.all::<(Part, String)>(&PARTS, &[&article, &number])? {
        texts.set(part, text);
    }
    Ok(texts)
}

/// The last revision by a time: by the source's clock where it gave one, else the desk's.
pub fn by_time(r: &Read<'_>, article: ArticleId, at: Timestamp) -> Result<Option<RevisionNumber>, Error> {
    Ok(r.opt::<(RevisionNumber,)>(&BY_TIME, &[&article, &at])?.map(|(number,)| number))
}

/// The events that revisions name as theirs, but that are not in the record of
/// their article.
pub fn strays(r: &Read<'_>) -> Result<Vec<EventSeq>, Error> {
    Ok(r.all::<(EventSeq,)>(&STRAY, &[])?.into_iter().map(|(seq,)| seq).collect())
}

/// How many revisions there are.
pub fn count(r: &Read<'_>) -> Result<i64, Error> {
    Ok(r.one::<(i64,)>(&COUNT, &[])?.0)
}
