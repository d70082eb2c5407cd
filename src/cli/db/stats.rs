//! `copydesk db stats`.

use crate::cli::{Ctx, error::Result};
use crate::domain::time::Timestamp;
use crate::render::{Cell, Column, Row, human};
use crate::store::{desk, event, queue, revision};

/// Say how much the desk holds, and how large it is.
///
/// Example: copydesk db stats
#[derive(Debug, clap::Args)]
pub struct Args {}

crate::record! {
    /// What `db stats --json` answers.
    struct StatsView {
        /// The desk's file.
        file: String,
        /// Its size in bytes, its write-ahead log included.
        bytes: u64,
        /// The random name given when the desk was made.
        identity: String,
        /// When it was made.
        made_at: Timestamp,
        /// When somebody last did something.
        last_event_at: Option<Timestamp>,
        /// How many people ever worked here.
        people: i64,
        /// How many articles.
        articles: i64,
        /// How many revisions.
        revisions: i64,
        /// How many claims.
        claims: i64,
        /// How many claims need somebody's work.
        queue: i64,
        /// How many sources.
        sources: i64,
        /// How many citations, those taken away too.
        citations: i64,
        /// How many decisions.
        decisions: i64,
        /// How many publications.
        publications: i64,
        /// How many comments.
        comments: i64,
        /// How many import runs.
        imports: i64,
        /// How many events.
        events: i64,
    }
}

impl Row for StatsView {
    fn columns() -> Vec<Column<Self>> {
        fn number(n: i64) -> Cell {
            human::thousands(n.unsigned_abs()).into()
        }
        vec![
            Column::new("file", |s: &Self, _| (&s.file).into()),
            Column::new("bytes", |s: &Self, _| human::bytes(s.bytes).into()).head("size"),
            Column::new("made_at", |s: &Self, view| human::local(s.made_at, view).into()).head("made"),
            Column::new("last_event_at", |s: &Self, view| s.last_event_at.map(|at| human::ago(at, view)).into())
                .head("last event"),
            Column::new("people", |s: &Self, _| number(s.people)),
            Column::new("articles", |s: &Self, _| number(s.articles)),
            Column::new("revisions", |s: &Self, _| number(s.revisions)),
            Column::new("claims", |s: &Self, _| number(s.claims)),
            Column::new("queue", |s: &Self, _| number(s.queue)).head("in the queue"),
            Column::new("sources", |s: &Self, _| number(s.sources)),
            Column::new("citations", |s: &Self, _| number(s.citations)),
            Column::new("decisions", |s: &Self, _| number(s.decisions)),
            Column::new("publications", |s: &Self, _| number(s.publications)),
            Column::new("comments", |s: &Self, _| number(s.comments)),
            Column::new("imports", |s: &Self, _| number(s.imports)),
            Column::new("events", |s: &Self, _| number(s.events)),
        ]
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, _args: &Args) -> Result<()> {
    let opened = ctx.open()?;
    let bytes = super::size(opened.path());
    let stats = opened.read(ctx.now(), |r| {
        let counters = desk::counters(r)?;
        let count = |what: &str| counters.iter().find(|c| c.what == what).map_or(0, |c| c.handed_out);
        let about = desk::about(r)?;
        Ok::<_, crate::store::Error>(StatsView {
            file: opened.path().display().to_string(),
            bytes,
            identity: about.identity,
            made_at: about.made_at,
            last_event_at: event::latest(r, Timestamp::from_millis(i64::MIN), 1)?.pop().map(|e| e.at),
            people: count("people"),
            articles: count("articles"),
            revisions: revision::count(r)?,
            claims: count("claims"),
            queue: queue::count(r)?,
            sources: count("sources"),
            citations: count("citations"),
            decisions: count("decisions"),
            publications: count("publications"),
            comments: count("comments"),
            imports: count("import runs"),
            events: about.events,
        })
    })?;
    ctx.record(&stats)
}
