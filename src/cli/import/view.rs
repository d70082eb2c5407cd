//! What became of an item, as it is told.

use crate::{
    desk::{
        intake::{Outcome, Revisions, Taken},
        revise::Fared,
    },
    domain::canonical::Repair,
    import::{Item, Rejection},
    render::{Cell, Column, Ink, Row, human},
};

crate::record! {
    /// What became of one item.
    pub(super) struct ItemView {
        /// The file it came from, with the line where there are several.
        pub(super) input: String,
        /// What it was read as.
        pub(super) format: Option<&'static str>,
        /// What became of it.
        pub(super) outcome: Outcome,
        /// Its article's slug.
        pub(super) article: Option<String>,
        /// Its article's id.
        pub(super) article_id: Option<i64>,
        /// The article's newest revision.
        pub(super) revision: Option<i64>,
        /// Its claim, where it is a row of a fact-check spreadsheet.
        pub(super) claim: Option<i64>,
        /// Its precedent, where it is a check made elsewhere.
        pub(super) precedent: Option<i64>,
        /// How many of its revisions were new, and how many changed nothing.
        pub(super) revisions: Revisions,
        /// Why it was rejected, in one word.
        pub(super) code: Option<String>,
        /// Why it was rejected.
        pub(super) message: Option<String>,
        /// What was changed to read it, and what of it was not taken.
        pub(super) repairs: Vec<Repair>,
        /// How the article's claims fared.
        pub(super) claims: Fared,
    }
}

impl Row for ItemView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("outcome", |i: &Self, _| Cell::new(i.outcome.as_str(), ink(i.outcome))),
            Column::new("article", |i, _| i.named().into()),
            Column::new("input", |i, _| (&i.input).into()),
            Column::new("message", |i, _| i.remarks().into()),
        ]
    }
}

pub(super) const fn ink(outcome: Outcome) -> Ink {
    match outcome {
        Outcome::Created => Ink::Good,
        Outcome::Updated => Ink::Info,
        Outcome::Unchanged => Ink::Dim,
        Outcome::Withdrawn => Ink::Warn,
        Outcome::Rejected => Ink::Bad,
    }
}

impl ItemView {
    /// `slug@3`, `slug #12` for a claim, `precedent 7`, or nothing.
    pub(super) fn named(&self) -> String {
        match (&self.article, self.revision, self.claim, self.precedent) {
            (Some(slug), _, Some(claim), _) => format!("{slug} #{claim}"),
            (Some(slug), Some(number), None, _) => format!("{slug}@{number}"),
            (None, _, _, Some(id)) => format!("precedent {id}"),
            _ => String::new(),
        }
    }

    /// What to know of the item beside its outcome, on one line.
    pub(super) fn remarks(&self) -> String {
        let c = &self.claims;
        let mut parts: Vec<String> = self.message.iter().cloned().collect();
        let r = &self.revisions;
        if r.added > 1 || (r.added > 0 && r.unchanged > 0) {
            let added = human::count(r.added as u64, "revision", "revisions");
            parts.push(match r.unchanged {
                0 => added,
                same => format!("{added}, {same} more without a change of words"),
            });
        }
        let told = [(c.stale, "stale"), (c.touched, "touched"), (c.cut, "cut"), (c.moved, "moved")];
        for (n, what) in told.into_iter().filter(|(n, _)| *n > 0) {
            parts.push(format!("{} {what}", human::count(n as u64, "claim", "claims")));
        }
        parts.extend(self.repairs.iter().map(|r| r.message.clone()));
        parts.join("; ")
    }

    pub(super) fn rejected(why: Rejection) -> Self {
        Self {
            message: Some(match why.line {
                Some(line) => format!("line {line}: {}", why.message),
                None => why.message,
            }),
            input: why.input,
            format: None,
            outcome: Outcome::Rejected,
            article: None,
            article_id: None,
            revision: None,
            claim: None,
            precedent: None,
            revisions: Revisions::default(),
            code: Some(why.code.to_owned()),
            repairs: Vec::new(),
            claims: Fared::default(),
        }
    }

    pub(super) fn taken(item: &Item, taken: Taken) -> Self {
        Self {
            input: item.input().to_owned(),
            format: Some(item.reader()),
            outcome: taken.outcome,
            article_id: taken.article.as_ref().map(|article| article.id.0),
            revision: taken.article.as_ref().map(|article| article.head.0),
            article: taken.article.map(|article| article.slug),
            claim: taken.claim.map(|claim| claim.0),
            precedent: taken.precedent,
            revisions: taken.revisions,
            code: None,
            message: None,
            repairs: taken.repairs,
            claims: taken.fared,
        }
    }
}
