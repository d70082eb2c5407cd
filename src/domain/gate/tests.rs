//! What closes the gate, what passes it, and what is only to be known.

use super::*;

fn claim(id: i64, standing: Standing) -> ClaimFacts {
    ClaimFacts {
        id: ClaimId(id),
        quote: "Ten people died".into(),
        adrift: false,
        asks: Asks::So,
        attributed: false,
        progress: Progress::Approved,
        standing,
        reason: None,
        question: None,
        finding: Some(Finding::Confirmed),
        has_correction: false,
        answered: false,
        independent_sources: 1,
        four_eyes: None,
        already_public: false,
        listed: Vec::new(),
    }
}

fn ask<'a>(to: GateFor, claims: &'a [ClaimFacts], change: impl FnOnce(&mut Facts<'a>, &mut Policy)) -> Gate {
    let mut facts = Facts {
        to,
        slug: "fire",
        policy: Box::leak(Box::default()),
        claims,
        four_eyes: None,
        embargo_until: None,
        withdrawn: false,
        now: Timestamp::from_millis(1000),
        uncovered: &[],
        passed: &[],
    };
    let mut policy = Policy::default();
    change(&mut facts, &mut policy);
    gate(&Facts { policy: &policy, ..facts })
}

#[test]
fn what_its_provider_took_back_goes_nowhere() {
    for to in [GateFor::Approve, GateFor::Publish, GateFor::Republish] {
        let gate = ask(to, &[], |facts, _| facts.withdrawn = true);
        assert_eq!(kinds(&gate), ["withdrawn"]);
    }
}

fn kinds(gate: &Gate) -> Vec<&'static str> {
    gate.blockers.iter().map(|b| b.kind.as_str()).collect()
}

#[test]
fn every_standing_at_every_gate() {
    for &to in GateFor::ALL {
        for (standing, want) in [
            (Standing::Unapproved, Some("claim_unapproved")),
            (Standing::Approved, None),
            (Standing::Contradicted, Some("claim_contradicted")),
            (Standing::Touched, Some("claim_touched")),
            (Standing::Stale, Some("claim_stale")),
            (Standing::Cut, None),
            (Standing::Unplaced, None),
        ] {
            let gate = ask(to, &[claim(1, standing)], |_, _| ());
            assert_eq!(kinds(&gate), Vec::from_iter(want), "{to} {standing}");
            assert_eq!(gate.is_clear(), want.is_none());
            assert!(gate.blockers.iter().all(|b| b.hint.is_some() && b.message.contains("#1")));
            let withdrawn = ClaimFacts { progress: Progress::Withdrawn, ..claim(1, standing) };
            assert!(ask(to, &[withdrawn], |_, _| ()).is_clear());
        }
    }
}

#[test]
fn all_blockers_are_named() {
    let refusal = Refusal::OwnWords { actor: "ada".into() };
    let few = ClaimFacts { independent_sources: 0, ..claim(3, Standing::Approved) };
    let own = ClaimFacts { four_eyes: Some(refusal.clone()), ..claim(4, Standing::Approved) };
    let claims = [claim(1, Standing::Stale), claim(2, Standing::Touched), few, own];
    let gate = ask(GateFor::Approve, &claims, |f, _| f.four_eyes = Some(&refusal));
    assert_eq!(
        kinds(&gate),
        ["claim_stale", "claim_touched", "too_few_sources", "claim_four_eyes", "article_four_eyes"]
    );
}

#[test]
fn too_few_sources() {
    let with = |finding, has_correction, independent_sources| {
        let c =
            ClaimFacts { finding: Some(finding), has_correction, independent_sources, ..claim(1, Standing::Approved) };
        kinds(&ask(GateFor::Publish, &[c], |_, p| p.min_sources = 2)).contains(&"too_few_sources")
    };
    assert!(with(Finding::Confirmed, false, 1));
    assert!(!with(Finding::Confirmed, false, 2));
    assert!(with(Finding::NeedsCorrection, true, 1));
    assert!(!with(Finding::NeedsCorrection, false, 0));
    assert!(!with(Finding::NotCheckable, false, 0));
}

/// Words in somebody's mouth: an adverse "so" finding can be answered by
/// the text, an adverse "said" finding can't.
#[test]
fn answered() {
    let with = |asks, attributed, answered| {
        let c = ClaimFacts {
            asks,
            attributed,
            answered,
            finding: Some(Finding::Unsupported),
            ..claim(1, Standing::Contradicted)
        };
        ask(GateFor::Approve, &[c], |_, _| ()).is_clear()
    };
    assert!(with(Asks::So, true, true));
    assert!(!with(Asks::So, true, false));
    assert!(!with(Asks::So, false, true));
    assert!(!with(Asks::Said, true, true));
}

#[test]
fn opinion_blocks_only_when_its_words_are_others() {
    let with = |standing| {
        let c = ClaimFacts { finding: Some(Finding::NotCheckable), ..claim(1, standing) };
        ask(GateFor::Approve, &[c], |_, _| ()).is_clear()
    };
    assert!(with(Standing::Approved) && with(Standing::Touched) && !with(Standing::Stale));
}

#[test]
fn embargo_holds_publication_only() {
    let at = |to, until| {
        ask(to, &[], |f, _| f.embargo_until = Some(Timestamp::from_millis(until))).blockers.first().map(|b| b.kind)
    };
    assert_eq!(at(GateFor::Publish, 1001), Some(BlockerKind::Embargo));
    assert_eq!(at(GateFor::Publish, 1000), None);
    assert_eq!(at(GateFor::Approve, 1001), None);
    assert_eq!(at(GateFor::Republish, 1001), None);
}

#[test]
fn republication_asks_only_for_what_changed() {
    let public = ClaimFacts { already_public: true, ..claim(1, Standing::Stale) };
    let gate = ask(GateFor::Republish, &[public.clone(), claim(2, Standing::Stale)], |_, _| ());
    assert_eq!(gate.blockers.iter().map(|b| b.claim).collect::<Vec<_>>(), [Some(ClaimId(2))]);
    assert_eq!(gate.warnings.iter().filter(|w| w.claim == Some(ClaimId(1))).count(), 1);
    assert!(!ask(GateFor::Approve, &[public], |_, _| ()).is_clear());
}

/// An override passes the blockers that it names; what is new blocks again.
#[test]
fn an_override_passes_what_it_names() {
    let claims = [claim(1, Standing::Stale), claim(2, Standing::Unapproved)];
    let passed: Vec<Passed> = ask(GateFor::Approve, &claims, |_, _| ()).blockers.iter().map(Blocker::pass).collect();
    let json = serde_json::to_string(&passed).unwrap();
    let passed: Vec<Passed> = serde_json::from_str(&json).unwrap();
    let gate = ask(GateFor::Publish, &claims, |f, _| f.passed = &passed);
    assert!(gate.is_clear());
    assert_eq!(gate.owed.len(), 2);

    let other_words = ClaimFacts { quote: "Nine people died".into(), ..claim(1, Standing::Stale) };
    let other_rule = claim(2, Standing::Contradicted);
    let claims = [other_words, other_rule, claim(3, Standing::Touched)];
    let gate = ask(GateFor::Publish, &claims, |f, _| f.passed = &passed);
    assert_eq!(gate.blockers.len(), 3);
    assert!(gate.owed.is_empty());
}

#[test]
fn coverage_follows_the_policy() {
    let uncovered = |sentence: &str, is_public| Uncovered { sentence: sentence.into(), is_public };
    let sentences = [uncovered("The budget grew by a third.", false), uncovered("Ten people died.", true)];
    for (to, rule, blockers, warnings) in [
        (GateFor::Approve, Coverage::Warn, 0, 1),
        (GateFor::Approve, Coverage::Block, 2, 0),
        (GateFor::Approve, Coverage::Off, 0, 0),
        (GateFor::Republish, Coverage::Block, 1, 1),
    ] {
        let gate = ask(to, &[], |f, p| {
            f.uncovered = &sentences;
            p.coverage = rule;
        });
        assert_eq!((gate.blockers.len(), gate.warnings.len()), (blockers, warnings), "{rule}");
    }
}

#[test]
fn what_carried_is_listed_once_and_blocks_nothing() {
    let c = ClaimFacts {
        listed: vec![Listed { cause: "heading".into(), message: "heading: Findings → Results".into() }],
        ..claim(1, Standing::Approved)
    };
    let gate = ask(GateFor::Approve, &[c], |_, _| ());
    assert!(gate.is_clear());
    assert_eq!(gate.warnings.len(), 1);
}
