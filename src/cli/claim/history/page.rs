//! A claim's life as a page: revision by revision, with what was done in between.

use super::{PlaceView, StepView};
use crate::{
    cli::claim::view::ClaimView,
    diff,
    domain::claim::{How, Standing},
    render::{self, Ink, human, page::Page},
};

/// Events that are no news in a claim's life.
const QUIET: [&str; 3] = ["claim.take", "claim.drop", "claim.assign"];

/// The whole page.
pub(super) fn compose(page: &mut Page, claim: &ClaimView, steps: &[StepView]) {
    page.ink(Ink::Bold, format!("#{}", claim.id)).put("  ");
    page.cell(&human::standing(claim.standing));
    page.put(format!("  {}", claim.article)).end();
    if let Some(words) = claim.quote.as_ref().or(claim.statement.as_ref()) {
        page.wrapped(2, &format!("“{words}”"));
    }
    let shown: Vec<&StepView> = steps.iter().filter(|step| !QUIET.contains(&step.action.as_str())).collect();
    // Revisions in a row that left everything as it was are one line.
    for run in shown.chunk_by(|a, b| is_quiet(a) && is_quiet(b)) {
        match run {
            [first, .., last] if is_quiet(first) => {
                let number = |step: &StepView| step.revision.map_or_else(String::new, |number| number.to_string());
                page.gap().ink(Ink::Bold, format!("revisions {} to {}", number(first), number(last)));
                page.put("  nothing of it changed").end();
            }
            _ => run.iter().for_each(|step| put(page, step)),
        }
    }
}

/// Whether it is a revision in which nothing happened to the claim.
fn is_quiet(step: &StepView) -> bool {
    let as_it_was = |place: &PlaceView| place.how == How::Carried && place.was.is_some() && place.changes.is_empty();
    step.revision.is_some() && step.standing == step.standing_before && step.places.iter().all(as_it_was)
}

fn put(page: &mut Page, step: &StepView) {
    let when = human::local(step.at, page.view());
    if let Some(number) = step.revision {
        page.gap().ink(Ink::Bold, format!("revision {number}"));
        let author = step.author.as_deref().unwrap_or(&step.by);
        page.ink(Ink::Dim, format!("  {when}, {author}"));
        if is_quiet(step) {
            page.put("  nothing of it changed").end();
            return;
        }
        page.end();
        for place in &step.places {
            stands(page, place, step.places.len() > 1);
        }
    } else {
        let undone = step.undone.map_or_else(String::new, |event| format!(" (undone by event {event})"));
        page.wrapped(2, &format!("{when} {} {}{undone}", step.by, step.text));
        let mut covered: Vec<&str> = step.covers.iter().map(|cover| cover.quote.as_str()).collect();
        covered.dedup();
        for words in covered {
            page.wrapped(4, &format!("covers “{words}”"));
        }
    }
    if step.standing != step.standing_before
        && let Some(is) = step.standing
    {
        turned(page, step.standing_before, is, step.standing_reason.as_deref());
    }
}

/// How the standing changed, and why.
fn turned(page: &mut Page, was: Option<Standing>, is: Standing, why: Option<&str>) {
    page.put("  ");
    if let Some(was) = was {
        page.cell(&human::standing(was)).put(" → ");
    }
    page.cell(&human::standing(is)).end();
    if let Some(why) = why {
        page.wrapped(4, why);
    }
}

/// Where the words stand in a revision, and how they got there.
fn stands(page: &mut Page, place: &PlaceView, several: bool) {
    let number = if several { format!("place {}: ", place.place) } else { String::new() };
    let at = |part: &crate::domain::part::Part, paragraph: usize| format!("{part}, paragraph {paragraph}");
    let here = place.paragraph.map(|paragraph| at(&place.part, paragraph));
    let was = place.was.as_ref().map(|was| at(&was.part, was.paragraph));
    let said = match (place.how, here, was) {
        (How::Moved, Some(here), Some(was)) if here != was => format!("moved from {was} to {here}"),
        (How::Moved, Some(here), _) => format!("moved within {here}"),
        (How::Cut, ..) => "its words were cut".to_owned(),
        (How::Lost, ..) => "its words were replaced by other text".to_owned(),
        (How::Ambiguous, ..) => "its words may stand in two places".to_owned(),
        (How::Edited, Some(here), _) => format!("edited in {here}"),
        (How::Corrected, Some(here), _) => format!("corrected as approved, in {here}"),
        (How::Restored, Some(here), _) => format!("back in {here}"),
        (How::Relinked, Some(here), _) => format!("tied to the words in {here}"),
        (How::Carried | How::Placed, Some(here), _) => format!("in {here}"),
        (_, None, _) => place.how.to_string(),
    };
    let note = if place.confirmed { "" } else { " (suggested, not confirmed)" };
    page.wrapped(2, &format!("{number}{said}{note}"));
    let view = *page.view();
    match (&place.was, &place.sentence) {
        (Some(was), Some(is)) if !place.changes.is_empty() => {
            let diff = diff::diff(&was.sentence, is);
            page.raw(&render::diff::snippet(&was.sentence, is, &diff, 4, view.width, view.color));
        }
        (None, Some(is)) => {
            page.wrapped(4, is);
        }
        (Some(was), None) => {
            let gone = diff::diff(&was.sentence, "");
            page.raw(&render::diff::snippet(&was.sentence, "", &gone, 4, view.width, view.color));
        }
        _ => {}
    }
}
