//! A claim's page: its words where they stand, what changed around them, what
//! they rest on and who decided what. `claim show` and `review` print it.

use std::{fmt::Write as _, ops::Range};

use super::{
    before::checked_before,
    view::{AnchorView, ClaimView, DecisionView},
};
use crate::{
    desk::{
        facts::{Head, Loaded},
        precedents::Resembling,
    },
    domain::{
        article::Stage,
        claim::{Finding, How, Progress, Standing},
        compare::Weight,
        ids::{ClaimId, SourceId},
        source::Stance,
        standing::Verdict,
    },
    render::{
        Cell, Ink, human,
        marked::{self, Mark},
        page::Page,
    },
    store::claim::Anchor,
};

/// All that a claim's page is made of.
#[derive(Debug)]
pub struct Sheet<'a> {
    /// The claim.
    pub view: &'a ClaimView,
    /// The article and its head.
    pub head: &'a Head,
    /// The claim's facts.
    pub loaded: &'a Loaded,
    /// What was checked before and resembles it.
    pub before: &'a [Resembling],
}

impl Sheet<'_> {
    /// The whole page.
    pub fn compose(&self, page: &mut Page) {
        self.title(page);
        page.gap();
        self.facts(page);
        self.text(page);
        self.changes(page);
        self.before(page);
        self.sources(page);
        self.decisions(page);
        self.comments(page);
        if let Some(next) = next_command(self.view, self.head.article.stage) {
            page.gap().ink(Ink::Dim, "next: ").line(next);
        }
    }

    /// Number, standing and why.
    pub fn title(&self, page: &mut Page) {
        let claim = self.view;
        page.ink(Ink::Bold, format!("#{}", claim.id)).put("  ");
        page.cell(&human::standing(claim.standing));
        if claim.progress.as_str() != claim.standing.as_str() {
            page.put(format!(", {}", claim.progress));
        }
        page.end();
        if let Some(why) = &claim.standing_reason {
            let why = why.told(page.view());
            page.wrapped(2, &why);
        }
    }

    /// What the claim says and asks.
    pub fn facts(&self, page: &mut Page) {
        let claim = self.view;
        let article = &self.head.article;
        let view = *page.view();
        let text = |text: &Option<String>| Cell::from(text.as_deref());
        let asks = match claim.asks.as_str() {
            "said" => "was it said, in these words?",
            _ => "is it so?",
        };
        let who = match (&claim.holder, &claim.assignee) {
            (Some(holder), _) => Cell::from(format!("{holder} has it")),
            (None, Some(assignee)) => Cell::from(assignee),
            (None, None) => Cell::empty(),
        };
        let due = claim.due_at.map(|due| {
            let ink = if due < view.now { Ink::Bad } else { Ink::Plain };
            Cell::new(format!("{} ({})", human::local(due, &view), human::ago(due, &view)), ink)
        });
        let appearances: Vec<&str> =
            claim.appearances.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
        page.pairs([
            ("article", Cell::from(format!("{}@{} ({})", article.slug, article.head, article.stage))),
            ("words", Cell::from(claim.quote.as_ref().map(|quote| format!("\"{quote}\"")))),
            ("statement", text(&claim.statement)),
            ("kind", Cell::from(format!("{}; {asks}", claim.kind))),
            ("claimant", text(&claim.claimant)),
            ("said on", text(&claim.said_on)),
            ("appeared at", Cell::from(appearances.join(" "))),
            ("finding", claim.finding.map_or_else(Cell::empty, |f| Cell::new(f.as_str(), finding_ink(f)))),
            ("correction", Cell::from(claim.correction.as_ref().map(|words| format!("\"{words}\"")))),
            ("rating", text(&claim.rating)),
            ("priority", if claim.priority == 2 { Cell::empty() } else { Cell::from(claim.priority) }),
            ("who", who),
            ("due", due.unwrap_or_default()),
        ]);
    }

    /// The words where they stand in head, place by place.
    pub fn text(&self, page: &mut Page) {
        for anchor in &self.loaded.anchors {
            page.gap();
            let place = if self.loaded.anchors.len() > 1 { format!(", place {}", anchor.place) } else { String::new() };
            let note = if anchor.confirmed { "" } else { "; suggested, not confirmed" };
            page.ink(Ink::Dim, format!("In the {}{place} ({}{note})", anchor.part, anchor.how)).end();
            match around(self.head, anchor) {
                Some((text, chars)) => {
                    let ink = human::standing_ink(self.view.standing);
                    let ink = if ink == Ink::Plain { Ink::Bold } else { ink };
                    let mark = Mark { chars, label: String::new(), ink };
                    let drawn = marked::draw(&text, &[mark], 2, page.view().width, page.view().color);
                    page.raw(&drawn);
                }
                None => {
                    page.wrapped(2, "The words are gone.");
                }
            }
            if !anchor.confirmed {
                let (id, place) = (self.view.id, anchor.place);
                let ask = format!(
                    "→ is it the claim's too? copydesk claim place {id} --confirm {place}; or --dismiss {place}"
                );
                page.wrapped(6, &ask);
            }
        }
    }

    /// What was approved or proposed, where that is not what stands there now.
    pub fn changes(&self, page: &mut Page) {
        let verdict = self.loaded.verdict();
        let differs = verdict.differences.iter().any(|d| d.weight > Weight::Listed) || self.is_gone();
        if differs && let Some(was) = self.covered(&verdict) {
            for cover in &was.covers {
                let Some(sentence) = &cover.sentence else { continue };
                page.gap();
                page.ink(Ink::Dim, format!("As {} in revision {} ({})", done(&was.kind), was.revision, cover.part))
                    .end();
                page.wrapped(2, sentence);
            }
        }
        if !verdict.differences.is_empty() {
            page.gap().ink(Ink::Dim, "What changed").end();
            for d in &verdict.differences {
                page.wrapped(2, &d.message);
            }
        }
        if !verdict.listed.is_empty() {
            page.gap().ink(Ink::Dim, "Changed, and carries the approval").end();
            for d in &verdict.listed {
                page.wrapped(2, &d.message);
            }
        }
    }

    fn is_gone(&self) -> bool {
        matches!(self.view.standing, Standing::Cut)
    }

    /// The decision against which the claim is judged.
    fn covered(&self, verdict: &Verdict) -> Option<&DecisionView> {
        let live = || self.view.decisions.iter().filter(|d| d.revoked.is_none());
        match verdict.approval {
            Some(id) => live().find(|d| d.id == id.0),
            None => live().rfind(|d| d.kind == "check"),
        }
    }

    /// What was checked before and resembles it.
    pub fn before(&self, page: &mut Page) {
        checked_before(page, ClaimId(self.view.id), self.before);
    }

    /// What it rests on, numbered.
    pub fn sources(&self, page: &mut Page) {
        if self.view.citations.is_empty() {
            return;
        }
        page.gap().ink(Ink::Dim, "Sources").end();
        for (at, c) in self.view.citations.iter().enumerate() {
            let stance = match c.stance {
                Stance::Supports => "supports",
                Stance::Contradicts => "CONTRADICTS",
                Stance::Context => "context",
            };
            let mut line = format!("{}. {} {stance}: {}", at + 1, human::source(SourceId(c.source)), c.title);
            for (what, text) in [
                ("", Some(c.kind.to_string())),
                ("", c.primary.then(|| "primary".to_owned())),
                ("", c.confidential.then(|| "confidential".to_owned())),
                ("group ", c.independence.clone()),
                ("", c.locator.clone()),
                ("", c.url.clone()),
            ] {
                if let Some(text) = text {
                    write!(line, ", {what}{text}").ok();
                }
            }
            page.wrapped(2, &line);
            if let Some(quotation) = &c.quotation {
                page.wrapped(5, &format!("\"{quotation}\""));
            }
            if let Some(note) = &c.note {
                page.wrapped(5, note);
            }
        }
    }

    /// Who decided what, oldest first.
    pub fn decisions(&self, page: &mut Page) {
        if self.view.decisions.is_empty() {
            return;
        }
        let view = *page.view();
        page.gap().ink(Ink::Dim, "Decisions").end();
        for d in &self.view.decisions {
            let mut line = format!("{} {} {}", human::local(d.at, &view), d.actor, done(&d.kind));
            if let Some(finding) = d.finding.filter(|_| matches!(d.kind.as_str(), "check" | "approve")) {
                write!(line, " {finding}").ok();
            }
            write!(line, " at revision {}", d.revision).ok();
            if let Some(note) = &d.note {
                write!(line, ": {note}").ok();
            }
            if d.revoked.is_some() {
                line.push_str(" (undone)");
            }
            page.wrapped(2, &line);
        }
    }

    /// What was said about it, oldest first.
    pub fn comments(&self, page: &mut Page) {
        if self.view.comments.is_empty() {
            return;
        }
        let view = *page.view();
        page.gap().ink(Ink::Dim, "Comments").end();
        for c in &self.view.comments {
            page.wrapped(2, &format!("{} {}: {}", human::local(c.at, &view), c.by, c.text));
        }
    }
}

const fn finding_ink(finding: Finding) -> Ink {
    match finding {
        Finding::Confirmed => Ink::Good,
        Finding::NotCheckable => Ink::Plain,
        _ => Ink::Warn,
    }
}

/// A decision as a verb in the past.
pub fn done(kind: &str) -> &str {
    match kind {
        "check" => "proposed",
        "approve" => "approved",
        "reconfirm" => "reconfirmed",
        "return" => "returned it",
        "withdraw" => "withdrew it",
        "reopen" => "reopened it",
        "answered" => "marked it answered",
        other => other,
    }
}

/// The longest paragraph that is shown whole, in characters.
const PARAGRAPH: usize = 1_200;

/// The paragraphs that an anchor touches (of long ones, the sentences around
/// it), and where in them its words are. `None` where they are gone.
pub fn around(head: &Head, anchor: &Anchor) -> Option<(String, Range<usize>)> {
    if anchor.length == 0 || !anchor.how.has_words() {
        return None;
    }
    let chars = anchor.start..anchor.start + anchor.length;
    let reading = head.reading();
    let hull = |ranges: &[Range<usize>], more: usize| -> Option<Range<usize>> {
        let touched = |r: &Range<usize>| r.start < chars.end && chars.start < r.end;
        let first = ranges.iter().position(touched)?;
        let last = ranges.iter().rposition(touched)?;
        let first = ranges.get(first.saturating_sub(more))?.start;
        let last = ranges.get((last + more).min(ranges.len() - 1))?.end;
        Some(first.min(chars.start)..last.max(chars.end))
    };
    let mut whole = hull(reading.paragraphs(&anchor.part), 0).unwrap_or_else(|| chars.clone());
    if whole.len() > PARAGRAPH
        && let Some(sentences) = hull(reading.sentences(&anchor.part), 1)
    {
        whole = sentences.start.max(whole.start)..sentences.end.min(whole.end);
    }
    let text = head.texts.get(&anchor.part).chars().skip(whole.start).take(whole.len()).collect();
    Some((text, chars.start - whole.start..chars.end - whole.start))
}

/// The command that most likely comes next.
pub fn next_command(claim: &ClaimView, stage: Stage) -> Option<String> {
    let id = claim.id;
    if matches!(stage, Stage::Killed | Stage::Spiked) {
        return None;
    }
    let last = claim.anchors.last().map(|a| a.revision);
    let adrift = |a: &&AnchorView| a.confirmed && matches!(a.how, How::Lost | How::Ambiguous);
    let is_adrift = claim.anchors.iter().rev().take_while(|a| Some(a.revision) == last).any(|a| adrift(&a));
    if is_adrift && claim.progress != Progress::Withdrawn {
        return Some(format!("copydesk claim relink {id}"));
    }
    Some(match (claim.progress, claim.standing) {
        (Progress::Withdrawn, _) => format!("copydesk claim reopen {id}"),
        (_, Standing::Cut) | (Progress::Approved, Standing::Approved) => return None,
        (Progress::Approved, Standing::Touched) => format!("copydesk claim reconfirm {id}"),
        (Progress::Approved, Standing::Contradicted)
            if claim.finding == Some(Finding::NeedsCorrection) && claim.correction.is_some() =>
        {
            format!("copydesk claim apply --article {}", claim.article)
        }
        (Progress::Approved, Standing::Contradicted) => format!("copydesk article edit {}", claim.article),
        (Progress::Proposed, _) => format!("copydesk claim approve {id}"),
        _ if claim.citations.is_empty() => format!("copydesk claim cite {id} --kind KIND --title \"…\""),
        _ => format!("copydesk claim check {id} --finding FINDING"),
    })
}
