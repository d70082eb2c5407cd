//! What changed near approved words and carries the approval, shown by cause:
//! one change under fifteen claims is one thing to know.

use crate::{
    desk::listed::Notice,
    render::{Ink, human, page::Page},
};

/// The claims that are named under one change.
const CLAIMS: usize = 5;

/// A change and the claims that it is near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What changed, in one line.
    pub message: String,
    /// Each claim: its number with its words.
    pub claims: Vec<String>,
}

/// Changes with their claims, those of one kind together, in the order of
/// their first claim.
pub fn by_change(lines: impl IntoIterator<Item = (String, String)>) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for (message, claim) in lines {
        match changes.iter_mut().find(|change| change.message == message) {
            Some(change) => change.claims.push(claim),
            None => changes.push(Change { message, claims: vec![claim] }),
        }
    }
    changes
}

/// The same of what the desk answers.
pub fn of(notices: &[Notice]) -> Vec<Change> {
    by_change(notices.iter().map(|n| (n.what.message.clone(), claim(n))))
}

fn claim(notice: &Notice) -> String {
    format!("#{} \"{}\"", notice.claim, human::excerpt(&notice.quote, 60))
}

/// Puts changes on a page under a heading; nothing where there are none.
pub fn put(page: &mut Page, heading: &str, changes: &[Change]) {
    if changes.is_empty() {
        return;
    }
    page.gap().ink(Ink::Dim, heading).end();
    for change in changes {
        if let [only] = change.claims.as_slice() {
            page.wrapped(2, &format!("{only}: {}", change.message));
            continue;
        }
        page.wrapped(2, &format!("{} ({} claims)", change.message, change.claims.len()));
        for claim in change.claims.iter().take(CLAIMS) {
            page.wrapped(6, claim);
        }
        if change.claims.len() > CLAIMS {
            page.wrapped(6, &format!("and {} more", change.claims.len() - CLAIMS));
        }
    }
}
