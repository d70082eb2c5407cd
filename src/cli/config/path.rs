//! `copydesk config path`.

use crate::cli::{
    Ctx,
    config::Config,
    error::{Error, Result},
};
use crate::render::{Column, Row};

/// Say where the config file is, or where it would be.
///
/// Example: ${EDITOR:-vi} "$(copydesk config path)"
#[derive(Debug, clap::Args)]
pub struct Args {}

crate::record! {
    /// Where the config file is.
    struct PathView {
        /// The file.
        path: String,
        /// Whether it is there.
        exists: bool,
    }
}

impl Row for PathView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("path", |p: &Self, _| (&p.path).into()),
            Column::new("exists", |p, _| if p.exists { "yes" } else { "no" }.into()),
        ]
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, _: &Args) -> Result<()> {
    let path = Config::path().ok_or_else(|| {
        Error::failed("there is no home folder, and so no config file").hint("set HOME, or XDG_CONFIG_HOME")
    })?;
    if !ctx.for_people() {
        return ctx.record(&PathView { path: path.display().to_string(), exists: path.exists() });
    }
    ctx.ui.write(format!("{}\n", path.display()).as_bytes())?;
    if !path.exists() {
        ctx.ui.status("there is no such file yet; nothing is set in it");
    }
    Ok(())
}
