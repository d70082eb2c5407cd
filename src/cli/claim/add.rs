//! `copydesk claim add`.

use super::{Changed, said_on};
use crate::{
    cli::{
        Ctx, desk,
        error::Result,
        names::{ArticleName, When},
    },
    desk::{
        claims::{self, NewClaim},
        facts::Head,
        names,
    },
    domain::{
        claim::{Asks, ClaimKind},
        part::Part,
    },
};

/// Tie a factual claim to the exact words that make it.
///
/// The quote must stand in head, word for word; where it stands more than once, say which with --occurrence. A
/// claim that has no words in the text yet takes only a --statement, and waits unplaced.
///
/// Example: copydesk claim add harbour-fire --quote "Ten people died" --kind number
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// The exact words in the text.
    #[arg(long, value_name = "TEXT", required_unless_present = "statement")]
    pub quote: Option<String>,
    /// The checkable assertion, where it differs from the quote.
    #[arg(long, value_name = "TEXT")]
    pub statement: Option<String>,
    /// What sort of assertion it is. Without it, copydesk looks at the words.
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: Option<ClaimKind>,
    /// What is asked: was it said, in these words (said), or is it so (so). Quotations and attributions ask `said`.
    #[arg(long, value_enum, value_name = "QUESTION")]
    pub asks: Option<Asks>,
    /// Who says so, if not the newsroom.
    #[arg(long, value_name = "NAME")]
    pub claimant: Option<String>,
    /// When it was said.
    #[arg(long, value_name = "TIME")]
    pub said_on: Option<When>,
    /// Where it was said, as a URL. May be given more than once.
    #[arg(long = "appearance", value_name = "URL")]
    pub appearances: Vec<String>,
    /// How much hangs on it, from 1 (most) to 3.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=3))]
    pub priority: Option<u8>,
    /// The part that the quote stands in: headline, body, caption:1 …
    #[arg(long, value_name = "PART")]
    pub part: Option<Part>,
    /// Which one, counted from 1, where the quote stands more than once.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub occurrence: Option<u32>,
    /// The time by which it should be checked.
    #[arg(long, value_name = "TIME")]
    pub due: Option<When>,
    /// Who should check it.
    #[arg(long, value_name = "NAME")]
    pub assign: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let changed = Changed::make(ctx, true, |tx, _| {
        let article = desk::article(tx, &args.article)?;
        let assignee = args.assign.as_deref().map(|name| names::person(tx, name)).transpose()?;
        let new = NewClaim {
            quote: text(&args.quote),
            statement: text(&args.statement),
            kind: args.kind,
            asks: args.asks,
            claimant: text(&args.claimant),
            said_on: args.said_on.map_or_else(String::new, |when| said_on(ctx, when)),
            appearances: args.appearances.clone(),
            priority: args.priority.map_or(2, i64::from),
            part: args.part.clone(),
            occurrence: args.occurrence.and_then(|n| usize::try_from(n).ok()),
            due_at: args.due.map(|when| when.resolve(ctx.clock.now(), ctx.zone)),
            assignee: assignee.map(|p| p.id),
        };
        Ok(vec![claims::add(tx, &Head::load(tx, article)?, &new)?])
    })?;
    changed.report(ctx)?;
    changed.hint(ctx, |_, ids| format!("what it rests on: copydesk claim cite {ids} --kind KIND --title \"…\""));
    Ok(())
}
