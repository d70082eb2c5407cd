//! A proof for a terminal: the text with its claims between signs, and notes.

use super::{Went, asks, counts, covered, label, pieces, places, quoted, reasons, source, stance, standing};
use crate::domain::part::Part;
use crate::domain::proof::{Claim, Coverage, Done, Proof, Sentence};
use crate::render::marked::{self, Mark};
use crate::render::page::Page;
use crate::render::{Cell, Ink, View, human};

/// Lines longer than this are hard to read, however wide the terminal.
const READABLE: usize = 90;

/// So many sentences that no claim covers are named; of the rest, how many there are.
const NAMED: usize = 12;

/// Puts the proof on a page.
pub fn terminal(proof: &Proof, page: &mut Page) {
    head(proof, page);
    text(proof, page);
    page.heading("Claims");
    if proof.claims.is_empty() {
        page.line("  none yet");
    }
    for claim in proof.claims.iter().filter(|c| c.stands()) {
        note(proof, claim, page);
    }
    let gone: Vec<&Claim> = proof.claims.iter().filter(|c| !c.stands()).collect();
    if !gone.is_empty() {
        page.gap().heading("Not in this text");
        for claim in gone {
            note(proof, claim, page);
        }
    }
    sources(proof, page);
    record(proof, page);
    uncovered(proof, page);
    coverage(proof, page);
}

fn head(proof: &Proof, page: &mut Page) {
    let older = if proof.revision == proof.head { String::new() } else { format!("; head is {}", proof.head) };
    page.ink(Ink::Dim, format!("{}@{} ({}{older})", proof.article, proof.revision, proof.stands())).end();
    if proof.solo {
        page.ink(Ink::Warn, "Checked by one person: four eyes are not asked at this desk.").end();
    }
    for remark in proof.record.iter().filter(|r| r.what == "override") {
        page.ink(
            Ink::Warn,
            format!("! A gate was passed by {} with revision {}: {}", remark.by, remark.revision, remark.note),
        )
        .end();
    }
    page.gap();
}

fn text(proof: &Proof, page: &mut Page) {
    for (part, text) in proof.texts.iter() {
        if matches!(part, Part::Named(_)) {
            page.gap().ink(Ink::Dim, format!("[{part}]")).end();
        }
        let mark = |(claim, chars)| Mark { chars, label: label(claim), ink: ink(claim) };
        let marks: Vec<Mark> = places(proof, part).map(mark).collect();
        let View { width, color, .. } = *page.view();
        let drawn = marked::draw(text, &marks, 0, width.map(|w| w.min(READABLE)), color);
        if matches!(part, Part::Headline) && marks.is_empty() {
            page.ink(Ink::Bold, drawn.trim_end()).end();
        } else {
            page.raw(&drawn);
        }
        page.gap();
    }
}

fn ink(claim: &Claim) -> Ink {
    match human::standing_ink(claim.standing) {
        Ink::Plain => Ink::Bold,
        ink => ink,
    }
}

/// What there is to say of a claim: its standing and why, its words where
/// they are gone, what has become of them, who decided, what it rests on.
fn note(proof: &Proof, claim: &Claim, page: &mut Page) {
    page.ink(Ink::Bold, format!("  #{} ", claim.id)).put(format!("{} ", claim.kind));
    page.cell(&Cell::new(standing(claim), human::standing_ink(claim.standing)));
    if let Some(finding) = claim.finding {
        page.put(format!(" · {finding}"));
    }
    if claim.places.len() > 1 {
        page.put(format!(" · in {} places", claim.places.len()));
    }
    page.end();
    if !claim.stands() && !claim.quote.is_empty() {
        page.wrapped(6, &format!("\"{}\"", human::excerpt(&claim.quote, 120)));
    }
    if !claim.statement.is_empty() {
        page.wrapped(6, &format!("{} ({})", claim.statement, asks(claim)));
    }
    if !claim.claimant.is_empty() {
        page.wrapped(6, &format!("said by {}", claim.claimant));
    }
    if let Some(why) = &claim.reason {
        page.wrapped(6, why);
    }
    for change in &claim.changes {
        let words: String = pieces(change)
            .into_iter()
            .map(|(went, text)| match went {
                Went::Stayed => text,
                Went::Out => format!("[-{text}-]"),
                Went::In => format!("{{+{text}+}}"),
            })
            .collect();
        page.wrapped(6, &words);
    }
    let view = *page.view();
    let done = |what: &str, done: &Option<Done>| {
        let done = done.as_ref()?;
        Some(format!("{what} by {}, {}, revision {}", done.by, human::day(done.at, &view), done.revision))
    };
    let lapsed = if claim.changes.is_empty() { "approved" } else { "was approved" };
    let mut who: Vec<String> =
        [done("checked", &claim.checked), done(lapsed, &claim.approved)].into_iter().flatten().collect();
    if claim.alone {
        who.push("checked by one person".to_owned());
    }
    if !who.is_empty() {
        page.wrapped(6, &who.join("; "));
    }
    if claim.corrected {
        page.wrapped(6, "its words are the approved correction");
    } else if !claim.correction.is_empty() {
        page.wrapped(6, &format!("should read: \"{}\"", claim.correction));
    }
    for listed in &claim.listed {
        page.wrapped(6, &format!("changed, and carries: {listed}"));
    }
    for citation in &claim.citations {
        let source = proof.sources.get(citation.number - 1);
        let title = source.map_or_else(String::new, |s| format!("{} {}", human::source(s.id), s.title));
        let at = if citation.locator.is_empty() { String::new() } else { format!(", {}", citation.locator) };
        page.wrapped(6, &format!("[{}] {}{title}{at}", citation.number, stance(citation.stance)));
        if !citation.quotation.is_empty() {
            page.wrapped(10, &format!("\"{}\"", citation.quotation));
        }
    }
}

fn sources(proof: &Proof, page: &mut Page) {
    if proof.sources.is_empty() {
        return;
    }
    page.gap().heading("Sources");
    for (at, s) in proof.sources.iter().enumerate() {
        page.wrapped(2, &format!("[{}] {} {}", at + 1, human::source(s.id), source(s)));
        for address in [&s.url, &s.archived_url] {
            if !address.is_empty() {
                page.wrapped(6, address);
            }
        }
    }
}

fn record(proof: &Proof, page: &mut Page) {
    if proof.record.is_empty() {
        return;
    }
    page.gap().heading("On the record");
    let view = *page.view();
    for remark in &proof.record {
        let note = if remark.note.is_empty() { String::new() } else { format!(": {}", remark.note) };
        let when = human::local(remark.at, &view);
        page.wrapped(2, &format!("{when} {} by {}, revision {}{note}", remark.what, remark.by, remark.revision));
        for passed in &remark.passed {
            page.wrapped(6, &format!("passed: {passed}"));
        }
    }
}

fn uncovered(proof: &Proof, page: &mut Page) {
    let open: Vec<&Sentence> = proof.sentences.iter().filter(|s| s.is_uncovered()).collect();
    if open.is_empty() {
        return;
    }
    page.gap().heading("Check-worthy, and no claim covers it");
    for sentence in open.iter().take(NAMED) {
        page.wrapped(2, &format!("{} ({})", quoted(&human::excerpt(&sentence.text, 100)), reasons(sentence)));
    }
    if open.len() > NAMED {
        page.line(format!("  and {} more", open.len() - NAMED));
    }
}

fn coverage(proof: &Proof, page: &mut Page) {
    page.gap().wrapped(0, &covered(Coverage::of(&proof.sentences)));
    let counts: Vec<String> =
        counts(proof).into_iter().map(|(standing, n, ids)| format!("{n} {standing} (#{ids})")).collect();
    if !counts.is_empty() {
        page.wrapped(0, &format!("Claims: {}.", counts.join(", ")));
    }
}
