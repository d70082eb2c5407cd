//! Why an action was not done: what was refused, why, and what to type next.

use crate::domain::gate::Blocker;
use crate::store::{self, Fault, OpenError};

/// What sort of problem it is; each has an exit code of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The rules of the desk forbid it.
    Refused,
    /// The command was typed wrong.
    Usage,
    /// There is no such thing.
    NotFound,
    /// Somebody else changed it first.
    Conflict,
    /// The gate is closed.
    GateClosed,
    /// The machine failed.
    Failed,
}

/// A refusal with its hint. Nothing was changed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// What sort.
    pub kind: Kind,
    /// What was refused and why; begins in lower case, ends without a full stop.
    pub message: String,
    /// More lines, such as the words in question.
    pub details: Vec<String>,
    /// The next command to type.
    pub hint: Option<String>,
    /// What keeps a gate closed.
    pub blockers: Vec<Blocker>,
}

impl Problem {
    /// A problem of this kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), details: Vec::new(), hint: None, blockers: Vec::new() }
    }

    /// The rules of the desk forbid it.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, message)
    }

    /// The command was typed wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// There is no such thing.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, message)
    }

    /// Somebody else changed it first.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(Kind::Conflict, message)
    }

    /// Adds the next command to type.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a line.
    #[must_use]
    pub fn detail(mut self, line: impl Into<String>) -> Self {
        self.details.push(line.into());
        self
    }

    /// Adds what keeps a gate closed.
    #[must_use]
    pub fn blockers(mut self, blockers: Vec<Blocker>) -> Self {
        self.blockers = blockers;
        self
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        let message = error.to_string();
        match error {
            store::Error::Fault(fault) => fault.into(),
            store::Error::Open(open) => open.into(),
            store::Error::FixedClock => Self::refused(message).hint("unset COPYDESK_NOW"),
            store::Error::Inactive(_) => {
                Self::refused(message).hint("name an active person: copydesk person list; then: --as NAME")
            }
        }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let message = fault.to_string();
        match fault {
            Fault::Busy => Self::new(Kind::Failed, message).hint("run the command again"),
            Fault::Corrupt(_) => Self::new(Kind::Failed, message)
                .hint("look with: copydesk db check; then take a backup: copydesk db restore FILE"),
            Fault::Full(_) => Self::new(Kind::Failed, message).hint("free some space, then run the command again"),
            Fault::ReadOnly(_) => Self::new(Kind::Failed, message)
                .hint("reading still works; to write, copy the desk to where you may: copydesk db backup FILE"),
            Fault::Rule(_) | Fault::Io(_) | Fault::Interrupted => Self::new(Kind::Failed, message),
            Fault::Bug(_) => {
                Self::new(Kind::Failed, message).hint("please report this with the command that you typed")
            }
        }
    }
}

impl From<OpenError> for Problem {
    fn from(error: OpenError) -> Self {
        let message = error.to_string();
        match error {
            OpenError::Missing(_) => {
                Self::not_found(message).hint("make one with: copydesk init; or name it with: --db FILE")
            }
            OpenError::NotADesk { .. } => Self::refused(message).hint("name a desk with: --db FILE"),
            OpenError::Newer { .. } => Self::refused(message).hint("install the newest copydesk"),
            OpenError::Foreign { .. } => {
                Self::refused(message).hint("nothing was read from it; take a backup: copydesk db restore FILE")
            }
            OpenError::Network { .. } => Self::refused(message)
                .hint("put the desk on a local disk, or take the risk with: copydesk init --force"),
            OpenError::Unusable { .. } => Self::new(Kind::Failed, message),
            OpenError::Fault(fault) => fault.into(),
        }
    }
}
