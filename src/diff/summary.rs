//! A comparison in a few numbers.

use super::text::slice;
use super::{Block, BlockKind, Class, OpKind, TextDiff};

/// How many changes there are of each class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Changes {
    /// Changes of words, digits, signs.
    pub substantive: usize,
    /// Changes of capitals.
    pub case: usize,
    /// Changes of glyphs.
    pub typographic: usize,
    /// Changes of white space.
    pub spacing: usize,
    /// Changes of emphasis and of links' targets.
    pub markup: usize,
}

impl Changes {
    /// How many there are of one class.
    pub fn of(&self, class: Class) -> usize {
        match class {
            Class::Substantive => self.substantive,
            Class::Case => self.case,
            Class::Typographic => self.typographic,
            Class::Spacing => self.spacing,
            Class::Markup => self.markup,
        }
    }

    /// How many there are.
    pub fn total(&self) -> usize {
        Class::ALL.iter().map(|class| self.of(*class)).sum()
    }

    fn add(&mut self, class: Class, n: usize) {
        *match class {
            Class::Substantive => &mut self.substantive,
            Class::Case => &mut self.case,
            Class::Typographic => &mut self.typographic,
            Class::Spacing => &mut self.spacing,
            Class::Markup => &mut self.markup,
        } += n;
    }
}

/// A comparison in a few numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Summary {
    /// Words that substantive changes brought in. A word with other capitals or
    /// another apostrophe is neither inserted nor deleted.
    pub inserted_words: usize,
    /// Words that substantive changes took out.
    pub deleted_words: usize,
    /// Paragraphs of the new text that stood elsewhere in the old one.
    pub moved_paragraphs: usize,
    /// Stretches that changed, by what the change amounts to.
    pub changes: Changes,
}

impl std::ops::AddAssign for Summary {
    fn add_assign(&mut self, other: Self) {
        self.inserted_words += other.inserted_words;
        self.deleted_words += other.deleted_words;
        self.moved_paragraphs += other.moved_paragraphs;
        for class in Class::ALL {
            self.changes.add(*class, other.changes.of(*class));
        }
    }
}

impl Block {
    /// This block in numbers; the texts are those that were compared.
    pub fn summary(&self, old: &str, new: &str) -> Summary {
        let mut summary = Summary::default();
        if self.kind == BlockKind::Moved {
            summary.moved_paragraphs = self.new.len();
        }
        for op in self.ops.iter().filter(|op| op.kind != OpKind::Equal) {
            let Some(class) = op.class else { continue };
            summary.changes.add(class, 1);
            if class == Class::Substantive {
                summary.deleted_words += words(slice(old, op.old.bytes.clone()));
                summary.inserted_words += words(slice(new, op.new.bytes.clone()));
            }
        }
        summary
    }
}

impl TextDiff {
    /// The comparison in numbers; the texts are those that were compared.
    pub fn summary(&self, old: &str, new: &str) -> Summary {
        let mut sum = Summary::default();
        for block in &self.blocks {
            sum += block.summary(old, new);
        }
        sum
    }
}

/// Words as people count them: between white space, with a letter or digit.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count()
}
