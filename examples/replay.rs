//! Replays real histories through the desk and reports how approvals fared.
//!
//! `cargo run --release --example replay -- FILE.jsonl.gz [--limit N] [--only SLUG,…] [--sketch] [--json | --markdown]
//! [--inspect FILE [--all]]`
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
//! writes every case that a person must look at, and samples of the rest
//! (with `--all`, every other case too). `--sketch` does the steps without a
//! desk, for work on the rules.

#![allow(clippy::pedantic, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]
#![allow(missing_docs, unreachable_pub)]

#[path = "replay/fold.rs"]
mod fold;
#[path = "replay/judge.rs"]
mod judge;
#[path = "replay/newsroom.rs"]
mod newsroom;
#[path = "replay/oracle.rs"]
mod oracle;
#[path = "replay/page.rs"]
mod page;
#[path = "replay/seen.rs"]
mod seen;
#[path = "replay/sketch.rs"]
mod sketch;
#[path = "replay/tally.rs"]
mod tally;

use std::collections::HashMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Instant;

use copydesk::domain::claim::Standing;
use copydesk::domain::ids::ClaimId;
use copydesk::domain::lexicon::guess;
use copydesk::domain::part::{Part, Texts};
use copydesk::domain::time::Timestamp;
use copydesk::import::{Import, ImportItem, Item, Options};

use judge::{Approved, Judge, SAMPLES, State, approval, place_of, wanted};
use newsroom::Newsroom;
use oracle::Place;
use page::Page;
use tally::Tally;

struct Replay {
    room: Newsroom,
    keeps_up: bool,
    judge: Judge,
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| args.iter().position(|a| a == name).and_then(|at| args.get(at + 1)).cloned();
    let Some(file) = args.first().filter(|a| !a.starts_with("--")) else {
        eprintln!(
            "usage: replay FILE.jsonl.gz [--limit N] [--only SLUG,…] [--sketch] [--json | --markdown] [--inspect FILE [--all]]"
        );
        std::process::exit(2);
    };
    let limit = value("--limit").map_or(usize::MAX, |n| n.parse().expect("--limit takes a number"));
    let only = value("--only").map(|slugs| slugs.split(',').map(str::to_owned).collect::<Vec<_>>());
    let flag = |name: &str| args.iter().any(|a| a == name);
    let begun = Instant::now();
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let inspect = value("--inspect").map(|path| std::fs::File::create(path).expect("the file can be written"));
    let mut ways: Vec<Replay> = [true, false]
        .into_iter()
        .zip(&folders)
        .map(|(keeps_up, folder)| Replay {
            room: Newsroom::open(folder.path()).unwrap_or_else(|e| panic!("{}", e.message)),
            keeps_up,
            judge: Judge {
                way: if keeps_up { "step" } else { "first" },
                tally: Tally::default(),
                inspect: inspect.as_ref().map(|f| f.try_clone().unwrap()),
                samples: if flag("--all") { usize::MAX } else { SAMPLES },
                sampled: HashMap::new(),
            },
        })
        .collect();
    let options = Options::at(Timestamp::from_millis(1_700_000_000_000));
    let mut done = 0;
    for item in Import::new([PathBuf::from(file)], options).take(limit) {
        let item = match item {
            Ok(Item::Article(item)) => *item,
            Ok(_) => continue,
            Err(rejection) => {
                eprintln!("{rejection}");
                continue;
            }
        };
        if only.as_ref().is_some_and(|slugs| !slugs.contains(&item.slug)) {
            continue;
        }
        if flag("--sketch") {
            sketch(&mut ways[0].judge, &item);
        } else {
            for way in &mut ways {
                if let Err(problem) = way.history(&item) {
                    eprintln!("{}: {}", item.input, problem.message);
                }
            }
        }
        done += 1;
        if done % 20 == 0 {
            let t = &ways[0].judge.tally;
            let seconds = begun.elapsed().as_secs();
            eprint!("\r{done} histories, {} revisions, {} claims, {seconds} s ", t.steps, t.claims);
            std::io::stderr().flush().ok();
        }
    }
    eprintln!("\r{done} histories in {:.0} s{:40}", begun.elapsed().as_secs_f64(), "");
    let (kept_up, from_first) = (&ways[0].judge.tally, &ways[1].judge.tally);
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
        self.judge.tally.histories += 1;
        for (number, revision) in item.revisions.iter().enumerate() {
            let mut revision = revision.clone();
            // A history is in order, whatever its clocks say.
            revision.source_time = revision.source_time.filter(|time| latest.is_none_or(|l| *time > l));
            latest = revision.source_time.or(latest);
            one.revisions = vec![revision];
            let taken = self.room.import(&one)?;
            let Some(id) = taken.article.map(|article| article.id) else { continue };
            if taken.revisions.added == 0 {
                continue;
            }
            let (texts, states) = self.room.standings(id)?;
            let page = Rc::new(Page::read(&texts));
            if article.replace(id).is_none() {
                approved = self.place(id, &page, &[])?;
                continue;
            }
            self.judge.tally.steps += 1;
            let label = format!("{} revision {}", item.slug, number + 1);
            for state in &states {
                let Some(then) = approved.get(&state.id) else { continue };
                self.judge.one(&label, state, then, &page, &texts);
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
            let words = state.how.has_words();
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
        self.judge.tally.claims += made.len();
        Ok(made
            .into_iter()
            .map(|(id, at)| {
                let place = Place { part: wanted[at].part.to_string(), range: wanted[at].range.clone() };
                (id, approval(page, place))
            })
            .collect())
    }
}

/// Plays the steps of one history without a desk.
fn sketch(judge: &mut Judge, item: &ImportItem) {
    let given = item.fields.language.as_deref().unwrap_or_default();
    let language =
        item.revisions.first().map_or_else(String::new, |r| guess::given_or_guessed(given, r.texts.get(&Part::Body)));
    let texts: Vec<&Texts> = item.revisions.iter().map(|r| &r.texts).collect();
    sketch::history(judge, &item.slug, &language, &texts);
}
