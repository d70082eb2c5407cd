//! A proof as a page: the text with its claims marked and told of in the
//! margin, then each claim with what it rests on. One file that works offline,
//! prints, and can be read without colour and by ear.

mod claims;
mod text;

use super::{counts, covered};
use crate::domain::claim::Standing;
use crate::domain::ids::ClaimId;
use crate::domain::part::Part;
use crate::domain::proof::{Coverage, Proof};
use crate::domain::time::Timestamp;
use crate::render::html::{Html, Page, Tag, language, page};
use crate::render::{View, human};

/// Draws the proof as a page.
pub fn html(proof: &Proof, view: &View) -> String {
    let title = format!("Proof of {}@{}", proof.article, proof.revision);
    page(Page { title: &title, skip: ("text", "the text"), css: include_str!("html/proof.css") }, |h| {
        h.classed("header", "masthead").with(|h| head(h, proof, view));
        h.line().tag("main").with(|h| {
            h.tag("div").attr("id", "text").attr("tabindex", "-1").with(|h| text::text(h, proof));
            claims::claims(h, proof, view);
            claims::sources(h, proof);
            claims::record(h, proof, view);
        });
        h.line().tag("footer").attr("class", "foot small").with(|h| {
            h.tag("p").text(
                "A proof by copydesk: an approval covers exactly the words that were approved. Standings are those of \
                 this text by what was decided when the page was made.",
            );
        });
    })
}

fn head(h: &mut Html, proof: &Proof, view: &View) {
    h.line().classed("p", "kicker").text(format!("proof, {}", proof.stands()));
    let headline = proof.texts.get(&Part::Headline);
    if headline.trim().is_empty() {
        h.line().tag("h1").text(&proof.article);
    } else {
        copy(h.line().tag("h1"), proof).text(headline);
    }
    h.line().classed("p", "small").with(|h| {
        h.tag("b").text(format!("{}@{}", proof.article, proof.revision));
        if proof.revision != proof.head {
            h.text(format!(" (head is {})", proof.head));
        }
        if !proof.author.is_empty() {
            h.text(", ");
            h.tag("span").attr("dir", "auto").text(&proof.author);
        }
        if let Some(at) = proof.recorded_at {
            h.text(", ");
            time(h, at, view);
        }
    });
    for remark in proof.record.iter().filter(|r| r.what == "override") {
        h.line().classed("p", "warning").with(|h| {
            h.tag("b").text("A gate was passed");
            h.text(format!(" by {} with revision {}: {}", remark.by, remark.revision, remark.note));
        });
    }
    if proof.solo {
        h.line().classed("p", "warning").with(|h| {
            h.tag("b").text("Checked by one person");
            h.text(": four eyes are not asked at this desk.");
        });
    }
    h.line().classed("ul", "sums").with(|h| {
        for (standing, n, _) in counts(proof) {
            h.tag("li").with(|h| {
                h.tag("b").text(human::thousands(n as u64));
                h.text(format!(" {} {standing}", human::standing_sign(standing)));
            });
        }
    });
    h.line().classed("p", "small").text(covered(Coverage::of(&proof.sentences)));
}

fn time(h: &mut Html, at: Timestamp, view: &View) {
    let shown = at.at(view.zone.offset_at(at)).format("%-d %B %Y, %H:%M %:z").to_string();
    h.tag("time").attr("datetime", at.to_string()).text(shown.replace(" +00:00", " UTC"));
}

/// Marks an element as holding copy: its language, and a direction of its own.
fn copy<'h>(tag: Tag<'h>, proof: &Proof) -> Tag<'h> {
    tag.attr("dir", "auto").maybe("lang", Some(language(&proof.language)).filter(|l| !l.is_empty()))
}

fn claim_id(id: ClaimId) -> String {
    format!("claim-{id}")
}

fn place_id(id: ClaimId, nth: usize) -> String {
    format!("place-{id}-{}", nth + 1)
}

fn class(standing: Standing) -> &'static str {
    standing.as_str()
}
