//! `copydesk queue --counts`: how much waits, by what.

use std::{collections::BTreeMap, ops::ControlFlow};

use crate::{
    cli::{Ctx, claim::view::Views, error::Result},
    domain::claim::{Progress, Standing},
    render::{Cell, Column, Ink, Row, human},
    store::{
        Read,
        queue::{self, Filter},
    },
};

crate::record! {
    /// How many claims of the queue have something in common.
    pub struct CountRow {
        /// What they have in common: `all`, `standing`, `progress`, `assignee` or `desk`.
        pub by: &'static str,
        /// The standing, progress, person or desk; null for all, and for those
        /// that are nobody's or of no desk.
        pub name: Option<String>,
        /// How many.
        pub claims: u64,
        /// How many of them are overdue.
        pub overdue: u64,
    }
}

impl Row for CountRow {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("by", |c: &Self, _| Cell::new(c.by, Ink::Dim)),
            Column::new("name", |c: &Self, _| match (&c.name, c.by) {
                (Some(name), _) => name.into(),
                (None, "assignee") => Cell::new("nobody", Ink::Dim),
                (None, "desk") => Cell::new("none", Ink::Dim),
                (None, _) => Cell::empty(),
            })
            .head(""),
            Column::new("claims", |c: &Self, _| human::thousands(c.claims).into()).right(),
            Column::new("overdue", |c: &Self, _| {
                if c.overdue == 0 { Cell::empty() } else { Cell::new(human::thousands(c.overdue), Ink::Bad) }
            })
            .right(),
        ]
    }
}

/// Claims, and how many of them are overdue.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    claims: u64,
    overdue: u64,
}

impl Tally {
    fn add(&mut self, late: bool) {
        self.claims += 1;
        self.overdue += u64::from(late);
    }
}

/// The counts of what a filter wants.
pub fn of(r: &Read<'_>, filter: &Filter) -> Result<Vec<CountRow>> {
    let mut all = Tally::default();
    let mut standings = BTreeMap::<Standing, Tally>::new();
    let mut progress = BTreeMap::<Progress, Tally>::new();
    let mut people = BTreeMap::new();
    let mut desks = BTreeMap::<String, Tally>::new();
    queue::walk(r, filter, |entry| {
        let late = entry.due_at.is_some_and(|due| due < r.now);
        all.add(late);
        standings.entry(entry.standing).or_default().add(late);
        progress.entry(entry.progress).or_default().add(late);
        people.entry(entry.assignee).or_insert_with(Tally::default).add(late);
        match desks.get_mut(&entry.desk) {
            Some(tally) => tally.add(late),
            None => desks.entry(entry.desk).or_default().add(late),
        }
        ControlFlow::Continue(())
    })?;
    let views = Views::new(r)?;
    let row =
        |by, name: Option<String>, tally: Tally| CountRow { by, name, claims: tally.claims, overdue: tally.overdue };
    let mut rows = vec![row("all", None, all)];
    rows.extend(standings.into_iter().map(|(s, tally)| row("standing", Some(s.to_string()), tally)));
    rows.extend(progress.into_iter().map(|(p, tally)| row("progress", Some(p.to_string()), tally)));
    let mut named: Vec<CountRow> =
        people.into_iter().map(|(id, tally)| row("assignee", id.map(|id| views.person(id)), tally)).collect();
    named.sort_by(|a, b| (b.claims, &a.name).cmp(&(a.claims, &b.name)));
    rows.extend(named);
    let mut desks: Vec<CountRow> =
        desks.into_iter().map(|(desk, tally)| row("desk", Some(desk).filter(|desk| !desk.is_empty()), tally)).collect();
    desks.sort_by(|a, b| (b.claims, &a.name).cmp(&(a.claims, &b.name)));
    rows.extend(desks);
    Ok(rows)
}

/// Prints them.
pub fn run(ctx: &Ctx, filter: impl FnOnce(&Read<'_>) -> Result<Filter>) -> Result<()> {
    let rows = ctx.read_desk(|r| of(r, &filter(r)?))?;
    ctx.list(&rows, "")
}
