//! `copydesk init`.

use std::path::PathBuf;

use crate::cli::{Ctx, error::Result};

/// Make a desk: one database file that holds everything.
///
/// Whoever makes it becomes its chief, under the name given by --as (or the login name). The file must not
/// exist yet.
///
/// Example: copydesk --as dana init
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to make.
    #[arg(default_value = "desk.db", value_name = "FILE")]
    pub file: PathBuf,
    /// The chief's name as it is shown in reports.
    #[arg(long, value_name = "TEXT")]
    pub display: Option<String>,
    /// Make it on a network or shared file system too, where a database may be damaged.
    #[arg(long)]
    pub force: bool,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
