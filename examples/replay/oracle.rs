//! An independent judge of approvals: what differs between the place that was
//! approved and the place where its claim stands now, by rules of its own.
//!
//! It is naive where the program is clever. Where its plain reading can't be
//! sure (who speaks, what a pronoun means), it says so; such cases are looked
//! at by a person.

use std::ops::Range;

use crate::fold::{closed, folded};
use crate::page::{Kind, Page, Text};
use crate::seen::spaces;

/// How sure the oracle is that a difference ends an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// It carries an approval, with a notice.
    Carries,
    /// It may matter; a person must look.
    Unsure,
    /// An approval may not survive it.
    Lapses,
}

/// One thing that differs.
#[derive(Debug, Clone)]
pub struct Difference {
    pub weight: Weight,
    pub what: &'static str,
    pub old: String,
    pub new: String,
}

/// A place on a page: the part and characters in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub part: String,
    pub range: Range<usize>,
}

const PRONOUNS: &[&str] = &["he", "she", "it", "they", "his", "her", "their"];
const ORDERED: &[&str] = &["latter", "former", "both", "respectively"];
const RELATIVE: &[&str] = &[
    "today",
    "yesterday",
    "tomorrow",
    "tonight",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const SCOPE: &[&str] = &[
    "not",
    "no",
    "never",
    "false",
    "alleged",
    "allegedly",
    "denied",
    "denies",
    "deny",
    "claim",
    "claimed",
    "rumour",
    "rumours",
    "rumor",
    "rumors",
    "untrue",
    "fake",
    "hoax",
    "if",
    "without",
    "nobody",
    "none",
    "wrong",
    "myth",
    "myths",
];
const SPEECH: &[&str] = &[
    "said",
    "says",
    "say",
    "told",
    "added",
    "wrote",
    "asked",
    "explained",
    "noted",
    "stated",
    "called",
    "according",
    "announced",
    "warned",
    "replied",
    "claimed",
    "insisted",
];

/// The tags and templates with which a sentence begins, as it is written.
fn tags_before_words(raw: &str) -> &str {
    let mut tag = false;
    let words = raw.char_indices().find(|(_, c)| {
        let inside = tag;
        tag = (tag || *c == '<') && *c != '>';
        !inside && !tag && c.is_alphanumeric()
    });
    &raw[..words.map_or(raw.len(), |(at, _)| at)]
}

/// The place with what stands around it, cut by the oracle's own rules.
struct Cut<'p> {
    text: &'p Text,
    quote: String,
    sentence: String,
    raw: String,
    first: usize,
    last: usize,
}

impl<'p> Cut<'p> {
    fn of(page: &'p Page, place: &Place) -> Option<Self> {
        let text = page.part(&place.part)?;
        let touched = Some(text.touched(&place.range)).filter(|touched| !touched.is_empty())?;
        let first = touched.start;
        let last = touched.end.checked_sub(1)?;
        let range = text.sentences.get(first)?.start..text.sentences.get(last)?.end;
        // Sentence by sentence: what marks an item between two of them is no word.
        let joined = |within: &Range<usize>| {
            // What begins in a tag begins behind it.
            let before = &text.chars[..within.start];
            let open = before.iter().rposition(|c| matches!(c, '<' | '>')).filter(|at| before[*at] == '<');
            let tag =
                open.is_some_and(|at| text.chars[at + 1].is_ascii_alphabetic() && before[..at].last() != Some(&'<'));
            let behind = || text.chars[within.start..].iter().position(|c| *c == '>').map_or(0, |at| at + 1);
            let start = within.start + if tag { behind() } else { 0 };
            let pieces = text.sentences[touched.clone()].iter();
            let pieces = pieces.map(|s| text.seen(s.start.max(start)..s.end.min(within.end)));
            pieces.collect::<Vec<_>>().join(" ")
        };
        Some(Self { text, quote: joined(&place.range), sentence: joined(&range), raw: text.raw(range), first, last })
    }

    fn block(&self) -> usize {
        self.text.sentences[self.first].block
    }

    fn kind(&self) -> Kind {
        self.text.blocks[self.block()].kind
    }

    /// The text up to the first words of the sentence.
    fn before_words(&self) -> String {
        self.text.raw(0..self.text.sentences[self.first].start) + tags_before_words(&self.raw)
    }

    /// What it stands in: an item by tags is one.
    fn block_kind(&self) -> Kind {
        let before = self.before_words();
        let item = before
            .rfind("<li>")
            .max(before.rfind("<li "))
            .is_some_and(|at| !["</li", "</ul", "</ol"].iter().any(|end| before[at..].contains(end)));
        if item { Kind::Item } else { self.kind() }
    }

    /// Its number in an ordered list.
    fn rank(&self) -> String {
        let rank = self.text.blocks[self.block()].rank;
        let before = self.before_words();
        let open = before.rfind("<ol").filter(|at| !before[*at..].contains("</ol") && self.block_kind() == Kind::Item);
        let by_tags = open.map(|at| {
            let start = before[at..]
                .split('>')
                .next()
                .and_then(|tag| tag.split("start=\"").nth(1)?.split('"').next()?.parse().ok());
            start.unwrap_or(1) + before[at..].matches("<li").count() - 1
        });
        by_tags.or(rank).map_or_else(String::new, |rank| rank.to_string())
    }

    /// The text of the block before the sentence.
    fn opening(&self) -> String {
        self.text.seen(self.text.blocks[self.block()].start..self.text.sentences[self.first].start)
    }

    /// What is open where the sentence begins: quotation marks, strike-through, code, a comment.
    fn state(&self) -> String {
        let before = self.opening();
        let mut quoted = false;
        for c in before.chars() {
            match c {
                '"' => quoted = !quoted,
                '“' | '„' | '«' => quoted = true,
                '”' | '»' => quoted = false,
                _ => {}
            }
        }
        let odd = |mark: &str| before.matches(mark).count() % 2 == 1;
        let all = self.text.raw(0..self.text.sentences[self.first].start);
        let comment = all.rfind("<!--").is_some_and(|at| !all[at..].contains("-->"));
        let element = |name: &str| {
            let until = all.clone() + tags_before_words(&self.raw);
            until.rfind(&format!("<{name}")) > until.rfind(&format!("</{name}"))
        };
        let mut state = Vec::new();
        for (is, name) in [
            (quoted, "quotation marks"),
            (odd("~~"), "strike-through"),
            (odd("`"), "code"),
            (comment, "a comment"),
            (self.kind() == Kind::Quote || element("blockquote"), "a block quotation"),
            (self.kind() == Kind::Code, "a code fence"),
        ] {
            if is {
                state.push(name);
            }
        }
        state.join(", ")
    }

    fn headings(&self) -> Vec<String> {
        self.text.blocks[self.block()].headings.iter().map(|b| self.heading(*b)).filter(|h| !h.is_empty()).collect()
    }

    /// A heading without the anchor that a template gives it.
    fn heading(&self, block: usize) -> String {
        let text = folded(&self.text.block_seen(block));
        text.split(" {#").next().unwrap_or_default().to_owned()
    }

    fn outline(&self) -> Vec<String> {
        let headings = self.text.blocks.iter().enumerate().filter(|(_, b)| matches!(b.kind, Kind::Heading(_)));
        headings.map(|(n, _)| self.heading(n)).filter(|h| !h.is_empty()).collect()
    }

    /// The last sentence of what stands before the list, or of a block that ends in a colon.
    fn lead_in(&self) -> String {
        let block = self.block();
        let blocks = &self.text.blocks;
        let indent = blocks[block].indent;
        let is_item = self.block_kind() == Kind::Item;
        // What a heading stands under is asked apart.
        if matches!(blocks[block].kind, Kind::Heading(_)) || blocks[block].bold {
            return String::new();
        }
        for (number, before) in blocks[..block].iter().enumerate().rev() {
            // A list by tags goes on behind a list by tags.
            if is_item && self.text.raw(before.start..before.end).contains("<li>") {
                continue;
            }
            let text = self.text.block_seen(number);
            if before.kind != Kind::Code && !text.chars().any(char::is_alphanumeric) {
                continue;
            }
            let above = before.indent < indent && text.ends_with(':');
            if is_item && (before.kind == Kind::Item && !above || before.indent > indent + 1) {
                continue;
            }
            if before.kind == Kind::Definition
                || (matches!(before.kind, Kind::Heading(_)) && (is_item || !text.ends_with(':')))
            {
                return String::new();
            }
            return if text.ends_with(':') {
                let last = self.text.sentences.iter().rev().find(|s| s.block == number);
                last.map_or(text, |s| self.text.seen(s.start..s.end))
            } else {
                String::new()
            };
        }
        String::new()
    }

    /// The first row of the table, where the words stand in another.
    fn header(&self) -> String {
        let block = self.block();
        if self.kind() != Kind::Row {
            return String::new();
        }
        let rows = self.text.blocks[..block].iter().rev().take_while(|b| b.kind == Kind::Row).count();
        if rows == 0 { String::new() } else { self.text.block_seen(block - rows) }
    }

    fn neighbour(&self, before: bool) -> String {
        let number = if before { self.first.checked_sub(1) } else { Some(self.last + 1) };
        let Some(sentence) = number.and_then(|n| self.text.sentences.get(n)) else { return String::new() };
        self.text.seen(sentence.start..sentence.end)
    }

    /// The footnotes that the sentence cites, as they read.
    fn notes(&self) -> Vec<String> {
        let cited = self.raw.match_indices("[^").filter_map(|(at, _)| self.raw[at + 2..].split(']').next());
        cited.map(|label| self.text.notes.get(label).cloned().unwrap_or_default()).collect()
    }
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '.' || c == ',' || c == '%' || c == '$'))
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric() && c != '%' && c != '$').to_owned())
        .filter(|w| !w.is_empty())
}

/// Numbers and scope words of a text, and its capitalised words.
fn facts(text: &str, names: bool) -> Vec<String> {
    let mut facts: Vec<String> = words(text)
        .enumerate()
        .filter(|(at, w)| {
            let lower = w.to_lowercase();
            w.chars().any(char::is_numeric)
                || SCOPE.contains(&lower.as_str())
                || RELATIVE.contains(&lower.as_str())
                || (names && *at > 0 && w.chars().next().is_some_and(char::is_uppercase))
        })
        .map(|(_, w)| w.to_lowercase())
        .collect();
    facts.sort();
    facts
}

/// Whether one text is the other with a whole sentence before or after it that
/// the page ran together with it. The quotes lie in what both have.
fn runs_together(a: &str, b: &str, quotes: &[&str; 2]) -> bool {
    let (a, b) = (closed(a), closed(b));
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if quotes.iter().any(|quote| !short.contains(&closed(quote))) {
        return false;
    }
    let ends = |text: &str| text.trim_end_matches(['"', '\'', ')', ']', '}', '_', '*']).ends_with(['.', '!', '?', '…']);
    let begins = |text: &str| {
        let text = text.trim_start_matches([' ', '"', '\'', '(', '_', '*', '-', '\\', '\u{3}', '\u{4}', '—']);
        text.starts_with(char::is_uppercase)
    };
    let after = long.strip_prefix(&short).is_some_and(|rest| ends(&short) && begins(rest));
    let before = long.strip_suffix(&short).is_some_and(|rest| ends(rest) && begins(&short));
    after || before
}

/// The lines of a place as they are written, and how far into them it begins.
fn written(page: &Page, place: &Place) -> Option<(String, usize)> {
    let text = page.part(&place.part)?;
    let head = text.chars.get(..place.range.start)?.iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
    let rest = text.chars.get(place.range.end..)?;
    let end = place.range.end + rest.iter().position(|c| *c == '\n').unwrap_or(rest.len());
    let line = text.raw(head..end);
    let indent = line.chars().take_while(|c| c.is_whitespace()).count();
    Some((line.trim_start().to_owned(), place.range.start.checked_sub(head + indent)?))
}

/// Everything that differs; nothing where every part the oracle knows is the same.
pub fn differences(old_page: &Page, old: &Place, new_page: &Page, new: &Place) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add = |weight, what, old: &str, new: &str| {
        found.push(Difference { weight, what, old: old.to_owned(), new: new.to_owned() });
    };
    let (a, b) = match (Cut::of(old_page, old), Cut::of(new_page, new)) {
        (Some(a), Some(b)) => (a, b),
        (None, None) => {
            // No reader sees it (a template's call): then it is its line as it is written.
            let (a, b) = (written(old_page, old), written(new_page, new));
            let same = a.is_some() && a == b;
            let [a, b] = [a, b].map(|line| line.map_or_else(String::new, |(line, _)| line));
            add(if same { Weight::Carries } else { Weight::Lapses }, "place", &a, &b);
            return found;
        }
        _ => {
            add(Weight::Lapses, "place", &old.part, &new.part);
            return found;
        }
    };
    if old.part != new.part {
        add(Weight::Lapses, "part", &old.part, &new.part);
    }
    // Words: the same, the same but for glyphs, or other words.
    let quotes = (a.quote.clone(), b.quote.clone());
    for (what, a, b) in [("quote", &a.quote, &b.quote), ("sentence", &a.sentence, &b.sentence)] {
        if a == b {
        } else if folded(a) == folded(b) {
            add(Weight::Carries, "glyphs", a, b);
        } else if closed(a) == closed(b) || (what == "quote" && (a.contains("](") || b.contains("]("))) {
            add(Weight::Carries, "spacing", a, b);
        } else if what == "sentence" && runs_together(a, b, &[&quotes.0, &quotes.1]) {
            add(Weight::Carries, "run together", a, b);
        } else {
            add(Weight::Lapses, what, a, b);
        }
    }
    if spaces(&a.raw) != spaces(&b.raw) {
        add(Weight::Carries, "markup", &a.raw, &b.raw);
    }
    let mut part = |what, a: String, b: String| {
        if folded(&a) != folded(&b) {
            add(Weight::Lapses, what, &a, &b);
        }
    };
    part("state", a.state(), b.state());
    part("lead-in", a.lead_in(), b.lead_in());
    part("table header", a.header(), b.header());
    part("footnotes", a.notes().join("\n"), b.notes().join("\n"));
    let kind = |cut: &Cut| match cut.block_kind() {
        Kind::Heading(_) => "heading".to_owned(),
        // That it stands in a block quotation, by whichever mark, is its state.
        Kind::Quote => "paragraph".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    };
    part("block", kind(&a), kind(&b));
    part("rank", a.rank(), b.rank());
    headings(&a, &b, &mut add);
    around(&a, &b, &mut add);
    time(old_page, &a, new_page, &b, &mut add);
    found
}

fn headings(a: &Cut, b: &Cut, add: &mut impl FnMut(Weight, &'static str, &str, &str)) {
    let (old, new) = (a.headings(), b.headings());
    if old == new {
        return;
    }
    let (gone, come): (Vec<&String>, Vec<&String>) =
        (old.iter().filter(|h| !new.contains(h)).collect(), new.iter().filter(|h| !old.contains(h)).collect());
    let join = |list: &[&String]| list.iter().map(|h| h.as_str()).collect::<Vec<_>>().join(" / ");
    let (o, n) = (join(&gone), join(&come));
    let (outline, before) = (b.outline(), a.outline());
    let moved = gone.iter().all(|h| outline.contains(h)) && come.iter().all(|h| before.contains(h));
    let weight = if moved || facts(&o, false) != facts(&n, false) { Weight::Lapses } else { Weight::Carries };
    add(weight, "heading", &o, &n);
}

/// What the sentence leans on: the neighbours, the speaker, a pronoun.
fn around(a: &Cut, b: &Cut, add: &mut impl FnMut(Weight, &'static str, &str, &str)) {
    let (before_a, before_b) = (a.neighbour(true), b.neighbour(true));
    let (after_a, after_b) = (a.neighbour(false), b.neighbour(false));
    let first: Vec<String> = words(&a.sentence).take(3).map(|w| w.to_lowercase()).collect();
    let opens = first.first().is_some_and(|w| PRONOUNS.contains(&w.as_str()));
    let ordered = first.iter().any(|w| ORDERED.contains(&w.as_str()));
    let other = folded(&before_a) != folded(&before_b);
    if other && (opens || ordered) && (ordered || facts(&before_a, true) != facts(&before_b, true)) {
        add(Weight::Unsure, "reference", &before_a, &before_b);
    }
    let marks = a.sentence.contains(['"', '“', '”', '„', '«', '»']) || a.state().contains("quotation");
    let outside: String = a.sentence.split(['"', '“', '”', '„', '«', '»']).step_by(2).collect();
    let told = words(&outside).any(|w| SPEECH.contains(&w.to_lowercase().as_str()));
    if marks && !told {
        let speakers = |x: &str, y: &str| facts(&format!("x {x} . x {y}"), true);
        if speakers(&before_a, &after_a) != speakers(&before_b, &after_b) {
            add(Weight::Unsure, "speaker", &format!("{before_a} … {after_a}"), &format!("{before_b} … {after_b}"));
        }
    }
    if other || folded(&after_a) != folded(&after_b) {
        add(Weight::Carries, "neighbours", &format!("{before_a} … {after_a}"), &format!("{before_b} … {after_b}"));
    }
}

/// The dateline under a relative date, the byline under the first person.
fn time(old: &Page, a: &Cut, new: &Page, _: &Cut, add: &mut impl FnMut(Weight, &'static str, &str, &str)) {
    let line = |page: &Page, part: &str| page.part(part).map_or_else(String::new, |t| t.seen(0..t.chars.len()));
    // "US" is no "us", and the "I" of "Part I" a number.
    let all: Vec<String> = words(&a.sentence).collect();
    let counts = |at: usize| {
        all[at] == "I" && at > 0 && ["Part", "Phase", "Title", "Level", "War"].contains(&all[at - 1].as_str())
    };
    let said: Vec<String> = (0..all.len())
        .map(|at| if all[at] == "US" || counts(at) { "US".to_owned() } else { all[at].to_lowercase() })
        .collect();
    let has = |list: &[&str]| said.iter().any(|w| list.contains(&w.as_str()));
    let (d, e) = (line(old, "dateline"), line(new, "dateline"));
    if d != e && has(RELATIVE) {
        let weight = if facts(&d, false) == facts(&e, false) { Weight::Carries } else { Weight::Lapses };
        add(weight, "dateline", &d, &e);
    }
    // The same people in another order are the same people.
    let people = |line: String| {
        let mut names: Vec<String> = line.split(',').map(|n| n.trim().to_owned()).collect();
        names.sort();
        names.join(", ")
    };
    let (d, e) = (people(line(old, "byline")), people(line(new, "byline")));
    let quoted = a.sentence.contains(['"', '“', '”']);
    let told = a.kind() == Kind::Quote || a.state().contains("quotation");
    if !told && d != e && has(&["i", "we", "our", "my", "us"]) {
        add(if quoted { Weight::Unsure } else { Weight::Lapses }, "byline", &d, &e);
    }
}

/// What in a sentence a checker would look at: a number, a date, a quotation, a name.
pub fn worth_checking(sentence: &str) -> Option<&'static str> {
    const MONTHS: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if sentence.chars().any(char::is_numeric) {
        return Some("number");
    }
    if words(sentence).any(|w| {
        let lower = w.to_lowercase();
        w != lower && (MONTHS.contains(&lower.as_str()) || RELATIVE.contains(&lower.as_str()))
    }) {
        return Some("date");
    }
    if sentence.contains(['"', '“', '„', '«']) {
        return Some("quotation");
    }
    let name = words(sentence).skip(1).any(|w| w.chars().next().is_some_and(char::is_uppercase) && w != "I");
    name.then_some("name")
}
