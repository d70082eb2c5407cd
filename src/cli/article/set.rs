//! `copydesk article set`.

use super::view;
use crate::cli::{
    Ctx,
    error::Result,
    names::{ArticleName, WhenOrNone},
};
use crate::desk::articles::{self, Set};

/// Change what is kept beside an article's text: slug, desk, urgency, times.
///
/// These make no new revision. Give `none` to take a time away, and an empty text to clear a field.
///
/// Example: copydesk article set harbour-fire --urgency 2 --embargo-until 2026-01-31T18:00
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// A new slug.
    #[arg(long, value_name = "SLUG")]
    pub slug: Option<String>,
    /// The desk it belongs to.
    #[arg(long, value_name = "NAME")]
    pub desk: Option<String>,
    /// The language of the text, as in BCP 47.
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// Its urgency, from 1 (highest) to 9.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=9))]
    pub urgency: Option<u8>,
    /// Whose copy it is.
    #[arg(long, value_name = "NAME")]
    pub provider: Option<String>,
    /// Its id at the provider.
    #[arg(long, value_name = "ID")]
    pub external_id: Option<String>,
    /// Where it stands in public.
    #[arg(long, value_name = "URL")]
    pub canonical_url: Option<String>,
    /// The time before which it must not be published, or none.
    #[arg(long, value_name = "TIME")]
    pub embargo_until: Option<WhenOrNone>,
    /// The time by which it is wanted, or none.
    #[arg(long, value_name = "TIME")]
    pub due: Option<WhenOrNone>,
    /// A note to editors, never given to the public.
    #[arg(long, value_name = "TEXT")]
    pub ednote: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let time = |when: Option<WhenOrNone>| when.map(|w| w.0.map(|w| w.resolve(ctx.clock.now(), ctx.zone)));
    let set = Set {
        slug: args.slug.clone(),
        language: args.language.clone(),
        desk: args.desk.clone(),
        urgency: args.urgency.map(i64::from),
        // A day's embargo is over when the day begins; a day's work is due when it ends.
        embargo_until: args.embargo_until.map(|w| w.0.map(|w| w.resolve_start(ctx.clock.now(), ctx.zone))),
        due_at: time(args.due),
        canonical_url: args.canonical_url.clone(),
        ednote: args.ednote.clone(),
        provider: args.provider.clone(),
        external_id: args.external_id.clone(),
    };
    let mut told = Vec::new();
    let after = ctx.act(|tx| {
        let (article, turned) = articles::set(tx, &view::head(tx, &args.article)?, &set)?;
        told = view::turned(&turned);
        view::now(tx, &article)
    })?;
    told.insert(0, format!("{} is changed", after.slug));
    ctx.changed(&after, told.join("\n"))
}
