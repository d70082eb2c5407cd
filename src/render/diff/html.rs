//! The comparison as a page to send round: one file that works offline, prints,
//! and can be read without colour, without a mouse and by ear.
//!
//! Both views are in the page, and its switches are plain form controls that
//! the style sheet reads: nothing in it runs.

mod text;

use super::inline::title;
use super::{Options, only_blank_lines_differ, plural, stat, without};
use crate::diff::revision::{DiffSide, RevisionDiff};
use crate::diff::{BlockKind, Class, Summary};
use crate::domain::claim::Standing;
use crate::domain::ids::ClaimId;
use crate::domain::part::Part;
use crate::domain::time::Timestamp;
use crate::render::html::{Html, Link, Page, language, page};
use crate::render::human;

/// Draws the comparison as a page.
pub fn html(diff: &RevisionDiff, options: &Options) -> String {
    let blank = only_blank_lines_differ(diff);
    let diff = &*without(diff, &options.ignore);
    let title = format!("{} → {}", diff.from.label, diff.to.label);
    page(Page { title: &title, skip: ("text", "the text"), css: include_str!("html/diff.css") }, |h| {
        h.classed("header", "masthead").with(|h| head(h, diff, options));
        h.line().tag("main").with(|h| {
            controls(h, diff);
            claims(h, diff);
            h.line().tag("div").attr("id", "text").attr("tabindex", "-1").with(|h| {
                let mut parts = diff.parts.iter().filter(|p| options.full || p.is_changed()).peekable();
                if parts.peek().is_none() {
                    h.classed("p", "nothing").text(stat::nothing(blank).trim_end());
                }
                for part in parts {
                    text::part(h, diff, part, options);
                }
            });
        });
        h.line().tag("footer").attr("class", "foot small").with(|h| {
            h.tag("p").text("Compared by copydesk, paragraphs first, then words. An approval covers exactly the words that were approved.");
        });
    })
}

/// What is compared, by whom, when, and how much changed.
fn head(h: &mut Html, diff: &RevisionDiff, options: &Options) {
    h.line().classed("p", "kicker").text("what changed");
    let headline =
        diff.parts.iter().find(|p| p.part == Part::Headline).map(|p| if p.new.is_empty() { &p.old } else { &p.new });
    let named = headline.filter(|h| !h.trim().is_empty());
    let heading = h.line().tag("h1");
    match (named, &diff.article) {
        (Some(headline), _) => copy(heading, diff).text(headline),
        (None, Some(slug)) => heading.text(slug),
        (None, None) => heading.text(format!("{} → {}", diff.from.label, diff.to.label)),
    }
    h.line().classed("dl", "ends").with(|h| {
        for (word, side) in [("From", &diff.from), ("To", &diff.to)] {
            h.tag("div").with(|h| end(h, word, side, options));
        }
    });
    h.line().classed("ul", "sums").with(|h| {
        for (n, what) in sums(diff) {
            h.tag("li").with(|h| {
                h.tag("b").text(human::thousands(n as u64));
                h.text(format!(" {what}"));
            });
        }
    });
}

fn end(h: &mut Html, word: &str, side: &DiffSide, options: &Options) {
    h.tag("dt").text(word);
    h.tag("dd").with(|h| {
        h.tag("b").text(&side.label);
        if let Some(author) = &side.author {
            h.tag("br").void();
            h.tag("span").attr("dir", "auto").text(author);
        }
        if let Some(at) = side.recorded_at {
            h.tag("br").void();
            time(h, at, options);
        }
    });
}

fn time(h: &mut Html, at: Timestamp, options: &Options) {
    let shown = at.at(options.offset).format("%-d %B %Y, %H:%M %:z").to_string();
    h.tag("time").attr("datetime", at.to_string()).text(shown.replace(" +00:00", " UTC"));
}

/// The counts of the header, those that aren't 0.
fn sums(diff: &RevisionDiff) -> Vec<(usize, String)> {
    let summary: Summary = diff.summary();
    let noun = |n: usize, one: &str| if n == 1 { one.to_owned() } else { format!("{one}s") };
    let mut sums = vec![
        (summary.inserted_words, format!("{} in", noun(summary.inserted_words, "word"))),
        (summary.deleted_words, format!("{} out", noun(summary.deleted_words, "word"))),
    ];
    for class in Class::ALL {
        let n = summary.changes.of(*class);
        sums.push((n, format!("{} {}", class.as_str(), noun(n, "change"))));
    }
    let count = |kind| diff.parts.iter().flat_map(|p| &p.diff.blocks).filter(|b| b.kind == kind).count();
    for (n, what) in [
        (summary.moved_paragraphs, "moved"),
        (count(BlockKind::Split), "split"),
        (count(BlockKind::Merged), "merged"),
        (count(BlockKind::Inserted), "new"),
        (count(BlockKind::Deleted), "cut"),
    ] {
        sums.push((n, format!("{} {what}", noun(n, "paragraph"))));
    }
    sums.push((diff.claims.len(), format!("{} touched", noun(diff.claims.len(), "claim"))));
    sums.retain(|(n, _)| *n > 0);
    sums
}

/// The switches: which view, and which classes of changes are marked.
fn controls(h: &mut Html, diff: &RevisionDiff) {
    let summary = diff.summary();
    let classes: Vec<Class> = Class::ALL.iter().copied().filter(|c| summary.changes.of(*c) > 0).collect();
    if !diff.is_changed() {
        return;
    }
    h.line().tag("div").attr("class", "controls screen").with(|h| {
        h.line().tag("fieldset").with(|h| {
            h.tag("legend").text("View");
            for (id, label) in [("view-inline", "Inline"), ("view-sides", "Side by side")] {
                h.tag("span").with(|h| {
                    let input = h.tag("input").attr("type", "radio").attr("name", "view").attr("id", id);
                    if id == "view-inline" {
                        input.flag("checked").void();
                    } else {
                        input.void();
                    }
                    h.tag("label").attr("for", id).text(label);
                });
            }
        });
        if classes.len() > 1 {
            h.line().tag("fieldset").with(|h| {
                h.tag("legend").text("Mark changes that are");
                for class in classes {
                    let id = format!("show-{}", class.as_str());
                    h.tag("span").with(|h| {
                        h.tag("input").attr("type", "checkbox").attr("id", &id).flag("checked").void();
                        h.tag("label").attr("for", &id).text(format!(
                            "{} ({})",
                            class.as_str(),
                            summary.changes.of(class)
                        ));
                    });
                }
            });
        }
    });
    h.line().tag("p").attr("class", "small key").with(|h| {
        h.tag("ins").text("Underlined");
        h.text(" words came in, ");
        h.tag("del").text("struck-out");
        h.text(" ones went out. A dotted line marks what leaves the words: capitals, glyphs, spaces, markup.");
    });
}

/// The claims that the change touched, each leading to its place.
fn claims(h: &mut Html, diff: &RevisionDiff) {
    if diff.claims.is_empty() {
        return;
    }
    h.line().tag("section").attr("aria-labelledby", "claims").with(|h| {
        h.tag("h2").attr("id", "claims").text(format!("{} touched", plural(diff.claims.len(), "claim")));
        h.line().tag("table").attr("class", "claims").with(|h| {
            h.tag("thead").with(|h| {
                h.tag("tr").with(|h| {
                    for name in ["Claim", "Before", "Now", "Why"] {
                        h.tag("th").attr("scope", "col").text(name);
                    }
                });
            });
            h.tag("tbody").with(|h| {
                for change in &diff.claims {
                    let row = text::row_of(diff, change.id);
                    h.line().tag("tr").attr("id", claim_id(change.id)).with(|h| {
                        h.tag("th").attr("scope", "row").with(|h| {
                            let name = format!("#{}", change.id);
                            match row {
                                Some(row) => h.tag("a").link(&Link::Here(row)).text(name),
                                None => _ = h.text(name),
                            }
                        });
                        h.tag("td").text(standing(change.before));
                        h.tag("td").with(|h| h.tag("b").text(standing(change.after)));
                        h.tag("td").with(|h| {
                            if let Some(words) = text::words_of(diff, change.id) {
                                copy(h.classed("q", "words"), diff).text(human::excerpt(words, 160));
                            }
                            h.tag("span").attr("dir", "auto").text(change.reason.as_deref().unwrap_or_default());
                        });
                    });
                }
            });
        });
    });
}

fn standing(standing: Option<Standing>) -> String {
    standing.map_or_else(|| "none".to_owned(), |s| format!("{} {s}", human::standing_sign(s)))
}

fn claim_id(id: ClaimId) -> String {
    format!("claim-{id}")
}

/// Marks an element as holding copy: its language, and a direction of its own.
fn copy<'h>(tag: crate::render::html::Tag<'h>, diff: &RevisionDiff) -> crate::render::html::Tag<'h> {
    let language = language(&diff.language);
    tag.attr("dir", "auto").maybe("lang", Some(language).filter(|l| !l.is_empty()))
}

fn part_title(part: &Part) -> String {
    title(part).replace(':', " ")
}
