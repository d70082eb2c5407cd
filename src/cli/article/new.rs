//! `copydesk article new`.

use std::path::PathBuf;

use super::view;
use crate::cli::{
    Ctx, copy,
    error::{Error, Result},
};
use crate::desk::articles::{self, New};
use crate::domain::naming::TagName;
use crate::domain::part::{Part, Texts};
use crate::import::identity::slugify;
use crate::ui::editor::Draft;

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
    let desk = ctx.open()?;
    let actor = ctx.actor(&desk)?;
    let mut texts = Texts::default();
    let mut draft = None;
    match &args.file {
        Some(file) => {
            let copy = ctx.read_text(file)?;
            copy::read_draft(&copy, &mut texts).map_err(|why| unread(&why))?;
            flags(args, &mut texts);
        }
        None if ctx.ui.can_edit() => {
            flags(args, &mut texts);
            let Some(kept) = written(ctx, args, &mut texts)? else {
                return Err(Error::refused("the draft was left as it was; no article was started")
                    .hint("to start one with a headline alone: --no-input"));
            };
            draft = Some(kept);
        }
        None => flags(args, &mut texts),
    }
    let made = desk.transact(&actor, ctx.now(), |tx| {
        let headline = texts.get(&Part::Headline).trim();
        let slug = match &args.slug {
            Some(slug) => slug.clone(),
            None if headline.is_empty() => String::new(),
            None => articles::free_slug(tx, &slugify(headline))?,
        };
        if headline.is_empty() {
            return Err(Error::usage("an article needs a headline").hint("give it with --headline TEXT"));
        }
        let new = New {
            slug,
            texts: texts.clone(),
            language: args.language.clone().unwrap_or_default(),
            desk: args.desk.clone().unwrap_or_default(),
            urgency: args.urgency.map(i64::from),
            tags: args.tags.iter().map(|tag| tag.parse::<TagName>()).collect::<Result<_, _>>()?,
            note: args.note.clone().unwrap_or_default(),
        };
        view::now(tx, &articles::create(tx, &new)?)
    });
    let made = match (made, draft) {
        (Ok(made), draft) => {
            if let Some(draft) = draft {
                draft.saved();
            }
            made
        }
        (Err(error), Some(draft)) => {
            let path = draft.path().display();
            return Err(error
                .detail(format!("what you typed is kept in {path}"))
                .hint(format!("then: copydesk article new SLUG --file {path}")));
        }
        (Err(error), None) => return Err(error),
    };
    let said = format!("{} is a draft of {} words\nnext: copydesk article submit {0}", made.slug, made.words);
    ctx.changed(&made, said)
}

/// What the flags say of the small parts.
fn flags(args: &Args, texts: &mut Texts) {
    let given = [
        (Part::Headline, &args.headline),
        (Part::Standfirst, &args.standfirst),
        (Part::Byline, &args.byline),
        (Part::Dateline, &args.dateline),
    ];
    for (part, text) in given {
        if let Some(text) = text {
            texts.set(part, text.trim());
        }
    }
}

/// Lets the person write; `None` when nothing was.
fn written(ctx: &Ctx, args: &Args, texts: &mut Texts) -> Result<Option<Draft>> {
    let draft = Draft::new(args.slug.as_deref().unwrap_or("article"), &copy::draft(texts))?;
    let Some(typed) = draft.edit(&ctx.ui)? else {
        draft.saved();
        return Ok(None);
    };
    copy::read_draft(&typed, texts).map_err(|why| {
        let path = draft.path().display();
        unread(&why)
            .detail(format!("what you typed is kept in {path}"))
            .hint(format!("mend it, then: copydesk article new --file {path}"))
    })?;
    Ok(Some(draft))
}

/// A header that can't be read.
pub(super) fn unread(why: &str) -> Error {
    Error::refused(format!("the text's header can't be read: {why}"))
        .hint("mend the header; or, for Markdown with other front matter: copydesk import FILE")
}
