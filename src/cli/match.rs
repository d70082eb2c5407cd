//! `copydesk match`.

use super::{
    Ctx,
    claim::before::day,
    error::{Error, Result},
    names,
};
use crate::{
    desk::{
        claims::Case,
        facts::Heads,
        precedents::{self, Resembling, WORTH_A_LOOK},
    },
    render::{Cell, Column, Ink, Row},
    store::resembling::Before,
};

/// Find what was checked before and resembles a text or a claim.
///
/// Looks through the checks of others that were imported (ClaimReview), and through this desk's own claims whose finding
/// is approved and holds, in whatever article. Of a claim its statement is compared, else its words, where they are few
/// in their sentence; the other claims of its article are left out. The likeliest come first; nothing is
/// shown that has only a word or two in common. Whether it is the same claim, you say.
///
/// Example: copydesk match "the hall burnt twice"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A claim in a sentence, or the number of one: 12, '#12'.
    #[arg(required = true, value_name = "TEXT|#CLAIM")]
    pub asked: Vec<String>,
    /// The most to list.
    #[arg(long, value_name = "N", default_value = "10", value_parser = clap::value_parser!(u8).range(1..=100))]
    pub limit: u8,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let most = usize::from(args.limit);
    let number = match args.asked.as_slice() {
        [one] => names::claim(one).ok(),
        _ => None,
    };
    let found = ctx.read_desk(|r| {
        let found = match number {
            Some(id) => {
                Case::load(r, &Heads::default(), id).and_then(|case| precedents::of_claim(r, &case, WORTH_A_LOOK, most))
            }
            None => precedents::of_text(r, &args.asked.join(" "), WORTH_A_LOOK, most),
        };
        found.map_err(Error::from)
    })?;
    let found: Vec<MatchView> = found.into_iter().map(MatchView::of).collect();
    ctx.list(&found, "nothing that was checked before resembles it")
}

crate::record! {
    /// Something that was checked before and resembles what was asked for.
    pub struct MatchView {
        /// The precedent's id; null for a claim of this desk.
        pub precedent: Option<i64>,
        /// The claim.
        pub statement: String,
        /// Who made it.
        pub claimant: Option<String>,
        /// What came of it.
        pub rating: Option<String>,
        /// Who checked it.
        pub publisher: Option<String>,
        /// Where to read the check.
        pub url: Option<String>,
        /// When it was checked.
        pub date: Option<String>,
        /// How much it resembles what was asked for, from 0 to 1.
        pub score: f64,
    }
}

impl MatchView {
    fn of(found: Resembling) -> Self {
        let some = |text: String| (!text.is_empty()).then_some(text);
        Self {
            precedent: match found.known {
                Before::Elsewhere(id) => Some(id),
                Before::Here(_) => None,
            },
            statement: found.statement,
            claimant: some(found.claimant),
            rating: some(found.rating),
            publisher: some(found.publisher),
            url: some(found.url),
            date: some(found.date),
            score: (found.score * 1000.0).round() / 1000.0,
        }
    }
}

impl Row for MatchView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("rating", |m: &Self, _| Cell::new(m.rating.as_deref().unwrap_or("(none)"), Ink::Bold)),
            Column::new("statement", |m: &Self, _| (&m.statement).into()),
            Column::new("claimant", |m: &Self, _| m.claimant.as_deref().into()),
            Column::new("publisher", |m: &Self, _| m.publisher.as_deref().into()).head("checked_by"),
            Column::new("date", |m: &Self, view| m.date.as_deref().map(|date| day(date, view)).into()).head("when"),
            Column::new("url", |m: &Self, _| Cell::new(m.url.as_deref().unwrap_or_default(), Ink::Dim)),
        ]
    }
}
