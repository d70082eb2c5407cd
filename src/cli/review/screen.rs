//! One claim on one screen, made to fit it: what is long is cut, and what is
//! left out is a key away.

use super::actions::{Action, Facts, allowed};
use crate::{
    cli::{
        Ctx,
        claim::{
            page::{Sheet, around, done},
            view::{ClaimView, Views},
        },
        error::Result,
    },
    desk::{
        claims::{self, Case},
        facts::Heads,
        precedents::{self, FEW, Resembling, WORTH_A_WORD},
    },
    diff::diff,
    domain::{
        claim::{How, Progress, Standing},
        compare::Weight,
        decision::DecisionKind,
        four_eyes::{self, Someone},
        ids::{ClaimId, RevisionNumber},
        part::Part,
        person::Role,
        standing::Verdict,
        workflow::independent_sources,
    },
    render::{
        Cell, Ink,
        diff::snippet,
        human,
        marked::{self, Mark},
        page::Page,
        table,
    },
    store::{Actor, Read, claim::Anchor, policy},
};

/// A claim as it was shown: what a decision on it rests on.
pub(super) struct Shown {
    /// The claim with its article and facts.
    pub(super) case: Case,
    view: ClaimView,
    /// What the keys are decided by.
    pub(super) facts: Facts,
    /// What the person may do.
    pub(super) actions: Vec<Action>,
    /// What is missing for an approval, each in a sentence.
    pub(super) missing: Vec<String>,
    /// The sentences as they were decided on, and as they stand.
    pub(super) sentences: (String, String),
    /// What was checked before and resembles it.
    before: Vec<Resembling>,
}

/// What is known of the session beside the claim.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    /// Whether there is a claim before it.
    pub(super) before: bool,
    /// Whether something can be taken back.
    pub(super) undo: bool,
    /// Whether the claim is held for this screen alone.
    pub(super) passing: bool,
}

/// How much of the long things is shown.
#[derive(Debug, Clone, Copy)]
struct Most {
    /// Decisions, and comments: the last ones.
    told: usize,
    sources: usize,
    /// What was checked before.
    before: usize,
    /// Lines before and after the paragraph.
    lines: usize,
}

/// Where the screen is too small for all: the most of a statement, a note or a
/// comment, in characters.
const LONG: usize = 240;

/// From all there is to what fits on a small screen.
const FITS: [Most; 5] = [
    Most { told: 100, sources: 100, before: FEW, lines: 2 },
    Most { told: 3, sources: 6, before: FEW, lines: 2 },
    Most { told: 1, sources: 3, before: 2, lines: 2 },
    Most { told: 1, sources: 2, before: 1, lines: 0 },
    Most { told: 0, sources: 2, before: 1, lines: 0 },
];

impl Shown {
    /// Reads a claim as this person meets it.
    pub(super) fn read(r: &Read<'_>, who: &Actor, id: ClaimId, around: Around) -> Result<Self> {
        let case = Case::load(r, &Heads::default(), id)?;
        let (facts, missing) = facts(r, &case, who)?;
        let mine = facts.mine && !around.passing;
        let facts = Facts { before: around.before, undo: around.undo, mine, ..facts };
        let mut view = Views::new(r)?.page(case.claim())?;
        if around.passing {
            // That it is on this screen is no news to whoever looks at it.
            view.holder = None;
        }
        let sentences = claims::sentences(&case.head, &case.loaded, &case.loaded.verdict());
        let before = precedents::of_claim(r, &case, WORTH_A_WORD, FEW)?;
        Ok(Self { actions: allowed(&facts), case, view, facts, missing, sentences, before })
    }

    /// The revision on the screen.
    pub(super) fn revision(&self) -> RevisionNumber {
        self.case.head.article.head
    }

    /// The claim's id.
    pub(super) fn id(&self) -> ClaimId {
        self.case.claim().id
    }

    /// The article's slug.
    pub(super) fn slug(&self) -> &str {
        &self.case.head.article.slug
    }

    /// Prints it. `at` is its place in the session: `3 of 17`.
    pub(super) fn print(&self, ctx: &Ctx, at: &str) -> Result<()> {
        // The menu needs its lines too, and the line before the page stays in sight.
        let room = ctx.ui.height().unwrap_or(24).saturating_sub(4);
        let mut text = String::new();
        for most in FITS {
            let mut page = Page::new(ctx.view());
            self.compose(&mut page, at, most);
            text = page.into_text();
            if text.lines().count() <= room {
                break;
            }
        }
        ctx.ui.write(text.as_bytes())?;
        Ok(ctx.ui.flush()?)
    }

    fn compose(&self, page: &mut Page, at: &str, most: Most) {
        self.headline(page, at);
        let mut view = self.view.clone();
        let mut left = Vec::new();
        let mut cut = |had: usize, most: usize, one: &str, more: &str| {
            if had > most {
                left.push(human::count((had - most) as u64, one, more));
            }
        };
        cut(view.citations.len(), most.sources, "source", "sources");
        cut(view.decisions.len(), most.told, "decision", "decisions");
        cut(view.comments.len(), most.told, "comment", "comments");
        view.citations.truncate(most.sources);
        if most.told < FITS[0].told {
            for text in view.decisions.iter_mut().filter_map(|d| d.note.as_mut()) {
                *text = human::excerpt(text, LONG);
            }
            view.comments.iter_mut().for_each(|c| c.text = human::excerpt(&c.text, LONG));
            view.statement = view.statement.map(|text| human::excerpt(&text, LONG));
        }
        view.decisions.drain(..view.decisions.len().saturating_sub(most.told));
        view.comments.drain(..view.comments.len().saturating_sub(most.told));
        let whole = Sheet { view: &self.view, head: &self.case.head, loaded: &self.case.loaded, before: &self.before };
        let before = self.before.get(..most.before).unwrap_or(&self.before);
        let sheet = Sheet { view: &view, before, ..whole };
        whole.title(page);
        page.gap();
        self.text(page, most.lines);
        self.change(page);
        self.said(page, &view);
        sheet.before(page);
        sheet.sources(page);
        sheet.decisions(page);
        sheet.comments(page);
        if !left.is_empty() {
            page.ink(Ink::Dim, format!("  … and {} more: h tells all", left.join(", "))).end();
        }
        if !self.missing.is_empty() {
            page.gap();
            for line in &self.missing {
                page.ink(Ink::Warn, "→ ").wrapped_after(2, line);
            }
        }
        page.gap();
    }

    /// A rule with the place in the session, the article and when it is due.
    fn headline(&self, page: &mut Page, at: &str) {
        let article = &self.case.head.article;
        let width = page.view().width.unwrap_or(80).min(100);
        let due = article.due_at.map(|due| {
            let late = if due < page.view().now { "was due" } else { "due" };
            format!("── {late} {} ", human::ago(due, page.view()))
        });
        let due = due.unwrap_or_default();
        let room = width.saturating_sub(at.chars().count() + due.chars().count() + 24);
        let slug = human::excerpt(&article.slug, room.max(12));
        let title = format!("── {at} ── {slug}@{} ({}) {due}", article.head, article.stage);
        let rule = "─".repeat(width.saturating_sub(title.chars().count()));
        page.end().ink(Ink::Dim, format!("{title}{rule}")).end();
    }

    /// The words where they stand, with what is around them.
    fn text(&self, page: &mut Page, lines: usize) {
        let anchors = &self.case.loaded.anchors;
        let shown: Vec<&Anchor> = anchors.iter().filter(|a| a.confirmed && a.how.has_words()).collect();
        if shown.is_empty() {
            // A claim that never had words says what it claims by its statement, below.
            if let Some(words) = &self.view.quote {
                page.wrapped(2, &format!("\"{words}\""));
                page.wrapped(2, "These words are gone from the text.");
            }
            return;
        }
        // On a small screen the first place stands for all.
        let most = if lines == 0 { 1 } else { 3 };
        for anchor in shown.iter().take(most) {
            let Some((text, chars)) = around(&self.case.head, anchor) else { continue };
            if anchor.part != Part::Body || shown.len() > 1 {
                let place = if shown.len() > 1 { format!(", place {}", anchor.place) } else { String::new() };
                page.ink(Ink::Dim, format!("In the {}{place}", anchor.part)).end();
            }
            let (before, after) = self.beside(page, anchor, anchor.start - chars.start, text.chars().count(), lines);
            for line in before {
                page.ink(Ink::Dim, format!("  {line}")).end();
            }
            if lines > 0 {
                page.gap();
            }
            let ink = match human::standing_ink(self.view.standing) {
                Ink::Plain => Ink::Bold,
                ink => ink,
            };
            let mark = Mark { chars, label: String::new(), ink };
            let drawn = marked::draw(&text, &[mark], 2, page.view().width, page.view().color);
            page.raw(&drawn);
            if !after.is_empty() {
                page.gap();
            }
            for line in after {
                page.ink(Ink::Dim, format!("  {line}")).end();
            }
        }
        if shown.len() > most {
            let more = human::count((shown.len() - most) as u64, "other place", "other places");
            page.ink(Ink::Dim, format!("  … and in {more}: v shows them")).end();
        }
    }

    /// The last lines before a stretch of a part and the first after it.
    fn beside(
        &self,
        page: &Page,
        anchor: &Anchor,
        start: usize,
        len: usize,
        lines: usize,
    ) -> (Vec<String>, Vec<String>) {
        /// Looked at on either side: more than the lines hold.
        const MOST: usize = 600;
        if lines == 0 {
            return (Vec::new(), Vec::new());
        }
        let width = page.view().width.unwrap_or(80).saturating_sub(4).max(20);
        let text = self.case.head.texts.get(&anchor.part);
        let from = start.saturating_sub(MOST);
        let before: String = text.chars().skip(from).take(start - from).collect();
        let after: String = text.chars().skip(start + len).take(MOST).collect();
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let before = before.trim_end().rsplit("\n\n").next().map(flat).unwrap_or_default();
        let after = after.trim_start().split("\n\n").next().map(flat).unwrap_or_default();
        let mut above = if before.is_empty() { Vec::new() } else { table::wrap(&before, width) };
        let cut = above.len().saturating_sub(lines);
        above.drain(..cut);
        if cut > 0
            && let Some(first) = above.first_mut()
        {
            first.insert(0, '…');
        }
        let mut below = if after.is_empty() { Vec::new() } else { table::wrap(&after, width) };
        if below.len() > lines {
            below.truncate(lines);
            if let Some(last) = below.last_mut() {
                last.push('…');
            }
        }
        (above, below)
    }

    /// What changed since it was decided on: the sentence with what went and
    /// came, and what changed near it.
    fn change(&self, page: &mut Page) {
        let verdict = self.case.loaded.verdict();
        let weighs = verdict.differences.iter().filter(|d| d.weight > Weight::Listed);
        let (before, after) = &self.sentences;
        let gone = self.facts.standing == Standing::Cut || (after.is_empty() && !before.is_empty());
        if weighs.clone().next().is_none() && !gone {
            return;
        }
        if !before.is_empty() && before != after {
            page.gap().ink(Ink::Dim, self.since(&verdict)).end();
            if after.is_empty() {
                page.wrapped(2, before);
            } else {
                let (color, width) = (page.view().color, page.view().width);
                page.raw(&snippet(before, after, &diff(before, after), 2, width, color));
            }
        }
        // The first is the claim's reason, which stands above.
        let reason = self.case.claim().standing_reason.as_str();
        let rest: Vec<&str> = weighs.map(|d| d.message.as_str()).filter(|m| !reason.contains(m)).collect();
        if !rest.is_empty() {
            page.gap().ink(Ink::Dim, "Also changed").end();
            for line in rest {
                page.wrapped(2, line);
            }
        }
    }

    fn since(&self, verdict: &Verdict) -> String {
        let mut live = self.view.decisions.iter().filter(|d| d.revoked.is_none());
        let decided = match verdict.approval {
            Some(id) => live.find(|d| d.id == id.0),
            None => live.rfind(|d| d.kind == "check"),
        };
        decided.map_or_else(
            || "Before".to_owned(),
            |d| {
                format!(
                    "Changed since {} {} it in revision {}",
                    d.actor,
                    done(&d.kind).trim_end_matches(" it"),
                    d.revision
                )
            },
        )
    }

    /// What the claim says and asks, and what was found.
    fn said(&self, page: &mut Page, claim: &ClaimView) {
        let view = *page.view();
        let text = |text: &Option<String>| Cell::from(text.as_deref());
        let who = match (&claim.holder, &claim.assignee) {
            (Some(_), _) if self.facts.mine => Cell::from("you have it"),
            (Some(holder), _) => Cell::from(format!("{holder} has it")),
            (None, Some(assignee)) => Cell::from(format!("given to {assignee}")),
            (None, None) => Cell::empty(),
        };
        let asks = match claim.asks.as_str() {
            "said" => "was it said, in these words?",
            _ => "is it so?",
        };
        let due = claim.due_at.map(|due| {
            let ink = if due < view.now { Ink::Bad } else { Ink::Plain };
            Cell::new(format!("{} ({})", human::local(due, &view), human::ago(due, &view)), ink)
        });
        let finding = claim.finding.map_or_else(String::new, |finding| {
            let rating = claim.rating.as_ref().map(|rating| format!(", rated {rating}")).unwrap_or_default();
            format!("{finding}{rating}")
        });
        let lapsed = !matches!(self.facts.progress, Progress::Proposed | Progress::Approved);
        page.gap().pairs([
            ("statement", text(&claim.statement)),
            ("kind", Cell::from(format!("{}; {asks}", claim.kind))),
            ("claimant", text(&claim.claimant)),
            ("said on", text(&claim.said_on)),
            (if lapsed { "found before" } else { "finding" }, Cell::from(finding)),
            ("correction", Cell::from(claim.correction.as_ref().map(|words| format!("\"{words}\"")))),
            ("who", who),
            ("due", due.unwrap_or_default()),
        ]);
    }
}

/// What decides which keys the claim offers, and what is missing for an approval.
pub(super) fn facts(r: &Read<'_>, case: &Case, who: &Actor) -> Result<(Facts, Vec<String>)> {
    let verdict = case.loaded.verdict();
    let claim = case.claim();
    let rules = policy::load(r)?;
    let checked = case.loaded.decisions.iter().any(|d| d.kind == DecisionKind::Check);
    let (mut eyes, mut may) = (None, Vec::new());
    if checked {
        let someone = Someone { id: who.id, name: who.name.clone() };
        let hands = if verdict.standing == Standing::Touched {
            claims::hands_of_change(r, &case.head, &case.loaded, &verdict)?
        } else {
            claims::hands(r, &case.head, &case.loaded)?
        };
        eyes = four_eyes::may_approve_claim(rules.four_eyes, &someone, &hands).err();
        may = claims::who_may(r, &hands)?;
    }
    let cited = case.loaded.citations.iter();
    let have = independent_sources(cited.map(|(c, s)| (s.id, Some(s.independence.as_str()), c.stance)));
    let lacks = usize::from(rules.min_sources).saturating_sub(have);
    let needs = claim.finding.is_some_and(|f| crate::domain::workflow::needs_sources(f, !claim.correction.is_empty()));
    let facts = Facts {
        role: who.role,
        progress: verdict.progress,
        standing: verdict.standing,
        asks: claim.asks,
        attributed: claims::in_a_mouth(&case.head, &case.loaded),
        other_eyes: eyes.is_none(),
        enough: !needs || lacks == 0,
        adrift: verdict.standing == Standing::Unplaced
            || case.loaded.anchors.iter().any(|a| a.confirmed && matches!(a.how, How::Lost | How::Ambiguous)),
        held: claim.lease_until > Some(r.now) && claim.holder.is_some_and(|id| id != who.id),
        mine: claim.holder == Some(who.id) && claim.lease_until > Some(r.now),
        opens: case
            .loaded
            .citations
            .iter()
            .any(|(_, s)| !s.url.is_empty() || !s.archived_url.is_empty() || !s.file_name.is_empty()),
        before: false,
        undo: false,
    };
    Ok((facts, missing(case, &facts, lacks, eyes.map(|e| e.to_string()), &may)))
}

/// What stands between the claim and its approval, as this person may need to know it.
fn missing(case: &Case, facts: &Facts, lacks: usize, eyes: Option<String>, may: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    let sources = |lacks: usize| human::count(lacks as u64, "more independent source", "more independent sources");
    let others =
        || if may.is_empty() { "nobody else at this desk may".to_owned() } else { format!("{} may", may.join(" or ")) };
    let proposed = facts.progress == Progress::Proposed;
    let look = facts.standing == Standing::Touched && facts.progress == Progress::Approved;
    match facts.progress {
        Progress::Open | Progress::Checking | Progress::Waiting | Progress::Returned
            if facts.role >= Role::Checker && lacks > 0 && (!facts.adrift || facts.standing == Standing::Unplaced) =>
        {
            lines.push(format!("To be confirmed it needs {}.", sources(lacks)));
        }
        Progress::Proposed if !facts.enough => {
            lines.push(format!("It can't be approved yet: it needs {}.", sources(lacks)));
        }
        _ => {}
    }
    if facts.adrift {
        let how = match facts.standing {
            Standing::Unplaced => "Nothing in the text is tied to it: tie it to the words that say so with l.",
            _ => "Its words went or may stand in several places: tie it to its words with l, or withdraw it.",
        };
        lines.push(how.to_owned());
    }
    if (proposed || look) && facts.role >= Role::Editor {
        if let Some(eyes) = eyes {
            lines.push(format!("Not for you to {}: {eyes}; {}.", if look { "reconfirm" } else { "approve" }, others()));
        }
    } else if proposed || look {
        lines.push(format!("It waits for an editor: {}.", others()));
    }
    if facts.held {
        lines.push("Somebody else has it: leave it to them, or talk to them first.".to_owned());
    }
    if case.loaded.anchors.iter().any(|a| !a.confirmed) {
        let id = case.claim().id;
        lines.push(format!("The same words stand in another place too. Is it the claim's? copydesk claim place {id}"));
    }
    lines
}
