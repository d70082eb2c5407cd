//! `copydesk article approve`.

use super::{moved_past_gate, view};
use crate::cli::{
    Ctx,
    error::{Error, Result},
    listed as show,
    names::{ArticleName, RevisionName},
};
use crate::desk::{articles, listed};
use crate::domain::ids::RevisionNumber;
use crate::render::page::Page;
use crate::ui::prompt::Choice;

/// Approve an article's head revision for publication.
///
/// Needs the gate to be clear and a second pair of eyes. The approval covers exactly this text: any other
/// revision takes it back. For editors.
///
/// Example: copydesk article approve harbour-fire
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// A note for the record.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Pass a closed gate, for this reason. For chiefs; every report of the article will say so.
    #[arg(long = "override", value_name = "REASON")]
    pub override_reason: Option<String>,
    /// The revision that you read.
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    pub at: Option<RevisionName>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let note = args.note.as_deref().unwrap_or_default();
    let shown = changes(ctx, args)?;
    let mut solo = false;
    moved_past_gate(
        ctx,
        args.override_reason.as_deref(),
        |tx, reason| {
            let head = view::head(tx, &args.article)?;
            let saw = ctx.saw(tx, &head.article, args.at)?;
            solo = articles::solo(tx)?;
            if let Answer::Seen(number, _) | Answer::Again(number) = &shown {
                // What was answered was about that text, whatever else was opened before.
                articles::check_seen(tx, &head.article, Some(*number))?;
            }
            if let Answer::Seen(_, notices) = &shown {
                listed::mark(tx, &head, &[], Some(notices))?;
            }
            Ok(articles::approve(tx, &head, note, reason, Some(saw))?)
        },
        |a| format!("{}@{} is approved\nnext: copydesk article publish {0}", a.slug, a.head),
    )?;
    if solo && ctx.for_people() {
        ctx.ui.status("four eyes are not asked at this desk: reports say \"checked by one person\"");
    }
    if let Answer::Told | Answer::Again(_) = shown {
        let slug = &args.article;
        ctx.ui.hint(format!("not to be shown the changes again: copydesk claim seen --article {slug}"));
    }
    Ok(())
}

/// What came of showing what changed near approved words.
enum Answer {
    /// There was nothing to show, or nobody to show it to.
    Nothing,
    /// It was shown to somebody who can't be asked.
    Told,
    /// It was shown of this revision, and one key said to show it again.
    Again(RevisionNumber),
    /// It was shown of this revision, and one key said that it was seen.
    Seen(RevisionNumber, Vec<listed::Notice>),
}

/// Shows, once and by cause, what changed and carries the approvals; on a
/// terminal one key marks it seen. Nobody is asked about an approval that
/// would be refused.
fn changes(ctx: &Ctx, args: &Args) -> Result<Answer> {
    if !ctx.for_people() {
        return Ok(Answer::Nothing);
    }
    let desk = ctx.open()?;
    let who = ctx.actor(&desk)?;
    let (number, notices) = desk.read(ctx.now(), |r| {
        let head = view::head(r, &args.article)?;
        let saw = ctx.seen_by(r, &who, &head.article, args.at)?;
        let (note, reason) = (args.note.as_deref(), args.override_reason.as_deref());
        articles::approvable(r, &who, &head, note.unwrap_or_default(), reason.unwrap_or_default(), Some(saw))?;
        Ok::<_, Error>((head.article.head, listed::unseen(r, &head)?))
    })?;
    drop(desk);
    if notices.is_empty() {
        return Ok(Answer::Nothing);
    }
    let mut page = Page::new(ctx.view());
    show::put(&mut page, "Changed since it was checked, and carries the approvals; to know", &show::of(&notices));
    if !ctx.ui.can_ask() {
        ctx.ui.status(page.into_text().trim_end());
        return Ok(Answer::Told);
    }
    ctx.ui.write(page.into_text().as_bytes())?;
    let mut choices = vec![
        Choice { key: 's', label: "seen, approve" },
        Choice { key: 'a', label: "approve, show it again" },
        Choice { key: 'q', label: "quit" },
    ];
    // Who passes a closed gate may be one whose eyes don't count.
    if args.override_reason.is_some() {
        choices.remove(0);
    }
    match ctx.ui.key("Seen?", &choices, "run it without a terminal, or with --no-input")? {
        's' => Ok(Answer::Seen(number, notices)),
        'a' => Ok(Answer::Again(number)),
        _ => Err(Error::refused(format!("{} was not approved; nothing changed", args.article))),
    }
}
