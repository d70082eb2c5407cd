//! What a decision needs to be told, asked before any transaction is opened.
//! `None`: the person went back, and nothing is done.

use super::screen::Shown;
use crate::{
    cli::{Ctx, error::Result},
    desk::{claims::Check, sources::NewSource},
    domain::{
        claim::Finding,
        ids::SourceId,
        policy::Policy,
        source::{SourceKind, Stance},
    },
    render::human,
    store::source::{Source, Tie},
    ui::prompt::Choice,
};

/// For prompts that are only reached on a terminal.
const NEVER: &str = "run it on a terminal";

const FINDINGS: [(char, Finding); 5] = [
    ('c', Finding::Confirmed),
    ('n', Finding::NeedsCorrection),
    ('u', Finding::Unsupported),
    ('d', Finding::Disputed),
    ('o', Finding::NotCheckable),
];

/// Asks for a finding.
pub(super) fn finding(ctx: &Ctx) -> Result<Option<Finding>> {
    let mut choices: Vec<Choice<'_>> =
        FINDINGS.iter().map(|(key, finding)| Choice { key: *key, label: finding.as_str() }).collect();
    choices.push(Choice { key: 'b', label: "back" });
    let key = ctx.ui.key("What did you find?", &choices, NEVER)?;
    Ok(FINDINGS.into_iter().find(|(k, _)| *k == key).map(|(_, finding)| finding))
}

/// Asks for what goes with a finding.
pub(super) fn check(ctx: &Ctx, shown: &Shown, rules: &Policy, finding: Finding) -> Result<Check> {
    let mut check = Check { finding: Some(finding), ..Check::default() };
    if finding == Finding::NeedsCorrection {
        let claim = shown.case.claim();
        let words = shown.case.words().unwrap_or_else(|| claim.quote.clone());
        let initial = if claim.correction.is_empty() { words.as_str() } else { claim.correction.as_str() };
        let given = ctx.ui.input("The words that should stand instead", initial, NEVER)?;
        if given != words {
            check.correction = given;
        }
    }
    if let Some(scale) = &rules.rating_scale {
        let mut items = vec!["no rating".to_owned()];
        items.extend(scale.ratings().iter().cloned());
        let chosen = ctx.ui.select("Rating", &items, NEVER)?.unwrap_or(0);
        check.rating = chosen.checked_sub(1).and_then(|at| scale.ratings().get(at)).cloned().unwrap_or_default();
    }
    check.note = ctx.ui.input("How was it found? (Enter for no note)", "", NEVER)?;
    Ok(check)
}

/// A source to cite: one of the desk's, or a new one.
pub(super) enum Cited {
    /// One that there is.
    Known(SourceId),
    /// One to be added.
    New(Box<NewSource>),
}

/// Asks for a source and what it says.
pub(super) fn source(ctx: &Ctx, shown: &Shown, known: &[Source]) -> Result<Option<(Cited, Tie)>> {
    let mut items = vec!["a new source".to_owned()];
    items.extend(known.iter().map(|s| format!("{} {}: {}", human::source(s.id), s.kind, s.title)));
    let chosen = match known {
        [] => Some(0),
        _ => ctx.ui.find("Which source? (type to narrow, Esc to go back)", &items, NEVER)?,
    };
    let cited = match chosen {
        None => return Ok(None),
        Some(0) => match new_source(ctx, shown)? {
            Some(new) => Cited::New(Box::new(new)),
            None => return Ok(None),
        },
        Some(at) => match known.get(at - 1) {
            Some(source) => Cited::Known(source.id),
            None => return Ok(None),
        },
    };
    let stances = [('s', Stance::Supports), ('c', Stance::Contradicts), ('x', Stance::Context)];
    let mut choices: Vec<Choice<'_>> =
        stances.iter().map(|(key, stance)| Choice { key: *key, label: stance.as_str() }).collect();
    choices.push(Choice { key: 'b', label: "back" });
    let key = ctx.ui.key("What does it say to the claim?", &choices, NEVER)?;
    let Some((_, stance)) = stances.into_iter().find(|(k, _)| *k == key) else { return Ok(None) };
    let locator = ctx.ui.input("Where in it? Page, timecode (Enter for none)", "", NEVER)?;
    let quotation = ctx.ui.input("Its own words (Enter for none)", "", NEVER)?;
    Ok(Some((cited, Tie { locator, quotation, stance, note: String::new() })))
}

fn new_source(ctx: &Ctx, shown: &Shown) -> Result<Option<NewSource>> {
    let kinds: Vec<String> = SourceKind::ALL.iter().map(ToString::to_string).collect();
    let chosen = ctx.ui.select("What sort of source? (Esc to go back)", &kinds, NEVER)?;
    let Some(kind) = chosen.and_then(|at| SourceKind::ALL.get(at)).copied() else { return Ok(None) };
    let title = ctx.ui.input("Its title (Enter alone goes back)", "", NEVER)?;
    if title.is_empty() {
        return Ok(None);
    }
    let url = ctx.ui.input("Where is it? An address (Enter for none)", "", NEVER)?;
    let choices = [Choice { key: 'y', label: "yes" }, Choice { key: 'n', label: "no" }];
    let is_primary = ctx.ui.key("Is it a primary source?", &choices, NEVER)? == 'y';
    Ok(Some(NewSource {
        article: Some(shown.case.head.article.id),
        kind,
        title,
        retrieved_at: (!url.is_empty()).then(|| ctx.clock.now()),
        url,
        archived_url: String::new(),
        is_primary,
        independence: String::new(),
        confidential: false,
        known_by: String::new(),
        note: String::new(),
        file: None,
    }))
}

/// Asks for a text that must say something.
pub(super) fn note(ctx: &Ctx, question: &str) -> Result<Option<String>> {
    let given = ctx.ui.input(&format!("{question} (Enter alone goes back)"), "", NEVER)?;
    Ok((!given.is_empty()).then_some(given))
}
