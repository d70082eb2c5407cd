//! Links, pictures and notes in a text: their brackets and targets, which no reader sees.

use std::collections::HashMap;

use super::{INLINE, Inline, Mark};

impl Inline<'_> {
    /// Drops the brackets and targets of links and images, and notes the targets.
    pub(super) fn links(&mut self, literal: &[bool], targets: &HashMap<String, String>) {
        let mut open = Vec::new();
        let last_paren = self.chars.iter().rposition(|c| *c == ')');
        let mut i = 0;
        while let Some(c) = self.at(i) {
            let is_literal = literal.get(i) == Some(&true);
            if is_literal || !matches!(c, '[' | ']') {
                i += 1;
                continue;
            }
            if c == '[' {
                open.push(i);
                i += 1;
                continue;
            }
            let Some(start) = open.pop() else {
                i += 1;
                continue;
            };
            i = self.link(start, i, last_paren, targets);
        }
    }

    /// A pair of brackets: drops what is no text and returns where to go on.
    fn link(
        &mut self,
        start: usize,
        close: usize,
        last_paren: Option<usize>,
        targets: &HashMap<String, String>,
    ) -> usize {
        let image = start > 0 && self.at(start - 1) == Some('!');
        if start > 0 && self.at(start - 1) == Some('^') && self.at(close + 1) != Some('(') {
            // A note written where it is cited: `^[Police say so.]`.
            let words = self.text(start + 1..close);
            self.drop(start - 1..close + 1);
            self.marks.push((close + 1, Mark::Note(format!("{INLINE}{words}"))));
            return close + 1;
        }
        if self.at(start + 1) == Some('^') && close - start <= 100 {
            let label = self.text(start + 2..close).to_lowercase();
            self.drop(start..close + 1);
            self.marks.push((close + 1, Mark::Note(label)));
            return close + 1;
        }
        let (end, target) = match self.at(close + 1) {
            Some('(') if last_paren.is_some_and(|paren| paren > close + 1) => match self.target(close + 1) {
                Some(found) => found,
                None => return close + 1,
            },
            Some('[') => {
                let rest = self.chars.get(close + 2..).unwrap_or_default();
                let Some(len) = rest.iter().take(1000).position(|c| *c == ']') else { return close + 1 };
                let label = if len == 0 { self.text(start + 1..close) } else { self.text(close + 2..close + 2 + len) };
                match targets.get(&label.to_lowercase()) {
                    Some(target) => (close + 3 + len, target.clone()),
                    None => return close + 1,
                }
            }
            _ if close - start <= 1000 => match targets.get(&self.text(start + 1..close).to_lowercase()) {
                Some(target) => (close + 1, target.clone()),
                None => return close + 1,
            },
            _ => return close + 1,
        };
        self.drop(start..start + 1);
        self.drop(close..end);
        if image {
            // A picture's description is no text of the sentence.
            self.drop(start - 1..end);
            let described = self.text(start + 1..close);
            self.marks.push((end, Mark::Link(format!("![{described}]({target})"))));
            return end;
        }
        self.marks.push((end, Mark::Link(target)));
        end
    }

    /// The target in the parentheses that open at `open`, and where they end.
    fn target(&self, open: usize) -> Option<(usize, String)> {
        if let Some(found) = self.template_target(open) {
            return Some(found);
        }
        let mut depth = 0usize;
        for (n, c) in self.chars.get(open..)?.iter().take(2500).enumerate() {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return Some((open + n + 1, self.text(open + 1..open + n)));
            }
        }
        None
    }

    /// A target that a template writes, with a title or none, even where one
    /// parenthesis too many opens it: `(({{< link "a" >}} "A")`.
    fn template_target(&self, open: usize) -> Option<(usize, String)> {
        const LONGEST: usize = 500;
        let rest = self.chars.get(open..)?;
        let parens = rest.iter().take(2).take_while(|c| **c == '(').count();
        let inside = rest.get(parens..)?;
        if !inside.starts_with(&['{', '{']) {
            return None;
        }
        let close = inside.windows(2).take(LONGEST).position(|w| matches!(w, ['}', '}']))? + 2;
        let mut end = close + inside.get(close..)?.iter().take_while(|c| **c == ' ').count();
        if inside.get(end) == Some(&'"') {
            let title = inside.get(end + 1..)?.iter().take(LONGEST).position(|c| matches!(c, '"' | '\n'))?;
            end += title + 2;
        }
        let target = self.text(open + parens..open + parens + end);
        (inside.get(end) == Some(&')')).then(|| (open + parens + end + 1, target.trim().to_owned()))
    }
}
