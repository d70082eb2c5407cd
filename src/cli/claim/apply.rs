//! `copydesk claim apply`.

use serde::Serialize;

use super::ranges;
use crate::{
    cli::{
        Ctx, article,
        error::{Error, Result},
        names::{ArticleName, RevisionName},
    },
    desk::{
        articles,
        claims::{self, Change, Left, Plan, Still},
    },
    diff::revision::{DiffSide, RevisionDiff},
    domain::ids::RevisionNumber,
    render::{Ink, diff, page::Page},
    store::revision,
};

/// Put all approved corrections of an article into its text, as one new revision.
///
/// A correction goes in where its claim stands on exactly the words that were approved as wrong; the claim is then
/// approved as corrected. What must be looked at or checked again first is left and told. Corrections of overlapping
/// words are refused. On a terminal the change is shown and asked for first.
///
/// Example: copydesk claim apply --article harbour-fire --dry-run
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(long, value_name = "ARTICLE")]
    pub article: ArticleName,
    /// Only show what would change.
    #[arg(long)]
    pub dry_run: bool,
    /// A note for the record. Without it, the claims' numbers.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The revision that was seen.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// What was done, for programs.
#[derive(Debug, Serialize)]
struct AppliedView<'p> {
    article: &'p str,
    /// The new revision; `null` for a dry run.
    revision: Option<RevisionNumber>,
    applied: &'p [Change],
    left: &'p [Left],
    /// The corrected words where they still stand, in the headline and the like.
    still: &'p [Still],
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    let who = ctx.actor(&desk)?;
    let (head, plan, side) = desk.read(ctx.now(), |r| {
        let head = article::view::head(r, &args.article)?;
        let plan = claims::plan(r, &head)?;
        let row = revision::by_number(r, head.article.id, head.article.head)?;
        Ok::<_, Error>((head, plan, row))
    })?;
    let slug = head.article.slug.as_str();
    if plan.changes.is_empty() {
        return Err(claims::nothing(slug, &plan).into());
    }
    if ctx.for_people() {
        let from = DiffSide {
            label: format!("{slug}@{}", plan.revision),
            revision: Some(plan.revision),
            author: side.as_ref().map(|row| row.author.clone()).filter(|author| !author.is_empty()),
            recorded_at: side.map(|row| row.recorded_at),
        };
        let to = DiffSide { label: format!("{slug} with its corrections"), ..DiffSide::default() };
        let change = RevisionDiff::of_texts(slug, from, &head.texts, to, &plan.texts);
        let mut page = Page::new(ctx.view());
        let view = *page.view();
        let options = diff::Options { color: view.color, width: view.width.unwrap_or(0), ..diff::Options::default() };
        page.raw(&diff::inline(&change, &options));
        around(&mut page, &plan);
        ctx.ui.write(page.into_text().as_bytes())?;
    }
    if args.dry_run {
        ctx.ui.status("a dry run; nothing changed");
        return told(ctx, slug, None, &plan);
    }
    if ctx.ui.can_ask() {
        ctx.confirm("Put them in, as a new revision?")?;
    }
    let note = args.note.as_deref().unwrap_or_default();
    let revised = desk.transact(&who, ctx.now(), |tx| {
        let head = article::view::head(tx, &args.article)?;
        let saw = ctx.saw(tx, &head.article, args.at)?;
        // What a person was shown here and said yes to is what they saw.
        let saw = if ctx.ui.can_ask() && args.at.is_none() { plan.revision } else { saw };
        articles::check_seen(tx, &head.article, Some(saw))?;
        Ok::<_, Error>(claims::apply(tx, &head, &plan, note)?)
    })?;
    if ctx.for_people() {
        ctx.ui.status(article::edit::revision_said(&revised).join("\n"));
        let ids = ranges(plan.changes.iter().map(|c| c.claim.0));
        ctx.ui.hint(format!("see them: copydesk claim show {}", ids.split([',', '-']).next().unwrap_or_default()));
    }
    told(ctx, slug, Some(revised.head.article.head), &plan)
}

fn told(ctx: &Ctx, slug: &str, revision: Option<RevisionNumber>, plan: &Plan) -> Result<()> {
    if ctx.for_people() {
        return Ok(());
    }
    let view = AppliedView { article: slug, revision, applied: &plan.changes, left: &plan.left, still: &plan.still };
    ctx.document(&view, |_| {})
}

/// What is left, and where the old words stay.
fn around(page: &mut Page, plan: &Plan) {
    if !plan.left.is_empty() {
        page.gap().ink(Ink::Dim, "Left as they are").end();
        for left in &plan.left {
            page.wrapped(2, &format!("#{}: {}", left.claim, left.reason));
        }
    }
    if !plan.still.is_empty() {
        page.gap().ink(Ink::Warn, "! The corrected words still stand elsewhere; no claim holds them there").end();
        for still in &plan.still {
            page.wrapped(2, &format!("the {} has \"{}\" (#{})", still.part, still.words, still.claim));
        }
    }
    page.gap();
}
