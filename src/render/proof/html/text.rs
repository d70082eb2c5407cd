//! The text of a proof's page, paragraph by paragraph, its claims beside it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::{paragraphs, places, quoted, reasons, standing};
use super::{claim_id, class, copy, place_id};
use crate::domain::claim::Standing;
use crate::domain::ids::ClaimId;
use crate::domain::part::Part;
use crate::domain::proof::{Claim, Proof, Sentence};
use crate::render::html::{Html, Link};
use crate::render::human;

/// Claim words of the part being drawn.
struct Place<'p> {
    claim: &'p Claim,
    /// Which of the claim's places in the whole text, from 0.
    nth: usize,
    chars: Range<usize>,
}

/// Draws all parts.
pub(super) fn text(h: &mut Html, proof: &Proof) {
    for (part, text) in proof.texts.iter() {
        let name = part.as_str().replace(':', " ");
        let class = format!("part {}", part.as_str().split(':').next().unwrap_or_default());
        h.line().tag("section").attr("class", class).attr("aria-label", &name).with(|h| {
            if matches!(part, Part::Named(_)) {
                h.classed("p", "small").text(&name);
            }
            let chars: Vec<char> = text.chars().collect();
            let mut own: Vec<Place> = places(proof, part)
                .map(|(claim, chars)| {
                    let nth = claim.places.iter().position(|(of, at)| of == part && *at == chars).unwrap_or(0);
                    Place { claim, nth, chars }
                })
                .collect();
            own.sort_by_key(|p| (p.chars.start, p.chars.end, p.claim.id));
            for range in paragraphs(text) {
                row(h, proof, part, &chars, &range, &own);
            }
        });
    }
}

/// A paragraph, and beside it the claims in it and what no claim covers.
fn row(h: &mut Html, proof: &Proof, part: &Part, chars: &[char], range: &Range<usize>, all: &[Place]) {
    let within: Vec<&Place> = all.iter().filter(|p| p.chars.start < range.end && range.start < p.chars.end).collect();
    let open: Vec<&Sentence> = proof
        .sentences
        .iter()
        .filter(|s| s.part == *part && s.is_uncovered() && range.contains(&s.chars.start))
        .collect();
    h.line().tag("div").attr("class", "row").with(|h| {
        let first = chars.get(range.start).copied();
        let shape = match first {
            Some('#') => "head",
            Some('|') => "table",
            Some('-' | '*' | '>' | '+') => "lines",
            _ => "prose",
        };
        copy(h.tag("p").attr("class", shape), proof).with(|h| words(h, chars, range, &within));
        if within.is_empty() && open.is_empty() {
            return;
        }
        h.line().classed("ul", "notes").with(|h| {
            let mut told = BTreeSet::new();
            for place in &within {
                if told.insert(place.claim.id) {
                    h.tag("li").attr("class", class(place.claim.standing)).with(|h| note(h, place.claim));
                }
            }
            for sentence in open {
                h.tag("li").attr("class", "open").with(|h| {
                    h.text("no claim: ");
                    copy(h.tag("span"), proof).text(quoted(&human::excerpt(&sentence.text, 48)));
                    h.text(format!(" ({})", reasons(sentence)));
                });
            }
        });
    });
}

fn note(h: &mut Html, claim: &Claim) {
    h.tag("a").link(&Link::Here(claim_id(claim.id))).with(|h| {
        h.unseen("claim ");
        h.text(format!("#{}", claim.id));
    });
    h.text(format!(" {} ", claim.kind));
    h.tag("b").text(standing(claim));
    if let Some(why) = &claim.reason {
        h.text(": ");
        h.tag("span").attr("dir", "auto").text(human::excerpt(why, 140));
    }
}

/// The paragraph's words. Where claims overlap, a stretch shows the standing of
/// the worst of them; signs say where each begins and ends.
fn words(h: &mut Html, chars: &[char], range: &Range<usize>, places: &[&Place]) {
    let clip = |at: usize| at.clamp(range.start, range.end);
    let mut cuts: BTreeSet<usize> = [range.start, range.end].into();
    for place in places {
        cuts.extend([clip(place.chars.start), clip(place.chars.end)]);
    }
    let cuts: Vec<usize> = cuts.into_iter().collect();
    for pair in cuts.windows(2) {
        let [from, to] = pair else { continue };
        let text: String = chars.get(*from..*to).unwrap_or_default().iter().collect();
        let open: Vec<&&Place> =
            places.iter().filter(|p| clip(p.chars.start) <= *from && *to <= clip(p.chars.end)).collect();
        let Some(worst) = open.iter().map(|p| p.claim.standing).max_by_key(|s| gravity(*s)) else {
            h.text(text);
            continue;
        };
        for place in open.iter().filter(|p| p.chars.start == *from) {
            // Where a link from the list of claims leads.
            h.tag("span").attr("id", place_id(place.claim.id, place.nth)).attr("class", "sign").with(|h| {
                h.unseen(format!("claim {} begins ", place.claim.id));
                h.text("[");
            });
        }
        h.tag("mark").attr("class", class(worst)).text(text);
        for place in open.iter().filter(|p| p.chars.end == *to) {
            h.classed("span", "sign").text("]");
            reference(h, place.claim);
        }
    }
}

fn reference(h: &mut Html, claim: &Claim) {
    h.classed("a", "ref").link(&Link::Here(claim_id(claim.id))).with(|h| {
        h.unseen("claim ends: ");
        h.text(format!("#{} {}", claim.id, human::standing_sign(claim.standing)));
        h.unseen(format!(" {}, {}", claim.kind, claim.standing));
    });
}

/// Which of several standings to show.
const fn gravity(standing: Standing) -> u8 {
    match standing {
        Standing::Contradicted => 6,
        Standing::Stale => 5,
        Standing::Touched => 4,
        Standing::Unapproved => 3,
        Standing::Approved => 2,
        Standing::Cut | Standing::Unplaced => 1,
    }
}

/// Links to the places of a claim in the text.
pub(super) fn back(h: &mut Html, claim: &Claim) {
    for nth in 0..claim.places.len() {
        let words = if nth == 0 { "in the text".to_owned() } else { format!("place {}", nth + 1) };
        h.text(" ");
        h.classed("a", "back").link(&Link::Here(place_id(claim.id, nth))).with(|h| {
            h.text(words);
            h.unseen(format!(" of claim {}", ClaimId(claim.id.0)));
        });
    }
}
