//! What is remembered of fact-check spreadsheets: the names of a desk's
//! columns, and what a sheet last said of each claim.

use std::collections::BTreeMap;

use super::desk::{Read, Tx};
use super::{Error, Fault};
use crate::domain::ids::{ArticleId, ClaimId, RunId};

crate::statements! {
    COLUMNS = "SELECT header, field FROM sheet_column ORDER BY header", scan: "a desk names a few columns";
    PUT_COLUMN = "INSERT INTO sheet_column (header, field, event) VALUES ($1, $2, $3)
        ON CONFLICT (header) DO UPDATE SET field = excluded.field, event = excluded.event";
    ROWS_OF = "SELECT s.claim, s.cells FROM claim c JOIN sheet_row s ON s.claim = c.id WHERE c.article = $1 ORDER BY s.claim";
    PUT_ROW = "INSERT INTO sheet_row (claim, run, cells) VALUES ($1, $2, $3)
        ON CONFLICT (claim) DO UPDATE SET run = excluded.run, cells = excluded.cells";
}

/// What the desk calls its columns: name and column.
pub fn columns(r: &Read<'_>) -> Result<Vec<(String, String)>, Error> {
    Ok(r.all(&COLUMNS, &[])?)
}

/// Remembers what the desk calls a column.
pub fn put_column(tx: &Tx<'_>, header: &str, field: &str) -> Result<(), Error> {
    tx.exec(&PUT_COLUMN, &[&header, &field, &tx.seq()])?;
    Ok(())
}

/// The cells of a row, by field.
pub type Cells = BTreeMap<String, String>;

/// What sheets last said of an article's claims.
pub fn rows_of(r: &Read<'_>, article: ArticleId) -> Result<BTreeMap<ClaimId, Cells>, Error> {
    let rows: Vec<(ClaimId, String)> = r.all(&ROWS_OF, &[&article])?;
    let read = |(claim, cells): (ClaimId, String)| {
        let cells = serde_json::from_str(&cells).map_err(|e| Fault::Corrupt(format!("sheet row of #{claim}: {e}")))?;
        Ok((claim, cells))
    };
    rows.into_iter().map(read).collect()
}

/// Remembers what a sheet said of a claim.
pub fn put_row(tx: &Tx<'_>, claim: ClaimId, run: Option<RunId>, cells: &Cells) -> Result<(), Error> {
    let cells = serde_json::to_string(cells).map_err(|e| Fault::Bug(e.to_string()))?;
    tx.exec(&PUT_ROW, &[&claim, &run, &cells])?;
    Ok(())
}
