//! The one error of the command line: what was refused or went wrong, why,
//! and the next command to type, as a single expression.
//!
//! ```
//! use copydesk::cli::error::Error;
//!
//! let error = Error::refused("harbour-fire is not submitted").hint("type: copydesk article submit harbour-fire");
//! assert_eq!(error.exit_code(), 1);
//! ```
//!
//! [`crate::cli::main`] prints it, as text or (under `--json`) as the form of
//! SPEC section 5, and turns its [`Kind`] into the exit code.

use serde::Serialize;

use crate::{domain, render, ui};

/// What a command returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of error it is. The words are a compatibility promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The rules of the desk forbid it; nothing changed. Exit code 1.
    Refused,
    /// The command was typed wrong. Exit code 2.
    Usage,
    /// No such article, claim, person, revision, file … Exit code 3.
    NotFound,
    /// Somebody else changed it first. Exit code 4.
    Conflict,
    /// Some items of an import were rejected; the rest is in. Exit code 5.
    RejectedItems,
    /// The gate is closed; the blockers say why. Exit code 8.
    GateClosed,
    /// Interrupted by the person at the keyboard. Exit code 130.
    Interrupted,
    /// The machine failed: a file, the disk, the database. Exit code 1.
    Failed,
}

impl Kind {
    /// The kind's word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Usage => "usage",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::RejectedItems => "rejected_items",
            Self::GateClosed => "gate_closed",
            Self::Interrupted => "interrupted",
            Self::Failed => "failed",
        }
    }

    /// The exit code of a command that ends so (SPEC section 5).
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Refused | Self::Failed => 1,
            Self::Usage => 2,
            Self::NotFound => 3,
            Self::Conflict => 4,
            Self::RejectedItems => 5,
            Self::GateClosed => 8,
            Self::Interrupted => 130,
        }
    }
}

/// One reason why the gate is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Blocker {
    /// The rule that isn't met (`claim_stale`, `four_eyes`, …).
    pub kind: String,
    /// The claim it is about, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<i64>,
    /// What is missing, for people.
    pub message: String,
    /// The command that would clear it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// An error of the command line. Small, so that every function may return it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    kind: Kind,
    message: String,
    details: Vec<String>,
    hint: Option<String>,
    blockers: Vec<Blocker>,
    told: bool,
    code: Option<u8>,
}

impl Error {
    /// An error of this kind. The message starts in lower case and has no full stop.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            details: Vec::new(),
            hint: None,
            blockers: Vec::new(),
            told: false,
            code: None,
        }))
    }

    /// The rules of the desk forbid it ([`Kind::Refused`]).
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, message)
    }

    /// The command was typed wrong ([`Kind::Usage`]).
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// No such thing ([`Kind::NotFound`]). See [`Self::nearest`].
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, message)
    }

    /// Somebody else changed it first ([`Kind::Conflict`]).
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(Kind::Conflict, message)
    }

    /// Some items of an import were rejected ([`Kind::RejectedItems`]).
    pub fn rejected_items(message: impl Into<String>) -> Self {
        Self::new(Kind::RejectedItems, message)
    }

    /// The gate is closed ([`Kind::GateClosed`]); add the blockers.
    pub fn gate_closed(message: impl Into<String>) -> Self {
        Self::new(Kind::GateClosed, message)
    }

    /// Interrupted at the keyboard ([`Kind::Interrupted`]).
    pub fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "interrupted")
    }

    /// The machine failed ([`Kind::Failed`]).
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    /// Names what it is about, where the message doesn't: for a command on many things.
    #[must_use]
    pub fn about(mut self, what: &str) -> Self {
        if !self.0.message.contains(what) {
            self.0.message = format!("{what}: {}", self.0.message);
        }
        self
    }

    /// The next command to type, or the flag that was missing.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// The hint "did you mean …?", when there is a name near the one that was
    /// given; otherwise the error as it is. See [`crate::cli::nearest`].
    #[must_use]
    pub fn nearest(self, names: &[String]) -> Self {
        match names {
            [] => self,
            [one] => self.hint(format!("did you mean {one}?")),
            [most @ .., last] => self.hint(format!("did you mean {} or {last}?", most.join(", "))),
        }
    }

    /// A line shown below the message: a place in the text, a difference.
    #[must_use]
    pub fn detail(mut self, line: impl Into<String>) -> Self {
        self.0.details.push(line.into());
        self
    }

    /// What closes the gate.
    #[must_use]
    pub fn blockers(mut self, blockers: impl IntoIterator<Item = Blocker>) -> Self {
        self.0.blockers.extend(blockers);
        self
    }

    /// Says nothing on stderr: the command has printed on stdout all there is
    /// to say, and only the exit code is left (`gate` when it is closed).
    #[must_use]
    pub fn already_told(mut self) -> Self {
        self.0.told = true;
        self
    }

    /// The same error, ending with 2 where it would end with 1: for commands
    /// whose 1 is an answer (`diff --exit-code`).
    #[must_use]
    pub fn never_one(mut self) -> Self {
        if self.exit_code() == 1 {
            self.0.code = Some(2);
        }
        self
    }

    /// What sort of error it is.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The message, without details and hint.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The exit code of a command that ends with this error.
    pub fn exit_code(&self) -> u8 {
        self.0.code.unwrap_or_else(|| self.0.kind.exit_code())
    }

    /// The text for people, without a line end after it; empty when the
    /// command has already told all ([`Self::already_told`]). Control
    /// characters that came in with names or copy are made visible.
    pub fn to_text(&self) -> String {
        if self.0.told {
            return String::new();
        }
        let mut text = format!("error: {}", self.0.message);
        for detail in &self.0.details {
            text.push_str("\n  ");
            text.push_str(&detail.replace('\n', "\n  "));
        }
        for blocker in &self.0.blockers {
            text.push_str("\n  - ");
            text.push_str(&blocker.message);
            if let Some(hint) = &blocker.hint {
                text.push_str("\n    ");
                text.push_str(hint);
            }
        }
        if let Some(hint) = &self.0.hint {
            text.push_str("\nhint: ");
            text.push_str(hint);
        }
        render::safe::text(&text).into_owned()
    }

    /// The JSON document `{"error":{"kind","message","hint","blockers"?}}`,
    /// on one line; empty when the command has already told all.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Document<'a> {
            error: Body<'a>,
        }
        #[derive(Serialize)]
        struct Body<'a> {
            kind: Kind,
            message: String,
            hint: Option<&'a str>,
            #[serde(skip_serializing_if = "<[Blocker]>::is_empty")]
            blockers: &'a [Blocker],
        }
        if self.0.told {
            return String::new();
        }
        let mut message = self.0.message.clone();
        for detail in &self.0.details {
            message.push('\n');
            message.push_str(detail);
        }
        let body =
            Body { kind: self.0.kind, message, hint: self.0.hint.as_deref(), blockers: self.0.blockers.as_slice() };
        render::json::to_line(&Document { error: body })
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {}

impl From<ui::Error> for Error {
    fn from(error: ui::Error) -> Self {
        match error {
            ui::Error::NeedsAnswer { ref answer, .. } => {
                let hint = answer.clone();
                Self::usage(error.to_string()).hint(hint)
            }
            ui::Error::Interrupted => Self::interrupted(),
            ui::Error::NoEditor => Self::usage(error.to_string())
                .hint("give the text with --file FILE (or --file - for standard input), or set COPYDESK_EDITOR"),
            ui::Error::Draft { ref path, .. } => {
                let hint = format!("what you typed is kept in {}", path.display());
                Self::failed(error.to_string()).hint(hint)
            }
            ui::Error::Io { .. } => Self::failed(error.to_string()),
        }
    }
}

impl From<render::Error> for Error {
    fn from(error: render::Error) -> Self {
        match error {
            render::Error::UnknownField { ref known, .. } => {
                let hint = format!("the fields are: {}", known.join(", "));
                Self::usage(error.to_string()).hint(hint)
            }
            render::Error::Io(_) | render::Error::Json(_) => Self::failed(error.to_string()),
        }
    }
}

impl From<domain::UnknownWord> for Error {
    fn from(error: domain::UnknownWord) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<domain::time::BadTime> for Error {
    fn from(error: domain::time::BadTime) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<domain::naming::BadName> for Error {
    fn from(error: domain::naming::BadName) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<domain::part::BadPart> for Error {
    fn from(error: domain::part::BadPart) -> Self {
        Self::usage(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_and_its_hint_in_both_forms() {
        let error = Error::gate_closed("harbour-fire can't be approved")
            .blockers([Blocker {
                kind: "claim_stale".into(),
                claim: Some(12),
                message: "#12 is stale: a number changed".into(),
                hint: Some("copydesk claim check 12 --finding confirmed".into()),
            }])
            .hint("copydesk gate harbour-fire");
        assert_eq!(error.exit_code(), 8);
        assert_eq!(
            error.to_text(),
            "error: harbour-fire can't be approved\n  - #12 is stale: a number changed\n    copydesk claim check 12 \
             --finding confirmed\nhint: copydesk gate harbour-fire"
        );
        let json: serde_json::Value = serde_json::from_str(&error.to_json()).unwrap();
        assert_eq!(json["error"]["kind"], "gate_closed");
        assert_eq!(json["error"]["blockers"][0]["claim"], 12);
        let plain: serde_json::Value = serde_json::from_str(&Error::refused("no").to_json()).unwrap();
        assert_eq!(plain["error"]["hint"], serde_json::Value::Null);
        assert!(plain["error"].get("blockers").is_none());
    }

    #[test]
    fn every_kind_has_its_word_and_code() {
        let codes = [
            (Kind::Refused, "refused", 1),
            (Kind::Usage, "usage", 2),
            (Kind::NotFound, "not_found", 3),
            (Kind::Conflict, "conflict", 4),
            (Kind::RejectedItems, "rejected_items", 5),
            (Kind::GateClosed, "gate_closed", 8),
            (Kind::Interrupted, "interrupted", 130),
            (Kind::Failed, "failed", 1),
        ];
        for (kind, word, code) in codes {
            assert_eq!((kind.as_str(), kind.exit_code()), (word, code));
            assert_eq!(serde_json::to_value(kind).unwrap(), word);
        }
    }

    #[test]
    fn nearest_names_become_a_question() {
        let names: Vec<String> = ["a", "b", "c"].map(String::from).to_vec();
        assert!(Error::not_found("x").nearest(&names).to_text().ends_with("hint: did you mean a, b or c?"));
        assert!(Error::not_found("x").nearest(&names[..1]).to_text().ends_with("did you mean a?"));
        assert_eq!(Error::not_found("x").nearest(&[]).to_text(), "error: x");
    }
}
