//! Precedents: claims that were checked already elsewhere. [`super::resembling`]
//! finds them again by their words, this desk's own claims beside them.

use super::desk::{Read, Tx};
use super::engine::FromRow as _;
use super::{Error, Fault};
use crate::row;

row! {
    /// A precedent.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Precedent {
        /// The id.
        pub id: i64,
        /// The claim.
        pub statement: String,
        /// Who made it.
        pub claimant: String,
        /// When it was checked, as its publisher says.
        pub checked: String,
        /// What came of it, in the publisher's words.
        pub rating: String,
        /// Who checked it.
        pub publisher: String,
        /// Where to read the check.
        pub url: String,
        /// All that its publisher says of it, as JSON.
        pub raw: String,
    }
}

crate::statements! {
    OF_URL = "SELECT id, statement, claimant, checked, rating, publisher, url, raw FROM precedent WHERE url = $1 ORDER BY id";
    BY_ID = "SELECT id, statement, claimant, checked, rating, publisher, url, raw FROM precedent WHERE id = $1";
    EVERY = "SELECT id, statement, claimant, checked, rating, publisher, url, raw FROM precedent ORDER BY id", scan: "an export of all";
    LAST = "SELECT max(id) FROM precedent", scan: "the end of an index, read in one step";
    INSERT = "INSERT INTO precedent (id, statement, claimant, checked, rating, publisher, url, raw, made)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    UPDATE = "UPDATE precedent SET statement = $1, claimant = $2, checked = $3, rating = $4, publisher = $5, raw = $6, made = $7
        WHERE id = $8";
}

/// The precedents that are told at an address.
pub fn of_url(r: &Read<'_>, url: &str) -> Result<Vec<Precedent>, Error> {
    Ok(r.all(&OF_URL, &[&url])?)
}

/// The precedent with this id.
pub fn by_id(r: &Read<'_>, id: i64) -> Result<Option<Precedent>, Error> {
    Ok(r.opt(&BY_ID, &[&id])?)
}

/// Calls `f` with every precedent, by id.
pub fn each<E: From<Error>>(r: &Read<'_>, mut f: impl FnMut(Precedent) -> Result<(), E>) -> Result<(), E> {
    /// Either side's error; walking rows asks for one that a fault turns into.
    struct Either<E>(E);
    impl<E: From<Error>> From<Fault> for Either<E> {
        fn from(fault: Fault) -> Self {
            Self(Error::from(fault).into())
        }
    }
    r.each(&EVERY, &[], |row| f(Precedent::from_row(row)?).map_err(Either)).map_err(|Either(e)| e)
}

/// Adds a precedent; answers its id. The writer's lock keeps ids apart.
pub fn insert(tx: &Tx<'_>, p: &Precedent) -> Result<i64, Error> {
    let id = tx.one::<(Option<i64>,)>(&LAST, &[])?.0.unwrap_or(0) + 1;
    tx.exec(
        &INSERT,
        &[&id, &p.statement, &p.claimant, &p.checked, &p.rating, &p.publisher, &p.url, &p.raw, &tx.seq()],
    )?;
    tx.put_precedent_words(id)?;
    Ok(id)
}

/// Writes what its publisher says of it now.
pub fn update(tx: &Tx<'_>, p: &Precedent) -> Result<(), Error> {
    tx.exec(&UPDATE, &[&p.statement, &p.claimant, &p.checked, &p.rating, &p.publisher, &p.raw, &tx.seq(), &p.id])?;
    tx.put_precedent_words(p.id)?;
    Ok(())
}
