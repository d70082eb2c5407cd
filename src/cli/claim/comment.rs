//! `copydesk claim comment`.

use super::one;
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
        names,
    },
    desk::claims,
    domain::ids::ClaimId,
    ui::{self, editor::Draft},
};

/// Write a comment on a claim.
///
/// Without a text your editor opens.
///
/// Example: copydesk claim comment 12 "The harbour office gives another figure"
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claim.
    #[arg(value_name = "CLAIM", value_parser = names::claim)]
    pub claim: ClaimId,
    /// The comment.
    #[arg(value_name = "TEXT")]
    pub text: Option<String>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let mut draft = None;
    let text = if let Some(text) = &args.text {
        text.clone()
    } else {
        let made = Draft::new(&format!("claim-{}", args.claim), "")?;
        let typed = match made.edit(&ctx.ui) {
            Err(ui::Error::NoEditor) => {
                made.saved();
                return Err(Error::usage("there is no terminal to open an editor on")
                    .hint(format!("copydesk claim comment {} \"TEXT\"", args.claim)));
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
    let changed = one(ctx, args.claim, |tx, case| Ok(claims::comment(tx, case, &text)?))?;
    draft.into_iter().for_each(Draft::saved);
    changed.report(ctx)
}
