//! `copydesk source add`.

use std::path::PathBuf;

use super::view::SourceView;
use crate::{
    cli::{
        Ctx, desk,
        error::Result,
        names::{ArticleName, When},
    },
    desk::sources::{self, NewSource},
    domain::source::SourceKind,
};

/// Add a source, to an article or to the whole desk.
///
/// `claim cite` ties it to claims. A confidential source takes a label as its title, and who knows the name; never
/// the name.
///
/// Example: copydesk source add harbour-fire --kind document --title "Fire service log, 30 January" --primary
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article that it belongs to.
    #[arg(value_name = "ARTICLE", required_unless_present = "desk")]
    pub article: Option<ArticleName>,
    /// It belongs to the whole desk.
    #[arg(long, conflicts_with = "article")]
    pub desk: bool,
    /// What sort of thing it is.
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: SourceKind,
    /// Its title.
    #[arg(long, value_name = "TEXT")]
    pub title: String,
    /// Where it is.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Where a copy of it is kept.
    #[arg(long, value_name = "URL")]
    pub archived_url: Option<String>,
    /// When it was retrieved.
    #[arg(long, value_name = "TIME")]
    pub retrieved_at: Option<When>,
    /// It is a primary source.
    #[arg(long)]
    pub primary: bool,
    /// Its independence group: two sources of one group count once.
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
    /// It is confidential: the title is a label, never the name.
    #[arg(long)]
    pub confidential: bool,
    /// Who knows the name of a confidential source.
    #[arg(long, value_name = "NAME", requires = "confidential")]
    pub known_to: Option<String>,
    /// A note.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// A file to keep with it, up to 16 MiB; a larger one is recorded by place and hash.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let file = args.file.as_deref().map(|file| ctx.attached(file)).transpose()?;
    let added = ctx.act(|tx| {
        let article = args.article.as_ref().map(|name| desk::article(tx, name)).transpose()?;
        let new = NewSource {
            article: article.map(|a| a.id),
            kind: args.kind,
            title: args.title.clone(),
            url: text(&args.url),
            archived_url: text(&args.archived_url),
            // What has an address was read when it was typed in, unless somebody says otherwise.
            retrieved_at: args
                .retrieved_at
                .map(|when| when.resolve(ctx.clock.now(), ctx.zone))
                .or_else(|| args.url.is_some().then_some(tx.now)),
            is_primary: args.primary,
            independence: text(&args.group),
            confidential: args.confidential,
            known_by: text(&args.known_to),
            note: text(&args.note),
            file,
        };
        SourceView::load(tx, sources::add(tx, &new)?)
    })?;
    let mut said = format!("S{} is added\nnext: copydesk claim cite CLAIM S{0}", added.id);
    if added.confidential {
        said.push_str("\nits title is shown in every report: make sure that it is a label and not the name");
    }
    ctx.changed(&added, said)
}
