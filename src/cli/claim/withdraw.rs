//! `copydesk claim withdraw`.

use super::{Changed, each};
use crate::{
    cli::{
        Ctx, desk,
        error::{Error, Result},
        names::{ArticleName, Claims, RevisionName},
    },
    desk::{
        claims::{self, Case},
        facts::Heads,
    },
    domain::{
        claim::{How, Progress},
        ids::ClaimId,
    },
    render::{human, page::Page},
    store::{Read, article::Article, claim},
};

/// Withdraw claims that are not factual, or are dropped, with a note that says why.
///
/// A withdrawn claim blocks nothing. `claim reopen` brings it back. With --article those whose words are gone are
/// listed, and withdrawn with one note: --lost where other text took their place, --cut where they were deleted.
///
/// Example: copydesk claim withdraw 12 --note "An opinion"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(required_unless_present = "article", value_name = "CLAIM")]
    pub claims: Vec<Claims>,
    /// Those of this article whose words are gone: with --lost, --cut, or both.
    #[arg(long, value_name = "ARTICLE", conflicts_with = "claims")]
    pub article: Option<ArticleName>,
    /// Those whose words were replaced by other text.
    #[arg(long, requires = "article")]
    pub lost: bool,
    /// Those whose words were deleted.
    #[arg(long, requires = "article")]
    pub cut: bool,
    /// Why. Asked for on a terminal.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The revision that was seen.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    if let Some(article) = &args.article {
        return gone(ctx, args, article);
    }
    let note = ctx.required_note(args.note.as_deref(), "Why are they withdrawn?")?;
    let done = each(ctx, &args.claims, |tx, case| {
        let saw = ctx.saw(tx, &case.head.article, args.at)?;
        Ok(claims::withdraw(tx, case, &note, Some(saw))?)
    });
    ctx.keeping(args.note.as_deref(), &note, done)?.report(ctx)
}

/// The claims of an article whose words are all gone, in these ways, with
/// their last words.
fn found(r: &Read<'_>, article: &Article, ways: &[How]) -> Result<Vec<(ClaimId, How, String)>> {
    let mut found = Vec::new();
    let anchors = claim::anchors_at(r, article.id, article.head)?;
    for claim in claim::of_article(r, article.id)? {
        let mut places = anchors.iter().filter(|a| a.claim == claim.id && a.confirmed).map(|a| a.how).peekable();
        let Some(first) = places.peek().copied() else { continue };
        // One that is lost among several cut ones is lost.
        let how = places.clone().find(|how| *how == How::Lost).unwrap_or(first);
        if claim.progress != Progress::Withdrawn
            && places.all(|how| matches!(how, How::Lost | How::Cut))
            && ways.contains(&how)
        {
            let words = if claim.quote.is_empty() { claim.statement } else { claim.quote };
            found.push((claim.id, how, words));
        }
    }
    Ok(found)
}

/// Lists the claims whose words are gone, and withdraws them with one note.
fn gone(ctx: &Ctx, args: &Args, name: &ArticleName) -> Result<()> {
    let ways: Vec<How> =
        [(args.lost, How::Lost), (args.cut, How::Cut)].into_iter().filter(|(on, _)| *on).map(|(_, how)| how).collect();
    if ways.is_empty() {
        return Err(Error::usage("which of the article's claims?")
            .hint(format!("those whose words are lost: copydesk claim withdraw --article {name} --lost; cut: --cut")));
    }
    let (slug, list) = ctx.read_desk(|r| {
        let article = desk::article(r, name)?;
        let list = found(r, &article, &ways)?;
        Ok((article.slug, list))
    })?;
    let which = if ways.len() > 1 { "lost or cut" } else { ways.first().map_or("", |how| how.as_str()) };
    if list.is_empty() {
        if ctx.for_people() {
            ctx.ui.status(format!("no claim of {slug} is {which}"));
            return Ok(());
        }
        return ctx.list(&Vec::<super::view::ClaimView>::new(), "");
    }
    if ctx.for_people() {
        let mut page = Page::new(ctx.view());
        for (id, how, words) in &list {
            page.wrapped(0, &format!("#{id} {how}: \"{}\"", human::excerpt(words, 100)));
        }
        ctx.ui.write(page.into_text().as_bytes())?;
    }
    let note = ctx.required_note(args.note.as_deref(), "Why are they withdrawn?")?;
    if ctx.ui.can_ask() {
        let claims = human::count(list.len() as u64, "claim", "claims");
        ctx.confirm(&format!("Withdraw {claims} of {slug}?"))?;
    }
    Changed::make(ctx, false, |tx, heads: &Heads| {
        let article = desk::article(tx, name)?;
        if found(tx, &article, &ways)? != list {
            return Err(Error::conflict(format!(
                "which claims of {slug} are {which} changed just now; nothing changed"
            ))
            .hint("run it again"));
        }
        // What a person was shown here and said yes to is what they saw.
        let saw = if ctx.ui.can_ask() && args.at.is_none() { article.head } else { ctx.saw(tx, &article, args.at)? };
        let mut done = Vec::new();
        for (id, ..) in &list {
            done.push(claims::withdraw(tx, Case::load(tx, heads, *id)?, &note, Some(saw))?);
        }
        Ok(done)
    })?
    .report(ctx)
}
