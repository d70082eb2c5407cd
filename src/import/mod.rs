//! From bytes to articles: open → decode → detect → parse → normalise.
//!
//! [`Import`] walks the paths it is given and yields, lazily and with flat
//! memory, one [`ImportItem`] for each article found, or a [`Rejection`] that
//! says what was wrong and where; one bad file or line never ends the run.
//! Nothing here knows the database: finding the article that an item belongs
//! to (by its [`Identity`]) and writing it is the store's part of the pipeline.
//!
//! A format is one file in [`formats`] that turns its input into
//! [`draft::Draft`]s: texts and fields as they were given. [`normalise`] does
//! for all formats alike what must not differ between them: the canonical form
//! of texts, slugs, addresses, times, tags.
//!
//! Everything is [`Send`], so that reading can run ahead of writing on a
//! thread of its own ([`Import::ahead`]).

pub mod archive;
pub mod decode;
pub mod detect;
pub mod draft;
pub mod fact;
pub mod formats;
pub mod git;
pub mod identity;
pub mod input;
pub mod item;
pub mod markup;
pub mod normalise;
pub mod office;
pub mod pipeline;
pub mod precedent;
pub mod source;
pub mod times;
pub mod xml;

pub use fact::{ImportFact, ImportSource};
pub use identity::Identity;
pub use item::{ImportClaim, ImportItem, ImportRevision, ImportTag, Item, Rejection};
pub use pipeline::{Ahead, Import, Options};
pub use precedent::ImportPrecedent;
