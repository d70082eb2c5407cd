//! The steps of a history without a desk: places are mapped and contexts
//! compared as a revision does it, nothing is stored. Much faster, for work on
//! the rules and on the oracle; the desk's figures are the ones that count.

use std::collections::BTreeMap;
use std::rc::Rc;

use copydesk::domain::anchor::{Mapper, OldPlace, Spot};
use copydesk::domain::claim::{How, Progress, Standing};
use copydesk::domain::compare::{Difference, Weight, compare, worst};
use copydesk::domain::context::Reading;
use copydesk::domain::ids::ClaimId;
use copydesk::domain::part::Texts;
use copydesk::domain::standing::Verdict;

use crate::judge::{Judge, State, Wanted, approval, wanted};
use crate::oracle::Place;
use crate::page::Page;

/// Plays the steps of one history.
pub fn history(judge: &mut Judge, name: &str, language: &str, texts: &[&Texts]) {
    judge.tally.histories += 1;
    for (number, pair) in texts.windows(2).enumerate() {
        let [old, new] = pair else { continue };
        if old == new {
            continue;
        }
        judge.tally.steps += 1;
        let (before, after) = (Rc::new(Page::read(old)), Page::read(new));
        let wanted = wanted(&before, &[]);
        let label = format!("{name} revision {}", number + 2);
        for (words, state) in wanted.iter().zip(step(old, new, language, &wanted)) {
            let Some(state) = state else { continue };
            let place = Place { part: words.part.to_string(), range: words.range.clone() };
            judge.tally.claims += 1;
            judge.one(&label, &state, &approval(&before, place), &after, new);
        }
    }
}

/// How claims on these words of the old texts stand in the new ones, once approved.
fn step(old: &Texts, new: &Texts, language: &str, wanted: &[Wanted]) -> Vec<Option<State>> {
    let map = Mapper::new(old, new, &BTreeMap::new(), language);
    let (then, now) = (Reading::of(old, language), Reading::of(new, language));
    wanted
        .iter()
        .enumerate()
        .map(|(n, words)| {
            let spot = Spot { part: words.part.clone(), start: words.range.start, len: words.range.len() };
            let covered = then.context(&spot.part, spot.range())?;
            let mapped = map.map(&OldPlace { spot: &spot, covered: None, correction: None });
            let differences = if mapped.how.has_words() {
                now.context(&mapped.spot.part, mapped.spot.range()).map(|now| compare(&covered, &now))?
            } else {
                Vec::new()
            };
            Some(state(n, mapped.spot, mapped.how, mapped.repeated.len(), differences))
        })
        .collect()
}

fn state(n: usize, spot: Spot, how: How, suggested: usize, all: Vec<Difference>) -> State {
    let standing = match (how, worst(&all)) {
        (How::Cut, _) if suggested == 0 => Standing::Cut,
        (How::Cut | How::Lost | How::Ambiguous, _) | (_, Some(Weight::Stale)) => Standing::Stale,
        (_, Some(Weight::Touched)) => Standing::Touched,
        _ => Standing::Approved,
    };
    let (listed, mut differences): (Vec<_>, Vec<_>) = all.into_iter().partition(|d| d.weight == Weight::Listed);
    if matches!(how, How::Lost | How::Ambiguous) {
        let cause = how.to_string();
        differences.push(Difference { weight: Weight::Stale, hard: None, message: cause.clone(), cause });
    }
    let id = ClaimId(i64::try_from(n).unwrap_or(0));
    State {
        id,
        spot,
        how,
        suggested,
        verdict: Verdict {
            standing,
            reason: None,
            hard: Vec::new(),
            differences,
            listed,
            progress: Progress::Approved,
            progress_reason: None,
            approval: None,
            finding: None,
            corrected: false,
            answered: false,
        },
        stored: true,
    }
}
