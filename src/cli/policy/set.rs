//! `copydesk policy set`.

use super::view;
use crate::cli::{Ctx, error::Result};
use crate::desk::people;
use crate::domain::policy::Key;

/// Change a rule of the desk.
///
/// For chiefs; it goes on the record.
///
/// Example: copydesk policy set min_sources 2
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rule.
    #[arg(value_name = "KEY")]
    pub key: String,
    /// Its new value.
    #[arg(value_name = "VALUE")]
    pub value: String,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let rules = ctx.act(|tx| Ok(people::set_policy(tx, &args.key, &args.value)?))?;
    if !ctx.for_people() {
        return ctx.document(&view::object(&rules, None), |_| ());
    }
    if let Ok(key) = Key::parse(&args.key) {
        ctx.ui.status(format!("{key} is {} now", rules.get(key)));
    }
    Ok(())
}
