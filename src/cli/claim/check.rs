//! `copydesk claim check`.

use super::each;
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::{Claims, RevisionName},
    },
    desk::claims::{self, Check},
    domain::claim::Finding,
};

/// Propose a finding on claims that you checked.
///
/// A `confirmed` finding rests on at least one independent source (`claim cite`); `needs-correction` takes the words
/// that should stand instead. Somebody else approves it.
///
/// Example: copydesk claim check 12 --finding needs-correction --correction "Twelve people died"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(required = true, value_name = "CLAIM")]
    pub claims: Vec<Claims>,
    /// What the check found. Asked for on a terminal.
    #[arg(long, value_enum, value_name = "FINDING")]
    pub finding: Option<Finding>,
    /// How it was found.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The words that should stand instead.
    #[arg(long, value_name = "TEXT")]
    pub correction: Option<String>,
    /// The rating on the desk's public scale.
    #[arg(long, value_name = "WORD")]
    pub rating: Option<String>,
    /// The revision that was checked.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let finding = ctx.choose(args.finding, "What did the check find?", "give it with --finding FINDING")?;
    if args.correction.as_deref().is_some_and(|words| words.trim().is_empty()) {
        return Err(Error::usage("the correction can't be empty")
            .hint("name the words that should stand instead, or leave --correction out"));
    }
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let check = Check {
        finding: Some(finding),
        note: text(&args.note),
        correction: text(&args.correction),
        rating: text(&args.rating),
    };
    let changed = each(ctx, &args.claims, |tx, case| {
        let saw = ctx.saw(tx, &case.head.article, args.at)?;
        Ok(claims::check(tx, case, &check, Some(saw))?)
    })?;
    changed.report(ctx)?;
    changed.hint(ctx, |_, ids| format!("somebody else approves: copydesk claim approve {ids}"));
    Ok(())
}
