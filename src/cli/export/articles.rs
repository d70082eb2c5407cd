//! Articles: which, which of their revisions, and in what form.

use std::io::Write;
use std::path::PathBuf;

use super::{Args, To, What, Which, out, tell, wanted};
use crate::cli::{
    Ctx,
    error::{Error, Result},
};
use crate::desk::export::{Gatherer, Scope, choose};
use crate::desk::names;
use crate::domain::ids::{ArticleId, RevisionNumber};
use crate::render::export::{Frame, Stories, atom, docx, jsonl, markdown, newsml, ninjs};
use crate::render::human;
use crate::store::article::{self, Article};
use crate::store::{Fault, Read};

/// What is to be exported: ids, each with a revision where one was named.
pub(super) struct Chosen {
    ids: Vec<(ArticleId, Option<RevisionNumber>)>,
    /// Whether they were named.
    named: bool,
    rev: Which,
}

impl Chosen {
    /// The articles that are named or chosen.
    pub(super) fn of(ctx: &Ctx, r: &Read<'_>, args: &Args, usual: Which) -> Result<Self> {
        let rev = args.rev.unwrap_or(usual);
        let mut ids = Vec::new();
        for at in &args.articles {
            let article = names::article(r, &at.article)?;
            let who = ctx.globals.actor().ok().and_then(|name| names::actor(r, &name, "").ok());
            let number = at.revision.map(|name| ctx.revision(r, &article, name, who.as_ref())).transpose()?;
            if number.is_none() && revision(&article, rev).is_none() {
                return Err(missing(&article, rev));
            }
            if !ids.contains(&(article.id, number)) {
                ids.push((article.id, number));
            }
        }
        let named = !ids.is_empty();
        if !named {
            ids = choose(r, &wanted(ctx, args))?.into_iter().map(|id| (id, None)).collect();
        }
        Ok(Self { ids, named, rev })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether one article was named, and no more.
    fn is_one(&self) -> bool {
        self.named && self.ids.len() == 1
    }

    /// Calls `f` with each article and its revision; answers how many have no
    /// such revision and were left out.
    pub(super) fn each(&self, r: &Read<'_>, mut f: impl FnMut(Article, RevisionNumber) -> Result<()>) -> Result<u64> {
        let mut left_out = 0;
        for (id, number) in &self.ids {
            let article = article::by_id(r, *id)?
                .ok_or_else(|| Fault::Corrupt(format!("article {id} is gone")))
                .map_err(|fault| Error::from(crate::store::Error::from(fault)))?;
            match number.or_else(|| revision(&article, self.rev)) {
                Some(number) => f(article, number)?,
                None => left_out += 1,
            }
        }
        Ok(left_out)
    }

    /// Says that articles were left out, and how they could be had; fails where
    /// nothing is left.
    pub(super) fn told(&self, ctx: &Ctx, items: u64, left_out: u64) -> Result<()> {
        if items > 0 {
            if left_out > 0 {
                ctx.ui.status(self.left_out(left_out));
            }
            return Ok(());
        }
        if left_out == 0 {
            return Err(Error::refused("no article is like that; nothing was written")
                .hint("see them with: copydesk article list"));
        }
        let (are, hint) = self.without(left_out);
        let count = human::count(left_out, "article", "articles");
        Err(Error::refused(format!("nothing to export: {count} {are}")).hint(hint))
    }

    /// Why so many articles were left out, and how they could be had.
    pub(super) fn left_out(&self, count: u64) -> String {
        let (are, hint) = self.without(count);
        format!("left out {}, which {are}; {hint}", human::count(count, "article", "articles"))
    }

    fn without(&self, count: u64) -> (&'static str, &'static str) {
        let (one, many, hint) = match self.rev {
            Which::Published => ("isn't public", "aren't public", "--rev approved or --rev head takes them along"),
            Which::Approved => ("isn't approved", "aren't approved", "--rev head takes them along"),
            Which::Head => ("has no text", "have no text", "look at: copydesk article list"),
        };
        (if count == 1 { one } else { many }, hint)
    }
}

/// The revision of an article that is meant.
const fn revision(article: &Article, rev: Which) -> Option<RevisionNumber> {
    match rev {
        Which::Published => article.published,
        Which::Approved => article.approved,
        Which::Head => Some(article.head),
    }
}

/// One that was named has no such revision.
fn missing(article: &Article, rev: Which) -> Error {
    let slug = &article.slug;
    let (state, other) = match rev {
        Which::Published if article.approved.is_some() => ("public", format!("{slug}@approved or {slug}@head")),
        Which::Published => ("public", format!("{slug}@head")),
        _ => ("approved", format!("{slug}@head")),
    };
    Error::refused(format!("{slug} isn't {state}, and nothing else leaves unless it is named; nothing was written"))
        .hint(format!("name the revision: {other}"))
}

/// Runs it.
pub(super) fn run(ctx: &Ctx, args: &Args, to: To) -> Result<()> {
    let desk = ctx.open()?;
    let scope = Scope { claims: args.claims, history: args.history, inside: args.internal };
    desk.read(ctx.now(), |r| {
        let chosen = Chosen::of(ctx, r, args, Which::Published)?;
        let gatherer = Gatherer::new(r, scope)?;
        let frame = Frame {
            many: !chosen.is_one(),
            internal: args.internal,
            at: ctx.clock.now(),
            origin: gatherer.origin().to_owned(),
            title: args.title.clone().unwrap_or_else(|| "Articles".to_owned()),
        };
        match &args.output {
            Some(path) if out::is_folder(path) => folder(ctx, args, to, r, &chosen, &gatherer, &frame, path),
            output => {
                alone(to, &chosen)?;
                let total = chosen.len() as u64;
                let mut done = (0, 0);
                let mut write = |out: &mut dyn Write| -> Result<()> {
                    let mut writer = writer(ctx, to, &frame);
                    let progress = ctx.ui.progress("articles", Some(total));
                    writer.begin(out).map_err(out::unwritten)?;
                    let left_out = chosen.each(r, |article, number| {
                        let story = gatherer.story(article, number)?;
                        progress.inc(1);
                        writer.story(out, &story).map_err(out::unwritten)
                    })?;
                    writer.end(out).map_err(out::unwritten)?;
                    done = (progress.done(), left_out);
                    chosen.told(ctx, done.0, done.1)
                };
                match output {
                    None => out::to_stdout(ctx, write).map(|_| ()),
                    Some(file) => {
                        let manner = out::Manner { force: args.force, private: args.internal };
                        out::to_file(file, manner, &mut write)?;
                        tell(ctx, args, to, done.0, done.1, ("article", "articles"))
                    }
                }
            }
        }
    })
}

/// Fails where a form holds one article and several may come.
fn alone(to: To, chosen: &Chosen) -> Result<()> {
    if matches!(to, To::Markdown | To::Docx) && !chosen.is_one() {
        return Err(Error::usage(format!("{} holds one article a file", to.as_str()))
            .hint(format!("name one article, or write a file each: -o FOLDER/ --to {}", to.as_str())));
    }
    Ok(())
}

fn writer(ctx: &Ctx, to: To, frame: &Frame) -> Box<dyn Stories> {
    match to {
        To::Markdown => Box::new(markdown::Markdown),
        To::Ninjs => Box::new(ninjs::Ninjs::new(frame)),
        To::NewsmlG2 => Box::new(newsml::NewsMl::new(frame.clone())),
        To::Atom => Box::new(atom::Atom::new(frame.clone())),
        To::Docx => Box::new(docx::Docx { offset: ctx.zone.offset_at(frame.at) }),
        _ => Box::new(jsonl::Jsonl),
    }
}

/// A file an article. What is there already is found before the first is written.
#[expect(clippy::too_many_arguments, reason = "one call; each is one thing")]
fn folder(
    ctx: &Ctx,
    args: &Args,
    to: To,
    r: &Read<'_>,
    chosen: &Chosen,
    gatherer: &Gatherer<'_, '_>,
    frame: &Frame,
    path: &std::path::Path,
) -> Result<()> {
    if to == To::Atom {
        return Err(Error::usage("a feed is one file").hint("name it: -o feed.atom"));
    }
    debug_assert_eq!(args.what, What::Articles);
    let file = |article: &Article| -> PathBuf { path.join(format!("{}.{}", article.slug, to.ending())) };
    let mut items = 0;
    let left_out = chosen.each(r, |article, _| {
        items += 1;
        if args.force { Ok(()) } else { out::free(&file(&article)) }
    })?;
    chosen.told(ctx, items, left_out)?;
    out::folder(path)?;
    let progress = ctx.ui.progress("articles", Some(items));
    let manner = out::Manner { force: args.force, private: args.internal };
    let frame = Frame { many: false, ..frame.clone() };
    chosen.each(r, |article, number| {
        let name = file(&article);
        let story = gatherer.story(article, number)?;
        out::to_file(&name, manner, |out| {
            let mut writer = writer(ctx, to, &frame);
            writer
                .begin(out)
                .and_then(|()| writer.story(out, &story))
                .and_then(|()| writer.end(out))
                .map_err(out::unwritten)
        })?;
        progress.inc(1);
        Ok(())
    })?;
    tell(ctx, args, to, items, left_out, ("article", "articles"))
}
