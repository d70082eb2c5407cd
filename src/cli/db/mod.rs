//! The database file itself.

use std::path::Path;

use crate::cli::{Ctx, error::Result};

pub mod backup;
pub mod check;
pub mod restore;
pub mod seal;
pub mod stats;

/// Check, copy, restore and seal the desk's file.
#[derive(Debug, clap::Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

// Each verb's documentation is on its own `Args`.
#[derive(Debug, clap::Subcommand)]
#[command(defer = true)]
enum Verb {
    Check(check::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Stats(stats::Args),
    Seal(seal::Args),
}

/// Runs the verb that was typed.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    match &args.verb {
        Verb::Check(args) => check::run(ctx, args),
        Verb::Backup(args) => backup::run(ctx, args),
        Verb::Restore(args) => restore::run(ctx, args),
        Verb::Stats(args) => stats::run(ctx, args),
        Verb::Seal(args) => seal::run(ctx, args),
    }
}

/// The size of a desk's file with its write-ahead log, in bytes.
fn size(file: &Path) -> u64 {
    let of = |path: &Path| path.metadata().map_or(0, |meta| meta.len());
    let mut wal = file.as_os_str().to_owned();
    wal.push("-wal");
    of(file) + of(Path::new(&wal))
}
