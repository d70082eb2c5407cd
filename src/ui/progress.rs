//! How far a long run has come: a bar on a terminal, a plain line now and then
//! in a pipe, nothing with `--quiet`. Always on stderr.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Ui;
use crate::render::human;

/// How often a pipe is told.
const EVERY: Duration = Duration::from_secs(10);

/// A long run.
#[derive(Debug)]
pub struct Progress<'a> {
    ui: &'a Ui,
    what: &'static str,
    total: Cell<Option<u64>>,
    done: Cell<u64>,
    started: Instant,
    told: Cell<Instant>,
    bar: Option<ProgressBar>,
}

impl Ui {
    /// Starts to tell how far a run has come. `what` is what is counted, in the
    /// plural ("articles"); `total` how many there are, where that is known.
    pub fn progress(&self, what: &'static str, total: Option<u64>) -> Progress<'_> {
        let on_terminal = self.terminal().stderr && !self.settings().dumb && !self.settings().quiet;
        let bar = on_terminal.then(|| {
            let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
            bar.set_style(style(total.is_some()));
            bar.set_message(what);
            *self.bar.borrow_mut() = Some(bar.clone());
            bar
        });
        let now = Instant::now();
        Progress {
            ui: self,
            what,
            total: Cell::new(total),
            done: Cell::new(0),
            started: now,
            told: Cell::new(now),
            bar,
        }
    }
}

fn style(total: bool) -> ProgressStyle {
    let template = if total {
        "{bar:30} {human_pos} of {human_len} {msg}, {per_sec}, {eta} left"
    } else {
        "{spinner} {human_pos} {msg}, {per_sec}, {elapsed}"
    };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

impl Progress<'_> {
    /// So many more are done.
    pub fn inc(&self, more: u64) {
        self.set(self.done.get().saturating_add(more));
    }

    /// So many are done in all.
    pub fn set(&self, done: u64) {
        self.done.set(done);
        match &self.bar {
            Some(bar) => bar.set_position(done),
            None if self.told.get().elapsed() >= EVERY => {
                self.told.set(Instant::now());
                self.ui.status(line(self.what, done, self.total.get(), self.started.elapsed()));
            }
            None => {}
        }
    }

    /// It is now known how many there are.
    pub fn set_total(&self, total: u64) {
        self.total.set(Some(total));
        if let Some(bar) = &self.bar {
            bar.set_style(style(true));
            bar.set_length(total);
        }
    }

    /// How long it has taken so far.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// How many are done.
    pub fn done(&self) -> u64 {
        self.done.get()
    }

    /// "1,212 articles in 3.4 s (356 a second)", for the closing line.
    pub fn summary(&self) -> String {
        let elapsed = self.elapsed();
        format!(
            "{} {} in {:.1} s ({} a second)",
            human::thousands(self.done.get()),
            self.what,
            elapsed.as_secs_f64(),
            human::thousands(rate(self.done.get(), elapsed))
        )
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
            *self.ui.bar.borrow_mut() = None;
        }
    }
}

/// So many a second, rounded; 0 before any time has passed.
fn rate(done: u64, elapsed: Duration) -> u64 {
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    done.saturating_mul(1000).checked_div(millis).unwrap_or(0)
}

fn line(what: &str, done: u64, total: Option<u64>, elapsed: Duration) -> String {
    let rate = rate(done, elapsed);
    let count = human::thousands(done);
    match total {
        Some(total) => {
            let left = total.saturating_sub(done).checked_div(rate).map_or_else(
                || "unknown time".to_owned(),
                |seconds| human::span(i64::try_from(seconds.saturating_mul(1000)).unwrap_or(i64::MAX)),
            );
            format!("{count} of {} {what}, {} a second, {left} left", human::thousands(total), human::thousands(rate))
        }
        None => format!("{count} {what}, {} a second", human::thousands(rate)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_line_tells_rate_and_time_left() {
        let ten = Duration::from_secs(10);
        assert_eq!(line("articles", 5_000, Some(125_000), ten), "5,000 of 125,000 articles, 500 a second, 4 min left");
        assert_eq!(line("articles", 5_000, None, ten), "5,000 articles, 500 a second");
        assert_eq!(line("articles", 0, Some(10), Duration::ZERO), "0 of 10 articles, 0 a second, unknown time left");
    }
}
