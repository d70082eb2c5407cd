//! What stands under the text of a proof's page: each claim with what it rests
//! on, the sources by number, and what is on the record.

use super::super::{Went, asks, pieces, source, stance, standing};
use super::text::back;
use super::{claim_id, class, copy, time};
use crate::domain::proof::{Claim, Done, Proof};
use crate::render::html::{Html, Link};
use crate::render::{View, human};

/// The claims, those of the text first.
pub(super) fn claims(h: &mut Html, proof: &Proof, view: &View) {
    for (id, title, stands) in [("claims", "Claims", true), ("gone", "Not in this text", false)] {
        let some: Vec<&Claim> = proof.claims.iter().filter(|c| c.stands() == stands).collect();
        if some.is_empty() && !stands {
            continue;
        }
        h.line().tag("section").attr("aria-labelledby", id).with(|h| {
            h.tag("h2").attr("id", id).text(title);
            if some.is_empty() {
                h.tag("p").text("None yet.");
            }
            for claim in some {
                one(h, proof, claim, view);
            }
        });
    }
}

fn one(h: &mut Html, proof: &Proof, claim: &Claim, view: &View) {
    let class = format!("claim {}", class(claim.standing));
    h.line().tag("article").attr("class", class).attr("id", claim_id(claim.id)).with(|h| {
        h.tag("h3").with(|h| {
            h.text(format!("#{} ", claim.id));
            h.classed("span", "kind").text(format!("{} ", claim.kind));
            h.text(standing(claim));
            if let Some(finding) = claim.finding {
                h.classed("span", "kind").text(format!(" · {finding}"));
            }
        });
        if !claim.quote.is_empty() {
            h.line().classed("p", "quote").with(|h| {
                copy(h.tag("q"), proof).text(human::excerpt(&claim.quote, 400));
                back(h, claim);
            });
        }
        if !claim.statement.is_empty() {
            h.tag("p").with(|h| {
                copy(h.tag("span"), proof).text(&claim.statement);
                h.text(format!(" ({})", asks(claim)));
            });
        }
        if !claim.claimant.is_empty() {
            h.tag("p").text(format!("Said by {}.", claim.claimant));
        }
        if let Some(why) = &claim.reason {
            h.classed("p", "why").text(why);
        }
        for change in &claim.changes {
            copy(h.line().classed("p", "change"), proof).with(|h| {
                for (went, text) in pieces(change) {
                    match went {
                        Went::Stayed => _ = h.text(text),
                        Went::Out => marked(h, "del", "[deleted: ", &text),
                        Went::In => marked(h, "ins", "[inserted: ", &text),
                    }
                }
            });
        }
        if claim.corrected {
            h.tag("p").text("Its words are the approved correction.");
        } else if !claim.correction.is_empty() {
            h.tag("p").with(|h| {
                h.text("Should read: ");
                copy(h.tag("q"), proof).text(&claim.correction);
            });
        }
        for listed in &claim.listed {
            h.classed("p", "small").text(format!("Changed, and carries: {listed}"));
        }
        if !claim.citations.is_empty() {
            h.line().classed("ul", "citations").with(|h| {
                for citation in &claim.citations {
                    h.tag("li").with(|h| {
                        h.text(stance(citation.stance));
                        let number = citation.number;
                        let title = proof.sources.get(number - 1).map_or("", |s| &s.title);
                        h.tag("a").link(&Link::Here(source_id(number))).text(format!("[{number}]"));
                        h.text(" ");
                        h.tag("span").attr("dir", "auto").text(title);
                        if !citation.locator.is_empty() {
                            h.text(format!(", {}", citation.locator));
                        }
                        if !citation.quotation.is_empty() {
                            h.text(": ");
                            h.tag("q").attr("dir", "auto").text(&citation.quotation);
                        }
                    });
                }
            });
        }
        let lapsed = if claim.changes.is_empty() { "Approved" } else { "Was approved" };
        if claim.checked.is_some() || claim.approved.is_some() {
            h.line().classed("p", "small").with(|h| {
                done(h, "Checked", claim.checked.as_ref(), view);
                done(h, lapsed, claim.approved.as_ref(), view);
                if claim.alone {
                    h.tag("b").text("Checked by one person.");
                }
            });
        }
    });
}

fn marked(h: &mut Html, tag: &'static str, says: &str, text: &str) {
    h.tag(tag).with(|h| {
        h.unseen(says);
        h.text(text);
        h.unseen("] ");
    });
}

fn done(h: &mut Html, what: &str, done: Option<&Done>, view: &View) {
    let Some(done) = done else { return };
    h.text(format!("{what} by {}, ", done.by));
    time(h, done.at, view);
    h.text(format!(", revision {}. ", done.revision));
}

fn source_id(number: usize) -> String {
    format!("source-{number}")
}

/// The sources by the numbers by which they are cited.
pub(super) fn sources(h: &mut Html, proof: &Proof) {
    if proof.sources.is_empty() {
        return;
    }
    h.line().tag("section").attr("aria-labelledby", "sources").with(|h| {
        h.tag("h2").attr("id", "sources").text("Sources");
        h.line().classed("ol", "sources").with(|h| {
            for (at, s) in proof.sources.iter().enumerate() {
                h.line().tag("li").attr("id", source_id(at + 1)).with(|h| {
                    h.tag("span").attr("dir", "auto").text(source(s));
                    for (address, what) in [(&s.url, ""), (&s.archived_url, "archived: ")] {
                        if address.is_empty() {
                            continue;
                        }
                        h.tag("br").void();
                        h.text(what);
                        match Link::web(address) {
                            Some(link) => h.tag("a").link(&link).text(address),
                            None => _ = h.text(address),
                        }
                    }
                });
            }
        });
    });
}

/// Publications, corrections, gates that were passed.
pub(super) fn record(h: &mut Html, proof: &Proof, view: &View) {
    if proof.record.is_empty() {
        return;
    }
    h.line().tag("section").attr("aria-labelledby", "record").with(|h| {
        h.tag("h2").attr("id", "record").text("On the record");
        h.line().classed("ul", "record").with(|h| {
            for remark in &proof.record {
                h.line().tag("li").with(|h| {
                    time(h, remark.at, view);
                    h.text(" ");
                    h.tag("b").text(&remark.what);
                    h.text(format!(" by {}, revision {}", remark.by, remark.revision));
                    if !remark.note.is_empty() {
                        h.text(": ");
                        h.tag("span").attr("dir", "auto").text(&remark.note);
                    }
                    if !remark.passed.is_empty() {
                        h.tag("ul").with(|h| {
                            for passed in &remark.passed {
                                h.tag("li").text(format!("passed: {passed}"));
                            }
                        });
                    }
                });
            }
        });
    });
}
