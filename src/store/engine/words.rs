//! The words of all that was checked before, searched: an FTS5 table, which is
//! SQLite's own. Another engine has its own such file with these functions.
//!
//! The table holds what derives from `precedent` and `claim` alone (two queries below),
//! and is written in the transaction that changes those. Its key is the id of a
//! precedent, or that of a claim made negative. What a person typed goes into
//! an expression only word by word, each in quotation marks.

use super::sqlite::Connection;
use super::{Fault, ToParam};

/// The signs around a word that was asked for.
pub const OPEN: char = '\u{2}';
/// Where it ends.
pub const CLOSE: char = '\u{3}';

/// The texts of precedents: what is checked, how the check is headed, and what else is said of it.
macro_rules! of_precedents {
    () => {
        "SELECT id AS held_as, statement,
            CASE WHEN json_valid(raw)
                THEN CAST(coalesce(nullif(raw ->> '$.headline', ''), raw ->> '$.name', '') AS TEXT) ELSE '' END AS title,
            claimant || ' ' || CASE WHEN json_valid(raw)
                THEN substr(coalesce(raw ->> '$.description', ''), 1, 1000) ELSE '' END AS about
        FROM precedent"
    };
}

/// The texts of claims whose finding is approved and holds: the statement, else the sentence that was approved (words
/// that were quoted may be a fragment, as "by 3.4 percent", which many resemble).
macro_rules! of_claims {
    () => {
        "SELECT -id AS held_as, CASE statement WHEN '' THEN coalesce((
                SELECT CASE WHEN json_valid(p.context) THEN nullif(p.context ->> '$.sentence.text', '') END
                FROM decision d JOIN decision_place p ON p.decision = d.id
                WHERE d.claim = claim.id AND d.kind = 'approve'
                    AND NOT EXISTS (SELECT 1 FROM revocation v WHERE v.decision = d.id)
                ORDER BY d.id DESC, p.place LIMIT 1
            ), quote) ELSE statement END AS statement, '' AS title, claimant AS about
        FROM claim
        WHERE progress = 'approved' AND standing IN ('approved', 'contradicted') AND finding <> 'not-checkable'"
    };
}

macro_rules! put {
    () => {
        "INSERT INTO precedent_words (rowid, statement, title, about) "
    };
}

macro_rules! facts {
    () => {
        concat!(of_precedents!(), " UNION ALL ", of_claims!())
    };
}

macro_rules! held {
    () => {
        "SELECT rowid, statement, title, about FROM precedent_words"
    };
}

crate::statements! {
    HELD = concat!(held!(), " WHERE rowid = $1"), scan: "a full-text table names no index; by its key it reads one row";
    FORGET = "DELETE FROM precedent_words WHERE rowid = $1", scan: "by its key";
    PUT_PRECEDENT = concat!(put!(), of_precedents!(), " WHERE id = $1");
    OF_CLAIM = concat!(of_claims!(), " AND id = $1");
    PUT_CLAIM = concat!(put!(), of_claims!(), " AND id = $1");
    CLEAR = "DELETE FROM precedent_words", scan: "all is written anew";
    PUT_ALL = concat!(put!(), "SELECT held_as, statement, title, about FROM (", facts!(), ")"), scan: "all is written anew";
    DIFFERENT = concat!(
        "SELECT count(DISTINCT held_as) FROM (SELECT * FROM (", facts!(), " EXCEPT ", held!(), ")
        UNION ALL SELECT * FROM (", held!(), " EXCEPT SELECT * FROM (", facts!(), ")))"
    ), scan: "a check looks at all";
    KNOWN = "SELECT count(*) FROM (SELECT 1 FROM precedent_words_docsize LIMIT $1)", scan: "counted up to a limit";
    HAVING = "SELECT count(*) FROM (SELECT 1 FROM precedent_words WHERE precedent_words MATCH $1 LIMIT $2)",
        scan: "the rows that have a word, up to a limit";
    LIKELY = "SELECT rowid FROM precedent_words WHERE precedent_words MATCH $1
        ORDER BY bm25(precedent_words, 1.0, 1.0, 0.5), rowid LIMIT $2", scan: "the rows that have one of a few rare words";
    SOME = "SELECT rowid FROM precedent_words WHERE precedent_words MATCH $1 LIMIT $2",
        scan: "the first rows that have all of some words";
    MARKED = "SELECT highlight(precedent_words, 0, $1, $2), highlight(precedent_words, 1, $1, $2), highlight(precedent_words, 2, $1, $2)
        FROM precedent_words WHERE precedent_words MATCH $3 AND rowid = $4", scan: "by its key";
}

/// Words as an expression: each is quoted, so that none of them is syntax.
fn expression(words: &[&str], joint: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{}\"", word.replace(['"', '\0'], " "))).collect();
    quoted.join(joint)
}

/// A row of words: its key, and its texts.
type Texts = (i64, String, String, String);

/// What a table of words answers about a row: its texts, with signs around what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The claim.
    pub statement: String,
    /// What its check is headed.
    pub title: String,
    /// What else is said of it.
    pub about: String,
}

impl Connection<'_> {
    /// Brings a precedent's words up to date with its row.
    pub fn put_precedent_words(&self, id: i64) -> Result<(), Fault> {
        self.exec(&FORGET, &[&id])?;
        self.exec(&PUT_PRECEDENT, &[&id])?;
        Ok(())
    }

    /// Brings a claim's words up to date with its row and its decisions.
    pub fn put_claim_words(&self, id: i64, is_precedent: bool) -> Result<(), Fault> {
        let key = -id;
        let held: Option<Texts> = self.opt(&HELD, &[&key])?;
        let wanted: Option<Texts> = if is_precedent { self.opt(&OF_CLAIM, &[&id])? } else { None };
        // Nearly always they are so already, and writing them takes more than looking.
        if held == wanted {
            return Ok(());
        }
        if held.is_some() {
            self.exec(&FORGET, &[&key])?;
        }
        if wanted.is_some() {
            self.exec(&PUT_CLAIM, &[&id])?;
        }
        Ok(())
    }

    /// Takes away the words of a claim that was a precedent and is none.
    pub fn forget_claim_words(&self, id: i64) -> Result<(), Fault> {
        self.exec(&FORGET, &[&-id])?;
        Ok(())
    }

    /// Writes all words anew.
    pub fn put_all_words(&self) -> Result<(), Fault> {
        self.exec(&CLEAR, &[])?;
        self.exec(&PUT_ALL, &[])?;
        Ok(())
    }

    /// How many rows of words are not what derives from the rows of facts.
    pub fn different_words(&self) -> Result<i64, Fault> {
        self.number(&DIFFERENT, &[])
    }

    /// How many things that were checked are known, up to a limit.
    pub fn known_words(&self, most: i64) -> Result<i64, Fault> {
        self.number(&KNOWN, &[&most])
    }

    /// How many of them have a word or an inflection of it, up to a limit.
    pub fn having_word(&self, word: &str, most: i64) -> Result<i64, Fault> {
        self.number(&HAVING, &[&expression(&[word], ""), &most])
    }

    /// The keys of those that have any of these words, the likeliest first.
    pub fn likely(&self, words: &[&str], most: i64) -> Result<Vec<i64>, Fault> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.all::<(i64,)>(&LIKELY, &[&expression(words, " OR "), &most])?;
        Ok(found.into_iter().map(|(key,)| key).collect())
    }

    /// The keys of some that have all of these words.
    pub fn having_all(&self, words: &[&str], most: i64) -> Result<Vec<i64>, Fault> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.all::<(i64,)>(&SOME, &[&expression(words, " AND "), &most])?;
        Ok(found.into_iter().map(|(key,)| key).collect())
    }

    /// The texts of one of them, with signs around these words.
    pub fn marked(&self, words: &[&str], key: i64) -> Result<Option<Marked>, Fault> {
        let (open, close) = (OPEN.to_string(), CLOSE.to_string());
        let row: Option<(String, String, String)> =
            self.opt(&MARKED, &[&open, &close, &expression(words, " OR "), &key])?;
        Ok(row.map(|(statement, title, about)| Marked { statement, title, about }))
    }

    fn number(&self, statement: &super::Statement, params: &[&dyn ToParam]) -> Result<i64, Fault> {
        Ok(self.one::<(i64,)>(statement, params)?.0)
    }
}
