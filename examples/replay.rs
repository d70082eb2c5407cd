//! Replays real histories through the desk and reports how approvals fared.
//!
//! `cargo run --release --example replay -- FILE.jsonl.gz [--limit N] [--json | --markdown] [--inspect FILE]`
//!
//! Every history is imported revision by revision as `copydesk import` does it.
//! Claims are placed on sentences with a number, a date, a quotation or a name
//! (every second one on a few words of the sentence only), checked by one
//! person and approved by another. Then the remaining revisions come, in two ways:
//!
//! - **step by step**: after each revision the desk keeps up: what was touched
//!   is reconfirmed, what went stale is checked and approved again, what is gone
//!   is withdrawn, and new sentences get their claims. So every claim is
//!   approved before each revision.
//! - **from the first**: approved once, in the first revision, and never again.
//!
//! What becomes of each claim is counted by row of the standing table, and an
//! oracle that shares no code with the program judges it again. `--inspect`
//! writes every case that a person must look at, and samples of the rest.

#![allow(clippy::pedantic, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]
#![allow(missing_docs, unreachable_pub)]

#[path = "replay/newsroom.rs"]
mod newsroom;
#[path = "replay/oracle.rs"]
mod oracle;
#[path = "replay/page.rs"]
mod page;
#[path = "replay/tally.rs"]
mod tally;

use std::collections::HashMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Instant;

use copydesk::domain::claim::Standing;
use copydesk::domain::ids::ClaimId;
use copydesk::domain::part::{Part, Texts};
use copydesk::domain::time::Timestamp;
use copydesk::import::{Import, ImportItem, Options};

use newsroom::{Newsroom, State, Wanted};
use oracle::{Place, Weight};
use page::{Kind, Page};
use tally::Tally;

/// The most claims on one revision.
const MOST: usize = 300;
/// Samples of each sort that are written for inspection, at most.
const SAMPLES: usize = 60;

/// What an approval was given to.
struct Approved {
    page: Rc<Page>,
    place: Place,
    sentence: String,
}

struct Replay {
    room: Newsroom,
    keeps_up: bool,
    tally: Tally,
    inspect: Option<std::fs::File>,
    sampled: HashMap<String, usize>,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| args.iter().position(|a| a == name).and_then(|at| args.get(at + 1)).cloned();
    let Some(file) = args.first().filter(|a| !a.starts_with("--")) else {
        eprintln!("usage: replay FILE.jsonl.gz [--limit N] [--json | --markdown] [--inspect FILE]");
        std::process::exit(2);
    };
    let limit = value("--limit").map_or(usize::MAX, |n| n.parse().expect("--limit takes a number"));
    let begun = Instant::now();
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let inspect = value("--inspect").map(|path| std::fs::File::create(path).expect("the file can be written"));
    let mut ways: Vec<Replay> = [true, false]
        .into_iter()
        .zip(&folders)
        .map(|(keeps_up, folder)| Replay {
            room: Newsroom::open(folder.path()).unwrap_or_else(|e| panic!("{}", e.message)),
            keeps_up,
            tally: Tally::default(),
            inspect: inspect.as_ref().map(|f| f.try_clone().unwrap()),
            sampled: HashMap::new(),
        })
        .collect();
    let options = Options::at(Timestamp::from_millis(1_700_000_000_000));
    let mut done = 0;
    for item in Import::new([PathBuf::from(file)], options).take(limit) {
        let item = match item {
            Ok(item) => item,
            Err(rejection) => {
                eprintln!("{rejection}");
                continue;
            }
        };
        for way in &mut ways {
            if let Err(problem) = way.history(&item) {
                eprintln!("{}: {}", item.input, problem.message);
            }
        }
        done += 1;
        if done % 20 == 0 {
            let t = &ways[0].tally;
            let seconds = begun.elapsed().as_secs();
            eprint!("\r{done} histories, {} revisions, {} claims, {seconds} s ", t.steps, t.claims);
            std::io::stderr().flush().ok();
        }
    }
    eprintln!("\r{done} histories in {:.0} s{:40}", begun.elapsed().as_secs_f64(), "");
    let (kept_up, from_first) = (&ways[0].tally, &ways[1].tally);
    if args.iter().any(|a| a == "--json") {
        println!("{:#}", tally::document(kept_up, from_first));
    } else {
        print!("{}", tally::tables(kept_up, from_first));
    }
}

impl Replay {
    /// Plays one history.
    fn history(&mut self, item: &ImportItem) -> Result<(), copydesk::desk::Problem> {
        let mut one = item.clone();
        let mut latest = None;
        let mut article = None;
        let mut approved: HashMap<ClaimId, Approved> = HashMap::new();
        self.tally.histories += 1;
        for (number, revision) in item.revisions.iter().enumerate() {
            let mut revision = revision.clone();
            // A history is in order, whatever its clocks say.
            revision.source_time = revision.source_time.filter(|time| latest.is_none_or(|l| *time > l));
            latest = revision.source_time.or(latest);
            one.revisions = vec![revision];
            let taken = self.room.import(&one)?;
            let id = taken.article.id;
            if taken.revisions.added == 0 {
                continue;
            }
            let (texts, states) = self.room.standings(id)?;
            let page = Rc::new(Page::read(&texts));
            if article.replace(id).is_none() {
                approved = self.place(id, &page, &[])?;
                continue;
            }
            self.tally.steps += 1;
            let label = format!("{} revision {}", item.slug, number + 1);
            for state in &states {
                let Some(then) = approved.get(&state.id) else { continue };
                self.judge(&label, state, then, &page, &texts);
            }
            if self.keeps_up {
                self.keep_up(id, &page, &states, &mut approved)?;
            }
        }
        Ok(())
    }

    /// Brings the desk up to date after a revision.
    fn keep_up(
        &mut self,
        article: copydesk::domain::ids::ArticleId,
        page: &Rc<Page>,
        states: &[State],
        approved: &mut HashMap<ClaimId, Approved>,
    ) -> Result<(), copydesk::desk::Problem> {
        let (mut touched, mut stale, mut gone, mut covered) = (vec![], vec![], vec![], vec![]);
        for state in states {
            let words = state.anchor.how.has_words();
            match state.verdict.standing {
                _ if !words => gone.push(state.id),
                Standing::Touched => touched.push(state.id),
                Standing::Stale | Standing::Unapproved => stale.push(state.id),
                _ => {}
            }
            if words {
                covered.push(place_of(state));
                if state.verdict.standing != Standing::Approved {
                    approved.insert(state.id, approval(page, place_of(state)));
                }
            } else {
                approved.remove(&state.id);
            }
        }
        self.room.withdraw(&gone)?;
        self.room.reconfirm(&touched)?;
        self.room.check_again(&stale)?;
        self.room.approve(&stale)?;
        approved.extend(self.place(article, page, &covered)?);
        Ok(())
    }

    /// Places claims on the sentences that have none, and has them approved.
    fn place(
        &mut self,
        article: copydesk::domain::ids::ArticleId,
        page: &Rc<Page>,
        covered: &[Place],
    ) -> Result<HashMap<ClaimId, Approved>, copydesk::desk::Problem> {
        let wanted = wanted(page, covered);
        let made = self.room.propose(article, &wanted)?;
        self.room.approve(&made.iter().map(|(id, _)| *id).collect::<Vec<_>>())?;
        self.tally.claims += made.len();
        Ok(made
            .into_iter()
            .map(|(id, at)| {
                let place = Place { part: wanted[at].part.to_string(), range: wanted[at].range.clone() };
                (id, approval(page, place))
            })
            .collect())
    }

    /// Counts where a claim went, and asks the oracle.
    fn judge(&mut self, label: &str, state: &State, then: &Approved, page: &Page, texts: &Texts) {
        let State { anchor, verdict, .. } = state;
        let how = anchor.how;
        self.tally.judged(how, verdict);
        self.tally.repeated += usize::from(state.suggested > 0);
        self.tally.unlike_stored += usize::from(!state.stored);
        let place = place_of(state);
        if how.has_words() {
            let there: String = texts.get(&anchor.part).chars().skip(anchor.start).take(anchor.length).collect();
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
        if *seen > SAMPLES && !sort.starts_with("FALSE") {
            return;
        }
        let mut out = Vec::new();
        let way = if self.keeps_up { "step" } else { "first" };
        let v = &state.verdict;
        _ = writeln!(out, "== {sort} [{way}] {label} claim {} {} {}", state.id, state.anchor.how, v.standing);
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

fn place_of(state: &State) -> Place {
    let a = &state.anchor;
    Place { part: a.part.to_string(), range: a.start..a.start + a.length }
}

fn approval(page: &Rc<Page>, place: Place) -> Approved {
    let sentence = page.part(&place.part).and_then(|text| {
        let number = text.touched(&place.range);
        let (first, last) = (text.sentences.get(number.start)?, text.sentences.get(number.end.checked_sub(1)?)?);
        Some(text.seen(first.start..last.end))
    });
    Approved { page: Rc::clone(page), place, sentence: sentence.unwrap_or_default() }
}

/// The words to make claims of: every sentence worth checking that has none,
/// by turns the whole of it and a few of its words.
fn wanted(page: &Page, covered: &[Place]) -> Vec<Wanted> {
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
