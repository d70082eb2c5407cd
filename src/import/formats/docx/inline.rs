//! The words of a paragraph as light Markdown, with the places of the notes on
//! them.

/// How words are set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Set {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) strike: bool,
}

/// What stands at a place of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    /// Words that a comment is on begin.
    From(String),
    /// They end.
    To(String),
    /// A comment without words of its own.
    Comment(String),
    /// A footnote.
    Footnote(String),
    /// An endnote.
    Endnote(String),
}

/// Text in the making.
#[derive(Debug, Default)]
pub(super) struct Inline {
    out: String,
    marks: Vec<(usize, Mark)>,
    now: Set,
    /// Links begun: where, and to what.
    links: Vec<(usize, String)>,
    plain: bool,
}

impl Inline {
    /// Text without emphasis, for headings and cells of tables.
    pub(super) fn plain() -> Self {
        Self { plain: true, ..Self::default() }
    }

    /// Adds words.
    pub(super) fn text(&mut self, text: &str, set: Set) {
        if text.is_empty() {
            return;
        }
        let set = if self.plain { Set::default() } else { set };
        if text.trim().is_empty() {
            // White space belongs to neither side.
            self.out.push_str(text);
            return;
        }
        if set == self.now {
            self.out.push_str(text);
        } else {
            self.close();
            let words = text.trim_start();
            let (blank, _) = text.split_at(text.len() - words.len());
            self.out.push_str(blank);
            self.open(set);
            self.out.push_str(words);
        }
    }

    /// A place in the text.
    pub(super) fn mark(&mut self, mark: Mark) {
        self.marks.push((self.out.len(), mark));
    }

    /// A link begins here.
    pub(super) fn link(&mut self, to: String) {
        self.close();
        self.links.push((self.out.len(), to));
    }

    /// The last link ends here.
    pub(super) fn unlink(&mut self) {
        self.close();
        let Some((start, to)) = self.links.pop() else { return };
        let words = self.out.get(start..).unwrap_or_default();
        let shown = words.trim();
        if shown.is_empty() || !to.contains("://") && !to.starts_with("mailto:") || shown.contains("](") {
            return;
        }
        let blank = words.len() - words.trim_start().len();
        let from = start + blank;
        let end = from + shown.len();
        let tail = if to.trim_end_matches('/') == shown.trim_end_matches('/') {
            // An address that is its own words says all by itself.
            return;
        } else {
            format!("]({})", to.replace(' ', "%20").replace('(', "%28").replace(')', "%29"))
        };
        self.out.insert_str(end, &tail);
        self.out.insert(from, '[');
        for (at, _) in &mut self.marks {
            if *at >= end {
                *at += tail.len() + 1;
            } else if *at > from {
                *at += 1;
            }
        }
    }

    fn open(&mut self, set: Set) {
        let on = [(set.bold, "**"), (set.italic, "*"), (set.strike, "~~")];
        for (_, mark) in on.into_iter().filter(|(on, _)| *on) {
            self.out.push_str(mark);
        }
        self.now = set;
    }

    /// Ends the emphasis, before the white space that follows it.
    fn close(&mut self) {
        let set = std::mem::take(&mut self.now);
        if set == Set::default() {
            return;
        }
        let words = self.out.trim_end().len();
        let blank = self.out.split_off(words);
        let on = [(set.strike, "~~"), (set.italic, "*"), (set.bold, "**")];
        let mut added = 0;
        for (_, mark) in on.into_iter().filter(|(on, _)| *on) {
            self.out.push_str(mark);
            added += mark.len();
        }
        self.out.push_str(&blank);
        for (at, _) in self.marks.iter_mut().filter(|(at, _)| *at > words) {
            *at += added;
        }
    }

    /// The text and the places in it, in bytes.
    pub(super) fn finish(mut self) -> (String, Vec<(usize, Mark)>) {
        while !self.links.is_empty() {
            self.unlink();
        }
        self.close();
        (self.out, self.marks)
    }

    /// Whether nothing stands there yet.
    pub(super) fn is_empty(&self) -> bool {
        self.out.trim().is_empty() && self.marks.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOLD: Set = Set { bold: true, italic: false, strike: false };
    const PLAIN: Set = Set { bold: false, italic: false, strike: false };

    #[test]
    fn emphasis_hugs_its_words_and_places_stay() {
        let mut inline = Inline::default();
        inline.text("Ten ", PLAIN);
        inline.mark(Mark::From("1".to_owned()));
        inline.text("people ", BOLD);
        inline.text("died", BOLD);
        inline.mark(Mark::To("1".to_owned()));
        inline.text(" in ", PLAIN);
        inline.link("https://example.org/a b".to_owned());
        inline.text("Homs ", PLAIN);
        inline.unlink();
        inline.mark(Mark::Footnote("2".to_owned()));
        inline.text("m²", PLAIN);
        let (text, marks) = inline.finish();
        assert_eq!(text, "Ten **people died** in [Homs](https://example.org/a%20b) m²");
        let at: Vec<&str> = marks.iter().map(|(at, _)| text.get(*at..).unwrap()).collect();
        assert!(at[0].starts_with("**people") && at[1].starts_with("** in") && at[2].starts_with("m²"), "{at:?}");
    }
}
