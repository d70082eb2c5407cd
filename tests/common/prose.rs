//! Prose in many scripts, and the edits that people make to it, for property
//! tests: `proptest` draws a text and a list of edits, and shrinks both.

#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]

use proptest::prelude::*;

/// Words in which small changes matter, and such as are cut wrongly when
/// letters are taken for characters.
pub const WORDS: &[&str] = &[
    "council",
    "budget",
    "the",
    "the",
    "of",
    "of",
    "and",
    "river",
    "minister",
    "said",
    "not",
    "never",
    "may",
    "12",
    "1.5",
    "15",
    "$3",
    "$1,200",
    "-5%",
    "10–12",
    "№4",
    "½",
    "“home”",
    "\"home\"",
    "don’t",
    "don't",
    "police",
    "on",
    "Tuesday",
    "bridge",
    "closed",
    "for",
    "repairs",
    "after",
    "flood",
    "long-term",
    "—",
    "..",
    "…",
    "(see",
    "above)",
    // Other alphabets, composed and decomposed.
    "Über",
    "caf\u{e9}",
    "cafe\u{301}",
    "e\u{301}tude",
    "мэр",
    "Лавров",
    "Москва–Париж",
    "n\u{303}\u{323}",
    // Without spaces between words.
    "東京",
    "都市です。",
    "ภาษาไทย",
    "ค่าใช้จ่าย",
    "น้ำ",
    "ຳ",
    "မြန်မာ",
    // Right to left, with marks that are not seen.
    "مرحبا",
    "٣٤",
    "שלום",
    "שָׁלוֹם",
    "\u{200f}עברית\u{200e}",
    "\u{2067}نص\u{2069}",
    "\u{202e}x",
    // One character made of many.
    "👩‍👩‍👧",
    "👍🏽",
    "🇩🇪🇫🇷",
    "1\u{fe0f}\u{20e3}",
    "✅",
    "क्षि",
    "각",
    "\u{600}5",
    "a\u{a0}b",
    "x\u{200d}y",
    // Light Markdown, whole and broken.
    "*new*",
    "**two**",
    "_it_",
    "price*",
    "[report](http://a.b)",
    "[note][1]",
    "![alt](c.jpg)",
    "`code`",
    "~~gone~~",
    "https://x.org/a-b?c=1",
    "[^1]",
];

/// A sentence of up to fourteen words.
pub fn sentence() -> impl Strategy<Value = String> {
    (
        prop::collection::vec(prop::sample::select(WORDS), 1..14),
        prop::sample::select(vec![".", ".", ".", "?", ".”", "。", ""]),
    )
        .prop_map(|(words, end)| words.join(" ") + end)
}

/// A paragraph, now and then a heading, a list, a table's row or a definition.
pub fn paragraph() -> impl Strategy<Value = String> {
    let sentences = || prop::collection::vec(sentence(), 1..5);
    prop_oneof![
        12 => sentences().prop_map(|s| s.join(" ")),
        1 => sentence().prop_map(|s| format!("## {s}")),
        2 => sentences().prop_map(|s| s.iter().map(|s| format!("- {s}")).collect::<Vec<_>>().join("\n")),
        1 => sentences().prop_map(|s| format!("| {} |", s.join(" | "))),
        1 => sentence().prop_map(|s| format!("> {s}")),
        1 => Just("* * *".to_owned()),
        1 => Just("[1]: http://c.d".to_owned()),
    ]
}

/// A text of up to `most` paragraphs.
pub fn text(most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(paragraph(), 0..most)
}

/// What an edit does.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Takes out a few words.
    Cut,
    /// Puts in two words.
    Write,
    /// One word for another.
    Reword,
    /// A whole sentence anew.
    Rewrite,
    /// A paragraph to another place.
    Move,
    /// Two paragraphs change places.
    Swap,
    /// A sentence from one paragraph to another.
    MoveSentence,
    /// Two of a paragraph's sentences change places.
    SwapSentences,
    /// One paragraph becomes two.
    Split,
    /// Two become one.
    Merge,
    /// A paragraph stands twice.
    Duplicate,
    /// A paragraph goes.
    Delete,
    /// Spaces become line breaks or more spaces.
    Reflow,
    /// Capitals, and plain quotation marks.
    Shout,
    /// Emphasis around a word.
    Emphasise,
    /// Other glyphs for quotation marks and dashes.
    Retype,
    /// Decomposed letters.
    Decompose,
}

/// An edit: what it does, and two numbers that say where.
pub type Edit = (Kind, usize, usize);

/// Any edit at any place.
pub fn edit() -> impl Strategy<Value = Edit> {
    use Kind::{
        Cut, Decompose, Delete, Duplicate, Emphasise, Merge, Move, MoveSentence, Reflow, Retype, Reword, Rewrite,
        Shout, Split, Swap, SwapSentences, Write,
    };
    const KINDS: &[Kind] = &[
        Cut,
        Write,
        Reword,
        Reword,
        Rewrite,
        Move,
        Swap,
        MoveSentence,
        SwapSentences,
        Split,
        Merge,
        Duplicate,
        Delete,
        Reflow,
        Shout,
        Emphasise,
        Retype,
        Decompose,
    ];
    (prop::sample::select(KINDS), any::<usize>(), any::<usize>())
}

/// Makes an edit; one that finds nothing to do changes nothing.
pub fn apply(paragraphs: &mut Vec<String>, (kind, x, y): Edit) {
    if paragraphs.is_empty() {
        return;
    }
    let (i, j) = (x % paragraphs.len(), y % paragraphs.len());
    let mut words: Vec<String> = paragraphs[i].split(' ').map(str::to_owned).collect();
    let at = y % words.len();
    match kind {
        Kind::Cut => {
            words.drain(at..(at + 1 + x % 4).min(words.len()));
            paragraphs[i] = if words.is_empty() { "x".to_owned() } else { words.join(" ") };
        }
        Kind::Write => {
            words.insert(at, WORDS[x % WORDS.len()].to_owned());
            words.insert(at, WORDS[y % WORDS.len()].to_owned());
            paragraphs[i] = words.join(" ");
        }
        Kind::Reword => {
            WORDS[x % WORDS.len()].clone_into(&mut words[at]);
            paragraphs[i] = words.join(" ");
        }
        Kind::Rewrite => {
            let mut sentences = sentences(&paragraphs[i]);
            let which = y % sentences.len();
            sentences[which] =
                (0..3 + y % 7).map(|n| WORDS[(x + n * 7) % WORDS.len()]).collect::<Vec<_>>().join(" ") + ".";
            paragraphs[i] = sentences.join(" ");
        }
        Kind::Move => {
            let moved = paragraphs.remove(i);
            paragraphs.insert(j, moved);
        }
        Kind::Swap => paragraphs.swap(i, j),
        Kind::MoveSentence => {
            let mut from = sentences(&paragraphs[i]);
            if from.len() > 1 && i != j {
                let sentence = from.remove(y % from.len());
                paragraphs[i] = from.join(" ");
                let mut to = sentences(&paragraphs[j]);
                to.insert(x % (to.len() + 1), sentence);
                paragraphs[j] = to.join(" ");
            }
        }
        Kind::SwapSentences => {
            let mut all = sentences(&paragraphs[i]);
            let (one, other) = (x % all.len(), y % all.len());
            all.swap(one, other);
            paragraphs[i] = all.join(" ");
        }
        Kind::Split => {
            let rest = words.split_off(at);
            if !words.is_empty() {
                paragraphs[i] = words.join(" ");
                paragraphs.insert(i + 1, rest.join(" "));
            }
        }
        Kind::Merge => {
            if i + 1 < paragraphs.len() {
                let next = paragraphs.remove(i + 1);
                paragraphs[i] = format!("{} {next}", paragraphs[i]);
            }
        }
        Kind::Duplicate => {
            let copy = paragraphs[i].clone();
            paragraphs.insert(j, copy);
        }
        Kind::Delete => {
            paragraphs.remove(i);
        }
        Kind::Reflow => paragraphs[i] = paragraphs[i].replacen(' ', ["\n", "  ", "\u{a0}", "\n- "][y % 4], 1 + x % 3),
        Kind::Shout => paragraphs[i] = paragraphs[i].to_uppercase().replace('“', "\"").replace('’', "'"),
        Kind::Emphasise => {
            words[at] = format!("{0}{1}{0}", ["*", "**", "_"][x % 3], words[at]);
            paragraphs[i] = words.join(" ");
        }
        Kind::Retype => {
            paragraphs[i] =
                paragraphs[i].replace(['“', '”'], "\"").replace('’', "'").replace('—', "–").replace('…', "...");
        }
        Kind::Decompose => {
            use unicode_normalization::UnicodeNormalization as _;
            paragraphs[i] = paragraphs[i].nfd().collect();
        }
    }
}

/// A paragraph's sentences, by the full stops alone; at least one.
fn sentences(paragraph: &str) -> Vec<String> {
    let mut found: Vec<String> = paragraph.split_inclusive(". ").map(|s| s.trim_end_matches(' ').to_owned()).collect();
    if found.is_empty() {
        found.push(String::new());
    }
    found
}

/// How paragraphs are set apart, and what stands before the first and after the
/// last.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Before the first paragraph.
    pub before: &'static str,
    /// Between two.
    pub between: &'static str,
    /// After the last.
    pub after: &'static str,
}

impl Layout {
    /// The paragraphs as one text.
    pub fn join(&self, paragraphs: &[String]) -> String {
        format!("{}{}{}", self.before, paragraphs.join(self.between), self.after)
    }
}

/// Any layout.
pub fn layout() -> impl Strategy<Value = Layout> {
    let select = |items: &[&'static str]| prop::sample::select(items.to_vec());
    (
        select(&["", "", "", "\n", "\n \n", "\t\n"]),
        select(&["\n\n", "\n\n", "\n\n", "\n\n\n", "\n \t\n", "\r\n\r\n", "\n\u{a0}\n"]),
        select(&["", "\n", "\n\n", " \n ", "\r\n"]),
    )
        .prop_map(|(before, between, after)| Layout { before, between, after })
}

/// A text of up to `most` paragraphs, and what up to `edits` edits made of it;
/// now and then the paragraphs are set apart differently, too.
pub fn edited(most: usize, edits: usize) -> impl Strategy<Value = (String, String)> {
    (text(most), prop::collection::vec(edit(), 0..edits), layout(), prop::option::weighted(0.3, layout())).prop_map(
        |(old, edits, layout, other)| {
            let mut new = old.clone();
            for one in edits {
                apply(&mut new, one);
            }
            (layout.join(&old), other.unwrap_or_else(|| layout.clone()).join(&new))
        },
    )
}
