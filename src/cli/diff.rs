//! `copydesk diff`.

use std::path::PathBuf;

use crate::{
    cli::{
        Ctx,
        error::Result,
        names::{ArticleAt, RevisionAt, RevisionName},
    },
    diff::Class,
};

/// Show what changed between two revisions, and what became of the claims.
///
/// Without a second revision head is compared with what you saw last, or with the revision before. --since says
/// so in a word: approved, published, seen, a revision or a date. --files compares two files, with no desk.
///
/// Example: copydesk diff harbour-fire --since approved
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article, with the older revision.
    #[arg(value_name = "ARTICLE[@FROM]", required_unless_present = "files")]
    pub article: Option<ArticleAt>,
    /// The newer revision: @5, @head, or ARTICLE@5 of the same article.
    #[arg(value_name = "@TO", allow_hyphen_values = true)]
    pub to: Option<RevisionAt>,
    /// The older revision: approved, published, seen, a number or a date.
    #[arg(long, value_name = "REVISION", conflicts_with = "to", allow_hyphen_values = true)]
    pub since: Option<RevisionName>,
    /// How to show it.
    #[arg(long, value_enum, default_value_t, value_name = "STYLE")]
    pub style: Style,
    /// Leave out changes of this class. May be given more than once.
    #[arg(long, value_enum, value_name = "CLASS", value_delimiter = ',')]
    pub ignore: Vec<Ignore>,
    /// Compare two files instead.
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"], conflicts_with_all = ["article", "to", "since"])]
    pub files: Option<Vec<PathBuf>>,
    /// Write it to this file.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// How a difference is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Style {
    /// The new text, with what went and what came marked in it.
    #[default]
    Inline,
    /// Lines that went and lines that came.
    Unified,
    /// Counts only.
    Stat,
    /// JSON, as --json gives.
    Json,
}

/// A class of changes that can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Ignore {
    /// Capitals against small letters.
    Case,
    /// One quotation mark or dash for another of its kind.
    Typographic,
    /// White space.
    Spacing,
    /// Emphasis and links' targets.
    Markup,
}

impl From<Ignore> for Class {
    fn from(ignore: Ignore) -> Self {
        match ignore {
            Ignore::Case => Self::Case,
            Ignore::Typographic => Self::Typographic,
            Ignore::Spacing => Self::Spacing,
            Ignore::Markup => Self::Markup,
        }
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
