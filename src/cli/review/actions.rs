//! Which keys a claim offers to whom.

use crate::domain::{
    claim::{Asks, Progress, Standing},
    person::Role,
    workflow::{ClaimAction, next_progress},
};

/// Something that a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Action {
    /// Approve the proposed finding.
    Approve,
    /// Say that approved words still hold.
    Reconfirm,
    /// Propose a finding.
    Check,
    /// Cite a source.
    Source,
    /// Send it back to its checker.
    Return,
    /// Say that the text itself answers it.
    Answered,
    /// Put it aside until a source answers.
    Wait,
    /// Take it.
    Take,
    /// Give it up again.
    Drop,
    /// Withdraw it.
    Withdraw,
    /// Bring it back.
    Reopen,
    /// Write a comment.
    Comment,
    /// Go on to the next.
    Skip,
    /// Go back to the one before.
    Back,
    /// Say what the keys do.
    Help,
    /// End the session.
    Quit,
}

impl Action {
    /// Its key.
    pub(super) const fn key(self) -> char {
        match self {
            Self::Approve => 'a',
            Self::Reconfirm => 'o',
            Self::Check => 'c',
            Self::Source => 's',
            Self::Return => 'r',
            Self::Answered => 'e',
            Self::Wait => 'w',
            Self::Take => 't',
            Self::Drop => 'd',
            Self::Withdraw => 'x',
            Self::Reopen => 'u',
            Self::Comment => 'm',
            Self::Skip => 'n',
            Self::Back => 'b',
            Self::Help => '?',
            Self::Quit => 'q',
        }
    }

    /// What it does, in a word.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reconfirm => "still holds",
            Self::Check => "finding",
            Self::Source => "source",
            Self::Return => "return",
            Self::Answered => "answered",
            Self::Wait => "wait",
            Self::Take => "take",
            Self::Drop => "drop",
            Self::Withdraw => "withdraw",
            Self::Reopen => "reopen",
            Self::Comment => "comment",
            Self::Skip => "next",
            Self::Back => "back",
            Self::Help => "help",
            Self::Quit => "quit",
        }
    }

    /// What it does, in a line.
    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::Approve => "approve the finding, for exactly these words in their context",
            Self::Reconfirm => "you looked at what changed: the approval still holds",
            Self::Check => "propose what you found, with a note",
            Self::Source => "cite a source, a known one or a new one",
            Self::Return => "send it back to its checker, saying why",
            Self::Answered => "the text itself tells the reader that these words are wrong",
            Self::Wait => "put it aside until somebody answers",
            Self::Take => "show the others that you are at it",
            Self::Drop => "let somebody else take it",
            Self::Withdraw => "no factual claim, or not needed any more",
            Self::Reopen => "bring a withdrawn claim back",
            Self::Comment => "write a comment",
            Self::Skip => "leave it as it is and go on",
            Self::Back => "go back to the claim before",
            Self::Help => "this list",
            Self::Quit => "end the session; what you decided is saved",
        }
    }

    /// The desk's own action behind it.
    const fn claim_action(self) -> Option<ClaimAction> {
        Some(match self {
            Self::Approve => ClaimAction::Approve,
            Self::Reconfirm => ClaimAction::Reconfirm,
            Self::Check => ClaimAction::Check,
            Self::Source => ClaimAction::Cite,
            Self::Return => ClaimAction::Return,
            Self::Answered => ClaimAction::Answered,
            Self::Wait => ClaimAction::Wait,
            Self::Take => ClaimAction::Take,
            Self::Drop => ClaimAction::Drop,
            Self::Withdraw => ClaimAction::Withdraw,
            Self::Reopen => ClaimAction::Reopen,
            Self::Comment | Self::Skip | Self::Back | Self::Help | Self::Quit => return None,
        })
    }

    /// Every action, in the order in which they are offered.
    const ALL: [Self; 16] = [
        Self::Approve,
        Self::Reconfirm,
        Self::Check,
        Self::Source,
        Self::Return,
        Self::Answered,
        Self::Wait,
        Self::Take,
        Self::Drop,
        Self::Withdraw,
        Self::Reopen,
        Self::Comment,
        Self::Skip,
        Self::Back,
        Self::Help,
        Self::Quit,
    ];
}

/// What decides which keys are offered.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, not states of one thing")]
pub(super) struct Facts {
    /// What the person may do.
    pub(super) role: Role,
    /// How far the claim has come, as people see it.
    pub(super) progress: Progress,
    /// What may be relied on.
    pub(super) standing: Standing,
    /// What is asked.
    pub(super) asks: Asks,
    /// Whether the text puts the words in somebody's mouth.
    pub(super) attributed: bool,
    /// Whether these are another pair of eyes.
    pub(super) other_eyes: bool,
    /// Whether somebody else has it now.
    pub(super) held: bool,
    /// Whether the person has it.
    pub(super) mine: bool,
    /// Whether there is a claim before it in the session.
    pub(super) before: bool,
}

/// What the person may do with the claim, in the order in which it is offered.
pub(super) fn allowed(facts: &Facts) -> Vec<Action> {
    Action::ALL.into_iter().filter(|action| may(*action, facts)).collect()
}

fn may(action: Action, facts: &Facts) -> bool {
    if let Some(step) = action.claim_action() {
        match next_progress(facts.progress, step) {
            Some(step) if facts.role >= step.role => {}
            _ => return false,
        }
    }
    match action {
        Action::Approve => facts.other_eyes && facts.standing != Standing::Stale,
        Action::Reconfirm => facts.other_eyes && facts.standing == Standing::Touched,
        Action::Answered => {
            facts.other_eyes && facts.standing == Standing::Contradicted && facts.asks == Asks::So && facts.attributed
        }
        Action::Check | Action::Wait | Action::Take => {
            !facts.held && facts.standing != Standing::Cut && !(action == Action::Take && facts.mine)
        }
        Action::Drop => facts.mine || (facts.held && facts.role >= Role::Editor),
        Action::Back => facts.before,
        _ => true,
    }
}

/// Whether the claim waits for this person, so that a walk stops at it.
pub(super) fn waits_for(facts: &Facts) -> bool {
    allowed(facts).into_iter().any(|action| match action {
        Action::Approve | Action::Reconfirm | Action::Answered => true,
        Action::Check => {
            matches!(facts.progress, Progress::Open | Progress::Checking | Progress::Waiting | Progress::Returned)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Facts = Facts {
        role: Role::Editor,
        progress: Progress::Proposed,
        standing: Standing::Unapproved,
        asks: Asks::So,
        attributed: false,
        other_eyes: true,
        held: false,
        mine: false,
        before: false,
    };

    fn keys(facts: Facts) -> String {
        allowed(&facts).into_iter().map(Action::key).collect()
    }

    #[test]
    fn each_role_is_offered_what_it_may_do() {
        assert_eq!(keys(PLAIN), "acsrxmn?q");
        assert_eq!(keys(Facts { other_eyes: false, ..PLAIN }), "csrxmn?q");
        assert_eq!(keys(Facts { role: Role::Checker, ..PLAIN }), "csxmn?q");
        assert_eq!(keys(Facts { role: Role::Writer, before: true, ..PLAIN }), "mnb?q");
        let open = Facts { progress: Progress::Open, role: Role::Checker, ..PLAIN };
        assert_eq!(keys(open), "cswtxmn?q");
        assert_eq!(keys(Facts { held: true, ..open }), "sxmn?q");
        let checking = Facts { progress: Progress::Checking, mine: true, ..open };
        assert_eq!(keys(checking), "cswdxmn?q");
        let touched = Facts { progress: Progress::Approved, standing: Standing::Touched, ..PLAIN };
        assert_eq!(keys(touched), "ocsrxmn?q");
        let wrong = Facts { standing: Standing::Contradicted, attributed: true, ..touched };
        assert_eq!(keys(wrong), "csrexmn?q");
        assert_eq!(keys(Facts { progress: Progress::Withdrawn, ..PLAIN }), "umn?q");
    }

    #[test]
    fn no_two_actions_share_a_key() {
        let keys: std::collections::BTreeSet<char> = Action::ALL.into_iter().map(Action::key).collect();
        assert_eq!(keys.len(), Action::ALL.len());
    }

    #[test]
    fn a_walk_stops_where_somebody_is_waited_for() {
        assert!(waits_for(&PLAIN));
        assert!(!waits_for(&Facts { other_eyes: false, ..PLAIN }));
        assert!(!waits_for(&Facts { role: Role::Checker, ..PLAIN }));
        assert!(waits_for(&Facts { role: Role::Checker, progress: Progress::Open, ..PLAIN }));
        assert!(!waits_for(&Facts { role: Role::Writer, progress: Progress::Open, ..PLAIN }));
    }
}
