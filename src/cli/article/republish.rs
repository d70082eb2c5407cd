//! `copydesk article republish`.

use super::{moved_past_gate, view};
use crate::{
    cli::{
        Ctx,
        error::Result,
        names::{ArticleName, RevisionName},
    },
    desk::{articles, note},
    domain::article::PublicationKind,
};

/// Make the head revision public in place of what is: a correction, clarification, update or note.
///
/// `--as KIND` after the verb says what it is, as --kind does (`--as NAME` before the noun is still who acts). All
/// but an update carry a public note. A change of fact that is not called a correction needs a --reason. For editors.
///
/// Example: copydesk article republish harbour-fire --as correction --note "An earlier version gave the wrong date."
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// What it is; may be written as --as KIND.
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: RepublishKind,
    /// The public note.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Why a change of fact is not called a correction.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Pass a closed gate, for this reason. For chiefs; every report of the article will say so.
    #[arg(long = "override", value_name = "REASON")]
    pub override_reason: Option<String>,
    /// The revision that you read.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// What a publication after the first may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RepublishKind {
    /// Something public was wrong.
    Correction,
    /// Something public was misleading.
    Clarification,
    /// New matter.
    Update,
    /// An editor's note.
    Note,
}

impl From<RepublishKind> for PublicationKind {
    fn from(kind: RepublishKind) -> Self {
        match kind {
            RepublishKind::Correction => Self::Correction,
            RepublishKind::Clarification => Self::Clarification,
            RepublishKind::Update => Self::Update,
            RepublishKind::Note => Self::Note,
        }
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let kind = PublicationKind::from(args.kind);
    let note = match &args.note {
        Some(note) => note.clone(),
        None if args.kind == RepublishKind::Update => String::new(),
        None => {
            let drafted = ctx.read_desk(|r| Ok(note::drafted(r, &view::head(r, &args.article)?)?))?;
            ctx.ui.input("What is the public told?", &drafted, "give it with --note TEXT")?
        }
    };
    let why = args.reason.as_deref().unwrap_or_default();
    moved_past_gate(
        ctx,
        args.override_reason.as_deref(),
        |tx, reason| {
            let head = view::head(tx, &args.article)?;
            let saw = ctx.saw(tx, &head.article, args.at)?;
            let change = articles::Republish { kind, note: &note, why, reason };
            Ok(articles::republish(tx, &head, &change, Some(saw))?)
        },
        |a| format!("{}@{} is public, as {kind}", a.slug, a.head),
    )
}
