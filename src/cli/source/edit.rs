//! `copydesk source edit`.

use std::path::PathBuf;

use super::view::SourceView;
use crate::{
    cli::{
        Ctx,
        article::view,
        error::Result,
        names::{self, WhenOrNone},
    },
    desk::sources::{self, Edit},
    domain::{ids::SourceId, source::SourceKind},
};

/// Change what is known of a source.
///
/// Approvals that rest on it lapse where what it is or says changes; an archive link or a note does no harm. Give an
/// empty text to clear a field.
///
/// Example: copydesk source edit S3 --archived-url "archive.example/harbour"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The source.
    #[arg(value_name = "SOURCE", value_parser = names::source)]
    pub source: SourceId,
    /// What sort of thing it is.
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: Option<SourceKind>,
    /// Its title.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Where it is.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Where a copy of it is kept.
    #[arg(long, value_name = "URL")]
    pub archived_url: Option<String>,
    /// When it was retrieved, or none.
    #[arg(long, value_name = "TIME")]
    pub retrieved_at: Option<WhenOrNone>,
    /// Whether it is a primary source.
    #[arg(long, value_name = "true|false")]
    pub primary: Option<bool>,
    /// Its independence group.
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
    /// Whether it is confidential: then its title is a label, never the name.
    #[arg(long, value_name = "true|false")]
    pub confidential: Option<bool>,
    /// Who knows the name of a confidential source.
    #[arg(long, value_name = "NAME")]
    pub known_to: Option<String>,
    /// A note.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// A file to keep with it, in place of the one before.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let edit = Edit {
        kind: args.kind,
        title: args.title.clone(),
        url: args.url.clone(),
        archived_url: args.archived_url.clone(),
        retrieved_at: args.retrieved_at.map(|w| w.0.map(|when| when.resolve(ctx.clock.now(), ctx.zone))),
        is_primary: args.primary,
        independence: args.group.clone(),
        confidential: args.confidential,
        known_by: args.known_to.clone(),
        note: args.note.clone(),
        file: args.file.as_deref().map(|file| ctx.attached(file)).transpose()?,
    };
    let (after, turned) = ctx.act(|tx| {
        let (after, turned) = sources::edit(tx, args.source, edit)?;
        Ok((SourceView::load(tx, after)?, turned))
    })?;
    let mut said = vec![format!("S{} is changed", after.id)];
    said.extend(view::turned(&turned));
    ctx.changed(&after, said.join("\n"))
}
