//! Marks for what went and what came, inside a text: how they are written, how
//! a text that holds such marks itself is kept apart from them, and how both
//! texts are read back.
//!
//! The escape is a backslash, and it is used only where it is needed, so that
//! ordinary text stays as it is:
//!
//! - a character at which a mark would seem to begin gets a backslash before it;
//! - a backslash is doubled where one of the marks' characters (or a backslash,
//!   or a mark) comes after it.
//!
//! Read the other way: a backslash before one of the marks' characters or
//! another backslash stands for that character; any other is itself.

/// The ways to mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Marks {
    /// As `git diff --word-diff` has it: `[-gone-]`, `{+come+}`.
    Words,
    /// CriticMarkup: `{--gone--}`, `{++come++}`, `{~~gone~>come~~}`,
    /// `{==noted==}`, `{>>a comment<<}`.
    Critic,
}

/// A mark that begins and doesn't end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the mark that begins at byte {at} has no end")]
pub struct Unclosed {
    /// Where it begins, in bytes of the marked text.
    pub at: usize,
}

/// What the text inside a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Gone,
    Come,
    /// Gone, and what came for it follows.
    Replaced,
    Noted,
    Comment,
}

impl Inside {
    const fn is_old(self) -> bool {
        matches!(self, Self::Gone | Self::Replaced | Self::Noted)
    }

    const fn is_new(self) -> bool {
        matches!(self, Self::Come | Self::Noted)
    }
}

impl Marks {
    /// Every mark that may begin or end something.
    const fn all(self) -> &'static [&'static str] {
        match self {
            Self::Words => &["[-", "-]", "{+", "+}"],
            Self::Critic => &["{++", "++}", "{--", "--}", "{~~", "~>", "~~}", "{==", "==}", "{>>", "<<}"],
        }
    }

    /// The characters that marks are made of, and the backslash.
    const fn characters(self) -> &'static [char] {
        match self {
            Self::Words => &['\\', '[', ']', '{', '}', '-', '+'],
            Self::Critic => &['\\', '{', '}', '+', '-', '~', '=', '<', '>'],
        }
    }

    /// What begins something, and what is inside.
    const fn begins(self) -> &'static [(&'static str, Inside)] {
        match self {
            Self::Words => &[("[-", Inside::Gone), ("{+", Inside::Come)],
            Self::Critic => &[
                ("{--", Inside::Gone),
                ("{++", Inside::Come),
                ("{~~", Inside::Replaced),
                ("{==", Inside::Noted),
                ("{>>", Inside::Comment),
            ],
        }
    }

    /// What ends something, and what is inside after it.
    const fn ends(self, inside: Inside) -> (&'static str, Option<Inside>) {
        match (self, inside) {
            (Self::Words, Inside::Gone) => ("-]", None),
            (Self::Words, _) => ("+}", None),
            (Self::Critic, Inside::Gone) => ("--}", None),
            (Self::Critic, Inside::Come) => ("++}", None),
            (Self::Critic, Inside::Replaced) => ("~>", Some(Inside::Come)),
            (Self::Critic, Inside::Noted) => ("==}", None),
            (Self::Critic, Inside::Comment) => ("<<}", None),
        }
    }

    /// Writes text so that no mark is read in it. `next` is what will be
    /// written right after it: a mark, or nothing at the end.
    pub fn escape(self, out: &mut String, text: &str, next: &str) {
        // Most text holds none of the characters.
        if !text.contains(self.characters()) {
            out.push_str(text);
            return;
        }
        let begins = |rest: &str, mark: &&str| match mark.strip_prefix(rest) {
            // The text ends within the mark: what comes next may complete it.
            Some(missing) => next.starts_with(missing) && !missing.is_empty() || missing.is_empty(),
            None => rest.starts_with(*mark),
        };
        for (at, c) in text.char_indices() {
            let rest = text.get(at..).unwrap_or_default();
            let escapes = if c == '\\' {
                rest.get(1..).and_then(|after| after.chars().next()).is_none_or(|c| self.characters().contains(&c))
            } else {
                self.all().iter().any(|mark| begins(rest, mark))
            };
            if escapes {
                out.push('\\');
            }
            out.push(c);
        }
    }

    /// The new text: every change accepted, comments dropped.
    ///
    /// # Errors
    /// A mark without an end.
    pub fn accept(self, marked: &str) -> Result<String, Unclosed> {
        self.sides(marked).map(|(_, new)| new)
    }

    /// The old text: every change rejected, comments dropped.
    ///
    /// # Errors
    /// A mark without an end.
    pub fn reject(self, marked: &str) -> Result<String, Unclosed> {
        self.sides(marked).map(|(old, _)| old)
    }

    /// The old and the new text of a marked one.
    ///
    /// # Errors
    /// A mark without an end.
    pub fn sides(self, marked: &str) -> Result<(String, String), Unclosed> {
        let (mut old, mut new) = (String::with_capacity(marked.len()), String::with_capacity(marked.len()));
        let mut open: Option<(Inside, usize)> = None;
        let mut at = 0;
        while let Some(rest) = marked.get(at..).filter(|rest| !rest.is_empty()) {
            match open {
                None => {
                    if let Some((mark, inside)) = self.begins().iter().find(|(mark, _)| rest.starts_with(mark)) {
                        open = Some((*inside, at));
                        at += mark.len();
                        continue;
                    }
                }
                Some((inside, from)) => {
                    let (mark, then) = match inside {
                        // The second half of a replacement ends as it began.
                        Inside::Come if marked.get(from..).is_some_and(|m| m.starts_with("{~~")) => ("~~}", None),
                        inside => self.ends(inside),
                    };
                    if rest.starts_with(mark) {
                        open = then.map(|inside| (inside, from));
                        at += mark.len();
                        continue;
                    }
                }
            }
            let mut chars = rest.chars();
            let mut c = chars.next().unwrap_or_default();
            at += c.len_utf8();
            if c == '\\'
                && let Some(escaped) = chars.next().filter(|c| self.characters().contains(c))
            {
                at += escaped.len_utf8();
                c = escaped;
            }
            if open.is_none_or(|(inside, _)| inside.is_old()) {
                old.push(c);
            }
            if open.is_none_or(|(inside, _)| inside.is_new()) {
                new.push(c);
            }
        }
        match open {
            Some((_, at)) => Err(Unclosed { at }),
            None => Ok((old, new)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(marks: Marks, text: &str, next: &str) -> String {
        let mut out = String::new();
        marks.escape(&mut out, text, next);
        out
    }

    #[test]
    fn only_what_would_be_read_as_a_mark_is_escaped() {
        use Marks::{Critic, Words};
        for (marks, text, wanted) in [
            (Words, r"Plain \*text\*, a - b, [link](x), {x} + 1", r"Plain \*text\*, a - b, [link](x), {x} + 1"),
            (Words, "[-5 degrees-]", r"\[-5 degrees\-]"),
            (Words, r"C:\[x]", r"C:\\[x]"),
            (Words, r"ends in \", r"ends in \\"),
            (Critic, "<!-- no mark --> a -> b ~~gone~~", "<!-- no mark --> a -> b ~~gone~~"),
            (Critic, "{++}", r"\{\++}"),
            (Critic, "a ~> b {>>so<<}", r"a \~> b \{>>so\<<}"),
        ] {
            assert_eq!(escaped(marks, text, ""), wanted);
            assert_eq!(marks.sides(wanted).unwrap(), (text.to_owned(), text.to_owned()));
        }
        // A mark that text and the mark after it would make together.
        assert_eq!(escaped(Critic, "a{", "++}"), r"a\{");
        assert_eq!(escaped(Words, "a[", "-]"), r"a\[");
        assert_eq!(escaped(Critic, "{", "{++"), "{");
    }

    #[test]
    fn marks_of_other_hands_are_read_too() {
        let marked = "Don't{-- go--} say{~~ this~>: that~~}. {==Why==}{>>who asks?<<} {++So.++}";
        assert_eq!(Marks::Critic.accept(marked).unwrap(), "Don't say: that. Why So.");
        assert_eq!(Marks::Critic.reject(marked).unwrap(), "Don't go say this. Why ");
        assert_eq!(Marks::Critic.accept("one {++two"), Err(Unclosed { at: 4 }));
        assert_eq!(Marks::Words.accept("a {~~ b [-c-]{+d+} {++e++}").unwrap(), "a {~~ b d +e+");
    }
}
