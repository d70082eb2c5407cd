//! `copydesk init`.

use std::path::PathBuf;

use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
    },
    desk::people,
    domain::person::{Role, valid_handle},
    render::{Column, Row},
    store::{Desk, person},
};

/// Make a desk: one database file that holds everything.
///
/// Whoever makes it becomes its chief, under the name given by --as (or the login name). Where the file is a desk
/// already, nothing changes; any other file is left alone.
///
/// Example: copydesk --as dana init
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to make; without it, the one named by --db or COPYDESK_DB, else desk.db.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The chief's name as it is shown in reports.
    #[arg(long, value_name = "TEXT")]
    pub display: Option<String>,
    /// Make it on a network or shared file system too, where a database may be damaged.
    #[arg(long)]
    pub force: bool,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let name = ctx.globals.actor()?;
    if !valid_handle(&name) {
        return Err(Error::usage(format!("\"{name}\" can't be a handle"))
            .hint("say who you are with --as NAME: 1 to 40 of a-z, 0-9, dot, dash and underscore"));
    }
    let login = ctx.globals.login().unwrap_or_default();
    let file = args.file.clone().or_else(|| ctx.globals.db.clone()).unwrap_or_else(|| PathBuf::from("desk.db"));
    let (desk, made) = Desk::make(&file, &name, &login, ctx.now(), args.force)?;
    if made && let Some(display) = &args.display {
        let actor = ctx.actor_named(&desk, &name)?;
        desk.transact(&actor, ctx.now(), |tx| Ok::<_, Error>(people::set(tx, &name, Some(display), None, None)?))?;
    }
    let chief =
        desk.read(ctx.now(), |r| Ok::<_, Error>(person::all(r)?.into_iter().find(|p| p.role == Role::Chief)))?;
    let chief = chief.map_or(name, |p| p.name);
    let file = desk.path().display().to_string();
    let said = if made {
        format!("made {file}; {chief} is its chief\nnext: copydesk person add NAME --role editor; copydesk import FILE")
    } else {
        format!("{file} is a desk already; {chief} is its chief; nothing changed")
    };
    ctx.changed(&Made { file, chief, made }, said)
}

crate::record! {
    /// What `init --json` answers.
    struct Made {
        /// The desk's file.
        file: String,
        /// Its chief.
        chief: String,
        /// Whether it was made now.
        made: bool,
    }
}

impl Row for Made {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("file", |m: &Self, _| m.file.as_str().into()),
            Column::new("chief", |m, _| m.chief.as_str().into()),
        ]
    }
}
