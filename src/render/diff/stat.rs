//! The comparison at a glance: a line for each part that changed, and the sum.

use std::fmt::Write;

use super::{Options, flow::Ink, only_blank_lines_differ, plural, without};
use crate::diff::revision::{PartDiff, RevisionDiff};
use crate::diff::{BlockKind, Class, Summary};

/// Draws a line of counts for each part that changed, and one of totals.
pub fn stat(diff: &RevisionDiff, options: &Options) -> String {
    let blank = only_blank_lines_differ(diff);
    let diff = without(diff, &options.ignore);
    let changed: Vec<&PartDiff> = diff.parts.iter().filter(|p| p.is_changed()).collect();
    if changed.is_empty() {
        return nothing(blank).to_owned();
    }
    let mut rows: Vec<(String, Summary, [usize; 4])> = Vec::new();
    for part in &changed {
        let blocks = &part.diff.blocks;
        let count = |kind| blocks.iter().filter(|b| b.kind == kind).count();
        let kinds = [BlockKind::Split, BlockKind::Merged, BlockKind::Inserted, BlockKind::Deleted].map(count);
        rows.push((part.part.to_string(), part.diff.summary(&part.old, &part.new), kinds));
    }
    if rows.len() > 1 {
        let mut total = ("total".to_owned(), Summary::default(), [0; 4]);
        for (_, summary, kinds) in &rows {
            total.1 += *summary;
            total.2.iter_mut().zip(kinds).for_each(|(sum, n)| *sum += n);
        }
        rows.push(total);
    }
    let name = rows.iter().map(|r| r.0.len()).max().unwrap_or(0);
    let digits = |n: fn(&Summary) -> usize| rows.iter().map(|r| n(&r.1).to_string().len()).max().unwrap_or(1) + 1;
    let (plus, minus) = (digits(|s| s.inserted_words), digits(|s| s.deleted_words));
    let mut out = String::new();
    for (part, summary, kinds) in &rows {
        // Writing to a String can't fail.
        write!(out, " {part:name$}  ").ok();
        Ink::Come.paint(&mut out, &format!("{:>plus$}", format!("+{}", summary.inserted_words)), options.color);
        out.push(' ');
        Ink::Gone.paint(&mut out, &format!("{:>minus$}", format!("-{}", summary.deleted_words)), options.color);
        out.push_str(" words");
        let said = details(summary, *kinds);
        if !said.is_empty() {
            out.push_str("  ");
            out.push_str(&said);
        }
        out.push('\n');
    }
    out
}

/// What to say where nothing is to be drawn.
pub(super) fn nothing(blank: bool) -> &'static str {
    if blank { "No difference but in blank lines between paragraphs.\n" } else { "No difference.\n" }
}

/// Changes by class, and paragraphs by what happened to them.
fn details(summary: &Summary, [split, merged, inserted, deleted]: [usize; 4]) -> String {
    let mut said = vec![changes(summary)];
    let paragraphs = [
        (summary.moved_paragraphs, "moved"),
        (split, "split"),
        (merged, "merged"),
        (inserted, "new"),
        (deleted, "cut"),
    ];
    let mut first = true;
    for (n, what) in paragraphs.into_iter().filter(|(n, _)| *n > 0) {
        // The noun once is enough.
        said.push(if std::mem::take(&mut first) {
            format!("{} {what}", plural(n, "paragraph"))
        } else {
            format!("{n} {what}")
        });
    }
    said.retain(|s| !s.is_empty());
    said.join(", ")
}

/// "5 changes (2 typographic)": all of them, and how many leave the words.
pub(super) fn changes(summary: &Summary) -> String {
    let total = summary.changes.total();
    if total == 0 {
        return String::new();
    }
    let minor: Vec<String> = Class::ALL
        .iter()
        .filter(|class| **class != Class::Substantive && summary.changes.of(**class) > 0)
        .map(|class| match summary.changes.of(*class) {
            n if n == total => class.as_str().to_owned(),
            n => format!("{n} {}", class.as_str()),
        })
        .collect();
    let all = plural(total, "change");
    if minor.is_empty() { all } else { format!("{all} ({})", minor.join(", ")) }
}
