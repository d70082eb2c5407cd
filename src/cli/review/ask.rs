//! What a decision needs to be told, asked before any transaction is opened.
//! `None`: the person went back, and nothing is done.

use super::{
    screen::Shown,
    typed::{self, Asked, Typed},
};
use crate::{
    cli::{Ctx, error::Result},
    desk::{
        claims::{Check, Edit},
        sources::NewSource,
    },
    domain::{
        claim::{Asks, ClaimKind, Finding},
        ids::{PersonId, SourceId},
        person::Role,
        policy::Policy,
        source::{SourceKind, Stance},
    },
    render::human,
    store::{
        person::Person,
        source::{Source, Tie},
    },
    ui::prompt::Choice,
};

/// For prompts that are only reached on a terminal.
pub(super) const NEVER: &str = "run it on a terminal";

const FINDINGS: [(char, Finding); 5] = [
    ('c', Finding::Confirmed),
    ('n', Finding::NeedsCorrection),
    ('u', Finding::Unsupported),
    ('d', Finding::Disputed),
    ('o', Finding::NotCheckable),
];

const BACK: Choice<'static> = Choice { key: 'b', label: "back" };

/// Asks for a finding.
pub(super) fn finding(ctx: &Ctx) -> Result<Option<Finding>> {
    let mut choices: Vec<Choice<'_>> =
        FINDINGS.iter().map(|(key, finding)| Choice { key: *key, label: finding.as_str() }).collect();
    choices.push(BACK);
    let key = ctx.ui.key("What did you find?", &choices, NEVER)?;
    Ok(FINDINGS.into_iter().find(|(k, _)| *k == key).map(|(_, finding)| finding))
}

/// Asks for what goes with a finding. `before` is what was typed and not recorded.
pub(super) fn check(
    ctx: &Ctx,
    shown: &Shown,
    rules: &Policy,
    finding: Finding,
    before: Option<&Check>,
) -> Result<Option<(Check, Typed)>> {
    let mut check = Check { finding: Some(finding), ..Check::default() };
    if finding == Finding::NeedsCorrection {
        let claim = shown.case.claim();
        let words = shown.case.words().unwrap_or_else(|| claim.quote.clone());
        let typed = before.map(|check| check.correction.as_str()).filter(|text| !text.is_empty());
        let stored = Some(claim.correction.as_str()).filter(|text| !text.is_empty());
        let given = ctx.ui.input("The words that should stand instead", typed.or(stored).unwrap_or(&words), NEVER)?;
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
    let typed = before.map_or("", |check| check.note.as_str());
    let question = "How was it found?";
    let note = ctx.ui.input(&format!("{question} (Enter for no note; e: editor)"), typed, NEVER)?;
    if note != "e" {
        check.note.clone_from(&note);
        return Ok(Some((check, Typed::default())));
    }
    Ok(match typed::in_editor(ctx, shown, question, typed)? {
        Asked::Back => Some((check, Typed::default())),
        Asked::Typed(typed) => {
            check.note.clone_from(&typed.text);
            Some((check, Typed { text: String::new(), ..typed }))
        }
        Asked::Failed(typed) => {
            // Asked for again with what there is.
            check.note.clone_from(&typed.text);
            Some((Check { finding: None, ..check }, Typed { text: String::new(), ..typed }))
        }
    })
}

/// A source to cite: one of the desk's, or a new one.
pub(super) enum Cited {
    /// One that there is.
    Known(SourceId),
    /// One to be added.
    New(Box<NewSource>),
}

/// Asks for a source and what it says. `before` is what was typed and not recorded.
pub(super) fn source(
    ctx: &Ctx,
    shown: &Shown,
    known: &[Source],
    before: Option<&(NewSource, Tie)>,
) -> Result<Option<(Cited, Tie)>> {
    if let Some((source, tie)) = before {
        let choices = [Choice { key: 'y', label: "yes" }, Choice { key: 'n', label: "no, another" }, BACK];
        match ctx.ui.key(
            &format!("Cite \"{}\", as you typed it?", human::excerpt(&source.title, 40)),
            &choices,
            NEVER,
        )? {
            'y' => return Ok(Some((Cited::New(Box::new(source.clone())), tie.clone()))),
            'b' => return Ok(None),
            _ => {}
        }
    }
    let mut items = vec!["a new source".to_owned()];
    let cited = |source: &Source| shown.case.loaded.citations.iter().any(|(_, s)| s.id == source.id);
    items.extend(known.iter().map(|s| {
        let again = if cited(s) { " (cited here)" } else { "" };
        format!("{} {}: {}{again}", human::source(s.id), s.kind, s.title)
    }));
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
    choices.push(BACK);
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

/// Asks what is to be changed about the claim, and how. `before` is a
/// statement that was typed and not recorded.
pub(super) fn edit(ctx: &Ctx, shown: &Shown, before: Option<&Typed>) -> Result<Option<(Edit, Typed)>> {
    let claim = shown.case.claim();
    let choices = [
        Choice { key: 's', label: "statement" },
        Choice { key: 'k', label: "kind" },
        Choice { key: 'a', label: "what is asked" },
        Choice { key: 'c', label: "claimant" },
        Choice { key: 'd', label: "said on" },
        Choice { key: 'p', label: "priority" },
        BACK,
    ];
    let mut edit = Edit::default();
    match ctx.ui.key("Change what?", &choices, NEVER)? {
        's' => {
            let stated = if claim.statement.is_empty() { claim.quote.as_str() } else { claim.statement.as_str() };
            let initial = before.map(|typed| typed.text.as_str()).filter(|text| !text.is_empty()).unwrap_or(stated);
            return Ok(match typed::ask(ctx, shown, "What is to be checked?", initial)? {
                Asked::Back => None,
                Asked::Typed(typed) => {
                    edit.statement = Some(typed.text.clone());
                    Some((edit, typed))
                }
                Asked::Failed(typed) => Some((edit, typed)),
            });
        }
        'k' => {
            let kinds: Vec<String> = ClaimKind::ALL.iter().map(ToString::to_string).collect();
            let chosen = ctx.ui.select("What sort of assertion? (Esc to go back)", &kinds, NEVER)?;
            let Some(kind) = chosen.and_then(|at| ClaimKind::ALL.get(at)) else { return Ok(None) };
            edit.kind = Some(*kind);
        }
        'a' => {
            let asks = [
                Choice { key: 's', label: "was it said, in these words" },
                Choice { key: 'o', label: "is it so" },
                BACK,
            ];
            edit.asks = Some(match ctx.ui.key("What is asked?", &asks, NEVER)? {
                's' => Asks::Said,
                'o' => Asks::So,
                _ => return Ok(None),
            });
        }
        'c' => edit.claimant = Some(ctx.ui.input("Who says so? (empty: the newsroom)", &claim.claimant, NEVER)?),
        'd' => edit.said_on = Some(ctx.ui.input("When was it said?", &claim.said_on, NEVER)?),
        'p' => {
            let levels = [
                Choice { key: '1', label: "first" },
                Choice { key: '2', label: "usual" },
                Choice { key: '3', label: "can wait" },
                BACK,
            ];
            edit.priority = match ctx.ui.key("How much hangs on it?", &levels, NEVER)?.to_digit(10) {
                Some(level) => Some(i64::from(level)),
                None => return Ok(None),
            };
        }
        _ => return Ok(None),
    }
    Ok(Some((edit, Typed::default())))
}

/// Whom a claim is given to; `None` for nobody.
pub(super) struct To(pub(super) Option<PersonId>);

/// Asks whom the claim is given to.
pub(super) fn person(ctx: &Ctx, people: &[Person]) -> Result<Option<To>> {
    let people: Vec<&Person> = people.iter().filter(|p| p.active && p.role >= Role::Checker).collect();
    let mut items = vec!["nobody".to_owned()];
    items.extend(people.iter().map(|p| format!("{} ({})", p.name, p.role)));
    let chosen = ctx.ui.find("To whom? (type to narrow, Esc to go back)", &items, NEVER)?;
    Ok(chosen.map(|at| To(at.checked_sub(1).and_then(|at| people.get(at)).map(|p| p.id))))
}
