//! `copydesk gate`.

use serde::Serialize;

use crate::{
    cli::{
        Ctx,
        desk::article,
        error::{Error, Result},
        listed,
        names::ArticleName,
    },
    desk::{facts::Head, gate},
    domain::{
        article::{Stage, next_stage},
        gate::{Blocker, GateFor, Notice},
        ids::{ClaimId, RevisionNumber},
        person::Role,
    },
    render::{Ink, human, page::Page},
};

/// Say whether an article may be approved or published, and what stands in the way.
///
/// Lists every blocker with the command that clears it. The exit code is 0 when the gate is clear, 8 when it is
/// closed.
///
/// Example: copydesk gate harbour-fire --for publish
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The article.
    #[arg(value_name = "ARTICLE")]
    pub article: ArticleName,
    /// The step to ask for. Without it, the next one of the article's stage.
    #[arg(long, value_enum, value_name = "STEP")]
    pub r#for: Option<Step>,
}

/// A step that has a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Step {
    /// Approval of the article.
    Approve,
    /// Its first publication.
    Publish,
    /// A publication in place of the one before.
    Republish,
}

impl From<Step> for GateFor {
    fn from(step: Step) -> Self {
        match step {
            Step::Approve => Self::Approve,
            Step::Publish => Self::Publish,
            Step::Republish => Self::Republish,
        }
    }
}

/// What the gate says. The fields are those of SPEC section 8.
#[derive(Debug, Serialize)]
struct GateView {
    article: String,
    revision: RevisionNumber,
    r#for: GateFor,
    clear: bool,
    blockers: Vec<Item>,
    /// Blockers that a chief passed, with a reason on the record.
    owed: Vec<Item>,
    warnings: Vec<Item>,
}

/// A blocker, or a notice of the same form.
#[derive(Debug, Serialize)]
struct Item {
    kind: &'static str,
    claim: Option<ClaimId>,
    message: String,
    hint: Option<String>,
    /// What listed changes, and claims that need a look, are grouped by.
    cause: Option<String>,
    /// A listed change and its claim, for people.
    #[serde(skip)]
    change: Option<(String, String)>,
}

impl From<Blocker> for Item {
    fn from(b: Blocker) -> Self {
        Self { kind: b.kind.as_str(), claim: b.claim, message: b.message, hint: b.hint, cause: b.cause, change: None }
    }
}

impl From<Notice> for Item {
    fn from(n: Notice) -> Self {
        let (mut cause, mut change) = (None, None);
        if let Some(listed) = n.listed {
            let claim = n.message.strip_suffix(&format!(": {}", listed.message)).unwrap_or(&n.message);
            change = Some((listed.message.clone(), claim.to_owned()));
            cause = Some(listed.cause);
        }
        Self { kind: n.kind.as_str(), claim: n.claim, message: n.message, hint: None, cause, change }
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let desk = ctx.open()?;
    // Whether the article's editors may approve it is asked of those who could.
    let who = ctx.reader(&desk).filter(|who| who.role >= Role::Editor);
    let (stage, view) = desk.read(ctx.now(), |r| {
        let head = Head::load(r, article(r, &args.article)?)?;
        let to = args.r#for.map_or_else(|| gate::next(head.article.stage), GateFor::from);
        let gate = gate::judge(r, &head, to, who.as_ref())?;
        let items = |blockers: Vec<Blocker>| blockers.into_iter().map(Item::from).collect();
        let view = GateView {
            article: head.article.slug.clone(),
            revision: head.article.head,
            r#for: to,
            clear: gate.is_clear(),
            blockers: items(gate.blockers),
            owed: items(gate.owed),
            warnings: gate.warnings.into_iter().map(Item::from).collect(),
        };
        Ok::<_, Error>((head.article.stage, view))
    })?;
    ctx.document(&view, |page| compose(page, &view, stage))?;
    if view.clear { Ok(()) } else { Err(Error::gate_closed("the gate is closed").already_told()) }
}

fn compose(page: &mut Page, view: &GateView, stage: Stage) {
    let (slug, to) = (&view.article, view.r#for);
    page.ink(Ink::Bold, format!("{slug}@{} ({stage})", view.revision)).put(format!(", to {to}: "));
    if view.clear {
        page.ink(Ink::Good, "✓ the gate is clear").end();
    } else {
        let n = human::count(view.blockers.len() as u64, "blocker", "blockers");
        page.ink(Ink::Bad, format!("✗ the gate is closed, {n}")).end();
    }
    let one_question = |a: &Item, b: &Item| a.cause.is_some() && a.cause == b.cause;
    for (at, item) in view.blockers.iter().enumerate() {
        if view.blockers.iter().take(at).any(|before| one_question(before, item)) {
            continue;
        }
        page.gap();
        page.wrapped(2, &item.message);
        let same: Vec<&Item> = view.blockers.iter().skip(at + 1).filter(|other| one_question(item, other)).collect();
        if !same.is_empty() {
            let ids: Vec<String> = same.iter().filter_map(|other| Some(format!("#{}", other.claim?))).collect();
            page.wrapped(6, &format!("and for the same change: {} ({} claims)", ids.join(", "), same.len() + 1));
        }
        if let Some(hint) = &item.hint {
            page.wrapped(6, &format!("→ {hint}"));
        }
    }
    section(page, "Passed by a chief, and still owed", view.owed.iter().collect());
    let (listed, others): (Vec<&Item>, Vec<&Item>) = view.warnings.iter().partition(|item| item.change.is_some());
    section(page, "To know, does not block", others);
    let changes = listed::by_change(listed.iter().filter_map(|item| item.change.clone()));
    listed::put(page, "Changed, and carries the approval: to know, does not block", &changes);
    if !changes.is_empty() {
        let (slug, at) = (&view.article, view.revision);
        page.wrapped(6, &format!("→ not to be shown it again: copydesk claim seen --article {slug} --at {at}"));
    }
    if view.clear && next_stage(stage, to.action()).is_some() {
        let more = if to == GateFor::Republish { " --as correction --note \"…\"" } else { "" };
        page.gap().ink(Ink::Dim, "next: ").line(format!("copydesk article {to} {slug}{more}"));
    }
}

fn section(page: &mut Page, heading: &str, items: Vec<&Item>) {
    if items.is_empty() {
        return;
    }
    page.gap().ink(Ink::Dim, heading).end();
    for item in items {
        page.wrapped(2, &item.message);
    }
}
