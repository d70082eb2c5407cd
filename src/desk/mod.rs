//! What can be done at a desk: each function is one action inside a
//! transaction. It reads again what the action rests on, asks the domain, and
//! writes the rows and the event.
//!
//! The command line, the review session, imports and the demo all act through
//! here, so that a rule holds whichever way an action comes. Names are resolved
//! in [`names`]; a claim's standing is loaded, judged and kept in [`facts`].

pub mod archive;
pub mod articles;
pub mod brought;
pub mod changes;
pub mod check;
pub mod claims;
mod differs;
pub mod export;
pub mod facts;
pub mod gate;
pub mod history;
pub mod intake;
pub mod listed;
pub mod names;
pub mod note;
pub mod people;
pub mod precedents;
pub mod problem;
pub mod proof;
pub mod revise;
pub mod sources;
pub mod tags;
pub mod undo;
pub mod verify;

pub use problem::{Kind, Problem};

/// What every action answers.
pub type Result<T, E = Problem> = std::result::Result<T, E>;
