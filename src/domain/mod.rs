//! What the desk's words mean: types, state tables and pure functions.
//!
//! Nothing here reads a file, a clock, an environment or a database, and
//! nothing prints. Everything can be tested with plain values.

pub mod anchor;
pub mod article;
pub mod block;
pub mod canonical;
pub mod checkworthy;
pub mod claim;
pub mod compare;
pub mod context;
pub mod decision;
pub mod emphasis;
pub mod export;
pub mod fold;
pub mod formula;
pub mod four_eyes;
pub mod gate;
pub mod ids;
pub mod kind;
pub mod lexicon;
pub mod naming;
pub mod part;
pub mod person;
pub mod policy;
pub mod proof;
pub mod rating;
pub mod resemblance;
pub mod sentence;
pub mod sheet;
pub mod source;
pub mod speech;
pub mod standing;
pub mod time;
pub mod workflow;

/// Makes a closed set of words: an enum with one kebab-case word for each
/// variant, parsed from and shown as exactly that word.
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident, $what:literal {
        $( $(#[$vmeta:meta])* $variant:ident = $word:literal ),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $vis enum $name {
            $( $(#[$vmeta])* #[serde(rename = $word)] $variant ),+
        }

        impl $name {
            /// Every value, in the order in which people list them.
            pub const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];

            /// The word that stands for this value in commands, JSON and the database.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word ),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::UnknownWord;

            fn from_str(s: &str) -> Result<Self, Self::Err> {
                match s {
                    $( $word => Ok(Self::$variant), )+
                    _ => Err($crate::domain::UnknownWord {
                        what: $what,
                        given: s.to_owned(),
                        known: &[ $( $word ),+ ],
                    }),
                }
            }
        }
    };
}
pub(crate) use words;

/// A word that is not one of a closed set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{given}\" is not a {what}; it is one of: {}", known.join(", "))]
pub struct UnknownWord {
    /// What kind of word was expected ("stage", "role", …).
    pub what: &'static str,
    /// What was given instead.
    pub given: String,
    /// The words that are known.
    pub known: &'static [&'static str],
}
