//! `copydesk revision show`.

use super::view::TextView;
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::ArticleAt,
    },
    domain::part::Part,
    store::{Fault, person, revision},
};

/// Show the text of one revision as it was.
///
/// Example: copydesk revision show harbour-fire@live:2026-01-31T09:00
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article, with a revision if not head.
    #[arg(value_name = "ARTICLE[@REV]")]
    pub article: ArticleAt,
    /// Only this part of it.
    #[arg(long, value_name = "PART")]
    pub part: Option<Part>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    let who = ctx.reader(&desk);
    let (article, texts, view) = desk.read(ctx.now(), |r| {
        let (article, number) = ctx.article_at(r, &args.article, who.as_ref())?;
        let row = revision::by_number(r, article.id, number)?
            .ok_or_else(|| crate::store::Error::from(Fault::Corrupt(format!("{}@{number} is gone", article.slug))))?;
        let texts = revision::texts(r, article.id, number)?;
        let by = person::by_id(r, row.recorded_by)?.map_or_else(String::new, |p| p.name);
        let view = TextView::new(&article.slug, by, row, &texts);
        Ok::<_, Error>((article, texts, view))
    })?;
    match &args.part {
        Some(part) if ctx.for_people() => {
            let text = texts.get(part);
            if text.is_empty() {
                let parts: Vec<&str> = texts.iter().map(|(part, _)| part.as_str()).collect();
                return Err(Error::not_found(format!("{}@{} has no {part}", view.article, view.number))
                    .hint(format!("it has {}", parts.join(", "))));
            }
            // Into a file or a pipe the text goes as it is: only a terminal acts on it.
            let shown = if ctx.ui.terminal().stdout { crate::render::safe::text(text) } else { text.into() };
            ctx.ui.page(&format!("{shown}\n"))?;
        }
        _ => ctx.show(&view, |page| view.put(page))?,
    }
    ctx.note_seen(&desk, &article, view.number);
    Ok(())
}
