//! `copydesk article edit`.

use std::path::PathBuf;

use crate::{
    cli::{
        Ctx,
        error::Result,
        names::{ArticleName, RevisionName},
    },
    domain::part::Part,
};

/// Change an article's text: a new revision.
///
/// Without --file or a part's flag your editor opens on the text. Claims keep their approval where their words
/// and what they mean stand; where not, the approval lapses and you are told. If the text in head is no longer the
/// one you saw (--at), the edit is refused as a conflict.
///
/// Example: copydesk article edit harbour-fire --file draft.md --note "Police raise the toll"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// The file with the new text; - is standard input.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The part that --file (or the editor) replaces: body, caption:1, and so on.
    #[arg(long, value_name = "PART", default_value = "body")]
    pub part: Part,
    /// A new headline.
    #[arg(long, value_name = "TEXT")]
    pub headline: Option<String>,
    /// A new standfirst.
    #[arg(long, value_name = "TEXT")]
    pub standfirst: Option<String>,
    /// A new byline.
    #[arg(long, value_name = "TEXT")]
    pub byline: Option<String>,
    /// A new dateline.
    #[arg(long, value_name = "TEXT")]
    pub dateline: Option<String>,
    /// What was changed, and why.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The revision that the edit was made on.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
