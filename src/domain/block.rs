//! The block structure of light Markdown: paragraphs, headings, lists,
//! tables, block quotations, code, notes.
//!
//! Not a Markdown renderer: it finds what a sentence *stands in*, on the
//! characters of the source, and loses none of them: every character that is
//! not white space lies in exactly one block. It follows CommonMark where a
//! difference would change what a reader sees (a line break that makes a sign
//! a bullet, lazy continuation of a quotation) and is simpler elsewhere. One
//! pass, linear, no failure: any text is some paragraph.

use std::ops::Range;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Running text.
    Paragraph,
    /// A heading and its level, 1 to 6.
    Heading(u8),
    /// An item of a list, or a further paragraph of one.
    Item,
    /// The header of a table.
    TableHeader,
    /// The line of dashes under a table's header.
    TableRule,
    /// A row of a table.
    Row,
    /// Fenced or indented code.
    Code,
    /// The definition of a link's target: `[1]: https://…`.
    Definition,
    /// The text of a footnote: `[^1]: …`.
    Footnote,
    /// An image by itself.
    Image,
    /// A thematic break.
    Rule,
}

impl Kind {
    /// The word for it in a context; compared, so it never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paragraph => "paragraph",
            Self::Heading(_) => "heading",
            Self::Item => "list item",
            Self::TableHeader | Self::TableRule => "table header",
            Self::Row => "table row",
            Self::Code => "code",
            Self::Definition => "link definition",
            Self::Footnote => "footnote",
            Self::Image => "image",
            Self::Rule => "break",
        }
    }
}

/// One block of a text. All ranges are in characters of the whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Its lines without the marks that make the block (`>`, `-`, `#`).
    pub lines: Vec<Range<usize>>,
    /// From its first mark to the end of its last line.
    pub whole: Range<usize>,
    /// How many block quotations it stands in.
    pub quotation: usize,
    /// Its number in an ordered list: that of the first item, counted on.
    pub rank: Option<u32>,
    /// The block that stands before its list: for a nested list the item above.
    pub lead: Option<usize>,
}

/// The blocks of a text whose paragraphs are all it has: a headline, a byline.
pub fn plain(text: &[char]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for line in lines(text) {
        let content = trim(text, line.clone());
        if content.is_empty() {
            open = false;
        } else if let (true, Some(block)) = (open, blocks.last_mut()) {
            block.whole.end = content.end;
            block.lines.push(content);
        } else {
            open = true;
            blocks.push(Block::new(Kind::Paragraph, content.clone(), content, 0));
        }
    }
    blocks
}

/// The blocks of a text in light Markdown.
pub fn parse(text: &[char]) -> Vec<Block> {
    let all: Vec<Range<usize>> = lines(text).collect();
    let mut parser =
        Parser { text, blocks: Vec::new(), open: false, lists: Vec::new(), fence: None, table: false, tagged: 0 };
    for (i, line) in all.iter().enumerate() {
        parser.line(line.clone(), all.get(i + 1).cloned());
    }
    parser.blocks
}

impl Block {
    fn new(kind: Kind, whole: Range<usize>, content: Range<usize>, quotation: usize) -> Self {
        Self { kind, lines: vec![content], whole, quotation, rank: None, lead: None }
    }
}

/// A list that is open where the parser stands.
struct List {
    /// The column of its marks, and that of its items' text.
    mark: usize,
    inner: usize,
    ordered: bool,
    count: u32,
    lead: Option<usize>,
}

struct Parser<'t> {
    text: &'t [char],
    blocks: Vec<Block>,
    /// Whether the last block takes further lines.
    open: bool,
    lists: Vec<List>,
    /// The mark, its length and the depth of quotation of an open code fence.
    fence: Option<(char, usize, usize)>,
    /// Whether the last block is part of a table.
    table: bool,
    /// How many lines a heading's tag may still wait for its words and its end.
    tagged: usize,
}

/// The most lines of a heading between its tags.
const TAGGED: usize = 4;

impl Parser<'_> {
    fn line(&mut self, line: Range<usize>, next: Option<Range<usize>>) {
        let (depth, after_marks) = self.quotation(line.clone());
        if let Some((mark, len, fence_depth)) = self.fence {
            if depth >= fence_depth {
                let content = if fence_depth == 0 { line.clone() } else { after_marks.clone() };
                let closes = self.run(trim(self.text, content.clone()), mark) >= len
                    && trim(self.text, content.clone()).len() == self.run(trim(self.text, content.clone()), mark);
                self.extend(content);
                if closes {
                    self.fence = None;
                    self.open = false;
                }
                return;
            }
            self.fence = None;
            self.open = false;
        }
        let content = trim(self.text, after_marks.clone());
        if content.is_empty() {
            self.open = false;
            self.table = false;
            self.tagged = 0;
            return;
        }
        if self.tagged > 0 {
            let words = self.before_heading_ends(&content);
            self.tagged = if words.end < content.end { 0 } else { self.tagged - 1 };
            if let Some(block) = self.blocks.last_mut() {
                block.whole.end = content.end;
                block.lines.push(words);
            }
            return;
        }
        let whole = trim(self.text, line);
        let indent = self.columns(after_marks.start..content.start);
        let last_depth = self.blocks.last().map_or(0, |b| b.quotation);
        let lazy = self.open && depth < last_depth;
        // Code by indentation ends where the indentation does.
        let in_code = self.open && self.blocks.last().is_some_and(|b| b.kind == Kind::Code);
        if self.open && (depth > last_depth || (in_code && (indent < 4 || depth < last_depth))) {
            self.open = false;
        }
        if self.starts_block(&content, &whole, indent, depth, next) {
            return;
        }
        if self.open && (lazy || depth == last_depth) {
            self.extend(content);
            return;
        }
        if indent >= 2 && !self.lists.is_empty() {
            while self.lists.len() > 1 && self.lists.last().is_some_and(|l| indent < l.inner) {
                self.lists.pop();
            }
            let (rank, lead) = self.lists.last().map_or((None, None), |l| (l.ordered.then_some(l.count), l.lead));
            self.push(Kind::Item, whole, content, depth);
            if let Some(block) = self.blocks.last_mut() {
                (block.rank, block.lead) = (rank, lead);
            }
            return;
        }
        self.lists.clear();
        let noted = indent >= 2 && self.blocks.last().is_some_and(|b| b.kind == Kind::Footnote);
        let kind = match indent {
            _ if noted => Kind::Footnote,
            4.. if !self.is_element(&content) => Kind::Code,
            _ => self.paragraph_kind(content.clone()),
        };
        self.push(kind, whole, content, depth);
    }

    /// Takes a line that begins a block by its marks; false where it is plain text.
    fn starts_block(
        &mut self,
        content: &Range<usize>,
        whole: &Range<usize>,
        indent: usize,
        depth: usize,
        next: Option<Range<usize>>,
    ) -> bool {
        let Some(first) = self.at(content.start) else { return false };
        let in_code = self.open && self.blocks.last().is_some_and(|b| b.kind == Kind::Code);
        let indented_code = indent >= 4 && !self.open && self.lists.is_empty();
        if indented_code || in_code {
            return false;
        }
        // So far in, a line goes on with the text above it, whatever it looks like.
        let inner = self.lists.iter().rev().find(|list| list.inner <= indent).map_or(0, |list| list.inner);
        let deep = indent >= inner + 4;
        if !deep && matches!(first, '`' | '~') && self.run(content.clone(), first) >= 3 {
            let len = self.run(content.clone(), first);
            let inline = first == '`' && self.slice(content.start + len..content.end).contains(&'`');
            if !inline {
                self.push(Kind::Code, whole.clone(), content.clone(), depth);
                self.fence = Some((first, len, depth));
                return true;
            }
        }
        if let Some((level, inner)) = self.heading(content).filter(|_| !deep || first == '<') {
            self.lists.clear();
            // `<h2>` alone on its line: its words come on the next ones.
            self.tagged = if inner.is_empty() && first == '<' && next.is_some() { TAGGED } else { 0 };
            self.single(Kind::Heading(level), whole.clone(), inner, depth);
            return true;
        }
        if let Some(level) = self.underline(content, depth).filter(|_| !deep) {
            if let Some(block) = self.blocks.last_mut() {
                block.kind = Kind::Heading(level);
                block.whole.end = content.end;
            }
            self.open = false;
            return true;
        }
        if !deep && self.is_break(content) {
            self.lists.clear();
            self.single(Kind::Rule, whole.clone(), content.clone(), depth);
            return true;
        }
        if self.table_line(content, whole, depth, next) {
            return true;
        }
        if let Some((inner, ordered, number)) = self.marker(content) {
            let in_list = !self.lists.is_empty();
            let interrupts = !self.open || in_list || ((!ordered || number == 1) && inner < content.end);
            if interrupts {
                self.item(content, whole, indent, (inner, ordered, number), depth);
                return true;
            }
        }
        let term = self.blocks.last().is_some_and(|b| b.kind == Kind::Paragraph && b.lines.len() == 1);
        if first == ':' && (!self.open || term) && matches!(self.at(content.start + 1), Some(' ' | '\t')) {
            // `: what a term means`, with the term in the block above.
            let lead = self.blocks.len().checked_sub(1);
            self.lists.clear();
            self.push(Kind::Item, whole.clone(), trim(self.text, content.start + 1..content.end), depth);
            if let Some(block) = self.blocks.last_mut() {
                block.lead = lead;
            }
            return true;
        }
        let free = !self.open || self.blocks.last().is_some_and(|b| b.kind == Kind::Footnote);
        let defines =
            first == '[' && free && self.find_in(content, ']').is_some_and(|close| self.at(close + 1) == Some(':'));
        if defines {
            let note = self.at(content.start + 1) == Some('^');
            self.lists.clear();
            self.push(if note { Kind::Footnote } else { Kind::Definition }, whole.clone(), content.clone(), depth);
            self.open = note;
        }
        defines
    }

    /// A line of a table: its header (the line after it is the rule), the rule, or a row.
    fn table_line(
        &mut self,
        content: &Range<usize>,
        whole: &Range<usize>,
        depth: usize,
        next: Option<Range<usize>>,
    ) -> bool {
        let bar = self.slice(content.clone()).contains(&'|');
        if self.table {
            let header = self.blocks.last().is_some_and(|b| b.kind == Kind::TableHeader);
            if header || bar {
                self.single(if header { Kind::TableRule } else { Kind::Row }, whole.clone(), content.clone(), depth);
                self.table = true;
                return true;
            }
            self.table = false;
            return false;
        }
        let ruled = bar
            && next.is_some_and(|next| {
                let (next_depth, rest) = self.quotation(next);
                let rule = trim(self.text, rest);
                let chars = self.slice(rule);
                next_depth == depth
                    && chars.contains(&'-')
                    && (chars.contains(&'|') || chars.contains(&':'))
                    && chars.iter().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
            });
        if ruled {
            self.lists.clear();
            self.single(Kind::TableHeader, whole.clone(), content.clone(), depth);
            self.table = true;
        }
        ruled
    }

    fn item(
        &mut self,
        content: &Range<usize>,
        whole: &Range<usize>,
        indent: usize,
        mark: (usize, bool, u32),
        depth: usize,
    ) {
        let (inner, ordered, number) = mark;
        let width = inner - content.start;
        while self.lists.last().is_some_and(|l| indent < l.mark) && self.lists.len() > 1 {
            self.lists.pop();
        }
        let sibling = self.lists.last().is_some_and(|l| indent < l.inner.max(l.mark + 2) && l.ordered == ordered);
        if sibling {
            if let Some(list) = self.lists.last_mut() {
                list.count = list.count.saturating_add(1);
            }
        } else {
            let replaced = self.lists.last().is_some_and(|l| indent < l.inner);
            let lead = if replaced { self.lists.pop().and_then(|l| l.lead) } else { self.blocks.len().checked_sub(1) };
            self.lists.push(List { mark: indent, inner: indent + width, ordered, count: number, lead });
        }
        let (rank, lead) = self.lists.last().map_or((None, None), |l| (l.ordered.then_some(l.count), l.lead));
        self.push(Kind::Item, whole.clone(), inner..content.end, depth);
        if let Some(block) = self.blocks.last_mut() {
            (block.rank, block.lead) = (rank, lead);
        }
    }

    fn push(&mut self, kind: Kind, whole: Range<usize>, content: Range<usize>, depth: usize) {
        self.blocks.push(Block::new(kind, whole, content, depth));
        self.open = true;
        self.table = false;
    }

    fn single(&mut self, kind: Kind, whole: Range<usize>, content: Range<usize>, depth: usize) {
        self.push(kind, whole, content, depth);
        self.open = false;
    }

    fn extend(&mut self, content: Range<usize>) {
        if let Some(block) = self.blocks.last_mut() {
            if block.kind == Kind::Image {
                block.kind = Kind::Paragraph;
            }
            block.whole.end = content.end.max(block.whole.end);
            block.lines.push(content);
        }
    }

    fn at(&self, i: usize) -> Option<char> {
        self.text.get(i).copied()
    }

    fn slice(&self, range: Range<usize>) -> &[char] {
        self.text.get(range).unwrap_or_default()
    }

    /// How many of `mark` a range begins with.
    fn run(&self, range: Range<usize>, mark: char) -> usize {
        self.slice(range).iter().take_while(|c| **c == mark).count()
    }

    fn find_in(&self, range: &Range<usize>, c: char) -> Option<usize> {
        self.slice(range.clone()).iter().position(|x| *x == c).map(|i| range.start + i)
    }

    fn columns(&self, range: Range<usize>) -> usize {
        self.slice(range).iter().map(|c| if *c == '\t' { 4 } else { 1 }).sum()
    }

    /// How many quotation marks `>` a line begins with, and what follows them.
    fn quotation(&self, line: Range<usize>) -> (usize, Range<usize>) {
        let (mut depth, mut start) = (0, line.start);
        loop {
            let spaces = self.run(start..line.end, ' ');
            if spaces > 3 || self.at(start + spaces) != Some('>') || start + spaces >= line.end {
                return (depth, start..line.end);
            }
            depth += 1;
            start += spaces + 1;
            if start < line.end && self.at(start) == Some(' ') {
                start += 1;
            }
        }
    }

    /// A heading `## …` or `<h2>…</h2>`: its level and its words.
    fn heading(&self, content: &Range<usize>) -> Option<(u8, Range<usize>)> {
        let hashes = self.run(content.clone(), '#');
        if (1..=6).contains(&hashes) && self.at(content.start + hashes).is_none_or(|c| matches!(c, ' ' | '\t' | '\n')) {
            let inner = trim(self.text, content.start + hashes..content.end);
            let closing = self.slice(inner.clone()).iter().rev().take_while(|c| **c == '#').count();
            let bare = inner.end - closing;
            let spaced = closing == inner.len() || self.at(bare.wrapping_sub(1)) == Some(' ');
            let inner = if spaced { trim(self.text, inner.start..bare) } else { inner };
            return Some((u8::try_from(hashes).unwrap_or(6), inner));
        }
        let [a, b, c, ..] = self.slice(content.clone()) else { return None };
        if *a != '<' || !matches!(b, 'h' | 'H') || !c.is_ascii_digit() {
            return None;
        }
        let level = u8::try_from(c.to_digit(10).filter(|n| (1..=6).contains(n))?).ok()?;
        let start = self.find_in(content, '>')? + 1;
        let back = self.slice(start..content.end).iter().rposition(|c| *c == '<').map_or(content.end, |i| start + i);
        Some((level, start..back))
    }

    /// What of a line stands before the tag that ends a heading.
    fn before_heading_ends(&self, content: &Range<usize>) -> Range<usize> {
        let ends = |w: &[char]| matches!(w, ['<', '/', 'h' | 'H', '1'..='6']);
        let end = self.slice(content.clone()).windows(4).position(ends);
        trim(self.text, content.start..end.map_or(content.end, |at| content.start + at))
    }

    /// The level of the heading that a line of `===` or `---` makes of the line above.
    fn underline(&self, content: &Range<usize>, depth: usize) -> Option<u8> {
        let above = self.blocks.last()?;
        let line = self.at(content.start)?;
        let ruled = matches!(line, '=' | '-') && self.run(content.clone(), line) == content.len();
        let heading = self.open && above.kind == Kind::Paragraph && above.quotation == depth && above.lines.len() == 1;
        (ruled && heading).then_some(if line == '=' { 1 } else { 2 })
    }

    fn is_break(&self, content: &Range<usize>) -> bool {
        let Some(mark) = self.at(content.start).filter(|c| matches!(c, '-' | '*' | '_')) else { return false };
        let chars = self.slice(content.clone());
        chars.iter().all(|c| *c == mark || *c == ' ') && chars.iter().filter(|c| **c == mark).count() >= 3
    }

    /// A list's mark: where the item's text begins, whether it is numbered, its number.
    fn marker(&self, content: &Range<usize>) -> Option<(usize, bool, u32)> {
        let chars = self.slice(content.clone());
        let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
        let first = *chars.first()?;
        let (end, number) = match digits {
            0 if matches!(first, '-' | '*' | '+' | '•') => (1, 0),
            1..=9 if matches!(chars.get(digits), Some('.' | ')')) => {
                let number = chars.get(..digits)?.iter().fold(0u32, |n, c| n * 10 + c.to_digit(10).unwrap_or(0));
                (digits + 1, number)
            }
            _ => return None,
        };
        let gap = chars.get(end..)?.iter().take_while(|c| matches!(c, ' ' | '\t')).count();
        (gap > 0 || end == chars.len()).then_some((content.start + end + gap, digits > 0, number))
    }

    /// Whether a line begins with a tag that holds blocks of text: HTML that
    /// was indented for the writer's eye, and is no code to any reader.
    fn is_element(&self, content: &Range<usize>) -> bool {
        const HOLDING: [&str; 30] = [
            "p",
            "div",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "table",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "td",
            "th",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "section",
            "article",
            "header",
            "footer",
            "figure",
            "figcaption",
            "caption",
            "center",
        ];
        let chars = self.slice(content.clone());
        let named = chars.strip_prefix(&['<', '/']).or_else(|| chars.strip_prefix(&['<'])).unwrap_or_default();
        let name: String = named.iter().take_while(|c| c.is_ascii_alphanumeric()).collect();
        let ends = named.get(name.len()).is_none_or(|c| c.is_whitespace() || matches!(c, '>' | '/'));
        ends && HOLDING.contains(&name.to_ascii_lowercase().as_str())
    }

    fn paragraph_kind(&self, content: Range<usize>) -> Kind {
        let chars = self.slice(content);
        let image = chars.first() == Some(&'!') && chars.get(1) == Some(&'[') && chars.last() == Some(&')');
        if image { Kind::Image } else { Kind::Paragraph }
    }
}

/// The lines of a text without their line breaks.
fn lines(text: &[char]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let mut done = text.is_empty();
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let from = start;
        let len = text.get(from..).unwrap_or_default().iter().position(|c| *c == '\n');
        match len {
            Some(len) => start = from + len + 1,
            None => done = true,
        }
        Some(from..len.map_or(text.len(), |len| from + len))
    })
}

/// A range without the white space at its ends.
pub(crate) fn trim(text: &[char], range: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (range.start, range.end.max(range.start));
    while start < end && text.get(start).is_some_and(|c| c.is_whitespace()) {
        start += 1;
    }
    while end > start && text.get(end - 1).is_some_and(|c| c.is_whitespace()) {
        end -= 1;
    }
    start..end
}

#[cfg(test)]
mod tests;
