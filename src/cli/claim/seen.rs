//! `copydesk claim seen`.

use super::{Changed, ranges, view};
use crate::{
    cli::{
        Ctx, desk,
        error::{Error, Result},
        listed,
        names::{ArticleName, Claims, RevisionName, each_claim},
    },
    desk::{articles, facts::Head, listed as list, names},
    domain::ids::ClaimId,
    render::page::Page,
};

/// Mark what changed near approved words as seen, so that it isn't shown again.
///
/// Such a change carries the approval and blocks nothing; `gate` and `article approve` show it, by cause, until
/// somebody who may approve the article marks it seen. The next change is shown again. Name the claims, or the article
/// for all of its claims. For editors.
///
/// Example: copydesk claim seen --article harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(value_name = "CLAIM")]
    pub claims: Vec<Claims>,
    /// All claims of this article.
    #[arg(long, value_name = "ARTICLE", conflicts_with = "claims")]
    pub article: Option<ArticleName>,
    /// The revision that was seen.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let ids = each_claim(&args.claims);
    let (changed, notices, slug) = ctx.act(|tx| {
        let article = match (&args.article, ids.first()) {
            (Some(name), _) => desk::article(tx, name)?,
            (None, Some(first)) => names::article_of(tx, names::claim(tx, *first)?.article)?,
            (None, None) => {
                return Err(Error::usage("of which claims were the changes seen?").hint(
                    "of all of an article's: copydesk claim seen --article ARTICLE; or: copydesk claim seen 12",
                ));
            }
        };
        let head = Head::load(tx, article)?;
        let saw = ctx.saw(tx, &head.article, args.at)?;
        articles::check_seen(tx, &head.article, Some(saw))?;
        let notices: Vec<list::Notice> = list::unseen(tx, &head)?
            .into_iter()
            .filter(|notice| ids.is_empty() || ids.contains(&notice.claim))
            .collect();
        let claims = list::mark(tx, &head, &ids, Some(&notices))?;
        let mut views = Vec::new();
        if !ctx.for_people() {
            let mut maker = view::Views::new(tx)?;
            views = claims.iter().map(|c| maker.full(c)).collect::<Result<_>>()?;
        }
        let slug = head.article.slug.clone();
        Ok((Changed { claims, views, article: Some(slug.clone()), one: ids.len() == 1 }, notices, slug))
    })?;
    if !ctx.for_people() {
        return changed.report(ctx);
    }
    if notices.is_empty() {
        ctx.ui.status(format!("nothing changed near approved words of {slug} that wasn't seen"));
        return Ok(());
    }
    let mut page = Page::new(ctx.view());
    listed::put(&mut page, "Seen", &listed::of(&notices));
    ctx.ui.write(page.into_text().as_bytes())?;
    let numbers: Vec<ClaimId> = changed.claims.iter().map(|c| c.id).collect();
    ctx.ui.status(format!("marked seen: #{}", ranges(numbers.into_iter().map(|id| id.0)).replace(',', ", #")));
    Ok(())
}
