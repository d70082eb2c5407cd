//! Claims that were checked already, as lines of JSON or as reviews.

use std::io::Write;

use serde_json::json;

use super::claims::Listing;
use super::{Args, To, out, tell};
use crate::cli::{
    Ctx,
    error::{Error, Result},
};
use crate::render::export::claimreview;
use crate::render::json;
use crate::store::precedent;

/// Runs it.
pub(super) fn run(ctx: &Ctx, args: &Args, to: To) -> Result<()> {
    let Some(file) = &args.output else {
        return out::to_stdout(ctx, |out| write(ctx, to, out)).map(|_| ());
    };
    let manner = out::Manner { force: args.force, private: false };
    let count = out::to_file(file, manner, |out| write(ctx, to, out))?;
    tell(ctx, args, to, count, 0, ("precedent", "precedents"))
}

fn write(ctx: &Ctx, to: To, out: &mut dyn Write) -> Result<u64> {
    let progress = ctx.ui.progress("precedents", None);
    ctx.read_desk(|r| {
        if to == To::Claimreview {
            let mut feed = Listing::new(out);
            precedent::each(r, |p| {
                progress.inc(1);
                let review =
                    claimreview::of_precedent(&p.statement, &p.claimant, &p.checked, &p.rating, &p.publisher, &p.url);
                feed.push(review, &p.checked).map_err(out::unwritten)
            })?;
            feed.finish(&ctx.clock.now().to_string()).map_err(out::unwritten)?;
        } else {
            precedent::each(r, |p| {
                progress.inc(1);
                let line = json!({
                    "precedent": p.id, "statement": p.statement, "claimant": p.claimant, "date": p.checked,
                    "rating": p.rating, "publisher": p.publisher, "url": p.url,
                });
                json::write_line(out, &line).map_err(|e| out::unwritten(e.into()))?;
                out.write_all(b"\n").map_err(out::unwritten)
            })?;
        }
        if progress.done() == 0 {
            return Err(Error::refused("this desk knows no precedents; nothing was written")
                .hint("bring some in: copydesk import REVIEWS.json (ClaimReview)"));
        }
        Ok(progress.done())
    })
}
