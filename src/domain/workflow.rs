//! A claim's progress: which action leads from where to where, who may do it,
//! and what evidence a finding needs.
//!
//! Progress is the desk's work on a claim, never what may be relied on (that
//! is [`super::standing`]). The table is asked with the progress that people
//! see, [`super::standing::Verdict::progress`]: a claim whose approval lapsed
//! shows `returned`, and can be taken and checked like any other. Four eyes
//! are asked of [`super::four_eyes`].

use std::collections::BTreeSet;

use super::{
    claim::{Finding, Progress},
    ids::SourceId,
    person::Role,
    source::Stance,
    words,
};

words! {
    /// What can be done with a claim.
    pub enum ClaimAction, "action on a claim" {
        /// Take it, to check it.
        Take = "take",
        /// Give it back untouched.
        Drop = "drop",
        /// Propose a finding.
        Check = "check",
        /// Put it aside until a source answers.
        Wait = "wait",
        /// Approve the proposed finding.
        Approve = "approve",
        /// Look again at approved words near which something changed, and find them as approved.
        Reconfirm = "reconfirm",
        /// Send it back to the checker.
        Return = "return",
        /// Drop it: not a factual claim, or no longer wanted.
        Withdraw = "withdraw",
        /// Bring a withdrawn claim back.
        Reopen = "reopen",
        /// Mark that the text itself tells the reader that words in somebody's mouth are wrong.
        Answered = "answered",
        /// Tie it to other words.
        Relink = "relink",
        /// Change what it asserts, its priority or its due time.
        Edit = "edit",
        /// Tie a source to it.
        Cite = "cite",
    }
}

/// What [`next_progress`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The progress that the claim comes to.
    pub to: Progress,
    /// The least role that may do it.
    pub role: Role,
    /// Whether a note must say why.
    pub note: bool,
}

/// The progress that an action leads to, the role that it needs and whether
/// it needs a note; `None` where the action doesn't apply.
///
/// `drop` leads to `open`; where a decision sent the claim back before it was
/// taken, [`super::standing::standing`] shows `returned` instead.
#[expect(clippy::match_same_arms, reason = "a line an action is read in one look; merged lines are not")]
pub const fn next_progress(progress: Progress, action: ClaimAction) -> Option<Step> {
    use ClaimAction as A;
    use Progress::{Approved, Checking, Open, Proposed, Returned, Waiting, Withdrawn};
    use Role::{Checker, Editor, Writer};
    let (to, role, note) = match (progress, action) {
        (Open | Checking | Waiting | Returned, A::Take) => (Checking, Checker, false),
        (Checking | Waiting, A::Drop) => (Open, Checker, false),
        (Open | Checking | Waiting | Returned, A::Wait) => (Waiting, Checker, true),
        // A new check of an approved claim is allowed: it ends the approval.
        (Open | Checking | Waiting | Returned | Proposed | Approved, A::Check) => (Proposed, Checker, false),
        (Proposed, A::Approve) => (Approved, Editor, false),
        (Proposed | Approved, A::Return) => (Returned, Editor, true),
        (Approved, A::Reconfirm | A::Answered) => (Approved, Editor, false),
        (Withdrawn, A::Withdraw) => return None,
        (_, A::Withdraw) => (Withdrawn, Checker, true),
        (Withdrawn, A::Reopen) => (Open, Checker, false),
        (Withdrawn, _) => return None,
        // These change facts, not progress; the facts decide what lapses.
        (stays, A::Relink | A::Edit) => (stays, Writer, false),
        (stays, A::Cite) => (stays, Checker, false),
        _ => return None,
    };
    Some(Step { to, role, note })
}

/// Whether a finding needs independent supporting sources before it can be
/// proposed or relied on: a confirmation does, and so does a correction for
/// the words that it puts in place.
pub const fn needs_sources(finding: Finding, has_correction: bool) -> bool {
    match finding {
        Finding::Confirmed => true,
        Finding::NeedsCorrection => has_correction,
        Finding::Unsupported | Finding::Disputed | Finding::NotCheckable => false,
    }
}

/// The number of independent sources that support a claim, from each
/// citation's source, independence group and stance.
///
/// A source cited twice counts once, and so do all sources of one group.
/// Groups are compared without regard to case and outer white space; an empty
/// group is none.
pub fn independent_sources<'a>(citations: impl IntoIterator<Item = (SourceId, Option<&'a str>, Stance)>) -> usize {
    let mut groups = BTreeSet::new();
    let mut alone = BTreeSet::new();
    for (source, group, stance) in citations {
        if stance != Stance::Supports {
            continue;
        }
        match group.map(str::trim).filter(|g| !g.is_empty()) {
            Some(group) => {
                groups.insert(group.to_lowercase());
            }
            None => {
                alone.insert(source);
            }
        }
    }
    groups.len() + alone.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every allowed (progress, action) pair of SPEC section 3, and no other.
    #[test]
    fn the_progress_table() {
        let mut allowed = vec![
            ("open", "take", "checking"),
            ("checking", "take", "checking"),
            ("waiting", "take", "checking"),
            ("returned", "take", "checking"),
            ("checking", "drop", "open"),
            ("waiting", "drop", "open"),
            ("open", "wait", "waiting"),
            ("checking", "wait", "waiting"),
            ("waiting", "wait", "waiting"),
            ("returned", "wait", "waiting"),
            ("open", "check", "proposed"),
            ("checking", "check", "proposed"),
            ("waiting", "check", "proposed"),
            ("returned", "check", "proposed"),
            ("proposed", "check", "proposed"),
            ("approved", "check", "proposed"),
            ("proposed", "approve", "approved"),
            ("approved", "reconfirm", "approved"),
            ("approved", "answered", "approved"),
            ("proposed", "return", "returned"),
            ("approved", "return", "returned"),
            ("withdrawn", "reopen", "open"),
        ];
        for progress in ["open", "checking", "proposed", "approved", "waiting", "returned"] {
            allowed.push((progress, "withdraw", "withdrawn"));
            for action in ["relink", "edit", "cite"] {
                allowed.push((progress, action, progress));
            }
        }
        for &progress in Progress::ALL {
            for &action in ClaimAction::ALL {
                let want = allowed.iter().find(|(p, a, _)| *p == progress.as_str() && *a == action.as_str());
                let got = next_progress(progress, action).map(|step| step.to.as_str());
                assert_eq!(got, want.map(|w| w.2), "{progress} {action}");
            }
        }
    }

    #[test]
    fn roles_and_notes_belong_to_the_action() {
        for &action in ClaimAction::ALL {
            let steps: BTreeSet<_> = Progress::ALL
                .iter()
                .filter_map(|&p| next_progress(p, action))
                .map(|step| (step.role, step.note))
                .collect();
            assert_eq!(steps.len(), 1, "{action}: one role, one rule on notes");
        }
        for action in [ClaimAction::Return, ClaimAction::Withdraw, ClaimAction::Wait] {
            assert!(next_progress(Progress::Proposed, action).or(next_progress(Progress::Open, action)).unwrap().note);
        }
        assert_eq!(next_progress(Progress::Proposed, ClaimAction::Approve).unwrap().role, Role::Editor);
    }

    #[test]
    fn one_group_counts_once() {
        use Stance::{Context, Contradicts, Supports};
        let count = |list: &[(i64, Option<&str>, Stance)]| {
            independent_sources(list.iter().map(|(id, group, stance)| (SourceId(*id), *group, *stance)))
        };
        assert_eq!(count(&[]), 0);
        assert_eq!(count(&[(1, None, Supports), (1, None, Supports)]), 1);
        assert_eq!(count(&[(1, None, Supports), (2, None, Supports)]), 2);
        assert_eq!(count(&[(1, Some("ministry"), Supports), (2, Some(" Ministry "), Supports)]), 1);
        assert_eq!(count(&[(1, Some("ministry"), Supports), (2, Some(""), Supports), (3, None, Supports)]), 3);
        assert_eq!(count(&[(1, None, Contradicts), (2, None, Context)]), 0);
    }
}
