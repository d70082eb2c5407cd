//! Sources and their ties to claims.

use super::words;

words! {
    /// What sort of thing a source is.
    pub enum SourceKind, "kind of source" {
        /// A document.
        Document = "document",
        /// A data set.
        Data = "data",
        /// An interview.
        Interview = "interview",
        /// A recording or its transcript.
        Recording = "recording",
        /// A web page.
        Web = "web",
        /// Another outlet's report.
        News = "news",
        /// An expert's word.
        Expert = "expert",
        /// Something a reporter saw.
        Observation = "observation",
    }
}

words! {
    /// What a source says to a claim.
    pub enum Stance, "stance" {
        /// It bears the claim out.
        Supports = "supports",
        /// It says otherwise.
        Contradicts = "contradicts",
        /// It helps to understand.
        Context = "context",
    }
}
