//! What was checked before and resembles a claim, as its page tells it.

use crate::{
    desk::precedents::Resembling,
    domain::{ids::ClaimId, time::Timestamp},
    render::{Ink, View, human, page::Page},
};

/// The most of a statement that is shown, in characters.
const LONG: usize = 120;

/// A line or two for each; nothing where there are none.
pub fn checked_before(page: &mut Page, id: ClaimId, found: &[Resembling]) {
    if found.is_empty() {
        return;
    }
    page.gap().ink(Ink::Dim, format!("Checked before (more: copydesk match {id})")).end();
    let view = *page.view();
    for one in found {
        let rating = if one.rating.is_empty() { "no rating" } else { &one.rating };
        let mut line = format!("{}: {}", human::excerpt(rating, LONG / 2), human::excerpt(&one.statement, LONG));
        let publisher = human::excerpt(&one.publisher, LONG / 2);
        let by: Vec<String> = [publisher, day(&one.date, &view)].into_iter().filter(|text| !text.is_empty()).collect();
        if !by.is_empty() {
            line = format!("{line} ({})", by.join(", "));
        }
        page.wrapped(2, &line);
    }
}

/// The day of a check, whose publisher may have given a time.
pub fn day(date: &str, view: &View) -> String {
    Timestamp::parse(date).map_or_else(|_| date.to_owned(), |time| human::day(time, view))
}
