//! `copydesk claim comment`.

use super::{each, ranges};
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names::Claims,
    },
    desk::claims,
    ui::{self, editor::Draft},
};

/// Write a comment on a claim, or the same on several.
///
/// Without a text your editor opens.
///
/// Example: copydesk claim comment 12 "The harbour office gives another figure"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claims, in one word: 12, or 12,20-31.
    #[arg(value_name = "CLAIM")]
    pub claim: Claims,
    /// The comment.
    #[arg(value_name = "TEXT")]
    pub text: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let ids = ranges(args.claim.0.iter().map(|id| id.0));
    let mut draft = None;
    let text = if let Some(text) = &args.text {
        text.clone()
    } else {
        let made = Draft::new(&format!("claim-{ids}"), "")?;
        let typed = match made.edit(&ctx.ui) {
            Err(ui::Error::NoEditor) => {
                made.saved();
                return Err(Error::usage("there is no terminal to open an editor on")
                    .hint(format!("copydesk claim comment {ids} \"TEXT\"")));
            }
            typed => typed?,
        };
        draft = Some(made);
        typed.unwrap_or_default()
    };
    if text.trim().is_empty() {
        draft.into_iter().for_each(Draft::saved);
        return Err(Error::refused("the comment is empty; nothing was written"));
    }
    let changed = each(ctx, std::slice::from_ref(&args.claim), |tx, case| Ok(claims::comment(tx, case, &text)?))?;
    draft.into_iter().for_each(Draft::saved);
    changed.report(ctx)
}
