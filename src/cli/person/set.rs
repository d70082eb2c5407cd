//! `copydesk person set`.

use super::view::PersonView;
use crate::{
    cli::{Ctx, error::Result},
    desk::people,
    domain::person::Role,
};

/// Change a person's role or shown name, or say that they left.
///
/// Nobody is ever deleted: the record keeps who did what. For chiefs.
///
/// Example: copydesk person set lena --role editor
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The person.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What they may do.
    #[arg(long, value_enum, value_name = "ROLE")]
    pub role: Option<Role>,
    /// The name as it is shown in reports.
    #[arg(long, value_name = "TEXT")]
    pub display: Option<String>,
    /// They left: they can no longer act.
    #[arg(long, conflicts_with = "active")]
    pub inactive: bool,
    /// They are back.
    #[arg(long)]
    pub active: bool,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let active = match (args.active, args.inactive) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    let person = ctx.act(|tx| Ok(people::set(tx, &args.name, args.display.as_deref(), args.role, active)?))?;
    let said = format!("{} is {}{}", person.name, person.role, if person.active { "" } else { ", no longer active" });
    ctx.changed(&PersonView::from(person), said)
}
