//! `copydesk policy show`.

use super::view;
use crate::cli::{
    Ctx,
    error::{Error, Result},
};
use crate::domain::policy::Key;
use crate::store::policy;

/// Show the rules of the desk.
///
/// Example: copydesk policy show
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this one.
    #[arg(value_name = "KEY")]
    pub key: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let only = args.key.as_deref().map(key).transpose()?;
    let rules = ctx.read_desk(|r| Ok(policy::load(r)?))?;
    ctx.document(&view::object(&rules, only), |page| match only {
        Some(key) => {
            page.line(rules.get(key));
        }
        None => view::put(page, &rules, None),
    })
}

fn key(word: &str) -> Result<Key> {
    Key::parse(word)
        .map_err(|error| Error::not_found(error.to_string()).hint("see them all with: copydesk policy show"))
}
