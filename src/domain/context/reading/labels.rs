//! Labels of who speaks: at the head of a sentence, above a paragraph, along a transcript.

use std::ops::Range;

use super::{
    BlockReading, PartReading,
    speakers::{FAR, FAR_CHARS},
};
use crate::domain::{block::Kind, context::label, lexicon::Lexicon};

impl PartReading {
    /// The label that a sentence begins with. Most have no colon, and are not
    /// cut into words to find that out.
    pub(super) fn label(&self, sentence: usize, lexicon: &Lexicon) -> Option<String> {
        let seen = self.seen(sentence);
        if label::asks(seen, 'Q') {
            return Some("Q".to_owned());
        }
        // "A. Hill said" is no answer.
        if label::asks(seen, 'A') {
            let block = self.sentences.get(sentence)?.block;
            let asked = block.checked_sub(1).and_then(|b| self.blocks.get(b));
            return asked.filter(|b| label::asks(&b.seen.chars, 'Q')).map(|_| "A".to_owned());
        }
        if !self.sentences.get(sentence)?.colon {
            return None;
        }
        label::label(self.tokens(sentence, lexicon))
    }

    /// The label nearest above a paragraph that has none of its own; before it
    /// what the line itself opens with, and less sure labels on the way.
    pub(super) fn label_above(&self, touched: &Range<usize>, lexicon: &Lexicon) -> Option<String> {
        /// How many of the less sure ones are told.
        const MOST: usize = 8;
        let first = touched.start;
        let block = self.block_of(first)?;
        let mut found = Vec::new();
        if block.sentences.start < first {
            // A label is one in bold or not.
            let start = block.sentences.start;
            let told = |words: &String| {
                words.ends_with([':', '：'])
                    && (self.label(start, lexicon).is_some() || self.line_head(block, start, lexicon).is_some())
            };
            found.extend(label::run_in(&block.source.chars).filter(|words| !told(words)));
            let labels = found.len();
            for line in self.line_starts(block, first) {
                let label = self.label(line, lexicon);
                if label.is_some() && line == block.sentences.start {
                    found.extend(label);
                    return Some(found.join(" / "));
                }
                let head = || if found.len() == labels { self.line_head(block, line, lexicon) } else { None };
                let head = label.or_else(head);
                found.extend(head.filter(|head| !found.contains(head)));
            }
        }
        let mut passed = 0;
        for sentence in (first.saturating_sub(FAR)..first).rev() {
            passed += self.seen(sentence).len();
            let Some(above) = self.block_of(sentence) else { break };
            if passed > FAR_CHARS || above.section != block.section || above.heads {
                break;
            }
            let starts = above.sentences.start == sentence;
            let other = above.sentences.start != block.sentences.start;
            if above.hidden || above.block.kind != Kind::Paragraph || !(starts || (other && self.opens_line(sentence)))
            {
                continue;
            }
            if let Some(label) = self.label(sentence, lexicon) {
                found.push(label);
                // What a line within a paragraph begins with hides nothing above it.
                if starts {
                    break;
                }
                continue;
            }
            if starts && found.len() < MOST && above.sentences.start != block.sentences.start {
                found.extend(self.described_label(sentence, lexicon));
            }
        }
        (!found.is_empty()).then(|| found.join(" / "))
    }

    fn described_label(&self, sentence: usize, lexicon: &Lexicon) -> Option<String> {
        self.sentences.get(sentence).filter(|s| s.colon)?;
        label::described_label(self.tokens(sentence, lexicon))
    }

    /// What a line of a block opens with that is no plain label.
    fn line_head(&self, block: &BlockReading, line: usize, lexicon: &Lexicon) -> Option<String> {
        let opening = !self
            .blocks
            .iter()
            .take_while(|b| b.block.whole.start < block.block.whole.start)
            .any(|b| matches!(b.block.kind, Kind::Paragraph | Kind::Item) && b.says_anything());
        let described = || self.described_label(line, lexicon);
        let seen = self.seen(line);
        let labelled = (block.block.kind == Kind::Paragraph).then(described).flatten();
        labelled.or_else(|| label::heads(seen, opening)).or_else(|| label::stopped(seen))
    }

    /// The sentences of a block before one that a line of it begins with, the nearest first.
    pub(super) fn line_starts(&self, block: &BlockReading, before: usize) -> impl Iterator<Item = usize> {
        let start = block.sentences.start;
        (start..before).rev().filter(move |s| *s == start || self.opens_line(*s))
    }

    /// Whether a line of its block begins with a sentence.
    fn opens_line(&self, sentence: usize) -> bool {
        let Some(range) = self.ranges.get(sentence) else { return false };
        let before = self.chars.get(range.start.saturating_sub(8)..range.start).unwrap_or_default();
        let blank = before.iter().rev().take_while(|c| c.is_whitespace() && **c != '\n').count();
        let before = before.get(..before.len() - blank).unwrap_or_default();
        let own = self.chars.get(range.start..).unwrap_or_default();
        let breaks = |chars: &[char]| chars.windows(3).any(|w| matches!(w, ['<', 'b' | 'B', 'r' | 'R']));
        before.ends_with(&['\n']) || breaks(own.get(..4).unwrap_or(own)) || (before.ends_with(&['>']) && breaks(before))
    }

    /// The label above a paragraph of a transcript that has none of its own:
    /// whoever was named last goes on speaking. One label alone makes no
    /// transcript (`LONDON:` is a dateline, `UPDATE:` a notice).
    pub(super) fn transcript(&self, first: usize, block: &BlockReading, lexicon: &Lexicon) -> Option<String> {
        let mut labels = Vec::new();
        let mut passed = 0;
        for sentence in (first.saturating_sub(FAR)..first).rev() {
            passed += self.seen(sentence).len();
            let above = self.block_of(sentence)?;
            if passed > FAR_CHARS || above.section != block.section || above.heads {
                break;
            }
            if !above.hidden
                && above.sentences.start == sentence
                && let Some(label) = self.label(sentence, lexicon)
            {
                labels.push(label);
            }
        }
        if labels.len() < 2 {
            // The next label may come after.
            let below = (block.sentences.end..self.sentences.len().min(block.sentences.end + FAR)).find(|s| {
                self.block_of(*s).is_some_and(|b| b.section == block.section && b.sentences.start == *s)
                    && self.label(*s, lexicon).is_some()
            });
            below?;
        }
        labels.into_iter().next()
    }
}
