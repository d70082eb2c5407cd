//! `copydesk claim apply`.

use serde::Serialize;

use super::ranges;
use crate::{
    cli::{
        Ctx, article, desk,
        error::{Error, Result},
        names::{ArticleName, Claims, RevisionName, each_claim},
    },
    desk::{
        articles,
        claims::{self, Change, Left, Pick, Plan, Still},
        facts::Head,
        names,
    },
    diff::revision::{DiffSide, RevisionDiff},
    domain::ids::{ClaimId, RevisionNumber},
    render::{Ink, diff, human, page::Page},
    store::{Read, revision},
    ui::prompt::Choice,
};

/// Put approved corrections into an article's text, as one new revision: all of them, or those of the claims that you name.
///
/// A correction goes in where its claim stands on exactly the words that were approved as wrong; the claim is then
/// approved as corrected. What must be looked at or checked again first is left and told. Corrections of overlapping
/// words are refused. On a terminal the change is shown and asked for first.
///
/// Words in somebody's mouth (in quotation marks, in a block quotation, under a speaker's label) are not rewritten
/// unasked: what was said was said. On a terminal the question says so; elsewhere they are left and told, with the two
/// ways on: let the text answer them (`claim answered`), or name the claim and say --quoted.
///
/// Example: copydesk claim apply --article harbour-fire --dry-run
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims, where not all of an article are meant.
    #[arg(value_name = "CLAIM", required_unless_present = "article")]
    pub claims: Vec<Claims>,
    /// All claims of this article.
    #[arg(long, value_name = "ARTICLE", conflicts_with = "claims")]
    pub article: Option<ArticleName>,
    /// Also change what somebody is quoted to have said, in these claims.
    #[arg(long, requires = "claims", conflicts_with = "article")]
    pub quoted: bool,
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

/// The article that is meant.
fn head_of(r: &Read<'_>, args: &Args, ids: &[ClaimId]) -> Result<Head> {
    let article = match (&args.article, ids.first()) {
        (Some(name), _) => desk::article(r, name)?,
        (None, Some(first)) => names::article_of(r, names::claim(r, *first)?.article)?,
        (None, None) => return Err(Error::usage("name the claims, or the article with --article ARTICLE")),
    };
    for id in ids {
        if names::claim(r, *id)?.article != article.id {
            return Err(
                Error::usage(format!("claim #{id} is not a claim of {}", article.slug)).hint("one article at a time")
            );
        }
    }
    Ok(Head::load(r, article)?)
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    let who = ctx.actor(&desk)?;
    let asks = ctx.ui.can_ask() && !args.dry_run;
    // A confirmation that is given beforehand says nothing of whose words they are.
    let both = asks && ctx.for_people() && !args.quoted && !ctx.ui.settings().yes;
    let mut pick = Pick { claims: each_claim(&args.claims), spoken: args.quoted || both };
    let (head, mut plan, without, side) = desk.read(ctx.now(), |r| {
        let head = head_of(r, args, &pick.claims)?;
        let plan = claims::plan(r, &head, &pick)?;
        let without = both.then(|| claims::plan(r, &head, &Pick { spoken: false, ..pick.clone() })).transpose()?;
        let row = revision::by_number(r, head.article.id, head.article.head)?;
        Ok::<_, Error>((head, plan, without, row))
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
    if asks
        && asked(ctx, &plan, without.as_ref())?
        && let Some(without) = without
    {
        pick.spoken = false;
        plan = without;
    }
    let note = args.note.as_deref().unwrap_or_default();
    let revised = desk.transact(&who, ctx.now(), |tx| {
        let head = head_of(tx, args, &pick.claims)?;
        let saw = ctx.saw(tx, &head.article, args.at)?;
        // What a person was shown here and said yes to is what they saw.
        let saw = if ctx.ui.can_ask() && args.at.is_none() { plan.revision } else { saw };
        articles::check_seen(tx, &head.article, Some(saw))?;
        Ok::<_, Error>(claims::apply(tx, &head, &pick, &plan, note)?)
    })?;
    if ctx.for_people() {
        ctx.ui.status(article::edit::revision_said(&revised).join("\n"));
        let ids = ranges(plan.changes.iter().map(|c| c.claim.0));
        ctx.ui.hint(format!("see them: copydesk claim show {}", ids.split([',', '-']).next().unwrap_or_default()));
    }
    told(ctx, slug, Some(revised.head.article.head), &plan)
}

/// Asks whether the corrections go in, and, where some of them change what
/// somebody is quoted to have said and nobody said so yet, whether those do.
/// Answers whether they go in without those.
fn asked(ctx: &Ctx, plan: &Plan, without: Option<&Plan>) -> Result<bool> {
    let Some(without) = without.filter(|without| without.changes != plan.changes) else {
        ctx.confirm("Put them in, as a new revision?")?;
        return Ok(false);
    };
    let mut choices = vec![Choice { key: 'y', label: "all, the quoted words too" }];
    if !without.changes.is_empty() {
        choices.push(Choice { key: 'w', label: "without the quoted words" });
    }
    choices.push(Choice { key: 'n', label: "no" });
    match ctx.ui.key("Put them in, though somebody is quoted?", &choices, "name the claims, with --quoted")? {
        'y' => Ok(false),
        'w' => Ok(true),
        _ => Err(Error::refused("not confirmed; nothing changed")),
    }
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
    let mut spoken: Vec<(ClaimId, &str, &str)> = Vec::new();
    for change in &plan.changes {
        let one = change.spoken.map(|how| (change.claim, change.before.as_str(), how));
        spoken.extend(one.filter(|one| !spoken.contains(one)));
    }
    if !spoken.is_empty() {
        page.gap()
            .ink(Ink::Warn, "! These words stand in somebody's mouth; the correction changes what they said")
            .end();
        for (claim, words, how) in spoken {
            page.wrapped(2, &format!("#{claim} \"{}\": in {how}", human::excerpt(words, 60)));
            page.wrapped(6, &format!("→ or let the text answer it: copydesk claim answered {claim}"));
        }
    }
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
