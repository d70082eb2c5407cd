//! What a reader sees of a block's source: emphasis and links taken out.
//!
//! Only what can't change what the words say disappears: `*emphasis*`,
//! `[text](target)`, `<em>` and its like, comments, the mark of a footnote (its
//! text is kept beside). Superscripts, strike-through, code and every other tag
//! stay as they are written, so that a change of them is a change of the
//! sentence. Every character kept knows where in the source it stands.

mod links;

use std::{collections::HashMap, ops::Range};

use super::regions::{attribute, comment_end, has_attribute};

/// What stands before the text of a note that is written where it is cited;
/// no label begins so.
pub(super) const INLINE: char = '\n';

/// A block's visible characters with their places in the source.
#[derive(Debug, Default)]
pub(super) struct Visible {
    /// The characters a reader sees.
    pub(super) chars: Vec<char>,
    /// For each of them its place in the part's text, in characters.
    pub(super) at: Vec<usize>,
    /// Targets of links and images: the place among `chars` where each ends, and the target.
    pub(super) links: Vec<(usize, String)>,
    /// Labels of the footnotes cited, likewise; after [`INLINE`] the text itself.
    pub(super) notes: Vec<(usize, String)>,
}

impl Visible {
    fn push(&mut self, c: char, at: usize) {
        self.chars.push(c);
        self.at.push(at);
    }
}

/// A block's lines as one run of characters, each with its place in the text.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) chars: Vec<char>,
    pub(super) at: Vec<usize>,
    /// Whether it stands so far in that it may be code.
    indented: bool,
}

impl Source {
    /// Joins the lines with line breaks.
    pub(super) fn of(text: &[char], lines: &[Range<usize>]) -> Self {
        /// Code begins with so many spaces, or a tab.
        const CODE: usize = 4;
        let before = lines.first().and_then(|line| text.get(..line.start)).unwrap_or_default();
        let space = || before.iter().rev().take_while(|c| matches!(c, ' ' | '\t'));
        let indented = space().count() >= CODE || space().any(|c| *c == '\t');
        let mut source = Self { chars: Vec::new(), at: Vec::new(), indented };
        for (i, line) in lines.iter().enumerate() {
            if i > 0 {
                source.chars.push('\n');
                source.at.push(line.start);
            }
            source.chars.extend(text.get(line.clone()).unwrap_or_default());
            source.at.extend(line.clone());
        }
        source
    }

    /// A table row's cells, each trimmed, with ` | ` between them, so that the
    /// width of columns is not text.
    pub(super) fn row(text: &[char], line: &Range<usize>) -> Self {
        let mut source = Self { chars: Vec::new(), at: Vec::new(), indented: false };
        let mut start = line.start;
        let mut first = true;
        let mut cell = |from: usize, to: usize, source: &mut Self| {
            let cell = crate::domain::block::trim(text, from..to);
            if !first {
                for c in [' ', '|', ' '] {
                    source.chars.push(c);
                    source.at.push(from.saturating_sub(1));
                }
            }
            first = false;
            source.chars.extend(text.get(cell.clone()).unwrap_or_default());
            source.at.extend(cell);
        };
        for i in line.clone() {
            if text.get(i) == Some(&'|') && text.get(i.wrapping_sub(1)) != Some(&'\\') {
                if i > line.start {
                    cell(start, i, &mut source);
                }
                start = i + 1;
            }
        }
        if start < line.end {
            cell(start, line.end, &mut source);
        }
        source
    }
}

/// What is to be done with a character of the source.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Keep,
    Drop,
    As(char),
}

/// The visible characters of a block. `targets` are the article's link
/// definitions by their labels in small letters.
pub(super) fn visible(source: &Source, targets: &HashMap<String, String>) -> Visible {
    if source.chars.iter().any(|c| is_mark(*c)) {
        without_marks(source, targets)
    } else {
        Visible { chars: source.chars.clone(), at: source.at.clone(), ..Visible::default() }
    }
}

/// Whether a reader may see something else than is written where such a
/// character stands: no mark begins or ends without one of these.
const fn is_mark(c: char) -> bool {
    matches!(c, '\\' | '<' | '&' | '{' | '[' | ']' | '*' | '_')
}

fn without_marks(source: &Source, targets: &HashMap<String, String>) -> Visible {
    let mut inline = Inline {
        chars: &source.chars,
        fate: vec![Fate::Keep; source.chars.len()],
        marks: Vec::new(),
        tags: Vec::new(),
        indented: source.indented,
        comments_stay_open: false,
    };
    let literal = inline.code_and_tags();
    inline.links(&literal, targets);
    inline.emphasis(&literal);
    let mut out = Visible::default();
    let mut marks = std::mem::take(&mut inline.marks);
    marks.sort_by_key(|(at, _)| *at);
    let mut marks = marks.into_iter().peekable();
    for (i, c) in source.chars.iter().enumerate() {
        while let Some((_, mark)) = marks.next_if(|(at, _)| *at <= i) {
            out.note(mark);
        }
        let at = source.at.get(i).copied().unwrap_or_default();
        match inline.fate.get(i) {
            Some(Fate::Keep) => out.push(*c, at),
            Some(Fate::As(other)) => out.push(*other, at),
            _ => {}
        }
    }
    for (_, mark) in marks {
        out.note(mark);
    }
    out
}

impl Visible {
    fn note(&mut self, mark: Mark) {
        let at = self.chars.len();
        match mark {
            Mark::Link(target) => self.links.push((at, target)),
            Mark::Note(label) => self.notes.push((at, label)),
        }
    }
}

enum Mark {
    Link(String),
    Note(String),
}

struct Inline<'s> {
    chars: &'s [char],
    fate: Vec<Fate>,
    /// Links and notes, each with the place in the source where it ends.
    marks: Vec<(usize, Mark)>,
    /// Open tags that might be silent, and whether they are: their end goes as their beginning.
    tags: Vec<(String, bool)>,
    /// Whether comments stand as they are written.
    indented: bool,
    /// Whether one was opened that nothing closes.
    comments_stay_open: bool,
}

/// Tags that only stress, link, show or hold text.
const SILENT: [&str; 19] = [
    "a", "em", "strong", "b", "i", "u", "span", "font", "small", "mark", "cite", "big", "p", "div", "section",
    "center", "figure", "img", "abbr",
];

/// Tags that stand between blocks of text, shown as a space.
const PARTING: [&str; 14] = [
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "tbody",
    "thead",
    "tfoot",
    "article",
    "header",
    "footer",
    "figcaption",
    "blockquote",
    "label",
];

/// What a reader sees of an item's or a cell's tag: that one begins.
const BEGINS: [(&str, char); 3] = [("li", '•'), ("td", '|'), ("th", '|')];

/// What in a tag's style, class or direction may hide its text, strike it out or turn it round.
const TELLING: [&str; 7] = ["line-through", "display", "visibility", "hidden", "opacity", "rtl", "font-size"];

impl Inline<'_> {
    fn at(&self, i: usize) -> Option<char> {
        self.chars.get(i).copied()
    }

    fn drop(&mut self, range: Range<usize>) {
        if let Some(fates) = self.fate.get_mut(range) {
            fates.fill(Fate::Drop);
        }
    }

    fn text(&self, range: Range<usize>) -> String {
        self.chars.get(range).unwrap_or_default().iter().collect()
    }

    /// Finds what stands as written (code, comments, tags, addresses), drops
    /// silent tags, resolves escapes. Returns for each character whether it is literal.
    fn code_and_tags(&mut self) -> Vec<bool> {
        let mut literal = vec![false; self.chars.len()];
        let mut fences: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut i = 0;
        while i < self.chars.len() {
            let run = self.chars.get(i..).unwrap_or_default().iter().take_while(|c| **c == '`').count();
            if run > 0 {
                fences.entry(run).or_default().push(i);
            }
            i += run.max(1);
        }
        let last_close = self.chars.iter().rposition(|c| *c == '>');
        i = 0;
        while let Some(c) = self.at(i) {
            let end = match c {
                '\\' if self.at(i + 1).is_some_and(|n| n.is_ascii_punctuation()) => {
                    self.drop(i..i + 1);
                    i + 2
                }
                '\\' if self.at(i + 1) == Some('\n') => {
                    self.drop(i..i + 1);
                    i + 1
                }
                '`' => self.code(i, &fences),
                '<' if last_close.is_some_and(|close| close > i) => self.tag(i),
                '&' => self.entity(i),
                '{' => self.embed(i),
                'h' | 'w' | 'H' => self.address(i),
                _ => i,
            };
            if let Some(part) = literal.get_mut(i..end) {
                part.fill(true);
            }
            i = end.max(i + 1);
        }
        literal
    }

    fn code(&self, i: usize, fences: &HashMap<usize, Vec<usize>>) -> usize {
        let run = self.chars.get(i..).unwrap_or_default().iter().take_while(|c| **c == '`').count();
        let places = fences.get(&run).map_or(&[][..], Vec::as_slice);
        let next = places.get(places.partition_point(|at| *at <= i));
        next.map_or(i + run, |close| close + run)
    }

    fn tag(&mut self, i: usize) -> usize {
        let rest = self.chars.get(i..).unwrap_or_default();
        if rest.starts_with(&['<', '!', '-', '-']) {
            // What no reader sees is no part of what one does, but code shows it as it is written.
            let end = if self.indented || self.comments_stay_open { None } else { comment_end(self.chars, i) };
            let Some(end) = end else {
                // Looked for once, however many are opened.
                self.comments_stay_open = true;
                return i + 4;
            };
            // A bar in it may part the cells of a row.
            if !self.chars.get(i..end).is_some_and(|comment| comment.contains(&'|')) {
                self.drop(i..end);
            }
            return end;
        }
        let Some(len) = rest.iter().take(2000).position(|c| *c == '>') else { return i };
        let end = i + len + 1;
        let inside: String = rest.get(1..len).unwrap_or_default().iter().collect();
        let name: String = inside
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        if name.is_empty() {
            return i;
        }
        if name == "br" {
            self.drop(i..end);
            if let Some(fate) = self.fate.get_mut(i) {
                *fate = Fate::As(' ');
            }
        } else if name == "tr" && inside.starts_with('/') {
            // A row ends where the next begins, whether its end is written or not.
            self.drop(i..end);
            if let Some(fate) = self.fate.get_mut(i) {
                *fate = Fate::As(' ');
            }
        } else if let Some(shown) = shown(&name)
            && self.is_silent(&name, &inside)
        {
            self.drop(i..end);
            let shown = match shown {
                Fate::As(_) if inside.starts_with('/') => Fate::As(' '),
                other => other,
            };
            if let Some(fate) = self.fate.get_mut(i) {
                *fate = shown;
            }
            if let Some((_, target)) = inside.split_once("href=").or_else(|| inside.split_once("src=")) {
                self.marks.push((end, Mark::Link(target.trim_matches(['"', '\'']).to_owned())));
            }
        }
        end
    }

    /// Whether a tag of a silent kind really is: nothing in it tells otherwise,
    /// and the end of a tag goes as its beginning did.
    fn is_silent(&mut self, name: &str, inside: &str) -> bool {
        const REMEMBERED: usize = 64;
        if inside.starts_with('/') {
            let open = self.tags.iter().rposition(|(tag, _)| tag == name);
            return open.is_none_or(|at| self.tags.remove(at).1);
        }
        let silent = !tells(name, inside);
        if self.tags.len() >= REMEMBERED {
            self.tags.remove(0);
        }
        self.tags.push((name.to_owned(), silent));
        silent
    }

    fn entity(&mut self, i: usize) -> usize {
        const KNOWN: [(&str, char); 45] = [
            ("&amp;", '&'),
            ("&nbsp;", '\u{a0}'),
            ("&quot;", '"'),
            ("&lt;", '<'),
            ("&gt;", '>'),
            ("&mdash;", '—'),
            ("&ndash;", '–'),
            ("&hellip;", '…'),
            ("&rsquo;", '’'),
            ("&lsquo;", '‘'),
            ("&rdquo;", '”'),
            ("&ldquo;", '“'),
            ("&bdquo;", '„'),
            ("&sbquo;", '‚'),
            ("&laquo;", '«'),
            ("&raquo;", '»'),
            ("&lsaquo;", '‹'),
            ("&rsaquo;", '›'),
            ("&#39;", '\''),
            ("&apos;", '\''),
            ("&minus;", '−'),
            ("&plusmn;", '±'),
            ("&times;", '×'),
            ("&deg;", '°'),
            ("&frac12;", '½'),
            ("&frac14;", '¼'),
            ("&frac34;", '¾'),
            ("&sup1;", '¹'),
            ("&sup2;", '²'),
            ("&sup3;", '³'),
            ("&permil;", '‰'),
            ("&prime;", '′'),
            ("&Prime;", '″'),
            ("&ne;", '≠'),
            ("&le;", '≤'),
            ("&ge;", '≥'),
            ("&asymp;", '≈'),
            ("&middot;", '·'),
            ("&euro;", '€'),
            ("&pound;", '£'),
            ("&yen;", '¥'),
            ("&cent;", '¢'),
            ("&thinsp;", '\u{2009}'),
            ("&ensp;", '\u{2002}'),
            ("&emsp;", '\u{2003}'),
        ];
        let rest = self.text(i..(i + 10).min(self.chars.len()));
        let known = KNOWN.iter().find(|(name, _)| rest.starts_with(name)).map(|(name, c)| (name.len(), *c));
        let Some((len, c)) = known.or_else(|| numbered(&rest)) else { return i };
        self.drop(i..i + len);
        if let Some(fate) = self.fate.get_mut(i) {
            *fate = Fate::As(c);
        }
        i + len
    }

    /// A template's picture or film, `{{< figure src="…" >}}`, is no text of
    /// the sentence; what other templates do nobody knows, so they stay.
    fn embed(&mut self, i: usize) -> usize {
        let rest = self.chars.get(i..).unwrap_or_default();
        let opens = rest.starts_with(&['{', '{', '<']) || rest.starts_with(&['{', '{', '%']);
        if !opens {
            return i;
        }
        let Some(len) = rest.iter().take(2000).collect::<Vec<_>>().windows(2).position(|w| matches!(w, ['}', '}']))
        else {
            return i;
        };
        let inside: String = rest.get(3..len).unwrap_or_default().iter().collect();
        let name = inside.trim_start().split(char::is_whitespace).next().unwrap_or_default();
        if ["img", "image", "figure", "asset", "youtube", "vimeo", "video", "tweet", "gist"]
            .iter()
            .any(|word| name.contains(word))
        {
            self.drop(i..i + len + 2);
            self.marks.push((i + len + 2, Mark::Link(inside.trim().to_owned())));
        } else {
            self.drop_looks(i + 3..i + len);
        }
        i + len + 2
    }

    /// Drops what a template's call says of looks alone: `icon="fas fa-copy"`.
    /// A class or an id may say what a box is: `class="myth"`.
    fn drop_looks(&mut self, call: Range<usize>) {
        const LOOKS: [&str; 3] = [" icon=\"", " width=\"", " height=\""];
        let mut at = call.start;
        while at < call.end {
            let here = self.text(at..(at + 10).min(call.end));
            let value = LOOKS.iter().find(|name| here.starts_with(**name)).and_then(|name| {
                let from = at + name.len();
                let len = self.chars.get(from..call.end)?.iter().position(|c| *c == '"')?;
                Some(from + len + 1)
            });
            if let Some(end) = value {
                self.drop(at..end);
            }
            at = value.unwrap_or(at + 1);
        }
    }

    /// The end of a bare address, so that its underscores are no emphasis.
    fn address(&self, i: usize) -> usize {
        let head: String = self.text(i..(i + 8).min(self.chars.len())).to_ascii_lowercase();
        if !(head.starts_with("http://") || head.starts_with("https://") || head.starts_with("www.")) {
            return i;
        }
        let rest = self.chars.get(i..).unwrap_or_default();
        let len = rest.iter().position(|c| c.is_whitespace() || matches!(c, '<' | '>' | ')' | ']' | '"' | '|'));
        i + len.unwrap_or(rest.len())
    }

    /// Drops pairs of `*` and `_` that make emphasis.
    fn emphasis(&mut self, literal: &[bool]) {
        let mut open: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
        let mut i = 0;
        while let Some(c) = self.at(i) {
            let slot = match c {
                '*' => 0,
                '_' => 1,
                _ => {
                    i += 1;
                    continue;
                }
            };
            let run = self.chars.get(i..).unwrap_or_default().iter().take_while(|x| **x == c).count();
            let dropped = self.fate.get(i) == Some(&Fate::Drop);
            if literal.get(i) == Some(&true) || dropped {
                i += run;
                continue;
            }
            let before = i.checked_sub(1).and_then(|j| self.at(j));
            let after = self.at(i + run);
            let opens =
                after.is_some_and(|a| !a.is_whitespace()) && !(c == '_' && before.is_some_and(char::is_alphanumeric));
            let closes =
                before.is_some_and(|b| !b.is_whitespace()) && !(c == '_' && after.is_some_and(char::is_alphanumeric));
            let stack = open.get_mut(slot);
            let Some(stack) = stack else { break };
            let mut left = i..i + run;
            if closes {
                let mut pairs = Vec::new();
                while left.start < left.end {
                    let Some(opener) = stack.pop() else { break };
                    pairs.push(opener);
                    pairs.push(left.start);
                    left.start += 1;
                }
                for place in pairs {
                    self.drop(place..place + 1);
                }
            }
            if opens && let Some(stack) = open.get_mut(slot) {
                stack.extend(left);
            }
            i += run;
        }
    }
}

/// What stands for a tag of a kind that may disappear: a character, or nothing at all.
fn shown(name: &str) -> Option<Fate> {
    let begins = BEGINS.iter().find(|(tag, _)| *tag == name).map(|(_, shown)| Fate::As(*shown));
    let parts = PARTING.contains(&name).then_some(Fate::As(' '));
    begins.or(parts).or(SILENT.contains(&name).then_some(Fate::Drop))
}

/// Whether the attributes of such a tag may say something after all: that its
/// text is hidden, struck out or turned round, a cell spans others, an item
/// has a number of its own.
fn tells(name: &str, inside: &str) -> bool {
    let lower = inside.to_ascii_lowercase();
    let telling = |value: &str| TELLING.iter().any(|word| value.contains(word));
    has_attribute(&lower, "hidden")
        || ["style", "class", "dir"].iter().filter_map(|name| attribute(&lower, name)).any(telling)
        || (BEGINS.iter().any(|(tag, _)| *tag == name)
            && ["colspan", "rowspan", "value"].iter().any(|name| has_attribute(&lower, name)))
}

/// The length and the character of a numbered entity at the head of a text: `&#8217;`.
fn numbered(text: &str) -> Option<(usize, char)> {
    let (digits, _) = text.strip_prefix("&#")?.split_once(';')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    Some((digits.len() + 3, char::from_u32(code).filter(|c| !c.is_control())?))
}

#[cfg(test)]
mod tests;
