//! `copydesk source show`.

use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::view::SourceView;
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names,
    },
    desk,
    domain::ids::SourceId,
    store::source,
};

/// Show a source and the claims that rest on it.
///
/// Example: copydesk source show S3
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The source.
    #[arg(value_name = "SOURCE", value_parser = names::source)]
    pub source: SourceId,
    /// Write the file that is kept with it here.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let (view, file) = ctx.read_desk(|r| {
        let found = desk::names::source(r, args.source)?;
        let file = if args.output.is_some() { Some(source::attached(r, found.id)?) } else { None };
        Ok((SourceView::load(r, found)?, file))
    })?;
    let (Some(output), Some(bytes)) = (&args.output, file) else {
        return ctx.show(&view, |page| view.put(page));
    };
    match (&view.file_sha256, &view.file_place) {
        (None, _) => Err(Error::not_found(format!("no file is kept with S{}", view.id))
            .hint(format!("keep one: copydesk source edit S{} --file FILE", view.id))),
        (_, Some(place)) => Err(Error::not_found(format!("the file of S{} was too large to be kept", view.id))
            .hint(format!("it was at {place}"))),
        (Some(hash), None) if crate::store::hex(&Sha256::digest(&bytes)) != *hash => Err(Error::failed(format!(
            "the file kept with S{} is damaged: its SHA-256 is not the recorded one",
            view.id
        ))
        .hint("look with: copydesk db check")),
        _ => ctx.write_file(output, &bytes),
    }
}
