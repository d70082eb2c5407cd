//! `copydesk claim show`.

use super::{is_one, page::Sheet, view::Views};
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::{Claims, each_claim},
    },
    desk::{
        claims::Case,
        facts::Heads,
        precedents::{self, FEW, WORTH_A_WORD},
    },
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
    // For programs there is `match`.
    let for_people = ctx.for_people() && ctx.globals.fields.is_none();
    let shown = ctx.read_desk(|r| {
        let (heads, mut views) = (Heads::default(), Views::new(r)?);
        let mut shown = Vec::new();
        for id in each_claim(&args.claims) {
            let case = Case::load(r, &heads, id).map_err(Error::from)?;
            let view = views.full(case.claim())?;
            let before = if for_people {
                precedents::of_claim(r, &case, WORTH_A_WORD, FEW).map_err(Error::from)?
            } else {
                Vec::new()
            };
            shown.push((case, view, before));
        }
        Ok(shown)
    })?;
    match shown.as_slice() {
        [(case, view, before)] if is_one(&args.claims) => {
            ctx.show(view, |page| Sheet { view, head: &case.head, loaded: &case.loaded, before }.compose(page))
        }
        many if for_people => {
            let mut page = Page::new(ctx.view());
            for (case, view, before) in many {
                page.gap();
                Sheet { view, head: &case.head, loaded: &case.loaded, before }.compose(&mut page);
            }
            Ok(ctx.ui.page(&page.into_text())?)
        }
        many => ctx.list(many.iter().map(|(_, view, _)| view), ""),
    }
}
