//! The domain's closed sets of words as values of flags, so that help and
//! completions list them and a slip is answered with the nearest.

use clap::{ValueEnum, builder::PossibleValue};

use crate::domain::{
    article::{PublicationKind, Stage},
    claim::{Asks, ClaimKind, Finding, Progress, Standing},
    person::Role,
    source::{SourceKind, Stance},
};

macro_rules! value_enum {
    ($($word:ty),* $(,)?) => { $(
        impl ValueEnum for $word {
            fn value_variants<'a>() -> &'a [Self] {
                Self::ALL
            }

            fn to_possible_value(&self) -> Option<PossibleValue> {
                Some(PossibleValue::new(self.as_str()))
            }
        }
    )* };
}

value_enum!(Asks, ClaimKind, Finding, Progress, PublicationKind, Role, SourceKind, Stage, Stance, Standing);
