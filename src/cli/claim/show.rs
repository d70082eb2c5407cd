//! `copydesk claim show`.

use super::{page::Sheet, view::Views};
use crate::{
    cli::{Ctx, error::Result, names},
    desk::{claims::Case, facts::Heads},
    domain::ids::ClaimId,
};

/// Show a claim: its words in their place, its sources, and every decision on it.
///
/// Example: copydesk claim show 12
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claim.
    #[arg(value_name = "CLAIM", value_parser = names::claim)]
    pub claim: ClaimId,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let (case, view) = ctx.read_desk(|r| {
        let case = Case::load(r, &Heads::default(), args.claim)?;
        let view = Views::new(r)?.full(case.claim())?;
        Ok((case, view))
    })?;
    ctx.show(&view, |page| Sheet { view: &view, head: &case.head, loaded: &case.loaded }.compose(page))
}
