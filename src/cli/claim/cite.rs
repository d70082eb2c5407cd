//! `copydesk claim cite`.

use std::path::PathBuf;

use super::{Changed, is_one};
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::{ClaimsOrSource, each_claim},
    },
    desk::{
        claims::{self, Case},
        sources::{self, NewSource},
    },
    domain::{
        ids::ArticleId,
        source::{SourceKind, Stance},
    },
    store::source::Tie,
};

/// Tie a source to claims: what their finding rests on.
///
/// Name a source of the desk (S3), or describe a new one with --kind and --title. One ruling that backs forty claims
/// is typed once. A source that contradicts an approved claim makes its approval lapse.
///
/// Example: copydesk claim cite 12,14 S3 --locator "p. 4" --stance supports
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims, and the source if the desk has it already (S3).
    #[arg(required = true, value_name = "CLAIM|SOURCE")]
    pub targets: Vec<ClaimsOrSource>,
    /// What sort of thing the new source is.
    #[arg(long, value_enum, value_name = "KIND", requires = "title")]
    pub kind: Option<SourceKind>,
    /// The new source's title.
    #[arg(long, value_name = "TEXT", requires = "kind")]
    pub title: Option<String>,
    /// Where the new source is.
    #[arg(long, value_name = "URL", requires = "title")]
    pub url: Option<String>,
    /// The new source is a primary one.
    #[arg(long, requires = "title")]
    pub primary: bool,
    /// The new source's independence group: two sources of one group count once.
    #[arg(long, value_name = "GROUP", requires = "title")]
    pub group: Option<String>,
    /// The new source is confidential: give a label as --title, never the name.
    #[arg(long, requires = "title")]
    pub confidential: bool,
    /// Who knows the name of the new, confidential source.
    #[arg(long, value_name = "NAME", requires = "confidential")]
    pub known_to: Option<String>,
    /// A file to keep with the new source.
    #[arg(long, value_name = "FILE", requires = "title")]
    pub file: Option<PathBuf>,
    /// Where in the source: page, timecode.
    #[arg(long, value_name = "TEXT")]
    pub locator: Option<String>,
    /// The source's own words.
    #[arg(long, value_name = "TEXT")]
    pub quotation: Option<String>,
    /// What it says to the claim.
    #[arg(long, value_enum, default_value = "supports", value_name = "STANCE")]
    pub stance: Stance,
    /// A note.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let mut claims = Vec::new();
    let mut named = None;
    for target in &args.targets {
        match target {
            ClaimsOrSource::Claims(some) => claims.push(some.clone()),
            ClaimsOrSource::Source(id) if named.is_none_or(|other| other == *id) => named = Some(*id),
            ClaimsOrSource::Source(_) => {
                return Err(Error::usage("one source at a time").hint("run the command once for each source"));
            }
        }
    }
    let ids = each_claim(&claims);
    let Some(first) = ids.first() else {
        return Err(Error::usage("no claim is named").hint("copydesk claim cite 12,20-31 S3"));
    };
    if named.is_some() == args.kind.is_some() {
        return Err(Error::usage("name a source of the desk, or describe a new one").hint(format!(
            "copydesk claim cite {first} S3; or: copydesk claim cite {first} --kind document --title \"…\""
        )));
    }
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let file = args.file.as_deref().map(|file| ctx.attached(file)).transpose()?;
    let tie = Tie {
        locator: text(&args.locator),
        quotation: text(&args.quotation),
        stance: args.stance,
        note: text(&args.note),
    };
    Changed::make(ctx, is_one(&claims), |tx, heads| {
        let cases = ids.iter().map(|id| Ok(Case::load(tx, heads, *id)?)).collect::<Result<Vec<_>>>()?;
        let source = match (named, args.kind) {
            (None, Some(kind)) => {
                // Of the article that all the claims are of, else of the desk.
                let mut articles: Vec<ArticleId> = cases.iter().map(|case| case.head.article.id).collect();
                articles.dedup();
                let new = NewSource {
                    article: articles.first().copied().filter(|_| articles.len() == 1),
                    kind,
                    title: text(&args.title),
                    url: text(&args.url),
                    archived_url: String::new(),
                    retrieved_at: args.url.is_some().then_some(tx.now),
                    is_primary: args.primary,
                    independence: text(&args.group),
                    confidential: args.confidential,
                    known_by: text(&args.known_to),
                    note: String::new(),
                    file,
                };
                sources::add(tx, &new)?.id
            }
            (Some(id), _) => id,
            (None, None) => return Err(Error::usage("no source is named")),
        };
        let step = |case: Case| {
            let name = format!("#{}", case.claim().id);
            claims::cite(tx, case, source, &tie).map_err(|e| Error::from(e).about(&name))
        };
        cases.into_iter().map(step).collect()
    })?
    .report(ctx)
}
