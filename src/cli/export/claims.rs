//! Claims: the fact-check sheet, and what of it the public is told.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::Value;

use super::articles::Chosen;
use super::{Args, To, Which, out, tell};
use crate::cli::{
    Ctx,
    error::{Error, Result},
};
use crate::desk::export::{Gatherer, Scope};
use crate::domain::export::Story;
use crate::render::export::annotations;
use crate::render::export::claimreview::{self, Unfit, publishable};
use crate::render::export::sheet::{self, Csv, Line};
use crate::render::{human, json};
use crate::store::{Read, policy};

/// How many were written, how many of the articles had no such revision, and
/// why claims were left out.
#[derive(Default)]
struct Done {
    items: u64,
    left_out: u64,
    unfit: BTreeMap<Unfit, u64>,
    cut: usize,
}

/// Runs it.
pub(super) fn run(ctx: &Ctx, args: &Args, to: To) -> Result<()> {
    if args.output.as_deref().is_some_and(out::is_folder) {
        return Err(Error::usage("claims are written to one file").hint(format!("name it: -o claims.{}", to.ending())));
    }
    let usual = if matches!(to, To::Csv | To::Xlsx) { Which::Head } else { Which::Published };
    let desk = ctx.open()?;
    desk.read(ctx.now(), |r| {
        let chosen = Chosen::of(ctx, r, args, usual)?;
        let gatherer = Gatherer::new(r, Scope { claims: true, history: false, inside: args.internal })?;
        let write = |out: &mut dyn Write| -> Result<Done> {
            let done = match to {
                To::Xlsx => workbook(ctx, args, r, &chosen, &gatherer, out)?,
                To::Claimreview => reviews(ctx, args, r, &chosen, &gatherer, out)?,
                To::Annotations => notes(ctx, args, r, &chosen, &gatherer, out)?,
                _ => rows(ctx, args, r, &chosen, &gatherer, out)?,
            };
            refuse_nothing(&chosen, &done, to)?;
            Ok(done)
        };
        let done = match &args.output {
            None => match out::to_stdout(ctx, write)? {
                Some(done) => done,
                None => return Ok(()),
            },
            Some(file) => out::to_file(file, out::Manner { force: args.force, private: args.internal }, write)?,
        };
        explain(ctx, &chosen, &done, to);
        tell(ctx, args, to, done.items, done.unfit.values().sum(), ("claim", "claims"))
    })
}

/// Calls `f` with each article that has claims.
fn each(
    ctx: &Ctx,
    r: &Read<'_>,
    chosen: &Chosen,
    gatherer: &Gatherer<'_, '_>,
    mut f: impl FnMut(&Story) -> Result<()>,
) -> Result<u64> {
    let progress = ctx.ui.progress("articles", Some(chosen.len() as u64));
    chosen.each(r, |article, number| {
        progress.inc(1);
        let story = gatherer.story(article, number)?;
        if story.claims.is_empty() { Ok(()) } else { f(&story) }
    })
}

fn rows(
    ctx: &Ctx,
    args: &Args,
    r: &Read<'_>,
    chosen: &Chosen,
    gatherer: &Gatherer<'_, '_>,
    out: &mut dyn Write,
) -> Result<Done> {
    let mut done = Done::default();
    let mut csv = Csv::start(out, args.internal).map_err(out::unwritten)?;
    done.left_out = each(ctx, r, chosen, gatherer, |story| {
        for claim in &story.claims {
            csv.push(&Line::new(&story.slug, story.revision.0, claim, args.internal)).map_err(out::unwritten)?;
            done.items += 1;
        }
        Ok(())
    })?;
    csv.finish().map_err(out::unwritten)?;
    Ok(done)
}

fn workbook(
    ctx: &Ctx,
    args: &Args,
    r: &Read<'_>,
    chosen: &Chosen,
    gatherer: &Gatherer<'_, '_>,
    out: &mut dyn Write,
) -> Result<Done> {
    let mut lines = Vec::new();
    let left_out = each(ctx, r, chosen, gatherer, |story| {
        lines.extend(story.claims.iter().map(|c| Line::new(&story.slug, story.revision.0, c, args.internal)));
        Ok(())
    })?;
    let book = sheet::xlsx(&lines, args.internal).map_err(|error| {
        Error::refused(format!(
            "{} don't fit into a workbook: {error}",
            human::count(lines.len() as u64, "claim", "claims")
        ))
        .hint("narrow them with --tag, --desk or --since, or write CSV: --to csv")
    })?;
    out.write_all(&book.bytes).map_err(out::unwritten)?;
    Ok(Done { items: lines.len() as u64, left_out, cut: book.cut, ..Done::default() })
}

fn reviews(
    ctx: &Ctx,
    args: &Args,
    r: &Read<'_>,
    chosen: &Chosen,
    gatherer: &Gatherer<'_, '_>,
    out: &mut dyn Write,
) -> Result<Done> {
    let scale = policy::load(r)?.rating_scale;
    let mut done = Done::default();
    let mut feed = Listing::new(out);
    done.left_out = each(ctx, r, chosen, gatherer, |story| {
        for claim in &story.claims {
            match publishable(story, claim) {
                Ok(finding) => {
                    let review = claimreview::review(story, claim, finding, scale.as_ref(), args.publisher.as_deref());
                    feed.push(review, &story.time().to_string()).map_err(out::unwritten)?;
                    done.items += 1;
                }
                Err(why) => *done.unfit.entry(why).or_default() += 1,
            }
        }
        Ok(())
    })?;
    feed.finish(&ctx.clock.now().to_string()).map_err(out::unwritten)?;
    Ok(done)
}

/// One review is a document of its own, several are a feed; which of the two is
/// known with the second.
pub(super) struct Listing<'o> {
    out: &'o mut dyn Write,
    first: Option<(Value, String)>,
    many: bool,
}

impl<'o> Listing<'o> {
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self { out, first: None, many: false }
    }

    pub(super) fn push(&mut self, review: Value, modified: &str) -> io::Result<()> {
        if let Some((first, at)) = self.first.take() {
            self.many = true;
            writeln!(
                self.out,
                "{{\"@context\":\"{}\",\"@type\":\"DataFeed\",\"dataFeedElement\":[",
                claimreview::CONTEXT
            )?;
            json::write_line(self.out, &claimreview::feed_item(&first, &at))?;
        } else if !self.many {
            self.first = Some((review, modified.to_owned()));
            return Ok(());
        }
        self.out.write_all(b",\n")?;
        Ok(json::write_line(self.out, &claimreview::feed_item(&review, modified))?)
    }

    pub(super) fn finish(self, now: &str) -> io::Result<()> {
        match self.first {
            Some((review, _)) => {
                json::write_pretty(self.out, &claimreview::document(review))?;
                self.out.write_all(b"\n")
            }
            None if self.many => writeln!(self.out, "\n],\"dateModified\":\"{now}\"}}"),
            None => Ok(()),
        }
    }
}

fn notes(
    ctx: &Ctx,
    args: &Args,
    r: &Read<'_>,
    chosen: &Chosen,
    gatherer: &Gatherer<'_, '_>,
    out: &mut dyn Write,
) -> Result<Done> {
    let mut done = Done::default();
    let id = format!("urn:copydesk:{}:claims", gatherer.origin());
    let label = if args.internal { crate::render::export::INTERNAL } else { "Claims" };
    writeln!(
        out,
        "{{\"@context\":\"{}\",\"id\":\"{id}\",\"type\":\"AnnotationCollection\",\"label\":\"{label}\",\
         \"first\":{{\"id\":\"{id}:page1\",\"type\":\"AnnotationPage\",\"partOf\":\"{id}\",\"startIndex\":0,\"items\":[",
        annotations::CONTEXT
    )
    .map_err(out::unwritten)?;
    done.left_out = each(ctx, r, chosen, gatherer, |story| {
        for claim in &story.claims {
            let finding = claim.finding.filter(|_| claim.is_settled());
            let unfit = match (claim.places.is_empty(), finding) {
                (true, _) => Some(Unfit::NotInText),
                (_, None) if !args.internal => Some(Unfit::NotApproved),
                _ => None,
            };
            if let Some(why) = unfit {
                *done.unfit.entry(why).or_default() += 1;
                continue;
            }
            let comma: &[u8] = if done.items == 0 { b"" } else { b",\n" };
            out.write_all(comma).map_err(out::unwritten)?;
            json::write_line(out, &annotations::annotation(story, claim, finding))
                .map_err(|e| out::unwritten(e.into()))?;
            done.items += 1;
        }
        Ok(())
    })?;
    writeln!(out, "\n]}},\"total\":{}}}", done.items).map_err(out::unwritten)?;
    Ok(done)
}

/// A file without a claim would look like an answer.
fn refuse_nothing(chosen: &Chosen, done: &Done, to: To) -> Result<()> {
    if done.items > 0 {
        return Ok(());
    }
    let mut error = Error::refused(match (chosen.len(), done.left_out) {
        (0, _) => "no article is like that; nothing was written".to_owned(),
        (_, 0) => format!("no claim can be written as {}; nothing was written", to.as_str()),
        (_, n) => {
            let articles = human::count(n, "article", "articles");
            format!(
                "no claim can be written as {}: {articles} without such a revision; nothing was written",
                to.as_str()
            )
        }
    });
    for (why, count) in &done.unfit {
        error = error.detail(format!("left out: {} {}", human::count(*count, "claim", "claims"), why.as_str()));
    }
    Err(error.hint("see them with: copydesk claim list"))
}

/// Says what was left out.
fn explain(ctx: &Ctx, chosen: &Chosen, done: &Done, to: To) {
    // To the public what isn't public is no loss.
    if done.left_out > 0 && !to.is_public() {
        ctx.ui.status(chosen.left_out(done.left_out));
    }
    for (why, count) in &done.unfit {
        ctx.ui.status(format!("left out {} {}", human::count(*count, "claim", "claims"), why.as_str()));
    }
    if done.cut > 0 {
        let cells = human::count(done.cut as u64, "text", "texts");
        ctx.ui.warn(format!("{cells} longer than a cell holds (32,767 characters) are cut; CSV has them whole"));
    }
}
