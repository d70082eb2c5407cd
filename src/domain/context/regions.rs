//! Stretches of a text in which words are not what they are outside: hidden
//! in a comment or by an attribute, struck through, quoted or set as code by
//! tags; and what HTML's own tables, lists and folds say about what they hold.
//!
//! An element that is never closed runs to the end of the text, as it does in
//! a browser. Serves the rows of the standing table on quotation state, on
//! what is hidden in a comment, and, for markup in HTML, on table header, rank
//! and headings.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
};

use super::Inside;
use crate::domain::{
    block::{self, Block, Kind},
    fold,
};

/// What a tag makes of the text inside it.
const TAGS: [(&str, Inside); 16] = [
    ("del", Inside::StrikeThrough),
    ("s", Inside::StrikeThrough),
    ("strike", Inside::StrikeThrough),
    ("blockquote", Inside::BlockQuotation),
    ("q", Inside::QuotationMarks),
    ("pre", Inside::Code),
    ("code", Inside::Code),
    ("textarea", Inside::Code),
    ("xmp", Inside::Code),
    ("script", Inside::Comment),
    ("style", Inside::Comment),
    ("template", Inside::Comment),
    ("title", Inside::Comment),
    ("datalist", Inside::Comment),
    ("iframe", Inside::Comment),
    ("bdo", Inside::Direction),
];

/// Tags that hold nothing.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Marks of editing and of templates that open and close a stretch.
const MARKS: [(&str, &str, Inside); 8] = [
    ("{--", "--}", Inside::StrikeThrough),
    ("{~~", "~>", Inside::StrikeThrough),
    ("{>>", "<<}", Inside::Comment),
    ("{#", "#}", Inside::Comment),
    ("{{/*", "*/}}", Inside::Comment),
    ("{{!--", "--}}", Inside::Comment),
    ("{% comment %}", "{% endcomment %}", Inside::Comment),
    ("{%- comment -%}", "{%- endcomment -%}", Inside::Comment),
];

/// Tags that hold words of a line, not a passage of their own.
const INLINE: [&str; 25] = [
    "a", "abbr", "b", "bdi", "big", "cite", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "label", "mark",
    "q", "small", "span", "strong", "sub", "sup", "time", "u",
];

/// The most open elements of one name that are remembered.
const DEEPEST: usize = 64;

/// The most characters of a tag, and of a `{# remark #}`.
const LONGEST: usize = 1000;

/// The regions of one part, as ranges of characters.
#[derive(Debug, Default)]
pub(super) struct Regions {
    /// What no reader sees, merged and in order.
    hidden: Vec<Range<usize>>,
    /// What is set as code by tags, merged and in order.
    code: Vec<Range<usize>>,
    /// All but what is hidden, by their start.
    others: Vec<(Range<usize>, Inside)>,
    /// Elements that say something about what they hold, by their start.
    holders: Vec<Holder>,
    /// Headings by tags that stand within a block, with their words, by their start.
    titles: Vec<(Range<usize>, String)>,
    /// Who is named as the source of a passage, by the passage's start: by `<cite>`
    /// or a caption in a quotation, or in the call of a template around it.
    credits: Vec<(Range<usize>, String)>,
    /// Passages of their own, by their start: elements, templates that close, tags over lines.
    passages: Vec<Range<usize>>,
}

/// The passages that hold a place, told for places in rising order.
pub(super) struct Enclosing<'r> {
    passages: std::iter::Peekable<std::slice::Iter<'r, Range<usize>>>,
    by_start: BTreeSet<(usize, usize)>,
    by_end: BTreeSet<(usize, usize)>,
}

/// How a place stands in the passages around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Within {
    place: usize,
    /// Where the innermost of them begins.
    begun: Option<usize>,
    /// Where the first of them to end does.
    ends: usize,
}

impl Within {
    /// Whether all that holds this place still holds a later one.
    pub(super) fn is_open_at(self, later: Self) -> bool {
        self.ends > later.place
    }

    /// Whether a later place stands in a passage that begins behind this one.
    pub(super) fn is_outside(self, later: Self) -> bool {
        later.begun.is_some_and(|begun| begun > self.place)
    }
}

impl Enclosing<'_> {
    /// For a place that lies behind all that were asked for.
    pub(super) fn at(&mut self, place: usize) -> Within {
        while let Some(next) = self.passages.next_if(|passage| passage.start <= place) {
            self.by_start.insert((next.start, next.end));
            self.by_end.insert((next.end, next.start));
        }
        while let Some((end, start)) = self.by_end.first().copied().filter(|(end, _)| *end <= place) {
            self.by_end.remove(&(end, start));
            self.by_start.remove(&(start, end));
        }
        Within {
            place,
            begun: self.by_start.last().map(|(start, _)| *start),
            ends: self.by_end.first().map_or(usize::MAX, |(end, _)| *end),
        }
    }
}

/// An HTML element that says something about what it holds.
#[derive(Debug)]
struct Holder {
    range: Range<usize>,
    kind: Holds,
}

#[derive(Debug)]
enum Holds {
    /// A table with the text of its header cells and caption.
    Table(String),
    /// An ordered list: the number of its first item, the starts of its items, and whether it counts down.
    Ordered(u32, Vec<usize>, bool),
    /// A fold with its summary.
    Details(String),
}

/// An element that is open.
struct Open {
    start: usize,
    inside: Option<Inside>,
    start_number: u32,
    reversed: bool,
}

/// A tag as it stands in the text.
struct Tag {
    name: String,
    closes: bool,
    attributes: String,
    end: usize,
}

/// The stretches of a text that no reader sees, in bytes, marks included.
pub fn hidden(text: &str) -> Vec<Range<usize>> {
    if !text.bytes().any(|b| matches!(b, b'<' | b'{')) {
        return Vec::new();
    }
    let chars: Vec<char> = text.chars().collect();
    let regions = Regions::of(&chars, &block::parse(&chars));
    if regions.hidden.is_empty() {
        return Vec::new();
    }
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(text.len());
    regions.hidden.iter().map(|range| byte(range.start)..byte(range.end)).collect()
}

impl Regions {
    /// Finds comments, marks of editing and elements outside of code.
    pub(super) fn of(text: &[char], blocks: &[Block]) -> Self {
        let mut scan =
            Scan { text, found: Vec::new(), open: HashMap::new(), endless: [false; MARKS.len()], out: Self::default() };
        let mut code = blocks.iter().filter(|b| b.kind == Kind::Code).map(|b| b.whole.clone()).peekable();
        let mut comments_close = true;
        let mut i = 0;
        while let Some(&c) = text.get(i) {
            while code.next_if(|range| range.end <= i).is_some() {}
            if let Some(range) = code.peek().filter(|range| range.contains(&i)) {
                i = range.end.max(i + 1);
                continue;
            }
            i = match c {
                '`' => inline_code(text, i),
                '<' if starts(text, i, "<!--") => {
                    let end = comments_close.then(|| comment_end(text, i)).flatten();
                    match end {
                        Some(end) => {
                            scan.found.push((i..end, Inside::Comment));
                            end
                        }
                        None if i == 0 || text.get(i - 1) == Some(&'\n') => {
                            scan.found.push((i..text.len(), Inside::Comment));
                            break;
                        }
                        None => {
                            comments_close = false;
                            i + 4
                        }
                    }
                }
                '<' => scan.tag(i),
                '{' => scan.mark(i),
                _ => i + 1,
            };
        }
        scan.finish()
    }

    /// What a place stands in, besides comments.
    pub(super) fn at(&self, place: usize) -> impl Iterator<Item = Inside> {
        let until = self.others.partition_point(|(range, _)| range.start <= place);
        let begun = self.others.get(..until).unwrap_or_default();
        begun.iter().filter(move |(range, _)| place < range.end).map(|(_, inside)| *inside)
    }

    /// Whether a place is hidden from readers.
    pub(super) fn hides(&self, place: usize) -> bool {
        holds(&self.hidden, place)
    }

    /// Whether a place is set as code by tags.
    pub(super) fn is_code(&self, place: usize) -> bool {
        holds(&self.code, place)
    }

    /// Who is named as the source of the passages that hold a place.
    pub(super) fn credits(&self, place: usize) -> impl Iterator<Item = &str> {
        let until = self.credits.partition_point(|(range, _)| range.start <= place);
        let begun = self.credits.get(..until).unwrap_or_default();
        begun.iter().filter(move |(range, _)| place < range.end).map(|(_, words)| words.as_str())
    }

    /// The last heading by tags that ends between two places.
    pub(super) fn title(&self, between: Range<usize>) -> Option<&str> {
        let until = self.titles.partition_point(|(range, _)| range.end <= between.end);
        let (range, words) = self.titles.get(until.checked_sub(1)?)?;
        (range.start > between.start).then_some(words.as_str())
    }

    /// What holds places, asked for in rising order.
    pub(super) fn enclosing(&self) -> Enclosing<'_> {
        Enclosing { passages: self.passages.iter().peekable(), by_start: BTreeSet::new(), by_end: BTreeSet::new() }
    }

    fn holders(&self, place: usize) -> impl DoubleEndedIterator<Item = &Holder> {
        let until = self.holders.partition_point(|holder| holder.range.start <= place);
        self.holders.get(..until).unwrap_or_default().iter().filter(move |holder| place < holder.range.end)
    }

    /// The header cells and the caption of the HTML table that holds a place.
    pub(super) fn table(&self, place: usize) -> Option<&str> {
        self.holders(place).rev().find_map(|holder| match &holder.kind {
            Holds::Table(header) => Some(header.as_str()),
            _ => None,
        })
    }

    /// The place's rank in the ordered HTML list that holds it.
    pub(super) fn rank(&self, place: usize) -> Option<u32> {
        self.holders(place).rev().find_map(|holder| match &holder.kind {
            Holds::Ordered(first, items, reversed) => {
                let before = items.partition_point(|item| *item <= place).saturating_sub(1);
                let before = if *reversed { items.len().saturating_sub(before + 1) } else { before };
                Some(first.saturating_add(u32::try_from(before).unwrap_or(u32::MAX)))
            }
            _ => None,
        })
    }

    /// The summaries of the folds that hold a place, outermost first.
    pub(super) fn summaries(&self, place: usize) -> impl Iterator<Item = &str> {
        self.holders(place).filter_map(|holder| match &holder.kind {
            Holds::Details(summary) => Some(summary.as_str()),
            _ => None,
        })
    }
}

/// Whether one of some merged ranges, in order, holds a place.
fn holds(ranges: &[Range<usize>], place: usize) -> bool {
    let until = ranges.partition_point(|range| range.start <= place);
    until.checked_sub(1).and_then(|i| ranges.get(i)).is_some_and(|range| place < range.end)
}

/// Adds a range to some that are merged, behind all their starts.
fn merge(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
        _ => ranges.push(range),
    }
}

struct Scan<'t> {
    text: &'t [char],
    found: Vec<(Range<usize>, Inside)>,
    open: HashMap<String, Vec<Open>>,
    /// The marks that nothing closes from here on.
    endless: [bool; MARKS.len()],
    out: Regions,
}

impl Scan<'_> {
    /// Takes the tag that may begin at `i`; answers where to go on.
    fn tag(&mut self, i: usize) -> usize {
        let Some(tag) = tag(self.text, i) else { return i + 1 };
        if self.text.get(i..tag.end).is_some_and(|tag| tag.contains(&'\n')) {
            self.out.passages.push(i..tag.end);
        }
        if tag.closes {
            if let Some(open) = self.open.get_mut(&tag.name).and_then(Vec::pop) {
                self.close(&tag.name, &open, i);
            }
        } else if !VOID.contains(&tag.name.as_str()) && !tag.attributes.ends_with('/') {
            let number = attribute(&tag.attributes, "start").and_then(|n| n.parse().ok()).unwrap_or(1);
            let open = Open {
                start: i,
                inside: inside(&tag),
                start_number: number,
                reversed: has_attribute(&tag.attributes, "reversed"),
            };
            let stack = self.open.entry(tag.name).or_default();
            if stack.len() < DEEPEST {
                stack.push(open);
            }
        }
        tag.end
    }

    fn close(&mut self, name: &str, open: &Open, end: usize) {
        let range = open.start..end;
        if !INLINE.contains(&name) {
            self.out.passages.push(range.clone());
        }
        if let Some(inside) = open.inside {
            self.found.push((range.clone(), inside));
        }
        if matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
            let words = self.texts(&range, name).into_iter().next().unwrap_or_default();
            self.out.titles.push((range.clone(), words));
        }
        if matches!(name, "blockquote" | "figure") {
            let named = ["cite", "figcaption", "footer"].iter().flat_map(|tag| self.texts(&range, tag));
            let words = named.collect::<Vec<_>>().join(" / ");
            if !words.is_empty() {
                self.out.credits.push((range.clone(), words));
            }
        }
        let kind = match name {
            "table" => {
                // A cell that says what it is the header of is one, too.
                let scoped = |at: &usize| tag(self.text, *at).is_some_and(|t| has_attribute(&t.attributes, "scope"));
                let cells = self.starts_of(&range, "td").into_iter().filter(scoped).collect();
                let heads =
                    [self.texts(&range, "th"), self.texts_at(&range, cells), self.texts(&range, "caption")].concat();
                Holds::Table(heads.join(" | "))
            }
            "ol" => Holds::Ordered(open.start_number, self.starts_of(&range, "li"), open.reversed),
            "details" => Holds::Details(self.texts(&range, "summary").into_iter().next().unwrap_or_default()),
            _ => return,
        };
        self.out.holders.push(Holder { range, kind });
    }

    /// Takes the mark that may begin at `i`; answers where to go on.
    fn mark(&mut self, i: usize) -> usize {
        self.template(i);
        let found = MARKS.iter().zip(&mut self.endless).find(|((open, ..), _)| starts(self.text, i, open));
        let Some(((open, close, inside), endless)) = found.filter(|(_, endless)| !**endless) else {
            return i + 1;
        };
        let from = i + open.len();
        // `{#results}` names a heading's anchor: without a space behind it, a remark closes on its own line.
        let line = |rest: &[char]| from + rest.iter().take(LONGEST).position(|c| *c == '\n').unwrap_or(LONGEST);
        let limit = match *open {
            "{#" if self.text.get(from).is_some_and(|c| c.is_whitespace()) => from + LONGEST,
            "{#" => line(self.text.get(from..).unwrap_or_default()),
            _ => self.text.len(),
        };
        let end = find(self.text.get(..limit.min(self.text.len())).unwrap_or_default(), from, close);
        let Some(end) = end else {
            *endless = *open != "{#";
            return from;
        };
        self.found.push((i..end, *inside));
        end
    }

    /// Notes a template's call that opens a passage, `{{< note >}}`, or closes one, `{{< /note >}}`.
    fn template(&mut self, i: usize) {
        if !starts(self.text, i, "{{<") && !starts(self.text, i, "{{%") {
            return;
        }
        let words: String = self.text.get(i + 3..).unwrap_or_default().iter().take(80).collect();
        let words = words.trim_start();
        let closes = words.strip_prefix('/');
        let name = closes.unwrap_or(words).trim_start();
        let name = name.split(|c: char| c.is_whitespace() || matches!(c, '>' | '%' | '}')).next().unwrap_or_default();
        let stack = self.open.entry(format!("{{{{{name}")).or_default();
        if closes.is_some() {
            let Some(open) = stack.pop() else { return };
            self.out.passages.push(open.start..i);
            let call = self.text.get(open.start..i).unwrap_or_default();
            let end = call.windows(2).position(|pair| pair == ['}', '}']).unwrap_or(0);
            let call: String = call.get(..end).unwrap_or_default().iter().collect();
            // Who is quoted, and not what a box is called or looks like.
            if ["quot", "testimonial", "author=", "cite=", "speaker=", " by="].iter().any(|word| call.contains(word)) {
                self.out.credits.push((open.start..i, call));
            }
        } else {
            if stack.len() >= DEEPEST {
                stack.remove(0);
            }
            stack.push(Open { start: i, inside: None, start_number: 1, reversed: false });
        }
    }

    /// The starts of the tags of a name within a range.
    fn starts_of(&self, range: &Range<usize>, name: &str) -> Vec<usize> {
        let here = self.text.get(range.clone()).unwrap_or_default();
        let marks = here.iter().enumerate().filter(|(_, c)| **c == '<').map(|(at, _)| range.start + at);
        marks.filter(|at| tag(self.text, *at).is_some_and(|t| t.name == name && !t.closes)).collect()
    }

    /// The texts of the elements of a name within a range, their own tags left out.
    fn texts(&self, range: &Range<usize>, name: &str) -> Vec<String> {
        self.texts_at(range, self.starts_of(range, name))
    }

    /// The same for the elements that begin at these places.
    fn texts_at(&self, range: &Range<usize>, starts: Vec<usize>) -> Vec<String> {
        let mut out = Vec::new();
        for start in starts {
            let Some(open) = tag(self.text, start) else { continue };
            let mut words = String::new();
            let mut at = open.end;
            while at < range.end {
                match self.text.get(at) {
                    Some('<') => {
                        let Some(inner) = tag(self.text, at) else { break };
                        if ["th", "td", "tr", "caption", "summary", "table", "thead"].contains(&inner.name.as_str()) {
                            break;
                        }
                        at = inner.end;
                    }
                    Some(c) => {
                        words.push(*c);
                        at += 1;
                    }
                    None => break,
                }
            }
            out.push(fold::spaces(&words));
        }
        out
    }

    fn finish(mut self) -> Regions {
        // What is never closed runs to the end.
        for (name, stack) in std::mem::take(&mut self.open) {
            for open in stack {
                if open.inside.is_some_and(|inside| !matches!(inside, Inside::QuotationMarks | Inside::Code)) {
                    self.close(&name, &open, self.text.len());
                }
            }
        }
        self.found.sort_by_key(|(range, inside)| (range.start, range.end, *inside));
        self.out.holders.sort_by_key(|holder| (holder.range.start, std::cmp::Reverse(holder.range.end)));
        self.out.passages.sort_by_key(|range| (range.start, range.end));
        self.out.titles.sort_by_key(|(range, _)| (range.start, range.end));
        self.out.credits.sort_by_key(|(range, _)| (range.start, range.end));
        for (range, inside) in self.found {
            if inside == Inside::Code {
                merge(&mut self.out.code, range.clone());
            }
            match inside {
                Inside::Comment => merge(&mut self.out.hidden, range),
                _ => self.out.others.push((range, inside)),
            }
        }
        self.out
    }
}

/// What an element makes of its text: by its attributes, else by its name.
fn inside(tag: &Tag) -> Option<Inside> {
    let attributes = &tag.attributes;
    let styled = |words: &[&str]| words.iter().any(|word| attributes.contains(word));
    if has_attribute(attributes, "hidden") || (tag.name == "dialog" && !has_attribute(attributes, "open")) {
        return Some(Inside::Comment);
    }
    if let Some(style) = attribute(attributes, "style") {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        let hides = ["display:none", "visibility:hidden", "visibility:collapse", "font-size:0;", "opacity:0;"];
        if hides.iter().any(|word| format!("{style};").contains(word)) {
            return Some(Inside::Comment);
        }
        if style.contains("line-through") {
            return Some(Inside::StrikeThrough);
        }
        if style.contains("bidi-override") {
            return Some(Inside::Direction);
        }
    }
    let class = attribute(attributes, "class").unwrap_or_default();
    if styled(&["class="]) && class.split(' ').any(|word| matches!(word, "hidden" | "d-none" | "line-through")) {
        return Some(if class.contains("line-through") { Inside::StrikeThrough } else { Inside::Comment });
    }
    TAGS.iter().find(|(name, _)| *name == tag.name).map(|(_, inside)| *inside)
}

/// The value of an attribute, in small letters as all attributes here are.
pub(super) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(at) = attributes.get(from..).and_then(|rest| rest.find(name)) {
        let start = from + at;
        let bounded = attributes.get(..start)?.ends_with(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        let rest = attributes.get(start + name.len()..)?.trim_start();
        if bounded && let Some(value) = rest.strip_prefix('=') {
            let value = value.trim_start();
            return Some(match value.chars().next() {
                Some(mark @ ('"' | '\'')) => value.get(1..)?.split(mark).next().unwrap_or_default(),
                _ => value.split(char::is_whitespace).next().unwrap_or_default(),
            });
        }
        from = start + name.len();
    }
    None
}

/// Whether an attribute stands there, with a value or without.
pub(super) fn has_attribute(attributes: &str, name: &str) -> bool {
    let mut quoted = None;
    let bare: String = attributes
        .chars()
        .map(|c| match (quoted, c) {
            (None, '"' | '\'') => {
                quoted = Some(c);
                ' '
            }
            (Some(mark), _) => {
                if c == mark {
                    quoted = None;
                }
                ' '
            }
            (None, '=') => ' ',
            _ => c,
        })
        .collect();
    bare.split_whitespace().any(|word| word == name)
}

/// The tag that begins at `i`, if one does.
fn tag(text: &[char], i: usize) -> Option<Tag> {
    let closes = text.get(i + 1) == Some(&'/');
    let from = i + 1 + usize::from(closes);
    if !text.get(from).is_some_and(char::is_ascii_alphabetic) {
        return None;
    }
    let mut end = from;
    let mut quoted = None;
    loop {
        let c = *text.get(end)?;
        match quoted {
            None if c == '>' => break,
            None if matches!(c, '"' | '\'') && end > from => quoted = Some(c),
            Some(mark) if c == mark => quoted = None,
            None if c == '<' => return None,
            _ => {}
        }
        end += 1;
        if end > from + LONGEST {
            return None;
        }
    }
    let inner = text.get(from..end)?;
    let name: String = inner.iter().take_while(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_lowercase();
    let attributes: String = inner.iter().skip(name.len()).collect::<String>().to_ascii_lowercase();
    Some(Tag { name, closes, attributes, end: end + 1 })
}

/// The end of the code that opens at `i`, or of its mark where it doesn't close on this line.
fn inline_code(text: &[char], i: usize) -> usize {
    let rest = text.get(i..).unwrap_or_default();
    let run = rest.iter().take_while(|c| **c == '`').count();
    let line = rest.iter().take(2000).position(|c| *c == '\n').unwrap_or(rest.len().min(2000));
    let mut at = run;
    while at < line {
        let here = rest.get(at..line).unwrap_or_default().iter().take_while(|c| **c == '`').count();
        if here == run {
            return i + at + run;
        }
        at += here.max(1);
    }
    i + run
}

fn starts(text: &[char], at: usize, word: &str) -> bool {
    text.get(at..).unwrap_or_default().iter().copied().take(word.len()).eq(word.chars())
}

/// Where a comment ends that begins at a place, as browsers read it: `<!-->` and `<!--->` are
/// comments already, and `--!>` ends one as `-->` does.
pub(super) fn comment_end(text: &[char], at: usize) -> Option<usize> {
    if let Some(short) = ["<!-->", "<!--->"].iter().find(|comment| starts(text, at, comment)) {
        return Some(at + short.len());
    }
    (at + 4..text.len()).find_map(|end| {
        let ends = starts(text, end, "--").then(|| ["-->", "--!>"].into_iter().find(|close| starts(text, end, close)));
        ends.flatten().map(|close| end + close.len())
    })
}

/// The end of the first `word` from `from` on.
fn find(text: &[char], from: usize, word: &str) -> Option<usize> {
    (from..text.len()).find(|at| starts(text, *at, word)).map(|at| at + word.len())
}
