//! The files of `seeds/` hold together: what `seeds/README.md` promises of the
//! copy, the claims and the storyline is so.
#![expect(clippy::unwrap_used, reason = "a seed that can't be read should fail its test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use copydesk::cli::demo::seeds::{COPY, Desk, Storyline};
use copydesk::domain::claim::{ClaimKind, Finding, Standing};
use copydesk::domain::person::{Role, valid_handle};
use copydesk::domain::source::Stance;

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")
}

/// The front matter and the body of each revision, oldest first, by story.
fn stories() -> BTreeMap<String, Vec<(String, String)>> {
    let mut stories = BTreeMap::new();
    for folder in std::fs::read_dir(seeds().join("stories")).unwrap() {
        let folder = folder.unwrap().path();
        let slug = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let revisions = (1..)
            .map_while(|n| std::fs::read_to_string(folder.join(format!("{n}.md"))).ok())
            .map(|text| {
                let (front, body) = text.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
                (front.to_owned(), body.to_owned())
            })
            .collect::<Vec<_>>();
        assert_eq!(revisions.len(), std::fs::read_dir(&folder).unwrap().count(), "{slug}: a file that is no revision");
        stories.insert(slug, revisions);
    }
    stories
}

#[test]
fn stories_are_histories() {
    let stories = stories();
    assert_eq!(COPY.len(), stories.values().map(Vec::len).sum::<usize>(), "every revision is compiled in");
    assert_eq!(
        stories.iter().map(|(slug, revisions)| (slug.as_str(), revisions.len())).collect::<Vec<_>>(),
        [("harbour-budget", 2), ("lavrov-coalition", 5), ("rovers-transfer", 3)]
    );
    for (slug, revisions) in &stories {
        let mut times = Vec::new();
        for (front, body) in revisions {
            assert!(front.starts_with(&format!("slug: {slug}\n")), "{slug}: found again by its slug");
            times.push(front.lines().find_map(|line| line.strip_prefix("updated: ")).unwrap());
            assert!(!body.trim().is_empty());
        }
        assert!(times.is_sorted_by(|a, b| a < b), "{slug}: {times:?}");
        assert!(revisions.is_sorted_by(|a, b| a.1 != b.1), "{slug}: a revision that changes nothing");
    }
}

#[test]
fn handles_say_the_role() {
    let desk = Desk::load().unwrap();
    for person in &desk.people {
        assert!(valid_handle(&person.name), "{}", person.name);
        assert_eq!(person.name.rsplit('.').next(), Some(person.role.as_str()));
        let first = person.display.split(' ').next().unwrap().to_lowercase();
        assert_eq!(person.name.split('.').next(), Some(first.as_str()));
    }
    let roles: BTreeSet<_> = desk.people.iter().map(|p| p.role).collect();
    assert_eq!(roles.len(), Role::ALL.len());
}

#[test]
fn claimed_words_occur_exactly_once() {
    let (desk, stories) = (Desk::load().unwrap(), stories());
    for (n, claim) in (1..).zip(&desk.claims) {
        assert_eq!(claim.id, n);
        assert!((1..=3).contains(&claim.priority));
        let (_, body) = &stories[&claim.article][claim.revision as usize - 1];
        match &claim.quote {
            Some(quote) => assert_eq!(body.matches(quote.as_str()).count(), 1, "#{n} {quote}"),
            None => assert!(claim.statement.is_some() && claim.end == Standing::Unplaced, "#{n}"),
        }
        let says = matches!(claim.kind, ClaimKind::Quotation | ClaimKind::Attribution);
        assert_eq!(says, claim.claimant.is_some(), "#{n}: who says it");
    }
    for (n, source) in (1..).zip(&desk.sources) {
        assert_eq!(source.id, n);
        assert!(source.article.as_ref().is_none_or(|slug| stories.contains_key(slug)), "S{n}");
    }
}

#[test]
fn every_kind_and_every_standing_is_there() {
    let desk = Desk::load().unwrap();
    let kinds: BTreeSet<_> = desk.claims.iter().map(|c| c.kind).collect();
    let missing: Vec<_> = ClaimKind::ALL.iter().filter(|k| !kinds.contains(k)).collect();
    assert_eq!(missing, [&ClaimKind::Other]);
    let ends: BTreeSet<_> = desk.claims.iter().map(|c| c.end).collect();
    assert_eq!(ends.len(), Standing::ALL.len());
    assert!(desk.sources.iter().any(|s| s.confidential));
}

/// The storyline names only people, stories, claims and sources that are
/// there, adds each exactly once and in order, and brings every revision.
#[test]
fn the_storyline_fits_the_desk() {
    let (desk, line, stories) = (Desk::load().unwrap(), Storyline::load().unwrap(), stories());
    let people: BTreeSet<_> = desk.people.iter().map(|p| p.name.as_str()).collect();
    let (mut claims, mut sources, mut copy) = (Vec::new(), Vec::new(), BTreeMap::new());
    for step in line.chapters.iter().flat_map(|c| &c.steps) {
        assert!(people.contains(step.actor.as_str()), "{}", step.actor);
        let what = [step.copy.is_some(), !step.sources.is_empty(), !step.claims.is_empty(), !step.run.is_empty()];
        assert_eq!(what.iter().filter(|w| **w).count(), 1, "a step is one thing");
        sources.extend(&step.sources);
        for id in &step.claims {
            let claim = desk.claims.iter().find(|c| c.id == *id).unwrap();
            assert_eq!(copy.get(&claim.article), Some(&claim.revision), "#{id} is claimed on the head revision");
            claims.push(*id);
        }
        if let Some((story, number)) = step.copy.as_ref().map(|c| c.split_once('/').unwrap()) {
            let before = copy.insert(story.to_owned(), number.parse().unwrap()).unwrap_or(0);
            assert_eq!(copy[story], before + 1, "{story} in order");
        }
        for pair in step.run.windows(2) {
            match pair[0].as_str() {
                "--finding" => assert!(pair[1].parse::<Finding>().is_ok(), "{:?}", step.run),
                "--stance" => assert!(pair[1].parse::<Stance>().is_ok(), "{:?}", step.run),
                "cite" | "check" | "approve" | "reconfirm" | "wait" | "take" if step.run[0] == "claim" => {
                    for part in pair[1].split([',', '-']) {
                        assert!(claims.contains(&part.parse().unwrap()), "{:?}: not yet added", step.run);
                    }
                }
                _ => {}
            }
        }
        for source in step.run.iter().filter_map(|word| word.strip_prefix('S')?.parse::<i64>().ok()) {
            assert!(sources.contains(&source), "{:?}: not yet added", step.run);
        }
    }
    assert_eq!(claims, desk.claims.iter().map(|c| c.id).collect::<Vec<_>>());
    assert_eq!(sources, desk.sources.iter().map(|s| s.id).collect::<Vec<_>>());
    for (story, revisions) in &stories {
        assert_eq!(copy[story] as usize, revisions.len(), "{story}");
    }
}

/// The corrections that the storyline has approved stand in a later revision,
/// word for word, or their claim ends as contradicted.
#[test]
fn corrections_come_or_stay_owed() {
    let (desk, line, stories) = (Desk::load().unwrap(), Storyline::load().unwrap(), stories());
    let mut seen = 0;
    for step in line.chapters.iter().flat_map(|c| &c.steps) {
        let Some(at) = step.run.iter().position(|word| word == "--correction") else { continue };
        let claim = desk.claims.iter().find(|c| c.id == step.run[2].parse::<i64>().unwrap()).unwrap();
        let (_, last) = stories[&claim.article].last().unwrap();
        let quote = claim.quote.as_deref().unwrap();
        assert_eq!(last.contains(&step.run[at + 1]), claim.end == Standing::Approved, "#{}", claim.id);
        assert_eq!(last.contains(quote), claim.end == Standing::Contradicted, "#{}", claim.id);
        seen += 1;
    }
    assert_eq!(seen, 3);
}
