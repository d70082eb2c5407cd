//! The whole desk as JSON lines.

use std::io::Write;

use super::{Args, out};
use crate::cli::{Ctx, error::Result};
use crate::desk::archive::{self, Done};
use crate::render::human;

/// Runs it.
pub(super) fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let Some(file) = &args.output else {
        return out::to_stdout(ctx, |out| write(ctx, out)).map(|_| ());
    };
    // It holds everything, so only its owner may read it.
    let manner = out::Manner { force: args.force, private: true };
    let done = out::to_file(file, manner, |out| write(ctx, out))?;
    let rows = human::count(done.rows, "row", "rows");
    ctx.ui.status(format!("wrote {}: the desk up to event {} in {rows}", file.display(), done.events));
    Ok(())
}

fn write(ctx: &Ctx, out: &mut dyn Write) -> Result<Done> {
    let progress = ctx.ui.progress("rows", None);
    ctx.read_desk(|r| Ok(archive::write(r, out, &mut |rows| progress.set(rows))?))
}
