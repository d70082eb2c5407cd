//! The lines of a canonical text: trailing white space, blank lines, fences.

/// The text with one blank line between paragraphs, none before the first and
/// nothing after the last; `None` when it is so already.
pub(super) fn paragraphs(text: &str) -> Option<String> {
    if is_laid_out(text) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut fence: Option<Fence> = None;
    let mut blank = false;
    let mut hard_break = false;
    for line in text.split('\n') {
        if let Some(open) = &fence {
            out.push('\n');
            if open.is_closed_by(line) {
                fence = None;
                out.push_str(line.trim_end());
            } else {
                out.push_str(line);
            }
            continue;
        }
        let words = line.trim_end();
        if words.is_empty() {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            if blank {
                out.push('\n');
            } else if hard_break {
                out.push_str("  ");
            }
            out.push('\n');
        }
        out.push_str(words);
        blank = false;
        hard_break = line.ends_with("  ");
        fence = Fence::opened_by(words);
        if fence.is_some() {
            // Nothing is broken there; what follows the fence must not be.
            hard_break = false;
        }
    }
    out.truncate(out.trim_end().len());
    Some(out)
}

/// Whether [`paragraphs`] would change nothing. Texts with doubled blank lines
/// in a fence, or with a hard line break, are sent there in vain.
fn is_laid_out(text: &str) -> bool {
    let mut blank = true;
    for line in text.split('\n') {
        let Some(last) = line.chars().next_back() else {
            if blank && !text.is_empty() {
                return false;
            }
            blank = true;
            continue;
        };
        if last.is_whitespace() {
            return false;
        }
        blank = false;
    }
    !blank || text.is_empty()
}

/// A text's words on one line; `None` when they are so already.
pub(super) fn one_line(text: &str) -> Option<String> {
    let breaks = |c: char| matches!(c, ' ' | '\n' | '\t');
    let trimmed = text.trim();
    if trimmed.len() == text.len() && !text.contains(['\n', '\t']) && !text.contains("  ") {
        return None;
    }
    let mut out = String::with_capacity(trimmed.len());
    for word in trimmed.split(breaks).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    Some(out)
}

/// An open code fence (CommonMark 0.31, section 4.5).
struct Fence {
    mark: char,
    length: usize,
    indent: usize,
}

impl Fence {
    /// The fence that a line opens, at any depth: one inside a list item is indented.
    fn opened_by(line: &str) -> Option<Self> {
        let inner = line.trim_start_matches([' ', '\t']);
        let mark = inner.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = inner.trim_start_matches(mark);
        let length = inner.len() - info.len();
        // Backticks on the line after it make it a code span.
        (length >= 3 && !(mark == '`' && info.contains('`'))).then(|| Self {
            mark,
            length,
            indent: line.len() - inner.len(),
        })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let inner = line.trim_start_matches([' ', '\t']);
        let after = inner.trim_start_matches(self.mark);
        inner.len() - after.len() >= self.length
            && line.len() - inner.len() <= self.indent + 3
            && after.trim().is_empty()
    }
}
