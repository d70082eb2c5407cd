//! A proof as Markdown, for a mail, a wiki or a pull request.

use std::fmt::Write;

use super::{Went, asks, counts, covered, label, pieces, places, quoted, reasons, source, stance, standing};
use crate::domain::part::Part;
use crate::domain::proof::{Claim, Coverage, Done, Proof};
use crate::render::{View, human, safe};

/// The proof as a Markdown document.
pub fn markdown(proof: &Proof, view: &View) -> String {
    let mut doc = Doc { out: String::new(), proof, view };
    doc.head();
    doc.text();
    doc.claims();
    doc.sources();
    doc.record();
    doc.coverage();
    doc.out
}

struct Doc<'p> {
    out: String,
    proof: &'p Proof,
    view: &'p View,
}

impl Doc<'_> {
    fn line(&mut self, text: impl AsRef<str>) {
        self.out.push_str(text.as_ref());
        self.out.push('\n');
    }

    fn heading(&mut self, text: &str) {
        // Writing to a String can't fail.
        write!(self.out, "\n## {text}\n\n").ok();
    }

    fn head(&mut self) {
        let proof = self.proof;
        let older = if proof.revision == proof.head { String::new() } else { format!("; head is {}", proof.head) };
        self.line(format!("Proof of `{}@{}` ({}{older})", proof.article, proof.revision, proof.stands()));
        let by = plain(&proof.author);
        let at = proof.recorded_at.map(|at| human::local(at, self.view));
        let said: Vec<String> = [Some(by).filter(|by| !by.is_empty()), at].into_iter().flatten().collect();
        if !said.is_empty() {
            self.line(format!("\nText: {}", said.join(", ")));
        }
        if proof.solo {
            self.line("\n**Checked by one person: four eyes are not asked at this desk.**");
        }
        for remark in proof.record.iter().filter(|r| r.what == "override") {
            let (by, note) = (plain(&remark.by), plain(&remark.note));
            self.line(format!("\n**A gate was passed by {by} with revision {}: {note}**", remark.revision));
        }
        self.out.push('\n');
    }

    /// The text as it is, Markdown and all, with its claims between signs.
    fn text(&mut self) {
        let proof = self.proof;
        for (part, text) in proof.texts.iter() {
            let marked = marked(proof, part, text);
            match part {
                Part::Headline => self.line(format!("# {}\n", marked.replace('\n', " "))),
                Part::Named(_) => self.line(format!("*{part}:* {marked}\n")),
                _ => self.line(format!("{marked}\n")),
            }
        }
    }

    fn claims(&mut self) {
        self.heading("Claims");
        if self.proof.claims.is_empty() {
            self.line("None yet.");
        }
        for claim in self.proof.claims.iter().filter(|c| c.stands()) {
            self.claim(claim);
        }
        let gone: Vec<&Claim> = self.proof.claims.iter().filter(|c| !c.stands()).collect();
        if !gone.is_empty() {
            self.heading("Not in this text");
            for claim in gone {
                self.claim(claim);
            }
        }
    }

    fn claim(&mut self, claim: &Claim) {
        let finding = claim.finding.map_or_else(String::new, |f| format!(" · {f}"));
        self.line(format!("- **#{}** {} **{}**{finding}", claim.id, claim.kind, standing(claim)));
        let mut say = |text: String| {
            writeln!(self.out, "  - {text}").ok();
        };
        if !claim.quote.is_empty() {
            say(format!("“{}”", plain(&human::excerpt(&claim.quote, 200))));
        }
        if !claim.statement.is_empty() {
            say(format!("{} ({})", plain(&claim.statement), asks(claim)));
        }
        if !claim.claimant.is_empty() {
            say(format!("said by {}", plain(&claim.claimant)));
        }
        if let Some(why) = &claim.reason {
            say(plain(why));
        }
        for change in &claim.changes {
            let words = pieces(change).into_iter().map(|(went, text)| match went {
                Went::Stayed => around(&text, ""),
                Went::Out => around(&text, "~~"),
                Went::In => around(&text, "**"),
            });
            say(words.collect());
        }
        let done = |what: &str, done: &Option<Done>| {
            let done = done.as_ref()?;
            Some(format!(
                "{what} by {}, {}, revision {}",
                plain(&done.by),
                human::local(done.at, self.view),
                done.revision
            ))
        };
        let lapsed = if claim.changes.is_empty() { "approved" } else { "was approved" };
        let who = [
            done("checked", &claim.checked),
            done(lapsed, &claim.approved),
            claim.alone.then(|| "checked by one person".to_owned()),
        ];
        let who: Vec<String> = who.into_iter().flatten().collect();
        if !who.is_empty() {
            say(who.join("; "));
        }
        if claim.corrected {
            say("its words are the approved correction".to_owned());
        } else if !claim.correction.is_empty() {
            say(format!("should read: “{}”", plain(&claim.correction)));
        }
        for listed in &claim.listed {
            say(format!("changed, and carries: {}", plain(listed)));
        }
        for citation in &claim.citations {
            let at =
                if citation.locator.is_empty() { String::new() } else { format!(", {}", plain(&citation.locator)) };
            let words = if citation.quotation.is_empty() {
                String::new()
            } else {
                format!(": “{}”", plain(&citation.quotation))
            };
            let title = self.proof.sources.get(citation.number - 1).map_or("", |s| &s.title);
            say(format!("{}source {}, {}{at}{words}", stance(citation.stance), citation.number, plain(title)));
        }
    }

    fn sources(&mut self) {
        if self.proof.sources.is_empty() {
            return;
        }
        self.heading("Sources");
        for (at, s) in self.proof.sources.iter().enumerate() {
            let addresses = [&s.url, &s.archived_url];
            let addresses: Vec<String> = addresses.into_iter().filter(|a| !a.is_empty()).map(|a| plain(a)).collect();
            let more = if addresses.is_empty() { String::new() } else { format!(" {}", addresses.join(" ")) };
            self.line(format!("{}. {}{more}", at + 1, plain(&source(s))));
        }
    }

    fn record(&mut self) {
        if self.proof.record.is_empty() {
            return;
        }
        self.heading("On the record");
        for remark in &self.proof.record {
            let note = if remark.note.is_empty() { String::new() } else { format!(": {}", plain(&remark.note)) };
            let (when, by) = (human::local(remark.at, self.view), plain(&remark.by));
            self.line(format!("- {when} {} by {by}, revision {}{note}", remark.what, remark.revision));
            for passed in &remark.passed {
                self.line(format!("  - passed: {}", plain(passed)));
            }
        }
    }

    fn coverage(&mut self) {
        self.heading("Coverage");
        self.line(covered(Coverage::of(&self.proof.sentences)));
        let counts: Vec<String> =
            counts(self.proof).into_iter().map(|(standing, n, ids)| format!("{n} {standing} (#{ids})")).collect();
        if !counts.is_empty() {
            self.line(format!("\nClaims: {}.", counts.join(", ")));
        }
        let open: Vec<String> = self
            .proof
            .sentences
            .iter()
            .filter(|s| s.is_uncovered())
            .map(|s| format!("- {} ({})", plain(&quoted(&human::excerpt(&s.text, 200))), reasons(s)))
            .collect();
        if !open.is_empty() {
            self.line(format!("\nCheck-worthy, and no claim covers it:\n\n{}", open.join("\n")));
        }
    }
}

/// A part's text with `⟦` before each claim's words, and `⟧` with its number,
/// kind and standing behind them.
fn marked(proof: &Proof, part: &Part, text: &str) -> String {
    let mut signs: Vec<(usize, u8, String)> = Vec::new();
    for (claim, chars) in places(proof, part) {
        // What ends at a place is closed before the next opens there.
        signs.push((chars.end, 0, format!("⟧**{}**", label(claim))));
        signs.push((chars.start, 1, "⟦".to_owned()));
    }
    signs.sort_by_key(|(at, order, _)| (*at, *order));
    let mut signs = signs.into_iter().peekable();
    let mut out = String::new();
    let mut run = String::new();
    for (at, c) in text.chars().chain(['\n']).enumerate() {
        while let Some((_, _, sign)) = signs.next_if(|(place, ..)| *place <= at) {
            out.push_str(&harmless(&run));
            out.push_str(&sign);
            run.clear();
        }
        run.push(c);
    }
    run.pop();
    out.push_str(&harmless(&run));
    out
}

/// Copy in Markdown without HTML that would act.
fn harmless(text: &str) -> String {
    safe::text(text).replace('<', "\\<")
}

/// A text of which nothing is Markdown, on one line.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in safe::line(text.trim()).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Words between marks; the white space at their ends, which would undo the marks, stays outside.
fn around(text: &str, mark: &str) -> String {
    let words = plain(text);
    if words.is_empty() {
        return " ".to_owned();
    }
    let lead = if text.starts_with(char::is_whitespace) { " " } else { "" };
    let tail = if text.ends_with(char::is_whitespace) { " " } else { "" };
    format!("{lead}{mark}{words}{mark}{tail}")
}
