//! `copydesk gate`.

use crate::{
    cli::{Ctx, error::Result, names::ArticleName},
    domain::article::StageAction,
};

/// Say whether an article may be approved or published, and what stands in the way.
///
/// Lists every blocker with the command that clears it. The exit code is 0 when the gate is clear, 8 when it is
/// closed.
///
/// Example: copydesk gate harbour-fire --for publish
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// The step to ask for. Without it, the next one of the article's stage.
    #[arg(long, value_enum, value_name = "STEP")]
    pub r#for: Option<Step>,
}

/// A step that has a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Step {
    /// Approval of the article.
    Approve,
    /// Its first publication.
    Publish,
    /// A publication in place of the one before.
    Republish,
}

impl From<Step> for StageAction {
    fn from(step: Step) -> Self {
        match step {
            Step::Approve => Self::Approve,
            Step::Publish => Self::Publish,
            Step::Republish => Self::Republish,
        }
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    crate::cli::not_built_yet(ctx, args)
}
