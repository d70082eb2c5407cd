//! Identities. Each is a positive integer handed out by the desk's own
//! counters, never reused, and typed so that one can't stand for another.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// An article's id.
    ArticleId
);
id!(
    /// A person's id.
    PersonId
);
id!(
    /// A claim's id, shown to people as `#12`.
    ClaimId
);
id!(
    /// A source's id, shown to people as `S3`.
    SourceId
);
id!(
    /// A citation's id: one tie of a source to a claim.
    CitationId
);
id!(
    /// A decision's id.
    DecisionId
);
id!(
    /// A tag's id.
    TagId
);
id!(
    /// A comment's id.
    CommentId
);
id!(
    /// A publication's id.
    PublicationId
);
id!(
    /// An import run's id.
    RunId
);
id!(
    /// An event's place in the desk's gap-free sequence, from 1.
    EventSeq
);

/// A revision's number within its article, from 1, without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RevisionNumber(pub i64);

impl std::fmt::Display for RevisionNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
