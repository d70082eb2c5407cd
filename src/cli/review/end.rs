//! The end of a session: what was done, what is left, what blocks the gate.

use std::collections::BTreeMap;

use super::session::Session;
use crate::{
    cli::{claim::ranges, error::Result},
    desk::{facts::Head, gate, names},
    domain::{article::Stage, ids::ArticleId, person::Role},
    render::{human, page::Page},
    store::queue::{self, Filter},
};

/// How many articles are told about, and how many blockers of each.
const ARTICLES: usize = 3;
const BLOCKERS: usize = 4;

impl Session<'_> {
    /// Says what was done, what is left, and what blocks.
    pub(super) fn sum_up(&self) {
        let ui = &self.ctx.ui;
        if self.done.is_empty() {
            ui.status("nothing was changed");
        }
        let mut done: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        let mut order = Vec::new();
        for step in &self.done {
            if !order.contains(&step.what) {
                order.push(step.what);
            }
            done.entry(step.what).or_default().push(step.claim.0);
        }
        for what in order {
            let ids = done.remove(what).unwrap_or_default();
            ui.status(format!("{what}: #{}", ranges(ids).replace(',', ", #")));
        }
        let passed = self.walk.passed();
        if !passed.is_empty() {
            ui.status(format!("with others, and passed over: {}", passed.join(", ")));
        }
        let (left, more) = self.walk.left();
        if left > 0 {
            let left = match human::count(left as u64, "claim that waits", "claims that wait") {
                left if more => format!("more than {left}"),
                left => left,
            };
            ui.status(format!("not met: {left} for you; go on: {}", self.again));
        }
        for article in self.articles.iter().take(ARTICLES) {
            // What can't be told at the end is no failure of what was done.
            let mut page = Page::new(self.ctx.view());
            for (indent, line) in self.left(*article).unwrap_or_default() {
                page.wrapped(indent, &line);
            }
            ui.status(page.into_text().trim_end());
        }
        if self.articles.len() > ARTICLES {
            ui.status(format!("and {} more articles: copydesk queue", self.articles.len() - ARTICLES));
        }
    }

    /// What is left of an article, in lines with their indents.
    fn left(&self, article: ArticleId) -> Result<Vec<(usize, String)>> {
        // A blocker a line; the gate tells them whole.
        let room = self.ctx.view().width.unwrap_or(100).saturating_sub(4).max(40);
        self.desk.read(self.ctx.now(), |r| {
            let head = Head::load(r, names::article_of(r, article)?)?;
            let (slug, number) = (&head.article.slug, head.article.head);
            let filter = Filter { article: Some(article), ..Filter::default() };
            let left = queue::list(r, &filter, usize::MAX)?.len();
            let to = gate::next(head.article.stage);
            let gate = gate::judge(r, &head, to, None)?;
            let left = human::count(left as u64, "claim needs work", "claims need work");
            if gate.is_clear() && head.article.published == Some(number) {
                // What stands is what is public: there is nothing to publish.
                return Ok(vec![(0, format!("{slug}: {left}; it is public as it stands"))]);
            }
            if gate.is_clear() {
                let (who, step) = match head.article.stage {
                    Stage::Draft => (Role::Writer, format!("submit {slug}")),
                    Stage::Published => (Role::Editor, format!("republish {slug} --as KIND --at {number}")),
                    _ => (Role::Editor, format!("{to} {slug} --at {number}")),
                };
                let next = if self.who.role >= who { "next" } else { "an editor goes on" };
                return Ok(vec![
                    (0, format!("{slug}: {left}; the gate to {to} is clear")),
                    (2, format!("{next}: copydesk article {step}")),
                ]);
            }
            let blockers = human::count(gate.blockers.len() as u64, "blocker", "blockers");
            let mut lines = vec![(0, format!("{slug}: {left}; the gate to {to} is closed by {blockers}"))];
            lines.extend(
                gate.blockers.iter().take(BLOCKERS).map(|b| (2, format!("- {}", human::excerpt(&b.message, room)))),
            );
            let more = gate.blockers.len().saturating_sub(BLOCKERS);
            lines.push(match more {
                0 => (2, format!("see: copydesk gate {slug}")),
                more => (2, format!("and {more} more: copydesk gate {slug}")),
            });
            Ok(lines)
        })
    }
}
