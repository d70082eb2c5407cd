//! The words of the sentence: what changed in them, and how hard.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_normalization::UnicodeNormalization;

use super::{
    Difference, arrow, kinds,
    looks::{emphasis, glyphs, links, marked_up, spacing},
    short,
};
use crate::domain::{
    claim::Hard,
    context::{Inside, PlaceContext},
    fold,
    lexicon::{
        Lexicon, Section,
        tokens::{self, Token, TokenKind},
    },
};

/// Sentences of more tokens together are compared only at their two ends:
/// what lies between counts as changed.
const MOST: usize = 6000;
/// As many bytes has the symbol of a unit at most: MW, mSv.
const SYMBOL: usize = 4;
/// The most changed stretches reported one by one.
const REPORTED: usize = 24;

/// A sentence, cut into tokens.
pub(super) struct Cut {
    pub(super) tokens: Vec<Token>,
    /// Each token as it is written, before any folding.
    pub(super) written: Vec<String>,
    keys: Vec<String>,
    /// Which tokens belong to the quote.
    quote: std::ops::Range<usize>,
}

impl Cut {
    pub(super) fn of(text: &str, quote: (usize, usize), lexicon: &Lexicon) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let folded = fold::glyph_chars(&chars);
        let tokens = folded_tokens(&folded, lexicon);
        let place = |at: usize| folded.get(at).map_or(chars.len(), |(_, i)| *i);
        let start = tokens.partition_point(|t| place(t.end.saturating_sub(1)) < quote.0);
        let end = tokens.partition_point(|t| place(t.start) < quote.1).max(start);
        let written = tokens
            .iter()
            .map(|t| {
                chars
                    .get(place(t.start)..=place(t.end.saturating_sub(1)).min(chars.len().saturating_sub(1)))
                    .unwrap_or_default()
                    .iter()
                    .collect()
            })
            .collect();
        let keys = tokens.iter().map(|t| composed(&t.lower)).collect();
        Self { tokens, written, keys, quote: start..end }
    }

    /// The tokens of a text by itself.
    pub(super) fn text(text: &str, lexicon: &Lexicon) -> Self {
        Self::of(text, (0, 0), lexicon)
    }

    /// The share of words that two texts have in common, 0 to 1.
    pub(super) fn similarity(&self, other: &Self) -> f64 {
        let mut left: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
        let words = |cut: &Self| cut.tokens.iter().filter(|t| t.is_word()).count();
        for (_, key) in self.tokens.iter().zip(&self.keys).filter(|(t, _)| t.is_word()) {
            *left.entry(key).or_default() += 1;
        }
        let mut shared = 0usize;
        for (_, key) in other.tokens.iter().zip(&other.keys).filter(|(t, _)| t.is_word()) {
            if let Some(count) = left.get_mut(key.as_str()).filter(|count| **count > 0) {
                *count -= 1;
                shared += 1;
            }
        }
        let all = words(self) + words(other);
        #[allow(clippy::cast_precision_loss, reason = "counts of words in a sentence are small")]
        let share = if all == 0 { 1.0 } else { 2.0 * shared as f64 / all as f64 };
        share
    }

    pub(super) fn join(&self, range: std::ops::Range<usize>) -> String {
        let mut out = String::new();
        for (token, written) in
            self.tokens.get(range.clone()).unwrap_or_default().iter().zip(self.written.get(range).unwrap_or_default())
        {
            if token.spaced && !out.is_empty() {
                out.push(' ');
            }
            out.push_str(written);
        }
        out
    }
}

/// The tokens of a text by itself, its glyphs folded.
pub(super) fn tokens_of(text: &str, lexicon: &Lexicon) -> Vec<Token> {
    folded_tokens(&fold::glyph_chars(&text.chars().collect::<Vec<_>>()), lexicon)
}

fn folded_tokens(folded: &[(char, usize)], lexicon: &Lexicon) -> Vec<Token> {
    let glyphs: Vec<char> = folded.iter().map(|(c, _)| *c).collect();
    tokens::tokens(&glyphs, lexicon)
}

/// A word in Unicode's form NFC.
fn composed(word: &str) -> String {
    if word.is_ascii() { word.to_owned() } else { word.nfc().collect() }
}

/// What differs in the sentences themselves.
pub(super) fn sentences(approved: &PlaceContext, now: &PlaceContext, lexicon: &Lexicon) -> Vec<Difference> {
    let (a, b) = (&approved.sentence, &now.sentence);
    if a.text == b.text || fold::spaces(&a.text) == fold::spaces(&b.text) {
        return same_words(approved, now);
    }
    let old = Cut::of(&a.text, a.quote, lexicon);
    let new = Cut::of(&b.text, b.quote, lexicon);
    let exact = |cut: &Cut| cut.tokens.iter().map(|t| composed(&t.text)).collect::<Vec<_>>();
    if exact(&old) == exact(&new) {
        let mut out = spacing(&old, &new);
        out.extend(glyphs(&old, &new));
        if out.is_empty() {
            out.push(Difference::listed("glyphs", "other glyphs"));
        }
        out.extend(links(a, b));
        out.extend(emphasis(a, b));
        if old.quote != new.quote {
            out.push(other_place());
        }
        return out;
    }
    if by_whom(&old) == by_whom(&new) {
        let arrow = arrow(&a.text, &b.text);
        let mut out =
            vec![Difference::listed("said by", format!("the verb of saying and the name changed places: {arrow}"))];
        out.extend(links(a, b));
        return out;
    }
    let hunks = hunks(&old, &new);
    let mut out: Vec<Difference> =
        hunks.iter().filter_map(|hunk| hunk.judge(&old, &new, lexicon)).take(REPORTED).collect();
    out.extend(links(a, b));
    if let Some(marks) = quoted_otherwise(approved, now, &old, &new) {
        out.push(marks);
    }
    if let Some(rewritten) = rewritten(&hunks, &old, &new) {
        out.push(rewritten);
    }
    if out.is_empty() {
        out.push(Difference::touched("wording", "the sentence changed"));
    }
    out
}

/// The tokens of a sentence as they are written, a plain verb of saying before a name put
/// behind it: "said Jane Hill" as "Jane Hill said".
fn by_whom(cut: &Cut) -> Vec<(String, bool, bool)> {
    const PLAIN: [&str; 4] = ["said", "says", "added", "adds"];
    const MOST: usize = 4;
    let tokens = &cut.tokens;
    let mut out = Vec::with_capacity(tokens.len());
    let quoted = |at: usize| cut.quote.contains(&at);
    let put = |out: &mut Vec<(String, bool, bool)>, at: usize| {
        out.extend(tokens.get(at).map(|t| (composed(&t.text), quoted(at), t.spaced)));
    };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let name = tokens.iter().skip(at + 1).take(MOST + 1).take_while(|t| t.is_capitalised()).count();
        let ends = tokens.get(at + 1 + name).is_none_or(|t| matches!(t.text.as_str(), "." | "," | ";"));
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let apart = before.is_some_and(|t| matches!(t.text.as_str(), "," | "\"" | "”"));
        if PLAIN.contains(&token.lower.as_str()) && apart && (1..=MOST).contains(&name) && ends {
            (at + 1..=at + name).for_each(|at| put(&mut out, at));
            put(&mut out, at);
            at += name + 1;
        } else {
            put(&mut out, at);
            at += 1;
        }
    }
    out
}

/// The sentences are the same to a reader: what differs in markup, links and place?
fn same_words(approved: &PlaceContext, now: &PlaceContext) -> Vec<Difference> {
    let (a, b) = (&approved.sentence, &now.sentence);
    let mut out = Vec::new();
    if a.quote != b.quote {
        out.push(other_place());
    } else if a.quote.0 == a.quote.1 && fold::spaces(&approved.quote) != fold::spaces(&now.quote) {
        let arrow = arrow(&approved.quote, &now.quote);
        out.push(Difference::stale(
            Hard::Characters,
            format!("source: {arrow}"),
            format!("the source changed: {arrow}"),
        ));
    }
    let linked = links(a, b);
    let set_off = emphasis(a, b);
    if linked.is_empty() && set_off.is_none() && a.source != b.source {
        out.push(marked_up());
    }
    out.extend(linked);
    out.extend(set_off);
    out
}

fn other_place() -> Difference {
    Difference::touched("place in the sentence", "the claim covers other words of the same sentence")
}

/// A stretch that changed: tokens of the old sentence, tokens of the new.
struct Hunk {
    old: std::ops::Range<usize>,
    new: std::ops::Range<usize>,
}

/// A tag without what only lays its text out: `<p dir="ltr">` is `<p>`, and a cell
/// that is set as a heading is a cell. What may hide or turn its text stays.
fn laid_out(tag: &str) -> String {
    const LAYOUT: [&str; 9] = ["align", "valign", "id", "scope", "width", "height", "border", "type", "name"];
    let inner = tag.trim_start_matches('<').trim_end_matches('>');
    let mut words = inner.split_whitespace();
    let name = match words.next().unwrap_or_default() {
        "th" => "td",
        "/th" => "/td",
        name => name,
    };
    let told = words.filter(|word| {
        let name = word.split('=').next().unwrap_or_default();
        // A value of several words is not taken apart.
        let whole = word.matches(['"', '\'']).count() != 1;
        !(whole && (LAYOUT.contains(&name) || matches!(*word, "dir=\"ltr\"" | "dir='ltr'" | "dir=ltr")))
    });
    std::iter::once(name).chain(told).collect::<Vec<_>>().join(" ")
}

fn hunks(old: &Cut, new: &Cut) -> Vec<Hunk> {
    let (a, b) = (&old.keys, &new.keys);
    if a.len() + b.len() > MOST {
        let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
        let tail = a.iter().skip(head).rev().zip(b.iter().skip(head).rev()).take_while(|(x, y)| x == y).count();
        return vec![Hunk { old: head..a.len() - tail, new: head..b.len() - tail }];
    }
    let mut out: Vec<Hunk> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, a, b) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                // Keys are in small letters: capitals alone are a change of their own.
                for i in 0..len {
                    let (o, n) = (old_index + i, new_index + i);
                    if old.tokens.get(o).map(|t| &t.text) != new.tokens.get(n).map(|t| &t.text) {
                        out.push(Hunk { old: o..o + 1, new: n..n + 1 });
                    }
                }
            }
            DiffOp::Delete { old_index, old_len, new_index } => {
                out.push(Hunk { old: old_index..old_index + old_len, new: new_index..new_index });
            }
            DiffOp::Insert { old_index, new_index, new_len } => {
                out.push(Hunk { old: old_index..old_index, new: new_index..new_index + new_len });
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                out.push(Hunk { old: old_index..old_index + old_len, new: new_index..new_index + new_len });
            }
        }
    }
    out
}

impl Hunk {
    fn judge(&self, old: &Cut, new: &Cut, lexicon: &Lexicon) -> Option<Difference> {
        let (from, to) = (old.join(self.old.clone()), new.join(self.new.clone()));
        if from.is_empty() && to.is_empty() {
            return None;
        }
        let keys = |cut: &Cut, range: &std::ops::Range<usize>| cut.keys.get(range.clone()).unwrap_or_default().to_vec();
        if keys(old, &self.old) == keys(new, &self.new) {
            // A word that only lost or gained its place at the head of the sentence.
            if (self.old.start == 0) != (self.new.start == 0) && old.tokens.len() != new.tokens.len() {
                return None;
            }
            let arrow = arrow(&from, &to);
            // 5 MW, 5 mW
            let short = |cut: &Cut, at: usize| {
                let named = cut.tokens.get(at).is_some_and(|t| t.lower.is(Section::Unit) && t.text.len() <= SYMBOL);
                named && at.checked_sub(1).and_then(|before| cut.tokens.get(before)).is_some_and(is_number)
            };
            if short(old, self.old.start) && short(new, self.new.start) {
                return Some(Difference::stale(Hard::Unit, format!("unit: {arrow}"), format!("unit changed: {arrow}")));
            }
            return Some(Difference::touched(
                format!("capitals: {arrow}"),
                format!("capital letters changed: {arrow}"),
            ));
        }
        // A mark of emphasis that nothing closes: an underscore says nothing by itself.
        let alone = |cut: &Cut, at: usize| {
            let spaced = |at: usize| cut.tokens.get(at).is_none_or(|t| t.spaced);
            at == 0 || spaced(at) || spaced(at + 1)
        };
        let stray = match (from.as_str(), to.as_str()) {
            ("_", "") => alone(old, self.old.start),
            ("", "_") => alone(new, self.new.start),
            _ => false,
        };
        let tags = |cut: &Cut, range: &std::ops::Range<usize>| -> Option<Vec<String>> {
            let tokens = cut.tokens.get(range.clone()).filter(|tokens| !tokens.is_empty())?;
            tokens.iter().map(|t| (t.kind == TokenKind::Tag).then(|| laid_out(&t.lower))).collect()
        };
        let laid_out_alike = tags(old, &self.old).is_some_and(|tags_old| Some(tags_old) == tags(new, &self.new));
        if stray || laid_out_alike {
            return Some(Difference::listed("markup", "emphasis or markup changed around the words"));
        }
        let attributed = || {
            let telling = telling(old, &self.old) || telling(new, &self.new);
            telling && self.replaces() && attributes(old, &self.old) && attributes(new, &self.new)
        };
        let hard = self.hard(old, new, lexicon).or_else(|| attributed().then_some(Hard::Attribution));
        let Some(hard) = hard else {
            let inside = self.old.start < old.quote.end && old.quote.start < self.old.end.max(self.old.start + 1);
            let what = if inside { "the words" } else { "the sentence around the words" };
            let arrow = arrow(&from, &to);
            return Some(Difference::touched(format!("wording: {arrow}"), format!("{what} changed: {arrow}")));
        };
        // A bare number says little: show what it counts, where that stands.
        let unit = new.tokens.get(self.new.end).filter(|t| {
            t.kind == TokenKind::Word
                && matches!(hard, Hard::Number | Hard::Unit | Hard::Date | Hard::Currency)
                && self.new.len() <= 2
                && (self.new.end.checked_sub(1).and_then(|last| new.tokens.get(last)).is_some_and(is_number)
                    || (hard == Hard::Date && t.lower.is(Section::Unit)))
        });
        let to = match unit {
            Some(unit) if !to.is_empty() => format!("{to} {}", unit.text),
            _ => to,
        };
        let (name, change) = (noun(hard), arrow(&from, &to));
        let message = match (from.is_empty(), to.is_empty()) {
            (true, _) => format!("{name} added: {}", short(&to)),
            (_, true) => format!("{name} removed: {}", short(&from)),
            _ => format!("{name} changed: {change}"),
        };
        Some(Difference::stale(hard, format!("{name}: {change}"), message))
    }

    /// The first kind of fact among the tokens that came or went.
    fn hard(&self, old: &Cut, new: &Cut, lexicon: &Lexicon) -> Option<Hard> {
        let gone = old.keys.get(self.old.clone()).unwrap_or_default();
        let come = new.keys.get(self.new.clone()).unwrap_or_default();
        let of = |cut: &Cut, range: &std::ops::Range<usize>, others: &[String]| -> Vec<Hard> {
            range
                .clone()
                .filter(|at| cut.keys.get(*at).is_some_and(|key| !others.contains(key) || range.len() > 1))
                .filter_map(|at| kinds::hard(&cut.tokens, at, lexicon))
                .collect()
        };
        let mut found = of(old, &self.old, come);
        found.extend(of(new, &self.new, gone));
        if let ([a], [b]) = (gone, come)
            && kinds::opposites(a, b)
        {
            found.push(Hard::Negation);
        }
        if self.first_words_differ(old, new) {
            found.push(Hard::Name);
        }
        // "Next week", "this week": neither word is a date by itself.
        let dated = |cut: &Cut, range: &std::ops::Range<usize>| {
            range.clone().any(|at| kinds::is_in_date(&cut.tokens, at, lexicon))
        };
        if dated(old, &self.old) || dated(new, &self.new) {
            found.push(Hard::Date);
        }
        let dash = |cut: &Cut, range: &std::ops::Range<usize>| {
            range.len() == 1 && kinds::is_spaced_dash(&cut.tokens, range.start)
        };
        if dash(old, &self.old) && dash(new, &self.new) {
            return None;
        }
        let replaced = !gone.is_empty() && !come.is_empty();
        let scripts = |cut: &Cut, range: &std::ops::Range<usize>| {
            cut.tokens.get(range.clone()).unwrap_or_default().iter().any(kinds::may_be_name)
        };
        if replaced && scripts(old, &self.old) && scripts(new, &self.new) {
            found.push(Hard::Name);
        }
        // The most telling kind first.
        found.into_iter().min_by_key(|hard| match hard {
            Hard::Negation => 0,
            Hard::Number => 1,
            Hard::Currency => 2,
            Hard::Date => 3,
            Hard::Time => 4,
            Hard::Unit => 5,
            Hard::QuotationMarks => 6,
            Hard::Name => 7,
            Hard::Attribution => 8,
            Hard::Modality => 9,
            Hard::Superlative => 10,
            _ => 11,
        })
    }

    /// Whether another word begins the sentence, or a quotation in it, that
    /// may be a name, on either side.
    fn first_words_differ(&self, old: &Cut, new: &Cut) -> bool {
        let begins = |cut: &Cut, range: &std::ops::Range<usize>| {
            let head = |at: &usize| {
                let before = at.checked_sub(1).and_then(|i| cut.tokens.get(i));
                before.is_none_or(|t| matches!(t.text.as_str(), "\"" | "'" | "(" | "[" | "." | ":" | "?" | "!"))
            };
            let first = cut.tokens.iter().position(Token::is_word)?;
            let at = range.clone().find(|at| {
                cut.tokens.get(*at).is_some_and(Token::is_word) && (*at == first || (head(at) && self.replaces()))
            })?;
            cut.tokens.get(at).cloned()
        };
        let (Some(a), Some(b)) = (begins(old, &self.old), begins(new, &self.new)) else { return false };
        let unknown = |t: &Token| t.is_capitalised() && !t.lower.is_common() && !t.lower.ends_with("ly");
        let kept = |t: &Token, cut: &Cut, range: &std::ops::Range<usize>| {
            cut.keys.get(range.clone()).unwrap_or_default().iter().any(|key| t.lower == **key)
        };
        a.lower != b.lower && ((unknown(&a) && !kept(&a, new, &self.new)) || (unknown(&b) && !kept(&b, old, &self.old)))
    }

    fn replaces(&self) -> bool {
        !self.old.is_empty() && !self.new.is_empty()
    }
}

/// Whether words say who says the rest: they stand with a verb of saying in a clause
/// of a few words of its own, outside the quote ("According to police, …", "…, police said").
fn attributes(cut: &Cut, range: &std::ops::Range<usize>) -> bool {
    const WORDS: usize = 6;
    let border = |t: &Token| matches!(t.text.as_str(), "," | ";" | ":" | "." | "–" | "—" | "\"" | "?" | "!");
    let from = cut.tokens.iter().take(range.start).rposition(border).map_or(0, |at| at + 1);
    let behind = cut.tokens.iter().skip(range.end).position(border);
    let to = behind.map_or(cut.tokens.len(), |at| range.end + at);
    let clause = cut.tokens.get(from..to).unwrap_or_default();
    let words = || clause.iter().filter(|t| t.is_word());
    let apart = to <= cut.quote.start || cut.quote.end <= from;
    let whole = from == 0 && cut.tokens.iter().skip(to).all(|t| !t.is_word());
    !range.is_empty() && apart && !whole && words().count() <= WORDS && words().any(|t| t.lower.is(Section::Speech))
}

/// Whether there is a word among tokens that is more than a small one.
fn telling(cut: &Cut, range: &std::ops::Range<usize>) -> bool {
    cut.tokens.get(range.clone()).unwrap_or_default().iter().any(|t| t.is_word() && !t.lower.is_common())
}

/// Words that stand on both sides, in quotation marks on one of them only:
/// the marks moved over them (row "quotation mark"), however the words around
/// them changed.
fn quoted_otherwise(approved: &PlaceContext, now: &PlaceContext, old: &Cut, new: &Cut) -> Option<Difference> {
    let marks = |cut: &Cut| cut.tokens.iter().filter(|t| t.text == "\"").count();
    if marks(old) == 0 || marks(new) == 0 || old.tokens.len() + new.tokens.len() > MOST {
        return None;
    }
    let states = |context: &PlaceContext, cut: &Cut| -> Vec<(usize, bool)> {
        let mut inside = context.inside.contains(&Inside::QuotationMarks);
        let mut out = Vec::new();
        for (at, token) in cut.tokens.iter().enumerate() {
            if token.text == "\"" {
                inside = !inside;
            } else if token.is_word() {
                out.push((at, inside));
            }
        }
        out
    };
    let (a, b) = (states(approved, old), states(now, new));
    let keys = |cut: &Cut, states: &[(usize, bool)]| -> Vec<String> {
        states.iter().filter_map(|(at, _)| cut.keys.get(*at).cloned()).collect()
    };
    let (left, right) = (keys(old, &a), keys(new, &b));
    for op in capture_diff_slices(Algorithm::Myers, &left, &right) {
        let DiffOp::Equal { old_index, new_index, len } = op else { continue };
        for i in 0..len {
            let (Some((at, was)), Some((_, is))) = (a.get(old_index + i), b.get(new_index + i)) else { continue };
            if was != is {
                let word = old.tokens.get(*at).map_or("", |t| t.text.as_str());
                let (cause, message) = if *is {
                    (format!("quotation marks: {word}"), format!("quotation marks now take in \"{word}\""))
                } else {
                    (format!("quotation marks: {word}"), format!("quotation marks no longer take in \"{word}\""))
                };
                return Some(Difference::stale(Hard::QuotationMarks, cause, message));
            }
        }
    }
    None
}

/// More than half of the quote's words came or went.
fn rewritten(hunks: &[Hunk], old: &Cut, new: &Cut) -> Option<Difference> {
    let words = |cut: &Cut, range: std::ops::Range<usize>| {
        cut.tokens.get(range).unwrap_or_default().iter().filter(|t| t.is_word()).count()
    };
    let overlap = |a: &std::ops::Range<usize>, b: &std::ops::Range<usize>| {
        a.start.max(b.start)..a.end.min(b.end).max(a.start.max(b.start))
    };
    let all = words(old, old.quote.clone());
    let same = |hunk: &&Hunk| old.keys.get(hunk.old.clone()) == new.keys.get(hunk.new.clone());
    let gone: usize = hunks.iter().filter(|h| !same(h)).map(|h| words(old, overlap(&h.old, &old.quote))).sum();
    let come: usize = hunks.iter().filter(|h| !same(h)).map(|h| words(new, overlap(&h.new, &new.quote))).sum();
    let changed = gone.max(come);
    (all > 0 && changed * 2 > all).then(|| {
        let message = format!("most of the words were rewritten ({} of {all})", changed.min(all));
        Difference::stale(Hard::Rewritten, "rewritten", message)
    })
}

pub(super) fn is_number(token: &Token) -> bool {
    token.kind == TokenKind::Number
}

/// What a person calls a kind of fact.
const fn noun(hard: Hard) -> &'static str {
    match hard {
        Hard::Number => "number",
        Hard::Unit => "unit",
        Hard::Currency => "currency",
        Hard::Date => "date",
        Hard::Time => "time",
        Hard::Name => "name",
        Hard::Negation => "negation",
        Hard::Modality => "certainty",
        Hard::Superlative => "comparison",
        Hard::QuotationMarks => "quotation mark",
        Hard::Attribution => "attribution",
        Hard::Frame => "frame",
        Hard::Rewritten => "wording",
        Hard::Characters => "character",
    }
}
