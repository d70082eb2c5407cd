//! `copydesk import`.

use std::path::PathBuf;

use crate::cli::{Ctx, error::Result};

/// Read copy into the desk: files, folders, archives or standard input.
///
/// Each item is all in or all out, and one line says what became of it: created, updated (a new revision),
/// unchanged, withdrawn or rejected. The same input twice changes nothing, and a run that was killed can simply be
/// run again. `--format WORD` after the verb says how the input is written, as --input-format does; use --json for
/// output as JSON.
///
/// Example: copydesk import wire/ --tag place:Syria --provider reuters
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders to read; - is standard input.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How the input is written, where that can't be seen from it.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub input_format: Option<InputFormat>,
    /// Tag every item, as scheme:name or name. May be given more than once.
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// The desk that the items belong to.
    #[arg(long, value_name = "NAME")]
    pub desk: Option<String>,
    /// The slug of the item. Only with one item.
    #[arg(long, value_name = "SLUG")]
    pub slug: Option<String>,
    /// Whose copy it is.
    #[arg(long, value_name = "NAME")]
    pub provider: Option<String>,
    /// Remove characters that would be refused (control and direction characters), and say so.
    #[arg(long)]
    pub repair: bool,
    /// Say what would happen, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// How input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum InputFormat {
    /// Plain wire copy: the first line with words is the headline.
    Plain,
    /// Markdown, with or without front matter.
    Markdown,
    /// copydesk's own JSONL: one article a line.
    Jsonl,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
