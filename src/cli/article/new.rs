//! `copydesk article new`.

use std::path::PathBuf;

use crate::cli::{Ctx, error::Result};

/// Start an article.
///
/// The text comes from --file (- is standard input), or from your editor. Without a slug one is made from the
/// headline.
///
/// Example: copydesk article new harbour-fire --headline "Ten die in harbour fire" --file draft.md
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The slug: 1 to 120 of a-z, 0-9 and -.
    #[arg(value_name = "SLUG")]
    pub slug: Option<String>,
    /// The headline.
    #[arg(long, value_name = "TEXT")]
    pub headline: Option<String>,
    /// The file with the body; - is standard input.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The standfirst, under the headline.
    #[arg(long, value_name = "TEXT")]
    pub standfirst: Option<String>,
    /// Who wrote it.
    #[arg(long, value_name = "TEXT")]
    pub byline: Option<String>,
    /// Where and when it was filed.
    #[arg(long, value_name = "TEXT")]
    pub dateline: Option<String>,
    /// The language of the text, as in BCP 47 (en, pt-BR).
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// The desk it belongs to.
    #[arg(long, value_name = "NAME")]
    pub desk: Option<String>,
    /// Its urgency, from 1 (highest) to 9.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=9))]
    pub urgency: Option<u8>,
    /// A tag, as scheme:name or name. May be given more than once.
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// A note on this first revision.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
