//! `copydesk claim assign`.

use super::each;
use crate::{
    cli::{Ctx, error::Result, names::Claims},
    desk::{claims, names},
};

/// Give claims to somebody to check.
///
/// Example: copydesk claim assign 12,20-31 --to checker-lena
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(required = true, value_name = "CLAIM")]
    pub claims: Vec<Claims>,
    /// The person.
    #[arg(long, value_name = "NAME", required_unless_present = "nobody")]
    pub to: Option<String>,
    /// Take them from whoever has them.
    #[arg(long, conflicts_with = "to")]
    pub nobody: bool,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    each(ctx, &args.claims, |tx, case| {
        let to = args.to.as_deref().map(|name| names::person(tx, name)).transpose()?;
        Ok(claims::assign(tx, case, to.map(|p| p.id))?)
    })?
    .report(ctx)
}
