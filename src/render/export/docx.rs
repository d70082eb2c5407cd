//! An article as a document for a word processor: its text with headings,
//! lists, quotations and links as such, and, where they were asked for, its
//! claims as comments on their words.

use std::io::{self, Write};
use std::ops::Range;

use chrono::FixedOffset;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::xhtml::{Hidden, is_safe_link, options};
use super::{INTERNAL, Stories};
use crate::domain::claim::{Asks, Finding};
use crate::domain::export::{Claim, Story};
use crate::domain::part::Part;
use crate::domain::source::Stance;
use crate::render::docx::{Comment, Document, Face, Inline, Look, Paragraph, Signature, Style, Track};

/// Writes one article.
#[derive(Debug)]
pub struct Docx {
    /// The zone in which the document tells times.
    pub offset: FixedOffset,
}

impl Stories for Docx {
    fn story(&mut self, out: &mut dyn Write, story: &Story) -> io::Result<()> {
        out.write_all(&document(story, self.offset).write()?)
    }
}

/// Who makes the comments.
const PROGRAM: &str = "copydesk";

/// The document.
pub fn document(story: &Story, offset: FixedOffset) -> Document {
    let at = Some((story.time(), offset));
    let (mut comments, mut paragraphs) = (Vec::new(), Vec::new());
    for (part, text) in story.texts.iter() {
        let marks = marks(story, part, &mut comments);
        match part {
            Part::Body => paragraphs.extend(flow(text, marks)),
            Part::Named(_) => {
                paragraphs.push(label(part));
                paragraphs.extend(flow(text, marks));
            }
            _ => paragraphs.extend(plain(text, part, marks)),
        }
    }
    let unplaced = story.claims.iter().filter(|claim| claim.places.is_empty());
    let unplaced: Vec<&Claim> = unplaced.collect();
    if !unplaced.is_empty() {
        paragraphs.push(Paragraph {
            style: Style::Label,
            content: vec![words("Claims without words in this text")],
            ..Paragraph::default()
        });
        for claim in unplaced {
            let id = comments.len();
            comments.push(comment(claim));
            let content = vec![Inline::Open(id), words(claim.assertion()), Inline::Close(id)];
            paragraphs.push(Paragraph { style: Style::Note, content, ..Paragraph::default() });
        }
    }
    let left = if story.inside.is_some() { INTERNAL.to_owned() } else { story.slug.clone() };
    let mut header = vec![(left, format!("revision {}", story.revision))];
    if let Some(inside) = story.inside.as_ref().filter(|inside| !inside.ednote.is_empty()) {
        header.push((inside.ednote.replace('\n', " "), String::new()));
    }
    let author = if story.author.is_empty() { PROGRAM.to_owned() } else { story.author.clone() };
    Document {
        title: story.texts.get(&Part::Headline).to_owned(),
        header,
        revision: Signature { author, at },
        commenter: Signature { author: PROGRAM.to_owned(), at },
        tracking: false,
        paragraphs,
        comments,
    }
}

fn words(text: &str) -> Inline {
    Inline::Text(Track::Kept, text.to_owned())
}

/// The name of a part over its text.
fn label(part: &Part) -> Paragraph {
    let name = part.as_str().replace(':', " ");
    let mut letters = name.chars();
    let title = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    Paragraph { style: Style::Label, content: vec![words(&title)], ..Paragraph::default() }
}

/// Where a comment begins or ends, in bytes of a part's text.
struct Mark {
    at: usize,
    opens: bool,
    comment: usize,
}

/// The claims that stand in a part, as marks in their order.
fn marks(story: &Story, part: &Part, comments: &mut Vec<Comment>) -> Vec<Mark> {
    let text = story.texts.get(part);
    let byte = |char: usize| text.char_indices().nth(char).map_or(text.len(), |(at, _)| at);
    let mut marks = Vec::new();
    for claim in &story.claims {
        for (_, chars) in claim.places.iter().filter(|(of, _)| of == part) {
            let (start, end) = (byte(chars.start), byte(chars.end));
            marks.push(Mark { at: start, opens: true, comment: comments.len() });
            marks.push(Mark { at: end.max(start + 1), opens: false, comment: comments.len() });
            comments.push(comment(claim));
        }
    }
    marks.sort_by_key(|mark| (mark.at, mark.opens));
    marks
}

/// What a comment says of a claim.
fn comment(claim: &Claim) -> Comment {
    let plain = |text: String| vec![(Look::Plain, text)];
    let head = format!("Claim #{}: ", claim.id);
    let state = match claim.finding.filter(|_| claim.is_settled()) {
        Some(finding) => format!("{finding}, {}", claim.standing),
        None => claim.standing.to_string(),
    };
    let mut paragraphs = vec![vec![(Look::Bold, head), (Look::Plain, state)]];
    let mut asks = claim.kind.to_string();
    if claim.asks == Asks::Said {
        asks.push_str(": was it said, in these words?");
    }
    if !claim.claimant.is_empty() {
        asks.push_str(" (");
        asks.push_str(&claim.claimant);
        asks.push(')');
    }
    paragraphs.push(plain(asks));
    if !claim.statement.is_empty() && !claim.places.is_empty() {
        paragraphs.push(plain(format!("That is: {}", claim.statement)));
    }
    if claim.finding == Some(Finding::NeedsCorrection) && !claim.correction.is_empty() {
        paragraphs.push(plain(format!("Should be: {}", claim.correction)));
    }
    if !claim.rating.is_empty() {
        paragraphs.push(plain(format!("Rating: {}", claim.rating)));
    }
    for source in &claim.sources {
        if source.confidential && source.title.is_empty() {
            paragraphs.push(plain("Source: confidential".to_owned()));
            continue;
        }
        let stance = if source.stance == Stance::Supports { String::new() } else { format!("{}: ", source.stance) };
        let told = [source.locator.as_str(), source.url.as_str(), source.note.as_str()];
        let told: Vec<&str> = told.into_iter().filter(|text| !text.is_empty()).collect();
        let told = if told.is_empty() { String::new() } else { format!(", {}", told.join(", ")) };
        paragraphs.push(plain(format!("Source: {stance}{}{told}", source.title)));
    }
    for note in claim.inside.iter().flat_map(|inside| inside.notes.iter().chain(&inside.comments)) {
        paragraphs.push(plain(format!("{}: {}", note.by, note.text)));
    }
    Comment { paragraphs }
}

/// A part without Markdown: its lines as paragraphs.
fn plain(text: &str, part: &Part, marks: Vec<Mark>) -> Vec<Paragraph> {
    let style = match part {
        Part::Headline => Style::Headline,
        Part::Standfirst => Style::Standfirst,
        Part::Byline => Style::Byline,
        _ => Style::Dateline,
    };
    let mut flow = Flow::new(text, marks);
    let mut at = 0;
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            flow.text(line, at..at + line.len());
            flow.end(style);
        }
        at += line.len() + 1;
    }
    flow.finish()
}

/// A text in light Markdown.
fn flow(text: &str, marks: Vec<Mark>) -> Vec<Paragraph> {
    let mut flow = Flow::new(text, marks);
    for (event, bytes) in Parser::new_ext(text, options()).into_offset_iter() {
        flow.event(event, bytes);
    }
    flow.finish()
}

/// An open list: the number of its next item where it counts.
struct List {
    next: Option<u64>,
}

/// Paragraphs in the making.
struct Flow<'t> {
    source: &'t str,
    marks: std::iter::Peekable<std::vec::IntoIter<Mark>>,
    done: Vec<Paragraph>,
    content: Vec<Inline>,
    face: Face,
    lists: Vec<List>,
    /// Whether an item was opened whose first paragraph is still to come.
    item: bool,
    quoted: u32,
    note: bool,
    /// The label of a note whose first paragraph is still to come.
    label: Option<String>,
    heading: Option<u8>,
    code: bool,
    cells: usize,
    hidden: Hidden,
}

impl<'t> Flow<'t> {
    fn new(source: &'t str, marks: Vec<Mark>) -> Self {
        Self {
            source,
            marks: marks.into_iter().peekable(),
            done: Vec::new(),
            content: Vec::new(),
            face: Face::default(),
            lists: Vec::new(),
            item: false,
            quoted: 0,
            note: false,
            label: None,
            heading: None,
            code: false,
            cells: 0,
            hidden: Hidden::default(),
        }
    }

    /// Puts the marks that stand up to a byte.
    fn marks_to(&mut self, byte: usize) {
        while let Some(mark) = self.marks.next_if(|mark| mark.at <= byte) {
            self.content.push(if mark.opens { Inline::Open(mark.comment) } else { Inline::Close(mark.comment) });
        }
    }

    /// Adds words that stand at these bytes of the source.
    fn text(&mut self, text: &str, bytes: Range<usize>) {
        self.marks_to(bytes.start);
        let same = self.source.get(bytes.clone()) == Some(text);
        let (mut rest, mut at) = (text, bytes.start);
        // What is written otherwise than it is read (an escape) is not divided.
        while let Some(mark) = self.marks.peek().filter(|mark| same && mark.at < bytes.end) {
            let (before, after) = rest.split_at_checked(mark.at - at).unwrap_or((rest, ""));
            at = mark.at;
            self.push(before);
            rest = after;
            self.marks_to(at);
        }
        self.push(rest);
        self.marks_to(bytes.end);
    }

    fn push(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let inline =
            if self.face == Face::default() { words(text) } else { Inline::Set(self.face.clone(), text.to_owned()) };
        self.content.push(inline);
    }

    /// Ends a paragraph, if there is anything in it.
    fn end(&mut self, style: Style) {
        if self.content.iter().any(|i| matches!(i, Inline::Text(..) | Inline::Set(..))) {
            let content = std::mem::take(&mut self.content);
            self.done.push(Paragraph { style, content, ..Paragraph::default() });
        }
    }

    /// The style of a paragraph that ends here.
    fn style(&mut self) -> Style {
        let level = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(8).min(8);
        match (self.heading, self.lists.last_mut()) {
            (Some(level), _) => Style::Heading(level),
            _ if self.code => Style::Fixed,
            _ if self.note => Style::Note,
            (None, Some(list)) if std::mem::take(&mut self.item) => match &mut list.next {
                Some(number) => {
                    self.content.insert(0, words(&format!("{number}. ")));
                    *number += 1;
                    Style::Numbered(level)
                }
                None => Style::Bullet(level),
            },
            (None, Some(_)) => Style::Continued(level),
            _ if self.quoted > 0 => Style::Quote,
            _ => Style::Body,
        }
    }

    fn close(&mut self) {
        if !self.content.is_empty() {
            if let Some(label) = self.label.take() {
                self.content.insert(0, words(&label));
            }
            let style = self.style();
            self.end(style);
        }
    }

    fn event(&mut self, event: Event<'_>, bytes: Range<usize>) {
        match event {
            Event::Text(text) => {
                // Code ends with a line end of its own.
                let text = if self.code { text.trim_end_matches('\n') } else { &text };
                self.text(text, bytes.start..bytes.start + text.len().min(bytes.len()));
            }
            Event::Code(text) => {
                self.face.fixed = true;
                let start = self
                    .source
                    .get(bytes.clone())
                    .and_then(|s| s.find(&*text))
                    .map_or(bytes.start, |at| bytes.start + at);
                self.text(&text, start..start + text.len());
                self.face.fixed = false;
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let said = self.hidden.words(&html);
                self.text(&said, bytes);
            }
            Event::SoftBreak => self.text(" ", bytes),
            Event::HardBreak => self.text("\n", bytes),
            Event::Rule => {
                self.close();
                self.text("* * *", bytes);
                self.close();
            }
            Event::FootnoteReference(label) => self.text(&format!("[{label}]"), bytes),
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.stop(tag),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, bytes),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.close();
                self.heading = Some(depth(*level));
            }
            Tag::Paragraph | Tag::HtmlBlock => {
                self.close();
                self.hidden.reset();
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quoted += 1;
            }
            Tag::CodeBlock(_) => {
                self.close();
                self.code = true;
            }
            Tag::List(first) => {
                self.close();
                self.lists.push(List { next: *first });
            }
            Tag::Item => {
                self.close();
                self.item = true;
            }
            Tag::FootnoteDefinition(label) => {
                self.close();
                self.note = true;
                self.label = Some(format!("[{label}] "));
            }
            Tag::TableHead | Tag::TableRow => {
                self.close();
                self.cells = 0;
            }
            Tag::TableCell => {
                if self.cells > 0 {
                    self.content.push(words("\t"));
                }
                self.cells += 1;
            }
            Tag::Emphasis => self.face.italic = true,
            Tag::Strong => self.face.bold = true,
            Tag::Strikethrough => self.face.struck = true,
            Tag::Link { dest_url, .. } if is_safe_link(dest_url) => self.face.link = Some(dest_url.to_string()),
            _ => {}
        }
    }

    fn stop(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.close();
                self.heading = None;
            }
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::Item => self.close(),
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quoted = self.quoted.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                self.close();
                self.code = false;
            }
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
                self.item = false;
            }
            TagEnd::FootnoteDefinition => {
                self.close();
                self.note = false;
            }
            TagEnd::TableHead | TagEnd::TableRow => self.end(Style::Fixed),
            TagEnd::Emphasis => self.face.italic = false,
            TagEnd::Strong => self.face.bold = false,
            TagEnd::Strikethrough => self.face.struck = false,
            TagEnd::Link => self.face.link = None,
            _ => {}
        }
    }

    fn finish(mut self) -> Vec<Paragraph> {
        self.marks_to(usize::MAX);
        self.close();
        // Marks at words that nobody sees stand at the end.
        if !self.content.is_empty() {
            match self.done.last_mut() {
                Some(last) => last.content.append(&mut self.content),
                None => self.done.push(Paragraph { content: self.content, ..Paragraph::default() }),
            }
        }
        self.done
    }
}

const fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
