//! Words with emphasis and links, as one line (or lines) of light Markdown.

use std::rc::Rc;

/// How a run of words is set.
#[expect(clippy::struct_excessive_bools, reason = "independent marks, not states of one thing")]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Style {
    pub(super) link: Option<Rc<str>>,
    pub(super) struck: bool,
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) code: bool,
}

/// Words set alike. `\n` is a line break that the source set itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) style: Style,
}

/// What `\n` becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breaks {
    /// A line break in Markdown: two spaces at the line's end.
    Hard,
    /// A space: headings, cells, captions are one line.
    Spaces,
}

/// Words being collected: white space runs together.
#[derive(Debug, Default)]
pub(super) struct Inline {
    runs: Vec<Run>,
}

/// White space that HTML runs together; a no-break space is a letter to it.
const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Space at the ends of a block that nobody sees.
fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

impl Inline {
    pub(super) fn is_blank(&self) -> bool {
        self.runs.iter().all(|run| run.text.chars().all(is_edge))
    }

    fn last(&self) -> Option<char> {
        self.runs.last().and_then(|run| run.text.chars().next_back())
    }

    fn put(&mut self, text: &str, style: &Style) {
        match self.runs.last_mut() {
            Some(run) if run.style == *style => run.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), style: style.clone() }),
        }
    }

    /// Adds text with its white space run together.
    pub(super) fn push(&mut self, text: &str, style: &Style) {
        let mut words = String::with_capacity(text.len());
        let mut last = self.last();
        for c in text.chars() {
            if !is_space(c) {
                words.push(c);
                last = Some(c);
            } else if !matches!(last, None | Some(' ' | '\n')) {
                words.push(' ');
                last = Some(' ');
            }
        }
        if !words.is_empty() {
            self.put(&words, style);
        }
    }

    /// Adds a line break. `true` when it is the second: a paragraph ends there.
    pub(super) fn line_break(&mut self, style: &Style) -> bool {
        let second =
            self.runs.iter().rev().flat_map(|run| run.text.chars().rev()).find(|c| *c != ' ' && *c != '\u{a0}');
        if second == Some('\n') {
            return true;
        }
        if let Some(run) = self.runs.last_mut() {
            run.text.truncate(run.text.trim_end_matches(' ').len());
            self.put("\n", style);
        }
        false
    }

    /// All of it in Markdown, and nothing is left.
    pub(super) fn take(&mut self, breaks: Breaks) -> String {
        let mut runs = std::mem::take(&mut self.runs);
        while let Some(last) = runs.last_mut() {
            last.text.truncate(last.text.trim_end_matches(is_edge).len());
            if !last.text.is_empty() {
                break;
            }
            runs.pop();
        }
        let blank = runs.iter().take_while(|run| run.text.chars().all(is_edge)).count();
        runs.drain(..blank);
        if let Some(first) = runs.first_mut() {
            first.text = first.text.trim_start_matches(is_edge).to_owned();
        }
        if breaks == Breaks::Spaces {
            for run in &mut runs {
                run.text = run.text.replace('\n', " ");
            }
        }
        let mut out = String::new();
        render(&mut out, &runs, Level::Link, None);
        if out.contains('\n') { out.replace('\n', "  \n") } else { out }
    }
}

/// Which part of a style is looked at; those before are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Link,
    Struck,
    Strong,
    Emphasis,
    Code,
    Text,
}

impl Level {
    const fn next(self) -> Self {
        match self {
            Self::Link => Self::Struck,
            Self::Struck => Self::Strong,
            Self::Strong => Self::Emphasis,
            Self::Emphasis => Self::Code,
            Self::Code | Self::Text => Self::Text,
        }
    }

    fn same(self, a: &Style, b: &Style) -> bool {
        match self {
            Self::Link => a.link == b.link,
            Self::Struck => a.struck == b.struck,
            Self::Strong => a.strong == b.strong,
            Self::Emphasis => a.emphasis == b.emphasis,
            Self::Code => a.code == b.code,
            Self::Text => true,
        }
    }
}

/// Writes runs that are alike in all levels before `level`; `after` is the
/// character that follows them.
fn render(out: &mut String, runs: &[Run], level: Level, after: Option<char>) {
    if level == Level::Text {
        out.extend(runs.iter().map(|run| run.text.as_str()));
        return;
    }
    let mut at = 0;
    while let Some(first) = runs.get(at) {
        let rest = runs.get(at..).unwrap_or_default();
        let count = rest.iter().take_while(|run| level.same(&run.style, &first.style)).count().max(1);
        let (group, later) = rest.split_at(count.min(rest.len()));
        let next = later.first().and_then(|run| run.text.chars().next()).or(after);
        let style = &first.style;
        let mark = match level {
            Level::Link => style.link.is_some().then_some(""),
            Level::Struck => style.struck.then_some("~~"),
            Level::Strong => style.strong.then_some("**"),
            Level::Emphasis => style.emphasis.then_some("*"),
            Level::Code => style.code.then_some("`"),
            Level::Text => None,
        };
        match mark {
            None => render(out, group, level.next(), next),
            Some(mark) => {
                let mut inner = String::new();
                render(&mut inner, group, level.next(), None);
                let words = inner.trim_matches(is_space);
                let (lead, _) = inner.split_at(inner.len() - inner.trim_start_matches(is_space).len());
                let trail = inner.get(lead.len() + words.len()..).unwrap_or_default();
                out.push_str(lead);
                match &style.link {
                    Some(address) if level == Level::Link => link(out, words, address),
                    _ => marked(out, words, mark, if trail.is_empty() { next } else { Some(' ') }),
                }
                out.push_str(trail);
            }
        }
        at += count;
    }
}

/// Sets marks around words, where Markdown would read them as such.
fn marked(out: &mut String, words: &str, mark: &str, after: Option<char>) {
    let sign = mark.chars().next().unwrap_or('*');
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let edge_is_letter = |c: Option<char>| c.is_none_or(char::is_alphanumeric);
    let opens = edge_is_letter(words.chars().next().filter(|&c| c != '*')) || !letter(out.chars().next_back());
    let closes = edge_is_letter(words.chars().next_back().filter(|&c| c != '*')) || !letter(after);
    let clear = sign == '*' || !words.contains(sign);
    if words.is_empty() || !opens || !closes || !clear || words.replace("**", "").matches('*').count() % 2 == 1 {
        out.push_str(words);
    } else {
        out.push_str(mark);
        out.push_str(words);
        out.push_str(mark);
    }
}

fn link(out: &mut String, words: &str, address: &str) {
    let bare =
        |s: &str| s.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned();
    if words.is_empty() {
        return;
    }
    if words.contains("](") || bare(words) == bare(address) {
        out.push_str(words);
        return;
    }
    out.push('[');
    out.push_str(&words.replace('\n', " "));
    out.push_str("](");
    for c in address.chars() {
        match c {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            c if c.is_whitespace() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_where_markdown_reads_them() {
        let plain = Style::default();
        let strong = Style { strong: true, ..Style::default() };
        let both = Style { strong: true, emphasis: true, ..Style::default() };
        let link = Style { link: Some("https://example.org/a b(1)".into()), ..Style::default() };
        let to_itself = Style { link: Some("https://example.org/".into()), ..Style::default() };
        for (runs, want) in [
            (&[("One ", &plain), (" two ", &strong), ("three", &plain)][..], "One **two** three"),
            (&[("One", &strong), (" two ", &both), ("three", &plain)], "**One *two*** three"),
            (&[("on", &plain), ("“x”", &strong), ("ly", &plain)], "on“x”ly"),
            (&[("B", &strong), ("ananas", &plain)], "**B**ananas"),
            (
                &[("see ", &plain), ("the report", &link), (".", &plain)],
                "see [the report](https://example.org/a%20b%281%29).",
            ),
            (&[("example.org", &to_itself)], "example.org"),
            (&[(" ", &link), ("x", &plain)], "x"),
        ] {
            let mut inline = Inline::default();
            for (text, style) in runs {
                inline.push(text, style);
            }
            assert_eq!(inline.take(Breaks::Hard), want);
        }
    }
}
