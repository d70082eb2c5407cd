//! The way in of a whole desk that was exported: into a desk that was just
//! made, as it was, in one transaction.

use std::path::Path;

use super::Args;
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
    },
    desk::archive::{self, Done},
    domain::person::Role,
    import::{
        detect::{Detected, detect},
        source::{Origin, Progress, Source},
    },
    render::{Column, Row, human},
    store::Desk,
};

crate::record! {
    /// What the import of a whole desk answers.
    struct WholeView {
        /// How many rows were read.
        rows: u64,
        /// How many events the desk has now.
        events: i64,
    }
}

impl Row for WholeView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("rows", |w: &Self, _| human::thousands(w.rows).into()),
            Column::new("events", |w: &Self, _| human::thousands(w.events.unsigned_abs()).into()),
        ]
    }
}

/// The one input, opened, where it is an exported desk.
pub(super) fn exported(args: &Args) -> Option<Source> {
    let [path] = args.paths.as_slice() else { return None };
    if args.input_format.is_some_and(|format| format != super::InputFormat::Auto)
        || path == Path::new("-")
        || !path.is_file()
    {
        return None;
    }
    // What can't be opened is told by the import of articles.
    let source = Source::open(&Origin::File(path.clone()), &Progress::default()).ok()?;
    matches!(detect(&source, None), Ok(Detected::Desk)).then_some(source)
}

/// Loads it.
pub(super) fn load(ctx: &Ctx, args: &Args, source: Source) -> Result<()> {
    if !args.tags.is_empty() || args.desk.is_some() || args.slug.is_some() || args.provider.is_some() {
        return Err(Error::usage(format!("{} is a whole desk, and comes in as it is", source.name))
            .hint("leave out --tag, --desk, --slug and --provider"));
    }
    let desk = ctx.open()?;
    let actor = ctx.actor(&desk)?;
    if actor.role < Role::Chief {
        return Err(Error::refused(format!("{} is a {} and may not import a whole desk", actor.name, actor.role))
            .hint("act as the desk's chief: --as NAME"));
    }
    archive::ready(&desk)?;
    let mut stream = source.stream();
    let done = {
        let progress = ctx.ui.progress("rows", None);
        let mut tell = |rows| progress.set(rows);
        if args.dry_run {
            // The same, into a desk that is then thrown away.
            let folder = tempfile::tempdir().map_err(|e| {
                Error::failed(format!("there is no room for a trial: {e}")).hint("import without --dry-run")
            })?;
            let (trial, _) = Desk::make(&folder.path().join("desk.db"), &actor.name, &actor.login, ctx.now(), true)?;
            archive::load(&trial, &mut stream, &mut tell)?
        } else {
            archive::load(&desk, &mut stream, &mut tell)?
        }
    };
    let Done { rows, events } = done;
    let file = desk.path().display();
    let said = if args.dry_run {
        format!("{file} would hold the exported desk, up to event {events}; nothing changed")
    } else {
        format!(
            "{file} holds the exported desk now, up to event {events}\nnext: copydesk log --verify; copydesk db check"
        )
    };
    ctx.changed(&WholeView { rows, events }, said)
}
