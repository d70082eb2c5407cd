//! A claim: its words, and three axes that are never mixed (progress,
//! finding, standing).

use super::words;

words! {
    /// What sort of assertion a claim is.
    pub enum ClaimKind, "kind of claim" {
        /// A number, an amount, a share.
        Number = "number",
        /// A date or a time.
        Date = "date",
        /// Somebody's words, quoted.
        Quotation = "quotation",
        /// A name and its spelling.
        Name = "name",
        /// A title or an office.
        Title = "title",
        /// First, only, most, largest.
        Superlative = "superlative",
        /// Who said it.
        Attribution = "attribution",
        /// That something happened.
        Event = "event",
        /// Anything else.
        Other = "other",
    }
}

impl ClaimKind {
    /// What a claim of this kind asks when nobody says otherwise.
    pub const fn default_asks(self) -> Asks {
        match self {
            Self::Quotation | Self::Attribution => Asks::Said,
            _ => Asks::So,
        }
    }
}

words! {
    /// What is asked of a claim.
    pub enum Asks, "question" {
        /// Did the claimant say it, in these words?
        Said = "said",
        /// Is it so?
        So = "so",
    }
}

words! {
    /// How far the work on a claim has come.
    pub enum Progress, "progress" {
        /// Nobody has taken it.
        Open = "open",
        /// Somebody is checking it.
        Checking = "checking",
        /// A finding is proposed and waits for approval.
        Proposed = "proposed",
        /// The finding is approved.
        Approved = "approved",
        /// Waiting for a source to answer.
        Waiting = "waiting",
        /// Back with the checker.
        Returned = "returned",
        /// Not a factual claim, or dropped.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What a check found.
    pub enum Finding, "finding" {
        /// It is so (or was said so).
        Confirmed = "confirmed",
        /// Other words should stand there.
        NeedsCorrection = "needs-correction",
        /// No source bears it out.
        Unsupported = "unsupported",
        /// Sources contradict each other.
        Disputed = "disputed",
        /// Opinion, prediction or beyond checking.
        NotCheckable = "not-checkable",
    }
}

impl Finding {
    /// Whether an approval of this finding says that the words are wrong or
    /// can't be relied on as they stand.
    pub const fn is_adverse(self) -> bool {
        matches!(self, Self::NeedsCorrection | Self::Unsupported | Self::Disputed)
    }
}

words! {
    /// What may be relied on now.
    pub enum Standing, "standing" {
        /// No approval covers these words.
        Unapproved = "unapproved",
        /// An approval covers exactly these words.
        Approved = "approved",
        /// An approved finding says that the words are wrong, and they stand.
        Contradicted = "contradicted",
        /// The words stand; something near them that can matter changed.
        Touched = "touched",
        /// What was checked no longer stands there.
        Stale = "stale",
        /// The words are gone.
        Cut = "cut",
        /// The claim has no words in the text yet.
        Unplaced = "unplaced",
    }
}

words! {
    /// How an anchor came to its place in a revision.
    pub enum How, "anchor" {
        /// Somebody put it there.
        Placed = "placed",
        /// The words stand where they stood.
        Carried = "carried",
        /// The words stand elsewhere.
        Moved = "moved",
        /// The words were changed in place.
        Edited = "edited",
        /// The words are the approved correction.
        Corrected = "corrected",
        /// Two equally likely places.
        Ambiguous = "ambiguous",
        /// The words were deleted.
        Cut = "cut",
        /// The words were replaced by other text.
        Lost = "lost",
        /// The words came back.
        Restored = "restored",
        /// A person put it elsewhere.
        Relinked = "relinked",
    }
}

impl How {
    /// Whether such an anchor lies on words of the text.
    pub const fn has_words(self) -> bool {
        !matches!(self, Self::Cut | Self::Lost | Self::Ambiguous)
    }
}

words! {
    /// A hard change: a kind of edit after which words must be checked again.
    pub enum Hard, "hard change" {
        /// A number changed.
        Number = "number",
        /// A unit of measure changed.
        Unit = "unit",
        /// A currency changed.
        Currency = "currency",
        /// A date changed.
        Date = "date",
        /// A time of day changed.
        Time = "time",
        /// A name changed.
        Name = "name",
        /// A negation came or went.
        Negation = "negation",
        /// A modal verb, hedge or condition came, went or changed.
        Modality = "modality",
        /// A superlative or comparison came, went or changed.
        Superlative = "superlative",
        /// Quotation marks came, went or changed.
        QuotationMarks = "quotation-marks",
        /// Who says it changed.
        Attribution = "attribution",
        /// What the words stand in changed (block quotation, strike-through, table header, byline).
        Frame = "frame",
        /// Most of the words were rewritten.
        Rewritten = "rewritten",
        /// Characters changed that no list covers.
        Characters = "characters",
    }
}
