//! `copydesk person list`.

use super::view::PersonView;
use crate::{
    cli::{Ctx, error::Result},
    store::person,
};

/// List the people of the desk.
///
/// Example: copydesk person list
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Those who are no longer active as well.
    #[arg(long)]
    pub all: bool,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let people = ctx.read_desk(|r| Ok(person::all(r)?))?;
    let shown: Vec<PersonView> = people.into_iter().filter(|p| p.active || args.all).map(PersonView::from).collect();
    ctx.list(&shown, "nobody is at this desk")
}
