//! What an approval covers besides the words themselves: the context of a
//! place in a text, cut out as text.
//!
//! [`Reading`] is built once for a revision; [`Reading::context`] cuts one
//! place out of it. Two contexts are judged by [`crate::domain::compare`].
//! Both sides of a comparison must be cut by the same program: a decision
//! keeps its context as text (so that it can be read, and judged, whatever the
//! rules become), and the approved revision, which never changes, is cut anew
//! when an upgrade changed the rules.

mod label;
mod quotes;
mod reading;
mod regions;
mod speaker;
mod visible;

pub use label::{Labels, labels};
pub use reading::{Dating, Kept, Reading, Sentences, dating, is_preposition, is_scale, names_table, told, years};
pub use regions::hidden;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{fold, part::Part, words};

/// The number of the rules by which this program cuts contexts. It goes up
/// when the same text would give another context. What a context reads is also
/// known to [`Kept`], which must never say that it is kept where it isn't.
pub const RULES: u32 = 11;

/// The words of a place and all that bears on what they say where they stand.
///
/// The JSON form has the field names below; empty fields are left out, and a
/// field that is missing reads as empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceContext {
    /// The rules by which it was cut: [`RULES`] of the program that did.
    pub rules: u32,
    /// The part of the article.
    pub part: Part,
    /// The article's language as it was said to be, a BCP 47 tag or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// The words, exactly as they stand in the text.
    pub quote: String,
    /// The sentence or sentences that the words touch.
    pub sentence: Sentence,
    /// What the sentence stands in where it begins, each once, in the order of [`Inside`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<Inside>,
    /// Who says it, for words in a quotation or under a speaker's label, when
    /// the sentence itself doesn't name them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// What is said outside the quotation marks about who speaks and how ("the
    /// mayor denied having said"), in the sentences around that attribute words in
    /// a quotation; each once, nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attribution: Vec<String>,
    /// The label nearest above (`HILL:`), where one alone stands over words
    /// that no quotation marks: a speaker, a dateline or a notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The block's place in the structure of the text.
    #[serde(default, skip_serializing_if = "is_default")]
    pub structure: Structure,
    /// The headings above it, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<String>,
    /// All headings of the part, to tell a reworded heading from a move between two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outline: Vec<String>,
    /// The sentence that it refers back to, when it opens with a pronoun or the
    /// like; for a footnote, the sentences that cite it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// Short names in the sentence with the longer form nearest above: `Smith`, `John Smith`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub full_names: Vec<(String, String)>,
    /// The sentence before, under the same heading.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// The sentence after, under the same heading.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
    /// The dateline, when the sentence has a date or a place that depends on it
    /// ("on Thursday", "in May", "here").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dateline: Option<String>,
    /// The byline, when the sentence speaks in the first person outside a quotation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byline: Option<String>,
    /// Under a number, the sentences of the part, wherever they stand, that say what its
    /// numbers are in or take in ("All sums are in euros."); sorted, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counted: Vec<String>,
}

/// The sentence or sentences that a place touches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// What a reader sees: emphasis and link targets taken out, white space
    /// folded, comments too. Superscripts, strike-through and code keep their marks.
    pub text: String,
    /// As it stands in the source, without the marks of its block, white space folded.
    pub source: String,
    /// Where the words lie in `text`: start and end in characters, end exclusive.
    pub quote: (usize, usize),
    /// The targets of its links and images, references resolved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
}

words! {
    /// What words stand in that turns what they say.
    pub enum Inside, "state" {
        /// Quotation marks that were opened before the sentence.
        QuotationMarks = "quotation marks",
        /// A block quotation.
        BlockQuotation = "a block quotation",
        /// Struck-through text.
        StrikeThrough = "strike-through",
        /// Code inside a paragraph or by tags.
        Code = "code",
        /// A comment, which no reader sees.
        Comment = "a comment",
        /// Text whose direction a control character turns.
        Direction = "a change of writing direction",
    }
}

/// A block's place in the structure of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Structure {
    /// The kinds of the blocks touched, repeats left out: `paragraph`, `heading`, `item`, `row`, ….
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<String>,
    /// The sentence that leads into the list, or a block before that ends in a colon.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lead_in: String,
    /// What goes on with the sentence in the next paragraph, where it stops without an end.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub continued: String,
    /// The place in an ordered list, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// The mark of an item that says more than that it is one: a plus before a
    /// number, or a number that is not its place in the list.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mark: String,
    /// The header of the table.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub table_header: String,
    /// The line over a table that says what it shows.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub caption: String,
    /// The line under the table that says what its numbers count.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The target of the image that stands right above.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub image: String,
    /// The texts of the footnotes that the sentence cites.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub footnotes: Vec<String>,
}

/// A sentence that another refers back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// How the sentence opens: `he`, `the latter`, `this`.
    pub opener: String,
    /// What hangs on the sentence before.
    pub pull: Pull,
    /// The sentence referred to, as a reader sees it, with those before it up to one
    /// that may say what is meant; headings and tables between stand behind a slash.
    pub sentence: String,
}

/// How much a sentence hangs on the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pull {
    /// "In May": the year named before says which.
    Year,
    /// "This", "but", "the company": a change before it is worth a notice.
    Weak,
    /// "He", "their", "days later", "a third of": it says nothing without the names and numbers before it.
    Strong,
    /// "The latter", "respectively": the order of words before it decides.
    Order,
    /// "Yes", "Forty.": the question says what is meant.
    Answer,
}

impl PlaceContext {
    /// Whether no reader sees the words: they stand in a comment.
    pub fn is_hidden(&self) -> bool {
        self.inside.contains(&Inside::Comment)
    }

    /// Whether the text puts the words in somebody's mouth: their sentence
    /// begins in a quotation, they are marked as one, or stand under a speaker's label.
    pub fn is_quotation(&self) -> bool {
        let open = self.inside.iter().any(|i| matches!(i, Inside::QuotationMarks | Inside::BlockQuotation));
        let before: Vec<char> = self.sentence.text.chars().take(self.sentence.quote.0).collect();
        let straight = before.iter().filter(|c| **c == '"').count() % 2 == 1;
        let curly = before.iter().rev().find(|c| matches!(c, '“' | '”' | '„' | '«' | '»' | '「' | '」'));
        let marked = self.quote.starts_with(['"', '“', '„', '«', '「', '‘']);
        open || straight
            || marked
            || curly.is_some_and(|c| matches!(c, '“' | '„' | '«' | '「'))
            || self.speaker.is_some()
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// SHA-256, in hex, of the words, white space folded.
pub fn quote_hash(quote: &str) -> String {
    let mut canon = Canon::new(b"copydesk quote 1");
    canon.text("quote", &fold::spaces(quote));
    canon.finish()
}

/// SHA-256, in hex, of all of a context but the quote's own white space. Equal
/// hashes mean that nothing differs that [`crate::domain::compare::compare`] would report.
pub fn context_hash(context: &PlaceContext) -> String {
    let mut canon = Canon::new(b"copydesk context 1");
    let PlaceContext {
        rules: _,
        part,
        language,
        quote,
        sentence,
        inside,
        speaker,
        attribution,
        label,
        structure,
        headings,
        outline,
        reference,
        full_names,
        before,
        after,
        dateline,
        byline,
        counted,
    } = context;
    canon.text("part", part.as_str());
    canon.text("language", language);
    canon.text("quote", &fold::spaces(quote));
    canon.text("text", &sentence.text);
    canon.text("source", &sentence.source);
    canon.number("start", sentence.quote.0);
    canon.number("end", sentence.quote.1);
    canon.list("links", &sentence.links);
    canon.number("inside", inside.len());
    for inside in inside {
        canon.text("inside", inside.as_str());
    }
    canon.option("speaker", speaker.as_deref());
    if !attribution.is_empty() {
        canon.list("attribution", attribution);
    }
    canon.option("label", label.as_deref());
    canon.list("blocks", &structure.blocks);
    canon.text("lead-in", &structure.lead_in);
    if !structure.continued.is_empty() {
        canon.text("continued", &structure.continued);
    }
    canon.option("rank", structure.rank.map(|r| r.to_string()).as_deref());
    if !structure.mark.is_empty() {
        canon.text("mark", &structure.mark);
    }
    canon.text("table-header", &structure.table_header);
    canon.text("caption", &structure.caption);
    // Left out where there is none, so that the hashes of what has none stay as they are.
    if !structure.note.is_empty() {
        canon.text("note", &structure.note);
    }
    canon.text("image", &structure.image);
    canon.list("footnotes", &structure.footnotes);
    canon.list("headings", headings);
    canon.list("outline", outline);
    canon.option("opener", reference.as_ref().map(|r| r.opener.as_str()));
    canon.option("reference", reference.as_ref().map(|r| r.sentence.as_str()));
    for (short, full) in full_names {
        canon.text("short", short);
        canon.text("full", full);
    }
    canon.text("before", before);
    canon.text("after", after);
    canon.option("dateline", dateline.as_deref());
    canon.option("byline", byline.as_deref());
    if !counted.is_empty() {
        canon.list("counted", counted);
    }
    canon.finish()
}

/// A digest over tagged, length-prefixed fields, so that no two different
/// lists of fields give the same bytes.
struct Canon(Sha256);

impl Canon {
    fn new(tag: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(tag);
        Self(hash)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn text(&mut self, name: &str, value: &str) {
        self.bytes(name.as_bytes());
        self.bytes(value.as_bytes());
    }

    fn number(&mut self, name: &str, value: usize) {
        self.text(name, &value.to_string());
    }

    fn option(&mut self, name: &str, value: Option<&str>) {
        self.number(name, usize::from(value.is_some()));
        self.bytes(value.unwrap_or_default().as_bytes());
    }

    fn list(&mut self, name: &str, values: &[String]) {
        self.number(name, values.len());
        for value in values {
            self.bytes(value.as_bytes());
        }
    }

    fn finish(self) -> String {
        use std::fmt::Write as _;
        self.0.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}
