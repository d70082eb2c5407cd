//! What must hold after anything that two or three people do to an article and
//! its claims, in any order: an approval covers the words that were approved,
//! and those alone.
//!
//! The default is a look; `PROPTEST_CASES=2000 cargo test --release --test promises`
//! is a long run.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use copydesk::desk::claims::{self, Case, Check, NewClaim};
use copydesk::desk::facts::{Head, Heads};
use copydesk::desk::intake::Intake;
use copydesk::desk::{Kind, Problem, articles, check, names, people, sources, undo, verify};
use copydesk::domain::claim::{ClaimKind, Finding, How, Standing};
use copydesk::domain::context::PlaceContext;
use copydesk::domain::ids::{ArticleId, ClaimId, RevisionNumber, SourceId};
use copydesk::domain::part::{Part, Texts};
use copydesk::domain::person::Role;
use copydesk::domain::source::{SourceKind, Stance};
use copydesk::domain::time::Timestamp;
use copydesk::import::{Item, Options, pipeline};
use copydesk::store::claim::{self, Anchor};
use copydesk::store::source::Tie;
use copydesk::store::{Actor, Desk, Now, Read, Tx, decision, revision};
use proptest::prelude::*;
use tempfile::TempDir;

const STORY: &str = "The town council met on Monday. It sat until ten.\n\n\
    ## The bridge\n\n\
    The bridge will cost 12 million euros, its engineer Anna Weiss said. Work begins in May. Nobody objected.\n\n\
    \"We found no cracks in 2014,\" said Otto Lang. \"We closed it twice.\"\n\n\
    ## The ferry\n\n\
    The ferry carried 900 people a day last year, and it was never late. It sailed from the old pier.\n\n\
    The plan would:\n\n\
    - raise fines to $500\n\
    - ban 30 trucks a day";

const QUOTES: [&str; 8] = [
    "will cost 12 million euros",
    "We found no cracks in 2014",
    "We closed it twice",
    "carried 900 people a day",
    "raise fines to $500",
    "Work begins in May. Nobody objected",
    "it was never late",
    "The town council met on Monday",
];

const PEOPLE: [(&str, Role); 4] =
    [("cleo", Role::Chief), ("ed", Role::Editor), ("eva", Role::Editor), ("carl", Role::Checker)];

/// What somebody does. Numbers choose among what there is.
#[derive(Debug, Clone)]
enum Action {
    Edit(u8, usize, usize),
    Import(usize),
    Restore(usize),
    Check(usize, bool),
    Approve(usize, usize),
    Reconfirm(usize),
    Return(usize),
    Withdraw(usize),
    Reopen(usize),
    Take(usize),
    Wait(usize),
    Statement(usize, bool),
    Kind(usize),
    Cite(usize, bool),
    Source,
    Language(bool),
    Undo,
}

fn action() -> impl Strategy<Value = (usize, Action)> {
    let n = 0usize..64;
    let what = prop_oneof![
        8 => (0u8..EDITS, n.clone(), n.clone()).prop_map(|(e, a, b)| Action::Edit(e, a, b)),
        2 => n.clone().prop_map(Action::Import),
        2 => n.clone().prop_map(Action::Restore),
        8 => (n.clone(), prop::bool::weighted(0.85)).prop_map(|(c, good)| Action::Check(c, good)),
        8 => (n.clone(), n.clone()).prop_map(|(c, at)| Action::Approve(c, at)),
        3 => n.clone().prop_map(Action::Reconfirm),
        1 => n.clone().prop_map(Action::Return),
        1 => n.clone().prop_map(Action::Withdraw),
        1 => n.clone().prop_map(Action::Reopen),
        1 => n.clone().prop_map(Action::Take),
        1 => n.clone().prop_map(Action::Wait),
        1 => (n.clone(), any::<bool>()).prop_map(|(c, on)| Action::Statement(c, on)),
        1 => n.clone().prop_map(Action::Kind),
        2 => (n.clone(), any::<bool>()).prop_map(|(c, against)| Action::Cite(c, against)),
        1 => Just(Action::Source),
        1 => any::<bool>().prop_map(Action::Language),
        3 => Just(Action::Undo),
    ];
    (0..PEOPLE.len(), what)
}

const EDITS: u8 = 16;

/// One edit of the kind that desks see, on the `a`th paragraph.
fn edited(body: &str, kind: u8, a: usize, b: usize) -> String {
    let mut paragraphs: Vec<String> = body.split("\n\n").map(str::to_owned).collect();
    let (at, other) = (a % paragraphs.len(), b % paragraphs.len());
    let replaced = |text: &str, pairs: &[(&str, &str)]| {
        let pair = pairs.iter().cycle().skip(b % pairs.len()).take(pairs.len()).find(|(old, _)| text.contains(old));
        pair.map_or_else(|| text.to_owned(), |(old, new)| text.replacen(old, new, 1))
    };
    let text = paragraphs[at].clone();
    let sentences: Vec<&str> = text.split_inclusive(". ").collect();
    paragraphs[at] = match kind {
        0 => replaced(&text, &[("12", "15"), ("900", "9000"), ("2014", "2015"), ("$500", "$50"), ("15", "12")]),
        1 => replaced(
            &text,
            &[("will cost", "will not cost"), ("never late", "late"), ("found no", "found"), ("would", "would not")],
        ),
        2 => sentences.iter().rev().copied().map(str::trim).collect::<Vec<_>>().join(" "),
        3 => sentences.iter().enumerate().filter(|(n, _)| *n != b % sentences.len()).map(|(_, s)| *s).collect(),
        4 => {
            let moved = paragraphs.remove(at);
            paragraphs.insert(other.min(paragraphs.len()), moved);
            return paragraphs.join("\n\n");
        }
        5 => replaced(
            &text,
            &[
                ("## The bridge", "## False rumours"),
                ("## The ferry", "## On the ferry"),
                ("False rumours", "The bridge"),
            ],
        ),
        6 => format!("{text} Nobody was hurt."),
        7 => replaced(&text, &[("\"We found", "“We found"), ("2014,\"", "2014,”"), ("“", "\""), ("”", "\"")]),
        8 => text.replacen(". ", ".\n\n", 1),
        9 => replaced(&text, &[("Otto Lang", "Ida Moor"), ("Anna Weiss", "Berta Weiss"), ("Ida Moor", "Otto Lang")]),
        10 => format!("<!-- {text} -->"),
        11 => replaced(
            &text,
            &[("The bridge", "Reportedly the bridge"), ("The ferry", "Perhaps the ferry"), ("Work", "If agreed, work")],
        ),
        12 => format!("> {}", text.replace('\n', "\n> ")),
        13 => {
            let copy = sentences[b % sentences.len()].trim().to_owned();
            format!("{} {copy}", paragraphs[other])
        }
        14 => text.replace("<!-- ", "").replace(" -->", "").replace("> ", ""),
        _ => replaced(
            &text,
            &[("\"We closed it twice.\"", "We closed it twice."), ("We closed", "\"We closed"), ("**", "")],
        ),
    };
    paragraphs.retain(|p| !p.trim().is_empty());
    paragraphs.join("\n\n")
}

/// A desk with one article, its claims and its people.
struct Room {
    desk: Desk,
    _folder: TempDir,
    people: Vec<Actor>,
    article: ArticleId,
    claims: Vec<ClaimId>,
    /// How many of the claims are acted upon.
    busy: usize,
    source: SourceId,
    minute: i64,
}

impl Room {
    fn new() -> Self {
        // Memory, where the system has it: what is waited for otherwise is the disk.
        let shm = std::path::Path::new("/dev/shm");
        let folder = if shm.is_dir() { TempDir::new_in(shm) } else { TempDir::new() }.unwrap();
        let start = Now { at: Timestamp::from_millis(1_700_000_000_000), fixed: true };
        let (desk, _) = Desk::make(&folder.path().join("desk.db"), "cleo", "test", start, true).unwrap();
        let actor = |name: &str| desk.read(start, |r| names::actor(r, name, "test")).unwrap();
        let cleo = actor("cleo");
        let (article, claims, source) = desk
            .transact(&cleo, start, |tx| {
                for (name, role) in PEOPLE.iter().skip(1) {
                    people::add(tx, name, "", *role)?;
                }
                let texts = Texts::default().with(Part::Headline, "A bridge for 12 million").with(Part::Body, STORY);
                let new = articles::New {
                    slug: "story".to_owned(),
                    texts,
                    language: "en".to_owned(),
                    ..articles::New::default()
                };
                let made = articles::create(tx, &new)?;
                let head = Head::load(tx, made)?;
                let mut ids = Vec::new();
                for quote in QUOTES {
                    let new = NewClaim { quote: quote.to_owned(), part: Some(Part::Body), ..NewClaim::default() };
                    ids.push(claims::add(tx, &head, &new)?.id);
                }
                let source = sources::add(tx, &document("the minutes"))?.id;
                let heads = Heads::default();
                for id in &ids {
                    claims::cite(tx, Case::load(tx, &heads, *id)?, source, &tie(Stance::Supports))?;
                }
                Ok::<_, Problem>((head.article.id, ids, source))
            })
            .unwrap();
        let people = PEOPLE.iter().map(|(name, _)| actor(name)).collect();
        Self { desk, _folder: folder, people, article, busy: claims.len(), claims, source, minute: 0 }
    }

    fn now(&self) -> Now {
        Now { at: Timestamp::from_millis(1_700_000_000_000 + self.minute * 60_000), fixed: true }
    }

    fn read<T>(&self, f: impl FnOnce(&Read<'_>) -> Result<T, Problem>) -> T {
        self.desk.read(self.now(), f).unwrap()
    }

    /// Does one thing; whether it was done, or refused.
    fn act(&mut self, who: usize, action: &Action) -> Result<(), Problem> {
        self.minute += 1;
        let now = self.now();
        let actor = &self.people[who % self.people.len()];
        // A few claims, so that what is done to one meets what was done before.
        let claim = |n: &usize| self.claims[*n % self.busy];
        self.desk.transact(actor, now, |tx| {
            let load = |n: &usize| Case::load(tx, &Heads::default(), claim(n));
            let head = || Head::load(tx, names::article_of(tx, self.article)?);
            let edit = |n: &usize, edit: claims::Edit| claims::edit(tx, load(n)?, &edit).map(|_| ());
            match action {
                Action::Edit(kind, a, b) => {
                    let head = head()?;
                    let body = edited(head.texts.get(&Part::Body), *kind, *a, *b);
                    articles::edit(tx, &head, &head.texts.clone().with(Part::Body, body), "", None).map(|_| ())
                }
                Action::Import(n) => {
                    let texts = revision::texts(tx, self.article, nth(&head()?, *n))?;
                    import(tx, texts.get(&Part::Body), tx.now)
                }
                Action::Restore(n) => {
                    let head = head()?;
                    articles::restore(tx, &head, nth(&head, *n), "").map(|_| ())
                }
                Action::Check(n, good) => {
                    let finding = Some(if *good { Finding::Confirmed } else { Finding::Unsupported });
                    claims::check(tx, load(n)?, &Check { finding, ..Check::default() }, None).map(|_| ())
                }
                Action::Approve(n, at) => {
                    // Now and then by somebody who looked at an older text.
                    let saw = (at % 4 == 0).then(|| nth(&head()?, *at).pipe(Ok::<_, Problem>)).transpose()?;
                    claims::approve(tx, load(n)?, "", saw).map(|_| ())
                }
                Action::Reconfirm(n) => claims::reconfirm(tx, load(n)?, "", None).map(|_| ()),
                Action::Return(n) => claims::send_back(tx, load(n)?, "look again", None).map(|_| ()),
                Action::Withdraw(n) => claims::withdraw(tx, load(n)?, "dropped", None).map(|_| ()),
                Action::Reopen(n) => claims::reopen(tx, load(n)?, "after all", None).map(|_| ()),
                Action::Take(n) => claims::take(tx, load(n)?).map(|_| ()),
                Action::Wait(n) => claims::wait(tx, load(n)?, "for the town hall", None).map(|_| ()),
                Action::Statement(n, on) => {
                    let statement = Some(if *on { "It costs that much." } else { "" }.to_owned());
                    edit(n, claims::Edit { statement, ..claims::Edit::default() })
                }
                Action::Kind(n) => {
                    let kind = Some(ClaimKind::ALL[n % ClaimKind::ALL.len()]);
                    edit(n, claims::Edit { kind, ..claims::Edit::default() })
                }
                Action::Cite(n, against) => {
                    let stance = if *against { Stance::Contradicts } else { Stance::Context };
                    let source = sources::add(tx, &document("a letter"))?.id;
                    claims::cite(tx, load(n)?, source, &tie(stance)).map(|_| ())
                }
                Action::Source => {
                    let title = Some(format!("the minutes, copy {}", self.minute));
                    sources::edit(tx, self.source, sources::Edit { title, ..sources::Edit::default() }).map(|_| ())
                }
                Action::Language(english) => {
                    let language = Some(if *english { "en" } else { "de" }.to_owned());
                    articles::set(tx, &head()?, &articles::Set { language, ..articles::Set::default() }).map(|_| ())
                }
                Action::Undo => {
                    let seq = undo::last_of(tx, &tx.actor)?;
                    undo::undo(tx, seq, "").map(|_| ())
                }
            }
        })
    }

    /// Holds what must hold at any time; answers the places of now.
    fn hold(&self, before: &[(Anchor, String)]) -> Result<Vec<(Anchor, String)>, TestCaseError> {
        let (head, claims, anchors) = self.read(|r| {
            let head = Head::load(r, names::article_of(r, self.article)?)?;
            let anchors = claim::anchors_at(r, self.article, head.article.head)?;
            Ok((head, claim::of_article(r, self.article)?, anchors))
        });
        let mut places = Vec::new();
        for anchor in anchors.into_iter().filter(|a| a.how.has_words()) {
            let quote = head.quote(&anchor);
            prop_assert_eq!(quote.chars().count(), anchor.length, "{:?} lies outside", anchor);
            prop_assert_eq!(quote.trim(), quote.as_str(), "{:?} begins or ends in white space", anchor);
            prop_assert!(!quote.is_empty());
            let was = before.iter().find(|(b, _)| b.claim == anchor.claim && b.place == anchor.place);
            if let Some((b, words)) = was
                && b.revision != anchor.revision
                && matches!(anchor.how, How::Carried | How::Moved)
            {
                prop_assert_eq!(plain(words), plain(&quote), "{:?} was carried to other words", anchor);
            }
            places.push((anchor, quote));
        }
        for claim in claims.iter().filter(|c| c.standing == Standing::Approved) {
            let decisions = self.read(|r| {
                let mut standing = Vec::new();
                for row in decision::of_claim(r, claim.id)? {
                    if decision::revoked(r, row.id)?.is_none() {
                        standing.push(row);
                    }
                }
                Ok(standing)
            });
            let last = decisions.iter().rposition(|d| matches!(d.kind.as_str(), "approve" | "reconfirm"));
            prop_assert!(last.is_some(), "claim {} stands approved, and nobody approved it", claim.id);
            let last = &decisions[last.unwrap_or(0)];
            let proposed = decisions.iter().rfind(|d| d.kind == "check" && d.id < last.id);
            prop_assert!(proposed.is_some_and(|p| p.actor != last.actor), "claim {}: one person alone", claim.id);
            prop_assert_eq!(last.finding, Some(Finding::Confirmed));
            let covered = self.read(|r| Ok(decision::places(r, last.id)?));
            for (anchor, quote) in places.iter().filter(|(a, _)| a.claim == claim.id && a.confirmed) {
                let cover = covered.iter().find(|c| c.place == anchor.place);
                prop_assert!(cover.is_some(), "claim {}: nobody approved its place {}", claim.id, anchor.place);
                let cover = cover.unwrap();
                prop_assert_eq!(plain(&cover.quote), plain(quote), "claim {}: other words", claim.id);
                let then: PlaceContext = serde_json::from_str(&cover.context).unwrap();
                let text = head.texts.get(&anchor.part);
                stands(&then.sentence.text, text, anchor)
                    .map_err(|why| TestCaseError::fail(format!("claim {} {why}:\n{text}", claim.id)))?;
            }
        }
        Ok(places)
    }

    fn hold_at_last(&self) -> Result<(), TestCaseError> {
        let checked = self.read(|r| check::check(r, &mut |_| ()));
        prop_assert!(checked.findings.is_empty(), "{:?}", checked.findings);
        let verified = self.read(|r| verify::verify(r, &mut |_| ()));
        prop_assert!(verified.ok(), "{:?}", verified.bad);
        Ok(())
    }
}

trait Pipe: Sized {
    fn pipe<T>(self, f: impl FnOnce(Self) -> T) -> T {
        f(self)
    }
}
impl<T> Pipe for T {}

fn nth(head: &Head, n: usize) -> RevisionNumber {
    RevisionNumber(1 + i64::try_from(n).unwrap() % head.article.head.0)
}

fn import(tx: &Tx<'_>, body: &str, now: Timestamp) -> Result<(), Problem> {
    let line = serde_json::json!({ "slug": "story", "headline": "A bridge for 12 million", "body": body }).to_string();
    let items = pipeline::read_bytes("wire.jsonl", line.as_bytes(), &Options::at(now));
    tx.bookkeeping();
    for item in items {
        Intake::default().take(tx, &Item::Article(Box::new(item.expect("the line is in order"))))?;
    }
    Ok(())
}

fn document(title: &str) -> sources::NewSource {
    sources::NewSource {
        article: None,
        kind: SourceKind::Document,
        title: title.to_owned(),
        url: String::new(),
        archived_url: String::new(),
        retrieved_at: None,
        is_primary: true,
        independence: String::new(),
        confidential: false,
        known_by: String::new(),
        note: String::new(),
        file: None,
    }
}

fn tie(stance: Stance) -> Tie {
    Tie { locator: String::new(), quotation: String::new(), stance, note: String::new() }
}

/// Words as they are compared here: white space and quotation glyphs folded, marks of blocks left out.
fn plain(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| match c {
            '“' | '”' => '"',
            '\u{a0}' => ' ',
            c => c,
        })
        .collect();
    text.split_whitespace().filter(|w| !matches!(*w, ">" | "-" | "##")).collect::<Vec<_>>().join(" ")
}

/// Whether a sentence stands around an anchor, where a reader sees it.
fn stands(sentence: &str, text: &str, anchor: &Anchor) -> Result<(), String> {
    let wanted = plain(sentence);
    let around = sentence.chars().count() + 20;
    let from = anchor.start.saturating_sub(around);
    let window: String = text.chars().skip(from).take(anchor.length + 2 * around).collect();
    if !plain(&window).contains(&wanted) {
        return Err(format!("stands approved, and its sentence doesn't stand there: {sentence}"));
    }
    let before: String = text.chars().take(anchor.start).collect();
    let open = before.rfind("<!--").filter(|at| !before[*at..].contains("-->"));
    // One that begins a line hides all below it; another hides nothing unless it is closed.
    let leads = |at: usize| before[..at].rsplit('\n').next().is_none_or(|line| line.trim().is_empty());
    let closes = || text.chars().skip(anchor.start).collect::<String>().contains("-->");
    if open.is_some_and(|at| leads(at) || closes()) {
        return Err("stands approved in a comment".to_owned());
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the test has no globals that could read it")]
/// The cases of a property: so many, or as the environment says.
fn cases(n: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(n);
    ProptestConfig { cases, max_shrink_iters: 400, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(24))]

    /// Whatever people do, in whatever order.
    #[test]
    fn any_sequence_of_actions_keeps_the_promises(actions in prop::collection::vec(action(), 10..40)) {
        let mut room = Room::new();
        room.busy = 4;
        for n in 0..2 {
            room.act(3, &Action::Check(n, true)).unwrap();
            room.act(1, &Action::Approve(n, 1)).unwrap();
        }
        let mut places = room.hold(&[])?;
        for (who, action) in &actions {
            if let Err(problem) = room.act(*who, action) {
                prop_assert!(problem.kind != Kind::Failed, "{action:?}: {}", problem.message);
                prop_assert!(!problem.message.is_empty());
            }
            places = room.hold(&places)?;
        }
        room.hold_at_last()?;
    }

    /// An approval comes back with its text, whatever stood there in between
    /// and however it comes back; and no sooner does a step matter than its end.
    #[test]
    fn the_approved_text_brings_every_approval_back(
        edits in prop::collection::vec((0u8..EDITS, 0usize..64, 0usize..64), 1..8), by_import in any::<bool>(),
    ) {
        let mut room = Room::new();
        for n in 0..QUOTES.len() {
            room.act(3, &Action::Check(n, true)).unwrap();
            room.act(1, &Action::Approve(n, 1)).unwrap();
        }
        for (kind, a, b) in &edits {
            room.act(0, &Action::Edit(*kind, *a, *b)).unwrap();
        }
        let restored = if by_import { Action::Import(0) } else { Action::Restore(0) };
        room.act(2, &restored).unwrap();
        let claims = room.read(|r| Ok(claim::of_article(r, room.article)?));
        // Known: words of two sentences of which one changed on the way may stay on
        // some of their words, `touched`; approved they never are.
        for claim in claims.into_iter().filter(|c| c.id != room.claims[5]) {
            prop_assert_eq!(claim.standing, Standing::Approved, "claim {}: {} ({})", claim.id, claim.quote, claim.standing_reason);
        }
        room.hold(&[])?;
        room.hold_at_last()?;
    }

    /// The way doesn't matter: where a claim comes to the same place by many
    /// steps and by one, it stands the same.
    #[test]
    fn the_same_text_gives_the_same_standing(
        edits in prop::collection::vec((0u8..EDITS, 0usize..64, 0usize..64), 2..6),
    ) {
        let (mut slow, mut fast) = (Room::new(), Room::new());
        for room in [&mut slow, &mut fast] {
            for n in 0..QUOTES.len() {
                room.act(3, &Action::Check(n, true)).unwrap();
                room.act(1, &Action::Approve(n, 1)).unwrap();
            }
        }
        let mut body = STORY.to_owned();
        for (kind, a, b) in &edits {
            body = edited(&body, *kind, *a, *b);
            slow.act(0, &Action::Edit(*kind, *a, *b)).unwrap();
        }
        let cleo = fast.people[0].clone();
        fast.desk.transact(&cleo, fast.now(), |tx| {
            let head = Head::load(tx, names::article_of(tx, fast.article)?)?;
            articles::edit(tx, &head, &head.texts.clone().with(Part::Body, body.as_str()), "", None).map(|_| ())
        }).unwrap();
        let stands = |room: &Room| room.read(|r| {
            let head = Head::load(r, names::article_of(r, room.article)?)?;
            let anchors = claim::anchors_at(r, room.article, head.article.head)?;
            Ok(claim::of_article(r, room.article)?.into_iter().map(|claim| {
                let places: Vec<_> = anchors.iter()
                    .filter(|a| a.claim == claim.id)
                    .map(|a| (a.place, a.confirmed, a.how.has_words(), a.start, a.length))
                    .collect();
                (claim, places)
            }).collect::<Vec<_>>())
        });
        for ((a, at_a), (b, at_b)) in stands(&slow).into_iter().zip(stands(&fast)) {
            if at_a == at_b && at_a.iter().all(|place| place.2) {
                prop_assert_eq!(a.standing, b.standing, "claim {}: {} / {}", a.id, a.standing_reason, b.standing_reason);
                prop_assert_eq!(a.hard_changes, b.hard_changes);
            }
        }
    }
}

/// Found by the property above: words that were carried to another paragraph,
/// and are replaced there by the very step that brings the approved text back.
#[test]
fn words_lost_in_the_step_that_restores_their_text_are_found() {
    let mut room = Room::new();
    room.act(3, &Action::Check(2, true)).unwrap();
    room.act(1, &Action::Approve(2, 1)).unwrap();
    for (kind, a, b) in [(8, 3, 0), (13, 4, 7)] {
        room.act(0, &Action::Edit(kind, a, b)).unwrap();
    }
    room.act(2, &Action::Restore(0)).unwrap();
    let claims = room.read(|r| Ok(claim::of_article(r, room.article)?));
    assert_eq!(claims[2].standing, Standing::Approved, "{}", claims[2].standing_reason);
}

/// A place that was trimmed to one of its two sentences is whole again when the approved text comes back.
#[test]
fn words_trimmed_by_a_sentence_are_whole_again() {
    let mut room = Room::new();
    room.act(3, &Action::Check(5, true)).unwrap();
    room.act(1, &Action::Approve(5, 1)).unwrap();
    room.act(0, &Action::Edit(3, 18, 1)).unwrap();
    room.act(2, &Action::Restore(0)).unwrap();
    let claims = room.read(|r| Ok(claim::of_article(r, room.article)?));
    assert_eq!(claims[5].standing, Standing::Approved, "{}", claims[5].standing_reason);
}
