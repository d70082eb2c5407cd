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
    /// Tie it to other words.
    Relink,
    /// Put it aside until a source answers.
    Wait,
    /// Withdraw it.
    Withdraw,
    /// Bring it back.
    Reopen,
    /// Take it.
    Take,
    /// Give it up again.
    Drop,
    /// Change what it says or asks.
    Edit,
    /// Write a comment.
    Comment,
    /// Give it to somebody.
    Assign,
    /// Read the whole article.
    Whole,
    /// Open a source.
    Open,
    /// Tell its life.
    History,
    /// Take back what was done last in the session.
    Undo,
    /// Go on to the next.
    Skip,
    /// Go back to the one before.
    Back,
    /// Say what the keys do.
    Help,
    /// End the session.
    Quit,
}

/// Key, word, line and the desk's own action of each.
type Row = (Action, char, &'static str, &'static str, Option<ClaimAction>);

/// Every action, in the order in which they are offered.
const ALL: [Row; 23] = {
    use Action as A;
    use ClaimAction as C;
    [
        (A::Approve, 'a', "approve", "approve the finding, for exactly these words in their context", Some(C::Approve)),
        (A::Reconfirm, 'y', "still holds", "you looked at what changed: the approval still holds", Some(C::Reconfirm)),
        (A::Check, 'c', "finding", "propose what you found, with a note", Some(C::Check)),
        (A::Source, 's', "source", "cite a source, a known one or a new one", Some(C::Cite)),
        (A::Return, 'r', "return", "send it back to its checker, saying why", Some(C::Return)),
        (A::Answered, 'i', "answered", "the text itself tells the reader that it is wrong", Some(C::Answered)),
        (A::Relink, 'l', "relink", "tie it to other words of the text", Some(C::Relink)),
        (A::Wait, 'w', "wait", "put it aside until somebody answers", Some(C::Wait)),
        (A::Withdraw, 'x', "withdraw", "no factual claim, or not needed any more", Some(C::Withdraw)),
        (A::Reopen, 'p', "put back", "bring a withdrawn claim back", Some(C::Reopen)),
        (A::Take, 't', "take", "keep it for yourself, also when you leave", Some(C::Take)),
        (A::Drop, 'd', "drop", "let somebody else take it", Some(C::Drop)),
        (A::Edit, 'e', "edit", "change its statement, kind, claimant and the like", Some(C::Edit)),
        (A::Comment, 'm', "comment", "write a comment", None),
        (A::Assign, 'g', "give", "give it to somebody to check", None),
        (A::Whole, 'v', "view", "read the whole article, from these words on", None),
        (A::Open, 'o', "open", "open a source's page or its attached file", None),
        (A::History, 'h', "history", "what became of it, revision by revision", None),
        (A::Undo, 'u', "undo", "take back what you did last in this session", None),
        (A::Skip, 'n', "next", "leave it as it is and go on", None),
        (A::Back, 'b', "back", "go back to the claim before", None),
        (A::Help, '?', "all keys", "this list", None),
        (A::Quit, 'q', "quit", "end the session; what you decided is saved", None),
    ]
};

impl Action {
    fn row(self) -> &'static Row {
        const NONE: Row = (Action::Help, '?', "all keys", "this list", None);
        ALL.iter().find(|(action, ..)| *action == self).unwrap_or(&NONE)
    }

    /// Its key.
    pub(super) fn key(self) -> char {
        self.row().1
    }

    /// What it does, in a word.
    pub(super) fn label(self) -> &'static str {
        self.row().2
    }

    /// What it does, in a line.
    pub(super) fn about(self) -> &'static str {
        self.row().3
    }

    /// The action behind a key.
    pub(super) fn of_key(key: char) -> Option<Self> {
        ALL.iter().find(|(_, k, ..)| *k == key).map(|(action, ..)| *action)
    }
}

/// The keys of all actions.
pub(super) fn keys() -> String {
    ALL.iter().map(|(_, key, ..)| *key).collect()
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
    /// Whether the finding rests on enough sources.
    pub(super) enough: bool,
    /// Whether it has no words, or they are lost, or may stand in several places.
    pub(super) adrift: bool,
    /// Whether somebody else has it now.
    pub(super) held: bool,
    /// Whether the person took it.
    pub(super) mine: bool,
    /// Whether a source of it can be opened.
    pub(super) opens: bool,
    /// Whether there is a claim before it in the session.
    pub(super) before: bool,
    /// Whether something was done in the session that can be taken back.
    pub(super) undo: bool,
}

/// What the person may do with the claim, in the order in which it is offered.
pub(super) fn allowed(facts: &Facts) -> Vec<Action> {
    ALL.iter().filter(|row| may(row, facts)).map(|(action, ..)| *action).collect()
}

fn may((action, .., step): &Row, facts: &Facts) -> bool {
    if let Some(step) = step {
        match next_progress(facts.progress, *step) {
            Some(step) if facts.role >= step.role => {}
            _ => return false,
        }
    }
    match action {
        Action::Approve => facts.other_eyes && facts.enough && facts.standing != Standing::Stale,
        Action::Reconfirm => facts.other_eyes && facts.standing == Standing::Touched,
        Action::Answered => {
            facts.other_eyes && facts.standing == Standing::Contradicted && facts.asks == Asks::So && facts.attributed
        }
        Action::Check | Action::Wait => !facts.held && facts.standing != Standing::Cut,
        Action::Take => !facts.held && !facts.mine && facts.standing != Standing::Cut,
        Action::Drop => facts.mine || (facts.held && facts.role >= Role::Editor),
        Action::Assign => facts.role >= Role::Checker && facts.progress != Progress::Withdrawn,
        Action::Open => facts.opens,
        Action::Back => facts.before,
        Action::Undo => facts.undo,
        _ => true,
    }
}

/// Those that are named below the claim; the others are a `?` away.
pub(super) fn in_menu(action: Action, facts: &Facts) -> bool {
    let to_check =
        matches!(facts.progress, Progress::Open | Progress::Checking | Progress::Waiting | Progress::Returned);
    match action {
        Action::Approve
        | Action::Reconfirm
        | Action::Return
        | Action::Answered
        | Action::Reopen
        | Action::Undo
        | Action::Skip
        | Action::Back
        | Action::Help
        | Action::Quit => true,
        Action::Relink => facts.adrift,
        Action::Source => to_check || !facts.enough,
        Action::Check | Action::Wait | Action::Withdraw => to_check,
        _ => false,
    }
}

/// Whether the claim waits for this person, so that a walk stops at it.
pub(super) fn waits_for(facts: &Facts) -> bool {
    // One that lacks sources waits for the checker, but the editor must see it to send it back.
    allowed(&Facts { enough: true, ..*facts }).into_iter().any(|action| match action {
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
        enough: true,
        adrift: false,
        held: false,
        mine: false,
        opens: false,
        before: false,
        undo: false,
    };

    fn keys(facts: Facts) -> String {
        allowed(&facts).into_iter().map(Action::key).collect()
    }

    fn menu(facts: Facts) -> String {
        allowed(&facts).into_iter().filter(|action| in_menu(*action, &facts)).map(Action::key).collect()
    }

    #[test]
    fn each_role_is_offered_what_it_may_do() {
        assert_eq!(keys(PLAIN), "acsrlxemgvhn?q");
        assert_eq!(keys(Facts { other_eyes: false, ..PLAIN }), "csrlxemgvhn?q");
        assert_eq!(keys(Facts { enough: false, opens: true, ..PLAIN }), "csrlxemgvohn?q");
        assert_eq!(keys(Facts { role: Role::Checker, undo: true, ..PLAIN }), "cslxemgvhun?q");
        assert_eq!(keys(Facts { role: Role::Writer, before: true, ..PLAIN }), "lemvhnb?q");
        let open = Facts { progress: Progress::Open, role: Role::Checker, ..PLAIN };
        assert_eq!(keys(open), "cslwxtemgvhn?q");
        assert_eq!(keys(Facts { held: true, ..open }), "slxemgvhn?q");
        let checking = Facts { progress: Progress::Checking, mine: true, ..open };
        assert_eq!(keys(checking), "cslwxdemgvhn?q");
        let touched = Facts { progress: Progress::Approved, standing: Standing::Touched, ..PLAIN };
        assert_eq!(keys(touched), "ycsrlxemgvhn?q");
        let wrong = Facts { standing: Standing::Contradicted, attributed: true, ..touched };
        assert_eq!(keys(wrong), "csrilxemgvhn?q");
        assert_eq!(keys(Facts { progress: Progress::Withdrawn, ..PLAIN }), "pmvhn?q");
    }

    #[test]
    fn the_menu_names_what_comes_next() {
        assert_eq!(menu(PLAIN), "arn?q");
        assert_eq!(menu(Facts { enough: false, before: true, ..PLAIN }), "srnb?q");
        let open = Facts { progress: Progress::Open, role: Role::Checker, ..PLAIN };
        assert_eq!(menu(open), "cswxn?q");
        assert_eq!(menu(Facts { adrift: true, undo: true, ..open }), "cslwxun?q");
    }

    #[test]
    fn no_two_actions_share_a_key() {
        let keys: std::collections::BTreeSet<char> = super::keys().chars().collect();
        assert_eq!(keys.len(), ALL.len());
        for key in keys {
            assert_eq!(Action::of_key(key).map(Action::key), Some(key));
        }
    }

    #[test]
    fn a_walk_stops_where_somebody_is_waited_for() {
        assert!(waits_for(&PLAIN));
        assert!(waits_for(&Facts { enough: false, ..PLAIN }));
        assert!(!waits_for(&Facts { other_eyes: false, ..PLAIN }));
        assert!(!waits_for(&Facts { role: Role::Checker, ..PLAIN }));
        assert!(waits_for(&Facts { role: Role::Checker, progress: Progress::Open, ..PLAIN }));
        assert!(!waits_for(&Facts { role: Role::Writer, progress: Progress::Open, ..PLAIN }));
    }
}
