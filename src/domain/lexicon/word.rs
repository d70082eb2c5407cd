//! A word with what the lists say of it, looked up once.

use std::ops::Deref;

use smol_str::SmolStr;

use super::{Lexicon, Section, Sections};

/// A word in small letters. It is one with its text, which it derefs to; the
/// lists' word of it is looked up when it is made.
#[derive(Debug, Clone)]
pub struct Word {
    text: SmolStr,
    /// What it is by itself.
    sections: Sections,
    /// Of which sections it is, or a phrase may be that begins with it.
    opens: Sections,
}

impl Word {
    /// Looks a word up, which is in small letters.
    pub fn of(text: SmolStr, lexicon: &Lexicon) -> Self {
        let (sections, opens) = lexicon.look_up(&text);
        Self { text, sections, opens }
    }

    /// Its letters.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is of this section.
    pub const fn is(&self, section: Section) -> bool {
        self.sections.has_any(Sections::of(section))
    }

    /// Whether it is of any of these sections.
    pub fn is_any(&self, sections: &[Section]) -> bool {
        sections.iter().any(|section| self.is(*section))
    }

    /// Whether any list but that of common words knows it.
    pub const fn is_common(&self) -> bool {
        self.is(Section::Common) || self.is(Section::Determiner) || self.is(Section::Pronoun)
    }

    /// Whether it may begin one of the section's words or phrases.
    pub(super) const fn may_open(&self, section: Section) -> bool {
        self.opens.has_any(Sections::of(section))
    }
}

impl Deref for Word {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Word {}

impl PartialEq<str> for Word {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl PartialEq<&str> for Word {
    fn eq(&self, other: &&str) -> bool {
        self.text == **other
    }
}
