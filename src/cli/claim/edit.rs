//! `copydesk claim edit`.

use super::{each, said_on};
use crate::{
    cli::{
        Ctx,
        error::Result,
        names::{Claims, WhenOrNone},
    },
    desk::claims::{self, Edit},
    domain::claim::{Asks, ClaimKind},
};

/// Change what claims say or ask.
///
/// An approval or a proposed finding that rests on what you change lapses. Give an empty text to clear a field, and
/// `none` to take a time away.
///
/// Example: copydesk claim edit 12 --statement "Ten people died in the fire of 30 January"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(required = true, value_name = "CLAIM")]
    pub claims: Vec<Claims>,
    /// The checkable assertion.
    #[arg(long, value_name = "TEXT")]
    pub statement: Option<String>,
    /// What sort of assertion it is.
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: Option<ClaimKind>,
    /// What is asked: was it said (said), or is it so (so).
    #[arg(long, value_enum, value_name = "QUESTION")]
    pub asks: Option<Asks>,
    /// Who says so.
    #[arg(long, value_name = "NAME")]
    pub claimant: Option<String>,
    /// When it was said, or none.
    #[arg(long, value_name = "TIME")]
    pub said_on: Option<WhenOrNone>,
    /// Where it was said, as a URL; takes the place of those before. May be given more than once.
    #[arg(long = "appearance", value_name = "URL")]
    pub appearances: Option<Vec<String>>,
    /// How much hangs on it, from 1 (most) to 3.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=3))]
    pub priority: Option<u8>,
    /// The time by which it should be checked, or none.
    #[arg(long, value_name = "TIME")]
    pub due: Option<WhenOrNone>,
    /// The words that should stand instead.
    #[arg(long, value_name = "TEXT")]
    pub correction: Option<String>,
    /// The rating on the desk's public scale.
    #[arg(long, value_name = "WORD")]
    pub rating: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let time = |given: WhenOrNone| given.0.map(|when| when.resolve(ctx.clock.now(), ctx.zone));
    let edit = Edit {
        statement: args.statement.clone(),
        kind: args.kind,
        asks: args.asks,
        claimant: args.claimant.clone(),
        said_on: args.said_on.map(|given| given.0.map_or_else(String::new, |when| said_on(ctx, when))),
        appearances: args.appearances.clone(),
        priority: args.priority.map(i64::from),
        due_at: args.due.map(time),
        correction: args.correction.clone(),
        rating: args.rating.clone(),
    };
    each(ctx, &args.claims, |tx, case| Ok(claims::edit(tx, case, &edit)?))?.report(ctx)
}
