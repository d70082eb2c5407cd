//! `copydesk claim history`.

mod page;

use serde::Serialize;

use super::view::{CoverView, Views};
use crate::{
    cli::{
        Ctx,
        claim::view::ClaimView,
        error::{Error, Result},
        log::{telling, view::Names},
        names,
    },
    desk::history::{self, Place, Step},
    diff::{self, Class, OpKind},
    domain::{
        claim::{How, Standing},
        ids::{ClaimId, RevisionNumber},
        part::Part,
        time::Timestamp,
    },
    render::{Cell, Column, Ink, Row, human, page::Page},
    store::Read,
};

/// Tell a claim's life through all revisions.
///
/// Where its words stood in each revision and how they changed, who decided what about which words, and where its
/// standing changed, and why. Everything is taken from the record; nothing is judged again.
///
/// Example: copydesk claim history 12
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The claim.
    #[arg(value_name = "CLAIM", value_parser = names::claim)]
    pub claim: ClaimId,
}

crate::record! {
    /// One step of a claim's life: a revision, or something that was done.
    pub struct StepView {
        /// The event's place in the desk's sequence.
        pub event: i64,
        /// When.
        pub at: Timestamp,
        /// Who acted.
        pub by: String,
        /// What was done: `noun.verb`.
        pub action: String,
        /// The same in words.
        pub text: String,
        /// The revision that came with it.
        pub revision: Option<RevisionNumber>,
        /// Who wrote that revision, as the source says.
        pub author: Option<String>,
        /// Where the claim stands in that revision.
        pub places: Vec<PlaceView>,
        /// The words that a decision covers.
        pub covers: Vec<CoverView>,
        /// The event that undid it.
        pub undone: Option<i64>,
        /// What could be relied on before.
        pub standing_before: Option<Standing>,
        /// What could be after it.
        pub standing: Option<Standing>,
        /// Why that changed.
        pub standing_reason: Option<String>,
    }
}

/// Where a claim stands in a revision.
#[derive(Debug, Clone, Serialize)]
pub struct PlaceView {
    place: i64,
    part: Part,
    start: usize,
    end: usize,
    /// From 1; none where the words are gone.
    paragraph: Option<usize>,
    how: How,
    confirmed: bool,
    quote: String,
    sentence: Option<String>,
    /// Where this place last had words.
    was: Option<WasView>,
    /// What came between that sentence and this; empty where it reads as it did.
    changes: Vec<OpView>,
}

/// Where a place last had words.
#[derive(Debug, Clone, Serialize)]
pub struct WasView {
    part: Part,
    paragraph: usize,
    sentence: String,
}

/// A stretch of a sentence, and what happened to it.
#[derive(Debug, Clone, Serialize)]
pub struct OpView {
    kind: OpKind,
    class: Option<Class>,
    old: String,
    new: String,
}

impl Row for StepView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("event", |s: &Self, _| Cell::new(s.event.to_string(), Ink::Dim)).right(),
            Column::new("at", |s: &Self, view| human::local(s.at, view).into()).head("when"),
            Column::new("by", |s: &Self, _| (&s.by).into()).head("who"),
            Column::new("revision", |s: &Self, _| s.revision.map(|number| number.to_string()).into())
                .head("rev")
                .right(),
            Column::new("text", |s: &Self, _| (&s.text).into()).head("what"),
            Column::new("standing", |s: &Self, _| s.standing.map_or_else(Cell::empty, human::standing)),
            Column::new("standing_reason", |s: &Self, _| s.standing_reason.as_deref().into()).head("why"),
        ]
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let (claim, steps) = ctx.read_desk(|r| {
        let claim = crate::desk::names::claim(r, args.claim)?;
        let history = history::history(r, &claim)?;
        let view = Views::new(r)?.full(&claim)?;
        let steps = steps(r, &view, history.steps)?;
        Ok::<_, Error>((view, steps))
    })?;
    if ctx.for_people() && ctx.globals.fields.is_none() {
        let mut page = Page::new(ctx.view());
        page::compose(&mut page, &claim, &steps);
        return Ok(ctx.ui.page(&page.into_text())?);
    }
    ctx.list(&steps, "")
}

/// The same page as text.
pub(in crate::cli) fn text(r: &Read<'_>, id: ClaimId, view: crate::render::View) -> Result<String> {
    let claim = crate::desk::names::claim(r, id)?;
    let history = history::history(r, &claim)?;
    let shown = Views::new(r)?.full(&claim)?;
    let mut page = Page::new(view);
    page::compose(&mut page, &shown, &steps(r, &shown, history.steps)?);
    Ok(page.into_text())
}

fn steps(r: &Read<'_>, claim: &ClaimView, steps: Vec<Step>) -> Result<Vec<StepView>> {
    let (names, people) = (Names::default(), Views::new(r)?);
    let mut views = Vec::with_capacity(steps.len());
    for step in steps {
        let decision = claim.decisions.iter().find(|decision| decision.event == step.seq.0);
        let event = step.event.map(|event| names.view(r, event)).transpose()?;
        let row = step.stay.as_ref().map(|(row, _)| row);
        let (by, at) = match (&event, row) {
            (Some(event), _) => (event.actor.clone(), event.time),
            (None, Some(row)) => (people.person(row.recorded_by), row.recorded_at),
            (None, None) => continue,
        };
        views.push(StepView {
            event: step.seq.0,
            at,
            by,
            action: event.as_ref().map_or_else(|| "article.import".to_owned(), |event| event.action.clone()),
            text: event.as_ref().map_or_else(|| "imported it".to_owned(), telling::tell),
            revision: row.map(|row| row.number),
            author: row.map(|row| row.author.clone()).filter(|author| !author.is_empty()),
            places: step.stay.iter().flat_map(|(_, places)| places).map(place).collect(),
            covers: decision.map(|decision| decision.covers.clone()).unwrap_or_default(),
            undone: decision.and_then(|decision| decision.revoked),
            standing_before: step.before,
            standing: step.after,
            standing_reason: step.reason,
        });
    }
    Ok(views)
}

fn place(place: &Place) -> PlaceView {
    let anchor = &place.anchor;
    let changes = match (&place.was, &place.sentence) {
        (Some((_, _, was)), Some(is)) if place.is_reworded() => changes(was, is),
        _ => Vec::new(),
    };
    PlaceView {
        place: anchor.place,
        part: anchor.part.clone(),
        start: anchor.start,
        end: anchor.start + anchor.length,
        paragraph: place.paragraph,
        how: anchor.how,
        confirmed: anchor.confirmed,
        quote: place.quote.clone(),
        sentence: place.sentence.clone(),
        was: place.was.clone().map(|(part, paragraph, sentence)| WasView { part, paragraph, sentence }),
        changes,
    }
}

fn changes(was: &str, is: &str) -> Vec<OpView> {
    let text = |of: &str, bytes: std::ops::Range<usize>| of.get(bytes).unwrap_or_default().to_owned();
    let view = |op: &diff::Op| OpView {
        kind: op.kind,
        class: op.class,
        old: text(was, op.old.bytes.clone()),
        new: text(is, op.new.bytes.clone()),
    };
    diff::diff(was, is).blocks.iter().flat_map(|block| &block.ops).map(view).collect()
}
