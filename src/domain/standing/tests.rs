//! Traced sequences, and properties over any order of actions.

use proptest::prelude::*;

use super::*;
use crate::domain::{
    claim::{Asks, ClaimKind},
    context::Reading,
    decision::corrected_context,
    ids::{PersonId, SourceId},
    part::{Part, Texts},
    source::SourceKind,
};

const FIRE: &str = "The mayor came at noon.\n\nTen people died in the fire.\n\nHe left.";

/// A claim in a text, to which things happen; decisions cover what stands at that moment.
#[derive(Clone)]
struct Story {
    body: String,
    /// The quote that each place looks for, and whether it is confirmed.
    places: Vec<(PlaceSpec, bool)>,
    assertion: Assertion,
    citations: Vec<Citation>,
    decisions: Vec<Decision>,
    work: Option<Work>,
}

#[derive(Clone)]
enum PlaceSpec {
    /// The n-th occurrence of these words.
    Words(&'static str, usize),
    Gone(At),
}

fn source(id: i64, stance: Stance) -> Citation {
    Citation {
        source: SourceId(id),
        stance,
        locator: String::new(),
        quotation: String::new(),
        kind: SourceKind::Document,
        title: format!("Register {id}"),
        url: String::new(),
        primary: true,
        group: String::new(),
        sha256: String::new(),
    }
}

impl Story {
    fn new(body: &str, quote: &'static str) -> Self {
        Self {
            body: body.to_owned(),
            places: vec![(PlaceSpec::Words(quote, 0), true)],
            assertion: Assertion {
                statement: None,
                kind: ClaimKind::Number,
                asks: Asks::So,
                claimant: None,
                finding: None,
                correction: None,
                rating: None,
            },
            citations: vec![source(1, Stance::Supports)],
            decisions: Vec::new(),
            work: None,
        }
    }

    fn range(&self, quote: &str, nth: usize) -> std::ops::Range<usize> {
        let (at, _) =
            self.body.match_indices(quote).nth(nth).unwrap_or_else(|| panic!("no {quote:?} in {}", self.body));
        let start = self.body[..at].chars().count();
        start..start + quote.chars().count()
    }

    fn texts(&self) -> Texts {
        Texts::default().with(Part::Body, self.body.as_str())
    }

    fn places_now(&self) -> Vec<PlaceNow> {
        let reading = Reading::of(&self.texts(), "en");
        (1..)
            .zip(&self.places)
            .map(|(number, (spec, confirmed))| PlaceNow {
                place: PlaceNumber(number),
                confirmed: *confirmed,
                at: match spec {
                    PlaceSpec::Gone(at) => at.clone(),
                    PlaceSpec::Words(quote, nth) => {
                        At::Text(Box::new(reading.context(&Part::Body, self.range(quote, *nth)).unwrap()))
                    }
                },
            })
            .collect()
    }

    fn verdict(&self) -> Verdict {
        standing(&Facts {
            decisions: &self.decisions,
            assertion: &self.assertion,
            citations: &self.citations,
            places: &self.places_now(),
            work: self.work,
        })
    }

    fn is(&self) -> &'static str {
        self.verdict().standing.as_str()
    }

    fn shows(&self) -> &'static str {
        self.verdict().progress.as_str()
    }

    fn decide(&mut self, kind: DecisionKind) -> &mut Self {
        let places = self.places_now();
        let facts = Facts {
            decisions: &self.decisions,
            assertion: &self.assertion,
            citations: &self.citations,
            places: &places,
            work: None,
        };
        let covers = covers_now(&facts, |place| {
            let correction = self.assertion.correction.as_deref()?;
            match self.places.get(usize::try_from(place.0 - 1).unwrap())? {
                (PlaceSpec::Words(quote, nth), _) => {
                    corrected_context(&self.texts(), "en", &Part::Body, self.range(quote, *nth), correction)
                }
                _ => None,
            }
        });
        self.decisions.push(Decision {
            id: DecisionId(i64::try_from(self.decisions.len()).unwrap() + 1),
            kind,
            actor: PersonId(1),
            assertion: self.assertion.clone(),
            citations: self.citations.clone(),
            covers,
            note: None,
        });
        self.work = None;
        self
    }

    fn check(&mut self, finding: Finding) -> &mut Self {
        self.assertion.finding = Some(finding);
        self.decide(DecisionKind::Check)
    }

    fn approved(mut self, finding: Finding) -> Self {
        self.check(finding).decide(DecisionKind::Approve);
        self
    }

    fn edit(&mut self, from: &str, to: &str) -> &mut Self {
        assert!(self.body.contains(from), "no {from:?} in {}", self.body);
        self.body = self.body.replacen(from, to, 1);
        self
    }

    fn place(&mut self, index: usize, spec: PlaceSpec) -> &mut Self {
        self.places[index].0 = spec;
        self
    }
}

fn fire() -> Story {
    Story::new(FIRE, "Ten people died")
}

#[test]
fn a_story_of_one_claim() {
    let mut s = fire();
    assert_eq!((s.is(), s.shows()), ("unapproved", "open"));
    s.work = Some(Work::Checking);
    assert_eq!(s.shows(), "checking");
    s.check(Finding::Confirmed);
    assert_eq!((s.is(), s.shows()), ("unapproved", "proposed"));
    s.decide(DecisionKind::Approve);
    assert_eq!((s.is(), s.shows()), ("approved", "approved"));
    assert_eq!(s.verdict().reason, None);
}

/// Approve, edit, restore: approved, stale, approved.
#[test]
fn an_approval_comes_back_with_its_words() {
    let mut s = fire().approved(Finding::Confirmed);
    s.edit("Ten people", "Nine people").place(0, PlaceSpec::Words("Nine people died", 0));
    assert_eq!((s.is(), s.shows()), ("stale", "returned"));
    let verdict = s.verdict();
    assert!(!verdict.hard.is_empty() && verdict.reason.is_some() && verdict.progress_reason == verdict.reason);
    s.edit("He left.", "He left early.");
    assert_eq!(s.is(), "stale", "a revision that does nothing near it heals nothing");
    s.work = Some(Work::Checking);
    assert_eq!(s.shows(), "checking");
    s.edit("Nine people", "Ten people").place(0, PlaceSpec::Words("Ten people died", 0));
    assert_eq!((s.is(), s.shows()), ("approved", "approved"));
}

/// Edit, new check, restore: unapproved.
#[test]
fn a_later_check_ends_an_approval() {
    let mut s = fire().approved(Finding::Confirmed);
    s.edit("Ten people", "Nine people").place(0, PlaceSpec::Words("Nine people died", 0));
    s.check(Finding::Confirmed);
    assert_eq!((s.is(), s.shows()), ("unapproved", "proposed"));
    s.edit("Nine people", "Ten people").place(0, PlaceSpec::Words("Ten people died", 0));
    assert_eq!((s.is(), s.shows()), ("unapproved", "returned"), "the proposal lapsed as an approval does");
    s.decisions.pop();
    assert_eq!((s.is(), s.shows()), ("approved", "approved"), "the check undone, the approval governs again");
}

#[test]
fn return_withdrawal_and_reopening_end_an_approval() {
    let mut s = fire().approved(Finding::Confirmed);
    s.decide(DecisionKind::Return);
    assert_eq!((s.is(), s.shows()), ("unapproved", "returned"));
    s.decisions.pop();
    s.decide(DecisionKind::Withdraw);
    assert_eq!((s.is(), s.shows()), ("unapproved", "withdrawn"));
    s.decide(DecisionKind::Reopen);
    assert_eq!((s.is(), s.shows()), ("unapproved", "open"));
    s.decisions.truncate(2);
    assert_eq!(s.is(), "approved", "the withdrawal undone instead");
}

const TWICE: &str = "Ten people died in the fire at dawn.\n\nThe mayor spoke.\n\nTen people died in the fire at dawn.";
const DAWN: &str = "Ten people died in the fire at dawn";

/// Two places, one edited: stale; one cut: approved; both cut: cut.
#[test]
fn the_worst_confirmed_place_decides() {
    let mut s = Story::new(TWICE, DAWN);
    s.places.push((PlaceSpec::Words(DAWN, 1), true));
    let s = s.approved(Finding::Confirmed);
    assert_eq!(s.is(), "approved");
    let mut edited = s.clone();
    edited.body = TWICE.replacen("Ten", "Six", 1);
    edited.place(0, PlaceSpec::Words("Six people died in the fire at dawn", 0)).place(1, PlaceSpec::Words(DAWN, 0));
    assert_eq!(edited.is(), "stale");
    let mut cut = s;
    cut.body = format!("The mayor spoke.\n\n{DAWN}.");
    cut.place(0, PlaceSpec::Gone(At::Cut)).place(1, PlaceSpec::Words(DAWN, 0));
    assert_eq!(cut.is(), "approved");
    cut.place(1, PlaceSpec::Gone(At::Cut));
    assert_eq!((cut.is(), cut.shows()), ("cut", "approved"));
    cut.place(1, PlaceSpec::Gone(At::Lost));
    assert_eq!(cut.is(), "stale");
}

/// Repeated unconfirmed, then the first cut: stale.
#[test]
fn a_repeated_place_decides_nothing_until_it_is_the_only_one() {
    let mut s = Story::new(TWICE, DAWN);
    s.places.push((PlaceSpec::Words(DAWN, 1), false));
    let mut s = s.approved(Finding::Confirmed);
    assert_eq!(s.is(), "approved");
    s.body = format!("The mayor spoke.\n\n{DAWN}.");
    s.place(0, PlaceSpec::Gone(At::Cut)).place(1, PlaceSpec::Words(DAWN, 0));
    assert_eq!(s.is(), "stale");
    // Confirmed, it is a place that nobody approved.
    s.places[1].1 = true;
    assert_ne!(s.is(), "approved");
    s.decide(DecisionKind::Reconfirm);
    assert_eq!(s.is(), "approved");
}

#[test]
fn words_that_are_gone() {
    let mut s = fire();
    for (at, fresh, approved) in
        [(At::Cut, "cut", "cut"), (At::Lost, "stale", "stale"), (At::Ambiguous, "stale", "stale")]
    {
        s.place(0, PlaceSpec::Gone(at.clone()));
        assert_eq!(s.is(), fresh, "{at:?}");
        let mut done = fire().approved(Finding::Confirmed);
        done.place(0, PlaceSpec::Gone(at.clone()));
        assert_eq!(done.is(), approved, "{at:?}");
    }
    s.places.clear();
    assert_eq!(s.is(), "unplaced");
    s.decide(DecisionKind::Withdraw);
    assert_eq!(s.is(), "unapproved");
}

#[test]
fn an_adverse_finding_contradicts_the_words_that_stand() {
    for finding in [Finding::Unsupported, Finding::Disputed, Finding::NeedsCorrection] {
        let s = fire().approved(finding);
        assert_eq!((s.is(), s.shows()), ("contradicted", "approved"), "{finding}");
    }
    assert_eq!(fire().approved(Finding::NotCheckable).is(), "approved");
}

#[test]
fn corrected_words_are_approved_and_wrong_ones_are_not_forgotten() {
    let mut s = fire();
    s.assertion.correction = Some("Twelve people died".into());
    let mut s = s.approved(Finding::NeedsCorrection);
    assert_eq!(s.is(), "contradicted");
    s.edit("Ten people", "Twelve people").place(0, PlaceSpec::Words("Twelve people died", 0));
    assert_eq!(s.is(), "approved");
    assert!(s.verdict().corrected);
    s.decide(DecisionKind::Reconfirm);
    assert_eq!(s.is(), "approved");
    s.edit("Twelve people", "Ten people").place(0, PlaceSpec::Words("Ten people died", 0));
    assert_eq!(s.is(), "contradicted");
    s.edit("Ten people", "Eleven people").place(0, PlaceSpec::Words("Eleven people died", 0));
    assert_eq!(s.is(), "stale");
}

/// The words were corrected between the check and its approval.
#[test]
fn a_correction_applied_before_it_is_approved() {
    let mut s = fire();
    s.assertion.correction = Some("Twelve people died".into());
    s.check(Finding::NeedsCorrection);
    s.edit("Ten people", "Twelve people").place(0, PlaceSpec::Words("Twelve people died", 0));
    assert_eq!((s.is(), s.shows()), ("unapproved", "proposed"));
    s.decide(DecisionKind::Approve);
    assert_eq!(s.is(), "approved");
}

#[test]
fn what_ends_an_approval_without_a_change_of_text() {
    type Change = fn(&mut Story);
    let lapses: [(&str, Change); 8] = [
        ("statement", |s| s.assertion.statement = Some("Ten adults died".into())),
        ("claimant", |s| s.assertion.claimant = Some("the mayor".into())),
        ("question", |s| s.assertion.asks = Asks::Said),
        ("correction", |s| s.assertion.correction = Some("Nine people died".into())),
        ("rating", |s| s.assertion.rating = Some("True".into())),
        ("removed", |s| s.citations.clear()),
        ("changed", |s| s.citations[0].url = "https://example.net/other".into()),
        ("contradicts", |s| s.citations.push(source(2, Stance::Contradicts))),
    ];
    for (says, change) in lapses {
        let approved = fire().approved(Finding::Confirmed);
        let mut s = approved.clone();
        change(&mut s);
        let verdict = s.verdict();
        assert_eq!((verdict.standing, verdict.progress), (Standing::Stale, Progress::Returned), "{says}");
        assert!(verdict.reason.unwrap().contains(says), "{says}");
        // A proposal lapses as an approval does.
        s.decisions.pop();
        assert_eq!((s.is(), s.shows()), ("unapproved", "returned"), "{says}");
        // And comes back when the facts do.
        s.assertion = approved.assertion.clone();
        s.citations = approved.citations.clone();
        assert_eq!(s.shows(), "proposed", "{says}");
    }
    let harmless: [Change; 3] = [
        |s| s.citations.push(source(2, Stance::Supports)),
        |s| s.citations.insert(0, source(3, Stance::Context)),
        |s| s.edit("He left.", "He left late.").decisions[0].note = Some("by telephone".into()),
    ];
    for change in harmless {
        let mut s = fire().approved(Finding::Confirmed);
        change(&mut s);
        assert_eq!((s.is(), s.shows()), ("approved", "approved"));
    }
}

#[test]
fn answered_holds_for_the_words_that_it_was_said_of() {
    let mut s = fire().approved(Finding::Unsupported);
    s.decide(DecisionKind::Answered);
    assert!(s.verdict().answered);
    assert_eq!(s.is(), "contradicted", "the gate, not the standing, lets it pass");
    s.edit("Ten people", "Nine people").place(0, PlaceSpec::Words("Nine people died", 0));
    assert!(!s.verdict().answered);
}

const BODIES: [&str; 4] = [
    FIRE,
    "The mayor came at noon.\n\nNine people died in the fire.\n\nHe left.",
    "Ten people died in the fire.\n\nThe mayor came at noon.\n\nHe left.",
    "Police deny that ten people died. Ten people died in the fire.\n\nHe left.",
];

#[derive(Debug, Clone)]
enum Act {
    Text(usize),
    Gone(u8),
    Statement(bool),
    Sources(u8),
    Decide(DecisionKind, Option<Finding>),
    Undo,
    Work(bool),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..BODIES.len()).prop_map(Act::Text),
        1 => (0..3u8).prop_map(Act::Gone),
        1 => any::<bool>().prop_map(Act::Statement),
        1 => (0..4u8).prop_map(Act::Sources),
        6 => (prop::sample::select(DecisionKind::ALL), prop::option::of(prop::sample::select(Finding::ALL)))
            .prop_map(|(kind, finding)| Act::Decide(kind, finding)),
        1 => Just(Act::Undo),
        1 => any::<bool>().prop_map(Act::Work),
    ]
}

fn play(acts: &[Act]) -> Story {
    let mut s = fire();
    for act in acts {
        match act {
            Act::Text(i) => {
                s.body = BODIES[*i].to_owned();
                let quote = if *i == 1 { "Nine people died" } else { "Ten people died" };
                s.place(0, PlaceSpec::Words(quote, 0));
            }
            Act::Gone(0) => drop(s.place(0, PlaceSpec::Gone(At::Cut))),
            Act::Gone(1) => drop(s.place(0, PlaceSpec::Gone(At::Lost))),
            Act::Gone(_) => drop(s.place(0, PlaceSpec::Gone(At::Ambiguous))),
            Act::Statement(other) => s.assertion.statement = other.then(|| "Ten adults died".to_owned()),
            Act::Sources(n) => {
                s.citations = [source(1, Stance::Supports), source(2, Stance::Contradicts)]
                    .into_iter()
                    .zip([n & 1, n & 2])
                    .filter_map(|(c, keep)| (keep > 0).then_some(c))
                    .collect();
            }
            Act::Decide(kind, finding) => {
                if *kind == DecisionKind::Check {
                    s.assertion.finding = *finding;
                }
                s.decide(*kind);
            }
            Act::Undo => drop(s.decisions.pop()),
            Act::Work(on) => s.work = on.then_some(Work::Checking),
        }
    }
    s
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever happened: an approved claim has a governing approval whose
    /// assertion is the present one and whose words are the ones in the text.
    #[test]
    fn approved_means_the_approved_words(acts in prop::collection::vec(act(), 0..14)) {
        let s = play(&acts);
        let verdict = s.verdict();
        if matches!(verdict.standing, Standing::Approved | Standing::Contradicted) {
            let approval = s.decisions.iter().find(|d| Some(d.id) == verdict.approval).unwrap();
            prop_assert!(matches!(approval.kind, DecisionKind::Approve | DecisionKind::Reconfirm));
            prop_assert_eq!(approval.assertion.difference(&s.assertion), None);
            for place in s.places_now() {
                if let At::Text(now) = place.at {
                    let covered = approval.covers.iter().find(|c| c.place == place.place).unwrap();
                    prop_assert!(fold::quote_equal(&covered.words.quote, &now.quote));
                }
            }
            let later = s.decisions.iter().skip_while(|d| Some(d.id) != verdict.approval).skip(1);
            for d in later {
                prop_assert!(matches!(d.kind, DecisionKind::Answered | DecisionKind::Reconfirm));
            }
        }
        prop_assert_eq!(verdict.standing == Standing::Approved && verdict.progress != Progress::Approved, false);
    }

    /// The path doesn't count: after any detour that leaves no decision, the
    /// verdict is what it was; and a decision undone leaves no trace.
    #[test]
    fn only_the_facts_count(
        acts in prop::collection::vec(act(), 0..12),
        detour in prop::collection::vec(0..BODIES.len(), 0..4),
        kind in prop::sample::select(DecisionKind::ALL),
    ) {
        let s = play(&acts);
        let mut other = s.clone();
        for i in detour {
            other.body = BODIES[i].to_owned();
            let quote = if i == 1 { "Nine people died" } else { "Ten people died" };
            other.place(0, PlaceSpec::Words(quote, 0));
            let _ = other.verdict();
        }
        other.decide(kind);
        other.decisions.pop();
        other.work = s.work;
        other.body.clone_from(&s.body);
        other.places.clone_from(&s.places);
        prop_assert_eq!(other.verdict(), s.verdict());
    }

    /// Approving what stands makes it approved or contradicted, or leaves it cut, lost or without a finding.
    #[test]
    fn an_approval_approves_what_stands(acts in prop::collection::vec(act(), 0..12), finding in prop::sample::select(Finding::ALL)) {
        let mut s = play(&acts);
        let in_text = matches!(s.places[0].0, PlaceSpec::Words(..));
        s.check(finding).decide(DecisionKind::Approve);
        let want = match (in_text, finding.is_adverse()) {
            (false, _) => vec!["cut", "stale"],
            (true, true) => vec!["contradicted"],
            (true, false) => vec!["approved"],
        };
        prop_assert!(want.contains(&s.is()), "{}", s.is());
    }
}
