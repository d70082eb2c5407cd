//! What is counted in a replay, and the tables it is shown in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use copydesk::domain::claim::{How, Standing};
use copydesk::domain::compare::{Difference, Weight};
use copydesk::domain::standing::Verdict;
use serde_json::{Value, json};

/// The rows of the table that says what a difference does to an approval.
pub const ROWS: &[(&str, &str, &str)] = &[
    ("same", "nothing differs, or only white space; its paragraph split or merged", "approved"),
    ("glyphs", "glyphs of one class", "approved, listed"),
    ("markup", "emphasis; a link's target, a link added or taken away", "approved, listed"),
    ("moved", "moved with its whole sentence", "approved, listed"),
    (
        "listed",
        "a heading reworded, a scope word near it, what a weak opener refers to, another notice",
        "approved, listed",
    ),
    ("restored", "brought back as approved", "approved"),
    ("corrected", "the approved correction", "approved"),
    ("sentence", "in its sentence outside the quote, none of the hard kinds", "touched"),
    ("quote", "in the quote, none of the hard kinds; case", "touched"),
    ("around", "lead-in, kind of block, heading, reference, date, rank, footnote, name, label", "touched"),
    ("hard", "in quote or sentence: a hard kind, or most of the words", "stale, hard"),
    ("frame", "quotation state, speaker, table header, byline", "stale, hard"),
    ("ambiguous", "two equally likely places", "stale"),
    ("elsewhere", "cut here; the same words stand elsewhere, where nobody confirmed them", "stale"),
    ("lost", "replaced by text that no longer matches", "stale"),
    ("cut", "a pure deletion", "cut"),
    ("other", "none of these", "any"),
];

/// The rule behind a difference: its cause without the particulars.
pub fn rule(difference: &Difference) -> &str {
    let cause = difference.cause.as_str();
    if cause.contains("inside ") {
        return "quotation state";
    }
    if cause.starts_with("heading") {
        return "heading";
    }
    if let Some(hard) = difference.hard
        && difference.weight == Weight::Stale
        && !matches!(cause.split(':').next(), Some("speaker" | "table header" | "table caption" | "byline"))
    {
        return hard.as_str();
    }
    cause.split(':').next().unwrap_or(cause)
}

/// The row that a claim falls into.
pub fn row(how: How, verdict: &Verdict) -> &'static str {
    const FRAME: &[&str] = &["quotation state", "speaker", "table header", "table caption", "byline"];
    let worst = verdict.differences.iter().map(|d| d.weight).max();
    let first = verdict.differences.iter().find(|d| Some(d.weight) == worst);
    match verdict.standing {
        Standing::Approved => match how {
            How::Restored => "restored",
            How::Corrected => "corrected",
            How::Moved => "moved",
            _ => match verdict.listed.first().map(rule) {
                None => "same",
                Some("glyphs" | "spacing") => "glyphs",
                Some("markup" | "link") => "markup",
                Some(_) => "listed",
            },
        },
        Standing::Touched => match first.map(rule) {
            Some("wording" | "capitals" | "quote" | "place in the sentence") if how == How::Edited => "quote",
            Some("wording" | "capitals") => "sentence",
            Some(_) => "around",
            None => "other",
        },
        Standing::Stale => match (how, first.map(rule)) {
            (How::Ambiguous, _) => "ambiguous",
            (How::Lost, _) => "lost",
            (How::Cut, _) => "elsewhere",
            (_, Some(rule)) if FRAME.contains(&rule) => "frame",
            (_, Some(_)) => "hard",
            _ => "other",
        },
        Standing::Cut => "cut",
        _ => "other",
    }
}

/// A count of claims, with the revisions and the causes behind it.
#[derive(Debug, Default)]
pub struct Price {
    pub claims: usize,
    steps: BTreeSet<usize>,
    causes: BTreeSet<(usize, String)>,
}

/// All that is counted in one way of replaying.
#[derive(Debug, Default)]
pub struct Tally {
    pub histories: usize,
    pub steps: usize,
    pub claims: usize,
    /// Claims judged, once for each revision.
    pub judged: usize,
    pub rows: BTreeMap<&'static str, usize>,
    pub repeated: usize,
    pub unlike_stored: usize,
    pub off_quote: usize,
    /// What the oracle says of approved claims, by its worst difference.
    pub approved: BTreeMap<&'static str, usize>,
    pub unsure: BTreeMap<&'static str, usize>,
    pub wrong: BTreeMap<&'static str, usize>,
    /// Claims whose sentence stands word for word.
    pub kept: usize,
    /// Lapses of those, by rule.
    pub lapses: BTreeMap<String, Price>,
    pub lapsed: usize,
    lapsed_steps: BTreeSet<usize>,
    /// Notices on those, by rule.
    pub notices: BTreeMap<String, Price>,
    /// Lapses although no part of the context differs.
    pub alarms: BTreeMap<String, usize>,
    /// Words that were not found although their sentence stands.
    pub lost: BTreeMap<&'static str, usize>,
}

impl Tally {
    pub fn judged(&mut self, how: How, verdict: &Verdict) {
        self.judged += 1;
        *self.rows.entry(row(how, verdict)).or_default() += 1;
    }

    pub fn kept(&mut self, verdict: &Verdict) {
        self.kept += 1;
        let lapse = matches!(verdict.standing, Standing::Touched | Standing::Stale);
        if lapse {
            self.lapsed += 1;
            self.lapsed_steps.insert(self.steps);
        }
        let worst = verdict.differences.iter().map(|d| d.weight).max();
        if let Some(first) = verdict.differences.iter().find(|d| lapse && Some(d.weight) == worst) {
            count(&mut self.lapses, self.steps, first);
        }
        for listed in &verdict.listed {
            count(&mut self.notices, self.steps, listed);
        }
    }

    fn text(&self, title: &str, out: &mut String) {
        let t = |n: usize| thousands(n);
        _ = writeln!(out, "### {title}\n");
        _ = writeln!(
            out,
            "{} histories, {} revisions after the first, {} claims placed; judged {} times.\n",
            t(self.histories),
            t(self.steps),
            t(self.claims),
            t(self.judged)
        );
        _ = writeln!(out, "| what differs from what was approved | wanted | claims | share |\n|---|---|--:|--:|");
        for (key, what, wanted) in ROWS {
            let n = self.rows.get(key).copied().unwrap_or(0);
            _ = writeln!(out, "| {what} | {wanted} | {} | {} |", t(n), percent(n, self.judged));
        }
        _ = writeln!(
            out,
            "| (repeated elsewhere: a second place suggested, whatever else) | as before | {} | {} |\n",
            t(self.repeated),
            percent(self.repeated, self.judged)
        );
        _ = writeln!(out, "| promise | count | of | share | target |\n|---|--:|--:|--:|--:|");
        let approved: usize = self.approved.values().sum();
        let wrong: usize = self.wrong.values().sum();
        let alarms: usize = self.alarms.values().sum();
        let lost: usize = self.lost.values().sum();
        let lines = [
            ("false \"approved\": a part differs, by the oracle", wrong, approved, "0"),
            ("the oracle is unsure (for a person to look at)", self.unsure.values().sum(), approved, ""),
            ("false alarms: lapsed, though no part differs", alarms, self.kept, "< 0.5 %"),
            ("lost, though the sentence stands word for word", lost, self.kept, "< 0.5 %"),
            ("all lapses of kept sentences", self.lapsed, self.kept, "≤ 2 %"),
            ("stored standing unlike the derived one", self.unlike_stored, self.judged, "0"),
            ("anchors off their quote", self.off_quote, self.judged, "0"),
        ];
        for (what, n, of, target) in lines {
            _ = writeln!(out, "| {what} | {} | {} | {} | {target} |", t(n), t(of), percent(n, of));
        }
        _ = writeln!(
            out,
            "\nA sentence that stood word for word lapsed in {} of {} revisions ({}).\n",
            t(self.lapsed_steps.len()),
            t(self.steps),
            percent(self.lapsed_steps.len(), self.steps)
        );
        self.prices(out, "lapse of a kept sentence, by its first rule", &self.lapses);
        self.prices(out, "notice on a kept sentence, by rule", &self.notices);
        small(out, "What the oracle says of approved claims", self.approved.iter().map(|(k, n)| (*k, *n)));
        small(out, "Unsure, by part", self.unsure.iter().map(|(k, n)| (*k, *n)));
        small(out, "False \"approved\", by part", self.wrong.iter().map(|(k, n)| (*k, *n)));
        small(out, "False alarms, by rule", self.alarms.iter().map(|(k, n)| (k.as_str(), *n)));
        small(out, "Lost, by anchor", self.lost.iter().map(|(k, n)| (*k, *n)));
    }

    fn prices(&self, out: &mut String, what: &str, prices: &BTreeMap<String, Price>) {
        if prices.is_empty() {
            return;
        }
        let mut list: Vec<(&String, &Price)> = prices.iter().collect();
        list.sort_by_key(|(_, p)| std::cmp::Reverse(p.claims));
        _ = writeln!(out, "| {what} | claims | of kept | revisions | causes |\n|---|--:|--:|--:|--:|");
        for (rule, p) in list {
            _ = writeln!(
                out,
                "| {rule} | {} | {} | {} | {} |",
                thousands(p.claims),
                percent(p.claims, self.kept),
                percent(p.steps.len(), self.steps),
                thousands(p.causes.len())
            );
        }
        out.push('\n');
    }

    fn json(&self) -> Value {
        let prices = |prices: &BTreeMap<String, Price>| -> Value {
            prices
                .iter()
                .map(|(rule, p)| {
                    (rule.clone(), json!({"claims": p.claims, "revisions": p.steps.len(), "causes": p.causes.len()}))
                })
                .collect::<serde_json::Map<_, _>>()
                .into()
        };
        json!({
            "histories": self.histories, "revisions": self.steps, "claims": self.claims, "judged": self.judged,
            "rows": self.rows, "repeated": self.repeated,
            "oracle": {"approved": self.approved, "unsure": self.unsure, "false_approved": self.wrong},
            "kept": self.kept, "lapsed": self.lapsed, "lapses": prices(&self.lapses),
            "notices": prices(&self.notices), "false_alarms": self.alarms, "lost": self.lost,
            "unlike_stored": self.unlike_stored, "off_quote": self.off_quote,
        })
    }
}

fn count(prices: &mut BTreeMap<String, Price>, step: usize, difference: &Difference) {
    let price = prices.entry(rule(difference).to_owned()).or_default();
    price.claims += 1;
    price.steps.insert(step);
    price.causes.insert((step, difference.cause.clone()));
}

fn small<'k>(out: &mut String, title: &str, counts: impl Iterator<Item = (&'k str, usize)>) {
    let list: Vec<String> = counts.map(|(what, n)| format!("{what} {}", thousands(n))).collect();
    if !list.is_empty() {
        _ = writeln!(out, "{title}: {}.\n", list.join(", "));
    }
}

/// Both ways of replaying, as tables.
pub fn tables(kept_up: &Tally, from_first: &Tally) -> String {
    let mut out = String::new();
    kept_up.text("Step by step, a desk that keeps up", &mut out);
    // A sketch has none.
    if from_first.judged > 0 {
        from_first.text("Against the first revision, approved once", &mut out);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Both ways of replaying, as JSON.
pub fn document(kept_up: &Tally, from_first: &Tally) -> Value {
    json!({ "step_by_step": kept_up.json(), "from_first": from_first.json() })
}

fn percent(n: usize, of: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a share for people")]
    let share = if of == 0 { 0.0 } else { n as f64 * 100.0 / of as f64 };
    if n > 0 && share < 0.01 { format!("{share:.4} %") } else { format!("{share:.2} %") }
}

fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
