//! `copydesk person add`.

use super::view::PersonView;
use crate::{
    cli::{Ctx, error::Result},
    desk::people,
    domain::person::Role,
};

/// Add a person to the desk.
///
/// For chiefs. Each role can do all that the ones before it can: writer, checker, editor, chief.
///
/// Example: copydesk person add lena --role checker --display "Lena Ortiz"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The name to act under: 1 to 40 of a-z, 0-9, . _ and -, led by a letter.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// What they may do. Asked for on a terminal.
    #[arg(long, value_enum, value_name = "ROLE")]
    pub role: Option<Role>,
    /// The name as it is shown in reports.
    #[arg(long, value_name = "TEXT")]
    pub display: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let role = ctx.choose(args.role, "What may they do?", "give it with --role ROLE")?;
    let display = args.display.as_deref().unwrap_or_default();
    let person = ctx.act(|tx| Ok(people::add(tx, &args.name, display, role)?))?;
    let said = format!("{} is at this desk now, as {}", person.name, person.role);
    ctx.changed(&PersonView::from(person), said)
}
