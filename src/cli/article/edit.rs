//! `copydesk article edit`.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{
    new::unread,
    view::{self, ArticleView},
};
use crate::{
    cli::{
        Ctx, copy,
        error::{Error, Kind, Result},
        names::{ArticleName, RevisionName},
    },
    desk::{
        articles,
        facts::Head,
        revise::{self, Fared, Revised},
    },
    domain::{
        article::Stage,
        part::{Part, Texts},
    },
    store::{Actor, Desk},
    ui::editor::Draft,
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
    let desk = ctx.open()?;
    let actor = ctx.actor(&desk)?;
    if args.file.is_none() && flags(args).next().is_none() {
        return in_editor(ctx, args, &desk, &actor);
    }
    let copy = args.file.as_deref().map(|file| ctx.read_text(file)).transpose()?;
    let saved = save(ctx, args, &desk, &actor, args.at, |texts| {
        if let Some(copy) = &copy {
            put(args, copy, texts)?;
        }
        for (part, text) in flags(args) {
            texts.set(part, text.trim());
        }
        Ok(())
    });
    match (saved, copy) {
        (Err(error), Some(copy)) if args.file.as_deref().is_some_and(|file| file.as_os_str() == "-") => {
            // What came in by a pipe can't be read again.
            let draft = Draft::new(&args.article.0, &copy)?;
            Err(kept(args, error, &draft))
        }
        (saved, _) => told(ctx, &saved?),
    }
}

/// The small parts that flags give.
fn flags(args: &Args) -> impl Iterator<Item = (Part, &str)> {
    [
        (Part::Headline, &args.headline),
        (Part::Standfirst, &args.standfirst),
        (Part::Byline, &args.byline),
        (Part::Dateline, &args.dateline),
    ]
    .into_iter()
    .filter_map(|(part, text)| Some((part, text.as_deref()?)))
}

/// Puts copy in place of the part that is edited: the body with what its
/// header names, or one part alone.
fn put(args: &Args, copy: &str, texts: &mut Texts) -> Result<()> {
    if args.part == Part::Body {
        copy::read_draft(copy, texts).map_err(|why| unread(&why))?;
    } else {
        texts.set(args.part.clone(), copy);
    }
    Ok(())
}

/// Opens the editor on the text as it stands now, and saves what was typed: as
/// a change of the revision that was opened, so that whatever somebody else did
/// in between is a conflict. What can't be saved is kept in a file.
fn in_editor(ctx: &Ctx, args: &Args, desk: &Desk, actor: &Actor) -> Result<()> {
    let opened = desk.read(ctx.now(), |r| {
        let head = view::head(r, &args.article)?;
        if head.article.stage == Stage::Killed {
            return Err(revise::killed(&head.article).into());
        }
        if let Some(at) = args.at {
            articles::check_seen(r, &head.article, Some(ctx.revision(r, &head.article, at, Some(actor))?))?;
        }
        Ok::<Head, Error>(head)
    })?;
    let before =
        if args.part == Part::Body { copy::draft(&opened.texts) } else { opened.texts.get(&args.part).to_owned() };
    let draft = Draft::new(&opened.article.slug, &before)?;
    let typed = match draft.edit(&ctx.ui) {
        Ok(Some(typed)) => typed,
        Ok(None) => {
            draft.saved();
            let after = desk.read(ctx.now(), |r| view::now(r, &opened.article))?;
            return ctx.changed(&after, "the text was left as it was; nothing changed");
        }
        Err(error @ crate::ui::Error::NoEditor) => {
            draft.saved();
            return Err(error.into());
        }
        Err(error) => return Err(error.into()),
    };
    let base = RevisionName::Number(opened.article.head.0);
    match save(ctx, args, desk, actor, Some(base), |texts| put(args, &typed, texts)) {
        Ok(saved) => {
            draft.saved();
            told(ctx, &saved)
        }
        Err(error) => Err(kept(args, error, &draft)),
    }
}

/// The error, with the place where what was typed is kept.
fn kept(args: &Args, error: Error, draft: &Draft) -> Error {
    let (slug, path) = (&args.article, draft.path().display());
    let part = if args.part == Part::Body { String::new() } else { format!(" --part {}", args.part) };
    let again = format!("copydesk article edit {slug}{part} --file {path}");
    let conflict = error.kind() == Kind::Conflict;
    let error = error.detail(format!("what you typed is kept in {path}"));
    if conflict {
        error.hint(format!(
            "see what changed: copydesk diff {slug}; bring the two together in that file, then: {again} --at head"
        ))
    } else {
        error.hint(format!("mend it, then: {again}"))
    }
}

/// What came of an edit: the article, and what the desk is told.
struct Saved {
    after: ArticleView,
    said: Vec<String>,
}

fn save(
    ctx: &Ctx,
    args: &Args,
    desk: &Desk,
    actor: &Actor,
    saw: Option<RevisionName>,
    change: impl FnOnce(&mut Texts) -> Result<()>,
) -> Result<Saved> {
    desk.transact(actor, ctx.now(), |tx| {
        let head = view::head(tx, &args.article)?;
        let saw = ctx.saw(tx, &head.article, saw)?;
        let mut texts = head.texts.clone();
        change(&mut texts)?;
        let note = args.note.as_deref().unwrap_or_default();
        let slug = &head.article.slug;
        match articles::edit(tx, &head, &texts, note, Some(saw))? {
            None => {
                let after = view::now(tx, &head.article)?;
                Ok(Saved { after, said: vec![format!("{slug} has this text already; nothing changed")] })
            }
            Some(revised) => {
                let after = view::now(tx, &revised.head.article)?;
                Ok(Saved { after, said: revision_said(&revised) })
            }
        }
    })
}

fn told(ctx: &Ctx, saved: &Saved) -> Result<()> {
    ctx.changed(&saved.after, saved.said.join("\n"))
}

/// What the desk is told after a new revision: its number, the stage where that
/// changed, how the claims fared, and which of them turned and why.
pub fn revision_said(revised: &Revised) -> Vec<String> {
    let a = &revised.head.article;
    let mut first = format!("{} is at revision {}", a.slug, a.head);
    if a.stage == revised.stage_before {
        if a.stage == Stage::Published {
            first.push_str("; what is public stays as it was until it is republished");
        }
    } else if a.stage == Stage::Approved {
        first.push_str(" and approved again: it is the text that was approved");
    } else {
        write!(first, " and {} again: its approval lapsed", a.stage).ok();
    }
    let mut said = vec![first];
    let Fared { carried, moved, touched, stale, cut } = revised.fared;
    let counts = [(carried, "carried"), (moved, "moved"), (touched, "touched"), (stale, "stale"), (cut, "cut")];
    let counts: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    if !counts.is_empty() {
        said.push(format!("claims: {}", counts.join(", ")));
    }
    said.extend(view::turned(&revised.turned));
    if !revised.turned.is_empty() {
        said.push(format!("see what changed: copydesk diff {}", a.slug));
    }
    said
}
