//! What is asked of a claim after each revision: where it went, what the
//! oracle says, and which cases a person should look at.

use std::collections::HashMap;
use std::io::Write as _;
use std::ops::Range;
use std::rc::Rc;

use copydesk::domain::anchor::Spot;
use copydesk::domain::claim::{How, Standing};
use copydesk::domain::ids::ClaimId;
use copydesk::domain::part::{Part, Texts};
use copydesk::domain::standing::Verdict;

use crate::oracle::{self, Place, Weight};
use crate::page::{self, Kind, Page};
use crate::tally::{self, Tally};

/// The most claims on one revision.
const MOST: usize = 300;
/// Samples of each sort that are written for inspection, at most.
pub const SAMPLES: usize = 60;

/// Words to make a claim of: the part, and where they stand in it, in characters.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub part: Part,
    pub range: Range<usize>,
    pub quote: String,
}

/// How a claim stands in the head revision.
#[derive(Debug)]
pub struct State {
    pub id: ClaimId,
    pub spot: Spot,
    pub how: How,
    /// Places that the desk suggests and nobody confirmed.
    pub suggested: usize,
    pub verdict: Verdict,
    /// Whether the stored standing is the derived one.
    pub stored: bool,
}

/// What an approval was given to.
pub struct Approved {
    pub page: Rc<Page>,
    pub place: Place,
    pub sentence: String,
}

/// One way of replaying, as it is counted.
pub struct Judge {
    pub way: &'static str,
    pub tally: Tally,
    pub inspect: Option<std::fs::File>,
    pub samples: usize,
    pub sampled: HashMap<String, usize>,
}

impl Judge {
    /// Counts where a claim went, and asks the oracle.
    pub fn one(&mut self, label: &str, state: &State, then: &Approved, page: &Page, texts: &Texts) {
        let State { how, spot, verdict, .. } = state;
        let how = *how;
        self.tally.judged(how, verdict);
        self.tally.repeated += usize::from(state.suggested > 0);
        self.tally.unlike_stored += usize::from(!state.stored);
        let place = place_of(state);
        if how.has_words() {
            let there: String = texts.get(&spot.part).chars().skip(spot.start).take(spot.len).collect();
            let edge = |c: Option<char>| c.is_none_or(char::is_whitespace);
            if edge(there.chars().next()) || edge(there.chars().last()) {
                self.tally.off_quote += 1;
                self.sample("off its quote", label, state, then, &[]);
            }
        }
        let differences =
            if how.has_words() { oracle::differences(&then.page, &then.place, page, &place) } else { Vec::new() };
        let worst = differences.iter().max_by_key(|d| d.weight);
        let weight = worst.map(|d| d.weight);
        if verdict.standing == Standing::Approved {
            let what = worst.map_or("", |d| d.what);
            let key = match weight {
                None => "the same",
                Some(Weight::Carries) => "differs in what carries",
                Some(Weight::Unsure) => "unsure",
                Some(Weight::Lapses) => "differs",
            };
            *self.tally.approved.entry(key).or_default() += 1;
            match weight {
                Some(Weight::Lapses) => {
                    *self.tally.wrong.entry(what).or_default() += 1;
                    self.sample(&format!("FALSE approved: {what}"), label, state, then, &differences);
                }
                Some(Weight::Unsure) => {
                    *self.tally.unsure.entry(what).or_default() += 1;
                    self.sample(&format!("unsure: {what}"), label, state, then, &differences);
                }
                _ => {}
            }
        }
        // Word for word: it stands on the page at least as often as before.
        let (stood, stands) = (then.page.count(&then.sentence), page.count(&then.sentence));
        if stood == 0 || stands < stood {
            return;
        }
        self.tally.kept(verdict);
        if !how.has_words() {
            *self.tally.lost.entry(how.as_str()).or_default() += 1;
            self.sample(&format!("lost: {how}"), label, state, then, &[]);
            return;
        }
        if matches!(verdict.standing, Standing::Touched | Standing::Stale) {
            let first = verdict.differences.first();
            let rule = first.map_or("none", tally::rule).to_owned();
            if differences.iter().all(|d| d.weight == Weight::Carries && !matches!(d.what, "neighbours" | "heading")) {
                *self.tally.alarms.entry(rule.clone()).or_default() += 1;
                self.sample(&format!("ALARM: {rule}"), label, state, then, &differences);
            } else {
                self.sample(&format!("lapse: {rule}"), label, state, then, &differences);
            }
        }
    }

    /// Writes a case for a person to look at.
    fn sample(&mut self, sort: &str, label: &str, state: &State, then: &Approved, found: &[oracle::Difference]) {
        let Some(file) = &mut self.inspect else { return };
        let seen = self.sampled.entry(sort.to_owned()).or_default();
        *seen += 1;
        if *seen > self.samples && !sort.starts_with("FALSE") {
            return;
        }
        let mut out = Vec::new();
        let way = self.way;
        let v = &state.verdict;
        _ = writeln!(out, "== {sort} [{way}] {label} claim {} {} {}", state.id, state.how, v.standing);
        _ = writeln!(out, "   sentence: {}", then.sentence);
        _ = writeln!(
            out,
            "   quote:    {}",
            then.page.part(&then.place.part).map_or(String::new(), |t| t.seen(then.place.range.clone()))
        );
        for d in v.differences.iter().chain(&v.listed) {
            _ = writeln!(out, "   desk:   {:?} {} | {}", d.weight, d.cause, d.message);
        }
        for d in found {
            _ = writeln!(out, "   oracle: {:?} {}\n      - {}\n      + {}", d.weight, d.what, d.old, d.new);
        }
        file.write_all(&out).ok();
    }
}

pub fn place_of(state: &State) -> Place {
    Place { part: state.spot.part.to_string(), range: state.spot.range() }
}

pub fn approval(page: &Rc<Page>, place: Place) -> Approved {
    let sentence = page.part(&place.part).and_then(|text| {
        let number = text.touched(&place.range);
        let (first, last) = (text.sentences.get(number.start)?, text.sentences.get(number.end.checked_sub(1)?)?);
        Some(text.seen(first.start..last.end))
    });
    Approved { page: Rc::clone(page), place, sentence: sentence.unwrap_or_default() }
}

/// The words to make claims of: every sentence worth checking that has none,
/// by turns the whole of it and a few of its words.
pub fn wanted(page: &Page, covered: &[Place]) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for (name, text) in &page.parts {
        let Ok(part) = name.parse::<Part>() else { continue };
        if matches!(part, Part::Byline | Part::Dateline) {
            continue;
        }
        for sentence in &text.sentences {
            if text.blocks[sentence.block].kind == Kind::Code || wanted.len() + covered.len() >= MOST {
                continue;
            }
            let taken = |p: &Place| p.part == *name && p.range.start < sentence.end && sentence.start < p.range.end;
            if covered.iter().any(taken) || oracle::worth_checking(&text.seen(sentence.start..sentence.end)).is_none() {
                continue;
            }
            let whole = sentence.start..sentence.end;
            let range = if wanted.len() % 2 == 0 { None } else { few_words(text, whole.clone()) }.unwrap_or(whole);
            let quote = text.raw(range.clone());
            if quote.chars().count() <= 2_000 {
                wanted.push(Wanted { part: part.clone(), range, quote });
            }
        }
    }
    wanted
}

/// Up to five plain words around the first that a checker would look at.
fn few_words(text: &page::Text, sentence: std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
    let mut words: Vec<std::ops::Range<usize>> = Vec::new();
    for at in sentence.clone() {
        let space = text.chars[at].is_whitespace();
        match words.last_mut() {
            Some(last) if !space && last.end == at => last.end = at + 1,
            _ if !space => words.push(at..at + 1),
            _ => {}
        }
    }
    let telling = |w: &std::ops::Range<usize>| {
        let word = &text.chars[w.clone()];
        word.iter().any(|c| c.is_numeric()) || word.first().is_some_and(|c| c.is_uppercase())
    };
    let at = words.iter().skip(1).position(telling)? + 1;
    let first = at.saturating_sub(1);
    let last = (first + 4).min(words.len() - 1);
    let range = words[first].start..words[last].end;
    let plain = !text.chars[range.clone()].iter().any(|c| "[]()<>*_`{}!~|\\\n".contains(*c));
    plain.then_some(range)
}
