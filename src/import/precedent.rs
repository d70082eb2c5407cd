//! What an import of fact-checks hands to the desk: a claim that somebody has
//! checked already.

use crate::domain::canonical::Repair;

/// A claim already checked, as its publisher tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPrecedent {
    /// Where it was read: a file, with its place where there are several.
    pub input: String,
    /// The format that read it, for the record.
    pub reader: &'static str,
    /// The claim.
    pub statement: String,
    /// Who made it.
    pub claimant: String,
    /// When it was checked: a day, or a time where the publisher gives one.
    pub checked: String,
    /// What came of it, in the publisher's words.
    pub rating: String,
    /// Who checked it.
    pub publisher: String,
    /// Where to read the check.
    pub url: String,
    /// All that its publisher says of it, as JSON.
    pub raw: String,
    /// What was changed to read it, and what of it was not taken.
    pub repairs: Vec<Repair>,
}
