//! The desk on disk: all SQL, one file an entity.
//!
//! [`engine`] is the only module that knows which database it is. Statements
//! stand beside the functions that run them and in [`registry`], which a test
//! walks. A write is one transaction with its event ([`Desk::transact`]).

pub mod archive;
pub mod article;
pub mod claim;
pub mod comment;
pub mod decision;
pub mod desk;
pub mod engine;
pub mod event;
pub mod import_run;
pub mod increment;
pub mod listed;
pub mod person;
pub mod policy;
pub mod precedent;
pub mod publication;
pub mod queue;
pub mod registry;
pub mod resembling;
pub mod revision;
pub mod seen;
pub mod sheet;
pub mod source;
pub mod tag;

pub use desk::{Actor, Desk, Now, Read, Tx};
pub use engine::{Fault, OpenError};

/// What can go wrong below the rules of the workflow.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database says no.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The desk can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// `COPYDESK_NOW` on a desk that was made under the real clock.
    #[error("this desk keeps real time: COPYDESK_NOW would back-date its record")]
    FixedClock,
    /// The acting person is no longer active.
    #[error("{0} is no longer active at this desk")]
    Inactive(String),
}

/// Bytes in small hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(four.into(), 16).unwrap_or_default();
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 0xF));
    }
    text
}
