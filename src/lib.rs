//! copydesk: an editorial workflow tool in which an approval covers exactly
//! the words that were approved.
//!
//! Data flows one way: a command ([`cli`]) resolves names, the domain
//! ([`domain`], [`diff`]) decides without I/O, the store ([`store`]) writes one
//! transaction with its event, [`render`] turns plain values into text or
//! JSON, and [`ui`] prints. `docs/ARCHITECTURE.md` has the picture.

pub mod cli;
pub mod desk;
pub mod diff;
pub mod domain;
pub mod import;
pub mod render;
pub mod store;
pub mod ui;
