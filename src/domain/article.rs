//! An article's stage and the actions that move it.
//!
//! The table of stages is [`next_stage`], readable in one screen. What an
//! action needs besides its stage (four eyes, the gate, a note) is decided in
//! [`crate::domain::gate`].

use super::{person::Role, words};

words! {
    /// Where an article stands in the workflow.
    pub enum Stage, "stage" {
        /// Being written.
        Draft = "draft",
        /// Handed to the editors.
        Submitted = "submitted",
        /// Approved for publication, bound to one revision.
        Approved = "approved",
        /// Public.
        Published = "published",
        /// Withdrawn after publication.
        Killed = "killed",
        /// Dropped before publication.
        Spiked = "spiked",
    }
}

words! {
    /// What can be done with an article's stage.
    pub enum StageAction, "action" {
        /// Hand it to the editors.
        Submit = "submit",
        /// Give it back to the writer.
        Return = "return",
        /// Approve the head revision.
        Approve = "approve",
        /// Make the approved revision public.
        Publish = "publish",
        /// Make the head revision public in place of what is.
        Republish = "republish",
        /// Withdraw it after publication.
        Kill = "kill",
        /// Bring a killed article back to the editors.
        Reinstate = "reinstate",
        /// Drop it before publication.
        Spike = "spike",
        /// Bring a spiked article back to draft.
        Unspike = "unspike",
    }
}

words! {
    /// What a publication was.
    pub enum PublicationKind, "kind of publication" {
        /// The first one.
        First = "first",
        /// Something public was wrong.
        Correction = "correction",
        /// Something public was misleading.
        Clarification = "clarification",
        /// New matter.
        Update = "update",
        /// An editor's note.
        Note = "note",
        /// Withdrawal.
        Kill = "kill",
        /// Publication again after a withdrawal.
        Reinstate = "reinstate",
    }
}

words! {
    /// How a revision came to be.
    pub enum Origin, "origin" {
        /// Read by an import.
        Import = "import",
        /// Written or edited on the desk.
        Edit = "edit",
        /// An older revision brought back.
        Restore = "restore",
        /// Approved corrections put into the text.
        Apply = "apply",
    }
}

/// The stage that an action leads to, the role that it needs and whether it
/// needs a note; `None` where the action doesn't apply to the stage.
///
/// Four eyes, the gate and the embargo are asked of the gate, not here.
pub const fn next_stage(stage: Stage, action: StageAction) -> Option<Move> {
    use Stage::{Approved, Draft, Killed, Published, Spiked, Submitted};
    use StageAction as A;
    let (to, role, note) = match (stage, action) {
        (Draft, A::Submit) => (Submitted, Role::Writer, false),
        (Submitted | Approved, A::Return) => (Draft, Role::Editor, true),
        (Submitted, A::Approve) => (Approved, Role::Editor, false),
        (Approved, A::Publish) => (Published, Role::Editor, false),
        (Published, A::Republish) => (Published, Role::Editor, false),
        (Published, A::Kill) => (Killed, Role::Chief, true),
        (Killed, A::Reinstate) => (Submitted, Role::Chief, true),
        (Draft | Submitted | Approved, A::Spike) => (Spiked, Role::Editor, false),
        (Spiked, A::Unspike) => (Draft, Role::Editor, false),
        _ => return None,
    };
    Some(Move { to, role, note })
}

/// What [`next_stage`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// The stage that the article comes to.
    pub to: Stage,
    /// The least role that may do it.
    pub role: Role,
    /// Whether a note must say why.
    pub note: bool,
}

/// The stage of an article after a new revision, or `None` where a new
/// revision is refused (a killed article must be reinstated first).
///
/// `is_approved_text` says whether the new head's text is again exactly the
/// text that the last unrevoked approval of the article covers.
pub const fn stage_after_revision(stage: Stage, is_approved_text: bool) -> Option<Stage> {
    match stage {
        Stage::Killed => None,
        Stage::Approved | Stage::Submitted if is_approved_text => Some(Stage::Approved),
        Stage::Approved => Some(Stage::Submitted),
        other => Some(other),
    }
}

/// Whether a word can be a slug: 1 to 120 of `a-z 0-9 -`.
pub fn valid_slug(slug: &str) -> bool {
    !slug.is_empty()
        && slug.len() <= 120
        && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of SPEC section 3, written out: every (stage, action) pair
    /// that is allowed, and no other.
    #[test]
    fn the_stage_table() {
        let allowed = [
            ("draft", "submit", "submitted"),
            ("submitted", "return", "draft"),
            ("approved", "return", "draft"),
            ("submitted", "approve", "approved"),
            ("approved", "publish", "published"),
            ("published", "republish", "published"),
            ("published", "kill", "killed"),
            ("killed", "reinstate", "submitted"),
            ("draft", "spike", "spiked"),
            ("submitted", "spike", "spiked"),
            ("approved", "spike", "spiked"),
            ("spiked", "unspike", "draft"),
        ];
        for &stage in Stage::ALL {
            for &action in StageAction::ALL {
                let want = allowed.iter().find(|(s, a, _)| *s == stage.as_str() && *a == action.as_str());
                let got = next_stage(stage, action).map(|m| m.to.as_str());
                assert_eq!(got, want.map(|w| w.2), "{stage} {action}");
            }
        }
    }

    #[test]
    fn a_new_revision() {
        assert_eq!(stage_after_revision(Stage::Approved, false), Some(Stage::Submitted));
        assert_eq!(stage_after_revision(Stage::Approved, true), Some(Stage::Approved));
        assert_eq!(stage_after_revision(Stage::Submitted, true), Some(Stage::Approved));
        assert_eq!(stage_after_revision(Stage::Draft, true), Some(Stage::Draft));
        assert_eq!(stage_after_revision(Stage::Published, false), Some(Stage::Published));
        assert_eq!(stage_after_revision(Stage::Killed, true), None);
    }
}
