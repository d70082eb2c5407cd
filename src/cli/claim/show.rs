//! `copydesk claim show`.

use super::{is_one, page::Sheet, view::Views};
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::{Claims, each_claim},
    },
    desk::{claims::Case, facts::Heads},
    render::page::Page,
};

/// Show claims: their words in their place, their sources, and every decision on them.
///
/// Example: copydesk claim show 12
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims.
    #[arg(required = true, value_name = "CLAIM")]
    pub claims: Vec<Claims>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let shown = ctx.read_desk(|r| {
        let (heads, mut views) = (Heads::default(), Views::new(r)?);
        let mut shown = Vec::new();
        for id in each_claim(&args.claims) {
            let case = Case::load(r, &heads, id).map_err(Error::from)?;
            let view = views.full(case.claim())?;
            shown.push((case, view));
        }
        Ok(shown)
    })?;
    match shown.as_slice() {
        [(case, view)] if is_one(&args.claims) => {
            ctx.show(view, |page| Sheet { view, head: &case.head, loaded: &case.loaded }.compose(page))
        }
        many if ctx.for_people() && ctx.globals.fields.is_none() => {
            let mut page = Page::new(ctx.view());
            for (case, view) in many {
                page.gap();
                Sheet { view, head: &case.head, loaded: &case.loaded }.compose(&mut page);
            }
            Ok(ctx.ui.page(&page.into_text())?)
        }
        many => ctx.list(many.iter().map(|(_, view)| view), ""),
    }
}
